"""A window is refused as one that never opens only where that is so, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from buyerprotect.rules.reach import never_opens
from buyerprotect.timing.clock import LocalDay, zone
from buyerprotect.timing.counting import counting
from buyerprotect.timing.period import Period
from buyerprotect.timing.resolution import Resolver, explore
from buyerprotect.timing.setting import Choice, Outcome, Prolongation, Resolved, Setting, Truth
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
    Paused,
    Provided,
    ReplacedBy,
    Term,
    Variant,
)
from buyerprotect.timing.zone import HOUR

UTC_ONLY = (("UTC", zone("UTC")),)
PLACED, PAID, COMMITTED = On("placed"), On("paid"), On("committed_end")


def days(n: int, start: Term = PLACED) -> After:
    return After(Period(n, "days"), start)


def calendar_days(n: int, start: Term = PLACED) -> After:
    return After(Period(n, "days", "platform-days"), start)


def business_days(n: int, start: Term = PLACED) -> After:
    return After(Period(n, "business-days", "platform-days", "mon-fri"), start)


def openings(opens: Term, closes: Term, setting: Setting) -> list[tuple[tuple[Choice, ...], int, int]]:
    """Resolve both ends under every reading, and keep the readings in which the window opens."""

    def ends(resolver: Resolver) -> tuple[Outcome, Outcome]:
        return resolver.resolve(opens), resolver.resolve(closes)

    found: list[tuple[tuple[Choice, ...], int, int]] = []
    for choices, (begin, end) in explore(setting, ends):
        if isinstance(begin, Resolved) and isinstance(end, Resolved) and begin.us < end.us:
            found.append((choices, begin.us, end.us))
    return found


# One event that happens, one of parcels, and one that may never come: the two ends have to rest on
# the same ones often enough to be compared, and lengths are short enough to cross.
leaves: list[Term] = [PLACED, PLACED, PLACED, COMMITTED, On("delivered", "first")]
lengths = st.one_of(
    st.sampled_from([Period(n, "days") for n in (1, 3, 6)]),
    st.sampled_from([Period(n, "days", "platform-days") for n in (1, 3, 6)]),
    st.sampled_from([Period(n, "business-days", "platform-days", "mon-fri") for n in (1, 3)]),
    st.sampled_from(
        [
            Period.of("1 week", "platform-days"),
            Period.of("1 month", "uk-beginning-with"),
            Period.of("4 days", "eu-1182-71", "mon-fri"),
            Period.of("5 hours", "eu-1182-71", "mon-fri"),
            Period.of("5 hours", "us-frcp", "mon-fri"),
            Period.of("2 days", counting("uk-clear-days"), "mon-fri"),
            Period.of("3 days", counting("uk-after").but(end="17:00")),
            Period.of("3 days", counting("uk-after").but(end="same_clock_time")),
            Period.of("5 days", counting("eu-1182-71").but(roll="previous", working_days=0), "mon-fri"),
            Period.of("2 days and 1 week", "platform-days"),
        ]
    ),
)


def paused(period: Period) -> Term:
    return Paused(After(period, PLACED), "stopped", "resumed", at_least=days(2, On("resumed")))


def combined(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    some = st.lists(inner, min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(After, lengths, inner),
        st.builds(After, lengths, inner, st.just("committed_days")),
        st.builds(Before, lengths, inner),
        some.map(EarliestOf),
        some.map(LatestOf),
        some.map(FirstKnown),
        st.builds(NotBefore, inner, inner),
        st.builds(NotBefore, inner, inner, inner),
        lengths.filter(lambda period: period.unit != "business-days").map(paused),
        st.builds(Capped, inner, inner),
        st.builds(ReplacedBy, inner, st.builds(After, lengths, st.just(PLACED))),
        st.builds(Extended, inner),
        st.builds(Provided, condition=st.booleans(), term=inner),
        st.builds(Provided, condition=st.none(), term=inner, assume=st.booleans()),
        st.builds(Alternatives, inner, inner.map(lambda term: (Variant("other", term),))),
    )


# Built in two layers, not recursively: deep terms rest on too much to be bounded at all.
counted: st.SearchStrategy[Term] = st.sampled_from(leaves).flatmap(
    lambda leaf: st.one_of(st.just(leaf), st.builds(After, lengths, st.just(leaf)))
)
any_terms: st.SearchStrategy[Term] = st.one_of(counted, combined(counted), combined(combined(counted)))

# Where clocks go back and on, where a day is skipped, and where nothing ever happens.
ZONES = {
    "UTC": "2026-03-04",
    "America/Havana": "2026-03-08",
    "Pacific/Apia": "2011-12-30",
    "Europe/Paris": "2026-10-25",
}


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    name = draw(st.sampled_from(sorted(ZONES)))
    governing = zone(name)
    near = date.fromisoformat(ZONES[name]).toordinal()
    hours = st.integers(-240, 240).map(lambda n: governing.start_of_day(near) + n * HOUR)
    existing = (
        st.integers(near - 5, near + 5).filter(governing.has_day).map(lambda day: LocalDay(day, governing))
    )
    told = st.one_of(hours, hours.map(lambda us: us - 1), existing)
    events = {
        event: tuple(draw(st.lists(told, min_size=1, max_size=2 if event == "delivered" else 1)))
        for event in ("placed", "delivered", "committed_end")
        if event == "placed" or draw(st.booleans())
    }
    if draw(st.booleans()):
        events["stopped"], events["resumed"] = ((draw(hours),) for _ in range(2))
    unknown = frozenset({"committed_end"} - events.keys() if not draw(st.integers(0, 3)) else ())
    return Setting(
        events=events,
        zones=((name, governing),),
        absent=frozenset({"committed_end"} - events.keys() - unknown),
        awaited=frozenset({"delivered"} if draw(st.booleans()) else ()),
        unknown=unknown,
        lengths={"committed_days": draw(st.integers(1, 12))} if draw(st.booleans()) else {},
        extensions={"extended": (Prolongation(n=draw(st.integers(1, 9))),)} if draw(st.booleans()) else {},
        test=lambda condition: (
            Truth(None, frozenset({"country"})) if condition is None else Truth(value=bool(condition))
        ),
    )


def put_off(opens: Term, closes: Term, derived: Mapping[str, Term]) -> Term | None:
    """Put an opening off by as little as makes it too late, so that the claim is a near one."""
    shifted = (opens if n == 0 else days(n, opens) for n in range(13))
    return next((term for term in shifted if never_opens(term, closes, derived)), None)


@hypothesis_settings(deadline=None, max_examples=1500)
@given(any_terms, any_terms, settings(), st.booleans())
def test_a_window_that_never_opens_opens_in_no_case(
    opens: Term,
    closes: Term,
    setting: Setting,
    named: bool,  # noqa: FBT001
) -> None:
    derived: dict[str, Term] = {"begins": opens, "ends": closes} if named else {}
    begin, end = (On("begins"), On("ends")) if named else (opens, closes)
    late = put_off(begin, end, derived)
    assert late is None or openings(late, end, evolve(setting, derived=derived)) == []


def in_germany(term: Term, *, assume: bool | None = None) -> Provided:
    return Provided(condition=None, term=term, assume=assume)


@pytest.mark.parametrize("assume", [None, True, False])
def test_a_branch_that_may_drop_out_bounds_nothing(assume: bool | None) -> None:  # noqa: FBT001
    # Where the branch counts it ends after 90 days, and before the window opens only where it does not.
    closes = FirstKnown((in_germany(days(90), assume=assume), days(5)))
    assert not never_opens(days(30), closes, {})
    assert not never_opens(days(30), On("ends"), {"ends": closes})
    opens = LatestOf((PLACED, in_germany(days(90), assume=assume)))
    assert not never_opens(opens, days(30), {})
    assert not never_opens(On("begins"), On("ends"), {"begins": opens, "ends": days(30)})


def test_what_comes_too_late_beside_a_branch_that_may_drop_out_is_found() -> None:
    late = LatestOf((days(40), in_germany(PLACED, assume=True)))
    early = EarliestOf((days(30), in_germany(days(90), assume=False)))
    assert never_opens(late, early, {})
    assert never_opens(On("begins"), On("ends"), {"begins": late, "ends": early})


def test_a_branch_taken_by_assumption_only_opens_the_window_in_that_reading() -> None:
    closes = FirstKnown((in_germany(days(90), assume=False), days(5)))
    undecided = Setting(
        events={"placed": (0,)}, zones=UTC_ONLY, test=lambda _: Truth(None, frozenset({"country"}))
    )
    ((choices, opened, closed),) = openings(days(30), closes, undecided)
    assert ([choice.option for choice in choices], closed - opened) == (["taken"], 60 * 24 * HOUR)


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
