"""The Consumer Rights Act: the 30 days and their pause, what follows them, and goods that do not come."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("uk-cra")
AT = "2026-03-14T12:00Z"


def order(programme: str = "none", *, traits: Any = (), **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Europe/London",
        "country": "GB",
        "region": "GB-ENG",
        "items": [bp.Item("kettle", "40 GBP", traits=traits)],
        "shipping": "5 GBP",
        "parcels": [bp.Parcel(shipped="2026-02-21", delivered="2026-03-02")],
    }
    return bp.Order(programme, "2026-02-20", **{**facts, **told})


def claim(facts: bp.Order, kind: Any = "defective", **told: Any) -> bp.Claim:
    return bp.Claim(facts, [bp.Problem(kind)], **told)


def found(facts: bp.Order, kind: Any = "defective", at: str = AT) -> bp.Classification:
    return bp.classify(claim(facts, kind), at=at, policy=PACK)


def window(name: str, **told: Any) -> bp.Deadline:
    return find_window(order(**told), name, PACK)


# --- the short-term right to reject -----------------------------------------------------------------


def test_the_30_days_begin_the_day_after_the_delivery() -> None:
    # Delivered on 2 March: the 3rd is day 1, 1 April is day 30.
    rejecting = window("reject")
    assert (rejecting.last_day, rejecting.action) == ("2026-04-01", "give_notice")
    assert str(rejecting.closes) == "2026-04-02 00:00:00+01:00"


@pytest.mark.parametrize(
    ("at", "status"), [("2026-04-01T22:59:59Z", "open"), ("2026-04-01T23:00Z", "closed")]
)
def test_the_last_day_ends_with_british_midnight(at: str, status: str) -> None:
    assert window("reject").status(at) == status


def test_of_several_parcels_the_last_counts() -> None:
    parcels = [bp.Parcel(delivered="2026-03-02"), bp.Parcel(delivered="2026-03-10")]
    # 10 March and 30 days.
    rejecting = window("reject", parcels=parcels)
    assert rejecting.last_day == "2026-04-09"
    # Where each parcel counts by itself: 2 March and 30 days is 1 April, the safe end.
    assert str(rejecting.safe_by) == "2026-04-02 00:00:00+01:00"


def test_a_parcel_that_is_still_to_come_leaves_the_first_one_a_safe_end() -> None:
    parcels = [bp.Parcel(delivered="2026-03-02"), bp.Parcel(shipped="2026-03-01")]
    waiting = window("reject", parcels=parcels)
    assert (waiting.closes, str(waiting.safe_by)) == (None, "2026-04-02 00:00:00+01:00")


def test_a_midnight_delivery_does_not_shorten_the_time() -> None:
    # The first day after delivery is the 3rd, even if the goods came as the 2nd began.
    parcels = [bp.Parcel(delivered="2026-03-02T00:00Z")]
    assert window("reject", parcels=parcels).last_day == "2026-04-01"


def test_goods_that_the_trader_installs_wait_for_that() -> None:
    waiting = window("reject", traits=["installation"])
    assert (waiting.closes, waiting.needs) == (None, ("installed",))
    # Installed on 9 March, and 30 days is 8 April.
    assert window("reject", traits=["installation"], installed="2026-03-09").last_day == "2026-04-08"
    # Goods that the buyer sets up do not wait.
    assert window("reject", installed="2026-03-09").last_day == "2026-04-01"


@pytest.mark.parametrize(
    ("asked", "repaired", "last_day"),
    [
        # 10 to 19 March are ten days: 1 April and ten days.
        ("2026-03-10", "2026-03-19", "2026-04-11"),
        # One day: asked and back on the 10th.
        ("2026-03-10", "2026-03-10", "2026-04-02"),
        # 30 March to 20 April are 22 days: 23 April, but seven days after the 20th is the 27th.
        ("2026-03-30", "2026-04-20", "2026-04-27"),
        # 24 March to 3 April are 11 days: 12 April, and seven days after the 3rd would be the 10th.
        ("2026-03-24", "2026-04-03", "2026-04-12"),
    ],
)
def test_a_repair_stops_the_time_and_leaves_seven_days(asked: str, repaired: str, last_day: str) -> None:
    assert window("reject", repair_asked=asked, repaired=repaired).last_day == last_day


def test_while_the_goods_are_away_the_time_stands_still() -> None:
    standing = window("reject", repair_asked="2026-03-10")
    assert standing.status("2026-06-01T12:00Z") == "paused"
    assert (standing.closes, standing.needs) == (None, ("repaired",))


def test_perishable_goods_have_a_time_that_nobody_puts_into_days() -> None:
    windows = bp.deadlines(order(traits=["perishable"]), policy=PACK)
    assert windows.find("reject") is None
    found_window = windows.find("reject_perishable")
    assert found_window is not None
    assert found_window.closes is None
    assert found(order(traits=["perishable"])).ground == "short_term_rejection_perishable"


def test_a_laptop_broken_on_day_12_is_rejected_for_a_full_refund() -> None:
    answer = bp.recommend(claim(order("ebay", seller_class="business")), at=AT, policy=PACK)
    assert (answer.found.ground, answer.found.coverage) == ("short_term_rejection", "covered")
    assert answer.action == "give_notice"
    assert answer.request.amount == bp.Money.of("45 GBP")
    assert (answer.request.return_goods, answer.request.return_paid_by) == (True, "seller")
    assert answer.entitlement is not None
    assert answer.entitlement.less == ()


@pytest.mark.parametrize(
    ("at", "ground", "repaired"),
    [
        ("2026-04-01T22:59:59Z", "short_term_rejection", None),
        # Midnight in London: a repair or replacement is what is left.
        ("2026-04-01T23:00Z", "repair_or_replacement", None),
        # Asked on 30 March and back on 20 April: seven days are left, until the 27th.
        ("2026-04-27T22:59:59Z", "short_term_rejection", "2026-04-20"),
        ("2026-04-27T23:00Z", "price_reduction_or_final_rejection", "2026-04-20"),
    ],
)
def test_after_the_30_days_the_next_right_is_taken(at: str, ground: str, repaired: str | None) -> None:
    asked = "2026-03-30" if repaired else None
    answer = bp.assess(claim(order(repair_asked=asked, repaired=repaired)), at=at, policy=PACK)
    assert (answer.classification.ground, answer.classification.coverage) == (ground, "covered")
    assert answer.recommendation.action == "give_notice"


def test_the_end_of_six_years_leaves_nothing() -> None:
    # Delivered on 2 March 2026, which is not counted.
    last = found(order(), at="2032-03-02T23:59:59Z")
    assert (last.ground, last.coverage) == ("repair_or_replacement", "covered")
    assert found(order(), at="2032-03-03T00:00Z").coverage == "too_late"


def test_after_the_rejection_the_goods_are_held_ready_and_the_refund_is_waited_for() -> None:
    rejected = claim(order(withdrawn="2026-03-12"))
    # Also after the 30 days: the claim was made in them.
    for at in (AT, "2026-05-01T12:00Z"):
        answer = bp.assess(rejected, at=at, policy=PACK)
        assert answer.classification.ground == "short_term_rejection"
        assert answer.recommendation.action == "wait"
        assert "advice.rejected" in {because.rule for because in answer.recommendation.because}


def test_while_a_repair_is_under_way_there_is_no_rejecting() -> None:
    answer = bp.assess(claim(order(repair_asked="2026-03-10")), at=AT, policy=PACK)
    assert (answer.classification.ground, answer.classification.coverage) == (
        "price_reduction_or_final_rejection",
        "undetermined",
    )
    assert answer.recommendation.action == "wait"
    assert "advice.in-repair" in {because.rule for because in answer.recommendation.because}
    # Who rejected all the same waits for the trader.
    impatient = claim(order(repair_asked="2026-03-10", withdrawn="2026-05-20"))
    step = bp.recommend(impatient, at="2026-06-01T12:00Z", policy=PACK)
    assert (step.found.coverage, step.action) == ("covered", "wait")
    assert "advice.in-repair" not in {because.rule for because in step.because}


def test_a_repair_asked_for_after_the_30_days_does_not_bring_them_back() -> None:
    # 1 April was the last day.
    assert window("reject", repair_asked="2026-04-02", repaired="2026-04-10").last_day == "2026-04-01"


# --- what follows -----------------------------------------------------------------------------------


def test_a_repair_can_be_asked_for_long_after_the_30_days() -> None:
    assert window("repair").last_day == "2032-03-02"
    assert window("repair", region="GB-SCT").last_day == "2031-03-02"
    assert str(window("repair", region=None).safe_by) == "2031-03-03 00:00:00+00:00"


def test_the_second_remedy_comes_once_a_repair_was_asked_for() -> None:
    assert bp.deadlines(order(), policy=PACK).find("second_remedy") is None
    second = window("second_remedy", repair_asked="2026-05-04", repaired="2026-05-20")
    # Once the goods are back; earlier only if the repair took longer than is reasonable.
    assert str(second.opens) == "2026-05-20 00:00:00+01:00"
    assert "reasonable-time-over" in {reading.id for reading in second.readings}
    assert second.last_day == "2032-03-02"


def test_a_repair_takes_a_reasonable_time_that_nobody_puts_into_days() -> None:
    assert window("repair_done", repair_asked="2026-03-10").closes is None


def test_the_presumption_lasts_six_months_that_begin_with_the_delivery() -> None:
    # 2 March is the first day, so that 1 September is the last.
    assert window("presumption").last_day == "2026-09-01"


LATER = "price_reduction_or_final_rejection_later"


@pytest.mark.parametrize(
    ("at", "traits", "ground", "less", "rule"),
    [
        # 5 to 10 March are six days: 1 April and six days is the 7th, and in them it is the first rejection.
        ("2026-04-07T22:59:59Z", [], "short_term_rejection", (), "rejection"),
        ("2026-04-07T22:59:59Z", ["vehicle"], "short_term_rejection", (), "rejection"),
        ("2026-04-07T23:00Z", [], LATER.removesuffix("_later"), (), "final-rejection-in-six-months"),
        (
            "2026-04-07T23:00Z",
            ["vehicle"],
            LATER.removesuffix("_later"),
            ("use",),
            "final-rejection-of-a-vehicle",
        ),
        # Six months that begin on 3 March end on 2 September.
        ("2026-09-02T22:59:59Z", [], LATER.removesuffix("_later"), (), "final-rejection-in-six-months"),
        ("2026-09-02T23:00Z", [], LATER, ("use",), "final-rejection"),
        ("2026-09-02T23:00Z", ["vehicle"], LATER, ("use",), "final-rejection-of-a-vehicle"),
    ],
)
def test_something_may_be_taken_off_for_use_after_six_months_and_of_a_vehicle_before(
    at: str, traits: Any, ground: str, less: tuple[str, ...], rule: str
) -> None:
    repaired = order(traits=traits, repair_asked="2026-03-05", repaired="2026-03-10")
    answer = bp.recommend(claim(repaired), at=at, policy=PACK)
    assert answer.found.ground == ground
    assert answer.entitlement is not None
    assert answer.entitlement.less == less
    assert answer.entitlement.because.rule == f"refund.{rule}"
    assert (answer.request.kind, answer.request.amount) == ("full", bp.Money.of("45 GBP"))


def test_the_six_months_without_a_deduction_are_safe_a_day_earlier() -> None:
    second = window("second_remedy_in_six_months", repair_asked="2026-05-04", repaired="2026-05-20")
    # If the day of delivery is one of them, they end on 1 September.
    assert (second.last_day, str(second.safe_by)) == ("2026-09-02", "2026-09-02 00:00:00+01:00")
    # Installed on 9 March: they begin on the 10th.
    told: dict[str, Any] = {
        "traits": ["installation"],
        "installed": "2026-03-09",
        "repair_asked": "2026-05-04",
    }
    assert window("second_remedy_in_six_months", **told).last_day == "2026-09-09"


def test_who_rejected_for_good_in_the_six_months_stays_there() -> None:
    told = {"repair_asked": "2026-05-04", "repaired": "2026-05-20"}
    for withdrawn, ground in (("2026-09-02", LATER.removesuffix("_later")), ("2026-09-03", LATER)):
        rejected = claim(order(**told, withdrawn=withdrawn))
        answer = bp.recommend(rejected, at="2026-10-01T12:00Z", policy=PACK)
        assert (answer.found.ground, answer.action) == (ground, "wait")


def test_a_refund_owed_after_a_repair_may_be_less_the_use() -> None:
    told = {"withdrawn": "2026-05-25", "return_sent": "2026-05-26"}
    for asked, less in (({}, ()), ({"repair_asked": "2026-05-04", "repaired": "2026-05-20"}, ("use",))):
        owed = bp.recommend(
            claim(order(**told, **asked), "not_refunded"), at="2026-06-20T12:00Z", policy=PACK
        )
        assert owed.entitlement is not None
        assert owed.entitlement.less == less


@pytest.mark.parametrize(
    ("at", "request_", "rule"),
    [
        ("2026-04-01T22:59:59Z", ("full", bp.Money.of("45 GBP")), "asking.rejection"),
        ("2026-04-01T23:00Z", ("repair", None), "asking.repair-or-replacement"),
    ],
)
def test_after_the_30_days_a_repair_is_asked_for_and_no_money(
    at: str, request_: tuple[str, Any], rule: str
) -> None:
    answer = bp.recommend(claim(order()), at=at, policy=PACK)
    assert (answer.request.kind, answer.request.amount) == request_
    assert (answer.request.return_goods, answer.request.return_paid_by) == (True, "seller")
    assert rule in {because.rule for because in answer.because}


@pytest.mark.parametrize(
    ("at", "needed", "advice"),
    [
        (AT, {"withdrawal_notice", "photo"}, {"reject-or-repair", "fault-hard-to-prove"}),
        ("2026-04-02T12:00Z", {"messages", "photo"}, set[str]()),
    ],
)
def test_what_is_said_of_rejecting_goes_with_it(at: str, needed: set[str], advice: set[str]) -> None:
    answer = bp.recommend(claim(order()), at=at, policy=PACK)
    assert {need.kind for need in answer.evidence if need.need == "needed"} == needed
    told = {because.rule.removeprefix("advice.") for because in answer.because if "advice." in because.rule}
    assert told == advice


def test_losses_come_on_top() -> None:
    lost = claim(order(), losses=[bp.Loss("scalded worktop", "30 GBP")])
    answer = bp.recommend(lost, at=AT, policy=PACK)
    assert answer.request.amount == bp.Money.of("45 GBP")
    assert [extra.amount for extra in answer.request.extras] == [bp.Money.of("30 GBP")]


def test_the_refund_is_due_in_14_days_of_which_the_first_is_that_of_the_promise() -> None:
    # 10 March is day 1, 23 March day 14.
    due = window("refund", withdrawn="2026-03-09", refund_promised="2026-03-10")
    assert (due.party, due.last_day) == ("seller", "2026-03-23")
    assert bp.deadlines(order(withdrawn="2026-03-09"), policy=PACK).find("refund") is None


def test_too_few_pieces_have_a_right_without_a_time() -> None:
    assert found(order(), "quantity").ground == "wrong_quantity"
    assert window("wrong_quantity").closes is None


# --- goods that do not come -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parcels", "delivered_by", "opens"),
    [
        # 20 February and 30 days is 22 March.
        ([], "2026-03-22", "2026-03-23 00:00:00+00:00"),
        ([bp.Parcel(promised="2026-04-10")], "2026-04-10", "2026-04-11 00:00:00+01:00"),
    ],
)
def test_goods_are_late_after_the_agreed_day_or_30_days(
    parcels: list[bp.Parcel], delivered_by: str, opens: str
) -> None:
    assert str(window("late_delivery", parcels=parcels).opens) == opens
    duty = window("deliver", parcels=parcels)
    assert (duty.party, duty.last_day) == ("seller", delivered_by)


@pytest.mark.parametrize(
    ("at", "coverage"), [("2026-03-22T23:59Z", "too_early"), ("2026-03-23T00:00Z", "covered")]
)
def test_before_that_there_is_only_waiting(at: str, coverage: str) -> None:
    answer = found(order(parcels=[]), "not_received", at)
    assert (answer.ground, answer.coverage) == ("late_delivery", coverage)


def test_what_did_not_come_is_paid_back_in_full_and_nothing_goes_back() -> None:
    answer = bp.recommend(claim(order(parcels=[]), "not_received"), at="2026-03-25T12:00Z", policy=PACK)
    assert answer.action == "give_notice"
    assert answer.request.amount == bp.Money.of("45 GBP")
    assert answer.request.return_goods is False


def test_a_part_of_the_order_that_did_not_come_is_late_too() -> None:
    items = [bp.Item("kettle", "40 GBP"), bp.Item("jug", "20 GBP")]
    parcels = [bp.Parcel(delivered="2026-03-02", items=["kettle"]), bp.Parcel(items=["jug"])]
    jug = claim(order(items=items, parcels=parcels), "not_received", items=["jug"])
    # 20 February and 30 days is 22 March.
    early = bp.classify(jug, at="2026-03-22T23:59:59Z", policy=PACK)
    assert (early.ground, early.coverage) == ("late_delivery", "too_early")
    assert bp.classify(jug, at="2026-03-23T00:00Z", policy=PACK).coverage == "covered"


# --- a refund that does not come --------------------------------------------------------------------


def test_a_refund_is_owed_once_the_goods_were_rejected() -> None:
    assert found(order(), "not_refunded").coverage == "not_covered"
    rejected = claim(order(withdrawn="2026-03-09", return_sent="2026-03-10"), "not_refunded")
    answer = bp.recommend(rejected, at=AT, policy=PACK)
    assert (answer.found.ground, answer.found.coverage) == ("not_refunded", "covered")
    assert (answer.request.amount, answer.request.return_goods) == (bp.Money.of("45 GBP"), False)
    # Six years from the delivery, which came before the rejection.
    assert find_window(rejected, "claim_refund", PACK).last_day == "2032-03-02"


def test_a_contract_that_was_ended_before_anything_came_is_paid_back() -> None:
    ended = claim(order(parcels=[], withdrawn="2026-03-10"), "not_refunded")
    answer = bp.recommend(ended, at=AT, policy=PACK)
    assert (answer.found.ground, answer.found.coverage) == ("not_refunded", "covered")
    assert answer.request.return_goods is False
    # Six years from the end of the contract, which came before 22 March, the last day for delivery.
    assert find_window(ended, "claim_refund", PACK).last_day == "2032-03-10"
    later = claim(order(parcels=[], withdrawn="2026-04-10"), "not_refunded")
    assert find_window(later, "claim_refund", PACK).last_day == "2032-03-22"


# --- whom it is for ---------------------------------------------------------------------------------


def test_a_private_seller_is_no_trader() -> None:
    assert found(order(seller_class="private")).coverage == "not_covered"
    assert found(order()).coverage == "covered"
    assert found(order("vinted")).needs == ("seller_class",)
    assert found(order("vinted", seller_class="business")).coverage == "covered"
    because = found(order("vinted", seller_class="private")).because
    assert because[-1].rule == "exclusion.private-seller"


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"user_class": "business"}, "business-buyer"),
        ({"traits": ["digital"]}, "not-goods"),
        ({"traits": ["service"]}, "not-goods"),
    ],
)
def test_who_and_what_is_left_out_is_told(told: dict[str, Any], rule: str) -> None:
    answer = found(order(**told))
    assert (answer.coverage, answer.because[-1].rule) == ("not_covered", f"exclusion.{rule}")


def test_a_shop_on_the_high_street_is_a_trader_too() -> None:
    assert found(order(sale="in_store")).coverage == "covered"


def test_a_buyer_elsewhere_has_other_laws() -> None:
    with pytest.raises(bp.InvalidFactsError, match="country is GB"):
        bp.deadlines(order(country="DE", region=None), policy=PACK)


def test_it_is_for_contracts_from_october_2015_on() -> None:
    items = [bp.Item("kettle", "40 GBP")]
    first = bp.Order("none", "2015-10-01", zone="Europe/London", country="GB", items=items)
    assert bp.deadlines(first, policy=PACK).policy.version == "2015"
    older = bp.Order("none", "2015-09-30", zone="Europe/London", country="GB", items=items)
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(older, policy=PACK)
