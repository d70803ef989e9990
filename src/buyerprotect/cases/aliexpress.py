"""AliExpress: an issue, as the old `api.queryIssueDetail` or the new `aliexpress.issue.detail.get` tells it.

The shapes are those of the documentation copy of the old call (2015), of the public SDKs of both (the new one
has apiId 36222), and of what software that calls them does with the answers.

Both write the wall clock of Pacific time. The new call writes no zone at all. The old one writes an offset,
`20150714020749000-0700` in the documented samples of July 2015, and its format is also printed with a
literal `-0800`. Where the offset is the one Pacific time had, or is of another part of the world, the stamp
is one moment. A `-0800` of a summer day is not: it is an hour earlier as a label on the Pacific wall clock
than as an offset. No source settles which; so such an event is dated by the day, where both readings lie on
one day of the order's zone, and otherwise by the earlier of the two, and a gap names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from buyerprotect.cases.aliexpress_new import new_issue
from buyerprotect.cases.aliexpress_parts import Stamp, in_time, latest, opening, pick, stamp, tell_order
from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import Told, told_amount, told_flag, told_id, told_text, vocabulary, which_other
from buyerprotect.errors import BuyerProtectError, UnreadableInputError, shown
from buyerprotect.facts.claim import Claim, Party, ProblemKind
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order

__all__ = ["read"]

_FACTORS = (1, 10, 100, 1_000, 10_000)

_OLD_KEYS = frozenset({"issueProcessDTOs", "issueStatus", "limitRefundAmount", "limitRefundLocalAmount"})
_NEW_KEYS = frozenset(
    {
        *("process_dto_list", "issue_status", "issue_reason", "issue_reason_id"),
        *("buyer_solution_list", "seller_solution_list", "platform_solution_list"),
    }
)
_WRAPPED = (
    "aliexpress_issue_detail_get_response",
    "result_object",
    "resultObject",
    "data",
    "issueAPIIssueDTO",
)
# An order has an `issueStatus` too, and its `gmtCreate` is when it was placed.
_OF_AN_ORDER = frozenset(
    {"orderStatus", "order_status", "fundStatus", "fund_status", "frozenStatus", "frozen_status"}
)

_REASONS: dict[str, ProblemKind] = {"Color_not_as_described@3rdIssueReason": "colour"}
_IN_ENGLISH: dict[str, ProblemKind] = {"Quantity shortage": "quantity"}

# What a status leaves open, unless one of these events is told.
_Open = tuple[tuple[EventKind, ...], str]
_REFUSED: _Open = (("answered",), "the seller refused, and it is not told when")
_ACCEPTED: _Open = (("answered",), "the seller accepted, and it is not told when")
_TO_SEND: _Open = (("answered", "ruled"), "the goods are to go back, and since when is not told")
_SENT: _Open = (("return_sent",), "the goods are on their way back, and since when is not told")
_DECIDES: _Open = (("escalated",), "AliExpress decides, and since when is not told")
_SILENT: _Open = ((), "the seller let the time run out, and it is not told when")
_OPEN: dict[str, _Open] = {
    "SELLER_REFUSE_REFUND": _REFUSED,
    "seller_refuse_refund": _REFUSED,
    "ACCEPTISSUE": _ACCEPTED,
    "seller_accept_issue": _ACCEPTED,
    "WAIT_BUYER_SEND_GOODS": _TO_SEND,
    "wait_buyer_send_goods": _TO_SEND,
    "WAIT_SELLER_RECEIVE_GOODS": _SENT,
    "wait_seller_receive_goods": _SENT,
    "ARBITRATING": _DECIDES,
    "buyer_initiate_arbitration": _DECIDES,
    "seller_initiate_arbitration": _DECIDES,
    "SELLER_RESPONSE_ISSUE_TIMEOUT": _SILENT,
    "seller_response_issue_timeout": _SILENT,
}
_ENDING: dict[str, tuple[EventKind, Party]] = {
    "seller_accept": ("answered", "seller"),
    "judgment_for_cc": ("ruled", "platform"),
}
_ESCALATES: dict[str, Party] = {
    "buyer_initiate_arbitration": "buyer",
    "seller_initiate_arbitration": "seller",
}


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read an issue of the old or of the new call, by itself or in the whole answer.

    `about` is the order, or the claim, that it is about, as far as that is known from elsewhere: neither
    call says when the order was placed, so without it there are no facts.

    >>> issue = '{"id": 71, "issueStatus": "ARBITRATING", "gmtCreate": "20150714020749000-0700"}'
    >>> read(issue).word("issueStatus")
    'ARBITRATING'

    Raises `UnreadableInputError` for what is no issue, and `InvalidFactsError` with all faults.
    """
    table = parsed(payload)
    whole = Payload(table)
    draft = Draft(whole, "aliexpress", "aliexpress", about)
    issue = whole
    for key in _WRAPPED:
        if isinstance(issue.data.get(key), Mapping):
            issue = issue.object(key) or issue
    if _OF_AN_ORDER & issue.data.keys():
        raise UnreadableInputError(
            "this is an order of AliExpress, not an issue: its dates are those of the order; give what the "
            "call for the issue itself answers"
        )
    if _OLD_KEYS & issue.data.keys():
        return _old(issue, draft)
    if _NEW_KEYS & issue.data.keys():
        return new_issue(issue, draft)
    raise which_other(table, "an issue of AliExpress")


