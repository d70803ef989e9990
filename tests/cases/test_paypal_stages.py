"""How far a case of PayPal has come, what is offered in it, and whose time limits stand for what."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window
from paypal_cases import american, claim, dispute, entry, events, evidence, kinds, order, says, windows

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, paypal


class TestStages:
    @pytest.mark.parametrize("stage", ["CHARGEBACK", "PRE_ARBITRATION", "ARBITRATION"])
    @pytest.mark.parametrize(
        "reason", ["UNAUTHORISED", "CREDIT_NOT_PROCESSED", "DUPLICATE_TRANSACTION", "INCORRECT_AMOUNT"]
    )
    def test_what_is_not_talked_about_begins_as_a_claim(self, reason: str, stage: str) -> None:
        record = paypal.read(claim(reason=reason, dispute_life_cycle_stage=stage))
        assert ("escalated", "2026-03-02T09:15:00Z", "buyer", None) in events(record)
        assert "begins as a claim" in says(record, "create_time")
        assert bp.stage(american(record)).name == "with_platform"

    @pytest.mark.parametrize(
        "told",
        [
            {"reason": "UNAUTHORISED", "dispute_life_cycle_stage": "INQUIRY"},
            {"reason": "UNAUTHORISED", "dispute_channel": "EXTERNAL"},
            {
                "reason": "UNAUTHORISED",
                "evidences": [evidence("SUBMITTED_BY_BUYER", "03-09", "CHANGE_REASON")],
            },
            {
                "reason": "CREDIT_NOT_PROCESSED",
                "offer": {
                    "history": [entry("03-04", "SELLER", "DENIED") | {"dispute_life_cycle_stage": "INQUIRY"}]
                },
            },
            {},
        ],
    )
    def test_else_it_is_not_told_as_escalated(self, told: Any) -> None:
        assert "escalated" not in [kind for kind, _ in kinds(paypal.read(claim(**told)))]

    def test_a_claim_of_which_nobody_tells_since_when_did_not_close_on_day_21(self) -> None:
        facts = american(paypal.read(claim()))
        assert "escalated" in facts.claim.order.unknown
        step = bp.recommend(facts, at="2026-04-20T12:00Z")
        assert step.action == "add_evidence"
        assert bp.forecast(facts, at="2026-04-20T12:00Z").outcome is None
        # Were it only talked about, it would be over.
        talked = american(paypal.read(claim(dispute_life_cycle_stage="INQUIRY")))
        assert bp.recommend(talked, at="2026-04-20T12:00Z").action == "other_route"
        assert bp.forecast(talked, at="2026-04-20T12:00Z").outcome == "closed"

    def test_the_sellers_day_that_paypal_states_decides_though_nobody_tells_since_when_it_is_a_claim(
        self,
    ) -> None:
        due = "2026-04-01T07:00:00Z"
        told = claim(seller_response_due_date=due, status="WAITING_FOR_SELLER_RESPONSE")
        found = bp.forecast(american(paypal.read(told)), at="2026-03-28T12:00Z")
        # After it, by the specification, the case is closed in the customer's favour.
        assert [step.what for step in found.steps] == ["request_granted"]
        assert found.ends_us == bp.Instant.of(due).us
        assert found.outcome == "buyer_paid"

    @pytest.mark.parametrize("stage", ["PRE_ARBITRATION", "ARBITRATION"])
    def test_an_appeal_without_its_date_is_a_gap(self, stage: str) -> None:
        record = paypal.read(claim(dispute_life_cycle_stage=stage))
        assert "was appealed by now, and when is not told" in says(record, "dispute_life_cycle_stage")
        assert kinds(record) == []

    def test_each_appeal_is_told_once_however_many_papers_there_are(self) -> None:
        papers: list[dict[str, Any]] = [
            {"action_info": {"action": "APPEAL"}, "dispute_life_cycle_stage": stage}
            for stage in ("PRE_ARBITRATION", "ARBITRATION")
        ]
        first, second = papers
        seller = "SUBMITTED_BY_SELLER"
        record = paypal.read(
            claim(
                dispute_life_cycle_stage="ARBITRATION",
                adjudications=[
                    {"type": "PAYOUT_TO_BUYER", "adjudication_time": f"2026-{on}T00:00:00Z"}
                    for on in ("04-01", "04-10")
                ],
                evidences=[
                    evidence(seller, "04-12", **second),
                    evidence(seller, "04-05", **first),
                    evidence(seller, "04-06", **first),
                    evidence(seller, "04-07", dispute_life_cycle_stage="PRE_ARBITRATION"),
                    evidence(seller, "04-13", **second),
                ],
            )
        )
        assert kinds(record) == [
            ("ruled", "platform"),
            ("appealed", "seller"),
            ("ruled", "platform"),
            ("appealed", "seller"),
        ]
        assert [str(event.on)[:10] for event in dispute(record).events if event.kind == "appealed"] == [
            "2026-04-05",
            "2026-04-12",
        ]
        assert "an appeal that was made before" in says(record, "evidences[2].date")
        assert "during an appeal" in says(record, "evidences[3].date")
        assert bp.stage(american(record)).name.startswith("appealed")

    @pytest.mark.parametrize("party", ["buyer", "seller"])
    def test_either_may_escalate_and_the_earliest_paper_counts(self, party: str) -> None:
        told: dict[str, Any] = {"action_info": {"action": "ESCALATE"}}
        source = f"SUBMITTED_BY_{party.upper()}"
        record = paypal.read(
            claim(evidences=[evidence(source, "03-09", **told), evidence(source, "03-07", **told)])
        )
        assert ("escalated", "2026-03-07T00:00:00Z", party, None) == events(record)[1]
        assert [kind for kind, _ in kinds(record)].count("escalated") == 1
        assert bp.stage(american(record)).name == "with_platform"

    def test_what_is_asked_of_the_seller_is_nothing_for_the_buyer_to_give(self) -> None:
        record = paypal.read(claim(evidences=[evidence("REQUESTED_FROM_SELLER", "04-15")]))
        assert kinds(record) == []
        assert "asked of the seller" in says(record, "evidences[0].date")
        assert record.rest["evidences[0].date"] == "2026-04-15T00:00:00Z"

    def test_what_the_seller_hands_in_gives_nothing_for_the_buyer(self) -> None:
        record = paypal.read(
            claim(
                status="WAITING_FOR_BUYER_RESPONSE",
                evidences=[
                    evidence("REQUESTED_FROM_BUYER", "04-15"),
                    evidence(
                        "SUBMITTED_BY_SELLER", "04-16", action_info={"action": "ACKNOWLEDGE_RETURN_ITEM"}
                    ),
                ],
                supporting_info=[{"source": "SUBMITTED_BY_SELLER", "provided_time": "2026-04-17T00:00:00Z"}],
                buyer_response_due_date="2026-04-25T09:15:00Z",
            )
        )
        assert kinds(record) == [("information_requested", "platform")]
        assert "no event" in says(record, "evidences[1].date")
        assert "no event" in says(record, "supporting_info[0].provided_time")
        window = bp.deadlines(american(record)).find("give_information")
        assert window is not None
        assert (window.used, str(window.closes_us)) == (
            None,
            str(bp.Instant.of("2026-04-25T09:15:00Z").us),
        )
        assert bp.recommend(american(record), at="2026-04-20T00:00:00Z").action == "add_evidence"

    @pytest.mark.parametrize(
        ("status", "given"), [("WAITING_FOR_BUYER_RESPONSE", False), ("UNDER_REVIEW", True), (None, True)]
    )
    def test_what_did_not_end_the_waiting_was_not_what_was_asked_for(
        self, status: str | None, *, given: bool
    ) -> None:
        record = paypal.read(
            claim(
                status=status,
                evidences=[
                    evidence("SUBMITTED_BY_BUYER", "04-16"),
                    evidence("REQUESTED_FROM_BUYER", "04-15"),
                    evidence("SUBMITTED_BY_BUYER", "04-14"),
                ],
                supporting_info=[{"source": "SUBMITTED_BY_BUYER", "provided_time": "2026-04-17T00:00:00Z"}],
            )
        )
        after = [("information_given", "buyer")] * 2 if given else []
        before = [("information_given", "buyer"), ("information_requested", "platform")]
        assert kinds(record) == [*before, *after]
        assert ("still waits" in says(record, "supporting_info[0].provided_time")) is not given

    @pytest.mark.parametrize(
        ("told", "path", "text"),
        [
            ({"status": "RESOLVED"}, "status", "neither when nor how"),
            (
                {"status": "UNDER_REVIEW", "dispute_outcome": {"outcome_code": "NONE"}},
                "dispute_outcome.outcome_code",
                "it is not read as ended",
            ),
            (
                {"status": "RESOLVED", "dispute_outcome": {"outcome_code": "NONE"}},
                "dispute_outcome.outcome_code",
                "that it ended is told, and not when",
            ),
        ],
    )
    def test_an_end_without_its_date_is_a_gap(self, told: Any, path: str, text: str) -> None:
        record = paypal.read(claim(**told))
        assert kinds(record) == []
        assert text in says(record, path)

    @pytest.mark.parametrize(
        ("code", "amount", "text"),
        [
            ("RESOLVED_SELLER_FAVOUR", "192.00", "the seller won, and 192.00 USD go back"),
            ("RESOLVED_SELLER_FAVOUR", "0.00", ""),
            ("RESOLVED_BUYER_FAVOUR", "0.00", "the buyer won, and nothing goes back"),
            ("RESOLVED_BUYER_FAVOUR", "192.00", ""),
        ],
    )
    def test_who_won_and_what_goes_back_have_to_agree(self, code: str, amount: str, text: str) -> None:
        money = {"currency_code": "USD", "value": amount}
        outcome = {"outcome_code": code, "amount_refunded": money}
        record = paypal.read(claim(status="RESOLVED", dispute_outcome=outcome))
        told = says(record, "dispute_outcome.amount_refunded")
        assert told.startswith(text)
        assert bool(told) == bool(text)


class TestOffers:
    def test_what_the_buyer_proposes_is_no_offer_to_the_buyer(self) -> None:
        record = paypal.read(
            claim(
                dispute_life_cycle_stage="INQUIRY",
                offer={"history": [entry("03-03", "BUYER", "PROPOSED", "192.00")]},
                buyer_response_due_date="2026-03-22T09:15:00Z",
            )
        )
        assert kinds(record) == []
        assert "no offer to the buyer" in says(record, "offer.history[0].event_type")
        assert record.rest["offer.history[0].offer_amount.value"] == "192.00"
        assert bp.deadlines(american(record)).find("answer_offer") is None
        assert windows(record) == [("buyer", "escalate", "2026-03-22T09:15:00Z")]

    @pytest.mark.parametrize(("event", "accepts"), [("ACCEPTED", True), ("DENIED", False)])
    def test_what_the_seller_says_to_it_is_an_answer(self, event: str, *, accepts: bool) -> None:
        history = [
            entry("03-03", "SELLER", "PROPOSED", "20.00"),
            entry("03-05", "BUYER", "PROPOSED", "150.00"),
            entry("03-07", "SELLER", event, "150.00"),
        ]
        told = dispute(paypal.read(claim(dispute_life_cycle_stage="INQUIRY", offer={"history": history})))
        last = told.events[-1]
        assert (last.kind, last.party, last.accepts) == ("answered", "seller", accepts)
        assert (told.outcome and str(told.outcome.amount)) == ("150.00 USD" if accepts else None)

    @pytest.mark.parametrize("backwards", [False, True])
    def test_the_last_word_is_that_of_the_latest_entry(self, *, backwards: bool) -> None:
        history = [
            entry("03-03", "SELLER", "PROPOSED", "20.00"),
            entry("03-05", "BUYER", "DENIED"),
        ]
        payload = claim(
            dispute_life_cycle_stage="INQUIRY",
            offer={"history": history[::-1] if backwards else history},
            buyer_response_due_date="2026-03-22T09:15:00Z",
        )
        assert windows(paypal.read(payload)) == [("buyer", "escalate", "2026-03-22T09:15:00Z")]

    def test_while_an_offer_is_open_nothing_can_be_done_after_the_time_to_answer_it(self) -> None:
        payload = claim(
            dispute_life_cycle_stage="INQUIRY",
            offer={"history": [entry("03-05", "SELLER", "PROPOSED", "20.00")]},
            buyer_response_due_date="2026-03-15T09:15:00Z",
        )
        record = paypal.read(payload)
        assert windows(record) == [
            ("buyer", "answer_offer", "2026-03-15T09:15:00Z"),
            ("buyer", "escalate", "2026-03-15T09:15:00Z"),
        ]
        for name in ("answer_offer", "escalate"):
            assert find_window(american(record), name).closes_us == bp.Instant.of("2026-03-15T09:15:00Z").us

    @pytest.mark.parametrize("answer", [None, "ACCEPTED", "DENIED"])
    def test_a_replacement_without_a_refund_refunds_nothing(self, answer: str | None) -> None:
        kind = "REPLACEMENT_WITHOUT_REFUND"
        history = [entry("03-05", "SELLER", "PROPOSED", kind=kind)]
        if answer is not None:
            history.append(entry("03-06", "BUYER", answer, kind=kind))
        record = paypal.read(claim(dispute_life_cycle_stage="INQUIRY", offer={"history": history}))
        told = dispute(record)
        assert bp.Money(0, "USD") == told.events[1].amount
        assert (told.outcome and told.outcome.amount) == (
            bp.Money(0, "USD") if answer == "ACCEPTED" else None
        )
        assert "a replacement has no place" in says(record, "offer.history[0].offer_type")

    @pytest.mark.parametrize(
        ("kind", "back"), [("REFUND", False), ("REFUND_WITH_RETURN", True), ("REFUND_WITH_REPLACEMENT", None)]
    )
    def test_an_offer_says_whether_goods_go_back(self, kind: str, back: bool | None) -> None:  # noqa: FBT001
        history = [entry("03-05", "SELLER", "PROPOSED", "20.00", kind=kind)]
        told = dispute(paypal.read(claim(dispute_life_cycle_stage="INQUIRY", offer={"history": history})))
        assert (told.events[1].return_goods, str(told.events[1].amount)) == (back, "20.00 USD")


class TestLimits:
    @pytest.mark.parametrize("stage", ["INQUIRY", "CHARGEBACK", "PRE_ARBITRATION", "ARBITRATION"])
    @pytest.mark.parametrize("reason", ["MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "UNAUTHORISED"])
    def test_each_stands_for_its_party_and_outranks_the_rules(self, stage: str, reason: str) -> None:
        record = paypal.read(
            claim(
                reason=reason,
                dispute_life_cycle_stage=stage,
                buyer_response_due_date="2026-05-03T10:00:00Z",
                seller_response_due_date="2026-05-04T11:00:00Z",
            )
        )
        buyer, seller = record.stated
        assert (buyer.party, str(buyer.closes)) == ("buyer", "2026-05-03T10:00:00Z")
        assert (seller.party, str(seller.closes)) == ("seller", "2026-05-04T11:00:00Z")
        talks = reason != "UNAUTHORISED"
        ours = {
            "INQUIRY": ("escalate" if talks else None, None),
            "CHARGEBACK": ("give_information", "seller_answer"),
        }
        assert (buyer.window, seller.window) == ours.get(stage, (None, None))
        for due in (buyer, seller):
            if due.window is not None and isinstance(due.closes, bp.Instant):
                assert find_window(american(record), due.window).closes_us == due.closes.us

    def test_proof_of_a_return_is_given_and_the_goods_are_sent_by_then(self) -> None:
        asked = evidence("REQUESTED_FROM_BUYER", "04-15", "PROOF_OF_RETURN")
        due = "2026-04-25T09:15:00Z"
        record = paypal.read(claim(evidences=[asked], buyer_response_due_date=due))
        assert windows(record) == [("buyer", "return_goods", due), ("buyer", "give_information", due)]
        sent = evidence("SUBMITTED_BY_BUYER", "04-18", "PROOF_OF_RETURN")
        record = paypal.read(claim(evidences=[asked, sent], buyer_response_due_date=due))
        assert windows(record) == [("buyer", "give_information", due)]

    @pytest.mark.parametrize("party", ["buyer", "seller"])
    @pytest.mark.parametrize("stage", ["INQUIRY", "CHARGEBACK"])
    def test_one_before_the_opening_is_only_stated(self, stage: str, party: str) -> None:
        key = f"{party}_response_due_date"
        record = paypal.read(claim(dispute_life_cycle_stage=stage) | {key: "2026-03-02T09:14:59Z"})
        assert windows(record) == [(party, None, "2026-03-02T09:14:59Z")]
        assert "2026-03-02T09:15:00Z (create_time): only stated" in says(record, key)
        assert order(record).due_dates == ()

    @pytest.mark.parametrize(
        ("due", "window"), [("2026-04-30T10:00:00Z", "give_information"), ("2026-04-30T10:00:01Z", None)]
    )
    def test_one_to_come_in_a_case_that_was_resolved_is_only_stated(
        self, due: str, window: str | None
    ) -> None:
        record = paypal.read(claim(status="RESOLVED", buyer_response_due_date=due))
        assert windows(record) == [("buyer", window, due)]
        assert ("after the case was resolved" in says(record, "buyer_response_due_date")) is (window is None)


class TestBuyersWord:
    @staticmethod
    def told(goods: Any, credit: Any = None, **told: Any) -> CaseRecord:
        extensions: dict[str, Any] = {
            "merchandize_dispute_properties": goods,
            "billing_dispute_properties": {"credit_not_processed": credit or {}},
        }
        return paypal.read(claim(extensions=extensions, **told))

    def test_two_parts_tell_one_parcel(self) -> None:
        came = {"product_received": "YES", "product_received_time": "2026-02-20T00:00:00Z"}
        until = {"expected_delivery_date": "2026-02-18T00:00:00Z"}
        record = self.told({"product_details": came}, {"product_details": until})
        assert (bp.Parcel(promised="2026-02-18T00:00:00Z", delivered="2026-02-20T00:00:00Z"),) == order(
            record
        ).parcels
        record = self.told({"product_details": came}, {"product_details": {"description": "a lamp"}})
        assert (bp.Parcel(delivered="2026-02-20T00:00:00Z"),) == order(record).parcels

    def test_where_they_differ_the_first_stands_with_a_gap(self) -> None:
        parts = [
            {
                "product_details": {"product_received_time": f"2026-02-{day}T00:00:00Z"},
                "cancellation_details": {"cancellation_date": f"2026-02-{day}T00:00:00Z"},
            }
            for day in ("20", "21")
        ]
        record = self.told(*parts)
        assert (bp.Parcel(delivered="2026-02-20T00:00:00Z"),) == order(record).parcels
        assert bp.Instant.of("2026-02-20T00:00:00Z") == order(record).cancel_requested
        at = "extensions.billing_dispute_properties.credit_not_processed"
        for path in ("product_details.product_received_time", "cancellation_details.cancellation_date"):
            assert "which is taken" in says(record, f"{at}.{path}")
            assert record.rest[f"{at}.{path}"] == "2026-02-21T00:00:00Z"

    def test_a_cancellation_without_its_date_is_unknown(self) -> None:
        record = self.told({"cancellation_details": {"cancelled": True}})
        assert "cancel_requested" in order(record).unknown
        at = "extensions.merchandize_dispute_properties.cancellation_details.cancellation_date"
        assert "when is not told" in says(record, at)
        dated = {"cancellation_details": {"cancellation_date": "2026-02-12T00:00:00Z"}}
        record = self.told({"cancellation_details": {"cancelled": True}}, dated)
        assert bp.Instant.of("2026-02-12T00:00:00Z") == order(record).cancel_requested

    def test_goods_that_did_not_come_and_came_are_a_gap(self) -> None:
        goods = {"product_details": {"product_received_time": "2026-02-20T00:00:00Z"}}
        record = self.told(goods, reason="MERCHANDISE_OR_SERVICE_NOT_RECEIVED")
        at = "extensions.merchandize_dispute_properties.product_details.product_received_time"
        assert "said not to have come, and came at 2026-02-20T00:00:00Z" in says(record, at)

    def test_goods_sent_back_before_they_came_are_a_gap(self) -> None:
        goods = {
            "product_received_time": "2026-02-20T00:00:00Z",
            "return_details": {"return_time": "2026-02-19T00:00:00Z"},
        }
        at = "extensions.merchandize_dispute_properties.product_details.return_details.return_time"
        assert "before they came" in says(self.told({"product_details": goods}), at)
