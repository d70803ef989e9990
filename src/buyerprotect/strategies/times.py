"""Strategies for zones, instants, days and moments."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hypothesis import strategies as st

from buyerprotect.errors import InvalidFactsError
from buyerprotect.strategies.pools import FIRST_DAY, LAST_DAY, NASTY_DAYS, NASTY_INSTANTS, NASTY_ZONES
from buyerprotect.timing.clock import (
    FIRST,
    LAST,
    Instant,
    Moment,
    MomentLike,
    bounds,
    moment,
    zone,
    zone_names,
)
from buyerprotect.timing.zone import SECOND

__all__ = ["days", "instants", "local_day", "moments", "zones"]

_FIRST, _LAST = Instant(FIRST), Instant(LAST)
_ALL_ZONES = st.sampled_from(NASTY_ZONES) | st.sampled_from(sorted(zone_names()))


def zones() -> st.SearchStrategy[str]:
    """Draw names of time zones, every other one from `NASTY_ZONES`.

    Never draws a name that is not in the zone database this library reads.

    >>> from hypothesis import find
    >>> find(zones(), lambda name: name.startswith("Pacific/")) in NASTY_ZONES
    True
    """
    return _zones()


@st.composite
def _zones(draw: st.DrawFn) -> str:
    return draw(_ALL_ZONES)


def instants(*, first: MomentLike = _FIRST, last: MomentLike = _LAST) -> st.SearchStrategy[Instant]:
    """Draw instants from `first` to `last`, both included: nasty ones, whole seconds, and any others.

    The ends are read as `Instant.of` does. Nasty ones are those of `NASTY_INSTANTS` between them.
    Never draws an instant outside the years 1900 to 2200.

    >>> from hypothesis import find
    >>> find(instants(first="2017-03-05T12:00Z"), lambda instant: instant.us % 2 == 1) in NASTY_INSTANTS
    True
    """
    return _instants(Instant.of(first), Instant.of(last))


@st.composite
def _instants(draw: st.DrawFn, first: Instant, last: Instant) -> Instant:
    return draw(_instants_between(first.us, last.us))


@lru_cache
def _instants_between(low: int, high: int) -> st.SearchStrategy[Instant]:
    drawn: st.SearchStrategy[Instant] = st.integers(low, high).map(Instant)
    seconds = -(-low // SECOND), high // SECOND
    if seconds[0] <= seconds[1]:
        drawn = st.integers(*seconds).map(lambda second: Instant(second * SECOND)) | drawn
    pool = [instant for instant in NASTY_INSTANTS if low <= instant.us <= high]
    return st.sampled_from(pool) | drawn if pool else drawn


def days(
    *, first: date | str = FIRST_DAY, last: date | str = LAST_DAY, zone: str | None = None
) -> st.SearchStrategy[date]:
    """Draw days from `first` to `last`, both included: nasty ones, and any others.

    Nasty ones are those of `NASTY_DAYS`. With a `zone`, days that it skipped are left out. Without one
    they are drawn, because most zones had them: 2011-12-30 is a day, though not in Apia.
    Never draws a `datetime`, nor a day outside the years 1900 to 2200.

    >>> from hypothesis import find
    >>> find(days(), lambda day: (day.month, day.day) == (2, 29)) in NASTY_DAYS
    True
    """
    return _days(_day(first), _day(last), zone)


@st.composite
def _days(draw: st.DrawFn, first: date, last: date, zone: str | None) -> date:
    drawn = _days_between(first, last)
    return draw(drawn if zone is None else drawn.filter(lambda day: _exists(day, zone)))


@lru_cache
def _days_between(first: date, last: date) -> st.SearchStrategy[date]:
    pool = [day for day in NASTY_DAYS if first <= day <= last]
    return st.sampled_from(pool) | st.dates(first, last) if pool else st.dates(first, last)


def moments(
    *, first: MomentLike = FIRST_DAY, last: MomentLike = LAST_DAY, zone: str | None = None
) -> st.SearchStrategy[Moment]:
    """Draw what an event is dated with: an instant, or a day of which only the date is told.

    `first` and `last` bound both; a day as a bound is taken whole. With a `zone`, days are its own, and
    none is drawn that it skipped; otherwise they are those of UTC. Never draws a naive time, nor
    anything outside the years 1900 to 2200.

    >>> from hypothesis import find
    >>> find(moments(first="2024-02-29", last="2024-02-29"), lambda moment: type(moment) is date)
    datetime.date(2024, 2, 29)
    """
    name = zone or "UTC"
    low = max(FIRST, bounds(moment(first), name)[0])
    high = min(LAST, bounds(moment(last), name)[1])
    drawn = _instants(Instant(low), Instant(high))
    begin, end = max(_date(low, name), FIRST_DAY), min(_date(high, name), LAST_DAY)
    return drawn | _days(begin, end, zone) if begin <= end else drawn


def local_day(us: int, zone: str | None) -> date | None:
    """Return the local day that holds an instant, where a zone is named and the day is supported."""
    if zone is None:
        return None
    day = _date(us, zone)
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _date(us: int, name: str) -> date:
    return date.fromordinal(zone(name).day(us))


def _exists(day: date, name: str) -> bool:
    return zone(name).has_day(day.toordinal())


def _day(value: date | str) -> date:
    read = moment(value)
    if isinstance(read, Instant):
        raise InvalidFactsError(f"{value} is a moment, not a day: give the date alone")
    return read
