"""How far a dispute of PayPal has come, and the time limits that it states for buyer and seller."""

from __future__ import annotations

from buyerprotect.cases.paypal_parts import Found, date_of
from buyerprotect.cases.paypal_words import APPEALS, OF_RETURN, PROBLEMS, TALKS
from buyerprotect.cases.told import Told
from buyerprotect.facts.claim import Party
from buyerprotect.timing.clock import Instant

__all__ = ["tell_limits", "tell_stage"]


def tell_stage(found: Found, *, inside: bool) -> None:
    """Tell that the case is a claim or appealed, as far as it is known since when.

    Only goods that did not come or are not as described are talked about before: other cases begin as claims.
    """
    if not inside or found.stage in (None, "INQUIRY"):
        return
    case = found.case
    if not found.escalated:
        if _from_the_start(found) and found.opened is not None:
            found.draft.event("escalated", found.opened, party="buyer")
            says = "a case for this reason begins as a claim, with PayPal: so it is told as escalated at once"
            found.gap(found.opened, says)
        else:
            says = "the case is a claim by now, so it was escalated, and when is not told: no event says so"
            found.draft.undated.add("escalated")
            case.gap("dispute_life_cycle_stage", says)
    if found.stage in APPEALS and not found.draft.tells("appealed"):
        says = "the decision was appealed by now, and when is not told: no event says so"
        case.gap("dispute_life_cycle_stage", says)


def _from_the_start(found: Found) -> bool:
    talked = "INQUIRY" in found.stages or found.reason_changed
    return found.reason in PROBLEMS and found.reason not in TALKS and not talked


def tell_limits(found: Found, *, inside: bool) -> None:
    """Tell until when buyer and seller have to act, each for the windows of ours for which that stands."""
    _limit(found, "buyer", "respond", _buyers_windows(found) if inside else ())
    _limit(found, "seller", "answer", ("seller_answer",) if inside and found.stage == "CHARGEBACK" else ())


def _limit(found: Found, party: Party, action: str, windows: tuple[str, ...]) -> None:
    key = f"{party}_response_due_date"
    due = date_of(found.case, key)
    if due is not None and not _possible(found, due):
        windows = ()
    for window in windows or (None,):
        named = action if window is None or party == "seller" else window
        found.draft.state(found.case.at(key), party, named, closes=due, window=window)


def _buyers_windows(found: Found) -> tuple[str, ...]:
    """Tell for which windows of ours the buyer's time limit stands: once it is past, the case is closed."""
    if found.stage == "INQUIRY" and found.reason in TALKS:
        return ("answer_offer", "escalate") if found.on_the_table else ("escalate",)
    if found.stage != "CHARGEBACK":
        return ()
    back = found.from_buyer & OF_RETURN and not found.by_buyer & OF_RETURN
    return ("return_goods", "give_information") if back else ("give_information",)


def _possible(found: Found, due: Told[Instant]) -> bool:
    """Tell whether a time limit can be one for the case as it stands; a gap says why it cannot."""
    opened, last = found.opened, found.draft.updated
    if opened is not None and due.value < opened.value:
        says = f"{due.value} is before the case was opened, {opened.value} ({opened.paths[0]}): only stated"
    elif found.status == "RESOLVED" and last is not None and due.value > last.value:
        says = f"{due.value} is after the case was resolved, and for what it stands is not told: only stated"
    else:
        return True
    found.gap(due, says)
    return False
