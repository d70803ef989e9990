"""What the files of the conformance set cannot show of Temu's pack."""

from __future__ import annotations

from typing import Any

import pytest
from finding import beside, silence, stages_called

import buyerprotect as bp

DAY = 86_400


def order(placed: str = "2026-05-01", **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "country": "US",
        "zone": "America/Los_Angeles",
        "items": [bp.Item("lamp", "40 USD", traits=told.pop("traits", ()))],
        "parcels": [bp.Parcel(shipped=placed, delivered=placed)],
    }
    return bp.Order("temu", placed, **{**facts, **told})


def request(placed: str, kind: Any, **told: Any) -> bp.Request:
    claim = bp.Claim(order(placed, shipping="3 USD", tax="2 USD", **told), [bp.Problem(kind)])
    found = bp.recommend(claim, at=f"{placed}T20:00Z").request
    assert found is not None
    return found


@pytest.mark.parametrize("placed", ["2025-08-27", "2026-03-21", "2026-03-22", "2026-04-27", "2026-04-28"])
def test_the_numbers_are_the_same_in_all_dated_texts(placed: str) -> None:
    windows = bp.deadlines(order(placed))
    plain = windows.find("request_return")
    electronics = bp.deadlines(order(placed, traits=["electronics"])).find("request_return")
    assert plain is not None
    assert electronics is not None
    assert plain.closes == electronics.latest_arguable
    assert plain.closes is not None
    assert electronics.closes is not None
    assert round((plain.closes - electronics.closes).total_seconds() / DAY) == 90 - 45
    assert {"electronics-60-days", "electronics-90-days"} <= {reading.id for reading in electronics.readings}


@pytest.mark.parametrize(
    ("kind", "amount"), [("changed_mind", "42.00"), ("late", "45.00"), ("defective", "45.00")]
)
def test_shipping_is_kept_unless_temu_or_the_seller_is_at_fault(kind: Any, amount: str) -> None:
    assert str(request("2026-05-01", kind).amount) == f"{amount} USD"


@pytest.mark.parametrize(("earlier", "payer"), [(0, "platform"), (1, "buyer"), (3, "buyer")])
def test_only_the_first_return_of_an_order_is_free(earlier: int, payer: str) -> None:
    assert request("2026-05-01", "defective", earlier_returns=earlier).return_paid_by == payer


def test_food_that_is_faulty_or_missing_is_still_covered() -> None:
    for kind in ("defective", "not_received", "missing_parts"):
        claim = bp.Claim(order(traits=["perishable"]), [bp.Problem(kind)])
        assert bp.classify(claim, at="2026-05-20T12:00Z").coverage == "covered"


def test_where_no_country_is_told_the_american_text_is_taken() -> None:
    assert bp.deadlines(order(country=None)).policy.version == "2026-04"


def test_a_text_says_nothing_of_orders_from_before_its_own_date() -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order("2022-11-01"))


@pytest.mark.parametrize("version", ["2025", "2026-03", "2026-04"])
def test_after_a_chargeback_temu_pays_nothing_itself(version: str) -> None:
    assert beside("temu", version) == {
        "chargeback": ("closed_by", ("card", "paypal")),
        "paid-once": ("no_second_recovery", ("card", "paypal")),
    }


def test_the_undated_help_on_chargebacks_is_not_taken_for_2022() -> None:
    assert beside("temu", "2022") == {}


@pytest.mark.parametrize("placed", ["2023-05-01", "2025-10-01", "2026-05-01"])
@pytest.mark.parametrize(
    ("kind", "then"),
    [
        ("defective", ("case_closed {}-16", "closed")),  # 14 whole days after the 1st of the next month
        ("missing_parts", ("", "with_platform")),  # missing-help: support pays them back; no days are given
    ],
)
def test_requests_are_temus_own_and_no_seller_answers_them(
    placed: str, kind: Any, then: tuple[str, str]
) -> None:
    month = f"{placed[:5]}{int(placed[5:7]) + 1:02}"
    opened = bp.Event("opened", f"{month}-01T12:00-07:00")
    facts = bp.Dispute(bp.Claim(order(placed), [bp.Problem(kind)]), [opened])
    assert stages_called(facts) == [("with_platform", None)]
    assert silence(facts) == [(then[0].format(month), then[1])]
