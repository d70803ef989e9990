"""What Stripe tells of a dispute, in our facts."""

from __future__ import annotations

import json
from decimal import Decimal, localcontext
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
    places,
    same,
    unheard,
    with_another,
    without,
)
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, Word, stripe
from buyerprotect.cases.told import vocabulary
from buyerprotect.errors import BuyerProtectError, InvalidFactsError, UnreadableInputError, WrongTypeError

PLAIN, CLOSED, INQUIRY = "stripe-dispute.json", "stripe-event-closed.json", "stripe-inquiry.json"
ALL = (PLAIN, CLOSED, INQUIRY)
INNER = ("data", "object")
ORDER = bp.Order("none", "2024-02-15T08:00:00Z", items=[bp.Item("cup", "19.99 USD")])
SOLD_ON_EBAY = evolve(ORDER, programme="ebay", site="ebay.com", country="US", zone="America/New_York")
GIVEN = [None, ORDER, SOLD_ON_EBAY, evolve(ORDER, id="A-1", payment=bp.Payment(network="visa"))]

WORDS: dict[tuple[str, ...], str] = {
    ("reason",): """
        bank_cannot_process check_returned credit_not_processed customer_initiated debit_not_authorized
        duplicate fraudulent general incorrect_account_details insufficient_funds noncompliant
        product_not_received product_unacceptable subscription_canceled unrecognized
    """,
    ("status",): """
        warning_needs_response warning_under_review warning_closed needs_response under_review won lost
        charge_refunded prevented
    """,
    ("payment_method_details", "type"): "card paypal klarna amazon_pay",
    ("payment_method_details", "card", "case_type"): "chargeback compliance inquiry",
    ("payment_method_details", "card", "brand"): """
        amex diners discover eftpos_au jcb link mastercard unionpay visa unknown cartes_bancaires
    """,
    ("evidence_details", "submission_method"): "manual not_submitted smart_disputes",
    ("charge", "payment_method_details", "card", "funding"): "credit debit prepaid unknown",
}
EVIDENCE = """
    access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
    cancellation_rebuttal customer_communication customer_email_address customer_name
    customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation
    duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure
    refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier
    shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text
"""


def changed(name: str, *changes: tuple[tuple[str | int, ...], Any]) -> Any:
    table = loaded(name)
    for at, value in changes:
        table = with_another(table, at, value)
    return table


def expanded(amount: Any = 1999, currency: Any = "usd", created: Any = 1708000000, **more: Any) -> Any:
    """Return the plain dispute with its charge expanded, of an amount in a currency."""
    charge = {"id": "ch_tst1", "object": "charge", "amount": amount, "currency": currency, "created": created}
    return changed(PLAIN, (("charge",), charge | more), (("currency",), currency), (("amount",), amount))


def dispute(record: CaseRecord) -> bp.Dispute:
    assert isinstance(record.facts, bp.Dispute)
    return record.facts


def order(record: CaseRecord) -> bp.Order:
    return dispute(record).claim.order


def events(record: CaseRecord) -> list[tuple[Any, ...]]:
    return [
        (event.kind, str(event.on), event.party, None if event.amount is None else str(event.amount))
        for event in dispute(record).events
    ]


def says(record: CaseRecord, path: str) -> str:
    return " | ".join(gap.says for gap in record.gaps if gap.path == path)


def faults(payload: Any) -> dict[str, str]:
    with pytest.raises(InvalidFactsError) as caught:
        stripe.read(payload)
    return {fault.path: fault.says for fault in caught.value.faults}


