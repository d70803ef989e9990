"""Windows resolved for one case: deadlines, and what can still move them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, overload

from attrs import frozen

from buyerprotect.advice.case import Case, Facts, prepare
from buyerprotect.facts.claim import Party
from buyerprotect.facts.events import moments
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import InTimeWhen, Lapse, Policy, Window
from buyerprotect.timing.clock import Instant, Moment, MomentLike, bounds, iso, to_datetime
from buyerprotect.timing.resolution import Choice, Move, Outcome, Resolved, Resolver, Setting, explore
from buyerprotect.timing.trace import Step
from buyerprotect.timing.zone import SECOND

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["Deadline", "Reading", "Status", "Timeline", "deadlines", "timeline"]

Status = Literal["not_yet", "open", "paused", "closed", "done", "none", "pending", "not_known"]
ADOPTED = "adopted"
Settings = tuple[tuple[Policy, Setting], ...]


@frozen
class Reading:
    """A window under one way to understand the rules or the facts; moments in microseconds, or None."""

    id: str
    opens_us: int | None
    closes_us: int | None


@frozen(kw_only=True, repr=False)
class Deadline:
    """A window resolved for one case: what a party may do from `opens` until just before `closes`.

    Times are shown in `zone`. `opens` and `closes` are those of the adopted reading, None where they
    are not known yet; `opens_pending` and `closes_pending` say that only events to come are missing.
    `needs` names the events awaited and the facts that were not told, `moves` what could still move
    the window. `used` is when the party did it, in time. `not_stated` says what no source states.
    """

    id: str
    party: Party
    action: str
    says: str
    zone: str
    readings: tuple[Reading, ...]
    opens_pending: bool = False
    closes_pending: bool = False
    needs: tuple[str, ...] = ()
    not_stated: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    used: Moment | None = None
    used_us: int | None = None
    in_time_when: InTimeWhen = "received"
    lapse: Lapse = "not_known"
    sources: tuple[str, ...] = ()
    opens_trace: tuple[Step, ...] = ()
    closes_trace: tuple[Step, ...] = ()

    @property
    def opens_us(self) -> int | None:
        """When the window opens, in microseconds."""
        return self.readings[0].opens_us

    @property
    def closes_us(self) -> int | None:
        """When the window closes, in microseconds: the first moment that is too late."""
        return self.readings[0].closes_us

    @property
    def safe_from_us(self) -> int | None:
        """For the buyer's own acts, the latest opening over all readings."""
        return max(self._known("opens_us"), default=None) if self.party == "buyer" else None

    @property
    def safe_by_us(self) -> int | None:
        """For the buyer's own acts, the earliest closing over all readings."""
        return min(self._known("closes_us"), default=None) if self.party == "buyer" else None

    @property
    def latest_arguable_us(self) -> int | None:
        """The latest closing over all readings; on others' lapse a buyer can rely only from here."""
        return max(self._known("closes_us"), default=None)

    def _known(self, end: Literal["opens_us", "closes_us"]) -> list[int]:
        moments = [reading.opens_us if end == "opens_us" else reading.closes_us for reading in self.readings]
        return [moment for moment in moments if moment is not None]

    def _shown(self, moment: int | None) -> DateTime | None:
        return None if moment is None else to_datetime(moment, self.zone)

    @property
    def opens(self) -> DateTime | None:
        """When the window opens: the first moment that is in time."""
        return self._shown(self.opens_us)

    @property
    def closes(self) -> DateTime | None:
        """When the window closes: the first moment that is too late."""
        return self._shown(self.closes_us)

    @property
    def safe_from(self) -> DateTime | None:
        """For the buyer's own acts, the moment from which every reading says open."""
        return self._shown(self.safe_from_us)

    @property
    def safe_by(self) -> DateTime | None:
        """For the buyer's own acts, the first moment that some reading says is too late."""
        return self._shown(self.safe_by_us)

    @property
    def latest_arguable(self) -> DateTime | None:
        """The first moment that every reading says is too late."""
        return self._shown(self.latest_arguable_us)

    @property
    def last_day(self) -> str | None:
        """The local date of the last moment in time, as ISO text."""
        shown = self._shown(None if self.closes_us is None else self.closes_us - 1)
        return None if shown is None else shown.date().isoformat()

    def __repr__(self) -> str:
        opens, closes = (None if us is None else iso(us, self.zone) for us in (self.opens_us, self.closes_us))
        return f"<Deadline {self.id} ({self.party}): {opens} to {closes}>"

    def status(self, at: MomentLike) -> Status:
        """Tell how the window stands at a moment, by the adopted reading.

        `not_yet`, `open`, `closed`, `done` (used in time), `none` (opens at or after it closes),
        `pending` on events that have not happened, or `not_known`.
        """
        return self.status_us(Instant.of(at).us)

    def status_us(self, at: int) -> Status:
        """Tell how the window stands at a moment in microseconds."""
        opens, closes = self.opens_us, self.closes_us
        if opens is not None and closes is not None and opens >= closes:
            return "none"
        if self.used_us is not None and self.used_us <= at:
            return "done"
        if closes is not None and at >= closes:
            return "closed"
        if opens is None:
            return "pending" if self.opens_pending else "not_known"
        if at < opens:
            return "not_yet"
        return "open" if closes is not None or self.closes_pending else "not_known"

    def act_by_us(self, at: int) -> int | None:
        """Return the latest moment to act that is safe under every reading; None where there is none.

        It is the last whole second before the earliest closing, so that it is itself in time.
        """
        begin, end = self.safe_from_us, self.safe_by_us
        if begin is None or end is None or begin >= end or at >= end:
            return None
        second = (end - 1) // SECOND * SECOND
        return second if second >= max(begin, at) else end - 1

    def provisional_at(self, at: int) -> tuple[Move, ...]:
        """Return what could still move the window at a moment: events that would come in time."""
        return tuple(move for move in self.moves if move.until is None or at < move.until)


