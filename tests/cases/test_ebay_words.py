"""The words of eBay: that each list is whole, and what each word of an end or a state comes to."""

from __future__ import annotations

import pytest
from case_leaves import loaded, with_another, without

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, ebay
from buyerprotect.cases.told import vocabulary

LISTS = {
    "inquiry_status": """
        CLOSED CLOSED_WITH_ESCALATION CS_CLOSED OPEN OTHER PENDING WAITING_BUYER_RESPONSE
        WAITING_SELLER_RESPONSE
    """,
    "inquiry_state": """
        AUTO_DISPOSE_MONEY_MOVEMENT_PENDING CLOSED CREATED FULL_REFUND_AGREED INITIAL ON_HOLD_FOR_UPLOAD
        OTHER PARTIAL_REFUND_ACCEPTED PARTIAL_REFUND_OFFERED PENDING_CREATED
        SELLER_ECHECK_FULL_REFUND_INITIATED SELLER_ECHECK_PARTIAL_REFUND_INITIATED
        SELLER_ECHECK_REFUND_GRACE_EXPIRED SHIPPING_INFO_PROVIDED TRACKING_PROVIDED
        VOLUNTARY_REFUND_PAYOUT_PENDING
    """,
    "inquiry_escalation_reason": """
        BUYER_TROUBLE BUYER_UNHAPPY NOT_RECEIVED NO_REFUND OTHERS SELLER_NORESPONSE SHIPPED_ITEM
        TROUBLE_COMMUNICATION
    """,
    "case_type": "ITEM_NOT_RECEIVED RETURN",
    "case_status": """
        CLOSED CS_CLOSED ON_HOLD OPEN OTHER REFUND_AGREED_BUT_FAILED WAITING_CS WAITING_DELIVERY
    """,
    "case_close_reason": """
        AGENT_CLOSE_FOR_BUYER AGENT_CLOSE_FOR_EBAY AGENT_CLOSE_FOR_SELLER
        AUTO_DISPOSE_BUYER_WIN_NO_SELLER_FAULT AUTO_DISPOSE_SELLER_WIN_BUYER_FAULT BUYER_CLOSE
        BUYER_CONFIRM_FULL_REFUND_NPP BUYER_CONFIRM_FULL_REFUND_PP BUYER_CONFIRM_PARTIAL_REFUND_NPP
        BUYER_CONFIRM_PARTIAL_REFUND_PP BUYER_REFUNDED BUYER_WINS_DESTROY_ITEM BUYER_WINS_NO_ITEM_RETURNS
        BUYER_WINS_NO_SELLER_FAULT BUYER_WINS_NO_SELLER_FAULT_FOR_FORCED_RETURN
        BUYER_WINS_NO_SELLER_FAULT_PARTIAL_CREDIT BUYER_WINS_SELLER_FAULT
        BUYER_WINS_SELLER_FAULT_BUYER_RETURNS_ITEM BUYER_WINS_SELLER_FAULT_FOR_FORCED_RETURN
        BUYER_WINS_SELLER_FAULT_NO_CREDIT CLOSED_CS_CLOSE ECHECK_TIMEOUT
        ESCALATE_CS_AUTO_DISPOSE_BUYER_WINS_NO_SELLER_FAULT_NO_CREDIT
        ESCALATE_CS_AUTO_DISPOSE_BUYER_WIN_SELLER_FAULT
        ESCALATE_CS_AUTO_DISPOSE_BUYER_WIN_SELLER_FAULT_NO_RECOUP
        ESCALATE_CS_AUTO_DISPOSE_SELLER_WIN_BUYER_FAULT EXPIRE_AFTER_ENTER_TRACKING_FOR_FORCED_RETURN
        EXPIRE_ENTER_TRACKING_AFTER_CS_DECISION ITEM_DELIVERED_FOR_FORCED_RETURN
        NO_SELLER_FAULT_BUYER_DESTROYS_ITEM NO_SELLER_FAULT_BUYER_RETURNS_ITEM OTHER
        PAYMENT_PROCESSOR_CLAIM_FILED RETURN_TRACKING_DELIVERED SELLER_FULL_REFUND_PP
        SELLER_PARTIAL_REFUND_PP SELLER_WINS_BUYER_FAULT SELLER_WINS_BUYER_FAULT_FOR_FORCED_RETURN UNDEFINED
    """,
    "return_reason": """
        ARRIVED_DAMAGED ARRIVED_LATE BUYER_CANCEL_ORDER BUYER_NOT_SCHEDULED BUYER_NO_SHOW
        BUYER_REFUSED_TO_PICKUP DEFECTIVE_ITEM DIFFERENT_FROM_LISTING EXPIRED_ITEM FAKE_OR_COUNTERFEIT
        FOUND_BETTER_PRICE IN_STORE_RETURN MISSING_PARTS NOT_AS_DESCRIBED NO_LONGER_NEED_ITEM NO_REASON
        ORDERED_ACCIDENTALLY ORDERED_DIFFERENT_ITEM ORDERED_WRONG_ITEM OTHER OUT_OF_STOCK RETURNING_GIFT
        VALET_DELIVERY_ISSUES VALET_UNAVAILABLE WRONG_SIZE CUSTOMIZED
    """,
    "return_state": """
        AUTO_REFUND_INITIATED CLOSED INITIAL ITEM_DELIVERED ITEM_KEPT ITEM_READY_TO_SHIP ITEM_SHIPPED
        LESS_THAN_A_FULL_REFUND_ISSUED PARTIAL_REFUNDED PARTIAL_REFUND_DECLINED PARTIAL_REFUND_FAILED
        PARTIAL_REFUND_INITIATED PARTIAL_REFUND_NON_PAYPAL_INITIATED PARTIAL_REFUND_REQUESTED
        PAYOUT_INITIATED REFUND_INITIATED REFUND_SENT_PENDING_CONFIRMATION REFUND_TIMEOUT REPLACED
        REPLACEMENT_CLOSED REPLACEMENT_DELIVERED REPLACEMENT_LABEL_REQUESTED
        REPLACEMENT_LABEL_REQUESTED_TIMEOUT REPLACEMENT_REQUESTED REPLACEMENT_REQUEST_TIMEOUT
        REPLACEMENT_RMA_PENDING REPLACEMENT_SHIPPED REPLACEMENT_STARTED RETURN_LABEL_PENDING
        RETURN_LABEL_PENDING_TIMEOUT RETURN_LABEL_REQUESTED RETURN_LABEL_REQUESTED_TIMEOUT RETURN_REJECTED
        RETURN_REQUESTED RETURN_REQUEST_TIMEOUT RMA_PENDING UNKNOWN PARTIAL_REFUND_AS_PAYOUT_INITIATED
        REFUND_AS_PAYOUT_INITIATED REFUND_FAILED REPLACEMENT_LABEL_PENDING REPLACEMENT_LABEL_PENDING_TIMEOUT
        REPLACEMENT_OFFER_PENDING
    """,
    "return_status": """
        CLOSED ESCALATED ITEM_DELIVERED ITEM_SHIPPED LESS_THAN_A_FULL_REFUND_ISSUED PARTIAL_REFUND_DECLINED
        PARTIAL_REFUND_FAILED PARTIAL_REFUND_INITIATED PARTIAL_REFUND_REQUESTED READY_FOR_SHIPPING REPLACED
        REPLACEMENT_CLOSED REPLACEMENT_DELIVERED REPLACEMENT_LABEL_REQUESTED REPLACEMENT_REQUESTED
        REPLACEMENT_SHIPPED REPLACEMENT_STARTED REPLACEMENT_WAITING_FOR_RMA RETURN_LABEL_REQUESTED
        RETURN_REJECTED RETURN_REQUESTED RETURN_REQUESTED_TIMEOUT UNKNOWN WAITING_FOR_RETURN_LABEL
        WAITING_FOR_RMA
    """,
    "return_type": "CANCEL MONEY_BACK REPLACEMENT UNKNOWN EXCHANGE",
    "escalate_reason": """
        BUYER_NORESPONSE BUYER_RETURNED_WRONG_ITEM DISAGREE_WITH_RETURN_REASON ITEM_NOT_RECEIVED
        ITEM_RECEIVED_IN_DIFFERENT_CONDITION NO_REFUND_FOR_RETURN_SHIPPING NO_REFUND_RECEIVED OTHER
        SELLER_NO_RESPONSE TROUBLE_COMMUNICATION_WITH_BUYER TROUBLE_COMMUNICATION_WITH_SELLER
        ESCALATED_BY_EBAY NEW_ITEM_NOT_RECEIVED RECEIVED_WRONG_ITEM
    """,
    "decision": """
        ACCEPT_PARTIAL_REFUND APPROVE APPROVE_WITHOUT_EBAY_LABEL DECLINE DECLINE_PARTIAL_REFUND
        OFFER_PARTIAL_REFUND OFFER_RETURN OFFER_RETURN_WITHOUT_LABEL PROVIDE_RMA UNKNOWN
        ACCEPT_REPLACEMENT_OFFER DECLINE_REPLACEMENT_OFFER OFFER_REPLACEMENT
    """,
    "cancel_reason": """
        ADDRESS_ISSUE BUYER_ASKED_CANCEL BUYER_CANCEL_OR_ADDRESS_ISSUE FOUND_CHEAPER_PRICE ORDER_MISTAKE
        ORDER_UNPAID OTHER OUT_OF_STOCK_OR_CANNOT_FULFILL PRICE_TOO_HIGH WONT_ARRIVE_IN_TIME ADDRESS_ISSUES
        UNKNOWN WRONG_PAYMENT_METHOD WRONG_SHIPPING_ADDRESS WRONG_SHIPPING_METHOD
    """,
    "cancel_state": """
        APPROVAL_PENDING CLOSED CONFIRM_REFUND_PENDING INITIAL OTHER REFUND_INITIATED REFUND_PENDING
    """,
    "cancel_status": """
        CANCEL_CLOSED_FOR_COMMITMENT CANCEL_CLOSED_NO_REFUND CANCEL_CLOSED_UNKNOWN_REFUND
        CANCEL_CLOSED_WITH_REFUND CANCEL_PENDING CANCEL_REJECTED CANCEL_REQUESTED INVALID
    """,
    "cancel_close_reason": """
        BUYER_CONFIRM_NOT_PAID BUYER_CONFIRM_REFUND BUYER_CONFIRM_TIMEOUT_NON_PAYPAL_PAID
        BUYER_CONFIRM_TIMEOUT_PAYPAL_PAID FULL_REFUNDED INELIGIBLE_FOR_CANCEL REFUND_FAILED
        SELLER_APPROVE_TIMEOUT_PAID SELLER_APPROVE_TIMEOUT_UNPAID SELLER_APPROVE_UNPAID SELLER_DECLINE
        SYSTEM_NOTIFY_SHIPPING_STATUS UNKNOWN CHARGEBACK_DISPUTE_FILED FULL_REFUNDED_AS_PAYOUT
        FULL_REFUNDED_T2_FAILED
    """,
    "appeal_status": """
        BUYER_APPEALED BUYER_SELLER_APPEALED OTHER SELLER_APPEALED SELLER_INVOICED_BUYER_APPEALED
        SELLER_RECOUPED_BUYER_APPEALED SELLER_RECOUPED_BUYER_APPEALED_CLOSED_CASE SELLER_RECOUP_APPEALED
        SELLER_RECOUP_NEEDED_BUYER_APPEALED SELLER_RECOUP_NEEDED_BUYER_APPEALED_CLOSED_CASE
    """,
    "appeal_close_reason": """
        APPEAL_BUYER_DENIED APPEAL_BUYER_WINS APPEAL_BUYER_WINS_PARTIAL_CREDIT APPEAL_SELLER_DENIED
        APPEAL_SELLER_WINS_FULL_CREDIT APPEAL_SELLER_WINS_FULL_CREDIT_CANCEL_RECOUP
        APPEAL_SELLER_WINS_PARTIAL_CREDIT OTHER
    """,
    "refund_fee_type": """
        DOMESTIC_SHIPPING IMPORT_CHARGE INTERNATIONAL_SHIPPING ORDER_ADJUSTMENT ORIGINAL_SHIPPING OTHER
        PURCHASE_PRICE REFUND_FROM_PAYPAL RESTOCKING_FEE RETURN_SHIPPING ITEM_IMPORT_TAX ITEM_TAX
        SHIPPING_IMPORT_TAX SHIPPING_TAX
    """,
    "eligibility_failure_reason": """
        CANCELLATION_EXIST CANCEL_WINDOW_ELAPSED CASE_EXIST CROSS_SITE_ORDER EBAY_NOW_ORDER_STATUS
        FULL_REFUNDED_ORDER INSTORE_PICKUP_MADE INTERNAL_SYSTEM_ERROR INVALID_ORDER INVALID_USER
        IN_STORE_PICKUP_READY PARTIAL_REFUNDED_ORDER PAYPAL_DISPUTE_EXIST RETURN_EXIST SHIPPED_ORDER UNKNOWN
        UNPAID_ORDER UNSUPPORTED_ORDER UNSUPPORTED_PAYMENT_METHOD UNSUPPORTED_SITE
    """,
    "payment_denial_reason": """
        OTHER PP_ACH_RETURN PP_ADMINISTRATIVE_FRAUD_REVIEW PP_CREDITCARD_CHARGEBACK PP_DISALLOWED_DISPUTE
        PP_ELV_REVERSAL PP_PAYPAL_GUEST PP_UNAUTHORIZED_TRANSACTION
    """,
    "activity_option": """
        BUYER_ACCEPTS_NON_PAYPAL_PARTIAL_REFUND BUYER_ACCEPTS_PARTIAL_REFUND BUYER_CLOSE_RETURN
        BUYER_CREATE_RETURN BUYER_DECLINE_PARTIAL_REFUND BUYER_ESCALATE BUYER_MARK_AS_RECEIVED
        BUYER_MARK_REFUND_RECEIVED BUYER_MARK_RETURN_SHIPPED BUYER_PRINT_SHIPPING_LABEL BUYER_PROVIDE_LABEL
        BUYER_PROVIDE_TRACKING_INFO BUYER_SEND_MESSAGE BUYER_VOID_LABEL DELETE_FILE
        DISPOSITION_RULE_AUTO_REFUND DISPOSITION_RULE_AUTO_ROUTE DISPOSITION_RULE_REPLACE_SEND_NO_SHIP
        EMAIL_SHIPPING_LABEL GENERAL_TIME_OUT NOTIFIED_DELIVERED NOTIFIED_SHIPPED
        NOTIFY_REPLACEMENT_DELIVERED NOTIFY_REPLACEMENT_SHIPPED NOTIFY_UPDATE_REFUND_STATUS OTHER
        REMINDER_BUYER_TO_SHIP REMINDER_FOR_REFUND REMINDER_FOR_REFUND_NO_SHIPPING REMINDER_FOR_RMA
        REMINDER_FOR_SHIPPING SELLER_APPROVE_REQUEST SELLER_DECLINE_REQUEST SELLER_ESCALATE
        SELLER_ISSUE_REFUND SELLER_ISSUE_STORE_CREDIT_REFUND SELLER_MARK_AS_RECEIVED SELLER_MARK_REFUND_SENT
        SELLER_MARK_REPLACEMENT_SHIPPED SELLER_OFFER_PARTIAL_REFUND SELLER_OFFER_RETURNS
        SELLER_PRINT_SHIPPING_LABEL SELLER_PROVIDE_LABEL SELLER_PROVIDE_RMA SELLER_PROVIDE_TRACKING_INFO
        SELLER_SEND_MESSAGE SELLER_VOID_LABEL SUBMIT_FILE SYSTEM_CREATE_RETURN TIME_OUT_AFTER_DECLINE
        TIME_OUT_AFTER_REFUNDED TIME_OUT_AFTER_REPLACED TIME_OUT_FOR_AUTHORIZE TIME_OUT_FOR_AUTO_REFUND
        TIME_OUT_FOR_BUYER_RECOUP TIME_OUT_FOR_DELIVERY TIME_OUT_FOR_ESCALATION
        TIME_OUT_FOR_ESCALATION_AFTER_SMIR TIME_OUT_FOR_ITEM_REPLACED TIME_OUT_FOR_MARK_REFUND_RECEIVED
        TIME_OUT_FOR_MARK_REFUND_SENT TIME_OUT_FOR_MASS_PAYOUT TIME_OUT_FOR_PAYOUT
        TIME_OUT_FOR_PROVIDE_LABEL TIME_OUT_FOR_REFUND TIME_OUT_FOR_REPLACEMENT_DELIVERED_ITEM_NOT_RETURNED
        TIME_OUT_FOR_REPLACEMENT_SHIPPED TIME_OUT_FOR_RETURN_SHIPPING TIME_OUT_FOR_RMA
        TIME_OUT_FOR_SELLER_INVOICE TIME_OUT_FOR_SELLER_PAYOUT TIME_OUT_FOR_SHIPMENT_TRACKING
        TIME_OUT_FOR_SHIPPING AUTO_APPROVE_REMORSE BUYER_ACCEPT_REPLACEMENT_OFFER
        BUYER_DECLINE_REPLACEMENT_OFFER BUYER_UPDATE_TRACKING CHARGEBACK_OPEN EXTERNAL_CLAIM_OPENED
        REMINDER_BUYER_TO_RESPOND_RE_OFFER REMINDER_SELLER_TO_RESPOND REMINDER_SELLER_TO_SHIP
        SELLER_OFFER_REPLACEMENT SELLER_RETRY_REFUND SELLER_UPDATE_TRACKING
        SYSTEM_BUYER_PARTIAL_REFUND_AS_PAYOUT SYSTEM_BUYER_REFUND_AS_PAYOUT SYSTEM_CLOSE_RETURN
        SYSTEM_IMMEDIATE_REFUND TIME_OUT_AFTER_REFUNDED_AS_PAYOUT TIME_OUT_FOR_SHIPPING_SYSTEM_CLOSE
    """,
    "inquiry_eligibility_status": """
        ELIGIBLE_TO_FILE_REQUEST ELIGIBLE_TO_FILE_WITH_WARNING INELIGIBLIE INELIGIBLE
    """,
    "close_return_reason": """
        AUTO_PARTIAL_REFUNDED AUTO_REFUNDED BUYER_CLOSED BUYER_PAYOUT BUYER_PAYOUT_FAILED ESCALATED
        FULL_REFUNDED FULL_REFUNDED_BY_DISPOSITION_RULE MARK_PARTIAL_REFUND_RECEIVED MARK_REFUND_RECEIVED
        MARK_REFUND_RECEIVED_TIMEOUT OTHER PARTIALLY_REFUNDED REFUND_TIMEOUT REPLACED
        REPLACEMENT_PAYOUT_RECOUP REQUEST_DECLINED REQUEST_TIMEOUT RETURN_REJECTED SELLER_INVOICED
        SELLER_PAYOUT_FAILED SHIPMENT_TIMEOUT STORE_CREDIT_REFUNDED BUYER_ACCEPT_LESS_THAN_FULL_REFUND
        BUYER_ACCEPT_LESS_THAN_FULL_REFUND_AS_PAYOUT BUYER_NO_ACTION BUYER_PARTIAL_REFUND_AS_PAYOUT
        BUYER_REFUND_AS_PAYOUT
    """,
    "tracking_status": "CANCELLED CREATED DELIVERED IN_TRANSIT UNKNOWN",
    "return_hold_status": """
        HOLD_CREATION_SUCCESS HOLD_RELEASE_FAILED HOLD_RELEASE_SUCCESS INELIGIBLE_TO_RELEASE_HOLD OTHER
    """,
    "desired_outcome_type": "FULL_REFUND STILL_WANT_ITEM",
    "refund_status": "FAILED OTHER PENDING SUCCESS",
    "eligibility_check_type": """
        ITEM_SELECTION PRE_TRANSACTION REPLACEMENT_CREATION REPLACEMENT_ITEM_SELECTION RETURN_CREATION
    """,
    "buyer_close_return_reason": """
        BUYER_NO_LONGER_WANTS_RETURN BUYER_RECEIVED_REFUND BUYER_RECEIVED_REPLACEMENT
        BUYER_STARTED_RETURN_ACCIDENTALLY OTHER UNKNOWN CHARGE_BACK_OPENED
    """,
    "buyer_close_reason": "ITEM_ARRIVED OTHER WORKED_OUT_WITH_SELLER WOULD_RATHER_KEEP_THE_ITEM",
    "cancel_activity_type": """
        BUYER_CONFIRM_REFUND BUYER_CREATE_CANCEL SELLER_APPROVE SELLER_CREATE_CANCEL SELLER_REJECT
        SYSTEM_NOTIFYPP_REFUND SYSTEM_NOTIFY_REFUND_STATUS SYSTEM_REFUND SYSTEM_REJECT
        SYSTEM_TIMEOUT_FOR_APPROVAL SYSTEM_TIMEOUT_FOR_CONFIRMATION UNKNOWN SYSTEM_CHARGEBACK_OPENED
        SYSTEM_CREATE_CANCEL SYSTEM_NOTIFY_PAYOUT_STATUS
    """,
    "appeal_grant_status": "DENIED GRANTED OTHER",
    "dispute_state": "OPEN ACTION_NEEDED CLOSED",
    "dispute_reason": """
        TRANSACTION_ISSUE FRAUD ITEM_NOT_RECEIVED SIGNIFICANTLY_NOT_AS_DESCRIBED CREDIT_NOT_PROCESSED
        COUNTERFEIT DUPLICATE_AMOUNT INCORRECT_AMOUNT
    """,
    "dispute_outcome": "SELLER_WON SELLER_LOST SELLER_ACCEPT",
    "dispute_actor": "BUYER SELLER CS_AGENT SYSTEM",
    "dispute_evidence": """
        PROOF_OF_DELIVERY PROOF_OF_AUTHENTICITY PROOF_OF_ITEM_AS_DESCRIBED PROOF_OF_PICKUP
        PROOF_OF_CREDIT_NOT_DUE PROOF_OF_DELIVERY_AS_FILE PROOF_OF_DELIVERY_SIGNATURE
        PROOF_OF_RETURN_NOT_RECEIVED
    """,
    "dispute_activity": """
        DISPUTE_OPENED ADDITIONAL_EVIDENCE_REQUEST EVIDENCE_PROVIDED EVIDENCE_REQUEST_OVERDUE
        DEFENCE_EXECUTED DISPUTE_CLOSED SELLER_ACCEPT SELLER_ACCEPT_WITH_RETURN SELLER_CONTEST APPEAL_DENIED
        APPEAL_GRANTED DISPUTE_REOPENED DISPUTE_REVERSED DISPUTE_UPDATED SELLER_RESPONSE_OVERDUE
    """,
    "dispute_response": """
        SELLER_ACCEPT SELLER_ACCEPT_WITH_RETURN SELLER_CONTEST SELLER_RESPONSE_OVERDUE
    """,
    "dispute_protection": "FULLY_PROTECTED PARTIALLY_PROTECTED NOT_PROTECTED MANUAL_REVIEW",
    "dispute_money_type": "CHARGE CREDIT",
    "dispute_money_reason": "DISPUTE_FEE RECOUP_AMOUNT",
}

