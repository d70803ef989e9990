"""The next step while buyer and seller talk: an answer, a silence, and handing the case to the platform."""

from __future__ import annotations

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.evidence import evidence_needs
from buyerprotect.advice.step import ELSEWHERE, Step, no_safe_moment
from buyerprotect.advice.windows import Timeline
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import bounds

__all__ = ["closed_by_itself", "shut", "talking"]

_SHUTTING = frozenset({"case_closed", "right_lost", "seller_paid"})
"""What follows a window that passed, where the dispute is lost with it."""
_UNESCALATED = "Nobody escalated the dispute"


def talking(
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
    if last.accepts:
        why = Because("dispute", "The seller has agreed; the money is to come.")
        return Step(action="wait", because=(*before, why), way="wait")
    escalate, escalated = windows.find("escalate"), dispute.last("escalated")
    if escalated is not None:  # whatever the seller answers then, the platform is to rule
        return _escalated(case, escalated, windows, before, at)
    if escalate is None:
        return _with_the_platform(windows, before, at, asked=False)
    return _disagreed(escalate, windows, before, at)


def _disagreed(escalate: Deadline, windows: Timeline, before: tuple[Because, ...], at: int) -> Step:
    """Escalate where there is no agreement, as soon as that can be done and as long as it can."""
    if shut(escalate, at):
        return closed_by_itself(escalate, _UNESCALATED)
    why = Because("dispute", "There is no agreement with the seller, and the dispute is still open.")
    waiting = _before_escalating(escalate, (*before, why), at)
    if waiting is not None:
        return waiting
    if escalate.status_us(at) in ("closed", "none"):
        rule = Because.of("window", escalate.window)
        return _with_the_platform(windows, (*before, rule), at, asked=False)
    because = (*no_safe_moment(escalate, at), *before, why)
    return Step(action="escalate", because=because, window=escalate, way="escalate")


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
    if escalate is not None and shut(escalate, at):
        return closed_by_itself(escalate, _UNESCALATED)
    if escalate is not None and end is None and _decides(seller, escalate):
        waiting = _before_escalating(escalate, tuple(reasons), at)
        if waiting is not None:
            return waiting
    if escalate is not None and _is_to_escalate(seller, escalate, end, at):
        why = Because("dispute", "The seller has not answered, and nobody decides unless you ask.")
        rule = Because.of("window", escalate.window)
        because = (*no_safe_moment(escalate, at), *reasons, why, rule)
        return Step(action="escalate", because=because, window=escalate, way="escalate")
    missing = any(not need.have for need in evidence_needs(case, claim))
    if seller is None and escalate is None and not missing:
        return _with_the_platform(windows, before, at, asked=False)
    who = "nobody" if seller is None else "the seller"
    says = f"The dispute is open, and {who} has {'' if seller is None else 'not '}answered it."
    reasons.append(Because("dispute", says))
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
    if lapses == {"may_escalate"} and escalate is not None:
        why = Because("dispute", "The seller let the time for an answer pass.")
        return _before_escalating(escalate, (*before, why, rule), at)
    return None


def _is_to_escalate(seller: Deadline | None, escalate: Deadline, end: int | None, at: int) -> bool:
    """Tell whether waiting for a silent seller brings nothing more, and may cost the right to escalate."""
    if not escalate.usable_us(at):
        return False
    if end is not None and not _runs_out(escalate, end):
        return False  # the seller still has time, and so has the buyer afterwards
    return _decides(seller, escalate)


def _decides(seller: Deadline | None, escalate: Deadline) -> bool:
    """Tell whether nobody decides, or all is lost, unless the buyer escalates."""
    return escalate.lapse in _SHUTTING or (seller is not None and seller.lapse == "may_escalate")


def _before_escalating(escalate: Deadline, reasons: tuple[Because, ...], at: int) -> Step | None:
    """Wait until a case can be escalated, where nothing else is to come before."""
    if escalate.status_us(at) != "not_yet":
        return None
    rule = Because.of("window", escalate.window)
    until = escalate.opens_us
    return Step(action="wait", because=(*reasons, rule), window=escalate, way="wait", wait_until=until)


def shut(window: Deadline, at: int) -> bool:
    """Tell whether a dispute closed because the buyer let a window of it pass, by every reading.

    Not where it is not told whether the window was used.
    """
    if window.lapse not in _SHUTTING or window.window.used_by in window.case.order.unknown:
        return False
    end = window.latest_arguable_us
    return end is not None and at >= end and window.used_us is None


def closed_by_itself(window: Deadline, missed: str) -> Step:
    """Look for another route, since the dispute closed when its window passed."""
    says = f"{missed} in time, so the dispute is over; {ELSEWHERE} may still help."
    because = (Because("dispute", says), Because.of("window", window.window))
    return Step(action="other_route", because=because)


def _escalated(case: Case, escalated: Event, windows: Timeline, before: tuple[Because, ...], at: int) -> Step:
    """Wait for the ruling, and before it for a seller who has to answer the escalated case."""
    seller = windows.find("seller_answer")
    since = bounds(escalated.on, case.order.zone)[0]
    if seller is None or seller.used_us is not None or seller.opens_us is None or seller.opens_us < since:
        return _with_the_platform(windows, before, at, asked=True)
    end = seller.latest_arguable_us
    rule = Because.of("window", seller.window)
    if end is not None and at >= end:
        return _silent(seller, windows, before, at) or _with_the_platform(windows, before, at, asked=True)
    why = Because("dispute", "The case was handed over, and the seller is to answer it.")
    return Step(action="wait", because=(*before, why, rule), way="wait", wait_until=end)


def _runs_out(escalate: Deadline, end: int) -> bool:
    """Tell whether the time to escalate may be over before the other party's time is."""
    return escalate.safe_by_us is not None and escalate.safe_by_us <= end


def _with_the_platform(windows: Timeline, before: tuple[Because, ...], at: int, *, asked: bool) -> Step:
    """Wait for the ruling, or for the platform to take the case up by itself."""
    why = Because("dispute", "The platform is to rule.")
    taking = None if asked else next(windows.acting("take_over", "platform"), None)
    awaited = taking or next(windows.acting("rule", "platform"), None)
    if awaited is None:
        return Step(action="wait", because=(*before, why), way="wait")
    end = awaited.latest_arguable_us
    rule = Because.of("window", awaited.window)
    until = end if end is not None and at < end else None
    return Step(action="wait", because=(*before, rule, why), way="wait", wait_until=until)
