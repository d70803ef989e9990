"""Due dates: the ends of windows that the platform itself stated for one case."""

from __future__ import annotations

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError
from buyerprotect.facts.checks import check_moment, told_or_none
from buyerprotect.timing.clock import Moment

__all__ = ["DueDate"]


@frozen
class DueDate:
    """When the platform says that a window opens or closes; it outranks whatever rules make of it.

    `window` is the window's id in the policy. A day as `closes` lasts to its end.

    >>> str(DueDate("escalate", closes="2026-03-02T08:00Z").closes)
    '2026-03-02T08:00:00Z'

    Raises `InvalidFactsError` where neither end is given, or it closes before it opens.
    """

    window: str
    opens: Moment | None = field(default=None, converter=told_or_none, kw_only=True)
    closes: Moment | None = field(default=None, converter=told_or_none, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.text("window", self.window)
        if self.opens is None and self.closes is None:
            faults.add("closes", "a due date says when its window `opens` or `closes`: give one of them")
        check_moment(faults, "opens", self.opens)
        check_moment(faults, "closes", self.closes)
        faults.raise_as(InvalidFactsError)
