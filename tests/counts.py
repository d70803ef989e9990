"""Periods by every counting rule, with zones and starts for which their calendars speak, to be drawn from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tzdata
from attrs import frozen
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter
from nasty import INSTANTS, ZONE_NAMES

from buyerprotect.errors import InvalidFactsError
from buyerprotect.strategies import NASTY_ZONES
from buyerprotect.timing.calendar import Calendar, calendar
from buyerprotect.timing.clock import zone
from buyerprotect.timing.counting import Counting, counting, counting_names
from buyerprotect.timing.period import Period, Plus, Point, Unit
from buyerprotect.timing.zone import Zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

CALENDARS = ("mon-fri", "CZ", "DE-BY", "US", "CN")
RULES = counting_names()
DAY_RULES = tuple(name for name in RULES if counting(name).days == "local")

# The most of each unit that is drawn: a thousand days reach beyond any of them.
LENGTHS: Mapping[Unit, int] = {
    "seconds": 10_000_000,
    "minutes": 200_000,
    "hours": 5_000,
    "days": 500,
    "business-days": 250,
    "weeks": 70,
    "months": 18,
    "years": 2,
}
REACH = 1000
HOURS: tuple[Unit, ...] = ("seconds", "minutes", "hours")
DAYS: tuple[Unit, ...] = ("days", "business-days", "weeks", "months", "years")

_LEAP_DAYS = tuple(date.fromisoformat(f"{year}-02-29").toordinal() for year in (1904, 2000, 2020, 2024, 2096))
_AROUND = (-3_600_000_000, -1_000_000, -1, 0, 1, 1_000_000, 3_600_000_000)

# What a provision may say for itself, which no rule that ships needs to say in every combination.
_DEPARTURES: Mapping[str, tuple[Any, ...]] = {
    "event_day": ("out", "in"),
    "at_midnight": (None, "in"),
    "clear": (False, True),
    "month_end": ("clamp", "next_day"),
    "months_from": ("event_day", "first_day"),
    "skip_up_to": (0, 5),
    "working_days": (0, 2, 3),
    "working_days_from": (1, 2, 3),
    "roll": ("none", "next", "previous"),
    "roll_before": ("none", "next", "previous"),
    "roll_up_to": (0, 30),
    "end": (None, "end_of_day", "during_day", "17:00", "00:30"),
}


# --- the standard library's clocks --------------------------------------------------------------------


@cache
def standard(name: str) -> ZoneInfo:
    """Return a zone as the standard library reads it."""
    with Path(tzdata.__file__).parent.joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def wall(us: int, name: str) -> datetime:
    """Return what the clock of a zone shows, by the standard library."""
    return (EPOCH + timedelta(microseconds=us)).astimezone(standard(name))


def shown_at(day: int, clock: int, name: str) -> list[int]:
    """Return the instants at which a clock shows so many microseconds past midnight on a date: 0 to 2."""
    naive = datetime.combine(date.fromordinal(day), time()) + timedelta(microseconds=clock)
    found: set[int] = set()
    for fold in (0, 1):
        us = (naive.replace(tzinfo=standard(name), fold=fold) - EPOCH) // MICROSECOND
        if wall(us, name).replace(tzinfo=None, fold=0) == naive:
            found.add(us)
    return sorted(found)


def ordinal(text: str) -> int:
    """Return the ordinal of an ISO date."""
    return date.fromisoformat(text).toordinal()


def on(day: str | int, here: Zone) -> Point:
    """Return the point of a day that is known to the day only."""
    number = ordinal(day) if isinstance(day, str) else day
    return Point(here.start_of_day(number), number)


# --- zones and times ----------------------------------------------------------------------------------


def zones() -> st.SearchStrategy[Zone]:
    """Draw zones of the whole database, every other one of those whose clocks are the worst."""
    return st.one_of(st.sampled_from(NASTY_ZONES), st.sampled_from(ZONE_NAMES)).map(zone)


@st.composite
def days(draw: st.DrawFn, first: int, last: int) -> int:
    """Draw days, half of them near the end of a month, some of them leap days."""
    day = draw(st.integers(first, last))
    if draw(st.booleans()):
        day = date.fromordinal(day).replace(day=1).toordinal() + draw(st.integers(-4, 1))
    leap = [leap for leap in _LEAP_DAYS if first <= leap <= last]
    if leap and draw(st.integers(0, 9)) == 0:
        day = draw(st.sampled_from(leap))
    return min(max(day, first), last)


@st.composite
def instants(draw: st.DrawFn, here: Zone, first: int, last: int) -> int:
    """Draw instants of local days from `first` to `last`: at midnights, at changes of the clock, any."""
    low, high = here.start_of_day(first), here.end_of_day(last) - 1
    kind = draw(st.sampled_from(("any", "midnight", "midnight", "change", "pool")))
    us = here.start_of_day(draw(days(first, last)))
    if kind == "any":
        us += draw(st.integers(0, 86_399_999_999))
    elif kind == "midnight":
        us += draw(st.sampled_from(_AROUND))
    elif kind == "change":
        changes = here.starts[bisect_left(here.starts, low) : bisect_left(here.starts, high)]
        us = draw(st.sampled_from(changes or (us,))) + draw(st.sampled_from(_AROUND))
    else:
        pool = INSTANTS[bisect_left(INSTANTS, low) : bisect_left(INSTANTS, high)]
        us = draw(st.sampled_from(pool or (us,)))
    return min(max(us, low), high)


# --- rules and periods --------------------------------------------------------------------------------


@frozen(repr=False)
class Case:
    """A period, and a zone and an instant it may be counted from, either way."""

    period: Period
    here: Zone
    us: int

    def __repr__(self) -> str:
        return f"<{self.period} from {wall(self.us, self.here.name).isoformat()} {self.here.name}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001
        # Without this a failing case is printed with all the dates that its calendar has.
        printer.text(repr(self))

    @property
    def start(self) -> Point:
        """The instant, as a start."""
        return Point(self.us)

    @property
    def rule(self) -> Counting:
        """The counting rule."""
        return self.period.counting

    def under(self, rule: Counting) -> Period:
        """Return the period as another rule counts it."""
        now = self.period
        return period(now.n, now.unit, rule, now.calendar or "mon-fri", plus=now.plus, paused=now.paused)

    @property
    def day(self) -> int:
        """The local day of the start."""
        return self.here.day(self.us)


def period(
    n: int,
    unit: Unit,
    rule: Counting | str,
    days_by: Calendar | str | None = None,
    *,
    plus: Plus | None = None,
    paused: int = 0,
) -> Period:
    """Make a period, with the calendar only if it looks at one."""
    try:
        return Period(n, unit, rule, days_by, plus, paused)
    except InvalidFactsError:
        return Period(n, unit, rule, None, plus, paused)


def units_of(rule: Counting) -> tuple[Unit, ...]:
    """Return the units that a rule counts, billing cycles aside."""
    if rule.days == "exact":
        return (*HOURS, "days", "weeks")
    months: tuple[Unit, ...] = () if rule.month_end is None else ("months", "years")
    return (*(HOURS if rule.hours is not None else ()), "days", "business-days", "weeks", *months)


@st.composite
def departing(draw: st.DrawFn, names: Sequence[str] = RULES) -> Counting:
    """Draw rules that ship, with some settings changed as a provision may change them."""
    rule = counting(draw(st.sampled_from(names)))
    if rule.days == "exact":
        return rule
    changed = draw(st.lists(st.sampled_from(sorted(_DEPARTURES)), max_size=4, unique=True))
    settings = {name: draw(st.sampled_from(_DEPARTURES[name])) for name in changed}
    if settings.get("roll") == "none":
        settings["roll_hours"] = False  # which would have nowhere to go
    return rule.but(**settings)


def rules(names: Sequence[str] = RULES) -> st.SearchStrategy[Counting]:
    """Draw rules as they ship."""
    return st.sampled_from(names).map(counting)


def lengths(unit: Unit) -> st.SearchStrategy[int]:
    """Draw numbers of a unit, often small ones."""
    return st.one_of(st.integers(1, min(8, LENGTHS[unit])), st.integers(1, LENGTHS[unit]))


def covered(counted: Period, reach: int = REACH) -> tuple[int, int]:
    """Return the first and the last day from which a period may be counted, for which its calendar speaks."""
    known = counted.calendar or calendar("mon-fri")
    return known.first + reach, known.last - reach


@st.composite
def cases(
    draw: st.DrawFn,
    by: st.SearchStrategy[Counting] | None = None,
    units: Sequence[Unit] = (*HOURS, *DAYS),
    calendars: Sequence[str] = CALENDARS,
) -> Case:
    """Draw periods by any rule, each with a start in the years that its calendar covers."""
    rule = draw(by if by is not None else rules())
    possible: list[Unit] = [unit for unit in units_of(rule) if unit in units]
    unit = draw(st.sampled_from(possible))
    own = () if rule.calendar is None else (rule.calendar,)
    made = period(draw(lengths(unit)), unit, rule, draw(st.sampled_from((*own, *calendars))))
    here = draw(zones())
    return Case(made, here, draw(instants(here, *covered(made))))