@frozen(repr=False)
class Timeline(Sequence[Deadline]):
    """All deadlines of one case, in the order of the policy's windows."""

    policy: Policy
    items: tuple[Deadline, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<Timeline by {self.policy.id} {self.policy.version}: {', '.join(d.id for d in self.items)}>"

    @overload
    def __getitem__(self, index: int) -> Deadline: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Deadline]: ...
    def __getitem__(self, index: int | slice) -> Deadline | Sequence[Deadline]:
        return self.items[index]

    def find(self, name: str) -> Deadline | None:
        """Return the deadline with this id, or None where the case has none."""
        return next((deadline for deadline in self.items if deadline.id == name), None)


def deadlines(facts: Facts, *, policy: Policy | Pack | str | None = None) -> Timeline:
    """Resolve every window of the governing policy for one case.

    >>> from buyerprotect import Item, Order
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> str(deadlines(order, policy="aliexpress-guide")[0].closes)
    '2017-05-04 10:00:00-07:00'

    Raises `NotFoundError` for an unknown policy, `OutOfCoverageError` for facts it does not cover.
    """
    return timeline(prepare(facts, policy))


def timeline(case: Case) -> Timeline:
    """Resolve every window of a prepared case."""
    versions = (case.policy, *case.policy.bracketed_with)
    settings = tuple((version, case.setting(version)) for version in versions)
    found = (_deadline(case, window, settings) for window in case.policy.windows)
    return Timeline(case.policy, tuple(deadline for deadline in found if deadline is not None))


def _deadline(case: Case, window: Window, settings: Settings) -> Deadline | None:
    truth = case.test(window.when)
    if truth.value is False:
        return None
    resolved = list(_resolved(case, window, settings))
    (_, opens, closes) = resolved[0]
    open_ends = [outcome for outcome in (opens, closes) if not isinstance(outcome, Resolved)]
    readings = tuple(_readings(resolved))
    needs = {name for end in open_ends for name in end.waits | end.needs} | truth.needs
    traces = [outcome.trace if isinstance(outcome, Resolved) else () for outcome in (opens, closes)]
    cited = [*window.sources, *(source for trace in traces for step in trace for source in step.sources)]
    used = _used(case, window, readings[0])
    moves = [move for outcome in (opens, closes) if isinstance(outcome, Resolved) for move in outcome.moves]
    return Deadline(
        id=window.id,
        party=window.party,
        action=window.action,
        says=window.says,
        zone=case.policy.zone,
        readings=readings if truth.value else (Reading(ADOPTED, None, None),),
        opens_pending=truth.value is True and not isinstance(opens, Resolved) and opens.pending,
        closes_pending=truth.value is True and not isinstance(closes, Resolved) and closes.pending,
        needs=tuple(sorted(needs)),
        not_stated=tuple(dict.fromkeys(reason for end in open_ends for reason in end.why)),
        moves=tuple(dict.fromkeys(moves)),
        used=used,
        used_us=None if used is None else bounds(used, case.order.zone)[0],
        in_time_when=window.in_time_when,
        lapse=window.lapse,
        sources=tuple(dict.fromkeys(cited)),
        opens_trace=traces[0],
        closes_trace=traces[1],
    )


def _resolved(case: Case, window: Window, settings: Settings) -> Iterator[tuple[str, Outcome, Outcome]]:
    """Resolve a window under every reading, also those of versions that may be in force instead."""
    for version, setting in settings:
        other = next((one for one in version.windows if one.id == window.id), None)
        if other is None:
            continue
        prefix = "" if version is case.policy else f"version {version.version}"

        def ends(resolver: Resolver, window: Window = other) -> tuple[Outcome, Outcome]:
            return resolver.resolve(window.opens), resolver.resolve(window.closes)

        for choices, (opens, closes) in explore(setting, ends):
            yield _label(prefix, choices), opens, closes


def _label(prefix: str, choices: tuple[Choice, ...]) -> str:
    """Name a reading by the choices in which it departs from the adopted one."""
    departures = (choice for choice in choices if not choice.adopted)
    named = (c.key if c.option == "taken" else f"{c.key}={c.option}" for c in departures)
    return ", ".join(part for part in (prefix, *named) if part) or ADOPTED


def _readings(resolved: list[tuple[str, Outcome, Outcome]]) -> Iterator[Reading]:
    """Yield the readings, leaving out those that come to the same as an earlier one."""
    seen: set[tuple[int | None, int | None]] = set()
    for label, opens, closes in resolved:
        ends = (_us(opens), _us(closes))
        if ends not in seen:
            seen.add(ends)
            yield Reading(label, *ends)


def _us(outcome: Outcome) -> int | None:
    return outcome.us if isinstance(outcome, Resolved) else None


def _used(case: Case, window: Window, adopted: Reading) -> Moment | None:
    """Return when the window was used, if it was, and in time."""
    for moment in moments(case.facts, window.used_by):
        first, last = bounds(moment, case.order.zone)
        after = adopted.opens_us is None or last >= adopted.opens_us
        before = adopted.closes_us is None or first < adopted.closes_us
        if after and before:
            return moment
    return None
