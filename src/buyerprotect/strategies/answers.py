"""Strategies for answers: what the library says of cases that could have happened, under any rules."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import reject
from hypothesis import strategies as st

from buyerprotect.advice.assessment import Assessment, assess
from buyerprotect.advice.case import NO_PROGRAMME, Facts
from buyerprotect.advice.routing import Routes, routes
from buyerprotect.convert.answers import answer_to_data
from buyerprotect.errors import InvalidFactsError, OutOfCoverageError
from buyerprotect.facts.events import dated, order_of
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.strategies.claims import claims, disputes
from buyerprotect.strategies.orders import later, orders
from buyerprotect.strategies.packs import packs as drawn_packs
from buyerprotect.strategies.times import instants
from buyerprotect.strategies.words import always
from buyerprotect.timing.clock import LAST, Instant, bounds

__all__ = ["assessments", "route_answers"]

_FIRST, _LAST = date(2008, 1, 1), date(2027, 1, 1)


def assessments(*, packs: Pack | st.SearchStrategy[Pack] | None = None) -> st.SearchStrategy[Assessment]:
    """Draw answers to orders, claims and disputes, at a moment after all that has happened.

    `packs` are the rules: a pack, or a strategy for them; where they are left out, those of the built-in
    guide, or of an invented shop. Never draws an answer that is refused when it is read: windows that
    leave the years a calendar knows are left out with their cases.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(assessments(packs=find_pack("aliexpress-guide")))
    ... def check(answer):
    ...     assert answer.policy.id == "aliexpress-guide"
    >>> check()
    """
    return _assessments(packs)


@st.composite
def _assessments(draw: st.DrawFn, packs: Pack | st.SearchStrategy[Pack] | None) -> Assessment:
    pack = draw(_guide() | drawn_packs() if packs is None else always(packs))
    facts = draw(_facts(pack, draw(st.sampled_from(pack.versions))))
    zone = order_of(facts).zone
    last = max(bounds(value, zone)[1] for _, value in dated(facts))
    at = Instant(later(draw, min(last, LAST)))
    try:
        answer = assess(facts, at=at, policy=pack)
        answer_to_data(answer)  # an answer is worked out as it is read
    except (InvalidFactsError, OutOfCoverageError):
        reject()
    return answer


def route_answers() -> st.SearchStrategy[Routes]:
    """Draw the routes of purchases that were made on no marketplace, at a moment after all that happened.

    >>> from hypothesis import find
    >>> find(route_answers(), lambda found: len(found) > 0).find("visa").kind
    'card'
    """
    return _route_answers()


@st.composite
def _route_answers(draw: st.DrawFn) -> Routes:
    placed = instants(first=f"{_FIRST}T00:00Z", last=f"{_LAST}T00:00Z")
    facts = draw(claims(orders=orders(programme=NO_PROGRAMME, placed=placed)))
    last = max(bounds(value, facts.order.zone)[1] for _, value in dated(facts))
    return routes(facts, at=Instant(later(draw, min(last, LAST))))


def _guide() -> st.SearchStrategy[Pack]:
    return st.just(find_pack("aliexpress-guide"))


def _facts(pack: Pack, version: Policy) -> st.SearchStrategy[Facts]:
    """Make the strategy for facts that a version may govern."""
    begin, end = version.start.not_before or _FIRST, _LAST
    if version.end is not None and version.end.not_after is not None:
        end = version.end.not_after
    last = max(begin, end - timedelta(days=1))
    placed = instants(first=f"{begin}T00:00Z", last=f"{last}T23:59:59Z")
    ordered = orders(programme=pack.programme, placed=placed)
    claimed = claims(orders=ordered)
    return st.one_of(claimed, disputes(claims=claimed), ordered)
