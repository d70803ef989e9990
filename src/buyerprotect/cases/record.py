"""What was read of a case: the facts, the due dates that were stated, and what could not be known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.order import Order
from buyerprotect.timing.clock import Moment

__all__ = ["CaseRecord", "Gap", "Stated", "Word"]


@frozen
class Gap:
    """Something that the payload does not tell, or that has no place in the facts: where, and what it means.

    `path` is where it would stand, or stands, as `offer.history[0].offer_time`.
    """

    path: str
    says: str


@frozen
class Word:
    """A word of the other system, kept as it was written; `known` tells whether its list has it."""

    path: str
    value: str
    known: bool


@frozen(kw_only=True)
class Stated:
    """A time limit that the payload states: who may do what, from when, until when.

    `window` is the id of the window in our policy for which it stands, None where none is meant. `closes` is
    the first moment that is too late.
    """

    path: str
    party: Party
    action: str
    opens: Moment | None = None
    closes: Moment | None = None
    window: str | None = None


@frozen(kw_only=True, repr=False)
class CaseRecord:
    """One case of another system, in our facts.

    `facts` are the dispute, or the claim or order where none was opened; None where not even the order can be
    told, and `gaps` say why. `stated` are the time limits of the payload; those for a window of ours stand
    in the order's `due_dates` too, and outrank every rule. `words` are the other system's own words for
    reason, status and the like. `rest` holds every field that went nowhere, by its path, so that nothing is
    lost without a word.
    """

    system: str
    id: str | None
    facts: Order | Claim | Dispute | None
    stated: tuple[Stated, ...] = ()
    words: tuple[Word, ...] = ()
    gaps: tuple[Gap, ...] = ()
    rest: Mapping[str, Any] = field(factory=dict[str, Any])

    def __hash__(self) -> int:
        return hash((self.system, self.id, self.facts))

    def __repr__(self) -> str:
        about = "nothing" if self.facts is None else type(self.facts).__name__.lower()
        return f"<CaseRecord {self.system} {self.id}: {about}, {len(self.gaps)} gaps>"

    def word(self, path: str) -> str | None:
        """Return the other system's word at a path, or None where it says none."""
        return next((word.value for word in self.words if word.path == path), None)
