"""One case made ready: the facts, the policy that governs them, the words and moments of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from attrs import evolve, field, frozen

from buyerprotect.errors import (
    Fault,
    Faults,
    InvalidFactsError,
    OutOfCoverageError,
    WrongTypeError,
    nearest,
    shown,
)
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import ENDED, Dispute
from buyerprotect.facts.due_date import DueDate
from buyerprotect.facts.events import claim_of, dated, order_of, setting
from buyerprotect.facts.order import ODD, Order
from buyerprotect.facts.view import FactView, view
from buyerprotect.rules.condition import Condition, test
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.library import find_pack, governing, is_own, surely_governs, version_of
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import (
    Advice,
    Asking,
    EvidenceRule,
    Exclusion,
    Interaction,
    Multiple,
    Norm,
    Policy,
    Postage,
    Refund,
    Risk,
    Rule,
    SellerProtection,
    StageRule,
)
from buyerprotect.timing.clock import Instant, MomentLike, bounds, iso
from buyerprotect.timing.compiled import Frame
from buyerprotect.timing.setting import Setting, Truth

__all__ = ["NO_PROGRAMME", "Because", "Case", "Facts", "now", "prepare", "prepared", "told_elsewhere"]

Facts = Order | Claim | Dispute
Conditional = (
    Advice
    | Asking
    | EvidenceRule
    | Exclusion
    | Interaction
    | Multiple
    | Norm
    | Postage
    | Refund
    | Risk
    | SellerProtection
    | StageRule
)
R = TypeVar("R", bound="Conditional")

NO_PROGRAMME = "none"
"""What an order names as its programme that was bought from a shop of its own, on no marketplace."""


@frozen
class Because:
    """A rule that speaks for an answer: its id, what it says, and its sources."""

    rule: str
    says: str
    sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, kind: str, rule: Rule) -> Because:
        """Let a rule of a policy speak for itself."""
        return cls(f"{kind}.{rule.id}", rule.says, rule.sources)


@frozen
class Case:
    """Facts together with the policy that governs them."""

    facts: Facts
    policy: Policy
    view: FactView = field(eq=False)  # follows from the facts

    @property
    def order(self) -> Order:
        """The order the case is about."""
        return order_of(self.facts)

    @property
    def claim(self) -> Claim | None:
        """The claim, if one is made."""
        return claim_of(self.facts)

    @property
    def dispute(self) -> Dispute | None:
        """The dispute, if one was opened."""
        return self.facts if isinstance(self.facts, Dispute) else None

    def setting(self, policy: Policy) -> Setting:
        """Lay out the events for the terms of one version of the policy."""
        laid_out = self._settings.get(policy.version)
        if laid_out is None:
            laid_out = setting(self.facts, policy.zones(self.order.zone), policy.events, self._holds)
            self._settings[policy.version] = laid_out
        return laid_out

    @cached_property
    def other_windows(self) -> frozenset[str]:
        """The windows of grounds that the claim does not fall under: opening a dispute does not use them."""
        claim = self.claim
        if claim is None:
            return frozenset()
        views = [self.view.of(problem, claim) for problem in claim.problems]
        fitting = {
            ground.window
            for ground in self.policy.grounds
            if any(test(ground.when, view).value for view in views)
        }
        return (
            frozenset(ground.window for ground in self.policy.grounds) - fitting if fitting else frozenset()
        )

    def on(self, ground: str | None) -> Case:
        """Return the case as the rules see it that follow from its ground."""
        if ground is None or not self.policy.turns_on_ground:
            return self
        return evolve(self, view=self.view.on(ground))

    def due_date(self, window: str) -> DueDate | None:
        """Return what the platform itself stated for a window of this case, if it did."""
        told = self.order.due_dates
        return next((due for due in told if due.window == window), None) if told else None

    def frame(self, policy: Policy) -> Frame:
        """Lay out the events for the compiled terms of one version of the policy."""
        frame = self._frames.get(policy.version)
        if frame is None:
            frame = self._frames[policy.version] = Frame.of(self.setting(policy))
        return frame

    @cached_property
    def _frames(self) -> dict[str, Frame]:
        return {}

    @cached_property
    def _settings(self) -> dict[str, Setting]:
        return {}

    def test(self, condition: Condition) -> Truth:
        """Tell whether a condition holds in this case."""
        return test(condition, self.view)

    def applying(self, rules: Iterable[R]) -> Iterator[R]:
        """Yield the rules whose condition holds in this case."""
        return (rule for rule in rules if self.test(rule.when).value)

    def _holds(self, condition: object) -> Truth:
        return test(condition, self.view)  # type: ignore[arg-type]  # timing hands back what rules put in

    def remarks(self) -> Iterator[str]:
        """Yield what is odd about the facts or the coverage, without being wrong."""
        for (first, one), (second, other) in self.order.out_of_order(ODD):
            yield f"{second} ({other}) is before {first} ({one}), which is unusual: check both"
        version = self.policy
        if version.bracketed_with:
            *more, last = (version.version, *(other.version for other in version.bracketed_with))
            yield f"{', '.join(more)} or {last} may have been in force that day: see the readings"
        elif not surely_governs(version, self.facts):
            since = _since(version.start)
            yield f"no source says that {version.version} was in force that day already: {since}"
        if len(version.zone_names) > 1:
            yield f"no source says in which zone its days are counted; {version.zone} is assumed"
        yield from self._unusual()
        yield from self._impossible_extensions()

    def _unusual(self) -> Iterator[str]:
        """Yield the measures that lie outside what the sources have seen."""
        for bound in self.policy.bounds:
            value = self.view.measures.get(bound.fact)
            if not isinstance(value, int):
                continue
            name = bound.fact.replace("_", " ")
            if bound.most is not None and value > bound.most:
                yield f"{value} {name} is more than the sources have seen, {bound.most}: {bound.says}"
            if bound.least is not None and value < bound.least:
                yield f"{value} {name} is less than the sources have seen, {bound.least}: {bound.says}"

    def _impossible_extensions(self) -> Iterator[str]:
        """Yield the extensions told of that were granted while a dispute was open."""
        if self.dispute is None or not any(
            window.action == "ask_extension" for window in self.policy.windows
        ):
            return
        zone = self.order.zone
        ends = [event.on for event in self.dispute.events if event.kind in ENDED]
        opened = bounds(self.dispute.events[0].on, zone)[1]
        closed = bounds(ends[0], zone)[0] if ends else None
        for i, extension in enumerate(self.order.extensions):
            if extension.granted is None:
                continue
            first, last = bounds(extension.granted, zone)
            if first > opened and (closed is None or last < closed):
                yield (
                    f"extensions[{i}] was granted ({extension.granted}) while the dispute was open, "
                    "which these rules do not allow: check both"
                )


def _since(start: Edge) -> str:
    if start.not_before is None:
        known = "" if start.not_after is None else f", but by {start.not_after} it was"
        return f"since when it is in force is not known{known}"
    until = "" if start.not_after is None else f" and at the latest on {start.not_after}"
    return f"it began on {start.not_before} at the earliest{until}"


def prepare(facts: Facts, policy: Policy | Pack | str | None, version: str | None = None) -> Case:
    """Find the policy that governs the facts, and check that they fit together.

    `version` names the version to use, whatever day it is for. Raises what `governing` raises, and
    `InvalidFactsError` for a ground the policy does not know or an ask above what it can pay.
    """
    if not isinstance(facts, Order | Claim | Dispute):
        raise WrongTypeError(f"{shown(facts)} is not an Order, a Claim or a Dispute")
    chosen = order_of(facts).programme if policy is None else policy
    if policy is None and chosen == NO_PROGRAMME:
        says = f"{chosen!r} is no marketplace, so it has no rules: name a policy, or ask for routes"
        raise InvalidFactsError([Fault("order.programme", says)])
    if not isinstance(chosen, str | Policy | Pack):
        raise WrongTypeError(f"{shown(chosen)} is not a policy: give a Policy, its id, or None")
    pack = find_pack(chosen) if isinstance(chosen, str) else chosen
    rules = pack if version is None else version_of(pack, version)
    if isinstance(facts, Dispute) and order_of(facts).programme == NO_PROGRAMME:
        # What was bought on no marketplace is disputed under the rules that are named, and no others.
        return prepared(facts, rules, seen=view(facts))
    return prepared(facts, rules)


def prepared(facts: Facts, pack: Pack | Policy, *, seen: FactView | None = None) -> Case:
    """Put the facts under a pack or a version, and check that they fit together.

    `seen` is the view of these facts as the pack may see them, where that is made already.
    """
    if seen is None:
        facts = facts if is_own(pack, order_of(facts)) else told_elsewhere(facts)
        seen = view(facts)
    case = Case(facts, governing(pack, facts, seen=seen), seen)
    _check_fit(case, pack.versions if isinstance(pack, Pack) else ())
    return case


def told_elsewhere(facts: Facts) -> Facts:
    """Return what of a case concerns other programmes than the order's own.

    A dispute, its ground, and what was promised or stated by the place of purchase do not.
    """
    order = order_of(facts)
    if order.due_dates or order.extensions or order.committed is not None:
        order = evolve(order, due_dates=(), extensions=(), committed=None)
    claim = claim_of(facts)
    if claim is None:
        return order
    if claim.order is order and claim.ground is None:
        return claim
    return evolve(claim, order=order, ground=None)


def _check_fit(case: Case, versions: tuple[Policy, ...]) -> None:
    claim = case.claim
    faults = Faults()
    _check_order(case, faults)
    if claim is None:
        faults.raise_as(InvalidFactsError)
        return
    grounds = [ground.id for ground in case.policy.grounds]
    if claim.ground is not None and claim.ground not in grounds:
        _check_recorded(case, claim.ground, versions)
        faults.add(
            "claim.ground", f"{shown(claim.ground)} is not a ground here{nearest(claim.ground, grounds)}"
        )
    asks = [("claim.asks.amount", claim.asks.amount if claim.asks else None)]
    asks += [
        (f"dispute.events[{i}].amount", event.amount)
        for i, event in enumerate(case.dispute.events if case.dispute else ())
        if event.kind in ("opened", "refunded")
    ]
    for path, amount in asks:
        if amount is not None and amount > claim.paid:
            faults.add(
                path,
                f"{amount} is more than this programme can pay: at most the {claim.paid} "
                "that was paid for the claimed items, their shipping and tax",
            )
    faults.raise_as(InvalidFactsError)


def _check_order(case: Case, faults: Faults) -> None:
    """Check that the order's windows are known here, and its currency on its site where amounts count."""
    order, policy = case.order, case.policy
    if order.due_dates:
        versions = (policy, *policy.bracketed_with)
        windows = {window.id for version in versions for window in version.windows}
        for i, due in enumerate(order.due_dates):
            faults.one_of(f"order.due_dates[{i}].window", due.window, windows, f"a window of {policy.id!r}")
    site = policy.sites.get(order.site or "")
    if site is None or not site.currencies or not policy.currencies:
        return
    if order.currency not in site.currencies:
        known = " or ".join(sorted(site.currencies))
        faults.add(
            "order.items[0].price",
            f"{site.id} never used {order.currency}, and the rules compare amounts: give them in {known}",
        )


def _check_recorded(case: Case, ground: str, versions: tuple[Policy, ...]) -> None:
    """Refuse a ground that only other versions record, saying from when and until when they do."""
    others = [version for version in versions if any(known.id == ground for known in version.grounds)]
    if others:
        spans = "; ".join(f"{other.version} from {other.start}" for other in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > len(others[:3]) else ""
        says = (
            f"no source records a ground {shown(ground)} in {case.policy.version!r} of "
            f"{case.policy.id!r}, which governs this order; it is recorded in {spans}{more}"
        )
        raise OutOfCoverageError([Fault("claim.ground", says)])


def now(at: MomentLike, facts: Facts) -> int:
    """Read the moment an answer is asked for, and check that nothing observed lies after it.

    Returns microseconds since 1970. Raises `InvalidFactsError`, naming each event that lies after.
    """
    moment = Instant.of(at)
    zone = order_of(facts).zone
    faults = Faults()
    for path, value in dated(facts):
        if bounds(value, zone)[0] > moment.us:
            faults.add(
                path,
                f"{value} is after the moment asked about, {iso(moment.us, zone or 'UTC')}: "
                "what has happened lies before it; ask about a later moment, or leave the event out",
            )
    faults.raise_as(InvalidFactsError)
    return moment.us
