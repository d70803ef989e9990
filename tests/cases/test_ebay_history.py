"""The history of a return of eBay, what it says is due, and ends that are none."""

from __future__ import annotations

from typing import Any

import pytest
from case_leaves import loaded, with_another

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, ebay
from buyerprotect.cases.told import vocabulary

INQUIRY, RETURN, CASE = "ebay-inquiry.json", "ebay-return.json", "ebay-case.json"
ORDER = bp.Order(
    "ebay",
    "2026-02-20T19:53:45Z",
    items=[bp.Item("brass lamp", "80 USD")],
    site="ebay.com",
    zone="America/New_York",
)


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def kinds(record: CaseRecord) -> list[str]:
    assert isinstance(record.facts, bp.Dispute)
    return [event.kind for event in record.facts.events]


def history(*activities: str, **details: Any) -> dict[str, Any]:
    """Return a return with a history of these activities, a day apart, and other details."""
    payload = loaded(RETURN)
    for key in ("returnShipmentInfo", "refundInfo", "closeInfo"):
        del payload["detail"][key]
    payload["detail"]["responseHistory"] = [
        {"activity": name, "author": "SYSTEM", "creationDate": {"value": f"2026-03-{day:02}T10:00:00.000Z"}}
        for day, name in enumerate(activities, start=6)
    ]
    return {**payload, "detail": {**payload["detail"], **details}}


def of_usd(value: str) -> dict[str, str]:
    return {"value": value, "currency": "USD"}


class TestTheHistoryOfAReturn:
    def test_an_arrival_is_told_once_at_its_earliest(self) -> None:
        record = ebay.read(history("NOTIFIED_SHIPPED", "NOTIFIED_DELIVERED", "SELLER_MARK_AS_RECEIVED"))
        assert kinds(record) == ["opened", "return_sent", "return_received"]
        assert isinstance(record.facts, bp.Dispute)
        assert str(record.facts.events[2].on) == "2026-03-07T10:00:00Z"
        assert "before: that is taken" in says(record, "detail.responseHistory[2].creationDate.value")
        assert "detail.responseHistory[2].creationDate.value" in record.rest

    def test_one_refund_in_three_places_is_one(self) -> None:
        moved = {
            "actualAmount": of_usd("80.0"),
            "creationDate": {"value": "2026-03-08T10:00:00.000Z"},
            "moneyMovementType": "PAYPAL_REFUND",
            "status": "SUCCESS",
        }
        detail = {
            "actualRefund": {"totalAmount": of_usd("80.0")},
            "refundIssuedDate": {"value": "2026-03-08T10:00:01.000Z"},
            "refundStatus": "SUCCESS",
        }
        payload = history(
            "SELLER_ISSUE_REFUND", moneyMovementInfo=[moved], refundInfo={"actualRefundDetail": detail}
        )
        record = ebay.read(payload)
        assert kinds(record) == ["opened", "refund_issued"]
        assert "told once" in says(record, "detail.refundInfo.actualRefundDetail.actualRefund")
        assert "told once" in says(record, "detail.responseHistory[0].activity")
        without_movement = ebay.read({**payload, "detail": {**payload["detail"], "moneyMovementInfo": []}})
        assert kinds(without_movement) == ["opened", "refund_issued"]

    def test_a_refund_without_its_day_is_a_gap(self) -> None:
        detail = {"actualRefund": {"totalAmount": of_usd("80.0")}, "refundStatus": "SUCCESS"}
        record = ebay.read(history(refundInfo={"actualRefundDetail": detail}))
        assert kinds(record) == ["opened"]
        path = "detail.refundInfo.actualRefundDetail.refundIssuedDate"
        assert "80.00 USD was paid back, and it is not told when" in says(record, path)

    def test_money_moved_without_its_day_is_a_gap(self) -> None:
        moved = {"actualAmount": of_usd("80.0"), "moneyMovementType": "BUYER_PAYOUT", "status": "SUCCESS"}
        record = ebay.read(history(moneyMovementInfo=[moved]))
        assert kinds(record) == ["opened"]
        assert "not told when" in says(record, "detail.moneyMovementInfo[0].creationDate")

    @pytest.mark.parametrize("activity", ["CHARGEBACK_OPEN", "EXTERNAL_CLAIM_OPENED"])
    def test_a_dispute_with_the_bank_is_of_the_order(self, activity: str) -> None:
        record = ebay.read(history(activity))
        assert isinstance(record.facts, bp.Dispute)
        assert str(record.facts.claim.order.payment_disputed) == "2026-03-06T10:00:00Z"
        assert "may be earlier" in says(record, "detail.responseHistory[0].creationDate.value")
        assert bp.assess(record.facts, at="2026-03-08T00:00Z").classification.coverage == "not_covered"

    def test_a_return_that_goes_on_as_a_case_has_not_ended(self) -> None:
        payload = history("BUYER_ESCALATE", closeInfo={"returnCloseReason": "ESCALATED"})
        payload["detail"]["responseHistory"][0]["toState"] = "CLOSED"
        payload["summary"]["status"] = "CLOSED"
        record = ebay.read(payload)
        assert kinds(record) == ["opened", "escalated"]
        assert "goes on as a case" in says(record, "detail.responseHistory[0].toState")
        assert "goes on as a case" in says(record, "detail.closeInfo.returnCloseReason")
        assert says(record, "summary.status") == ""

    @pytest.mark.parametrize(
        ("reason", "buyers", "kind"),
        [
            ("BUYER_CLOSED", "BUYER_NO_LONGER_WANTS_RETURN", "cancelled"),
            ("BUYER_CLOSED", "BUYER_RECEIVED_REFUND", "closed"),
            ("SHIPMENT_TIMEOUT", None, "closed"),
            ("FULL_REFUNDED", None, "closed"),
        ],
    )
    def test_the_day_of_closing_is_its_end(self, reason: str, buyers: str | None, kind: str) -> None:
        info = {"returnCloseReason": reason, "returnCloseDate": {"value": "2026-03-20T10:00:00.000Z"}}
        record = ebay.read(history(closeInfo={**info, "buyerCloseReason": buyers}))
        assert kinds(record) == ["opened", kind]

    def test_an_end_in_the_history_is_taken_before_the_day_of_closing(self) -> None:
        info = {"returnCloseReason": "OTHER", "returnCloseDate": {"value": "2026-03-20T10:00:00.000Z"}}
        record = ebay.read(history("SYSTEM_CLOSE_RETURN", closeInfo=info))
        assert kinds(record) == ["opened", "closed"]
        assert "the history tells the end already" in says(record, "detail.closeInfo.returnCloseDate")

    def test_who_has_the_refund_withdraws_nothing(self) -> None:
        close = {"returnCloseReason": "BUYER_CLOSED", "buyerCloseReason": "BUYER_RECEIVED_REFUND"}
        record = ebay.read(history("BUYER_CLOSE_RETURN", closeInfo=close))
        assert isinstance(record.facts, bp.Dispute)
        assert (record.facts.events[-1].kind, record.facts.events[-1].party) == ("closed", "buyer")

    def test_what_ebay_paid_by_name_only_is_a_gap(self) -> None:
        record = ebay.read(history("SYSTEM_IMMEDIATE_REFUND"))
        assert kinds(record) == ["opened"]
        assert "how much is not told" in says(record, "detail.responseHistory[0].activity")


