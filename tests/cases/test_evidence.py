"""Which evidence fields of other systems the kinds of evidence fill, and the table that says so."""

from __future__ import annotations

import copy
import pickle
import re
import tomllib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import evidence as module
from buyerprotect.cases.evidence import (
    EvidenceField,
    Filled,
    System,
    field_names,
    fields,
    filled,
    kinds_for,
    without_evidence,
    without_field,
)
from buyerprotect.cases.told import vocabulary
from buyerprotect.errors import InvalidPackError, NotFoundError, WrongTypeError
from buyerprotect.facts.claim import EvidenceKind
from buyerprotect.rules.condition import Condition, Fact, parts_of
from buyerprotect.rules.library import find_pack

SYSTEMS: tuple[System, ...] = get_args(System)
KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
TEXT = Path(module.__file__).with_suffix(".toml").read_text(encoding="utf-8")
ORDER = bp.Order("none", "2026-05-01", zone="UTC", items=[bp.Item("lamp", "120 GBP")])
CLAIMS = st.lists(st.sampled_from(KINDS), max_size=6).map(lambda kinds: claim(*kinds))


def claim(*kinds: EvidenceKind, beside: Iterable[bp.Evidence] = ()) -> bp.Claim:
    items = [*beside, *(bp.Evidence(kind) for kind in kinds)]
    return bp.Claim(ORDER, [bp.Problem("defective")], evidence=items)


def names(rows: Iterable[EvidenceField]) -> list[str]:
    return [row.field for row in rows]


def every(system: System) -> list[EvidenceField]:
    return [row for kind in KINDS for row in fields(kind, system)]


def faults(text: str) -> dict[str, str]:
    # Not the library's own file, which is all that the public way reads.
    with pytest.raises(InvalidPackError) as caught:
        module._read(text)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return {fault.path: fault.says for fault in caught.value.faults}


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def row(name: str) -> str:
    (found,) = re.findall(rf"^{name} = .*$", TEXT, re.MULTILINE)
    return str(found)


# --- the table is whole -------------------------------------------------------------------------------


def test_the_71_types_of_paypal_and_the_27_fields_of_stripe_are_all_there() -> None:
    assert set(field_names("paypal")) == vocabulary("paypal")["evidence_types"]
    assert set(field_names("stripe")) == vocabulary("stripe")["evidence"] - {"enhanced_evidence"}
    assert (len(field_names("paypal")), len(field_names("stripe"))) == (71, 27)


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_field_has_a_kind_or_a_reason_for_none(system: System) -> None:
    with_kind = {name for name in field_names(system) if kinds_for(system, name)}
    assert with_kind.isdisjoint(without_evidence(system))
    assert with_kind | without_evidence(system).keys() == set(field_names(system))


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_kind_has_a_field_or_a_reason_for_none(system: System) -> None:
    with_field = {kind for kind in KINDS if fields(kind, system)}
    assert with_field.isdisjoint(without_field(system))
    assert with_field | without_field(system).keys() == set(KINDS)


def test_which_types_of_paypal_no_kind_of_evidence_stands_for() -> None:
    assert set(without_evidence("paypal")) == {
        *("POLICE_REPORT", "COPY_OF_LAW_ENFORCEMENT_AGENCY_REPORT", "COPY_OF_DRIVERS_LICENSE"),
        *("COPY_OF_CONTRACT", "SOURCE_CONVERSION_RATE", "CREDIT_DUE_REASON", "DELIVERY_ADDRESS"),
        *("ACCOUNT_CHANGE_INFORMATION", "PERMISSION_DESCRIPTION", "LOST_CARD_DETAILS"),
        *("CONFIRMATION_OF_RESOLUTION", "RETURN_ADDRESS_FOR_SHIPPING", "SHIPPING_INSURANCE"),
        *("LEGIBLE_SUPPORTING_DOCUMENT", "CREATE", "CHANGE_REASON"),
    }


def test_which_fields_of_stripe_no_kind_of_evidence_answers() -> None:
    assert set(without_evidence("stripe")) == {
        *("billing_address", "customer_email_address", "customer_name", "customer_purchase_ip"),
        *("uncategorized_file", "uncategorized_text"),
    }


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_row_has_sources_that_say_something(system: System) -> None:
    for one in every(system):
        assert one.sources, one.field
        assert all(source.says.strip() and source.address.startswith("http") for source in one.sources)
        assert len(set(one.sources)) == len(one.sources)


