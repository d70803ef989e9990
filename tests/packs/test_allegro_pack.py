"""What the files of the conformance set cannot show of Allegro's pack."""

from __future__ import annotations

from typing import Any

import pytest
from finding import silence, stages_called

import buyerprotect as bp


def order(placed: str, price: str = "900 PLN", **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Europe/Warsaw",
        "items": [bp.Item("laptop", price)],
        "parcels": [bp.Parcel(shipped=placed, delivered=placed)],
    }
    return bp.Order("allegro", placed, **{**facts, **told})


@pytest.mark.parametrize(
    ("placed", "last"),
    [
        ("2022-08-29", "2023-02-28"),
        ("2022-08-31", "2023-02-28"),
        ("2022-09-05", "2024-09-05"),
        ("2024-02-29", "2026-02-28"),
    ],
)
def test_months_and_years_end_on_the_same_number_or_the_last_day(placed: str, last: str) -> None:
    window = bp.deadlines(order(placed)).find("apply")
    assert window is not None
    assert window.last_day == last


@pytest.mark.parametrize("placed", ["2022-05-01", "2022-09-05", "2024-02-12"])
def test_the_purchase_is_adopted_and_ends_no_later_than_the_event(placed: str) -> None:
    late = [bp.Parcel(shipped=placed, delivered=placed[:8] + "28")]
    window = bp.deadlines(order(placed, parcels=late)).find("apply")
    assert window is not None
    ends = {reading.id: reading.closes_us for reading in window.readings}
    adopted, event = window.readings[0].closes_us, ends["from-the-event"]
    assert adopted is not None
    assert event is not None
    assert adopted < event


@pytest.mark.parametrize(
    ("placed", "most"),
    [("2007-11-10", 500), ("2022-09-04", 10_000), ("2022-09-05", 20_000), ("2025-01-01", 20_000)],
)
def test_what_is_paid_is_capped(placed: str, most: int) -> None:
    claim = bp.Claim(order(placed, "70000 PLN"), [bp.Problem("not_as_described", "complete")])
    request = bp.recommend(claim, at=f"{placed}T23:00Z").request
    assert request is not None
    assert str(request.amount) == f"{most}.00 PLN"


def test_goods_that_are_not_due_yet_are_not_applied_for() -> None:
    parcels = [bp.Parcel(shipped="2023-03-02", promised="2023-03-20")]
    claim = bp.Claim(order("2023-03-01", parcels=parcels), [bp.Problem("not_received", "complete")])
    assert bp.recommend(claim, at="2023-03-05T12:00Z").action == "wait"
    assert bp.recommend(claim, at="2023-03-25T12:00Z").action == "open_dispute"


def test_a_return_that_is_not_paid_is_a_ground_since_the_police_are_not_needed() -> None:
    for placed, ground in (("2022-05-01", "not_refunded"), ("2023-05-01", "not_refunded")):
        claim = bp.Claim(order(placed), [bp.Problem("not_refunded")])
        assert bp.classify(claim, at=f"{placed[:5]}07-01T12:00Z").ground == ground


@pytest.mark.parametrize(
    ("placed", "word", "then"),
    [
        # police-help: the form goes to Allegro, which decides within 30 working days: from 3 April to
        # 17 May 2007, with Easter Monday and 1 and 3 May off.
        ("2007-02-20", None, ("not_known 2007-05-18", "with_platform")),
        # report-2022: an application, once the seller was asked; no limit for the decision.
        ("2023-02-20", "an application", ("", "with_platform")),
    ],
)
def test_an_application_is_allegros_from_the_first(
    placed: str, word: str | None, then: tuple[str, str]
) -> None:
    opened = bp.Event("opened", f"{placed[:4]}-04-02T10:00Z")
    facts = bp.Dispute(bp.Claim(order(placed), [bp.Problem("not_received")]), [opened])
    assert stages_called(facts) == [("with_platform", word)]
    assert silence(facts) == [then]
