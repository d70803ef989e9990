"""What the files of the conformance set cannot show of Visa's pack: each branch, cap, wait and exclusion.

Unless a test is about something else, the order is of 1 May 2026 and its days are those of UTC. From then
120 days end on 29 August 2026 (30 days of May, 30 of June, 31 of July, 29 of August), and 540 on
23 October 2027 (365 to 1 May 2027, then 30, 30, 31, 31, 30 and 23).
"""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.facts.item import Trait
from buyerprotect.rules.library import find_pack

VISA = find_pack("visa")
BOOKED_120, BOOKED_540 = "2026-08-29", "2027-10-23"
WRONG: ProblemKind = "defective"


def order(**told: Any) -> bp.Order:
    programme, placed = told.pop("programme", "none"), told.pop("placed", "2026-05-01T12:00Z")
    traits: tuple[Trait, ...] = told.pop("traits", ())
    parcel = {
        name: told.pop(name) for name in ("promised", "delivered", "shipped", "tracking") if name in told
    }
    facts: dict[str, Any] = {
        "zone": "UTC",
        "items": [bp.Item("lamp", "80 EUR", traits=traits)],
        "parcels": [bp.Parcel(**parcel)] if parcel else (),
        "payment": bp.Payment(network="Visa", funding="debit"),
    }
    return bp.Order(programme, placed, **{**facts, **told})


def claim(*kinds: ProblemKind, **told: Any) -> bp.Claim:
    return bp.Claim(order(**told), [bp.Problem(kind) for kind in kinds])


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str) -> bp.Deadline:
    return find_window(facts, name, VISA)


def ends(facts: bp.Claim | bp.Dispute, name: str) -> tuple[str, str | None]:
    """Return when a window opens, and its last day."""
    found = window(facts, name)
    return str(found.opens)[:16], found.last_day


def decided(facts: bp.Claim, at: str) -> tuple[str | None, str]:
    found = bp.classify(facts, at=at, policy=VISA)
    return found.ground, found.coverage


# --- which purchases, which edition -----------------------------------------------------------------


def test_it_is_for_purchases_on_the_network_whatever_the_card() -> None:
    assert decided(claim("duplicate"), "2026-05-02T12:00Z") == ("12.6", "covered")
    with pytest.raises(bp.InvalidFactsError, match="network is visa"):
        bp.deadlines(claim("duplicate", payment=bp.Payment(network="mastercard")), policy=VISA)


def test_the_edition_is_sure_from_its_day_and_the_conditions_are_of_2018() -> None:
    unsure = "no source says that 2026-04 was in force that day already"
    for placed, told in (("2026-04-17T12:00Z", True), ("2026-04-18T12:00Z", False)):
        remarks = bp.assess(claim("duplicate", placed=placed), at="2026-06-01T12:00Z", policy=VISA).remarks
        assert any(remark.startswith(unsure) for remark in remarks) is told
    # An older purchase is under the edition once the bank is told.
    older = claim("duplicate", placed="2026-04-01T12:00Z", bank_told="2026-04-18T12:00Z")
    remarks = bp.assess(older, at="2026-06-01T12:00Z", policy=VISA).remarks
    assert not any(remark.startswith(unsure) for remark in remarks)
    assert bp.policy("visa", on="2018-04-13").version == "2026-04"
    with pytest.raises(bp.OutOfCoverageError):
        bp.policy("visa", on="2018-04-12")


def test_the_bank_s_processing_counts_and_the_bank_is_whom_to_ask() -> None:
    advice = bp.recommend(claim("duplicate"), at="2026-05-02T12:00Z", policy=VISA)
    assert advice.action == "dispute_with_bank"
    assert window(claim("duplicate"), "dispute_12").in_time_when == "processed"
    assert {found.in_time_when for found in VISA.versions[0].windows if found.party == "buyer"} == {
        "processed"
    }


def test_telling_the_bank_in_time_uses_the_window() -> None:
    # To the last moment of 29 August.
    for told, used in (("2026-08-29T23:59:59Z", True), ("2026-08-30T00:00:00Z", False)):
        assert (window(claim("duplicate", bank_told=told), "dispute_12").used is not None) is used


