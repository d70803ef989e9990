"""The laws an answer keeps, whatever the case: named properties over cases that could have happened."""

from __future__ import annotations

import pickle
from copy import copy, deepcopy
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from cases_strategies import claims, disputes, moments, orders
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.advice.case import prepare
from buyerprotect.convert import answer_to_data
from buyerprotect.facts.events import order_of
from buyerprotect.timing.clock import LAST, bounds
from buyerprotect.timing.trace import replay
from buyerprotect.timing.zone import DAY

Facts = bp.Order | bp.Claim | bp.Dispute

GUIDE = "aliexpress-guide"
# Once its opening is known a window is not yet open, then open, or not known to be over.
STATUSES = ["pending", "not_yet", "not_known", "open", "done", "closed"]


def answerable(facts: Facts) -> bool:
    """Tell whether the guide is about a case, covers it, and can pay what it asks."""
    try:
        prepare(facts, GUIDE)
    except bp.BuyerProtectError:
        return False
    return True


def plain(claim: bp.Claim) -> bp.Claim:
    """Take out what only other programmes know: a ground by another name, more than was paid."""
    asks = claim.asks if claim.asks and claim.asks.amount <= claim.paid else None
    return evolve(claim, ground=None, asks=asks)


ORDERS = orders().filter(answerable)
CLAIMS = claims().map(plain).filter(answerable)
DISPUTES = disputes().map(lambda case: evolve(case, claim=plain(case.claim))).filter(answerable)
FACTS: st.SearchStrategy[Facts] = st.one_of(ORDERS, CLAIMS, DISPUTES)


def later_than(facts: Facts) -> int:
    """Return a moment that no observed event lies after."""
    order = order_of(facts)
    told = [value for _, value in order.moments()]
    told += [event.on for event in facts.events] if isinstance(facts, bp.Dispute) else []
    return max(bounds(value, order.zone)[1] for value in told)


def answered(facts: Facts, at: int) -> bp.Assessment:
    return bp.assess(facts, at=bp.Instant(at), policy=GUIDE)


def moments_of(window: bp.Deadline) -> list[int]:
    ends = (window.opens_us, window.closes_us, window.safe_by_us, window.latest_arguable_us)
    return [moment for moment in ends if moment is not None]


@settings(deadline=None, max_examples=60)
@given(FACTS)
def test_windows_are_half_open(facts: Facts) -> None:
    for window in bp.deadlines(facts, policy=GUIDE):
        opens, closes = window.opens_us, window.closes_us
        if opens is None or closes is None or opens >= closes or window.used_us is not None:
            continue
        assert window.status_us(opens - 1) == "not_yet"
        assert window.status_us(opens) == "open"
        assert window.status_us(closes - 1) == "open"
        assert window.status_us(closes) == "closed"


@settings(deadline=None, max_examples=60)
@given(FACTS)
def test_safe_by_is_no_later_than_closes_and_closes_no_later_than_latest_arguable(facts: Facts) -> None:
    for window in bp.deadlines(facts, policy=GUIDE):
        if window.closes_us is None or window.latest_arguable_us is None:
            continue
        assert window.closes_us <= window.latest_arguable_us
        if window.party == "buyer":
            assert window.safe_by_us is not None
            assert window.safe_by_us <= window.closes_us
            if window.opens_us is not None and window.safe_from_us is not None:
                assert window.opens_us <= window.safe_from_us


@settings(deadline=None, max_examples=40)
@given(FACTS, st.lists(moments(), min_size=2, max_size=6))
def test_status_moves_only_forward_as_time_goes_by(facts: Facts, times: list[int]) -> None:
    for window in bp.deadlines(facts, policy=GUIDE):
        found = [window.status_us(at) for at in sorted([*times, *moments_of(window)])]
        if "none" in found:  # it opens at or after it closes, at any moment one may ask
            assert set(found) == {"none"}
            continue
        order = [STATUSES.index(status) for status in found]
        assert order == sorted(order)


