"""Payments: which way the money took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Literal, cast, get_args

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError
from buyerprotect.facts.checks import check_amount, check_country, check_each, many, told, told_money
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import MomentLike

__all__ = ["Channel", "Funding", "Payment"]

Funding = Literal["credit", "debit", "charge", "prepaid", "balance"]
Channel = Literal[
    "checkout", "outside_checkout", "bank_transfer", "cheque", "cash", "personal", "guest", "voucher"
]

_WITHOUT_CARD = frozenset({"bank_transfer", "cheque", "cash", "voucher"})
_BY_CARD = frozenset({"credit", "debit", "charge", "prepaid"})


def _cycle_ends(values: Iterable[MomentLike]) -> tuple[date, ...]:
    read = many(values)
    days = tuple(map(told, read)) if isinstance(read, tuple) else read
    return cast("tuple[date, ...]", days)  # what is no day is refused by the check, which can name it


@frozen(kw_only=True)
class Payment:
    """How the order was paid: through which provider, on which card, funded how, issued where.

    `channel` says which way the money took, where that decides what is protected: the platform's
    `checkout` or not, a transfer, cash, a `personal` payment as between friends, a `guest` without an
    account.
    `cycle_ends` are the days on which the account's billing cycles end, in their order, from the last
    before what is counted from on. `outstanding` is what of this purchase is still owed to the card's issuer.

    Raises `InvalidFactsError` with all faults, among them a way of paying that uses no card beside a card.
    """

    provider: str | None = None
    network: str | None = None
    funding: Funding | None = None
    issuer_country: str | None = None
    channel: Channel | None = None
    outstanding: Money | None = field(default=None, converter=told_money)
    cycle_ends: tuple[date, ...] = field(default=(), converter=_cycle_ends)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name in ("provider", "network"):
            if getattr(self, name) is not None:
                faults.text(name, getattr(self, name))
        if self.funding is not None:
            faults.one_of("funding", self.funding, get_args(Funding), "a way of funding")
        if self.channel is not None:
            faults.one_of("channel", self.channel, get_args(Channel), "a way to pay")
        check_country(faults, "issuer_country", self.issuer_country)
        if self.outstanding is not None:
            check_amount(faults, "outstanding", self.outstanding)
        self._check_card(faults)
        if check_each(faults, "cycle_ends", self.cycle_ends, date):
            for i, (first, second) in enumerate(pairwise(self.cycle_ends)):
                if second <= first:
                    faults.add(
                        f"cycle_ends[{i + 1}]", f"{second} does not come after {first}: put them in order"
                    )
        faults.raise_as(InvalidFactsError)

    def _check_card(self, faults: Faults) -> None:
        """Refuse what a card cannot be beside: money that took another way."""
        card = {name: told for name in ("network", "funding") if (told := getattr(self, name)) is not None}
        if self.channel in _WITHOUT_CARD and (self.network is not None or self.funding in _BY_CARD):
            told = " and ".join(f"{name} {value!r}" for name, value in card.items())
            faults.add(
                "channel", f"{self.channel!r} and {told} contradict each other: one payment takes one way"
            )
        if self.funding == "balance" and self.network is not None:
            faults.add(
                "funding",
                f"'balance' and network {self.network!r} contradict each other: name the card's network only "
                "where a card was charged",
            )