def test_days_of_the_buyer_are_a_reading() -> None:
    found = window(claim("duplicate", zone="Europe/Berlin"), "dispute_12")
    # 29 August to its end in UTC; in Berlin it ends two hours earlier.
    assert str(found.closes) == "2026-08-30 00:00:00+00:00"
    assert str(found.safe_by) == "2026-08-29 22:00:00+00:00"


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        ({}, BOOKED_120),
        ({"paid": "2026-05-03T12:00Z"}, "2026-08-31"),
        ({"paid": "2026-05-03T12:00Z", "processed": "2026-05-04T12:00Z"}, "2026-09-01"),
    ],
)
def test_what_is_not_told_of_the_booking_errs_early(told: dict[str, str], last_day: str) -> None:
    assert window(claim("duplicate", **told), "dispute_12").last_day == last_day


# --- 13.1 -------------------------------------------------------------------------------------------


def test_without_a_promise_there_are_15_days_to_wait_from_the_payment() -> None:
    # 1 May and 15 days: to the end of the 16th.
    facts = claim("not_received", shipped="2026-05-02T12:00Z")
    assert ends(facts, "dispute_13_1") == ("2026-05-17 00:00", BOOKED_120)
    assert decided(facts, "2026-05-16T23:59Z") == ("13.1", "too_early")
    assert decided(facts, "2026-05-17T00:00Z") == ("13.1", "covered")
    assert decided(facts, "2026-08-29T23:59Z") == ("13.1", "covered")
    assert decided(facts, "2026-08-30T00:00Z") == ("13.1", "too_late")


def test_a_later_processing_does_not_lengthen_the_wait() -> None:
    facts = claim("not_received", processed="2026-05-04T12:00Z")
    assert ends(facts, "dispute_13_1") == ("2026-05-17 00:00", "2026-09-01")


def test_a_promised_day_has_only_to_be_past() -> None:
    # 18 May and 120 days: 13 of May, 30, 31, 31, and 15 of September.
    facts = claim("not_received", promised="2026-05-18")
    assert ends(facts, "dispute_13_1") == ("2026-05-19 00:00", "2026-09-15")
    # A promise sooner than the 15 days: there is nothing more to wait for.
    soon = claim("not_received", promised="2026-05-05")
    assert ends(soon, "dispute_13_1") == ("2026-05-06 00:00", "2026-09-02")


def test_of_several_promises_the_last_counts() -> None:
    parcels = [bp.Parcel(promised="2026-05-18"), bp.Parcel(promised="2026-05-20")]
    facts = claim("not_received", parcels=parcels)
    assert ends(facts, "dispute_13_1") == ("2026-05-21 00:00", "2026-09-17")


@pytest.mark.parametrize(
    ("promised", "last_day"),
    [
        # 25 June 2027 is 420 days after the booking: with 120 more both branches end on one day.
        ("2027-06-24", "2027-10-22"),
        ("2027-06-25", BOOKED_540),
        ("2027-06-26", BOOKED_540),
    ],
)
def test_the_expected_day_is_capped_at_540_days_from_the_booking(promised: str, last_day: str) -> None:
    assert window(claim("not_received", promised=promised), "dispute_13_1").last_day == last_day


def test_the_cap_is_for_the_branch_and_counts_from_the_booking() -> None:
    facts = claim("not_received", promised="2027-09-01", processed="2026-05-03T12:00Z")
    assert window(facts, "dispute_13_1").last_day == "2027-10-25"


def test_learning_that_nothing_will_come_moves_no_end() -> None:
    without = ends(claim("not_received"), "dispute_13_1")
    assert ends(claim("not_received", aware="2026-08-20"), "dispute_13_1") == without


def test_a_journey_waits_30_days_from_the_cancellation_by_an_agency() -> None:
    told: dict[str, Any] = {"traits": ("travel",), "takes_place": "2026-12-20", "aware": "2026-06-15T12:00Z"}
    # 15 June and 30 days: 15 July. 20 December and 120: 11, 31, 28, 31, and 19 of April.
    facts = claim("not_received", **told)
    assert ends(facts, "dispute_13_1") == ("2026-07-16 00:00", "2027-04-19")
    readings = {reading.id: reading for reading in window(facts, "dispute_13_1").readings}
    assert set(readings) == {"adopted", "no-agency"}
    # Not an agency: once the day of the journey is past.
    assert str(window(facts, "dispute_13_1").safe_from) == "2026-12-21 00:00:00+00:00"
    # A lamp has no agency, and its promised day has to pass.
    lamp = claim("not_received", promised="2026-06-20", aware="2026-06-15T12:00Z")
    assert ends(lamp, "dispute_13_1")[0] == "2026-06-21 00:00"


