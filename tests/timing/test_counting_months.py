"""The laws of months and years, of what is added to a period, of pauses, and of billing cycles."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from counts import DAY_RULES, DAYS, Case, cases, days, departing, lengths, on, ordinal, period
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buyerprotect.errors import InvalidFactsError
from buyerprotect.timing.clock import zone
from buyerprotect.timing.counting import PLATFORM_DAYS, Counting, counting
from buyerprotect.timing.period import Period, Plus, Unit

UTC = zone("UTC")
MONTHS: tuple[Unit, ...] = ("months", "years")
COUNTING_MONTHS = [name for name in DAY_RULES if counting(name).month_end is not None]
SPAN = (ordinal("1905-01-01"), ordinal("2195-12-31"))

# The day that corresponds to the event's, and whole months from the day after it, with nothing that moves.
SAME_DAY = PLATFORM_DAYS
WHOLE = PLATFORM_DAYS.but(months_from="first_day")
IN = PLATFORM_DAYS.but(event_day="in")


def last(n: int, unit: Unit, rule: Counting, event: int, *, backward: bool = False) -> date:
    made = Period(n, unit, rule)
    point = (made.before if backward else made.after)(on(event, UTC), UTC)
    assert point.day is not None
    return date.fromordinal(point.day)


def months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


# --- the day that corresponds -------------------------------------------------------------------------


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_months_end_on_the_date_of_the_same_number_or_with_the_month_that_has_none(day: int, n: int) -> None:
    event = date.fromordinal(day)
    for backward, months in ((False, n), (True, -n)):
        end = last(n, "months", SAME_DAY, day, backward=backward)
        assert months_between(event, end) == months
        assert end.day == event.day or (end.day < event.day and ends_a_month(end))


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_the_ways_to_end_a_month_differ_only_where_the_day_is_missing(day: int, n: int) -> None:
    for backward in (False, True):
        clamped, next_day = (
            last(n, "months", SAME_DAY.but(month_end=way), day, backward=backward)
            for way in ("clamp", "next_day")
        )
        try:
            refused = last(n, "months", SAME_DAY.but(month_end="refuse"), day, backward=backward)
        except InvalidFactsError:
            # The day after the last of a month is always there, and is the first of the next.
            assert ends_a_month(clamped)
            assert next_day == clamped + timedelta(days=1)
            assert clamped.day < date.fromordinal(day).day
        else:
            assert refused == clamped == next_day


@given(days(*SPAN), st.integers(1, 30), st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_no_number_of_months_is_later_than_a_greater_one_though_each_is_counted_from_the_event(
    day: int, n: int, m: int
) -> None:
    ends = [last(months, "months", SAME_DAY, day) for months in (n, n + m)]
    assert months_between(*ends) == m
    number = date.fromordinal(day).day
    assert all(end.day == number or ends_a_month(end) for end in ends)


def test_a_month_that_was_cut_short_does_not_shorten_the_next() -> None:
    # BGB s. 188(3) and Dodds v Walker: each length is looked up from the event, never from another end.
    assert last(1, "months", SAME_DAY, ordinal("2001-01-31")) == date(2001, 2, 28)
    assert last(2, "months", SAME_DAY, ordinal("2001-01-31")) == date(2001, 3, 31)
    # But a second period that begins with the end of the first counts from there.
    assert last(1, "months", SAME_DAY, ordinal("2001-02-28")) == date(2001, 3, 28)


@given(cases(departing(COUNTING_MONTHS), ("years",)))
@settings(max_examples=150, deadline=None)
def test_a_year_is_twelve_months(case: Case) -> None:
    months = period(case.period.n * 12, "months", case.rule, case.period.calendar or "mon-fri")
    assert case.period.after(case.start, case.here) == months.after(case.start, case.here)
    assert case.period.before(case.start, case.here) == months.before(case.start, case.here)


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_months_forward_and_then_back_come_to_the_day_they_began_with_where_none_is_missing(
    day: int, n: int
) -> None:
    there = last(n, "months", SAME_DAY, day)
    assume(there.day == date.fromordinal(day).day)
    assert last(n, "months", SAME_DAY, there.toordinal(), backward=True) == date.fromordinal(day)


def test_months_that_were_cut_short_do_not_come_back() -> None:
    assert last(1, "months", SAME_DAY, ordinal("2023-01-31")) == date(2023, 2, 28)
    assert last(1, "months", SAME_DAY, ordinal("2023-02-28"), backward=True) == date(2023, 1, 28)


# --- whole months -------------------------------------------------------------------------------------


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_whole_months_begin_with_the_first_day_counted_and_end_before_it_comes_again(
    day: int, n: int
) -> None:
    end = last(n, "months", IN, day)
    first, after = date.fromordinal(day), end + timedelta(days=1)
    assert months_between(first, after) == n or ends_a_month(end)
    assert after.day == first.day or (first.day > end.day and ends_a_month(end))
    # From the day after the event, they are the same whole months.
    assert last(n, "months", WHOLE, day - 1) == end


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_months_that_begin_with_the_first_of_one_are_those_of_the_calendar(day: int, n: int) -> None:
    first = date.fromordinal(day).replace(day=1)
    end = last(n, "months", IN, first.toordinal())
    assert ends_a_month(end)
    assert months_between(first, end) == n - 1


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_months_from_the_event_and_from_the_first_day_differ_only_at_the_end_of_a_month(
    day: int, n: int
) -> None:
    by_event, by_first = (last(n, "months", rule, day) for rule in (SAME_DAY, WHOLE))
    assert by_event <= by_first
    if by_event != by_first:
        assert ends_a_month(date.fromordinal(day))
        assert ends_a_month(by_first)


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_months_with_the_day_of_the_event_in_end_one_day_earlier_if_there_is_such_a_day(
    day: int, n: int
) -> None:
    inside, outside = (last(n, "months", rule, day) for rule in (IN, SAME_DAY))
    missing = outside.day != date.fromordinal(day).day
    assert inside == outside - timedelta(days=0 if missing else 1)
    # Where the day after stands in for a missing one, there is always one day between.
    assert last(n, "months", SAME_DAY.but(month_end="next_day"), day) == inside + timedelta(days=1)


@given(days(*SPAN), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_whole_months_counted_back_from_the_day_after_them_begin_with_the_day_they_began_with(
    day: int, n: int
) -> None:
    # The calendar month of April is one month before 1 May, as it is one month from 31 March.
    end = last(n, "months", IN, day)
    assume((end + timedelta(days=1)).day == date.fromordinal(day).day)  # nothing was missing
    after = end + timedelta(days=1)
    assert last(n, "months", WHOLE, after.toordinal(), backward=True) == date.fromordinal(day)
    assert last(n, "months", IN, end.toordinal(), backward=True) == date.fromordinal(day)


@pytest.mark.parametrize(
    ("rule", "event", "n", "first"),
    [
        (WHOLE, "2024-05-01", 1, "2024-04-01"),
        (WHOLE, "2024-03-01", 1, "2024-02-01"),
        (WHOLE, "2024-03-31", 1, "2024-03-01"),
        (WHOLE, "2024-03-15", 1, "2024-02-15"),
        (IN, "2024-04-30", 1, "2024-04-01"),
        (IN, "2024-12-31", 12, "2024-01-01"),
        (IN, "2024-02-29", 2, "2024-01-01"),
    ],
)
def test_whole_months_back_worked_by_hand(rule: Counting, event: str, n: int, first: str) -> None:
    assert last(n, "months", rule, ordinal(event), backward=True) == date.fromisoformat(first)


# --- what is added ------------------------------------------------------------------------------------


@given(cases(departing(), ("hours", *DAYS[:-1])), st.integers(1, 12))
@settings(max_examples=300, deadline=None)
def test_what_is_added_from_the_start_makes_one_period_of_the_sum(case: Case, more: int) -> None:
    n, unit = case.period.n, case.period.unit
    two, one = (
        period(length, unit, case.rule, case.period.calendar or "mon-fri", plus=plus)
        for length, plus in ((n, Plus(more, unit, "start")), (n + more, None))
    )
    assert two.after(case.start, case.here) == one.after(case.start, case.here)
    assert two.before(case.start, case.here) == one.before(case.start, case.here)


@pytest.mark.parametrize(
    ("rule", "n", "more"),
    [
        (counting("eu-1182-71"), 1, 1),  # two days have to hold two working days, one need not
        (counting("nl-termijnenwet"), 2, 1),
        (counting("de-bgb").but(roll_up_to=30), 20, 20),  # forty days are too long to roll
        (counting("uk-clear-days"), 3, 3),  # six days are too long to count working days only
    ],
)
def test_what_a_rule_says_of_longer_periods_it_says_of_the_sum(rule: Counting, n: int, more: int) -> None:
    two = period(n, "days", rule, "mon-fri", plus=Plus(more, "days", "start"))
    one = period(n + more, "days", rule, "mon-fri")
    for day in range(ordinal("2024-03-04"), ordinal("2024-03-11")):
        assert two.after(on(day, UTC), UTC) == one.after(on(day, UTC), UTC)


@given(
    cases(departing(DAY_RULES), DAYS),
    st.sampled_from((*DAYS, "months", "years")),
    st.data(),
)
@settings(max_examples=400, deadline=None)
def test_what_is_added_to_the_nominal_end_is_a_second_period_that_begins_with_the_day_after(
    case: Case, unit: Unit, data: st.DataObject
) -> None:
    still = case.rule.but(
        roll="none", roll_before="none", roll_hours=False, working_days=0, clear=False, skip_up_to=0
    )
    assume(unit not in MONTHS or still.month_end is not None)
    more = min(data.draw(lengths(unit)), 60)
    days_by = case.period.calendar or "mon-fri"
    both = period(case.period.n, case.period.unit, still, days_by, plus=Plus(more, unit))
    for backward, sign in ((False, 1), (True, -1)):
        first = period(case.period.n, case.period.unit, still, days_by)
        reached = first.counted(case.start, case.here, backward=backward).end.day
        assert reached is not None
        # Where the day of the event is in, the second period has to begin a day later.
        begins = reached + sign if still.event_day == "in" else reached
        second = period(more, unit, still, days_by)
        ends = second.counted(on(begins, case.here), case.here, backward=backward).end
        assert both.counted(case.start, case.here, backward=backward).end == ends


@pytest.mark.parametrize(
    ("rule", "event", "n", "ends"),
    [
        # Whole months: nine days lead to 28 February, and the month that follows is March.
        (counting("au-aia").but(roll="none"), "2023-02-18", (10, "days"), "2023-03-31"),
        # The three months that begin with 1 December, and one more, are the four that begin with it.
        (counting("uk-beginning-with"), "2024-12-01", (3, "months"), "2025-03-31"),
        # By the corresponding day it is the 28th.
        (counting("uk-after"), "2023-02-18", (10, "days"), "2023-03-28"),
    ],
)
def test_a_month_that_is_added_is_counted_as_the_rule_counts_months(
    rule: Counting, event: str, n: tuple[int, Unit], ends: str
) -> None:
    made = Period(*n, rule, None, Plus(1, "months"))
    assert made.after(on(event, UTC), UTC).day == ordinal(ends)


@given(cases(departing(DAY_RULES), DAYS), st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_what_is_added_to_the_moved_end_is_a_second_period_from_there(case: Case, more: int) -> None:
    rule = case.rule.but(
        working_days=0, clear=False, skip_up_to=0, event_day="out", at_midnight=None, roll_up_to=0
    )
    days_by = case.period.calendar or "mon-fri"
    both = period(case.period.n, case.period.unit, rule, days_by, plus=Plus(more, "days", "end"))
    first, second = (
        period(case.period.n, case.period.unit, rule, days_by),
        period(more, "days", rule, days_by),
    )
    then = second.after(first.after(case.start, case.here), case.here)
    assert both.after(case.start, case.here) == then
    # From the nominal end, only what is added last is moved.
    both = period(case.period.n, case.period.unit, rule, days_by, plus=Plus(more, "days"))
    nominal = first.counted(case.start, case.here).nominal
    assert both.after(case.start, case.here) == second.after(nominal, case.here)


# --- pauses -------------------------------------------------------------------------------------------


@given(cases(departing(), ("hours", "days", "weeks", "months", "years")), st.integers(1, 90))
@settings(max_examples=200, deadline=None)
def test_a_pause_moves_the_nominal_end_by_just_as_much(case: Case, paused: int) -> None:
    longer = evolve(case.period, paused=paused)
    for backward, sign in ((False, 1), (True, -1)):
        plain = case.period.counted(case.start, case.here, backward=backward).nominal
        moved = longer.counted(case.start, case.here, backward=backward).nominal
        if plain.day is None or moved.day is None:
            assert moved.us - plain.us == sign * paused
        else:
            assert moved.day - plain.day == sign * paused


# --- billing cycles -----------------------------------------------------------------------------------


@st.composite
def cycles(draw: st.DrawFn) -> tuple[int, ...]:
    """Draw the days on which cycles of 28 to 31 days end."""
    first = draw(st.integers(*SPAN))
    ends = [first]
    for length in draw(st.lists(st.integers(28, 31), min_size=11, max_size=16)):
        ends.append(ends[-1] + length)
    return tuple(ends)


@given(cycles(), st.integers(1, 4), st.integers(0, 120))
@settings(max_examples=200, deadline=None)
def test_complete_cycles_begin_after_the_event(ends: tuple[int, ...], n: int, after: int) -> None:
    event = ends[0] + 1 + after
    made = Period(n, "billing-cycles", "platform-days", cycle_ends=ends)
    assert made.knows_cycles(on(event, UTC), UTC)
    last_day = made.after(on(event, UTC), UTC).day
    assert last_day in ends
    # A cycle begins the day after another ends: so many began after the event and ended by then.
    complete = [end for begin, end in pairwise(ends) if begin + 1 > event and end <= last_day]
    assert len(complete) == n
    assert complete[-1] == last_day


@given(cycles(), st.integers(1, 4), st.integers(0, 3), st.integers(-1, 29), st.integers(1, 6))
@settings(max_examples=300, deadline=None)
def test_cycles_that_are_not_told_are_missed_and_never_guessed(
    ends: tuple[int, ...], n: int, cycle: int, after: int, untold: int
) -> None:
    # Leaving out what ended long ago, or what ends after the last of them, gives the same day or none.
    event = on(ends[cycle] + 1 + max(after, 0 if cycle == 0 else -1), UTC)
    whole = Period(n, "billing-cycles", "platform-days", cycle_ends=ends).after(event, UTC)
    for told in (ends[untold:], ends[:-untold]):
        made = Period(n, "billing-cycles", "platform-days", cycle_ends=told)
        if made.knows_cycles(event, UTC):
            assert made.after(event, UTC) == whole
        else:
            with pytest.raises(InvalidFactsError, match="tell the days"):
                made.after(event, UTC)


def test_an_event_on_the_last_day_of_a_cycle_that_is_not_told_is_not_taken_for_one_in_the_next() -> None:
    # 31 December ended a cycle of its own. The first complete one after it is January, not February.
    told = tuple(ordinal(f"2025-{day}") for day in ("01-31", "02-28", "03-31"))
    made = Period(1, "billing-cycles", "platform-days", cycle_ends=told)
    new_years_eve = on("2024-12-31", UTC)
    known = made.after(new_years_eve, UTC).day if made.knows_cycles(new_years_eve, UTC) else None
    assert known in (None, told[0])
