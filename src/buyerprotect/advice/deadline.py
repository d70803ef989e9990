"""A deadline: a window resolved for one case, and what can still move it.

A deadline is resolved when it is first asked for. Its moments come first; what they rest on (steps,
sources, what could still move them) is worked out only for those who want to see it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast

from attrs import field, frozen

from buyerprotect.advice.case import Case
from buyerprotect.facts.claim import Party
from buyerprotect.facts.events import end_of, moments
from buyerprotect.rules.condition import Condition
from buyerprotect.rules.policy import InTimeWhen, Lapse, Policy, Window
from buyerprotect.timing.clock import Instant, Moment, MomentLike, bounds, iso, to_datetime
from buyerprotect.timing.compiled import NEEDED, OPEN, PENDING, explore_compiled
from buyerprotect.timing.period import Point
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import Choice, Move, Outcome, Resolved, Truth, Unresolved
from buyerprotect.timing.term import On, Provided, walk
from buyerprotect.timing.trace import Step
from buyerprotect.timing.zone import SECOND

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["Deadline", "Reading", "Rule", "Status"]

Status = Literal["not_yet", "open", "paused", "closed", "done", "none", "pending", "not_known"]
ADOPTED = "adopted"
_Ends = tuple[tuple[Choice, ...], int, int]
"""The choices of a reading, and the opening and the end under it, as compiled terms give them."""


@frozen
class Reading:
    """A window under one way to understand the rules or the facts; moments in microseconds, or None.

    `version` names the version whose rule it is, and `lapse` what follows there if the window passes.
    """

    id: str
    opens_us: int | None
    closes_us: int | None
    version: str = field(default="", kw_only=True)
    lapse: Lapse = field(default="not_known", kw_only=True)

    @property
    def name(self) -> str:
        """What the reading is called where people read it: `zone=UTC` as `days of UTC`."""
        return self.id.replace("zone=", "days of ")


@frozen
class Rule:
    """One version's rule for a window, and whether its condition holds: true, or None with what it needs."""

    policy: Policy
    window: Window
    truth: Truth


