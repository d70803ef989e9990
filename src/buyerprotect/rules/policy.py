"""Policies: the rules of one programme as one dated version, each rule with its sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from attrs import field, frozen

from buyerprotect.facts.claim import EvidenceKind, Party
from buyerprotect.facts.money import Money
from buyerprotect.rules.condition import ALWAYS, Condition, Fact, Measure, Unsettled, parts_of
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.form import Form
from buyerprotect.rules.sites import Site
from buyerprotect.source import Source
from buyerprotect.timing.clock import zone
from buyerprotect.timing.compiled import Compiled, Compiler
from buyerprotect.timing.term import NotStated, Term, walk
from buyerprotect.timing.zone import Zone

__all__ = [
    "ACTIONS",
    "ACTS",
    "LAPSES",
    "Action",
    "Advice",
    "Applies",
    "Asking",
    "Bound",
    "Effect",
    "EvidenceRule",
    "Exclusion",
    "Ground",
    "GroundTerm",
    "Interaction",
    "Less",
    "Level",
    "Multiple",
    "Norm",
    "Note",
    "Part",
    "Policy",
    "Postage",
    "ProgrammeKind",
    "Refund",
    "Risk",
    "Rule",
    "SellerProtection",
    "StageName",
    "StageRule",
    "Window",
]

Lapse = Literal[
    "right_lost",
    "seller_paid",
    "request_granted",
    "escalates",
    "may_escalate",
    "case_closed",
    "money_back",
    "not_known",
]
LAPSES: tuple[Lapse, ...] = get_args(Lapse)
"""What may follow when a window passes unused."""

ACTS = (
    "accept_zero",
    "ask_part",
    "cancel",
    "confirm",
    "return_at_own_cost",
    "rely_on_tolerance",
    "untracked_return",
    "wait",
)
"""What a buyer may do that a rule warns of."""

Action = Literal[
    "wait",
    "contact_seller",
    "ask_extension",
    "open_dispute",
    "add_evidence",
    "escalate",
    "accept",
    "decline",
    "return_goods",
    "cancel",
    "appeal",
    "give_notice",
    "dispute_with_bank",
    "other_route",
    "nothing",
]
ACTIONS: tuple[Action, ...] = get_args(Action)
"""Everything that can be recommended as the next step."""

GroundTerm = Literal[
    "not_received",
    "late",
    "not_as_described",
    "damaged_in_transit",
    "wrong_item",
    "missing_items",
    "counterfeit",
    "changed_mind",
    "not_refunded",
    "unauthorised",
    "incorrect_amount",
    "duplicate",
    "recurring",
]
"""The field's words for grounds, whatever a programme calls its own."""

StageName = Literal[
    "with_seller",
    "offer_open",
    "refused",
    "information_due",
    "with_platform",
    "pre_arbitration",
    "arbitration",
    "agreed",
    "ruled",
    "appealed",
    "ended",
]
"""The common words for where a dispute stands, whatever a programme calls it."""

InTimeWhen = Literal["sent", "received", "processed"]
Part = Literal["price", "shipping", "tax", "losses"]
"""What the money paid for an order is made up of; and what the problem cost the buyer besides."""

Less = Literal["use", "handling"]
"""What may be taken off a refund: for use of the goods, or for handling beyond what looking at them takes."""

ProgrammeKind = Literal["marketplace", "provider", "card", "law"]
"""Whose rules they are: of the place of purchase, of a payment provider, of a card network, or a law."""

Effect = Literal["closed_by", "closes", "excludes", "follows", "no_second_recovery", "not_final"]
"""What two programmes do to each other; see `Interaction`."""


@frozen(kw_only=True)
class Rule:
    """What every rule has: an id, what it says in our words, and its sources."""

    id: str
    says: str
    sources: tuple[str, ...]