INQUIRY, RETURN = "ebay-inquiry.json", "ebay-return.json"
CASE, PAYMENT = "ebay-case.json", "ebay-payment-dispute.json"
ORDER = bp.Order(
    "ebay",
    "2026-02-20T19:53:45Z",
    items=[bp.Item("brass lamp", "80 USD")],
    site="ebay.com",
    zone="America/New_York",
)

FIELDS: list[tuple[str, str, tuple[str | int, ...]]] = [
    ("inquiry_status", INQUIRY, ("status",)),
    ("inquiry_state", INQUIRY, ("state",)),
    ("case_type", CASE, ("caseType",)),
    ("case_status", CASE, ("status",)),
    ("case_close_reason", CASE, ("sellerClosureReason",)),
    ("case_close_reason", CASE, ("buyerClosureReason",)),
    ("buyer_close_reason", CASE, ("buyerClosureReason",)),
    ("escalate_reason", CASE, ("escalateReason",)),
    ("inquiry_escalation_reason", CASE, ("escalateReason",)),
    ("appeal_status", CASE, ("appealDetails", "appealStatusEnum")),
    ("appeal_close_reason", CASE, ("appealDetails", "appealCloseReasonEnum")),
    ("return_state", RETURN, ("summary", "state")),
    ("return_status", RETURN, ("summary", "status")),
    ("return_type", RETURN, ("summary", "currentType")),
    ("return_type", RETURN, ("summary", "creationInfo", "type")),
    ("return_reason", RETURN, ("summary", "creationInfo", "reason")),
    ("activity_option", RETURN, ("summary", "sellerResponseDue", "activityDue")),
    ("activity_option", RETURN, ("detail", "responseHistory", 1, "activity")),
    ("return_state", RETURN, ("detail", "responseHistory", 1, "fromState")),
    ("return_state", RETURN, ("detail", "responseHistory", 1, "toState")),
    ("tracking_status", RETURN, ("detail", "returnShipmentInfo", "shipmentTracking", "deliveryStatus")),
    ("refund_status", RETURN, ("detail", "refundInfo", "actualRefundDetail", "refundStatus")),
    ("close_return_reason", RETURN, ("detail", "closeInfo", "returnCloseReason")),
    ("buyer_close_return_reason", RETURN, ("detail", "closeInfo", "buyerCloseReason")),
    ("inquiry_eligibility_status", "ebay-eligibility.json", ("inquiryEligibilityStatus",)),
    ("payment_denial_reason", "ebay-eligibility.json", ("paypalReasonToDenyRequestFiling",)),
    ("dispute_state", PAYMENT, ("paymentDisputeStatus",)),
    ("dispute_reason", PAYMENT, ("reason",)),
    ("dispute_response", PAYMENT, ("sellerResponse",)),
    ("dispute_outcome", PAYMENT, ("resolution", "reasonForClosure")),
    ("dispute_protection", PAYMENT, ("resolution", "protectionStatus")),
    ("dispute_evidence", PAYMENT, ("evidenceRequests", 0, "evidenceType")),
    ("dispute_evidence", PAYMENT, ("evidence", 0, "evidenceType")),
    ("dispute_money_type", PAYMENT, ("monetaryTransactions", 0, "type")),
    ("dispute_money_reason", PAYMENT, ("monetaryTransactions", 0, "reason")),
    ("dispute_activity", "ebay-payment-activity.json", ("activity", 1, "activityType")),
    ("dispute_actor", "ebay-payment-activity.json", ("activity", 1, "actor")),
]

