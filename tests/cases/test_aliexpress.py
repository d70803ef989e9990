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
ALL = (OLD, NEW)
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
        ],
    )
    def test_what_is_no_stamp_is_a_fault(self, stamp: Any) -> None:
        with pytest.raises(bp.InvalidFactsError, match="gmtCreate: "):
            opened(stamp)


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
        assert "2025-11-02T08:30:00Z or 2025-11-02T09:30:00Z" in says(record, "gmt_create")

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

    def test_the_end_without_a_day_is_a_gap(self) -> None:
        record = read_about(with_another(loaded(NEW), (*RESULT, "issue_status"), "finish"))
        assert "when, it does not say" in says(record, f"{WHERE}.issue_status")


class TestRefused:
    @pytest.mark.parametrize(
        ("payload", "match"),
        [
            ({"dispute_id": "PP-1"}, "cases.paypal"),
            ({"inquiryId": "1"}, "cases.ebay"),
            ({"aliexpress_issue_detail_get_response": {"result_object": {"id": 1}}}, "AliExpress"),
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
