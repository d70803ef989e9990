from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nasty
import pytest

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.clock import LAST, LocalDay, zone
from buyerprotect.timing.period import Period
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import (
    Choice,
    Move,
    Outcome,
    Prolongation,
    Resolved,
    Setting,
    Truth,
    Unresolved,
)
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
    events_of,
    walk,
)
from buyerprotect.timing.trace import replay
from buyerprotect.timing.zone import DAY, HOUR

NEW_YORK = "America/New_York"
T = nasty.utc("2026-03-02T12:00")
LATE = T + 10 * DAY


def setting(events: Mapping[str, Any] | None = None, name: str = "UTC", **rest: Any) -> Setting:
    told: dict[str, tuple[int | LocalDay, ...]] = {}
    for event, value in (events or {}).items():
        told[event] = value if isinstance(value, tuple) else (value,)
    return Setting(events=told, zones=((name, zone(name)),), **rest)


def outcome(term: Term, events: Mapping[str, Any] | None = None, **rest: Any) -> Outcome:
    return Resolver(setting(events, **rest)).resolve(term)


def known(term: Term, events: Mapping[str, Any] | None = None, **rest: Any) -> Resolved:
    found = outcome(term, events, **rest)
    assert isinstance(found, Resolved)
    return found


def unresolved(term: Term, events: Mapping[str, Any] | None = None, **rest: Any) -> Unresolved:
    found = outcome(term, events, **rest)
    assert isinstance(found, Unresolved)
    return found


def waiting(*events: str) -> Unresolved:
    return Unresolved(waits=frozenset(events))


def needing(*facts: str) -> Unresolved:
    return Unresolved(needs=frozenset(facts))


ABSENT = Unresolved()
A, B, C = On("a"), On("b"), On("c")


def days(n: int, term: Term) -> After:
    return After(Period(n), term)


def calendar_days(n: int, term: Term) -> After:
    return After(Period(n, "days", "platform-days"), term)


def truth_of(condition: object) -> Truth:
    return Truth(value={"yes": True, "no": False}.get(str(condition)), needs=frozenset({"country"}))


# --- on


def test_an_event_gives_its_moment() -> None:
    assert known(A, {"a": T}).us == T


def test_an_event_that_is_not_listed_is_waited_for() -> None:
    assert unresolved(A) == waiting("a")
    assert unresolved(A).pending
    assert not unresolved(A).absent


def test_an_event_that_is_unknown_is_needed() -> None:
    assert unresolved(A, unknown=frozenset({"a"})) == needing("a")
    assert not unresolved(A, unknown=frozenset({"a"})).pending


def test_an_event_that_will_never_come_drops_out() -> None:
    assert unresolved(A, absent=frozenset({"a"})).absent


def test_of_several_events_the_first_or_the_last_is_picked() -> None:
    several = {"a": (LATE, T, T + DAY)}
    assert known(On("a", "first"), several).us == T
    assert known(On("a", "last"), several).us == LATE


def test_the_last_event_is_waited_for_while_another_is_to_come_but_the_first_is_not() -> None:
    events, awaited = {"a": T}, frozenset({"a"})
    assert known(On("a", "first"), events, awaited=awaited).us == T
    assert unresolved(On("a", "last"), events, awaited=awaited) == waiting("a")
    assert unresolved(On("a"), events, awaited=awaited) == waiting("a")


def test_a_derived_event_is_what_its_term_gives() -> None:
    derived: dict[str, Term] = {"timer_ends": days(60, A), "completed": EarliestOf((B, On("timer_ends")))}
    found = known(days(15, On("completed")), {"a": T}, derived=derived)
    assert found.us == T + 75 * DAY
    assert [move.event for move in found.moves] == ["b"]
    assert unresolved(On("timer_ends"), derived=derived) == waiting("a")


# --- after and before


def test_a_period_after_an_event_is_counted_from_it() -> None:
    assert known(days(15, A), {"a": T}).us == T + 15 * DAY
    assert unresolved(days(15, A)) == waiting("a")
    assert unresolved(days(15, A), absent=frozenset({"a"})) == ABSENT


def test_a_calendar_period_is_counted_in_the_governing_zone() -> None:
    late_in_new_york = nasty.utc("2026-03-07T23:30-05:00")
    found = known(calendar_days(1, A), {"a": late_in_new_york}, name=NEW_YORK)
    assert found.us == nasty.utc("2026-03-09T00:00-04:00")


