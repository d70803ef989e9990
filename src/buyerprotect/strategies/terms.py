"""Strategies for terms: expressions over events that give a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Literal

from attrs import define, frozen
from hypothesis import strategies as st

from buyerprotect.facts.events import KNOWN_EVENTS, LENGTHS, PARCEL_EVENTS, PROLONGATIONS
from buyerprotect.facts.order import TELLABLE
from buyerprotect.strategies.conditions import conditions as all_conditions
from buyerprotect.strategies.periods import periods as all_periods
from buyerprotect.timing.period import Period
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
    Paused,
    Provided,
    ReplacedBy,
    Term,
    Variant,
)

__all__ = ["READINGS", "TERMS", "of_kind", "terms"]

TERMS: tuple[type[Term], ...] = (
    *(On, NotStated),
    *(After, Before, EarliestOf, LatestOf, FirstKnown, Capped, NotBefore),
    *(ReplacedBy, Extended, Paused, Provided, Alternatives),
)
"""The classes of terms; `On` is always among what is drawn, since all others rest on it."""

READINGS = ("14-days", "by-the-letter")
"""The ids of other readings, few, so that one often occurs twice in a term and is chosen for both."""

_DEEPEST = 8
_PICKS: tuple[Literal["only", "first", "last"], ...] = ("only", "first", "last")
_ASSUMPTIONS = (None, True, False)
_FLAGS = st.booleans()
_SEVERAL = st.integers(1, 3)
_ENDS = st.sampled_from((True, True, False, False, False))
_ENDS_AT_ONCE = st.sampled_from((True, *(False,) * 19))
_UNSTATED = st.sampled_from((False, False, False, True))
_TELLABLE = st.none() | st.sampled_from(sorted(TELLABLE))
_LENGTHS = st.none() | st.sampled_from(sorted(LENGTHS))
_PROLONGATIONS = st.sampled_from(sorted(PROLONGATIONS))


def terms(
    *,
    events: Iterable[str] | st.SearchStrategy[On] | None = None,
    kinds: Iterable[type[Term]] = TERMS,
    periods: st.SearchStrategy[Period] | None = None,
    conditions: st.SearchStrategy[object] | None = None,
    assumptions: Sequence[bool | None] = (None, True, False),
    readings: Sequence[str] = READINGS,
    most: int = 6,
) -> st.SearchStrategy[Term]:
    """Draw terms over events, of any `kinds`, that rest on up to about so many events.

    `events` are names, of which the first, the last or the only one is meant, or a strategy of `On`
    terms, beside which only a pause names events of its own; without them, all that facts can tell of.
    `periods` are what is counted, `conditions` and `assumptions` what a `Provided` rests on, `readings`
    the ids of other readings.

    A term may give no moment, or none within 1900 to 2200: that depends on the facts it is resolved for.
    Never draws a term that cannot be resolved at all: what replaces another rests on one event,
    billing cycles are neither counted backward nor paused, and business days are not paused.

    >>> from hypothesis import find
    >>> str(find(terms(events=["placed"], kinds=[Extended]), lambda term: isinstance(term, Extended)))
    'placed, or as later extended'
    """
    made = _Makings(
        events=events if isinstance(events, st.SearchStrategy) or events is None else tuple(events),
        periods=periods,
        conditions=conditions,
        assumptions=tuple(assumptions),
        readings=tuple(readings),
    )
    return _terms(made, frozenset(kinds), most)


def of_kind(kind: type[Term]) -> st.SearchStrategy[Term]:
    """Draw terms of one class, over any others."""
    return _of_kind(kind)


@frozen(kw_only=True)
class _Makings:
    """What terms are made of, as it was given."""

    events: tuple[str, ...] | st.SearchStrategy[On] | None = None
    periods: st.SearchStrategy[Period] | None = None
    conditions: st.SearchStrategy[object] | None = None
    assumptions: tuple[bool | None, ...] = _ASSUMPTIONS
    readings: tuple[str, ...] = READINGS


@st.composite
def _terms(draw: st.DrawFn, made: _Makings, kinds: frozenset[type[Term]], most: int) -> Term:
    return _Maker(draw, _ready(made), kinds, most).term(_ENDS_AT_ONCE)


@st.composite
def _of_kind(draw: st.DrawFn, kind: type[Term]) -> Term:
    return _KINDS[kind](_Maker(draw, _ready(_Makings()), frozenset(TERMS), 3))


@frozen(kw_only=True)
class _Ready:
    """The strategies for what terms are made of: made once, since that takes longer than to draw."""

    leaves: st.SearchStrategy[On]
    names: st.SearchStrategy[str]
    periods: st.SearchStrategy[Period]
    backward: st.SearchStrategy[Period]
    pausable: st.SearchStrategy[Period]
    conditions: st.SearchStrategy[object]
    assumptions: st.SearchStrategy[bool | None]
    readings: st.SearchStrategy[list[str]]


@lru_cache
def _ready(made: _Makings) -> _Ready:
    known = KNOWN_EVENTS if made.events is None else KNOWN_EVENTS - PARCEL_EVENTS
    names = st.sampled_from(made.events if isinstance(made.events, tuple) else sorted(known))
    picks = st.builds(On, names, st.sampled_from(_PICKS))
    periods = all_periods() if made.periods is None else made.periods
    ids = st.sampled_from(made.readings)
    return _Ready(
        leaves=made.events if isinstance(made.events, st.SearchStrategy) else picks,
        names=names,
        periods=periods,
        backward=periods.filter(lambda period: period.unit != "billing-cycles"),
        pausable=periods.filter(lambda period: period.unit not in ("business-days", "billing-cycles")),
        conditions=all_conditions(most=2) if made.conditions is None else made.conditions,
        assumptions=st.sampled_from(made.assumptions),
        readings=st.lists(ids, min_size=1, max_size=2, unique=True),
    )


@define
class _Maker:
    """Makes one term, counting down the events it may still refer to."""

    draw: st.DrawFn
    of: _Ready
    kinds: frozenset[type[Term]]
    left: int
    depth: int = 0

    def term(self, ends: st.SearchStrategy[bool] = _ENDS) -> Term:
        joined = _joined(self.kinds)
        if joined is None or self.left <= 1 or self.depth >= _DEEPEST or self.draw(ends):
            return self.leaf()
        self.depth += 1
        made = _KINDS[self.draw(joined)](self)
        self.depth -= 1
        return made

    def leaf(self) -> Term:
        self.left -= 1
        if NotStated in self.kinds and self.draw(_UNSTATED):
            return _not_stated(self)
        return self.draw(self.of.leaves)

    def terms(self) -> tuple[Term, ...]:
        return tuple(self.term() for _ in range(self.draw(_SEVERAL)))

    def perhaps(self) -> Term | None:
        return self.term() if self.draw(_FLAGS) else None


@lru_cache
def _joined(kinds: frozenset[type[Term]]) -> st.SearchStrategy[type[Term]] | None:
    joined = [kind for kind in TERMS if kind in kinds and kind not in (On, NotStated)]
    return st.sampled_from(joined) if joined else None


def _not_stated(maker: _Maker) -> NotStated:
    return NotStated("no source says", maker.draw(_TELLABLE))


def _after(
    maker: _Maker, start: Term | None = None, periods: st.SearchStrategy[Period] | None = None
) -> After:
    period = maker.draw(maker.of.periods if periods is None else periods)
    told = maker.draw(_LENGTHS) if period.unit == "days" else None  # what facts tell is a number of days
    return After(period, maker.term() if start is None else start, told, maker.draw(_FLAGS))


def _replaced(maker: _Maker) -> ReplacedBy:
    trigger = maker.draw(maker.of.leaves)
    return ReplacedBy(maker.term(), _after(maker, trigger) if maker.draw(_FLAGS) else trigger)


def _paused(maker: _Maker) -> Paused:
    draw, names = maker.draw, maker.of.names
    term, stops, resumes = _after(maker, periods=maker.of.pausable), draw(names), draw(names)
    return Paused(term, stops, resumes, draw(_FLAGS), draw(_FLAGS), maker.perhaps())


def _provided(maker: _Maker) -> Provided:
    condition, assume = maker.draw(maker.of.conditions), maker.draw(maker.of.assumptions)
    return Provided(condition=condition, term=maker.term(), assume=assume)


def _alternatives(maker: _Maker) -> Alternatives:
    names = maker.draw(maker.of.readings)
    return Alternatives(maker.term(), tuple(Variant(name, maker.term()) for name in names))


_KINDS: dict[type[Term], Callable[[_Maker], Term]] = {
    On: lambda maker: maker.draw(maker.of.leaves),
    NotStated: _not_stated,
    After: _after,
    Before: lambda maker: Before(maker.draw(maker.of.backward), maker.term()),
    EarliestOf: lambda maker: EarliestOf(maker.terms()),
    LatestOf: lambda maker: LatestOf(maker.terms()),
    FirstKnown: lambda maker: FirstKnown(maker.terms()),
    Capped: lambda maker: Capped(maker.term(), maker.term()),
    NotBefore: lambda maker: NotBefore(maker.term(), maker.term(), maker.perhaps()),
    ReplacedBy: _replaced,
    Extended: lambda maker: Extended(maker.term(), maker.draw(_PROLONGATIONS)),
    Paused: _paused,
    Provided: _provided,
    Alternatives: _alternatives,
}
