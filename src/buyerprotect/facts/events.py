"""The bridge from facts to time: which events a case tells of, under the names that rules use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import FOLLOWING, Dispute, EventKind
from buyerprotect.facts.order import EVENTS, Order
from buyerprotect.timing.clock import Instant, LocalDay, Moment, bounds, zone
from buyerprotect.timing.setting import Prolongation, Setting, Truth
from buyerprotect.timing.term import Term
from buyerprotect.timing.zone import Zone

__all__ = [
    "KNOWN_EVENTS",
    "LENGTHS",
    "MAY_BE_ABSENT",
    "PARCEL_EVENTS",
    "PROLONGATIONS",
    "claim_of",
    "dated",
    "end_of",
    "happened",
    "moments",
    "moments_by_event",
    "names_of_events",
    "order_of",
    "setting",
]

PARCEL_EVENTS = frozenset({"shipped", "promised", "delivered"})
"""Events that each parcel has for itself: a rule says whether it means the first or the last."""

KNOWN_EVENTS = frozenset({*EVENTS, *get_args(EventKind), *FOLLOWING, "committed_end"})
"""Every event a rule can refer to, besides those it derives itself.

`committed_end` is a promised end of protection; what the names of a dispute's events mean, `named` says.
"""

LENGTHS = frozenset({"committed_days"})
"""The lengths that facts can tell in a rule's stead."""

PROLONGATIONS = frozenset({"extended"})
"""The names under which facts tell of extensions."""

MAY_BE_ABSENT = frozenset({"committed_end", "promised", "takes_place"})
"""Events that are settled at the purchase: where they are not told, they will not come."""

SCHEDULED = frozenset({"promised", "committed", "takes_place"})
"""Events that may lie after now, because they are announced, not observed."""

_STATED = frozenset({"until", "opens", "closes"})
"""Ends that somebody stated, which may lie after now as well."""


def order_of(facts: Order | Claim | Dispute) -> Order:
    """Return the order that facts of any kind are about."""
    if isinstance(facts, Dispute):
        return facts.claim.order
    return facts.order if isinstance(facts, Claim) else facts


def claim_of(facts: Order | Claim | Dispute) -> Claim | None:
    """Return the claim that facts of any kind make, if they make one."""
    if isinstance(facts, Dispute):
        return facts.claim
    return facts if isinstance(facts, Claim) else None


def dated(facts: Order | Claim | Dispute) -> Iterator[tuple[str, Moment]]:
    """Yield all that is observed and dated, with its path: what cannot lie after now."""
    for path, value in order_of(facts).moments():
        name = path.rpartition(".")[2]
        if name not in SCHEDULED | _STATED:
            yield f"order.{path}", value
    if isinstance(facts, Dispute):
        for i, event in enumerate(facts.events):
            yield f"dispute.events[{i}].on", event.on


def setting(
    facts: Order | Claim | Dispute,
    zones: tuple[tuple[str, Zone], ...],
    derived: Mapping[str, Term],
    test: Callable[[object], Truth],
) -> Setting:
    """Lay out the events of a case for terms to be resolved in."""
    order = order_of(facts)
    events = happened(facts)
    unknown = order.unknown
    if "committed" in unknown:
        unknown |= {"committed_end", "committed_days"}
    return Setting(
        events=events,
        zones=zones,
        awaited=frozenset(_awaited(order)),
        absent=MAY_BE_ABSENT - events.keys() - unknown,
        unknown=unknown,
        lengths={"committed_days": order.committed} if isinstance(order.committed, int) else {},
        extensions={"extended": tuple(_prolongations(order))},
        derived=derived,
        cycle_ends=tuple(day.toordinal() for day in order.payment.cycle_ends) if order.payment else (),
        test=test,
    )


def happened(facts: Order | Claim | Dispute) -> dict[str, tuple[int | LocalDay, ...]]:
    """Collect the events a case tells of, by the names that rules use."""
    order = order_of(facts)
    events = {
        name: tuple(_point(value, order.zone) for value in told)
        for name, told in moments_by_event(facts).items()
    }
    if order.committed is not None and not isinstance(order.committed, int):
        events["committed_end"] = (end_of(order.committed, order.zone),)
    return events


def names_of_events(facts: Order | Claim | Dispute) -> frozenset[str]:
    """Return the names of the events a case tells of, as rules use them."""
    committed = order_of(facts).committed
    has_end = committed is not None and not isinstance(committed, int)
    return frozenset((*moments_by_event(facts), "committed_end") if has_end else moments_by_event(facts))


def moments(facts: Order | Claim | Dispute, name: str | None) -> tuple[Moment, ...]:
    """Return when an event happened, as it was told, each time it did; without a name, never."""
    return () if name is None else moments_by_event(facts).get(name, ())


def moments_by_event(facts: Order | Claim | Dispute) -> Mapping[str, tuple[Moment, ...]]:
    """Return when each event of a case happened, as it was told."""
    return (facts.order if isinstance(facts, Claim) else facts).moments_by_event


def _point(value: Moment, name: str | None) -> int | LocalDay:
    if isinstance(value, Instant):
        return value.us
    return LocalDay(value.toordinal(), zone(name or "UTC"))


def end_of(value: Moment, name: str | None) -> int:
    """Return the end that a told moment means, in microseconds: a day lasts to its end."""
    point = _point(value, name)
    return point.end if isinstance(point, LocalDay) else point


def _awaited(order: Order) -> Iterator[str]:
    """Yield the parcel events of which at least one is still to come."""
    packed = {ref for parcel in order.parcels for ref in parcel.items}
    whole = any(not parcel.items for parcel in order.parcels) or packed >= {item.ref for item in order.items}
    for name in ("shipped", "delivered"):
        if not whole or any(getattr(parcel, name) is None for parcel in order.parcels):
            yield name


def _prolongations(order: Order) -> Iterator[Prolongation]:
    for extension in order.extensions:
        granted = None if extension.granted is None else bounds(extension.granted, order.zone)[0]
        if extension.until is None:
            yield Prolongation(n=extension.days, granted=granted)
        else:
            yield Prolongation(until=end_of(extension.until, order.zone), granted=granted)
