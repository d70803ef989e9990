"""The view of a difference: the values that two versions have otherwise, and the answers that change."""

from __future__ import annotations

from collections.abc import Iterator

from buyerprotect.advice.difference import Difference
from buyerprotect.views.words import clean, wrapped

__all__ = ["difference_as_text"]


def difference_as_text(found: Difference) -> str:
    """Write a difference for a person to read."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Difference) -> Iterator[str]:
    old, new = found.old, found.new
    yield from wrapped(f"{new.title}: {old.version} against {new.version} ({new.id}).")
    yield ""
    yield "What changed"
    for change in found.values:
        yield from wrapped(f"- {clean(str(change))}")
    if not found.values:
        yield "- nothing that is computed with"
    if found.answers:
        yield ""
        yield "What changes for this case"
        for answer in found.answers:
            yield from wrapped(f"- {clean(str(answer))}")
