"""One period at a time: ours against the same three periods counted by hand, with five libraries.

The periods are 60 calendar days, 10 working days in Bavaria, and 14 days by Regulation 1182/71, which
have two working days in them and end on one; each ends with the end of a local day. Every way begins
with its library's own moment in UTC and ends with its own moment in a zone; ours begins and ends with
DateTimes, or inside, as policies count, with integers.

First a few thousand random moments are counted in all ways, half of them so that clocks change where the
period begins or ends. Ours has to end with the last instant that bears the date of the last day. The
others have to agree, but where one of `DEFINITIONS` is in question: there, what departs is counted, and
named by its letter in the last column. Then each way is timed for Berlin, in rounds that take turns. At
last comes what is paid once: the first use, and memory.

Ours also keeps the steps, and refuses beyond the years that a calendar covers; by hand neither is done.
"""

from __future__ import annotations

import subprocess
import sys
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib import import_module
from itertools import islice
from random import Random
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
from attrs import frozen
from import_time import BARE, FLOOR, seconds
from measuring import measured
from pendulum import Date, DateTime
from pendulum.tz.timezone import Timezone

import buyerprotect as bp
from buyerprotect.timing.calendar import calendar
from buyerprotect.timing.clock import microseconds, zone
from buyerprotect.timing.count import Point
from buyerprotect.timing.counted import count
from buyerprotect.timing.zone import skipped_days

# These are here for the benchmarks alone, and not where types are checked.
np: Any = import_module("numpy")
rrule: Any = import_module("dateutil.rrule")
whenever: Any = import_module("whenever")
relativedelta: Any = import_module("dateutil.relativedelta").relativedelta
# dateutil's own copy of the zones: it does not read files that end in a rule.
dateutil_zone: Any = import_module("dateutil.zoneinfo").get_zonefile_instance().get

CHECKED, TIMED, ROUNDS, FRESH = 800, 50, 31, 15
FIRST_YEAR, LAST_YEAR = 2001, 2022
ZONES = ("Europe/Berlin", "America/Sao_Paulo", "America/Havana", "America/St_Johns", "Pacific/Apia")
"""One like most, two where 23:59 or 00:00 comes twice, one where both do, one without 30 December 2011."""

DEFINITIONS = {
    "a": "the last hour of the last day comes twice: the day ends after the second",
    "b": "the midnight after the last day comes twice: the day ends with the last instant of its date",
    "c": "clocks went back across midnight after the event, which belongs to the day before",
    "d": "the zone skipped a date within: it is no working day, and ends where the next begins",
}

DAYS, WORKING_DAYS, EU_DAYS, LEAST_WORKING = 60, 10, 14, 2
PLACE = "DE-BY"
OFF = frozenset(date.fromordinal(day) for day in calendar(PLACE).holidays)
WHENEVER_OFF = frozenset(whenever.Date(day) for day in OFF)
WORKING = np.busdaycalendar(holidays=sorted(OFF))
WEEK = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR)
ONE_DAY, MIDNIGHT = timedelta(days=1), whenever.Time()

ByHand = Callable[[Any, Any], Any]
"""From a library's moment in UTC and its zone to its end of the period."""


# --- pendulum, idiomatic: the last moment in time ---------------------------------------------------


def idiomatic_days(start: DateTime, tz: Timezone) -> DateTime:
    return start.in_timezone(tz).add(days=DAYS).end_of("day")


def idiomatic_working(start: DateTime, tz: Timezone) -> DateTime:
    moment, left = start.in_timezone(tz), WORKING_DAYS
    while left:
        moment = moment.add(days=1)
        if moment.weekday() < 5 and moment.date() not in OFF:
            left -= 1
    return moment.end_of("day")


def idiomatic_eu(start: DateTime, tz: Timezone, n: int = EU_DAYS) -> DateTime:
    moment, working = start.in_timezone(tz), 0
    for _ in range(n):
        moment = moment.add(days=1)
        working += moment.weekday() < 5 and moment.date() not in OFF
    while working < LEAST_WORKING or moment.weekday() >= 5 or moment.date() in OFF:
        moment = moment.add(days=1)
        working += moment.weekday() < 5 and moment.date() not in OFF
    return moment.end_of("day")


# --- pendulum, careful: dates first, and one moment in a zone at the end ----------------------------


def careful_days(start: DateTime, tz: Timezone) -> DateTime:
    return careful_end(start.in_timezone(tz).date().add(days=DAYS), tz)


