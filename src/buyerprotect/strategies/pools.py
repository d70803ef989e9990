"""Pools of values on which calendars and clocks go wrong, each there for a reason.

They need no hypothesis: a plain loop or a parametrised test can go through them as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from buyerprotect.timing.clock import FIRST, LAST, Instant

__all__ = [
    "CLOCK_CHANGES",
    "FIRST_DAY",
    "LAST_DAY",
    "NASTY_DAYS",
    "NASTY_INSTANTS",
    "NASTY_ZONES",
    "SKIPPED_DAYS",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _utc(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND


CLOCK_CHANGES: Mapping[str, tuple[str, Instant]] = MappingProxyType(
    {
        what: (zone, Instant(_utc(begins)))
        for what, zone, begins in (
            ("cairo has no midnight", "Africa/Cairo", "2026-04-23T22:00"),
            ("cairo has two midnights", "Africa/Cairo", "2026-10-29T21:00"),
            ("santiago has no midnight", "America/Santiago", "2026-09-06T04:00"),
            ("santiago has two midnights", "America/Santiago", "2026-04-05T03:00"),
            ("havana has no midnight", "America/Havana", "2026-03-08T05:00"),
            ("havana goes from 01:00 to 00:00", "America/Havana", "2025-11-02T05:00"),
            ("beirut has no midnight", "Asia/Beirut", "2026-03-28T22:00"),
            ("sao paulo has no midnight", "America/Sao_Paulo", "2018-11-04T03:00"),
            ("sao paulo has two midnights", "America/Sao_Paulo", "2019-02-17T02:00"),
            ("apia skips a day", "Pacific/Apia", "2011-12-30T10:00"),
            ("kwajalein skips a day", "Pacific/Kwajalein", "1993-08-21T12:00"),
            ("kiritimati skips new year's eve", "Pacific/Kiritimati", "1994-12-31T10:00"),
            ("st john's goes from 00:01 to 23:01", "America/St_Johns", "2010-11-07T02:31"),
            ("toronto goes from 23:30 to 00:30", "America/Toronto", "1919-03-31T04:30"),
            ("lord howe goes back by half an hour", "Australia/Lord_Howe", "2026-04-04T15:00"),
            ("lord howe goes on by half an hour", "Australia/Lord_Howe", "2026-10-03T15:30"),
            ("kathmandu goes on by 15 minutes", "Asia/Kathmandu", "1985-12-31T18:30"),
            ("monrovia goes on by 44 minutes and 30 seconds", "Africa/Monrovia", "1972-01-07T00:44:30"),
            ("new york springs forward", "America/New_York", "2026-03-08T07:00"),
            ("new york falls back", "America/New_York", "2026-11-01T06:00"),
            ("dublin has winter time as its summer time", "Europe/Dublin", "2026-10-25T01:00"),
        )
    }
)
"""Changes of a clock: the zone, and the instant from which its new offset holds.

Among them are clocks that change at midnight, so that a day begins at 01:00 or midnight comes twice,
that go back into yesterday, that move by odd amounts, and that leave out a whole day.
"""

SKIPPED_DAYS: Mapping[str, date] = MappingProxyType(
    {
        "Pacific/Apia": date(2011, 12, 30),
        "Pacific/Kwajalein": date(1993, 8, 21),
        "Pacific/Kiritimati": date(1994, 12, 31),
    }
)
"""Dates on which a zone had no day at all, one each."""

NASTY_ZONES: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(zone for zone, _ in CLOCK_CHANGES.values()),
            *("UTC", "Asia/Shanghai", "America/Los_Angeles"),
            "Africa/Casablanca",  # a pause of summer time in Ramadan
            "Antarctica/Troll",  # changes by two hours
            "Asia/Gaza",  # changes on days that no rule foresees
            "Etc/GMT+12",  # the last to begin a day
        )
    )
)
"""Zones with the changes of `CLOCK_CHANGES`, the ends of the Earth, and a few that are plain or odd."""

_TURNS = (
    *("1900-02-28T23:00", "1900-03-01"),  # 1900 was no leap year
    *("1999-12-31T23:59:59.999999", "2000-02-29", "2000-03-01"),
    *("2024-02-29", "2024-02-29T23:59:59.999999", "2024-12-31T12:00", "2025-01-01"),
    *("2100-02-28T23:59:59", "2100-03-01"),  # nor will 2100 be one
    *("1970-01-01", "2038-01-19T03:14:08"),
)
_STEPS = tuple(
    sign * step // _MICROSECOND
    for step in (timedelta(0), _MICROSECOND, timedelta(seconds=1), timedelta(hours=1), timedelta(days=1))
    for sign in (-1, 1)
)

NASTY_INSTANTS: tuple[Instant, ...] = tuple(
    Instant(us)
    for us in sorted(
        {
            us + step
            for us in (FIRST, LAST, *map(_utc, _TURNS), *(change.us for _, change in CLOCK_CHANGES.values()))
            for step in _STEPS
            if FIRST <= us + step <= LAST
        }
    )
)
"""Instants around changes of clocks, leap days, ends of years, and the ends of what is supported.

Of each there are the instant itself and those a microsecond, a second, an hour and a day away: an hour
before or after a clock goes back is an hour that the clock shows twice.
"""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""The first and the last day that are supported."""


def _dates() -> set[date]:
    """Collect the dates of the instants as UTC has them, with the days before and after."""
    days = {(_EPOCH + timedelta(microseconds=instant.us)).toordinal() for instant in NASTY_INSTANTS}
    near = {day + step for day in days for step in (-1, 0, 1)}
    return {date.fromordinal(d) for d in near if FIRST_DAY.toordinal() <= d <= LAST_DAY.toordinal()}


NASTY_DAYS: tuple[date, ...] = tuple(sorted(_dates()))
"""Days on which something is odd somewhere, and their neighbours: skipped days, leap days, range ends."""