def test_a_told_day_is_counted_as_the_date_it_is_wherever_the_governing_zone_lies() -> None:
    day = LocalDay(nasty.ordinal("2026-03-07"), zone("Asia/Shanghai"))
    found = known(calendar_days(1, A), {"a": day}, name=NEW_YORK)
    assert found.us == nasty.utc("2026-03-09T00:00-04:00")


def test_a_calendar_count_goes_on_from_the_day_the_one_before_it_ended_with() -> None:
    twice = known(calendar_days(2, calendar_days(3, A)), {"a": T})
    assert twice.us == known(calendar_days(5, A), {"a": T}).us


def test_a_period_before_an_event_is_counted_back() -> None:
    assert known(Before(Period(2), A), {"a": T}).us == T - 2 * DAY
    local = known(Before(Period(1, "days", "platform-days"), A), {"a": T}, name=NEW_YORK)
    assert local.us == nasty.utc("2026-03-01T00:00-05:00")
    assert unresolved(Before(Period(2), A)) == waiting("a")


def test_a_told_length_stands_in_for_the_rules_own() -> None:
    term = After(Period(60), A, told="committed_days")
    assert known(term, {"a": T}).us == T + 60 * DAY
    assert known(term, {"a": T}, lengths={"committed_days": 75}).us == T + 75 * DAY
    assert unresolved(term, {"a": T}, unknown=frozenset({"committed_days"})) == needing("committed_days")


def test_a_told_length_keeps_the_way_of_counting() -> None:
    term = After(Period(60, "days", "platform-days"), A, told="committed_days")
    found = known(term, {"a": T}, lengths={"committed_days": 1}, name=NEW_YORK)
    assert found.us == nasty.utc("2026-03-04T00:00-05:00")


# --- earliest, latest, first known


def test_the_earliest_of_known_moments() -> None:
    found = known(EarliestOf((A, B)), {"a": LATE, "b": T})
    assert (found.us, found.moves) == (T, ())


def test_the_earliest_is_provisional_while_one_is_pending() -> None:
    found = known(EarliestOf((A, days(1, B), C)), {"a": T})
    assert found.us == T
    assert found.moves == (
        Move("b", T, "1 day of 24 hours after b counts if earlier"),
        Move("c", T, "c counts if earlier"),
    )


def test_the_earliest_waits_while_none_is_known() -> None:
    assert unresolved(EarliestOf((A, B))) == waiting("a", "b")


def test_the_earliest_is_not_known_while_one_operand_is_not() -> None:
    # The unknown one may have happened, and earlier.
    assert unresolved(EarliestOf((A, B)), {"a": T}, unknown=frozenset({"b"})) == needing("b")
    assert unresolved(EarliestOf((A, NotStated("no source"))), {"a": T}).why == ("no source",)


def test_the_latest_of_known_moments() -> None:
    found = known(LatestOf((A, B)), {"a": LATE, "b": T})
    assert (found.us, found.moves) == (LATE, ())


def test_the_latest_is_pending_while_one_is() -> None:
    assert unresolved(LatestOf((A, B)), {"a": T}) == waiting("b")
    assert unresolved(LatestOf((A, B)), {"a": T}).pending


def test_what_is_both_waited_for_and_needed_is_not_merely_pending() -> None:
    found = unresolved(LatestOf((A, B)), unknown=frozenset({"b"}))
    assert found == Unresolved(waits=frozenset({"a"}), needs=frozenset({"b"}))
    assert not found.pending


@pytest.mark.parametrize("kind", [EarliestOf, LatestOf, FirstKnown])
def test_an_operand_whose_condition_is_false_drops_out(kind: type[EarliestOf]) -> None:
    dropped = Provided(condition="no", term=A)
    found = known(kind((dropped, B)), {"a": T, "b": LATE}, test=truth_of)
    assert (found.us, found.moves) == (LATE, ())
    assert unresolved(kind((dropped, dropped)), {"a": T}, test=truth_of).absent


@pytest.mark.parametrize("kind", [EarliestOf, LatestOf, FirstKnown])
def test_an_operand_whose_condition_is_undetermined_is_needed(kind: type[EarliestOf]) -> None:
    maybe = Provided(condition="maybe", term=A)
    assert unresolved(kind((maybe, B)), {"a": T, "b": T}, test=truth_of) == needing("country")