@pytest.mark.parametrize("system", ["paypal", "stripe"])
def test_what_stands_for_what_is_owned_up_to_as_our_inference(system: System) -> None:
    for one in every(system):
        kinds = {source.kind for source in one.sources}
        assert "inferred" in kinds, one.field
        assert kinds & {"official", "official_copy"}, one.field


def test_each_form_is_the_form_of_a_field() -> None:
    forms = {form["says"] for form in tomllib.loads(TEXT)["forms"].values()}
    assert forms == {one.form for system in SYSTEMS for one in every(system)} - {None}


# --- PayPal -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fills", "answers"),
    [
        (
            "return_tracking",
            {
                *("PROOF_OF_RETURN", "ADDITIONAL_PROOF_OF_RETURN", "RETURN_TRACKING_INFORMATION"),
                *("STATUS_OF_MERCHANDISE", "OTHER"),
            },
            {
                *("PROOF_OF_MISSING_ITEMS", "PROOF_OF_EMPTY_PACKAGE_OR_DIFFERENT_ITEM"),
                "PROOF_OF_ITEM_NOT_RECEIVED",
            },
        ),
        (
            "customs_document",
            {"PROOF_OF_CONFISCATION", "CUSTOMS_DOCUMENT", "CUSTOMS_FEE_RECEIPT", "OTHER"},
            set[str](),
        ),
        ("policy_text", {"RETURN_POLICY", "OTHER"}, set[str]()),
        ("withdrawal_notice", {"OTHER"}, {"BILLING_AGREEMENT"}),
        ("credit_note", {"REQUEST_CREDIT_RECEIPT", "OTHER"}, set[str]()),
        (
            "bank_statement",
            {"BANK_STATEMENT", "PAID_WITH_OTHER_METHOD", "LAST_VALID_TRANSACTION_DETAILS", "OTHER"},
            {"PROOF_OF_REFUND", "PROOF_OF_REFUND_OUTSIDE_PAYPAL", "PROOF_OF_INSTORE_REFUND"},
        ),
        (
            "expert_report",
            {
                *("PROOF_OF_SIGNIFICANT_DIFFERENCE", "VALID_SUPPORTING_DOCUMENT", "PROOF_OF_DAMAGE"),
                *("THIRDPARTY_PROOF_FOR_DAMAGE_OR_SIGNIFICANT_DIFFERENCE", "OTHER"),
            },
            {"PHOTOS_OF_SHIPPED_ITEM"},
        ),
        (
            "messages",
            {"MERCHANT_RESPONSE", "INFORMATION_ON_RESOLUTION", "OTHER"},
            {
                *("BUYER_RESPONSE", "BILLING_AGREEMENT", "PRICE_DIFFERENCE_REASON"),
                *("PROOF_OF_INSTORE_RECEIPT", "PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED"),
            },
        ),
        ("video", set[str](), set[str]()),
        ("video_link", set[str](), set[str]()),
    ],
)
def test_what_a_kind_is_to_paypal(kind: EvidenceKind, fills: set[str], answers: set[str]) -> None:
    found = fields(kind, "paypal")
    assert {one.field for one in found if one.given_by == "buyer"} == fills
    assert {one.field for one in found if one.given_by == "seller"} == answers


def test_pictures_of_what_is_missing_are_of_a_return_and_so_the_sellers() -> None:
    (one,) = [one for one in fields("photo", "paypal") if one.field == "PROOF_OF_MISSING_ITEMS"]
    assert one.given_by == "seller"
    assert one.form == "image (JPG, GIF or PNG) with the open box and the shipping label in sight"
    assert "paypal-return" in {source.id for source in one.sources}


def test_documents_for_paypal_are_files_or_a_note() -> None:
    (one,) = [one for one in fields("receipt", "paypal") if one.field == "PROOF_OF_RECEIPT_COPY"]
    assert one.form == "JPG, GIF, PNG or PDF, each under 10 MB, or a note of up to 2,000 characters"
    assert {"paypal-files", "paypal-spec"} <= {source.id for source in one.sources}


def test_of_a_return_paypal_wants_the_tracking_number() -> None:
    (one,) = [one for one in fields("return_tracking", "paypal") if one.field == "PROOF_OF_RETURN"]
    assert (one.form or "").startswith("carrier and tracking number")


def test_other_takes_every_kind_but_film() -> None:
    assert set(kinds_for("paypal", "OTHER")) == set(KINDS) - {"video", "video_link"}


