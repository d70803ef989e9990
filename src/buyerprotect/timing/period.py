"""Periods: a length and how it is counted."""

from __future__ import annotations

import re
from typing import Literal, get_args

from attrs import evolve, frozen

from buyerprotect.errors import InvalidFactsError, shown
from buyerprotect.timing.calendar import calendar
from buyerprotect.timing.zone import DAY, HOUR, SECOND, Zone

__all__ = ["Counting", "Period", "Point", "Unit"]

Unit = Literal["seconds", "minutes", "hours", "days"]
Counting = Literal["elapsed", "calendar", "business"]

_UNITS: dict[str, int] = {"seconds": SECOND, "minutes": 60 * SECOND, "hours": HOUR, "days": DAY}
_LENGTH = re.compile(r"(\d{1,9}) (second|minute|hour|day)s?", re.ASCII)
_NO_DAY = 10**9
_LONGEST = 300 * 366 * DAY


@frozen
class Point:
    """A moment reached while counting, and the local day it stands for.

    A calendar count ends with a *day*: the next count starts from that day, not from the instant
    after it. `day` is the day's ordinal; it is None where the moment came from an exact clock.
    """

    us: int
    day: int | None = None

    @property
    def order(self) -> tuple[int, int]:
        """What points are compared by: the end of a day comes before the first instant of the next."""
        return (self.us, _NO_DAY if self.day is None else self.day)


@frozen
class Period:
    """A length of time together with the way it is counted.

    - `elapsed`: exact seconds, a day being 86,400 of them, whatever the clocks do.
    - `calendar`: the day of the event is left out, the last day is counted whole, to its local end.
    - `business`: as `calendar`, counting only the working days of the calendar named `business_days`.

    >>> str(Period(60, "days"))
    '60 days of 24 hours'

    Raises `InvalidFactsError` for a length that is not a positive whole number, for one longer than
    the supported years, and for hours that are to be counted in days.
    """

    n: int
    unit: Unit = "days"
    counting: Counting = "elapsed"
    business_days: str | None = None

    def __attrs_post_init__(self) -> None:
        if isinstance(self.n, bool) or not isinstance(self.n, int) or self.n < 1:
            raise InvalidFactsError(
                f"a period of {shown(self.n)} {self.unit}: give a whole number above zero"
            )
        if self.unit not in _UNITS:
            raise InvalidFactsError(f"{shown(self.unit)} is not a unit; units: {', '.join(_UNITS)}")
        if self.counting not in get_args(Counting):
            raise InvalidFactsError(
                f"{shown(self.counting)} is not a way of counting; ways: {', '.join(get_args(Counting))}"
            )
        if self.n * _UNITS[self.unit] > _LONGEST:
            raise InvalidFactsError(f"a period of {shown(self.n)} {self.unit} leaves the years 1900 to 2200")
        if self.counting != "elapsed" and self.unit != "days":
            raise InvalidFactsError(f"{self.unit} are not counted in {self.counting} days: use 'elapsed'")
        if (self.counting == "business") != (self.business_days is not None):
            raise InvalidFactsError(
                "business days, and only they, name their calendar: business_days='mon-fri'"
            )
        if self.business_days is not None:
            calendar(self.business_days)

    @classmethod
    def of(cls, length: str, counting: Counting = "elapsed", business_days: str | None = None) -> Period:
        """Read a period from its length in words.

        >>> Period.of("5 days", "business", "mon-fri")
        Period(n=5, unit='days', counting='business', business_days='mon-fri')
        """
        found = _LENGTH.fullmatch(length) if isinstance(length, str) else None
        if found is None:
            raise InvalidFactsError(f"{shown(length)} is not a length: write it as '60 days' or '48 hours'")
        unit: Unit = f"{found[2]}s"  # type: ignore[assignment]  # the pattern admits the units only
        return cls(int(found[1]), unit, counting, business_days)

    @property
    def needs_zone(self) -> bool:
        """Whether the result depends on where local days begin and end."""
        return self.counting != "elapsed"

    def times(self, n: int) -> Period:
        """Return a period counted the same way, `n` units long."""
        return evolve(self, n=n)

    def after(self, start: Point, zone: Zone) -> Point:
        """Count forward from `start`: the first moment after the period."""
        if self.counting == "elapsed":
            return Point(start.us + self.n * _UNITS[self.unit])
        day = self._step(start, zone, 1)
        return Point(zone.end_of_day(day), day)

    def before(self, start: Point, zone: Zone) -> Point:
        """Count backward from `start`: the first moment of the period that ends there."""
        if self.counting == "elapsed":
            return Point(start.us - self.n * _UNITS[self.unit])
        day = self._step(start, zone, -1)
        return Point(zone.start_of_day(day), day)

    def _step(self, start: Point, zone: Zone, direction: int) -> int:
        day = zone.day(start.us) if start.day is None else start.day
        if self.business_days is None:
            return day + direction * self.n
        return calendar(self.business_days).step(day, direction * self.n, zone)

    def __str__(self) -> str:
        unit = self.unit if self.n > 1 else self.unit.removesuffix("s")
        if self.counting == "business":
            return f"{self.n} business {unit} ({self.business_days})"
        if self.counting == "calendar":
            return f"{self.n} calendar {unit}"
        return f"{self.n} {unit}" + (" of 24 hours" if self.unit == "days" else "")
