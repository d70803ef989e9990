"""Time zones as integer tables: which local day an instant belongs to, and when that day ends.

A zone is a list of stretches with one offset each. Everything is integers: instants are
microseconds since 1970-01-01T00:00Z, local days are proleptic Gregorian ordinals
(`datetime.date.toordinal`), offsets are microseconds east of Greenwich.

Local days partition time. Day `d` ends at the last instant that bears its local date (after the
second pass where clocks go back across midnight), and the next day begins there. A date the zone
skipped is an empty day between its neighbours.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cache
from string import ascii_letters

from attrs import field, frozen

__all__ = ["DAY", "EPOCH_ORDINAL", "HOUR", "SECOND", "Zone", "read_tzif", "skipped_days"]

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

_FIRST_YEAR, _LAST_YEAR = 1899, 2201
_PLAIN_YEAR = date(2001, 1, 1).toordinal()
_BEFORE_ALL, _AFTER_ALL = -(2**62), 2**62


@frozen(eq=False, repr=False)
class Zone:
    """One time zone, from the beginning of time to the end of 2201.

    `starts[i]` is the instant from which `offsets[i]` holds. Zones are equal when their names are.
    """

    name: str
    starts: tuple[int, ...]
    offsets: tuple[int, ...]
    _floors: tuple[int, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # The lowest local time that this stretch or any later one begins at. It never falls, so it
        # can be searched, and it tells in which stretch a local time is reached for the last time.
        floors: list[int] = []
        lowest = _AFTER_ALL
        for start, offset in zip(reversed(self.starts), reversed(self.offsets), strict=True):
            lowest = min(lowest, start + offset)
            floors.append(lowest)
        object.__setattr__(self, "_floors", tuple(reversed(floors)))

    def __eq__(self, other: object) -> bool:
        return self.name == other.name if isinstance(other, Zone) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<Zone {self.name}>"

    def offset(self, instant: int) -> int:
        """Return the offset from UTC that holds at `instant`, in microseconds."""
        return self.offsets[bisect_right(self.starts, instant) - 1]

    def local(self, instant: int) -> tuple[int, int]:
        """Return the wall-clock time at `instant`, in microseconds, and its fold: 1 on a second pass."""
        i = bisect_right(self.starts, instant) - 1
        fold = i > 0 and instant - self.starts[i] < self.offsets[i - 1] - self.offsets[i]
        return instant + self.offsets[i], int(fold)

    def end_of_day(self, day: int) -> int:
        """Return the first instant after local day `day`."""
        midnight = (day + 1 - EPOCH_ORDINAL) * DAY
        i = bisect_left(self._floors, midnight) - 1
        end = midnight - self.offsets[i]
        if i + 1 < len(self.starts) and self.starts[i + 1] < end:
            return self.starts[i + 1]
        return end

    def at(self, day: int, clock: int) -> int:
        """Return the instant at which the clock shows `clock` microseconds past midnight on local day `day`.

        Of a time that comes twice it is the second, and a time that was skipped is moved on by what
        was skipped, but never out of its day.
        """
        wall = (day - EPOCH_ORDINAL) * DAY + clock
        i = bisect_right(self._floors, wall) - 1
        instant = wall - self.offsets[max(i, 0)]
        return min(max(instant, self.start_of_day(day)), self.end_of_day(day))

    def clock(self, instant: int) -> int:
        """Return what the clock shows at `instant`, in microseconds past midnight."""
        return (instant + self.offset(instant)) % DAY

    def start_of_day(self, day: int) -> int:
        """Return the first instant of local day `day`."""
        return self.end_of_day(day - 1)

    def has_day(self, day: int) -> bool:
        """Tell whether local day `day` exists (Apia has no 2011-12-30)."""
        return self.start_of_day(day) < self.end_of_day(day)

    def day(self, instant: int) -> int:
        """Return the local day that holds `instant`.

        It is the date on the wall clock, but for clocks set back across midnight: what is shown
        again as yesterday still belongs to yesterday, and so does all that came before it.
        """
        # The least that any clock will show from here on: days behind it are over for good.
        i = bisect_right(self.starts, instant)
        wall = instant + self.offsets[i - 1]
        if i < len(self.starts) and self._floors[i] < wall:
            wall = self._floors[i]
        return wall // DAY + EPOCH_ORDINAL


@cache
def skipped_days(zone: Zone) -> frozenset[int]:
    """Return the local dates that never were in a zone, because its clocks went on by a day."""
    found: set[int] = set()
    for i in range(1, len(zone.starts)):
        step = zone.offsets[i] - zone.offsets[i - 1]
        if step >= DAY // 2:
            day = (zone.starts[i] + zone.offsets[i - 1]) // DAY + EPOCH_ORDINAL
            found.update(d for d in range(day - 1, day + 3) if not zone.has_day(d))
    return frozenset(found)


def read_tzif(name: str, data: bytes) -> Zone:
    """Read a zone from the bytes of a compiled zone file (RFC 9636, version 2 or later).

    Raises `ValueError` where the bytes are not such a file.
    """
    if data[:4] != b"TZif" or data[4:5] < b"2":
        raise ValueError(f"zone {name!r}: not a TZif file of version 2 or later")
    try:
        return _read_blocks(name, data)
    except struct.error as error:
        raise ValueError(f"zone {name!r}: the file is cut short: {error}") from None


def _read_blocks(name: str, data: bytes) -> Zone:
    # The first block repeats the data in 32 bits, for readers of old; the second has it whole.
    second = 44 + _block_size(struct.unpack(">6l", data[20:44]), 4)
    counts = struct.unpack(">6l", data[second + 20 : second + 44])
    times, types, first = _block(data, second + 44, counts)
    footer = data[second + 44 + _block_size(counts, 8) :].strip(b"\n").decode("ascii")

    changes = list(zip(times, types, strict=True))
    last = times[-1] if times else _BEFORE_ALL // SECOND
    changes += [change for change in _recurring(footer) if change[0] > last]

    starts, offsets = [_BEFORE_ALL], [first * SECOND]
    for moment, offset in changes:
        if offset * SECOND != offsets[-1]:
            starts.append(moment * SECOND)
            offsets.append(offset * SECOND)
    return Zone(name, tuple(starts), tuple(offsets))


def _block_size(counts: tuple[int, ...], width: int) -> int:
    isut, isstd, leap, time, kind, char = counts
    return time * (width + 1) + kind * 6 + char + leap * (width + 4) + isstd + isut


def _block(data: bytes, at: int, counts: tuple[int, ...]) -> tuple[list[int], list[int], int]:
    """Read one 64-bit data block: its change times, the offsets they bring, the offset before them."""
    time, kind = counts[3], counts[4]
    times = struct.unpack_from(f">{time}q", data, at)
    indices = data[at + time * 8 : at + time * 9]
    offsets = [struct.unpack_from(">l", data, at + time * 9 + 6 * i)[0] for i in range(kind)]
    return list(times), [offsets[i] for i in indices], offsets[0]


def _recurring(footer: str) -> Iterator[tuple[int, int]]:
    """Yield the changes that a yearly rule brings (`EST5EDT,M3.2.0,M11.1.0`); a lone offset brings none."""
    if "," not in footer:
        return
    standard, summer, begins, ends = _split(footer)
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
        yield from sorted(
            ((_rule(begins, year) - standard, summer), (_rule(ends, year) - summer, standard)),
        )


def _split(footer: str) -> tuple[int, int, str, str]:
    head, begins, ends = footer.split(",")
    standard, rest = _offset(_after_name(head))
    summer = _after_name(rest)
    return standard, (_offset(summer)[0] if summer else standard + 3600), begins, ends


def _after_name(text: str) -> str:
    """Skip a zone's abbreviation, which is letters, or anything in angle brackets."""
    return text.partition(">")[2] if text.startswith("<") else text.lstrip(ascii_letters)


