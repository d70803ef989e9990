"""What PayPal's Customer Disputes API tells of a case, in our facts."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from case_leaves import (
    FIXTURES,
    JSON,
    NASTY,
    Path,
    another,
    found,
    leaves,
    loaded,
    mutants,
    places,
    same,
    unheard,
    with_another,
    without,
)
from finding import find_window
from hypothesis import given
from hypothesis import strategies as st
from paypal_cases import GOODS, SHOW, american, changed, dispute, events, order, says

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, Word, paypal
from buyerprotect.errors import BuyerProtectError, InvalidFactsError, UnreadableInputError

LISTED, RESOLVED = "paypal-list-item.json", "paypal-webhook-resolved.json"
EXTERNAL, BILLING = "paypal-external.json", "paypal-billing.json"
ALL = (SHOW, LISTED, RESOLVED, EXTERNAL, BILLING)
ORDER = bp.Order(
    "paypal",
    "2024-04-20T08:00:00Z",
    items=[bp.Item("kettle", "60 USD")],
    payment=bp.Payment(provider="paypal"),
)


def faults(payload: Any) -> dict[str, str]:
    with pytest.raises(InvalidFactsError) as caught:
        paypal.read(payload)
    return {fault.path: fault.says for fault in caught.value.faults}


class TestShow:
    def test_its_events_stand_in_the_order_of_time(self) -> None:
        assert events(paypal.read(loaded(SHOW))) == [
            ("opened", "2024-03-10T08:00:00.250000Z", "buyer", "96.00 EUR"),
            ("offered", "2024-03-15T10:00:00Z", "seller", "40.00 EUR"),
            ("declined", "2024-03-16T10:00:00Z", "buyer", None),
            ("information_requested", "2024-04-01T09:00:00Z", "platform", None),
            ("information_given", "2024-04-03T09:00:00Z", "buyer", None),
            ("answered", "2024-04-04T09:00:00Z", "seller", None),
            ("ruled", "2024-04-18T15:00:00Z", "platform", "96.00 EUR"),
            ("refund_issued", "2024-04-18T15:05:00Z", "platform", "96.00 EUR"),
        ]

    def test_the_transaction_is_the_order(self) -> None:
        told = order(paypal.read(loaded(SHOW)))
        assert (told.programme, told.id) == ("paypal", "BTX1001")
        assert (bp.Item("desk lamp", "192 EUR", id="LAMP-1"),) == told.items
        assert told.placed == told.paid == bp.Instant.of("2024-02-01T08:30:00Z")
        assert bp.Payment(provider="paypal") == told.payment
        assert bp.Instant.of("2024-03-05T10:00:00Z") == told.contacted
        assert (
            bp.Parcel(promised="2024-02-25T00:00:00Z", delivered="2024-02-20T10:00:00Z", carrier="DHL"),
        ) == told.parcels
        assert {"shipped", "escalated"} == told.unknown  # a claim, and since when is not told

    def test_the_disputed_amount_may_be_a_part_of_what_was_paid(self) -> None:
        told = dispute(paypal.read(loaded(SHOW)))
        assert (bp.Money("96", "EUR"), bp.Money("192", "EUR")) == (told.asked, told.claim.paid)

    def test_what_is_wrong_is_told_as_closely_as_it_can_be(self) -> None:
        kinds = [problem.kind for problem in dispute(paypal.read(loaded(SHOW))).claim.problems]
        assert kinds == ["not_as_described", "damaged"]
        only = changed(SHOW, ((*GOODS, "sub_reasons"), ["DAMAGED", "MISSING_PARTS"]))
        kinds = [problem.kind for problem in dispute(paypal.read(only)).claim.problems]
        assert kinds == ["damaged", "missing_parts"]

    def test_the_due_dates_are_exact_and_stand_in_the_order(self) -> None:
        record = paypal.read(loaded(SHOW))
        assert [(due.party, due.action, due.window, str(due.closes)) for due in record.stated] == [
            ("buyer", "give_information", "give_information", "2024-04-11T22:00:00Z"),
            ("seller", "answer", "seller_answer", "2024-04-05T22:00:00Z"),
        ]
        assert (
            bp.DueDate("give_information", closes="2024-04-11T22:00:00Z"),
            bp.DueDate("seller_answer", closes="2024-04-05T22:00:00Z"),
        ) == order(record).due_dates

    def test_a_due_date_outranks_the_rules(self) -> None:
        window = find_window(american(paypal.read(loaded(SHOW))), "give_information")
        assert window.closes_us == bp.Instant.of("2024-04-11T22:00:00Z").us

    def test_the_stage_called_chargeback_is_a_claim_that_was_escalated_nobody_says_when(self) -> None:
        record = paypal.read(loaded(SHOW))
        assert record.word("dispute_life_cycle_stage") == "CHARGEBACK"
        assert "escalated, and when is not told" in says(record, "dispute_life_cycle_stage")
        assert not [event for event in dispute(record).events if event.kind == "escalated"]

    def test_an_escalation_is_dated_by_what_the_buyer_handed_in_for_it(self) -> None:
        at = ("evidences", 1, "action_info")
        record = paypal.read(changed(SHOW, (at, {"action": "ESCALATE"})))
        assert ("escalated", "2024-04-03T09:00:00Z", "buyer", None) in events(record)
        assert not says(record, "dispute_life_cycle_stage")

    def test_what_nobody_reads_is_left(self) -> None:
        rest = paypal.read(loaded(SHOW)).rest
        assert {
            "disputed_transactions[0].seller_transaction_id": "STX1001",
            "extensions.buyer_contacted_time": "2024-03-09T10:00:00Z",
            "messages[0].content": "it came torn",
            "evidences[2].evidence_info.tracking_info[0].tracking_number": "00340001",
        }.items() <= rest.items()

    def test_an_unknown_field_is_left_by_its_path(self) -> None:
        record = paypal.read(changed(SHOW, (("offer", "new_thing"), {"a": 1}), (("newer",), [1])))
        assert {"offer.new_thing": {"a": 1}, "newer": [1]}.items() <= record.rest.items()

    def test_bytes_text_and_a_mapping_are_the_same(self) -> None:
        read = (FIXTURES / SHOW).read_bytes()
        assert paypal.read(read) == paypal.read(read.decode()) == paypal.read(json.loads(read))

    def test_an_offer_accepted_is_an_agreement(self) -> None:
        last = ("offer", "history", 1)
        payload = changed(SHOW, ((*last, "event_type"), "ACCEPTED"))
        for key in ("evidences", "adjudications", "dispute_outcome", "supporting_info", "money_movements"):
            payload = without(payload, (key,))
        told = dispute(paypal.read(payload))
        assert (bp.Money("40", "EUR"), True) == (told.outcome and told.outcome.amount, told.ended)

    def test_what_comes_after_the_end_is_left_out_with_a_gap(self) -> None:
        record = paypal.read(changed(SHOW, (("offer", "history", 1, "event_type"), "ACCEPTED")))
        assert "answered" not in [event.kind for event in dispute(record).events]
        assert "after the dispute had ended" in says(record, "evidences[2].date")
        assert record.rest["evidences[2].date"] == "2024-04-04T09:00:00Z"


class TestContradictions:
    def test_an_offer_after_the_last_update_is_kept_and_a_gap_names_both(self) -> None:
        record = paypal.read(changed(SHOW, (("update_time",), "2024-03-12T00:00:00Z")))
        assert ("offered", "2024-03-15T10:00:00Z", "seller", "40.00 EUR") in events(record)
        told = says(record, "offer.history[0].offer_time")
        assert "2024-03-15T10:00:00Z" in told
        assert "2024-03-12T00:00:00Z (update_time)" in told

    def test_a_case_before_its_transaction_is_no_dispute(self) -> None:
        record = paypal.read(changed(SHOW, (("create_time",), "2024-01-10T00:00:00Z")))
        assert isinstance(record.facts, bp.Claim)
        assert "2024-01-10T00:00:00Z is before the order was placed, 2024-02-01T08:30:00Z" in says(
            record, "create_time"
        )
        assert record.rest["create_time"] == "2024-01-10T00:00:00Z"

    def test_an_offer_before_the_case_was_opened_is_left_out(self) -> None:
        at = ("offer", "history", 0, "offer_time")
        record = paypal.read(changed(SHOW, (at, "2024-03-01T00:00:00Z")))
        assert "offered" not in [event.kind for event in dispute(record).events]
        told = says(record, "offer.history[0].offer_time")
        assert "2024-03-01T00:00:00Z" in told
        assert "2024-03-10T08:00:00.250000Z (create_time)" in told
        assert record.rest["offer.history[0].offer_amount.value"] == "40.00"

    def test_a_delivery_before_the_transaction_is_left_out_and_the_rest_stays(self) -> None:
        at = (*GOODS, "product_received_time")
        record = paypal.read(changed(SHOW, (at, "2024-01-20T10:00:00Z")))
        assert bp.Parcel(promised="2024-02-25T00:00:00Z", carrier="DHL") == order(record).parcels[0]
        assert "delivered" in order(record).unknown
        assert "before the transaction, 2024-02-01T08:30:00Z" in says(record, ".".join(map(str, at)))
        assert record.rest[".".join(map(str, at))] == "2024-01-20T10:00:00Z"

    def test_goods_not_received_that_were_received_at_some_time(self) -> None:
        record = paypal.read(changed(SHOW, ((*GOODS, "product_received"), "NO")))
        assert None is order(record).parcels[0].delivered
        assert "one of the two is wrong" in says(record, ".".join((*GOODS, "product_received_time")))

    def test_a_seller_not_asked_who_was_asked_at_some_time(self) -> None:
        record = paypal.read(changed(SHOW, (("extensions", "merchant_contacted"), False)))
        assert None is order(record).contacted
        assert "one of the two is wrong" in says(record, "extensions.merchant_contacted_time")

    def test_an_outcome_against_the_last_ruling(self) -> None:
        at = ("dispute_outcome", "outcome_code")
        record = paypal.read(changed(SHOW, (at, "RESOLVED_SELLER_FAVOUR")))
        assert "one of the two is wrong" in says(record, "adjudications[0].type")
        assert ("ruled", "2024-04-18T15:00:00Z", "platform", "96.00 EUR") in events(record)

    def test_more_asked_than_paid(self) -> None:
        at = ("offer", "buyer_requested_amount", "value")
        record = paypal.read(changed(SHOW, (at, "200.00")))
        assert None is dispute(record).asked
        assert "200.00 EUR" in says(record, "offer.buyer_requested_amount.value")

    def test_asked_for_is_what_counts_beside_what_is_disputed(self) -> None:
        at = ("offer", "buyer_requested_amount", "value")
        record = paypal.read(changed(SHOW, (at, "90.00")))
        assert bp.Money("90", "EUR") == dispute(record).asked
        assert "96.00 EUR are disputed" in says(record, "dispute_amount")
        assert record.rest["dispute_amount.value"] == "96.00"

    def test_transactions_of_two_currencies_make_no_order(self) -> None:
        second = dict(loaded(EXTERNAL)["disputed_transactions"][0])
        payload = loaded(SHOW)
        payload["disputed_transactions"].append(second)
        record = paypal.read(payload)
        assert record.facts is None
        assert "one order has one currency" in says(record, "")
        assert record.rest["disputed_transactions[0].gross_amount.value"] == "192.00"
        assert record.rest["offer.history[0].offer_amount.value"] == "40.00"

    def test_of_several_transactions_the_earliest_counts(self) -> None:
        payload = loaded(SHOW)
        second = payload["disputed_transactions"][0] | {
            "create_time": "2024-02-03T00:00:00Z",
            "buyer_transaction_id": "BTX1009",
        }
        payload["disputed_transactions"].append(second)
        record = paypal.read(payload)
        assert bp.Instant.of("2024-02-01T08:30:00Z") == order(record).placed
        assert [item.ref for item in order(record).items] == ["LAMP-1", "LAMP-1 (2)"]
        assert "another transaction was earlier" in says(record, "disputed_transactions[1].create_time")


class TestLists:
    def test_a_list_tells_no_transaction_so_there_are_no_facts(self) -> None:
        record = paypal.read(loaded(LISTED))
        assert (record.facts, record.id) == (None, "PP-R-TST-1002")
        assert "no transaction is told" in says(record, "disputed_transactions")
        assert record.rest["dispute_amount.value"] == "50.00"
        assert [(due.window, str(due.closes)) for due in record.stated] == [
            ("escalate", "2024-05-21T08:00:00Z")
        ]

    def test_with_the_order_at_hand_there_is_a_dispute(self) -> None:
        record = paypal.read(loaded(LISTED), about=ORDER)
        assert events(record) == [("opened", "2024-05-01T08:00:00Z", "buyer", "50.00 USD")]
        assert (bp.DueDate("escalate", closes="2024-05-21T08:00:00Z"),) == order(record).due_dates

    def test_the_outcome_of_lists_is_undocumented_and_kept_as_an_unknown_word(self) -> None:
        assert Word("outcome", "WON", known=False) in paypal.read(loaded(LISTED)).words

    def test_a_whole_list_is_refused(self) -> None:
        with pytest.raises(UnreadableInputError, match="read each of its `items` by itself"):
            paypal.read({"items": [loaded(LISTED)], "links": []})

    def test_a_state_that_only_one_party_sees_is_kept_as_a_word(self) -> None:
        assert paypal.read(loaded(LISTED)).word("dispute_state") == "REQUIRED_OTHER_PARTY_ACTION"


class TestWebhook:
    def test_a_case_that_was_resolved_ends_when_the_notice_says(self) -> None:
        record = paypal.read(loaded(RESOLVED))
        assert events(record) == [
            ("opened", "2024-06-01T10:00:00Z", "buyer", "5000 JPY"),
            ("ruled", "2024-06-20T09:59:58Z", "platform", "0 JPY"),
            ("closed", "2024-06-20T10:00:00Z", "platform", None),
        ]
        assert "it stands for that" in says(record, "create_time")

    @pytest.mark.parametrize(
        ("change", "ruled"),
        [
            # The case that it brings was not resolved yet, or its last update is not known or too late.
            ((("resource", "status"), "UNDER_REVIEW"), "2024-06-20T10:00:00Z"),
            ((("resource", "update_time"), None), "2024-06-20T10:00:00Z"),
            ((("resource", "update_time"), "2024-06-21T10:00:00Z"), "2024-06-20T10:00:00Z"),
            # A notice that comes late says nothing of the days between.
            ((("create_time",), "2024-06-23T10:00:00Z"), "2024-06-20T09:59:58Z"),
        ],
    )
    def test_what_was_resolved_was_so_at_its_last_update(self, change: Any, ruled: str) -> None:
        assert events(paypal.read(changed(RESOLVED, change)))[1][:2] == ("ruled", ruled)

    def test_the_time_to_appeal_runs_from_the_earlier_of_the_two(self) -> None:
        late = (("create_time",), "2024-06-23T10:00:00Z")
        window = find_window(american(paypal.read(changed(RESOLVED, late))), "appeal")
        assert str(window.last_day) == "2024-06-30"

    def test_a_notice_that_its_own_case_contradicts_is_taken_with_a_gap(self) -> None:
        record = paypal.read(changed(RESOLVED, (("resource", "status"), "UNDER_REVIEW")))
        assert "UNDER_REVIEW, and the notice says" in says(record, "resource.status")
        assert dispute(record).ended

    def test_a_case_that_the_buyer_cancelled_is_cancelled_once(self) -> None:
        evidence = {
            "source": "SUBMITTED_BY_BUYER",
            "date": "2024-06-20T09:59:57Z",
            "action_info": {"action": "CANCEL"},
        }
        payload = changed(
            RESOLVED,
            (("resource", "dispute_outcome", "outcome_code"), "CANCELED_BY_BUYER"),
            (("resource", "evidences"), [evidence]),
        )
        record = paypal.read(payload)
        assert [event.kind for event in dispute(record).events] == ["opened", "cancelled", "closed"]
        assert not any("left out" in gap.says for gap in record.gaps)

    @pytest.mark.parametrize(
        ("code", "amount", "told"),
        [
            ("RESOLVED_BUYER_FAVOUR", "3000", [("ruled", "3000 JPY"), ("closed", None)]),
            ("ACCEPTED", None, [("ruled", None), ("closed", None)]),
            ("DENIED", None, [("ruled", "0 JPY"), ("closed", None)]),
            ("RESOLVED_WITH_PAYOUT", None, [("closed", None)]),
            ("RESOLVED_WITH_PAYOUT", "0", [("closed", None)]),
            ("RESOLVED_WITH_PAYOUT", "5000", [("ruled", "5000 JPY"), ("closed", None)]),
            ("CANCELED_BY_BUYER", None, [("cancelled", None)]),
            ("NONE", None, [("closed", None)]),
        ],
    )
    def test_who_won_is_told_for_the_buyer(self, code: str, amount: str | None, told: list[Any]) -> None:
        outcome: dict[str, Any] = {"outcome_code": code}
        if amount is not None:
            outcome["amount_refunded"] = {"currency_code": "JPY", "value": amount}
        record = paypal.read(changed(RESOLVED, (("resource", "dispute_outcome"), outcome)))
        assert told == [(kind, money) for kind, _, _, money in events(record)[1:]]

    def test_won_in_part_without_an_amount_is_no_ruling(self) -> None:
        payload = changed(
            RESOLVED,
            (("resource", "dispute_outcome"), {"outcome_code": "RESOLVED_BUYER_FAVOUR"}),
            (("resource", "dispute_amount", "value"), "2000"),
        )
        record = paypal.read(payload)
        assert [event.kind for event in dispute(record).events] == ["opened", "closed"]
        assert "how much is not told" in says(record, "resource.update_time")

    @pytest.mark.parametrize("kind", ["CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.UPDATED"])
    def test_other_notices_date_no_end(self, kind: str) -> None:
        record = paypal.read(changed(RESOLVED, (("event_type",), kind)))
        assert [event.kind for event in dispute(record).events] == ["opened"]
        assert "who won is told, and not when" in says(record, "resource.dispute_outcome.outcome_code")
        assert record.rest["create_time"] == "2024-06-20T10:00:00.000Z"

    def test_an_unknown_notice_is_kept(self) -> None:
        record = paypal.read(changed(RESOLVED, (("event_type",), "CUSTOMER.DISPUTE.MOVED")))
        assert Word("event_type", "CUSTOMER.DISPUTE.MOVED", known=False) in record.words

    def test_a_notice_about_something_else_is_refused(self) -> None:
        with pytest.raises(UnreadableInputError, match=r"something else, 'PAYMENT\.CAPTURE\.COMPLETED'"):
            paypal.read({"event_type": "PAYMENT.CAPTURE.COMPLETED", "resource": {"id": "1", "amount": {}}})


class TestChannel:
    def test_a_case_with_the_bank_is_not_under_paypals_rules(self) -> None:
        record = paypal.read(loaded(EXTERNAL))
        assert order(record).programme == "none"
        assert bp.Payment(provider="paypal") == order(record).payment
        assert "opened with the bank" in says(record, "dispute_channel")
        assert [(due.party, due.window, str(due.closes)) for due in record.stated] == [
            ("seller", None, "2024-05-20T08:00:00Z")
        ]
        assert order(record).due_dates == ()

    def test_an_early_warning_is_not_either(self) -> None:
        assert order(paypal.read(changed(EXTERNAL, (("dispute_channel",), "ALERT")))).programme == "none"

    def test_an_unknown_channel_is_kept_and_read_as_paypals(self) -> None:
        record = paypal.read(changed(EXTERNAL, (("dispute_channel",), "PARTNER")))
        assert order(record).programme == "paypal"
        assert Word("dispute_channel", "PARTNER", known=False) in record.words

    @pytest.mark.parametrize(
        ("stage", "window"),
        [("INQUIRY", "answer_offer"), ("PRE_ARBITRATION", None), ("CHARGEBACK", "give_information")],
    )
    def test_the_buyers_time_limit_stands_for_the_window_of_the_stage(self, stage: str, window: str) -> None:
        payload = without(changed(SHOW, (("dispute_life_cycle_stage",), stage)), ("offer", "history", 1))
        assert window == paypal.read(payload).stated[0].window


class TestBilling:
    def test_items_are_told_apart_where_all_of_it_is_disputed(self) -> None:
        record = paypal.read(loaded(BILLING))
        assert (
            bp.Item("song", "10 KWD", id="A", traits=["digital"]),
            bp.Item("lesson", "20 KWD", id="B", traits=["service"]),
        ) == order(record).items
        assert "what one of the 2 cost is not told" in says(
            record, "disputed_transactions[0].items[1].item_quantity"
        )

    def test_else_they_are_one(self) -> None:
        at = ("disputed_transactions", 0, "items", 0, "dispute_amount", "value")
        record = paypal.read(changed(BILLING, (at, "9.000")))
        assert (bp.Item("BTX1005", "30 KWD", traits=["digital", "service"]),) == order(record).items
        assert record.rest["disputed_transactions[0].items[0].item_name"] == "song"

    def test_cancelling_and_sending_back(self) -> None:
        told = order(paypal.read(loaded(BILLING)))
        assert bp.Instant.of("2024-05-02T08:00:00Z") == told.cancel_requested
        assert bp.Instant.of("2024-05-08T08:00:00Z") == told.return_sent
        assert {"shipped", "delivered"} == told.unknown

    def test_goods_sent_back_after_the_opening_are_an_event(self) -> None:
        credit = ("extensions", "billing_dispute_properties", "credit_not_processed")
        at = (*credit, "product_details", "return_details", "return_time")
        record = paypal.read(changed(BILLING, (at, "2024-05-12T08:00:00Z")))
        assert ("return_sent", "2024-05-12T08:00:00Z", "buyer", None) in events(record)

    def test_the_time_of_a_refund_to_come_is_not_that_of_the_promise(self) -> None:
        record = paypal.read(loaded(BILLING))
        assert None is order(record).refund_promised
        at = "extensions.billing_dispute_properties.credit_not_processed.agreed_refund_details"
        assert "not when it said so" in says(record, f"{at}.merchant_agreed_refund_time")

    def test_a_claim_accepted_is_an_answer_that_accepts(self) -> None:
        told = dispute(paypal.read(loaded(BILLING)))
        assert (told.events[-1].accepts, told.events[-1].return_goods) == (True, True)

    def test_evidence_of_a_return_that_is_asked_for_makes_the_limit_one_for_sending_back(self) -> None:
        record = paypal.read(loaded(BILLING))
        assert record.stated[0].window == "return_goods"
        assert "when this was asked for is not told" in says(record, "evidences[0].date")

    @pytest.mark.parametrize("status", ["PENDING", "DENIED", "CANCELLED"])
    def test_what_is_not_paid_is_not_paid(self, status: str) -> None:
        record = paypal.read(changed(BILLING, (("disputed_transactions", 0, "transaction_status"), status)))
        assert None is order(record).paid


class TestReasons:
    @pytest.mark.parametrize(
        ("reason", "kind"),
        [
            ("MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "not_received"),
            ("UNAUTHORISED", "unauthorised"),
            ("CREDIT_NOT_PROCESSED", "not_refunded"),
            ("DUPLICATE_TRANSACTION", "duplicate"),
            ("INCORRECT_AMOUNT", "incorrect_amount"),
            ("PAYMENT_BY_OTHER_MEANS", "duplicate"),
            ("CANCELED_RECURRING_BILLING", "recurring"),
        ],
    )
    def test_each_is_a_problem_of_ours(self, reason: str, kind: str) -> None:
        record = paypal.read(changed(EXTERNAL, (("reason",), reason)))
        assert [kind] == [problem.kind for problem in dispute(record).claim.problems]

    @pytest.mark.parametrize("reason", ["OTHER", "PROBLEM_WITH_REMITTANCE", "NEW_REASON"])
    def test_of_those_that_are_none_there_is_the_order_only(self, reason: str) -> None:
        record = paypal.read(changed(EXTERNAL, (("reason",), reason)))
        assert isinstance(record.facts, bp.Order)
        assert says(record, "reason")
        assert reason == record.word("reason")

    def test_the_british_spelling_is_the_known_one(self) -> None:
        record = paypal.read(changed(EXTERNAL, (("reason",), "UNAUTHORIZED")))
        assert Word("reason", "UNAUTHORIZED", known=False) in record.words


class TestValues:
    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2024-03-10t08:00:00z", "2024-03-10T08:00:00Z"),
            ("2024-03-10T08:00:00.1234560Z", "2024-03-10T08:00:00.123456Z"),
            ("2024-03-10T08:00:00-07:00", "2024-03-10T15:00:00Z"),
            ("2024-03-10T23:59:60Z", "2024-03-11T00:00:00Z"),
            ("2024-03-10T23:59:60.5+00:00", "2024-03-11T00:00:00.500000Z"),
            ("2024-03-10T08:00:00-00:00", "2024-03-10T08:00:00Z"),
            (f"2024-03-10T08:00:00.25{0:041}Z", "2024-03-10T08:00:00.250000Z"),  # 64 characters
        ],
    )
    def test_moments_are_read_as_rfc_3339_writes_them(self, text: str, moment: str) -> None:
        record = paypal.read(changed(EXTERNAL, (("seller_response_due_date",), text)))
        assert moment == str(record.stated[0].closes)

    def test_what_is_finer_than_a_microsecond_is_cut_with_a_gap(self) -> None:
        at = ("seller_response_due_date",)
        record = paypal.read(changed(EXTERNAL, (at, "2024-03-10T08:00:00.1234567Z")))
        assert str(record.stated[0].closes) == "2024-03-10T08:00:00.123456Z"
        assert "finer than a microsecond" in says(record, at[0])

    @pytest.mark.parametrize("text", ["2024-03-10T08:00:00", "2024-03-10"])
    def test_one_without_a_zone_is_none(self, text: str) -> None:
        record = paypal.read(changed(EXTERNAL, (("create_time",), text)))
        assert isinstance(record.facts, bp.Claim)
        assert "no time with a zone" in says(record, "create_time")
        assert text == record.rest["create_time"]

    @pytest.mark.parametrize(
        "text",
        [
            "2024-02-30T08:00:00Z",
            "10/3/2024",
            "2024-03-10T08:00Z",
            "3024-03-10T08:00:00Z",
            f"2024-03-10T08:00:00.25{0:042}Z",  # 65 characters
            "2024-03-10T08:00:00+24:00",
            "2024-03-10T24:00:00Z",
            "2024-03-10T08:00:61Z",
            1710057600,
        ],
    )
    def test_what_is_no_date_is_a_fault(self, text: Any) -> None:
        assert {"create_time"} == faults(changed(EXTERNAL, (("create_time",), text))).keys()

    def test_an_amount_may_begin_with_a_dot(self) -> None:
        assert bp.Money("0.50", "USD") == order(paypal.read(loaded(EXTERNAL))).total

    def test_a_number_that_is_exact_is_an_amount_too(self) -> None:
        at = ("dispute_amount", "value")
        assert bp.Money("0.25", "USD") == dispute(paypal.read(changed(EXTERNAL, (at, Decimal("0.25"))))).asked

    def test_an_amount_below_zero_is_none(self) -> None:
        at = ("disputed_transactions", 0, "gross_amount", "value")
        record = paypal.read(changed(EXTERNAL, (at, "-0.50")))
        assert record.facts is None
        assert "below zero" in says(record, "disputed_transactions[0].gross_amount.value")

    def test_an_amount_without_a_value_is_none(self) -> None:
        record = paypal.read(without(loaded(EXTERNAL), ("dispute_amount", "value")))
        assert None is dispute(record).asked
        assert "without a value" in says(record, "dispute_amount.value")

    def test_coins_are_no_money(self) -> None:
        payload = without(loaded(EXTERNAL), ("disputed_transactions", 0, "gross_amount"))
        asset = {"asset_symbol": "BTC", "quantity": "0.01"}
        record = paypal.read(with_another(payload, ("disputed_transactions", 0, "gross_asset"), asset))
        assert record.facts is None
        assert "not told as money" in says(record, "disputed_transactions[0].gross_amount")
        assert asset == record.rest["disputed_transactions[0].gross_asset"]

    def test_an_empty_code_is_unknown_and_all_faults_come_at_once(self) -> None:
        told = faults(
            changed(
                SHOW,
                (("dispute_amount", "value"), 96.0),
                (("offer", "history", 0, "offer_amount", "currency_code"), "EURO"),
                (("disputed_transactions", 0, "gross_amount", "value"), "192.005"),
                (("create_time",), "soon"),
                (("reason",), 4),
                (("evidences", 1), "a picture"),
                (("disputed_transactions", 0, "items", 0, "item_quantity"), "some"),
            )
        )
        assert {
            "create_time",
            "disputed_transactions[0].gross_amount.value",
            "disputed_transactions[0].items[0].item_quantity",
            "dispute_amount.value",
            "evidences[1]",
            "offer.history[0].offer_amount.currency_code",
            "reason",
        } == told.keys()
        assert "is not exact" in told["dispute_amount.value"]
        assert "there is no currency 'EURO'" in told["offer.history[0].offer_amount.currency_code"]
        assert "finer than the currency" in told["disputed_transactions[0].gross_amount.value"]

    def test_no_case_goes_without_its_id_unnoticed(self) -> None:
        record = paypal.read(without(loaded(SHOW), ("dispute_id",)))
        assert record.id is None


class TestUnreadable:
    @pytest.mark.parametrize(
        ("payload", "reader"),
        [
            ({"object": "dispute", "charge": "ch_1", "evidence_details": {}}, "cases.stripe"),
            ({"object": "event", "data": {}}, "cases.stripe"),
            ({"paymentDisputeId": "1"}, "cases.ebay"),
            ({"inquiryId": "1"}, "cases.ebay"),
            ({"issue_status": "finish"}, "cases.aliexpress"),
            ({"disputeId": "1", "chargeId": "2"}, "cases.amazon"),
        ],
    )
    def test_what_is_anothers_is_named(self, payload: dict[str, Any], reader: str) -> None:
        with pytest.raises(UnreadableInputError, match=reader):
            paypal.read(payload)

    @pytest.mark.parametrize(
        "payload",
        ["[]", "7", "", "{}", b"\xff", '{"dispute_id": "1", "dispute_id": "2"}', {"a": 1}, None, 1.5],
    )
    def test_what_is_no_case_is_refused(self, payload: Any) -> None:
        with pytest.raises(UnreadableInputError):
            paypal.read(payload)

    def test_what_is_nested_too_deep_or_too_large_is_refused(self) -> None:
        with pytest.raises(UnreadableInputError, match="nested"):
            paypal.read('{"dispute_id": ' + "[" * 50 + "]" * 50 + "}")
        with pytest.raises(UnreadableInputError, match="larger"):
            paypal.read(b" " * 50_000_000)


class TestNothingIsLost:
    @pytest.mark.parametrize("name", ALL)
    def test_the_record_depends_on_every_leaf(self, name: str) -> None:
        assert unheard(loaded(name), paypal.read) == []

    @pytest.mark.parametrize("name", ALL)
    def test_each_leaf_that_no_facts_hold_is_a_word_or_in_the_rest(self, name: str) -> None:
        # With no facts at all, everything but words, the id and the stated limits has to be left over.
        record = paypal.read(without_transactions(loaded(name)))
        assert record.facts is None
        held = {word.path for word in record.words} | {due.path for due in record.stated}
        held |= spread(dict(record.rest))
        told = spread(without_transactions(loaded(name)))
        assert {"dispute_id"} >= {path.removeprefix("resource.") for path in told - held}

    @pytest.mark.parametrize("name", ALL)
    def test_cut_off_anywhere_it_is_refused(self, name: str) -> None:
        text = (FIXTURES / name).read_text(encoding="utf-8").strip()
        for end in range(len(text)):
            with pytest.raises(UnreadableInputError):
                paypal.read(text[:end])

    @pytest.mark.parametrize("name", ALL)
    def test_without_any_one_part_it_is_read_or_refused(self, name: str) -> None:
        payload = loaded(name)
        for at in places(payload):
            tried(without(payload, at))

    @given(
        payload=st.sampled_from(ALL).flatmap(mutants), about=st.sampled_from([None, ORDER]), data=st.data()
    )
    def test_whatever_is_changed_it_is_read_or_refused(
        self, payload: Any, about: bp.Order | None, data: st.DataObject
    ) -> None:
        read = partial(paypal.read, about=about)
        record = tried(payload, about)
        if record is None:
            return
        at = data.draw(st.sampled_from(sorted(leaves(payload), key=str)))
        value = found(payload, at)
        if isinstance(value, int | str) and str(value).strip():
            assert not same(record, with_another(payload, at, another(value)), read)

    @given(payload=st.sampled_from(ALL).flatmap(mutants), about=st.sampled_from([None, ORDER]))
    def test_each_leaf_of_what_was_changed_is_in_the_record(
        self, payload: Any, about: bp.Order | None
    ) -> None:
        record = tried(payload, about)
        if record is None:
            return
        named = {word.path for word in record.words} | {due.path for due in record.stated}
        named |= {gap.path for gap in record.gaps} | spread(dict(record.rest))
        read = partial(paypal.read, about=about)
        for at in leaves(payload):
            if spread_one(at) not in named:  # then it went into the facts, which are others with another leaf
                assert not same(record, with_another(payload, at, another(found(payload, at))), read)

    @given(payload=JSON | st.dictionaries(st.sampled_from(sorted(loaded(SHOW))), JSON | NASTY))
    def test_whatever_is_given_it_is_read_or_refused(self, payload: Any) -> None:
        tried(payload)


def without_transactions(payload: Any) -> Any:
    at = ("resource",) if "resource" in payload else ()
    inner = payload["resource"] if at else payload
    return without(payload, (*at, "disputed_transactions")) if "disputed_transactions" in inner else payload


def spread(payload: Any) -> set[str]:
    """Return the paths of all leaves, as records write paths."""
    return {spread_one(at) for at in leaves(payload)}


def spread_one(at: Path) -> str:
    path = ""
    for key in at:
        path += f"[{key}]" if isinstance(key, int) else f".{key}" if path else key
    return path


def tried(payload: Any, about: bp.Order | None = None) -> CaseRecord | None:
    """Read, and return nothing where one of our errors was raised; any other is the test's failure."""
    try:
        record = paypal.read(payload, about=about)
    except BuyerProtectError:
        return None
    assert repr(record)
    assert all(gap.says for gap in record.gaps)
    return record
