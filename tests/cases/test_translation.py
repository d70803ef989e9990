"""Words across systems: the table as it ships, its laws, the readers beside it, and faults of a bad table."""

from __future__ import annotations

import copy
import pickle
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

import attrs
import pytest
from case_leaves import loaded
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, amazon_pay, ebay, paypal, stripe, translation
from buyerprotect.cases.told import vocabulary
from buyerprotect.cases.translation import (
    TERMS,
    System,
    Translation,
    from_system,
    systems,
    to_system,
    words_of,
)
from buyerprotect.errors import InvalidPackError, NotFoundError, WrongTypeError
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.rules.condition import Fact
from buyerprotect.rules.library import built_in
from buyerprotect.rules.policy import GroundTerm
from buyerprotect.views.translations import translations_as_markdown

ROOT = Path(__file__).parent.parent.parent
ORDER = bp.Order(
    "none", "2024-01-02T00:00Z", items=[bp.Item("lamp", "300 USD")], zone="America/New_York", country="US"
)

# The lists of reasons as their owners have them, word for word.
LISTS = {
    "paypal": """
        MERCHANDISE_OR_SERVICE_NOT_RECEIVED MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED UNAUTHORISED
        CREDIT_NOT_PROCESSED DUPLICATE_TRANSACTION INCORRECT_AMOUNT PAYMENT_BY_OTHER_MEANS
        CANCELED_RECURRING_BILLING PROBLEM_WITH_REMITTANCE OTHER DAMAGED DIFFERENT MISSING_PARTS INCOMPLETE
    """,
    "stripe": """
        bank_cannot_process check_returned credit_not_processed customer_initiated debit_not_authorized
        duplicate fraudulent general incorrect_account_details insufficient_funds noncompliant
        product_not_received product_unacceptable subscription_canceled unrecognized
    """,
    "ebay_post_order": """
        ITEM_NOT_RECEIVED RETURN ARRIVED_DAMAGED ARRIVED_LATE BUYER_CANCEL_ORDER BUYER_NOT_SCHEDULED
        BUYER_NO_SHOW BUYER_REFUSED_TO_PICKUP DEFECTIVE_ITEM DIFFERENT_FROM_LISTING EXPIRED_ITEM
        FAKE_OR_COUNTERFEIT FOUND_BETTER_PRICE IN_STORE_RETURN MISSING_PARTS NOT_AS_DESCRIBED
        NO_LONGER_NEED_ITEM NO_REASON ORDERED_ACCIDENTALLY ORDERED_DIFFERENT_ITEM ORDERED_WRONG_ITEM OTHER
        OUT_OF_STOCK RETURNING_GIFT VALET_DELIVERY_ISSUES VALET_UNAVAILABLE WRONG_SIZE BUYER_TROUBLE
        BUYER_UNHAPPY NOT_RECEIVED NO_REFUND OTHERS SELLER_NORESPONSE SHIPPED_ITEM TROUBLE_COMMUNICATION
        BUYER_NORESPONSE BUYER_RETURNED_WRONG_ITEM DISAGREE_WITH_RETURN_REASON
        ITEM_RECEIVED_IN_DIFFERENT_CONDITION NO_REFUND_FOR_RETURN_SHIPPING NO_REFUND_RECEIVED
        SELLER_NO_RESPONSE TROUBLE_COMMUNICATION_WITH_BUYER TROUBLE_COMMUNICATION_WITH_SELLER ADDRESS_ISSUE
        BUYER_ASKED_CANCEL BUYER_CANCEL_OR_ADDRESS_ISSUE FOUND_CHEAPER_PRICE ORDER_MISTAKE ORDER_UNPAID
        OUT_OF_STOCK_OR_CANNOT_FULFILL PRICE_TOO_HIGH WONT_ARRIVE_IN_TIME NEW_ITEM_NOT_RECEIVED
        RECEIVED_WRONG_ITEM CUSTOMIZED ESCALATED_BY_EBAY ADDRESS_ISSUES WRONG_PAYMENT_METHOD
        WRONG_SHIPPING_ADDRESS WRONG_SHIPPING_METHOD
    """,
    "ebay_payment_dispute": """
        TRANSACTION_ISSUE FRAUD ITEM_NOT_RECEIVED SIGNIFICANTLY_NOT_AS_DESCRIBED CREDIT_NOT_PROCESSED
        COUNTERFEIT DUPLICATE_AMOUNT INCORRECT_AMOUNT
    """,
    "amazon_pay": """
        ProductNotReceived ProductUnacceptable ProductNoLongerNeeded CreditNotProcessed Overcharged
        DuplicateCharge SubscriptionCancelled Unrecognized Fraudulent Other
    """,
    "visa": """
        10.1 10.2 10.3 10.4 10.5 11.1 11.2 11.3 12.1 12.2 12.3 12.4 12.5 12.6 12.6.1 12.6.2 12.7 13.1 13.2
        13.3 13.4 13.5 13.6 13.7 13.8 13.9
    """,
    "mastercard": """
        4807 4808 4812 4831 4834 4837 4840 4841 4842 4846 4849 4850 4853 4855 4859 4860 4863 4870 4871 4901
        4902 4903 4905 4908 4999 6305 6321 6322 6323 6341 6342 6343 6390
    """,
    "amex": """
        A01 A02 A08 C02 C04 C05 C08 C14 C18 C28 C31 C32 F10 F14 F24 F29 F30 F31 FR2 FR4 FR5 FR6 M01 M10 M49
        P01 P03 P04 P05 P07 P08 P22 P23 R03 R13 4507 4512 4513 4515 4516 4517 4521 4523 4527 4530 4534 4536
        4540 4544 4553 4554 4750 4752 4754 4755 4763 4798 004 021 024 059 061 062 063 127 147 154 155 158 169
        170 173 175 176 177 193 680 684 691 693
    """,
    "klarna": """
        return goods_not_received incorrect_invoice faulty_goods already_paid unauthorized_purchase
        high_risk_order non_compliance non_guaranteed_payment_program return_not_possible
    """,
    "mercado_libre": "PNR PDD CS",
    "schema.org": """
        OrderProblem OrderReturned OrderCancelled OrderDelivered OrderInTransit OrderPaymentDue
        OrderPickupAvailable OrderProcessing itemDefectReturnFees itemDefectReturnLabelSource
        itemDefectReturnShippingFeesAmount customerRemorseReturnFees customerRemorseReturnLabelSource
        customerRemorseReturnShippingFeesAmount returnFees refundType itemCondition DamagedCondition
    """,
}

