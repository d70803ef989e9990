"""What silence brings: worked lives of disputes, each end reckoned by hand from the rule it names."""

from __future__ import annotations

from typing import Any

import pytest

import buyerprotect as bp
from buyerprotect.advice.lifecycle import Passed
from buyerprotect.timing.clock import to_datetime

E = bp.Event


def order(programme: str, placed: str, **told: Any) -> bp.Order:
    parcel = bp.Parcel(shipped=told.pop("shipped", placed), delivered=told.pop("delivered", None))
    values: dict[str, Any] = {
        "zone": "America/New_York",
        "country": "US",
        "items": [bp.Item("lamp", "80 USD")],
        "parcels": [parcel],
    }
    return bp.Order(programme, placed, **(values | told))


def opened(kind: Any, bought: bp.Order, *events: bp.Event, **claimed: Any) -> bp.Dispute:
    return bp.Dispute(bp.Claim(bought, [bp.Problem(kind, "complete")], **claimed), events)


def told(found: bp.Forecast) -> list[tuple[str, str]]:
    return [(step.what, step.at.isoformat()) for step in (*found.already, *found.steps)]


def names(passed: tuple[Passed, ...]) -> list[tuple[str, str | None]]:
    return [(one.stage, None if one.rule is None else one.rule.called) for one in passed]


ALIEXPRESS = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
AT_NOON = E("opened", "2022-03-25T12:00-07:00")
VISA = order("visa", "2026-05-01", delivered="2026-05-20")
CARD = (
    E("opened", "2026-07-01"),
    E("answered", "2026-07-20", accepts=False),
    E("escalated", "2026-08-01", party="platform"),
    E("answered", "2026-08-08", accepts=False),
    E("escalated", "2026-08-18", party="platform"),
)
PAYPAL = order("paypal", "2026-11-25", paid="2026-11-25", payment=bp.Payment(provider="paypal"))
CLAIM = (
    E("opened", "2026-12-10"),
    E("escalated", "2026-12-12"),
    E("ruled", "2026-12-20", amount="0 USD"),
)


# --- cards: thirty, thirty, thirty and ten days ------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "called", "what", "ends", "outcome"),
    [
        # Days end in UTC. 1 July and 30 days: to the end of the 31st.
        (1, "a dispute", "request_granted", "2026-08-01", "buyer_paid"),
        # 20 July and 30 days: to the end of 19 August.
        (2, "a dispute response", "seller_paid", "2026-08-20", "seller_paid"),
        # 1 August and 30 days: to the end of the 31st.
        (3, "pre-arbitration", "request_granted", "2026-09-01", "buyer_paid"),
        # 8 August and 10 days: to the end of the 18th.
        (4, "a pre-arbitration response", "seller_paid", "2026-08-19", "seller_paid"),
    ],
)
def test_at_visa_who_misses_a_step_loses(
    happened: int, called: str, what: str, ends: str, outcome: str
) -> None:
    facts = opened("not_as_described", VISA, *CARD[:happened])
    last = CARD[happened - 1].on
    found = bp.forecast(facts, at=f"{last}T23:00Z")
    assert found.stage.called == called
    assert [(step.what, step.at.date().isoformat()) for step in found.steps] == [(what, ends)]
    assert found.outcome == outcome


def test_what_the_network_is_asked_has_no_known_end() -> None:
    found = bp.forecast(opened("not_as_described", VISA, *CARD), at="2026-08-19T12:00Z")
    assert (found.stage.name, found.stage.called, found.outcome) == ("arbitration", "arbitration", None)
    assert found.why == "arbitration is to decide, and no source or fact tells until when (arbitration)"
    assert names(found.stage.history) == [
        ("with_seller", "a dispute"),
        ("refused", "a dispute response"),
        ("pre_arbitration", "pre-arbitration"),
        ("refused", "a pre-arbitration response"),
        ("arbitration", "arbitration"),
    ]


def test_of_a_payment_that_nobody_made_it_is_the_merchants_bank_that_goes_on() -> None:
    found = bp.forecast(opened("unauthorised", VISA, *CARD[:3]), at="2026-08-02T12:00Z")
    # Ten days after 1 August, to the end of the 11th.
    assert [(step.what, step.at.date().isoformat()) for step in found.steps] == [
        ("request_granted", "2026-08-12")
    ]
    asked = bp.stage(opened("unauthorised", VISA, *CARD[:4]))
    assert (asked.name, asked.called) == ("arbitration", "arbitration")


