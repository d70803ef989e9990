"""Klarna: who has a reported problem, and from when."""

from __future__ import annotations

from typing import Any

import pytest
from finding import silence, stages_called

import buyerprotect as bp


def dispute(kind: Any, *events: bp.Event, country: str = "US") -> bp.Dispute:
    order = bp.Order(
        "klarna",
        "2024-03-01",
        zone="UTC",
        country=country,
        items=[bp.Item("lamp", "80 USD")],
        parcels=[bp.Parcel(shipped="2024-03-02", delivered="2024-03-20")],
        payment=bp.Payment(provider="klarna"),
        contacted="2024-03-21",
    )
    return bp.Dispute(bp.Claim(order, [bp.Problem(kind)]), [bp.Event("opened", "2024-03-25T12:00Z"), *events])


@pytest.mark.parametrize("country", ["US", "GB"])
def test_a_reported_problem_is_the_merchants_for_21_days_and_then_a_dispute(country: str) -> None:
    facts = dispute(
        "defective",
        bp.Event("answered", "2024-03-27T12:00Z", accepts=False),
        bp.Event("escalated", "2024-04-16T12:00Z", party="platform"),
        bp.Event("answered", "2024-04-18T12:00Z", accepts=False),
        country=country,
    )
    # page-us: a reported problem pauses the payments. dispute-states: after 21 days a dispute goes to Klarna.
    assert stages_called(facts) == [
        ("with_seller", "a reported problem"),
        ("refused", "a reported problem"),
        ("with_platform", "a dispute"),
        ("with_platform", "a dispute"),  # what the merchant hands in does not take it from Klarna
    ]
    # 21 whole days after 25 March, then 14 for the merchant's evidence.
    granted = "escalates 2024-04-16, request_granted 2024-04-30"
    assert silence(facts) == [
        (granted, "buyer_paid"),
        (granted, "buyer_paid"),
        ("request_granted 2024-04-30", "buyer_paid"),
        ("", "with_platform"),
    ]


def test_over_a_purchase_the_buyer_did_not_make_klarna_asks_at_once() -> None:
    facts = dispute("unauthorised", bp.Event("answered", "2024-03-27T12:00Z", accepts=False))
    # merchant-guide: no days to settle it with the customer, and 7 for the evidence.
    assert stages_called(facts) == [("with_platform", "a dispute"), ("with_platform", "a dispute")]
    assert silence(facts) == [("request_granted 2024-04-02", "buyer_paid"), ("", "with_platform")]
    with pytest.raises(bp.InvalidFactsError, match="cannot follow in the stage 'with_platform'"):
        bp.record(facts, bp.Event("escalated", "2024-03-28T12:00Z"))
