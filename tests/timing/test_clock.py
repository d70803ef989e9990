from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nasty
import pendulum
import pytest
import tzdata
from hypothesis import given, settings

from buyerprotect.errors import (
    BuyerProtectError,
    InvalidFactsError,
    NotFoundError,
    OutOfCoverageError,
    WrongTypeError,
)
from buyerprotect.strategies import CLOCK_CHANGES, NASTY_ZONES
from buyerprotect.timing.clock import (
    FIRST,
    LAST,
    ZONE_DATA,
    Instant,
    LocalDay,
    bounds,
    iso,
    microseconds,
    moment,
    moment_fault,
    to_datetime,
    zone,
    zone_names,
)
from buyerprotect.timing.period import Period, Point
from buyerprotect.timing.zone import HOUR, Zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEW_YORK = "America/New_York"


def standard(name: str) -> ZoneInfo:
    with Path(tzdata.__file__).parent.joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def plain(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


# --- Instant


@given(nasty.instants(), nasty.instants())
@settings(max_examples=100, deadline=None)
def test_instants_are_ordered_as_moments_are(one: int, other: int) -> None:
    a, b = Instant(one), Instant(other)
    assert (a == b) == (plain(one) == plain(other))
    assert (a < b) == (plain(one) < plain(other))
    assert (a >= b) == (plain(one) >= plain(other))
    assert hash(a) == hash(Instant(one))


def test_an_instant_equals_nothing_but_an_instant() -> None:
    others: list[object] = [0, EPOCH, "1970-01-01T00:00:00Z", None]
    assert all(Instant(0) != other for other in others)


@given(nasty.instants())
@settings(max_examples=100, deadline=None)
def test_an_instant_survives_copy_and_pickle(us: int) -> None:
    a = Instant(us)
    again = [copy.copy(a), copy.deepcopy(a), pickle.loads(pickle.dumps(a))]  # noqa: S301 - our own bytes
    assert again == [a, a, a]
    assert [b.us for b in again] == [us, us, us]


@given(nasty.instants())
@settings(max_examples=100, deadline=None)
def test_the_repr_of_an_instant_reads_back(us: int) -> None:
    text = repr(Instant(us))
    assert text.startswith("Instant.of('")
    assert Instant.of(text.removeprefix("Instant.of('").removesuffix("')")) == Instant(us)


def test_an_instant_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Instant(0).us = 1  # type: ignore[misc]


def test_an_instant_is_not_made_of_a_day() -> None:
    with pytest.raises(InvalidFactsError, match="is a day, not a moment: add a time"):
        Instant.of("2017-03-05")


@given(nasty.instants(), nasty.zones())
@settings(max_examples=200, deadline=None)
def test_the_same_instant_is_read_alike_from_every_kind_of_datetime(us: int, here: Zone) -> None:
    shown = plain(us).astimezone(standard(here.name))
    offset = shown.utcoffset()
    assert offset is not None
    ways: list[datetime] = [
        plain(us),
        shown,
        shown.astimezone(timezone(offset)),
        to_datetime(us, here.name),
        to_datetime(us, here.name).in_timezone("UTC"),
        pendulum.instance(plain(us)),
        pendulum.instance(shown.astimezone(timezone(offset))),
    ]
    assert {moment(way) for way in ways} == {Instant(us)}


@pytest.mark.parametrize(("name", "change"), CLOCK_CHANGES.values(), ids=CLOCK_CHANGES.keys())
def test_a_dateutil_zone_gives_the_same_instant(name: str, change: Instant) -> None:
    tz: Any = pytest.importorskip("dateutil.tz")
    with Path(tzdata.__file__).parent.joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        here = tz.tzfile(file)
    for us in (change.us - 5 * HOUR, change.us + 5 * HOUR):
        shown: datetime = plain(us).astimezone(here)
        # Whatever dateutil makes of it, we read what it says: its wall clock and its offset.
        offset = shown.utcoffset()
        assert offset is not None
        assert moment(shown) == Instant.of(shown.replace(tzinfo=timezone(offset)))
        assert moment(shown) == Instant(us)


@given(nasty.instants(), nasty.zones())
@settings(max_examples=300, deadline=None)
def test_what_is_shown_is_read_back_as_the_same_instant(us: int, here: Zone) -> None:
    shown = to_datetime(us, here.name)
    assert microseconds(shown) == us
    assert Instant.of(shown) == Instant(us)
    assert Instant(us).in_zone(here.name).isoformat() == shown.isoformat()


@pytest.mark.parametrize("name", NASTY_ZONES)
def test_every_nasty_instant_goes_out_and_comes_back(name: str) -> None:
    info = standard(name)
    for us in nasty.INSTANTS:
        shown = to_datetime(us, name)
        expected = plain(us).astimezone(info)
        assert microseconds(shown) == us
        assert (shown.isoformat(), shown.fold) == (expected.isoformat(), expected.fold)


@pytest.mark.parametrize(("fold", "us"), [(0, "2026-11-01T05:30"), (1, "2026-11-01T06:30")])
def test_both_passes_of_a_doubled_hour_are_kept_apart_in_and_out(fold: int, us: str) -> None:
    told = datetime(2026, 11, 1, 1, 30, tzinfo=standard(NEW_YORK), fold=fold)
    assert moment(told) == Instant(nasty.utc(us))
    shown = to_datetime(nasty.utc(us), NEW_YORK)
    assert (shown.hour, shown.minute, shown.fold) == (1, 30, fold)


# --- what is read, and what is refused


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("2017-04-16T07:33:00-04:00", "2017-04-16T11:33"),
        ("2017-04-16T07:33-04:00", "2017-04-16T11:33"),
        ("2017-04-16 07:33:00-0400", "2017-04-16T11:33"),
        ("2017-04-16t11:33:00z", "2017-04-16T11:33"),
        ("2017-04-16T11:33:00,5Z", "2017-04-16T11:33:00.500000"),
        ("2017-04-16T11:33:00.000001Z", "2017-04-16T11:33:00.000001"),
        ("2016-02-29T23:59:59.999999+14:00", "2016-02-29T09:59:59.999999"),
    ],
)
def test_iso_text_with_an_offset_is_an_instant(text: str, us: str) -> None:
    assert moment(text) == Instant(nasty.utc(us))


