"""Strategies for conditions: what rules ask of the facts of a case."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from buyerprotect.facts.view import ASKABLE, FOLDED, MEASURABLE
from buyerprotect.rules.condition import BOUNDS, AllOf, AnyOf, Condition, Fact, Measure, Not
from buyerprotect.strategies.amounts import money
from buyerprotect.strategies.words import CARRIERS, COUNTRIES, NETWORKS, PROVIDERS

__all__ = ["conditions"]

# Words for the facts that may be any; of the others the library lists all words there are.
_WORDS: dict[str, tuple[str, ...]] = {
    "account_level": ("gold", "new"),
    "carrier": CARRIERS,
    "country": COUNTRIES,
    "network": NETWORKS,
    "provider": PROVIDERS,
    "seller_country": COUNTRIES,
    "site": ("old", "new"),
}
_HIGHEST = 120


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
    return st.recursive(facts | facts | measures, _joined, max_leaves=most)


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
