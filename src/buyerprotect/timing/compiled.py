"""Compiled terms: a term made once into nested functions that give its moment, and nothing else, fast.

`resolution` says what a term means, and also how a moment came about and what could move it. Here is
the moment alone, for cases in which the facts leave nothing open: no day told without its hour, and
one zone wherever days are counted. `Compiled.fits` tells whether that is so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, TypeVar

from attrs import define, field, frozen

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.clock import FIRST, LAST, iso, zone
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.setting import Choice, Prolongation, Setting, Truth
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
    walk,
)
from buyerprotect.timing.zone import Zone

__all__ = ["ABSENT", "NEEDED", "OPEN", "PENDING", "Compiled", "Compiler", "Frame", "explore_compiled"]

T = TypeVar("T")

_WAITS, _NEEDS, _WHY = 1, 2, 4
ABSENT = -(1 << 59)
PENDING, NEEDED, NOT_STATED = ABSENT | _WAITS, ABSENT | _NEEDS, ABSENT | _WHY
OPEN = ABSENT + 8
"""A value below this is no moment, and says what is missing, several things being joined by `|`:
events that have yet to happen, facts nobody told, what no source states. `ABSENT` misses nothing: the
term dropped out. Moments are microseconds since 1970, and lie far above."""

_NEVER = 1 << 59


@define(eq=False, kw_only=True)
class Frame:
    """What compiled terms read of one case, with one mapping of derived events.

    `first` and `last` hold what `On` gives for each event, by its pick: a moment, `ABSENT` or `NEEDED`;
    an event they do not hold is pending. `days` names the events told as a day. `zone` is the adopted
    one, alone or of `several`. The rest is as in `Setting`.
    """

    first: Mapping[str, int]
    last: Mapping[str, int]
    zone: Zone
    several: bool = False
    days: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    lengths: Mapping[str, int] = field(factory=dict[str, int])
    extensions: Mapping[str, tuple[Prolongation, ...]] = field(factory=dict[str, tuple[Prolongation, ...]])
    test: Callable[[object], Truth]
    taken: frozenset[str] = field(init=False, default=frozenset())
    met: dict[str, bool] = field(init=False, factory=dict[str, bool])
    derived: dict[str, int] = field(init=False, factory=dict[str, int])

    @classmethod
    def of(cls, setting: Setting) -> Frame:
        """Lay out a setting."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        days: list[str] = []
        for name, told in setting.events.items():
            moments = [moment for moment in told if isinstance(moment, int)]
            if len(moments) < len(told):
                days.append(name)
            elif moments:
                first[name], last[name] = min(moments), max(moments)
        for name in setting.awaited:
            last[name] = PENDING
        for names, value in ((setting.absent, ABSENT), (setting.unknown, NEEDED)):
            for name in names:
                first[name] = last[name] = value
        return cls(
            first=first,
            last=last,
            zone=setting.zones[0][1],
            several=len(setting.zones) > 1,
            days=frozenset(days),
            unknown=setting.unknown,
            lengths=setting.lengths,
            extensions=setting.extensions,
            test=setting.test,
        )

    def ask(self, taken: frozenset[str]) -> None:
        """Ask for the readings with these keys from now on, and forget what rested on others.

        `met` gathers the keys that come up, in order, and whether they are taken.
        """
        self.taken, self.met, self.derived = taken, {}, {}


_Run = Callable[[Frame], int]


@frozen
class Compiled:
    """A term made into a function: `run` gives its moment in a frame, or a value below `OPEN`.

    `events` are the told events it may read, also through derived ones; `needs_zone` says whether it
    counts days anywhere. It is not `exact` where a count of days may begin with the end of another:
    such a count goes on from the day that ended, which a moment alone does not tell; nor where the
    clock may stand still (`pauses`), or billing cycles are counted.
    """

    run: _Run
    events: frozenset[str]
    needs_zone: bool
    exact: bool
    pauses: bool = False

    def fits(self, frame: Frame) -> bool:
        """Tell whether `run` gives in this frame what `Resolver` would."""
        open_zone = self.needs_zone and frame.several
        return self.exact and not open_zone and (not frame.days or self.events.isdisjoint(frame.days))


