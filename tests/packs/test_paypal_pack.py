"""PayPal's and Klarna's packs: what the conformance files cannot show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from finding import beside

import buyerprotect as bp
from buyerprotect.convert import load_case
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.facts.item import Trait
from buyerprotect.facts.payment import Channel
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.policy import Policy

EXAMPLE = Path(__file__).parents[2] / "examples" / "paypal-record-2025.toml"
PACIFIC = ZoneInfo("America/Los_Angeles")
VERSIONS = find_pack("paypal").versions
NAMES = [version.version for version in VERSIONS]

WITH_THEFT = [
    version for version in VERSIONS if any(ground.id == "unauthorised" for ground in version.grounds)
]
"""All but the one of 2004, of which nothing tells how such payments were reported."""

COUNTRIES = {
    "US": "us",
    "GB": "gb",
    "AU": "au",
    "DE": "de",
    "CA": "ca",
    **dict.fromkeys(("FR", "IT", "PL", "RO", "NO", "CH"), "eu"),
    **dict.fromkeys(("BR", "MX", "AR", "PE"), "latam"),
    **dict.fromkeys(("HK", "SG", "MY", "ID", "FJ", "CM", "JM"), "other"),
}
"""Countries that sources speak of, each with the family of versions it belongs to."""

GOODS: tuple[ProblemKind, ...] = ("not_received", "defective")
SIGNED_FROM = 750


def claim(
    kind: ProblemKind,
    *,
    country: str = "US",
    placed: str = "2018-03-01T12:00:00-08:00",
    price: str = "80 USD",
    traits: tuple[Trait, ...] = (),
    channel: Channel | None = None,
    delivered: str | None = None,
) -> bp.Claim:
    order = bp.Order(
        "paypal",
        placed,
        country=country,
        zone="America/Los_Angeles",
        items=[bp.Item("lamp", price, traits=traits)],
        parcels=[bp.Parcel(delivered=delivered)] if delivered else (),
        payment=bp.Payment(channel=channel) if channel else None,
    )
    return bp.Claim(order, [bp.Problem(kind, "complete")])


def recorded() -> bp.Assessment:
    case = load_case(EXAMPLE)
    assert case.at is not None
    return bp.assess(case.facts, at=case.at)


def governing(country: str, day: date) -> Policy | None:
    order = bp.Order("paypal", day, country=country, zone="UTC", items=[bp.Item("lamp", "80 USD")])
    try:
        return bp.policy("paypal", facts=order)
    except bp.OutOfCoverageError:
        return None


# --- one real record ----------------------------------------------------------------------------------


def test_the_rules_arrive_at_the_end_that_paypal_recorded_for_the_seller() -> None:
    seller = recorded().deadlines.find("seller_answer")
    assert seller is not None
    # 23 September, 02:57 in Pacific time, and 10 days: to the end of 3 October.
    ours = datetime(2025, 10, 4, tzinfo=PACIFIC)
    theirs = datetime(2025, 10, 4, 6, 59, 59, tzinfo=UTC)
    assert seller.closes == ours == theirs + timedelta(seconds=1)


def test_the_recorded_end_of_the_talks_is_a_reading_and_the_safe_one() -> None:
    escalate = recorded().deadlines.find("escalate")
    assert escalate is not None
    opened = datetime(2025, 9, 18, 9, 46, 54, 926000, tzinfo=UTC)
    assert escalate.safe_by == opened + timedelta(days=20)
    # By the help pages day 20 is kept whole: 18 September and 20 days, to the end of 8 October.
    assert escalate.closes == datetime(2025, 10, 9, tzinfo=PACIFIC)


def test_the_recorded_claim_waits_for_two_dollars() -> None:
    answer = recorded()
    assert answer.policy.version == "us-2016"
    assert [other.version for other in answer.policy.bracketed_with] == ["us-delivery"]
    assert (answer.classification.ground, answer.classification.coverage) == ("not_received", "covered")
    assert answer.recommendation.action == "wait"
    assert str(answer.recommendation.request.amount) == "2.00 USD"


# --- countries and days -------------------------------------------------------------------------------


@pytest.mark.parametrize("country", COUNTRIES)
def test_from_the_first_day_on_a_country_is_never_without_rules(country: str) -> None:
    days = [date(2004, 1, 1) + timedelta(days=step) for step in range(0, 8400, 30)]
    found = [governing(country, day) is not None for day in days]
    assert True in found
    assert all(found[found.index(True) :])


@pytest.mark.parametrize(("country", "family"), COUNTRIES.items())
def test_today_each_country_has_the_rule_of_its_family(country: str, family: str) -> None:
    today = governing(country, date(2026, 11, 24))
    assert today is not None
    assert today.version == f"{family}-delivery"
    assert not today.bracketed_with


@pytest.mark.parametrize("country", ["JP", "IN", "NZ", "ZA", "RU", "CN"])
def test_a_country_that_no_source_speaks_of_has_no_rules(country: str) -> None:
    assert all(governing(country, date(year, 6, 1)) is None for year in range(2005, 2028))


# Between the last day on which 45 days are known and the first on which 180 are, both have to be shown:
# who trusted the 180 alone would come four months too late.
@pytest.mark.parametrize(
    ("country", "day", "old", "new"),
    [
        ("IT", date(2014, 6, 17), "eu-45", "eu-180"),
        ("AT", date(2015, 6, 30), "eu-45", "eu-180"),
        ("FR", date(2015, 6, 30), "fr-45", "eu-180"),
        ("HK", date(2014, 11, 18), "other-45", "other-180"),
        ("JM", date(2015, 8, 31), "other-45", "other-180"),
        ("CA", date(2014, 6, 17), "ca-45", "ca-180"),
        ("CA", date(2020, 7, 30), "ca-45", "ca-180"),
    ],
)
def test_while_the_change_is_not_dated_45_days_are_safe(country: str, day: date, old: str, new: str) -> None:
    found = governing(country, day)
    assert found is not None
    assert (found.version, [other.version for other in found.bracketed_with]) == (old, [new])
    order = bp.Order("paypal", day, country=country, zone="UTC", items=[bp.Item("lamp", "80 USD")])
    window = bp.deadlines(order).find("open_not_received")
    assert window is not None
    assert window.safe_by is not None
    assert window.latest_arguable is not None
    # The zones move an end by a day at the most.
    for end, days in ((window.safe_by, 45), (window.latest_arguable, 180)):
        assert abs(date.fromisoformat(str(end)[:10]) - (day + timedelta(days=days))) <= timedelta(days=1)


@pytest.mark.parametrize("country", ["IT", "AT", "HK", "CA"])
def test_the_day_before_the_bracket_has_45_days_alone(country: str) -> None:
    found = governing(country, date(2014, 6, 16))
    assert found is not None
    assert found.version.endswith("-45")
    assert not found.bracketed_with


def test_the_day_of_the_payment_decides_and_not_that_of_the_order() -> None:
    order = bp.Order(
        "paypal",
        "2014-11-10",
        paid="2014-11-18",
        country="US",
        zone="America/Los_Angeles",
        items=[bp.Item("lamp", "80 USD")],
    )
    window = bp.deadlines(order).find("open_not_received")
    assert bp.deadlines(order).policy.version == "us-180"
    assert window is not None
    assert window.last_day == str(date(2014, 11, 18) + timedelta(days=180))


# --- 30 days after delivery, or 180 after the payment -------------------------------------------------


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("-delivery")])
def test_every_newest_version_keeps_180_days_as_a_reading(name: str) -> None:
    version = next(version for version in VERSIONS if version.version == name)
    country = next(country for country, family in COUNTRIES.items() if name == f"{family}-delivery")
    late = claim(
        "defective", country=country, placed="2026-12-01T12:00Z", delivered="2026-12-10T12:00Z"
    ).order
    window = bp.deadlines(late, policy=version).find("open_not_as_described")
    assert window is not None
    assert {reading.id for reading in window.readings} >= {"adopted", "180-days-for-both"}


@pytest.mark.parametrize("days", [0, 1, 29, 30, 31, 149, 150, 151, 179])
def test_in_the_bracket_the_safe_end_is_the_sooner_of_the_two(days: int) -> None:
    paid = datetime(2023, 2, 1, 12, tzinfo=PACIFIC)
    came = paid + timedelta(days=days)
    window = bp.deadlines(claim("defective", placed=paid.isoformat(), delivered=came.isoformat()).order).find(
        "open_not_as_described"
    )
    assert window is not None
    last = min(came.astimezone(UTC).date() + timedelta(days=30), date(2023, 2, 1) + timedelta(days=180))
    assert window.safe_by == datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    # The adopted rule does not look at the delivery.
    assert window.last_day == str(date(2023, 2, 1) + timedelta(days=180))


def test_until_the_goods_have_come_the_payment_alone_counts() -> None:
    window = bp.deadlines(claim("defective", placed="2026-12-01T12:00:00-08:00").order).find(
        "open_not_as_described"
    )
    assert window is not None
    assert window.last_day == str(date(2026, 12, 1) + timedelta(days=180))
    assert window.moves, "a delivery still moves it"


def test_of_two_parcels_the_first_is_the_safe_one() -> None:
    order = bp.Order(
        "paypal",
        "2026-12-01T12:00:00-08:00",
        country="US",
        zone="America/Los_Angeles",
        items=[bp.Item("lamp", "80 USD")],
        parcels=[bp.Parcel(delivered=f"2026-12-{day}T12:00:00-08:00") for day in (10, 20)],
    )
    window = bp.deadlines(order).find("open_not_as_described")
    assert window is not None
    assert window.last_day == str(date(2026, 12, 20) + timedelta(days=30))
    # 10 December and 30 days: 9 January, which ends first in UTC.
    assert window.safe_by == datetime(2027, 1, 10, tzinfo=UTC)


# --- what is left out ---------------------------------------------------------------------------------


@pytest.mark.parametrize("version", WITH_THEFT, ids=lambda version: version.version)
def test_what_is_left_out_of_purchases_is_not_left_out_of_theft(version: Policy) -> None:
    country = next(iter(sorted(_countries(version))))
    for trait in get_args(Trait):
        stolen = claim("unauthorised", country=country, traits=(trait,), channel="personal")
        found = bp.classify(stolen, at="2018-03-20T12:00Z", policy=version)
        assert found.ground == "unauthorised"
        assert found.coverage != "not_covered", trait


def _countries(version: Policy) -> set[str]:
    return {country for country in COUNTRIES if f"{country}" in str(version.where)}


@pytest.mark.parametrize(
    ("traits", "rule"),
    [
        (("vehicle",), "vehicle"),
        (("real_estate",), "property"),
        (("business",), "property"),
        (("industrial_machinery",), "machinery"),
        (("stored_value",), "cash-equivalent"),
        (("in_person",), "in-person"),
        (("prohibited",), "prohibited"),
        (("gambling",), "gambling"),
        (("donation",), "donation"),
    ],
)
@pytest.mark.parametrize("kind", GOODS)
def test_an_excluded_good_is_answered_with_its_reason(
    traits: tuple[Trait, ...], rule: str, kind: ProblemKind
) -> None:
    found = bp.classify(claim(kind, traits=traits), at="2018-03-20T12:00Z")
    assert found.coverage == "not_covered"
    assert found.because[-1].rule == f"exclusion.{rule}"
    assert found.because[-1].sources


@pytest.mark.parametrize(
    ("channel", "coverage"),
    [("checkout", "covered"), (None, "covered"), ("personal", "not_covered"), ("guest", "not_covered")],
)
def test_who_does_not_say_how_they_paid_is_taken_to_have_paid_at_the_checkout(
    channel: Channel | None, coverage: str
) -> None:
    assert bp.classify(claim("not_received", channel=channel), at="2018-03-20T12:00Z").coverage == coverage


def test_small_flaws_are_not_covered_but_a_small_fake_is() -> None:
    order = claim("defective").order
    for kind, coverage in (("defective", "not_covered"), ("counterfeit", "covered")):
        small = bp.Claim(order, [bp.Problem(kind, "minor")])  # type: ignore[arg-type]
        assert bp.classify(small, at="2018-03-20T12:00Z").coverage == coverage


@pytest.mark.parametrize(
    ("placed", "at", "coverage"),
    [
        ("2015-06-30", "2015-07-10T12:00Z", "not_covered"),
        ("2015-07-01", "2015-07-10T12:00Z", "undetermined"),
        ("2015-08-31", "2015-09-10T12:00Z", "undetermined"),
    ],
)
def test_in_two_months_of_2015_nobody_says_whether_downloads_were_covered_in_mexico(
    placed: str, at: str, coverage: str
) -> None:
    download = claim("not_received", country="MX", placed=placed, traits=("digital",))
    found = bp.classify(download, at=at)
    assert found.coverage == coverage
    if coverage == "undetermined":
        assert found.needs == ("whether intangible goods came in here on 1 July or on 1 September 2015",)


# --- money, sellers, the way back ---------------------------------------------------------------------


@pytest.mark.parametrize("price", ["80 USD", "749.99 USD", "750 USD", "5000 USD"])
def test_what_protects_the_seller_never_lowers_what_is_asked(price: str) -> None:
    told = bp.recommend(claim("not_received", price=price), at="2018-03-20T12:00Z")
    assert told.request.amount is not None
    assert told.request.amount.amount == Decimal(price.removesuffix(" USD"))
    covers = {cover.because.rule for cover in told.seller_protection}
    assert ("seller_protection.signed" in covers) is (told.request.amount.amount >= SIGNED_FROM)


def test_goods_that_differ_go_back_at_the_buyers_cost_and_fakes_do_not() -> None:
    asked = [
        bp.recommend(claim(kind), at="2018-03-20T12:00Z").request for kind in ("defective", "counterfeit")
    ]
    assert [request.return_goods for request in asked] == [True, False]
    assert asked[0].return_paid_by == "buyer"


def test_shipping_and_tax_come_back_with_the_price() -> None:
    order = bp.Order(
        "paypal",
        "2018-03-01",
        country="US",
        zone="America/Los_Angeles",
        items=[bp.Item("lamp", "80 USD")],
        shipping="7 USD",
        tax="3 USD",
    )
    told = bp.recommend(bp.Claim(order, [bp.Problem("not_received")]), at="2018-03-20T12:00Z")
    assert str(told.request.amount) == "90.00 USD"


def test_a_cap_for_goods_is_none_for_theft() -> None:
    for kind, capped in (("not_received", True), ("unauthorised", False)):
        told = bp.recommend(claim(kind, country="JM", price="25000 USD"), at="2018-03-20T12:00Z")  # type: ignore[arg-type]
        assert told.entitlement is not None
        assert told.entitlement.capped is capped


def test_who_did_not_pay_is_not_told_to_talk_to_the_seller() -> None:
    told = bp.recommend(claim("unauthorised"), at="2018-03-20T12:00Z")
    rules = {reason.rule for reason in told.because}
    assert "advice.reason-of-its-own" in rules
    assert "advice.resolution-center" not in rules


# --- sources ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", ["paypal", "klarna"])
def test_every_source_is_cited(pack: str) -> None:
    text = (Path(bp.__file__).parent / "rules" / "packs" / f"{pack}.toml").read_text(encoding="utf-8")
    unused = [name for name in find_pack(pack).sources if f'"{name}"' not in text]
    assert unused == []


def test_a_rule_of_the_newest_versions_is_never_dated_by_an_inference_alone() -> None:
    for name in ("us-delivery", "eu-delivery", "other-delivery"):
        version = next(version for version in VERSIONS if version.version == name)
        assert {version.sources[source].kind for source in version.dated_by} & {"official", "official_copy"}


# --- Klarna -------------------------------------------------------------------------------------------


def klarna(
    *events: bp.Event, country: str = "US", contacted: str | None = "2024-03-10"
) -> bp.Dispute | bp.Claim:
    order = bp.Order(
        "klarna",
        "2024-03-01",
        country=country,
        zone="America/New_York",
        items=[bp.Item("lamp", "80 USD")],
        contacted=contacted,
    )
    told = bp.Claim(order, [bp.Problem("not_received")])
    return bp.Dispute(told, events) if events else told


def test_klarna_names_no_last_day_so_the_buyer_acts_at_once() -> None:
    answer = bp.assess(klarna(), at="2024-04-01T12:00Z")
    window = answer.deadlines.find("report_problem")
    assert window is not None
    assert window.closes is None
    assert window.not_stated == ("Klarna's own pages give buyers no last day",)
    assert answer.recommendation.action == "open_dispute"
    # The processor's 180 days from 1 March 2024, the day of the order: to the end of 28 August.
    assert window.safe_by == datetime(2024, 8, 29, tzinfo=UTC)


def test_klarna_wants_the_merchant_asked_first() -> None:
    assert bp.recommend(klarna(contacted=None), at="2024-04-01T12:00Z").action == "contact_seller"


def test_a_silent_merchant_has_lost_five_weeks_after_the_report() -> None:
    open_case = klarna(bp.Event("opened", "2024-04-02T12:00:00-04:00"))
    evidence = bp.deadlines(open_case).find("seller_evidence")
    assert evidence is not None
    assert evidence.last_day == str(date(2024, 4, 2) + timedelta(days=21 + 14))
    assert evidence.lapse == "request_granted"


def test_the_american_list_is_not_held_against_british_buyers() -> None:
    american, british = find_pack("klarna").versions
    assert (american.version, british.version) == ("us", "gb")
    assert american.exclusions
    assert not british.exclusions


# --- orders made elsewhere, and other programmes ------------------------------------------------------

CHARGEBACK = {"chargeback-closes": ("closed_by", ("card",))}
PAID_ONCE = {"no-double-recovery": ("no_second_recovery", ("any",))}
MARKETPLACES = {"marketplaces": ("follows", ("marketplace",))}
COURT = {"court": ("not_final", ("law",))}
GERMAN = ("de-45", "de-180", "de-2015", "de-delivery")


def bought(programme: str, provider: str | None, placed: str, *, country: str = "US") -> bp.Claim:
    order = bp.Order(
        programme,
        placed,
        country=country,
        zone="America/Los_Angeles",
        items=[bp.Item("lamp", "80 USD")],
        payment=bp.Payment(provider=provider),
    )
    return bp.Claim(order, [bp.Problem("defective", "complete")])


@pytest.mark.parametrize("programme", ["ebay", "etsy", "none"])
def test_what_paypal_paid_is_answered_wherever_it_was_bought(programme: str) -> None:
    claimed = bought(programme, "PayPal", "2018-03-01T12:00:00-08:00")
    answer = bp.assess(claimed, at="2018-03-20T12:00Z", policy="paypal")
    assert (answer.policy.version, answer.classification.coverage) == ("us-2016", "covered")
    # 1 March 2018 and 180 days: to the end of 28 August.
    window = answer.deadlines.find("open_not_as_described")
    assert window is not None
    assert window.last_day == "2018-08-28"


@pytest.mark.parametrize("provider", ["adyen", "Klarna"])
def test_an_order_that_another_provider_paid_is_refused_by_name(provider: str) -> None:
    claimed = bought("ebay", provider, "2018-03-01T12:00:00-08:00")
    with pytest.raises(bp.InvalidFactsError, match=r"'paypal'.* the order's is 'ebay'.* provider is paypal"):
        bp.assess(claimed, at="2018-03-20T12:00Z", policy="paypal")


def test_a_dispute_with_the_marketplace_is_none_with_paypal() -> None:
    opened = bp.Dispute(
        bought("ebay", "paypal", "2018-03-01T12:00:00-08:00"), [bp.Event("opened", "2018-03-10")]
    )
    answer = bp.assess(opened, at="2018-03-20T12:00Z", policy="paypal")
    assert answer.recommendation.action == "open_dispute"


@pytest.mark.parametrize(
    ("placed", "programme", "coverage"),
    [
        # 1 November 2010 is the first day, in Pacific time: still summer time, 7 hours behind.
        ("2010-10-31T23:59:59-07:00", "none", "not_covered"),
        ("2010-11-01T00:00:00-07:00", "none", "covered"),
        ("2010-10-31T23:59:59-07:00", "etsy", "not_covered"),
        ("2010-10-31T23:59:59-07:00", "ebay", "covered"),
    ],
)
def test_what_differs_was_covered_on_ebay_alone_until_november_2010(
    placed: str, programme: str, coverage: str
) -> None:
    claimed = bought(programme, "paypal", placed)
    assert bp.classify(claimed, at="2010-11-20T12:00Z", policy="paypal").coverage == coverage


def test_an_order_that_names_paypal_itself_is_asked_nothing_about_ebay() -> None:
    claimed = bought("paypal", None, "2010-10-31T12:00:00-07:00")
    assert bp.classify(claimed, at="2010-11-20T12:00Z").coverage == "covered"


@pytest.mark.parametrize(
    ("country", "coverage"), [("FR", "undetermined"), ("BR", "undetermined"), ("AT", "covered")]
)
def test_seven_countries_were_left_out_when_other_shops_came_in(country: str, coverage: str) -> None:
    claimed = bought("none", "paypal", "2013-04-01", country=country)
    assert bp.classify(claimed, at="2013-04-20T12:00Z", policy="paypal").coverage == coverage


@pytest.mark.parametrize(
    "version", ["us-45", "us-2016", "us-delivery", "gb-180", "au-180", "eu-delivery", "latam-45", "other-180"]
)
def test_a_chargeback_closes_a_dispute_and_nobody_is_paid_twice(version: str) -> None:
    assert beside("paypal", version) == CHARGEBACK | PAID_ONCE | MARKETPLACES


@pytest.mark.parametrize("version", GERMAN)
def test_in_germany_a_refund_is_not_the_last_word(version: str) -> None:
    assert beside("paypal", version) == CHARGEBACK | PAID_ONCE | MARKETPLACES | COURT


def test_both_judgments_speak_for_the_german_rule_and_for_no_other_country() -> None:
    courts = {
        version.version: rule for version in VERSIONS for rule in version.interactions if rule.id == "court"
    }
    assert courts.keys() == set(GERMAN)
    for rule in courts.values():
        assert {"court-de-83-16", "court-de-213-16"} <= set(rule.sources)
        assert str(rule.when) == "country is DE"


def test_of_the_first_british_rules_nothing_of_the_kind_is_known() -> None:
    assert beside("paypal", "gb-30") == {}


def test_what_one_country_says_of_chargebacks_is_marked_as_taken_over_in_all_others() -> None:
    read_there = {"us-45", "us-delivery"}
    for version in VERSIONS:
        for rule in version.interactions:
            if rule.id == "chargeback-closes":
                assert ("carried-over" in rule.sources) == (version.version not in read_there)


def test_what_klarna_paid_is_answered_and_nothing_else() -> None:
    claimed = bought("ebay", "KLARNA", "2024-03-01T12:00:00-08:00")
    assert bp.assess(claimed, at="2024-03-20T12:00Z", policy="klarna").policy.version == "us"
    with pytest.raises(bp.InvalidFactsError, match=r"'klarna'.* the order's is 'ebay'.* provider is klarna"):
        bp.assess(bought("ebay", "paypal", "2024-03-01"), at="2024-03-20T12:00Z", policy="klarna")


def test_klarna_says_nothing_readable_of_other_programmes_and_the_note_says_so() -> None:
    assert beside("klarna", "us") == beside("klarna", "gb") == {}
    american, british = find_pack("klarna").versions
    assert "claims-elsewhere" in [note.id for note in american.notes]
    assert "claims-elsewhere" not in [note.id for note in british.notes]
