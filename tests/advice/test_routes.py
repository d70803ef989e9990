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


def window(name: str, party: str, action: str, event: str, days: int, *, more: str = "") -> str:
    """Write a window of so many days after an event."""
    closes = f'{{ calendar = "{days} days", after = "{event}" }}'
    return rule(
        "window",
        name,
        f'party = "{party}"\naction = "{action}"\nopens = "{event}"\ncloses = {closes}\n{more}',
    )


def applies(kind: str, when: str) -> str:
    return f'kind = "{kind}"\n[applies]\nwhen = {when}\nsays = "For some."\nsources = ["page"]\n'


TALK = """
[sources.talk]
title = "What somebody was told"
address = "https://talk.example/page"
read = 2026-01-15
kind = "single"
says = "What is covered."

"""
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
    known(monkeypatch, *PACKS)


def known(monkeypatch: pytest.MonkeyPatch, *packs: Pack, named: tuple[Pack, ...] = ()) -> None:
    """Let these be the programmes there are, and those besides be known by their names alone."""
    by_name = {one.id: one for one in (*packs, *named)}
    monkeypatch.setattr(routing, "programmes", lambda: packs)
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


def test_those_that_may_apply_come_before_those_that_do_not_and_then_those_that_were_asked() -> None:
    unsure = found("2024-04-02T00:00Z", country=None, region=None)
    assert [(route.programme, route.status) for route in unsure] == [
        ("payfast", "applies"),
        ("plastic", "applies"),
        ("act", "may_apply"),
        ("scoped", "may_apply"),
        ("bazaar", "does_not_apply"),
    ]
    other = bp.Payment(network="visa")
    left_out = found("2024-04-02T00:00Z", items=[bp.Item("lamp", "10 EUR")], payment=other)
    assert [(route.programme, route.status, route.assessment is None) for route in left_out] == [
        ("payfast", "may_apply", True),
        ("bazaar", "does_not_apply", False),
        ("act", "does_not_apply", False),
        ("plastic", "does_not_apply", True),
        ("scoped", "does_not_apply", True),
    ]


def test_of_one_kind_routes_stand_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    known(monkeypatch, *reversed(PACKS))
    laws = [route for route in found("2024-03-05T12:00Z", region="DE-BY") if route.kind == "law"]
    assert [(route.programme, route.status) for route in laws] == [("act", "applies"), ("scoped", "applies")]
    assert repr(laws[0]) == "<Route act: applies>"
    assert repr(one("plastic", payment=None)) == "<Route plastic: may_apply, needs network>"
    none = bp.routes(claim(programme="none", placed="2019-01-01"), at=AT)
    assert repr(none) == "<Routes at 2024-03-11T12:00:00Z: none>"


def test_commentary_that_the_order_names_is_asked_beside_every_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = pack("notes", 20, more="commentary = true")
    known(monkeypatch, *PACKS, named=(told,))
    assert found().find("notes") is None
    answer = found(programme="notes")
    assert {route.programme for route in answer} == {"bazaar", "payfast", "plastic", "act", "scoped", "notes"}
    notes = answer.find("notes")
    assert notes is not None
    assert (notes.status, str(notes.closes)) == ("applies", "2024-03-22 00:00:00+00:00")


def test_an_end_beyond_every_calendar_is_told_and_is_no_error() -> None:
    asked = bp.routes(claim(placed="2199-12-01"), at="2200-01-02T12:00Z", versions={"act": "2020"})
    route = asked.find("act")
    assert route is not None
    assert (route.status, route.usable, route.because[0].rule) == ("may_apply", False, "act/calendar")
    assert route.because[0].says.endswith("leaves the supported years, 1900 to 2200")


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


THREE = [bp.Item("pen", "50 EUR"), bp.Item("lamp", "100 EUR"), bp.Item("chair", "150 EUR", quantity=2)]


