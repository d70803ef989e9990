"""Cases in TOML or JSON: read strictly, with all faults at once, and written back."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from attrs import AttrsInstance, evolve, fields, frozen

from buyerprotect.advice.case import Facts
from buyerprotect.errors import Faults, InvalidFactsError, UnreadableInputError, shown
from buyerprotect.facts.claim import Ask, Claim, Evidence, Loss, Problem
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.due_date import DueDate
from buyerprotect.facts.events import PARCEL_EVENTS, claim_of, order_of
from buyerprotect.facts.item import Item
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import EVENTS, Extension, Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.facts.payment import Payment
from buyerprotect.structure import Reader, depth, json_value
from buyerprotect.timing.clock import FIRST, Instant, moment, moment_fault

__all__ = ["LARGEST", "CaseFile", "case_to_data", "load_case", "read_case"]

Format = Literal["toml", "json"]
LARGEST = 1024 * 1024
"""How many bytes a case may have."""

_DEEPEST = 32
_HAPPENED = tuple(name for name in EVENTS if name != "placed" and name not in PARCEL_EVENTS)


@frozen
class CaseFile:
    """What a case file holds: the facts, and the moment and policy it names, if it does."""

    facts: Facts
    at: Instant | None = None
    policy: str | None = None


def load_case(path: str | os.PathLike[str]) -> CaseFile:
    """Read a case from a file, TOML or JSON by its ending, or by its first character.

    Raises `UnreadableInputError` for a file that is no such thing, and `InvalidFactsError` with all
    faults of the facts, each with its path.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # a path may itself be no path
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise UnreadableInputError(f"{shown(file.name)} cannot be read: {why}") from None
    endings: dict[str, Format] = {".toml": "toml", ".json": "json"}
    return read_case(data, endings.get(file.suffix.lower()))


def read_case(data: bytes | str, form: Format | None = None) -> CaseFile:
    """Read a case from the bytes or the text of a file.

    >>> case = read_case(\"\"\"
    ... [order]
    ... programme = "aliexpress"
    ... placed = 2017-03-05
    ... zone = "America/New_York"
    ... items = [{ title = "wedding dress", price = "80 USD" }]
    ... \"\"\")
    >>> case.facts.total
    Money('80.00', 'USD')

    Raises as `load_case` does.
    """
    raw = _parsed(_text(data), form)
    faults = Faults()
    case = _case(Reader(raw, "", faults))
    faults.raise_as(InvalidFactsError)
    if case is None:  # cannot be: without a case there is a fault
        raise UnreadableInputError("the case could not be read")
    return case


def _text(data: bytes | str) -> str:
    size = len(data)
    if size > LARGEST:
        raise UnreadableInputError(f"the case is larger than {LARGEST:,} bytes, which no case needs to be")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise UnreadableInputError(f"the case is not text in UTF-8: {error}") from None
    if not text.strip():
        raise UnreadableInputError("the case is empty: it needs at least an [order]")
    return text


def _parsed(text: str, form: Format | None) -> dict[str, Any]:
    kind = form or ("json" if text.lstrip().startswith("{") else "toml")
    try:
        raw = json_value(text) if kind == "json" else _toml(text)
    except RecursionError:
        raise UnreadableInputError(f"the case is nested more than {_DEEPEST} deep") from None
    except (ValueError, ArithmeticError) as error:
        raise UnreadableInputError(f"the case is not {kind.upper()}: {error}") from None
    if not isinstance(raw, dict):
        raise UnreadableInputError('the case is not a table: it begins with an [order], or {"order": ...}')
    table = cast("dict[str, Any]", raw)
    if depth(table, _DEEPEST) > _DEEPEST:
        raise UnreadableInputError(f"the case is nested more than {_DEEPEST} deep")
    return table


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except ValueError:
        # A list in JSON begins like a table in TOML; that it is a list is the better thing to say.
        if text.lstrip().startswith("["):
            with suppress(ValueError):
                return json_value(text)
        raise


def _moment(reader: Reader, key: str, *, required: bool = False) -> Any:
    """Read a moment; what is wrong with one is reported here, under its own path."""
    value = reader.take(key, required=required)
    fault = None if value is None else moment_fault(value)
    if fault is not None:
        reader.fault(key, fault)
    return value


