"""The laws that every built-in pack keeps, over cases drawn for it, placed in or about its versions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect import strategies
from buyerprotect.convert import answer_to_data
from buyerprotect.convert.cases import read_case
from buyerprotect.facts.events import dated, order_of
from buyerprotect.rules.condition import AllOf, AnyOf, Condition, Fact
from buyerprotect.rules.library import built_in, find_pack
from buyerprotect.rules.policy import ProgrammeKind
from buyerprotect.strategies.words import COUNTRIES
from buyerprotect.timing.clock import bounds
from buyerprotect.timing.zone import DAY

Facts = bp.Order | bp.Claim | bp.Dispute

PACKS = tuple(built_in())
CONFORMANCE = Path(__file__).parent.parent.parent / "conformance"
FIRST, LAST = date(2008, 1, 1), date(2027, 1, 1)
ABOUT = timedelta(days=3)
CURRENCIES = frozenset({"USD", "EUR", "GBP"})
# As a window goes through them; one that opens at or after it closes has none of them at any moment.
STATUSES = ["pending", "not_yet", "not_known", "open", "done", "closed"]
# The reasons that the library gives itself, beside those whose name has no dot.
OWN = {"readings.other", "readings.end"}

each_pack = pytest.mark.parametrize("name", PACKS)


def few(examples: int) -> settings:
    """Run so many examples for each pack."""
    return settings(deadline=None, max_examples=examples)


# --- cases for a pack -------------------------------------------------------------------------------


def words_of(condition: Condition, fact: str) -> frozenset[str]:
    """Collect the words that a scope admits for a fact; what it leaves out is not looked for."""
    if isinstance(condition, Fact):
        return condition.words if condition.name == fact else frozenset()
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else ()
    return frozenset(word for part in parts for word in words_of(part, fact))


def placed_in(version: bp.Policy) -> st.SearchStrategy[bp.Instant]:
    """Draw moments of placing in a version's span or about its ends, often on the first and the last days."""
    first, last = version.start.not_before or FIRST, LAST
    edges = [version.start.not_before, version.start.not_after]
    if version.end is not None:
        last = version.end.not_after or last
        edges += [version.end.not_before, version.end.not_after]
    days = [(first - ABOUT, last + ABOUT), *((edge - timedelta(days=1), edge) for edge in edges if edge)]
    return st.one_of([strategies.instants(first=f"{a}T00:00Z", last=f"{b}T23:59:59Z") for a, b in days])


def fitting(pack: bp.Pack, version: bp.Policy, site: str | None) -> Collection[str]:
    """Return the currencies of a site; where there is none, of the amounts in the rules, or usual ones."""
    if site is not None and pack.sites[site].currencies:
        return pack.sites[site].currencies
    return {rule.most.currency for rule in version.refunds if rule.most is not None} or CURRENCIES


@st.composite
def orders(draw: st.DrawFn, name: str) -> bp.Order:
    pack = find_pack(name)
    version = draw(st.sampled_from(pack.versions))
    scoped = words_of(version.where, "site")
    sites: list[str | None] = [*sorted(scoped)] or [None, *pack.sites]
    countries: list[str | None] = [*sorted(words_of(version.where, "country"))] or [None, *COUNTRIES]
    site = draw(st.sampled_from(sites))
    currency = draw(st.sampled_from(sorted(fitting(pack, version, site))))
    drawn = strategies.orders(programme=pack.programme, placed=placed_in(version), currency=currency)
    return evolve(draw(drawn), site=site, country=draw(st.sampled_from(countries)), region=None)


def all_of(name: str) -> st.SearchStrategy[Facts]:
    """Make the strategy for orders, claims and disputes of a pack's programme, answerable or not."""
    claimed = strategies.claims(orders=orders(name))
    return st.one_of(claimed, strategies.disputes(claims=claimed), orders(name))


def among(name: str, facts: Facts) -> bool:
    """Tell whether a pack answers a case at all."""
    try:
        return bool(answer_to_data(bp.assess(facts, at=later_than(facts), policy=name)))
    except bp.BuyerProtectError:
        return False


def later_than(facts: Facts, by: int = 0) -> bp.Instant:
    """Return a moment after all that is told, and so much later."""
    zone = order_of(facts).zone
    return bp.Instant(max(bounds(value, zone)[1] for _, value in dated(facts)) + by)


