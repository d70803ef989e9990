"""Disputes of Stripe: its Dispute object, alone or in the Event of a webhook.

The shape is that of Stripe's specification (github stripe/openapi, commit f6c2a48f) and of the types that its
Node SDK publishes (`Disputes.d.ts`). Amounts are whole numbers of what its page on currencies calls minor
units, which is not for every currency what ISO 4217 calls so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any, cast, get_args

from buyerprotect.cases.bank import bank_draft, given_order, seconds, tell_opened, tell_payment
from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.record import CaseRecord, Gap
from buyerprotect.cases.told import Told, told_moment, told_text, vocabulary, which_other
from buyerprotect.errors import BuyerProtectError, NotFoundError, UnreadableInputError, shown
from buyerprotect.facts.claim import Claim, ProblemKind
from buyerprotect.facts.currency import MINOR_UNITS
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.facts.payment import Funding, Payment
from buyerprotect.timing.clock import Instant

__all__ = ["read"]

_KNOWN = vocabulary("stripe")

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_CODE = re.compile(r"[a-z]{3}", re.ASCII)

# What ISO 4217 has otherwise: an ariary is written whole, and these two in hundredths that are always zero.
_DECIMALS = {"MGA": 0, "ISK": 2, "UGX": 2}
_THREE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
_USUAL = (0, 2)
_EXACT = Context(prec=60)  # whatever a program has set for its own sums
_LARGEST = 10**40
_MISSING = object()

_PROBLEMS: dict[str, ProblemKind] = {
    "credit_not_processed": "not_refunded",
    "debit_not_authorized": "unauthorised",
    "duplicate": "duplicate",
    "fraudulent": "unauthorised",
    "product_not_received": "not_received",
    "product_unacceptable": "not_as_described",
    "subscription_canceled": "recurring",
    "unrecognized": "unauthorised",
}
_PROVIDERS = {"card": "stripe", "paypal": "paypal", "klarna": "klarna", "amazon_pay": "amazon pay"}
_CATCH_ALL = {
    "4853": "goods not received, a refund not paid or a charge after the end",
    "4834": "a wrong amount",
}
"""Codes of Mastercard of which Stripe makes one category, by its own page, and what else they are."""
_ENDED = frozenset({"won", "lost", "charge_refunded"})
_DISPUTED = _ENDED | {"needs_response", "under_review"}
_FUNDINGS: frozenset[str] = frozenset(get_args(Funding))


def read(payload: bytes | str | Mapping[str, Any], *, about: Order | Claim | None = None) -> CaseRecord:
    """Read a Dispute of Stripe, or the Event of a webhook about one.

    `about` is the order or claim that it is about. Without it there are facts only where the `charge` was
    expanded, since the dispute alone does not tell when was paid, and their programme is "none": whoever
    sold it, the money is disputed with the bank or provider. Of an order given under a marketplace there is
    the claim, and the order tells when its payment was disputed. `won` and `lost` speak for the merchant;
    what is ruled is told as what the buyer has. An inquiry is no dispute yet: of one there is the claim only.

    >>> case = read('{"id": "dp_1", "object": "dispute", "evidence_details": {"due_by": 1709683199}}')
    >>> case.id, str(case.stated[0].closes)
    ('dp_1', '2024-03-05T23:59:59Z')

    Raises `UnreadableInputError` for what is no such case, and `InvalidFactsError` with all faults of its
    values.
    """
    whole = Payload(parsed(payload))
    case, closed = _unwrapped(whole)
    draft = bank_draft(whole, "stripe", about)
    _dispute(draft, case, closed)
    return draft.record(told_text(case, "id"))


def _unwrapped(whole: Payload) -> tuple[Payload, Told[Instant] | None]:
    """Return the dispute, and when it was closed where an event tells."""
    table = whole.data
    if table.get("object") == "list":
        raise UnreadableInputError(
            "this is a list, as Stripe gives them: read each object of its `data` by itself"
        )
    if table.get("object") != "event":
        if not _is_dispute(table):
            raise _no_dispute(table)
        return whole, None
    data = table.get("data")
    inner = cast("Mapping[str, Any]", data).get("object") if isinstance(data, Mapping) else None
    if not isinstance(inner, Mapping) or not _is_dispute(cast("Mapping[str, Any]", inner)):
        kind = shown(table.get("type"))
        raise UnreadableInputError(f"this is an event of Stripe that holds no dispute: its type is {kind}")
    holder = whole.object("data")
    case = None if holder is None else holder.object("object")
    assert case is not None  # noqa: S101 - asked before
    whole.word("object", frozenset({"event"}))
    event = whole.word("type", _KNOWN["notices"])
    return case, told_moment(whole, "created", seconds) if event == "charge.dispute.closed" else None


def _is_dispute(table: Mapping[str, Any]) -> bool:
    if table.get("object") is not None:
        return bool(table["object"] == "dispute")
    return "charge" in table and ("evidence_details" in table or "is_charge_refundable" in table)


def _no_dispute(table: Mapping[str, Any]) -> UnreadableInputError:
    what = table.get("object")
    if what == "issuing.dispute":
        return UnreadableInputError(
            "this is a dispute of Stripe Issuing, which the holder of a card opens: there is no reader for it"
        )
    if what is not None and not isinstance(what, Mapping) and {"id", "charge"} & table.keys():
        return UnreadableInputError(f"this is an object of Stripe, but no dispute: it is {shown(what)}")
    return which_other(table, "a dispute of Stripe")


def _currency(where: Payload) -> Told[str] | None:
    """Read a currency, which is written in small letters."""
    told = told_text(where, "currency")
    if told is None:
        return None
    code = told.value.upper() if _CODE.fullmatch(told.value) else told.value
    try:
        Money(0, code)
    except NotFoundError as error:
        where.fault("currency", str(error))
        return None
    return Told(code, told.paths)


def _amount(where: Payload) -> Told[Money] | None:
    """Read `amount` and `currency`: a whole number of what Stripe calls minor units."""
    number, currency = where.take("amount"), _currency(where)
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int):
        inexact = " exact" if isinstance(number, float) else ""
        where.fault("amount", f"{shown(number)} is not{inexact or ' a whole number'}: it counts minor units")
        return None
    if currency is None:
        where.gap("amount", f"an amount of {shown(number)} without a currency is none")
        return None
    money = _money(where, number, currency.value)
    if money is None or money.amount >= 0:
        return None if money is None else Told(money, (where.at("amount"), *currency.paths))
    where.gap("amount", f"{money} is below zero, which nobody pays or asks for: it is left out")
    return None


def _money(where: Payload, number: int, currency: str) -> Money | None:
    if abs(number) >= _LARGEST:
        where.fault("amount", f"{shown(number)} is more than an amount may be")
        return None
    decimals = _decimals(where, currency)
    if decimals is None:
        return None
    try:
        return Money(Decimal(number).scaleb(-decimals, context=_EXACT), currency)
    except BuyerProtectError as error:
        where.fault("amount", str(error))
    return None


def _decimals(where: Payload, currency: str) -> int | None:
    """Return how many decimals Stripe's amounts have, or None where that is not known."""
    if currency == "UGX":
        where.gap(
            "amount",
            "Stripe's page has UGX among the currencies without decimals, and says that its amounts have two "
            "all the same: they are read as having two",
        )
    known = _DECIMALS.get(currency, MINOR_UNITS[currency])
    if known in _USUAL or currency in _THREE:
        return known
    where.gap("amount", f"how many decimals Stripe's amounts in {currency} have is not known: it is left out")
    return None


