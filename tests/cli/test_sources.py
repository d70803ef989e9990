"""The command that lists sources: which policies, which are old, and on which day."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from buyerprotect import cli
from buyerprotect.cli import main
from buyerprotect.rules.library import find_pack, policies
from buyerprotect.views.sources import cited, sources_as_text


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["sources", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def data(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answered(capsys, *words, "--json"))
    return found


def test_without_a_name_all_sources_of_all_policies_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys)
    ids = list(dict.fromkeys(version.id for version in policies()))
    assert [(one["policy"], one["id"]) for one in found["sources"]] == [
        (name, source) for name in ids for source in find_pack(name).sources
    ]
    assert (found["unconfirmed"], found["on"]) == (None, None)


def test_policies_are_named_by_id_each_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = sources_as_text(cited(find_pack("aliexpress-guide")))
    assert answered(capsys, "aliexpress-guide") == text
    assert answered(capsys, "aliexpress-guide", "aliexpress-guide") == text


def test_only_those_not_read_for_so_long_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    days = {source.read for source in find_pack("aliexpress-guide").sources.values()}
    assert {day.isoformat() for day in days} == {"2026-11-22"}
    words = ("aliexpress-guide", "--unconfirmed", "12", "--on")
    assert data(capsys, *words, "2027-11-22")["sources"] == []
    found = data(capsys, *words, "2027-11-23")
    assert len(found["sources"]) == len(find_pack("aliexpress-guide").sources)
    assert (found["unconfirmed"], found["on"]) == (12, "2027-11-23")


def test_of_all_policies_the_oldest_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    days = [one["read"] for one in data(capsys, "--unconfirmed", "0", "--on", "2199-01-01")["sources"]]
    assert days == sorted(days)
    assert len(days) > 100


def test_without_a_day_it_is_today(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # as little as is needed
            assert tz is UTC
            return datetime(2030, 5, 5, 12, tzinfo=UTC)

    monkeypatch.setattr(cli, "datetime", Clock)
    assert data(capsys, "aliexpress-guide", "--unconfirmed", "12")["on"] == "2030-05-05"


BAD = [
    (("nowhere",), "there is no policy 'nowhere'"),
    (("aliexpres-guide",), "did you mean 'aliexpress-guide'"),
    (("--on", "tomorrow"), "--on: 'tomorrow' is neither a day"),
    (("--on", "2026-11-01T12:00Z"), "is a moment, not a day"),
    (("--on", "2026-02-30"), "--on: "),
    (("--unconfirmed", "-1"), "0 or more"),
    (("--unconfirmed", "99999999"), "1900 to 2200"),
]


@pytest.mark.parametrize(("words", "says"), BAD, ids=[says for _, says in BAD])
def test_bad_input_is_refused_on_one_line(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert says in captured.err


def test_it_runs_as_a_module_without_a_traceback() -> None:
    for words, code in ((["aliexpress-guide"], 0), (["--unconfirmed", "x"], 2), (["nowhere"], 2)):
        command = [sys.executable, "-m", "buyerprotect", "sources", *words]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