@pytest.mark.parametrize("value", ["2017-03-05", date(2017, 3, 5), pendulum.date(2017, 3, 5)])
def test_a_day_is_a_plain_date(value: date | str) -> None:
    read = moment(value)
    assert read == date(2017, 3, 5)
    assert type(read) is date


@pytest.mark.parametrize(
    ("value", "way_out"),
    [
        (datetime(2017, 3, 5, 14), "write it with one (2017-03-05T14:00:00-05:00, or Z for UTC)"),  # noqa: DTZ001
        (pendulum.naive(2017, 3, 5, 14), "or give only the day, 2017-03-05, and the order's zone"),
        ("2017-03-05T14:00", "or give only the day, 2017-03-05, and the order's zone"),
        ("now", "a day (2017-03-05) nor a moment with an offset (2017-03-05T14:00-05:00)"),
        ("today", "2017-03-05T14:00-05:00"),
        ("12:00", "2017-03-05T14:00-05:00"),
        ("12:00Z", "2017-03-05T14:00-05:00"),
        ("", "2017-03-05T14:00-05:00"),
        ("2017", "2017-03-05T14:00-05:00"),
        ("2017-064", "2017-03-05T14:00-05:00"),
        ("20170305", "2017-03-05T14:00-05:00"),
        ("2017-W10-7", "2017-03-05T14:00-05:00"),
        ("2017-03-05T14:00:00.123456789Z", "2017-03-05T14:00-05:00"),
        ("2017-03-05T14:00 America/New_York", "2017-03-05T14:00-05:00"),
        ("\u0662\u0660\u0661\u0667-03-05", "2017-03-05T14:00-05:00"),
        ("2017-03-05\n", "2017-03-05T14:00-05:00"),
        ("2017-02-29", "is not on the calendar"),
        ("2017-13-01", "is not on the calendar"),
        ("2017-03-05T25:00Z", "or the clock"),
        ("2016-12-31T23:59:60Z", "or the clock"),
        ("2017-03-05T14:00+25:00", "is not on the calendar or the clock"),
        (time(12), "neither a date nor an aware datetime"),
        (1488700000, "neither a date nor an aware datetime"),
        (1488700000.5, "neither a date nor an aware datetime"),
        (True, "neither a date nor an aware datetime"),
        (None, "neither a date nor an aware datetime"),
        (timedelta(1), "neither a date nor an aware datetime"),
    ],
)
def test_what_names_no_moment_is_refused_with_the_way_out(value: Any, way_out: str) -> None:
    with pytest.raises(InvalidFactsError) as caught:
        moment(value)
    assert way_out in str(caught.value)
    assert moment_fault(value) == str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        "1899-12-31T23:59:59Z",
        "2201-01-01T00:00Z",
        "1900-01-01T00:00+00:01",
        "2200-12-31T23:59:59.999999-00:01",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-12:00",
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_moments_outside_1900_to_2200_are_refused(value: Any) -> None:
    with pytest.raises(OutOfCoverageError, match="outside the years 1900 to 2200"):
        moment(value)


