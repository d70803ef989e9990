"""What one version changed against another: rules added, dropped and changed, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.views.details import KINDS, Detail, Entry, confidence, entries

__all__ = ["Change", "RowChange", "changes", "compared_with"]


@frozen
class RowChange:
    """One row of an entry that changed; a side is None where the row is not there.

    Where the words are the same on both sides, only their sources changed.
    """

    label: str
    old: Detail | None
    new: Detail | None


@frozen
class Change:
    """One entry that a version added, dropped or changed; `rows` say how a changed one did."""

    what: Literal["added", "dropped", "changed"]
    kind: str
    id: str
    old: Entry | None = None
    new: Entry | None = None
    rows: tuple[RowChange, ...] = ()


def compared_with(pack: Pack, version: Policy) -> Policy | None:
    """Return the version that another is told as a change of: its base, or else the one before it.

    Before it is a version of the same scope. None is for the first of one, which is told in full.
    """
    before: Policy | None = None
    for other in pack.versions:
        if other.version == version.version:
            break
        if other.where == version.where:
            before = other
    named = (other for other in pack.versions if other.version == version.base)
    return next(named, before)


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Return what `new` changed against `old`, in the order of reading.

    What reads the same and rests on the same sources is no change, however it is written.
    """
    return tuple(sorted(_changes(old, new), key=lambda change: list(KINDS).index(change.kind)))


def _changes(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = _by_name(old), _by_name(new)
    for (kind, name), entry in after.items():
        was = before.get((kind, name))
        if was is None:
            yield Change("added", kind, entry.id, new=entry)
            continue
        rows = tuple(_rows(_all_rows(was, old), _all_rows(entry, new)))
        if rows:
            yield Change("changed", kind, entry.id, was, entry, rows)
    for (kind, name), entry in before.items():
        if (kind, name) not in after:
            yield Change("dropped", kind, entry.id, old=entry)


def _by_name(policy: Policy) -> dict[tuple[str, str], Entry]:
    """Key entries by kind and id; the version itself is compared whatever its id."""
    return {(entry.kind, "" if entry.kind == "version" else entry.id): entry for entry in entries(policy)}


def _all_rows(entry: Entry, policy: Policy) -> dict[str, Detail]:
    """Return what can change of an entry: what it says, its rows, and how far its sources can be trusted."""
    rows = [Detail("says", entry.says), *entry.rows]
    if entry.sources:
        rows.append(Detail("sources", confidence(entry.sources, policy), entry.sources))
    return {row.label: row for row in rows}


def _rows(before: dict[str, Detail], after: dict[str, Detail]) -> Iterator[RowChange]:
    for label in dict.fromkeys((*before, *after)):
        old, new = before.get(label), after.get(label)
        if old is None or new is None or (old.words, set(old.sources)) != (new.words, set(new.sources)):
            yield RowChange(label, old, new)
