"""eBay: inquiries, returns and cases of the Post-Order API v2, and payment disputes of the Fulfillment API.

The shapes are those of eBay's public SDK for Post-Order v2 (getInquiry, getReturn, getCase, what their
searches list, and checkInquiryEligibility) and of the specification `sell_fulfillment_v1` (getPaymentDispute,
getActivities). Times are in UTC. Amounts are numbers in the one and texts in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.ebay_eligibility import tell_eligibility
from buyerprotect.cases.ebay_parts import (
    amount_of,
    count_of,
    date_of,
    party_of,
    tell_escalation,
    tell_item,
    tell_paid_back,
)
from buyerprotect.cases.ebay_payment import is_activity, programme_of, tell_payment_dispute
from buyerprotect.cases.ebay_return import is_return, tell_return
from buyerprotect.cases.ebay_words import APPEALED, CLOSED_BECAUSE, TRACKING
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import (
    Told,
    either,
    told_id,
    told_text,
    vocabulary,
    which_other,
)
from buyerprotect.errors import UnreadableInputError
from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel, Tracking
from buyerprotect.timing.clock import Instant

__all__ = ["read"]


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read an inquiry, a return or a case of Post-Order v2, or a payment dispute.

    `about` is the order, or the claim, that it is about, as far as that is known from elsewhere. Only the
    details of a return say when the order was placed, so without it there are no facts for the others.
    Whether an inquiry may be opened (checkInquiryEligibility) is read too, for the window that it states.

    A payment dispute is one with the buyer's bank or provider. About an order of `ebay` it is told as the
    claim, disputed elsewhere; about one of the programme "none" as that dispute, with its ruling. The answer
    of getActivities is read alone, or within the dispute under `activity`.

    >>> inquiry = '{"inquiryId": "5000", "sellerMakeItRightByDate": {"value": "2026-03-09T07:59:59.000Z"}}'
    >>> str(read(inquiry).stated[0].closes)
    '2026-03-09T07:59:59Z'

    Raises `UnreadableInputError` for what is none of these, and `InvalidFactsError` with all faults.
    """
    table = parsed(payload)
    whole = Payload(table)
    if table.get("paymentDisputeId") is not None or is_activity(table):
        draft = Draft(whole, "ebay", programme_of(about), about)
        tell_payment_dispute(whole, draft)
        return draft.record(told_id(whole, "paymentDisputeId"))
    draft = Draft(whole, "ebay", "ebay", about)
    for sign, tell, key in (
        ("inquiryEligibilityStatus", tell_eligibility, None),
        ("inquiryId", _inquiry, "inquiryId"),
        ("caseId", _case, "caseId"),
    ):
        if table.get(sign) is not None:
            tell(whole, draft)
            return draft.record(None if key is None else told_id(whole, key))
    if is_return(table):
        return tell_return(draft)
    if isinstance(table.get("members"), list | tuple) or "paymentDisputeSummaries" in table:
        raise UnreadableInputError("this is a list of eBay's cases: read each of its entries by itself")
    if table.get("cancelId") is not None or isinstance(table.get("cancelDetail"), Mapping):
        raise UnreadableInputError("this is a cancellation of eBay, which is not a dispute: it is not read")
    raise which_other(table, "a case of eBay")


def _inquiry(payload: Payload, draft: Draft) -> None:
    words = vocabulary("ebay")
    details = payload.object("inquiryDetails")
    payload.word("state", words["inquiry_state"])
    status = payload.word("status", words["inquiry_status"])
    status = payload.word("inquiryStatusEnum", words["inquiry_status"]) or status
    listing, sale = told_id(payload, "itemId"), told_id(payload, "transactionId")
    tell_item(draft, payload.object("itemDetails"), count_of(payload, "inquiryQuantity"), listing, sale)
    draft.order("shipping", amount_of(payload, "shippingCost"))
    tracking = _history(draft, payload.object("inquiryHistoryDetails"))
    draft.problem("not_received", tracking)
    opened = either(date_of, "creationDate", details, payload)
    _opened(draft, payload, details, opened, return_goods=False)
    if details is not None:
        draft.event("escalated", date_of(details, "escalationDate"))
        _ends(draft, details)
    _appealed(draft, payload, details)
    closed = date_of(payload, "inquiryClosureDate")
    if status == "CLOSED_WITH_ESCALATION":
        payload.gap("status", f"{status}: it goes on as a case, so that is no end")
    elif closed is None and status in ("CLOSED", "CS_CLOSED"):
        payload.gap("status", f"{status}, and it is not told when")
    else:
        draft.event("closed", closed)
    draft.updated = date_of(payload, "lastModifiedDate")
    right, respond = "sellerMakeItRightByDate", "respondByDate"
    until = date_of(payload, right)
    draft.state(payload.at(right), "seller", "answer", closes=until, window="seller_answer")
    if status == "WAITING_BUYER_RESPONSE":
        draft.state(payload.at(respond), "buyer", "answer", closes=date_of(payload, respond))
    else:
        window = "seller_answer" if until is None and status == "WAITING_SELLER_RESPONSE" else None
        draft.state(payload.at(respond), "seller", "answer", closes=date_of(payload, respond), window=window)
    tell_escalation(draft, payload)


