"""The text of a policy and its page in the docs: all that the rules say, each with its sources."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from buyerprotect.rules.edge import Edge
from buyerprotect.rules.library import built_in, find_pack, load_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.timing.calendar import calendar_names
from buyerprotect.timing.counting import counting, counting_names
from buyerprotect.views.details import KINDS, entries, in_force
from buyerprotect.views.pages import pack_as_markdown
from buyerprotect.views.policies import heading, pack_as_text, policy_as_text
from buyerprotect.views.words import WIDTH, day_in_words

ROOT = Path(__file__).parent.parent.parent
GOOD = ROOT / "tests" / "rules" / "good"
PACKS = [
    *(load_pack(file) for file in sorted(GOOD.glob("*.toml"))),
    *built_in().values(),
]
VERSIONS = [version for pack in PACKS for version in pack.versions]
TEXTS = [*map(pack_as_text, PACKS), *map(policy_as_text, VERSIONS)]
GUIDE = find_pack("aliexpress-guide").versions[0]

each_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
each_version = pytest.mark.parametrize(
    "version", VERSIONS, ids=lambda version: f"{version.id}-{version.version}"
)
each_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.partition("\n")[0])


def flat(text: str) -> str:
    return " ".join(text.split())


def generator() -> ModuleType:
    """Load the script that writes the pages, which is in no package."""
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- in a terminal --------------------------------------------------------------------------------


@each_version
def test_a_version_in_full_has_every_rule_with_what_it_says(version: Policy) -> None:
    text = policy_as_text(version)
    for entry in entries(version):
        if entry.kind == "version":
            continue
        name = f'"{entry.id.replace("_", " ")}"' if entry.kind == "event" else entry.id
        assert f"\n- {name}:" in text
        assert flat(entry.says) in flat(text)


@each_text
def test_every_mark_of_a_source_is_listed_and_every_listed_source_is_cited(text: str) -> None:
    body, _, sources = text.partition("\nSources\n")
    listed = re.findall(r"^\[(\d+)\]", sources, re.MULTILINE)
    assert list(dict.fromkeys(re.findall(r"\[(\d+)\]", body))) == listed


@each_text
def test_no_line_is_wider_than_the_page_unless_it_is_an_address(text: str) -> None:
    wide = [line for line in text.splitlines() if len(line) > WIDTH and "://" not in line]
    assert wide == []


@each_text
def test_all_is_printable_and_no_line_ends_in_a_blank(text: str) -> None:
    assert all(line.isprintable() and line == line.rstrip() for line in text.splitlines())
    assert text.endswith("\n")


def test_the_text_is_the_same_each_time() -> None:
    again = [load_pack(file) for file in sorted(GOOD.glob("*.toml"))]
    assert [pack_as_text(pack) for pack in again] == TEXTS[: len(again)]


def test_the_head_says_when_for_whom_and_in_which_zone() -> None:
    text = policy_as_text(GUIDE)
    assert "it is used only when it is named." in text
    assert "In force from 1 Dec 2015 up to and including 30 Sep 2017.\n" in text
    assert "Chosen by the day on which the order was placed.\n" in text
    assert (
        "America/Los_Angeles, which is assumed; no source says, and it may be the buyer's own zone or UTC."
        in flat(text)
    )


def test_kinds_come_in_the_order_of_reading() -> None:
    headings = [line for line in policy_as_text(GUIDE).splitlines() if line in KINDS.values()]
    assert headings == [heading for heading in KINDS.values() if heading in headings]
    assert headings[0] == "Named moments"
    assert headings[1].startswith("Windows")


def test_needed_evidence_comes_before_wanted_and_useless() -> None:
    text = policy_as_text(GUIDE)
    assert text.index("- policy-text:") < text.index("- video-link:")


def test_inside_a_bracket_all_that_may_be_in_force_is_told() -> None:
    old, new = load_pack(GOOD / "bracket.toml").versions
    text = policy_as_text(attrs.evolve(old, bracketed_with=(new,)))
    assert "Which version was in force then is not known: it may have been old or new. All are told." in text
    assert "\nVersion old\n" in text
    assert "\nVersion new\n" in text
    assert text.count("- open_dispute:") == 2
    assert text.count("\nSources\n") == 1


def test_a_programme_is_the_first_version_in_full_and_then_what_changed() -> None:
    text = pack_as_text(load_pack(GOOD / "base-and-changes.toml"))
    first, second, third = re.split(r"\nVersion \w+\n-+\n", text)[1:]
    assert "\n- open_dispute: A dispute is opened while the protection lasts. [1]\n" in first
    assert "Built on first. What it changed:" in second
    assert '~ changed "protection ends"\n    comes, before: 30 days' in second
    assert (
        'comes, by the reading "40-days" (new): 40 days of 24 hours after the order was placed [2]'
        in flat(second)
    )
    assert "- dropped give_notice, which said: The seller is told before the second look.\n" in second
    assert "+ added wrong_item: Another item than the one ordered is covered. [1]\n" in second
    assert "open_dispute" not in second.replace("the window open_dispute", "")
    assert "    if it lapses: the right to it is lost -> no source says\n" in third
    assert "    sources: the owner's own page [1] -> somebody's account [2]\n" in third


def test_the_first_version_of_a_scope_is_told_in_full() -> None:
    text = pack_as_text(load_pack(GOOD / "scopes.toml"))
    assert "Compared with" not in text
    assert "Only if the country is FR." in text


def test_a_version_that_states_all_anew_is_compared_with_the_one_before() -> None:
    first, second, _ = load_pack(GOOD / "base-and-changes.toml").versions
    anew = attrs.evolve(second, base=None)
    assert heading(first, anew) == "Stated on its own. Compared with first:"


def test_a_version_without_changes_says_so() -> None:
    pack = load_pack(GOOD / "base-and-changes.toml")
    first = pack.versions[0]
    same = attrs.evolve(first, version="same", base="first")
    assert "Nothing but its dates.\n" in pack_as_text(attrs.evolve(pack, versions=(first, same)))


def test_the_items_of_a_choice_stand_on_lines_of_their_own_and_the_sources_with_the_whole() -> None:
    lines = policy_as_text(GUIDE).splitlines()
    # The sources of the version itself are cited first.
    place = lines.index('- "timer ends": the first of these that is known: [1][3][4]')
    assert lines[place + 1] == "    (a) the promised end of protection;"
    assert lines[place + 4] == "    in each case later where it is extended"


SOME = GUIDE.start.not_before
assert SOME is not None
DAY = day_in_words(SOME)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (Edge.on(SOME), None, f"from {DAY} on, with no end known"),
        (Edge.on(SOME), Edge(), f"from {DAY} until an unknown day"),
        (Edge(), Edge.on(SOME), "from an unknown day up to and including 30 Nov 2015"),
        (Edge(None, SOME), None, f"from some day not after {DAY} on, with no end known"),
        (Edge(SOME, None), None, f"from some day not before {DAY} on, with no end known"),
    ],
)
def test_the_dates_of_a_version_are_told_as_far_as_they_are_known(
    start: Edge, end: Edge | None, words: str
) -> None:
    assert in_force(attrs.evolve(GUIDE, start=start, end=end)) == words


def test_an_address_keeps_its_indent_however_long_it_is() -> None:
    address = f"https://shop.example/{'x' * WIDTH}"
    sources = {name: attrs.evolve(source, address=address) for name, source in GUIDE.sources.items()}
    assert f"\n    {address}\n" in policy_as_text(attrs.evolve(GUIDE, sources=sources))


def test_text_of_a_pack_cannot_take_over_the_terminal() -> None:
    nasty = attrs.evolve(GUIDE.grounds[0], says="x\x1b[2J\nVersion of mine")
    text = policy_as_text(attrs.evolve(GUIDE, grounds=(nasty,), title="t\x1b[2J"))
    assert "\x1b" not in text
    assert "\nVersion of mine" not in text


# --- in the docs ----------------------------------------------------------------------------------


def test_the_pages_of_the_docs_are_up_to_date() -> None:
    assert generator().stale() == [], "run make pages"


def test_a_stale_missing_or_left_over_page_is_named_and_mended(tmp_path: Path) -> None:
    script = generator()
    assert script.stale(tmp_path) == sorted(script.pages())
    script.write(tmp_path)
    assert script.stale(tmp_path) == []
    for stale in ("policies/aliexpress-guide.md", "policies/gone.md", "calendars.md"):
        (tmp_path / stale).write_text("old", encoding="utf-8")
    (tmp_path / "mine.md").write_text("x", encoding="utf-8")
    assert script.stale(tmp_path) == ["calendars.md", "policies/aliexpress-guide.md", "policies/gone.md"]
    script.write(tmp_path)
    assert script.stale(tmp_path) == []
    assert (tmp_path / "mine.md").exists()  # what somebody wrote by hand stays


def test_every_counting_rule_and_calendar_has_a_row_and_every_rule_its_sources() -> None:
    pages = generator().pages()
    for name in counting_names():
        assert f"\n| [{name}](#rule-{name}) |" in pages["counting-rules.md"]
        for source in counting(name).sources:
            assert f"](<{source.address}>)" in pages["counting-rules.md"]
    for name in calendar_names():
        assert f"\n| `{name}` |" in pages["calendars.md"]


@each_pack
def test_every_row_of_a_table_has_the_columns_of_its_head(pack: Pack) -> None:
    columns = 0
    for line in pack_as_markdown(pack).splitlines():
        bars = len(re.findall(r"(?<!\\)\|", line))
        columns = (columns or bars) if bars else 0
        assert bars == columns, line


@each_pack
def test_a_page_has_every_version_every_window_and_every_source(pack: Pack) -> None:
    page = pack_as_markdown(pack)
    plain = re.sub(r"\\(.)", r"\1", page)
    for version in pack.versions:
        assert f"## Version {version.version}\n" in plain
        for window in version.windows:
            assert f"| **{window.id}** |" in plain
    for source in pack.sources.values():
        assert flat(source.says) in plain
        assert source.address in plain


@each_pack
def test_every_mark_on_a_page_is_a_row_of_its_sources(pack: Pack) -> None:
    body, _, sources = pack_as_markdown(pack).partition("\n## Sources\n")
    listed = re.findall(r"^\| (\d+) \|", sources, re.MULTILINE)
    assert list(dict.fromkeys(re.findall(r"\\\[(\d+)\\\]", body))) == listed


def test_text_of_a_pack_is_never_taken_for_markdown() -> None:
    pack = find_pack("aliexpress-guide")
    nasty = attrs.evolve(GUIDE.grounds[0], says="a | b <script> `c` *d* [e](f)\n# g {h}`i`")
    page = pack_as_markdown(attrs.evolve(pack, versions=(attrs.evolve(GUIDE, grounds=(nasty,)),)))
    assert r"a \| b \<script\> \`c\` \*d\* \[e\](f) \# g \{h\}\`i\`" in page
