"""A step: what to do next, why, and the window it has to be done in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from buyerprotect.advice.case import Because
from buyerprotect.advice.deadline import Deadline
from buyerprotect.rules.policy import Action

__all__ = ["CLAIMING", "ELSEWHERE", "Step", "claim_now", "no_safe_moment"]

ELSEWHERE = "a card issuer, a payment provider or the law"

CLAIMING: Mapping[str, Action] = {
    "return_goods": "return_goods",
    "give_notice": "give_notice",
    "dispute_with_bank": "dispute_with_bank",
}
"""By which action of a ground's window a claim is made otherwise than by opening a dispute."""


@frozen(kw_only=True)
class Step:
    """The next step: the action, why, the window it has to be taken in, the option that it is.

    `wait_until` is the moment up to which there is only waiting. `again` says that a dispute that has
    ended is to be opened anew; `live` that something is to be had by a claim here, now or later.
    """

    action: Action
    because: tuple[Because, ...]
    window: Deadline | None = None
    way: str | None = None
    wait_until: int | None = None
    again: bool = False
    live: bool = True


def claim_now(window: Deadline | None, because: tuple[Because, ...], at: int, *, again: bool = False) -> Step:
    """Claim now: open a dispute, or do what the window is used by instead."""
    return Step(
        action="open_dispute" if window is None else CLAIMING.get(window.action, "open_dispute"),
        because=(*no_safe_moment(window, at), *because),
        window=window,
        way="ask_full",
        again=again,
    )


def no_safe_moment(window: Deadline | None, at: int) -> Iterator[Because]:
    """Say that no moment is safe any more, or none ever was, where the readings differ so far."""
    if window is None or window.act_by_us(at) is not None or window.safe_by_us is None:
        return
    if window.latest_arguable_us is not None and at >= window.latest_arguable_us:
        return  # over by every reading, which is for the step to say
    first = ", ".join(reading.name for reading in window.readings if reading.closes_us == window.safe_by_us)
    if at >= window.safe_by_us:
        says = (
            f"By one reading ({first}) the time is over already: act at once, and expect to argue about it."
        )
    else:
        last = ", ".join(
            reading.name for reading in window.readings if reading.opens_us == window.safe_from_us
        )
        says = (
            f"No moment is safe by every reading: by one ({first}) the time is over before it begins by "
            f"another ({last}). Try at once, and again if you are refused."
        )
    yield Because("readings", says, window.window.sources)