def test_a_term_counts_where_its_condition_holds() -> None:
    term = Provided(condition="yes", term=A)
    assert known(term, {"a": T}, test=truth_of).us == T
    assert unresolved(term, test=truth_of) == waiting("a")
    assert setting(test=truth_of).test("yes").value is True


def test_a_condition_nobody_can_test_is_not_known() -> None:
    assert setting().test("anything").value is None


def test_the_first_known_is_taken_though_a_later_one_is_earlier() -> None:
    found = known(FirstKnown((A, B)), {"a": LATE, "b": T})
    assert (found.us, found.moves) == (LATE, ())


def test_the_first_known_is_provisional_while_an_earlier_one_is_pending() -> None:
    found = known(FirstKnown((A, B)), {"b": T})
    assert found.us == T
    assert [(move.event, move.by) for move in found.moves] == [("a", "a counts instead")]
    assert unresolved(FirstKnown((A, B))) == waiting("a", "b")


def test_the_first_known_goes_past_what_will_never_come_and_what_is_not_stated() -> None:
    absent = known(FirstKnown((A, B)), {"b": T}, absent=frozenset({"a"}))
    assert (absent.us, absent.moves) == (T, ())
    assert known(FirstKnown((NotStated("no source"), B)), {"b": T}).us == T


def test_the_first_known_stops_at_what_nobody_told() -> None:
    assert unresolved(FirstKnown((A, B)), {"b": T}, unknown=frozenset({"a"})) == needing("a")


# --- not before, capped


def test_a_floor_moves_an_earlier_term_up() -> None:
    term = NotBefore(A, B)
    assert known(term, {"a": T, "b": LATE}).us == LATE
    assert known(term, {"a": LATE, "b": T}).us == LATE
    assert unresolved(term, {"a": T}) == waiting("b")
    assert unresolved(term, {"b": T}) == waiting("a")
    assert known(term, {"a": T}, absent=frozenset({"b"})).us == T


def test_a_cap_cuts_a_later_term() -> None:
    term = Capped(A, B)
    assert known(term, {"a": LATE, "b": T}).us == T
    assert known(term, {"a": T, "b": LATE}).us == T


def test_a_cap_alone_gives_no_answer() -> None:
    assert unresolved(Capped(A, B), {"b": T}) == waiting("a")
    assert unresolved(Capped(A, B), {"b": T}, absent=frozenset({"a"})).absent


def test_a_term_is_provisional_while_its_cap_is_pending() -> None:
    found = known(Capped(A, B), {"a": T})
    assert (found.us, found.moves) == (T, (Move("b", T, "at the latest b"),))
    assert known(Capped(A, B), {"a": T}, absent=frozenset({"b"})).moves == ()
    assert unresolved(Capped(A, B), {"a": T}, unknown=frozenset({"b"})) == needing("b")


# --- replaced, extended, not stated, readings

TIMER = ReplacedBy(days(60, A), days(15, B))


def test_a_term_gives_way_once_the_other_event_happens_in_time() -> None:
    assert known(TIMER, {"a": T, "b": T + 10 * DAY}).us == T + 25 * DAY
    assert known(TIMER, {"a": T, "b": T + 60 * DAY - 1}).us == T + 75 * DAY - 1
    assert known(TIMER, {"a": T, "b": T + 10 * DAY}).moves == ()


@pytest.mark.parametrize("late", [0, 1, DAY, 300 * DAY])
def test_confirming_after_the_end_does_not_reopen(late: int) -> None:
    assert known(TIMER, {"a": T, "b": T + 60 * DAY + late}).us == T + 60 * DAY


def test_a_term_that_may_still_be_replaced_is_provisional() -> None:
    found = known(TIMER, {"a": T})
    by = "15 days of 24 hours after b counts instead"
    assert (found.us, found.moves) == (T + 60 * DAY, (Move("b", T + 60 * DAY, by),))
    assert known(TIMER, {"a": T}, absent=frozenset({"b"})).moves == ()


def test_what_replaces_needs_no_base_that_has_happened() -> None:
    assert known(TIMER, {"b": T}).us == T + 15 * DAY
    assert unresolved(TIMER) == waiting("a")


