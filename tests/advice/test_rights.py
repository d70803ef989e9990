"""Rights that are claimed by a notice: several for one problem, and what follows once it was sent."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

import buyerprotect as bp
from buyerprotect.convert import answer_to_data
from buyerprotect.rules.pack import read_pack

ACT = """
schema = 1
id = "act"
programme = "act"
title = "An act, invented"
kind = "law"

[applies]
when = { country = "DE" }
says = "For some."
sources = ["page"]

[sources.page]
title = "The text of the act"
address = "https://act.example/page"
read = 2026-01-15
kind = "official"
says = "Send it back within 10 days, or have it mended within 100."

[[version]]
id = "2020"
from = 2020-01-01
zone = "UTC"
sources = ["page"]

[[version.window]]
id = "reject"
party = "buyer"
action = "give_notice"
opens = { last = "delivered" }
closes = { calendar = "10 days", after = { last = "delivered" } }
used_by = "withdrawn"
in_time_when = "sent"
says = "Faulty goods are rejected within 10 days."
sources = ["page"]

[[version.window]]
id = "repair"
party = "buyer"
action = "give_notice"
opens = { last = "delivered" }
closes = { calendar = "100 days", after = { last = "delivered" } }
used_by = "repair_asked"
says = "Faulty goods are mended for 100 days."
sources = ["page"]

[[version.window]]
id = "send_back"
party = "buyer"
action = "return_goods"
opens = "withdrawn"
closes = { calendar = "14 days", after = "withdrawn" }
used_by = "return_sent"
says = "Rejected goods go back within 14 days."
sources = ["page"]

[[version.window]]
id = "refund"
party = "seller"
action = "refund"
opens = "withdrawn"
closes = { calendar = "20 days", after = "withdrawn" }
says = "The money is back within 20 days."
sources = ["page"]

[[version.ground]]
id = "rejection"
term = "not_as_described"
when = { problem = "defective" }
window = "reject"
says = "Faulty goods can be rejected."
sources = ["page"]

[[version.ground]]
id = "mending"
when = { problem = "defective" }
covered = { not = { trait = "perishable" } }
window = "repair"
says = "Faulty goods are mended."
sources = ["page"]

[[version.asking]]
id = "mend"
when = { ground = "mending" }
request = "repair"
return_goods = true
says = "Ask for a repair."
sources = ["page"]

[[version.asking]]
id = "money"
request = "full"
return_goods = true
says = "Ask for the price."
sources = ["page"]

[[version.postage]]
id = "fetched"
when = { ground = "mending" }
paid_by = "seller"
says = "What is to be mended is fetched."
sources = ["page"]

