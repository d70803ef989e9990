"""What tests look for in an answer, and fail by name where it is not there."""

from __future__ import annotations

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

__all__ = ["beside", "find_window", "silence", "stages_called"]


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


def stages_called(dispute: bp.Dispute) -> list[tuple[str, str | None]]:
    """Return the stage that each event led to, with the programme's own word for it."""
    history = bp.stage(dispute).history
    return [(passed.stage, None if passed.rule is None else passed.rule.called) for passed in history]


def silence(dispute: bp.Dispute) -> list[tuple[str, str]]:
    """Tell what silence after each event brings and on which day, and how it ends or where it stays."""
    found: list[tuple[str, str]] = []
    for place, event in enumerate(dispute.events, start=1):
        so_far = bp.Dispute(dispute.claim, dispute.events[:place])
        told = bp.forecast(so_far, at=event.on)
        steps = ", ".join(f"{step.what} {step.at.date()}" for step in told.steps)
        found.append((steps, told.outcome or told.last_stage))
    return found
