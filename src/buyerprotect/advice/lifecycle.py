"""The life cycle of a dispute: its stage, what may happen next by the rules, and recording that it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import get_args

from attrs import evolve, frozen

from buyerprotect.advice.case import prepare
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.windows import Timeline, timeline
from buyerprotect.errors import Fault, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.dispute import Dispute, Event, EventKind, named
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Lapse, Policy, StageName, StageRule
from buyerprotect.timing.clock import bounds, iso
from buyerprotect.timing.term import Term, events_of

__all__ = ["FOLLOW", "HANDED_ON", "Passed", "Stage", "may_follow", "passed", "record", "stage"]

_MONEY: frozenset[EventKind] = frozenset(
    {"refund_issued", "refunded", "return_sent", "return_received", "defaulted", "closed"}
)
_TALK: frozenset[EventKind] = frozenset(
    {"offered", "cancelled", "information_requested", "information_given"}
)

_SAID: frozenset[EventKind] = frozenset({"answered", "ruled"})
_HANDED_ON: frozenset[EventKind] = frozenset({"escalated"})
_TAKEN: frozenset[EventKind] = frozenset({"accepted", "declined"})
_APPEAL: frozenset[EventKind] = frozenset({"appealed"})
_GIVEN_UP: frozenset[EventKind] = frozenset({"cancelled"})
_ASKED: frozenset[EventKind] = frozenset({"information_requested"})
_RULING: frozenset[EventKind] = frozenset({"ruled"})

FOLLOW: dict[StageName, frozenset[EventKind]] = {
    "with_seller": _TALK | _MONEY | _SAID | _HANDED_ON,
    "offer_open": _TALK | _MONEY | _SAID | _HANDED_ON | _TAKEN,
    "refused": _TALK | _MONEY | _SAID | _HANDED_ON,
    "information_due": _TALK | _MONEY | _SAID | _HANDED_ON,
    "with_platform": _TALK | _MONEY | _SAID,
    "pre_arbitration": _TALK | _MONEY | _SAID,
    "arbitration": _TALK | _MONEY | _RULING,
    "agreed": _MONEY | _HANDED_ON | _GIVEN_UP,
    "ruled": _MONEY | _APPEAL | _ASKED | _GIVEN_UP | _HANDED_ON | _RULING,
    "appealed": _TALK | _MONEY | _RULING,
    "ended": _MONEY | _APPEAL,
}
"""What may follow in each stage, whatever the programme; its rules say by whom and until when."""


_ACTS: dict[StageName, frozenset[str]] = {
    "with_seller": frozenset({"answer", "escalate"}),
    "offer_open": frozenset({"answer_offer", "escalate"}),
    "refused": frozenset({"escalate"}),
    "information_due": frozenset({"give_information"}),
    "with_platform": frozenset({"rule"}),
    "pre_arbitration": frozenset({"answer", "rule"}),
    "arbitration": frozenset({"rule"}),
    "appealed": frozenset({"rule"}),
    "ruled": frozenset({"appeal", "return_goods", "refund"}),
    "agreed": frozenset({"return_goods", "refund"}),
}
"""What may be done in each stage in windows of which no event is named that uses them."""


_LEADS_TO: dict[str, StageName] = {
    "cancelled": "ended",
    "closed": "ended",
    "agreed": "agreed",
    "appealed": "appealed",
    "appealed_again": "appealed",
    "appealed_by_seller": "appealed",
    "ruled": "ruled",
    "information_requested": "information_due",
    "escalated": "with_platform",
    "escalated_again": "with_platform",
    "offered": "offer_open",
    "countered": "with_seller",
    "answered": "refused",
    "declined": "refused",
}
"""The stage that an event leads to by its name, whatever the programme; others lead nowhere."""

HANDED_ON: frozenset[StageName] = frozenset({"with_platform", "pre_arbitration", "arbitration", "appealed"})
"""The stages in which the platform, or the bank in its place, has the case."""

_WHILE_TALKING: frozenset[StageName] = frozenset({"refused", "with_seller"})
"""Where words between buyer and seller lead; once the platform has the case, they take it from nobody."""

_WHENEVER: frozenset[EventKind] = frozenset(
    {"ruled", "refund_issued", "refunded", "return_received", "defaulted", "closed"}
)
"""What others do late as well as in time: that it came is a fact, whatever the rules had it come by."""

_STILL: frozenset[StageName] = frozenset({"with_seller", "refused", "offer_open", "information_due"})
"""Where a dispute is still what the programme called it before."""

_AFTERWARDS = frozenset(
    {"agreed", "accepted", "defaulted", "ruled", "return_sent", "return_received", "refund_issued"}
)
"""What comes after an agreement or a ruling: windows that rest on it are not those of the dispute before."""

_ONCE = frozenset({"appealed", "appealed_again", "escalated", "escalated_again"})
"""What a party does by a right that it has once, and not at all where the rules give none."""


@frozen
class Passed:
    """An event of a dispute, the stage it led to, and what the programme itself says of that stage."""

    event: Event
    stage: StageName
    rule: StageRule | None = None


@frozen(kw_only=True)
class Stage:
    """Where a dispute stands: the `name` of the stage, the event that led there, and how it came to that.

    `rule` is what the programme itself says of the stage, or of the one from which it goes on, under its own
    word for it, where it has one.
    `may` are the windows of which a party may still make use, or will: in the governing version's order.
    """

    name: StageName
    since: Event
    history: tuple[Passed, ...]
    windows: Timeline
    rule: StageRule | None = None

    @cached_property
    def may(self) -> tuple[Deadline, ...]:
        """The windows of the rules that an event which may follow would use."""
        return tuple(one for one in self.windows if one.used is None and self.allows(one))

    def allows(self, one: Deadline) -> bool:
        """Tell whether an event that may follow in this stage would use a window."""
        by, policy = one.window.used_by, self.windows.policy
        rests_on = rests_on_events(one.window.opens, policy.events)
        if by is None:
            speaks = one.lapse in _SPEAKING and not rests_on.isdisjoint(get_args(EventKind))
            return one.action in _ACTS.get(self.name, frozenset()) or (speaks and not self.terminal)
        if by not in {name for kind in FOLLOW[self.name] for name in _NAMES.get(kind, (kind,))}:
            return False
        if by in ("escalated", "escalated_again") and self.name in ("agreed", "ruled"):
            return not rests_on.isdisjoint(_AFTERWARDS)
        return True

    @property
    def called(self) -> str | None:
        """What the programme itself calls the stage."""
        return None if self.rule is None else self.rule.called

    @property
    def handed_on(self) -> bool:
        """Whether the platform, or a bank in its place, has had the case."""
        return any(one.stage in HANDED_ON for one in self.history)

    @property
    def terminal(self) -> bool:
        """Whether only money, goods and an appeal in time can follow."""
        return self.name == "ended"


_SPEAKING: frozenset[Lapse] = frozenset({"case_closed", "money_back", "request_granted", "seller_paid"})
"""What silence can bring that ends a dispute."""

_NAMES: dict[EventKind, tuple[str, ...]] = {
    "answered": ("answered", "responded", "responded_again"),
    "offered": ("offered", "countered", "responded", "responded_again"),
    "escalated": ("escalated", "escalated_again"),
    "appealed": ("appealed", "appealed_again", "appealed_by_seller"),
    "information_given": ("information_given", "informed_by_seller"),
}
"""The names under which windows may name an event of a kind as the one that uses them."""


def stage(dispute: Dispute, *, policy: Policy | Pack | str | None = None) -> Stage:
    """Tell the stage of a dispute after its last event, and the stages it went through.

    >>> from buyerprotect import Claim, Dispute, Event, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> dispute = Dispute(Claim(order, [Problem("size")]), [Event("opened", "2017-04-16T12:00Z")])
    >>> stage(dispute).name
    'with_seller'

    Raises what `deadlines` raises, `InvalidFactsError` where the dispute is one of another programme than the
    policy's, and `WrongTypeError` for what is no dispute.
    """
    if not isinstance(dispute, Dispute):
        raise WrongTypeError(f"{shown(dispute)} is not a Dispute: only what was opened has a stage")
    case = prepare(dispute, policy)
    if case.dispute is None:
        programme = dispute.claim.order.programme
        says = f"the dispute is one of {programme!r}, and {case.policy.id!r} is another programme's policy"
        raise InvalidFactsError([Fault("order.programme", says)])
    windows = timeline(case)
    own = {event: rule for rule in reversed([*case.applying(case.policy.stages)]) for event in rule.begins}
    history = tuple(passed(dispute.events, own))
    last = history[-1]
    since = next(
        one.event
        for place, one in enumerate(history)
        if all((later.stage, later.rule) == (last.stage, last.rule) for later in history[place:])
    )
    return Stage(name=last.stage, rule=last.rule, since=since, history=history, windows=windows)


def rests_on_events(term: Term, derived: Mapping[str, Term]) -> frozenset[str]:
    """Return the events that a term rests on, through those that follow from others."""
    found: set[str] = set()
    ahead = set(events_of(term))
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead |= events_of(derived[name]) if name in derived else frozenset()
    return frozenset(found)


def passed(events: Iterable[Event], own: Mapping[str, StageRule]) -> Iterator[Passed]:
    """Yield each event with the stage it leads to: one of the programme's `own`, by event, else the usual."""
    now: Passed | None = None
    asked_from: Passed | None = None
    held: Passed | None = None  # where the platform has the case, once it does
    for event, names in named(events):
        found = _led_to(event, names, own) or now or Passed(event, "with_seller")
        if held is not None and found.rule is None and found.stage in _WHILE_TALKING:
            found = held
        elif found.rule is None and found.stage in _STILL and now is not None:
            found = evolve(found, rule=now.rule)  # whatever is said, the programme's own word stays
        if event.kind == "information_requested" and now is not None and now.stage != "information_due":
            asked_from = now
        elif "information_given" in names and found.stage == "information_due":
            found = asked_from or found
        if found.stage in HANDED_ON:
            held = found
        now = evolve(found, event=event)
        yield now