@pytest.mark.parametrize(
    ("body", "amount", "capped"),
    [
        ('pays = ["price"]', "450 EUR", False),
        ('pays = ["price", "shipping"]', "495 EUR", False),
        # By the price of one piece; at the bound itself an item is at most so much, and not above it.
        ('pays = ["price"]\nitem_above = "100 EUR"', "300 EUR", False),
        ('pays = ["price"]\nitem_at_most = "100 EUR"', "150 EUR", False),
        ('pays = ["price", "shipping"]\nitem_above = "50 EUR"\nitem_at_most = "100 EUR"', "110 EUR", False),
        ('pays = ["price"]\nitem_above = "150 EUR"', "0 EUR", False),
        # What is in another currency is not compared.
        ('pays = ["price"]\nitem_above = "1000 USD"', "450 EUR", False),
        ('pays = ["price"]\nitem_at_most = "1 USD"', "450 EUR", False),
        ('pays = ["price"]\nmost = "30 USD"', "450 EUR", None),
        ('pays = ["price"]\nmost = "449.99 EUR"', "449.99 EUR", True),
        ('pays = ["price"]\nmost = "450 EUR"', "450 EUR", False),
        ('pays = ["price"]\nup_to_outstanding = true', "450 EUR", None),
    ],
)
def test_what_is_paid_are_the_parts_of_the_items_that_count_up_to_the_cap(
    body: str, amount: str, monkeypatch: pytest.MonkeyPatch, *, capped: bool | None
) -> None:
    known(monkeypatch, pack("bazaar", 30, rules=rule("refund", "some", body)))
    pays = one("bazaar", items=THREE, shipping="45 EUR").pays
    assert pays is not None
    assert (pays.amount, pays.capped, pays.losses) == (bp.Money.of(amount), capped, None)


@pytest.mark.parametrize(
    ("owed", "amount", "capped"),
    [("30 EUR", "30 EUR", True), ("450 EUR", "450 EUR", False), ("500 EUR", "450 EUR", False)],
)
def test_what_is_still_owed_to_the_bank_can_be_the_cap(
    owed: str, amount: str, monkeypatch: pytest.MonkeyPatch, *, capped: bool
) -> None:
    body = 'pays = ["price"]\nup_to_outstanding = true'
    known(monkeypatch, pack("bazaar", 30, rules=rule("refund", "owed", body)))
    pays = one("bazaar", items=THREE, payment=bp.Payment(outstanding=owed)).pays
    assert pays is not None
    assert (pays.amount, pays.most, pays.capped) == (bp.Money.of(amount), bp.Money.of(owed), capped)
    unpaid = one("bazaar", items=THREE, payment=None).pays
    assert unpaid is not None
    assert (unpaid.amount, unpaid.most, unpaid.capped) == (bp.Money(450, "EUR"), None, None)


@pytest.mark.parametrize(
    "told",
    [
        {"committed": "2024-09-01"},
        {"extensions": [bp.Extension(days=5)]},
        {"due_dates": [bp.DueDate("claim", closes="2024-05-05T12:00Z")]},
    ],
)
def test_each_thing_that_the_marketplace_promised_stays_with_it(told: dict[str, Any]) -> None:
    answer = found(**told)
    for route in answer:
        if route.assessment is not None and route.programme != "bazaar":
            facts = route.assessment.facts
            assert isinstance(facts, bp.Claim)
            assert facts.order == order()
    grounded = bp.Claim(order(), [bp.Problem("not_received")], ground="not_received")
    for route in bp.routes(grounded, at=AT):
        if route.assessment is not None:
            facts = route.assessment.facts
            assert isinstance(facts, bp.Claim)
            assert facts.ground == ("not_received" if route.programme == "bazaar" else None)


def test_only_what_is_needed_is_to_be_shown_and_what_is_there_is_not_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    video = rule("evidence", "video", 'kind = "video"\nneed = "wanted"')
    known(monkeypatch, pack("bazaar", 30, rules=PHOTO + RECEIPT + video))
    shown = bp.Claim(order(), [bp.Problem("not_received")], evidence=[bp.Evidence("photo")])
    (route,) = bp.routes(shown, at=AT)
    assert (route.burden.evidence, route.burden.missing) == (("photo", "receipt"), ("receipt",))
    assert not route.burden.contact_first


