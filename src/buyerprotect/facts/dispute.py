"""Disputes: a claim that has been opened, and what was said and done since."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Literal, get_args

from attrs import evolve, field, frozen

from buyerprotect.errors import Faults, InvalidFactsError, shown
from buyerprotect.facts.checks import (
    check_amount,
    check_day_exists,
    check_each,
    check_moment,
    check_one_currency,
    many,
    told,
    told_money,
)
from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Moment, bounds

__all__ = ["ENDED", "FOLLOWING", "Dispute", "Event", "EventKind", "agrees", "named"]

EventKind = Literal[
    "opened",
    "answered",
    "offered",
    "accepted",
    "declined",
    "escalated",
    "information_requested",
    "information_given",
    "ruled",
    "appealed",
    "defaulted",
    "return_sent",
    "return_received",
    "refund_issued",
    "refunded",
    "cancelled",
    "closed",
]

_USUALLY: dict[str, Party] = {
    "opened": "buyer",
    "answered": "seller",
    "offered": "seller",
    "accepted": "buyer",
    "declined": "buyer",
    "escalated": "buyer",
    "information_requested": "platform",
    "information_given": "buyer",
    "ruled": "platform",
    "appealed": "buyer",
    "defaulted": "seller",
    "return_sent": "buyer",
    "return_received": "seller",
    "refund_issued": "platform",
    "refunded": "seller",
    "cancelled": "buyer",
    "closed": "platform",
}

ENDED = frozenset({"accepted", "cancelled", "closed"})
"""Events after which only money or goods may still move."""

MOVED = frozenset({"refund_issued", "refunded", "return_sent", "return_received", "defaulted", "closed"})
"""Events that may follow the end of a dispute; so may an appeal or a default, and the ruling on it."""

FOLLOWING = frozenset(
    {
        "agreed",
        "appealed_again",
        "appealed_by_seller",
        "countered",
        "escalated_again",
        "informed_by_seller",
        "responded",
        "responded_again",
        "ruled_on_appeal",
    }
)
"""The names that an event of a dispute has by what came before it, besides the kinds; see `named`."""


@frozen
class Event:
    """Something that happened in a dispute, by name and date.

    `party` is who did it; where it is not told, it is who usually does. `amount`, `return_goods` and
    `return_paid_by` say what was asked, offered, ruled or paid. `accepts` says of an answer whether
    it agrees. `defaulted` means that a party did not do what was agreed or ruled; `refund_issued` that
    the money was released, `refunded` that it has arrived.
    """

    kind: EventKind
    on: Moment = field(converter=told)
    party: Party = field(default=None, kw_only=True)  # filled in below
    amount: Money | None = field(default=None, converter=told_money, kw_only=True)
    return_goods: bool | None = field(default=None, kw_only=True)
    return_paid_by: Party | None = field(default=None, kw_only=True)
    accepts: bool | None = field(default=None, kw_only=True)
    note: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.one_of("kind", self.kind, get_args(EventKind), "a kind of event")
        check_moment(faults, "on", self.on, required=True)
        if self.party is None and isinstance(self.kind, str):
            object.__setattr__(self, "party", _USUALLY.get(self.kind))
        elif self.party is not None:
            faults.one_of("party", self.party, get_args(Party), "a party")
        if self.amount is not None:
            check_amount(faults, "amount", self.amount)
        if self.return_paid_by is not None:
            faults.one_of("return_paid_by", self.return_paid_by, get_args(Party), "a party")
        for name in ("return_goods", "accepts"):
            if getattr(self, name) is not None:
                faults.instance(name, getattr(self, name), bool, "true or false")
        if self.accepts is not None and self.kind != "answered":
            faults.add("accepts", f"only an answer accepts or not, and this is {shown(self.kind)}")
        if self.note is not None:
            faults.text("note", self.note)
        faults.raise_as(InvalidFactsError)


def agrees(event: Event) -> bool:
    """Tell whether buyer and seller came to agree by this event."""
    return event.kind == "accepted" or (event.kind == "answered" and event.accepts is True)


def named(events: Iterable[Event]) -> Iterator[tuple[Event, tuple[str, ...]]]:
    """Yield each event with the names that rules use for it, the most telling first.

    `agreed` is an answer that accepts, or an offer accepted; `responded` an answer or offer of the seller,
    `responded_again` one after the case was handed on; `countered` an offer of the buyer, which is no
    `offered`. `escalated_again` is handing it on after that, `ruled_on_appeal` the ruling on the first
    appeal, and `appealed_again` every appeal but the first; what is done again is not the first time, too.
    `appealed_by_seller` and `informed_by_seller` are an appeal and information of the seller, which use up
    nothing that the buyer has.
    """
    before: set[str] = set()
    for event in events:
        names = tuple(_names(event, before))
        before.update(names)
        yield event, names


def _names(event: Event, before: Container[str]) -> Iterator[str]:
    if agrees(event):
        yield "agreed"
    match event.kind:
        case "answered" | "offered" if event.party == "seller":
            if "escalated" in before:
                yield "responded_again"
            yield "responded"
            yield event.kind
        case "offered" if event.party == "buyer":
            yield "countered"
        case "escalated" if "responded_again" in before:
            yield "escalated_again"
        case "appealed" if event.party == "seller":
            yield "appealed_by_seller"
        case "information_given" if event.party == "seller":
            yield "informed_by_seller"
        case "appealed" if "appealed" in before:
            yield "appealed_again"
        case "ruled" if "appealed" in before and "appealed_again" not in before:
            yield "ruled_on_appeal"
            yield "ruled"
        case kind:
            yield kind


def _events(values: Iterable[Event]) -> tuple[Event, ...]:
    return many(values)


@frozen
class Dispute:
    """A claim that has been opened, with its events in the order in which they happened.

    Checks what needs no programme: it begins by being opened, once; time runs forward; after its end
    only money and goods move; amounts are in the order's currency. What a programme allows is for its
    rules to say.

    Raises `InvalidFactsError` with all faults.
    """

    claim: Claim
    events: tuple[Event, ...] = field(converter=_events)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.instance("claim", self.claim, Claim, "a Claim")
        check_each(faults, "events", self.events, Event)
        if not faults.found:
            self._check_events(faults)
        faults.raise_as(InvalidFactsError)

    def _check_events(self, faults: Faults) -> None:
        zone, order = self.claim.order.zone, self.claim.order
        told = {"opened"} | {event.kind for event in self.events if event.kind == "escalated"}
        for name in sorted(told & order.unknown):
            faults.add("events", f"{name!r} is told, so it is not unknown: leave out one of the two")
        if not self.events or self.events[0].kind != "opened":
            faults.add("events", "a dispute begins with the event 'opened': give the day it was opened")
        for i, event in enumerate(self.events):
            path = f"events[{i}]"
            check_day_exists(faults, f"{path}.on", event.on, zone)
            if event.amount is not None:
                check_one_currency(faults, f"{path}.amount", [order.items[0].price, event.amount])
            if i and event.kind == "opened":
                faults.add(path, "a dispute is opened once: a new one after it has ended is another Dispute")
            if bounds(event.on, zone)[1] < bounds(order.placed, zone)[0]:
                faults.add(
                    f"{path}.on",
                    f"{event.on} is before the order was placed, {order.placed}, which cannot be",
                )
        self._check_sequence(faults)

    def _check_sequence(self, faults: Faults) -> None:
        zone = self.claim.order.zone
        for i, (first, second) in enumerate(pairwise(self.events), start=1):
            if bounds(second.on, zone)[1] < bounds(first.on, zone)[0]:
                faults.add(
                    f"events[{i}].on",
                    f"{second.kind} at {second.on} is before {first.kind} at {first.on}: "
                    "list events as they happened",
                )
        over = next((i for i, event in enumerate(self.events) if event.kind in ENDED), len(self.events))
        appealed = defaulted = False
        for i, event in enumerate(self.events[over + 1 :], start=over + 1):
            defaulted |= event.kind == "defaulted"
            appealed |= event.kind == "appealed" or (event.kind == "escalated" and defaulted)
            if event.kind not in MOVED and not appealed:
                ended = self.events[over].kind
                faults.add(
                    f"events[{i}]",
                    f"{event.kind} after the dispute ended ({ended}): only money and goods move, "
                    "a party takes back to the platform what the other did not do, or a party appeals",
                )

    def record(self, event: Event) -> Dispute:
        """Return the dispute with one more event.

        Raises `InvalidFactsError` where the event cannot follow those before it.
        """
        return evolve(self, events=(*self.events, event))

    def last(self, *kinds: EventKind) -> Event | None:
        """Return the latest event of the given kinds, or None."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    @cached_property
    def moments_by_event(self) -> dict[str, tuple[Moment, ...]]:
        """When each event of the order and of this dispute happened, by the names that rules use."""
        told = dict(self.claim.order.moments_by_event)
        for event, names in named(self.events):
            for name in names:
                told[name] = (*told.get(name, ()), event.on)
        return told

    @property
    def ended(self) -> bool:
        """Whether the dispute is over by agreement, withdrawal or closing."""
        return self.last("accepted", "cancelled", "closed") is not None

    @property
    def refunded(self) -> Money:
        """What has been paid back so far; a refund told without an amount is what was asked."""
        back = Money(0, self.claim.order.currency)
        for event in self.events:
            if event.kind == "refunded":
                told = event.amount if event.amount is not None else self.asked
                back = back + (self.claim.paid if told is None else told)
        return back

    @property
    def proposals(self) -> tuple[Event, ...]:
        """What is on the table: what each party last asked or offered, until declined or settled."""
        table: dict[Party, Event] = {}
        for event in self.events:
            if event.kind in ("opened", "offered"):
                table.pop(event.party, None)
                table[event.party] = self._asking if event is self.events[0] else event
            elif event.kind == "declined":
                others: list[Party] = [party for party in table if party != event.party]
                table.pop(others[-1] if others else event.party, None)
            elif agrees(event) or event.kind in ("ruled", "cancelled", "closed"):
                table.clear()
        return tuple(table.values())

    @property
    def _asking(self) -> Event:
        """The opening, with what the claim asks where the opening does not say."""
        opened, asks = self.events[0], self.claim.asks
        if asks is None or opened.amount is not None:
            return opened
        return evolve(opened, amount=asks.amount, return_goods=asks.return_goods)

    @property
    def agreement(self) -> Event | None:
        """The event by which buyer and seller came to agree: an answer that accepts, or an offer accepted."""
        return next((event for event in self.events if agrees(event)), None)

    @property
    def outcome(self) -> Event | None:
        """The event that says what is to be paid and sent: the ruling, else the terms agreed on."""
        ruling = self.last("ruled")
        if ruling is not None or self.agreement is None:
            return ruling
        place = self.events.index(self.agreement)
        before = (event for event in reversed(self.events[:place]) if event.kind == "offered")
        return next(before, self.agreement) if self.agreement.kind == "accepted" else self.agreement

    @property
    def settled(self) -> bool:
        """Whether there is a ruling or an agreement that the buyer did not give up by cancelling."""
        return self.outcome is not None and self.last("cancelled") is None

    @property
    def asked(self) -> Money | None:
        """What the dispute asks for, if it was told: at its opening, or in the claim."""
        if self.events[0].amount is not None:
            return self.events[0].amount
        return None if self.claim.asks is None else self.claim.asks.amount
