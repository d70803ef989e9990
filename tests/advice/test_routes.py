"""Routes of one purchase, over invented programmes: a marketplace, a provider, a card network, a law."""

from __future__ import annotations

import json
from typing import Any

import pytest

import buyerprotect as bp
from buyerprotect.advice import routing
from buyerprotect.convert import routes_to_data
from buyerprotect.rules.pack import Pack, read_pack

HEAD = """
schema = 1
id = "{id}"
programme = "{id}"
title = "Rules of {id}, invented"
{more}

[sources.page]
title = "A page about {id}"
address = "https://{id}.example/page"
read = 2026-01-15
kind = "{source}"
says = "What is covered and until when."

[[version]]
id = "2020"
from = 2020-01-01
until = 2025-01-01
zone = "UTC"
sources = ["page"]
{version}

[[version.window]]
id = "claim"
party = "buyer"
action = "{action}"
opens = {opens}
closes = {{ calendar = "{days} days", after = "placed" }}
in_time_when = "{in_time}"
used_by = "{used_by}"
says = "Claimed within {days} days."
sources = ["page"]

[[version.ground]]
id = "not_received"
when = {{ problem = "not_received" }}
window = "claim"
says = "Goods that do not come are covered."
sources = ["page"]
{rules}
"""


def pack(name: str, days: int, *, rules: str = "", **told: str) -> Pack:
    values = {
        "more": "",
        "version": "",
        "source": "official",
        "action": "open_dispute",
        "opens": '"placed"',
        "in_time": "received",
        "used_by": "opened",
    }
    return read_pack(HEAD.format(id=name, days=days, rules=rules, **{**values, **told}))


def rule(kind: str, name: str, body: str) -> str:
    return (
        f'\n[[version.{kind}]]\nid = "{name}"\n{body}\nsays = "So the rule on {name}."\nsources = ["page"]\n'
    )


def applies(kind: str, when: str) -> str:
    return f'kind = "{kind}"\n[applies]\nwhen = {when}\nsays = "For some."\nsources = ["page"]\n'


CLOSED = rule("interaction", "closed", 'effect = "closed_by"\nwith = ["card"]')
ONE_WAY = rule("interaction", "one-way", 'effect = "excludes"\nwith = ["payfast"]')
ONCE = rule("interaction", "once", 'effect = "no_second_recovery"\nwith = ["any"]')
PHOTO = rule("evidence", "photo", 'kind = "photo"\nneed = "needed"')
RECEIPT = rule("evidence", "receipt", 'kind = "receipt"\nneed = "needed"')
CHEAP = rule("exclusion", "cheap", 'when = { dearest_item = { at_most = "10 EUR" } }')
LOSSES = rule("refund", "all", 'pays = ["price", "shipping", "tax", "losses"]')

MARKET = pack("bazaar", 30, rules=CLOSED + ONE_WAY + PHOTO + RECEIPT)
PROVIDER = pack("payfast", 60, more=applies("provider", '{ provider = "payfast" }'))
CARD = pack(
    "plastic",
    120,
    more=applies("card", '{ network = "plastic" }'),
    action="dispute_with_bank",
    in_time="processed",
    used_by="bank_told",
    opens='{ calendar = "15 days", after = "placed" }',
    source="secondary",
)
LAW = pack(
    "act",
    700,
    more=applies("law", '{ country = "DE" }'),
    action="give_notice",
    in_time="sent",
    used_by="withdrawn",
    rules=CHEAP + LOSSES + ONCE,
)
SCOPED = pack("scoped", 9, more=applies("law", '{ country = "DE" }'), version='where = { region = "DE-BY" }')
PACKS = (MARKET, PROVIDER, CARD, LAW, SCOPED)
PAID = bp.Payment(provider="payfast", network="plastic", funding="credit")
AT = "2024-03-11T12:00Z"


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    by_name = {one.id: one for one in PACKS}
    monkeypatch.setattr(routing, "programmes", lambda: PACKS)
    monkeypatch.setattr(routing, "find_pack", by_name.__getitem__)


