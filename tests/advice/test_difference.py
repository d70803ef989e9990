"""Two versions of a policy: which values changed, and which answers change for one case."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve

import buyerprotect as bp
from buyerprotect.advice import difference
from buyerprotect.rules.library import built_in
from buyerprotect.rules.pack import read_pack
from buyerprotect.timing.term import Term

ORDER = bp.Order(
    "etsy",
    "2024-05-01",
    zone="America/New_York",
    items=[bp.Item("ring", "90 USD")],
    parcels=[bp.Parcel(shipped="2024-05-03", promised="2024-05-10", delivered="2024-05-09")],
    contacted="2024-05-12",
)
CLAIM = bp.Claim(ORDER, [bp.Problem("not_as_described")])


@pytest.mark.parametrize("name", sorted(built_in()))
def test_a_version_does_not_differ_from_itself_and_each_difference_has_two_sides(name: str) -> None:
    versions = built_in()[name].versions
    for version in versions:
        assert bp.diff(name, version.version, version.version).values == ()
    for one, other in pairwise(versions):
        there, back = bp.diff(name, one.version, other.version), bp.diff(name, other.version, one.version)
        assert there.values
        pairs = {(change.rule, change.value): (change.old, change.new) for change in there.values}
        mirror = {(change.rule, change.value): (change.new, change.old) for change in back.values}
        assert pairs == mirror
        assert all(old != new for old, new in pairs.values())


def test_values_are_named_as_reasons_name_rules() -> None:
    found = bp.diff("aliexpress", "2013-promise", "2015-official")
    by_name = {(change.rule, change.value): change for change in found.values}
    ends = by_name["event.protection_ends", ""]
    assert isinstance(ends.old, Term | object)
    assert "15 days of 24 hours after completed" in str(ends.new)
    assert str(by_name["multiple.guaranteed-genuine", "most"]).endswith(": 1 -> 3")
    assert str(by_name["evidence.video-link", ""]).startswith("evidence.video-link: nothing -> A link")
    assert by_name["version", "start"].old == bp.policy("aliexpress", on="2013-09-01").start
    assert (found.old.version, found.new.version, found.answers) == ("2013-promise", "2015-official", ())


def test_what_a_rule_says_and_rests_on_is_no_value() -> None:
    changed = {change.value for change in bp.diff("aliexpress", "2015-official", "2017").values}
    assert changed.isdisjoint({"says", "sources", "id"})


def test_for_a_case_the_answers_that_change_are_told() -> None:
    order = bp.Order(
        "aliexpress",
        "2016-03-05T12:00Z",
        zone="America/New_York",
        items=[bp.Item("dress", "80 USD")],
        confirmed="2016-04-01T12:00Z",
    )
    claim = bp.Claim(order, [bp.Problem("size", "partial")])
    found = bp.diff("aliexpress", "2010-escrow", "2015-official", facts=claim, at="2016-04-05T12:00Z")
    told = {change.about: (change.old, change.new) for change in found.answers}
    assert told["window.open_dispute.closes"][1] == "2016-04-16T08:00:00-04:00"
    assert all(old != new for old, new in told.values())
    same = bp.diff("aliexpress", "2015-official", "2015-official", facts=claim, at="2016-04-05T12:00Z")
    assert same.answers == ()


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(bp.NotFoundError, match="there is no policy 'etzy'"):
        bp.diff("etzy", "a", "b")
    with pytest.raises(bp.NotFoundError, match="'etsy' has no version 'a'"):
        bp.diff("etsy", "a", "b")
    versions = built_in()["etsy"].versions
    with pytest.raises(bp.InvalidFactsError, match="give it, at="):
        bp.diff("etsy", versions[0].version, versions[1].version, facts=CLAIM)
    old, new = (version.version for version in built_in()["ebay"].versions[:2])
    with pytest.raises(bp.InvalidFactsError, match="about the programme"):
        bp.diff("ebay", old, new, facts=CLAIM, at="2024-06-01T00:00Z")


def test_every_kind_of_rule_and_what_a_version_is_for_is_compared() -> None:
    changes = [
        change
        for name, pack in built_in().items()
        for one, other in pairwise(pack.versions)
        for change in bp.diff(name, one.version, other.version).values
    ]
    assert {change.rule.partition(".")[0] for change in changes} == {
        *("version", "event", "window", "ground", "exclusion", "asking", "refund", "postage", "multiple"),
        *("seller_protection", "interaction", "norm", "evidence", "advice", "risk", "level", "bound", "note"),
    }
    assert {change.value for change in changes if change.rule == "version"} == {
        *("start", "end", "where", "assume", "zone_names"),
    }


VERSION = """
[[version]]
id = "{id}"
from = {start}
zone = "UTC"
sources = ["page"]

[[version.window]]
id = "open"
party = "buyer"
action = "open_dispute"
opens = "placed"
closes = {{ calendar = "{days} days", after = "placed" }}
used_by = "opened"
says = "{says}"
sources = ["page"]

[[version.ground]]
id = "faulty"
when = {{ problem = "defective" }}
window = "open"
says = "Faulty goods are covered."
sources = ["page"]

[[version.refund]]
id = "paid"
pays = {pays}
says = "So much comes back."
sources = ["page"]
"""
TWO = read_pack(
    """
schema = 1
id = "bazaar"
programme = "bazaar"
title = "Rules of bazaar, invented"

[sources.page]
title = "A page about bazaar"
address = "https://bazaar.example/page"
read = 2026-01-15
kind = "official"
says = "What is covered and until when."
"""
    + VERSION.format(id="old", start="2020-01-01\nuntil = 2022-01-01", days=30, says="One.", pays='["price"]')
    + VERSION.format(id="new", start="2022-01-01", days=60, says="Two.", pays='["price", "shipping"]')
)


def test_of_a_case_the_end_of_the_step_and_of_the_window_and_the_request_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(difference, "find_pack", {"bazaar": TWO}.__getitem__)
    order = bp.Order("bazaar", "2024-03-01", zone="UTC", items=[bp.Item("ring", "90 USD")], shipping="5 USD")
    claim = bp.Claim(order, [bp.Problem("defective")])
    found = bp.diff("bazaar", "old", "new", facts=claim, at="2024-03-05T12:00Z")
    assert repr(found) == "<Difference bazaar old to new: 4 values, 4 answers>"
    assert [str(change) for change in found.answers] == [
        "act_by: 2024-03-31T23:59:59Z -> 2024-04-30T23:59:59Z",
        "request: 90.00 USD -> 95.00 USD",
        "window.open.closes: 2024-04-01T00:00:00Z -> 2024-05-01T00:00:00Z",
        "window.open.safe_by: 2024-04-01T00:00:00Z -> 2024-05-01T00:00:00Z",
    ]
    assert [(change.rule, change.value) for change in found.values] == [
        *(("version", "start"), ("version", "end"), ("window.open", "closes"), ("refund.paid", "pays")),
    ]
    late = bp.diff("bazaar", "old", "new", facts=claim, at="2024-04-05T12:00Z")
    told = {change.about: (change.old, change.new) for change in late.answers}
    assert told["coverage"] == ("too_late", "covered")
    assert told["action"][1] == "open_dispute"
    assert told["window.open.status"] == ("closed", "open")
    assert "ground" not in told
    bare = bp.Claim(evolve(order, zone=None, placed="2024-03-01T00:00Z"), [bp.Problem("defective")])
    found = bp.diff("bazaar", "old", "new", facts=bare, at="2024-03-05T12:00Z")
    assert str(found.answers[0]) == "act_by: 2024-03-31T23:59:59Z -> 2024-04-30T23:59:59Z"
