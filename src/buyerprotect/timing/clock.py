"""The border of time: datetimes come in and go out here, and only here.

Inside, a moment is an integer (microseconds since 1970-01-01T00:00Z) and a local day is an ordinal.
pendulum is the language in which answers are shown. Zone rules are read from the `tzdata` package,
never from the machine, so that a case has the same answer everywhere.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tzdata
from attrs import frozen

from buyerprotect.errors import (
    InvalidFactsError,
    NotFoundError,
    OutOfCoverageError,
    WrongTypeError,
    nearest,
    shown,
)
from buyerprotect.timing.zone import DAY, EPOCH_ORDINAL, HOUR, SECOND, Zone, read_tzif

if TYPE_CHECKING:  # pendulum takes longer to load than all of ours, and only what is shown needs it
    from pendulum import DateTime as DateTime  # noqa: PLC0414 - for the annotations of other modules
    from pendulum.tz.timezone import Timezone

__all__ = [
    "FIRST",
    "LAST",
    "ZONE_DATA",
    "Instant",
    "LocalDay",
    "Moment",
    "MomentLike",
    "at_wall",
    "bounds",
    "iso",
    "microseconds",
    "moment",
    "moment_fault",
    "to_datetime",
    "told_day",
    "zone",
    "zone_names",
]

ZONE_DATA: str = tzdata.IANA_VERSION
"""The version of the zone rules in use, such as `2026f`; part of every answer."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
FIRST = (date(_FIRST_YEAR, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
LAST = (date(_LAST_YEAR + 1, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY - 1

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of a wall clock, whose offset is written beside it
_DAY_TEXT = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME_TEXT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?([Zz]|[+-]\d\d:?\d\d(:\d\d)?)?", re.ASCII
)


@frozen(order=True, repr=False)
class Instant:
    """A moment, exact to the microsecond, wherever it was written down.

    `us` counts microseconds since 1970-01-01T00:00Z. Two instants are equal when they are the same
    moment, whatever zone or pass of a doubled hour they were told in.

    >>> Instant.of("2017-04-16T07:33:00-04:00")
    Instant.of('2017-04-16T11:33:00Z')
    """

    us: int

    def __attrs_post_init__(self) -> None:
        if type(self.us) is not int:
            raise WrongTypeError(f"{shown(self.us)} is not a whole number of microseconds")
        if not FIRST <= self.us <= LAST:
            raise OutOfCoverageError(f"{shown(self.us)} microseconds lie outside the years 1900 to 2200")

    @classmethod
    def of(cls, value: MomentLike) -> Instant:
        """Read an instant from an aware datetime or from ISO 8601 text with an offset.

        Raises `InvalidFactsError` for anything that does not name one moment, and
        `OutOfCoverageError` outside 1900-2200.
        """
        read = moment(value)
        if isinstance(read, Instant):
            return read
        raise InvalidFactsError(f"{shown(value)} is a day, not a moment: add a time with its offset")

    def in_zone(self, name: str) -> DateTime:
        """Show this moment on the wall clock of a zone.

        >>> str(Instant.of("2017-04-16T11:33:00Z").in_zone("America/New_York"))
        '2017-04-16 07:33:00-04:00'
        """
        return to_datetime(self.us, name)

    def __str__(self) -> str:
        return iso(self.us, "UTC")

    def __repr__(self) -> str:
        return f"Instant.of({str(self)!r})"


Moment = Instant | date
"""What an event is dated with: an instant, or a day of which only the date is told."""

MomentLike = Moment | datetime | str
"""What is accepted as a moment: also aware datetimes of any kind, and ISO 8601 text."""


@frozen
class LocalDay:
    """A day on the calendar of a zone: known to the day, not to the hour.

    `ordinal` is the date's proleptic ordinal.
    """

    ordinal: int
    zone: Zone

    @property
    def start(self) -> int:
        """The first instant of the day."""
        return self.zone.start_of_day(self.ordinal)

    @property
    def end(self) -> int:
        """The first instant after the day."""
        return self.zone.end_of_day(self.ordinal)


def moment(value: MomentLike) -> Moment:
    """Read what an event is dated with: an instant, or a day.

    >>> moment("2017-03-05")
    datetime.date(2017, 3, 5)

    Raises `InvalidFactsError` for a naive time or anything else that names neither, and
    `OutOfCoverageError` outside 1900-2200.
    """
    try:
        read = _read(value)
    except OutOfCoverageError:
        raise OutOfCoverageError(f"{shown(value)} lies outside the years 1900 to 2200") from None
    if isinstance(read, str):
        raise InvalidFactsError(read)
    return read


def moment_fault(value: object) -> str | None:
    """Say what keeps a value from being a moment, or None."""
    try:
        moment(value)  # type: ignore[arg-type]  # finding out is the purpose
    except (InvalidFactsError, OutOfCoverageError) as error:
        return str(error)
    return None


def _read(value: object) -> Moment | str:
    """Read a moment, or say what is wrong with it."""
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, Instant):
        return value
    if isinstance(value, datetime):
        return _from_datetime(value)
    if not isinstance(value, date):
        return f"{shown(value)} is neither a date nor an aware datetime"
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise OutOfCoverageError(f"{value} lies outside the years 1900 to 2200")
    return date(value.year, value.month, value.day)


def _from_datetime(value: datetime) -> Moment | str:
    offset = value.utcoffset()
    if offset is not None:
        return Instant(_microseconds(value, offset))
    text = datetime.isoformat(value)
    return (
        f"{text} has no offset, so it names no moment: write it with one ({text}-05:00, or Z for UTC), "
        f"or give only the day, {text[:10]}, and the order's zone"
    )


def _from_text(text: str) -> Moment | str:
    if _DAY_TEXT.fullmatch(text):
        return _parsed(text, date)
    if _TIME_TEXT.fullmatch(text):
        return _parsed(text, datetime)
    return f"{shown(text)} is neither a day (2017-03-05) nor a moment with an offset (2017-03-05T14:00-05:00)"


def _parsed(text: str, kind: type[date]) -> Moment | str:
    try:
        return _read(kind.fromisoformat(text.upper().replace(",", ".")))
    except ValueError as error:
        return f"{shown(text)} is not on the calendar or the clock: {error}"


def microseconds(value: datetime) -> int:
    """Turn an aware datetime into microseconds since 1970-01-01T00:00Z.

    The arithmetic is on the fields and the offset alone, so it does not matter which library made
    the value, nor how that library compares or subtracts.
    """
    offset = value.utcoffset()
    if offset is None:
        raise InvalidFactsError(f"{datetime.isoformat(value)} has no offset, so it names no moment")
    return _microseconds(value, offset)


def _microseconds(value: datetime, offset: timedelta) -> int:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    local = (value.toordinal() - EPOCH_ORDINAL) * DAY + seconds * SECOND + value.microsecond
    return local - ((offset.days * 86_400 + offset.seconds) * SECOND + offset.microseconds)


def to_datetime(instant: int, name: str) -> DateTime:
    """Show an instant as a pendulum datetime in the zone called `name`."""
    from pendulum import DateTime  # noqa: PLC0415 - on use, as said above

    wall, fold = zone(name).local(instant)
    days, rest = divmod(wall, DAY)
    day = date.fromordinal(days + EPOCH_ORDINAL)
    seconds, us = divmod(rest, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    tz = _timezone(name)
    return DateTime(day.year, day.month, day.day, hour, minute, second, us, tzinfo=tz, fold=fold)


def at_wall(value: datetime, name: str) -> int:
    """Read a time on the wall clock of a zone, in microseconds.

    Raises `InvalidFactsError` where the clock showed that time twice, or skipped it.
    """
    here = zone(name)
    wall = _microseconds(value, timedelta(0))
    offsets = {here.offset(wall - shift) for shift in (-DAY, 0, DAY)}
    found = sorted(wall - offset for offset in offsets if here.offset(wall - offset) == offset)
    text = datetime.isoformat(value)
    if len(found) == 1:
        return found[0]
    if found:
        ways = " or ".join(iso(instant, name) for instant in found)
        raise InvalidFactsError(f"{text} was twice in {name}: give the one that is meant, {ways}")
    raise InvalidFactsError(f"{text} was never on the clocks of {name}, which skipped it")


def iso(instant: int, name: str) -> str:
    """Write an instant as ISO 8601 with the offset of the zone called `name` (`Z` for UTC)."""
    wall, _ = zone(name).local(instant)
    text = (_EPOCH + timedelta(microseconds=wall)).isoformat()
    if name == "UTC":
        return f"{text}Z"
    return (
        text + datetime.min.replace(tzinfo=timezone(timedelta(microseconds=wall - instant))).isoformat()[19:]
    )


def told_day(value: Moment, name: str) -> date:
    """Return the local day of an event dated so: a day as it was told, an instant's in the zone of a name."""
    return date.fromordinal(zone(name).day(value.us)) if isinstance(value, Instant) else value


def bounds(value: Moment, name: str | None) -> tuple[int, int]:
    """Return the first and the last instant that an event dated so can have happened at.

    A day lies in the zone called `name`; without one, anywhere on Earth.
    """
    if isinstance(value, Instant):
        return value.us, value.us
    if name is None:
        midnight = (value.toordinal() - EPOCH_ORDINAL) * DAY
        return midnight - 14 * HOUR, midnight + DAY + 12 * HOUR - 1  # from Kiritimati to the last ship
    day = LocalDay(value.toordinal(), zone(name))
    return day.start, day.end - 1


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all zones of the `tzdata` package."""
    return frozenset((_folder().parent / "zones").read_text(encoding="ascii").split())


@cache
def zone(name: str) -> Zone:
    """Return the zone called `name`.

    Raises `NotFoundError` for a name that is not in the zone database.
    """
    return read_tzif(name, _path(name).read_bytes())


@cache
def _timezone(name: str) -> Timezone:
    from pendulum.tz.timezone import Timezone  # noqa: PLC0415 - on use, as said above

    # Made from the file, because a zone made from its name would read the machine's own rules.
    with _path(name).open("rb") as file:
        return Timezone.from_file(file, key=name)


def _path(name: str) -> Path:
    if name not in zone_names():
        known = nearest(name, zone_names())
        hint = known if known.startswith("; did") else "; zones are named as in 'America/New_York'"
        raise NotFoundError(f"there is no zone {shown(name)}{hint}")
    return _folder().joinpath(*name.split("/"))


@cache
def _folder() -> Path:
    return Path(tzdata.__file__).parent / "zoneinfo"