def _offset(text: str) -> tuple[int, str]:
    """Read an offset, which POSIX writes as hours *west*, and return seconds east."""
    length = next((i for i, c in enumerate(text) if c not in "+-:0123456789"), len(text))
    return -_seconds(text[:length]), text[length:]


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _rule(rule: str, year: int) -> int:
    """Return the wall-clock second at which a yearly rule strikes in `year`."""
    day, _, clock = rule.partition("/")
    new_year = date(year, 1, 1).toordinal()
    if day.startswith("M"):
        month, week, weekday = (int(part) for part in day[1:].split("."))
        ordinal = _nth_weekday(year, month, week, weekday)
    elif day.startswith("J"):
        # Day 1 to 365, by the calendar of a year without 29 February.
        plain = date.fromordinal(_PLAIN_YEAR + int(day[1:]) - 1)
        ordinal = plain.replace(year=year).toordinal()
    else:
        ordinal = new_year + int(day)
    return (ordinal - EPOCH_ORDINAL) * 86_400 + (_seconds(clock) if clock else 7200)


def _nth_weekday(year: int, month: int, week: int, weekday: int) -> int:
    first = date(year, month, 1).toordinal()
    following = date(year + month // 12, month % 12 + 1, 1).toordinal()
    day = first + (weekday - first) % 7 + 7 * (week - 1)
    return day if day < following else day - 7