def _led_to(event: Event, names: tuple[str, ...], own: Mapping[str, StageRule]) -> Passed | None:
    """Return the stage that an event leads to, or None where it leads nowhere."""
    for name in names:
        if name in own:
            return Passed(event, own[name].name, own[name])
        if name in _LEADS_TO:
            return Passed(event, _LEADS_TO[name])
    return None


def may_follow(found: Stage, dispute: Dispute, event: Event) -> Fault | None:
    """Tell what the rules have against one more event of a dispute; None where they have nothing."""
    if (fault := _out_of_place(found, dispute, event)) is not None:
        return fault
    *_, (_, names) = named((*dispute.events, event))
    if event.kind in _WHENEVER or (event.kind == "escalated" and _defaulted(dispute)):
        return None
    own = [one for one in found.windows if one.window.used_by in names and one.party == event.party]
    if found.name in ("agreed", "ruled"):
        own = [one for one in own if found.allows(one)]
    if not own and "appealed_again" in names:  # the rules give one appeal
        own = [one for one in found.windows if one.window.used_by == "appealed" and one.party == event.party]
    if not own:
        return _without_right(found, event, names)
    if not _ONCE.isdisjoint(names) and (fault := _by_right(own, event)) is not None:
        return fault
    first, last = bounds(event.on, dispute.claim.order.zone)
    if any(_in_time(one, first, last) for one in own):
        return None
    return Fault("on", f"{event.kind!r} on {event.on} is not in time: {'; '.join(map(_span, own))}")


