"""Terms and conditions in plain English, and a word for everything that rules can name."""

from __future__ import annotations

from typing import get_args

import pytest

from buyerprotect.facts.events import KNOWN_EVENTS
from buyerprotect.facts.money import Money
from buyerprotect.facts.view import ASKABLE, MEASURABLE
from buyerprotect.rules import policy as rules
from buyerprotect.rules.condition import ALWAYS, AllOf, AnyOf, Condition, Fact, Measure, Not
from buyerprotect.source import SourceKind
from buyerprotect.timing.calendar import calendar_names
from buyerprotect.timing.counting import PLATFORM_DAYS
from buyerprotect.timing.period import Period
from buyerprotect.timing.term import (
    After,
    Alternatives,
    Before,
    Capped,
    EarliestOf,
    Extended,
    FirstKnown,
    LatestOf,
    NotBefore,
    NotStated,
    On,
    Provided,
    ReplacedBy,
    Term,
    Variant,
)
from buyerprotect.views.conditions import condition_in_words
from buyerprotect.views.phrases import own_sources, period_in_words, readings_of, term_in_words
from buyerprotect.views.words import (
    ACTIONS,
    ACTS,
    CLAUSES,
    CONFIDENCE,
    IN_TIME,
    LAPSES,
    NOT_SO,
    NOUNS,
    WIDTH,
    wrapped,
)


def fact(name: str, *words: str) -> Fact:
    return Fact(name, frozenset(words))


PLACED, CONFIRMED, ENDS = On("placed"), On("confirmed"), On("timer_ends")
SIXTY = After(Period(60, "days"), On("shipped", "last"))
CHOICE = FirstKnown((On("committed_end"), SIXTY))
RUSSIA = fact("country", "RU")

SENT = "60 days of 24 hours after the last parcel was sent"
BOUGHT = "the order was placed"
RECEIVED, NOT_RECEIVED = "the buyer confirmed receipt", "the buyer did not confirm receipt"
DAMAGE, NO_DAMAGE = "the problem is damage", "the problem is something other than damage"
UNTOLD, CAPPED = "taken as not so where it is not told", f"at the latest when {BOUGHT}"
IN_RUSSIA = "the country is RU"

