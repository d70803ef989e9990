"""What was said and done in a dispute of PayPal: offers, evidence, information, and money that moved."""

from __future__ import annotations

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_parts import Found, amount_of, date_of
from buyerprotect.cases.paypal_words import BACK, KNOWN, OF_SHIPMENT, PARTIES
from buyerprotect.cases.told import Told, told_text
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = ["tell_evidences", "tell_movements", "tell_offer", "tell_supporting_info"]


def tell_offer(found: Found) -> None:
    """Tell what is asked, and every offer and answer that is dated."""
    offer = found.case.object("offer")
    wanted = None if offer is None else amount_of(offer, "buyer_requested_amount")
    disputed = amount_of(found.case, "dispute_amount")
    found.asked = wanted or disputed
    if wanted is not None and disputed is not None:
        if wanted.value == disputed.value:
            found.asked = Told(wanted.value, (*wanted.paths, *disputed.paths))
        else:
            says = f"{disputed.value} are disputed, and {wanted.value} asked for, which is what counts here"
            found.case.gap("dispute_amount", says)
    if found.asked is not None:
        found.draft.ask = (found.asked, None)
    if offer is None:
        return
    offer.word("offer_type", KNOWN["offer_types"])
    offered = amount_of(offer, "seller_offered_amount")
    history = offer.objects("history")
    told = [amount for entry in history if (amount := _offered(found, entry)) is not None]
    if offered is not None and offered.value not in told:
        offer.gap("seller_offered_amount", f"{offered.value} are offered, and when is not told")


def _offered(found: Found, entry: Payload) -> Money | None:
    on = date_of(entry, "offer_time")
    party = PARTIES.get(entry.word("actor", KNOWN["offer_actors"]) or "")
    what = entry.word("event_type", KNOWN["offer_events"])
    entry.word("dispute_life_cycle_stage", KNOWN["stages"])
    kind = entry.word("offer_type", KNOWN["offer_types"])
    amount = amount_of(entry, "offer_amount")
    if kind is not None and "REPLACEMENT" in kind:
        entry.gap("offer_type", "a replacement has no place in the facts: the offer is told without it")
    if on is None or party is None or what is None:
        entry.gap("offer_time", "who offered or answered what, and when, is not told in full: left out")
        return None
    kinds: dict[str, EventKind] = {"PROPOSED": "offered", "ACCEPTED": "accepted", "DENIED": "declined"}
    found.draft.event(kinds[what], on, party=party, amount=amount, return_goods=BACK.get(kind or ""))
    found.on_the_table = what == "PROPOSED" and party == "seller"
    return amount.value if amount is not None and party == "seller" else None


def tell_evidences(found: Found) -> None:
    """Tell what was asked for and handed in, and what it was handed in for."""
    for evidence in found.case.objects("evidences"):
        kind = evidence.word("evidence_type", KNOWN["evidence_types"])
        source = evidence.word("source", KNOWN["evidence_sources"])
        evidence.word("item_type", KNOWN["item_types"])
        evidence.word("dispute_life_cycle_stage", KNOWN["stages"])
        action = evidence.object("action_info")
        known = KNOWN["accept_claim_types"] | KNOWN["acknowledgements"] | KNOWN["offer_types"]
        what = None if action is None else action.word("action", KNOWN["evidence_actions"])
        option = None if action is None else action.word("response_option", known)
        _evidence(found, evidence, kind, source, action=what, option=option)
        if kind in OF_SHIPMENT and source == "SUBMITTED_BY_SELLER":
            _tracking(found, evidence)


def _evidence(
    found: Found,
    evidence: Payload,
    kind: str | None,
    source: str | None,
    *,
    action: str | None,
    option: str | None,
) -> None:
    on = date_of(evidence, "date")
    asked = source in ("REQUESTED_FROM_BUYER", "REQUESTED_FROM_SELLER")
    if source == "REQUESTED_FROM_BUYER":
        found.from_buyer.add(kind)
    if on is None:
        what = "asked for" if asked else "handed in"
        evidence.gap("date", f"when this was {what} is not told, so it is no event")
    elif asked:
        says = "of what is only asked for, the date is read as that of the request"
        evidence.gap("date", says)
        found.draft.event("information_requested", on, party="platform")
    elif source == "SUBMITTED_BY_BUYER":
        _from_the_buyer(found, on, action)
    elif source == "SUBMITTED_BY_SELLER":
        _from_the_seller(found, on, action, option)
    else:
        evidence.gap("date", "this came from neither buyer nor seller, and is no event of theirs")


def _from_the_buyer(found: Found, on: Told[Instant], action: str | None) -> None:
    kinds: dict[str, EventKind] = {"APPEAL": "appealed", "CANCEL": "cancelled", "ESCALATE": "escalated"}
    kind = kinds.get(action or "", "information_given")
    if kind == "escalated":
        if found.escalated:
            kind = "information_given"
        found.escalated = True
    found.draft.event(kind, on, party="buyer")


def _from_the_seller(found: Found, on: Told[Instant], action: str | None, option: str | None) -> None:
    if action == "ACCEPT_CLAIM":
        back = BACK.get(option or "")
        found.draft.event("answered", on, party="seller", accepts=True, return_goods=back)
    elif action == "APPEAL":
        found.draft.event("appealed", on, party="seller")
    elif action == "ACKNOWLEDGE_RETURN_ITEM":
        found.draft.event("information_given", on, party="seller")
    else:
        found.draft.event("answered", on, party="seller")


def _tracking(found: Found, evidence: Payload) -> None:
    info = evidence.object("evidence_info")
    for track in [] if info is None else info.objects("tracking_info"):
        carrier = told_text(track, "carrier_name")
        if carrier is not None and carrier.value == "OTHER":
            other = told_text(track, "carrier_name_other")
            carrier = None if other is None else Told(other.value, (*other.paths, *carrier.paths))
        if carrier is not None:
            found.carriers.append(carrier)


def tell_supporting_info(found: Found) -> None:
    """Tell what buyer and seller added of their own accord."""
    for info in found.case.objects("supporting_info"):
        source = info.word("source", KNOWN["evidence_sources"])
        info.word("dispute_life_cycle_stage", KNOWN["stages"])
        on = date_of(info, "provided_time")
        party = PARTIES.get((source or "").removeprefix("SUBMITTED_BY_"))
        if party is None:
            info.gap("provided_time", "this came from neither buyer nor seller, and is no event of theirs")
        else:
            found.draft.event("information_given", on, party=party)


def tell_movements(found: Found, key: str) -> None:
    """Tell the money that went to the buyer, of the list under one of its two names."""
    for moved in found.case.objects(key):
        whose = moved.word("affected_party", KNOWN["movement_parties"])
        way = moved.word("type", KNOWN["movement_types"])
        why = moved.word("reason", KNOWN["movement_reasons"])
        on, amount = date_of(moved, "initiated_time"), amount_of(moved, "amount")
        if (whose, way) == ("BUYER", "CREDIT") and why in (None, "DISPUTE_SETTLEMENT"):
            found.draft.event("refund_issued", on, party="platform", amount=amount)
            if on is None:
                moved.gap("initiated_time", "when the money was sent to the buyer is not told")
        else:
            moved.gap("affected_party", "this is no refund to the buyer, so it is no event of the dispute")
