"""What the FTC's cooling-off rule gives: three business days after a sale at the door."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("us-cooling-off")


def claim(kind: Any = "changed_mind", **told: Any) -> bp.Claim:
    """Claim for vacuum cleaners sold at the door on Thursday, 14 May 2026."""
    facts: dict[str, Any] = {
        "zone": "America/New_York",
        "items": [bp.Item("vacuum cleaner", "200 USD")],
        "country": "US",
        "sale": "off_premises",
        "information": "given",
    }
    order = bp.Order(told.pop("programme", "none"), told.pop("placed", "2026-05-14"), **{**facts, **told})
    return bp.Claim(order, [bp.Problem(kind)])


def window(facts: bp.Claim, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def asked(facts: bp.Claim, at: str = "2026-05-15T12:00Z") -> bp.Assessment:
    return bp.assess(facts, at=at, policy=PACK)


# --- three business days ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "last_day"),
    [
        ("2026-05-11", "2026-05-14"),  # a Monday: Tuesday, Wednesday, Thursday
        ("2026-05-14", "2026-05-18"),  # a Thursday: Friday, Saturday, and Monday
        ("2026-05-16", "2026-05-20"),  # a Saturday: Monday, Tuesday, Wednesday
        ("2026-05-22", "2026-05-27"),  # before Memorial Day, the 25th: Saturday, Tuesday, Wednesday
        ("2026-06-18", "2026-06-23"),  # before Juneteenth, a Friday: Saturday, Monday, Tuesday
        ("2026-11-25", "2026-11-30"),  # before Thanksgiving: Friday, Saturday, Monday
    ],
)
def test_saturdays_count_and_sundays_and_holidays_do_not(placed: str, last_day: str) -> None:
    assert window(claim(placed=placed), "cancel").last_day == last_day


@pytest.mark.parametrize(
    ("at", "coverage", "action"),
    [
        ("2026-05-18T23:59:59-04:00", "covered", "give_notice"),
        ("2026-05-19T00:00:00-04:00", "too_late", "other_route"),
    ],
)
def test_midnight_of_the_third_is_the_end(at: str, coverage: str, action: str) -> None:
    answer = asked(claim(), at)
    assert (answer.classification.coverage, answer.recommendation.action) == (coverage, action)


def test_posting_it_in_time_is_enough() -> None:
    assert window(claim(), "cancel").in_time_when == "sent"
    done = asked(claim(withdrawn="2026-05-18"), "2026-05-25T12:00Z").deadlines.find("cancel")
    assert done is not None
    assert done.status("2026-05-25T12:00Z") == "done"


@pytest.mark.parametrize("kind", ["changed_mind", "not_received", "defective", "wrong_item"])
def test_no_reason_is_needed(kind: Any) -> None:
    found = asked(claim(kind)).classification
    assert (found.ground, found.coverage) == ("cancel", "covered")


# --- who was not told -------------------------------------------------------------------------------


def test_without_the_forms_three_days_are_safe_and_more_is_arguable() -> None:
    missing = claim(information="missing")
    assert str(window(missing, "cancel").safe_by) == "2026-05-19 00:00:00-04:00"
    assert asked(missing, "2026-07-01T12:00Z").classification.coverage == "undetermined"
    later = claim(information=None, informed="2026-06-01")
    # From Monday, 1 June: until Thursday, the 4th.
    assert str(window(later, "cancel").latest_arguable) == "2026-06-05 00:00:00-04:00"
    assert window(later, "cancel").last_day == "2026-05-18"


# --- what the seller has to do ----------------------------------------------------------------------


def test_the_money_is_back_ten_business_days_after_the_seller_has_the_notice() -> None:
    facts = claim(withdrawn="2026-05-15", withdrawal_received="2026-05-18")
    # From Monday, the 18th: the 19th to 23rd, 26th to 30th; the 24th is a Sunday, the 25th Memorial Day.
    assert window(facts, "refund").last_day == "2026-05-30"
    # 20 days after the notice of 15 May: 16 of May and 4 of June.
    assert window(facts, "collect_goods").last_day == "2026-06-04"


def test_the_goods_are_held_ready_at_the_sellers_cost() -> None:
    request = asked(claim("defective")).recommendation.request
    assert (str(request.amount), request.return_goods, request.return_paid_by) == (
        "200.00 USD",
        True,
        "seller",
    )
    assert asked(claim("not_received")).recommendation.request.return_goods is False


def test_after_the_notice_the_seller_is_waited_for() -> None:
    cancelled = asked(claim(withdrawn="2026-05-16"), "2026-05-25T12:00Z").recommendation
    # From Saturday, the 16th: the 18th to 23rd, and 26th to 29th; the 25th is Memorial Day.
    assert (cancelled.action, str(cancelled.wait_until)) == ("wait", "2026-05-30 00:00:00-04:00")
    # Posted a day too late, it brings nothing.
    late = asked(claim("not_refunded", withdrawn="2026-05-19"), "2026-06-20T12:00Z").classification
    assert (late.ground, late.coverage) == ("not_refunded", "too_late")


def test_services_are_not_sent_back() -> None:
    lessons = claim(items=[bp.Item("lessons", "900 USD", traits={"service"})])
    assert asked(lessons).recommendation.request.return_goods is False


def test_a_refund_that_does_not_come_after_cancelling_in_time_is_owed() -> None:
    found = asked(claim("not_refunded", withdrawn="2026-05-16"), "2026-06-20T12:00Z").classification
    assert (found.ground, found.coverage) == ("not_refunded", "covered")


# --- how much, and what -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "price", "coverage", "version"),
    [
        ("2015-03-12", "24.99 USD", "not_covered", "25-dollars"),
        ("2015-03-12", "25 USD", "covered", "25-dollars"),
        ("2015-03-13", "24.99 USD", "not_covered", "130-dollars"),
        ("2015-03-13", "25 USD", "undetermined", "130-dollars"),
        ("2015-03-13", "129.99 USD", "undetermined", "130-dollars"),
        ("2015-03-13", "130 USD", "covered", "130-dollars"),
    ],
)
def test_the_least_price_and_its_change_in_2015(placed: str, price: str, coverage: str, version: str) -> None:
    answer = asked(claim(placed=placed, items=[bp.Item("brush", price)]), "2015-03-14T12:00Z")
    assert (answer.classification.coverage, answer.policy.version) == (coverage, version)


def test_several_things_count_together() -> None:
    brushes = claim(items=[bp.Item("brush", "65 USD"), bp.Item("broom", "65 USD")])
    assert asked(brushes).classification.coverage == "covered"


def test_between_the_limits_it_is_asked_whether_it_was_at_home_and_cancelled_all_the_same() -> None:
    answer = asked(claim(items=[bp.Item("brush", "60 USD")]))
    assert answer.classification.needs == ("whether it was sold at the buyer's home",)
    assert answer.recommendation.action == "give_notice"


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"user_class": "business"}, "business-buyer"),
        ({"items": [bp.Item("a week a year", "9000 USD", traits={"real_estate"})]}, "property"),
        ({"programme": "us-cooling-off", "sale": "distance"}, "not-in-person"),
    ],
)
def test_what_is_left_out_is_told_with_its_reason(told: dict[str, Any], rule: str) -> None:
    found = asked(claim(**told)).classification
    assert (found.coverage, found.because[-1].rule) == ("not_covered", f"exclusion.{rule}")


@pytest.mark.parametrize("trait", ["vehicle", "service"])
def test_of_vehicles_and_services_it_depends(trait: Any) -> None:
    facts = claim(items=[bp.Item("it", "900 USD", traits={trait})])
    assert asked(facts).classification.coverage == "undetermined"


def test_it_is_for_sales_in_person_in_the_united_states() -> None:
    def status(**told: Any) -> str:
        found = bp.routes(claim(**told), at="2026-05-15T12:00Z").find("us-cooling-off")
        assert found is not None
        return found.status

    assert status() == "applies"
    assert status(sale="distance") == status(sale="in_store") == status(country="CA") == "does_not_apply"
    assert status(country=None) == "may_apply"
