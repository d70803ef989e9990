"""The mechanisms that terms add to counting: chains, pauses, waits, caps, billing cycles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import nasty
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buyerprotect.timing.clock import LocalDay, zone
from buyerprotect.timing.counting import counting
from buyerprotect.timing.period import Period
from buyerprotect.timing.resolution import Resolver
from buyerprotect.timing.setting import Move, Outcome, Resolved, Setting, Unresolved
from buyerprotect.timing.term import After, Before, Capped, LatestOf, NotBefore, On, Paused, Term
from buyerprotect.timing.trace import recount, replay
from buyerprotect.timing.zone import DAY, HOUR

LONDON = zone("Europe/London")
T = nasty.utc("2026-03-02T12:00")
A, B = On("a"), On("b")


def day(text: str) -> LocalDay:
    return LocalDay(date.fromisoformat(text).toordinal(), LONDON)


def outcome(term: Term, events: Mapping[str, Any], **rest: Any) -> Outcome:
    told: dict[str, tuple[int | LocalDay, ...]] = {}
    for name, value in events.items():
        told[name] = value if isinstance(value, tuple) else (value,)
    zones = (("Europe/London", LONDON),)
    return Resolver(Setting(events=told, zones=zones, **rest)).resolve(term)


def resolved(term: Term, events: Mapping[str, Any], **rest: Any) -> Resolved:
    found = outcome(term, events, **rest)
    assert isinstance(found, Resolved)
    assert replay(found.trace) == found.point
    return found


def last_day(term: Term, events: Mapping[str, Any], **rest: Any) -> str:
    point = resolved(term, events, **rest).point
    assert point.day is not None
    return date.fromordinal(point.day).isoformat()


def opened(term: Term, events: Mapping[str, Any], **rest: Any) -> Unresolved:
    found = outcome(term, events, **rest)
    assert isinstance(found, Unresolved)
    return found


# --- chains


GERMAN = counting("de-bgb")
FORTNIGHT = After(Period(14, "days", GERMAN, "DE-BY"), A)


@pytest.mark.parametrize(("from_nominal", "expected"), [(False, "2027-11-25"), (True, "2027-11-23")])
def test_a_chain_goes_on_from_the_moved_day_or_from_the_day_before_it_was_moved(
    *, from_nominal: bool, expected: str
) -> None:
    events = {"a": day("2027-10-09")}
    # The fourteenth day is Sat 23 October, moved to Mon 25.
    assert last_day(FORTNIGHT, events) == "2027-10-25"
    assert (
        last_day(After(Period(1, "months", GERMAN, "DE-BY"), FORTNIGHT, from_nominal=from_nominal), events)
        == expected
    )


def test_deemed_receipt_comes_first_and_the_period_then() -> None:
    mailed = After(Period(3, "business-days", "us-reg-z-specific"), A)
    month = After(Period(10, "days", "us-calendar-days"), mailed)
    # Mailed Fri 2026-07-03: Saturday is the Fourth itself, so Mon 6, Tue 7, Wed 8.
    assert last_day(mailed, {"a": day("2026-07-03")}) == "2026-07-08"
    assert last_day(month, {"a": day("2026-07-03")}) == "2026-07-18"


def test_the_day_beyond_clear_days_is_none_of_the_working_days_they_have_to_hold() -> None:
    clear = counting("eu-1182-71").but(clear=True)
    # From Thu 2024-03-07, Friday is the first working day, and Monday the second; the day is Tuesday.
    assert last_day(After(Period(2, "days", clear, "mon-fri"), A), {"a": day("2024-03-07")}) == "2024-03-12"


# --- pauses


def paused(
    *, stop_day: bool = True, resume_day: bool = True, at_least: Term | None = None, exact: bool = False
) -> Paused:
    period = Period(30, "days") if exact else Period(30, "days", "uk-beginning-with")
    return Paused(After(period, A), "b", "c", stop_day, resume_day, at_least)


EVENTS = {"a": day("2026-01-01")}


def test_without_a_pause_the_period_is_as_it_was_and_says_what_would_move_it() -> None:
    found = resolved(paused(), EVENTS)
    assert found.point == resolved(paused().term, EVENTS).point
    assert found.moves == (Move("b", found.us, "the clock stops"),)


@pytest.mark.parametrize(
    ("stop_day", "resume_day", "expected"),
    [(True, True, "2026-02-09"), (False, True, "2026-02-08"), (True, False, "2026-02-08")],
)
def test_the_days_paused_are_added_with_the_first_and_the_last_as_the_rule_says(
    *, stop_day: bool, resume_day: bool, expected: str
) -> None:
    events = EVENTS | {"b": day("2026-01-11"), "c": day("2026-01-20")}
    # Thirty days beginning with 1 January end on the 30th; the 11th to the 20th are ten days.
    assert last_day(paused(stop_day=stop_day, resume_day=resume_day), events) == expected


def test_days_are_told_by_moments_as_well() -> None:
    events = EVENTS | {"b": nasty.utc("2026-01-11T23:59"), "c": nasty.utc("2026-01-20T00:00")}
    assert last_day(paused(), events) == "2026-02-09"


def test_a_pause_of_no_whole_day_adds_none() -> None:
    events = EVENTS | {"b": day("2026-01-11"), "c": day("2026-01-11")}
    assert last_day(paused(stop_day=False, resume_day=False), events) == "2026-01-30"


def test_exact_time_is_longer_by_what_passed() -> None:
    events = {"a": T, "b": T + 3 * DAY, "c": T + 4 * DAY + HOUR}
    assert resolved(paused(exact=True), events).us == T + 31 * DAY + HOUR


def test_while_the_clock_stands_still_the_end_is_pending() -> None:
    found = opened(paused(), EVENTS | {"b": day("2026-01-11")})
    assert found == Unresolved(waits=frozenset({"c"}), paused_from=day("2026-01-11").start)
    assert found.pending
    later = After(Period(1, "days", "platform-days"), paused())
    assert opened(later, EVENTS | {"b": day("2026-01-11")}).paused_from is not None


def test_what_is_over_cannot_be_paused() -> None:
    events = EVENTS | {"b": day("2026-01-31"), "c": day("2026-02-03")}
    assert last_day(paused(), events) == "2026-01-30"
    assert last_day(paused(), events | {"b": day("2026-01-30")}) == "2026-02-04"


def test_several_pauses_add_up_and_those_within_another_do_not() -> None:
    stops = (day("2026-01-03"), day("2026-01-10"), day("2026-02-03"))
    resumes = (day("2026-01-04"), day("2026-01-12"), day("2026-02-03"))
    events = EVENTS | {"b": stops, "c": resumes}
    # Two and three days make the end 4 February, so that the third pause of one day is in time.
    assert last_day(paused(), events) == "2026-02-05"
    inside = EVENTS | {"b": (day("2026-01-03"), day("2026-01-04")), "c": day("2026-01-06")}
    assert last_day(paused(), inside) == "2026-02-03"


def test_the_floor_counts_from_the_end_of_the_pause_and_only_once_there_was_one() -> None:
    floor = After(Period(7, "days", "uk-after"), On("c"))
    term = paused(at_least=floor)
    assert last_day(term, EVENTS) == "2026-01-30"
    late = EVENTS | {"b": day("2026-01-29"), "c": day("2026-02-20")}
    # 23 days paused make it 22 February; seven days after the 20th are later.
    assert last_day(term, late) == "2026-02-27"
    early = EVENTS | {"b": day("2026-01-05"), "c": day("2026-02-20")}
    assert last_day(term, early) == "2026-03-18"


def test_a_pause_nobody_told_of_is_needed_only_where_it_matters() -> None:
    unknown = frozenset({"b"})
    assert opened(paused(), EVENTS, unknown=unknown).needs == {"b"}
    assert last_day(paused(), EVENTS, unknown=frozenset({"c"})) == "2026-01-30"
    told = EVENTS | {"b": day("2026-01-11")}
    assert opened(paused(), told, unknown=frozenset({"c"})).needs == {"c"}


@given(
    first=st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    n=st.integers(1, 400),
    into=st.integers(0, 399),
    length=st.integers(0, 400),
    stop_day=st.booleans(),
    resume_day=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_a_pause_moves_the_end_by_the_days_it_lasted(
    first: date, n: int, into: int, length: int, *, stop_day: bool, resume_day: bool
) -> None:
    into %= n
    stop = first + timedelta(days=into)
    resume = stop + timedelta(days=length)
    term = After(Period(n, "days", "uk-beginning-with"), A)
    events = {"a": day(str(first)), "b": day(str(stop)), "c": day(str(resume))}
    plain = date.fromisoformat(last_day(term, events))
    moved = date.fromisoformat(last_day(Paused(term, "b", "c", stop_day, resume_day), events))
    within = {stop + timedelta(days=i) for i in range(length + 1)}
    if not stop_day:
        within -= {stop}
    if not resume_day:
        within -= {resume}
    assert (moved - plain).days == len(within)


# --- waits and what waives them


WAIT = After(Period(15, "days", "platform-days"), B)
END = After(Period(30, "days", "platform-days"), A)


def test_a_wait_moves_the_opening_unless_it_would_eat_the_window() -> None:
    term = NotBefore(A, WAIT, END)
    events = {"a": day("2026-01-01"), "b": day("2026-01-10")}
    assert last_day(term, events) == "2026-01-25"
    late = events | {"b": day("2026-01-16")}
    assert last_day(term, late) == "2026-01-01"
    assert [step.kind for step in resolved(term, late).trace][-1] == "waived"
    # Without the waiver the wait stands.
    assert last_day(NotBefore(A, WAIT), late) == "2026-01-31"


def test_a_wait_stands_while_what_could_waive_it_is_not_known() -> None:
    events = {"a": day("2026-01-01"), "b": day("2026-01-16")}
    assert last_day(NotBefore(A, WAIT, On("c")), events) == "2026-01-31"
    assert opened(NotBefore(A, WAIT, On("c")), events, unknown=frozenset({"c"})).needs == {"c"}
    assert opened(NotBefore(A, WAIT, END), {"a": day("2026-01-01")}).waits == {"b"}


# --- billing cycles


CYCLES = tuple(date(2026, month, 20).toordinal() for month in range(1, 8))
TWO = After(Period(2, "billing-cycles", "us-calendar-days"), A)


@pytest.mark.parametrize(
    ("received", "expected"),
    [("2026-02-19", "2026-04-20"), ("2026-02-20", "2026-04-20"), ("2026-02-21", "2026-05-20")],
)
def test_a_cycle_that_is_running_already_is_not_a_complete_one(received: str, expected: str) -> None:
    assert last_day(TWO, {"a": day(received)}, cycle_ends=CYCLES) == expected


def test_two_cycles_but_at_most_ninety_days() -> None:
    capped = Capped(TWO, After(Period(90, "days", "us-calendar-days"), A))
    assert last_day(capped, {"a": day("2026-02-21")}, cycle_ends=CYCLES) == "2026-05-20"
    ends = (date(2025, 12, 25), date(2026, 1, 25), date(2026, 4, 25), date(2026, 7, 25))
    long = tuple(end.toordinal() for end in ends)
    assert last_day(capped, {"a": day("2026-01-24")}, cycle_ends=long) == "2026-04-24"


@pytest.mark.parametrize("received", ["2026-06-01", "2026-01-19", "2025-11-01"])
def test_cycles_that_are_not_told_are_needed(received: str) -> None:
    assert opened(TWO, {"a": day(received)}, cycle_ends=CYCLES).needs == {"cycle_ends"}
    assert opened(TWO, {"a": day("2026-02-19")}).needs == {"cycle_ends"}


# --- what a trace tells


def test_each_counted_step_can_be_counted_again_and_says_how() -> None:
    found = resolved(
        LatestOf((FORTNIGHT, Before(Period(3, "days", "platform-days"), B))),
        {"a": day("2027-10-09"), "b": day("2027-10-20")},
    )
    counted = [step for step in found.trace if step.period is not None]
    assert len(counted) == 2
    for step in counted:
        start = found.trace[step.inputs[0]].result
        again = recount(step, start)
        assert again.end == step.result
        assert again.stages[-1].kind == "end"
    assert "roll" in [
        stage.kind for stage in recount(counted[0], found.trace[counted[0].inputs[0]].result).stages
    ]


def test_a_step_that_counts_nothing_cannot_be_counted_again() -> None:
    found = resolved(A, {"a": T})
    with pytest.raises(ValueError, match="'event' counts no period"):
        recount(found.trace[0], found.point)