# Which problem a buyer observed can be which ground.
PROBLEMS: dict[GroundTerm, set[ProblemKind]] = {
    "not_received": {"not_received"},
    "late": {"late"},
    "not_as_described": {"not_as_described", "defective", "quality", "size", "colour", "material"},
    "damaged_in_transit": {"damaged"},
    "wrong_item": {"wrong_item"},
    "missing_items": {"missing_parts", "quantity"},
    "counterfeit": {"counterfeit"},
    "changed_mind": {"changed_mind"},
    "not_refunded": {"not_refunded"},
    "unauthorised": {"unauthorised"},
    "incorrect_amount": {"incorrect_amount"},
    "duplicate": {"duplicate"},
    "recurring": {"recurring"},
}


def first(term: str, system: str) -> str | None:
    return to_system(term, system)[0].code


def term_of(system: str, code: str) -> str | None:
    found = from_system(system, code)
    assert found is not None
    return found.term


def rows() -> Iterator[Translation]:
    for system in map(words_of, systems()):
        for group in (*system.outward.values(), tuple(system.inward.values())):
            yield from group


# --- what the table says --------------------------------------------------------------------------


def test_these_systems_are_in_the_table() -> None:
    assert set(systems()) == set(LISTS)


@pytest.mark.parametrize("system", LISTS)
def test_a_system_has_the_codes_of_its_lists_and_no_others(system: str) -> None:
    assert set(LISTS[system].split()) == set(words_of(system).inward)


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        (
            "not_received",
            ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "product_not_received", "13.1", "4853", "C08"),
        ),
        ("late", ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "product_not_received", "13.1", "4853", "C08")),
        (
            "not_as_described",
            ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "product_unacceptable", "13.3", "4853", "C31"),
        ),
        (
            "damaged_in_transit",
            ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "product_unacceptable", "13.3", "4853", "C32"),
        ),
        (
            "wrong_item",
            ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "product_unacceptable", "13.3", "4853", "C31"),
        ),
        (
            "missing_items",
            ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "product_unacceptable", "13.1", "4853", "C08"),
        ),
        (
            "counterfeit",
            ("MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "product_unacceptable", "13.4", "4853", "C31"),
        ),
        ("changed_mind", (None, "credit_not_processed", "13.7", None, None)),
        ("not_refunded", ("CREDIT_NOT_PROCESSED", "credit_not_processed", "13.6", "4853", "C02")),
        ("unauthorised", ("UNAUTHORISED", "fraudulent", "10.4", "4837", "F29")),
        ("incorrect_amount", ("INCORRECT_AMOUNT", "general", "12.5", "4834", "P05")),
        ("duplicate", ("DUPLICATE_TRANSACTION", "duplicate", "12.6", "4834", "P08")),
        ("recurring", ("CANCELED_RECURRING_BILLING", "subscription_canceled", "13.2", "4853", "C28")),
    ],
)
def test_a_term_has_these_first_choices_with_payment(term: str, codes: tuple[str | None, ...]) -> None:
    assert codes == tuple(first(term, to) for to in ("paypal", "stripe", "visa", "mastercard", "amex"))


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("not_received", ("ITEM_NOT_RECEIVED", "ITEM_NOT_RECEIVED", "goods_not_received", "PNR")),
        ("late", ("ARRIVED_LATE", "ITEM_NOT_RECEIVED", "goods_not_received", "PNR")),
        ("damaged_in_transit", ("ARRIVED_DAMAGED", "SIGNIFICANTLY_NOT_AS_DESCRIBED", "faulty_goods", "PDD")),
        ("counterfeit", ("FAKE_OR_COUNTERFEIT", "COUNTERFEIT", "faulty_goods", "PDD")),
        ("changed_mind", ("NO_LONGER_NEED_ITEM", None, "return", "CS")),
        ("unauthorised", (None, "FRAUD", "unauthorized_purchase", None)),
        ("duplicate", (None, "DUPLICATE_AMOUNT", "already_paid", None)),
        ("recurring", (None, None, None, None)),
    ],
)
def test_a_term_has_these_first_choices_elsewhere(term: str, codes: tuple[str | None, ...]) -> None:
    places = ("ebay_post_order", "ebay_payment_dispute", "klarna", "mercado_libre")
    assert codes == tuple(first(term, to) for to in places)


