"""What a payload tells: values with the paths they were read from, words of each system, and whose it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import frozen

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import Gap
from buyerprotect.errors import BuyerProtectError, NotFoundError, UnreadableInputError, shown
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = [
    "Told",
    "either",
    "told_amount",
    "told_flag",
    "told_id",
    "told_moment",
    "told_text",
    "vocabulary",
    "which_other",
]

T = TypeVar("T")

_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_LONGEST_ID = 10**40


@cache
def vocabulary(system: str) -> Mapping[str, frozenset[str]]:
    """Return the lists of words of a system, by their names."""
    text = (Path(__file__).parent / "vocabulary" / f"{system}.toml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}


@frozen
class Told(Generic[T]):
    """A value, and the paths of the fields from which it was read."""

    value: T
    paths: tuple[str, ...]


def told_text(payload: Payload, key: str) -> Told[str] | None:
    """Read a text."""
    value = payload.text(key)
    return None if value is None else Told(value, (payload.at(key),))


def told_flag(payload: Payload, key: str) -> Told[bool] | None:
    """Read true or false."""
    value = payload.flag(key)
    return None if value is None else Told(value, (payload.at(key),))


def told_id(payload: Payload, key: str) -> Told[str] | None:
    """Read an id, which is a text in one answer and a whole number in the next."""
    value = payload.take(key)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LONGEST_ID:
        return Told(str(value), (payload.at(key),))
    if value is None or isinstance(value, str):
        return told_text(payload, key)
    payload.fault(key, f"{shown(value)} is not an id: it is a text or a whole number")
    return None


def told_moment(payload: Payload, key: str, read: Callable[[Any], Instant]) -> Told[Instant] | None:
    """Read a moment, as the system writes them."""
    value = payload.instant(key, read)
    return None if value is None else Told(value, (payload.at(key),))


def told_amount(payload: Payload, value: str, currency: str) -> Told[Money] | None:
    """Read an amount of which number and currency stand side by side in one object.

    An amount without a currency, or below zero, is none for the facts: a gap says so.
    """
    number, code = payload.take(value), payload.text(currency)
    if isinstance(number, str) and _NUMBER.fullmatch(number.strip()):
        number = Decimal(number.strip())
    if number is None or (isinstance(number, str) and not number.strip()):
        return None
    if isinstance(number, float):
        payload.fault(value, f"{shown(number)} is not exact: give it as text, or the payload as JSON text")
    elif isinstance(number, bool) or not isinstance(number, int | Decimal):
        payload.fault(value, f"{shown(number)} is not an amount")
    elif code is None:
        payload.gap(value, f"an amount of {shown(number)} without a currency is none")
    else:
        return _money(payload, number, code, (value, currency))
    return None


def _money(payload: Payload, number: int | Decimal, code: str, keys: tuple[str, str]) -> Told[Money] | None:
    value, currency = keys
    try:
        money = Money(number if isinstance(number, Decimal) else Decimal(number), code)
    except NotFoundError as error:
        payload.fault(currency, str(error))
        return None
    except BuyerProtectError as error:
        payload.fault(value, str(error))
        return None
    if money.amount < 0:
        payload.gap(value, f"{money} is below zero, which nobody pays or asks for: it is left out")
        return None
    return Told(money, (payload.at(value), payload.at(currency)))


def either(
    read: Callable[[Payload, str], Told[T] | None], key: str, *places: Payload | None
) -> Told[T] | None:
    """Read a value that may stand in several objects; where they differ the first is taken, with a gap."""
    found = [told for place in places if place is not None and (told := read(place, key)) is not None]
    if not found:
        return None
    first, *others = found
    paths = first.paths
    for other in others:
        if other.value == first.value:
            paths += other.paths
        else:
            first_at, other_at = first.paths[0], other.paths[0]
            gap = Gap(
                other_at, f"{other.value} is told here, and {first.value} at {first_at}, which is taken"
            )
            next(place for place in places if place is not None).gaps.append(gap)
    return Told(first.value, paths)


_OTHERS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"dispute_id"}), "a dispute of PayPal", "paypal"),
    (frozenset({"dispute_life_cycle_stage"}), "a dispute of PayPal", "paypal"),
    (frozenset({"object", "evidence_details"}), "a dispute of Stripe", "stripe"),
    (frozenset({"object", "charge"}), "a dispute of Stripe", "stripe"),
    (frozenset({"paymentDisputeId"}), "a payment dispute of eBay", "ebay"),
    (frozenset({"inquiryId"}), "an inquiry of eBay", "ebay"),
    (frozenset({"returnId"}), "a return of eBay", "ebay"),
    (frozenset({"caseId"}), "a case of eBay", "ebay"),
    (frozenset({"summary", "detail"}), "a return of eBay", "ebay"),
    (frozenset({"issueAPIIssueDTO"}), "an issue of AliExpress", "aliexpress"),
    (frozenset({"issueProcessDTOs"}), "an issue of AliExpress", "aliexpress"),
    (frozenset({"issueStatus"}), "an issue of AliExpress", "aliexpress"),
    (frozenset({"process_dto_list"}), "an issue of AliExpress", "aliexpress"),
    (frozenset({"issue_status"}), "an issue of AliExpress", "aliexpress"),
    (frozenset({"aliexpress_issue_detail_get_response"}), "an issue of AliExpress", "aliexpress"),
    (frozenset({"disputeId", "chargeId"}), "a dispute of Amazon Pay", "amazon_pay"),
    (frozenset({"disputeId", "filingReason"}), "a dispute of Amazon Pay", "amazon_pay"),
    (frozenset({"NotificationVersion", "ObjectType"}), "a notification of Amazon Pay", "amazon_pay"),
)


def which_other(table: Mapping[str, Any], wanted: str) -> UnreadableInputError:
    """Say what a payload looks like that is not what is `wanted`, and which reader it is for."""
    webhook = table.get("event_type")
    if isinstance(webhook, str) and webhook.startswith("CUSTOMER.DISPUTE."):
        return UnreadableInputError(
            f"this is not {wanted}: it looks like a dispute of PayPal; read it with buyerprotect.cases.paypal"
        )
    if table.get("object") == "event":
        return UnreadableInputError(
            f"this is not {wanted}: it looks like an event of Stripe; read it with buyerprotect.cases.stripe"
        )
    for signs, what, reader in _OTHERS:
        if signs <= table.keys() and what == wanted:
            return UnreadableInputError(
                f"this looks like {what}, and what tells of the case in it is missing"
            )
        if signs <= table.keys():
            return UnreadableInputError(
                f"this is not {wanted}: it looks like {what}; read it with buyerprotect.cases.{reader}"
            )
    keys = ", ".join(sorted(map(shown, table))[:8]) or "no keys at all"
    return UnreadableInputError(f"this is not {wanted}, nor any case that is known here: it has {keys}")
