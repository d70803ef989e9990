"""The sources of packs: when each was last read, and what cites it, as text or as plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from buyerprotect.errors import InvalidFactsError, shown
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.source import Source
from buyerprotect.timing.months import corresponding
from buyerprotect.timing.term import After, Before, Term, walk
from buyerprotect.views.details import entries
from buyerprotect.views.words import CONFIDENCE, clean, day_in_words, wrapped

__all__ = ["Cited", "cited", "sources_as_data", "sources_as_text", "unconfirmed"]


@frozen
class Cited:
    """A source of a pack, the rules that cite it, by version, and the sites of the pack that do.

    Rules are written as in packs: `window.report`, `event.report_ends`, and `version` for its dates.
    """

    pack: str
    source: Source
    by: Mapping[str, tuple[str, ...]]
    sites: tuple[str, ...] = ()

    @property
    def used(self) -> bool:
        """Whether anything cites it."""
        return bool(self.by or self.sites)


def cited(pack: Pack) -> tuple[Cited, ...]:
    """Return the sources of a pack in its order, each with what cites it; of some that is nothing."""
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in pack.sources}
    for version in pack.versions:
        for rule, names in _citations(version):
            for name in names & found.keys():
                found[name][version.version] = (*found[name].get(version.version, ()), rule)
    sites = {name: tuple(site for site, told in pack.sites.items() if name in told.sources) for name in found}
    return tuple(Cited(pack.id, source, found[name], sites[name]) for name, source in pack.sources.items())


def unconfirmed(sources: Iterable[Cited], months: int, on: date) -> tuple[Cited, ...]:
    """Return those sources last read more than so many months before a day, the oldest first.

    Months are counted back on the calendar; where the month lacks the day, its last day is meant.
    Raises `InvalidFactsError` for a number below zero, and `OutOfCoverageError` for one beyond all years.
    """
    if isinstance(months, bool) or not isinstance(months, int) or months < 0:
        raise InvalidFactsError(f"{shown(months)} is not a number of months: give a whole number, 0 or more")
    border = date.fromordinal(corresponding(on.toordinal(), -months)[0])
    old = (one for one in sources if one.source.read < border)
    return tuple(sorted(old, key=lambda one: one.source.read))


def _citations(version: Policy) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each rule of a version, and the sources it cites, also those of calendars it counts by."""
    for entry in entries(version):
        if entry.kind == "version":
            yield "version", frozenset(entry.cited)
            continue
        terms = [version.events[entry.id]] if entry.kind == "event" else []
        if entry.kind == "window":
            window = version.window(entry.id)
            terms = [window.opens, window.closes]
        yield f"{entry.kind}.{entry.id}", frozenset((*entry.cited, *_of_calendars(terms, version)))


def _of_calendars(terms: Iterable[Term], version: Policy) -> Iterator[str]:
    for part in (part for term in terms for part in walk(term)):
        if isinstance(part, After | Before) and part.period.calendar is not None:
            for source in part.period.calendar.sources:
                # A calendar that ships with the library has sources of its own, which may bear the same id.
                if version.sources.get(source.id) == source:
                    yield source.id


def sources_as_text(sources: Iterable[Cited], *, months: int | None = None, on: date | None = None) -> str:
    """Write sources for a person to read; with `months` and `on`, as those not read since then."""
    return "\n".join(wrap for line in _lines(tuple(sources), months, on) for wrap in _broken(line)) + "\n"


def _lines(sources: tuple[Cited, ...], months: int | None, on: date | None) -> Iterator[str]:
    if months is not None and on is not None:
        long = f"more than {months} {'month' if months == 1 else 'months'} before {day_in_words(on)}"
        yield f"{_so_many(len(sources))} last read {long}{':' if sources else '.'}"
    else:
        yield f"{_so_many(len(sources))}{':' if sources else '.'}"
    for one in sources:
        source = one.source
        yield ""
        yield f"{one.pack}: {source.id}, read {source.read} ({CONFIDENCE[source.kind]})"
        yield f"    {source.title}"
        yield f"    {source.address}"
        if not one.used:
            yield "    cited by nothing"
        for version, rules in one.by.items():
            yield f"    cited in {version} by {', '.join(rules)}"
        if one.sites:
            yield f"    cited for the sites {', '.join(one.sites)}"


def _so_many(sources: int) -> str:
    return f"{sources or 'No'} {'source' if sources == 1 else 'sources'}"


def _broken(line: str) -> list[str]:
    plain = clean(line)
    return wrapped(plain) if plain.strip() else [""]


def sources_as_data(
    sources: Iterable[Cited], *, months: int | None = None, on: date | None = None
) -> dict[str, Any]:
    """Turn sources into plain data; `unconfirmed` says since how many months before `on`, if asked."""
    return {
        "unconfirmed": months,
        "on": None if months is None or on is None else on.isoformat(),
        "sources": [
            {
                "policy": one.pack,
                "id": one.source.id,
                "title": one.source.title,
                "address": one.source.address,
                "kind": one.source.kind,
                "read": one.source.read.isoformat(),
                "cited_by": {version: list(rules) for version, rules in one.by.items()},
                "sites": list(one.sites),
            }
            for one in sources
        ],
    }
