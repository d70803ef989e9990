from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import nasty
import pytest
import tzdata
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from buyerprotect.errors import BuyerProtectError, InvalidFactsError, NotFoundError
from buyerprotect.strategies import NASTY_ZONES, SKIPPED_DAYS
from buyerprotect.timing.clock import zone
from buyerprotect.timing.period import Period, Plus, Point, Unit
from buyerprotect.timing.zone import Zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPAN = (nasty.utc("1910-01-01"), nasty.utc("2190-01-01"))


def standard(name: str) -> ZoneInfo:
    with Path(tzdata.__file__).parent.joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file)


def wall(us: int, name: str) -> datetime:
    return (EPOCH + timedelta(microseconds=us)).astimezone(standard(name))


@given(
    nasty.instants(*SPAN),
    nasty.zones(),
    st.integers(1, 2000),
    st.sampled_from(("seconds", "minutes", "hours", "days")),
)
@settings(max_examples=200, deadline=None)
def test_elapsed_periods_are_exact_seconds(us: int, here: Zone, n: int, unit: Unit) -> None:
    expected = timedelta(**{unit: n})
    period = Period(n, unit)
    after, before = period.after(Point(us), here), period.before(Point(us), here)
    assert (timedelta(microseconds=after.us - us), after.day) == (expected, None)
    assert (timedelta(microseconds=us - before.us), before.day) == (expected, None)
    assert period.before(after, here) == Point(us)


@given(nasty.instants(*SPAN), nasty.zones(), st.integers(1, 400))
@settings(max_examples=400, deadline=None)
@example(nasty.utc("2011-12-29T12:00-10:00"), zone("Pacific/Apia"), 2)
@example(nasty.utc("2026-04-23T12:00+02:00"), zone("Africa/Cairo"), 1)
@example(nasty.utc("2019-02-15T12:00-02:00"), zone("America/Sao_Paulo"), 1)
def test_a_calendar_period_ends_with_its_exact_local_date(us: int, here: Zone, n: int) -> None:
    start = here.day(us)
    ends = Period(n, "days", "platform-days").after(Point(us), here)
    last_day = date.fromordinal(start) + timedelta(days=n)
    assume(here.has_day(last_day.toordinal()))
    assert wall(ends.us - 1, here.name).date() == last_day
    assert wall(ends.us, here.name).date() > last_day
    assert ends.day == last_day.toordinal()


@given(nasty.instants(*SPAN), nasty.zones(), st.integers(1, 400))
@settings(max_examples=400, deadline=None)
def test_a_calendar_period_counted_back_begins_with_its_exact_local_date(us: int, here: Zone, n: int) -> None:
    begins = Period(n, "days", "platform-days").before(Point(us), here)
    first_day = date.fromordinal(here.day(us)) - timedelta(days=n)
    assume(here.has_day(first_day.toordinal()))
    assert wall(begins.us, here.name).date() == first_day
    # What comes before may bear the same date (00:01 back to 23:01), but no earlier one comes after.
    assert wall(begins.us - 1, here.name).date() <= first_day
    assert begins.day == first_day.toordinal()


@pytest.mark.parametrize("name", NASTY_ZONES)
def test_calendar_days_are_counted_alike_in_every_nasty_zone(name: str) -> None:
    here = zone(name)
    for us in (instant for instant in nasty.INSTANTS if SPAN[0] < instant < SPAN[1]):
        for n in (1, 2, 15):
            ends = Period(n, "days", "platform-days").after(Point(us), here)
            expected = here.day(us) + n
            skipped = SKIPPED_DAYS.get(name) == date.fromordinal(expected)
            assert wall(ends.us - 1, name).toordinal() == expected - skipped
            assert wall(ends.us, name).toordinal() == expected + 1