def _old(issue: Payload, draft: Draft) -> CaseRecord:
    words = vocabulary("aliexpress")
    status = issue.word("issueStatus", words["issue_status"])
    tell_order(draft, told_id(issue, "orderId"), told_id(issue, "parentOrderId"))
    opening(draft, stamp(issue, "gmtCreate"))
    draft.updated = latest(stamp(issue, "gmtModified"))
    steps = in_time(issue.objects("issueProcessDTOs"), "gmtCreate")
    received: str | None = None
    for i, (moment, step) in enumerate(steps, start=1):
        told = _old_step(draft, moment, step, last=i == len(steps))
        received = received or told
    english = told_text(issue, "reasonEnglish")
    if received == "N":
        draft.problem("not_received")
    elif english is not None and english.value in _IN_ENGLISH:
        draft.problem(_IN_ENGLISH[english.value])
        draft.used.update(english.paths)
    telling, says = _OPEN.get(status or "", ((), ""))
    if says and not draft.tells(*telling):
        issue.gap("issueStatus", says)
    return draft.record(told_id(issue, "id"))


def _old_step(draft: Draft, moment: Stamp | None, step: Payload, *, last: bool) -> str | None:
    """Tell one step of the old call; return whether the goods were received, as it says."""
    words = vocabulary("aliexpress")
    action = step.word("actionType", words["action"])
    who = step.word("submitMemberType", words["member"])
    received = step.word("isReceivedGoods", words["received"])
    reason = step.word("reason", words["reason"])
    if reason in _REASONS and received != "N":
        draft.problem(_REASONS[reason or ""])
    amount, back = _old_terms(draft, step)
    if who == "buyer" and draft.ask is None and amount is not None:
        draft.ask = (amount, None if back is None else back.value)
    if action in _ESCALATES and moment is not None:
        draft.event("escalated", moment.told, later=moment.later, party=_ESCALATES[action or ""])
    elif action == "cancel" and not last:
        step.gap("actionType", "it was withdrawn and went on afterwards, so this is not told as its end")
    elif action == "cancel" and moment is not None:
        draft.event("cancelled", moment.told, later=moment.later, party="buyer")
    elif action == "judgment_for_cc" and amount is None:
        step.gap("actionType", "AliExpress decided, and how much the buyer is to have is not told")
    elif action in _ENDING and moment is not None:
        kind, party = _ENDING[action or ""]
        draft.event(
            kind,
            moment.told,
            later=moment.later,
            party=party,
            amount=amount,
            return_goods=None if back is None else back.value,
            accepts=True if kind == "answered" else None,
            also=() if back is None else back.paths,
        )
    return received


def _old_terms(draft: Draft, step: Payload) -> tuple[Told[Money] | None, Told[bool] | None]:
    """Read how much a step is about, and whether the goods go back: by itself, or by its usual suggestion."""
    amount = pick(draft, _old_money(step, "refundAmount"), _old_money(step, "refundConfirmAmount"))
    back: Told[bool] | None = None
    for part in step.objects("issueRefundSuggestionList"):
        part.word("issueRefundType", vocabulary("aliexpress")["refund_type"])
        usual = told_flag(part, "isDefault")
        if usual is None or not usual.value:
            continue
        back = told_flag(part, "issueReturnGoods")
        offered = pick(draft, _old_money(part, "issueMoney"), _old_money(part, "issueMoneyPost"))
        amount = amount or offered
    return amount, back


def _old_money(payload: Payload, key: str) -> Told[Money] | None:
    """Read an amount, which is told as a number and in its smallest parts: both have to agree."""
    inner = payload.object(key)
    if inner is None:
        return None
    told = told_amount(inner, "amount", "currencyCode")
    cent, factor = inner.take("cent"), inner.take("centFactor")
    if cent is None or factor is None:
        return told
    faulty = [name for name in ("cent", "centFactor") if type(inner.data[name]) is not int]
    for name in faulty:
        inner.fault(name, f"{shown(inner.data[name])} is not a whole number")
    if faulty or (told is None and inner.data.get("amount") is not None):
        return None
    if told is None:
        return _of_parts(inner, cent, factor)
    if factor not in _FACTORS or told.value.amount * factor != cent:
        inner.gap("cent", f"{told.value} and {shown(cent)} parts of {shown(factor)} differ: neither is taken")
        return None
    return Told(told.value, (*told.paths, inner.at("cent"), inner.at("centFactor")))


def _of_parts(inner: Payload, cent: int, factor: int) -> Told[Money] | None:
    """Read an amount that is told in its smallest parts alone."""
    code = told_text(inner, "currencyCode")
    if code is None or factor not in _FACTORS or cent < 0:
        inner.gap("cent", f"{shown(cent)} parts of {shown(factor)} make no amount: they are left out")
        return None
    try:
        money = Money(Decimal(cent).scaleb(1 - len(str(factor))), code.value)
    except BuyerProtectError as error:
        inner.fault("cent", str(error))
        return None
    return Told(money, (inner.at("cent"), inner.at("centFactor"), *code.paths))
