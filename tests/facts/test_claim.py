"""A claim names what is wrong with which items, in one currency, or says all that keeps it from being one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from cases_strategies import claims
from hypothesis import given, settings

from buyerprotect import Ask, Claim, Evidence, InvalidFactsError, Item, Loss, Money, Order, Problem

ORDER = Order(
    "aliexpress",
    "2017-03-05T12:00-05:00",
    items=[Item("dress", "80 USD"), Item("belt", "20 USD", id="b-1")],
    shipping="10 USD",
)
SIZE = Problem("size")


def claim(**changes: Any) -> Claim:
    values: dict[str, Any] = {"order": ORDER, "problems": [SIZE]}
    return Claim(**values | changes)


def faults(make: Any, values: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFactsError) as caught:
        make(**values)
    return [(fault.path, fault.says) for fault in caught.value.faults]


def assert_one_fault(make: Any, values: dict[str, Any], path: str, words: str) -> None:
    found = faults(make, values)
    assert [place for place, _ in found] == [path]
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"kind": "broken"}, "kind", "'broken' is not a kind of problem"),
        ({"kind": "damage"}, "kind", "did you mean 'damaged'?"),
        ({"kind": None}, "kind", "known: changed_mind, colour"),
        ({"kind": ["size"]}, "kind", "not a kind of problem"),
        ({"extent": "total"}, "extent", "'total' is not an extent"),
        ({"extent": "complet"}, "extent", "did you mean 'complete'?"),
        ({"extent": 1}, "extent", "known: complete, minor, partial"),
        ({"tracking": "lost"}, "tracking", "not a state of tracking"),
        ({"fault": "customs"}, "fault", "'customs' is not a party"),
        ({"difference": 1.5, "unit": "cm"}, "difference", "exactly"),
        ({"difference": -1, "unit": "cm"}, "difference", "zero or more"),
        ({"difference": True, "unit": "cm"}, "difference", "not a measure"),
        ({"difference": "two", "unit": "cm"}, "difference", "'two' is not a measure"),
        ({"difference": Decimal("NaN"), "unit": "cm"}, "difference", "not a measure"),
        ({"difference": Decimal("sNaN"), "unit": "cm"}, "difference", "not a measure"),
        ({"difference": "Infinity", "unit": "cm"}, "difference", "not a measure"),
        ({"difference": [2], "unit": "cm"}, "difference", "not a measure"),
        ({"tolerance": "-1", "unit": "cm"}, "tolerance", "not a measure"),
        ({"difference": 2}, "unit", "say which, 'cm'"),
        ({"tolerance": 2}, "unit", "say which, 'cm'"),
        ({"unit": ""}, "unit", "not a text"),
        ({"note": " "}, "note", "not a text"),
        ({"note": 5}, "note", "5 is not a text"),
    ],
)
def test_what_a_problem_refuses(changes: dict[str, Any], path: str, words: str) -> None:
    assert_one_fault(Problem, {"kind": "size"} | changes, path, words)


@pytest.mark.parametrize("number", [2, "2", Decimal(2), "2.0"])
def test_measures_are_read_exactly(number: Any) -> None:
    assert Problem("size", difference=number, unit="cm") == Problem("size", difference=Decimal(2), unit="cm")


@pytest.mark.parametrize("text", [" 2 ", "1_0", "\u0662", "2\n"])
def test_measures_are_written_as_amounts_are(text: str) -> None:
    # Money refuses these forms too: what reads as ten to one reader must not be one to another.
    assert_one_fault(
        Problem, {"kind": "size", "difference": text, "unit": "cm"}, "difference", "not a measure"
    )


@pytest.mark.parametrize(
    ("make", "values", "path", "words"),
    [
        (Evidence, {"kind": "fotos"}, "kind", "did you mean 'photo'?"),
        (Evidence, {"kind": 1}, "kind", "not a kind of evidence"),
        (Evidence, {"kind": "photo", "note": ""}, "note", "not a text"),
        (Loss, {"what": "", "amount": "1 USD"}, "what", "not a text"),
        (Loss, {"what": "tailor", "amount": "-1 USD"}, "amount", "negative"),
        (Loss, {"what": "tailor", "amount": 45}, "amount", "'80.00 USD'"),
        (Loss, {"what": "tailor", "amount": None}, "amount", "not money"),
        (Ask, {"amount": "-1 USD"}, "amount", "negative"),
        (Ask, {"amount": 80.0}, "amount", "float"),
        (Ask, {"amount": "80 USD", "return_goods": "no"}, "return_goods", "true or false"),
        (Ask, {"amount": "80 USD", "return_goods": 1}, "return_goods", "true or false"),
        (Ask, {"amount": "80 USD", "return_goods": None}, "return_goods", "true or false"),
    ],
)
def test_what_evidence_losses_and_asks_refuse(
    make: Any, values: dict[str, Any], path: str, words: str
) -> None:
    assert_one_fault(make, values, path, words)


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"order": "A-1"}, "order", "not an Order"),
        ({"order": None}, "order", "not an Order"),
        ({"problems": []}, "problems", "at least one problem"),
        ({"problems": ["size"]}, "problems[0]", "of the type Problem"),
        ({"problems": [SIZE, None]}, "problems[1]", "of the type Problem"),
        ({"problems": "size"}, "problems", "not a list"),
        ({"problems": SIZE}, "problems", "not a list"),
        ({"evidence": ["photo"]}, "evidence[0]", "of the type Evidence"),
        ({"evidence": None}, "evidence", "not a list"),
        ({"losses": [45]}, "losses[0]", "of the type Loss"),
        ({"asks": "80 USD"}, "asks", "not an Ask"),
        ({"asks": Money(80, "USD")}, "asks", "not an Ask"),
        ({"ground": ""}, "ground", "not a text"),
        ({"ground": 1}, "ground", "1 is not a text"),
        ({"return_postage": "-1 USD"}, "return_postage", "negative"),
        ({"return_postage": 1}, "return_postage", "'80.00 USD'"),
        ({"items": "dress"}, "items", "not a list"),
        ({"items": [5]}, "items", "5 is not a text"),
        ({"items": ["shoes"]}, "items", "'shoes' is not an item of this order; known: b-1, dress"),
        ({"items": ["dres"]}, "items", "did you mean 'dress'?"),
        ({"items": ["belt"]}, "items", "'belt' is not an item"),  # it has an id, and goes by it
        ({"losses": [Loss("tailor", "1 USD"), Loss("cab", "1 EUR")]}, "losses[1].amount", "EUR and USD"),
        ({"asks": Ask(amount="80 EUR")}, "asks.amount", "EUR and USD"),
        ({"return_postage": "9 CNY"}, "return_postage", "CNY and USD"),
    ],
)
def test_what_a_claim_refuses(changes: dict[str, Any], path: str, words: str) -> None:
    assert_one_fault(claim, changes, path, words)


def test_all_faults_of_a_problem_are_reported_at_once() -> None:
    values = {"kind": "x", "extent": "x", "tracking": "x", "fault": "x", "difference": -1, "note": ""}
    assert [path for path, _ in faults(Problem, values)] == [
        *("kind", "extent", "tracking", "fault", "difference", "unit", "note"),
    ]


def test_all_faults_of_a_claim_are_reported_at_once() -> None:
    values: dict[str, Any] = {
        "order": None,
        "problems": [1],
        "evidence": [2],
        "losses": [3],
        "asks": 4,
        "ground": "",
        "return_postage": "-1 USD",
        "items": [5],
    }
    assert sorted(path for path, _ in faults(Claim, values)) == [
        *("asks", "evidence[0]", "ground", "items", "losses[0]", "order", "problems[0]", "return_postage"),
    ]


def test_foreign_items_and_foreign_currencies_are_reported_at_once() -> None:
    found = faults(
        claim,
        {"items": ["shoes", "hat"], "losses": [Loss("cab", "1 EUR")], "asks": Ask(amount="1 GBP")},
    )
    assert [path for path, _ in found] == ["items", "items", "losses[0].amount", "asks.amount"]


def test_a_claim_is_about_all_items_unless_it_names_some() -> None:
    assert claim().claimed == ORDER.items
    assert claim().paid == ORDER.total
    assert claim(items=["b-1"]).claimed == (ORDER.items[1],)
    assert claim(items=["b-1"]).paid == Money(22, "USD")
    assert claim(items=["dress"]).paid == Money(88, "USD")


def test_losses_add_up() -> None:
    assert claim().lost == Money(0, "USD")
    assert claim(losses=[Loss("tailor", "45 USD"), Loss("material", "20 USD")]).lost == Money(65, "USD")


@settings(deadline=None, max_examples=50)
@given(claims())
def test_never_more_is_claimed_than_was_paid(made: Claim) -> None:
    assert Money(0, made.order.currency) <= made.paid <= made.order.total
    assert {item.ref for item in made.claimed} == set(made.items or (i.ref for i in made.order.items))
