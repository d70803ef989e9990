"""The text view of rules: a version in full, or a whole programme and what each version changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from attrs import field, frozen

from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.source import Source
from buyerprotect.views.changes import Change, RowChange, changes, compared_with
from buyerprotect.views.details import KINDS, Detail, Entry, countings, entries, in_force
from buyerprotect.views.words import CONFIDENCE, WIDTH, clean, joined, wrapped

__all__ = ["heading", "pack_as_text", "policy_as_text"]

_ITEM = re.compile(r"(?<=[:;]) (?=\([a-z]\) )")
_MARKS = re.compile(r" (?:\[\d+\])+$")
_FOR_ALL = re.compile(r"(?<=;) (?=in each case |all of it only |once )")


def policy_as_text(policy: Policy) -> str:
    """Write a version in full for a person to read; inside a bracket, all that may be in force."""
    versions = (policy, *policy.bracketed_with)
    page = _Page(policy.sources)
    lines = [*_title(policy)]
    if policy.bracketed_with:
        names = joined((version.version for version in versions), "or")
        lines += [
            "",
            f"Which version was in force then is not known: it may have been {names}. All are told.",
        ]
    for version in versions:
        lines += page.version(version)
        lines += page.full(version)
    return _text((*lines, *page.closing(versions)))


def pack_as_text(pack: Pack) -> str:
    """Write a programme's versions in the order of time: the first in full, the others as changes."""
    page = _Page(pack.sources)
    lines = [*_title(pack.versions[0])]
    for version in pack.versions:
        lines += page.version(version)
        before = compared_with(pack, version)
        lines += page.full(version) if before is None else page.changed(before, version)
    return _text((*lines, *page.closing(pack.versions)))


def heading(before: Policy, version: Policy) -> str:
    """Say what a version is told as a change of."""
    return (
        f"Built on {before.version}. What it changed:"
        if version.base == before.version
        else f"Stated on its own. Compared with {before.version}:"
    )


def _title(policy: Policy) -> Iterator[str]:
    yield policy.title
    kind = ", commentary on" if policy.commentary else ", the rules of"
    yield f"{policy.id}{kind} {policy.programme}" + (
        "; it is used only when it is named." if policy.commentary else "."
    )


def _text(lines: Iterable[str]) -> str:
    """Break lines at the width of the page; nothing in them can take over a terminal."""
    cleaned = (clean(line) for line in lines)
    # A line that is one word, an address, stays as it is.
    return (
        "\n".join(part for line in cleaned for part in (wrapped(line) if " " in line.strip() else [line]))
        + "\n"
    )


@frozen
class _Page:
    """Numbers the sources in the order in which they are first cited."""

    sources: Mapping[str, Source]
    numbers: dict[str, int] = field(factory=dict[str, int])

    def marks(self, names: Iterable[str]) -> str:
        return "".join(f"[{self.numbers.setdefault(name, len(self.numbers) + 1)}]" for name in names)

    def cited(self, text: str, names: Iterable[str]) -> str:
        return f"{text} {self.marks(names)}".rstrip()

    def version(self, policy: Policy) -> Iterator[str]:
        title = f"Version {policy.version}"
        yield from ("", "", title, "-" * min(len(title), WIDTH), f"In force {in_force(policy)}.")

    def full(self, policy: Policy) -> Iterator[str]:
        version, *rest = entries(policy)
        for row in version.rows:
            yield self.cited(f"{row.label.capitalize()} {row.words}.", row.sources)
        for kind, group in groupby(rest, key=lambda entry: entry.kind):
            yield from ("", KINDS[kind])
            for entry in group:
                yield from self.entry(entry)

    def entry(self, entry: Entry, lead: str = "- ") -> Iterator[str]:
        rows = list(entry.rows)
        if entry.kind == "event":
            first = rows.pop(0)
            yield from _spread(self.cited(f"{lead}{_name(entry)}: {first.words}", first.sources))
        else:
            yield self.cited(f"{lead}{_name(entry)}: {entry.says}", entry.sources)
        yield from (f"    {line}" for row in rows for line in self.row(row))

    def row(self, row: Detail) -> list[str]:
        return _spread(self.cited(f"{row.label}: {row.words}", row.sources))

    def changed(self, before: Policy, version: Policy) -> Iterator[str]:
        found = changes(before, version)
        yield heading(before, version)
        if not found:
            yield "Nothing but its dates."
        for kind, group in groupby(found, key=lambda change: change.kind):
            yield from ("", KINDS[kind])
            for change in group:
                yield from self.change(change)

    def change(self, change: Change) -> Iterator[str]:
        if change.what == "added" and change.new is not None:
            yield from self.entry(change.new, "+ added ")
        elif change.what == "dropped" and change.old is not None:
            said = change.old.says or change.old.rows[0].words
            yield f"- dropped {_name(change.old)}, which said: {said}"
        elif change.new is not None:
            rows = (line for row in change.rows for line in self.row_change(row))
            if change.kind == "version":
                yield from (f"~ {row}" for row in rows)
            else:
                yield f"~ changed {_name(change.new)}"
                yield from (f"    {row}" for row in rows)

    def row_change(self, row: RowChange) -> Iterator[str]:
        if row.old is None or row.new is None:
            only, what = (row.new, "new") if row.old is None else (row.old, "dropped")
            if only is not None:
                yield from _spread(self.cited(f"{row.label} ({what}): {only.words}", only.sources))
            return
        old, new = (self.cited(side.words, side.sources) for side in (row.old, row.new))
        short = f"{row.label}: {old} -> {new}"
        if len(short) <= WIDTH - 4:
            yield short
        elif row.label == "says":
            yield from (f"says, before: {old}", f"says, now: {new}")
        else:
            yield from (*_spread(f"{row.label}, before: {old}"), *_spread(f"{row.label}, now: {new}"))

    def closing(self, versions: Iterable[Policy]) -> Iterator[str]:
        meanings = countings(versions)
        if meanings:
            yield from ("", "", "How days are counted")
            yield from (f"- {meaning}" for meaning in meanings)
        if self.numbers:
            yield from ("", "Sources")
        for name, number in self.numbers.items():
            source = self.sources[name]
            kind = CONFIDENCE[source.kind].capitalize()
            yield f"[{number}] {source.title}. {kind}, read {source.read}."
            yield f"    {source.address}"


def _name(entry: Entry) -> str:
    return f'"{entry.id.replace("_", " ")}"' if entry.kind == "event" else entry.id


def _spread(line: str) -> list[str]:
    """Put each item of a list by letters on a line of its own, and what holds for all of them after it."""
    first, *items = _ITEM.split(line)
    if not items:
        return [line]
    # The sources are those of the whole, so they are not left beside the last item.
    items[-1], marks = _MARKS.sub("", items[-1]), _MARKS.findall(items[-1])
    rest = (part for item in items for part in _FOR_ALL.split(item))
    return ["".join((first, *marks)), *(f"    {part}" for part in rest)]
