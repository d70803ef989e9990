"""The next step in a dispute: from its opening, through answers and offers, to the money or the way back."""

from __future__ import annotations

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.classification import Classification
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.entitlement import payable
from buyerprotect.advice.evidence import evidence_needs
from buyerprotect.advice.options import (
    at_buyers_cost,
    back_at,
    escalates_by_hand,
    goes_back,
    granted,
    is_to_be_done,
    open_offer,
)
from buyerprotect.advice.step import ELSEWHERE, Step, claim_now
from buyerprotect.advice.windows import Timeline
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.money import Money
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import LAST

__all__ = ["in_dispute"]

_SHUTTING = frozenset({"case_closed", "right_lost", "seller_paid"})
"""What follows a time to escalate that passed, where the dispute is lost with it."""


def in_dispute(  # noqa: PLR0911 - one way out per stage
    case: Case, claim: Claim, dispute: Dispute, windows: Timeline, found: Classification, *, at: int
) -> Step:
    """Tell the next step in a dispute, from the last that happened in it."""
    back = dispute.refunded
    if back and back >= (dispute.asked or claim.paid):
        return _money_back(back, ended=dispute.ended or dispute.last("ruled") is not None)
    appeal = dispute.last("ruled", "appealed")
    if appeal is not None and appeal.kind == "appealed":
        why = Because("dispute", "An appeal was made, and the platform is to decide on it.")
        return Step(action="wait", because=(why,))
    outcome = dispute.outcome
    if outcome is not None and is_to_be_done(case, dispute):
        return _after_outcome(case, dispute, outcome, windows, at)
    if dispute.last("accepted") is not None:
        why = Because("dispute", "You accepted an offer, which ended the dispute; what it pays is to come.")
        return Step(action="wait", because=(why,))
    if dispute.ended:
        if dispute.settled:
            why = Because("dispute", "You and the seller agreed; the money is to come.")
            return Step(action="wait", because=(why,))
        return _over(windows, found, at)
    before = _opened_in_time(windows, found, at)
    asked = dispute.last("information_requested", "information_given")
    if asked is not None and asked.kind == "information_requested":
        return _questioned(windows, before, at)
    offer = open_offer(dispute)
    if offer is not None:
        return _offered(case, claim, offer, before)
    return _talking(case, claim, dispute, windows, before, at=at)


def _money_back(back: Money, *, ended: bool) -> Step:
    if ended:
        says = f"{back} came back, and the dispute is over."
        return Step(action="nothing", because=(Because("refunded", says),))
    says = f"{back} came back, all that was asked: cancelling is safe now. Before the money came it was not."
    return Step(action="cancel", because=(Because("refunded", says),))


def _over(windows: Timeline, found: Classification, at: int) -> Step:
    """Open an ended dispute again where the rules allow it, once and as long as a first one could be."""
    again = windows.find("refile")
    first = windows.find(found.window) if found.window else None
    if again is not None and first is not None and found.coverage != "not_covered":
        why = Because.of("window", again.window)
        if again.opens_us is None or first.opens_us is None:
            if again.opens_pending or first.opens_pending:
                return Step(action="wait", because=(why,))
        elif at < min(_end(again), _end(first)):
            opens = max(again.opens_us, first.opens_us)
            if at < opens:
                return Step(action="wait", because=(why,), wait_until=opens)
            sooner = min(again, first, key=lambda window: window.safe_by_us or LAST)
            return claim_now(sooner, (why,), at, again=True)
        others = again.open_by(at)
        if others and first.open_by(at):
            ids = "; ".join(reading.id for reading in others)
            other = Because(
                "readings.other", f"By another reading one can be opened again: {ids}.", why.sources
            )
            return claim_now(again, (other, why), at, again=True)
    says = f"The dispute is over here; {ELSEWHERE} may still help."
    return Step(action="other_route", because=(Because("dispute", says),))


def _end(window: Deadline) -> int:
    return LAST if window.closes_us is None else window.closes_us


