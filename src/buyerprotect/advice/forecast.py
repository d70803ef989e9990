"""The forecast: what becomes of a dispute if nobody does anything, or if somebody does something then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from buyerprotect.advice.case import Because, now, prepare
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.evidence import evidence_needs
from buyerprotect.advice.lifecycle import HANDED_ON, Stage, record, stage
from buyerprotect.advice.options import goes_back, granted
from buyerprotect.errors import Fault, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.claim import Party
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Lapse, Policy, StageName
from buyerprotect.timing.clock import Instant, MomentLike, bounds, to_datetime

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["Forecast", "Outcome", "Step", "forecast"]

Outcome = Literal["buyer_paid", "seller_paid", "closed"]

_MOST_STEPS = 40


@frozen(kw_only=True)
class Step:
    """One thing that happens: at which moment, to or by whom, and by which rule.

    `what` is the kind of an event, or what follows when a window passes (`escalates`, `request_granted`, …).
    It is `automatic` where it happens by itself. `because` is the rule of the window that passed.
    """

    at_us: int
    party: Party
    what: str
    automatic: bool
    because: Because | None = None
    zone: str = "UTC"

    @property
    def at(self) -> DateTime:
        """The moment it happens."""
        return to_datetime(self.at_us, self.zone)


@frozen(kw_only=True, repr=False)
class Forecast:
    """What becomes of a dispute: step by step, and how and when it ends, if the rules say.

    `stage` is where its events leave it, `already` what has followed from silence since then and before the
    moment asked about, though no event tells of it, and `steps` what is to come. `last_stage` is where they
    lead. Where `outcome` is None it does not end by itself, and `why` says what it waits for.
    """

    at_us: int
    stage: Stage
    last_stage: StageName
    already: tuple[Step, ...] = ()
    steps: tuple[Step, ...]
    outcome: Outcome | None
    ends_us: int | None
    why: str | None
    zone: str

    def __hash__(self) -> int:
        return hash((self.at_us, self.last_stage, self.already, self.steps, self.outcome, self.ends_us))

    def __repr__(self) -> str:
        return f"<Forecast {self.stage.name}: {len(self.steps)} steps, {self.outcome or 'no end by itself'}>"

    @property
    def ends(self) -> DateTime | None:
        """When it ends by itself."""
        return None if self.ends_us is None else to_datetime(self.ends_us, self.zone)


def forecast(
    dispute: Dispute,
    *,
    at: MomentLike,
    policy: Policy | Pack | str | None = None,
    then: Iterable[Event] = (),
) -> Forecast:
    """Tell what happens from now on if nobody does anything, or only what `then` holds.

    Windows of others are taken to pass at their latest end by all readings, the buyer's own at the adopted
    one.

    >>> from buyerprotect import Claim, Dispute, Event, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> dispute = Dispute(Claim(order, [Problem("size")]), [Event("opened", "2017-04-16T12:00Z")])
    >>> [step.what for step in forecast(dispute, at="2017-04-17T12:00Z").steps]
    ['request_granted']

    Raises `InvalidFactsError` where an event of `then` lies before `at`, or the rules do not allow it then;
    and what `stage` raises.
    """
    found = stage(dispute, policy=policy)
    moment = now(at, dispute)
    plan = _sorted(then, moment, dispute.claim.order.zone)
    return _Teller(dispute, found, moment, policy, plan).tell()


def _sorted(then: Iterable[Event], at: int, zone: str | None) -> list[Event]:
    events = list(then)
    for place, event in enumerate(events):
        if not isinstance(event, Event):
            raise WrongTypeError(f"{shown(event)} is not an Event")
        if bounds(event.on, zone)[1] < at:
            says = f"{event.on} is before the moment asked about: what is still to be done comes after it"
            raise InvalidFactsError([Fault(f"then[{place}].on", says)])
    return sorted(events, key=lambda event: bounds(event.on, zone)[0])


class _Teller:
    """Goes from one end of a window to the next, with what is done in between.

    It begins at the last event told: what passed between that and now has happened by the rules.
    """

    def __init__(
        self, dispute: Dispute, found: Stage, at: int, policy: Policy | Pack | str | None, then: list[Event]
    ) -> None:
        self.dispute, self.found, self.policy, self.then = dispute, found, policy, then
        self.first, self.began = found, at
        self.since = self.at = min(at, self._begins(dispute.events[-1]))
        self.zone = found.windows.policy.zone
        self.steps: list[Step] = []
        self.passed: set[tuple[str, int]] = set()
        self.unsettled: Deadline | None = None
        self.outcome: Outcome | None = self._outcome
        self.ended = self.since

    def _begins(self, event: Event) -> int:
        return bounds(event.on, self.dispute.claim.order.zone)[0]

    def tell(self) -> Forecast:
        while len(self.steps) < _MOST_STEPS and self.unsettled is None:
            window, end = (None, None) if self.outcome is not None else self._next()
            if self.then and (end is None or self._begins(self.then[0]) < end):
                self._do(self.then.pop(0))
            elif window is None or end is None:
                break
            else:
                self._pass(window, end)
        if self.outcome is None and self.unsettled is None and not _pays_nothing(self.dispute):
            self._money_to_come()
        return Forecast(
            at_us=self.began,
            stage=self.first,
            last_stage=self.found.name,
            already=tuple(step for step in self.steps if step.at_us < self.began),
            steps=tuple(step for step in self.steps if step.at_us >= self.began),
            outcome=self.outcome,
            ends_us=None if self.outcome is None else self.ended,
            why=None if self.outcome is not None else self._why(),
            zone=self.zone,
        )

    @property
    def _platform_has_it(self) -> bool:
        return self.found.name in HANDED_ON or self.found.name == "information_due"

    def _next(self) -> tuple[Deadline | None, int | None]:
        """Find the window of this stage that ends next without having been used."""
        ends: list[tuple[int, int, Deadline]] = []
        for place, window in enumerate(self.found.may):
            end = _end(window)
            if window.lapse in ("escalates", "may_escalate") and self._platform_has_it:
                continue
            if end is None or end <= self.since or end < self.at:
                continue
            if (window.id, end) in self.passed or self._is_moot(window):
                continue
            if _opens(window, end):
                ends.append((end, place, window))
        if not ends:
            return None, None
        end, _, window = min(ends, key=lambda found: found[:2])
        return window, end

    def _is_moot(self, window: Deadline) -> bool:
        """Tell whether silence in a window brings nothing, or nobody told whether there was any."""
        if window.window.used_by in self.dispute.claim.order.unknown:
            return True
        if window.action == "add_evidence":
            if not self._platform_has_it:
                return True  # it is the platform that wants it
            needs = evidence_needs(prepare(self.dispute, self.policy), self.dispute.claim)
            return all(need.have for need in needs if need.need == "needed")
        return self.found.name == "ruled" and _pays_nothing(self.dispute) and window.action != "appeal"

    def _do(self, event: Event) -> None:
        self.dispute = record(self.dispute, event, policy=self.policy)
        self.at = max(self.at, self.began, self._begins(event))
        self.steps.append(
            Step(at_us=self.at, party=event.party, what=event.kind, automatic=False, zone=self.zone)
        )
        self._move(None if event.kind == "appealed" else self.outcome)

    def _pass(self, window: Deadline, end: int) -> None:
        """Let a window pass unused, and what follows from that happen."""
        self.at = end
        self.passed.add((window.id, end))
        lapse = _lapse(window)
        self.steps.append(
            Step(
                at_us=end,
                party=window.party,
                what=lapse,
                automatic=True,
                because=Because.of("window", window.window),
                zone=self.zone,
            )
        )
        if lapse != window.lapse:
            self.unsettled = window
            return
        event = _follows(lapse, Instant(end))
        if event is not None:
            self.dispute = self.dispute.record(event)
        outcome = _OUTCOMES.get(lapse)
        if outcome == "buyer_paid" and event is not None and self._goods_go_back:
            outcome = None  # not before they are back
        self._move(outcome)

    def _move(self, outcome: Outcome | None) -> None:
        """Take up the stage in which the dispute is now, and whether that ends it."""
        self.found = stage(self.dispute, policy=self.policy)
        before, self.outcome = self.outcome, outcome or self._outcome
        if self.outcome != before:
            self.ended = self.at

    @property
    def _goods_go_back(self) -> bool:
        """Whether the goods are to be sent back, and have not been."""
        sent = self.dispute.last("return_sent", "return_received") is not None
        return not sent and goes_back(prepare(self.dispute, self.policy))

    @property
    def _outcome(self) -> Outcome | None:
        """How it has ended, if it has."""
        dispute = self.dispute
        outcome = dispute.outcome if dispute.settled else None
        due = (dispute.asked or dispute.claim.paid) if outcome is None else granted(dispute, outcome)
        if dispute.refunded and dispute.refunded >= due:
            return "buyer_paid"
        if self.found.name == "ended":
            paid = dispute.refunded or (outcome is not None and due)
            return "buyer_paid" if paid else "closed" if outcome is None else "seller_paid"
        if outcome is None or self.found.name not in ("agreed", "ruled") or due:
            return None
        return None if any(map(self._may_appeal, self.found.may)) else "seller_paid"

    def _money_to_come(self) -> None:
        """Take for paid what was agreed or ruled, where nothing has to be done for it, and nobody is late."""
        dispute, outcome = self.dispute, self.dispute.outcome
        waits = self._goods_go_back or dispute.last("defaulted") is not None
        late = any(step.automatic and step.at_us > self._begins(self.found.since) for step in self.steps)
        if self.found.name in ("agreed", "ruled") and outcome is not None and not waits and not late:
            self.outcome, self.ended = "buyer_paid", self._begins(self.found.since)

    def _may_appeal(self, window: Deadline) -> bool:
        end = window.latest_arguable_us
        over = (window.id, window.closes_us) in self.passed or (end is not None and end <= self.at)
        return window.action == "appeal" and window.party == "buyer" and not over

    def _why(self) -> str:
        if self.unsettled is not None:
            ways = {reading.lapse: reading.name for reading in self.unsettled.readings}
            how = ", ".join(f"{lapse} by {name}" for lapse, name in ways.items())
            return f"what silence brings in {self.unsettled.id} is not settled: {how}"
        open_ended = (one for one in self.found.may if one.closes_us is None and not one.opens_pending)
        names = ", ".join(window.id for window in open_ended)
        of = f" ({names})" if names else ""
        return f"{_AWAITS[self.found.name]}, and no source or fact tells until when{of}"


_AWAITS: dict[StageName, str] = {
    "with_seller": "the seller is to answer",
    "offer_open": "an offer is to be answered",
    "refused": "somebody is to go on, or to give in",
    "information_due": "information is to be given",
    "with_platform": "the platform is to decide",
    "pre_arbitration": "the seller's bank is to answer",
    "arbitration": "arbitration is to decide",
    "agreed": "what was agreed is to be done",
    "ruled": "what was ruled is to be done",
    "appealed": "the appeal is to be decided",
    "ended": "it is over",
}
"""What is waited for in each stage."""


def _end(window: Deadline) -> int | None:
    """Return when a window passes: for what the buyer loses by it, at the adopted end, else at the latest."""
    own = window.party == "buyer" and window.lapse not in ("escalates", "may_escalate")
    return window.closes_us if own else window.latest_arguable_us


def _opens(window: Deadline, end: int) -> bool:
    """Tell whether a window is open before it ends; one to which the platform gave an end is there."""
    return window.closes_stated if window.opens_us is None else window.opens_us < end


def _lapse(window: Deadline) -> Lapse:
    """Return what silence brings, where every reading says the same."""
    lapses = {reading.lapse for reading in window.readings}
    return window.lapse if len(lapses) == 1 else "not_known"


def _pays_nothing(dispute: Dispute) -> bool:
    return dispute.outcome is not None and dispute.settled and not granted(dispute, dispute.outcome)


_OUTCOMES: dict[Lapse, Outcome] = {
    "case_closed": "closed",
    "money_back": "buyer_paid",
    "request_granted": "buyer_paid",
    "seller_paid": "seller_paid",
}


def _follows(lapse: Lapse, at: Instant) -> Event | None:
    """Return the event that a lapse comes to, where it comes to one."""
    match lapse:
        case "escalates":
            return Event("escalated", at, party="platform")
        case "request_granted":
            return Event("answered", at, accepts=True)
        case "case_closed" | "seller_paid":
            return Event("closed", at)
        case _:
            return None
