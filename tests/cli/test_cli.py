"""The command line of the contract: exit status, streams, JSON, and what bad input gets."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from buyerprotect.cli import main

ROOT = Path(__file__).parent.parent.parent
DRESS = ROOT / "examples" / "wedding-dress.toml"

CASE: dict[str, Any] = {
    "at": "2017-04-16T07:33:00-04:00",
    "policy": "aliexpress-guide",
    "order": {
        "programme": "aliexpress",
        "placed": "2017-03-05",
        "zone": "America/New_York",
        "items": [{"title": "dress", "price": "80 USD"}],
    },
    "claim": {"problems": [{"kind": "not_as_described", "extent": "partial"}]},
}


def case(**changes: Any) -> dict[str, Any]:
    """Return the good case with changes, which are given by path: order__zone=…"""
    data: dict[str, Any] = json.loads(json.dumps(CASE))
    for path, value in changes.items():
        table: Any = data
        *inner, last = path.split("__")
        for key in inner:
            table = table.setdefault(key, {})
        if value is ...:
            del table[last]
        else:
            table[last] = value
    return data


def written(tmp_path: Path, data: object) -> str:
    file = tmp_path / "case.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(file)


def faults(tmp_path: Path, data: object, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    assert main(["assess", written(tmp_path, data), *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


# The contract: every key that readers rely on.
TOP = {"schema", "at", "zone_data", "policy", "classification", "deadlines", "recommendation", "sources"}
DEADLINE = """id party action opens closes last_day safe_from safe_by latest_arguable zone status needs
    provisional readings in_time_when lapse sources"""


def test_json_has_every_field_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(DRESS), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) >= TOP
    assert data["schema"] == 1
    assert set(data["policy"]) >= {"id", "version", "from", "until"}
    assert set(data["classification"]) >= {"ground", "coverage", "needs", "because"}
    for reason in data["classification"]["because"]:
        assert set(reason) >= {"rule", "says", "sources"}
    for deadline in data["deadlines"]:
        assert set(deadline) >= set(DEADLINE.split())
    advice = data["recommendation"]
    assert set(advice) >= {"action", "act_by", "request", "options", "evidence", "risks", "because"}
    assert set(advice["request"]) >= {"kind", "amount", "currency", "return_goods"}
    assert all(set(need) >= {"kind", "have", "why"} for need in advice["evidence"])
    assert all(set(s) >= {"title", "address", "kind", "read"} for s in data["sources"].values())


def test_the_wedding_dress_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(DRESS), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    window = data["deadlines"][0]
    assert data["at"] == "2017-04-16T07:33:00-04:00"
    assert data["policy"] == {
        "id": "aliexpress-guide",
        "version": "2015-2017",
        "from": "2015-12-01",
        "until": "2017-10-01",
        "or": [],
    }
    assert (window["opens"], window["closes"]) == ("2017-03-04T21:00:00-08:00", "2017-05-03T22:00:00-07:00")
    assert window["safe_from"] == "2017-03-05T20:59:59.999999-08:00"
    assert window["safe_by"] == "2017-05-03T22:00:00-07:00"
    assert window["latest_arguable"] == "2017-05-04T21:59:59.999999-07:00"
    assert window["last_day"] == "2017-05-03"
    assert window["provisional"] == ["extended", "confirmed"]
    assert data["recommendation"]["request"] == {
        "kind": "full",
        "amount": "80.00",
        "currency": "USD",
        "return_goods": False,
        "return_paid_by": None,
        "extras": [],
    }


def test_at_and_policy_outrank_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, case(policy="no-such-policy"))
    options = ["--at", "2017-06-16T07:33:00-04:00", "--policy", "aliexpress-guide", "--json"]
    assert main(["assess", file, *options]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["at"] == "2017-06-16T07:33:00-04:00"
    assert data["classification"]["coverage"] == "too_late"


@pytest.mark.parametrize("form", ["toml", "json"])
def test_standard_input_is_read_in_either_form(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DRESS.read_bytes() if form == "toml" else json.dumps(CASE).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert main(["assess", "-"]) == 0
    assert capsys.readouterr().out.startswith("Covered: not as described.")


BAD = {
    "naive moment": (case(order__placed="2017-03-05T12:00:00"), "order.placed", "has no offset"),
    "impossible order": (case(order__confirmed="2017-03-01"), "order.confirmed", "before placed"),
    "happened after now": (case(order__confirmed="2017-04-20"), "order.confirmed", "is after the moment"),
    "unknown zone": (case(order__zone="America/New_Yrok"), "order.zone", "did you mean 'America/New_York'"),
    "no zone for a day": (case(order__zone=...), "order.placed", "say in which zone"),
    "unknown policy": (case(policy="aliexpres-guide"), "", "did you mean 'aliexpress-guide'"),
    "before all versions": (
        case(policy=..., order__placed="2009-12-31"),
        "",
        "covers cases by their 'placed', from 2010-01-01 to today; here, placed on 2009-12-31",
    ),
    "a ground that only later versions record": (
        case(policy=..., claim__ground="changed_mind", order__placed="2011-05-05"),
        "claim.ground",
        "no source records a ground 'changed_mind' in '2010-escrow'",
    ),
    "other programme": (case(order__programme="ebay"), "", "is about the programme 'aliexpress'"),
    "unknown currency": (
        case(order__items=[{"title": "dress", "price": "80 USB"}]),
        "order.items[0].price",
        "did you mean",
    ),
    "negative": (
        case(order__items=[{"title": "dress", "price": "-80 USD"}]),
        "order.items[0].price",
        "is negative",
    ),
    "a number as money": (
        case(order__items=[{"title": "dress", "price": 80.5}]),
        "order.items[0].price",
        "is not money",
    ),
    "over-precise": (
        case(order__items=[{"title": "dress", "price": "80.001 USD"}]),
        "order.items[0].price",
        "finer than the currency",
    ),
    "mixed currencies": (
        case(claim__losses=[{"what": "tailor", "amount": "40 EUR"}]),
        "claim.losses[0].amount",
        "EUR and USD",
    ),
    "foreign item": (case(claim__items=["shoes"]), "claim.items", "is not an item of this order"),
    "unknown ground": (case(claim__ground="not_recieved"), "claim.ground", "did you mean 'not_received'"),
    "asks too much": (case(claim__asks={"amount": "145 USD"}), "claim.asks.amount", "at most the 80.00 USD"),
    "not covered by the pack": (case(order__placed="2012-03-05"), "", "from 2015-12-01"),
    "unknown key": (case(order__plaecd="2017-03-05"), "order.plaecd", "did you mean 'placed'"),
    "no moment": (case(at=...), "at", "--at"),
    "a day as the moment": (case(at="2017-04-16"), "at", "is a day"),
    "no order": (case(order=...), "order", "is missing"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_is_refused_by_path_with_the_way_out(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, path, words = BAD[name]
    lines = faults(tmp_path, data, capsys)
    assert any(line.startswith(path) and words in line for line in lines), lines


def test_all_faults_of_a_file_come_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = case(
        order__placed="2017-03-05T12:00:00",
        order__items=[{"title": "dress", "prise": "80 USD"}],
        claim__problems=[{"kind": "not_recieved"}],
        polisy="x",
    )
    lines = faults(tmp_path, data, capsys)
    assert [line.partition(":")[0] for line in lines] == [
        "order.placed",
        "order.items[0].price",
        "order.items[0].prise",
        "claim.problems[0].kind",
        "polisy",
    ]
    assert "did you mean 'price'?" in lines[2]


def test_an_impossible_order_of_events_is_found_beside_other_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = case(
        order__items=[{"title": "dress", "price": "-80 USD"}],
        order__parcels=[{"shipped": "2017-03-08", "delivered": "2017-03-06"}],
    )
    lines = faults(tmp_path, data, capsys)
    assert [line.partition(":")[0] for line in lines] == [
        "order.items[0].price",
        "order.parcels[0].delivered",
    ]
    assert "2017-03-06 is before parcels[0].shipped, 2017-03-08" in lines[1]


def test_no_text_in_a_file_can_break_out_of_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "x\n\x1b[2Jorder.fake: all is well"
    lines = faults(tmp_path, case(**{f"order__{nasty}": 1, "order__programme": nasty}), capsys)
    assert not any(line.startswith("order.fake") for line in lines)
    assert all(line.isprintable() for line in lines)


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(tmp_path / "none.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_wrong_at_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(DRESS), "--at", "tomorrow"]) == 2
    assert capsys.readouterr().err.startswith("--at: ")


def run(*words: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "buyerprotect", *words]
    return subprocess.run(command, input=text, capture_output=True, check=False)  # noqa: S603 - our own words


def test_as_a_program_it_answers_with_status_0_and_no_colour_in_a_pipe() -> None:
    done = run("assess", str(DRESS))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Covered: not as described.\n")
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize(
    "text", [b"", b"\x00", b"\xff\xfe", b"{", b"[" * 5000, b"a=" + b"[" * 5000, b"[]", b"1"]
)
def test_as_a_program_it_never_shows_a_traceback(text: bytes) -> None:
    done = run("assess", "-", text=text)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_an_unknown_command_is_refused_with_status_2() -> None:
    assert run("asses").returncode == 2
    assert run().returncode == 2