# --- Stripe -------------------------------------------------------------------------------------------


def test_every_field_of_stripe_is_the_merchants() -> None:
    assert {one.given_by for one in every("stripe")} == {"seller"}


@given(CLAIMS)
def test_nothing_of_the_buyer_fills_a_field_of_stripe(made: bp.Claim) -> None:
    found = filled(made, "stripe")
    assert found.filled == ()
    assert found.unfilled == field_names("stripe")


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (
            "policy_text",
            [
                *("cancellation_policy", "cancellation_policy_disclosure"),
                *("refund_policy", "refund_policy_disclosure"),
            ],
        ),
        ("withdrawal_notice", ["cancellation_policy", "cancellation_rebuttal", "refund_refusal_explanation"]),
        ("customs_document", ["shipping_documentation"]),
        ("credit_note", ["refund_refusal_explanation"]),
        ("statement", ["access_activity_log", "customer_signature", "service_date", "service_documentation"]),
    ],
)
def test_what_a_kind_answers_of_stripes_fields(kind: EvidenceKind, answers: list[str]) -> None:
    assert names(fields(kind, "stripe")) == answers


def test_nine_fields_of_stripe_take_a_file_and_no_link_and_eight_a_long_text() -> None:
    rows = tomllib.loads(TEXT)["stripe"].values()
    assert [sum(row["form"] == form for row in rows) for form in ("upload", "text", "line")] == [9, 8, 10]
    (one,) = fields("customs_document", "stripe")
    assert one.form == "uploaded file (PDF, JPEG or PNG, up to 5 MB), not a link"


# --- Visa ---------------------------------------------------------------------------------------------

VISA = {
    "12.5": {"agreed-amount": "receipt"},
    "12.6": {"attempt-other-means": "messages", "both-charges": "bank_statement"},
    "13.1": {
        "attempt": "messages",
        "what-and-when": "listing",
        "signed-statement": "statement",
        "return": "return_tracking",
    },
    "13.2": {"cancellation": "withdrawal_notice"},
    "13.3": {"attempt": "messages", "description": "listing", "return": "return_tracking"},
    "13.4": {"finding": "expert_report"},
    "13.6": {"attempt": "messages", "credit-receipt": "credit_note"},
    "13.7": {
        "attempt": "messages",
        "return": "return_tracking",
        "return-unpaid": "return_tracking",
        "cancellation": "withdrawal_notice",
        "policy": "policy_text",
    },
}


def test_what_each_condition_of_visa_asks_for() -> None:
    found: dict[str, dict[str, str]] = {}
    for name in sorted(set(field_names("visa")) - without_evidence("visa").keys()):
        condition, _, rule = name.partition("/")
        (kind,) = kinds_for("visa", name)
        found.setdefault(condition, {})[rule] = kind
    assert found == VISA


def test_every_condition_of_visa_asks_for_something_or_says_that_nothing_is_known() -> None:
    (version,) = find_pack("visa").versions
    conditions = {ground.id.partition("-")[0] for ground in version.grounds}
    assert set(without_evidence("visa")) == conditions - VISA.keys() == {"10"}
    assert kinds_for("visa", "10") == ()
    assert "10" in filled(claim(*KINDS), "visa").unfilled


def test_the_buyer_gives_what_visa_asks_for_and_no_form_is_known() -> None:
    assert {(one.given_by, one.form) for one in every("visa")} == {("buyer", None)}


def test_the_sources_of_a_field_of_visa_are_those_of_the_rule() -> None:
    (one,) = fields("expert_report", "visa")
    assert [source.id for source in one.sources] == ["visa-134"]
    assert one.sources[0] == find_pack("visa").sources["visa-134"]


def problems(condition: Condition) -> set[str]:
    parts = (part for part in parts_of(condition) if isinstance(part, Fact) and part.name == "problem")
    return {word for part in parts for word in part.words}


def test_a_rule_of_visa_is_for_conditions_that_have_its_problems() -> None:
    (version,) = find_pack("visa").versions
    grounds: dict[str, set[str]] = {}
    for ground in version.grounds:
        grounds.setdefault(ground.id.partition("-")[0], set()).update(problems(ground.when))
    for rule in version.evidence:
        named = {name.partition("/")[0] for name in field_names("visa") if name.endswith(f"/{rule.id}")}
        assert problems(rule.when) <= {word for condition in named for word in grounds[condition]}, rule.id
        assert all(problems(rule.when) & grounds[condition] for condition in named), rule.id


