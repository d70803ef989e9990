"""Every error is ours and a built-in, keeps its faults, and shows values safely."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import buyerprotect
from buyerprotect import errors
from buyerprotect.errors import BuyerProtectError, Fault, Faults, InvalidFactsError, nearest, shown

quick = settings(deadline=None, max_examples=100)

BUILT_IN: dict[str, type[Exception]] = {
    "BuyerProtectError": Exception,
    "InvalidFactsError": ValueError,
    "InvalidPackError": ValueError,
    "MissingExtraError": ImportError,
    "NotFoundError": LookupError,
    "OutOfCoverageError": LookupError,
    "UnreadableInputError": ValueError,
    "WrongTypeError": TypeError,
}

TWO = (Fault("order.zone", "there is no zone 'Mars'"), Fault("", "give one of them"))


def test_every_error_is_listed_here() -> None:
    assert {name for name in errors.__all__ if name.endswith("Error")} == set(BUILT_IN)


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_error_is_public_ours_and_the_fitting_built_in(name: str) -> None:
    error = getattr(errors, name)
    assert getattr(buyerprotect, name) is error
    assert issubclass(error, BuyerProtectError)
    assert issubclass(error, BUILT_IN[name])


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_error_lists_its_faults_and_says_them_one_a_line(name: str) -> None:
    error: BuyerProtectError = getattr(errors, name)(TWO)
    assert error.faults == TWO
    assert str(error) == "order.zone: there is no zone 'Mars'\ngive one of them"


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_a_message_alone_is_one_fault_of_the_whole(name: str) -> None:
    error: BuyerProtectError = getattr(errors, name)("the case is empty")
    assert error.faults == (Fault("", "the case is empty"),)
    assert str(error) == "the case is empty"


@pytest.mark.parametrize("name", sorted(BUILT_IN))
@pytest.mark.parametrize("given_as", ["text", TWO, iter(TWO)], ids=["text", "faults", "iterator"])
def test_copies_of_an_error_keep_its_faults(name: str, given_as: Any) -> None:
    error: BuyerProtectError = getattr(errors, name)(given_as)
    reborn: BuyerProtectError = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    for other in (reborn, copy.copy(error), copy.deepcopy(error)):
        assert type(other) is type(error)
        assert other.faults == error.faults
        assert str(other) == str(error)


def test_errors_keep_notes_and_causes_as_built_in_errors_do() -> None:
    error = InvalidFactsError("no")
    error.add_note("seen in row 7")
    assert error.__notes__ == ["seen in row 7"]


@pytest.mark.parametrize(
    ("path", "under", "expected"),
    [
        ("", "order", "order"),
        ("zone", "", "zone"),
        ("zone", "order", "order.zone"),
        ("[0].zone", "orders", "orders[0].zone"),
        ("", "", ""),
        ("items[0]", "order", "order.items[0]"),
    ],
)
def test_a_fault_is_seen_from_the_enclosing_value(path: str, under: str, expected: str) -> None:
    assert Fault(path, "is missing").under(under) == Fault(expected, "is missing")


def test_faults_are_collected_and_raised_together() -> None:
    faults = Faults()
    faults.raise_as(InvalidFactsError)
    faults.add("a", None)
    faults.raise_as(InvalidFactsError)
    faults.add("a", "one")
    faults.one_of("b", "colr", ["colour", "size"], "a word")
    faults.one_of("c", 5, ["colour", "size"], "a word")
    faults.one_of("d", "size", ["colour", "size"], "a word")
    faults.text("e", " ")
    assert faults.instance("f", 1, str, "a text") is False
    assert faults.instance("g", "x", str, "a text") is True
    with pytest.raises(InvalidFactsError) as caught:
        faults.raise_as(InvalidFactsError)
    assert str(caught.value).splitlines() == [
        "a: one",
        "b: 'colr' is not a word; did you mean 'colour'?",
        "c: 5 is not a word; known: colour, size",
        "e: ' ' is not a text with something in it",
        "f: 1 is not a text",
    ]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Zl", "Zp"]))
    | st.binary()
    | st.decimals(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def assert_fit_for_a_message(text: str) -> None:
    assert len(text) <= 90
    assert text.isprintable()
    assert text.encode("utf-8")
    assert len(text.splitlines()) <= 1


@quick
@given(values)
def test_a_value_is_shown_short_printable_and_on_one_line(value: object) -> None:
    assert_fit_for_a_message(shown(value))


@pytest.mark.parametrize(
    "value",
    [
        "a" * 10**6,
        "'" * 500,
        '"' * 500 + "'",
        "\ud800" * 50,
        "\x1b[31mred",
        "one\ntwo\u2028three\x85four",
        "\u202egnirts",
        b"\xff" * 500,
        ["\n"] * 500,
        {"a\nb": "\x00"},
        Decimal("1" * 500),
        "",
        [],
        float("nan"),
        10**4000,
    ],
    ids=range(15),
)
def test_nasty_values_are_shown_safely(value: object) -> None:
    assert_fit_for_a_message(shown(value))


@pytest.mark.parametrize("nested", [False, True])
def test_numbers_too_long_to_write_are_shown_all_the_same(*, nested: bool) -> None:
    # Python refuses to write integers of more than 4,300 digits.
    value: object = 10**5000
    assert_fit_for_a_message(shown([value] if nested else value))


def test_what_cannot_be_written_is_shown_all_the_same() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError

        __repr__ = __str__

    assert_fit_for_a_message(shown(Broken()))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("x", "'x'"), (5, "5"), (1.0, "1.0"), (None, "None"), (True, "True"), (Decimal("1.50"), "1.50")],
)
def test_plain_values_are_shown_as_they_are_written(value: object, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("word", "known", "ending"),
    [
        ("delivred", ["delivered", "shipped"], "; did you mean 'delivered'?"),
        ("Delivered", ["delivered"], "; did you mean 'delivered'?"),
        ("xyz", ["b", "a"], "; known: a, b"),
        ("", ["b", "a"], "; known: a, b"),
        ("xyz", [], ""),
        ("\ud800", ["a"], "; known: a"),
    ],
)
def test_the_nearest_word_is_suggested(word: str, known: list[str], ending: str) -> None:
    assert nearest(word, known) == ending


@quick
@given(st.text(), st.lists(st.text(min_size=1), max_size=40))
def test_only_known_words_are_suggested(word: str, known: list[str]) -> None:
    ending = nearest(word, known)
    assert bool(ending) == bool(known)
    assert not known or any(choice in ending or repr(choice) in ending for choice in known)


def test_a_list_too_long_to_read_is_left_out() -> None:
    many = [f"word-{number}" for number in range(41)]
    assert nearest("entirely else", many) == ""
    assert nearest("word-7", many).startswith("; did you mean 'word-")
