"""Section 75: until when, for which items, how much, and what is left out or left open."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("uk-s75")
CARD: dict[str, Any] = {"provider": "none", "network": "visa", "funding": "credit", "issuer_country": "GB"}
AT = "2026-03-14T12:00Z"


def order(programme: str = "none", *prices: str, **told: Any) -> bp.Order:
    payment = bp.Payment(**{**CARD, **told.pop("payment", {})})
    facts: dict[str, Any] = {
        "zone": "Europe/London",
        "country": "GB",
        "region": "GB-ENG",
        "items": [bp.Item(f"laptop {i}", price) for i, price in enumerate(prices or ("900 GBP",))],
        "parcels": [bp.Parcel(shipped="2026-02-28", delivered="2026-03-02")],
        "payment": payment,
    }
    return bp.Order(programme, "2026-02-27", **{**facts, **told})


def claim(facts: bp.Order, kind: Any = "defective", **told: Any) -> bp.Claim:
    return bp.Claim(facts, [bp.Problem(kind)], **told)


def found(facts: bp.Order, kind: Any = "defective", at: str = AT) -> bp.Classification:
    return bp.classify(claim(facts, kind), at=at, policy=PACK)


def excluded(facts: bp.Order) -> list[str]:
    return [because.rule for because in found(facts).because if because.rule.startswith("exclusion.")]


# --- until when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("region", "last_day"), [("GB-ENG", "2032-03-02"), ("GB-SCT", "2031-03-02")])
def test_six_years_from_the_delivery_and_five_in_scotland(region: str, last_day: str) -> None:
    # Delivered on 2 March 2026, which is not counted.
    window = find_window(order(region=region), "claim", PACK)
    assert (window.last_day, window.action) == (last_day, "dispute_with_bank")


def test_where_the_region_is_not_told_the_five_years_are_safe() -> None:
    window = find_window(order(region=None), "claim", PACK)
    assert window.last_day == "2032-03-02"
    assert str(window.safe_by) == "2031-03-03 00:00:00+00:00"


@pytest.mark.parametrize(
    ("at", "coverage"), [("2032-03-02T23:59Z", "covered"), ("2032-03-03T00:00Z", "too_late")]
)
def test_the_day_after_six_years_is_too_late(at: str, coverage: str) -> None:
    assert found(order(), at=at).coverage == coverage


def test_goods_that_do_not_come_break_the_contract_after_the_agreed_day_or_30_days() -> None:
    agreed = find_window(order(parcels=[bp.Parcel(promised="2026-03-20")]), "claim_undelivered", PACK)
    assert str(agreed.opens) == "2026-03-21 00:00:00+00:00"
    assert agreed.last_day == "2032-03-20"
    # 27 February and 30 days is 29 March, on which British clocks go forward; it opens with the 30th.
    none = find_window(order(parcels=[]), "claim_undelivered", PACK)
    assert str(none.opens) == "2026-03-30 00:00:00+01:00"
    assert none.last_day == "2032-03-29"


@pytest.mark.parametrize(
    ("at", "coverage"), [("2026-03-20T23:59Z", "too_early"), ("2026-03-21T00:00Z", "covered")]
)
def test_before_the_agreed_day_has_passed_nothing_is_broken(at: str, coverage: str) -> None:
    undelivered = order(parcels=[bp.Parcel(promised="2026-03-20")])
    assert found(undelivered, "not_received", at).coverage == coverage


def test_a_part_of_the_order_that_did_not_come_is_claimed_for() -> None:
    parcels = [bp.Parcel(delivered="2026-03-02", items=["laptop 0"]), bp.Parcel(items=["laptop 1"])]
    missing = claim(order("none", "900 GBP", "500 GBP", parcels=parcels), "not_received", items=["laptop 1"])
    # 27 February and 30 days is 29 March; British clocks have gone forward by midnight.
    early = bp.classify(missing, at="2026-03-29T22:59:59Z", policy=PACK)
    assert (early.ground, early.coverage) == ("not_delivered", "too_early")
    late = bp.recommend(missing, at="2026-03-29T23:00Z", policy=PACK)
    assert (late.found.coverage, late.request.amount) == ("covered", bp.Money.of("500 GBP"))


def test_a_refund_for_what_was_cancelled_before_it_came() -> None:
    cancelled = claim(order(parcels=[], withdrawn="2026-03-05"), "not_refunded")
    answer = bp.recommend(cancelled, at=AT, policy=PACK)
    assert (answer.found.ground, answer.found.coverage) == ("not_refunded_undelivered", "covered")
    assert answer.action == "dispute_with_bank"
    assert answer.request.return_goods is False
    assert find_window(cancelled, "claim_refund_undelivered", PACK).last_day == "2032-03-05"
    north = claim(order(parcels=[], withdrawn="2026-03-05", region="GB-SCT"), "not_refunded")
    assert find_window(north, "claim_refund_undelivered", PACK).last_day == "2031-03-05"
    # Not without having been cancelled.
    assert found(order(parcels=[]), "not_refunded").coverage == "not_covered"


def test_a_download_needs_no_delivery() -> None:
    song = order(items=[bp.Item("course", "120 GBP", traits=["digital"])], parcels=[])
    assert found(song).coverage == "covered"
    # Six years from the contract of 27 February 2026.
    assert find_window(song, "claim", PACK).last_day == "2032-02-27"


def test_once_the_bank_was_told_there_is_waiting() -> None:
    told = bp.recommend(claim(order(bank_told="2026-03-10")), at=AT, policy=PACK)
    assert (told.found.coverage, told.action) == ("covered", "wait")


# --- which items, and how much ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "coverage", "ground"),
    [
        ("100.00 GBP", "not_covered", "breach"),
        ("100.01 GBP", "covered", "breach"),
        ("30000.00 GBP", "covered", "breach"),
        ("30000.01 GBP", "undetermined", "section_75A"),
    ],
)
def test_more_than_100_and_no_more_than_30000_pounds(price: str, coverage: str, ground: str) -> None:
    answer = found(order("none", price))
    assert (answer.coverage, answer.ground) == (coverage, ground)


def test_above_30000_pounds_the_answer_says_what_section_75a_needs() -> None:
    answer = found(order("none", "31000 GBP"))
    (needed,) = answer.needs
    assert needed.startswith(
        "whether the credit was granted for these goods alone, came to no more than 60,260"
    )


def test_each_item_counts_by_itself() -> None:
    # 60 and 60 come to more than 100, but neither item does.
    assert excluded(order("none", "60 GBP", "60 GBP")) == ["exclusion.item-too-cheap"]
    mixed = bp.recommend(claim(order("none", "60 GBP", "400 GBP")), at=AT, policy=PACK)
    assert mixed.entitlement is not None
    assert mixed.entitlement.amount == bp.Money.of("400 GBP")
    assert mixed.request.amount == bp.Money.of("400 GBP")


def test_only_what_is_claimed_counts() -> None:
    both = order("none", "60 GBP", "400 GBP")
    cheap = bp.classify(claim(both, items=["laptop 0"]), at=AT, policy=PACK)
    assert cheap.coverage == "not_covered"


def test_the_whole_loss_is_claimed_with_its_share_of_the_shipping() -> None:
    lost = claim(order(shipping="10 GBP"), losses=[bp.Loss("a day's hire", "45 GBP")])
    advice = bp.recommend(lost, at=AT, policy=PACK)
    assert advice.entitlement is not None
    assert advice.entitlement.amount == bp.Money.of("910 GBP")
    assert advice.entitlement.losses == bp.Money.of("45 GBP")
    assert advice.request.amount == bp.Money.of("910 GBP")
    assert [extra.amount for extra in advice.request.extras] == [bp.Money.of("45 GBP")]


def test_a_price_in_another_currency_has_to_be_told_in_pounds() -> None:
    assert "dearest_item in GBP" in found(order("none", "900 USD")).needs


# --- what is left out -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("funding", "rule"),
    [
        ("debit", "debit-card"),
        ("prepaid", "debit-card"),
        ("charge", "charge-card"),
    ],
)
def test_without_credit_there_is_no_section_75(funding: str, rule: str) -> None:
    answer = found(order(payment={"funding": funding}))
    assert answer.coverage == "not_covered"
    assert answer.because[-1].rule == f"exclusion.{rule}"


def test_a_balance_is_nobodys_credit() -> None:
    paid = order(payment={"provider": "paypal", "network": None, "funding": "balance"})
    assert found(paid).coverage == "not_covered"
    assert found(paid).because[-1].rule == "exclusion.balance"


def test_how_it_was_funded_has_to_be_told() -> None:
    answer = found(order(payment={"funding": None}))
    assert (answer.coverage, answer.needs) == ("undetermined", ("funding",))


def test_a_private_seller_is_asked_for_where_private_people_sell() -> None:
    assert found(order(seller_class="private")).coverage == "not_covered"
    assert found(order()).coverage == "covered"
    assert "seller_class" in found(order("ebay")).needs
    assert "seller_class" not in found(order("amazon")).needs
    assert excluded(order("ebay", seller_class="private")) == ["exclusion.private-seller"]


def test_a_change_of_mind_breaks_no_contract() -> None:
    answer = found(order(), "changed_mind")
    assert (answer.ground, answer.coverage) == (None, "not_covered")


# --- what is left open ------------------------------------------------------------------------------


def test_a_payment_through_paypal_is_left_open_and_claimed_all_the_same() -> None:
    paid = order(payment={"provider": "paypal", "channel": "checkout"})
    answer = found(paid)
    assert answer.coverage == "undetermined"
    assert answer.needs == (
        "whether a payment provider between card and seller keeps the link that section 75 asks for",
    )
    step = bp.recommend(claim(paid), at=AT, policy=PACK)
    assert (step.action, step.request.amount) == ("dispute_with_bank", bp.Money.of("900 GBP"))


def test_a_guest_at_paypal_is_covered_as_the_ombudsman_held() -> None:
    assert found(order(payment={"provider": "PayPal", "channel": "guest"})).coverage == "covered"
    assert "channel" in found(order(payment={"provider": "paypal"})).needs


def test_a_marketplace_between_is_left_open() -> None:
    answer = found(order("ebay", seller_class="business"))
    assert answer.coverage == "undetermined"
    assert answer.needs == (
        "whether a marketplace that takes the money for its sellers keeps the link that section 75 asks for",
    )


def test_who_says_nothing_of_a_provider_is_asked() -> None:
    assert "provider" in found(order(payment={"provider": None})).needs


def test_a_card_from_elsewhere_is_not_for_this_law() -> None:
    with pytest.raises(bp.InvalidFactsError, match="issuer_country is GB"):
        bp.deadlines(order(payment={"issuer_country": "US"}), policy=PACK)


def test_a_loss_is_made_good_once() -> None:
    (rule,) = bp.deadlines(order(), policy=PACK).policy.interactions
    assert (rule.effect, rule.others) == ("no_second_recovery", ("any",))


def placed_on(day: str) -> bp.Order:
    desk = [bp.Item("desk", "200 GBP")]
    return bp.Order("none", day, zone="Europe/London", items=desk, payment=bp.Payment(**CARD))


def test_it_is_told_of_from_february_2011_on() -> None:
    assert bp.deadlines(placed_on("2011-02-01"), policy=PACK).policy.version == "2011"
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(placed_on("2011-01-31"), policy=PACK)
