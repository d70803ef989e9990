"""What a pack holds, in a line; or every fault of several, each with its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from attrs import fields

from buyerprotect.errors import Fault, InvalidPackError
from buyerprotect.rules.library import load_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy, Rule
from buyerprotect.views.sources import cited
from buyerprotect.views.words import clean

__all__ = ["lint"]

_BLANK_ENOUGH = 65_536


def lint(files: Iterable[str]) -> str:
    """Read packs, and say of each what it holds, and which of its sources nothing cites.

    Raises `InvalidPackError` with the faults of all files, each fault with the file as it was named.
    """
    faults: list[Fault] = []
    lines: list[str] = []
    for file in files:
        try:
            lines += _lines(file, load_pack(file))
        except InvalidPackError as error:
            faults += _faults(file, error)
    if faults:
        raise InvalidPackError(faults)
    return "".join(f"{clean(line)}\n" for line in lines)


def _lines(file: str, pack: Pack) -> Iterator[str]:
    parts = (_so_many(len(pack.versions), "version"), _so_many(_rules(pack), "rule"))
    yield f"{file}: ok: {pack.id}, {', '.join(parts)}, {_so_many(len(pack.sources), 'source')}"
    for one in cited(pack):
        if not one.used:
            yield f"{file}: warning: sources.{one.source.id}: no rule cites it"


def _rules(pack: Pack) -> int:
    # A rule that a later version carries over unchanged is the same one, and counts once.
    values = (getattr(version, part.name) for version in pack.versions for part in fields(Policy))
    groups = (cast("tuple[object, ...]", value) for value in values if isinstance(value, tuple))
    return len({id(rule) for group in groups for rule in group if isinstance(rule, Rule)})


def _so_many(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else f'{word}s'}"


def _faults(file: str, error: InvalidPackError) -> Iterator[Fault]:
    """Yield faults with the whole name of the file in place of its last part."""
    name = Path(file).name
    if _blank(file):
        yield Fault(file, "is empty: a pack begins with schema = 1, its id, programme and title")
        return
    for fault in error.faults:
        path = fault.path.removeprefix(name).removeprefix(".")
        yield Fault(f"{file}: {path}" if path else file, fault.says)


def _blank(file: str) -> bool:
    try:
        with Path(file).open("rb") as stream:
            return not stream.read(_BLANK_ENOUGH).strip()
    except (OSError, ValueError):
        return False
