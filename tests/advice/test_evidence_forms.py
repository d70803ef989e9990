"""In which form evidence counts: what a programme takes, and what of a claim's is not in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import buyerprotect as bp
from buyerprotect.advice.evidence import EvidenceNeed
from buyerprotect.convert.answers import answer_to_data
from buyerprotect.strategies import claims
from buyerprotect.views.text import as_text


def bought(programme: str, placed: str, **told: Any) -> bp.Order:
    parcels = [bp.Parcel(shipped=placed, delivered=told.pop("delivered"))]
    items = [bp.Item("lamp", "80 USD")]
    return bp.Order(programme, placed, zone="UTC", country="US", items=items, parcels=parcels, **told)


OLD = bought("aliexpress", "2014-03-01", delivered="2014-03-20")
NEW = bought("aliexpress", "2022-03-01", delivered="2022-03-20")
PAYPAL = bought(
    "paypal", "2026-11-25", delivered="2026-12-05", paid="2026-11-25", payment=bp.Payment(provider="paypal")
)
VISA = bought("visa", "2026-05-01", delivered=None)


def answered(order: bp.Order, problem: Any, at: str, *evidence: bp.Evidence) -> bp.Assessment:
    return bp.assess(bp.Claim(order, [bp.Problem(problem, "complete")], evidence=evidence), at=at)


def need(answer: bp.Assessment, kind: str) -> EvidenceNeed:
    return next(one for one in answer.recommendation.evidence if one.kind == kind)


@pytest.mark.parametrize(
    ("order", "problem", "at", "piece", "unfit"),
    [
        # "What to do about a problem with an order": files up to 2 MB, doctored material is refused.
        (OLD, "defective", "2014-03-21T12:00Z", bp.Evidence("video", size=2_000_000), None),
        (OLD, "defective", "2014-03-21T12:00Z", bp.Evidence("video", size=2_000_001), "2,000,001 bytes"),
        (OLD, "defective", "2014-03-21T12:00Z", bp.Evidence("photo", edited=True), "was edited"),
        # A guide to filming evidence: clips are not to be cut together. No size is known any more.
        (NEW, "defective", "2022-03-21T12:00Z", bp.Evidence("video", edited=True), "was edited"),
        (NEW, "defective", "2022-03-21T12:00Z", bp.Evidence("video", edited=False), None),
        (NEW, "defective", "2022-03-21T12:00Z", bp.Evidence("video", size=10**9), None),
        # PayPal's page on file types: jpg, jpeg, gif, png and pdf, each under 10 MB.
        (PAYPAL, "defective", "2026-12-06T12:00Z", bp.Evidence("photo", file_type="heic"), "the type heic"),
        (PAYPAL, "defective", "2026-12-06T12:00Z", bp.Evidence("photo", file_type="png"), None),
        (PAYPAL, "defective", "2026-12-06T12:00Z", bp.Evidence("photo", size=11 * 10**6), "may have 10 MB"),
        (
            PAYPAL,
            "counterfeit",
            "2026-12-06T12:00Z",
            bp.Evidence("expert_report", signed=False),
            "not signed",
        ),
        # Visa wants a signed statement from the third such dispute with one seller on.
        (VISA, "not_received", "2026-06-20T12:00Z", bp.Evidence("statement", signed=True), None),
        (VISA, "not_received", "2026-06-20T12:00Z", bp.Evidence("statement", signed=False), "not signed"),
    ],
)
def test_a_piece_counts_only_in_the_form_that_is_taken(
    order: bp.Order, problem: str, at: str, piece: bp.Evidence, unfit: str | None
) -> None:
    found = need(answered(order, problem, at, piece), piece.kind)
    assert found.have is (unfit is None)
    assert (not found.unfit) is (unfit is None)
    if unfit is not None:
        assert unfit in found.unfit[0]
        # Beside it one that fits is enough, and so is one of which nothing is told.
        assert need(answered(order, problem, at, piece, bp.Evidence(piece.kind)), piece.kind).have
        assert need(answered(order, problem, at, piece, bp.Evidence(piece.kind)), piece.kind).unfit == ()


def test_what_does_not_count_is_said_with_the_form_that_would() -> None:
    answer = answered(NEW, "defective", "2022-03-21T12:00Z", bp.Evidence("video", edited=True))
    text = " ".join(as_text(answer).split())
    assert "[ ] video (needed, unedited): Goods that do not work are shown on film." in text
    assert "Yours does not count: it was edited, and counts only as it was taken." in text
    (told,) = [one for one in answer_to_data(answer)["recommendation"]["evidence"] if one["kind"] == "video"]
    assert told["form"] == {"file_types": [], "largest": None, "unedited": True, "signed": False}
    assert told["unfit"] == ["it was edited, and counts only as it was taken"]


@given(claims())
def test_telling_nothing_of_the_pieces_never_makes_evidence_missing(claim: bp.Claim) -> None:
    plain = bp.Claim(
        claim.order,
        claim.problems,
        items=claim.items,
        evidence=[bp.Evidence(piece.kind) for piece in claim.evidence],
    )
    told = bp.Claim(claim.order, claim.problems, items=claim.items, evidence=claim.evidence)
    try:
        most, fewer = (
            {one.because.rule for one in bp.recommend(facts, at="2027-06-01T00:00Z").evidence if one.have}
            for facts in (plain, told)
        )
    except bp.BuyerProtectError:
        return
    assert fewer <= most


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"file_type": ".mp4"}, "'.mp4' is not how a file's name ends"),
        ({"file_type": "MP4"}, "'MP4' is not how a file's name ends"),
        ({"size": "2 MB"}, "'2 MB' is not a size: give a whole number of bytes"),
        ({"size": True}, "True is not a size"),
        ({"size": -1}, "-1 is not a size"),
        ({"edited": "no"}, "'no'"),
        ({"signed": 1}, "1"),
    ],
)
def test_what_is_no_piece_of_evidence_is_refused(told: dict[str, Any], says: str) -> None:
    with pytest.raises(bp.InvalidFactsError) as caught:
        bp.Evidence("video", **told)
    assert [fault.path for fault in caught.value.faults] == list(told)
    assert says in str(caught.value)
