"""The rules of AliExpress for orders of 14 March 2024 to 9 December 2025, written by hand with pendulum.

What is written is the version `2024-korea` of the pack `aliexpress`, for consumers outside Korea, in two
ways that differ in how they reckon. The idiomatic way moves everything that happened to the zone of the
marketplace and adds hours and days there, as applications do; where clocks go back it compares by the
wall clock, as pendulum does. The careful way keeps instants in UTC and asks for a local day only where a
rule counts days. Both know only facts that are all told (but what the tracking of a parcel not yet sent
shows), give no reasons, and know of the other readings no more than coverage needs: Free Return until 90
days after the order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Literal

import pendulum
from attrs import frozen
from pendulum import DateTime

__all__ = [
    "Answer",
    "Facts",
    "Kind",
    "Sent",
    "Shown",
    "Talks",
    "Tracking",
    "assess_careful",
    "assess_idiomatic",
    "careful",
    "idiomatic",
    "needed_evidence",
    "return_payer",
    "tracked",
]

Kind = Literal["not_received", "damaged", "size", "defective", "wrong_item", "changed_mind"]
Tracking = Literal["none", "moving", "dead", "delivered", "returned", "customs"]
Shown = Literal[
    "messages",
    "photo",
    "video",
    "measurement",
    "carrier_report",
    "customs_document",
    "tracking_local",
    "tracking_international",
]
Ends = dict[str, tuple[DateTime | None, DateTime | None]]
Moments = dict[str, DateTime]

ZONE = pendulum.timezone("America/Los_Angeles")
UTC = pendulum.UTC
STUCK = frozenset({"none", "dead", "returned", "customs", "delivered"})
USED_BY = {
    "open_dispute": "opened",
    "open_non_receipt": "opened",
    "free_return": "opened",
    "confirm_receipt": "confirmed",
    "cancel_unshipped": "cancel_requested",
    "seller_answer": "responded",
    "take_over": "escalated",
    "return_goods": "return_sent",
    "refund_arrives": "refunded",
}
"""The event that uses a window, where one does."""
MORE_EVIDENCE: dict[Kind, tuple[Shown, ...]] = {
    "damaged": ("carrier_report",),
    "size": ("measurement",),
    "defective": ("video",),
}
NOTHING_TO_ASK = frozenset({"other_route", "cancel", "nothing"})


@frozen(kw_only=True)
class Sent:
    """A parcel: what became of it, what its tracking shows, and the country of the stock it comes from."""

    shipped: DateTime | None
    delivered: DateTime | None
    tracking: Tracking | None
    ships_from: str


@frozen(kw_only=True)
class Talks:
    """A dispute: when each thing happened, if it did.

    `amount` is what was offered or ruled, `back` whether the goods go back by that or by the seller's
    answer, `payer` who pays the way where that is told.
    """

    opened: DateTime
    answered: DateTime | None = None
    agreed: bool = False
    offered: DateTime | None = None
    accepted: DateTime | None = None
    declined: DateTime | None = None
    escalated: DateTime | None = None
    ruled: DateTime | None = None
    defaulted: DateTime | None = None
    return_sent: DateTime | None = None
    refund_issued: DateTime | None = None
    refunded: DateTime | None = None
    cancelled: DateTime | None = None
    closed: DateTime | None = None
    amount: Decimal = Decimal(0)
    back: bool = False
    payer: Literal["buyer", "seller"] | None = None
    refund: Decimal = Decimal(0)


@frozen(kw_only=True)
class Facts:
    """A purchase with one item and one problem; `talks` where a dispute was opened."""

    placed: DateTime
    paid: DateTime
    confirmed: DateTime | None
    cancel_requested: DateTime | None
    committed_days: int
    extended: DateTime | None
    extended_days: int
    country: str
    parcels: tuple[Sent, ...]
    free_return: bool
    hygiene: bool
    problem: Kind
    fault: Literal["buyer"] | None
    evidence: frozenset[Shown]
    price: Decimal
    shipping: Decimal
    asks: Decimal
    postage: Decimal | None
    talks: Talks | None


@frozen
class Answer:
    """The status of each window, the coverage, the next step, and what to ask for."""

    statuses: dict[str, str]
    coverage: str
    action: str
    amount: Decimal


# --- moments ----------------------------------------------------------------------------------------


@frozen
class _Reckoning:
    """How to reckon: so many hours later, the end of a calendar day, the end of a working day."""

    hours: Callable[[DateTime, int], DateTime]
    calendar: Callable[[DateTime, int], DateTime]
    working: Callable[[DateTime, int], DateTime]


def _working(moment: DateTime, days: int) -> DateTime:
    while days:
        moment = moment.add(days=1)
        if moment.weekday() < 5:
            days -= 1
    return moment


_IDIOMATIC = _Reckoning(
    lambda moment, hours: moment.add(hours=hours),
    lambda moment, days: moment.add(days=days + 1).start_of("day"),
    lambda moment, days: _working(moment, days).add(days=1).start_of("day"),
)


def _calendar_carefully(moment: DateTime, days: int) -> DateTime:
    day = moment.in_timezone(ZONE).date().add(days=days + 1)
    return pendulum.datetime(day.year, day.month, day.day, tz=ZONE).in_timezone(UTC)


def _working_carefully(moment: DateTime, days: int) -> DateTime:
    weekday = moment.in_timezone(ZONE).weekday()
    weeks, rest = divmod(days - 1, 5)
    first = min(weekday, 4) if weekday < 5 else 4  # days are counted as from the Friday before a weekend
    span = 7 * weeks + rest + 1 + (2 if first + rest + 1 > 4 else 0)
    return _calendar_carefully(moment, span - (weekday - first))


_CAREFUL = _Reckoning(
    lambda moment, hours: moment + timedelta(hours=hours), _calendar_carefully, _working_carefully
)


def _moments(facts: Facts) -> Moments:
    """Collect what happened: of several parcels when the first was sent, and the last if all were."""
    told: dict[str, DateTime | None] = {
        "placed": facts.placed,
        "confirmed": facts.confirmed,
        "cancel_requested": facts.cancel_requested,
        "extended": facts.extended,
    }
    shipped = [parcel.shipped for parcel in facts.parcels if parcel.shipped is not None]
    delivered = [parcel.delivered for parcel in facts.parcels if parcel.delivered is not None]
    if shipped:
        told["first_shipped"] = min(shipped)
    if len(shipped) == len(facts.parcels):
        told["shipped"] = max(shipped)
    if len(delivered) == len(facts.parcels):
        told["delivered"] = max(delivered)
    talks = facts.talks
    if talks is not None:
        told |= {
            "opened": talks.opened,
            "responded": talks.answered or talks.offered,
            "escalated": talks.escalated,
            "return_due": talks.ruled or talks.accepted or (talks.answered if talks.agreed else None),
            "ruled": talks.ruled,
            "return_sent": talks.return_sent,
            "refund_issued": talks.refund_issued,
            "refunded": talks.refunded,
            "ended": talks.cancelled or talks.closed,
        }
    return {name: moment for name, moment in told.items() if moment is not None}


def _local(facts: Facts) -> Moments:
    return {name: moment.in_timezone(ZONE) for name, moment in _moments(facts).items()}


def _utc(facts: Facts) -> Moments:
    return {
        name: moment if moment.tzinfo is UTC else moment.in_timezone(UTC)
        for name, moment in _moments(facts).items()
    }


def idiomatic(facts: Facts) -> Ends:
    """Return when each window opens, and the first moment after it."""
    return _ends(facts, _local(facts), _IDIOMATIC)


def careful(facts: Facts) -> Ends:
    """Return the same in UTC."""
    return _ends(facts, _utc(facts), _CAREFUL)


def _ends(facts: Facts, on: Moments, reckon: _Reckoning) -> Ends:
    hours, shipped = reckon.hours, on.get("shipped")
    timer = completed = protection = wait_over = non_receipt = None
    stuck = _stuck(facts)
    if shipped is not None:
        timer = hours(shipped, 24 * facts.committed_days)
        if facts.extended is not None and on["extended"] < timer:
            timer = hours(timer, 24 * facts.extended_days)
        completed = min(on["confirmed"], timer) if "confirmed" in on else timer
        protection = hours(completed, 15 * 24)
        at_once = facts.committed_days < 5 or any(p.ships_from == facts.country for p in facts.parcels)
        wait_over = shipped if at_once else hours(shipped, 10 * 24)
        non_receipt = wait_over if stuck else max(wait_over, completed)
    ends: Ends = {
        "open_dispute": (wait_over, protection),
        "open_non_receipt": (non_receipt, protection),
        "confirm_receipt": (shipped, timer),
        "cancel_unshipped": (on["placed"], on.get("first_shipped")),
        "seller_decides_cancel": _for(on.get("cancel_requested"), 72, hours),
        "seller_answer": _for(on.get("opened"), 5 * 24, hours),
        "take_over": _taking_over(facts, on, timer, hours),
        "refund_arrives": (None, None),
        "seller_appeal": _for(on.get("ruled"), 7 * 24, hours),
    }
    if "refund_issued" in on:
        ends["refund_arrives"] = on["refund_issued"], reckon.working(on["refund_issued"], 10)
    if _goes_back(facts.talks):
        ends["return_goods"] = _for(on["return_due"], 10 * 24, hours)
    if facts.talks is None and facts.confirmed is None:
        asking = (None, None) if timer is None else (hours(timer, -7 * 24), hours(timer, -2 * 24))
        ends["ask_extension"] = asking
    if "ended" in on:
        ends["refile"] = _again(facts, on["ended"], non_receipt), protection
    if facts.free_return:
        ends["free_return"] = _for(on.get("delivered"), 15 * 24, hours)
    return ends


def _for(
    start: DateTime | None, length: int, hours: Callable[[DateTime, int], DateTime]
) -> tuple[DateTime | None, DateTime | None]:
    return (None, None) if start is None else (start, hours(start, length))


def _taking_over(
    facts: Facts, on: Moments, timer: DateTime | None, hours: Callable[[DateTime, int], DateTime]
) -> tuple[DateTime | None, DateTime | None]:
    if "opened" not in on:
        return None, None
    if facts.problem != "not_received":
        return on["opened"], hours(on["opened"], 7 * 24)
    end = hours(on["opened"], 5 * 24)
    if _stuck(facts):
        return on["opened"], end
    return on["opened"], None if timer is None else max(end, timer)


def _again(facts: Facts, ended: DateTime, non_receipt: DateTime | None) -> DateTime | None:
    if facts.problem != "not_received":
        return ended
    return None if non_receipt is None else max(ended, non_receipt)


def _stuck(facts: Facts) -> bool:
    return not STUCK.isdisjoint(tracked(facts))


def tracked(facts: Facts) -> frozenset[Tracking]:
    """Return what tracking shows of the parcels, or nothing where it is not told of each."""
    shown = frozenset[Tracking](p.tracking for p in facts.parcels if p.tracking is not None)
    return frozenset() if any(parcel.tracking is None for parcel in facts.parcels) else shown


def _goes_back(talks: Talks | None) -> bool:
    if talks is None:
        return False
    return talks.back and (talks.agreed or talks.accepted is not None or talks.ruled is not None)


# --- answers ----------------------------------------------------------------------------------------


def assess_idiomatic(facts: Facts, now: DateTime) -> Answer:
    """Answer in the zone of the marketplace."""
    on = _local(facts)
    return _answer(facts, on, now.in_timezone(ZONE), _ends(facts, on, _IDIOMATIC), _IDIOMATIC)


def assess_careful(facts: Facts, now: DateTime) -> Answer:
    """Answer in UTC."""
    on = _utc(facts)
    return _answer(facts, on, now.in_timezone(UTC), _ends(facts, on, _CAREFUL), _CAREFUL)


def _answer(facts: Facts, on: Moments, now: DateTime, ends: Ends, reckon: _Reckoning) -> Answer:
    statuses = {
        name: _status(opens, closes, on.get(_used_by(facts, name)), now)
        for name, (opens, closes) in ends.items()
    }
    coverage = _coverage(facts, on, now, statuses, reckon)
    if facts.talks is not None:
        action = _in_dispute(facts, facts.talks, now, ends, statuses)
    elif "first_shipped" not in on:
        return Answer(statuses, coverage, _unsent(facts), Decimal(0))
    else:
        action = _before_dispute(facts, statuses, coverage)
    return Answer(statuses, coverage, action, _amount(facts, action))


def _used_by(facts: Facts, window: str) -> str:
    """Name the event that uses a window: opening a dispute uses the one for what it is about."""
    event = USED_BY.get(window, "")
    return "" if event == "opened" and window != _claimed_in(facts) else event


def _claimed_in(facts: Facts) -> str:
    return {"not_received": "open_non_receipt", "changed_mind": "free_return"}.get(
        facts.problem, "open_dispute"
    )


def _status(opens: DateTime | None, closes: DateTime | None, used: DateTime | None, now: DateTime) -> str:
    if opens is not None and closes is not None and opens >= closes:
        return "none"
    if used is not None and opens is not None and opens <= used and (closes is None or used < closes):
        return "done"
    if closes is not None and now >= closes:
        return "closed"
    if opens is None:
        return "pending"
    return "not_yet" if now < opens else "open"


def _coverage(facts: Facts, on: Moments, now: DateTime, statuses: dict[str, str], reckon: _Reckoning) -> str:
    if facts.problem == "changed_mind" and (not facts.free_return or facts.hygiene):
        return "not_covered"
    window = _claimed_in(facts)
    match statuses[window]:
        case "not_yet":
            return "too_early"
        case "open" | "done":
            return "covered"
        case "closed" | "none":
            arguable = window == "free_return" and now < reckon.calendar(on["placed"], 90)
            return "undetermined" if arguable else "too_late"
        case _:
            return "undetermined"


def _unsent(facts: Facts) -> str:
    """Cancel what was not sent, and wait for the seller's word on that or for goods that are to come."""
    return "cancel" if facts.problem == "changed_mind" and facts.cancel_requested is None else "wait"


