"""Counting rules: how a law or a platform counts a period, as cited data with an id.

Each law's rule is a file of its own in `timing/counting_rules`, with its sources. Two ways of counting
are definitions rather than laws, and stand here: exact time, and plain local days.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from attrs import evolve, field, frozen

from buyerprotect.errors import Faults, InvalidFactsError, InvalidPackError, NotFoundError, nearest, shown
from buyerprotect.source import Source, read_sources
from buyerprotect.structure import Reader
from buyerprotect.timing.calendar import calendar_names
from buyerprotect.timing.zone import HOUR, SECOND

__all__ = [
    "ELAPSED",
    "PLATFORM_DAYS",
    "Counting",
    "EventDay",
    "MonthEnd",
    "Roll",
    "counting",
    "counting_names",
    "read_changes",
]

EventDay = Literal["out", "in"]
MonthEnd = Literal["clamp", "next_day", "refuse"]
Roll = Literal["none", "next", "previous"]

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MAY_BE_UNSAID = ("hours", "at_midnight", "month_end")
_YES_OR_NO = ("clear", "roll_hours")
_NUMBERS = ("skip_up_to", "working_days", "working_days_from", "roll_up_to")
_OF_DAYS: dict[str, object] = {
    "event_day": "out",
    "at_midnight": None,
    "clear": False,
    "month_end": None,
    "months_from": "event_day",
    "skip_up_to": 0,
    "working_days": 0,
    "working_days_from": 1,
    "roll": "none",
    "roll_before": "none",
    "roll_hours": False,
    "roll_up_to": 0,
    "end": None,
}
_ENDS = ("end_of_day", "during_day", "same_clock_time")
_LARGEST = 366

CHOICES: dict[str, tuple[str, ...]] = {
    "hours": ("exact", "next_full_hour", "start_of_day"),
    "days": ("local", "exact"),
    "event_day": get_args(EventDay),
    "at_midnight": get_args(EventDay),
    "month_end": get_args(MonthEnd),
    "months_from": ("event_day", "first_day"),
    "roll": get_args(Roll),
    "roll_before": get_args(Roll),
}
"""The words that each setting of a counting rule may have."""


@frozen(kw_only=True)
class Counting:
    """A way of counting periods, with the sources of the rule.

    - `hours`: `exact`, from the `next_full_hour`, or from the `start_of_day`; None where the rule says
      nothing of hours, which are then refused. `days`: `local`, or `exact` ones of 24 hours.
    - `event_day`: whether the day of the event is counted (`in`) or left `out`; `at_midnight` says it
      of an event at the very first instant of a day, from which a period is counted forward.
    - `clear`: the day at the far end is left out as well, so that whole days lie between.
    - `month_end`: where the month has no such day: its last day (`clamp`), the first day after
      (`next_day`), or `refuse`; None where the rule says nothing of months. `months_from`: whether the
      day that corresponds is that of the event, or of the first day counted.
    - `skip_up_to`: in periods of at most so many days, only working days count.
    - `working_days`: a period of `working_days_from` days or more has at least so many working days.
    - `roll` and `roll_before`: where a period, or one counted backward, ends on a day that is no
      working day, it ends with the `next` or the `previous` one. `roll_hours`: hours do so too. The ends
      of periods longer than `roll_up_to` days (a month being 30) are not moved at all; 0 is no limit.
    - `end`: `end_of_day`, `during_day` (from the beginning of the last day on), `same_clock_time`, or a
      time such as `17:00`; None is the end of the last day, or backward the beginning of the first.
    - `calendar`: the calendar that is used where none is named.

    >>> counting("us-ftc-cooling-off").calendar
    'US-ftc'

    Raises `InvalidFactsError` for settings that contradict one another.
    """

    id: str
    title: str
    hours: Literal["exact", "next_full_hour", "start_of_day"] | None = None
    days: Literal["local", "exact"] = "local"
    event_day: EventDay = "out"
    at_midnight: EventDay | None = None
    clear: bool = False
    month_end: MonthEnd | None = None
    months_from: Literal["event_day", "first_day"] = "event_day"
    skip_up_to: int = 0
    working_days: int = 0
    working_days_from: int = 1
    roll: Roll = "none"
    roll_before: Roll = "none"
    roll_hours: bool = False
    roll_up_to: int = 0
    end: str | None = None
    calendar: str | None = None
    sources: tuple[Source, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name, words in CHOICES.items():
            value = getattr(self, name)
            if value is not None or name not in _MAY_BE_UNSAID:
                faults.one_of(name, value, words, "a way of counting")
        for name in _YES_OR_NO:
            faults.instance(name, getattr(self, name), bool, "true or false")
        if self.end is not None and self.end not in _ENDS and not _CLOCK.fullmatch(str(self.end)):
            faults.add("end", f"{shown(self.end)} is neither one of {', '.join(_ENDS)} nor a time as '17:00'")
        for name in _NUMBERS:
            value = getattr(self, name)
            if type(value) is not int or not 0 <= value <= _LARGEST:
                faults.add(name, f"{shown(value)} is not a number of days from 0 to {_LARGEST}")
        self._check_agreement(faults)
        faults.raise_as(InvalidFactsError)

    def _check_agreement(self, faults: Faults) -> None:
        if self.roll_hours and (self.hours is None or self.roll == "none"):
            faults.add("roll_hours", "has nothing to move: say how `hours` count, and where ends `roll` to")
        if self.days == "exact":
            for name, default in _OF_DAYS.items():
                if getattr(self, name) != default:
                    faults.add(name, "is a setting of days, of which exact time knows none: leave it out")

    def __hash__(self) -> int:
        return hash((self.id, self.event_day, self.clear, self.end, self.roll))

    @property
    def rolls(self) -> bool:
        """Whether an end may be moved to a working day, for which a calendar is needed."""
        return self.roll != "none" or self.roll_before != "none" or self.working_days > 0

    @property
    def cutoff(self) -> int | None:
        """The time of day at which the last day ends, in microseconds past midnight, if one is stated."""
        found = _CLOCK.fullmatch(self.end or "")
        return None if found is None else (int(found[1]) * HOUR + int(found[2]) * 60 * SECOND)

    def but(self, **changes: Any) -> Counting:
        """Return this rule with single settings changed, as one provision may depart from the rule.

        >>> str(counting("uk-after").but(clear=True))
        'uk-after, but clear = true'

        Raises `InvalidFactsError` for a setting there is none of, or a value it cannot have.
        """
        for name in changes:
            if name not in CHANGEABLE:
                raise InvalidFactsError(
                    f"{shown(name)} is not a setting of counting{nearest(name, CHANGEABLE)}"
                )
        return evolve(self, **changes)

    def __str__(self) -> str:
        named = _named(self.id)
        if named is None or named == self:
            return self.id
        changed = (
            f"{name} = {_written(getattr(self, name))}"
            for name in CHANGEABLE
            if getattr(self, name) != getattr(named, name)
        )
        return f"{self.id}, but {', '.join(changed)}"


CHANGEABLE = (
    *("hours", "event_day", "at_midnight", "clear", "month_end", "months_from", "skip_up_to"),
    *("working_days", "working_days_from", "roll", "roll_before", "roll_hours", "roll_up_to"),
    "end",
)
"""The settings that a single provision may state for itself."""

ELAPSED = Counting(
    id="elapsed",
    title="Exact time: a day is 24 hours, whatever the clocks do",
    hours="exact",
    days="exact",
    sources=(
        Source(
            id="si-second",
            title="SI base unit: second (s)",
            address="https://www.bipm.org/en/si-base-units/second",
            read=date(2026, 11, 24),
            kind="inferred",
            says="Time is counted in seconds of equal length; a day here is 86,400 of them. A platform's "
            "timers run so, which the sources of its own rules show.",
        ),
    ),
)

PLATFORM_DAYS = Counting(
    id="platform-days",
    title="Calendar days in the platform's zone: the event's day out, the last day whole, no roll",
    month_end="clamp",
    sources=(
        Source(
            id="ebay-mbg-days",
            title="eBay Money Back Guarantee policy",
            address="https://www.ebay.com/help/policies/ebay-money-back-guarantee-policy/"
            "ebay-money-back-guarantee-policy?id=4210",
            read=date(2026, 11, 24),
            kind="inferred",
            says="Days are counted as calendar days, and no more is said. That the event's day is left "
            "out, that the last one counts to its end, and that weekends change nothing, is inferred.",
        ),
    ),
)

_FOLDER = Path(__file__).with_name("counting_rules")
_OWN = {rule.id: rule for rule in (ELAPSED, PLATFORM_DAYS)}


@cache
def counting_names() -> tuple[str, ...]:
    """Return the ids of the counting rules."""
    return tuple(sorted((*(file.stem for file in _FOLDER.glob("*.toml")), *_OWN)))


@cache
def counting(name: str) -> Counting:
    """Return the counting rule with this id.

    >>> counting("eu-1182-71").roll
    'next'

    Raises `NotFoundError` for an id that is not known, with the nearest one that is.
    """
    if name in _OWN:
        return _OWN[name]
    if name not in counting_names():
        raise NotFoundError(f"there is no counting rule {shown(name)}{nearest(str(name), counting_names())}")
    return _read(name, _FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _named(name: str) -> Counting | None:
    return counting(name) if name in counting_names() else None


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read(name: str, text: str) -> Counting:
    faults = Faults()
    reader = Reader(tomllib.loads(text), "", faults)
    sources = read_sources(reader.table("sources", required=True))
    if not reader.data.get("sources"):
        reader.missing("sources", "a rule that nobody sources is not in")
    settings = read_changes(reader)
    known = reader.word("calendar", calendar_names(), "a calendar")
    made = reader.build(
        Counting,
        id=name,
        title=reader.text("title", required=True),
        days=reader.word("days", CHOICES["days"], "a way of counting"),
        calendar=known,
        sources=tuple(sources.values()),
        **settings,
    )
    faults.raise_as(InvalidPackError)
    return cast("Counting", made)


def read_changes(reader: Reader) -> dict[str, Any]:
    """Read the settings of counting that a table states, reporting what is wrong with them."""
    found: dict[str, Any] = {}
    for name in CHANGEABLE:
        if name in CHOICES:
            found[name] = reader.word(name, CHOICES[name], "a way of counting")
        elif name == "end":
            found[name] = reader.text(name)
        else:
            found[name] = reader.boolean(name) if name in _YES_OR_NO else reader.integer(name)
    return {name: value for name, value in found.items() if value is not None}
