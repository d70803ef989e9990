"""Statements: a short, civil text for the dispute form, the seller, the platform, the bank or a notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, cast, get_args

from attrs import frozen

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.request import Request
from buyerprotect.errors import Fault, Faults, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute
from buyerprotect.source import Source
from buyerprotect.timing.clock import Instant, bounds
from buyerprotect.views.statement_sentences import KEPT, Told
from buyerprotect.views.statement_template import Template, default_template
from buyerprotect.views.statement_words import EVIDENCE, Form, Sentence, Voice, goods_in_words, named
from buyerprotect.views.words import clean, need_in_words

__all__ = [
    "FORMS",
    "KNOWN_LIMITS",
    "Form",
    "KnownLimit",
    "Missing",
    "Sentence",
    "Statement",
    "Template",
    "statement",
]

FORMS: Mapping[str, Form] = {
    "open_dispute": "dispute",
    "add_evidence": "dispute",
    "contact_seller": "seller",
    "ask_extension": "seller",
    "accept": "seller",
    "decline": "seller",
    "return_goods": "seller",
    "cancel": "seller",
    "escalate": "escalation",
    "appeal": "escalation",
    "give_notice": "notice",
    "dispute_with_bank": "bank",
}
"""Which form a recommended step is taken with; for the others there is nothing to send."""

_WIDE = 0xFFFF


@frozen
class KnownLimit:
    """How many characters a form takes, and who says so."""

    most: int
    source: Source


KNOWN_LIMITS: Mapping[tuple[str, Form], KnownLimit] = {
    ("paypal", "escalation"): KnownLimit(
        2000,
        Source(
            id="paypal-escalate",
            title="PayPal: customer disputes, request to escalate to a claim",
            address="https://developer.paypal.com/api/customer-disputes/v1/definitions/escalate",
            read=date(2026, 12, 1),
            kind="official",
            says="A note on an escalation has 1 to 2,000 characters, in the interface that merchants use.",
        ),
    )
}
"""The limits of programmes' forms that are known; of the others no source says how much they take."""


@frozen
class Missing:
    """Something without which a statement is not ready to be sent: a fact by its path or a rule, and what.

    For a blank that the template leaves to be filled in by hand, `because` is `template`.
    """

    because: str
    says: str


@frozen(kw_only=True)
class Statement:
    """A text to send, and where each sentence of it comes from.

    `sentences` are those in the text, each with the facts and rules behind it; what stands between them is
    the template's. `left_out` are those the limit had no room for. `missing` is what has to be filled in,
    shown or waited for before the text is sent. `limit` is the one that was kept, if there is one.
    """

    form: Form
    text: str
    sentences: tuple[Sentence, ...]
    left_out: tuple[Sentence, ...]
    missing: tuple[Missing, ...]
    limit: int | None

    def __str__(self) -> str:
        return self.text


def statement(
    answer: Assessment,
    *,
    form: Form | None = None,
    template: Template | None = None,
    limit: int | None = None,
    elsewhere: Dispute | None = None,
) -> Statement:
    """Write a statement from the facts and the answer: what was bought, what is wrong, what is asked.

    The form is that of the recommended step, unless one is named. A named form that is not for that step
    says nothing of its deadline. Where the answer asks for nothing, the text asks for what the claim does.
    `limit` is the number of characters the form takes, counted as forms do that count most: a line break
    as two, and so what lies beyond the 65,536 first characters of Unicode. Where it is left out, it is the
    known one of the programme's form, if there is one. Whole sentences are left out until the text is
    short enough, those of least worth first; what was bought, what is wrong and what is asked stay.

    `elsewhere` is a dispute over the same order at the place of purchase, where the answer is by other
    rules: a bank wants to hear what was tried there. What came back by it is taken off what is asked.

    >>> from buyerprotect import Claim, Item, Order, Problem, assess
    >>> order = Order("aliexpress", "2017-03-05", zone="America/New_York", items=[Item("dress", "80 USD")])
    >>> claim = Claim(order, [Problem("not_as_described", "partial", note="unlike the picture")])
    >>> answer = assess(claim, at="2017-04-16T12:00Z", policy="aliexpress-guide")
    >>> [sentence.text for sentence in statement(answer, limit=200).sentences][1:]
    ['The goods are not as described: "unlike the picture".', 'I ask for a full refund of 80.00 USD without \
a return of the goods.']

    Raises `InvalidFactsError` where nothing is claimed, nothing is to be sent, nothing can be asked for,
    the dispute elsewhere is over something else, or the limit is too short for what stays; `WrongTypeError`
    for a limit that is no whole number and a dispute that is none.
    """
    claim, usual = _claim(answer, form, limit, elsewhere), _usual(answer)
    chosen = cast("Form", form or usual)  # one of the two is told, or it was refused
    dispute = answer.case.dispute or elsewhere
    voice = _voice(answer, chosen)
    action = answer.recommendation.action if chosen == usual else None
    told = Told(answer, claim, _request(answer, claim), voice, action, dispute)
    if told.exhausted:
        raise InvalidFactsError(
            [Fault("claim.asks", "nothing is left to ask for: all of it came back already")]
        )
    if limit is None:
        known = KNOWN_LIMITS.get((answer.policy.programme, chosen))
        limit = None if known is None else known.most
    frame = default_template(chosen) if template is None else template
    written = tuple(one for one in told.sentences() if one.part in frame.fields)
    text, kept = _fitted(frame, written, _words(told), limit)
    return Statement(
        form=chosen,
        text=text,
        sentences=kept,
        left_out=tuple(one for one in written if one not in kept),
        missing=tuple(_missing(told, text, frame)),
        limit=limit,
    )


