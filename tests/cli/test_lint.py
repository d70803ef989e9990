"""The command that checks packs: one line each when sound, every fault when not, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from buyerprotect.cli import main
from buyerprotect.errors import InvalidPackError
from buyerprotect.rules.library import load_pack

RULES = Path(__file__).parent.parent / "rules"
GOOD = RULES / "good" / "base-and-changes.toml"
BAD = RULES / "bad"


def answered(capsys: pytest.CaptureFixture[str], *files: str | Path) -> list[str]:
    assert main(["lint", *map(str, files)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def refused(capsys: pytest.CaptureFixture[str], *files: str | Path) -> list[str]:
    assert main(["lint", *map(str, files)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert all(line.isprintable() for line in captured.err.splitlines())
    return captured.err.splitlines()


def test_a_sound_pack_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    # Three versions of six rules; what a version carries over unchanged is not counted again.
    assert answered(capsys, GOOD) == [f"{GOOD}: ok: sample-changes, 3 versions, 6 rules, 2 sources"]


def test_several_packs_are_told_in_the_order_they_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    files = [RULES / "good" / f"{name}.toml" for name in ("open-end", "card-network")]
    assert answered(capsys, *files) == [
        f"{files[0]}: ok: sample-open, 1 version, 0 rules, 1 source",
        f"{files[1]}: ok: sample-network, 1 version, 1 rule, 1 source",
    ]


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("zone-unknown", ["version[v1].zone: 'Europe/Pariss' is not a zone; did you mean 'Europe/Paris'?"]),
        ("source-read-missing", ["sources.page.read: is missing"]),
        ("version-table", ["version: "]),
        ("unknown-key-pack", ["titel: is not a key that is known here; did you mean 'title'?"]),
        ("not-toml", ["not-toml.toml is not TOML: "]),
        ("overlap", ["version[v2]: overlaps 'v1' in the same scope"]),
    ],
)
def test_a_fault_is_told_with_file_path_and_message(
    name: str, faults: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = BAD / f"{name}.toml"
    lines = refused(capsys, file)
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert line.startswith(f"{file}: {fault}"), lines


@pytest.mark.parametrize("name", ["several-faults", "key-with-line-break", "id-missing", "norm-over-100"])
def test_every_fault_that_loading_finds_is_told_on_a_line_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = BAD / f"{name}.toml"
    with pytest.raises(InvalidPackError) as raised:
        load_pack(file)
    lines = refused(capsys, file)
    assert len(lines) == len(raised.value.faults)
    for line, fault in zip(lines, map(str, raised.value.faults), strict=True):
        assert line == f"{file}: {fault.removeprefix(file.name).lstrip('.: ')}"


def test_the_faults_of_all_files_are_told_and_sound_ones_are_not_praised_beside_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [BAD / "zone-unknown.toml", GOOD, BAD / "source-read-missing.toml"]
    lines = refused(capsys, *files)
    assert [line.partition(": ")[0] for line in lines] == [str(files[0]), str(files[2])]


def test_what_cannot_be_read_gets_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary, empty, blank, latin, large = (tmp_path / name for name in "beflx")
    binary.write_bytes(bytes(range(256)) * 8)
    empty.write_bytes(b"")
    blank.write_bytes(b" \r\n\t\n")
    latin.write_bytes(b"title = 'caf\xe9'")
    large.write_bytes(b"\n" * (4 * 1024 * 1024 + 1) + b"x")
    says = {
        tmp_path / "nowhere.toml": "cannot be read: No such file",
        tmp_path: "cannot be read: Is a directory",
        binary: "cannot be read: 'utf-8' codec",
        empty: "is empty: a pack begins with schema = 1",
        blank: "is empty: a pack begins with schema = 1",
        latin: "cannot be read: 'utf-8' codec",
        Path("\x00"): "cannot be read: embedded null byte",
    }
    for file, words in says.items():
        (line,) = refused(capsys, file)
        assert words in line
        assert line.startswith(f"{file}: ".replace("\x00", "?"))
    (line,) = refused(capsys, large)
    assert line.startswith(f"{large}: ")


def test_a_source_that_no_rule_cites_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unused = '\n[sources.leaflet]\ntitle = "A leaflet"\naddress = "https://shop.example/leaflet"\n'
    unused += 'read = 2026-01-15\nkind = "single"\nsays = "Nothing."\n'
    head, version, rest = GOOD.read_text(encoding="utf-8").partition("\n[[version]]")
    file = tmp_path / "unused.toml"
    file.write_text(head + unused + version + rest, encoding="utf-8")
    assert answered(capsys, file) == [
        f"{file}: ok: sample-changes, 3 versions, 6 rules, 3 sources",
        f"{file}: warning: sources.leaflet: no rule cites it",
    ]


def test_a_source_of_a_calendar_that_a_window_counts_by_is_cited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = Path(__file__).parent.parent.parent / "docs" / "packs.md"
    text = docs.read_text(encoding="utf-8")
    pack = next(part for part in text.split("```toml\n") if 'id = "corner-shop-2"' in part).partition("```")[
        0
    ]
    leaflet = '\n[sources.hours]\ntitle = "Opening hours"\naddress = "https://shop.example/hours"\n'
    leaflet += 'read = 2026-11-01\nkind = "single"\nsays = "When it is closed."\n'
    pack = pack.replace("[calendars.branch]", f"{leaflet}\n[calendars.branch]")
    file = tmp_path / "branch.toml"
    file.write_text(pack, encoding="utf-8")
    assert answered(capsys, file)[1:] == [f"{file}: warning: sources.hours: no rule cites it"]
    before, _, after = pack.partition('sources = ["door"]')
    file.write_text(f'{before}sources = ["hours"]{after}', encoding="utf-8")
    assert answered(capsys, file)[1:] == []


@pytest.mark.parametrize(
    "file", sorted((RULES.parent.parent / "src/buyerprotect/rules/packs").glob("*.toml"))
)
def test_built_in_packs_are_clean(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = answered(capsys, file)
    assert line.startswith(f"{file}: ok: {file.stem}, ")


def run(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "buyerprotect", "lint", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words


def test_as_a_program_it_never_shows_a_traceback() -> None:
    for words in ((), ("",), (BAD / "not-toml.toml",), (BAD,)):
        done = run(*words)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
    assert run(GOOD).returncode == 0
