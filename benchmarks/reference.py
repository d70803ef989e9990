"""The rules of `eight.toml` written by hand with pendulum, as applications do, in two ways.

The idiomatic way adds days to zoned moments and takes the end of the day: its deadlines are the last
moments in time. The careful way counts on dates first and makes one zoned moment per deadline: its
deadlines are the first moments too late. Both know only that every event has happened, and give no
reasons and no readings.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import pendulum
from attrs import frozen
from pendulum import Date, DateTime

__all__ = ["Answer", "Facts", "assess_careful", "assess_idiomatic", "careful", "idiomatic", "local"]

Kind = Literal["not_received", "damaged", "size", "changed_mind"]
Shown = Literal["photo", "tracking_local"]
Moments = dict[str, DateTime]

BERLIN = pendulum.timezone("Europe/Berlin")
FAR = {"BR", "CL", "NZ"}
WINDOWS = {
    "dispatch": ("paid", "shipped"),
    "deliver": ("shipped", "delivered"),
    "open_dispute": ("shipped", "opened"),
    "confirm": ("delivered", "confirmed"),
    "answer": ("opened", "answered"),
    "send_back": ("delivered", "return_sent"),
    "escalate": ("opened", "escalated"),
    "first_look": ("opened", "ruled"),
}
"""Each window with the event that opens it and the event that uses it."""


@frozen(kw_only=True)
class Facts:
    """A purchase in dispute. A seller who answered agreed or not, or made an offer."""

    placed: DateTime
    paid: DateTime
    shipped: DateTime
    delivered: DateTime
    opened: DateTime
    answered: DateTime | None
    agreed: bool
    offered: Decimal | None
    country: str
    committed_days: int | None
    problem: Kind
    extent: Literal["minor", "partial", "complete"]
    evidence: tuple[Shown, ...]
    price: Decimal
    shipping: Decimal


@frozen
class Answer:
    """The status of each window, the coverage, the next step, and what to ask for."""

    statuses: dict[str, str]
    coverage: str
    action: str
    amount: Decimal


def local(facts: Facts) -> Moments:
    """Move everything that happened to the shop's zone."""
    events = {
        "paid": facts.paid,
        "shipped": facts.shipped,
        "delivered": facts.delivered,
        "opened": facts.opened,
    }
    if facts.answered is not None:
        events["answered" if facts.offered is None else "offered"] = facts.answered
    return {name: moment.in_timezone(BERLIN) for name, moment in events.items()}


def idiomatic(facts: Facts, on: Moments) -> Moments:
    """Return the last moment of each window, a microsecond before it is too late."""
    paid, shipped, delivered, opened = on["paid"], on["shipped"], on["delivered"], on["opened"]
    committed = paid.add(days=facts.committed_days or 60).end_of("day")
    return {
        "dispatch": _working_moment(paid, 3).end_of("day"),
        "deliver": shipped.add(days=45 if facts.country in FAR else 30).end_of("day"),
        "open_dispute": max(committed, delivered.add(days=15).end_of("day")),
        "confirm": delivered.add(hours=72, microseconds=-1),
        "answer": _working_moment(opened, 5).end_of("day"),
        "send_back": min(delivered.add(days=14).end_of("day"), opened.add(days=10).end_of("day")),
        "escalate": min(opened.add(days=15).end_of("day"), paid.add(days=90).end_of("day")),
        "first_look": max(opened.add(hours=240, microseconds=-1), shipped.add(days=30).end_of("day")),
    }


def _working_moment(moment: DateTime, days: int) -> DateTime:
    while days:
        moment = moment.add(days=1)
        if moment.weekday() < 5:
            days -= 1
    return moment


def careful(facts: Facts, on: Moments) -> Moments:
    """Return the first moment after each window."""
    delivered, opened = on["delivered"], on["opened"]
    paid_day, shipped_day, delivered_day, opened_day = (
        on[name].date() for name in ("paid", "shipped", "delivered", "opened")
    )
    committed = paid_day.add(days=facts.committed_days or 60)
    return {
        "dispatch": _end(_working_day(paid_day, 3)),
        "deliver": _end(shipped_day.add(days=45 if facts.country in FAR else 30)),
        "open_dispute": _end(max(committed, delivered_day.add(days=15))),
        "confirm": delivered.add(hours=72),
        "answer": _end(_working_day(opened_day, 5)),
        "send_back": _end(min(delivered_day.add(days=14), opened_day.add(days=10))),
        "escalate": _end(min(opened_day.add(days=15), paid_day.add(days=90))),
        "first_look": max(opened.add(hours=240), _end(shipped_day.add(days=30))),
    }


def _working_day(day: Date, days: int) -> Date:
    while days:
        day = day.add(days=1)
        if day.weekday() < 5:
            days -= 1
    return day


def _end(day: Date) -> DateTime:
    following = day.add(days=1)
    return pendulum.datetime(following.year, following.month, following.day, tz=BERLIN)


def assess_idiomatic(facts: Facts, now: DateTime) -> Answer:
    """Answer by last moments: what lies after one is too late."""
    on = local(facts)
    return _answer(facts, on, now.in_timezone(BERLIN), idiomatic(facts, on), operator.gt)


def assess_careful(facts: Facts, now: DateTime) -> Answer:
    """Answer by first moments too late."""
    on = local(facts)
    return _answer(facts, on, now.in_timezone(BERLIN), careful(facts, on), operator.ge)


def _answer(
    facts: Facts, on: Moments, now: DateTime, ends: Moments, late: Callable[[DateTime, DateTime], bool]
) -> Answer:
    def status(name: str) -> str:
        opens, used = on[WINDOWS[name][0]], on.get(WINDOWS[name][1])
        if late(opens, ends[name]):
            return "none"
        if used is not None and opens <= used <= now and not late(used, ends[name]):
            return "done"
        if late(now, ends[name]):
            return "closed"
        return "open" if now >= opens else "not_yet"

    statuses = {name: status(name) for name in WINDOWS}
    action = _action(facts, statuses)
    amount = Decimal(0) if action == "other_route" else _paid(facts)
    return Answer(statuses, _coverage(facts, statuses["open_dispute"]), action, amount)


def _paid(facts: Facts) -> Decimal:
    return facts.price + facts.shipping


def _coverage(facts: Facts, status: str) -> str:
    if facts.problem == "changed_mind" or facts.extent == "minor":
        return "not_covered"
    return {"not_yet": "too_early", "closed": "too_late", "none": "too_late"}.get(status, "covered")


def _action(facts: Facts, statuses: dict[str, str]) -> str:
    if facts.offered is not None:
        return "accept" if facts.offered >= _paid(facts) else "decline"
    if facts.answered is not None and facts.agreed:
        return "wait"
    # Nobody decides unless the buyer escalates, answered or not, and then the dispute is closed.
    return "other_route" if statuses["escalate"] in ("closed", "none") else "escalate"
