"""Can a window ever open? Bounds on terms, relative to the events they rest on.

`lower(term)[e] = x` means that the term, whenever it is known, lies at least `x` after event `e`;
`upper` bounds it from above. Where nothing can be said, the event is missing. Calendar days are
given two days of slack, since local days are of many lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buyerprotect.facts.events import MAY_BE_ABSENT
from buyerprotect.timing.count import EXACT
from buyerprotect.timing.period import Period, Point, Unit
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
    On,
    Paused,
    ReplacedBy,
    Term,
)
from buyerprotect.timing.zone import DAY, Zone

__all__ = ["never_opens"]

Bounds = dict[tuple[str, str], int]
_UTC = Zone("UTC", (-(2**62),), (0,))


def never_opens(opens: Term, closes: Term, derived: Mapping[str, Term]) -> bool:
    """Tell whether `opens` surely comes at or after `closes`, whatever happens."""
    low, high = _bounds(opens, derived, at_least=True), _bounds(closes, derived, at_least=False)
    return any(low[event] >= high[event] for event in low.keys() & high.keys())


def _bounds(  # noqa: C901, PLR0911, PLR0912 - one way out per kind of term
    term: Term, derived: Mapping[str, Term], *, at_least: bool
) -> Bounds:
    def of(part: Term) -> Bounds:
        return _bounds(part, derived, at_least=at_least)

    weakest = min if at_least else max
    match term:
        case On() if term.event in derived:
            return of(derived[term.event])
        case On() if term.event in MAY_BE_ABSENT:
            return {}  # where it does not exist it drops out, and bounds nothing
        case On():
            return {(term.event, term.pick): 0}
        case After(told=None) | Before():
            shift = _shift(term.period, forward=isinstance(term, After), at_least=at_least)
            return {} if shift is None else {event: x + shift for event, x in of(term.parts[0]).items()}
        case EarliestOf():
            return (_shared if at_least else _all)([of(part) for part in term.terms], min)
        case NotBefore() if at_least and term.waived_at is not None:
            return of(term.term)  # the floor may be waived
        case NotBefore():
            return (_all if at_least else _shared)([of(term.term), of(term.floor)], max)
        case LatestOf():
            return (_all if at_least else _shared)([of(part) for part in term.parts], max)
        case FirstKnown() | Alternatives() | ReplacedBy():
            return _shared([of(part) for part in term.parts], weakest)
        case Capped():
            base, cap = of(term.term), of(term.cap)
            if at_least:
                return _shared([base, cap], min)
            # The cap counts only where the term itself is known.
            return {event: min(x, cap.get(event, x)) for event, x in base.items()}
        case Extended() | Paused():
            return of(term.term) if at_least else {}
        case _:
            return {}


def _shift(period: Period, *, forward: bool, at_least: bool) -> int | None:
    if not period.needs_zone:
        exact = period.after(Point(0), _UTC).us
        return exact if forward else -exact
    longest = forward is not at_least
    if longest and (period.needs_calendar or period.unit == "billing-cycles"):
        return None  # days off may stretch it without limit
    rolls = period.counting.roll if forward else period.counting.roll_before
    if not longest and rolls == ("previous" if forward else "next"):
        return None  # and a roll against the count may shorten it
    length = _days(period.n, period.unit, longest=longest)
    if period.plus is not None:
        length += _days(period.plus.n, period.plus.unit, longest=longest)
    slack = -2 if at_least else 2
    return int((length if forward else -length) + slack) * DAY


def _days(n: int, unit: Unit, *, longest: bool) -> int:
    """Bound a length by whole days, from above or from below; of billing cycles none is known to be long."""
    if unit in EXACT:
        return n * EXACT[unit] // DAY + longest
    least, most = {"months": (28, 31), "years": (365, 366), "billing-cycles": (0, 0)}.get(unit, (1, 1))
    return n * (most if longest else least)


def _shared(parts: list[Bounds], join: Callable[..., int]) -> Bounds:
    """Join bounds on the events that all parts are bounded by."""
    events = [event for event in parts[0] if all(event in part for part in parts)]
    return {event: join(part[event] for part in parts) for event in events}


def _all(parts: list[Bounds], join: Callable[..., int]) -> Bounds:
    """Join bounds on the events that any part is bounded by."""
    events = {event for part in parts for event in part}
    return {event: join(part[event] for part in parts if event in part) for event in events}
