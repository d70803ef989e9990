"""What the files of the conformance set cannot show of the pack of Brazil's Code of Consumer Protection."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("br-cdc")
DEFECTS = ("damaged", "wrong_item", "not_as_described", "size", "defective", "counterfeit", "quality")


def order(
    delivered: str | None = "2026-03-10", *, placed: str = "2026-03-02", traits: Any = (), **told: Any
) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "America/Sao_Paulo",
        "country": "BR",
        "seller_class": "business",
        "items": [bp.Item("lamp", "100 BRL", traits=traits)],
        "shipping": "10 BRL",
        "parcels": [bp.Parcel(delivered=delivered)] if delivered else [],
    }
    return bp.Order("none", placed, **{**facts, **told})


def window(facts: bp.Order | bp.Claim, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def classified(facts: bp.Order, kind: Any, at: str) -> bp.Classification:
    return bp.classify(bp.Claim(facts, [bp.Problem(kind)]), at=at, policy=PACK)


# --- withdrawing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        ("2026-03-10", "2026-03-17"),  # Tuesday and seven days: Tuesday
        ("2026-04-14", "2026-04-22"),  # the 21st is Tiradentes
        ("2026-03-14", "2026-03-23"),  # Saturday the 21st moves to Monday
        ("2026-03-27", "2026-04-06"),  # 3 April is Good Friday, then a weekend
    ],
)
def test_the_day_of_receipt_is_out_and_the_seventh_moves_off_a_day_that_is_not_worked(
    delivered: str, last_day: str
) -> None:
    assert window(order(delivered), "withdraw").last_day == last_day


def test_each_parcel_may_be_held_to_begin_the_seven_days() -> None:
    two = order(parcels=[bp.Parcel(delivered="2026-03-10"), bp.Parcel(delivered="2026-03-12")])
    found = window(two, "withdraw")
    # The last came on Thursday the 12th: the 19th. The first on the 10th: the 17th.
    assert (found.last_day, str(found.safe_by)) == ("2026-03-19", "2026-03-18 00:00:00-03:00")


def test_a_service_counts_from_the_contract() -> None:
    # Contract on Monday 2 March: Monday the 9th.
    assert window(order(None, traits=["service"]), "withdraw").last_day == "2026-03-09"


@pytest.mark.parametrize("kind", ["changed_mind", "not_received", "late"])
def test_what_was_bought_away_from_the_shop_may_be_given_back(kind: Any) -> None:
    found = classified(order(), kind, "2026-03-12T12:00Z")
    assert (found.ground, found.coverage) == ("withdrawal", "covered")


@pytest.mark.parametrize("kind", DEFECTS)
def test_who_has_a_defect_is_told_of_the_seven_days_as_well(kind: Any) -> None:
    claim = bp.Claim(order(), [bp.Problem(kind)])
    advice = bp.recommend(claim, at="2026-03-12T12:00Z", policy=PACK)
    assert "advice.withdraw-while-you-can" in {because.rule for because in advice.because}
    assert window(claim, "withdraw").status("2026-03-12T12:00Z") == "open"


@pytest.mark.parametrize(
    ("told", "coverage", "rule"),
    [
        ({"sale": "off_premises"}, "covered", None),
        ({"sale": "in_store"}, "not_covered", "exclusion.in-the-shop"),
        ({"seller_class": "private"}, "not_covered", "exclusion.private-seller"),
        ({"seller_class": None}, "undetermined", "exclusion.private-seller"),
        ({"user_class": "business"}, "undetermined", "exclusion.business-buyer"),
    ],
)
def test_whose_purchases_can_be_withdrawn_from(told: Any, coverage: str, rule: str | None) -> None:
    found = classified(order(**told), "changed_mind", "2026-03-12T12:00Z")
    assert found.coverage == coverage
    assert rule is None or rule in {because.rule for because in found.because}


def test_paying_back_has_no_number_of_days() -> None:
    found = window(order(withdrawn="2026-03-12", withdrawal_received="2026-03-13"), "repay")
    assert (found.closes, found.party) == (None, "seller")
    assert found.not_stated == ("the Code says at once, and names no number of days",)
    assert bp.deadlines(order(), policy=PACK).find("repay") is None


# --- complaining ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("traits", "last_day"),
    [
        ((), "2026-06-08"),  # 21 + 30 + 31 + 8 = 90
        (["non_durable"], "2026-04-09"),  # 21 + 9 = 30
        (["perishable"], "2026-04-09"),
    ],
)
def test_thirty_or_ninety_days_to_complain(traits: Any, last_day: str) -> None:
    assert window(order(traits=traits), "complain_apparent").last_day == last_day


@pytest.mark.parametrize("kind", DEFECTS)
@pytest.mark.parametrize(
    ("at", "coverage"), [("2026-06-08T23:59-03:00", "covered"), ("2026-06-09T00:00-03:00", "too_late")]
)
def test_defects_have_ninety_days_wherever_the_goods_were_bought(kind: Any, at: str, coverage: str) -> None:
    for sale in ("in_store", "distance"):
        found = classified(order(sale=sale), kind, at)
        assert (found.ground, found.coverage) == ("apparent_defect", coverage)


def test_what_showed_later_counts_from_that_day_and_may_be_disputed() -> None:
    hidden = window(order(aware="2026-08-20"), "complain_hidden")
    # 11 + 30 + 31 + 18 = 90; the seller may hold that it could be seen, until 8 June.
    assert hidden.last_day == "2026-11-18"
    assert {reading.id for reading in hidden.readings} >= {"adopted", "could-be-seen"}
    food = window(order(aware="2026-08-20", traits=["non_durable"]), "complain_hidden")
    # 11 + 19 = 30: 19 September is a Saturday, so Monday the 21st.
    assert food.last_day == "2026-09-21"


def test_a_complaint_stops_the_clock_until_the_refusal() -> None:
    asked = order(contacted="2026-04-01")
    standing = window(asked, "complain_apparent")
    assert (standing.status("2026-09-01T12:00Z"), standing.closes) == ("paused", None)
    refused = window(order(contacted="2026-04-01", negotiated="2026-04-20"), "complain_apparent")
    # 8 June and the 19 days from 2 to 20 April: Saturday 27 June, so Monday the 29th.
    assert refused.last_day == "2026-06-29"
    assert str(refused.safe_by) == "2026-06-30 00:00:00-03:00"
    # Anew from 20 April: Sunday 19 July, so Monday the 20th.
    assert str(refused.latest_arguable) == "2026-07-21 00:00:00-03:00"


def test_a_complaint_that_comes_too_late_stops_nothing() -> None:
    late = window(order(contacted="2026-07-01", negotiated="2026-07-20"), "complain_apparent")
    assert (late.last_day, str(late.latest_arguable)) == ("2026-06-08", "2026-06-09 00:00:00-03:00")


def test_under_the_code_itself_an_answer_in_the_dispute_is_the_refusal() -> None:
    own = bp.Order(
        "br-cdc",
        "2026-03-02",
        zone="America/Sao_Paulo",
        country="BR",
        items=[bp.Item("lamp", "100 BRL")],
        parcels=[bp.Parcel(delivered="2026-03-10")],
        contacted="2026-04-01",
    )
    events = [bp.Event("opened", "2026-04-01"), bp.Event("answered", "2026-04-20", accepts=False)]
    dispute = bp.Dispute(bp.Claim(own, [bp.Problem("defective")]), events)
    found = bp.deadlines(dispute).find("complain_apparent")
    assert found is not None
    assert found.last_day == "2026-06-29"


def test_the_supplier_has_thirty_days_to_cure() -> None:
    claim = bp.Claim(order(contacted="2026-04-01"), [bp.Problem("defective")])
    cure = window(claim, "cure")
    # 1 May is a holiday, and a Friday: Monday the 4th.
    assert (cure.party, cure.last_day, cure.lapse) == ("seller", "2026-05-04", "may_escalate")


# --- money ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "back", "losses"),
    [("changed_mind", True, False), ("defective", True, True), ("not_received", False, True)],
)
def test_all_that_was_paid_comes_back_and_for_defects_damages_too(
    kind: Any, *, back: bool, losses: bool
) -> None:
    claim = bp.Claim(order(), [bp.Problem(kind)])
    advice = bp.recommend(claim, at="2026-03-12T12:00Z", policy=PACK)
    assert (advice.action, advice.request.return_goods) == ("give_notice", back)
    assert str(advice.request.amount) == "110.00 BRL"
    assert advice.entitlement is not None
    assert ("losses" in advice.entitlement.parts) is losses


def test_the_way_back_is_the_suppliers() -> None:
    claim = bp.Claim(order(), [bp.Problem("changed_mind")])
    assert bp.recommend(claim, at="2026-03-12T12:00Z", policy=PACK).request.return_paid_by == "seller"


def test_it_is_for_buyers_in_brazil() -> None:
    assert (PACK.kind, PACK.applies is not None) == ("law", True)


# --- which right is told ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "ground"),
    [("2026-03-17T23:59-03:00", "withdrawal"), ("2026-03-18T00:00-03:00", "apparent_defect")],
)
def test_a_defect_is_withdrawn_for_in_the_seven_days_and_complained_of_after_them(
    at: str, ground: str
) -> None:
    found = classified(order(), "defective", at)
    assert (found.ground, found.coverage) == (ground, "covered")


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        ("2026-02-09", "2026-02-16"),  # Monday and Tuesday of Carnival are no holidays of the union
        ("2026-02-10", "2026-02-17"),
        ("2026-02-11", "2026-02-18"),
    ],
)
def test_carnival_moves_nothing(delivered: str, last_day: str) -> None:
    assert window(order(delivered, placed="2026-02-02"), "withdraw").last_day == last_day


def test_of_two_parcels_the_first_may_begin_the_ninety_days() -> None:
    two = order(parcels=[bp.Parcel(delivered="2026-03-10"), bp.Parcel(delivered="2026-03-12")])
    found = window(two, "complain_apparent")
    # 12 March and 90 days: 19 + 30 + 31 + 10 of June. From the 10th: 8 June.
    assert (found.last_day, str(found.safe_by)) == ("2026-06-10", "2026-06-09 00:00:00-03:00")


def test_goods_from_a_shop_are_late_once_the_promised_day_is_over() -> None:
    late = order(parcels=[bp.Parcel(promised="2026-03-20")], sale="in_store")
    assert classified(late, "not_received", "2026-03-20T12:00Z").coverage == "too_early"
    claim = bp.Claim(late, [bp.Problem("not_received")])
    assert str(window(claim, "demand_delivery").opens) == "2026-03-21 00:00:00-03:00"
    assert bp.recommend(claim, at="2026-03-21T12:00Z", policy=PACK).action == "give_notice"


@pytest.mark.parametrize(
    ("kind", "told", "back"),
    [
        ("changed_mind", {"delivered": None}, False),
        ("changed_mind", {}, True),
        ("not_refunded", {"withdrawn": "2026-03-11", "return_sent": "2026-03-12"}, False),
    ],
)
def test_only_goods_that_are_there_are_offered_back(kind: Any, told: Any, *, back: bool) -> None:
    claim = bp.Claim(order(**told), [bp.Problem(kind)])
    assert bp.recommend(claim, at="2026-03-13T12:00Z", policy=PACK).request.return_goods is back


@pytest.mark.parametrize(
    ("kind", "at", "needed"),
    [
        ("not_received", "2026-03-12T12:00Z", "withdrawal_notice"),
        # The seven days end with the 17th.
        ("defective", "2026-03-17T23:59-03:00", "withdrawal_notice"),
        ("defective", "2026-03-18T00:00-03:00", "messages"),
    ],
)
def test_what_has_to_be_proven(kind: Any, at: str, needed: str) -> None:
    advice = bp.recommend(bp.Claim(order(), [bp.Problem(kind)]), at=at, policy=PACK)
    assert {need.kind for need in advice.evidence if need.need == "needed"} == {needed}


def test_a_shop_has_no_seven_days() -> None:
    assert bp.deadlines(order(sale="in_store"), policy=PACK).find("withdraw") is None


# --- cure first -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "ground", "kind"),
    [
        ("2026-03-17T23:59-03:00", "withdrawal", "full"),
        ("2026-03-18T00:00-03:00", "apparent_defect", "repair"),
    ],
)
def test_after_the_seven_days_a_cure_is_asked_for_before_any_money(at: str, ground: str, kind: str) -> None:
    advice = bp.recommend(bp.Claim(order(), [bp.Problem("defective")]), at=at, policy=PACK)
    assert (advice.found.ground, advice.request.kind) == (ground, kind)
    assert (advice.request.amount is None) is (kind == "repair")
    assert (advice.request.return_goods, advice.request.return_paid_by) == (True, "seller")


@pytest.mark.parametrize(
    ("told", "at", "ground", "kind"),
    [
        # 1 April and 30 days is Friday, 1 May, a holiday, and so Monday, the 4th.
        ({"contacted": "2026-04-01"}, "2026-05-04T23:59-03:00", "apparent_defect", "repair"),
        ({"contacted": "2026-04-01"}, "2026-05-05T00:00-03:00", "not_cured", "full"),
        # Refused on 20 April: the clock has run on since, to Monday, 29 June.
        (
            {"contacted": "2026-04-01", "negotiated": "2026-04-20"},
            "2026-06-29T23:59-03:00",
            "not_cured",
            "full",
        ),
        # A hidden defect, found on 1 June and complained of on the 8th: Wednesday, 8 July.
        (
            {"aware": "2026-06-01", "contacted": "2026-06-08"},
            "2026-07-08T23:59-03:00",
            "hidden_defect",
            "repair",
        ),
        ({"aware": "2026-06-01", "contacted": "2026-06-08"}, "2026-07-09T00:00-03:00", "not_cured", "full"),
    ],
)
def test_the_supplier_may_cure_for_thirty_days_and_then_the_buyer_chooses(
    told: dict[str, str], at: str, ground: str, kind: str
) -> None:
    claim = bp.Claim(order(**told), [bp.Problem("defective")])
    advice = bp.recommend(claim, at=at, policy=PACK)
    assert (advice.found.ground, advice.found.coverage, advice.request.kind) == (ground, "covered", kind)
    assert advice.request.amount == (None if kind == "repair" else bp.Money.of("110 BRL"))


def test_who_complained_too_late_has_no_choice() -> None:
    # 10 March and 90 days is 8 June.
    for contacted, coverage in (("2026-06-08", "covered"), ("2026-06-09", "too_late")):
        found = classified(order(contacted=contacted), "defective", "2026-08-01T12:00Z")
        assert found.coverage == coverage


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (bp.Problem("defective", "complete"), "full"),
        (bp.Problem("counterfeit"), "full"),
        (bp.Problem("defective", "partial"), "repair"),
        (bp.Problem("quality"), "repair"),
    ],
)
def test_what_is_spoiled_or_fake_needs_no_cure(problem: bp.Problem, kind: str) -> None:
    advice = bp.recommend(bp.Claim(order(), [problem]), at="2026-03-20T12:00Z", policy=PACK)
    assert (advice.found.ground, advice.request.kind) == ("apparent_defect", kind)


def test_a_shop_cures_first_from_the_first_day() -> None:
    claim = bp.Claim(order(sale="in_store"), [bp.Problem("defective")])
    advice = bp.recommend(claim, at="2026-03-12T12:00Z", policy=PACK)
    assert (advice.found.ground, advice.request.kind) == ("apparent_defect", "repair")


@pytest.mark.parametrize(
    ("problem", "rule"),
    [(bp.Problem("defective"), "refund.cure-first"), (bp.Problem("counterfeit"), "refund.no-cure-needed")],
)
def test_what_is_paid_says_whether_a_cure_comes_first(problem: bp.Problem, rule: str) -> None:
    advice = bp.recommend(bp.Claim(order(), [problem]), at="2026-03-20T12:00Z", policy=PACK)
    assert advice.entitlement is not None
    assert advice.entitlement.because.rule == rule
