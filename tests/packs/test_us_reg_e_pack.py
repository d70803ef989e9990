"""What Regulation E gives those who pay by debit card, and that it has nothing to say of the goods."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("us-reg-e")
NEXT_MONTH = "2026-02-12T23:00Z"


def claim(kind: Any = "unauthorised", **told: Any) -> bp.Claim:
    """Claim for an order of 5 January 2026, paid by debit card, on the statement of the 20th."""
    payment: dict[str, Any] = {
        "network": "visa",
        "funding": "debit",
        "issuer_country": "US",
        "provider": "none",
    }
    facts: dict[str, Any] = {
        "zone": "America/New_York",
        "items": [bp.Item("lamp", "80 USD")],
        "country": "US",
        "statement_sent": "2026-01-20",
        "payment": bp.Payment(**{**payment, **told.pop("payment", {})}),
    }
    order = bp.Order("none", told.pop("placed", "2026-01-05"), **{**facts, **told})
    return bp.Claim(order, [bp.Problem(kind)])


def window(facts: bp.Claim, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def asked(facts: bp.Claim, at: str = NEXT_MONTH) -> bp.Assessment:
    return bp.assess(facts, at=at, policy=PACK)


# --- errors of the transfer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("unauthorised", "11(a)(1)(i)"),
        ("incorrect_amount", "11(a)(1)(ii)"),
        ("duplicate", "charged-twice"),
    ],
)
def test_an_error_is_told_within_60_days_of_the_statement(kind: Any, ground: str) -> None:
    answer = asked(claim(kind))
    assert (answer.classification.ground, answer.classification.coverage) == (ground, "covered")
    # 20 January and 60 days: 11 of January, 28 of February, 21 of March.
    assert window(claim(kind), "error_notice").last_day == "2026-03-21"
    assert str(answer.recommendation.act_by) == "2026-03-21 23:59:59-04:00"
    assert answer.recommendation.action == "dispute_with_bank"


@pytest.mark.parametrize(
    ("at", "coverage"),
    [("2026-03-21T23:59:59-04:00", "covered"), ("2026-03-22T00:00:00-04:00", "too_late")],
)
def test_the_sixtieth_day_is_the_last(at: str, coverage: str) -> None:
    assert asked(claim("duplicate"), at).classification.coverage == coverage


@pytest.mark.parametrize(
    ("at", "ground"),
    [("2026-03-21T23:59:59-04:00", "11(a)(1)(i)"), ("2026-03-22T00:00:00-04:00", "6")],
)
def test_after_the_60_days_the_limits_of_the_loss_still_hold(at: str, ground: str) -> None:
    answer = asked(claim(), at)
    assert (answer.classification.ground, answer.classification.coverage) == (ground, "covered")
    assert answer.recommendation.action == "dispute_with_bank"
    assert "advice.lost-card-at-once" in {because.rule for because in answer.recommendation.because}


def test_once_the_bank_was_told_its_ten_business_days_are_waited_for() -> None:
    answer = asked(claim("duplicate", bank_told="2026-02-12"), "2026-02-13T12:00Z")
    # The 13th, 17th to 20th, 23rd to 27th, over at midnight.
    assert (answer.recommendation.action, str(answer.recommendation.wait_until)) == (
        "wait",
        "2026-02-28 00:00:00-05:00",
    )


def test_where_no_statement_is_told_sixty_days_from_the_payment_are_safe() -> None:
    found = window(claim(statement_sent=None), "error_notice")
    # 5 January and 60 days: 26 of January, 28 of February, 6 of March.
    assert (found.closes, str(found.safe_by)) == (None, "2026-03-07 00:00:00-05:00")


def test_a_subscription_charged_after_its_end_is_left_open() -> None:
    found = asked(claim("recurring")).classification
    assert (found.ground, found.coverage) == ("preauthorised", "undetermined")


# --- a lost card ------------------------------------------------------------------------------------


def test_a_lost_card_is_told_within_two_business_days() -> None:
    # Learned on Friday, 6 February: Monday and Tuesday are the two, or Saturday and Monday.
    found = window(claim(aware="2026-02-06"), "report_loss")
    assert found.last_day == "2026-02-10"
    assert str(found.safe_by) == "2026-02-10 00:00:00-05:00"
    assert found.in_time_when == "sent"


def test_only_what_was_not_authorised_has_the_two_days() -> None:
    assert bp.deadlines(claim("duplicate", aware="2026-02-06"), policy=PACK).find("report_loss") is None


# --- what the bank has to do ------------------------------------------------------------------------


def test_the_bank_decides_or_credits_in_ten_business_days_and_ends_in_ninety() -> None:
    facts = claim("duplicate", bank_told="2026-02-12")
    # After Thursday, 12 February: the 13th, 17th to 20th, 23rd to 27th; the 16th is Presidents' Day.
    assert window(facts, "decide_or_credit").last_day == "2026-02-27"
    decide = window(facts, "decide")
    # 90 days: 16 of February, 31 of March, 30 of April, 13 of May. 45: 16, and 29 of March.
    assert decide.last_day == "2026-05-13"
    by_45 = [reading.closes_us for reading in decide.readings if reading.id == "45-days"]
    assert by_45 == [bp.Instant.of("2026-03-30T00:00:00-04:00").us]


def test_a_call_is_confirmed_within_ten_weekdays() -> None:
    # No holiday is counted on: the 13th, 16th to 20th, and 23rd to 26th.
    assert window(claim("duplicate", bank_told="2026-02-12"), "confirm_in_writing").last_day == "2026-02-26"


# --- what it does not cover -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("not_received", "not_received"),
        ("late", "late"),
        ("defective", "not_as_described"),
        ("counterfeit", "not_as_described"),
        ("wrong_item", "not_as_described"),
        ("changed_mind", "changed_mind"),
        ("not_refunded", "not_refunded"),
    ],
)
def test_what_is_wrong_with_the_goods_is_no_error_and_the_reason_is_told(kind: Any, ground: str) -> None:
    answer = asked(claim(kind))
    assert (answer.classification.ground, answer.classification.coverage) == (ground, "not_covered")
    assert "no error of the transfer" in answer.classification.because[0].says
    assert answer.recommendation.action == "other_route"


def test_a_refund_that_was_promised_may_have_been_lost_at_the_bank() -> None:
    found = asked(claim("not_refunded", refund_promised="2026-01-25")).classification
    assert found.coverage == "undetermined"


@pytest.mark.parametrize("funding", ["credit", "charge"])
def test_cards_with_credit_go_by_the_other_regulation(funding: str) -> None:
    found = asked(claim(payment={"funding": funding})).classification
    assert (found.coverage, found.because[-1].rule) == ("not_covered", "exclusion.credit")


@pytest.mark.parametrize(("placed", "coverage"), [("2019-03-31", "not_covered"), ("2019-04-01", "covered")])
def test_prepaid_cards_came_in_on_1_april_2019(placed: str, coverage: str) -> None:
    facts = claim("duplicate", placed=placed, statement_sent="2019-04-10", payment={"funding": "prepaid"})
    assert asked(facts, "2019-05-01T12:00Z").classification.coverage == coverage


def test_a_balance_is_covered_if_it_is_a_prepaid_account() -> None:
    found = asked(claim("duplicate", payment={"funding": "balance", "network": None})).classification
    assert found.needs == ("whether the balance is held in a prepaid account",)


def test_accounts_of_businesses_are_left_out() -> None:
    found = asked(claim(user_class="business")).classification
    assert found.because[-1].rule == "exclusion.business-account"


def test_the_first_day_of_the_part() -> None:
    def version(placed: str) -> str:
        facts = claim(placed=placed, statement_sent="2012-01-20")
        return bp.deadlines(facts, policy=PACK).policy.version

    assert version("2011-12-30") == "2011"
    with pytest.raises(bp.OutOfCoverageError):
        version("2011-12-29")
