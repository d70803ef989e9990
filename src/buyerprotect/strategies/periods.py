"""Strategies for periods: every unit, by every counting rule, over every calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, TypeVar, get_args

from attrs import evolve
from hypothesis import strategies as st

from buyerprotect.errors import InvalidFactsError
from buyerprotect.timing.calendar import MON_FRI, Calendar, calendar_names
from buyerprotect.timing.counting import CHOICES, Counting, counting, counting_names
from buyerprotect.timing.period import Period, Plus, PlusFrom, Unit

__all__ = ["counting_rules", "periods"]

T = TypeVar("T")

_SELDOM = st.sampled_from((False, False, True))
_UNITS: tuple[Unit, ...] = get_args(Unit)
_BASES: tuple[PlusFrom, ...] = get_args(PlusFrom)
# As many as 300 years have; of seconds and the like, anything a period may sensibly be.
_MOST: dict[Unit, int] = {"years": 300, "months": 3_600, "weeks": 15_600}
_MOST_DAYS = 109_500
_ENDS = ("end_of_day", "during_day", "same_clock_time", "00:00", "02:30", "12:00", "17:00", "23:59")
_NUMBERS = {"skip_up_to": 14, "working_days": 5, "working_days_from": 10, "roll_up_to": 60}


def counting_rules(
    *, rules: Iterable[Counting | str] | None = None, changes: bool = True
) -> st.SearchStrategy[Counting]:
    """Draw counting rules: the named ones and, with `changes`, such as depart from one of them.

    A rule that departs has up to three settings of its own: clear days, what becomes of the event's
    day, when the last day ends, which way it rolls, and so on. `rules` are those to draw from, or their
    ids. Never draws a rule whose settings contradict one another.

    >>> from hypothesis import find
    >>> find(counting_rules(changes=False), lambda rule: rule.clear).id
    'uk-clear-days'
    """
    return _counting_rules(tuple(counting_names() if rules is None else rules), changes=changes)


@st.composite
def _counting_rules(draw: st.DrawFn, rules: tuple[Counting | str, ...], *, changes: bool) -> Counting:
    return draw(_rules(tuple(map(_named, rules)), changes=changes))


@lru_cache
def _rules(rules: tuple[Counting, ...], *, changes: bool) -> st.SearchStrategy[Counting]:
    drawn = st.sampled_from(rules)
    return drawn | drawn.flatmap(_changed) if changes else drawn


def _named(rule: Counting | str) -> Counting:
    return counting(rule) if isinstance(rule, str) else rule


def periods(
    *,
    least: int = 1,
    most: int = 90,
    units: Iterable[Unit] | None = None,
    rules: Iterable[Counting | str] | None = None,
    calendars: Iterable[Calendar | str] | None = None,
    changes: bool = True,
    plus: bool = True,
) -> st.SearchStrategy[Period]:
    """Draw periods of `least` to `most` units, by any counting rule that counts the unit.

    `units`, `rules` and `calendars` are those to draw from, all that there are where none are given.
    `changes` lets rules depart from the named ones, `plus` lets a period consist of two lengths. What is
    added to a period is no longer than `most` either.

    Each period is valid, but not each can be counted from each moment: a calendar knows some years only,
    a rule may refuse a day that a month does not have, and billing cycles have to be told. The rules
    `elapsed` and `platform-days`, without `changes`, over the calendar `mon-fri`, in other units count
    from every moment that is not too near to the years 1900 and 2200. Never draws a period during which
    a clock stood still: a pause is for a term to find.

    >>> from hypothesis import find
    >>> str(find(periods(units=["business-days"], calendars=["CZ"]), lambda period: period.n > 1))[:15]
    '2 business days'
    """
    given = None if calendars is None else tuple(calendars)
    return _periods(
        (least, most),
        _UNITS if units is None else tuple(units),
        None if rules is None else tuple(rules),
        given,
        changes=changes,
        plus=plus,
    )


@st.composite
def _periods(
    draw: st.DrawFn,
    lengths: tuple[int, int],
    units: tuple[Unit, ...],
    rules: tuple[Counting | str, ...] | None,
    calendars: tuple[Calendar | str, ...] | None,
    *,
    changes: bool,
    plus: bool,
) -> Period:
    least, most = lengths
    rule = draw(_ways(units, rules, changes=changes))
    unit: Unit = _one_of(draw, tuple(unit for unit in _units(rule) if unit in units))
    n = draw(st.integers(least, _capped(most, unit)))
    added = None
    if plus and draw(_SELDOM) and (ways := _additions(rule, unit)):
        way: tuple[Unit, PlusFrom] = _one_of(draw, ways)
        more, base = way
        added = Plus(draw(st.integers(1, _capped(most, more))), more, base)
    bare = Period(n, unit, _with_calendar(rule), None, added)
    if not bare.needs_calendar and not rule.rolls:
        return Period(n, unit, rule, None, added)
    # A rule with a calendar of its own takes that where none is named, and what looks at none needs none.
    unnamed = calendars is None and (rule.calendar is not None or not bare.needs_calendar)
    if unnamed and draw(st.booleans()):
        return Period(n, unit, rule, None, added)
    known: tuple[Calendar | str, ...] = calendar_names() if calendars is None else calendars
    return Period(n, unit, rule, _one_of(draw, known), added)


@lru_cache
def _ways(
    units: tuple[Unit, ...], rules: tuple[Counting | str, ...] | None, *, changes: bool
) -> st.SearchStrategy[Counting]:
    """Make the strategy for rules that count one of the units; one that departs counts what its own does."""
    named = [_named(rule) for rule in (counting_names() if rules is None else rules)]
    return _rules(tuple(rule for rule in named if not {*_units(rule)}.isdisjoint(units)), changes=changes)


def _one_of(draw: st.DrawFn, values: tuple[T, ...]) -> T:
    return values[draw(_place(len(values)))]


@cache
def _place(count: int) -> st.SearchStrategy[int]:
    return st.sampled_from(range(count))


@lru_cache(maxsize=1024)
def _units(rule: Counting) -> tuple[Unit, ...]:
    """Ask a rule which units it counts."""
    with_days = _with_calendar(rule)
    return tuple(unit for unit in _UNITS if _is_period(with_days, unit))


@lru_cache(maxsize=1024)
def _additions(rule: Counting, unit: Unit) -> tuple[tuple[Unit, PlusFrom], ...]:
    """Ask a rule what it lets be added to a period of a unit, and from where."""
    with_days = _with_calendar(rule)
    return tuple(
        (more, base)
        for more in _units(rule)
        for base in _BASES
        if _is_period(with_days, unit, Plus(1, more, base))
    )


def _is_period(rule: Counting, unit: Unit, added: Plus | None = None) -> bool:
    try:
        Period(1, unit, rule, None, added)
    except InvalidFactsError:
        return False
    return True


def _with_calendar(rule: Counting) -> Counting:
    return evolve(rule, calendar=MON_FRI.name)


def _capped(most: int, unit: Unit) -> int:
    return min(most, _MOST.get(unit, most if unit in ("seconds", "minutes", "hours") else _MOST_DAYS))


def _changed(rule: Counting) -> st.SearchStrategy[Counting]:
    """Draw rules that depart from a rule in a few settings."""
    made = _changes(days=rule.days == "local").map(lambda changes: _departing(rule, changes))
    return made.filter(lambda departed: departed is not None).map(lambda departed: departed or rule)


def _departing(rule: Counting, changes: Mapping[str, Any]) -> Counting | None:
    """Ask a rule to depart so, which it refuses where a setting says nothing without another."""
    try:
        return rule.but(**changes)
    except InvalidFactsError:
        return None


@cache
def _changes(*, days: bool) -> st.SearchStrategy[dict[str, Any]]:
    settings: dict[str, st.SearchStrategy[Any]] = {"hours": st.sampled_from(CHOICES["hours"])}
    if days:  # exact time knows no days, and so nothing of what follows
        settings |= {name: st.sampled_from(words) for name, words in CHOICES.items() if name != "days"}
        settings |= {name: st.integers(0, most) for name, most in _NUMBERS.items()}
        settings |= {"clear": st.booleans(), "roll_hours": st.booleans(), "end": st.sampled_from(_ENDS)}
    names = st.lists(st.sampled_from(sorted(settings)), min_size=1, max_size=3, unique=True)
    return names.flatmap(lambda some: st.fixed_dictionaries({name: settings[name] for name in some}))
