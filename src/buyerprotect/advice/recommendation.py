"""Recommendation: the one next step, the latest moment to take it, and all it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from buyerprotect.advice.case import Because, Case, Facts, now, prepare
from buyerprotect.advice.classification import Classification, classified
from buyerprotect.advice.evidence import EvidenceNeed, evidence_needs
from buyerprotect.advice.options import (
    Option,
    Settlement,
    advice_reasons,
    asking_reasons,
    back_at,
    expected,
    goes_back,
    granted,
    has_goods,
    options,
    return_payer,
    warnings,
)
from buyerprotect.advice.steps import next_step
from buyerprotect.advice.windows import Timeline, timeline
from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.money import Money
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Action, Asking, Policy
from buyerprotect.timing.clock import MomentLike, to_datetime

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["EvidenceNeed", "Extra", "Recommendation", "Request", "RiskNote", "recommend", "recommended"]


@frozen
class Extra:
    """Money to ask for beyond what was paid, and the rule that promises it."""

    amount: Money
    because: Because


@frozen
class Request:
    """What to ask for: all, a part or nothing, whether the goods go back, and at whose cost.

    `amount` never exceeds what was paid; what a guarantee pays beyond that stands in `extras`.
    """

    kind: Literal["full", "partial", "none"]
    amount: Money | None = None
    return_goods: bool | None = None
    return_paid_by: Party | None = None
    extras: tuple[Extra, ...] = ()


@frozen
class RiskNote:
    """An act that may go wrong, and the rule that warns of it."""

    act: str
    because: Because


@frozen(kw_only=True)
class Recommendation:
    """The next step of a case.

    `act_by` is the latest moment that is safe under every reading, itself still in time; None where
    no end is known or no moment is safe. `wait_until`, where the step is to wait, is when every reading
    lets one go on. Both are shown in `zone`.
    """

    action: Action
    zone: str
    act_by_us: int | None = None
    wait_until_us: int | None = None
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

    @property
    def wait_until(self) -> DateTime | None:
        """The moment up to which there is nothing to do but to wait."""
        return None if self.wait_until_us is None else to_datetime(self.wait_until_us, self.zone)


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
    step = next_step(case, claim, windows, found, at)
    live = step.action not in ("other_route", "cancel")
    ways = options(case, claim, found.ground, again=step.again) if live else ()
    request = (
        _request(case, claim, again=step.again) if live and step.action != "nothing" else Request("none")
    )
    acts = {"rely_on_tolerance", *(("cancel", "accept_zero") if case.dispute else ("ask_part",))}
    acts |= {"return_at_own_cost", "untracked_return"} if has_goods(claim) else set[str]()
    acts |= {"wait"} if step.action == "wait" else set[str]()
    # Confirming is only a risk while it can still replace the protection that is left.
    acts |= {"confirm"} if _confirming_moves(windows, at) else set[str]()
    risks = (*_risks(case, acts), *_cancelling(case, windows, found, at)) if live else ()
    return Recommendation(
        action=step.action,
        zone=case.policy.zone,
        act_by_us=None if step.window is None else step.window.act_by_us(at),
        wait_until_us=step.wait_until if step.action == "wait" else None,
        request=request,
        options=tuple(evolve(way, recommended=way.id == step.way) for way in ways),
        expected=expected(case, claim) if live else None,
        evidence=tuple(evidence_needs(case, claim)) if live else (),
        risks=risks,
        because=(*step.because, *_advice(case, step.action), *(_asked(case, claim) if live else ())),
    )


def _request(case: Case, claim: Claim, *, again: bool) -> Request:
    dispute = None if again else case.dispute
    outcome = dispute.outcome if dispute else None
    if dispute is not None and outcome is not None and (outcome.kind == "ruled" or goes_back(case)):
        amount, back = granted(dispute, outcome), goes_back(case)
        payer = back_at(case, outcome) if back else outcome.return_paid_by
        return Request("full" if amount >= claim.paid else "partial", amount, back, payer)
    asking = next(case.applying(case.policy.askings), None)
    back = asking.return_goods if asking else False
    rule = return_payer(case) if back else None
    amount = _amount(case, claim, asking)
    kind: Literal["full", "partial"] = "full" if amount >= claim.paid else "partial"
    return Request(kind, amount, back, rule.paid_by if rule else None, tuple(_extras(case, claim)))


def _amount(case: Case, claim: Claim, asking: Asking | None) -> Money:
    if asking is not None and asking.request == "goods":
        return claim.price
    if asking is not None and asking.request == "part":
        usual = expected(case, claim)
        if usual is not None and usual.high is not None:
            return min(usual.high, claim.paid)
    return claim.paid


def _extras(case: Case, claim: Claim) -> Iterator[Extra]:
    """Yield what a guarantee pays beyond the money paid: so many times the price, without shipping."""
    rule = next(case.applying(case.policy.multiples), None)
    if rule is None:
        return
    zero = Money(0, claim.order.currency)
    promised = sum((item.paid * min(item.multiple or 1, rule.most) for item in claim.claimed), zero)
    if promised > claim.paid:
        yield Extra(promised - claim.paid, Because.of("multiple", rule))


def _cancelling(case: Case, windows: Timeline, found: Classification, at: int) -> Iterator[RiskNote]:
    """Say whether a dispute that is cancelled now could be opened again, where the rules let one."""
    dispute = case.dispute
    if dispute is None or dispute.ended or dispute.last("ruled") is not None:
        return
    again = next((window for window in case.policy.windows if window.id == "refile"), None)
    window = windows.find(found.window) if found.window else None
    if again is None or window is None or window.safe_by_us is None:
        return
    if at < window.safe_by_us:
        says = "Cancelled now, it could be opened again only until the time to open a dispute runs out."
    else:
        says = f"The time to open a dispute ran out on {window.last_day}: what is cancelled now stays shut."
    yield RiskNote("cancel", Because("window.refile", says, again.sources))


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


def _risks(case: Case, acts: set[str]) -> tuple[RiskNote, ...]:
    return tuple(RiskNote(act, because) for act, because in warnings(case, acts))
