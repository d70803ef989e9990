"""Strategies for claims and disputes."""

from __future__ import annotations

from typing import Any, get_args

from attrs import evolve
from hypothesis import strategies as st

from buyerprotect.facts.claim import (
    Ask,
    Claim,
    Evidence,
    EvidenceKind,
    Extent,
    Loss,
    Party,
    Problem,
    ProblemKind,
)
from buyerprotect.facts.dispute import ENDED, MOVED, Dispute, Event, EventKind
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Tracking
from buyerprotect.strategies.amounts import CENTS
from buyerprotect.strategies.orders import FLAGS, later, told
from buyerprotect.strategies.orders import orders as all_orders
from buyerprotect.strategies.words import NOTES, TEXTS, always
from buyerprotect.timing.clock import LAST, bounds

__all__ = ["claims", "disputes", "problems"]

_KINDS: tuple[EventKind, ...] = get_args(EventKind)
_ONGOING: st.SearchStrategy[list[EventKind]] = st.lists(
    st.sampled_from([kind for kind in _KINDS if kind != "opened" and kind not in ENDED]), max_size=4
)
_ENDS: st.SearchStrategy[EventKind] = st.sampled_from([kind for kind in _KINDS if kind in ENDED])
_MOVED: st.SearchStrategy[list[EventKind]] = st.lists(
    st.sampled_from([kind for kind in _KINDS if kind in MOVED]), max_size=3
)

_PROBLEM_KINDS = st.sampled_from(get_args(ProblemKind))
_EXTENTS = st.none() | st.sampled_from(get_args(Extent))
_TRACKINGS = st.none() | st.sampled_from(get_args(Tracking))
_PARTIES = st.none() | st.sampled_from(get_args(Party))
_MEASURES = st.none() | st.decimals(0, 10**6, places=3)
_TOLD = st.sampled_from((None, None, True, False))
_EVIDENCE = st.lists(
    st.builds(
        Evidence,
        st.sampled_from(get_args(EvidenceKind)),
        note=NOTES,
        file_type=st.sampled_from((None, None, "jpg", "mp4", "pdf")),
        size=st.none() | st.integers(0, 10**8),
        edited=_TOLD,
        signed=_TOLD,
    ),
    max_size=3,
)
_LOSSES = st.lists(st.tuples(TEXTS, CENTS), max_size=2)
_PERHAPS = st.none() | FLAGS


def claims(
    *,
    orders: Order | st.SearchStrategy[Order] | None = None,
    ground: str | st.SearchStrategy[str | None] | None = None,
    beyond: bool = False,
) -> st.SearchStrategy[Claim]:
    """Draw claims about some or all items of an order, with problems, evidence, losses and an ask.

    `orders` is an order, or a strategy for them; `ground` what the buyer means to file under, which is
    nothing where it is left out. With `beyond`, more may be asked for than was paid, which no programme
    pays. Never draws a claim about what is not in its order, or amounts in another currency.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(claims())
    ... def check(claim):
    ...     assert claim.asks is None or claim.asks.amount <= claim.paid
    >>> check()
    """
    return _claims(orders, ground, beyond=beyond)


def disputes(
    *, claims: Claim | st.SearchStrategy[Claim] | None = None, beyond: bool = False
) -> st.SearchStrategy[Dispute]:
    """Draw disputes whose events follow each other and the order, some of them ended.

    `claims` is a claim, or a strategy for them. With `beyond`, amounts may be more than was paid, also
    in the claims where none are given.

    Never draws what cannot be: time that runs backward, a dispute opened twice, an offer after the end.
    What a programme would not allow is drawn, such as a refund before there is a ruling.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(disputes())
    ... def check(dispute):
    ...     assert dispute.events[0].kind == "opened"
    >>> check()
    """
    return _disputes(claims, beyond=beyond)


def problems() -> st.SearchStrategy[Problem]:
    """Draw problems of every kind, some of them measured.

    Never draws a measure without its unit.

    >>> from hypothesis import find
    >>> find(problems(), lambda problem: problem.tolerance is not None).unit
    'cm'
    """
    return _problems()


@st.composite
def _problems(draw: st.DrawFn) -> Problem:
    difference, tolerance = draw(_MEASURES), draw(_MEASURES)
    measured = difference is not None or tolerance is not None
    return Problem(
        draw(_PROBLEM_KINDS),
        draw(_EXTENTS),
        tracking=draw(_TRACKINGS),
        fault=draw(_PARTIES),
        difference=difference,
        tolerance=tolerance,
        unit="cm" if measured else None,
        note=draw(NOTES),
    )


_PROBLEMS = st.lists(problems(), min_size=1, max_size=3)


def _amount(draw: st.DrawFn, most: Money, *, beyond: bool) -> Money:
    cents = draw(CENTS)
    return Money.from_minor(cents if beyond else min(cents, most.minor), most.currency)


@st.composite
def _claims(
    draw: st.DrawFn,
    orders: Order | st.SearchStrategy[Order] | None,
    grounds: str | st.SearchStrategy[str | None] | None,
    *,
    beyond: bool,
) -> Claim:
    order = draw(all_orders() if orders is None else always(orders))
    items = draw(st.lists(st.sampled_from([item.ref for item in order.items]), unique=True))
    paid, currency = order.paid_for(items), order.currency
    asks = Ask(amount=_amount(draw, paid, beyond=beyond), return_goods=draw(FLAGS)) if draw(FLAGS) else None
    return Claim(
        order,
        draw(_PROBLEMS),
        items=items,
        evidence=draw(_EVIDENCE),
        losses=[Loss(what, Money.from_minor(cents, currency)) for what, cents in draw(_LOSSES)],
        asks=asks,
        ground=draw(always(grounds)),
        return_postage=Money.from_minor(draw(CENTS), currency) if draw(FLAGS) else None,
    )


def _kinds(draw: st.DrawFn) -> list[EventKind]:
    """Draw the kinds of a dispute's events: after its end, only money and goods move."""
    kinds: list[EventKind] = ["opened", *draw(_ONGOING)]
    return [*kinds, draw(_ENDS), *draw(_MOVED)] if draw(FLAGS) else kinds


@st.composite
def _disputes(
    draw: st.DrawFn, given_claims: Claim | st.SearchStrategy[Claim] | None, *, beyond: bool
) -> Dispute:
    claim = draw(claims(beyond=beyond) if given_claims is None else always(given_claims))
    order = claim.order
    if order.unknown & {"opened", "escalated"}:
        order = evolve(order, unknown=order.unknown - {"opened", "escalated"})
        claim = evolve(claim, order=order)
    us = min(bounds(order.placed, order.zone)[1], LAST)
    events: list[Event] = []
    for kind in _kinds(draw):
        us = later(draw, us)
        party = draw(_PARTIES)
        known: dict[str, Any] = {} if party is None else {"party": party}
        if draw(FLAGS):
            known["amount"] = _amount(draw, claim.paid, beyond=beyond)
        events.append(
            Event(
                kind,
                told(draw, us, order.zone),
                return_goods=draw(_PERHAPS),
                return_paid_by=draw(_PARTIES),
                accepts=draw(_PERHAPS) if kind == "answered" else None,
                note=draw(NOTES),
                **known,
            )
        )
    return Dispute(claim, events)