@settings(deadline=None, max_examples=40)
@given(FACTS, st.integers(0, 400 * DAY))
def test_the_moment_to_act_by_is_safe_and_still_in_time(facts: Facts, after: int) -> None:
    at = later_than(facts) + after
    answer = answered(facts, at)
    act_by = answer.recommendation.act_by_us
    if act_by is None:
        return
    assert any(
        window.safe_from_us is not None
        and window.safe_by_us is not None
        and max(window.safe_from_us, at) <= act_by < window.safe_by_us
        for window in answer.deadlines
        if window.party == "buyer"
    )


@settings(deadline=None, max_examples=40)
@given(st.one_of(CLAIMS, DISPUTES), st.integers(0, 100 * DAY))
def test_no_more_is_asked_for_than_was_paid_for_the_claimed_items(
    facts: bp.Claim | bp.Dispute, after: int
) -> None:
    claim = facts.claim if isinstance(facts, bp.Dispute) else facts
    advice = answered(facts, later_than(facts) + after).recommendation
    amounts = [advice.request.amount, *(option.refund_high for option in advice.options)]
    if advice.expected is not None:
        amounts += [advice.expected.low, advice.expected.high]
    ruled = facts.last("ruled", "offered") if isinstance(facts, bp.Dispute) else None
    assume(ruled is None or ruled.amount is None or ruled.amount <= claim.paid)
    assert all(amount <= claim.paid <= claim.order.total for amount in amounts if amount is not None)


@settings(deadline=None, max_examples=40)
@given(CLAIMS, st.integers(0, 50 * DAY))
def test_a_greater_extent_never_lowers_the_amount_within_one_ground_and_coverage(
    claim: bp.Claim, after: int
) -> None:
    at = later_than(claim) + after
    found: dict[tuple[str | None, str], bp.Money] = {}
    for extent in ("minor", "partial", "complete"):
        problems = [evolve(problem, extent=extent) for problem in claim.problems]
        answer = answered(evolve(claim, problems=problems), at)
        key = (answer.classification.ground, answer.classification.coverage)
        amount = answer.recommendation.request.amount
        if amount is not None:
            assert amount >= found.get(key, amount)
            found[key] = amount


@settings(deadline=None, max_examples=40)
@given(CLAIMS, st.sampled_from(["photo", "video", "tracking_local", "policy_text"]), st.integers(0, 50 * DAY))
def test_evidence_for_the_buyer_never_lowers_the_amount(claim: bp.Claim, kind: str, after: int) -> None:
    at = later_than(claim) + after
    without = answered(evolve(claim, evidence=()), at).recommendation.request.amount
    shown = evolve(claim, evidence=[bp.Evidence(kind)])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - drawn from the words
    with_it = answered(shown, at).recommendation.request.amount
    assert (without is None) == (with_it is None)
    if without is not None and with_it is not None:
        assert with_it >= without


@settings(deadline=None, max_examples=60)
@given(FACTS)
def test_every_trace_replays_to_its_moment(facts: Facts) -> None:
    for window in bp.deadlines(facts, policy=GUIDE):
        for trace, moment in ((window.opens_trace, window.opens_us), (window.closes_trace, window.closes_us)):
            assert bool(trace) == (moment is not None)
            if trace:
                assert replay(trace).us == moment


@settings(deadline=None, max_examples=60)
@given(
    moments(),
    st.sampled_from(["Africa/Cairo", "America/Havana", "Pacific/Apia", "Asia/Kathmandu", "UTC"]),
    st.sampled_from(["Australia/Lord_Howe", "America/Los_Angeles", "Europe/Dublin"]),
)
def test_the_same_instant_gives_the_same_answer_whatever_zone_it_is_written_in(
    placed: int, one: str, other: str
) -> None:
    assume(answerable(bp.Order("aliexpress", bp.Instant(placed), items=[bp.Item("x", "1 USD")])))
    answers: list[object] = []
    for name in (one, other):
        written = bp.Instant(placed).in_zone(name)
        standard = datetime.fromisoformat(written.isoformat()).astimezone(ZoneInfo(name))
        for told in (written, standard, written.isoformat()):
            order = bp.Order("aliexpress", told, items=[bp.Item("x", "1 USD")])
            claim = bp.Claim(order, [bp.Problem("damaged")])
            at = bp.Instant(min(placed + 30 * DAY, LAST)).in_zone(name)
            answers.append(answer_to_data(bp.assess(claim, at=at, policy=GUIDE)))
    assert all(answer == answers[0] for answer in answers)


