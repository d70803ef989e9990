"""Disputes of PayPal: the object of its Customer Disputes API, alone or in a webhook.

The shape is that of the API's specification, version 1.10 (github paypal/paypal-rest-api-specifications,
`openapi/customer_disputes_v1.json`, commit ec4d8f3, Apache-2.0), and of the answers of its sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from attrs import evolve

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.record import CaseRecord, Gap, Word
from buyerprotect.cases.told import Told, told_amount, told_text, vocabulary, which_other
from buyerprotect.errors import BuyerProtectError, UnreadableInputError, shown
from buyerprotect.facts.claim import Claim, Party, ProblemKind
from buyerprotect.facts.dispute import Dispute, EventKind
from buyerprotect.facts.events import order_of
from buyerprotect.facts.item import Trait
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.facts.payment import Payment
from buyerprotect.timing.clock import Instant

__all__ = ["read"]

_KNOWN = vocabulary("paypal")

_OURS = frozenset({"dispute_id", "disputed_transactions", "dispute_life_cycle_stage", "dispute_channel"})

_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d):(\d\d)(?:\.(\d{1,40}))?([Zz]|[+-]\d\d:\d\d)?)?", re.ASCII
)
_WHOLE = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_FINEST = 6
_SECOND = 1_000_000

_PROBLEMS: dict[str, ProblemKind] = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "not_received",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "not_as_described",
    "UNAUTHORISED": "unauthorised",
    "CREDIT_NOT_PROCESSED": "not_refunded",
    "DUPLICATE_TRANSACTION": "duplicate",
    "INCORRECT_AMOUNT": "incorrect_amount",
    "PAYMENT_BY_OTHER_MEANS": "duplicate",
    "CANCELED_RECURRING_BILLING": "recurring",
}
_SUB_PROBLEMS: dict[str, ProblemKind] = {"DAMAGED": "damaged", "MISSING_PARTS": "missing_parts"}
_TRAITS: dict[str, Trait] = {"SERVICE": "service", "DIGITAL_DOWNLOAD": "digital"}
_PARTIES: dict[str, Party] = {"BUYER": "buyer", "SELLER": "seller"}
_NOT_PAID = frozenset({"UNCLAIMED", "DENIED", "FAILED", "HELD", "PENDING", "CANCELLED"})
_PAID_BACK = frozenset({"PARTIALLY_REFUNDED", "REFUNDED", "REVERSED"})
_TALKS = frozenset({"MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"})
_OF_SHIPMENT = frozenset(
    {
        *("PROOF_OF_FULFILLMENT", "ONLINE_TRACKING_INFORMATION", "ADDITIONAL_TRACKING_INFORMATION"),
        *("ADDITIONAL_PROOF_OF_SHIPMENT", "PROOF_OF_DELIVERY_SIGNATURE", "DELIVERY_RECEIPT"),
        "PROOF_OF_SHIPMENT_POSTAGE",
    }
)
_OF_RETURN = frozenset({"PROOF_OF_RETURN", "RETURN_TRACKING_INFORMATION", "ADDITIONAL_PROOF_OF_RETURN"})
_FOR_THE_BUYER = frozenset({"RESOLVED_BUYER_FAVOUR", "ACCEPTED"})
_FOR_THE_SELLER = frozenset({"RESOLVED_SELLER_FAVOUR", "DENIED"})
# What a seller grants with an offer or by accepting a claim: whether the goods go back.
_BACK = {
    "REFUND": False,
    "PARTIAL_REFUND": False,
    "REFUND_WITH_RETURN": True,
    "REFUND_WITH_RETURN_SHIPMENT_LABEL": True,
}
_MORE_TO_READ = "read each of its `items` by itself"


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read a dispute of PayPal as `show` and `list` give it, or the notice of a webhook about one.

    `about` is the order or claim that it is about, where more is known of it than the payload tells: lists
    tell no transaction, and without one there are no facts. A case that was opened with the bank, not with
    PayPal (`dispute_channel`), is told under the programme "none", and its time limits are only stated.

    >>> case = read('{"dispute_id": "PP-R-1", "reason": "UNAUTHORISED"}')
    >>> case.id, case.word("reason"), case.facts is None
    ('PP-R-1', 'UNAUTHORISED', True)

    Raises `UnreadableInputError` for what is no such case, and `InvalidFactsError` with all faults of its
    values.
    """
    whole = Payload(parsed(payload))
    case, resolved = _unwrapped(whole)
    channel = case.word("dispute_channel", _KNOWN["channels"])
    programme = "none" if channel in ("EXTERNAL", "ALERT") else "paypal"
    draft = Draft(whole, "paypal", programme, about)
    order = about.order if isinstance(about, Claim) else about
    if order is None or order.payment is None:
        draft.order("payment", Told(Payment(provider="paypal"), (case.at("dispute_id"),)))
    reader = _Reader(draft, case)
    reader.read(channel, resolved)
    record = draft.record(told_text(case, "dispute_id"))
    return record if about is not None else reader.with_traits(record)


