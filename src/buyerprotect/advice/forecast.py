"""The forecast: what becomes of a dispute if nobody does anything, or if somebody does something then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from buyerprotect.advice.case import Because, now
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.lifecycle import Stage, StageName, record, stage
from buyerprotect.errors import Fault, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.claim import Party
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Lapse, Policy
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

    `stage` is where it stands now, `last_stage` where the steps lead. Where `outcome` is None it does not end
    by itself, and `why` says what it waits for.
    """

    at_us: int
    stage: Stage
    last_stage: StageName
    steps: tuple[Step, ...]
    outcome: Outcome | None
    ends_us: int | None
    why: str | None
    zone: str

    def __hash__(self) -> int:
        return hash((self.at_us, self.last_stage, self.steps, self.outcome, self.ends_us))

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
    """Goes from one end of a window to the next, with what is done in between."""

    def __init__(
        self, dispute: Dispute, found: Stage, at: int, policy: Policy | Pack | str | None, then: list[Event]
    ) -> None:
        self.dispute, self.found, self.at, self.policy, self.then = dispute, found, at, policy, then
        self.first, self.began = found, at
        self.zone = found.windows.policy.zone
        self.steps: list[Step] = []
        self.passed: set[str] = set()
        self.outcome: Outcome | None = None

    def tell(self) -> Forecast:
        while len(self.steps) < _MOST_STEPS and self.outcome is None:
            window, end = self._next()
            if self.then and (end is None or bounds(self.then[0].on, self.dispute.claim.order.zone)[0] < end):
                self._do(self.then.pop(0))
            elif window is None or end is None:
                break
            else:
                self._pass(window, end)
        ended = self.outcome is not None and self.steps
        return Forecast(
            at_us=self.began,
            stage=self.first,
            last_stage=self.found.name,
            steps=tuple(self.steps),
            outcome=self.outcome,
            ends_us=self.steps[-1].at_us if ended else None,
            why=None if ended else self._why(),
            zone=self.zone,
        )

    def _next(self) -> tuple[Deadline | None, int | None]:
        """Find the window of this stage that ends next without having been used."""
        ends: list[tuple[int, int, Deadline]] = []
        for place, window in enumerate(self.found.may):
            end = window.closes_us if window.party == "buyer" else window.latest_arguable_us
            if self.found.name in _HANDED_ON and window.lapse in ("escalates", "may_escalate"):
                continue  # it has the case already
            if window.id in self.passed or end is None or end <= self.at or window.opens_us is None:
                continue
            if window.opens_us < end and window.window.used_by != "opened":
                ends.append((end, place, window))
        if not ends:
            return None, None
        end, _, window = min(ends, key=lambda found: found[:2])
        return window, end

    def _do(self, event: Event) -> None:
        self.dispute = record(self.dispute, event, policy=self.policy)
        self.at = max(self.at, bounds(event.on, self.dispute.claim.order.zone)[0])
        self.steps.append(
            Step(at_us=self.at, party=event.party, what=event.kind, automatic=False, zone=self.zone)
        )
        self._move()

    def _pass(self, window: Deadline, end: int) -> None:
        """Let a window pass unused, and what follows from that happen."""
        self.at = end
        self.passed.add(window.id)
        self.steps.append(
            Step(
                at_us=end,
                party=window.party,
                what=window.lapse,
                automatic=True,
                because=Because.of("window", window.window),
                zone=self.zone,
            )
        )
        event = _follows(window.lapse, Instant(end))
        if window.lapse in _OUTCOMES:
            self.outcome = _OUTCOMES[window.lapse]
        if event is not None:
            self.dispute = self.dispute.record(event)
            self._move()

    def _move(self) -> None:
        self.found = stage(self.dispute, policy=self.policy)
        if self.found.name == "ended" and self.outcome is None:
            self.outcome = "buyer_paid" if self.dispute.refunded else "closed"
        elif self.dispute.refunded and self.dispute.refunded >= (
            self.dispute.asked or self.dispute.claim.paid
        ):
            self.outcome = "buyer_paid"

    def _why(self) -> str:
        waiting = [window for window in self.found.may if window.id not in self.passed]
        unknown = [window for window in waiting if window.closes_us is None]
        if unknown:
            names = ", ".join(window.id for window in unknown)
            return f"no source or fact tells when this ends: {names}"
        return f"the rules name nothing that happens by itself in the stage {self.found.name!r}"


_HANDED_ON: frozenset[StageName] = frozenset({"with_platform", "information_due", "appealed"})
"""The stages in which the platform has the case."""

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