@settings(deadline=None, max_examples=40)
@given(ORDERS, st.integers(1, 40 * DAY))
def test_placing_later_never_moves_the_unconfirmed_window_earlier(order: bp.Order, by: int) -> None:
    # Only forward periods lead from placing to the end, so this one is monotone.
    first = bp.Order(
        "aliexpress", bp.Instant(bounds(order.placed, order.zone)[0]), items=order.items, zone=order.zone
    )
    later = evolve(first, placed=bp.Instant(bounds(first.placed, None)[0] + by))
    assume(answerable(first) and answerable(later))
    ends = [bp.deadlines(case, policy=GUIDE)[0].closes_us for case in (first, later)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] + by == ends[1]


@settings(deadline=None, max_examples=40)
@given(moments(), st.integers(0, 90 * DAY))
def test_confirming_replaces_the_window_only_while_it_runs(placed: int, after: int) -> None:
    order = bp.Order("aliexpress", bp.Instant(placed), items=[bp.Item("x", "1 USD")])
    assume(answerable(order))
    before = bp.deadlines(order, policy=GUIDE)[0]
    confirmed = bp.deadlines(evolve(order, confirmed=bp.Instant(placed + after)), policy=GUIDE)[0]
    assert before.closes_us is not None
    if placed + after < before.closes_us:
        assert confirmed.closes_us == placed + after + 15 * DAY
        assert confirmed.safe_by_us == placed + after + 14 * DAY
    else:
        assert confirmed.closes_us == before.closes_us


@settings(deadline=None, max_examples=60)
@given(FACTS, st.integers(0, 100 * DAY))
def test_an_answer_survives_copying_and_pickling(facts: Facts, after: int) -> None:
    answer = answered(facts, later_than(facts) + after)
    data = answer_to_data(answer)
    for again in (copy(answer), deepcopy(answer), pickle.loads(pickle.dumps(answer))):  # noqa: S301 - our own bytes
        assert again == answer
        assert answer_to_data(again) == data


@settings(deadline=None, max_examples=60)
@given(FACTS, st.integers(0, 100 * DAY))
def test_every_answer_can_be_told_in_words(facts: Facts, after: int) -> None:
    answer = answered(facts, later_than(facts) + after)
    assume(not any("None" in item.title for item in order_of(facts).items))
    text = answer.explain()
    assert text.endswith("\n")
    assert all(line.isprintable() for line in text.splitlines())
    assert "None" not in text


@settings(deadline=None, max_examples=60)
@given(st.one_of(CLAIMS, DISPUTES), st.integers(1, 400 * DAY))
def test_what_happened_cannot_lie_after_the_moment_asked_about(
    facts: bp.Claim | bp.Dispute, before: int
) -> None:
    order = facts.claim.order if isinstance(facts, bp.Dispute) else facts.order
    at = bounds(order.placed, order.zone)[0] - before
    with pytest.raises(bp.InvalidFactsError, match="is after the moment asked about"):
        answered(facts, at)


def test_a_day_as_the_moment_is_refused_with_the_way_out() -> None:
    claim = bp.Claim(
        bp.Order("aliexpress", "2017-03-05", zone="UTC", items=[bp.Item("x", "1 USD")]),
        [bp.Problem("damaged")],
    )
    with pytest.raises(bp.InvalidFactsError, match="is a day, not a moment"):
        bp.assess(claim, at=date(2017, 4, 1), policy=GUIDE)
