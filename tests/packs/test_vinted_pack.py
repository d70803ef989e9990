"""What the files of the conformance set cannot show of Vinted's pack."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from finding import find_window, silence, stages_called

import buyerprotect as bp
from buyerprotect.convert import load_case
from buyerprotect.rules.library import find_pack

EXAMPLES = Path(__file__).parents[2] / "examples"
RECEIPT, NOTICE = "10T10:00", "11T18:00"
"""Day and time, in the month after the order, of the delivery and of Vinted's notice."""

FRENCH = {
    "fr-2022-01": ("2022-02-20T12:00+01:00", "2022-03-{}+01:00"),
    "fr-2022-04": ("2022-05-20T12:00+02:00", "2022-06-{}+02:00"),
    "fr-2022-10": ("2022-11-20T12:00+01:00", "2022-12-{}+01:00"),
    "fr-2025-02": ("2025-02-20T12:00+01:00", "2025-03-{}+01:00"),
}
"""For each French version an order, and the moments of the month after it."""


def order(placed: str, *, site: str = "vinted.fr", **told: Any) -> bp.Order:
    delivered = told.pop("delivered", None)
    facts: dict[str, Any] = {
        "site": site,
        "zone": "Europe/Paris",
        "items": [bp.Item("coat", "60 EUR")],
        "shipping": "5 EUR",
        "parcels": [bp.Parcel(shipped=placed, delivered=delivered)],
    }
    return bp.Order("vinted", placed, **{**facts, **told})


def french(version: str, *, receipt: str | None = RECEIPT, notice: str | None = NOTICE) -> bp.Order:
    placed, month = FRENCH[version]
    told: dict[str, Any] = {}
    if receipt is not None:
        told["delivered"] = month.format(receipt)
    if notice is not None:
        told["notified"] = month.format(notice)
    return order(placed, **told)


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str = "report") -> bp.Deadline:
    return find_window(facts, name)


def opened(facts: bp.Order, kind: Any = "size") -> bp.Dispute:
    placed = FRENCH[bp.deadlines(facts).policy.version][1].format("12T09:00")
    return bp.Dispute(bp.Claim(facts, [bp.Problem(kind)]), [bp.Event("opened", placed)])


# --- what the two days count from -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "by_receipt", "by_notice"),
    [
        ("fr-2022-01", True, False),
        ("fr-2022-04", False, True),
        ("fr-2022-10", False, True),
        ("fr-2025-02", False, True),
    ],
)
def test_each_version_has_one_anchor(version: str, *, by_receipt: bool, by_notice: bool) -> None:
    end = window(french(version)).closes
    assert (window(french(version, receipt="09T10:00")).closes != end) is by_receipt
    assert (window(french(version, notice="12T18:00")).closes != end) is by_notice


@pytest.mark.parametrize(
    ("version", "last_day", "exact"),
    [
        ("fr-2022-01", 12, False),
        ("fr-2022-04", 13, False),
        ("fr-2022-10", 13, True),
        ("fr-2025-02", 13, True),
    ],
)
def test_the_two_days_are_whole_from_a_date_and_exact_from_a_moment(
    version: str, *, last_day: int, exact: bool
) -> None:
    found = window(french(version))
    closes = found.closes
    assert closes is not None
    assert found.last_day is not None
    assert date.fromisoformat(str(found.last_day)).day == last_day
    # From the notice on the 11th at 18:00, or to the end of the second day after the date.
    assert f"{closes:%d %H:%M}" == ("13 18:00" if exact else f"{last_day + 1} 00:00")


@pytest.mark.parametrize("version", ["fr-2022-04", "fr-2022-10", "fr-2025-02"])
def test_where_no_notice_is_told_the_mark_delivered_stands_for_it(version: str) -> None:
    without = french(version, notice=None)
    found = window(without)
    assert found.opens == window(french(version, notice=RECEIPT)).opens
    assert found.closes == window(french(version, notice=RECEIPT)).closes
    assert {move.event for move in found.moves} == {"notified"}


@pytest.mark.parametrize("version", sorted(FRENCH))
def test_the_safe_end_holds_by_every_reading(version: str) -> None:
    found = window(french(version))
    assert found.safe_by_us == min(r.closes_us for r in found.readings if r.closes_us is not None)
    assert {r.lapse for r in found.readings} == {"seller_paid"}


