"""What the files of the conformance set cannot show of Wish's pack."""

from __future__ import annotations

from typing import Any

import pytest
from finding import silence, stages_called

import buyerprotect as bp
from buyerprotect.rules.condition import Fact
from buyerprotect.rules.library import find_pack

PACK = find_pack("wish")
NEWER = PACK.versions[-1]


def order(placed: str = "2022-01-05", **told: Any) -> bp.Order:
    facts: dict[str, Any] = {"zone": "America/Los_Angeles", "items": [bp.Item("lamp", "40 USD")]}
    return bp.Order("wish", placed, **{**facts, **told})


def liable_after() -> dict[str, int]:
    """Return after how many days without a delivery the merchant bears the refund, by country."""
    found: dict[str, int] = {}
    for rule in NEWER.seller_protections:
        assert isinstance(rule.when, Fact)
        for country in rule.when.words:
            assert country not in found, f"{country} stands twice"
            found[country] = int(rule.id.split("-")[2])
    return found


def test_the_merchants_days_are_those_of_the_table() -> None:
    days = liable_after()
    named = {"US": 15, "GB": 12, "FR": 16, "DE": 16, "RU": 23, "BR": 29, "ZA": 37, "KR": 12, "PR": 13}
    assert {country: days[country] for country in named} == named
    assert len(days) == 46


def test_what_binds_the_merchant_moves_none_of_the_buyers_days() -> None:
    ends: set[str | None] = set()
    for country in ("GB", "ZA", None):
        parcels = [bp.Parcel(shipped="2022-01-07", promised="2022-03-01")]
        window = bp.deadlines(order(country=country, parcels=parcels)).find("report_non_receipt")
        assert window is not None
        ends.add(window.last_day)
    assert ends == {"2022-03-31"}


def test_a_maximum_delivery_date_that_is_not_told_is_asked_for() -> None:
    window = bp.deadlines(order(parcels=[bp.Parcel(shipped="2022-01-07")])).find("report_non_receipt")
    assert window is not None
    assert (window.closes, window.needs) == (None, ("promised",))


@pytest.mark.parametrize("placed", ["2013-01-01", "2020-06-30", "2024-01-01"])
def test_the_buyers_thirty_days_are_the_same_in_all_years(placed: str) -> None:
    window = bp.deadlines(order(placed, parcels=[bp.Parcel(delivered=placed)])).find("ask_refund")
    assert window is not None
    assert window.opens is not None
    assert window.closes is not None
    assert round((window.closes - window.opens).total_seconds() / 86_400) == 30 + 1


def test_a_refund_eligible_date_goes_before_the_computed_days() -> None:
    due = [bp.DueDate("report_non_receipt", opens="2022-02-20", closes="2022-04-15")]
    parcels = [bp.Parcel(shipped="2022-01-07", promised="2022-03-01")]
    window = bp.deadlines(order(parcels=parcels, due_dates=due)).find("report_non_receipt")
    assert window is not None
    assert window.last_day == "2022-04-15"


@pytest.mark.parametrize("placed", ["2016-01-05", "2022-01-05"])
def test_a_ticket_waits_for_an_answer_that_has_no_days(placed: str) -> None:
    parcel = bp.Parcel(shipped=placed, delivered=f"{placed[:8]}20")
    opened = bp.Event("opened", f"{placed[:8]}22T12:00Z")
    facts = bp.Dispute(bp.Claim(order(placed, parcels=[parcel]), [bp.Problem("defective")]), [opened])
    # delivery-help: a return or refund is asked for by a ticket; who answers it is not said.
    assert stages_called(facts) == [("with_seller", "a ticket")]
    assert silence(facts) == [("", "with_seller")]