# --- claims -------------------------------------------------------------------------------------------


def test_a_claim_with_a_photo_and_messages() -> None:
    found = filled(claim("photo", "messages", "photo"), "paypal")
    assert [(one.field, one.kind) for one in found.filled] == [
        ("ADDITIONAL_INFORMATION_OF_ITEM", "photo"),
        ("PROOF_OF_SIGNIFICANT_DIFFERENCE", "photo"),
        ("VALID_SUPPORTING_DOCUMENT", "photo"),
        ("PROOF_OF_DAMAGE", "photo"),
        ("PROOF_OF_SOFTWARE_OR_SERVICE_NOT_AS_DESCRIBED", "photo"),
        ("MERCHANT_RESPONSE", "messages"),
        ("INFORMATION_ON_RESOLUTION", "messages"),
        ("OTHER", "photo"),
        ("OTHER", "messages"),
    ]
    assert "PHOTOS_OF_SHIPPED_ITEM" in names(found.answered)
    assert "PHOTOS_OF_SHIPPED_ITEM" in found.unfilled
    assert "PROOF_OF_RETURN" in found.unfilled
    assert "DELIVERY_ADDRESS" in found.unfilled
    assert len(found.unfilled) == 71 - 8


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_claim_without_evidence_fills_nothing(system: System) -> None:
    assert filled(claim(), system) == Filled(system=system, unfilled=field_names(system))


def test_a_claim_with_film_alone_fills_nothing() -> None:
    found = filled(claim("video", "video_link"), "paypal")
    assert (found.filled, found.answered) == ((), ())


@given(CLAIMS, st.sampled_from(SYSTEMS))
def test_each_field_is_filled_or_unfilled(made: bp.Claim, system: System) -> None:
    found = filled(made, system)
    assert set(names(found.filled)).isdisjoint(found.unfilled)
    assert {*names(found.filled), *found.unfilled} == set(field_names(system))
    assert set(names(found.answered)) <= set(found.unfilled)


@given(CLAIMS, st.sampled_from(SYSTEMS))
def test_what_fills_is_of_a_kind_that_the_claim_has(made: bp.Claim, system: System) -> None:
    found = filled(made, system)
    kinds = {one.kind for one in made.evidence}
    assert {one.kind for one in (*found.filled, *found.answered)} <= kinds
    assert {one.given_by for one in found.filled} <= {"buyer"}
    assert {one.given_by for one in found.answered} <= {"seller"}


@given(CLAIMS, st.sampled_from(KINDS), st.sampled_from(SYSTEMS))
def test_more_evidence_leaves_no_more_unfilled(made: bp.Claim, kind: EvidenceKind, system: System) -> None:
    before = filled(made, system)
    after = filled(claim(kind, beside=made.evidence), system)
    assert set(after.unfilled) <= set(before.unfilled)
    assert set(before.filled) <= set(after.filled)
    assert {*after.filled, *after.answered} == {*before.filled, *before.answered, *fields(kind, system)}


@given(CLAIMS, st.sampled_from(SYSTEMS))
def test_the_order_of_the_evidence_and_its_notes_change_nothing(made: bp.Claim, system: System) -> None:
    other = [bp.Evidence(one.kind, note="seen") for one in reversed(made.evidence)]
    assert filled(bp.Claim(ORDER, made.problems, evidence=other), system) == filled(made, system)


@pytest.mark.parametrize("system", SYSTEMS)
def test_kinds_for_and_fields_are_inverse(system: System) -> None:
    ways = {(name, kind) for name in field_names(system) for kind in kinds_for(system, name)}
    assert ways == {(one.field, one.kind) for one in every(system)}
    assert {one.system for one in every(system)} == {system}


def test_a_dispute_is_no_claim() -> None:
    dispute = bp.Dispute(claim(), [bp.Event("opened", "2026-05-20T12:00Z")])
    with pytest.raises(WrongTypeError, match="of a dispute, give its claim"):
        filled(dispute, "paypal")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("ask", [field_names, without_evidence, without_field, partial(fields, "photo")])
def test_an_unknown_system_gets_the_nearest_one(ask: Callable[[str], object]) -> None:
    with pytest.raises(NotFoundError, match="no system with evidence fields 'strip'; did you mean 'stripe'"):
        ask("strip")