def _case(reader: Reader) -> CaseFile | None:
    at = _moment(reader, "at")
    if at is not None and moment_fault(at) is None and not isinstance(moment(at), Instant):
        reader.fault("at", f"{at} is a day, and an answer is for a moment: add the time with its offset")
    named = reader.text("policy")
    order_table = reader.table("order", required=True)
    claim_table, dispute_table = reader.table("claim"), reader.table("dispute")
    order = _order(order_table) if order_table else None
    claim = _claim(claim_table, order) if claim_table else None
    dispute = _dispute(dispute_table, claim) if dispute_table else None
    if dispute_table and not claim_table:
        reader.fault("dispute", "rests on a claim: say in [claim] what is wrong")
    facts = dispute or claim or order
    at_read = Instant.of(at) if at is not None and reader.good else None
    return reader.build(CaseFile, facts=facts, at=at_read, policy=named)


def _order(reader: Reader) -> Order | None:
    payment = reader.table("payment")
    committed = reader.take("committed")
    if committed is not None and not isinstance(committed, int):
        _moment(reader, "committed")
    values: dict[str, Any] = {
        "programme": reader.text("programme", required=True),
        "placed": _moment(reader, "placed", required=True),
        "items": [_item(table) for table in reader.tables("items")],
        # Days are not blamed for a zone that is there and cannot be read.
        "zone": reader.text("zone") or ("UTC" if reader.data.get("zone") is not None else None),
        "id": reader.text("id"),
        "site": reader.text("site"),
        "shipping": reader.made("shipping", Money.of),
        "tax": reader.made("tax", Money.of),
        "parcels": [_parcel(table) for table in reader.tables("parcels")],
        **{name: _moment(reader, name) for name in _HAPPENED},
        "committed": committed,
        "extensions": [_extension(table) for table in reader.tables("extensions")],
        "due_dates": [_due_date(table) for table in reader.tables("due_dates")],
        "country": reader.text("country"),
        "region": reader.text("region"),
        "seller_country": reader.text("seller_country"),
        "payment": _payment(payment) if payment else None,
        "account_level": reader.text("account_level"),
        "user_class": reader.text("user_class"),
        "seller_class": reader.text("seller_class"),
        "sale": reader.text("sale"),
        "information": reader.text("information"),
        "near_home": reader.boolean("near_home"),
        "earlier_disputes": reader.integer("earlier_disputes"),
        "earlier_returns": reader.integer("earlier_returns"),
        "unknown": reader.texts("unknown"),
    }
    if None in values["items"]:
        # An item that could not be read may be the one that a parcel names.
        values["parcels"] = [parcel and evolve(parcel, items=()) for parcel in values["parcels"]]
    return reader.build(Order, **values)


def _item(reader: Reader) -> Item | None:
    return reader.build(
        Item,
        title=reader.text("title", required=True),
        price=reader.made("price", Money.of, required=True),
        quantity=reader.integer("quantity"),
        traits=reader.texts("traits"),
        guarantees=reader.texts("guarantees"),
        multiple=reader.integer("multiple"),
        id=reader.text("id"),
    )


def _parcel(reader: Reader) -> Parcel | None:
    return reader.build(
        Parcel,
        items=reader.texts("items"),
        shipped=_moment(reader, "shipped"),
        promised=_moment(reader, "promised"),
        delivered=_moment(reader, "delivered"),
        carrier=reader.text("carrier"),
        tracking=reader.text("tracking"),
        ships_from=reader.text("ships_from"),
        signed=reader.boolean("signed"),
    )


def _extension(reader: Reader) -> Extension | None:
    return reader.build(
        Extension,
        days=reader.integer("days"),
        until=_moment(reader, "until"),
        granted=_moment(reader, "granted"),
    )


def _due_date(reader: Reader) -> DueDate | None:
    return reader.build(
        DueDate,
        window=reader.text("window", required=True),
        opens=_moment(reader, "opens"),
        closes=_moment(reader, "closes"),
    )


def _payment(reader: Reader) -> Payment | None:
    names = ("provider", "network", "funding", "issuer_country", "channel")
    values = {name: reader.text(name) for name in names}
    owed = reader.made("outstanding", Money.of)
    return reader.build(Payment, **values, outstanding=owed, cycle_ends=reader.days("cycle_ends"))


