"""Counting: from a moment to the end of a period, one step after the other, each of which can be shown.

The order of the steps is the same for every rule: the event's day, the length, what was paused, what is
added, clear days, the floor of working days, and, once and at the very end, the roll. `Counting` says
which of them a rule has.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from buyerprotect.errors import InvalidFactsError
from buyerprotect.timing.months import corresponding
from buyerprotect.timing.zone import DAY, EPOCH_ORDINAL, HOUR, SECOND, Zone

if TYPE_CHECKING:  # a period counts itself by what stands here
    from buyerprotect.timing.calendar import Calendar
    from buyerprotect.timing.counting import Counting
    from buyerprotect.timing.period import Period

__all__ = [
    "EXACT",
    "Count",
    "Point",
    "Stage",
    "StageKind",
    "count",
    "cycle_end",
    "length_in_words",
    "unmoved",
]

EXACT: dict[str, int] = {
    "seconds": SECOND,
    "minutes": 60 * SECOND,
    "hours": HOUR,
    "days": DAY,
    "weeks": 7 * DAY,
}
"""The units that have one length in exact time, in microseconds."""

_NO_DAY = 10**9
_IN_YEAR, _IN_WEEK = 12, 7
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ROUGHLY = {"weeks": 7, "months": 30, "years": 365}

StageKind = Literal[
    "event_day_out",
    "event_day_in",
    "full_hour",
    "start_of_day",
    "working_days_only",
    "length",
    "missing_day",
    "paused",
    "plus",
    "clear",
    "floor",
    "roll",
    "end",
]


@frozen
class Point:
    """A moment reached while counting, and the local day it stands for.

    A count of days ends with a *day*: the next count starts from that day, not from the instant after
    it. `day` is the day's ordinal; it is None where the moment came from an exact clock. `nominal` is
    the day before it was moved to a working day, where that is another.
    """

    us: int
    day: int | None = None
    nominal: int | None = None

    @property
    def order(self) -> tuple[int, int]:
        """What points are compared by: the end of a day comes before the first instant of the next."""
        return (self.us, _NO_DAY if self.day is None else self.day)

    def day_in(self, zone: Zone) -> int:
        """Return the day it stands for, or else the one that holds it in a zone."""
        return zone.day(self.us) if self.day is None else self.day


@frozen
class Stage:
    """One step within a count: what was done, and the day or the moment it led to, with a word on why.

    >>> str(Stage("roll", date(2014, 2, 17).toordinal(), says="is the next working day"))
    'Mon 2014-02-17 is the next working day'
    """

    kind: StageKind
    day: int | None = None
    us: int | None = None
    says: str = ""

    def __str__(self) -> str:
        return f"{_day_words(self.day)} {self.says}" if self.day is not None else self.says


def length_in_words(n: int, unit: str) -> str:
    """Write a length with its unit.

    >>> length_in_words(1, "business-days")
    '1 business day'
    """
    return f"{n} {(unit if n != 1 else unit.removesuffix('s')).replace('-', ' ')}"


def _day_words(day: int) -> str:
    return f"{_WEEK[(day - 1) % _IN_WEEK]} {date.fromordinal(day).isoformat()}"


def _clock_words(us: int, zone: Zone) -> str:
    day, clock = divmod(us + zone.offset(us), DAY)
    hours, rest = divmod(clock, HOUR)
    minutes, rest = divmod(rest, 60 * SECOND)
    text = f"{date.fromordinal(day + EPOCH_ORDINAL).isoformat()} {hours:02}:{minutes:02}"
    return f"{text}:{rest // SECOND:02}" if rest else text


@frozen(kw_only=True)
class Count:
    """A period counted: its end, the end before it was moved to a working day, and the steps."""

    end: Point
    nominal: Point
    stages: tuple[Stage, ...] = field(default=())


def count(period: Period, start: Point, zone: Zone, sign: Literal[1, -1], *, show: bool = True) -> Count:
    """Count a period from `start`, forward (1) or backward (-1); with `show`, keep the steps.

    Raises `OutOfCoverageError` where a calendar does not know a day that is needed, and
    `InvalidFactsError` where the rule refuses a day that the month does not have.
    """
    counter = _Counter(period, zone, sign, [] if show else None)
    return counter.exactly(start) if period.exact else counter.by_days(start)


class _Counter:
    def __init__(self, period: Period, zone: Zone, sign: int, stages: list[Stage] | None) -> None:
        self.period = period
        self.rule: Counting = period.counting
        self.zone = zone
        self.sign = sign
        self.stages = stages
        self.roll = self.rule.roll if sign > 0 else self.rule.roll_before
        plus = period.plus
        self.n = period.n + (plus.n if plus is not None and plus.base == "start" else 0)

    def note(
        self,
        kind: StageKind,
        says: str,
        *about: object,
        day: int | None = None,
        us: int | None = None,
        was: int | None = None,
    ) -> None:
        """Keep a step, if steps are kept: `says` is filled in only then, at the end with `was` and `us`."""
        if self.stages is not None:
            before = () if was is None else (_day_words(was),)
            shown = () if us is None else (_clock_words(us, self.zone),)
            self.stages.append(Stage(kind, day, us, says.format(*about, *before, *shown)))

    def done(self, end: Point, nominal: Point) -> Count:
        if self.stages is None:
            return Count(end=end, nominal=nominal)
        self.note("end", self._end_in_words(end), day=end.day, us=end.us)
        return Count(end=end, nominal=nominal, stages=tuple(self.stages))

    def _end_in_words(self, end: Point) -> str:
        if end.day is None:
            return "the period ends at {}" if self.sign > 0 else "the period begins at {}"
        if end.us == self.zone.end_of_day(end.day):
            return "is the last day: in time is what comes before {}"
        if end.us == self.zone.start_of_day(end.day):
            return "is the day, from its beginning on: {}"
        return "is the day, and the time on it is {}"

    # --- exact time -------------------------------------------------------------------------------

    def exactly(self, start: Point) -> Count:
        period, zone, sign = self.period, self.zone, self.sign
        begin = start.us
        if self.rule.hours == "next_full_hour" and EXACT[period.unit] <= HOUR:
            # The hour of the event is not counted, whichever way.
            past = (begin + zone.offset(begin)) % HOUR
            begin += HOUR - past if sign > 0 else -past
            self.note("full_hour", "the hour of the event is not counted: hours count from {}", us=begin)
        elif self.rule.hours == "start_of_day":
            day = start.day_in(zone)
            begin = zone.start_of_day(day) if sign > 0 else zone.end_of_day(day)
            self.note("start_of_day", "is counted whole: hours count from {}", day=day, us=begin)
        nominal = begin + sign * period.n * EXACT[period.unit]
        self.note("length", "{} {} of exact time lead to {}", period.n, period.unit, us=nominal)
        if period.paused:
            nominal += sign * period.paused
            self.note(
                "paused", "the clock stood still for {} seconds: {}", period.paused // SECOND, us=nominal
            )
        if period.plus is not None:
            nominal += sign * period.plus.n * EXACT[period.plus.unit]
            self.note("plus", "{} more lead to {}", period.plus, us=nominal)
        end = nominal
        if self.rule.roll_hours and self.roll != "none" and period.calendar is not None:
            day = zone.day(nominal)
            rolled = period.calendar.rolled(day, 1 if self.roll == "next" else -1, zone)
            if rolled != day:
                end = zone.at(rolled, zone.clock(nominal))
                says = "is the nearest working day, since {} is none: {}"
                self.note("roll", says, day=rolled, us=end, was=day)
        return self.done(Point(end), Point(nominal))

    # --- days -------------------------------------------------------------------------------------

    def by_days(self, start: Point) -> Count:
        period, zone, sign = self.period, self.zone, self.sign
        event = start.day_in(zone)
        counted_in = self._event_day_in(start, event)
        first = event if counted_in else event + sign
        if counted_in:
            self.note("event_day_in", "is the day of the event, and is counted", day=event)
        else:
            self.note("event_day_out", "is the day of the event, and is not counted", day=event)

        plus = period.plus
        last = self._length(event, counted_in=counted_in)
        self._note_length(last)
        if period.paused:
            last += sign * period.paused
            self.note("paused", "comes of {} days on which the clock stood still", period.paused, day=last)
        nominal = last
        if plus is not None and plus.base != "start":
            if plus.base == "end":
                last = self._moved(first, last)
            nominal = last = self._added(last)
            self.note("plus", "is {} further on", length_in_words(plus.n, plus.unit), day=last)
        if self.rule.clear:
            nominal = last = last + sign
            self.note("clear", "is the nearest day that leaves {} clear days between", period.n, day=last)
        last = self._moved(first, last)
        end = Point(self._edge(last, start, event), last, None if last == nominal else nominal)
        return self.done(end, end if last == nominal else Point(self._edge(nominal, start, event), nominal))

    def _event_day_in(self, start: Point, event: int) -> bool:
        rule = self.rule
        told = rule.at_midnight is not None and self.sign > 0 and start.day is None
        if told and start.us == self.zone.start_of_day(event):
            return rule.at_midnight == "in"
        return rule.event_day == "in"

    def _length(self, event: int, *, counted_in: bool) -> int:
        """Return the last day of the period itself."""
        period, sign, n = self.period, self.sign, self.n
        before = event - sign if counted_in else event  # the day after which, or before which, days count
        short = period.unit == "days" and n <= self.rule.skip_up_to
        if period.unit == "business-days" or short:
            if short:
                self.note(
                    "working_days_only",
                    "periods of {} days or fewer count working days",
                    self.rule.skip_up_to,
                )
            return self._calendar().step(before, sign * n, self.zone)
        match period.unit:
            case "days":
                return before + sign * n
            case "weeks":
                return before + sign * n * _IN_WEEK
            case "billing-cycles":
                return self._cycles(event, n)
            case _:
                return self._months(before, n, period.unit, counted_in=counted_in)

    def _months(self, before: int, n: int, unit: str, *, counted_in: bool) -> int:
        """Return the far end of months or years that are counted from the day after `before` on."""
        months = self.sign * n * (_IN_YEAR if unit == "years" else 1)
        if counted_in or self.rule.months_from == "first_day":
            return self._whole(before + self.sign, months)
        return self._same_day(before, months)

    def _note_length(self, last: int) -> None:
        unit, n = self.period.unit, self.n
        if unit in ("days", "business-days"):
            kind = "working day" if unit == "business-days" else "day"
            self.note(
                "length", "is {} {}{}", kind, n, "" if self.sign > 0 else ", counted backward", day=last
            )
        else:
            side = "end" if self.sign > 0 else "begin"
            self.note("length", "is where {} {}", length_in_words(n, unit), side + "s" * (n == 1), day=last)

    def _whole(self, first: int, months: int) -> int:
        """Return the far end of whole months that begin with a day, or, counted backward, end with it."""
        # The day from which such a month runs corresponds to the day before which it ends.
        day, exists = corresponding(first if self.sign > 0 else first + 1, months)
        if exists:
            return day - (self.sign > 0)
        if self.rule.month_end == "refuse":
            raise _no_such_day(self.period, first, months)
        # They are whole with the end of the month that lacks the day; backward they begin after it.
        day += self.sign < 0
        self.note("missing_day", "is where they end, since the month has no such day", day=day)
        return day

    def _same_day(self, day: int, months: int) -> int:
        found, exists = corresponding(day, months)
        if exists:
            return found
        if self.rule.month_end == "refuse":
            raise _no_such_day(self.period, day, months)
        found += self.rule.month_end == "next_day"
        self.note("missing_day", "stands in for the day that the month does not have", day=found)
        return found

    def _cycles(self, event: int, n: int) -> int:
        end = cycle_end(self.period.cycle_ends, event, n)
        if end is None:
            raise InvalidFactsError(
                f"{n} complete billing cycles after {date.fromordinal(event)} are not told: tell the days on "
                "which the account's cycles end, from the last before that day on"
            )
        return end

    def _added(self, day: int) -> int:
        """Return the last day after what is added, counted from the end of what was there."""
        plus, sign = self.period.plus, self.sign
        assert plus is not None  # noqa: S101 - asked by the one caller
        match plus.unit:
            case "business-days":
                return self._calendar().step(day, sign * plus.n, self.zone)
            case "months" | "years":
                return self._months(day, plus.n, plus.unit, counted_in=self.rule.event_day == "in")
            case _:
                return day + sign * plus.n * (_IN_WEEK if plus.unit == "weeks" else 1)

    def _moved(self, first: int, last: int) -> int:
        """Return the last day after the floor of working days and the roll."""
        rule, zone, sign, period = self.rule, self.zone, self.sign, self.period
        if rule.roll_up_to and self.n * _ROUGHLY.get(period.unit, 1) > rule.roll_up_to:
            return last
        long = period.unit not in ("days", "business-days") or self.n >= rule.working_days_from
        if rule.working_days and long:
            beyond = sign if rule.clear else 0  # of clear days the far one is not among those counted
            inner = last - beyond
            inside = self._calendar().working_days(min(first, inner), max(first, inner), zone)
            if inside < rule.working_days:
                last = self._calendar().step(inner, sign * (rule.working_days - inside), zone) + beyond
                self.note(
                    "floor", "makes it {} working days, which is the least", rule.working_days, day=last
                )
        if self.roll != "none":
            rolled = self._calendar().rolled(last, 1 if self.roll == "next" else -1, zone)
            if rolled != last:
                says = "is the {} working day, since {} is none"
                self.note("roll", says, self.roll, day=rolled, was=last)
                last = rolled
        return last

    def _edge(self, day: int, start: Point, event: int) -> int:
        """Return the moment at which a last day lets the period end."""
        rule, zone = self.rule, self.zone
        if rule.end is None:
            ends = (self.sign > 0) is not rule.clear
            return zone.end_of_day(day) if ends else zone.start_of_day(day)
        if rule.end == "same_clock_time":
            if start.us >= zone.end_of_day(event):  # the end of a counted day, which no clock of it shows
                return zone.end_of_day(day)
            return zone.at(day, zone.clock(start.us))
        if rule.cutoff is not None:
            return zone.at(day, rule.cutoff)
        return zone.end_of_day(day) if rule.end == "end_of_day" else zone.start_of_day(day)

    def _calendar(self) -> Calendar:
        calendar = self.period.calendar
        assert calendar is not None  # noqa: S101 - a period that needs one is not made without
        return calendar


def cycle_end(ends: tuple[int, ...], event: int, n: int) -> int | None:
    """Return the day that ends the n-th complete cycle: one that began after the event's own had ended.

    `ends` are ordinals in their order; None where they do not tell in which cycle the event fell, for
    which one that ended before it, or on its day, is needed, or where they do not reach far enough.
    """
    own = bisect_left(ends, event)
    if own == len(ends) or (own == 0 and ends[0] != event):
        return None
    return ends[own + n] if own + n < len(ends) else None


def unmoved(point: Point, zone: Zone) -> Point:
    """Return the point as it was before its day was moved to a working day: the same edge, or time, of it."""
    if point.nominal is None or point.day is None:
        return point
    if point.us == zone.end_of_day(point.day):
        us = zone.end_of_day(point.nominal)
    elif point.us == zone.start_of_day(point.day):
        us = zone.start_of_day(point.nominal)
    else:
        us = zone.at(point.nominal, zone.clock(point.us))
    return Point(us, point.nominal)


def _no_such_day(period: Period, day: int, months: int) -> InvalidFactsError:
    start = date.fromordinal(day)
    way = "on" if months > 0 else "back"
    return InvalidFactsError(
        f"{period} from {start}: {length_in_words(abs(months), 'months')} {way}, the month has no day "
        f"{start.day}, and the rule refuses to take another: say month_end = 'clamp' or 'next_day'"
    )
