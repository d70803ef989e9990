"""What the files of the conformance set cannot show of the EU's rules on the conformity of goods."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.facts.claim import Extent, ProblemKind
from buyerprotect.rules.library import find_pack

POLICY = "eu-conformity"


def order(country: str = "AT", zone: str = "Europe/Vienna", **told: Any) -> bp.Order:
    delivered = told.pop("delivered", "2026-03-10")
    traits = told.pop("traits", ())
    facts: dict[str, Any] = {
        "placed": "2026-03-02T12:00+01:00",
        "items": [bp.Item("washing machine", "400 EUR", traits=traits)],
        "shipping": "30 EUR",
        "parcels": [] if delivered is None else [bp.Parcel(delivered=delivered)],
    }
    programme = told.pop("programme", "none")
    return bp.Order(programme, country=country, zone=zone, **{**facts, **told})


def claim(facts: bp.Order, kind: ProblemKind = "defective", extent: Extent | None = None) -> bp.Claim:
    return bp.Claim(facts, [bp.Problem(kind, extent)])


def window(facts: bp.Order | bp.Claim, name: str = "claim") -> bp.Deadline:
    return find_window(facts, name, policy=find_pack(POLICY))


def coverage(facts: bp.Claim, at: str = "2026-06-01T12:00Z") -> tuple[str | None, str]:
    found = bp.classify(facts, at=at, policy=POLICY)
    return found.ground, found.coverage


def step(facts: bp.Claim, at: str = "2026-06-01T12:00Z") -> str:
    return bp.recommend(facts, at=at, policy=POLICY).action


# --- from which day ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "zone", "first", "before"),
    [
        ("AT", "Europe/Vienna", "2022-01-01T12:00+01:00", "2021-12-31T12:00+01:00"),
        ("BE", "Europe/Brussels", "2022-06-01T12:00+02:00", "2022-05-31T12:00+02:00"),
        ("CZ", "Europe/Prague", "2023-01-06T12:00+01:00", "2023-01-05T12:00+01:00"),
        ("GR", "Europe/Athens", "2022-09-09T12:00+03:00", "2022-09-08T12:00+03:00"),
        ("IE", "Europe/Dublin", "2022-11-29T12:00+00:00", "2022-11-28T12:00+00:00"),
        ("PL", "Europe/Warsaw", "2023-01-01T12:00+01:00", "2022-12-31T12:00+01:00"),
        ("SE", "Europe/Stockholm", "2022-05-01T12:00+02:00", "2022-04-30T12:00+02:00"),
        ("SI", "Europe/Ljubljana", "2023-01-26T12:00+01:00", "2023-01-25T12:00+01:00"),
        ("SK", "Europe/Bratislava", "2024-07-01T12:00+02:00", "2024-06-30T12:00+02:00"),
    ],
)
def test_each_state_began_on_its_own_day(country: str, zone: str, first: str, before: str) -> None:
    assert bp.deadlines(order(country, zone, placed=first, delivered=None), policy=POLICY) is not None
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(country, zone, placed=before, delivered=None), policy=POLICY)


# --- how long ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "zone", "liable", "presumed"),
    [
        ("AT", "Europe/Vienna", "2028-03-10", "2027-03-10"),
        ("BE", "Europe/Brussels", "2028-03-10", "2028-03-10"),
        ("DK", "Europe/Copenhagen", "2028-03-10", "2027-03-10"),
        ("ES", "Europe/Madrid", "2029-03-10", "2028-03-10"),
        ("FR", "Europe/Paris", "2028-03-10", "2028-03-10"),
        ("PL", "Europe/Warsaw", "2028-03-10", "2028-03-10"),
        ("PT", "Europe/Lisbon", "2029-03-10", "2028-03-10"),
        ("SE", "Europe/Stockholm", "2029-03-10", "2028-03-10"),
    ],
)
def test_liability_and_presumption_by_state(country: str, zone: str, liable: str, presumed: str) -> None:
    told = order(country, zone)
    assert window(told).last_day == liable
    assert window(told, "presumption").last_day == presumed


def test_an_end_on_a_weekend_is_not_moved_but_in_germany() -> None:
    # 14 March 2026 is a Saturday; two years after Thursday, 14 March 2024.
    told = {"placed": "2024-03-04T12:00+01:00", "delivered": "2024-03-14"}
    assert window(order(**told)).last_day == "2026-03-14"
    assert window(order("DE", "Europe/Berlin", **told)).last_day == "2026-03-16"


def test_29_february_leads_to_the_28th() -> None:
    told = order(placed="2024-02-20T12:00+01:00", delivered="2024-02-29")
    assert window(told).last_day == "2026-02-28"


def test_the_last_second_and_the_first_too_late() -> None:
    told = claim(order(placed="2024-03-04T12:00+01:00", delivered="2024-03-14"))
    assert coverage(told, "2026-03-14T22:59:59Z") == ("repair_or_replacement", "covered")
    assert coverage(told, "2026-03-14T23:00:00Z") == ("repair_or_replacement", "too_late")


def test_goods_that_are_installed_count_from_then() -> None:
    told: dict[str, Any] = {"traits": ["installation"], "installed": "2026-03-20"}
    assert window(order(**told)).last_day == "2028-03-20"
    # Without the trait it was not for the seller to install them.
    assert window(order(installed="2026-03-20")).last_day == "2028-03-10"


def test_of_two_parcels_the_first_counts() -> None:
    told = order(parcels=[bp.Parcel(delivered="2026-03-10"), bp.Parcel(delivered="2026-03-17")])
    assert window(told).last_day == "2028-03-10"


@pytest.mark.parametrize(
    ("country", "zone", "safe"),
    [
        ("AT", "Europe/Vienna", "2027-03-11 00:00:00+01:00"),  # a year may be agreed on
        ("PT", "Europe/Lisbon", "2027-09-11 00:00:00+01:00"),  # 18 months
        ("DK", "Europe/Copenhagen", "2028-03-11 00:00:00+01:00"),  # nothing shorter
        ("FR", "Europe/Paris", "2028-03-11 00:00:00+01:00"),
        ("ES", "Europe/Madrid", "2027-03-11 00:00:00+01:00"),
    ],
)
def test_used_goods_may_have_a_shorter_time(country: str, zone: str, safe: str) -> None:
    assert str(window(order(country, zone, traits=["used"])).safe_by) == safe


@pytest.mark.parametrize(("country", "zone"), [("FR", "Europe/Paris"), ("PT", "Europe/Lisbon")])
def test_proof_for_used_goods_is_shorter(country: str, zone: str) -> None:
    assert window(order(country, zone, traits=["used"]), "presumption").last_day == "2027-03-10"


@pytest.mark.parametrize(("country", "zone"), [("NL", "Europe/Amsterdam"), ("FI", "Europe/Helsinki")])
def test_where_goods_have_to_last_as_expected_two_years_are_no_end(country: str, zone: str) -> None:
    told = claim(order(country, zone, placed="2023-03-01T12:00+01:00", delivered="2023-03-10"))
    found = window(told)
    assert (found.last_day, str(found.safe_by)[:10]) == ("2025-03-10", "2025-03-11")
    assert coverage(told)[1] == "undetermined"
    assert step(told) == "give_notice"


# --- Germany ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aware", "last_day"),
    [
        (None, "2026-03-10"),
        ("2025-06-01", "2026-03-10"),  # four months are over long before
        ("2025-12-01", "2026-04-01"),
        ("2026-03-09", "2026-07-09"),
        ("2026-03-11", "2026-03-10"),  # after the two years: nothing is prolonged
    ],
)
def test_four_months_from_a_fault_that_showed_in_time(aware: str | None, last_day: str) -> None:
    told = {"placed": "2024-03-01T12:00+01:00", "delivered": "2024-03-10"}
    if aware is not None:
        told["aware"] = aware
    assert window(order("DE", "Europe/Berlin", **told)).last_day == last_day


def test_two_months_from_goods_that_came_back_repaired() -> None:
    told = {"placed": "2024-03-01T12:00+01:00", "delivered": "2024-03-10"}
    told |= {"repair_asked": "2026-02-02", "repaired": "2026-04-07"}
    # 7 June 2026 is a Sunday.
    assert window(order("DE", "Europe/Berlin", **told)).last_day == "2026-06-08"


@pytest.mark.parametrize(
    ("asked", "last_day"),
    [
        ("2026-03-10", "2026-06-08"),  # the last day of the two years
        ("2026-03-11", "2026-03-10"),  # what was barred already is not brought back
    ],
)
def test_a_repair_asked_for_too_late_prolongs_nothing(asked: str, last_day: str) -> None:
    told = {"placed": "2024-03-01T12:00+01:00", "delivered": "2024-03-10"}
    told |= {"repair_asked": asked, "repaired": "2026-04-07"}
    assert window(order("DE", "Europe/Berlin", **told)).last_day == last_day


def test_animals_have_six_months_of_presumption() -> None:
    told = claim(order("DE", "Europe/Berlin", traits=["animal"]))
    assert window(told, "presumption").last_day == "2026-09-10"
    assert coverage(told) == ("repair_or_replacement", "covered")


# --- repair -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "zone", "before", "since"),
    [
        # Bought on 30 or 31 July 2026, had on 10 August.
        ("AT", "Europe/Vienna", "2028-08-10", "2029-08-10"),
        ("DE", "Europe/Berlin", "2028-08-10", "2029-08-10"),
        ("FR", "Europe/Paris", "2029-02-10", "2029-08-10"),
        ("PT", "Europe/Lisbon", "2030-02-10", "2030-08-10"),
        ("ES", "Europe/Madrid", "2029-08-10", "2030-08-10"),
        ("SE", "Europe/Stockholm", "2029-08-10", "2030-08-10"),
    ],
)
def test_a_repair_adds_a_year_to_sales_since_31_july_2026(
    country: str, zone: str, before: str, since: str
) -> None:
    told = {"delivered": "2026-08-10", "repair_asked": "2026-09-01", "repaired": "2026-09-15"}
    assert window(order(country, zone, placed="2026-07-30T12:00+02:00", **told)).last_day == before
    assert window(order(country, zone, placed="2026-07-31T12:00+02:00", **told)).last_day == since


@pytest.mark.parametrize(
    ("country", "zone", "safe"),
    [
        ("AT", "Europe/Vienna", "2028-08-11 00:00:00+02:00"),
        ("DE", "Europe/Berlin", "2028-08-11 00:00:00+02:00"),
        ("FR", "Europe/Paris", "2029-02-11 00:00:00+01:00"),  # six months by its own law
        ("PT", "Europe/Lisbon", "2030-02-11 00:00:00+00:00"),
        ("SE", "Europe/Stockholm", "2029-08-11 00:00:00+02:00"),
    ],
)
def test_that_a_state_took_the_year_over_is_not_relied_on(country: str, zone: str, safe: str) -> None:
    told = {"delivered": "2026-08-10", "repair_asked": "2026-09-01", "repaired": "2026-09-15"}
    found = window(order(country, zone, placed="2026-07-31T12:00+02:00", **told))
    assert str(found.safe_by) == safe


@pytest.mark.parametrize(("asked", "last_day"), [("2028-08-10", "2029-08-10"), ("2028-08-11", "2028-08-10")])
def test_a_repair_after_the_two_years_adds_nothing(asked: str, last_day: str) -> None:
    told = {"delivered": "2026-08-10", "repair_asked": asked, "repaired": "2028-09-04"}
    assert window(order(placed="2026-07-31T12:00+02:00", **told)).last_day == last_day


def test_a_repair_asked_for_and_not_done_adds_nothing() -> None:
    told = order(placed="2026-07-31T12:00+02:00", delivered="2026-08-10", repair_asked="2026-09-01")
    assert window(told).last_day == "2028-08-10"


def test_repair_first_then_a_last_day_then_the_end_of_the_contract() -> None:
    assert coverage(claim(order())) == ("repair_or_replacement", "covered")
    asked = order(repair_asked="2026-04-01")
    assert coverage(claim(asked)) == ("repair_pending", "undetermined")
    assert step(claim(asked)) == "wait"
    tried = order(repair_asked="2026-04-01", negotiated="2026-05-04")
    assert coverage(claim(tried)) == ("repair_pending", "covered")
    done = order(repair_asked="2026-04-01", repaired="2026-04-20")
    assert coverage(claim(done)) == ("termination", "covered")
    assert coverage(claim(done, extent="minor")) == ("price_reduction", "covered")
    assert coverage(claim(order(), extent="complete")) == ("termination", "covered")
    assert coverage(claim(order(), extent="minor")) == ("repair_or_replacement", "covered")


@pytest.mark.parametrize(
    # What the sending cost is no part of the price, so that the request is for a part of what was paid.
    ("told", "extent", "kind", "amount"),
    [
        ({}, None, "repair", None),
        ({}, "minor", "repair", None),
        ({}, "complete", "partial", "400.00 EUR"),
        # Nobody answered, and a last attempt to settle it was made.
        ({"repair_asked": "2026-04-01", "negotiated": "2026-05-04"}, None, "partial", "400.00 EUR"),
        ({"repair_asked": "2026-04-01", "negotiated": "2026-05-04"}, "minor", "repair", None),
        ({"repair_asked": "2026-04-01", "repaired": "2026-04-20"}, None, "partial", "400.00 EUR"),
        # The contract cannot be ended for what is slight, and by how much the price falls no rule says.
        ({"repair_asked": "2026-04-01", "repaired": "2026-04-20"}, "minor", "repair", None),
    ],
)
def test_money_is_asked_for_only_where_the_contract_can_be_ended(
    told: dict[str, str], extent: Any, kind: str, amount: str | None
) -> None:
    advice = bp.recommend(claim(order(**told), extent=extent), at="2026-06-01T12:00Z", policy=POLICY)
    assert (advice.action, advice.request.kind) == ("give_notice", kind)
    assert advice.request.amount == (None if amount is None else bp.Money.of(amount))
    assert (advice.request.return_goods, advice.request.return_paid_by) == (True, "seller")


@pytest.mark.parametrize(
    ("at", "kind", "rule"),
    [("2026-04-09T20:00Z", "partial", "advice.end-it"), ("2026-04-10T20:00Z", "repair", "advice.write")],
)
def test_ireland_gives_the_price_at_once_for_thirty_days(at: str, kind: str, rule: str) -> None:
    # 10 March and 30 days is 9 April.
    advice = bp.recommend(claim(order("IE", "Europe/Dublin")), at=at, policy=POLICY)
    assert advice.request.kind == kind
    told = {because.rule for because in advice.because}
    assert told & {"advice.end-it", "advice.write"} == {rule}


def test_goods_that_went_back_are_not_asked_for_again() -> None:
    back = claim(order(withdrawn="2026-05-01", return_sent="2026-05-05"))
    request = bp.recommend(back, at="2026-06-01T12:00Z", policy=POLICY).request
    assert (str(request.amount), request.return_goods) == ("400.00 EUR", False)


def test_portugal_gives_the_repair_30_days() -> None:
    told = claim(order("PT", "Europe/Lisbon", repair_asked="2026-04-01"))
    # 1 April and 30 days is 1 May.
    assert window(told, "repair").last_day == "2026-05-01"
    assert step(told, "2026-05-01T12:00Z") == "wait"
    assert step(told, "2026-05-01T23:30Z") == "give_notice"


def test_after_the_end_of_the_contract_goods_go_back_and_money_comes() -> None:
    ended = claim(order(withdrawn="2026-05-01"))
    assert coverage(ended)[0] == "return_after_termination"
    assert step(ended) == "return_goods"
    back = claim(order(withdrawn="2026-05-01", return_sent="2026-05-05"), "not_refunded")
    assert coverage(back)[0] == "refund_after_termination"
    assert step(back) == "give_notice"


def test_that_money_has_not_come_does_not_tell_for_what_the_contract_was_ended() -> None:
    for told in (order(withdrawn="2026-05-01"), order(withdrawn="2026-05-01", return_sent="2026-05-05")):
        found = bp.classify(claim(told, "not_refunded"), at="2026-06-01T12:00Z", policy=POLICY)
        assert "whether the contract was ended for a fault" in found.needs
        assert bp.classify(claim(told), at="2026-06-01T12:00Z", policy=POLICY).needs == ()


# --- telling the seller, and other times of states --------------------------------------------------


@pytest.mark.parametrize(
    ("country", "zone", "lapse"),
    [
        ("AT", "Europe/Vienna", "not_known"),
        ("EE", "Europe/Tallinn", "right_lost"),
        ("HR", "Europe/Zagreb", "right_lost"),
        ("LV", "Europe/Riga", "right_lost"),
        ("MT", "Europe/Malta", "right_lost"),
        ("SI", "Europe/Ljubljana", "right_lost"),
        ("SE", "Europe/Stockholm", "not_known"),
    ],
)
def test_two_months_to_tell_the_seller(country: str, zone: str, lapse: str) -> None:
    # 31 December and two months: February has no 31st.
    dates = {"placed": "2025-11-03T12:00+01:00", "delivered": "2025-11-10", "aware": "2025-12-31"}
    found = window(order(country, zone, **dates), "notify")
    assert (found.last_day, found.lapse) == ("2026-02-28", lapse)


@pytest.mark.parametrize(
    ("country", "zone", "safe"),
    [
        ("IT", "Europe/Rome", "2028-03-11 00:00:00+01:00"),
        ("PT", "Europe/Lisbon", "2029-03-11 00:00:00+00:00"),
        ("RO", "Europe/Bucharest", "2028-03-11 00:00:00+02:00"),
        ("DE", "Europe/Berlin", "2028-03-11 00:00:00+01:00"),
    ],
)
def test_some_states_have_no_such_duty(country: str, zone: str, safe: str) -> None:
    told = order(country, zone, aware="2026-04-01")
    assert bp.deadlines(told, policy=POLICY).find("notify") is None
    assert str(window(told).safe_by) == safe


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("EE", "Europe/Tallinn"),
        ("HR", "Europe/Zagreb"),
        ("LV", "Europe/Riga"),
        ("MT", "Europe/Malta"),
        ("SI", "Europe/Ljubljana"),
    ],
)
@pytest.mark.parametrize(
    ("told", "last_day"),
    [
        ({}, "2028-03-10"),  # when the fault was found nobody says
        ({"aware": "2026-08-31"}, "2026-10-31"),
        ({"aware": "2026-08-31", "contacted": "2026-10-31"}, "2028-03-10"),
        ({"aware": "2026-08-31", "repair_asked": "2026-09-07"}, "2028-03-10"),
        ({"aware": "2026-08-31", "contacted": "2026-11-01"}, "2026-10-31"),
        ({"aware": "2028-02-28"}, "2028-03-10"),  # the two years end before the two months
    ],
)
def test_where_the_seller_has_to_be_told_the_claim_is_lost_without(
    country: str, zone: str, told: dict[str, str], last_day: str
) -> None:
    assert window(order(country, zone, **told)).last_day == last_day


@pytest.mark.parametrize(
    ("country", "zone"), [("AT", "Europe/Vienna"), ("DK", "Europe/Copenhagen"), ("FR", "Europe/Paris")]
)
def test_where_that_is_open_the_two_months_are_what_is_safe(country: str, zone: str) -> None:
    found = window(order(country, zone, aware="2026-08-31"))
    assert (found.last_day, str(found.safe_by)) == ("2028-03-10", "2026-11-01 00:00:00+01:00")
    in_time = window(order(country, zone, aware="2026-08-31", contacted="2026-10-31"))
    assert str(in_time.safe_by) == "2028-03-11 00:00:00+01:00"


@pytest.mark.parametrize(
    ("country", "zone"), [("IE", "Europe/Dublin"), ("PT", "Europe/Lisbon"), ("SI", "Europe/Ljubljana")]
)
def test_thirty_days_to_end_the_contract_at_once(country: str, zone: str) -> None:
    # 10 March and 30 days is 9 April.
    told = claim(order(country, zone))
    assert window(told, "reject").last_day == "2026-04-09"
    assert coverage(told, "2026-04-09T20:00Z") == ("short_term_rejection", "covered")
    assert coverage(told, "2026-04-10T20:00Z") == ("repair_or_replacement", "covered")
    assert bp.deadlines(order(), policy=POLICY).find("reject") is None


def test_suing_has_a_time_of_its_own_in_austria_and_italy() -> None:
    assert window(order(), "sue").last_day == "2028-06-10"
    assert window(order("IT", "Europe/Rome"), "sue").last_day == "2028-05-10"
    assert bp.deadlines(order("LU", "Europe/Luxembourg"), policy=POLICY).find("sue") is None


# --- what is left out, and money --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"user_class": "business"}, "business-buyer"),
        ({"seller_class": "private"}, "private-seller"),
        ({"traits": ["digital"]}, "no-goods"),
        ({"traits": ["service"]}, "no-goods"),
        ({"traits": ["animal"]}, "animals"),
    ],
)
def test_each_exclusion_names_itself(told: dict[str, Any], rule: str) -> None:
    found = bp.classify(claim(order(**told)), at="2026-06-01T12:00Z", policy=POLICY)
    assert found.coverage == "not_covered"
    assert f"exclusion.{rule}" in {because.rule for because in found.because}


def test_a_sale_in_the_shop_is_covered_and_so_is_what_was_made_to_order() -> None:
    assert coverage(claim(order(sale="in_store", traits=["made_to_order"])))[1] == "covered"


def test_whether_a_state_leaves_animals_out_is_needed() -> None:
    assert coverage(claim(order("IT", "Europe/Rome", traits=["animal"])))[1] == "undetermined"


def test_where_private_people_sell_it_has_to_be_told_who_does() -> None:
    found = bp.classify(claim(order(programme="vinted")), at="2026-06-01T12:00Z", policy=POLICY)
    assert (found.coverage, found.needs) == ("undetermined", ("seller_class",))
    assert coverage(claim(order(programme="vinted", seller_class="business")))[1] == "covered"


@pytest.mark.parametrize("kind", ["changed_mind", "not_received", "late", "unauthorised"])
def test_only_faults_are_a_ground(kind: ProblemKind) -> None:
    assert coverage(claim(order(), kind)) == (None, "not_covered")


def test_the_price_comes_back_at_the_sellers_cost() -> None:
    told = claim(order(repair_asked="2026-04-01", repaired="2026-04-20"))
    advice = bp.recommend(told, at="2026-06-01T12:00Z", policy=POLICY)
    assert advice.entitlement is not None
    assert (str(advice.entitlement.amount), advice.entitlement.less) == ("400.00 EUR", ("use",))
    assert (advice.request.return_goods, advice.request.return_paid_by) == (True, "seller")


def test_every_state_builds_on_austria() -> None:
    versions = find_pack(POLICY).versions
    assert len(versions) == 27
    assert {version.base for version in versions if version.version != "at"} == {"at"}