@frozen(kw_only=True)
class Window(Rule):
    """What one party may do between two moments, and what follows if it does not.

    `used_by` is the event that uses the window. `in_time_when` says which moment of the act counts.
    """

    party: Party
    action: str
    opens: Term
    closes: Term
    when: Condition = ALWAYS
    used_by: str | None = None
    in_time_when: InTimeWhen = "received"
    lapse: Lapse = "not_known"


@frozen(kw_only=True)
class StageRule(Rule):
    """A stage of a dispute, in the cases that `when` names.

    `name` is the common word for it, `called` the programme's own, and `begins` the events that lead to it.
    An event that begins no stage of the programme leads where such events usually do.
    """

    name: StageName
    begins: tuple[str, ...]
    called: str | None = None
    when: Condition = ALWAYS


@frozen(kw_only=True)
class Ground(Rule):
    """A reason the programme recognises: which problems fall under it, which of them it covers, until when.

    `window` is the window in which a claim on this ground has to be made. `term` is the field's word for
    it, by which programmes can be compared: the `id`, where that is such a word; None where none fits.
    """

    when: Condition
    covered: Condition = ALWAYS
    window: str
    term: GroundTerm | None = None


@frozen(kw_only=True)
class Exclusion(Rule):
    """Something the programme does not cover, whatever the ground.

    Where the facts do not decide `when`, `assume` says what is taken; None leaves the coverage open.
    """

    when: Condition
    assume: bool | None = None


@frozen(kw_only=True)
class EvidenceRule(Rule):
    """A piece of evidence and what it is worth for the problems that `when` names, and in which form."""

    kind: EvidenceKind
    need: Literal["needed", "wanted", "useless"]
    when: Condition = ALWAYS
    form: Form | None = None


@frozen(kw_only=True)
class Norm(Rule):
    """What is usually paid for the problems that `when` names, as percentages of what was paid.

    `of` says whether they are of all that was paid, or of the goods without their shipping. An end of
    the range that no source gives is None; `falls_with` says what makes the share smaller. No point
    value is ever made up.
    """

    when: Condition = ALWAYS
    low: int | None = None
    high: int | None = None
    of: Literal["paid", "goods"] = "paid"
    falls_with: Literal["price"] | None = None


@frozen(kw_only=True)
class Asking(Rule):
    """What to ask for: all, the price without shipping, the usual part, a repair; and if goods go back."""

    when: Condition = ALWAYS
    request: Literal["full", "goods", "part", "repair"]
    return_goods: bool


@frozen(kw_only=True)
class Postage(Rule):
    """Who pays the way back of goods, in the cases that `when` names and no outcome says otherwise."""

    when: Condition = ALWAYS
    paid_by: Party


@frozen(kw_only=True)
class Refund(Rule):
    """What the programme pays back, in the cases that `when` names: which parts, and at most how much.

    Only items are counted of which one piece costs more than `item_above` and no more than
    `item_at_most`. `up_to_outstanding` caps it at what is still owed to the card's issuer. `less` names
    what may be taken off. Without such a rule all that was paid can be asked for.
    """

    when: Condition = ALWAYS
    pays: tuple[Part, ...]
    most: Money | None = None
    item_above: Money | None = None
    item_at_most: Money | None = None
    up_to_outstanding: bool = False
    less: tuple[Less, ...] = ()


@frozen(kw_only=True)
class Interaction(Rule):
    """What this programme and others do to each other, in the cases that `when` names.

    `others` are programmes, kinds of programmes, or `any`. The effects: `closed_by`, where a claim here
    ends once one is made there; `closes`, the reverse; `excludes`, where the one first chosen bars the
    other; `follows`, where a claim here follows the outcome there; `no_second_recovery`, where what was
    paid there is not paid again here; `not_final`, where what is paid here can still be claimed back.
    """

    when: Condition = ALWAYS
    effect: Effect
    others: tuple[str, ...]


@frozen(kw_only=True)
class Applies(Rule):
    """Which purchases a programme is for, besides orders that name it: `id` is always `applies`."""

    when: Condition


