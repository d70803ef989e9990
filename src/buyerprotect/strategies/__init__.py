"""Hypothesis strategies for orders, claims, disputes, times, rules and answers, and for nasty ones first.

Tests of code that uses this library can draw from them what they need; `from_type` finds them, too:

>>> from buyerprotect import Order
>>> from hypothesis import given
>>> from hypothesis import strategies as st
>>> @given(st.from_type(Order))
... def test_what_is_kept_comes_back(order):
...     assert order.total.amount >= 0
>>> test_what_is_kept_comes_back()

Everything drawn is valid, and an awkward share of it lies where calendars and clocks go wrong. This part
of the library needs hypothesis, which the extra of that name installs.
"""

from __future__ import annotations

try:
    import hypothesis as hypothesis
except ModuleNotFoundError as error:
    from buyerprotect.errors import MissingExtraError

    raise MissingExtraError(
        "the strategies need hypothesis, which is not installed: pip install 'buyerprotect[hypothesis]'"
    ) from error

from buyerprotect.hypothesis_hook import register
from buyerprotect.strategies.amounts import NASTY_CURRENCIES, currencies, money
from buyerprotect.strategies.answers import assessments
from buyerprotect.strategies.claims import claims, disputes, problems
from buyerprotect.strategies.conditions import conditions
from buyerprotect.strategies.orders import orders, payments
from buyerprotect.strategies.packs import pack_tables, packs
from buyerprotect.strategies.periods import counting_rules, periods
from buyerprotect.strategies.pools import (
    CLOCK_CHANGES,
    FIRST_DAY,
    LAST_DAY,
    NASTY_DAYS,
    NASTY_INSTANTS,
    NASTY_ZONES,
    SKIPPED_DAYS,
)
from buyerprotect.strategies.printing import print_in_short
from buyerprotect.strategies.terms import terms
from buyerprotect.strategies.times import days, instants, moments, zones

__all__ = [
    "CLOCK_CHANGES",
    "FIRST_DAY",
    "LAST_DAY",
    "NASTY_CURRENCIES",
    "NASTY_DAYS",
    "NASTY_INSTANTS",
    "NASTY_ZONES",
    "SKIPPED_DAYS",
    "assessments",
    "claims",
    "conditions",
    "counting_rules",
    "currencies",
    "days",
    "disputes",
    "instants",
    "moments",
    "money",
    "orders",
    "pack_tables",
    "packs",
    "payments",
    "periods",
    "problems",
    "terms",
    "zones",
]

print_in_short()
register()
