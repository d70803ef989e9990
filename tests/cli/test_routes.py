"""The commands that lay out routes and compare versions: exit status, streams, and what bad input gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from buyerprotect.cli import main

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
LAPTOP = str(EXAMPLES / "laptop-uk.toml")


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(list(words)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


def test_routes_are_printed_as_table_plan_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "routes", LAPTOP)
    heads = [line for line in out.splitlines() if line and line[0].isupper() and line.count("  ") == 0]
    for title in ("The plan", "What they do to each other", "Why", "Sources"):
        assert title in heads
    assert max(len(line) for line in out.splitlines() if "http" not in line) <= 96
    assert out.index("Route ") < out.index("The plan") < out.index("Sources")
    assert "   The bank has to file by 30 Aug 2026: 7 days are left to it." in out


def test_routes_are_printed_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(answered(capsys, "routes", LAPTOP, "--json"))
    assert {"routes", "plan", "conflicts", "sources"} <= data.keys()
    by_name = {route["programme"]: route for route in data["routes"]}
    assert by_name["uk-ccr"]["last_day"] == "2026-05-16"
    assert by_name["klarna"]["status"] == "does_not_apply"
    assert [step["programme"] for step in data["plan"]][:2] == ["uk-ccr", "ebay"]
    assert set(by_name["visa"]["closes_routes"]) == {"ebay", "paypal"}


def test_the_options_ask_what_if(capsys: pytest.CaptureFixture[str]) -> None:
    def route(name: str, *options: str) -> dict[str, object]:
        data = json.loads(answered(capsys, "routes", LAPTOP, "--json", *options))
        found: dict[str, object] = next(one for one in data["routes"] if one["programme"] == name)
        return found

    assert route("uk-ccr", "--wait", "10")["status"] == "does_not_apply"
    assert route("uk-ccr", "--suppose", "delivered=2026-05-05")["last_day"] == "2026-05-19"
    assert route("ebay", "--version", "ebay=uk-2018")["version"] == "uk-2018"
    assert route("visa", "--bank-days", "0")["safe_by"] == "2026-08-30T23:00:00Z"
    assert route("uk-ccr", "--at", "2026-05-17T00:00:00+01:00")["status"] == "does_not_apply"
    two = ("--suppose", "delivered=never", "--suppose", "shipped=never")
    assert route("uk-cra", *two)["status"] != "applies"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--suppose", "delivered"), "--suppose: 'delivered' is not of the form NAME=VALUE"),
        (("--suppose", "=2026-05-05", "--suppose", "paid="), "is not of the form NAME=VALUE"),
        (("--suppose", "delivred=2026-05-05"), "did you mean 'delivered'"),
        (("--version", "ebay=uk-1999"), "'ebay' has no version 'uk-1999'"),
        (("--version", "ebai=uk-2018"), "there is no policy 'ebai'"),
        (("--wait", "-1"), "is not a number of days to wait"),
        (("--bank-days", "-1"), "is not a number of days for the bank"),
        (("--at", "2026-01-01T00:00:00Z"), "is after the moment asked about"),
    ],
)
def test_bad_options_are_refused(
    options: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any(says in line for line in refused(capsys, "routes", LAPTOP, *options))


def test_a_programme_that_nobody_knows_is_refused_and_none_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path(LAPTOP).read_text(encoding="utf-8").replace('site = "ebay.co.uk"\n', "")
    file = tmp_path / "case.toml"
    file.write_text(text.replace('programme = "ebay"', 'programme = "ebya"'), encoding="utf-8")
    assert "did you mean 'ebay'" in refused(capsys, "routes", str(file))[0]
    file.write_text(text.replace('programme = "ebay"', 'programme = "none"'), encoding="utf-8")
    assert "uk-cra" in answered(capsys, "routes", str(file))
    assert refused(capsys, "assess", str(file)) == [
        "order.programme: 'none' is no marketplace, so it has no rules: name a policy, or ask for routes"
    ]
    assert "Covered" in answered(capsys, "assess", str(file), "--policy", "uk-cra")


def test_contradictory_facts_are_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path(LAPTOP).read_text(encoding="utf-8")
    file = tmp_path / "case.toml"
    file.write_text(text.replace('channel = "checkout"', 'channel = "cash"'), encoding="utf-8")
    (line,) = refused(capsys, "routes", str(file))
    assert line.startswith("order.payment.channel: 'cash' and network 'visa' and funding 'credit' contradict")


def test_two_versions_are_compared_and_the_answers_of_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "diff", "ebay", "uk-2018", "uk-2020")
    assert out.startswith("eBay Money Back Guarantee: uk-2018 against uk-2020 (ebay).\n\nWhat changed\n- ")
    assert "What changes for this case" not in out
    same = answered(capsys, "diff", "ebay", "uk-2020", "uk-2020", "--case", LAPTOP)
    assert same.endswith("What changed\n- nothing that is computed with\n")
    assert "for a moment" not in out
    assert "'ebay' has no version 'x'" in refused(capsys, "diff", "ebay", "x", "uk-2020")[0]
    dress = str(EXAMPLES / "dress-no-dispute.toml")
    told = answered(capsys, "diff", "aliexpress", "2013-promise", "2015-official", "--case", dress)
    assert "What changes for this case\n- " in told


def test_it_runs_as_a_module_without_a_traceback() -> None:
    command = [sys.executable, "-m", "buyerprotect", "routes", "nothing.toml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
