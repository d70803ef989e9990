"""The hook by which hypothesis learns how to make our types, so that `st.from_type(Order)` just works.

hypothesis knows strategies by types, and officially there is no way to name a type that is not loaded
yet. So nothing is loaded for it: whenever `register` runs, it registers those types that are there
already, each with a function that finds the strategy once it is asked for. It runs

- when hypothesis is imported, through the entry point in `pyproject.toml`: for types loaded before;
- when a public name is first taken from `buyerprotect`, if hypothesis is there: for types loaded after;
- when `buyerprotect.strategies` is imported: for types that came from their modules directly.

Therefore nothing here may import anything of ours, or hypothesis, and nothing here may fail: an error
would break `import hypothesis` for everyone who has this library installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

__all__ = ["TYPES", "register"]

TYPES: dict[str, tuple[str, ...]] = {
    "advice.assessment": ("Assessment",),
    "advice.case": ("Because",),
    "advice.classification": ("Classification",),
    "advice.deadline": ("Deadline", "Reading"),
    "advice.difference": ("Difference",),
    "advice.forecast": ("Forecast",),
    "advice.lifecycle": ("Stage",),
    "advice.options": ("Option", "Settlement"),
    "advice.plan": ("Conflict", "PlanStep"),
    "advice.recommendation": ("Recommendation",),
    "advice.request": ("Request",),
    "advice.route": ("Burden", "Route"),
    "advice.routing": ("Routes",),
    "advice.windows": ("Timeline",),
    "errors": ("Fault",),
    "facts.claim": ("Ask", "Claim", "Evidence", "Loss", "Problem"),
    "facts.dispute": ("Dispute", "Event"),
    "facts.due_date": ("DueDate",),
    "facts.item": ("Item",),
    "facts.money": ("Money",),
    "facts.order": ("Extension", "Order"),
    "facts.parcel": ("Parcel",),
    "facts.payment": ("Payment",),
    "rules.pack": ("Pack",),
    "rules.policy": ("Policy", "Window"),
    "source": ("Source",),
    "timing.calendar": ("Calendar",),
    "timing.clock": ("Instant", "LocalDay"),
    "timing.counted": ("Counted",),
    "timing.counting": ("Counting",),
    "timing.period": ("Period", "Plus"),
    "timing.term": (
        *("Term", "On", "NotStated", "After", "Before", "EarliestOf", "LatestOf", "FirstKnown", "Capped"),
        *("NotBefore", "ReplacedBy", "Extended", "Paused", "Provided", "Alternatives"),
    ),
    "timing.zone": ("Zone",),
}
"""The types that hypothesis can be asked for, by the modules they stand in."""

_registered: set[type] = set()


def register() -> None:
    """Register a strategy for each of our types that is loaded and was not registered before."""
    learn = getattr(sys.modules.get("hypothesis.strategies"), "register_type_strategy", None)
    if learn is None:
        return  # hypothesis is not there, or not all of it yet
    for place, names in TYPES.items():
        module = sys.modules.get(f"buyerprotect.{place}")
        for name in names:
            kind: object = getattr(module, name, None)
            if isinstance(kind, type) and kind not in _registered:
                learn(kind, _finder(kind, name))
                _registered.add(kind)


def _finder(kind: type, name: str) -> Callable[[type], Any]:
    def find(asked: type) -> Any:
        if asked is not kind:
            return NotImplemented  # of any sequence a timeline is one, but hardly the one that is meant
        from buyerprotect.strategies.types import strategy_for  # noqa: PLC0415 - once it is asked for

        return strategy_for(name)

    return find