def test_the_wait_of_agencies_began_in_october_2021_and_never_eats_the_time() -> None:
    told: dict[str, Any] = {
        "programme": "visa",
        "placed": "2021-06-01T12:00Z",
        "traits": ("ticket",),
        "takes_place": "2021-09-01",
        "aware": "2021-08-20T12:00Z",
    }
    opened = [bp.Event("opened", day) for day in ("2021-10-15T12:00Z", "2021-10-16T12:00Z")]
    before, after = (bp.Dispute(claim("not_received", **told), [event]) for event in opened)
    assert ends(before, "dispute_13_1")[0] == "2021-09-02 00:00"
    # 20 August and 30 days: 19 September.
    assert ends(after, "dispute_13_1")[0] == "2021-09-20 00:00"
    # The event of 2 May ends the time on 30 August. 30 days from 31 July reach that end, and fall away; from
    # 30 July they end on 29 August.
    last = {"traits": ("ticket",), "takes_place": "2026-05-02"}
    assert ends(claim("not_received", **last, aware="2026-07-30T12:00Z"), "dispute_13_1") == (
        "2026-08-30 00:00",
        "2026-08-30",
    )
    assert ends(claim("not_received", **last, aware="2026-07-31T12:00Z"), "dispute_13_1") == (
        "2026-07-31 12:00",
        "2026-08-30",
    )


def test_of_a_gift_card_only_the_booking_is_safe() -> None:
    facts = claim("not_received", traits=("stored_value",), promised="2026-06-20")
    found = window(facts, "dispute_13_1")
    assert found.last_day == BOOKED_120
    assert str(found.safe_by) == "2026-08-30 00:00:00+00:00"
    # 20 June and 120 days: 10, 31, 31, 30, and 18 of October.
    assert str(found.latest_arguable) == "2026-10-19 00:00:00+00:00"


def test_of_a_gift_card_the_expected_day_counted_until_october_2021() -> None:
    facts = claim(
        "not_received",
        programme="visa",
        placed="2021-05-01T12:00Z",
        traits=("stored_value",),
        promised="2021-06-20",
    )
    before, after = (
        bp.Dispute(facts, [bp.Event("opened", day)]) for day in ("2021-10-15T12:00Z", "2021-10-16T12:00Z")
    )
    assert window(before, "dispute_13_1").last_day == "2021-10-18"
    assert window(after, "dispute_13_1").last_day == "2021-08-29"


def test_late_goods_go_back_first() -> None:
    told = {"promised": "2026-05-18", "delivered": "2026-06-01T12:00Z"}
    found = bp.classify(claim("late", **told), at="2026-06-20T12:00Z", policy=VISA)
    assert (found.ground, found.term, found.coverage) == ("13.1-late", "late", "undetermined")
    assert "return_sent" in found.needs
    # 2 June and 15 days: 17 June.
    back = claim("late", **told, return_sent="2026-06-02T12:00Z")
    assert ends(back, "dispute_13_1_late") == ("2026-06-18 00:00", "2026-09-15")
    # Who may not send them back has cancelled.
    refused = claim("late", **told, withdrawn="2026-06-03T12:00Z")
    assert ends(refused, "dispute_13_1_late") == ("2026-06-19 00:00", "2026-09-15")


def test_goods_that_the_customs_hold_are_not_covered() -> None:
    assert decided(claim("not_received", tracking="customs"), "2026-06-01T12:00Z") == ("13.1", "not_covered")
    assert decided(claim("not_received", tracking="moving"), "2026-06-01T12:00Z") == ("13.1", "covered")
    assert decided(claim("not_received"), "2026-06-01T12:00Z") == ("13.1", "covered")


