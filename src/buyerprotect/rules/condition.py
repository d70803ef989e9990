"""Conditions: three-valued tests over the facts of a case.

A condition that lacks a fact is neither true nor false, and says which fact it needs.
"""

from __future__ import annotations

from attrs import frozen

from buyerprotect.facts.view import FactView
from buyerprotect.timing.resolution import Truth

__all__ = ["ALWAYS", "AllOf", "AnyOf", "Condition", "Fact", "Not", "test"]


@frozen
class Fact:
    """A fact is one of some words: `problem` is `size` or `colour`."""

    name: str
    words: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name} is {' or '.join(sorted(self.words))}"


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


Condition = Fact | AllOf | AnyOf | Not

ALWAYS = AllOf()
"""The condition that holds in every case."""

_TRUE, _FALSE = Truth(value=True), Truth(value=False)


def test(condition: Condition, view: FactView) -> Truth:
    """Tell whether a condition holds: true, false, or None with the facts it needs."""
    match condition:
        case Fact():
            return _fact(condition, view)
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
    if condition.words & told:
        return _TRUE
    unknown = condition.words & view.unknown if condition.name == "happened" else frozenset[str]()
    return Truth(None, unknown) if unknown else _FALSE


def _joined(truths: list[Truth], *, decisive: bool) -> Truth:
    """Join truths of which one that is `decisive` settles the whole."""
    if any(truth.value is decisive for truth in truths):
        return Truth(decisive)
    open_ones = [truth for truth in truths if truth.value is None]
    if open_ones:
        return Truth(None, frozenset(need for truth in open_ones for need in truth.needs))
    return Truth(not decisive)
