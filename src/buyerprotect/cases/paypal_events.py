"""What was said and done in a dispute of PayPal: offers, evidence, information, and money that moved."""

from __future__ import annotations

from attrs import frozen

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_parts import Found, amount_of, date_of
from buyerprotect.cases.paypal_words import APPEALS, BACK, KNOWN, OF_SHIPMENT, PARTIES
from buyerprotect.cases.told import Told, told_text
from buyerprotect.facts.claim import Party
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
    steps = [step for entry in offer.objects("history") if (step := _step(found, entry)) is not None]
    if offered is not None and offered.value not in [step.amount for step in steps if step.party == "seller"]:
        offer.gap("seller_offered_amount", f"{offered.value} are offered, and when is not told")
    answerable = [step for step in steps if step.party == "seller" or step.what != "PROPOSED"]
    if answerable:
        last = max(answerable, key=lambda step: step.on)
        found.on_the_table = (last.party, last.what) == ("seller", "PROPOSED")


@frozen
class _Step:
    """One entry of the history of offers."""

    on: Instant
    party: Party
    what: str
    amount: Money | None


def _step(found: Found, entry: Payload) -> _Step | None:
    on = date_of(entry, "offer_time")
    party = PARTIES.get(entry.word("actor", KNOWN["offer_actors"]) or "")
    what = entry.word("event_type", KNOWN["offer_events"])
    found.stage_of(entry)
    kind = entry.word("offer_type", KNOWN["offer_types"])
    amount = amount_of(entry, "offer_amount")
    if kind is not None and "REPLACEMENT" in kind:
        entry.gap("offer_type", "a replacement has no place in the facts: the offer is told without it")
    if on is None or party is None or what is None:
        entry.gap("offer_time", "who offered or answered what, and when, is not told in full: left out")
        return None
    event, back = found.draft.event, BACK.get(kind or "")
    nothing = kind == "REPLACEMENT_WITHOUT_REFUND" and amount is None
    if what == "PROPOSED" and party == "seller":
        event("offered", on, party=party, amount=amount, return_goods=back, nothing=nothing)
    elif what == "PROPOSED":
        says = "what the buyer proposes is what is asked, and no offer to the buyer: it is no event"
        entry.gap("event_type", says)
    elif party == "seller":  # of what the buyer proposed, so it is an answer to what is asked
        yes = what == "ACCEPTED"
        event("answered", on, party=party, amount=amount, return_goods=back, accepts=yes, nothing=nothing)
    elif what == "ACCEPTED":
        event("accepted", on, party=party, amount=amount, return_goods=back, nothing=nothing)
    else:
        event("declined", on, party=party, amount=amount, return_goods=back)
    return _Step(on.value, party, what, None if amount is None else amount.value)


def tell_evidences(found: Found) -> None:
    """Tell what was asked for and handed in, and what it was handed in for, in the order of time."""
    handed = [one for part in found.case.objects("evidences") if (one := _handed(found, part)) is not None]
    handed.sort(key=lambda one: one.on.value)
    for one in handed:
        if one.source == "REQUESTED_FROM_BUYER":
            says = "of what is only asked for, the date is read as that of the request"
            one.part.gap("date", says)
            found.asked_on = one.on.value
            found.draft.event("information_requested", one.on, party="platform")
    for one in handed:
        if one.source == "SUBMITTED_BY_BUYER":
            _from_the_buyer(found, one)
        elif one.source == "SUBMITTED_BY_SELLER":
            _from_the_seller(found, one)


@frozen
class _Handed:
    """A piece of evidence that is dated: asked for, or handed in."""

    on: Told[Instant]
    part: Payload
    source: str | None
    action: str | None
    option: str | None
    stage: str | None


