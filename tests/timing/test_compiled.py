"""Compiled terms give what the interpreter gives, under every reading, and refuse what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

import nasty
import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buyerprotect.errors import BuyerProtectError, InvalidFactsError, OutOfCoverageError
from buyerprotect.timing.clock import FIRST, LAST, LocalDay, zone
from buyerprotect.timing.compiled import (
    ABSENT,
    NEEDED,
    OPEN,
    PENDING,
    Compiled,
    Compiler,
    Frame,
    explore_compiled,
)
from buyerprotect.timing.period import Period
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import Choice, Outcome, Prolongation, Resolved, Setting, Truth
from buyerprotect.timing.term import (
    After,
    Alternatives,
    Before,
    Capped,
    EarliestOf,
    Extended,
    FirstKnown,
    LatestOf,
    NotBefore,
    NotStated,
    On,
    Provided,
    ReplacedBy,
    Term,
    Variant,
)
from buyerprotect.timing.zone import DAY, HOUR

T = nasty.utc("2026-03-02T12:00")
UTC = (("UTC", zone("UTC")),)
A, B, C = On("a"), On("b"), On("c")
ONE_DAY = Period(1, "days", "platform-days")
WORKING_DAY = Period(1, "business-days", "platform-days", "mon-fri")
NAMES = ("timer_ends", "completed", "settled")
Found = int | Literal["pending", "not known", "absent"]


def told(outcome: Outcome) -> Found:
    if isinstance(outcome, Resolved):
        return outcome.us
    return "absent" if outcome.absent else "pending" if outcome.pending else "not known"


def ran(value: int) -> Found:
    if value >= OPEN:
        return value
    return "absent" if value == ABSENT else "pending" if value == PENDING else "not known"


Readings = list[tuple[tuple[Choice, ...], list[Found]]] | tuple[type, str]


def attempt(explored: Callable[[], Any]) -> Readings:
    try:
        return list(explored())
    except BuyerProtectError as error:
        return type(error), str(error)


def by_the_interpreter(setting: Setting, terms: list[Term]) -> Readings:
    def evaluate(resolver: Resolver) -> list[Found]:
        return [told(resolver.resolve(term)) for term in terms]

    return attempt(lambda: explore(setting, evaluate))


def by_the_compiled(frame: Frame, ready: list[Compiled]) -> Readings:
    return attempt(lambda: explore_compiled(frame, lambda asked: [ran(one.run(asked)) for one in ready]))


def compiled(term: Term, derived: Mapping[str, Term] | None = None) -> Compiled:
    return Compiler(derived or {}).compiled(term)


def setting(events: Mapping[str, int | LocalDay | tuple[int, ...]], **rest: Any) -> Setting:
    several = {name: one if isinstance(one, tuple) else (one,) for name, one in events.items()}
    return evolve(Setting(events=several, zones=UTC, test=nasty.conditions), **rest)


# --- the same as the interpreter


def assumed(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    conditions = st.sampled_from(("yes", "no", "maybe", "maybe", "perhaps"))
    return st.builds(Provided, condition=conditions, term=inner, assume=st.booleans())


def chosen(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    # An id may be that of an assumption, too: then one choice makes both.
    ids = st.sampled_from(("14-days", "by-the-letter", "if maybe"))
    return st.builds(Alternatives, inner, st.lists(st.builds(Variant, ids, inner), max_size=3).map(tuple))


def mixed(inner: st.SearchStrategy[Term], events: tuple[str, ...]) -> st.SearchStrategy[Term]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        assumed(inner),
        chosen(inner),
        st.builds(After, nasty.periods(), inner, st.just("committed_days")),
        st.builds(ReplacedBy, inner, st.sampled_from(events).map(On)),
        st.builds(Extended, inner),
        *(st.builds(kind, several) for kind in (EarliestOf, LatestOf, FirstKnown)),
        *(st.builds(kind, inner, inner) for kind in (NotBefore, Capped)),
    )


@cache  # to make such a strategy takes longer than to draw from it
def all_terms(*, monotone: bool, events: tuple[str, ...]) -> st.SearchStrategy[Term]:
    drawn = nasty.terms(monotone=monotone, events=events)
    if monotone:
        return drawn
    return st.one_of(drawn, st.recursive(drawn, lambda inner: mixed(inner, events), max_leaves=4))


SETTINGS = {with_days: nasty.settings(with_days=with_days) for with_days in (True, False)}


@st.composite
def all_settings(draw: st.DrawFn, *, monotone: bool, with_days: bool) -> Setting:
    drawn = draw(SETTINGS[with_days])
    # Each derived event rests on those before it; the last is told as well, which changes nothing.
    derived: dict[str, Term] = {}
    for name in NAMES:
        if draw(st.booleans()):
            derived[name] = draw(all_terms(monotone=monotone, events=(*nasty.EVENTS[:2], *derived)))
    moments = st.one_of(st.none(), nasty.instants(*nasty.INNER))
    units = st.one_of(st.none(), st.integers(1, 60))
    prolongations = st.lists(st.builds(Prolongation, units, moments, moments), max_size=3)
    names = st.sampled_from((*nasty.EVENTS, *NAMES, "committed_days", "extended"))
    return evolve(
        drawn,
        events={**drawn.events, "settled": (T,)},
        derived=derived,
        extensions=draw(st.sampled_from(({}, {"extended": tuple(draw(prolongations))}))),
        lengths=draw(st.sampled_from(({}, {"committed_days": draw(st.integers(1, 90))}))),
        unknown=draw(st.one_of(st.just(drawn.unknown), st.frozensets(names, max_size=2))),
    )


def several_terms(*, monotone: bool) -> st.SearchStrategy[list[Term]]:
    return st.lists(all_terms(monotone=monotone, events=(*nasty.EVENTS, *NAMES)), min_size=1, max_size=2)


@pytest.mark.parametrize("monotone", [True, False])
@given(st.data(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_compiled_term_gives_what_the_interpreter_gives_under_every_reading(
    monotone: bool,  # noqa: FBT001 - a parameter of the test
    data: st.DataObject,
    with_days: bool,  # noqa: FBT001 - drawn, not passed
) -> None:
    case = data.draw(all_settings(monotone=monotone, with_days=with_days))
    terms = data.draw(several_terms(monotone=monotone))
    compiler, frame = Compiler(case.derived), Frame.of(case)
    ready = [compiler.compiled(term) for term in terms]
    assume(all(one.fits(frame) for one in ready))
    expected = by_the_interpreter(case, terms)
    assert by_the_compiled(frame, ready) == expected
    # The frame keeps what it may keep, and nothing else: it gives the same again, and in any order.
    assert by_the_compiled(frame, ready) == expected
    for term, one in zip(reversed(terms), reversed(ready), strict=True):
        assert by_the_compiled(frame, [one]) == by_the_interpreter(case, [term])


@given(nasty.terms(monotone=False), nasty.settings(with_days=False))
@settings(max_examples=300, deadline=None)
def test_every_setting_of_instants_in_one_zone_fits_but_for_counts_that_begin_with_a_counted_day(
    term: Term, case: Setting
) -> None:
    one, frame = compiled(term), Frame.of(case)
    assert one.fits(frame) is one.exact
    if one.exact:
        assert by_the_compiled(frame, [one]) == by_the_interpreter(case, [term])


@given(st.data(), st.sampled_from((nasty.instants(FIRST, FIRST + 90 * DAY), nasty.instants(LAST - 90 * DAY))))
@settings(max_examples=200, deadline=None)
def test_a_compiled_term_leaves_the_supported_years_where_the_interpreter_does(
    data: st.DataObject, moments: st.SearchStrategy[int]
) -> None:
    near = setting(
        {event: data.draw(moments) for event in nasty.EVENTS},
        extensions={"extended": (Prolongation(30),)},
        zones=(("", data.draw(nasty.zones())),),
    )
    term = data.draw(all_terms(monotone=False, events=nasty.EVENTS))
    one = compiled(term)
    assume(one.exact)
    found, expected = by_the_compiled(Frame.of(near), [one]), by_the_interpreter(near, [term])
    assert found == expected


# --- what fits


def test_a_day_without_its_hour_does_not_fit_where_it_is_read() -> None:
    derived: dict[str, Term] = {"completed": Capped(A, On("b", "first"))}
    day = LocalDay(nasty.ordinal("2026-03-08"), zone("UTC"))
    frame = Frame.of(setting({"a": T, "b": day, "c": T}, derived=derived))
    assert not compiled(B).fits(frame)
    assert not compiled(After(ONE_DAY, On("completed")), derived).fits(frame)
    assert compiled(LatestOf((A, C)), derived).fits(frame)


def test_several_zones_do_not_fit_where_days_are_counted() -> None:
    two = Frame.of(setting({"a": T}, zones=(*UTC, ("Asia/Shanghai", zone("Asia/Shanghai")))))
    derived: dict[str, Term] = {"completed": After(ONE_DAY, A)}
    assert not compiled(After(ONE_DAY, A)).fits(two)
    assert not compiled(Before(WORKING_DAY, A)).fits(two)
    assert not compiled(LatestOf((B, On("completed"))), derived).fits(two)
    assert compiled(After(Period(1), A)).fits(two)


COUNTED: tuple[Term, ...] = (
    After(ONE_DAY, A),
    Before(WORKING_DAY, A),
    On("completed"),
    EarliestOf((B, After(ONE_DAY, A))),
    LatestOf((B, After(ONE_DAY, A))),
    FirstKnown((B, After(ONE_DAY, A))),
    NotBefore(A, After(ONE_DAY, A)),
    Capped(A, After(ONE_DAY, A)),
    ReplacedBy(A, After(ONE_DAY, B)),
    Extended(After(ONE_DAY, A)),
    Provided(condition="yes", term=After(ONE_DAY, A)),
    Alternatives(A, (Variant("x", After(ONE_DAY, A)),)),
)
DERIVED: dict[str, Term] = {"completed": LatestOf((B, After(ONE_DAY, A))), "paid_out": After(Period(2), A)}


@pytest.mark.parametrize("anchor", COUNTED, ids=str)
def test_a_count_of_days_that_may_begin_with_a_counted_day_is_left_to_the_interpreter(anchor: Term) -> None:
    for count in (After(WORKING_DAY, anchor), Before(ONE_DAY, anchor)):
        assert not compiled(count, DERIVED).exact
        assert not compiled(EarliestOf((C, count)), DERIVED).fits(Frame.of(setting({})))
    assert compiled(After(Period(1), anchor), DERIVED).exact
    assert compiled(anchor, DERIVED).exact


def test_a_count_of_days_from_an_exact_clock_is_exact() -> None:
    for anchor in (A, After(Period(36, "hours"), After(ONE_DAY, A)), On("paid_out"), NotStated("no source")):
        assert compiled(After(ONE_DAY, anchor), DERIVED).exact


def test_a_count_of_days_within_a_derived_event_counts() -> None:
    derived: dict[str, Term] = {"completed": After(ONE_DAY, After(ONE_DAY, A))}
    assert not compiled(On("completed"), derived).exact


def test_a_compiled_term_tells_which_events_it_reads() -> None:
    found = compiled(EarliestOf((C, On("completed"), On("paid_out", "first"))), DERIVED)
    assert found.events == {"a", "b", "c"}
    assert found.needs_zone
    assert not compiled(On("paid_out"), DERIVED).needs_zone


# --- values


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (A, T),
        (On("b", "first"), T - HOUR),
        (On("b", "last"), T + HOUR),
        (C, PENDING),
        (On("unknown"), NEEDED),
        (On("never"), ABSENT),
        (After(Period(2, "hours"), A), T + 2 * HOUR),
        (Before(ONE_DAY, A), nasty.utc("2026-03-01")),
        (Extended(After(Period(1), A)), T + 4 * DAY),
        (EarliestOf((A, C)), T),
    ],
)
def test_a_term_runs_to_its_moment_or_to_what_is_missing(term: Term, value: int) -> None:
    case = setting(
        {"a": T, "b": (T + HOUR, T - HOUR), "d": ()},
        unknown=frozenset({"unknown"}),
        absent=frozenset({"never"}),
        extensions={"extended": (Prolongation(3),)},
    )
    assert compiled(term).run(Frame.of(case)) == value


LATER = After(Period(1), On("unstated"))


@pytest.mark.parametrize(
    ("term", "value", "extensions"),
    [
        (FirstKnown((On("unknown"), A)), NEEDED, ()),
        (FirstKnown((On("unstated"), A)), T, ()),
        (ReplacedBy(A, LATER), T, ()),
        (ReplacedBy(C, LATER), PENDING, ()),
        (On("derived_but_unknown"), NEEDED, ()),
        (After(Period(1), A, told="unknown"), NEEDED, ()),
        (Extended(A, by="unknown"), NEEDED, ()),
        (Extended(A), T, (Prolongation(7, granted=T),)),
        (Extended(A), T + 3 * DAY, (Prolongation(7, granted=T), Prolongation(3, granted=T - 1))),
        (Extended(A), T, (Prolongation(until=T - 1),)),
        (Extended(A), T + 1, (Prolongation(until=T + 1),)),
        (Extended(A), T + DAY, (Prolongation(1, until=T + 1),)),
        (Extended(A), T, (Prolongation(),)),
    ],
)
def test_a_term_runs_as_interpreted_also_where_cases_seldom_go(
    term: Term, value: int, extensions: tuple[Prolongation, ...]
) -> None:
    case = setting(
        {"a": T},
        unknown=frozenset({"unknown", "derived_but_unknown"}),
        derived={"unstated": NotStated("no source says"), "derived_but_unknown": A},
        lengths={"unknown": 5},
        extensions={"extended": extensions, "unknown": (Prolongation(1),)},
    )
    one, frame = compiled(term, case.derived), Frame.of(case)
    assert one.run(frame) == value
    assert by_the_compiled(frame, [one]) == by_the_interpreter(case, [term])


def test_the_last_moment_of_the_supported_years_is_one_of_them() -> None:
    one = compiled(After(Period(1, "hours"), A))
    assert one.run(Frame.of(setting({"a": LAST - HOUR}))) == LAST
    with pytest.raises(OutOfCoverageError):
        one.run(Frame.of(setting({"a": LAST - HOUR + 1})))
    other = compiled(Before(Period(1, "hours"), A))
    assert other.run(Frame.of(setting({"a": FIRST + HOUR}))) == FIRST
    with pytest.raises(OutOfCoverageError):
        other.run(Frame.of(setting({"a": FIRST + HOUR - 1})))


def test_what_is_missing_is_joined() -> None:
    found = compiled(LatestOf((C, On("unknown")))).run(Frame.of(setting({}, unknown=frozenset({"unknown"}))))
    assert found == PENDING | NEEDED
    assert found < OPEN < FIRST


def test_a_condition_nobody_can_test_drops_its_term() -> None:
    case = Setting(events={"a": (T,)}, zones=UTC)
    one = Provided(condition="anything", term=A)
    assert by_the_compiled(Frame.of(case), [compiled(one)]) == by_the_interpreter(case, [one])


def test_a_frame_can_be_made_without_a_setting() -> None:
    frame = Frame(first={"a": T}, last={"a": PENDING}, zone=zone("UTC"), test=nasty.conditions)
    assert [compiled(term).run(frame) for term in (On("a", "first"), A, Extended(On("a", "first")))] == [
        T,
        PENDING,
        T,
    ]


def test_something_else_is_no_term() -> None:
    with pytest.raises(TypeError, match="str is not a term"):
        compiled("a")  # type: ignore[arg-type]


TOLD = After(Period(60), A, told="committed_days")


@pytest.mark.parametrize(
    ("term", "rest"),
    [
        (TOLD, {"lengths": {"committed_days": 10**6}}),
        (TOLD, {"lengths": {"committed_days": True}}),
        (Extended(A), {"extensions": {"extended": (Prolongation(10**6),)}}),
    ],
)
def test_a_length_that_is_none_is_refused_as_the_interpreter_does(term: Term, rest: dict[str, Any]) -> None:
    one = compiled(term)
    # A length that was right before does not let a wrong one pass.
    assert one.run(Frame.of(setting({"a": T}, lengths={"committed_days": 1}))) in (T, T + DAY)
    case = setting({"a": T}, **rest)
    found = by_the_compiled(Frame.of(case), [one])
    assert found == by_the_interpreter(case, [term])
    assert isinstance(found, tuple)
    assert found[0] is InvalidFactsError


@pytest.mark.parametrize(
    ("term", "rest"),
    [
        (After(Period(2), A), {}),
        (After(ONE_DAY, After(Period(1), A)), {}),
        (EarliestOf((On("unknown"), After(Period(2), A))), {}),
        (Extended(A), {"extensions": {"extended": (Prolongation(60),)}}),
        (Extended(A), {"extensions": {"extended": (Prolongation(until=LAST + 1),)}}),
    ],
)
def test_a_moment_outside_the_supported_years_is_refused_in_the_interpreters_words(
    term: Term, rest: dict[str, Any]
) -> None:
    case = setting({"a": LAST - HOUR}, unknown=frozenset({"unknown"}), **rest)
    found = by_the_compiled(Frame.of(case), [compiled(term)])
    assert found == by_the_interpreter(case, [term])
    assert isinstance(found, tuple)
    assert found[0] is OutOfCoverageError


# --- readings

READ = Alternatives(A, (Variant("x", After(Period(1), A)), Variant("y", After(Period(2), A))))


def evaluated(frame: Frame, one: Compiled) -> list[int]:
    return [value for _, value in explore_compiled(frame, one.run)]


def test_a_term_without_readings_is_evaluated_once() -> None:
    frame = Frame.of(setting({"a": T}))
    assert explore_compiled(frame, compiled(A).run) == [((), T)]


def test_a_frame_is_as_new_whatever_was_explored_or_asked_before() -> None:
    derived: dict[str, Term] = {"completed": READ}
    frame, one = Frame.of(setting({"a": T}, derived=derived)), compiled(On("completed"), derived)
    assert one.run(frame) == T
    assert explore_compiled(frame, compiled(A).run) == [((), T)]
    for _ in range(2):
        assert evaluated(frame, one) == [T, T + DAY, T + 2 * DAY]
    frame.ask(frozenset({"y"}))
    assert one.run(frame) == T + 2 * DAY
    assert frame.met == {"x": False, "y": True}
    assert evaluated(frame, one) == [T, T + DAY, T + 2 * DAY]


def test_asking_for_a_reading_that_does_not_come_up_leaves_nothing_behind() -> None:
    frame = Frame.of(setting({"a": T}))
    frame.ask(frozenset({"x"}))
    assert compiled(A).run(frame) == T
    assert evaluated(frame, compiled(READ)) == [T, T + DAY, T + 2 * DAY]


def test_a_derived_event_is_computed_once_for_all_terms_of_a_case() -> None:
    asked: list[object] = []

    def test(condition: object) -> Truth:
        asked.append(condition)
        return Truth(value=True)

    derived: dict[str, Term] = {"completed": Provided(condition="yes", term=A)}
    compiler = Compiler(derived)
    frame = Frame.of(setting({"a": T}, derived=derived, test=test))
    for term in (On("completed"), After(Period(1), On("completed")), Extended(On("completed"))):
        explore_compiled(frame, compiler.compiled(term).run)
    assert asked == ["yes"]