def _before_dispute(facts: Facts, statuses: dict[str, str], coverage: str) -> str:
    claim = "return_goods" if facts.problem == "changed_mind" else "open_dispute"
    match coverage:
        case "covered":
            return claim
        case "too_early":
            under_way = facts.problem == "not_received" and not _stuck(facts)
            return "ask_extension" if under_way and statuses.get("ask_extension") == "open" else "wait"
        case "undetermined":  # over by the adopted reading and open by another, or yet to begin
            over = facts.problem == "changed_mind" and statuses["free_return"] == "closed"
            return claim if over else "wait"
        case _:
            return "other_route"


def _in_dispute(  # noqa: PLR0911 - one way out per stage
    facts: Facts, talks: Talks, now: DateTime, ends: Ends, statuses: dict[str, str]
) -> str:
    if talks.refund and talks.refund >= facts.asks:
        ended = any((talks.accepted, talks.cancelled, talks.closed, talks.ruled))
        return "nothing" if ended else "cancel"
    if talks.ruled is not None or _goes_back(talks):
        return _settled(facts, talks, now, ends)
    if talks.defaulted is not None and (talks.accepted or talks.agreed):
        return "escalate"
    if talks.accepted is not None:
        return "wait"
    if "refile" in statuses:
        again = {"open": "open_dispute", "not_yet": "wait", "pending": "wait"}
        return again.get(statuses["refile"], "other_route")
    if talks.offered is not None and talks.declined is None:
        at_own_cost = talks.back and return_payer(facts) != "seller"
        return "accept" if talks.amount >= facts.price + facts.shipping and not at_own_cost else "decline"
    silent = talks.answered is None and talks.declined is None and talks.escalated is None
    end = ends["seller_answer"][1]
    if silent and (end is None or now < end):
        return "wait" if needed_evidence(facts) <= facts.evidence else "add_evidence"
    return "wait"


