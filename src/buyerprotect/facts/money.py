"""Money: an exact amount in one currency, never a float, never rounded unasked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from attrs import field, frozen

from buyerprotect.errors import InvalidFactsError, NotFoundError, WrongTypeError, nearest, shown
from buyerprotect.facts.currency import MINOR_UNITS

__all__ = ["Money", "money"]

_AMOUNT = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)
_TEXT = re.compile(r"(\S+) ([A-Z]{3})", re.ASCII)
_EXACT = Context(prec=60)
_LARGEST = 10**15
_LARGEST_MINOR = _LARGEST * 10**4


def _digits(currency: str) -> int:
    if not isinstance(currency, str) or currency not in MINOR_UNITS:
        known = nearest(currency.upper(), MINOR_UNITS) if isinstance(currency, str) else ""
        hint = known if known.startswith("; did") else "; currencies are ISO 4217 codes such as 'USD'"
        raise NotFoundError(f"there is no currency {shown(currency)}{hint}")
    return MINOR_UNITS[currency]


def _decimal(amount: str | int | Decimal) -> Decimal:
    if isinstance(amount, float | bool):
        raise WrongTypeError(f"{amount!r} is not exact money: give the amount as text, int or Decimal")
    if isinstance(amount, str):
        if not _AMOUNT.fullmatch(amount):
            raise InvalidFactsError(f"{shown(amount)} is not an amount: write it as '80' or '80.00'")
        amount = Decimal(amount)
    if not isinstance(amount, int | Decimal):
        raise WrongTypeError(f"{shown(amount)} is not exact money: give the amount as text, int or Decimal")
    value = Decimal(amount)
    if not value.is_finite():
        raise InvalidFactsError(f"{value} is not an amount of money")
    if value and value.adjusted() > len(str(_LARGEST)) - 2:
        raise InvalidFactsError(f"{shown(str(value))} is more than the {_LARGEST:,} that an amount may be")
    return value


@frozen(repr=False, order=False)
class Money:
    """An amount of money in one currency, to the last minor unit.

    `amount` is a Decimal (given as text, int or Decimal; floats are refused), `currency` an ISO 4217
    code. Amounts of different currencies are neither compared nor added.

    >>> Money("80", "USD") + Money("4.5", "USD")
    Money('84.50', 'USD')

    Raises `WrongTypeError` for a float, `NotFoundError` for an unknown currency and
    `InvalidFactsError` for an amount that is not finite, too large, or finer than the currency.
    """

    amount: Decimal = field(converter=_decimal)
    currency: str
    minor: int = field(init=False, eq=False, repr=False, default=0)
    """The amount as a whole number of minor units."""

    def __attrs_post_init__(self) -> None:
        digits = _digits(self.currency)
        exact = self.amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN, context=_EXACT)
        if exact != self.amount:
            raise InvalidFactsError(
                f"{shown(str(self.amount))} {self.currency} is finer than the currency, "
                f"which has {digits} decimals: round it first, the way its rule says"
            )
        # One way to write each amount: 80 becomes 80.00, and adding zero turns -0.00 into 0.00.
        object.__setattr__(self, "amount", _EXACT.add(exact, Decimal(0)))
        object.__setattr__(self, "minor", int(exact.scaleb(digits, context=_EXACT)))

    @classmethod
    def of(cls, value: str | Money) -> Money:
        """Read money from text such as `80 USD`.

        >>> Money.of("80 USD")
        Money('80.00', 'USD')
        """
        if isinstance(value, Money):
            return value
        if isinstance(value, float):
            raise WrongTypeError(f"{value!r} is a float, which is not exact: write it as text, '80.00 USD'")
        found = _TEXT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise InvalidFactsError(
                f"{shown(value)} is not money: write an amount and a currency, '80.00 USD'"
            )
        return cls(found[1], found[2])

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """Make money from a whole number of minor units (cents)."""
        if isinstance(minor, bool) or not isinstance(minor, int):
            raise WrongTypeError(f"{shown(minor)} is not a whole number of minor units")
        return cls(Decimal(minor).scaleb(-_digits(currency), context=_EXACT), currency)

    def times(self, factor: int | Decimal | Fraction, *, rounding: str) -> Money:
        """Multiply, rounding to the currency's last unit as `decimal` names it.

        >>> from decimal import ROUND_HALF_UP
        >>> Money("80", "USD").times(Fraction(1, 3), rounding=ROUND_HALF_UP)
        Money('26.67', 'USD')
        """
        if isinstance(factor, bool) or not isinstance(factor, int | Decimal | Fraction):
            raise WrongTypeError(f"{shown(factor)} is not an exact factor: use a Decimal or a Fraction")
        if isinstance(factor, Decimal) and not factor.is_finite():
            raise InvalidFactsError(f"{factor} is not a factor that money can be multiplied by")
        product = self.minor * Fraction(factor)
        # One decimal, and one more that only says whether anything is left, decide every rounding.
        tenths, rest = divmod(abs(product.numerator) * 10, product.denominator)
        if tenths > 10 * _LARGEST_MINOR:
            raise InvalidFactsError(f"{self} times {shown(factor)} is more than the {_LARGEST:,} allowed")
        exact = Decimal(tenths * 10 + bool(rest)).scaleb(-2, context=_EXACT)
        signed = exact.copy_sign(Decimal(product.numerator))
        whole = signed.quantize(Decimal(1), rounding=rounding, context=_EXACT)
        return Money.from_minor(int(whole), self.currency)

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Share out in proportion to whole weights; the parts add up to the whole.

        >>> Money("10", "USD").allocate([1, 1, 1])
        (Money('3.34', 'USD'), Money('3.33', 'USD'), Money('3.33', 'USD'))

        Raises `InvalidFactsError` for weights that are negative or add up to nothing.
        """
        if any(isinstance(weight, bool) or not isinstance(weight, int) for weight in weights):
            raise WrongTypeError(f"weights {shown(list(weights))} are not all whole numbers")
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise InvalidFactsError(
                f"weights {shown(list(weights))} share nothing out: none below zero, one above"
            )
        shares = [self.minor * weight // total for weight in weights]
        by_remainder = sorted(range(len(shares)), key=lambda i: -(self.minor * weights[i] % total))
        for i in by_remainder[: self.minor - sum(shares)]:
            shares[i] += 1
        return tuple(Money.from_minor(share, self.currency) for share in shares)

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise InvalidFactsError(
                f"{self} and {other} are of different currencies: convert one first, at a rate you can name"
            )
        return other

    def __add__(self, other: object) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money.from_minor(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: object) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money.from_minor(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money.from_minor(-self.minor, self.currency)

    def __mul__(self, count: object) -> Money:
        if isinstance(count, bool) or not isinstance(count, int):
            return NotImplemented
        return Money.from_minor(self.minor * count, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: object) -> bool:
        return self.amount < self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.amount <= self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.amount > self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.amount >= self._same(other).amount if isinstance(other, Money) else NotImplemented

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({f'{self.amount:f}'!r}, {self.currency!r})"


def money(value: Money | str) -> Money:
    """Read money where it can be read, and leave anything else to the check that names the field."""
    try:
        return Money.of(value)
    except (InvalidFactsError, NotFoundError, WrongTypeError):
        return value  # type: ignore[return-value]  # refused by the check of the class that holds it
