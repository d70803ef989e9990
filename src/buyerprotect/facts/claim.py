"""Claims: what the buyer observed, can show, lost, and asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Literal, get_args

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError, shown
from buyerprotect.facts.checks import (
    check_amount,
    check_each,
    check_one_currency,
    check_words,
    many,
    told_money,
    words_in_order,
)
from buyerprotect.facts.item import Item
from buyerprotect.facts.money import Money, money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Tracking

__all__ = [
    "Ask",
    "Claim",
    "Evidence",
    "EvidenceKind",
    "Extent",
    "Loss",
    "Party",
    "Problem",
    "ProblemKind",
    "is_file_type",
]

ProblemKind = Literal[
    "not_received",
    "damaged",
    "wrong_item",
    "not_as_described",
    "size",
    "colour",
    "material",
    "quantity",
    "missing_parts",
    "defective",
    "counterfeit",
    "quality",
    "changed_mind",
    "late",
    "not_refunded",
    "unauthorised",
    "incorrect_amount",
    "duplicate",
    "recurring",
]
Extent = Literal["minor", "partial", "complete"]
Party = Literal["buyer", "seller", "platform"]
EvidenceKind = Literal[
    "photo",
    "video",
    "video_link",
    "measurement",
    "messages",
    "listing",
    "tracking_local",
    "tracking_international",
    "policy_text",
    "repair_quote",
    "expert_report",
    "carrier_report",
    "customs_document",
    "return_tracking",
    "receipt",
    "statement",
    "withdrawal_notice",
    "credit_note",
    "bank_statement",
]


_MEASURE = re.compile(r"\d{1,9}(\.\d{1,20})?", re.ASCII)
_FILE_TYPE = re.compile(r"[a-z0-9]{1,8}", re.ASCII)
_LARGEST_MEASURE = 10**9
_FINEST_MEASURE = 20


def _is_measure(value: object) -> bool:
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    return 0 <= value < _LARGEST_MEASURE and isinstance(exponent, int) and exponent >= -_FINEST_MEASURE


def _number(value: Decimal | int | str | None) -> Decimal | None:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_MEASURE:
        return Decimal(value)
    if isinstance(value, str) and _MEASURE.fullmatch(value):
        return Decimal(value)
    return value  # type: ignore[return-value]  # refused by the check, unless it is a Decimal or absent


@frozen
class Problem:
    """One thing the buyer observed to be wrong.

    `extent` says how far it spoils the goods. `tracking` says, for goods that did not come, what the
    carrier shows; `fault` says whose fault it is where that matters (customs). `difference` is how far
    the goods are off, and `tolerance` what the listing allowed, both in `unit`.
    """

    kind: ProblemKind
    extent: Extent | None = None
    tracking: Tracking | None = field(default=None, kw_only=True)
    fault: Party | None = field(default=None, kw_only=True)
    difference: Decimal | None = field(default=None, converter=_number, kw_only=True)
    tolerance: Decimal | None = field(default=None, converter=_number, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)
    note: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.one_of("kind", self.kind, get_args(ProblemKind), "a kind of problem")
        for name, known, what in (
            ("extent", Extent, "an extent"),
            ("tracking", Tracking, "a state of tracking"),
            ("fault", Party, "a party"),
        ):
            if getattr(self, name) is not None:
                faults.one_of(name, getattr(self, name), get_args(known), what)
        for name in ("difference", "tolerance"):
            value = getattr(self, name)
            if value is not None and not _is_measure(value):
                faults.add(name, f"{shown(value)} is not a measure: give a number of zero or more, exactly")
        if self.unit is None and (self.difference is not None or self.tolerance is not None):
            faults.add("unit", "a difference or a tolerance is measured in a unit: say which, 'cm'")
        for name in ("unit", "note"):
            if getattr(self, name) is not None:
                faults.text(name, getattr(self, name))
        faults.raise_as(InvalidFactsError)


@frozen
class Evidence:
    """Something that shows what happened.

    Of what is handed in: the `file_type` as its name ends ("mp4"), its `size` in bytes, whether it was
    `edited` (cut, joined or changed) and whether it is `signed`. None where that is not told.
    """

    kind: EvidenceKind
    note: str | None = field(default=None, kw_only=True)
    file_type: str | None = field(default=None, kw_only=True)
    size: int | None = field(default=None, kw_only=True)
    edited: bool | None = field(default=None, kw_only=True)
    signed: bool | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.one_of("kind", self.kind, get_args(EvidenceKind), "a kind of evidence")
        if self.note is not None:
            faults.text("note", self.note)
        if self.file_type is not None and not is_file_type(self.file_type):
            says = (
                f"{shown(self.file_type)} is not how a file's name ends: write it as 'mp4', without the dot"
            )
            faults.add("file_type", says)
        if self.size is not None and (not isinstance(self.size, int) or self.size is True or self.size < 0):
            faults.add("size", f"{shown(self.size)} is not a size: give a whole number of bytes")
        for name in ("edited", "signed"):
            if getattr(self, name) is not None:
                faults.instance(name, getattr(self, name), bool, "true or false")
        faults.raise_as(InvalidFactsError)


def is_file_type(value: object) -> bool:
    """Tell whether a value is how a file's name ends, in small letters and without the dot."""
    return isinstance(value, str) and _FILE_TYPE.fullmatch(value) is not None


