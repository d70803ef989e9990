"""The command that explains a policy: exit status, streams, and what bad input gets."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from buyerprotect.cli import main
from buyerprotect.rules.library import find_pack, load_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.views.policies import pack_as_text, policy_as_text

GOOD = Path(__file__).parent.parent / "rules" / "good"


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["explain", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["explain", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.fixture
def built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the invented packs be built in."""
    packs: dict[str, Pack] = {}
    for name in ("bracket", "scopes", "base-and-changes"):
        pack = load_pack(GOOD / f"{name}.toml")
        packs[pack.id] = pack
    monkeypatch.setattr("buyerprotect.rules.library.built_in", lambda: packs)


def test_a_policy_is_explained_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "aliexpress-guide")
    assert out == pack_as_text(find_pack("aliexpress-guide"))
    assert out.startswith("AliExpress Buyer Protection, as one buyer's guide of 2015 to 2017 tells it\n")


@pytest.mark.parametrize("on", ["2017-01-01", "2017-01-01T12:00-05:00", "2017-01-01T12:00:00Z"])
def test_a_day_or_a_moment_picks_the_version(on: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "aliexpress-guide", "--on", on)
    assert out == policy_as_text(find_pack("aliexpress-guide").versions[0])


@pytest.mark.usefixtures("built_in")
def test_changes_are_shown_version_by_version(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "sample-changes")
    for words in ("~ changed open_dispute", "+ added wrong_item: ", "- dropped damaged, which said: "):
        assert f"\n{words}" in out


@pytest.mark.usefixtures("built_in")
def test_on_a_day_only_the_version_of_that_day_is_told_and_in_full(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = answered(capsys, "sample-changes", "--on", "2020-01-01")
    assert "\nVersion second\n" in out
    assert "Version first" not in out
    assert "\n- open_dispute: A dispute is opened while the protection lasts. [1]\n" in out


@pytest.mark.usefixtures("built_in")
def test_inside_a_bracket_both_versions_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "sample-bracket", "--on", "2020-04-01")
    assert "it may have been old or new." in out
    assert "in force then" not in answered(capsys, "sample-bracket", "--on", "2019-04-01")


@pytest.mark.usefixtures("built_in")
def test_versions_of_several_scopes_on_one_day_are_refused_by_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "north and south are both in force, by case" in refused(
        capsys, "sample-scopes", "--on", "2021-01-01"
    )


def test_the_scope_of_a_version_is_told_by_site_or_country(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ebay", "--on", "2022-01-10", "--site", "ebay.com"]) == 0
    assert "Version us-2021" in capsys.readouterr().out
    assert main(["explain", "paypal", "--on", "2018-01-10", "--country", "DE"]) == 0
    assert "Version de-" in capsys.readouterr().out


BAD = [
    (("ebay", "--on", "2022-01-10"), "are both in force, by case"),
    (("ebay", "--on", "2022-01-10", "--site", "ebay.cm"), "did you mean 'ebay.com'"),
    (("ebay", "--site", "ebay.com"), "give it, with --on"),
    (("paypal", "--on", "2018-01-10", "--country", "germany"), "is not a country"),
    (("aliexpres-guide",), "did you mean 'aliexpress-guide'"),
    (("",), "there is no policy ''"),
    (("x\n\x1b[2J",), "there is no policy"),
    (("aliexpress-guide", "--on", "2012-03-05"), "covers cases by their 'placed', from 2015-12-01"),
    (("aliexpress-guide", "--on", "tomorrow"), "--on: 'tomorrow' is neither a day"),
    (("aliexpress-guide", "--on", "2017-01-01T12:00"), "has no offset"),
    (("aliexpress-guide", "--on", "2017-02-30"), "--on: "),
    (("aliexpress-guide", "--on", "0001-01-01"), "--on: "),
    (("aliexpress-guide", "--on", ""), "--on: "),
    (("aliexpress-guide", "--on", "\x00"), "--on: "),
]


@pytest.mark.parametrize(("words", "says"), BAD, ids=[says for _, says in BAD])
def test_bad_input_is_refused_on_one_line_with_the_way_out(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, *words)
    assert says in line
    assert line.removesuffix("\n").isprintable()


def test_a_screen_of_few_letters_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    def text(_: Pack) -> str:
        return "caf\xe9 \u2192\n"

    monkeypatch.setattr("buyerprotect.cli.pack_as_text", text)
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", screen)
    assert main(["explain", "aliexpress-guide"]) == 0
    screen.seek(0)
    assert screen.read() == "caf? ?\n"


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "buyerprotect", *words]
    return subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words


def test_as_a_program_it_says_the_same_every_time() -> None:
    once, again = (run("explain", "aliexpress-guide") for _ in range(2))
    assert (once.returncode, once.stderr) == (0, b"")
    assert once.stdout == again.stdout
    assert b"\x1b" not in once.stdout


def test_as_a_program_it_never_shows_a_traceback() -> None:
    for words in (("explain",), ("explain", "x"), ("explain", "aliexpress-guide", "--on", "x")):
        done = run(*words)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "buyerprotect", "explain", "aliexpress-guide"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own words
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait() == 0
        assert process.stderr.read() == b""
