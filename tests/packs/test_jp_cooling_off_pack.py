"""What the files of the conformance set cannot show of the pack of Japan's cooling-off."""

from __future__ import annotations

from typing import Any

import pytest
from finding import find_window

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("jp-cooling-off")


def order(placed: str = "2026-03-02", *, price: str = "48000 JPY", traits: Any = (), **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "zone": "Asia/Tokyo",
        "country": "JP",
        "sale": "off_premises",
        "seller_class": "business",
        "items": [bp.Item("futon", price, traits=traits)],
    }
    return bp.Order("none", placed, **{**facts, **told})


def cooling(facts: bp.Order) -> bp.Deadline:
    return find_window(facts, "cool_off", PACK)


def classified(
    facts: bp.Order, at: str = "2026-03-06T12:00Z", kind: Any = "changed_mind"
) -> bp.Classification:
    return bp.classify(bp.Claim(facts, [bp.Problem(kind)]), at=at, policy=PACK)


@pytest.mark.parametrize(
    ("document", "eighth", "after_the_twentieth"),
    [
        ("2026-03-05", "2026-03-12", "2026-03-25"),  # 5 March is day one: the 12th, and the 24th
        ("2026-03-07", "2026-03-14", "2026-03-27"),  # a Saturday stays
        ("2026-04-25", "2026-05-02", "2026-05-15"),  # so does the time of the May holidays
    ],
)
def test_the_day_of_the_document_is_the_first_and_the_last_is_not_moved(
    document: str, eighth: str, after_the_twentieth: str
) -> None:
    found = cooling(order(informed=document))
    assert found.last_day == eighth
    assert found.in_time_when == "sent"
    assert f"{found.latest_arguable:%Y-%m-%d %H:%M}" == f"{after_the_twentieth} 00:00"


@pytest.mark.parametrize(
    ("at", "coverage"),
    [
        ("2026-03-12T23:59+09:00", "covered"),  # the eighth day
        ("2026-03-13T00:00+09:00", "undetermined"),  # open only for a multi-level sale
        ("2026-03-24T23:59+09:00", "undetermined"),  # the twentieth day
        ("2026-03-25T00:00+09:00", "too_late"),
    ],
)
def test_eight_days_and_twenty(at: str, coverage: str) -> None:
    assert classified(order(informed="2026-03-05"), at).coverage == coverage


def test_a_document_that_was_given_and_not_dated_counts_from_the_contract() -> None:
    # Monday 2 March is day one: Monday the 9th.
    assert cooling(order(information="given")).last_day == "2026-03-09"


def test_without_the_document_the_time_does_not_begin() -> None:
    never = order("2024-03-02", information="missing")
    found = cooling(never)
    assert (found.closes, found.needs, found.status("2026-03-02T12:00Z")) == (None, ("informed",), "open")
    assert classified(never, "2026-03-02T12:00Z").coverage == "covered"


def test_where_nobody_says_whether_there_was_a_document_it_is_asked_for() -> None:
    found = classified(order())
    assert (found.coverage, found.needs) == ("undetermined", ("information", "informed"))


@pytest.mark.parametrize(
    ("placed", "version", "word"),
    [
        ("2013-01-06", "on-paper", "card"),
        ("2022-05-31", "on-paper", "card"),
        ("2022-06-01", "2022", "e-mail"),
    ],
)
def test_since_june_2022_an_e_mail_will_do(placed: str, version: str, word: str) -> None:
    policy = bp.deadlines(order(placed), policy=PACK).policy
    assert policy.version == version
    (notice,) = [rule for rule in policy.evidence if rule.id == "notice"]
    assert word in notice.says


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"sale": "distance"}, "exclusion.mail-order"),
        ({"sale": "in_store"}, "exclusion.in-the-shop"),
        ({"traits": ["vehicle"]}, "exclusion.vehicles"),
        ({"user_class": "business"}, "exclusion.business-buyer"),
        ({"seller_class": "private"}, "exclusion.private-seller"),
    ],
)
def test_what_has_no_cooling_off(told: Any, rule: str) -> None:
    found = classified(order(informed="2026-03-05", **told))
    assert found.coverage == "not_covered"
    assert rule in {because.rule for because in found.because}


@pytest.mark.parametrize(
    ("price", "channel", "coverage"),
    [
        ("2999 JPY", "cash", "not_covered"),
        ("3000 JPY", "cash", "covered"),
        ("2999 JPY", "bank_transfer", "covered"),
        ("2999 JPY", None, "covered"),
    ],
)
def test_less_than_3000_yen_in_cash_is_left_out(price: str, channel: Any, coverage: str) -> None:
    paid = order(price=price, informed="2026-03-05", payment=bp.Payment(channel=channel))
    assert classified(paid).coverage == coverage


@pytest.mark.parametrize(
    ("traits", "coverage"),
    [(["hygiene"], "covered"), (["hygiene", "unsealed"], "undetermined"), (["clothing"], "covered")],
)
def test_consumables_that_were_used_turn_on_the_document(traits: Any, coverage: str) -> None:
    assert classified(order(informed="2026-03-05", traits=traits)).coverage == coverage


@pytest.mark.parametrize(
    ("kind", "back"), [("changed_mind", True), ("defective", True), ("not_received", False)]
)
def test_all_money_comes_back_and_the_trader_fetches_the_goods(kind: Any, *, back: bool) -> None:
    claim = bp.Claim(order(informed="2026-03-05", shipping="800 JPY"), [bp.Problem(kind)])
    advice = bp.recommend(claim, at="2026-03-06T12:00Z", policy=PACK)
    assert (advice.action, str(advice.request.amount)) == ("give_notice", "48800 JPY")
    assert advice.request.return_goods is back
    assert advice.request.return_paid_by == ("seller" if back else None)


def test_paying_back_has_no_number_of_days() -> None:
    found = find_window(order(informed="2026-03-05", withdrawn="2026-03-06"), "repay", PACK)
    assert (found.closes, found.lapse) == (None, "may_escalate")
    assert bp.deadlines(order(), policy=PACK).find("repay") is None


@pytest.mark.parametrize(("withdrawn", "coverage"), [("2026-03-06", "undetermined"), (None, "not_covered")])
def test_money_is_due_after_the_notice(withdrawn: str | None, coverage: str) -> None:
    facts = order(informed="2026-03-05", withdrawn=withdrawn)
    found = classified(facts, "2026-03-20T12:00Z", "not_refunded")
    assert (found.ground, found.coverage) == ("not_refunded", coverage)


def test_mail_order_has_no_such_window() -> None:
    assert bp.deadlines(order(sale="distance", informed="2026-03-05"), policy=PACK).find("cool_off") is None
