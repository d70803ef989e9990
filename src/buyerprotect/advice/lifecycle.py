"""The life cycle of a dispute: its stage, what may happen next by the rules, and recording that it did."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from attrs import evolve, frozen

from buyerprotect.advice.case import prepare
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.windows import Timeline, timeline
from buyerprotect.errors import Fault, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.dispute import Dispute, Event, EventKind, agrees
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.timing.clock import bounds, iso

__all__ = ["FOLLOW", "Passed", "Stage", "StageName", "may_follow", "record", "stage", "stage_of"]

StageName = Literal[
    "with_seller",
    "offer_open",
    "refused",
    "information_due",
    "with_platform",
    "agreed",
    "ruled",
    "appealed",
    "ended",
]

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
    "agreed": _MONEY | _HANDED_ON | _GIVEN_UP,
    "ruled": _MONEY | _APPEAL | _ASKED | _GIVEN_UP,
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
    "appealed": frozenset({"rule"}),
    "ruled": frozenset({"appeal", "return_goods", "refund"}),
    "agreed": frozenset({"return_goods", "refund"}),
}
"""What may be done in each stage in windows of which no event is named that uses them."""


@frozen
class Passed:
    """An event of a dispute, and the stage it led to."""

    event: Event
    stage: StageName


@frozen(kw_only=True)
class Stage:
    """Where a dispute stands: the `name` of the stage, the event that led there, and how it came to that.

    `may` are the windows of which a party may still make use, or will: in the governing version's order.
    """

    name: StageName
    since: Event
    history: tuple[Passed, ...]
    windows: Timeline

    @cached_property
    def may(self) -> tuple[Deadline, ...]:
        """The windows of the rules that an event which may follow would use."""
        follow: set[str] = {*FOLLOW[self.name]}
        if "answered" in follow:
            follow.add("responded")
        if self.name == "agreed":
            follow.discard("escalated")  # that needs a default, which is an event of its own
        acts = _ACTS.get(self.name, frozenset())
        return tuple(
            one
            for one in self.windows
            if one.used is None
            and (one.window.used_by in follow or (one.window.used_by is None and one.action in acts))
        )

    @property
    def terminal(self) -> bool:
        """Whether only money, goods and an appeal in time can follow."""
        return self.name == "ended"


def stage(dispute: Dispute, *, policy: Policy | Pack | str | None = None) -> Stage:
    """Tell the stage of a dispute after its last event, and the stages it went through.

    >>> from buyerprotect import Claim, Dispute, Event, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> dispute = Dispute(Claim(order, [Problem("size")]), [Event("opened", "2017-04-16T12:00Z")])
    >>> stage(dispute).name
    'with_seller'

    Raises what `deadlines` raises, and `WrongTypeError` for what is no dispute.
    """
    if not isinstance(dispute, Dispute):
        raise WrongTypeError(f"{shown(dispute)} is not a Dispute: only what was opened has a stage")
    windows = timeline(prepare(dispute, policy))
    history = tuple(
        Passed(event, stage_of(dispute.events[: place + 1])) for place, event in enumerate(dispute.events)
    )
    name = history[-1].stage
    since = next(
        passed.event
        for place, passed in enumerate(history)
        if all(later.stage == name for later in history[place:])
    )
    return Stage(name=name, since=since, history=history, windows=windows)


_LEADS_TO: dict[EventKind, StageName] = {
    "cancelled": "ended",
    "closed": "ended",
    "accepted": "agreed",
    "appealed": "appealed",
    "ruled": "ruled",
    "information_requested": "information_due",
    "escalated": "with_platform",
    "offered": "offer_open",
    "answered": "refused",
    "declined": "refused",
}
"""The stage that an event leads to; money, goods and what was asked for and given change none."""


def stage_of(events: Iterable[Event]) -> StageName:
    """Tell the stage that events lead to: the last of them that leads anywhere decides."""
    given = False
    for event in reversed(tuple(events)):
        if agrees(event):
            return "agreed"
        given = given or event.kind == "information_given"
        leads_to = _LEADS_TO.get(event.kind)
        if leads_to is not None and not (leads_to == "information_due" and given):
            return leads_to
    return "with_seller"


def may_follow(found: Stage, event: Event, zone: str | None) -> Fault | None:
    """Tell what the rules have against an event in a stage; None where they have nothing."""
    follow = FOLLOW[found.name]
    if event.kind not in follow:
        known = ", ".join(sorted(follow))
        return Fault("kind", f"{event.kind!r} cannot follow in the stage {found.name!r}; what can: {known}")
    first, last = bounds(event.on, zone)
    own = [one for one in found.windows if _uses(one, event)]
    if not own or any(_in_time(one, first, last) for one in own):
        return None
    return Fault("on", f"{event.kind!r} on {event.on} is not in time: {'; '.join(map(_span, own))}")


def _uses(window: Deadline, event: Event) -> bool:
    """Tell whether an event is what a window is for, by the one who does it."""
    kinds = {event.kind} | ({"responded"} if event.kind in ("answered", "offered") else set[str]())
    return window.window.used_by in kinds and window.party == event.party


def _in_time(window: Deadline, first: int, last: int) -> bool:
    """Tell whether a window is open at some moment of an event by any reading, or nobody knows when it is."""
    known = [one for one in window.readings if one.opens_us is not None or one.closes_us is not None]
    return not known or any(
        (one.opens_us is None or one.opens_us <= last) and (one.closes_us is None or first < one.closes_us)
        for one in known
    )


def _span(window: Deadline) -> str:
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
    fault = may_follow(found, event, dispute.claim.order.zone)
    if fault is not None:
        raise InvalidFactsError([evolve(fault, path=f"events[{len(dispute.events)}].{fault.path}")])
    return dispute.record(event)
