"""Cases of PayPal to be read in tests, and what their records tell."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from case_leaves import loaded, with_another

import buyerprotect as bp
from buyerprotect.cases import CaseRecord

SHOW = "paypal-show.json"
GOODS = ("extensions", "merchandize_dispute_properties", "product_details")


def changed(name: str, *changes: tuple[tuple[str | int, ...], Any]) -> Any:
    table = loaded(name)
    for at, value in changes:
        table = with_another(table, at, value)
    return table


def dispute(record: CaseRecord) -> bp.Dispute:
    assert isinstance(record.facts, bp.Dispute)
    return record.facts


def order(record: CaseRecord) -> bp.Order:
    facts = record.facts
    if isinstance(facts, bp.Dispute):
        return facts.claim.order
    assert isinstance(facts, bp.Claim)
    return facts.order


def events(record: CaseRecord) -> list[tuple[Any, ...]]:
    return [
        (event.kind, str(event.on), event.party, None if event.amount is None else str(event.amount))
        for event in dispute(record).events
    ]


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def claim(**told: Any) -> Any:
    """Make a claim of goods not as described that PayPal has, with more told of it."""
    payload = {
        "dispute_id": "PP-R-TST-1006",
        "create_time": "2026-03-02T09:15:00Z",
        "update_time": "2026-04-30T10:00:00Z",
        "disputed_transactions": [
            {
                "seller_transaction_id": "STX1006",
                "create_time": "2026-02-10T18:30:00Z",
                "transaction_status": "COMPLETED",
                "gross_amount": {"currency_code": "USD", "value": "192.00"},
            }
        ],
        "reason": "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
        "status": "OPEN",
        "dispute_amount": {"currency_code": "USD", "value": "192.00"},
        "dispute_life_cycle_stage": "CHARGEBACK",
        "dispute_channel": "INTERNAL",
    }
    return {key: value for key, value in (payload | told).items() if value is not None}


def evidence(source: str, on: str, kind: str = "OTHER", **told: Any) -> Any:
    return {"source": source, "date": f"2026-{on}T00:00:00Z", "evidence_type": kind} | told


def entry(on: str, actor: str, event: str, amount: str | None = None, kind: str = "REFUND") -> Any:
    money = {} if amount is None else {"offer_amount": {"currency_code": "USD", "value": amount}}
    told = {"offer_time": f"2026-{on}T00:00:00Z", "actor": actor, "event_type": event, "offer_type": kind}
    return told | money


def american(record: CaseRecord) -> bp.Dispute:
    """Return the dispute of a record as that of a buyer in the United States, whose rules are known."""
    told = dispute(record)
    return evolve(told, claim=evolve(told.claim, order=evolve(told.claim.order, country="US")))


def kinds(record: CaseRecord) -> list[tuple[str, str | None]]:
    return [(event.kind, event.party) for event in dispute(record).events[1:]]


def windows(record: CaseRecord) -> list[tuple[str, str | None, str]]:
    return [(due.party, due.window, str(due.closes)) for due in record.stated]
