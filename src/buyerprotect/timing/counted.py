"""One period counted for its own sake: until when, and step by step why."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from buyerprotect.errors import InvalidFactsError, OutOfCoverageError, shown
from buyerprotect.source import Source
from buyerprotect.timing.calendar import Calendar
from buyerprotect.timing.clock import (
    FIRST,
    LAST,
    Instant,
    LocalDay,
    Moment,
    MomentLike,
    at_wall,
    moment,
    to_datetime,
    zone,
)
from buyerprotect.timing.count import Count, Point, Stage
from buyerprotect.timing.count import count as count_from
from buyerprotect.timing.counting import ELAPSED, PLATFORM_DAYS, Counting
from buyerprotect.timing.period import Period
from buyerprotect.timing.zone import Zone

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["Counted", "count"]

_WALL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


@frozen(kw_only=True)
class Counted:
    """A period counted from a moment: its end, and the steps that led there.

    `zone` is the one in which days are told, `zone_told` whether it was named, or is that of the
    calendar's place or UTC.
    """

    period: Period
    start: Moment
    backward: bool
    zone: str
    zone_told: bool
    result: Count = field(repr=False)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps, in order; each says in words what it did."""
        return _counted(self.period, self.start, zone(self.zone), backward=self.backward, show=True).stages

    @property
    def closes_us(self) -> int:
        """The end in microseconds: the first moment that is too late, or from which on something is free."""
        return self.result.end.us

    @property
    def closes(self) -> DateTime:
        """The end: the first moment that is too late, or, of a wait, from which on something is free."""
        return to_datetime(self.closes_us, self.zone)

    @property
    def last_day(self) -> date:
        """The day that the count leads to, which is the last one in time unless the end says otherwise."""
        return self._date(self.result.end)

    @property
    def nominal(self) -> date | DateTime:
        """The last day before it was moved to a working day; of hours, the moment."""
        if self.period.exact:
            return to_datetime(self.result.nominal.us, self.zone)
        return self._date(self.result.nominal)

    def _date(self, point: Point) -> date:
        if point.day is not None:
            return date.fromordinal(point.day)
        return date.fromordinal(zone(self.zone).day(point.us - 1))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the counting rule, then those of the calendar."""
        days = () if self.period.calendar is None else self.period.calendar.sources
        return tuple(dict.fromkeys((*self.period.counting.sources, *days)))


def count(
    length: str | Period,
    *,
    after: MomentLike | None = None,
    before: MomentLike | None = None,
    rule: Counting | str | None = None,
    calendar: Calendar | str | None = None,
    in_zone: str | None = None,
) -> Counted:
    """Count a period from a moment, by a named rule and calendar.

    One of `after` and `before` is given: a day, or a moment with its offset, or without one, where a
    zone is known. A count backward gives the last day on which an act that is due so long before can be
    done. Without a rule, days are `platform-days` and hours `elapsed`. Days lie in `in_zone`; without
    it, in the zone of the calendar's place, or else in UTC.

    >>> told = count("14 days", after="2014-02-01", rule="eu-1182-71", calendar="CZ")
    >>> str(told.last_day), str(told.closes)
    ('2014-02-17', '2014-02-18 00:00:00+01:00')

    Raises `InvalidFactsError` for a length, a moment or a choice of both that makes no sense,
    `NotFoundError` for an unknown rule, calendar or zone, and `OutOfCoverageError` where the calendar
    does not know a day that is needed or the result leaves the years 1900 to 2200.
    """
    if isinstance(length, Period) and (rule is not None or calendar is not None):
        raise InvalidFactsError(f"{length} is counted by its own rule and calendar: give no others beside it")
    period = length if isinstance(length, Period) else _period(length, rule, calendar)
    if (after is None) is (before is None):
        raise InvalidFactsError("count either `after` a moment or `before` one: give one of the two")
    backward = before is not None
    if backward and period.unit == "billing-cycles":
        raise InvalidFactsError("billing cycles are counted forward only")
    told = in_zone is not None
    name = in_zone or (period.calendar.zone if period.calendar is not None else None) or "UTC"
    here = zone(name)
    start = _moment(after if before is None else before, name)
    result = _counted(period, start, here, backward=backward)
    if not FIRST <= result.end.us <= LAST:
        raise OutOfCoverageError(f"{period} from {start} leaves the supported years, 1900 to 2200")
    return Counted(period=period, start=start, backward=backward, zone=name, zone_told=told, result=result)


def _period(length: str, rule: Counting | str | None, calendar: Calendar | str | None) -> Period:
    if rule is None:
        hours = isinstance(length, str) and bool(re.search(r"(second|minute|hour)s?$", length))
        rule = ELAPSED if hours else PLATFORM_DAYS
    return Period.of(length, rule, calendar)


def _counted(period: Period, start: Moment, here: Zone, *, backward: bool, show: bool = False) -> Count:
    begin = _point(start, here, period)
    rule = period.counting
    if backward and not period.exact and rule.end is None and not rule.clear:
        # What is due so long before can be done on the whole of the day that is reached.
        period = evolve(period, counting=rule.but(end="end_of_day"))
    return count_from(period, begin, here, -1 if backward else 1, show=show)


def _moment(value: MomentLike | None, name: str) -> Moment:
    if isinstance(value, str) and _WALL.fullmatch(value):
        return Instant(at_wall(datetime.fromisoformat(value), name))
    return moment(value)  # type: ignore[arg-type]  # None is refused with the way out


def _point(start: Moment, here: Zone, period: Period) -> Point:
    if isinstance(start, Instant):
        return Point(start.us)
    day = LocalDay(start.toordinal(), here)
    if not here.has_day(day.ordinal):
        raise InvalidFactsError(f"there was no {start} in {here.name}, whose clocks skipped it")
    if not period.takes_days:
        raise InvalidFactsError(
            f"{period} begin at a moment, and {shown(start)} is a day: add the time, such as {start}T12:00"
        )
    return Point(day.start, day.ordinal)
