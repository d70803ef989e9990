"""Dates counted here and by others: dateutil, numpy, SQLite, DuckDB and pendulum.

Where one of them disagrees, a test of its own says so, and by which rule who is right.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Literal

import duckdb
import numpy as np
import pendulum
import pytest
from counts import days, on, ordinal
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, MONTHLY, TH, TU, WE, rrule
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buyerprotect.timing.calendar import Calendar, calendar
from buyerprotect.timing.clock import zone
from buyerprotect.timing.counting import PLATFORM_DAYS, Counting, counting
from buyerprotect.timing.period import Period, Unit

UTC = zone("UTC")
SPAN = (ordinal("1905-01-01"), ordinal("2195-12-31"))
UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "years")
UNITS_DRAWN = st.sampled_from(UNITS)
NEXT_DAY = PLATFORM_DAYS.but(month_end="next_day")


def ours(event: date, n: int, unit: Unit, rule: Counting = PLATFORM_DAYS, by: Calendar | None = None) -> date:
    """Count forward, or with a negative number backward, and return the last day, or the first."""
    made = Period(abs(n), unit, rule, by)
    point = (made.after if n > 0 else made.before)(on(event.toordinal(), UTC), UTC)
    assert point.day is not None
    return date.fromordinal(point.day)


def numbers() -> st.SearchStrategy[int]:
    return st.integers(-60, 60).filter(bool)


def dates() -> st.SearchStrategy[date]:
    return days(*SPAN).map(date.fromordinal)


# --- dateutil -----------------------------------------------------------------------------------------


@given(dates(), numbers(), UNITS_DRAWN)
@settings(max_examples=300, deadline=None)
def test_dateutil_adds_days_weeks_months_and_years_as_we_do(event: date, n: int, unit: Unit) -> None:
    assert ours(event, n, unit) == event + relativedelta(**{unit: n})  # type: ignore[arg-type]


@given(days(*SPAN), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_dateutil_recurs_on_the_working_days_we_count(day: int, n: int) -> None:
    event = date.fromordinal(day)
    start = datetime.combine(event + timedelta(days=1), time())
    *_, expected = rrule(DAILY, dtstart=start, count=n, byweekday=(MO, TU, WE, TH, FR))
    assert ours(event, n, "business-days", by=calendar("mon-fri")) == expected.date()


@given(dates(), st.integers(1, 28), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_dateutil_recurs_on_the_ends_of_the_cycles_we_count(event: date, number: int, n: int) -> None:
    start = datetime.combine(event - timedelta(days=70), time())
    ends = rrule(MONTHLY, dtstart=start, count=12, bymonthday=number)
    told = tuple(end.toordinal() for end in ends)
    made = Period(n, "billing-cycles", "platform-days", cycle_ends=told)
    expected = ends.after(datetime.combine(event, time()), inc=True)
    for _ in range(n):
        assert expected is not None
        expected = ends.after(expected)
    assert expected is not None
    assert made.after(on(event.toordinal(), UTC), UTC).day == expected.toordinal()


def test_dateutil_ends_a_whole_month_too_early_where_the_day_is_missing() -> None:
    # A month that begins with 31 January: dateutil moves its end to 28 February, and a day is then taken off.
    # "Ends before the corresponding day, or with the month if there is none" (AIA s. 2G) is 28 February.
    first = date(2023, 1, 31)
    assert first + relativedelta(months=1) - timedelta(days=1) == date(2023, 2, 27)
    assert ours(first, 1, "months", PLATFORM_DAYS.but(event_day="in")) == date(2023, 2, 28)


def test_dateutil_adds_month_after_month_to_what_was_cut_short() -> None:
    # BGB s. 188(3) and Dodds v Walker look at the event's day alone: two months end on the 31st.
    event, month = date(2023, 1, 31), relativedelta(months=1)
    assert event + month + month == date(2023, 3, 28)
    assert ours(event, 2, "months") == event + relativedelta(months=2) == date(2023, 3, 31)


def test_dateutil_recurs_only_in_months_that_have_the_day() -> None:
    # RFC 5545 leaves out the months without a 31st, as a meeting would be; a period ends in each of them.
    second = rrule(MONTHLY, dtstart=datetime(2023, 1, 31), count=2)[1]  # noqa: DTZ001 - a date
    assert second.date() == date(2023, 3, 31)
    assert ours(date(2023, 1, 31), 1, "months") == date(2023, 2, 28)


# --- SQL ----------------------------------------------------------------------------------------------


def sqlite(event: date, n: int, unit: str) -> date:
    with closing(sqlite3.connect(":memory:")) as lite:
        (text,) = lite.execute("select date(?, ?)", (event.isoformat(), f"{n:+} {unit}")).fetchone()
    return date.fromisoformat(text)


def duck(event: date, n: int, unit: str) -> date:
    row = duckdb.execute(f"select (?::date + interval ({n}) {unit})::date", [event]).fetchone()
    assert row is not None
    found: date = row[0]
    return found


@given(dates(), numbers(), UNITS_DRAWN)
@settings(max_examples=150, deadline=None)
def test_duckdb_adds_days_weeks_months_and_years_as_we_do(event: date, n: int, unit: Unit) -> None:
    assert ours(event, n, unit) == duck(event, n, unit)


@given(dates(), numbers(), st.sampled_from(("days", "months", "years")))
@settings(max_examples=300, deadline=None)
def test_sqlite_adds_as_we_do_where_the_month_has_the_day(event: date, n: int, unit: Unit) -> None:
    clamped, theirs = ours(event, n, unit), sqlite(event, n, unit)
    if unit == "days" or clamped.day == event.day:
        assert theirs == clamped == ours(event, n, unit, NEXT_DAY)
    else:
        # It counts the missing days into the next month: 31 February is 3 March.
        assert theirs - clamped == timedelta(days=event.day - clamped.day)
        # So it is neither rule, but where one day alone is missing, it is the Brazilian one.
        one_missing = event.day - clamped.day == 1
        assert (theirs == ours(event, n, unit, NEXT_DAY)) == one_missing


@pytest.mark.parametrize(
    ("event", "clamped", "brazilian", "sqlite_says"),
    [
        ("2023-01-31", "2023-02-28", "2023-03-01", "2023-03-03"),
        ("2024-01-31", "2024-02-29", "2024-03-01", "2024-03-02"),
        ("2023-01-29", "2023-02-28", "2023-03-01", "2023-03-01"),
        ("2023-03-31", "2023-04-30", "2023-05-01", "2023-05-01"),
    ],
)
def test_sqlite_runs_over_into_the_next_month_which_no_law_does(
    event: str, clamped: str, brazilian: str, sqlite_says: str
) -> None:
    # BGB s. 188(3), like most, ends with the month, the Código Civil, art. 132 § 3, on the day right after.
    start = date.fromisoformat(event)
    assert ours(start, 1, "months").isoformat() == clamped
    assert ours(start, 1, "months", counting("br-civil").but(roll="none")).isoformat() == brazilian
    assert sqlite(start, 1, "months").isoformat() == sqlite_says


def test_sqlite_ends_a_year_from_a_leap_day_in_march_where_others_do_not() -> None:
    assert (
        sqlite(date(2024, 2, 29), 1, "years")
        == date(2025, 3, 1)
        == ours(date(2024, 2, 29), 1, "years", NEXT_DAY)
    )
    assert ours(date(2024, 2, 29), 1, "years") == date(2025, 2, 28) == duck(date(2024, 2, 29), 1, "years")


# --- pendulum -----------------------------------------------------------------------------------------


@given(dates(), numbers(), UNITS_DRAWN)
@settings(max_examples=150, deadline=None)
def test_pendulum_adds_days_weeks_months_and_years_as_we_do(event: date, n: int, unit: Unit) -> None:
    assert ours(event, n, unit) == pendulum.date(event.year, event.month, event.day).add(**{unit: n})


def test_a_month_of_pendulum_is_thirty_days_once_it_is_no_longer_added() -> None:
    # A length without a date has no months to look at; ours is never turned into days.
    month = pendulum.duration(months=1)
    assert month == pendulum.duration(days=30)
    assert date(2023, 1, 31) + month.as_timedelta() == date(2023, 3, 2)
    assert ours(date(2023, 1, 31), 1, "months") == date(2023, 2, 28)


# --- numpy --------------------------------------------------------------------------------------------


YEARS = (ordinal("2019-01-01"), ordinal("2022-12-31"))
Rolling = Literal["following", "preceding", "modifiedfollowing"]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Draw calendars of four years, with any week, days off, and days worked all the same."""
    some = st.frozensets(st.integers(*YEARS), max_size=40)
    return Calendar(
        name="drawn",
        title="drawn",
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=4)),
        holidays=draw(some),
        worked=draw(st.one_of(st.just(frozenset[int]()), some)),
        first=YEARS[0],
        last=YEARS[1],
    )


