"""One answer, however a count is asked for: its steps, traces, the machine's zone, the ends of the years."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest
from counts import (
    CALENDARS,
    RULES,
    Case,
    cases,
    departing,
    instants,
    lengths,
    on,
    ordinal,
    period,
    units_of,
    zones,
)
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.calendar import calendar
from buyerprotect.timing.clock import FIRST, LAST, Instant, LocalDay, zone
from buyerprotect.timing.counted import count
from buyerprotect.timing.counting import PLATFORM_DAYS, Counting, counting
from buyerprotect.timing.period import Period, Plus, PlusFrom
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import Resolved, Setting
from buyerprotect.timing.term import After, Before, Capped, EarliestOf, LatestOf, NotBefore, On, Term
from buyerprotect.timing.trace import recount, replay
from buyerprotect.timing.zone import DAY, Zone

UTC = zone("UTC")
BASES: tuple[PlusFrom, ...] = ("start", "nominal", "end")


# --- one answer, however it is asked for --------------------------------------------------------------


@given(cases(departing()), st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_steps_of_a_count_end_with_its_result_and_pass_its_nominal_end(
    case: Case,
    backward: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    counted = case.period.counted(case.start, case.here, backward=backward)
    plain = case.period.before if backward else case.period.after
    assert counted.end == plain(case.start, case.here)
    last = counted.stages[-1]
    assert (last.kind, last.day, last.us) == ("end", counted.end.day, counted.end.us)
    unmoved = [stage for stage in counted.stages if stage.kind in ("length", "paused", "plus", "clear")][-1]
    assert unmoved.us == counted.nominal.us if case.period.exact else unmoved.day == counted.nominal.day
    moved = any(stage.kind in ("floor", "roll") for stage in counted.stages)
    assert moved == ((counted.end.us, counted.end.day) != (counted.nominal.us, counted.nominal.day))
    assert counted.end.nominal == (counted.nominal.day if moved and counted.end.day is not None else None)
    assert all(str(stage) for stage in counted.stages)


@given(cases())
@settings(max_examples=150, deadline=None)
def test_counting_for_its_own_sake_gives_what_a_rule_gives(case: Case) -> None:
    told = count(case.period, after=Instant(case.us), in_zone=case.here.name)
    counted = case.period.counted(case.start, case.here)
    assert (told.result.end, told.result.nominal, told.stages) == (
        counted.end,
        counted.nominal,
        counted.stages,
    )
    if case.period.takes_days:
        told = count(case.period, after=date.fromordinal(case.day), in_zone=case.here.name)
        assert told.result.end == case.period.after(on(case.day, case.here), case.here)


def _periods() -> st.SearchStrategy[Period]:
    @st.composite
    def draw_one(draw: st.DrawFn) -> Period:
        rule = draw(departing())
        unit = draw(st.sampled_from(units_of(rule)))
        n = min(draw(lengths(unit)), 90)
        base = draw(st.sampled_from(BASES))
        plus = draw(st.sampled_from((None, Plus(draw(st.integers(1, 9)), unit, base))))
        return period(n, unit, rule, draw(st.sampled_from(CALENDARS)), plus=plus)

    return draw_one()


def _terms() -> st.SearchStrategy[Term]:
    def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            st.builds(After, _periods(), inner, from_nominal=st.booleans()),
            st.builds(Before, _periods(), inner),
            st.builds(EarliestOf, several),
            st.builds(LatestOf, several),
            st.builds(Capped, inner, inner),
            st.builds(NotBefore, inner, inner, st.one_of(st.none(), inner)),
        )

    return st.recursive(st.sampled_from(("placed", "shipped")).map(On), grown, max_leaves=5)


@given(_terms(), zones(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_trace_by_any_rule_replays_to_its_result_and_each_count_to_its_steps(
    term: Term, here: Zone, data: st.DataObject
) -> None:
    assume(not isinstance(term, On))
    span = (ordinal("2012-06-01"), ordinal("2019-06-01"))  # all calendars speak for the years around
    told = instants(here, *span)
    either = st.one_of(told, told.map(lambda us: LocalDay(here.day(us), here)))
    setting = Setting(
        events={name: (data.draw(either),) for name in ("placed", "shipped")}, zones=((here.name, here),)
    )
    try:
        readings = list(explore(setting, lambda resolver: resolver.resolve(term)))
    except OutOfCoverageError:
        reject()
    for _, found in readings:
        assert isinstance(found, Resolved)
        assert replay(found.trace) == found.point
        for step in found.trace:
            if step.period is not None:
                counted = recount(step, found.trace[step.inputs[0]].result)
                assert counted.end == step.result
                assert (counted.stages[-1].day, counted.stages[-1].us) == (step.result.day, step.result.us)


CASES = """
from buyerprotect import timing
from buyerprotect.timing.counted import count
for length, moment, rule, days, place in (
    ("60 days", "2026-03-01T02:30:00-05:00", "elapsed", None, "America/New_York"),
    ("1 day", "2011-12-29T12:00:00-10:00", "platform-days", None, "Pacific/Apia"),
    ("15 days", "2026-10-20", "eu-1182-71", "CZ", None),
    ("72 hours", "2020-12-22T12:17:00+01:00", "eu-1182-71", "DE-BY", None),
    ("3 months and 14 days", "2024-11-30", "br-civil", None, "America/Sao_Paulo"),
    ("5 business-days", "2026-03-06T23:59:59.999999+05:45", "platform-days", "mon-fri", "Asia/Kathmandu"),
    ("48 hours", "2024-03-08T12:00", "us-frcp", None, None),
):
    told = count(length, after=moment, rule=rule, calendar=days, in_zone=place)
    print(told.closes.isoformat(), told.last_day, told.nominal, told.zone, *told.stages, sep=" | ")