class TestDispute:
    def test_alone_it_tells_no_payment_so_there_are_no_facts(self) -> None:
        record = stripe.read(loaded(PLAIN))
        assert record.facts is None
        assert record.id == "dp_tst1"
        assert "the charge is not expanded" in says(record, "charge")
        assert {"amount": 1999, "created": 1709290800, "charge": "ch_tst1"}.items() <= record.rest.items()

    def test_with_the_order_at_hand_there_is_a_dispute(self) -> None:
        record = stripe.read(loaded(PLAIN), about=ORDER)
        assert events(record) == [("opened", "2024-03-01T11:00:00Z", "buyer", "19.99 USD")]
        assert order(record).payment == bp.Payment(provider="stripe", network="visa")
        assert order(record).id == "ch_tst1"
        assert [parcel.carrier for parcel in order(record).parcels] == ["UPS"]

    def test_with_its_charge_expanded_there_is_one_too(self) -> None:
        told = order(stripe.read(expanded()))
        assert told.programme == "none"
        assert told.items == (bp.Item("ch_tst1", "19.99 USD"),)
        assert told.placed == told.paid == bp.Instant.of("2024-02-15T12:26:40Z")
        assert told.unknown == {"shipped"}

    def test_the_due_date_is_exact_and_the_merchants_own(self) -> None:
        record = stripe.read(expanded())
        assert [(due.path, due.party, due.window, str(due.closes)) for due in record.stated] == [
            ("evidence_details.due_by", "seller", None, "2024-03-14T23:59:59Z")
        ]
        assert order(record).due_dates == ()

    @pytest.mark.parametrize("at", [("evidence_details",), ("evidence_details", "due_by")])
    def test_a_due_date_that_is_not_told_is_not_one_that_is_none(self, at: tuple[str, ...]) -> None:
        record = stripe.read(without(loaded(PLAIN), at))
        assert record.stated == ()
        assert says(record, ".".join(at)) == "until when the merchant can answer is not told"

    @pytest.mark.parametrize("due", [0, None])
    def test_no_due_date_is_no_time_limit(self, due: int | None) -> None:
        record = stripe.read(changed(PLAIN, (("evidence_details", "due_by"), due)))
        assert record.stated == ()
        assert "cannot be answered" in says(record, "evidence_details.due_by")

    def test_a_merchants_dates_are_text(self) -> None:
        record = stripe.read(expanded())
        assert "in no form of a date" in says(record, "evidence.shipping_date")
        assert record.rest["evidence.shipping_date"] == "2024-02-20"
        assert order(record).parcels[0].shipped is None

    def test_an_answer_has_no_date(self) -> None:
        record = stripe.read(expanded())
        assert "the merchant answered" in says(record, "evidence_details.submission_count")
        assert [event.kind for event in dispute(record).events] == ["opened"]

    def test_money_of_the_merchants_account_is_no_refund(self) -> None:
        record = stripe.read(expanded())
        assert "merchant's account" in says(record, "balance_transactions")
        assert record.rest["balance_transactions"][0]["amount"] == -1999

    def test_bytes_text_and_a_mapping_are_the_same(self) -> None:
        read = (FIXTURES / PLAIN).read_bytes()
        assert stripe.read(read) == stripe.read(read.decode()) == stripe.read(json.loads(read))

    def test_an_unknown_field_is_left_by_its_path(self) -> None:
        record = stripe.read(changed(PLAIN, (("evidence_details", "new_thing"), {"a": 1}), (("newer",), [1])))
        assert {"evidence_details.new_thing": {"a": 1}, "newer": [1]}.items() <= record.rest.items()

    def test_without_the_kind_of_object_it_is_known_by_its_fields(self) -> None:
        assert stripe.read(without(loaded(PLAIN), ("object",))).id == "dp_tst1"
        assert stripe.read(changed(PLAIN, (("object",), None))).id == "dp_tst1"

    def test_several_carriers_are_no_parcel(self) -> None:
        record = stripe.read(changed(PLAIN, (("evidence", "shipping_carrier"), "UPS, DHL")), about=ORDER)
        assert order(record).parcels == ()
        assert "several carriers" in says(record, "evidence.shipping_carrier")
        assert record.rest["evidence.shipping_carrier"] == "UPS, DHL"

    def test_every_field_of_evidence_is_left_over_that_is_no_fact(self) -> None:
        handed = {name: f"the {name}" for name in EVIDENCE.split()}
        inner = {"visa_compliance": {"fee_acknowledged": True}}
        record = stripe.read(
            changed(PLAIN, (("evidence",), handed | {"enhanced_evidence": inner})), about=ORDER
        )
        left = {path: value for path, value in record.rest.items() if path.startswith("evidence.")}
        assert left.pop("evidence.enhanced_evidence") == inner
        del handed["shipping_carrier"]
        assert left == {f"evidence.{name}": text for name, text in handed.items()}


