"""The laws that hold for every term, whatever rules it stands for."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

import nasty
import pytest
from attrs import evolve
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.clock import FIRST, LAST, LocalDay, zone
from buyerprotect.timing.period import Period
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import Outcome, Resolved, Setting
from buyerprotect.timing.term import (
    After,
    Before,
    Capped,
    EarliestOf,
    FirstKnown,
    LatestOf,
    On,
    ReplacedBy,
    Term,
)
from buyerprotect.timing.trace import replay
from buyerprotect.timing.zone import DAY, HOUR, Zone

MOMENTS = Mapping[str, tuple[int | LocalDay, ...]]
UTC = (("UTC", zone("UTC")),)
MIDNIGHT = nasty.utc("2026-03-10")
ONE_DAY = Period(1, "days", "platform-days")
A, B = On("placed"), On("shipped")


def resolved(term: Term, setting: Setting) -> Outcome:
    return Resolver(setting).resolve(term)


def moment(term: Term, setting: Setting) -> int:
    found = resolved(term, setting)
    assert isinstance(found, Resolved)
    return found.us


def at(**events: int) -> Setting:
    return Setting(events={event: (us,) for event, us in events.items()}, zones=UTC)


def later(told: int | LocalDay, by: int, days: int) -> int | LocalDay:
    if isinstance(told, int):
        return told + by
    day = told.ordinal + days
    return LocalDay(day if told.zone.has_day(day) else day + 1, told.zone)


# --- monotone


@given(
    nasty.terms(monotone=True),
    nasty.settings(happened=True),
    st.sampled_from(nasty.EVENTS),
    st.one_of(st.sampled_from((1, 1_000_000, DAY)), st.integers(1, 400 * DAY)),
    st.integers(1, 400),
)
@settings(max_examples=250, deadline=None)
def test_moving_one_event_later_never_moves_a_monotone_term_earlier(
    term: Term, setting: Setting, event: str, by: int, days: int
) -> None:
    moved = tuple(later(told, by, days) for told in setting.events[event])
    changed = evolve(setting, events={**setting.events, event: moved})
    assert moment(term, setting) <= moment(term, changed)


@pytest.mark.parametrize("start", [EarliestOf((B, After(ONE_DAY, A))), Capped(B, After(ONE_DAY, A))])
def test_moving_an_event_past_the_end_of_a_counted_day_never_ends_a_term_earlier(start: Term) -> None:
    # At that very microsecond both moments are the same instant, but they stand for two days.
    term = After(ONE_DAY, start)
    ends = [moment(term, at(placed=MIDNIGHT - 36 * HOUR, shipped=MIDNIGHT + us)) for us in (-1, 0, 1)]
    assert ends == sorted(ends)


def test_moving_the_event_of_a_counted_day_never_ends_the_latest_earlier() -> None:
    term = After(ONE_DAY, LatestOf((After(ONE_DAY, A), B)))
    ends = [moment(term, at(placed=MIDNIGHT - 36 * HOUR + n * DAY, shipped=MIDNIGHT)) for n in (-1, 0, 1)]
    assert ends == sorted(ends)


# --- order


@given(nasty.terms(monotone=False), nasty.settings(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_in_which_events_are_listed_does_not_matter(
    term: Term, setting: Setting, chance: random.Random
) -> None:
    names = list(setting.events)
    chance.shuffle(names)
    events = {name: tuple(reversed(setting.events[name])) for name in names}
    one, other = resolved(term, setting), resolved(term, evolve(setting, events=events))
    if isinstance(one, Resolved) and isinstance(other, Resolved):
        assert (one.us, set(one.moves)) == (other.us, set(other.moves))
    else:
        assert one == other


@given(nasty.terms(monotone=False), nasty.terms(monotone=False), nasty.settings())
@settings(max_examples=100, deadline=None)
def test_a_term_gives_the_same_whatever_was_resolved_before_it(
    first: Term, second: Term, setting: Setting
) -> None:
    resolver = Resolver(setting)
    resolver.resolve(first)
    after = resolver.resolve(second)
    assert after == resolved(second, setting)


@given(st.lists(nasty.terms(monotone=True), min_size=2, max_size=3), nasty.settings(happened=True))
@settings(max_examples=100, deadline=None)
def test_operands_may_stand_in_any_order(operands: list[Term], setting: Setting) -> None:
    for kind in (EarliestOf, LatestOf):
        one = After(ONE_DAY, kind(tuple(operands)))
        other = After(ONE_DAY, kind(tuple(reversed(operands))))
        assert moment(one, setting) == moment(other, setting)


@pytest.mark.parametrize("kind", [EarliestOf, LatestOf])
def test_operands_that_meet_at_the_end_of_a_day_may_stand_in_any_order(kind: type[EarliestOf]) -> None:
    # One is the end of the 9th, the other the start of the 10th: the same instant.
    setting = at(placed=MIDNIGHT - 36 * HOUR, shipped=MIDNIGHT)
    one = After(ONE_DAY, kind((After(ONE_DAY, A), B)))
    other = After(ONE_DAY, kind((B, After(ONE_DAY, A))))
    assert moment(one, setting) == moment(other, setting)


# --- traces


@given(nasty.terms(monotone=False), nasty.settings())
@settings(max_examples=100, deadline=None)
def test_a_trace_replays_to_the_same_moment_and_its_steps_meet(term: Term, setting: Setting) -> None:
    for _, found in explore(setting, lambda resolver: resolver.resolve(term)):
        if not isinstance(found, Resolved):
            continue
        assert replay(found.trace) == found.point
        # Every step but the last is started from by a later one, and none by an earlier one.
        used = {start for step in found.trace for start in step.inputs}
        assert used == set(range(len(found.trace) - 1))
        assert all(start < number for number, step in enumerate(found.trace) for start in step.inputs)
        # What begins a trace was told, and is an event of this case.
        told = {step.event for step in found.trace if not step.inputs}
        assert told <= set(setting.events)


@given(nasty.terms(monotone=True), nasty.settings(happened=True))
@settings(max_examples=100, deadline=None)
def test_a_trace_shows_each_elapsed_step_exact_to_the_microsecond(term: Term, setting: Setting) -> None:
    found = resolved(term, setting)
    assert isinstance(found, Resolved)
    for step in found.trace:
        if step.period is not None and step.period.counting.id == "elapsed":
            (start,) = step.inputs
            length = timedelta(microseconds=step.result.us - found.trace[start].result.us)
            assert length == timedelta(**{step.period.unit: step.period.n})


@given(nasty.terms(monotone=False), nasty.settings())
@settings(max_examples=100, deadline=None)
def test_the_first_reading_is_the_one_taken_when_nothing_is_asked_for(term: Term, setting: Setting) -> None:
    readings = list(explore(setting, lambda resolver: resolver.resolve(term)))
    made = [choices for choices, _ in readings]
    assert readings[0][1] == resolved(term, setting)
    assert all(choice.adopted for choice in made[0])
    assert len(set(made)) == len(made)
    # Asking for a reading gives it.
    for choices, found in readings[:5]:
        assert Resolver(setting, choices).resolve(term) == found


# --- provisional answers


@st.composite
def _with_one_pending(draw: st.DrawFn) -> tuple[Setting, str, int]:
    setting = draw(nasty.settings(happened=True, with_days=False))
    event = draw(st.sampled_from(nasty.EVENTS))
    events = {name: told for name, told in setting.events.items() if name != event}
    return evolve(setting, events=events), event, draw(nasty.instants(*nasty.INNER))


@given(nasty.terms(monotone=True), _with_one_pending())
@settings(max_examples=250, deadline=None)
def test_a_later_event_moves_a_provisional_moment_only_as_it_says(
    term: Term, case: tuple[Setting, str, int]
) -> None:
    setting, event, us = case
    before = resolved(term, setting)
    assume(isinstance(before, Resolved))
    assert isinstance(before, Resolved)
    told = evolve(setting, events={**setting.events, event: (us,)})
    untils = [move.until for move in before.moves if move.event == event]
    after = moment(term, told)
    if not any(until is None or us < until for until in untils):
        assert after == before.us
    else:
        assert after <= before.us  # an earliest can only come down


@given(nasty.periods(), nasty.periods(), _with_one_pending())
@settings(max_examples=150, deadline=None)
def test_an_earliest_ends_no_later_than_its_operands_and_is_one_of_them(
    first: Period, second: Period, case: tuple[Setting, str, int]
) -> None:
    setting, event, us = case
    told = evolve(setting, events={**setting.events, event: (us,)})
    known = next(name for name in nasty.EVENTS if name != event)
    fixed, coming = After(first, On(known, "last")), After(second, On(event))
    before, after = moment(EarliestOf((fixed, coming)), setting), moment(EarliestOf((fixed, coming)), told)
    assert before == moment(fixed, setting)
    assert after == min(before, moment(coming, told))


@given(nasty.periods(), nasty.periods(), _with_one_pending(), st.integers(-90 * DAY, 90 * DAY))
@settings(max_examples=150, deadline=None)
@example(Period(60), Period(15), (at(placed=MIDNIGHT), "shipped", 0), 60 * DAY)
@example(Period(60), Period(15), (at(placed=MIDNIGHT), "shipped", 0), 60 * DAY - 1)
def test_a_replacement_counts_only_before_the_moment_it_says(
    first: Period, second: Period, case: tuple[Setting, str, int], by: int
) -> None:
    setting, event, _ = case
    known = next(name for name in nasty.EVENTS if name != event and name in setting.events)
    base, other = After(first, On(known)), After(second, On(event))
    term = ReplacedBy(base, other)
    before = resolved(term, setting)
    assert isinstance(before, Resolved)
    (until,) = (move.until for move in before.moves)
    assert until is not None
    us = before.us + by
    told = evolve(setting, events={**setting.events, event: (us,)})
    assert moment(term, told) == (moment(other, told) if us < until else before.us)


def _one_move(term: Term) -> Resolved:
    before = resolved(term, at(placed=MIDNIGHT))
    assert isinstance(before, Resolved)
    assert len(before.moves) == 1
    return before


def test_a_first_known_can_be_replaced_at_any_time() -> None:
    term = FirstKnown((After(Period(10), B), After(Period(60), A)))
    before = _one_move(term)
    assert before.moves[0].until is None
    assert moment(term, at(placed=MIDNIGHT, shipped=before.us + DAY)) == before.us + 11 * DAY


def test_a_backward_count_can_move_an_earliest_even_after_its_end() -> None:
    # A promised day after the end can still begin a period before the end.
    term = EarliestOf((After(Period(10), A), Before(Period(5), B)))
    before = _one_move(term)
    assert before.moves[0].until is None
    assert moment(term, at(placed=MIDNIGHT, shipped=before.us + DAY)) == before.us - 4 * DAY


def test_a_cap_within_an_operand_can_move_an_earliest_even_after_its_end() -> None:
    # The last operand counts once B happens, and is then cut to a moment before B.
    term = EarliestOf((After(Period(10), A), Capped(B, After(Period(5), A))))
    before = _one_move(term)
    assert before.moves[0].until is None
    assert moment(term, at(placed=MIDNIGHT, shipped=before.us + DAY)) == before.us - 5 * DAY


def test_a_forward_operand_can_move_an_earliest_only_before_its_end() -> None:
    term = EarliestOf((After(Period(10), A), After(Period(1), B)))
    before = _one_move(term)
    assert before.moves[0].until == before.us


# --- exactness and range


@given(nasty.instants(*nasty.INNER), nasty.zones(), st.lists(st.integers(1, 1000), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_elapsed_periods_add_up_exactly_in_every_zone(us: int, here: Zone, hours: list[int]) -> None:
    term: Term = On("placed")
    for n in hours:
        term = After(Period(n, "hours"), term)
    setting = Setting(events={"placed": (us,)}, zones=((here.name, here),))
    assert timedelta(microseconds=moment(term, setting) - us) == timedelta(hours=sum(hours))


@given(nasty.periods(400), nasty.zones(), st.integers(0, 30 * DAY), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_moment_outside_1900_to_2200_is_ever_given(
    period: Period,
    here: Zone,
    inside: int,
    forward: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    us = LAST - inside if forward else FIRST + inside
    term = After(period, A) if forward else Before(period, A)
    setting = Setting(events={"placed": (us,)}, zones=((here.name, here),))
    try:
        assert FIRST <= moment(term, setting) <= LAST
    except OutOfCoverageError as error:
        assert "2200" in str(error)  # noqa: PT017 - either way is right, and the message is checked
        assert period.unit == "days" or inside < 400 * DAY


@given(nasty.periods(400), nasty.zones())
@settings(max_examples=100, deadline=None)
def test_a_count_past_the_last_moment_raises(period: Period, here: Zone) -> None:
    for us, term in ((LAST, After(period, A)), (FIRST, Before(period, A))):
        setting = Setting(events={"placed": (us,)}, zones=((here.name, here),))
        if period.counting.id == "elapsed":
            with pytest.raises(OutOfCoverageError, match="1900 to 2200"):
                resolved(term, setting)
