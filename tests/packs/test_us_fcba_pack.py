"""What Regulation Z gives those who pay by credit card: billing errors, and claims and defences."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("us-fcba")
NEXT_MONTH = "2026-02-10T12:00Z"
LATE = "2026-04-10T12:00Z"
"""After the 60 days of a statement of 20 January."""


def order(**told: Any) -> bp.Order:
    """Make an order of 5 January 2026, paid with an American credit card, on the statement of the 20th."""
    payment: dict[str, Any] = {
        "network": "visa",
        "funding": "credit",
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
    return bp.Order("none", told.pop("placed", "2026-01-05"), **{**facts, **told})


def window(facts: bp.Order | bp.Claim, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


def claim(kind: Any = "not_received", **told: Any) -> bp.Claim:
    return bp.Claim(order(**told), [bp.Problem(kind)])


def asked(facts: bp.Claim, at: str = NEXT_MONTH) -> bp.Assessment:
    return bp.assess(facts, at=at, policy=PACK)


# --- the notice of a billing error ------------------------------------------------------------------


def test_the_notice_has_to_be_there_within_60_days_of_the_statement() -> None:
    found = window(claim(), "billing_error_notice")
    # 20 January is out: 11 days to the end of the month, 28 of February, and 21 of March are 60.
    assert found.last_day == "2026-03-21"
    # Midnight in New York, where clocks went forward on 8 March.
    assert str(found.closes) == "2026-03-22 00:00:00-04:00"
    assert found.in_time_when == "received"


@pytest.mark.parametrize(
    ("at", "coverage"),
    [
        ("2026-03-21T23:59:59-04:00", ("13(a)(3)-not-delivered", "covered")),
        # What is left then is a claim under 12(c), once the seller was asked.
        ("2026-03-22T00:00:00-04:00", ("12(c)-not-delivered", "too_early")),
    ],
)
def test_the_sixtieth_day_is_the_last(at: str, coverage: tuple[str, str]) -> None:
    found = asked(claim(), at).classification
    assert (found.ground, found.coverage) == coverage


def test_an_end_on_a_sunday_does_not_move() -> None:
    # 60 days after 21 January: Sunday, 22 March.
    assert window(claim(statement_sent="2026-01-21"), "billing_error_notice").last_day == "2026-03-22"


def test_where_no_statement_is_told_sixty_days_from_the_payment_are_safe() -> None:
    found = window(claim(statement_sent=None, paid="2026-01-06"), "billing_error_notice")
    assert (found.closes, found.needs) == (None, ("statement_sent",))
    # 6 January and 60 days: 25 of January, 28 of February, 7 of March.
    assert str(found.safe_by) == "2026-03-08 00:00:00-05:00"
    late = claim(statement_sent=None, paid="2026-01-06")
    assert asked(late, "2026-03-20T12:00Z").classification.coverage == "covered"


def test_the_buyers_days_are_the_other_reading() -> None:
    found = window(claim(zone="America/Los_Angeles"), "billing_error_notice")
    assert str(found.safe_by) == "2026-03-22 00:00:00-04:00"
    # Three hours later it is midnight in Los Angeles.
    assert str(found.latest_arguable) == "2026-03-22 03:00:00-04:00"


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("not_received", "13(a)(3)-not-delivered"),
        ("late", "13(a)(3)-late"),
        ("counterfeit", "13(a)(3)-fake"),
        ("quantity", "13(a)(3)-quantity"),
        ("wrong_item", "13(a)(3)-other-goods"),
        ("unauthorised", "13(a)(1)"),
        ("incorrect_amount", "wrong-amount"),
        ("duplicate", "charged-twice"),
        ("recurring", "charged-after-the-end"),
    ],
)
def test_a_billing_error_needs_no_talk_with_the_seller(kind: Any, ground: str) -> None:
    answer = asked(claim(kind))
    assert (answer.classification.ground, answer.classification.coverage) == (ground, "covered")
    assert answer.recommendation.action == "dispute_with_bank"
    assert str(answer.recommendation.act_by) == "2026-03-21 23:59:59-04:00"


@pytest.mark.parametrize(
    ("kind", "ground", "action"),
    [
        ("not_received", "12(c)-not-delivered", "contact_seller"),
        ("counterfeit", "12(c)-not-delivered", "contact_seller"),
        ("wrong_item", "12(c)-not-delivered", "contact_seller"),
        ("unauthorised", "12(b)", "dispute_with_bank"),
    ],
)
def test_after_the_60_days_there_is_a_right_without_a_day(kind: Any, ground: str, action: str) -> None:
    # 20 January and 60 days is 21 March.
    answer = asked(claim(kind, near_home=True), LATE)
    assert (answer.classification.ground, answer.recommendation.action) == (ground, action)


@pytest.mark.parametrize("kind", ["incorrect_amount", "duplicate", "recurring"])
def test_after_the_60_days_some_errors_have_nothing_left(kind: Any) -> None:
    assert asked(claim(kind), "2026-03-21T23:59:59-04:00").classification.coverage == "covered"
    found = asked(claim(kind, near_home=True), "2026-03-22T00:00:00-04:00")
    assert (found.classification.coverage, found.recommendation.action) == ("too_late", "other_route")


def test_after_the_60_days_the_seller_is_asked_before_the_issuer() -> None:
    facts = claim(near_home=True, contacted="2026-02-01")
    in_time = asked(facts, "2026-03-21T23:59:59-04:00")
    assert in_time.classification.ground == "13(a)(3)-not-delivered"
    late = asked(facts, "2026-03-22T00:00:00-04:00")
    assert (late.classification.ground, late.classification.coverage) == ("12(c)-not-delivered", "covered")
    assert (late.recommendation.action, late.recommendation.act_by) == ("dispute_with_bank", None)
    # Far from home only the billing error was left.
    far = asked(claim(near_home=False, contacted="2026-02-01"), LATE).classification
    assert (far.ground, far.coverage) == ("13(a)(3)-not-delivered", "too_late")
    unknown = asked(claim(contacted="2026-02-01"), LATE).classification
    assert (unknown.ground, unknown.needs) == ("12(c)-not-delivered", ("near_home",))


def test_once_the_issuer_was_told_in_time_it_is_waited_for_after_the_60_days_too() -> None:
    # 10 March and 90 days: 21 of March, 30 of April, 31 of May, 8 of June.
    told = asked(claim(bank_told="2026-03-10"), "2026-04-20T12:00Z")
    assert told.classification.ground == "13(a)(3)-not-delivered"
    assert (told.recommendation.action, str(told.recommendation.wait_until)) == (
        "wait",
        "2026-06-09 00:00:00-04:00",
    )


def test_an_issuer_that_was_told_too_late_owes_what_12c_gives() -> None:
    facts = claim(bank_told="2026-03-22", near_home=True, contacted="2026-02-01")
    assert asked(facts, LATE).classification.ground == "12(c)-not-delivered"
    assert asked(facts, LATE).recommendation.action == "wait"
    on_the_last_day = claim(bank_told="2026-03-21", near_home=True, contacted="2026-02-01")
    assert asked(on_the_last_day, LATE).classification.ground == "13(a)(3)-not-delivered"


def test_what_was_changed_ones_mind_about_has_no_ground() -> None:
    assert asked(claim("changed_mind")).classification.coverage == "not_covered"


# --- a credit that does not appear ------------------------------------------------------------------


def test_of_a_missing_credit_sixty_days_from_the_promise_are_safe() -> None:
    facts = claim("not_refunded", refund_promised="2026-02-02")
    found = window(facts, "missing_credit_notice")
    # 2 February and 60 days: 26 of February, 31 of March, 3 of April.
    assert (found.last_day, str(found.safe_by)) == ("2026-04-03", "2026-04-04 00:00:00-04:00")
    assert asked(facts).classification.ground == "13(a)(4)"
    assert asked(facts).recommendation.action == "dispute_with_bank"


def test_a_credit_that_nobody_gave_is_a_claim_against_the_seller() -> None:
    facts = claim("not_refunded", near_home=True)
    assert asked(facts).classification.ground == "12(c)-not-refunded"
    assert asked(facts).recommendation.action == "contact_seller"


# --- what the issuer has to do ----------------------------------------------------------------------


def test_the_issuer_confirms_in_30_days_and_decides_in_two_whole_cycles() -> None:
    ends = ["2026-02-20", "2026-03-20", "2026-04-20", "2026-05-20"]
    facts = claim(bank_told="2026-03-02", payment={"cycle_ends": ends})
    # 2 March and 30 days: 29 of March and 1 of April.
    assert window(facts, "acknowledge").last_day == "2026-04-01"
    # The cycle that ends on 20 March runs already, so that those of April and May are the two.
    assert window(facts, "resolve").last_day == "2026-05-20"
    # 29 of March, 30 of April and 31 of May are 90.
    assert window(facts, "resolve_at_most").last_day == "2026-05-31"


def test_ninety_days_end_before_two_long_cycles() -> None:
    ends = ["2026-02-28", "2026-04-05", "2026-05-10", "2026-06-14"]
    facts = claim(bank_told="2026-03-01", payment={"cycle_ends": ends})
    # Two cycles would last to 14 June; 30 of March, 30 of April and 30 of May are 90 days.
    assert window(facts, "resolve").last_day == "2026-05-30"


def test_without_the_cycles_only_the_ninety_days_are_known() -> None:
    facts = claim(bank_told="2026-03-01")
    assert (window(facts, "resolve").closes, window(facts, "resolve").needs) == (None, ("cycle_ends",))
    assert window(facts, "resolve_at_most").last_day == "2026-05-30"


def test_before_the_notice_the_issuer_owes_nothing() -> None:
    names = {found.id for found in bp.deadlines(claim(), policy=PACK)}
    assert not names & {"acknowledge", "resolve", "resolve_at_most", "credit_on_account"}


def test_a_return_is_credited_through_seller_and_issuer() -> None:
    facts = claim("changed_mind", return_sent="2026-02-09", return_received="2026-02-11")
    # From Wednesday, 11 February: the 12th, 13th, 17th (the 16th is Presidents' Day), 18th, 19th, 20th, 23rd.
    assert window(facts, "seller_sends_credit").last_day == "2026-02-23"
    # And the 24th, 25th and 26th.
    assert window(facts, "credit_on_account").last_day == "2026-02-26"


# --- claims and defences ----------------------------------------------------------------------------


def test_the_quality_of_accepted_goods_is_no_billing_error() -> None:
    found = asked(claim("defective", near_home=False, contacted="2026-01-25")).classification
    assert (found.ground, found.coverage) == ("12(c)", "not_covered")


def test_whether_it_was_bought_near_home_is_asked_for() -> None:
    found = asked(claim("quality", contacted="2026-01-25")).classification
    assert (found.coverage, found.needs) == ("undetermined", ("near_home",))


def test_the_seller_is_asked_first_and_then_there_is_no_last_day() -> None:
    assert asked(claim("damaged", near_home=True)).recommendation.action == "contact_seller"
    facts = claim("damaged", near_home=True, contacted="2026-01-25")
    years_later = asked(facts, "2028-06-01T12:00Z")
    assert years_later.classification.coverage == "covered"
    assert (years_later.recommendation.action, years_later.recommendation.act_by) == (
        "dispute_with_bank",
        None,
    )


@pytest.mark.parametrize(("price", "coverage"), [("50 USD", "not_covered"), ("50.01 USD", "covered")])
def test_more_than_fifty_dollars_have_to_be_at_stake(price: str, coverage: str) -> None:
    items = [bp.Item("lamp", price)]
    facts = claim("defective", near_home=True, contacted="2026-01-25", items=items)
    assert asked(facts).classification.coverage == coverage


def test_shipping_and_tax_count_towards_the_fifty_dollars() -> None:
    items = [bp.Item("lamp", "45 USD")]
    told: dict[str, Any] = {"near_home": True, "contacted": "2026-01-25", "items": items}
    assert asked(claim("defective", **told)).classification.coverage == "not_covered"
    assert asked(claim("defective", **told, shipping="6 USD")).classification.coverage == "covered"


@pytest.mark.parametrize(
    ("owed", "amount"), [("30 USD", "30.00 USD"), ("95 USD", "80.00 USD"), (None, "80.00 USD")]
)
def test_no_more_than_is_still_owed_can_be_had(owed: str | None, amount: str) -> None:
    facts = claim("defective", near_home=True, contacted="2026-01-25", payment={"outstanding": owed})
    assert str(asked(facts).recommendation.request.amount) == amount


def test_of_a_refund_that_was_never_promised_no_more_than_is_owed_can_be_had() -> None:
    told: dict[str, Any] = {
        "near_home": True,
        "contacted": "2026-01-25",
        "payment": {"outstanding": "30 USD"},
    }
    owed = asked(claim("not_refunded", **told)).recommendation.request
    assert str(owed.amount) == "30.00 USD"
    promised = claim("not_refunded", **told, refund_promised="2026-02-02")
    assert str(asked(promised).recommendation.request.amount) == "80.00 USD"


@pytest.mark.parametrize(
    ("at", "near_home", "answer"),
    [
        ("2026-04-03T23:59:59-04:00", True, ("13(a)(4)", "covered", "80.00 USD")),
        # After the 60 days it depends on a statement that nobody told; near home 12(c) surely is left.
        ("2026-04-04T00:00:00-04:00", True, ("12(c)-not-refunded", "covered", "30.00 USD")),
        ("2026-04-04T00:00:00-04:00", False, ("13(a)(4)", "undetermined", "80.00 USD")),
    ],
)
def test_a_credit_that_was_promised_is_a_billing_error_for_60_days(
    at: str, answer: tuple[str, str, str], *, near_home: bool
) -> None:
    told: dict[str, Any] = {"contacted": "2026-01-25", "payment": {"outstanding": "30 USD"}}
    found = asked(claim("not_refunded", near_home=near_home, refund_promised="2026-02-02", **told), at)
    assert (
        found.classification.ground,
        found.classification.coverage,
        str(found.recommendation.request.amount),
    ) == answer
    assert found.recommendation.action == "dispute_with_bank"


@pytest.mark.parametrize(
    ("kind", "back"), [("not_received", False), ("wrong_item", True), ("counterfeit", True)]
)
@pytest.mark.parametrize(
    ("at", "amount", "rule"),
    [
        ("2026-03-21T23:59:59-04:00", "80.00 USD", "refund.all-that-was-charged"),
        ("2026-03-22T00:00:00-04:00", "30.00 USD", "refund.what-is-still-owed"),
    ],
)
def test_every_ground_under_12c_is_capped_and_a_billing_error_is_not(
    kind: Any, at: str, amount: str, rule: str, *, back: bool
) -> None:
    told: dict[str, Any] = {"near_home": True, "contacted": "2026-02-01"}
    advice = asked(claim(kind, payment={"outstanding": "30 USD"}, **told), at).recommendation
    assert (str(advice.request.amount), advice.request.return_goods) == (amount, back)
    assert rule in {because.rule for because in advice.because}
    said = {because.rule for because in advice.because}
    assert ("asking.goods-that-came" in said or "asking.nothing-to-return" in said) is (amount == "80.00 USD")
    needed = {need.kind for need in advice.evidence if need.need == "needed"}
    assert ("messages" in needed) is (amount == "30.00 USD")


def test_of_goods_whose_acceptance_is_open_the_whole_is_disputed() -> None:
    told: dict[str, Any] = {"near_home": False, "contacted": "2026-01-20", "return_sent": "2026-01-22"}
    request = asked(claim("defective", payment={"outstanding": "30 USD"}, **told)).recommendation.request
    assert str(request.amount) == "80.00 USD"


def test_a_billing_error_is_credited_though_it_is_paid() -> None:
    request = asked(claim(payment={"outstanding": "0 USD"})).recommendation.request
    assert str(request.amount) == "80.00 USD"


def test_whether_refused_goods_were_accepted_is_left_open() -> None:
    found = asked(claim("defective", near_home=False, contacted="2026-01-20", return_sent="2026-01-22"))
    assert found.classification.ground == "13(a)(3)-not-accepted"
    assert found.classification.coverage == "undetermined"
    assert "state law decides" in found.classification.needs[0]


# --- which payments ---------------------------------------------------------------------------------


@pytest.mark.parametrize("funding", ["credit", "charge"])
def test_credit_and_charge_cards_are_covered(funding: str) -> None:
    assert asked(claim(payment={"funding": funding})).classification.coverage == "covered"


@pytest.mark.parametrize(
    ("funding", "network", "rule"),
    [("debit", "visa", "debit"), ("prepaid", "visa", "prepaid"), ("balance", None, "balance")],
)
def test_what_is_no_credit_is_left_out_with_the_reason(funding: str, network: str | None, rule: str) -> None:
    found = asked(claim(payment={"funding": funding, "network": network})).classification
    assert found.coverage == "not_covered"
    assert found.because[-1].rule == f"exclusion.{rule}"


def test_how_the_card_was_funded_is_asked_for() -> None:
    found = asked(claim(payment={"funding": None})).classification
    assert (found.coverage, found.needs) == ("undetermined", ("funding",))


def test_through_paypal_it_depends_on_how_the_card_was_charged() -> None:
    answer = asked(claim(payment={"provider": "PayPal"}))
    assert answer.classification.coverage == "undetermined"
    assert answer.classification.needs == (
        "whether the card was charged at the purchase itself, and for all of its price",
    )
    assert answer.recommendation.action == "dispute_with_bank"


@pytest.mark.parametrize("kind", ["unauthorised", "duplicate"])
def test_what_is_wrong_with_the_charge_itself_does_not_depend_on_it(kind: Any) -> None:
    assert asked(claim(kind, payment={"provider": "paypal"})).classification.coverage == "covered"


def test_accounts_to_pay_later_are_left_open() -> None:
    found = asked(claim(payment={"provider": "klarna"})).classification
    assert found.needs == ("whether an account to pay later counts as a credit card",)


def test_business_credit_is_left_out() -> None:
    found = asked(claim(user_class="business")).classification
    assert (found.coverage, found.because[-1].rule) == ("not_covered", "exclusion.business-credit")


def test_it_is_for_cards_issued_in_the_united_states() -> None:
    def status(country: str | None) -> str:
        found = bp.routes(claim(payment={"issuer_country": country}), at=NEXT_MONTH).find("us-fcba")
        assert found is not None
        return found.status

    assert [status("US"), status("GB"), status(None)] == ["applies", "does_not_apply", "may_apply"]


def test_before_2012_the_regulation_was_another() -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(placed="2011-12-29", statement_sent="2012-01-20"), policy=PACK)
    first = bp.deadlines(order(placed="2011-12-30", statement_sent="2012-01-20"), policy=PACK)
    assert first.policy.version == "2011"
