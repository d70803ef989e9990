"""What the files of the conformance set cannot show of the EU's right of withdrawal."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.rules.library import find_pack

POLICY = "eu-withdrawal"


def order(country: str = "FR", zone: str = "Europe/Paris", **told: Any) -> bp.Order:
    delivered = told.pop("delivered", "2026-03-10")
    traits = told.pop("traits", ())
    facts: dict[str, Any] = {
        "placed": "2026-03-02T12:00+01:00",
        "items": [bp.Item("lamp", "40 EUR", traits=traits)],
        "shipping": "5 EUR",
        "parcels": [] if delivered is None else [bp.Parcel(delivered=delivered)],
    }
    programme = told.pop("programme", "none")
    return bp.Order(programme, country=country, zone=zone, **{**facts, **told})


def claim(facts: bp.Order, kind: ProblemKind = "changed_mind") -> bp.Claim:
    return bp.Claim(facts, [bp.Problem(kind)])


def window(facts: bp.Order | bp.Claim, name: str = "withdraw") -> bp.Deadline:
    return find_window(facts, name, policy=find_pack(POLICY))


def coverage(facts: bp.Claim, at: str = "2026-03-12T12:00Z") -> tuple[str | None, str]:
    found = bp.classify(facts, at=at, policy=POLICY)
    return found.ground, found.coverage


def step(facts: bp.Claim, at: str) -> str:
    return bp.recommend(facts, at=at, policy=POLICY).action


# --- whose law, and from which day ------------------------------------------------------------------


@pytest.mark.parametrize("country", ["GB", "NO", "CH", "US"])
def test_a_country_outside_the_union_is_refused(country: str) -> None:
    with pytest.raises(bp.InvalidFactsError, match="country is AT or BE"):
        bp.deadlines(order(country), policy=POLICY)


def test_the_region_tells_the_country() -> None:
    lamp = bp.Item("lamp", "40 EUR")
    told = bp.Order("none", "2026-03-02T12:00+01:00", zone="Europe/Berlin", region="DE-BY", items=[lamp])
    assert bp.deadlines(told, policy=POLICY).policy.version == "de"


@pytest.mark.parametrize(
    ("placed", "country", "zone", "governs"),
    [
        # The directive's own day is in question where no national text was read.
        ("2014-06-14T12:00+02:00", "FR", "Europe/Paris", True),
        ("2014-06-12T12:00+02:00", "FR", "Europe/Paris", False),
        ("2014-12-25T12:00+01:00", "PL", "Europe/Warsaw", True),
        ("2014-12-24T12:00+01:00", "PL", "Europe/Warsaw", False),
    ],
)
def test_contracts_from_the_first_day_on(placed: str, country: str, zone: str, *, governs: bool) -> None:
    told = order(country, zone, placed=placed, delivered=None)
    if governs:
        assert bp.deadlines(told, policy=POLICY).find("withdraw") is not None
        return
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(told, policy=POLICY)


# --- the fourteen days ------------------------------------------------------------------------------


def test_the_last_second_and_the_first_too_late() -> None:
    # Had on 10 March, a Tuesday; 24 March is a Tuesday: it ends at midnight in Paris, an hour before UTC.
    told = claim(order(information="given"))
    assert coverage(told, "2026-03-24T22:59:59Z") == ("withdrawal", "covered")
    assert coverage(told, "2026-03-24T23:00:00Z") == ("withdrawal", "too_late")


@pytest.mark.parametrize(
    ("country", "zone", "closes"),
    [
        # 24 March in each: no holiday in any of them, and the clocks have not changed yet.
        ("IE", "Europe/Dublin", "2026-03-25 00:00:00+00:00"),
        ("PT", "Europe/Lisbon", "2026-03-25 00:00:00+00:00"),
        ("DE", "Europe/Berlin", "2026-03-25 00:00:00+01:00"),
        ("FI", "Europe/Helsinki", "2026-03-25 00:00:00+02:00"),
    ],
)
def test_days_are_those_of_the_buyers_country(country: str, zone: str, closes: str) -> None:
    assert str(window(order(country, zone)).closes) == closes


def test_danish_days_off_beside_the_holidays() -> None:
    # Had on 10 December: day 14 is the 24th, a Thursday; 25 is a holiday, 26 a Saturday, 27 a Sunday.
    denmark = order("DK", "Europe/Copenhagen", placed="2025-12-01T12:00+01:00", delivered="2025-12-10")
    assert window(denmark).last_day == "2025-12-29"
    # In Ireland Christmas Eve is a working day.
    ireland = order("IE", "Europe/Dublin", placed="2025-12-01T12:00+00:00", delivered="2025-12-10")
    assert window(ireland).last_day == "2025-12-24"


@pytest.mark.parametrize(
    ("country", "zone", "delivered", "closes"),
    [
        # Day 14 is Good Friday, 3 April 2026: a holiday in Germany and Austria, a working day in France.
        ("DE", "Europe/Berlin", "2026-03-20", "2026-04-08 00:00:00+02:00"),
        ("AT", "Europe/Vienna", "2026-03-20", "2026-04-08 00:00:00+02:00"),
        ("FR", "Europe/Paris", "2026-03-20", "2026-04-04 00:00:00+02:00"),
        # Easter Monday, 6 April, is one in all of them.
        ("FR", "Europe/Paris", "2026-03-23", "2026-04-08 00:00:00+02:00"),
        # 24 December 2026, a Thursday: off in Poland and Denmark, and then come holidays and a weekend.
        ("PL", "Europe/Warsaw", "2026-12-10", "2026-12-29 00:00:00+01:00"),
        ("DK", "Europe/Copenhagen", "2026-12-10", "2026-12-29 00:00:00+01:00"),
        ("ES", "Europe/Madrid", "2026-12-10", "2026-12-25 00:00:00+01:00"),
        # 31 December 2026, a Thursday: off in Denmark alone. 1 January is a Friday.
        ("DK", "Europe/Copenhagen", "2026-12-17", "2027-01-05 00:00:00+01:00"),
        ("PL", "Europe/Warsaw", "2026-12-17", "2027-01-01 00:00:00+01:00"),
        # 5 May 2026, a Tuesday: a holiday in the Netherlands each year.
        ("NL", "Europe/Amsterdam", "2026-04-21", "2026-05-07 00:00:00+02:00"),
        # The clocks change on Sunday, 29 March and 25 October: the Monday ends in the other time.
        ("PT", "Europe/Lisbon", "2026-03-15", "2026-03-31 00:00:00+01:00"),
        ("IT", "Europe/Rome", "2026-10-11", "2026-10-27 00:00:00+01:00"),
        # 28 March is a Saturday, moved past the change; 24 October too.
        ("CZ", "Europe/Prague", "2026-03-14", "2026-03-31 00:00:00+02:00"),
        ("CZ", "Europe/Prague", "2026-10-10", "2026-10-27 00:00:00+01:00"),
    ],
)
def test_easter_christmas_and_clock_changes(country: str, zone: str, delivered: str, closes: str) -> None:
    assert str(window(order(country, zone, delivered=delivered)).closes) == closes


def test_before_delivery_the_right_is_open_and_its_end_pending() -> None:
    found = window(order(delivered=None))
    assert found.status("2026-03-03T12:00Z") == "open"
    assert (found.closes, found.closes_pending) == (None, True)


def test_of_two_parcels_the_last_counts_and_is_waited_for() -> None:
    first = [bp.Parcel(delivered="2026-03-10"), bp.Parcel()]
    assert window(order(parcels=first)).closes is None
    both = [bp.Parcel(delivered="2026-03-10"), bp.Parcel(delivered="2026-03-17")]
    # 17 and 14 is 31 March, a Tuesday.
    assert window(order(parcels=both)).last_day == "2026-03-31"


@pytest.mark.parametrize("trait", ["service", "digital"])
def test_services_and_downloads_run_from_the_contract(trait: str) -> None:
    # 2 March and 14 is Monday, 16 March, whatever came when.
    assert window(order(traits=[trait], delivered=None)).last_day == "2026-03-16"
    assert window(order(traits=[trait])).last_day == "2026-03-16"


def test_sending_in_time_is_enough() -> None:
    assert window(order()).in_time_when == "sent"
    assert window(order(withdrawn="2026-03-24T23:30+01:00")).used is not None
    assert window(order(withdrawn="2026-03-25T00:30+01:00", information="given")).used is None


# --- information ------------------------------------------------------------------------------------


def test_whether_the_buyer_was_told_is_a_reading() -> None:
    found = window(order())
    assert found.last_day == "2026-03-24"
    assert str(found.safe_by) == "2026-03-25 00:00:00+01:00"
    # Twelve months after 24 March 2026 are 24 March 2027, a Wednesday.
    assert str(found.latest_arguable) == "2027-03-25 00:00:00+01:00"
    assert "if information is missing" in {reading.id for reading in found.readings}
    assert coverage(claim(order()), "2026-06-01T12:00Z") == ("withdrawal", "undetermined")


@pytest.mark.parametrize(
    ("informed", "last_day"),
    [
        ("2026-03-05", "2026-03-24"),  # before the goods came: nobody is worse off for it
        ("2026-03-12", "2026-03-26"),
        ("2026-09-01", "2026-09-15"),
        # 12 months after 24 March 2026: later information brings nothing more.
        ("2027-03-20", "2027-03-24"),
        ("2027-06-01", "2027-03-24"),
    ],
)
def test_late_information_gives_14_days_within_the_long_stop(informed: str, last_day: str) -> None:
    assert window(order(informed=informed)).last_day == last_day


@pytest.mark.parametrize(
    ("country", "zone", "informed", "arguable"),
    [
        # 20 March 2027 and 14 days: Saturday, 3 April, and so Monday.
        ("FR", "Europe/Paris", "2027-03-20", "2027-04-06 00:00:00+02:00"),
        # The last day of the twelve months, and the day after.
        ("FR", "Europe/Paris", "2027-03-24", "2027-04-08 00:00:00+02:00"),
        ("FR", "Europe/Paris", "2027-03-25", "2027-03-25 00:00:00+01:00"),
        # In Germany nothing leads past the twelve months and 14 days.
        ("DE", "Europe/Berlin", "2027-03-20", "2027-03-25 00:00:00+01:00"),
    ],
)
def test_information_in_the_last_days_may_bring_14_days_more(
    country: str, zone: str, informed: str, arguable: str
) -> None:
    found = window(order(country, zone, informed=informed))
    assert (str(found.safe_by), str(found.latest_arguable)) == ("2027-03-25 00:00:00+01:00", arguable)


def test_the_german_long_stop_is_one_period() -> None:
    told = {"placed": "2024-02-10T12:00+01:00", "delivered": "2024-02-15", "information": "missing"}
    # 12 months and 14 days after 15 February 2024: Saturday, 1 March 2025, and so Monday.
    assert window(order("DE", "Europe/Berlin", **told)).last_day == "2025-03-03"
    # By the directive 12 months after 29 February 2024, the end of the 14 days.
    assert window(order("LU", "Europe/Luxembourg", **told)).last_day == "2025-02-28"


def test_the_twelve_months_count_from_the_end_before_it_was_moved() -> None:
    # Had on Sunday, 8 March: day 14 is Sunday the 22nd, moved to Monday the 23rd.
    told = order(placed="2026-03-02T12:00+01:00", delivered="2026-03-08", information="missing")
    found = window(told)
    # From the 22nd: Monday, 22 March 2027. From the 23rd: Tuesday.
    assert found.last_day == "2027-03-22"
    assert str(found.latest_arguable) == "2027-03-24 00:00:00+01:00"


def test_greek_holidays_of_2027_are_not_known_and_not_asked_for() -> None:
    told = order("GR", "Europe/Athens", information="missing")
    # 12 months after 24 March 2026; 25 March is a holiday.
    assert window(told).last_day == "2027-03-24"
    # Had on 20 December: day 14 is Sunday, 3 January 2027.
    winter = {"placed": "2026-12-14T12:00+02:00", "delivered": "2026-12-20"}
    assert window(order("GR", "Europe/Athens", **winter)).last_day == "2027-01-04"
    # The twelve months count from the Sunday, and are not moved: 3 January 2028 is a Monday.
    missing = order("GR", "Europe/Athens", information="missing", **winter)
    assert window(missing).last_day == "2028-01-03"


@pytest.mark.parametrize(("country", "zone"), [("GR", "Europe/Athens"), ("NL", "Europe/Amsterdam")])
def test_where_holidays_are_known_since_2017_only_it_begins_then(country: str, zone: str) -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(country, zone, placed="2016-12-30T12:00+01:00", delivered=None), policy=POLICY)
    first = order(country, zone, placed="2017-01-02T12:00+01:00", delivered="2017-01-09")
    assert window(first).last_day == "2017-01-23"


def test_latvian_holidays_of_2028_are_not_asked_for() -> None:
    told = order("LV", "Europe/Riga", placed="2026-12-21T12:00+02:00", delivered="2026-12-28")
    # 11 January 2027 and twelve months: 11 January 2028.
    assert str(window(told).latest_arguable) == "2028-01-12 00:00:00+02:00"


# --- after the withdrawal ---------------------------------------------------------------------------

WITHDRAWN = "2026-03-12T09:00+01:00"


def test_the_goods_are_sent_back_in_14_days() -> None:
    told = claim(order(withdrawn=WITHDRAWN))
    found = window(told, "send_back")
    assert (found.last_day, found.in_time_when) == ("2026-03-26", "sent")
    assert step(told, "2026-03-13T12:00Z") == "return_goods"
    # Too late for the 14 days: the goods are still owed.
    assert step(told, "2026-04-13T12:00Z") == "return_goods"
    assert coverage(told, "2026-04-13T12:00Z")[1] == "undetermined"


@pytest.mark.parametrize(
    ("told", "closes"),
    [
        ({}, None),
        ({"return_sent": "2026-03-16T10:00+01:00"}, "2026-03-27 00:00:00+01:00"),
        ({"return_sent": "2026-04-02T10:00+02:00"}, "2026-04-02 10:00:00+02:00"),
        ({"return_received": "2026-04-03T10:00+02:00"}, "2026-04-03 10:00:00+02:00"),
        # Informed on the 13th: 27 March is a Friday.
        (
            {"return_sent": "2026-03-16T10:00+01:00", "withdrawal_received": "2026-03-13T10:00+01:00"},
            "2026-03-28 00:00:00+01:00",
        ),
    ],
)
def test_the_seller_pays_in_14_days_but_may_wait_for_the_goods(
    told: dict[str, str], closes: str | None
) -> None:
    found = window(claim(order(withdrawn=WITHDRAWN, **told)), "refund")
    assert (None if found.closes is None else str(found.closes)) == closes


def test_without_goods_the_seller_waits_for_none() -> None:
    for told in (order(withdrawn=WITHDRAWN, delivered=None), order(withdrawn=WITHDRAWN, traits=["service"])):
        assert str(window(claim(told), "refund").closes) == "2026-03-27 00:00:00+01:00"


@pytest.mark.parametrize(
    ("withdrawn", "coverages"),
    [
        # The 24th is the last day.
        ("2026-03-24T23:30+01:00", ("covered", "undetermined")),
        ("2026-03-25T00:30+01:00", ("too_late", "too_late")),
    ],
)
def test_of_a_withdrawal_that_was_sent_too_late_nothing_follows(
    withdrawn: str, coverages: tuple[str, str]
) -> None:
    kept = order(information="given", withdrawn=withdrawn)
    sent = order(information="given", withdrawn=withdrawn, return_sent="2026-03-30")
    at = "2026-04-05T12:00Z"
    found = (coverage(claim(kept), at)[1], coverage(claim(sent, "not_refunded"), "2026-05-05T12:00Z")[1])
    assert found == coverages
    assert step(claim(kept), at) == ("return_goods" if coverages[0] == "covered" else "other_route")


def test_whether_it_was_too_late_may_depend_on_the_information() -> None:
    late = claim(order(withdrawn="2026-03-25T00:30+01:00"))
    assert coverage(late, "2026-04-05T12:00Z") == ("return_after_withdrawal", "undetermined")
    missing = claim(order(information="missing", withdrawn="2026-03-25T00:30+01:00"))
    assert coverage(missing, "2026-04-05T12:00Z") == ("return_after_withdrawal", "covered")


def test_a_withdrawal_of_which_only_the_receipt_is_told() -> None:
    told = order(information="given", withdrawal_received="2026-03-20", return_sent="2026-03-21")
    # 20 March and 14 days is Friday, 3 April, a working day in France.
    assert coverage(claim(told, "not_refunded"), "2026-04-03T12:00Z")[1] == "too_early"
    assert coverage(claim(told, "not_refunded"), "2026-04-04T12:00Z")[1] == "undetermined"


def test_money_is_waited_for_and_then_claimed() -> None:
    told = claim(order(withdrawn=WITHDRAWN, return_sent="2026-03-16T10:00+01:00"), "not_refunded")
    assert coverage(told, "2026-03-20T12:00Z") == ("refund_after_withdrawal", "too_early")
    assert step(told, "2026-03-20T12:00Z") == "wait"
    assert step(told, "2026-03-30T12:00Z") == "give_notice"


def test_no_refund_without_a_withdrawal() -> None:
    assert coverage(claim(order(), "not_refunded")) == (None, "not_covered")


# --- goods that do not come -------------------------------------------------------------------------


def test_delivery_within_30_days_or_as_promised() -> None:
    # 2 March and 30 days is Wednesday, 1 April.
    assert window(order(delivered=None), "deliver").last_day == "2026-04-01"
    promised = order(parcels=[bp.Parcel(promised="2026-03-20")])
    assert window(promised, "deliver").last_day == "2026-03-20"


def test_what_has_not_come_can_be_withdrawn_from_at_once() -> None:
    told = claim(order(delivered=None), "not_received")
    assert coverage(told) == ("withdrawal", "covered")
    assert step(told, "2026-03-12T12:00Z") == "give_notice"


@pytest.mark.parametrize("told", [{"traits": ["made_to_order"]}, {"sale": "in_store"}])
def test_without_that_right_the_seller_is_given_a_further_time_first(told: dict[str, Any]) -> None:
    waiting = claim(order(delivered=None, **told), "not_received")
    assert coverage(waiting, "2026-03-20T12:00Z") == ("non_delivery", "too_early")
    assert step(waiting, "2026-03-20T12:00Z") == "wait"
    assert step(waiting, "2026-04-03T12:00Z") == "contact_seller"
    asked = claim(order(delivered=None, contacted="2026-04-03T12:00Z", **told), "not_received")
    assert coverage(asked, "2026-04-20T12:00Z") == ("non_delivery", "covered")
    assert step(asked, "2026-04-20T12:00Z") == "give_notice"


# --- what is left out -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"sale": "in_store"}, "in-store"),
        ({"user_class": "business"}, "business-buyer"),
        ({"seller_class": "private"}, "private-seller"),
        ({"traits": ["made_to_order"]}, "made-to-order"),
        ({"traits": ["perishable"]}, "perishable"),
        ({"traits": ["hygiene", "unsealed"]}, "opened-hygiene"),
        ({"traits": ["media", "unsealed"]}, "opened-media"),
        ({"traits": ["newspaper"]}, "newspaper"),
        ({"traits": ["bullion"]}, "market-price"),
        ({"traits": ["ticket"]}, "set-date"),
        ({"traits": ["gambling"]}, "left-out"),
    ],
)
def test_each_exclusion_names_itself(told: dict[str, Any], rule: str) -> None:
    found = bp.classify(claim(order(**told)), at="2026-03-12T12:00Z", policy=POLICY)
    assert found.coverage == "not_covered"
    assert f"exclusion.{rule}" in {because.rule for because in found.because}


@pytest.mark.parametrize("traits", [["hygiene"], ["media"], ["used"], ["clothing", "unsealed"]])
def test_what_is_sealed_used_or_worn_can_be_withdrawn_from(traits: list[str]) -> None:
    assert coverage(claim(order(traits=traits))) == ("withdrawal", "covered")


def test_a_sale_at_the_door_is_withdrawn_from_as_one_at_a_distance() -> None:
    assert coverage(claim(order(sale="off_premises"))) == ("withdrawal", "covered")


def test_where_private_people_sell_it_has_to_be_told_who_does() -> None:
    found = bp.classify(claim(order(programme="ebay")), at="2026-03-12T12:00Z", policy=POLICY)
    assert (found.coverage, found.needs) == ("undetermined", ("seller_class",))
    assert coverage(claim(order(programme="ebay", seller_class="business"))) == ("withdrawal", "covered")
    assert coverage(claim(order(programme="ebay", seller_class="private")))[1] == "not_covered"
    assert coverage(claim(order(programme="aliexpress"))) == ("withdrawal", "covered")


@pytest.mark.parametrize(("traits", "delivered"), [(["digital"], "2026-03-02"), (["service"], None)])
def test_what_no_source_settles_is_needed(traits: list[str], delivered: str | None) -> None:
    assert coverage(claim(order(traits=traits, delivered=delivered)))[1] == "undetermined"
    assert step(claim(order(traits=traits, delivered=delivered)), "2026-03-12T12:00Z") == "give_notice"


def test_a_download_that_has_not_begun_can_be_withdrawn_from() -> None:
    assert coverage(claim(order(traits=["digital"], delivered=None))) == ("withdrawal", "covered")


# --- money ------------------------------------------------------------------------------------------


def test_everything_comes_back_less_what_handling_cost() -> None:
    advice = bp.recommend(claim(order()), at="2026-03-12T12:00Z", policy=POLICY)
    assert advice.entitlement is not None
    assert (str(advice.entitlement.amount), advice.entitlement.less) == ("45.00 EUR", ("handling",))
    assert (advice.request.return_goods, advice.request.return_paid_by) == (True, "buyer")


@pytest.mark.parametrize(
    ("told", "kind"),
    [({"delivered": None}, "not_received"), ({"delivered": None, "traits": ["service"]}, "changed_mind")],
)
def test_where_nothing_came_nothing_is_sent_back(told: dict[str, Any], kind: ProblemKind) -> None:
    request = bp.recommend(claim(order(**told), kind), at="2026-03-12T12:00Z", policy=POLICY).request
    assert (request.kind, request.return_goods, request.return_paid_by) == ("full", False, None)


def test_who_was_not_told_owes_neither_handling_nor_postage() -> None:
    advice = bp.recommend(claim(order(information="missing")), at="2026-03-12T12:00Z", policy=POLICY)
    assert advice.entitlement is not None
    assert (advice.entitlement.less, advice.request.return_paid_by) == ((), "seller")


def test_the_button_is_told_of_from_19_june_2026_on() -> None:
    for placed, known in (("2026-06-18T23:00+02:00", False), ("2026-06-19T01:00+02:00", True)):
        told = claim(order(placed=placed, delivered="2026-06-25"))
        advice = bp.recommend(told, at="2026-06-26T12:00Z", policy=POLICY)
        assert ("advice.button" in {because.rule for because in advice.because}) is known


# --- the pack ---------------------------------------------------------------------------------------


def test_every_state_has_its_own_calendar_and_builds_on_austria() -> None:
    versions = {version.version: version for version in find_pack(POLICY).versions}
    assert len(versions) == 27
    assert {version.base for name, version in versions.items() if name != "at"} == {"at"}
    for name, version in versions.items():
        assert f"{name.upper()})" in str(version.events["ordinary_end"])