def test_an_unknown_kind_or_field_gets_the_nearest_one() -> None:
    with pytest.raises(NotFoundError, match="no kind of evidence 'foto'; did you mean 'photo'"):
        fields("foto", "paypal")
    with pytest.raises(NotFoundError, match="no evidence field of paypal 'PROOF_OF_RETURNS'; did you mean"):
        kinds_for("paypal", "PROOF_OF_RETURNS")
    with pytest.raises(NotFoundError, match="enhanced_evidence"):
        kinds_for("stripe", "enhanced_evidence")


def test_answers_are_values() -> None:
    found = filled(claim("photo"), "paypal")
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found  # noqa: S301 - our own bytes
    assert len({found, copy.copy(found)}) == 1


def test_reasons_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        without_field("paypal")["photo"] = "never"  # type: ignore[index] # pyright: ignore[reportIndexIssue]


# --- tables with faults -------------------------------------------------------------------------------


def test_the_table_that_ships_has_no_fault() -> None:
    module._read(TEXT)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("name", ["POLICE_REPORT", "PROOF_OF_RETURN", "customer_name", "finding"])
def test_no_field_may_be_left_out(name: str) -> None:
    (found,) = [
        path for path, says in faults(changed((f"\n{row(name)}\n", "\n"))).items() if says == "is missing"
    ]
    assert found.endswith(f".{name}")


@pytest.mark.parametrize("name", ["AFFIDAVIT", "receipt", "policy"])
def test_a_field_that_no_list_has_is_refused(name: str) -> None:
    more = row(name).replace(f"{name} =", f"{name}S =")
    found = faults(changed((f"\n{row(name)}\n", f"\n{row(name)}\n{more}\n")))
    (path,) = found
    assert path.endswith(f".{name}S")
    assert found[path] == f"is not a key that is known here; did you mean '{name}'?"