def order(**told: Any) -> bp.Order:
    values: dict[str, Any] = {
        "programme": "bazaar",
        "placed": "2024-03-01",
        "zone": "UTC",
        "items": [bp.Item("lamp", "100 EUR")],
        "country": "DE",
        "region": "DE-BE",
        "payment": PAID,
    }
    return bp.Order(**(values | told))


def claim(**told: Any) -> bp.Claim:
    losses = told.pop("losses", ())
    return bp.Claim(order(**told), [bp.Problem("not_received")], losses=losses)


def found(at: str = AT, **told: Any) -> bp.Routes:
    return bp.routes(claim(**told), at=at)


def one(name: str, at: str = AT, **told: Any) -> bp.Route:
    route = found(at, **told).find(name)
    assert route is not None
    return route


def steps(answer: bp.Routes) -> list[tuple[str, str, str | None]]:
    return [(step.programme, step.action, None if step.by is None else str(step.by)) for step in answer.plan]


# --- which programmes there are -------------------------------------------------------------------


def test_every_programme_is_there_and_those_that_apply_come_first() -> None:
    answer = found()
    assert [(route.programme, route.status) for route in answer] == [
        ("bazaar", "applies"),
        ("payfast", "applies"),
        ("plastic", "applies"),
        ("act", "applies"),
        ("scoped", "does_not_apply"),
    ]
    assert (len(answer), answer[0].programme, answer[1:3][0].kind) == (5, "bazaar", "provider")
    assert repr(answer) == "<Routes at 2024-03-11T12:00:00Z: bazaar, payfast, plastic, act>"


def test_a_programme_for_other_purchases_says_so() -> None:
    route = one("plastic", payment=bp.Payment(network="visa"))
    assert (route.status, route.needs, route.assessment) == ("does_not_apply", (), None)
    assert route.because == (bp.Because("plastic/applies", "For some.", ("plastic/page",)),)
    assert one("bazaar", programme="none").because[0].says == "The order was made on no marketplace."
    other = one("bazaar", programme="act")
    assert (other.status, other.because[0].says) == ("does_not_apply", "The order was made under act.")
    assert one("act", programme="act", country=None, region=None).status == "applies"


def test_what_would_decide_is_named() -> None:
    route = one("plastic", payment=None)
    assert (route.status, route.needs) == ("may_apply", ("network",))
    assert (one("act", country=None, region=None).status, route.usable) == ("may_apply", False)
    scoped = one("scoped", region=None)
    assert (scoped.status, scoped.needs) == ("may_apply", ("region",))
    bare = bp.routes(order(), at=AT).find("bazaar")
    assert bare is not None
    assert (bare.status, bare.needs, bare.usable) == ("may_apply", ("problems",), False)


def test_what_is_left_out_is_answered_with_the_reason() -> None:
    route = one("act", items=[bp.Item("lamp", "10 EUR")])
    assert (route.status, route.because[-1].rule) == ("does_not_apply", "act/exclusion.cheap")
    assert (route.pays_up_to, route.usable) == (None, False)
    foreign = one("act", items=[bp.Item("lamp", "10 USD")])
    assert (foreign.status, foreign.needs) == ("may_apply", ("dearest_item in EUR",))


@pytest.mark.parametrize(
    ("at", "status"), [("2024-03-31T23:59:59Z", "applies"), ("2024-04-01T00:00Z", "does_not_apply")]
)
def test_a_route_whose_time_is_over_does_not_apply(at: str, status: str) -> None:
    assert one("bazaar", at).status == status


def test_a_version_that_is_not_there_yet_is_no_error() -> None:
    route = one("act", placed="2019-12-01")
    assert (route.status, route.because[0].rule) == ("does_not_apply", "act/version")
    assert "from 2020-01-01" in route.because[0].says


def test_facts_that_contradict_each_other_are_refused_by_name() -> None:
    with pytest.raises(bp.InvalidFactsError, match=r"'DE-BE' is no part of the country 'FR'"):
        found(country="FR")
    with pytest.raises(bp.InvalidFactsError, match=r"channel: 'cash' and network 'visa'"):
        found(payment=bp.Payment(network="visa", channel="cash"))
    with pytest.raises(bp.InvalidFactsError, match="is after the moment asked about"):
        found("2024-02-01T12:00Z")


# --- what each route is ---------------------------------------------------------------------------


