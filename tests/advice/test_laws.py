"""The laws an answer keeps, whatever the case: named properties over cases that could have happened."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from copy import copy, deepcopy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from cases_strategies import claims, disputes, moments, moments_on, orders
from counts import standard as standard_zone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.advice.case import prepare
from buyerprotect.advice.deadline import Rule
from buyerprotect.convert import answer_to_data
from buyerprotect.facts.events import order_of
from buyerprotect.rules.library import find_pack
from buyerprotect.timing.clock import LAST, bounds
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import Outcome, Resolved
from buyerprotect.timing.term import (
    After,
    Capped,
    EarliestOf,
    LatestOf,
    NotBefore,
    On,
    Term,
    walk,
)
from buyerprotect.timing.trace import replay
from buyerprotect.timing.zone import DAY

Facts = bp.Order | bp.Claim | bp.Dispute

GUIDE, ALIEXPRESS = "aliexpress-guide", "aliexpress"
VERSIONS = {version.version: version for version in find_pack(ALIEXPRESS).versions}
RULES = [GUIDE, *VERSIONS]
"""The guide, and every version of the programme's own rules: each law is checked for each."""
PACIFIC = "America/Los_Angeles"
# Once its opening is known a window is not yet open, then open, or not known to be over.
STATUSES = ["pending", "not_yet", "not_known", "open", "done", "closed"]

each_version = pytest.mark.parametrize("rules", RULES)


def few(examples: int) -> settings:
    """Run so many examples for each version, of which there are many."""
    return settings(deadline=None, max_examples=examples)


def pack_of(rules: str) -> str:
    return GUIDE if rules == GUIDE else ALIEXPRESS


def answerable(facts: Facts, rules: str = GUIDE) -> bool:
    """Tell whether these rules may govern a case, cover it, and can pay what it asks."""
    try:
        case = prepare(facts, pack_of(rules))
    except bp.BuyerProtectError:
        return False
    governing = {version.version for version in (case.policy, *case.policy.bracketed_with)}
    return rules == GUIDE or rules in governing


def days_of(version: bp.Policy) -> st.SearchStrategy[date]:
    """Draw days on which a version is or may be in force, often the first and the last of its spans."""
    first = version.start.not_before
    last = date(2026, 11, 30)
    edges = [version.start.not_before, version.start.not_after]
    if version.end is not None and version.end.not_after is not None:
        last = version.end.not_after - timedelta(days=1)
        edges += [version.end.not_before, version.end.not_after]
    assert first is not None
    near = [day - timedelta(days=back) for day in edges if day is not None for back in (0, 1)]
    turns = sorted({day for day in near if first <= day <= last})
    return st.sampled_from(turns) | st.dates(first, last)


def when(rules: str) -> st.SearchStrategy[int]:
    return moments() if rules == GUIDE else moments_on(days_of(VERSIONS[rules]), PACIFIC)


def plain(claim: bp.Claim) -> bp.Claim:
    """Take out what only other programmes know: a ground by another name, more than was paid."""
    asks = claim.asks if claim.asks and claim.asks.amount <= claim.paid else None
    return evolve(claim, ground=None, asks=asks)


def plain_dispute(dispute: bp.Dispute) -> bp.Dispute:
    """Take out what no programme pays: more than was paid."""
    paid = dispute.claim.paid
    events = [
        evolve(event, amount=None) if event.amount is not None and event.amount > paid else event
        for event in dispute.events
    ]
    return evolve(dispute, claim=plain(dispute.claim), events=events)


