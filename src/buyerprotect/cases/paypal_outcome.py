"""How a dispute of PayPal ended: what was ruled, for whom, and that it was closed."""

from __future__ import annotations

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_parts import Found, amount_of, date_of
from buyerprotect.cases.paypal_words import FOR_THE_BUYER, FOR_THE_SELLER, KNOWN
from buyerprotect.cases.told import Told
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = ["tell_outcome"]


def tell_outcome(found: Found, notice: Told[Instant] | None) -> None:
    """Tell who won, how much, and when it was over, where that is told.

    `notice` is when PayPal sent the notice that the case was resolved, if that is what was read.
    """
    outcome = found.case.object("dispute_outcome")
    code = None if outcome is None else outcome.word("outcome_code", KNOWN["outcomes"])
    amount = None if outcome is None else amount_of(outcome, "amount_refunded")
    found.case.word("outcome", frozenset())  # of lists; undocumented, and said for the party that asks
    ruled = _adjudications(found, code, amount)
    _same_status(found, code, notice)
    if outcome is not None:
        _agree(outcome, code, amount)
    if not ruled and outcome is not None and code is not None:
        _won(found, outcome, code, amount, notice)
    if notice is None:
        return
    found.gap(notice, "this is when the notice was sent, after the case was resolved: it stands for that")
    if code == "CANCELED_BY_BUYER" and not found.draft.tells("cancelled"):
        found.draft.event("cancelled", notice, party="buyer")
    else:
        found.draft.event("closed", notice, party="platform")


def _same_status(found: Found, code: str | None, notice: Told[Instant] | None) -> None:
    """Say where it is told that the case ended, and not when, or that it did not."""
    case, resolved = found.case, found.status == "RESOLVED"
    if notice is not None:
        if found.status is not None and not resolved:
            case.gap(
                "status", f"{found.status}, and the notice says that the case is resolved: so it is read"
            )
    elif code is not None and found.status is not None and not resolved:
        says = f"{code} is an outcome, and the status is {found.status}: it is not read as ended"
        case.gap("dispute_outcome.outcome_code", says)
    elif code is not None:
        case.gap("dispute_outcome.outcome_code", f"{code}: that it ended is told, and not when")
    elif resolved:
        case.gap("status", "RESOLVED: that it ended is told, and neither when nor how")


def _agree(outcome: Payload, code: str | None, amount: Told[Money] | None) -> None:
    """Say where who won and how much goes back do not go together."""
    if amount is None:
        return
    if code in FOR_THE_SELLER and amount.value.amount:
        says = f"the seller won, and {amount.value} go back to the buyer: one of the two is wrong"
        outcome.gap("amount_refunded", says)
    elif code in FOR_THE_BUYER and not amount.value.amount:
        says = "the buyer won, and nothing goes back: it came another way, or one of the two is wrong"
        outcome.gap("amount_refunded", says)


def _won(
    found: Found, outcome: Payload, code: str, amount: Told[Money] | None, notice: Told[Instant] | None
) -> None:
    """Tell a ruling of which only the outcome speaks."""
    paid = code == "RESOLVED_WITH_PAYOUT" and amount is not None and bool(amount.value.amount)
    if code == "RESOLVED_WITH_PAYOUT" and not paid:
        outcome.gap("outcome_code", f"{code}: PayPal paid, and whether for the buyer is not told")
    elif paid or code in FOR_THE_BUYER or code in FOR_THE_SELLER:
        if notice is None:
            outcome.gap("outcome_code", f"{code}: who won is told, and not when")
        _rule(found, _by(found, notice), buyer=code not in FOR_THE_SELLER, amount=amount)


def _by(found: Found, notice: Told[Instant] | None) -> Told[Instant] | None:
    """Return by when a case was ruled that a notice says is resolved.

    A case that is resolved was so at its last update, which is the closer of the two where it is the earlier.
    """
    last = found.case_updated
    if notice is None or last is None or found.status != "RESOLVED" or last.value > notice.value:
        return notice
    return Told(last.value, (*last.paths, *notice.paths))


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
