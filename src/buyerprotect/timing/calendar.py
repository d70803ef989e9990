"""Calendars: which days count as business days, by name, never as a global notion."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from buyerprotect.errors import NotFoundError, OutOfCoverageError, nearest
from buyerprotect.timing.zone import Zone

__all__ = ["CALENDARS", "Calendar", "calendar"]


@frozen
class Calendar:
    """A named definition of a working day, and the dates it speaks for.

    `weekend` holds weekday numbers (Monday is 0). `holidays` holds ordinals. `first` and `last` are
    the ordinals it covers: outside them it refuses, because an empty list of holidays and an unknown
    one look alike.
    """

    name: str
    weekend: frozenset[int]
    holidays: frozenset[int]
    first: int
    last: int

    def is_working(self, day: int, zone: Zone) -> bool:
        """Tell whether the local day with this ordinal is a working day in `zone`.

        A date the zone skipped is none. Raises `OutOfCoverageError` outside the covered dates.
        """
        if not self.first <= day <= self.last:
            raise OutOfCoverageError(
                f"the calendar {self.name!r} covers {date.fromordinal(self.first)} to "
                f"{date.fromordinal(self.last)}, not {date.fromordinal(day)}"
            )
        return (day - 1) % 7 not in self.weekend and day not in self.holidays and zone.has_day(day)

    def step(self, day: int, count: int, zone: Zone) -> int:
        """Return the `count`-th working day after `day`, or before it where `count` is negative."""
        direction = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day += direction
            while not self.is_working(day, zone):
                day += direction
        return day


CALENDARS = {
    "mon-fri": Calendar(
        name="mon-fri",
        weekend=frozenset({5, 6}),
        holidays=frozenset(),
        first=date(1900, 1, 1).toordinal(),
        last=date(2200, 12, 31).toordinal(),
    ),
}
"""The calendars known by name. `mon-fri` is Monday to Friday with no holidays at all."""


def calendar(name: str) -> Calendar:
    """Return the calendar called `name`.

    Raises `NotFoundError` for a name that is not known.
    """
    if name not in CALENDARS:
        raise NotFoundError(f"there is no calendar {name!r}{nearest(name, CALENDARS)}")
    return CALENDARS[name]
