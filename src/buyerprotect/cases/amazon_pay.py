"""Amazon Pay: the Dispute object of API v2, of a chargeback or of a claim under its own guarantee.

The shape is that of Amazon's page of the object and of the public SDKs. Its times are in UTC, compact as in
`20260115T093000Z`; where payment providers write a dispute, they are whole seconds since 1970. A notification
comes as a JSON text within the `Message` of the service that delivers it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from buyerprotect.cases.bank import bank_draft, seconds, tell_opened, tell_payment
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
from buyerprotect.errors import UnreadableInputError, shown
from buyerprotect.facts.claim import Claim, ProblemKind
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.payment import Payment
from buyerprotect.timing.clock import Instant

__all__ = ["read"]

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)", re.ASCII)

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
_BY_AMAZON_PAY = Payment(provider="amazon pay")
_OWN = frozenset({"chargeId", "filingReason", "statusDetails", "disputeAmount", "disputeType"})


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read a dispute, or the notification that there is one.

    `about` is the order, or the claim, that it is about, as far as that is known from elsewhere: a dispute
    does not say when the order was placed nor for how much, so without it there are no facts. Of an order of
    a shop of its own, with the programme "none", there is a dispute; of one given under a marketplace the
    claim, and the order tells when its payment was disputed.

    >>> dispute = '{"disputeId": "P01-1", "chargeId": "C", "merchantResponseDeadline": "20260115T093000Z"}'
    >>> str(read(dispute).stated[0].closes)
    '2026-01-15T09:30:00Z'

    Raises `UnreadableInputError` for what is neither, and `InvalidFactsError` with all faults.
    """
    table = parsed(payload)
    if isinstance(table.get("Message"), str) and "TopicArn" in table:
        table = table | {"Message": parsed(table["Message"])}
    whole = Payload(table)
    notice = whole.object("Message") if "TopicArn" in table else whole
    draft = bank_draft(whole, "amazon_pay", about)
    if table.get("disputeId") is not None and _OWN & table.keys():
        _dispute(whole, draft)
        return draft.record(told_id(whole, "disputeId"))
    if notice is not None and {"ObjectType", "NotificationVersion"} <= notice.data.keys():
        return _notice(notice, draft)
    raise which_other(table, "a dispute of Amazon Pay")


def _notice(notice: Payload, draft: Draft) -> CaseRecord:
    kind = notice.data["ObjectType"]
    if kind != "CHARGEBACK":
        raise UnreadableInputError(
            f"this is a notification of Amazon Pay about something else than a dispute: {shown(kind)}"
        )
    notice.gap("ObjectId", "a notification says only that something changed: get the dispute by this id")
    notice.word("ObjectType", frozenset({"CHARGEBACK"}))
    notice.word("NotificationType", vocabulary("amazon_pay")["notification_type"])
    draft.disputes = False
    return draft.record(told_id(notice, "ObjectId"))


def _stamp(value: Any) -> Instant:
    """Read a moment: compact or usual ISO 8601, or whole seconds."""
    if type(value) is int:
        return seconds(value)
    found = _COMPACT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return Instant.of(value)
    year, month, day, hour, minute, second, part, offset = found.groups()
    return Instant.of(f"{year}-{month}-{day}T{hour}:{minute}:{second}{part or ''}{offset}")


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
    tell_payment(draft, _BY_AMAZON_PAY, {"provider": "disputeId"}, "disputeId")
    price = payload.object("disputeAmount")
    asked = None if price is None else told_amount(price, "amount", "currencyCode")
    draft.ask = None if asked is None else (asked, None)
    if asked is None:
        payload.gap("disputeAmount", "how much is disputed is not told as money")
    created = told_moment(payload, "creationTimestamp", _stamp)
    filed = told_moment(payload, "filingTimestamp", _stamp)
    tell_opened(draft, payload, "creationTimestamp", filed or created)
    by = told_moment(payload, "merchantResponseDeadline", _stamp)
    draft.state("merchantResponseDeadline", "seller", "answer", closes=by)
    if by is None:
        payload.gap("merchantResponseDeadline", "until when the merchant can answer is not told")
    for evidence in payload.objects("merchantEvidences"):
        evidence.word("evidenceType", words["evidence_type"])
    details = payload.object("statusDetails")
    if details is None:
        payload.gap("statusDetails", "where the dispute stands is not told")
    else:
        _status(draft, details, asked, told_moment(payload, "closureTimestamp", _stamp))


def _status(draft: Draft, details: Payload, asked: Told[Money] | None, closed: Told[Instant] | None) -> None:
    """Tell where the dispute stands; the last change of its status is when it came to that."""
    words = vocabulary("amazon_pay")
    state = details.word("state", words["state"])
    why = details.word("reasonCode", words["reason_code"])
    result = details.word("resolution", words["resolution"])
    changed = told_moment(details, "lastUpdatedTimestamp", _stamp)
    if why == "BuyerAdditionalEvidencesRequired":
        draft.event("information_requested", changed)
        if changed is None:
            details.gap("reasonCode", f"{why}, and it is not told when")
    elif why == "ChargebackFiled":
        says = "it ended for a chargeback that the buyer filed beside it: look for that one"
        details.gap("reasonCode", says)
    if state not in ("Resolved", "Closed"):
        return
    over = closed or changed
    if over is None:
        details.gap("state", f"{state}, and it is not told when")
    elif not draft.disputes:
        details.gap("state", f"{state}: no ruling under {draft.programme!r}, so no event of a dispute")
    else:
        _over(draft, details, (state, why, result), asked, over)


def _over(
    draft: Draft,
    details: Payload,
    told: tuple[str, str | None, str | None],
    asked: Told[Money] | None,
    over: Told[Instant],
) -> None:
    """Tell what a dispute came to: what was agreed, or what the buyer has."""
    state, why, result = told
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
    else:
        details.gap("resolution", f"{state}, and for whom is not told")
    if state == "Closed" and why != "BuyerCancelled":
        draft.event("closed", over)
