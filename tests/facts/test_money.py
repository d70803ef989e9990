"""Money is exact, in one currency, and says how to write what it refuses."""

from __future__ import annotations

import copy
import decimal
import itertools
import math
import operator
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import iso4217
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from buyerprotect import BuyerProtectError, InvalidFactsError, Money, NotFoundError, WrongTypeError
from buyerprotect.facts.currency import MINOR_UNITS

quick = settings(deadline=None, max_examples=80)

CURRENCIES = ("USD", "JPY", "KWD", "CLF")  # two, none, three and four decimals
LARGEST_MINOR = 10**15 - 1  # in every currency below what an amount may be

amounts = st.builds(Money.from_minor, st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(CURRENCIES))
dollars = st.builds(Money.from_minor, st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.just("USD"))
factors = st.fractions(-1000, 1000)


def copies(value: Money) -> list[Money]:
    reborn: Money = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
    return [copy.copy(value), copy.deepcopy(value), reborn]


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("80", "USD", "80.00 USD"),
        ("80.5", "USD", "80.50 USD"),
        ("+80.50", "USD", "80.50 USD"),
        ("-3", "USD", "-3.00 USD"),
        ("007", "USD", "7.00 USD"),
        ("1.000", "USD", "1.00 USD"),
        (80, "JPY", "80 JPY"),
        (Decimal("1E2"), "USD", "100.00 USD"),
        (Decimal("1.234"), "KWD", "1.234 KWD"),
        (Decimal("0.0001"), "CLF", "0.0001 CLF"),
        (Decimal("0E-999999"), "USD", "0.00 USD"),
        ("999999999999999.99", "USD", "999999999999999.99 USD"),
    ],
)
def test_amounts_are_read_from_text_int_and_decimal(amount: Any, currency: str, written: str) -> None:
    assert str(Money(amount, currency)) == written


@pytest.mark.parametrize(
    ("amount", "currency", "error", "words"),
    [
        (80.0, "USD", WrongTypeError, ["80.0", "text, int or Decimal"]),
        (float("nan"), "USD", WrongTypeError, ["text, int or Decimal"]),
        (True, "USD", WrongTypeError, ["True", "text, int or Decimal"]),
        (None, "USD", WrongTypeError, ["None", "text, int or Decimal"]),
        (b"80", "USD", WrongTypeError, ["text, int or Decimal"]),
        (Fraction(1, 2), "USD", WrongTypeError, ["1/2", "text, int or Decimal"]),
        ([80], "USD", WrongTypeError, ["[80]"]),
        (Decimal("NaN"), "USD", InvalidFactsError, ["NaN", "not an amount"]),
        (Decimal("sNaN"), "USD", InvalidFactsError, ["NaN", "not an amount"]),
        (Decimal("Infinity"), "USD", InvalidFactsError, ["Infinity"]),
        (Decimal("-Infinity"), "USD", InvalidFactsError, ["Infinity"]),
        *(
            (text, "USD", InvalidFactsError, ["'80' or '80.00'"])
            for text in (
                *("", " ", "1,000", "1,50", "1_000", " 80", "80 ", "8 0", "80\n", "80.", ".5", "1e2"),
                *("$80", "80 USD", "NaN", "Infinity", "--1", "+-1", "0x10", "1.2.3", "\u0668\u0660"),
                *("\uff18\uff10", "\u00bd", "8\x000", "1" * 21, "0." + "0" * 21),
            )
        ),
        ("80.001", "USD", InvalidFactsError, ["'80.001' USD is finer", "2 decimals", "round it first"]),
        ("80.5", "JPY", InvalidFactsError, ["0 decimals", "round it first"]),
        (Decimal("1E-100000"), "USD", InvalidFactsError, ["finer"]),
        (10**15, "USD", InvalidFactsError, ["1,000,000,000,000,000"]),
        (-(10**15), "USD", InvalidFactsError, ["1,000,000,000,000,000"]),
        pytest.param(10**5000, "USD", InvalidFactsError, ["1,000,000,000,000,000"], id="5001 digits"),
        (Decimal("1E+999999"), "USD", InvalidFactsError, ["1,000,000,000,000,000"]),
        (1, "usd", NotFoundError, ["'usd'", "did you mean 'USD'?"]),
        (1, "US", NotFoundError, ["'US'", "did you mean"]),
        (1, "USD\n", NotFoundError, ["did you mean 'USD'?"]),
        (1, "\u20ac", NotFoundError, ["ISO 4217"]),
        (1, "", NotFoundError, ["ISO 4217"]),
        (1, "XAU", NotFoundError, ["'XAU'"]),  # gold has no minor unit
        (1, None, NotFoundError, ["ISO 4217", "'USD'"]),
        (1, ["USD"], NotFoundError, ["ISO 4217", "'USD'"]),
    ],
)
def test_what_is_not_exact_money_is_refused_with_the_way_out(
    amount: Any, currency: Any, error: type[BuyerProtectError], words: list[str]
) -> None:
    with pytest.raises(error) as caught:
        Money(amount, currency)
    for word in words:
        assert word in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", ["80 USD", "80.00 USD", "+80.0 USD"])
