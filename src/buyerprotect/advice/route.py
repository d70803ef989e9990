"""A route: one programme that this purchase can use, or cannot, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.case import Because
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.entitlement import Entitlement, entitlement
from buyerprotect.advice.evidence import evidence_needs
from buyerprotect.advice.options import asking_rule, has_goods, return_payer
from buyerprotect.advice.what_if import supposing
from buyerprotect.advice.windows import timeline
from buyerprotect.facts.claim import Party
from buyerprotect.facts.money import Money
from buyerprotect.facts.view import view
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Action, Interaction, ProgrammeKind
from buyerprotect.source import Source, SourceKind
from buyerprotect.timing.clock import Instant, to_datetime
from buyerprotect.timing.zone import DAY

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["KINDS", "Burden", "Route", "RouteStatus", "closing", "named", "within"]

RouteStatus = Literal["applies", "may_apply", "does_not_apply"]
KINDS: tuple[ProgrammeKind, ...] = ("marketplace", "provider", "card", "law")
"""Kinds of programmes, the nearest to the purchase first."""

_OWN_ACTS = ("return_sent", "withdrawn", "contacted", "cancel_requested")
"""What a buyer can do at once, where a window waits for it."""

_TRUST: tuple[SourceKind, ...] = ("official", "official_copy", "data", "secondary", "single", "inferred")


@frozen(kw_only=True)
class Burden:
    """What a route asks of the buyer.

    `evidence` is what has to be shown, of which `missing` is not there yet. `return_goods` says whether the
    goods are to be offered back, and `return_paid_by` at whose cost, where the rules say. `contact_first`
    is true where the seller has to be asked before.
    """

    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    return_goods: bool = False
    return_paid_by: Party | None = None
    contact_first: bool = False


@frozen(kw_only=True, repr=False)
class Route:
    """One programme, and whether this purchase can use it.

    `status` is `applies`, `may_apply` (`needs` names the facts that decide) or `does_not_apply`. `because`
    says why, in rules and sources that are named with their pack: `uk-s75/ground.breach`. `closes_routes` are
    the programmes that a claim here shuts. `assessment` is the whole answer by this programme; None where
    it is not known whether it is for this purchase, or known that it is not.
    """

    programme: str
    title: str
    kind: ProgrammeKind
    status: RouteStatus
    needs: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    closes_routes: tuple[str, ...] = ()
    bank_days: int = 0
    assessment: Assessment | None = None
    _sources: Mapping[str, Source] = field(alias="sources_of_pack", eq=False)

    def __hash__(self) -> int:
        return hash((self.programme, self.status, self.needs, self.closes_routes))

    def __repr__(self) -> str:
        needs = f", needs {', '.join(self.needs)}" if self.needs else ""
        return f"<Route {self.programme}: {self.status}{needs}>"

    @property
    def usable(self) -> bool:
        """Whether a claim can be made here, or may be: the programme is for this purchase, and not shut."""
        assessment = self.assessment
        return (
            self.status != "does_not_apply" and assessment is not None and assessment.case.claim is not None
        )

    @property
    def version(self) -> str | None:
        """The version that governs, where one does."""
        return None if self.assessment is None else self.assessment.policy.version

    @property
    def window(self) -> Deadline | None:
        """The window in which the claim is made here, where there is one."""
        answer = self.assessment
        name = None if answer is None else answer.classification.window
        return None if answer is None or name is None else answer.deadlines.find(name)

    @property
    def action(self) -> Action | None:
        """The next step here."""
        return None if self.assessment is None else self.assessment.recommendation.action

    @property
    def begun(self) -> bool:
        """Whether a claim was made here already."""
        window, answer = self.window, self.assessment
        return window is not None and answer is not None and window.status_us(answer.at_us) == "done"

    @property
    def margin_us(self) -> int:
        """How long before its end the claim should be made: the bank needs time to file one of its own."""
        window = self.window
        return self.bank_days * DAY if window is not None and window.in_time_when == "processed" else 0

    @cached_property
    def lead_us(self) -> int:
        """How long before its end the buyer has to do what it waits for, as sending the goods back."""
        window, answer = self.window, self.assessment
        if window is None or answer is None or not window.opens_pending:
            return 0
        at, leads = answer.at_us, list[int]()
        for act in _OWN_ACTS:
            if act not in window.needs:
                continue
            done = evolve(answer.case, facts=supposing(answer.facts, {act: Instant(at)}))
            opens = timeline(evolve(done, view=view(done.facts))).find(window.id)
            if opens is not None and opens.opens_us is not None:
                leads.append(max(0, opens.opens_us - at))
        return min(leads, default=0)

    @property
    def opens_us(self) -> int | None:
        """When a claim can first be made, in microseconds."""
        return None if self.window is None else self.window.opens_us

    @property
    def closes_us(self) -> int | None:
        """When the rules close the window, in microseconds: of a card network, for the bank."""
        return None if self.window is None else self.window.closes_us

    @property
    def safe_by_us(self) -> int | None:
        """The first moment that some reading says is too late for the buyer, in microseconds."""
        end = None if self.window is None else self.window.safe_by_us
        return None if end is None else end - self.margin_us

    @property
    def zone(self) -> str:
        """The zone in which times are shown."""
        return "UTC" if self.assessment is None else self.assessment.policy.zone

    @property
    def opens(self) -> DateTime | None:
        """When a claim can first be made."""
        return None if self.window is None else self.window.opens

    @property
    def closes(self) -> DateTime | None:
        """When the rules close the window: of a card network, for the bank."""
        return None if self.window is None else self.window.closes

    @property
    def safe_by(self) -> DateTime | None:
        """The first moment that some reading says is too late for the buyer, less the bank's time."""
        return None if self.safe_by_us is None else to_datetime(self.safe_by_us, self.zone)

    @property
    def last_day(self) -> str | None:
        """The local date of the last moment in time by the rules, as ISO text."""
        return None if self.window is None else self.window.last_day

    @cached_property
    def pays(self) -> Entitlement | None:
        """What the programme pays, where its rules say."""
        case = None if self.assessment is None else self.assessment.recommendation.case
        return None if case is None or case.claim is None else entitlement(case, case.claim)

    @property
    def paying(self) -> Because | None:
        """The rule on what the programme pays, named with its pack."""
        return None if self.pays is None else named(self.programme, self.pays.because)

    @property
    def advice(self) -> tuple[Because, ...]:
        """How to take the next step, where the rules say, named with the pack."""
        reasons = () if self.assessment is None else self.assessment.recommendation.because
        return tuple(named(self.programme, why) for why in reasons if why.rule.startswith("advice."))

    @property
    def pays_up_to(self) -> Money | None:
        """The most that can be had here; where no rule says, what was paid. None where nothing can."""
        if not self.usable or self.assessment is None or self.assessment.case.claim is None:
            return None
        return self.assessment.case.claim.paid if self.pays is None else self.pays.total

    @cached_property
    def burden(self) -> Burden:
        """What the route asks of the buyer."""
        answer = self.assessment
        claim = None if answer is None else answer.case.claim
        if answer is None or claim is None:
            return Burden()
        case = answer.recommendation.case
        needed = [need for need in evidence_needs(case, claim) if need.need == "needed"]
        asking = asking_rule(case)
        back = asking is not None and asking.return_goods and has_goods(claim)
        payer = return_payer(case) if back else None
        return Burden(
            evidence=tuple(need.kind for need in needed),
            missing=tuple(need.kind for need in needed if not need.have),
            return_goods=back,
            return_paid_by=None if payer is None else payer.paid_by,
            contact_first=any(True for _ in answer.deadlines.acting("contact_seller", "buyer")),
        )

    @property
    def confidence(self) -> SourceKind | None:
        """How far the rules that decide can be trusted: the best source of each, and the weakest of those."""
        reasons = [reason.sources for reason in self.because if reason.sources]
        ranks = [min(_TRUST.index(self.cited[name].kind) for name in names) for names in reasons]
        return _TRUST[max(ranks)] if ranks else None

    @cached_property
    def cited(self) -> Mapping[str, Source]:
        """The sources of what is said here, by the names of the pack and of the source."""
        reasons = [*self.because, *self.advice, *self._beside, *filter(None, (self.paying,))]
        names = dict.fromkeys(name for reason in reasons for name in reason.sources)
        if self.window is not None:
            names |= dict.fromkeys(f"{self.programme}/{name}" for name in self.window.sources)
        return {name: self._sources[name.removeprefix(f"{self.programme}/")] for name in names}

    @property
    def interactions(self) -> Iterator[Interaction]:
        """The rules on what this programme and others do to each other that hold in this case."""
        if self.assessment is not None:
            yield from self.assessment.recommendation.case.applying(self.assessment.policy.interactions)

    @property
    def _beside(self) -> tuple[Because, ...]:
        return tuple(named(self.programme, Because.of("interaction", rule)) for rule in self.interactions)

    def beside(self, others: Iterable[Route]) -> Iterator[Because]:
        """Yield what this programme's rules say of any of the others."""
        there = [other for other in others if other.programme != self.programme]
        for rule in self.interactions:
            if any(meant(rule, other) for other in there):
                yield named(self.programme, Because.of("interaction", rule))

    def resolve(self) -> None:
        """Work out what is otherwise worked out when it is looked at, so that it fails here if it does."""
        if self.assessment is not None:
            _ = self.safe_by_us, self.closes_us, self.assessment.recommendation.act_by_us

    def closing(self, programmes: tuple[str, ...]) -> Route:
        """Return this route with the programmes that a claim here shuts."""
        return evolve(self, closes_routes=programmes) if programmes else self