@frozen(kw_only=True, repr=False, eq=False)
class Deadline:
    """A window resolved for one case: what a party may do from `opens` until just before `closes`.

    Times are shown in `zone`. `opens` and `closes` are those of the adopted reading, None where they
    are not known yet; `opens_pending` and `closes_pending` say that only events to come are missing.
    `needs` names the events awaited and the facts that were not told, `moves` what could still move
    the window. `used` is when the party did it, in time. `not_stated` says what no source states.
    `rules` are the rules it comes from: the governing version's first, then those of versions that may
    have been in force instead. An end that the platform itself stated (`order.due_dates`) stands in for all
    readings of it. Deadlines are equal when they say the same.
    """

    case: Case
    rules: tuple[Rule, ...]

    def _said(self) -> tuple[object, ...]:
        ends = (self.window, self.zone, self.readings, self.used, self.needs, self.not_stated)
        return (*ends, self.moves, self.sources, self.opens_trace, self.closes_trace)

    def __eq__(self, other: object) -> bool:
        return self._said() == other._said() if isinstance(other, Deadline) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.id, self.zone, self.readings))

    @property
    def window(self) -> Window:
        """The rule this comes from."""
        return self.rules[0].window

    @property
    def id(self) -> str:
        """The name of the window."""
        return self.window.id

    @property
    def party(self) -> Party:
        """Who may act."""
        return self.window.party

    @property
    def action(self) -> str:
        """What they may do."""
        return self.window.action

    @property
    def says(self) -> str:
        """The rule in words."""
        return self.window.says

    @property
    def zone(self) -> str:
        """The zone in which times are shown."""
        return self.case.policy.zone

    @property
    def in_time_when(self) -> InTimeWhen:
        """Which moment of the act counts."""
        return self.window.in_time_when

    @property
    def lapse(self) -> Lapse:
        """What follows if the window passes unused."""
        return self.window.lapse

    @property
    def _own(self) -> Rule | None:
        """The governing version's rule, where it has one whose condition holds."""
        first = self.rules[0]
        return first if first.policy is self.case.policy and first.truth.value else None

    @cached_property
    def _stated(self) -> tuple[int | None, int | None]:
        """The ends that the platform itself stated for this case: they outrank every reading."""
        due = self.case.due_date(self.id)
        if due is None:
            return None, None
        name = self.case.order.zone
        opens = None if due.opens is None else bounds(due.opens, name)[0]
        return opens, None if due.closes is None else end_of(due.closes, name)

    @property
    def closes_stated(self) -> bool:
        """Whether its end is one that the platform itself stated for this case."""
        return self._stated[1] is not None

    @cached_property
    def _first(self) -> tuple[int, int]:
        """The ends by the adopted reading, as moments or as what is missing."""
        by_rule, (opens, closes) = self._computed, self._stated
        return by_rule[0] if opens is None else opens, by_rule[1] if closes is None else closes

    @cached_property
    def _computed(self) -> tuple[int, int]:
        """The ends by the adopted reading of the rules."""
        own = self._own
        if own is None:
            return NEEDED, NEEDED
        opens, closes = own.policy.plan(own.window)
        frame = self.case.frame(own.policy)
        if opens.fits(frame) and closes.fits(frame):
            if frame.taken:
                frame.ask(frozenset())
            return opens.run(frame), closes.run(frame)
        first, last = self._resolved or (Unresolved(), Unresolved())
        return _value(first), _value(last)

    @cached_property
    def _adopted(self) -> tuple[Outcome, Outcome] | None:
        """The adopted outcome with all that led to it; an end that was stated rests on that alone."""
        found, (opens, closes) = self._resolved, self._stated
        if found is None:
            return None
        return found[0] if opens is None else _told(opens), found[1] if closes is None else _told(closes)

    @cached_property
    def _resolved(self) -> tuple[Outcome, Outcome] | None:
        """What the adopted reading of the rules comes to."""
        own = self._own
        if own is None:
            return None
        resolver = Resolver(self.case.setting(own.policy))
        return resolver.resolve(own.window.opens), resolver.resolve(own.window.closes)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The window under every reading, the adopted one first; those that come to the same are left out."""
        found: dict[tuple[int | None, int | None, Lapse], Reading] = {}
        stated = self._stated
        if self._own is None:
            found[None, None, self.lapse] = Reading(ADOPTED, *stated, version=self.case.policy.version)
        for rule in self.rules:
            if not rule.truth.value:
                continue
            lapse = rule.window.lapse
            for choices, *both in _ends(self.case, rule):
                by_rule = (None if end < OPEN else end for end in both)
                opens, closes = (
                    end if told is None else told for end, told in zip(by_rule, stated, strict=True)
                )
                if (opens, closes, lapse) not in found:
                    label = _label(self.case.policy, rule.policy, choices)
                    version = rule.policy.version
                    reading = Reading(label, opens, closes, version=version, lapse=lapse)
                    found[opens, closes, lapse] = reading
        return tuple(found.values())

    @property
    def _open_ends(self) -> list[Unresolved]:
        return [end for end in self._adopted or () if isinstance(end, Unresolved)]

    @property
    def opens_pending(self) -> bool:
        """Whether only events that have yet to happen keep its opening from being known."""
        return self._first[0] == PENDING

    @property
    def closes_pending(self) -> bool:
        """Whether only events that have yet to happen keep its end from being known."""
        return self._first[1] == PENDING

    def _paused(self, at: int) -> bool:
        """Tell whether its clock stands still at a moment."""
        own = self._own
        if own is None or not own.policy.plan(own.window)[1].pauses:
            return False
        return any(end.paused_from is not None and end.paused_from <= at for end in self._open_ends)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The events awaited, and the facts that were not told."""
        tellable = self.rules[0].policy.tellable
        needed = {name for end in self._open_ends for name in end.waits | end.needs}
        needed |= {tellable[why] for end in self._open_ends for why in end.why if why in tellable}
        return tuple(sorted(needed | self.rules[0].truth.needs))

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """The facts that were not told, and for which the rules assume something: the rest are readings."""
        own = self._own
        if own is None:
            return ()
        terms = [own.window.opens, own.window.closes]
        found: set[str] = set()
        while terms:
            for part in walk(terms.pop()):
                if isinstance(part, On) and part.event in own.policy.events:
                    terms.append(own.policy.events[part.event])
                elif isinstance(part, Provided) and part.assume is not None:
                    truth = self.case.test(cast("Condition", part.condition))
                    found |= truth.needs if truth.value is None else frozenset()
        return tuple(sorted(found))

    @cached_property
    def not_stated(self) -> tuple[str, ...]:
        """What no source states."""
        if self.rules[0].policy is not self.case.policy:
            versions = " and ".join(rule.policy.version for rule in self.rules)
            return (f"only version {versions} has this window, and may have been in force",)
        return tuple(dict.fromkeys(reason for end in self._open_ends for reason in end.why))

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The later events that could still move the window."""
        ends = (end for end in self._adopted or () if isinstance(end, Resolved))
        return tuple(dict.fromkeys(move for end in ends for move in end.moves))

    @property
    def opens_trace(self) -> tuple[Step, ...]:
        """The steps that lead to its opening."""
        return self._trace(0)

    @property
    def closes_trace(self) -> tuple[Step, ...]:
        """The steps that lead to its end."""
        return self._trace(1)

    def _trace(self, end: Literal[0, 1]) -> tuple[Step, ...]:
        outcome = self._adopted[end] if self._adopted else None
        return outcome.trace if isinstance(outcome, Resolved) else ()

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources of the rule and of every step of the adopted reading."""
        steps = (*self.opens_trace, *self.closes_trace)
        cited = [*self.window.sources, *(source for step in steps for source in step.sources)]
        return tuple(dict.fromkeys(cited))

    @cached_property
    def used(self) -> Moment | None:
        """When the party did it, if it did, and in time."""
        opens, closes = self._first
        if opens == PENDING:
            return None  # it has yet to open
        if self.window.used_by == "opened" and self.id in self.case.other_windows:
            return None  # the dispute is about something else
        for moment in moments(self.case.facts, self.window.used_by):
            first, last = bounds(moment, self.case.order.zone)
            if (opens < OPEN or last >= opens) and (closes < OPEN or first < closes):
                return moment
        return None

    @property
    def used_us(self) -> int | None:
        """The first moment at which it can have been used, in microseconds."""
        if self.window.used_by is None or self.used is None:
            return None
        return bounds(self.used, self.case.order.zone)[0]

    @property
    def opens_us(self) -> int | None:
        """When the window opens, in microseconds."""
        return None if self._first[0] < OPEN else self._first[0]

    @property
    def closes_us(self) -> int | None:
        """When the window closes, in microseconds: the first moment that is too late."""
        return None if self._first[1] < OPEN else self._first[1]

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

        `not_yet`, `open`, `paused` (open, its clock standing still), `closed`, `done` (used in time),
        `none` (opens at or after it closes), `pending` on events that have not happened, or `not_known`.
        """
        return self.status_us(Instant.of(at).us)

    def status_us(self, at: int) -> Status:
        """Tell how the window stands at a moment in microseconds."""
        opens, closes = self._first
        if OPEN <= closes <= opens:
            return "none"
        used = self.used_us
        if used is not None and used <= at:
            return "done"
        if OPEN <= closes <= at:
            return "closed"
        return self._unused(opens, closes, at)

    def _unused(self, opens: int, closes: int, at: int) -> Status:
        if opens < OPEN:
            return "pending" if opens == PENDING else "not_known"
        if at < opens:
            return "not_yet"
        if closes == PENDING and self._paused(at):
            return "paused"
        return "not_known" if closes < OPEN and closes != PENDING else "open"

    def usable_us(self, at: int) -> bool:
        """Tell whether the party may act at a moment in microseconds, its clock running or not.

        So it is too where the window has opened and nobody knows when it closes.
        """
        status = self.status_us(at)
        return status in ("open", "paused") or (status == "not_known" and OPEN <= self._first[0] <= at)

    def open_by(self, at: int) -> list[Reading]:
        """Return the readings by which the window is open at a moment in microseconds."""
        return [
            reading
            for reading in self.readings
            if reading.opens_us is not None
            and reading.opens_us <= at
            and (reading.closes_us is None or at < reading.closes_us)
        ]

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


def _ends(case: Case, rule: Rule) -> list[_Ends]:
    """Resolve the ends of a window under every reading of one version's rule."""
    opens, closes = rule.policy.plan(rule.window)
    frame = case.frame(rule.policy)
    if opens.fits(frame) and closes.fits(frame):
        found = explore_compiled(frame, lambda frame: (opens.run(frame), closes.run(frame)))
        return [(choices, *both) for choices, both in found]

    def ends(resolver: Resolver) -> tuple[int, int]:
        window = rule.window
        return _value(resolver.resolve(window.opens)), _value(resolver.resolve(window.closes))

    return [(choices, *both) for choices, both in explore(case.setting(rule.policy), ends)]


def _told(us: int) -> Resolved:
    """Make an outcome of a moment that the platform stated."""
    point = Point(us)
    return Resolved(point, (), (Step(kind="event", result=point, event="due_date"),))


def _value(outcome: Outcome) -> int:
    """Write an outcome as compiled terms do."""
    if isinstance(outcome, Resolved):
        return outcome.us
    return PENDING if outcome.pending else NEEDED


def _label(adopted: Policy, version: Policy, choices: tuple[Choice, ...]) -> str:
    """Name a reading by the choices in which it departs from the adopted one."""
    prefix = "" if version is adopted else f"version {version.version}"
    departures = (choice for choice in choices if not choice.adopted)
    # One choice may be met on the way to both ends.
    named = dict.fromkeys(c.key if c.option == "taken" else f"{c.key}={c.option}" for c in departures)
    return ", ".join(part for part in (prefix, *named) if part) or ADOPTED