def test_an_announced_day_alone_starts_no_clock_but_is_planned_with() -> None:
    parcel = bp.Parcel(shipped="2022-02-21", promised="2022-03-10")
    told = bp.Claim(order(FRENCH["fr-2022-01"][0], parcels=[parcel]), [bp.Problem("not_received")])
    found = window(told, "report_missing")
    assert found.closes is None
    # The 10th and two days is the 12th, to its end.
    assert str(found.safe_by) == "2022-03-13 00:00:00+01:00"
    assert bp.classify(told, at="2022-04-01T12:00Z").coverage == "covered"


# --- the seller's times -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "lapse", "days"),
    [
        ("fr-2022-01", "may_escalate", None),
        ("fr-2022-04", "may_escalate", None),
        ("fr-2022-10", "escalates", 14),
        ("fr-2025-02", "escalates", 14),
    ],
)
def test_14_days_are_known_since_october_2022_only(version: str, lapse: str, days: int | None) -> None:
    found = window(opened(french(version)), "seller_answer")
    assert found.lapse == lapse
    assert (found.closes is None) is (days is None)
    if days is not None:
        # Opened on the 12th: the last day is so many days later.
        assert date.fromisoformat(str(found.last_day)).day == 12 + days


@pytest.mark.parametrize("version", sorted(FRENCH))
def test_fakes_have_24_hours_since_april_2022(version: str) -> None:
    asked = FRENCH[version][1].format("14T09:00")
    dispute = opened(french(version), "counterfeit")
    dispute = bp.Dispute(dispute.claim, [*dispute.events, bp.Event("information_requested", asked)])
    windows = bp.deadlines(dispute)
    both = [windows.find(name) for name in ("counterfeit_information", "counterfeit_information_seller")]
    if version == "fr-2022-01":
        assert both == [None, None]
        return
    for found in both:
        assert found is not None
        assert found.opens is not None
        assert found.closes is not None
        assert found.closes - found.opens == timedelta(hours=24)


@pytest.mark.parametrize("kind", ["counterfeit", "damaged"])
def test_in_canada_fakes_and_damage_skip_the_seller(kind: Any) -> None:
    told = order("2022-11-10T10:00-08:00", site="vinted.ca", delivered="2022-11-19T08:00-08:00")
    claim = bp.Claim(told, [bp.Problem(kind)])
    dispute = bp.Dispute(claim, [bp.Event("opened", "2022-11-20T08:00-08:00")])
    assert bp.deadlines(dispute).find("seller_answer") is None
    assert bp.recommend(dispute, at="2022-11-20T18:00Z").request.return_goods is False


# --- sites ------------------------------------------------------------------------------------------


def test_a_listed_site_without_rules_is_not_answered_by_those_of_another() -> None:
    pack = find_pack("vinted")
    answered = {"vinted.fr", "vinted.com", "vinted.ca"}
    assert answered < set(pack.sites)
    for site in sorted(set(pack.sites) - answered):
        with pytest.raises(bp.OutOfCoverageError, match=r"no source tells the rules .*vinted\.fr"):
            bp.deadlines(order("2022-11-10T10:00+01:00", site=site))


@pytest.mark.parametrize("site", ["vinted.fr", "vinted.com", "vinted.ca"])
@pytest.mark.parametrize("placed", ["2022-02-01T12:00Z", "2022-12-01T12:00Z", "2023-12-01T12:00Z"])
def test_each_site_has_one_version_on_a_day(site: str, placed: str) -> None:
    policy = bp.deadlines(order(placed, site=site)).policy
    assert policy.version.startswith({"vinted.fr": "fr-", "vinted.com": "us-", "vinted.ca": "ca-"}[site])
    assert policy.bracketed_with == ()


def test_the_american_terms_of_2021_and_2023_are_one_version() -> None:
    days = ("2021-10-11T12:00-04:00", "2023-04-26T12:00-04:00", "2023-04-27T12:00-04:00")
    versions = {bp.deadlines(order(day, site="vinted.com")).policy.version for day in days}
    assert versions == {"us-2021-10"}
    assert {"us-terms-2021", "us-terms-2023"} <= set(
        bp.deadlines(order(days[0], site="vinted.com")).policy.sources
    )