@frozen(kw_only=True)
class SellerProtection(Rule):
    """What protects the seller, in the cases that `when` names; it never bounds what a buyer can ask."""

    when: Condition = ALWAYS
    most: Money | None = None


@frozen(kw_only=True)
class Multiple(Rule):
    """A guarantee that pays the price, without shipping, several times: as the listing says, up to `most`.

    Once its price is what a listing that names no number pays, together with the shipping.
    """

    when: Condition = ALWAYS
    most: int


@frozen(kw_only=True)
class Risk(Rule):
    """What may go wrong with an act, for the cases that `when` names."""

    act: str
    when: Condition = ALWAYS


@frozen(kw_only=True)
class Advice(Rule):
    """How, where or why to take an action, for the cases that `when` names."""

    action: str
    when: Condition = ALWAYS


@frozen(kw_only=True)
class Level(Rule):
    """A level of service to the buyer's account. It changes speed, never the verdict."""

    changes: Literal["speed"]


@frozen(kw_only=True)
class Bound(Rule):
    """What is usual of a measure under this version; a case outside it is answered, with a remark."""

    fact: str
    least: int | None = None
    most: int | None = None


@frozen(kw_only=True)
class Note(Rule):
    """Something the sources say that no answer is computed from; it is shown with the rules."""


