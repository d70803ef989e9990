"""The next step, case by case: what a dispute's last event calls for, and what no option promises."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

import buyerprotect as bp

GUIDE = "aliexpress-guide"
ORDER = bp.Order("aliexpress", "2017-03-05T12:00Z", items=[bp.Item("lamp", "40 USD")], shipping="10 USD")
CLAIM = bp.Claim(ORDER, [bp.Problem("not_as_described", "partial")], evidence=[bp.Evidence("photo")])
LOST = bp.Claim(ORDER, [bp.Problem("not_received", "complete")])
OPENED = bp.Event("opened", "2017-04-01T12:00Z", amount="50 USD")
REFUSED = bp.Event("answered", "2017-04-03T12:00Z", accepts=False)


def event(kind: Any, **details: Any) -> bp.Event:
    return bp.Event(kind, "2017-04-05T12:00Z", **details)


def step(*events: bp.Event, claim: bp.Claim = CLAIM, at: str = "2017-04-20T12:00Z") -> bp.Recommendation:
    return bp.recommend(bp.Dispute(claim, events) if events else claim, at=at, policy=GUIDE)


@pytest.mark.parametrize(
    ("events", "action", "way"),
    [
        ((OPENED,), "add_evidence", "wait"),
        ((OPENED, REFUSED), "escalate", "escalate"),
        ((OPENED, event("answered", accepts=True)), "wait", "wait"),
        ((OPENED, REFUSED, event("escalated")), "wait", "wait"),
        ((OPENED, event("offered", amount="20 USD")), "decline", "escalate"),
        ((OPENED, event("offered", amount="0 USD")), "decline", "escalate"),
        ((OPENED, event("offered", amount="50 USD")), "accept", "accept"),
        ((OPENED, event("offered", amount="50 USD", return_goods=True)), "decline", "escalate"),
        (
            (OPENED, event("offered", amount="50 USD", return_goods=True, return_paid_by="seller")),
            "accept",
            "accept",
        ),
        ((OPENED, event("offered", amount="20 USD"), event("declined")), "escalate", "escalate"),
        ((OPENED, event("offered", amount="20 USD"), event("accepted")), "wait", None),
        ((OPENED, event("ruled", amount="0 USD")), "other_route", None),
        ((OPENED, event("ruled", amount="30 USD")), "wait", None),
        ((OPENED, event("ruled", return_goods=True)), "return_goods", "return_at_own_cost"),
        (
            (OPENED, event("ruled", return_goods=True, return_paid_by="seller")),
            "return_goods",
            "return_as_ruled",
        ),
        ((OPENED, event("ruled"), event("defaulted")), "escalate", "insist"),
        ((OPENED, event("refunded", amount="50 USD")), "cancel", None),
        ((OPENED, event("refunded", amount="20 USD")), "add_evidence", None),
        ((OPENED, event("refunded"), event("cancelled")), "nothing", None),
        ((OPENED, event("cancelled")), "other_route", None),
        ((OPENED, event("closed")), "other_route", None),
    ],
)
def test_the_last_event_of_a_dispute_calls_for_its_step(
    events: tuple[bp.Event, ...], action: str, way: str | None
) -> None:
    found = step(*events)
    assert found.action == action
    marked = [option.id for option in found.options if option.recommended]
    assert marked == ([] if way is None else [way])


def test_postage_that_eats_the_refund_is_not_to_be_paid() -> None:
    claim = evolve(CLAIM, return_postage="50 USD")
    found = step(OPENED, event("ruled", return_goods=True), claim=claim)
    assert found.action == "nothing"
    assert found.request.kind == "none"
    assert "eats the refund" in found.because[0].says
    (keep,) = [option for option in found.options if option.recommended]
    assert keep.id == "nothing"


def test_postage_below_the_refund_leaves_the_difference() -> None:
    claim = evolve(CLAIM, return_postage="20 USD")
    found = step(OPENED, event("ruled", return_goods=True), claim=claim)
    (way,) = [option for option in found.options if option.recommended]
    assert (way.net_high, way.net_low) == (bp.Money("30", "USD"), bp.Money("-20", "USD"))
    assert "leaves 30.00 USD after postage" in found.because[0].says


def test_postage_nobody_told_leaves_the_net_not_known() -> None:
    options = {option.id: option for option in step().options}
    assert options["return_at_own_cost"].return_postage is None
    assert options["return_at_own_cost"].net_high is None


def test_no_option_promises_the_full_amount() -> None:
    for claim in (CLAIM, LOST):
        for option in step(claim=claim).options:
            assert option.refund_low is None or not option.refund_low


def test_goods_that_never_came_can_neither_be_kept_nor_sent_back() -> None:
    options = step(claim=LOST).options
    assert {option.id for option in options} == {"ask_full", "nothing"}
    assert all(option.keeps_goods is None for option in options)


def promised(day: str) -> bp.Claim:
    return evolve(LOST, order=evolve(ORDER, parcels=[bp.Parcel(shipped="2017-03-06T12:00Z", promised=day)]))


@pytest.mark.parametrize(
    ("day", "action"),
    [
        ("2017-04-25T12:00Z", "wait"),  # still to come, and within the protection
        ("2017-04-15T12:00Z", "open_dispute"),  # over
        ("2017-05-10T12:00Z", "open_dispute"),  # would outlast the protection, which ends on 4 May
    ],
)
def test_a_promise_is_waited_for_only_while_the_right_outlasts_it(day: str, action: str) -> None:
    found = step(claim=promised(day))
    assert found.action == action
    assert str(found.act_by) == "2017-05-04 04:59:59-07:00"


def test_tracking_that_is_dead_is_not_waited_for() -> None:
    claim = evolve(promised("2017-04-25T12:00Z"), problems=[bp.Problem("not_received", tracking="dead")])
    assert step(claim=claim).action == "open_dispute"


@pytest.mark.parametrize(
    ("problem", "ground", "coverage", "needs", "action"),
    [
        (bp.Problem("damaged"), "damaged_in_transit", "covered", (), "open_dispute"),
        (bp.Problem("wrong_item"), "wrong_item", "covered", (), "open_dispute"),
        (bp.Problem("not_received"), "not_received", "covered", (), "open_dispute"),
        (bp.Problem("size", "partial"), "not_as_described", "covered", (), "open_dispute"),
        (bp.Problem("size", "minor"), "not_as_described", "not_covered", (), "other_route"),
        (bp.Problem("size"), "not_as_described", "undetermined", ("extent",), "add_evidence"),
        (bp.Problem("changed_mind"), None, "not_covered", (), "other_route"),
    ],
)
def test_each_problem_has_its_ground_and_step(
    problem: bp.Problem, ground: str | None, coverage: str, needs: tuple[str, ...], action: str
) -> None:
    answer = bp.assess(evolve(CLAIM, problems=[problem]), at="2017-04-20T12:00Z", policy=GUIDE)
    found = answer.classification
    assert (found.ground, found.coverage, found.needs) == (ground, coverage, needs)
    assert answer.recommendation.action == action


def test_of_several_problems_the_one_that_is_covered_gives_the_ground() -> None:
    claim = evolve(CLAIM, problems=[bp.Problem("size", "minor"), bp.Problem("damaged")])
    assert bp.classify(claim, at="2017-04-20T12:00Z", policy=GUIDE).ground == "damaged_in_transit"


def test_a_wrong_ground_is_warned_of() -> None:
    found = bp.classify(evolve(CLAIM, ground="not_received"), at="2017-04-20T12:00Z", policy=GUIDE)
    assert found.ground == "not_as_described"
    assert "You mean to file under 'not_received'" in found.because[-1].says


def test_a_link_to_a_video_is_said_to_be_useless_only_where_there_is_one() -> None:
    kinds = {need.kind: need.need for need in step().evidence}
    assert kinds == {"photo": "wanted", "video": "wanted"}
    linked = step(claim=evolve(CLAIM, evidence=[bp.Evidence("video_link")]))
    assert {need.kind: (need.need, need.have) for need in linked.evidence}["video_link"] == ("useless", True)


def test_a_size_within_the_stated_tolerance_is_a_risk() -> None:
    problem = bp.Problem("size", "partial", difference=2, tolerance=3, unit="cm")
    assert "rely_on_tolerance" in {risk.act for risk in step(claim=evolve(CLAIM, problems=[problem])).risks}
    beyond = evolve(problem, difference=4)
    assert "rely_on_tolerance" not in {r.act for r in step(claim=evolve(CLAIM, problems=[beyond])).risks}


def test_asking_for_all_covers_the_claimed_items_and_their_share_of_shipping() -> None:
    order = evolve(ORDER, items=[bp.Item("lamp", "40 USD"), bp.Item("shade", "10 USD", quantity=4)])
    claim = evolve(CLAIM, order=order, items=["lamp"])
    assert step(claim=claim).request.amount == bp.Money("45", "USD")


def test_an_order_without_a_claim_has_dates_but_nothing_to_do() -> None:
    answer = bp.assess(ORDER, at="2017-04-20T12:00Z", policy=GUIDE)
    assert answer.classification.needs == ("problems",)
    assert answer.recommendation.action == "nothing"
    assert answer.deadlines[0].status("2017-04-20T12:00Z") == "open"


def test_an_unknown_confirmation_leaves_the_window_not_known() -> None:
    claim = evolve(CLAIM, order=evolve(ORDER, unknown=["confirmed"]))
    answer = bp.assess(claim, at="2017-04-20T12:00Z", policy=GUIDE)
    assert answer.classification.coverage == "undetermined"
    assert answer.classification.needs == ("confirmed",)
    assert answer.deadlines[0].status_us(answer.at_us) == "not_known"
    assert answer.recommendation.act_by is None


def test_a_committed_length_and_an_extension_outrank_the_guides_60_days() -> None:
    def end(**changes: Any) -> str:
        return str(bp.deadlines(evolve(ORDER, **changes), policy=GUIDE)[0].closes)

    assert end() == "2017-05-04 05:00:00-07:00"
    assert end(committed=90) == "2017-06-03 05:00:00-07:00"
    assert end(committed="2017-06-10T00:00Z") == "2017-06-09 17:00:00-07:00"
    assert end(extensions=[bp.Extension(days=10)]) == "2017-05-14 05:00:00-07:00"
    assert end(extensions=[bp.Extension(until="2017-07-01T00:00Z")]) == "2017-06-30 17:00:00-07:00"
    # What was over by then was not extended.
    late = bp.Extension(days=10, granted="2017-05-05T00:00Z")
    assert end(extensions=[late]) == "2017-05-04 05:00:00-07:00"


def test_a_dispute_opened_after_the_end_is_too_late_by_the_rules_but_goes_on() -> None:
    late = evolve(OPENED, on="2017-05-10T12:00Z")
    answer = bp.assess(bp.Dispute(CLAIM, [late]), at="2017-05-20T12:00Z", policy=GUIDE)
    assert answer.classification.coverage == "too_late"
    assert answer.recommendation.action == "add_evidence"
    assert "yet it stands open" in answer.recommendation.because[0].says


def test_odd_orders_of_events_are_noted_and_not_refused() -> None:
    order = evolve(ORDER, paid="2017-03-10T12:00Z", parcels=[bp.Parcel(shipped="2017-03-06T12:00Z")])
    remarks = bp.assess(order, at="2017-04-20T12:00Z", policy=GUIDE).remarks
    assert any("shipped" in remark and "is unusual" in remark for remark in remarks)


def test_a_level_of_service_is_told_while_one_waits_and_changes_no_answer() -> None:
    plain, served = step(OPENED), step(OPENED, claim=evolve(CLAIM, order=evolve(ORDER, account_level="A4")))
    assert plain == served
    assert "level.A4" in {because.rule for because in plain.because}
    assert "level.A4" not in {because.rule for because in step().because}


def test_an_offer_is_an_option_for_what_it_offers() -> None:
    options = {o.id: o for o in step(OPENED, event("offered", amount="20 USD", return_goods=True)).options}
    assert "20.00 USD" in options["accept"].says
    assert (options["accept"].refund_low, options["accept"].keeps_goods) == (bp.Money("20", "USD"), False)
    assert options["accept"].return_postage is None  # at the buyer's cost, which is not told
    nothing = {o.id: o for o in step(OPENED, event("offered")).options}["accept"]
    assert nothing.refund_high == bp.Money("0", "USD")


def test_after_a_ruling_it_is_no_longer_said_what_to_ask_for() -> None:
    asking = "asking.ask-for-all"
    assert asking in {because.rule for because in step(OPENED).because}
    assert asking not in {because.rule for because in step(OPENED, event("ruled")).because}


def test_goods_promised_for_this_very_moment_are_late() -> None:
    assert step(claim=promised("2017-04-20T12:00Z")).action == "open_dispute"
    assert step(claim=promised("2017-04-20T12:00:01Z")).action == "wait"


def test_an_answer_is_shown_in_one_line() -> None:
    answer = bp.assess(CLAIM, at="2017-04-20T12:00Z", policy=GUIDE)
    assert repr(answer) == "<Assessment at 2017-04-20T12:00:00Z: not_as_described, covered; open_dispute>"
    assert repr(answer.deadlines[0]) == (
        "<Deadline open_dispute (buyer): 2017-03-05T04:00:00-08:00 to 2017-05-04T05:00:00-07:00>"
    )
    assert repr(answer.deadlines).startswith("<Timeline by aliexpress-guide 2015-2017: open_dispute, ")


def test_act_by_is_the_last_whole_second_before_the_end_and_never_before_now() -> None:
    window = bp.deadlines(ORDER, policy=GUIDE)[0]
    assert window.closes_us is not None
    assert window.act_by_us(0) == window.closes_us - 1_000_000
    assert window.act_by_us(window.closes_us - 500_000) == window.closes_us - 1
    assert window.act_by_us(window.closes_us) is None


def test_between_two_readings_of_the_end_it_says_to_act_at_once() -> None:
    # Confirmed on 10 April: 14 days by the one reading, 15 by the adopted one.
    claim = evolve(CLAIM, order=evolve(ORDER, confirmed="2017-04-10T12:00Z"))
    for at, safe in (("2017-04-24T11:59Z", True), ("2017-04-24T12:00Z", False)):
        answer = bp.assess(claim, at=at, policy=GUIDE)
        assert answer.classification.coverage == "covered"
        assert answer.recommendation.action == "open_dispute"
        assert (answer.recommendation.act_by is not None) is safe
        assert ("readings" in {because.rule for because in answer.recommendation.because}) is not safe
        assert (
            "\nAct now: By one reading (14-days) the time is over already" in answer.explain()
        ) is not safe
    gone = bp.assess(claim, at="2017-04-25T12:00Z", policy=GUIDE)
    assert gone.classification.coverage == "too_late"


def test_a_problem_that_may_be_covered_goes_before_one_that_is_not() -> None:
    claim = evolve(CLAIM, problems=[bp.Problem("size", "minor"), bp.Problem("colour")])
    found = bp.classify(claim, at="2017-04-20T12:00Z", policy=GUIDE)
    assert (found.coverage, found.needs) == ("undetermined", ("extent",))


@pytest.mark.parametrize("payer", ["seller", "platform"])
def test_a_way_back_that_somebody_else_pays_costs_nothing(payer: Any) -> None:
    offer = event("offered", amount="50 USD", return_goods=True, return_paid_by=payer)
    options = {option.id: option for option in step(OPENED, offer).options}
    assert options["accept"].recommended
    assert options["accept"].net_high == bp.Money("50", "USD")
