"""The guide's pack says what the founding post says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from buyerprotect.facts.view import ASKABLE, FactView
from buyerprotect.rules.condition import test as truth_of
from buyerprotect.rules.library import policy
from buyerprotect.rules.policy import Norm, Policy
from buyerprotect.timing.period import Period
from buyerprotect.timing.term import After, Alternatives, Before, NotStated, On, ReplacedBy, Term, walk

UNHEARD_OF = {"duplicate", "incorrect_amount", "late", "not_refunded", "recurring", "unauthorised"}
"""Problems that other programmes have a ground for, and that the guide does not mention."""

GUIDE: Policy = policy("aliexpress-guide")


def all_terms() -> Iterator[Term]:
    for event in GUIDE.events.values():
        yield from walk(event)
    for window in GUIDE.windows:
        yield from walk(window.opens)
        yield from walk(window.closes)


def find(kind: type[Term], event: str) -> list[Term]:
    return [term for term in walk(GUIDE.events[event]) if isinstance(term, kind)]


def case(**told: str) -> FactView:
    """Put a case of one word a fact; what is not given was not told."""
    words: dict[str, frozenset[str] | None] = dict.fromkeys(ASKABLE)
    words |= {"happened": frozenset(), "dispute": frozenset({"none"})}
    return FactView(words | {name: frozenset({word}) for name, word in told.items()})


def norms_for(problem: str) -> list[Norm]:
    return [norm for norm in GUIDE.norms if truth_of(norm.when, case(problem=problem)).value]


def length_of(event: str, *, after: str) -> set[str]:
    counted = [term for term in find(After, event) if isinstance(term, After)]
    return {str(term.period) for term in counted if term.start == On(after)}


def replaced() -> ReplacedBy:
    (term,) = (term for term in find(ReplacedBy, "protection_ends") if isinstance(term, ReplacedBy))
    return term


def readings_of(term: Term) -> dict[str, str]:
    found = [part for part in walk(term) if isinstance(part, Alternatives)]
    return {variant.id: str(variant.term) for part in found for variant in part.others}


def stated(window: str) -> dict[str, bool]:
    one = GUIDE.window(window)
    return {"opens": not isinstance(one.opens, NotStated), "closes": not isinstance(one.closes, NotStated)}


# What the post says, in a few words of ours; what the pack has; what it is to be.
SAYS: list[tuple[str, object, object]] = [
    ("protected for 60 days from placing", length_of("timer_ends", after="placed"), {"60 days of 24 hours"}),
    ("confirming starts a new count", replaced().trigger.event, "confirmed"),
    (
        "15 days from confirming; a later answer says 14",
        length_of("protection_ends", after="confirmed"),
        {"15 days of 24 hours", "14 days of 24 hours"},
    ),
    ("of which 15 is adopted", str(replaced().by).partition(" (")[0], "15 days of 24 hours after confirmed"),
    ("and 14 is a reading", readings_of(replaced().by), {"14-days": "14 days of 24 hours after confirmed"}),
    (
        "four grounds, and no more",
        [ground.id for ground in GUIDE.grounds],
        ["not_received", "damaged_in_transit", "wrong_item", "not_as_described"],
    ),
    ("all within the protection", {ground.window for ground in GUIDE.grounds}, {"open_dispute"}),
    (
        "20 to 50 % for a wrong size",
        [(n.low, n.high, n.falls_with) for n in norms_for("size")],
        [(20, 50, "price")],
    ),
    (
        "20 to 50 % for a wrong colour",
        [(n.low, n.high, n.falls_with) for n in norms_for("colour")],
        [(20, 50, "price")],
    ),
    (
        "everything for a wrong item",
        [(n.low, n.high, n.falls_with) for n in norms_for("wrong_item")],
        [(100, 100, None)],
    ),
    ("everything for what never came", [(n.low, n.high) for n in norms_for("not_received")], [(100, 100)]),
    (
        "a part or all for what is unlike",
        [(n.low, n.high) for n in norms_for("not_as_described")],
        [(None, 100)],
    ),
    ("no number for damage", norms_for("damaged"), []),
    ("no number for what does not work", norms_for("defective"), []),
    ("ask for everything", [asking.request for asking in GUIDE.askings], ["full"]),
    ("offer no return", [asking.return_goods for asking in GUIDE.askings], [False]),
    (
        "beware of paying the way back",
        [risk.id for risk in GUIDE.risks if risk.act == "return_at_own_cost"],
        ["returning-at-own-cost"],
    ),
    (
        "asking for a part is haggling",
        [risk.id for risk in GUIDE.risks if risk.act == "ask_part"],
        ["asking-for-a-part"],
    ),
    (
        "a first look after up to 10 days",
        str(GUIDE.window("first_look").closes),
        "10 days of 24 hours after opened",
    ),
    (
        "7 days were quoted",
        set(
            (
                readings_of(GUIDE.window("first_look").opens) | readings_of(GUIDE.window("first_look").closes)
            ).values()
        ),
        {"7 days of 24 hours after opened"},
    ),
    ("a level changes speed only", [(level.id, level.changes) for level in GUIDE.levels], [("A4", "speed")]),
    ("a link to a video is useless", [e.need for e in GUIDE.evidence if e.kind == "video_link"], ["useless"]),
    ("the file of a video helps", [e.need for e in GUIDE.evidence if e.kind == "video"], ["wanted"]),
    ("no time for the seller's answer", stated("seller_answer"), {"opens": True, "closes": False}),
    (
        "no time at which escalating unlocks, none at which it locks",
        stated("escalate"),
        {"opens": False, "closes": False},
    ),
    ("no time for sending goods back", stated("return_goods"), {"opens": True, "closes": False}),
    ("how soon a dispute may be opened is not limited", GUIDE.window("open_dispute").opens, On("placed")),
    ("nothing is excluded by name", GUIDE.exclusions, ()),
    ("it is commentary", GUIDE.commentary, True),
]


@pytest.mark.parametrize(("post", "pack", "expected"), SAYS, ids=[says for says, _, _ in SAYS])
def test_the_pack_has_what_the_post_says(post: str, pack: object, expected: object) -> None:
    assert pack == expected, post


def test_escalation_is_advised_on_the_desktop_site() -> None:
    (advice,) = (advice for advice in GUIDE.advices if advice.id == "escalate-open-dispute")
    assert advice.action == "escalate"
    assert "desktop" in advice.says
    assert truth_of(advice.when, case(dispute="open")).value
    assert not truth_of(advice.when, case(dispute="none")).value


def test_a_norm_is_a_range_and_never_a_point_within_one() -> None:
    for norm in GUIDE.norms:
        assert norm.low != norm.high or norm.low == 100
    assert {norm.low for norm in GUIDE.norms} | {norm.high for norm in GUIDE.norms} == {None, 20, 50, 100}


def test_no_other_length_of_time_stands_in_the_pack() -> None:
    lengths = {term.period for term in all_terms() if isinstance(term, After | Before)}
    assert lengths == {Period(n, "days", "elapsed") for n in (60, 15, 14, 10, 7)}


def test_only_slight_differences_are_left_uncovered() -> None:
    (unlike,) = (ground for ground in GUIDE.grounds if ground.id == "not_as_described")
    covered = {
        extent: truth_of(unlike.covered, case(extent=extent)).value
        for extent in ("minor", "partial", "complete")
    }
    assert covered == {"minor": False, "partial": True, "complete": True}
    others = [ground for ground in GUIDE.grounds if ground is not unlike]
    assert all(truth_of(ground.covered, case(extent="minor")).value for ground in others)


@pytest.mark.parametrize(
    "problem", sorted((ASKABLE["problem"] or frozenset()) - {"changed_mind"} - UNHEARD_OF)
)
def test_every_problem_falls_under_one_ground(problem: str) -> None:
    assert len([g for g in GUIDE.grounds if truth_of(g.when, case(problem=problem)).value]) == 1


def test_a_change_of_mind_falls_under_none() -> None:
    assert not [g for g in GUIDE.grounds if truth_of(g.when, case(problem="changed_mind")).value]


def test_every_source_is_one_voice_or_an_inference_of_ours() -> None:
    assert {source.kind for source in GUIDE.sources.values()} == {"single", "inferred"}
    assert [source.id for source in GUIDE.sources.values() if source.kind == "inferred"] == ["counting"]


def test_every_source_is_used() -> None:
    rules = [*GUIDE.windows, *GUIDE.grounds, *GUIDE.evidence, *GUIDE.norms]
    rules_of_advice = [*GUIDE.askings, *GUIDE.risks, *GUIDE.advices, *GUIDE.levels]
    cited = {name for rule in rules for name in rule.sources}
    cited |= {name for rule in rules_of_advice for name in rule.sources}
    cited |= {name for term in all_terms() for name in term.sources}
    assert cited == GUIDE.sources.keys()