@pytest.mark.parametrize("how", ["withdrawn", "cancel_requested"])
def test_a_cancellation_makes_13_1_turn_on_its_day(how: str) -> None:
    told: dict[str, Any] = {"promised": "2026-05-18", how: "2026-05-10T12:00Z"}
    found = bp.classify(claim("not_received", **told), at="2026-06-01T12:00Z", policy=VISA)
    assert (found.ground, found.coverage) == ("13.1", "undetermined")
    assert found.needs == ("whether you cancelled only after the day on which it was to come",)
    assert decided(claim("not_received", promised="2026-05-18"), "2026-06-01T12:00Z") == ("13.1", "covered")


def test_that_the_seller_was_asked_is_shown_and_who_was_not_is_told_so() -> None:
    def told(**facts: Any) -> set[str]:
        advice = bp.recommend(claim("not_received", **facts), at="2026-06-01T12:00Z", policy=VISA)
        return {because.rule for because in advice.because}

    assert "advice.before-the-bank" in told()
    assert "advice.before-the-bank" not in told(contacted="2026-05-20T12:00Z")


def test_only_what_did_not_come_is_asked_for() -> None:
    bought = order(items=[bp.Item("lamp", "80 EUR"), bp.Item("bulb", "5 EUR", quantity=4)])
    facts = bp.Claim(bought, [bp.Problem("quantity")], items=["bulb"])
    request = bp.recommend(facts, at="2026-06-01T12:00Z", policy=VISA).request
    assert (str(request.amount), request.return_goods) == ("20.00 EUR", False)


# --- 13.2 -------------------------------------------------------------------------------------------


def test_a_recurring_charge_counts_from_itself_without_a_wait() -> None:
    told = {"placed": "2025-01-01T12:00Z", "withdrawn": "2026-06-20T12:00Z"}
    # 1 July and 120 days: 30, 31, 30, and 29 of October.
    facts = claim("recurring", **told, paid="2026-07-01T12:00Z")
    assert ends(facts, "dispute_13_2") == ("2026-07-01 12:00", "2026-10-29")
    # The begin of the subscription is no charge: that has to be told.
    found = bp.classify(claim("recurring", **told), at="2026-07-02T12:00Z", policy=VISA)
    assert (found.coverage, found.needs) == ("undetermined", ("paid", "processed"))
    # Not even where the cancellation is not told either.
    untold = bp.classify(claim("recurring", placed="2025-01-01T12:00Z"), at="2026-07-02T12:00Z", policy=VISA)
    assert (untold.coverage, untold.needs) == ("undetermined", ("paid", "processed"))


# --- 13.3 -------------------------------------------------------------------------------------------


def test_13_3_waits_15_days_from_the_return_or_the_cancellation() -> None:
    told: dict[str, Any] = {"delivered": "2026-05-10T12:00Z"}
    # 10 May and 120 days: 21, 30, 31, 31, and 7 of September.
    back = claim(WRONG, **told, return_sent="2026-05-20T12:00Z")
    assert ends(back, "dispute_13_3") == ("2026-06-05 00:00", "2026-09-07")
    assert decided(back, "2026-06-04T23:59Z") == ("13.3", "too_early")
    assert decided(back, "2026-06-05T00:00Z") == ("13.3", "covered")
    assert decided(back, "2026-09-08T00:00Z") == ("13.3", "too_late")
    cancelled = claim(WRONG, **told, withdrawn="2026-05-18T12:00Z")
    assert ends(cancelled, "dispute_13_3")[0] == "2026-06-03 00:00"
    # Cancelled and then sent back: the return counts.
    both = claim(WRONG, **told, withdrawn="2026-05-18T12:00Z", return_sent="2026-05-20T12:00Z")
    assert ends(both, "dispute_13_3")[0] == "2026-06-05 00:00"


def test_13_3_begins_with_the_return_and_not_before() -> None:
    found = bp.classify(claim(WRONG, delivered="2026-05-10T12:00Z"), at="2026-06-20T12:00Z", policy=VISA)
    assert found.coverage == "undetermined"
    assert found.needs == ("cancel_requested", "return_sent", "withdrawn")
    late = bp.classify(claim(WRONG, delivered="2026-05-10T12:00Z"), at="2026-09-08T00:00Z", policy=VISA)
    assert late.coverage == "too_late"