def _dispute(draft: Draft, case: Payload, closed: Told[Instant] | None) -> None:
    case.word("object", frozenset({"dispute"}))
    reason = case.word("reason", _KNOWN["reasons"])
    status = case.word("status", _KNOWN["statuses"])
    if reason in _PROBLEMS:
        draft.problem(_PROBLEMS[reason])
        _warn_of_catch_all(case)
    elif reason is not None:
        case.gap("reason", f"{reason} is no problem of which our facts have the kind")
    asked = _amount(case)
    if asked is None:
        case.gap("amount", "how much is disputed is not told as money")
    else:
        draft.ask = (asked, None)
    kind = _payment(draft, case)
    inquiry = _inquiry(case, kind, status)
    evidence = case.object("evidence")
    carrier = None if evidence is None else _evidence(evidence)
    if carrier is not None:
        draft.parcel(Parcel(carrier=carrier.value), carrier)
    if draft.about is None:
        came_not = reason == "product_not_received"
        draft.fixed["unknown"] = frozenset({"shipped"} if came_not else {"shipped", "delivered"})
    _limit(draft, case, status)
    _events(draft, case, status, asked, closed, inquiry=inquiry)


def _warn_of_catch_all(case: Payload) -> None:
    """Say where the network's code is one under which Stripe puts several problems into one category."""
    method = case.data.get("payment_method_details")
    card = cast("Mapping[str, Any]", method).get("card") if isinstance(method, Mapping) else None
    if not isinstance(card, Mapping):
        return
    told = cast("Mapping[str, Any]", card)
    others = _CATCH_ALL.get(str(told.get("network_reason_code")))
    if told.get("brand") == "mastercard" and others is not None:
        code = told["network_reason_code"]
        case.gap("reason", f"Stripe puts every case of Mastercard's {code} under it: it may be {others} too")