def careful_working(start: DateTime, tz: Timezone) -> DateTime:
    day, left = start.in_timezone(tz).date(), WORKING_DAYS
    while left:
        day = day.add(days=1)
        if day.weekday() < 5 and day not in OFF:
            left -= 1
    return careful_end(day, tz)


def careful_eu(start: DateTime, tz: Timezone, n: int = EU_DAYS) -> DateTime:
    day, working = start.in_timezone(tz).date(), 0
    for _ in range(n):
        day = day.add(days=1)
        working += day.weekday() < 5 and day not in OFF
    while working < LEAST_WORKING or day.weekday() >= 5 or day in OFF:
        day = day.add(days=1)
        working += day.weekday() < 5 and day not in OFF
    return careful_end(day, tz)


def careful_end(day: Date, tz: Timezone) -> DateTime:
    following = day.add(days=1)
    return pendulum.datetime(following.year, following.month, following.day, tz=tz)


# --- datetime and zoneinfo --------------------------------------------------------------------------


def plain_days(start: datetime, tz: ZoneInfo) -> datetime:
    return plain_end(start.astimezone(tz).date() + timedelta(days=DAYS), tz)


def plain_working(start: datetime, tz: ZoneInfo) -> datetime:
    day, left = start.astimezone(tz).date(), WORKING_DAYS
    while left:
        day += ONE_DAY
        if day.weekday() < 5 and day not in OFF:
            left -= 1
    return plain_end(day, tz)


def plain_eu(start: datetime, tz: ZoneInfo, n: int = EU_DAYS) -> datetime:
    day, working = start.astimezone(tz).date(), 0
    for _ in range(n):
        day += ONE_DAY
        working += day.weekday() < 5 and day not in OFF
    while working < LEAST_WORKING or day.weekday() >= 5 or day in OFF:
        day += ONE_DAY
        working += day.weekday() < 5 and day not in OFF
    return plain_end(day, tz)


def plain_end(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day + ONE_DAY, time(), tzinfo=tz)


# --- whenever ---------------------------------------------------------------------------------------


def whenever_days(start: Any, tz: str) -> Any:
    return whenever_end(start.to_tz(tz).date().add(days=DAYS), tz)


def whenever_working(start: Any, tz: str) -> Any:
    day, left = start.to_tz(tz).date(), WORKING_DAYS
    while left:
        day = day.next_day()
        if day.day_of_week().value < 6 and day not in WHENEVER_OFF:
            left -= 1
    return whenever_end(day, tz)


def whenever_eu(start: Any, tz: str, n: int = EU_DAYS) -> Any:
    day, working = start.to_tz(tz).date(), 0
    for _ in range(n):
        day = day.next_day()
        working += day.day_of_week().value < 6 and day not in WHENEVER_OFF
    while working < LEAST_WORKING or day.day_of_week().value >= 6 or day in WHENEVER_OFF:
        day = day.next_day()
        working += day.day_of_week().value < 6 and day not in WHENEVER_OFF
    return whenever_end(day, tz)


def whenever_end(day: Any, tz: str) -> Any:
    return day.next_day().at(MIDNIGHT).assume_tz(tz, disambiguation="compatible")


# --- python-dateutil: the last moment in time -------------------------------------------------------


def dateutil_days(start: datetime, tz: Any) -> Any:
    return dateutil_end(start.astimezone(tz) + relativedelta(days=DAYS))


def dateutil_working(start: datetime, tz: Any) -> Any:
    first = start.astimezone(tz) + relativedelta(days=1)
    return dateutil_end(next(islice(working_from(first), WORKING_DAYS - 1, None)))


def dateutil_eu(start: datetime, tz: Any, n: int = EU_DAYS) -> Any:
    event = start.astimezone(tz)
    last: datetime = event + relativedelta(days=n)
    inside = sum(1 for _ in working_from(event + relativedelta(days=1), last))
    if inside < LEAST_WORKING:
        more = working_from(last + relativedelta(days=1))
        last = next(islice(more, LEAST_WORKING - inside - 1, None))
    return dateutil_end(next(working_from(last)))


def working_from(first: datetime, until: datetime | None = None) -> Iterator[datetime]:
    days: Any = rrule.rrule(rrule.DAILY, dtstart=first, until=until, byweekday=WEEK)
    return (day for day in days if day.date() not in OFF)


def dateutil_end(moment: datetime) -> Any:
    return moment + relativedelta(hour=23, minute=59, second=59, microsecond=999_999)


# --- numpy, which knows no zones, with datetime and zoneinfo ----------------------------------------


