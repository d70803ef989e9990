"""The laws of a plan: whatever the routes, no right lapses that need not, and none is lost without a word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buyerprotect.advice.case import Because
from buyerprotect.advice.plan import NEVER, Candidate, Conflict, Placed, Shuts, planned
from buyerprotect.timing.zone import SECOND

SAYS = Because("shop/interaction.one", "One shuts the other.", ("shop/page",))
NAMES = ("bank", "card", "law", "place", "pay", "shop")
MOMENTS = st.integers(0, 40).map(lambda n: n * SECOND)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    found: list[Candidate] = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6)):
        begin = draw(MOMENTS)
        end = draw(st.none() | MOMENTS)
        end = None if end is None else begin + end
        worth = draw(st.tuples(st.integers(0, 1), st.integers(0, 2)))
        begun = draw(st.sampled_from((False, False, True)))
        urgent = draw(st.sampled_from((False, False, True)))
        found.append(
            Candidate(programme=name, from_us=begin, end_us=end, begun=begun, urgent=urgent, worth=worth)
        )
    return found


def shutting(*pairs: tuple[str, str]) -> Shuts:
    """Make what shuts what: the first of each pair shuts the second."""
    shuts: dict[str, dict[str, Because]] = {}
    for one, other in pairs:
        shuts.setdefault(one, {})[other] = SAYS
    return shuts


PAIRS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])
SHUTS = st.lists(PAIRS, max_size=8).map(lambda pairs: shutting(*pairs))


def of(placed: tuple[Placed, ...], name: str) -> Placed:
    return next(step for step in placed if step.programme == name)


@given(candidates(), SHUTS)
def test_each_route_is_in_the_plan_or_dropped_in_a_conflict(found: list[Candidate], shuts: Shuts) -> None:
    placed, conflicts = planned(found, shuts)
    names = [step.programme for step in placed] + [conflict.dropped for conflict in conflicts]
    assert sorted(names) == sorted(one.programme for one in found)


@given(candidates(), SHUTS)
def test_no_step_comes_after_one_that_shuts_it(found: list[Candidate], shuts: Shuts) -> None:
    placed, _ = planned(found, shuts)
    for place, step in enumerate(placed):
        for earlier in placed[:place]:
            assert step.programme not in shuts.get(earlier.programme, {})


@given(candidates(), SHUTS)
def test_a_step_taken_by_its_last_moment_leaves_time_for_what_has_to_follow(
    found: list[Candidate], shuts: Shuts
) -> None:
    placed, _ = planned(found, shuts)
    ends = {one.programme: one.end_us for one in found}
    for step in placed:
        end = ends[step.programme]
        assert end is None or step.by_us <= end
        for name in shuts.get(step.programme, {}):
            if name in [other.programme for other in placed]:
                assert step.by_us == NEVER or of(placed, name).by_us < step.by_us


@given(candidates(), SHUTS)
def test_a_step_opens_before_what_shuts_it_has_to_be_taken(found: list[Candidate], shuts: Shuts) -> None:
    placed, _ = planned(found, shuts)
    for step in placed:
        for name in shuts.get(step.programme, {}):
            if name in [other.programme for other in placed]:
                assert of(placed, name).from_us < step.by_us


@given(candidates(), SHUTS)
def test_who_goes_on_by_the_moment_to_switch_loses_no_later_right(
    found: list[Candidate], shuts: Shuts
) -> None:
    placed, _ = planned(found, shuts)
    for place, step in enumerate(placed):
        assert all(step.switch_by_us <= later.by_us for later in placed[place + 1 :])
    assert all(first.switch_by_us <= second.switch_by_us for first, second in pairwise(placed))


@given(candidates())
def test_routes_that_leave_each_other_alone_are_all_kept_and_the_first_to_end_comes_first(
    found: list[Candidate],
) -> None:
    placed, conflicts = planned(found, {})
    assert conflicts == ()
    told = {one.programme: (not one.begun, not one.urgent) for one in found}
    order = [(*told[step.programme], step.by_us) for step in placed]
    assert order == sorted(order)


@given(candidates(), SHUTS)
def test_of_two_that_cannot_both_be_had_the_one_of_more_worth_is_kept(
    found: list[Candidate], shuts: Shuts
) -> None:
    ranks = {one.programme: one.rank for one in found}
    begun = {one.programme for one in found if one.begun}
    for conflict in planned(found, shuts)[1]:
        assert conflict.because == (SAYS,)
        if conflict.kind == "shut":
            assert conflict.kept in begun
        else:
            assert ranks[conflict.kept] < ranks[conflict.dropped]


@given(candidates(), SHUTS)
def test_what_a_claim_that_was_made_shuts_is_not_planned_any_more(
    found: list[Candidate], shuts: Shuts
) -> None:
    placed = {step.programme for step in planned(found, shuts)[0]}
    for one in found:
        if one.begun and one.programme in placed:
            assert placed.isdisjoint(shuts.get(one.programme, {}))


def test_routes_without_an_end_leave_each_other_without_one() -> None:
    placed, _ = planned([route("card", 0, None), route("shop", 0, None)], shutting(("card", "shop")))
    assert [(step.programme, step.by_us) for step in placed] == [("shop", NEVER), ("card", NEVER)]


@given(candidates(), SHUTS, st.permutations(range(6)))
def test_the_plan_does_not_depend_on_the_order_in_which_routes_are_told(
    found: list[Candidate], shuts: Shuts, order: list[int]
) -> None:
    placed, conflicts = planned(found, shuts)
    if conflicts:
        return  # of a circle of three, which pair is named first may
    other = sorted(found, key=lambda one: order[NAMES.index(one.programme)])
    assert planned(other, shuts)[0] == placed


@given(candidates(), SHUTS)
def test_a_buyer_who_takes_each_step_as_soon_as_it_opens_is_in_time_for_all(
    found: list[Candidate], shuts: Shuts
) -> None:
    taken: dict[str, int] = {}
    for step in planned(found, shuts)[0]:
        earlier = [taken[name] + SECOND for name in shuts.get(step.programme, {}) if name in taken]
        taken[step.programme] = max(step.from_us, *earlier, 0)
        assert taken[step.programme] <= step.by_us


def route(name: str, begin: int, end: int | None, worth: int = 0) -> Candidate:
    last = None if end is None else end * SECOND
    return Candidate(programme=name, from_us=begin * SECOND, end_us=last, worth=(worth,))


def test_what_is_shut_by_another_has_to_be_taken_before_it() -> None:
    shop, card = route("shop", 0, 30), route("card", 0, 20)
    placed, conflicts = planned([card, shop], shutting(("card", "shop")))
    assert [(step.programme, step.by_us // SECOND) for step in placed] == [("shop", 19), ("card", 20)]
    assert placed[0].switch_by_us == 20 * SECOND
    assert (placed[0].because, placed[1].because) == ((SAYS,), ())
    assert conflicts == ()


@pytest.mark.parametrize(("opens", "kept"), [(19, True), (20, False)])
def test_a_route_that_only_opens_when_the_other_has_to_be_taken_is_a_conflict(
    opens: int, *, kept: bool
) -> None:
    shop, card = route("shop", opens, 30, worth=1), route("card", 0, 20)
    placed, conflicts = planned([shop, card], shutting(("card", "shop")))
    assert [step.programme for step in placed] == (["shop", "card"] if kept else ["card"])
    dropped = Conflict(kind="no_time", kept="card", dropped="shop", because=(SAYS,))
    assert conflicts == (() if kept else (dropped,))


def test_two_that_shut_each_other_are_a_choice() -> None:
    shop, pay, card = route("shop", 0, 30), route("pay", 0, 10, worth=1), route("card", 0, None)
    shuts = shutting(("shop", "pay"), ("pay", "shop"), ("card", "shop"))
    placed, conflicts = planned([shop, pay, card], shuts)
    assert [step.programme for step in placed] == ["shop", "card"]
    assert [(one.kind, one.kept, one.dropped) for one in conflicts] == [("exclusive", "shop", "pay")]
    assert (placed[0].by_us, placed[1].by_us) == (30 * SECOND, NEVER)