def test_text_with_its_currency_is_money(text: str) -> None:
    assert Money.of(text) == Money(80, "USD")


def test_money_is_read_as_itself() -> None:
    assert Money.of(Money(1, "USD")) == Money(1, "USD")


@pytest.mark.parametrize(
    ("value", "error", "word"),
    [
        (80.0, WrongTypeError, "'80.00 USD'"),
        (float("nan"), WrongTypeError, "'80.00 USD'"),
        (80, InvalidFactsError, "'80.00 USD'"),
        (Decimal(80), InvalidFactsError, "'80.00 USD'"),
        (True, InvalidFactsError, "'80.00 USD'"),
        (None, InvalidFactsError, "'80.00 USD'"),
        (b"80 USD", InvalidFactsError, "'80.00 USD'"),
        ("80", InvalidFactsError, "'80.00 USD'"),
        ("USD 80", InvalidFactsError, "'80.00 USD'"),
        ("80USD", InvalidFactsError, "'80.00 USD'"),
        ("80  USD", InvalidFactsError, "'80.00 USD'"),
        ("80\u00a0USD", InvalidFactsError, "'80.00 USD'"),
        ("80 usd", InvalidFactsError, "'80.00 USD'"),
        (" 80 USD", InvalidFactsError, "'80.00 USD'"),
        ("80 USD\n", InvalidFactsError, "'80.00 USD'"),
        ("1,000 USD", InvalidFactsError, "'80' or '80.00'"),
        ("NaN USD", InvalidFactsError, "'80' or '80.00'"),
        ("80 USX", NotFoundError, "did you mean"),
        ("80.001 USD", InvalidFactsError, "round it first"),
    ],
)
def test_other_text_is_refused_with_an_example(value: Any, error: type[BuyerProtectError], word: str) -> None:
    with pytest.raises(error) as caught:
        Money.of(value)
    assert word in str(caught.value)


@quick
@given(amounts)
def test_repr_and_text_can_be_read_back(value: Money) -> None:
    assert eval(repr(value), {"Money": Money}) == value  # noqa: S307 - the promise of the repr
    assert Money.of(str(value)) == value


@quick
@given(amounts)
def test_copies_are_equal_and_hash_alike(value: Money) -> None:
    for other in copies(value):
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)


@quick
@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(CURRENCIES))
def test_minor_units_go_out_as_they_came_in(minor: int, currency: str) -> None:
    assert Money.from_minor(minor, currency).minor == minor


def test_one_amount_has_one_form() -> None:
    forms = [Money("80", "USD"), Money(80, "USD"), Money(Decimal("8E1"), "USD"), Money("080.00", "USD")]
    assert len(set(forms)) == 1
    assert {repr(form) for form in forms} == {"Money('80.00', 'USD')"}


def test_amounts_of_different_currencies_differ() -> None:
    assert Money(1, "USD") != Money(1, "EUR")
    others: list[Any] = [Decimal(1), 1, "1.00 USD", None]
    assert all(Money(1, "USD") != other for other in others)


@pytest.mark.parametrize("zero", [Money("-0", "USD"), Money(Decimal("-0.00"), "USD"), -Money(0, "USD")])
def test_there_is_one_zero(zero: Money) -> None:
    assert zero == Money(0, "USD")
    assert hash(zero) == hash(Money(0, "USD"))
    assert repr(zero) == "Money('0.00', 'USD')"
    assert not zero.amount.is_signed()
    assert not zero


@quick
@given(dollars, dollars)
def test_order_is_that_of_the_minor_units(one: Money, two: Money) -> None:
    assert (one < two) == (one.minor < two.minor)
    assert (one <= two) == (one.minor <= two.minor)
    assert (one > two) == (one.minor > two.minor)
    assert (one >= two) == (one.minor >= two.minor)


