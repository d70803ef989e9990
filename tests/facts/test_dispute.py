"""A dispute begins by being opened, runs forward in time, and after its end moves only money and goods."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from cases_strategies import disputes
from hypothesis import given, settings

from buyerprotect import Ask, Claim, Dispute, Event, InvalidFactsError, Item, Money, Order, Problem
from buyerprotect.facts.dispute import ENDED, MOVED, EventKind

NEW_YORK = "America/New_York"
ORDER = Order("aliexpress", "2017-03-05", zone=NEW_YORK, items=[Item("dress", "80 USD")])
CLAIM = Claim(ORDER, [Problem("size")])
OPENED = Event("opened", "2017-04-16")


def dispute(*events: Event, claim: Claim = CLAIM) -> Dispute:
    return Dispute(claim, [OPENED, *events])


def faults(make: Any, values: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFactsError) as caught:
        make(**values)
    return [(fault.path, fault.says) for fault in caught.value.faults]


def assert_one_fault(make: Any, values: dict[str, Any], path: str, words: str) -> None:
    found = faults(make, values)
    assert [place for place, _ in found] == [path]
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"kind": "reopened"}, "kind", "did you mean 'opened'?"),
        ({"kind": None}, "kind", "not a kind of event"),
        ({"kind": ["opened"]}, "kind", "not a kind of event"),
        ({"kind": "paid"}, "kind", "not a kind of event"),  # an event of the order, not of a dispute
        ({"on": "2017-04-16T12:00"}, "on", "no offset"),
        ({"on": 5}, "on", "5 is neither"),
        ({"on": None}, "on", "None"),
        ({"party": "bank"}, "party", "'bank' is not a party"),
        ({"party": ["buyer"]}, "party", "not a party"),
        ({"party": ""}, "party", "not a party"),
        ({"amount": "-1 USD"}, "amount", "negative"),
        ({"amount": 80}, "amount", "'80.00 USD'"),
        ({"return_paid_by": "carrier"}, "return_paid_by", "not a party"),
        ({"return_goods": "yes"}, "return_goods", "true or false"),
        ({"return_goods": 0}, "return_goods", "true or false"),
        ({"accepts": True}, "accepts", "only an answer accepts or not, and this is 'opened'"),
        ({"kind": "answered", "accepts": "yes"}, "accepts", "true or false"),
        ({"note": ""}, "note", "not a text"),
    ],
)
def test_what_an_event_refuses(changes: dict[str, Any], path: str, words: str) -> None:
    assert_one_fault(Event, {"kind": "opened", "on": "2017-04-16"} | changes, path, words)


def test_all_faults_of_an_event_are_reported_at_once() -> None:
    values = {"kind": "x", "on": "x", "party": "x", "amount": "x", "return_goods": 1, "note": 1}
    found = [path for path, _ in faults(Event, values | {"return_paid_by": "x", "accepts": 1})]
    expected = [
        "kind",
        "on",
        "party",
        "amount",
        "return_paid_by",
        "return_goods",
        "accepts",
        "accepts",
        "note",
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "party"),
    [
        ("opened", "buyer"),
        ("answered", "seller"),
        ("offered", "seller"),
        ("accepted", "buyer"),
        ("declined", "buyer"),
        ("escalated", "buyer"),
        ("ruled", "platform"),
        ("defaulted", "seller"),
        ("return_sent", "buyer"),
        ("return_received", "seller"),
        ("refunded", "seller"),
        ("cancelled", "buyer"),
        ("closed", "platform"),
    ],
)
def test_who_acted_is_who_usually_does_unless_told(kind: EventKind, party: str) -> None:
    assert Event(kind, "2017-04-16").party == party
    assert Event(kind, "2017-04-16", party="platform").party == "platform"


def test_every_kind_of_event_has_a_usual_party() -> None:
    assert all(Event(kind, "2017-04-16").party for kind in get_args(EventKind))


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"claim": ORDER}, "claim", "not a Claim"),
        ({"claim": None}, "claim", "not a Claim"),
        ({"events": ["opened"]}, "events[0]", "of the type Event"),
        ({"events": [OPENED, None]}, "events[1]", "of the type Event"),
        ({"events": OPENED}, "events", "not a list"),
        ({"events": []}, "events", "begins with the event 'opened'"),
        ({"events": [Event("answered", "2017-04-18")]}, "events", "begins with the event 'opened'"),
        ({"events": [OPENED, Event("opened", "2017-04-18")]}, "events[1]", "opened once"),
        ({"events": [Event("opened", "2017-03-04")]}, "events[0].on", "2017-03-05, which cannot be"),
        (
            {"events": [OPENED, Event("answered", "2017-04-15")]},
            "events[1].on",
            "answered at 2017-04-15 is before opened at 2017-04-16",
        ),
        (
            {"events": [OPENED, Event("offered", "2017-04-18", amount="5 EUR")]},
            "events[1].amount",
            "EUR and USD",
        ),
    ],
)
def test_what_a_dispute_refuses(changes: dict[str, Any], path: str, words: str) -> None:
    assert_one_fault(Dispute, {"claim": CLAIM, "events": [OPENED]} | changes, path, words)


def test_all_faults_of_a_dispute_are_reported_at_once() -> None:
    events = [
        Event("answered", "2017-04-18"),
        Event("opened", "2017-04-16", amount="5 EUR"),
        Event("offered", "2017-03-01"),
    ]
    found = [path for path, _ in faults(Dispute, {"claim": CLAIM, "events": events})]
    assert sorted(found) == [
        "events",
        "events[1]",
        "events[1].amount",
        "events[1].on",
        "events[2].on",
        "events[2].on",
    ]


def test_days_need_the_zone_of_the_order() -> None:
    placed = Order("aliexpress", "2017-03-05T12:00Z", items=[Item("dress", "80 USD")])
    claim = Claim(placed, [Problem("size")])
    assert_one_fault(Dispute, {"claim": claim, "events": [OPENED]}, "events[0].on", "the order's `zone`")
    Dispute(claim, [Event("opened", "2017-04-16T12:00Z")])


@pytest.mark.parametrize(
    ("opened", "answered", "possible"),
    [
        ("2017-04-16", "2017-04-16", True),
        ("2017-04-16", "2017-04-16T00:00-04:00", True),
        ("2017-04-16", "2017-04-15T23:59:59-04:00", False),
        ("2017-04-16T23:59-04:00", "2017-04-16", True),
        ("2017-04-17T00:00-04:00", "2017-04-16", False),
        ("2017-04-16T12:00Z", "2017-04-16T12:00Z", True),
        ("2017-04-16T12:00Z", "2017-04-16T11:59:59.999999Z", False),
        ("2017-04-16T12:00Z", "2017-04-16T14:00+02:00", True),
    ],
)
def test_events_run_forward_as_far_as_can_be_told(opened: str, answered: str, *, possible: bool) -> None:
    events = [Event("opened", opened), Event("answered", answered)]
    if possible:
        Dispute(CLAIM, events)
    else:
        assert_one_fault(Dispute, {"claim": CLAIM, "events": events}, "events[1].on", "as they happened")


@pytest.mark.parametrize("end", sorted(ENDED))
@pytest.mark.parametrize("kind", [kind for kind in get_args(EventKind) if kind != "opened"])
def test_after_the_end_only_money_and_goods_move(end: EventKind, kind: EventKind) -> None:
    events = [OPENED, Event(end, "2017-04-20"), Event(kind, "2017-04-21")]
    if kind in MOVED or kind == "appealed":
        assert Dispute(CLAIM, events).ended
    else:
        assert_one_fault(Dispute, {"claim": CLAIM, "events": events}, "events[2]", f"ended ({end})")


def test_an_appeal_after_the_end_is_ruled_on() -> None:
    events = [
        OPENED,
        Event("ruled", "2017-04-20"),
        Event("closed", "2017-04-20"),
        Event("appealed", "2017-04-25"),
    ]
    after = Dispute(CLAIM, [*events, Event("ruled", "2017-05-02", amount="10 USD")])
    assert after.outcome == after.events[-1]
    assert_one_fault(
        Dispute,
        {"claim": CLAIM, "events": [*events[:3], after.events[-1]]},
        "events[3]",
        "or a party appeals",
    )


def test_recording_returns_a_new_dispute() -> None:
    before = dispute()
    after = before.record(Event("answered", "2017-04-18", accepts=False))
    assert before == dispute()
    assert [event.kind for event in after.events] == ["opened", "answered"]
    assert after.claim is before.claim
    assert after != before


@pytest.mark.parametrize(
    ("event", "path"),
    [
        (Event("opened", "2017-04-18"), "events[1]"),
        (Event("answered", "2017-04-15"), "events[1].on"),
        (Event("offered", "2017-04-18", amount="1 EUR"), "events[1].amount"),
        ("answered", "events[1]"),
    ],
)
def test_what_cannot_follow_is_not_recorded(event: Any, path: str) -> None:
    before = dispute()
    assert [place for place, _ in faults(before.record, {"event": event})] == [path]
    assert before == dispute()


def test_nothing_but_money_and_goods_is_recorded_after_the_end() -> None:
    ended = dispute(Event("cancelled", "2017-04-18"))
    with pytest.raises(InvalidFactsError, match="only money and goods move"):
        ended.record(Event("escalated", "2017-04-19"))
    assert ended.record(Event("refunded", "2017-04-19", amount="5 USD")).refunded == Money(5, "USD")


def test_the_latest_event_of_a_kind_is_found() -> None:
    first = Event("offered", "2017-04-18", amount="10 USD")
    second = Event("offered", "2017-04-19", amount="20 USD")
    made = dispute(first, second, Event("declined", "2017-04-20"))
    assert made.last("offered") == second
    assert made.last("offered", "declined") == made.events[-1]
    assert made.last("ruled") is None
    assert made.last() is None


@pytest.mark.parametrize("kind", [kind for kind in get_args(EventKind) if kind != "opened"])
def test_agreement_withdrawal_and_closing_end_a_dispute(kind: EventKind) -> None:
    assert dispute(Event(kind, "2017-04-18")).ended == (kind in ENDED)


@pytest.mark.parametrize(
    ("opening", "asks", "asked"),
    [
        (None, None, None),
        ("60 USD", None, "60 USD"),
        (None, "70 USD", "70 USD"),
        ("60 USD", "70 USD", "60 USD"),
        ("0 USD", "70 USD", "0 USD"),
    ],
)
def test_what_is_asked_is_told_at_the_opening_or_in_the_claim(
    opening: str | None, asks: str | None, asked: str | None
) -> None:
    claim = Claim(ORDER, [Problem("size")], asks=Ask(amount=Money.of(asks)) if asks else None)
    amount = None if opening is None else Money.of(opening)
    made = Dispute(claim, [Event("opened", "2017-04-16", amount=amount)])
    assert made.asked == (None if asked is None else Money.of(asked))


@pytest.mark.parametrize(
    ("opening", "refunds", "refunded"),
    [
        (None, [], "0 USD"),
        (None, ["5 USD", "7.50 USD"], "12.50 USD"),
        (None, [None], "80 USD"),
        ("60 USD", [None], "60 USD"),
        ("60 USD", ["5 USD", None], "65 USD"),
        # A refund of nothing was told, and is not the amount that was asked.
        ("60 USD", ["0 USD"], "0 USD"),
        # To ask for nothing was told too.
        ("0 USD", [None], "0 USD"),
    ],
)
def test_what_was_refunded_adds_up(opening: str | None, refunds: list[str | None], refunded: str) -> None:
    def money(text: str | None) -> Money | None:
        return None if text is None else Money.of(text)

    events = [Event("refunded", f"2017-05-{i:02}", amount=money(text)) for i, text in enumerate(refunds, 1)]
    made = Dispute(CLAIM, [Event("opened", "2017-04-16", amount=money(opening)), *events])
    assert made.refunded == Money.of(refunded)


def test_a_dispute_that_was_opened_is_not_unknown_to_be() -> None:
    order = Order(
        "aliexpress", "2017-03-05", zone=NEW_YORK, items=[Item("dress", "80 USD")], unknown=["opened"]
    )
    with pytest.raises(InvalidFactsError, match="opened"):
        Dispute(Claim(order, [Problem("size")]), [OPENED])


@settings(deadline=None, max_examples=50)
@given(disputes())
def test_a_dispute_is_recorded_event_by_event(made: Dispute) -> None:
    grown = Dispute(made.claim, made.events[:1])
    for event in made.events[1:]:
        grown = grown.record(event)
    assert grown == made
    assert hash(grown) == hash(made)


# --- agreements and outcomes -------------------------------------------------------------------------

AGREED = Event("answered", "2017-04-18", accepts=True)
OFFERED = Event("offered", "2017-04-19", amount="20 USD", return_goods=False)
ACCEPTED = Event("accepted", "2017-04-20")
RULED = Event("ruled", "2017-04-25", amount="10 USD")


@pytest.mark.parametrize(
    ("events", "agreement", "outcome"),
    [
        ((), None, None),
        ((Event("answered", "2017-04-18", accepts=False),), None, None),
        ((Event("answered", "2017-04-18"),), None, None),
        ((AGREED,), AGREED, AGREED),
        ((OFFERED,), None, None),
        # What is accepted is the latest offer.
        ((Event("offered", "2017-04-17", amount="5 USD"), OFFERED, ACCEPTED), ACCEPTED, OFFERED),
        ((ACCEPTED,), ACCEPTED, ACCEPTED),
        # An agreement is never undone by a later offer; a ruling goes before it.
        ((AGREED, OFFERED), AGREED, AGREED),
        ((AGREED, RULED), AGREED, RULED),
        ((RULED,), None, RULED),
        (
            (RULED, Event("ruled", "2017-04-26", amount="30 USD")),
            None,
            Event("ruled", "2017-04-26", amount="30 USD"),
        ),
    ],
)
def test_the_outcome_is_the_ruling_or_the_terms_agreed_on(
    events: tuple[Event, ...], agreement: Event | None, outcome: Event | None
) -> None:
    made = dispute(*events)
    assert made.agreement == agreement
    assert made.outcome == outcome


def test_agreeing_and_responding_are_events_of_their_own() -> None:
    told = dispute(Event("offered", "2017-04-17"), AGREED, ACCEPTED).moments_by_event
    assert told["agreed"] == (date(2017, 4, 18), date(2017, 4, 20))
    assert told["responded"] == (date(2017, 4, 17), date(2017, 4, 18))


def test_only_the_seller_responds() -> None:
    told = dispute(
        Event("offered", "2017-04-17", party="platform"), Event("answered", "2017-04-18", party="buyer")
    ).moments_by_event
    assert "responded" not in told
    assert {"offered", "answered"} <= set(told)


def test_money_that_is_released_has_not_come_back_yet() -> None:
    made = dispute(Event("closed", "2017-04-20"), Event("refund_issued", "2017-04-21", amount="20 USD"))
    assert made.events[-1].party == "platform"
    assert not made.refunded