def _unwrapped(whole: Payload) -> tuple[Payload, Told[Instant] | None]:
    """Return the case, and when it was resolved where a webhook tells."""
    table = whole.data
    if isinstance(table.get("items"), list | tuple) and not _OURS & table.keys():
        raise UnreadableInputError(f"this is a list of cases, as PayPal gives them: {_MORE_TO_READ}")
    resource = table.get("resource")
    if "event_type" in table and isinstance(resource, Mapping):
        if not _OURS & cast("Mapping[str, Any]", resource).keys():
            kind = shown(table["event_type"])
            raise UnreadableInputError(f"this is a notice of PayPal about something else, {kind}")
        event = whole.word("event_type", _KNOWN["notices"])
        case = whole.object("resource")
        assert case is not None  # noqa: S101 - asked before
        resolved = _moment(whole, "create_time") if event == "CUSTOMER.DISPUTE.RESOLVED" else None
        return case, resolved
    if not _OURS & table.keys():
        raise which_other(table, "a dispute of PayPal")
    return whole, None


def _moment(where: Payload, key: str) -> Told[Instant] | None:
    """Read a date and time of RFC 3339; one without a zone names no moment, which is a gap."""
    text = where.text(key)
    if text is None:
        return None
    found = _STAMP.fullmatch(text)
    if found is None:
        where.fault(key, f"{shown(text)} is no date and time of RFC 3339, such as 2024-03-01T10:00:00Z")
        return None
    day, minutes, second, fraction, offset = found.groups()
    if offset is None:
        where.gap(key, f"{shown(text)} has no time with a zone, and PayPal names none: it is no moment")
        return None
    leap = second == "60"
    exact = f".{fraction[:_FINEST]}" if fraction else ""
    try:
        on = Instant.of(f"{day}T{minutes}:{'59' if leap else second}{exact}{offset}")
        on = Instant(on.us + _SECOND) if leap else on
    except BuyerProtectError as error:
        where.fault(key, str(error))
        return None
    if fraction and fraction[_FINEST:].strip("0"):
        where.gap(key, f"{shown(text)} is finer than a microsecond: it is cut to {on}")
    return Told(on, (where.at(key),))


def _amount(where: Payload, key: str) -> Told[Money] | None:
    part = where.object(key)
    if part is None:
        return None
    if part.data.get("value") is None:
        part.gap("value", "an amount without a value is none")
    return told_amount(part, "value", "currency_code")


def _words(where: Payload, key: str, known: frozenset[str]) -> list[str]:
    """Read a list of words, each kept as `Payload.word` does."""
    value = where.take(key)
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        where.fault(key, f"{shown(value)} is not a list")
        return []
    texts: list[str] = []
    for i, text in enumerate(cast("list[object]", value)):
        path = f"{key}[{i}]"
        if not isinstance(text, str):
            where.fault(path, f"{shown(text)} is not a text")
            continue
        where.words.append(Word(where.at(path), text, text in known))
        if text not in known:
            where.gap(path, f"{shown(text)} is not a word that is known of this list; it is kept as it is")
        texts.append(text)
    return texts


