"""Traces: the steps by which a moment was reached, each of which can be done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from buyerprotect.timing.clock import zone
from buyerprotect.timing.period import Period, Point

__all__ = ["Step", "StepKind", "replay"]

StepKind = Literal["event", "after", "before", "earliest", "latest", "extension"]


@frozen(kw_only=True)
class Step:
    """One step of a resolution.

    `inputs` are the positions of the earlier steps it starts from. `event` steps and `extension`
    steps with an end of their own bring a told moment in; every other step follows from its inputs.
    """

    kind: StepKind
    result: Point
    inputs: tuple[int, ...] = ()
    event: str | None = None
    period: Period | None = None
    zone: str | None = None
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind in ("after", "before"):
            return f"{self.period} {self.kind}"
        return self.event if self.kind == "event" and self.event else self.kind


def replay(trace: Sequence[Step]) -> Point:
    """Do the steps of a trace again, from the told moments on, and return where they lead.

    Raises `ValueError` where a step uses one that has not been taken yet.
    """
    reached: list[Point] = []
    for number, step in enumerate(trace):
        if any(i >= number for i in step.inputs):
            raise ValueError(f"step {number} starts from a step that comes after it")
        reached.append(_again(step, [reached[i] for i in step.inputs]))
    return reached[-1]


def _again(step: Step, inputs: list[Point]) -> Point:
    if step.kind == "earliest":
        return min(inputs, key=_order)
    if step.kind == "latest":
        return max(inputs, key=_order)
    if step.period is None:
        return step.result
    counted = step.period.before if step.kind == "before" else step.period.after
    return counted(inputs[0], zone(step.zone or "UTC"))


def _order(point: Point) -> tuple[int, int]:
    return point.order
