"""The laws of the clock: hours from the next full one, the same time of day, cut-offs, and a zone's clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import pytest
from counts import HOURS, RULES, Case, cases, days, instants, on, ordinal, shown_at, wall, zones
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from buyerprotect.timing.clock import Instant, zone
from buyerprotect.timing.counting import Counting, counting
from buyerprotect.timing.period import Period, Point, Unit
from buyerprotect.timing.zone import DAY, HOUR, Zone

UTC = zone("UTC")
MINUTE = HOUR // 60
SPAN = (ordinal("1901-01-01"), ordinal("2199-12-31"))
SAME_TIME = counting("platform-days").but(end="same_clock_time")
FULL_HOURS = [name for name in RULES if counting(name).hours == "next_full_hour"]
CLOCKS = st.one_of(
    st.integers(0, DAY - 1),
    st.integers(0, 47).map(lambda half: half * HOUR // 2),
    st.integers(0, 47).map(lambda half: half * HOUR // 2 + 1),
)


@st.composite
def moments(draw: st.DrawFn, span: tuple[int, int] = SPAN) -> tuple[int, Zone]:
    here = draw(zones())
    return draw(instants(here, *span)), here


def us(text: str) -> int:
    return Instant.of(text).us


def changes(here: Zone, first: int, last: int) -> Sequence[int]:
    """Return the changes of a clock after one instant and up to another."""
    return here.starts[bisect_right(here.starts, first) : bisect_right(here.starts, last)]


# --- a zone's clock -----------------------------------------------------------------------------------


@given(moments())
@settings(max_examples=400, deadline=None)
def test_the_clock_shows_what_that_of_the_standard_library_shows(moment: tuple[int, Zone]) -> None:
    instant, here = moment
    shown = wall(instant, here.name)
    seconds = (shown.hour * 60 + shown.minute) * 60 + shown.second
    assert here.clock(instant) == seconds * 1_000_000 + shown.microsecond


@given(moments())
@settings(max_examples=400, deadline=None)
def test_an_instant_is_found_by_what_its_clock_showed_if_it_showed_that_once(
    moment: tuple[int, Zone],
) -> None:
    instant, here = moment
    clock = here.clock(instant)
    shown = shown_at(wall(instant, here.name).toordinal(), clock, here.name)
    assert instant in shown
    if len(shown) == 1:
        assert here.at(here.day(instant), clock) == instant
    else:
        # Of two it is the second, unless that is no longer the day (00:00:30, before 00:01 turned to 23:01).
        assert here.at(wall(instant, here.name).toordinal(), clock) == shown[-1]


@given(zones(), days(*SPAN), CLOCKS)
@settings(max_examples=400, deadline=None)
@example(zone("Pacific/Apia"), ordinal("2011-12-30"), 9 * HOUR)
@example(zone("America/Toronto"), ordinal("1919-03-30"), 24 * HOUR - MINUTE)
@example(zone("America/Toronto"), ordinal("1919-03-31"), MINUTE)
@example(zone("Africa/Cairo"), ordinal("2026-04-24"), MINUTE)
@example(zone("America/St_Johns"), ordinal("2010-11-06"), 24 * HOUR - MINUTE)
@example(zone("America/St_Johns"), ordinal("2010-11-07"), 30)
def test_a_time_of_day_lies_in_its_day_and_is_shown_by_the_clock_unless_it_was_skipped(
    here: Zone, day: int, clock: int
) -> None:
    instant = here.at(day, clock)
    assert here.start_of_day(day) <= instant <= here.end_of_day(day)
    shown = shown_at(day, clock, here.name)
    if shown:
        assert instant == shown[-1]
        assert here.day(instant) == day
        assert here.clock(instant) == clock
    elif here.has_day(day):
        # What was skipped is moved on by that: it is where the clock would have come, had it not changed.
        before = shown_at(day, 12 * HOUR, here.name)[0]
        gone = [change for change in here.starts if abs(change - before) < 2 * DAY]
        assert any(abs(instant - change) <= 3 * HOUR for change in gone)


def test_a_time_that_was_skipped_is_moved_on_by_what_was_skipped() -> None:
    new_york, day = zone("America/New_York"), ordinal("2026-03-08")
    assert new_york.at(day, 2 * HOUR + 30 * MINUTE) == us("2026-03-08T03:30-04:00")
    lord_howe, day = zone("Australia/Lord_Howe"), ordinal("2026-10-04")
    assert lord_howe.at(day, 2 * HOUR + 15 * MINUTE) == us("2026-10-04T02:45+11:00")


@given(zones(), days(*SPAN), CLOCKS, CLOCKS)
@settings(max_examples=300, deadline=None)
def test_a_later_time_of_day_is_later_if_neither_was_skipped(
    here: Zone, day: int, one: int, other: int
) -> None:
    first, second = sorted((one, other))
    assume(shown_at(day, first, here.name))
    assume(shown_at(day, second, here.name))
    assert here.at(day, first) <= here.at(day, second)


# --- ends at the same time of day ---------------------------------------------------------------------


@given(
    cases(st.just(SAME_TIME), ("days", "weeks", "months", "years", "business-days"), ("mon-fri",)),
    st.sampled_from((1, -1)),
)
@settings(max_examples=400, deadline=None)
def test_the_same_time_of_day_is_shown_by_the_clock_on_the_last_day(case: Case, way: int) -> None:
    here = case.here
    end = (case.period.after if way > 0 else case.period.before)(case.start, here)
    clock = here.clock(case.us)
    assert end.day is not None
    assert here.start_of_day(end.day) <= end.us <= here.end_of_day(end.day)
    shown = shown_at(end.day, clock, here.name)
    if len(shown) == 1:
        assert end.us == shown[0]
    elif shown:
        assert end.us == shown[1]


@given(cases(st.just(SAME_TIME), ("days", "weeks")), st.integers(1, 3 * DAY))
@settings(max_examples=200, deadline=None)
def test_a_later_time_of_day_ends_later_but_where_an_hour_comes_twice_or_is_skipped(
    case: Case, by: int
) -> None:
    here = case.here
    first, second = (case.period.after(Point(at), here) for at in (case.us, case.us + by))
    for at, end in ((case.us, first), (case.us + by, second)):
        assert end.day is not None
        # The clock showed the time of the event once, and that of the end.
        assume(len(shown_at(wall(at, here.name).toordinal(), here.clock(at), here.name)) == 1)
        assume(shown_at(end.day, here.clock(at), here.name))
    assert first.us <= second.us
    assert (first.us == second.us) <= (first.day != second.day)


@given(moments(), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_days_at_the_same_time_are_as_long_as_exact_ones_but_for_what_the_clock_changed(
    moment: tuple[int, Zone], n: int
) -> None:
    instant, here = moment
    end = Period(n, "days", SAME_TIME).after(Point(instant), here)
    between = changes(here, instant - 1, end.us + DAY)
    if not between:
        assert end.us - instant == n * DAY


def test_a_day_told_without_an_hour_ends_as_a_day_does() -> None:
    made, day = Period(2, "days", SAME_TIME), ordinal("2024-03-07")
    assert made.after(Point(UTC.start_of_day(day), day), UTC).us == UTC.start_of_day(day + 2)
    assert made.after(Point(UTC.end_of_day(day), day), UTC).us == UTC.end_of_day(day + 2)


# --- cut-offs and other ends --------------------------------------------------------------------------


@given(
    cases(
        st.sampled_from(["00:00", "00:30", "17:00", "23:59"]).map(lambda at: SAME_TIME.but(end=at)),
        ("days", "months"),
    )
)
@settings(max_examples=200, deadline=None)
def test_a_stated_time_of_day_ends_the_last_day_whenever_the_event_was(case: Case) -> None:
    here, cutoff = case.here, case.rule.cutoff
    end = case.period.after(case.start, here)
    assert end == case.period.after(on(case.day, here), here)
    assert end.day is not None
    assert cutoff is not None
    shown = shown_at(end.day, cutoff, here.name)
    assert end.us == shown[-1] if shown else here.start_of_day(end.day) <= end.us <= here.end_of_day(end.day)


@given(cases(units=("days", "weeks", "business-days")))
@settings(max_examples=100, deadline=None)
def test_a_wait_that_ends_during_its_last_day_ends_where_that_day_begins(case: Case) -> None:
    assume(not case.period.exact)
    during, whole = (case.under(case.rule.but(end=end, clear=False)) for end in ("during_day", "end_of_day"))
    for counted in (Period.after, Period.before):
        begins, ends = (counted(made, case.start, case.here) for made in (during, whole))
        assert begins.day == ends.day
        assert ends.day is not None
        assert (begins.us, ends.us) == (case.here.start_of_day(ends.day), case.here.end_of_day(ends.day))


# --- hours --------------------------------------------------------------------------------------------


def full_hour(made: Period, instant: int, here: Zone, *, backward: bool = False) -> int:
    (stage,) = (
        stage
        for stage in made.counted(Point(instant), here, backward=backward).stages
        if stage.kind == "full_hour"
    )
    assert stage.us is not None
    return stage.us


@given(cases(st.sampled_from(FULL_HOURS).map(counting), ("hours", "minutes"), ("mon-fri",)))
@settings(max_examples=300, deadline=None)
def test_hours_count_from_the_next_full_hour_of_the_clock(case: Case) -> None:
    made, here = case.period, case.here
    after, before = full_hour(made, case.us, here), full_hour(made, case.us, here, backward=True)
    assert 0 < after - case.us <= HOUR
    assert 0 <= case.us - before < HOUR
    assert after - before == HOUR  # the hour of the event, which counts in neither direction
    if not changes(here, before - 1, after):
        shown = [wall(at, here.name) for at in (before, after)]
        assert all((at.minute, at.second, at.microsecond) == (0, 0, 0) for at in shown)
    length = made.n * (HOUR if made.unit == "hours" else MINUTE)
    assert made.after(case.start, here).us - after == before - made.before(case.start, here).us == length


def test_an_hour_that_the_clock_makes_longer_is_measured_out_as_it_began() -> None:
    # On Lord Howe half an hour came twice, from 01:30 to 02:00. What happens at 01:45 the first time is in
    # the hour that began at 01:00; it is over after its 60 minutes, though the clock then shows 01:30 again.
    here = zone("Australia/Lord_Howe")
    made = Period(1, "hours", "eu-1182-71")
    start = full_hour(made, us("2026-04-05T01:45+11:00"), here)
    assert start == us("2026-04-05T01:30+10:30")


@pytest.mark.parametrize(
    ("event", "begins"),
    [
        ("2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00"),  # 02:00 did not come
        ("2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00"),  # 02:30 comes again
        ("2026-10-25T02:30+01:00", "2026-10-25T03:00+01:00"),
        ("2026-11-24T12:00+01:00", "2026-11-24T13:00+01:00"),  # on the hour, which is that of the event
    ],
)
def test_full_hours_around_a_change_of_the_clock(event: str, begins: str) -> None:
    made = Period(72, "hours", "eu-1182-71")
    assert full_hour(made, us(event), zone("Europe/Prague")) == us(begins)


@given(cases(st.just(counting("us-frcp")), HOURS, ("US", "mon-fri", "DE-BY")))
@settings(max_examples=300, deadline=None)
def test_hours_that_roll_keep_their_time_of_day_on_a_working_day(case: Case) -> None:
    days_by, here = case.period.calendar, case.here
    assert days_by is not None
    exact = Period(case.period.n, case.period.unit)
    for backward, way in ((False, 1), (True, -1)):
        counted = case.period.counted(case.start, here, backward=backward)
        plain = (exact.before if backward else exact.after)(case.start, here)
        assert counted.nominal == plain  # the hours themselves are exact, and each one counts
        first, last = here.day(plain.us), here.day(counted.end.us)
        assert (last - first) * way >= 0
        clock = here.clock(plain.us)
        if last == first:
            assert counted.end == plain
            assert days_by.is_working(first, here)
        elif len(shown := shown_at(last, clock, here.name)) == 1:
            assert days_by.is_working(last, here)
            assert not any(days_by.is_working(day, here) for day in range(first, last, way))
            assert counted.end.us == shown[0]


@given(cases(st.just(counting("elapsed")), ("hours", "days", "weeks")), st.sampled_from((1, -1)))
@settings(max_examples=100, deadline=None)
def test_hours_from_the_start_of_the_day_are_the_same_for_all_of_it(case: Case, way: int) -> None:
    unit: Unit = "hours"
    rule: Counting = counting("de-bgb").but(hours="start_of_day", roll="none")
    made, here = Period(min(case.period.n, 500), unit, rule), case.here
    counted = made.after if way > 0 else made.before
    end = counted(case.start, here)
    assert end == counted(on(case.day, here), here) == counted(Point(here.end_of_day(case.day) - 1), here)
    edge = here.start_of_day(case.day) if way > 0 else here.end_of_day(case.day)
    assert (end.us - edge) * way == made.n * HOUR