def test_a_wait_that_would_use_up_the_time_falls_away() -> None:
    # Received on 3 May: to the end of 31 August. 15 days from 15 August end on the 30th, from 16 August on
    # the 31st, and nothing would be left.
    told = {"delivered": "2026-05-03T12:00Z"}
    day_15 = claim(WRONG, **told, return_sent="2026-08-15T12:00Z")
    assert ends(day_15, "dispute_13_3") == ("2026-08-31 00:00", "2026-08-31")
    day_16 = claim(WRONG, **told, return_sent="2026-08-16T12:00Z")
    assert ends(day_16, "dispute_13_3") == ("2026-08-16 12:00", "2026-08-31")


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        ("2027-06-24T12:00Z", "2027-10-22"),
        ("2027-06-25T12:00Z", BOOKED_540),
        ("2027-07-30T12:00Z", BOOKED_540),
    ],
)
def test_the_receipt_is_capped_at_540_days_from_the_booking(delivered: str, last_day: str) -> None:
    for name in ("dispute_13_3", "dispute_13_7"):
        kind: ProblemKind = WRONG if name == "dispute_13_3" else "changed_mind"
        facts = claim(kind, delivered=delivered, return_sent="2027-08-01T12:00Z")
        assert window(facts, name).last_day == last_day


def test_of_several_parcels_the_last_that_came_counts() -> None:
    came = [bp.Parcel(delivered="2026-05-10T12:00Z"), bp.Parcel(delivered="2026-05-12T12:00Z")]
    assert window(claim(WRONG, parcels=came), "dispute_13_3").last_day == "2026-09-09"
    one_comes = [came[0], bp.Parcel(shipped="2026-05-11T12:00Z")]
    assert window(claim(WRONG, parcels=one_comes), "dispute_13_3").last_day == "2026-09-07"
    # That the first counts is a reading: 10 May and 120 days is 7 September, to its end.
    each: tuple[tuple[ProblemKind, str], ...] = (
        (WRONG, "dispute_13_3"),
        ("counterfeit", "dispute_13_4"),
        ("changed_mind", "dispute_13_7"),
    )
    for kind, name in each:
        found = window(claim(kind, parcels=came), name)
        assert (found.last_day, str(found.safe_by)) == ("2026-09-09", "2026-09-08 00:00:00+00:00")
    one = claim("counterfeit", delivered="2026-05-10T12:00Z")
    assert {reading.id for reading in window(one, "dispute_13_4").readings} == {"adopted"}


def test_talks_give_60_days_from_when_the_bank_was_told() -> None:
    told: dict[str, Any] = {"delivered": "2026-05-03T12:00Z", "return_sent": "2026-05-20T12:00Z"}
    late = {**told, "bank_told": "2026-09-20T12:00Z"}
    assert decided(claim(WRONG, **late), "2026-09-21T12:00Z") == ("13.3", "too_late")
    # 20 September and 60 days: 10, 31, and 19 of November.
    talked = claim(WRONG, **late, negotiated="2026-08-20T12:00Z")
    assert ends(talked, "dispute_13_3")[1] == "2026-11-19"
    assert decided(talked, "2026-11-19T12:00Z") == ("13.3", "covered")
    # That the talks are not shown is a reading, by which 31 August was the last day.
    assert str(window(talked, "dispute_13_3").safe_by) == "2026-09-01 00:00:00+00:00"
    # Talks alone, without the bank, move nothing.
    alone = claim(WRONG, **told, negotiated="2026-08-20T12:00Z")
    assert ends(alone, "dispute_13_3")[1] == "2026-08-31"


def test_that_the_cap_ends_the_talks_too_is_taken_and_the_other_way_is_a_reading() -> None:
    # 10 September 2027 and 60 days would be 9 November.
    facts = claim(
        WRONG,
        delivered="2027-06-01T12:00Z",
        return_sent="2027-06-02T12:00Z",
        negotiated="2027-08-01T12:00Z",
        bank_told="2027-09-10T12:00Z",
    )
    found = window(facts, "dispute_13_3")
    assert found.last_day == BOOKED_540
    by_id = {reading.id: reading.closes_us for reading in found.readings}
    assert set(by_id) == {"adopted", "talks-not-capped", "talks-not-shown"}
    assert str(found.latest_arguable) == "2027-11-10 00:00:00+00:00"