def _talking(
    case: Case,
    claim: Claim,
    dispute: Dispute,
    windows: Timeline,
    before: tuple[Because, ...],
    *,
    at: int,
) -> Step:
    """Go on in a dispute that is open and not ruled, with no offer on the table."""
    last = dispute.last("answered", "declined", "escalated")
    if last is None:
        return _unanswered(case, claim, windows, before, at)
    if last.kind == "answered" and last.accepts:
        why = Because("dispute", "The seller has agreed; the money is to come.")
        return Step(action="wait", because=(*before, why), way="wait")
    escalate = windows.find("escalate")
    if last.kind == "escalated" or escalate is None:
        return _with_the_platform(windows, before, at, asked=last.kind == "escalated")
    why = Because("dispute", "There is no agreement with the seller, and the dispute is still open.")
    rule = Because.of("window", escalate.window)
    match escalate.status_us(at):
        case "not_yet":
            until = escalate.opens_us
            return Step(
                action="wait", because=(*before, why, rule), window=escalate, way="wait", wait_until=until
            )
        case "closed" | "none":
            return _with_the_platform(windows, (*before, rule), at, asked=False)
        case _:
            return Step(action="escalate", because=(*before, why), window=escalate, way="escalate")


def _unanswered(case: Case, claim: Claim, windows: Timeline, before: tuple[Because, ...], at: int) -> Step:
    """Wait for the seller, or for what the seller's silence brings once its time has surely run out."""
    seller, escalate = windows.find("seller_answer"), windows.find("escalate")
    end = seller.latest_arguable_us if seller is not None else None
    reasons = [*before]
    if seller is not None and end is not None and at >= end:
        reasons.append(Because.of("window", seller.window))
        step = _silent(seller, windows, before, at)
        if step is not None:
            return step
        end = None  # what the silence brings differs by reading, or no source says
    if escalate is not None and _is_to_escalate(seller, escalate, end, at):
        why = Because("dispute", "The seller has not answered, and nobody decides unless you ask.")
        rule = Because.of("window", escalate.window)
        return Step(action="escalate", because=(*reasons, why, rule), window=escalate, way="escalate")
    missing = any(need.need != "useless" and not need.have for need in evidence_needs(case, claim))
    reasons.append(Because("dispute", "The dispute is open, and the seller has not answered it."))
    if escalate is not None and escalate.usable_us(at):
        reasons.append(Because.of("window", escalate.window))
    action: Action = "add_evidence" if missing else "wait"
    return Step(action=action, because=tuple(reasons), way="wait", wait_until=end)


def _silent(seller: Deadline, windows: Timeline, before: tuple[Because, ...], at: int) -> Step | None:
    """Say what the seller's silence brought, where every reading says the same and it needs no act."""
    lapses = {reading.lapse for reading in seller.readings}
    rule = Because.of("window", seller.window)
    escalate = windows.find("escalate")
    if lapses == {"request_granted"}:
        says = "The seller let the time for an answer pass: what you asked for is taken as accepted."
        return Step(action="wait", because=(*before, Because("dispute", says), rule), way="wait")
    if lapses == {"escalates"}:
        says = "The seller let the time for an answer pass: the case goes to the platform."
        return _with_the_platform(windows, (*before, Because("dispute", says), rule), at, asked=False)
    if lapses == {"may_escalate"} and escalate is not None and escalate.status_us(at) == "not_yet":
        why = Because("dispute", "The seller let the time for an answer pass.")
        until = escalate.opens_us
        return Step(
            action="wait", because=(*before, why, rule), window=escalate, way="wait", wait_until=until
        )
    return None


def _is_to_escalate(seller: Deadline | None, escalate: Deadline, end: int | None, at: int) -> bool:
    """Tell whether waiting for a silent seller brings nothing more, and may cost the right to escalate."""
    if not escalate.usable_us(at):
        return False
    if end is not None and not _runs_out(escalate, end):
        return False  # the seller still has time, and so has the buyer afterwards
    return escalate.lapse in _SHUTTING or (seller is not None and seller.lapse == "may_escalate")


def _runs_out(escalate: Deadline, end: int) -> bool:
    """Tell whether the time to escalate may be over before the other party's time is."""
    return escalate.safe_by_us is not None and escalate.safe_by_us <= end


def _questioned(windows: Timeline, before: tuple[Because, ...], at: int) -> Step:
    """Answer what the platform asked."""
    why = Because("dispute", "The platform asked you for information.")
    for window in windows.acting("give_information", "buyer"):
        rule = Because.of("window", window.window)
        open_window = window if window.usable_us(at) else None
        return Step(action="add_evidence", because=(*before, why, rule), window=open_window, way="wait")
    return Step(action="add_evidence", because=(*before, why), way="wait")


