"""What the files of the conformance set cannot show of Ontario's Consumer Protection Act, 2002."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.facts.view import view
from buyerprotect.rules.library import applies_to, find_pack
from buyerprotect.timing.clock import to_datetime

LAW = find_pack("ontario")
CARD = bp.Payment(network="Visa", funding="credit")


def order(placed: str = "2026-03-02", **told: Any) -> bp.Order:
    """Make an order of a Monday in Toronto, which no marketplace sold, by credit card."""
    facts: dict[str, Any] = {
        "zone": "America/Toronto",
        "region": "CA-ON",
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


def ends(found: bp.Deadline) -> dict[str, str]:
    """Return the last day of each reading in which no bare day was read at its end."""
    told = [(reading.id, reading.closes_us) for reading in found.readings if "day=end" not in reading.id]
    return {name: str(to_datetime(end - 1, found.zone).date()) for name, end in told if end is not None}


# --- whom it is for ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "applies"),
    [
        ({"region": "CA-ON"}, True),
        ({"region": "CA-QC"}, False),
        ({"region": None, "country": "CA"}, None),
        ({"region": None, "country": "GB"}, False),
    ],
)
def test_it_is_for_those_who_live_in_ontario(told: dict[str, Any], *, applies: bool | None) -> None:
    assert applies_to(LAW, view(order(**told))).value is applies


def test_there_are_no_such_rules_before_30_july_2005() -> None:
    assert bp.deadlines(order("2005-07-30"), policy=LAW).policy.version == "2005"
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order("2005-07-29"), policy=LAW)


@pytest.mark.parametrize(
    ("price", "shipping", "coverage"),
    [
        ("50 CAD", None, "not_covered"),
        ("50.01 CAD", None, "covered"),
        # Shipping is part of what has to be paid.
        ("45 CAD", "5 CAD", "not_covered"),
        ("45 CAD", "5.01 CAD", "covered"),
        # An amount in another currency is not compared.
        ("80 USD", None, "undetermined"),
    ],
)
def test_agreements_of_fifty_dollars_have_no_right_to_cancel(
    price: str, shipping: str | None, coverage: str
) -> None:
    told: dict[str, Any] = {"items": [bp.Item("lamp", price)], "shipping": shipping}
    assert told_of("not_received", "2026-04-10T12:00Z", **told).coverage == coverage


def test_faulty_goods_are_protected_below_fifty_dollars_too() -> None:
    told: dict[str, Any] = {
        "items": [bp.Item("lamp", "20 CAD")],
        "parcels": [bp.Parcel(delivered="2026-03-04")],
    }
    found = told_of("defective", "2026-03-05T12:00Z", **told)
    assert (found.ground, found.coverage) == ("implied_conditions", "undetermined")
    assert step("defective", "2026-03-05T12:00Z", **told).action == "give_notice"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"seller_class": "private"}, "not_received"),
        ({"user_class": "business"}, "not_received"),
        ({"items": [bp.Item("oysters", "80 CAD", traits=["perishable"])]}, "not_received"),
        (
            {"items": [bp.Item("car", "8000 CAD", traits=["vehicle"])], "information": "missing"},
            "changed_mind",
        ),
        ({"sale": "in_store"}, "changed_mind"),
        ({"information": "given"}, "changed_mind"),
    ],
)
def test_what_is_not_protected(told: dict[str, Any], kind: Any) -> None:
    assert told_of(kind, "2026-04-10T12:00Z", **told).coverage == "not_covered"


def test_late_goods_from_a_shop_can_be_cancelled_too() -> None:
    assert told_of("not_received", "2026-04-10T12:00Z", sale="in_store").coverage == "covered"


# --- more than thirty days late ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "promised", "opens"),
    [
        # No day agreed: 2 March and 30 days is 1 April.
        ("2026-03-02", None, "2026-04-02"),
        # 10 March and 30 days is 9 April.
        ("2026-03-02", "2026-03-10", "2026-04-10"),
        # 5 March and 30 days is Holy Saturday, which is no holiday here.
        ("2026-03-02", "2026-03-05", "2026-04-05"),
        # 4 March and 30 days is Good Friday, which moves to the Saturday.
        ("2026-03-02", "2026-03-04", "2026-04-05"),
        # 31 August and 30 days is 30 September, a federal holiday only.
        ("2026-08-31", None, "2026-10-01"),
    ],
)
def test_thirty_days_of_lateness_open_the_right(placed: str, promised: str | None, opens: str) -> None:
    found = window(order(placed, parcels=[bp.Parcel(promised=promised)]), "cancel_late")
    assert str(found.opens) == f"{opens} 00:00:00-04:00"
    assert found.closes is None
    assert len(found.readings) == 1


@pytest.mark.parametrize(
    ("at", "coverage", "action"),
    [
        ("2026-04-09T23:59:59-04:00", "too_early", "wait"),
        ("2026-04-10T00:00:00-04:00", "covered", "give_notice"),
        ("2027-04-10T00:00:00-04:00", "covered", "give_notice"),
    ],
)
def test_the_right_has_no_end_but_delivery(at: str, coverage: str, action: str) -> None:
    late = [bp.Parcel(promised="2026-03-10")]
    found = told_of("not_received", at, parcels=late)
    assert (found.ground, found.term, found.coverage) == ("late_delivery", "not_received", coverage)
    assert step("not_received", at, parcels=late).action == action


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


def test_in_the_west_of_the_province_the_days_begin_an_hour_later() -> None:
    found = window(order(zone="America/Winnipeg"), "cancel_late")
    assert str(found.opens) == "2026-04-02 00:00:00-04:00"
    assert str(found.safe_from) == "2026-04-02 01:00:00-04:00"


# --- missing information, unfair practices, sales at the door ---------------------------------------


def test_seven_days_thirty_or_a_year() -> None:
    assert ends(window(order(information="missing"), "cancel_missing_information")) == {
        "adopted": "2026-03-09",  # 2 March and 7 days
        "no-proper-copy": "2026-04-01",  # 2 March and 30 days
        "by-phone-or-mail-and-no-copy": "2027-03-02",
    }


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        # The copy came on the 6th: the 7 days end on Friday, the 13th.
        ({"informed": "2026-03-06"}, "2026-03-13"),
        # On the 8th: the 15th is a Sunday, and Monday is the 16th.
        ({"informed": "2026-03-08"}, "2026-03-16"),
        # On the 7th: the 14th is a Saturday, which is no holiday.
        ({"informed": "2026-03-07"}, "2026-03-14"),
    ],
)
def test_the_seven_days_count_from_the_copy(told: dict[str, Any], last_day: str) -> None:
    assert ends(window(order(**told), "cancel_missing_information"))["adopted"] == last_day


@pytest.mark.parametrize(
    ("at", "coverage"),
    [("2026-03-09T23:00-04:00", "covered"), ("2026-03-10T01:00-04:00", "undetermined")],
)
def test_second_thoughts_where_information_is_missing(at: str, coverage: str) -> None:
    found = told_of("changed_mind", at, information="missing")
    assert (found.ground, found.coverage) == ("missing_information", coverage)


@pytest.mark.parametrize(
    ("at", "ground", "coverage"),
    [
        ("2027-03-02T23:00-05:00", "unfair_practice", "covered"),
        # After the year only the quality that the law implies is left.
        ("2027-03-03T01:00-05:00", "implied_conditions", "undetermined"),
    ],
)
def test_who_was_misled_has_a_year(at: str, ground: str, coverage: str) -> None:
    parcel = bp.Parcel(delivered="2026-03-10")
    found = told_of("counterfeit", at, parcels=[parcel])
    assert (found.ground, found.coverage) == (ground, coverage)


def test_ten_days_for_what_was_sold_at_the_door() -> None:
    found = window(order(sale="off_premises"), "cancel_direct")
    # 2 March and 10 days, or a year.
    assert ends(found) == {"adopted": "2026-03-12", "if information is missing": "2027-03-02"}
    assert told_of("changed_mind", "2026-03-12T12:00Z", sale="off_premises").ground == "direct_agreement"
    assert bp.deadlines(order(), policy=LAW).find("cancel_direct") is None


# --- the money back, and the card's issuer ----------------------------------------------------------


def test_the_fifteen_days_count_from_the_sending_or_from_the_receipt_of_the_notice() -> None:
    facts = order(withdrawn="2026-04-07", withdrawal_received="2026-04-09")
    # 7 April and 15 days is the 22nd, from the 9th it is the 24th.
    assert ends(window(facts, "refund")) == {
        "adopted": "2026-04-22",
        "from-receipt-of-the-notice": "2026-04-24",
    }
    found = window(facts, "chargeback")
    # 60 days after 22 April is Sunday, 21 June, and so Monday; after the 24th it is Tuesday, the 23rd.
    assert ends(found) == {"adopted": "2026-06-22", "from-receipt-of-the-notice": "2026-06-23"}
    assert str(found.safe_from) == "2026-04-25 00:00:00-04:00"
    assert str(found.safe_by) == "2026-06-23 00:00:00-04:00"


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


@pytest.mark.parametrize(("funding", "coverage"), [("debit", "not_covered"), ("charge", "undetermined")])
def test_other_cards_are_not_charged_back(funding: Any, coverage: str) -> None:
    told: dict[str, Any] = {"withdrawn": "2026-04-07", "payment": bp.Payment(funding=funding)}
    assert told_of("not_refunded", "2026-05-01T12:00Z", **told).coverage == coverage


def test_the_issuer_acknowledges_in_thirty_days_and_has_two_statements() -> None:
    payment = bp.Payment(
        funding="credit", cycle_ends=["2026-04-20", "2026-05-20", "2026-06-20", "2026-07-20"]
    )
    facts = order(withdrawn="2026-04-07", bank_told="2026-05-10", payment=payment)
    # 10 May and 30 days is 9 June. The two complete periods after 10 May end on 20 July.
    assert window(facts, "issuer_acknowledges").last_day == "2026-06-09"
    assert window(facts, "issuer_reverses").last_day == "2026-07-20"


def test_the_goods_go_back_at_the_sellers_cost() -> None:
    told: dict[str, Any] = {"shipping": "10 CAD", "parcels": [bp.Parcel(delivered="2026-03-04")]}
    request = step("not_as_described", "2026-03-05T12:00Z", **told).request
    assert (request.kind, request.amount) == ("full", bp.Money.of("90 CAD"))
    assert (request.return_goods, request.return_paid_by) == (True, "seller")
    # 7 April and 15 days.
    assert window(order(withdrawn="2026-04-07", **told), "send_back").last_day == "2026-04-22"


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
    # 6 March and 15 days is Saturday, the 21st, which is no holiday here.
    assert step("changed_mind", "2026-03-25T12:00Z", **told).action == "dispute_with_bank"


@pytest.mark.parametrize(("information", "last_day"), [("given", "2026-03-12"), ("missing", "2027-03-02")])
def test_without_a_proper_copy_there_is_a_year(information: Any, last_day: str) -> None:
    assert ends(window(order(sale="off_premises", information=information), "cancel_direct")) == {
        "adopted": last_day
    }


@pytest.mark.parametrize(
    ("at", "ground", "coverage"),
    [
        ("2026-03-12T23:00-04:00", "direct_agreement", "covered"),
        ("2026-03-13T01:00-04:00", "implied_conditions", "undetermined"),
    ],
)
def test_faulty_goods_from_the_door_can_be_cancelled_without_a_reason(
    at: str, ground: str, coverage: str
) -> None:
    told: dict[str, Any] = {"sale": "off_premises", "information": "given"}
    found = told_of("defective", at, parcels=[bp.Parcel(delivered="2026-03-04")], **told)
    assert (found.ground, found.coverage) == (ground, coverage)


@pytest.mark.parametrize(
    ("price", "ground"), [("50.01 CAD", "missing_information"), ("50 CAD", "implied_conditions")]
)
def test_faulty_goods_are_cancelled_for_what_was_not_told(price: str, ground: str) -> None:
    told: dict[str, Any] = {"items": [bp.Item("lamp", price)], "information": "missing"}
    found = told_of("defective", "2026-03-06T12:00Z", parcels=[bp.Parcel(delivered="2026-03-04")], **told)
    assert found.ground == ground


@pytest.mark.parametrize(
    ("kind", "rule"), [("defective", "advice.say_what_is_wrong"), ("counterfeit", "advice.notice_in_writing")]
)
def test_who_cannot_cancel_is_not_told_to(kind: Any, rule: str) -> None:
    advice = step(kind, "2026-03-06T12:00Z", parcels=[bp.Parcel(delivered="2026-03-04")])
    told = {because.rule for because in advice.because}
    assert told & {"advice.say_what_is_wrong", "advice.notice_in_writing"} == {rule}


def test_goods_that_went_back_are_not_asked_for_again() -> None:
    told: dict[str, Any] = {"withdrawn": "2026-04-07", "return_sent": "2026-04-08"}
    advice = step("not_refunded", "2026-05-11T12:00Z", parcels=[bp.Parcel(delivered="2026-03-04")], **told)
    assert advice.request.return_goods is False


@pytest.mark.parametrize(
    ("kind", "at", "request_"),
    [
        ("defective", "2026-03-06T12:00Z", ("repair", None)),
        # Misled: a year from 2 March 2026, and after it what the law of sales gives.
        ("counterfeit", "2027-03-02T23:00-05:00", ("full", "80 CAD")),
        ("counterfeit", "2027-03-03T01:00-05:00", ("repair", None)),
    ],
)
def test_faulty_goods_that_cannot_be_cancelled_are_put_right(
    kind: Any, at: str, request_: tuple[str, str | None]
) -> None:
    request = step(kind, at, parcels=[bp.Parcel(delivered="2026-03-04")]).request
    asked, amount = request_
    assert (request.kind, request.amount) == (asked, None if amount is None else bp.Money.of(amount))
    assert (request.return_goods, request.return_paid_by) == (True, "seller")


@pytest.mark.parametrize(
    ("at", "kind"), [("2026-03-12T23:00-04:00", "full"), ("2026-03-13T01:00-04:00", "repair")]
)
def test_faulty_goods_from_the_door_are_paid_back_in_the_ten_days_only(at: str, kind: str) -> None:
    told: dict[str, Any] = {"sale": "off_premises", "information": "given"}
    advice = step("defective", at, parcels=[bp.Parcel(delivered="2026-03-04")], **told)
    assert advice.request.kind == kind
