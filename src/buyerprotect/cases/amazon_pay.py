"""Amazon Pay: the Dispute object of API v2, of a chargeback or of a claim under its own guarantee.

The shape is that of Amazon's page of the object and of the public SDKs. Its times are in UTC, compact as in
`20260115T093000Z`; where payment providers write a dispute, they are whole seconds since 1970.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import (
    Told,
    told_amount,
    told_id,
    told_moment,
    vocabulary,
    which_other,
)
from buyerprotect.errors import InvalidFactsError, shown
from buyerprotect.facts.claim import Claim, ProblemKind
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.payment import Payment
from buyerprotect.timing.clock import Instant
from buyerprotect.timing.zone import SECOND

__all__ = ["read"]

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\.\d{1,6})?Z", re.ASCII)
_MILLISECONDS = 10**11
"""From here on a number counts milliseconds: as seconds it would lie beyond the year 5000."""

_PROBLEMS: dict[str, ProblemKind] = {
    "CreditNotProcessed": "not_refunded",
    "DuplicateCharge": "duplicate",
    "Fraudulent": "unauthorised",
    "Overcharged": "incorrect_amount",
    "ProductNoLongerNeeded": "changed_mind",
    "ProductNotReceived": "not_received",
    "ProductUnacceptable": "not_as_described",
    "SubscriptionCancelled": "recurring",
    "Unrecognized": "unauthorised",
}
_OWN = frozenset({"chargeId", "filingReason", "statusDetails", "disputeAmount", "disputeType"})


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read a dispute, or the notification that there is one.

    `about` is the order, or the claim, that it is about, as far as that is known from elsewhere: a dispute
    does not say when the order was placed nor for how much, so without it there are no facts. The order
    is one of a shop of its own, paid with Amazon Pay: its programme is "none".

    >>> dispute = '{"disputeId": "P01-1", "chargeId": "C", "merchantResponseDeadline": "20260115T093000Z"}'
    >>> str(read(dispute).stated[0].closes)
    '2026-01-15T09:30:00Z'

    Raises `UnreadableInputError` for what is neither, and `InvalidFactsError` with all faults.
    """
    table = parsed(payload)
    whole = Payload(table)
    draft = Draft(whole, "amazon_pay", "none", about, payment=Payment(provider="amazon pay"))
    if table.get("disputeId") is not None and _OWN & table.keys():
        _dispute(whole, draft)
        return draft.record(told_id(whole, "disputeId"))
    if table.get("ObjectType") == "CHARGEBACK" and table.get("NotificationVersion") is not None:
        whole.gap("ObjectId", "a notification says only that something changed: get the dispute by this id")
        draft.used.update(("ObjectType", "NotificationVersion"))
        draft.disputes = False
        return draft.record(told_id(whole, "ObjectId"))
    raise which_other(table, "a dispute of Amazon Pay")


def _stamp(value: Any) -> Instant:
    """Read a moment: compact or usual ISO 8601, or whole seconds."""
    if type(value) is int:
        if abs(value) >= _MILLISECONDS:
            raise InvalidFactsError(f"{shown(value)} is too many seconds: it looks like milliseconds")
        return Instant(value * SECOND)
    found = _COMPACT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return Instant.of(value)
    year, month, day, hour, minute, second, part = found.groups()
    return Instant.of(f"{year}-{month}-{day}T{hour}:{minute}:{second}{part or ''}Z")


def _dispute(payload: Payload, draft: Draft) -> None:
    words = vocabulary("amazon_pay")
    payload.word("disputeType", words["dispute_type"])
    if payload.word("releaseEnvironment", words["environment"]) == "Sandbox":
        payload.gap("releaseEnvironment", "this is of the sandbox, where nothing was bought")
    reason = payload.word("filingReason", words["filing_reason"])
    problem = _PROBLEMS.get(reason or "")
    if problem is not None:
        draft.problem(problem)
    elif reason is not None:
        payload.gap("filingReason", f"{reason} does not tell which problem it is")
    if _without_payment(draft.about):
        draft.order("payment", Told(Payment(provider="amazon pay"), ("disputeId",)))
    price = payload.object("disputeAmount")
    asked = None if price is None else told_amount(price, "amount", "currencyCode")
    draft.ask = None if asked is None else (asked, False)
    created = told_moment(payload, "creationTimestamp", _stamp)
    filed = told_moment(payload, "filingTimestamp", _stamp)
    draft.event("opened", filed or created)
    draft.state(
        payload.at("merchantResponseDeadline"),
        "seller",
        "answer",
        closes=told_moment(payload, "merchantResponseDeadline", _stamp),
    )
    for evidence in payload.objects("merchantEvidences"):
        evidence.word("evidenceType", words["evidence_type"])
    details = payload.object("statusDetails")
    if details is not None:
        _status(draft, details, asked, told_moment(payload, "closureTimestamp", _stamp))


def _without_payment(about: Order | Claim | None) -> bool:
    order = about.order if isinstance(about, Claim) else about
    return order is not None and order.payment is None


def _status(draft: Draft, details: Payload, asked: Told[Money] | None, closed: Told[Instant] | None) -> None:
    """Tell what the dispute came to; the last change of its status is when it came to that."""
    words = vocabulary("amazon_pay")
    state = details.word("state", words["state"])
    why = details.word("reasonCode", words["reason_code"])
    result = details.word("resolution", words["resolution"])
    changed = told_moment(details, "lastUpdatedTimestamp", _stamp)
    if why == "BuyerAdditionalEvidencesRequired":
        draft.event("information_requested", changed)
    if state not in ("Resolved", "Closed"):
        return
    over = closed or changed
    if over is None:
        details.gap("state", f"{state}, and it is not told when")
        return
    if why == "BuyerCancelled":
        draft.event("cancelled", over)
    elif why == "MerchantAcceptedDispute":
        draft.event("answered", over, party="seller", amount=asked, accepts=True)
    elif result == "BuyerWon" and asked is not None:
        draft.event("ruled", over, amount=asked)
    elif result == "MerchantWon":
        draft.event("ruled", over, nothing=True)
    elif result is not None:
        details.gap("resolution", f"{result} does not tell how much the buyer has")
    if state == "Closed" and why != "BuyerCancelled":
        draft.event("closed", over)
