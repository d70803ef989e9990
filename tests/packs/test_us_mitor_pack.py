"""What the FTC's rule on orders from afar gives: shipment in time, or the money back."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("us-mitor")
BY_CARD = bp.Payment(network="visa", funding="credit", issuer_country="US")


def claim(kind: Any = "not_received", **told: Any) -> bp.Claim:
    """Claim for an order of 5 January 2026, paid by card that day."""
    facts: dict[str, Any] = {
        "zone": "America/New_York",
        "items": [bp.Item("lamp", "80 USD")],
        "shipping": "9 USD",
        "country": "US",
        "payment": BY_CARD,
    }
    order = bp.Order("none", told.pop("placed", "2026-01-05"), **{**facts, **told})
    return bp.Claim(order, [bp.Problem(kind)])


def window(facts: bp.Claim, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def asked(facts: bp.Claim, at: str) -> bp.Assessment:
    return bp.assess(facts, at=at, policy=PACK)


# --- the time to ship -------------------------------------------------------------------------------


def test_without_a_stated_time_thirty_days() -> None:
    found = window(claim(), "ship")
    # 5 January and 30 days: 26 of January and 4 of February.
    assert found.last_day == "2026-02-04"
    assert (found.party, found.lapse) == ("seller", "money_back")


def test_the_days_run_from_the_payment_if_that_came_later() -> None:
    # 8 January and 30 days: 23 of January and 7 of February, a Saturday that moves nothing.
    assert window(claim(paid="2026-01-08"), "ship").last_day == "2026-02-07"


def test_who_may_have_asked_the_seller_for_credit_has_fifty_days_as_a_reading() -> None:
    found = window(claim(payment=None), "ship")
    assert found.last_day == "2026-02-04"
    # 26 of January and 24 of February.
    assert str(found.latest_arguable) == "2026-02-25 00:00:00-05:00"
    paid_by_card = window(claim(), "ship")
    assert paid_by_card.latest_arguable == paid_by_card.closes


def test_what_is_to_be_there_by_a_day_is_shipped_by_then() -> None:
    parcels = [bp.Parcel(promised="2026-01-20")]
    found = window(claim(parcels=parcels), "ship")
    assert found.last_day == "2026-01-20"
    # By the other reading nothing was said of shipping.
    assert str(found.latest_arguable) == "2026-02-05 00:00:00-05:00"


def test_a_later_promise_outlasts_the_thirty_days() -> None:
    assert window(claim(parcels=[bp.Parcel(promised="2026-03-15")]), "ship").last_day == "2026-03-15"


# --- the refund -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "coverage", "action"),
    [
        ("2026-02-04T23:59:59-05:00", "too_early", "wait"),
        ("2026-02-05T00:00:00-05:00", "covered", "give_notice"),
        ("2027-02-05T00:00:00-05:00", "covered", "give_notice"),
    ],
)
def test_the_money_is_asked_for_once_the_time_is_over_and_then_without_end(
    at: str, coverage: str, action: str
) -> None:
    answer = asked(claim(), at)
    assert (answer.classification.coverage, answer.recommendation.action) == (coverage, action)


def test_the_refund_is_sent_in_seven_working_days() -> None:
    found = window(claim(), "refund")
    # The right vests on Thursday, 5 February: the 6th, 9th to 13th and, after Presidents' Day, the 17th.
    assert found.last_day == "2026-02-17"
    # With Saturdays: the 6th, 7th, 9th to 13th.
    assert {reading.id for reading in found.readings} >= {"saturdays-count"}
    assert str(found.latest_arguable) == "2026-02-18 00:00:00-05:00"


def test_who_cancels_in_a_delay_has_it_from_when_the_seller_heard() -> None:
    facts = claim(withdrawn="2026-01-19", withdrawal_received="2026-01-21")
    # Wednesday, 21 January: the 22nd, 23rd, and 26th to 30th.
    assert window(facts, "refund_after_cancelling").last_day == "2026-01-30"
    assert bp.deadlines(facts, policy=PACK).find("refund") is None


@pytest.mark.parametrize(
    ("told", "at", "coverage"),
    [
        ({"withdrawn": "2026-02-06"}, "2026-03-10T12:00Z", "covered"),
        ({}, "2026-02-05T00:00:00-05:00", "covered"),
        ({}, "2026-02-04T23:59:59-05:00", "too_early"),
        ({"parcels": [bp.Parcel(shipped="2026-01-20")]}, "2026-03-10T12:00Z", "not_covered"),
    ],
)
def test_money_for_what_was_not_shipped_is_due_once_the_time_is_over(
    told: dict[str, Any], at: str, coverage: str
) -> None:
    answer = asked(claim("not_refunded", **told), at)
    assert answer.classification.coverage == coverage
    if coverage != "not_covered":
        assert answer.classification.ground == "not_refunded"


def test_after_the_notice_the_refund_is_waited_for() -> None:
    answer = asked(claim(withdrawn="2026-02-06"), "2026-02-10T12:00Z")
    # Friday, 6 February: the 9th to 13th, the 17th after Presidents' Day, and the 18th.
    assert (answer.recommendation.action, str(answer.recommendation.wait_until)) == (
        "wait",
        "2026-02-19 00:00:00-05:00",
    )


def test_all_that_was_paid_comes_back_and_nothing_is_returned() -> None:
    request = asked(claim(), "2026-02-10T12:00Z").recommendation.request
    assert (str(request.amount), request.return_goods) == ("89.00 USD", False)


def test_cancelling_without_a_notice_of_delay_is_left_open() -> None:
    found = asked(claim("changed_mind"), "2026-01-15T12:00Z").classification
    assert (found.ground, found.coverage) == ("cancel_unsent", "undetermined")


# --- what it does not cover -------------------------------------------------------------------------


def test_the_rule_ends_with_shipping() -> None:
    facts = claim(parcels=[bp.Parcel(shipped="2026-01-20")])
    found = asked(facts, "2026-03-10T12:00Z").classification
    assert (found.ground, found.coverage) == ("shipped", "not_covered")


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"sale": "in_store"}, "not-from-afar"),
        ({"sale": "off_premises"}, "not-from-afar"),
        ({"items": [bp.Item("developing of photographs", "80 USD", traits={"service"})]}, "services"),
        ({"items": [bp.Item("song", "80 USD", traits={"digital"})]}, "nothing-to-ship"),
        ({"payment": bp.Payment(channel="cash")}, "on-delivery"),
    ],
)
def test_what_is_left_out_is_told_with_its_reason(told: dict[str, Any], rule: str) -> None:
    found = asked(claim(**told), "2026-02-10T12:00Z").classification
    assert (found.coverage, found.because[-1].rule) == ("not_covered", f"exclusion.{rule}")


def test_of_a_magazine_only_the_first_issue_is_covered() -> None:
    magazine = claim(items=[bp.Item("magazine", "80 USD", traits={"newspaper"})])
    found = asked(magazine, "2026-02-10T12:00Z").classification
    assert found.needs == ("whether it is the first issue of a subscription",)


def test_quality_is_no_matter_of_this_rule() -> None:
    found = asked(claim("defective"), "2026-02-10T12:00Z").classification
    assert (found.ground, found.coverage) == (None, "not_covered")


def test_it_is_for_goods_sent_to_the_united_states() -> None:
    def status(country: str | None) -> str:
        found = bp.routes(claim(country=country), at="2026-02-10T12:00Z").find("us-mitor")
        assert found is not None
        return found.status

    assert [status("US"), status("CA"), status(None)] == ["applies", "does_not_apply", "may_apply"]


def test_the_amended_rule_begins_on_8_december_2014() -> None:
    assert bp.deadlines(claim(placed="2014-12-08"), policy=PACK).policy.version == "2014"
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(claim(placed="2014-12-07"), policy=PACK)
