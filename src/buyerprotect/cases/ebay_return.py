"""Returns of eBay, by the summary of a search or by their details."""

from __future__ import annotations

from collections.abc import Mapping

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.ebay_parts import (
    amount_of,
    count_of,
    date_of,
    tell_escalation,
    tell_item,
    tell_paid_back,
)
from buyerprotect.cases.ebay_words import (
    ACTIVITIES,
    DUE,
    IF_IT_DIFFERS,
    OPENINGS,
    PARTIES,
    PROBLEMS,
    SITES,
    WITH_A_PART,
)
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import (
    Told,
    told_id,
    vocabulary,
)
from buyerprotect.facts.claim import Party
from buyerprotect.facts.money import Money

__all__ = ["tell_return"]


def tell_return(draft: Draft) -> CaseRecord:
    """Read a return, and make its record."""
    payload = draft.payload
    words = vocabulary("ebay")
    whole = isinstance(payload.data.get("summary"), Mapping)
    summary = payload.object("summary") if whole else payload
    detail = payload.object("detail")
    assert summary is not None  # noqa: S101 - one of the two was asked for
    newer = words["newer"]
    summary.word("state", words["return_state"] | newer)
    status = summary.word("status", words["return_status"] | newer)
    summary.word("currentType", words["return_type"])
    draft.order("id", told_id(summary, "orderId"))
    made = summary.object("creationInfo")
    count = _return_request(draft, made)
    refund = summary.object("buyerTotalRefund")
    asked = None if refund is None else amount_of(refund, "estimatedRefundAmount")
    draft.ask = None if asked is None else (asked, True)
    given = None if refund is None else amount_of(refund, "actualRefundAmount")
    _due(draft, summary, "seller")
    _due(draft, summary, "buyer")
    draft.state(summary.at("timeoutDate"), "platform", "close", closes=date_of(summary, "timeoutDate"))
    tell_escalation(draft, summary)
    if detail is not None:
        _return_detail(draft, detail, count, given)
    if status == "CLOSED" and not draft.tells("closed", "cancelled"):
        summary.gap("status", "CLOSED, and it is not told when")
    return draft.record(told_id(summary, "returnId"))


def _return_request(draft: Draft, made: Payload | None) -> Told[int] | None:
    """Read how a return was asked for; return how many pieces are to go back."""
    if made is None:
        return None
    words = vocabulary("ebay")
    reason = made.word("reason", words["return_reason"] | words["newer"])
    kind = made.word("reasonType", words["return_reason_type"])
    if made.word("type", words["return_type"]) == "REPLACEMENT":
        made.gap("type", "a replacement is asked for, for which our facts have no word")
    problem = PROBLEMS.get(reason or "")
    if reason in IF_IT_DIFFERS and kind in ("SNAD", "REMORSE"):
        problem = IF_IT_DIFFERS[reason] if kind == "SNAD" else "changed_mind"
    if problem is not None:
        draft.problem(problem)
    elif reason is not None:
        made.gap("reason", f"{reason} does not tell which problem it is")
    draft.event("opened", date_of(made, "creationDate"), return_goods=True)
    item = made.object("item")
    return None if item is None else count_of(item, "returnQuantity")


def _due(draft: Draft, summary: Payload, who: Party) -> None:
    """Tell by when a party is to do what."""
    due = summary.object(f"{who}ResponseDue")
    if due is None:
        return
    activity = due.word("activityDue", vocabulary("ebay")["activity_option"])
    action, window = DUE.get(activity or "", ("answer", None))
    if activity is not None and not activity.startswith(f"{who.upper()}_") and activity != "NOTIFIED_SHIPPED":
        action, window = "answer", None
    draft.state(due.at("respondByDate"), who, action, closes=date_of(due, "respondByDate"), window=window)