def test_a_replacement_nobody_told_of_is_needed() -> None:
    assert unresolved(TIMER, {"a": T}, unknown=frozenset({"b"})) == needing("b")
    assert unresolved(TIMER, {"b": T}, unknown=frozenset({"a"})) == needing("a")


def test_an_extension_moves_the_end_it_then_had() -> None:
    term = Extended(days(60, A))
    extended = {"extended": (Prolongation(7), Prolongation(3))}
    assert known(term, {"a": T}, extensions=extended).us == T + 70 * DAY
    assert known(term, {"a": T}).us == T + 60 * DAY
    assert [move.event for move in known(term, {"a": T}).moves] == ["extended"]


def test_an_extension_to_a_stated_end_never_shortens() -> None:
    term = Extended(days(60, A))
    later, earlier = Prolongation(until=T + 70 * DAY), Prolongation(until=T + 50 * DAY)
    assert known(term, {"a": T}, extensions={"extended": (later,)}).us == T + 70 * DAY
    assert known(term, {"a": T}, extensions={"extended": (earlier,)}).us == T + 60 * DAY


def test_an_extension_granted_after_the_end_changes_nothing() -> None:
    term = Extended(days(60, A))
    end = T + 60 * DAY
    late = {"extended": (Prolongation(7, granted=end),)}
    in_time = {"extended": (Prolongation(7, granted=end - 1),)}
    # The second was granted in the time the first had won.
    chain = {"extended": (Prolongation(7, granted=end - 1), Prolongation(7, granted=end + DAY))}
    assert known(term, {"a": T}, extensions=late).us == end
    assert known(term, {"a": T}, extensions=in_time).us == end + 7 * DAY
    assert known(term, {"a": T}, extensions=chain).us == end + 14 * DAY


def test_extensions_nobody_told_of_are_needed() -> None:
    term = Extended(days(60, A))
    assert unresolved(term, {"a": T}, unknown=frozenset({"extended"})) == needing("extended")
    assert unresolved(term) == waiting("a")


def test_what_no_source_states_is_not_known_and_says_why() -> None:
    found = unresolved(days(5, NotStated("the page is gone")))
    assert found.why == ("the page is gone",)
    assert not found.pending
    assert not found.absent


def test_the_adopted_reading_is_taken_unless_another_is_asked_for() -> None:
    term = Alternatives(days(15, A), (Variant("14-days", days(14, A)),))
    assert known(term, {"a": T}).us == T + 15 * DAY
    asked = Resolver(setting({"a": T}), (Choice("14-days", "taken", adopted=False),)).resolve(term)
    assert isinstance(asked, Resolved)
    assert asked.us == T + 14 * DAY


def test_something_else_is_no_term() -> None:
    with pytest.raises(TypeError, match="str is not a term"):
        outcome("a")  # type: ignore[arg-type]


# --- the supported years


@pytest.mark.parametrize(
    "term",
    [days(2, A), calendar_days(2, A), After(Period(2, "business-days", "platform-days", "mon-fri"), A)],
)
def test_a_count_that_leaves_the_supported_years_is_refused(term: Term) -> None:
    with pytest.raises(OutOfCoverageError):
        outcome(term, {"a": LAST - HOUR})


def test_an_extension_that_leaves_the_supported_years_is_refused() -> None:
    with pytest.raises(OutOfCoverageError):
        outcome(Extended(A), {"a": LAST - HOUR}, extensions={"extended": (Prolongation(60),)})


def test_an_extension_to_an_end_outside_the_supported_years_is_refused() -> None:
    with pytest.raises(OutOfCoverageError):
        outcome(Extended(A), {"a": T}, extensions={"extended": (Prolongation(until=LAST + 1),)})


# --- explore


def explored(term: Term, events: Mapping[str, Any], **rest: Any) -> list[tuple[tuple[Choice, ...], int]]:
    def evaluate(resolver: Resolver) -> int:
        found = resolver.resolve(term)
        assert isinstance(found, Resolved)
        return found.us

    return list(explore(setting(events, **rest), evaluate))


DAY_TOLD = LocalDay(nasty.ordinal("2026-03-08"), zone(NEW_YORK))


def test_a_rule_without_choices_has_one_reading() -> None:
    assert explored(days(5, A), {"a": T}) == [((), T + 5 * DAY)]


