"""Orders: what was bought, where, when, how it was paid and how it was sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal, cast, get_args

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError, nearest, shown
from buyerprotect.facts.checks import (
    check_amount,
    check_country,
    check_day_exists,
    check_days,
    check_each,
    check_moment,
    check_one_currency,
    check_words,
    check_zone,
    many,
    told,
    told_money,
    told_or_none,
    words,
    words_in_order,
)
from buyerprotect.facts.money import Money, money
from buyerprotect.timing.clock import Instant, Moment, MomentLike, bounds

__all__ = [
    "EVENTS",
    "IMPOSSIBLE",
    "ODD",
    "TELLABLE",
    "Extension",
    "Funding",
    "Guarantee",
    "Item",
    "Order",
    "Parcel",
    "Payment",
    "Tracking",
    "Trait",
    "UserClass",
]

Trait = Literal[
    "clothing",
    "digital",
    "electronics",
    "hygiene",
    "made_to_order",
    "perishable",
    "phone",
    "ticket",
    "trading_card",
    "used",
    "vehicle",
]
Guarantee = Literal[
    "domestic_returns",
    "fast_delivery",
    "free_return",
    "genuine",
    "longer_protection",
    "on_time_delivery",
    "returns_and_refund",
    "returns_extra",
]
Tracking = Literal["none", "moving", "dead", "delivered", "returned", "customs"]
Funding = Literal["credit", "debit", "prepaid", "balance"]
UserClass = Literal["consumer", "business"]

_OWN = ("placed", "paid", "cancel_requested", "confirmed", "repair_asked", "repaired")
_OF_PARCELS = ("shipped", "promised", "delivered")

EVENTS = (
    *("placed", "paid", "cancel_requested", "shipped", "promised", "delivered", "confirmed"),
    *("repair_asked", "repaired"),
)
"""The events an order can tell of, in the order in which they usually come."""

TELLABLE = frozenset({*EVENTS, "committed", "extended", "opened"})
"""What an order may name as `unknown`: it may have happened, or exist, but nobody said."""

IMPOSSIBLE = (
    ("placed", "paid"),
    ("placed", "cancel_requested"),
    ("placed", "shipped"),
    ("placed", "promised"),
    ("placed", "delivered"),
    ("placed", "confirmed"),
    ("placed", "repair_asked"),
    ("shipped", "delivered"),
    ("repair_asked", "repaired"),
)
"""Pairs of events of which the second cannot have come before the first."""

ODD = (
    ("paid", "shipped"),
    ("shipped", "promised"),
    ("shipped", "confirmed"),
    ("delivered", "confirmed"),
)
"""Pairs of events of which the second seldom comes before the first; noted, not refused."""


_MOST_PIECES = 1_000_000
_HIGHEST_MULTIPLE = 100


def _committed(value: MomentLike | int | None) -> Moment | int | None:
    return value if isinstance(value, int) else told_or_none(value)


def _traits(values: Iterable[Trait]) -> frozenset[Trait]:
    return words(values)


def _guarantees(values: Iterable[Guarantee]) -> frozenset[Guarantee]:
    return words(values)


def _names(values: Iterable[str]) -> frozenset[str]:
    return words(values)


def _check_count(faults: Faults, path: str, value: object, what: str) -> None:
    if type(value) is not int or value < 0:
        faults.add(path, f"{shown(value)} is not a number of {what}")


@frozen
class Item:
    """Something bought: its title, the price of one piece, how many.

    `id` tells items of the same title apart; parcels and claims name items by id, or by title.
    `guarantees` are what the listing promises beside the programme; `multiple` is how many times its
    price a listing with the guarantee `genuine` pays back for a counterfeit.
    """

    title: str
    price: Money = field(converter=money)
    quantity: int = field(default=1, kw_only=True)
    traits: frozenset[Trait] = field(default=frozenset(), converter=_traits, kw_only=True)
    guarantees: frozenset[Guarantee] = field(default=frozenset(), converter=_guarantees, kw_only=True)
    multiple: int | None = field(default=None, kw_only=True)
    id: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.text("title", self.title)
        check_amount(faults, "price", self.price)
        if type(self.quantity) is not int or not 1 <= self.quantity <= _MOST_PIECES:
            faults.add(
                "quantity",
                f"{shown(self.quantity)} is not a number of pieces: give 1 or more, up to {_MOST_PIECES:,}",
            )
        check_words(faults, "traits", self.traits, get_args(Trait), "a trait of goods")
        check_words(faults, "guarantees", self.guarantees, get_args(Guarantee), "a guarantee of a listing")
        if self.multiple is not None:
            self._check_multiple(faults)
        if self.id is not None:
            faults.text("id", self.id)
        faults.raise_as(InvalidFactsError)

    def _check_multiple(self, faults: Faults) -> None:
        if type(self.multiple) is not int or not 1 <= self.multiple <= _HIGHEST_MULTIPLE:
            faults.add(
                "multiple",
                f"{shown(self.multiple)} is not a multiple of the price: give 1 to {_HIGHEST_MULTIPLE}",
            )
        elif isinstance(self.guarantees, frozenset) and "genuine" not in self.guarantees:
            faults.add("multiple", "only the guarantee 'genuine' pays a multiple: name it in `guarantees`")

    @property
    def ref(self) -> str:
        """The name under which parcels and claims refer to this item."""
        return self.id or self.title

    @property
    def paid(self) -> Money:
        """What was paid for all pieces, without shipping."""
        return self.price * self.quantity


@frozen(kw_only=True)
class Parcel:
    """One consignment: what it holds (nothing named means everything) and what became of it.

    `promised` is the latest estimated delivery. `tracking` is what the carrier's page shows now.
    `ships_from` is the country of the stock it comes from, where that is told.
    """

    items: tuple[str, ...] = field(default=(), converter=words_in_order)
    shipped: Moment | None = field(default=None, converter=told_or_none)
    promised: Moment | None = field(default=None, converter=told_or_none)
    delivered: Moment | None = field(default=None, converter=told_or_none)
    carrier: str | None = None
    tracking: Tracking | None = None
    ships_from: str | None = None

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name in _OF_PARCELS:
            check_moment(faults, name, getattr(self, name))
        check_words(faults, "items", self.items, None, "an item")
        if self.carrier is not None:
            faults.text("carrier", self.carrier)
        if self.tracking is not None:
            faults.one_of("tracking", self.tracking, get_args(Tracking), "a state of tracking")
        check_country(faults, "ships_from", self.ships_from)
        faults.raise_as(InvalidFactsError)


@frozen(kw_only=True)
class Extension:
    """A longer protection that the seller granted: so many days more, or until a new end.

    A day as `until` is protected to its end. `granted` tells when, where that is known.
    """

    days: int | None = None
    until: Moment | None = field(default=None, converter=told_or_none)
    granted: Moment | None = field(default=None, converter=told_or_none)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        if (self.days is None) == (self.until is None):
            faults.add(
                "", "an extension is either so many `days` more or `until` a new end: give one of them"
            )
        if self.days is not None:
            check_days(faults, "days", self.days)
        check_moment(faults, "until", self.until)
        check_moment(faults, "granted", self.granted)
        faults.raise_as(InvalidFactsError)


def _cycle_ends(values: Iterable[MomentLike]) -> tuple[date, ...]:
    read = many(values)
    days = tuple(map(told, read)) if isinstance(read, tuple) else read
    return cast("tuple[date, ...]", days)  # what is no day is refused by the check, which can name it


@frozen(kw_only=True)
class Payment:
    """How the order was paid: through which provider, on which card, funded how, issued where.

    `cycle_ends` are the days on which the account's billing cycles end, in their order, from the last
    before what is counted from on.
    """

    provider: str | None = None
    network: str | None = None
    funding: Funding | None = None
    issuer_country: str | None = None
    cycle_ends: tuple[date, ...] = field(default=(), converter=_cycle_ends)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name in ("provider", "network"):
            if getattr(self, name) is not None:
                faults.text(name, getattr(self, name))
        if self.funding is not None:
            faults.one_of("funding", self.funding, get_args(Funding), "a way of funding")
        check_country(faults, "issuer_country", self.issuer_country)
        if check_each(faults, "cycle_ends", self.cycle_ends, date):
            for i, (first, second) in enumerate(pairwise(self.cycle_ends)):
                if second <= first:
                    faults.add(
                        f"cycle_ends[{i + 1}]", f"{second} does not come after {first}: put them in order"
                    )
        faults.raise_as(InvalidFactsError)


def _items(values: Iterable[Item]) -> tuple[Item, ...]:
    return many(values)


def _parcels(values: Iterable[Parcel]) -> tuple[Parcel, ...]:
    return many(values)


def _extensions(values: Iterable[Extension]) -> tuple[Extension, ...]:
    return many(values)


@frozen
class Order:
    """A purchase: what was bought, when, under which programme, and what happened to it since.

    Only `programme`, `placed` and one priced item are required. Days (`datetime.date`) are days in
    `zone`, which is the buyer's. What is not told has not happened, unless it is named in `unknown`.
    `committed` is the length of protection promised at the purchase, in days or as its end; where
    told, it stands in for a version's own length. `cancel_requested` is when the buyer asked for an
    order that was not sent yet to be cancelled; `repair_asked` when they asked for the goods to be repaired
    or replaced, and `repaired` when they had them back. `earlier_disputes` and `earlier_returns` count what
    was done about this order before.

    >>> Order("aliexpress", "2017-03-05", zone="America/New_York", items=[Item("dress", "80 USD")]).total
    Money('80.00', 'USD')

    Raises `InvalidFactsError` with all faults: naive times, mixed currencies, impossible orders of
    events, days without a zone, unknown words.
    """

    programme: str
    placed: Moment = field(converter=told)
    items: tuple[Item, ...] = field(kw_only=True, converter=_items)
    zone: str | None = field(default=None, kw_only=True)
    id: str | None = field(default=None, kw_only=True)
    site: str | None = field(default=None, kw_only=True)
    shipping: Money | None = field(default=None, kw_only=True, converter=told_money)
    parcels: tuple[Parcel, ...] = field(default=(), kw_only=True, converter=_parcels)
    paid: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    confirmed: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    cancel_requested: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    repair_asked: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    repaired: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    committed: Moment | int | None = field(default=None, kw_only=True, converter=_committed)
    extensions: tuple[Extension, ...] = field(default=(), kw_only=True, converter=_extensions)
    country: str | None = field(default=None, kw_only=True)
    seller_country: str | None = field(default=None, kw_only=True)
    payment: Payment | None = field(default=None, kw_only=True)
    account_level: str | None = field(default=None, kw_only=True)
    user_class: UserClass = field(default="consumer", kw_only=True)
    earlier_disputes: int = field(default=0, kw_only=True)
    earlier_returns: int = field(default=0, kw_only=True)
    unknown: frozenset[str] = field(default=frozenset(), kw_only=True, converter=_names)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.text("programme", self.programme)
        for name in ("id", "site", "account_level"):
            if getattr(self, name) is not None:
                faults.text(name, getattr(self, name))
        for name in ("country", "seller_country"):
            check_country(faults, name, getattr(self, name))
        if self.payment is not None:
            faults.instance("payment", self.payment, Payment, "a Payment")
        faults.one_of("user_class", self.user_class, get_args(UserClass), "a class of user")
        _check_count(faults, "earlier_disputes", self.earlier_disputes, "disputes")
        _check_count(faults, "earlier_returns", self.earlier_returns, "returns")
        parcels_good = check_each(faults, "parcels", self.parcels, Parcel)
        self._check_goods(faults, parcels_good=parcels_good)
        self._check_times(faults, parcels_good=parcels_good)
        faults.raise_as(InvalidFactsError)

    def _check_goods(self, faults: Faults, *, parcels_good: bool) -> None:
        if not self.items:
            faults.add("items", "an order has at least one item with a price")
        good = check_each(faults, "items", self.items, Item) and bool(self.items)
        if self.shipping is not None:
            good = check_amount(faults, "shipping", self.shipping) and good
        if not good:
            return
        amounts = [item.price for item in self.items]
        amounts += [] if self.shipping is None else [self.shipping]
        check_one_currency(faults, "items", amounts)
        for ref, count in Counter(item.ref for item in self.items).items():
            if count > 1:
                faults.add("items", f"{count} items are called {shown(ref)}: give each an `id` of its own")
        for i, parcel in enumerate(self.parcels if parcels_good else ()):
            self.check_refs(faults, f"parcels[{i}].items", parcel.items)
        try:
            self.paid_for(())
        except InvalidFactsError as error:
            faults.add("items", f"come to a sum that is too large: {error}")

    def _check_times(self, faults: Faults, *, parcels_good: bool) -> None:
        before = len(faults.found)
        check_zone(faults, "zone", self.zone)
        check_moment(faults, "placed", self.placed, required=True)
        for name in _OWN[1:]:
            check_moment(faults, name, getattr(self, name))
        if isinstance(self.committed, int):
            check_days(faults, "committed", self.committed)
        else:
            check_moment(faults, "committed", self.committed)
        check_each(faults, "extensions", self.extensions, Extension)
        check_words(faults, "unknown", self.unknown, sorted(TELLABLE), "something that can be unknown")
        if parcels_good and len(faults.found) == before:  # only times that can be read can be compared
            self._check_dated(faults)

    def _check_dated(self, faults: Faults) -> None:
        for path, value in self.moments():
            check_day_exists(faults, path, value, self.zone)
        told = {path.rpartition(".")[2] for path, _ in self.moments()}
        told |= {"committed"} if self.committed is not None else set()
        for name in sorted(self.unknown):
            if name in told:
                faults.add("unknown", f"{name!r} is told, so it is not unknown: leave out one of the two")
        for first, second in self.out_of_order(IMPOSSIBLE):
            faults.add(second[0], f"{second[1]} is before {first[0]}, {first[1]}, which cannot be")

    def check_refs(self, faults: Faults, path: str, refs: Iterable[str]) -> None:
        """Note a fault for each name that no item of this order bears."""
        known = {item.ref for item in self.items}
        for ref in refs:
            if ref not in known:
                faults.add(path, f"{shown(ref)} is not an item of this order{nearest(str(ref), known)}")

    def moments(self) -> Iterator[tuple[str, Moment]]:
        """Yield everything in this order that is dated, with its path."""
        for name in _OWN:
            yield from _dated(name, getattr(self, name))
        for i, parcel in enumerate(self.parcels):
            for name in _OF_PARCELS:
                yield from _dated(f"parcels[{i}].{name}", getattr(parcel, name))
        if not isinstance(self.committed, int):
            yield from _dated("committed", self.committed)
        for i, extension in enumerate(self.extensions):
            yield from _dated(f"extensions[{i}].until", extension.until)
            yield from _dated(f"extensions[{i}].granted", extension.granted)

    @cached_property
    def moments_by_event(self) -> dict[str, tuple[Moment, ...]]:
        """When each event that this order tells of happened, as it was told; one moment for each parcel."""
        told: dict[str, tuple[Moment, ...]] = {}
        for name in _OWN:
            value: Moment | None = getattr(self, name)
            if value is not None:
                told[name] = (value,)
        for name in _OF_PARCELS:
            values: list[Moment | None] = [getattr(parcel, name) for parcel in self.parcels]
            known = tuple(value for value in values if value is not None)
            if known:
                told[name] = known
        return told

    def out_of_order(
        self, pairs: Iterable[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, Moment], tuple[str, Moment]]]:
        """Yield the pairs of dated facts whose second surely came before the first.

        Facts of different parcels are not compared.
        """
        groups: dict[str, dict[str, tuple[str, Moment]]] = {}
        for path, value in self.moments():
            place, _, name = path.rpartition(".")
            groups.setdefault(place, {})[name] = (path, value)
        whole = groups.get("", {})
        for place, group in groups.items():
            told = whole | group
            for earlier, later in pairs:
                both = earlier in told and later in told
                # A pair of facts of the whole order is compared once, not with every parcel again.
                if not both or (place and earlier not in group and later not in group):
                    continue
                first, second = told[earlier], told[later]
                if bounds(second[1], self.zone)[1] < bounds(first[1], self.zone)[0]:
                    yield first, second

    @property
    def currency(self) -> str:
        """The one currency of this order."""
        return self.items[0].price.currency

    @property
    def total(self) -> Money:
        """What was paid in all: items and shipping."""
        return self.paid_for(())

    def price_of(self, refs: Iterable[str]) -> Money:
        """Return what was paid for the named items (none named: all), without shipping."""
        wanted = frozenset(refs) or frozenset(item.ref for item in self.items)
        return sum((item.paid for item in self.items if item.ref in wanted), Money(0, self.currency))

    def paid_for(self, refs: Iterable[str]) -> Money:
        """Return what was paid for the named items (none named: all), with their share of shipping.

        Shipping is shared out in proportion to the prices.
        """
        faults = Faults()
        self.check_refs(faults, "items", refs)
        faults.raise_as(InvalidFactsError)
        wanted = frozenset(refs) or frozenset(item.ref for item in self.items)
        prices = [item.price.minor * item.quantity for item in self.items]
        shares = [0] * len(prices)
        if self.shipping:
            weights = prices if any(prices) else [1] * len(prices)
            shares = [share.minor for share in self.shipping.allocate(weights)]
        paid = sum(prices[i] + shares[i] for i, item in enumerate(self.items) if item.ref in wanted)
        return Money.from_minor(paid, self.currency)


def _dated(path: str, value: Moment | None) -> Iterator[tuple[str, Moment]]:
    if isinstance(value, Instant | date):
        yield path, value
