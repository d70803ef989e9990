"""What the files of the conformance set cannot show of the pack on American Express chargebacks."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("amex")
# 1 June and 120 days: 30 June is 29 days on, 31 July 60, 31 August 91, and 29 September 120.
BOOKED = "2026-06-01T12:00-04:00"


def order(
    *, placed: str = BOOKED, promised: str | None = None, issuer: str | None = "US", **told: Any
) -> bp.Order:
    delivered = told.pop("delivered", None)
    facts: dict[str, Any] = {
        "zone": "America/New_York",
        "country": "US",
        "items": [bp.Item("lamp", "80 USD")],
        "shipping": "5 USD",
        "payment": bp.Payment(network="American Express", funding="charge", issuer_country=issuer),
    }
    if promised or delivered:
        facts["parcels"] = [bp.Parcel(promised=promised, delivered=delivered)]
    return bp.Order("none", placed, **{**facts, **told})


def indian(**told: Any) -> bp.Order:
    return order(placed="2026-06-01T12:00+05:30", issuer="IN", country="IN", zone="Asia/Kolkata", **told)


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def classified(facts: bp.Order, kind: Any, at: str) -> bp.Classification:
    return bp.classify(bp.Claim(facts, [bp.Problem(kind)]), at=at, policy=PACK)


# --- which purchases, and which version -------------------------------------------------------------


@pytest.mark.parametrize("network", ["amex", "AMEX", "American Express"])
def test_the_network_has_two_names(network: str) -> None:
    told = order(payment=bp.Payment(network=network, issuer_country="AU"))
    assert bp.deadlines(told, policy=PACK).policy.version == "network"


def test_cards_of_india_have_a_version_of_their_own_and_may_be_meant_where_nobody_said() -> None:
    assert bp.policy("amex", facts=indian()).version == "in"
    untold = bp.policy("amex", facts=order(issuer=None))
    assert (untold.version, [other.version for other in untold.bracketed_with]) == ("network", ["in"])
    assert bp.policy("amex", facts=order()).bracketed_with == ()


# --- C08: not received ------------------------------------------------------------------------------


def test_without_a_named_day_15_days_are_waited_and_120_counted_from_the_booking() -> None:
    found = window(order(), "not_received")
    # 1 June and 15 days is 16 June, to its end.
    assert str(found.opens) == "2026-06-17 00:00:00-04:00"
    assert found.last_day == "2026-09-29"
    # If the day of the event counts, it is a day less.
    assert str(found.safe_by) == "2026-09-29 00:00:00-04:00"


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        # 10 July and 120 days: 31 July is 21 on, 31 August 52, 30 September 82, 31 October 113.
        ({"promised": "2026-07-10"}, "2026-11-07"),
        # Learned before the expected day: 20 June and 120 days is 18 October.
        ({"promised": "2026-07-10", "aware": "2026-06-20T12:00-04:00"}, "2026-10-18"),
        # Learned after it: the expected day came first.
        ({"promised": "2026-07-10", "aware": "2026-08-01T12:00-04:00"}, "2026-11-07"),
        # Nothing expected on a day, and learned on 1 August: 29 November.
        ({"aware": "2026-08-01T12:00-04:00"}, "2026-11-29"),
        # A booking that came later than the other way takes the place of it: 10 July and 120 days.
        ({"processed": "2026-07-10T12:00-04:00", "promised": "2026-06-20"}, "2026-11-07"),
    ],
)
def test_the_second_way_counts_from_whichever_day_came_first(told: dict[str, str], last_day: str) -> None:
    assert window(order(**told), "not_received").last_day == last_day


def test_540_days_cap_the_second_way_for_sure_where_it_runs_from_learning() -> None:
    # 1 June 2026 and 540 days is 23 November 2027; 1 September 2027 and 120 is 30 December.
    learned = window(order(aware="2027-09-01T12:00-04:00"), "not_received")
    assert learned.last_day == "2027-11-23"
    assert str(learned.latest_arguable) == "2027-11-24 00:00:00-05:00"
    expected = window(order(promised="2027-09-01"), "not_received")
    assert expected.last_day == "2027-11-23"
    # By the transcription the cap is for learning only.
    assert str(expected.latest_arguable) == "2027-12-31 00:00:00-05:00"


def test_it_opens_after_the_expected_day_or_once_it_is_known_that_nothing_will_come() -> None:
    assert str(window(order(promised="2026-07-10"), "not_received").opens) == "2026-07-11 00:00:00-04:00"
    told = order(promised="2026-07-10", aware="2026-06-20T12:00-04:00")
    assert str(window(told, "not_received").opens) == "2026-06-20 12:00:00-04:00"


@pytest.mark.parametrize(
    ("returned", "opens"),
    [
        # 10 July and 15 days is 25 July, to its end.
        ("2026-07-10T12:00-04:00", "2026-07-26"),
        # The time ends with 18 October: a wait that ends with the 17th leaves a day,
        ("2026-10-02T12:00-04:00", "2026-10-18"),
        # and one that ends with the 18th none, so it falls away.
        ("2026-10-03T12:00-04:00", "2026-06-21"),
    ],
)
def test_the_wait_after_a_return_does_not_use_up_the_time(returned: str, opens: str) -> None:
    told = order(promised="2026-06-20", delivered="2026-06-30T12:00-04:00", return_sent=returned)
    found = window(told, "not_received")
    assert (f"{found.opens:%Y-%m-%d}", found.last_day) == (opens, "2026-10-18")


def test_late_goods_count_once_they_were_sent_back() -> None:
    facts = {"promised": "2026-06-20", "delivered": "2026-06-30T12:00-04:00"}
    at = "2026-08-01T12:00Z"
    assert classified(order(**facts), "late", at).coverage == "undetermined"
    back = classified(order(**facts, return_sent="2026-07-10T12:00-04:00"), "late", at)
    assert (back.ground, back.coverage) == ("C08_late", "covered")


def test_what_could_be_a_credit_not_presented_is_not_c08() -> None:
    at = "2026-08-01T12:00Z"
    told = order(promised="2026-07-10", refund_promised="2026-07-20T12:00-04:00")
    assert classified(told, "not_received", at).ground == "C02"
    assert classified(order(promised="2026-07-10"), "not_received", at).ground == "C08"


def test_a_part_that_is_missing_counts_from_the_sellers_word_too() -> None:
    # 1 September and 120 days is 30 December.
    told = order(promised="2026-06-20", refund_promised="2026-09-01T12:00-04:00")
    assert classified(told, "quantity", "2026-10-01T12:00Z").ground == "C08_partial"
    assert window(told, "received_in_part").last_day == "2026-12-30"
    assert window(order(promised="2026-06-20"), "received_in_part").last_day == "2026-10-18"


# --- C31, C32, C02 and the others -------------------------------------------------------------------


def test_goods_unlike_their_description_have_the_later_of_booking_and_receipt() -> None:
    assert window(order(), "not_as_described").last_day == "2026-09-29"
    # 1 July and 120 days is 29 October.
    told = order(delivered="2026-07-01T12:00-04:00")
    assert window(told, "not_as_described").last_day == "2026-10-29"
    back = order(delivered="2026-07-01T12:00-04:00", return_sent="2026-07-10T12:00-04:00")
    assert str(window(back, "not_as_described").opens) == "2026-07-26 00:00:00-04:00"


def test_that_the_receipt_moves_nothing_is_a_reading() -> None:
    found = window(order(delivered="2026-07-01T12:00-04:00"), "not_as_described")
    # Of the booking: to the end of 28 September, if the day of the event counts.
    assert str(found.safe_by) == "2026-09-29 00:00:00-04:00"
    assert "booking-only" in {reading.id for reading in found.readings}


def test_the_wait_for_goods_unlike_their_description_does_not_use_up_the_time_either() -> None:
    # The time ends with 29 September: a wait that ends with the 28th leaves a day,
    found = window(order(return_sent="2026-09-13T12:00-04:00"), "not_as_described")
    assert (str(found.opens), found.last_day) == ("2026-09-29 00:00:00-04:00", "2026-09-29")
    # and one that ends with the 29th none, so it falls away.
    found = window(order(return_sent="2026-09-14T12:00-04:00"), "not_as_described")
    assert (str(found.opens), found.last_day) == ("2026-06-01 12:00:00-04:00", "2026-09-29")
    told = order(return_sent="2026-09-20T12:00-04:00")
    assert classified(told, "defective", "2026-09-21T12:00-04:00").coverage == "covered"


def test_a_subscription_charged_again_counts_from_that_charge() -> None:
    told = {"placed": "2026-01-05T12:00-05:00", "withdrawn": "2026-05-20T12:00-04:00"}
    found = window(order(**told, paid=BOOKED), "recurring")
    assert (found.last_day, str(found.safe_by)) == ("2026-09-29", "2026-09-29 00:00:00-04:00")
    charged = classified(order(**told, paid=BOOKED), "recurring", "2026-09-28T12:00-04:00")
    assert (charged.ground, charged.coverage) == ("C28", "covered")
    late = classified(order(**told, paid=BOOKED), "recurring", "2026-09-30T12:00-04:00")
    assert late.coverage == "too_late"
    # The begin of the subscription is no charge: that has to be told.
    untold = classified(order(**told), "recurring", "2026-09-28T12:00-04:00")
    assert (untold.coverage, untold.needs) == ("undetermined", ("paid", "processed"))


def test_of_several_parcels_the_first_counts_and_the_last_is_a_reading() -> None:
    parcels = [bp.Parcel(delivered="2026-07-01T12:00-04:00"), bp.Parcel(delivered="2026-07-04T12:00-04:00")]
    found = window(order(parcels=parcels), "not_as_described")
    assert found.last_day == "2026-10-29"
    # 4 July and 120 days is 1 November, on which the clocks change.
    assert str(found.latest_arguable) == "2026-11-02 00:00:00-05:00"


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        ({}, "2026-09-29"),
        ({"cancel_requested": "2026-08-01T12:00-04:00"}, "2026-11-29"),
        ({"return_sent": "2026-08-10T12:00-04:00"}, "2026-12-08"),
        ({"refund_promised": "2026-09-01T12:00-04:00"}, "2026-12-30"),
        # The latest of all; nothing caps it.
        (
            {
                "cancel_requested": "2026-08-01T12:00-04:00",
                "return_sent": "2026-08-10T12:00-04:00",
                "refund_promised": "2028-09-01T12:00-04:00",
            },
            "2028-12-30",
        ),
    ],
)
def test_a_missing_credit_has_four_ways_and_no_wait(told: dict[str, str], last_day: str) -> None:
    found = window(order(**told), "credit_not_presented")
    assert found.last_day == last_day
    assert str(found.opens) == "2026-06-01 12:00:00-04:00"


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("damaged", "C32"),
        ("defective", "C32"),
        ("wrong_item", "C31"),
        ("counterfeit", "C31"),
        ("duplicate", "4512"),
        ("incorrect_amount", "4507"),
    ],
)
def test_each_problem_has_its_code_and_120_days(kind: Any, ground: str) -> None:
    found = classified(order(), kind, "2026-09-28T12:00-04:00")
    assert (found.ground, found.coverage) == (ground, "covered")
    # 29 September is the last day, and the 28th if the day of the event counts.
    assert classified(order(), kind, "2026-09-30T12:00-04:00").coverage == "too_late"


def test_what_was_charged_comes_back_with_its_shipping() -> None:
    claim = bp.Claim(order(), [bp.Problem("defective")])
    advice = bp.recommend(claim, at="2026-08-01T12:00Z", policy=PACK)
    assert (advice.action, str(advice.request.amount)) == ("dispute_with_bank", "85.00 USD")
    assert advice.request.return_goods is True


def test_the_seller_has_20_days() -> None:
    claim = bp.Claim(
        bp.Order("amex", BOOKED, zone="America/New_York", items=[bp.Item("lamp", "80 USD")]),
        [bp.Problem("not_received")],
    )
    found = window(bp.Dispute(claim, [bp.Event("opened", "2026-07-05T12:00-04:00")]), "seller_answer")
    assert found.last_day == "2026-07-25"


# --- India ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["credit_not_presented", "other_codes"])
def test_a_billing_error_has_60_days_in_india_and_the_notice_has_to_be_there(name: str) -> None:
    found = window(indian(refund_promised="2026-07-01T12:00+05:30"), name)
    # 1 June and 60 days is 31 July.
    assert (found.last_day, found.in_time_when) == ("2026-07-31", "received")
    assert found.latest_arguable == found.closes


@pytest.mark.parametrize(
    ("name", "network_end"),
    [
        # The ends of the network: 10 July and 120 days, and 1 July and 120 days, to their ends.
        ("not_received", "2026-11-08 00:00:00+05:30"),
        ("received_in_part", "2026-11-08 00:00:00+05:30"),
        ("not_as_described", "2026-10-30 00:00:00+05:30"),
    ],
)
def test_disputes_about_goods_may_have_the_longer_times_in_india(name: str, network_end: str) -> None:
    found = window(indian(promised="2026-07-10", delivered="2026-07-01T12:00+05:30"), name)
    assert found.last_day == "2026-07-31"
    assert str(found.latest_arguable) == network_end


def test_goods_expected_after_the_60_days_leave_the_last_of_them_for_the_notice() -> None:
    told = indian(promised="2026-08-15")
    for name in ("not_received", "received_in_part"):
        found = window(told, name)
        # 1 June is day 1 where it counts, and 30 July day 60: that day is left.
        assert (str(found.opens), found.last_day) == ("2026-07-30 00:00:00+05:30", "2026-07-31")
        # 15 August and 120 days: 31 August is 16 on, 30 September 46, 31 October 77, 30 November 107.
        assert str(found.latest_arguable) == "2026-12-14 00:00:00+05:30"
    assert classified(told, "not_received", "2026-07-20T12:00+05:30").coverage == "too_early"
    assert classified(told, "not_received", "2026-08-20T12:00+05:30").coverage == "undetermined"
    # Sooner, the network's waits hold: 1 June and 15 days, and the expected day.
    assert str(window(indian(), "not_received").opens) == "2026-06-17 00:00:00+05:30"
    assert str(window(indian(promised="2026-07-10"), "not_received").opens) == "2026-07-11 00:00:00+05:30"


def test_a_subscription_in_india_has_60_days_from_the_payment_charged() -> None:
    told = {"paid": "2026-07-01T12:00+05:30", "processed": "2026-07-04T12:00+05:30"}
    found = window(indian(**told), "recurring")
    # 1 July and 60 days is 30 August; a later processing moves nothing.
    assert (found.last_day, found.in_time_when) == ("2026-08-30", "received")
    assert classified(indian(), "recurring", "2026-08-01T12:00+05:30").needs == ("paid",)


def test_a_notice_does_not_wait_for_a_return_in_india() -> None:
    told = indian(delivered="2026-07-01T12:00+05:30", return_sent="2026-07-20T12:00+05:30")
    assert str(window(told, "not_as_described").opens) == "2026-06-01 12:00:00+05:30"