def within(rules: str, drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return drawn.filter(lambda facts: answerable(facts, rules))


ORDERS: dict[str, st.SearchStrategy[bp.Order]] = {
    rules: within(rules, orders(when(rules)).map(lambda order: evolve(order, programme=ALIEXPRESS)))
    for rules in RULES
}


def in_programme(claim: bp.Claim) -> bp.Claim:
    return plain(evolve(claim, order=evolve(claim.order, programme=ALIEXPRESS)))


CLAIMS: dict[str, st.SearchStrategy[bp.Claim]] = {
    rules: within(rules, claims(when(rules)).map(in_programme)) for rules in RULES
}
DISPUTES: dict[str, st.SearchStrategy[bp.Dispute]] = {
    rules: within(
        rules,
        disputes(when(rules)).map(lambda case: plain_dispute(evolve(case, claim=in_programme(case.claim)))),
    )
    for rules in RULES
}
CLAIMED: dict[str, st.SearchStrategy[bp.Claim | bp.Dispute]] = {
    rules: st.one_of(CLAIMS[rules], DISPUTES[rules]) for rules in RULES
}
FACTS: dict[str, st.SearchStrategy[Facts]] = {
    rules: st.one_of(ORDERS[rules], CLAIMED[rules], CLAIMED[rules]) for rules in RULES
}


def later_than(facts: Facts) -> int:
    """Return a moment that no observed event lies after."""
    order = order_of(facts)
    told = [value for _, value in order.moments()]
    told += [event.on for event in facts.events] if isinstance(facts, bp.Dispute) else []
    return max(bounds(value, order.zone)[1] for value in told)


def answered(facts: Facts, at: int, rules: str) -> bp.Assessment:
    return bp.assess(facts, at=bp.Instant(at), policy=pack_of(rules))


def windows_of(facts: Facts, rules: str) -> bp.Timeline:
    return bp.deadlines(facts, policy=pack_of(rules))


def claim_of(facts: bp.Claim | bp.Dispute) -> bp.Claim:
    return facts.claim if isinstance(facts, bp.Dispute) else facts


def moments_of(window: bp.Deadline) -> list[int]:
    ends = (window.opens_us, window.closes_us, window.safe_by_us, window.latest_arguable_us)
    return [moment for moment in ends if moment is not None]


@each_version
@few(5)
@given(st.data())
def test_windows_are_half_open(rules: str, data: st.DataObject) -> None:
    facts = data.draw(FACTS[rules])
    for window in windows_of(facts, rules):
        opens, closes = window.opens_us, window.closes_us
        if opens is None or closes is None or opens >= closes or window.used_us is not None:
            continue
        assert window.status_us(opens - 1) == "not_yet"
        assert window.status_us(opens) == "open"
        assert window.status_us(closes - 1) == "open"
        assert window.status_us(closes) == "closed"


@each_version
@few(5)
@given(st.data())
def test_safe_by_is_no_later_than_closes_and_closes_no_later_than_latest_arguable(
    rules: str, data: st.DataObject
) -> None:
    facts = data.draw(FACTS[rules])
    for window in windows_of(facts, rules):
        if window.closes_us is None or window.latest_arguable_us is None:
            continue
        assert window.closes_us <= window.latest_arguable_us
        if window.party == "buyer":
            assert window.safe_by_us is not None
            assert window.safe_by_us <= window.closes_us
            if window.opens_us is not None and window.safe_from_us is not None:
                assert window.opens_us <= window.safe_from_us


@each_version
@few(5)
@given(st.data(), st.lists(moments(), min_size=2, max_size=6))
def test_status_moves_only_forward_as_time_goes_by(rules: str, data: st.DataObject, times: list[int]) -> None:
    facts = data.draw(FACTS[rules])
    for window in windows_of(facts, rules):
        found = [window.status_us(at) for at in sorted([*times, *moments_of(window)])]
        if "none" in found:  # it opens at or after it closes, at any moment one may ask
            assert set(found) == {"none"}
            continue
        order = [STATUSES.index(status) for status in found]
        assert order == sorted(order)


@each_version
@few(5)
@given(st.data(), st.integers(0, 400 * DAY))
def test_the_moment_to_act_by_is_safe_and_still_in_time(rules: str, data: st.DataObject, after: int) -> None:
    facts = data.draw(FACTS[rules])
    at = later_than(facts) + after
    answer = answered(facts, at, rules)
    act_by = answer.recommendation.act_by_us
    if act_by is None:
        return
    assert any(
        window.safe_from_us is not None
        and window.safe_by_us is not None
        and max(window.safe_from_us, at) <= act_by < window.safe_by_us
        for window in answer.deadlines
        if window.party == "buyer"
    )


@each_version
@few(5)
@given(st.data(), st.integers(0, 400 * DAY))
def test_what_is_waited_for_lies_ahead(rules: str, data: st.DataObject, after: int) -> None:
    facts = data.draw(CLAIMED[rules])
    at = later_than(facts) + after
    until = answered(facts, at, rules).recommendation.wait_until_us
    assert until is None or until > at


@each_version
@few(5)
@given(st.data(), st.integers(0, 100 * DAY))
def test_no_more_is_asked_for_than_was_paid_for_the_claimed_items(
    rules: str, data: st.DataObject, after: int
) -> None:
    facts = data.draw(CLAIMED[rules])
    claim = claim_of(facts)
    advice = answered(facts, later_than(facts) + after, rules).recommendation
    amounts = [advice.request.amount, *(option.refund_high for option in advice.options)]
    if advice.expected is not None:
        amounts += [advice.expected.low, advice.expected.high]
    assert all(amount <= claim.paid <= claim.order.total for amount in amounts if amount is not None)


@each_version
@few(5)
@given(st.data(), st.integers(0, 100 * DAY))
def test_with_what_a_guarantee_adds_no_more_is_asked_for_than_its_multiple_or_what_was_paid(
    rules: str, data: st.DataObject, after: int
) -> None:
    facts = data.draw(CLAIMED[rules])
    claim = claim_of(facts)
    request = answered(facts, later_than(facts) + after, rules).recommendation.request
    most = [rule.most for rule in VERSIONS[rules].multiples] if rules in VERSIONS else []
    # Inside a bracket the version before may be adopted, whose multiple is its own.
    most += [rule.most for version in VERSIONS.values() for rule in version.multiples] if most else []
    limit = max([claim.paid, *(claim.price * times for times in most)])
    asked = sum(
        (extra.amount for extra in request.extras), request.amount or bp.Money(0, claim.order.currency)
    )
    assert asked <= limit
    assert all(extra.amount for extra in request.extras)


@each_version
@few(5)
@given(st.data(), st.integers(0, 50 * DAY))
def test_a_greater_extent_never_lowers_the_amount_within_one_ground_and_coverage(
    rules: str, data: st.DataObject, after: int
) -> None:
    claim = data.draw(CLAIMS[rules])
    at = later_than(claim) + after
    found: dict[tuple[str | None, str], bp.Money] = {}
    for extent in ("minor", "partial", "complete"):
        problems = [evolve(problem, extent=extent) for problem in claim.problems]
        answer = answered(evolve(claim, problems=problems), at, rules)
        key = (answer.classification.ground, answer.classification.coverage)
        amount = answer.recommendation.request.amount
        if amount is not None:
            assert amount >= found.get(key, amount)
            found[key] = amount


@each_version
@few(5)
@given(
    st.data(), st.sampled_from(["photo", "video", "tracking_local", "policy_text"]), st.integers(0, 50 * DAY)
)
def test_evidence_for_the_buyer_never_lowers_the_amount(
    rules: str, data: st.DataObject, kind: str, after: int
) -> None:
    claim = data.draw(CLAIMS[rules])
    at = later_than(claim) + after
    without = answered(evolve(claim, evidence=()), at, rules).recommendation.request.amount
    shown = evolve(claim, evidence=[bp.Evidence(kind)])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - drawn from the words
    with_it = answered(shown, at, rules).recommendation.request.amount
    assert (without is None) == (with_it is None)
    if without is not None and with_it is not None:
        assert with_it >= without


@each_version
@few(5)
@given(st.data())
def test_every_trace_replays_to_its_moment(rules: str, data: st.DataObject) -> None:
    facts = data.draw(FACTS[rules])
    for window in windows_of(facts, rules):
        for trace, moment in ((window.opens_trace, window.opens_us), (window.closes_trace, window.closes_us)):
            assert bool(trace) == (moment is not None)
            if trace:
                assert replay(trace).us == moment


@each_version
@few(5)
@given(st.data())
def test_every_trace_of_every_reading_of_every_version_replays_to_its_moment(
    rules: str, data: st.DataObject
) -> None:
    facts = data.draw(FACTS[rules])
    for window in windows_of(facts, rules):
        found: set[tuple[int | None, int | None]] = set()
        for rule in window.rules:
            if not rule.truth.value:
                continue

            def both(resolver: Resolver, rule: Rule = rule) -> tuple[Outcome, Outcome]:
                return resolver.resolve(rule.window.opens), resolver.resolve(rule.window.closes)

            for _, ends in explore(window.case.setting(rule.policy), both):
                for end in ends:
                    assert not isinstance(end, Resolved) or replay(end.trace).us == end.us
                opens, closes = (end.us if isinstance(end, Resolved) else None for end in ends)
                found.add((opens, closes))
        shown = {(reading.opens_us, reading.closes_us) for reading in window.readings}
        assert found <= shown <= found | {(None, None)}


@each_version
@few(5)
@given(
    st.data(),
    st.sampled_from(["Africa/Cairo", "America/Havana", "Pacific/Apia", "Asia/Kathmandu", "UTC"]),
    st.sampled_from(["Australia/Lord_Howe", "America/Los_Angeles", "Europe/Dublin"]),
)
def test_the_same_instant_gives_the_same_answer_whatever_zone_it_is_written_in(
    rules: str, data: st.DataObject, one: str, other: str
) -> None:
    placed = data.draw(when(rules))
    assume(answerable(bp.Order(ALIEXPRESS, bp.Instant(placed), items=[bp.Item("x", "1 USD")]), rules))
    answers: list[object] = []
    for name in (one, other):
        written = bp.Instant(placed).in_zone(name)
        standard = datetime.fromisoformat(written.isoformat()).astimezone(standard_zone(name))
        sent = bp.Parcel(shipped=bp.Instant(min(placed + 3 * DAY, LAST)).in_zone(name))
        for told in (written, standard, written.isoformat()):
            order = bp.Order(ALIEXPRESS, told, items=[bp.Item("x", "1 USD")], parcels=[sent])
            claim = bp.Claim(order, [bp.Problem("damaged")])
            at = bp.Instant(min(placed + 30 * DAY, LAST)).in_zone(name)
            answers.append(answer_to_data(bp.assess(claim, at=at, policy=pack_of(rules))))
    assert all(answer == answers[0] for answer in answers)


@settings(deadline=None, max_examples=40)
@given(ORDERS[GUIDE], st.integers(1, 40 * DAY))
def test_placing_later_never_moves_the_unconfirmed_window_earlier(order: bp.Order, by: int) -> None:
    # Only forward periods lead from placing to the end, so this one is monotone.
    first = bp.Order(
        "aliexpress", bp.Instant(bounds(order.placed, order.zone)[0]), items=order.items, zone=order.zone
    )
    later = evolve(first, placed=bp.Instant(bounds(first.placed, None)[0] + by))
    assume(answerable(first) and answerable(later))
    ends = [bp.deadlines(case, policy=GUIDE)[0].closes_us for case in (first, later)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] + by == ends[1]


@settings(deadline=None, max_examples=40)
@given(moments(), st.integers(0, 90 * DAY))
def test_confirming_replaces_the_window_only_while_it_runs(placed: int, after: int) -> None:
    order = bp.Order("aliexpress", bp.Instant(placed), items=[bp.Item("x", "1 USD")])
    assume(answerable(order))
    before = bp.deadlines(order, policy=GUIDE)[0]
    confirmed = bp.deadlines(evolve(order, confirmed=bp.Instant(placed + after)), policy=GUIDE)[0]
    assert before.closes_us is not None
    if placed + after < before.closes_us:
        assert confirmed.closes_us == placed + after + 15 * DAY
        assert confirmed.safe_by_us == placed + after + 14 * DAY
    else:
        assert confirmed.closes_us == before.closes_us


@each_version
@few(5)
@given(st.data(), st.integers(0, 100 * DAY))
def test_an_answer_survives_copying_and_pickling(rules: str, data: st.DataObject, after: int) -> None:
    facts = data.draw(FACTS[rules])
    answer = answered(facts, later_than(facts) + after, rules)
    told = answer_to_data(answer)
    assert json.loads(json.dumps(told)) == told == answer_to_data(answered(facts, answer.at_us, rules))
    for again in (copy(answer), deepcopy(answer), pickle.loads(pickle.dumps(answer))):  # noqa: S301 - our own bytes
        assert again == answer
        assert answer_to_data(again) == told


@each_version
@few(5)
@given(st.data(), st.integers(0, 100 * DAY))
def test_every_answer_can_be_told_in_words(rules: str, data: st.DataObject, after: int) -> None:
    facts = data.draw(FACTS[rules])
    answer = answered(facts, later_than(facts) + after, rules)
    assume(not any("None" in item.title for item in order_of(facts).items))
    text = answer.explain()
    assert text.endswith("\n")
    assert all(line.isprintable() for line in text.splitlines())
    assert "None" not in text


@each_version
@few(5)
@given(st.data(), st.integers(1, 400 * DAY))
def test_what_happened_cannot_lie_after_the_moment_asked_about(
    rules: str, data: st.DataObject, before: int
) -> None:
    facts = data.draw(CLAIMED[rules])
    order = facts.claim.order if isinstance(facts, bp.Dispute) else facts.order
    at = bounds(order.placed, order.zone)[0] - before
    with pytest.raises(bp.InvalidFactsError, match="is after the moment asked about"):
        answered(facts, at, rules)


def test_a_day_as_the_moment_is_refused_with_the_way_out() -> None:
    claim = bp.Claim(
        bp.Order("aliexpress", "2017-03-05", zone="UTC", items=[bp.Item("x", "1 USD")]),
        [bp.Problem("damaged")],
    )
    with pytest.raises(bp.InvalidFactsError, match="is a day, not a moment"):
        bp.assess(claim, at=date(2017, 4, 1), policy=GUIDE)


# --- the same answer on any machine ------------------------------------------------------------------

HOSTS = ["UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati", "no/such/zone"]
ASKED = """
import sys
from buyerprotect.cli import main
for name in ("two-parcels", "free-return-2025-12-10", "wedding-dress"):
    main(["assess", f"{sys.argv[1]}/{name}.toml", "--json"])
"""


def test_the_zone_of_the_host_changes_no_answer() -> None:
    examples = Path(__file__).parent.parent.parent / "examples"
    told = {
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", ASKED, str(examples)],
            env={**os.environ, "TZ": host},
            capture_output=True,
            check=True,
        ).stdout
        for host in HOSTS
    }
    assert len(told) == 1
    assert min(told).count(b'"schema": 1') == len(("two-parcels", "free-return-2025-12-10", "wedding-dress"))