@pytest.mark.parametrize(
    ("letters", "digits"),
    [("C02", "4513"), ("C08", "4554"), ("C28", "4544"), ("C31", "4553"), ("C32", "4553"), ("C14", "4515")],
)
def test_letters_and_digits_of_american_express_are_of_one_term(letters: str, digits: str) -> None:
    assert term_of("amex", letters) == term_of("amex", digits)


def test_a_code_that_holds_several_cases_tells_none_of_them() -> None:
    found = from_system("mastercard", "4853")
    assert found is not None
    assert found.term is None
    (lost,) = found.lost
    assert lost.startswith("there is no term: it holds goods not received, not as described, fakes, refunds")


def test_a_word_that_can_be_two_things_is_left_open() -> None:
    assert [term_of("ebay_post_order", code) for code in ("ORDERED_DIFFERENT_ITEM", "WRONG_SIZE")] == [
        None,
        None,
    ]


def test_schema_org_has_no_word_of_a_dispute_and_says_so() -> None:
    assert first("changed_mind", "schema.org") == "customerRemorseReturnFees"
    assert {term for term in TERMS if first(term, "schema.org") is None} == {
        *("not_refunded", "unauthorised", "incorrect_amount", "duplicate", "recurring")
    }
    assert term_of("schema.org", "OrderProblem") is None


def codes(term: str, system: str) -> list[str | None]:
    return [one.code for one in to_system(term, system)]


def lost(system: str, code: str) -> str:
    found = from_system(system, code)
    assert found is not None
    return "; ".join(found.lost)


def test_klarna_calls_what_the_buyer_did_not_buy_an_unauthorized_purchase() -> None:
    assert codes("unauthorised", "klarna") == ["unauthorized_purchase"]
    assert term_of("klarna", "unauthorized_purchase") == "unauthorised"
    assert from_system("klarna", "unauthorized") is None
    assert term_of("klarna", "high_risk_order") is None


@pytest.mark.parametrize("term", ["not_received", "late", "not_refunded", "recurring"])
def test_each_case_of_mastercards_4853_is_unacceptable_to_stripe(term: str) -> None:
    # Stripe's own table: whatever 4853 is for, its category is the same.
    assert "product_unacceptable" in codes(term, "stripe")
    assert "each case of Mastercard's 4853 is sorted here" in lost("stripe", "product_unacceptable")


def test_the_network_decides_where_stripe_sorts_a_wrong_amount() -> None:
    assert codes("incorrect_amount", "stripe") == [
        *("general", "duplicate", "credit_not_processed", "unrecognized"),
    ]
    assert "4834" in lost("stripe", "duplicate")
    assert "P05" in lost("stripe", "credit_not_processed")
    assert "INCORRECT_AMOUNT" in lost("stripe", "unrecognized")