[[version.refund]]
id = "all"
pays = ["price", "losses"]
less = ["use"]
says = "The price comes back, and what it cost besides, less something for use."
sources = ["page"]
"""
PACK = read_pack(ACT)


def asked(at: str, *traits: Any, **told: Any) -> bp.Assessment:
    order = bp.Order(
        "none",
        "2024-03-01",
        zone="UTC",
        country="DE",
        items=[bp.Item("lamp", "100 EUR", traits=traits)],
        parcels=[bp.Parcel(delivered="2024-03-05")],
        shipping="5 EUR",
        **told,
    )
    claim = bp.Claim(order, [bp.Problem("defective")], losses=[bp.Loss("taxi", "20 EUR")])
    return bp.assess(claim, at=at, policy=PACK)


@pytest.mark.parametrize(
    ("at", "ground", "coverage"),
    [
        ("2024-03-15T23:59:59Z", "rejection", "covered"),
        ("2024-03-16T00:00Z", "mending", "covered"),  # the first right is over, another is not
        ("2024-06-13T23:59:59Z", "mending", "covered"),
        ("2024-06-14T00:00Z", "mending", "too_late"),  # and of two that are over the one that lasted longer
    ],
)
def test_where_the_first_right_is_over_the_next_is_taken(at: str, ground: str, coverage: str) -> None:
    found = asked(at).classification
    assert (found.ground, found.coverage) == (ground, coverage)
    assert found.because[0].rule == f"ground.{ground}"


def test_a_right_that_does_not_cover_the_goods_is_none_to_go_on_to() -> None:
    found = asked("2024-03-16T00:00Z", "perishable").classification
    assert (found.ground, found.coverage) == ("rejection", "too_late")


def test_a_notice_is_the_claim_and_is_sent_by_its_end() -> None:
    advice = asked("2024-03-10T12:00Z").recommendation
    assert (advice.action, str(advice.act_by)) == ("give_notice", "2024-03-15 23:59:59+00:00")
    assert (advice.request.amount, [extra.amount for extra in advice.request.extras]) == (
        bp.Money(100, "EUR"),
        [bp.Money(20, "EUR")],
    )
    pays = advice.entitlement
    assert pays is not None
    assert (pays.total, pays.losses, pays.less) == (bp.Money(120, "EUR"), bp.Money(20, "EUR"), ("use",))


def test_once_it_is_sent_the_goods_go_back_and_then_the_money_is_waited_for() -> None:
    sent = asked("2024-03-12T12:00Z", withdrawn="2024-03-11T12:00Z")
    assert (sent.classification.coverage, sent.recommendation.action) == ("covered", "return_goods")
    assert str(sent.recommendation.act_by) == "2024-03-25 23:59:59+00:00"
    back = {"withdrawn": "2024-03-11T12:00Z", "return_sent": "2024-03-13T12:00Z"}
    step = asked("2024-03-14T12:00Z", **back).recommendation
    assert (step.action, str(step.wait_until)) == ("wait", "2024-04-01 00:00:00+00:00")
    assert [because.rule for because in step.step.because] == ["claim", "window.reject", "window.refund"]
    over = asked("2024-04-02T12:00Z", **back).recommendation
    assert (over.action, over.wait_until) == ("other_route", None)
    assert over.because[-1].says.startswith("Their time to act is over")


def test_a_notice_that_came_too_late_is_none() -> None:
    late = asked("2024-03-20T12:00Z", withdrawn="2024-03-16T12:00Z")
    assert (late.classification.ground, late.recommendation.action) == ("mending", "give_notice")


def test_a_right_that_is_sure_is_taken_before_one_that_may_be() -> None:
    first = 'term = "not_as_described"\nwhen = { problem = "defective" }\n'
    unsure = read_pack(ACT.replace(first, first + 'covered = { seller_class = "business" }\n'))
    order = bp.Order(
        *("none", "2024-03-01"),
        zone="UTC",
        country="DE",
        items=[bp.Item("lamp", "100 EUR")],
        parcels=[bp.Parcel(delivered="2024-03-05")],
    )
    claim = bp.Claim(order, [bp.Problem("defective")])
    found = bp.assess(claim, at="2024-03-10T12:00Z", policy=unsure).classification
    assert (found.ground, found.coverage) == ("mending", "covered")
    trader = bp.Claim(evolve(order, seller_class="business"), [bp.Problem("defective")])
    found = bp.assess(trader, at="2024-03-10T12:00Z", policy=unsure).classification
    assert (found.ground, found.coverage) == ("rejection", "covered")


def test_a_dispute_on_the_marketplace_and_what_it_promised_are_nothing_to_the_act() -> None:
    order = bp.Order(
        *("bazaar", "2024-03-01"),
        zone="UTC",
        country="DE",
        items=[bp.Item("lamp", "100 EUR")],
        parcels=[bp.Parcel(delivered="2024-03-05")],
        due_dates=[bp.DueDate("elsewhere", closes="2024-03-20")],
    )
    claim = bp.Claim(order, [bp.Problem("defective")], ground="known_elsewhere")
    dispute = bp.Dispute(claim, [bp.Event("opened", "2024-03-08T12:00Z")])
    answer = bp.assess(dispute, at="2024-03-10T12:00Z", policy=PACK)
    assert (answer.recommendation.action, answer.classification.ground) == ("give_notice", "rejection")
    assert isinstance(answer.facts, bp.Claim)
    assert (answer.facts.ground, answer.facts.order.due_dates) == (None, ())


def test_goods_whose_time_to_go_back_is_over_are_not_asked_for_any_more() -> None:
    late = asked("2024-03-26T00:00Z", withdrawn="2024-03-11T12:00Z").recommendation
    assert (late.action, str(late.wait_until)) == ("wait", "2024-04-01 00:00:00+00:00")


def test_what_to_ask_for_and_who_pays_the_way_back_may_turn_on_the_ground() -> None:
    money, mend = (asked(at).recommendation for at in ("2024-03-15T12:00Z", "2024-03-17T12:00Z"))
    assert (money.request.kind, money.request.amount) == ("partial", bp.Money(100, "EUR"))
    assert money.request.return_paid_by is None
    assert mend.request == bp.Request("repair", None, return_goods=True, return_paid_by="seller")
    assert [(one.id, one.refund_high, one.recommended) for one in mend.options] == [
        ("ask_repair", None, True),
        ("nothing", bp.Money(0, "EUR"), False),
    ]
    assert [one.id for one in money.options if one.recommended] == ["ask_full"]


def test_a_repair_is_asked_for_in_words_and_in_data() -> None:
    answer = asked("2024-03-17T12:00Z")
    assert "Give notice: ask for a repair or a replacement." in answer.explain()
    request = answer_to_data(answer)["recommendation"]["request"]
    assert (request["kind"], request["amount"], request["currency"]) == ("repair", None, None)


@pytest.mark.parametrize(
    ("most", "owed", "amount", "capped"),
    [
        ("80 EUR", "60 EUR", "60", True),
        ("50 EUR", "60 EUR", "50", True),
        ("500 EUR", None, "100", None),  # what is owed was not told
        ("50 EUR", None, "50", True),
        ("90 USD", "60 EUR", "60", True),
        ("90 USD", "600 EUR", "100", None),  # nobody can compare the dollars
    ],
)
def test_the_smaller_of_two_caps_counts(
    most: str, owed: str | None, amount: str, *, capped: bool | None
) -> None:
    rule = f'pays = ["price"]\nmost = "{most}"\nup_to_outstanding = true'
    pack = read_pack(ACT.replace('pays = ["price", "losses"]', rule))
    paid = bp.Payment(outstanding=owed)
    order = bp.Order(
        "none",
        "2024-03-01",
        zone="UTC",
        country="DE",
        items=[bp.Item("lamp", "100 EUR")],
        payment=paid,
        parcels=[bp.Parcel(delivered="2024-03-05")],
    )
    claim = bp.Claim(order, [bp.Problem("defective")])
    pays = bp.recommend(claim, at="2024-03-10T12:00Z", policy=pack).entitlement
    assert pays is not None
    assert (pays.amount, pays.capped) == (bp.Money(amount, "EUR"), capped)