ANY: dict[str, st.SearchStrategy[Facts]] = {name: all_of(name) for name in PACKS}
FACTS: dict[str, st.SearchStrategy[Facts]] = {name: ANY[name].filter(partial(among, name)) for name in PACKS}
AFTER = st.integers(0, 400 * DAY)


# --- the laws ---------------------------------------------------------------------------------------


@each_pack
@few(8)
@given(data=st.data(), at=st.none() | strategies.instants(), after=AFTER)
def test_a_case_is_answered_in_words_and_data_or_refused_as_documented(
    name: str, data: st.DataObject, at: bp.Instant | None, after: int
) -> None:
    facts = data.draw(ANY[name])
    try:
        answer = bp.assess(facts, at=at or later_than(facts, after), policy=name)
        text, written = answer.explain(), answer_to_data(answer)
    except bp.BuyerProtectError:
        return
    assert json.loads(json.dumps(written)) == written
    assert answer.policy.version in text


@each_pack
@few(8)
@given(data=st.data())
def test_a_buyer_who_keeps_to_the_safe_end_is_in_time_under_every_reading(
    name: str, data: st.DataObject
) -> None:
    for window in bp.deadlines(data.draw(FACTS[name]), policy=name):
        if window.party != "buyer" or window.closes_us is None or window.latest_arguable_us is None:
            continue
        assert window.safe_by_us is not None
        assert window.safe_by_us <= window.closes_us <= window.latest_arguable_us
        ends = [reading.closes_us for reading in window.readings if reading.closes_us is not None]
        assert window.safe_by_us <= min(ends)


@each_pack
@few(8)
@given(data=st.data(), after=AFTER)
def test_no_more_is_asked_for_than_was_paid_or_than_the_programme_pays(
    name: str, data: st.DataObject, after: int
) -> None:
    facts = data.draw(FACTS[name])
    if isinstance(facts, bp.Order):
        return
    claim = facts.claim if isinstance(facts, bp.Dispute) else facts
    advice = bp.recommend(facts, at=later_than(facts, after), policy=name)
    amount = advice.request.amount
    if amount is None:
        return
    assert amount <= claim.paid
    # What was granted or agreed on may be more than the programme would pay by itself.
    settled = isinstance(facts, bp.Dispute) and facts.settled
    if advice.entitlement is not None and not settled:
        assert amount <= advice.entitlement.amount <= claim.paid


def unprotected(version: bp.Policy) -> bp.Policy:
    others = [evolve(other, seller_protections=()) for other in version.bracketed_with]
    return evolve(version, seller_protections=(), bracketed_with=tuple(others))


@each_pack
@few(8)
@given(data=st.data(), after=AFTER)
def test_what_protects_the_seller_changes_neither_the_request_nor_the_step(
    name: str, data: st.DataObject, after: int
) -> None:
    facts = data.draw(FACTS[name])
    at, version = later_than(facts, after), bp.policy(name, facts=facts)
    with_it = bp.recommend(facts, at=at, policy=version)
    without = bp.recommend(facts, at=at, policy=unprotected(version))
    assert without.seller_protection == ()
    assert (with_it.request, with_it.action, with_it.act_by_us) == (
        without.request,
        without.action,
        without.act_by_us,
    )


def rules_of(version: bp.Policy) -> set[str]:
    """Name every rule of a version by its kind and id."""
    kinds = {
        "advice": version.advices,
        "asking": version.askings,
        "bound": version.bounds,
        "evidence": version.evidence,
        "exclusion": version.exclusions,
        "ground": version.grounds,
        "interaction": version.interactions,
        "level": version.levels,
        "multiple": version.multiples,
        "norm": version.norms,
        "note": version.notes,
        "postage": version.postages,
        "refund": version.refunds,
        "risk": version.risks,
        "seller_protection": version.seller_protections,
        "stage": version.stages,
        "window": version.windows,
    }
    return {f"{kind}.{rule.id}" for kind, rules in kinds.items() for rule in rules}