@pytest.mark.parametrize("value", ["1899-12-31", "2201-01-01", date.min, date.max])
def test_days_outside_1900_to_2200_are_refused_as_moments_are(value: Any) -> None:
    with pytest.raises(OutOfCoverageError, match="outside the years 1900 to 2200"):
        moment(value)


@pytest.mark.parametrize("us", [FIRST - 1, LAST + 1, -(10**30), 10**30])
def test_an_instant_outside_1900_to_2200_cannot_be_made(us: int) -> None:
    with pytest.raises(OutOfCoverageError, match="outside the years 1900 to 2200"):
        Instant(us)


@pytest.mark.parametrize("us", [True, 1.0, "0", None])
def test_an_instant_is_made_of_a_whole_number_only(us: Any) -> None:
    with pytest.raises(WrongTypeError):
        Instant(us)


def test_the_ends_of_the_supported_years_are_supported() -> None:
    assert moment("1900-01-01T00:00Z") == Instant(FIRST)
    assert moment("2200-12-31T23:59:59.999999Z") == Instant(LAST)
    assert moment("1900-01-01") == date(1900, 1, 1)
    assert moment("2200-12-31") == date(2200, 12, 31)
    assert moment_fault(Instant(FIRST)) is None


@pytest.mark.parametrize("value", [1 << 20_000, -(1 << 20_000)], ids=["huge", "hugely negative"])
def test_a_number_too_long_to_write_is_refused_like_any_other(value: Any) -> None:
    # TOML writes integers in hexadecimal too, which have no limit of digits when read.
    with pytest.raises(InvalidFactsError):
        moment(value)


