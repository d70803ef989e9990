"""What the buyer tells with a dispute of PayPal: of asking the seller, of the goods, of giving them back."""

from __future__ import annotations

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_parts import Found, date_of, words_of
from buyerprotect.cases.paypal_words import KNOWN, SUB_PROBLEMS
from buyerprotect.cases.told import Told
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.timing.clock import Instant

__all__ = ["tell_extensions"]


def tell_extensions(found: Found) -> None:
    """Tell what the buyer said when opening the case, as far as facts have a place for it."""
    told = found.case.object("extensions")
    if told is not None:
        _tell(found, told)
    for name in ("contacted", "cancel_requested"):
        found.draft.order(name, found.dates.get(name))
    back, opened = found.dates.get("return_sent"), found.opened
    if back is not None and opened is not None and back.value >= opened.value:
        found.draft.event("return_sent", back, party="buyer")
    else:
        found.draft.order("return_sent", back)
    came = found.dates.get("delivered")
    if back is not None and came is not None and back.value < came.value:
        says = f"the goods were sent back at {back.value}, before they came at {came.value}: check both"
        found.gap(back, says)
    found.unknown -= found.dates.keys()


def _tell(found: Found, told: Payload) -> None:
    _contacted(found, told)
    goods = told.object("merchandize_dispute_properties")
    bills = told.object("billing_dispute_properties")
    credit = None if bills is None else bills.object("credit_not_processed")
    recurring = None if bills is None else bills.object("canceled_recurring_billing")
    for part in (goods, credit):
        if part is not None:
            _properties(found, part)
    cancelled = None if recurring is None else recurring.object("cancellation_details")
    if cancelled is not None:
        cancelled.word("cancellation_mode", KNOWN["cancellation_modes"])
        if cancelled.data.get("cancellation_date") is not None:
            cancelled.gap("cancellation_date", "the end of a subscription has no place in the facts")


def _contacted(found: Found, told: Payload) -> None:
    was = told.flag("merchant_contacted")
    told.word("merchant_contacted_outcome", KNOWN["contact_outcomes"])
    told.word("merchant_contacted_mode", KNOWN["contact_modes"])
    on = date_of(told, "merchant_contacted_time")
    if was is False and on is not None:
        says = f"the seller was not asked, and was asked at {on.value}: one of the two is wrong"
        told.gap("merchant_contacted_time", says)
    elif on is not None:
        _once(found, "contacted", _in_time(found, on, "the seller was asked"))
    elif was:
        found.unknown.add("contacted")
        told.gap("merchant_contacted_time", "the seller was asked, and when is not told")


def _properties(found: Found, part: Payload) -> None:
    if part.word("issue_type", KNOWN["issue_types"]) == "SERVICE":
        for traits in found.traits:
            traits.add("service")
    goods, service = part.object("product_details"), part.object("service_details")
    if goods is not None:
        _sub_reasons(found, goods, KNOWN["product_sub_reasons"])
        _received(found, goods)
        back = goods.object("return_details")
        if back is not None:
            _returned(found, back)
    if service is not None:
        service.word("service_started", KNOWN["service_started"])
        _sub_reasons(found, service, KNOWN["service_sub_reasons"])
    cancelled = part.object("cancellation_details")
    if cancelled is not None:
        _cancelled(found, cancelled)
    refund = part.object("agreed_refund_details")
    if refund is not None and refund.data.get("merchant_agreed_refund_time") is not None:
        says = "when the seller means to pay back is told, and not when it said so: it has no place here"
        refund.gap("merchant_agreed_refund_time", says)


def _cancelled(found: Found, part: Payload) -> None:
    part.word("cancellation_mode", KNOWN["cancellation_modes"])
    was, on = part.flag("cancelled"), date_of(part, "cancellation_date")
    if was is False and on is not None:
        part.gap("cancellation_date", f"not cancelled, and cancelled at {on.value}: one is wrong")
    elif on is not None:
        _once(found, "cancel_requested", _in_time(found, on, "it was cancelled"))
    elif was:
        found.unknown.add("cancel_requested")
        part.gap("cancellation_date", "it was cancelled, and when is not told")


def _sub_reasons(found: Found, part: Payload, known: frozenset[str]) -> None:
    reasons = words_of(part, "sub_reasons", known)
    found.draft.used.add(part.at("sub_reasons"))
    kinds: list[ProblemKind] = [SUB_PROBLEMS[reason] for reason in reasons if reason in SUB_PROBLEMS]
    if not kinds or "not_as_described" not in found.kinds:
        return
    if len(kinds) == len(reasons):  # what is told more closely stands for the wider word
        found.kinds.remove("not_as_described")
    found.kinds.extend(kind for kind in kinds if kind not in found.kinds)


def _received(found: Found, goods: Payload) -> None:
    received = goods.word("product_received", KNOWN["product_received"])
    on = date_of(goods, "product_received_time")
    promised = _possible(found, date_of(goods, "expected_delivery_date"), "the expected delivery")
    delivered = _possible(found, _in_time(found, on, "the goods came"), "the delivery")
    if received == "NO":
        found.unknown.discard("delivered")
        if on is not None:
            says = f"the goods were not received, and were received at {on.value}: one of the two is wrong"
            goods.gap("product_received_time", says)
            delivered = None
            found.unknown.add("delivered")
    if delivered is not None and "not_received" in found.kinds:
        says = f"the goods are said not to have come, and came at {delivered.value}: check both"
        found.gap(delivered, says)
    _once(found, "promised", promised)
    _once(found, "delivered", delivered)


def _once(found: Found, name: str, told: Told[Instant] | None) -> None:
    """Note a date that two parts of the case may tell: the first stands, with a gap where they differ."""
    before = found.dates.get(name)
    if told is None or before is None:
        found.dates |= {} if told is None else {name: told}
    elif before.value == told.value:
        found.dates[name] = Told(before.value, (*before.paths, *told.paths))
    else:
        says = f"{told.value} is told here, and {before.value} at {before.paths[0]}, which is taken"
        found.gap(told, says)


def _returned(found: Found, back: Payload) -> None:
    was = back.flag("returned")
    back.word("mode", KNOWN["return_modes"])
    on = date_of(back, "return_time")
    if on is None:
        if was:
            back.gap("return_time", "the goods were sent back, and when is not told")
    elif was is False:
        says = f"the goods were not sent back, and were at {on.value}: one of the two is wrong"
        back.gap("return_time", says)
    else:
        _once(found, "return_sent", on)


def _in_time(found: Found, told: Told[Instant] | None, what: str) -> Told[Instant] | None:
    """Return a date that the order tells, with a gap where it is after the last update."""
    update = found.draft.updated
    if told is not None and update is not None and told.value > update.value:
        says = (
            f"{what} at {told.value}, after the last update of the case, {update.value} "
            f"({update.paths[0]}): it is kept, check both"
        )
        found.gap(told, says)
    return told


def _possible(found: Found, told: Told[Instant] | None, what: str) -> Told[Instant] | None:
    """Return a date of a parcel, unless it is before the transaction."""
    if told is None or found.placed is None or told.value >= found.placed.value:
        return told
    says = (
        f"{what}, {told.value}, is before the transaction, {found.placed.value} "
        f"({found.placed.paths[0]}), which cannot be: it is left out"
    )
    found.gap(told, says)
    return None
