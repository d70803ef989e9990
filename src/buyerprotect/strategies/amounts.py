"""Strategies for money."""

from __future__ import annotations

from hypothesis import strategies as st

from buyerprotect.facts.currency import MINOR_UNITS
from buyerprotect.facts.money import Money
from buyerprotect.strategies.words import always

__all__ = ["CENTS", "NASTY_CURRENCIES", "currencies", "money"]

NASTY_CURRENCIES = ("USD", "EUR", "JPY", "KWD", "CLF", "ZWL")
"""Currencies with two, no, three and four decimals, and one that is no longer in use."""

_MOST = 10_000_000
CENTS = st.integers(0, _MOST)
"""Amounts as people pay them, in minor units."""

_ALL = st.sampled_from(NASTY_CURRENCIES) | st.sampled_from(sorted(MINOR_UNITS))


def currencies() -> st.SearchStrategy[str]:
    """Draw currency codes, every other one from `NASTY_CURRENCIES`.

    Never draws a code whose minor unit is not known here.

    >>> from hypothesis import find
    >>> find(currencies(), lambda code: MINOR_UNITS[code] == 3)
    'KWD'
    """
    return _currencies()


@st.composite
def _currencies(draw: st.DrawFn) -> str:
    return draw(_ALL)


def money(
    *, currency: str | st.SearchStrategy[str] | None = None, least: int = 0, most: int = _MOST
) -> st.SearchStrategy[Money]:
    """Draw amounts of `least` to `most` minor units (cents) of one currency, or of any.

    Never draws a negative amount unless `least` is negative, and never a part of a minor unit.

    >>> from hypothesis import find
    >>> find(money(currency="JPY"), lambda amount: amount.minor > 5)
    Money('6', 'JPY')
    """
    codes = currencies() if currency is None else always(currency)
    return st.builds(Money.from_minor, st.integers(least, most), codes)