def _with_the_platform(windows: Timeline, before: tuple[Because, ...], at: int, *, asked: bool) -> Step:
    """Wait for the ruling, or for the platform to take the case up by itself."""
    why = Because("dispute", "The platform is to rule.")
    taking = next(windows.acting("take_over", "platform"), None)
    if asked or taking is None:
        return Step(action="wait", because=(*before, why), way="wait")
    end = taking.latest_arguable_us
    rule = Because.of("window", taking.window)
    until = end if end is not None and at < end else None
    return Step(action="wait", because=(*before, rule, why), way="wait", wait_until=until)


def _opened_in_time(windows: Timeline, found: Classification, at: int) -> tuple[Because, ...]:
    """Say that the window is shut for a new dispute, and what that means for the open one."""
    window = windows.find(found.window) if found.window else None
    if window is None or window.closes_us is None or at < window.closes_us:
        return ()
    ended = f"The time to open a dispute ran out on {window.last_day}"
    if window.used_us is None:
        says = f"{ended}, before yours was opened, yet it stands open: go on with it."
    else:
        says = f"{ended}, but yours was opened in time and is still open: a new one could not be."
    return (Because(f"window.{window.id}", says, window.window.sources),)


def _offered(case: Case, claim: Claim, offer: Event, before: tuple[Because, ...]) -> Step:
    amount = offer.amount
    most = payable(case, claim)
    if amount is not None and amount >= most and not at_buyers_cost(case, offer):
        all_paid = "that was paid" if amount >= claim.paid else "that the programme pays"
        says = f"The offer of {amount} is all {all_paid}."
        return Step(action="accept", because=(*before, Because("offer", says)), way="accept")
    if not amount:
        says = "The offer is of nothing."
    elif amount < most:
        paid = "paid" if most == claim.paid else "that the programme pays"
        says = f"The offer of {amount} is less than the {most} {paid}."
    else:
        says = f"The offer of {amount} has you pay the way back."
    way = "escalate" if escalates_by_hand(case) else "wait"
    return Step(action="decline", because=(*before, Because("offer", says)), way=way)


def _after_outcome(case: Case, dispute: Dispute, outcome: Event, windows: Timeline, at: int) -> Step:
    amount = granted(dispute, outcome)
    noun = "The ruling" if outcome.kind == "ruled" else "The agreement"
    if dispute.last("defaulted") is not None:
        why = Because("dispute", f"{noun} was not obeyed.")
        return Step(action="escalate", because=(why,), way="insist")
    if not amount:
        why = Because("dispute", f"{noun} pays nothing; {ELSEWHERE} may still help.")
        for window in windows.acting("appeal", "buyer"):
            if window.usable_us(at):
                rule = Because.of("window", window.window)
                return Step(action="appeal", because=(why, rule), window=window)
        return Step(action="other_route", because=(why,))
    if not goes_back(case):
        why = Because("dispute", f"{noun} pays {amount}, which is to come.")
        return Step(action="wait", because=(why,))
    return _sending_back(case, dispute, outcome, windows, at)


def _sending_back(case: Case, dispute: Dispute, outcome: Event, windows: Timeline, at: int) -> Step:
    """Send the goods back, unless that is done, too late, or would cost more than it brings."""
    amount = granted(dispute, outcome)
    noun = "The ruling" if outcome.kind == "ruled" else "The agreement"
    window = windows.find("return_goods")
    rule = () if window is None else (Because.of("window", window.window),)
    if dispute.last("return_sent", "return_received") is not None:
        why = Because("dispute", f"The goods are on their way back; {amount} is to come.")
        return Step(action="wait", because=(why,))
    if window is not None and window.latest_arguable_us is not None and at >= window.latest_arguable_us:
        says = f"The time to send the goods back ran out on {window.last_day}; {ELSEWHERE} may still help."
        return Step(action="other_route", because=(Because("dispute", says), *rule))
    payer = back_at(case, outcome)
    if payer not in (None, "buyer"):
        says = f"{noun} has the goods sent back at the {payer}'s cost."
        because = (Because("dispute", says), *rule)
        return Step(action="return_goods", because=because, window=window, way="return_as_ruled")
    postage = dispute.claim.return_postage
    if postage is not None and postage >= amount:
        says = f"Sending the goods back would cost {postage}, which eats the refund of {amount}: keep them."
        return Step(action="nothing", because=(Because("dispute", says),), way="nothing")
    left = "less the postage, which is not told" if postage is None else f"{amount - postage} after postage"
    says = f"{noun} pays {amount} against the goods, sent back at your cost, which leaves {left}."
    because = (Because("dispute", says), *rule)
    return Step(action="return_goods", because=because, window=window, way="return_at_own_cost")
