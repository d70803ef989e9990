"""Conditions keep the laws of three-valued logic: nothing is decided before it is known."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from buyerprotect.facts.money import Money
from buyerprotect.facts.view import FactView
from buyerprotect.rules.condition import (
    ALWAYS,
    BOUNDS,
    AllOf,
    AnyOf,
    Condition,
    Dated,
    Fact,
    Measure,
    Not,
    Unsettled,
)
from buyerprotect.rules.condition import test as truth_of
from buyerprotect.timing.setting import Truth

SIZE = Fact("problem", frozenset({"size"}))
WORDS: dict[str, tuple[str, ...]] = {
    "problem": ("size", "colour", "damaged"),
    "country": ("DE", "FR"),
    "extent": ("minor", "complete"),
    "happened": ("placed", "paid", "opened"),
}


def words_of(name: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(WORDS[name]), min_size=1)


facts: st.SearchStrategy[Condition] = st.sampled_from(sorted(WORDS)).flatmap(
    lambda name: words_of(name).map(lambda words: Fact(name, words))
)


def combined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, max_size=3).map(tuple)
    return several.map(AllOf) | several.map(AnyOf) | inner.map(Not)


conditions: st.SearchStrategy[Condition] = st.recursive(facts, combined, max_leaves=8)


@st.composite
def views(draw: st.DrawFn) -> FactView:
    """Draw a case in words: some facts told, some not, and of some events not told whether they happened."""
    told = {name: draw(st.none() | words_of(name)) for name in sorted(WORDS) if name != "happened"}
    happened = draw(st.frozensets(st.sampled_from(WORDS["happened"])))
    unknown = draw(st.frozensets(st.sampled_from(WORDS["happened"]))) - happened
    return FactView({**told, "happened": happened}, unknown)


@st.composite
def views_and_more(draw: st.DrawFn) -> tuple[FactView, FactView]:
    """Draw a case, and the same case with one more of its facts told."""
    view = draw(views())
    open_facts = [name for name, words in view.words.items() if words is None]
    if view.unknown and (not open_facts or draw(st.booleans())):
        event = draw(st.sampled_from(sorted(view.unknown)))
        told = view.words["happened"] or frozenset()
        happened = told | {event} if draw(st.booleans()) else told
        return view, evolve(view, words={**view.words, "happened": happened}, unknown=view.unknown - {event})
    if open_facts:
        name = draw(st.sampled_from(open_facts))
        return view, evolve(view, words={**view.words, name: draw(words_of(name))})
    return view, view


@settings(deadline=None)
@given(conditions, conditions, views())
def test_not_both_is_one_not_or_the_other_not(one: Condition, other: Condition, view: FactView) -> None:
    assert truth_of(Not(AllOf((one, other))), view) == truth_of(AnyOf((Not(one), Not(other))), view)


@settings(deadline=None)
@given(conditions, conditions, views())
def test_neither_is_both_not(one: Condition, other: Condition, view: FactView) -> None:
    assert truth_of(Not(AnyOf((one, other))), view) == truth_of(AllOf((Not(one), Not(other))), view)


@settings(deadline=None)
@given(conditions, views())
def test_not_not_is_the_condition_itself(condition: Condition, view: FactView) -> None:
    assert truth_of(Not(Not(condition)), view) == truth_of(condition, view)


@settings(deadline=None)
@given(st.lists(conditions, max_size=4), views())
def test_the_order_of_parts_changes_nothing(parts: list[Condition], view: FactView) -> None:
    assert truth_of(AllOf(tuple(parts)), view) == truth_of(AllOf(tuple(reversed(parts))), view)
    assert truth_of(AnyOf(tuple(parts)), view) == truth_of(AnyOf(tuple(reversed(parts))), view)


@settings(deadline=None, max_examples=500)
@given(conditions, views_and_more())
def test_one_more_fact_never_flips_what_is_decided(
    condition: Condition, cases: tuple[FactView, FactView]
) -> None:
    before, after = (truth_of(condition, view).value for view in cases)
    assert before is None or after is before


@settings(deadline=None)
@given(conditions, views())
def test_what_is_undetermined_says_what_it_needs_and_what_is_decided_needs_nothing(
    condition: Condition, view: FactView
) -> None:
    truth = truth_of(condition, view)
    assert bool(truth.needs) is (truth.value is None)


@settings(deadline=None)
@given(conditions, views())
def test_only_what_was_not_told_is_needed(condition: Condition, view: FactView) -> None:
    not_told = {name for name, words in view.words.items() if words is None} | view.unknown
    assert truth_of(condition, view).needs <= not_told


@settings(deadline=None)
@given(conditions, views(), st.data())
def test_telling_everything_decides(condition: Condition, view: FactView, data: st.DataObject) -> None:
    told = {name: data.draw(words_of(name)) if words is None else words for name, words in view.words.items()}
    assert truth_of(condition, FactView(told)).value is not None


def test_a_fact_of_several_words_holds_where_one_of_them_is_told() -> None:
    view = FactView({"problem": frozenset({"size", "quality"})})
    assert truth_of(Fact("problem", frozenset({"size", "colour"})), view) == Truth(value=True)
    assert truth_of(Fact("problem", frozenset({"damaged"})), view) == Truth(value=False)


def test_a_fact_that_was_not_told_is_asked_for_by_name() -> None:
    assert truth_of(Fact("country", frozenset({"DE"})), FactView({"country": None})) == Truth(
        None, frozenset({"country"})
    )


def test_an_event_that_is_not_listed_has_not_happened_unless_it_is_unknown() -> None:
    opened = Fact("happened", frozenset({"opened"}))
    nothing: frozenset[str] = frozenset()
    assert truth_of(opened, FactView({"happened": nothing})) == Truth(value=False)
    unknown = FactView({"happened": nothing}, frozenset({"opened", "paid"}))
    assert truth_of(opened, unknown) == Truth(None, frozenset({"opened"}))


def test_a_decisive_part_outweighs_an_open_one() -> None:
    view = FactView({"country": None, "problem": frozenset({"size"})})
    open_part, true_part = Fact("country", frozenset({"DE"})), Fact("problem", frozenset({"size"}))
    assert truth_of(AnyOf((open_part, true_part)), view) == Truth(value=True)
    assert truth_of(AllOf((open_part, Not(true_part))), view) == Truth(value=False)
    assert truth_of(AllOf((open_part, true_part)), view).value is None


def test_the_condition_without_parts_always_holds() -> None:
    assert truth_of(ALWAYS, FactView({})) == Truth(value=True)
    assert str(ALWAYS) == "always"


def test_a_condition_reads_as_a_sentence() -> None:
    condition = AnyOf(
        (Fact("problem", frozenset({"size", "colour"})), Not(Fact("extent", frozenset({"minor"}))))
    )
    assert str(condition) == "(problem is colour or size or not (extent is minor))"


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        (AllOf((SIZE, SIZE)), True),
        (AllOf((SIZE, Not(SIZE))), False),
        (AnyOf((SIZE, Not(SIZE))), True),
        (AnyOf((Not(SIZE), Not(SIZE))), False),
        (AllOf(()), True),
        (AnyOf(()), False),
    ],
)
def test_conditions_join_as_in_plain_logic(condition: Condition, value: bool) -> None:  # noqa: FBT001
    told = FactView({"problem": frozenset({"size"})})
    assert truth_of(condition, told).value is value


# --- measures ----------------------------------------------------------------------------------------


def measured(**measures: int | Money | None) -> FactView:
    return FactView({}, measures=measures)


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        ("at_least", {4: False, 5: True, 6: True}),
        ("at_most", {4: True, 5: True, 6: False}),
        ("above", {4: False, 5: False, 6: True}),
        ("below", {4: True, 5: False, 6: False}),
    ],
)
def test_a_measure_lies_within_its_bound(bound: str, holds: dict[int, bool]) -> None:
    for value, expected in holds.items():
        assert truth_of(Measure("committed_days", bound, 5), measured(committed_days=value)) == Truth(
            expected
        )
        limit, paid = Money(5, "USD"), Money(value, "USD")
        assert truth_of(Measure("paid", bound, limit), measured(paid=paid)) == Truth(expected)


def test_money_is_bounded_to_the_cent() -> None:
    most = Measure("paid", "at_most", Money(1000, "USD"))
    assert truth_of(most, measured(paid=Money("1000.00", "USD"))).value is True
    assert truth_of(most, measured(paid=Money("1000.01", "USD"))).value is False


@pytest.mark.parametrize("bound", list(BOUNDS))
def test_money_in_another_currency_decides_nothing_and_says_in_which_it_is_needed(bound: str) -> None:
    condition = Measure("paid", bound, Money(1000, "USD"))
    needed = Truth(None, frozenset({"paid in USD"}))
    assert truth_of(condition, measured(paid=Money(1, "EUR"))) == needed
    assert truth_of(Not(condition), measured(paid=Money(1, "EUR"))) == needed


@pytest.mark.parametrize("bound", list(BOUNDS))
def test_a_measure_that_does_not_exist_meets_no_bound(bound: str) -> None:
    condition = Measure("committed_days", bound, 5)
    assert truth_of(condition, measured()) == Truth(value=False)
    assert truth_of(condition, measured(committed_days=None)) == Truth(None, frozenset({"committed_days"}))


def test_several_bounds_of_one_measure_make_a_range() -> None:
    between = AllOf((Measure("committed_days", "at_least", 10), Measure("committed_days", "below", 90)))
    found = {n: truth_of(between, measured(committed_days=n)).value for n in (9, 10, 89, 90)}
    assert found == {9: False, 10: True, 89: True, 90: False}
    assert str(between) == "committed_days at least 10 and committed_days below 90"


@pytest.mark.parametrize("name", ["carrier", "provider", "network"])
@pytest.mark.parametrize("written", ["dhl", "DHL", "Dhl"])
def test_capital_letters_do_not_count_in_names_people_write_in_many_ways(name: str, written: str) -> None:
    # The loader folds the words of a rule; what is told is folded when it is compared.
    rule = Fact(name, frozenset({"dhl", "ups"}))
    assert truth_of(rule, FactView({name: frozenset({written})})) == Truth(value=True)
    assert truth_of(rule, FactView({name: frozenset({f"{written} express"})})) == Truth(value=False)
    assert truth_of(rule, FactView({name: None})) == Truth(None, frozenset({name}))


def test_capital_letters_count_where_words_are_fixed() -> None:
    assert truth_of(Fact("site", frozenset({"de"})), FactView({"site": frozenset({"DE"})})).value is False


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2020, 1, 2), None, "joined on or after 2020-01-02, in UTC"),
        (None, date(2021, 3, 4), "joined before 2021-03-04, in UTC"),
        (date(2020, 1, 2), date(2021, 3, 4), "joined on or after 2020-01-02 and before 2021-03-04, in UTC"),
    ],
)
def test_a_dated_condition_is_told_with_its_days_and_its_zone(
    start: date | None, end: date | None, text: str
) -> None:
    assert str(Dated(event="joined", start=start, end=end, zone="UTC")) == text


def test_an_open_question_is_told_as_one() -> None:
    assert str(Unsettled("whether lamps count")) == "whether lamps count (no source says)"


def test_of_an_event_that_happened_twice_the_last_day_counts() -> None:
    late = Dated(event="information_requested", start=date(2020, 1, 2), zone="UTC")
    days = (date(2020, 1, 1), date(2020, 1, 2))
    for told, value in ((days, True), (days[:1], False), (days[::-1], False)):
        assert truth_of(late, FactView({}, moments={"information_requested": told})) == Truth(value)


def test_a_day_that_may_exist_decides_nothing() -> None:
    late = Dated(event="paid", start=date(2020, 1, 2), zone="UTC")
    assert truth_of(late, FactView({}, unknown=frozenset({"paid"}))) == Truth(None, frozenset({"paid"}))
    assert truth_of(late, FactView({})) == Truth(value=False)
