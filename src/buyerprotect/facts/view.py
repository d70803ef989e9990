"""What conditions can ask of a case: plain words under fixed names, with "not told" kept apart from "no"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from attrs import evolve, frozen

from buyerprotect.facts.claim import Claim, Extent, Party, Problem, ProblemKind
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import KNOWN_EVENTS, happened, order_of
from buyerprotect.facts.order import Funding, Order, Tracking, Trait

__all__ = ["ASKABLE", "FactView", "view"]

Words = frozenset[str] | None

ASKABLE: dict[str, frozenset[str] | None] = {
    "account_level": None,
    "asked": frozenset({"full", "part"}),
    "country": None,
    "dispute": frozenset({"none", "open", "ruled", "ended"}),
    "extent": frozenset(get_args(Extent)),
    "fault": frozenset(get_args(Party)),
    "funding": frozenset(get_args(Funding)),
    "happened": KNOWN_EVENTS,
    "network": None,
    "problem": frozenset(get_args(ProblemKind)),
    "provider": None,
    "return_paid_by": frozenset(get_args(Party)),
    "seller_country": None,
    "site": None,
    "tolerance": frozenset({"within", "beyond"}),
    "tracking": frozenset(get_args(Tracking)),
    "trait": frozenset(get_args(Trait)),
}
"""The facts a condition can ask about, each with its possible words (None: any word)."""


@frozen
class FactView:
    """The words of one case. A fact that maps to None was not told; so were the `unknown` events."""

    words: Mapping[str, Words]
    unknown: frozenset[str] = frozenset()

    def of(self, problem: Problem, claim: Claim) -> FactView:
        """Narrow the view to one problem of a claim."""
        return evolve(self, words={**self.words, **_problem_words(problem, claim)})


def view(facts: Order | Claim | Dispute) -> FactView:
    """Put a case into the words that conditions use."""
    order = order_of(facts)
    claim = facts.claim if isinstance(facts, Dispute) else facts if isinstance(facts, Claim) else None
    payment = order.payment
    words: dict[str, Words] = {
        "account_level": _told(order.account_level),
        "country": _told(order.country),
        "seller_country": _told(order.seller_country),
        "site": _told(order.site),
        "provider": _told(payment.provider if payment else None),
        "network": _told(payment.network if payment else None),
        "funding": _told(payment.funding if payment else None),
        "happened": frozenset(happened(facts)),
        "dispute": frozenset({_stage(facts)}),
        "asked": _asked(facts),
        "return_paid_by": _return_payer(facts),
    }
    items = claim.claimed if claim else order.items
    words["trait"] = frozenset(trait for item in items for trait in item.traits)
    each = [_problem_words(problem, claim) for problem in claim.problems] if claim else []
    for name in ("problem", "extent", "fault", "tolerance", "tracking"):
        words[name] = _joined([narrowed[name] for narrowed in each])
    return FactView(words, order.unknown)


def _told(word: str | None) -> Words:
    return None if word is None else frozenset({word})


def _joined(parts: list[Words]) -> Words:
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return frozenset(word for part in known for word in part)


def _problem_words(problem: Problem, claim: Claim) -> dict[str, Words]:
    tolerance: Words = None
    if problem.difference is not None and problem.tolerance is not None:
        tolerance = frozenset({"within" if problem.difference <= problem.tolerance else "beyond"})
    tracking = _told(problem.tracking)
    if tracking is None:
        refs = {item.ref for item in claim.claimed}
        parcels = [p for p in claim.order.parcels if not p.items or refs & set(p.items)]
        tracking = _joined([_told(parcel.tracking) for parcel in parcels])
    return {
        "problem": frozenset({problem.kind}),
        "extent": _told(problem.extent),
        "fault": _told(problem.fault),
        "tolerance": tolerance,
        "tracking": tracking,
    }


def _stage(facts: Order | Claim | Dispute) -> str:
    if not isinstance(facts, Dispute):
        return "none"
    if facts.ended:
        return "ended"
    return "ruled" if facts.last("ruled") else "open"


def _asked(facts: Order | Claim | Dispute) -> Words:
    if isinstance(facts, Dispute):
        asked, paid = facts.asked, facts.claim.paid
    elif isinstance(facts, Claim) and facts.asks is not None:
        asked, paid = facts.asks.amount, facts.paid
    else:
        return frozenset()
    return None if asked is None else frozenset({"full" if asked >= paid else "part"})


def _return_payer(facts: Order | Claim | Dispute) -> Words:
    ruling = facts.last("ruled") if isinstance(facts, Dispute) else None
    return frozenset() if ruling is None else _told(ruling.return_paid_by)