class TestCharge:
    def test_where_it_went_is_the_country_whose_law_counts(self) -> None:
        record = stripe.read(expanded(shipping={"address": {"country": "IE", "city": "Cork"}}))
        assert order(record).country == "IE"
        assert record.rest["charge.shipping.address.city"] == "Cork"

    def test_a_country_that_is_none_is_a_gap(self) -> None:
        record = stripe.read(expanded(shipping={"address": {"country": "Ireland"}}))
        assert order(record).country is None
        assert "is not a country" in says(record, "charge.shipping.address.country")

    @pytest.mark.parametrize("back", [{"amount_refunded": 500}, {"amount_refunded": 1999, "refunded": True}])
    def test_what_was_paid_back_is_named_and_no_event(self, back: dict[str, Any]) -> None:
        record = stripe.read(expanded(**back))
        assert "paid some of it back" in says(record, "charge.amount_refunded")
        assert [event.kind for event in dispute(record).events] == ["opened"]
        assert record.rest["charge.amount_refunded"] == back["amount_refunded"]

    def test_nothing_paid_back_is_no_gap(self) -> None:
        assert says(stripe.read(expanded(amount_refunded=0, refunded=False)), "charge.amount_refunded") == ""

    def test_an_older_dispute_was_paid_as_its_charge_was(self) -> None:
        means = {"type": "klarna", "klarna": {"payment_method_category": "pay_later"}}
        payload = without(expanded(payment_method_details=means), ("payment_method_details",))
        assert order(stripe.read(payload)).payment == bp.Payment(provider="klarna")

    def test_the_charge_knows_a_brand_that_the_dispute_does_not(self) -> None:
        means = {"type": "card", "card": {"brand": "jcb"}}
        payload = with_another(
            expanded(payment_method_details=means), ("payment_method_details", "card", "brand"), "unknown"
        )
        assert order(stripe.read(payload)).payment == bp.Payment(provider="stripe", network="jcb")

    def test_two_brands_are_a_gap(self) -> None:
        record = stripe.read(expanded(payment_method_details={"card": {"brand": "jcb"}}))
        assert order(record).payment == bp.Payment(provider="stripe", network="visa")
        assert "jcb is told here, and visa at" in says(record, "charge.payment_method_details.card.brand")


