"""How a dispute of PayPal ended: what was ruled, for whom, and that it was closed."""

from __future__ import annotations

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_parts import Found, amount_of, date_of
from buyerprotect.cases.paypal_words import FOR_THE_BUYER, FOR_THE_SELLER, KNOWN
from buyerprotect.cases.told import Told
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = ["tell_outcome"]


def tell_outcome(found: Found, resolved: Told[Instant] | None) -> None:
    """Tell who won, how much, and when it was over, where that is told."""
    outcome = found.case.object("dispute_outcome")
    code = None if outcome is None else outcome.word("outcome_code", KNOWN["outcomes"])
    amount = None if outcome is None else amount_of(outcome, "amount_refunded")
    found.case.word("outcome", frozenset())  # of lists; undocumented, and said for the party that asks
    ruled = _adjudications(found, code, amount)
    if code is None and resolved is None:
        return
    if not ruled and (code in FOR_THE_BUYER or code in FOR_THE_SELLER):
        if resolved is None and outcome is not None:
            outcome.gap("outcome_code", f"{code}: who won is told, and not when")
        _rule(found, resolved, buyer=code in FOR_THE_BUYER, amount=amount)
    elif not ruled and code == "RESOLVED_WITH_PAYOUT" and outcome is not None:
        outcome.gap("outcome_code", f"{code}: PayPal paid, and whether for the buyer is not told")
    if code == "CANCELED_BY_BUYER":
        found.draft.event("cancelled", resolved, party="buyer")
    else:
        found.draft.event("closed", resolved, party="platform")
    if resolved is None and outcome is not None:
        outcome.gap("outcome_code", f"{code}: that it ended is told, and not when")


def _adjudications(found: Found, code: str | None, amount: Told[Money] | None) -> bool:
    """Tell what was ruled for the buyer or for the seller; whether anything was."""
    deciding: list[tuple[Told[Instant], bool, Payload]] = []
    others: list[Told[Instant]] = []
    for ruling in found.case.objects("adjudications"):
        what = ruling.word("type", KNOWN["adjudications"])
        ruling.word("reason", KNOWN["adjudication_reasons"])
        ruling.word("dispute_life_cycle_stage", KNOWN["stages"])
        on = date_of(ruling, "adjudication_time")
        if on is None:
            ruling.gap("adjudication_time", "when this was ruled is not told, so it is no event")
        elif what in ("DENY_BUYER", "PAYOUT_TO_BUYER"):
            deciding.append((on, what == "PAYOUT_TO_BUYER", ruling))
        else:
            others.append(on)
            ruling.gap("type", "this is between PayPal and the seller, and does not say who won")
    if not deciding and others and (code in FOR_THE_BUYER or code in FOR_THE_SELLER):
        last = max(others, key=lambda told: told.value)
        return _rule(found, last, buyer=code in FOR_THE_BUYER, amount=amount)
    deciding.sort(key=lambda told: told[0].value)
    for i, (on, buyer, ruling) in enumerate(deciding, start=1):
        last_one = i == len(deciding)
        _rule(found, on, buyer=buyer, amount=amount if last_one else None)
        opposite = FOR_THE_SELLER if buyer else FOR_THE_BUYER
        if last_one and code in opposite:
            says = f"the last ruling is for the {'buyer' if buyer else 'seller'}, and the outcome is {code}"
            ruling.gap("type", f"{says}: one of the two is wrong")
    return bool(deciding)


def _rule(found: Found, on: Told[Instant] | None, *, buyer: bool, amount: Told[Money] | None) -> bool:
    """Tell a ruling: what it gives to the buyer, which is nothing where the seller won."""
    if on is None:
        return False
    if not buyer:
        found.draft.event("ruled", on, party="platform", nothing=True)
        return True
    if amount is None:
        part = _in_part(found)
        more = "it is left out" if part else "it is read as all that was paid"
        found.gap(on, f"the buyer won, and how much is not told: {more}")
        if part:
            return True
    found.draft.event("ruled", on, party="platform", amount=amount)
    return True


def _in_part(found: Found) -> bool:
    """Tell whether less than what was paid is disputed, as far as that is known."""
    if found.asked is None or found.total is None or found.asked.value.currency != found.total.currency:
        return False
    return found.asked.value < found.total