@pytest.mark.parametrize("day", ["2026-08-18", "2026-08-19"])
def test_arbitration_is_asked_for_within_ten_days_of_the_second_answer(day: str) -> None:
    facts = opened("not_as_described", VISA, *CARD[:4])
    asking = E("escalated", day, party="platform")
    if day == "2026-08-18":
        assert bp.stage(bp.record(facts, asking)).name == "arbitration"
    else:
        with pytest.raises(bp.InvalidFactsError, match=r"bank_asks_for_arbitration is from .* before"):
            bp.record(facts, asking)


def test_at_mastercard_the_readings_of_the_steps_stand_beside_each_other() -> None:
    bought = order("mastercard", "2026-05-01", delivered="2026-05-20")
    facts = opened("not_as_described", bought, *CARD[:3])
    windows = bp.deadlines(facts)
    again = windows.find("seller_answer_again")
    assert again is not None
    days = {to_datetime(r.closes_us, "UTC").date().isoformat() for r in again.readings if r.closes_us}
    # 1 August and 15, 30 or 45 days: to the ends of 16 August, 31 August and 15 September.
    assert {"2026-08-17", "2026-09-01", "2026-09-16"} <= days
    found = bp.forecast(facts, at="2026-08-02T12:00Z")
    assert (found.stage.called, found.outcome) == ("pre-arbitration", "buyer_paid")
    assert found.ends_us == again.latest_arguable_us  # a buyer can rely on the silence of others no sooner


def test_american_express_decides_once_the_seller_contests() -> None:
    bought = order("amex", "2026-05-01", delivered="2026-05-20")
    found = bp.stage(opened("not_as_described", bought, *CARD[:2]))
    assert (found.name, found.called) == ("with_platform", None)
    assert found.rule is not None
    assert found.rule.id == "contested"


# --- PayPal: two appeals and no third ----------------------------------------------------------------


def test_paypal_takes_two_appeals_and_no_third() -> None:
    facts = opened("not_received", PAYPAL, *CLAIM)
    # Ten days after the ruling of 20 December, to the end of the 30th.
    found = bp.forecast(facts, at="2026-12-21T12:00-08:00")
    assert told(found) == [("right_lost", "2026-12-31T00:00:00-08:00")]
    assert (found.outcome, found.last_stage) == ("seller_paid", "ruled")
    with pytest.raises(bp.InvalidFactsError, match="is not in time: appeal is from"):
        bp.record(facts, E("appealed", "2026-12-31T00:00-08:00"))
    facts = bp.record(facts, E("appealed", "2026-12-30T23:59:59-08:00"))
    assert (bp.stage(facts).name, bp.stage(facts).called) == ("appealed", "an appeal")
    facts = bp.record(facts, E("ruled", "2027-01-08", amount="0 USD"))
    found = bp.forecast(facts, at="2027-01-09T12:00-08:00")
    assert told(found) == [("right_lost", "2027-01-19T00:00:00-08:00")]
    step = bp.recommend(facts, at="2027-01-09T12:00-08:00")
    assert step.action == "appeal"
    assert "window.appeal_again" in [because.rule for because in step.because]
    facts = bp.record(facts, E("appealed", "2027-01-18"))
    assert bp.stage(facts).called == "a second appeal"
    facts = bp.record(facts, E("ruled", "2027-01-19T00:00-08:00", amount="0 USD"))
    for day in ("2027-01-19", "2027-02-19"):
        with pytest.raises(bp.InvalidFactsError, match="is done once by the rules, and was: appeal_again"):
            bp.record(facts, E("appealed", day))
    over = bp.forecast(facts, at="2027-01-20T12:00-08:00")
    assert (over.steps, over.outcome, str(over.ends)) == ((), "seller_paid", "2027-01-19 00:00:00-08:00")


def test_a_sellers_appeal_uses_up_nothing_of_the_buyers() -> None:
    facts = opened("not_received", PAYPAL, *CLAIM[:2], E("ruled", "2026-12-20", amount="80 USD"))
    facts = bp.record(facts, E("appealed", "2026-12-22", party="seller"))
    assert bp.stage(facts).called == "an appeal"
    facts = bp.record(facts, E("ruled", "2026-12-28", amount="0 USD"))
    # Ten days after the ruling on it, to the end of 7 January.
    assert told(bp.forecast(facts, at="2026-12-29T12:00-08:00")) == [
        ("right_lost", "2027-01-08T00:00:00-08:00")
    ]
    assert bp.stage(bp.record(facts, E("appealed", "2027-01-07"))).called == "an appeal"