# --- later events, later ends ------------------------------------------------------------------------

FORWARD = (On, After, EarliestOf, LatestOf, Capped, NotBefore)


def mechanisms(term: Term, events: Mapping[str, Term]) -> set[str]:
    """Name what leads to a term besides forward periods, earliest, latest and caps."""
    found: set[str] = set()
    for part in walk(term):
        if isinstance(part, On) and part.event in events:
            found |= mechanisms(events[part.event], events)
        elif not isinstance(part, FORWARD) or (isinstance(part, After) and part.told is not None):
            found.add("told" if isinstance(part, After) else type(part).__name__)
    return found


# Which ends rest on which mechanism, in any version. A missing one rests on forward periods alone.
EXEMPT: dict[str, set[str]] = {
    "open_dispute": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "ReplacedBy", "told"},
    "open_non_receipt": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
    "delivery_promise_refund": {"Alternatives", "Extended", "FirstKnown", "Provided", "told"},
    "refile": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
    "confirm_receipt": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
    "ask_extension": {"Alternatives", "Before", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
    "escalate": {"NotStated"},
    "give_information": {"NotStated"},
    "seller_answer": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
    "take_over": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
    "return_goods": {"FirstKnown", "NotStated"},
    "refund_arrives": {"FirstKnown", "Provided"},
    "free_return": {"Alternatives", "Extended", "FirstKnown", "NotStated", "Provided", "told"},
}


