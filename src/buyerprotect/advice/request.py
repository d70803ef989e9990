"""The request: what to ask for, whether the goods go back, and at whose cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.entitlement import entitlement, payable
from buyerprotect.advice.options import asking_rule, back_at, expected, goes_back, granted, return_payer
from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.money import Money
from buyerprotect.rules.policy import Asking

__all__ = ["Extra", "Request", "request_of"]


@frozen
class Extra:
    """Money to ask for beyond what was paid, and the rule that promises it."""

    amount: Money
    because: Because


@frozen
class Request:
    """What to ask for: all, a part, a repair or nothing, whether the goods go back, and at whose cost.

    `amount` never exceeds what was paid, nor what the programme pays of it; what a guarantee or a law pays
    beyond that stands in `extras`. It is a `full` request where it is for all that was paid.
    """

    kind: Literal["full", "partial", "repair", "none"]
    amount: Money | None = None
    return_goods: bool | None = None
    return_paid_by: Party | None = None
    extras: tuple[Extra, ...] = ()


def request_of(case: Case, claim: Claim, *, again: bool = False) -> Request:
    """Return what to ask for; `again` says that a dispute that has ended is opened anew."""
    dispute = None if again else case.dispute
    outcome = dispute.outcome if dispute else None
    if dispute is not None and outcome is not None and dispute.settled:
        amount = granted(dispute, outcome)
        back = goes_back(case) and all(problem.kind != "not_refunded" for problem in claim.problems)
        payer = back_at(case, outcome) if back else outcome.return_paid_by
        return Request("full" if amount >= claim.paid else "partial", amount, back, payer)
    asking = asking_rule(case)
    back = asking.return_goods if asking else False
    rule = return_payer(case) if back else None
    if asking is not None and asking.request == "repair":
        return Request("repair", None, back, rule.paid_by if rule else None)
    amount = _amount(case, claim, asking)
    kind: Literal["full", "partial"] = "full" if amount >= claim.paid else "partial"
    extras = (*_extras(case, claim), *_losses(case, claim))
    return Request(kind, amount, back, rule.paid_by if rule else None, extras)


def _amount(case: Case, claim: Claim, asking: Asking | None) -> Money:
    most = payable(case, claim)
    if asking is not None and asking.request == "goods":
        return min(claim.price, most)
    if asking is not None and asking.request == "part":
        usual = expected(case, claim)
        if usual is not None and usual.high is not None:
            return min(usual.high, most)
    return most


def _extras(case: Case, claim: Claim) -> Iterator[Extra]:
    """Yield what a guarantee pays beyond the money paid: so many times the price, without shipping."""
    rule = next(case.applying(case.policy.multiples), None)
    if rule is None:
        return
    zero = Money(0, claim.order.currency)
    promised = sum((item.paid * min(item.multiple or 1, rule.most) for item in claim.claimed), zero)
    if promised > claim.paid:
        yield Extra(promised - claim.paid, Because.of("multiple", rule))


def _losses(case: Case, claim: Claim) -> Iterator[Extra]:
    """Yield what the problem cost the buyer besides, where the programme pays that too."""
    found = entitlement(case, claim)
    if found is not None and found.losses:
        yield Extra(found.losses, found.because)
