"""AliExpress: an issue, as the old `api.queryIssueDetail` or the new `aliexpress.issue.detail.get` tells it.

The shapes are those of the documentation copy of the old call (2015) and of the public SDKs of the new one
(apiId 36222).

Both write the wall clock of Pacific time. The new call writes no zone at all. The old one writes an offset,
`20150714020749000-0700` in the documented samples of July 2015, and its format is also printed with a
literal `-0800`. Where the offset is the one Pacific time had, or is of another part of the world, the stamp
is one moment. A `-0800` of a summer day is not: it is an hour earlier as a label on the Pacific wall clock
than as an offset. No source settles which; so such an event is dated by the day, where both readings lie on
one day of the order's zone, and otherwise by the earlier of the two, and a gap names both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import (
    Told,
    told_amount,
    told_flag,
    told_id,
    told_text,
    vocabulary,
    which_other,
)
from buyerprotect.errors import InvalidFactsError, shown
from buyerprotect.facts.claim import Claim, Party, ProblemKind
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.timing.clock import Instant, microseconds, zone
from buyerprotect.timing.zone import HOUR

__all__ = ["read"]

_PACIFIC = "America/Los_Angeles"
_OFFSETS = (-8 * HOUR, -7 * HOUR)
_OLD = re.compile(r"(\d{14})(\d{3})([+-]\d{4})?", re.ASCII)
_NEW = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_MINUTES_OF_AN_HOUR = 60
_LARGEST_FACTOR = 10_000

_OLD_KEYS = frozenset({"issueProcessDTOs", "issueStatus", "limitRefundAmount", "limitRefundLocalAmount"})
_NEW_KEYS = frozenset(
    {
        *("process_dto_list", "issue_status", "issue_reason", "issue_reason_id"),
        *("buyer_solution_list", "seller_solution_list", "platform_solution_list"),
    }
)
_WRAPPED = "aliexpress_issue_detail_get_response"

_REASONS: dict[str, ProblemKind] = {"Color_not_as_described@3rdIssueReason": "colour"}
_IN_ENGLISH: dict[str, ProblemKind] = {"Quantity shortage": "quantity"}
_PARTIES: dict[str, Party] = {
    "buyer": "buyer",
    "seller": "seller",
    "platform": "platform",
    "waiter": "platform",
    "system": "platform",
}


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read an issue of the old or of the new call.

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
    issue: Payload | None = whole
    if isinstance(table.get(_WRAPPED), Mapping):
        answer = whole.object(_WRAPPED)
        issue = None if answer is None else answer.object("result_object")
    elif isinstance(table.get("result_object"), Mapping):
        issue = whole.object("result_object")
    elif isinstance(table.get("resultObject"), Mapping):
        issue = whole.object("resultObject")
    if issue is not None and _OLD_KEYS & issue.data.keys():
        return _old(issue, draft)
    if issue is not None and _NEW_KEYS & issue.data.keys():
        return _new(issue, draft)
    raise which_other(table, "an issue of AliExpress")


@frozen
class _Moment:
    """A stamp as it can be read: one way, or two."""

    told: Told[Instant]
    later: Instant | None = None


def _pacific(wall: int) -> list[int]:
    """Return the instants at which the wall clock of Pacific time showed this."""
    here = zone(_PACIFIC)
    return sorted(wall - offset for offset in _OFFSETS if here.offset(wall - offset) == offset)


def _readings(value: Any) -> tuple[str, tuple[int, ...]]:
    """Read a stamp; return it and the instants it can mean, of which there may be none.

    Raises `InvalidFactsError` for what is no stamp of either call.
    """
    old = _OLD.fullmatch(value) if isinstance(value, str) else None
    if old is None and not (isinstance(value, str) and _NEW.fullmatch(value)):
        raise InvalidFactsError(
            f"{shown(value)} is no stamp of AliExpress: '20150714020749000-0700' or '2026-01-16 15:12:01'"
        )
    form = "%Y-%m-%d %H:%M:%S" if old is None else "%Y%m%d%H%M%S"
    try:
        wall = microseconds(datetime.strptime(value if old is None else old[1], form).replace(tzinfo=UTC))
    except ValueError as error:
        raise InvalidFactsError(f"{shown(value)} is not on the calendar or the clock: {error}") from None
    if old is None:
        return str(value), tuple(_pacific(wall))
    wall += int(old[2]) * 1000
    if old[3] is None:
        return str(value), tuple(_pacific(wall))
    hours, minutes = int(old[3][1:3]), int(old[3][3:])
    if minutes >= _MINUTES_OF_AN_HOUR:
        raise InvalidFactsError(f"{shown(value)} has an offset of {minutes} minutes beside its hours")
    offset = (hours * HOUR + minutes * HOUR // 60) * (-1 if old[3][0] == "-" else 1)
    written = wall - offset
    showed = _pacific(wall)
    # An offset that Pacific time never has says where it is from; and what its clock skipped is no wall time.
    if offset not in _OFFSETS or written in showed or not showed:
        return str(value), (written,)
    return str(value), tuple(sorted({written, *showed}))


def _moment(payload: Payload, key: str) -> _Moment | None:
    found = payload.made(key, _both)
    if found is None:
        return None
    text, instants = found
    if not instants:
        payload.gap(key, f"{text} was never on the clocks of Pacific time, which skipped it: it is left out")
        return None
    told = Told(instants[0], (payload.at(key),))
    if len(instants) == 1:
        return _Moment(told)
    ways = " or ".join(str(instant) for instant in instants)
    payload.gap(
        key,
        f"{text} can be {ways}: as written, or as the wall clock of Pacific time had it, and no source "
        "settles which. It is told by the day where both lie on one in the order's zone, else by the earlier",
    )
    return _Moment(told, instants[-1])


def _both(value: Any) -> tuple[str, tuple[Instant, ...]]:
    text, found = _readings(value)
    return text, tuple(Instant(us) for us in found)


def _latest(moment: _Moment | None) -> Told[Instant] | None:
    """Return the latest that a moment can be, which no event of the case can be after."""
    if moment is None:
        return None
    return moment.told if moment.later is None else Told(moment.later, moment.told.paths)


def _pick(draft: Draft, *amounts: Told[Money] | None) -> Told[Money] | None:
    """Choose the amount in the order's currency; the same sum stands in dollars and in the buyer's own."""
    order = draft.about.order if isinstance(draft.about, Claim) else draft.about
    known = [amount for amount in amounts if amount is not None]
    if order is None:
        return known[0] if known else None
    fitting = [amount for amount in known if amount.value.currency == order.currency]
    best = fitting or known
    return best[0] if best else None


# -- the old call ------------------------------------------------------------------------------------------


def _old(issue: Payload, draft: Draft) -> CaseRecord:
    words = vocabulary("aliexpress")
    status = issue.word("issueStatus", words["issue_status"])
    draft.order("id", told_id(issue, "orderId"))
    _opening(draft, _moment(issue, "gmtCreate"))
    draft.updated = _latest(_moment(issue, "gmtModified"))
    steps = [(_moment(step, "gmtCreate"), step) for step in issue.objects("issueProcessDTOs")]
    received: str | None = None
    for moment, step in sorted(steps, key=lambda each: each[0].told.value.us if each[0] else 0):
        told = _old_step(draft, moment, step)
        received = received or told
    english = told_text(issue, "reasonEnglish")
    if received == "N":
        draft.problem("not_received")
    elif english is not None and english.value in _IN_ENGLISH:
        draft.problem(_IN_ENGLISH[english.value])
        draft.used.update(english.paths)
    if status == "SELLER_RESPONSE_ISSUE_TIMEOUT":
        issue.gap("issueStatus", "the seller let the time run out, and it is not told when")
    elif status == "ARBITRATING" and not draft.tells("escalated"):
        issue.gap("issueStatus", "AliExpress decides, and since when is not told")
    return draft.record(told_id(issue, "id"))


def _opening(draft: Draft, moment: _Moment | None) -> None:
    if moment is not None:
        draft.event("opened", moment.told, later=moment.later)


def _old_step(draft: Draft, moment: _Moment | None, step: Payload) -> str | None:
    """Tell one step of the old call; return whether the goods were received, as it says."""
    words = vocabulary("aliexpress")
    action = step.word("actionType", words["action"])
    who = step.word("submitMemberType", words["member"])
    received = step.word("isReceivedGoods", words["received"])
    reason = step.word("reason", words["reason"])
    if reason in _REASONS and received != "N":
        draft.problem(_REASONS[reason or ""])
    amount = _pick(draft, _old_money(step, "refundAmount"), _old_money(step, "refundConfirmAmount"))
    back: Told[bool] | None = None
    for part in step.objects("issueRefundSuggestionList"):
        part.word("issueRefundType", words["refund_type"])
        usual = told_flag(part, "isDefault")
        if usual is None or not usual.value:
            continue
        back = told_flag(part, "issueReturnGoods")
        offered = _pick(draft, _old_money(part, "issueMoney"), _old_money(part, "issueMoneyPost"))
        amount = amount or offered
    if who == "buyer" and draft.ask is None and amount is not None:
        draft.ask = (amount, None if back is None else back.value)
    if moment is None:
        return received
    also = () if back is None else back.paths
    goods = None if back is None else back.value
    if action == "seller_accept":
        draft.event(
            "answered",
            moment.told,
            later=moment.later,
            party="seller",
            amount=amount,
            return_goods=goods,
            accepts=True,
            also=also,
        )
    elif action == "seller_initiate_arbitration":
        draft.event("escalated", moment.told, later=moment.later, party="seller")
    elif action == "judgment_for_cc" and amount is not None:
        draft.event(
            "ruled",
            moment.told,
            later=moment.later,
            party="platform",
            amount=amount,
            return_goods=goods,
            also=also,
        )
    elif action == "judgment_for_cc":
        step.gap("actionType", "AliExpress decided, and how much the buyer is to have is not told")
    return received


def _old_money(payload: Payload, key: str) -> Told[Money] | None:
    """Read an amount, which is told as a number and in its smallest parts: both have to agree."""
    inner = payload.object(key)
    if inner is None:
        return None
    told = told_amount(inner, "amount", "currencyCode")
    cent, factor = inner.take("cent"), inner.take("centFactor")
    if told is None or cent is None or factor is None:
        return told
    for name, number in (("cent", cent), ("centFactor", factor)):
        if type(number) is not int:
            inner.fault(name, f"{shown(number)} is not a whole number")
            return None
    if not 1 <= factor <= _LARGEST_FACTOR or told.value.amount * factor != cent:
        inner.gap("cent", f"{told.value} and {shown(cent)} parts of {shown(factor)} differ: neither is taken")
        return None
    return Told(told.value, (*told.paths, inner.at("cent"), inner.at("centFactor")))


# -- the new call ------------------------------------------------------------------------------------------


def _new(issue: Payload, draft: Draft) -> CaseRecord:
    words = vocabulary("aliexpress")
    status = issue.word("issue_status", words["new_issue_status"])
    draft.order("id", told_id(issue, "order_id"))
    title = told_text(issue, "product_name")
    draft.item(title, told_amount(issue, "product_price", "product_price_currency"))
    _opening(draft, _moment(issue, "gmt_create"))
    _asked(draft, _listed(issue, "buyer_solution_list", "solution_api_dto"))
    for owner in ("seller", "platform"):
        for solution in _listed(issue, f"{owner}_solution_list", "solution_api_dto"):
            _offer(draft, solution, "seller" if owner == "seller" else "platform")
    for step in _listed(issue, "process_dto_list", "api_issue_process_dto"):
        _new_step(draft, step)
    if issue.data.get("issue_reason") is not None:
        issue.gap("issue_reason", "the list of the reasons is not public, so it is not read as a problem")
    if status == "canceled_issue" and not draft.tells("cancelled"):
        issue.gap("issue_status", "it was cancelled, and it is not told when")
    elif status == "finish":
        issue.gap("issue_status", "it is over and the refund was made; when, it does not say")
    return draft.record(told_id(issue, "id"))


def _listed(payload: Payload, key: str, inner: str) -> list[Payload]:
    """Return the objects of a list, which may be wrapped in an object of its own."""
    if not isinstance(payload.data.get(key), Mapping):
        return payload.objects(key)
    wrapped = payload.object(key)
    return [] if wrapped is None else wrapped.objects(inner)


@frozen
class _Terms:
    """What a solution proposes: since when, how much, whether the goods go back, and who pays that."""

    since: _Moment | None
    amount: Told[Money] | None
    back: bool | None
    bearer: Party | None


def _terms(draft: Draft, solution: Payload) -> _Terms:
    words = vocabulary("aliexpress")
    solution.word("status", words["solution_status"])
    solution.word("solution_owner", words["solution_owner"])
    kind = solution.word("solution_type", words["solution_type"])
    bearer = solution.word("logistics_fee_bear_role", words["bearer"])
    amount = _pick(
        draft,
        told_amount(solution, "refund_money", "refund_money_currency"),
        told_amount(solution, "refund_money_post", "refund_money_post_currency"),
    )
    back = {"refund": False, "return_and_refund": True}.get(kind or "")
    return _Terms(_moment(solution, "gmt_create"), amount, back, _PARTIES.get(bearer or ""))


def _agreed(
    draft: Draft,
    kind: EventKind,
    moment: _Moment,
    party: Party,
    terms: _Terms,
    *,
    accepts: bool | None = None,
) -> None:
    """Tell an event with the terms of a solution."""
    draft.event(
        kind,
        moment.told,
        later=moment.later,
        party=party,
        amount=terms.amount,
        return_goods=terms.back,
        return_paid_by=terms.bearer,
        accepts=accepts,
    )


def _asked(draft: Draft, solutions: list[Payload]) -> None:
    """Tell what the buyer asks for first, and that the seller accepted it."""
    found = [(_terms(draft, solution), solution) for solution in solutions]
    found.sort(key=lambda each: each[0].since.told.value.us if each[0].since else 0)
    for i, (terms, solution) in enumerate(found):
        if i == 0 and terms.amount is not None:
            draft.ask = (terms.amount, terms.back)
        elif i:
            solution.gap("refund_money", "a later request of the buyer has no place in the facts")
        accepted = _moment(solution, "seller_accept_time")
        if accepted is not None:
            _agreed(draft, "answered", accepted, "seller", terms, accepts=True)
        _reached(draft, solution, terms)


def _offer(draft: Draft, solution: Payload, party: Party) -> None:
    """Tell a solution that the seller or AliExpress proposed, and that the buyer accepted it."""
    terms = _terms(draft, solution)
    if terms.amount is None:
        solution.gap("refund_money", "how much is offered is not told, so it is no event")
    elif terms.since is not None:
        _agreed(draft, "offered", terms.since, party, terms)
    accepted = _moment(solution, "buyer_accept_time")
    if accepted is not None:
        draft.event("accepted", accepted.told, later=accepted.later, party="buyer")
    _reached(draft, solution, terms)


def _reached(draft: Draft, solution: Payload, terms: _Terms) -> None:
    """Tell that a solution came to hold because AliExpress decided so."""
    how = solution.word("reached_type", vocabulary("aliexpress")["reached_type"])
    moment = _moment(solution, "reached_time")
    if how == "platform_arbitrate" and terms.amount is not None and moment is not None:
        _agreed(draft, "ruled", moment, "platform", terms)
    elif how == "platform_arbitrate":
        solution.gap("reached_type", "AliExpress decided; how much or when is not told")
    elif how == "seller_reponse_timeout":
        solution.gap("reached_type", "it holds because the seller was silent, for which facts have no event")


def _new_step(draft: Draft, step: Payload) -> None:
    words = vocabulary("aliexpress")
    action = step.word("action_type", words["new_action"])
    step.word("submit_member_type", words["new_member"])
    received = told_flag(step, "receive_goods")
    moment = _moment(step, "gmt_create")
    if action == "initiate" and received is not None and not received.value:
        draft.problem("not_received")
        draft.used.update(received.paths)
    if moment is None:
        return
    if action == "initiate" and not draft.opened_at(moment.told):
        _opening(draft, moment)
    elif action == "cancel":
        draft.event("cancelled", moment.told, later=moment.later, party="buyer")
    elif action == "buyer_refuse":
        draft.event("declined", moment.told, later=moment.later, party="buyer")
    elif action == "buyer_accept" and not draft.tells("accepted"):
        draft.event("accepted", moment.told, later=moment.later, party="buyer")
    elif action == "seller_accept" and not draft.tells("answered"):
        draft.event("answered", moment.told, later=moment.later, party="seller", accepts=True)
