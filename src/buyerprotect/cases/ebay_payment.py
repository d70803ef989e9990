"""Payment disputes of eBay: what the buyer's bank or provider is asked, alone or with its activities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from attrs import frozen

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.ebay_parts import amount_of, date_of
from buyerprotect.cases.ebay_words import DISPUTED, RULED_FOR
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import Gap
from buyerprotect.cases.told import Told, told_id, vocabulary
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.timing.clock import Instant

__all__ = ["is_activity", "programme_of", "tell_payment_dispute"]

_SETTLED = frozenset({"SELLER_ACCEPT", "SELLER_ACCEPT_WITH_RETURN", "SELLER_CONTEST"})
_WITHOUT_EVENT = {
    "ADDITIONAL_EVIDENCE_REQUEST": "the seller was asked for evidence: our facts know only what the buyer is",
    "APPEAL_DENIED": "the seller's appeal is one to eBay, over the seller's own loss",
    "APPEAL_GRANTED": "the seller's appeal is one to eBay, over the seller's own loss",
    "DEFENCE_EXECUTED": "eBay passed the seller's evidence on, for which our facts have no event",
    "DISPUTE_UPDATED": "something was changed, and it is not told what",
    "EVIDENCE_REQUEST_OVERDUE": "the seller's evidence is late, for which our facts have no event",
    "SELLER_RESPONSE_OVERDUE": "the seller's answer is late, for which our facts have no event",
}


def is_activity(table: Mapping[str, Any]) -> bool:
    """Tell whether a payload is the list of activities by itself, as getActivities gives it."""
    listed = table.get("activity")
    return isinstance(listed, list | tuple) and any(
        isinstance(entry, Mapping) and "activityType" in entry for entry in cast("list[object]", listed)
    )


def programme_of(about: Order | Claim | None) -> str:
    """Return under whose rules a payment dispute is told: the bank's own where the order given is of none."""
    order = about.order if isinstance(about, Claim) else about
    return "none" if isinstance(order, Order) and order.programme == "none" else "ebay"


def tell_payment_dispute(payload: Payload, draft: Draft) -> None:
    """Tell a payment dispute.

    Under eBay's rules it is what ends a case there, so of an order of eBay it is told as the claim: an
    opening or a ruling would begin windows of eBay that nobody has. Under none it is the bank's dispute.
    """
    words = vocabulary("ebay")
    draft.disputes = draft.programme == "none"
    status = payload.word("paymentDisputeStatus", words["dispute_state"])
    reason = payload.word("reason", words["dispute_reason"])
    problem = DISPUTED.get(reason or "")
    if problem is not None:
        draft.problem(problem)
    elif reason is not None:
        payload.gap("reason", f"{reason} does not tell which problem it is")
    draft.order("id", told_id(payload, "orderId"))
    asked = amount_of(payload, "amount")
    draft.ask = None if asked is None else (asked, False)
    _limits(payload, draft)
    response = payload.word("sellerResponse", words["dispute_response"])
    acts = _activities(payload)
    opened = _one_of(payload, date_of(payload, "openDate"), acts.get("DISPUTE_OPENED", []))
    draft.order("payment_disputed", opened)
    draft.event("opened", opened)
    _answers(draft, acts, asked)
    _money(payload)
    outcome = _Outcome.of(payload, _closing(payload, acts), response)
    says = _open_still(payload, acts, outcome.closed, status)
    if says is not None:
        payload.gap("paymentDisputeStatus", says)
    else:
        _ended(draft, outcome, asked, acts, over=status == "CLOSED")


def _limits(payload: Payload, draft: Draft) -> None:
    """Tell until when the seller is to answer, and to hand in what was asked for."""
    words = vocabulary("ebay")
    window = "answer_payment_dispute" if draft.programme == "ebay" else None
    by = date_of(payload, "respondByDate")
    draft.state(payload.at("respondByDate"), "seller", "answer_bank", closes=by, window=window)
    for request in payload.objects("evidenceRequests"):
        request.word("evidenceType", words["dispute_evidence"])
        opens, closes = date_of(request, "requestDate"), date_of(request, "respondByDate")
        if opens is not None and closes is not None and closes.value < opens.value:
            request.gap(
                "respondByDate", f"{closes.value} is before it was asked, {opens.value}: neither is taken"
            )
            continue
        draft.state(request.at("respondByDate"), "seller", "add_evidence", opens=opens, closes=closes)
    for evidence in payload.objects("evidence"):
        evidence.word("evidenceType", words["dispute_evidence"])


def _activities(payload: Payload) -> dict[str, list[Told[Instant]]]:
    """Return when each kind of activity happened; the list may stand here, or its answer as a whole."""
    words = vocabulary("ebay")
    whole = payload.object("activity") if isinstance(payload.data.get("activity"), Mapping) else payload
    found: dict[str, list[Told[Instant]]] = {}
    for entry in [] if whole is None else whole.objects("activity"):
        kind = entry.word("activityType", words["dispute_activity"])
        entry.word("actor", words["dispute_actor"])
        when = date_of(entry, "activityDate")
        if kind in _WITHOUT_EVENT:
            entry.gap("activityType", f"{kind}: {_WITHOUT_EVENT[kind]}")
        elif kind is not None and when is None:
            entry.gap("activityDate", f"{kind}, and it is not told when")
        elif kind is not None and when is not None:
            found.setdefault(kind, []).append(when)
    for whens in found.values():
        whens.sort(key=lambda told: told.value)
    return found