class Plans(dict[str, tuple[Compiled, Compiled]]):
    """The windows of a version whose ends were compiled already, by id; a copy begins anew."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Plans], tuple[()]]:
        return (Plans, ())


@frozen(kw_only=True, repr=False)
class Policy:
    """A programme's rules as one dated version, within a scope.

    `id` names the pack, `version` the version in it. It governs cases of which the first event told among
    `selected_by` lies from `start` on and before `end` (None: still in force), and that `where` admits;
    where the facts do not decide that, `assume` says what is taken. `sites` are those the programme has.
    `zone_names` has the adopted zone first; more than one means that no source names it. `sources` are
    the pack's, of which those in `dated_by` speak for the dates of this version. `base` names the version
    it states its differences from. `kind` says whose rules they are, and `applies` which purchases they are
    for, besides orders of this programme. A policy that is `commentary` is used only when it is named.
    `bracketed_with` holds the other versions that may have been in force instead.
    """

    id: str
    version: str
    programme: str
    title: str
    commentary: bool
    kind: ProgrammeKind = "marketplace"
    applies: Applies | None = None
    start: Edge
    end: Edge | None = None
    selected_by: tuple[str, ...]
    where: Condition
    assume: bool | None = None
    sites: Mapping[str, Site] = field(factory=dict[str, Site])
    zone_names: tuple[str, ...]
    sources: Mapping[str, Source]
    dated_by: tuple[str, ...] = ()
    events: Mapping[str, Term]
    windows: tuple[Window, ...]
    stages: tuple[StageRule, ...] = ()
    grounds: tuple[Ground, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    evidence: tuple[EvidenceRule, ...] = ()
    norms: tuple[Norm, ...] = ()
    askings: tuple[Asking, ...] = ()
    risks: tuple[Risk, ...] = ()
    advices: tuple[Advice, ...] = ()
    levels: tuple[Level, ...] = ()
    postages: tuple[Postage, ...] = ()
    refunds: tuple[Refund, ...] = ()
    seller_protections: tuple[SellerProtection, ...] = ()
    multiples: tuple[Multiple, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    bounds: tuple[Bound, ...] = ()
    notes: tuple[Note, ...] = ()
    base: str | None = None
    bracketed_with: tuple[Policy, ...] = ()
    _plans: Plans = field(factory=Plans, eq=False)

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def __repr__(self) -> str:
        return f"<Policy {self.id} {self.version}>"

    @property
    def zone(self) -> str:
        """The name of the adopted zone."""
        return self.zone_names[0]

    def zones(self, buyer: str | None) -> tuple[tuple[str, Zone], ...]:
        """Return the zones that days may be counted in, the adopted one first.

        `buyer` stands for the buyer's own zone, and drops out where that is not told.
        """
        names = (buyer if name == "buyer" else name for name in self.zone_names)
        return tuple((name, zone(name)) for name in dict.fromkeys(names) if name is not None)

    def plan(self, window: Window) -> tuple[Compiled, Compiled]:
        """Return the compiled ends of one of this version's windows; they are made once and kept."""
        plan = self._plans.get(window.id)
        if plan is None:
            compiler = Compiler(self.events)
            plan = compiler.compiled(window.opens), compiler.compiled(window.closes)
            self._plans[window.id] = plan
        return plan

    @cached_property
    def window_ids(self) -> dict[str, Window]:
        """The windows of this version by their ids."""
        return {window.id: window for window in self.windows}

    @cached_property
    def tellable(self) -> dict[str, str]:
        """What facts may tell where no source states it: the fact, by the reason that a term gives."""
        ends = (term for window in self.windows for term in (window.opens, window.closes))
        parts = (part for term in (*self.events.values(), *ends) for part in walk(term))
        unstated = (part for part in parts if isinstance(part, NotStated))
        return {part.why: part.unless_told for part in unstated if part.unless_told is not None}

    @property
    def _on_coverage(self) -> list[Condition]:
        """The conditions on which it turns whether a claim is covered."""
        grounds = (condition for ground in self.grounds for condition in (ground.when, ground.covered))
        return [*grounds, *(exclusion.when for exclusion in self.exclusions)]

    @cached_property
    def before_ground(self) -> tuple[Condition, ...]:
        """The conditions that are decided before a claim has a ground, and so cannot turn on it."""
        windows, stages = (rule.when for rule in self.windows), (rule.when for rule in self.stages)
        return (self.where, *self._on_coverage, *windows, *stages)

    @cached_property
    def turns_on_ground(self) -> bool:
        """Whether any rule turns on the ground of a claim."""
        kinds = (self.askings, self.refunds, self.postages, self.norms, self.evidence, self.advices)
        more = (self.risks, self.multiples, self.interactions, self.seller_protections)
        conditions = [rule.when for rules in (*kinds, *more) for rule in rules]
        parts = (part for condition in conditions for part in parts_of(condition))
        return any(isinstance(part, Fact) and part.name == "ground" for part in parts)

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """The questions on which coverage turns, and which neither a source nor a fact settles."""
        parts = (part for condition in self._on_coverage for part in parts_of(condition))
        return frozenset(part.what for part in parts if isinstance(part, Unsettled))

    @cached_property
    def barred_elsewhere(self) -> frozenset[str]:
        """The exclusions that turn on the payment being disputed elsewhere, by their ids."""
        return frozenset(
            exclusion.id
            for exclusion in self.exclusions
            for part in parts_of(exclusion.when)
            if isinstance(part, Fact) and part.name == "happened" and "payment_disputed" in part.words
        )

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies of the amounts that the rules of this version compare with or pay."""
        paying: tuple[Refund | SellerProtection, ...] = (*self.refunds, *self.seller_protections)
        conditions = [*self._on_coverage, *(rule.when for rule in paying)]
        conditions += [rule.when for rule in self.postages]
        parts = (part for condition in conditions for part in parts_of(condition))
        limits = (part.limit for part in parts if isinstance(part, Measure) and isinstance(part.limit, Money))
        caps = (rule.most for rule in paying if rule.most is not None)
        return frozenset(amount.currency for amount in (*caps, *limits))

    def window(self, name: str) -> Window:
        """Return the window with this id."""
        return self.window_ids[name]

    def governs(self, day: date) -> bool | None:
        """Tell whether this version is in force on a day; None inside a bracket of its edges."""
        begun = self.start.passed(day)
        if begun is False:
            return False
        ended = False if self.end is None else self.end.passed(day)
        if ended is True:
            return False
        return True if begun and ended is False else None
