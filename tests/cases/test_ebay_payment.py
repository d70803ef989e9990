"""What eBay tells of a dispute with the buyer's bank, and whether an inquiry may be opened."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from case_leaves import JSON, another, found, leaves, loaded, mutants, same, unheard, with_another, without
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, ebay

PAYMENT, ACTIVITY = "ebay-payment-dispute.json", "ebay-payment-activity.json"
ELIGIBILITY = "ebay-eligibility.json"
ORDER = bp.Order(
    "ebay",
    "2026-02-20T19:53:45Z",
    items=[bp.Item("brass lamp", "40 USD")],
    shipping=bp.Money("5.50", "USD"),
    site="ebay.com",
    zone="America/New_York",
)
BANK = evolve(ORDER, programme="none")
at_ebay, at_bank = partial(ebay.read, about=ORDER), partial(ebay.read, about=BANK)


def events(record: CaseRecord) -> list[tuple[Any, ...]]:
    assert isinstance(record.facts, bp.Dispute)
    return [(event.kind, str(event.on), event.party, event.amount) for event in record.facts.events]


def usd(text: str) -> bp.Money:
    return bp.Money(text, "USD")


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def both() -> dict[str, Any]:
    """Return the dispute with its activities within it."""
    return {**loaded(PAYMENT), "activity": loaded(ACTIVITY)}


def acts(*told: tuple[str, str]) -> list[dict[str, str]]:
    return [{"activityType": kind, "actor": "SYSTEM", "activityDate": when} for kind, when in told]


CLOSED = "2026-04-10T08:00:00Z"
LATER = "2026-04-20T08:00:00.000Z"


class TestUnderEbay:
    def test_it_is_told_of_the_order_not_as_a_dispute_of_ebay(self) -> None:
        record = at_ebay(loaded(PAYMENT))
        assert isinstance(record.facts, bp.Claim)
        assert str(record.facts.order.payment_disputed) == "2026-03-20T19:09:02.768000Z"
        assert [problem.kind for problem in record.facts.problems] == ["not_as_described"]
        assert bp.Ask(amount=usd("45.50")) == record.facts.asks

    def test_no_window_of_ebay_begins_by_it(self) -> None:
        facts = at_ebay(both()).facts
        assert isinstance(facts, bp.Claim)
        pending = {one.id: one.closes for one in bp.deadlines(facts)}
        assert pending["appeal"] is None
        assert pending["seller_answer"] is None

    def test_the_sellers_time_is_a_due_date_that_outranks_ours(self) -> None:
        record = at_ebay(loaded(PAYMENT))
        assert isinstance(record.facts, bp.Claim)
        due = bp.DueDate("answer_payment_dispute", closes="2026-03-25T19:09:02.768Z")
        assert (due,) == record.facts.order.due_dates
        assert [(stated.party, stated.action) for stated in record.stated] == [
            ("seller", "answer_bank"),
            ("seller", "add_evidence"),
        ]
        window = bp.deadlines(record.facts).find("answer_payment_dispute")
        assert window is not None
        assert str(window.closes) == "2026-03-25 12:09:02.768000-07:00"

    @pytest.mark.parametrize(
        ("outcome", "winner"),
        [("SELLER_WON", "seller"), ("SELLER_LOST", "buyer"), ("SELLER_ACCEPT", "buyer")],
    )
    def test_its_outcome_speaks_of_the_seller(self, outcome: str, winner: str) -> None:
        record = at_ebay(with_another(loaded(PAYMENT), ("resolution", "reasonForClosure"), outcome))
        assert f"ended for the {winner} at {CLOSED}" in says(record, "resolution.reasonForClosure")
        assert record.rest["closedDate"] == "2026-04-10T08:00:00.000Z"


class TestOfTheBank:
    @pytest.mark.parametrize(
        ("outcome", "has"),
        [("SELLER_WON", "0"), ("SELLER_LOST", "45.50"), ("SELLER_ACCEPT", "45.50")],
    )
    def test_a_ruling_is_what_the_buyer_has(self, outcome: str, has: str) -> None:
        record = at_bank(with_another(loaded(PAYMENT), ("resolution", "reasonForClosure"), outcome))
        assert events(record) == [
            ("opened", "2026-03-20T19:09:02.768000Z", "buyer", usd("45.50")),
            ("ruled", CLOSED, "platform", usd(has)),
            ("closed", CLOSED, "platform", None),
        ]

    @pytest.mark.parametrize("payload", [both(), {**loaded(PAYMENT), **loaded(ACTIVITY)}])
    def test_its_activities_may_stand_within_it(self, payload: Any) -> None:
        record = at_bank(payload)
        assert events(record) == [
            ("opened", "2026-03-20T19:09:02.768000Z", "buyer", usd("45.50")),
            ("information_given", "2026-03-22T00:00:00Z", "seller", None),
            ("answered", "2026-03-22T00:00:01Z", "seller", None),
            ("ruled", CLOSED, "platform", usd("45.50")),
            ("closed", CLOSED, "platform", None),
        ]
        assert isinstance(record.facts, bp.Dispute)
        assert record.facts.events[2].accepts is False

    def test_its_time_is_no_window_of_ebay(self) -> None:
        record = at_bank(loaded(PAYMENT))
        assert isinstance(record.facts, bp.Dispute)
        assert record.facts.claim.order.due_dates == ()
        assert {stated.window for stated in record.stated} == {None}

    def test_an_acceptance_with_return_wants_the_goods(self) -> None:
        payload = with_another(loaded(PAYMENT), ("resolution", "reasonForClosure"), "SELLER_ACCEPT")
        payload = {**payload, "sellerResponse": "SELLER_ACCEPT_WITH_RETURN"}
        payload["activity"] = acts(("SELLER_ACCEPT_WITH_RETURN", "2026-03-22T00:00:00Z"))
        facts = at_bank(payload).facts
        assert isinstance(facts, bp.Dispute)
        answered, ruled = facts.last("answered"), facts.last("ruled")
        assert answered is not None
        assert ruled is not None
        assert (answered.accepts, answered.return_goods, answered.amount) == (True, True, usd("45.50"))
        assert ruled.return_goods is True

    def test_the_activities_alone_do_not_tell_who_won(self) -> None:
        claim = bp.Claim(BANK, [bp.Problem("not_received")])
        record = ebay.read(loaded(ACTIVITY), about=claim)
        assert [event[0] for event in events(record)] == ["opened", "information_given", "answered", "closed"]
        assert "who won is not told" in says(record, "resolution")
        assert record.id is None

    def test_an_end_without_a_day_is_a_gap(self) -> None:
        record = at_bank(without(loaded(PAYMENT), ("closedDate",)))
        assert [event[0] for event in events(record)] == ["opened"]
        assert "ended for the buyer, and it is not told when" in says(record, "resolution.reasonForClosure")

    def test_an_end_without_a_resolution_is_no_ruling(self) -> None:
        record = at_bank(without(loaded(PAYMENT), ("resolution",)))
        assert [event[0] for event in events(record)] == ["opened", "closed"]
        assert "who won is not told" in says(record, "resolution")

    def test_a_ruling_without_an_amount_is_a_gap(self) -> None:
        record = at_bank(without(loaded(PAYMENT), ("amount",)))
        assert [event[0] for event in events(record)] == ["opened", "closed"]
        assert "how much was disputed is not told" in says(record, "resolution.reasonForClosure")

    def test_an_amount_of_another_currency_is_no_ruling(self) -> None:
        record = at_bank(with_another(loaded(PAYMENT), ("amount", "currency"), "EUR"))
        assert "ruled" not in [event[0] for event in events(record)]
        assert "another currency" in says(record, "closedDate")

    @pytest.mark.parametrize("status", ["OPEN", "ACTION_NEEDED"])
    def test_an_end_of_what_is_open_is_none(self, status: str) -> None:
        record = at_bank(with_another(loaded(PAYMENT), ("paymentDisputeStatus",), status))
        assert [event[0] for event in events(record)] == ["opened"]
        assert f"the status is {status}" in says(record, "paymentDisputeStatus")

    def test_what_was_opened_again_has_not_ended(self) -> None:
        payload = {**loaded(PAYMENT), "activity": acts(("DISPUTE_REOPENED", LATER))}
        record = at_bank(payload)
        assert [event[0] for event in events(record)] == ["opened"]
        assert "opened again after its end" in says(record, "paymentDisputeStatus")

    def test_the_last_end_counts(self) -> None:
        told = acts(
            ("DISPUTE_CLOSED", "2026-04-01T08:00:00.000Z"),
            ("DISPUTE_REOPENED", "2026-04-02T08:00:00.000Z"),
            ("DISPUTE_CLOSED", "2026-04-10T08:00:00.000Z"),
        )
        record = at_bank({**loaded(PAYMENT), "activity": told})
        assert events(record)[-1][:2] == ("closed", CLOSED)
        assert "closed more than once" in says(record, "activity[0].activityDate")

    def test_a_decision_that_was_reversed_is_no_ruling(self) -> None:
        record = at_bank({**loaded(PAYMENT), "activity": acts(("DISPUTE_REVERSED", LATER))})
        assert [event[0] for event in events(record)] == ["opened", "closed"]
        assert "reversed at 2026-04-20T08:00:00Z" in says(record, "resolution.reasonForClosure")

    def test_another_opening_of_the_activities_is_a_gap(self) -> None:
        record = at_bank({**loaded(PAYMENT), "activity": acts(("DISPUTE_OPENED", "2026-03-21T00:00:00Z"))})
        assert events(record)[0][1] == "2026-03-20T19:09:02.768000Z"
        assert "which is taken" in says(record, "activity[0].activityDate")

    def test_an_activity_without_a_day_is_a_gap(self) -> None:
        record = at_bank({**loaded(PAYMENT), "activity": [{"activityType": "SELLER_CONTEST"}]})
        assert "not told when" in says(record, "activity[0].activityDate")

    @pytest.mark.parametrize(
        "kind",
        [
            "ADDITIONAL_EVIDENCE_REQUEST",
            "APPEAL_DENIED",
            "APPEAL_GRANTED",
            "DEFENCE_EXECUTED",
            "DISPUTE_UPDATED",
            "EVIDENCE_REQUEST_OVERDUE",
            "SELLER_RESPONSE_OVERDUE",
        ],
    )
    def test_what_has_no_event_is_a_gap(self, kind: str) -> None:
        record = at_bank({**loaded(PAYMENT), "activity": acts((kind, "2026-03-22T00:00:00Z"))})
        assert [event[0] for event in events(record)] == ["opened", "ruled", "closed"]
        assert kind in says(record, "activity[0].activityType")
        assert "activity[0].activityDate" in record.rest

    def test_the_sellers_money_is_no_refund(self) -> None:
        record = at_bank(loaded(PAYMENT))
        assert "between eBay and the seller" in says(record, "monetaryTransactions[0].type")
        assert record.rest["monetaryTransactions[0].amount"]["convertedFromCurrency"] == "EUR"

    def test_evidence_due_before_it_was_asked_is_left_out(self) -> None:
        at = ("evidenceRequests", 0, "respondByDate")
        record = at_bank(with_another(loaded(PAYMENT), at, "2026-03-20T00:00:00.000Z"))
        assert "before it was asked" in says(record, "evidenceRequests[0].respondByDate")
        assert [stated.action for stated in record.stated] == ["answer_bank"]

    def test_a_summary_of_a_search_is_read_too(self) -> None:
        keys = ("paymentDisputeId", "orderId", "openDate", "amount", "reason", "paymentDisputeStatus")
        record = at_bank({key: loaded(PAYMENT)[key] for key in keys})
        assert [event[0] for event in events(record)] == ["opened"]
        assert "not told when" in says(record, "resolution")

    def test_an_order_of_another_programme_is_refused(self) -> None:
        other = evolve(ORDER, programme="paypal", site=None)
        with pytest.raises(bp.InvalidFactsError, match=r"about\.programme: 'paypal' is not 'ebay'"):
            ebay.read(loaded(PAYMENT), about=other)
        with pytest.raises(bp.InvalidFactsError, match=r"about\.programme: 'none' is not 'ebay'"):
            ebay.read(loaded("ebay-inquiry.json"), about=BANK)


class TestEligibility:
    def test_it_states_ebays_own_window(self) -> None:
        record = at_ebay(loaded(ELIGIBILITY))
        (stated,) = record.stated
        assert (stated.party, stated.action, stated.window) == (
            "buyer",
            "open_dispute",
            "report_not_received",
        )
        assert isinstance(record.facts, bp.Order)
        window = bp.deadlines(record.facts).find("report_not_received")
        assert window is not None
        assert (str(window.opens), str(window.closes)) == (
            "2026-03-02 00:00:00-08:00",
            "2026-03-29 23:59:59.999000-07:00",
        )
        assert str(record.facts.parcels[0].promised) == "2026-03-01T08:00:00Z"

    def test_it_is_stated_without_an_order_too(self) -> None:
        record = ebay.read(loaded(ELIGIBILITY))
        assert record.facts is None
        assert str(record.stated[0].closes) == "2026-03-30T06:59:59.999000Z"

    @pytest.mark.parametrize("word", ["INELIGIBLE", "INELIGIBLIE"])
    def test_no_is_read_in_both_spellings(self, word: str) -> None:
        payload = {"inquiryEligibilityStatus": word, "errors": [{"id": "7"}], "inquiryId": "5000000001"}
        record = at_ebay(payload)
        assert [found.known for found in record.words] == [True]
        assert "not to be reported now" in says(record, "inquiryEligibilityStatus")
        assert "opened already" in says(record, "inquiryId")
        assert record.rest == {"errors": [{"id": "7"}], "inquiryId": "5000000001"}
        assert record.stated == ()

    def test_a_window_ending_before_it_begins_is_left_out(self) -> None:
        at = ("latestPossibleFilingDate", "value")
        record = at_ebay(with_another(loaded(ELIGIBILITY), at, "2026-03-01T00:00:00.000Z"))
        assert record.stated == ()
        assert "before the earliest" in says(record, "latestPossibleFilingDate")

    def test_one_end_alone_is_stated(self) -> None:
        record = ebay.read(without(loaded(ELIGIBILITY), ("latestPossibleFilingDate",)))
        assert [(one.path, one.closes) for one in record.stated] == [("earliestPossibleFilingDate", None)]


class TestNothingIsLost:
    @pytest.mark.parametrize("payload", [loaded(PAYMENT), loaded(ACTIVITY), both(), loaded(ELIGIBILITY)])
    def test_every_leaf_is_heard(self, payload: Any) -> None:
        read = at_ebay if "inquiryEligibilityStatus" in payload else at_bank
        assert unheard(payload, read) == []
        assert unheard(payload, ebay.read) == []

    @given(payload=mutants(PAYMENT) | mutants(ACTIVITY), data=st.data())
    def test_every_leaf_of_a_mutant_is_heard(self, payload: Any, data: st.DataObject) -> None:
        try:
            record = at_bank(payload)
        except bp.BuyerProtectError:
            return
        at = data.draw(st.sampled_from(sorted(leaves(payload), key=str)))
        value = found(payload, at)
        if isinstance(value, int | str):
            assert not same(record, with_another(payload, at, another(value)), at_bank)

    @given(activity=st.lists(JSON | mutants(ACTIVITY).map(lambda whole: whole.get("activity"))))
    def test_any_activities_give_a_record_or_our_error(self, activity: Any) -> None:
        with suppress(bp.BuyerProtectError):
            assert isinstance(at_bank({**loaded(PAYMENT), "activity": activity}), CaseRecord)
