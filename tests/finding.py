"""What tests look for in an answer, and fail by name where it is not there."""

from __future__ import annotations

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

__all__ = ["beside", "find_window"]


def find_window(
    facts: bp.Order | bp.Claim | bp.Dispute, name: str, policy: bp.Pack | bp.Policy | None = None
) -> bp.Deadline:
    """Return the deadline with this id, by the programme's own rules where no others are given."""
    found = bp.deadlines(facts, policy=policy).find(name)
    assert found is not None, f"there is no window {name}"
    return found


def beside(pack: str, version: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return what a version says of other programmes: the effect and the others, by the name of the rule."""
    (found,) = [known for known in find_pack(pack).versions if known.version == version]
    return {rule.id: (rule.effect, rule.others) for rule in found.interactions}