class TestGivenOrder:
    def test_the_id_of_a_shop_is_not_that_of_the_charge(self) -> None:
        record = stripe.read(loaded(PLAIN), about=evolve(ORDER, id="A-1"))
        assert order(record).id == "A-1"
        assert "A-1" not in str(record.gaps)
        assert record.rest["charge"] == "ch_tst1"

    def test_what_it_leaves_open_of_its_payment_is_filled_in(self) -> None:
        given = evolve(ORDER, payment=bp.Payment(provider="none", funding="credit"))
        assert order(stripe.read(loaded(PLAIN), about=given)).payment == bp.Payment(
            provider="none", network="visa", funding="credit"
        )

    def test_another_network_is_a_gap(self) -> None:
        given = evolve(ORDER, payment=bp.Payment(network="Mastercard"))
        record = stripe.read(loaded(PLAIN), about=given)
        assert order(record).payment == bp.Payment(provider="stripe", network="Mastercard")
        assert "'visa' is told, and 'Mastercard'" in says(record, "payment_method_details.card.brand")

    def test_a_payment_that_can_have_no_card_stays(self) -> None:
        paid = bp.Payment(provider="none", channel="cash")
        record = stripe.read(loaded(PLAIN), about=evolve(ORDER, payment=paid))
        assert order(record).payment == paid
        assert "contradict each other" in says(record, "payment_method_details")

    def test_of_a_marketplace_it_tells_when_its_payment_was_disputed(self) -> None:
        record = stripe.read(loaded(PLAIN), about=SOLD_ON_EBAY)
        assert isinstance(record.facts, bp.Claim)
        assert record.facts.order.programme == "ebay"
        assert str(record.facts.order.payment_disputed) == "2024-03-01T11:00:00Z"
        assert "not told as a case under 'ebay'" in says(record, "created")
        assert "created" not in record.rest

    def test_under_its_rules_the_money_is_looked_for_elsewhere(self) -> None:
        facts = stripe.read(loaded(PLAIN), about=bp.Claim(SOLD_ON_EBAY, [bp.Problem("not_received")])).facts
        assert facts is not None
        assert bp.assess(facts, at="2024-03-05T00:00Z").classification.coverage == "not_covered"
        usable = {route.programme for route in bp.routes(facts, at="2024-03-05T00:00Z") if route.usable}
        assert "visa" in usable
        assert "ebay" not in usable

    @pytest.mark.parametrize("status", ["won", "lost", "charge_refunded"])
    def test_how_it_ended_is_no_ruling_under_its_rules(self, status: str) -> None:
        bought = bp.Order("aliexpress", "2024-02-01T00:00Z", items=[bp.Item("cup", "50 EUR")])
        record = stripe.read(changed(CLOSED, ((*INNER, "status"), status)), about=bought)
        assert isinstance(record.facts, bp.Claim)
        assert "no ruling under 'aliexpress'" in says(record, "data.object.status")
        assert record.rest["created"] == 1714561200

    def test_of_a_marketplace_an_inquiry_disputes_nothing(self) -> None:
        bought = bp.Order("etsy", "2024-02-01T00:00Z", items=[bp.Item("cup", "500 JPY")])
        facts = stripe.read(loaded(INQUIRY), about=bought).facts
        assert isinstance(facts, bp.Claim)
        assert facts.order.payment_disputed is None

    def test_under_a_cards_own_rules_it_is_a_dispute(self) -> None:
        record = stripe.read(loaded(PLAIN), about=evolve(ORDER, programme="visa"))
        assert (
            bp.stage(dispute(record)).name == bp.stage(dispute(record), policy="visa").name == "with_seller"
        )

    @pytest.mark.parametrize("programme", ["uk-s75", "no-such-place"])
    def test_under_any_other_rules_it_is_told_as_the_claim(self, programme: str) -> None:
        record = stripe.read(loaded(PLAIN), about=evolve(ORDER, programme=programme))
        assert isinstance(record.facts, bp.Claim)
        assert record.facts.order.programme == programme

    @pytest.mark.parametrize("about", ["A-1", {}, 7, bp.Item("cup", "5 USD")])
    def test_what_is_no_order_is_refused(self, about: Any) -> None:
        with pytest.raises(WrongTypeError):
            stripe.read(loaded(PLAIN), about=about)


