"""Clocks read here and by others: whenever, and the standard library's zones.

Where one of them disagrees, a test of its own says so, and by which rule who is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import whenever
from counts import EPOCH, MICROSECOND, days, instants, ordinal, shown_at, standard, wall, zones
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buyerprotect.timing.clock import Instant, zone
from buyerprotect.timing.counting import PLATFORM_DAYS, counting
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.zone import HOUR, Zone

SPAN = (ordinal("1902-01-01"), ordinal("2198-12-31"))
SAME_TIME = PLATFORM_DAYS.but(end="same_clock_time")


@pytest.fixture(scope="module", autouse=True)
def _zones_of_the_package() -> Iterator[None]:
    # As ours are, and not the machine's: else a revised rule would look like a disagreement.
    whenever.reset_tzpath([])
    whenever.clear_tzcache()
    yield
    whenever.reset_tzpath()
    whenever.clear_tzcache()


@st.composite
def moments(draw: st.DrawFn) -> tuple[int, Zone]:
    here = draw(zones())
    return draw(instants(here, *SPAN)), here


def us(text: str) -> int:
    return Instant.of(text).us


def zoned_at(instant: int, name: str) -> whenever.ZonedDateTime:
    moment = whenever.Instant(EPOCH + timedelta(microseconds=instant))
    return moment.to_tz(name)  # pyright: ignore[reportUnknownMemberType] - its stubs do not say all


def second_of(plain: whenever.PlainDateTime, name: str) -> whenever.ZonedDateTime:
    """Read a time on a zone's clock: of two the second, and moved on where it was skipped."""
    return plain.assume_tz(name, disambiguation="later")  # pyright: ignore[reportUnknownMemberType] - as above


def nanoseconds(moment: whenever.ZonedDateTime) -> int:
    return moment.timestamp(unit="nanosecond")


def back(moment: whenever.ZonedDateTime) -> int:
    return nanoseconds(moment) // 1000


def repeats_a_date(day: int, here: Zone) -> bool:
    """Tell whether a date began, and the one before it was shown once more (00:01 back to 23:01)."""
    began = shown_at(day, 0, here.name)
    return len(began) > 1 and wall(began[-1] - 1, here.name).toordinal() < day


# --- whenever -----------------------------------------------------------------------------------------


@given(moments(), st.integers(1, 5000))
@settings(max_examples=200, deadline=None)
def test_whenever_adds_exact_hours_as_we_do(moment: tuple[int, Zone], n: int) -> None:
    instant, here = moment
    zoned = zoned_at(instant, here.name)
    assert Period(n, "hours").after(Point(instant), here).us == back(zoned.add(hours=n))
    assert Period(n, "hours").before(Point(instant), here).us == back(zoned.subtract(hours=n))


@given(days(*SPAN), st.integers(1, 60), st.sampled_from(("days", "weeks", "months", "years")))
@settings(max_examples=200, deadline=None)
def test_whenever_adds_days_weeks_months_and_years_as_we_do(day: int, n: int, unit: str) -> None:
    event, utc = whenever.Date(date.fromordinal(day)), zone("UTC")
    made, start = Period.of(f"{n} {unit}", PLATFORM_DAYS), Point(utc.start_of_day(day), day)
    after, before = made.after(start, utc).day, made.before(start, utc).day
    assert after is not None
    assert before is not None
    lengths = {"days": 0, "weeks": 0, "months": 0, "years": 0} | {unit: n}
    assert date.fromordinal(after) == event.add(**lengths).to_stdlib()
    assert date.fromordinal(before) == event.subtract(**lengths).to_stdlib()


@given(zones(), days(*SPAN))
@settings(max_examples=400, deadline=None)
def test_whenever_begins_a_day_where_we_do_unless_the_date_before_comes_once_more(
    here: Zone, day: int
) -> None:
    assume(here.has_day(day))
    assume(not repeats_a_date(day, here))
    noon = whenever.PlainDateTime(datetime.combine(date.fromordinal(day), time(12)))
    zoned = second_of(noon, here.name)
    assert here.start_of_day(day) == back(zoned.start_of("day"))
    after = here.end_of_day(day)
    if not repeats_a_date(day + 1, here):
        assert after * 1000 - 1 == nanoseconds(zoned.end_of("day"))