def _out_of_place(found: Stage, dispute: Dispute, event: Event) -> Fault | None:
    """Tell of an event that no rules let follow in a stage."""
    follow = FOLLOW[found.name]
    if event.kind not in follow:
        known = ", ".join(sorted(follow))
        return Fault("kind", f"{event.kind!r} cannot follow in the stage {found.name!r}; what can: {known}")
    if event.kind != "escalated":
        return None
    if found.name in ("offer_open", "information_due") and found.handed_on:
        return Fault("kind", "'escalated' cannot follow: the platform has the case already")
    by_rule = any(one.window.used_by in _NAMES["escalated"] for one in found.may)
    if found.name in ("agreed", "ruled") and not by_rule and not _defaulted(dispute):
        says = "what was agreed or ruled is taken back to the platform once somebody defaulted on it"
        return Fault("kind", f"'escalated' cannot follow yet: {says}; record 'defaulted' first")
    return None


def _by_right(own: Iterable[Deadline], event: Event) -> Fault | None:
    """Tell of a right that was used already, or that waits for something else."""
    own = tuple(own)
    if all(one.used is not None for one in own):
        done = "; ".join(f"{one.id} was used on {one.used}" for one in own)
        return Fault("kind", f"{event.kind!r} is done once by the rules, and was: {done}")
    if all(one.opens_pending for one in own):
        awaited = "; ".join(f"{one.id} waits for {', '.join(one.needs)}" for one in own)
        return Fault("kind", f"{event.kind!r} cannot be done before its time opens: {awaited}")
    return None


