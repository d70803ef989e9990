"""The sentences of a statement, each made from facts and the answer, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.options import has_goods, open_offer
from buyerprotect.advice.request import Request
from buyerprotect.facts.claim import Claim, Problem
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import Instant
from buyerprotect.views.statement_tried import tried
from buyerprotect.views.statement_words import (
    NOTE,
    Sentence,
    Voice,
    goods_in_words,
    losses_in_words,
    named,
    quoted,
    shown_evidence,
    titled,
)
from buyerprotect.views.words import joined, plain

__all__ = ["KEPT", "Told"]

KEPT = 1000
"""The worth of what is never left out."""

_PROBLEMS = {
    "not_received": "The goods have not arrived",
    "damaged": "The goods arrived damaged",
    "wrong_item": "I was sent something other than what I ordered",
    "not_as_described": "The goods are not as described",
    "size": "The size is not as described",
    "colour": "The colour is not as described",
    "material": "The material is not as described",
    "quantity": "The quantity is not what I ordered",
    "missing_parts": "Parts are missing",
    "defective": "The goods are defective",
    "counterfeit": "The goods are not genuine",
    "quality": "The quality is not as described",
    "changed_mind": "I have changed my mind about this purchase",
    "late": "The delivery is late",
    "not_refunded": "The refund has not reached me",
    "unauthorised": "I did not make this payment",
    "incorrect_amount": "The amount that was taken is not the right one",
    "duplicate": "The payment was taken twice",
    "recurring": "The payment was taken again although it was cancelled",
}
_WITHOUT_EXTENT = frozenset(
    {"changed_mind", "late", "not_refunded", "unauthorised", "incorrect_amount", "duplicate", "recurring"}
)
_EXTENTS = {"minor": "only a little", "partial": "in part", "complete": "completely"}
_PARTS = {"minor": "a small part of the order", "partial": "a part of the order", "complete": "all of it"}
_TRACKINGS = {
    "none": "nothing",
    "moving": "the parcel moving",
    "dead": "no movement any more",
    "delivered": "a delivery",
    "returned": "a return to the sender",
    "customs": "the parcel at customs",
}
_ON_THE_WAY = frozenset({"not_received", "late"})
_FUNDINGS = {
    "credit": "credit card",
    "debit": "debit card",
    "charge": "charge card",
    "prepaid": "prepaid card",
}
_ALONE = frozenset({"accept", "cancel", "ask_extension"})
"""Steps for which the first sentence of the request is all that is asked."""

_REASONS = ("asking", "refund", "postage")


@frozen
class Told:
    """All that a statement of one form can say about a case, in sentences.

    `action` is the step that the form is for; None where it is not the one that is recommended.
    """

    answer: Assessment
    claim: Claim
    request: Request
    voice: Voice
    action: Action | None

    @property
    def order(self) -> Order:
        """The order the case is about."""
        return self.claim.order

    @property
    def grounded(self) -> bool:
        """Whether the programme's own rules cover the claim, on a ground; a commentary is nobody's rules."""
        found, policy = self.answer.classification, self.answer.policy
        return found.coverage == "covered" and found.ground is not None and not policy.commentary

    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences, in the order in which a reader needs them."""
        return (
            *self._bought(),
            *self._parcels(),
            *self._problems(),
            *tried(self.order, self.answer.case.dispute, self.voice),
            *self._asked(),
            *self._rule(),
            *self._deadline(),
            *self._evidence(),
            *self._dates(),
        )

    def _bought(self) -> Iterator[Sentence]:
        order, voice, form = self.order, self.voice, self.voice.form
        goods = goods_in_words(self.claim.claimed)
        number = named(order.id)
        ordered = f" (order {number})" if number else ""
        where = {"seller": " from you", "notice": " from you"}.get(form, "")
        if form in ("bank", "notice"):
            place = named(order.site) or ("" if order.programme == "none" else named(order.programme))
            where += f" on {place}" if place else ""
        added = [name for name in ("shipping", "tax") if getattr(order, name)]
        price = f"{self.claim.paid}{f' with {joined(added)}' if added else ''}"
        because = ["order.placed", "order.items", *(f"order.{name}" for name in added)]
        because += ["order.id"] if number else []
        if all(problem.kind == "unauthorised" for problem in self.claim.problems):
            text = f"On {voice.day(order.placed)} an order for {goods}{ordered} was placed, for {price}."
        else:
            text = f"On {voice.day(order.placed)} I ordered {goods}{where}{ordered}, for {price}."
        yield Sentence(text, "order", tuple(because), 90)
        if form == "bank":
            yield from self._paid()

    def _paid(self) -> Iterator[Sentence]:
        order, payment = self.order, self.order.payment
        words, because = "", list[str]()
        if payment is not None and (payment.network or payment.funding in _FUNDINGS):
            network = named(payment.network)
            card = _FUNDINGS.get(payment.funding or "", "card")
            words += f" by {f'{network} ' if network else ''}{card}"
            because += [f"order.payment.{name}" for name in ("network", "funding") if getattr(payment, name)]
        if payment is not None and payment.provider not in (None, "none"):
            words += f" through {named(payment.provider) or 'a provider'}"
            because.append("order.payment.provider")
        if order.paid is not None:
            words = f" on {self.voice.day(order.paid)}{words}"
            because.append("order.paid")
        if words:
            yield Sentence(f"It was paid{words}.", "order", tuple(because), 65)
        if order.processed is not None:
            text = f"The payment was booked on {self.voice.day(order.processed)}."
            yield Sentence(text, "order", ("order.processed",), 50)

    def _parcels(self) -> Iterator[Sentence]:
        waiting = any(problem.kind in _ON_THE_WAY for problem in self.claim.problems)
        wanted = {item.ref for item in self.claim.claimed}
        held = [
            (i, one)
            for i, one in enumerate(self.order.parcels)
            if not one.items or not wanted.isdisjoint(one.items)
        ]
        for i, parcel in held:
            text, names = self._parcel(parcel, waiting=waiting)
            if text:
                what = "The parcel" if len(held) == 1 else f"Parcel {i + 1}"
                because = tuple(f"order.parcels[{i}].{name}" for name in names)
                yield Sentence(f"{what} {text}.", "order", because, 60)

    def _parcel(self, parcel: Parcel, *, waiting: bool) -> tuple[str, list[str]]:
        words, names = list[str](), list[str]()
        dates = {"shipped": "was sent on", "promised": "was promised for", "delivered": "was delivered on"}
        for name, verb in dates.items():
            moment = getattr(parcel, name)
            if moment is not None and (waiting or name != "promised"):
                words.append(f"{verb} {self.voice.day(moment)}")
                names.append(name)
        return joined(words) if words else "", names

    def _problems(self) -> Iterator[Sentence]:
        for i, problem in enumerate(self.claim.problems):
            path = f"claim.problems[{i}]"
            note = quoted(problem.note, NOTE)
            text = f"{_PROBLEMS[problem.kind]}{f': {note}' if note else ''}."
            because = (f"{path}.kind", *((f"{path}.note",) if note else ()))
            yield Sentence(text, "problem", because, 95)
            yield from self._how_far(problem, path)
            tracking = problem.tracking or self._tracking(problem)
            if tracking is not None and problem.kind in _ON_THE_WAY:
                where = f"{path}.tracking" if problem.tracking else "order.parcels"
                yield Sentence(f"The tracking shows {_TRACKINGS[tracking]}.", "problem", (where,), 60)
        if self.order.aware is not None:
            text = f"I learned of it on {self.voice.day(self.order.aware)}."
            yield Sentence(text, "problem", ("order.aware",), 55)

    def _tracking(self, problem: Problem) -> str | None:
        """Return what the tracking of the one parcel shows; of several nobody says which is meant."""
        parcels = self.order.parcels
        return parcels[0].tracking if problem.kind in _ON_THE_WAY and len(parcels) == 1 else None

    def _how_far(self, problem: Problem, path: str) -> Iterator[Sentence]:
        if problem.extent is not None and problem.kind not in _WITHOUT_EXTENT:
            if problem.kind == "not_received":
                text = f"This concerns {_PARTS[problem.extent]}."
            else:
                text = f"This spoils the goods {_EXTENTS[problem.extent]}."
            yield Sentence(text, "problem", (f"{path}.extent",), 55)
        if problem.difference is None:
            return
        unit = named(problem.unit)
        text = f"The difference is {problem.difference:f} {unit}".rstrip()
        names = ["difference"]
        if problem.tolerance is not None:
            text += f"; the listing allows {problem.tolerance:f} {unit}".rstrip()
            names.append("tolerance")
        yield Sentence(f"{text}.", "problem", tuple(f"{path}.{name}" for name in names), 80)

    def _asked(self) -> Iterator[Sentence]:
        lead = self._lead()
        if lead is not None:
            yield lead
            if self.action in _ALONE:
                return
        request, voice = self.request, self.voice
        back = None if request.return_goods is False and not has_goods(self.claim) else request.return_goods
        terms = voice.terms(None, back, request.return_paid_by)
        if request.kind == "repair":
            text = f"I ask for a repair or a replacement{terms}."
        elif request.kind == "full":
            text = f"I ask for a full refund of {request.amount}{terms}."
        else:
            text = f"I ask for a refund of {request.amount}{terms}."
        yield Sentence(text, "request", self._asking(), KEPT)
        yield from self._extras()

    def _extras(self) -> Iterator[Sentence]:
        for extra in self.request.extras:
            because: tuple[str, ...] = ("recommendation.request.extras", extra.because.rule)
            if extra.because.rule.startswith("multiple."):
                text = f"I also ask for {extra.amount}, which the listing guarantees."
            else:
                losses = self.claim.losses
                text = (
                    f"I also ask for {extra.amount} for what this cost me besides: {losses_in_words(losses)}."
                )
                because += tuple(f"claim.losses[{i}]" for i in range(len(losses)))
            yield Sentence(text, "request", because, KEPT)

    def _asking(self) -> tuple[str, ...]:
        """Name what the request rests on: the rules of the answer, or where it asks for nothing the claim."""
        advice = self.answer.recommendation
        if advice.request.kind == "none":
            return ("claim.asks",)
        rules = [one.rule for one in advice.because if one.rule.partition(".")[0] in _REASONS]
        rules += [] if advice.entitlement is None else [advice.entitlement.because.rule]
        return ("recommendation.request", *dict.fromkeys(rules))

    def _lead(self) -> Sentence | None:
        """Say what is to be done, where the form is for more than to ask for money."""
        form, case, voice = self.voice.form, self.answer.case, self.voice
        offer = None if case.dispute is None else open_offer(case.dispute)
        text, because = "", tuple[str, ...](["recommendation.action"])
        if self.action in ("accept", "decline") and case.dispute is not None and offer is not None:
            terms = voice.terms(offer.amount, offer.return_goods, offer.return_paid_by)
            answer = "accept" if self.action == "accept" else "do not accept"
            text = f"I {answer} the offer{terms} made on {voice.day(offer.on)}."
            because = (*because, f"dispute.events[{case.dispute.events.index(offer)}]")
        elif self.action == "cancel":
            text = "Please cancel this order."
        elif self.action == "ask_extension":
            text = "Please extend the time for which this order is protected."
        elif self.action == "appeal":
            text = "I ask the platform to look at its decision again."
        elif form == "escalation":
            text = "I ask the platform to decide this dispute."
        elif form == "bank":
            text, because = f"I dispute the payment of {self.claim.paid}.", ("claim.paid",)
        elif form == "notice":
            return self._notice()
        return Sentence(text, "request", because, KEPT) if text else None

    def _notice(self) -> Sentence | None:
        """Give notice of the right by its name, under the law by its title."""
        if not self.grounded:
            return None
        found, policy = self.answer.classification, self.answer.policy
        ground = quoted(plain(found.ground or ""))
        text = f"I give you notice of {ground} ({titled(policy.title) or policy.id})."
        return Sentence(text, "request", (f"ground.{found.ground}", "policy.title"), KEPT)

    def _rule(self) -> Iterator[Sentence]:
        found, policy = self.answer.classification, self.answer.policy
        if self.grounded and self.voice.form != "notice":
            ground = quoted(plain(found.ground or ""))
            text = f"This falls under {ground} ({titled(policy.title) or policy.id})."
            yield Sentence(text, "rule", (f"ground.{found.ground}", "policy.title"), 50)

    def _deadline(self) -> Iterator[Sentence]:
        advice = self.answer.recommendation
        if self.action is not None and advice.act_by_us is not None and advice.step.window is not None:
            text = f"The time for this ends on {self.voice.moment(advice.act_by_us)}."
            yield Sentence(text, "deadline", (f"window.{advice.step.window.id}",), 30)

    def _evidence(self) -> Iterator[Sentence]:
        useless = {need.kind for need in self.answer.recommendation.evidence if need.need == "useless"}
        kept = [(i, one) for i, one in enumerate(self.claim.evidence) if one.kind not in useless]
        if kept:
            text = f"Attached: {shown_evidence(one for _, one in kept)}."
            yield Sentence(text, "evidence", tuple(f"claim.evidence[{i}]" for i, _ in kept), 75)

    def _dates(self) -> Iterator[Sentence]:
        order, dispute = self.order, self.answer.case.dispute
        shown = [moment for _, moment in order.moments()]
        shown += [event.on for event in dispute.events] if dispute else []
        if order.zone is not None or any(isinstance(moment, Instant) for moment in shown):
            because = "order.zone" if order.zone is not None else "policy.zone"
            yield Sentence(f"Dates are by the calendar of {self.voice.zone}.", "dates", (because,), 10)