def _claim(reader: Reader, order: Order | None) -> Claim | None:
    asks = reader.table("asks")
    asked = _ask(asks) if asks else None
    losses = [_loss(table) for table in reader.tables("losses")]
    values: dict[str, Any] = {
        "problems": [_problem(table) for table in reader.tables("problems")],
        "items": reader.texts("items"),
        "evidence": [_evidence(table) for table in reader.tables("evidence")],
        "losses": losses,
        "asks": asked,
        "ground": reader.text("ground"),
        "return_postage": reader.made("return_postage", Money.of),
    }
    amounts = [
        values["return_postage"],
        asked.amount if asked else None,
        *(loss.amount for loss in losses if loss),
    ]
    claim = reader.build(Claim, order=order or _stand_in(values["items"], amounts), **values)
    return None if order is None else claim


def _problem(reader: Reader) -> Problem | None:
    names = ("kind", "extent", "tracking", "fault", "unit", "note")
    values: dict[str, Any] = {name: reader.text(name, required=name == "kind") for name in names}
    values |= {name: reader.take(name) for name in ("difference", "tolerance")}
    return reader.build(Problem, **values)


def _evidence(reader: Reader) -> Evidence | None:
    return reader.build(
        Evidence,
        kind=reader.text("kind", required=True),
        note=reader.text("note"),
        file_type=reader.text("file_type"),
        size=reader.integer("size"),
        edited=reader.boolean("edited"),
        signed=reader.boolean("signed"),
    )


def _loss(reader: Reader) -> Loss | None:
    return reader.build(
        Loss, what=reader.text("what", required=True), amount=reader.made("amount", Money.of, required=True)
    )


def _ask(reader: Reader) -> Ask | None:
    return reader.build(
        Ask,
        amount=reader.made("amount", Money.of, required=True),
        return_goods=reader.boolean("return_goods"),
    )


def _dispute(reader: Reader, claim: Claim | None) -> Dispute | None:
    events = [_event(table) for table in reader.tables("events")]
    order = _stand_in((), (event.amount for event in events if event))
    stand_in = Claim(order, [Problem("not_received")])
    dispute = reader.build(Dispute, claim=claim or stand_in, events=events)
    return None if claim is None else dispute


def _stand_in(refs: Iterable[str], amounts: Iterable[Money | None]) -> Order:
    """Make an order to read a claim or dispute against, where the real one has faults of its own.

    What is read against it is thrown away; only the faults that are its own are wanted.
    """
    currency = next((amount.currency for amount in amounts if amount is not None), "USD")
    items = [Item(ref, Money(0, currency)) for ref in dict.fromkeys((*refs, "anything")) if ref.strip()]
    return Order("any", Instant(FIRST), zone="UTC", items=items)


def _event(reader: Reader) -> Event | None:
    return reader.build(
        Event,
        kind=reader.text("kind", required=True),
        on=_moment(reader, "on", required=True),
        party=reader.text("party"),
        amount=reader.made("amount", Money.of),
        return_goods=reader.boolean("return_goods"),
        return_paid_by=reader.text("return_paid_by"),
        accepts=reader.boolean("accepts"),
        note=reader.text("note"),
    )


def case_to_data(case: CaseFile) -> dict[str, Any]:
    """Turn a case into plain data that JSON can write, and `read_case` reads back to an equal case."""
    facts = case.facts
    dispute = facts if isinstance(facts, Dispute) else None
    claim = claim_of(facts)
    data: dict[str, Any] = {"at": case.at, "policy": case.policy, "order": order_of(facts)}
    plain: dict[str, Any] = {key: _plain(value) for key, value in data.items() if value is not None}
    if claim is not None:
        plain["claim"] = _plain(claim)
        del plain["claim"]["order"]
    if dispute is not None:
        plain["dispute"] = {"events": [_plain(event) for event in dispute.events]}
    return plain


def _plain(value: Any) -> Any:
    """Turn facts into text, numbers, lists and tables, leaving out what says nothing."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Money | Instant | date):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[str]", value))
    if isinstance(value, tuple):
        return [_plain(part) for part in cast("tuple[object, ...]", value)]
    names = [field.name for field in fields(cast("type[AttrsInstance]", type(value)))]
    told = {name: getattr(value, name) for name in names}
    return {name: _plain(part) for name, part in told.items() if part not in (None, (), frozenset())}
