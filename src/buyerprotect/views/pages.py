"""The page of a pack in the docs, as Markdown: its versions, what each changed, and its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from attrs import field, frozen

from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.source import Source
from buyerprotect.views.changes import Change, RowChange, changes, compared_with
from buyerprotect.views.details import KINDS, Detail, Entry, confidence, countings, entries, in_force
from buyerprotect.views.policies import heading
from buyerprotect.views.words import CONFIDENCE, clean

__all__ = ["pack_as_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#$~^&])")
_NO_ANCHOR = re.compile(r"[^a-z0-9]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.ASCII)


def pack_as_markdown(pack: Pack) -> str:
    """Write a pack as one page of Markdown, which builds without a warning.

    The first version is told in full, the others as what they changed.
    """
    return "\n".join(_Page(pack).lines()).rstrip() + "\n"


@frozen
class _Page:
    """Numbers the sources in the order in which they are first cited."""

    pack: Pack
    numbers: dict[str, int] = field(factory=dict[str, int])

    def lines(self) -> Iterator[str]:
        pack = self.pack
        yield from (f"# {_text(pack.title)}", "", *self.opening(), "")
        yield from ("## Versions", "", *self.versions(), "")
        for version in pack.versions:
            yield from (f"({self.anchor(version)})=", "")
            yield from (f"## Version {_text(version.version)}", "", f"In force {in_force(version)}.", "")
            before = compared_with(pack, version)
            yield from self.full(version) if before is None else self.changed(before, version)
            yield from self.windows(version, moments=before is not None)
        meanings = countings(pack.versions)
        if meanings:
            yield from ("## How days are counted", "", *(f"- {_text(meaning)}" for meaning in meanings), "")
        yield from ("## Sources", "", *self.sources())

    def anchor(self, version: Policy) -> str:
        """Name the place of a version, by number, since an id may hold anything."""
        return f"{_NO_ANCHOR.sub('-', self.pack.id.casefold())}-{self.pack.versions.index(version) + 1}"

    def opening(self) -> Iterator[str]:
        pack = self.pack
        yield f"The policy `{pack.id}`" + (
            f" is commentary on the programme `{pack.programme}`: it is used only when it is named."
            if pack.commentary
            else f" holds the rules of the programme `{pack.programme}`."
        )
        yield "Every rule stands here with its sources, which are listed at the end with how far they can be"
        yield f"trusted. The same in a terminal: `python -m buyerprotect explain {pack.id}`."

    def versions(self) -> Iterator[str]:
        choices = {tuple(_choice(version)) for version in self.pack.versions}
        alike = len(choices) == 1
        if alike:
            yield from (f"A version is chosen by {_text(words)}." for words in next(iter(choices)))
            yield ""
        rows = (
            (
                f"[{_text(version.version)}](#{self.anchor(version)})",
                _text(in_force(version)),
                *(() if alike else map(_text, _choice(version))),
                _text(version.base or ""),
            )
            for version in self.pack.versions
        )
        heads = ("version", "in force", *(() if alike else ("chosen by",)), "built on")
        yield from _table(heads, rows)

    def full(self, policy: Policy) -> Iterator[str]:
        version, *rest = entries(policy)
        for row in version.rows:
            marks = f" {self.marks(row.sources)}" if row.sources else ""
            yield f"- {_text(row.label)}: {_text(row.words)}{marks}"
        for kind, group in groupby(rest, key=lambda entry: entry.kind):
            yield from ("", f"### {KINDS[kind]}", "")
            for entry in group:
                yield from self.entry(entry)
        yield ""

    def changed(self, before: Policy, version: Policy) -> Iterator[str]:
        found = changes(before, version)
        yield from (_text(heading(before, version)), "")
        if not found:
            yield from ("Nothing but its dates.", "")
        for kind, group in groupby(found, key=lambda change: change.kind):
            yield from (f"### {KINDS[kind]}", "")
            for change in group:
                yield from self.change(change)
            yield ""

    def change(self, change: Change) -> Iterator[str]:
        if change.what == "added" and change.new is not None:
            yield from self.entry(change.new, "added ")
        elif change.what == "dropped" and change.old is not None:
            said = change.old.says or change.old.rows[0].words
            yield f"- dropped {_name(change.old)}, which said: {_text(said)}"
        elif change.new is not None:
            yield f"- changed {_name(change.new)}"
            yield from (f"  - {self.row_change(row)}" for row in change.rows)

    def entry(self, entry: Entry, lead: str = "") -> Iterator[str]:
        rows = list(entry.rows)
        first = rows.pop(0) if entry.kind == "event" else Detail("", entry.says, entry.sources)
        yield f"- {lead}{_name(entry)}: {self.cited(first)}"
        yield from (f"  - {self.row(row)}" for row in rows)

    def row(self, row: Detail) -> str:
        return f"{_text(row.label)}: {self.cited(row)}"

    def row_change(self, row: RowChange) -> str:
        if row.old is None:
            return f"{_text(row.label)} (new): {self.cited(row.new)}"
        if row.new is None:
            return f"{_text(row.label)} (dropped): {self.cited(row.old)}"
        return f"{_text(row.label)}: {self.cited(row.old)} → {self.cited(row.new)}"

    def cited(self, row: Detail | None) -> str:
        return "" if row is None else f"{_text(row.words)} {self.marks(row.sources)}".rstrip()

    def marks(self, names: Iterable[str]) -> str:
        return "".join(f"\\[{self.numbers.setdefault(name, len(self.numbers) + 1)}\\]" for name in names)

    def windows(self, policy: Policy, *, moments: bool) -> Iterator[str]:
        """Tell all windows at a glance, with the named moments they rest on unless those stand above."""
        found = [entry for entry in entries(policy) if entry.kind == "window"]
        if not found:
            return
        yield from ("### All windows of this version", "")
        columns = ("who", "opens", "closes", "if it lapses")
        rows = (
            (_name(entry), *self.cells(entry, columns), self.confidence(entry, policy)) for entry in found
        )
        yield from _table(("window", *columns, "confidence"), rows)
        yield ""
        named = [entry for entry in entries(policy) if entry.kind == "event" and moments]
        if named:
            yield from ("The named moments in it:", "")
            for entry in named:
                yield from self.entry(entry)
            yield ""

    def cells(self, entry: Entry, columns: Iterable[str]) -> Iterator[str]:
        """Yield a cell for each column, with the other readings of its row in it."""
        for column in columns:
            rows = [row for row in entry.rows if row.label.startswith(column)]
            yield "; ".join(self.cited(rows[0]) if row is rows[0] else self.row(row) for row in rows)

    def confidence(self, entry: Entry, policy: Policy) -> str:
        return f"{_text(confidence(entry.cited, policy))} {self.marks(entry.cited)}"

    def sources(self) -> Iterator[str]:
        cited = sorted(self.numbers, key=lambda name: self.numbers[name])
        # What no rule cites is listed too: it may speak for the dates of a version.
        names = dict.fromkeys((*cited, *self.pack.sources))
        rows = (
            (
                str(self.numbers.get(name, "")),
                _link(source),
                CONFIDENCE[source.kind],
                str(source.read),
                _text(source.says),
            )
            for name, source in ((name, self.pack.sources[name]) for name in names)
        )
        yield from _table(("no.", "source", "confidence", "read", "what it says"), rows)


def _choice(policy: Policy) -> Iterator[str]:
    rows = [row for row in entries(policy)[0].rows if row.label in ("chosen by", "only if")]
    yield "; ".join(row.words if row.label == "chosen by" else f"{row.label} {row.words}" for row in rows)


def _name(entry: Entry) -> str:
    if entry.kind == "version":
        return "the version itself"
    return f'"{_text(entry.id.replace("_", " "))}"' if entry.kind == "event" else f"**{_text(entry.id)}**"


def _link(source: Source) -> str:
    """Link a title to its address, where that is one that a browser can open."""
    if _ADDRESS.fullmatch(source.address):
        return f"[{_text(source.title)}](<{source.address.replace('|', '%7C')}>)"
    return f"{_text(source.title)} ({_text(source.address)})"


def _text(text: str) -> str:
    """Write text so that nothing of it is taken for Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(columns)
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(cells)} |" for cells in rows)
