"""Resolution: what moment a term gives for the events of one case, and how it came about.

A term resolves to a moment, or stays open: *pending* on events that have not happened yet, or *not
known* for facts nobody told or rules nobody states. Where the facts or the sources leave a choice
(a day instead of an hour, a zone, two readings of a rule), `explore` walks through every combination,
the adopted one first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, TypeVar

from attrs import define, evolve, field, frozen

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.clock import FIRST, LAST, LocalDay, iso
from buyerprotect.timing.count import unmoved
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.setting import Choice, Move, Outcome, Prolongation, Resolved, Setting, Unresolved
from buyerprotect.timing.term import (
    After,
    Alternatives,
    Before,
    Capped,
    EarliestOf,
    Extended,
    FirstKnown,
    LatestOf,
    NotBefore,
    NotStated,
    On,
    Paused,
    Provided,
    ReplacedBy,
    Term,
)
from buyerprotect.timing.trace import Step, StepKind
from buyerprotect.timing.zone import Zone

__all__ = ["Resolver", "explore"]

T = TypeVar("T")


@frozen
class _Value:
    point: Point
    moves: tuple[Move, ...]
    step: int


@define
class _Draft:
    """A step while its sources are still being gathered."""

    kind: StepKind
    result: Point
    inputs: tuple[int, ...] = ()
    event: str | None = None
    period: Period | None = None
    zone: str | None = None
    nominal: bool = False
    sources: list[str] = field(factory=list[str])

    def step(self, places: Mapping[int, int]) -> Step:
        """Make the step final, with its inputs at their places in a trace."""
        return Step(
            kind=self.kind,
            result=self.result,
            inputs=tuple(places[i] for i in self.inputs),
            event=self.event,
            period=self.period,
            zone=self.zone,
            nominal=self.nominal,
            sources=tuple(dict.fromkeys(self.sources)),
        )


_ABSENT = Unresolved()


class Resolver:
    """Resolves terms in one setting, under one set of choices.

    Choices that come up and were not made beforehand take their first option and are noted in
    `choices`, with the other options in `options`.
    """

    def __init__(self, setting: Setting, choices: tuple[Choice, ...] = ()) -> None:
        self.setting = setting
        self.choices = list(choices)
        self.options: list[tuple[str, ...]] = [()] * len(choices)
        self._made = {choice.key: choice.option for choice in choices}
        self._steps: list[_Draft] = []
        self._known: dict[str, _Value | Unresolved] = {}

    def resolve(self, term: Term) -> Outcome:
        """Resolve one term.

        Raises `OutOfCoverageError` where the moment lies outside the years 1900 to 2200.
        """
        value = self._value(term)
        if isinstance(value, Unresolved):
            return value
        return Resolved(value.point, value.moves, self._trace(value.step))

    def _trace(self, last: int) -> tuple[Step, ...]:
        """Cut out the steps that lead to step `last`, and number them anew."""
        wanted = {last}
        for number in range(last, -1, -1):
            if number in wanted:
                wanted.update(self._steps[number].inputs)
        order = {number: place for place, number in enumerate(sorted(wanted))}
        return tuple(self._steps[number].step(order) for number in order)

    def _choose(self, key: str, options: tuple[str, ...]) -> str:
        if key not in self._made:
            self._made[key] = options[0]
            self.choices.append(Choice(key, options[0]))
            self.options.append(options)
        return self._made[key]

    def _zone(self) -> tuple[str, Zone]:
        zones = dict(self.setting.zones)
        name = self._choose("zone", tuple(zones)) if len(zones) > 1 else next(iter(zones))
        return name, zones[name]

    def _value(self, term: Term, *, whole_day: bool = False) -> _Value | Unresolved:
        value = (
            self._on(term, whole_day=True) if whole_day and isinstance(term, On) else self._evaluated(term)
        )
        if term.sources and isinstance(value, _Value):
            self._steps[value.step].sources.extend(term.sources)
        return value

    def _evaluated(self, term: Term) -> _Value | Unresolved:  # noqa: C901, PLR0911, PLR0912 - one way out per kind of term
        match term:
            case On():
                return self._on(term, whole_day=False)
            case After():
                return self._after(term)
            case Before():
                return self._count("before", term.period, term.end)
            case EarliestOf():
                return self._earliest(term)
            case LatestOf():
                return self._latest([self._value(part) for part in term.terms])
            case FirstKnown():
                return self._first_known(term)
            case NotBefore():
                return self._not_before(term)
            case Capped():
                return self._capped(term)
            case ReplacedBy():
                return self._replaced(term)
            case Extended():
                return self._extended(term)
            case Paused():
                return self._paused(term)
            case Provided():
                return self._provided(term)
            case Alternatives():
                return self._value(self._reading(term))
            case NotStated():
                return Unresolved(why=(term.why,))
            case _:
                raise TypeError(f"{type(term).__name__} is not a term")

    def _provided(self, term: Provided) -> _Value | Unresolved:
        truth = self.setting.test(term.condition)
        holds = truth.value
        if holds is None:
            if term.assume is None:
                return Unresolved(needs=truth.needs)
            key = f"{'unless' if term.assume else 'if'} {term.condition}"
            holds = term.assume is not bool(self._choose(key, ("", "taken")))
        return self._value(term.term) if holds else _ABSENT

    def _reading(self, term: Alternatives) -> Term:
        for variant in term.others:
            if self._choose(variant.id, ("", "taken")):
                return variant.term
        return term.adopted

    def _on(self, term: On, *, whole_day: bool) -> _Value | Unresolved:
        name, setting = term.event, self.setting
        if name in setting.unknown:
            return Unresolved(needs=frozenset({name}))
        if name in setting.derived:
            if name not in self._known:
                self._known[name] = self._value(setting.derived[name])
            return self._known[name]
        if name in setting.absent:
            return _ABSENT
        happened = setting.events.get(name, ())
        if not happened or (term.pick != "first" and name in setting.awaited):
            return Unresolved(waits=frozenset({name}))
        steps = [self._told(name, moment, whole_day=whole_day) for moment in happened]
        return self._picked("earliest" if term.pick == "first" else "latest", steps)

    def _told(self, name: str, moment: int | LocalDay, *, whole_day: bool) -> _Value:
        if isinstance(moment, int):
            point = Point(moment)
        elif whole_day or self._choose(f"{name}-day", ("start", "end")) == "start":
            point = Point(moment.start, moment.ordinal)
        else:
            point = Point(max(moment.start, moment.end - 1), moment.ordinal)
        return self._add(_Draft(kind="event", result=point, event=name))

    def _after(self, term: After, paused: int = 0, pauses: tuple[int, ...] = ()) -> _Value | Unresolved:
        period = term.period
        if term.told is not None:
            if term.told in self.setting.unknown:
                return Unresolved(needs=frozenset({term.told}))
            if term.told in self.setting.lengths:
                period = period.times(self.setting.lengths[term.told])
        if paused:
            period = evolve(period, paused=paused)
        return self._count("after", period, term.start, nominal=term.from_nominal, pauses=pauses)

    def _count(
        self,
        kind: Literal["after", "before"],
        period: Period,
        anchor: Term,
        *,
        nominal: bool = False,
        pauses: tuple[int, ...] = (),
    ) -> _Value | Unresolved:
        # A day is an interval: what counts in days takes it whole, what counts in seconds must choose.
        start = self._value(anchor, whole_day=period.takes_days)
        if isinstance(start, Unresolved):
            return start
        local = period.needs_zone or nominal
        name, zone = self._zone() if local else ("UTC", self.setting.zones[0][1])
        begin = unmoved(start.point, zone) if nominal else start.point
        if period.unit == "billing-cycles":
            period = evolve(period, cycle_ends=self.setting.cycle_ends)
            if not period.knows_cycles(begin, zone):
                return Unresolved(needs=frozenset({"cycle_ends"}))
        end = (period.after if kind == "after" else period.before)(begin, zone)
        if not FIRST <= end.us <= LAST:
            raise _outside(f"{period} {kind} {iso(start.point.us, 'UTC')}")
        reached = self._add(
            _Draft(
                kind=kind,
                result=end,
                inputs=(start.step, *pauses),
                period=period,
                zone=name if local else None,
                nominal=nominal,
            )
        )
        return _Value(end, start.moves, reached.step)

    def _paused(self, term: Paused) -> _Value | Unresolved:
        whole_day = not term.term.period.exact
        base, stops = self._value(term.term), self._times(term.stops, whole_day=whole_day)
        if isinstance(base, Unresolved):
            return base
        if isinstance(stops, Unresolved):
            return stops
        total, used = 0, list[int]()
        for stop in stops:
            if stop.point.us >= base.point.us or (used and stop.point.us < self._steps[used[-1]].result.us):
                continue  # what is over cannot be paused, nor what stands still already
            resume = self._resumption(term.resumes, stop, whole_day=whole_day)
            if isinstance(resume, Unresolved):
                return resume
            total += self._pause(term, stop.point, resume.point)
            used += [stop.step, resume.step]
            longer = self._floored(self._after(term.term, total, tuple(used)), term.at_least)
            if isinstance(longer, Unresolved):
                return longer
            base = longer
        move = Move(term.stops, base.point.us, "the clock stops")
        return _Value(base.point, (*base.moves, move), base.step)

    def _resumption(self, name: str, stop: _Value, *, whole_day: bool) -> _Value | Unresolved:
        resumes = self._times(name, whole_day=whole_day)
        if isinstance(resumes, Unresolved):
            return resumes
        later = (value for value in resumes if value.point.order >= stop.point.order)
        return next(later, Unresolved(waits=frozenset({name}), paused_from=stop.point.us))

    def _floored(self, value: _Value | Unresolved, at_least: Term | None) -> _Value | Unresolved:
        if at_least is None or isinstance(value, Unresolved):
            return value
        floor = self._value(at_least)
        if isinstance(floor, Unresolved):
            return value if floor.absent else floor
        return self._picked("latest", [value, floor])

    def _pause(self, term: Paused, stop: Point, resume: Point) -> int:
        """Return how long the clock stood still: days, or microseconds of exact time."""
        if term.term.period.exact:
            return resume.us - stop.us
        _, zone = self._zone()
        first, last = stop.day_in(zone), resume.day_in(zone)
        return max(0, last - first - 1 + term.stop_day + term.resume_day)

    def _times(self, name: str, *, whole_day: bool) -> list[_Value] | Unresolved:
        """Return each time an event happened, in order."""
        if name in self.setting.unknown:
            return Unresolved(needs=frozenset({name}))
        if name in self.setting.derived:
            value = self._on(On(name), whole_day=whole_day)
            if isinstance(value, Unresolved):
                return [] if value.pending or value.absent else value
            return [value]
        told = [self._told(name, moment, whole_day=whole_day) for moment in self.setting.events.get(name, ())]
        return sorted(told, key=lambda value: value.point.order)

    def _split(self, terms: tuple[Term, ...]) -> tuple[list[_Value], list[tuple[Term, Unresolved]]]:
        """Resolve operands: those that are known, those that are open; what dropped out is left out."""
        known: list[_Value] = []
        unresolved: list[tuple[Term, Unresolved]] = []
        for term in terms:
            value = self._value(term)
            if isinstance(value, _Value):
                known.append(value)
            elif not value.absent:
                unresolved.append((term, value))
        return known, unresolved

    def _earliest(self, term: EarliestOf) -> _Value | Unresolved:
        known, unresolved = self._split(term.terms)
        if not known or any(not value.pending for _, value in unresolved):
            return _joined(value for _, value in unresolved)
        least = self._picked("earliest", known)
        later = [
            Move(event, self._until(operand, least), f"{operand} counts if earlier")
            for operand, event in _waits(unresolved)
        ]
        return _Value(least.point, (*least.moves, *later), least.step)

    def _latest(self, values: list[_Value | Unresolved]) -> _Value | Unresolved:
        known = [value for value in values if isinstance(value, _Value)]
        unresolved = [value for value in values if isinstance(value, Unresolved) and not value.absent]
        if unresolved or not known:
            return _joined(unresolved)
        return self._picked("latest", known)

    def _until(self, operand: Term, result: _Value) -> int | None:
        """Return when an operand can no longer be earlier than a result: once its own event would be late."""
        return result.point.us if self._follows(operand) else None

    def _follows(self, term: Term) -> bool:
        """Tell whether a term never comes before the event it waits for."""
        if isinstance(term, On) and term.event in self.setting.derived:
            return self._follows(self.setting.derived[term.event])
        return not isinstance(term, Before | Capped) and all(self._follows(part) for part in term.parts)

    def _not_before(self, term: NotBefore) -> _Value | Unresolved:
        value = self._value(term.term)
        if isinstance(value, Unresolved) and value.absent:
            return value
        floor = self._value(term.floor)
        if term.waived_at is not None and isinstance(value, _Value):
            limit = self._value(term.waived_at)
            if isinstance(limit, Unresolved) and limit.needs:
                return limit
            if isinstance(floor, _Value) and isinstance(limit, _Value) and floor.point.us >= limit.point.us:
                inputs = (value.step, floor.step, limit.step)
                waived = self._add(_Draft(kind="waived", result=value.point, inputs=inputs))
                return _Value(value.point, value.moves, waived.step)
        return self._latest([value, floor])

    def _first_known(self, term: FirstKnown) -> _Value | Unresolved:
        skipped: list[tuple[Term, Unresolved]] = []
        for operand in term.terms:
            value = self._value(operand)
            if isinstance(value, _Value):
                later = [Move(event, None, f"{earlier} counts instead") for earlier, event in _waits(skipped)]
                return _Value(value.point, (*value.moves, *later), value.step)
            if not value.absent:
                skipped.append((operand, value))
            if value.needs:
                break
        return _joined(value for _, value in skipped)

    def _capped(self, term: Capped) -> _Value | Unresolved:
        base = self._value(term.term)
        if isinstance(base, Unresolved):
            return base
        cap = self._value(term.cap)
        if isinstance(cap, _Value):
            return self._picked("earliest", [base, cap])
        if not (cap.absent or cap.pending):
            return cap
        until = self._until(term.cap, base)
        later = tuple(Move(event, until, f"at the latest {term.cap}") for event in sorted(cap.waits))
        return _Value(base.point, (*base.moves, *later), base.step)

    def _replaced(self, term: ReplacedBy) -> _Value | Unresolved:
        base = self._value(term.term)
        if isinstance(base, Unresolved) and not base.pending:
            return base
        trigger = self._value(term.trigger)
        if isinstance(trigger, Unresolved):
            if trigger.needs:
                return trigger
            if isinstance(base, Unresolved) or trigger.absent:
                return base
            move = Move(term.trigger.event, base.point.us, f"{term.by} counts instead")
            return _Value(base.point, (*base.moves, move), base.step)
        if isinstance(base, _Value) and trigger.point.us >= base.point.us:
            return base
        return self._value(term.by)

    def _extended(self, term: Extended) -> _Value | Unresolved:
        base = self._value(term.term)
        if isinstance(base, Unresolved):
            return base
        if term.by in self.setting.unknown:
            return Unresolved(needs=frozenset({term.by}))
        for extension in self.setting.extensions.get(term.by, ()):
            if extension.granted is not None and extension.granted >= base.point.us:
                continue  # what is over cannot be lengthened
            base = self._lengthened(base, extension, term)
        move = Move(term.by, base.point.us, "the end moves as the extension says")
        return _Value(base.point, (*base.moves, move), base.step)

    def _lengthened(self, base: _Value, extension: Prolongation, term: Extended) -> _Value:
        period = None if extension.n is None else Period(extension.n)
        if period is None:
            point = base.point if extension.until is None else Point(max(base.point.us, extension.until))
        else:
            point = period.after(base.point, self.setting.zones[0][1])
        if not FIRST <= point.us <= LAST:
            raise _outside(f"{term.by} from {iso(base.point.us, 'UTC')}")
        step = self._add(
            _Draft(kind="extension", result=point, inputs=(base.step,), event=term.by, period=period)
        )
        return _Value(point, base.moves, step.step)

    def _picked(self, kind: Literal["earliest", "latest"], values: list[_Value]) -> _Value:
        """Take the earliest or the latest of several values, with the moves of all."""
        if len(values) == 1:
            return values[0]
        chosen = (min if kind == "earliest" else max)(values, key=lambda value: value.point.order)
        inputs = tuple(value.step for value in values)
        step = self._add(_Draft(kind=kind, result=chosen.point, inputs=inputs))
        moves = tuple(dict.fromkeys(move for value in values for move in value.moves))
        return _Value(chosen.point, moves, step.step)

    def _add(self, step: _Draft) -> _Value:
        self._steps.append(step)
        return _Value(step.result, (), len(self._steps) - 1)


def _outside(how: str) -> OutOfCoverageError:
    return OutOfCoverageError(f"{how} leaves the supported years, 1900 to 2200")


def _joined(open_values: Iterable[Unresolved]) -> Unresolved:
    values = list(open_values)
    return Unresolved(
        waits=frozenset(event for value in values for event in value.waits),
        needs=frozenset(fact for value in values for fact in value.needs),
        why=tuple(dict.fromkeys(reason for value in values for reason in value.why)),
        paused_from=min((v.paused_from for v in values if v.paused_from is not None), default=None),
    )


def _waits(unresolved: list[tuple[Term, Unresolved]]) -> Iterator[tuple[Term, str]]:
    for term, value in unresolved:
        for event in sorted(value.waits):
            yield term, event


def explore(setting: Setting, evaluate: Callable[[Resolver], T]) -> Iterator[tuple[tuple[Choice, ...], T]]:
    """Evaluate under every combination of choices that comes up, the adopted one first.

    Only choices that the evaluation meets are varied, so a rule on exact hours yields one result.
    """
    ahead: list[tuple[Choice, ...]] = [()]
    while ahead:
        given = ahead.pop(0)
        resolver = Resolver(setting, given)
        result = evaluate(resolver)
        made = tuple(resolver.choices)
        yield made, result
        for place in range(len(given), len(made)):
            others = resolver.options[place][1:]
            ahead += [(*made[:place], Choice(made[place].key, option, adopted=False)) for option in others]
