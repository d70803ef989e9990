"""The laws of counted days: back and forth, working days, rolls, floors, clear days, short periods."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from counts import DAY_RULES, DAYS, Case, cases, covered, departing, on, ordinal, period, zones
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.timing.calendar import calendar, calendar_names
from buyerprotect.timing.clock import zone
from buyerprotect.timing.counting import counting
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.zone import Zone

UTC = zone("UTC")
ROLLING = [name for name in DAY_RULES if counting(name).roll == "next"]
FLOORS = [name for name in DAY_RULES if counting(name).working_days]


def nominal(case: Case, event: int, *, backward: bool = False) -> int:
    """Return the last day as counted, before anything moves it."""
    day = case.period.counted(on(event, case.here), case.here, backward=backward).nominal.day
    assert day is not None
    return day


def both_and_between(first: int, last: int) -> range:
    return range(min(first, last), max(first, last) + 1)


# --- back and forth -----------------------------------------------------------------------------------


@given(cases(departing(DAY_RULES), ("days", "weeks")))
@settings(max_examples=200, deadline=None)
def test_days_counted_forward_and_then_back_come_to_the_day_they_began_with(case: Case) -> None:
    assume(case.period.unit != "days" or case.period.n > case.rule.skip_up_to)
    there = nominal(case, case.day)
    assert nominal(case, there, backward=True) == case.day
    assert nominal(case, nominal(case, case.day, backward=True)) == case.day


@given(cases(departing(DAY_RULES), ("business-days",)))
@settings(max_examples=200, deadline=None)
def test_working_days_counted_forward_and_then_back_come_to_the_working_day_they_began_with(
    case: Case,
) -> None:
    days_by = case.period.calendar
    assert days_by is not None
    assume(days_by.is_working(case.day, case.here))
    assume(not case.rule.clear)  # the day that is left out at the far end need not be a working day
    assert nominal(case, nominal(case, case.day), backward=True) == case.day
    assert nominal(case, nominal(case, case.day, backward=True)) == case.day


def test_working_days_from_a_weekend_forward_and_back_come_to_the_working_day_before() -> None:
    one = Period(1, "business-days", "platform-days", "mon-fri")
    there = one.after(on("2024-03-10", UTC), UTC)
    assert (there.day, one.before(there, UTC).day) == (ordinal("2024-03-11"), ordinal("2024-03-08"))


# --- working days -------------------------------------------------------------------------------------


@given(cases(departing(DAY_RULES), ("business-days",)))
@settings(max_examples=200, deadline=None)
def test_a_period_of_working_days_has_so_many_of_them_and_ends_with_one(case: Case) -> None:
    made = case.under(case.rule.but(clear=False))
    days_by, n = made.calendar, made.n
    assert days_by is not None
    for backward in (False, True):
        counted = made.counted(on(case.day, case.here), case.here, backward=backward)
        last = counted.nominal.day
        assert last is not None
        assert days_by.is_working(last, case.here)
        among = [day for day in both_and_between(case.day, last) if days_by.is_working(day, case.here)]
        event_is_one = case.rule.event_day == "out" and days_by.is_working(case.day, case.here)
        assert len(among) - event_is_one == n


@pytest.mark.parametrize("name", FLOORS)
def test_one_working_day_is_too_short_a_period_to_be_stretched_to_the_least_of_working_days(
    name: str,
) -> None:
    # Article 3(5) speaks of periods of two days or more, the Dutch Act of three days or more.
    one = Period(1, "business-days", name, "mon-fri")
    assert one.after(on("2024-03-04", UTC), UTC).day == ordinal("2024-03-05")


@given(cases(departing(DAY_RULES), ("days", "business-days", "weeks")))
@settings(max_examples=200, deadline=None)
def test_a_period_with_the_day_of_the_event_in_is_one_day_shorter_than_with_it_out(case: Case) -> None:
    rule = case.rule.but(at_midnight=None, clear=False)
    inside, outside = (case.under(rule.but(event_day=day)) for day in ("in", "out"))
    start, here = on(case.day, case.here), case.here
    for backward, sign in ((False, 1), (True, -1)):
        shorter, longer = (made.counted(start, here, backward=backward) for made in (inside, outside))
        assert shorter.nominal.day is not None
        assert longer.nominal.day is not None
        more = range(shorter.nominal.day + sign, longer.nominal.day + sign, sign)
        if (
            "working_days_only" not in {stage.kind for stage in shorter.stages}
            and inside.unit != "business-days"
        ):
            assert len(more) == 1
        else:
            # Of working days it is one of those, if the day of the event is one at all.
            days_by = inside.calendar
            assert days_by is not None
            working = [day for day in more if days_by.is_working(day, here)]
            assert len(working) == days_by.is_working(case.day, here)


# --- rolls --------------------------------------------------------------------------------------------


@given(st.sampled_from(calendar_names()), zones(), st.sampled_from((1, -1)), st.data())
@settings(max_examples=300, deadline=None)
@example("mon-fri", zone("Pacific/Apia"), 1, None)
@example("mon-fri", zone("Pacific/Apia"), -1, None)
def test_a_roll_goes_its_way_over_days_off_to_a_working_day_and_no_further(
    name: str, here: Zone, way: int, data: st.DataObject | None
) -> None:
    days_by = calendar(name)
    day = ordinal("2011-12-30")  # which Apia never had
    if data is not None:
        day = data.draw(st.integers(days_by.first + 20, days_by.last - 20))
    rolled = days_by.rolled(day, way, here)
    assert days_by.is_working(rolled, here)
    assert (rolled - day) * way >= 0
    passed = range(day, rolled, way)
    assert not any(days_by.is_working(off, here) for off in passed)
    # To roll what is rolled changes nothing, whichever way.
    assert days_by.rolled(rolled, 1, here) == days_by.rolled(rolled, -1, here) == rolled


@given(cases(departing(ROLLING), DAYS))
@settings(max_examples=300, deadline=None)
def test_an_end_is_moved_only_over_days_off_and_never_before_its_nominal_day(case: Case) -> None:
    rule = case.rule.but(working_days=0, roll="next", roll_before="previous", roll_up_to=0)
    made, here, start = case.under(rule), case.here, case.start
    days_by = made.calendar
    assert days_by is not None
    for backward, way in ((False, 1), (True, -1)):
        counted = made.counted(start, here, backward=backward)
        last, unmoved = counted.end.day, counted.nominal.day
        assert last is not None
        assert unmoved is not None
        assert days_by.is_working(last, here)
        assert (last - unmoved) * way >= 0
        assert (counted.end.us - counted.nominal.us) * way >= 0
        assert not any(days_by.is_working(day, here) for day in range(unmoved, last, way))
        # Counting once more, from a day that makes the end a working day, moves nothing.
        assert days_by.rolled(last, way, here) == last


@given(cases(departing(ROLLING), DAYS))
@settings(max_examples=150, deadline=None)
def test_the_nominal_end_is_the_end_by_the_same_rule_without_rolls_and_floors(case: Case) -> None:
    still = case.under(case.rule.but(roll="none", roll_before="none", roll_hours=False, working_days=0))
    for backward in (False, True):
        counted = case.period.counted(case.start, case.here, backward=backward)
        plain = still.counted(case.start, case.here, backward=backward)
        assert counted.nominal == plain.nominal == plain.end


def test_a_start_on_a_day_off_is_not_moved() -> None:
    # Only an end is: 14 days after a Saturday end on a Saturday, which rolls to Monday.
    made = Period(14, "days", "de-bgb", "mon-fri")
    counted = made.counted(on("2024-03-09", UTC), UTC)
    assert (counted.nominal.day, counted.end.day) == (ordinal("2024-03-23"), ordinal("2024-03-25"))


# --- floors -------------------------------------------------------------------------------------------


@given(cases(departing(FLOORS), DAYS))
@settings(max_examples=300, deadline=None)
def test_a_period_holds_the_working_days_that_its_rule_asks_for_at_the_least(case: Case) -> None:
    rule = case.rule.but(clear=False, roll_up_to=0)
    made, here, start = case.under(rule), case.here, on(case.day, case.here)
    assume(rule.working_days and not (made.unit in ("days", "business-days") and made.n < 3))
    days_by = made.calendar
    assert days_by is not None
    for backward, way in ((False, 1), (True, -1)):
        counted = made.counted(start, here, backward=backward)
        first = case.day if rule.event_day == "in" else case.day + way
        assert counted.end.day is not None
        held = [day for day in both_and_between(first, counted.end.day) if days_by.is_working(day, here)]
        assert len(held) >= rule.working_days
        if any(stage.kind == "floor" for stage in counted.stages):
            # It is made no longer than it has to be.
            assert len(held) == rule.working_days
            assert days_by.is_working(counted.end.day, here)


@pytest.mark.parametrize(
    ("name", "n", "ends"),
    [
        # Friday, then Saturday, Sunday and Monday: two days hold one working day, three hold one.
        ("eu-1182-71", 1, "2024-03-11"),  # one day is no period of two or more: it only rolls
        ("eu-1182-71", 2, "2024-03-12"),
        ("eu-1182-71", 3, "2024-03-12"),
        ("nl-termijnenwet", 2, "2024-03-11"),
        ("nl-termijnenwet", 3, "2024-03-12"),
    ],
)
def test_floors_worked_by_hand(name: str, n: int, ends: str) -> None:
    made = Period(n, "days", name, "mon-fri")
    assert made.after(on("2024-03-08", UTC), UTC).day == ordinal(ends)


# --- clear days ---------------------------------------------------------------------------------------


@given(cases(departing(DAY_RULES), ("days", "weeks", "months", "years", "business-days")))
@settings(max_examples=200, deadline=None)
def test_clear_days_end_at_the_moment_that_plain_ones_do_but_with_the_day_beyond_it(case: Case) -> None:
    rule = case.rule.but(roll="none", roll_before="none", roll_hours=False, working_days=0, end=None)
    clear, plain = (case.under(rule.but(clear=said)) for said in (True, False))
    for backward, sign in ((False, 1), (True, -1)):
        one, other = (made.counted(case.start, case.here, backward=backward).end for made in (clear, plain))
        assert one.us == other.us
        assert one.day is not None
        assert other.day is not None
        assert one.day == other.day + sign


@given(cases(st.just(counting("uk-clear-days").but(skip_up_to=0)), ("days", "weeks")))
@settings(max_examples=100, deadline=None)
def test_so_many_clear_days_leave_so_many_whole_days_between_and_are_the_same_back(case: Case) -> None:
    n = case.period.n * (7 if case.period.unit == "weeks" else 1)
    there, back = nominal(case, case.day), nominal(case, case.day, backward=True)
    assert len(range(case.day + 1, there)) == len(range(back + 1, case.day)) == n
    # A day is so far on exactly where this one is so far back from it.
    assert nominal(case, there, backward=True) == case.day == nominal(case, back)
    assert nominal(case, there + 1, backward=True) != case.day != nominal(case, back + 1)


@given(
    cases(st.just(counting("uk-clear-days")), ("days",), ("GB-ENG", "mon-fri", "DE-BY")), st.integers(1, 5)
)
@settings(max_examples=150, deadline=None)
def test_a_short_clear_period_leaves_so_many_working_days_between(case: Case, n: int) -> None:
    made = period(n, "days", case.rule, case.period.calendar or "GB-ENG")
    days_by, here, start = made.calendar, case.here, on(case.day, case.here)
    assert days_by is not None
    first, last = covered(made, 30)
    assume(first <= case.day <= last)
    there, back = made.after(start, here).day, made.before(start, here).day
    assert there is not None
    assert back is not None
    for between in (range(case.day + 1, there), range(back + 1, case.day)):
        assert sum(days_by.is_working(day, here) for day in between) == n
    # No nearer day leaves as many.
    assert days_by.is_working(there - 1, here)
    assert days_by.is_working(back + 1, here)


def test_a_short_clear_period_forward_and_back_need_not_come_to_the_same_day() -> None:
    # One clear day after Friday is Monday, so Tuesday is the day; one before Tuesday is Monday, so Sunday is.
    one = Period(1, "days", "uk-clear-days", "mon-fri")
    there = one.after(on("2024-03-08", UTC), UTC)
    assert (there.day, one.before(there, UTC).day) == (ordinal("2024-03-12"), ordinal("2024-03-10"))


# --- the end of the coverage --------------------------------------------------------------------------


@given(cases(departing(ROLLING), DAYS), st.integers(-3, 60), zones())
@settings(max_examples=200, deadline=None)
def test_near_the_ends_of_a_calendar_a_count_is_what_it_is_by_a_longer_one_or_refused(
    case: Case, inside: int, here: Zone
) -> None:
    made = case.period
    days_by = made.calendar
    assume(days_by is not None)
    assert days_by is not None
    # The same days off, but known for longer: nothing that is refused by the one is guessed by the other.
    longer = case.under(case.rule)
    longer = evolve(
        longer, calendar=evolve(days_by, name="longer", first=days_by.first - 800, last=days_by.last + 800)
    )
    for day, backward in ((days_by.last - inside, False), (days_by.first + inside, True)):
        expected = longer.counted(on(day, here), here, backward=backward)
        assert expected.end.day is not None
        try:
            assert made.counted(on(day, here), here, backward=backward) == expected
        except OutOfCoverageError as error:
            assert str(date.fromordinal(days_by.last)) in str(error)  # noqa: PT017 - either is right
            reached = [stage.day for stage in expected.stages if stage.day is not None] + [day]
            assert not all(days_by.first <= day <= days_by.last for day in reached)


def test_a_day_that_the_calendar_does_not_know_is_never_taken_for_a_working_day() -> None:
    days_by = calendar("CN")
    made = Period(1, "days", "cn-civil")
    with pytest.raises(OutOfCoverageError, match="'CN' covers"):
        made.after(on(days_by.last, UTC), UTC)
    assert made.after(Point(UTC.start_of_day(days_by.last - 1) + 1), UTC).day is not None