WON = {
    "AUTO_DISPOSE_BUYER_WIN_NO_SELLER_FAULT": "buyer",
    "AUTO_DISPOSE_SELLER_WIN_BUYER_FAULT": "seller",
    "BUYER_WINS_DESTROY_ITEM": "buyer",
    "BUYER_WINS_NO_ITEM_RETURNS": "buyer",
    "BUYER_WINS_NO_SELLER_FAULT": "buyer",
    "BUYER_WINS_NO_SELLER_FAULT_FOR_FORCED_RETURN": "buyer",
    "BUYER_WINS_NO_SELLER_FAULT_PARTIAL_CREDIT": "buyer",
    "BUYER_WINS_SELLER_FAULT": "buyer",
    "BUYER_WINS_SELLER_FAULT_BUYER_RETURNS_ITEM": "buyer",
    "BUYER_WINS_SELLER_FAULT_FOR_FORCED_RETURN": "buyer",
    "BUYER_WINS_SELLER_FAULT_NO_CREDIT": "buyer",
    "ESCALATE_CS_AUTO_DISPOSE_BUYER_WINS_NO_SELLER_FAULT_NO_CREDIT": "buyer",
    "ESCALATE_CS_AUTO_DISPOSE_BUYER_WIN_SELLER_FAULT": "buyer",
    "ESCALATE_CS_AUTO_DISPOSE_BUYER_WIN_SELLER_FAULT_NO_RECOUP": "buyer",
    "ESCALATE_CS_AUTO_DISPOSE_SELLER_WIN_BUYER_FAULT": "seller",
    "SELLER_WINS_BUYER_FAULT": "seller",
    "SELLER_WINS_BUYER_FAULT_FOR_FORCED_RETURN": "seller",
}
PAID = {
    "BUYER_CONFIRM_FULL_REFUND_NPP",
    "BUYER_CONFIRM_FULL_REFUND_PP",
    "BUYER_CONFIRM_PARTIAL_REFUND_NPP",
    "BUYER_CONFIRM_PARTIAL_REFUND_PP",
    "BUYER_REFUNDED",
    "SELLER_FULL_REFUND_PP",
    "SELLER_PARTIAL_REFUND_PP",
}
UNDATED = {
    "CLOSED",
    "ITEM_DELIVERED",
    "ITEM_READY_TO_SHIP",
    "ITEM_SHIPPED",
    "LESS_THAN_A_FULL_REFUND_ISSUED",
    "PARTIAL_REFUNDED",
    "PARTIAL_REFUND_DECLINED",
    "PARTIAL_REFUND_REQUESTED",
    "REFUND_TIMEOUT",
    "RETURN_REJECTED",
}