def day64(day: int) -> np.datetime64:
    return np.datetime64(date.fromordinal(day))


def theirs(known: Calendar) -> np.busdaycalendar:
    """Make numpy's calendar; since it knows no days that are worked all the same, every day off is listed."""
    off = [
        day
        for day in range(known.first, known.last + 1)
        if day not in known.worked and (day in known.holidays or (day - 1) % 7 in known.weekend)
    ]
    return np.busdaycalendar(weekmask="1111111", holidays=[day64(day) for day in off])


def plainly(known: Calendar) -> np.busdaycalendar:
    """Make numpy's calendar in its own way, of a week and of holidays."""
    week = [weekday not in known.weekend for weekday in range(7)]
    return np.busdaycalendar(weekmask=week, holidays=[day64(day) for day in sorted(known.holidays)])


def offset(day: int, n: int, roll: Rolling, by: np.busdaycalendar) -> int:
    found = np.busday_offset(day64(day), n, roll=roll, busdaycal=by)
    reached: date = found.astype("datetime64[D]").item()
    return reached.toordinal()


INSIDE = st.integers(YEARS[0] + 300, YEARS[1] - 300)


@given(calendars(), INSIDE, st.integers(1, 60), st.sampled_from((theirs, plainly)))
@settings(max_examples=300, deadline=None)
def test_numpy_counts_the_working_days_we_count(
    known: Calendar, day: int, n: int, way: Callable[[Calendar], np.busdaycalendar]
) -> None:
    assume(way is theirs or not known.worked)
    by, event = way(known), date.fromordinal(day)
    assert known.is_working(day, UTC) == np.is_busday(day64(day), busdaycal=by)
    # From a day off, the first working day is the first counted: so it is rolled against the way first.
    assert ours(event, n, "business-days", by=known).toordinal() == offset(day, n, "preceding", by)
    assert ours(event, -n, "business-days", by=known).toordinal() == offset(day, -n, "following", by)
    assert known.working_days(day, day + n, UTC) == np.busday_count(
        day64(day), day64(day + n + 1), busdaycal=by
    )


