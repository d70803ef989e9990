"""Traces: the steps by which a moment was reached, each of which can be done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from buyerprotect.timing.clock import zone
from buyerprotect.timing.count import Count, unmoved
from buyerprotect.timing.period import Period, Point

__all__ = ["Step", "StepKind", "recount", "replay"]

StepKind = Literal["event", "after", "before", "earliest", "latest", "extension", "waived"]


@frozen(kw_only=True)
class Step:
    """One step of a resolution.

    `inputs` are the positions of the earlier steps it starts from. `event` steps and `extension`
    steps with an end of their own bring a told moment in; every other step follows from its inputs. A
    `waived` step keeps the first, because its floor, the second, lies at or after the third.
    """

    kind: StepKind
    result: Point
    inputs: tuple[int, ...] = ()
    event: str | None = None
    period: Period | None = None
    zone: str | None = None
    nominal: bool = False
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


def recount(step: Step, start: Point) -> Count:
    """Count the period of a step again, from where its first input led, with all that is done on the way.

    Raises `ValueError` for a step that counts no period.
    """
    if step.period is None:
        raise ValueError(f"a step of the kind {step.kind!r} counts no period")
    here = zone(step.zone or "UTC")
    begin = unmoved(start, here) if step.nominal else start
    return step.period.counted(begin, here, backward=step.kind == "before")


def _again(step: Step, inputs: list[Point]) -> Point:
    if step.kind == "earliest":
        return min(inputs, key=_order)
    if step.kind == "latest":
        return max(inputs, key=_order)
    if step.kind == "waived":
        return inputs[0]
    return step.result if step.period is None else recount(step, inputs[0]).end


def _order(point: Point) -> tuple[int, int]:
    return point.order
