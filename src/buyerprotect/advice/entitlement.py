"""Entitlement: what the programme pays back, and apart from it what protects the seller."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.money import Money
from buyerprotect.rules.policy import Part

__all__ = ["Entitlement", "SellerCover", "entitlement", "payable", "seller_covers"]


@frozen(kw_only=True)
class Entitlement:
    """What a programme pays back of what was paid: which parts, how much, and the cap, if there is one.

    `capped` tells whether the cap cut the amount; None where it is in another currency, so that it cannot
    be compared: then the amount is without it.
    """

    parts: tuple[Part, ...]
    amount: Money
    most: Money | None
    capped: bool | None
    because: Because


@frozen(kw_only=True)
class SellerCover:
    """A rule that protects the seller, up to an amount if one is stated. It bounds no claim of the buyer."""

    most: Money | None
    because: Because


def entitlement(case: Case, claim: Claim) -> Entitlement | None:
    """Return what the policy says it pays for a claim; None where it does not say."""
    rule = next(case.applying(case.policy.refunds), None)
    if rule is None:
        return None
    order = claim.order
    sums = {
        "price": claim.price,
        "shipping": order.share_of(order.shipping, claim.items),
        "tax": order.share_of(order.tax, claim.items),
    }
    amount = sum((sums[part] for part in rule.pays), Money(0, order.currency))
    cap = rule.most
    capped = False if cap is None else None if cap.currency != amount.currency else cap < amount
    return Entitlement(
        parts=rule.pays,
        amount=cap if capped and cap is not None else amount,
        most=cap,
        capped=capped,
        because=Because.of("refund", rule),
    )


def payable(case: Case, claim: Claim) -> Money:
    """Return the most that can be had for a claim: what the programme pays, or else all that was paid."""
    found = entitlement(case, claim)
    return claim.paid if found is None else found.amount


def seller_covers(case: Case) -> Iterator[SellerCover]:
    """Yield the rules that protect the seller in a case."""
    for rule in case.applying(case.policy.seller_protections):
        yield SellerCover(most=rule.most, because=Because.of("seller_protection", rule))