@quick
@given(
    st.integers(-LARGEST_MINOR // 2, LARGEST_MINOR // 2), st.integers(-LARGEST_MINOR // 2, LARGEST_MINOR // 2)
)
def test_sums_and_differences_are_exact(one: int, two: int) -> None:
    first, second = Money.from_minor(one, "USD"), Money.from_minor(two, "USD")
    assert (first + second).minor == one + two
    assert (first - second).minor == one - two
    assert (-first).minor == -one
    assert first - second + second == first


@quick
@given(st.integers(-(10**9), 10**9), st.integers(-1000, 1000))
def test_a_whole_multiple_is_a_repeated_sum(minor: int, count: int) -> None:
    value = Money.from_minor(minor, "USD")
    assert (value * count).minor == minor * count
    assert count * value == value * count


@pytest.mark.parametrize(
    "act", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]
)
def test_currencies_are_not_mixed(act: Callable[[Any, Any], object]) -> None:
    with pytest.raises(
        InvalidFactsError, match=r"1\.00 USD and 2\.00 EUR are of different currencies: convert"
    ):
        act(Money(1, "USD"), Money(2, "EUR"))


@pytest.mark.parametrize(
    "act",
    [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge],
)
@pytest.mark.parametrize("other", [1, Decimal(1), "1 USD", None, 1.0])
def test_money_and_bare_numbers_do_not_mix(act: Callable[[Any, Any], object], other: object) -> None:
    with pytest.raises(TypeError):
        act(Money(1, "USD"), other)
    with pytest.raises(TypeError):
        act(other, Money(1, "USD"))


@pytest.mark.parametrize("count", [1.5, True, Decimal(2), "2", Money(2, "USD"), None])
def test_only_whole_numbers_multiply_without_rounding(count: Any) -> None:
    with pytest.raises(TypeError):
        operator.mul(Money(1, "USD"), count)


def test_what_grows_too_large_is_refused() -> None:
    most = Money("999999999999999.99", "USD")
    grown: list[Callable[[], Money]] = [
        lambda: most + most,
        lambda: most * 2,
        lambda: most * 10**100,
        lambda: -most - most,
    ]
    for grow in grown:
        with pytest.raises(InvalidFactsError, match="more than the"):
            grow()


CONTEXTS = (
    decimal.Context(prec=3),
    decimal.Context(prec=1, rounding=decimal.ROUND_UP),
    decimal.Context(prec=3, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation]),
)


@quick
@pytest.mark.parametrize("context", CONTEXTS, ids=["three-digits", "one-digit-up", "traps"])
@given(one=st.integers(-(10**14), 10**14), two=st.integers(-(10**14), 10**14))
@example(one=123_456, two=987_654)
def test_the_ambient_decimal_context_changes_nothing(context: decimal.Context, one: int, two: int) -> None:
    # Applications set the precision for their own sums; money must not lose cents by it.
    first, second = Money.from_minor(one, "USD"), Money.from_minor(two, "USD")
    text = str(first)
    with decimal.localcontext(context):
        assert Money.of(text) == first
        assert Money(Decimal(text.split(maxsplit=1)[0]), "USD") == first
        assert Money.from_minor(one, "USD") == first
        assert first.minor == one
        assert (first + second).minor == one + two
        assert (first < second) == (one < two)
        assert (first * 3).minor == 3 * one
        assert sum(part.minor for part in first.allocate([1, 2, 4])) == one
        assert first.times(Fraction(1, 3), rounding=decimal.ROUND_FLOOR).minor == one // 3
        assert str(first) == text


@pytest.mark.parametrize("context", CONTEXTS, ids=["three-digits", "one-digit-up", "traps"])
def test_the_ambient_decimal_context_does_not_round_negatives_and_differences(
    context: decimal.Context,
) -> None:
    value = Money("1234.56", "USD")
    with decimal.localcontext(context):
        assert (-value).minor == -123_456
        assert (Money(0, "USD") - value).minor == -123_456


def rounded(exact: Fraction, rounding: str) -> int:
    """Round a fraction to a whole number: each mode said in terms of floor and ceiling."""
    sign = -1 if exact < 0 else 1
    half = Fraction(1, 2)
    return {
        decimal.ROUND_FLOOR: math.floor(exact),
        decimal.ROUND_CEILING: math.ceil(exact),
        decimal.ROUND_DOWN: math.trunc(exact),
        decimal.ROUND_UP: sign * math.ceil(abs(exact)),
        decimal.ROUND_HALF_EVEN: round(exact),
        decimal.ROUND_HALF_UP: sign * math.floor(abs(exact) + half),
        decimal.ROUND_HALF_DOWN: sign * math.ceil(abs(exact) - half),
    }[rounding]


MODES = (
    decimal.ROUND_FLOOR,
    decimal.ROUND_CEILING,
    decimal.ROUND_DOWN,
    decimal.ROUND_UP,
    decimal.ROUND_HALF_EVEN,
    decimal.ROUND_HALF_UP,
    decimal.ROUND_HALF_DOWN,
)