def test_microseconds_of_a_naive_time_are_refused() -> None:
    with pytest.raises(InvalidFactsError, match="names no moment"):
        microseconds(datetime(2017, 3, 5, 14))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("America/New_Yrok", "did you mean 'America/New_York'?"),
        ("EST5EDT4", "there is no zone 'EST5EDT4'"),
        ("nowhere at all, really", "zones are named as in 'America/New_York'"),
        ("../zones", "there is no zone"),
        ("", "there is no zone"),
    ],
)
def test_an_unknown_zone_is_refused_with_a_hint(name: str, says: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        zone(name)
    assert says in str(caught.value)
    with pytest.raises(NotFoundError):
        to_datetime(0, name)


# --- iso


@pytest.mark.parametrize(
    ("us", "name", "text"),
    [
        ("2017-04-16T11:33", "UTC", "2017-04-16T11:33:00Z"),
        ("2017-04-16T11:33", NEW_YORK, "2017-04-16T07:33:00-04:00"),
        ("2017-04-16T11:33", "Asia/Kathmandu", "2017-04-16T17:18:00+05:45"),
        ("2017-01-16T11:33:00.000001", "Europe/London", "2017-01-16T11:33:00.000001+00:00"),
        ("2026-11-01T05:30", NEW_YORK, "2026-11-01T01:30:00-04:00"),
        ("2026-11-01T06:30", NEW_YORK, "2026-11-01T01:30:00-05:00"),
    ],
)
def test_an_instant_is_written_with_its_offset(us: str, name: str, text: str) -> None:
    assert iso(nasty.utc(us), name) == text


@given(nasty.instants(nasty.utc("1973-01-01")), nasty.zones())
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_back_by_us_and_by_the_standard_library(us: int, here: Zone) -> None:
    text = iso(us, here.name)
    assert nasty.utc(text) == us
    if us < nasty.utc("2200-01-01"):
        assert Instant.of(text) == Instant(us)


def test_what_is_written_is_read_back_where_the_offset_has_seconds() -> None:
    us = nasty.utc("1971-06-01")  # Monrovia kept -00:44:30 until 1972
    assert Instant.of(iso(us, "Africa/Monrovia")) == Instant(us)


# --- days


@given(nasty.days(), nasty.zones())
@settings(max_examples=200, deadline=None)
def test_the_bounds_of_a_day_without_a_zone_hold_it_in_every_zone(day: int, here: Zone) -> None:
    if not here.has_day(day) or day < nasty.ordinal("1996-01-01"):
        return  # earlier zones could be further from Greenwich (Manila, Alaska; local mean times)
    told = date.fromordinal(day)
    first, last = bounds(told, None)
    assert first <= bounds(told, here.name)[0] <= bounds(told, here.name)[1] <= last


def test_the_bounds_of_a_day_are_its_first_and_last_microsecond() -> None:
    assert bounds(date(2026, 4, 24), "Africa/Cairo") == (
        nasty.utc("2026-04-24T01:00+03:00"),
        nasty.utc("2026-04-24T23:59:59.999999+03:00"),
    )
    assert bounds(Instant(5), None) == (5, 5)
    assert bounds(Instant(5), "Africa/Cairo") == (5, 5)


# --- traps of pendulum, to which the border is immune


@pytest.mark.parametrize(
    ("name", "day", "hour"),
    [
        ("Africa/Cairo", "2026-04-24", 1),
        ("America/Santiago", "2026-09-06", 1),
        ("America/Havana", "2026-03-08", 1),
        ("Asia/Beirut", "2026-03-29", 1),
        ("America/Sao_Paulo", "2018-11-04", 1),
    ],
)
def test_trap_start_of_day_lands_on_the_day_before_where_there_is_no_midnight(
    name: str, day: str, hour: int
) -> None:
    shown = to_datetime(LocalDay(nasty.ordinal(day), zone(name)).start, name)
    assert (shown.date().isoformat(), shown.hour, shown.minute) == (day, hour, 0)


def test_trap_comparison_in_one_zone_ignores_fold() -> None:
    first = moment(to_datetime(nasty.utc("2026-11-01T05:30"), NEW_YORK))
    second = moment(to_datetime(nasty.utc("2026-11-01T06:10"), NEW_YORK))
    assert isinstance(first, Instant)
    assert isinstance(second, Instant)
    assert first < second  # though 01:30 stands after 01:10 on the wall
    assert max(first, second) == second


def test_trap_equality_and_hash_in_one_zone_ignore_fold() -> None:
    told = datetime(2026, 11, 1, 1, 30, tzinfo=standard(NEW_YORK))
    assert told == told.replace(fold=1)  # what the standard library and pendulum say
    assert len({moment(told), moment(told.replace(fold=1))}) == 2


def test_trap_an_ambiguous_time_does_not_equal_its_own_utc_form() -> None:
    shown = to_datetime(nasty.utc("2026-11-01T06:30"), NEW_YORK)
    assert moment(shown) == moment(shown.in_timezone("UTC"))


def test_trap_pickle_and_copy_lose_fold() -> None:
    shown = to_datetime(nasty.utc("2026-11-01T06:30"), NEW_YORK)
    a = Instant.of(shown)
    assert pickle.loads(pickle.dumps(a)).in_zone(NEW_YORK).fold == 1  # noqa: S301 - our own bytes
    assert copy.copy(a).in_zone(NEW_YORK).isoformat() == shown.isoformat()
    assert copy.deepcopy(a).in_zone(NEW_YORK).isoformat() == shown.isoformat()


def test_trap_a_month_equals_30_days() -> None:
    # There is no month here that could be mistaken for days.
    with pytest.raises(InvalidFactsError):
        Period.of("1 month")
    with pytest.raises(InvalidFactsError):
        Period(1, "months")


def test_trap_a_day_is_24_hours_or_a_local_day_by_how_it_is_added() -> None:
    noon, here = nasty.utc("2026-03-07T12:00-05:00"), zone(NEW_YORK)
    elapsed = Period(1).after(Point(noon), here)
    local = Period(1, "days", "platform-days").after(Point(noon), here)
    assert elapsed.us == nasty.utc("2026-03-08T13:00-04:00")
    assert local.us == nasty.utc("2026-03-09T00:00-04:00")


def test_trap_a_standard_tzinfo_makes_add_return_a_naive_value() -> None:
    naked = pendulum.DateTime(2026, 3, 7, 12, tzinfo=standard(NEW_YORK))
    assert moment(naked) == Instant.of("2026-03-07T12:00-05:00")
    shown = Instant.of(naked).in_zone(NEW_YORK)
    assert shown.add(days=1).isoformat() == "2026-03-08T12:00:00-04:00"
    assert shown.end_of("day").utcoffset() is not None


def test_trap_parse_reads_now() -> None:
    for text in ("now", "NOW", " now", "12:00", "2024", "2024-060", "20240101"):
        with pytest.raises(InvalidFactsError):
            moment(text)


def test_trap_a_datetime_passes_for_a_date() -> None:
    assert isinstance(moment(pendulum.datetime(2026, 3, 7)), Instant)
    with pytest.raises(InvalidFactsError):
        moment(pendulum.naive(2026, 3, 7))


def test_trap_a_skipped_time_moves_back_with_fold_0() -> None:
    # 02:30 is not on the clock; both readings of it are real instants, and are shown on the clock.
    for fold, hour in ((0, 3), (1, 1)):
        told = datetime(2026, 3, 8, 2, 30, tzinfo=standard(NEW_YORK), fold=fold)
        assert Instant.of(told).in_zone(NEW_YORK).hour == hour
        assert Instant.of(told) == Instant.of(told.astimezone(UTC))


def test_trap_the_end_of_a_doubled_day_depends_on_the_fold_it_came_with() -> None:
    here = zone("America/Sao_Paulo")
    first, second = nasty.utc("2019-02-17T01:59:59"), nasty.utc("2019-02-17T02:59:59")  # 23:59:59, twice
    assert here.day(first) == here.day(second)
    assert here.end_of_day(here.day(first)) == second + 1_000_000


def test_trap_subtracting_a_day_is_exact_though_adding_one_is_local() -> None:
    here = zone(NEW_YORK)
    one = Period(1, "days", "platform-days")
    there = one.after(Point(nasty.utc("2026-03-07T12:00-05:00")), here)
    assert one.before(there, here).us == nasty.utc("2026-03-07T00:00-05:00")


def test_trap_instance_keeps_only_the_offset() -> None:
    # A wire time with a mere offset is an instant; the governing zone counts its days.
    told = Instant.of("2026-03-07T23:30:00-05:00")
    ends = Period(1, "days", "platform-days").after(Point(told.us), zone(NEW_YORK))
    assert iso(ends.us, NEW_YORK) == "2026-03-09T00:00:00-04:00"


def test_trap_the_last_microsecond_is_not_the_end_of_a_day() -> None:
    shown = to_datetime(LocalDay(nasty.ordinal("2026-03-07"), zone(NEW_YORK)).end, NEW_YORK)
    assert shown.isoformat() == "2026-03-08T00:00:00-05:00"


def test_trap_years_1_and_9999_overflow() -> None:
    for told in (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)):  # noqa: DTZ001 - zoned below
        for hours in (-14, 14):
            with pytest.raises(BuyerProtectError):
                moment(told.replace(tzinfo=timezone(timedelta(hours=hours))))