def numpy_working(start: datetime, tz: ZoneInfo) -> datetime:
    event = np.datetime64(start.astimezone(tz).date())
    last = np.busday_offset(event, WORKING_DAYS, roll="backward", busdaycal=WORKING)
    return plain_end(last.item(), tz)


def numpy_eu(start: datetime, tz: ZoneInfo, n: int = EU_DAYS) -> datetime:
    event = np.datetime64(start.astimezone(tz).date())
    last = event + n
    inside = np.busday_count(event + 1, last + 1, busdaycal=WORKING)
    if inside < LEAST_WORKING:
        last = np.busday_offset(last, LEAST_WORKING - inside, roll="backward", busdaycal=WORKING)
    return plain_end(np.busday_offset(last, 0, roll="forward", busdaycal=WORKING).item(), tz)


# --- ours, and all of them together -----------------------------------------------------------------


def in_words(text: str, told: dict[str, str], start: DateTime, tz: str) -> DateTime:
    return count(text, after=start, in_zone=tz, **told).closes


def as_period(period: bp.Period, start: DateTime, tz: str) -> DateTime:
    return count(period, after=start, in_zone=tz).closes


def inside(period: bp.Period, start: Point, tz: Any) -> int:
    return period.after(start, tz).us


@frozen
class Way:
    """How one library counts: its moments, its zones, and how its ends are told in microseconds."""

    name: str
    count: ByHand
    start: Callable[[DateTime], Any]
    zone: Callable[[str], Any]
    us: Callable[[Any], int]

    def ends(self, moments: list[DateTime], name: str) -> list[int]:
        """Count from all moments, and return the ends in microseconds."""
        return [self.us(end) for end in self.timed(moments, name)()]

    def timed(self, moments: list[DateTime], name: str) -> Callable[[], list[Any]]:
        """Make everything ready, and return what remains to be done for all moments."""
        counted, here = self.count, self.zone(name)
        starts = [self.start(moment) for moment in moments]
        return lambda: [counted(start, here) for start in starts]


@frozen
class Task:
    """One period, in our words, and by hand in each library that can count it."""

    title: str
    length: str
    rule: str
    place: str | None
    idiomatic: ByHand
    careful: ByHand
    plain: ByHand
    whenever: ByHand
    dateutil: ByHand
    numpy: ByHand | None = None

    @property
    def period(self) -> bp.Period:
        """The period as the library counts it."""
        return bp.Period.of(self.length, self.rule, self.place)

    def ours(self) -> tuple[Way, Way, Way]:
        """Give our ways: told in words, as a period made before, and inside."""
        told = {"rule": self.rule} | ({} if self.place is None else {"calendar": self.place})
        words, period = partial(in_words, self.length, told), partial(as_period, self.period)
        return (
            Way("ours: count(words).closes", words, _same, str, microseconds),
            Way("ours: count(period).closes", period, _same, str, microseconds),
            Way("ours inside: Period.after", partial(inside, self.period), _point, zone, int),
        )

    def others(self) -> list[Way]:
        """Give the ways by hand."""
        found = [
            Way("pendulum, idiomatic", self.idiomatic, _same, pendulum.timezone, _after),
            Way("pendulum, careful", self.careful, _same, pendulum.timezone, microseconds),
            Way("datetime and zoneinfo", self.plain, _plain, ZoneInfo, microseconds),
            Way("whenever", self.whenever, whenever.Instant, str, _of_whenever),
            Way("python-dateutil", self.dateutil, _plain, dateutil_zone, _after),
        ]
        if self.numpy is not None:
            found.append(Way("numpy and zoneinfo", self.numpy, _plain, ZoneInfo, microseconds))
        return found


def _same(moment: DateTime) -> DateTime:
    return moment


def _point(moment: DateTime) -> Point:
    return Point(microseconds(moment))


def _plain(moment: DateTime) -> datetime:
    return datetime.fromisoformat(moment.isoformat()).astimezone(UTC)


def _after(last: datetime) -> int:
    return microseconds(last) + 1


def _of_whenever(end: Any) -> int:
    nanoseconds: int = end.timestamp(unit="nanosecond")
    return nanoseconds // 1000