def test_the_adopted_reading_comes_first() -> None:
    term = Alternatives(days(15, A), (Variant("x", days(14, A)), Variant("y", days(16, A))))
    found = explored(term, {"a": T})
    assert [us for _, us in found] == [T + 15 * DAY, T + 14 * DAY, T + 16 * DAY]
    assert all(choice.adopted for choice in found[0][0])
    assert [[c.key for c in made if not c.adopted] for made, _ in found] == [[], ["x"], ["y"]]


def test_a_reading_is_taken_everywhere_or_nowhere() -> None:
    first = Alternatives(days(15, A), (Variant("14-days", days(14, A)),))
    second = Alternatives(days(30, A), (Variant("14-days", days(28, A)),))

    def both(resolver: Resolver) -> tuple[Outcome, Outcome]:
        return resolver.resolve(first), resolver.resolve(second)

    pairs = [
        (one.us - T, other.us - T)
        for _, (one, other) in explore(setting({"a": T}), both)
        if isinstance(one, Resolved) and isinstance(other, Resolved)
    ]
    assert pairs == [(15 * DAY, 30 * DAY), (14 * DAY, 28 * DAY)]


def test_readings_with_different_ids_are_combined() -> None:
    first = Alternatives(days(1, A), (Variant("x", days(2, A)),))
    second = Alternatives(days(10, B), (Variant("y", days(20, B)),))
    found = explored(LatestOf((first, second)), {"a": T, "b": T})
    taken = [{choice.key for choice in made if not choice.adopted} for made, _ in found]
    assert taken[0] == set()
    assert sorted(map(sorted, taken)) == [[], ["x"], ["x", "y"], ["y"]]


def test_a_told_day_gives_an_elapsed_rule_a_reading_from_either_end() -> None:
    found = explored(days(5, A), {"a": DAY_TOLD}, name=NEW_YORK)
    start = nasty.utc("2026-03-08T00:00-05:00")
    end = nasty.utc("2026-03-09T00:00-04:00") - 1
    assert [us for _, us in found] == [start + 5 * DAY, end + 5 * DAY]
    assert found[0][0] == (Choice("a-day", "start"),)
    assert found[1][0] == (Choice("a-day", "end", adopted=False),)


@pytest.mark.parametrize(
    "counting", [Period(5, "days", "platform-days"), Period(5, "business-days", "platform-days", "mon-fri")]
)
def test_a_told_day_gives_a_calendar_rule_no_choice(counting: Period) -> None:
    assert len(explored(After(counting, A), {"a": DAY_TOLD}, name=NEW_YORK)) == 1
    assert len(explored(Before(counting, A), {"a": DAY_TOLD}, name=NEW_YORK)) == 1


@pytest.mark.parametrize("anchor", [On("derived"), EarliestOf((A, B)), LatestOf((A,)), On("a", "first")])
def test_a_calendar_rule_ends_alike_from_either_end_of_a_told_day_it_reaches_by_a_detour(
    anchor: Term,
) -> None:
    found = explored(
        calendar_days(5, anchor), {"a": DAY_TOLD, "b": LATE}, name=NEW_YORK, derived={"derived": A}
    )
    assert {us for _, us in found} == {nasty.utc("2026-03-14T00:00-04:00")}


def test_the_day_of_one_event_is_read_alike_in_all_rules() -> None:
    found = explored(LatestOf((days(5, A), days(6, A))), {"a": DAY_TOLD})
    assert len(found) == 2


def test_two_told_days_are_combined() -> None:
    found = explored(LatestOf((days(5, A), days(5, B))), {"a": DAY_TOLD, "b": DAY_TOLD})
    assert len(found) == 4


def test_zones_give_readings_to_rules_that_need_one_and_to_no_other() -> None:
    two = Setting(events={"a": (T,)}, zones=((NEW_YORK, zone(NEW_YORK)), ("UTC", zone("UTC"))))

    def evaluate(term: Term) -> list[tuple[tuple[Choice, ...], Outcome]]:
        return list(explore(two, lambda resolver: resolver.resolve(term)))

    local = evaluate(calendar_days(1, A))
    ends = [found.us for _, found in local if isinstance(found, Resolved)]
    assert ends == [nasty.utc("2026-03-04T00:00-05:00"), nasty.utc("2026-03-04T00:00")]
    assert local[0][0] == (Choice("zone", NEW_YORK),)
    assert len(evaluate(days(1, A))) == 1


# --- traces and words


