"""The real cases of the guide in `examples/`, each with its expected answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import buyerprotect as bp
from buyerprotect.cli import main
from buyerprotect.convert import load_case

EXAMPLES = Path(__file__).parent.parent / "examples"


def answer(name: str) -> bp.Assessment:
    case = load_case(EXAMPLES / f"{name}.toml")
    assert case.at is not None
    return bp.assess(case.facts, at=case.at, policy=case.policy)


def printed(name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["assess", str(EXAMPLES / f"{name}.toml"), "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


# file: ground, coverage, action, request, amount, status of the window to open a dispute, act by
EXPECTED = {
    "wedding-dress": (
        "not_as_described",
        "covered",
        "open_dispute",
        "full",
        "80.00",
        "open",
        "2017-05-03T21:59:59-07:00",
    ),
    "dress-not-received": ("not_received", "covered", "escalate", "full", "30.00", "done", None),
    "dress-no-dispute": ("not_received", "too_late", "other_route", "none", None, "closed", None),
    "radio": ("not_as_described", "covered", "escalate", "full", "40.00", "done", None),
    "refunded-before-review": ("not_received", "covered", "cancel", "none", None, "done", None),
}


def test_every_example_has_an_expected_answer() -> None:
    ours = (file for file in EXAMPLES.glob("*.toml") if load_case(file).policy == "aliexpress-guide")
    assert {file.stem for file in ours} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_example_gets_its_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = printed(name, capsys)
    found, advice = data["classification"], data["recommendation"]
    window = data["deadlines"][0]
    assert window["id"] == "open_dispute"
    assert (
        found["ground"],
        found["coverage"],
        advice["action"],
        advice["request"]["kind"],
        advice["request"]["amount"],
        window["status"],
        advice["act_by"],
    ) == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_example_says_where_it_comes_from_and_names_its_pack(name: str) -> None:
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    assert "the post this library grew from" in " ".join(text.replace("#", " ").split())
    assert "assum" in text.lower()
    assert load_case(EXAMPLES / f"{name}.toml").policy == "aliexpress-guide"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_cited_source_is_listed_and_every_rule_of_the_policy_cites_one(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = printed(name, capsys)
    advice = data["recommendation"]
    reasons = [
        *data["classification"]["because"],
        *advice["because"],
        *advice["risks"],
        *(reason for option in advice["options"] for reason in option["because"]),
    ]
    kinds = ("ground.", "window.", "advice.", "asking.", "risk.", "norm.", "evidence.", "exclusion.")
    for reason in reasons:
        assert set(reason["sources"]) <= set(data["sources"])
        if reason["rule"].startswith(kinds):
            assert reason["sources"], reason
    for deadline in data["deadlines"]:
        assert deadline["sources"]


class TestWeddingDress:
    def test_confirming_would_replace_the_window_by_15_days_and_14_is_safe(self) -> None:
        window = answer("wedding-dress").deadlines.find("open_dispute")
        assert window is not None
        (confirming,) = [move for move in window.moves if move.event == "confirmed"]
        assert confirming.by.startswith("15 days of 24 hours after confirmed")
        assert "14-days: 14 days" in confirming.by

    def test_once_confirmed_the_window_is_15_days_from_then_and_safe_for_14(self) -> None:
        case = load_case(EXAMPLES / "wedding-dress.toml")
        assert isinstance(case.facts, bp.Claim)
        order = case.facts.order
        confirmed = bp.Order(
            order.programme,
            order.placed,
            zone=order.zone,
            items=order.items,
            confirmed="2017-04-10T12:00-04:00",
        )
        window = bp.deadlines(confirmed, policy="aliexpress-guide").find("open_dispute")
        assert window is not None
        assert bp.Instant.of("2017-04-25T12:00-04:00").us == window.closes_us
        assert bp.Instant.of("2017-04-24T12:00-04:00").us == window.safe_by_us
        assert {"adopted", "14-days"} <= {reading.id for reading in window.readings}

    def test_asking_for_the_repair_is_an_option_that_leaves_nothing(self) -> None:
        options = {option.id: option for option in answer("wedding-dress").recommendation.options}
        assert options["ask_full"].recommended
        assert options["ask_part"].refund_high == bp.Money("65", "USD")
        assert options["ask_part"].net_high == bp.Money("0", "USD")
        assert options["ask_full"].net_high == bp.Money("15", "USD")
        assert [reason.rule for reason in options["ask_part"].because] == ["risk.asking-for-a-part"]

    def test_the_post_gives_no_range_for_goods_unlike_their_picture(self) -> None:
        usual = answer("wedding-dress").recommendation.expected
        assert usual is not None
        assert (usual.low, usual.high) == (None, bp.Money("80", "USD"))

    def test_confirming_early_and_asking_for_a_part_are_risks(self) -> None:
        acts = {risk.act for risk in answer("wedding-dress").recommendation.risks}
        assert acts == {"confirm", "ask_part", "return_at_own_cost"}


class TestDressNotReceived:
    def test_it_says_that_the_time_ran_out_and_the_open_dispute_goes_on(self) -> None:
        says = " ".join(because.says for because in answer("dress-not-received").recommendation.because)
        assert "ran out on 2016-11-15" in says
        assert "still open" in says
        assert "desktop site" in says

    def test_it_asks_for_both_tracking_pages_and_the_policy_text(self) -> None:
        needs = answer("dress-not-received").recommendation.evidence
        assert [(need.kind, need.have) for need in needs] == [
            ("tracking_local", False),
            ("tracking_international", False),
            ("policy_text", False),
        ]

    def test_when_to_escalate_is_not_known_because_the_post_is_silent(self) -> None:
        window = answer("dress-not-received").deadlines.find("escalate")
        assert window is not None
        assert window.opens is None
        assert window.closes is None
        assert window.status("2017-01-17T09:30-05:00") == "not_known"
        assert len(window.not_stated) == 2


class TestRadio:
    def test_the_ways_after_the_ruling_stand_side_by_side(self) -> None:
        options = {option.id: option for option in answer("radio").recommendation.options}
        assert set(options) == {"insist", "return_as_ruled", "return_at_own_cost", "nothing"}
        assert options["insist"].recommended
        assert options["return_as_ruled"].net_high == bp.Money("40", "USD")
        assert options["return_at_own_cost"].net_high == bp.Money("16", "USD")
        assert options["nothing"].net_high == bp.Money("0", "USD")

    def test_it_says_what_asking_for_half_did(self) -> None:
        reasons = answer("radio").recommendation.because
        (half,) = [because for because in reasons if because.rule == "risk.asking-for-a-part"]
        assert half.says.startswith("You asked for 20.00 USD of the 40.00 USD paid.")

    def test_it_warns_of_paying_the_way_back(self) -> None:
        assert "return_at_own_cost" in {risk.act for risk in answer("radio").recommendation.risks}
        assert not answer("radio").recommendation.options[2].recommended

    def test_the_request_is_what_was_ruled_at_the_sellers_cost(self) -> None:
        request = answer("radio").recommendation.request
        assert (request.return_goods, request.return_paid_by) == (True, "seller")


class TestRefundedBeforeReview:
    def test_cancelling_is_safe_once_the_money_is_back_and_was_not_before(self) -> None:
        says = answer("refunded-before-review").recommendation.because[0].says
        assert "cancelling is safe now" in says
        assert "Before the money came it was not" in says

    def test_a_day_earlier_it_is_to_wait_or_to_add_evidence_and_cancelling_is_a_risk(self) -> None:
        case = load_case(EXAMPLES / "refunded-before-review.toml")
        assert isinstance(case.facts, bp.Dispute)
        before = bp.Dispute(case.facts.claim, case.facts.events[:1])
        found = bp.recommend(before, at="2017-01-15T20:00-05:00", policy="aliexpress-guide")
        assert found.action == "add_evidence"
        assert "cancel" in {risk.act for risk in found.risks}
