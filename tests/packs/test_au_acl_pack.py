"""What the files of the conformance set cannot show of the Australian Consumer Law."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.facts.view import view
from buyerprotect.rules.library import applies_to, find_pack
from buyerprotect.timing.clock import to_datetime

LAW = find_pack("au-acl")
HERE = bp.Parcel(delivered="2026-03-10T12:00+11:00")
DOOR: dict[str, Any] = {"sale": "off_premises", "information": "given"}


def order(placed: str = "2026-03-02", **told: Any) -> bp.Order:
    """Make an order of a Monday in Sydney, which no marketplace sold."""
    facts: dict[str, Any] = {
        "zone": "Australia/Sydney",
        "country": "AU",
        "seller_class": "business",
        "items": [bp.Item("kettle", "300 AUD")],
    }
    return bp.Order("none", placed, **{**facts, **told})


def claim(kind: Any, extent: Any = None, **told: Any) -> bp.Claim:
    return bp.Claim(order(**told), [bp.Problem(kind, extent)])


def told_of(kind: Any, extent: Any = None, at: str = "2026-06-20T12:00Z", **told: Any) -> bp.Classification:
    return bp.classify(claim(kind, extent, **told), at=at, policy=LAW)


def step(kind: Any, extent: Any = None, at: str = "2026-06-20T12:00Z", **told: Any) -> bp.Recommendation:
    return bp.recommend(claim(kind, extent, **told), at=at, policy=LAW)


def window(facts: bp.Order, name: str) -> bp.Deadline:
    return find_window(facts, name, LAW)


def ends(found: bp.Deadline) -> dict[str, str]:
    """Return the last day of each reading in which no bare day was read at its end."""
    told = [(reading.id, reading.closes_us) for reading in found.readings if "day=end" not in reading.id]
    return {name: str(to_datetime(end - 1, found.zone).date()) for name, end in told if end is not None}


# --- whom it is for ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "applies"), [("AU", True), ("NZ", False), (None, None)])
def test_it_is_for_consumers_in_australia(country: str | None, *, applies: bool | None) -> None:
    assert applies_to(LAW, view(order(country=country))).value is applies


def test_it_begins_with_2011() -> None:
    assert bp.deadlines(order("2011-01-01"), policy=LAW).policy.version == "2011"
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order("2010-12-31"), policy=LAW)


def test_private_sellers_give_no_guarantees() -> None:
    assert told_of("defective", "complete", parcels=[HERE], seller_class="private").coverage == "not_covered"


@pytest.mark.parametrize(
    ("placed", "price", "open_question"),
    [
        ("2021-06-30", "40000 AUD", False),
        ("2021-06-30", "40000.01 AUD", True),
        ("2021-07-01", "40000.01 AUD", False),
        ("2021-07-01", "100000 AUD", False),
        ("2021-07-01", "100000.01 AUD", True),
    ],
)
def test_a_business_is_a_consumer_up_to_a_price(placed: str, price: str, *, open_question: bool) -> None:
    told: dict[str, Any] = {"user_class": "business", "items": [bp.Item("press", price)], "placed": placed}
    found = told_of("defective", "complete", parcels=[bp.Parcel(delivered="2021-08-01")], **told)
    assert (
        "whether the goods are of a kind usually bought for the household" in found.needs
    ) is open_question


def test_a_private_buyer_is_a_consumer_at_any_price() -> None:
    assert not told_of("defective", "complete", parcels=[HERE], items=[bp.Item("yacht", "200000 AUD")]).needs


# --- the guarantees ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "extent", "ground"),
    [
        ("defective", "complete", "major_failure"),
        ("counterfeit", None, "major_failure"),
        ("wrong_item", "minor", "major_failure"),
        ("defective", "minor", "minor_failure"),
        ("defective", "partial", "minor_failure"),
        ("not_as_described", "minor", "minor_failure"),
    ],
)
def test_major_failures_are_rejected_and_others_remedied(kind: Any, extent: Any, ground: str) -> None:
    found = told_of(kind, extent, parcels=[HERE])
    # No number of days is set, so nothing says that it is in time; but nothing else is missing.
    assert (found.ground, found.coverage, found.needs) == (ground, "undetermined", ())
    assert step(kind, extent, parcels=[HERE]).action == "give_notice"


def test_whether_a_failure_is_major_has_to_be_told() -> None:
    found = told_of("defective", parcels=[HERE])
    assert found.coverage == "undetermined"
    assert "extent" in found.needs


def test_a_minor_failure_that_a_repair_did_not_cure_is_as_good_as_a_major_one() -> None:
    told: dict[str, Any] = {"parcels": [HERE], "repair_asked": "2026-04-01", "repaired": "2026-04-20"}
    assert told_of("defective", "minor", **told).ground == "major_failure"


@pytest.mark.parametrize("name", ["reject", "ask_remedy"])
@pytest.mark.parametrize("at", ["2026-03-11T00:00Z", "2036-03-11T00:00Z"])
def test_the_rejection_period_opens_with_the_goods_and_has_no_stated_end(name: str, at: str) -> None:
    found = window(order(parcels=[HERE]), name)
    assert str(found.opens) == "2026-03-10 12:00:00+11:00"
    assert (found.closes, found.status(at), len(found.not_stated)) == (None, "not_known", 1)


def test_the_suppliers_time_to_remedy_is_a_reasonable_one() -> None:
    assert bp.deadlines(order(parcels=[HERE]), policy=LAW).find("remedy") is None
    found = window(order(parcels=[HERE], repair_asked="2026-04-01T10:00+11:00"), "remedy")
    assert (str(found.opens), found.closes) == ("2026-04-01 10:00:00+11:00", None)


def test_the_price_the_delivery_and_the_losses_are_paid_and_the_way_back_is_the_suppliers() -> None:
    facts = order(parcels=[HERE], shipping="20 AUD")
    told = bp.Claim(facts, [bp.Problem("defective", "complete")], losses=[bp.Loss("electrician", "90 AUD")])
    advice = bp.recommend(told, at="2026-06-20T12:00Z", policy=LAW)
    assert advice.request.amount == bp.Money.of("320 AUD")
    assert [extra.amount for extra in advice.request.extras] == [bp.Money.of("90 AUD")]
    assert (advice.request.return_goods, advice.request.return_paid_by) == (True, "seller")


def test_second_thoughts_are_no_ground_at_a_distance() -> None:
    found = told_of("changed_mind", at="2026-03-05T12:00Z")
    assert (found.ground, found.coverage) == (None, "not_covered")


# --- goods that do not come, money that does not ----------------------------------------------------


def test_what_is_not_supplied_by_the_named_day_can_be_claimed_from_the_next() -> None:
    found = window(order(parcels=[bp.Parcel(promised="2026-03-10")]), "not_supplied")
    assert (str(found.opens), found.closes) == ("2026-03-11 00:00:00+11:00", None)
    late: dict[str, Any] = {"parcels": [bp.Parcel(promised="2026-03-10")]}
    assert step("not_received", at="2026-03-10T12:00Z", **late).action == "wait"
    assert step("not_received", at="2026-03-11T12:00Z", **late).action == "give_notice"


def test_without_a_named_day_no_source_says_when_goods_are_late() -> None:
    found = window(order(), "not_supplied")
    assert (found.opens, len(found.not_stated)) == (None, 2)


@pytest.mark.parametrize(("withdrawn", "coverage"), [("2026-03-20", "undetermined"), (None, "not_covered")])
def test_money_is_owed_once_goods_were_rejected(withdrawn: str | None, coverage: str) -> None:
    found = told_of("not_refunded", parcels=[HERE], withdrawn=withdrawn)
    assert (found.ground, found.coverage) == ("not_refunded", coverage)


# --- uninvited selling ------------------------------------------------------------------------------


def test_ten_business_days_and_the_readings_that_last_longer() -> None:
    # From Monday, 2 March: two weeks without weekends are Monday, the 16th. Some states keep 9 March, so
    # that with every holiday it is the 17th. Three months begin on 3 March and end on 2 June.
    assert ends(window(order(**DOOR), "cooling_off")) == {
        "adopted": "2026-03-16",
        "with-every-holiday": "2026-03-17",
        "hours-purpose-or-identity": "2026-06-02",
    }


def test_six_months_where_the_right_was_not_told() -> None:
    # They begin on 3 March and end on 2 September.
    facts = order(sale="off_premises", information="missing")
    assert ends(window(facts, "cooling_off")) == {"adopted": "2026-09-02"}


def test_where_nobody_says_whether_it_was_told_the_six_months_are_a_reading() -> None:
    found = ends(window(order(sale="off_premises"), "cooling_off"))
    assert (found["adopted"], max(found.values())) == ("2026-03-16", "2026-09-02")


def test_months_begin_with_the_first_day_that_counts() -> None:
    # From 28 February they begin on 1 March: six end on Monday, 31 August, and three on Sunday, 31 May,
    # which is moved to Monday.
    placed = "2026-02-28"
    six = window(order(placed, sale="off_premises", information="missing"), "cooling_off")
    three = ends(window(order(placed, **DOOR), "cooling_off"))
    assert six.last_day == "2026-08-31"
    assert three["hours-purpose-or-identity"] == "2026-06-01"


@pytest.mark.parametrize(
    ("at", "coverage"),
    [("2026-03-16T23:00+11:00", "covered"), ("2026-03-17T01:00+11:00", "undetermined")],
)
def test_second_thoughts_after_a_sale_at_the_door(at: str, coverage: str) -> None:
    found = told_of("changed_mind", at=at, **DOOR)
    assert (found.ground, found.term, found.coverage) == ("unsolicited_agreement", "changed_mind", coverage)


@pytest.mark.parametrize(("price", "coverage"), [("100 AUD", "not_covered"), ("100.01 AUD", "covered")])
def test_uninvited_selling_is_ruled_above_a_hundred_dollars(price: str, coverage: str) -> None:
    told: dict[str, Any] = {"items": [bp.Item("brush", price)], **DOOR}
    assert told_of("changed_mind", at="2026-03-05T12:00Z", **told).coverage == coverage


@pytest.mark.parametrize(
    ("placed", "last_day"),
    [
        ("2015-12-29", "2016-01-12"),
        # Beyond the days for which every state's holidays are known the reading falls away.
        ("2026-12-22", "2027-01-05"),
    ],
)
def test_holidays_of_unknown_years_refuse_nothing(placed: str, last_day: str) -> None:
    found = ends(window(order(placed, **DOOR), "cooling_off"))
    assert found["adopted"] == last_day
    assert "with-every-holiday" not in found


def test_in_perth_the_day_ends_later_and_the_end_in_sydney_is_safe() -> None:
    found = window(order(zone="Australia/Perth", **DOOR), "cooling_off")
    assert str(found.safe_by) == "2026-03-17 00:00:00+11:00"
    told = [reading.closes_us for reading in found.readings if reading.closes_us is not None]
    assert "2026-03-17 03:00:00+11:00" in {str(to_datetime(end, found.zone)) for end in told}


def test_the_supplier_fetches_the_goods_within_thirty_days() -> None:
    # 16 March and 30 days is Wednesday, 15 April.
    facts = order(withdrawn="2026-03-16", parcels=[HERE], **DOOR)
    assert window(facts, "collect_goods").last_day == "2026-04-15"
    assert (
        bp.deadlines(order(withdrawn="2026-03-16", parcels=[HERE]), policy=LAW).find("collect_goods") is None
    )
    assert (
        step("changed_mind", at="2026-03-12T12:00Z", parcels=[HERE], **DOOR).request.return_paid_by
        == "seller"
    )


def test_faulty_goods_sold_uninvited_are_told_of_the_cooling_off_too() -> None:
    rule = "advice.or_cool_off"
    door = step("defective", "minor", at="2026-03-12T12:00Z", parcels=[HERE], **DOOR)
    assert rule in {because.rule for because in door.because}
    online = step("defective", "minor", at="2026-03-12T12:00Z", parcels=[HERE])
    assert rule not in {because.rule for because in online.because}


@pytest.mark.parametrize(
    ("price", "ground"), [("100 AUD", "not_supplied"), ("100.01 AUD", "unsolicited_agreement")]
)
def test_cheap_goods_sold_uninvited_have_only_the_guarantees(price: str, ground: str) -> None:
    assert (
        told_of("not_received", at="2026-03-05T12:00Z", items=[bp.Item("brush", price)], **DOOR).ground
        == ground
    )


def test_goods_that_went_back_are_not_asked_for_again() -> None:
    told: dict[str, Any] = {"parcels": [HERE], "withdrawn": "2026-03-20", "return_sent": "2026-03-22"}
    assert step("not_refunded", **told).request.return_goods is False


@pytest.mark.parametrize(
    ("kind", "extent", "told", "request_"),
    [
        ("defective", "minor", {}, ("repair", None)),
        ("defective", "partial", {}, ("repair", None)),
        ("defective", "complete", {}, ("full", "300 AUD")),
        ("counterfeit", None, {}, ("full", "300 AUD")),
        # Something minor about another thing than was bought.
        ("wrong_item", "minor", {}, ("full", "300 AUD")),
        ("defective", "minor", {"repair_asked": "2026-04-01"}, ("repair", None)),
        ("defective", "minor", {"repair_asked": "2026-04-01", "repaired": "2026-04-20"}, ("full", "300 AUD")),
    ],
)
def test_a_minor_failure_is_repaired_first_and_a_major_one_is_the_buyers_choice(
    kind: Any, extent: Any, told: dict[str, Any], request_: tuple[str, str | None]
) -> None:
    request = step(kind, extent, parcels=[HERE], **told).request
    asked, amount = request_
    assert (request.kind, request.amount) == (asked, None if amount is None else bp.Money.of(amount))
    assert (request.return_goods, request.return_paid_by) == (True, "seller")


@pytest.mark.parametrize(
    ("extent", "rule"), [("minor", "advice.ask_to_put_right"), ("complete", "advice.say_why")]
)
def test_rejecting_is_for_a_major_failure(extent: Any, rule: str) -> None:
    told = {because.rule for because in step("defective", extent, parcels=[HERE]).because}
    assert told & {"advice.ask_to_put_right", "advice.say_why"} == {rule}
