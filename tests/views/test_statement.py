"""Statements: what they say word for word, what they leave out, and what told text can never do to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from attrs import evolve, fields, has
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.convert import load_case
from buyerprotect.rules.library import find_pack
from buyerprotect.strategies import assessments
from buyerprotect.timing.clock import to_datetime
from buyerprotect.views.statement import (
    FORMS,
    Form,
    Sentence,
    Statement,
    Template,
    statement,
)
from buyerprotect.views.statement_template import FIELDS, default_template
from buyerprotect.views.statement_words import NOTE, TITLE, named, quoted

EXAMPLES = Path(__file__).parents[2] / "examples"
ORDER = bp.Order(
    "aliexpress",
    "2017-03-05T12:00-05:00",
    zone="America/New_York",
    items=[bp.Item("dress", "80 USD")],
    id="8041",
)
CLAIM = bp.Claim(ORDER, [bp.Problem("not_as_described", "partial", note="unlike the picture")])
AT = "2017-04-16T07:33:00-04:00"


def answered(name: str, policy: str | None = None) -> bp.Assessment:
    case = load_case(EXAMPLES / f"{name}.toml")
    assert case.at is not None
    return bp.assess(case.facts, at=case.at, policy=policy or case.policy)


def answer(facts: bp.Claim | bp.Dispute | bp.Order = CLAIM, at: str = AT) -> bp.Assessment:
    return bp.assess(facts, at=at, policy="aliexpress-guide")


def titled(title: str) -> bp.Assessment:
    return answer(evolve(CLAIM, order=evolve(ORDER, items=[bp.Item(title, "80 USD")])))


# Each form, word for word.


def test_a_dispute_says_what_was_bought_what_is_wrong_and_what_is_asked() -> None:
    assert statement(answered("wedding-dress")).text == (
        'On 5 Mar 2017 I ordered "wedding dress", for 80.00 USD. The parcel was sent on 8 Mar 2017 and was '
        'delivered on 9 Apr 2017. The goods are not as described: "unlike the picture". This spoils the '
        "goods "
        "in part.\n"
        "I ask for a full refund of 80.00 USD without a return of the goods. The time for this ends on "
        "4 May 2017, 00:59 (America/New_York) at the earliest.\n"
        "Evidence: a photo. Dates are by the calendar of America/New_York."
    )


def test_a_dispute_names_the_programme_and_its_ground() -> None:
    assert (
        "I ask for a full refund of 658.00 GBP against return of the goods, at the seller's cost. "
        'This falls under "not as described" (eBay Money Back Guarantee).'
    ) in statement(answered("laptop-uk")).text


def test_a_message_speaks_to_the_seller_and_names_neither_rule_nor_deadline() -> None:
    assert statement(answered("offer-of-zero-2018")).text == (
        "Hello,\n"
        "\n"
        'On 1 Feb 2018 I ordered "hair dryer" from you, for 25.00 USD. The parcel was sent on 5 Feb 2018 and '
        "was delivered on 1 Mar 2018. The goods are defective. This spoils the goods completely.\n"
        "\n"
        "On 5 Mar 2018 I opened a dispute and asked for 25.00 USD. On 8 Mar 2018 you made an offer of 0.00 "
        "USD.\n"
        "\n"
        "I do not accept the offer made on 8 Mar 2018, of 0.00 USD. I ask for a full refund of 25.00 USD "
        "without "
        "a return of the goods.\n"
        "\n"
        "Evidence: a video and a photo. Dates are by the calendar of Europe/Athens.\n"
        "\n"
        "Thank you for your help."
    )


def test_a_message_asks_for_a_longer_protection_alone() -> None:
    text = statement(answered("ask-extension-2018")).text
    assert "Please extend the time for which this order is protected." in text
    assert "refund" not in text


def test_an_escalation_tells_what_was_said_before() -> None:
    assert statement(answered("dress-not-received")).text == (
        'On 17 Sep 2016 I ordered "dress", for 30.00 USD. The parcel was sent on 20 Sep 2016. The goods '
        "have not "
        "arrived. The tracking shows no movement any more.\n"
        "\n"
        "On 10 Nov 2016 I opened a dispute and asked for 30.00 USD. On 14 Nov 2016 the seller refused.\n"
        "\n"
        "I ask the platform to decide this dispute. I ask for a full refund of 30.00 USD.\n"
        "\n"
        "Dates are by the calendar of America/Toronto."
    )


def test_a_letter_tells_the_bank_how_it_was_paid() -> None:
    assert statement(answered("headphones-de", "mastercard")).text == (
        "22 Jun 2026\n"
        "\n"
        "From: [your name and address]\n"
        "Account: [your account number]\n"
        "Seller: [the seller's name, as your statement shows it]\n"
        "\n"
        "Dear Sir or Madam,\n"
        "\n"
        'On 28 May 2026 I ordered "headphones", for 189.00 EUR. It was paid on 28 May 2026 by Mastercard '
        "credit "
        "card through PayPal. The parcel was sent on 30 May 2026 and was delivered on 2 Jun 2026. The goods "
        "are "
        'defective: "the left side is silent". This spoils the goods in part.\n'
        "\n"
        "I dispute the payment of 189.00 EUR. I ask for a full refund of 189.00 EUR against return of the "
        "goods. "
        'This falls under "4853 not as described" (Mastercard chargebacks). The time for this ends on '
        "29 Sep 2026, 23:59 (Europe/Berlin) at the earliest.\n"
        "\n"
        "Evidence: a video and the receipt. Dates are by the calendar of Europe/Berlin.\n"
        "\n"
        "Yours faithfully,\n"
        "[your name]"
    )


def test_a_notice_names_the_right_and_the_law_of_the_policy() -> None:
    assert statement(answered("laptop-uk", "uk-cra")).text == (
        "14 May 2026\n"
        "\n"
        "From: [your name and address]\n"
        "\n"
        "Dear Sir or Madam,\n"
        "\n"
        'On 28 Apr 2026 I ordered "laptop" from you on ebay.co.uk, for 658.00 GBP with shipping. The parcel '
        "was "
        "sent on 29 Apr 2026 and was delivered on 2 May 2026. The goods are defective: "
        '"does not start any more". This spoils the goods completely.\n'
        "\n"
        'I give you notice of "short term rejection" (Consumer Rights Act 2015, goods). I ask for a full '
        "refund "
        "of 658.00 GBP against return of the goods, at your cost. The time for this ends on 1 Jun 2026, "
        "23:59 "
        "(Europe/London).\n"
        "\n"
        "Evidence: a photo and the receipt. Dates are by the calendar of Europe/London.\n"
        "\n"
        "Yours faithfully,\n"
        "[your name]"
    )


def test_each_law_gives_notice_of_its_own_right_at_its_own_cost() -> None:
    uk = statement(answered("laptop-uk", "uk-ccr")).text
    assert (
        'I end this contract and give you notice of "cancellation" (Consumer Contracts Regulations 2013).'
        in uk
    )
    assert "against return of the goods, at my own cost. The time for this ends on 16 May 2026, 23:59" in uk
    brazil = statement(answered("phone-br", "br-cdc")).text
    assert (
        'I end this contract and give you notice of "withdrawal" '
        "(Brazil: Code of Consumer Protection (Law 8,078 of 1990)). "
        "I ask for a full refund of 1899.90 BRL against return of the goods, at your cost."
    ) in brazil


def test_a_commentary_is_not_quoted_as_a_rule() -> None:
    assert "guide" not in statement(answered("wedding-dress")).text


# The form.


def test_every_form_is_that_of_some_step_and_has_a_template() -> None:
    assert set(FORMS.values()) == set(get_args(Form))
    for form in get_args(Form):
        assert default_template(form).fields <= FIELDS.keys()


@pytest.mark.parametrize(
    ("name", "policy", "form"),
    [
        ("wedding-dress", None, "dispute"),
        ("radio", None, "escalation"),
        ("faulty-return-2024-01", None, "seller"),
        ("quilt-us", "us-fcba", "bank"),
        ("laptop-uk", "uk-cra", "notice"),
    ],
)
def test_the_form_follows_the_recommended_step(name: str, policy: str | None, form: str) -> None:
    assert statement(answered(name, policy)).form == form


def test_another_form_than_that_of_the_step_says_nothing_of_its_deadline() -> None:
    found = statement(answered("wedding-dress"), form="escalation")
    assert "The time for this ends" not in found.text
    assert "I ask the platform to decide this case." in found.text


def test_where_there_is_only_waiting_a_form_has_to_be_named() -> None:
    waiting = answered("silent-seller-2017-03")
    with pytest.raises(bp.InvalidFactsError, match="'wait', for which nothing is sent: name a form"):
        statement(waiting)
    assert statement(waiting, form="escalation").text.startswith('On 1 Mar 2017 I ordered "scarf"')


def test_where_the_policy_asks_for_nothing_the_claim_may() -> None:
    closed = answered("dress-no-dispute")
    with pytest.raises(bp.InvalidFactsError) as refused:
        statement(closed)
    assert [fault.path for fault in refused.value.faults] == ["form", "claim.asks"]
    claim = closed.case.claim
    assert claim is not None
    asked = evolve(claim, asks=bp.Ask(amount="20 USD"))
    told = statement(bp.assess(asked, at=closed.at, policy="aliexpress-guide"), form="bank")
    request = next(one for one in told.sentences if one.text.startswith("I ask"))
    assert request == Sentence("I ask for a refund of 20.00 USD.", "request", ("claim.asks",), 1000)


def test_an_order_without_a_claim_is_refused_with_all_other_faults() -> None:
    with pytest.raises(bp.InvalidFactsError) as refused:
        statement(answer(ORDER), form="letter", limit=0)  # type: ignore[arg-type]
    assert [fault.path for fault in refused.value.faults] == ["form", "limit", "claim"]


@pytest.mark.parametrize("limit", [2.5, "100", True])
def test_a_limit_is_a_whole_number(limit: Any) -> None:
    with pytest.raises(bp.WrongTypeError, match="is not a limit"):
        statement(answer(), limit=limit)


# Facts, one by one.


def problem_of(*problems: bp.Problem, **details: Any) -> str:
    told = statement(answer(evolve(CLAIM, problems=problems, **details)), form="dispute")
    return " ".join(one.text for one in told.sentences if one.part in ("problem", "evidence"))


def test_a_measured_difference_is_told_exactly() -> None:
    size = bp.Problem("size", difference="4.50", tolerance="2", unit="cm")
    assert (
        problem_of(size)
        == "The size is not as described. The difference is 4.50 cm; the listing allows 2 cm."
    )


def test_evidence_is_counted_and_notes_stand_with_theirs() -> None:
    shown = [
        bp.Evidence("photo"),
        bp.Evidence("photo"),
        bp.Evidence("video", note="the seam"),
        bp.Evidence("receipt"),
    ]
    text = problem_of(bp.Problem("damaged"), evidence=shown)
    assert text == 'The goods arrived damaged. Evidence: 2 photos, the receipt and a video ("the seam").'


def test_what_was_done_stands_in_the_order_of_time() -> None:
    order = evolve(ORDER, contacted="2017-03-28", negotiated="2017-04-10")
    events = [
        bp.Event("opened", "2017-04-01", amount="80 USD"),
        bp.Event("answered", "2017-04-02", accepts=False, note="you are a liar"),
        bp.Event("offered", "2017-04-12", amount="30 USD", return_goods=True, return_paid_by="buyer"),
    ]
    told = statement(answer(bp.Dispute(evolve(CLAIM, order=order), events)), form="escalation")
    assert [(one.text, one.because) for one in told.sentences if one.part == "tried"] == [
        ("On 28 Mar 2017 I asked the seller for help.", ("order.contacted",)),
        ("On 1 Apr 2017 I opened a dispute and asked for 80.00 USD.", ("dispute.events[0]",)),
        ("On 2 Apr 2017 the seller refused.", ("dispute.events[1]",)),
        ("On 10 Apr 2017 the seller and I last tried to agree.", ("order.negotiated",)),
        (
            (
                "On 12 Apr 2017 the seller made an offer of 30.00 USD against return of the goods, "
                "at my own cost."
            ),
            ("dispute.events[2]",),
        ),
    ]


def test_days_are_the_buyers() -> None:
    late = evolve(ORDER, placed="2017-03-06T03:00Z")  # ten in the evening of the day before in New York
    assert statement(answer(evolve(CLAIM, order=late))).text.startswith("On 5 Mar 2017")
    nowhere = evolve(late, zone=None)
    text = statement(answer(evolve(CLAIM, order=nowhere))).text
    assert "Dates are by the calendar of America/Los_Angeles." in text


def test_a_payment_nobody_made_was_not_an_order_of_the_buyers() -> None:
    claim = evolve(CLAIM, problems=[bp.Problem("unauthorised")], asks=bp.Ask(amount="80 USD"))
    text = statement(answer(claim), form="bank").text
    assert 'On 5 Mar 2017 an order for "dress" on AliExpress (order 8041) was placed, for 80.00 USD.' in text
    assert "I did not make this payment." in text
    assert "I ordered" not in text


def test_only_the_goods_that_are_claimed_are_named() -> None:
    items = [bp.Item(f"thing {n}", "10 USD", quantity=n) for n in range(1, 6)]
    order = evolve(ORDER, items=items)
    every = statement(answer(evolve(CLAIM, order=order))).text
    assert (
        'I ordered "thing 1", 2 pieces of "thing 2", 3 pieces of "thing 3" and 2 more items (order' in every
    )
    one = statement(answer(evolve(CLAIM, order=order, items=["thing 2"]))).text
    assert 'I ordered 2 pieces of "thing 2" (order 8041), for 20.00 USD.' in one


def test_every_sentence_says_what_is_behind_it() -> None:
    told = statement(answered("laptop-uk"))
    assert [(one.part, one.because) for one in told.sentences] == [
        ("order", ("order.placed", "order.items", "order.shipping")),
        ("order", ("order.parcels[0].shipped", "order.parcels[0].delivered")),
        ("problem", ("claim.problems[0].kind", "claim.problems[0].note")),
        ("problem", ("claim.problems[0].extent",)),
        ("request", ("recommendation.request", "asking.differs", "refund.price-and-shipping")),
        ("rule", ("ground.not_as_described", "policy.title")),
        ("deadline", ("window.request_return",)),
        ("evidence", ("claim.evidence[0]", "claim.evidence[1]")),
        ("dates", ("order.zone",)),
    ]


def test_what_is_missing_before_it_is_sent_is_named() -> None:
    assert [one.says for one in statement(answered("quilt-us", "us-fcba")).missing] == [
        "the order number",
        "your name and address",
        "your account number",
        "the seller's name, as your statement shows it",
        "your name",
        "evidence: the bank statement",
    ]
    assert statement(answer()).missing == ()


def test_a_notice_that_no_right_surely_covers_says_so() -> None:
    told = statement(answered("jacket-au", "au-acl"))
    assert "classification.coverage" in [one.because for one in told.missing]
    assert "notice" not in told.text


# The limit.


def test_whole_sentences_of_least_worth_are_left_out_first() -> None:
    told = statement(answered("wedding-dress"), limit=200)
    assert told.text == (
        'On 5 Mar 2017 I ordered "wedding dress", for 80.00 USD. The goods are not as described: '
        '"unlike the picture".\n'
        "I ask for a full refund of 80.00 USD without a return of the goods.\n"
        "Evidence: a photo."
    )
    assert [one.text for one in told.left_out] == [
        "The parcel was sent on 8 Mar 2017 and was delivered on 9 Apr 2017.",
        "This spoils the goods in part.",
        "The time for this ends on 4 May 2017, 00:59 (America/New_York) at the earliest.",
        "Dates are by the calendar of America/New_York.",
    ]


def test_what_was_bought_is_wrong_and_is_asked_stays_and_a_limit_without_room_for_it_is_refused() -> None:
    least = (
        'On 5 Mar 2017 I ordered "wedding dress", for 80.00 USD. The goods are not as described: '
        '"unlike the picture".\n'
        "I ask for a full refund of 80.00 USD without a return of the goods."
    )
    room = len(least) + 1  # a line break may count as two
    assert statement(answered("wedding-dress"), limit=room).text == least
    with pytest.raises(bp.InvalidFactsError, match=f"{room - 1} characters are too few.*take {room} in"):
        statement(answered("wedding-dress"), limit=room - 1)


def test_a_limit_counts_line_breaks_twice_and_so_rare_characters() -> None:
    plain, rare = Template("a\n{request}"), Template("\U0001f457\n{request}")
    length = len(statement(answer(), template=plain).text) + 1
    assert statement(answer(), template=plain, limit=length).left_out == ()
    with pytest.raises(bp.InvalidFactsError, match="too few"):
        statement(answer(), template=rare, limit=length)
    assert statement(answer(), template=rare, limit=length + 1).left_out == ()


def test_the_known_limit_of_a_form_is_kept_unasked() -> None:
    assert statement(answered("paypal-record-2025"), form="escalation").limit == 2000
    assert statement(answered("paypal-record-2025"), form="seller").limit is None


# Templates.


def test_a_template_is_filled_and_lines_with_nothing_to_say_are_left_out() -> None:
    frame = Template(
        "About {goods}, order {number}\n\nTracking: {tried}\n\n{request} ({amount}, {{{today}}})\n"
    )
    assert statement(answer(), template=frame).text == (
        'About "dress", order 8041\n\n'
        "I ask for a full refund of 80.00 USD without a return of the goods. (80.00 USD, {16 Apr 2017})"
    )


def test_sentences_that_a_template_has_no_field_for_are_not_counted_as_left_out() -> None:
    told = statement(answer(), template=Template("{request}"))
    assert [one.part for one in told.sentences] == ["request"]
    assert told.left_out == ()


def test_a_template_reports_all_its_faults() -> None:
    with pytest.raises(bp.InvalidFactsError) as refused:
        Template("{ordr} {order.__class__}\n{ and }\n\u202eevil\x07 {0}")
    assert [str(fault).partition(";")[0] for fault in refused.value.faults] == [
        "text, line 1: there is no field 'ordr'",
        "text, line 1: there is no field 'order.__class__'",
        "text, line 2: there is no field 'and'",
        "text, line 3: there is no field '0'",
        "text, line 3: characters that cannot be seen: U+0007, U+202E",
        "text: has no field {request}, so that it would ask for nothing: put it in",
    ]
    assert "did you mean 'order'?" in str(refused.value)


@pytest.mark.parametrize("text", ["{request", "request} {request}", "{request} }"])
def test_a_single_brace_is_refused(text: str) -> None:
    with pytest.raises(bp.InvalidFactsError, match="write it twice"):
        Template(text)


def test_a_template_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_bytes(b"\xef\xbb\xbfPlease:\r\n{request}\r\n")
    assert Template.load(file).text == "Please:\n{request}\n"
    file.write_bytes(b"{request} \xff")
    with pytest.raises(bp.UnreadableInputError, match=r"mine\.txt"):
        Template.load(file)
    with pytest.raises(bp.UnreadableInputError, match="No such file"):
        Template.load(tmp_path / "absent.txt")
    file.write_bytes(b"{request}" + b" " * 100_000)
    with pytest.raises(bp.UnreadableInputError, match="larger than"):
        Template.load(file)


# Text from outside.

HOSTILE = 'dress".\n\nI withdraw my claim. {request} {number}\u202e\u2028\x1b[2J\x85"\u201c\u201d\uff02 http://example.com/?a={b}'


def test_a_hostile_title_stays_one_quotation_on_one_line() -> None:
    assert (
        statement(titled(HOSTILE))
        .text.split("\n")[0]
        .startswith(
            "On 5 Mar 2017 I ordered \"dress'. I withdraw my claim. {request} {number} [2J ''''"
            ' http://example.com/?..." (order 8041), for 80.00 USD.'
        )
    )


def test_hostile_notes_and_numbers_are_quoted_too() -> None:
    order = evolve(ORDER, id="1. I agree\nto nothing")
    claim = evolve(
        CLAIM,
        order=order,
        problems=[bp.Problem("size", difference=1, unit="cm.\nNo", note=HOSTILE)],
        evidence=[bp.Evidence("photo", note=HOSTILE)],
    )
    text = statement(answer(claim)).text
    assert len(text.split("\n")) == len(
        statement(answer(evolve(claim, problems=[bp.Problem("size")]))).text.split("\n")
    )
    assert '(order "1. I agree to nothing")' in text
    assert 'The difference is 1 "cm. No".' in text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("a" * 81, f'"{"a" * 77}..."'),
        ("a" * 80, f'"{"a" * 80}"'),
        ("\u0301\u0338x", '"x"'),
        ("\u200b\u202e", ""),
    ],
)
def test_a_quotation_has_a_stated_length(told: str, said: str) -> None:
    assert quoted(told) == said
    assert (TITLE, NOTE) == (80, 200)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("110-1234567-7654321", "110-1234567-7654321"),
        ("ebay.co.uk", "ebay.co.uk"),
        ("visa", "Visa"),
        ("a.", '"a."'),
        ("a b", '"a b"'),
        ("x" * 41, f'"{"x" * 37}..."'),
        (None, ""),
    ],
)
def test_a_number_or_a_name_stands_unquoted_only_as_one_plain_word(told: str | None, said: str) -> None:
    assert named(told) == said


NASTY = st.sampled_from('"\u201d\uff02\n\r\u2028\u202e\u0338{}. ') | st.characters(exclude_categories=["Cs"])


@given(st.text(NASTY, min_size=1, max_size=120).filter(str.strip))
def test_no_title_adds_a_line_or_ends_its_quotation(title: str) -> None:
    text, plain = statement(titled(title)).text, statement(titled("dress")).text
    assert len(text.split("\n")) == len(plain.split("\n"))
    assert text.count('"') <= plain.count('"')
    assert re.sub(r'ordered (".*?"|goods) \(', 'ordered "dress" (', text, count=1) == plain


# Laws, over answers to whatever could have happened.


def written(found: bp.Assessment, form: Form | None, limit: int | None = None) -> Statement:
    assume(found.case.claim is not None)
    asks = found.case.claim is not None and found.case.claim.asks is not None
    try:
        return statement(found, form=form, limit=limit)
    except bp.InvalidFactsError as error:
        paths = {fault.path for fault in error.faults}
        # What is refused is refused for one of the stated reasons.
        assert paths <= {"form", "claim.asks", "limit"}
        dispute = found.case.dispute
        back = dispute is not None and dispute.refunded.amount > 0
        assert "limit" not in paths or limit is not None
        assert "form" not in paths or form is None
        nothing = not asks and found.recommendation.request.kind == "none"
        assert "claim.asks" not in paths or nothing or back
        assume(False)
        raise


def leaves(value: Any) -> Iterator[Any]:
    kind = cast("Any", type(value))
    if isinstance(value, tuple | frozenset):
        for one in cast("tuple[Any, ...]", value):
            yield from leaves(one)
    elif has(kind) and not isinstance(value, bp.Money | bp.Instant):
        for one in fields(kind):
            yield from leaves(getattr(value, one.name))
    else:
        yield value


def known(found: bp.Assessment) -> list[Any]:
    claim, advice = found.case.claim, found.recommendation
    assert claim is not None
    asked = advice.request.amount or (claim.asks and claim.asks.amount)
    dispute = found.case.dispute
    left = [asked - dispute.refunded] if dispute and asked else []
    return [*leaves(found.facts), *leaves(advice.request), claim.paid, claim.order.total, *left]


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


ANSWERS = assessments(
    packs=st.sampled_from(
        ("aliexpress-guide", "aliexpress", "paypal", "visa", "uk-cra", "uk-ccr", "us-fcba")
    ).map(find_pack)
)
FORMS_OR_NONE = st.none() | st.sampled_from(get_args(Form))
# Of orders alone, and of what is over, there is nothing to write: many answers are passed over.
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
QUOTATION = re.compile(r'"[^"]*"')


@MANY
@given(ANSWERS, FORMS_OR_NONE)
def test_nothing_unseen_is_in_a_text_and_no_line_is_added(found: bp.Assessment, form: Form | None) -> None:
    told = written(found, form)
    assert all(c.isprintable() for c in told.text.replace("\n", ""))
    assert len(told.text.split("\n")) <= len(default_template(told.form).text.split("\n"))
    assert told.text.count('"') % 2 == 0


@MANY
@given(ANSWERS, FORMS_OR_NONE)
def test_every_amount_is_a_fact_or_asked(found: bp.Assessment, form: Form | None) -> None:
    plain = QUOTATION.sub('""', written(found, form).text)
    amounts = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)? [A-Z]{3}\b", plain))
    assert amounts <= {str(one) for one in known(found) if isinstance(one, bp.Money)}


@MANY
@given(ANSWERS, FORMS_OR_NONE)
def test_every_date_is_a_fact_or_the_deadline_or_today(found: bp.Assessment, form: Form | None) -> None:
    plain = QUOTATION.sub('""', written(found, form).text)
    months = "JanFebMarAprMayJunJulAugSepOctNovDec"
    days = {
        date(int(year), months.index(month) // 3 + 1, int(day))
        for day, month, year in re.findall(r"\b(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\b", plain)
    }
    zone = found.buyer_zone or found.policy.zone
    moments = {one for one in known(found) if isinstance(one, bp.Instant)}
    end = found.recommendation.act_by_us
    moments |= {bp.Instant(found.at_us), *([] if end is None else [bp.Instant(end)])}
    allowed = {one for one in known(found) if isinstance(one, date)}
    allowed |= {to_datetime(moment.us, zone).date() for moment in moments}
    assert days <= allowed


@MANY
@given(ANSWERS, FORMS_OR_NONE)
def test_every_quoted_word_was_told(found: bp.Assessment, form: Form | None) -> None:
    text = written(found, form).text
    told = [letters(one) for one in known(found) if isinstance(one, str)]
    told += [letters(found.classification.ground or ""), letters(found.policy.title)]
    for quotation in QUOTATION.findall(text):
        assert any(one.startswith(letters(quotation)) for one in told), quotation


@MANY
@given(ANSWERS, FORMS_OR_NONE)
def test_a_limit_is_kept_by_leaving_out_whole_sentences_but_never_what_was_bought_is_wrong_or_is_asked(
    found: bp.Assessment, form: Form | None
) -> None:
    whole = written(found, form)
    for limit in range(len(whole.text) + 20, 100, -97):
        try:
            short = statement(found, form=form, limit=limit)
        except bp.InvalidFactsError:
            break
        assert len(short.text) <= limit
        assert all(one.text in short.text for one in short.sentences)
        assert sorted([*short.sentences, *short.left_out], key=repr) == sorted(whole.sentences, key=repr)
        assert all(one.part != "request" for one in short.left_out)
        assert short.sentences[0] == whole.sentences[0]
        kinds = [one.because[0] for one in short.sentences if one.because[0].endswith(".kind")]
        assert len(kinds) == len(found.case.claim.problems if found.case.claim else ())
        assert all(one.worth <= max(one.worth for one in short.sentences) for one in short.left_out)
        assert any(one.part == "request" for one in short.sentences)


@MANY
@given(ANSWERS, FORMS_OR_NONE)
def test_every_sentence_rests_on_something_and_tried_before_asked_before_evidence(
    found: bp.Assessment, form: Form | None
) -> None:
    told = written(found, form)
    assert all(one.because and all(one.because) for one in told.sentences)
    order = ["order", "problem", "tried", "request", "rule", "deadline", "evidence", "dates"]
    places = [order.index(one.part) for one in told.sentences]
    assert places == sorted(places)
