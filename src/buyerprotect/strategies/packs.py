"""Strategies for packs: small programmes of invented shops, read by the library's own loader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st

from buyerprotect.facts.claim import EvidenceKind, Party
from buyerprotect.facts.events import KNOWN_EVENTS, PARCEL_EVENTS
from buyerprotect.rules.condition import Fact, parts_of
from buyerprotect.rules.kinds import IN_DISPUTE
from buyerprotect.rules.pack import Pack, read_pack
from buyerprotect.rules.policy import (
    ACTIONS,
    ACTS,
    LAPSES,
    Effect,
    GroundTerm,
    InTimeWhen,
    Less,
    Part,
    ProgrammeKind,
    StageName,
)
from buyerprotect.rules.reach import never_opens
from buyerprotect.source import SourceKind
from buyerprotect.strategies.amounts import money
from buyerprotect.strategies.conditions import conditions
from buyerprotect.strategies.periods import periods
from buyerprotect.strategies.tables import Table, cited, condition_table, term_table, toml
from buyerprotect.strategies.terms import terms
from buyerprotect.strategies.times import zones
from buyerprotect.strategies.words import always
from buyerprotect.timing.calendar import calendar
from buyerprotect.timing.term import On, Provided, Term, walk

__all__ = ["OWN_CALENDAR", "pack_tables", "packs"]

OWN_CALENDAR = calendar("CZ").with_days("shop-days", off=[date(2016, 12, 23), date(2026, 12, 23)])
"""The calendar that packs define for themselves, where they do."""

_MOST_ASSUMED = 3
_FLAGS = st.booleans()
_GROUNDS = st.sampled_from(get_args(GroundTerm))
_SELDOM = st.sampled_from((False, False, False, True))
_FEW = st.integers(1, 3)
_CONDITIONS = conditions(most=3).filter(
    # Rules that decide on the ground cannot turn on it.
    lambda condition: all(not isinstance(part, Fact) or part.name != "ground" for part in parts_of(condition))
)
_PARTIES = st.sampled_from(get_args(Party))
_LAPSES = st.sampled_from(LAPSES)
_FIRST_DAYS = st.dates(date(2010, 1, 1), date(2020, 12, 31))
_GAPS = st.integers(1, 900)
_WIDTHS = st.sampled_from((0, 0, 0, 1, 30, 200))
_SELECTED_BY = st.sampled_from(("paid", "opened", ["paid", "placed"]))
_DERIVED = ("protection_ends", "second_look")
_WHOLE = sorted(KNOWN_EVENTS - PARCEL_EVENTS)
_PICKED = st.builds(On, st.sampled_from(sorted(PARCEL_EVENTS)), st.sampled_from(("first", "last")))
_PERIODS = st.one_of(
    periods(rules=["elapsed", "platform-days"], calendars=["mon-fri"], changes=False, plus=False),
    periods(rules=["elapsed", "platform-days"], calendars=["mon-fri"]),
    periods(calendars=["mon-fri", "CZ", "US", OWN_CALENDAR]),
)

_CAPS = money().filter(lambda cap: cap.amount > 0).map(str)

# What each kind of rule states beside its id, what it says, its sources and its condition.
_RULES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "stage": {
        "name": st.sampled_from(get_args(StageName)),
        "begins": st.lists(st.sampled_from(sorted(IN_DISPUTE)), min_size=1, max_size=3, unique=True),
        "called": st.sampled_from(("talks", "claim")),
    },
    "exclusion": {"assume": _FLAGS},
    "evidence": {
        "kind": st.sampled_from(get_args(EvidenceKind)),
        "need": st.sampled_from(("needed", "wanted", "useless")),
        "form": st.sampled_from(({"unedited": True}, {"file_types": ["jpg", "pdf"], "largest": "5 MB"})),
    },
    "norm": {
        "low": st.integers(0, 50),
        "high": st.integers(50, 100),
        "of": st.sampled_from(("paid", "goods")),
    },
    "asking": {"request": st.sampled_from(("full", "goods", "part", "repair")), "return_goods": _FLAGS},
    "risk": {"act": st.sampled_from(ACTS)},
    "advice": {"action": st.sampled_from(ACTIONS)},
    "level": {"changes": st.just("speed")},
    "postage": {"paid_by": _PARTIES},
    "multiple": {"most": st.integers(1, 5)},
    "refund": {
        "pays": st.lists(st.sampled_from(get_args(Part)), min_size=1, unique=True).filter(
            lambda parts: parts != ["losses"]
        ),
        "most": _CAPS,
        "item_above": _CAPS,
        "up_to_outstanding": _SELDOM,
        "less": st.lists(st.sampled_from(get_args(Less)), unique=True),
    },
    "interaction": {"effect": st.sampled_from(get_args(Effect)), "with": st.just(["card", "any"])},
    "seller_protection": {"most": _CAPS},
    "bound": {"fact": st.just("committed_days"), "least": st.integers(0, 30), "most": st.integers(30, 90)},
    "note": {},
}
_UNCONDITIONAL = ("level", "bound", "note")
_SOME_RULES = st.lists(st.sampled_from(sorted(_RULES)), unique=True, max_size=5)


def packs(*, programme: str | st.SearchStrategy[str] = "sample-shop") -> st.SearchStrategy[Pack]:
    """Draw packs: small programmes of an invented shop, each read by the library's own loader.

    Their rules are arbitrary but for what the loader refuses. So they decide, and contradict each other,
    as no programme would: what they are good for is what has to hold under any rules.
    Never draws a pack with a fault, or one of more than three versions.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(packs(programme="shop"))
    ... def check(pack):
    ...     assert pack.programme == "shop"
    >>> check()
    """
    return _packs(programme)


def pack_tables(
    *, programme: str | st.SearchStrategy[str] = "sample-shop"
) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what packs are read from: the tables of a file of rules, as `tomllib` would return them.

    Never draws tables that the loader refuses, so that a test can spoil them in one place of its choice.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(pack_tables())
    ... def check(tables):
    ...     assert read_pack(toml(tables)).id == tables["id"]
    >>> check()
    """
    return _pack_tables(programme)


