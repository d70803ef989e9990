"""Which fields of PayPal, Stripe and Visa the kinds of evidence fill, and which of the seller's they answer.

The table is data, `evidence.toml`: every evidence type of PayPal's disputes and every evidence field of
Stripe's, each with its sources. What Visa's conditions ask for is in the rules of the pack `visa`; the table
says for which conditions each of them is, and of which conditions nothing is known.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

import attrs
from attrs import frozen

from buyerprotect.cases.told import vocabulary
from buyerprotect.errors import Faults, InvalidPackError, NotFoundError, WrongTypeError, nearest, shown
from buyerprotect.facts.claim import Claim, EvidenceKind, Party
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.source import Source, read_sources
from buyerprotect.structure import Reader

__all__ = [
    "EvidenceField",
    "Filled",
    "System",
    "field_names",
    "fields",
    "filled",
    "kinds_for",
    "without_evidence",
    "without_field",
]

System = Literal["paypal", "stripe", "visa"]

_PARTIES: tuple[Party, ...] = ("buyer", "seller")
_KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
_SYSTEMS: tuple[System, ...] = get_args(System)


@frozen(kw_only=True)
class EvidenceField:
    """A field of another system's disputes, and a kind of the buyer's evidence that has to do with it.

    `given_by` is the party that fills the field. Where that is the buyer, evidence of this kind can be handed
    in as it; where it is the seller, it answers or contradicts what the seller hands in. `form` is the form
    in which the field is filled, None where no source speaks of it. Fields of Visa are named after the
    condition and the rule of the pack: `13.1/attempt`. A condition for which no rule is known is a field by
    itself, which nothing fills.
    """

    system: System
    field: str
    kind: EvidenceKind
    form: str | None = None
    given_by: Party
    sources: tuple[Source, ...] = attrs.field(repr=False)


@frozen(kw_only=True)
class Filled:
    """What a claim's evidence does in one system.

    `filled` are the fields that it fills, one entry for each kind that does; `answered` the seller's fields
    that it answers or contradicts. `unfilled` names every field that nothing of the claim fills: those of the
    seller too, and those that no kind of evidence stands for.
    """

    system: System
    filled: tuple[EvidenceField, ...] = ()
    answered: tuple[EvidenceField, ...] = ()
    unfilled: tuple[str, ...] = ()


def fields(kind: str, system: str) -> tuple[EvidenceField, ...]:
    """Return the fields of a system that a kind of evidence fills or answers.

    All fields of Stripe are the merchant's, so that a kind only answers them.

    >>> [one.field for one in fields("customs_document", "paypal")][:2]
    ['PROOF_OF_CONFISCATION', 'CUSTOMS_DOCUMENT']
    >>> [(one.field, one.given_by) for one in fields("credit_note", "stripe")]
    [('refund_refusal_explanation', 'seller')]

    Raises `NotFoundError` for a kind or a system that is not known, with the nearest one that is.
    """
    found = _known(kind, _KINDS, "kind of evidence")
    return tuple(one for rows in _rows(system).values() for one in rows if one.kind == found)


def kinds_for(system: str, field: str) -> tuple[EvidenceKind, ...]:
    """Return the kinds of evidence that fill a field, or answer it where it is the seller's.

    >>> kinds_for("visa", "13.4/finding")
    ('expert_report',)

    Raises `NotFoundError` for a system or a field that is not known, with the nearest one that is.
    """
    rows = _rows(system)
    return tuple(one.kind for one in rows[_known(field, tuple(rows), f"evidence field of {system}")])


def filled(claim: Claim, system: str) -> Filled:
    """Tell which fields of a system a claim's evidence fills, which it answers, and which it does not fill.

    Evidence is taken by its kind: whether an item shows what the field asks for is not known here.

    >>> import buyerprotect as bp
    >>> order = bp.Order("none", "2026-05-01", zone="UTC", items=[bp.Item("lamp", "120 GBP")])
    >>> sent = bp.Evidence("return_tracking")
    >>> found = filled(bp.Claim(order, [bp.Problem("defective")], evidence=[sent]), "visa")
    >>> [one.field for one in found.filled]
    ['13.1/return', '13.3/return', '13.7/return', '13.7/return-unpaid']
    >>> "13.3/attempt" in found.unfilled
    True

    Raises `WrongTypeError` for what is no claim, and `NotFoundError` for a system that is not known.
    """
    if not isinstance(claim, Claim):
        raise WrongTypeError(f"{shown(claim)} is not a Claim; of a dispute, give its claim")
    kinds = {evidence.kind for evidence in claim.evidence}
    every = _rows(system)
    touched = [one for rows in every.values() for one in rows if one.kind in kinds]
    own = tuple(one for one in touched if one.given_by == "buyer")
    done = {one.field for one in own}
    return Filled(
        system=cast("System", system),
        filled=own,
        answered=tuple(one for one in touched if one.given_by == "seller"),
        unfilled=tuple(name for name in every if name not in done),
    )


def field_names(system: str) -> tuple[str, ...]:
    """Return the names of all evidence fields of a system.

    >>> len(field_names("paypal")), len(field_names("stripe"))
    (71, 27)

    Raises `NotFoundError` for a system that is not known.
    """
    return tuple(_rows(system))


def without_evidence(system: str) -> Mapping[str, str]:
    """Return the fields of a system that no kind of evidence fills or answers, each with the reason.

    >>> without_evidence("paypal")["DELIVERY_ADDRESS"]
    'an address, told in words'

    Raises `NotFoundError` for a system that is not known.
    """
    _rows(system)
    return MappingProxyType(_table().no_kind[system])


def without_field(system: str) -> Mapping[str, str]:
    """Return the kinds of evidence that fill and answer no field of a system, each with the reason.

    >>> without_field("paypal")["video"]
    'no file of film is taken; give stills of it as photos'

    Raises `NotFoundError` for a system that is not known.
    """
    _rows(system)
    return MappingProxyType(_table().no_field[system])


def _known(word: str, words: Iterable[str], what: str) -> str:
    known = tuple(words)
    if word not in known:
        raise NotFoundError(f"there is no {what} {shown(word)}{nearest(str(word), known)}")
    return word


# --- the table ----------------------------------------------------------------------------------------


def _empty() -> dict[str, dict[str, Any]]:
    return {system: {} for system in _SYSTEMS}


@frozen
class _Table:
    """For each system: its fields with what fills or answers them, and the reasons where nothing does."""

    rows: dict[str, dict[str, tuple[EvidenceField, ...]]] = attrs.field(factory=_empty)
    no_kind: dict[str, dict[str, str]] = attrs.field(factory=_empty)
    no_field: dict[str, dict[str, str]] = attrs.field(factory=_empty)


def _rows(system: str) -> Mapping[str, tuple[EvidenceField, ...]]:
    return _table().rows[_known(system, _SYSTEMS, "system with evidence fields")]


@cache
def _table() -> _Table:
    return _read(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _read(text: str) -> _Table:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidPackError(f"the table of evidence is not TOML: {error}") from None
    faults = Faults()
    table = _Loader(Reader(data, "", faults)).table()
    faults.raise_as(InvalidPackError)
    return table


# Of Stripe's list, what is no field but an object of more evidence, for programmes of its own.
_OBJECTS = {"enhanced_evidence"}


class _Loader:
    """The reading of one table: every field of every system, every kind, every source with a use."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.sources = read_sources(reader.table("sources", required=True))
        self.cited: set[str] = set()
        self.forms: dict[str, tuple[str | None, tuple[Source, ...]]] = {}
        self.made = _Table()

    def table(self) -> _Table:
        """Read it all, so that all faults are found."""
        self._read_forms(self.reader.table("forms"))
        self._read_system("paypal", vocabulary("paypal")["evidence_types"])
        self._read_system("stripe", vocabulary("stripe")["evidence"] - _OBJECTS)
        self._read_visa(find_pack("visa"))
        for table in self.reader.tables("no_field"):
            self._read_no_field(table)
        for name in sorted(self.sources.keys() - self.cited) if self.reader.good else ():
            self.reader.fault(f"sources.{name}", "is cited nowhere: leave it out")
        for system in _SYSTEMS:
            self._check_kinds(system)
        self.reader.finish()
        return self.made

    def _read_forms(self, table: Reader | None) -> None:
        for name in table.data if table else ():
            form = table.table(name) if table else None
            if form is not None:
                self.forms[name] = form.text("says", required=True), self._cited(form)
                form.finish()

    def _read_system(self, system: System, known: Iterable[str]) -> None:
        section = self.reader.table(system, required=True)
        if section is None:
            return
        names = set(known)
        for name in [*(name for name in section.data if name in names), *sorted(names - section.data.keys())]:
            row = section.table(name, required=True)
            if row is not None:
                self.made.rows[system][name] = self._row(system, name, row)
        section.finish()

    def _row(self, system: System, name: str, row: Reader) -> tuple[EvidenceField, ...]:
        given_by = self._words(row, "given_by", _PARTIES, "a party that gives evidence", required=True)
        fills = self._words(row, "fills", _KINDS, "a kind of evidence")
        answers = self._words(row, "answers", _KINDS, "a kind of evidence")
        none = row.text("none")
        word = row.word("form", self.forms, "a form of this table")
        form, formed = self.forms.get(word, (None, ()))
        sources = tuple(dict.fromkeys((*self._cited(row), *formed)))
        row.finish()
        if none is not None:
            self.made.no_kind[system][name] = none
            if fills or answers:
                row.fault("none", "says that no kind of evidence stands for it, and one is named")
        elif "buyer" in given_by and not fills:
            row.missing("fills", "name what fills it, or say in `none` why nothing does")
        elif given_by == ("seller",) and not answers:
            row.missing("answers", "name what answers it, or say in `none` why nothing does")
        for key, kinds, party in (("fills", fills, "buyer"), ("answers", answers, "seller")):
            if kinds and given_by and party not in given_by:
                row.fault(key, f"is for fields that the {party} gives, which this is not")
        for kind, times in Counter((*fills, *answers)).items():
            if times > 1:
                row.fault("answers" if kind in answers else "fills", f"{kind!r} is named twice")
        make = partial(EvidenceField, system=system, field=name, form=form, sources=sources)
        own = (make(kind=cast("EvidenceKind", kind), given_by="buyer") for kind in fills)
        return (*own, *(make(kind=cast("EvidenceKind", kind), given_by="seller") for kind in answers))

    def _read_visa(self, pack: Pack) -> None:
        section = self.reader.table("visa", required=True)
        if section is None:
            return
        rules = {rule.id: rule for version in pack.versions for rule in version.evidence}
        grounds = (ground.id.partition("-")[0] for version in pack.versions for ground in version.grounds)
        conditions = tuple(dict.fromkeys(grounds))
        for name, rule in rules.items():
            row = section.table(name, required=True)
            if row is None:
                continue
            given_by = row.word("given_by", _PARTIES, "a party that gives evidence", required=True)
            named = self._words(row, "conditions", conditions, "a condition of the pack", required=True)
            row.finish()
            for condition in named:
                sources = tuple(pack.sources[source] for source in rule.sources)
                make = partial(EvidenceField, system="visa", field=f"{condition}/{name}", sources=sources)
                self.made.rows["visa"][f"{condition}/{name}"] = (make(kind=rule.kind, given_by=given_by),)
        section.finish()
        unasked = {
            name
            for name in conditions
            if not any(key.startswith(f"{name}/") for key in self.made.rows["visa"])
        }
        for table in self.reader.tables("no_evidence"):
            self._read_no_evidence(table, conditions, unasked)
        for name in sorted(unasked - self.made.no_kind["visa"].keys()) if self.reader.good else ():
            self.reader.fault("visa", f"condition {name!r} has no rule, and no [[no_evidence]] says why")

    def _read_no_evidence(self, table: Reader, conditions: Iterable[str], unasked: set[str]) -> None:
        says = table.text("says", required=True)
        self._cited(table)
        for name in self._words(table, "conditions", conditions, "a condition of the pack", required=True):
            if name not in unasked or name in self.made.no_kind["visa"]:
                table.fault("conditions", f"{name!r} has a rule, or stands here twice")
            elif says is not None:
                self.made.rows["visa"][name] = ()
                self.made.no_kind["visa"][name] = says
        table.finish()

    def _read_no_field(self, table: Reader) -> None:
        system = table.word("system", _SYSTEMS, "a system with evidence fields", required=True)
        kinds = self._words(table, "kinds", _KINDS, "a kind of evidence", required=True)
        says = table.text("says", required=True)
        self._cited(table)
        table.finish()
        if says is None or system not in _SYSTEMS:
            return
        used = {one.kind for rows in self.made.rows[system].values() for one in rows}
        for kind in kinds:
            if kind in used or kind in self.made.no_field[system]:
                table.fault("kinds", f"{kind!r} has a field of {system}, or stands here twice")
            self.made.no_field[system][kind] = says

    def _check_kinds(self, system: System) -> None:
        if any(fault.path.startswith((system, "no_field")) for fault in self.reader.faults.found):
            return  # where a field is wrong, its kinds may only seem to have none
        used = {one.kind for rows in self.made.rows[system].values() for one in rows}
        for kind in _KINDS:
            if kind not in used and kind not in self.made.no_field[system]:
                self.reader.fault(system, f"{kind!r} has no field here, and no [[no_field]] says why")

    @staticmethod
    def _words(
        table: Reader, key: str, known: Iterable[str], what: str, *, required: bool = False
    ) -> tuple[str, ...]:
        found = table.texts(key, required=required)
        words = tuple(known)
        for i, word in enumerate(found):
            table.faults.one_of(table.at(f"{key}[{i}]"), word, words, what)
        if key in table.data and table.data[key] == []:
            table.missing(key, "an empty list names nothing")
        return tuple(word for word in found if word in words)

    def _cited(self, table: Reader) -> tuple[Source, ...]:
        names = self._words(table, "sources", self.sources, "a source of this table", required=True)
        self.cited.update(names)
        return tuple(self.sources[name] for name in names)
