"""Offers that have to be answered in time, and whom there is to wait for, by rules of real programmes."""

from __future__ import annotations

from typing import Any

import pytest

import buyerprotect as bp
from buyerprotect.convert.answers import answer_to_data


def mug(*events: bp.Event, price: str = "80 USD") -> bp.Dispute:
    order = bp.Order(
        "paypal", "2018-04-01", zone="America/Los_Angeles", country="US", items=[bp.Item("mug", price)]
    )
    opened = bp.Event("opened", "2018-05-03T10:00:00-07:00")
    return bp.Dispute(bp.Claim(order, [bp.Problem("not_received")]), [opened, *events])


OFFER = bp.Event("offered", "2018-05-10T10:00:00-07:00", amount="30 USD")


@pytest.mark.parametrize(("amount", "action"), [("30 USD", "decline"), ("80 USD", "accept")])
def test_an_offer_is_answered_before_the_dispute_closes(amount: str, action: str) -> None:
    offer = bp.Event("offered", "2018-05-10T10:00:00-07:00", amount=amount)
    step = bp.recommend(mug(offer), at="2018-05-12T12:00Z")
    # Ten days after the offer is 20 May; by UTC that day ends at five in the afternoon in California.
    assert (step.action, str(step.act_by)) == (action, "2018-05-20 16:59:59-07:00")
    assert any(because.rule == "window.answer_offer" for because in step.because)


def test_an_offer_that_was_not_answered_closed_the_dispute() -> None:
    step = bp.recommend(mug(OFFER), at="2018-05-22T12:00Z")
    assert (step.action, step.request.kind, step.options) == ("other_route", "none", ())
    assert step.because[0].says.startswith("The offer was not answered in time, so the dispute is over")


def test_the_sooner_of_two_ends_is_the_one_to_heed() -> None:
    late = bp.Event("offered", "2018-05-20T10:00:00-07:00", amount="30 USD")
    # The offer could be answered until 30 May, but the case can be handed over until the 23rd only.
    step = bp.recommend(mug(late), at="2018-05-21T12:00Z")
    assert str(step.act_by) == "2018-05-23 16:59:59-07:00"


def test_past_the_safe_end_the_buyer_is_told_to_hand_over_at_once() -> None:
    # Midnight of 23 May has passed in UTC, and not yet in California.
    step = bp.recommend(mug(), at="2018-05-24T03:00Z")
    assert (step.action, step.act_by) == ("escalate", None)
    assert step.because[0].rule == "readings"
    assert "By one reading (days of UTC) the time is over already: act at once" in step.because[0].says


def amazon(at: str) -> bp.Assessment:
    order = bp.Order(
        "amazon",
        "2022-05-02T12:00Z",
        site="amazon.com",
        zone="UTC",
        contacted="2022-05-20T12:00Z",
        items=[bp.Item("book", "10 USD")],
        parcels=[bp.Parcel(promised="2022-05-15T12:00Z", tracking="none")],
    )
    claim = bp.Claim(order, [bp.Problem("not_received", "complete")])
    return bp.assess(bp.Dispute(claim, [bp.Event("opened", "2022-05-23T12:00Z")]), at=at)


def test_where_no_seller_answers_the_ruling_is_waited_for() -> None:
    answer = amazon("2022-05-24T12:00Z")
    step = answer.recommendation
    ruling = answer.deadlines.find("decision")
    assert ruling is not None
    assert (step.action, step.wait_until_us) == ("wait", ruling.latest_arguable_us)
    assert next(option.says for option in step.options if option.recommended) == "Wait for the ruling"


def test_once_its_time_is_over_no_end_of_the_waiting_is_told() -> None:
    assert amazon("2022-06-20T12:00Z").recommendation.wait_until is None


def test_windows_for_other_problems_are_named_and_not_urged() -> None:
    text = bp.assess(mug(), at="2018-05-12T12:00Z").explain()
    assert "- for other problems: open not as described\n" in text
    assert "- open not as described (buyer)" not in text