@st.composite
def _packs(draw: st.DrawFn, programme: str | st.SearchStrategy[str]) -> Pack:
    return read_pack(toml(draw(_pack_tables(programme))), "a drawn pack")


@st.composite
def _pack_tables(draw: st.DrawFn, programme: str | st.SearchStrategy[str]) -> dict[str, Any]:
    name = draw(always(programme))
    tables: Table = {
        "schema": 1,
        "id": f"{name}-rules",
        "programme": name,
        "title": f"Rules of {name}, an invented programme",
        "commentary": draw(_SELDOM),
        **_reach(draw),
        "sources": {key: _source(draw, key) for key in ("page", "forum")},
    }
    versions = _versions(draw)
    if OWN_CALENDAR.name in str(versions) or draw(_SELDOM):
        tables["calendars"] = {
            OWN_CALENDAR.name: {
                "title": OWN_CALENDAR.title,
                "base": "CZ",
                "off": [date(2016, 12, 23), date(2026, 12, 23)],
                "sources": ["page"],
            }
        }
    return {**tables, "version": versions}


def _reach(draw: st.DrawFn) -> Table:
    """Draw whose rules they are, and which purchases they are for besides orders that name them."""
    kind = draw(st.sampled_from(get_args(ProgrammeKind)))
    if kind == "marketplace" and draw(_FLAGS):
        return {}
    when = condition_table(draw(_CONDITIONS))
    return {"kind": kind, "applies": {"when": when, "says": "For some purchases.", "sources": ["page"]}}


def _source(draw: st.DrawFn, name: str) -> Table:
    return {
        "title": f"A {name} of the invented shop",
        "address": f"https://shop.example/{name}",
        "read": date(2026, 1, 15),
        "kind": draw(st.sampled_from(get_args(SourceKind))),
        "says": "What the rules say.",
    }


# --- versions -------------------------------------------------------------------------------------


def _versions(draw: st.DrawFn) -> list[Table]:
    """Draw versions that follow one another; later ones are whole, or state what differs from the first."""
    # What the facts leave open is taken in one way throughout, and one event, by the calendar of one
    # zone, says which version governs: else two could, or none.
    assume = draw(_FLAGS)
    chosen: Table = {"zone": draw(zones())}
    if draw(_SELDOM):
        chosen["selected_by"] = draw(_SELECTED_BY)
    versions: list[Table] = []
    for place, (begin, end) in enumerate(_spans(draw, draw(_FEW))):
        span: Table = {"id": f"v{place}", "from": begin} | ({} if end is None else {"until": end})
        differs = bool(versions) and draw(_FLAGS)
        versions.append(
            span | (_changes(draw, versions[0]) if differs else _whole(draw, chosen, assume=assume))
        )
    return versions


def _spans(draw: st.DrawFn, count: int) -> list[tuple[Any, Any]]:
    """Draw the spans of versions: each begins where the one before it ends, to the day or in a bracket."""
    day = draw(_FIRST_DAYS)
    first = draw(st.sampled_from((day, day, "unknown", {"not_before": day}, {"not_after": day})))
    edges: list[Any] = [first]
    for _ in range(count - 1):
        day += timedelta(days=draw(_GAPS))
        width = timedelta(days=draw(_WIDTHS))
        edges.append({"not_before": day, "not_after": day + width} if width else day)
        day += width
    last = None if draw(_FLAGS) else day + timedelta(days=draw(_GAPS))
    return list(zip(edges, [*edges[1:], last], strict=True))


