"""The public strategies: what they draw is valid and nasty, and hypothesis finds them without being told."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, cast

import attrs
import nasty
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import buyerprotect as bp
from buyerprotect import hypothesis_hook, strategies
from buyerprotect.convert import CaseFile, case_to_data, read_case
from buyerprotect.errors import Faults, InvalidFactsError, OutOfCoverageError
from buyerprotect.facts.events import KNOWN_EVENTS, dated, order_of
from buyerprotect.facts.view import view
from buyerprotect.rules.condition import Condition
from buyerprotect.rules.condition import test as truth_of
from buyerprotect.rules.grammar import Grammar
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import read_pack
from buyerprotect.strategies.tables import condition_table, term_table, toml
from buyerprotect.timing.clock import FIRST, LAST, bounds, zone
from buyerprotect.timing.counting import Counting, counting, counting_names
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.resolution import Resolver
from buyerprotect.timing.setting import Setting
from buyerprotect.timing.term import (
    After,
    Before,
    NotBefore,
    On,
    Paused,
    Provided,
    ReplacedBy,
    Term,
    Variant,
    events_of,
    walk,
)
from buyerprotect.timing.zone import HOUR

Facts = bp.Order | bp.Claim | bp.Dispute

few = settings(max_examples=30, deadline=None)
# What is looked for is not made small: that takes longer than to find it.
ONCE = settings(
    max_examples=3000,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
FUNCTIONS = [name for name in strategies.__all__ if callable(getattr(strategies, name))]


def run(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own text
    assert not done.stderr
    return done.stdout.strip()


def drawn(strategy: st.SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:
    return find(strategy, condition, settings=ONCE)


# --- finding them by type


TYPES = """
kinds = [bp.__dict__[name] for name in bp.__all__ if isinstance(getattr(bp, name), type)]
kinds = [kind for kind in kinds if not issubclass(kind, Exception)]
once = settings(max_examples=50, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
drawn = [find(st.from_type(kind), lambda _: True, settings=once) for kind in kinds]
assert all(isinstance(value, kind) for kind, value in zip(kinds, drawn, strict=True))
print(*(kind.__name__ for kind in kinds))
"""


def types() -> list[type]:
    public = [getattr(bp, name) for name in bp.__all__]
    return [kind for kind in public if isinstance(kind, type) and not issubclass(kind, Exception)]


LIBRARY = "import buyerprotect as bp\n"
HYPOTHESIS = "from hypothesis import HealthCheck, Phase, find, settings, strategies as st\n"
ORDERS = {
    "hypothesis first": HYPOTHESIS + LIBRARY,
    "the library first": LIBRARY + HYPOTHESIS,
    "all its names first": f"from buyerprotect import *\n{LIBRARY}{HYPOTHESIS}",
}


@pytest.mark.parametrize("imports", ORDERS.values(), ids=ORDERS)
def test_hypothesis_makes_every_public_type(imports: str) -> None:
    assert run(imports + TYPES).split() == [kind.__name__ for kind in types()]


def test_types_that_are_not_public_are_found_once_the_strategies_are_there() -> None:
    code = (
        "import hypothesis.strategies as st; from buyerprotect.timing.term import Paused\n"
        "import buyerprotect.strategies\n"
        "print(st.from_type(Paused))"
    )
    assert run(code) == "_of_kind(Paused)"


def test_importing_hypothesis_loads_nothing_of_ours_but_the_hook() -> None:
    code = (
        "import sys, hypothesis, hypothesis.strategies\n"
        "print(*sorted(m for m in sys.modules if m.split('.')[0] in ('buyerprotect', 'pendulum')))"
    )
    assert run(code).split() == ["buyerprotect", "buyerprotect.hypothesis_hook"]


def test_asking_hypothesis_for_other_types_loads_no_strategies() -> None:
    code = (
        "import sys, hypothesis.strategies as st, buyerprotect as bp\n"
        "bp.Order; st.from_type(int).validate()\n"
        "print(*(m for m in sys.modules if m.startswith('buyerprotect.strategies')))"
    )
    assert run(code) == ""


def test_using_the_library_does_not_load_hypothesis() -> None:
    code = (
        "import sys, buyerprotect as bp\n"
        "order = bp.Order('aliexpress', '2017-03-05', zone='UTC', items=[bp.Item('dress', '80 USD')])\n"
        "bp.assess(order, at='2017-04-20T12:00Z', policy='aliexpress-guide').explain()\n"
        "print(*(m for m in sys.modules if 'hypothesis' in m))"
    )
    assert run(code) == ""


def test_without_hypothesis_the_strategies_say_what_to_install() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import buyerprotect as bp; bp.Order\n"
        "try:\n    import buyerprotect.strategies\n"
        "except ImportError as error:\n    print(type(error) is bp.MissingExtraError, error)"
    )
    answer = run(code)
    assert answer.startswith("True the strategies need hypothesis")
    assert "pip install 'buyerprotect[hypothesis]'" in answer


def test_the_entry_point_is_installed() -> None:
    (entry,) = entry_points(group="hypothesis", name="buyerprotect")
    assert entry.load() is hypothesis_hook.register


@pytest.mark.parametrize("module", [None, ModuleType("hypothesis.strategies")], ids=["none", "empty"])
def test_the_hook_does_nothing_where_hypothesis_is_not_ready(
    module: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis.strategies", module)
    hypothesis_hook.register()


@pytest.mark.parametrize("module", [None, ModuleType("buyerprotect.facts.order")], ids=["none", "empty"])
def test_the_hook_passes_over_what_is_half_installed(
    module: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hypothesis_hook, "_registered", set[type]())
    monkeypatch.setitem(sys.modules, "buyerprotect.facts.order", module)
    hypothesis_hook.register()


def test_what_a_user_registers_stays() -> None:
    mine = bp.Money(1, "USD")
    ours = strategies.money()
    try:
        st.register_type_strategy(bp.Money, st.just(mine))
        hypothesis_hook.register()
        assert drawn(st.from_type(bp.Money), lambda _: True) == mine
    finally:
        st.register_type_strategy(bp.Money, ours)


@pytest.mark.parametrize("kind", [Sequence, Iterable])
def test_what_hypothesis_draws_for_other_types_stays_as_it_was(kind: Any) -> None:
    assert issubclass(bp.Timeline, Sequence)  # one of ours is a sequence, too
    assert "_assessments" not in repr(st.from_type(kind))


def test_the_types_of_the_hook_are_those_that_have_a_strategy() -> None:
    from buyerprotect.strategies.types import strategy_for  # noqa: PLC0415 - what the hook calls

    names = [name for names in hypothesis_hook.TYPES.values() for name in names]
    assert len(names) == len(set(names))
    assert {kind.__name__ for kind in types()} <= set(names)
    for name in names:
        strategy_for(name).validate()


# --- what is public


def test_each_public_function_says_what_it_draws_what_it_never_draws_and_shows_it() -> None:
    assert sorted(strategies.__all__) == strategies.__all__
    for name in FUNCTIONS:
        doc = inspect.getdoc(getattr(strategies, name)) or ""
        assert doc.startswith("Draw "), name
        assert "ever draws" in doc, name
        assert ">>>" in doc, name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_strategy_needs_no_arguments_and_is_short_to_read(name: str) -> None:
    strategy = getattr(strategies, name)()
    strategy.validate()
    assert len(repr(strategy)) < 1000


@given(strategies.assessments() | strategies.packs() | strategies.terms() | strategies.orders())
@settings(max_examples=20, deadline=None)
def test_a_failing_example_is_short_to_read(value: object) -> None:
    assert len(pretty(value)) < 20_000


# --- validity: to evolve is to check once more


valid = st.one_of(
    strategies.orders(),
    strategies.claims(),
    strategies.claims(beyond=True, ground="any"),
    strategies.disputes(),
    strategies.disputes(beyond=True),
    strategies.payments(),
    strategies.problems(),
    strategies.money(),
    strategies.periods(),
    strategies.counting_rules(),
)


@given(valid)
@settings(max_examples=150, deadline=None)
def test_what_is_drawn_is_valid(value: Any) -> None:
    assert attrs.evolve(value) == value


@given(strategies.claims())
@few
def test_a_claim_asks_for_no_more_than_was_paid(claim: bp.Claim) -> None:
    assert claim.ground is None
    assert claim.asks is None or claim.asks.amount <= claim.paid


@given(
    strategies.orders(
        programme="shop",
        zone="Africa/Cairo",
        placed=strategies.instants(first="2026-04-20T00:00Z", last="2026-04-30T00:00Z"),
        currency=st.sampled_from(("EGP", "USD")),
    )
)
@few
def test_an_order_is_as_it_was_asked_for(order: bp.Order) -> None:
    assert (order.programme, order.zone) == ("shop", "Africa/Cairo")
    assert order.currency in ("EGP", "USD")
    first, last = bounds(order.placed, order.zone)
    assert first < nasty.utc("2026-05-01")
    assert last >= nasty.utc("2026-04-20")


@given(strategies.disputes(claims=strategies.claims(orders=strategies.orders(zone=st.none()))))
@few
def test_without_a_zone_everything_is_told_to_the_instant(dispute: bp.Dispute) -> None:
    assert all(isinstance(value, bp.Instant) for _, value in dated(dispute))


@given(st.data(), strategies.instants(), strategies.instants())
@few
def test_instants_days_and_moments_keep_to_their_bounds(
    data: st.DataObject, one: bp.Instant, other: bp.Instant
) -> None:
    first, last = sorted((one, other))
    assert first <= data.draw(strategies.instants(first=first, last=last)) <= last
    name = data.draw(strategies.zones())
    moment = data.draw(strategies.moments(first=first, last=last, zone=name))
    assert bounds(moment, name)[1] >= first.us
    assert bounds(moment, name)[0] <= last.us
    day = data.draw(strategies.days(first="2011-12-25", last=date(2012, 1, 2), zone=name))
    assert not isinstance(day, datetime)
    assert date(2011, 12, 25) <= day <= date(2012, 1, 2)
    assert zone(name).has_day(day.toordinal())


def test_a_moment_is_no_bound_for_days() -> None:
    with pytest.raises(InvalidFactsError, match="is a moment, not a day"):
        strategies.days(first="2017-03-05T12:00Z")


@given(st.data(), st.integers(1, 40), st.integers(0, 40))
@few
def test_periods_keep_to_what_they_are_drawn_from(data: st.DataObject, least: int, more: int) -> None:
    period = data.draw(
        strategies.periods(
            least=least,
            most=least + more,
            units=("days", "months"),
            rules=("eu-1182-71", counting("de-bgb")),
            calendars=("CZ",),
            changes=False,
            plus=False,
        )
    )
    assert least <= period.n <= least + more
    assert period.unit in ("days", "months")
    assert str(period.counting) in ("eu-1182-71", "de-bgb")
    assert period.calendar is None or period.calendar.name == "CZ"
    assert period.plus is None


@given(strategies.periods(), nasty.instants(*nasty.INNER), nasty.zones())
@settings(max_examples=150, deadline=None)
def test_a_period_is_counted_or_refused_with_an_error_of_ours(period: Period, us: int, here: Any) -> None:
    try:
        assert isinstance(period.after(Point(us), here), Point)
    except (InvalidFactsError, OutOfCoverageError) as error:
        assert error.faults  # noqa: PT017 - either way is right


@given(strategies.terms(events=nasty.EVENTS, conditions=st.sampled_from(("yes", "no"))), nasty.settings())
@settings(max_examples=150, deadline=None)
def test_a_term_is_resolved_or_refused_with_an_error_of_ours(term: Term, setting: Setting) -> None:
    try:
        Resolver(setting).resolve(term)
    except (InvalidFactsError, OutOfCoverageError) as error:
        assert error.faults  # noqa: PT017 - either way is right
    for part in walk(term):
        if isinstance(part, ReplacedBy):
            assert len(events_of(part.by)) == 1
        if isinstance(part, Before):
            assert part.period.unit != "billing-cycles"


@given(strategies.terms(kinds=[After, Paused], events=["placed", "paid"], periods=st.just(Period(3))))
@few
def test_terms_are_made_of_what_they_are_asked_for(term: Term) -> None:
    assert {type(part) for part in walk(term)} <= {On, After, Paused}
    assert events_of(term) <= {"placed", "paid"}
    assert all(part.period == Period(3) for part in walk(term) if isinstance(part, After))


@given(strategies.conditions(), strategies.claims())
@few
def test_a_condition_can_be_tested_for_any_case(condition: Condition, claim: bp.Claim) -> None:
    truth = truth_of(condition, view(claim))
    assert bool(truth.needs) is (truth.value is None)


# --- what is nasty


@pytest.mark.parametrize("name", sorted(strategies.SKIPPED_DAYS))
def test_days_that_a_zone_skipped_are_drawn_for_others_only(name: str) -> None:
    day = strategies.SKIPPED_DAYS[name]
    assert drawn(strategies.days(), lambda found: found == day) == day
    near = strategies.days(first=day, last=date.fromordinal(day.toordinal() + 1), zone=name)
    assert drawn(near, lambda _: True) == date.fromordinal(day.toordinal() + 1)


@pytest.mark.parametrize("name", ["America/New_York", "Australia/Lord_Howe", "America/Havana"])
def test_an_hour_that_the_clock_shows_twice_is_found(name: str) -> None:
    found = drawn(strategies.instants(), lambda instant: zone(name).local(instant.us)[1] == 1)
    assert zone(name).offset(found.us - HOUR) > zone(name).offset(found.us)


def test_days_without_midnight_leap_days_and_the_ends_are_found() -> None:
    cairo = zone("Africa/Cairo")
    drawn(strategies.days(), lambda day: cairo.clock(cairo.start_of_day(day.toordinal())) == HOUR)
    drawn(strategies.days(), lambda day: (day.month, day.day) == (2, 29))
    drawn(strategies.days(), lambda day: day in (strategies.FIRST_DAY, strategies.LAST_DAY))
    drawn(strategies.instants(), lambda instant: instant.us in (FIRST, LAST))
    drawn(strategies.zones(), lambda name: name == "Pacific/Kiritimati")


def test_every_counting_rule_and_ways_to_depart_from_it_are_found() -> None:
    names = set[str]()

    @given(strategies.counting_rules(changes=False))
    @settings(max_examples=200, deadline=None, database=None)
    def collect(rule: Counting) -> None:
        names.add(str(rule))

    collect()
    assert names == set(counting_names())
    rules: list[Callable[[Counting], bool]] = [
        lambda rule: rule.end == "17:00",
        lambda rule: rule.event_day == "in" and rule.roll == "previous",
        lambda rule: rule.hours == "next_full_hour" and rule.days == "exact",
    ]
    for condition in rules:
        drawn(strategies.counting_rules(), condition)
    drawn(strategies.periods(), lambda period: period.plus is not None and period.plus.base == "end")
    drawn(strategies.periods(), lambda period: period.calendar is not None and period.calendar.name == "CZ")


def test_the_less_common_terms_are_found() -> None:
    terms: list[Callable[[Term], bool]] = [
        lambda term: isinstance(term, After) and term.from_nominal,
        lambda term: isinstance(term, After) and term.told is not None,
        lambda term: isinstance(term, NotBefore) and term.waived_at is not None,
        lambda term: isinstance(term, Paused) and term.at_least is not None and not term.stop_day,
        lambda term: isinstance(term, Provided) and term.assume is not None,
    ]
    for condition in terms:
        drawn(strategies.terms(), condition)


def test_facts_of_every_kind_are_found() -> None:
    drawn(strategies.orders(), lambda order: order.repaired is not None and order.payment is not None)
    drawn(strategies.orders(), lambda order: len(order.parcels) > 1 and order.extensions)
    drawn(strategies.disputes(), lambda dispute: dispute.settled and dispute.ended)
    drawn(strategies.claims(beyond=True), lambda claim: claim.asks and claim.asks.amount > claim.paid)


# --- in and out again


@given(strategies.orders() | strategies.claims() | strategies.disputes())
@settings(max_examples=60, deadline=None)
def test_facts_come_back_from_json_equal(facts: Facts) -> None:
    case = CaseFile(facts, None, None)
    assert read_case(json.dumps(case_to_data(case))) == case


def unsourced(value: Any) -> Any:
    """Take the sources out of a term; a pack names them for other readings."""
    if isinstance(value, tuple):
        return tuple(unsourced(part) for part in cast("tuple[object, ...]", value))
    if not isinstance(value, Term | Variant):
        return value
    kept = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    kept = {name: unsourced(part) for name, part in kept.items() if name != "sources"}
    return cast("Any", type(value))(**kept)


WHOLE = st.builds(On, st.sampled_from(("placed", "paid", "opened")))
PARCELS = st.builds(On, st.sampled_from(("shipped", "delivered")), st.sampled_from(("first", "last")))


@given(strategies.terms(events=WHOLE | PARCELS))
@settings(max_examples=150, deadline=None)
def test_a_term_that_is_written_for_a_pack_is_read_back(term: Term) -> None:
    faults = Faults()
    grammar = Grammar(KNOWN_EVENTS, frozenset({"page"}), faults)
    read = grammar.term(term_table(term, "page"), "term")
    assert not faults.found
    assert unsourced(read) == unsourced(term)


@given(strategies.conditions())
@few
def test_a_condition_that_is_written_for_a_pack_is_read_back(condition: Condition) -> None:
    faults = Faults()
    read = Grammar(KNOWN_EVENTS, frozenset(), faults).condition(condition_table(condition), "when")
    assert not faults.found
    assert read == condition


def test_what_no_pack_can_hold_is_not_written() -> None:
    with pytest.raises(TypeError, match="not a term"):
        term_table(Term(), "page")
    with pytest.raises(TypeError, match="not a condition"):
        condition_table("late")
    with pytest.raises(TypeError, match="nothing that a pack can hold"):
        toml({"id": 1.5})


@given(strategies.pack_tables(programme="shop"))
@few
def test_drawn_tables_are_a_pack_of_the_programme(tables: dict[str, Any]) -> None:
    pack = read_pack(toml(tables))
    assert pack.programme == "shop"
    assert [version["id"] for version in tables["version"]] == [version.version for version in pack.versions]


# --- laws under any rules


@given(strategies.assessments())
@settings(max_examples=100, deadline=None)
def test_a_window_is_safe_before_it_closes_and_arguable_after(answer: bp.Assessment) -> None:
    for window in answer.deadlines:
        ends = (window.safe_by_us, window.closes_us, window.latest_arguable_us)
        known = [end for end in ends if end is not None]
        assert known == sorted(known)
    act_by = answer.recommendation.act_by_us
    assert act_by is None or act_by >= answer.at_us


@given(strategies.assessments(packs=st.sampled_from(("aliexpress", "aliexpress-guide")).map(find_pack)))
@few
def test_an_answer_is_about_facts_that_lie_before_it(answer: bp.Assessment) -> None:
    name = order_of(answer.facts).zone
    assert all(bounds(value, name)[0] <= answer.at_us for _, value in dated(answer.facts))
