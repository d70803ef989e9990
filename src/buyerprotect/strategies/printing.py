"""How failing examples are printed: as their reprs say it, without the innards of calendars and policies.

hypothesis prints every field of a class made by attrs. A period would then be printed with all holidays of
its calendar, and an answer with every rule of the policy it rests on.
"""

from __future__ import annotations

from hypothesis.vendor.pretty import RepresentationPrinter, for_type_by_name

__all__ = ["print_in_short"]

_LARGE = {
    "advice.assessment": ("Assessment",),
    "advice.case": ("Case",),
    "advice.deadline": ("Deadline",),
    "advice.difference": ("Difference",),
    "advice.forecast": ("Forecast",),
    "advice.lifecycle": ("Stage",),
    "advice.plan": ("PlanStep",),
    "advice.recommendation": ("Recommendation",),
    "advice.route": ("Route",),
    "advice.routing": ("Routes",),
    "advice.windows": ("Timeline",),
    "rules.pack": ("Pack",),
    "rules.policy": ("Policy",),
    "timing.calendar": ("Calendar",),
    "timing.counting": ("Counting",),
    "timing.zone": ("Zone",),
}


def print_in_short() -> None:
    """Let hypothesis print the large values of this library by their reprs."""
    for place, names in _LARGE.items():
        for name in names:
            for_type_by_name(f"buyerprotect.{place}", name, _print_repr)


def _print_repr(value: object, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG001, FBT001
    printer.text(repr(value))
