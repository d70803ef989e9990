"""Conditions in plain English: clauses that `if` can stand before, and their opposites."""

from __future__ import annotations

from buyerprotect.facts.view import ASKABLE
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
from buyerprotect.views.words import CLAUSES, NOT_SO, NOUNS, day_in_words, joined, plain

__all__ = ["condition_in_words"]

_STAGES = {
    "none": ("no dispute was opened", "a dispute was opened"),
    "open": ("a dispute is open", "no dispute is open"),
    "ruled": ("the dispute was ruled on", "no dispute was ruled on"),
    "ended": ("the dispute has ended", "no dispute has ended"),
}
_ASKED = {
    "full": ("the buyer asked for everything", "the buyer did not ask for everything"),
    "part": ("the buyer asked for a part", "the buyer did not ask for a part"),
}
_COMMITTED = {
    "days": ("a number of days was committed to", "no number of days was committed to"),
    "end": ("an end of protection was committed to", "no end of protection was committed to"),
    "nothing": ("nothing was committed to", "something was committed to"),
}
_GOODS_BACK = {
    "yes": ("the goods are to go back", "the goods need not go back"),
    "no": ("the goods need not go back", "the goods are to go back"),
}
_SIGNED = {
    "yes": ("somebody signed for the parcel", "nobody signed for the parcel"),
    "no": ("nobody signed for the parcel", "somebody signed for the parcel"),
}
_STOCK = {
    "local": ("the parcel comes from the buyer's own country", "the parcel comes from another country"),
    "abroad": ("the parcel comes from another country", "the parcel comes from the buyer's own country"),
}
_TOLERANCE = {
    "within": ("the difference is within the stated tolerance", "the difference is beyond what was stated"),
    "beyond": ("the difference is beyond the stated tolerance", "the difference is within what was stated"),
}
_SALES = {
    "distance": ("it was bought at a distance", "it was not bought at a distance"),
    "off_premises": ("it was bought away from the trader's premises", "it was not bought away from them"),
    "in_store": ("it was bought in a shop", "it was not bought in a shop"),
}
_INFORMATION = {
    "given": ("the buyer was told of the right to withdraw", "the buyer was not told so"),
    "missing": ("the buyer was never told of the right to withdraw", "the buyer was told of it"),
}
_NEAR_HOME = {
    "yes": ("it was bought in or near the buyer's own state", "it was bought far from the buyer's home"),
    "no": ("it was bought far from the buyer's home", "it was bought in or near the buyer's own state"),
}
_CLAUSED: dict[str, dict[str, tuple[str, str]]] = {
    "asked": _ASKED,
    "committed": _COMMITTED,
    "dispute": _STAGES,
    "information": _INFORMATION,
    "near_home": _NEAR_HOME,
    "return_goods": _GOODS_BACK,
    "sale": _SALES,
    "signed": _SIGNED,
    "stock": _STOCK,
    "tolerance": _TOLERANCE,
}
"""Facts whose words are best told as clauses, each with its opposite."""

_SUBJECTS = {
    "account_level": "the level of the account is",
    "carrier": "the carrier is",
    "channel": "it was paid by",
    "country": "the country is",
    "extent": "the extent of the problem is",
    "fault": "the fault is that of the",
    "funding": "the means of payment is",
    "ground": "it is claimed as",
    "guarantee": "the listing guarantees",
    "issuer_country": "the card was issued in",
    "network": "the card network is",
    "problem": "the problem is",
    "programme": "the programme is",
    "provider": "the payment provider is",
    "region": "the region is",
    "return_paid_by": "the way back is paid by the",
    "seller_class": "the seller is",
    "seller_country": "the seller's country is",
    "site": "the site is",
    "tracking": "the tracking shows",
    "trait": "the goods are",
    "user_class": "the buyer is a",
}
"""Facts that are told as a subject and its words."""

_NOT_SUBJECTS = {
    "channel": "it was not paid by",
    "ground": "it is not claimed as",
    "issuer_country": "the card was not issued in",
    "problem": "the problem is something other than",
    "guarantee": "the listing does not guarantee",
    "return_paid_by": "the way back is not paid by the",
    "tracking": "the tracking does not show",
}
_WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "bank_transfer": "bank transfer",
        "checkout": "the checkout of the platform",
        "outside_checkout": "a way outside the checkout",
        "personal": "a personal payment",
        "guest": "a guest without an account",
    },
    "guarantee": {
        "free_return": "a free return",
        "genuine": "genuine goods",
        "on_time_delivery": "delivery on time",
        "returns_extra": "extra returns",
    },
    "problem": {
        "not_received": "non-delivery",
        "damaged": "damage",
        "wrong_item": "a wrong item",
        "not_as_described": "goods not as described",
        "defective": "a defect",
        "counterfeit": "a counterfeit",
        "changed_mind": "a change of mind",
        "late": "late delivery",
        "not_refunded": "a refund that did not come",
        "unauthorised": "a payment the buyer did not make",
        "incorrect_amount": "a wrong amount",
        "duplicate": "a payment taken twice",
        "recurring": "a payment that recurs though it was cancelled",
    },
    "seller_class": {"business": "a trader", "private": "a private person"},
    "tracking": {
        "none": "nothing",
        "moving": "the parcel moving",
        "dead": "no movement any more",
        "delivered": "a delivery",
        "returned": "a return to the sender",
        "customs": "the parcel at customs",
    },
    "trait": {
        "bullion": "coins or bullion",
        "animal": "animals",
        "business": "a business or website",
        "digital": "digital goods",
        "donation": "a donation",
        "hygiene": "hygiene goods",
        "in_person": "handed over in person",
        "installation": "goods that the seller sets up",
        "media": "recordings or software on a medium",
        "newspaper": "newspapers",
        "non_durable": "goods that are soon used up",
        "nft": "NFTs",
        "phone": "phones",
        "service": "services",
        "stored_value": "stored value, as on gift cards",
        "ticket": "tickets",
        "trading_card": "trading cards",
        "travel": "travel",
        "unsealed": "goods whose seal the buyer broke",
        "vehicle": "vehicles",
    },
}
"""Words of facts that read better otherwise than as they are written in data."""

