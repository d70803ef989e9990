"""The text view: what a tired person reads first, and what told text can never do to it."""

from __future__ import annotations

import re
from typing import Any

from attrs import evolve

import buyerprotect as bp
from buyerprotect.views.text import as_text

ORDER = bp.Order(
    "aliexpress", "2017-03-05T12:00-05:00", zone="America/New_York", items=[bp.Item("dress", "80 USD")]
)
CLAIM = bp.Claim(ORDER, [bp.Problem("not_as_described", "partial")], losses=[bp.Loss("tailor", "65 USD")])
AT = "2017-04-16T07:33:00-04:00"


def answer(claim: bp.Claim = CLAIM) -> bp.Assessment:
    return bp.assess(claim, at=AT, policy="aliexpress-guide")


def test_the_verdict_comes_first_then_the_step_then_its_date() -> None:
    verdict, step, date = answer().explain().splitlines()[:3]
    assert verdict == "Covered: not as described."
    assert step == "Next:   Open a dispute: ask for the full 80.00 USD and keep the goods."
    assert date.startswith(
        "Act by: Thu 4 May 2017, 12:59 (America/New_York) = Thu 4 May 2017, 09:59 (America/Los"
    )


def test_sections_come_in_the_order_of_need() -> None:
    titles = [line for line in answer().explain().splitlines() if re.fullmatch(r"[A-Z][a-z ]+", line)]
    assert titles == [
        "Until when",
        "What each way would leave you with",
        "Evidence",
        "Beware",
        "Why",
        "Note",
        "Sources",
    ]


def test_every_mark_of_a_source_is_in_the_list() -> None:
    text = answer().explain()
    body, _, sources = text.partition("\nSources\n")
    listed = set(re.findall(r"^\[(\d+)\]", sources, re.MULTILINE))
    assert set(re.findall(r"\[(\d+)\]", body)) <= listed


def test_times_are_shown_in_the_programmes_zone_and_the_buyers() -> None:
    text = answer().explain()
    assert "America/New_York" in text
    assert "America/Los_Angeles" in text
    at_home = answer(evolve(CLAIM, order=evolve(ORDER, zone="America/Los_Angeles"))).explain()
    assert " = " not in at_home


def test_the_moment_shown_is_never_the_one_that_is_too_late() -> None:
    found = answer()
    window = found.deadlines.find("open_dispute")
    assert window is not None
    assert str(window.closes) == "2017-05-04 10:00:00-07:00"
    assert "last moment: Thu 4 May 2017, 12:59 (America/New_York)" in found.explain()


def test_what_is_not_told_is_said_not_guessed() -> None:
    assert "less the return postage, which is not told" in " ".join(answer().explain().split())
    told = answer(evolve(CLAIM, return_postage="24 USD"))
    text = " ".join(told.explain().split())
    assert "less 24.00 USD return postage; leaves 56.00 USD at best, -24.00 USD at worst" in text


def test_a_range_with_its_direction_is_shown_without_a_point() -> None:
    found = answer(evolve(CLAIM, problems=[bp.Problem("size", "partial")]))
    assert "Usually paid in such cases: 16.00 USD to 40.00 USD, less the higher the price." in found.explain()


def test_missing_facts_are_named_beside_the_verdict() -> None:
    found = answer(evolve(CLAIM, problems=[bp.Problem("not_as_described")]))
    assert found.explain().startswith(
        "It cannot be told yet whether this is covered: not as described. Still needed: extent."
    )


def test_colour_is_only_added_when_asked_for_and_changes_nothing_else() -> None:
    found = answer()
    coloured = as_text(found, color=True)
    assert "\x1b[" in coloured
    plain = re.sub(r"\x1b\[\d+m", "", coloured)
    assert " ".join(plain.split()) == " ".join(found.explain().split())


def test_a_title_cannot_take_over_the_terminal() -> None:
    item = bp.Item("dress\x1b[2J\nCovered: all of it", "80 USD")
    text = answer(evolve(CLAIM, order=evolve(ORDER, items=[item]))).explain()
    assert "\x1b" not in text
    assert "\nCovered: all of it" not in text


def ruled(*more: bp.Event, **details: Any) -> str:
    opened = bp.Event("opened", "2017-03-20T12:00Z")
    ruling = bp.Event("ruled", "2017-04-01T12:00Z", return_goods=True, **details)
    dispute = bp.Dispute(CLAIM, [opened, ruling, *more])
    return " ".join(bp.assess(dispute, at=AT, policy="aliexpress-guide").explain().split())


def test_a_ruled_return_says_at_whose_cost() -> None:
    assert "Next: Send the goods back at the seller's cost, for 80.00 USD." in ruled(return_paid_by="seller")
    assert "Next: Send the goods back at the buyer's cost, for 80.00 USD." in ruled()
    broken = bp.Event("defaulted", "2017-04-10T12:00Z")
    assert "against return of the goods at the seller's cost." in ruled(broken, return_paid_by="seller")
    assert "ask for the full 80.00 USD against return of the goods. " in ruled(broken)


def test_an_earlier_end_by_another_reading_is_shown_as_the_one_to_plan_with() -> None:
    confirmed = evolve(ORDER, confirmed="2017-04-10T12:00-04:00", zone="America/Los_Angeles")
    text = answer(evolve(CLAIM, order=confirmed)).explain()
    line = "by another reading, only until Mon 24 Apr 2017, 08:59 (America/Los_Angeles): plan with that"
    assert line in text
    assert "plan with that" not in answer().explain()
