"""What the files of the conformance set cannot show of the pack on Mastercard's chargebacks."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack, surely_governs

PACK = find_pack("mastercard")
# The first of June is day 1: the 30th is day 30, 31 July 61, 31 August 92, and 28 September 120.
BOOKED = "2026-06-01T12:00-05:00"


def order(*, placed: str = BOOKED, promised: str | None = None, **told: Any) -> bp.Order:
    traits = told.pop("traits", ())
    delivered = told.pop("delivered", None)
    facts: dict[str, Any] = {
        "zone": "America/Chicago",
        "country": "US",
        "items": [bp.Item("lamp", "80 USD", traits=traits)],
        "payment": bp.Payment(network="Mastercard", funding="debit", issuer_country="US"),
    }
    if promised or delivered:
        facts["parcels"] = [bp.Parcel(promised=promised, delivered=delivered)]
    return bp.Order("none", placed, **{**facts, **told})


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def classified(kind: Any, at: str, **told: Any) -> bp.Classification:
    return bp.classify(bp.Claim(order(**told), [bp.Problem(kind)]), at=at, policy=PACK)


# --- which purchases --------------------------------------------------------------------------------


@pytest.mark.parametrize("network", ["mastercard", "Mastercard", "MASTERCARD"])
def test_it_is_for_whatever_was_paid_with_a_mastercard(network: str) -> None:
    told = order(payment=bp.Payment(network=network, issuer_country="DE"))
    assert bp.deadlines(told, policy=PACK).policy.version == "2026-05"


def test_it_is_for_no_other_card() -> None:
    with pytest.raises(bp.InvalidFactsError, match="paid with a Mastercard"):
        bp.deadlines(order(payment=bp.Payment(network="visa")), policy=PACK)


@pytest.mark.parametrize(("told", "sure"), [("2026-05-18", False), ("2026-05-19", True)])
def test_an_edition_counts_from_the_day_on_which_the_bank_was_told(told: str, *, sure: bool) -> None:
    facts = order(placed="2026-04-01T12:00-05:00", bank_told=f"{told}T12:00-05:00")
    policy = bp.policy("mastercard", facts=facts)
    assert policy.selected_by == ("bank_told", "placed")
    assert surely_governs(policy, facts) is sure


# --- not provided: the facts choose the branch ------------------------------------------------------


def test_without_a_named_day_30_days_are_waited_and_120_counted_from_the_booking() -> None:
    found = window(order(), "not_provided")
    # 1 June and 30 days is 1 July, to its end.
    assert str(found.opens) == "2026-07-02 00:00:00-05:00"
    assert found.last_day == "2026-09-28"
    assert str(found.latest_arguable) == "2026-09-30 00:00:00-05:00"
    assert found.in_time_when == "processed"


def test_a_booking_that_is_told_comes_before_the_payment_and_the_order() -> None:
    paid = order(paid="2026-06-02T12:00-05:00")
    booked = order(paid="2026-06-02T12:00-05:00", processed="2026-06-04T12:00-05:00")
    # A day later, and three.
    assert window(paid, "not_provided").last_day == "2026-09-29"
    assert window(booked, "not_provided").last_day == "2026-10-01"
    # The wait is from the transaction: 2 June and 30 days, to the end of 2 July.
    assert str(window(booked, "not_provided").opens) == "2026-07-03 00:00:00-05:00"


def test_a_named_day_replaces_the_booking_and_has_no_cap() -> None:
    found = window(order(promised="2026-07-10"), "not_provided")
    assert str(found.opens) == "2026-07-11 00:00:00-05:00"
    # 10 July is day 1: 31 July 22, 31 August 53, 30 September 83, 31 October 114, 6 November 120.
    assert found.last_day == "2026-11-06"
    # 540 days from 1 June 2026 would end on 22 November 2027; 1 September 2027 is day 1, 29 December 120.
    assert window(order(promised="2027-09-01"), "not_provided").last_day == "2027-12-29"


def test_a_named_day_may_end_it_earlier_than_the_booking_would() -> None:
    # 3 June is day 1, two days after the booking.
    assert window(order(promised="2026-06-03"), "not_provided").last_day == "2026-09-30"
    late = order(promised="2026-06-03", processed="2026-06-20T12:00-05:00")
    assert window(late, "not_provided").last_day == "2026-09-30"


def test_of_several_named_days_the_latest_counts() -> None:
    parcels = [bp.Parcel(promised="2026-06-20"), bp.Parcel(promised="2026-07-10")]
    assert window(order(parcels=parcels), "not_provided").last_day == "2026-11-06"
    assert window(order(takes_place="2026-07-10"), "not_provided").last_day == "2026-11-06"


@pytest.mark.parametrize("promised", [None, "2026-07-10"])
def test_nothing_is_waited_for_once_it_is_known_that_nothing_will_come(promised: str | None) -> None:
    told = order(promised=promised, aware="2026-06-10T12:00-05:00")
    assert str(window(told, "not_provided").opens) == "2026-06-10 12:00:00-05:00"
    # It moves no end.
    assert window(told, "not_provided").last_day == ("2026-11-06" if promised else "2026-09-28")


@pytest.mark.parametrize(
    ("aware", "last_day"),
    [
        # Day 1 is 10 September 2026: 30 September 21, 31 October 52, 30 November 82, 31 December 113.
        ("2026-09-10T12:00-05:00", "2027-01-07"),
        # Day 120 of 26 July 2027 is 22 November, which is day 540 of 1 June 2026.
        ("2027-07-26T12:00-05:00", "2027-11-22"),
        ("2027-07-27T12:00-05:00", "2027-11-22"),
    ],
)
def test_a_running_service_that_stops_counts_from_learning_it_up_to_540_days(
    aware: str, last_day: str
) -> None:
    told = order(traits={"service"}, delivered="2026-06-02T12:00-05:00", aware=aware)
    assert window(told, "not_provided").last_day == last_day


def test_that_a_service_had_begun_is_a_reading_where_it_is_not_told() -> None:
    told = order(traits={"service"}, aware="2026-09-10T12:00-05:00")
    found = window(told, "not_provided")
    assert found.last_day == "2026-09-28"
    assert "service-had-begun" in {reading.id for reading in found.readings}
    goods = order(aware="2026-09-10T12:00-05:00")
    assert {reading.id for reading in window(goods, "not_provided").readings} == {"adopted", "day-zero"}


# --- not as described, counterfeit ------------------------------------------------------------------


def test_the_later_of_booking_and_delivery_counts_for_goods_unlike_their_description() -> None:
    for name in ("not_as_described", "counterfeit"):
        assert window(order(), name).last_day == "2026-09-28"
        # 12 June is day 1: 30 June 19, 31 July 50, 31 August 81, 30 September 111, 9 October 120.
        assert window(order(delivered="2026-06-12T12:00-05:00"), name).last_day == "2026-10-09"


def test_540_days_cap_the_delivery_of_faulty_goods_and_not_of_fakes() -> None:
    told = order(placed="2025-01-10T12:00-06:00", delivered="2026-05-01T12:00-05:00")
    # 10 January 2025 is day 1, 10 January 2026 day 366, and 3 July 2026 day 540.
    assert window(told, "not_as_described").last_day == "2026-07-03"
    # 1 May is day 1: 31 May 31, 30 June 61, 31 July 92, 28 August 120.
    assert window(told, "counterfeit").last_day == "2026-08-28"


def test_the_first_of_several_deliveries_is_taken_and_the_last_is_a_reading() -> None:
    parcels = [bp.Parcel(delivered="2026-06-12T12:00-05:00"), bp.Parcel(delivered="2026-06-14T12:00-05:00")]
    found = window(order(parcels=parcels), "not_as_described")
    assert found.last_day == "2026-10-09"
    assert any(reading.id == "last-parcel" for reading in found.readings)
    # Two days later than the first.
    assert str(found.latest_arguable) == "2026-10-12 00:00:00-05:00"


def test_a_cancelled_service_counts_from_its_end() -> None:
    # 1 August is day 1: 31 August 31, 30 September 61, 31 October 92, 28 November 120.
    told = order(traits={"service"}, withdrawn="2026-08-01T12:00-05:00")
    assert window(told, "not_as_described").last_day == "2026-11-28"
    assert window(order(withdrawn="2026-08-01T12:00-05:00"), "not_as_described").last_day == "2026-09-28"


def test_fifteen_days_after_a_return_are_waited_by_one_voice_only() -> None:
    found = window(order(return_sent="2026-07-10T12:00-05:00"), "not_as_described")
    # 10 July and 15 days is 25 July, to its end.
    assert str(found.opens) == "2026-07-26 00:00:00-05:00"
    assert min(reading.opens_us or 0 for reading in found.readings) == bp.Instant.of(BOOKED).us
    assert str(window(order(return_sent="2026-07-10"), "counterfeit").opens) == "2026-06-01 12:00:00-05:00"


def test_the_wait_after_a_return_does_not_use_up_the_time() -> None:
    # The time ends with 28 September: a wait that ends with the 27th leaves a day,
    found = window(order(return_sent="2026-09-12T12:00-05:00"), "not_as_described")
    assert (str(found.opens), found.last_day) == ("2026-09-28 00:00:00-05:00", "2026-09-28")
    # and one that ends with the 28th none, so it falls away.
    found = window(order(return_sent="2026-09-13T12:00-05:00"), "not_as_described")
    assert (str(found.opens), found.last_day) == ("2026-06-01 12:00:00-05:00", "2026-09-28")
    told = {"return_sent": "2026-09-20T12:00-05:00"}
    assert classified("defective", "2026-09-21T12:00-05:00", **told).coverage == "covered"


# --- refund, recurring, processing errors -----------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "opens", "last_day"),
    [
        # The refund's paper of 14 July: 15 days to the end of the 29th; day 120 is 10 November.
        ({"refund_promised": "2026-07-14T12:00-05:00"}, "2026-07-30", "2026-11-10"),
        # The goods sent back on 10 July.
        ({"return_sent": "2026-07-10T12:00-05:00"}, "2026-07-26", "2026-11-06"),
        # Cancelled on 10 July.
        ({"cancel_requested": "2026-07-10T12:00-05:00"}, "2026-07-26", "2026-11-06"),
        # The paper goes before the return.
        (
            {"return_sent": "2026-07-10T12:00-05:00", "refund_promised": "2026-07-14T12:00-05:00"},
            "2026-07-30",
            "2026-11-10",
        ),
    ],
)
def test_a_refund_is_waited_for_15_days_from_the_fact_that_it_rests_on(
    told: dict[str, str], opens: str, last_day: str
) -> None:
    found = window(order(**told), "refund_not_processed")
    assert f"{found.opens:%Y-%m-%d %H:%M}" == f"{opens} 00:00"
    assert found.last_day == last_day
    assert "refund-advice-or-void" in {reading.id for reading in found.readings}


def test_that_the_first_of_several_facts_counts_for_a_refund_is_a_reading() -> None:
    told = {"withdrawn": "2026-07-10T12:00-05:00", "return_sent": "2026-07-14T12:00-05:00"}
    found = window(order(**told), "refund_not_processed")
    # From the return to 10 November, from the cancellation to 6 November, to its end.
    assert found.last_day == "2026-11-10"
    assert str(found.safe_by) == "2026-11-07 00:00:00-06:00"
    # 14 July and 15 days, to the end of the 29th.
    assert str(found.safe_from) == "2026-07-30 00:00:00-05:00"


def test_a_refund_of_which_nothing_is_told_waits_for_the_facts() -> None:
    found = classified("not_refunded", "2026-08-01T12:00Z")
    assert (found.coverage, "refund_promised" in found.needs) == ("undetermined", True)


@pytest.mark.parametrize("kind", ["duplicate", "incorrect_amount"])
def test_errors_of_processing_have_90_days(kind: Any) -> None:
    assert window(order(), "processing_error").last_day == "2026-08-29"
    # 29 August is the last day, by another reading the 30th.
    assert classified(kind, "2026-08-29T12:00-05:00").coverage == "covered"
    assert classified(kind, "2026-08-30T12:00-05:00").coverage == "undetermined"
    assert classified(kind, "2026-08-31T12:00-05:00").coverage == "too_late"


def test_a_subscription_charged_again_has_120_days_from_that_charge() -> None:
    # Taken out in January, cancelled in May, and charged on 1 June, which is day 1.
    told = {"placed": "2026-01-05T12:00-06:00", "withdrawn": "2026-05-20T12:00-05:00", "paid": BOOKED}
    found = classified("recurring", "2026-09-28T12:00-05:00", **told)
    assert (found.ground, found.coverage) == ("4853_recurring", "covered")
    assert window(order(**told), "recurring").last_day == "2026-09-28"
    # The 29th is the last day if the day of the event does not count.
    assert classified("recurring", "2026-09-30T12:00-05:00", **told).coverage == "too_late"
    # The begin of the subscription is no charge: that has to be told.
    untold = classified("recurring", "2026-09-28T12:00-05:00", **{**told, "paid": None})
    assert (untold.coverage, untold.needs) == ("undetermined", ("paid", "processed"))


# --- grounds, steps and the seller's time -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("not_received", "4853_not_provided"),
        ("quantity", "4853_not_provided"),
        ("wrong_item", "4853_not_as_described"),
        ("missing_parts", "4853_not_as_described"),
        ("counterfeit", "4853_counterfeit"),
        ("duplicate", "4834_duplicate"),
        ("unauthorised", "4837"),
    ],
)
def test_each_problem_has_its_code(kind: Any, ground: str) -> None:
    assert classified(kind, "2026-08-01T12:00Z").ground == ground


def test_whether_late_goods_are_covered_no_source_says() -> None:
    claim = bp.Claim(order(), [bp.Problem("late")])
    assert bp.classify(claim, at="2026-08-01T12:00Z", policy=PACK).coverage == "undetermined"
    assert bp.recommend(claim, at="2026-08-01T12:00Z", policy=PACK).action == "dispute_with_bank"


def test_a_change_of_mind_is_none_of_its_grounds() -> None:
    assert classified("changed_mind", "2026-08-01T12:00Z").coverage == "not_covered"


def test_the_bank_is_the_next_step_and_the_goods_are_offered_back_where_there_are_any() -> None:
    missing = bp.recommend(
        bp.Claim(order(), [bp.Problem("not_received")]), at="2026-08-01T12:00Z", policy=PACK
    )
    faulty = bp.recommend(bp.Claim(order(), [bp.Problem("defective")]), at="2026-08-01T12:00Z", policy=PACK)
    assert missing.action == faulty.action == "dispute_with_bank"
    assert (missing.request.return_goods, faulty.request.return_goods) == (False, True)
    assert str(faulty.request.amount) == "80.00 USD"


def test_that_the_bank_was_told_uses_the_window() -> None:
    told = order(bank_told="2026-08-01T12:00-05:00")
    assert window(told, "not_provided").status("2026-10-15T12:00Z") == "done"
    late = order(bank_told="2026-10-02T12:00-05:00")
    assert window(late, "not_provided").status("2026-10-15T12:00Z") == "closed"


def test_the_seller_has_45_days_or_30_from_the_chargeback() -> None:
    claim = bp.Claim(
        bp.Order("mastercard", BOOKED, zone="America/Chicago", items=[bp.Item("lamp", "80 USD")]),
        [bp.Problem("not_received")],
    )
    found = window(bp.Dispute(claim, [bp.Event("opened", "2026-07-05T12:00-05:00")]), "seller_answer")
    # 5 July and 45 days is 19 August; 30 days would be 4 August.
    assert (found.last_day, found.lapse) == ("2026-08-19", "not_known")
    assert [f"{bp.Instant(reading.closes_us or 0)}"[:10] for reading in found.readings[1:]] == ["2026-08-05"]
    assert bp.deadlines(claim, policy=PACK).find("seller_answer") is None


def test_buyers_with_a_card_of_mainland_china_are_told_of_90_days() -> None:
    told = order(country="CN", payment=bp.Payment(network="mastercard", issuer_country="CN"))
    advice = bp.recommend(bp.Claim(told, [bp.Problem("not_received")]), at="2026-08-01T12:00Z", policy=PACK)
    assert "advice.mainland-china" in {because.rule for because in advice.because}
