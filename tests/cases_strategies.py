"""Hypothesis strategies for orders, claims and disputes that could have happened.

Events are drawn as moments in the order in which they happen, and then told as an instant or as the
local day of that instant, so that nothing drawn here is impossible.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from buyerprotect import (
    Ask,
    Claim,
    Dispute,
    Event,
    Evidence,
    Extension,
    Instant,
    Item,
    Loss,
    Money,
    Order,
    Parcel,
    Payment,
    Problem,
)
from buyerprotect.facts.claim import EvidenceKind, Extent, Party, ProblemKind
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.order import Funding, Guarantee, Tracking, Trait, UserClass

__all__ = ["ZONES", "claims", "disputes", "local_day", "moments", "moments_on", "orders", "told"]

SECOND = 1_000_000
DAY = 86_400 * SECOND

ZONES = (
    "UTC",
    "Africa/Cairo",  # clocks change at midnight
    "Africa/Casablanca",  # a pause of summer time in Ramadan
    "America/Havana",  # clocks change at midnight
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",  # clocks went back across midnight
    "Antarctica/Troll",  # changes by two hours
    "Asia/Gaza",
    "Asia/Kathmandu",  # a quarter of an hour off
    "Australia/Lord_Howe",  # changes by half an hour
    "Etc/GMT+12",
    "Europe/Dublin",  # winter time is the odd one
    "Pacific/Apia",  # skipped a day
    "Pacific/Kiritimati",
)

_FIRST = int(datetime(2016, 1, 1, tzinfo=UTC).timestamp()) * SECOND
_LAST = int(datetime(2017, 9, 30, tzinfo=UTC).timestamp()) * SECOND
_EARLIEST = int(datetime(1910, 1, 1, tzinfo=UTC).timestamp()) * SECOND
_LATEST = int(datetime(2190, 1, 1, tzinfo=UTC).timestamp()) * SECOND

_CURRENCIES = ("USD", "EUR", "JPY", "KWD", "CLF", "ZWL")
_DATES = ("shipped", "promised", "delivered")
_UNKNOWABLE = (
    "paid",
    "confirmed",
    "cancel_requested",
    "shipped",
    "promised",
    "delivered",
    "committed",
    "extended",
)

_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
_notes = st.none() | _texts
_guarantees = st.frozensets(st.sampled_from(get_args(Guarantee)), max_size=4)
# Countries that rules name, and some that they do not.
_countries = st.none() | st.sampled_from(
    ("US", "CA", "RU", "BR", "KR", "CL", "JP", "CH", "DE", "NL", "PL", "NO", "GB")
)
_sellers = st.none() | st.sampled_from(("CN", "CN", "DE", "NL", "BR", "US"))
_carriers = _notes | st.sampled_from(("DHL", "courier", "EMS", "China Post", "post", "HongKong Post"))
_providers = _notes | st.sampled_from(("qiwi", "QIWI", "WebMoney", "Western Union"))


def local_day(us: int, zone: str) -> date:
    """Return the date on the wall clock of a zone, as the standard library reads it."""
    return datetime.fromtimestamp(us // SECOND, ZoneInfo(zone)).date()


def moments() -> st.SearchStrategy[int]:
    """Draw moments, in microseconds: mostly in the years of the guide, sometimes far from them."""
    return st.one_of(_between(_FIRST, _LAST), st.integers(_EARLIEST, _LATEST))


def _between(first: int, last: int) -> st.SearchStrategy[int]:
    """Draw moments up to and with the last: mostly whole seconds, as people tell them."""
    usual = st.integers(first // SECOND, last // SECOND).map(lambda second: second * SECOND)
    odd = st.integers(first, last)
    return st.one_of(usual, usual, usual, odd, odd)


@st.composite
def moments_on(draw: st.DrawFn, days: st.SearchStrategy[date], zone: str) -> int:
    """Draw moments on local days of a zone: at their first or last moment, or at any other."""
    day = draw(days)
    first, last = (
        int(datetime(at.year, at.month, at.day, tzinfo=ZoneInfo(zone)).timestamp()) * SECOND
        for at in (day, day + timedelta(days=1))
    )
    return draw(st.sampled_from((first, last - 1)) | st.integers(first, last - 1))


@st.composite
def told(draw: st.DrawFn, us: int, zone: str | None) -> Instant | date:
    """Tell a moment as an instant, or as its local day where the zone is known."""
    if zone is None or draw(st.booleans()):
        return Instant(us)
    return local_day(us, zone)


@st.composite
def _prices(draw: st.DrawFn, currency: str) -> Money:
    return Money.from_minor(draw(st.integers(0, 10**7)), currency)


@st.composite
def _items(draw: st.DrawFn, currency: str) -> list[Item]:
    titles = draw(st.lists(_texts, min_size=1, max_size=4, unique=True))
    marked = draw(st.booleans())
    # What is bought together often carries the same guarantees, and only such speak for a claim.
    shared = draw(_guarantees)
    items: list[Item] = []
    for i, title in enumerate(titles):
        guarantees = shared if draw(st.booleans()) else draw(_guarantees)
        items.append(
            Item(
                title,
                draw(_prices(currency)),
                quantity=draw(st.integers(1, 5)),
                traits=draw(st.frozensets(st.sampled_from(get_args(Trait)), max_size=3)),
                guarantees=guarantees,
                multiple=draw(st.none() | st.integers(1, 5)) if "genuine" in guarantees else None,
                id=f"{i} of {len(titles)}: {title}" if marked else None,
            )
        )
    return items


def _later(us: int) -> st.SearchStrategy[int]:
    return st.integers(0, 90 * DAY).map(lambda more: us + more)


@st.composite
def _parcels(draw: st.DrawFn, refs: list[str], placed: int, zone: str | None) -> list[Parcel]:
    parcels: list[Parcel] = []
    for _ in range(draw(st.integers(0, 3))):
        told_of: dict[str, Any] = {}
        shipped = draw(_later(placed))
        if draw(st.booleans()):
            told_of["shipped"] = draw(told(shipped, zone))
        if draw(st.booleans()):
            told_of["promised"] = draw(told(draw(_later(placed)), zone))
        if draw(st.booleans()):
            told_of["delivered"] = draw(told(draw(_later(shipped)), zone))
        parcels.append(
            Parcel(
                items=draw(st.lists(st.sampled_from(refs), unique=True)),
                carrier=draw(_carriers),
                tracking=draw(st.none() | st.sampled_from(get_args(Tracking))),
                ships_from=draw(_sellers),
                **told_of,
            )
        )
    return parcels


@st.composite
def _extensions(draw: st.DrawFn, placed: int, zone: str | None) -> list[Extension]:
    extensions: list[Extension] = []
    for _ in range(draw(st.integers(0, 2))):
        granted = draw(told(draw(_later(placed)), zone)) if draw(st.booleans()) else None
        if draw(st.booleans()):
            extensions.append(Extension(days=draw(st.integers(1, 60)), granted=granted))
        else:
            extensions.append(Extension(until=draw(told(draw(_later(placed)), zone)), granted=granted))
    return extensions


@st.composite
def _payments(draw: st.DrawFn) -> Payment:
    return Payment(
        provider=draw(_providers),
        network=draw(_notes),
        funding=draw(st.none() | st.sampled_from(get_args(Funding))),
        issuer_country=draw(_countries),
    )


@st.composite
def orders(draw: st.DrawFn, when: st.SearchStrategy[int] | None = None) -> Order:
    """Draw an order with several items and parcels; without a zone, all is told to the instant.

    `when` draws the moments at which orders are placed.
    """
    zone = draw(st.none() | st.sampled_from(ZONES))
    currency = draw(st.sampled_from(_CURRENCIES))
    placed = draw(moments() if when is None else when)
    items = draw(_items(currency))
    parcels = draw(_parcels([item.ref for item in items], placed, zone))
    values: dict[str, Any] = {
        name: draw(told(draw(_later(placed)), zone))
        for name in ("paid", "confirmed", "cancel_requested")
        if draw(st.booleans())
    }
    if draw(st.booleans()):
        values["committed"] = draw(st.integers(1, 120) | told(draw(_later(placed)), zone))
    extensions = draw(_extensions(placed, zone))
    known = {*values, *(name for parcel in parcels for name in _DATES if getattr(parcel, name) is not None)}
    known |= {"extended"} if extensions else set()
    open_names = sorted(set(_UNKNOWABLE) - known)
    return Order(
        draw(st.just("aliexpress") | _texts),
        draw(told(placed, zone)),
        items=items,
        zone=zone,
        id=draw(_notes),
        site=draw(_notes),
        shipping=draw(st.none() | _prices(currency)),
        parcels=parcels,
        extensions=extensions,
        country=draw(_countries),
        seller_country=draw(_sellers),
        payment=draw(st.none() | _payments()),
        account_level=draw(_notes),
        user_class=draw(st.sampled_from(get_args(UserClass))),
        earlier_disputes=draw(st.integers(0, 3)),
        earlier_returns=draw(st.integers(0, 2)),
        unknown=draw(st.frozensets(st.sampled_from(open_names))) if open_names else (),
        **values,
    )


@st.composite
def _problems(draw: st.DrawFn) -> Problem:
    measures = st.none() | st.decimals(0, 10**6, places=3)
    difference, tolerance = draw(measures), draw(measures)
    measured = difference is not None or tolerance is not None
    return Problem(
        draw(st.sampled_from(get_args(ProblemKind))),
        draw(st.none() | st.sampled_from(get_args(Extent))),
        tracking=draw(st.none() | st.sampled_from(get_args(Tracking))),
        fault=draw(st.none() | st.sampled_from(get_args(Party))),
        difference=difference,
        tolerance=tolerance,
        unit="cm" if measured else None,
        note=draw(_notes),
    )


@st.composite
def claims(draw: st.DrawFn, when: st.SearchStrategy[int] | None = None) -> Claim:
    """Draw a claim about some or all items of an order."""
    order = draw(orders(when))
    refs = [item.ref for item in order.items]
    prices = _prices(order.currency)
    evidence = st.builds(Evidence, st.sampled_from(get_args(EvidenceKind)), note=_notes)
    asks = st.builds(Ask, amount=prices, return_goods=st.booleans())
    return Claim(
        order,
        draw(st.lists(_problems(), min_size=1, max_size=3)),
        items=draw(st.lists(st.sampled_from(refs), unique=True)),
        evidence=draw(st.lists(evidence, max_size=3)),
        losses=draw(st.lists(st.builds(Loss, _texts, prices), max_size=2)),
        asks=draw(st.none() | asks),
        ground=draw(_notes),
        return_postage=draw(st.none() | prices),
    )


# An agreement, withdrawal or closing ends a dispute; here it is drawn for the last event only.
_ONGOING: tuple[EventKind, ...] = tuple(
    kind for kind in get_args(EventKind) if kind not in ("opened", "accepted", "cancelled", "closed")
)

_ENDS: tuple[tuple[EventKind, ...], ...] = (
    (),
    ("accepted",),
    ("cancelled",),
    ("closed",),
    ("closed", "refund_issued", "refunded"),
)


@st.composite
def _events(draw: st.DrawFn, kind: EventKind, us: int, order: Order) -> Event:
    return Event(
        kind,
        draw(told(us, order.zone)),
        amount=draw(st.none() | _prices(order.currency)),
        return_goods=draw(st.none() | st.booleans()),
        return_paid_by=draw(st.none() | st.sampled_from(get_args(Party))),
        accepts=draw(st.none() | st.booleans()) if kind == "answered" else None,
        note=draw(_notes),
        **({"party": draw(st.sampled_from(get_args(Party)))} if draw(st.booleans()) else {}),
    )


@st.composite
def disputes(draw: st.DrawFn, when: st.SearchStrategy[int] | None = None) -> Dispute:
    """Draw a dispute whose events follow each other and the order."""
    claim = draw(claims(when))
    order = claim.order
    placed = order.placed
    us = placed.us if isinstance(placed, Instant) else _noon(placed) + DAY
    kinds: list[EventKind] = ["opened"]
    kinds += draw(st.lists(st.sampled_from(_ONGOING), max_size=4))
    kinds += draw(st.sampled_from(_ENDS))
    events: list[Event] = []
    for kind in kinds:
        us = draw(_later(us))
        events.append(draw(_events(kind, us, order)))
    return Dispute(claim, events)


def _noon(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) * SECOND