class TestWhatIsDue:
    @pytest.mark.parametrize("who", ["buyer", "seller"])
    def test_the_goods_are_sent_back_by_the_buyer_alone(self, who: str) -> None:
        payload = loaded(RETURN)
        del payload["summary"]["buyerResponseDue"], payload["detail"]["returnShipmentInfo"]
        payload["summary"][f"{who}ResponseDue"] = {
            "activityDue": "NOTIFIED_SHIPPED",
            "respondByDate": {"value": "2026-03-18T06:59:59.000Z"},
        }
        stated = [one for one in ebay.read(payload).stated if one.path.endswith("respondByDate")]
        windows = [(one.party, one.action, one.window) for one in stated]
        usual = ("buyer", "return_goods", "return_goods") if who == "buyer" else ("seller", "answer", None)
        assert usual in windows
        assert ("seller", "return_goods", "return_goods") not in windows

    def test_what_ebay_states_outranks_what_we_count(self) -> None:
        record = ebay.read(loaded(RETURN))
        assert isinstance(record.facts, bp.Dispute)
        ends = {one.id: str(one.closes) for one in bp.deadlines(record.facts) if one.closes is not None}
        assert ends["seller_refund"] == "2026-03-19 23:59:59-07:00"
        assert ends["return_goods"] == "2026-03-17 23:59:59-07:00"
        assert ends["escalate"] == "2026-04-09 23:59:59.999000-07:00"


class TestOtherEnds:
    def test_an_inquiry_that_goes_on_as_a_case_has_not_ended(self) -> None:
        payload = {
            **loaded(INQUIRY),
            "status": "CLOSED_WITH_ESCALATION",
            "inquiryClosureDate": {"value": "2026-03-11T09:00:00.000Z"},
        }
        record = ebay.read(payload, about=ORDER)
        assert "closed" not in kinds(record)
        assert "goes on as a case" in says(record, "status")
        ended = ebay.read({**payload, "status": "CLOSED"}, about=ORDER)
        assert "closed" in kinds(ended)

    def test_the_tracking_of_a_returns_case_is_no_parcel_of_the_order(self) -> None:
        track = loaded(INQUIRY)["inquiryHistoryDetails"]["shipmentTrackingDetails"]
        payload = {
            **loaded(CASE),
            "caseType": "RETURN",
            "caseHistoryDetails": {"shipmentTrackingDetails": track},
        }
        record = ebay.read(payload, about=ORDER)
        assert isinstance(record.facts, bp.Order)
        assert record.facts.parcels == ()
        assert "way back" in says(record, "caseHistoryDetails.shipmentTrackingDetails")

    @pytest.mark.parametrize("status", sorted(vocabulary("ebay")["appeal_status"]))
    def test_an_appeal_is_of_who_made_it(self, status: str) -> None:
        record = ebay.read(
            with_another(loaded(CASE), ("appealDetails", "appealStatusEnum"), status), about=ORDER
        )
        assert isinstance(record.facts, bp.Dispute)
        appealed = record.facts.last("appealed")
        if status in ("OTHER", "BUYER_SELLER_APPEALED", "SELLER_RECOUP_APPEALED"):
            assert appealed is None
            assert "not told whose" in says(record, "appealDetails.appealDate")
        else:
            assert appealed is not None
            assert appealed.party == ("seller" if status == "SELLER_APPEALED" else "buyer")
