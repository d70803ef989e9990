"""What the files of the conformance set cannot show of Alibaba.com's pack."""

from __future__ import annotations

from typing import Any

import pytest
from finding import silence, stages_called

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("alibaba")


def order(channel: Any = "checkout", **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Asia/Shanghai",
        "paid": "2024-01-06",
        "items": [bp.Item("1000 mugs", "1400 USD")],
        "parcels": [bp.Parcel(shipped="2024-02-07", delivered="2024-03-12")],
        "payment": bp.Payment(channel=channel),
    }
    return bp.Order("alibaba", "2024-01-05", **{**facts, **told})


@pytest.mark.parametrize("channel", ["checkout", "bank_transfer", "voucher", "guest"])
def test_what_is_paid_on_the_site_has_trade_assurance(channel: str) -> None:
    policy = bp.deadlines(order(channel)).policy
    assert (policy.version, policy.bracketed_with) == ("trade-assurance", ())


@pytest.mark.parametrize("channel", ["outside_checkout", "cheque", "cash", "personal"])
def test_what_is_paid_elsewhere_has_only_the_complaint(channel: str) -> None:
    windows = bp.deadlines(order(channel))
    assert windows.policy.version == "offline"
    assert windows.find("escalate") is None


def test_until_receipt_is_confirmed_the_reading_from_receipt_is_the_one_to_plan_with() -> None:
    window = bp.deadlines(order()).find("open_dispute")
    assert window is not None
    assert window.closes is None
    assert str(window.safe_by) == "2024-04-12 00:00:00+08:00"


def test_who_is_past_the_dispute_by_the_order_page_still_has_customer_service() -> None:
    """The receipt was confirmed long before the goods were there."""
    early = order(confirmed="2024-02-20")
    claim = bp.Claim(early, [bp.Problem("quality", "partial")])
    found = bp.recommend(claim, at="2024-04-05T04:00Z")
    window = bp.deadlines(claim).find("offline_dispute")
    assert window is not None
    assert window.last_day == "2024-04-11"
    assert found.action == "open_dispute"
    assert found.act_by is None


@pytest.mark.parametrize("user_class", ["consumer", "business"])
def test_buyers_in_business_are_answered_as_all_others(user_class: Any) -> None:
    claim = bp.Claim(order(confirmed="2024-03-20", user_class=user_class), [bp.Problem("quality", "partial")])
    assert bp.classify(claim, at="2024-04-01T04:00Z").coverage == "covered"


def test_nothing_is_claimed_of_the_american_rules_that_could_not_be_read() -> None:
    assert [version.version for version in PACK.versions] == ["trade-assurance", "offline"]
    using = [rule.id for version in PACK.versions for rule in version.windows if "us-rules" in rule.sources]
    assert using == []


def test_a_complaint_about_an_offline_order_is_talked_over_first() -> None:
    facts = bp.Dispute(
        bp.Claim(order("outside_checkout"), [bp.Problem("not_received")]),
        [bp.Event("opened", "2024-03-15T12:00Z"), bp.Event("escalated", "2024-03-25T12:00Z")],
    )
    # offline-process: first the parties talk, then the case can be escalated; no days are given.
    assert stages_called(facts) == [("with_seller", "a complaint"), ("with_platform", None)]
    assert silence(facts) == [("", "with_seller"), ("", "with_platform")]