def test_paypal_looks_into_payments_that_nobody_made_at_once() -> None:
    facts = opened("unauthorised", PAYPAL, CLAIM[0])
    assert (bp.stage(facts).name, bp.stage(facts).called) == ("with_platform", "a claim")
    with pytest.raises(bp.InvalidFactsError, match="'escalated' cannot follow in the stage 'with_platform'"):
        bp.record(facts, CLAIM[1])


# --- what has followed already ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at", ["2022-03-30T11:59:59-07:00", "2022-03-30T12:00:01-07:00", "2022-06-01T00:00Z"]
)
def test_what_silence_brought_before_now_is_told_as_what_is_to_come(at: str) -> None:
    found = bp.forecast(opened("defective", ALIEXPRESS, AT_NOON), at=at)
    # Five times 24 hours after the opening, whenever one asks.
    assert told(found) == [("request_granted", "2022-03-30T12:00:00-07:00")]
    assert bool(found.already) is (at > "2022-03-30T12:00:00")
    assert (found.outcome, str(found.ends)) == ("buyer_paid", "2022-03-30 12:00:00-07:00")


def test_a_request_with_return_is_granted_only_against_the_goods() -> None:
    asks = bp.Ask(amount="80 USD", return_goods=True)
    in_claim = opened("defective", ALIEXPRESS, AT_NOON, asks=asks)
    at_opening = opened("defective", ALIEXPRESS, E("opened", AT_NOON.on, amount="80 USD", return_goods=True))
    for facts in (in_claim, at_opening):
        found = bp.forecast(facts, at="2022-03-26T12:00Z")
        # Ten times 24 hours after that the goods have to be on their way.
        assert told(found) == [
            ("request_granted", "2022-03-30T12:00:00-07:00"),
            ("seller_paid", "2022-04-09T12:00:00-07:00"),
        ]
        assert found.outcome == "seller_paid"


@pytest.mark.parametrize(
    ("events", "outcome", "day"),
    [
        (("offered 0", "accepted"), "seller_paid", 27),
        (("offered 20", "accepted"), "buyer_paid", 27),
        (("offered 20", "accepted", "refunded 20"), "buyer_paid", 28),
        (("cancelled",), "closed", 26),
        (("escalated", "ruled 50"), "buyer_paid", 27),
        (("escalated", "ruled 0"), "seller_paid", 27),
        (("refunded 80",), "buyer_paid", 26),
    ],
)
def test_what_is_over_has_an_end_in_the_past(events: tuple[str, ...], outcome: str, day: int) -> None:
    happened = [AT_NOON]
    for place, words in enumerate(events):
        kind, _, amount = words.partition(" ")
        on = f"2022-03-{26 + place}T12:00-07:00"
        happened.append(E(kind, on, amount=f"{amount} USD" if amount else None))  # type: ignore[arg-type]
    found = bp.forecast(opened("defective", ALIEXPRESS, *happened), at="2022-03-29T12:00Z")
    assert (found.outcome, found.steps, found.why) == (outcome, (), None)
    assert str(found.ends) == f"2022-03-{day} 12:00:00-07:00"


def test_what_is_supposed_after_the_end_is_refused() -> None:
    facts = opened("not_received", PAYPAL, CLAIM[0])
    # Twenty days after 10 December, to the end of the 30th: then it closes for good.
    late = E("escalated", "2026-12-31T12:00-08:00")
    with pytest.raises(bp.InvalidFactsError, match="'escalated' cannot follow in the stage 'ended'"):
        bp.forecast(facts, at="2026-12-11T12:00-08:00", then=[late])
    in_time = E("escalated", "2026-12-30T12:00-08:00")
    found = bp.forecast(facts, at="2026-12-11T12:00-08:00", then=[in_time])
    assert found.steps[0].what == "escalated"
    assert found.last_stage in ("with_platform", "agreed")


