"""The next step while buyer and seller talk, by every kind of window a programme may have for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

import buyerprotect as bp
from buyerprotect.rules.pack import Pack, read_pack

OPENED = bp.Event("opened", "2023-03-20T00:00Z")
DENIED = bp.Event("answered", "2023-03-21T00:00Z", accepts=False)
HANDED = bp.Event("escalated", "2023-03-26T00:00Z")

HEAD = """
schema = 1
id = "talks"
programme = "talks"
title = "Talks, an invented marketplace"
[sources.terms]
title = "Terms"
address = "https://talks.example/terms"
read = 2026-01-15
kind = "official"
says = "Talk first."
[[version]]
id = "only"
from = 2020-01-01
zone = "UTC"
sources = ["terms"]
[[version.ground]]
id = "not_received"
when = { problem = "not_received" }
window = "claim"
says = "What did not come is covered."
sources = ["terms"]
"""


def rule(kind: str, name: str, *lines: str) -> str:
    ending = (f'says = "The rule {name}."', 'sources = ["terms"]')
    return "\n".join((f"[[version.{kind}]]", f'id = "{name}"', *lines, *ending, ""))


def after(event: str, days: int) -> str:
    return f'{{ elapsed = "{days} days", after = "{event}" }}'


def window(
    name: str, party: str, action: str, opens: str, closes: str, *more: str, lapse: str = "not_known"
) -> str:
    return rule(
        "window",
        name,
        f'party = "{party}"',
        f'action = "{action}"',
        f"opens = {opens}",
        f"closes = {closes}",
        f'lapse = "{lapse}"',
        *more,
    )


# The time to open a dispute ends with the second day of the dispute: every step says so first.
CLAIM = window("claim", "buyer", "open_dispute", '"placed"', after("placed", 21), 'used_by = "opened"')
UNENDING = '{ not_stated = "when it ends" }'
TAKES_OVER = window("taking", "platform", "take_over", '"opened"', after("opened", 30))
REFUND = rule("refund", "goods", 'pays = ["price"]')
BARRED = rule("exclusion", "charged_back", 'when = { happened = "payment_disputed" }')


def seller(lapse: str, days: int = 3, *, since: str = "opened", closes: str | None = None) -> str:
    end = closes or after(since, days)
    used = 'used_by = "responded"'
    return window("seller_answer", "seller", "answer", f'"{since}"', end, used, lapse=lapse)


def escalate(
    lapse: str = "not_known",
    opens: int = 5,
    closes: int = 21,
    *,
    unending: bool = False,
    name: str = "escalate",
) -> str:
    end = UNENDING if unending else after("opened", closes)
    return window(
        name, "buyer", "escalate", after("opened", opens), end, 'used_by = "escalated"', lapse=lapse
    )


def market(*rules: str, claim: str = CLAIM) -> Pack:
    return read_pack("\n".join((HEAD, claim, *rules)), "talks.toml")


def dispute(*events: bp.Event, kind: Any = "not_received", **told: Any) -> bp.Dispute:
    values: dict[str, Any] = {"zone": "UTC", "items": [bp.Item("lamp", "100 USD")], **told}
    order = bp.Order("talks", "2023-03-01T00:00Z", **values)
    return bp.Dispute(bp.Claim(order, [bp.Problem(kind)]), [OPENED, *events])


def claim(**told: Any) -> bp.Claim:
    return dispute(**told).claim


def step(pack: Pack, facts: bp.Claim | bp.Dispute, at: str) -> bp.Recommendation:
    day = at if "T" in at else f"2023-{at}T00:00Z"
    return bp.recommend(facts, at=day, policy=pack)


def rules(found: bp.Recommendation) -> list[str]:
    return [because.rule for because in found.because]


def said(found: bp.Recommendation) -> str:
    return " ".join(because.says for because in found.because)


def until(found: bp.Recommendation) -> str | None:
    return None if found.wait_until is None else f"{found.wait_until:%m-%d}"


def advised(found: bp.Recommendation) -> list[str]:
    return [option.id for option in found.options if option.recommended]


# --- before a dispute -----------------------------------------------------------------------------

LASTING = after("placed", 21)
BY_COUNTRY = 'country = ["DE"]'


def opening(opens: str, closes: str = LASTING, *more: str) -> str:
    return window("claim", "buyer", "open_dispute", opens, closes, 'used_by = "opened"', *more)


def covering(condition: str) -> str:
    return rule(
        "ground", "wrong", 'when = { problem = "damaged" }', f"covered = {condition}", 'window = "claim"'
    )


def test_only_a_claim_that_waits_for_it_asks_the_seller_first() -> None:
    gate = window("contact", "buyer", "contact_seller", '"placed"', LASTING, 'used_by = "contacted"')
    for opens, action in ((after("placed", 5), "wait"), (after("contacted", 2), "contact_seller")):
        assert step(market(gate, claim=opening(opens)), claim(), "03-03").action == action


def test_an_end_that_waits_for_the_seller_to_be_asked_keeps_no_claim_from_opening() -> None:
    answer = bp.assess(
        claim(), at="2023-03-03T00:00Z", policy=market(claim=opening('"placed"', after("contacted", 9)))
    )
    assert (answer.classification.coverage, answer.classification.needs) == ("covered", ())
    assert answer.recommendation.action == "open_dispute"


def test_a_claim_that_waits_for_something_else_is_not_merely_too_early() -> None:
    answer = bp.assess(claim(), at="2023-03-03T00:00Z", policy=market(claim=opening(after("paid", 2))))
    assert (answer.classification.coverage, answer.classification.needs) == ("undetermined", ("paid",))
    assert answer.recommendation.action == "wait"


def test_a_claim_whose_end_nobody_knows_is_made_from_its_first_moment_on() -> None:
    found = step(market(claim=opening('"placed"', UNENDING)), claim(), "03-01")
    assert (found.action, found.act_by) == ("open_dispute", None)
    assert "The time to claim has begun, and when it ends is not known: act at once." in said(found)


def test_a_claim_whose_beginning_nobody_knows_is_not_made_yet() -> None:
    found = step(market(claim=opening(UNENDING)), claim(), "03-03")
    assert found.action == "add_evidence"
    assert "depends on what is not told yet: nothing any source states." in said(found)


def test_where_the_window_is_for_others_nothing_is_decided() -> None:
    abroad = market(claim=opening('"placed"', LASTING, f"when = {{ {BY_COUNTRY} }}"))
    answer = bp.assess(claim(country="FR"), at="2023-03-03T00:00Z", policy=abroad)
    assert (answer.classification.coverage, answer.classification.needs) == ("undetermined", ())
    assert answer.recommendation.action == "add_evidence"
    assert "nothing any source states" in said(answer.recommendation)


@pytest.mark.parametrize(
    ("closes", "when"),
    [
        (LASTING, (f"when = {{ {BY_COUNTRY} }}",)),  # the end is known, whatever the window turns on
        (UNENDING, ()),  # the end is not known, and the ground turns on more than that
    ],
)
def test_a_fact_that_decides_the_coverage_is_asked_for_first(closes: str, when: tuple[str, ...]) -> None:
    pack = market(covering(f"{{ {BY_COUNTRY} }}"), claim=opening('"placed"', closes, *when))
    found = step(pack, claim(kind="damaged"), "03-03")
    assert found.action == "add_evidence"
    assert "depends on what is not told yet: country." in said(found)


OPEN_QUESTION = '{ not_stated = "whether lamps count" }'


def test_what_no_source_settles_is_claimed_while_that_can_be_done() -> None:
    found = step(market(covering(OPEN_QUESTION), claim=opening('"placed"')), claim(kind="damaged"), "03-03")
    assert (found.action, rules(found), advised(found)) == ("open_dispute", ["needs"], ["ask_full"])
    assert "No source settles whether lamps count: claim while you can" in said(found)
    assert str(found.act_by) == "2023-03-21 23:59:59+00:00"
    closed = market(covering(OPEN_QUESTION), claim=opening(UNENDING))
    assert step(closed, claim(kind="damaged"), "03-03").action == "add_evidence"


def test_a_stated_due_date_is_of_its_own_window_alone() -> None:
    facts = claim(due_dates=[bp.DueDate("escalate", closes="2023-03-10T00:00Z")])
    found = bp.deadlines(facts, policy=market(escalate())).find("claim")
    assert found is not None
    assert (str(found.closes), found.closes_stated) == ("2023-03-22 00:00:00+00:00", False)


def test_a_window_may_be_used_while_its_clock_stands_still() -> None:
    pack = bp.load_pack(Path(__file__).parent.parent / "rules" / "good" / "repairs.toml")
    parcels = [bp.Parcel(shipped="2026-01-02", delivered="2026-01-05")]
    order = bp.Order(
        "sample-repairs",
        "2026-01-01",
        zone="Europe/London",
        items=[bp.Item("kettle", "40 GBP")],
        parcels=parcels,
        repair_asked="2026-01-20",
    )
    found = bp.deadlines(order, policy=pack.versions[0]).find("open_dispute")
    assert found is not None
    at = bp.Instant.of("2026-01-25T12:00Z").us
    assert (found.status_us(at), found.usable_us(at)) == ("paused", True)


def test_a_refund_without_a_cap_cuts_nothing() -> None:
    found = step(market(REFUND), claim(shipping="10 USD"), "03-03").entitlement
    assert found is not None
    assert (found.amount, found.most, found.capped) == (bp.Money(100, "USD"), None, False)


# --- an answer ------------------------------------------------------------------------------------


def test_what_the_seller_agreed_to_is_waited_for() -> None:
    agreed = bp.Event("answered", "2023-03-21T00:00Z", accepts=True)
    found = step(market(escalate("case_closed")), dispute(agreed), "04-20")
    assert (found.action, rules(found), advised(found)) == ("wait", ["window.claim", "dispute"], ["wait"])
    assert "The seller has agreed; the money is to come." in said(found)


@pytest.mark.parametrize(
    ("at", "action", "waits", "reasons", "way"),
    [
        ("03-24", "wait", "03-25", ["window.claim", "dispute", "window.escalate"], None),
        ("03-25", "escalate", None, ["window.claim", "dispute"], ["escalate"]),
        ("2023-04-09T23:59Z", "escalate", None, ["window.claim", "dispute"], ["escalate"]),
    ],
)
def test_without_agreement_a_case_is_handed_over_as_soon_as_it_can_be(
    at: str, action: str, waits: str | None, reasons: list[str], way: list[str] | None
) -> None:
    found = step(market(escalate("case_closed")), dispute(DENIED), at)
    assert (found.action, until(found), rules(found)) == (action, waits, reasons)
    assert way is None or advised(found) == way
    assert str(found.act_by) == "2023-04-09 23:59:59+00:00"
    assert "There is no agreement with the seller" in said(found)


@pytest.mark.parametrize("lapse", ["case_closed", "right_lost", "seller_paid"])
@pytest.mark.parametrize("events", [(), (DENIED,)])
def test_a_dispute_that_nobody_handed_over_in_time_may_be_over(lapse: str, events: tuple[bp.Event]) -> None:
    pack = market(escalate(lapse))
    found = step(pack, dispute(*events), "04-10")
    assert (found.action, rules(found)) == ("other_route", ["dispute", "window.escalate"])
    assert (found.request.kind, found.options) == ("none", ())
    assert "Nobody escalated the dispute in time, so the dispute is over" in said(found)
    assert "a card issuer, a payment provider or the law may still help." in said(found)
    assert step(pack, dispute(*events), "2023-04-09T23:59Z").action == "escalate"


def test_where_nothing_is_lost_with_the_time_to_hand_over_the_platform_is_waited_for() -> None:
    found = step(market(escalate()), dispute(DENIED), "04-10")
    assert (found.action, until(found)) == ("wait", None)
    assert rules(found) == ["window.claim", "window.escalate", "dispute"]
    found = step(market(escalate(), TAKES_OVER), dispute(DENIED), "04-10")
    assert (found.action, until(found)) == ("wait", "04-19")
    assert rules(found) == ["window.claim", "window.escalate", "window.taking", "dispute"]
    unending = window("taking", "platform", "take_over", '"opened"', UNENDING)
    assert until(step(market(escalate(), unending), dispute(DENIED), "04-10")) is None
    # What the platform was to do by then is no longer waited for with a date.
    assert until(step(market(escalate(), TAKES_OVER), dispute(DENIED), "04-19")) is None


def test_a_time_to_hand_over_that_ends_before_it_begins_is_not_waited_for() -> None:
    facts = dispute(DENIED, due_dates=[bp.DueDate("escalate", closes="2023-03-24T00:00Z")])
    found = step(market(escalate()), facts, "03-23")
    assert rules(found) == ["window.claim", "window.escalate", "dispute"]


def test_who_handed_a_case_over_did_not_lose_it() -> None:
    # An answer that came after the escalation is no new silence of the buyer.
    facts = dispute(HANDED, bp.Event("answered", "2023-03-27T00:00Z", accepts=False))
    found = step(market(escalate("case_closed")), facts, "04-20")
    assert found.action != "other_route"


# --- no answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "action", "waits", "reasons"),
    [
        ("2023-03-22T23:59Z", "wait", "03-23", ["window.claim", "dispute"]),
        ("03-23", "wait", "03-25", ["window.claim", "dispute", "window.seller_answer", "window.escalate"]),
        ("03-25", "escalate", None, ["window.claim", "window.seller_answer", "dispute", "window.escalate"]),
        ("04-10", "wait", None, ["window.claim", "window.seller_answer", "dispute"]),
    ],
)
def test_after_a_silence_the_buyer_may_hand_the_case_over(
    at: str, action: str, waits: str | None, reasons: list[str]
) -> None:
    found = step(market(seller("may_escalate"), escalate()), dispute(), at)
    assert (found.action, until(found), rules(found)) == (action, waits, reasons)
    assert advised(found) == [action]
    says = {
        "2023-03-22T23:59Z": "the seller has not answered it",
        "03-23": "The seller let the time for an answer pass.",
        "03-25": "nobody decides unless you ask",
    }
    assert says.get(at, "the seller has not answered it") in said(found)
    timed = at in ("03-23", "03-25")
    assert str(found.act_by) == ("2023-04-09 23:59:59+00:00" if timed else "None")


def test_who_may_hand_over_and_has_no_window_for_it_goes_on_waiting() -> None:
    found = step(market(seller("may_escalate")), dispute(), "03-23")
    assert (found.action, until(found)) == ("wait", None)
    assert rules(found) == ["window.claim", "window.seller_answer", "dispute"]


@pytest.mark.parametrize(
    ("lapse", "extra", "reasons", "says"),
    [
        ("request_granted", (), ["dispute", "window.seller_answer"], "is taken as accepted"),
        ("escalates", (), ["dispute", "window.seller_answer", "dispute"], "the case goes to the platform"),
        (
            "escalates",
            (TAKES_OVER,),
            ["dispute", "window.seller_answer", "window.taking", "dispute"],
            "the case goes to the platform",
        ),
        ("not_known", (), ["window.seller_answer", "dispute"], "the seller has not answered it"),
    ],
)
def test_what_a_silence_brings_by_itself(
    lapse: str, extra: tuple[str, ...], reasons: list[str], says: str
) -> None:
    # The time to hand over, which costs nothing when it passes, has not begun.
    found = step(market(seller(lapse), escalate(), *extra), dispute(), "03-23")
    assert (found.action, rules(found)) == ("wait", ["window.claim", *reasons])
    assert (until(found), advised(found)) == ("04-19" if extra else None, ["wait"])
    assert says in said(found)


@pytest.mark.parametrize(
    ("at", "action", "waits", "reasons"),
    [
        ("03-24", "wait", "03-25", ["window.claim", "window.escalate"]),
        ("03-25", "escalate", None, ["window.claim", "dispute", "window.escalate"]),
    ],
)
def test_where_the_seller_has_no_time_the_case_is_handed_over_as_soon_as_it_can_be(
    at: str, action: str, waits: str | None, reasons: list[str]
) -> None:
    found = step(market(escalate("right_lost")), dispute(), at)
    assert (found.action, until(found), rules(found)) == (action, waits, reasons)


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        ("03-24", ["window.claim", "dispute"]),
        ("03-25", ["window.claim", "dispute", "window.escalate"]),
        ("04-10", ["window.claim", "dispute"]),
    ],
)
def test_where_nothing_is_lost_and_nobody_is_late_there_is_only_waiting(at: str, reasons: list[str]) -> None:
    found = step(market(escalate()), dispute(), at)
    assert (found.action, until(found), rules(found)) == ("wait", None, reasons)
    assert "and nobody has answered it" in said(found)


@pytest.mark.parametrize(
    ("need", "action", "says"),
    [
        (None, "wait", "The platform is to rule."),
        ("useless", "wait", "The platform is to rule."),
        ("needed", "add_evidence", "and nobody has answered it"),
        ("wanted", "add_evidence", "and nobody has answered it"),
    ],
)
def test_with_nobody_to_answer_the_platform_rules_on_what_was_shown(
    need: str | None, action: str, says: str
) -> None:
    shown = () if need is None else (rule("evidence", "photo", 'kind = "photo"', f'need = "{need}"'),)
    found = step(market(*shown), dispute(), "03-24")
    assert (found.action, rules(found), until(found)) == (action, ["window.claim", "dispute"], None)
    assert says in said(found)
    found = step(market(*shown, TAKES_OVER), dispute(), "03-24")
    taken = action == "wait"
    assert (until(found), "window.taking" in rules(found)) == ("04-19" if taken else None, taken)


@pytest.mark.parametrize(
    ("closes", "unending", "action"),
    [(8, False, "escalate"), (10, False, "escalate"), (11, False, "wait"), (8, True, "wait")],
)
@pytest.mark.parametrize("lapses", [("may_escalate", "not_known"), ("not_known", "case_closed")])
def test_a_time_to_hand_over_that_ends_no_later_than_the_sellers_is_used(
    *, closes: int, unending: bool, action: str, lapses: tuple[str, str]
) -> None:
    by_seller, by_buyer = lapses
    pack = market(seller(by_seller, 10), escalate(by_buyer, 2, closes, unending=unending))
    found = step(pack, dispute(), "03-23")
    assert found.action == action
    assert until(found) == (None if action == "escalate" else "03-30")
    # Before it begins there is nothing to do, and where nobody loses by it neither.
    assert step(pack, dispute(), "2023-03-21T23:59Z").action == "wait"
    idle = market(seller("not_known", 10), escalate("not_known", 2, closes, unending=unending))
    assert step(idle, dispute(), "03-23").action == "wait"


def test_a_time_to_hand_over_whose_end_nobody_knows_is_used_once_the_seller_is_late() -> None:
    pack = market(seller("not_known", 10), escalate("case_closed", 2, unending=True))
    assert step(pack, dispute(), "03-29").action == "wait"
    found = step(pack, dispute(), "03-30")
    assert (found.action, found.act_by) == ("escalate", None)


# --- handed over ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules_of_seller", "events"),
    [
        ((), (HANDED,)),
        ((seller("request_granted"),), (HANDED,)),  # its time ran before
        ((seller("request_granted", since="information_requested"),), (HANDED,)),  # it has none yet
        (  # and here the seller has answered
            (seller("request_granted", since="escalated"),),
            (
                bp.Event("answered", "2023-03-26", accepts=False),
                bp.Event("escalated", "2023-03-26"),
            ),
        ),
    ],
)
def test_a_case_that_was_handed_over_is_ruled(
    rules_of_seller: tuple[str, ...], events: tuple[bp.Event, ...]
) -> None:
    # What the platform takes up by itself is no longer waited for: it has the case.
    found = step(market(escalate("case_closed"), TAKES_OVER, *rules_of_seller), dispute(*events), "04-11")
    assert (found.action, until(found), rules(found)) == ("wait", None, ["window.claim", "dispute"])
    assert "The platform is to rule." in said(found)
    assert advised(found) == ["wait"]


@pytest.mark.parametrize("handed", ["2023-03-26T00:00Z", "2023-03-26"])
def test_a_seller_may_have_to_answer_the_case_that_was_handed_over(handed: str) -> None:
    pack = market(escalate("case_closed"), TAKES_OVER, seller("request_granted", 5, since="escalated"))
    facts = dispute(DENIED, bp.Event("escalated", handed))
    found = step(pack, facts, "03-30")
    assert found.action == "wait"
    assert until(found) in ("03-31", "04-01")  # a day may be over before it counts
    assert rules(found) == ["window.claim", "dispute", "window.seller_answer"]
    assert "the seller is to answer it" in said(found)
    assert advised(found) == ["wait"]


def test_the_silence_of_a_seller_who_was_to_answer_the_platform_brings_what_it_brings() -> None:
    facts = dispute(DENIED, HANDED)
    granting = market(TAKES_OVER, seller("request_granted", since="escalated"))
    assert until(step(granting, facts, "2023-03-28T23:59Z")) == "03-29"
    found = step(granting, facts, "03-29")
    assert (found.action, until(found)) == ("wait", None)
    assert rules(found) == ["window.claim", "dispute", "window.seller_answer"]
    assert "is taken as accepted" in said(found)
    # Where no source says what it brings, the platform, which has the case, rules.
    found = step(market(TAKES_OVER, seller("not_known", since="escalated")), facts, "03-29")
    assert (until(found), rules(found)) == (None, ["window.claim", "dispute"])
    assert "The platform is to rule." in said(found)
    unending = market(seller("request_granted", since="escalated", closes=UNENDING))
    found = step(unending, facts, "05-29")
    assert (found.action, until(found)) == ("wait", None)
    assert "the seller is to answer it" in said(found)


# --- whatever was said ----------------------------------------------------------------------------


@pytest.mark.parametrize("events", [(), (DENIED,), (HANDED,)])
def test_a_payment_disputed_elsewhere_ends_the_talk(events: tuple[bp.Event, ...]) -> None:
    facts = dispute(*events, payment_disputed="2023-03-22T00:00Z")
    found = step(market(escalate("case_closed"), BARRED), facts, "03-27")
    assert (found.action, rules(found)) == ("other_route", ["dispute", "exclusion.charged_back"])
    assert (found.request.kind, found.options) == ("none", ())
    assert "The payment is disputed elsewhere" in said(found)
    assert "a card issuer, a payment provider or the law is where to go on." in said(found)


def test_what_is_excluded_otherwise_is_still_talked_about() -> None:
    other = rule("exclusion", "paid_late", 'when = { happened = "paid" }')
    facts = dispute(paid="2023-03-02T00:00Z")
    assert step(market(escalate("case_closed"), BARRED, other), facts, "03-25").action == "escalate"


def test_a_problem_of_no_ground_is_still_talked_about() -> None:
    found = step(market(escalate("case_closed")), dispute(kind="counterfeit"), "03-25")
    assert (found.action, rules(found)) == ("escalate", ["dispute", "window.escalate"])


HAND_OVER = escalate(name="claim")  # some programmes have the claim itself handed over in a dispute


@pytest.mark.parametrize(
    ("at", "action"),
    [
        ("2023-03-24T23:59Z", "wait"),
        ("03-25", "escalate"),
        ("2023-04-09T23:59Z", "escalate"),
        ("04-10", "wait"),
    ],
)
def test_a_claim_that_is_made_by_handing_over_is_made_in_time(at: str, action: str) -> None:
    agreed = bp.Event("answered", "2023-03-21T00:00Z", accepts=True)
    found = step(market(claim=HAND_OVER), dispute(agreed), at)
    assert found.action == action
    if action == "escalate":
        assert rules(found) == ["ground.not_received", "window.claim"]
        assert str(found.act_by) == "2023-04-09 23:59:59+00:00"
    excluded = rule("exclusion", "paid_late", 'when = { happened = "paid" }')
    facts = dispute(agreed, paid="2023-03-02T00:00Z")
    assert step(market(excluded, claim=HAND_OVER), facts, at).action == "wait"


def test_a_claim_that_was_handed_over_is_not_handed_over_again() -> None:
    found = step(market(claim=HAND_OVER), dispute(HANDED), "03-27")
    assert (found.action, rules(found)) == ("wait", ["dispute"])


def test_after_an_answer_handing_over_is_the_option_advised() -> None:
    found = step(market(claim=HAND_OVER), dispute(DENIED), "03-25")
    assert (found.action, advised(found)) == ("escalate", ["escalate"])


def test_a_claim_that_is_opened_is_not_handed_over_while_its_window_is_open() -> None:
    # Nothing tells that this window was used, so it stays open beside the dispute.
    lasting = window("claim", "buyer", "open_dispute", '"placed"', after("placed", 60))
    assert step(market(claim=lasting), dispute(), "03-25").action == "wait"


@pytest.mark.parametrize(("again", "action"), [("0 USD", "other_route"), ("40 USD", "wait")])
def test_the_last_ruling_counts_after_an_appeal(again: str, action: str) -> None:
    first = bp.Event("ruled", "2023-04-01T00:00Z", amount="0 USD")
    appealed = bp.Event("appealed", "2023-04-02T00:00Z")
    facts = dispute(HANDED, first, appealed)
    pack = market(escalate("case_closed"))
    found = step(pack, facts, "04-05")
    assert (found.action, rules(found)) == ("wait", ["dispute"])
    assert "An appeal was made" in said(found)
    ruled = facts.record(bp.Event("ruled", "2023-04-04T00:00Z", amount=again))
    found = step(pack, ruled, "04-05")
    assert (found.action, "An appeal was made" in said(found)) == (action, False)


# --- questions, offers, the way back --------------------------------------------------------------

ASKED = bp.Event("information_requested", "2023-03-27T00:00Z")
INFORM = window(
    "inform", "buyer", "give_information", '"information_requested"', after("information_requested", 5)
)


@pytest.mark.parametrize(
    ("more", "at", "act_by", "reasons"),
    [
        ((), "03-28", None, ["window.claim", "dispute"]),
        ((INFORM,), "03-28", "2023-03-31 23:59:59+00:00", ["window.claim", "dispute", "window.inform"]),
        ((INFORM,), "04-01", None, ["window.claim", "dispute", "window.inform"]),
    ],
)
def test_a_question_of_the_platform_is_answered(
    more: tuple[str, ...], at: str, act_by: str | None, reasons: list[str]
) -> None:
    found = step(market(escalate("case_closed"), *more), dispute(HANDED, ASKED), at)
    assert (found.action, found.act_by and str(found.act_by)) == ("add_evidence", act_by)
    assert (rules(found), advised(found)) == (reasons, ["wait"])
    assert "The platform asked you for information." in said(found)


@pytest.mark.parametrize(
    ("pays", "amount", "back", "action", "says"),
    [
        ((), "109 USD", False, "decline", "less than the 110.00 USD paid."),
        ((), "110 USD", False, "accept", "all that was paid."),
        ((), "110 USD", True, "decline", "has you pay the way back."),
        ((REFUND,), "99 USD", False, "decline", "less than the 100.00 USD that the programme pays."),
        ((REFUND,), "100 USD", False, "accept", "all that the programme pays."),
        ((REFUND,), "109 USD", False, "accept", "all that the programme pays."),
        ((REFUND,), "110 USD", False, "accept", "all that was paid."),
        ((REFUND,), "100 USD", True, "decline", "has you pay the way back."),
    ],
)
def test_an_offer_is_measured_by_what_can_be_had(
    *, pays: tuple[str, ...], amount: str, back: bool, action: str, says: str
) -> None:
    offer = bp.Event("offered", "2023-03-21T00:00Z", amount=amount, return_goods=back)
    found = step(market(*pays), dispute(offer, shipping="10 USD"), "03-24")
    assert found.action == action
    assert rules(found)[:2] == ["window.claim", "offer"]
    assert f"The offer of {bp.Money.of(amount)} " in said(found)
    assert says in said(found)


@pytest.mark.parametrize("kind", ["window", "none"])
@pytest.mark.parametrize("payer", [None, "seller"])
def test_who_pays_the_way_back_by_the_rules_is_said_with_the_rule(
    kind: str, payer: Literal["seller"] | None
) -> None:
    back = window("return_goods", "buyer", "return_goods", '"ruled"', after("ruled", 10))
    ground = rule("ground", "differs", 'when = { problem = "damaged" }', 'window = "claim"')
    pack = market(
        ground, rule("postage", "sellers", 'paid_by = "seller"'), *((back,) if kind == "window" else ())
    )
    ruled = bp.Event("ruled", "2023-04-01T00:00Z", return_goods=True, return_paid_by=payer)
    found = step(pack, dispute(ruled, kind="damaged"), "04-02")
    shown = ["window.return_goods"] if kind == "window" else []
    assert found.action == "return_goods"
    assert rules(found) == ["dispute", *shown, *(["postage.sellers"] if payer is None else [])]