def meant(rule: Interaction, other: Route) -> bool:
    """Tell whether a rule speaks of another route: by its programme, its kind, or any."""
    return not {other.programme, other.kind, "any"}.isdisjoint(rule.others)


def named(programme: str, because: Because) -> Because:
    """Name the rule and its sources with the pack they are from."""
    return Because(
        f"{programme}/{because.rule}", because.says, tuple(f"{programme}/{name}" for name in because.sources)
    )


def closing(routes: Iterable[Route]) -> dict[str, dict[str, Because]]:
    """Return which programmes a claim by each programme shuts, and the rule that says so."""
    every = list(routes)
    shuts: dict[str, dict[str, Because]] = {}
    for route in every:
        for rule in route.interactions:
            says = named(route.programme, Because.of("interaction", rule))
            for other in every:
                if other.programme == route.programme or not meant(rule, other):
                    continue
                if rule.effect in ("closes", "excludes"):
                    shuts.setdefault(route.programme, {}).setdefault(other.programme, says)
                if rule.effect in ("closed_by", "excludes"):
                    shuts.setdefault(other.programme, {}).setdefault(route.programme, says)
    return shuts


def within(pack: Pack, answer: Assessment, bank_days: int) -> Route:
    """Make the route of a programme that is for this purchase, from its answer."""
    found = answer.classification
    because = tuple(named(pack.id, reason) for reason in found.because)
    window = None if found.window is None else answer.deadlines.find(found.window)
    # What is still open by another reading turns on the facts that the readings are about.
    needs = found.needs or (window.assumed if window and found.coverage == "undetermined" else ())
    status: RouteStatus = "applies"
    match found.coverage:
        case "not_covered" | "too_late":
            status = "does_not_apply"
        case "undetermined" if needs or window is None or not window.usable_us(answer.at_us):
            status = "may_apply"
        case _:
            pass
    return Route(
        programme=pack.id,
        title=pack.title,
        kind=pack.kind,
        status=status,
        needs=needs,
        because=because,
        bank_days=bank_days,
        assessment=answer,
        sources_of_pack=pack.sources,
    )
