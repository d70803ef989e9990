"""Statements: a short, civil text for the dispute form, the seller, the platform, the bank or a notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from attrs import frozen

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.request import Request
from buyerprotect.errors import Fault, Faults, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.timing.clock import Instant
from buyerprotect.views.statement_sentences import KEPT, Told
from buyerprotect.views.statement_template import Template, default_template
from buyerprotect.views.statement_words import EVIDENCE, Form, Sentence, Voice, goods_in_words, named
from buyerprotect.views.words import clean, need_in_words

__all__ = ["FORMS", "KNOWN_LIMITS", "Form", "Missing", "Sentence", "Statement", "Template", "statement"]

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

# The notes on an escalation in PayPal's own schema, read on 2026-12-01:
# https://developer.paypal.com/api/customer-disputes/v1/definitions/escalate
KNOWN_LIMITS: Mapping[tuple[str, Form], int] = {("paypal", "escalation"): 2000}
"""How many characters a form of a programme takes, where its owner says so."""

_WIDE = 0xFFFF


@frozen
class Missing:
    """Something without which a statement is not ready to be sent: a fact by its path or a rule, and what."""

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
) -> Statement:
    """Write a statement from the facts and the answer: what was bought, what is wrong, what is asked.

    The form is that of the recommended step, unless one is named. A named form that is not for that step
    says nothing of its deadline. Where the answer asks for nothing, the text asks for what the claim does.
    `limit` is the number of characters the form takes, counted as forms do that count most: a line break
    as two, and so what lies beyond the 65,536 first characters of Unicode. Where it is left out, it is the
    known one of the programme's form, if there is one. Whole sentences are left out until the text is
    short enough, those of least worth first; the request stays.

    >>> from buyerprotect import Claim, Item, Order, Problem, assess
    >>> order = Order("aliexpress", "2017-03-05", zone="America/New_York", items=[Item("dress", "80 USD")])
    >>> claim = Claim(order, [Problem("not_as_described", "partial", note="unlike the picture")])
    >>> answer = assess(claim, at="2017-04-16T12:00Z", policy="aliexpress-guide")
    >>> [sentence.text for sentence in statement(answer, limit=90).sentences]
    ['I ask for a full refund of 80.00 USD without a return of the goods.']

    Raises `InvalidFactsError` where nothing is claimed, nothing is to be sent, nothing can be asked for,
    or the limit is too short for the request alone; `WrongTypeError` for a limit that is no whole number.
    """
    claim, action = _claim(answer, form, limit), answer.recommendation.action
    chosen = form or FORMS[action]
    own = FORMS.get(action) == chosen and not _withdraws(answer)
    voice = Voice(chosen, answer.buyer_zone or answer.policy.zone)
    told = Told(answer, claim, _request(answer, claim), voice, action if own else None)
    if limit is None:
        limit = KNOWN_LIMITS.get((answer.policy.programme, chosen))
    frame = default_template(chosen) if template is None else template
    written = tuple(one for one in told.sentences() if one.part in frame.fields)
    text, kept = _fitted(frame, written, _words(told), limit)
    return Statement(
        form=chosen,
        text=text,
        sentences=kept,
        left_out=tuple(one for one in written if one not in kept),
        missing=tuple(_missing(told)),
        limit=limit,
    )


def _claim(answer: Assessment, form: str | None, limit: object) -> Claim:
    """Return the claim to write about, once all that could keep one from writing is looked at."""
    if limit is not None and type(limit) is not int:
        raise WrongTypeError(f"{shown(limit)} is not a limit: give a whole number of characters")
    faults, claim, action = Faults(), answer.case.claim, answer.recommendation.action
    if form is not None:
        faults.one_of("form", form, get_args(Form), "a form")
    if isinstance(limit, int) and limit < 1:
        faults.add("limit", f"{limit} characters hold no text: give 1 or more, or leave it out")
    if claim is None:
        raise InvalidFactsError(
            [*faults.found, Fault("claim", "nothing is claimed: say in a claim what is wrong")]
        )
    if form is None and (action not in FORMS or _withdraws(answer)):
        says = (
            f"the next step is {action!r}, for which nothing is sent: name a form to write one all the same"
        )
        faults.add("form", says)
    cancels = action == "cancel" and not _withdraws(answer) and form in (None, "seller")
    if answer.recommendation.request.kind == "none" and claim.asks is None and not cancels:
        says = "by this policy there is nothing to ask for: say in `asks` what you ask for all the same"
        faults.add("claim.asks", says)
    faults.raise_as(InvalidFactsError)
    return claim


def _withdraws(answer: Assessment) -> bool:
    """Tell whether the step is to give up a dispute, which no text is for."""
    return answer.recommendation.action == "cancel" and answer.case.dispute is not None


def _request(answer: Assessment, claim: Claim) -> Request:
    """Return what to ask for: what the answer says, or where that is nothing what the claim says."""
    request, asks = answer.recommendation.request, claim.asks
    if request.kind != "none" or asks is None:
        return request
    kind: Literal["full", "partial"] = "full" if asks.amount >= claim.paid else "partial"
    return Request(kind, asks.amount, asks.return_goods or None)


def _words(told: Told) -> dict[str, str]:
    """Return what the fields stand for that are a few words."""
    amount, today = told.request.amount, told.voice.day(Instant(told.answer.at_us))
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
            says = f"{limit} characters are too few: the request alone takes {_length(text)} in its template"
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


def _missing(told: Told) -> Iterator[Missing]:
    answer, order, form = told.answer, told.order, told.voice.form
    if not named(order.id):
        yield Missing("order.id", "the order number")
    if form in ("bank", "notice"):
        yield Missing("sender", "your name and address")
    if form == "bank" and (order.payment is None or order.payment.network is None):
        yield Missing("order.payment.network", "which card it was paid with")
    if form == "notice" and not told.grounded:
        yield Missing("classification.coverage", "a right that surely covers this: the text names none")
    for name in answer.classification.needs:
        yield Missing("classification.needs", clean(need_in_words(name)))
    for need in answer.recommendation.evidence:
        itself = form == "notice" and need.kind == "withdrawal_notice"
        if need.need == "needed" and not need.have and not itself:
            yield Missing(need.because.rule, f"evidence: {EVIDENCE[need.kind][0]}")
    until = answer.recommendation.wait_until_us
    if until is not None:
        yield Missing("recommendation.wait_until", f"the time: wait until {told.voice.moment(until)}")