class TestEvent:
    def test_lost_by_the_merchant_is_won_by_the_buyer(self) -> None:
        record = stripe.read(loaded(CLOSED))
        assert events(record) == [
            ("opened", "2024-03-01T11:00:00Z", "buyer", "40.00 EUR"),
            ("ruled", "2024-05-01T11:00:00Z", "platform", "40.00 EUR"),
            ("closed", "2024-05-01T11:00:00Z", "platform", None),
        ]
        assert "whether the bank decided so or the merchant accepted" in says(record, "data.object.status")
        assert dispute(record).claim.paid == bp.Money("50", "EUR")

    @pytest.mark.parametrize(
        ("status", "told"),
        [
            ("won", [("ruled", "0.00 EUR"), ("closed", None)]),
            ("charge_refunded", [("closed", None)]),
            ("under_review", [("closed", None)]),
            ("settled", [("closed", None)]),
        ],
    )
    def test_other_ends(self, status: str, told: list[Any]) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "status"), status)))
        assert [(kind, amount) for kind, _, _, amount in events(record)[1:]] == told

    def test_won_may_mean_that_it_was_paid_back(self) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "status"), "won")))
        assert "or the money was paid back is not told" in says(record, "data.object.status")

    @pytest.mark.parametrize(("status", "has"), [("won", "0.00 EUR"), ("lost", "40.00 EUR")])
    def test_under_the_networks_rules_it_has_ended(self, status: str, has: str) -> None:
        facts = dispute(stripe.read(changed(CLOSED, ((*INNER, "status"), status))))
        assert str(facts.events[1].amount) == has
        assert bp.stage(facts, policy="mastercard").name == "ended"
        assert bp.forecast(facts, at="2024-06-01T00:00Z", policy="mastercard").steps == ()

    @pytest.mark.parametrize("kind", ["created", "updated", "funds_withdrawn", "funds_reinstated"])
    def test_only_an_event_of_closing_dates_the_end(self, kind: str) -> None:
        record = stripe.read(changed(CLOSED, (("type",), f"charge.dispute.{kind}")))
        assert [event.kind for event in dispute(record).events] == ["opened"]
        assert "tells that it ended, and nothing when" in says(record, "data.object.status")
        assert record.rest["created"] == 1714561200

    def test_how_it_was_paid(self) -> None:
        assert order(stripe.read(loaded(CLOSED))).payment == bp.Payment(
            provider="stripe", network="mastercard", funding="debit", issuer_country="FR"
        )

    def test_an_unknown_event_is_kept(self) -> None:
        record = stripe.read(changed(CLOSED, (("type",), "charge.dispute.moved")))
        assert Word("type", "charge.dispute.moved", known=False) in record.words

    def test_an_event_of_something_else_is_refused(self) -> None:
        payload = {"object": "event", "type": "charge.failed", "data": {"object": {"object": "charge"}}}
        with pytest.raises(UnreadableInputError, match=r"its type is 'charge\.failed'"):
            stripe.read(payload)

    @pytest.mark.parametrize("data", [None, [], {}, {"object": None}, {"object": []}])
    def test_an_event_of_nothing_is_refused(self, data: Any) -> None:
        with pytest.raises(UnreadableInputError, match="holds no dispute"):
            stripe.read({"object": "event", "data": data})


class TestInquiry:
    def test_it_is_no_dispute_yet(self) -> None:
        record = stripe.read(loaded(INQUIRY))
        assert isinstance(record.facts, bp.Claim)
        assert "the bank only inquires" in says(record, "status")
        assert record.facts.order.total == bp.Money("500", "JPY")
        assert record.rest["created"] == 1709290800

    @pytest.mark.parametrize("status", ["warning_needs_response", "warning_under_review", "warning_closed"])
    def test_the_status_tells_so_as_well(self, status: str) -> None:
        payload = without(
            changed(INQUIRY, (("status",), status)), ("payment_method_details", "card", "case_type")
        )
        assert isinstance(stripe.read(payload).facts, bp.Claim)

    def test_one_that_was_prevented_was_never_a_dispute(self) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "status"), "prevented")))
        assert isinstance(record.facts, bp.Claim)
        assert "what became of the money is not told" in says(record, "data.object.status")

    @pytest.mark.parametrize("name", [INQUIRY, CLOSED])
    def test_when_it_began_is_told_so_no_gap_says_that_it_is_not(self, name: str) -> None:
        status = ("status",) if name == INQUIRY else (*INNER, "status")
        record = stripe.read(changed(name, (status, "warning_closed")))
        assert says(record, "") == ""

    def test_one_that_became_a_dispute_does_not_tell_when(self) -> None:
        record = stripe.read(changed(INQUIRY, (("status",), "lost")))
        assert isinstance(record.facts, bp.Claim)
        assert "it began as an inquiry, and is lost" in says(record, "status")
        assert record.rest["created"] == 1709290800


