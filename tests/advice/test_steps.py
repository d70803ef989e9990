"""Each step the programme's own rules lead to, on both sides of the moments it turns on, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

import buyerprotect as bp
from buyerprotect.timing.clock import iso

LAMP = bp.Item("lamp", "40 USD")
NOT_RECEIVED = bp.Problem("not_received", "complete")
DEFECTIVE = bp.Problem("not_as_described", "partial")
SHOWN = [bp.Evidence(kind) for kind in ("photo", "messages")]


def claim(
    placed: str, problem: bp.Problem = DEFECTIVE, *, sent: dict[str, Any] | None = None, **changes: Any
) -> bp.Claim:
    """Claim a lamp that was paid 50 dollars with its shipping, and sent a day after it was ordered."""
    us = bp.Instant.of(placed).us
    parcel: dict[str, Any] = {"shipped": bp.Instant(us + 86_400_000_000)} if sent is None else sent
    values: dict[str, Any] = {
        "items": [LAMP],
        "shipping": "10 USD",
        "country": "US",
        "parcels": [bp.Parcel(**parcel)] if parcel else (),
    }
    asks = changes.pop("asks", None)
    order = bp.Order("aliexpress", placed, **{**values, **changes})
    return bp.Claim(order, [problem], evidence=SHOWN, asks=asks)


def event(kind: Any, on: str, **details: Any) -> bp.Event:
    return bp.Event(kind, on, **details)


def advised(facts: bp.Claim | bp.Dispute, at: str) -> bp.Recommendation:
    return bp.recommend(facts, at=at)


def utc(us: int | None) -> str | None:
    return None if us is None else iso(us, "UTC")


def reasons(found: bp.Recommendation) -> str:
    return " ".join(because.says for because in found.because)


# --- goods under way, in 2017 ------------------------------------------------------------------------

# Sent on 2 March at noon, so 60 days end on 1 May at noon; more time is asked for from 24 to 29 April.
MOVING = claim("2017-03-01T12:00Z", NOT_RECEIVED, sent={"shipped": "2017-03-02T12:00Z", "tracking": "moving"})


@pytest.mark.parametrize(
    ("at", "action", "act_by", "wait_until"),
    [
        ("2017-03-20T12:00Z", "wait", None, "2017-05-01T12:00:00Z"),
        ("2017-04-24T11:59:59Z", "wait", None, "2017-05-01T12:00:00Z"),
        ("2017-04-24T12:00Z", "ask_extension", "2017-04-29T11:59:59Z", None),
        ("2017-04-29T11:59:59Z", "ask_extension", "2017-04-29T11:59:59Z", None),
        ("2017-04-29T12:00Z", "wait", None, "2017-05-01T12:00:00Z"),
        ("2017-05-01T12:00Z", "open_dispute", "2017-05-16T11:59:59Z", None),
        ("2017-05-16T12:00Z", "other_route", None, None),
    ],
)
def test_a_parcel_that_moves_is_waited_for_until_the_timer_ends(
    at: str, action: str, act_by: str | None, wait_until: str | None
) -> None:
    found = advised(MOVING, at)
    assert (found.action, utc(found.wait_until_us)) == (action, wait_until)
    if act_by is not None:
        assert utc(found.act_by_us) == act_by


@pytest.mark.parametrize(
    ("tracking", "at", "action"),
    [
        ("dead", "2017-03-12T11:59:59Z", "wait"),  # ten days after it was sent
        ("dead", "2017-03-12T12:00Z", "open_dispute"),
        ("dead", "2017-04-25T12:00Z", "open_dispute"),  # no more time is asked for what will not come
        ("delivered", "2017-04-25T12:00Z", "open_dispute"),
        ("returned", "2017-04-25T12:00Z", "open_dispute"),
        ("customs", "2017-04-25T12:00Z", "open_dispute"),
        ("none", "2017-04-25T12:00Z", "open_dispute"),
        ("none", "2017-03-12T12:00Z", "open_dispute"),
        ("moving", "2017-03-12T12:00Z", "wait"),
    ],
)
def test_only_a_parcel_that_moves_is_locked(tracking: Any, at: str, action: str) -> None:
    parcel = evolve(MOVING.order.parcels[0], tracking=tracking)
    assert advised(evolve(MOVING, order=evolve(MOVING.order, parcels=[parcel])), at).action == action


# --- what was not sent yet ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "action"), [(bp.Problem("changed_mind"), "cancel"), (NOT_RECEIVED, "wait")]
)
def test_an_order_that_was_not_sent_is_cancelled_or_waited_for(problem: bp.Problem, action: str) -> None:
    found = advised(claim("2020-06-01T12:00Z", problem, sent={}), "2020-06-05T12:00Z")
    assert (found.action, found.wait_until_us) == (action, None)
    assert "not sent yet" in reasons(found) or "Nothing was sent yet" in reasons(found)


def test_what_nobody_told_of_sending_is_not_taken_for_not_sent() -> None:
    told = claim("2020-06-01T12:00Z", bp.Problem("changed_mind"), sent={}, unknown=["shipped"])
    assert advised(told, "2020-06-05T12:00Z").action != "cancel"
    late = advised(evolve(told, problems=[NOT_RECEIVED]), "2020-06-05T12:00Z")
    assert "Nothing was sent yet" not in reasons(late)


@pytest.mark.parametrize(
    ("placed", "at", "wait_until", "says"),
    [
        # Nine days from the request, and no word on what follows from silence.
        ("2020-06-01", "2020-06-11T11:59:59Z", "2020-06-11T12:00:00Z", "the seller is to decide"),
        ("2020-06-01", "2020-06-11T12:00Z", None, "what follows from silence no source states"),
        # 72 hours, and silence pays back.
        ("2021-06-01", "2021-06-05T11:59:59Z", "2021-06-05T12:00:00Z", "the seller is to decide"),
        ("2021-06-01", "2021-06-05T12:00Z", None, "the order counts as cancelled"),
    ],
)
def test_a_seller_has_so_long_to_decide_on_cancelling(
    placed: str, at: str, wait_until: str | None, says: str
) -> None:
    asked = f"{placed[:8]}02T12:00Z"
    told = claim(f"{placed}T12:00Z", NOT_RECEIVED, sent={}, cancel_requested=asked)
    found = advised(told, at)
    assert (found.action, utc(found.wait_until_us)) == ("wait", wait_until)
    assert says in reasons(found)


# --- rights of their own -----------------------------------------------------------------------------


def unwanted(country: str) -> bp.Claim:
    sent = {"shipped": "2026-05-02T12:00Z", "delivered": "2026-05-20T12:00Z"}
    return claim(
        "2026-05-01T12:00Z", bp.Problem("changed_mind"), sent=sent, country=country, zone="Europe/Berlin"
    )


@pytest.mark.parametrize(
    ("country", "at", "action", "act_by"),
    [
        # 14 days after 20 May end with 3 June, which in Berlin is over at 22:00 UTC, first of the readings.
        ("DE", "2026-05-25T12:00Z", "give_notice", "2026-06-03T21:59:59Z"),
        ("DE", "2026-06-03T22:00Z", "give_notice", None),
        ("DE", "2026-06-04T07:00Z", "other_route", None),
        ("US", "2026-05-25T12:00Z", "other_route", None),
    ],
)
def test_notice_of_withdrawal_is_given_where_that_right_is_open(
    country: str, at: str, action: str, act_by: str | None
) -> None:
    found = advised(unwanted(country), at)
    assert (found.action, utc(found.act_by_us)) == (action, act_by)


def test_notice_is_given_where_the_time_to_return_freely_is_over_and_that_to_withdraw_is_not() -> None:
    # Of a seller in Brazil: 7 days from completion, 10 May. To withdraw: 14 days from delivery, 8 May.
    sent = {"shipped": "2026-05-02T12:00Z", "delivered": "2026-05-08T12:00Z"}
    told = claim(
        "2026-05-01T12:00Z",
        bp.Problem("changed_mind"),
        sent=sent,
        confirmed="2026-05-10T12:00Z",
        country="DE",
        seller_country="BR",
        zone="Europe/Berlin",
        items=[evolve(LAMP, guarantees=["free_return"])],
    )
    by_day = {day: bp.assess(told, at=f"2026-05-{day}T12:00Z") for day in ("15", "20", "24")}
    assert {
        day: (answer.classification.coverage, answer.recommendation.action) for day, answer in by_day.items()
    } == {
        "15": ("covered", "return_goods"),
        "20": ("too_late", "give_notice"),
        "24": ("too_late", "other_route"),
    }


def ruled(country: str, amount: str) -> bp.Dispute:
    return bp.Dispute(
        claim("2026-05-01T12:00Z", country=country, zone="Europe/Berlin"),
        [event("opened", "2026-05-15T12:00Z"), event("ruled", "2026-05-25T12:00Z", amount=amount)],
    )


@pytest.mark.parametrize(
    ("country", "amount", "at", "action", "act_by"),
    [
        # 20 days after 25 May end with 14 June.
        ("DE", "0 USD", "2026-06-01T12:00Z", "appeal", "2026-06-14T21:59:59Z"),
        ("DE", "0 USD", "2026-06-15T07:00Z", "other_route", None),
        ("US", "0 USD", "2026-06-01T12:00Z", "other_route", None),
        ("DE", "20 USD", "2026-06-01T12:00Z", "wait", None),
    ],
)
def test_a_ruling_of_nothing_is_appealed_where_there_is_an_appeal(
    country: str, amount: str, at: str, action: str, act_by: str | None
) -> None:
    found = advised(ruled(country, amount), at)
    assert (found.action, utc(found.act_by_us)) == (action, act_by)


# --- the seller's silence ----------------------------------------------------------------------------


def silent(placed: str, opened: str) -> bp.Dispute:
    return bp.Dispute(claim(placed), [event("opened", opened, amount="50 USD")])


@pytest.mark.parametrize(
    ("placed", "opened", "at", "wait_until", "says"),
    [
        ("2017-03-01", "2017-03-15", "2017-03-20T11:59:59Z", "2017-03-20T12:00:00Z", "has not answered"),
        ("2017-03-01", "2017-03-15", "2017-03-20T12:00Z", None, "is taken as accepted"),
        ("2013-09-01", "2013-09-15", "2013-09-30T11:59:59Z", "2013-09-30T12:00:00Z", "has not answered"),
        ("2013-09-01", "2013-09-15", "2013-09-30T12:00Z", None, "the case goes to the platform"),
    ],
)
def test_silence_grants_or_escalates_by_the_version(
    placed: str, opened: str, at: str, wait_until: str | None, says: str
) -> None:
    found = advised(silent(f"{placed}T12:00Z", f"{opened}T12:00Z"), at)
    assert (found.action, utc(found.wait_until_us)) == ("wait", wait_until)
    assert says in reasons(found)
    assert found.request.amount == bp.Money(50, "USD")


def test_silence_on_which_versions_differ_is_relied_on_by_nobody() -> None:
    # In October 2015 silence may escalate after 15 days, or grant the request after 5.
    dispute = silent("2015-10-01T12:00Z", "2015-10-15T12:00Z")
    found = advised(dispute, "2015-10-25T12:00Z")
    assert utc(found.wait_until_us) == "2015-10-30T12:00:00Z"
    later = advised(dispute, "2015-10-31T12:00Z")
    for words in ("taken as accepted", "the case goes to the platform"):
        assert words not in reasons(found)
        assert words not in reasons(later)


# --- no agreement ------------------------------------------------------------------------------------


def refused(placed: str, opened: str, answered: str) -> bp.Dispute:
    return bp.Dispute(
        claim(placed), [event("opened", opened, amount="50 USD"), event("answered", answered, accepts=False)]
    )


@pytest.mark.parametrize(
    ("at", "action", "act_by", "wait_until"),
    [
        ("2013-09-18T11:59:59Z", "wait", "2013-09-30T11:59:59Z", "2013-09-18T12:00:00Z"),
        ("2013-09-18T12:00Z", "escalate", "2013-09-30T11:59:59Z", None),
        ("2013-09-30T11:59:59Z", "escalate", "2013-09-30T11:59:59Z", None),
        ("2013-09-30T12:00Z", "wait", None, None),
    ],
)
def test_a_dispute_is_handed_over_from_the_fourth_day_to_the_fifteenth(
    at: str, action: str, act_by: str | None, wait_until: str | None
) -> None:
    found = advised(refused("2013-09-01T12:00Z", "2013-09-15T12:00Z", "2013-09-16T12:00Z"), at)
    assert (found.action, utc(found.act_by_us), utc(found.wait_until_us)) == (action, act_by, wait_until)


def test_what_was_handed_over_waits_for_the_ruling_without_a_date() -> None:
    dispute = refused("2013-09-01T12:00Z", "2013-09-15T12:00Z", "2013-09-16T12:00Z")
    found = advised(dispute.record(event("escalated", "2013-09-19T12:00Z")), "2013-09-20T12:00Z")
    assert (found.action, found.wait_until_us) == ("wait", None)
    assert [because.says for because in found.because if because.rule == "dispute"] == [
        "The platform is to rule."
    ]
    assert not any(because.rule == "window.take_over" for because in found.because)


@pytest.mark.parametrize(
    ("at", "wait_until"), [("2017-03-22T11:59:59Z", "2017-03-22T12:00:00Z"), ("2017-03-22T12:00Z", None)]
)
def test_from_2017_the_platform_takes_over_by_itself_after_seven_days(
    at: str, wait_until: str | None
) -> None:
    found = advised(refused("2017-03-01T12:00Z", "2017-03-15T12:00Z", "2017-03-16T12:00Z"), at)
    assert (found.action, found.act_by_us, utc(found.wait_until_us)) == ("wait", None, wait_until)
    assert "The platform is to rule." in reasons(found)
    assert not any(option.id == "escalate" for option in found.options)


# --- once more ---------------------------------------------------------------------------------------


def cancelled(*events: bp.Event) -> bp.Dispute:
    opened = event("opened", "2017-03-15T12:00Z", amount="20 USD")
    return bp.Dispute(claim("2017-03-01T12:00Z"), [opened, *events])


@pytest.mark.parametrize(
    ("at", "action", "act_by"),
    [
        # Until the timer by one reading, 1 May; by the adopted one 15 days longer.
        ("2017-04-10T12:00Z", "open_dispute", "2017-05-01T11:59:59Z"),
        ("2017-05-01T12:00Z", "open_dispute", None),
        ("2017-05-16T12:00Z", "other_route", None),
    ],
)
def test_a_dispute_that_was_cancelled_is_opened_anew_in_time(
    at: str, action: str, act_by: str | None
) -> None:
    found = advised(cancelled(event("cancelled", "2017-04-01T12:00Z")), at)
    assert (found.action, utc(found.act_by_us)) == (action, act_by)
    if action == "open_dispute":
        assert found.request.amount == bp.Money(50, "USD")  # all, whatever the first dispute asked
        assert ("By one reading (until-the-timer)" in reasons(found)) is (act_by is None)
        assert [option.id for option in found.options if option.recommended] == ["ask_full"]


def test_after_a_ruling_nothing_is_opened_anew() -> None:
    dispute = cancelled(
        event("ruled", "2017-03-25T12:00Z", amount="0 USD"), event("closed", "2017-04-01T12:00Z")
    )
    found = advised(dispute, "2017-04-10T12:00Z")
    assert found.action == "other_route"
    assert bp.deadlines(dispute).find("refile") is None


# --- the way back ------------------------------------------------------------------------------------


def agreed(placed: str, opened: str, on: str, *events: bp.Event, **changes: Any) -> bp.Dispute:
    offer = event("offered", on, amount="50 USD", return_goods=True, **changes)
    return bp.Dispute(
        claim(placed),
        [event("opened", opened, amount="50 USD"), offer, event("accepted", on), *events],
    )


BACK_2020 = ("2020-02-01T12:00Z", "2020-02-20T12:00Z", "2020-03-01T12:00Z")
BACK_2024 = ("2024-02-01T12:00Z", "2024-02-20T12:00Z", "2024-03-01T12:00Z")


@pytest.mark.parametrize(
    ("dispute", "at", "action", "act_by", "payer"),
    [
        # Ten days from the agreement. For faulty goods the buyer pays until 2023, then the seller.
        (agreed(*BACK_2020), "2020-03-05T12:00Z", "return_goods", "2020-03-11T11:59:59Z", "buyer"),
        (agreed(*BACK_2020), "2020-03-11T12:00Z", "other_route", None, None),
        (agreed(*BACK_2024), "2024-03-05T12:00Z", "return_goods", "2024-03-11T11:59:59Z", "seller"),
        # What was agreed goes before the rules.
        (
            agreed(*BACK_2020, return_paid_by="seller"),
            "2020-03-05T12:00Z",
            "return_goods",
            "2020-03-11T11:59:59Z",
            "seller",
        ),
        (
            agreed(*BACK_2024, return_paid_by="buyer"),
            "2024-03-05T12:00Z",
            "return_goods",
            "2024-03-11T11:59:59Z",
            "buyer",
        ),
        (
            agreed(*BACK_2020, event("return_sent", "2020-03-04T12:00Z")),
            "2020-03-20T12:00Z",
            "wait",
            None,
            "buyer",
        ),
    ],
)
def test_an_agreed_return_is_sent_in_ten_days_at_the_cost_of_whom_it_says(
    dispute: bp.Dispute, at: str, action: str, act_by: str | None, payer: str | None
) -> None:
    found = advised(dispute, at)
    assert (found.action, utc(found.act_by_us), found.request.return_paid_by) == (action, act_by, payer)
    if action == "return_goods":
        assert (found.request.amount, found.request.return_goods) == (bp.Money(50, "USD"), True)


@pytest.mark.parametrize(
    ("rules", "way"), [(BACK_2020, "return_at_own_cost"), (BACK_2024, "return_as_ruled")]
)
def test_the_way_back_of_an_accepted_offer_is_among_the_options(
    rules: tuple[str, str, str], way: str
) -> None:
    found = advised(agreed(*rules), f"{rules[2][:8]}05T12:00Z")
    assert [option.id for option in found.options if option.recommended] == [way]


@pytest.mark.parametrize(
    ("rules", "payer", "way"),
    [(BACK_2020, "buyer", "return_at_own_cost"), (BACK_2024, "seller", "return_as_ruled")],
)
def test_a_ruled_return_is_paid_by_whom_the_rules_say(
    rules: tuple[str, str, str], payer: str, way: str
) -> None:
    placed, opened, on = rules
    dispute = bp.Dispute(claim(placed), [event("opened", opened), event("ruled", on, return_goods=True)])
    found = advised(dispute, f"{on[:8]}05T12:00Z")
    assert (found.action, found.request.return_paid_by) == ("return_goods", payer)
    assert utc(found.act_by_us) == f"{on[:8]}11T11:59:59Z"
    assert [option.id for option in found.options if option.recommended] == [way]


def test_goods_as_it_was_asked_go_back_once_the_seller_agrees() -> None:
    asking = claim(BACK_2024[0], asks=bp.Ask(amount="30 USD", return_goods=True))
    dispute = bp.Dispute(
        asking, [event("opened", BACK_2024[1]), event("answered", BACK_2024[2], accepts=True)]
    )
    found = advised(dispute, "2024-03-05T12:00Z")
    assert (found.action, found.request.kind, found.request.amount) == (
        "return_goods",
        "partial",
        bp.Money(30, "USD"),
    )
    kept = evolve(dispute, claim=evolve(asking, asks=bp.Ask(amount="30 USD")))
    assert advised(kept, "2024-03-05T12:00Z").action == "wait"


@pytest.mark.parametrize(("rules", "action"), [(BACK_2020, "decline"), (BACK_2024, "accept")])
def test_all_against_the_goods_is_accepted_where_the_rules_have_the_seller_pay(
    rules: tuple[str, str, str], action: str
) -> None:
    placed, opened, on = rules
    offer = event("offered", on, amount="50 USD", return_goods=True)
    dispute = bp.Dispute(claim(placed), [event("opened", opened), offer])
    found = advised(dispute, f"{on[:8]}05T12:00Z")
    assert found.action == action
    accept = next(option for option in found.options if option.id == "accept")
    # At the buyer's cost, which is not told, nobody knows what it leaves.
    assert accept.net_high == (bp.Money(50, "USD") if action == "accept" else None)


# --- how much ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "amount"), [("buyer", "partial", 40), ("seller", "full", 50), (None, "full", 50)]
)
def test_held_by_customs_through_the_buyer_the_goods_are_asked_for_without_shipping(
    fault: Any, kind: str, amount: int
) -> None:
    problem = evolve(NOT_RECEIVED, tracking="customs", fault=fault)
    found = advised(claim("2016-06-01T12:00Z", problem), "2016-06-20T12:00Z")
    assert (found.action, found.request.kind) == ("open_dispute", kind)
    assert found.request.amount == bp.Money(amount, "USD")
    assert found.expected is not None
    assert found.expected.high == bp.Money(amount, "USD")


@pytest.mark.parametrize(
    ("placed", "multiple", "extra"),
    [
        ("2016-06-01T12:00Z", 2, 30),  # 2 x 40, of which 50 come back anyway
        ("2016-06-01T12:00Z", 3, 70),
        ("2016-06-01T12:00Z", 5, 70),  # three times at the most
        ("2016-06-01T12:00Z", 1, None),
        ("2016-06-01T12:00Z", None, None),
        ("2013-09-01T12:00Z", 3, None),  # once is the most
    ],
)
def test_a_fake_sold_as_genuine_pays_its_multiple(
    placed: str, multiple: int | None, extra: int | None
) -> None:
    item = evolve(LAMP, guarantees=["genuine"], multiple=multiple)
    told = claim(placed, bp.Problem("counterfeit", "complete"), items=[item])
    found = advised(told, f"{placed[:8]}20T12:00Z")
    assert found.request.amount == bp.Money(50, "USD")
    assert [add.amount for add in found.request.extras] == ([] if extra is None else [bp.Money(extra, "USD")])
    other = evolve(told, problems=[DEFECTIVE])
    assert not advised(other, f"{placed[:8]}20T12:00Z").request.extras


# --- what is told beside -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("committed", "remark"),
    [
        (59, "59 committed days is less than the sources have seen, 60"),
        (60, None),
        (120, None),
        (121, "121 committed days is more than the sources have seen, 120"),
    ],
)
def test_a_length_that_no_source_has_seen_is_remarked_on(committed: int, remark: str | None) -> None:
    remarks = bp.assess(claim("2017-03-01T12:00Z", committed=committed), at="2017-03-20T12:00Z").remarks
    assert [text.split(":")[0] for text in remarks if "sources have seen" in text] == (
        [remark] if remark else []
    )


@pytest.mark.parametrize(
    ("granted", "remarked"),
    [("2017-03-15T12:00Z", False), ("2017-03-15T12:00:01Z", True), ("2017-04-01T12:00Z", False)],
)
def test_more_time_granted_while_a_dispute_is_open_is_remarked_on(granted: str, remarked: bool) -> None:  # noqa: FBT001
    longer = claim("2017-03-01T12:00Z", extensions=[bp.Extension(days=10, granted=granted)])
    dispute = bp.Dispute(
        longer, [event("opened", "2017-03-15T12:00Z"), event("cancelled", "2017-04-01T12:00Z")]
    )
    remarks = bp.assess(dispute, at="2017-04-10T12:00Z").remarks
    assert any("extensions[0] was granted" in text for text in remarks) is remarked


# --- inside a bracket --------------------------------------------------------------------------------


def test_a_neighbour_that_would_decide_otherwise_is_told_of() -> None:
    # In June 2022 local stock may need no wait (2023), or ten days as everything else.
    sent = {"shipped": "2022-06-02T12:00Z", "delivered": "2022-06-04T12:00Z", "ships_from": "DE"}
    told = claim("2022-06-01T12:00Z", bp.Problem("damaged"), sent=sent, country="DE")
    found = bp.classify(told, at="2022-06-05T12:00Z")
    assert found.coverage == "too_early"
    (other,) = (because for because in found.because if because.rule == "version.2023")
    assert other.says == "By version 2023, which may govern instead: covered, as damaged in transit."
    assert any(because.rule == "readings.other" for because in found.because)
    later = bp.classify(told, at="2022-06-12T12:00Z")
    assert later.coverage == "covered"
    assert not any(because.rule.startswith("version.") for because in later.because)


def test_a_window_that_only_a_neighbour_has_is_shown_and_not_adopted() -> None:
    # In January 2017 a cancelled dispute may be opened anew by version 2017; the one before has no such rule.
    dispute = bp.Dispute(
        claim("2017-01-10T12:00Z"),
        [event("opened", "2017-01-25T12:00Z"), event("cancelled", "2017-02-01T12:00Z")],
    )
    window = bp.deadlines(dispute).find("refile")
    assert window is not None
    assert (window.opens_us, window.closes_us) == (None, None)
    assert window.not_stated == ("only version 2017 has this window, and may have been in force",)
    assert {reading.version for reading in window.readings if reading.opens_us} == {"2017"}
    # Sent on 11 January: 60 days, and 15 more.
    assert utc(window.latest_arguable_us) == "2017-03-27T12:00:00Z"


@pytest.mark.parametrize(
    ("at", "coverage", "action"),
    [
        ("2014-06-25T12:00Z", "undetermined", "open_dispute"),
        ("2014-07-05T11:59:59Z", "undetermined", "open_dispute"),
        ("2014-07-05T12:00Z", "too_late", "other_route"),
    ],
)
def test_what_is_over_by_one_version_is_claimed_while_the_other_still_allows_it(
    at: str, coverage: str, action: str
) -> None:
    # Confirmed on 20 June: the end by the one, 15 days before the end by the other.
    answer = bp.assess(claim("2014-06-01T12:00Z", committed=60, confirmed="2014-06-20T12:00Z"), at=at)
    assert (answer.classification.coverage, answer.recommendation.action) == (coverage, action)
    assert answer.recommendation.act_by is None


# --- an end that no terms print ---------------------------------------------------------------------


def today(**changes: Any) -> bp.Claim:
    """Claim goods that came damaged, by the terms of 2026, which print no length."""
    return claim("2026-10-01T12:00Z", bp.Problem("damaged", "complete"), **changes)


def test_a_time_that_has_begun_and_whose_end_nobody_states_is_used_at_once() -> None:
    found = bp.assess(today(), at="2026-11-01T12:00Z")
    assert found.classification.coverage == "undetermined"
    assert found.classification.needs == ("committed", "confirmed")
    assert found.recommendation.action == "open_dispute"
    assert found.recommendation.act_by is None
    assert found.recommendation.because[0].rule == "readings.end"


def test_the_length_the_order_shows_settles_it() -> None:
    # Sent on 2 October: 60 days to 1 December, and 15 more.
    found = bp.assess(today(committed=60), at="2026-11-01T12:00Z")
    assert found.classification.coverage == "covered"
    assert utc(found.recommendation.act_by_us) == "2026-12-16T11:59:59Z"


def test_before_the_time_begins_there_is_nothing_to_use() -> None:
    found = bp.assess(today(), at="2026-10-05T12:00Z")
    assert (found.classification.coverage, found.recommendation.action) == ("too_early", "wait")
    assert utc(found.recommendation.wait_until_us) == "2026-10-12T12:00:00Z"


def test_opening_a_dispute_uses_the_window_for_what_it_is_about() -> None:
    damaged = claim("2024-06-01T12:00Z", bp.Problem("damaged"), committed=60)
    dispute = bp.Dispute(damaged, [bp.Event("opened", "2024-06-20T12:00Z")])
    found = bp.deadlines(dispute)
    at = "2024-06-21T12:00Z"
    statuses = {window.id: window.status(at) for window in found if "open_" in window.id}
    assert statuses == {"open_dispute": "done", "open_non_receipt": "not_yet"}


def test_a_multiple_that_comes_to_what_was_paid_adds_no_line() -> None:
    item = bp.Item("lamp", "10 USD", guarantees=["genuine"], multiple=2)
    told = claim("2016-06-01T12:00Z", bp.Problem("counterfeit", "complete"), items=[item])
    found = advised(told, "2016-06-20T12:00Z")
    assert found.request.amount == bp.Money(20, "USD")  # 10 and the shipping, which is twice 10
    assert found.request.extras == ()


def test_nobody_is_said_to_pay_for_a_way_back_that_is_not_asked_for() -> None:
    # The rules of 2024 have the seller pay where faulty goods go back, but they are asked to be kept.
    found = advised(claim("2024-02-01T12:00Z"), "2024-02-20T12:00Z")
    assert (found.request.return_goods, found.request.return_paid_by) == (False, None)


@pytest.mark.parametrize(
    ("placed", "offered", "at"),
    [
        ("2020-02-01T12:00Z", "return_at_own_cost", "2020-02-20T12:00Z"),
        ("2024-02-01T12:00Z", "return_goods", "2024-02-20T12:00Z"),
    ],
)
def test_the_option_to_send_goods_back_is_at_the_cost_of_whom_the_rules_say(
    placed: str, offered: str, at: str
) -> None:
    found = advised(claim(placed), at)
    assert [option.id for option in found.options if "return" in option.id] == [offered]


def test_no_more_is_agreed_on_than_was_paid() -> None:
    placed, opened, on = BACK_2024
    offer = event("offered", on, amount="60 USD", return_goods=True)
    dispute = bp.Dispute(
        claim(placed), [event("opened", opened, amount="50 USD"), offer, event("accepted", on)]
    )
    found = advised(dispute, "2024-03-05T12:00Z")
    assert (found.request.kind, found.request.amount) == ("full", bp.Money(50, "USD"))


def test_what_the_buyer_proposes_is_no_offer_to_decline() -> None:
    own = event("offered", "2017-03-16T12:00Z", amount="20 USD", party="buyer")
    dispute = bp.Dispute(claim("2017-03-01T12:00Z"), [event("opened", "2017-03-15T12:00Z"), own])
    found = advised(dispute, "2017-03-17T12:00Z")
    assert found.action == "wait"
    assert "accept" not in {option.id for option in found.options}


# --- what was ruled or agreed stays due ---------------------------------------------------------------


def settled(*events: bp.Event, asks: bp.Ask | None = None) -> bp.Recommendation:
    """Advise on a dispute of 2024 that was opened on 20 June, on 10 July."""
    lamp = claim("2024-06-01T12:00Z", committed=60, asks=asks)
    return advised(bp.Dispute(lamp, [event("opened", "2024-06-20T12:00Z"), *events]), "2024-07-10T12:00Z")


RULED = event("ruled", "2024-07-01T12:00Z", amount="30 USD")
RULED_BACK = event("ruled", "2024-07-05T12:00Z", amount="30 USD", return_goods=True)
CLOSED = event("closed", "2024-07-06T12:00Z")


def test_a_ruling_is_still_due_when_the_case_is_closed() -> None:
    found = settled(RULED, CLOSED)
    assert (found.action, found.request.kind, found.request.amount) == (
        "wait",
        "partial",
        bp.Money(30, "USD"),
    )


def test_a_ruled_return_is_still_sent_when_the_case_is_closed() -> None:
    found = settled(RULED_BACK, CLOSED)
    assert (found.action, utc(found.act_by_us)) == ("return_goods", "2024-07-15T11:59:59Z")
    assert [option.id for option in found.options if option.recommended] == ["return_as_ruled"]


def test_an_agreed_return_keeps_its_options_when_the_case_is_closed() -> None:
    agreed_back = event("offered", "2024-07-01T12:00Z", amount="30 USD", return_goods=True)
    found = settled(agreed_back, event("accepted", "2024-07-05T12:00Z"), CLOSED)
    assert [option.id for option in found.options if option.recommended] == ["return_as_ruled"]


def test_a_part_that_came_back_leaves_the_rest_of_a_ruling_to_insist_on() -> None:
    part, broken = (
        event("refunded", "2024-07-03T12:00Z", amount="10 USD"),
        event("defaulted", "2024-07-08T12:00Z"),
    )
    found = settled(RULED, part, broken)
    assert found.action == "escalate"
    assert [option.id for option in found.options if option.recommended] == ["insist"]


def test_a_seller_who_does_not_do_what_was_agreed_is_not_waited_for() -> None:
    offer = event("offered", "2024-07-01T12:00Z", amount="20 USD")
    found = settled(offer, event("accepted", "2024-07-02T12:00Z"), event("defaulted", "2024-07-08T12:00Z"))
    assert found.action == "escalate"


def test_once_agreed_the_request_is_what_was_agreed() -> None:
    yes = event("answered", "2024-07-01T12:00Z", accepts=True)
    found = settled(yes, asks=bp.Ask(amount="20 USD"))
    assert (found.request.kind, found.request.amount) == ("partial", bp.Money(20, "USD"))


def test_what_is_given_up_by_cancelling_is_not_due() -> None:
    found = settled(event("cancelled", "2024-07-01T12:00Z"))
    assert (found.action, found.request.amount) == ("open_dispute", bp.Money(50, "USD"))


def test_an_unsent_order_that_is_late_and_no_longer_wanted_is_cancelled() -> None:
    unsent = claim("2024-06-01T12:00Z", bp.Problem("changed_mind"), sent={})
    both = evolve(unsent, problems=[bp.Problem("not_received"), bp.Problem("changed_mind")])
    assert advised(both, "2024-06-05T12:00Z").action == "cancel"


def test_an_appeal_asks_for_what_was_asked_before() -> None:
    lamp = claim("2026-05-01T12:00Z", committed=60, country="DE")
    nothing = event("ruled", "2026-06-01T12:00Z", amount="0 USD")
    found = advised(bp.Dispute(lamp, [event("opened", "2026-05-20T12:00Z"), nothing]), "2026-06-05T12:00Z")
    assert (found.action, found.request.kind, found.request.amount) == ("appeal", "full", bp.Money(50, "USD"))


def test_a_right_to_open_again_that_only_another_reading_has_is_used() -> None:
    # In January 2017 one version lets a dispute be opened again, and the one before it does not.
    lamp = claim("2017-01-10T12:00Z", committed=60)
    events = [event("opened", "2017-01-25T12:00Z"), event("cancelled", "2017-01-27T12:00Z")]
    found = advised(bp.Dispute(lamp, events), "2017-02-10T12:00Z")
    assert found.action == "open_dispute"
    assert "readings.other" in {because.rule for because in found.because}