def _defaulted(dispute: Dispute) -> bool:
    """Tell whether a party did not do what was agreed or ruled, and the platform was not told since."""
    last = dispute.last("defaulted", "escalated")
    return last is not None and last.kind == "defaulted"


def _without_right(found: Stage, event: Event, names: tuple[str, ...]) -> Fault | None:
    """Tell of an act by right which the rules know, and give nobody in this case."""
    policy = found.windows.policy
    rights = [
        window
        for version in (policy, *policy.bracketed_with)
        for window in version.windows
        if window.used_by in _ONCE.intersection(names) and window.party == event.party
    ]
    if not rights:
        return None
    known = "; ".join(dict.fromkeys(f"{window.id}: {window.says}" for window in rights))
    return Fault("kind", f"{event.kind!r} is for other cases by the rules, not for this one: {known}")


def _in_time(window: Deadline, first: int, last: int) -> bool:
    """Tell whether a window is open at some moment of an event by any reading, or nobody knows when it is."""
    known = [one for one in window.readings if one.opens_us is not None or one.closes_us is not None]
    return not known or any(
        (one.opens_us is None or one.opens_us <= last) and (one.closes_us is None or first < one.closes_us)
        for one in known
    )


def _span(window: Deadline) -> str:
    first, last = window.opens_us, window.closes_us
    if first is not None and last is not None and first >= last:
        return f"{window.id} does not open in this case"
    opens = "a moment not known yet" if window.opens_us is None else iso(window.opens_us, window.zone)
    closes = "no known end" if window.closes_us is None else f"before {iso(window.closes_us, window.zone)}"
    return f"{window.id} is from {opens} to {closes}"


def record(dispute: Dispute, event: Event, *, policy: Policy | Pack | str | None = None) -> Dispute:
    """Return the dispute with one more event, if the rules allow it then.

    >>> from buyerprotect import Claim, Dispute, Event, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> dispute = Dispute(Claim(order, [Problem("size")]), [Event("opened", "2017-04-16T12:00Z")])
    >>> record(dispute, Event("answered", "2017-04-18T12:00Z", accepts=False)).events[-1].kind
    'answered'

    Raises `InvalidFactsError` where the event cannot follow, or comes when its party may not act any more or
    not yet, saying what is allowed; and what `deadlines` raises.
    """
    found = stage(dispute, policy=policy)
    if not isinstance(event, Event):
        raise WrongTypeError(f"{shown(event)} is not an Event")
    fault = may_follow(found, dispute, event)
    if fault is not None:
        raise InvalidFactsError([evolve(fault, path=f"events[{len(dispute.events)}].{fault.path}")])
    return dispute.record(event)
