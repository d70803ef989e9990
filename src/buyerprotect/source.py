"""Sources: where a rule was read, and how far that can be trusted."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from attrs import frozen

from buyerprotect.structure import Reader

__all__ = ["Source", "SourceKind", "read_sources"]

SourceKind = Literal["official", "official_copy", "data", "secondary", "single", "inferred"]


@frozen(kw_only=True)
class Source:
    """A page, record or remark that speaks for a rule.

    `says` is a paraphrase of ours. `kind` is the confidence: the owner's page, a copy of it, a record
    made by the platform, somebody's account, one voice alone, or an inference of ours with its reason.
    """

    id: str
    title: str
    address: str
    read: date
    kind: SourceKind
    says: str


def read_sources(tables: Reader | None) -> dict[str, Source]:
    """Read a table of sources by their ids, reporting what is wrong with any."""
    found: dict[str, Source] = {}
    for name in tables.data if tables else ():
        table = tables.table(name) if tables else None
        if table is None:
            continue
        source = table.build(
            Source,
            id=name,
            title=table.text("title", required=True),
            address=table.text("address", required=True),
            read=table.day("read", required=True),
            kind=table.word("kind", get_args(SourceKind), "a kind of source", required=True),
            says=table.text("says", required=True),
        )
        if source is not None:
            found[name] = source
    return found
