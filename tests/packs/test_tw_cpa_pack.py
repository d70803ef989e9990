"""What the files of the conformance set cannot show of the pack of Taiwan's Consumer Protection Act."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("tw-cpa")


def order(
    delivered: str | None = "2026-03-10", placed: str = "2026-02-02", *, traits: Any = (), **told: Any
) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Asia/Taipei",
        "country": "TW",
        "seller_class": "business",
        "items": [bp.Item("lamp", "1200 TWD", traits=traits)],
        "shipping": "60 TWD",
        "parcels": [bp.Parcel(delivered=delivered)] if delivered else [],
    }
    return bp.Order("none", placed, **{**facts, **told})


def withdraw(facts: bp.Order) -> bp.Deadline:
    return find_window(facts, "withdraw", PACK)


def classified(
    facts: bp.Order, kind: Any = "changed_mind", at: str = "2026-03-12T12:00Z"
) -> bp.Classification:
    return bp.classify(bp.Claim(facts, [bp.Problem(kind)]), at=at, policy=PACK)


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        ("2026-03-10", "2026-03-17"),  # Tuesday to Tuesday
        ("2026-03-14", "2026-03-23"),  # Saturday the 21st moves to Monday
        ("2026-02-09", "2026-02-23"),  # Monday the 16th; days off until Sunday the 22nd
        ("2026-09-18", "2026-09-29"),  # Friday the 25th is off, and so are the weekend and Monday
    ],
)
def test_the_day_of_receipt_is_out_and_a_day_of_rest_moves_the_last(delivered: str, last_day: str) -> None:
    assert withdraw(order(delivered, information="given")).last_day == last_day


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        ("2026-03-10", "2026-07-10"),  # from the 11th: the day before 11 July
        ("2026-02-28", "2026-06-30"),  # from 1 March: four whole months
        ("2026-03-31", "2026-07-31"),  # from 1 April: four whole months
        ("2025-10-30", "2026-02-28"),  # from the 31st: February has none
        ("2026-03-14", "2026-07-14"),
        ("2026-01-17", "2026-05-17"),  # a Sunday, and not moved
    ],
)
def test_who_was_not_told_has_four_months_from_the_ordinary_start(delivered: str, last_day: str) -> None:
    assert withdraw(order(delivered, "2025-10-02", information="missing")).last_day == last_day


@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        ("2026-03-09", "2026-03-17"),  # before the goods: seven days from these
        ("2026-05-08", "2026-05-15"),  # Friday to Friday
        ("2026-05-09", "2026-05-18"),  # Saturday the 16th moves to Monday
        ("2026-07-02", "2026-07-09"),
        ("2026-07-03", "2026-07-10"),  # as late as the right lives
        ("2026-07-04", "2026-07-10"),  # Saturday the 11th would move, but the right is gone
        ("2026-08-01", "2026-07-10"),
    ],
)
def test_told_late_gives_seven_days_within_the_four_months(told: str, last_day: str) -> None:
    assert withdraw(order(informed=told)).last_day == last_day


def test_where_nobody_says_the_seven_days_are_taken_and_the_four_months_kept() -> None:
    found = withdraw(order())
    assert str(found.safe_by) == "2026-03-18 00:00:00+08:00"
    assert str(found.latest_arguable) == "2026-07-11 00:00:00+08:00"


def test_of_two_parcels_the_last_begins_it_and_the_first_may() -> None:
    two = order(
        parcels=[bp.Parcel(delivered="2026-03-10"), bp.Parcel(delivered="2026-03-12")], information="given"
    )
    assert withdraw(two).last_day == "2026-03-19"
    assert str(withdraw(two).safe_by) == "2026-03-18 00:00:00+08:00"


def test_the_contract_can_be_ended_before_the_goods_come() -> None:
    found = classified(order(None, information="given"), "not_received")
    assert (found.ground, found.coverage) == ("withdrawal", "covered")


def test_a_year_whose_days_off_are_not_known_is_refused() -> None:
    # Received on 26 December 2026: the seventh day is Saturday 2 January 2027.
    with pytest.raises(bp.OutOfCoverageError, match="2026-12-31"):
        classified(order("2026-12-26", information="given"), at="2026-12-28T12:00Z")


@pytest.mark.parametrize(
    ("traits", "coverage"),
    [
        (["perishable"], "not_covered"),
        (["made_to_order"], "not_covered"),
        (["newspaper"], "not_covered"),
        (["digital"], "not_covered"),
        # Only international flights are left out.
        (["travel"], "undetermined"),
        (["media"], "covered"),
        (["media", "unsealed"], "not_covered"),
        (["hygiene", "unsealed"], "not_covered"),
        (["unsealed"], "covered"),
    ],
)
def test_exceptions_count_where_the_trader_told_of_them(traits: Any, coverage: str) -> None:
    assert classified(order(traits=traits, information="given")).coverage == coverage
    assert classified(order(traits=traits, information="missing")).coverage == "covered"
    # At the door there are none.
    assert classified(order(traits=traits, information="given", sale="off_premises")).coverage == "covered"


def test_whether_the_trader_told_of_it_is_asked_where_it_matters() -> None:
    found = classified(order(traits=["perishable"]))
    assert (found.coverage, found.needs) == ("undetermined", ("information",))


@pytest.mark.parametrize(
    ("told", "coverage"),
    [
        ({"sale": "in_store"}, "not_covered"),
        ({"seller_class": "private"}, "not_covered"),
        ({"seller_class": None}, "undetermined"),
        ({"user_class": "business"}, "not_covered"),
    ],
)
def test_which_sales_are_meant(told: Any, coverage: str) -> None:
    assert classified(order(information="given", **told)).coverage == coverage


@pytest.mark.parametrize(
    ("kind", "back"), [("changed_mind", True), ("defective", True), ("not_received", False)]
)
def test_all_that_was_paid_comes_back_at_no_cost(kind: Any, *, back: bool) -> None:
    claim = bp.Claim(order(information="given"), [bp.Problem(kind)])
    request = bp.recommend(claim, at="2026-03-12T12:00Z", policy=PACK).request
    assert str(request.amount) == "1260.00 TWD"
    assert request.return_goods is back
    assert request.return_paid_by == ("seller" if back else None)


def test_the_trader_fetches_in_fifteen_days_and_repays_in_fifteen() -> None:
    noticed = order(withdrawn="2026-03-12", withdrawal_received="2026-03-13")
    # 13 March and fifteen days: Saturday the 28th, so Monday the 30th.
    assert find_window(noticed, "fetch", PACK).last_day == "2026-03-30"
    back = order(withdrawn="2026-03-12", return_sent="2026-03-16", return_received="2026-03-18")
    # 18 March and fifteen days: Thursday 2 April.
    assert find_window(back, "refund", PACK).last_day == "2026-04-02"
    # Who sent the goods back is not waiting for anybody to fetch them.
    assert bp.deadlines(back, policy=PACK).find("fetch") is None


def test_for_a_service_the_notice_begins_the_refund() -> None:
    service = order(None, traits=["service"], withdrawn="2026-03-12", withdrawal_received="2026-03-13")
    assert find_window(service, "refund", PACK).last_day == "2026-03-30"


def test_the_begin_of_the_article_is_bracketed() -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(None, "2015-06-16"), policy=PACK)
    assert bp.deadlines(order(None, "2016-01-01"), policy=PACK).policy.version == "2015"


def test_goods_that_never_came_are_not_fetched_and_no_days_are_named_for_the_money() -> None:
    never = order(None, withdrawn="2026-03-12", withdrawal_received="2026-03-13")
    assert bp.deadlines(never, policy=PACK).find("fetch") is None
    refund = find_window(never, "refund", PACK)
    assert (refund.closes, refund.needs, len(refund.not_stated)) == (None, (), 1)
    claim = bp.Claim(never, [bp.Problem("not_refunded")])
    advice = bp.recommend(claim, at="2026-04-20T12:00Z", policy=PACK)
    assert (advice.action, advice.request.return_goods) == ("give_notice", False)


def test_the_refund_waits_for_goods_that_came() -> None:
    noticed = order(withdrawn="2026-03-12", withdrawal_received="2026-03-13")
    assert find_window(noticed, "refund", PACK).needs == ("return_received",)


def test_what_did_not_come_is_not_offered_back() -> None:
    claim = bp.Claim(order(None, information="given"), [bp.Problem("changed_mind")])
    assert bp.recommend(claim, at="2026-02-05T12:00Z", policy=PACK).request.return_goods is False


def test_a_shop_has_no_such_window() -> None:
    assert bp.deadlines(order(sale="in_store"), policy=PACK).find("withdraw") is None
