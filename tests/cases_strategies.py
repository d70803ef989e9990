"""Facts of the years of the guide, by moments in microseconds: what tests of policies draw from.

They may name grounds and ask for amounts that no programme knows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from counts import standard
from hypothesis import strategies as st

from buyerprotect import Claim, Dispute, Instant, Order, strategies

__all__ = ["claims", "disputes", "local_day", "moments", "moments_on", "orders"]

SECOND = 1_000_000

_FIRST = int(datetime(2016, 1, 1, tzinfo=UTC).timestamp()) * SECOND
_LAST = int(datetime(2017, 9, 30, tzinfo=UTC).timestamp()) * SECOND
_EARLIEST = int(datetime(1910, 1, 1, tzinfo=UTC).timestamp()) * SECOND
_LATEST = int(datetime(2190, 1, 1, tzinfo=UTC).timestamp()) * SECOND

_words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


def local_day(us: int, zone: str) -> date:
    """Return the date on the wall clock of a zone, as the standard library reads it."""
    return datetime.fromtimestamp(us // SECOND, standard(zone)).date()


def moments() -> st.SearchStrategy[int]:
    """Draw moments, in microseconds: mostly in the years of the guide, sometimes far from them."""
    return st.one_of(_between(_FIRST, _LAST), st.integers(_EARLIEST, _LATEST))


def _between(first: int, last: int) -> st.SearchStrategy[int]:
    """Draw moments up to and with the last: mostly whole seconds, as people tell them."""
    usual = st.integers(first // SECOND, last // SECOND).map(lambda second: second * SECOND)
    odd = st.integers(first, last)
    return st.one_of(usual, usual, usual, odd, odd)


@st.composite
def moments_on(draw: st.DrawFn, days: st.SearchStrategy[date], zone: str) -> int:
    """Draw moments on local days of a zone: at their first or last moment, or at any other."""
    day = draw(days)
    first, last = (
        int(datetime(at.year, at.month, at.day, tzinfo=standard(zone)).timestamp()) * SECOND
        for at in (day, day + timedelta(days=1))
    )
    return draw(st.sampled_from((first, last - 1)) | st.integers(first, last - 1))


def orders(when: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[Order]:
    """Draw orders, some of a programme nobody knows; `when` draws the moments at which they are placed."""
    placed = (moments() if when is None else when).map(Instant)
    return strategies.orders(programme=st.just("aliexpress") | _words, placed=placed)


def claims(when: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[Claim]:
    """Draw claims about such orders, on any ground."""
    return strategies.claims(orders=orders(when), ground=st.none() | _words, beyond=True)


def disputes(when: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[Dispute]:
    """Draw disputes about such claims."""
    return strategies.disputes(claims=claims(when), beyond=True)