def test_a_trace_names_events_periods_zones_and_sources() -> None:
    term = After(Period(1, "days", "platform-days"), On("a", sources=("scan",)), sources=("help", "help"))
    trace = known(EarliestOf((term, B), sources=("page",)), {"a": T, "b": LATE}, name=NEW_YORK).trace
    assert [str(step) for step in trace] == ["a", "1 calendar day after", "b", "earliest"]
    assert [step.sources for step in trace] == [("scan",), ("help",), (), ("page",)]
    assert [step.zone for step in trace] == [None, NEW_YORK, None, None]
    assert trace[-1].inputs == (1, 2)


def test_a_trace_holds_only_the_steps_that_led_there() -> None:
    found = known(FirstKnown((LatestOf((A, B)), C)), {"a": T, "c": LATE})
    assert [step.event for step in found.trace] == ["c"]


def test_a_trace_whose_steps_do_not_meet_is_refused() -> None:
    trace = known(days(1, A), {"a": T}).trace
    with pytest.raises(ValueError, match="step 0 starts from a step that comes after it"):
        replay(tuple(reversed(trace)))


def test_a_term_tells_its_parts_and_events() -> None:
    term = Capped(EarliestOf((A, days(1, B))), LatestOf((C, NotStated("no source"))))
    assert events_of(term) == {"a", "b", "c"}
    assert len(list(walk(term))) == 8


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (A, "a"),
        (On("a", "first"), "first a"),
        (days(60, A), "60 days of 24 hours after a"),
        (Before(Period(1, "hours"), A), "1 hour before a"),
        (EarliestOf((A, B)), "the earliest of: a; b"),
        (LatestOf((A, B)), "the latest of: a; b"),
        (FirstKnown((A, B)), "the first known of: a; b"),
        (NotBefore(A, B), "a, but not before b"),
        (Capped(A, B), "a, but at the latest b"),
        (ReplacedBy(A, B), "a; once b in time, b instead"),
        (Extended(A), "a, or as later extended"),
        (Provided(condition="yes", term=A), "a (if yes)"),
        (NotStated("no source"), "not known: no source"),
        (Alternatives(A, (Variant("x", B),)), "a (other reading: x: b)"),
    ],
)
def test_a_term_says_what_it_means(term: Term, text: str) -> None:
    assert str(term) == text


@pytest.mark.parametrize(
    ("assume", "adopted", "name", "other"),
    [(False, LATE, "if maybe", T), (True, T, "unless maybe", LATE)],
)
def test_what_is_assumed_is_adopted_and_the_other_way_is_a_reading(
    assume: bool,  # noqa: FBT001
    adopted: int,
    name: str,
    other: int,
) -> None:
    term = FirstKnown((Provided(condition="maybe", term=A, assume=assume), B))
    assert known(term, {"a": T, "b": LATE}, test=truth_of).us == adopted
    found = list(
        explore(setting({"a": T, "b": LATE}, test=truth_of), lambda resolver: resolver.resolve(term))
    )
    assert [(choices, outcome.us) for choices, outcome in found if isinstance(outcome, Resolved)] == [
        ((Choice(name, ""),), adopted),
        ((Choice(name, "taken", adopted=False),), other),
    ]


@pytest.mark.parametrize("assume", [True, False])
@pytest.mark.parametrize(("condition", "us"), [("yes", T), ("no", LATE)])
def test_nothing_is_assumed_where_the_facts_decide(assume: bool, condition: str, us: int) -> None:  # noqa: FBT001
    term = FirstKnown((Provided(condition=condition, term=A, assume=assume), B))
    (only,) = explore(setting({"a": T, "b": LATE}, test=truth_of), lambda resolver: resolver.resolve(term))
    choices, outcome = only
    assert choices == ()
    assert isinstance(outcome, Resolved)
    assert outcome.us == us


def test_one_assumption_is_made_alike_in_all_terms() -> None:
    one = Provided(condition="maybe", term=A, assume=False)
    both = FirstKnown((one, B)), FirstKnown((one, On("c")))

    def resolved(resolver: Resolver) -> list[int]:
        return [found.us for term in both if isinstance(found := resolver.resolve(term), Resolved)]

    told = setting({"a": T, "b": LATE, "c": LATE}, test=truth_of)
    assert [ends for _, ends in explore(told, resolved)] == [[LATE, LATE], [T, T]]
