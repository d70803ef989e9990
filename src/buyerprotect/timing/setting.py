"""Settings and outcomes: what a term is resolved in, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import field, frozen

from buyerprotect.timing.clock import LocalDay
from buyerprotect.timing.period import Point
from buyerprotect.timing.term import Term
from buyerprotect.timing.trace import Step
from buyerprotect.timing.zone import Zone

__all__ = [
    "Choice",
    "Move",
    "Outcome",
    "Prolongation",
    "Resolved",
    "Setting",
    "Truth",
    "Unresolved",
]


@frozen
class Truth:
    """The value of a condition: true, false, or undetermined (None) with the facts it needs."""

    value: bool | None
    needs: frozenset[str] = frozenset()


@frozen
class Prolongation:
    """An extension as the facts tell it: so many units more, or a new end; `granted` where that is told."""

    n: int | None = None
    until: int | None = None
    granted: int | None = None


def _no_condition(_: object) -> Truth:
    return Truth(value=None)


@frozen(kw_only=True)
class Setting:
    """Everything a term may look at, under the names it uses.

    An event that is in none of the sets has not happened yet. `awaited` events are to happen again
    (a second parcel is not sent yet); `absent` ones were settled at the purchase and will never come;
    of `unknown` ones nobody told whether they happened. `zones` has the adopted zone first. `cycle_ends`
    are the days on which billing cycles end, as ordinals in their order.
    """

    events: Mapping[str, tuple[int | LocalDay, ...]]
    zones: tuple[tuple[str, Zone], ...]
    awaited: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    lengths: Mapping[str, int] = field(factory=dict[str, int])
    extensions: Mapping[str, tuple[Prolongation, ...]] = field(factory=dict[str, tuple[Prolongation, ...]])
    derived: Mapping[str, Term] = field(factory=dict[str, Term])
    cycle_ends: tuple[int, ...] = ()
    test: Callable[[object], Truth] = _no_condition


@frozen
class Move:
    """A later event that could still move a result, and how; only before `until`, unless that is None."""

    event: str
    until: int | None
    by: str


@frozen
class Resolved:
    """The moment a term gives, what could still move it, and the steps that led to it."""

    point: Point
    moves: tuple[Move, ...]
    trace: tuple[Step, ...]

    @property
    def us(self) -> int:
        """The moment, in microseconds since 1970."""
        return self.point.us


@frozen
class Unresolved:
    """Why a term gives no moment.

    `waits`: events that have not happened yet. `needs`: facts that were not told. `why`: what no
    source states. All empty: the term does not apply, its condition being false. `paused_from`: the
    moment since which its clock stands still, until an event it waits for.
    """

    waits: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    why: tuple[str, ...] = ()
    paused_from: int | None = None

    @property
    def absent(self) -> bool:
        """Whether the term dropped out."""
        return not (self.waits or self.needs or self.why)

    @property
    def pending(self) -> bool:
        """Whether only events that have yet to happen are missing."""
        return bool(self.waits) and not (self.needs or self.why)


Outcome = Resolved | Unresolved


@frozen
class Choice:
    """One decision on the way to a reading: what was in question, and the option taken.

    It is `adopted` where the option is the one that is taken when nothing else is asked for.
    """

    key: str
    option: str
    adopted: bool = True