def _case(payload: Payload, draft: Draft) -> None:
    words = vocabulary("ebay")
    details = payload.object("caseDetails")
    kind = payload.word("caseType", words["case_type"])
    status = payload.word("status", words["case_status"])
    status = payload.word("caseStatusEnum", words["case_status"]) or status
    reasons = words["escalate_reason"] | words["inquiry_escalation_reason"]
    why = payload.word("escalateReason", reasons)
    listing, sale = told_id(payload, "itemId"), told_id(payload, "transactionId")
    tell_item(draft, payload.object("itemDetails"), count_of(payload, "caseQuantity"), listing, sale)
    draft.order("shipping", amount_of(payload, "shippingFee"))
    tracking = _history(draft, payload.object("caseHistoryDetails"), there=kind == "ITEM_NOT_RECEIVED")
    if kind == "ITEM_NOT_RECEIVED":
        draft.problem("not_received", tracking)
    elif why in ("NO_REFUND_RECEIVED", "NO_REFUND"):
        draft.problem("not_refunded")
    elif kind == "RETURN":
        payload.gap("caseType", "a case says of a return not why: what is wrong stands in the return itself")
    opened = either(date_of, "creationDate", payload, details)
    back = {"ITEM_NOT_RECEIVED": False, "RETURN": True}.get(kind or "")
    _opened(draft, payload, details, opened, return_goods=back)
    by = party_of(payload, "escalatedBy")
    if details is not None:
        escalated = date_of(details, "escalationDate")
        draft.event("escalated", escalated, party=by)
        if escalated is not None and opened is not None and escalated.value <= opened.value:
            details.gap(
                "escalationDate",
                "the case began by escalating a request, and when that was opened is not told: "
                "the dispute is taken to begin with the case",
            )
        draft.event("answered", date_of(details, "lastSellerRespDate"), party="seller")
        if details.data.get("lastSellerRespDate") is not None:
            details.gap("lastSellerRespDate", "the last of the seller's answers: an earlier one is not told")
        _ends(draft, details)
    _appealed(draft, payload, details)
    draft.updated = date_of(payload, "lastModifiedDate")
    _decided(payload, status)
    draft.state(payload.at("respondByDate"), "seller", "answer", closes=date_of(payload, "respondByDate"))
    draft.state(
        payload.at("fsnadShipToSellerByDate"),
        "buyer",
        "return_goods",
        closes=date_of(payload, "fsnadShipToSellerByDate"),
        window="return_goods",
    )
    if isinstance(payload.data.get("actionDeadlines"), Mapping):
        says = "numbers of days, left when this was told; when that was it does not say, so they are no dates"
        payload.gap("actionDeadlines", says)
    if payload.data.get("fsnadDaysToAddTrackingAfterShippingItem") is not None:
        says = "this is a number of days from when the goods are sent, which a case does not tell: no date"
        payload.gap("fsnadDaysToAddTrackingAfterShippingItem", says)


