"""Entitlement: what the programme pays back, and apart from it what protects the seller."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.item import Item
from buyerprotect.facts.money import Money
from buyerprotect.rules.policy import Less, Part, Refund

__all__ = ["Entitlement", "SellerCover", "entitlement", "payable", "seller_covers"]


@frozen(kw_only=True)
class Entitlement:
    """What a programme pays back of what was paid: which parts, how much, and the cap, if there is one.

    `capped` tells whether the cap cut the amount; None where it cannot be compared, being in another currency
    or a balance that nobody told: then the amount is without it. `losses` are what the problem cost
    besides, where the programme pays that too. `less` names what may be taken off, by how much nobody knows.
    """

    parts: tuple[Part, ...]
    amount: Money
    most: Money | None
    capped: bool | None
    losses: Money | None = None
    less: tuple[Less, ...] = ()
    because: Because

    @property
    def total(self) -> Money:
        """All that is paid: of what was paid, and of the losses."""
        return self.amount if self.losses is None else self.amount + self.losses


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
    amount = _sum(claim, rule)
    owed = None if claim.order.payment is None else claim.order.payment.outstanding
    caps = [cap for cap in (rule.most, owed if rule.up_to_outstanding else None) if cap is not None]
    here = [cap for cap in caps if cap.currency == amount.currency]
    cap = min(here) if here else next(iter(caps), None)
    unknown = (rule.up_to_outstanding and owed is None) or len(here) < len(caps)
    capped = (cap is not None and bool(here) and cap < amount) or (None if unknown else False)
    return Entitlement(
        parts=rule.pays,
        amount=cap if capped and cap is not None else amount,
        most=cap,
        capped=capped,
        losses=claim.lost if "losses" in rule.pays else None,
        less=rule.less,
        because=Because.of("refund", rule),
    )


def _sum(claim: Claim, rule: Refund) -> Money:
    """Add up the parts that a rule pays, of the items it counts."""
    order, zero = claim.order, Money(0, claim.order.currency)
    counted = tuple(item.ref for item in claim.claimed if _counts(item, rule))
    if not counted:
        return zero
    refs = claim.items if len(counted) == len(claim.claimed) else counted
    sums = {
        "price": order.price_of(refs),
        "shipping": order.share_of(order.shipping, refs),
        "tax": order.share_of(order.tax, refs),
        "losses": zero,
    }
    return sum((sums[part] for part in rule.pays), zero)


def _counts(item: Item, rule: Refund) -> bool:
    """Tell whether a rule pays for an item by its price; one in another currency is not compared."""
    low, high = rule.item_above, rule.item_at_most
    above = low is None or low.currency != item.price.currency or item.price > low
    return above and (high is None or high.currency != item.price.currency or item.price <= high)


def payable(case: Case, claim: Claim) -> Money:
    """Return the most of what was paid that can be had back: what the programme pays, or else all."""
    found = entitlement(case, claim)
    return claim.paid if found is None else found.amount


def seller_covers(case: Case) -> Iterator[SellerCover]:
    """Yield the rules that protect the seller in a case."""
    for rule in case.applying(case.policy.seller_protections):
        yield SellerCover(most=rule.most, because=Because.of("seller_protection", rule))