def _handed(found: Found, part: Payload) -> _Handed | None:
    kind = part.word("evidence_type", KNOWN["evidence_types"])
    source = part.word("source", KNOWN["evidence_sources"])
    part.word("item_type", KNOWN["item_types"])
    stage = found.stage_of(part)
    info = part.object("action_info")
    known = KNOWN["accept_claim_types"] | KNOWN["acknowledgements"] | KNOWN["offer_types"]
    action = None if info is None else info.word("action", KNOWN["evidence_actions"])
    option = None if info is None else info.word("response_option", known)
    found.reason_changed |= "CHANGE_REASON" in (kind, action)
    if source == "REQUESTED_FROM_BUYER":
        found.from_buyer.add(kind)
    elif source == "SUBMITTED_BY_BUYER":
        found.by_buyer.add(kind)
    elif source == "SUBMITTED_BY_SELLER" and kind in OF_SHIPMENT:
        _tracking(found, part)
    on = date_of(part, "date")
    if on is None:
        asked = source in ("REQUESTED_FROM_BUYER", "REQUESTED_FROM_SELLER")
        what = "asked for" if asked else "handed in"
        part.gap("date", f"when this was {what} is not told, so it is no event")
        return None
    if source == "REQUESTED_FROM_SELLER":
        part.gap("date", "this is asked of the seller, and nothing to give for the buyer: it is no event")
    elif source not in ("REQUESTED_FROM_BUYER", "SUBMITTED_BY_BUYER", "SUBMITTED_BY_SELLER"):
        part.gap("date", "this is not told to come from buyer or seller, so it is no event of theirs")
    return _Handed(on, part, source, action, option, stage)


def _from_the_buyer(found: Found, one: _Handed) -> None:
    if one.action == "CANCEL":
        found.draft.event("cancelled", one.on, party="buyer")
    elif one.action == "ESCALATE" and not found.escalated:
        found.escalated = True
        found.draft.event("escalated", one.on, party="buyer")
    elif one.action == "APPEAL" and _first_of_appeal(found, "buyer", one.stage):
        found.draft.event("appealed", one.on, party="buyer")
    else:
        _given(found, one.on)


def _from_the_seller(found: Found, one: _Handed) -> None:
    if one.action == "APPEAL":
        if _first_of_appeal(found, "seller", one.stage):
            found.draft.event("appealed", one.on, party="seller")
        else:
            found.gap(one.on, "more of the seller for an appeal that was made before: it is no event")
    elif one.action == "ACCEPT_CLAIM":
        back = BACK.get(one.option or "")
        found.draft.event("answered", one.on, party="seller", accepts=True, return_goods=back)
    elif one.stage in APPEALS:
        found.gap(one.on, "handed in by the seller during an appeal, which is no answer: it is no event")
    elif one.action == "ACKNOWLEDGE_RETURN_ITEM":
        found.gap(one.on, "what came back is told, and not when it came back: it is no event")
    elif one.action == "ESCALATE" and not found.escalated:
        found.escalated = True
        found.draft.event("escalated", one.on, party="seller")
    else:
        found.draft.event("answered", one.on, party="seller")


def _first_of_appeal(found: Found, party: str, stage: str | None) -> bool:
    """Note an appeal; whether it is the first that is told of one, which can be made with many papers."""
    known = (party, stage) in found.appeals
    found.appeals.add((party, stage))
    return not known


def _given(found: Found, on: Told[Instant]) -> None:
    """Tell what the buyer handed in, unless PayPal still waits for what it asked for before."""
    asked = found.asked_on if found.status == "WAITING_FOR_BUYER_RESPONSE" else None
    if asked is not None and on.value >= asked:
        says = f"PayPal still waits for what it asked for at {asked}, so this was not it: it is no event"
        found.gap(on, says)
    else:
        found.draft.event("information_given", on, party="buyer")


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
    """Tell what the buyer added of its own accord."""
    for info in found.case.objects("supporting_info"):
        source = info.word("source", KNOWN["info_sources"])
        found.stage_of(info)
        on = date_of(info, "provided_time")
        if source == "SUBMITTED_BY_BUYER" and on is not None:
            _given(found, on)
        elif source == "SUBMITTED_BY_BUYER":
            info.gap("provided_time", "when this was handed in is not told, so it is no event")
        else:
            says = "this is not told to come from the buyer, and is nothing that answers a claim: no event"
            info.gap("provided_time", says)


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
