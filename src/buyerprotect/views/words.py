"""Words the views share: how actions, sources, events and days are called, and how lines are broken."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date

from buyerprotect.rules.form import Form
from buyerprotect.source import SourceKind

__all__ = [
    "ACTIONS",
    "ACTS",
    "CLAUSES",
    "CONFIDENCE",
    "EFFECTS",
    "IN_TIME",
    "LAPSES",
    "NOT_SO",
    "NOUNS",
    "WIDTH",
    "clean",
    "date_in_words",
    "day_in_words",
    "joined",
    "need_in_words",
    "plain",
    "wrapped",
]

WIDTH = 96
"""How wide a line of text is at most, unless a single word is wider."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ACTIONS = {
    "wait": "Wait",
    "contact_seller": "Write to the seller",
    "ask_extension": "Ask the seller to extend the protection",
    "open_dispute": "Open a dispute",
    "add_evidence": "Add evidence",
    "escalate": "Escalate the dispute",
    "accept": "Accept the offer",
    "decline": "Decline the offer",
    "return_goods": "Send the goods back",
    "cancel": "Cancel the dispute",
    "appeal": "Appeal",
    "give_notice": "Give notice",
    "dispute_with_bank": "Dispute the payment with your bank",
    "other_route": "Try another route",
    "nothing": "Nothing needs doing",
}
"""The steps that can be recommended."""

ACTS = {
    "accept_zero": "accepting an offer of nothing",
    "ask_part": "asking for a part",
    "cancel": "cancelling the dispute",
    "confirm": "confirming receipt",
    "return_at_own_cost": "sending the goods back at one's own cost",
    "rely_on_tolerance": "relying on the tolerance the listing states",
    "untracked_return": "sending the goods back without tracking",
    "wait": "waiting",
}
"""The acts that a rule warns of."""

CONFIDENCE: dict[SourceKind, str] = {
    "official": "the owner's own page",
    "official_copy": "a copy of the owner's page",
    "data": "recorded data",
    "secondary": "somebody's account",
    "single": "one voice alone",
    "inferred": "our inference",
}
"""How far a kind of source can be trusted."""

LAPSES = {
    "right_lost": "the right to it is lost",
    "seller_paid": "the seller is paid",
    "request_granted": "the buyer gets what was asked for",
    "escalates": "the dispute goes on to the platform by itself",
    "may_escalate": "the buyer may hand the dispute to the platform",
    "case_closed": "the case is closed",
    "money_back": "the buyer gets the money back",
    "not_known": "no source says",
}
"""What follows when a window passes unused."""

EFFECTS = {
    "closed_by": "a claim here is closed by one at {}",
    "closes": "a claim here closes one at {}",
    "excludes": "the one first chosen bars the other, here and at {}",
    "follows": "a claim here follows what comes of one at {}",
    "no_second_recovery": "what was paid by {} is not paid again",
    "not_final": "what is paid here may still be claimed back, by {}",
}
"""What two programmes do to each other, with a place for the other's name."""

STAGES = {
    "with_seller": "the seller is to answer",
    "offer_open": "an offer is to be answered",
    "refused": "the seller refused",
    "information_due": "the platform waits for information",
    "with_platform": "the platform has the case",
    "pre_arbitration": "the seller's bank is to answer once more",
    "arbitration": "arbitration is to decide",
    "agreed": "buyer and seller agreed",
    "ruled": "the platform has ruled",
    "appealed": "an appeal is being looked at",
    "ended": "the dispute is over",
}
"""Where a dispute stands, as a clause."""

IN_TIME = {
    "sent": "what is sent before it closes",
    "received": "what is received before it closes",
    "processed": "what is processed before it closes",
}
"""Which moment of an act counts."""

CLAUSES = {
    "placed": "the order was placed",
    "paid": "the order was paid",
    "joined": "the buyer's account was opened",
    "cancel_requested": "the buyer asked to cancel the order",
    "contacted": "the buyer asked the seller for help",
    "notified": "the platform told the buyer that the goods should have come, or seem lost",
    "shipped": "the parcel was sent",
    "delivered": "the parcel was delivered",
    "confirmed": "the buyer confirmed receipt",
    "repair_asked": "the buyer asked for a repair",
    "repaired": "the goods came back from repair",
    "statement_sent": "the statement that shows the payment was sent",
    "payment_disputed": "the payment was disputed with the bank or the provider",
    "takes_place": "what the ticket is for took place",
    "processed": "the card payment was booked",
    "informed": "the seller told of the right to withdraw",
    "aware": "the buyer learned what is wrong",
    "installed": "the goods were set up",
    "withdrawn": "the buyer sent the notice that ends the contract",
    "withdrawal_received": "the notice that ends the contract reached the seller",
    "refund_promised": "the seller wrote that money is to come",
    "bank_told": "the card's bank first heard of it",
    "negotiated": "buyer and seller last tried to agree",
    "opened": "the dispute was opened",
    "answered": "the seller answered",
    "offered": "an offer was made",
    "accepted": "an offer was accepted",
    "declined": "an offer was declined",
    "escalated": "the dispute was escalated",
    "information_requested": "the platform asked for information",
    "information_given": "the buyer gave the information",
    "ruled": "the platform ruled",
    "appealed": "somebody appealed",
    "defaulted": "what was agreed or ruled was not done",
    "return_sent": "the goods were sent back",
    "return_received": "the goods came back to the seller",
    "refund_issued": "the refund was released",
    "refunded": "the refund arrived",
    "cancelled": "the dispute was cancelled",
    "closed": "the dispute was closed",
    "agreed": "buyer and seller agreed",
    "responded": "the seller answered or made an offer",
    "countered": "the buyer made an offer",
    "responded_again": "the seller answered or made an offer after the dispute was escalated",
    "escalated_again": "the dispute was escalated once more after the seller's answer to the first",
    "ruled_on_appeal": "the first appeal was ruled on",
    "appealed_again": "somebody appealed once more",
    "appealed_by_seller": "the seller appealed",
    "informed_by_seller": "the seller gave information",
}
"""What happened, as a clause that `after` or `once` can stand before."""

