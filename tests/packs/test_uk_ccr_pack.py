"""The Consumer Contracts Regulations: 14 days, the longer time of who was not told, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("uk-ccr")
AT = "2026-03-14T12:00Z"


def order(programme: str = "none", *, traits: Any = (), price: str = "40 GBP", **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Europe/London",
        "country": "GB",
        "region": "GB-ENG",
        "items": [bp.Item("lamp", price, traits=traits)],
        "shipping": "5 GBP",
        "parcels": [bp.Parcel(shipped="2026-02-21", delivered="2026-03-02")],
    }
    if "informed" not in told:
        facts["information"] = "given"
    return bp.Order(programme, "2026-02-20", **{**facts, **told})


def claim(facts: bp.Order, kind: Any = "changed_mind") -> bp.Claim:
    return bp.Claim(facts, [bp.Problem(kind)])


def found(facts: bp.Order, kind: Any = "changed_mind", at: str = AT) -> bp.Classification:
    return bp.classify(claim(facts, kind), at=at, policy=PACK)


def window(name: str = "cancel", **told: Any) -> bp.Deadline:
    return find_window(order(**told), name, PACK)


# --- the 14 days ------------------------------------------------------------------------------------


def test_14_days_after_the_day_of_the_delivery() -> None:
    # Delivered on Monday 2 March: the 3rd is day 1, Monday the 16th is day 14.
    cancel = window()
    assert (cancel.last_day, cancel.in_time_when) == ("2026-03-16", "sent")


@pytest.mark.parametrize(
    ("at", "coverage"), [("2026-03-16T23:59:59Z", "covered"), ("2026-03-17T00:00Z", "too_late")]
)
def test_the_15th_day_is_too_late(at: str, coverage: str) -> None:
    assert found(order(), at=at).coverage == coverage


def test_an_end_on_a_sunday_stands() -> None:
    # Sunday 1 March and 14 days is Sunday the 15th.
    assert window(parcels=[bp.Parcel(delivered="2026-03-01")]).last_day == "2026-03-15"


def test_of_several_parcels_the_last_counts() -> None:
    parcels = [bp.Parcel(delivered="2026-03-02"), bp.Parcel(delivered="2026-03-10")]
    assert window(parcels=parcels).last_day == "2026-03-24"


def test_it_can_be_cancelled_before_anything_comes() -> None:
    answer = found(order(parcels=[]), "not_received", "2026-02-21T12:00Z")
    assert (answer.ground, answer.coverage) == ("cancellation", "covered")
    assert window(parcels=[]).closes is None


@pytest.mark.parametrize("trait", ["service", "digital"])
def test_services_and_downloads_count_from_the_contract(trait: str) -> None:
    # 20 February and 14 days is 6 March.
    assert window(traits=[trait], parcels=[]).last_day == "2026-03-06"


# --- who was not told -------------------------------------------------------------------------------


def test_who_was_not_told_has_12_months_more() -> None:
    # 12 months after 16 March 2026.
    assert window(information="missing").last_day == "2027-03-16"


def test_where_nobody_says_the_14_days_are_safe_and_the_longer_time_a_reading() -> None:
    cancel = window(information=None)
    assert cancel.last_day == "2026-03-16"
    assert str(cancel.safe_by) == "2026-03-17 00:00:00+00:00"
    assert str(cancel.latest_arguable) == "2027-03-17 00:00:00+00:00"


@pytest.mark.parametrize(
    ("informed", "last_day"),
    [
        # Before the goods came: the ordinary time.
        ("2026-02-25", "2026-03-16"),
        # The day after delivery: 14 days from then.
        ("2026-03-03", "2026-03-17"),
        ("2026-06-01", "2026-06-15"),
        # The last day of the 12 months that begin with 3 March 2026.
        ("2027-03-02", "2027-03-16"),
        # Too late to count.
        ("2027-03-03", "2027-03-16"),
        ("2027-05-01", "2027-03-16"),
    ],
)
def test_who_was_told_late_has_14_days_from_then(informed: str, last_day: str) -> None:
    assert window(informed=informed).last_day == last_day


def test_around_the_end_of_a_february_the_cap_may_be_a_day_early() -> None:
    parcels = [bp.Parcel(delivered="2024-02-15")]
    # 29 February 2024 ends the 14 days, 28 February 2025 the 12 months; 15 February 2025 and 14 days would
    # be 1 March, and the information was still in time.
    late = bp.Order(
        "none",
        "2024-02-10",
        zone="Europe/London",
        country="GB",
        items=[bp.Item("lamp", "40 GBP")],
        parcels=parcels,
        informed="2025-02-15",
    )
    assert find_window(late, "cancel", PACK).last_day == "2025-02-28"


# --- the way back -----------------------------------------------------------------------------------


def test_the_goods_are_sent_within_14_days_after_the_notice() -> None:
    back = window("return_goods", withdrawn="2026-03-10")
    assert (back.last_day, back.in_time_when) == ("2026-03-24", "sent")
    assert bp.deadlines(order(), policy=PACK).find("return_goods") is None


def test_the_refund_is_due_14_days_after_the_goods_are_back_or_proof_of_posting() -> None:
    due = window(
        "refund_of_goods", withdrawn="2026-03-10", return_sent="2026-03-12", return_received="2026-03-16"
    )
    assert (due.party, due.last_day) == ("seller", "2026-03-30")
    # By the proof of 12 March, until the 26th.
    by_proof = next(reading for reading in due.readings if reading.id == "proof-of-posting")
    assert by_proof.closes_us == datetime(2026, 3, 27, tzinfo=UTC).timestamp() * 1_000_000


def test_without_goods_it_is_due_14_days_after_the_trader_was_told() -> None:
    due = window("refund", parcels=[], withdrawn="2026-03-10", withdrawal_received="2026-03-11")
    assert due.last_day == "2026-03-25"
    assert bp.deadlines(order(parcels=[], withdrawn="2026-03-10"), policy=PACK).find("return_goods") is None


def test_a_refund_that_does_not_come_can_be_claimed_for_years() -> None:
    cancelled = order(withdrawn="2026-03-10", return_sent="2026-03-12")
    answer = found(cancelled, "not_refunded", "2026-05-01T12:00Z")
    assert (answer.ground, answer.coverage) == ("not_refunded", "covered")
    assert find_window(cancelled, "claim_refund", PACK).last_day == "2032-03-10"
    assert window("claim_refund", withdrawn="2026-03-10", region="GB-SCT").last_day == "2031-03-10"


def test_all_payments_come_back_and_the_buyer_pays_the_way_back() -> None:
    answer = bp.recommend(claim(order()), at=AT, policy=PACK)
    assert answer.action == "give_notice"
    assert str(answer.act_by) == "2026-03-16 23:59:59+00:00"
    assert answer.request.amount == bp.Money.of("45 GBP")
    assert (answer.request.return_goods, answer.request.return_paid_by) == (True, "buyer")
    assert answer.entitlement is not None
    assert answer.entitlement.less == ("handling",)


def test_after_the_notice_the_goods_are_sent_and_then_the_refund_is_waited_for() -> None:
    back = bp.recommend(claim(order(withdrawn="2026-03-10")), at=AT, policy=PACK)
    # 10 March and 14 days, though the 14 days of the notice end with the 16th.
    assert (back.action, str(back.act_by)) == ("return_goods", "2026-03-24 23:59:59+00:00")
    late = bp.recommend(claim(order(withdrawn="2026-03-10")), at="2026-03-25T00:00Z", policy=PACK)
    assert late.action == "wait"
    assert "advice.not-sent-back-yet" in {because.rule for because in late.because}
    sent = claim(order(withdrawn="2026-03-10", return_sent="2026-03-12", return_received="2026-03-16"))
    paid = bp.recommend(sent, at="2026-03-20T12:00Z", policy=PACK)
    # 16 March and 14 days is the 30th, on which British clocks are already forward.
    assert (paid.action, str(paid.wait_until)) == ("wait", "2026-03-31 00:00:00+01:00")
    assert "advice.not-sent-back-yet" not in {because.rule for because in paid.because}


@pytest.mark.parametrize("kind", ["changed_mind", "not_received", "late"])
def test_what_never_came_is_not_to_be_sent_back(kind: Any) -> None:
    cancelled = bp.recommend(claim(order(parcels=[]), kind), at="2026-02-25T12:00Z", policy=PACK)
    assert (cancelled.action, cancelled.request.return_goods) == ("give_notice", False)


def test_what_went_back_is_not_to_be_sent_again() -> None:
    gone = order(withdrawn="2026-03-10", return_sent="2026-03-12")
    answer = bp.recommend(claim(gone, "not_refunded"), at="2026-05-01T12:00Z", policy=PACK)
    assert answer.request.return_goods is False
    here = bp.recommend(claim(order(withdrawn="2026-03-10"), "not_refunded"), at=AT, policy=PACK)
    assert here.request.return_goods is True


def test_faulty_goods_are_better_rejected() -> None:
    answer = bp.recommend(claim(order(), "defective"), at=AT, policy=PACK)
    assert "advice.faulty-goods" in {because.rule for because in answer.because}
    changed = bp.recommend(claim(order()), at=AT, policy=PACK)
    assert "advice.faulty-goods" not in {because.rule for because in changed.because}


# --- what cannot be cancelled -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"sale": "in_store"}, "in-store"),
        ({"seller_class": "private"}, "private-seller-elsewhere"),
        ({"programme": "ebay", "seller_class": "private"}, "private-seller"),
        ({"user_class": "business"}, "business-buyer"),
        ({"traits": ["made_to_order"]}, "made-to-order"),
        ({"traits": ["perishable"]}, "perishable"),
        ({"traits": ["hygiene", "unsealed"]}, "unsealed"),
        ({"traits": ["media", "unsealed"]}, "unsealed"),
        ({"traits": ["newspaper"]}, "newspaper"),
        ({"traits": ["bullion"]}, "market-price"),
        ({"traits": ["ticket"]}, "on-a-date"),
        # 37 and 5 pounds are 42.
        ({"sale": "off_premises", "price": "37 GBP"}, "small-off-premises"),
    ],
)
def test_what_cannot_be_cancelled_is_told_with_its_reason(told: dict[str, Any], rule: str) -> None:
    answer = found(order(**told))
    assert (answer.coverage, answer.because[-1].rule) == ("not_covered", f"exclusion.{rule}")


@pytest.mark.parametrize(
    "told",
    [
        {"traits": ["hygiene"]},
        {"traits": ["unsealed"]},
        {"sale": "off_premises", "price": "37.01 GBP"},
        {"programme": "ebay", "seller_class": "business"},
    ],
)
def test_what_is_only_like_it_can_be(told: dict[str, Any]) -> None:
    assert found(order(**told)).coverage == "covered"


def test_on_a_marketplace_of_private_people_the_seller_has_to_be_told() -> None:
    answer = found(order("ebay"))
    assert (answer.coverage, answer.needs) == ("undetermined", ("seller_class",))


def test_a_download_that_was_delivered_is_left_open() -> None:
    answer = found(order(traits=["digital"]), at="2026-03-05T12:00Z")
    assert answer.needs == (
        "whether the download began with your consent, knowing that this ends the right to cancel",
    )


def test_it_is_for_contracts_from_june_2014_on() -> None:
    items = [bp.Item("lamp", "40 GBP")]
    first = bp.Order("none", "2014-06-13", zone="Europe/London", country="GB", items=items)
    assert bp.deadlines(first, policy=PACK).policy.version == "2014"
    older = bp.Order("none", "2014-06-12", zone="Europe/London", country="GB", items=items)
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(older, policy=PACK)