@pytest.mark.parametrize(
    ("name", "start", "n", "ends"),
    [
        ("Pacific/Apia", "2011-12-29T09:00-10:00", 1, "2011-12-31T00:00+14:00"),  # the skipped 30th counts
        ("Pacific/Apia", "2011-12-29T09:00-10:00", 2, "2012-01-01T00:00+14:00"),
        ("Africa/Cairo", "2026-04-22T09:00+02:00", 1, "2026-04-24T01:00+03:00"),
        ("America/Sao_Paulo", "2019-02-15T09:00-02:00", 1, "2019-02-17T00:00-03:00"),
        ("America/St_Johns", "2010-11-05T09:00-02:30", 1, "2010-11-07T00:00-03:30"),
        # The first 00:00:30 of the 7th is still the 6th.
        ("America/St_Johns", "2010-11-07T00:00:30-02:30", 1, "2010-11-08T00:00-03:30"),
        ("America/Toronto", "1919-03-29T09:00-05:00", 1, "1919-03-31T00:30-04:00"),
        ("UTC", "2024-02-28T23:59:59.999999", 1, "2024-03-01T00:00"),
        ("UTC", "2024-02-29T00:00", 366, "2025-03-02T00:00"),
    ],
)
def test_calendar_periods_worked_by_hand(name: str, start: str, n: int, ends: str) -> None:
    period = Period(n, "days", "platform-days")
    assert period.after(Point(nasty.utc(start)), zone(name)).us == nasty.utc(ends)


@given(nasty.days(nasty.FIRST_DAY + 1000, nasty.LAST_DAY - 1000), nasty.zones(), st.integers(1, 400))
@settings(max_examples=200, deadline=None)
def test_calendar_days_forward_and_back_come_to_the_same_day(day: int, here: Zone, n: int) -> None:
    period = Period(n, "days", "platform-days")
    start = Point(here.start_of_day(day), day)
    assert period.before(period.after(start, here), here) == start
    end = Point(here.end_of_day(day), day)
    assert period.after(period.before(end, here), here) == end


@given(nasty.days(nasty.FIRST_DAY + 1000, nasty.LAST_DAY - 1000), nasty.zones(), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_business_days_forward_and_back_come_to_the_same_working_day(day: int, here: Zone, n: int) -> None:
    # Only from a working day: from a Sunday, one forward and one back is the Friday before.
    assume(date.fromordinal(day).weekday() < 5)
    assume(here.has_day(day))
    period = Period(n, "business-days", "platform-days", "mon-fri")
    start = Point(here.start_of_day(day), day)
    assert period.before(period.after(start, here), here) == start


@given(nasty.instants(*SPAN), nasty.zones(), st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_calendar_periods_one_after_the_other_add_up(us: int, here: Zone, n: int, m: int) -> None:
    # The second count starts from the day the first ended with, not from the instant after it.
    first = Period(n, "days", "platform-days").after(Point(us), here)
    both = Period(m, "days", "platform-days").after(first, here)
    assert both == Period(n + m, "days", "platform-days").after(Point(us), here)


@given(nasty.instants(*SPAN), nasty.instants(*SPAN), nasty.zones(), nasty.periods())
@settings(max_examples=200, deadline=None)
def test_a_period_from_a_later_instant_never_ends_earlier(
    one: int, other: int, here: Zone, period: Period
) -> None:
    first, second = sorted((one, other))
    assert period.after(Point(first), here).us <= period.after(Point(second), here).us
    assert period.before(Point(first), here).us <= period.before(Point(second), here).us


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(60), "60 days of 24 hours"),
        (Period(1), "1 day of 24 hours"),
        (Period(48, "hours"), "48 hours"),
        (Period(1, "hours"), "1 hour"),
        (Period(90, "minutes"), "90 minutes"),
        (Period(1, "seconds"), "1 second"),
        (Period(15, "days", "platform-days"), "15 calendar days"),
        (Period(1, "days", "platform-days"), "1 calendar day"),
        (Period(5, "business-days", "platform-days", "mon-fri"), "5 business days (mon-fri)"),
        (Period(1, "business-days", "platform-days", "mon-fri"), "1 business day (mon-fri)"),
    ],
)
def test_a_period_says_how_it_is_counted(period: Period, text: str) -> None:
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("60 days", Period(60)),
        ("1 day", Period(1)),
        ("48 hours", Period(48, "hours")),
        ("1 hour", Period(1, "hours")),
        ("90 minutes", Period(90, "minutes")),
        ("1 second", Period(1, "seconds")),
    ],
)
def test_a_length_is_read_from_words(text: str, period: Period) -> None:
    assert Period.of(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "60",
        "days",
        "60days",
        "60  days",
        " 60 days",
        "60 days\n",
        "-1 days",
        "0 days",
        "1.5 days",
        "1 days and 2 hours and 3 seconds",
        "12 months,14 days",
        "60 Days",
        "٦ days",
        "9999999999 days",
        None,
        60,
        b"60 days",
    ],
)
def test_what_is_no_length_is_refused(text: Any) -> None:
    with pytest.raises(InvalidFactsError):
        Period.of(text)


