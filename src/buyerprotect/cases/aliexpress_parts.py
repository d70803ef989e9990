"""What AliExpress's two calls have in common: their stamps, two currencies for one sum, whose order it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.told import Told
from buyerprotect.errors import InvalidFactsError, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.timing.clock import Instant, microseconds, zone
from buyerprotect.timing.zone import HOUR

__all__ = ["Stamp", "in_time", "latest", "opening", "pick", "stamp", "tell_order"]

_PACIFIC = "America/Los_Angeles"
_OFFSETS = (-8 * HOUR, -7 * HOUR)
_OLD = re.compile(r"(\d{14})(\d{3})([+-]\d{4})?", re.ASCII)
_NEW = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_MINUTES_OF_AN_HOUR = 60
_FARTHEST = 14


@frozen
class Stamp:
    """A stamp as it can be read: one way, or two."""

    told: Told[Instant]
    later: Instant | None = None


def _pacific(wall: int) -> list[int]:
    """Return the instants at which the wall clock of Pacific time showed this."""
    here = zone(_PACIFIC)
    return sorted(wall - offset for offset in _OFFSETS if here.offset(wall - offset) == offset)


def _readings(value: Any) -> tuple[str, tuple[int, ...]]:
    """Read a stamp; return it and the instants it can mean, of which there may be none.

    Raises `InvalidFactsError` for what is no stamp of either call.
    """
    old = _OLD.fullmatch(value) if isinstance(value, str) else None
    if old is None and not (isinstance(value, str) and _NEW.fullmatch(value)):
        raise InvalidFactsError(
            f"{shown(value)} is no stamp of AliExpress: '20150714020749000-0700' or '2026-01-16 15:12:01'"
        )
    form = "%Y-%m-%d %H:%M:%S" if old is None else "%Y%m%d%H%M%S"
    try:
        wall = microseconds(datetime.strptime(value if old is None else old[1], form).replace(tzinfo=UTC))
    except ValueError as error:
        raise InvalidFactsError(f"{shown(value)} is not on the calendar or the clock: {error}") from None
    if old is None:
        return str(value), tuple(_pacific(wall))
    wall += int(old[2]) * 1000
    if old[3] is None:
        return str(value), tuple(_pacific(wall))
    hours, minutes = int(old[3][1:3]), int(old[3][3:])
    if minutes >= _MINUTES_OF_AN_HOUR or hours > _FARTHEST:
        raise InvalidFactsError(f"{shown(value)} has the offset {old[3]}, which no clock on earth has")
    offset = (hours * HOUR + minutes * HOUR // 60) * (-1 if old[3][0] == "-" else 1)
    written = wall - offset
    showed = _pacific(wall)
    # An offset that Pacific time never has says where it is from; and what its clock skipped is no wall time.
    if offset not in _OFFSETS or written in showed or not showed:
        return str(value), (written,)
    return str(value), tuple(sorted({written, *showed}))


def stamp(payload: Payload, key: str) -> Stamp | None:
    """Read a stamp; where it can be two moments, or none, a gap says so."""
    found = payload.made(key, _both)
    if found is None:
        return None
    text, instants = found
    if not instants:
        payload.gap(key, f"{text} was never on the clocks of Pacific time, which skipped it: it is left out")
        return None
    told = Told(instants[0], (payload.at(key),))
    if len(instants) == 1:
        return Stamp(told)
    ways = " or ".join(str(instant) for instant in instants)
    why = "as written, or as the wall clock of Pacific time had it, and no source settles which"
    if text[-5] not in "+-":
        why = "the clocks of Pacific time showed that hour twice, and it does not say which time is meant"
    payload.gap(
        key,
        f"{text} can be {ways}: {why}. It is told by the day where both lie on one in the order's zone, else "
        "by the earlier",
    )
    return Stamp(told, instants[-1])


def _both(value: Any) -> tuple[str, tuple[Instant, ...]]:
    text, found = _readings(value)
    return text, tuple(Instant(us) for us in found)


def latest(moment: Stamp | None) -> Told[Instant] | None:
    """Return the latest that a moment can be, which no event of the case can be after."""
    if moment is None:
        return None
    return moment.told if moment.later is None else Told(moment.later, moment.told.paths)


def pick(draft: Draft, *amounts: Told[Money] | None) -> Told[Money] | None:
    """Choose the amount in the order's currency; the same sum stands in dollars and in the buyer's own."""
    order = _given(draft)
    known = [amount for amount in amounts if amount is not None]
    if order is None:
        return known[0] if known else None
    fitting = [amount for amount in known if amount.value.currency == order.currency]
    best = fitting or known
    return best[0] if best else None


def _given(draft: Draft) -> Order | None:
    return draft.about.order if isinstance(draft.about, Claim) else draft.about


def tell_order(draft: Draft, line: Told[str] | None, parent: Told[str] | None) -> None:
    """Tell the id of the order: that of the parent, which the buyer knows; the issue is about one line of it.

    Where the order given has the id of the line, that one is told. An id of nothing but noughts is none.
    """
    order = _given(draft)
    known = [one for one in (parent, line) if one is not None and one.value.strip("0")]
    same = [one for one in known if order is not None and one.value == order.id]
    draft.order("id", next(iter(same or known), None))


def opening(draft: Draft, moment: Stamp | None) -> None:
    """Tell that the dispute was opened, if it is told when."""
    if moment is not None:
        draft.event("opened", moment.told, later=moment.later)


def in_time(steps: list[Payload], key: str) -> list[tuple[Stamp | None, Payload]]:
    """Return the steps in the order of time, those without one last; the calls list the newest first."""
    dated = [(stamp(step, key), step) for step in steps]
    dated.reverse()
    return sorted(dated, key=lambda each: (each[0] is None, each[0].told.value.us if each[0] else 0))
