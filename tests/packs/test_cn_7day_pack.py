"""What the files of the conformance set cannot show of the pack of China's seven days."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("cn-7day")


def order(
    delivered: str | None = "2026-03-10", placed: str = "2026-03-02", *, traits: Any = (), **told: Any
) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Asia/Shanghai",
        "country": "CN",
        "seller_class": "business",
        "items": [bp.Item("lamp", "100 CNY", traits=traits)],
        "shipping": "10 CNY",
        "parcels": [bp.Parcel(delivered=delivered)] if delivered else [],
    }
    return bp.Order("none", placed, **{**facts, **told})


def window(facts: bp.Order | bp.Claim, name: str = "return_no_reason") -> bp.Deadline:
    return find_window(facts, name, PACK)


def classified(
    facts: bp.Order, kind: Any = "changed_mind", at: str = "2026-03-12T12:00Z"
) -> bp.Classification:
    return bp.classify(bp.Claim(facts, [bp.Problem(kind)]), at=at, policy=PACK)


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        ("2026-03-10", "2026-03-17"),  # Tuesday to Tuesday
        ("2026-03-14", "2026-03-23"),  # Saturday the 21st moves to Monday
        ("2026-02-07", "2026-02-14"),  # a Saturday that is worked
        ("2026-02-09", "2026-02-24"),  # Monday the 16th; the Spring Festival lasts until the 23rd
        ("2026-09-25", "2026-10-08"),  # 2 October; the break lasts until the 7th
    ],
)
def test_the_day_after_signing_is_the_first_and_a_break_moves_the_last(delivered: str, last_day: str) -> None:
    assert window(order(delivered, "2026-02-01")).last_day == last_day


@pytest.mark.parametrize(
    ("delivered", "reading", "closes"),
    [
        # Tuesday as day one: Monday the 16th is the seventh.
        ("2026-03-10", "receipt-is-day-one", "2026-03-17T00:00+08:00"),
        # Friday; Monday the 16th as day one: Sunday the 22nd, so Monday the 23rd.
        ("2026-03-13", "begins-on-a-working-day", "2026-03-24T00:00+08:00"),
    ],
)
def test_other_ways_to_count_are_readings(delivered: str, reading: str, closes: str) -> None:
    found = {each.id: each.closes_us for each in window(order(delivered)).readings}
    assert found[reading] == bp.Instant.of(closes).us


def test_of_two_parcels_the_last_begins_it_and_the_first_may() -> None:
    two = order(parcels=[bp.Parcel(delivered="2026-03-10"), bp.Parcel(delivered="2026-03-12")])
    found = window(two)
    # Thursday the 12th: the 19th. From the first, Tuesday the 17th.
    assert found.last_day == "2026-03-19"
    assert str(found.safe_by) == "2026-03-18 00:00:00+08:00"


@pytest.mark.parametrize(
    ("placed", "version", "action", "in_time_when"),
    [
        ("2014-03-15", "2014", "return_goods", "received"),
        ("2017-03-14", "2014", "return_goods", "received"),
        ("2017-03-15", "2017", "give_notice", "sent"),
        ("2024-06-30", "2017", "give_notice", "sent"),
        ("2024-07-01", "2024", "give_notice", "sent"),
    ],
)
def test_since_2017_a_notice_that_is_sent_suffices(
    placed: str, version: str, action: str, in_time_when: str
) -> None:
    found = bp.deadlines(order(None, placed), policy=PACK)
    own = found.find("return_no_reason")
    assert own is not None
    assert (found.policy.version, own.action, own.in_time_when) == (version, action, in_time_when)


def test_before_the_law_there_is_no_answer() -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(None, "2014-03-14"), policy=PACK)


def test_a_year_whose_breaks_are_not_known_is_refused() -> None:
    # Signed for on 26 December 2026: the seventh day is Saturday 2 January 2027.
    with pytest.raises(bp.OutOfCoverageError, match="2026-12-31"):
        classified(order("2026-12-26", "2026-12-20"), at="2026-12-28T12:00Z")


@pytest.mark.parametrize(
    ("traits", "coverage"),
    [
        (["made_to_order"], "not_covered"),
        (["perishable"], "not_covered"),
        (["digital"], "not_covered"),
        (["newspaper"], "not_covered"),
        (["service"], "not_covered"),
        (["media"], "covered"),
        (["media", "unsealed"], "not_covered"),
        (["unsealed"], "covered"),
        (["hygiene", "unsealed"], "not_covered"),
        (["phone"], "undetermined"),
        (["clothing"], "covered"),
    ],
)
def test_what_cannot_go_back_without_a_reason(traits: Any, coverage: str) -> None:
    assert classified(order(traits=traits)).coverage == coverage


@pytest.mark.parametrize("traits", [["made_to_order"], ["perishable"], ["media", "unsealed"], ["phone"]])
def test_the_list_does_not_keep_faulty_goods(traits: Any) -> None:
    found = classified(order(traits=traits), "defective")
    assert (found.ground, found.coverage) == ("faulty", "covered")


@pytest.mark.parametrize(
    ("told", "coverage"),
    [
        ({"sale": "in_store"}, "not_covered"),
        ({"sale": "off_premises"}, "undetermined"),
        ({"seller_class": "private"}, "not_covered"),
        ({"seller_class": None}, "undetermined"),
        ({"user_class": "business"}, "not_covered"),
    ],
)
def test_which_sales_are_meant(told: Any, coverage: str) -> None:
    assert classified(order(**told)).coverage == coverage


@pytest.mark.parametrize(
    ("kind", "action", "amount", "payer"),
    [
        ("changed_mind", "give_notice", "100.00 CNY", "buyer"),
        ("defective", "return_goods", "110.00 CNY", "seller"),
    ],
)
def test_who_returns_without_a_reason_pays_the_freight(
    kind: Any, action: str, amount: str, payer: str
) -> None:
    advice = bp.recommend(bp.Claim(order(), [bp.Problem(kind)]), at="2026-03-12T12:00Z", policy=PACK)
    request = advice.request
    assert (advice.action, str(request.amount), request.return_paid_by) == (action, amount, payer)
    assert request.return_goods is True


def test_the_seller_has_seven_days_to_repay_and_fifteen_to_help() -> None:
    sent = order(withdrawn="2026-03-12", return_sent="2026-03-13", return_received="2026-03-16")
    # Back on Monday the 16th: Monday the 23rd. Asked on the 12th: fifteen days are Friday the 27th.
    assert window(sent, "refund").last_day == "2026-03-23"
    assert window(sent, "handle_return").last_day == "2026-03-27"
    claim = bp.Claim(sent, [bp.Problem("not_refunded")])
    assert str(window(claim, "insist_on_refund").opens) == "2026-03-24 00:00:00+08:00"


def test_money_paid_in_advance_for_what_does_not_come_is_asked_back_from_the_next_day() -> None:
    late = order(parcels=[bp.Parcel(promised="2026-03-10")])
    claim = bp.Claim(late, [bp.Problem("not_received")])
    assert str(window(claim, "demand_money").opens) == "2026-03-11 00:00:00+08:00"
    assert classified(late, "not_received", "2026-03-10T12:00Z").coverage == "too_early"
    advice = bp.recommend(claim, at="2026-03-11T12:00Z", policy=PACK)
    assert (advice.action, str(advice.request.amount)) == ("give_notice", "110.00 CNY")
    assert advice.request.return_goods is False


@pytest.mark.parametrize(
    ("at", "ground", "coverage", "action", "amount"),
    [
        ("2026-03-17T23:59+08:00", "faulty", "covered", "return_goods", "110 CNY"),
        ("2026-03-18T00:00+08:00", "repair_or_exchange", "undetermined", "give_notice", None),
        ("2026-08-12T00:00+08:00", "repair_or_exchange", "undetermined", "give_notice", None),
    ],
)
def test_after_the_seven_days_faulty_goods_are_repaired(
    at: str, ground: str, coverage: str, action: str, amount: str | None
) -> None:
    claim = bp.Claim(order(), [bp.Problem("defective")])
    found = bp.classify(claim, at=at, policy=PACK)
    assert (found.ground, found.coverage) == (ground, coverage)
    advice = bp.recommend(claim, at=at, policy=PACK)
    assert (advice.action, advice.request.kind) == (action, "full" if amount else "repair")
    assert advice.request.amount == (None if amount is None else bp.Money.of(amount))
    assert (advice.request.return_goods, advice.request.return_paid_by) == (True, "seller")


def test_after_the_notice_the_goods_go_back_without_a_number_of_days() -> None:
    told = bp.Claim(order(withdrawn="2026-03-12"), [bp.Problem("changed_mind")])
    advice = bp.recommend(told, at="2026-03-20T12:00Z", policy=PACK)
    # The seven days for faulty goods, over since the 17th, are none for these.
    assert (advice.action, advice.act_by) == ("return_goods", None)
    assert bp.deadlines(told, policy=PACK).find("return_faulty") is None
    sent = order(withdrawn="2026-03-12", return_sent="2026-03-14")
    waiting = bp.recommend(bp.Claim(sent, [bp.Problem("changed_mind")]), at="2026-03-20T12:00Z", policy=PACK)
    assert waiting.action == "wait"


def test_goods_that_are_back_are_not_asked_for_again() -> None:
    back = order(withdrawn="2026-03-12", return_sent="2026-03-13", return_received="2026-03-16")
    claim = bp.Claim(back, [bp.Problem("not_refunded")])
    assert bp.recommend(claim, at="2026-03-25T12:00Z", policy=PACK).request.return_goods is False


def test_a_shop_has_no_seven_days_without_a_reason() -> None:
    assert bp.deadlines(order(sale="in_store"), policy=PACK).find("return_no_reason") is None