def test_each_mechanism_that_may_move_an_end_earlier_is_named() -> None:
    found: dict[str, set[str]] = {}
    for version in (*VERSIONS.values(), *find_pack(GUIDE).versions):
        for window in version.windows:
            found.setdefault(window.id, set()).update(mechanisms(window.closes, version.events))
    assert {name: kinds for name, kinds in found.items() if kinds} == EXEMPT


@st.composite
def sent_orders(draw: st.DrawFn, rules: str) -> bp.Order:
    """Draw orders that were sent, told to the second, with no end that was settled beforehand."""
    order = draw(orders(when(rules)))
    placed = draw(when(rules))
    shipped = placed + draw(st.integers(0, 30 * DAY))
    parcel = bp.Parcel(
        shipped=bp.Instant(shipped),
        carrier=draw(st.sampled_from(["EMS", "post", "DHL", "other"])),
        tracking=draw(st.sampled_from(["moving", "dead"])),
    )
    return bp.Order(
        ALIEXPRESS,
        bp.Instant(placed),
        items=order.items,
        parcels=[parcel],
        committed=draw(st.none() | st.integers(3, 120)),
        confirmed=draw(st.none() | st.integers(0, 90 * DAY).map(lambda more: bp.Instant(shipped + more))),
        cancel_requested=bp.Instant(placed) if draw(st.booleans()) else None,
        country=order.country,
        seller_country=order.seller_country,
        zone=order.zone,
    )


