"""What was tried, in sentences: requests to the seller, and each event of the dispute."""

from __future__ import annotations

from collections.abc import Iterator

from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.order import Order
from buyerprotect.timing.clock import bounds
from buyerprotect.views.statement_words import Sentence, Voice

__all__ = ["tried"]

_ASKED = {
    "contacted": "I asked {seller} for help",
    "cancel_requested": "I asked to cancel the order",
    "repair_asked": "I asked for a repair",
    "repaired": "I had the goods back from repair",
    "withdrawn": "I sent {seller} notice that ends the contract",
    "withdrawal_received": "that notice reached {seller}",
    "refund_promised": "{seller} wrote that money is to come",
    "return_sent": "I sent the goods back",
    "return_received": "the goods came back to {seller}",
    "negotiated": "we last tried to agree",
    "payment_disputed": "I disputed the payment",
}
"""What was done about an order outside a dispute; the other events of an order say nothing of that."""

_DONE = {
    "escalated": "asked the platform to decide",
    "information_requested": "asked for information",
    "information_given": "gave information",
    "accepted": "accepted an offer",
    "declined": "did not accept an offer",
    "appealed": "appealed against the decision",
    "defaulted": "did not do what was agreed or decided",
    "return_sent": "sent the goods back",
    "cancelled": "ended the dispute",
}
"""What a party did in a dispute, where nothing told with it is to be said."""

_IMPERSONAL = {
    "return_received": "the goods came back to {seller}",
    "refund_issued": "{refund} was released",
    "refunded": "{refund} arrived",
    "closed": "the dispute was closed",
}
"""What happened in a dispute that nobody is named for."""

_TALKS = frozenset({"answered", "offered", "accepted", "declined", "ruled", "defaulted", "refunded"})
_ACT, _EVENT, _TALK = 40, 45, 70


def tried(order: Order, dispute: Dispute | None, voice: Voice) -> Iterator[Sentence]:
    """Say what was done about a case, in the order of time, without notes, which may be anybody's words."""
    found: list[tuple[int, Sentence]] = []
    for name, words in _ASKED.items():
        moment = getattr(order, name)
        if moment is not None:
            text = f"On {voice.day(moment)} {words.format(seller=voice.seller)}."
            at = bounds(moment, order.zone)[0]
            found.append((at, Sentence(text, "tried", (f"order.{name}",), _ACT)))
    for i, event in enumerate(dispute.events if dispute else ()):
        worth = _TALK if event.kind in _TALKS else _EVENT
        text = f"On {voice.day(event.on)} {_event(event, voice)}."
        since = max(bounds(event.on, order.zone)[0], _latest(found))
        found.append((since, Sentence(text, "tried", (f"dispute.events[{i}]",), worth)))
    yield from (sentence for _, sentence in sorted(found, key=lambda pair: pair[0]))


def _latest(found: list[tuple[int, Sentence]]) -> int:
    """Return when the event of the dispute before was: events stand as they were told, days and all."""
    return max((at for at, one in found if one.because[0].startswith("dispute.")), default=-(10**18))


def _event(event: Event, voice: Voice) -> str:
    who, kind = voice.party(event.party), event.kind
    back = voice.terms(None, event.return_goods, event.return_paid_by)
    refund = "a refund" if event.amount is None else f"a refund of {event.amount}"
    if kind in _IMPERSONAL:
        return _IMPERSONAL[kind].format(refund=refund, seller=voice.seller)
    if kind == "opened":
        asked = f" and asked for {'a refund' if event.amount is None else event.amount}"
        return f"{who} opened a dispute{'' if event.amount is None and not back else asked}{back}"
    if kind == "answered":
        return f"{who} {_answer(event, back)}"
    if kind == "offered":
        return f"{who} made an offer{voice.terms(event.amount, event.return_goods, event.return_paid_by)}"
    if kind == "ruled":
        return f"{who} decided{'' if event.amount is None else f' on {refund}'}{back}"
    return f"{who} {_DONE[kind]}"


def _answer(event: Event, back: str) -> str:
    if event.accepts is None:
        return "answered"
    if not event.accepts:
        return "refused"
    return f"agreed{'' if event.amount is None else f' to {event.amount}'}{back}"
