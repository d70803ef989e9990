"""What Amazon Pay tells of a dispute, in our facts."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from case_leaves import (
    FIXTURES,
    JSON,
    NASTY,
    another,
    found,
    leaves,
    loaded,
    mutants,
    same,
    unheard,
    with_another,
    without,
)
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, Word, amazon_pay

CHARGEBACK = "amazon_pay-chargeback.json"
ORDER = bp.Order(
    "none", "2026-01-02T00:00Z", items=[bp.Item("lamp", "30 USD")], zone="America/New_York", country="US"
)
read_about = partial(amazon_pay.read, about=ORDER)
read_of_a_marketplace = partial(amazon_pay.read, about=evolve(ORDER, programme="ebay", site="ebay.com"))
NOTICE = {
    "MerchantID": "M1",
    "ObjectType": "CHARGEBACK",
    "ObjectId": "S01-0000001-0000001-B000001",
    "ChargePermissionId": "S01-0000001-0000001",
    "NotificationType": "STATE_CHANGE",
    "NotificationId": "N1",
    "NotificationVersion": "V2",
}
DELIVERED = {
    "Type": "Notification",
    "MessageId": "D1",
    "TopicArn": "arn:aws:sns:us-east-1:1:T",
    "Message": json.dumps(NOTICE),
    "Timestamp": "2026-01-15T09:30:05.000Z",
}

# What the public SDKs and the page of the object list.
WORDS: dict[tuple[str | int, ...], str] = {
    ("disputeType",): "Chargeback Claim",
    ("releaseEnvironment",): "Sandbox Live",
    ("filingReason",): """
        ProductNotReceived ProductUnacceptable ProductNoLongerNeeded CreditNotProcessed Overcharged
        DuplicateCharge SubscriptionCancelled Unrecognized Fraudulent Other
    """,
    ("statusDetails", "state"): "ActionRequired UnderReview Resolved Closed",
    ("statusDetails", "reasonCode"): """
        MerchantResponseRequired MerchantAdditionalEvidencesRequired BuyerAdditionalEvidencesRequired
        MerchantAcceptedDispute MerchantResponseDeadlineExpired BuyerCancelled InvestigatorResolved
        AutoResolved ChargebackFiled
    """,
    ("statusDetails", "resolution"): "BuyerWon MerchantWon NoFault",
    ("merchantEvidences", 0, "evidenceType"): """
        ProductDescription Receipt CancellationPolicy CustomerSignature TrackingNumber CarrierName DeviceId
        DeviceName DownloadDateTime Other
    """,
}


def path_of(at: tuple[str | int, ...]) -> str:
    return ".".join(map(str, at)).replace(".0", "[0]")


def dispute(record: CaseRecord) -> bp.Dispute:
    assert isinstance(record.facts, bp.Dispute)
    return record.facts


def events(record: CaseRecord) -> list[tuple[Any, ...]]:
    return [(event.kind, str(event.on), event.party, event.amount) for event in dispute(record).events]


def usd(text: str) -> bp.Money:
    return bp.Money(text, "USD")


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def with_status(**told: Any) -> Any:
    payload = loaded(CHARGEBACK)
    payload["statusDetails"] |= told
    return payload


def test_its_events_stand_in_the_order_of_time() -> None:
    assert [
        ("opened", "2026-01-15T09:30:00Z", "buyer", usd("25")),
        ("ruled", "2026-02-10T12:00:00Z", "platform", usd("25")),
    ] == events(read_about(loaded(CHARGEBACK)))


def test_a_part_may_be_disputed() -> None:
    record = read_about(loaded(CHARGEBACK))
    assert (usd("25"), usd("30")) == (dispute(record).asked, dispute(record).claim.paid)


def test_whether_goods_go_back_is_not_told() -> None:
    claim = dispute(read_about(loaded(CHARGEBACK))).claim
    assert claim.asks is None


@pytest.mark.parametrize("at", WORDS)
def test_each_list_is_whole(at: tuple[str | int, ...]) -> None:
    for word in WORDS[at].split():
        record = read_about(with_another(loaded(CHARGEBACK), at, word))
        assert Word(path_of(at), word, known=True) in record.words


@pytest.mark.parametrize("at", WORDS)
def test_a_word_that_is_on_no_list_is_kept_and_unknown(at: tuple[str | int, ...]) -> None:
    record = read_about(with_another(loaded(CHARGEBACK), at, "BrandNew"))
    assert Word(path_of(at), "BrandNew", known=False) in record.words
    assert "it is kept as it is" in says(record, path_of(at))


def test_who_decides_is_left_as_it_is() -> None:
    assert read_about(loaded(CHARGEBACK)).rest["resolutionAuthority"] == "Amazon"


@pytest.mark.parametrize(
    ("at", "says_so"),
    [
        (("merchantResponseDeadline",), "until when the merchant can answer is not told"),
        (("disputeAmount",), "how much is disputed is not told"),
        (("statusDetails",), "where the dispute stands is not told"),
    ],
)
def test_what_is_missing_is_a_gap(at: tuple[str, ...], says_so: str) -> None:
    assert says_so in says(read_about(without(loaded(CHARGEBACK), at)), at[0])


def test_of_a_marketplace_the_order_tells_when_its_payment_was_disputed() -> None:
    record = read_of_a_marketplace(loaded(CHARGEBACK))
    assert isinstance(record.facts, bp.Claim)
    assert str(record.facts.order.payment_disputed) == "2026-01-15T09:30:00Z"
    assert "not told as a case under 'ebay'" in says(record, "creationTimestamp")
    assert "no ruling under 'ebay'" in says(record, "statusDetails.state")
    assert bp.classify(record.facts, at="2026-02-20T00:00Z").coverage == "not_covered"


def test_the_order_was_paid_with_it() -> None:
    payment = dispute(read_about(loaded(CHARGEBACK))).claim.order.payment
    assert payment is not None
    assert payment.provider == "amazon pay"


def test_a_payment_that_is_told_stays() -> None:
    told = bp.Order("none", ORDER.placed, items=ORDER.items, payment=bp.Payment(provider="amazon"))
    record = amazon_pay.read(loaded(CHARGEBACK), about=told)
    assert told.payment == dispute(record).claim.order.payment


def test_the_merchants_time_is_stated() -> None:
    (stated,) = amazon_pay.read(loaded(CHARGEBACK)).stated
    assert (
        *(stated.party, stated.action, str(stated.closes)),
        stated.window,
    ) == ("seller", "answer", "2026-01-26T09:30:00Z", None)


def test_without_an_order_there_are_no_facts_and_nothing_is_lost() -> None:
    record = amazon_pay.read(loaded(CHARGEBACK))
    assert record.facts is None
    assert record.rest["disputeAmount.amount"] == "25.00"
    assert record.rest["creationTimestamp"] == "20260115T093000Z"


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("ProductNotReceived", "not_received"),
        ("ProductUnacceptable", "not_as_described"),
        ("CreditNotProcessed", "not_refunded"),
        ("Overcharged", "incorrect_amount"),
        ("DuplicateCharge", "duplicate"),
        ("SubscriptionCancelled", "recurring"),
        ("Unrecognized", "unauthorised"),
        ("Fraudulent", "unauthorised"),
    ],
)
def test_reasons_are_our_problems(reason: str, kind: str) -> None:
    record = read_about(with_another(loaded(CHARGEBACK), ("filingReason",), reason))
    assert [kind] == [problem.kind for problem in dispute(record).claim.problems]


def test_other_is_no_problem_of_ours() -> None:
    record = read_about(with_another(loaded(CHARGEBACK), ("filingReason",), "Other"))
    assert isinstance(record.facts, bp.Order)
    assert "does not tell which problem" in says(record, "filingReason")


def test_where_the_merchant_won_the_buyer_has_nothing() -> None:
    record = read_about(with_status(resolution="MerchantWon"))
    assert ("ruled", "2026-02-10T12:00:00Z", "platform", usd("0")) == events(record)[-1]


def test_no_fault_is_no_ruling() -> None:
    record = read_about(with_status(resolution="NoFault"))
    assert [event[0] for event in events(record)] == ["opened"]
    assert "does not tell how much" in says(record, "statusDetails.resolution")


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ({"reasonCode": "BuyerCancelled", "state": "Closed"}, ["opened", "cancelled"]),
        ({"reasonCode": "MerchantAcceptedDispute"}, ["opened", "answered"]),
        ({"state": "Closed"}, ["opened", "ruled", "closed"]),
        ({"state": "ActionRequired", "resolution": None}, ["opened"]),
        (
            {
                "state": "UnderReview",
                "reasonCode": "BuyerAdditionalEvidencesRequired",
                "resolution": None,
            },
            ["opened", "information_requested"],
        ),
    ],
)
def test_a_state_is_told_when_it_came_to_be(told: dict[str, Any], kinds: list[str]) -> None:
    assert kinds == [event[0] for event in events(read_about(with_status(**told)))]


@pytest.mark.parametrize("state", ["Resolved", "Closed"])
def test_an_end_for_nobody_is_a_gap(state: str) -> None:
    record = read_about(with_status(state=state, resolution=None))
    assert "for whom is not told" in says(record, "statusDetails.resolution")
    assert "ruled" not in [event[0] for event in events(record)]


def test_a_claim_that_ended_for_a_chargeback_is_not_all() -> None:
    told = with_status(state="Closed", reasonCode="ChargebackFiled", resolution="MerchantWon")
    record = read_about(with_another(told, ("disputeType",), "Claim"))
    assert [event[0] for event in events(record)] == ["opened", "ruled", "closed"]
    assert "look for that one" in says(record, "statusDetails.reasonCode")


def test_a_question_without_its_date_is_a_gap() -> None:
    asked = with_status(
        state="UnderReview",
        reasonCode="BuyerAdditionalEvidencesRequired",
        resolution=None,
        lastUpdatedTimestamp=None,
    )
    assert "not told when" in says(read_about(asked), "statusDetails.reasonCode")


def test_without_the_day_of_the_change_there_is_no_ruling() -> None:
    record = read_about(with_status(lastUpdatedTimestamp=None))
    assert [event[0] for event in events(record)] == ["opened"]
    assert "not told when" in says(record, "statusDetails.state")


@pytest.mark.parametrize(
    ("stamp", "instant"),
    [
        ("20260126T093000Z", "2026-01-26T09:30:00Z"),
        ("20260126T093000.250Z", "2026-01-26T09:30:00.250000Z"),
        ("2026-01-26T09:30:00Z", "2026-01-26T09:30:00Z"),
        ("20260126T183000+0900", "2026-01-26T09:30:00Z"),
        ("20260126T043000-05:00", "2026-01-26T09:30:00Z"),
        ("2026-01-26T18:30:00+09:00", "2026-01-26T09:30:00Z"),
        (1769419800, "2026-01-26T09:30:00Z"),
    ],
)
def test_a_stamp_is_compact_or_usual_or_whole_seconds(stamp: Any, instant: str) -> None:
    (stated,) = amazon_pay.read(with_another(loaded(CHARGEBACK), ("merchantResponseDeadline",), stamp)).stated
    assert instant == str(stated.closes)


@pytest.mark.parametrize(
    ("stamp", "match"),
    [
        (1769419800000, "looks like milliseconds"),
        (0, "is no moment of such a case"),
        (-1769419800, "is no moment of such a case"),
        (20260126, "is no moment of such a case"),
        (1769419800.0, "neither a date"),
        ("20260126T093000+2500", "offset"),
        (True, "neither a date"),
        ("20260126T093000", "neither a day"),
        ("2026-01-26T09:30:00", "has no offset"),
        ("20261326T093000Z", "not on the calendar"),
        ("2026-01-26", "is a day, not a moment"),
    ],
)
def test_other_stamps_are_faults(stamp: Any, match: str) -> None:
    with pytest.raises(bp.InvalidFactsError, match=f"merchantResponseDeadline: .*{match}"):
        amazon_pay.read(with_another(loaded(CHARGEBACK), ("merchantResponseDeadline",), stamp))


@pytest.mark.parametrize(
    ("amount", "match"),
    [(25.0, "is not exact"), ("25.001", "finer than the currency"), ("a lot", "is not an amount")],
)
def test_amounts_that_are_none_are_faults(amount: Any, match: str) -> None:
    with pytest.raises(bp.InvalidFactsError, match=match):
        amazon_pay.read(with_another(loaded(CHARGEBACK), ("disputeAmount", "amount"), amount))


def test_yen_have_no_decimals() -> None:
    payload = with_another(loaded(CHARGEBACK), ("disputeAmount",), {"amount": "400", "currencyCode": "JPY"})
    yen = bp.Order("none", ORDER.placed, items=[bp.Item("lamp", "500 JPY")], zone="Asia/Tokyo")
    assert bp.Money("400", "JPY") == dispute(amazon_pay.read(payload, about=yen)).asked


def test_the_sandbox_is_named() -> None:
    record = read_about(with_another(loaded(CHARGEBACK), ("releaseEnvironment",), "Sandbox"))
    assert "sandbox" in says(record, "releaseEnvironment")


@pytest.mark.parametrize(("payload", "at"), [(NOTICE, ""), (DELIVERED, "Message.")])
def test_a_notification_names_the_dispute_only(payload: dict[str, Any], at: str) -> None:
    record = amazon_pay.read(payload)
    assert (record.id, record.facts) == ("S01-0000001-0000001-B000001", None)
    assert "get the dispute" in says(record, f"{at}ObjectId")
    assert record.words == (
        Word(f"{at}ObjectType", "CHARGEBACK", known=True),
        Word(f"{at}NotificationType", "STATE_CHANGE", known=True),
    )
    assert (record.rest[f"{at}MerchantID"], record.rest[f"{at}NotificationVersion"]) == ("M1", "V2")


def test_a_notification_may_come_as_a_text_in_a_text() -> None:
    record = amazon_pay.read(json.dumps(DELIVERED).encode())
    assert record == amazon_pay.read(DELIVERED) == amazon_pay.read(DELIVERED | {"Message": NOTICE})
    assert record.rest["TopicArn"] == DELIVERED["TopicArn"]


@pytest.mark.parametrize("message", ["", "{", "[]", "7", '{"a": 1, "a": 2}', '{"a": NaN}', "{}", 7, None, []])
def test_a_message_that_is_none_is_refused(message: Any) -> None:
    with pytest.raises(bp.UnreadableInputError):
        amazon_pay.read(DELIVERED | {"Message": message})


@pytest.mark.parametrize("kind", ["CHARGE", "REFUND", "CHARGE_PERMISSION", None, 7, ["CHARGEBACK"]])
def test_a_notification_about_something_else_is_named(kind: Any) -> None:
    notice = NOTICE | {"ObjectType": kind}
    for payload in (notice, DELIVERED | {"Message": json.dumps(notice)}):
        with pytest.raises(bp.UnreadableInputError, match="something else than a dispute"):
            amazon_pay.read(payload)


@pytest.mark.parametrize(
    ("payload", "match"),
    [
        ({"paymentDisputeId": "1"}, "cases.ebay"),
        ({"object": "dispute", "charge": "ch_1"}, "cases.stripe"),
        ({"event_type": "CUSTOMER.DISPUTE.CREATED"}, "cases.paypal"),
        ({"disputeId": "1"}, "nor any case that is known"),
    ],
)
def test_other_payloads_are_named(payload: dict[str, Any], match: str) -> None:
    with pytest.raises(bp.UnreadableInputError, match=match):
        amazon_pay.read(payload)


class TestNothingIsLost:
    @pytest.mark.parametrize("read", [amazon_pay.read, read_about, read_of_a_marketplace])
    def test_every_leaf_is_heard(self, read: Any) -> None:
        assert unheard(loaded(CHARGEBACK), read) == []

    @pytest.mark.parametrize("notice", [NOTICE, DELIVERED | {"Message": NOTICE}])
    def test_every_leaf_of_a_notification_is_heard(self, notice: Any) -> None:
        assert unheard(notice, amazon_pay.read) == []

    @given(
        payload=mutants(CHARGEBACK),
        read=st.sampled_from([amazon_pay.read, read_about, read_of_a_marketplace]),
        data=st.data(),
    )
    def test_every_leaf_of_a_mutant_is_heard(self, payload: Any, read: Any, data: st.DataObject) -> None:
        try:
            record = read(payload)
        except bp.BuyerProtectError:
            return
        assert isinstance(record, CaseRecord)
        at = data.draw(st.sampled_from(sorted(leaves(payload), key=str)))
        value = found(payload, at)
        if isinstance(value, int | str):
            assert not same(record, with_another(payload, at, another(value)), read)

    @given(
        payload=JSON
        | st.dictionaries(
            st.sampled_from([*loaded(CHARGEBACK), "closureTimestamp", *NOTICE, *DELIVERED]), JSON | NASTY
        )
    )
    def test_anything_gives_a_record_or_our_error(self, payload: Any) -> None:
        with suppress(bp.BuyerProtectError):
            assert isinstance(amazon_pay.read(payload), CaseRecord)

    @given(data=st.data())
    def test_a_cut_text_is_refused(self, data: st.DataObject) -> None:
        text = (FIXTURES / CHARGEBACK).read_bytes().rstrip()
        with pytest.raises(bp.UnreadableInputError):
            amazon_pay.read(text[: data.draw(st.integers(0, len(text) - 1))])
