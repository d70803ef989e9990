"""Conditions: three-valued tests over the facts of a case.

A condition that lacks a fact is neither true nor false, and says which fact it needs.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from attrs import frozen

from buyerprotect.facts.money import Money
from buyerprotect.facts.view import FOLDED, FactView
from buyerprotect.timing.resolution import Truth

__all__ = ["ALWAYS", "BOUNDS", "AllOf", "AnyOf", "Condition", "Fact", "Measure", "Not", "test"]

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


Condition = Fact | Measure | AllOf | AnyOf | Not

ALWAYS = AllOf()
"""The condition that holds in every case."""

_TRUE, _FALSE = Truth(value=True), Truth(value=False)


def test(condition: Condition, view: FactView) -> Truth:
    """Tell whether a condition holds: true, false, or None with the facts it needs."""
    match condition:
        case Fact():
            return _fact(condition, view)
        case Measure():
            return _measure(condition, view)
        case Not():
            truth = test(condition.part, view)
            return Truth(None if truth.value is None else not truth.value, truth.needs)
        case AllOf():
            if not condition.parts:
                return _TRUE
            return _joined([test(part, view) for part in condition.parts], decisive=False)
        case AnyOf():
            return _joined([test(part, view) for part in condition.parts], decisive=True)


def _fact(condition: Fact, view: FactView) -> Truth:
    told = view.words.get(condition.name)
    if told is None:
        return Truth(None, frozenset({condition.name}))
    if condition.words & told or (
        condition.name in FOLDED and condition.words & {word.casefold() for word in told}
    ):
        return _TRUE
    unknown = condition.words & view.unknown if condition.name == "happened" else frozenset[str]()
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


def _joined(truths: list[Truth], *, decisive: bool) -> Truth:
    """Join truths of which one that is `decisive` settles the whole."""
    if any(truth.value is decisive for truth in truths):
        return Truth(decisive)
    open_ones = [truth for truth in truths if truth.value is None]
    if open_ones:
        return Truth(None, frozenset(need for truth in open_ones for need in truth.needs))
    return Truth(not decisive)