def test_a_route_tells_its_window_what_it_pays_and_what_it_asks() -> None:
    shop = one("bazaar", shipping="5 EUR", losses=[bp.Loss("taxi", "20 EUR")])
    assert (shop.version, shop.last_day, str(shop.safe_by)) == (
        *("2020", "2024-03-31"),
        "2024-04-01 00:00:00+00:00",
    )
    assert (shop.pays_up_to, shop.pays) == (bp.Money(105, "EUR"), None)
    assert (shop.burden.evidence, shop.burden.missing) == (("photo", "receipt"), ("photo", "receipt"))
    law = one("act", shipping="5 EUR", losses=[bp.Loss("taxi", "20 EUR")])
    assert law.pays_up_to == bp.Money(125, "EUR")
    assert (law.confidence, one("plastic").confidence) == ("official", "secondary")
    assert list(law.cited) == ["act/page"]


def test_of_a_network_the_bank_needs_a_part_of_the_time() -> None:
    card = one("plastic")
    assert (str(card.opens), str(card.closes)) == ("2024-03-17 00:00:00+00:00", "2024-06-30 00:00:00+00:00")
    assert str(card.safe_by) == "2024-06-23 00:00:00+00:00"
    sooner = bp.routes(claim(), at=AT, bank_days=30).find("plastic")
    assert sooner is not None
    assert str(sooner.safe_by) == "2024-05-31 00:00:00+00:00"
    assert str(one("payfast").safe_by) == str(one("payfast").closes)


def test_what_was_promised_under_the_marketplace_is_not_told_to_others() -> None:
    told: dict[str, Any] = {
        "committed": "2024-09-01",
        "due_dates": [bp.DueDate("claim", closes="2024-05-05T12:00Z")],
    }
    answer = found(**told)
    ends = {route.programme: str(route.closes) for route in answer if route.usable}
    assert ends["bazaar"] == "2024-05-05 12:00:00+00:00"
    assert ends["payfast"] == "2024-05-01 00:00:00+00:00"
    opened = bp.Dispute(claim(), [bp.Event("opened", "2024-03-05T12:00Z")])
    routes = bp.routes(opened, at=AT)
    assert [route.programme for route in routes if route.begun] == ["bazaar"]


# --- what they do to each other, and the plan -----------------------------------------------------


def test_what_a_claim_shuts_follows_from_the_rules_of_either() -> None:
    shuts = {route.programme: route.closes_routes for route in found()}
    assert {name: others for name, others in shuts.items() if others} == {
        "plastic": ("bazaar",),
        "bazaar": ("payfast",),
        "payfast": ("bazaar",),
    }
    assert [because.rule for because in found().interactions] == [
        *("bazaar/interaction.closed", "bazaar/interaction.one-way", "act/interaction.once"),
    ]


def test_the_plan_takes_the_marketplace_before_the_card_and_leaves_out_the_other_way() -> None:
    answer = found()
    assert steps(answer) == [
        ("bazaar", "open_dispute", "2024-03-31 23:59:59+00:00"),
        ("plastic", "wait", "2024-06-22 23:59:59+00:00"),
        ("act", "give_notice", "2026-01-30 23:59:59+00:00"),
    ]
    first, card, law = answer.plan
    assert str(first.switch_by) == "2024-06-22 23:59:59+00:00"
    assert first.because[-1].rule == "bazaar/interaction.closed"
    assert (card.from_us, law.switch_by) == (bp.Instant.of("2024-03-17T00:00Z").us, None)
    (conflict,) = answer.conflicts
    assert (conflict.kind, conflict.kept, conflict.dropped) == ("exclusive", "bazaar", "payfast")
    assert conflict.because[0].rule == "bazaar/interaction.one-way"


def test_what_was_begun_is_kept() -> None:
    begun = claim(programme="payfast")
    opened = bp.Dispute(begun, [bp.Event("opened", "2024-03-05T12:00Z")])
    answer = bp.routes(opened, at=AT)
    assert answer.plan[0].programme == "payfast"
    assert answer.conflicts == ()


def test_a_route_that_may_apply_is_in_the_plan_with_what_it_needs() -> None:
    answer = found(items=[bp.Item("lamp", "90 USD")])
    law = next(step for step in answer.plan if step.programme == "act")
    assert law.needs == ("dearest_item in EUR",)