def ends(facts: Facts, version: bp.Policy) -> dict[str, int]:
    """Return the ends that are known by one version, whichever day selects it."""
    windows = bp.deadlines(facts, policy=version)
    return {window.id: window.closes_us for window in windows if window.closes_us is not None}


@each_version
@few(8)
@given(st.data(), st.integers(1, 40 * DAY), st.booleans())
def test_a_later_event_never_moves_an_end_earlier(
    rules: str,
    data: st.DataObject,
    by: int,
    sent: bool,  # noqa: FBT001
) -> None:
    # Within one version; where an end was told beforehand, a later shipment shortens what is left of it,
    # and the rules of short commitments follow: no such order is drawn here.
    version = VERSIONS[rules] if rules in VERSIONS else find_pack(GUIDE).versions[0]
    order = data.draw(sent_orders(rules))
    parcel = order.parcels[0]
    assert isinstance(parcel.shipped, bp.Instant)
    assert isinstance(order.placed, bp.Instant)
    assume(order.placed.us + by <= parcel.shipped.us or sent)
    if sent:
        assume(order.confirmed is None or order.confirmed.us >= parcel.shipped.us + by)  # type: ignore[union-attr]
        moved = evolve(order, parcels=[evolve(parcel, shipped=bp.Instant(parcel.shipped.us + by))])
    else:
        moved = evolve(order, placed=bp.Instant(order.placed.us + by), cancel_requested=None)
        order = evolve(order, cancel_requested=None)
    problems = [bp.Problem("not_received")]
    claims_ = [bp.Claim(facts, problems) for facts in (order, moved)]
    before, after = (ends(claim, version) for claim in claims_)
    assert before.keys() == after.keys()
    assert all(after[name] >= before[name] for name in before)