@given(calendars(), INSIDE, st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_numpy_rolls_to_the_working_days_we_roll_to(known: Calendar, day: int, n: int) -> None:
    by, event = theirs(known), date.fromordinal(day)
    assert known.rolled(day, 1, UTC) == offset(day, 0, "following", by)
    assert known.rolled(day, -1, UTC) == offset(day, 0, "preceding", by)
    assert ours(event, n, "days", counting("de-bgb"), known).toordinal() == offset(
        day + n, 0, "following", by
    )
    assert ours(event, -n, "days", counting("us-frcp"), known).toordinal() == offset(
        day - n, 0, "preceding", by
    )


@given(st.sampled_from(("CZ", "DE-BY", "US", "CN", "TW", "US-ftc")), st.integers(0, 4000), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_numpy_counts_the_working_days_of_real_places_as_we_do(name: str, after: int, n: int) -> None:
    known = calendar(name)
    day = known.first + 100 + after % (known.last - known.first - 300)
    by, event = CALENDARS[name], date.fromordinal(day)
    assert ours(event, n, "business-days", by=known).toordinal() == offset(day, n, "preceding", by)
    assert ours(event, n, "days", counting("de-bgb"), known).toordinal() == offset(
        day + n, 0, "following", by
    )


CALENDARS = {name: theirs(calendar(name)) for name in ("CZ", "DE-BY", "US", "CN", "TW", "US-ftc")}


def test_numpy_begins_with_a_working_day_where_the_start_is_rolled_its_own_way() -> None:
    # Documented for settlement: a Saturday is rolled to Monday, and Monday is then day 0. The event's day is
    # out, whatever it is, and Monday is the first business day after it (16 CFR 429.1, 12 CFR 1026.19).
    saturday, by = ordinal("2024-03-09"), np.busdaycalendar()
    assert offset(saturday, 1, "following", by) == ordinal("2024-03-12")
    assert ours(date(2024, 3, 9), 1, "business-days", by=calendar("mon-fri")) == date(2024, 3, 11)


def test_numpy_cannot_say_that_a_saturday_is_worked() -> None:
    # 4 February 2024 was a Sunday worked for the Spring Festival, by the State Council's notice.
    china = calendar("CN")
    sunday = ordinal("2024-02-04")
    assert china.is_working(sunday, UTC)
    assert not np.is_busday(day64(sunday), busdaycal=plainly(china))
    assert np.is_busday(day64(sunday), busdaycal=CALENDARS["CN"])


def test_numpy_rolls_back_at_the_end_of_a_month_where_banks_do() -> None:
    # A convention of payments ("modified following"). No rule read here moves an end to an earlier day.
    sunday, by = ordinal("2024-03-31"), CALENDARS["US"]
    assert offset(sunday, 0, "modifiedfollowing", by) == ordinal("2024-03-29")
    assert calendar("US").rolled(sunday, 1, UTC) == ordinal("2024-04-01")


def test_numpy_leaves_out_the_last_day_of_a_count() -> None:
    # From Monday to Friday it counts four; a floor of working days asks for those within, both ends included.
    monday, friday = ordinal("2024-03-04"), ordinal("2024-03-08")
    assert np.busday_count(day64(monday), day64(friday)) == 4
    assert calendar("mon-fri").working_days(monday, friday, UTC) == 5


@given(dates(), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_numpy_ends_the_months_of_the_calendar_where_whole_months_end(event: date, n: int) -> None:
    first = event.replace(day=1)
    month = np.datetime64(first, "M") + np.timedelta64(n, "M")
    last = month.astype("datetime64[D]") - np.timedelta64(1, "D")
    assert ours(first, n, "months", PLATFORM_DAYS.but(event_day="in")) == last.item()
