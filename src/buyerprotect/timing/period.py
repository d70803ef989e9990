"""Periods: a length and how it is counted."""

from __future__ import annotations

import re
from typing import Literal, cast, get_args

from attrs import evolve, field, frozen

from buyerprotect.errors import InvalidFactsError, nearest, shown
from buyerprotect.timing.calendar import Calendar, calendar
from buyerprotect.timing.count import EXACT, Count, Point, count, cycle_end, length_in_words
from buyerprotect.timing.counting import ELAPSED, PLATFORM_DAYS, Counting, counting
from buyerprotect.timing.zone import DAY, SECOND, Zone

__all__ = ["Period", "Plus", "PlusFrom", "Point", "Unit"]

Unit = Literal[
    "seconds",
    "minutes",
    "hours",
    "days",
    "business-days",
    "weeks",
    "months",
    "years",
    "billing-cycles",
]
PlusFrom = Literal["start", "nominal", "end"]

_DAYS = {**EXACT, "business-days": DAY, "months": 28 * DAY, "years": 365 * DAY, "billing-cycles": DAY}
_UNITS: tuple[Unit, ...] = get_args(Unit)
_LENGTH = re.compile(r"(\d{1,9}) ([a-z]+(?:[- ][a-z]+)?)", re.ASCII)
_FRACTION = re.compile(r"\d+[.,]\d+", re.ASCII)
_LONGEST = 300 * 366 * DAY


def _counting(value: Counting | str) -> Counting:
    return counting(value) if isinstance(value, str) else value


def _calendar(value: Calendar | str | None) -> Calendar | None:
    return calendar(value) if isinstance(value, str) else value


@frozen
class Plus:
    """What is added to a period, and from where it is counted.

    From the `start`, it lengthens the period; from the `nominal` end, it is counted from the last day as
    it was before any roll; from the `end`, from the last day as it was moved. The result rolls once more.
    """

    n: int
    unit: Unit
    base: PlusFrom = "nominal"

    def __str__(self) -> str:
        return f"{length_in_words(self.n, self.unit)}" + (
            "" if self.base == "nominal" else f" from the {self.base}"
        )


