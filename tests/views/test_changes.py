"""What a version changed against another: nothing is lost, and nothing is made up."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import attrs
import pytest

from buyerprotect.rules import policy as rules
from buyerprotect.rules.kinds import KINDS as WRITTEN
from buyerprotect.rules.library import built_in, load_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.timing.period import Period
from buyerprotect.timing.term import After, On
from buyerprotect.views.changes import Change, changes, compared_with
from buyerprotect.views.details import KINDS, Entry, entries

GOOD = Path(__file__).parent.parent / "rules" / "good"
PACKS = [
    *(load_pack(file) for file in sorted(GOOD.glob("*.toml"))),
    *built_in().values(),
]
PAIRS = [
    (one, other)
    for pack in PACKS
    for one, other in permutations(pack.versions, 2)
    if abs(pack.versions.index(one) - pack.versions.index(other)) == 1 or one.base == other.version
]
CHANGING = load_pack(GOOD / "base-and-changes.toml")
FIRST, SECOND, THIRD = CHANGING.versions


def named(found: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.what, change.kind, change.id) for change in found]


def test_rules_are_added_dropped_and_changed_by_kind_and_id() -> None:
    assert named(changes(FIRST, SECOND)) == [
        ("changed", "event", "protection_ends"),
        ("dropped", "window", "give_notice"),
        ("added", "ground", "wrong_item"),
        ("dropped", "ground", "damaged"),
    ]


def test_a_changed_rule_says_row_by_row_how() -> None:
    length, reading = changes(FIRST, SECOND)[0].rows
    assert length.old is not None
    assert length.new is not None
    assert length.old.words == "30 days of 24 hours after the order was placed"
    assert length.new.words == "45 days of 24 hours after the order was placed"
    assert reading.label == 'comes, by the reading "40-days"'
    assert reading.old is None
    assert reading.new is not None
    assert reading.new.sources == ("forum",)


def test_other_sources_are_a_change_of_confidence() -> None:
    (change,) = changes(SECOND, THIRD)
    lapse, sources = change.rows
    assert (lapse.label, sources.label) == ("if it lapses", "sources")
    assert sources.old is not None
    assert sources.new is not None
    assert (sources.old.words, sources.new.words) == ("the owner's own page", "somebody's account")


def window(policy: Policy, **changed: object) -> Policy:
    """Return a policy whose first window is changed."""
    first, *rest = policy.windows
    return attrs.evolve(policy, windows=(attrs.evolve(first, **changed), *rest))  # type: ignore[arg-type]  # by name


def test_a_rule_whose_only_change_is_its_sources_is_shown() -> None:
    (change,) = changes(FIRST, window(FIRST, sources=("forum",)))
    assert [row.label for row in change.rows] == ["sources"]
    inner = attrs.evolve(FIRST.windows[0].opens, sources=("forum",))
    (change,) = changes(FIRST, window(FIRST, opens=inner))
    (row,) = change.rows
    assert row.old is not None
    assert row.new is not None
    assert (row.label, row.old.words) == ("opens", row.new.words)
    assert (row.old.sources, row.new.sources) == ((), ("forum",))


def test_the_version_itself_is_compared_whatever_its_id() -> None:
    north, south = load_pack(GOOD / "scopes.toml").versions
    (change,) = changes(north, south)
    assert (change.kind, change.what) == ("version", "changed")
    assert [row.label for row in change.rows] == ["only if", "days counted in"]


def test_the_dates_of_a_version_are_no_change() -> None:
    assert changes(FIRST, attrs.evolve(FIRST, start=SECOND.start, end=None, version="x")) == ()


def test_a_version_is_compared_with_its_base_or_else_with_the_one_before() -> None:
    assert [compared_with(CHANGING, version) for version in CHANGING.versions] == [None, FIRST, SECOND]
    old, new = load_pack(GOOD / "unordered.toml").versions
    assert new.base is None
    assert compared_with(load_pack(GOOD / "unordered.toml"), new) == old
    skipping = attrs.evolve(THIRD, base="first")
    pack = attrs.evolve(CHANGING, versions=(FIRST, SECOND, skipping))
    assert compared_with(pack, skipping) == FIRST


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_version_changed_nothing_against_itself(pack: Pack) -> None:
    assert all(changes(version, version) == () for version in pack.versions)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].id}-{pair[0].version}-{pair[1].version}")
def test_the_way_back_drops_what_was_added_and_adds_what_was_dropped(pair: tuple[Policy, Policy]) -> None:
    turned = {"added": "dropped", "dropped": "added", "changed": "changed"}
    there, back = changes(*pair), changes(pair[1], pair[0])
    # A changed version bears the id of the side it leads to.
    wanted = {(turned[what], kind, id_) for what, kind, id_ in named(there) if kind != "version"}
    assert {name for name in named(back) if name[1] != "version"} == wanted


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].id}-{pair[0].version}-{pair[1].version}")
def test_the_old_version_with_its_changes_is_the_new_one(pair: tuple[Policy, Policy]) -> None:
    rows = {(e.kind, e.id): in_any_order(e) for e in entries(pair[0]) if e.kind != "version"}
    for change in changes(*pair):
        if change.kind == "version":
            continue
        rows.pop((change.kind, change.id), None)
        if change.new is not None:
            rows[change.kind, change.id] = in_any_order(change.new)
    assert rows == {(e.kind, e.id): in_any_order(e) for e in entries(pair[1]) if e.kind != "version"}


def in_any_order(entry: Entry) -> Entry:
    """Put sources into one order: naming them in another is no change."""
    rows = (attrs.evolve(row, sources=tuple(sorted(row.sources))) for row in entry.rows)
    return attrs.evolve(entry, sources=tuple(sorted(entry.sources)), rows=tuple(rows))


FIELDS: dict[type[rules.Rule], str] = {
    rules.Window: "party action opens closes when used_by in_time_when lapse",
    rules.StageRule: "name begins called when",
    rules.Ground: "when covered window term",
    rules.Exclusion: "when assume",
    rules.EvidenceRule: "kind need when form",
    rules.Norm: "when low high of falls_with",
    rules.Asking: "when request return_goods",
    rules.Postage: "when paid_by",
    rules.Refund: "when pays most item_above item_at_most up_to_outstanding less",
    rules.Interaction: "when effect others",
    rules.Applies: "when",
    rules.SellerProtection: "when most",
    rules.Multiple: "when most",
    rules.Risk: "act when",
    rules.Advice: "action when",
    rules.Level: "changes",
    rules.Bound: "fact least most",
    rules.Note: "",
}


# By name, since the class that attrs made one with slots of may linger as a subclass, too.
@pytest.mark.parametrize("name", sorted({kind.__name__ for kind in rules.Rule.__subclasses__()}))
def test_no_field_of_a_rule_is_left_out_of_its_words(name: str) -> None:
    kind: type[rules.Rule] = getattr(rules, name)
    # A field that is new here has to be put into words by `details`, or changes of it go unseen.
    told = {field.name for field in attrs.fields(kind)} - {"id", "says", "sources"}
    assert told == set(FIELDS[kind].split())


def test_every_kind_of_rule_has_a_heading() -> None:
    assert KINDS.keys() == {"version", "event", *WRITTEN}


def test_every_rule_of_a_version_is_an_entry() -> None:
    for pack in PACKS:
        for version in pack.versions:
            found = sum(
                len(value) for value in attrs.asdict(version, recurse=False).values() if _are_rules(value)
            )
            assert sum(entry.kind not in ("version", "event") for entry in entries(version)) == found


def _are_rules(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(part, rules.Rule) for part in value)  # pyright: ignore[reportUnknownVariableType]


def test_each_field_of_a_window_shows_when_it_changes() -> None:
    other = After(Period(7, "days", "platform-days"), On("paid"))
    for changed in (
        {"party": "seller"},
        {"action": "appeal"},
        {"opens": other},
        {"closes": other},
        {"when": FIRST.grounds[0].when},
        {"used_by": None},
        {"in_time_when": "sent"},
        {"lapse": "money_back"},
        {"says": "Other words."},
    ):
        (change,) = changes(FIRST, window(FIRST, **changed))
        assert len(change.rows) == 1, changed
