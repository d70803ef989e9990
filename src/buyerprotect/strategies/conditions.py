"""Strategies for conditions: what rules ask of the facts of a case."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from buyerprotect.facts.events import KNOWN_EVENTS, PARCEL_EVENTS
from buyerprotect.facts.view import ASKABLE, FOLDED, MEASURABLE
from buyerprotect.rules.condition import (
    BOUNDS,
    AllOf,
    AnyOf,
    Condition,
    Dated,
    Fact,
    Measure,
    Not,
    Unsettled,
)
from buyerprotect.strategies.amounts import money
from buyerprotect.strategies.times import zones
from buyerprotect.strategies.words import CARRIERS, COUNTRIES, NETWORKS, PROVIDERS

__all__ = ["conditions"]

# Words for the facts that may be any; of the others the library lists all words there are.
_WORDS: dict[str, tuple[str, ...]] = {
    "account_level": ("gold", "new"),
    "carrier": CARRIERS,
    "country": COUNTRIES,
    "ground": ("not_received", "not_as_described"),
    "issuer_country": COUNTRIES,
    "network": NETWORKS,
    "programme": ("aliexpress", "visa"),
    "provider": PROVIDERS,
    "region": ("CA-QC", "DE-BY"),
    "seller_country": COUNTRIES,
    "site": ("old", "new"),
}
_HIGHEST = 120
_WHOLE = sorted(KNOWN_EVENTS - PARCEL_EVENTS - {"committed_end"})
_DAYS = st.dates(date(2009, 1, 1), date(2027, 12, 31))
_SPANS = st.sampled_from((1, 30, 400))


def conditions(*, most: int = 4) -> st.SearchStrategy[Condition]:
    """Draw conditions over what a case can be asked, with at most so many facts in each.

    Names that capital letters do not tell apart are written small, as conditions have them. Never draws
    a fact that no case has, a word it cannot be, or a condition without parts, which always holds.

    >>> from hypothesis import find
    >>> find(conditions(most=1), lambda condition: isinstance(condition, Fact)).name in ASKABLE
    True
    """
    return _conditions(most)


@st.composite
def _conditions(draw: st.DrawFn, most: int) -> Condition:
    return draw(_nested(most))


@cache
def _nested(most: int) -> st.SearchStrategy[Condition]:
    facts = st.sampled_from(sorted(ASKABLE)).flatmap(_facts)
    measures = st.sampled_from(sorted(MEASURABLE)).flatmap(_measures)
    plain = facts | facts | measures | _dated() | st.just(Unsettled("whether shipping counts"))
    return st.recursive(plain, _joined, max_leaves=most)


@st.composite
def _dated(draw: st.DrawFn) -> Condition:
    start, event, zone = draw(_DAYS), draw(st.sampled_from(_WHOLE)), draw(zones())
    end = start + timedelta(days=draw(_SPANS))
    which = draw(st.sampled_from(("both", "start", "end")))
    return Dated(
        event=event,
        start=None if which == "end" else start,
        end=None if which == "start" else end,
        zone=zone,
    )


@cache
def _facts(name: str) -> st.SearchStrategy[Condition]:
    known = _WORDS[name] if ASKABLE[name] is None else sorted(ASKABLE[name] or ())
    words = st.sampled_from([word.casefold() if name in FOLDED else word for word in known])
    return st.frozensets(words, min_size=1, max_size=3).map(lambda some: Fact(name, some))


@cache
def _measures(name: str) -> st.SearchStrategy[Condition]:
    limits = st.integers(0, _HIGHEST) if MEASURABLE[name] is int else money()
    return st.builds(Measure, st.just(name), st.sampled_from(sorted(BOUNDS)), limits)


def _joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), several.map(AllOf), several.map(AnyOf))