def _whole(draw: st.DrawFn, chosen: Table, *, assume: bool) -> Table:
    """Draw a version that states all its rules."""
    names = _DERIVED[: draw(st.integers(0, len(_DERIVED)))]
    # A derived event rests on those before it.
    derived = {name: draw(_terms_over(names[:place], (None,))) for place, name in enumerate(names)}
    table: Table = {**chosen, "sources": ["page"]}
    if draw(_SELDOM):
        table["zone"] = {"assumed": table["zone"], "or": ["buyer", "UTC"]}
    if draw(_SELDOM):
        table["where"] = condition_table(draw(_CONDITIONS))
        if draw(_FLAGS):
            table["assume"] = draw(_FLAGS)
    if derived:
        table["events"] = {name: cited(term_table(term, "page"), "page") for name, term in derived.items()}
    windows = [_window(draw, place, derived, assume=assume) for place in range(draw(_FEW))]
    table["window"] = windows
    if draw(_FLAGS):
        table["ground"] = [
            _rule(draw, "ground", when=True)
            | {"window": draw(st.sampled_from(windows))["id"], "term": draw(_GROUNDS)}
        ]
    for kind in draw(_SOME_RULES):
        table[kind] = [_rule(draw, kind) | {key: draw(drawn) for key, drawn in _RULES[kind].items()}]
    return table


def _changes(draw: st.DrawFn, base: Table) -> Table:
    """Draw what a version changes of the first one: a window, a rule that is dropped, a rule that is new."""
    table: Table = {"base": base["id"]}
    if draw(_FLAGS):
        window = draw(st.sampled_from(base["window"]))
        table["window"] = [{"id": window["id"], "lapse": draw(_LAPSES)}]
    rules: list[str] = [f"{kind}.{rule['id']}" for kind in _RULES for rule in base.get(kind, [])]
    if draw(_FLAGS) and rules:
        table["drop"] = [draw(st.sampled_from(rules))]
    if draw(_FLAGS):
        table["note"] = [{"id": "new", "says": "Something is new.", "sources": ["forum"]}]
    return table


def _rule(draw: st.DrawFn, kind: str, *, when: bool = False) -> Table:
    table: Table = {"id": f"the-{kind}", "says": f"What the rule on {kind} says.", "sources": ["page"]}
    if when or (kind not in _UNCONDITIONAL and draw(_FLAGS)) or kind == "exclusion":
        table["when"] = condition_table(draw(_CONDITIONS))
    return table


def _window(draw: st.DrawFn, place: int, derived: Mapping[str, Term], *, assume: bool) -> Table:
    able = _ends(tuple(derived), assume=assume).filter(
        lambda ends: not never_opens(ends[0], ends[1], derived)
    )
    opens, closes = (term_table(end, "forum") for end in draw(able))
    table: Table = {
        "id": f"window-{place}",
        "party": draw(_PARTIES),
        "action": draw(st.sampled_from(ACTIONS)),
        "opens": opens,
        "closes": closes,
        "lapse": draw(_LAPSES),
        "in_time_when": draw(st.sampled_from(get_args(InTimeWhen))),
        "says": "What may be done, and until when.",
        "sources": ["page", "forum"],
    }
    if draw(_FLAGS):
        table["used_by"] = draw(st.sampled_from(sorted(KNOWN_EVENTS)))
    if draw(_SELDOM):
        table["when"] = condition_table(draw(_CONDITIONS))
    return table


@cache
def _ends(names: tuple[str, ...], *, assume: bool) -> st.SearchStrategy[tuple[Term, Term]]:
    """Make the strategy for the ends of windows, with few enough readings."""
    opens = st.one_of(st.just(On("placed")), _over(names), _terms_over(names, (None,)))
    return st.tuples(opens, _terms_over(names, (None, assume)).filter(_has_few_readings))


def _has_few_readings(term: Term) -> bool:
    provisos = (part for part in walk(term) if isinstance(part, Provided))
    return len({str(part.condition) for part in provisos if part.assume is not None}) <= _MOST_ASSUMED


@cache
def _terms_over(names: tuple[str, ...], assumptions: tuple[bool | None, ...]) -> st.SearchStrategy[Term]:
    return terms(
        events=_over(names), periods=_PERIODS, conditions=_CONDITIONS, assumptions=assumptions, most=4
    )


@cache
def _over(names: tuple[str, ...]) -> st.SearchStrategy[On]:
    """Make the strategy for events: of the order or the dispute, of parcels, or derived ones."""
    whole = st.builds(On, st.sampled_from(_WHOLE))
    return st.one_of(whole, _PICKED, st.builds(On, st.sampled_from(names))) if names else whole | _PICKED
