"""Calendars: which days count as working days, by name, never as a global notion.

A calendar says what its week is, which days are off and which are worked all the same, for which years
it speaks, and where its days come from. Those that ship with the library are files, one each, in which
the days are written out: nothing is worked out anew, and nothing is guessed beyond the years they cover.
"""

from __future__ import annotations

import tomllib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, cast

from attrs import evolve, field, frozen

from buyerprotect.errors import (
    Faults,
    InvalidPackError,
    NotFoundError,
    OutOfCoverageError,
    nearest,
    shown,
)
from buyerprotect.source import Source, read_sources
from buyerprotect.structure import Reader
from buyerprotect.timing.zone import Zone, skipped_days

__all__ = ["MON_FRI", "WEEKDAYS", "Calendar", "calendar", "calendar_names", "find_calendar"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEK = 7


@frozen(kw_only=True)
class Calendar:
    """A named definition of a working day, and the dates it speaks for.

    `weekend` holds weekday numbers (Monday is 0), all else ordinals: `holidays` are days off, `worked`
    ones are worked though the week or a holiday would have them off. `first` and `last` are the days
    it covers: outside them it refuses, because an empty list of holidays and an unknown one look alike.
    `zone` is that of the place; of a country with several, that of its capital.

    >>> calendar("mon-fri").title
    'Monday to Friday, no holidays'
    """

    name: str
    title: str
    weekend: frozenset[int]
    holidays: frozenset[int] = field(default=frozenset(), repr=False)
    worked: frozenset[int] = field(default=frozenset(), repr=False)
    first: int
    last: int
    zone: str | None = None
    sources: tuple[Source, ...] = field(default=(), repr=False)

    def __hash__(self) -> int:
        return hash(self.name)

    def is_working(self, day: int, zone: Zone) -> bool:
        """Tell whether the local day with this ordinal is a working day in `zone`.

        A date the zone skipped is none. Raises `OutOfCoverageError` outside the covered dates.
        """
        if not self.first <= day <= self.last:
            raise self._outside(day)
        days = _working_days(self, skipped_days(zone))
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    def step(self, day: int, count: int, zone: Zone) -> int:
        """Return the `count`-th working day after `day`, or before it where `count` is negative.

        Raises `OutOfCoverageError` where the count begins or ends outside the covered dates.
        """
        if not self.first - 1 <= day <= self.last + 1:
            raise self._outside(day)
        days = _working_days(self, skipped_days(zone))
        place = bisect_right(days, day) - 1 + count if count > 0 else bisect_left(days, day) + count
        if not 0 <= place < len(days):
            raise self._outside(self.last + 1 if count > 0 else self.first - 1)
        return days[place]

    def rolled(self, day: int, direction: int, zone: Zone) -> int:
        """Return `day` if it is a working day, else the next one (1) or the one before (-1)."""
        return self.step(day - direction, direction, zone)

    def working_days(self, first: int, last: int, zone: Zone) -> int:
        """Count the working days from `first` to `last`, both included."""
        for day in (first, last):
            if not self.first <= day <= self.last:
                raise self._outside(day)
        days = _working_days(self, skipped_days(zone))
        return bisect_right(days, last) - bisect_left(days, first)

    def with_days(
        self,
        name: str,
        *,
        off: Iterable[date] = (),
        worked: Iterable[date] = (),
        title: str | None = None,
        sources: Iterable[Source] = (),
    ) -> Calendar:
        """Return this calendar under another name, with further days `off` or `worked`, and why.

        >>> shop = calendar("mon-fri").with_days("shop", off=[date(2026, 12, 24)])
        >>> date(2026, 12, 24).toordinal() in shop.holidays
        True
        """
        more_off, more_worked = _ordinals(off), _ordinals(worked)
        return evolve(
            self,
            name=name,
            title=title or f"{self.title}, as changed for {name}",
            holidays=(self.holidays | more_off) - more_worked,
            worked=(self.worked | more_worked) - more_off,
            sources=tuple(dict.fromkeys((*self.sources, *sources))),
        )

    def united(self, other: Calendar, name: str, title: str) -> Calendar:
        """Return the calendar in which a day is off if it is off in either, for the years both cover."""
        off = self.holidays | other.holidays
        both = self.worked & other.worked
        # What one works and the other has off is off; what one works and the other's week has off, too.
        return Calendar(
            name=name,
            title=title,
            weekend=self.weekend | other.weekend,
            holidays=off - both,
            worked=both,
            first=max(self.first, other.first),
            last=min(self.last, other.last),
            zone=self.zone if self.zone == other.zone else None,
            sources=tuple(dict.fromkeys((*self.sources, *other.sources))),
        )

    def _outside(self, day: int) -> OutOfCoverageError:
        shown_day = date.fromordinal(day) if 1 <= day <= date.max.toordinal() else "a day beyond all years"
        return OutOfCoverageError(
            f"the calendar {self.name!r} covers {date.fromordinal(self.first)} to "
            f"{date.fromordinal(self.last)}, not {shown_day}: count without working days, "
            "or give a calendar that knows them"
        )


@lru_cache(maxsize=256)
def _working_days(calendar: Calendar, skipped: frozenset[int]) -> Sequence[int]:
    """Lay out the working days of a calendar, compactly, so that counting them is a look-up."""
    off = calendar.holidays | skipped
    week = [weekday not in calendar.weekend for weekday in range(_WEEK)]
    return array(
        "l",
        (
            day
            for day in range(calendar.first, calendar.last + 1)
            if (week[(day - 1) % _WEEK] and day not in off) or (day in calendar.worked and day not in skipped)
        ),
    )


def _ordinals(days: Iterable[date]) -> frozenset[int]:
    return frozenset(day.toordinal() for day in days)


MON_FRI = Calendar(
    name="mon-fri",
    title="Monday to Friday, no holidays",
    weekend=frozenset({5, 6}),
    first=date(1900, 1, 1).toordinal(),
    last=date(2200, 12, 31).toordinal(),
)
"""Monday to Friday with no holidays at all: what a platform means that says "business days" and no more."""

_FOLDER = Path(__file__).with_name("calendars")


@cache
def calendar_names() -> tuple[str, ...]:
    """Return the names of the calendars that ship with the library."""
    return tuple(sorted((*(file.stem for file in _FOLDER.glob("*.toml")), MON_FRI.name)))


@cache
def calendar(name: str) -> Calendar:
    """Return the calendar called `name`.

    >>> calendar("CZ").zone
    'Europe/Prague'

    Raises `NotFoundError` for a name that is not known, with the nearest one that is.
    """
    if name == MON_FRI.name:
        return MON_FRI
    if name not in calendar_names():
        folded = {known.casefold(): known for known in calendar_names()}
        same = folded.get(name.casefold()) if isinstance(name, str) else None
        hint = f"; did you mean {same!r}?" if same else nearest(str(name), calendar_names())
        hint = hint or "; calendars go by ISO code, such as 'CZ', 'DE-BY' or 'GB-ENG'"
        raise NotFoundError(f"there is no calendar {shown(name)}{hint}")
    return _read(name, _FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def find_calendar(text: str) -> Calendar:
    """Return the calendar with this name or title, in capitals or not.

    >>> find_calendar("czechia").name
    'CZ'

    Raises `NotFoundError` as `calendar` does.
    """
    folded = text.casefold()
    for name in calendar_names():
        if name.casefold() == folded:
            return calendar(name)
    for name in calendar_names():
        if calendar(name).title.casefold() == folded:
            return calendar(name)
    return calendar(text)


def _read(name: str, text: str) -> Calendar:
    faults = Faults()
    reader = Reader(tomllib.loads(text), "", faults)
    reader.take("from")  # how the days below were obtained; only what writes the file reads it
    first, last = reader.day("first", required=True), reader.day("last", required=True)
    weekend = reader.texts("weekend")
    for day in weekend:
        faults.one_of("weekend", day, WEEKDAYS, "a day of the week")
    sources = read_sources(reader.table("sources", required=True))
    made = reader.build(
        Calendar,
        name=name,
        title=reader.text("title", required=True),
        weekend=frozenset(WEEKDAYS.index(day) for day in weekend if day in WEEKDAYS),
        holidays=_days(reader.take("days")),
        worked=_days(reader.take("worked")),
        first=None if first is None else first.toordinal(),
        last=None if last is None else last.toordinal(),
        zone=reader.text("zone"),
        sources=tuple(sources.values()),
    )
    faults.raise_as(InvalidPackError)
    return cast("Calendar", made)


def _days(years: Mapping[str, Any] | None) -> frozenset[int]:
    """Read days written by year: `2014 = "01-01 04-21"`."""
    days = (
        (date(int(year), int(day[:2]), int(day[3:])).toordinal() for day in text.split())
        for year, text in (years or {}).items()
    )
    return frozenset(chain.from_iterable(days))
