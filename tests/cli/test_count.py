"""The command that counts a period: what it prints, as text and as JSON, and what bad input gets."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from buyerprotect.cli import main


def answered(capsys: pytest.CaptureFixture[str], words: str) -> str:
    assert main(["count", *words.split()]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def data(capsys: pytest.CaptureFixture[str], words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answered(capsys, f"{words} --json"))
    return found


def refused(capsys: pytest.CaptureFixture[str], words: str) -> list[str]:
    assert main(["count", *words.split()]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


CZECH = "14 days --after 2014-02-01 --rule eu-1182-71 --calendar CZ"


def test_the_czech_example_is_told_step_by_step(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, CZECH)
    assert out.startswith(
        """\
14 days (eu-1182-71, CZ) after Sat 2014-02-01

Last day:  Mon 2014-02-17
Closes:    2014-02-18 00:00 Europe/Prague (the zone of Czechia; --zone names another)

Steps
 1. Sat 2014-02-01 is the day of the event, and is not counted
 2. Sat 2014-02-15 is day 14
 3. Mon 2014-02-17 is the next working day, since Sat 2014-02-15 is none
 4. Mon 2014-02-17 is the last day: in time is what comes before 2014-02-18 00:00

Counted by
- EU: Regulation 1182/71 (eu-1182-71)
"""
    )
    assert "https://eur-lex.europa.eu/eli/reg/1971/1182/oj" in out


def test_the_czech_example_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, CZECH)
    assert found["last_day"] == "2014-02-17"
    assert found["closes"] == "2014-02-18T00:00:00+01:00"
    assert found["nominal"] == "2014-02-15"
    assert (found["rule"], found["calendar"]) == ("eu-1182-71", "CZ")
    assert (found["zone"], found["zone_assumed"]) == ("Europe/Prague", True)
    assert [step["kind"] for step in found["steps"]] == ["event_day_out", "length", "roll", "end"]
    assert found["steps"][-1]["at"] == found["closes"]
    assert all(step["says"] for step in found["steps"])
    assert all(source.keys() == {"title", "address", "kind", "read"} for source in found["sources"].values())
    assert any(name.startswith("eu-1182-71") for name in found["sources"])


@pytest.mark.parametrize(
    ("words", "last_day", "closes"),
    [
        ("72 hours --after 2020-12-22T12:17 --rule eu-1182-71 --zone Europe/Berlin --calendar DE",
         "2020-12-25", "2020-12-25T13:00:00+01:00"),
        ("72 hour --after 2020-12-22T12:17+01:00", "2020-12-25", "2020-12-25T11:17:00Z"),
        ("1 day --after 2026-03-28 --zone Europe/Berlin", "2026-03-29", "2026-03-30T00:00:00+02:00"),
        ("1 week --after 2026-03-01", "2026-03-08", "2026-03-09T00:00:00Z"),
        ("1 month --after 2026-01-31 --rule br-civil", "2026-03-02", "2026-03-03T00:00:00-03:00"),
        ("2 years --after 2024-02-29", "2026-02-28", "2026-03-01T00:00:00Z"),
        ("10 business-days --after 2026-04-01 --calendar DE-BY", "2026-04-17", "2026-04-18T00:00:00+02:00"),
        ("1 business-day --after 2026-04-02 --calendar bavaria", "2026-04-07", "2026-04-08T00:00:00+02:00"),
        ("3 days --before 2026-07-06 --rule us-frcp --zone America/New_York", "2026-07-02",
         "2026-07-03T00:00:00-04:00"),
        ("3 days --before 2026-10-23 --rule uk-clear-days --calendar GB-ENG", "2026-10-19",
         "2026-10-20T00:00:00+01:00"),
    ],
)  # fmt: skip
def test_units_rules_calendars_zones_and_directions(
    words: str, last_day: str, closes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(capsys, words)
    assert (found["last_day"], found["closes"]) == (last_day, closes)


def test_the_nominal_end_of_hours_is_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "24 hours --after 2026-07-02T09:30-04:00 --rule us-frcp --zone America/New_York")
    # Friday 3 July is the observed holiday, so the time of day is kept until Monday.
    assert found["nominal"] == "2026-07-03T09:30:00-04:00"
    assert found["closes"] == "2026-07-06T09:30:00-04:00"


def test_a_zone_that_is_named_is_not_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Closes:    2014-02-18 00:00 Europe/Vienna\n" in answered(capsys, f"{CZECH} --zone Europe/Vienna")
    assert "UTC (no zone was named; --zone names one)" in answered(capsys, "14 days --after 2014-02-01")
    assert "13:17:05 UTC" in answered(capsys, "1 hour --after 2014-02-01T12:17:05Z")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("1.5 days --after 2026-01-01", ["whole units"]),
        ("0 days --after 2026-01-01", ["above zero"]),
        ("-3 days --after 2026-01-01", ["is not a length"]),
        ("3 fortnights --after 2026-01-01", ["is not a length"]),
        ("999999 days --after 2026-01-01", ["1900 to 2200"]),
        ("200 years --after 2026-01-01", ["1900 to 2200"]),
        ("3 days --after 2026-02-30", ["not on the calendar"]),
        ("3 days --after now", ["neither a day"]),
        ("3 hours --after 2026-01-01", ["add the time"]),
        ("3 days --after 2011-12-30 --zone Pacific/Apia", ["skipped"]),
        ("3 hours --after 2026-03-29T02:30 --zone Europe/Berlin", ["skipped"]),
        ("3 hours --after 2026-10-25T02:30 --zone Europe/Berlin", ["was twice", "2026-10-25T02:30:00+01:00"]),
        ("3 business-days --after 2026-01-01", ["name their calendar"]),
        ("3 days --after 2026-01-01 --calendar CZ", ["leave out the calendar 'CZ'"]),
        ("14 days --after 2026-01-01 --rule eu-1182-71", ["name their calendar"]),
        ("14 days --after 1970-01-01 --rule eu-1182-71 --calendar CZ", ["covers", "not 1970"]),
        ("3 months --after 2026-01-01 --rule us-frcp", ["says nothing of months"]),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(
    words: str, says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = refused(capsys, words)
    assert len(lines) == 1
    assert all(part in lines[0] for part in says), lines


def test_all_unknown_names_are_reported_at_once_with_the_nearest_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = refused(
        capsys, "3 days --after 2026-01-01 --rule eu-1182-17 --calendar DE-BX --zone Europe/Pragu"
    )
    assert lines[0] == "--rule: there is no counting rule 'eu-1182-17'; did you mean 'eu-1182-71'?"
    assert lines[1].startswith("--calendar: there is no calendar 'DE-BX'; did you mean 'DE-")
    assert lines[2] == "--zone: there is no zone 'Europe/Pragu'; did you mean 'Europe/Prague'?"


@pytest.mark.parametrize("words", ["3 days", "3 days --after 2026-01-01 --before 2026-02-01"])
def test_one_moment_to_count_from_is_asked_for(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["count", *words.split()])
    assert left.value.code == 2
    assert "--after" in capsys.readouterr().err


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "buyerprotect", "count", *CZECH.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert "Mon 2014-02-17" in done.stdout
    assert "2014-02-18 00:00 Europe/Prague" in done.stdout
