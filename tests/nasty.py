"""Times and zones on which calendars and clocks go wrong, and strategies that mix them with plain ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from hypothesis import strategies as st

from buyerprotect.timing.clock import FIRST, LAST, LocalDay, zone, zone_names
from buyerprotect.timing.period import Period, Unit
from buyerprotect.timing.setting import Prolongation, Setting, Truth
from buyerprotect.timing.term import (
    After,
    Alternatives,
    Before,
    Capped,
    EarliestOf,
    Extended,
    FirstKnown,
    LatestOf,
    NotBefore,
    NotStated,
    On,
    Provided,
    ReplacedBy,
    Term,
    Variant,
)
from buyerprotect.timing.zone import Zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> int:
    """Read ISO text (UTC where it has no offset) with the standard library alone."""
    read = datetime.fromisoformat(text)
    return (read.replace(tzinfo=read.tzinfo or UTC) - EPOCH) // MICROSECOND


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


# Each change of a clock, by the instant (UTC) from which the new offset holds.
CHANGES: dict[str, tuple[str, int]] = {
    "cairo has no midnight": ("Africa/Cairo", utc("2026-04-23T22:00")),
    "cairo has two midnights": ("Africa/Cairo", utc("2026-10-29T21:00")),
    "santiago has no midnight": ("America/Santiago", utc("2026-09-06T04:00")),
    "santiago has two midnights": ("America/Santiago", utc("2026-04-05T03:00")),
    "havana has no midnight": ("America/Havana", utc("2026-03-08T05:00")),
    "havana goes from 01:00 to 00:00": ("America/Havana", utc("2025-11-02T05:00")),
    "beirut has no midnight": ("Asia/Beirut", utc("2026-03-28T22:00")),
    "sao paulo has no midnight": ("America/Sao_Paulo", utc("2018-11-04T03:00")),
    "sao paulo has two midnights": ("America/Sao_Paulo", utc("2019-02-17T02:00")),
    "apia skips a day": ("Pacific/Apia", utc("2011-12-30T10:00")),
    "kwajalein skips a day": ("Pacific/Kwajalein", utc("1993-08-21T12:00")),
    "kiritimati skips new year's eve": ("Pacific/Kiritimati", utc("1994-12-31T10:00")),
    "st john's goes from 00:01 to 23:01": ("America/St_Johns", utc("2010-11-07T02:31")),
    "toronto goes from 23:30 to 00:30": ("America/Toronto", utc("1919-03-31T04:30")),
    "lord howe goes back by half an hour": ("Australia/Lord_Howe", utc("2026-04-04T15:00")),
    "lord howe goes on by half an hour": ("Australia/Lord_Howe", utc("2026-10-03T15:30")),
    "kathmandu goes on by 15 minutes": ("Asia/Kathmandu", utc("1985-12-31T18:30")),
    "monrovia goes on by 44 minutes and 30 seconds": ("Africa/Monrovia", utc("1972-01-07T00:44:30")),
    "new york springs forward": ("America/New_York", utc("2026-03-08T07:00")),
    "new york falls back": ("America/New_York", utc("2026-11-01T06:00")),
    "dublin has winter time as its summer time": ("Europe/Dublin", utc("2026-10-25T01:00")),
}

# Dates on which there was no day at all, one each.
SKIPPED: dict[str, int] = {
    "Pacific/Apia": ordinal("2011-12-30"),
    "Pacific/Kwajalein": ordinal("1993-08-21"),
    "Pacific/Kiritimati": ordinal("1994-12-31"),
}

ZONE_NAMES: tuple[str, ...] = tuple(sorted(zone_names()))
NASTY_ZONES: tuple[str, ...] = tuple(
    dict.fromkeys([*(name for name, _ in CHANGES.values()), "UTC", "Asia/Shanghai", "Pacific/Kiritimati"])
)

_TURNS = tuple(
    utc(text)
    for text in (
        "1900-02-28T23:00",
        "1900-03-01",
        "1999-12-31T23:59:59.999999",
        "2000-02-29",
        "2000-03-01",
        "2024-02-29",
        "2024-02-29T23:59:59.999999",
        "2024-12-31T12:00",
        "2025-01-01",
        "2100-02-28T23:59:59",
        "2100-03-01",
        "1970-01-01",
        "2038-01-19T03:14:08",
    )
)
_STEPS = tuple(
    sign * step // MICROSECOND
    for step in (timedelta(0), MICROSECOND, timedelta(seconds=1), timedelta(hours=1), timedelta(days=1))
    for sign in (-1, 1)
)

INSTANTS: tuple[int, ...] = tuple(
    sorted(
        {
            instant + step
            for instant in (FIRST, LAST, *_TURNS, *(change for _, change in CHANGES.values()))
            for step in _STEPS
            if FIRST <= instant + step <= LAST
        }
    )
)

# Local midnights, as the standard library tells the date, so that instants meet the ends of days.
_DAYS = tuple(sorted({(EPOCH + timedelta(microseconds=instant)).toordinal() for instant in INSTANTS}))
FIRST_DAY, LAST_DAY = ordinal("1900-01-01"), ordinal("2200-12-31")

EVENTS = ("placed", "shipped", "delivered", "confirmed", "opened")

# Terms add up to some years at most, so events from here to there stay within the supported years.
INNER = (utc("1930-01-01"), utc("2170-01-01"))


def instants(first: int = FIRST, last: int = LAST) -> st.SearchStrategy[int]:
    """Draw instants in microseconds: nasty ones, and any others."""
    pool = [instant for instant in INSTANTS if first <= instant <= last]
    return st.one_of(st.sampled_from(pool), st.integers(first, last))


def days(first: int = FIRST_DAY, last: int = LAST_DAY) -> st.SearchStrategy[int]:
    """Draw ordinals of dates: nasty ones and their neighbours, and any others."""
    pool = sorted({day + step for day in _DAYS for step in (-1, 0, 1) if first <= day + step <= last})
    return st.one_of(st.sampled_from(pool), st.integers(first, last))


def zones() -> st.SearchStrategy[Zone]:
    """Draw zones, every other one a nasty one."""
    names = st.one_of(st.sampled_from(NASTY_ZONES), st.sampled_from(ZONE_NAMES))
    return names.map(zone)


def periods(longest: int = 90) -> st.SearchStrategy[Period]:
    """Draw periods of every counting, of at most so many units."""
    units: tuple[Unit, ...] = ("seconds", "minutes", "hours", "days")
    length = st.integers(1, longest)
    elapsed = st.builds(Period, length, st.sampled_from(units))
    calendar = length.map(lambda n: Period(n, "days", "platform-days"))
    business = length.map(lambda n: Period(n, "business-days", "platform-days", "mon-fri"))
    return st.one_of(elapsed, calendar, business)


def _several(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[tuple[Term, ...]]:
    return st.lists(terms, min_size=1, max_size=3).map(tuple)


def _picks(events: Sequence[str]) -> st.SearchStrategy[Term]:
    picks: tuple[Literal["only", "first", "last"], ...] = ("only", "first", "last")
    return st.builds(On, st.sampled_from(events), st.sampled_from(picks))


def _forward(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.builds(After, periods(), inner),
        st.builds(EarliestOf, _several(inner)),
        st.builds(LatestOf, _several(inner)),
        st.builds(Capped, inner, inner),
    )


def _any_kind(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    trigger = st.sampled_from(EVENTS).map(On)
    variant = st.builds(Variant, st.sampled_from(("14-days", "by-the-letter")), inner)
    return st.one_of(
        _forward(inner),
        st.builds(Before, periods(), inner),
        st.builds(FirstKnown, _several(inner)),
        st.builds(NotBefore, inner, inner),
        st.builds(ReplacedBy, inner, st.builds(After, periods(), trigger)),
        st.builds(Extended, inner),
        st.builds(Provided, condition=st.sampled_from(("yes", "no", "maybe")), term=inner),
        st.builds(Alternatives, inner, variant.map(lambda one: (one,))),
    )


def terms(*, monotone: bool, events: Sequence[str] = EVENTS) -> st.SearchStrategy[Term]:
    """Draw terms: those that a later event never moves earlier, or of all kinds."""
    leaf = _picks(events)
    if monotone:
        return st.recursive(leaf, _forward, max_leaves=6)
    unstated = st.just(NotStated("no source says")).map(lambda term: term)
    return st.recursive(st.one_of(leaf, leaf, leaf, unstated), _any_kind, max_leaves=6)


def conditions(condition: object) -> Truth:
    """Tell the truth of the conditions that `terms` draws."""
    return {"yes": Truth(value=True), "no": Truth(value=False)}.get(
        str(condition), Truth(value=None, needs=frozenset({"country"}))
    )


@st.composite
def settings(
    draw: st.DrawFn, *, happened: bool = False, with_days: bool = True, events: Sequence[str] = EVENTS
) -> Setting:
    """Draw settings in one zone: of some events, or of all where `happened`, and each in any way told."""
    governing = draw(zones())
    first, last = INNER
    told: st.SearchStrategy[int | LocalDay] = instants(first, last)
    # Moments close to one another, some at the very end of a day, so that terms meet and tie.
    near = draw(days(ordinal("1930-01-01"), ordinal("2169-12-31")).filter(governing.has_day))
    close = st.integers(-5, 5).map(lambda n: governing.start_of_day(near + n))
    told = st.one_of(told, close, close.map(lambda us: us - 1), close.map(lambda us: us + 3_600_000_000))
    if with_days:
        existing = st.integers(near - 5, near + 5).filter(governing.has_day)
        told = st.one_of(told, existing.map(lambda day: LocalDay(day, governing)))
    several = st.lists(told, min_size=1, max_size=2).map(tuple)
    moments = {event: draw(several) for event in events if happened or draw(st.booleans())}
    if happened:
        return Setting(events=moments, zones=((governing.name, governing),), test=conditions)
    some = st.frozensets(st.sampled_from(events), max_size=1)
    prolongations = st.lists(st.builds(Prolongation, st.integers(1, 60)), max_size=2).map(tuple)
    return Setting(
        events=moments,
        zones=((governing.name, governing),),
        absent=draw(some),
        unknown=draw(some),
        awaited=draw(some),
        extensions={"extended": draw(prolongations)},
        test=conditions,
    )