@pytest.mark.parametrize(
    ("code", "term"), [("4841", "recurring"), ("4855", "not_received"), ("4860", "not_refunded")]
)
def test_an_old_number_of_mastercard_is_read_and_is_no_first_choice(code: str, term: GroundTerm) -> None:
    assert term_of("mastercard", code) == term
    first_choice, *others = to_system(term, "mastercard")
    assert first_choice.code == "4853"
    (old,) = [one for one in others if one.code == code]
    assert any("the old one may be refused" in text for text in old.lost)


@pytest.mark.parametrize(
    ("code", "term"),
    [("004", "not_received"), ("063", "not_as_described"), ("175", "not_refunded"), ("177", "unauthorised")],
)
def test_a_question_of_american_express_is_told_from_a_chargeback(code: str, term: GroundTerm) -> None:
    assert term_of("amex", code) == term
    assert "only a question" in lost("amex", code)
    assert first(term, "amex") != code


def test_a_wrong_item_is_a_reason_to_hand_a_return_on_at_ebay_and_none_for_a_return() -> None:
    (other,) = [
        one for one in to_system("wrong_item", "ebay_post_order") if one.code == "RECEIVED_WRONG_ITEM"
    ]
    assert any("only where a return is handed on" in text for text in other.lost)
    assert "whether it is the replacement" in lost("ebay_post_order", "RECEIVED_WRONG_ITEM")


@pytest.mark.parametrize("before", ["", "https://schema.org/", "http://schema.org/"])
def test_a_word_of_schema_org_may_stand_with_its_address(before: str) -> None:
    plain = from_system("schema.org", "customerRemorseReturnFees")
    found = from_system("schema.org", f"{before}customerRemorseReturnFees")
    assert plain is not None
    assert found == attrs.evolve(plain, code=f"{before}customerRemorseReturnFees")


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("schema.org", "https://schema.org/"),
        ("schema.org", "https://schema.org/https://schema.org/OrderProblem"),
        ("schema.org", "https://example.org/OrderProblem"),
        ("visa", "https://schema.org/13.1"),
    ],
)
def test_no_other_address_may_stand_before_a_word(system: str, code: str) -> None:
    assert from_system(system, code) is None


def test_a_number_after_a_code_is_told_as_lost() -> None:
    found = from_system("mercado_libre", "PDD9549")
    assert found is not None
    assert (found.code, found.term) == ("PDD9549", "not_as_described")
    assert found.lost[-1] == "what the number after it tells"
    assert term_of("mercado_libre", "PNR3430") == "not_received"


@pytest.mark.parametrize(
    "code", ["PDD-9549", "9549", "PDX1", "PDD9549X", "pdd9549", "PDD٣", "PNRPDD1", "PDD1\n"]
)
def test_what_is_no_number_after_a_code_is_not_known(code: str) -> None:
    assert from_system("mercado_libre", code) is None


def test_only_a_system_that_numbers_its_codes_has_numbers_after_them() -> None:
    assert from_system("klarna", "return1") is None


@pytest.mark.parametrize(
    ("system", "code"),
    [("visa", "13.10"), ("visa", "13.1 "), ("paypal", "unauthorised"), ("stripe", ""), ("amex", "c08")],
)
def test_a_code_is_known_only_as_it_is_written(system: str, code: str) -> None:
    assert from_system(system, code) is None


@pytest.mark.parametrize(
    ("system", "code"),
    [("mastercard", 4853), ("visa", 13.1), ("mercado_libre", 9549), ("amex", None), ("amex", ["C08"])],
)
def test_a_code_that_is_no_text_is_refused_and_not_called_unknown(system: str, code: Any) -> None:
    with pytest.raises(WrongTypeError, match=f"is no text: quote a code of {system}"):
        from_system(system, code)


@pytest.mark.parametrize("odd", [None, 4, ["visa"], {"late": 1}, b"visa"])
def test_what_is_no_system_and_no_term_is_refused_whatever_it_is(odd: Any) -> None:
    for ask in (lambda: to_system("late", odd), lambda: from_system(odd, "13.1"), lambda: words_of(odd)):
        with pytest.raises(NotFoundError, match="is no system of which codes are known"):
            ask()
    with pytest.raises(NotFoundError, match="is not a term of a ground"):
        to_system(odd, "visa")


