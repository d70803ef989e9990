"""The public strategies in whole numbers, as tests of the insides need them; and settings for terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from buyerprotect import strategies
from buyerprotect.timing.clock import FIRST, LAST, Instant, LocalDay, zone, zone_names
from buyerprotect.timing.period import Period
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
    Paused,
    Provided,
    ReplacedBy,
    Term,
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


ZONE_NAMES: tuple[str, ...] = tuple(sorted(zone_names()))
INSTANTS: tuple[int, ...] = tuple(instant.us for instant in strategies.NASTY_INSTANTS)
FIRST_DAY, LAST_DAY = strategies.FIRST_DAY.toordinal(), strategies.LAST_DAY.toordinal()

EVENTS = ("placed", "shipped", "delivered", "confirmed", "opened")

# Terms add up to some years at most, so events from here to there stay within the supported years.
INNER = (utc("1930-01-01"), utc("2170-01-01"))

# Of these terms, a later event never moves one earlier.
MONOTONE: tuple[type[Term], ...] = (After, EarliestOf, LatestOf, Capped)
OTHERS: tuple[type[Term], ...] = (
    *(Before, FirstKnown, NotBefore, ReplacedBy, Extended, Paused, Provided, Alternatives, NotStated),
)


def instants(first: int = FIRST, last: int = LAST) -> st.SearchStrategy[int]:
    """Draw instants in microseconds."""
    drawn = strategies.instants(first=Instant(first), last=Instant(last))
    return drawn.map(lambda instant: instant.us)


def days(first: int = FIRST_DAY, last: int = LAST_DAY) -> st.SearchStrategy[int]:
    """Draw ordinals of dates."""
    return strategies.days(first=date.fromordinal(first), last=date.fromordinal(last)).map(date.toordinal)


def zones() -> st.SearchStrategy[Zone]:
    """Draw zones themselves."""
    return strategies.zones().map(zone)


def periods(longest: int = 90) -> st.SearchStrategy[Period]:
    """Draw periods that can be counted from every moment, of at most so many units."""
    return strategies.periods(
        most=longest,
        units=("seconds", "minutes", "hours", "days", "business-days"),
        rules=("elapsed", "platform-days"),
        calendars=("mon-fri",),
        changes=False,
        plus=False,
    )


def terms(*, monotone: bool, events: Sequence[str] = EVENTS) -> st.SearchStrategy[Term]:
    """Draw terms: those that a later event never moves earlier, or of other kinds as well."""
    return strategies.terms(
        events=events,
        kinds=MONOTONE if monotone else (*MONOTONE, *OTHERS),
        periods=periods(),
        conditions=st.sampled_from(("yes", "no", "maybe")),
        assumptions=(None, True, False),
    )


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