def _inquiry(case: Payload, kind: str | None, status: str | None) -> bool:
    """Tell whether a bank only asks, or asked at first: then `created` is not when it was disputed."""
    if (status or "").startswith("warning_"):
        case.gap("status", "the bank only inquires: no dispute was opened, so it is told as a claim")
        return True
    if kind != "inquiry":
        return False
    says = "the bank only inquires: no dispute was opened, so it is told as a claim"
    if status in _DISPUTED:
        says = f"it began as an inquiry, and is {status}: when the dispute was opened is not told"
    case.gap("status", says)
    return True


def _payment(draft: Draft, case: Payload) -> str | None:
    """Tell how it was paid, and what the charge tells of the order; return which kind of case it is."""
    found = _Means()
    kind: str | None = None
    method = case.object("payment_method_details")
    if method is not None:
        card, wallet = method.object("card"), method.object("amazon_pay")
        found.read(method, method.word("type", _KNOWN["methods"]), card)
        if card is not None:
            kind = card.word("case_type", _KNOWN["case_types"])
        if wallet is not None:
            wallet.word("dispute_type", _KNOWN["dispute_types"])
    charge = _charge(draft, case)
    details = None if charge is None else charge.object("payment_method_details")
    if details is not None:
        found.read(details, details.text("type"), details.object("card"))
    tell_payment(draft, found.payment(), found.paths(), case.at("payment_method_details"))
    return kind


class _Means:
    """How it was paid, as the dispute tells it and, where that does not, its charge."""

    def __init__(self) -> None:
        self._told: dict[str, Told[str]] = {}

    def read(self, method: Payload, kind: str | None, card: Payload | None) -> None:
        if kind in _PROVIDERS:
            self._tell(method, "provider", Told(_PROVIDERS[kind], (method.at("type"),)))
        if card is None:
            return
        brand, funding = card.word("brand", _KNOWN["brands"]), card.word("funding", _KNOWN["fundings"])
        if brand not in (None, "unknown"):
            self._tell(card, "network", Told(brand, (card.at("brand"),)))
        if funding in _FUNDINGS:
            self._tell(card, "funding", Told(funding, (card.at("funding"),)))
        country = _country(card)
        if country is not None:
            self._tell(card, "issuer_country", country)

    def _tell(self, where: Payload, name: str, value: Told[str]) -> None:
        before = self._told.setdefault(name, value)
        if before.value != value.value:
            says = f"{value.value} is told here, and {before.value} at {before.paths[0]}, which is taken"
            where.gaps.append(Gap(value.paths[0], says))

    def payment(self) -> Payment:
        values: dict[str, Any] = {name: told.value for name, told in self._told.items()}
        values.setdefault("provider", "stripe")
        return Payment(**values)

    def paths(self) -> dict[str, str]:
        return {name: told.paths[0] for name, told in self._told.items()}


def _country(where: Payload) -> Told[str] | None:
    told = told_text(where, "country")
    if told is None or _COUNTRY.fullmatch(told.value):
        return told
    where.gap("country", f"{shown(told.value)} is not a country of ISO 3166")
    return None


def _charge(draft: Draft, case: Payload) -> Payload | None:
    """Tell the order of a charge that was expanded; of one that is only named, no more than its id."""
    if not isinstance(case.data.get("charge"), Mapping):
        name = told_text(case, "charge")
        _order_id(draft, name)
        says = "the charge is not expanded, so neither when was paid is told nor, for sure, how much"
        case.gap("charge", says)
        return None
    charge = case.object("charge")
    if charge is None:
        return None
    charge.word("object", frozenset({"charge"}))
    name, price, on = told_text(charge, "id"), _amount(charge), told_moment(charge, "created", seconds)
    _order_id(draft, name)
    if price is None:
        charge.gap("amount", "how much was paid is not told as money")
    if on is None:
        charge.gap("created", "when was paid is not told")
    draft.item(name or Told("charge", ()), price)
    if draft.about is None and on is not None:
        draft.order("placed", on)
        charge.gap("created", "when it was ordered is not told: the payment stands for it")
    if charge.flag("paid") is False:
        charge.gap("paid", "the charge is said not to be paid")
    else:
        draft.order("paid", on)
    back = charge.data.get("amount_refunded")
    if charge.data.get("refunded") is True or (type(back) is int and back > 0):
        says = "the merchant paid some of it back; when the buyer had it is not told, so no event says so"
        charge.gap("amount_refunded", says)
    shipping = charge.object("shipping")
    address = None if shipping is None else shipping.object("address")
    if address is not None:
        draft.order("country", _country(address))
    return charge


