"""The sentences of a statement, each made from facts and the answer, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.options import has_goods, open_offer
from buyerprotect.advice.request import Request
from buyerprotect.facts.claim import Claim, Problem
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.rules.policy import Action
from buyerprotect.timing.clock import Instant
from buyerprotect.views.statement_tried import tried
from buyerprotect.views.statement_words import (
    NOTE,
    Part,
    Sentence,
    Voice,
    goods_in_words,
    ground_in_words,
    losses_in_words,
    named,
    place_of,
    quoted,
    shown_evidence,
    titled,
)
from buyerprotect.views.words import joined

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
    {
        "not_received",
        "changed_mind",
        "late",
        "not_refunded",
        "unauthorised",
        "incorrect_amount",
        "duplicate",
        "recurring",
    }
)
_EXTENTS = {"minor": "only a little", "partial": "in part", "complete": "completely"}
_NOT_COME = {
    "minor": "A small part of the goods has not arrived",
    "partial": "A part of the goods has not arrived",
}
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

    `action` is the step that the form is for; None where it is not the one that is recommended. `dispute`
    is what was said and done before: in the dispute of the answer, or in one at the place of purchase.
    """

    answer: Assessment
    claim: Claim
    request: Request
    voice: Voice
    action: Action | None
    dispute: Dispute | None = None

    @property
    def order(self) -> Order:
        """The order the case is about."""
        return self.claim.order

    @property
    def grounded(self) -> bool:
        """Whether the programme's own rules cover the claim, on a ground; a commentary is nobody's rules."""
        found, policy = self.answer.classification, self.answer.policy
        return found.coverage == "covered" and found.ground is not None and not policy.commentary

    @property
    def left(self) -> Money | None:
        """What of the request is still to come, once what came back already is taken off."""
        amount = self.request.amount
        back = None if self.dispute is None else self.dispute.refunded
        return amount - back if amount is not None and back else amount

    @property
    def exhausted(self) -> bool:
        """Whether so much came back that nothing is left of what the text would ask for."""
        left = self.left
        return (
            left is not None
            and left != self.request.amount
            and left.amount <= 0
            and self.action not in _ALONE
        )

    @property
    def sent_back(self) -> bool:
        """Whether the goods were sent back already."""
        order = self.order
        told = order.return_sent is not None or order.return_received is not None
        returned = self.dispute and self.dispute.last("return_sent", "return_received")
        return told or bool(returned)

    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences, in the order in which a reader needs them."""
        return (
            *self._bought(),
            *self._parcels(),
            *self._problems(),
            *tried(self.order, self.dispute, self.voice, elsewhere=self.answer.case.dispute is None),
            *self._asked(),
            *self._rule(),
            *self._deadline(),
            *self._evidence(),
            *self._dates(),
        )

    def _bought(self) -> Iterator[Sentence]:
        order, voice, form = self.order, self.voice, self.voice.form
        claim = self.claim
        goods = goods_in_words(claim.claimed)
        number = named(order.id)
        ordered = f" (order {number})" if number else ""
        place = place_of(order) if form in ("bank", "notice") else ""
        where = f" on {place}" if place else ""
        added = [name for name in ("shipping", "tax") if getattr(order, name)]
        share = "" if len(claim.claimed) == len(order.items) else "a share of "
        price = f"{claim.paid}{f' with {share}{joined(added)}' if added else ''}"
        because = ["order.placed", "order.items", *(f"order.{name}" for name in added)]
        because += ["order.id"] if number else []
        if any(problem.kind == "unauthorised" for problem in claim.problems):
            text = (
                f"On {voice.day(order.placed)} an order for {goods}{where}{ordered} was placed, for {price}."
            )
        else:
            seller = " from you" if voice.seller == "you" else ""
            text = f"On {voice.day(order.placed)} I ordered {goods}{seller}{where}{ordered}, for {price}."
        yield Sentence(text, "order", tuple(because), KEPT)
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
        whole = order.total != self.claim.paid
        if words:
            what = "The whole order" if whole else "It"
            yield Sentence(f"{what} was paid{words}.", "order", tuple(because), 65)
        if whole:
            text = f"The payment for the whole order was {order.total}."
            yield Sentence(text, "order", ("order.items", "claim.items"), 65)
        if order.processed is not None:
            text = f"The payment was booked on {self.voice.day(order.processed)}."
            yield Sentence(text, "order", ("order.processed",), 50)
        if order.statement_sent is not None:
            text = f"The statement that shows it was sent on {self.voice.day(order.statement_sent)}."
            yield Sentence(text, "order", ("order.statement_sent",), 50)

    def _parcels(self) -> Iterator[Sentence]:
        come = all(problem.kind != "not_received" for problem in self.claim.problems)
        waiting = any(problem.kind in _ON_THE_WAY for problem in self.claim.problems)
        wanted = {item.ref for item in self.claim.claimed}
        held = [
            (i, one)
            for i, one in enumerate(self.order.parcels)
            if not one.items or not wanted.isdisjoint(one.items)
        ]
        for i, parcel in held:
            text, names = self._parcel(parcel, waiting=waiting, come=come)
            if text:
                what = "The parcel" if len(held) == 1 else f"Parcel {i + 1}"
                because = tuple(f"order.parcels[{i}].{name}" for name in names)
                yield Sentence(f"{what} {text}.", "order", because, 60)

    def _parcel(self, parcel: Parcel, *, waiting: bool, come: bool) -> tuple[str, list[str]]:
        words, names = list[str](), list[str]()
        delivered = "was delivered on" if come else "is shown as delivered on"
        dates = {"shipped": "was sent on", "promised": "was promised for", "delivered": delivered}
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
            what, because = _PROBLEMS[problem.kind], [f"{path}.kind"]
            if problem.kind == "not_received" and problem.extent in _NOT_COME:
                what = _NOT_COME[problem.extent]
                because.append(f"{path}.extent")
            because += [f"{path}.note"] if note else []
            yield Sentence(f"{what}{f': {note}' if note else ''}.", "problem", tuple(because), KEPT)
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
        kept = request.return_goods is False and not has_goods(self.claim)
        back = None if kept or self.sent_back else request.return_goods
        terms = voice.terms(None, back, request.return_paid_by)
        refund = f"{'full refund' if request.kind == 'full' else 'refund'} of {request.amount}{terms}"
        if request.kind == "repair":
            text = f"I ask for a repair or a replacement{terms}."
        elif self.left != request.amount:
            text = f"I ask for the remaining {self.left} of a {refund}."
        else:
            text = f"I ask for a {refund}."
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
            text = f"I {answer} the offer made on {voice.day(offer.on)}{f',{terms}' if terms else ''}."
            because = (*because, f"dispute.events[{case.dispute.events.index(offer)}]")
        elif self.action == "cancel":
            text = "Please cancel this order."
        elif self.action == "ask_extension":
            text = "Please extend the time for which this order is protected."
        elif self.action == "appeal":
            text = "I ask the platform to look at its decision again."
        elif form == "escalation":
            text = self._escalated()
        elif form == "bank":
            paid, total = self.claim.paid, self.order.total
            part = "the payment" if paid == total else f"{paid} of the payment"
            text, because = f"I dispute {part} of {total}.", ("claim.paid",)
        elif form == "notice":
            return self._notice()
        return Sentence(text, "request", because, KEPT) if text else None

    def _escalated(self) -> str:
        """Say what the platform is asked to do: decide, or see to it that what was decided is done."""
        dispute = self.answer.case.dispute
        if dispute is None:
            return "I ask the platform to decide this case."
        if not dispute.settled or dispute.last("defaulted") is None:
            return "I ask the platform to decide this dispute."
        if dispute.last("ruled") is not None:
            return "I ask the platform to see to it that its decision is carried out."
        return "I ask the platform to see to it that what was agreed is done."

    @property
    def noticed(self) -> bool:
        """Whether notice can be given of a right: one that a law gives, and that surely covers the claim."""
        return self.grounded and self.answer.policy.kind == "law"

    def _notice(self) -> Sentence | None:
        """Give notice of the right by its name, under the law; say so where it ends the contract."""
        open_contract = self.order.withdrawn is None
        if not self.noticed:
            minded = any(problem.kind == "changed_mind" for problem in self.claim.problems)
            if self.action != "give_notice" or not minded or not open_contract:
                return None
            text = "I give you notice that I end this contract."
            return Sentence(text, "request", ("recommendation.action",), KEPT)
        ends = self.answer.classification.term == "changed_mind" and open_contract
        return self._named(f"I {'end this contract and ' if ends else ''}give you notice of", "request", KEPT)

    def _rule(self) -> Iterator[Sentence]:
        """Name the ground; a bank is bound by the rules of cards and by law, not by a marketplace's."""
        form, kind = self.voice.form, self.answer.policy.kind
        if self.grounded and form != "notice" and (form != "bank" or kind in ("card", "law")):
            yield self._named("This falls under", "rule", 50)

    def _named(self, begin: str, part: Part, worth: int) -> Sentence:
        found, policy = self.answer.classification, self.answer.policy
        rule = f"ground.{found.ground}"
        sources = next((one.sources for one in found.because if one.rule == rule), ())
        text = f"{begin} {ground_in_words(found.ground or '')} ({titled(policy.title) or policy.id})."
        return Sentence(text, part, (rule, "policy.title"), worth, sources)

    def _deadline(self) -> Iterator[Sentence]:
        advice = self.answer.recommendation
        window = advice.step.window
        if self.action is not None and advice.act_by_us is not None and window is not None:
            # Readings may differ: the text is not to give away a later end that can be argued.
            least = " at the earliest" if window.safe_by_us != window.latest_arguable_us else ""
            text = f"The time for this ends on {self.voice.moment(advice.act_by_us)}{least}."
            yield Sentence(text, "deadline", (f"window.{window.id}",), 30, window.sources)

    def _evidence(self) -> Iterator[Sentence]:
        useless = {need.kind for need in self.answer.recommendation.evidence if need.need == "useless"}
        kept = [(i, one) for i, one in enumerate(self.claim.evidence) if one.kind not in useless]
        if kept:
            text = f"Evidence: {shown_evidence(one for _, one in kept)}."
            yield Sentence(text, "evidence", tuple(f"claim.evidence[{i}]" for i, _ in kept), 75)

    def _dates(self) -> Iterator[Sentence]:
        order, dispute = self.order, self.dispute
        shown = [moment for _, moment in order.moments()]
        shown += [event.on for event in dispute.events] if dispute else []
        if order.zone is not None or any(isinstance(moment, Instant) for moment in shown):
            because = "order.zone" if order.zone is not None else "policy.zone"
            yield Sentence(f"Dates are by the calendar of {self.voice.zone}.", "dates", (because,), 10)
