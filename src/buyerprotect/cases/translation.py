"""Words across systems: which code of which system is which term of a ground, and what is lost on the way.

The table is data, `words.toml`, with the sources of each row. Few of these equivalences are said by the owner
of a system; the sources tell which are, and which are inferred.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from attrs import evolve, frozen

from buyerprotect.errors import Faults, InvalidPackError, NotFoundError, WrongTypeError, nearest, shown
from buyerprotect.rules.policy import GroundTerm
from buyerprotect.source import Source, read_sources
from buyerprotect.structure import Reader

__all__ = ["TERMS", "System", "Translation", "from_system", "systems", "to_system", "words_of"]

TERMS: tuple[GroundTerm, ...] = get_args(GroundTerm)
"""The terms of grounds, of each of which every system says what it has for it."""

_TABLE = Path(__file__).with_name("words.toml")
_NUMBER = re.compile(r"(.*\D)\d{1,20}", re.ASCII | re.DOTALL)


@frozen(kw_only=True)
class Translation:
    """A term of a ground and a code of a system, put side by side for one direction.

    `code` is None where the system has none for the term, and `term` None where the code tells no single one;
    `lost` then says why. Otherwise `lost` says what the side that is reached does not tell any more
    ("that ..."), what was left open and looks decided there ("whether ..."), and where alone the code fits
    ("only ..."). It is empty where nothing is lost.

    >>> to_system("counterfeit", "stripe")[0].lost
    ('that it is a fake',)
    """

    system: str
    code: str | None = None
    term: GroundTerm | None = None
    lost: tuple[str, ...] = ()
    sources: tuple[Source, ...]


@frozen(kw_only=True, repr=False)
class System:
    """A system that has codes of its own: all its rows, both ways.

    `says` tells what the codes are codes of. `prefixes` are texts that may stand before a code and change
    nothing. `numbered` is what is lost where a number after a code is left out; None where a code has no
    number after it.
    """

    id: str
    title: str
    says: str
    prefixes: tuple[str, ...] = ()
    numbered: str | None = None
    outward: Mapping[str, tuple[Translation, ...]]
    inward: Mapping[str, Translation]

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<System {self.id}: {len(self.inward)} codes>"


def systems() -> tuple[str, ...]:
    """Return the ids of the systems that have a column in the table.

    >>> systems()[:2]
    ('paypal', 'stripe')
    """
    return tuple(_table())


def words_of(system: str) -> System:
    """Return all rows of a system.

    >>> words_of("mercado_libre").title
    'Mercado Libre and Mercado Pago, claims'

    Raises `NotFoundError` for a system that is not in the table, with the nearest one that is.
    """
    found = _table().get(system) if isinstance(system, str) else None
    if found is None:
        hint = nearest(str(system), systems())
        raise NotFoundError(f"{shown(system)} is no system of which codes are known{hint}")
    return found


def to_system(term: str, system: str) -> tuple[Translation, ...]:
    """Translate a term of a ground into the codes of a system, the first choice first.

    Where the system has none, there is one translation without a code, whose `lost` says so.

    >>> [translation.code for translation in to_system("not_refunded", "visa")]
    ['13.6', '13.7']
    >>> to_system("recurring", "klarna")[0].code is None
    True

    Raises `NotFoundError` for a system or a term that is not known, with the nearest one that is.
    """
    rows = words_of(system).outward
    if not isinstance(term, str) or term not in rows:
        raise NotFoundError(f"{shown(term)} is not a term of a ground{nearest(str(term), TERMS)}")
    return rows[term]


def from_system(system: str, code: str) -> Translation | None:
    """Translate a code of a system, exactly as it is written there, into the term of a ground.

    An unknown code gives None. One that is known and tells no single term gives a translation without a term:
    `4853` of Mastercard holds five cases, and the case is told beside it.

    >>> found = from_system("visa", "13.2")
    >>> found.term if found else None
    'recurring'
    >>> found = from_system("mastercard", "4853")
    >>> found.term if found else "unknown"
    >>> from_system("visa", "13.42") is None
    True

    Raises `NotFoundError` for a system that is not known, with the nearest one that is, and `WrongTypeError`
    for a code that is no text: a number has lost the zeros at its ends, as in `004`.
    """
    asked = words_of(system)
    if not isinstance(code, str):
        raise WrongTypeError(f"{shown(code)} is no text: quote a code of {system}, as it is written there")
    bare = next((code.removeprefix(text) for text in asked.prefixes if code.startswith(text)), code)
    lost: tuple[str, ...] = ()
    if bare not in asked.inward and asked.numbered is not None and (numbered := _NUMBER.fullmatch(bare)):
        bare, lost = numbered[1], (asked.numbered,)
    found = asked.inward.get(bare)
    return None if found is None else evolve(found, code=code, lost=(*found.lost, *lost))


# --- reading the table ----------------------------------------------------------------------------


@cache
def _table() -> Mapping[str, System]:
    return _read(_TABLE.read_text(encoding="utf-8"))


def _read(text: str) -> Mapping[str, System]:
    """Read a table; all its faults come at once."""
    faults = Faults()
    reader = Reader(tomllib.loads(text), "", faults)
    sources = read_sources(reader.table("sources", required=True))
    columns = reader.table("systems", required=True)
    found: dict[str, System] = {}
    cited: set[str] = set()
    for name in columns.data if columns else ():
        column = columns.table(name) if columns else None
        made = None if column is None else _Column(name, column, sources, cited).read()
        if made is not None:
            found[name] = made
    for name in sources:
        if name not in cited:
            faults.add(f"sources.{name}", "is cited by no row: leave it out")
    reader.finish()
    faults.raise_as(InvalidPackError)
    return found


class _Column:
    """One system of the table on its way from the data."""

    def __init__(self, name: str, reader: Reader, sources: Mapping[str, Source], cited: set[str]) -> None:
        self.name, self.reader, self.sources, self.cited = name, reader, sources, cited

    def read(self) -> System | None:
        """Read the rows of both directions, and hold them against each other."""
        reader = self.reader
        outward = self._outward(reader.table("to", required=True))
        inward = self._inward(reader.table("from", required=True))
        made = reader.build(
            System,
            id=self.name,
            title=reader.text("title", required=True),
            says=reader.text("says", required=True),
            prefixes=reader.texts("prefixes"),
            numbered=reader.text("numbered"),
            outward=outward,
            inward=inward,
        )
        if made is not None:
            self._agree(outward, inward)
        return made

    def _outward(self, terms: Reader | None) -> dict[str, tuple[Translation, ...]]:
        found: dict[str, tuple[Translation, ...]] = {}
        if terms is None:
            return found
        for term in TERMS:
            rows = terms.tables(term)
            if not rows:
                terms.missing(term, "say its codes, or without a code in `lost` that there is none")
            found[term] = tuple(
                made for row in rows if (made := self._row(row, term, row.text("code"), "code")) is not None
            )
            codes = [made.code for made in found[term]]
            if len(codes) > 1 and None in codes:
                terms.fault(term, "there is a code, and a row without one: leave one of the two out")
            if len(set(codes)) < len(codes):
                terms.fault(term, "names a code twice")
        terms.finish()
        return found

    def _inward(self, codes: Reader | None) -> dict[str, Translation]:
        found: dict[str, Translation] = {}
        for code in codes.data if codes else ():
            row = codes.table(code) if codes else None
            if row is None:
                continue
            term: GroundTerm | None = row.word("term", TERMS, "a term of a ground")
            made = self._row(row, term, code, "term")
            if made is not None:
                found[code] = made
        return found

    def _row(
        self, row: Reader, term: GroundTerm | None, code: str | None, reached: str
    ) -> Translation | None:
        lost = row.texts("lost")
        if any(not text.strip() for text in lost):
            row.fault("lost", "has a blank text: leave it out, or fill it in")
        if row.data.get(reached) is None and not lost:
            row.missing("lost", f"without a {reached} it says why there is none")
        names = row.texts("sources", required=True)
        if not names:
            row.missing("sources", "a row that nobody sources is not in")
        for i, name in enumerate(names):
            row.faults.one_of(row.at(f"sources[{i}]"), name, self.sources, "one of the sources")
        self.cited.update(names)
        cited = tuple(self.sources[name] for name in names if name in self.sources)
        return row.build(Translation, system=self.name, code=code, term=term, lost=lost, sources=cited)

    def _agree(
        self, outward: Mapping[str, tuple[Translation, ...]], inward: Mapping[str, Translation]
    ) -> None:
        """Report rows of which going there, back, or there and back would be silent about what it changes."""
        for term, rows in outward.items():
            for made in rows:
                at = f"to.{term}"
                back = None if made.code is None else inward.get(made.code)
                if made.code is not None and back is None:
                    self.reader.fault(at, f"{shown(made.code)} does not come back: it is not in `from`")
                elif back is not None and back.term != term and not made.lost:
                    says = f"{shown(made.code)} comes back as {back.term}: say in `lost` what that costs"
                    self.reader.fault(at, says)
        for code, made in inward.items():
            if made.term is not None and all(row.code != code for row in outward[made.term]):
                says = f"comes back as {made.term}, and is not among the codes of that term"
                self.reader.fault(f"from.{code}", says)
            several = [term for term, rows in outward.items() if any(row.code == code for row in rows)]
            if len(several) > 1 and not made.lost:
                says = f"stands for {', '.join(several)}: say in `lost` that it does not tell which"
                self.reader.fault(f"from.{code}", says)