TASKS = (
    Task(
        f"{DAYS} days to the end of the local day",
        f"{DAYS} days",
        "platform-days",
        None,
        idiomatic_days,
        careful_days,
        plain_days,
        whenever_days,
        dateutil_days,
    ),
    Task(
        f"{WORKING_DAYS} working days in Bavaria",
        f"{WORKING_DAYS} business-days",
        "platform-days",
        PLACE,
        idiomatic_working,
        careful_working,
        plain_working,
        whenever_working,
        dateutil_working,
        numpy_working,
    ),
    Task(
        f"{EU_DAYS} days by Regulation 1182/71 in Bavaria",
        f"{EU_DAYS} days",
        "eu-1182-71",
        PLACE,
        idiomatic_eu,
        careful_eu,
        plain_eu,
        whenever_eu,
        dateutil_eu,
        numpy_eu,
    ),
)
SHORT = Task(
    f"{LEAST_WORKING} days by Regulation 1182/71 in Bavaria",
    f"{LEAST_WORKING} days",
    "eu-1182-71",
    PLACE,
    partial(idiomatic_eu, n=LEAST_WORKING),
    partial(careful_eu, n=LEAST_WORKING),
    partial(plain_eu, n=LEAST_WORKING),
    partial(whenever_eu, n=LEAST_WORKING),
    partial(dateutil_eu, n=LEAST_WORKING),
    partial(numpy_eu, n=LEAST_WORKING),
)
"""Checked and not timed: a period so short that it is the working days in it that count."""


# --- checked ----------------------------------------------------------------------------------------


def random_moments(random: Random, name: str, days: int) -> list[DateTime]:
    """Make up moments, half of them so that clocks change about then, or so many days later."""
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (FIRST_YEAR, LAST_YEAR + 1))
    bounds = microseconds(first), microseconds(last)
    changes = [start for start in zone(name).starts if bounds[0] <= start < bounds[1]]

    def moment() -> DateTime:
        if random.random() < 0.5:
            us = random.randrange(*bounds)
        else:
            spread = random.choice((90, 2 * 3600, 36 * 3600))
            back = random.choice((0, days)) * 86_400 + random.randrange(-spread, spread)
            us = random.choice(changes) - back * 1_000_000
        return pendulum.instance(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us))

    return [moment() for _ in range(CHECKED)]


def checked(task: Task, random: Random) -> dict[str, Counter[str]]:
    """Compare all ways; return what departs from ours in each, by definition, or stop the run."""
    departed = {way.name: Counter[str]() for way in task.others()}
    for name in ZONES:
        moments = random_moments(random, name, task.period.n)
        words, period, ours = (way.ends(moments, name) for way in task.ours())
        assert words == period == ours
        letters = [_in_question(task, moment, name) for moment in moments]
        for way in task.others():
            theirs = way.ends(moments, name)
            for moment, mine, other, letter in zip(moments, ours, theirs, letters, strict=True):
                if mine != other and letter is None:
                    raise SystemExit(f"{task.title} from {moment} in {name}: {mine}, but {way.name} {other}")
                if mine != other:
                    departed[way.name][str(letter)] += 1
    return departed