def test_an_unknown_system_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFoundError, match=r"'mastercrad' is no system .*did you mean 'mastercard'"):
        to_system("late", "mastercrad")
    with pytest.raises(NotFoundError, match="did you mean 'paypal'"):
        from_system("PayPal", "OTHER")
    with pytest.raises(NotFoundError, match=r"did you mean 'schema\.org'"):
        words_of("schema_org")


def test_an_unknown_term_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFoundError, match=r"'not_recieved' is not a term .*did you mean 'not_received'"):
        to_system("not_recieved", "visa")


# --- laws -----------------------------------------------------------------------------------------

SYSTEMS = st.sampled_from(systems())
ANY_TERM = st.sampled_from(get_args(GroundTerm))


@given(ANY_TERM, SYSTEMS)
def test_every_term_has_an_answer_for_every_system(term: str, system: str) -> None:
    found = to_system(term, system)
    assert found
    assert all((one.system, one.term) == (system, term) for one in found)
    without = [one for one in found if one.code is None]
    assert not without or (found == tuple(without) and len(found) == 1 and found[0].lost)


@given(ANY_TERM, SYSTEMS)
def test_there_and_back_gives_the_term_again_or_says_what_is_lost(term: str, system: str) -> None:
    for there in to_system(term, system):
        if there.code is not None:
            back = from_system(system, there.code)
            assert back is not None
            assert back.term == term or there.lost


def test_a_code_that_stands_for_several_terms_says_that_it_does_not_tell_which() -> None:
    for name in systems():
        for code, row in words_of(name).inward.items():
            terms = [term for term in TERMS if code in codes(term, name)]
            assert row.lost or len(terms) <= 1, (name, code, terms)
            # Of several terms, one is the code's own, or the code has none.
            assert row.term is None or row.term in terms


def test_where_there_is_none_the_reason_says_more_than_that() -> None:
    for row in rows():
        text = "; ".join(row.lost)
        assert row.code is not None or re.match(r"there is no code:?( \S+){3}", text), row
        assert row.term is not None or re.match(r"there is no term:( \S+){3}", text), row
        assert all(len(one.split()) > 2 for one in row.lost), row


WORDS = {
    "paypal": ("paypal", {"reasons", "product_sub_reasons", "service_sub_reasons"}),
    "stripe": ("stripe", {"reasons"}),
    "ebay_post_order": (
        "ebay",
        {"case_type", "return_reason", "inquiry_escalation_reason", "escalate_reason", "cancel_reason"},
    ),
    "ebay_payment_dispute": ("ebay", {"dispute_reason"}),
    "amazon_pay": ("amazon_pay", {"filing_reason"}),
}


@pytest.mark.parametrize("system", WORDS)
def test_the_table_and_the_reader_of_a_system_know_the_same_words(system: str) -> None:
    name, lists = WORDS[system]
    known = {word for one in lists for word in vocabulary(name)[one]}
    assert set(words_of(system).inward) == known - {"UNKNOWN"}  # by which eBay says that it has no word


@given(SYSTEMS.flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(sorted(words_of(name).inward)))))
def test_back_and_there_finds_the_code_among_those_of_its_term(pair: tuple[str, str]) -> None:
    system, code = pair
    back = from_system(system, code)
    assert back is not None
    assert (back.system, back.code) == pair
    if back.term is None:
        assert back.lost
    else:
        assert code in [there.code for there in to_system(back.term, system)]


@given(ANY_TERM, SYSTEMS, SYSTEMS)
def test_a_way_through_two_systems_changes_the_term_only_where_it_says_so(
    term: str, here: str, other: str
) -> None:
    # As when a dispute goes from a provider on to the bank: each step is translated by itself.
    lost: list[str] = []
    now = term
    for system in (here, other):
        there = to_system(now, system)[0]
        lost += there.lost
        back = None if there.code is None else from_system(system, there.code)
        if back is None or back.term is None:
            assert lost
            return
        now = back.term
    assert now == term or lost


CODES = st.sampled_from(sorted({code for name in systems() for code in words_of(name).inward}))
ENDS = st.text(".0123456789 _A\u0661\n", max_size=3)


@given(SYSTEMS, st.tuples(CODES, ENDS).map("".join) | st.text(max_size=12))
def test_what_is_in_no_list_is_never_guessed(system: str, code: str) -> None:
    found = from_system(system, code)
    known = words_of(system).inward
    if code in known:
        assert found == known[code]
    elif system == "mercado_libre" and found is not None:
        assert code[:-1].rstrip("0123456789") in ("PNR", "PDD", "CS")
        assert code.removeprefix("PNR").removeprefix("PDD").removeprefix("CS").isdecimal()
    else:
        assert found is None


