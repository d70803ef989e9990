"""Items: what was bought, at which price, and what of it matters to the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError, shown
from buyerprotect.facts.checks import check_amount, check_words, words
from buyerprotect.facts.money import Money, money

__all__ = ["Guarantee", "Item", "Trait"]

Trait = Literal[
    "animal",
    "bullion",
    "business",
    "clothing",
    "digital",
    "donation",
    "electronics",
    "gambling",
    "hygiene",
    "in_person",
    "industrial_machinery",
    "installation",
    "made_to_order",
    "media",
    "newspaper",
    "nft",
    "non_durable",
    "perishable",
    "phone",
    "prohibited",
    "real_estate",
    "service",
    "stored_value",
    "ticket",
    "trading_card",
    "travel",
    "unsealed",
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

_MOST_PIECES = 1_000_000
_HIGHEST_MULTIPLE = 100


def _traits(values: Iterable[Trait]) -> frozenset[Trait]:
    return words(values)


def _guarantees(values: Iterable[Guarantee]) -> frozenset[Guarantee]:
    return words(values)


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
