"""Packs: the file that holds a programme's versions, read strictly, with all its faults at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any, cast, get_args

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidPackError
from buyerprotect.facts.events import KNOWN_EVENTS, PARCEL_EVENTS
from buyerprotect.rules.base import laid_over, rule_names
from buyerprotect.rules.calendars import read_calendars
from buyerprotect.rules.condition import ALWAYS, Fact, parts_of
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.grammar import Grammar
from buyerprotect.rules.kinds import KINDS
from buyerprotect.rules.policy import Applies, Policy, ProgrammeKind
from buyerprotect.rules.reach import never_opens
from buyerprotect.rules.sites import Site, read_sites
from buyerprotect.source import Source, read_sources
from buyerprotect.structure import Reader
from buyerprotect.timing.calendar import Calendar
from buyerprotect.timing.clock import zone_names
from buyerprotect.timing.term import Alternatives, On, Provided, Term, events_of, walk

__all__ = ["LARGEST", "Pack", "read_pack"]

LARGEST = 4 * 1024 * 1024
"""How many bytes a pack may have."""

_MOST_READINGS = 6


@frozen(kw_only=True)
class Pack:
    """One file of rules: a programme, the sources it rests on, and its dated versions."""

    id: str
    programme: str
    title: str
    commentary: bool
    kind: ProgrammeKind = "marketplace"
    applies: Applies | None = None
    sources: Mapping[str, Source]
    sites: Mapping[str, Site] = field(factory=dict[str, Site])
    versions: tuple[Policy, ...]

    def __hash__(self) -> int:
        return hash((self.id, self.programme))


def read_pack(text: str, name: str = "") -> Pack:
    """Read a pack from TOML text; `name` is the file's, for messages.

    Raises `InvalidPackError` with every fault and its path. A pack with a fault is not loaded at all.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InvalidPackError(f"{name or 'the pack'} is not TOML: {error}") from None
    faults = Faults()
    pack = _Loader(Reader(data, name, faults)).pack()
    faults.raise_as(InvalidPackError)
    if pack is None:  # cannot be: without a pack there is a fault
        raise InvalidPackError(f"{name or 'the pack'} could not be read")
    return pack


