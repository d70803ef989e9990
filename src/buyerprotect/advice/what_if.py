"""What if: the same facts with events on other days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from attrs import evolve

from buyerprotect.advice.case import Facts
from buyerprotect.errors import Faults, InvalidFactsError, WrongTypeError, nearest, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute, EventKind
from buyerprotect.facts.events import PARCEL_EVENTS
from buyerprotect.facts.order import EVENTS, Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.timing.clock import MomentLike, moment

__all__ = ["Supposed", "supposing"]

Supposed = Mapping[str, MomentLike | None]
"""Events by name, each with the moment at which it is supposed to have happened; None: not at all."""

_OF_DISPUTES = frozenset(get_args(EventKind)) - {*EVENTS}
_KNOWN = (*EVENTS, *sorted(_OF_DISPUTES), "committed")


def supposing(facts: Facts, events: Supposed) -> Facts:
    """Return facts as if events had happened at other moments.

    An event of parcels is supposed of each parcel; an event of a dispute of the last of its kind.

    >>> from buyerprotect import Item, Order, Parcel
    >>> order = Order("ebay", "2026-05-01", zone="UTC", items=[Item("lamp", "9 GBP")], parcels=[Parcel()])
    >>> supposing(order, {"delivered": "2026-05-09"}).parcels[0].delivered
    datetime.date(2026, 5, 9)

    Raises `InvalidFactsError` for what is no event, and where the facts would contradict each other.
    """
    if not isinstance(events, Mapping):
        raise WrongTypeError(f"{shown(events)} is not a table of events by their names")
    faults = Faults()
    for name in events:
        if name not in _KNOWN:
            faults.add("suppose", f"{shown(name)} is not an event{nearest(str(name), _KNOWN)}")
    faults.raise_as(InvalidFactsError)
    told = {name: None if value is None else moment(value) for name, value in events.items()}
    if isinstance(facts, Dispute):
        return _dispute(facts, told)
    for name in told:
        if name in _OF_DISPUTES:
            faults.add("suppose", f"{name!r} is an event of a dispute, and none was opened")
    faults.raise_as(InvalidFactsError)
    if isinstance(facts, Claim):
        return evolve(facts, order=_order(facts.order, told))
    return _order(facts, told)


def _order(order: Order, told: Mapping[str, Any]) -> Order:
    own = {
        name: value for name, value in told.items() if name not in PARCEL_EVENTS and name not in _OF_DISPUTES
    }
    of_parcels = {name: value for name, value in told.items() if name in PARCEL_EVENTS}
    parcels = order.parcels or ((Parcel(),) if of_parcels else ())
    unknown = order.unknown - told.keys()
    return evolve(order, **own, parcels=tuple(evolve(p, **of_parcels) for p in parcels), unknown=unknown)


def _dispute(dispute: Dispute, told: Mapping[str, Any]) -> Dispute | Claim:
    claim = evolve(dispute.claim, order=_order(dispute.claim.order, told))
    # One that was not opened has no other events either.
    events = [] if told.get("opened", "") is None else list(dispute.events)
    faults = Faults()
    if not events:
        told = {name: value for name, value in told.items() if name not in _OF_DISPUTES}
    for name in (name for name in told if name in _OF_DISPUTES):
        place = next((i for i in reversed(range(len(events))) if events[i].kind == name), None)
        if place is None:
            faults.add(
                "suppose", f"{name!r} did not happen in this dispute: record it as an event of its own"
            )
        elif told[name] is None:
            del events[place]
        else:
            events[place] = evolve(events[place], on=told[name])
    faults.raise_as(InvalidFactsError)
    return Dispute(claim, events) if events else claim
