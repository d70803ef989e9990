"""What tests look for in an answer, and fail by name where it is not there."""

from __future__ import annotations

import buyerprotect as bp

__all__ = ["find_window"]


def find_window(
    facts: bp.Order | bp.Claim | bp.Dispute, name: str, policy: bp.Pack | bp.Policy | None = None
) -> bp.Deadline:
    """Return the deadline with this id, by the programme's own rules where no others are given."""
    found = bp.deadlines(facts, policy=policy).find(name)
    assert found is not None, f"there is no window {name}"
    return found