class _Loader:
    """Reads one pack from its outermost table."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.faults = reader.faults
        self.sources: dict[str, Source] = {}
        self.source_names: frozenset[str] = frozenset()
        self.calendars: dict[str, Calendar] = {}
        self.sites: dict[str, Site] = {}
        self.id = reader.text("id", required=True) or ""
        self.programme = reader.text("programme", required=True) or ""
        self.title = reader.text("title", required=True) or ""
        self.commentary = reader.boolean("commentary") or False
        kind = reader.word("kind", get_args(ProgrammeKind), "a kind of programme")
        self.kind: ProgrammeKind = cast("ProgrammeKind", kind or "marketplace")
        self.applies: Applies | None = None
        # A version that builds on another holds its unchanged rules as they are: they are read once.
        self._made: dict[int, Any] = {}

    def pack(self) -> Pack | None:
        if self.reader.integer("schema") != 1:
            self.reader.missing("schema", "it is to be 1, the form of packs this release reads")
        self._read_sources()
        versions = [self._version(raw) for raw in self._raw_versions()]
        known = [version for version in versions if version is not None]
        self._check_overlap(known)
        return self.reader.build(
            Pack,
            id=self.id,
            programme=self.programme,
            title=self.title,
            commentary=self.commentary,
            kind=self.kind,
            applies=self.applies,
            sources=self.sources,
            sites=self.sites,
            versions=tuple(sorted(known, key=_begin)),
        )

    def _read_sources(self) -> None:
        tables = self.reader.table("sources", required=True)
        # A source with faults of its own is still one that rules can name.
        self.source_names = frozenset(tables.data if tables else ())
        self.sources = read_sources(tables)
        self.calendars = read_calendars(self.reader.table("calendars"), self.sources)
        self.sites = read_sites(self.reader.table("sites"), self.source_names)
        self.applies = self._applies(self.reader.table("applies"))

    def _applies(self, table: Reader | None) -> Applies | None:
        if table is None:
            if self.kind != "marketplace":
                self.reader.missing(
                    "applies", f"say which purchases a programme of the kind {self.kind!r} is for"
                )
            return None
        grammar = Grammar(KNOWN_EVENTS, self.source_names, self.faults, self.calendars)
        when = table.take("when", required=True)
        sources = grammar.named_sources(table)
        if not sources:
            table.missing("sources", "a rule that nobody sources is not in")
        return table.build(
            Applies,
            id="applies",
            says=table.text("says", required=True),
            sources=sources,
            when=ALWAYS if when is None else grammar.condition(when, table.at("when")),
        )

    def _raw_versions(self) -> list[Reader]:
        """Lay each version over the one it builds on, and name its path by its id."""
        tables = self.reader.tables("version")
        if not tables:
            self.reader.missing("version", "a pack has at least one version")
        raw: dict[str, dict[str, Any]] = {}
        for place, table in enumerate(tables):
            given = table.data.get("id")
            name = given if isinstance(given, str) and given else str(place)
            version = Reader(table.data, self.reader.at(f"version[{name}]"), self.faults)
            if name in raw:
                version.fault("id", f"{name!r} stands twice: each version has an id of its own")
            base = version.text("base")
            if base is not None:
                self.faults.one_of(version.at("base"), base, raw, "an earlier version of this pack")
            self._check_dropped(version, raw.get(base or ""))
            raw[name] = laid_over(raw.get(base or "", {}), table.data)
        return [Reader(data, self.reader.at(f"version[{name}]"), self.faults) for name, data in raw.items()]

    @staticmethod
    def _check_dropped(version: Reader, base: Mapping[str, Any] | None) -> None:
        """Check that a version leaves out only rules that the version it builds on has."""
        known, restated = rule_names(base or {}), rule_names(version.data)
        for name in version.texts("drop"):
            if name in restated:
                version.fault("drop", f"{name!r} is left out and stated again: do one of the two")
            version.faults.one_of(version.at("drop"), name, known, "a rule of the version this builds on")

    def _version(self, reader: Reader) -> Policy | None:
        base = reader.data.get("base") if isinstance(reader.take("base"), str) else None
        reader.take("drop")
        derived = reader.table("events")
        names = KNOWN_EVENTS | set(derived.data if derived else ())
        grammar = Grammar(names, self.source_names, self.faults, self.calendars)
        dated_by = grammar.named_sources(reader)
        if not dated_by:
            reader.missing("sources", "say where the dates of this version come from")
        events = self._derived(derived, grammar)
        rules = {key: self._rules(reader, key, grammar) for key in KINDS}
        where = (
            grammar.condition(reader.take("where"), reader.at("where")) if "where" in reader.data else ALWAYS
        )
        version = reader.build(
            Policy,
            id=self.id,
            version=reader.text("id", required=True),
            programme=self.programme,
            title=self.title,
            commentary=self.commentary,
            kind=self.kind,
            applies=self.applies,
            start=self._edge(reader, "from") or Edge(),
            end=self._edge(reader, "until"),
            selected_by=self._selected_by(reader),
            where=where,
            assume=self._assumed(reader),
            sites=self.sites,
            zone_names=self._zone(reader),
            sources=self.sources,
            dated_by=dated_by,
            events=events,
            windows=tuple(rules["window"]),
            stages=tuple(rules["stage"]),
            grounds=tuple(rules["ground"]),
            exclusions=tuple(rules["exclusion"]),
            evidence=tuple(rules["evidence"]),
            norms=tuple(rules["norm"]),
            askings=tuple(rules["asking"]),
            risks=tuple(rules["risk"]),
            advices=tuple(rules["advice"]),
            levels=tuple(rules["level"]),
            postages=tuple(rules["postage"]),
            refunds=tuple(rules["refund"]),
            seller_protections=tuple(rules["seller_protection"]),
            multiples=tuple(rules["multiple"]),
            interactions=tuple(rules["interaction"]),
            bounds=tuple(rules["bound"]),
            notes=tuple(rules["note"]),
            base=base,
        )
        if version is not None:
            self._check_version(version, reader)
        return version

    def _selected_by(self, reader: Reader) -> tuple[str, ...]:
        """Read the event that selects the version, or several, of which the first told one does."""
        value = reader.take("selected_by")
        names = (
            reader.texts("selected_by")
            if isinstance(value, list)
            else ("placed" if value is None else value,)
        )
        if not names:
            reader.fault("selected_by", "is empty: name an event, or leave it out for 'placed'")
        for name in names:
            known = KNOWN_EVENTS - PARCEL_EVENTS
            self.faults.one_of(reader.at("selected_by"), name, known, "an event")
        return names

    @staticmethod
    def _assumed(reader: Reader) -> bool | None:
        assume = reader.boolean("assume")
        if assume is not None and "where" not in reader.data:
            reader.fault("assume", "says what is taken where a scope is not decided: give it a `where`")
        return assume

    def _derived(self, reader: Reader | None, grammar: Grammar) -> dict[str, Term]:
        events: dict[str, Term] = {}
        for name in reader.data if reader else ():
            if reader is None:
                break
            if name in KNOWN_EVENTS:
                reader.fault(name, "is an event that facts tell of: give a derived event another name")
            value = reader.take(name)
            term = grammar.term(value, reader.at(name))
            if term is not None:
                events[name] = term
                if not _sourced(term):
                    reader.fault(name, "has no `sources`: a derived event says where its rule comes from")
        return events

    def _edge(self, reader: Reader, key: str) -> Edge | None:
        value = reader.take(key)
        if key == "from" and value is None:
            reader.missing(key, 'a date, a bracket { not_before, not_after }, or "unknown"')
        if value is None:
            return None
        if value == "unknown":
            return Edge()
        if isinstance(value, dict):
            table = Reader(cast("dict[str, Any]", value), reader.at(key), self.faults)
            first, last = table.day("not_before"), table.day("not_after")
            if first is not None and last is not None and last < first:
                table.fault("not_after", f"{last} is before not_before, {first}")
            return table.build(Edge, not_before=first, not_after=last)
        day = reader.day(key)
        return None if day is None else Edge.on(day)

    def _zone(self, reader: Reader) -> tuple[str, ...]:
        """Read a zone, or an assumed one with the alternatives that become readings."""
        value = reader.take("zone", required=True)
        names: list[object] = [value]
        if isinstance(value, dict):
            table = Reader(cast("dict[str, Any]", value), reader.at("zone"), self.faults)
            names = [table.text("assumed", required=True), *table.texts("or")]
            table.finish()
        for place, name in enumerate(names):
            if name is not None and not (place and name == "buyer"):
                self.faults.one_of(reader.at("zone"), name, zone_names(), "a zone")
        return tuple(name for name in names if isinstance(name, str))

    def _rules(self, reader: Reader, key: str, grammar: Grammar) -> list[Any]:
        """Read all rules of one kind, each under a path that bears its id."""
        seen: set[str] = set()
        built: list[Any] = []
        for place, table in enumerate(reader.tables(key)):
            given = table.data.get("id")
            name = given if isinstance(given, str) and given else str(place)
            rule = Reader(table.data, reader.at(f"{key}[{name}]"), self.faults)
            if name in seen:
                rule.fault("id", "stands twice: each rule has an id of its own")
            seen.add(name)
            if id(table.data) in self._made:
                built.append(self._made[id(table.data)])
                continue
            common = {
                "id": rule.text("id", required=True),
                "says": rule.text("says", required=True),
                "sources": grammar.named_sources(rule),
            }
            if not common["sources"]:
                rule.missing("sources", "a rule that nobody sources is not in")
            made = KINDS[key](rule, grammar, common)
            if made is not None:
                self._made[id(table.data)] = made
                built.append(made)
        return built

    def _check_version(self, version: Policy, reader: Reader) -> None:
        """Check what can only be seen of the version as a whole."""
        for name in version.events:
            if _rests_on_itself(name, version.events):
                reader.fault(f"events.{name}", "refers to itself, so it never gets a moment")
                return
        windows = {window.id for window in version.windows}
        for ground in version.grounds:
            self.faults.one_of(reader.at(f"ground[{ground.id}].window"), ground.window, windows, "a window")
        for window in version.windows:
            readings = {name for end in (window.opens, window.closes) for name in _readings(end, version)}
            if len(readings) > _MOST_READINGS:
                reader.fault(
                    f"window[{window.id}]",
                    f"has {len(readings)} readings, and all combinations are tried: at most {_MOST_READINGS}",
                )
            if never_opens(window.opens, window.closes, version.events):
                reader.fault(
                    f"window[{window.id}]",
                    f"can never open: it opens {window.opens} and closes {window.closes}",
                )
        self._check_stages(version, reader)
        self._check_grounds(version, reader)
        self._check_assumed(version, reader)
        if version.end is not None and _empty(version.start, version.end):
            reader.fault("until", f"is {version.end}, not after the start, {version.start}")

    @staticmethod
    def _check_stages(version: Policy, reader: Reader) -> None:
        """Check that no stage stands behind another that takes all its disputes from it."""
        begun: dict[str, str] = {}
        for stage in version.stages:
            for event in stage.begins:
                if event in begun:
                    says = f"{event!r} leads to {begun[event]!r} in every case: give that a `when`"
                    reader.fault(f"stage[{stage.id}].begins", says)
                elif stage.when == ALWAYS:
                    begun[event] = stage.id

    @staticmethod
    def _check_grounds(version: Policy, reader: Reader) -> None:
        """Check that only rules which follow the classification turn on the ground of a claim."""
        parts = (part for condition in version.before_ground for part in parts_of(condition))
        if any(isinstance(part, Fact) and part.name == "ground" for part in parts):
            reader.fault(
                "ground",
                "is no fact for scopes, windows, grounds and exclusions, from which it follows: only rules "
                "on what to ask for, what is paid and how can turn on it",
            )

    @staticmethod
    def _check_assumed(version: Policy, reader: Reader) -> None:
        """Check that what the facts leave open is taken the same way throughout."""
        assumed: dict[str, bool] = {}
        ends = (end for window in version.windows for end in (window.opens, window.closes))
        for part in (part for term in (*version.events.values(), *ends) for part in walk(term)):
            if isinstance(part, Provided) and part.assume is not None:
                name = str(part.condition)
                if assumed.setdefault(name, part.assume) is not part.assume:
                    reader.fault("assume", f"{name!r} is taken as so in one place and as not so in another")

    def _check_overlap(self, versions: list[Policy]) -> None:
        for one, other in combinations(versions, 2):
            if one.where != other.where:
                continue
            path = f"version[{other.version}]"
            for key in ("selected_by", "zone"):
                first, second = getattr(one, key), getattr(other, key)
                if first != second:
                    # A case near the change could fall under both, or under neither.
                    self.reader.fault(
                        f"{path}.{key}",
                        f"differs from that of {one.version!r} in the same scope: both are chosen alike",
                    )
            if _overlap(one, other):
                self.reader.fault(
                    path, f"overlaps {one.version!r} in the same scope: end one where the other begins"
                )


def _readings(term: Term, version: Policy) -> Iterator[str]:
    """Yield the choices that a term leaves open, also within the derived events it refers to."""
    for part in walk(term):
        match part:
            case Alternatives():
                yield from (variant.id for variant in part.others)
            case Provided() if part.assume is not None:
                yield str(part.condition)
            case On() if part.event in version.events:
                yield from _readings(version.events[part.event], version)
            case _:
                pass


def _sourced(term: Term) -> bool:
    """Tell whether the adopted rule names a source; those of other readings are theirs."""
    parts = (term.adopted,) if isinstance(term, Alternatives) else term.parts
    return bool(term.sources) or any(_sourced(part) for part in parts)


def _rests_on_itself(name: str, events: Mapping[str, Term]) -> bool:
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        for event in events_of(events[ahead.pop()]) & events.keys():
            if event == name:
                return True
            if event not in seen:
                seen.add(event)
                ahead.append(event)
    return False


def _empty(start: Edge, end: Edge) -> bool:
    return start.not_before is not None and end.not_after is not None and end.not_after <= start.not_before


def _overlap(one: Policy, other: Policy) -> bool:
    """Tell whether both versions are surely in force on some day."""
    begins = [_sure_from(version) for version in (one, other)]
    ends = [_sure_until(version) for version in (one, other)]
    if None in begins:
        return False
    begin = max(day for day in begins if day is not None)
    return begin < min(ends)


def _begin(version: Policy) -> date:
    return version.start.not_before or version.start.not_after or date.min


def _sure_from(version: Policy) -> date | None:
    return version.start.not_after


def _sure_until(version: Policy) -> date:
    if version.end is None:
        return date.max
    return version.end.not_before or date.min