# --- 13.4 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        ({}, BOOKED_120),
        ({"delivered": "2026-05-10T12:00Z"}, "2026-09-07"),
        # 1 September and 120 days: 29, 31, 30, and 30 of December.
        ({"delivered": "2026-05-10T12:00Z", "aware": "2026-09-01T12:00Z"}, "2026-12-30"),
        ({"aware": "2027-08-01T12:00Z"}, BOOKED_540),
    ],
)
def test_a_fake_counts_from_the_latest_of_booking_receipt_and_finding(
    told: dict[str, str], last_day: str
) -> None:
    # Without a wait.
    assert ends(claim("counterfeit", **told), "dispute_13_4") == ("2026-05-01 12:00", last_day)


def test_a_fake_needs_a_finding_and_no_return() -> None:
    advice = bp.recommend(claim("counterfeit"), at="2026-06-01T12:00Z", policy=VISA)
    assert advice.request.return_goods is False
    assert [need.kind for need in advice.evidence if need.need == "needed"] == ["expert_report"]


# --- 13.6 and 13.7 ----------------------------------------------------------------------------------


def test_a_promised_refund_counts_from_its_paper() -> None:
    # 10 June: 15 days to the 25th; 120 days are 20, 31, 31, 30, and 8 of October.
    facts = claim("not_refunded", refund_promised="2026-06-10T12:00Z")
    assert ends(facts, "dispute_13_6") == ("2026-06-26 00:00", "2026-10-08")
    assert decided(facts, "2026-06-25T23:59Z") == ("13.6", "too_early")
    assert decided(facts, "2026-06-26T00:00Z") == ("13.6", "covered")
    assert decided(facts, "2026-10-09T00:00Z") == ("13.6", "too_late")
    # Neither the booking nor the return counts beside it.
    early = claim("not_refunded", refund_promised="2026-05-02T12:00Z", return_sent="2026-07-01T12:00Z")
    assert ends(early, "dispute_13_6")[1] == "2026-08-30"


def test_a_promised_refund_is_capped_since_16_october_2021() -> None:
    late = claim("not_refunded", refund_promised="2027-08-01T12:00Z")
    assert ends(late, "dispute_13_6") == ("2027-08-17 00:00", BOOKED_540)
    # 540 days from 1 January 2020 end on 24 June 2021; 120 from 20 June 2021 on 18 October.
    facts = claim(
        "not_refunded", programme="visa", placed="2020-01-01T12:00Z", refund_promised="2021-06-20T12:00Z"
    )
    before, after = (
        bp.Dispute(facts, [bp.Event("opened", day)]) for day in ("2021-10-15T12:00Z", "2021-10-16T12:00Z")
    )
    assert window(before, "dispute_13_6").last_day == "2021-10-18"
    assert window(after, "dispute_13_6").last_day == "2021-06-24"


def test_without_a_paper_a_refund_is_for_13_7() -> None:
    facts = claim("not_refunded", delivered="2026-05-10T12:00Z", return_sent="2026-05-20T12:00Z")
    found = bp.classify(facts, at="2026-06-20T12:00Z", policy=VISA)
    assert (found.ground, found.term, found.coverage) == ("13.7-refund", "not_refunded", "undetermined")
    assert ends(facts, "dispute_13_7") == ("2026-06-05 00:00", "2026-09-07")
    advice = bp.recommend(facts, at="2026-06-20T12:00Z", policy=VISA)
    assert advice.action == "dispute_with_bank"


def test_13_7_turns_on_what_the_seller_told_of_returns() -> None:
    told: dict[str, Any] = {"delivered": "2026-05-10T12:00Z", "return_sent": "2026-05-20T12:00Z"}
    open_question = bp.classify(
        claim("changed_mind", **told, country="US"), at="2026-06-20T12:00Z", policy=VISA
    )
    assert (open_question.ground, open_question.coverage) == ("13.7", "undetermined")
    assert open_question.needs[0].startswith("whether the seller told you")
    lamp = bp.Item("lamp", "80 EUR", guarantees=["free_return"])
    promised = claim("changed_mind", **told, country="US", items=[lamp])
    assert decided(promised, "2026-06-20T12:00Z") == ("13.7", "covered")