def listed(data: object, key: str) -> Iterator[Any]:
    """Yield what stands under a key, wherever it stands in the data of an answer."""
    if isinstance(data, dict):
        table = cast("dict[str, object]", data)
        if key in table:
            yield table[key]
        data = list(table.values())
    for value in cast("Sequence[object]", data) if isinstance(data, list) else ():
        yield from listed(value, key)


@each_pack
@few(8)
@given(data=st.data(), after=AFTER)
def test_every_reason_is_a_rule_of_a_version_in_question_and_every_source_is_listed(
    name: str, data: st.DataObject, after: int
) -> None:
    facts = data.draw(FACTS[name])
    answer = bp.assess(facts, at=later_than(facts, after), policy=name)
    written = answer_to_data(answer)
    sources = written.pop("sources")
    cited = {source for found in listed(written, "sources") for source in found}
    assert cited <= set(sources) <= set(find_pack(name).sources)
    # A window may be that of a version which may have been in force instead.
    known = OWN.union(*(rules_of(version) for version in (answer.policy, *answer.policy.bracketed_with)))
    known |= {f"version.{version.version}" for version in find_pack(name).versions}
    reasons = {rule for rule in listed(written, "rule") if "." in rule}
    assert reasons <= known


@each_pack
@few(8)
@given(data=st.data(), times=st.lists(strategies.instants(), min_size=2, max_size=6))
def test_as_time_goes_by_the_status_of_a_window_moves_only_forward(
    name: str, data: st.DataObject, times: list[bp.Instant]
) -> None:
    for window in bp.deadlines(data.draw(FACTS[name]), policy=name):
        ends = [window.opens_us, window.closes_us, window.safe_by_us, window.latest_arguable_us]
        asked = sorted([*(time.us for time in times), *(end for end in ends if end is not None)])
        found = [window.status_us(at) for at in asked]
        if "paused" in found:
            continue
        if "none" in found:
            assert set(found) == {"none"}
            continue
        order = [STATUSES.index(status) for status in found]
        assert order == sorted(order)


@each_pack
@few(8)
@given(data=st.data(), after=st.integers(DAY, 400 * DAY))
def test_an_end_that_the_platform_states_is_the_end(name: str, data: st.DataObject, after: int) -> None:
    facts = data.draw(FACTS[name])
    order = order_of(facts)
    windows = tuple(bp.deadlines(facts, policy=name))
    if not windows:
        return
    which = data.draw(st.sampled_from(windows)).id
    closes = later_than(facts, after)
    told = evolve(order, due_dates=[bp.DueDate(which, closes=closes)])
    found = bp.deadlines(with_order(facts, told), policy=name).find(which)
    assert found is not None
    assert {found.closes_us, found.latest_arguable_us} == {closes.us}
    assert found.safe_by_us in ({closes.us} if found.party == "buyer" else {None})


def with_order(facts: Facts, order: bp.Order) -> Facts:
    if isinstance(facts, bp.Dispute):
        return evolve(facts, claim=evolve(facts.claim, order=order))
    return order if isinstance(facts, bp.Order) else evolve(facts, order=order)


# --- versions ---------------------------------------------------------------------------------------


@cache
def reached(name: str) -> frozenset[str]:
    """Collect the versions that govern or may govern the cases of the conformance set."""
    found: set[str] = set()
    for file in sorted((CONFORMANCE / name).glob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        try:
            chosen = bp.policy(name, facts=read_case(json.dumps(case["case"])).facts)
        except bp.BuyerProtectError:
            continue
        found |= {version.version for version in (chosen, *chosen.bracketed_with)}
    return frozenset(found)


@pytest.mark.parametrize("name", [name for name in PACKS if not find_pack(name).commentary])
def test_every_version_may_govern_some_case(name: str) -> None:
    assert reached(name) == {version.version for version in find_pack(name).versions}


# --- other programmes -------------------------------------------------------------------------------


@each_pack
def test_what_is_said_of_other_programmes_names_programmes_that_there_are(name: str) -> None:
    pack = find_pack(name)
    known = {*get_args(ProgrammeKind), "any", *(find_pack(other).programme for other in PACKS)}
    for version in pack.versions:
        for rule in version.interactions:
            assert known.issuperset(rule.others), (version.version, rule.id)
            assert pack.programme not in rule.others, (version.version, rule.id)