def _return_detail(draft: Draft, detail: Payload, count: Told[int] | None, given: Told[Money] | None) -> None:
    words = vocabulary("ebay")
    market = detail.word("marketplaceId", words["marketplace"])
    site = SITES.get(market or "")
    if site is not None:
        draft.order("site", Told(site, (detail.at("marketplaceId"),)))
    elif market is not None:
        detail.gap("marketplaceId", f"of {market} no rules are known")
    item = detail.object("itemDetail")
    if item is not None:
        ids = told_id(item, "itemId"), told_id(item, "transactionId")
        tell_item(draft, item, count, *ids)
        draft.order("placed", date_of(item, "transactionDate"))
    for entry in detail.objects("responseHistory"):
        _answer(draft, entry)
    sent = detail.object("returnShipmentInfo")
    if sent is not None:
        track = sent.object("shipmentTracking")
        if track is not None:
            track.word("deliveryStatus", words["tracking_status"])
            draft.event("return_sent", date_of(track, "actualShipDate"))
            draft.event("return_received", date_of(track, "actualDeliveryDate"))
        by = date_of(sent, "shipByDate")
        draft.state(sent.at("shipByDate"), "buyer", "return_goods", closes=by, window="return_goods")
    _refund(draft, detail, given)
    for part in detail.objects("moneyMovementInfo"):
        tell_paid_back(draft, part, ("actualAmount", "creationDate", "moneyMovementType", "status"))
    closed = detail.object("closeInfo")
    if closed is not None:
        closed.word("returnCloseReason", words["close_return_reason"])
        closed.word("buyerCloseReason", words["buyer_close_return_reason"])


def _answer(draft: Draft, entry: Payload) -> None:
    """Tell one entry of the history of a return."""
    words = vocabulary("ebay")
    known = words["return_state"] | words["newer"]
    activity = entry.word("activity", words["activity_option"])
    author = entry.word("author", words["return_user_role"] | words["user_party"])
    entry.word("fromState", known)
    state = entry.word("toState", known)
    when = date_of(entry, "creationDate")
    attributes = entry.object("attributes")
    part = None if attributes is None else amount_of(attributes, "partialRefundAmount")
    if activity in OPENINGS:
        if when is not None and not draft.opened_at(when):
            draft.event("opened", when, return_goods=True)
    elif activity in ACTIVITIES:
        kind, party, accepts = ACTIVITIES[activity]
        if kind in ("refunded", "offered") and part is None and activity != "SELLER_OFFER_RETURNS":
            entry.gap("activity", f"{activity}: how much is not told, so it is no event")
        else:
            back = {"SELLER_APPROVE_REQUEST": True, "SELLER_OFFER_RETURNS": True}.get(activity)
            back = False if activity in WITH_A_PART else back
            draft.event(kind, when, party=party, amount=part, return_goods=back, accepts=accepts)
    elif activity is not None and activity.startswith("TIME_OUT_"):
        entry.gap("activity", f"{activity}: a time ran out, for which our facts have no event")
    if state == "CLOSED" and (activity is None or ACTIVITIES.get(activity, ("",))[0] != "cancelled"):
        draft.event("closed", when, party=PARTIES.get(author or ""))


def _refund(draft: Draft, detail: Payload, given: Told[Money] | None) -> None:
    """Tell the refund that was made, if it was."""
    info = detail.object("refundInfo")
    actual = None if info is None else info.object("actualRefundDetail")
    if actual is None:
        return
    status = actual.word("refundStatus", vocabulary("ebay")["refund_status"])
    paid = actual.object("actualRefund")
    amount = (None if paid is None else amount_of(paid, "totalAmount")) or given
    if status in ("FAILED", "PENDING"):
        actual.gap("refundStatus", f"{status}: the refund has not been made")
    elif amount is None:
        actual.gap("actualRefund", "a refund was made, and of how much is not told")
    else:
        draft.event("refund_issued", date_of(actual, "refundIssuedDate"), party="seller", amount=amount)