TERMS: list[tuple[Term, str]] = [
    (PLACED, "when the order was placed"),
    (On("shipped", "first"), "when the first parcel was sent"),
    (On("delivered", "last"), "when the last parcel was delivered"),
    (On("opened"), "when the dispute was opened"),
    (On("committed_end"), "the promised end of protection"),
    (On("promised", "first"), "the first promised delivery"),
    (ENDS, '"timer ends"'),
    (SIXTY, "60 days of 24 hours after the last parcel was sent"),
    (After(Period(15, "days"), ENDS), '15 days of 24 hours after "timer ends"'),
    (After(Period(1, "hours"), PLACED), "1 hour after the order was placed"),
    (After(Period(1, "days", "platform-days"), PLACED), "1 calendar day after the order was placed"),
    (
        Before(Period(3, "business-days", "platform-days", "mon-fri"), On("promised", "last")),
        "3 working days (Monday to Friday) before the last promised delivery",
    ),
    (
        After(Period(60, "days"), PLACED, "committed_days"),
        (
            "60 days of 24 hours (or the number of days that were committed to, where that is told) "
            "after the order was placed"
        ),
    ),
    (
        After(Period(5, "days"), After(Period(3, "hours"), PLACED)),
        "5 days of 24 hours after 3 hours after the order was placed",
    ),
    (
        After(Period(5, "days"), LatestOf((PLACED, CONFIRMED))),
        f"5 days of 24 hours after (the later of when the order was placed and when {RECEIVED})",
    ),
    (EarliestOf((PLACED,)), "when the order was placed"),
    (FirstKnown((PLACED,)), "when the order was placed"),
    (EarliestOf((CONFIRMED, ENDS)), 'the earlier of when the buyer confirmed receipt and "timer ends"'),
    (
        LatestOf((CONFIRMED, ENDS, PLACED)),
        (
            'the latest of these: (a) when the buyer confirmed receipt; (b) "timer ends"; '
            "(c) when the order was placed"
        ),
    ),
    (
        CHOICE,
        (
            "the first of these that is known: (a) the promised end of protection; "
            "(b) 60 days of 24 hours after the last parcel was sent"
        ),
    ),
    (
        EarliestOf((PLACED, CHOICE)),
        (
            "the earlier of these: (a) when the order was placed; (b) (the first of these that is known: "
            "(1) the promised end of protection; (2) 60 days of 24 hours after the last parcel was sent)"
        ),
    ),
    (Extended(ENDS), '"timer ends", or later where it is extended'),
    (
        Extended(CHOICE),
        (
            "the first of these that is known: (a) the promised end of protection; (b) 60 days of 24 hours "
            "after the last parcel was sent; in each case later where it is extended"
        ),
    ),
    (Capped(SIXTY, ENDS), f'{SENT}, but at the latest "timer ends"'),
    (NotBefore(ENDS, PLACED), '"timer ends", but not before when the order was placed'),
    (
        ReplacedBy(ENDS, After(Period(15, "days"), CONFIRMED)),
        (
            '"timer ends"; once the buyer confirmed receipt in time: 15 days of 24 hours after the buyer '
            "confirmed receipt instead"
        ),
    ),
    (ReplacedBy(PLACED, ENDS), f'when {BOUGHT}; once "timer ends" has come in time: "timer ends" instead'),
    (Provided(RUSSIA, ENDS), '"timer ends", if the country is RU'),
    (
        Provided(RUSSIA, ENDS, assume=False),
        f'"timer ends", if {IN_RUSSIA} (taken as not so where it is not told)',
    ),
    (Provided(RUSSIA, ENDS, assume=True), f'"timer ends", if {IN_RUSSIA} (taken as so where it is not told)'),
    (
        Capped(Provided(RUSSIA, ENDS), PLACED),
        f'("timer ends", if {IN_RUSSIA}), but at the latest when {BOUGHT}',
    ),
    (NotStated("nobody tells"), "no source says when: nobody tells"),
    (Alternatives(PLACED, (Variant("other", CONFIRMED),)), "when the order was placed"),
]


@pytest.mark.parametrize(("term", "words"), TERMS, ids=[words for _, words in TERMS])
def test_a_term_reads_as_plain_english(term: Term, words: str) -> None:
    assert term_in_words(term) == words


def test_other_readings_are_told_apart_with_what_they_stand_in_for() -> None:
    fifteen = After(Period(15, "days"), CONFIRMED, sources=("page",))
    fourteen = After(Period(14, "days"), CONFIRMED, sources=("forum",))
    whole = Alternatives(fifteen, (Variant("14-days", fourteen),))
    (reading,) = readings_of(whole)
    assert (reading.id, reading.instead, reading.sources) == ("14-days", None, ("forum",))
    assert reading.words == "14 days of 24 hours after the buyer confirmed receipt"
    (within,) = readings_of(ReplacedBy(ENDS, whole))
    assert within.instead == "15 days of 24 hours after the buyer confirmed receipt"
    assert own_sources(ReplacedBy(ENDS, whole, sources=("law", "page"))) == ("law", "page")


SMALL, DAMAGED, LATE = fact("extent", "minor"), fact("problem", "damaged"), fact("happened", "confirmed")