def test_where_versions_differ_on_silence_nothing_is_concluded() -> None:
    # In the bracket of 2015 silence either escalates or is consent.
    bought = order("aliexpress", "2016-06-01", shipped="2016-06-02", delivered="2016-06-20")
    facts = opened(
        "defective", bought, E("opened", "2016-06-25T12:00-07:00"), evidence=[bp.Evidence("video")]
    )
    silence = bp.deadlines(facts).find("seller_answer")
    assert silence is not None
    assert len({reading.lapse for reading in silence.readings}) > 1
    found = bp.forecast(facts, at="2016-06-26T12:00Z")
    assert ([step.what for step in found.steps], found.outcome) == (["not_known"], None)
    assert found.why is not None
    assert found.why.startswith("what silence brings in seller_answer is not settled: ")


def test_an_offer_of_the_buyers_own_leaves_the_seller_to_answer() -> None:
    offered = E("offered", "2026-12-12", amount="20 USD")
    mine = E("offered", "2026-12-13", amount="60 USD", party="buyer")
    facts = opened("not_received", PAYPAL, CLAIM[0], mine)
    assert bp.stage(facts).name == "with_seller"
    assert bp.deadlines(facts).find("answer_offer") is None  # nothing is the buyer's to answer
    both = opened("not_received", PAYPAL, CLAIM[0], offered, mine)
    assert bp.stage(both).name == "with_seller"


def test_who_does_not_pay_what_was_agreed_can_be_taken_back_to_the_platform() -> None:
    agreed = (
        E("offered", "2022-03-26T12:00-07:00", amount="20 USD"),
        E("accepted", "2022-03-27T12:00-07:00"),
        E("defaulted", "2022-04-20T12:00-07:00"),
    )
    facts = opened("defective", ALIEXPRESS, AT_NOON, *agreed)
    assert bp.forecast(facts, at="2022-04-21T12:00-07:00").outcome is None
    insisting = E("escalated", "2022-04-22T12:00-07:00")
    assert bp.stage(bp.record(facts, insisting)).name == "with_platform"
    with pytest.raises(bp.InvalidFactsError, match="takes back to the platform what the other did not do"):
        opened("defective", ALIEXPRESS, AT_NOON, *agreed[:2], insisting)


def test_others_are_late_without_being_refused() -> None:
    bought = order("ebay", "2022-03-01", delivered="2022-03-10", site="ebay.com")
    facts = opened("not_as_described", bought, E("opened", "2022-03-14"), E("escalated", "2022-03-20"))
    # eBay rules within 48 hours as a rule; that it took a month is a fact.
    assert bp.record(facts, E("ruled", "2022-04-20", amount="80 USD")).last("ruled")


def test_what_was_ruled_is_not_escalated_by_the_right_there_was_before() -> None:
    facts = opened("defective", ALIEXPRESS, AT_NOON, E("ruled", "2022-03-27T12:00-07:00", amount="10 USD"))
    paypal = opened("not_received", PAYPAL, CLAIM[0], E("ruled", "2026-12-12", amount="10 USD"))
    for ruled, on in ((facts, "2022-03-28T12:00-07:00"), (paypal, "2026-12-13")):
        with pytest.raises(bp.InvalidFactsError, match="record 'defaulted' first"):
            bp.record(ruled, E("escalated", on))


def test_what_is_done_at_the_end_itself_comes_too_late() -> None:
    facts = opened("defective", ALIEXPRESS, AT_NOON)
    just_in_time = E("answered", "2022-03-30T11:59:59-07:00", accepts=False)
    found = bp.forecast(facts, at="2022-03-26T12:00Z", then=[just_in_time])
    assert found.steps[0].what == "answered"
    at_the_end = E("answered", "2022-03-30T12:00:00-07:00", accepts=False)
    with pytest.raises(bp.InvalidFactsError, match="'answered' cannot follow in the stage 'agreed'"):
        bp.forecast(facts, at="2022-03-26T12:00Z", then=[at_the_end])


@pytest.mark.parametrize(
    ("amount", "steps"), [(None, ["money_back"]), ("20 USD", ["money_back"]), ("0 USD", [])]
)
def test_a_ruling_of_nothing_is_not_paid_by_silence(amount: str | None, steps: list[str]) -> None:
    # Vinted gives the seller two days to pay back or to ask for the goods; on silence all is paid back.
    bought = order("vinted", "2023-03-01", delivered="2023-03-10", country="FR", site="vinted.fr")
    ruled = E("ruled", "2023-03-13", amount=amount)
    found = bp.forecast(
        opened("not_as_described", bought, E("opened", "2023-03-11"), ruled), at="2023-03-13T23:30Z"
    )
    assert [step.what for step in found.steps] == steps
    assert found.outcome == ("buyer_paid" if steps else None)
