"""A window whose clock stands still, in an invented pack that counts as the United Kingdom's repairs do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import buyerprotect as bp

PACK = Path(__file__).parent.parent / "rules" / "good" / "repairs.toml"


def order(**told: Any) -> bp.Order:
    parcels = [bp.Parcel(shipped="2026-01-02", delivered="2026-01-05")]
    items = [bp.Item("kettle", "40 GBP")]
    return bp.Order(
        "sample-repairs", "2026-01-01", zone="Europe/London", items=items, parcels=parcels, **told
    )


def reject(**told: str) -> bp.Deadline:
    found = bp.deadlines(order(**told), policy=bp.load_pack(PACK).versions[0]).find("open_dispute")
    assert found is not None
    return found


def test_the_clock_stands_still_from_the_request_until_the_goods_are_back() -> None:
    assert reject().last_day == "2026-02-03"
    asked = reject(repair_asked="2026-01-20")
    assert asked.closes is None
    assert asked.status("2026-01-25T12:00Z") == "paused"
    assert asked.status("2026-01-19T23:59Z") == "open"
    assert asked.needs == ("repaired",)
    back = reject(repair_asked="2026-01-20", repaired="2026-01-29")
    assert back.status("2026-01-30T12:00Z") == "open"
    # Ten days are added, from the day of the request to that of the return.
    assert back.last_day == "2026-02-13"


def test_what_is_left_is_at_least_seven_days() -> None:
    late = reject(repair_asked="2026-02-03", repaired="2026-02-20")
    assert late.last_day == "2026-02-27"


def test_a_request_after_the_end_stops_nothing() -> None:
    late = reject(repair_asked="2026-02-04")
    assert late.last_day == "2026-02-03"
    assert late.status("2026-02-04T00:00Z") == "closed"


def test_who_has_a_paused_window_may_act_and_is_covered() -> None:
    claim = bp.Claim(order(repair_asked="2026-01-20"), [bp.Problem("defective")])
    answer = bp.assess(claim, at="2026-01-25T12:00Z", policy=bp.load_pack(PACK).versions[0])
    assert answer.classification.coverage == "covered"
    assert answer.recommendation.act_by is None
    assert "paused" in answer.explain()


@pytest.mark.parametrize("told", [{"repaired": "2026-01-19"}, {"repair_asked": "2025-12-31"}])
def test_goods_are_not_back_before_they_were_asked_to_be(told: dict[str, str]) -> None:
    with pytest.raises(bp.InvalidFactsError, match="which cannot be"):
        order(**({"repair_asked": "2026-01-20"} | told))


def test_the_ends_of_billing_cycles_are_days_in_order() -> None:
    paid = bp.Payment(cycle_ends=["2026-01-20", "2026-02-20"])
    assert [day.isoformat() for day in paid.cycle_ends] == ["2026-01-20", "2026-02-20"]
    for wrong in (
        ["2026-02-20", "2026-01-20"],
        ["2026-01-20", "2026-01-20"],
        ["2026-01-20T12:00Z"],
        ["soon"],
        5,
    ):
        with pytest.raises(bp.InvalidFactsError, match="cycle_ends"):
            bp.Payment(cycle_ends=wrong)  # type: ignore[arg-type]  # what it is about