def test_a_request_up_to_a_cap_is_called_what_it_is() -> None:
    told: dict[str, Any] = {"zone": "Europe/Warsaw", "country": "PL"}
    order = bp.Order("allegro", "2024-03-01", items=[bp.Item("television", "30000 PLN")], **told)
    answer = bp.assess(bp.Claim(order, [bp.Problem("not_received")]), at="2024-04-20T12:00Z")
    assert answer.recommendation.request.amount == bp.Money(20000, "PLN")
    assert "ask for all the programme pays, 20000.00 PLN" in " ".join(answer.explain().split())
    assert "Open a dispute for the 20000.00 PLN that the programme pays" in answer.explain()


def test_what_is_too_late_needs_no_more_facts() -> None:
    order = bp.Order(
        "ebay",
        "2022-01-10",
        site="ebay.com",
        zone="UTC",
        items=[bp.Item("camera", "900 USD")],
        parcels=[bp.Parcel(promised="2022-01-18", delivered="2022-01-17", tracking="delivered")],
    )
    found = bp.classify(bp.Claim(order, [bp.Problem("not_received")]), at="2022-06-01T12:00Z")
    assert (found.coverage, found.needs) == ("too_late", ())
    early = bp.classify(bp.Claim(order, [bp.Problem("not_received")]), at="2022-02-01T12:00Z")
    assert (early.coverage, early.needs) == ("undetermined", ("signed",))
    assert any(because.rule.startswith("exclusion.") for because in early.because)


def etsy(trait: Any = None, **told: Any) -> bp.Claim:
    item = bp.Item("mug", "60 USD", traits=[] if trait is None else [trait])
    values: dict[str, Any] = {
        "zone": "America/New_York",
        "items": [item],
        "parcels": [bp.Parcel(shipped="2024-02-25")],
    }
    order = bp.Order("etsy", "2024-02-20T12:00:00-05:00", **(values | told))
    return bp.Claim(order, [bp.Problem("not_received")])


def test_the_seller_is_asked_first_also_where_no_day_of_delivery_was_told() -> None:
    answer = bp.assess(etsy(), at="2024-04-12T12:00Z")
    assert answer.classification.coverage == "undetermined"
    assert answer.recommendation.action == "contact_seller"
    unknown = bp.recommend(etsy(unknown=["contacted"]), at="2024-04-12T12:00Z")
    assert unknown.action == "add_evidence"


def test_what_cannot_be_sent_back_is_not_offered_back() -> None:
    parcels = [bp.Parcel(promised="2024-03-01", delivered="2024-03-01")]
    for trait, back in ((None, True), ("digital", False)):
        order = etsy(trait, contacted="2024-03-05", parcels=parcels).order
        claim = bp.Claim(order, [bp.Problem("not_as_described")])
        ways = [option.id for option in bp.recommend(claim, at="2024-03-20T12:00Z").options]
        assert any("return" in way for way in ways) is back


def test_goods_that_are_offered_back_anyway_are_not_offered_twice() -> None:
    parcels = [bp.Parcel(promised="2022-01-18", delivered="2022-01-17")]
    told: dict[str, Any] = {"site": "ebay.com", "zone": "UTC", "parcels": parcels}
    order = bp.Order("ebay", "2022-01-10", items=[bp.Item("camera", "90 USD")], **told)
    step = bp.recommend(bp.Claim(order, [bp.Problem("defective")]), at="2022-01-20T12:00Z")
    assert step.request.return_goods is True
    assert [(way.id, way.keeps_goods) for way in step.options] == [("ask_full", False), ("nothing", True)]


def test_what_is_still_needed_is_said_in_words() -> None:
    parcels = [bp.Parcel(promised="2024-03-01")]
    text = bp.assess(etsy(parcels=parcels), at="2024-03-20T12:00Z").explain()
    assert "Still needed: when the buyer asked the seller for help." in " ".join(text.split())