class Compiler:
    """Compiles terms that rest on the same derived events, which are compiled once for all of them."""

    def __init__(self, derived: Mapping[str, Term]) -> None:
        self._derived = derived
        self._runs: dict[str, _Run] = {}

    def compiled(self, term: Term) -> Compiled:
        """Compile one term.

        Raises `TypeError` for what is not a term.
        """
        run = self._run(term)
        parts = list(self._reachable(term))
        told = {part.event for part in parts if isinstance(part, On)} - self._derived.keys()
        counts = [part for part in parts if isinstance(part, After | Before) and _in_days(part)]
        pauses = any(isinstance(part, Paused) for part in parts)
        cycles = any(count.period.unit == "billing-cycles" for count in counts)
        chained = any(self._may_end_a_day(anchor) for count in counts for anchor in count.parts)
        return Compiled(run, frozenset(told), bool(counts), not (pauses or cycles or chained), pauses)

    def _reachable(self, term: Term) -> Iterator[Term]:
        """Yield a term and all within it, also within the derived events it refers to."""
        for part in walk(term):
            yield part
            if isinstance(part, On) and part.event in self._derived:
                yield from self._reachable(self._derived[part.event])

    def _may_end_a_day(self, term: Term) -> bool:
        """Tell whether a term may come to the end of a counted day."""
        if isinstance(term, On):
            return term.event in self._derived and self._may_end_a_day(self._derived[term.event])
        if isinstance(term, After | Before):
            return term.period.needs_zone
        return any(self._may_end_a_day(part) for part in term.parts)

    def _run(self, term: Term) -> _Run:  # noqa: C901, PLR0911, PLR0912 - one way out per kind of term
        match term:
            case On():
                return self._on(term)
            case After():
                return self._after(term)
            case Before():
                return _counted("before", term.period, self._run(term.end))
            case EarliestOf():
                return _earliest(tuple(map(self._run, term.terms)))
            case LatestOf():
                return _latest(tuple(map(self._run, term.terms)))
            case FirstKnown():
                return _first_known(tuple(map(self._run, term.terms)))
            case NotBefore():
                waived = None if term.waived_at is None else self._run(term.waived_at)
                return _not_before(self._run(term.term), self._run(term.floor), waived)
            case Capped():
                return _capped(self._run(term.term), self._run(term.cap))
            case ReplacedBy():
                return _replaced(self._run(term.term), self._run(term.trigger), self._run(term.by))
            case Extended():
                return _extended(self._run(term.term), term.by)
            case Provided():
                return _provided(term.condition, self._run(term.term), assume=term.assume)
            case Alternatives():
                others = tuple((variant.id, self._run(variant.term)) for variant in term.others)
                return _alternatives(self._run(term.adopted), others)
            case NotStated():
                return lambda _: NOT_STATED
            case Paused():
                return self._run(term.term)  # without its pauses, which `Compiled.exact` leaves to others
            case _:
                raise TypeError(f"{type(term).__name__} is not a term")

    def _on(self, term: On) -> _Run:
        name = term.event
        if name not in self._derived:
            if term.pick == "first":
                return lambda frame: frame.first.get(name, PENDING)
            return lambda frame: frame.last.get(name, PENDING)
        if name not in self._runs:
            self._runs[name] = _remembered(name, self._run(self._derived[name]))
        return self._runs[name]

    def _after(self, term: After) -> _Run:
        period, told, start = term.period, term.told, self._run(term.start)
        if told is None:
            return _counted("after", period, start)

        @lru_cache(maxsize=32, typed=True)
        def counted(n: int | None) -> _Run:
            return _counted("after", period if n is None else period.times(n), start)

        def run(frame: Frame) -> int:
            return NEEDED if told in frame.unknown else counted(frame.lengths.get(told))(frame)

        return run


def _in_days(count: After | Before) -> bool:
    """Tell whether a count depends on the days of a zone."""
    return count.period.needs_zone or (isinstance(count, After) and count.from_nominal)


def _remembered(name: str, derived: _Run) -> _Run:
    def run(frame: Frame) -> int:
        if name in frame.unknown:
            return NEEDED
        value = frame.derived.get(name)
        if value is None:
            value = frame.derived[name] = derived(frame)
        return value

    return run


def _counted(kind: Literal["after", "before"], period: Period, start: _Run) -> _Run:
    count = period.after if kind == "after" else period.before
    length = None if period.needs_zone else count(Point(0), zone("UTC")).us

    @lru_cache(maxsize=1024)  # all that begins on one day ends with one day, and cases share their days
    def end_from(day: int, here: Zone) -> int:
        return count(Point(0, day), here).us

    def end_after(begin: int, here: Zone) -> int:
        return end_from(here.day(begin), here) if period.from_day_alone else count(Point(begin), here).us

    def run(frame: Frame) -> int:
        begin = start(frame)
        if begin < OPEN:
            return begin
        end = end_after(begin, frame.zone) if length is None else begin + length
        return end if FIRST <= end <= LAST else _refuse(f"{period} {kind}", begin)

    return run


def _refuse(how: str, begin: int) -> int:
    raise OutOfCoverageError(f"{how} {iso(begin, 'UTC')} leaves the supported years, 1900 to 2200")


