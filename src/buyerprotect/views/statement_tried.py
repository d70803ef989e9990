"""What was tried, in sentences: requests to the seller, and each event of the dispute."""

from __future__ import annotations

from collections.abc import Iterator

from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.order import Order
from buyerprotect.timing.clock import bounds
from buyerprotect.views.statement_words import Sentence, Voice, named

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
    "negotiated": "{seller} and I last tried to agree",
    "payment_disputed": "I disputed the payment",
    "bank_told": "{bank} first heard of it",
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


def tried(
    order: Order, dispute: Dispute | None, voice: Voice, *, elsewhere: bool = False
) -> Iterator[Sentence]:
    """Say what was done about a case, in the order of time, without notes, which may be anybody's words.

    A dispute `elsewhere` is one at the place of purchase, of which the reader is to be told with whom.
    """
    path = "elsewhere" if elsewhere else "dispute"
    whom = named(order.programme) if elsewhere and order.programme != "none" else ""
    bank = "you" if voice.form == "bank" else "the card's bank"
    found: list[tuple[int, Sentence]] = []
    disputed: list[int] = []
    for name, words in _ASKED.items():
        moment = getattr(order, name)
        if moment is not None:
            text = f"On {voice.day(moment)} {words.format(seller=voice.seller, bank=bank)}."
            at = bounds(moment, order.zone)[0]
            found.append((at, Sentence(text, "tried", (f"order.{name}",), _ACT)))
    for i, event in enumerate(dispute.events if dispute else ()):
        worth = _TALK if event.kind in _TALKS else _EVENT
        text = f"On {voice.day(event.on)} {_event(event, voice, whom)}."
        since = max([bounds(event.on, order.zone)[0], *disputed])
        disputed.append(since)  # events of a dispute stand as they were told, days and all
        found.append((since, Sentence(text, "tried", (f"{path}.events[{i}]",), worth)))
    yield from (sentence for _, sentence in sorted(found, key=lambda pair: pair[0]))


def _event(event: Event, voice: Voice, whom: str) -> str:
    who, kind = voice.party(event.party), event.kind
    back = voice.terms(None, event.return_goods, event.return_paid_by)
    refund = "a refund" if event.amount is None else f"a refund of {event.amount}"
    if kind in _IMPERSONAL:
        return _IMPERSONAL[kind].format(refund=refund, seller=voice.seller)
    if kind == "opened":
        asked = f" and asked for {'a refund' if event.amount is None else event.amount}"
        beside = f" with {whom}" if whom else ""
        return f"{who} opened a dispute{beside}{'' if event.amount is None and not back else asked}{back}"
    if kind == "answered":
        return f"{who} {_answer(event, back)}"
    if kind == "offered":
        return f"{who} made an offer{voice.terms(event.amount, event.return_goods, event.return_paid_by)}"
    if kind == "ruled":
        return (
            f"{who} decided on {refund}{back}"
            if event.amount is not None or event.return_goods
            else f"{who} decided"
        )
    return f"{who} {_DONE[kind]}"


def _answer(event: Event, back: str) -> str:
    if event.accepts is None:
        return "answered"
    if not event.accepts:
        return "refused"
    refund = "a refund" if event.amount is None else event.amount
    return f"agreed to {refund}{back}" if event.amount is not None or back else "agreed"