def _in_question(task: Task, moment: DateTime, name: str) -> str | None:
    """Say which definition is in question, and check our end by dates alone as zoneinfo tells them."""
    here, tz = zone(name), ZoneInfo(name)
    start, end = _point(moment), task.period.after(_point(moment), here)
    assert end.day is not None
    last, event = date.fromordinal(end.day), moment.astimezone(tz).date().toordinal()
    if not skipped_days(here).isdisjoint(range(event, end.day + 2)):
        return "d"
    after = datetime.fromtimestamp(end.us // 1_000_000, UTC)
    assert (after - timedelta(microseconds=1)).astimezone(tz).date() == last
    assert all((after + timedelta(minutes=more)).astimezone(tz).date() > last for more in range(0, 1440, 30))
    if event != here.day(start.us):
        return "c"
    midnight = plain_end(last, tz)
    if _comes_twice(midnight):
        return "b"
    return "a" if _comes_twice(midnight - timedelta(microseconds=1)) else None


def _comes_twice(wall: datetime) -> bool:
    first, second = wall.replace(fold=0).utcoffset(), wall.replace(fold=1).utcoffset()
    assert first is not None
    assert second is not None
    return first > second


# --- timed ------------------------------------------------------------------------------------------


def compare(task: Task, moments: list[DateTime], departed: dict[str, Counter[str]]) -> None:
    """Time all ways over the same moments, and print the table."""
    ways = (*task.ours(), *task.others())
    runs = {way.name: way.timed(moments, ZONES[0]) for way in ways}
    spent = {name: us / len(moments) for name, us in measured(runs, ROUNDS).items()}
    _, public, within = (way.name for way in task.ours())
    print(f"{task.title:44}{'µs':>6}   count(period)   Period.after   departs of {CHECKED * len(ZONES)}")
    for name, us in spent.items():
        line = f"{name:42}{us:8.1f}"
        if name in departed:
            line += f"{us / spent[public]:14.2f}x{us / spent[within]:14.2f}x   "
            line += ", ".join(f"{letter} {times}" for letter, times in sorted(departed[name].items())) or "-"
        print(line)
    print()


# --- paid once --------------------------------------------------------------------------------------

READY = """
import gc, time, tomllib, tracemalloc
from datetime import date
from importlib.resources import files
import numpy
from buyerprotect.timing.calendar import calendar, calendar_names
from buyerprotect.timing.clock import zone
from buyerprotect.timing.counting import counting, counting_names
timing, berlin, names = files("buyerprotect.timing"), zone("Europe/Berlin"), calendar_names()
def text(*path): return timing.joinpath(*path).read_text("utf-8")
"""
CLOCK = """
def timed(run):
    begin = time.perf_counter_ns()
    run()
    print((time.perf_counter_ns() - begin) / 1000)
counting_names()
timed(lambda: tomllib.loads(text("calendars", "DE-BY.toml")))
timed(lambda: calendar("DE-BY"))
timed(lambda: tomllib.loads(text("counting_rules", "eu-1182-71.toml")))
timed(lambda: counting("eu-1182-71"))
place = calendar("DE-BY")
timed(lambda: [d for d in range(place.first, place.last + 1) if d % 7 > 1 and d not in place.holidays])
timed(lambda: place.step(738_000, 1, berlin))
"""
SCALE = """
def grown(run):
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    kept.append(run())
    gc.collect()
    print((tracemalloc.get_traced_memory()[0] - before) / 1024)
kept = []
calendar("CZ").step(738_000, 1, berlin)
tracemalloc.start()
grown(lambda: calendar("DE-BY"))
grown(lambda: calendar("DE-BY").step(738_000, 1, berlin))
grown(lambda: frozenset(date.fromordinal(day) for day in calendar("DE-BY").holidays))
holidays = [numpy.datetime64(day - 719_163, "D") for day in calendar("DE-BY").holidays]
grown(lambda: numpy.busdaycalendar(holidays=holidays))
"""
OURS_COLD = """
from buyerprotect.timing.counted import count
count("10 business-days", after="2024-03-05T12:00Z", calendar="DE-BY").closes
"""


def printed(code: str) -> list[float]:
    """Run code in a fresh interpreter, and return the numbers that it prints."""
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - the code stands above
    return [float(line) for line in ran.stdout.split()]


def first_use() -> None:
    """Time what is paid once, in fresh interpreters, and print it as a multiple of what cannot be spared."""

    def show(says: str, spent: float, unit: str, least: float, what: str) -> None:
        print(f"{says:42}{spent:8.0f} {unit:3} = {spent / least:5.2f}x {what}")

    rounds = [printed(READY + CLOCK) for _ in range(FRESH)]
    loads, place, rule_loads, rule, plain, table = (median(times) for times in zip(*rounds, strict=True))
    programs = (BARE, FLOOR, OURS_COLD)
    for code in programs:
        seconds(code)  # so that all bytecode is there
    taken = [[seconds(code) for code in programs] for _ in range(FRESH)]
    bare, floor, ours = (median(times) * 1000 for times in zip(*taken, strict=True))
    held, laid_out, whole, numpys = printed(READY + SCALE)
    print(f"{'paid once':42}")
    show("reading the calendar of Bavaria", place, "µs", loads, "its file by tomllib alone")
    show("reading the rule eu-1182-71", rule, "µs", rule_loads, "its file by tomllib alone")
    show("laying out the calendar's working days", table, "µs", plain, "a bare comprehension")
    show("import, and a first count in Bavaria", ours - bare, "ms", floor - bare, "import attrs, pendulum")
    show("memory of the calendar", held, "KiB", whole, "its holidays as a set of dates")
    show("memory of its working days laid out", laid_out, "KiB", numpys, "numpy's busdaycalendar")


def main() -> None:
    zoneinfo.reset_tzpath(())  # zone rules from the tzdata package for all, as ours are
    whenever.reset_tzpath(())
    random = Random(1182)  # noqa: S311 - made-up moments, the same each time
    checked(SHORT, random)
    for task in TASKS:
        departed = checked(task, random)
        compare(task, random_moments(random, ZONES[0], task.period.n)[:TIMED], departed)
    print("x is how many times as fast ours is; a letter, with how often, tells what is counted otherwise:")
    for letter, says in DEFINITIONS.items():
        print(f"{letter}  {says}")
    print()
    first_use()


if __name__ == "__main__":
    main()