def _usual(answer: Assessment) -> Form | None:
    """Return the form that the recommended step is taken with; None where there is nothing to send."""
    action = answer.recommendation.action
    window = answer.policy.window_ids.get(answer.classification.window or "")
    if action == "cancel" and answer.case.dispute is not None:
        return None  # to give up a dispute, which no text is for
    if action == "add_evidence" and answer.case.dispute is None and window is not None:
        return FORMS.get(
            window.action, FORMS[action]
        )  # as the claim itself is made, to a bank or by a notice
    return FORMS.get(action)


def _voice(answer: Assessment, form: Form) -> Voice:
    """Find the voice of a form: a bank reads of its own decisions where the dispute is by a card's rules."""
    own = form == "bank" and answer.case.dispute is not None and answer.policy.kind in ("card", "law")
    return Voice(form, answer.buyer_zone or answer.policy.zone, decides=own)


def _claim(answer: Assessment, form: str | None, limit: object, elsewhere: object) -> Claim:
    """Return the claim to write about, once all that could keep one from writing is looked at."""
    if limit is not None and type(limit) is not int:
        raise WrongTypeError(f"{shown(limit)} is not a limit: give a whole number of characters")
    if elsewhere is not None and not isinstance(elsewhere, Dispute):
        raise WrongTypeError(f"{shown(elsewhere)} is not a Dispute: give the one at the place of purchase")
    faults, claim, action = Faults(), answer.case.claim, answer.recommendation.action
    if form is not None:
        faults.one_of("form", form, get_args(Form), "a form")
    if isinstance(limit, int) and limit < 1:
        faults.add("limit", f"{limit} characters hold no text: give 1 or more, or leave it out")
    if claim is None:
        raise InvalidFactsError(
            [*faults.found, Fault("claim", "nothing is claimed: say in a claim what is wrong")]
        )
    if elsewhere is not None:
        _check_elsewhere(answer, elsewhere, faults)
    if form is None and _usual(answer) is None:
        says = (
            f"the next step is {action!r}, for which nothing is sent: name a form to write one all the same"
        )
        faults.add("form", says)
    cancels = action == "cancel" and answer.case.dispute is None and form in (None, "seller")
    if answer.recommendation.request.kind == "none" and claim.asks is None and not cancels:
        says = "by this policy there is nothing to ask for: say in `asks` what you ask for all the same"
        faults.add("claim.asks", says)
    faults.raise_as(InvalidFactsError)
    return claim


def _check_elsewhere(answer: Assessment, elsewhere: Dispute, faults: Faults) -> None:
    """Refuse a dispute that the answer has already, is over another order, or is not yet known of."""
    order, other = answer.case.order, elsewhere.claim.order
    if answer.case.dispute is not None:
        faults.add("elsewhere", "the answer is on a dispute already, and tells of it: leave it out")
    if (order.programme, order.placed, order.id, order.items) != (
        other.programme,
        other.placed,
        other.id,
        other.items,
    ):
        faults.add("elsewhere.claim.order", "this is a dispute over another order than the answer's")
    for i, event in enumerate(elsewhere.events):
        if bounds(event.on, other.zone)[0] > answer.at_us:
            faults.add(
                f"elsewhere.events[{i}].on",
                f"{event.on} is after the moment of the answer: ask for a later one",
            )


