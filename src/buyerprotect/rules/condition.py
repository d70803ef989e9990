"""Conditions: three-valued tests over the facts of a case.

A condition that lacks a fact is neither true nor false, and says which fact it needs.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from buyerprotect.facts.money import Money
from buyerprotect.facts.view import FOLDED, FactView
from buyerprotect.timing.clock import told_day
from buyerprotect.timing.setting import Truth

__all__ = [
    "ALWAYS",
    "BOUNDS",
    "AllOf",
    "AnyOf",
    "Condition",
    "Dated",
    "Fact",
    "Measure",
    "Not",
    "Unsettled",
    "parts_of",
    "test",
]

BOUNDS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "at_least": ("at least", operator.ge),
    "at_most": ("at most", operator.le),
    "above": ("above", operator.gt),
    "below": ("below", operator.lt),
}
"""How a measure may be bounded: in data, in words, and as a comparison."""


@frozen
class Fact:
    """A fact is one of some words: `problem` is `size` or `colour`."""

    name: str
    words: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name} is {' or '.join(sorted(self.words))}"


@frozen
class Measure:
    """A measure lies within a bound: `committed_days` at most 5, `paid` below 1,000 US dollars.

    An amount in another currency than the bound's decides nothing: the fact is needed in that one.
    """

    name: str
    bound: str
    limit: int | Money

    def __str__(self) -> str:
        return f"{self.name} {BOUNDS[self.bound][0]} {self.limit}"


@frozen(kw_only=True)
class Dated:
    """The day of an event, in a zone, lies from `start` on and before `end`; of several, the last one's.

    For what switches on another date than the version does. An event that has not happened lies nowhere.
    """

    event: str
    start: date | None = None
    end: date | None = None
    zone: str

    def __str__(self) -> str:
        begun = "" if self.start is None else f" on or after {self.start}"
        ended = "" if self.end is None else f" before {self.end}"
        return f"{self.event}{begun}{' and' if begun and ended else ''}{ended}, in {self.zone}"


@frozen
class Unsettled:
    """A question that no source answers, and no fact: it is never decided, and said to be needed."""

    what: str

    def __str__(self) -> str:
        return f"{self.what} (no source says)"


@frozen
class AllOf:
    """Every one of some conditions; true where there are none."""

    parts: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return " and ".join(map(str, self.parts)) or "always"


@frozen
class AnyOf:
    """At least one of some conditions."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"({' or '.join(map(str, self.parts))})"


@frozen
class Not:
    """The opposite of a condition."""

    part: Condition

    def __str__(self) -> str:
        return f"not ({self.part})"


Condition = Fact | Measure | Dated | Unsettled | AllOf | AnyOf | Not

ALWAYS = AllOf()
"""The condition that holds in every case."""


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Yield a condition and all the conditions within it."""
    yield condition
    match condition:
        case AllOf() | AnyOf():
            for part in condition.parts:
                yield from parts_of(part)
        case Not():
            yield from parts_of(condition.part)
        case _:
            pass


_TRUE, _FALSE = Truth(value=True), Truth(value=False)


def test(condition: Condition, view: FactView) -> Truth:
    """Tell whether a condition holds: true, false, or None with the facts it needs."""
    return _TESTS[type(condition)](condition, view)


def _not(condition: Not, view: FactView) -> Truth:
    truth = test(condition.part, view)
    if truth.value is None:
        return truth
    return _FALSE if truth.value else _TRUE


def _all_of(condition: AllOf, view: FactView) -> Truth:
    return _joined(condition.parts, view, decisive=False)


def _any_of(condition: AnyOf, view: FactView) -> Truth:
    return _joined(condition.parts, view, decisive=True)


def _fact(condition: Fact, view: FactView) -> Truth:
    name, words = condition.name, condition.words
    told = view.words.get(name)
    if told is None:
        return Truth(None, frozenset({name}))
    if not words.isdisjoint(told):
        return _TRUE
    if name in FOLDED and not words.isdisjoint(word.casefold() for word in told):
        return _TRUE
    unknown = words & view.unknown if name == "happened" else None
    return Truth(None, unknown) if unknown else _FALSE


def _measure(condition: Measure, view: FactView) -> Truth:
    if condition.name not in view.measures:
        return _FALSE
    value, limit = view.measures[condition.name], condition.limit
    if value is None:
        return Truth(None, frozenset({condition.name}))
    if isinstance(limit, Money) and isinstance(value, Money) and value.currency != limit.currency:
        return Truth(None, frozenset({f"{condition.name} in {limit.currency}"}))
    return _TRUE if BOUNDS[condition.bound][1](value, limit) else _FALSE


def _dated(condition: Dated, view: FactView) -> Truth:
    name = condition.event
    told = view.moments.get(name)
    if not told:
        # Everybody who has an account opened it: that is never a thing that did not happen.
        return Truth(None, frozenset({name})) if name in view.unknown or name == "joined" else _FALSE
    day = told_day(told[-1], condition.zone)
    begun = condition.start is None or condition.start <= day
    return _TRUE if begun and (condition.end is None or day < condition.end) else _FALSE


def _unsettled(condition: Unsettled, _: FactView) -> Truth:
    return Truth(None, frozenset({condition.what}))


def _joined(parts: tuple[Condition, ...], view: FactView, *, decisive: bool) -> Truth:
    """Join truths of which one that is `decisive` settles the whole."""
    needs: frozenset[str] | None = None
    for part in parts:
        truth = test(part, view)
        if truth.value is decisive:
            return _TRUE if decisive else _FALSE
        if truth.value is None:
            needs = truth.needs if needs is None else needs | truth.needs
    if needs is not None:
        return Truth(None, needs)
    return _FALSE if decisive else _TRUE


_TESTS: dict[type, Callable[[Any, FactView], Truth]] = {
    Fact: _fact,
    Measure: _measure,
    Dated: _dated,
    Unsettled: _unsettled,
    Not: _not,
    AllOf: _all_of,
    AnyOf: _any_of,
}
