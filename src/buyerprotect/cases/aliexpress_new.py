"""What the new call of AliExpress tells: solutions that somebody proposed, and steps that somebody took."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from buyerprotect.cases.aliexpress_parts import Stamp, in_time, opening, pick, stamp, tell_order
from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import Told, told_amount, told_flag, told_id, told_text, vocabulary
from buyerprotect.facts.claim import Party
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.money import Money

__all__ = ["new_issue"]

_PARTIES: dict[str, Party] = {"buyer": "buyer", "seller": "seller", "platform": "platform"}
_UNDONE = "reach_cancle"

# What a step is, who took it, and whether it is told only where nothing tells of such a thing before.
_STEPS: dict[str, tuple[EventKind, Party, bool]] = {
    "cancel": ("cancelled", "buyer", False),
    "buyer_refuse": ("declined", "buyer", False),
    "buyer_refuse_platform": ("declined", "buyer", False),
    "buyer_initiate_arbitration": ("escalated", "buyer", False),
    "seller_initiate_arbitration": ("escalated", "seller", False),
    "platform_process": ("escalated", "platform", True),
    "buyer_send_goods": ("return_sent", "buyer", False),
    "buyer_send_goods_timeout": ("defaulted", "buyer", False),
    "buyer_accept": ("accepted", "buyer", True),
    "seller_accept": ("answered", "seller", True),
}
_UNTOLD = {
    "platform_force_reach": "AliExpress decided; how much the buyer is to have is not told",
    "buyer_accept_platform": "what AliExpress proposes is agreed only once the seller accepts it too",
    "seller_accept_platform": "what AliExpress proposes is agreed only once the buyer accepts it too",
    "perform_solution": "a solution is carried out; which, and whether money went back, is not told",
    "platform_perform_solution": "a solution is carried out; which, and whether money went back, is not told",
}


def new_issue(issue: Payload, draft: Draft) -> CaseRecord:
    """Read an issue of the new call."""
    words = vocabulary("aliexpress")
    status = issue.word("issue_status", words["new_issue_status"])
    goods = issue.word("reverse_detail_status", words["reverse_status"])
    tell_order(draft, told_id(issue, "order_id"), told_id(issue, "parent_order_id"))
    title = told_text(issue, "product_name")
    draft.item(title, told_amount(issue, "product_price", "product_price_currency"))
    opening(draft, stamp(issue, "gmt_create"))
    _asked(draft, _listed(issue, "buyer_solution_list", "solution_api_dto"))
    sellers = _listed(issue, "seller_solution_list", "solution_api_dto")
    platforms = _listed(issue, "platform_solution_list", "solution_api_dto")
    _offers(draft, sellers, platforms)
    steps = in_time(_listed(issue, "process_dto_list", "api_issue_process_dto"), "gmt_create")
    for i, (moment, step) in enumerate(steps, start=1):
        _step(draft, moment, step, last=i == len(steps), unclear=bool(platforms) and not sellers)
    _received(draft, [step for _, step in steps])
    if issue.data.get("issue_reason") is not None:
        issue.gap("issue_reason", "the list of the reasons is not public, so it is not read as a problem")
    if status == "canceled_issue" and not draft.tells("cancelled"):
        issue.gap("issue_status", "it was cancelled, and it is not told when")
    elif status == "finish":
        issue.gap("issue_status", "it is over, and when, it does not say; nor whether money went back")
    if goods == "refund_reject":
        issue.gap("reverse_detail_status", "the refund was refused; when and by whom, it does not say")
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

    status: str | None
    since: Stamp | None
    amount: Told[Money] | None
    back: bool | None
    bearer: Party | None


def _terms(draft: Draft, solution: Payload) -> _Terms:
    words = vocabulary("aliexpress")
    status = solution.word("status", words["solution_status"])
    solution.word("solution_owner", words["solution_owner"])
    kind = solution.word("solution_type", words["solution_type"])
    bearer = solution.word("logistics_fee_bear_role", words["bearer"])
    amount = pick(
        draft,
        told_amount(solution, "refund_money", "refund_money_currency"),
        told_amount(solution, "refund_money_post", "refund_money_post_currency"),
    )
    back = {"refund": False, "return_and_refund": True}.get(kind or "")
    return _Terms(status, stamp(solution, "gmt_create"), amount, back, _PARTIES.get(bearer or ""))


def _agreed(
    draft: Draft,
    kind: EventKind,
    moment: Stamp,
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
        accepted = stamp(solution, "seller_accept_time")
        reached = _reached(draft, solution, terms)
        if (accepted or reached) is not None and _holds(solution, terms):
            _agreed(draft, "answered", accepted or reached, "seller", terms, accepts=True)  # type: ignore[arg-type]


def _offers(draft: Draft, sellers: list[Payload], platforms: list[Payload]) -> None:
    """Tell what the seller and AliExpress proposed, and which of it the buyer accepted.

    To accept is to accept the offer before it; so offers between the accepted one and the yes are left out.
    """
    told = [(_terms(draft, solution), solution) for solution in (*sellers, *platforms)]
    yes = [
        _accepted(draft, *each) if i < len(sellers) else _both(draft, *each) for i, each in enumerate(told)
    ]
    held = [(terms, moment) for (terms, _), moment in zip(told, yes, strict=True) if moment is not None]
    for i, (terms, solution) in enumerate(told):
        if any(_between(terms, *each) for each in held):
            solution.gap("gmt_create", "an offer made before it was accepted, so this one is left out")
        elif i < len(sellers):
            _offer(draft, terms, solution, accepted=yes[i] is not None)
        else:
            _proposal(draft, terms, solution)
    for _, moment in held:
        draft.event("accepted", moment.told, later=moment.later, party="buyer")


def _between(terms: _Terms, accepted: _Terms, moment: Stamp) -> bool:
    """Tell whether a solution was proposed after the accepted one, and before that was accepted."""
    if terms.since is None or accepted.since is None:
        return False
    return accepted.since.told.value.us < terms.since.told.value.us <= moment.told.value.us


def _offer(draft: Draft, terms: _Terms, solution: Payload, *, accepted: bool) -> None:
    """Tell what the seller proposed; to propose nothing is to refuse, unless the buyer accepted even that."""
    if terms.amount is None:
        solution.gap("refund_money", "how much is offered is not told, so it is no event")
    elif terms.since is not None and not terms.amount.value and not accepted:
        since, also = terms.since, terms.amount.paths
        draft.event("answered", since.told, later=since.later, party="seller", accepts=False, also=also)
    elif terms.since is not None:
        _agreed(draft, "offered", terms.since, "seller", terms)


def _proposal(draft: Draft, terms: _Terms, solution: Payload) -> None:
    """Tell what AliExpress proposed."""
    if terms.status is None:
        solution.gap("status", "that AliExpress put this to buyer and seller is not told, so it is no event")
    elif terms.amount is None:
        solution.gap("refund_money", "how much is offered is not told, so it is no event")
    elif terms.since is not None:
        _agreed(draft, "offered", terms.since, "platform", terms)


def _accepted(draft: Draft, terms: _Terms, solution: Payload) -> Stamp | None:
    """Return when the buyer accepted what the seller proposed, if that still holds."""
    accepted = stamp(solution, "buyer_accept_time")
    moment = _reached(draft, solution, terms)
    return (accepted or moment) if (accepted or moment) and _holds(solution, terms) else None


def _both(draft: Draft, terms: _Terms, solution: Payload) -> Stamp | None:
    """Return when buyer and seller both had accepted what AliExpress proposed, if that still holds."""
    both = [stamp(solution, "buyer_accept_time"), stamp(solution, "seller_accept_time")]
    told = [moment for moment in both if moment is not None]
    moment = _reached(draft, solution, terms)
    if moment is None and len(told) == len(both):
        moment = max(told, key=lambda each: each.told.value.us)
    if moment is None and told:
        one, other = ("buyer", "seller") if both[0] is not None else ("seller", "buyer")
        solution.gap(
            f"{one}_accept_time", f"the {one} accepted it, and whether the {other} did is not told: no event"
        )
    return moment if moment is not None and _holds(solution, terms) else None


def _holds(solution: Payload, terms: _Terms) -> bool:
    """Tell whether what was agreed still holds, and what it is; where it does not, a gap says so."""
    if terms.status == _UNDONE:
        solution.gap("status", "what was agreed was undone when AliExpress took over, so it is no event")
        return False
    if terms.amount is None or terms.since is None:
        solution.gap(
            "status", "it was agreed to; since when it was proposed, or how much, is not told: no event"
        )
        return False
    return True


def _reached(draft: Draft, solution: Payload, terms: _Terms) -> Stamp | None:
    """Tell that a solution came to hold because AliExpress decided so; return when both agreed to it."""
    how = solution.word("reached_type", vocabulary("aliexpress")["reached_type"])
    moment = stamp(solution, "reached_time")
    if how == "negotiation_consensus":
        return moment
    if how == "platform_arbitrate" and terms.amount is not None and moment is not None:
        _agreed(draft, "ruled", moment, "platform", terms)
    elif how == "platform_arbitrate":
        solution.gap("reached_type", "AliExpress decided; how much or when is not told")
    elif how == "seller_reponse_timeout":
        solution.gap("reached_type", "it holds because the seller was silent, for which facts have no event")
    return None


def _step(draft: Draft, moment: Stamp | None, step: Payload, *, last: bool, unclear: bool) -> None:
    """Tell one step; `unclear` says that what was accepted may be what AliExpress proposed."""
    words = vocabulary("aliexpress")
    action = step.word("action_type", words["new_action"])
    step.word("submit_member_type", words["new_member"])
    if action == "buyer_accept" and unclear:
        action = "buyer_accept_platform"
    if action in _UNTOLD and not draft.tells("accepted", "ruled"):
        step.gap("action_type", _UNTOLD[action or ""])
    if action == "cancel" and not last:
        step.gap("action_type", "it was withdrawn and went on afterwards, so this is not told as its end")
    elif action == "initiate" and moment is not None and not draft.opened_at(moment.told):
        opening(draft, moment)
    elif action in _STEPS and moment is not None:
        kind, party, once = _STEPS[action or ""]
        if not (once and draft.tells(kind)):
            accepts = True if kind == "answered" else None
            draft.event(kind, moment.told, later=moment.later, party=party, accepts=accepts)


def _received(draft: Draft, steps: list[Payload]) -> None:
    """Tell that the goods did not come, if every opening says so, and no step that they did."""
    flags = [(step.data.get("action_type"), told_flag(step, "receive_goods")) for step in steps]
    told = [(action, flag) for action, flag in flags if flag is not None]
    opened = [flag for action, flag in told if action == "initiate"]
    if opened and not any(flag.value for _, flag in told):
        draft.problem("not_received")
        for flag in opened:
            draft.used.update(flag.paths)