def test_all_faults_are_told_at_once_with_their_paths() -> None:
    found = faults(
        changed(
            ('BUYER_RESPONSE = { given_by = ["seller"]', 'BUYER_RESPONSE = { given_by = ["vendor"]'),
            (
                'answers = ["listing"], sources = ["paypal-go"',
                'answers = ["listings"], sources = ["paypal-goo"',
            ),
            (
                'PROOF_OF_RETURN = { given_by = ["buyer"], form = "return"',
                'PROOF_OF_RETURN = { form = "returns"',
            ),
            ('none = "where and when a card', 'reason = "where and when a card'),
            ("credit-receipt = { given_by", "credit-receipt = { note = 1, given_by"),
            ('conditions = ["13.4"]', 'conditions = ["13.5"]'),
            ('[[no_field]]\nsystem = "visa"', '[[no_field]]\nsystem = "visas"'),
            ('kind = "secondary"', 'kind = "rumour"'),
        )
    )
    assert found["paypal.BUYER_RESPONSE.given_by[0]"].startswith(
        "'vendor' is not a party that gives evidence"
    )
    assert found["paypal.LISTING_URL.answers[0]"] == (
        "'listings' is not a kind of evidence; did you mean 'listing'?"
    )
    assert found["paypal.LISTING_URL.sources[0]"].endswith("did you mean 'paypal-go'?")
    assert found["paypal.PROOF_OF_RETURN.form"].endswith("did you mean 'return'?")
    assert found["paypal.PROOF_OF_RETURN.given_by"] == "is missing"
    assert found["paypal.LOST_CARD_DETAILS.reason"].startswith("is not a key that is known here")
    assert found["paypal.LOST_CARD_DETAILS.fills"].startswith("is missing: name what fills it")
    assert found["visa.credit-receipt.note"].startswith("is not a key that is known here")
    assert found["visa.finding.conditions[0]"].startswith("'13.5' is not a condition of the pack")
    assert found["no_field[2].system"].startswith("'visas' is not a system with evidence fields")
    assert found["sources.stripe-no-links.kind"].startswith("'rumour' is not a kind of source")


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        (
            'LISTING_URL = { given_by = ["seller"], form = "address", answers',
            'LISTING_URL = { given_by = ["seller"], form = "address", fills',
            "paypal.LISTING_URL.fills",
            "is for fields that the buyer gives",
        ),
        (
            'BANK_STATEMENT = { given_by = ["buyer"], form = "document", fills',
            'BANK_STATEMENT = { given_by = ["buyer"], form = "document", answers',
            "paypal.BANK_STATEMENT.answers",
            "is for fields that the seller gives",
        ),
        (
            'customer_communication = { given_by = ["seller"], form = "upload", answers = ["messages"]',
            'customer_communication = { given_by = ["seller"], form = "upload"',
            "stripe.customer_communication.answers",
            "is missing: name what answers it",
        ),
        (
            'MERCHANT_RESPONSE = { given_by = ["buyer"], form = "document", fills = ["messages"]',
            'MERCHANT_RESPONSE = { given_by = ["buyer"], form = "document", fills = ["messages", "messages"]',
            "paypal.MERCHANT_RESPONSE.fills",
            "'messages' is named twice",
        ),
        (
            'none = "a reason, told in words"',
            'none = "a reason, told in words", fills = ["credit_note"]',
            "paypal.CREDIT_DUE_REASON.none",
            "says that no kind of evidence stands for it, and one is named",
        ),
        (
            'none = "an address, told in words", sources = ["paypal-client", "paypal-kinds"]',
            'none = "an address, told in words", sources = []',
            "paypal.DELIVERY_ADDRESS.sources",
            "is missing: an empty list names nothing",
        ),
        (
            'none = "an address, told in words", sources = ["paypal-client", "paypal-kinds"]',
            'none = "an address, told in words"',
            "paypal.DELIVERY_ADDRESS.sources",
            "is missing",
        ),
        (
            'none = "an address, told in words"',
            'none = " "',
            "paypal.DELIVERY_ADDRESS.none",
            "is blank",
        ),
        (
            'system = "paypal"\nkinds = ["video", "video_link"]',
            'system = "paypal"\nkinds = ["video"]',
            "paypal",
            "'video_link' has no field here, and no [[no_field]] says why",
        ),
        (
            'system = "paypal"\nkinds = ["video", "video_link"]',
            'system = "paypal"\nkinds = ["video", "video_link", "photo"]',
            "no_field[0].kinds",
            "'photo' has a field of paypal, or stands here twice",
        ),
        (
            'form = "address", answers = ["listing"], sources = ["paypal-go", "paypal-kinds"]',
            'answers = ["listing"], sources = ["paypal-go", "paypal-kinds"], more = 1',
            "paypal.LISTING_URL.more",
            "is not a key that is known here",
        ),
        (
            'sources = ["visa-none"]',
            'sources = ["stripe-kinds"]',
            "sources.visa-none",
            "is cited nowhere: leave it out",
        ),
        (
            'conditions = ["13.2", "13.7"]',
            'conditions = ["13.2", "13.7-europe"]',
            "visa.cancellation.conditions[1]",
            "'13.7-europe' is not a condition of the pack",
        ),
        (
            'INFORMATION_ON_RESOLUTION = { given_by = ["buyer", "seller"], form = "document", fills',
            'INFORMATION_ON_RESOLUTION = { given_by = ["buyer", "seller"], form = "document", answers',
            "paypal.INFORMATION_ON_RESOLUTION.fills",
            "is missing: name what fills it",
        ),
        (
            'conditions = ["10"]',
            'conditions = ["13.4"]',
            "no_evidence[0].conditions",
            "'13.4' has a rule, or stands here twice",
        ),
        (
            'conditions = ["10"]',
            'conditions = ["10", "10"]',
            "no_evidence[0].conditions",
            "'10' has a rule, or stands here twice",
        ),
        (
            '[[no_evidence]]\nconditions = ["10"]',
            '[[no_evidences]]\nconditions = ["10"]',
            "visa",
            "condition '10' has no rule, and no [[no_evidence]] says why",
        ),
        ("[forms]\n", "[shapes]\n", "shapes", "is not a key that is known here"),
        ("[forms]\n", "[form]\n", "paypal.PROOF_OF_RETURN.form", "'return' is not a form of this table"),
    ],
)
def test_a_fault_is_told_with_its_path(old: str, new: str, path: str, says: str) -> None:
    assert says in faults(changed((old, new)))[path]


def test_what_is_no_toml_is_refused() -> None:
    assert "is not TOML" in faults("[paypal")[""]


def test_what_follows_from_a_fault_is_not_told_beside_it() -> None:
    found = faults(changed(('conditions = ["13.4"]', 'conditions = ["13.5"]')))
    assert set(found) == {"visa.finding.conditions[0]"}


def test_an_empty_table_lacks_everything() -> None:
    found = faults("")
    assert {"paypal", "stripe", "visa", "sources"} <= set(found)
