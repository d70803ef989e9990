"""Walmart's Marketplace Promise has what its two pages say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from finding import find_window as window

import buyerprotect as bp
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import Pack

PACK: Pack = find_pack("walmart")
DAY = date(2021, 3, 9)


def order(*, due: bp.DueDate | None = None, contacted: str | None = None, estimate: bool = True) -> bp.Order:
    parcel = bp.Parcel(
        shipped="2021-03-02", promised=DAY if estimate else None, delivered="2021-03-08T12:00Z"
    )
    return bp.Order(
        "walmart",
        "2021-03-01",
        zone="UTC",
        site="walmart.com",
        items=[bp.Item("kettle", "40 USD")],
        parcels=[parcel],
        contacted=contacted,
        due_dates=() if due is None else (due,),
    )


def claim(problem: ProblemKind, facts: bp.Order | None = None) -> bp.Claim:
    return bp.Claim(facts or order(), [bp.Problem(problem)])


def test_the_two_pages_differ_in_the_time_of_the_seller_alone() -> None:
    older, newer = PACK.versions
    changed = [
        one.id
        for one in older.windows
        if (one.opens, one.closes) != (newer.window(one.id).opens, newer.window(one.id).closes)
    ]
    assert changed == ["seller_answer", "take_over"]
    assert [one.id for one in older.grounds] == [one.id for one in newer.grounds]


def test_the_platform_is_waited_for_only_once_the_longer_time_is_over() -> None:
    opened = datetime.fromisoformat("2021-03-20T12:00+00:00")
    dispute = bp.Dispute(claim("not_received"), [bp.Event("opened", opened)])
    says = {
        hours: " ".join(
            reason.says
            for reason in bp.recommend(dispute, at=opened + timedelta(hours=hours), policy=PACK).because
        )
        for hours in (25, 49)  # 24 hours are over, then 48
    }
    assert "goes to the platform" not in says[25]
    assert "goes to the platform" in says[49]


@pytest.mark.parametrize("day", range(7))
def test_three_whole_days_pass_after_the_estimate_and_ninety_count(day: int) -> None:
    promised = DAY + timedelta(day)
    facts = bp.Order(
        "walmart",
        "2021-03-01",
        zone="UTC",
        items=[bp.Item("kettle", "40 USD")],
        parcels=[bp.Parcel(shipped="2021-03-02", promised=promised)],
    )
    found = window(facts, "open_non_receipt")
    assert found.opens is not None
    assert found.opens.date() == promised + timedelta(4)
    assert found.last_day == (promised + timedelta(90)).isoformat()


def test_without_an_estimate_the_end_is_asked_for() -> None:
    found = window(order(estimate=False), "open_claim")
    assert set(found.needs) == {"contacted", "promised"}


def test_goods_that_differ_go_to_the_seller_first() -> None:
    at = "2021-03-20T12:00Z"
    assert bp.recommend(claim("wrong_item"), at=at, policy=PACK).action == "contact_seller"
    asked = claim("wrong_item", order(contacted="2021-03-18T12:00Z"))
    assert bp.recommend(asked, at=at, policy=PACK).action == "open_dispute"


def test_an_untold_arrival_of_a_return_is_asked_for_unless_the_platform_stated_the_opening() -> None:
    at = "2021-04-20T12:00Z"
    unknown = bp.classify(claim("not_refunded"), at=at, policy=PACK)
    assert (unknown.coverage, unknown.needs) == ("undetermined", ("return_received",))
    stated = bp.DueDate("open_not_refunded", opens="2021-04-02T09:00Z")
    told = claim("not_refunded", order(due=stated))
    assert bp.classify(told, at=at, policy=PACK).coverage == "covered"


def test_thirty_days_to_return_are_the_least_and_no_claim_hangs_on_them() -> None:
    found = window(claim("wrong_item"), "return_to_seller")
    # 8 March and 30 days: 23 of March, and 7 of April.
    assert (found.last_day, found.lapse) == ("2021-04-07", "not_known")


def test_an_order_in_pounds_or_on_another_site_is_none_of_walmart_com() -> None:
    with pytest.raises(bp.InvalidFactsError, match=r"walmart\.ca"):
        bp.deadlines(
            bp.Order(
                "walmart", "2021-03-01", zone="UTC", site="walmart.ca", items=[bp.Item("kettle", "40 CAD")]
            ),
            policy=PACK,
        )


def test_an_order_of_before_2019_is_not_answered() -> None:
    facts = bp.Order("walmart", "2018-12-31", zone="UTC", items=[bp.Item("kettle", "40 USD")])
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(facts, policy=PACK)


def test_walmart_decides_by_itself_after_silence_and_after_a_refusal() -> None:
    opened = datetime.fromisoformat("2021-03-20T12:00+00:00")
    refused = bp.Event("answered", opened + timedelta(hours=3), accepts=False)
    dispute = bp.Dispute(claim("not_received"), [bp.Event("opened", opened)])
    for then in ([], [refused]):
        found = bp.forecast(dispute, at=opened, policy=PACK, then=then)
        by_itself = [(step.what, step.at) for step in found.steps if step.automatic]
        # By the longer of the two times, since either page may have governed.
        assert by_itself == [("escalates", opened + timedelta(hours=48))]
        assert (found.last_stage, found.outcome) == ("with_platform", None)