@frozen
class Loss:
    """What it costs the buyer to live with the problem, such as a repair: what for, and how much."""

    what: str
    amount: Money = field(converter=money)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.text("what", self.what)
        check_amount(faults, "amount", self.amount)
        faults.raise_as(InvalidFactsError)


@frozen(kw_only=True)
class Ask:
    """What the buyer means to ask for: an amount, and whether the goods go back."""

    amount: Money = field(converter=money)
    return_goods: bool = False

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        check_amount(faults, "amount", self.amount)
        faults.instance("return_goods", self.return_goods, bool, "true or false")
        faults.raise_as(InvalidFactsError)


def _problems(values: Iterable[Problem]) -> tuple[Problem, ...]:
    return many(values)


def _evidence(values: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return many(values)


def _losses(values: Iterable[Loss]) -> tuple[Loss, ...]:
    return many(values)


@frozen
class Claim:
    """The buyer's assertion about an order: problems, evidence, losses, what is asked.

    `items` names the items it is about (none named: all). `ground` is the one the buyer means to
    file under, if any. `return_postage` is what sending the goods back would cost.

    Raises `InvalidFactsError` with all faults: no problem, items that are not in the order, amounts
    in another currency.
    """

    order: Order
    problems: tuple[Problem, ...] = field(converter=_problems)
    items: tuple[str, ...] = field(default=(), converter=words_in_order, kw_only=True)
    evidence: tuple[Evidence, ...] = field(default=(), converter=_evidence, kw_only=True)
    losses: tuple[Loss, ...] = field(default=(), converter=_losses, kw_only=True)
    asks: Ask | None = field(default=None, kw_only=True)
    ground: str | None = field(default=None, kw_only=True)
    return_postage: Money | None = field(default=None, converter=told_money, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        if not self.problems:
            faults.add("problems", "a claim names at least one problem")
        check_each(faults, "problems", self.problems, Problem)
        check_each(faults, "evidence", self.evidence, Evidence)
        check_each(faults, "losses", self.losses, Loss)
        if self.asks is not None:
            faults.instance("asks", self.asks, Ask, "an Ask")
        if self.ground is not None:
            faults.text("ground", self.ground)
        if self.return_postage is not None:
            check_amount(faults, "return_postage", self.return_postage)
        check_words(faults, "items", self.items, None, "an item")
        if faults.instance("order", self.order, Order, "an Order") and not faults.found:
            self.order.check_refs(faults, "items", self.items)
            for path, amount in self._amounts():
                check_one_currency(faults, path, [self.order.items[0].price, amount])
        faults.raise_as(InvalidFactsError)

    def _amounts(self) -> Iterable[tuple[str, Money]]:
        yield from ((f"losses[{i}].amount", loss.amount) for i, loss in enumerate(self.losses))
        if self.asks is not None:
            yield "asks.amount", self.asks.amount
        if self.return_postage is not None:
            yield "return_postage", self.return_postage

    @cached_property
    def claimed(self) -> tuple[Item, ...]:
        """The items this claim is about."""
        return tuple(item for item in self.order.items if not self.items or item.ref in self.items)

    @cached_property
    def paid(self) -> Money:
        """What was paid for the claimed items, with their share of shipping and tax."""
        return self.order.paid_for(self.items)

    @property
    def price(self) -> Money:
        """What was paid for the claimed items, without shipping and tax."""
        return self.order.price_of(self.items)

    @property
    def lost(self) -> Money:
        """The sum of the losses."""
        return sum((loss.amount for loss in self.losses), Money(0, self.order.currency))