def test_every_row_is_sourced_and_says_no_loss_twice() -> None:
    for row in rows():
        assert row.sources
        assert len(set(row.lost)) == len(row.lost), row
        assert not any(text.endswith(".") or text != text.strip() for text in row.lost), row


def test_what_only_we_say_is_marked_as_inferred() -> None:
    kinds = {source.id: source.kind for row in rows() for source in row.sources}
    mappings = {name: kind for name, kind in kinds.items() if name.endswith("-mapping")}
    assert len(mappings) == len(systems())
    assert set(mappings.values()) == {"inferred"}
    assert {name for name, kind in kinds.items() if kind == "inferred"} == set(mappings)


# --- beside it: the readers, and the rules ---------------------------------------------------------


def kinds(record: CaseRecord) -> list[str]:
    facts = record.facts
    claim = facts.claim if isinstance(facts, bp.Dispute) else facts
    return [problem.kind for problem in claim.problems] if isinstance(claim, bp.Claim) else []


def read_paypal(reason: str) -> CaseRecord:
    payload = loaded("paypal-show.json")
    del payload["extensions"]
    for transaction in payload["disputed_transactions"]:
        for item in transaction.get("items", []):
            item.pop("reason", None)
    return paypal.read(payload | {"reason": reason})


def read_stripe(reason: str) -> CaseRecord:
    return stripe.read(loaded("stripe-dispute.json") | {"reason": reason}, about=ORDER)


def read_return(reason: str) -> CaseRecord:
    payload = loaded("ebay-return.json")
    del payload["summary"]["creationInfo"]["reasonType"]
    payload["summary"]["creationInfo"]["reason"] = reason
    return ebay.read(payload)


def read_payment_dispute(reason: str) -> CaseRecord:
    about = attrs.evolve(ORDER, programme="ebay")
    return ebay.read(loaded("ebay-payment-dispute.json") | {"reason": reason}, about=about)


def read_amazon_pay(reason: str) -> CaseRecord:
    return amazon_pay.read(loaded("amazon_pay-chargeback.json") | {"filingReason": reason}, about=ORDER)


READERS = {
    "paypal": read_paypal,
    "stripe": read_stripe,
    "ebay_post_order": read_return,
    "ebay_payment_dispute": read_payment_dispute,
    "amazon_pay": read_amazon_pay,
}
# Codes of the same systems that a reader meets in another place, or not as the reason of a return.
ELSEWHERE = {
    "paypal": {"DAMAGED", "DIFFERENT", "MISSING_PARTS", "INCOMPLETE"},
    "ebay_post_order": {
        *("ITEM_NOT_RECEIVED", "NEW_ITEM_NOT_RECEIVED", "NOT_RECEIVED", "NO_REFUND", "NO_REFUND_RECEIVED"),
        *("NO_REFUND_FOR_RETURN_SHIPPING", "FOUND_CHEAPER_PRICE", "ORDER_MISTAKE", "PRICE_TOO_HIGH"),
        *("RECEIVED_WRONG_ITEM", "WONT_ARRIVE_IN_TIME"),
    },
}
COMPARED = [
    (system, code)
    for system in READERS
    for code in words_of(system).inward
    if code not in ELSEWHERE.get(system, ())
]


@pytest.mark.parametrize(("system", "code"), COMPARED)
def test_a_reader_and_the_table_agree_on_a_code(system: str, code: str) -> None:
    found = kinds(READERS[system](code))
    term = from_system(system, code)
    assert term is not None
    if term.term is None:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0] in PROBLEMS[term.term]


@pytest.mark.parametrize(
    ("sub_reason", "expected"), [("DAMAGED", "damaged"), ("MISSING_PARTS", "missing_parts")]
)
def test_sub_reasons_of_paypal_are_read_as_the_table_has_them(sub_reason: str, expected: ProblemKind) -> None:
    payload = loaded("paypal-show.json")
    details = {"product_details": {"sub_reasons": [sub_reason]}}
    payload["extensions"] = {"merchandize_dispute_properties": {"issue_type": "PRODUCT", **details}}
    payload["reason"] = "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"
    term = from_system("paypal", sub_reason)
    assert term is not None
    assert term.term is not None
    assert kinds(paypal.read(payload)) == [expected]
    assert expected in PROBLEMS[term.term]