def test_what_is_taken_over_into_2025_says_so() -> None:
    policy = bp.deadlines(french("fr-2025-02")).policy
    for rule in (*policy.windows, *policy.grounds, *policy.exclusions, *policy.askings, *policy.refunds):
        ours = set(rule.sources)
        assert ours & {"carried-over", "fr-terms-2025", "help-copy"}, rule.id


# --- the example ------------------------------------------------------------------------------------


def test_the_fake_sneakers_were_found_out_too_late() -> None:
    case = load_case(EXAMPLES / "vinted-fake-found-too-late.toml")
    assert case.at is not None
    answer = bp.assess(case.facts, at=case.at, policy=case.policy)
    assert (answer.policy.version, answer.classification.ground) == ("fr-2022-10", "counterfeit")
    assert (answer.classification.coverage, answer.recommendation.action) == ("too_late", "other_route")
    found = answer.deadlines.find("report")
    assert found is not None
    # Told on 15 Apr at 10:00, and 48 hours.
    assert str(found.closes) == "2024-04-17 10:00:00+02:00"
    # Whole days end with the 17th, in UTC two hours after midnight in Paris.
    assert str(found.latest_arguable) == "2024-04-18 02:00:00+02:00"


# --- the stages of a dispute ------------------------------------------------------------------------


def disputed(facts: bp.Order, kind: Any, *events: bp.Event) -> bp.Dispute:
    return bp.Dispute(bp.Claim(facts, [bp.Problem(kind)]), events)


def test_against_a_decision_of_vinted_there_is_a_complaint_to_vinted() -> None:
    facts = disputed(
        french("fr-2022-04"),
        "size",
        bp.Event("opened", "2022-06-12T09:00Z"),
        bp.Event("escalated", "2022-06-13T09:00Z"),
        bp.Event("answered", "2022-06-14T09:00Z", accepts=False),
        bp.Event("ruled", "2022-06-20T09:00Z", amount="0 EUR"),
        bp.Event("appealed", "2022-06-22T09:00Z"),
    )
    # fr-terms-2022-04: talk first; called by a side, Vinted decides; then a complaint in writing.
    assert stages_called(facts) == [
        ("with_seller", None),
        *[("with_platform", None)] * 2,
        ("ruled", None),
        ("appealed", "a complaint"),
    ]
    # Two whole days from the notice to the seller, which the calling is taken for.
    assert silence(facts)[:3] == [
        ("", "with_seller"),
        ("money_back 2022-06-16", "buyer_paid"),
        ("", "with_platform"),
    ]


@pytest.mark.parametrize(
    ("placed", "stage"),
    [
        ("2021-01-05", ("with_platform", "a claim")),  # us-terms-2020: Vinted looks into the claim
        ("2022-01-05", ("with_seller", None)),  # us-terms-2021: talk first, either side may call Vinted
    ],
)
def test_in_america_the_two_talk_first_since_october_2021(placed: str, stage: tuple[str, str | None]) -> None:
    told = {"items": [bp.Item("coat", "60 USD")], "shipping": "5 USD", "zone": "America/New_York"}
    bought = order(placed, site="vinted.com", delivered=f"{placed[:8]}20", **told)
    facts = disputed(bought, "size", bp.Event("opened", f"{placed[:8]}21T12:00Z"))
    assert stages_called(facts) == [stage]
    assert silence(facts) == [("", stage[0])]


@pytest.mark.parametrize(
    ("kind", "stage", "then"),
    [
        ("size", ("with_seller", "a return request"), ("escalates 2022-03-24", "with_platform")),
        ("counterfeit", ("with_platform", "a return request"), ("", "with_platform")),
        ("damaged", ("with_platform", "a return request"), ("", "with_platform")),
        ("not_received", ("with_platform", None), ("", "with_platform")),
    ],
)
def test_in_canada_fakes_damage_and_lost_parcels_go_to_vinted_at_once(
    kind: Any, stage: tuple[str, str | None], then: tuple[str, str]
) -> None:
    told = {"items": [bp.Item("coat", "60 CAD")], "shipping": "5 CAD", "zone": "America/Vancouver"}
    bought = order("2022-03-05", site="vinted.ca", delivered="2022-03-20", **told)
    # ca-answering: 72 hours for the seller. ca-returns: fakes and damage in transit go to Vinted at once.
    facts = disputed(bought, kind, bp.Event("opened", "2022-03-21T20:00Z"))
    assert stages_called(facts) == [stage]
    assert silence(facts) == [then]
