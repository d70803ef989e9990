"""What was bought with the transactions of a dispute of PayPal: the items, when, and how they came."""

from __future__ import annotations

import re

from attrs import evolve

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_parts import Found, amount_of, date_of
from buyerprotect.cases.paypal_words import KNOWN, NOT_PAID, PAID_BACK, TRAITS
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import Told, told_text
from buyerprotect.errors import shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import order_of
from buyerprotect.facts.item import Trait
from buyerprotect.facts.money import Money
from buyerprotect.facts.parcel import Parcel
from buyerprotect.timing.clock import Instant

__all__ = ["tell_parcel", "tell_transactions", "with_traits"]

_WHOLE = re.compile(r"[1-9]\d{0,9}", re.ASCII)


def tell_transactions(found: Found) -> None:
    """Tell what was bought, for how much and when, as far as the transactions say."""
    listed = found.case.objects("disputed_transactions")
    if not listed:
        says = "no transaction is told, so neither what was bought, nor for how much, nor when"
        found.case.gap("disputed_transactions", says)
    times: list[Told[Instant]] = []
    paid = True
    for transaction in listed:
        on = date_of(transaction, "create_time")
        if on is None:
            transaction.gap("create_time", "when this was paid is not told")
        else:
            times.append(on)
        paid = _was_paid(transaction) and paid
        _goods(found, transaction)
    if times:
        _times(found, times, paid=paid)


def _was_paid(transaction: Payload) -> bool:
    """Tell whether the money of a transaction went to the seller, as far as its status says."""
    status = transaction.word("transaction_status", KNOWN["transaction_statuses"])
    if status in NOT_PAID:
        says = f"{status}: whether and when it was paid is not told"
        transaction.gap("transaction_status", says)
    elif status in PAID_BACK:
        says = f"{status}: money went back, and neither when nor how much is told here"
        transaction.gap("transaction_status", says)
    return status not in NOT_PAID


def _times(found: Found, times: list[Told[Instant]], *, paid: bool) -> None:
    found.placed = min(times, key=lambda told: told.value)
    for other in times:
        if other.value != found.placed.value:
            says = f"another transaction was earlier, {found.placed.value}: time is counted from that one"
            found.gap(other, says)
    if found.draft.about is None:
        found.draft.order("placed", found.placed)
        says = "when it was ordered is not told: the payment stands for it"
        found.gap(found.placed, says)
    if paid:
        found.draft.order("paid", found.placed)


def _goods(found: Found, transaction: Payload) -> None:
    parts = transaction.objects("items")
    traits: list[set[Trait]] = []
    for part in parts:
        trait = TRAITS.get(part.word("item_type", KNOWN["item_types"]) or "")
        traits.append(set() if trait is None else {trait})
        found.problem(part, part.word("reason", KNOWN["reasons"]))
        _quantity(part)
    gross = amount_of(transaction, "gross_amount")
    keys = ("buyer_transaction_id", "seller_transaction_id", "reference_id")
    ids = [told for key in keys if (told := told_text(transaction, key)) is not None]
    if not ids:
        transaction.gap("seller_transaction_id", "the transaction bears no id to be called by")
    elif not found.refs:
        found.draft.order("id", ids[0])
    if gross is None:
        transaction.gap("gross_amount", "what was paid is not told as money")
        return
    if found.total is None:
        found.total = gross.value
    elif found.total.currency == gross.value.currency:
        found.total += gross.value
    whole = ids[0] if ids else Told("transaction", ())
    _items(found, transaction, parts, traits, gross=gross, whole=whole)


def _items(
    found: Found,
    transaction: Payload,
    parts: list[Payload],
    traits: list[set[Trait]],
    *,
    gross: Told[Money],
    whole: Told[str],
) -> None:
    """Tell the items of a transaction, each for itself only where it is told what each cost."""
    prices = [gross] if len(parts) == 1 else _prices(parts, gross)
    for part, price, trait in zip(parts, prices, traits, strict=False):
        _item(found, told_text(part, "item_name") or whole, price, part, trait)
    if prices:
        return
    if parts:
        says = f"what each of the {len(parts)} cost is not told: they are one item, the transaction"
        transaction.gap("items", says)
    _item(found, whole, gross, None, set[Trait]().union(*traits))


def _prices(parts: list[Payload], gross: Told[Money]) -> list[Told[Money]]:
    """Return what each item cost, where all of it is disputed; nothing where that is not told."""
    told = [amount_of(part, "dispute_amount") for part in parts]
    prices = [price for price in told if price is not None]
    if len(prices) < len(parts) or any(price.value.currency != gross.value.currency for price in prices):
        return []
    if sum((price.value for price in prices), Money(0, gross.value.currency)) != gross.value:
        return []
    return [Told(price.value, (*price.paths, *gross.paths)) for price in prices]


def _quantity(part: Payload) -> None:
    count = part.text("item_quantity")
    if count is not None and not _WHOLE.fullmatch(count):
        part.fault("item_quantity", f"{shown(count)} is not a whole number of pieces")
    elif count not in (None, "1"):
        says = f"what one of the {count} cost is not told: together they are one item"
        part.gap("item_quantity", says)


def _item(
    found: Found, title: Told[str], price: Told[Money], part: Payload | None, traits: set[Trait]
) -> None:
    name = None if part is None else told_text(part, "item_id")
    also = () if name is None else name.paths
    if part is not None and part.data.get("item_quantity") == "1":
        also = (*also, part.at("item_quantity"))
    ref = title.value if name is None else name.value
    given = None if name is None else name.value
    if ref in found.refs:  # two of one name would be refused
        ref = given = f"{ref} ({len(found.refs) + 1})"
    found.refs.add(ref)
    found.traits.append(traits)
    found.draft.item(title, price, id=given, also=also)


def tell_parcel(found: Found) -> None:
    """Tell the parcel, of the dates that the buyer told and the carrier that the seller did."""
    promised, delivered = found.dates.get("promised"), found.dates.get("delivered")
    names = {told.value for told in found.carriers}
    carrier = found.carriers[0] if len(names) == 1 else None
    if len(names) > 1:
        says = f"{len(names)} carriers are told, and not which parcel is whose: there is one, without any"
        found.case.gap("evidences", says)
    if promised is None and delivered is None and not names:
        return
    parcel = Parcel(
        promised=None if promised is None else promised.value,
        delivered=None if delivered is None else delivered.value,
        carrier=None if carrier is None else carrier.value,
    )
    found.draft.parcel(parcel, promised, delivered, *(found.carriers if carrier is not None else ()))


def with_traits(found: Found, record: CaseRecord) -> CaseRecord:
    """Say of the items of an order that was built what kind of goods they are."""
    facts = record.facts
    if facts is None or not any(found.traits):
        return record
    order = order_of(facts)
    pairs = zip(order.items, found.traits, strict=True)
    order = evolve(order, items=[evolve(item, traits=item.traits | traits) for item, traits in pairs])
    if isinstance(facts, Dispute):
        return evolve(record, facts=evolve(facts, claim=evolve(facts.claim, order=order)))
    return evolve(record, facts=evolve(facts, order=order) if isinstance(facts, Claim) else order)
