"""What conditions can ask of a case: plain words under fixed names, with "not told" kept apart from "no"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from attrs import evolve, field, frozen

from buyerprotect.facts.claim import Claim, Extent, Party, Problem, ProblemKind
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import KNOWN_EVENTS, happened, order_of
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Funding, Guarantee, Order, Parcel, Tracking, Trait, UserClass
from buyerprotect.timing.clock import bounds
from buyerprotect.timing.zone import DAY

__all__ = ["ASKABLE", "FOLDED", "MEASURABLE", "FactView", "view"]

Words = frozenset[str] | None

ASKABLE: dict[str, frozenset[str] | None] = {
    "account_level": None,
    "asked": frozenset({"full", "part"}),
    "carrier": None,
    "committed": frozenset({"days", "end", "nothing"}),
    "country": None,
    "dispute": frozenset({"none", "open", "ruled", "ended"}),
    "extent": frozenset(get_args(Extent)),
    "fault": frozenset(get_args(Party)),
    "funding": frozenset(get_args(Funding)),
    "guarantee": frozenset(get_args(Guarantee)),
    "happened": KNOWN_EVENTS,
    "network": None,
    "problem": frozenset(get_args(ProblemKind)),
    "provider": None,
    "return_goods": frozenset({"yes", "no"}),
    "return_paid_by": frozenset(get_args(Party)),
    "seller_country": None,
    "site": None,
    "stock": frozenset({"local", "abroad"}),
    "tolerance": frozenset({"within", "beyond"}),
    "tracking": frozenset(get_args(Tracking)),
    "trait": frozenset(get_args(Trait)),
    "user_class": frozenset(get_args(UserClass)),
}
"""The facts a condition can ask about, each with its possible words (None: any word)."""

FOLDED = frozenset({"carrier", "provider", "network"})
"""Facts that are names people write in many ways, so that capital letters do not count."""

MEASURABLE: dict[str, type[int | Money]] = {
    "committed_days": int,
    "earlier_disputes": int,
    "earlier_returns": int,
    "paid": Money,
}
"""The facts a condition can measure: whole numbers, or amounts of money."""


@frozen
class FactView:
    """The words and measures of one case.

    A fact that maps to None was not told; so were the `unknown` events. A measure that is missing does
    not exist in this case (no length was committed to), and meets no bound.
    """

    words: Mapping[str, Words]
    unknown: frozenset[str] = frozenset()
    measures: Mapping[str, int | Money | None] = field(factory=dict[str, int | Money | None])

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
        "user_class": frozenset({order.user_class}),
        "provider": _told(payment.provider if payment else None),
        "network": _told(payment.network if payment else None),
        "funding": _told(payment.funding if payment else None),
        "happened": frozenset(happened(facts)),
        "dispute": frozenset({_stage(facts)}),
        "asked": _asked(facts),
        "return_goods": _return_goods(facts),
        "return_paid_by": _return_payer(facts),
        "committed": _committed(order),
    }
    items = claim.claimed if claim else order.items
    parcels = _parcels_of(order, {item.ref for item in items})
    words["carrier"] = _joined([_told(parcel.carrier) for parcel in parcels])
    words["stock"] = _joined([_stock(order, parcel) for parcel in parcels])
    words["trait"] = frozenset(trait for item in items for trait in item.traits)
    # A guarantee speaks for a claim where the listing of every claimed item gives it.
    words["guarantee"] = frozenset.intersection(*(frozenset[str](item.guarantees) for item in items))
    each = [_problem_words(problem, claim) for problem in claim.problems] if claim else []
    for name in ("problem", "extent", "fault", "tolerance", "tracking"):
        words[name] = _joined([narrowed[name] for narrowed in each])
    return FactView(words, order.unknown, dict(_measures(order, claim.paid if claim else order.total)))


def _told(word: str | None) -> Words:
    return None if word is None else frozenset({word})


def _parcels_of(order: Order, refs: set[str]) -> list[Parcel]:
    """Return the parcels that hold any of the named items; one that names none may hold all."""
    return [parcel for parcel in order.parcels if not parcel.items or refs & set(parcel.items)]


def _stock(order: Order, parcel: Parcel) -> Words:
    if parcel.ships_from is None or order.country is None:
        return None
    return frozenset({"local" if parcel.ships_from == order.country else "abroad"})


def _committed(order: Order) -> Words:
    if "committed" in order.unknown:
        return None
    if order.committed is None:
        return frozenset({"nothing"})
    return frozenset({"days" if isinstance(order.committed, int) else "end"})


def _measures(order: Order, paid: Money) -> Iterable[tuple[str, int | Money | None]]:
    yield "earlier_disputes", order.earlier_disputes
    yield "earlier_returns", order.earlier_returns
    yield "paid", paid
    if "committed" in order.unknown:
        yield "committed_days", None
    elif isinstance(order.committed, int):
        yield "committed_days", order.committed
    elif order.committed is not None:
        yield "committed_days", _days_to(order)


def _days_to(order: Order) -> int | None:
    """Return how many days after the last parcel was sent the committed end lies, to the nearest day."""
    sent = [parcel.shipped for parcel in order.parcels]
    told = [bounds(moment, order.zone)[0] for moment in sent if moment is not None]
    if order.committed is None or isinstance(order.committed, int) or not told or len(told) < len(sent):
        return None
    length = bounds(order.committed, order.zone)[1] + 1 - max(told)
    return max(0, (length + DAY // 2) // DAY)


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
        parcels = _parcels_of(claim.order, {item.ref for item in claim.claimed})
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


def _return_goods(facts: Order | Claim | Dispute) -> Words:
    """Tell whether the goods are to go back: by the outcome, or where the seller agreed to what was asked."""
    if not isinstance(facts, Dispute) or facts.outcome is None:
        return frozenset()
    back = facts.outcome.return_goods
    if back is None and facts.outcome.kind == "answered" and facts.claim.asks is not None:
        back = facts.claim.asks.return_goods
    return frozenset({"yes" if back else "no"})


def _return_payer(facts: Order | Claim | Dispute) -> Words:
    ruling = facts.last("ruled") if isinstance(facts, Dispute) else None
    return frozenset() if ruling is None else _told(ruling.return_paid_by)