def _one_of(payload: Payload, first: Told[Instant] | None, acts: list[Told[Instant]]) -> Told[Instant] | None:
    """Return one moment of those that the dispute and its activities tell; the dispute's own comes first."""
    if first is None:
        return acts[0] if acts else None
    paths = first.paths
    for told in acts:
        if told.value == first.value:
            paths += told.paths
        else:
            says = f"{told.value} is told here, and {first.value} at {first.paths[0]}, which is taken"
            payload.gaps.append(Gap(told.paths[0], says))
    return Told(first.value, paths)


def _answers(draft: Draft, acts: Mapping[str, list[Told[Instant]]], asked: Told[Money] | None) -> None:
    """Tell what the seller answered and handed in."""
    for kind in sorted(_SETTLED & acts.keys()):
        yes = kind != "SELLER_CONTEST"
        back = {"SELLER_ACCEPT": False, "SELLER_ACCEPT_WITH_RETURN": True}.get(kind)
        amount = asked if yes else None
        for when in acts[kind]:
            draft.event("answered", when, party="seller", amount=amount, return_goods=back, accepts=yes)
    for when in acts.get("EVIDENCE_PROVIDED", []):
        draft.event("information_given", when, party="seller")


def _money(payload: Payload) -> None:
    """Read the money of the seller's account, which is none of the buyer's."""
    words = vocabulary("ebay")
    for part in payload.objects("monetaryTransactions"):
        kind = part.word("type", words["dispute_money_type"])
        part.word("reason", words["dispute_money_reason"])
        if kind is not None:
            part.gap("type", f"{kind}: it is between eBay and the seller, so it is no refund")


@frozen
class _Outcome:
    """What is told of the end: where, which word, and what the seller had answered."""

    where: Payload
    key: str
    word: str | None
    closed: Told[Instant] | None
    response: str | None

    @classmethod
    def of(cls, payload: Payload, closed: Told[Instant] | None, response: str | None) -> _Outcome:
        words = vocabulary("ebay")
        outcome = payload.object("resolution")
        if outcome is None:
            return cls(payload, "resolution", None, closed, response)
        word = outcome.word("reasonForClosure", words["dispute_outcome"])
        outcome.word("protectionStatus", words["dispute_protection"])
        return cls(outcome, "reasonForClosure", word, closed, response)

    def gap(self, says: str) -> None:
        self.where.gap(self.key, says)


def _closing(payload: Payload, acts: Mapping[str, list[Told[Instant]]]) -> Told[Instant] | None:
    """Return when it was closed for good; it may have been closed and opened again before."""
    closings = acts.get("DISPUTE_CLOSED", [])
    for when in closings[:-1]:
        payload.gaps.append(Gap(when.paths[0], "it was closed more than once, and our facts know one end"))
    return _one_of(payload, date_of(payload, "closedDate"), closings[-1:])


def _ended(
    draft: Draft,
    outcome: _Outcome,
    asked: Told[Money] | None,
    acts: Mapping[str, list[Told[Instant]]],
    *,
    over: bool,
) -> None:
    """Tell the end and who won it, where both are told and it is dated."""
    closed, winner = outcome.closed, RULED_FOR.get(outcome.word or "")
    who = "" if winner is None else f" for the {winner}"
    if closed is None:
        if over or winner is not None:
            outcome.gap(f"it ended{who}, and it is not told when")
        return
    if not draft.disputes:
        outcome.gap(
            f"the bank's dispute ended{who} at {closed.value}: it is no ruling under eBay's rules; for its "
            "events give an order of the programme 'none'"
        )
        return
    if "DISPUTE_REVERSED" in acts:
        when = acts["DISPUTE_REVERSED"][-1].value
        outcome.gap(
            f"a decision for the buyer was reversed at {when}, and which of the two this is, is not told"
        )
    else:
        _ruled(draft, outcome, closed, asked)
    draft.event("closed", closed)


def _ruled(draft: Draft, outcome: _Outcome, closed: Told[Instant], asked: Told[Money] | None) -> None:
    """Tell what the buyer has of it: what was disputed, or nothing."""
    winner = RULED_FOR.get(outcome.word or "")
    if winner is None:
        outcome.gap("it ended, and who won is not told: the dispute itself tells that, not its activities")
    elif winner == "seller":
        draft.event("ruled", closed, nothing=True)
    elif asked is None:
        outcome.gap(f"{outcome.word}, and how much was disputed is not told: no ruling is")
    else:
        back = True if outcome.response == "SELLER_ACCEPT_WITH_RETURN" else None
        draft.event("ruled", closed, amount=asked, return_goods=back)


def _open_still(
    payload: Payload,
    acts: Mapping[str, list[Told[Instant]]],
    closed: Told[Instant] | None,
    status: str | None,
) -> str | None:
    """Say why what is told of an end is none, or None."""
    again = acts.get("DISPUTE_REOPENED", [])
    for when in again:
        payload.gaps.append(Gap(when.paths[0], "it was opened again, for which our facts have no event"))
    if closed is None:
        return None
    if status not in ("CLOSED", None):
        return f"an end at {closed.value} is told, and the status is {status}: no end is taken"
    if again and again[-1].value > closed.value:
        return f"it was opened again after its end at {closed.value}, and no later end is told"
    return None
