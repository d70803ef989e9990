"""Disputes of PayPal: the object of its Customer Disputes API, alone or in a webhook.

The shape is that of the API's specification, version 1.10 (github paypal/paypal-rest-api-specifications,
`openapi/customer_disputes_v1.json`, commit ec4d8f3, Apache-2.0), and of the answers of its sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload, parsed
from buyerprotect.cases.paypal_buyer import tell_extensions
from buyerprotect.cases.paypal_claim import tell_limits, tell_stage
from buyerprotect.cases.paypal_events import tell_evidences, tell_movements, tell_offer, tell_supporting_info
from buyerprotect.cases.paypal_order import tell_parcel, tell_transactions, with_traits
from buyerprotect.cases.paypal_outcome import tell_outcome
from buyerprotect.cases.paypal_parts import Found, date_of
from buyerprotect.cases.paypal_words import KNOWN
from buyerprotect.cases.record import CaseRecord
from buyerprotect.cases.told import Told, told_text, which_other
from buyerprotect.errors import UnreadableInputError, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.order import Order
from buyerprotect.facts.payment import Payment
from buyerprotect.timing.clock import Instant

__all__ = ["read"]

_OURS = frozenset({"dispute_id", "disputed_transactions", "dispute_life_cycle_stage", "dispute_channel"})
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
    channel = case.word("dispute_channel", KNOWN["channels"])
    programme = "none" if channel in ("EXTERNAL", "ALERT") else "paypal"
    draft = Draft(whole, "paypal", programme, about)
    order = about.order if isinstance(about, Claim) else about
    if order is None or order.payment is None:
        draft.order("payment", Told(Payment(provider="paypal"), (case.at("dispute_id"),)))
    found = Found(draft, case)
    _tell(found, channel, resolved)
    record = draft.record(told_text(case, "dispute_id"))
    return record if about is not None else with_traits(found, record)


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
        event = whole.word("event_type", KNOWN["notices"])
        case = whole.object("resource")
        assert case is not None  # noqa: S101 - asked before
        resolved = date_of(whole, "create_time") if event == "CUSTOMER.DISPUTE.RESOLVED" else None
        return case, resolved
    if not _OURS & table.keys():
        raise which_other(table, "a dispute of PayPal")
    return whole, None


def _tell(found: Found, channel: str | None, resolved: Told[Instant] | None) -> None:
    """Read all there is, in an order in which what is read later can be compared with what is known."""
    case, draft = found.case, found.draft
    inside = channel in (None, "INTERNAL")
    found.reason = case.word("reason", KNOWN["reasons"])
    found.status = case.word("status", KNOWN["statuses"])
    case.word("dispute_state", KNOWN["states"])
    found.stage = case.word("dispute_life_cycle_stage", KNOWN["stages"])
    draft.updated = found.case_updated = date_of(case, "update_time")
    if draft.updated is not None and resolved is not None and resolved.value > draft.updated.value:
        draft.updated = resolved  # the notice knows more than the case that it brings
    found.opened = date_of(case, "create_time")
    if found.opened is None:
        case.gap("create_time", "when the case was opened is not told")
    _where(found, channel)
    found.problem(case, found.reason)
    tell_transactions(found)
    tell_extensions(found)
    for kind in found.kinds:
        draft.problem(kind)
    draft.event("opened", found.opened, party="buyer")
    for message in case.objects("messages"):
        message.word("posted_by", KNOWN["posted_by"])
    tell_offer(found)
    tell_evidences(found)
    tell_supporting_info(found)
    tell_movements(found, "money_movements")
    tell_movements(found, "fund_movements")
    tell_outcome(found, resolved)
    tell_parcel(found)
    tell_stage(found, inside=inside)
    tell_limits(found, inside=inside)
    if "not_received" in found.kinds:
        found.unknown.discard("delivered")
    draft.fixed["unknown"] = frozenset(found.unknown)


def _where(found: Found, channel: str | None) -> None:
    case = found.case
    if channel is None:
        says = "with whom the case was opened is not told; it is read as opened with PayPal"
        case.gap("dispute_channel", says)
    elif channel == "EXTERNAL":
        case.gap("dispute_channel", "the case was opened with the bank, so PayPal's own rules are not its")
    elif channel == "ALERT":
        case.gap("dispute_channel", "an early warning, as the word is usually read: no dispute of PayPal's")