def test_13_7_counts_from_the_expected_day_where_nothing_came() -> None:
    facts = claim("changed_mind", promised="2026-05-18", withdrawn="2026-05-20T12:00Z")
    assert ends(facts, "dispute_13_7") == ("2026-06-05 00:00", "2026-09-15")
    came = claim("changed_mind", promised="2026-05-18", delivered="2026-05-10T12:00Z")
    assert ends(came, "dispute_13_7")[1] == "2026-09-07"
    neither = claim("changed_mind", withdrawn="2026-05-20T12:00Z")
    assert ends(neither, "dispute_13_7")[1] == BOOKED_120


EUROPE: dict[str, Any] = {
    "delivered": "2026-05-10T12:00Z",
    "withdrawn": "2026-05-20T12:00Z",
    "return_sent": "2026-05-20T12:00Z",
    "country": "DE",
    "seller_country": "FR",
    "seller_class": "business",
}


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({}, "13.7-europe"),
        ({"country": "GB"}, "13.7-europe"),
        ({"country": "NO"}, "13.7-europe"),
        ({"sale": "off_premises"}, "13.7-europe"),
        ({"country": "CH"}, "13.7"),
        ({"country": "US"}, "13.7"),
        ({"sale": "in_store"}, "13.7"),
        ({"seller_country": "CH"}, "13.7"),
        ({"seller_country": "IL"}, "13.7"),
        ({"seller_country": "TR"}, "13.7"),
        ({"traits": ("made_to_order",)}, "13.7"),
        ({"traits": ("perishable",)}, "13.7"),
        ({"traits": ("hygiene",)}, "13.7"),
        ({"traits": ("digital",)}, "13.7"),
        ({"traits": ("travel",)}, "13.7"),
        ({"traits": ("ticket",)}, "13.7"),
        ({"seller_class": "private"}, "13.7"),
        ({"user_class": "business"}, "13.7"),
    ],
)
def test_europe_has_a_ground_of_its_own(changes: dict[str, Any], ground: str) -> None:
    found = decided(claim("changed_mind", **{**EUROPE, **changes}), "2026-06-20T12:00Z")
    assert found == (ground, "covered" if ground == "13.7-europe" else "undetermined")


@pytest.mark.parametrize("fact", ["seller_country", "seller_class"])
def test_in_europe_who_sold_and_from_where_is_asked_for(fact: str) -> None:
    found = bp.classify(claim("changed_mind", **{**EUROPE, fact: None}), at="2026-06-20T12:00Z", policy=VISA)
    assert (found.ground, found.coverage) == ("13.7-europe", "undetermined")
    assert found.needs == (fact,)


def test_in_europe_the_money_of_what_was_cancelled_is_covered_too() -> None:
    at = "2026-06-20T12:00Z"
    assert decided(claim("not_refunded", **EUROPE), at) == ("13.7-europe-refund", "covered")
    # Sent back without a cancellation, it turns on the seller's policy.
    sent = {**EUROPE, "withdrawn": None}
    assert decided(claim("not_refunded", **sent), at) == ("13.7-refund", "undetermined")
    paper = {**EUROPE, "refund_promised": "2026-05-25T12:00Z"}
    assert decided(claim("not_refunded", **paper), at) == ("13.6", "covered")


def needed(facts: bp.Claim) -> set[str]:
    advice = bp.recommend(facts, at="2026-06-20T12:00Z", policy=VISA)
    return {evidence.kind for evidence in advice.evidence if evidence.need == "needed"}


def test_what_a_missing_refund_rests_on_is_shown() -> None:
    assert needed(claim("not_refunded", **EUROPE)) == {"messages", "return_tracking", "withdrawal_notice"}
    # What was only sent back has no cancellation, and where there is a paper it is enough.
    sent = claim("not_refunded", **{**EUROPE, "withdrawn": None})
    assert needed(sent) == {"messages", "return_tracking"}
    paper = claim("not_refunded", **EUROPE, refund_promised="2026-05-25T12:00Z")
    assert needed(paper) == {"messages", "credit_note"}


