"""The five purchases of `examples` that several programmes protect, one of each region: routes and plan.

Every day is reckoned by hand from the rule that stands beside it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import buyerprotect as bp
from buyerprotect.convert import CaseFile, load_case

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
BY_NAME = ("laptop-uk", "headphones-de", "quilt-us", "phone-br", "jacket-au")


def case(name: str) -> CaseFile:
    return load_case(EXAMPLES / f"{name}.toml")


def found(name: str) -> bp.Routes:
    told = case(name)
    assert told.at is not None
    return bp.routes(told.facts, at=told.at)


def usable(answer: bp.Routes) -> dict[str, tuple[str, str | None, str]]:
    return {
        route.programme: (route.status, route.last_day, str(route.pays_up_to))
        for route in answer
        if route.usable
    }


def step_of(step: bp.PlanStep) -> tuple[str, str, str | None]:
    return step.programme, step.action, None if step.by is None else step.by.date().isoformat()


def steps(answer: bp.Routes) -> list[tuple[str, str, str | None]]:
    return [step_of(step) for step in answer.plan]


def test_a_laptop_bought_on_ebay_in_britain_and_paid_through_paypal_by_credit_card() -> None:
    answer = found("laptop-uk")
    assert usable(answer) == {
        "ebay": ("applies", "2026-06-01", "658.00 GBP"),  # 30 days after 2 May
        "paypal": ("applies", "2026-10-25", "658.00 GBP"),  # 180 days after 28 April
        "uk-ccr": ("applies", "2026-05-16", "658.00 GBP"),  # 14 days after 2 May
        "uk-cra": ("applies", "2026-06-01", "658.00 GBP"),  # 30 days beginning with 3 May
        "visa": ("may_apply", "2026-08-30", "658.00 GBP"),  # 120 days after 2 May
        "uk-s75": ("may_apply", "2032-05-02", "658.00 GBP"),  # six years
    }
    assert steps(answer) == [
        ("uk-ccr", "give_notice", "2026-05-16"),
        ("ebay", "open_dispute", "2026-06-01"),
        ("paypal", "open_dispute", "2026-06-01"),  # by the reading of 30 days after delivery
        ("uk-cra", "give_notice", "2026-06-01"),
        ("visa", "return_goods", "2026-08-08"),  # seven days are the bank's, and fifteen have to pass before
        ("uk-s75", "dispute_with_bank", "2031-05-02"),  # five years in Scotland
    ]
    visa, section = answer.find("visa"), answer.find("uk-s75")
    assert visa is not None
    assert section is not None
    assert (visa.closes_routes, visa.window and visa.window.in_time_when) == (("ebay", "paypal"), "processed")
    assert {"return_sent", "withdrawn"} <= set(visa.needs)
    assert any("payment provider" in need for need in section.needs)
    assert answer.conflicts == ()


@pytest.mark.parametrize(
    ("said", "instead", "status", "reason"),
    [
        ('funding = "credit"', 'funding = "debit"', "does_not_apply", "exclusion."),
        ('price = "649 GBP"', 'price = "100 GBP"', "does_not_apply", "exclusion."),
        ('price = "649 GBP"', 'price = "30000.01 GBP"', "may_apply", "ground."),  # section 75A
        ('provider = "paypal"', 'provider = "none"', "may_apply", None),
        ('issuer_country = "GB"', 'issuer_country = "DE"', "does_not_apply", "applies"),
        ('issuer_country = "GB"\n', "", "may_apply", "applies"),
    ],
)
def test_section_75_is_answered_with_the_reason_where_it_does_not_reach(
    tmp_path: Path, said: str, instead: str, status: str, reason: str | None
) -> None:
    text = (EXAMPLES / "laptop-uk.toml").read_text(encoding="utf-8")
    assert said in text
    file = tmp_path / "laptop.toml"
    file.write_text(text.replace(said, instead), encoding="utf-8")
    told = load_case(file)
    assert told.at is not None
    route = bp.routes(told.facts, at=told.at).find("uk-s75")
    assert route is not None
    assert route.status == status
    assert reason is None or any(because.rule.startswith(f"uk-s75/{reason}") for because in route.because)


def test_headphones_from_a_german_shop_on_the_twentieth_day() -> None:
    answer = found("headphones-de")
    assert usable(answer) == {
        "paypal": ("applies", "2026-11-24", "189.00 EUR"),  # 180 days after 28 May
        "mastercard": ("applies", "2026-09-29", "189.00 EUR"),  # 120 days from 2 June, the day counted
        "eu-conformity": ("applies", "2028-06-02", "189.00 EUR"),  # two years
        "eu-withdrawal": ("may_apply", "2026-06-16", "189.00 EUR"),  # 14 days after 2 June
    }
    assert [step.programme for step in answer.plan] == [
        *("paypal", "mastercard", "eu-withdrawal", "eu-conformity"),
    ]
    assert str(answer.plan[0].switch_by) == "2026-09-22 23:59:59+02:00"
    # Nobody told whether the buyer was informed: if not, the right lasts twelve months longer.
    withdrawal = answer.plan[2]
    assert (withdrawal.arguable, str(withdrawal.by)) == (True, "2027-06-16 23:59:59+02:00")
    assert withdrawal.needs == ("information",)


def test_a_quilt_that_has_not_come_in_the_united_states() -> None:
    answer = found("quilt-us")
    assert usable(answer) == {
        "etsy": ("applies", "2026-07-10", "338.00 USD"),  # 100 days after 1 April
        "amex": ("applies", "2026-07-30", "338.00 USD"),  # 120 days after 1 April
        "us-fcba": ("applies", "2026-05-24", "338.00 USD"),  # 60 days after 25 March
        "us-mitor": ("applies", None, "338.00 USD"),
    }
    assert [step.programme for step in answer.plan] == ["etsy", "us-fcba", "amex", "us-mitor"]
    assert answer.plan[1].by is not None
    assert answer.plan[1].by.date().isoformat() == "2026-05-24"
    debit = answer.find("us-reg-e")
    assert debit is not None
    assert (debit.status, debit.because[-1].rule.startswith("us-reg-e/exclusion.")) == (
        "does_not_apply",
        True,
    )


def test_a_telephone_that_is_not_wanted_any_more_in_brazil() -> None:
    answer = found("phone-br")
    law = answer.find("br-cdc")
    assert law is not None
    assert (law.status, law.last_day, law.burden.return_paid_by) == (
        *("applies", "2026-08-19"),  # seven days after 12 August
        "seller",
    )
    assert steps(answer)[0] == ("br-cdc", "give_notice", "2026-08-19")
    market = answer.find("mercado-libre")
    assert market is not None
    assert (market.status, market.last_day) == ("applies", "2026-09-11")  # 30 days after 12 August


def test_a_jacket_from_aliexpress_in_australia() -> None:
    answer = found("jacket-au")
    market, card, law = (answer.find(name) for name in ("aliexpress", "mastercard", "au-acl"))
    assert market is not None
    assert card is not None
    assert law is not None
    assert (market.status, market.last_day) == ("applies", "2026-09-21")  # 15 days after 6 September
    assert (card.status, card.last_day) == ("applies", "2026-11-08")  # 120 days from 12 July, the day counted
    assert (law.status, law.last_day) == ("applies", None)  # a reasonable time, which no source counts
    assert steps(answer)[:2] == [
        ("aliexpress", "open_dispute", "2026-09-21"),
        ("mastercard", "dispute_with_bank", "2026-11-01"),
    ]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_route_says_why_and_cites_what_it_says(name: str) -> None:
    answer = found(name)
    for route in answer:
        assert route.because
        for because in route.because:
            assert because.says
            assert all(name.startswith(f"{route.programme}/") for name in because.sources)
            assert set(because.sources) <= answer.sources.keys()
        assert route.status != "may_apply" or route.needs or route.assessment is None
    assert {step.programme for step in answer.plan} | {one.dropped for one in answer.conflicts} == set(
        usable(answer)
    )


@pytest.mark.parametrize("name", BY_NAME)
def test_what_a_step_shuts_comes_before_it(name: str) -> None:
    answer = found(name)
    order = [step.programme for step in answer.plan]
    for route in answer:
        for shut in route.closes_routes:
            if {route.programme, shut} <= set(order):
                assert order.index(shut) < order.index(route.programme)