# --- what if --------------------------------------------------------------------------------------


def test_waiting_shows_what_is_lost() -> None:
    later = bp.routes(claim(), at=AT, wait=21)
    assert str(later.at) == "2024-04-01 12:00:00+00:00"
    before = {route.programme for route in found() if route.usable}
    assert before - {route.programme for route in later if route.usable} == {"bazaar"}
    assert later.conflicts == ()
    for wait in (-1, 1.5, True, 40_000):
        with pytest.raises(bp.InvalidFactsError, match="is not a number of days to wait"):
            bp.routes(claim(), at=AT, wait=wait)  # type: ignore[arg-type]
    with pytest.raises(bp.InvalidFactsError, match="is not a number of days for the bank"):
        bp.routes(claim(), at=AT, bank_days=-1)


def test_an_event_on_another_day_moves_every_route() -> None:
    moved = bp.routes(claim(), at=AT, suppose={"placed": "2024-02-01"})
    assert {route.programme: str(route.closes) for route in moved if route.assessment} == {
        "bazaar": "2024-03-03 00:00:00+00:00",
        "payfast": "2024-04-02 00:00:00+00:00",
        "plastic": "2024-06-01 00:00:00+00:00",
        "act": "2026-01-02 00:00:00+00:00",
    }
    assert [route.programme for route in moved if route.usable] == ["payfast", "plastic", "act"]


def test_another_version_is_asked_by_its_name() -> None:
    answer = bp.routes(claim(placed="2019-12-20"), at="2020-01-02T12:00Z", versions={"act": "2020"})
    route = answer.find("act")
    assert route is not None
    assert (route.status, str(route.closes)) == ("applies", "2021-11-20 00:00:00+00:00")
    with pytest.raises(bp.NotFoundError, match="'act' has no version '2021'; did you mean '2020'"):
        bp.routes(claim(), at=AT, versions={"act": "2021"})


# --- shown ----------------------------------------------------------------------------------------


def test_the_data_has_the_fields_that_others_rely_on() -> None:
    data = routes_to_data(found())
    assert json.loads(json.dumps(data)) == data
    assert {"routes", "plan", "conflicts", "sources"} <= data.keys()
    route = data["routes"][2]
    assert {
        *("programme", "version", "status", "needs", "opens", "closes", "safe_by", "pays_up_to", "burden"),
        *("closes_routes", "because", "sources"),
    } <= route.keys()
    assert (route["programme"], route["safe_by"], route["closes_routes"]) == (
        *("plastic", "2024-06-23T00:00:00Z"),
        ["bazaar"],
    )
    assert {"programme", "action", "by", "because"} <= data["plan"][0].keys()
    assert data["plan"][0]["by"] == "2024-03-31T23:59:59Z"
    assert data["conflicts"][0]["dropped"] == "payfast"
    cited = {name for route in data["routes"] for name in route["sources"]}
    assert cited == data["sources"].keys()
    assert data["sources"]["act/page"]["address"] == "https://act.example/page"


def test_the_text_has_the_table_the_plan_what_cannot_be_had_and_the_sources() -> None:
    text = found().explain()
    for expected in (
        "bazaar          applies    31 Mar 2024  31 Mar 2024  100.00 EUR    photo and receipt   payfast",
        "plastic         applies    29 Jun 2024  22 Jun 2024  100.00 EUR                        bazaar",
        "1. bazaar: Open a dispute (not received), by Sun 31 Mar 2024, 23:59 (UTC).",
        "   If that brings nothing, go on by Sat 22 Jun 2024, 23:59 (UTC).",
        "2. plastic: Wait (not received), from Sun 17 Mar 2024, 00:00 (UTC), by Sat 22 Jun 2024, 23:59",
        "   The bank has to file by 29 Jun 2024: 7 days are left to it.",
        "- bazaar and payfast exclude each other; the plan has bazaar.",
        "- scoped: ",
        "https://act.example/page",
    ):
        assert expected in text
    nothing = bp.routes(claim(programme="none", placed="2019-01-01"), at=AT).explain()
    assert "No programme protects this purchase as it is told." in nothing