@pytest.mark.parametrize(("kind", "term"), [("SNAD", "wrong_item"), ("REMORSE", "changed_mind")])
def test_what_the_table_leaves_open_is_read_by_the_type_beside_it(kind: str, term: GroundTerm) -> None:
    payload = loaded("ebay-return.json")
    payload["summary"]["creationInfo"] |= {"reason": "ORDERED_DIFFERENT_ITEM", "reasonType": kind}
    assert set(kinds(ebay.read(payload))) <= PROBLEMS[term]
    found = from_system("ebay_post_order", "ORDERED_DIFFERENT_ITEM")
    assert found is not None
    assert kind in found.lost[0]


@pytest.mark.parametrize("network", ["visa", "mastercard", "amex"])
def test_a_ground_that_is_called_by_a_code_is_of_the_term_of_the_code(network: str) -> None:
    grounds = {ground.id: ground.term for one in built_in()[network].versions for ground in one.grounds}
    called = {code: grounds[code] for code in words_of(network).inward if code in grounds}
    assert len(called) == {"visa": 8, "mastercard": 1, "amex": 7}[network]
    assert called == {code: term_of(network, code) for code in called}


@pytest.mark.parametrize("network", ["visa", "mastercard", "amex"])
def test_each_problem_of_a_ground_of_a_card_can_become_its_code(network: str) -> None:
    # A lamp without its shade is a case of 13.3 by the rules, so the words have to allow that too.
    terms = {kind: term for term, kinds in PROBLEMS.items() for kind in kinds}
    seen = set[str]()
    for version in built_in()[network].versions:
        for ground in version.grounds:
            code = ground.id.partition("-")[0].partition("_")[0]
            if code in words_of(network).inward and isinstance(ground.when, Fact):
                seen.add(code)
                for kind in ground.when.words:
                    assert code in codes(terms[cast("ProblemKind", kind)], network), (ground.id, kind)
    assert len(seen) == {"visa": 8, "mastercard": 3, "amex": 6}[network]


@pytest.mark.parametrize("network", ["visa", "mastercard", "amex"])
def test_a_ground_of_a_card_is_among_what_its_term_becomes(network: str) -> None:
    for version in built_in()[network].versions:
        for ground in version.grounds:
            code = ground.id.partition("-")[0].partition("_")[0]
            if code in words_of(network).inward:
                assert ground.term is not None
                assert code in [there.code for there in to_system(ground.term, network)], ground.id


# --- values ---------------------------------------------------------------------------------------


def test_a_translation_is_a_value() -> None:
    one = to_system("late", "visa")[0]
    assert one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))  # noqa: S301 - our own bytes
    assert hash(one) == hash(copy.deepcopy(one))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.code = "13.3"  # type: ignore[misc]


def test_a_system_is_a_value_that_says_what_it_is() -> None:
    visa = words_of("visa")
    assert repr(visa) == "<System visa: 26 codes>"
    assert visa == pickle.loads(pickle.dumps(visa))  # noqa: S301 - our own bytes
    assert {visa: 1}[words_of("visa")] == 1


# --- the page -------------------------------------------------------------------------------------


def test_the_page_is_written_from_the_table() -> None:
    assert (ROOT / "docs" / "translation.md").read_text(encoding="utf-8") == translations_as_markdown()


def test_the_page_has_a_line_for_every_row_and_every_source() -> None:
    page = translations_as_markdown()
    lines = [line for line in page.splitlines() if "words-source-" in line and line.startswith("|")]
    assert len(lines) == len(list(rows()))
    for source in {source for row in rows() for source in row.sources}:
        assert page.count(f"(words-source-{source.id})=") == 1
        assert f"<{source.address}>" in page


# --- what a bad table is told ----------------------------------------------------------------------

SOURCE = """
[sources.page]
title = "A page"
address = "https://example.org/page"
read = 2026-12-01
kind = "official"
says = "It says so."
"""


def table(outward: Mapping[str, str], inward: Mapping[str, str], more: str = "") -> str:
    """A table of one system; what is not told of a term is that it has no code."""
    none = '[{ lost = ["there is none"], sources = ["page"] }]'
    to = "\n".join(f"{term} = {outward.get(term, none)}" for term in TERMS)
    back = "\n".join(f"{code} = {{ {row} }}" for code, row in inward.items())
    head = f'[systems.x]\ntitle = "X"\nsays = "Codes."\n{more}'
    return f"{head}\n[systems.x.to]\n{to}\n[systems.x.from]\n{back}\n{SOURCE}"


LATE = '[{ code = "L", sources = ["page"] }]'
GOOD = table({"late": LATE}, {"L": 'term = "late", sources = ["page"]'})