@frozen
class Period:
    """A length of time together with the way it is counted.

    `counting` is a counting rule or its id, `calendar` the working days it looks at, or their name;
    where a rule has a calendar of its own, that is the default. `plus` is added by the same rule.
    `paused` is how long the clock stood still: days, or microseconds of exact time. `cycle_ends` are
    the ordinals of the days on which billing cycles end.

    >>> str(Period(60, "days"))
    '60 days of 24 hours'
    >>> str(Period(14, "days", "eu-1182-71", "CZ"))
    '14 days (eu-1182-71, CZ)'

    Raises `InvalidFactsError` for a length that is not a positive whole number, for one longer than the
    supported years, for units that the rule says nothing of, and for working days without a calendar.
    Raises `NotFoundError` for a rule or a calendar that is not known.
    """

    n: int
    unit: Unit = "days"
    counting: Counting = field(default=ELAPSED, converter=_counting)
    calendar: Calendar | None = field(default=None, converter=_calendar)
    plus: Plus | None = None
    paused: int = 0
    cycle_ends: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check_length(self.n, self.unit)
        _check_unit(self.unit, self.counting)
        if self.plus is not None:
            _check_length(self.plus.n, self.plus.unit)
            _check_unit(self.plus.unit, self.counting)
            self._check_plus(self.plus)
        needed = self.needs_calendar
        if needed and self.calendar is None:
            if self.counting.calendar is None:
                raise InvalidFactsError(
                    f"{length_in_words(self.n, self.unit)} by {self.counting.id!r} look at working days: "
                    "name their calendar, such as 'CZ', 'DE-BY' or 'mon-fri'"
                )
            object.__setattr__(self, "calendar", calendar(self.counting.calendar))
        if self.calendar is not None and not needed and not self.counting.rolls:
            raise InvalidFactsError(
                f"{length_in_words(self.n, self.unit)} by {self.counting.id!r} look at no working days: "
                f"leave out the calendar {self.calendar.name!r}, or name a rule that looks at it"
            )

    def _check_plus(self, plus: Plus) -> None:
        bases = get_args(PlusFrom)
        if plus.base not in bases:
            raise InvalidFactsError(
                f"{shown(plus.base)} is not where an addition counts from{nearest(str(plus.base), bases)}"
            )
        if plus.base == "start" and plus.unit != self.unit:
            raise InvalidFactsError(
                f"{plus.n} {plus.unit} cannot lengthen {self.n} {self.unit} from the start: give both in one "
                "unit, or count from the 'nominal' end"
            )
        alike = _exact(plus.unit, self.counting) is self.exact
        if not alike or "billing-cycles" in (plus.unit, self.unit):
            raise InvalidFactsError(f"{plus.n} {plus.unit} cannot be counted on from {self.n} {self.unit}")

    @classmethod
    def of(
        cls,
        length: str,
        counting: Counting | str = ELAPSED,
        calendar: Calendar | str | None = None,
        plus_from: PlusFrom = "nominal",
    ) -> Period:
        """Read a period from its length in words, of which there may be two: "12 months and 14 days".

        >>> str(Period.of("5 business-days", "platform-days", "mon-fri"))
        '5 business days (mon-fri)'
        """
        if isinstance(length, str) and (found := _FRACTION.match(length)):
            raise InvalidFactsError(
                f"{shown(length)}: periods are counted in whole units, and {found[0]} is none: "
                "give a smaller unit, such as hours"
            )
        parts = length.split(" and ") if isinstance(length, str) else []
        read = [_read(part) for part in parts]
        if not read or len(read) > 2 or None in read:  # noqa: PLR2004 - a length, and what is added to it
            raise InvalidFactsError(
                f"{shown(length)} is not a length: write it as '60 days', '48 hours', '3 business-days' or "
                f"'12 months and 14 days'; units: {', '.join(_UNITS)}"
            )
        known = cast("list[tuple[int, Unit]]", read)
        plus = Plus(*known[1], plus_from) if len(known) > 1 else None
        return cls(*known[0], counting, calendar, plus)

    @property
    def exact(self) -> bool:
        """Whether it is counted in exact time, not in local days."""
        return _exact(self.unit, self.counting)

    @property
    def needs_zone(self) -> bool:
        """Whether the result depends on where local days, or full hours, begin and end."""
        return not self.exact or self.counting.roll_hours or self.counting.hours != "exact"

    @property
    def takes_days(self) -> bool:
        """Whether a day is enough to count from: the hour of the event makes no difference."""
        if self.exact:
            return self.counting.hours == "start_of_day" and self.counting.days != "exact"
        return self.counting.end != "same_clock_time"

    @property
    def from_day_alone(self) -> bool:
        """Whether events on one day all give one result."""
        return not self.exact and self.takes_days and self.counting.at_midnight is None

    @property
    def needs_calendar(self) -> bool:
        """Whether the result depends on which days are working days."""
        rule = self.counting
        if self.exact:
            return rule.roll_hours
        added = self.plus is not None and self.plus.unit == "business-days"
        short = self.unit == "days" and rule.skip_up_to > 0  # another length may be told for this one
        return self.unit == "business-days" or added or short or rule.rolls

    def times(self, n: int) -> Period:
        """Return a period counted the same way, `n` units long."""
        return evolve(self, n=n)

    def after(self, start: Point, zone: Zone) -> Point:
        """Count forward from `start`: the first moment after the period."""
        return count(self, start, zone, 1, show=False).end

    def before(self, start: Point, zone: Zone) -> Point:
        """Count backward from `start`: the first moment of the period that ends there."""
        return count(self, start, zone, -1, show=False).end

    def counted(self, start: Point, zone: Zone, *, backward: bool = False) -> Count:
        """Count forward or backward from `start`, and keep the steps."""
        return count(self, start, zone, -1 if backward else 1)

    def knows_cycles(self, start: Point, zone: Zone) -> bool:
        """Tell whether enough billing cycles are told to count this period from `start`."""
        return cycle_end(self.cycle_ends, start.day_in(zone), self.n) is not None

    def __str__(self) -> str:
        text = length_in_words(self.n, self.unit)
        if self.plus is not None:
            text += f" and {self.plus}"
        rule = str(self.counting)
        notes = [rule] if rule not in (ELAPSED.id, PLATFORM_DAYS.id) else []
        if self.calendar is not None:
            notes.append(self.calendar.name)
        if self.paused:
            notes.append(f"paused for {_paused(self)}")
        if rule == ELAPSED.id and EXACT[self.unit] >= DAY:
            text += " of 24 hours" if self.unit == "days" else " of exact time"
        elif rule == PLATFORM_DAYS.id and self.unit == "days" and self.plus is None:
            text = text.replace(" ", " calendar ")
        return f"{text} ({', '.join(notes)})" if notes else text


def _exact(unit: Unit, rule: Counting) -> bool:
    return rule.days == "exact" or EXACT.get(unit, DAY) < DAY


def _read(text: str) -> tuple[int, Unit] | None:
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    unit = found[2].replace(" ", "-")
    unit = unit if unit.endswith("s") else f"{unit}s"
    return (int(found[1]), unit) if unit in _UNITS else None


def _paused(period: Period) -> str:
    return f"{period.paused // SECOND} seconds" if period.exact else length_in_words(period.paused, "days")


def _check_length(n: object, unit: str) -> None:
    if unit not in _UNITS:
        raise InvalidFactsError(f"{shown(unit)} is not a unit{nearest(str(unit), _UNITS)}")
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise InvalidFactsError(f"a period of {shown(n)} {unit}: give a whole number above zero")
    if n * _DAYS[unit] > _LONGEST:
        raise InvalidFactsError(f"a period of {shown(n)} {unit} leaves the years 1900 to 2200")


def _check_unit(unit: Unit, rule: Counting) -> None:
    if rule.days == "exact" and unit not in EXACT:
        raise InvalidFactsError(
            f"{unit} have no exact length, so {rule.id!r} does not count them: name a rule that counts "
            f"days, such as {PLATFORM_DAYS.id!r}"
        )
    if EXACT.get(unit, DAY) < DAY and rule.hours is None:
        raise InvalidFactsError(f"{rule.id!r} says nothing of {unit}: count them as {ELAPSED.id!r}")
    if unit in ("months", "years") and rule.month_end is None:
        raise InvalidFactsError(
            f"{rule.id!r} says nothing of {unit}: say month_end = 'clamp', 'next_day' or 'refuse' if a "
            "source does, or count days"
        )
