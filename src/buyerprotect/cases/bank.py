"""Payments disputed with a bank or a provider: what of that is told about an order, whoever sold it."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from buyerprotect.advice.case import NO_PROGRAMME
from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import Gap
from buyerprotect.cases.told import Told
from buyerprotect.errors import BuyerProtectError, InvalidFactsError, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.order import Order
from buyerprotect.facts.payment import Payment
from buyerprotect.rules.library import find_pack
from buyerprotect.timing.clock import Instant
from buyerprotect.timing.zone import SECOND

__all__ = ["bank_draft", "given_order", "seconds", "tell_opened", "tell_payment"]

_EARLIEST = 10**9
_MILLISECONDS = 10**11
_COMPARED = ("network", "funding", "issuer_country")


def given_order(about: Order | Claim | None) -> Order | None:
    """Return the order of what was given as `about`."""
    return about.order if isinstance(about, Claim) else about


def bank_draft(whole: Payload, system: str, about: Order | Claim | None, **fixed: Any) -> Draft:
    """Begin the record of a payment disputed with the bank or provider.

    The order may be of any programme. Under a marketplace's rules such a dispute is no case, so only
    without a marketplace, or under the rules of a card itself, can it become a `Dispute`.
    """
    order = given_order(about) if isinstance(about, Order | Claim) else None
    programme = NO_PROGRAMME if order is None else order.programme
    draft = Draft(whole, system, programme, about, **fixed)
    draft.disputes = programme == NO_PROGRAMME or _is_card(programme)
    return draft


def _is_card(programme: str) -> bool:
    try:
        return find_pack(programme).kind == "card"
    except BuyerProtectError:
        return False


def tell_opened(draft: Draft, case: Payload, key: str, opened: Told[Instant] | None) -> None:
    """Tell when the payment was disputed: as the opening, or as a date of a marketplace's order."""
    if draft.disputes:
        draft.event("opened", opened, party="buyer")
        return
    draft.order("payment_disputed", opened)
    case.gap(
        key,
        "the payment is disputed with the bank or provider, which is not told as a case under "
        f"{draft.programme!r}: the order tells when; with the programme 'none' there is the dispute itself",
    )


def tell_payment(draft: Draft, payment: Payment, paths: dict[str, str], at: str) -> None:
    """Tell how it was paid; what the order given leaves open is filled in, and a gap names what differs.

    `paths` are those of the fields of the payment, `at` is where they all stand.
    """
    order = given_order(draft.about)
    if order is None or order.payment is None:
        draft.order("payment", Told(payment, (at, *paths.values())))
        return
    known, added = order.payment, dict[str, Any]()
    for name, path in paths.items():
        value, before = getattr(payment, name), getattr(known, name)
        if before is None:
            added[name] = value
        elif name in _COMPARED and before.casefold() != value.casefold():
            draft.payload.gaps.append(
                Gap(path, f"{shown(value)} is told, and {shown(before)} by the order given: check")
            )
    try:
        order = evolve(order, payment=evolve(known, **added))
    except InvalidFactsError as error:
        draft.payload.gaps.append(Gap(at, f"how it was paid is left as the order given has it: {error}"))
        return
    draft.about = evolve(draft.about, order=order) if isinstance(draft.about, Claim) else order
    draft.used.update(paths[name] for name in added)


def seconds(value: Any) -> Instant:
    """Read a moment in whole seconds since 1970.

    Raises `InvalidFactsError` for what cannot be such a moment of a card payment: fractions, milliseconds,
    and what would lie before September 2001, as zero or a date written as a number.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidFactsError(f"{shown(value)} is not a whole number of seconds since 1970")
    if abs(value) >= _MILLISECONDS:
        raise InvalidFactsError(f"{shown(value)} is too many seconds since 1970: it looks like milliseconds")
    if value < _EARLIEST:
        raise InvalidFactsError(f"{shown(value)} is no moment of such a case: it would lie before 2001-09-09")
    return Instant(value * SECOND)
