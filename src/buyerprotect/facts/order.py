"""Orders: what was bought, where, when, how it was paid and how it was sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Literal, get_args

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
    check_region,
    check_words,
    check_zone,
    many,
    told,
    told_money,
    told_or_none,
    words,
)
from buyerprotect.facts.due_date import DueDate
from buyerprotect.facts.item import Item
from buyerprotect.facts.money import Money
from buyerprotect.facts.parcel import Parcel
from buyerprotect.facts.payment import Payment
from buyerprotect.timing.clock import Instant, Moment, MomentLike, bounds

__all__ = [
    "EVENTS",
    "IMPOSSIBLE",
    "ODD",
    "TELLABLE",
    "Extension",
    "Information",
    "Order",
    "Sale",
    "SellerClass",
    "UserClass",
]

UserClass = Literal["consumer", "business"]
SellerClass = Literal["business", "private"]
Sale = Literal["distance", "off_premises", "in_store"]
Information = Literal["given", "missing"]

_OWN = (
    *("joined", "placed", "paid", "cancel_requested", "contacted", "notified", "confirmed", "repair_asked"),
    *("repaired", "return_sent", "return_received", "statement_sent", "payment_disputed", "takes_place"),
    *("processed", "informed", "aware", "installed", "withdrawn", "withdrawal_received", "refund_promised"),
    *("bank_told", "negotiated"),
)
_OF_PARCELS = ("shipped", "promised", "delivered")

EVENTS = (*_OWN, *_OF_PARCELS)
"""The events an order can tell of."""

TELLABLE = frozenset({*EVENTS, "committed", "extended", "opened", "escalated"})
"""What an order may name as `unknown`: it may have happened, or exist, but nobody said."""

IMPOSSIBLE = (
    ("placed", "paid"),
    ("placed", "cancel_requested"),
    ("placed", "shipped"),
    ("placed", "promised"),
    ("placed", "delivered"),
    ("placed", "confirmed"),
    ("placed", "repair_asked"),
    ("placed", "contacted"),
    ("placed", "notified"),
    ("placed", "statement_sent"),
    ("placed", "payment_disputed"),
    ("shipped", "delivered"),
    ("repair_asked", "repaired"),
    ("placed", "return_sent"),
    ("return_sent", "return_received"),
    ("placed", "processed"),
    ("placed", "aware"),
    ("placed", "withdrawn"),
    ("withdrawn", "withdrawal_received"),
    ("placed", "refund_promised"),
    ("placed", "bank_told"),
    ("placed", "negotiated"),
)
"""Pairs of events of which the second cannot have come before the first."""

ODD = (
    ("joined", "placed"),
    ("placed", "takes_place"),
    ("paid", "shipped"),
    ("shipped", "promised"),
    ("shipped", "confirmed"),
    ("delivered", "confirmed"),
    ("delivered", "installed"),
)
"""Pairs of events of which the second seldom comes before the first; noted, not refused."""


def _committed(value: MomentLike | int | None) -> Moment | int | None:
    return value if isinstance(value, int) else told_or_none(value)


def _names(values: Iterable[str]) -> frozenset[str]:
    return words(values)


def _check_count(faults: Faults, path: str, value: object, what: str) -> None:
    if type(value) is not int or value < 0:
        faults.add(path, f"{shown(value)} is not a number of {what}")


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


def _items(values: Iterable[Item]) -> tuple[Item, ...]:
    return many(values)


def _parcels(values: Iterable[Parcel]) -> tuple[Parcel, ...]:
    return many(values)


def _due_dates(values: Iterable[DueDate]) -> tuple[DueDate, ...]:
    return many(values)


def _extensions(values: Iterable[Extension]) -> tuple[Extension, ...]:
    return many(values)


@frozen
class Order:
    """A purchase: what was bought, when, under which programme, and what happened to it since.

    Only `programme`, `placed` and one priced item are required. Days (`datetime.date`) are days in
    `zone`, which is the buyer's. What is not told has not happened, unless it is named in `unknown`.
    `committed` is the length of protection promised at the purchase, in days or as its end; where
    told, it stands in for a version's own length. `tax` is what was added at the checkout, not what the
    prices hold already. `due_dates` are the ends of windows that the platform itself stated.
    `earlier_disputes` and `earlier_returns` count what was done about this order before.

    Dated are, besides `placed` and `paid`: `cancel_requested`, when the buyer asked for an order that was
    not sent yet to be cancelled; `contacted`, when they first asked the seller for help; `notified`, when the
    platform told them that the goods should have come, or seem lost; `repair_asked`, when they asked for a
    repair, and `repaired`, when they had the goods back; `return_sent` and `return_received`, of a return
    that was made before any dispute; `statement_sent`, of the statement that shows the
    payment; `payment_disputed`, when they disputed it with their bank or provider; `takes_place`, of what a
    ticket is for (of several, the last); `joined`, when the buyer's account was opened.

    For cards and the law: `processed`, when the card payment was booked; `informed`, when the seller told of
    the right to withdraw only later; `aware`, when the buyer learned what is wrong; `installed`, when goods
    that the seller sets up were; `withdrawn`, when the buyer sent the notice that ends the contract, and
    `withdrawal_received`; `refund_promised`, of the seller's note that money is to come; `bank_told`, when
    the card's bank first heard of it; `negotiated`, when buyer and seller last tried to agree.

    `region` is where the goods go, where the law differs within a country. `sale` is how the contract was
    made, at a `distance` unless said; `seller_class` whether a trader sold; `information` whether the buyer
    was told of the right to withdraw; `near_home` whether it was bought in the buyer's own state or within
    100 miles of the address.

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
    tax: Money | None = field(default=None, kw_only=True, converter=told_money)
    parcels: tuple[Parcel, ...] = field(default=(), kw_only=True, converter=_parcels)
    paid: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    confirmed: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    cancel_requested: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    contacted: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    notified: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    repair_asked: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    repaired: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    return_sent: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    return_received: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    statement_sent: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    payment_disputed: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    takes_place: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    joined: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    processed: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    informed: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    aware: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    installed: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    withdrawn: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    withdrawal_received: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    refund_promised: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    bank_told: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    negotiated: Moment | None = field(default=None, kw_only=True, converter=told_or_none)
    committed: Moment | int | None = field(default=None, kw_only=True, converter=_committed)
    extensions: tuple[Extension, ...] = field(default=(), kw_only=True, converter=_extensions)
    due_dates: tuple[DueDate, ...] = field(default=(), kw_only=True, converter=_due_dates)
    country: str | None = field(default=None, kw_only=True)
    region: str | None = field(default=None, kw_only=True)
    seller_country: str | None = field(default=None, kw_only=True)
    payment: Payment | None = field(default=None, kw_only=True)
    account_level: str | None = field(default=None, kw_only=True)
    user_class: UserClass = field(default="consumer", kw_only=True)
    seller_class: SellerClass | None = field(default=None, kw_only=True)
    sale: Sale = field(default="distance", kw_only=True)
    information: Information | None = field(default=None, kw_only=True)
    near_home: bool | None = field(default=None, kw_only=True)
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
        self._check_contract(faults)
        _check_count(faults, "earlier_disputes", self.earlier_disputes, "disputes")
        _check_count(faults, "earlier_returns", self.earlier_returns, "returns")
        parcels_good = check_each(faults, "parcels", self.parcels, Parcel)
        self._check_goods(faults, parcels_good=parcels_good)
        self._check_times(faults, parcels_good=parcels_good)
        faults.raise_as(InvalidFactsError)

    def _check_contract(self, faults: Faults) -> None:
        check_region(faults, "region", self.region, self.country)
        faults.one_of("user_class", self.user_class, get_args(UserClass), "a class of user")
        faults.one_of("sale", self.sale, get_args(Sale), "a way of selling")
        for name, known, what in (
            ("seller_class", SellerClass, "a class of seller"),
            ("information", Information, "an answer to whether the buyer was informed"),
        ):
            if getattr(self, name) is not None:
                faults.one_of(name, getattr(self, name), get_args(known), what)
        if self.near_home is not None:
            faults.instance("near_home", self.near_home, bool, "true or false")
        if self.information is not None and self.informed is not None:
            faults.add(
                "information",
                f"{self.information!r} and `informed` ({self.informed}) contradict each other: `informed` is "
                "for information that came only later; leave out one of the two",
            )

    def _check_goods(self, faults: Faults, *, parcels_good: bool) -> None:
        if not self.items:
            faults.add("items", "an order has at least one item with a price")
        good = check_each(faults, "items", self.items, Item) and bool(self.items)
        added = {"shipping": self.shipping, "tax": self.tax}
        for name, amount in added.items():
            good = (amount is None or check_amount(faults, name, amount)) and good
        if not good:
            return
        amounts = [item.price for item in self.items]
        amounts += [amount for amount in added.values() if amount is not None]
        check_one_currency(faults, "items", amounts)
        outstanding = self.payment.outstanding if isinstance(self.payment, Payment) else None
        if outstanding is not None:
            check_one_currency(faults, "payment.outstanding", [amounts[0], outstanding])
        for ref, count in Counter(item.ref for item in self.items).items():
            if count > 1:
                faults.add("items", f"{count} items are called {shown(ref)}: give each an `id` of its own")
        for i, parcel in enumerate(self.parcels if parcels_good else ()):
            self.check_refs(faults, f"parcels[{i}].items", parcel.items)
        if len({amount.currency for amount in amounts}) > 1:
            return  # there is no sum to look at
        try:
            self.paid_for(())
        except InvalidFactsError as error:
            faults.add("items", f"come to a sum that is too large: {error}")

    def _check_times(self, faults: Faults, *, parcels_good: bool) -> None:
        before = len(faults.found)
        check_zone(faults, "zone", self.zone)
        for name in _OWN:
            check_moment(faults, name, getattr(self, name), required=name == "placed")
        if isinstance(self.committed, int):
            check_days(faults, "committed", self.committed)
        else:
            check_moment(faults, "committed", self.committed)
        check_each(faults, "extensions", self.extensions, Extension)
        self._check_due_dates(faults)
        check_words(faults, "unknown", self.unknown, sorted(TELLABLE), "something that can be unknown")
        if parcels_good and len(faults.found) == before:  # only times that can be read can be compared
            self._check_dated(faults)

    def _check_due_dates(self, faults: Faults) -> None:
        if not check_each(faults, "due_dates", self.due_dates, DueDate):
            return
        for name, count in Counter(due.window for due in self.due_dates).items():
            if count > 1:
                faults.add("due_dates", f"{count} are for the window {shown(name)}: give each window once")

    def _check_dated(self, faults: Faults) -> None:
        for path, value in self.moments():
            check_day_exists(faults, path, value, self.zone)
        told = {path.rpartition(".")[2] for path, _ in self.moments()}
        told |= {"committed"} if self.committed is not None else set()
        for name in sorted(self.unknown):
            if name in told:
                faults.add("unknown", f"{name!r} is told, so it is not unknown: leave out one of the two")
        for i, due in enumerate(self.due_dates):
            if due.opens is not None and due.closes is not None:
                opens, closes = (bounds(moment, self.zone) for moment in (due.opens, due.closes))
                if closes[1] < opens[0]:
                    faults.add(
                        f"due_dates[{i}].closes", f"{due.closes} is before it opens, {due.opens}: check both"
                    )
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
        for i, due in enumerate(self.due_dates):
            yield from _dated(f"due_dates[{i}].opens", due.opens)
            yield from _dated(f"due_dates[{i}].closes", due.closes)

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
        """What was paid in all: items, shipping and tax."""
        return self.paid_for(())

    def price_of(self, refs: Iterable[str]) -> Money:
        """Return what was paid for the named items (none named: all), without shipping and tax."""
        wanted = frozenset(refs) or frozenset(item.ref for item in self.items)
        return sum((item.paid for item in self.items if item.ref in wanted), Money(0, self.currency))

    def paid_for(self, refs: Iterable[str]) -> Money:
        """Return what was paid for the named items (none named: all), with their share of shipping and tax.

        Both are shared out in proportion to the prices.
        """
        faults = Faults()
        self.check_refs(faults, "items", refs)
        faults.raise_as(InvalidFactsError)
        return self.price_of(refs) + self.share_of(self.shipping, refs) + self.share_of(self.tax, refs)

    def share_of(self, amount: Money | None, refs: Iterable[str]) -> Money:
        """Return the share of an amount that falls to the named items (none named: all), by their prices."""
        zero = Money(0, self.currency)
        wanted = frozenset(refs)
        if not amount or not wanted:
            return amount or zero
        prices = [item.paid.minor for item in self.items]
        shares = amount.allocate(prices if any(prices) else [1] * len(prices))
        return sum((shares[i] for i, item in enumerate(self.items) if item.ref in wanted), zero)


def _dated(path: str, value: Moment | None) -> Iterator[tuple[str, Moment]]:
    if isinstance(value, Instant | date):
        yield path, value