def test_a_rule_on_others_is_only_told_where_one_of_them_can_be_used() -> None:
    alone = found("2024-03-11T12:00Z", payment=bp.Payment(network="visa", provider="other"))
    assert [because.rule for because in alone.interactions] == ["act/interaction.once"]


def test_what_a_programme_says_of_any_other_says_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    known(monkeypatch, LAW)
    assert bp.routes(claim(programme="none"), at=AT).interactions == ()


def test_a_route_is_trusted_as_far_as_the_weaker_of_the_rules_that_decide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = HEAD.format(
        id="bazaar",
        days=30,
        rules="",
        more="",
        version="",
        source="official",
        action="open_dispute",
        opens='"placed"',
        in_time="sent",
        used_by="opened",
    )
    talk = told.replace("[[version]]", TALK + "[[version]]", 1)
    ground = 'says = "Goods that do not come are covered."\nsources = '
    for sources, confidence in [('["talk"]', "single"), ('["talk", "page"]', "official")]:
        known(monkeypatch, read_pack(talk.replace(ground + '["page"]', ground + sources)))
        assert one("bazaar").confidence == confidence


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
    assert (str(law.by), law.arguable) == ("2026-01-30 23:59:59+00:00", False)


SHUTS = rule("interaction", "either", 'effect = "excludes"\nwith = ["{}"]')


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        # Surer: the one that applies before the one that may.
        ("alpha", "beta", "beta"),
        # Paying more.
        ("beta", "gamma", "beta"),
        # Nearer to the purchase: a provider before a law.
        ("beta", "delta", "delta"),
        # And where nothing else decides, by name.
        ("delta", "epsilon", "delta"),
    ],
)
def test_of_two_that_exclude_each_other_one_is_kept_for_a_reason(
    first: str, second: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap = rule("exclusion", "cheap", 'when = { dearest_item = { at_most = "10 USD" } }')
    rules = {"alpha": cheap, "gamma": rule("refund", "price", 'pays = ["price"]')}
    kinds = {"alpha": "marketplace", "beta": "law"}

    def made(name: str, more: str = "") -> Pack:
        kind = applies(kinds.get(name, "provider"), '{ country = "DE" }')
        return pack(name, 30, rules=rules.get(name, "") + more, more=kind)

    known(monkeypatch, made(second), made(first, SHUTS.format(second)))
    (conflict,) = found(programme="none", shipping="5 EUR").conflicts
    assert (conflict.kind, conflict.kept) == ("exclusive", kept)


def test_what_cannot_be_used_any_more_shuts_nothing_and_is_shut_by_nothing() -> None:
    later = found("2024-04-01T00:00Z")
    assert {route.programme: route.closes_routes for route in later if route.closes_routes} == {}
    assert [because.rule for because in later.interactions] == ["act/interaction.once"]


def test_a_claim_that_is_made_is_first_in_the_plan_and_has_no_end_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refund = window("refund", "seller", "refund", "withdrawn", 20)
    law = pack(
        *("act", 700),
        more=applies("law", '{ country = "DE" }'),
        action="give_notice",
        used_by="withdrawn",
        rules=refund,
    )
    known(monkeypatch, MARKET, law)
    answer = found("2024-03-25T12:00Z", withdrawn="2024-03-20")
    made, shop = answer.plan
    assert (made.programme, made.action, made.by_us) == ("act", "wait", None)
    assert made.from_us == bp.Instant.of("2024-03-25T12:00Z").us
    assert str(made.switch_by) == "2024-03-31 23:59:59+00:00"
    assert (shop.programme, shop.switch_by_us) == ("bazaar", None)


def test_where_the_seller_is_asked_first_the_step_begins_now_and_not_when_the_claim_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = window("ask", "buyer", "contact_seller", "placed", 30, more='used_by = "contacted"')
    opens = '{ calendar = "3 days", after = "contacted" }'
    known(monkeypatch, pack("bazaar", 30, opens=opens, rules=ask))
    (step,) = found().plan
    assert (step.action, step.from_us) == ("contact_seller", bp.Instant.of(AT).us)
    assert one("bazaar").burden.contact_first
    (step,) = found(contacted="2024-03-10").plan
    assert (step.action, step.from_us) == ("wait", bp.Instant.of("2024-03-14T00:00Z").us)


def test_of_two_that_exclude_each_other_the_one_that_was_begun_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law = pack(
        "act",
        700,
        more=applies("law", '{ country = "DE" }'),
        used_by="withdrawn",
        rules=SHUTS.format("bazaar"),
    )
    known(monkeypatch, MARKET, law)
    (fresh,) = found("2024-03-25T12:00Z").conflicts
    (begun,) = found("2024-03-25T12:00Z", withdrawn="2024-03-20").conflicts
    assert (fresh.kept, begun.kept) == ("bazaar", "act")


def test_asking_the_seller_first_has_an_end_of_its_own_and_no_bank_to_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = window("ask", "buyer", "contact_seller", "placed", 12, more='used_by = "contacted"')
    opens = '{ calendar = "3 days", after = "contacted" }'
    known(monkeypatch, pack("bazaar", 30, opens=opens, in_time="processed", rules=ask))
    (step,) = found().plan
    assert (step.action, str(step.by)) == ("contact_seller", "2024-03-13 23:59:59+00:00")
    assert [because.rule for because in step.because] == ["bazaar/ground.not_received", "bazaar/window.claim"]


def test_what_can_be_done_before_a_claim_opens_begins_now(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = window("ask_extension", "buyer", "ask_extension", "placed", 20)
    opens = '{ calendar = "15 days", after = "placed" }'
    known(monkeypatch, pack("bazaar", 30, opens=opens, rules=ask))
    (step,) = found().plan
    assert (step.action, step.from_us) == ("ask_extension", bp.Instant.of(AT).us)


@pytest.mark.parametrize(("at", "steps"), [("2026-01-30T23:59:59Z", 1), ("2026-01-31T00:00Z", 0)])
def test_the_last_second_is_in_time_for_what_is_still_to_be_decided(at: str, steps: int) -> None:
    plan = found(at, items=[bp.Item("lamp", "90 USD")]).plan
    assert [(step.programme, str(step.by), step.arguable) for step in plan] == [
        ("act", "2026-01-30 23:59:59+00:00", False)
    ] * steps


# --- what if --------------------------------------------------------------------------------------


def test_waiting_shows_what_is_lost() -> None:
    later = bp.routes(claim(), at=AT, wait=21)
    assert str(later.at) == "2024-04-01 12:00:00+00:00"
    before = {route.programme for route in found() if route.usable}
    assert before - {route.programme for route in later if route.usable} == {"bazaar"}
    assert later.conflicts == ()
    assert str(bp.routes(claim(), at=AT, wait=36_500).at) == "2124-02-16 12:00:00+00:00"
    for wait in (-1, 1.5, True, 36_501):
        with pytest.raises(bp.InvalidFactsError, match="is not a number of days to wait"):
            bp.routes(claim(), at=AT, wait=wait)  # type: ignore[arg-type]
    for days in (-1, 7.0, True, "7"):
        with pytest.raises(bp.InvalidFactsError, match="is not a number of days for the bank"):
            bp.routes(claim(), at=AT, bank_days=days)  # type: ignore[arg-type]


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


def test_the_plan_is_shown_in_the_zone_of_the_buyer_and_else_in_utc() -> None:
    answer = found(zone="America/New_York")
    assert str(answer.at) == "2024-03-11 08:00:00-04:00"
    assert repr(answer.plan[0]) == "<PlanStep bazaar: open_dispute, by 2024-03-31T19:59:59-04:00>"
    assert routes_to_data(answer)["plan"][0]["by"] == "2024-03-31T19:59:59-04:00"
    assert "by Sun 31 Mar 2024, 19:59 (America/New_York)." in answer.explain()
    bare = found(zone=None, placed="2024-03-01T00:00Z")
    assert str(bare.at) == "2024-03-11 12:00:00+00:00"
    assert repr(bare.plan[0]) == "<PlanStep bazaar: open_dispute, by 2024-03-31T23:59:59Z>"


def test_what_is_told_cannot_take_over_a_terminal() -> None:
    text = found(items=[bp.Item("la\x1b[31mmp\u202e\x9b", "100 EUR")]).explain()
    assert text.startswith("la [31mmp   (100.00 EUR in all), asked on Mon 11 Mar 2024, 12:00 (UTC).")
    assert all(c.isprintable() or c == "\n" for c in text)


# --- at the end of the time -----------------------------------------------------------------------


def test_once_the_banks_days_have_begun_the_networks_own_limit_is_left_and_the_card_comes_first() -> None:
    answer = found("2024-06-25T12:00Z")
    first = answer.plan[0]
    assert (first.programme, str(first.by), first.arguable) == ("plastic", "2024-06-29 23:59:59+00:00", False)
    late = bp.routes(claim(), at=AT, bank_days=120)
    assert {"bazaar", "plastic"} <= {step.programme for step in late.plan}


def test_what_a_dispute_with_the_bank_shuts_is_not_planned_once_the_bank_was_told() -> None:
    answer = bp.routes(claim(bank_told="2024-03-20"), at="2024-03-25T12:00Z")
    assert [route.programme for route in answer if route.begun] == ["plastic"]
    shut = [one for one in answer.conflicts if one.kind == "shut"]
    assert [(one.kept, one.dropped, one.because[0].rule) for one in shut] == [
        ("plastic", "bazaar", "bazaar/interaction.closed"),
    ]
    assert "bazaar" not in {step.programme for step in answer.plan}
    assert "bazaar cannot be had any more" in answer.explain()


def test_a_step_before_the_claim_leaves_time_for_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = (
        '\n[[version.window]]\nid = "ask"\nparty = "buyer"\naction = "contact_seller"\nopens = "placed"\n'
        'closes = { calendar = "40 days", after = "placed" }\nused_by = "contacted"\n'
        'says = "Ask first."\nsources = ["page"]\n'
    )
    gated = pack("bazaar", 30, rules=ask, opens='{ elapsed = "3 days", after = "contacted" }')
    monkeypatch.setattr(routing, "programmes", lambda: (gated,))
    monkeypatch.setattr(routing, "find_pack", {"bazaar": gated}.__getitem__)
    (step,) = found().plan
    # Asked by noon of the 28th, three days are left for the claim until the 31st.
    assert (step.action, str(step.by)) == ("contact_seller", "2024-03-28 23:59:59+00:00")


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"claim": "x"}, bp.WrongTypeError, "'x' is not an Order, a Claim or a Dispute"),
        ({"claim": None}, bp.WrongTypeError, "None is not an Order, a Claim or a Dispute"),
        ({"suppose": ["placed"]}, bp.WrongTypeError, "is not a table of events by their names"),
        ({"versions": ["act"]}, bp.WrongTypeError, "is not a table of versions"),
        ({"versions": {"act": []}}, bp.WrongTypeError, r"\[\] is not the name of a version"),
        ({"bank_days": 366}, bp.InvalidFactsError, "366 is not a number of days for the bank: give 0 to 365"),
        ({"bank_days": True}, bp.InvalidFactsError, "True is not a number of days for the bank"),
    ],
)
def test_what_is_of_another_kind_is_refused_as_such(
    asked: dict[str, Any], error: type[bp.BuyerProtectError], says: str
) -> None:
    with pytest.raises(error, match=says):
        bp.routes(asked.pop("claim", claim()), at=AT, **asked)
