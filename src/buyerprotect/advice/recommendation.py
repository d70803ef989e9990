"""Recommendation: the one next step, the latest moment to take it, and all it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from buyerprotect.advice.case import Because, Case, Facts, now, prepare
from buyerprotect.advice.classification import Classification, classified
from buyerprotect.advice.options import (
    Option,
    Settlement,
    advice_reasons,
    asking_reasons,
    at_buyers_cost,
    expected,
    has_goods,
    open_offer,
    options,
    ruled_amount,
    warnings,
)
from buyerprotect.advice.windows import Deadline, Timeline, timeline
from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.money import Money
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Action, Policy
from buyerprotect.timing.clock import MomentLike, bounds, to_datetime

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["EvidenceNeed", "Recommendation", "Request", "RiskNote", "recommend", "recommended"]


_ELSEWHERE = "a card issuer, a payment provider or the law"


@frozen
class Request:
    """What to ask for: all, a part or nothing, whether the goods go back, and at whose cost."""

    kind: Literal["full", "partial", "none"]
    amount: Money | None = None
    return_goods: bool | None = None
    return_paid_by: Party | None = None


@frozen(kw_only=True)
class EvidenceNeed:
    """A piece of evidence: what it is worth here, whether the claim has it, and why it matters."""

    kind: str
    need: Literal["needed", "wanted", "useless"]
    have: bool
    because: Because


@frozen
class RiskNote:
    """An act that may go wrong, and the rule that warns of it."""

    act: str
    because: Because


@frozen(kw_only=True)
class Recommendation:
    """The next step of a case.

    `act_by` is the latest moment that is safe under every reading, itself still in time; None where
    no end is known or no moment is safe. It is shown in `zone`.
    """

    action: Action
    zone: str
    act_by_us: int | None = None
    request: Request = Request("none")
    options: tuple[Option, ...] = ()
    expected: Settlement | None = None
    evidence: tuple[EvidenceNeed, ...] = ()
    risks: tuple[RiskNote, ...] = ()
    because: tuple[Because, ...] = ()

    @property
    def act_by(self) -> DateTime | None:
        """The latest moment to act that is safe under every reading."""
        return None if self.act_by_us is None else to_datetime(self.act_by_us, self.zone)


def recommend(facts: Facts, *, at: MomentLike, policy: Policy | Pack | str | None = None) -> Recommendation:
    """Tell the next step of a case at a moment, what to ask for, and the latest moment to act.

    >>> from buyerprotect import Claim, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> claim = Claim(order, [Problem("size", "partial")])
    >>> recommend(claim, at="2017-04-16T12:00Z", policy="aliexpress-guide").request.amount
    Money('80.00', 'USD')

    Raises `InvalidFactsError` where something that happened lies after `at`, or where more is asked
    than the programme can pay.
    """
    case = prepare(facts, policy)
    moment = now(at, facts)
    windows = timeline(case)
    return recommended(case, windows, classified(case, windows, moment), moment)


def recommended(case: Case, windows: Timeline, found: Classification, at: int) -> Recommendation:
    """Recommend the next step of a prepared and classified case."""
    claim = case.claim
    if claim is None:
        says = "Nothing is said to be wrong, so there is nothing to do but to keep the dates in mind."
        why = (Because("claim", says),)
        return Recommendation(
            action="nothing", zone=case.policy.zone, because=why, risks=_risks(case, {"confirm"})
        )
    step = _step(case, claim, windows, found, at)
    live = step.action not in ("other_route", "cancel")
    ways = options(case, claim, found.ground) if live else ()
    request = _request(case, claim) if live and step.action != "nothing" else Request("none")
    acts = {"rely_on_tolerance", *(("cancel", "accept_zero") if case.dispute else ("ask_part",))}
    acts |= {"return_at_own_cost"} if has_goods(claim) else set[str]()
    # Confirming is only a risk while it can still replace the protection that is left.
    acts |= {"confirm"} if _confirming_moves(windows, at) else set[str]()
    return Recommendation(
        action=step.action,
        zone=case.policy.zone,
        act_by_us=None if step.window is None else step.window.act_by_us(at),
        request=request,
        options=tuple(evolve(way, recommended=way.id == step.way) for way in ways),
        expected=expected(case, claim) if live else None,
        evidence=tuple(_evidence(case, claim)) if live else (),
        risks=_risks(case, acts) if live else (),
        because=(*step.because, *_advice(case, step.action), *(_asked(case, claim) if live else ())),
    )


@frozen(kw_only=True)
class _Step:
    """The next step: the action, why, the window it has to be taken in, the option that it is."""

    action: Action
    because: tuple[Because, ...]
    window: Deadline | None = None
    way: str | None = None


def _step(  # noqa: PLR0911 - one way out per coverage
    case: Case, claim: Claim, windows: Timeline, found: Classification, at: int
) -> _Step:
    if case.dispute is not None:
        return _in_dispute(case, claim, case.dispute, windows, found, at=at)
    window = windows.find(found.window) if found.window else None
    window_rule = found.because[-1:] if window else ()
    match found.coverage:
        case "covered":
            waiting = _still_promised(case, claim, window, at)
            if waiting is not None:
                return _Step(action="wait", because=(waiting,), window=window)
            because = (*_no_safe_moment(window, at), *window_rule)
            return _Step(action="open_dispute", because=because, window=window, way="ask_full")
        case "too_early":
            return _Step(action="wait", because=window_rule, window=window)
        case "too_late":
            says = f"The time for opening a dispute here is over; {_ELSEWHERE} may still help."
            why = Because("window", says, window.sources if window else ())
            return _Step(action="other_route", because=(why,))
        case "not_covered":
            says = f"This programme does not cover it; {_ELSEWHERE} may."
            return _Step(action="other_route", because=(*found.because, Because("coverage", says)))
        case "undetermined":
            return _undetermined(found, window)


def _no_safe_moment(window: Deadline | None, at: int) -> Iterator[Because]:
    """Say that no moment is safe any more, or none ever was, where the readings differ so far."""
    if window is None or window.act_by_us(at) is not None or window.safe_by_us is None:
        return
    ids = ", ".join(reading.id for reading in window.readings if reading.closes_us == window.safe_by_us)
    says = f"By one reading ({ids}) the time is over already: act at once, and expect to argue about it."
    yield Because("readings", says, window.sources)


def _undetermined(found: Classification, window: Deadline | None) -> _Step:
    needs = ", ".join(found.needs)
    says = f"Whether this is covered depends on what is not told yet: {needs or 'nothing any source states'}."
    return _Step(
        action="wait" if window is not None and window.opens_pending else "add_evidence",
        because=(Because("needs", says),),
        window=window,
    )


def _still_promised(case: Case, claim: Claim, window: Deadline | None, at: int) -> Because | None:
    """Say that goods are not late yet, where they are to come by a promised day that is still ahead.

    A promise that outlasts the window is no reason to wait: the right would be gone by then.
    """
    if any(
        problem.kind != "not_received" or problem.tracking in ("dead", "returned")
        for problem in claim.problems
    ):
        return None
    wanted = {item.ref for item in claim.claimed}
    promised = [p.promised for p in case.order.parcels if not p.items or wanted & set(p.items)]
    ends = [bounds(day, case.order.zone)[1] for day in promised if day is not None]
    if not ends or max(ends) <= at:
        return None
    if window is not None and window.safe_by_us is not None and max(ends) >= window.safe_by_us:
        return None
    return Because("promised", "The goods are not late yet: the promised day of delivery is still ahead.")


def _in_dispute(
    case: Case, claim: Claim, dispute: Dispute, windows: Timeline, found: Classification, *, at: int
) -> _Step:
    back = dispute.refunded
    if back and back >= (dispute.asked or claim.paid):
        return _money_back(back, ended=dispute.ended)
    if dispute.last("accepted") is not None:
        why = Because("dispute", "You accepted an offer, which ended the dispute; what it pays is to come.")
        return _Step(action="wait", because=(why,))
    if dispute.ended:
        says = f"The dispute is over here; {_ELSEWHERE} may still help."
        return _Step(action="other_route", because=(Because("dispute", says),))
    ruling = dispute.last("ruled")
    if ruling is not None:
        return _after_ruling(dispute, ruling)
    before = _opened_in_time(windows, found, at)
    offer = open_offer(dispute)
    if offer is not None:
        return _offered(claim, offer, before)
    return _talking(case, claim, dispute, windows, before)


def _money_back(back: Money, *, ended: bool) -> _Step:
    if ended:
        says = f"{back} came back, and the dispute is over."
        return _Step(action="nothing", because=(Because("refunded", says),))
    says = f"{back} came back, all that was asked: cancelling is safe now. Before the money came it was not."
    return _Step(action="cancel", because=(Because("refunded", says),))


def _talking(
    case: Case, claim: Claim, dispute: Dispute, windows: Timeline, before: tuple[Because, ...]
) -> _Step:
    """Go on in a dispute that is open and not ruled, with no offer on the table."""
    last = dispute.last("answered", "declined", "escalated")
    escalate = windows.find("escalate")
    if last is None:
        missing = any(need.need != "useless" and not need.have for need in _evidence(case, claim))
        why = Because("dispute", "The dispute is open, and the seller has not answered it.")
        return _Step(action="add_evidence" if missing else "wait", because=(*before, why), way="wait")
    if last.kind == "answered" and last.accepts:
        why = Because("dispute", "The seller has agreed; the money is to come.")
        return _Step(action="wait", because=(*before, why), way="wait")
    if last.kind == "escalated" or escalate is None:
        return _Step(
            action="wait", because=(*before, Because("dispute", "The platform is to rule.")), way="wait"
        )
    why = Because("dispute", "There is no agreement with the seller, and the dispute is still open.")
    return _Step(action="escalate", because=(*before, why), window=escalate, way="escalate")


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
    return (Because(f"window.{window.id}", says, window.sources),)


def _offered(claim: Claim, offer: Event, before: tuple[Because, ...]) -> _Step:
    amount = offer.amount
    if amount is not None and amount >= claim.paid and not at_buyers_cost(offer):
        says = f"The offer of {amount} is all that was paid."
        return _Step(action="accept", because=(*before, Because("offer", says)), way="accept")
    if not amount:
        says = "The offer is of nothing."
    elif amount < claim.paid:
        says = f"The offer of {amount} is less than the {claim.paid} paid."
    else:
        says = f"The offer of {amount} has you pay the way back."
    return _Step(action="decline", because=(*before, Because("offer", says)), way="escalate")


def _after_ruling(dispute: Dispute, ruling: Event) -> _Step:
    claim = dispute.claim
    amount = ruled_amount(ruling, claim.paid)
    if dispute.last("defaulted") is not None:
        why = Because("dispute", "The ruling was not obeyed.")
        return _Step(action="escalate", because=(why,), way="insist")
    if not amount:
        why = Because("dispute", f"The ruling pays nothing; {_ELSEWHERE} may still help.")
        return _Step(action="other_route", because=(why,))
    if not ruling.return_goods:
        why = Because("dispute", f"The ruling pays {amount}, which is to come.")
        return _Step(action="wait", because=(why,))
    if not at_buyers_cost(ruling):
        says = f"The ruling has the goods sent back at the {ruling.return_paid_by}'s cost."
        return _Step(action="return_goods", because=(Because("dispute", says),), way="return_as_ruled")
    postage = claim.return_postage
    if postage is not None and postage >= amount:
        says = f"Sending the goods back would cost {postage}, which eats the refund of {amount}: keep them."
        return _Step(action="nothing", because=(Because("dispute", says),), way="nothing")
    left = "less the postage, which is not told" if postage is None else f"{amount - postage} after postage"
    says = f"The ruling pays {amount} against the goods, sent back at your cost, which leaves {left}."
    return _Step(action="return_goods", because=(Because("dispute", says),), way="return_at_own_cost")


def _request(case: Case, claim: Claim) -> Request:
    ruling = case.dispute.last("ruled") if case.dispute else None
    if ruling is not None:
        amount = ruled_amount(ruling, claim.paid)
        kind: Literal["full", "partial"] = "full" if amount >= claim.paid else "partial"
        return Request(kind, amount, ruling.return_goods or False, ruling.return_paid_by)
    asking = next(case.applying(case.policy.askings), None)
    if asking is not None and asking.request == "part":
        usual = expected(case, claim)
        if usual is not None and usual.high is not None and usual.high < claim.paid:
            return Request("partial", usual.high, asking.return_goods)
    return Request("full", claim.paid, asking.return_goods if asking else False)


def _asked(case: Case, claim: Claim) -> Iterator[Because]:
    """Say what to ask for, or, where a part was asked already, what that did."""
    dispute = case.dispute
    asked = dispute.asked if dispute else None
    if asked is not None and asked < claim.paid:
        for _, because in warnings(case, {"ask_part"}):
            yield evolve(because, says=f"You asked for {asked} of the {claim.paid} paid. {because.says}")
    if dispute is not None and dispute.last("ruled") is not None:
        return  # what can be had now is what was ruled
    yield from asking_reasons(case)


def _confirming_moves(windows: Timeline, at: int) -> bool:
    return any(move.event == "confirmed" for window in windows for move in window.provisional_at(at))


def _advice(case: Case, action: Action) -> Iterator[Because]:
    yield from advice_reasons(case, action)
    if case.dispute is not None and action in ("wait", "add_evidence", "escalate"):
        # How long it takes may depend on the account; what comes of it does not.
        yield from (Because.of("level", level) for level in case.policy.levels)


def _evidence(case: Case, claim: Claim) -> Iterator[EvidenceNeed]:
    kinds = {evidence.kind for evidence in claim.evidence}
    for rule in case.applying(case.policy.evidence):
        have = rule.kind in kinds
        if have or rule.need != "useless":
            because = Because.of("evidence", rule)
            yield EvidenceNeed(kind=rule.kind, need=rule.need, have=have, because=because)


def _risks(case: Case, acts: set[str]) -> tuple[RiskNote, ...]:
    return tuple(RiskNote(act, because) for act, because in warnings(case, acts))