def test_a_double_charge_needs_both_charges_and_no_talks() -> None:
    assert needed(claim("duplicate")) == {"bank_statement"}


# --- 12, 10 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ground", "name"),
    [
        ("duplicate", "12.6", "dispute_12"),
        ("incorrect_amount", "12.5", "dispute_12"),
        ("unauthorised", "10", "dispute_10"),
    ],
)
def test_errors_and_fraud_have_120_days_and_no_wait(kind: ProblemKind, ground: str, name: str) -> None:
    # Not even a late receipt is another branch.
    facts = claim(kind, delivered="2026-08-01T12:00Z")
    assert ends(facts, name) == ("2026-05-01 12:00", BOOKED_120)
    assert decided(facts, "2026-08-29T23:59Z") == (ground, "covered")
    assert decided(facts, "2026-08-30T00:00Z") == (ground, "too_late")


def test_fraud_and_a_condition_of_13_exclude_each_other() -> None:
    at = "2026-06-20T12:00Z"
    for facts in (claim("unauthorised", "not_received"), claim("recurring", "unauthorised")):
        found = bp.classify(facts, at=at, policy=VISA)
        assert found.coverage == "not_covered"
        assert found.because[-1].rule == "exclusion.fraud-and-more"
    # Of fakes no reader says so, nor of what is charged twice.
    assert decided(claim("duplicate", "unauthorised"), at) == ("12.6", "covered")


# --- in a dispute -----------------------------------------------------------------------------------


def disputed(*events: bp.Event, kind: ProblemKind = "not_received") -> bp.Dispute:
    facts = claim(kind, programme="visa", bank_told="2026-06-18T12:00Z")
    return bp.Dispute(facts, [bp.Event("opened", "2026-06-20T09:00Z"), *events])


ANSWER = bp.Event("answered", "2026-07-10T09:00Z", accepts=False)
GOES_ON = bp.Event("escalated", "2026-08-05T09:00Z", party="platform")


def test_each_step_has_30_days_from_the_one_before() -> None:
    # 20 June, 10 July and 5 August, each with 30 days.
    assert window(disputed(), "seller_answer").last_day == "2026-07-20"
    assert window(disputed(ANSWER), "bank_goes_on").last_day == "2026-08-09"
    assert window(disputed(ANSWER, GOES_ON), "seller_answer_again").last_day == "2026-09-04"


def test_a_step_that_has_not_begun_is_not_shown_and_one_that_is_over_neither() -> None:
    def shown(dispute: bp.Dispute) -> set[str]:
        return {found.id for found in bp.deadlines(dispute, policy=VISA) if found.party != "buyer"}

    assert shown(disputed()) == {"seller_answer"}
    assert shown(disputed(ANSWER)) == {"seller_answer", "bank_goes_on"}
    assert shown(disputed(ANSWER, GOES_ON)) == {"seller_answer", "seller_answer_again"}
    accepted = bp.Event("answered", "2026-07-10T09:00Z", accepts=True)
    assert shown(disputed(accepted)) == {"seller_answer"}


def test_of_fraud_the_merchant_s_bank_answers_once() -> None:
    fraud = disputed(ANSWER, GOES_ON, kind="unauthorised")
    assert bp.deadlines(fraud, policy=VISA).find("seller_answer_again") is None


def test_silence_leaves_the_credit_with_the_buyer_and_an_answer_is_for_the_bank() -> None:
    evidence = [bp.Evidence("messages"), bp.Evidence("listing"), bp.Evidence("statement")]
    told = bp.Claim(disputed().claim.order, [bp.Problem("not_received")], evidence=evidence)
    silent = bp.Dispute(told, disputed().events)
    waits = bp.recommend(silent, at="2026-07-20T23:00Z", policy=VISA)
    assert (waits.action, str(waits.wait_until)) == ("wait", "2026-07-21 00:00:00+00:00")
    over = bp.recommend(silent, at="2026-07-21T00:00Z", policy=VISA)
    assert any("taken as accepted" in because.says for because in over.because)
    answered = bp.Dispute(told, disputed(ANSWER).events)
    goes_on = bp.recommend(answered, at="2026-07-15T00:00Z", policy=VISA)
    assert str(goes_on.wait_until) == "2026-08-10 00:00:00+00:00"
