"""What inquiries, returns and cases of eBay have in common: their dates, amounts, items and money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.ebay_words import (
    NOT_PAID,
    PAID_BACK,
    PARTIES,
)
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import Gap
from buyerprotect.cases.told import (
    Told,
    told_amount,
    told_flag,
    told_moment,
    told_text,
    vocabulary,
)
from buyerprotect.errors import shown
from buyerprotect.facts.claim import Party
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = ["amount_of", "count_of", "date_of", "party_of", "tell_escalation", "tell_item", "tell_paid_back"]

_MOST_PIECES = 1_000_000
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


def _stamp(value: Any) -> Instant:
    """Read a moment; without a zone it is in UTC, as eBay writes them."""
    naive = isinstance(value, str) and _WITHOUT_ZONE.fullmatch(value)
    return Instant.of(f"{value}Z" if naive else value)


def date_of(payload: Payload, key: str) -> Told[Instant] | None:
    """Read a moment, which stands in an object of its own, or as a text."""
    if not isinstance(payload.data.get(key), Mapping):
        return told_moment(payload, key, _stamp)
    inner = payload.object(key)
    if inner is None:
        return None
    told = told_moment(inner, "value", _stamp)
    if told is None:
        if inner.data.get("value") is None and inner.data.get("formattedValue") is not None:
            inner.gap("value", "only how the moment is shown is told, not the moment")
        return None
    if inner.text("formattedValue") == inner.data["value"]:
        return Told(told.value, (*told.paths, inner.at("formattedValue")))
    return told


def amount_of(payload: Payload, key: str) -> Told[Money] | None:
    """Read an amount, which stands in an object of its own; of a converted one what it came to."""
    inner = payload.object(key)
    if inner is None:
        return None
    told = told_amount(inner, "value", "currency")
    if inner.data.get("convertedFromValue") is not None:
        what = "what it came to is not told, so none is" if told is None else "what it came to is taken"
        inner.gap("convertedFromValue", f"the amount was converted from another; {what}")
    return told


def count_of(payload: Payload, key: str) -> Told[int] | None:
    """Read a number of pieces."""
    value = payload.take(key)
    if value is None:
        return None
    if type(value) is not int or not 1 <= value <= _MOST_PIECES:
        payload.fault(key, f"{shown(value)} is not a number of pieces")
        return None
    return Told(value, (payload.at(key),))


def party_of(payload: Payload, key: str, words: str = "user_party") -> Party | None:
    """Read who did something, as our party."""
    return PARTIES.get(payload.word(key, vocabulary("ebay")[words]) or "")


def tell_item(draft: Draft, details: Payload | None, count: Told[int] | None, *ids: Told[str] | None) -> None:
    """Tell the one item that a case is about; without a title it is named after its listing or sale."""
    if details is None:
        return
    title = told_text(details, "itemTitle") or told_text(details, "title")
    known = [told for told in ids if told is not None]
    if title is None and known:
        title = Told(f"item {known[0].value}", known[0].paths)
    pieces = 1 if count is None else count.value
    if count is not None and pieces > 1:
        says = f"{pieces} pieces are meant, and the price is taken to be that of each"
        draft.payload.gaps.append(Gap(count.paths[0], says))
    also = () if count is None else count.paths
    draft.item(title, amount_of(details, "itemPrice"), pieces, also=also)


def tell_paid_back(draft: Draft, part: Payload, keys: tuple[str, str, str, str]) -> bool:
    """Tell money that went to the buyer, and return whether it did.

    The keys are of how much, when, what for and whether.
    """
    amount, when, kind, status = keys
    words = vocabulary("ebay")
    by = PAID_BACK.get(part.word(kind, words["money_movement_type"]) or "")
    state = part.word(status, words["money_movement_status"])
    if by is None:
        return False
    if state in NOT_PAID:
        part.gap(status, f"{state}: no money has moved yet, so it is no event")
        return False
    paid = amount_of(part, amount)
    if paid is None:
        part.gap(amount, "money went to the buyer, and how much is not told")
        return False
    moment = date_of(part, when)
    if moment is None:
        part.gap(when, f"{paid.value} went to the buyer, and it is not told when")
        return False
    draft.event("refund_issued", moment, party=by, amount=paid)
    return True


def tell_escalation(draft: Draft, payload: Payload) -> None:
    """Tell from when until when each party may escalate."""
    info = payload.object("escalationInfo")
    if info is None:
        return
    for key, party, window in (
        ("buyerEscalationEligibilityInfo", "buyer", "escalate"),
        ("sellerEscalationEligibilityInfo", "seller", None),
    ):
        span = info.object(key)
        if span is None:
            continue
        opens, closes = date_of(span, "startTime"), date_of(span, "endTime")
        may = told_flag(span, "eligible")
        if opens is not None and closes is not None and closes.value < opens.value:
            span.gap("endTime", f"{closes.value} is before the start, {opens.value}: neither is taken")
            continue
        who: Party = "buyer" if party == "buyer" else "seller"
        draft.state(info.at(key), who, "escalate", opens=opens, closes=closes, window=window)
        if may is not None and not may.value and (opens is not None or closes is not None):
            span.gap("eligible", f"the {party} may not escalate now; the times are stated all the same")