@pytest.mark.parametrize("n", [0, -1, True, 1.0, "1", None, 1 << 20_000], ids=lambda n: type(n).__name__)
def test_a_length_is_a_whole_number_above_zero_within_the_supported_years(n: Any) -> None:
    with pytest.raises(InvalidFactsError, match="a period of"):
        Period(n)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((1, "fortnights"), "'fortnights' is not a unit"),
        ((1, "weaks"), "did you mean 'weeks'?"),
        ((200_000, "days"), "leaves the years 1900 to 2200"),
        ((400, "years", "eu-1182-71", "CZ"), "leaves the years 1900 to 2200"),
        ((10**9, "minutes"), "leaves the years 1900 to 2200"),
        ((1, "months"), "name a rule that counts days, such as 'platform-days'"),
        ((3, "business-days"), "have no exact length"),
        ((1, "hours", "platform-days"), "count them as 'elapsed'"),
        ((1, "business-days", "platform-days"), "name their calendar, such as 'CZ'"),
        ((14, "days", "eu-1182-71"), "name their calendar"),
        ((1, "days", "platform-days", "mon-fri"), "leave out the calendar 'mon-fri'"),
        ((1, "days", "elapsed", "mon-fri"), "leave out the calendar 'mon-fri'"),
        ((1, "days", "platform-days", None, Plus(0, "days")), "give a whole number above zero"),
        (
            (1, "days", "platform-days", None, Plus(1, "days", cast("Any", "middle"))),
            "is not where an addition counts",
        ),
        ((1, "months", "platform-days", None, Plus(1, "days", "start")), "give both in one unit"),
        ((1, "days", "elapsed", None, Plus(1, "months")), "have no exact length"),
        ((72, "hours", "eu-1182-71", "CZ", Plus(1, "days")), "cannot be counted on"),
        ((2, "billing-cycles", "platform-days", None, Plus(1, "days")), "cannot be counted on"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_with_the_way_out(arguments: Any, says: str) -> None:
    with pytest.raises(InvalidFactsError) as caught:
        Period(*arguments)
    assert says in str(caught.value)


def test_business_days_of_an_unknown_calendar_are_refused() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'mon-fri'"):
        Period(1, "business-days", "platform-days", "mon-fry")


def test_only_elapsed_periods_need_no_zone() -> None:
    assert not Period(1).needs_zone
    assert Period(1, "days", "platform-days").needs_zone
    assert Period(1, "business-days", "platform-days", "mon-fri").needs_zone


def test_a_period_of_another_length_is_counted_alike_and_checked() -> None:
    period = Period(5, "business-days", "platform-days", "mon-fri")
    assert period.times(7) == Period(7, "business-days", "platform-days", "mon-fri")
    with pytest.raises(BuyerProtectError):
        period.times(0)


@given(nasty.periods())
@settings(max_examples=30, deadline=None)
def test_a_period_survives_copy_and_pickle(period: Period) -> None:
    again = [copy.copy(period), copy.deepcopy(period), pickle.loads(pickle.dumps(period))]  # noqa: S301
    assert again == [period] * 3
    assert {hash(one) for one in again} == {hash(period)}


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(1), "1 day of 24 hours"),
        (Period(2, "hours"), "2 hours"),
        (Period(1, "days", "platform-days"), "1 calendar day"),
        (Period(3, "business-days", "platform-days", "mon-fri"), "3 business days (mon-fri)"),
    ],
)
def test_one_is_singular_and_more_are_plural(period: Period, text: str) -> None:
    assert str(period) == text
