"""The grammar of rules: how terms and conditions are written as plain data.

A term is the name of an event, or a table with one head:

    "placed"                                     the moment of an event
    { first = "shipped" }, { last = "shipped" }  of a parcel's event
    { elapsed = "60 days", after = TERM }        exact seconds; also `before`
    { calendar = "14 days", after = TERM }       by `platform-days`: local days, the event's day left out
    { business = "3 days", in = "mon-fri", after = TERM }
    { count = "14 days", by = "eu-1182-71", in = "DE", after = TERM }   by any counting rule
    { earliest_of = [TERM, ...] }, { latest_of = [...] }, { first_known = [...] }
    { is = TERM }                                a term that is only modified
    { not_stated = "why" }                       no source says when; `unless_told` a fact that facts may tell

and any of the modifiers `told` (a length the facts may tell), `readings`, `extended_by`, `capped`,
`not_before` (with `waived_at`), `replaced_by`, `when`, `sources`.

A count may state for itself any setting of its rule (`event_day = "in"`, `clear = true`, `end = "17:00"`,
`roll = "next"`), name in `plus_from` where the second of two lengths counts from, start from an end as it
was before it was rolled (`from = "nominal"`), and pause: `paused = { stops = EVENT, resumes = EVENT,
stop_day = true, resume_day = true, at_least = TERM }`. Calendars are named by id; a pack may define its own.

`when` may stand beside `assume = true` or `false`: what is taken where the facts do not decide; the
other way is then a reading.

A condition is a table of facts and the words they may be, or the bounds a measure keeps to
(`committed_days = { at_most = 5 }`, `paid = { below = "1000 USD" }`), all of which must hold; `any`, `all`
and `not` combine conditions. `dated = { event = "paid", from = 2019-04-29, until = 2020-01-01, zone = ZONE }`
asks for the day of an event, and `not_stated = "what"` for what no source settles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from attrs import evolve, field, frozen

from buyerprotect.errors import BuyerProtectError, Faults, NotFoundError, nearest, shown
from buyerprotect.facts.checks import check_country
from buyerprotect.facts.events import KNOWN_EVENTS, LENGTHS, PARCEL_EVENTS, PROLONGATIONS
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import TELLABLE
from buyerprotect.facts.view import ASKABLE, FOLDED, MEASURABLE
from buyerprotect.rules.condition import (
    BOUNDS,
    AllOf,
    AnyOf,
    Condition,
    Dated,
    Fact,
    Measure,
    Not,
    Unsettled,
)
from buyerprotect.structure import Reader
from buyerprotect.timing.calendar import Calendar, calendar, calendar_names
from buyerprotect.timing.clock import zone_names
from buyerprotect.timing.counting import (
    ELAPSED,
    PLATFORM_DAYS,
    Counting,
    counting,
    counting_names,
    read_changes,
)
from buyerprotect.timing.period import Period, PlusFrom
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
    events_of,
)

__all__ = ["ASKED", "Grammar"]

ASKED = (*ASKABLE, *MEASURABLE, "dated", "not_stated", "any", "all", "not")
"""The keys that may stand in a table of a condition."""

_COUNTINGS = {
    "elapsed": ELAPSED.id,
    "calendar": PLATFORM_DAYS.id,
    "business": PLATFORM_DAYS.id,
    "count": None,
}
_MANY: dict[str, Callable[..., Term]] = {
    "earliest_of": EarliestOf,
    "latest_of": LatestOf,
    "first_known": FirstKnown,
}
_HEADS = ("first", "last", *_COUNTINGS, *_MANY, "is", "not_stated")
_DEEPEST = 24
_LARGEST_LIMIT = 10**9

RESERVED = frozenset({"zone", *(f"{event}-day" for event in KNOWN_EVENTS)})
"""Ids that no reading can have, because they stand for choices that facts leave open."""


def _changed(rule: Counting, changes: dict[str, Any]) -> Counting:
    return rule.but(**changes) if changes else rule


@frozen
class Grammar:
    """Reads terms and conditions, given the names of events, sources and own calendars that exist."""

    events: frozenset[str]
    sources: frozenset[str]
    faults: Faults
    calendars: Mapping[str, Calendar] = field(factory=dict[str, Calendar])

    def named_sources(self, reader: Reader) -> tuple[str, ...]:
        """Read the sources of a table, each of which must be among the pack's."""
        names = reader.texts("sources")
        for name in names:
            self.faults.one_of(reader.at("sources"), name, self.sources, "a source of this pack")
        return names

    def term(self, value: object, path: str, depth: int = 0) -> Term | None:
        """Read a term, reporting what is wrong with it."""
        if depth > _DEEPEST:
            self.faults.add(path, f"is nested more than {_DEEPEST} deep")
        elif isinstance(value, str):
            return self._event(value, path)
        elif isinstance(value, dict):
            return self._table(Reader(cast("dict[str, Any]", value), path, self.faults), depth)
        else:
            self.faults.add(path, f"{shown(value)} is not a term: name an event, or write a table")
        return None

    def _event(self, name: str, path: str) -> Term | None:
        self.faults.one_of(path, name, self.events, "an event")
        if name in PARCEL_EVENTS:
            self.faults.add(
                path, f"each parcel has {name!r} for itself: say {{ first = {name!r} }} or {{ last = ... }}"
            )
        return On(name) if name in self.events else None

    def _table(self, reader: Reader, depth: int) -> Term | None:
        heads = [head for head in _HEADS if head in reader.data]
        if len(heads) != 1:
            found = " and ".join(heads) or "none"
            self.faults.add(reader.path, f"a term has one of {', '.join(_HEADS)}; here: {found}")
            return None
        term = self._head(reader, heads[0], depth)
        sources = self.named_sources(reader)
        if term is not None and sources:
            term = evolve(term, sources=tuple(dict.fromkeys(term.sources + sources)))
        term = self._modified(reader, term, depth)
        reader.finish()
        return term if reader.good else None

    def _head(self, reader: Reader, head: str, depth: int) -> Term | None:
        value = reader.take(head)
        if head in ("first", "last"):
            self.faults.one_of(reader.at(head), value, sorted(PARCEL_EVENTS), "an event of parcels")
            known = isinstance(value, str) and value in PARCEL_EVENTS
            return On(value, "first" if head == "first" else "last") if known else None
        if head in _COUNTINGS:
            return self._count(reader, head, depth)
        if head == "not_stated":
            why = reader.text(head)
            told = reader.word("unless_told", TELLABLE, "something an order can tell")
            return None if why is None else NotStated(why, told)
        if head == "is":
            return self.term(value, reader.at(head), depth + 1)
        if not isinstance(value, list) or not value:
            reader.fault(head, f"{shown(value)} is not a list of terms")
            return None
        parts = cast("list[object]", value)
        terms = [self.term(part, reader.at(f"{head}[{i}]"), depth + 1) for i, part in enumerate(parts)]
        return _MANY[head](tuple(term for term in terms if term is not None))

    def _count(self, reader: Reader, head: str, depth: int) -> Term | None:
        period = self._period(reader, head)
        ways = [way for way in ("after", "before") if reader.take(way) is not None]
        if len(ways) != 1:
            reader.fault(head, "a period is counted `after` or `before` a term: give one of them")
            return None
        anchor = self.term(reader.take(ways[0]), reader.at(ways[0]), depth + 1)
        told = reader.word("told", LENGTHS, "a length that facts can tell")
        start = reader.word("from", ("end", "nominal"), "a day to count from")
        paused = reader.table("paused")
        if period is None or anchor is None:
            return None
        if ways[0] == "after":
            term = After(period, anchor, told, start == "nominal")
            return term if paused is None else self._paused(paused, term, depth)
        for key, value in (("told", told), ("from", start), ("paused", paused)):
            if value is not None:
                reader.fault(key, "is for periods counted forward: a backward count has none of it")
        if period.unit == "billing-cycles":
            reader.fault(head, "billing cycles are counted forward only")
        return Before(period, anchor)

    def _period(self, reader: Reader, head: str) -> Period | None:
        length, days = reader.text(head), reader.text("in")
        by = _COUNTINGS[head] or reader.word("by", counting_names(), "a counting rule", required=True)
        changes = read_changes(reader)
        plus_from: PlusFrom | None = reader.word("plus_from", get_args(PlusFrom), "where to count from")
        if plus_from is not None and " and " not in (length or ""):
            reader.fault("plus_from", "says where a second length counts from: write '1 month and 3 days'")
        if not reader.good or length is None:
            return None
        if head == "business":
            length = length.replace(" day", " business-day")
        try:
            return Period.of(
                length, _changed(counting(by), changes), self._calendar(days), plus_from or "nominal"
            )
        except NotFoundError as error:
            reader.fault("in", str(error))
        except BuyerProtectError as error:
            reader.fault(head, str(error))
        return None

    def _calendar(self, name: str | None) -> Calendar | None:
        if name is None or name in self.calendars:
            return None if name is None else self.calendars[name]
        if name not in calendar_names() and (hint := nearest(name, self.calendars)).startswith("; did"):
            raise NotFoundError(f"there is no calendar {shown(name)}{hint}")
        return calendar(name)

    def _paused(self, reader: Reader, term: After, depth: int) -> Term | None:
        floor = reader.take("at_least")
        return reader.build(
            Paused,
            term=term,
            stops=reader.word("stops", self.events - PARCEL_EVENTS, "an event", required=True),
            resumes=reader.word("resumes", self.events - PARCEL_EVENTS, "an event", required=True),
            stop_day=reader.boolean("stop_day"),
            resume_day=reader.boolean("resume_day"),
            at_least=None if floor is None else self.term(floor, reader.at("at_least"), depth + 1),
        )

    def _modified(self, reader: Reader, term: Term | None, depth: int) -> Term | None:
        """Apply the modifiers of a table, from the inside out."""
        others = self._readings(reader, depth)
        prolonged = reader.word("extended_by", PROLONGATIONS, "a kind of extension")
        inner = self._modifiers(reader, depth)
        condition, assume = self._proviso(reader)
        if term is None or not reader.good:
            return None
        if others:
            term = Alternatives(term, others)
        if prolonged is not None:
            term = Extended(term, prolonged)
        if (cap := inner.get("capped")) is not None:
            term = Capped(term, cap)
        if (floor := inner.get("not_before")) is not None:
            term = NotBefore(term, floor, inner.get("waived_at"))
        if (replacing := inner.get("replaced_by")) is not None:
            term = ReplacedBy(term, replacing)
        return term if condition is None else Provided(condition, term, assume)

    def _modifiers(self, reader: Reader, depth: int) -> dict[str, Term | None]:
        inner: dict[str, Term | None] = {}
        for name in ("capped", "not_before", "waived_at", "replaced_by"):
            value = reader.take(name)
            if value is not None:
                inner[name] = self.term(value, reader.at(name), depth + 1)
        replacing = inner.get("replaced_by")
        if replacing is not None and len(events_of(replacing)) != 1:
            reader.fault(
                "replaced_by", "the term that replaces refers to exactly one event, which triggers it"
            )
        if "waived_at" in inner and "not_before" not in inner:
            reader.fault("waived_at", "says when a wait is waived: give it the wait, `not_before`")
        return inner

    def _proviso(self, reader: Reader) -> tuple[Condition | None, bool | None]:
        """Read the condition of a term, and what is taken where the facts do not decide it."""
        condition = self.condition(reader.take("when"), reader.at("when")) if "when" in reader.data else None
        assume = reader.boolean("assume")
        if assume is not None and "when" not in reader.data:
            reader.fault("assume", "says what is taken where a condition is not decided: give it a `when`")
        return condition, assume

    def _readings(self, reader: Reader, depth: int) -> tuple[Variant, ...]:
        variants: list[Variant] = []
        for table in reader.tables("readings"):
            name = table.text("id", required=True)
            if not table.data.get("sources"):
                table.fault("sources", "is missing: a reading rests on a source of its own")
            rest = {key: value for key, value in table.data.items() if key != "id"}
            term = self.term(rest, table.path, depth + 1)
            if name in RESERVED or name in {variant.id for variant in variants}:
                table.fault(
                    "id",
                    f"{name!r} stands twice, or for a choice of facts: each reading has an id of its own",
                )
            if name is not None and term is not None:
                variants.append(Variant(name, term))
        return tuple(variants)

    def condition(self, value: object, path: str, depth: int = 0) -> Condition | None:
        """Read a condition, reporting what is wrong with it."""
        if depth > _DEEPEST:
            self.faults.add(path, f"is nested more than {_DEEPEST} deep")
            return None
        table = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        if not table:
            self.faults.add(path, f"{shown(value)} is not a condition: write a table of facts")
            return None
        parts = [self._part(key, inner, f"{path}.{key}", depth) for key, inner in table.items()]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return known[0] if len(known) == 1 else AllOf(known)

    def _part(self, key: str, value: object, path: str, depth: int) -> Condition | None:
        if key == "not":
            part = self.condition(value, path, depth + 1)
            return None if part is None else Not(part)
        if key in ("any", "all"):
            if not isinstance(value, list):
                self.faults.add(path, f"{shown(value)} is not a list of conditions")
                return None
            inner = cast("list[object]", value)
            if not inner:
                self.faults.add(path, "is empty: name at least one condition")
            parts = [self.condition(part, f"{path}[{i}]", depth + 1) for i, part in enumerate(inner)]
            known = tuple(part for part in parts if part is not None)
            return (AnyOf if key == "any" else AllOf)(known) if len(known) == len(parts) else None
        special = {"dated": self._dated, "not_stated": self._unsettled}.get(key)
        if special is not None:
            return special(value, path)
        return (self._measure if key in MEASURABLE else self._fact)(key, value, path)

    def _unsettled(self, value: object, path: str) -> Condition | None:
        self.faults.text(path, value)
        return Unsettled(value) if isinstance(value, str) and value.strip() else None

    def _dated(self, value: object, path: str) -> Condition | None:
        if not isinstance(value, dict):
            self.faults.add(path, f"{shown(value)} is not a table: write {{ event = ..., from = ... }}")
            return None
        table = Reader(cast("dict[str, Any]", value), path, self.faults)
        start, end = table.day("from"), table.day("until")
        if start is None and end is None and table.good:
            table.fault("from", "is missing: give the first day, or in `until` the first one too late")
        if start is not None and end is not None and end <= start:
            table.fault("until", f"{end} is not after from, {start}")
        return table.build(
            Dated,
            event=table.word(
                "event", KNOWN_EVENTS - PARCEL_EVENTS - {"committed_end"}, "an event", required=True
            ),
            start=start,
            end=end,
            zone=table.word("zone", zone_names(), "a zone", required=True),
        )

    def _measure(self, key: str, value: object, path: str) -> Condition | None:
        table = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        if not table:
            self.faults.add(path, f"{shown(value)} is not a bound: write {{ at_most = 5 }}")
        bounds: list[Measure] = []
        for bound, limit in table.items():
            self.faults.one_of(f"{path}.{bound}", bound, BOUNDS, "a bound")
            read = self._limit(MEASURABLE[key], limit, f"{path}.{bound}")
            if read is not None and bound in BOUNDS:
                bounds.append(Measure(key, bound, read))
        if not bounds or len(bounds) < len(table):
            return None
        return bounds[0] if len(bounds) == 1 else AllOf(tuple(bounds))

    def _limit(self, kind: type, value: object, path: str) -> int | Money | None:
        if kind is int:
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_LIMIT:
                return value
            self.faults.add(path, f"{shown(value)} is not a whole number of zero or more")
            return None
        try:
            return Money.of(cast("str", value))
        except BuyerProtectError as error:
            self.faults.add(path, str(error))
            return None

    def _fact(self, key: str, value: object, path: str) -> Condition | None:
        self.faults.one_of(path, key, ASKED, "a fact that can be asked for")
        values = cast("list[object]", value) if isinstance(value, list) else [value]
        known = ASKABLE.get(key)
        if not values:
            self.faults.add(path, "is empty: name at least one word")
        for word in values:
            if known is not None:
                self.faults.one_of(path, word, known, f"a word for {key!r}")
            elif key in ("country", "seller_country"):
                check_country(self.faults, path, word)
            else:
                self.faults.text(path, word)
        if key not in ASKABLE or not values:
            return None
        words = (word for word in values if isinstance(word, str))
        return Fact(key, frozenset(word.casefold() if key in FOLDED else word for word in words))