def read(text: str) -> Mapping[str, System]:
    # Not the library's own table, which is all that the public way reads.
    return translation._read(text)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def faults(text: str) -> dict[str, str]:
    with pytest.raises(InvalidPackError) as caught:
        read(text)
    return {fault.path: fault.says for fault in caught.value.faults}


def test_a_good_table_is_read() -> None:
    assert read(GOOD)["x"].inward["L"].term == "late"


def test_all_faults_come_at_once() -> None:
    bad = table(
        {"late": '[{ code = "L", sources = ["pgae"] }]', "recurring": "[]"},
        {"L": 'term = "lat", sources = ["page"]', "M": "sources = []"},
        more='titel = "X"',
    )
    assert faults(bad) == {
        "systems.x.to.late[0].sources[0]": "'pgae' is not one of the sources; did you mean 'page'?",
        "systems.x.to.recurring": "is missing: say its codes, or without a code in `lost` that there is none",
        "systems.x.from.L.term": "'lat' is not a term of a ground; did you mean 'late'?",
        "systems.x.from.M.lost": "is missing: without a term it says why there is none",
        "systems.x.from.M.sources": "is missing: a row that nobody sources is not in",
        "systems.x.titel": "is not a key that is known here; did you mean 'title'?",
    }


@pytest.mark.parametrize(
    ("outward", "inward", "path", "says"),
    [
        (
            {"late": LATE, "recurring": '[{ code = "L", lost = ["why"], sources = ["page"] }]'},
            {"L": 'term = "late", sources = ["page"]'},
            "from.L",
            "stands for late, recurring: say in `lost` that it does not tell which",
        ),
        (
            {"late": '[{ sources = ["page"] }]'},
            {},
            "to.late[0].lost",
            "without a code it says why there is none",
        ),
        ({"late": '[{ lost = [" "], sources = ["page"] }]'}, {}, "to.late[0].lost", "has a blank text"),
        ({"late": LATE}, {}, "to.late", "'L' does not come back: it is not in `from`"),
        (
            {"late": LATE},
            {"L": 'lost = ["which"], sources = ["page"]'},
            "to.late",
            "'L' comes back as None: say in `lost` what that costs",
        ),
        (
            {},
            {"L": 'term = "late", sources = ["page"]'},
            "from.L",
            "comes back as late, and is not among the codes of that term",
        ),
        (
            {"late": '[{ code = "L", sources = ["page"] }, { code = "L", sources = ["page"] }]'},
            {"L": 'term = "late", sources = ["page"]'},
            "to.late",
            "names a code twice",
        ),
        (
            {"late": '[{ code = "L", sources = ["page"] }, { lost = ["none"], sources = ["page"] }]'},
            {"L": 'term = "late", sources = ["page"]'},
            "to.late",
            "there is a code, and a row without one: leave one of the two out",
        ),
        (
            {"late": '[{ code = "L", says = "x", sources = ["page"] }]'},
            {"L": 'term = "late", sources = ["page"]'},
            "to.late[0].says",
            "is not a key that is known here",
        ),
    ],
)
def test_a_table_with_one_fault_is_told_which(
    outward: dict[str, str], inward: dict[str, str], path: str, says: str
) -> None:
    assert says in faults(table(outward, inward))[f"systems.x.{path}"]


def test_a_term_that_is_none_and_a_source_that_nobody_cites_are_faults() -> None:
    other = SOURCE.replace("sources.page", "sources.spare")
    bad = GOOD.replace(
        "[systems.x.from]", 'latte = [{ lost = ["none"], sources = ["page"] }]\n[systems.x.from]'
    )
    assert faults(bad + other) == {
        "systems.x.to.latte": "is not a key that is known here; did you mean 'late'?",
        "sources.spare": "is cited by no row: leave it out",
    }


def test_a_table_without_its_parts_is_told_what_is_missing() -> None:
    assert faults("") == {"sources": "is missing", "systems": "is missing"}
    assert faults(f'[systems.x]\ntitle = "X"\n{SOURCE}') == {
        "systems.x.to": "is missing",
        "systems.x.from": "is missing",
        "systems.x.says": "is missing",
        "sources.page": "is cited by no row: leave it out",
    }


def test_the_table_that_ships_has_no_key_twice_and_every_system_a_remark() -> None:
    text = Path(translation.__file__).with_name("words.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    assert list(data["systems"]) == list(systems())
    assert all(words_of(name).says.endswith(".") for name in systems())