# What has happened at all, or happened early, may end sooner than what has not: per pack, event and window.
SHORTENS: dict[str, dict[str, set[str]]] = {
    GUIDE: {"confirmed": {"open_dispute"}},
    ALIEXPRESS: {
        "confirmed": {"open_dispute", "open_non_receipt", "refile", "delivery_promise_refund", "free_return"},
        "delivered": set(),
        "paid": set(),
    },
}


@each_version
@few(8)
@given(st.data(), st.sampled_from(["confirmed", "delivered", "paid"]), st.integers(0, 120 * DAY))
def test_only_the_listed_events_bring_an_end_nearer_by_happening(
    rules: str, data: st.DataObject, event: str, later: int
) -> None:
    version = VERSIONS[rules] if rules in VERSIONS else find_pack(GUIDE).versions[0]
    order = evolve(data.draw(sent_orders(rules)), confirmed=None)
    (parcel,) = order.parcels
    assert isinstance(parcel.shipped, bp.Instant)
    moment = bp.Instant(parcel.shipped.us + later)
    happened = {
        "delivered": evolve(order, parcels=[evolve(parcel, delivered=moment)]),
        "confirmed": evolve(order, confirmed=moment),
        "paid": evolve(order, paid=moment),
    }[event]
    before, after = ends(order, version), ends(happened, version)
    nearer = {name for name in before if name in after and after[name] < before[name]}
    assert nearer <= SHORTENS[pack_of(rules)].get(event, set())


# --- one version, both neighbours, or none -----------------------------------------------------------

# Each span with the versions that are or may be in force in it, by hand from the dates of the sources.
SPANS: list[tuple[date, tuple[str, ...]]] = [
    (date(2010, 1, 1), ("2010-escrow",)),
    (date(2013, 8, 1), ("2013-promise",)),
    (date(2014, 2, 1), ("2013-promise", "2015-official")),
    (date(2015, 9, 1), ("2013-promise", "2015-official", "2015-silence")),
    (date(2015, 12, 31), ("2015-official", "2015-silence")),
    (date(2017, 1, 1), ("2015-silence", "2017")),
    (date(2017, 2, 1), ("2017",)),
    (date(2018, 1, 1), ("2017", "2019")),
    (date(2019, 9, 11), ("2019-free-return",)),
    (date(2020, 12, 2), ("2020-cancel",)),
    (date(2021, 7, 29), ("2021-free-return",)),
    (date(2022, 1, 1), ("2021-free-return", "2022-non-receipt")),
    (date(2022, 2, 1), ("2022-non-receipt",)),
    (date(2022, 4, 1), ("2022-non-receipt", "2023")),
    (date(2024, 1, 1), ("2023",)),
    (date(2024, 2, 1), ("2024-business",)),
    (date(2024, 3, 14), ("2024-korea",)),
    (date(2025, 12, 10), ("2025-official",)),
    (date(2026, 4, 4), ("2026-contract",)),
    (date(2026, 7, 1), ("2026-abuse",)),
    (date(2026, 7, 15), ("2026-reservation",)),
]


