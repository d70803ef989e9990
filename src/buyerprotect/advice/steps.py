"""The next step of a case: before a dispute here, in one in `advice.dispute_steps`."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.classification import Classification
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.dispute_steps import in_dispute
from buyerprotect.advice.options import has_goods
from buyerprotect.advice.step import ELSEWHERE, Step, claim_now, no_safe_moment
from buyerprotect.advice.windows import Timeline
from buyerprotect.facts.claim import Claim, Problem
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import bounds

__all__ = ["next_step"]

_STUCK = frozenset({"none", "dead", "returned", "customs", "delivered"})
"""States of tracking in which a parcel is no longer on its usual way."""


_NOTICES = ("give_notice", "dispute_with_bank")
"""Ways to make a claim that open no dispute."""

_WILL_NOT_COME = frozenset({"dead", "returned", "delivered"})
"""States of tracking in which a promised day of delivery says nothing any more."""


def next_step(case: Case, claim: Claim, windows: Timeline, found: Classification, at: int) -> Step:
    """Tell the next step of a classified case."""
    if case.dispute is not None:
        return in_dispute(case, claim, case.dispute, windows, found, at=at)
    return _unsent(case, claim, windows, at) or _before_dispute(case, claim, windows, found, at)


def _before_dispute(case: Case, claim: Claim, windows: Timeline, found: Classification, at: int) -> Step:
    window = windows.find(found.window) if found.window else None
    window_rule = tuple(b for b in found.because if window and b.rule == f"window.{window.id}")
    match found.coverage:
        case "covered":
            ahead = _claimed(case, windows, window, window_rule, at) or _patience(
                case, claim, windows, window, at
            )
            return ahead or claim_now(window, window_rule, at)
        case "too_early":
            return _early(case, claim, windows, window, window_rule, at=at)
        case "too_late" | "not_covered" if (notice := _notice(case, windows, at)) is not None:
            return evolve(notice, because=(*found.because, *notice.because))
        case "too_late":
            says = f"The time to claim here is over; {ELSEWHERE} may still help."
            why = Because("window", says, window.window.sources if window else ())
            return Step(action="other_route", because=(*found.because, why))
        case "not_covered":
            says = f"This programme does not cover it; {ELSEWHERE} may."
            return Step(action="other_route", because=(*found.because, Because("coverage", says)))
        case "undetermined":
            ask = _contact(case, claim, windows, window, at)
            return ask or _undetermined(case, found, window, at)


def _claimed(
    case: Case, windows: Timeline, window: Deadline | None, rule: tuple[Because, ...], at: int
) -> Step | None:
    """Go on after a claim that was made by a notice, or through the bank: wait for who is to act now."""
    if window is None or window.action not in _NOTICES or window.status_us(at) != "done":
        return None
    done = Because("claim", "The claim is made.")
    for back in windows.acting("return_goods", "buyer"):
        if back.usable_us(at) and back.id not in case.other_windows:
            return Step(
                action="return_goods", because=(done, *rule, Because.of("window", back.window)), window=back
            )
    theirs = [other for other in windows if other.party != "buyer"]
    others = [other for other in theirs if other.usable_us(at)]
    over = [other for other in theirs if other.status_us(at) == "closed" and not other.open_by(at)]
    if over and not others:
        late = Because("claim", f"Their time to act is over; {ELSEWHERE} may help to get what is due.")
        rules = tuple(Because.of("window", other.window) for other in over)
        return Step(action="other_route", because=(done, *rule, *rules, late))
    ends = [other.latest_arguable_us for other in others if other.latest_arguable_us is not None]
    because = (done, *rule, *(Because.of("window", other.window) for other in others))
    return Step(action="wait", because=because, wait_until=min(ends, default=None))


def _early(
    case: Case,
    claim: Claim,
    windows: Timeline,
    window: Deadline | None,
    rule: tuple[Because, ...],
    *,
    at: int,
) -> Step:
    """Wait until a claim can be made, and use what can be done meanwhile."""
    contact = _contact(case, claim, windows, window, at)
    if contact is not None:
        return evolve(contact, because=(*rule, *contact.because))
    extension = _extension(case, claim, windows, at)
    if extension is not None:
        return evolve(extension, because=(*rule, *extension.because))
    until = None if window is None else window.opens_us
    asking = windows.find("ask_extension")
    later: tuple[Because, ...] = ()
    if asking is not None and _missing(case, claim) and asking.status_us(at) == "not_yet":
        later = (Because.of("window", asking.window),)
    return Step(action="wait", because=(*rule, *later), window=window, wait_until=until)


def _contact(case: Case, claim: Claim, windows: Timeline, window: Deadline | None, at: int) -> Step | None:
    """Ask the seller for help first, where no claim can be made before, and the goods are late or wrong."""
    if window is None or "contacted" not in window.needs or "contacted" in case.order.unknown:
        return None
    not_late = _not_late(case, claim, window, at)
    if not_late is not None:
        return not_late
    for gate in windows.acting("contact_seller", "buyer"):
        rule = Because.of("window", gate.window)
        if gate.usable_us(at) or gate.open_by(at):
            because = (*no_safe_moment(gate, at), rule)
            return Step(action="contact_seller", because=because, window=gate)
        if gate.status_us(at) == "not_yet":
            return Step(action="wait", because=(rule,), window=gate, wait_until=gate.opens_us)
    return None


def _undetermined(case: Case, found: Classification, window: Deadline | None, at: int) -> Step:
    other = tuple(because for because in found.because if because.rule == "readings.other")
    if window is not None and other and not found.needs:
        return claim_now(window, other, at)
    if (
        window is not None
        and window.status_us(at) == "not_known"
        and window.usable_us(at)
        and set(found.needs) <= set(window.needs)
    ):
        return claim_now(window, tuple(_unknown_end(window)), at)
    needs = ", ".join(found.needs)
    open_now = window is not None and window.usable_us(at)
    if window is not None and open_now and found.needs and set(found.needs) <= case.policy.unsettled:
        says = f"No source settles {needs}: claim while you can, and see what whoever decides says."
        return claim_now(window, (Because("needs", says),), at)
    says = f"Whether this is covered depends on what is not told yet: {needs or 'nothing any source states'}."
    return Step(action=_awaited(case, window), because=(Because("needs", says),), window=window)


def _awaited(case: Case, window: Deadline | None) -> Action:
    """Tell what to do about a claim that is not decided: what it waits for, or else tell more."""
    if window is None or not window.opens_pending:
        return "add_evidence"
    claim = case.claim
    back = claim is not None and "return_sent" in window.needs and has_goods(claim)
    return "return_goods" if back else "wait"


def _unknown_end(window: Deadline) -> Iterator[Because]:
    """Say that the time to claim has begun, and what would tell when it ends."""
    needs = ", ".join(window.needs)
    says = "The time to claim has begun, and when it ends is not known"
    tell = f": act at once, and find out what would tell it ({needs})." if needs else ": act at once."
    yield Because("readings.end", says + tell, window.window.sources)
    yield Because.of("window", window.window)


def _unsent(case: Case, claim: Claim, windows: Timeline, at: int) -> Step | None:
    """Cancel an order that was not sent yet, or wait for what the seller says to that."""
    cancelling, deciding = windows.find("cancel_unshipped"), windows.find("seller_decides_cancel")
    told = case.view.words["happened"] or frozenset[str]()
    if cancelling is None or "shipped" in told or "shipped" in case.order.unknown:
        return None
    rule = Because.of("window", cancelling.window)
    if deciding is not None and "cancel_requested" in told:
        return _cancel_requested(deciding, at)
    open_to_cancel = cancelling.usable_us(at)
    kinds = {problem.kind for problem in claim.problems}
    if open_to_cancel and "changed_mind" in kinds <= {"changed_mind", "not_received"}:
        why = Because("order", "The order was not sent yet, so it can be cancelled instead of sent back.")
        return Step(action="cancel", because=(why, rule), window=cancelling)
    if kinds == {"not_received"}:
        why = Because("order", "Nothing was sent yet, so there is nothing to dispute: wait, or cancel.")
        return Step(action="wait", because=(why, rule), live=False)
    return None


def _cancel_requested(deciding: Deadline, at: int) -> Step:
    rule = Because.of("window", deciding.window)
    end = deciding.latest_arguable_us
    if end is None or at < end:
        why = Because("order", "You asked for the order to be cancelled, and the seller is to decide.")
        return Step(action="wait", because=(why, rule), wait_until=end, live=False)
    if deciding.lapse == "money_back":
        says = "The seller's time to decide is over: the order counts as cancelled, and the money is to come."
    else:
        says = "The seller's time to decide is over; what follows from silence no source states."
    return Step(action="wait", because=(Because("order", says), rule), live=False)


def _notice(case: Case, windows: Timeline, at: int) -> Step | None:
    """Give notice where that right is still open, though no dispute is.

    Where a notice is how a ground is claimed, it is for that ground alone.
    """
    of_grounds = {ground.window for ground in case.policy.grounds}
    for window in windows.acting("give_notice", "buyer"):
        if window.id not in of_grounds and window.usable_us(at):
            why = Because.of("window", window.window)
            return Step(action="give_notice", because=(why,), window=window)
    return None


def _patience(case: Case, claim: Claim, windows: Timeline, window: Deadline | None, at: int) -> Step | None:
    """Wait for goods that may still come, as long as waiting costs nothing."""
    not_late = _not_late(case, claim, window, at)
    if not_late is not None:
        return not_late
    extension = _extension(case, claim, windows, at)
    if extension is not None:
        return extension
    asking = windows.find("ask_extension")
    moving = all(_tracking(case, claim, problem) == {"moving"} for problem in claim.problems)
    if asking is None or not moving or not _missing(case, claim) or asking.status_us(at) != "not_yet":
        return None
    if window is None or window.safe_by_us is None or asking.opens_us is None:
        return None
    if asking.opens_us >= window.safe_by_us:
        return None  # by some reading the right would be gone by then
    says = "The parcel still moves, and there is time to spare: it may yet come."
    why = Because(f"window.{asking.id}", f"{says} {asking.says}", asking.window.sources)
    return Step(action="wait", because=(why,), window=window, wait_until=asking.opens_us)


def _extension(case: Case, claim: Claim, windows: Timeline, at: int) -> Step | None:
    """Ask for more time while the goods are on their way and the protection is about to run out."""
    asking = windows.find("ask_extension")
    if asking is None or not _missing(case, claim) or not asking.usable_us(at):
        return None
    why = Because.of("window", asking.window)
    return Step(action="ask_extension", because=(why,), window=asking)


def _missing(case: Case, claim: Claim) -> bool:
    """Tell whether all that is wrong is that goods have not come, and may still be on their way."""
    return all(
        problem.kind == "not_received" and not _STUCK & _tracking(case, claim, problem)
        for problem in claim.problems
    )


def _tracking(case: Case, claim: Claim, problem: Problem) -> frozenset[str]:
    return case.view.of(problem, claim).words["tracking"] or frozenset()


def _not_late(case: Case, claim: Claim, window: Deadline | None, at: int) -> Step | None:
    """Wait for goods that are not late yet, since they are to come by a promised day that is still ahead.

    A promise that outlasts the window is no reason to wait: the right would be gone by then.
    """
    if case.order.aware is not None:
        return None  # it is known not to come
    for problem in claim.problems:
        if problem.kind != "not_received" or _tracking(case, claim, problem) & _WILL_NOT_COME:
            return None
    end = _promised_end(case, claim)
    if end is None or end <= at:
        return None
    if window is not None and window.safe_by_us is not None and end >= window.safe_by_us:
        return None
    why = Because("promised", "The goods are not late yet: the promised day of delivery is still ahead.")
    return Step(action="wait", because=(why,), window=window, wait_until=end)


def _promised_end(case: Case, claim: Claim) -> int | None:
    wanted = {item.ref for item in claim.claimed}
    promised = [p.promised for p in case.order.parcels if not p.items or wanted & set(p.items)]
    return max((bounds(day, case.order.zone)[1] for day in promised if day is not None), default=None)
