"""Two versions of a policy: which values changed, and which answers change for one case."""

from __future__ import annotations

from itertools import pairwise

import pytest

import buyerprotect as bp
from buyerprotect.rules.library import built_in
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