@pytest.mark.parametrize("rounding", MODES)
@quick
@given(minor=st.integers(-(10**9), 10**9), factor=factors)
@example(minor=1, factor=Fraction(1, 2))
@example(minor=3, factor=Fraction(-1, 2))
# A hair to either side of a tie and of a whole: rounding twice would fall over these.
@example(minor=1, factor=Fraction(5 * 10**70 + 1, 10**71))
@example(minor=1, factor=Fraction(5 * 10**70 - 1, 10**71))
@example(minor=1, factor=Fraction(10**70 - 1, 10**70))
@example(minor=1, factor=Fraction(10**70 + 1, 10**70))
def test_multiples_are_rounded_once_as_asked(rounding: str, minor: int, factor: Fraction) -> None:
    found = Money.from_minor(minor, "USD").times(factor, rounding=rounding)
    assert found.minor == rounded(minor * factor, rounding)


@pytest.mark.parametrize("factor", [2, Decimal(2), Fraction(2)])
def test_factors_are_whole_decimal_or_fraction(factor: Any) -> None:
    assert Money("1.01", "USD").times(factor, rounding=decimal.ROUND_HALF_UP) == Money("2.02", "USD")


def test_a_float_factor_is_refused_with_the_way_out() -> None:
    factor: Any = 0.5
    with pytest.raises(WrongTypeError, match="use a Decimal or a Fraction"):
        Money(1, "USD").times(factor, rounding=decimal.ROUND_HALF_UP)


@pytest.mark.parametrize(
    "factor",
    [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity"), 10**60, Decimal("1E+60")],
)
def test_a_factor_that_gives_no_amount_is_refused_with_our_own_error(factor: Any) -> None:
    with pytest.raises(BuyerProtectError):
        Money(1, "USD").times(factor, rounding=decimal.ROUND_HALF_UP)


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@quick
@given(amounts, weights)
def test_shares_add_up_and_lie_within_one_minor_unit_of_exact(value: Money, parts: list[int]) -> None:
    shares = value.allocate(parts)
    assert len(shares) == len(parts)
    assert sum(share.minor for share in shares) == value.minor
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share.minor - Fraction(value.minor * weight, sum(parts))) < 1
        assert weight or not share


@quick
@given(amounts, weights)
def test_a_greater_weight_never_gets_the_smaller_share(value: Money, parts: list[int]) -> None:
    assume(len(parts) > 1)
    shares = value.allocate(parts)
    by_weight = sorted(zip(parts, (abs(share.minor) for share in shares), strict=True))
    for (lighter, less), (heavier, more) in itertools.pairwise(by_weight):
        assert less <= more or lighter == heavier


def test_of_equal_weights_the_first_gets_what_is_left_over() -> None:
    assert [str(part) for part in Money(10, "USD").allocate([1, 1, 1])] == [
        "3.34 USD",
        "3.33 USD",
        "3.33 USD",
    ]


@pytest.mark.parametrize("parts", [[], [0], [0, 0], [-1, 2], [1, -1], [-1]])
def test_weights_that_share_nothing_out_are_refused(parts: list[int]) -> None:
    with pytest.raises(InvalidFactsError, match="share nothing out"):
        Money(1, "USD").allocate(parts)


@pytest.mark.parametrize("parts", [[0.5, 0.5], ["1"], [None], [Decimal("0.5"), Decimal("0.5")]])
def test_weights_that_are_no_whole_numbers_are_refused_with_our_own_error(parts: Any) -> None:
    with pytest.raises(BuyerProtectError):
        Money(1, "USD").allocate(parts)


@pytest.mark.parametrize("minor", [100.0, True, "150", Decimal("1.5"), None])
def test_minor_units_are_whole_numbers(minor: Any) -> None:
    with pytest.raises(BuyerProtectError):
        Money.from_minor(minor, "USD")


WITHDRAWN = frozenset(
    ("ANG", "BGN", "BYR", "CUC", "EEK", "HRK", "LTL", "LVL", "MRO", "SLL", "STD", "VEF", "ZMK", "ZWL")
)


def iso_units() -> dict[str, int]:
    members: list[Any] = list(iso4217.Currency)
    return {member.code: member.exponent for member in members if member.exponent is not None}


def test_the_currencies_are_those_of_iso_4217_and_the_withdrawn() -> None:
    assert set(MINOR_UNITS) == set(iso_units()) | WITHDRAWN
    assert not WITHDRAWN & set(iso_units())


def test_minor_units_are_those_of_iso_4217() -> None:
    assert {code: MINOR_UNITS[code] for code in iso_units()} == iso_units()


def test_withdrawn_currencies_keep_the_units_they_had() -> None:
    assert {code: MINOR_UNITS[code] for code in WITHDRAWN} == dict.fromkeys(WITHDRAWN, 2) | {"BYR": 0}