def _settled(facts: Facts, talks: Talks, now: DateTime, ends: Ends) -> str:
    granted = _granted(facts, talks)
    if talks.defaulted is not None:
        return "escalate"
    if not granted:
        return "other_route"
    if not talks.back or talks.return_sent is not None:
        return "wait"
    end = ends["return_goods"][1]
    if end is not None and now >= end:
        return "other_route"
    if return_payer(facts) == "seller":
        return "return_goods"
    return "nothing" if facts.postage is not None and facts.postage >= granted else "return_goods"


def _granted(facts: Facts, talks: Talks) -> Decimal:
    agreed_on_what_was_asked = talks.ruled is None and talks.accepted is None
    return min(facts.price + facts.shipping, facts.asks if agreed_on_what_was_asked else talks.amount)


def return_payer(facts: Facts) -> str | None:
    """Return who pays the way back: whom the offer or outcome names, else by the rules."""
    if facts.talks is not None and facts.talks.payer is not None:
        return facts.talks.payer
    if facts.free_return:
        return "seller"
    return {"not_received": None, "changed_mind": "buyer"}.get(facts.problem, "seller")


def needed_evidence(facts: Facts) -> frozenset[Shown]:
    """Return what a claim has to show, or had better show."""
    shown: set[Shown] = {"messages"}
    if facts.problem == "not_received":
        shown |= {"tracking_local", "tracking_international"}
        if "customs" in tracked(facts):
            shown.add("customs_document")
    elif facts.problem != "changed_mind":
        shown |= {"photo", *MORE_EVIDENCE.get(facts.problem, ())}
    return frozenset(shown)


def _amount(facts: Facts, action: str) -> Decimal:
    talks = facts.talks
    if action in NOTHING_TO_ASK:
        return Decimal(0)
    if talks is not None and talks.cancelled is None and (talks.ruled or talks.accepted or talks.agreed):
        return _granted(facts, talks)
    buyers_fault = facts.problem == "not_received" and facts.fault == "buyer"
    if buyers_fault and "customs" in tracked(facts):
        return facts.price
    return facts.price + facts.shipping