def _order_id(draft: Draft, charge: Told[str] | None) -> None:
    """Tell an order without an id that of its charge; a shop's own id is another, and no contradiction."""
    order = given_order(draft.about)
    if order is None or order.id is None:
        draft.order("id", charge)


def _evidence(evidence: Payload) -> Told[str] | None:
    """Return the carrier; what else a merchant hands in is text of its own making."""
    for key in ("shipping_date", "service_date"):
        if evidence.data.get(key):
            evidence.gap(key, "the merchant's own text, in no form of a date: it is read as none")
    carrier = told_text(evidence, "shipping_carrier")
    if carrier is not None and "," in carrier.value:
        evidence.gap("shipping_carrier", "several carriers, and which parcel each had is not told")
        return None
    return carrier


def _limit(draft: Draft, case: Payload, status: str | None) -> None:
    details = case.object("evidence_details")
    if details is None:
        case.gap("evidence_details", "until when the merchant can answer is not told")
        return
    details.word("submission_method", _KNOWN["submission_methods"])
    count = details.data.get("submission_count")
    handed_in = isinstance(count, int) and not isinstance(count, bool) and count > 0
    if handed_in or status in ("under_review", "warning_under_review"):
        details.gap("submission_count", "the merchant answered, and when is not told: no event says so")
    by = details.data.get("due_by", _MISSING)
    if by is _MISSING:
        details.gap("due_by", "until when the merchant can answer is not told")
        return
    if by is None or (type(by) is int and by == 0):
        details.gap("due_by", "no time is set for evidence: this cannot be answered, or not any more")
        return
    # It is the merchant's own limit with Stripe, and ends before the network's: no window of ours is meant.
    due = told_moment(details, "due_by", seconds)
    draft.state(details.at("due_by"), "seller", "answer", closes=due)


def _events(
    draft: Draft,
    case: Payload,
    status: str | None,
    asked: Told[Money] | None,
    closed: Told[Instant] | None,
    *,
    inquiry: bool,
) -> None:
    opened = told_moment(case, "created", seconds)
    if opened is None:
        case.gap("created", "when the dispute was opened is not told")
    if case.data.get("balance_transactions"):
        says = "money moved on the merchant's account; when the buyer had any is not told"
        case.gap("balance_transactions", says)
    if inquiry or status == "prevented":
        draft.disputes = False
        if status == "prevented":
            says = "prevented before it was a dispute: what became of the money is not told"
            case.gap("status", says)
        return
    tell_opened(draft, case, "created", opened)
    if not draft.disputes:
        if status in _ENDED:
            says = f"the dispute ended, {status} for the merchant: no ruling under {draft.programme!r}"
            case.gap("status", says)
    elif closed is not None:
        _closed(draft, case, status, asked, closed)
    elif status in _ENDED:
        case.gap("status", f"{status} tells that it ended, and nothing when: only an event of closing does")


def _closed(
    draft: Draft, case: Payload, status: str | None, asked: Told[Money] | None, closed: Told[Instant]
) -> None:
    """Tell the end, with what the buyer has of it: all that was disputed where the merchant lost."""
    if status == "won":
        case.gap(
            "status",
            "won: whether the bank decided so, the buyer gave up, or the money was paid back is not told",
        )
        draft.event("ruled", closed, party="platform", nothing=True)
    elif status == "lost" and asked is not None:
        case.gap("status", "lost: whether the bank decided so or the merchant accepted it is not told")
        draft.event("ruled", closed, party="platform", amount=asked)
    elif status == "charge_refunded":
        case.gap("status", "the merchant paid it back, and when is not told")
    else:
        case.gap("status", f"the event is of its closing, and the status is {status}: who won is not told")
    draft.event("closed", closed, party="platform")