def _earliest(operands: tuple[_Run, ...]) -> _Run:
    def run(frame: Frame) -> int:
        least, missing = _NEVER, ABSENT
        for operand in operands:
            value = operand(frame)
            if value < OPEN:
                missing |= value
            elif value < least:
                least = value
        return missing if missing > PENDING or least == _NEVER else least

    return run


def _latest(operands: tuple[_Run, ...]) -> _Run:
    def run(frame: Frame) -> int:
        most = missing = ABSENT
        for operand in operands:
            value = operand(frame)
            if value < OPEN:
                missing |= value
            elif value > most:
                most = value
        return most if missing == ABSENT else missing

    return run


def _first_known(operands: tuple[_Run, ...]) -> _Run:
    def run(frame: Frame) -> int:
        missing = ABSENT
        for operand in operands:
            value = operand(frame)
            if value >= OPEN:
                return value
            missing |= value
            if value & _NEEDS:
                break
        return missing

    return run


def _not_before(term: _Run, floor: _Run, waived_at: _Run | None) -> _Run:
    latest = _latest((term, floor))
    if waived_at is None:
        return lambda frame: ABSENT if term(frame) == ABSENT else latest(frame)

    def run(frame: Frame) -> int:
        value = term(frame)
        if value < OPEN:
            return ABSENT if value == ABSENT else latest(frame)
        limit = waived_at(frame)
        if limit < OPEN and limit & _NEEDS:
            return limit
        return value if OPEN <= limit <= floor(frame) else latest(frame)

    return run


def _capped(term: _Run, cap: _Run) -> _Run:
    def run(frame: Frame) -> int:
        value = term(frame)
        limit = PENDING if value < OPEN else cap(frame)
        return value if limit <= PENDING or value < limit else limit

    return run


def _replaced(term: _Run, trigger: _Run, by: _Run) -> _Run:
    def run(frame: Frame) -> int:
        value = term(frame)
        if value < OPEN and value != PENDING:
            return value
        moment = trigger(frame)
        if moment < OPEN:
            return moment if moment & _NEEDS else value
        return value if OPEN <= value <= moment else by(frame)

    return run


def _extended(term: _Run, by: str) -> _Run:
    def run(frame: Frame) -> int:
        end = term(frame)
        if end < OPEN:
            return end
        if by in frame.unknown:
            return NEEDED
        for extension in frame.extensions.get(by, ()):
            begin = end
            if extension.granted is not None and extension.granted >= begin:
                continue
            if extension.n is not None:
                end = Period(extension.n).after(Point(begin), frame.zone).us
            elif extension.until is not None:
                end = max(begin, extension.until)
            if not FIRST <= end <= LAST:
                return _refuse(f"{by} from", begin)
        return end

    return run


def _provided(condition: object, term: _Run, *, assume: bool | None) -> _Run:
    key = f"{'unless' if assume else 'if'} {condition}"

    def run(frame: Frame) -> int:
        truth = frame.test(condition)
        holds = truth.value
        if holds is None:
            if assume is None:
                return NEEDED if truth.needs else ABSENT
            taken = frame.met[key] = key in frame.taken
            holds = assume is not taken
        return term(frame) if holds else ABSENT

    return run


def _alternatives(adopted: _Run, others: tuple[tuple[str, _Run], ...]) -> _Run:
    def run(frame: Frame) -> int:
        for key, other in others:
            taken = frame.met[key] = key in frame.taken
            if taken:
                return other(frame)
        return adopted(frame)

    return run


def explore_compiled(frame: Frame, evaluate: Callable[[Frame], T]) -> list[tuple[tuple[Choice, ...], T]]:
    """Evaluate under every combination of readings that comes up, as `explore` does, in its order."""
    if frame.met or frame.taken:
        frame.ask(frozenset())
    result = evaluate(frame)
    if not frame.met:
        return [((), result)]
    found: list[tuple[tuple[Choice, ...], T]] = []
    ahead = [(0, frozenset[str]())]
    while ahead:
        given, taken = ahead.pop(0)
        if given:
            frame.ask(taken)
            result = evaluate(frame)
        choices, others = _departures(tuple(frame.met.items()), given)
        found.append((choices, result))
        ahead += others
    return found


@lru_cache(maxsize=1024)  # the same few keys come up in case after case
def _departures(
    made: tuple[tuple[str, bool], ...], given: int
) -> tuple[tuple[Choice, ...], tuple[tuple[int, frozenset[str]], ...]]:
    """Return the choices made, and what to take to depart from each but the first `given` of them."""
    choices = tuple(Choice(key, "taken" if taken else "", not taken) for key, taken in made)
    keys = [frozenset(key for key, taken in made[:place] if taken) for place in range(len(made))]
    others = ((place + 1, keys[place] | {made[place][0]}) for place in range(given, len(made)))
    return choices, tuple(others)
