"""Recommendation: the one next step, the latest moment to take it, and all it rests on.

The step is found at once. What stands around it (ways to go on, evidence, risks, reasons) is worked out
for those who want to see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from buyerprotect.advice.case import Because, Case, Facts, now, prepare
from buyerprotect.advice.classification import Classification, classified
from buyerprotect.advice.entitlement import Entitlement, SellerCover, entitlement, seller_covers
from buyerprotect.advice.evidence import EvidenceNeed, evidence_needs
from buyerprotect.advice.options import (
    Option,
    Settlement,
    advice_reasons,
    asking_reasons,
    expected,
    has_goods,
    options,
    warnings,
)
from buyerprotect.advice.request import Request, request_of
from buyerprotect.advice.step import Step
from buyerprotect.advice.steps import next_step
from buyerprotect.advice.windows import Timeline, timeline
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Event
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Action, Policy
from buyerprotect.timing.clock import MomentLike, to_datetime

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["Recommendation", "RiskNote", "recommend", "recommended"]

_NOTHING_WRONG = "Nothing is said to be wrong, so there is nothing to do but to keep the dates in mind."


@frozen
class RiskNote:
    """An act that may go wrong, and the rule that warns of it."""

    act: str
    because: Because


@frozen(kw_only=True, repr=False, eq=False)
class Recommendation:
    """The next step of a case.

    `act_by` is the latest moment that is safe under every reading, itself still in time; None where
    no end is known or no moment is safe. `wait_until`, where the step is to wait, is when the adopted
    reading lets the buyer go on, or when another party's time is over by every reading. Both are shown
    in `zone`. Recommendations are equal when they say the same.
    """

    case: Case
    windows: Timeline
    found: Classification
    at_us: int
    step: Step

    def _said(self) -> tuple[object, ...]:
        step = (self.action, self.zone, self.act_by_us, self.wait_until_us, self.request)
        money = (self.entitlement, self.seller_protection, self.options, self.expected)
        return (*step, *money, self.evidence, self.risks, self.because)

    def __eq__(self, other: object) -> bool:
        return self._said() == other._said() if isinstance(other, Recommendation) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.action, self.zone, self.act_by_us))

    def __repr__(self) -> str:
        return f"<Recommendation {self.action}: {self.request.kind} {self.request.amount or ''}>"

    @property
    def action(self) -> Action:
        """What to do next."""
        return self.step.action

    @property
    def zone(self) -> str:
        """The zone in which moments are shown."""
        return self.case.policy.zone

    @cached_property
    def act_by_us(self) -> int | None:
        """The latest moment to act that is safe under every reading, in microseconds."""
        return None if self.step.window is None else self.step.window.act_by_us(self.at_us)

    @property
    def wait_until_us(self) -> int | None:
        """The moment up to which there is nothing to do but to wait, in microseconds."""
        return self.step.wait_until if self.action == "wait" else None

    @property
    def act_by(self) -> DateTime | None:
        """The latest moment to act that is safe under every reading."""
        return None if self.act_by_us is None else to_datetime(self.act_by_us, self.zone)

    @property
    def wait_until(self) -> DateTime | None:
        """The moment up to which there is nothing to do but to wait."""
        return None if self.wait_until_us is None else to_datetime(self.wait_until_us, self.zone)

    @property
    def _claim(self) -> Claim | None:
        """The claim, as long as there is something to be had here."""
        live = self.step.live and self.action not in ("other_route", "cancel")
        return self.case.claim if live else None

    @cached_property
    def request(self) -> Request:
        """What to ask for."""
        if self._claim is None or self.action == "nothing":
            return Request("none")
        anew = self.step.again or self.action == "appeal"
        return request_of(self.case, self._claim, again=anew)

    @property
    def proposals(self) -> tuple[Event, ...]:
        """What buyer, seller and platform each have on the table in a dispute."""
        return () if self.case.dispute is None or self._claim is None else self.case.dispute.proposals

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The ways to go on, side by side, with what each would leave the buyer with."""
        if self._claim is None:
            return ()
        way = self.step.way
        ways = options(self.case, self._claim, self.found.ground, again=self.step.again, way=way)
        chosen = "ask_repair" if way == "ask_full" and self.request.kind == "repair" else way
        return tuple(evolve(one, recommended=one.id == chosen) for one in ways)

    @cached_property
    def expected(self) -> Settlement | None:
        """What is usually paid in such cases, where a source says."""
        return None if self._claim is None else expected(self.case, self._claim)

    @cached_property
    def entitlement(self) -> Entitlement | None:
        """What the programme pays back, where its rules say."""
        return None if self._claim is None else entitlement(self.case, self._claim)

    @cached_property
    def seller_protection(self) -> tuple[SellerCover, ...]:
        """What protects the seller, which bounds nothing that the buyer can ask."""
        return () if self._claim is None else tuple(seller_covers(self.case))

    @cached_property
    def evidence(self) -> tuple[EvidenceNeed, ...]:
        """What to show, and what the claim has of it."""
        return () if self._claim is None else tuple(evidence_needs(self.case, self._claim))

    @cached_property
    def evidence_by_us(self) -> int | None:
        """Until when the evidence is to be there: what the platform asked for, else with the step itself."""
        asked = [one for one in self.windows.acting("give_information", "buyer") if one.usable_us(self.at_us)]
        known = [end for one in asked if (end := one.act_by_us(self.at_us)) is not None]
        return min(known) if known else self.act_by_us

    @property
    def evidence_by(self) -> DateTime | None:
        """Until when the evidence is to be there."""
        return None if self.evidence_by_us is None else to_datetime(self.evidence_by_us, self.zone)

    @cached_property
    def risks(self) -> tuple[RiskNote, ...]:
        """What may go wrong."""
        if self.case.claim is None:
            return _risks(self.case, {"confirm"})
        if self._claim is None:
            return ()
        acts = {"rely_on_tolerance", *(("cancel", "accept_zero") if self.case.dispute else ("ask_part",))}
        acts |= {"return_at_own_cost", "untracked_return"} if has_goods(self._claim) else set[str]()
        acts |= {"wait"} if self.action == "wait" else set[str]()
        # Confirming is only a risk while it can still replace the protection that is left.
        acts |= {"confirm"} if _confirming_moves(self.windows, self.at_us) else set[str]()
        cancelling = _cancelling(self.case, self.windows, self.found, self.at_us)
        return (*_risks(self.case, acts), *cancelling)

    @cached_property
    def because(self) -> tuple[Because, ...]:
        """Why: the rules that lead to this step, and how to take it."""
        if self.case.claim is None:
            return self.step.because
        asked = () if self._claim is None else _asked(self.case, self._claim)
        return (*self.step.because, *_advice(self.case, self.action), *asked)


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
    case, claim = case.on(found.ground), case.claim
    if claim is None:
        step = Step(action="nothing", because=(Because("claim", _NOTHING_WRONG),))
    else:
        step = next_step(case, claim, windows, found, at)
    return Recommendation(case=case, windows=windows, found=found, at_us=at, step=step)


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