def test_whenever_begins_a_day_before_the_date_before_is_over() -> None:
    # On 7 November 2010 St John's went from 00:01 back to 23:01 of the 6th. To whenever the 7th begins with
    # the first 00:00, an hour before the 6th is over. Here a day ends with the last instant that bears its
    # date, so no two days share one, and what is due on the 6th is in time while the clock shows the 6th.
    here, seventh = zone("America/St_Johns"), ordinal("2010-11-07")
    theirs = whenever.ZonedDateTime("2010-11-07T12:00:00-03:30[America/St_Johns]").start_of("day")
    assert back(theirs) == us("2010-11-07T00:00-02:30")
    assert here.start_of_day(seventh) == us("2010-11-07T00:00-03:30")
    assert wall(back(theirs) + HOUR // 2, here.name).toordinal() == seventh - 1


@given(moments(), st.integers(1, 400))
@settings(max_examples=400, deadline=None)
def test_whenever_shows_the_same_time_of_day_where_we_do(moment: tuple[int, Zone], n: int) -> None:
    instant, here = moment
    zoned = zoned_at(instant, here.name)
    assume(zoned.date().to_stdlib().toordinal() == here.day(instant))
    for days_on, end in (
        (n, Period(n, "days", SAME_TIME).after(Point(instant), here)),
        (-n, Period(n, "days", SAME_TIME).before(Point(instant), here)),
    ):
        assert end.day is not None
        plain = zoned.to_plain().replace_date(zoned.date().add(days=days_on))
        later = second_of(plain, here.name)
        # What is skipped at the end of a day runs on into the next: see below.
        assume(later.date().to_stdlib().toordinal() == end.day)
        assert end.us == back(later)


@pytest.mark.parametrize(
    ("name", "start", "theirs", "ours"),
    [
        # The whole day was skipped: whenever goes on to noon of the next, we to its end, which is that day's.
        ("Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-31T12:00+14:00", "2011-12-31T00:00+14:00"),
        # 23:45 was skipped: whenever goes on to 00:45 of the next day. A period of days ends with its last.
        ("America/Toronto", "1919-03-29T23:45-05:00", "1919-03-31T00:45-04:00", "1919-03-31T00:30-04:00"),
    ],
)
def test_whenever_moves_a_time_that_was_skipped_out_of_its_day(
    name: str, start: str, theirs: str, ours: str
) -> None:
    instant = us(start)
    moved = zoned_at(instant, name).add(days=1, disambiguation="later")
    assert back(moved) == us(theirs)
    end = Period(1, "days", SAME_TIME).after(Point(instant), zone(name))
    assert end.us == us(ours)


def test_whenever_takes_the_first_of_two_equal_times_and_we_the_second() -> None:
    # What is due by 01:30 is in time until the clock shows that for the last time. It is the choice that was
    # made for a day whose last hour comes twice.
    start, new_york = us("2026-10-31T01:30-04:00"), "America/New_York"
    theirs = zoned_at(start, new_york).add(days=1, disambiguation="compatible")
    assert back(theirs) == us("2026-11-01T01:30-04:00")
    assert Period(1, "days", SAME_TIME).after(Point(start), zone(new_york)).us == us("2026-11-01T01:30-05:00")


@given(moments())
@settings(max_examples=200, deadline=None)
def test_whenever_rounds_to_the_full_hour_we_count_from(moment: tuple[int, Zone]) -> None:
    instant, here = moment
    zoned = zoned_at(instant, here.name)
    assume(here.offset(instant - HOUR) == here.offset(instant) == here.offset(instant + HOUR))
    end = Period(1, "hours", counting("eu-1182-71")).after(Point(instant), here)
    assert end.us == back(zoned.round("hour", mode="floor").add(hours=2))


def test_whenever_rounds_to_what_the_clock_shows_where_an_hour_is_longer_than_sixty_minutes() -> None:
    # On Lord Howe 01:30 to 02:00 came twice. To whenever the next full hour is 02:00 of the second pass, 45
    # minutes after 01:45 of the first. Ours is 60 minutes after the hour began. Regulation 1182/71 leaves out
    # "the hour during which the event occurs" and does not say how long that is; nowhere in its reach have
    # clocks ever changed by less than an hour since it is in force.
    event, here = us("2026-04-05T01:45+11:00"), "Australia/Lord_Howe"
    theirs = zoned_at(event, here).round("hour", mode="ceil")
    assert back(theirs) == us("2026-04-05T02:00+10:30")
    assert Period(1, "hours", counting("eu-1182-71")).after(Point(event), zone(here)).us == us(
        "2026-04-05T02:30+10:30"
    )


# --- the standard library -----------------------------------------------------------------------------


def midnights(day: int, name: str) -> tuple[int, int]:
    """Return the instant of a date's midnight, by both folds, whether it was on the clock or not."""
    naive = datetime.combine(date.fromordinal(day), time())
    first, second = (
        (naive.replace(tzinfo=standard(name), fold=fold) - EPOCH) // MICROSECOND for fold in (0, 1)
    )
    return first, second


@given(moments(), st.integers(1, 400))
@settings(max_examples=400, deadline=None)
def test_the_standard_library_ends_a_day_at_the_midnight_we_end_it_at(
    moment: tuple[int, Zone], n: int
) -> None:
    instant, here = moment
    end = Period(n, "days", PLATFORM_DAYS).after(Point(instant), here)
    assert end.day is not None
    first, second = midnights(end.day + 1, here.name)
    shown = shown_at(end.day + 1, 0, here.name)
    if len(shown) == 1:
        assert end.us == first == second
    elif shown:
        assert end.us == (second if repeats_a_date(end.day + 1, here) else first)
    elif here.has_day(end.day) and here.has_day(end.day + 1):
        # No midnight: what the first offset makes of it is not before the day ends, nor the second after.
        assert second < end.us <= first


@pytest.mark.parametrize(
    ("name", "day", "fold_0", "fold_1", "ours"),
    [
        # No midnight: with fold=1 the day would end an hour before the clock has shown its last minute.
        ("Africa/Cairo", "2026-04-24", "T01:00+03:00", "T00:00+03:00", "T01:00+03:00"),
        # 01:00 turned back to 00:00: with fold=1 the day would have an hour that bears the next date.
        ("America/Havana", "2025-11-02", "T00:00-04:00", "T00:00-05:00", "T00:00-04:00"),
        # 00:01 turned back to 23:01: with fold=0 the day would be over an hour before it is.
        ("America/St_Johns", "2010-11-07", "T00:00-02:30", "T00:00-03:30", "T00:00-03:30"),
        # 23:30 turned on to 00:30: neither is where the date changed.
        ("America/Toronto", "1919-03-31", "T01:00-04:00", "T00:00-04:00", "T00:30-04:00"),
    ],
)
def test_neither_fold_of_the_standard_library_is_always_the_end_of_a_day(
    name: str, day: str, fold_0: str, fold_1: str, ours: str
) -> None:
    assert midnights(ordinal(day), name) == (us(day + fold_0), us(day + fold_1))
    assert zone(name).end_of_day(ordinal(day) - 1) == us(day + ours)


@given(moments(), st.integers(1, 400))
@settings(max_examples=300, deadline=None)
def test_the_standard_library_keeps_the_time_of_day_as_we_do(moment: tuple[int, Zone], n: int) -> None:
    # Its arithmetic on an aware datetime is that of the wall clock; exact time has to be counted in UTC.
    instant, here = moment
    start = wall(instant, here.name)
    assume(start.toordinal() == here.day(instant))
    end = Period(n, "days", SAME_TIME).after(Point(instant), here)
    moved = (start + timedelta(days=n)).replace(fold=1)
    shown = shown_at(moved.toordinal(), here.clock(instant), here.name)
    if shown:
        assert end.us == (moved - EPOCH) // MICROSECOND
    exactly = EPOCH + timedelta(microseconds=instant) + timedelta(days=n)
    assert Period(n).after(Point(instant), here).us == (exactly - EPOCH) // MICROSECOND


def test_the_standard_library_takes_a_day_for_what_the_clock_shows() -> None:
    # 24 hours after 12:00 it is 13:00, on the day on which clocks go on; + timedelta(days=1) says 12:00.
    start = us("2026-03-07T12:00-05:00")
    noon = wall(start, "America/New_York") + timedelta(days=1)
    assert (noon - EPOCH) // MICROSECOND == us("2026-03-08T12:00-04:00")
    assert Period(1).after(Point(start), zone("America/New_York")).us == us("2026-03-08T13:00-04:00")
