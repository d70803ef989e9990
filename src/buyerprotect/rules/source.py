"""Sources: where a rule was read, and how far that can be trusted."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

__all__ = ["Source", "SourceKind"]

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