class TestAmounts:
    @pytest.mark.parametrize(
        ("amount", "currency", "money"),
        [
            (1999, "usd", "19.99 USD"),
            (500, "jpy", "500 JPY"),
            (12340, "kwd", "12.340 KWD"),
            (5, "mga", "5 MGA"),
            (500, "isk", "5 ISK"),
            (500, "ugx", "5 UGX"),
            (1045, "huf", "10.45 HUF"),
            (80045, "twd", "800.45 TWD"),
            (0, "eur", "0 EUR"),
            (500, "USD", "5 USD"),
        ],
    )
    def test_they_are_whole_numbers_of_what_stripe_calls_minor_units(
        self, amount: int, currency: str, money: str
    ) -> None:
        assert order(stripe.read(expanded(amount, currency))).total == bp.Money.of(money)

    def test_they_are_exact_whatever_precision_a_program_has_set(self) -> None:
        with localcontext() as context:
            context.prec = 5
            assert str(order(stripe.read(expanded(12345678))).total) == "123456.78 USD"

    def test_of_one_currency_the_page_says_both(self) -> None:
        assert "all the same" in says(stripe.read(expanded(500, "ugx")), "charge.amount")

    def test_of_one_that_is_not_known_the_amount_is_left_out(self) -> None:
        record = stripe.read(expanded(500, "iqd"))
        assert record.facts is None
        assert "how many decimals" in says(record, "charge.amount")
        assert record.rest["charge.amount"] == 500

    @pytest.mark.parametrize(
        ("amount", "currency", "path", "fault"),
        [
            (19.99, "usd", "amount", "is not exact"),
            (Decimal("19.99"), "usd", "amount", "is not a whole number"),
            ("1999", "usd", "amount", "is not a whole number"),
            (True, "usd", "amount", "is not a whole number"),
            (550, "isk", "amount", "finer than the currency"),
            (10**40, "usd", "amount", "more than"),
            (100, "xxx", "currency", "there is no currency 'XXX'"),
            (100, "euro", "currency", "there is no currency 'euro'"),
            (100, 978, "currency", "is not a text"),
        ],
    )
    def test_what_is_none_is_a_fault(self, amount: Any, currency: Any, path: str, fault: str) -> None:
        assert fault in faults(expanded(amount, currency))[path]

    def test_one_below_zero_is_none(self) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "amount"), -4000)))
        assert dispute(record).asked is None
        assert "below zero" in says(record, "data.object.amount")

    def test_one_without_a_currency_is_none(self) -> None:
        record = stripe.read(without(loaded(CLOSED), (*INNER, "currency")))
        assert "without a currency" in says(record, "data.object.amount")

    def test_a_dispute_in_another_currency_than_the_charge_asks_for_nothing(self) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "currency"), "usd")))
        assert dispute(record).asked is None
        assert "40.00 USD" in says(record, "data.object.amount")
        assert record.rest["data.object.currency"] == "usd"

    def test_more_than_was_paid_is_left_out(self) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "amount"), 5100)))
        assert dispute(record).asked is None
        assert "51.00 EUR" in says(record, "data.object.amount")


class TestMoments:
    def test_milliseconds_are_no_seconds(self) -> None:
        found_ones = faults(
            changed(PLAIN, (("created",), 1709290800000), (("evidence_details", "due_by"), 1710460799000))
        )
        assert found_ones.keys() == {"created", "evidence_details.due_by"}
        assert "it looks like milliseconds" in found_ones["created"]

    @pytest.mark.parametrize(
        "value",
        ["1709290800", 1709290800.5, True, -1, 0, 20240301, "2024-03-01T00:00:00Z", 9 * 10**10, 10**4000],
    )
    def test_what_is_no_moment_is_a_fault(self, value: Any) -> None:
        assert faults(changed(PLAIN, (("created",), value))).keys() == {"created"}

    @pytest.mark.parametrize("value", [False, 0.0, -1, 20240314, "0", Decimal("sNaN"), Decimal("NaN"), []])
    def test_what_is_no_due_date_is_a_fault(self, value: Any) -> None:
        payload = changed(PLAIN, (("evidence_details", "due_by"), value))
        assert faults(payload).keys() == {"evidence_details.due_by"}

    def test_a_dispute_before_its_charge_is_none(self) -> None:
        record = stripe.read(expanded(created=1709999999))
        assert isinstance(record.facts, bp.Claim)
        assert "2024-03-01T11:00:00Z is before the order was placed, 2024-03-09T15:59:59Z" in says(
            record, "created"
        )
        assert record.rest["created"] == 1709290800

    def test_a_charge_that_was_not_paid_was_not(self) -> None:
        record = stripe.read(expanded(paid=False))
        assert order(record).paid is None
        assert "not to be paid" in says(record, "charge.paid")


