"""A window is refused as one that never opens only where that is so, whatever happens."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from nasty import EVENTS, settings, terms

from buyerprotect.errors import OutOfCoverageError
from buyerprotect.rules.reach import never_opens
from buyerprotect.timing.clock import LocalDay, zone
from buyerprotect.timing.period import Period
from buyerprotect.timing.resolution import Choice, Outcome, Resolved, Resolver, Setting, explore
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
    ReplacedBy,
    Term,
    Variant,
)

UTC_ONLY = (("UTC", zone("UTC")),)
PLACED, PAID, COMMITTED = On("placed"), On("paid"), On("committed_end")


def days(n: int, start: Term = PLACED) -> After:
    return After(Period(n, "days"), start)


def calendar_days(n: int, start: Term = PLACED) -> After:
    return After(Period(n, "days", "calendar"), start)


def business_days(n: int, start: Term = PLACED) -> After:
    return After(Period(n, "days", "business", "mon-fri"), start)


def openings(opens: Term, closes: Term, setting: Setting) -> list[tuple[tuple[Choice, ...], int, int]]:
    """Resolve both ends under every reading, and keep the readings in which the window opens."""

    def ends(resolver: Resolver) -> tuple[Outcome, Outcome]:
        return resolver.resolve(opens), resolver.resolve(closes)

    found: list[tuple[tuple[Choice, ...], int, int]] = []
    for choices, (begin, end) in explore(setting, ends):
        if isinstance(begin, Resolved) and isinstance(end, Resolved) and begin.us < end.us:
            found.append((choices, begin.us, end.us))
    return found


# Few events, so that the two ends rest on the same ones often enough to be compared.
FEW = EVENTS[:2]


@hypothesis_settings(deadline=None, max_examples=1500)
@given(terms(monotone=False, events=FEW), terms(monotone=False, events=FEW), settings(events=FEW))
def test_a_window_that_never_opens_opens_in_no_case(opens: Term, closes: Term, setting: Setting) -> None:
    assume(never_opens(opens, closes, {}))
    try:
        found = openings(opens, closes, setting)
    except OutOfCoverageError:
        return
    assert found == []


@hypothesis_settings(deadline=None, max_examples=500)
@given(
    terms(monotone=True, events=FEW), terms(monotone=True, events=FEW), settings(events=FEW, happened=True)
)
def test_nor_where_everything_has_happened(opens: Term, closes: Term, setting: Setting) -> None:
    assume(never_opens(opens, closes, {}))
    assert openings(opens, closes, setting) == []


def test_an_opening_that_is_cut_by_an_early_cap_is_not_held_to_come_late() -> None:
    opens, closes = Capped(days(30), days(5)), days(10)
    assert openings(opens, closes, Setting(events={"placed": (0,)}, zones=UTC_ONLY)) != []
    assert not never_opens(opens, closes, {})


def test_an_event_that_was_settled_never_to_come_bounds_nothing() -> None:
    # Where no end was committed to, its operand drops out on both sides, and the rest is a window.
    opens = LatestOf((PLACED, COMMITTED))
    closes = EarliestOf((COMMITTED, days(60)))
    setting = Setting(events={"placed": (0,)}, zones=UTC_ONLY, absent=frozenset({"committed_end"}))
    assert openings(opens, closes, setting) != []
    assert not never_opens(opens, closes, {})


NEVER: dict[str, tuple[Term, Term]] = {
    "the same event": (PLACED, PLACED),
    "the same length": (days(5), days(5)),
    "a longer length": (days(6), days(5)),
    "hours and days": (days(2), After(Period(48, "hours"), PLACED)),
    "a backward count": (PLACED, Before(Period(1, "seconds"), PLACED)),
    "a longer backward count": (Before(Period(1, "hours"), PLACED), Before(Period(2, "hours"), PLACED)),
    "many more calendar days": (calendar_days(30), calendar_days(20)),
    "calendar days and hours": (calendar_days(10), days(5)),
    "business days are no shorter than days": (business_days(10), days(5)),
    "the latest of several": (LatestOf((PAID, days(9))), days(8)),
    "the earliest of several": (days(9), EarliestOf((PAID, days(8)))),
    "a floor": (NotBefore(PAID, days(9)), days(8)),
    "every alternative": (Alternatives(days(9), (Variant("later", days(10)),)), days(8)),
    "every choice": (FirstKnown((days(9), days(10))), FirstKnown((days(7), days(8)))),
    "a replacement": (days(40), ReplacedBy(days(30), days(15))),
    "an opening that may be put off": (Extended(days(9)), days(8)),
    "a cap on the close": (days(9), Capped(days(30), days(8))),
    "a cap on the opening that is late too": (Capped(days(30), days(9)), days(8)),
    "the last parcel": (After(Period(2), On("delivered", "last")), days(1, On("delivered", "last"))),
    "what derived events say": (On("late"), On("early")),
}


@pytest.mark.parametrize("case", sorted(NEVER))
def test_a_window_that_plainly_never_opens_is_found(case: str) -> None:
    assert never_opens(*NEVER[case], {"late": days(9), "early": days(8)})


MAY: dict[str, tuple[Term, Term]] = {
    "a longer close": (days(5), days(6)),
    "one second": (PLACED, After(Period(1, "seconds"), PLACED)),
    "two events": (PLACED, PAID),
    "an extension": (days(9), Extended(days(8))),
    "one of the alternatives": (days(9), Alternatives(days(8), (Variant("more", days(10)),))),
    "the earlier of two openings": (EarliestOf((PAID, days(9))), days(8)),
    "a close that no source states": (days(9), NotStated("nobody says")),
    "a length the facts may tell": (days(9), After(Period(8), PLACED, "committed_days")),
    "business days, which holidays stretch": (days(9), business_days(5)),
    "a day's rest of the calendar": (days(1), calendar_days(1)),
    "the first parcel and the last": (On("delivered", "first"), On("delivered", "last")),
}


@pytest.mark.parametrize("case", sorted(MAY))
def test_a_window_that_may_open_is_let_be(case: str) -> None:
    assert not never_opens(*MAY[case], {})


def test_a_day_is_slack_enough_where_the_clock_is_not_told() -> None:
    # Told as a day, placing lies anywhere in it, and the calendar's day out starts at its end.
    told = Setting(events={"placed": (LocalDay(736_000, zone("UTC")),)}, zones=UTC_ONLY)
    assert openings(days(1), calendar_days(1), told) != []
    assert not never_opens(days(1), calendar_days(1), {})
