from __future__ import annotations

import io
import struct
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nasty
import pytest
import tzdata
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buyerprotect.strategies import CLOCK_CHANGES, NASTY_ZONES, SKIPPED_DAYS
from buyerprotect.timing.clock import FIRST, LAST, Instant, LocalDay, zone
from buyerprotect.timing.zone import DAY, EPOCH_ORDINAL, HOUR, SECOND, Zone, read_tzif

FOLDER = Path(tzdata.__file__).parent / "zoneinfo"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def standard(name: str) -> ZoneInfo:
    return from_bytes(FOLDER.joinpath(*name.split("/")).read_bytes())


def from_bytes(data: bytes) -> ZoneInfo:
    return ZoneInfo.from_file(io.BytesIO(data))


def wall(instant: int, info: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=instant)).astimezone(info)


def told(instant: int, info: ZoneInfo) -> tuple[datetime, int]:
    shown = wall(instant, info)
    return shown.replace(tzinfo=None, fold=0), shown.fold


def ours(instant: int, here: Zone) -> tuple[datetime, int]:
    local, fold = here.local(instant)
    return datetime(1970, 1, 1) + timedelta(microseconds=local), fold  # noqa: DTZ001 - a wall clock


def around(change: int) -> tuple[int, ...]:
    hours = (change - HOUR, change - HOUR // 2, change + HOUR // 2, change + HOUR - 1, change + HOUR)
    return (change - SECOND, change - 1, change, change + 1, *hours)


@pytest.mark.parametrize("letter", sorted({name[:4] for name in nasty.ZONE_NAMES}))
def test_every_zone_agrees_with_the_standard_library_about_every_change_of_its_clock(letter: str) -> None:
    seen: set[bytes] = set()
    for name in (name for name in nasty.ZONE_NAMES if name.startswith(letter)):
        data = FOLDER.joinpath(*name.split("/")).read_bytes()
        if data in seen:
            continue  # many names are links to the same rules
        seen.add(data)
        here, info = zone(name), from_bytes(data)
        changes = [change for change in here.starts if FIRST < change < LAST]
        points = [point for change in changes for point in around(change)]
        assert [ours(point, here) for point in points] == [told(point, info) for point in points], name


@pytest.mark.parametrize("letter", sorted({name[:4] for name in nasty.ZONE_NAMES}))
def test_no_zone_misses_a_change_the_standard_library_knows(letter: str) -> None:
    # Independent of our own list of changes: a fixed grid through the years.
    grid = range(FIRST, LAST, 397 * DAY + 7 * HOUR)
    for name in (name for name in nasty.ZONE_NAMES if name.startswith(letter)):
        here, info = zone(name), standard(name)
        assert [ours(point, here) for point in grid] == [told(point, info) for point in grid], name


@given(nasty.instants(), nasty.zones())
@settings(max_examples=300, deadline=None)
def test_a_wall_clock_shows_what_the_standard_library_shows(instant: int, here: Zone) -> None:
    assert ours(instant, here) == told(instant, standard(here.name))
    assert timedelta(microseconds=here.offset(instant)) == wall(instant, standard(here.name)).utcoffset()


@given(nasty.days(), nasty.zones())
@settings(max_examples=400, deadline=None)
@example(nasty.ordinal("2011-12-30"), zone("Pacific/Apia"))
@example(nasty.ordinal("2010-11-06"), zone("America/St_Johns"))
def test_local_days_follow_one_another_without_gap_or_overlap(day: int, here: Zone) -> None:
    assert here.start_of_day(day) == here.end_of_day(day - 1)
    assert here.start_of_day(day) <= here.end_of_day(day)
    assert here.has_day(day) == (here.start_of_day(day) < here.end_of_day(day))


@given(nasty.instants(), nasty.zones())
@settings(max_examples=400, deadline=None)
def test_an_instant_lies_in_its_local_day_and_in_no_other(instant: int, here: Zone) -> None:
    day = here.day(instant)
    assert here.start_of_day(day) <= instant < here.end_of_day(day)
    near = range(day - 3, day + 4)
    assert [d for d in near if here.start_of_day(d) <= instant < here.end_of_day(d)] == [day]


@given(nasty.instants(), nasty.instants(), nasty.zones())
@settings(max_examples=200, deadline=None)
def test_a_later_instant_is_never_in_an_earlier_day(one: int, other: int, here: Zone) -> None:
    first, second = sorted((one, other))
    assert here.day(first) <= here.day(second)


def test_a_day_ends_at_the_last_instant_that_bears_its_date_around_every_change_at_midnight() -> None:
    for name in NASTY_ZONES:
        here, info = zone(name), standard(name)
        for change in (c for c in here.starts if FIRST < c < nasty.utc("2040-01-01")):
            before, after = wall(change - 1, info), wall(change, info)
            if before.date() == after.date() and before.hour < 22 and after.hour > 2:
                continue  # far from midnight
            for day in range(before.toordinal() - 1, before.toordinal() + 2):
                end = here.end_of_day(day)
                fine = range(end, end + 30 * HOUR, HOUR // 4)
                later = [*fine, *(c for c in here.starts if end <= c < end + 30 * HOUR)]
                assert all(wall(point, info).toordinal() > day for point in later), (name, day)
                assert wall(end - 1, info).toordinal() <= day, (name, day)
                if here.has_day(day):
                    assert wall(end - 1, info).toordinal() == day, (name, day)


@pytest.mark.parametrize(
    ("name", "day", "starts", "ends"),
    [
        # No midnight: the day starts at 01:00, where the day before ends.
        ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00+03:00", "2026-04-25T00:00+03:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T01:00-03:00", "2026-09-07T00:00-03:00"),
        ("America/Havana", "2026-03-08", "2026-03-08T01:00-04:00", "2026-03-09T00:00-04:00"),
        ("Asia/Beirut", "2026-03-29", "2026-03-29T01:00+03:00", "2026-03-30T00:00+03:00"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00"),
        # Part of two dates is missing: 23:30 to 00:30.
        ("America/Toronto", "1919-03-30", "1919-03-30T00:00-05:00", "1919-03-31T00:30-04:00"),
        # (a) Clocks back across midnight: the day ends after the second pass.
        ("America/Sao_Paulo", "2019-02-16", "2019-02-16T00:00-02:00", "2019-02-17T00:00-03:00"),
        ("Africa/Cairo", "2026-10-29", "2026-10-29T00:00+03:00", "2026-10-30T00:00+02:00"),
        # 01:00 back to 00:00 stays in the day, which starts at the first of two midnights.
        ("America/Havana", "2025-11-02", "2025-11-02T00:00-04:00", "2025-11-03T00:00-05:00"),
        # (d) 00:01 back to 23:01: the first minute of the 7th belongs to the 6th, which comes again.
        ("America/St_Johns", "2010-11-06", "2010-11-06T00:00-02:30", "2010-11-07T00:00-03:30"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T00:00-03:30", "2010-11-08T00:00-03:30"),
        # (b) A skipped date ends where the next existing date starts.
        ("Pacific/Apia", "2011-12-29", "2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00+14:00", "2011-12-31T00:00+14:00"),
        ("Pacific/Kwajalein", "1993-08-21", "1993-08-22T00:00+12:00", "1993-08-22T00:00+12:00"),
    ],
)
def test_a_day_starts_and_ends_where_it_was_settled(name: str, day: str, starts: str, ends: str) -> None:
    here = LocalDay(nasty.ordinal(day), zone(name))
    assert (here.start, here.end) == (nasty.utc(starts), nasty.utc(ends))


def test_the_first_minute_of_st_johns_2010_11_07_belongs_to_the_day_before() -> None:
    here = zone("America/St_Johns")
    assert here.day(nasty.utc("2010-11-07T00:00:30-02:30")) == nasty.ordinal("2010-11-06")
    assert here.day(nasty.utc("2010-11-07T00:00:30-03:30")) == nasty.ordinal("2010-11-07")


@pytest.mark.parametrize(("name", "skipped"), SKIPPED_DAYS.items())
def test_a_skipped_date_is_an_empty_day_that_no_instant_is_in(name: str, skipped: date) -> None:
    here, day = zone(name), skipped.toordinal()
    assert not here.has_day(day)
    assert here.start_of_day(day) == here.end_of_day(day)
    assert here.day(here.start_of_day(day)) == day + 1
    assert here.day(here.start_of_day(day) - 1) == day - 1


@pytest.mark.parametrize("name", NASTY_ZONES)
def test_only_the_skipped_dates_are_missing(name: str) -> None:
    here = zone(name)
    span = range(nasty.ordinal("1960-01-01"), nasty.ordinal("2030-01-01"))
    missing = {day for day in span if not here.has_day(day)}
    assert {date.fromordinal(day) for day in missing} <= {SKIPPED_DAYS.get(name)}


@pytest.mark.parametrize(("name", "change"), CLOCK_CHANGES.values(), ids=CLOCK_CHANGES.keys())
def test_the_nasty_changes_are_changes(name: str, change: Instant) -> None:
    # Zone rules are revised; a change that was taken back would leave the other tests with nothing.
    info = standard(name)
    assert wall(change.us - 1, info).utcoffset() != wall(change.us, info).utcoffset()
    assert change.us in zone(name).starts


def test_zones_are_equal_by_name_and_say_it() -> None:
    here = zone("Europe/Paris")
    assert here == Zone("Europe/Paris", (0,), (0,))
    assert here != zone("Europe/Berlin")
    assert here != "Europe/Paris"
    assert hash(here) == hash(Zone("Europe/Paris", (0,), (0,)))
    assert repr(here) == "<Zone Europe/Paris>"


# --- compiled zone files, made here


def tzif(
    footer: str,
    changes: tuple[tuple[int, int], ...] = (),
    offsets: tuple[int, ...] = (0,),
    version: bytes = b"2",
) -> bytes:
    """Make a zone file: changes are (second, index of the new offset); odd indices are summer time."""
    names = b"AAA\0"
    head = b"TZif" + version + bytes(15)
    types = b"".join(struct.pack(">lbb", offset, i % 2, 0) for i, offset in enumerate(offsets))
    times = b"".join(struct.pack(">q", moment) for moment, _ in changes)
    kinds = bytes(kind for _, kind in changes)
    empty = head + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + names
    counts = struct.pack(">6l", 0, 0, 0, len(changes), len(offsets), len(names))
    return empty + head + counts + times + kinds + types + names + b"\n" + footer.encode() + b"\n"


FOOTERS = {
    "julian day without 29 February": ("AAA5BBB,J60/2,J300/2", (-18000, -14400)),
    "julian day before 29 February": ("AAA5BBB,J58,J365/12", (-18000, -14400)),
    "quoted names": ("<+0530>-5:30<+0630>,M3.2.0,M11.1.0", (19800, 23400)),
    "quoted names, odd summer offset": ("<-0330>3:30<-0230>2:30,M3.2.0/0:01,M11.1.0/0:01", (-12600, -9000)),
    "summer by another step than an hour": ("AAA-10:30BBB-11,M10.1.0,M4.1.0", (37800, 39600)),
    "default summer offset": ("AAA-1BBB,M3.5.0,M10.5.0/3", (3600, 7200)),
    "seconds in the offset": ("AAA4:56:02BBB,M4.1.0,M10.5.0", (-17762, -14162)),
    "negative clock time": ("AAA2BBB,M3.5.0/-1,M10.5.0/0", (-7200, -3600)),
    "clock time past a day": ("AAA-2BBB,M3.4.4/50,M10.4.4/50", (7200, 10800)),
    "signed clock time": ("AAA-2BBB,M3.5.0/+1,M10.5.0/+1:30:15", (7200, 10800)),
    "winter time as summer time": ("AAA-1BBB0,M10.5.0,M3.5.0/1", (3600, 0)),
    "southern summer over new year": ("AAA-12BBB,M9.5.0,M4.1.0/3", (43200, 46800)),
    "summer time all year": ("AAA5BBB,0/0,J365/25", (-18000, -14400)),
    "one offset": ("AAA-3", (10800, 0)),
    "one quoted offset": ("<-0930>9:30", (-34200, 0)),
}


@pytest.mark.parametrize(("footer", "offsets"), FOOTERS.values(), ids=FOOTERS.keys())
def test_a_yearly_rule_is_read_as_the_standard_library_reads_it(
    footer: str, offsets: tuple[int, int]
) -> None:
    # The standard library guesses the year from UTC, so its own answers near new year are left out.
    data = tzif(footer, ((nasty.utc("1950-06-01") // SECOND, 0),), offsets)
    here, info = read_tzif("Test/Test", data), from_bytes(data)
    first, last = nasty.utc("1951-06-01"), nasty.utc("2190-01-01")
    changes = [change for change in here.starts if first < change < last]
    points = [
        *(point for change in changes[:: 1 + len(changes) // 200] for point in around(change)),
        *range(first, last, 31 * DAY + 5 * HOUR),
    ]
    clear = [point for point in points if 3 < wall(point, info).timetuple().tm_yday < 362]
    assert len(clear) > 1000
    assert [ours(point, here) for point in clear] == [told(point, info) for point in clear]


@pytest.mark.parametrize(
    ("footer", "year", "begins", "ends"),
    [
        # Worked from POSIX, since CPython counts these days wrongly: `Jn` never counts 29 February,
        # so J59 is 28 February in every year and J60 is 1 March; a plain `n` counts it, from 0.
        ("AAA5BBB,J59,J365/12", 2023, "2023-02-28T02:00-05:00", "2023-12-31T12:00-04:00"),
        ("AAA5BBB,J59,J365/12", 2024, "2024-02-28T02:00-05:00", "2024-12-31T12:00-04:00"),
        ("AAA5BBB,J60,J365/12", 2023, "2023-03-01T02:00-05:00", "2023-12-31T12:00-04:00"),
        ("AAA5BBB,J60,J365/12", 2024, "2024-03-01T02:00-05:00", "2024-12-31T12:00-04:00"),
        ("AAA5BBB,59/2,299/2", 2023, "2023-03-01T02:00-05:00", "2023-10-27T02:00-04:00"),
        ("AAA5BBB,59/2,299/2", 2024, "2024-02-29T02:00-05:00", "2024-10-26T02:00-04:00"),
        ("AAA5BBB,0/5,364/3", 2023, "2023-01-01T05:00-05:00", "2023-12-31T03:00-04:00"),
        ("AAA5BBB,0/5,364/3", 2024, "2024-01-01T05:00-05:00", "2024-12-30T03:00-04:00"),
    ],
)
def test_days_of_the_year_are_counted_as_posix_says(footer: str, year: int, begins: str, ends: str) -> None:
    here = read_tzif("Test/Test", tzif(footer, (), (-18000,)))
    first, last = nasty.utc(f"{year}-01-01T05:00"), nasty.utc(f"{year + 1}-01-01T05:00")
    assert [s for s in here.starts if first <= s < last] == [nasty.utc(begins), nasty.utc(ends)]


def test_changes_in_the_file_come_before_the_yearly_rule() -> None:
    turns = (nasty.utc("2020-05-05") // SECOND, 1), (nasty.utc("2020-12-12") // SECOND, 0)
    data = tzif("AAA5BBB,M3.2.0,M11.1.0", turns, (-18000, -14400))
    here, info = read_tzif("Test/Test", data), from_bytes(data)
    points = range(nasty.utc("2019-01-01"), nasty.utc("2023-01-01"), 6 * HOUR)
    assert [ours(point, here) for point in points] == [told(point, info) for point in points]


def test_a_file_without_changes_has_one_offset() -> None:
    here = read_tzif("Test/Test", tzif("AAA-3", (), (10800,)))
    assert {here.offset(point) for point in nasty.INSTANTS} == {3 * HOUR}


def test_a_change_of_name_alone_is_no_change() -> None:
    turns = (nasty.utc("2020-05-05") // SECOND, 1), (nasty.utc("2020-12-12") // SECOND, 0)
    here = read_tzif("Test/Test", tzif("AAA-3", turns, (10800, 10800)))
    assert len(here.starts) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"rubbish", b"TZif", b"TZif\0" + bytes(39), b"tzif2" + bytes(39), tzif("AAA0", version=b"\0")],
    ids=["nothing", "rubbish", "only the name", "version 1", "wrong name", "version 1, whole"],
)
def test_rubbish_is_refused_as_a_zone_with_its_name(data: bytes) -> None:
    with pytest.raises(ValueError, match="'Test/Test'"):
        read_tzif("Test/Test", data)


@given(st.integers(5, 114))
@settings(max_examples=60, deadline=None)
def test_a_zone_file_cut_short_is_refused_as_a_value_error(length: int) -> None:
    whole = tzif("AAA5BBB,M3.2.0,M11.1.0", ((0, 1), (10**9, 0)), (-18000, -14400))
    with pytest.raises(ValueError, match="'Test/Test'"):
        read_tzif("Test/Test", whole[:length])


def test_offsets_are_looked_up_by_the_last_change_at_or_before() -> None:
    here = Zone("Test/Test", (-(2**62), 10, 20), (0, HOUR, 0))
    # An oracle in one line: the position at which the instant would be put in.
    for instant in (9, 10, 11, 19, 20, 21):
        assert here.offset(instant) == (0, HOUR, 0)[bisect_right([10, 20], instant)]


def test_ordinals_count_from_the_epoch_as_dates_do() -> None:
    assert zone("UTC").start_of_day(EPOCH_ORDINAL) == 0
    assert zone("UTC").end_of_day(EPOCH_ORDINAL) == DAY
