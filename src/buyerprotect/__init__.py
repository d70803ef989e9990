"""What protects a purchase, until exactly when, what to ask for and what to do next, and why.

Every public name can be imported from here; each loads on first use.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buyerprotect.advice.assessment import Assessment, assess
    from buyerprotect.advice.case import Because
    from buyerprotect.advice.classification import Classification, classify
    from buyerprotect.advice.deadline import Deadline, Reading
    from buyerprotect.advice.difference import Difference, diff
    from buyerprotect.advice.forecast import Forecast, forecast
    from buyerprotect.advice.lifecycle import Stage, record, stage
    from buyerprotect.advice.options import Option, Settlement
    from buyerprotect.advice.plan import Conflict, PlanStep
    from buyerprotect.advice.recommendation import Recommendation, recommend
    from buyerprotect.advice.request import Request
    from buyerprotect.advice.route import Burden, Route
    from buyerprotect.advice.routing import Routes, routes
    from buyerprotect.advice.windows import Timeline, deadlines
    from buyerprotect.errors import (
        BuyerProtectError,
        Fault,
        InvalidFactsError,
        InvalidPackError,
        MissingExtraError,
        MissingFactError,
        NotFoundError,
        OutOfCoverageError,
        PackWarning,
        UnreadableInputError,
        WrongTypeError,
    )
    from buyerprotect.facts.claim import Ask, Claim, Evidence, Loss, Problem
    from buyerprotect.facts.dispute import Dispute, Event
    from buyerprotect.facts.due_date import DueDate
    from buyerprotect.facts.item import Item
    from buyerprotect.facts.money import Money
    from buyerprotect.facts.order import Extension, Order
    from buyerprotect.facts.parcel import Parcel
    from buyerprotect.facts.payment import Payment
    from buyerprotect.rules.library import load_pack, policies, policy
    from buyerprotect.rules.pack import Pack
    from buyerprotect.rules.policy import Policy, Window
    from buyerprotect.source import Source
    from buyerprotect.timing.calendar import Calendar, calendar
    from buyerprotect.timing.clock import Instant
    from buyerprotect.timing.counted import Counted, count
    from buyerprotect.timing.counting import Counting, counting
    from buyerprotect.timing.period import Period, Plus
    from buyerprotect.timing.term import Term

_HOMES = {
    "Ask": "facts.claim",
    "Assessment": "advice.assessment",
    "Because": "advice.case",
    "Burden": "advice.route",
    "BuyerProtectError": "errors",
    "Calendar": "timing.calendar",
    "Claim": "facts.claim",
    "Classification": "advice.classification",
    "Conflict": "advice.plan",
    "Counted": "timing.counted",
    "Counting": "timing.counting",
    "Deadline": "advice.deadline",
    "Difference": "advice.difference",
    "Dispute": "facts.dispute",
    "DueDate": "facts.due_date",
    "Event": "facts.dispute",
    "Evidence": "facts.claim",
    "Extension": "facts.order",
    "Fault": "errors",
    "Forecast": "advice.forecast",
    "Instant": "timing.clock",
    "InvalidFactsError": "errors",
    "InvalidPackError": "errors",
    "Item": "facts.item",
    "Loss": "facts.claim",
    "MissingExtraError": "errors",
    "MissingFactError": "errors",
    "Money": "facts.money",
    "NotFoundError": "errors",
    "Option": "advice.options",
    "Order": "facts.order",
    "OutOfCoverageError": "errors",
    "Pack": "rules.pack",
    "PackWarning": "errors",
    "Parcel": "facts.parcel",
    "Payment": "facts.payment",
    "Period": "timing.period",
    "PlanStep": "advice.plan",
    "Plus": "timing.period",
    "Policy": "rules.policy",
    "Problem": "facts.claim",
    "Reading": "advice.deadline",
    "Recommendation": "advice.recommendation",
    "Request": "advice.request",
    "Route": "advice.route",
    "Routes": "advice.routing",
    "Settlement": "advice.options",
    "Source": "source",
    "Stage": "advice.lifecycle",
    "Term": "timing.term",
    "Timeline": "advice.windows",
    "UnreadableInputError": "errors",
    "Window": "rules.policy",
    "WrongTypeError": "errors",
    "assess": "advice.assessment",
    "calendar": "timing.calendar",
    "classify": "advice.classification",
    "count": "timing.counted",
    "counting": "timing.counting",
    "deadlines": "advice.windows",
    "diff": "advice.difference",
    "forecast": "advice.forecast",
    "load_pack": "rules.library",
    "policies": "rules.library",
    "policy": "rules.library",
    "recommend": "advice.recommendation",
    "record": "advice.lifecycle",
    "routes": "advice.routing",
    "stage": "advice.lifecycle",
}

__all__ = [
    "Ask",
    "Assessment",
    "Because",
    "Burden",
    "BuyerProtectError",
    "Calendar",
    "Claim",
    "Classification",
    "Conflict",
    "Counted",
    "Counting",
    "Deadline",
    "Difference",
    "Dispute",
    "DueDate",
    "Event",
    "Evidence",
    "Extension",
    "Fault",
    "Forecast",
    "Instant",
    "InvalidFactsError",
    "InvalidPackError",
    "Item",
    "Loss",
    "MissingExtraError",
    "MissingFactError",
    "Money",
    "NotFoundError",
    "Option",
    "Order",
    "OutOfCoverageError",
    "Pack",
    "PackWarning",
    "Parcel",
    "Payment",
    "Period",
    "PlanStep",
    "Plus",
    "Policy",
    "Problem",
    "Reading",
    "Recommendation",
    "Request",
    "Route",
    "Routes",
    "Settlement",
    "Source",
    "Stage",
    "Term",
    "Timeline",
    "UnreadableInputError",
    "Window",
    "WrongTypeError",
    "assess",
    "calendar",
    "classify",
    "count",
    "counting",
    "deadlines",
    "diff",
    "forecast",
    "load_pack",
    "policies",
    "policy",
    "recommend",
    "record",
    "routes",
    "stage",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    if "hypothesis" in sys.modules:  # what it did not know when it was imported, it learns now
        from buyerprotect.hypothesis_hook import register  # noqa: PLC0415 - in tests alone

        register()
    return value


def __dir__() -> list[str]:
    return list(__all__)
