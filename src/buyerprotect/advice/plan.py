"""The plan: an order to take routes in, in which no right lapses while an earlier one runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from buyerprotect.advice.case import Because
from buyerprotect.advice.route import KINDS, Route
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import iso, to_datetime
from buyerprotect.timing.zone import SECOND

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["NEVER", "Candidate", "Conflict", "Placed", "PlanStep", "Shuts", "candidate", "planned", "step_of"]

Shuts = Mapping[str, Mapping[str, Because]]
"""Which programmes a claim by each programme shuts, and the rule that says so."""

ConflictKind = Literal["exclusive", "no_time", "shut"]

NEVER = 2**62
"""Later than any moment."""


@frozen(kw_only=True)
class Candidate:
    """What a plan has to know of a route: from when and until when it can be taken, and what it is worth.

    `end_us` is the latest moment that is safe for it alone, None where no end is known. Where none is safe
    any more it is `arguable`: its end is the latest that can be argued for, and it is `urgent` if the rules
    still hold it open.
    Of two that cannot both be had the one that is `begun` is kept, or else the one of the smaller `worth`.
    """

    programme: str
    from_us: int
    end_us: int | None
    begun: bool = False
    arguable: bool = False
    urgent: bool = False
    worth: tuple[int, ...] = ()

    @property
    def rank(self) -> tuple[object, ...]:
        """What to compare by: the worth, and the name where that decides nothing."""
        return (not self.begun, self.worth, self.programme)


@frozen(kw_only=True, repr=False)
class PlanStep:
    """One step of a plan: which route to take, how, and from when until when; moments in microseconds.

    `from_us` is the earliest moment. `by_us` is the latest at which this step, and every later one that would
    shut it, is still in time under every reading; None where no end is known. `switch_by_us` is the
    latest moment to stop waiting for this route and take the next, before a later right lapses; None
    where nothing presses. Where it is `arguable`, some reading says that it is too late already: the step
    is to be taken at once, and `by_us` is the latest that can be argued for. Times are shown in `zone`.
    """

    programme: str
    action: Action
    from_us: int
    by_us: int | None
    switch_by_us: int | None
    because: tuple[Because, ...]
    needs: tuple[str, ...] = ()
    arguable: bool = False
    zone: str = "UTC"

    def __repr__(self) -> str:
        by = "no end" if self.by_us is None else iso(self.by_us, self.zone)
        return f"<PlanStep {self.programme}: {self.action}, by {by}>"

    @property
    def by(self) -> DateTime | None:
        """The latest moment to take this step."""
        return None if self.by_us is None else to_datetime(self.by_us, self.zone)

    @property
    def switch_by(self) -> DateTime | None:
        """The latest moment to stop waiting for this route and take the next."""
        return None if self.switch_by_us is None else to_datetime(self.switch_by_us, self.zone)


@frozen(kw_only=True)
class Conflict:
    """Two routes that cannot both be had: they shut each other, or one opens too late to come first.

    It is `shut` where the one that shuts the other was taken already. `kept` is the one in the plan: begun
    already, surer, paying more, or nearer to the purchase.
    """

    kind: ConflictKind
    kept: str
    dropped: str
    because: tuple[Because, ...]


@frozen(kw_only=True)
class Placed:
    """One route at its place in the order; moments in microseconds, `NEVER` where no end is known."""

    programme: str
    from_us: int
    by_us: int
    switch_by_us: int
    because: tuple[Because, ...]
    arguable: bool = False


def planned(candidates: Iterable[Candidate], shuts: Shuts) -> tuple[tuple[Placed, ...], tuple[Conflict, ...]]:
    """Put routes in an order in which no right lapses, and tell which cannot both be had.

    A route comes before those that shut it. Among those that are free to come next, what is begun does, then
    what is urgent, and then the one that ends first.
    """
    planner = _Planner(candidates, shuts)
    planner.settle()
    order, latest = planner.order(), planner.latest()
    steps: list[Placed] = []
    for place, name in enumerate(order):
        later = min((latest[other] for other in order[place + 1 :]), default=NEVER)
        steps.append(
            Placed(
                programme=name,
                from_us=planner.left[name].from_us,
                by_us=latest[name],
                switch_by_us=later,
                because=tuple(dict.fromkeys(shuts[other][name] for other in planner.after(name))),
                arguable=planner.left[name].arguable,
            )
        )
    return tuple(steps), tuple(planner.conflicts)


class _Planner:
    """Drops what cannot be had together, and orders the rest."""

    def __init__(self, candidates: Iterable[Candidate], shuts: Shuts) -> None:
        self.left = {one.programme: one for one in candidates}
        self.shuts = shuts
        self.conflicts: list[Conflict] = []

    def after(self, name: str) -> list[str]:
        """Name the routes that shut one, so that they have to come after it."""
        return [other for other in self.left if name in self.shuts.get(other, ())]

    def latest(self) -> dict[str, int]:
        """Tell for each route the latest moment at which those that have to follow are still in time.

        There is none in a circle of routes that shut each other.
        """
        found: dict[str, int] = {}

        def of(name: str) -> int:
            if name not in found:
                end = self.left[name].end_us
                ends = (of(later) for later in self.after(name))
                followers = (later - SECOND for later in ends if later < NEVER)
                found[name] = min(NEVER if end is None else end, min(followers, default=NEVER))
            return found[name]

        for name in self.left:
            of(name)
        return found

    def settle(self) -> None:
        """Drop routes until the rest can be put in an order in which each is still in time."""
        for taken in [name for name, one in self.left.items() if one.begun]:
            for name in self.shuts.get(taken, ()):
                if taken in self.left and name in self.left:
                    self._drop("shut", name, taken, kept=taken)
        while (pair := self._exclusive()) is not None:
            self._drop("exclusive", *pair, kept=self._better(*pair))
        while (pair := self._without_time()) is not None:
            self._drop("no_time", *pair, kept=self._better(*pair))

    def _better(self, name: str, other: str) -> str:
        return min(name, other, key=lambda one: self.left[one].rank)

    def _drop(self, kind: ConflictKind, name: str, later: str, *, kept: str) -> None:
        """Keep one of a route and of that which shuts it, and tell of the other."""
        dropped = later if kept == name else name
        because = (self.shuts[later][name],)
        self.conflicts.append(Conflict(kind=kind, kept=kept, dropped=dropped, because=because))
        del self.left[dropped]

    def _exclusive(self) -> tuple[str, str] | None:
        """Return a route and one that shuts it though it has to come first, be it by way of others."""
        for name in self.left:
            for later in self.after(name):
                ahead, seen = [later], {later}
                while ahead:
                    one = ahead.pop()
                    if one == name:
                        return name, later
                    further = [other for other in self.after(one) if other not in seen]
                    seen.update(further)
                    ahead += further
        return None

    def _without_time(self) -> tuple[str, str] | None:
        """Return a route that only opens when one that shuts it has to be taken already."""
        latest = self.latest()
        for name, one in self.left.items():
            for later in self.after(name):
                if latest[later] < NEVER and one.from_us > latest[later] - SECOND:
                    return name, later
        return None

    def order(self) -> list[str]:
        """Put the routes in order."""
        latest, order, waiting = self.latest(), list[str](), dict.fromkeys(self.left)
        while waiting:
            free = [
                name
                for name in waiting
                if waiting.keys().isdisjoint(self.shuts.get(name, {}).keys() - {name})
            ]
            chosen = min(free, key=lambda name: self._place(name, latest[name]))
            order.append(chosen)
            del waiting[chosen]
        return order

    def _place(self, name: str, latest: int) -> tuple[object, ...]:
        one = self.left[name]
        return (not one.begun, not one.urgent, latest, one.rank)


def candidate(route: Route, at: int) -> Candidate:
    """Tell what a plan has to know of a route at a moment, in microseconds."""
    pays = route.pays_up_to
    worth = (
        int(route.status != "applies"),
        0 if pays is None else -pays.minor,
        KINDS.index(route.kind),
    )
    end, arguable = _end(route, at)
    # What only another reading still holds open comes by its end; what one reading has closed, at once, and
    # so what leaves the bank less than its time.
    short = route.safe_by_us is not None and route.safe_by_us <= at
    urgent = (arguable or short) and route.window is not None and route.window.usable_us(at)
    return Candidate(
        programme=route.programme,
        from_us=_begin(route, at),
        end_us=end,
        begun=route.begun,
        arguable=arguable,
        urgent=urgent,
        worth=worth,
    )


def _begin(route: Route, at: int) -> int:
    """Tell the earliest moment to take a route: now, unless the next step there is to wait."""
    answer, window = route.assessment, route.window
    if route.begun or answer is None or answer.recommendation.action != "wait":
        return at
    opens = None if window is None else window.safe_from_us
    return max(at, answer.recommendation.wait_until_us or at, opens or at)


def _end(route: Route, at: int) -> tuple[int | None, bool]:
    """Tell the latest moment to take a route that is safe, with the bank's time left out.

    Where that has passed it is the latest with the bank's time, and where none is safe at all the latest
    that can be argued for; the second is true then.
    """
    answer, window = route.assessment, route.window
    if answer is None or window is None:
        return None, False
    advice = answer.recommendation
    # The step may be one before the claim, as asking the seller; the claim has its own end all the same.
    ends = [] if advice.act_by_us is None else [advice.act_by_us]
    if window.safe_by_us is not None and not route.begun:
        # What opens some days after an act of the buyer's own ends for that act so many days before.
        ends.append((window.safe_by_us - route.lead_us - 1) // SECOND * SECOND)
    if not ends:
        return None, False
    with_bank, alone = min(ends), min(end - route.margin_us for end in ends)
    if alone >= at or with_bank >= at:
        return (alone if alone >= at else with_bank), False
    latest = window.latest_arguable_us
    return None if latest is None else max(at, (latest - 1) // SECOND * SECOND), True


def step_of(route: Route, placed: Placed, zone: str) -> PlanStep:
    """Make the step of a plan from a route and its place."""
    return PlanStep(
        programme=route.programme,
        action=route.action or "nothing",
        from_us=placed.from_us,
        by_us=None if placed.by_us == NEVER else placed.by_us,
        switch_by_us=None if placed.switch_by_us == NEVER else placed.switch_by_us,
        because=(*route.because, *route.advice, *placed.because),
        needs=route.needs,
        arguable=placed.arguable,
        zone=zone,
    )