# --- what is on the table --------------------------------------------------------------------------


def lamp(*events: bp.Event, asks: bp.Ask | None = None) -> bp.Dispute:
    order = bp.Order(
        "aliexpress",
        "2022-03-01",
        zone="America/New_York",
        country="US",
        items=[bp.Item("lamp", "80 USD")],
        parcels=[bp.Parcel(shipped="2022-03-02", delivered="2022-03-20")],
    )
    claim = bp.Claim(order, [bp.Problem("defective", "complete")], asks=asks, return_postage="24 USD")
    return bp.Dispute(claim, [bp.Event("opened", "2022-03-25T12:00Z"), *events])


def proposed(party: Any, day: int, amount: str, **told: Any) -> bp.Event:
    return bp.Event("offered", f"2022-03-{day}T12:00Z", party=party, amount=amount, **told)


SELLERS = proposed("seller", 26, "20 USD")
PLATFORMS = proposed("platform", 27, "80 USD", return_goods=True, return_paid_by="seller")


@pytest.mark.parametrize(
    ("events", "parties"),
    [
        ((), ["buyer"]),
        ((SELLERS,), ["buyer", "seller"]),
        ((SELLERS, PLATFORMS), ["buyer", "seller", "platform"]),
        # A new proposal stands in for the old one of the same party, and is the latest.
        ((SELLERS, PLATFORMS, proposed("seller", 28, "40 USD")), ["buyer", "platform", "seller"]),
        ((SELLERS, proposed("buyer", 28, "60 USD")), ["seller", "buyer"]),
        # What is declined is the latest of somebody else.
        ((SELLERS, PLATFORMS, bp.Event("declined", "2022-03-28T12:00Z")), ["buyer", "seller"]),
        ((SELLERS, bp.Event("accepted", "2022-03-28T12:00Z")), []),
        ((SELLERS, bp.Event("answered", "2022-03-28T12:00Z", accepts=True)), []),
        ((SELLERS, bp.Event("answered", "2022-03-28T12:00Z", accepts=False)), ["buyer", "seller"]),
        ((SELLERS, bp.Event("escalated", "2022-03-28T12:00Z"), bp.Event("ruled", "2022-03-29T12:00Z")), []),
        ((SELLERS, bp.Event("cancelled", "2022-03-28T12:00Z")), []),
    ],
)
def test_each_party_has_one_proposal_on_the_table(events: tuple[bp.Event, ...], parties: list[str]) -> None:
    assert [event.party for event in lamp(*events).proposals] == parties


def test_the_buyers_proposal_is_what_was_asked() -> None:
    asks = bp.Ask(amount="70 USD", return_goods=True)
    (asked,) = lamp(asks=asks).proposals
    assert (asked.amount, asked.return_goods) == (bp.Money("70", "USD"), True)


def test_each_proposal_of_others_is_a_way_of_its_own() -> None:
    answer = bp.assess(lamp(SELLERS, PLATFORMS), at="2022-03-28T12:00Z")
    ways = {option.id: option for option in answer.recommendation.options}
    assert (ways["accept"].net_low, ways["accept"].net_high) == (bp.Money("80", "USD"),) * 2
    assert ways["accept"].keeps_goods is False
    assert ways["accept_seller"].says == "Accept the seller's offer of 20.00 USD"
    assert ways["accept_seller"].net_high == bp.Money("20", "USD")
    text = " ".join(answer.explain().split())
    assert "On the table: you ask for an amount that is not told; the seller offers 20.00 USD; " in text
    assert "; the platform offers 80.00 USD against the goods, the way back at the seller's cost." in text
    told = answer_to_data(answer)["recommendation"]["proposals"]
    assert [(one["party"], one["amount"], one["return_paid_by"]) for one in told] == [
        ("buyer", None, None),
        ("seller", "20.00", None),
        ("platform", "80.00", "seller"),
    ]