_MEASURES = {
    "committed_days": "the number of days committed to is",
    "earlier_disputes": "the number of earlier disputes is",
    "earlier_returns": "the number of earlier returns is",
    "cheapest_item": "the price of one piece of the cheapest item is",
    "dearest_item": "the price of one piece of the dearest item is",
    "paid": "the sum paid is",
    "price": "the price of the goods, without shipping and tax, is",
    "total": "the total of the order, with shipping and tax, is",
}


def condition_in_words(condition: Condition, *, so: bool = True) -> str:
    """Write a condition as a clause that `if` can stand before; its opposite where it is not `so`.

    >>> condition_in_words(Not(Fact("country", frozenset({"RU", "BY"}))))
    'the country is not BY or RU'
    """
    match condition:
        case Fact():
            return _fact(condition, so=so)
        case Measure() | Dated() | Unsettled():
            return _single(condition, so=so)
        case Not():
            return condition_in_words(condition.part, so=not so)
        case AllOf() if not condition.parts:
            return "in every case" if so else "in no case"
        case AllOf() | AnyOf():
            # The opposite of both is either opposite, and of either both.
            both = isinstance(condition, AllOf) is so
            return _combined(condition.parts, "and" if both else "or", so=so)


def _single(condition: Measure | Dated | Unsettled, *, so: bool) -> str:
    match condition:
        case Measure():
            subject = _MEASURES.get(condition.name, f"the measure {plain(condition.name)} is")
            return f"{subject} {'' if so else 'not '}{BOUNDS[condition.bound][0]} {condition.limit}"
        case Dated():
            return _dated(condition, so=so)
        case Unsettled():
            return f"no source says {condition.what}"  # which decides nothing either way


def _combined(parts: tuple[Condition, ...], word: str, *, so: bool) -> str:
    if len(parts) == 1:
        return condition_in_words(parts[0], so=so)
    texts = [_bracketed(part, word, so=so) for part in parts]
    return f", {word} ".join(texts)


def _bracketed(part: Condition, word: str, *, so: bool) -> str:
    text = condition_in_words(part, so=so)
    return f"({text})" if any(f", {other} " in text for other in ("and", "or") if other != word) else text


def _fact(fact: Fact, *, so: bool) -> str:
    words = sorted(fact.words)
    place = 0 if so else 1
    if fact.name == "happened" or fact.name in _CLAUSED:
        clauses = [_event(word) if fact.name == "happened" else _CLAUSED[fact.name][word] for word in words]
        return f", {'or' if so else 'and'} ".join(clause[place] for clause in clauses)
    subject = _SUBJECTS.get(fact.name, f"the fact {plain(fact.name)} is")
    if not so:
        subject = _NOT_SUBJECTS.get(fact.name, f"{subject} not")
    told = _WORDS.get(fact.name, {})
    # Names that anybody may write, unlike our own words, stay as they are.
    free = ASKABLE.get(fact.name) is None
    return f"{subject} {joined((word if free else told.get(word, plain(word)) for word in words), 'or')}"


def _dated(condition: Dated, *, so: bool) -> str:
    clause = CLAUSES.get(condition.event, f"{NOUNS.get(condition.event, plain(condition.event))} was")
    begun = "" if condition.start is None else f"from {day_in_words(condition.start)} on"
    ended = "" if condition.end is None else f"before {day_in_words(condition.end)}"
    span = " and ".join(part for part in (begun, ended) if part)
    said = f"{clause} {span} (by the calendar of {condition.zone})"
    return said if so else f"it is not so that {said}"


def _event(name: str) -> tuple[str, str]:
    """Say that an event happened, and that it did not."""
    if name not in CLAUSES:
        noun = NOUNS.get(name, plain(name))
        return (f"{noun} is known", f"{noun} is not known")
    clause = CLAUSES[name]
    return (clause, NOT_SO.get(name, clause.replace(" was ", " was not ").replace(" were ", " were not ")))
