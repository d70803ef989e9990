"""The calendars that ship with the library: their days are what their heads ask for, and what is known."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from buyerprotect.errors import NotFoundError, OutOfCoverageError
from buyerprotect.timing.calendar import MON_FRI, Calendar, calendar, calendar_names, find_calendar
from buyerprotect.timing.clock import zone

ROOT = Path(__file__).parent.parent.parent
NAMES = [name for name in calendar_names() if name != MON_FRI.name]
# fmt: off
EU = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
    "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
]
# fmt: on
LAENDER = ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]
UTC = zone("UTC")


@cache
def generator() -> ModuleType:
    """Load the script that writes the days, which is in no package."""
    spec = spec_from_file_location("calendars_generate", ROOT / "calendars" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def works(made: Calendar, day: str) -> bool:
    return made.is_working(date.fromisoformat(day).toordinal(), UTC)


# --- the files ------------------------------------------------------------------------------------


def test_the_calendars_there_should_be_are_there() -> None:
    assert set(EU) <= set(NAMES)
    assert {f"DE-{land}" for land in LAENDER} <= set(NAMES)
    assert {f"AU-{state}" for state in ["NSW", "VIC", "QLD", "SA", "WA", "TAS", "ACT", "NT"]} <= set(NAMES)
    assert {"GB", "GB-ENG", "GB-SCT", "GB-NIR", "US", "US-actual", "US-reg-z-general"} <= set(NAMES)
    assert {"US-reg-z-specific", "US-ftc", "CA", "CA-QC", "BR", "CN", "JP", "NZ", "TW", "NO"} <= set(NAMES)


def test_no_day_was_written_by_hand() -> None:
    assert generator().stale() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_says_where_it_is_what_it_covers_and_where_it_is_from(name: str) -> None:
    made = calendar(name)
    assert made.zone is not None
    assert ZoneInfo(made.zone).key == made.zone
    assert zone(made.zone).name == made.zone
    assert made.first < made.last
    assert all(made.first <= day <= made.last for day in made.holidays | made.worked)
    assert not made.holidays & made.worked
    assert 6 in made.weekend, "no place here works on Sundays"
    assert [source.id for source in made.sources if source.kind == "data"][-1] == f"holidays-{name}"
    assert len(made.sources) > 1, "the package alone is no authority"
    assert all(source.address.startswith("http") and source.says for source in made.sources)


@pytest.mark.parametrize("name", NAMES)
def test_no_covered_year_lacks_new_year_or_christmas(name: str) -> None:
    made = calendar(name)
    for year in range(date.fromordinal(made.first).year, date.fromordinal(made.last).year + 1):
        assert not works(made, f"{year}-01-01")
        if name not in ("CN", "JP", "TW"):
            assert not works(made, f"{year}-12-25")


def test_titles_differ() -> None:
    assert len({calendar(name).title for name in NAMES}) == len(NAMES)


def test_ids_of_sources_differ() -> None:
    ids = [source.id for name in NAMES for source in calendar(name).sources]
    assert len(ids) == len(set(ids))


# --- what is known --------------------------------------------------------------------------------

OFF, WORKS = False, True
KNOWN = [
    ("AT", "2026-04-03", OFF, "Good Friday, which Austria notified for periods"),
    ("AT", "2026-06-04", OFF, "Corpus Christi"),
    ("BE", "2026-07-21", OFF, "National Day"),
    ("BE", "2025-12-26", WORKS, "no second day of Christmas"),
    ("BG", "2026-04-13", OFF, "Orthodox Easter Monday"),
    ("BG", "2026-04-06", WORKS, "Western Easter Monday"),
    ("BG", "2026-05-25", OFF, "in place of Sunday 24 May"),
    ("BG", "2016-03-04", WORKS, "a swapped day is no public holiday"),
    ("BG", "2016-03-12", OFF, "and the Saturday worked for it stays a Saturday"),
    ("BG", "2026-01-02", OFF, "given for the euro"),
    ("HR", "2019-10-08", OFF, "Independence Day, until 2019"),
    ("HR", "2020-10-08", WORKS, "Independence Day, no longer"),
    ("HR", "2020-11-18", OFF, "Remembrance Day, since 2020"),
    ("CY", "2026-02-23", OFF, "Green Monday, 48 days before Orthodox Easter"),
    ("CZ", "2015-04-03", WORKS, "Good Friday before 2016"),
    ("CZ", "2016-03-25", OFF, "Good Friday since 2016"),
    ("DK", "2023-05-05", OFF, "the last Great Prayer Day"),
    ("DK", "2024-04-26", WORKS, "Great Prayer Day, abolished"),
    ("DK", "2026-06-05", OFF, "Constitution Day"),
    ("DK", "2026-12-24", OFF, "Christmas Eve"),
    ("DK", "2026-12-31", OFF, "New Year's Eve"),
    ("DK", "2026-05-01", WORKS, "May Day is none"),
    ("EE", "2026-02-24", OFF, "Independence Day"),
    ("FI", "2026-06-19", OFF, "Midsummer Eve"),
    ("FI", "2026-12-24", OFF, "Christmas Eve"),
    ("FI", "2026-12-31", WORKS, "New Year's Eve is none"),
    ("FR", "2008-05-12", OFF, "Whit Monday, again a holiday"),
    ("FR", "2026-07-14", OFF, "National Day"),
    ("DE", "2017-10-31", OFF, "Reformation Day, in all Länder once"),
    ("DE", "2018-10-31", WORKS, "Reformation Day, not nation-wide"),
    ("DE-HH", "2016-10-31", WORKS, "Reformation Day, before"),
    ("DE-HH", "2018-10-31", OFF, "Reformation Day, since 2018"),
    ("DE-BW", "2018-10-31", WORKS, "Reformation Day, not there"),
    ("DE-BE", "2019-03-08", OFF, "Women's Day, since 2019"),
    ("DE-BE", "2020-05-08", OFF, "75 years after the war"),
    ("DE-BE", "2021-05-07", WORKS, "a Friday like others"),
    ("DE-MV", "2023-03-08", OFF, "Women's Day, since 2023"),
    ("DE-TH", "2019-09-20", OFF, "World Children's Day, since 2019"),
    ("DE-SN", "2026-11-18", OFF, "Day of Repentance and Prayer"),
    ("DE-BY", "2025-08-15", WORKS, "Assumption Day is not for all of Bavaria"),
    ("DE-SL", "2025-08-15", OFF, "Assumption Day is for all of Saarland"),
    ("GR", "2024-05-01", WORKS, "Labour Day of 2024 was moved"),
    ("GR", "2024-05-07", OFF, "and kept here"),
    ("GR", "2022-05-02", OFF, "Labour Day, after a Sunday"),
    ("HU", "2016-03-25", WORKS, "Good Friday before 2017"),
    ("HU", "2017-04-14", OFF, "Good Friday since 2017"),
    ("HU", "2025-12-24", WORKS, "a swapped day is no public holiday"),
    ("HU", "2026-12-24", OFF, "Christmas Eve since 2026"),
    ("IE", "2022-03-18", OFF, "Day of Remembrance, once"),
    ("IE", "2023-02-06", OFF, "St Brigid, since 2023"),
    ("IE", "2011-09-14", WORKS, "the day of mourning was in 2001"),
    ("IE", "2021-12-27", WORKS, "Christmas stays on its Saturday"),
    ("IT", "2011-03-17", OFF, "150 years of unity, once"),
    ("IT", "2027-10-04", OFF, "Saint Francis, since 2026"),
    ("LV", "2023-05-29", OFF, "for the ice hockey team"),
    ("LV", "2025-05-02", WORKS, "a swapped day is no public holiday"),
    ("LV", "2024-05-06", OFF, "in place of Saturday 4 May"),
    ("LT", "2020-11-02", OFF, "All Souls' Day, since 2020"),
    ("LU", "2018-05-09", WORKS, "Europe Day before 2019"),
    ("LU", "2019-05-09", OFF, "Europe Day since 2019"),
    ("MT", "2026-09-21", OFF, "Independence Day"),
    ("NL", "2019-12-27", OFF, "by decree"),
    ("NL", "2018-12-31", OFF, "by decree"),
    ("NL", "2022-05-05", OFF, "5 May, each year"),
    ("NL", "2026-04-03", OFF, "Good Friday"),
    ("NL", "2026-05-15", OFF, "by decree, after Ascension Day"),
    ("NL", "2026-05-04", WORKS, "no decree for this Monday"),
    ("PL", "2010-01-06", WORKS, "Epiphany before 2011"),
    ("PL", "2011-01-06", OFF, "Epiphany since 2011"),
    ("PL", "2018-11-12", OFF, "a hundred years of independence, once"),
    ("PL", "2024-12-24", WORKS, "Christmas Eve before 2025"),
    ("PL", "2025-12-24", OFF, "Christmas Eve since 2025"),
    ("PT", "2013-11-01", WORKS, "suspended from 2013 to 2015"),
    ("PT", "2015-12-01", WORKS, "suspended from 2013 to 2015"),
    ("PT", "2016-05-26", OFF, "Corpus Christi, restored"),
    ("RO", "2025-01-06", OFF, "Epiphany, since 2024"),
    ("RO", "2026-04-10", OFF, "Orthodox Good Friday"),
    ("SK", "2023-09-01", OFF, "Constitution Day, until 2023"),
    ("SK", "2025-09-01", WORKS, "Constitution Day, worked"),
    ("SK", "2025-11-17", WORKS, "worked since 2025"),
    ("SK", "2026-05-08", WORKS, "worked in 2026 only"),
    ("SK", "2028-05-08", OFF, "off again"),
    ("SI", "2014-01-02", WORKS, "2 January from 2013 to 2016"),
    ("SI", "2023-08-14", OFF, "solidarity day after the floods"),
    ("ES", "2026-10-12", OFF, "National Day"),
    ("ES", "2026-04-02", WORKS, "Maundy Thursday is for the communities"),
    ("SE", "2004-05-31", OFF, "Whit Monday until 2004"),
    ("SE", "2005-05-16", WORKS, "Whit Monday, no longer"),
    ("SE", "2026-06-19", OFF, "Midsummer Eve"),
    ("NO", "2028-05-17", OFF, "Constitution Day"),
    ("GB-ENG", "1995-05-01", WORKS, "May Day was moved"),
    ("GB-ENG", "1995-05-08", OFF, "to VE Day"),
    ("GB-ENG", "1999-12-31", OFF, "millennium"),
    ("GB-ENG", "2000-01-03", OFF, "in place of Saturday 1 January"),
    ("GB-ENG", "2002-05-27", WORKS, "the spring holiday was moved"),
    ("GB-ENG", "2002-06-03", OFF, "golden jubilee"),
    ("GB-ENG", "2002-06-04", OFF, "the spring holiday"),
    ("GB-ENG", "2011-04-29", OFF, "royal wedding"),
    ("GB-ENG", "2012-06-05", OFF, "diamond jubilee"),
    ("GB-ENG", "2020-05-04", WORKS, "May Day was moved"),
    ("GB-ENG", "2020-05-08", OFF, "to VE Day"),
    ("GB-ENG", "2022-06-03", OFF, "platinum jubilee"),
    ("GB-ENG", "2022-09-19", OFF, "state funeral"),
    ("GB-ENG", "2023-05-08", OFF, "coronation"),
    ("GB-ENG", "2026-12-28", OFF, "in place of Saturday 26 December"),
    ("GB-SCT", "2026-04-06", WORKS, "Easter Monday is none in Scotland"),
    ("GB-SCT", "2026-01-02", OFF, "2 January"),
    ("GB-SCT", "2026-11-30", OFF, "St Andrew"),
    ("GB-SCT", "2026-06-15", OFF, "proclaimed, once"),
    ("GB-NIR", "2026-07-13", OFF, "in place of Sunday 12 July"),
    ("GB", "2026-11-30", OFF, "off in Scotland"),
    ("GB", "2026-03-17", OFF, "off in Northern Ireland"),
    ("GB", "2026-08-03", OFF, "off in Scotland"),
    ("GB", "2026-08-31", OFF, "off in England"),
    ("US", "2020-06-19", WORKS, "Juneteenth before the Act"),
    ("US", "2021-06-18", OFF, "Juneteenth of 2021, observed on Friday"),
    ("US", "2026-07-03", OFF, "Independence Day, observed on Friday"),
    ("US", "2021-12-31", OFF, "New Year's Day of 2022, observed on Friday"),
    ("US", "2023-01-02", OFF, "New Year's Day, observed on Monday"),
    ("US", "2026-11-27", WORKS, "the day after Thanksgiving is not federal"),
    ("US", "2025-01-09", WORKS, "a day of mourning is no legal holiday"),
    ("US", "2025-12-26", WORKS, "a president's order is no legal holiday"),
    ("US-actual", "2026-07-03", WORKS, "only the date itself"),
    ("US-actual", "2026-11-11", OFF, "Veterans Day"),
    ("US-reg-z-general", "2026-07-03", OFF, "as observed"),
    ("US-reg-z-general", "2026-07-11", OFF, "Saturday"),
    ("US-reg-z-specific", "2026-07-03", WORKS, "the observed day is a business day"),
    ("US-reg-z-specific", "2026-07-04", OFF, "the date itself, a Saturday"),
    ("US-reg-z-specific", "2021-06-19", OFF, "Juneteenth, two days after the Act"),
    ("US-ftc", "2026-07-03", WORKS, "the rule has no days in their stead"),
    ("US-ftc", "2026-07-04", OFF, "the date itself, a Saturday"),
    ("CA", "2026-04-06", OFF, "Easter Monday"),
    ("CA", "2026-12-26", WORKS, "Boxing Day is not in the Act"),
    ("CA", "2026-08-03", WORKS, "the civic holiday is not in the Act"),
    ("CA", "2020-09-30", WORKS, "before the Act of 2021"),
    ("CA", "2026-09-30", OFF, "Truth and Reconciliation"),
    ("CA", "2026-10-12", OFF, "Thanksgiving"),
    ("CA", "2021-05-24", OFF, "Victoria Day on the 24th itself"),
    ("CA", "2018-07-02", OFF, "Canada Day, after a Sunday"),
    ("CA", "2022-09-19", WORKS, "mourning, but no general holiday"),
    ("CA-QC", "2026-06-24", OFF, "National Holiday"),
    ("CA-QC", "2026-01-02", OFF, "counts as a holiday"),
    ("CA-QC", "2026-09-30", WORKS, "is federal only"),
    ("BR", "2023-11-20", WORKS, "before the law of 2023"),
    ("BR", "2024-11-20", OFF, "Zumbi, since 2024"),
    ("BR", "2026-02-17", WORKS, "Carnival is optional"),
    ("CN", "2026-02-14", WORKS, "a Saturday worked for the Spring Festival"),
    ("CN", "2026-02-28", WORKS, "a Saturday worked for the Spring Festival"),
    ("CN", "2026-02-20", OFF, "swapped"),
    ("CN", "2024-09-29", WORKS, "a Sunday worked for National Day"),
    ("CN", "2024-10-07", OFF, "swapped"),
    ("CN", "2020-01-31", OFF, "the extended Spring Festival"),
    ("CN", "2026-02-21", OFF, "a Saturday that is not worked"),
    ("JP", "2019-04-30", OFF, "between two holidays"),
    ("JP", "2019-05-01", OFF, "enthronement"),
    ("JP", "2020-07-23", OFF, "Marine Day, moved for the games"),
    ("JP", "2020-07-20", WORKS, "where Marine Day would have been"),
    ("JP", "2021-08-09", OFF, "Mountain Day was Sunday the 8th"),
    ("JP", "2021-10-11", WORKS, "Sports Day was in July"),
    ("JP", "2026-09-22", OFF, "between two holidays"),
    ("TW", "2024-02-17", WORKS, "a Saturday worked for the new year"),
    ("TW", "2024-02-08", OFF, "swapped"),
    ("TW", "2026-05-01", OFF, "Labour Day, for all since 2026"),
    ("AU-NSW", "2026-04-27", OFF, "after Anzac Day on a Saturday"),
    ("AU-VIC", "2026-04-27", WORKS, "no such day in Victoria"),
    ("AU-VIC", "2026-09-25", OFF, "before the football final"),
    ("AU-VIC", "2022-09-22", OFF, "mourning"),
    ("AU-QLD", "2026-08-12", WORKS, "the show is for Brisbane only"),
    ("AU-QLD", "2026-10-05", OFF, "King's Birthday"),
    ("AU-SA", "2026-03-09", OFF, "Adelaide Cup"),
    ("AU-WA", "2024-09-23", OFF, "King's Birthday, as proclaimed"),
    ("AU-TAS", "2026-03-09", OFF, "Eight Hours Day"),
    ("AU-ACT", "2026-06-01", OFF, "Reconciliation Day"),
    ("AU-NT", "2026-08-03", OFF, "Picnic Day"),
    ("NZ", "2021-12-31", OFF, "between Christmas and New Year"),
    ("NZ", "2021-01-04", OFF, "after 2 January on a Saturday"),
    ("NZ", "2026-01-05", WORKS, "after 2 January on a Friday"),
    ("NZ", "2026-07-10", OFF, "Matariki"),
    ("NZ", "2021-02-08", OFF, "after Waitangi Day on a Saturday"),
    ("NZ", "2026-01-26", WORKS, "the anniversary day of Auckland"),
]


@pytest.mark.parametrize(
    ("name", "day", "working", "why"), KNOWN, ids=[f"{name}-{day}" for name, day, _, _ in KNOWN]
)
def test_known_days(name: str, day: str, why: str, *, working: bool) -> None:
    assert works(calendar(name), day) is working, why


@pytest.mark.parametrize("name", ["US-reg-z-specific", "US-ftc", "CA"])
def test_saturday_works_where_the_rule_says_so(name: str) -> None:
    assert works(calendar(name), "2026-11-21")
    assert not works(calendar(name), "2026-11-22")


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("US-reg-z-specific", "US-ftc", "CA")]
)
def test_saturday_is_off_everywhere_else(name: str) -> None:
    assert not works(calendar(name), "2026-11-21")
    assert not works(calendar(name), "2026-11-22")
    assert works(calendar(name), "2026-11-25")


def test_worked_weekends_are_weekends_in_china_and_taiwan_alone() -> None:
    with_worked = {name for name in NAMES if calendar(name).worked}
    assert with_worked == {"CN", "TW"}
    for name in with_worked:
        assert all(date.fromordinal(day).weekday() in calendar(name).weekend for day in calendar(name).worked)


def test_the_three_days_of_the_dutch_home_buyer() -> None:
    # A deed of Monday 23 December 2019: 25 and 26 are holidays, 27 counts as one.
    assert calendar("NL").step(date(2019, 12, 23).toordinal(), 2, UTC) == date(2019, 12, 30).toordinal()


def test_rescission_counts_saturdays() -> None:
    # Regulation Z: information given on Thursday 31 May 2007, third business day Tuesday 5 June from Friday.
    friday = date(2007, 6, 1).toordinal()
    assert calendar("US-reg-z-specific").step(friday, 3, UTC) == date(2007, 6, 5).toordinal()


# --- coverage and names ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("CN", "2007-01-01", "2026-12-31"),
        ("TW", "2015-01-01", "2026-12-31"),
        ("NL", "2017-01-01", "2028-12-31"),
        ("GR", "2017-01-01", "2026-12-31"),
        ("LV", "2008-01-01", "2027-12-31"),
        ("GB", "2007-01-01", "2028-12-31"),
        ("AU-VIC", "2016-01-01", "2026-12-31"),
        ("AU-NSW", "2016-01-01", "2027-12-31"),
        ("US", "1990-01-01", "2050-12-31"),
    ],
)
def test_dates_nobody_has_decided_are_refused_with_the_way_out(name: str, first: str, last: str) -> None:
    made = calendar(name)
    works(made, first)
    works(made, last)
    for day in (date.fromisoformat(first) - timedelta(1), date.fromisoformat(last) + timedelta(1)):
        with pytest.raises(
            OutOfCoverageError, match=f"'{name}' covers {first} to {last}, not {day}: .*give a calendar"
        ):
            made.is_working(day.toordinal(), UTC)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CZ", "CZ"),
        ("de-by", "DE-BY"),
        ("bavaria", "DE-BY"),
        ("England and Wales", "GB-ENG"),
        ("BADEN-WÜRTTEMBERG", "DE-BW"),
        ("us-reg-z-specific", "US-reg-z-specific"),
        ("new zealand", "NZ"),
    ],
)
def test_a_calendar_is_found_by_name_or_title_in_capitals_or_not(text: str, name: str) -> None:
    assert find_calendar(text) is calendar(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("US-reg-z-specifik", "did you mean 'US-reg-z-specific'"),
        ("gb-eng", "did you mean 'GB-ENG'"),
        ("AU-NWS", "did you mean 'AU-NSW'"),
        ("Ruritania", "calendars go by ISO code"),
    ],
)
def test_an_unknown_calendar_suggests_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(NotFoundError, match=hint):
        calendar(name)


# --- the script -----------------------------------------------------------------------------------

HEAD = """\
title = "Nowhere"
first = 2026-01-01
last = 2026-12-31
from = {{ country = "CZ"{more} }}
"""


def days(more: str) -> set[date]:
    off, _ = generator().days(tomllib.loads(HEAD.format(more=more)))
    found: set[date] = off
    return found


def test_a_head_may_add_days_and_take_some_away() -> None:
    plain = days("")
    assert date(2026, 12, 23) not in plain
    changed = days(', off = [2026-12-23], not_off = [2026-12-24], every_year = ["02-02"]')
    assert changed - plain == {date(2026, 12, 23), date(2026, 2, 2)}
    assert plain - changed == {date(2026, 12, 24)}
    assert date(2026, 4, 3) not in days(', without = ["Good Friday"]')
    assert days(', only = ["Good Friday"]') == {date(2026, 4, 3)}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (', categorys = ["public"]', "unknown keys in `from`: categorys"),
        (', only = ["Good Fryday"]', "holidays has no Good Fryday in CZ"),
        (", off = [2026-12-24]", "makes no difference: 2026-12-24"),
        (", not_off = [2026-12-23]", "makes no difference: 2026-12-23"),
        (', union = [{ country = "AT", off = [2026-12-23] }]', "unknown keys in `from`: off"),
    ],
)
def test_a_head_that_says_nothing_true_is_refused(more: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        days(more)


def test_writing_twice_changes_nothing_and_a_changed_day_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = generator()
    file = tmp_path / "XX.toml"
    file.write_text(HEAD.format(more=""), encoding="utf-8")
    assert script.stale(tmp_path) == ["XX"]
    script.write(tmp_path)
    once = file.read_text(encoding="utf-8")
    assert '2026 = "01-01 04-03 ' in once
    script.write(tmp_path)
    assert file.read_text(encoding="utf-8") == once
    assert script.stale(tmp_path) == []
    file.write_text(once.replace(" 04-03", ""), encoding="utf-8")
    assert script.stale(tmp_path) == ["XX"]
    assert script.main(["--check"]) == 0
    monkeypatch.setattr(script, "stale", lambda: ["XX"])
    assert script.main(["--check"]) == 1
    assert "XX" in capsys.readouterr().err