class TestWords:
    @pytest.mark.parametrize(("at", "words"), WORDS.items())
    def test_each_list_is_whole(self, at: tuple[str, ...], words: str) -> None:
        for word in words.split():
            record = stripe.read(changed(CLOSED, ((*INNER, *at), word)))
            assert Word(".".join((*INNER, *at)), word, known=True) in record.words

    @pytest.mark.parametrize("at", WORDS)
    def test_a_word_that_is_on_no_list_is_kept_and_unknown(self, at: tuple[str, ...]) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, *at), "brand_new")))
        path = ".".join((*INNER, *at))
        assert Word(path, "brand_new", known=False) in record.words
        assert "it is kept as it is" in says(record, path)

    def test_the_list_of_evidence_is_whole(self) -> None:
        assert vocabulary("stripe")["evidence"] == {*EVIDENCE.split(), "enhanced_evidence"}

    @pytest.mark.parametrize("word", ["created", "updated", "closed", "funds_withdrawn", "funds_reinstated"])
    def test_so_are_the_events(self, word: str) -> None:
        record = stripe.read(changed(CLOSED, (("type",), f"charge.dispute.{word}")))
        assert Word("type", f"charge.dispute.{word}", known=True) in record.words

    @pytest.mark.parametrize(
        ("reason", "kind"),
        [
            ("product_not_received", "not_received"),
            ("product_unacceptable", "not_as_described"),
            ("fraudulent", "unauthorised"),
            ("unrecognized", "unauthorised"),
            ("debit_not_authorized", "unauthorised"),
            ("credit_not_processed", "not_refunded"),
            ("duplicate", "duplicate"),
            ("subscription_canceled", "recurring"),
        ],
    )
    def test_a_reason_is_a_problem_of_ours(self, reason: str, kind: str) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "reason"), reason)))
        assert [problem.kind for problem in dispute(record).claim.problems] == [kind]

    @pytest.mark.parametrize(
        ("brand", "code", "words"),
        [
            ("mastercard", "4853", "it may be goods not received, a refund not paid"),
            ("mastercard", "4834", "it may be a wrong amount too"),
            ("mastercard", "4837", None),
            ("visa", "4853", None),
            ("mastercard", None, None),
        ],
    )
    def test_a_code_under_which_stripe_puts_several_problems_is_a_gap(
        self, brand: str, code: str | None, words: str | None
    ) -> None:
        card = (*INNER, "payment_method_details", "card")
        told = changed(CLOSED, ((*card, "brand"), brand), ((*card, "network_reason_code"), code))
        found = says(stripe.read(told), "data.object.reason")
        assert (words in found) if words else not found

    @pytest.mark.parametrize("reason", ["general", "noncompliant", "insufficient_funds", "brand_new"])
    def test_of_those_that_are_none_there_is_the_order_only(self, reason: str) -> None:
        record = stripe.read(changed(CLOSED, ((*INNER, "reason"), reason)))
        assert isinstance(record.facts, bp.Order)
        assert says(record, "data.object.reason")
        assert record.word("data.object.reason") == reason

    @pytest.mark.parametrize(
        ("method", "provider"),
        [("paypal", "paypal"), ("klarna", "klarna"), ("amazon_pay", "amazon pay"), ("newpay", "stripe")],
    )
    def test_who_carried_the_money(self, method: str, provider: str) -> None:
        details = {"type": method, "amazon_pay": {"dispute_type": "claim"}}
        payload = expanded()
        told = order(stripe.read(with_another(payload, ("payment_method_details",), details))).payment
        assert told == bp.Payment(provider=provider)

    def test_an_unknown_brand_is_none(self) -> None:
        at = ("payment_method_details", "card", "brand")
        told = order(stripe.read(with_another(expanded(), at, "unknown"))).payment
        assert told == bp.Payment(provider="stripe")

    def test_a_country_that_is_none_is_a_gap(self) -> None:
        at = (*INNER, "charge", "payment_method_details", "card", "country")
        record = stripe.read(changed(CLOSED, (at, "France")))
        assert "is not a country" in says(record, ".".join(map(str, at)))

    def test_all_faults_come_at_once(self) -> None:
        assert faults(
            changed(PLAIN, (("reason",), 4), (("status",), []), (("evidence",), "none"), (("id",), {}))
        ).keys() == {"reason", "status", "evidence", "id"}


