"""Counting rules as data: the files that ship, what the loader says of a bad one, and single departures."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from typing import Any

import pytest

from buyerprotect.errors import InvalidFactsError, InvalidPackError, NotFoundError
from buyerprotect.timing import counting as module
from buyerprotect.timing.counting import (
    CHANGEABLE,
    ELAPSED,
    PLATFORM_DAYS,
    Counting,
    counting,
    counting_names,
)

SOURCES = """
[sources.of-the-test]
title = "A law"
address = "https://example.org/law"
read = 2026-11-24
kind = "official"
says = "It says so."
"""
GOOD = f'title = "A rule"\nevent_day = "out"\n{SOURCES}'


def read(text: str) -> Counting:
    # Not a file of the library's, which is all that the public way reads.
    return module._read("a-rule", text)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def faults(text: str) -> dict[str, str]:
    with pytest.raises(InvalidPackError) as caught:
        read(text)
    return {fault.path: fault.says for fault in caught.value.faults}


# --- the rules that ship ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", counting_names())
def test_a_rule_says_what_it_is_and_where_it_was_read(name: str) -> None:
    rule = counting(name)
    assert rule.id == name
    assert rule.title.strip()
    assert rule.sources
    assert all(source.says.strip() and source.address.startswith("http") for source in rule.sources)


def test_an_id_of_a_source_is_one_source_over_all_rules() -> None:
    ids = Counter(source.id for name in counting_names() for source in counting(name).sources)
    assert [name for name, times in ids.items() if times > 1] == []


def test_a_source_is_named_after_its_rule() -> None:
    filed = [counting(name) for name in counting_names() if name not in (ELAPSED.id, PLATFORM_DAYS.id)]
    assert [
        source.id for rule in filed for source in rule.sources if not source.id.startswith(f"{rule.id}-")
    ] == []


def test_two_rules_are_definitions_and_have_no_file() -> None:
    assert counting("elapsed") is ELAPSED
    assert counting("platform-days") is PLATFORM_DAYS


def test_an_unknown_id_gets_the_nearest_one() -> None:
    with pytest.raises(NotFoundError, match=r"no counting rule 'eu-1182'; did you mean 'eu-1182-71'\?"):
        counting("eu-1182")


# --- files with faults --------------------------------------------------------------------------------


def test_a_plain_file_is_read() -> None:
    rule = read(GOOD)
    assert (rule.id, rule.title, rule.event_day) == ("a-rule", "A rule", "out")
    assert [source.id for source in rule.sources] == ["of-the-test"]


def test_all_faults_are_reported_at_once_with_their_paths() -> None:
    found = faults(
        """
        hour = "exact"
        roll = "forward"
        clear = "yes"
        skip_up_to = "five"
        calendar = "mon-fry"
        days = "business"
        [sources.of-the-test]
        title = "A law"
        address = "https://example.org/law"
        read = "yesterday"
        kind = "rumour"
        """
    )
    assert set(found) == {
        *("hour", "roll", "clear", "skip_up_to", "calendar", "days", "title"),
        *("sources.of-the-test.read", "sources.of-the-test.kind", "sources.of-the-test.says"),
    }
    assert found["title"] == "is missing"
    assert found["hour"].startswith("is not a key that is known here")
    assert found["roll"] == "'forward' is not a way of counting; known: next, none, previous"
    assert found["calendar"].startswith("'mon-fry' is not a calendar; did you mean 'mon-fri'?")
    assert found["clear"] == "'yes' is not true or false"
    assert found["skip_up_to"] == "'five' is not a whole number"


@pytest.mark.parametrize(
    ("text", "path", "says"),
    [
        ('title = "A rule"', "sources", "is missing"),
        (GOOD.replace('"A rule"', '" "'), "title", "is blank"),
        (GOOD.replace('"out"', '"outside"'), "event_day", "did you mean 'out'?"),
        (GOOD.replace("event_day", "event_days"), "event_days", "is not a key that is known here"),
        (f'end = "25:00"\n{GOOD}', "end", "nor a time as '17:00'"),
        (f"working_days = -1\n{GOOD}", "working_days", "is not a number of days from 0 to 366"),
        (f"skip_up_to = 367\n{GOOD}", "skip_up_to", "is not a number of days from 0 to 366"),
        (f"roll_hours = 1\n{GOOD}", "roll_hours", "1 is not true or false"),
        (f"{GOOD}\n[sources.second]\n", "sources.second.title", "is missing"),
    ],
)
def test_a_fault_is_told_with_its_path(text: str, path: str, says: str) -> None:
    assert says in faults(text)[path]


@pytest.mark.parametrize(
    "setting",
    [
        *("clear = true", 'event_day = "in"', 'at_midnight = "out"', 'month_end = "clamp"', "skip_up_to = 5"),
        *('months_from = "first_day"', "working_days = 2", "working_days_from = 2", "roll_up_to = 90"),
        *('roll = "next"', 'roll_before = "next"', "roll_hours = true", 'end = "end_of_day"'),
    ],
)
def test_exact_time_has_no_settings_of_days(setting: str) -> None:
    found = faults(f'title = "A rule"\ndays = "exact"\nhours = "exact"\n{setting}\n{SOURCES}')
    assert "of which exact time knows none" in found[setting.partition(" ")[0]]


@pytest.mark.parametrize("settings", ["", 'hours = "exact"', 'roll = "next"'])
def test_hours_roll_only_where_hours_are_counted_and_ends_roll(settings: str) -> None:
    found = faults(f'title = "A rule"\nroll_hours = true\n{settings}\n{SOURCES}')
    assert "has nothing to move" in found["roll_hours"]


def test_a_contradiction_is_told_beside_other_faults() -> None:
    found = faults(f'title = "A rule"\ndays = "exact"\nclear = true\nrolls = "next"\n{SOURCES}')
    assert set(found) == {"clear", "rolls"}


@pytest.mark.parametrize(
    "changes",
    [
        {"clear": "no"},
        {"roll": None},
        {"event_day": None},
        {"roll_hours": 1},
        {"end": "24:00"},
        {"skip_up_to": -1},
    ],
)
def test_a_departure_to_a_value_that_is_none_of_the_setting_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidFactsError, match=next(iter(changes))):
        counting("us-frcp").but(**changes)


# --- single departures --------------------------------------------------------------------------------


def test_a_departure_changes_what_it_names_and_nothing_else() -> None:
    rule = counting("uk-after")
    changed = rule.but(event_day="in", end="17:00")
    assert (changed.event_day, changed.end) == ("in", "17:00")
    assert changed.but(event_day=rule.event_day, end=rule.end) == rule
    assert changed.sources == rule.sources


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"event_days": "in"}, "'event_days' is not a setting of counting; did you mean 'event_day'?"),
        ({"calendar": "CZ"}, "'calendar' is not a setting of counting"),
        ({"id": "other"}, "'id' is not a setting of counting"),
        ({"roll": "back"}, "roll: 'back' is not a way of counting"),
        ({"event_day": 1}, "event_day: 1 is not a way of counting"),
        ({"end": "5 pm"}, "end: '5 pm' is neither one of"),
        ({"end": 17}, "end: 17 is neither one of"),
        ({"skip_up_to": True}, "skip_up_to: True is not a number of days"),
        ({"working_days": 2.0}, "working_days: 2.0 is not a number of days"),
    ],
)
def test_a_departure_that_cannot_be_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidFactsError) as caught:
        counting("uk-after").but(**changes)
    assert says in str(caught.value)


def test_all_that_is_wrong_with_a_departure_is_told_at_once() -> None:
    with pytest.raises(InvalidFactsError) as caught:
        counting("uk-after").but(roll="back", end="noon", skip_up_to=-1)
    assert {fault.path for fault in caught.value.faults} == {"roll", "end", "skip_up_to"}


def test_a_departure_shows_in_the_words_of_the_rule() -> None:
    rule = counting("uk-after")
    assert str(rule) == "uk-after"
    assert str(rule.but(roll="none")) == "uk-after"
    assert str(rule.but(clear=True, event_day="in")) == "uk-after, but event_day = in, clear = true"
    assert str(counting("eu-1182-71").but(working_days=0)) == "eu-1182-71, but working_days = 0"
    assert str(read(GOOD)) == "a-rule"


def test_only_what_a_provision_can_say_is_changeable() -> None:
    assert {"id", "title", "sources", "calendar", "days"}.isdisjoint(CHANGEABLE)


# --- values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [ELAPSED, PLATFORM_DAYS, counting("eu-1182-71"), read(GOOD)], ids=str)
def test_a_rule_is_a_value(rule: Counting) -> None:
    for other in (pickle.loads(pickle.dumps(rule)), copy.copy(rule), copy.deepcopy(rule), rule.but()):  # noqa: S301
        assert other == rule
        assert hash(other) == hash(rule)
        assert str(other) == str(rule)
    changes = {"hours": "next_full_hour" if rule.hours == "exact" else "exact"}
    changed = rule.but(**changes)
    assert changed != rule
    assert len({rule, changed, rule.but(**changes)}) == 2