@pytest.mark.parametrize("place", range(len(SPANS)))
@few(8)
@given(data=st.data())
def test_a_day_is_governed_by_one_version_or_by_the_neighbours_of_its_bracket(
    place: int, data: st.DataObject
) -> None:
    first, versions = SPANS[place]
    last = SPANS[place + 1][0] - timedelta(days=1) if place + 1 < len(SPANS) else date(2030, 1, 1)
    day = data.draw(st.sampled_from((first, last)) | st.dates(first, last))
    moment = data.draw(st.just(day) | moments_on(st.just(day), PACIFIC).map(bp.Instant))
    found = bp.policy(ALIEXPRESS, on=moment)
    assert (found.version, *(other.version for other in found.bracketed_with)) == versions


@few(30)
@given(st.dates(date(1950, 1, 1), date(2009, 12, 31)))
def test_before_the_first_version_a_day_is_refused_with_the_dates(day: date) -> None:
    with pytest.raises(bp.OutOfCoverageError) as refused:
        bp.policy(ALIEXPRESS, on=day)
    assert "from 2010-01-01 to today" in str(refused.value)
    assert f"placed on {day}" in str(refused.value)
    assert "2013-promise: from 2013-08-01 until between 2014-02-01 and 2015-12-31" in str(refused.value)


# --- seconds across changes of the clock -------------------------------------------------------------

CHANGES = ["2011-03-13", "2013-11-03", "2016-03-13", "2018-11-04", "2021-03-14", "2024-03-10", "2024-11-03"]


@pytest.mark.parametrize("day", CHANGES)
@few(5)
@given(st.integers(-15 * DAY, 2 * DAY), st.sampled_from([PACIFIC, "Europe/Dublin", None]))
def test_elapsed_days_are_exact_seconds_whatever_the_clocks_do(day: str, off: int, zone: str | None) -> None:
    # The clocks change at 10:00 or 09:00 UTC of that day.
    shipped = bp.Instant.of(f"{day}T10:00Z").us + off
    order = bp.Order(
        ALIEXPRESS,
        bp.Instant(shipped - DAY),
        items=[bp.Item("x", "1 USD")],
        parcels=[bp.Parcel(shipped=bp.Instant(shipped))],
        committed=20,
        cancel_requested=bp.Instant(shipped - 3_600_000_000),
        zone=zone,
    )
    found = {window.id: (window.opens_us, window.closes_us) for window in bp.deadlines(order)}
    wait = 5 if day < "2017" else 10
    assert found["open_dispute"][0] == shipped + wait * DAY
    assert found["confirm_receipt"] == (shipped, shipped + 20 * DAY)
    decides = 4 if day < "2018" else 3
    if day != "2018-11-04":  # a bracket of 4 and 9 days
        assert found["seller_decides_cancel"][1] == shipped - 3_600_000_000 + decides * DAY


@pytest.mark.parametrize(
    ("day", "opens", "safe_from"),
    [
        # 23 hours long: begins at 08:00 UTC, ends at 07:00 UTC of the next.
        ("2024-03-10", "2024-03-20T08:00:00Z", "2024-03-21T06:59:59.999999Z"),
        # 25 hours long: begins at 07:00 UTC, ends at 08:00 UTC of the next.
        ("2024-11-03", "2024-11-13T07:00:00Z", "2024-11-14T07:59:59.999999Z"),
    ],
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(day: str, opens: str, safe_from: str) -> None:
    order = bp.Order(
        ALIEXPRESS,
        "2024-02-20",
        items=[bp.Item("x", "1 USD")],
        parcels=[bp.Parcel(shipped=day)],
        zone=PACIFIC,
    )
    window = bp.deadlines(order).find("open_dispute")
    assert window is not None
    assert (window.opens_us, window.safe_from_us) == (bp.Instant.of(opens).us, bp.Instant.of(safe_from).us)
