from __future__ import annotations

from datetime import date, timedelta

import nasty
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from buyerprotect.errors import NotFoundError, OutOfCoverageError
from buyerprotect.strategies import SKIPPED_DAYS
from buyerprotect.timing.calendar import calendar, calendar_names
from buyerprotect.timing.clock import zone
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.zone import Zone

MON_FRI = calendar("mon-fri")
APIA = zone("Pacific/Apia")
SKIPPED_BY_ZONE = set(SKIPPED_DAYS.items())


def works(day: date, here: Zone) -> bool:
    return day.weekday() < 5 and (here.name, day) not in SKIPPED_BY_ZONE


def counted(day: date, n: int, here: Zone, step: int) -> date:
    """Walk day by day on the standard library's calendar."""
    while n:
        day += timedelta(days=step)
        n -= works(day, here)
    return day


SOME_ZONES = st.sampled_from([zone(name) for name in (*SKIPPED_DAYS, "UTC", "America/St_Johns")])


@given(nasty.days(nasty.FIRST_DAY + 200, nasty.LAST_DAY - 200), SOME_ZONES, st.integers(1, 90))
@settings(max_examples=300, deadline=None)
def test_business_days_are_mondays_to_fridays_counted_one_by_one(day: int, here: Zone, n: int) -> None:
    start = date.fromordinal(day)
    assert date.fromordinal(MON_FRI.step(day, n, here)) == counted(start, n, here, 1)
    assert date.fromordinal(MON_FRI.step(day, -n, here)) == counted(start, n, here, -1)


@given(nasty.days(), SOME_ZONES)
@settings(max_examples=200, deadline=None)
def test_a_working_day_is_a_monday_to_friday_that_exists(day: int, here: Zone) -> None:
    assert MON_FRI.is_working(day, here) == works(date.fromordinal(day), here)


@pytest.mark.parametrize(
    ("start", "n", "ends"),
    [
        ("2026-11-19", 1, "2026-11-20"),  # Thursday to Friday
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-21", 1, "2026-11-23"),  # from a Saturday, and
        ("2026-11-22", 1, "2026-11-23"),  # from a Sunday, alike
        ("2026-11-20", 5, "2026-11-27"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-22", -1, "2026-11-20"),
        ("2026-12-24", 1, "2026-12-25"),  # no holidays at all
    ],
)
def test_business_days_worked_by_hand(start: str, n: int, ends: str) -> None:
    assert MON_FRI.step(nasty.ordinal(start), n, zone("UTC")) == nasty.ordinal(ends)


def test_a_date_the_zone_skipped_is_no_working_day() -> None:
    friday = nasty.ordinal("2011-12-30")
    assert MON_FRI.is_working(friday, zone("UTC"))
    assert not MON_FRI.is_working(friday, APIA)
    # From Thursday the 29th, the next working day in Apia is Monday the 2nd.
    ends = Period(1, "business-days", "platform-days", "mon-fri").after(
        Point(nasty.utc("2011-12-29T09:00-10:00")), APIA
    )
    assert ends == Point(nasty.utc("2012-01-03T00:00+14:00"), nasty.ordinal("2012-01-02"))


def test_a_holiday_is_no_working_day() -> None:
    christmas = nasty.ordinal("2026-12-25")
    closed = evolve(MON_FRI, name="closed", holidays=frozenset({christmas}))
    assert closed.step(nasty.ordinal("2026-12-24"), 1, zone("UTC")) == nasty.ordinal("2026-12-28")


@pytest.mark.parametrize("day", ["1899-12-31", "2201-01-01"])
def test_a_calendar_refuses_dates_it_does_not_cover(day: str) -> None:
    with pytest.raises(OutOfCoverageError, match=f"'mon-fri' covers 1900-01-01 to 2200-12-31, not {day}"):
        MON_FRI.is_working(nasty.ordinal(day), zone("UTC"))


def test_counting_past_the_covered_dates_is_refused() -> None:
    with pytest.raises(OutOfCoverageError):
        MON_FRI.step(nasty.ordinal("2200-12-30"), 10, zone("UTC"))
    with pytest.raises(OutOfCoverageError):
        MON_FRI.step(nasty.ordinal("1900-01-03"), -10, zone("UTC"))


def test_an_unknown_calendar_is_refused_with_a_hint() -> None:
    with pytest.raises(NotFoundError, match="no calendar 'mon-fry'; did you mean 'mon-fri'"):
        calendar("mon-fry")


def test_calendars_are_kept_under_their_names() -> None:
    assert all(calendar(name).name == name for name in calendar_names())
