"""What the files of the conformance set cannot show of Quebec's law on distance contracts."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.facts.view import view
from buyerprotect.rules.library import applies_to, find_pack
from buyerprotect.timing.clock import to_datetime

LAW = find_pack("quebec")
CARD = bp.Payment(network="Visa", funding="credit")


def order(placed: str = "2026-03-02", **told: Any) -> bp.Order:
    """Make an order of a Monday in Montreal, which no marketplace sold, by credit card."""
    facts: dict[str, Any] = {
        "zone": "America/Toronto",
        "region": "CA-QC",
        "seller_class": "business",
        "items": [bp.Item("lamp", "80 CAD")],
        "payment": CARD,
    }
    return bp.Order("none", placed, **{**facts, **told})


def window(facts: bp.Order, name: str) -> bp.Deadline:
    return find_window(facts, name, LAW)


def told_of(kind: Any, at: str, **told: Any) -> bp.Classification:
    return bp.classify(bp.Claim(order(**told), [bp.Problem(kind)]), at=at, policy=LAW)


def step(kind: Any, at: str, **told: Any) -> bp.Recommendation:
    return bp.recommend(bp.Claim(order(**told), [bp.Problem(kind)]), at=at, policy=LAW)


# --- whom it is for ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "applies"),
    [
        ({"region": "CA-QC"}, True),
        ({"region": "CA-ON"}, False),
        ({"region": None, "country": "CA"}, None),
        ({"region": None, "country": "US"}, False),
    ],
)
def test_it_is_for_those_who_live_in_quebec(told: dict[str, Any], *, applies: bool | None) -> None:
    assert applies_to(LAW, view(order(**told))).value is applies


def test_there_are_no_such_rules_before_15_december_2007() -> None:
    assert bp.deadlines(order("2007-12-15"), policy=LAW).policy.version == "2007"
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order("2007-12-14"), policy=LAW)


@pytest.mark.parametrize(
    ("told", "kind", "needs"),
    [
        ({"seller_class": "private"}, "not_received", ()),
        ({"user_class": "business"}, "not_received", ()),
        ({"sale": "in_store"}, "not_received", ()),
        ({"items": [bp.Item("cheese", "80 CAD", traits=["perishable"])]}, "not_received", ()),
        ({"information": "given"}, "changed_mind", ()),
    ],
)
def test_what_is_not_protected(told: dict[str, Any], kind: Any, needs: tuple[str, ...]) -> None:
    found = told_of(kind, "2026-04-10T12:00Z", **told)
    assert (found.coverage, found.needs) == ("not_covered", needs)


def test_who_sold_has_to_be_told() -> None:
    found = told_of("not_received", "2026-04-10T12:00Z", seller_class=None)
    assert (found.coverage, found.needs) == ("undetermined", ("seller_class",))


# --- thirty days late -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promised", "opens"),
    [
        # No day agreed: 2 March and 30 days is Wednesday, 1 April.
        (None, "2026-04-02"),
        # 10 March and 30 days is Thursday, 9 April.
        ("2026-03-10", "2026-04-10"),
        # 5 March and 30 days is Holy Saturday; the next day that is none of those is Tuesday, 7 April.
        ("2026-03-05", "2026-04-08"),
    ],
)
def test_the_right_opens_when_thirty_days_have_passed(promised: str | None, opens: str) -> None:
    found = window(order(parcels=[bp.Parcel(promised=promised)]), "cancel_late")
    assert str(found.opens) == f"{opens} 00:00:00-04:00"
    assert found.closes is None


def test_by_the_other_reading_the_thirty_days_are_the_time_to_cancel() -> None:
    found = window(order(parcels=[bp.Parcel(promised="2026-03-10")]), "cancel_late")
    adopted, other = found.readings
    assert other.id == "in-the-thirty-days"
    # It opens when the agreed day is over, and closes when the adopted one opens.
    assert (other.opens_us, other.closes_us) == (bp.Instant.of("2026-03-11T00:00-04:00").us, adopted.opens_us)
    assert found.safe_from == found.safe_by


@pytest.mark.parametrize(
    ("at", "coverage", "action"),
    [
        ("2026-04-09T23:59:59-04:00", "too_early", "wait"),
        ("2026-04-10T00:00:00-04:00", "covered", "give_notice"),
        ("2026-07-10T00:00:00-04:00", "covered", "give_notice"),
    ],
)
def test_cancelling_late_goods(at: str, coverage: str, action: str) -> None:
    late = [bp.Parcel(promised="2026-03-10")]
    found = told_of("not_received", at, parcels=late)
    assert (found.ground, found.coverage) == ("late_delivery", coverage)
    assert step("not_received", at, parcels=late).action == action


def test_while_waiting_a_notice_in_the_thirty_days_is_advised_too() -> None:
    advice = step("not_received", "2026-03-20T12:00Z")
    assert "advice.twice" in {because.rule for because in advice.because}


def test_delivery_ends_it() -> None:
    parcel = bp.Parcel(promised="2026-03-10", delivered="2026-04-20T10:00-04:00")
    found = window(order(parcels=[parcel]), "cancel_late")
    assert [found.status(f"2026-04-20T{time}-04:00") for time in ("09:59", "10:00")] == ["open", "closed"]
    told: dict[str, Any] = {"parcels": [parcel], "information": "given"}
    assert told_of("late", "2026-04-20T10:01-04:00", **told).coverage == "too_late"


def test_after_delivery_what_was_not_told_may_still_be_a_ground() -> None:
    parcel = bp.Parcel(promised="2026-03-10", delivered="2026-04-20T10:00-04:00")
    found = told_of("late", "2026-04-20T10:01-04:00", parcels=[parcel])
    assert (found.ground, found.needs) == ("missing_information", ("information",))


def test_goods_that_came_in_time_never_had_the_right() -> None:
    parcel = bp.Parcel(promised="2026-03-10", delivered="2026-04-09T10:00-04:00")
    assert window(order(parcels=[parcel]), "cancel_late").status("2026-04-09T09:00-04:00") == "none"


@pytest.mark.parametrize(("traits", "opens"), [(["ticket"], "2026-03-11"), ([], "2026-04-10")])
def test_tickets_are_late_on_the_next_day(traits: list[Any], opens: str) -> None:
    facts = order(
        items=[bp.Item("concert", "80 CAD", traits=traits)], parcels=[bp.Parcel(promised="2026-03-10")]
    )
    found = window(facts, "cancel_late")
    assert str(found.opens) == f"{opens} 00:00:00-04:00"
    assert len(found.readings) == (1 if traits else 2)


# --- missing information ----------------------------------------------------------------------------


def ends(found: bp.Deadline) -> dict[str, str]:
    """Return the last day of each reading in which no bare day was read at its end."""
    told = [(reading.id, reading.closes_us) for reading in found.readings if "day=end" not in reading.id]
    return {name: str(to_datetime(end - 1, found.zone).date()) for name, end in told if end is not None}


def test_seven_days_from_the_copy_or_from_when_the_gap_was_noticed() -> None:
    facts = order(
        information="missing", parcels=[bp.Parcel(delivered="2026-03-12")], statement_sent="2026-03-24"
    )
    assert ends(window(facts, "cancel_missing_information")) == {
        "adopted": "2026-03-09",  # 2 March and 7 days
        "noticed-on-delivery": "2026-03-19",  # 12 March and 7 days
        "noticed-on-the-statement": "2026-03-31",  # 24 March and 7 days
        "no-copy-in-15-days": "2026-04-01",  # 2 March and 30 days
    }


def test_a_copy_that_came_later_starts_the_seven_days() -> None:
    # 6 March and 7 days is Friday, the 13th.
    assert ends(window(order(informed="2026-03-06"), "cancel_missing_information"))["adopted"] == "2026-03-13"


def test_an_end_on_a_saturday_is_moved() -> None:
    # Placed on Saturday, 7 March: the 14th is one as well, and Monday is the 16th.
    facts = order("2026-03-07", information="missing")
    assert ends(window(facts, "cancel_missing_information"))["adopted"] == "2026-03-16"


@pytest.mark.parametrize(
    ("at", "coverage"),
    [("2026-03-09T23:00-04:00", "covered"), ("2026-03-10T01:00-04:00", "undetermined")],
)
def test_second_thoughts_where_information_is_missing(at: str, coverage: str) -> None:
    found = told_of("changed_mind", at, information="missing")
    assert (found.ground, found.term, found.coverage) == ("missing_information", "changed_mind", coverage)
    assert step("changed_mind", at, information="missing").action == "give_notice"


def test_whether_information_is_missing_has_to_be_told() -> None:
    assert told_of("changed_mind", "2026-03-05T12:00Z").needs == ("information",)


# --- the money back, and the card's issuer ----------------------------------------------------------


def test_the_seller_has_fifteen_days_and_the_issuer_can_be_asked_for_sixty_more() -> None:
    facts = order(withdrawn="2026-04-07")
    # 7 April and 15 days is Wednesday, the 22nd; 60 more is Sunday, 21 June, and so Monday.
    assert window(facts, "refund").last_day == "2026-04-22"
    found = window(facts, "chargeback")
    assert str(found.opens) == "2026-04-23 00:00:00-04:00"
    assert found.last_day == "2026-06-22"
    assert len(found.readings) == 1


def test_a_default_on_a_saturday_is_read_in_two_ways() -> None:
    found = window(order(withdrawn="2026-04-10"), "chargeback")
    # The 15th day is Saturday, 25 April, moved to Monday, the 27th; 60 days on is Friday, 26 June.
    assert str(found.opens) == "2026-04-28 00:00:00-04:00"
    assert found.last_day == "2026-06-26"
    # From the Saturday itself it is 24 June, the national holiday, and so Thursday, the 25th.
    assert str(found.safe_by) == "2026-06-26 00:00:00-04:00"


@pytest.mark.parametrize(
    ("at", "coverage", "action"),
    [
        ("2026-04-22T23:00-04:00", "too_early", "wait"),
        ("2026-04-23T01:00-04:00", "covered", "dispute_with_bank"),
        ("2026-06-22T23:00-04:00", "covered", "dispute_with_bank"),
        ("2026-06-23T01:00-04:00", "too_late", "other_route"),
    ],
)
def test_asking_the_issuer_on_both_sides_of_its_edges(at: str, coverage: str, action: str) -> None:
    found = told_of("not_refunded", at, withdrawn="2026-04-07")
    assert (found.ground, found.coverage) == ("chargeback", coverage)
    assert step("not_refunded", at, withdrawn="2026-04-07").action == action


def test_once_cancelled_every_problem_is_about_the_money() -> None:
    assert told_of("not_received", "2026-05-01T12:00Z", withdrawn="2026-04-07").ground == "chargeback"


@pytest.mark.parametrize(
    ("payment", "coverage"),
    [
        (bp.Payment(funding="debit"), "not_covered"),
        (bp.Payment(funding="credit"), "covered"),
        (bp.Payment(funding="charge"), "undetermined"),
        (None, "undetermined"),
    ],
)
def test_only_credit_cards_are_charged_back(payment: bp.Payment | None, coverage: str) -> None:
    found = told_of("not_refunded", "2026-05-01T12:00Z", withdrawn="2026-04-07", payment=payment)
    assert found.coverage == coverage


def test_money_that_does_not_come_back_without_a_cancellation_is_not_charged_back() -> None:
    assert told_of("not_refunded", "2026-05-01T12:00Z").coverage == "not_covered"


def test_the_issuer_acknowledges_in_thirty_days_and_has_ninety_at_most() -> None:
    facts = order(withdrawn="2026-04-07", bank_told="2026-05-10")
    # 10 May and 30 days is Tuesday, 9 June; 90 days are Saturday, 8 August, and so Monday.
    assert window(facts, "issuer_acknowledges").last_day == "2026-06-09"
    assert window(facts, "issuer_reverses_at_most").last_day == "2026-08-10"
    assert window(facts, "issuer_reverses").needs == ("cycle_ends",)


@pytest.mark.parametrize(
    ("cycle_ends", "last_day"),
    [
        # The period that runs on 10 May is not complete; the two after it end on 20 July.
        (["2026-04-20", "2026-05-20", "2026-06-20", "2026-07-20"], "2026-07-20"),
        # Here the second complete one ends on 5 September, and 90 days come first.
        (["2026-04-30", "2026-06-10", "2026-07-25", "2026-09-05"], "2026-08-10"),
    ],
)
def test_two_complete_periods_or_ninety_days_whichever_is_first(cycle_ends: list[str], last_day: str) -> None:
    payment = bp.Payment(funding="credit", cycle_ends=cycle_ends)
    facts = order(withdrawn="2026-04-07", bank_told="2026-05-10", payment=payment)
    assert window(facts, "issuer_reverses").last_day == last_day


def test_goods_that_come_after_the_cancellation_go_back_within_fifteen_days_of_coming() -> None:
    before = order(withdrawn="2026-04-07", parcels=[bp.Parcel(delivered="2026-04-01")])
    after = order(withdrawn="2026-04-07", parcels=[bp.Parcel(delivered="2026-04-20")])
    # 7 April and 15 days; 20 April and 15 days.
    assert window(before, "send_back").last_day == "2026-04-22"
    assert window(after, "send_back").last_day == "2026-05-05"


def test_all_that_was_paid_comes_back_and_the_way_back_is_the_sellers() -> None:
    told: dict[str, Any] = {
        "shipping": "10 CAD",
        "tax": "12 CAD",
        "parcels": [bp.Parcel(delivered="2026-03-04")],
    }
    request = step("changed_mind", "2026-03-05T12:00Z", information="missing", **told).request
    assert (request.kind, request.amount) == ("full", bp.Money.of("102 CAD"))
    assert (request.return_goods, request.return_paid_by) == (True, "seller")


def test_the_request_to_the_issuer_needs_the_notice() -> None:
    advice = step("not_refunded", "2026-05-01T12:00Z", withdrawn="2026-04-07")
    needed = {need.kind for need in advice.evidence if need.need == "needed"}
    assert {"withdrawal_notice", "receipt"} <= needed


# --- the legal warranty -----------------------------------------------------------------------------


@pytest.mark.parametrize("sale", ["distance", "in_store"])
def test_the_legal_warranty_has_no_number_of_days_and_holds_in_shops_too(sale: Any) -> None:
    told: dict[str, Any] = {"sale": sale, "parcels": [bp.Parcel(delivered="2026-03-04")]}
    found = told_of("defective", "2027-03-05T12:00Z", **told)
    assert (found.ground, found.coverage, found.needs) == ("legal_warranty", "undetermined", ())
    assert window(order(**told), "claim_warranty").not_stated
    assert step("defective", "2027-03-05T12:00Z", **told).action == "give_notice"


def test_once_the_issuer_was_asked_there_is_only_waiting_for_it() -> None:
    told: dict[str, Any] = {"withdrawn": "2026-04-07", "bank_told": "2026-05-10"}
    assert step("not_refunded", "2026-05-11T12:00Z", **told).action == "wait"
    assert bp.deadlines(order(**told), policy=LAW).find("send_back") is None


def test_goods_that_came_go_back_first_and_then_it_is_about_the_money() -> None:
    told: dict[str, Any] = {
        "information": "missing",
        "parcels": [bp.Parcel(delivered="2026-03-04")],
        "withdrawn": "2026-03-06",
    }
    assert told_of("changed_mind", "2026-03-12T12:00Z", **told).ground == "missing_information"
    assert step("changed_mind", "2026-03-12T12:00Z", **told).action == "return_goods"
    told["return_sent"] = "2026-03-10"
    found = told_of("changed_mind", "2026-03-12T12:00Z", **told)
    assert (found.ground, found.coverage) == ("chargeback", "too_early")
    # 6 March and 15 days is Saturday, the 21st, moved to Monday by the law of Quebec.
    assert step("changed_mind", "2026-03-25T12:00Z", **told).action == "dispute_with_bank"


# --- at the door ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("informed", "last_day"),
    [
        # The office's own example: a copy on Tuesday, and Friday of the week after.
        ("2026-03-03", "2026-03-13"),
        # 14 June and 10 days is 24 June, the national holiday, and so Thursday, the 25th.
        ("2026-06-14", "2026-06-25"),
        # 4 March and 10 days is a Saturday, and so Monday, the 16th.
        ("2026-03-04", "2026-03-16"),
    ],
)
def test_ten_days_from_the_copy_for_what_was_sold_at_the_door(informed: str, last_day: str) -> None:
    facts = order(sale="off_premises", informed=informed)
    assert ends(window(facts, "cancel_at_the_door"))["adopted"] == last_day


def test_a_year_at_the_door_where_the_right_was_not_told() -> None:
    # 2 March 2026 and a year is Tuesday, 2 March 2027.
    missing = order(sale="off_premises", information="missing")
    assert ends(window(missing, "cancel_at_the_door")) == {"adopted": "2027-03-02"}
    unsaid = ends(window(order(sale="off_premises"), "cancel_at_the_door"))
    assert unsaid == {"adopted": "2026-03-12", "if information is missing": "2027-03-02"}


@pytest.mark.parametrize(
    ("kind", "at", "ground", "coverage"),
    [
        ("changed_mind", "2026-03-12T23:00-04:00", "sold_at_the_door", "covered"),
        ("changed_mind", "2026-03-13T01:00-04:00", "sold_at_the_door", "too_late"),
        ("defective", "2026-03-12T23:00-04:00", "sold_at_the_door", "covered"),
        ("defective", "2026-03-13T01:00-04:00", "legal_warranty", "undetermined"),
        ("not_received", "2026-03-12T23:00-04:00", "sold_at_the_door", "covered"),
        ("not_received", "2026-04-01T23:00-04:00", "late_at_the_door", "too_early"),
        # 2 March and 30 days is 1 April.
        ("not_received", "2026-04-02T01:00-04:00", "late_at_the_door", "covered"),
        ("not_received", "2027-03-02T23:00-05:00", "late_at_the_door", "covered"),
        ("not_received", "2027-03-03T01:00-05:00", "late_at_the_door", "too_late"),
        ("not_refunded", "2026-05-01T12:00-04:00", "chargeback", "not_covered"),
    ],
)
def test_what_was_sold_at_the_door(kind: Any, at: str, ground: str, coverage: str) -> None:
    came = [bp.Parcel(delivered="2026-03-04")] if kind in ("defective", "changed_mind") else []
    found = told_of(kind, at, sale="off_premises", information="given", parcels=came)
    assert (found.ground, found.coverage) == (ground, coverage)


def test_taking_late_goods_at_the_door_ends_that_right() -> None:
    parcel = bp.Parcel(delivered="2026-04-20T10:00-04:00")
    claim = bp.Claim(order(sale="off_premises", parcels=[parcel]), [bp.Problem("late")])
    found = bp.deadlines(claim, policy=LAW).find("cancel_late_at_the_door")
    assert found is not None
    assert [found.status(f"2026-04-20T{time}-04:00") for time in ("09:59", "10:00")] == ["open", "closed"]


def test_a_cancellation_at_the_door_is_not_charged_back() -> None:
    facts = order(sale="off_premises", withdrawn="2026-03-06")
    assert bp.deadlines(facts, policy=LAW).find("chargeback") is None
    # 6 March and 15 days is Saturday, the 21st, and so Monday.
    assert window(facts, "refund").last_day == "2026-03-23"


# --- what is told -----------------------------------------------------------------------------------


def test_a_gap_noticed_on_delivery_never_shortens_the_time() -> None:
    # Delivered on 12 March, the copy on 10 April: 7 days from the copy are Friday, the 17th.
    facts = order(informed="2026-04-10", parcels=[bp.Parcel(delivered="2026-03-12")])
    found = window(facts, "cancel_missing_information")
    assert found.last_day == "2026-04-17"
    # Only who says that no copy came in 15 days ends earlier: 2 March and 30 days.
    assert (ends(found)["no-copy-in-15-days"], str(found.safe_by)) == (
        "2026-04-01",
        "2026-04-02 00:00:00-04:00",
    )


@pytest.mark.parametrize(
    ("information", "rules"),
    [
        ("given", {"advice.say_what_is_wrong", "asking.put_it_right"}),
        (None, {"advice.say_what_is_wrong", "asking.put_it_right"}),
        ("missing", {"advice.notice_in_writing", "asking.all_for_the_goods"}),
    ],
)
def test_only_who_can_cancel_is_told_to(information: Any, rules: set[str]) -> None:
    advice = step(
        "defective", "2026-03-06T12:00Z", information=information, parcels=[bp.Parcel(delivered="2026-03-04")]
    )
    told = {because.rule for because in advice.because}
    assert {rule for rule in told if rule.startswith(("advice.", "asking."))} == rules


@pytest.mark.parametrize(
    ("at", "ground"),
    [("2026-03-09T23:00-04:00", "missing_information"), ("2026-04-02T01:00-04:00", "legal_warranty")],
)
def test_faulty_goods_can_be_cancelled_for_what_was_not_told(at: str, ground: str) -> None:
    told: dict[str, Any] = {"information": "missing", "parcels": [bp.Parcel(delivered="2026-03-04")]}
    assert told_of("defective", at, **told).ground == ground


def test_goods_that_went_back_are_not_asked_for_again() -> None:
    told: dict[str, Any] = {"withdrawn": "2026-04-07", "return_sent": "2026-04-08"}
    advice = step("not_refunded", "2026-05-11T12:00Z", parcels=[bp.Parcel(delivered="2026-03-04")], **told)
    assert advice.request.return_goods is False


@pytest.mark.parametrize(
    ("at", "kind", "amount"),
    [
        # 2 March and 30 days is 1 April, if no copy of the contract came.
        ("2026-03-09T23:00-04:00", "full", "80 CAD"),
        ("2026-04-02T01:00-04:00", "repair", None),
    ],
)
def test_under_the_legal_warranty_goods_are_put_right_and_no_money_is_asked_for(
    at: str, kind: str, amount: str | None
) -> None:
    told: dict[str, Any] = {"information": "missing", "parcels": [bp.Parcel(delivered="2026-03-04")]}
    request = step("defective", at, **told).request
    assert (request.kind, request.amount) == (kind, None if amount is None else bp.Money.of(amount))
    assert (request.return_goods, request.return_paid_by) == (True, "seller")


@pytest.mark.parametrize(
    ("at", "kind", "rule"),
    [
        ("2026-03-12T23:00-04:00", "full", "refund.at_the_door"),
        ("2026-03-13T01:00-04:00", "repair", "refund.warranty"),
    ],
)
def test_faulty_goods_from_the_door_are_paid_back_in_the_ten_days_only(at: str, kind: str, rule: str) -> None:
    told: dict[str, Any] = {"sale": "off_premises", "information": "given"}
    advice = step("defective", at, parcels=[bp.Parcel(delivered="2026-03-04")], **told)
    assert (advice.request.kind, rule in {because.rule for because in advice.because}) == (kind, True)
