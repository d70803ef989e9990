"""Worked examples that others have published: what they say is the end has to come out."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from buyerprotect.errors import Faults
from buyerprotect.rules.grammar import Grammar
from buyerprotect.timing.clock import LocalDay, microseconds, zone
from buyerprotect.timing.resolution import Resolver
from buyerprotect.timing.setting import Resolved, Setting
from buyerprotect.timing.trace import recount, replay

FILE = Path(__file__).parent / "worked_examples.toml"
EXAMPLES: dict[str, dict[str, Any]] = {
    example["id"]: example for example in tomllib.loads(FILE.read_text(encoding="utf-8"))["example"]
}
# Those that the facts of the laws of many countries came with; more were added, and none is to go.
LEAST = 32


def resolved(example: dict[str, Any]) -> Resolved:
    faults = Faults()
    grammar = Grammar(frozenset(example["events"]), frozenset(), faults)
    term = grammar.term(example["term"], "term")
    assert faults.found == []
    assert term is not None
    here = zone(example["zone"])
    events = {
        name: (microseconds(told) if isinstance(told, datetime) else LocalDay(told.toordinal(), here),)
        for name, told in example["events"].items()
    }
    ends = tuple(day.toordinal() for day in example.get("cycle_ends", ()))
    found = Resolver(Setting(events=events, zones=((here.name, here),), cycle_ends=ends)).resolve(term)
    assert isinstance(found, Resolved)
    return found


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_worked_example_comes_out_as_its_source_says(name: str) -> None:
    example = EXAMPLES[name]
    found = resolved(example)
    if "at" in example:
        assert found.us == microseconds(example["at"])
    if "last_day" in example:
        assert found.point.day is not None
        assert date.fromordinal(found.point.day) == example["last_day"]
    if "nominal" in example:
        assert found.point.nominal is not None
        assert date.fromordinal(found.point.nominal) == example["nominal"]
    assert replay(found.trace) == found.point
    for step in found.trace:
        if step.period is not None:
            assert recount(step, found.trace[step.inputs[0]].result).stages


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_worked_example_says_where_it_was_read_and_why_it_is_so(name: str) -> None:
    example = EXAMPLES[name]
    assert example.keys() >= {"regime", "events", "zone", "term", "why", "address", "kind"}
    assert {"last_day", "at"} & example.keys()
    assert example["kind"] in ("official", "official_copy", "secondary")
    assert example["address"].startswith(("https://", "http://"))


def test_the_worked_examples_are_many_and_each_has_a_name_of_its_own() -> None:
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["example"]
    assert len(listed) == len(EXAMPLES) >= LEAST