# --- zone rules are the package's, on every machine

PROBE = """
from buyerprotect.timing.clock import iso, moment, zone, Instant
us = moment("2026-04-16T07:33:00-04:00").us
here = zone("Africa/Cairo")
shown = Instant.of("2026-11-01T06:30:00Z").in_zone("America/New_York")
print(us, iso(us, "Africa/Cairo"), here.end_of_day(here.day(us)), end=" ")
print(shown.isoformat(), shown.add(days=-1).isoformat())
"""


def probed(**environment: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", PROBE],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


EXPECTED = (
    f"{nasty.utc('2026-04-16T11:33')} 2026-04-16T13:33:00+02:00 {nasty.utc('2026-04-16T22:00')} "
    "2026-11-01T01:30:00-05:00 2026-10-31T01:30:00-04:00\n"
)


def test_zones_load_where_the_machine_has_none(tmp_path: Path) -> None:
    assert probed(PYTHONTZPATH="") == EXPECTED
    assert probed(PYTHONTZPATH=str(tmp_path / "nowhere")) == EXPECTED


def test_zones_are_not_read_from_the_machine(tmp_path: Path) -> None:
    # Files that call Cairo and New York something quite different.
    other = Path(tzdata.__file__).parent / "zoneinfo" / "Asia" / "Kathmandu"
    for name in ("Africa/Cairo", "America/New_York"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(other.read_bytes())
    assert probed(PYTHONTZPATH=str(tmp_path)) == EXPECTED


@pytest.mark.parametrize("tz", ["UTC", "Asia/Kathmandu", "America/New_York", "XYZ-13:37", "no such zone"])
def test_answers_do_not_depend_on_the_zone_of_the_machine(tz: str) -> None:
    assert probed(TZ=tz) == EXPECTED


def test_the_version_of_the_zone_rules_is_the_packages() -> None:
    assert ZONE_DATA == tzdata.IANA_VERSION
    assert {"UTC", "Asia/Shanghai", "America/New_York"} <= zone_names()
