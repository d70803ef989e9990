"""The day on which a version begins or ends, as far as it is known."""

from __future__ import annotations

from datetime import date

from attrs import frozen

__all__ = ["Edge"]


@frozen
class Edge:
    """The day on which a version begins or ends: exact, or only known to lie in a bracket.

    `not_before` None means it may be any earlier day, `not_after` None any later one.
    """

    not_before: date | None = None
    not_after: date | None = None

    @classmethod
    def on(cls, day: date) -> Edge:
        """Make an edge that is known to the day."""
        return cls(day, day)

    @property
    def exact(self) -> date | None:
        """The day, where it is known."""
        return self.not_before if self.not_before == self.not_after else None

    def passed(self, day: date) -> bool | None:
        """Tell whether the edge lies at or before `day`; None inside the bracket."""
        if self.not_after is not None and day >= self.not_after:
            return True
        if self.not_before is not None and day < self.not_before:
            return False
        return None

    def __str__(self) -> str:
        if self.exact:
            return self.exact.isoformat()
        if self.not_before is None:
            return f"some day not after {self.not_after}" if self.not_after else "an unknown day"
        return (
            f"between {self.not_before} and {self.not_after}"
            if self.not_after
            else f"some day not before {self.not_before}"
        )