def words(name: str) -> list[str]:
    return LISTS[name].split()


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def kinds(record: CaseRecord) -> list[str]:
    assert isinstance(record.facts, bp.Dispute)
    return [event.kind for event in record.facts.events]


def dotted(at: tuple[str | int, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in at)[1:]


class TestLists:
    @pytest.mark.parametrize("name", LISTS)
    def test_a_list_is_whole(self, name: str) -> None:
        assert vocabulary("ebay")[name] == set(words(name))

    @pytest.mark.parametrize(("name", "fixture", "at"), FIELDS)
    def test_every_word_is_known_where_it_stands(
        self, name: str, fixture: str, at: tuple[str | int, ...]
    ) -> None:
        for word in words(name):
            record = ebay.read(with_another(loaded(fixture), at, word))
            assert [found.known for found in record.words if found.path == dotted(at)] == [True], word
            assert record.word(dotted(at)) == word

    @pytest.mark.parametrize(("name", "fixture", "at"), FIELDS)
    def test_a_word_of_another_day_is_kept_as_unknown(
        self, name: str, fixture: str, at: tuple[str | int, ...]
    ) -> None:
        record = ebay.read(with_another(loaded(fixture), at, "BEAMED_AWAY"))
        assert [found.known for found in record.words if found.path == dotted(at)] == [False], name
        assert "not a word that is known" in says(record, dotted(at))


class TestWhyACaseWasClosed:
    @pytest.mark.parametrize("reason", words("case_close_reason"))
    def test_each_reason_names_its_winner_or_none(self, reason: str) -> None:
        record = ebay.read(with_another(loaded(CASE), ("sellerClosureReason",), reason), about=ORDER)
        told = says(record, "status")
        if reason in WON:
            assert f"decided for the {WON[reason]}" in told
        else:
            assert "decided for" not in told
            assert "not told when" in told
        assert not {"ruled", "closed", "cancelled"} & set(kinds(record))

    @pytest.mark.parametrize("reason", sorted(PAID))
    def test_a_refund_without_its_day_is_a_gap(self, reason: str) -> None:
        record = ebay.read(with_another(loaded(CASE), ("sellerClosureReason",), reason), about=ORDER)
        assert "had money back, and it is not told when" in says(record, "sellerClosureReason")

    @pytest.mark.parametrize("whom", ["BUYER", "SELLER", "EBAY"])
    def test_an_agent_who_closes_for_somebody_decides_nothing(self, whom: str) -> None:
        reason = f"AGENT_CLOSE_FOR_{whom}"
        record = ebay.read(with_another(loaded(CASE), ("sellerClosureReason",), reason), about=ORDER)
        assert "does not say who won" in says(record, "sellerClosureReason")

    def test_a_claim_with_who_paid_is_named(self) -> None:
        payload = with_another(loaded(CASE), ("sellerClosureReason",), "PAYMENT_PROCESSOR_CLAIM_FILED")
        assert "disputed with who made it" in says(ebay.read(payload), "sellerClosureReason")

    def test_two_winners_are_none(self) -> None:
        payload = {**loaded(CASE), "buyerClosureReason": "SELLER_WINS_BUYER_FAULT"}
        assert "one reason says that the buyer won, and one the seller" in says(ebay.read(payload), "status")


class TestStatesOfAReturn:
    @pytest.mark.parametrize("state", words("return_state"))
    def test_a_state_of_the_summary_has_no_date(self, state: str) -> None:
        summary = with_another(without(loaded(RETURN), ("detail",)), ("summary", "state"), state)
        record = ebay.read(summary, about=ORDER)
        told = says(record, "summary.state")
        assert kinds(record) == ["opened"]
        if state.startswith("REPLAC"):
            assert "of a replacement our facts have no event" in told
        else:
            assert ("not told when" in told) == (state in UNDATED)

    @pytest.mark.parametrize("status", ["ESCALATED", "READY_FOR_SHIPPING", "RETURN_REJECTED"])
    def test_so_has_a_status(self, status: str) -> None:
        summary = with_another(without(loaded(RETURN), ("detail",)), ("summary", "status"), status)
        assert "not told when" in says(ebay.read(summary, about=ORDER), "summary.status")

    @pytest.mark.parametrize("state", words("return_state"))
    def test_only_closed_ends_it(self, state: str) -> None:
        at = ("detail", "responseHistory", 4, "toState")
        record = ebay.read(with_another(loaded(RETURN), at, state))
        assert ("closed" in kinds(record)) == (state == "CLOSED")
