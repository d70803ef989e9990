"""What eBay's calls tell of inquiries, returns, cases and payment disputes, in our facts."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from case_leaves import FIXTURES, JSON, another, found, leaves, loaded, mutants, same, unheard, with_another
from hypothesis import assume, given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, ebay

INQUIRY, RETURN = "ebay-inquiry.json", "ebay-return.json"
CASE, PAYMENT = "ebay-case.json", "ebay-payment-dispute.json"
ALL = (INQUIRY, RETURN, CASE, PAYMENT, "ebay-eligibility.json", "ebay-payment-activity.json")
ORDER = bp.Order(
    "ebay",
    "2026-02-20T19:53:45Z",
    items=[bp.Item("brass lamp", "40 USD")],
    shipping=bp.Money("5.50", "USD"),
    site="ebay.com",
    zone="America/New_York",
)
read_about = partial(ebay.read, about=ORDER)


def dispute(record: CaseRecord) -> bp.Dispute:
    assert isinstance(record.facts, bp.Dispute)
    return record.facts


def events(record: CaseRecord) -> list[tuple[Any, ...]]:
    return [(event.kind, str(event.on), event.party, event.amount) for event in dispute(record).events]


def usd(text: str) -> bp.Money:
    return bp.Money(text, "USD")


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


class TestInquiry:
    def test_its_events_stand_in_the_order_of_time(self) -> None:
        record = read_about(loaded(INQUIRY))
        assert [
            ("opened", "2026-03-05T10:00:00Z", "buyer", usd("45.50")),
            ("escalated", "2026-03-11T09:00:00Z", "buyer", None),
            ("refund_issued", "2026-03-12T08:00:00Z", "platform", usd("45.50")),
        ] == events(record)

    def test_what_it_is_about_is_that_nothing_came(self) -> None:
        claim = dispute(read_about(loaded(INQUIRY))).claim
        assert [problem.kind for problem in claim.problems] == ["not_received"]
        assert claim.problems[0].tracking == "moving"
        assert bp.Ask(amount=usd("45.50")) == claim.asks

    def test_its_tracking_is_a_parcel(self) -> None:
        (parcel,) = dispute(read_about(loaded(INQUIRY))).claim.order.parcels
        assert (
            *(parcel.carrier, parcel.tracking),
            str(parcel.promised),
        ) == ("USPS", "moving", "2026-03-01T08:00:00Z")

    def test_its_due_dates_are_those_of_our_windows(self) -> None:
        due = {one.window: one for one in dispute(read_about(loaded(INQUIRY))).claim.order.due_dates}
        assert {"seller_answer", "escalate", "seller_refund"} == set(due)
        assert str(due["seller_answer"].closes) == "2026-03-10T07:59:59Z"
        assert (*(str(due["escalate"].opens), str(due["escalate"].closes)),) == (
            "2026-03-10T08:00:00Z",
            "2026-04-03T06:59:59Z",
        )

    def test_without_a_day_of_the_order_there_are_no_facts_but_the_times_are_stated(self) -> None:
        record = ebay.read(loaded(INQUIRY))
        assert record.facts is None
        assert "when the order was placed is not told" in says(record, "")
        assert len(record.stated) == 4
        assert record.rest["itemDetails.itemTitle"] == "brass lamp"

    def test_a_summary_of_a_search_is_read_too(self) -> None:
        summary = {
            "inquiryId": 5000000002,
            "inquiryStatusEnum": "WAITING_BUYER_RESPONSE",
            "creationDate": {"value": "2026-03-05T10:00:00.000Z"},
            "respondByDate": {"value": "2026-03-10T07:59:59.000Z"},
        }
        record = read_about(summary)
        assert record.id == "5000000002"
        assert [(s.party, s.action, s.window) for s in record.stated] == [("buyer", "answer", None)]

    def test_a_formatted_value_that_says_the_same_is_no_rest(self) -> None:
        record = ebay.read(loaded(INQUIRY))
        assert not [path for path in record.rest if path.startswith("sellerMakeItRightByDate")]

    def test_a_converted_amount_is_a_gap(self) -> None:
        record = read_about(loaded(INQUIRY))
        assert "was converted" in says(record, "shippingCost.convertedFromValue")
        assert record.rest["shippingCost.convertedFromCurrency"] == "EUR"

    def test_what_nobody_knows_is_in_the_rest(self) -> None:
        assert ebay.read(loaded(INQUIRY)).rest["itemOnLoan"] == {"since": 1}

    def test_closed_without_a_date_is_no_event(self) -> None:
        record = read_about(with_another(loaded(INQUIRY), ("status",), "CS_CLOSED"))
        assert "closed" not in [event[0] for event in events(record)]
        assert "not told when" in says(record, "status")

    @pytest.mark.parametrize(
        ("stamp", "moment"),
        [
            ("2026-03-10T07:59:59.999Z", "2026-03-10T07:59:59.999000Z"),
            ("2026-03-10T07:59:59Z", "2026-03-10T07:59:59Z"),
            ("2026-03-10T07:59:59.000", "2026-03-10T07:59:59Z"),
            ("2026-03-10T00:59:59.000-07:00", "2026-03-10T07:59:59Z"),
            ("2026-03-10T07:59:59.000+0000", "2026-03-10T07:59:59Z"),
        ],
    )
    def test_a_stamp_is_exact_in_each_of_its_forms(self, stamp: str, moment: str) -> None:
        for told in (stamp, {"value": stamp}, {"value": stamp, "formattedValue": stamp}):
            record = ebay.read({"inquiryId": "1", "sellerMakeItRightByDate": told})
            assert str(record.stated[0].closes) == moment

    @pytest.mark.parametrize("stamp", ["2026-03-10", 1773129599000, "2026-02-30T00:00:00Z", 3, "10 March"])
    def test_what_is_no_moment_is_a_fault(self, stamp: object) -> None:
        with pytest.raises(bp.InvalidFactsError, match=r"sellerMakeItRightByDate\.value"):
            ebay.read({"inquiryId": "1", "sellerMakeItRightByDate": {"value": stamp}})

    def test_a_moment_that_is_only_shown_is_a_gap(self) -> None:
        record = ebay.read({"inquiryId": "1", "sellerMakeItRightByDate": {"formattedValue": "10 March"}})
        assert record.stated == ()
        assert "not the moment" in says(record, "sellerMakeItRightByDate.value")
        assert record.rest == {"sellerMakeItRightByDate.formattedValue": "10 March"}

    def test_what_a_conversion_came_to_may_be_missing(self) -> None:
        claim = {"convertedFromValue": 41.95, "convertedFromCurrency": "EUR"}
        record = read_about({**loaded(INQUIRY), "claimAmount": claim})
        assert dispute(record).asked is None
        assert "what it came to is not told" in says(record, "claimAmount.convertedFromValue")


class TestReturn:
    def test_it_tells_its_own_order(self) -> None:
        order = dispute(ebay.read(loaded(RETURN))).claim.order
        assert (
            *(order.programme, order.site, order.id),
            str(order.placed),
        ) == ("ebay", "ebay.com", "26-00000-00001", "2026-02-20T19:53:45Z")
        assert (bp.Item("desk lamp", "80 USD"),) == order.items

    def test_its_events_stand_in_the_order_of_time(self) -> None:
        assert [
            ("opened", "2026-03-05T10:00:00Z", "buyer", usd("80")),
            ("offered", "2026-03-06T10:00:00Z", "seller", usd("20")),
            ("declined", "2026-03-07T10:00:00Z", "buyer", None),
            ("answered", "2026-03-08T10:00:00Z", "seller", None),
            ("return_sent", "2026-03-10T15:00:00Z", "buyer", None),
            ("return_received", "2026-03-14T15:00:00Z", "seller", None),
            ("refund_issued", "2026-03-17T12:00:00Z", "seller", usd("80")),
        ] == events(ebay.read(loaded(RETURN)))

    def test_a_yes_of_the_seller_accepts(self) -> None:
        answered = dispute(ebay.read(loaded(RETURN))).last("answered")
        assert answered is not None
        assert answered.accepts is True
        assert answered.return_goods is True

    def test_our_answers_can_be_had_from_it(self) -> None:
        record = ebay.read(loaded(RETURN))
        assert bp.assess(dispute(record), at="2026-03-18T12:00Z") is not None

    def test_the_day_to_send_by_is_a_due_date_once(self) -> None:
        record = ebay.read(loaded(RETURN))
        windows = [due.window for due in dispute(record).claim.order.due_dates]
        assert windows.count("return_goods") == 1
        assert len([stated for stated in record.stated if stated.window == "return_goods"]) == 2

    def test_another_day_to_send_by_is_only_stated(self) -> None:
        at = ("detail", "returnShipmentInfo", "shipByDate", "value")
        record = ebay.read(with_another(loaded(RETURN), at, "2026-03-19T06:59:59.000Z"))
        assert "only stated" in says(record, "detail.returnShipmentInfo.shipByDate")

    def test_a_time_that_ran_out_has_no_event(self) -> None:
        record = ebay.read(loaded(RETURN))
        assert "a time ran out" in says(record, "detail.responseHistory[4].activity")
        assert record.rest["detail.responseHistory[4].creationDate.value"] == "2026-03-16T10:00:00.000Z"

    def test_a_window_ending_before_it_begins_is_left_out(self) -> None:
        span = ("summary", "escalationInfo", "buyerEscalationEligibilityInfo", "endTime", "value")
        record = ebay.read(with_another(loaded(RETURN), span, "2026-03-19T00:00:00.000Z"))
        assert "escalate" not in [stated.action for stated in record.stated]
        assert "before the start" in says(record, ".".join(span[:-1]))

    @pytest.mark.parametrize(
        ("reason", "kind", "problem"),
        [
            ("FAKE_OR_COUNTERFEIT", "SNAD", "counterfeit"),
            ("ARRIVED_DAMAGED", "SNAD", "damaged"),
            ("WRONG_SIZE", "SNAD", "size"),
            ("WRONG_SIZE", "REMORSE", "changed_mind"),
            ("ORDERED_DIFFERENT_ITEM", "SNAD", "wrong_item"),
            ("NO_LONGER_NEED_ITEM", "REMORSE", "changed_mind"),
        ],
    )
    def test_reasons_are_our_problems(self, reason: str, kind: str, problem: str) -> None:
        payload = with_another(loaded(RETURN), ("summary", "creationInfo", "reason"), reason)
        payload = with_another(payload, ("summary", "creationInfo", "reasonType"), kind)
        assert [problem] == [one.kind for one in dispute(ebay.read(payload)).claim.problems]

    def test_a_reason_that_says_nothing_leaves_the_order(self) -> None:
        record = ebay.read(with_another(loaded(RETURN), ("summary", "creationInfo", "reason"), "NO_REASON"))
        assert isinstance(record.facts, bp.Order)
        assert "does not tell which problem" in says(record, "summary.creationInfo.reason")
        assert "detail.responseHistory[1].creationDate.value" in record.rest

    def test_a_word_that_is_not_on_the_list_is_kept(self) -> None:
        record = ebay.read(with_another(loaded(RETURN), ("summary", "state"), "ITEM_BEAMED"))
        assert record.word("summary.state") == "ITEM_BEAMED"
        assert [word.known for word in record.words if word.path == "summary.state"] == [False]

    def test_an_event_before_the_purchase_is_left_out(self) -> None:
        at = ("detail", "responseHistory", 1, "creationDate", "value")
        record = ebay.read(with_another(loaded(RETURN), at, "2026-02-19T00:00:00.000Z"))
        assert "before the order was placed" in says(record, "detail.responseHistory[1].creationDate.value")
        assert "offered" not in [event[0] for event in events(record)]
        assert "detail.responseHistory[1].creationDate.value" in record.rest

    def test_an_event_before_the_opening_is_left_out(self) -> None:
        at = ("detail", "responseHistory", 1, "creationDate", "value")
        record = ebay.read(with_another(loaded(RETURN), at, "2026-03-01T00:00:00.000Z"))
        assert "before the dispute was opened, 2026-03-05" in says(
            record, "detail.responseHistory[1].creationDate.value"
        )

    def test_an_answer_after_the_end_is_left_out(self) -> None:
        payload = with_another(
            loaded(RETURN), ("detail", "responseHistory", 2, "activity"), "BUYER_CLOSE_RETURN"
        )
        record = ebay.read(payload)
        assert [event[0] for event in events(record)][:3] == ["opened", "offered", "cancelled"]
        assert "after the dispute had ended" in says(record, "detail.responseHistory[3].creationDate.value")

    def test_an_amount_of_another_currency_is_no_event(self) -> None:
        at = ("detail", "responseHistory", 1, "attributes", "partialRefundAmount", "currency")
        record = ebay.read(with_another(loaded(RETURN), at, "EUR"))
        assert "offered" not in [event[0] for event in events(record)]
        assert "another currency" in says(record, "detail.responseHistory[1].creationDate.value")

    def test_an_unknown_currency_is_a_fault(self) -> None:
        at = ("detail", "itemDetail", "itemPrice", "currency")
        with pytest.raises(bp.InvalidFactsError, match=r"itemPrice\.currency: there is no currency 'XXX'"):
            ebay.read(with_another(loaded(RETURN), at, "XXX"))

    def test_a_float_is_not_exact(self) -> None:
        at = ("detail", "itemDetail", "itemPrice", "value")
        with pytest.raises(bp.InvalidFactsError, match="is not exact"):
            ebay.read(with_another(loaded(RETURN), at, 80.1))

    def test_all_faults_come_at_once(self) -> None:
        payload = with_another(loaded(RETURN), ("detail", "itemDetail", "itemPrice", "value"), 80.1)
        payload = with_another(payload, ("summary", "creationInfo", "creationDate", "value"), "yesterday")
        with pytest.raises(bp.InvalidFactsError) as caught:
            ebay.read(payload)
        assert {"summary.creationInfo.creationDate.value", "detail.itemDetail.itemPrice.value"} == {
            fault.path for fault in caught.value.faults
        }

    def test_a_time_without_a_zone_is_in_utc(self) -> None:
        at = ("detail", "itemDetail", "transactionDate", "value")
        order = dispute(ebay.read(with_another(loaded(RETURN), at, "2026-02-20T19:53:45"))).claim.order
        assert str(order.placed) == "2026-02-20T19:53:45Z"

    def test_more_than_was_paid_is_not_asked(self) -> None:
        at = ("summary", "buyerTotalRefund", "estimatedRefundAmount", "value")
        record = ebay.read(with_another(loaded(RETURN), at, 86))
        assert dispute(record).asked is None
        assert "86.00 USD is asked" in says(record, "summary.buyerTotalRefund.estimatedRefundAmount.value")

    def test_several_pieces_are_a_gap(self) -> None:
        at = ("summary", "creationInfo", "item", "returnQuantity")
        record = ebay.read(with_another(loaded(RETURN), at, 2))
        assert usd("160") == dispute(record).claim.order.total
        assert "2 pieces" in says(record, "summary.creationInfo.item.returnQuantity")

    def test_a_refund_that_failed_is_no_event(self) -> None:
        at = ("detail", "refundInfo", "actualRefundDetail", "refundStatus")
        record = ebay.read(with_another(loaded(RETURN), at, "FAILED"))
        assert "refund_issued" not in [event[0] for event in events(record)]


class TestCase:
    def test_its_events_stand_in_the_order_of_time(self) -> None:
        assert [
            ("opened", "2026-03-05T10:00:00Z", "buyer", usd("45.50")),
            ("answered", "2026-03-07T10:00:00Z", "seller", None),
            ("escalated", "2026-03-09T10:00:00Z", "buyer", None),
            ("appealed", "2026-03-14T10:00:00Z", "seller", None),
        ] == events(read_about(loaded(CASE)))

    def test_a_decision_without_a_day_is_told_as_a_gap(self) -> None:
        record = read_about(loaded(CASE))
        assert "decided for the buyer" in says(record, "status")
        assert dispute(record).outcome is None

    def test_numbers_of_days_are_never_made_dates(self) -> None:
        record = read_about(loaded(CASE))
        assert record.rest["actionDeadlines"] == {"daysToReturnItem": 5, "maxDaysToFileClaim": 30}
        assert "numbers of days" in says(record, "actionDeadlines")
        forced = read_about({**loaded(CASE), "fsnadDaysToAddTrackingAfterShippingItem": 3})
        assert "number of days" in says(forced, "fsnadDaysToAddTrackingAfterShippingItem")
        assert [stated.action for stated in record.stated] == ["close"]

    def test_a_case_that_begins_escalated_says_so(self) -> None:
        at = ("caseDetails", "escalationDate", "value")
        record = read_about(with_another(loaded(CASE), at, "2026-03-05T10:00:00.000Z"))
        assert "began by escalating" in says(record, "caseDetails.escalationDate")

    @pytest.mark.parametrize("reason", ["ESCALATED_BY_EBAY", "RECEIVED_WRONG_ITEM", "NEW_ITEM_NOT_RECEIVED"])
    def test_newer_reasons_to_hand_a_return_on_are_known(self, reason: str) -> None:
        record = read_about(with_another(loaded(CASE), ("escalateReason",), reason))
        assert [word.known for word in record.words if word.value == reason] == [True]

    def test_of_a_return_the_problem_is_not_told(self) -> None:
        record = read_about(with_another(loaded(CASE), ("caseType",), "RETURN"))
        assert isinstance(record.facts, bp.Order)
        assert "not why" in says(record, "caseType")

    def test_the_problem_can_be_given(self) -> None:
        claim = bp.Claim(ORDER, [bp.Problem("colour")])
        record = ebay.read(with_another(loaded(CASE), ("caseType",), "RETURN"), about=claim)
        assert [problem.kind for problem in dispute(record).claim.problems] == ["colour"]

    def test_an_event_after_the_last_update_is_kept_with_a_gap(self) -> None:
        at = ("appealDetails", "appealDate", "value")
        record = read_about(with_another(loaded(CASE), at, "2026-03-16T10:00:00.000Z"))
        assert events(record)[-1][0] == "appealed"
        assert "after the last update" in says(record, "appealDetails.appealDate.value")

    @pytest.mark.parametrize(
        ("reason", "winner"),
        [
            ("BUYER_WINS_NO_SELLER_FAULT", "buyer"),
            ("AUTO_DISPOSE_SELLER_WIN_BUYER_FAULT", "seller"),
            ("ESCALATE_CS_AUTO_DISPOSE_BUYER_WIN_SELLER_FAULT", "buyer"),
            ("SELLER_WINS_BUYER_FAULT", "seller"),
        ],
    )
    def test_who_won_is_told(self, reason: str, winner: str) -> None:
        record = read_about(with_another(loaded(CASE), ("sellerClosureReason",), reason))
        assert f"decided for the {winner}" in says(record, "status")


class TestAbout:
    def test_an_order_of_another_programme_is_refused(self) -> None:
        other = bp.Order("aliexpress", "2026-02-20T00:00Z", items=[bp.Item("lamp", "40 USD")])
        with pytest.raises(bp.InvalidFactsError, match=r"about\.programme: 'aliexpress' is not 'ebay'"):
            ebay.read(loaded(INQUIRY), about=other)

    def test_what_is_no_order_is_refused(self) -> None:
        with pytest.raises(bp.WrongTypeError, match="neither the Order nor the Claim"):
            ebay.read(loaded(INQUIRY), about="an order")  # type: ignore[arg-type]

    def test_another_time_of_the_order_is_a_gap(self) -> None:
        at = ("detail", "itemDetail", "transactionDate", "value")
        record = read_about(with_another(loaded(RETURN), at, "2026-02-21T00:00:00.000Z"))
        assert "by the order given" in says(record, "detail.itemDetail.transactionDate.value")

    def test_a_due_date_of_the_order_outranks_the_payload(self) -> None:
        due = bp.DueDate("seller_answer", closes="2026-03-11T00:00Z")
        given_order = bp.Order(
            "ebay", ORDER.placed, items=ORDER.items, shipping=ORDER.shipping, site="ebay.com", due_dates=[due]
        )
        record = ebay.read(loaded(INQUIRY), about=given_order)
        assert due in dispute(record).claim.order.due_dates
        assert "only stated" in says(record, "sellerMakeItRightByDate") or "already" in says(
            record, "sellerMakeItRightByDate"
        )

    def test_a_window_that_the_version_lacks_is_only_stated(self) -> None:
        early = bp.Order(
            "ebay",
            "2008-06-01T00:00Z",
            items=[bp.Item("lamp", "50 USD")],
            site="ebay.com",
            zone="America/New_York",
        )
        record = ebay.read(loaded(INQUIRY), about=early)
        assert dispute(record).claim.order.due_dates == ()
        assert "have no window 'seller_answer'" in says(record, "sellerMakeItRightByDate")


class TestRefused:
    @pytest.mark.parametrize(
        ("payload", "match"),
        [
            ({"dispute_id": "PP-1"}, "cases.paypal"),
            ({"object": "dispute", "charge": "ch_1"}, "cases.stripe"),
            ({"id": 1, "issueStatus": "ARBITRATING"}, "cases.aliexpress"),
            ({"disputeId": "P01", "chargeId": "P01-C"}, "cases.amazon_pay"),
            ({"members": []}, "a list of eBay's cases"),
            ({"cancelId": "1"}, "a cancellation of eBay"),
            ({"cancelDetail": {"cancelId": "1"}}, "a cancellation of eBay"),
            ({"summary": {"text": "minutes"}}, "nor any case that is known"),
            ({"activity": ["swimming"]}, "nor any case that is known"),
            ({"hello": 1}, "nor any case that is known"),
            ({}, "no keys at all"),
        ],
    )
    def test_other_payloads_are_named(self, payload: dict[str, Any], match: str) -> None:
        with pytest.raises(bp.UnreadableInputError, match=match):
            ebay.read(payload)

    @pytest.mark.parametrize(
        "payload",
        [
            b"[]",
            b"",
            b'{"inquiryId": "1"',
            '{"inquiryId": "1", "inquiryId": "2"}',
            "[" * 5000,
            "x" * 5_000_000,
        ],
    )
    def test_what_is_no_object_is_refused(self, payload: bytes | str) -> None:
        with pytest.raises(bp.UnreadableInputError):
            ebay.read(payload)


class TestNothingIsLost:
    @pytest.mark.parametrize("name", ALL)
    @pytest.mark.parametrize("read", [ebay.read, read_about])
    def test_every_leaf_is_heard(self, name: str, read: Any) -> None:
        assert unheard(loaded(name), read) == []

    @given(payload=st.sampled_from(ALL).flatmap(mutants), data=st.data())
    def test_every_leaf_of_a_mutant_is_heard(self, payload: Any, data: st.DataObject) -> None:
        try:
            record = read_about(payload)
        except bp.BuyerProtectError:
            return
        assert isinstance(record, CaseRecord)
        at = data.draw(st.sampled_from(sorted(leaves(payload), key=str)))
        value = found(payload, at)
        if isinstance(value, int | str) or (isinstance(value, Decimal) and value.is_finite()):
            assume(not isinstance(value, Decimal) or value.adjusted() < 20)
            assert not same(record, with_another(payload, at, another(value)), read_about)

    @given(
        payload=JSON | st.dictionaries(st.sampled_from(["inquiryId", "caseId", "returnId", "summary"]), JSON)
    )
    def test_anything_gives_a_record_or_our_error(self, payload: Any) -> None:
        with suppress(bp.BuyerProtectError):
            assert isinstance(ebay.read(payload), CaseRecord)

    @given(name=st.sampled_from(ALL), data=st.data())
    def test_a_cut_text_is_refused(self, name: str, data: st.DataObject) -> None:
        text = (FIXTURES / name).read_bytes().rstrip()
        with pytest.raises(bp.UnreadableInputError):
            ebay.read(text[: data.draw(st.integers(0, len(text) - 1))])