class TestUnreadable:
    @pytest.mark.parametrize(
        ("payload", "match"),
        [
            ({"object": "list", "data": []}, "by itself"),
            ({"object": "issuing.dispute", "id": "idp_1"}, "Stripe Issuing"),
            ({"object": "charge", "id": "ch_1"}, "it is 'charge'"),
            ({"object": "v2.core.event", "id": "evt_1"}, "v2"),
            ({"dispute_id": "PP-R-1"}, r"cases\.paypal"),
            ({"event_type": "CUSTOMER.DISPUTE.CREATED", "resource": {}}, r"cases\.paypal"),
            ({"paymentDisputeId": "1"}, r"cases\.ebay"),
            ({"disputeId": "1", "chargeId": "2"}, r"cases\.amazon"),
            ({"object": 7}, "it has 'object'"),
            ({"object": 7, "evidence_details": {}}, "what tells of the case in it is missing"),
            ({"object": ["dispute"], "charge": "ch_1", "evidence_details": {}}, "but no dispute"),
            ({}, "no keys"),
        ],
    )
    def test_what_is_something_else_is_named(self, payload: dict[str, Any], match: str) -> None:
        with pytest.raises(UnreadableInputError, match=match):
            stripe.read(payload)

    @pytest.mark.parametrize(
        "payload", ["[]", "7", "", "{}", b"\xff", '{"id": 1, "id": 2}', {"a": 1}, None, 1.5]
    )
    def test_what_is_no_dispute_is_refused(self, payload: Any) -> None:
        with pytest.raises(UnreadableInputError):
            stripe.read(payload)


def tried(payload: Any, about: bp.Order | None = None) -> CaseRecord | None:
    """Read, and return nothing where one of our errors was raised; any other is the test's failure."""
    try:
        record = stripe.read(payload, about=about)
    except BuyerProtectError:
        return None
    assert repr(record)
    assert all(gap.says for gap in record.gaps)
    return record


class TestNothingIsLost:
    @pytest.mark.parametrize("name", ALL)
    @pytest.mark.parametrize("about", GIVEN)
    def test_the_record_depends_on_every_leaf(self, name: str, about: bp.Order | None) -> None:
        assert unheard(loaded(name), partial(stripe.read, about=about)) == []

    @pytest.mark.parametrize("name", ALL)
    def test_cut_off_anywhere_it_is_refused(self, name: str) -> None:
        text = (FIXTURES / name).read_text(encoding="utf-8").strip()
        for end in range(len(text)):
            with pytest.raises(UnreadableInputError):
                stripe.read(text[:end])

    @pytest.mark.parametrize("name", ALL)
    def test_without_any_one_part_it_is_read_or_refused(self, name: str) -> None:
        payload = loaded(name)
        for at in places(payload):
            tried(without(payload, at))

    @given(payload=st.sampled_from(ALL).flatmap(mutants), about=st.sampled_from(GIVEN), data=st.data())
    def test_whatever_is_changed_it_is_read_or_refused(
        self, payload: Any, about: bp.Order | None, data: st.DataObject
    ) -> None:
        record = tried(payload, about)
        if record is None:
            return
        at = data.draw(st.sampled_from(sorted(leaves(payload), key=str)))
        value = found(payload, at)
        if isinstance(value, int | str) and str(value).strip():
            changed_one = with_another(payload, at, another(value))
            assert not same(record, changed_one, partial(stripe.read, about=about))

    @given(payload=JSON | st.dictionaries(st.sampled_from(sorted(loaded(PLAIN))), JSON | NASTY))
    def test_whatever_is_given_it_is_read_or_refused(self, payload: Any) -> None:
        tried(payload)
