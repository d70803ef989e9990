"""Sources of packs: which are to be read again, in which order, and what cites each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buyerprotect.errors import InvalidFactsError, OutOfCoverageError
from buyerprotect.rules.library import built_in, load_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.source import Source
from buyerprotect.timing.counted import count
from buyerprotect.views.sources import Cited, cited, sources_as_data, sources_as_text, unconfirmed

GOOD = Path(__file__).parent.parent / "rules" / "good"
CHANGES = load_pack(GOOD / "base-and-changes.toml")
PACKS = [*built_in().values()]


def source(name: str, read: date) -> Cited:
    made = Source(
        id=name, title=f"Page {name}", address="https://a.example", read=read, kind="official", says="…"
    )
    return Cited("shop", made, {})


def old(read: str, months: int, on: str) -> bool:
    return bool(unconfirmed([source("page", date.fromisoformat(read))], months, date.fromisoformat(on)))


@pytest.mark.parametrize(
    ("read", "months", "on", "expected"),
    [
        ("2025-11-01", 12, "2026-11-01", False),
        ("2025-10-31", 12, "2026-11-01", True),
        # A month without the day is clamped: one month before 31 March is the last day of February.
        ("2026-02-28", 1, "2026-03-31", False),
        ("2026-02-27", 1, "2026-03-31", True),
        ("2024-02-29", 1, "2024-03-31", False),
        ("2024-02-28", 1, "2024-03-31", True),
        ("2023-02-28", 12, "2024-02-29", False),
        ("2026-11-01", 0, "2026-11-01", False),
        ("2026-10-31", 0, "2026-11-01", True),
        ("2027-01-01", 0, "2026-11-01", False),
    ],
)
def test_months_are_counted_back_on_the_calendar(read: str, months: int, on: str, *, expected: bool) -> None:
    assert old(read, months, on) is expected


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 240), st.integers(-40, 40))
def test_it_is_the_count_of_the_library(on: date, months: int, off: int) -> None:
    border = count(f"{months} months", before=on).last_day
    read = date.fromordinal(border.toordinal() + off)
    assert bool(unconfirmed([source("page", read)], months, on)) is (read < border)


def test_the_oldest_come_first_and_the_rest_keeps_its_order() -> None:
    days = {"d": 4, "a": 2, "c": 3, "b": 2}
    sources = [source(name, date(2020, 1, day)) for name, day in days.items()]
    assert [one.source.id for one in unconfirmed(sources, 1, date(2021, 1, 1))] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("months", [-1, True, 1.5, "12"])
def test_what_is_no_number_of_months_is_refused(months: int) -> None:
    with pytest.raises(InvalidFactsError, match="0 or more"):
        unconfirmed([], months, date(2026, 1, 1))


def test_months_beyond_all_years_are_refused() -> None:
    with pytest.raises(OutOfCoverageError):
        unconfirmed([], 10**9, date(2026, 1, 1))


def test_each_source_is_told_with_the_versions_and_rules_that_cite_it() -> None:
    page, forum = cited(CHANGES)
    assert (page.pack, page.source.id, forum.source.id) == ("sample-changes", "page", "forum")
    assert page.by.keys() == {"first", "second", "third"}
    assert page.by["first"][:3] == ("version", "event.protection_ends", "event.second_look")
    assert "window.give_notice" in page.by["first"]
    assert "window.give_notice" not in page.by["second"]
    assert "window.open_dispute" in forum.by["third"]
    assert "window.open_dispute" not in page.by["third"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_source_a_rule_names_is_cited_by_that_rule(pack: Pack) -> None:
    found = {one.source.id: one for one in cited(pack)}
    assert found.keys() == pack.sources.keys()
    for version in pack.versions:
        for name in version.dated_by:
            assert "version" in found[name].by[version.version]
        for window in version.windows:
            for name in window.sources:
                assert f"window.{window.id}" in found[name].by[version.version]


def test_the_sites_of_a_pack_cite_too(tmp_path: Path) -> None:
    text = (GOOD / "open-end.toml").read_text(encoding="utf-8")
    leaf = '[sources.leaf]\ntitle = "A leaf"\naddress = "https://a.example"\nread = 2026-01-15\n'
    leaf += 'kind = "single"\nsays = "Sells there."\n'
    site = '[sites."shop.example"]\nsources = ["leaf"]\n'
    head, version, rest = text.partition("\n[[version]]")
    file = tmp_path / "sites.toml"
    file.write_text(f"{head}\n{leaf}{site}{version}{rest}", encoding="utf-8")
    *_, found = cited(load_pack(file))
    assert (found.by, found.sites, found.used) == ({}, ("shop.example",), True)
    assert "cited for the sites shop.example" in sources_as_text([found])


def test_as_text_it_says_what_was_asked_and_nothing_can_take_over_a_terminal() -> None:
    one = source("page", date(2020, 1, 1))
    on = date(2026, 11, 1)
    assert (
        sources_as_text([], months=12, on=on)
        == "No sources last read more than 12 months before 1 Nov 2026.\n"
    )
    assert sources_as_text([]) == "No sources.\n"
    text = sources_as_text([one], months=1, on=on)
    assert text.startswith(
        "1 source last read more than 1 month before 1 Nov 2026:\n\nshop: page, read 2020-01-01"
    )
    assert "cited by nothing" in text
    nasty = Cited("shop\x1b[2J", one.source, {"a\nb": ("window.x\x07",)})
    assert all(line.isprintable() for line in sources_as_text([nasty]).splitlines())


def test_as_data_it_has_everything() -> None:
    page = cited(CHANGES)[0]
    data = sources_as_data([page], months=12, on=date(2026, 11, 1))
    assert (data["unconfirmed"], data["on"]) == (12, "2026-11-01")
    (found,) = data["sources"]
    assert found["policy"] == "sample-changes"
    assert (found["read"], found["kind"]) == ("2026-01-15", page.source.kind)
    assert found["cited_by"] == {version: list(rules) for version, rules in page.by.items()}
    assert sources_as_data([], on=date(2026, 11, 1)) == {"unconfirmed": None, "on": None, "sources": []}
