"""Returns of eBay, by the summary of a search or by their details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define

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
    CHARGED_BACK,
    DUE,
    HAPPENED,
    IF_IT_DIFFERS,
    OPENINGS,
    PAID_BY_EBAY,
    PARTIES,
    PROBLEMS,
    SETTLED,
    SITES,
    WITH_A_PART,
)
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import CaseRecord, Gap
from buyerprotect.cases.told import (
    Told,
    told_id,
    vocabulary,
)
from buyerprotect.facts.claim import Party
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = ["is_return", "tell_return"]

_MOVES: tuple[EventKind, ...] = ("return_sent", "return_received")


@define
class _Told:
    """What several parts of a return tell of the same things, before it is told once."""

    moves: dict[EventKind, list[Told[Instant]]]
    disputed: list[Told[Instant]]
    refunded: bool = False
    escalated: bool = False
    settled: bool = False


def is_return(table: Mapping[str, Any]) -> bool:
    """Tell whether a payload is a return: by its summary, or with its details."""
    if table.get("returnId") is not None:
        return True
    summary = table.get("summary")
    return isinstance(summary, Mapping) and (
        "returnId" in summary or "creationInfo" in summary or isinstance(table.get("detail"), Mapping)
    )


def tell_return(draft: Draft) -> CaseRecord:
    """Read a return, and make its record."""
    payload = draft.payload
    words = vocabulary("ebay")
    whole = isinstance(payload.data.get("summary"), Mapping)
    summary = payload.object("summary") if whole else payload
    detail = payload.object("detail")
    assert summary is not None  # noqa: S101 - one of the two was asked for
    state = summary.word("state", words["return_state"])
    status = summary.word("status", words["return_status"] | words["return_state"])
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
    escalated = detail is not None and _return_detail(draft, detail, count, given)
    for key, word in (("state", state), ("status", status)):
        says = _undated(draft, word, escalated=escalated)
        if says is not None:
            summary.gap(key, f"{word}{says}")
    return draft.record(told_id(summary, "returnId"))


def _undated(draft: Draft, word: str | None, *, escalated: bool) -> str | None:
    """Say that a state tells of something that has no event, or None."""
    if word is not None and word.startswith("REPLAC"):
        return ": of a replacement our facts have no event"
    kinds = HAPPENED.get(word or "", ())
    if not kinds or draft.tells(*kinds) or (escalated and "closed" in kinds):
        return None
    return ", and it is not told when"


def _return_request(draft: Draft, made: Payload | None) -> Told[int] | None:
    """Read how a return was asked for; return how many pieces are to go back."""
    if made is None:
        return None
    words = vocabulary("ebay")
    reason = made.word("reason", words["return_reason"])
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
    theirs = f"{who.upper()}_"
    if not (activity or theirs).startswith(theirs) and (who, activity) != ("buyer", "NOTIFIED_SHIPPED"):
        action, window = "answer", None
    draft.state(due.at("respondByDate"), who, action, closes=date_of(due, "respondByDate"), window=window)


def _return_detail(draft: Draft, detail: Payload, count: Told[int] | None, given: Told[Money] | None) -> bool:
    """Tell the details; return whether the return was closed because it goes on as a case."""
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
    told = _Told(moves={kind: [] for kind in _MOVES}, disputed=[])
    closed = detail.object("closeInfo")
    reason = None if closed is None else closed.word("returnCloseReason", words["close_return_reason"])
    buyers = None if closed is None else closed.word("buyerCloseReason", words["buyer_close_return_reason"])
    told.escalated = reason == "ESCALATED"
    told.settled = buyers in SETTLED
    _shipment(draft, detail.object("returnShipmentInfo"), told)
    for part in detail.objects("moneyMovementInfo"):
        keys = ("actualAmount", "creationDate", "moneyMovementType", "status")
        told.refunded |= tell_paid_back(draft, part, keys)
    _refund(draft, detail, given, told)
    for entry in detail.objects("responseHistory"):
        _answer(draft, entry, told)
    _once(draft, told)
    if closed is not None:
        _closed(draft, closed, reason, buyers)
    return told.escalated


def _shipment(draft: Draft, sent: Payload | None, told: _Told) -> None:
    if sent is None:
        return
    track = sent.object("shipmentTracking")
    if track is not None:
        track.word("deliveryStatus", vocabulary("ebay")["tracking_status"])
        for kind, key in zip(_MOVES, ("actualShipDate", "actualDeliveryDate"), strict=True):
            when = date_of(track, key)
            told.moves[kind] += [] if when is None else [when]
    by = date_of(sent, "shipByDate")
    draft.state(sent.at("shipByDate"), "buyer", "return_goods", closes=by, window="return_goods")


def _once(draft: Draft, told: _Told) -> None:
    """Tell once what was told in several places: at its earliest, since it happens once."""
    gaps = draft.payload.gaps
    for kind, whens in told.moves.items():
        first = min(whens, key=lambda when: when.value, default=None)
        same = tuple(path for when in whens if first and when.value == first.value for path in when.paths)
        draft.event(kind, first, also=same)
        for when in whens:
            if first is not None and when.value != first.value:
                gaps.append(Gap(when.paths[0], f"{kind} is told at {first.value} before: that is taken"))
    if told.disputed:
        first = min(told.disputed, key=lambda when: when.value)
        draft.order("payment_disputed", first)
        gaps.append(Gap(first.paths[0], "when eBay heard that the payment was disputed: it may be earlier"))


def _answer(draft: Draft, entry: Payload, told: _Told) -> None:
    """Tell one entry of the history of a return."""
    words = vocabulary("ebay")
    activity = entry.word("activity", words["activity_option"])
    author = entry.word("author", words["return_user_role"] | words["user_party"])
    entry.word("fromState", words["return_state"])
    state = entry.word("toState", words["return_state"])
    when = date_of(entry, "creationDate")
    attributes = entry.object("attributes")
    part = None if attributes is None else amount_of(attributes, "partialRefundAmount")
    kind, party, accepts = ACTIVITIES.get(activity or "", (None, None, None))
    if kind == "cancelled" and told.settled:
        kind = "closed"
    if kind is None:
        _without_event(draft, entry, activity, when, told)
    elif kind in told.moves:
        told.moves[kind] += [] if when is None else [when]
    elif kind == "refund_issued" and told.refunded:
        entry.gap("activity", f"{activity}: this refund is told with its amount elsewhere, and told once")
    elif kind in ("refunded", "offered") and part is None and activity != "SELLER_OFFER_RETURNS":
        entry.gap("activity", f"{activity}: how much is not told, so it is no event")
    elif kind != "closed":
        back = {"SELLER_APPROVE_REQUEST": True, "SELLER_OFFER_RETURNS": True}.get(activity or "")
        back = False if activity in WITH_A_PART else back
        draft.event(kind, when, party=party, amount=part, return_goods=back, accepts=accepts)
    if state != "CLOSED" and kind != "closed":
        return
    if told.escalated or kind == "escalated":
        entry.gap("toState", "closed as a return, since it goes on as a case: that is no end")
    elif kind != "cancelled":
        draft.event("closed", when, party=party or PARTIES.get(author or ""))


def _without_event(
    draft: Draft, entry: Payload, activity: str | None, when: Told[Instant] | None, told: _Told
) -> None:
    """Tell what an activity says that is no event of ours."""
    if activity in OPENINGS:
        if when is not None and not draft.opened_at(when):
            draft.event("opened", when, return_goods=True)
    elif activity in CHARGED_BACK:
        told.disputed += [] if when is None else [when]
    elif activity in PAID_BY_EBAY:
        entry.gap("activity", f"{activity}: by its name eBay paid the buyer; how much is not told here")
    elif activity is not None and activity.startswith("TIME_OUT_"):
        entry.gap("activity", f"{activity}: a time ran out, for which our facts have no event")


def _refund(draft: Draft, detail: Payload, given: Told[Money] | None, told: _Told) -> None:
    """Tell the refund that was made, if it was, and the money movements did not tell it."""
    info = detail.object("refundInfo")
    actual = None if info is None else info.object("actualRefundDetail")
    if actual is None:
        return
    status = actual.word("refundStatus", vocabulary("ebay")["refund_status"])
    paid = actual.object("actualRefund")
    amount = (None if paid is None else amount_of(paid, "totalAmount")) or given
    when = date_of(actual, "refundIssuedDate")
    if status in ("FAILED", "PENDING"):
        actual.gap("refundStatus", f"{status}: the refund has not been made")
    elif told.refunded:
        actual.gap("actualRefund", "the money movements tell what was paid back: it is told once, from there")
    elif amount is None:
        actual.gap("actualRefund", "a refund was made, and of how much is not told")
    elif when is None:
        actual.gap("refundIssuedDate", f"{amount.value} was paid back, and it is not told when")
    else:
        draft.event("refund_issued", when, party="seller", amount=amount)
        told.refunded = True


def _closed(draft: Draft, closed: Payload, reason: str | None, buyers: str | None) -> None:
    """Tell when it was closed, if the history did not."""
    when = date_of(closed, "returnCloseDate")
    if buyers == "CHARGE_BACK_OPENED":
        closed.gap("buyerCloseReason", "the payment was disputed with who made it, and it is not told when")
    if reason == "ESCALATED":
        closed.gap("returnCloseReason", "closed as a return, since it goes on as a case: that is no end")
    elif draft.tells("closed", "cancelled"):
        if when is not None:
            closed.gap("returnCloseDate", "the history tells the end already, and is taken")
    elif reason == "BUYER_CLOSED" and buyers not in SETTLED:
        draft.event("cancelled", when, party="buyer")
    else:
        draft.event("closed", when, party="buyer" if reason == "BUYER_CLOSED" else None)
