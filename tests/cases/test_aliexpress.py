"""What AliExpress's two calls tell of an issue, in our facts; and what their stamps mean."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from case_leaves import FIXTURES, JSON, another, found, leaves, loaded, mutants, same, unheard, with_another
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, aliexpress

OLD, NEW = "aliexpress-old.json", "aliexpress-new.json"
ANSWER = "aliexpress-answer.json"
ALL = (OLD, NEW, ANSWER)
RESULT = ("aliexpress_issue_detail_get_response", "result_object")
WHERE = ".".join(RESULT)


def order(zone: str | None = "Europe/Moscow", **more: Any) -> bp.Order:
    return bp.Order(
        "aliexpress", "2015-06-01T00:00Z", items=[bp.Item("brass lamp", "30 USD")], zone=zone, **more
    )


ORDER = order()
read_about = partial(aliexpress.read, about=ORDER)


def dispute(record: CaseRecord) -> bp.Dispute:
    assert isinstance(record.facts, bp.Dispute)
    return record.facts


def events(record: CaseRecord) -> list[tuple[Any, ...]]:
    return [(event.kind, str(event.on), event.party, event.amount) for event in dispute(record).events]


def usd(text: str) -> bp.Money:
    return bp.Money(text, "USD")


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def opened(stamp: str, name: str = OLD, zone: str | None = "Europe/Moscow") -> tuple[CaseRecord, Any]:
    """Read an issue that was opened by this stamp alone; return when the dispute began."""
    key = "gmtCreate" if name == OLD else "gmt_create"
    payload: dict[str, Any] = {"id": 1, key: stamp}
    payload |= {"issueStatus": "ARBITRATING"} if name == OLD else {"issue_status": "processing"}
    claim = bp.Claim(order(zone), [bp.Problem("colour")])
    record = aliexpress.read(payload, about=claim)
    return record, dispute(record).events[0].on


class TestOldStamps:
    @pytest.mark.parametrize(
        ("stamp", "instant"),
        [
            ("20150714020749000-0700", "2015-07-14T09:07:49Z"),  # as the documented samples of a summer
            ("20160114020749123-0800", "2016-01-14T10:07:49.123Z"),
            ("20120801154220368+0800", "2012-08-01T07:42:20.368Z"),
            ("20160801154220368+0000", "2016-08-01T15:42:20.368Z"),
            ("20160801154220368+0530", "2016-08-01T10:12:20.368Z"),
            (
                "20151101013000000-0700",
                "2015-11-01T08:30:00Z",
            ),  # the doubled hour: each offset names one pass
            ("20151101013000000-0800", "2015-11-01T09:30:00Z"),
            (
                "20160313023000000-0800",
                "2016-03-13T10:30:00Z",
            ),  # skipped on the wall: only an offset makes sense
        ],
    )
    def test_an_offset_that_can_be_true_is_read_as_written(self, stamp: str, instant: str) -> None:
        if stamp.startswith("2012"):
            early = bp.Order("aliexpress", "2012-06-01T00:00Z", items=[bp.Item("lamp", "30 USD")])
            claim = bp.Claim(early, [bp.Problem("colour")])
            record = aliexpress.read({"issueStatus": "ACCEPTISSUE", "gmtCreate": stamp}, about=claim)
            assert bp.Instant.of(instant) == dispute(record).events[0].on
            return
        record, on = opened(stamp)
        assert bp.Instant.of(instant) == on
        assert says(record, "gmtCreate") == ""

    def test_a_winter_offset_in_summer_can_be_two_moments_and_is_dated_by_their_day(self) -> None:
        record, on = opened("20160714020749000-0800")
        assert date(2016, 7, 14) == on
        assert "2016-07-14T09:07:49Z or 2016-07-14T10:07:49Z" in says(record, "gmtCreate")

    def test_where_they_lie_on_two_days_the_earlier_is_taken(self) -> None:
        record, on = opened("20160714133000000-0800")  # 23:30 and 00:30 in Moscow
        assert bp.Instant.of("2016-07-14T20:30:00Z") == on
        assert "or 2016-07-14T21:30:00Z" in says(record, "gmtCreate")

    def test_without_a_zone_of_the_order_the_earlier_is_taken(self) -> None:
        _, on = opened("20160714020749000-0800", zone=None)
        assert bp.Instant.of("2016-07-14T09:07:49Z") == on

    def test_a_summer_offset_in_winter_is_the_same_the_other_way_round(self) -> None:
        record, on = opened("20160114020749000-0700", zone=None)
        assert bp.Instant.of("2016-01-14T09:07:49Z") == on
        assert "2016-01-14T09:07:49Z or 2016-01-14T10:07:49Z" in says(record, "gmtCreate")

    def test_without_an_offset_it_is_pacific_time(self) -> None:
        _, on = opened("20160714020749000")
        assert bp.Instant.of("2016-07-14T09:07:49Z") == on

    @pytest.mark.parametrize(
        "stamp",
        [
            *(
                "20160714",
                "20161314020749000-0700",
                "20160714250749000-0700",
                "20160714020749000-0799",
                1,
                True,
            ),
            *("2016071402074900\u0660-0700", "20160714020749000-0700 ", "18990714020749000-0700"),
            *("20160714240000000-0700", "20160714235960000-0700", "20160714020749000+1500"),
            *("20160714020749000-9900", "20160230000000000-0800", "2016071402074900-0700"),
        ],
    )
    def test_what_is_no_stamp_is_a_fault(self, stamp: Any) -> None:
        with pytest.raises(bp.InvalidFactsError, match="gmtCreate: "):
            opened(stamp)

    @pytest.mark.parametrize(
        ("stamp", "one", "other"),
        [
            ("20150308015959000-0800", "2015-03-08T09:59:59Z", None),
            ("20150308015959000-0700", "2015-03-08T08:59:59Z", "2015-03-08T09:59:59Z"),
            ("20150308020000000-0800", "2015-03-08T10:00:00Z", None),
            ("20150308030000000-0700", "2015-03-08T10:00:00Z", None),
            ("20150308030000000-0800", "2015-03-08T10:00:00Z", "2015-03-08T11:00:00Z"),
            ("20151101005959000-0700", "2015-11-01T07:59:59Z", None),
            ("20151101005959000-0800", "2015-11-01T07:59:59Z", "2015-11-01T08:59:59Z"),
            ("20151101020000000-0800", "2015-11-01T10:00:00Z", None),
            ("20151101020000000-0700", "2015-11-01T09:00:00Z", "2015-11-01T10:00:00Z"),
            ("20151231235959000-0800", "2016-01-01T07:59:59Z", None),
        ],
    )
    def test_around_the_changes_of_the_clock(self, stamp: str, one: str, other: str | None) -> None:
        early = bp.Order("aliexpress", "2015-01-01T00:00Z", items=[bp.Item("lamp", "30 USD")])
        claim = bp.Claim(early, [bp.Problem("colour")])
        record = aliexpress.read({"issueStatus": "ACCEPTISSUE", "gmtCreate": stamp}, about=claim)
        assert bp.Instant.of(one) == dispute(record).events[0].on
        assert (f"or {other}:" in says(record, "gmtCreate")) == (other is not None)


class TestNewStamps:
    @pytest.mark.parametrize(
        ("stamp", "instant"),
        [("2026-01-16 15:12:01", "2026-01-16T23:12:01Z"), ("2026-07-16 15:12:01", "2026-07-16T22:12:01Z")],
    )
    def test_they_are_the_wall_clock_of_pacific_time(self, stamp: str, instant: str) -> None:
        record, on = opened(stamp, NEW)
        assert bp.Instant.of(instant) == on
        assert says(record, "gmt_create") == ""

    def test_the_doubled_hour_is_dated_by_its_day(self) -> None:
        record, on = opened("2025-11-02 01:30:00", NEW)
        assert date(2025, 11, 2) == on
        assert "2025-11-02T08:30:00Z or 2025-11-02T09:30:00Z: the clocks" in says(record, "gmt_create")

    @pytest.mark.parametrize(
        ("stamp", "instant"),
        [
            ("2025-11-02 00:59:59", "2025-11-02T07:59:59Z"),
            ("2025-11-02 02:00:00", "2025-11-02T10:00:00Z"),
            ("2026-03-08 01:59:59", "2026-03-08T09:59:59Z"),
            ("2026-03-08 03:00:00", "2026-03-08T10:00:00Z"),
            ("2025-12-31 23:59:59", "2026-01-01T07:59:59Z"),
        ],
    )
    def test_beside_the_changes_of_the_clock_a_stamp_is_one_moment(self, stamp: str, instant: str) -> None:
        record, on = opened(stamp, NEW)
        assert bp.Instant.of(instant) == on
        assert says(record, "gmt_create") == ""

    def test_the_skipped_hour_is_left_out(self) -> None:
        payload = {"issue_status": "processing", "gmt_create": "2026-03-08 02:30:00"}
        record = aliexpress.read(payload, about=bp.Claim(ORDER, [bp.Problem("colour")]))
        assert isinstance(record.facts, bp.Claim)
        assert "never on the clocks" in says(record, "gmt_create")
        assert record.rest["gmt_create"] == "2026-03-08 02:30:00"


class TestOld:
    def test_its_events_stand_in_the_order_of_time(self) -> None:
        assert [
            ("opened", "2015-07-14T09:07:49Z", "buyer", usd("30")),
            ("escalated", "2015-07-20T15:00:00Z", "seller", None),
            ("ruled", "2015-07-24T15:00:00Z", "platform", usd("15")),
        ] == events(read_about(loaded(OLD)))

    def test_the_reason_is_our_problem(self) -> None:
        assert [one.kind for one in dispute(read_about(loaded(OLD))).claim.problems] == ["colour"]

    def test_of_two_currencies_that_of_the_order_counts(self) -> None:
        roubles = bp.Order(
            "aliexpress", "2015-06-01T00:00Z", items=[bp.Item("lamp", "1500 RUB")], zone="Europe/Moscow"
        )
        record = aliexpress.read(loaded(OLD), about=roubles)
        assert [bp.Money("1500", "RUB"), None, bp.Money("750", "RUB")] == [e[3] for e in events(record)]
        assert "issueProcessDTOs[0].refundConfirmAmount.amount" in record.rest

    def test_goods_that_did_not_come_are_that_whatever_the_reason(self) -> None:
        record = read_about(with_another(loaded(OLD), ("issueProcessDTOs", 1, "isReceivedGoods"), "N"))
        assert [one.kind for one in dispute(record).claim.problems] == ["not_received"]

    def test_a_reason_that_is_not_known_leaves_the_order(self) -> None:
        record = read_about(
            with_another(loaded(OLD), ("issueProcessDTOs", 1, "reason"), "Odd@3rdIssueReason")
        )
        assert isinstance(record.facts, bp.Order)
        assert record.word("issueProcessDTOs[1].reason") == "Odd@3rdIssueReason"

    def test_its_name_in_english_helps_where_it_is_known(self) -> None:
        payload = with_another(loaded(OLD), ("issueProcessDTOs", 1, "reason"), "Odd@3rdIssueReason")
        record = read_about(with_another(payload, ("reasonEnglish",), "Quantity shortage"))
        assert [one.kind for one in dispute(record).claim.problems] == ["quantity"]

    def test_an_action_that_is_not_known_is_no_event(self) -> None:
        record = read_about(with_another(loaded(OLD), ("issueProcessDTOs", 2, "actionType"), "seller_waits"))
        assert [event[0] for event in events(record)] == ["opened", "ruled"]
        assert "issueProcessDTOs[2].gmtCreate" in record.rest
        assert "since when is not told" in says(record, "issueStatus")

    def test_number_and_cents_have_to_agree(self) -> None:
        at = ("issueProcessDTOs", 0, "refundConfirmAmount", "cent")
        record = read_about(with_another(loaded(OLD), at, 1501))
        assert "differ" in says(record, "issueProcessDTOs[0].refundConfirmAmount.cent")

    def test_an_amount_in_its_smallest_parts_alone_is_one(self) -> None:
        payload = loaded(OLD)
        del payload["issueProcessDTOs"][0]["refundConfirmAmount"]["amount"]
        assert events(read_about(payload))[-1][3] == usd("15")

    @pytest.mark.parametrize(
        ("field", "value", "match"),
        [
            ("centFactor", 3, "make no amount"),
            ("cent", -5, "make no amount"),
            ("currencyCode", None, "make no"),
        ],
    )
    def test_parts_that_make_no_amount_are_left_out(self, field: str, value: Any, match: str) -> None:
        payload = loaded(OLD)
        inner = payload["issueProcessDTOs"][0]["refundConfirmAmount"]
        del inner["amount"]
        inner[field] = value
        assert match in says(read_about(payload), "issueProcessDTOs[0].refundConfirmAmount.cent")

    def test_the_whole_answer_is_read_as_the_issue_in_it(self) -> None:
        issue = loaded(OLD)
        answer = {"success": True, "data": {"snapshotUrl": "http://example.com", "issueAPIIssueDTO": issue}}
        record = read_about(answer)
        assert events(record) == events(read_about(issue))
        assert {"success", "data.snapshotUrl"} <= record.rest.keys()

    @pytest.mark.parametrize(
        ("status", "match"),
        [
            ("SELLER_REFUSE_REFUND", "the seller refused"),
            ("seller_refuse_refund", "the seller refused"),
            ("ACCEPTISSUE", "the seller accepted"),
            ("seller_accept_issue", "the seller accepted"),
            ("WAIT_SELLER_RECEIVE_GOODS", "on their way back"),
        ],
    )
    def test_a_status_whose_day_is_not_told_is_a_gap(self, status: str, match: str) -> None:
        record = read_about(with_another(loaded(OLD), ("issueStatus",), status))
        assert match in says(record, "issueStatus")
        assert record.words[0].known

    def test_a_status_whose_event_is_told_is_none(self) -> None:
        payload = with_another(loaded(OLD), ("issueProcessDTOs", 2, "actionType"), "seller_accept")
        assert says(read_about(with_another(payload, ("issueStatus",), "ACCEPTISSUE")), "issueStatus") == ""

    def test_the_last_step_can_withdraw_it(self) -> None:
        record = read_about(with_another(loaded(OLD), ("issueProcessDTOs", 0, "actionType"), "cancel"))
        assert events(record)[-1][:1] == ("cancelled",)

    def test_what_went_on_after_it_was_withdrawn_is_not_lost(self) -> None:
        record = read_about(with_another(loaded(OLD), ("issueProcessDTOs", 2, "actionType"), "cancel"))
        assert [event[0] for event in events(record)] == ["opened", "ruled"]
        assert "went on afterwards" in says(record, "issueProcessDTOs[2].actionType")

    @pytest.mark.parametrize(("given", "told"), [("680000000000002", ""), ("680000000000009", "")])
    def test_the_order_may_be_named_by_its_line_or_by_the_whole(self, given: str, told: str) -> None:
        payload = with_another(loaded(OLD), ("parentOrderId",), 680000000000009)
        record = aliexpress.read(payload, about=order(id=given))
        assert says(record, "orderId") + says(record, "parentOrderId") == told
        assert dispute(record).claim.order.id == given

    def test_an_order_of_another_id_is_a_gap(self) -> None:
        record = aliexpress.read(loaded(OLD), about=order(id="7"))
        assert "check" in says(record, "orderId")

    def test_without_an_id_of_the_order_the_whole_is_taken(self) -> None:
        payload = with_another(loaded(OLD), ("parentOrderId",), 680000000000009)
        assert dispute(read_about(payload)).claim.order.id == "680000000000009"
        assert dispute(read_about(loaded(OLD))).claim.order.id == "680000000000002"

    def test_a_ruling_without_an_amount_is_never_taken_for_all_the_money(self) -> None:
        payload = loaded(OLD)
        for key in ("refundAmount", "refundConfirmAmount", "issueRefundSuggestionList"):
            del payload["issueProcessDTOs"][0][key]
        record = read_about(payload)
        assert "ruled" not in [event[0] for event in events(record)]
        assert "how much" in says(record, "issueProcessDTOs[0].actionType")

    def test_a_yes_of_the_seller_accepts(self) -> None:
        payload = with_another(loaded(OLD), ("issueProcessDTOs", 2, "actionType"), "seller_accept")
        answered = dispute(read_about(payload)).last("answered")
        assert answered is not None
        assert answered.accepts is True

    def test_silence_is_a_gap(self) -> None:
        record = read_about(with_another(loaded(OLD), ("issueStatus",), "SELLER_RESPONSE_ISSUE_TIMEOUT"))
        assert "let the time run out" in says(record, "issueStatus")

    def test_a_float_is_not_exact(self) -> None:
        at = ("issueProcessDTOs", 0, "refundConfirmAmount", "amount")
        with pytest.raises(bp.InvalidFactsError, match="is not exact"):
            read_about(with_another(loaded(OLD), at, 15.0))

    def test_the_same_offsets_of_a_summer_read_two_ways_make_the_same_dispute_by_days(self) -> None:
        text = (FIXTURES / OLD).read_text(encoding="utf-8").replace("-0700", "-0800")
        record = aliexpress.read(text, about=order("America/Los_Angeles"))
        assert [date(2015, 7, 14), date(2015, 7, 20), date(2015, 7, 24)] == [
            event.on for event in dispute(record).events
        ]

    def test_our_answers_can_be_had_from_it(self) -> None:
        text = (FIXTURES / OLD).read_text(encoding="utf-8").replace("-0700", "-0800")
        record = aliexpress.read(text, about=order("America/Los_Angeles"))
        assert bp.assess(dispute(record), at="2015-07-30T12:00Z") is not None


class TestNew:
    def test_its_events_stand_in_the_order_of_time(self) -> None:
        assert [
            ("opened", "2026-01-16T23:12:01Z", "buyer", usd("30")),
            ("offered", "2026-01-18T17:00:00Z", "seller", usd("10")),
            ("declined", "2026-01-19T17:00:00Z", "buyer", None),
            ("offered", "2026-01-22T17:00:00Z", "platform", usd("30")),
            ("ruled", "2026-01-24T17:00:00Z", "platform", usd("30")),
        ] == events(read_about(loaded(NEW)))

    def test_an_offer_says_whether_goods_go_back_and_who_pays(self) -> None:
        offer = dispute(read_about(loaded(NEW))).events[1]
        assert (offer.return_goods, offer.return_paid_by) == (True, "seller")

    def test_goods_that_did_not_come_are_the_problem(self) -> None:
        assert [one.kind for one in dispute(read_about(loaded(NEW))).claim.problems] == ["not_received"]

    def test_without_a_day_of_the_order_there_are_no_facts(self) -> None:
        record = aliexpress.read(loaded(NEW))
        assert record.facts is None
        assert "when the order was placed is not told" in says(record, "")
        assert record.rest[f"{WHERE}.product_name"] == "brass lamp"
        assert record.id == "800000000000001"

    def test_the_result_can_be_told_by_itself(self) -> None:
        result = found(loaded(NEW), RESULT)
        assert events(read_about(loaded(NEW))) == events(read_about(result))
        assert events(read_about(result)) == events(read_about({"result_object": result}))

    def test_lists_need_not_be_wrapped(self) -> None:
        result = found(loaded(NEW), RESULT)
        result["process_dto_list"] = result["process_dto_list"]["api_issue_process_dto"]
        assert "declined" in [event[0] for event in events(read_about(result))]

    def test_what_the_seller_accepts_is_agreed(self) -> None:
        payload = with_another(
            loaded(NEW),
            (*RESULT, "buyer_solution_list", "solution_api_dto", 0, "seller_accept_time"),
            "2026-01-18 10:00:00",
        )
        answered = dispute(read_about(payload)).last("answered")
        assert answered is not None
        assert (True, usd("30")) == (answered.accepts, answered.amount)

    def test_what_the_buyer_accepts_ends_it(self) -> None:
        payload = with_another(
            loaded(NEW),
            (*RESULT, "seller_solution_list", "solution_api_dto", 0, "buyer_accept_time"),
            "2026-01-18 10:00:00",
        )
        record = read_about(payload)
        assert [event[0] for event in events(record)] == ["opened", "offered", "accepted"]
        step = f"{WHERE}.process_dto_list.api_issue_process_dto[1].gmt_create"
        assert "after the dispute had ended" in says(record, step)

    def test_silence_of_the_seller_has_no_event(self) -> None:
        at = (*RESULT, "platform_solution_list", "solution_api_dto", 0, "reached_type")
        record = read_about(with_another(loaded(NEW), at, "seller_reponse_timeout"))
        assert "ruled" not in [event[0] for event in events(record)]
        path = f"{WHERE}.platform_solution_list.solution_api_dto[0].reached_type"
        assert "the seller was silent" in says(record, path)

    def test_what_both_agreed_on_is_agreed_when_it_came_to_hold(self) -> None:
        at = (*RESULT, "seller_solution_list", "solution_api_dto", 0)
        payload = with_another(loaded(NEW), (*at, "reached_type"), "negotiation_consensus")
        payload = with_another(payload, (*at, "reached_time"), "2026-01-18 10:00:00")
        assert events(read_about(payload))[-1][:2] == ("accepted", "2026-01-18T18:00:00Z")

    def test_what_the_buyer_asked_and_got_is_agreed_when_it_came_to_hold(self) -> None:
        at = (*RESULT, "buyer_solution_list", "solution_api_dto", 0)
        payload = with_another(loaded(NEW), (*at, "reached_type"), "negotiation_consensus")
        payload = with_another(payload, (*at, "reached_time"), "2026-01-17 10:00:00")
        answered = dispute(read_about(payload)).last("answered")
        assert answered is not None
        assert (True, usd("30"), bp.Instant.of("2026-01-17T18:00Z")) == (
            answered.accepts,
            answered.amount,
            answered.on,
        )

    def test_what_was_agreed_and_undone_ends_nothing(self) -> None:
        at = (*RESULT, "seller_solution_list", "solution_api_dto", 0)
        payload = with_another(loaded(NEW), (*at, "buyer_accept_time"), "2026-01-18 10:00:00")
        record = read_about(with_another(payload, (*at, "status"), "reach_cancle"))
        assert "accepted" not in [event[0] for event in events(record)]
        assert "was undone" in says(record, f"{WHERE}.seller_solution_list.solution_api_dto[0].status")

    @pytest.mark.parametrize("who", ["buyer", "seller"])
    def test_what_the_platform_proposes_takes_both(self, who: str) -> None:
        at = (*RESULT, "platform_solution_list", "solution_api_dto", 0)
        payload = with_another(loaded(NEW), (*at, "reached_type"), None)
        payload = with_another(payload, (*at, "reached_time"), "")
        payload = with_another(payload, (*at, f"{who}_accept_time"), "2026-01-23 09:00:00")
        record = read_about(payload)
        assert "accepted" not in [event[0] for event in events(record)]
        path = f"{WHERE}.platform_solution_list.solution_api_dto[0].{who}_accept_time"
        assert f"the {who} accepted it" in says(record, path)
        other = "seller" if who == "buyer" else "buyer"
        both = read_about(with_another(payload, (*at, f"{other}_accept_time"), "2026-01-23 10:00:00"))
        assert events(both)[-1][:2] == ("accepted", "2026-01-23T18:00:00Z")

    def test_what_is_agreed_is_the_offer_that_was_accepted_and_not_a_later_one(self) -> None:
        at = (*RESULT, "seller_solution_list", "solution_api_dto")
        payload = loaded(NEW)
        offers = found(payload, at)
        offers[0]["buyer_accept_time"] = "2026-01-18 12:00:00"
        offers.append(
            offers[0]
            | {"gmt_create": "2026-01-18 11:00:00", "refund_money_post": "5.00", "buyer_accept_time": ""}
        )
        record = read_about(payload)
        assert dispute(record).outcome == dispute(record).events[1]
        assert dispute(record).events[1].amount == usd("10")
        path = f"{WHERE}.seller_solution_list.solution_api_dto[1].gmt_create"
        assert "made before it was accepted" in says(record, path)

    @pytest.mark.parametrize("missing", ["refund_money_post", "gmt_create"])
    def test_what_was_accepted_has_to_be_known(self, missing: str) -> None:
        payload = loaded(NEW)
        offer = found(payload, (*RESULT, "seller_solution_list", "solution_api_dto", 0))
        offer["buyer_accept_time"] = "2026-01-18 12:00:00"
        del offer[missing]
        record = read_about(payload)
        assert "accepted" not in [event[0] for event in events(record)]
        path = f"{WHERE}.seller_solution_list.solution_api_dto[0].status"
        assert "it was agreed to" in says(record, path)

    def test_nothing_can_be_accepted_too(self) -> None:
        payload = loaded(NEW)
        offer = found(payload, (*RESULT, "seller_solution_list", "solution_api_dto", 0))
        offer |= {"buyer_accept_time": "2026-01-18 12:00:00", "refund_money_post": "0.00"}
        outcome = dispute(read_about(payload)).outcome
        assert outcome is not None
        assert outcome.amount == usd("0")

    def test_an_offer_of_nothing_is_a_no(self) -> None:
        at = (*RESULT, "seller_solution_list", "solution_api_dto", 0, "refund_money_post")
        record = read_about(with_another(loaded(NEW), at, "0.00"))
        answered = dispute(record).last("answered")
        assert answered is not None
        assert answered.accepts is False
        assert dispute(record).events[1].kind == "answered"

    @pytest.mark.parametrize(
        ("action", "told"),
        [
            ("seller_initiate_arbitration", ("escalated", "seller")),
            ("platform_process", ("escalated", "platform")),
            ("buyer_send_goods", ("return_sent", "buyer")),
            ("buyer_send_goods_timeout", ("defaulted", "buyer")),
            ("buyer_refuse_platform", ("declined", "buyer")),
        ],
    )
    def test_steps_of_all_parties_are_told(self, action: str, told: tuple[str, str]) -> None:
        at = (*RESULT, "process_dto_list", "api_issue_process_dto", 1, "action_type")
        record = read_about(with_another(loaded(NEW), at, action))
        assert told in [(event[0], event[2]) for event in events(record)]

    def test_what_was_withdrawn_and_went_on_is_not_over(self) -> None:
        at = (*RESULT, "process_dto_list", "api_issue_process_dto", 0, "action_type")
        record = read_about(with_another(loaded(NEW), at, "cancel"))
        assert "went on afterwards" in says(record, ".".join((WHERE, at[2], f"{at[3]}[0]", "action_type")))

    def test_the_last_step_can_withdraw_it(self) -> None:
        at = (*RESULT, "process_dto_list", "api_issue_process_dto", 1, "action_type")
        assert ("cancelled", "2026-01-19T17:00:00Z") in [
            event[:2] for event in events(read_about(with_another(loaded(NEW), at, "cancel")))
        ]

    def test_goods_that_came_by_one_step_did_come(self) -> None:
        at = (*RESULT, "process_dto_list", "api_issue_process_dto", 1, "receive_goods")
        assert isinstance(read_about(with_another(loaded(NEW), at, True)).facts, bp.Order)

    def test_the_end_without_a_day_is_a_gap(self) -> None:
        record = read_about(with_another(loaded(NEW), (*RESULT, "issue_status"), "finish"))
        assert "when, it does not say" in says(record, f"{WHERE}.issue_status")


class TestAnswer:
    """An answer as the call gives it: blank where nothing is known, the newest step first."""

    def test_blank_is_not_known(self) -> None:
        record = read_about(loaded(ANSWER))
        assert [
            ("opened", "2024-10-28T11:23:19Z", "buyer", usd("30")),
            ("escalated", "2024-10-28T11:23:27Z", "buyer", None),
        ] == events(record)
        assert bp.stage(dispute(record)).name == "with_platform"

    def test_it_says_that_it_is_over_and_not_how(self) -> None:
        record = read_about(loaded(ANSWER))
        steps = f"{WHERE}.process_dto_list.api_issue_process_dto"
        assert "AliExpress decided" in says(record, f"{steps}[1].action_type")
        assert "is carried out" in says(record, f"{steps}[0].action_type")
        assert "nor whether money went back" in says(record, f"{WHERE}.issue_status")

    def test_a_solution_that_nobody_was_asked_about_is_no_offer(self) -> None:
        path = f"{WHERE}.platform_solution_list.solution_api_dto[0].status"
        assert "is no event" in says(read_about(loaded(ANSWER)), path)

    def test_a_second_opening_is_left_out(self) -> None:
        path = f"{WHERE}.process_dto_list.api_issue_process_dto[3].gmt_create"
        assert "second opening" in says(read_about(loaded(ANSWER)), path)

    def test_every_word_of_it_is_known(self) -> None:
        assert all(word.known for word in read_about(loaded(ANSWER)).words)

    def test_a_refund_that_was_refused_is_a_gap(self) -> None:
        record = read_about(with_another(loaded(ANSWER), (*RESULT, "reverse_detail_status"), "refund_reject"))
        assert "the refund was refused" in says(record, f"{WHERE}.reverse_detail_status")

    def test_whose_proposal_was_accepted_has_to_be_clear(self) -> None:
        steps = (*RESULT, "process_dto_list", "api_issue_process_dto")
        record = read_about(with_another(loaded(ANSWER), (*steps, 1, "action_type"), "buyer_accept"))
        assert "accepted" not in [event[0] for event in events(record)]
        path = f"{WHERE}.process_dto_list.api_issue_process_dto[1].action_type"
        assert "once the seller accepts" in says(record, path)


class TestRefused:
    @pytest.mark.parametrize(
        ("payload", "match"),
        [
            ({"dispute_id": "PP-1"}, "cases.paypal"),
            ({"inquiryId": "1"}, "cases.ebay"),
            (
                {"aliexpress_issue_detail_get_response": {"result_object": {"id": 1}}},
                "an issue of AliExpress, and what tells of the case in it is missing",
            ),
            (
                {"orderStatus": "FINISH", "issueStatus": "NO_ISSUE", "gmtCreate": "20150714020749000-0700"},
                "an order of AliExpress",
            ),
            ({"order_status": "FINISH", "issue_status": "NO_ISSUE"}, "an order of AliExpress"),
            ({"hello": 1}, "nor any case that is known"),
        ],
    )
    def test_other_payloads_are_named(self, payload: dict[str, Any], match: str) -> None:
        with pytest.raises(bp.UnreadableInputError, match=match):
            aliexpress.read(payload)


class TestNothingIsLost:
    @pytest.mark.parametrize("name", ALL)
    @pytest.mark.parametrize("read", [aliexpress.read, read_about])
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
        if isinstance(value, int | str):
            assert not same(record, with_another(payload, at, another(value)), read_about)

    @given(
        payload=JSON
        | st.dictionaries(
            st.sampled_from(["issueStatus", "gmtCreate", "issue_status", "result_object"]), JSON
        )
    )
    def test_anything_gives_a_record_or_our_error(self, payload: Any) -> None:
        with suppress(bp.BuyerProtectError):
            assert isinstance(aliexpress.read(payload), CaseRecord)

    @given(name=st.sampled_from(ALL), data=st.data())
    def test_a_cut_text_is_refused(self, name: str, data: st.DataObject) -> None:
        text = (FIXTURES / name).read_bytes().rstrip()
        with pytest.raises(bp.UnreadableInputError):
            aliexpress.read(text[: data.draw(st.integers(0, len(text) - 1))])
