"""The template of a pack in the docs: complete, clean, and of use."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import buyerprotect as bp
from buyerprotect.cli import main
from buyerprotect.rules.kinds import KINDS

TEMPLATE = Path(__file__).parent.parent.parent / "docs" / "template.toml"
TEXT = TEMPLATE.read_text(encoding="utf-8")
PACK = bp.load_pack(TEMPLATE)


def test_it_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(TEMPLATE)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.startswith(f"{TEMPLATE}: ok: nobodys-bazaar, 1 version, ")
    assert captured.out.count("\n") == 1


def test_it_has_every_kind_of_rule() -> None:
    # A kind that is new is to be shown there, with a line on what it is for.
    (version,) = tomllib.loads(TEXT)["version"]
    assert KINDS.keys() - version.keys() == set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_first_rule_of_a_kind_has_a_comment_of_one_line(kind: str) -> None:
    before = TEXT.split(f"[[version.{kind}]]", maxsplit=1)[0].splitlines()
    assert before[-1] == ""
    assert before[-2].startswith("# ")
    assert before[-3] == ""


def test_it_says_that_the_shop_is_invented() -> None:
    assert "Nobody's Bazaar, a shop that does not exist" in TEXT.partition("\n\n")[0]
    # Nothing in it leads to anybody: the addresses are of a domain that is reserved for examples.
    assert all(re.search(r"\.example\b", address) for address in re.findall(r"https?://[^\"\s]+", TEXT))


def test_it_answers() -> None:
    order = bp.Order(
        "nobodys-bazaar",
        "2026-04-20",
        zone="Europe/London",
        site="bazaar.example",
        items=[bp.Item("lamp", "20 GBP")],
        shipping="4 GBP",
        parcels=[bp.Parcel(shipped="2026-04-21", delivered="2026-05-06")],
    )
    dispute = bp.Dispute(bp.Claim(order, [bp.Problem("wrong_item")]), [bp.Event("opened", "2026-05-08")])
    answer = bp.assess(dispute, at="2026-05-20T12:00Z", policy=PACK)
    # 30 days after 6 May, and 21 days after 8 May; the seller's three working days ended on the 13th.
    last_days = {deadline.id: deadline.last_day for deadline in answer.deadlines}
    assert (last_days["report"], last_days["escalate"]) == ("2026-06-05", "2026-05-29")
    assert last_days["seller_answer"] == "2026-05-13"
    assert answer.recommendation.action == "escalate"
    request = answer.recommendation.request
    assert (request.amount, request.return_paid_by) == (bp.Money.of("24 GBP"), "seller")