"""


def test_a_count_is_the_same_whatever_zone_the_machine_is_in() -> None:
    printed = {
        name: subprocess.run(  # noqa: S603 - this interpreter, and a text of our own
            [sys.executable, "-c", CASES],
            env={**os.environ, "TZ": name},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for name in ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")
    }
    assert printed["UTC"].count("\n") == 7
    assert len(set(printed.values())) == 1, printed


# --- the ends of the years ----------------------------------------------------------------------------


@given(
    departing([name for name in RULES if counting(name).calendar is None]),
    zones(),
    st.integers(0, 900 * DAY),
    st.sampled_from(("first", "last")),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_a_count_from_the_first_and_the_last_years_is_right_or_refused(
    rule: Counting, here: Zone, inside: int, end: str, data: st.DataObject
) -> None:
    unit = data.draw(st.sampled_from(units_of(rule)))
    made = period(data.draw(lengths(unit)), unit, rule, "mon-fri")
    us = FIRST + inside if end == "first" else LAST - inside
    for after, before in ((Instant(us), None), (None, Instant(us))):
        try:
            counted = count(made, after=after, before=before, in_zone=here.name)
        except OutOfCoverageError as error:
            assert "2200" in str(error)  # noqa: PT017 - either way is right, and the message is checked
            assert inside < 800 * DAY  # no period that is drawn reaches further
            assert (end == "last") is (after is not None) or inside < 40 * DAY
            continue
        assert FIRST <= counted.closes_us <= LAST


def test_the_last_days_that_the_calendar_knows_are_counted() -> None:
    last = calendar("mon-fri").last
    friday = next(day for day in range(last, last - 7, -1) if date.fromordinal(day).weekday() == 2)
    made = Period(1, "business-days", "platform-days", "mon-fri")
    assert made.after(on(friday - 1, UTC), UTC).day == friday
    with pytest.raises(OutOfCoverageError):
        made.after(on(last, UTC), UTC)


# --- hours are asked for nominal ends too -------------------------------------------------------------


def test_hours_from_the_nominal_end_begin_where_the_day_ended_before_it_was_moved() -> None:
    # Two days after Thursday end with Saturday, and are moved to Monday; the 24 hours after the nominal end
    # are all of Sunday.
    two_days = After(Period(2, "days", "de-bgb", "mon-fri"), On("placed"))
    placed = Setting(events={"placed": (LocalDay(ordinal("2024-03-07"), UTC),)}, zones=(("UTC", UTC),))
    moved, unmoved = (
        Resolver(placed).resolve(After(Period(24, "hours"), two_days, from_nominal=nominal))
        for nominal in (False, True)
    )
    assert isinstance(moved, Resolved)
    assert isinstance(unmoved, Resolved)
    assert moved.us == UTC.end_of_day(ordinal("2024-03-12"))
    assert unmoved.us == UTC.end_of_day(ordinal("2024-03-10"))


def test_a_day_ends_at_the_same_time_of_day_at_the_earliest_and_the_latest_time_it_may_have_been() -> None:
    made = Period(3, "days", PLATFORM_DAYS.but(end="same_clock_time"))
    placed = Setting(events={"placed": (LocalDay(ordinal("2024-03-07"), UTC),)}, zones=(("UTC", UTC),))
    found = [found for _, found in explore(placed, lambda by: by.resolve(After(made, On("placed"))))]
    readings = [reading.us for reading in found if isinstance(reading, Resolved)]
    last = ordinal("2024-03-10")
    assert readings[0] == UTC.start_of_day(last)
    assert UTC.end_of_day(last) - 1 <= readings[1] <= UTC.end_of_day(last)
