"""Mercari's buyer protection has what its pages and its notices say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from finding import find_window, silence, stages_called

import buyerprotect as bp
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import Pack

PACK: Pack = find_pack("mercari")
ZONE = "America/Los_Angeles"
ORDERED = {
    "2021": "2023-11-01",
    "2024-any-reason": "2024-04-01",
    "2024-described": "2024-10-29",
    "2025": "2025-10-28",
}
HOURS = range(0, 12 * 24, 7)
"""Hours after the order at which goods come; in the autumn cases clocks go back on the way."""


def order(
    version: str, hours: int | None = None, *, rated: int | None = None, shipped: bool = True
) -> bp.Order:
    """Make an order under a version; delivered and rated so many hours after noon of the day before."""
    begin = datetime.fromisoformat(f"{ORDERED[version]}T19:00+00:00")
    at = None if hours is None else begin + timedelta(hours=hours)
    return bp.Order(
        "mercari",
        begin,
        zone=ZONE,
        items=[bp.Item("jacket", "40 USD")],
        shipping="5 USD",
        tax="3 USD",
        parcels=[bp.Parcel(shipped=begin, delivered=at)] if shipped else [],
        confirmed=None if at is None or rated is None else at + timedelta(hours=rated),
    )


def claim(facts: bp.Order, problem: ProblemKind = "not_as_described") -> bp.Claim:
    return bp.Claim(facts, [bp.Problem(problem)])


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str = "request_return") -> bp.Deadline:
    return find_window(facts, name)


def known(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


@pytest.mark.parametrize("version", ["2024-any-reason", "2024-described", "2025"])
def test_the_window_is_72_exact_hours_whatever_the_clocks_do(version: str) -> None:
    for hours in HOURS:
        facts = order(version, hours)
        assert bp.deadlines(facts, policy=PACK).policy.version == version
        request = window(facts)
        assert known(request.closes) - known(request.opens) == timedelta(hours=72)


def test_three_days_of_2021_are_whole_and_planned_as_72_hours() -> None:
    for hours in HOURS:
        request = window(order("2021", hours))
        assert request.last_day == (known(request.opens).date() + timedelta(3)).isoformat()
        assert known(request.safe_by) - known(request.opens) == timedelta(hours=72)


@pytest.mark.parametrize("version", ORDERED)
@pytest.mark.parametrize("rated", [1, 71, 73])
def test_rating_ends_the_window_if_it_comes_first(version: str, rated: int) -> None:
    facts = order(version, 30, rated=rated)
    request = window(facts)
    assert known(request.safe_by) - known(request.opens) == timedelta(hours=min(rated, 72))
    assert request.lapse == "seller_paid"


@pytest.mark.parametrize("version", ORDERED)
def test_before_a_rating_the_answer_warns_of_it(version: str) -> None:
    facts = order(version, 30)
    opens = known(window(facts).opens)
    found = bp.recommend(claim(facts), at=opens + timedelta(hours=2), policy=PACK)
    assert found.action == "open_dispute"
    assert "confirm" in {risk.act for risk in found.risks}


@pytest.mark.parametrize("version", ORDERED)
def test_a_change_of_mind_was_a_reason_for_eight_weeks_only(version: str) -> None:
    facts = order(version, 30)
    coverage = bp.classify(
        claim(facts, "changed_mind"), at=f"{ORDERED[version][:4]}-12-31T00:00Z", policy=PACK
    ).coverage
    assert (coverage == "not_covered") is (version != "2024-any-reason")


def test_the_versions_follow_each_other_without_a_gap() -> None:
    for one, other in pairwise(PACK.versions):
        assert one.end is not None
        assert one.end.exact == other.start.exact is not None
    # 27 March to 22 May 2024 is eight weeks.
    assert date(2024, 5, 22) - date(2024, 3, 27) == timedelta(weeks=8)


@pytest.mark.parametrize("version", ORDERED)
def test_the_way_back_is_free_in_every_version(version: str) -> None:
    facts = order(version, 30)
    opens = known(window(facts).opens)
    found = bp.recommend(claim(facts), at=opens + timedelta(hours=2), policy=PACK).request
    assert (found.return_goods, found.return_paid_by) == (True, "platform")


def test_shipping_is_paid_back_again_since_2025() -> None:
    amounts: dict[str, str] = {}
    for version in "2024-any-reason", "2024-described", "2025":
        facts = order(version, 30)
        opens = known(window(facts).opens)
        amounts[version] = str(bp.recommend(claim(facts), at=opens, policy=PACK).request.amount)
    # 40 and 3 of tax; then 5 of shipping as well
    assert amounts == {"2024-any-reason": "43.00 USD", "2024-described": "43.00 USD", "2025": "48.00 USD"}


@pytest.mark.parametrize("version", ORDERED)
def test_what_was_not_sent_is_cancelled_and_not_reported(version: str) -> None:
    facts = order(version, shipped=False)
    at = datetime.fromisoformat(f"{ORDERED[version]}T19:00+00:00") + timedelta(days=6)
    found = bp.recommend(claim(facts, "not_received"), at=at, policy=PACK)
    assert found.action == "wait"
    assert any("wait, or cancel" in reason.says for reason in found.because)
    cancelling = window(facts, "cancel_unshipped")
    # Three days, and from then on it is open.
    assert known(cancelling.opens).date() == date.fromisoformat(ORDERED[version]) + timedelta(4)
    assert cancelling.status(at) == "open"


@pytest.mark.parametrize("version", ORDERED)
def test_goods_under_way_are_reported_without_an_end_until_a_delivery_is_shown(version: str) -> None:
    facts = order(version)
    missing = window(facts, "report_missing")
    assert missing.closes is None
    assert set(missing.needs) == {"confirmed", "delivered"}


def test_a_return_without_a_scan_is_reported_within_thirty_days_of_the_purchase() -> None:
    facts = order("2025", 30)
    opened = datetime.fromisoformat("2025-10-30T19:00+00:00")
    events = [
        bp.Event("opened", opened),
        bp.Event("ruled", opened + timedelta(days=2), amount="48 USD", return_goods=True),
        bp.Event("return_sent", opened + timedelta(days=3)),
    ]
    found = window(bp.Dispute(claim(facts), events), "report_return")
    # 28 October 2025 and 30 days: 3 of October, and 27 of November.
    assert found.last_day == "2025-11-27"
    scanned = bp.Dispute(claim(facts), [*events, bp.Event("return_received", opened + timedelta(days=8))])
    assert bp.deadlines(scanned, policy="mercari").find("report_return") is None


@pytest.mark.parametrize("version", ORDERED)
def test_mercari_looks_at_a_request_by_itself_whatever_the_seller_said(version: str) -> None:
    facts = order(version, 30)
    opened = known(window(facts).opens) + timedelta(hours=5)
    refused = bp.Event("answered", opened + timedelta(hours=2), accepts=False)
    for then in ([], [refused]):
        found = bp.forecast(bp.Dispute(claim(facts), [bp.Event("opened", opened)]), at=opened, then=then)
        by_itself = [(step.what, step.at) for step in found.steps if step.automatic]
        assert by_itself == [("escalates", opened + timedelta(hours=24))]


@pytest.mark.parametrize("version", ORDERED)
def test_a_return_request_is_mercaris_a_day_later(version: str) -> None:
    facts = order(version, 48)
    delivered = known(window(facts).opens)
    opened = bp.Event("opened", (delivered + timedelta(hours=1)).isoformat())
    refused = bp.Event("answered", (delivered + timedelta(hours=2)).isoformat(), accepts=False)
    dispute = bp.Dispute(claim(facts), [opened, refused])
    # request-return: the request; returns-copy: 24 hours for the seller's comment, then Mercari looks at it.
    assert stages_called(dispute) == [("with_seller", "a return request"), ("refused", "a return request")]
    then = f"escalates {(delivered + timedelta(hours=25)).date()}"
    assert silence(dispute) == [(then, "with_platform")] * 2
