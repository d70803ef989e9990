"""The next step: which action a case calls for at a moment, why, and the window it has to be taken in."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.classification import Classification
from buyerprotect.advice.evidence import evidence_needs
from buyerprotect.advice.options import (
    at_buyers_cost,
    back_at,
    escalates_by_hand,
    goes_back,
    granted,
    open_offer,
)
from buyerprotect.advice.windows import Deadline, Timeline
from buyerprotect.facts.claim import Claim, Problem
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.money import Money
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import bounds

__all__ = ["Step", "next_step"]

_ELSEWHERE = "a card issuer, a payment provider or the law"
_STUCK = frozenset({"none", "dead", "returned", "customs", "delivered"})
"""States of tracking in which a parcel is no longer on its usual way."""


@frozen(kw_only=True)
class Step:
    """The next step: the action, why, the window it has to be taken in, the option that it is.

    `wait_until` is the moment up to which there is only waiting. `again` says that a dispute that has
    ended is to be opened anew.
    """

    action: Action
    because: tuple[Because, ...]
    window: Deadline | None = None
    way: str | None = None
    wait_until: int | None = None
    again: bool = False


def next_step(case: Case, claim: Claim, windows: Timeline, found: Classification, at: int) -> Step:
    """Tell the next step of a classified case."""
    if case.dispute is not None:
        return _in_dispute(case, claim, case.dispute, windows, found, at=at)
    return _unsent(case, claim, windows, at) or _before_dispute(case, claim, windows, found, at)


def _before_dispute(case: Case, claim: Claim, windows: Timeline, found: Classification, at: int) -> Step:
    window = windows.find(found.window) if found.window else None
    window_rule = tuple(b for b in found.because if window and b.rule == f"window.{window.id}")
    match found.coverage:
        case "covered":
            waiting = _patience(case, claim, windows, window, at)
            return waiting or _claim(window, window_rule, at)
        case "too_early":
            return _early(case, claim, windows, window, window_rule, at=at)
        case "too_late" | "not_covered" if (notice := _notice(windows, at)) is not None:
            return evolve(notice, because=(*found.because, *notice.because))
        case "too_late":
            says = f"The time for opening a dispute here is over; {_ELSEWHERE} may still help."
            why = Because("window", says, window.window.sources if window else ())
            return Step(action="other_route", because=(why,))
        case "not_covered":
            says = f"This programme does not cover it; {_ELSEWHERE} may."
            return Step(action="other_route", because=(*found.because, Because("coverage", says)))
        case "undetermined":
            return _undetermined(found, window, at)


def _claim(window: Deadline | None, rule: tuple[Because, ...], at: int) -> Step:
    """Claim now: open a dispute, or send the goods back where that is how the window is used."""
    back = window is not None and window.action == "return_goods"
    return Step(
        action="return_goods" if back else "open_dispute",
        because=(*_no_safe_moment(window, at), *rule),
        window=window,
        way="ask_full",
    )


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
    extension = _extension(case, claim, windows, at)
    if extension is not None:
        return evolve(extension, because=(*rule, *extension.because))
    until = None if window is None else window.opens_us
    asking = windows.find("ask_extension")
    later: tuple[Because, ...] = ()
    if asking is not None and _missing(case, claim) and asking.status_us(at) == "not_yet":
        later = (Because(f"window.{asking.id}", asking.says, asking.window.sources),)
    return Step(action="wait", because=(*rule, *later), window=window, wait_until=until)


def _no_safe_moment(window: Deadline | None, at: int) -> Iterator[Because]:
    """Say that no moment is safe any more, or none ever was, where the readings differ so far."""
    if window is None or window.act_by_us(at) is not None or window.safe_by_us is None:
        return
    first = ", ".join(reading.id for reading in window.readings if reading.closes_us == window.safe_by_us)
    if at >= window.safe_by_us:
        says = (
            f"By one reading ({first}) the time is over already: act at once, and expect to argue about it."
        )
    else:
        last = ", ".join(reading.id for reading in window.readings if reading.opens_us == window.safe_from_us)
        says = (
            f"No moment is safe by every reading: by one ({first}) the time is over before it begins by "
            f"another ({last}). Try at once, and again if you are refused."
        )
    yield Because("readings", says, window.window.sources)


def _undetermined(found: Classification, window: Deadline | None, at: int) -> Step:
    other = tuple(because for because in found.because if because.rule == "readings.other")
    if window is not None and other and not found.needs:
        return _claim(window, other, at)
    needs = ", ".join(found.needs)
    says = f"Whether this is covered depends on what is not told yet: {needs or 'nothing any source states'}."
    return Step(
        action="wait" if window is not None and window.opens_pending else "add_evidence",
        because=(Because("needs", says),),
        window=window,
    )


# --- before a dispute -------------------------------------------------------------------------------


def _unsent(case: Case, claim: Claim, windows: Timeline, at: int) -> Step | None:
    """Cancel an order that was not sent yet, or wait for what the seller says to that."""
    cancelling, deciding = windows.find("cancel_unshipped"), windows.find("seller_decides_cancel")
    told = case.view.words["happened"] or frozenset[str]()
    if cancelling is None or "shipped" in told or "shipped" in case.order.unknown:
        return None
    rule = Because(f"window.{cancelling.id}", cancelling.says, cancelling.window.sources)
    if deciding is not None and "cancel_requested" in told:
        return _cancel_requested(deciding, at)
    if all(problem.kind == "changed_mind" for problem in claim.problems):
        why = Because("order", "The order was not sent yet, so it can be cancelled instead of sent back.")
        return Step(action="cancel", because=(why, rule), window=cancelling)
    if all(problem.kind == "not_received" for problem in claim.problems):
        why = Because("order", "Nothing was sent yet, so there is nothing to dispute: wait, or cancel.")
        return Step(action="wait", because=(why, rule))
    return None


def _cancel_requested(deciding: Deadline, at: int) -> Step:
    rule = Because(f"window.{deciding.id}", deciding.says, deciding.window.sources)
    end = deciding.latest_arguable_us
    if end is None or at < end:
        why = Because("order", "You asked for the order to be cancelled, and the seller is to decide.")
        return Step(action="wait", because=(why, rule), wait_until=end)
    if deciding.lapse == "money_back":
        says = "The seller's time to decide is over: the order counts as cancelled, and the money is to come."
    else:
        says = "The seller's time to decide is over; what follows from silence no source states."
    return Step(action="wait", because=(Because("order", says), rule))


def _notice(windows: Timeline, at: int) -> Step | None:
    """Give notice where that right is still open, though no dispute is."""
    for window in windows.acting("give_notice", "buyer"):
        if window.status_us(at) == "open":
            why = Because(f"window.{window.id}", window.says, window.window.sources)
            return Step(action="give_notice", because=(why,), window=window)
    return None


def _patience(case: Case, claim: Claim, windows: Timeline, window: Deadline | None, at: int) -> Step | None:
    """Wait for goods that may still come, as long as waiting costs nothing."""
    promised = _still_promised(case, claim, window, at)
    if promised is not None:
        until = _promised_end(case, claim)
        return Step(action="wait", because=(promised,), window=window, wait_until=until)
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
    if asking is None or not _missing(case, claim) or asking.status_us(at) != "open":
        return None
    why = Because(f"window.{asking.id}", asking.says, asking.window.sources)
    return Step(action="ask_extension", because=(why,), window=asking)


def _missing(case: Case, claim: Claim) -> bool:
    """Tell whether all that is wrong is that goods have not come, and may still be on their way."""
    return all(
        problem.kind == "not_received" and not _STUCK & _tracking(case, claim, problem)
        for problem in claim.problems
    )


def _tracking(case: Case, claim: Claim, problem: Problem) -> frozenset[str]:
    return case.view.of(problem, claim).words["tracking"] or frozenset()


def _still_promised(case: Case, claim: Claim, window: Deadline | None, at: int) -> Because | None:
    """Say that goods are not late yet, where they are to come by a promised day that is still ahead.

    A promise that outlasts the window is no reason to wait: the right would be gone by then.
    """
    if any(
        problem.kind != "not_received" or problem.tracking in ("dead", "returned")
        for problem in claim.problems
    ):
        return None
    end = _promised_end(case, claim)
    if end is None or end <= at:
        return None
    if window is not None and window.safe_by_us is not None and end >= window.safe_by_us:
        return None
    return Because("promised", "The goods are not late yet: the promised day of delivery is still ahead.")


def _promised_end(case: Case, claim: Claim) -> int | None:
    wanted = {item.ref for item in claim.claimed}
    promised = [p.promised for p in case.order.parcels if not p.items or wanted & set(p.items)]
    return max((bounds(day, case.order.zone)[1] for day in promised if day is not None), default=None)


# --- in a dispute -----------------------------------------------------------------------------------


def _in_dispute(  # noqa: PLR0911 - one way out per stage
    case: Case, claim: Claim, dispute: Dispute, windows: Timeline, found: Classification, *, at: int
) -> Step:
    back = dispute.refunded
    if back and back >= (dispute.asked or claim.paid):
        return _money_back(back, ended=dispute.ended)
    outcome = dispute.outcome
    if dispute.last("ruled") is None and outcome is not None and goes_back(case):
        return _after_outcome(case, dispute, outcome, windows, at)
    if dispute.last("accepted") is not None:
        why = Because("dispute", "You accepted an offer, which ended the dispute; what it pays is to come.")
        return Step(action="wait", because=(why,))
    if dispute.ended:
        return _over(windows, at)
    if outcome is not None and outcome.kind == "ruled":
        return _after_outcome(case, dispute, outcome, windows, at)
    before = _opened_in_time(windows, found, at)
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


def _over(windows: Timeline, at: int) -> Step:
    """Open an ended dispute again where the rules allow it, and the time has not run out."""
    again = windows.find("refile")
    if again is not None and again.status_us(at) == "open":
        why = Because(f"window.{again.id}", again.says, again.window.sources)
        because = (*_no_safe_moment(again, at), why)
        return Step(action="open_dispute", because=because, window=again, way="ask_full", again=True)
    says = f"The dispute is over here; {_ELSEWHERE} may still help."
    return Step(action="other_route", because=(Because("dispute", says),))


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
    rule = Because(f"window.{escalate.id}", escalate.says, escalate.window.sources)
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
    seller = windows.find("seller_answer")
    end = seller.latest_arguable_us if seller is not None else None
    if seller is not None and end is not None and at >= end:
        lapses = {reading.lapse for reading in seller.readings}
        rule = Because(f"window.{seller.id}", seller.says, seller.window.sources)
        if lapses == {"request_granted"}:
            says = "The seller let the time for an answer pass: what you asked for is taken as accepted."
            why = Because("dispute", says)
            return Step(action="wait", because=(*before, why, rule), way="wait")
        if lapses == {"escalates"}:
            says = "The seller let the time for an answer pass: the case goes to the platform."
            return _with_the_platform(windows, (*before, Because("dispute", says), rule), at, asked=False)
    missing = any(need.need != "useless" and not need.have for need in evidence_needs(case, claim))
    reasons = [*before, Because("dispute", "The dispute is open, and the seller has not answered it.")]
    escalate = windows.find("escalate")
    if escalate is not None and escalate.status_us(at) == "open":
        reasons.append(Because(f"window.{escalate.id}", escalate.says, escalate.window.sources))
    action: Action = "add_evidence" if missing else "wait"
    return Step(action=action, because=tuple(reasons), way="wait", wait_until=end)


def _with_the_platform(windows: Timeline, before: tuple[Because, ...], at: int, *, asked: bool) -> Step:
    """Wait for the ruling, or for the platform to take the case up by itself."""
    why = Because("dispute", "The platform is to rule.")
    taking = next(windows.acting("take_over", "platform"), None)
    if asked or taking is None:
        return Step(action="wait", because=(*before, why), way="wait")
    end = taking.latest_arguable_us
    rule = Because(f"window.{taking.id}", taking.says, taking.window.sources)
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
    if amount is not None and amount >= claim.paid and not at_buyers_cost(case, offer):
        says = f"The offer of {amount} is all that was paid."
        return Step(action="accept", because=(*before, Because("offer", says)), way="accept")
    if not amount:
        says = "The offer is of nothing."
    elif amount < claim.paid:
        says = f"The offer of {amount} is less than the {claim.paid} paid."
    else:
        says = f"The offer of {amount} has you pay the way back."
    way = "escalate" if escalates_by_hand(case) else "wait"
    return Step(action="decline", because=(*before, Because("offer", says)), way=way)


# --- after a ruling or an agreement -----------------------------------------------------------------


def _after_outcome(case: Case, dispute: Dispute, outcome: Event, windows: Timeline, at: int) -> Step:
    amount = granted(dispute, outcome)
    noun = "The ruling" if outcome.kind == "ruled" else "The agreement"
    if dispute.last("defaulted") is not None:
        why = Because("dispute", f"{noun} was not obeyed.")
        return Step(action="escalate", because=(why,), way="insist")
    if not amount:
        why = Because("dispute", f"{noun} pays nothing; {_ELSEWHERE} may still help.")
        for window in windows.acting("appeal", "buyer"):
            if window.status_us(at) == "open":
                rule = Because(f"window.{window.id}", window.says, window.window.sources)
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
    rule = () if window is None else (Because(f"window.{window.id}", window.says, window.window.sources),)
    if dispute.last("return_sent", "return_received") is not None:
        why = Because("dispute", f"The goods are on their way back; {amount} is to come.")
        return Step(action="wait", because=(why,))
    if window is not None and window.latest_arguable_us is not None and at >= window.latest_arguable_us:
        says = f"The time to send the goods back ran out on {window.last_day}; {_ELSEWHERE} may still help."
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