def _request(answer: Assessment, claim: Claim) -> Request:
    """Return what to ask for: what the answer says, or where that is nothing what the claim says."""
    request, asks = answer.recommendation.request, claim.asks
    if request.kind != "none" or asks is None:
        return request
    kind: Literal["full", "partial"] = "full" if asks.amount >= claim.paid else "partial"
    return Request(kind, asks.amount, asks.return_goods or None)


def _words(told: Told) -> dict[str, str]:
    """Return what the fields stand for that are a few words."""
    amount, today = told.left, told.voice.day(Instant(told.answer.at_us))
    return {
        "number": named(told.order.id),
        "goods": goods_in_words(told.claim.claimed),
        "amount": "" if amount is None else str(amount),
        "today": today,
    }


def _fitted(
    frame: Template, written: tuple[Sentence, ...], words: Mapping[str, str], limit: int | None
) -> tuple[str, tuple[Sentence, ...]]:
    """Fill a template with as many sentences as a limit allows."""
    kept, least = written, _least_first(written)
    while True:
        text = frame.fill({**words, **_by_part(kept)})
        if limit is None or _length(text) <= limit:
            return text, kept
        dropped = next(least, None)
        if dropped is None:
            says = (
                f"{limit} characters are too few: what was bought, what is wrong and what is asked take "
                f"{_length(text)} in this template; shorten titles, notes or the template, or give more"
            )
            raise InvalidFactsError([Fault("limit", says)])
        kept = tuple(one for one in kept if one is not dropped)


def _by_part(kept: Iterable[Sentence]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for one in kept:
        parts[one.part] = f"{parts[one.part]} {one.text}" if one.part in parts else one.text
    return parts


def _least_first(written: tuple[Sentence, ...]) -> Iterator[Sentence]:
    """Yield what can be left out, least worth first; of equals the oldest that was tried, else the last."""
    ranked = [
        (one.worth, i if one.part == "tried" else -i, one)
        for i, one in enumerate(written)
        if one.worth < KEPT
    ]
    yield from (one for _, _, one in sorted(ranked, key=lambda rank: rank[:2]))


def _length(text: str) -> int:
    """Count the characters of a text, as forms do that count most."""
    return len(text) + text.count("\n") + sum(ord(c) > _WIDE for c in text)


def _missing(told: Told, text: str, frame: Template) -> Iterator[Missing]:
    answer, order, form = told.answer, told.order, told.voice.form
    if not named(order.id):
        yield Missing("order.id", "the order number")
    yield from (Missing("template", blank) for blank in frame.blanks if f"[{blank}]" in text)
    if form == "bank":
        yield from _missing_for_bank(told)
    if form == "notice" and not told.noticed:
        yield Missing("classification.coverage", "a right that surely covers this: the text names none")
    for name in answer.classification.needs:
        says = f"a fact that the answer turns on: {clean(need_in_words(name))}"
        yield Missing("classification.needs", says)
    for need in answer.recommendation.evidence:
        itself = form == "notice" and need.kind == "withdrawal_notice"
        if need.need == "needed" and not need.have and not itself:
            yield Missing(need.because.rule, f"evidence: {EVIDENCE[need.kind][0]}")
    until = answer.recommendation.wait_until_us
    if until is not None:
        yield Missing("recommendation.wait_until", f"the time: wait until {told.voice.moment(until)}")


def _missing_for_bank(told: Told) -> Iterator[Missing]:
    """Name what a bank looks a payment up by, and the attempt to settle that it asks about."""
    order = told.order
    if order.payment is None or order.payment.network is None:
        yield Missing("order.payment.network", "which card it was paid with")
    if order.paid is None and order.processed is None:
        yield Missing("order.paid", "the day on which it was paid")
    tried = any(one.part == "tried" for one in told.sentences())
    if not tried and any(problem.kind != "unauthorised" for problem in told.claim.problems):
        yield Missing("order.contacted", "when you asked the seller to put it right, if you did")