CONDITIONS: list[tuple[Condition, str]] = [
    (ALWAYS, "in every case"),
    (Not(ALWAYS), "in no case"),
    (fact("country", "RU", "BY"), "the country is BY or RU"),
    (Not(fact("country", "RU", "BY")), "the country is not BY or RU"),
    (fact("problem", "not_received", "size"), "the problem is non-delivery or size"),
    (Not(fact("problem", "not_received")), "the problem is something other than non-delivery"),
    (fact("tracking", "none", "dead"), "the tracking shows no movement any more or nothing"),
    (Not(fact("trait", "ticket")), "the goods are not tickets"),
    (fact("site", "some_site"), "the site is some_site"),
    (LATE, "the buyer confirmed receipt"),
    (Not(LATE), "the buyer did not confirm receipt"),
    (fact("happened", "shipped"), "the parcel was sent"),
    (Not(fact("happened", "shipped", "opened")), "the dispute was not opened, and the parcel was not sent"),
    (fact("happened", "promised"), "the promised delivery is known"),
    (fact("dispute", "open", "none"), "no dispute was opened, or a dispute is open"),
    (Not(fact("dispute", "open")), "no dispute is open"),
    (fact("committed", "nothing"), "nothing was committed to"),
    (fact("guarantee", "free_return"), "the listing guarantees a free return"),
    (Not(fact("guarantee", "longer_protection")), "the listing does not guarantee longer protection"),
    (Measure("committed_days", "at_most", 5), "the number of days committed to is at most 5"),
    (Not(Measure("earlier_disputes", "above", 2)), "the number of earlier disputes is not above 2"),
    (Measure("paid", "below", Money("5", "USD")), "the sum paid is below 5.00 USD"),
    (AllOf((DAMAGED, Not(SMALL))), "the problem is damage, and the extent of the problem is not minor"),
    (Not(AnyOf((DAMAGED, LATE))), f"{NO_DAMAGE}, and {NOT_RECEIVED}"),
    (Not(AllOf((DAMAGED, LATE))), f"{NO_DAMAGE}, or {NOT_RECEIVED}"),
    (AnyOf((DAMAGED, AllOf((RUSSIA, LATE)))), f"{DAMAGE}, or ({IN_RUSSIA}, and {RECEIVED})"),
    (AllOf((AnyOf((DAMAGED, RUSSIA)), LATE)), f"({DAMAGE}, or {IN_RUSSIA}), and {RECEIVED}"),
    (AllOf((DAMAGED, AllOf((RUSSIA, LATE)))), f"{DAMAGE}, and {IN_RUSSIA}, and {RECEIVED}"),
    (AnyOf((DAMAGED,)), "the problem is damage"),
]


@pytest.mark.parametrize(("condition", "words"), CONDITIONS, ids=[words for _, words in CONDITIONS])
def test_a_condition_reads_as_plain_english(condition: Condition, words: str) -> None:
    assert condition_in_words(condition) == words


@pytest.mark.parametrize("name", sorted(ASKABLE))
def test_every_fact_and_each_of_its_words_can_be_told_with_its_opposite(name: str) -> None:
    for word in ASKABLE[name] or {"x"}:
        told, opposite = (condition_in_words(c) for c in (fact(name, word), Not(fact(name, word))))
        assert told != opposite
        for text in (told, opposite):
            assert "the fact" not in text
            assert "not not" not in text
            assert "_" not in text


@pytest.mark.parametrize("name", sorted(MEASURABLE))
def test_every_measure_can_be_told(name: str) -> None:
    assert "the measure" not in condition_in_words(Measure(name, "at_most", 5))


def test_everything_that_rules_can_name_has_a_word() -> None:
    assert CLAUSES.keys() | NOUNS.keys() == KNOWN_EVENTS
    assert NOT_SO.keys() <= CLAUSES.keys()
    assert all(name in NOT_SO or " was " in text or " were " in text for name, text in CLAUSES.items())
    assert ACTIONS.keys() == set(rules.ACTIONS)
    assert ACTS.keys() == set(rules.ACTS)
    assert LAPSES.keys() == set(rules.LAPSES)
    assert IN_TIME.keys() == set(get_args(rules.InTimeWhen))
    assert CONFIDENCE.keys() == set(get_args(SourceKind))
    for name in calendar_names():
        assert f"({name})" not in period_in_words(Period(1, "business-days", "platform-days", name))


def test_lines_are_broken_at_the_width_and_keep_their_indent() -> None:
    first, *rest = wrapped("    - " + "word " * 60)
    assert all(len(line) <= WIDTH for line in (first, *rest))
    assert first.startswith("    - ")
    assert all(line.startswith("      word") for line in rest)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("during_day", "1 calendar day, to the beginning of that day,"),
        ("same_clock_time", "1 calendar day, to the same time of that day,"),
        ("17:00", "1 calendar day, to 17:00 of that day,"),
    ],
)
def test_a_day_that_ends_otherwise_is_told_without_the_names_of_settings(end: str, words: str) -> None:
    assert period_in_words(Period(1, "days", PLATFORM_DAYS.but(end=end))) == words
