"""What the files of the conformance set cannot show of Etsy's pack."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from finding import beside, find_window, stages_called

import buyerprotect as bp
from buyerprotect.convert import load_case

EXAMPLES = Path(__file__).parents[2] / "examples"
PROTECTED = "2022-purchase-protection"
WAIT = timedelta(hours=48)


def order(placed: str = "2023-02-20T12:00-05:00", promised: str = "2023-03-05", **told: Any) -> bp.Order:
    price, delivered = told.pop("price", "60 USD"), told.pop("delivered", None)
    facts: dict[str, Any] = {
        "zone": "America/New_York",
        "items": [bp.Item("mug", price)],
        "parcels": [bp.Parcel(promised=promised, delivered=delivered)],
    }
    return bp.Order("etsy", placed, **{**facts, **told})


def claim(kind: Any = "not_received", **told: Any) -> bp.Claim:
    return bp.Claim(order(**told), [bp.Problem(kind)])


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str = "open_case") -> bp.Deadline:
    return find_window(facts, name)


# --- the gate of 48 hours ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contacted",
    [
        "2023-03-10T23:59:59-05:00",
        "2023-03-12T01:59:59-05:00",  # a second before the clocks go forward
        "2023-03-12T03:00:00-04:00",
        "2023-03-20T08:00:00+09:00",
    ],
)
def test_a_case_opens_exactly_48_hours_after_the_help_request(contacted: str) -> None:
    opens = window(order(contacted=contacted)).opens
    assert opens == datetime.fromisoformat(contacted) + WAIT


def test_without_a_help_request_no_reading_opens_a_case() -> None:
    assert {reading.opens_us for reading in window(order()).readings} == {None}


@pytest.mark.parametrize("promised", ["2023-03-05", "2023-07-30", "2023-07-29"])  # 100 days, 180 days, winter
def test_the_last_moment_to_ask_the_seller_leaves_room_for_a_case(promised: str) -> None:
    asking = window(order(promised=promised), "contact_seller").closes
    case_ends = window(order(promised=promised)).closes
    assert asking is not None
    assert case_ends is not None
    assert case_ends - asking == WAIT


def test_the_gate_is_recommended_only_once_the_delivery_date_has_passed() -> None:
    steps = [
        bp.recommend(claim(), at=at).action
        for at in ("2023-03-05T20:00-05:00", "2023-03-06T12:00-05:00", "2023-09-01T12:00-04:00")
    ]
    assert steps[:2] == ["wait", "contact_seller"]
    assert steps[2] != "contact_seller"  # the time for a case is over


def test_the_first_policy_knows_no_help_request() -> None:
    windows = bp.deadlines(order("2018-06-29", "2018-07-10"))
    assert windows.policy.version == "2018-delivery-date"
    assert windows.find("contact_seller") is None


# --- until when -------------------------------------------------------------------------------------


def test_the_anchors_in_conflict_are_readings_and_the_safe_end_is_before_all_of_them() -> None:
    found = window(order(delivered="2023-03-02T10:00-05:00", contacted="2023-03-06T10:00-05:00"))
    ids = {part for reading in found.readings for part in reading.id.split(", ")}
    assert {"from-arrival", "from-when-it-could-be-opened", "30-days", "48-hours-after-the-date"} <= ids
    ends = [reading.closes_us for reading in found.readings if reading.closes_us is not None]
    assert found.safe_by_us == min(ends)
    assert found.latest_arguable_us == max(ends)


def test_by_no_reading_a_case_outlasts_the_time_for_a_refund() -> None:
    facts = order(promised="2023-08-01", contacted="2023-08-05T10:00-04:00")
    refund = window(facts, "refund")
    assert refund.latest_arguable_us is not None
    for reading in window(facts).readings:
        assert reading.closes_us is not None
        assert reading.closes_us <= refund.latest_arguable_us


def test_what_etsy_shows_goes_before_every_count() -> None:
    shown = bp.DueDate("open_case", opens="2023-03-08T09:30-05:00", closes="2023-06-10T09:30-04:00")
    found = window(order(contacted="2023-03-06T10:00-05:00", due_dates=[shown]))
    assert str(found.opens) == "2023-03-08 09:30:00-05:00"
    assert str(found.closes) == str(found.safe_by) == "2023-06-10 09:30:00-04:00"


@pytest.mark.parametrize("told", [{}, {"delivered": "2023-02-22T10:00-05:00"}])
def test_digital_goods_of_stock_wait_for_their_delivery_date(told: dict[str, Any]) -> None:
    file = bp.Item("pattern", "5 USD", traits=["digital"])
    facts = order(items=[file], contacted="2023-02-23T10:00-05:00", **told)
    assert str(window(facts).opens) == "2023-03-06 00:00:00-05:00"


# --- the seller's protection bounds no buyer --------------------------------------------------------


@pytest.mark.parametrize("price", ["100 USD", "250 USD", "250.01 USD", "500 USD", "500.01 USD", "12000 USD"])
@pytest.mark.parametrize("month", ["2023-06", "2023-11", "2025-11"])
def test_the_sellers_cap_never_changes_what_is_asked(price: str, month: str) -> None:
    told = claim(placed=f"{month}-01T12:00-05:00", promised=f"{month}-10", price=price)
    advice = bp.recommend(told, at=f"{month}-15T12:00Z")
    assert advice.seller_protection
    assert advice.request.kind == "full"
    assert advice.request.amount == told.paid
    assert advice.entitlement is not None
    assert (advice.entitlement.amount, advice.entitlement.most) == (told.paid, None)


def test_the_misreading_of_the_cap_is_told_and_not_computed_with() -> None:
    policy = bp.policy("etsy", on="2023-06-01")
    (note,) = [note for note in policy.notes if note.id == "not-a-cap-on-buyers"]
    assert {"misreading", "protection-policy"} <= set(note.sources)
    assert all("misreading" not in ground.sources for ground in policy.grounds)
    assert policy.sources["misreading"].kind == "secondary"


def test_sellers_are_protected_since_august_2022_only() -> None:
    versions = {
        version.version: version.seller_protections for version in bp.policies() if version.id == "etsy"
    }
    assert [name for name, rules in versions.items() if rules] == [PROTECTED]


COVERS = {(2023, True): "500.00 USD", **{(year, True): "None" for year in (2024, 2025, 2026, 2027)}}


@pytest.mark.parametrize("year", range(2022, 2028))
@pytest.mark.parametrize("day", ["09-15", "11-01", "12-31"])
def test_one_figure_at_most_is_told_of_the_sellers_cover(year: int, day: str) -> None:
    placed = date.fromisoformat(f"{year}-{day}")
    told = claim(placed=f"{placed}T12:00-05:00", promised=str(placed + timedelta(days=10)))
    (cover,) = bp.recommend(told, at=f"{placed + timedelta(days=15)}T12:00Z").seller_protection
    assert str(cover.most) == COVERS.get((year, day != "09-15"), "250.00 USD")


# --- the example ------------------------------------------------------------------------------------


def test_the_buyer_of_the_order_above_the_cap_asks_for_all_of_it() -> None:
    case = load_case(EXAMPLES / "etsy-above-the-sellers-cap.toml")
    assert case.at is not None
    answer = bp.assess(case.facts, at=case.at, policy=case.policy)
    advice = answer.recommendation
    assert (answer.policy.version, answer.classification.coverage) == (PROTECTED, "covered")
    assert (advice.action, str(advice.request.amount)) == ("open_dispute", "600.00 USD")
    assert [str(cover.most) for cover in advice.seller_protection] == ["250.00 USD"]
    found = answer.deadlines.find("open_case")
    assert found is not None
    # Asked on 19 Feb at 9:00, and 48 hours: 21 Feb at 9:00. The date of 10 Feb had passed by then.
    assert str(found.opens) == "2023-02-21 09:00:00-05:00"
    # 10 Feb and 100 days: 18 to the end of February, 31, 30, and 21 days of May.
    assert found.last_day == "2023-05-21"
    # The 30 days of a blog end with 12 Mar, in UTC at 20:00 of New York's daylight saving time.
    assert str(found.safe_by) == "2023-03-12 20:00:00-04:00"


@pytest.mark.parametrize("version", ["before-2022-08", PROTECTED])
def test_the_card_and_the_payment_provider_close_a_case(version: str) -> None:
    assert beside("etsy", version) == {"one-way-only": ("closed_by", ("card", "provider"))}


def test_the_text_of_2018_says_nothing_of_chargebacks() -> None:
    assert beside("etsy", "2018-delivery-date") == {}


# --- the stages of a case ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "promised", "first"),
    [
        ("2018-09-01", "2018-09-10", "with_seller"),  # edd-2018 says no more than that cases open
        ("2022-07-01", "2022-07-10", "with_platform"),  # cases-until-2022: Etsy looks into it at once
        ("2023-02-01", "2023-02-10", "with_platform"),  # resolve-case: Etsy decides by the shipping status
    ],
)
def test_a_case_is_etsys_from_its_opening_since_a_help_request_comes_before_it(
    placed: str, promised: str, first: str
) -> None:
    month = placed[:8]
    bought = order(placed, promised, contacted=f"{month}12T12:00Z", delivered=f"{month}20")
    facts = bp.Dispute(
        bp.Claim(bought, [bp.Problem("not_as_described")]),
        [
            bp.Event("opened", f"{month}21T12:00Z"),
            bp.Event("answered", f"{month}22T12:00Z", accepts=False),
        ],
    )
    then = ("refused" if first == "with_seller" else first, "a case")
    assert stages_called(facts) == [(first, "a case"), then]
    found = bp.forecast(bp.Dispute(facts.claim, facts.events[:1]), at=f"{month}21T13:00Z")
    assert found.outcome is None
    assert found.last_stage == first  # no text says that silence ends it or hands it on