def _decided(payload: Payload, status: str | None) -> None:
    """Say for whom a case was decided, or why it was closed; never when, so there is no event."""
    words = vocabulary("ebay")
    known = words["case_close_reason"] | words["buyer_close_reason"] | words["close_return_reason"]
    reasons = [(key, payload.word(key, known)) for key in ("buyerClosureReason", "sellerClosureReason")]
    winners = {found for _, reason in reasons if (found := _winner(reason)) is not None}
    for key, reason in reasons:
        if reason in CLOSED_BECAUSE:
            payload.gap(key, f"{reason}: {CLOSED_BECAUSE[reason]}, and it is not told when")
    if len(winners) > 1:
        payload.gap("status", "one reason says that the buyer won, and one the seller: who did is not known")
    elif winners:
        says = f"the case was decided for the {winners.pop()}; when, it does not say, so no ruling is told"
        payload.gap("status", says)
    elif status in ("CLOSED", "CS_CLOSED"):
        payload.gap("status", f"{status}, and it is not told when")


def _winner(reason: str | None) -> Party | None:
    """Tell for whom a reason to close a case says that it was decided."""
    if reason is None:
        return None
    if "BUYER_WIN" in reason:
        return "buyer"
    return "seller" if "SELLER_WIN" in reason else None


def _opened(
    draft: Draft,
    payload: Payload,
    details: Payload | None,
    opened: Told[Instant] | None,
    *,
    return_goods: bool | None,
) -> None:
    """Tell the opening, and what is asked: what the buyer first expected, or else what is claimed."""
    draft.event("opened", opened, party=party_of(payload, "initiator"), return_goods=return_goods)
    asked: Told[Money] | None = None
    for place in (None if details is None else details.object("refundAmounts"), details):
        if place is not None and asked is None:
            asked = amount_of(place, "buyerInitExpectRefundAmt")
        if place is not None and place.data.get("refundAmount") is not None:
            place.gap("refundAmount", "what was paid back is told without its date, so it is no event")
    asked = asked or amount_of(payload, "claimAmount")
    draft.ask = None if asked is None else (asked, return_goods)


def _ends(draft: Draft, details: Payload) -> None:
    """Tell the ends that the details of an inquiry or a case state."""
    draft.state(details.at("expirationDate"), "platform", "close", closes=date_of(details, "expirationDate"))
    draft.state(
        details.at("refundDeadlineDate"),
        "seller",
        "refund",
        closes=date_of(details, "refundDeadlineDate"),
        window="seller_refund",
    )


def _appealed(draft: Draft, *places: Payload | None) -> None:
    words = vocabulary("ebay")
    for place in places:
        appeal = None if place is None else place.object("appealDetails")
        if appeal is None:
            continue
        status = appeal.word("appealStatusEnum", words["appeal_status"])
        outcome = appeal.word("appealCloseReasonEnum", words["appeal_close_reason"])
        party = APPEALED.get(status or "")
        if party is not None:
            draft.event("appealed", date_of(appeal, "appealDate"), party=party)
        elif appeal.data.get("appealDate") is not None:
            appeal.gap("appealDate", "there was an appeal, and it is not told whose")
        if outcome is not None and outcome != "OTHER":
            appeal.gap("appealCloseReasonEnum", f"{outcome}, and it is not told when: no ruling is told")


def _history(draft: Draft, history: Payload | None, *, there: bool = True) -> Tracking | None:
    """Read the money and the tracking out of a history; return what tracking shows.

    Of a case the tracking may be that of the way back: only on the way `there` is it of the order.
    """
    if history is None:
        return None
    words = vocabulary("ebay")
    entries = history.objects("history")
    for entry in entries:
        entry.word("actor", words["user_party"])
        money = entry.object("moneyMovement")
        for part in [] if money is None else money.objects("moneyMovementEntryList"):
            tell_paid_back(draft, part, ("amount", "date", "type", "fundingStatus"))
    if entries:
        history.gap("history", "what was done is told in free text: only the money in it is read")
    track = history.object("shipmentTrackingDetails")
    if track is None:
        return None
    status = track.word("currentStatus", words["tracking_status"])
    if not there:
        history.gap(
            "shipmentTrackingDetails", "whether it is of the way there or of the way back is not told"
        )
        return None
    shows = TRACKING.get(status or "")
    carrier, latest = told_text(track, "carrier"), date_of(track, "estimateToDate")
    parcel = Parcel(
        carrier=None if carrier is None else carrier.value,
        promised=None if latest is None else latest.value,
        tracking=shows,
    )
    if carrier is not None or latest is not None or shows is not None:
        draft.parcel(parcel, carrier, latest)
    return shows
