"""Strategies for orders that could have happened.

Events are drawn as moments in the order in which they happen, and then told as an instant or as the
local day of that instant, so that nothing drawn here is impossible. What is drawn from again and again
stands here once, since making a strategy takes longer than drawing from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, get_args

from hypothesis import strategies as st

from buyerprotect.facts.item import Guarantee, Item, Trait
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import TELLABLE, Extension, Information, Order, Sale, SellerClass, UserClass
from buyerprotect.facts.parcel import Parcel, Tracking
from buyerprotect.facts.payment import Channel, Funding, Payment
from buyerprotect.strategies.amounts import CENTS, currencies
from buyerprotect.strategies.times import instants, local_day, zones
from buyerprotect.strategies.words import CARRIERS, COUNTRIES, NETWORKS, NOTES, PROVIDERS, TEXTS, always
from buyerprotect.timing.clock import FIRST, LAST, Instant, Moment
from buyerprotect.timing.zone import DAY, EPOCH_ORDINAL

__all__ = ["FLAGS", "later", "orders", "payments", "told"]

FLAGS = st.booleans()

_DATES = ("shipped", "promised", "delivered")
_MARGIN = 2 * DAY

_PLACED = instants(first="2010-01-01T00:00Z", last="2026-12-31T00:00Z")
_ZONES = st.none() | zones()
_LATER = st.integers(0, 90 * DAY)
_TITLES = st.lists(TEXTS, min_size=1, max_size=4, unique=True)
_QUANTITIES = st.integers(1, 5)
_TRAITS = st.frozensets(st.sampled_from(get_args(Trait)), max_size=3)
_GUARANTEES = st.frozensets(st.sampled_from(get_args(Guarantee)), max_size=4)
_MULTIPLES = st.none() | st.integers(1, 5)
_CARRIERS = NOTES | st.sampled_from(CARRIERS)
_TRACKINGS = st.none() | st.sampled_from(get_args(Tracking))
_SELLERS = st.none() | st.sampled_from(("CN", "CN", "DE", "NL", "BR", "US"))
_COUNTRIES = st.none() | st.sampled_from(COUNTRIES)
_FEW, _MORE = st.integers(0, 2), st.integers(0, 3)
_DAYS = st.integers(1, 60)
_COMMITTED = st.integers(1, 120)
_CLASSES = st.sampled_from(get_args(UserClass))
_SHIPPING = st.none() | CENTS
_CYCLES = st.lists(st.integers(28, 33), max_size=6)
_INTO_CYCLE = st.integers(0, 31)
_PROVIDERS = NOTES | st.sampled_from(PROVIDERS)
_NETWORKS = NOTES | st.sampled_from(NETWORKS)
_FUNDINGS = st.none() | st.sampled_from(get_args(Funding))
_NOT_BY_CARD: st.SearchStrategy[Funding | None] = st.sampled_from((None, "balance"))
_CHANNELS = st.none() | st.sampled_from(get_args(Channel))
_SIGNED = st.none() | FLAGS
_SELLER_CLASSES = st.none() | st.sampled_from(get_args(SellerClass))
_SALES = st.sampled_from(("distance", *get_args(Sale)))
_INFORMATION = st.none() | st.sampled_from(get_args(Information))
_REGIONS = {
    "CA": st.sampled_from(("CA-QC", "CA-ON", "CA-BC")),
    "DE": st.sampled_from(("DE-BY", "DE-SN", "DE-BE")),
}
_AFTERWARDS = (
    *("paid", "confirmed", "cancel_requested", "contacted", "notified", "repair_asked", "statement_sent"),
    *("payment_disputed", "takes_place", "processed", "informed", "aware", "installed", "withdrawn"),
    *("refund_promised", "bank_told", "negotiated"),
)


def orders(
    *,
    programme: str | st.SearchStrategy[str] = "aliexpress",
    zone: str | st.SearchStrategy[str | None] | None = None,
    placed: st.SearchStrategy[Instant] | None = None,
    currency: str | st.SearchStrategy[str] | None = None,
) -> st.SearchStrategy[Order]:
    """Draw orders with several items, parcels, extensions and all else that an order can tell.

    `programme`, `zone` and `currency` are values or strategies for them. Without a `zone` there is any
    or, as often, none; then all is told to the instant. `placed` draws the instants at which orders are
    placed: of the years 2010 to 2026 and seldom any others, where it is left out. What happens
    afterwards happens within half a year, and is told as the instant it was or as its local day.

    Never draws what cannot be: something sent before it was ordered, a day that its zone skipped, a fact
    both told and `unknown`. What is merely odd is drawn, such as an order that is paid after it was sent.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(orders(zone="Pacific/Apia", currency="EUR"))
    ... def check(order):
    ...     assert (order.zone, order.currency) == ("Pacific/Apia", "EUR")
    >>> check()
    """
    return _orders(programme, zone, placed, currency)


def payments(*, near: date = date(2017, 3, 1), currency: str | None = None) -> st.SearchStrategy[Payment]:
    """Draw payments; ends of billing cycles, where they are told, are those about a day.

    What is outstanding is drawn only where a currency for it is given. Never draws cycles that are shorter
    than 28 days or longer than 33, or a card beside money that took another way.

    >>> from hypothesis import find
    >>> find(payments(near=date(2017, 3, 1)), lambda payment: len(payment.cycle_ends) > 1).cycle_ends[0]
    datetime.date(2017, 3, 1)
    """
    return _payments(near, currency)


def told(draw: st.DrawFn, us: int, zone: str | None) -> Moment:
    """Tell a moment as an instant, or as its local day where the zone is known."""
    day = local_day(us, zone)
    return Instant(us) if day is None or draw(FLAGS) else day


def later(draw: st.DrawFn, us: int) -> int:
    """Draw a moment after another, but not beyond the supported years."""
    return max(us, min(us + draw(_LATER), LAST - _MARGIN))


@st.composite
def _payments(draw: st.DrawFn, near: date, currency: str | None) -> Payment:
    ends: list[date] = []
    if draw(FLAGS):
        ends.append(near - timedelta(days=draw(_INTO_CYCLE)))
        for days in draw(_CYCLES):
            ends.append(ends[-1] + timedelta(days=days))
    # Money that took another way was charged to no card.
    channel = draw(_CHANNELS)
    carded = channel not in ("bank_transfer", "cheque", "cash", "voucher")
    funding = draw(_FUNDINGS if carded else _NOT_BY_CARD)
    return Payment(
        provider=draw(_PROVIDERS),
        network=draw(_NETWORKS) if carded and funding != "balance" else None,
        funding=funding,
        issuer_country=draw(_COUNTRIES),
        channel=channel,
        outstanding=Money.from_minor(draw(CENTS), currency) if currency and draw(FLAGS) else None,
        cycle_ends=ends,
    )


def _items(draw: st.DrawFn, currency: str) -> list[Item]:
    titles, marked = draw(_TITLES), draw(FLAGS)
    # What is bought together often carries the same guarantees, and only such speak for a claim.
    shared = draw(_GUARANTEES)
    items: list[Item] = []
    for i, title in enumerate(titles):
        guarantees = shared if draw(FLAGS) else draw(_GUARANTEES)
        items.append(
            Item(
                title,
                Money.from_minor(draw(CENTS), currency),
                quantity=draw(_QUANTITIES),
                traits=draw(_TRAITS),
                guarantees=guarantees,
                multiple=draw(_MULTIPLES) if "genuine" in guarantees else None,
                id=f"{i} of {len(titles)}: {title}" if marked else None,
            )
        )
    return items


def _parcels(draw: st.DrawFn, refs: Sequence[str], placed: int, zone: str | None) -> list[Parcel]:
    parcels: list[Parcel] = []
    for _ in range(draw(_MORE)):
        shipped = later(draw, placed)
        at = {"shipped": shipped, "promised": later(draw, placed), "delivered": later(draw, shipped)}
        moments: dict[str, Any] = {name: told(draw, us, zone) for name, us in at.items() if draw(FLAGS)}
        parcels.append(
            Parcel(
                items=draw(_some_of(tuple(refs))),
                carrier=draw(_CARRIERS),
                tracking=draw(_TRACKINGS),
                ships_from=draw(_SELLERS),
                signed=draw(_SIGNED),
                **moments,
            )
        )
    return parcels


@lru_cache
def _some_of(refs: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(refs), unique=True)


def _extensions(draw: st.DrawFn, placed: int, zone: str | None) -> list[Extension]:
    extensions: list[Extension] = []
    for _ in range(draw(_FEW)):
        granted = told(draw, later(draw, placed), zone) if draw(FLAGS) else None
        if draw(FLAGS):
            extensions.append(Extension(days=draw(_DAYS), granted=granted))
        else:
            extensions.append(Extension(until=told(draw, later(draw, placed), zone), granted=granted))
    return extensions


def _happened(draw: st.DrawFn, placed: int, zone: str | None) -> dict[str, Any]:
    """Draw what happened to an order as a whole."""
    at = {name: later(draw, placed) for name in _AFTERWARDS if draw(FLAGS)}
    if draw(FLAGS):
        at["repaired"] = later(draw, at.get("repair_asked", placed))
    if draw(FLAGS):
        at["withdrawal_received"] = later(draw, at.get("withdrawn", placed))
    if draw(FLAGS):
        at["joined"] = max(FIRST + _MARGIN, placed - draw(_LATER))
    values: dict[str, Any] = {name: told(draw, us, zone) for name, us in at.items()}
    if draw(FLAGS):
        values["committed"] = draw(_COMMITTED) if draw(FLAGS) else told(draw, later(draw, placed), zone)
    return values


@st.composite
def _orders(
    draw: st.DrawFn,
    programmes: str | st.SearchStrategy[str],
    zone_names: str | st.SearchStrategy[str | None] | None,
    moments: st.SearchStrategy[Instant] | None,
    codes: str | st.SearchStrategy[str] | None,
) -> Order:
    zone = draw(_ZONES if zone_names is None else always(zone_names))
    currency = draw(currencies() if codes is None else always(codes))
    placed = draw(_PLACED | _PLACED | instants() if moments is None else moments).us
    items = _items(draw, currency)
    parcels = _parcels(draw, [item.ref for item in items], placed, zone)
    values = _happened(draw, placed, zone)
    extensions = _extensions(draw, placed, zone)
    known = {"placed", *values, *(["extended"] if extensions else [])}
    known |= {name for parcel in parcels for name in _DATES if getattr(parcel, name) is not None}
    shipping, tax = draw(_SHIPPING), draw(_SHIPPING)
    country = draw(_COUNTRIES)
    return Order(
        draw(always(programmes)),
        told(draw, placed, zone),
        items=items,
        zone=zone,
        id=draw(NOTES),
        site=draw(NOTES),
        shipping=None if shipping is None else Money.from_minor(shipping, currency),
        tax=None if tax is None else Money.from_minor(tax, currency),
        parcels=parcels,
        extensions=extensions,
        country=country,
        region=draw(_REGIONS[country]) if country in _REGIONS else None,
        seller_country=draw(_SELLERS),
        payment=draw(payments(near=_near(placed), currency=currency)) if draw(FLAGS) else None,
        account_level=draw(NOTES),
        user_class=draw(_CLASSES),
        seller_class=draw(_SELLER_CLASSES),
        sale=draw(_SALES),
        information=None if "informed" in values else draw(_INFORMATION),
        near_home=draw(_SIGNED),
        earlier_disputes=draw(_MORE),
        earlier_returns=draw(_FEW),
        unknown=draw(_untold(frozenset(known))),
        **values,
    )


@lru_cache(maxsize=1024)
def _untold(known: frozenset[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(TELLABLE - known)))


def _near(us: int) -> date:
    """Return the date about a moment, with room for the billing cycles around it."""
    return date.fromordinal(EPOCH_ORDINAL + min(max(us, FIRST + 40 * DAY), LAST - 240 * DAY) // DAY)