class _Reader:
    """One case on its way from the payload to the draft."""

    def __init__(self, draft: Draft, case: Payload) -> None:
        self.draft, self.case = draft, case
        self.placed: Told[Instant] | None = None
        self.opened: Told[Instant] | None = None
        self.total: Money | None = None
        self.asked: Told[Money] | None = None
        self.reason: str | None = None
        self.stage: str | None = None
        self.dates: tuple[Told[Instant] | None, Told[Instant] | None] = (None, None)
        self.refs: set[str] = set()
        self.traits: list[set[Trait]] = []
        self.kinds: list[ProblemKind] = []
        self.unknown = {"shipped", "delivered"}
        self.carriers: list[Told[str]] = []
        self.from_buyer: set[str | None] = set()
        self.escalated = False
        self.on_the_table = False

    def read(self, channel: str | None, resolved: Told[Instant] | None) -> None:
        """Read all there is, in an order in which what is read later can be compared with what is known."""
        case, draft = self.case, self.draft
        self.reason = case.word("reason", _KNOWN["reasons"])
        case.word("status", _KNOWN["statuses"])
        case.word("dispute_state", _KNOWN["states"])
        self.stage = case.word("dispute_life_cycle_stage", _KNOWN["stages"])
        draft.updated = _moment(case, "update_time")
        if draft.updated is not None and resolved is not None and resolved.value > draft.updated.value:
            draft.updated = resolved  # the notice knows more than the case that it brings
        self.opened = _moment(case, "create_time")
        if self.opened is None:
            case.gap("create_time", "when the case was opened is not told")
        self._where(channel)
        self._problem(case, self.reason)
        self._transactions()
        self._extensions()
        for kind in self.kinds:
            draft.problem(kind)
        draft.event("opened", self.opened, party="buyer")
        for message in case.objects("messages"):
            message.word("posted_by", _KNOWN["posted_by"])
        self._offer()
        self._evidences()
        self._supporting_info()
        self._movements("money_movements")
        self._movements("fund_movements")
        self._outcome(resolved)
        self._parcel()
        self._limits(channel)
        if "not_received" in self.kinds:
            self.unknown.discard("delivered")
        draft.fixed["unknown"] = frozenset(self.unknown)

    def with_traits(self, record: CaseRecord) -> CaseRecord:
        """Say of the items of an order that was built what kind of goods they are."""
        facts = record.facts
        if facts is None or not any(self.traits):
            return record
        order = order_of(facts)
        pairs = zip(order.items, self.traits, strict=True)
        order = evolve(order, items=[evolve(item, traits=item.traits | traits) for item, traits in pairs])
        if isinstance(facts, Dispute):
            return evolve(record, facts=evolve(facts, claim=evolve(facts.claim, order=order)))
        return evolve(record, facts=evolve(facts, order=order) if isinstance(facts, Claim) else order)

    def _where(self, channel: str | None) -> None:
        case = self.case
        if channel is None:
            says = "with whom the case was opened is not told; it is read as opened with PayPal"
            case.gap("dispute_channel", says)
        elif channel == "EXTERNAL":
            case.gap(
                "dispute_channel", "the case was opened with the bank, so PayPal's own rules are not its"
            )
        elif channel == "ALERT":
            case.gap(
                "dispute_channel", "an early warning, as the word is usually read: no dispute of PayPal's"
            )

    def _problem(self, where: Payload, reason: str | None) -> None:
        kind = _PROBLEMS.get(reason or "")
        if kind is None:
            if reason is not None:
                where.gap("reason", f"{reason} is no problem of which our facts have the kind")
        elif kind not in self.kinds:
            self.kinds.append(kind)

    # --- what was bought ------------------------------------------------------------------------------

    def _transactions(self) -> None:
        listed = self.case.objects("disputed_transactions")
        if not listed:
            says = "no transaction is told, so neither what was bought, nor for how much, nor when"
            self.case.gap("disputed_transactions", says)
        times: list[Told[Instant]] = []
        paid = True
        for transaction in listed:
            on = _moment(transaction, "create_time")
            if on is None:
                transaction.gap("create_time", "when this was paid is not told")
            else:
                times.append(on)
            paid = self._paid(transaction) and paid
            self._goods(transaction)
        if times:
            self._times(times, paid=paid)

    def _paid(self, transaction: Payload) -> bool:
        """Tell whether the money of a transaction went to the seller, as far as its status says."""
        status = transaction.word("transaction_status", _KNOWN["transaction_statuses"])
        if status in _NOT_PAID:
            says = f"{status}: whether and when it was paid is not told"
            transaction.gap("transaction_status", says)
        elif status in _PAID_BACK:
            says = f"{status}: money went back, and neither when nor how much is told here"
            transaction.gap("transaction_status", says)
        return status not in _NOT_PAID

    def _times(self, times: list[Told[Instant]], *, paid: bool) -> None:
        self.placed = min(times, key=lambda told: told.value)
        for other in times:
            if other.value != self.placed.value:
                says = f"another transaction was earlier, {self.placed.value}: time is counted from that one"
                self._gap(other, says)
        if self.draft.about is None:
            self.draft.order("placed", self.placed)
            says = "when it was ordered is not told: the payment stands for it"
            self._gap(self.placed, says)
        if paid:
            self.draft.order("paid", self.placed)

    def _gap(self, told: Told[Any], says: str) -> None:
        """Note a gap where a value stands, be it in the case or in the notice around it."""
        self.case.gaps.append(Gap(told.paths[0], says))

    def _goods(self, transaction: Payload) -> None:
        parts = transaction.objects("items")
        traits: list[set[Trait]] = []
        for part in parts:
            trait = _TRAITS.get(part.word("item_type", _KNOWN["item_types"]) or "")
            traits.append(set() if trait is None else {trait})
            self._problem(part, part.word("reason", _KNOWN["reasons"]))
            self._quantity(part)
        gross = _amount(transaction, "gross_amount")
        keys = ("buyer_transaction_id", "seller_transaction_id", "reference_id")
        ids = [told for key in keys if (told := told_text(transaction, key)) is not None]
        if not ids:
            transaction.gap("seller_transaction_id", "the transaction bears no id to be called by")
        elif not self.refs:
            self.draft.order("id", ids[0])
        if gross is None:
            transaction.gap("gross_amount", "what was paid is not told as money")
            return
        if self.total is None:
            self.total = gross.value
        elif self.total.currency == gross.value.currency:
            self.total += gross.value
        self._items(transaction, parts, traits, gross, ids[0] if ids else Told("transaction", ()))

    def _items(
        self,
        transaction: Payload,
        parts: list[Payload],
        traits: list[set[Trait]],
        gross: Told[Money],
        whole: Told[str],
    ) -> None:
        """Tell the items of a transaction, each for itself only where it is told what each cost."""
        prices = [gross] if len(parts) == 1 else _prices(parts, gross)
        for part, price, trait in zip(parts, prices, traits, strict=False):
            self._item(told_text(part, "item_name") or whole, price, part, trait)
        if prices:
            return
        if parts:
            says = f"what each of the {len(parts)} cost is not told: they are one item, the transaction"
            transaction.gap("items", says)
        self._item(whole, gross, None, set[Trait]().union(*traits))

    @staticmethod
    def _quantity(part: Payload) -> None:
        count = part.text("item_quantity")
        if count is not None and not _WHOLE.fullmatch(count):
            part.fault("item_quantity", f"{shown(count)} is not a whole number of pieces")
        elif count not in (None, "1"):
            says = f"what one of the {count} cost is not told: together they are one item"
            part.gap("item_quantity", says)

    def _item(self, title: Told[str], price: Told[Money], part: Payload | None, traits: set[Trait]) -> None:
        name = None if part is None else told_text(part, "item_id")
        also = () if name is None else name.paths
        if part is not None and part.data.get("item_quantity") == "1":
            also = (*also, part.at("item_quantity"))
        ref = title.value if name is None else name.value
        given = None if name is None else name.value
        if ref in self.refs:  # two of one name would be refused
            ref = given = f"{ref} ({len(self.refs) + 1})"
        self.refs.add(ref)
        self.traits.append(traits)
        self.draft.item(title, price, id=given, also=also)

    # --- what the buyer tells -------------------------------------------------------------------------

    def _extensions(self) -> None:
        told = self.case.object("extensions")
        if told is None:
            return
        self._contacted(told)
        goods = told.object("merchandize_dispute_properties")
        bills = told.object("billing_dispute_properties")
        credit = None if bills is None else bills.object("credit_not_processed")
        recurring = None if bills is None else bills.object("canceled_recurring_billing")
        for part in (goods, credit):
            if part is not None:
                self._properties(part)
        cancelled = None if recurring is None else recurring.object("cancellation_details")
        if cancelled is not None:
            cancelled.word("cancellation_mode", _KNOWN["cancellation_modes"])
            if cancelled.data.get("cancellation_date") is not None:
                cancelled.gap("cancellation_date", "the end of a subscription has no place in the facts")

    def _contacted(self, told: Payload) -> None:
        was = told.flag("merchant_contacted")
        told.word("merchant_contacted_outcome", _KNOWN["contact_outcomes"])
        told.word("merchant_contacted_mode", _KNOWN["contact_modes"])
        on = _moment(told, "merchant_contacted_time")
        if was is False and on is not None:
            says = f"the seller was not asked, and was asked at {on.value}: one of the two is wrong"
            told.gap("merchant_contacted_time", says)
        elif on is not None:
            self.draft.order("contacted", self._in_time(on, "the seller was asked"))
        elif was:
            self.unknown.add("contacted")
            told.gap("merchant_contacted_time", "the seller was asked, and when is not told")

    def _properties(self, part: Payload) -> None:
        if part.word("issue_type", _KNOWN["issue_types"]) == "SERVICE":
            for traits in self.traits:
                traits.add("service")
        goods, service = part.object("product_details"), part.object("service_details")
        if goods is not None:
            self._sub_reasons(goods, _KNOWN["product_sub_reasons"])
            self._received(goods)
            back = goods.object("return_details")
            if back is not None:
                self._returned(back)
        if service is not None:
            service.word("service_started", _KNOWN["service_started"])
            self._sub_reasons(service, _KNOWN["service_sub_reasons"])
        cancelled = part.object("cancellation_details")
        if cancelled is not None:
            cancelled.word("cancellation_mode", _KNOWN["cancellation_modes"])
            on = _moment(cancelled, "cancellation_date")
            if cancelled.flag("cancelled") is False and on is not None:
                cancelled.gap(
                    "cancellation_date", f"not cancelled, and cancelled at {on.value}: one is wrong"
                )
            else:
                self.draft.order("cancel_requested", self._in_time(on, "it was cancelled"))
        refund = part.object("agreed_refund_details")
        if refund is not None and refund.data.get("merchant_agreed_refund_time") is not None:
            says = "when the seller means to pay back is told, and not when it said so: it has no place here"
            refund.gap("merchant_agreed_refund_time", says)

    def _sub_reasons(self, part: Payload, known: frozenset[str]) -> None:
        reasons = _words(part, "sub_reasons", known)
        self.draft.used.add(part.at("sub_reasons"))
        kinds: list[ProblemKind] = [_SUB_PROBLEMS[reason] for reason in reasons if reason in _SUB_PROBLEMS]
        if not kinds or "not_as_described" not in self.kinds:
            return
        if len(kinds) == len(reasons):  # what is told more closely stands for the wider word
            self.kinds.remove("not_as_described")
        self.kinds.extend(kind for kind in kinds if kind not in self.kinds)

    def _received(self, goods: Payload) -> None:
        received = goods.word("product_received", _KNOWN["product_received"])
        on = _moment(goods, "product_received_time")
        promised = self._possible(_moment(goods, "expected_delivery_date"), "the expected delivery")
        delivered = self._possible(self._in_time(on, "the goods came"), "the delivery")
        if received == "NO":
            self.unknown.discard("delivered")
            if on is not None:
                says = (
                    f"the goods were not received, and were received at {on.value}: one of the two is wrong"
                )
                goods.gap("product_received_time", says)
                delivered = None
                self.unknown.add("delivered")
        if delivered is not None:
            self.unknown.discard("delivered")
        self.dates = (promised, delivered)

    def _returned(self, back: Payload) -> None:
        was = back.flag("returned")
        back.word("mode", _KNOWN["return_modes"])
        on = _moment(back, "return_time")
        if on is None:
            if was:
                back.gap("return_time", "the goods were sent back, and when is not told")
        elif was is False:
            says = f"the goods were not sent back, and were at {on.value}: one of the two is wrong"
            back.gap("return_time", says)
        elif self.opened is not None and on.value >= self.opened.value:
            self.draft.event("return_sent", on, party="buyer")
        else:
            self.draft.order("return_sent", on)

    def _in_time(self, told: Told[Instant] | None, what: str) -> Told[Instant] | None:
        """Return a date that the order tells, with a gap where it is after the last update."""
        update = self.draft.updated
        if told is not None and update is not None and told.value > update.value:
            says = (
                f"{what} at {told.value}, after the last update of the case, {update.value} "
                f"({update.paths[0]}): it is kept, check both"
            )
            self._gap(told, says)
        return told

    def _possible(self, told: Told[Instant] | None, what: str) -> Told[Instant] | None:
        """Return a date of a parcel, unless it is before the transaction."""
        if told is None or self.placed is None or told.value >= self.placed.value:
            return told
        says = (
            f"{what}, {told.value}, is before the transaction, {self.placed.value} "
            f"({self.placed.paths[0]}), which cannot be: it is left out"
        )
        self._gap(told, says)
        return None

    def _parcel(self) -> None:
        promised, delivered = self.dates
        names = {told.value for told in self.carriers}
        carrier = self.carriers[0] if len(names) == 1 else None
        if len(names) > 1:
            says = f"{len(names)} carriers are told, and not which parcel is whose: there is one, without any"
            self.case.gap("evidences", says)
        if promised is None and delivered is None and not names:
            return
        parcel = Parcel(
            promised=None if promised is None else promised.value,
            delivered=None if delivered is None else delivered.value,
            carrier=None if carrier is None else carrier.value,
        )
        self.draft.parcel(parcel, promised, delivered, *(self.carriers if carrier is not None else ()))

    # --- what was said and done -----------------------------------------------------------------------

    def _offer(self) -> None:
        offer = self.case.object("offer")
        wanted = None if offer is None else _amount(offer, "buyer_requested_amount")
        disputed = _amount(self.case, "dispute_amount")
        self.asked = wanted or disputed
        if wanted is not None and disputed is not None:
            if wanted.value == disputed.value:
                self.asked = Told(wanted.value, (*wanted.paths, *disputed.paths))
            else:
                says = (
                    f"{disputed.value} are disputed, and {wanted.value} asked for, which is what counts here"
                )
                self.case.gap("dispute_amount", says)
        if self.asked is not None:
            self.draft.ask = (self.asked, None)
        if offer is None:
            return
        offer.word("offer_type", _KNOWN["offer_types"])
        offered = _amount(offer, "seller_offered_amount")
        history = offer.objects("history")
        told = [amount for entry in history if (amount := self._offered(entry)) is not None]
        if offered is not None and offered.value not in told:
            offer.gap("seller_offered_amount", f"{offered.value} are offered, and when is not told")

    def _offered(self, entry: Payload) -> Money | None:
        on = _moment(entry, "offer_time")
        party = _PARTIES.get(entry.word("actor", _KNOWN["offer_actors"]) or "")
        what = entry.word("event_type", _KNOWN["offer_events"])
        entry.word("dispute_life_cycle_stage", _KNOWN["stages"])
        kind = entry.word("offer_type", _KNOWN["offer_types"])
        amount = _amount(entry, "offer_amount")
        if kind is not None and "REPLACEMENT" in kind:
            entry.gap("offer_type", "a replacement has no place in the facts: the offer is told without it")
        if on is None or party is None or what is None:
            entry.gap("offer_time", "who offered or answered what, and when, is not told in full: left out")
            return None
        kinds: dict[str, EventKind] = {"PROPOSED": "offered", "ACCEPTED": "accepted", "DENIED": "declined"}
        self.draft.event(kinds[what], on, party=party, amount=amount, return_goods=_BACK.get(kind or ""))
        self.on_the_table = what == "PROPOSED" and party == "seller"
        return amount.value if amount is not None and party == "seller" else None

    def _evidences(self) -> None:
        for evidence in self.case.objects("evidences"):
            kind = evidence.word("evidence_type", _KNOWN["evidence_types"])
            source = evidence.word("source", _KNOWN["evidence_sources"])
            evidence.word("item_type", _KNOWN["item_types"])
            evidence.word("dispute_life_cycle_stage", _KNOWN["stages"])
            action = evidence.object("action_info")
            known = _KNOWN["accept_claim_types"] | _KNOWN["acknowledgements"] | _KNOWN["offer_types"]
            what = None if action is None else action.word("action", _KNOWN["evidence_actions"])
            option = None if action is None else action.word("response_option", known)
            self._evidence(evidence, kind, source, what, option)
            if kind in _OF_SHIPMENT and source == "SUBMITTED_BY_SELLER":
                self._tracking(evidence)

    def _evidence(
        self, evidence: Payload, kind: str | None, source: str | None, action: str | None, option: str | None
    ) -> None:
        on = _moment(evidence, "date")
        asked = source in ("REQUESTED_FROM_BUYER", "REQUESTED_FROM_SELLER")
        if source == "REQUESTED_FROM_BUYER":
            self.from_buyer.add(kind)
        if on is None:
            what = "asked for" if asked else "handed in"
            evidence.gap("date", f"when this was {what} is not told, so it is no event")
        elif asked:
            says = "of what is only asked for, the date is read as that of the request"
            evidence.gap("date", says)
            self.draft.event("information_requested", on, party="platform")
        elif source == "SUBMITTED_BY_BUYER":
            self._from_the_buyer(on, action)
        elif source == "SUBMITTED_BY_SELLER":
            self._from_the_seller(on, action, option)
        else:
            evidence.gap("date", "this came from neither buyer nor seller, and is no event of theirs")

    def _from_the_buyer(self, on: Told[Instant], action: str | None) -> None:
        kinds: dict[str, EventKind] = {"APPEAL": "appealed", "CANCEL": "cancelled", "ESCALATE": "escalated"}
        kind = kinds.get(action or "", "information_given")
        if kind == "escalated":
            if self.escalated:
                kind = "information_given"
            self.escalated = True
        self.draft.event(kind, on, party="buyer")

    def _from_the_seller(self, on: Told[Instant], action: str | None, option: str | None) -> None:
        if action == "ACCEPT_CLAIM":
            back = _BACK.get(option or "")
            self.draft.event("answered", on, party="seller", accepts=True, return_goods=back)
        elif action == "APPEAL":
            self.draft.event("appealed", on, party="seller")
        elif action == "ACKNOWLEDGE_RETURN_ITEM":
            self.draft.event("information_given", on, party="seller")
        else:
            self.draft.event("answered", on, party="seller")

    def _tracking(self, evidence: Payload) -> None:
        info = evidence.object("evidence_info")
        for track in [] if info is None else info.objects("tracking_info"):
            carrier = told_text(track, "carrier_name")
            if carrier is not None and carrier.value == "OTHER":
                other = told_text(track, "carrier_name_other")
                carrier = None if other is None else Told(other.value, (*other.paths, *carrier.paths))
            if carrier is not None:
                self.carriers.append(carrier)

    def _supporting_info(self) -> None:
        for info in self.case.objects("supporting_info"):
            source = info.word("source", _KNOWN["evidence_sources"])
            info.word("dispute_life_cycle_stage", _KNOWN["stages"])
            on = _moment(info, "provided_time")
            party = _PARTIES.get((source or "").removeprefix("SUBMITTED_BY_"))
            if party is None:
                info.gap(
                    "provided_time", "this came from neither buyer nor seller, and is no event of theirs"
                )
            else:
                self.draft.event("information_given", on, party=party)

    def _movements(self, key: str) -> None:
        for moved in self.case.objects(key):
            whose = moved.word("affected_party", _KNOWN["movement_parties"])
            way = moved.word("type", _KNOWN["movement_types"])
            why = moved.word("reason", _KNOWN["movement_reasons"])
            on, amount = _moment(moved, "initiated_time"), _amount(moved, "amount")
            if (whose, way) == ("BUYER", "CREDIT") and why in (None, "DISPUTE_SETTLEMENT"):
                self.draft.event("refund_issued", on, party="platform", amount=amount)
                if on is None:
                    moved.gap("initiated_time", "when the money was sent to the buyer is not told")
            else:
                moved.gap(
                    "affected_party", "this is no refund to the buyer, so it is no event of the dispute"
                )

    # --- how it ended ---------------------------------------------------------------------------------

    def _outcome(self, resolved: Told[Instant] | None) -> None:
        outcome = self.case.object("dispute_outcome")
        code = None if outcome is None else outcome.word("outcome_code", _KNOWN["outcomes"])
        amount = None if outcome is None else _amount(outcome, "amount_refunded")
        self.case.word("outcome", frozenset())  # of lists; undocumented, and said for the party that asks
        ruled = self._adjudications(code, amount)
        if code is None and resolved is None:
            return
        if not ruled and (code in _FOR_THE_BUYER or code in _FOR_THE_SELLER):
            if resolved is None and outcome is not None:
                outcome.gap("outcome_code", f"{code}: who won is told, and not when")
            self._rule(resolved, buyer=code in _FOR_THE_BUYER, amount=amount)
        elif not ruled and code == "RESOLVED_WITH_PAYOUT" and outcome is not None:
            outcome.gap("outcome_code", f"{code}: PayPal paid, and whether for the buyer is not told")
        if code == "CANCELED_BY_BUYER":
            self.draft.event("cancelled", resolved, party="buyer")
        else:
            self.draft.event("closed", resolved, party="platform")
        if resolved is None and outcome is not None:
            outcome.gap("outcome_code", f"{code}: that it ended is told, and not when")

    def _adjudications(self, code: str | None, amount: Told[Money] | None) -> bool:
        """Tell what was ruled for the buyer or for the seller; whether anything was."""
        deciding: list[tuple[Told[Instant], bool, Payload]] = []
        others: list[Told[Instant]] = []
        for ruling in self.case.objects("adjudications"):
            what = ruling.word("type", _KNOWN["adjudications"])
            ruling.word("reason", _KNOWN["adjudication_reasons"])
            ruling.word("dispute_life_cycle_stage", _KNOWN["stages"])
            on = _moment(ruling, "adjudication_time")
            if on is None:
                ruling.gap("adjudication_time", "when this was ruled is not told, so it is no event")
            elif what in ("DENY_BUYER", "PAYOUT_TO_BUYER"):
                deciding.append((on, what == "PAYOUT_TO_BUYER", ruling))
            else:
                others.append(on)
                ruling.gap("type", "this is between PayPal and the seller, and does not say who won")
        if not deciding and others and (code in _FOR_THE_BUYER or code in _FOR_THE_SELLER):
            last = max(others, key=lambda told: told.value)
            return self._rule(last, buyer=code in _FOR_THE_BUYER, amount=amount)
        deciding.sort(key=lambda told: told[0].value)
        for i, (on, buyer, ruling) in enumerate(deciding, start=1):
            last_one = i == len(deciding)
            self._rule(on, buyer=buyer, amount=amount if last_one else None)
            opposite = _FOR_THE_SELLER if buyer else _FOR_THE_BUYER
            if last_one and code in opposite:
                says = (
                    f"the last ruling is for the {'buyer' if buyer else 'seller'}, and the outcome is {code}"
                )
                ruling.gap("type", f"{says}: one of the two is wrong")
        return bool(deciding)

    def _rule(self, on: Told[Instant] | None, *, buyer: bool, amount: Told[Money] | None) -> bool:
        """Tell a ruling: what it gives to the buyer, which is nothing where the seller won."""
        if on is None:
            return False
        if not buyer:
            self.draft.event("ruled", on, party="platform", nothing=True)
            return True
        if amount is None:
            part = self._in_part()
            more = "it is left out" if part else "it is read as all that was paid"
            self._gap(on, f"the buyer won, and how much is not told: {more}")
            if part:
                return True
        self.draft.event("ruled", on, party="platform", amount=amount)
        return True

    def _in_part(self) -> bool:
        """Tell whether less than what was paid is disputed, as far as that is known."""
        if self.asked is None or self.total is None or self.asked.value.currency != self.total.currency:
            return False
        return self.asked.value < self.total

    # --- until when -----------------------------------------------------------------------------------

    def _limits(self, channel: str | None) -> None:
        case = self.case
        buyer, seller = _moment(case, "buyer_response_due_date"), _moment(case, "seller_response_due_date")
        window, action = self._buyers_window(channel)
        path = case.at("buyer_response_due_date")
        self.draft.state(path, "buyer", action, closes=buyer, window=window)
        inside = channel in (None, "INTERNAL")
        window = "seller_answer" if inside and self.stage == "CHARGEBACK" else None
        path = case.at("seller_response_due_date")
        self.draft.state(path, "seller", "answer", closes=seller, window=window)
        if inside and self.stage == "CHARGEBACK" and self.reason in _TALKS and not self.escalated:
            says = "the case is a claim by now, so it was escalated, and when is not told: no event says so"
            case.gap("dispute_life_cycle_stage", says)

    def _buyers_window(self, channel: str | None) -> tuple[str | None, str]:
        """Tell for which window of ours the buyer's time limit stands, and what it is for."""
        if channel not in (None, "INTERNAL"):
            return None, "respond"
        window: str | None = None
        if self.stage == "INQUIRY" and self.reason in _TALKS:
            # Whoever lets it pass, the case is closed: an offer can be answered, or the case escalated.
            window = "answer_offer" if self.on_the_table else "escalate"
        elif self.stage == "CHARGEBACK":
            window = "return_goods" if self.from_buyer & _OF_RETURN else "give_information"
        return window, window or "respond"


def _prices(parts: list[Payload], gross: Told[Money]) -> list[Told[Money]]:
    """Return what each item cost, where all of it is disputed; nothing where that is not told."""
    told = [_amount(part, "dispute_amount") for part in parts]
    prices = [price for price in told if price is not None]
    if len(prices) < len(parts) or any(price.value.currency != gross.value.currency for price in prices):
        return []
    if sum((price.value for price in prices), Money(0, gross.value.currency)) != gross.value:
        return []
    return [Told(price.value, (*price.paths, *gross.paths)) for price in prices]
