"""Parcels: what was sent together, and what became of it."""

from __future__ import annotations

from typing import Literal, get_args

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError
from buyerprotect.facts.checks import check_country, check_moment, check_words, told_or_none, words_in_order
from buyerprotect.timing.clock import Moment

__all__ = ["Parcel", "Tracking"]

Tracking = Literal["none", "moving", "dead", "delivered", "returned", "customs"]


@frozen(kw_only=True)
class Parcel:
    """One consignment: what it holds (nothing named means everything) and what became of it.

    `promised` is the latest estimated delivery. `tracking` is what the carrier's page shows now.
    `ships_from` is the country of the stock it comes from, where that is told. `signed` says whether
    somebody signed for it.
    """

    items: tuple[str, ...] = field(default=(), converter=words_in_order)
    shipped: Moment | None = field(default=None, converter=told_or_none)
    promised: Moment | None = field(default=None, converter=told_or_none)
    delivered: Moment | None = field(default=None, converter=told_or_none)
    carrier: str | None = None
    tracking: Tracking | None = None
    ships_from: str | None = None
    signed: bool | None = None

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name in ("shipped", "promised", "delivered"):
            check_moment(faults, name, getattr(self, name))
        check_words(faults, "items", self.items, None, "an item")
        if self.carrier is not None:
            faults.text("carrier", self.carrier)
        if self.tracking is not None:
            faults.one_of("tracking", self.tracking, get_args(Tracking), "a state of tracking")
        check_country(faults, "ships_from", self.ships_from)
        if self.signed is not None:
            faults.instance("signed", self.signed, bool, "true or false")
        faults.raise_as(InvalidFactsError)
