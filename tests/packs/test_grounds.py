"""Grounds of every programme in the field's words, and examples that each have a test."""

from __future__ import annotations

from pathlib import Path

import pytest

import buyerprotect as bp
from buyerprotect.convert import load_case
from buyerprotect.facts.events import order_of
from buyerprotect.rules.library import built_in

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", built_in())
def test_every_ground_has_a_term_of_the_field(name: str) -> None:
    missing = {
        ground.id for version in built_in()[name].versions for ground in version.grounds if not ground.term
    }
    assert not missing


def test_a_ground_that_is_called_otherwise_here_is_told_by_both_names() -> None:
    order = bp.Order("temu", "2026-05-01", zone="America/New_York", items=[bp.Item("mug", "8 USD")])
    found = bp.classify(bp.Claim(order, [bp.Problem("quality")]), at="2026-05-20T12:00Z")
    assert (found.ground, found.term) == ("not_satisfied", "not_as_described")


def test_every_example_of_a_programme_has_a_test() -> None:
    tests = "\n".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    for file in (ROOT / "examples").iterdir():
        if order_of(load_case(file).facts).programme != "aliexpress":
            assert file.stem in tests, f"{file.name} is in no test"
