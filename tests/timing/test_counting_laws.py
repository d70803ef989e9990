"""The laws that hold for every counting rule, each unit, every zone, and whatever the clocks do.

Rules whose text breaks one of these laws are named, with the reason.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from counts import (
    DAY_RULES,
    DAYS,
    HOURS,
    RULES,
    Case,
    cases,
    departing,
    on,
    ordinal,
    period,
    wall,
)
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.clock import Instant, LocalDay, zone
from buyerprotect.timing.counting import counting
from buyerprotect.timing.period import Period, Plus, Point, Unit
from buyerprotect.timing.resolution import explore
from buyerprotect.timing.setting import Resolved, Setting
from buyerprotect.timing.term import After, On
from buyerprotect.timing.zone import DAY, HOUR

UTC = zone("UTC")
STEPS = st.one_of(
    st.sampled_from((1, 1_000_000, HOUR // 2, HOUR, DAY - 1, DAY, 3 * DAY)), st.integers(1, 40 * DAY)
)
PLAIN_HOURS = [name for name in RULES if counting(name).hours == "exact"]


# --- exact time, and whole days -----------------------------------------------------------------------


@given(
    cases(st.sampled_from(PLAIN_HOURS).map(lambda name: counting(name).but(roll_hours=False)), HOURS),
    st.integers(1, 10**6),
)
@settings(max_examples=150, deadline=None)
def test_exact_hours_are_exact_to_the_microsecond_whatever_the_clocks_do(case: Case, more: int) -> None:
    exact = timedelta(**{case.period.unit: case.period.n})
    ends, begins = (
        case.period.after(case.start, case.here),
        case.period.before(case.start, case.here),
    )
    assert timedelta(microseconds=ends.us - case.us) == timedelta(microseconds=case.us - begins.us) == exact
    longer = evolve(case.period, plus=Plus(more, "seconds"), paused=more)
    ends = longer.after(case.start, case.here)
    assert timedelta(microseconds=ends.us - case.us) == exact + timedelta(seconds=more, microseconds=more)


@given(cases(st.just(counting("elapsed")), ("days",)))
@settings(max_examples=100, deadline=None)
def test_a_day_of_elapsed_time_is_86400_seconds(case: Case) -> None:
    ends = case.period.after(case.start, case.here)
    assert ends.us - case.us == case.period.n * 86_400_000_000


@given(cases(departing(DAY_RULES), DAYS))
@settings(max_examples=400, deadline=None)
def test_a_count_of_days_ends_and_begins_where_its_day_does(case: Case) -> None:
    rule, here = case.rule.but(end=None), case.here
    whole = case.under(rule)
    for point, ends in (
        (whole.after(case.start, here), not rule.clear),
        (whole.before(case.start, here), rule.clear),
    ):
        assert point.day is not None
        assume(here.has_day(point.day))
        # The standard library's clock shows that date on the inner side, and another one on the other.
        inside, outside = (point.us - 1, point.us) if ends else (point.us, point.us - 1)
        assert wall(inside, here.name).toordinal() == point.day
        assert here.day(inside) == point.day
        assert here.day(outside) == point.day + (1 if ends else -1) or not here.has_day(
            point.day + (1 if ends else -1)
        )


@given(cases(departing(DAY_RULES), ("days", "weeks")))
@settings(max_examples=200, deadline=None)
def test_days_and_weeks_are_as_many_dates_on_or_back(case: Case) -> None:
    short = case.period.unit == "days" and case.period.n <= case.rule.skip_up_to
    assume(not short)
    assume(case.us != case.here.start_of_day(case.day))  # an event at midnight may be the day's or the eve's
    away = timedelta(days=case.period.n * (7 if case.period.unit == "weeks" else 1))
    away += timedelta(days=case.rule.clear) - timedelta(days=case.rule.event_day == "in")
    event = date.fromordinal(case.day)
    for backward, expected in ((False, event + away), (True, event - away)):
        counted = case.period.counted(case.start, case.here, backward=backward)
        assert counted.nominal.day == expected.toordinal()


# --- a later event, a longer period -------------------------------------------------------------------


@given(cases(departing()), STEPS)
@settings(max_examples=600, deadline=None)
def test_a_later_event_never_ends_a_period_earlier(case: Case, by: int) -> None:
    assume(not (case.period.exact and case.rule.roll_hours))  # see the exceptions below
    later = Point(case.us + by)
    for counted in (case.period.after, case.period.before):
        assert counted(case.start, case.here).us <= counted(later, case.here).us


# The first midnight and the last moment of each day, so that the day after comes into it.
@given(cases(departing(DAY_RULES), DAYS), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_an_event_at_midnight_ends_a_period_no_earlier_than_one_on_the_evening_before(
    case: Case, by: int
) -> None:
    midnight = case.here.start_of_day(case.day + by)
    evening, midnight_, morning = (case.period.after(Point(midnight + us), case.here).us for us in (-1, 0, 1))
    assert evening <= midnight_ <= morning


@given(cases(departing()), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_a_longer_period_never_ends_earlier(case: Case, by: int) -> None:
    # The exceptions below.
    assume(not case.rule.skip_up_to and not case.rule.roll_up_to)
    assume(not (case.period.exact and case.rule.roll_hours))
    longer = case.period.times(case.period.n + by)
    try:
        assert case.period.after(case.start, case.here).us <= longer.after(case.start, case.here).us
        assert case.period.before(case.start, case.here).us >= longer.before(case.start, case.here).us
    except OutOfCoverageError:
        reject()


# Exceptions, each because the rule's own words say so.

SATURDAY_NOON, SUNDAY_MORNING = (
    Instant.of("2024-03-09T12:00Z").us,
    Instant.of("2024-03-10T09:00Z").us,
)


def test_hours_that_roll_to_the_same_time_of_day_may_end_earlier_for_a_later_event() -> None:
    # Rule 6(a)(2)(C): an end on a weekend runs on to the same time of Monday. What would end on Saturday
    # at noon ends on Monday at noon, what would end on Sunday at nine, on Monday at nine.
    day = Period(24, "hours", "us-frcp", "mon-fri")
    first, second = (day.after(Point(us - DAY), UTC).us for us in (SATURDAY_NOON, SUNDAY_MORNING))
    assert second < first
    first, second = (day.before(Point(us + DAY), UTC).us for us in (SATURDAY_NOON, SUNDAY_MORNING))
    assert second < first


@pytest.mark.parametrize(
    ("unit", "roll", "first", "second", "name"),
    [
        # Two days that end on one: the hour of the event decides then, and not its day.
        ("months", "none", "2023-01-30T18:00", "2023-01-31T09:00", "UTC"),
        ("business-days", "none", "2024-03-09T12:00", "2024-03-10T09:00", "UTC"),
        ("days", "next", "2024-03-08T12:00", "2024-03-09T09:00", "UTC"),
        # The clock goes back on the day of the event: what is later shows an earlier time.
        ("days", "none", "2026-11-01T01:50-04:00", "2026-11-01T01:10-05:00", "America/New_York"),
        # It goes on at the end: 02:50 does not come, and is moved to 03:50; 03:10 is not.
        ("days", "none", "2026-03-07T02:50-05:00", "2026-03-07T03:10-05:00", "America/New_York"),
    ],
)
def test_ends_at_the_same_time_of_day_may_come_earlier_for_a_later_event(
    unit: Unit, roll: str, first: str, second: str, name: str
) -> None:
    rule = counting("de-bgb").but(end="same_clock_time", roll=roll)
    made = period(1, unit, rule, "mon-fri")
    one, other = (Instant.of(t if t[-6] in "+-" else f"{t}Z").us for t in (first, second))
    assert one < other
    assert made.after(Point(one), zone(name)).us > made.after(Point(other), zone(name)).us


def test_a_day_that_is_told_without_an_hour_may_end_later_than_its_first_instant() -> None:
    # Matthew v Sedman counts in a day of which all is left. Of a day that is told as such, that is not known.
    made, day = Period(3, "days", "uk-after"), on("2024-03-05", UTC)
    assert made.after(Point(day.us), UTC).day == ordinal("2024-03-07")
    assert made.after(day, UTC).day == made.after(Point(day.us + 1), UTC).day == ordinal("2024-03-08")


def test_a_period_just_too_long_to_be_a_short_one_may_end_earlier() -> None:
    # CPR 2.8(4): of five days only working days count, of six each one does.
    five, six = (period(n, "days", "uk-clear-days").after(on("2024-03-07", UTC), UTC) for n in (5, 6))
    assert (five.day, six.day) == (ordinal("2024-03-15"), ordinal("2024-03-14"))


def test_a_period_just_too_long_to_roll_may_end_earlier() -> None:
    rule = counting("de-bgb").but(roll_up_to=30)
    rolled, kept = (Period(n, "days", rule, "mon-fri").after(on("2024-02-08", UTC), UTC) for n in (30, 31))
    assert (rolled.day, kept.day) == (ordinal("2024-03-11"), ordinal("2024-03-10"))


def test_a_rule_that_would_count_in_every_day_but_one_begun_at_midnight_is_not_monotone() -> None:
    # No rule says so, and none should: it would favour who comes a moment earlier.
    rule = counting("uk-beginning-with").but(at_midnight="out")
    midnight, after = (Period(3, "days", rule).after(Point(us), UTC).day for us in (0, 1))
    assert midnight is not None
    assert after == midnight - 1


# --- the day of the event -----------------------------------------------------------------------------


@given(cases(departing()), st.integers(0, DAY - 1))
@settings(max_examples=300, deadline=None)
def test_the_day_of_the_event_alone_decides_where_a_period_says_so(case: Case, clock: int) -> None:
    made, here, day = case.period, case.here, case.day
    assume(made.from_day_alone)
    other = min(here.start_of_day(day) + clock, here.end_of_day(day) - 1)
    assert made.after(case.start, here) == made.after(Point(other), here) == made.after(on(day, here), here)
    assert (
        made.before(case.start, here) == made.before(Point(other), here) == made.before(on(day, here), here)
    )


@given(cases(departing()))
@settings(max_examples=200, deadline=None)
def test_a_day_that_is_enough_stands_for_all_its_instants_but_the_first(case: Case) -> None:
    made, here, day = case.period, case.here, case.day
    assume(made.takes_days)
    assume(case.us != here.start_of_day(day))
    assert made.after(case.start, here) == made.after(on(day, here), here)
    assert made.before(case.start, here) == made.before(on(day, here), here)


@given(cases(departing(DAY_RULES), ("days", "weeks", "business-days")))
@settings(max_examples=150, deadline=None)
def test_what_happens_at_midnight_counts_as_if_on_the_evening_before_where_midnight_is_in(case: Case) -> None:
    # "The day is in" and "the day before was the event's" come to the same, except in months.
    made = case.under(case.rule.but(event_day="out", at_midnight="in"))
    evening = on(case.day - 1, case.here)
    assert made.after(Point(case.here.start_of_day(case.day)), case.here) == made.after(evening, case.here)


@given(cases(departing(DAY_RULES), DAYS), st.data())
@settings(max_examples=150, deadline=None)
def test_the_readings_of_a_day_enclose_what_each_of_its_instants_gives(
    case: Case, data: st.DataObject
) -> None:
    end = data.draw(st.sampled_from(("same_clock_time", case.rule.end)))
    made = case.under(case.rule.but(end=end, at_midnight=None))
    assume(made.counting.roll == "none")  # a roll to the same time of day: see the exceptions
    told, setting = LocalDay(case.day, case.here), (("here", case.here),)
    readings = [
        found.us
        for _, found in explore(
            Setting(events={"placed": (told,)}, zones=setting),
            lambda by: by.resolve(After(made, On("placed"))),
        )
        if isinstance(found, Resolved)
    ]
    # No clock change on either day: where the clock goes back, an hour comes twice.
    ends = made.after(case.start, case.here)
    days = {case.day, ends.day if ends.day is not None else case.day}
    assume(all(case.here.end_of_day(day) - case.here.start_of_day(day) == DAY for day in days))
    assert min(readings) <= ends.us <= max(readings)
