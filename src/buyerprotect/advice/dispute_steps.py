"""The next step in a dispute: from its opening, through answers and offers, to the money or the way back."""

from __future__ import annotations

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.classification import Classification
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.entitlement import payable
from buyerprotect.advice.options import (
    at_buyers_cost,
    back_at,
    escalates_by_hand,
    goes_back,
    granted,
    is_to_be_done,
    open_offer,
    return_payer,
)
from buyerprotect.advice.step import ELSEWHERE, Step, claim_now, no_safe_moment
from buyerprotect.advice.talk_steps import closed_by_itself, shut, talking
from buyerprotect.advice.windows import Timeline
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import LAST, Instant, told_day

__all__ = ["in_dispute"]


def in_dispute(  # noqa: PLR0911 - one way out per stage
    case: Case, claim: Claim, dispute: Dispute, windows: Timeline, found: Classification, *, at: int
) -> Step:
    """Tell the next step in a dispute, from the last that happened in it."""
    back = dispute.refunded
    if back and back >= (dispute.asked or claim.paid):
        return _money_back(back, ended=dispute.ended or dispute.last("ruled") is not None)
    first = _whatever_was_said(case, dispute, windows, found, at)
    if first is not None:
        return first
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
    if _is_asked(dispute):
        return _questioned(windows, before, at)
    offer = open_offer(dispute)
    if offer is not None:
        return _offered(case, claim, offer, windows, before, at=at)
    return talking(case, claim, dispute, windows, before, at=at)


def _whatever_was_said(
    case: Case, dispute: Dispute, windows: Timeline, found: Classification, at: int
) -> Step | None:
    """Tell the step that comes first whatever the parties said: elsewhere, an appeal, a claim to escalate."""
    barred = next((b for b in found.because if b.rule in _barred(case)), None)
    if barred is not None and found.coverage == "not_covered":
        says = f"The payment is disputed elsewhere, which ends the case here: {ELSEWHERE} is where to go on."
        return Step(action="other_route", because=(Because("dispute", says), barred))
    appeal = dispute.last("ruled", "appealed")
    if appeal is not None and appeal.kind == "appealed":
        why = Because("dispute", "An appeal was made, and is to be decided on.")
        return Step(action="wait", because=(why,))
    own = windows.find(found.window) if found.window else None
    if own is not None and own.action == "escalate" and found.coverage == "covered" and own.usable_us(at):
        return Step(action="escalate", because=found.because, window=own, way="escalate")
    return None


def _is_asked(dispute: Dispute) -> bool:
    """Tell whether the platform asked the buyer for something that the buyer has not given since."""
    asked = False
    for event in dispute.events:
        if event.kind == "information_requested":
            asked = True
        elif event.kind == "information_given" and event.party != "seller":
            asked = False
    return asked


def _barred(case: Case) -> set[str]:
    return {f"exclusion.{name}" for name in case.policy.barred_elsewhere}


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
            ids = "; ".join(reading.name for reading in others)
            other = Because(
                "readings.other", f"By another reading one can be opened again: {ids}.", why.sources
            )
            return claim_now(again, (other, why), at, again=True)
    says = f"The dispute is over here; {ELSEWHERE} may still help."
    return Step(action="other_route", because=(Because("dispute", says),))


def _end(window: Deadline) -> int:
    return LAST if window.closes_us is None else window.closes_us


def _questioned(windows: Timeline, before: tuple[Because, ...], at: int) -> Step:
    """Answer what the platform asked."""
    why = Because("dispute", "The platform asked you for information.")
    for window in windows.acting("give_information", "buyer"):
        rule = Because.of("window", window.window)
        open_window = window if window.usable_us(at) else None
        return Step(action="add_evidence", because=(*before, why, rule), window=open_window, way="wait")
    return Step(action="add_evidence", because=(*before, why), way="wait")


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


def _offered(
    case: Case, claim: Claim, offer: Event, windows: Timeline, before: tuple[Because, ...], *, at: int
) -> Step:
    """Take an offer of all there is to be had, or decline it, while either can still be done."""
    answers = list(windows.acting("answer_offer", "buyer"))
    for window in answers:
        if shut(window, at):
            return closed_by_itself(window, "The offer was not answered")
    amount = offer.amount
    soonest = min(
        (w for w in (*answers, windows.find("escalate")) if w is not None and w.usable_us(at)),
        key=lambda window: window.safe_by_us or LAST,
        default=None,
    )
    rule = () if soonest is None else (Because.of("window", soonest.window),)
    most = payable(case, claim)
    if amount is not None and amount >= most and not at_buyers_cost(case, offer):
        all_paid = "that was paid" if amount >= claim.paid else "that the programme pays"
        says = f"The offer of {amount} is all {all_paid}."
        because = (*before, Because("offer", says), *rule)
        return Step(action="accept", because=because, window=soonest, way="accept")
    if not amount:
        says = "The offer is of nothing."
    elif amount < most:
        paid = "paid" if most == claim.paid else "that the programme pays"
        says = f"The offer of {amount} is less than the {most} {paid}."
    else:
        says = f"The offer of {amount} has you pay the way back."
    way = "escalate" if escalates_by_hand(case) else "wait"
    return Step(action="decline", because=(*before, Because("offer", says), *rule), window=soonest, way=way)


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
    rule = (*no_safe_moment(window, at), *rule)
    postage_rule = return_payer(case) if outcome.return_paid_by is None else None
    if postage_rule is not None:
        rule = (*rule, Because.of("postage", postage_rule))
    if dispute.last("return_sent", "return_received") is not None:
        where = "have arrived" if dispute.last("return_received") is not None else "are on their way back"
        why = Because("dispute", f"The goods {where}; {amount} is to come.")
        return Step(action="wait", because=(why,))
    if window is not None and window.latest_arguable_us is not None and at >= window.latest_arguable_us:
        last = told_day(Instant(window.latest_arguable_us - 1), window.zone)
        says = f"The time to send the goods back ran out on {last}; {ELSEWHERE} may still help."
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