NOT_SO = {
    "cancel_requested": "the buyer did not ask to cancel the order",
    "contacted": "the buyer did not ask the seller for help",
    "notified": "the platform did not tell the buyer that the goods should have come, or seem lost",
    "takes_place": "what the ticket is for did not take place",
    "informed": "the seller did not tell of the right to withdraw",
    "aware": "the buyer did not learn what is wrong",
    "withdrawn": "the buyer did not send a notice that ends the contract",
    "withdrawal_received": "no notice that ends the contract reached the seller",
    "refund_promised": "the seller did not write that money is to come",
    "bank_told": "the card's bank did not hear of it",
    "negotiated": "buyer and seller did not try to agree",
    "information_requested": "the platform did not ask for information",
    "information_given": "the buyer did not give the information",
    "appealed": "nobody appealed",
    "confirmed": "the buyer did not confirm receipt",
    "repair_asked": "the buyer did not ask for a repair",
    "repaired": "the goods did not come back from repair",
    "answered": "the seller did not answer",
    "offered": "no offer was made",
    "accepted": "no offer was accepted",
    "declined": "no offer was declined",
    "ruled": "the platform did not rule",
    "defaulted": "nothing that was agreed or ruled was left undone",
    "return_received": "the goods did not come back to the seller",
    "refunded": "the refund did not arrive",
    "agreed": "buyer and seller did not agree",
    "responded": "the seller neither answered nor made an offer",
    "countered": "the buyer made no offer",
    "responded_again": "the seller neither answered nor made an offer after the dispute was escalated",
    "ruled_on_appeal": "no first appeal was ruled on",
    "appealed_again": "nobody appealed once more",
    "appealed_by_seller": "the seller did not appeal",
    "informed_by_seller": "the seller gave no information",
}
"""The opposite of a clause, where a `not` in it would not do."""

NOUNS = {
    "committed_end": "the promised end of protection",
    "promised": "the promised delivery",
}
"""Moments that were announced rather than happened, as nouns."""


def plain(word: str) -> str:
    """Write a word of the data as one for people: `not_received` as `not received`."""
    return word.replace("_", " ")


def need_in_words(name: str) -> str:
    """Say which fact or event is needed: `contacted` as `when the buyer asked the seller for help`."""
    return f"when {CLAUSES[name]}" if name in CLAUSES else plain(name)


def form_in_words(form: Form) -> str:
    """Say in which form a piece of evidence counts: `as a file of at most 2 MB, unedited`."""
    types = f" of the type {joined(form.file_types, 'or')}" if form.file_types else ""
    size = f" of at most {form.largest}" if form.largest else ""
    parts = [f"as a file{types}{size}"] if types or size else []
    parts += ["unedited"] if form.unedited else []
    parts += ["signed"] if form.signed else []
    return ", ".join(parts)


def joined(words: Iterable[str], last: str = "and") -> str:
    """Join words into a list: `a, b and c`.

    >>> joined(["size", "colour"], "or")
    'size or colour'
    """
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def day_in_words(day: date) -> str:
    """Write a day as `3 May 2017`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def date_in_words(day: date) -> str:
    """Write a day with its weekday, as `Wed 3 May 2017`."""
    return f"{_DAYS[day.weekday()]} {day_in_words(day)}"


def clean(text: str) -> str:
    """Leave out what a told text could use to take over a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def wrapped(line: str) -> list[str]:
    """Break a line at the width of a page, keeping its indent and hanging what follows.

    A line of one word, such as an address, stays as it is.
    """
    if " " not in line.strip():
        return [line.rstrip()]
    indent = " " * (len(line) - len(line.lstrip()))
    hang = indent + ("    " if line.lstrip().startswith(("[x]", "[ ]")) else "  ")
    return textwrap.wrap(
        line,
        WIDTH,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
