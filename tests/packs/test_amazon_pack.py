"""The A-to-z Guarantee has what its sources say, in two lines of versions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from finding import beside, silence, stages_called
from finding import find_window as window

import buyerprotect as bp
from buyerprotect.convert import answer_to_data, load_case
from buyerprotect.facts.item import Trait
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
PACK: Pack = find_pack("amazon")
VERSIONS: dict[str, Policy] = {version.version: version for version in PACK.versions}
ELSEWHERE = ("amazon.co.uk", "amazon.de", "amazon.fr", "amazon.es", "amazon.ca")
WITHOUT_RULES = {
    *(
        "amazon.com.mx",
        "amazon.com.br",
        "amazon.sg",
        "amazon.sa",
        "amazon.eg",
        "amazon.com.tr",
        "amazon.co.za",
    ),
    *("amazon.se", "amazon.pl", "amazon.nl", "amazon.com.be", "amazon.ie"),
}

# A version, a site it governs, and a day on which it surely does.
GATED = [
    ("us-2016", "amazon.com", date(2017, 3, 1)),
    ("us-2019", "amazon.com", date(2022, 3, 1)),
    ("elsewhere-2014", "amazon.co.uk", date(2014, 1, 20)),
    ("elsewhere-2020", "amazon.ca", date(2022, 3, 1)),
]


def currency(site: str) -> str:
    (code,) = PACK.sites[site].currencies
    return code


def order(
    site: str,
    placed: date | str,
    *,
    promised: date | None = None,
    delivered: date | None = None,
    contacted: datetime | str | None = None,
    price: str = "20",
    traits: tuple[Trait, ...] = (),
) -> bp.Order:
    placed = placed if isinstance(placed, str) else placed.isoformat()
    item = bp.Item("lamp", f"{price} {currency(site)}", traits=traits)
    parcel = bp.Parcel(shipped=placed, promised=promised, delivered=delivered)
    zone = "America/Los_Angeles" if site == "amazon.com" else "UTC"  # as the version assumes it
    return bp.Order(
        "amazon", placed, zone=zone, site=site, items=[item], parcels=[parcel], contacted=contacted
    )


def known(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def missing(facts: bp.Order) -> bp.Claim:
    return bp.Claim(facts, [bp.Problem("not_received", "complete")])


# --- sites ------------------------------------------------------------------------------------------


def test_each_of_the_23_marketplaces_has_one_currency() -> None:
    assert len(PACK.sites) == 23
    assert all(len(site.currencies) == 1 for site in PACK.sites.values())


@pytest.mark.parametrize("site", sorted(WITHOUT_RULES))
def test_a_site_of_which_no_page_was_read_is_not_answered(site: str) -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(site, "2024-05-01"), policy=PACK)


@pytest.mark.parametrize("site", sorted(set(PACK.sites) - WITHOUT_RULES))
def test_every_other_site_is_answered_today(site: str) -> None:
    assert bp.deadlines(order(site, "2024-05-01"), policy=PACK).policy.version in VERSIONS


def test_an_order_on_no_site_is_asked_for_it() -> None:
    nowhere = bp.Order("amazon", "2024-05-01", zone="UTC", items=[bp.Item("lamp", "20 USD")])
    with pytest.raises(bp.InvalidFactsError, match="site; tell it"):
        bp.deadlines(nowhere, policy=PACK)


# --- how long ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "site", "day"), GATED)
def test_the_ninety_days_count_from_the_order_first_and_from_the_estimate_later(
    version: str, site: str, day: date
) -> None:
    ends: dict[int, str | None] = {}
    for wait in 5, 40:
        claim = missing(order(site, day, promised=day + timedelta(wait)))
        assert bp.deadlines(claim, policy=PACK).policy.version == version
        ends[wait] = window(claim, "open_non_receipt").last_day
    from_order = (day + timedelta(90)).isoformat()
    if version in ("us-2016", "elsewhere-2014"):
        assert set(ends.values()) == {from_order}
    else:
        assert ends == {wait: (day + timedelta(wait + 90)).isoformat() for wait in ends}


@pytest.mark.parametrize(("version", "site", "day"), GATED)
def test_contacting_the_seller_in_time_leaves_time_for_a_claim_and_later_leaves_none(
    version: str, site: str, day: date
) -> None:
    for placed in (day + timedelta(n) for n in range(7)):  # the last day falls on every day of the week
        promised = placed + timedelta(10)
        gate = window(missing(order(site, placed, promised=promised)), "contact_seller")
        for shift, leaves_time in ((-1, True), (0, False)):
            moment = known(gate.closes) + timedelta(microseconds=shift)
            claim = missing(order(site, placed, promised=promised, contacted=moment))
            found = window(claim, "open_non_receipt")
            assert (known(found.opens) < known(found.closes)) is leaves_time, (version, placed, shift)


def test_under_the_oldest_days_the_gate_leaves_time_by_the_longer_wait_too() -> None:
    for placed in (date(2013, 3, 1) + timedelta(n) for n in range(7)):
        gate = window(missing(order("amazon.com", placed)), "contact_seller")
        moment = known(gate.safe_by) - timedelta(microseconds=1)
        found = window(missing(order("amazon.com", placed, contacted=moment)), "open_non_receipt")
        assert known(found.safe_from) < known(found.safe_by)


@pytest.mark.parametrize("site", ELSEWHERE)
@pytest.mark.parametrize("wait", [5, 26, 27, 28, 60])
def test_the_sooner_of_estimate_and_thirty_days_opens_the_older_window(site: str, wait: int) -> None:
    placed = date(2014, 1, 20)
    claim = missing(order(site, placed, promised=placed + timedelta(wait), contacted="2014-01-21T12:00Z"))
    opens = window(claim, "open_non_receipt").opens
    # The seller's three business days end with Friday, 24 January.
    expected = max(min(placed + timedelta(wait + 3), placed + timedelta(30)), date(2014, 1, 24))
    assert known(opens).date() == expected + timedelta(1)


def test_an_order_without_an_estimate_waits_thirty_days_under_the_older_rules() -> None:
    claim = missing(order("amazon.co.uk", "2014-01-20", contacted="2014-01-21T12:00Z"))
    assert str(window(claim, "open_non_receipt").opens) == "2014-02-20 00:00:00+00:00"


def test_an_order_without_an_estimate_asks_for_it_under_the_newer_rules() -> None:
    claim = missing(order("amazon.com", "2022-03-01", contacted="2022-03-10T12:00Z"))
    assert window(claim, "open_claim").needs == ("promised",)


@pytest.mark.parametrize("site", ["amazon.com", *ELSEWHERE, "amazon.it", "amazon.com.au", "amazon.ae"])
def test_tracking_that_shows_delivery_opens_the_newer_window_before_the_estimate(site: str) -> None:
    came = date(2022, 3, 8)
    facts = order(
        site, "2022-03-01", promised=date(2022, 3, 20), delivered=came, contacted="2022-03-02T12:00Z"
    )
    lost = bp.Claim(facts, [bp.Problem("not_received", "complete", tracking="delivered")])
    found = window(lost, "open_non_receipt")
    assert known(found.opens).date() <= came
    # By one wording three days have to pass after the delivery as well.
    assert known(found.safe_from).date() >= came + timedelta(3)


def test_european_sites_have_two_business_days_as_a_reading_and_others_have_not() -> None:
    readings: dict[str, set[str]] = {}
    for site in "amazon.co.uk", "amazon.ca":
        facts = order(site, "2022-03-01", promised=date(2022, 3, 4), contacted="2022-03-11T12:00Z")
        readings[site] = {reading.id for reading in window(missing(facts), "open_claim").readings}
    assert "two-business-days" in readings["amazon.co.uk"]
    assert readings["amazon.ca"] == {"adopted"}


# --- what follows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "days"),
    [("2016-11-13T23:59-08:00", 7), ("2016-11-14T00:00-08:00", 3), ("2018-02-01T00:00-08:00", 3)],
)
def test_the_day_of_the_claim_decides_how_long_the_seller_has(opened: str, days: int) -> None:
    facts = order("amazon.com", "2016-09-20", promised=date(2016, 9, 30), contacted="2016-10-20T12:00Z")
    dispute = bp.Dispute(missing(facts), [bp.Event("opened", opened)])
    last = date.fromisoformat(opened[:10]) + timedelta(days)
    assert window(dispute, "seller_answer").last_day == last.isoformat()


def test_a_silent_seller_loses_once_every_reading_says_so() -> None:
    facts = order("amazon.co.uk", "2018-01-02", promised=date(2018, 1, 9), contacted="2018-01-10T12:00Z")
    dispute = bp.Dispute(missing(facts), [bp.Event("opened", "2018-01-20T12:00Z")])
    told: dict[str, bool] = {}
    for at in "2018-01-25T12:00Z", "2018-01-29T12:00Z":  # 3 days are over, then 7
        because = bp.recommend(dispute, at=at, policy=PACK).because
        told[at] = any("taken as accepted" in reason.says for reason in because)
    assert list(told.values()) == [False, True]


def test_since_july_2020_the_silence_that_counts_is_the_one_before_the_claim() -> None:
    facts = order("amazon.com", "2022-03-01", promised=date(2022, 3, 8), contacted="2022-03-10T12:00Z")
    reply = window(missing(facts), "seller_reply")
    assert (reply.lapse, reply.closes) == (
        "request_granted",
        datetime.fromisoformat("2022-03-12T12:00+00:00"),
    )
    assert bp.deadlines(missing(facts), policy=PACK).find("seller_answer") is None


def test_a_claim_whose_buyer_does_not_answer_amazon_in_72_hours_is_closed() -> None:
    facts = order("amazon.com", "2022-03-01", promised=date(2022, 3, 8), contacted="2022-03-10T12:00Z")
    events = [
        bp.Event("opened", "2022-03-12T20:00Z"),
        bp.Event("information_requested", "2022-03-12T22:00Z"),  # summer time begins that night
    ]
    asked = bp.Dispute(missing(facts), events)
    found = bp.forecast(asked, at="2022-03-12T23:00Z", policy=PACK)
    assert (found.outcome, known(found.ends)) == ("closed", datetime.fromisoformat("2022-03-15T22:00+00:00"))
    answered = bp.Event("information_given", "2022-03-15T21:59:59Z")
    assert bp.forecast(asked, at="2022-03-12T23:00Z", policy=PACK, then=[answered]).outcome is None
    with pytest.raises(bp.InvalidFactsError, match="not in time"):
        bp.record(asked, bp.Event("information_given", "2022-03-15T22:00Z"), policy=PACK)


def test_a_seller_appeals_for_thirty_days_and_no_longer() -> None:
    facts = order("amazon.com", "2022-03-01", promised=date(2022, 3, 8), contacted="2022-03-10T12:00Z")
    events = [
        bp.Event("opened", "2022-03-13T12:00Z"),
        bp.Event("ruled", "2022-03-16T12:00Z", amount="20 USD"),
    ]
    granted = bp.Dispute(missing(facts), events)
    in_time = bp.Event("appealed", "2022-04-15T12:00Z", party="seller")
    assert bp.stage(bp.record(granted, in_time, policy=PACK), policy=PACK).name == "appealed"
    with pytest.raises(bp.InvalidFactsError, match="not in time"):
        bp.record(granted, bp.Event("appealed", "2022-04-17T12:00Z", party="seller"), policy=PACK)


# --- what is paid, and what is not ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "placed", "price", "most"),
    [
        ("amazon.com", "2013-05-01", "2600", "2500.00 USD"),
        ("amazon.com", "2017-05-01", "2600", None),
        ("amazon.com", "2022-05-01", "2600", None),
        ("amazon.co.uk", "2014-01-20", "2600", "2000.00 GBP"),
        ("amazon.de", "2014-01-20", "2600", "2500.00 EUR"),
        ("amazon.de", "2022-01-20", "2600", "2500.00 EUR"),
        ("amazon.co.uk", "2022-01-20", "2600", None),
        ("amazon.co.jp", "2022-01-20", "310000", "300000 JPY"),
    ],
)
def test_a_cap_holds_where_and_while_a_page_names_it(
    site: str, placed: str, price: str, most: str | None
) -> None:
    claim = missing(order(site, placed, promised=date.fromisoformat(placed), price=price))
    day = date.fromisoformat(placed) + timedelta(20)
    found = bp.recommend(claim, at=f"{day}T12:00Z", policy=PACK)
    paid = found.entitlement
    assert (None if paid is None or paid.most is None else str(paid.most)) == most


@pytest.mark.parametrize("version", sorted(set(VERSIONS) - {"us-2008"}))
def test_a_chargeback_bars_the_claim_in_every_version_but_the_first(version: str) -> None:
    assert "chargeback" in {rule.id for rule in VERSIONS[version].exclusions}


@pytest.mark.parametrize("trait", ["digital", "service", "stored_value"])
@pytest.mark.parametrize(
    ("site", "placed"),
    [("amazon.com", "2008-05-01"), ("amazon.com", "2022-05-01"), ("amazon.de", "2014-01-20")],
)
def test_what_is_no_physical_good_is_left_out_at_all_times(trait: Trait, site: str, placed: str) -> None:
    claim = missing(order(site, placed, traits=(trait,)))
    assert bp.classify(claim, at=f"{placed[:4]}-12-01T12:00Z", policy=PACK).coverage == "not_covered"


def test_disappointment_is_a_ground_only_where_goods_have_to_be_as_expected() -> None:
    grounds: dict[str, str | None] = {}
    for placed in "2013-05-01", "2022-05-01":
        facts = order("amazon.com", placed, promised=date.fromisoformat(placed))
        grounds[placed] = bp.classify(
            bp.Claim(facts, [bp.Problem("quality")]), at=f"{placed[:4]}-06-01T12:00Z", policy=PACK
        ).ground
    assert grounds == {"2013-05-01": None, "2022-05-01": "not_as_described"}


# --- sources ----------------------------------------------------------------------------------------


def test_what_one_voice_says_alone_decides_nothing() -> None:
    for version in PACK.versions:
        single = {name for name, source in version.sources.items() if source.kind == "single"}
        for rule in (*version.windows, *version.grounds, *version.exclusions, *version.refunds):
            assert set(rule.sources) - single, (version.version, rule.id)


# --- the real case ----------------------------------------------------------------------------------


def test_the_claim_that_came_four_months_later_is_too_late_and_goes_on() -> None:
    case = load_case(EXAMPLES / "amazon-claimed-after-four-months.toml")
    assert case.at is not None
    data = answer_to_data(bp.assess(case.facts, at=case.at))
    # 9 October 2013 and 90 days: 22 of October, 30, 31, and 7 of January 2014.
    assert date(2013, 10, 9) + timedelta(90) == date(2014, 1, 7)
    windows = {one["id"]: one for one in data["deadlines"]}
    assert data["policy"]["version"] == "elsewhere-2014"
    assert data["classification"]["coverage"] == "too_late"
    assert windows["open_non_receipt"]["last_day"] == "2014-01-07"
    # The 7th is a Tuesday. Three business days for the seller before it are Thursday, Friday and Monday.
    assert windows["contact_seller"]["last_day"] == "2014-01-01"
    # It was opened all the same, on 5 February: the seller has until the end of the 12th.
    assert date(2014, 2, 5) + timedelta(7) == date(2014, 2, 12)
    assert windows["seller_answer"]["last_day"] == "2014-02-12"
    assert data["recommendation"]["action"] == "wait"
    assert data["recommendation"]["wait_until"] == "2014-02-13T00:00:00Z"
    assert data["recommendation"]["request"]["amount"] == "10.00"


# --- beside other programmes ------------------------------------------------------------------------

BY_CARD = {"chargeback": ("closed_by", ("card",))}
COURT = {"court": ("not_final", ("law",))}


@pytest.mark.parametrize("version", ["us-2012", "us-2016", "india"])
def test_a_chargeback_ends_the_claim(version: str) -> None:
    assert beside("amazon", version) == BY_CARD


def test_the_newest_american_page_names_the_payment_provider_beside_the_bank() -> None:
    assert beside("amazon", "us-2019") == {"chargeback": ("closed_by", ("card", "provider"))}


@pytest.mark.parametrize("version", ["elsewhere-2014", "elsewhere-2020"])
def test_on_the_german_site_a_refund_is_not_the_last_word(version: str) -> None:
    assert beside("amazon", version) == BY_CARD | COURT
    (court,) = [rule for rule in VERSIONS[version].interactions if rule.id == "court"]
    assert court.sources == ("court-de-2020", "court-de-press")
    assert str(court.when) == "site is amazon.de and country is DE"


def test_of_chargebacks_in_2008_nothing_is_known() -> None:
    assert beside("amazon", "us-2008") == {}


# --- the stages of a claim --------------------------------------------------------------------------


def test_a_claim_is_amazons_from_its_opening_and_the_seller_may_answer_it_until_2020() -> None:
    bought = order("amazon.com", date(2017, 3, 1), delivered=date(2017, 3, 10), contacted="2017-03-11")
    facts = bp.Dispute(
        bp.Claim(bought, [bp.Problem("defective")]),
        [
            bp.Event("opened", "2017-03-20T19:00Z"),
            bp.Event("offered", "2017-03-21T19:00Z", amount="5 USD"),
            bp.Event("declined", "2017-03-22T19:00Z"),
            bp.Event("answered", "2017-03-22T20:00Z", accepts=False),
            bp.Event("ruled", "2017-03-30T19:00Z", amount="20 USD"),
        ],
    )
    # seven-days: a seller who does not represent the case in time has the claim granted against him.
    assert stages_called(facts) == [
        ("with_platform", "a claim"),
        ("offer_open", "a claim"),
        ("with_platform", "a claim"),
        ("with_platform", "a claim"),
        ("ruled", None),
    ]
    # Three whole days after the 20th, by the days of Los Angeles or of UTC; nothing is said of offers.
    granted = ("request_granted 2017-03-24", "buyer_paid")
    waiting = [("", "offer_open"), ("", "with_platform"), ("", "with_platform")]
    assert silence(facts) == [granted, *waiting, ("", "buyer_paid")]
    opened = bp.Dispute(facts.claim, facts.events[:1])
    assert [one.id for one in bp.stage(opened).may] == ["seller_answer"]
    with pytest.raises(bp.InvalidFactsError, match="'escalated' cannot follow in the stage 'with_platform'"):
        bp.record(opened, bp.Event("escalated", "2017-03-21T19:00Z"))


def test_since_2020_amazon_looks_into_a_claim_without_an_answer_and_once_more_on_appeal() -> None:
    bought = order(
        "amazon.com",
        date(2022, 3, 1),
        promised=date(2022, 3, 12),
        delivered=date(2022, 3, 10),
        contacted="2022-03-11T12:00Z",
    )
    facts = bp.Dispute(
        bp.Claim(bought, [bp.Problem("defective")]),
        [
            bp.Event("opened", "2022-03-20T19:00Z"),
            bp.Event("information_requested", "2022-03-21T19:00Z"),
            bp.Event("information_given", "2022-03-22T19:00Z"),
            bp.Event("ruled", "2022-03-24T19:00Z", amount="0 USD"),
            bp.Event("appealed", "2022-03-26T19:00Z"),
        ],
    )
    # no-reply-2020: sellers no longer answer the claim itself; Amazon decides from what is there.
    assert stages_called(facts) == [
        ("with_platform", "a claim"),
        ("information_due", "a claim"),
        ("with_platform", "a claim"),
        ("ruled", None),
        ("appealed", "an appeal"),
    ]
    # A week for the decision, 72 hours for the buyer's answer, 30 days to appeal.
    assert silence(facts) == [
        ("not_known 2022-03-28", "with_platform"),
        ("case_closed 2022-03-24", "closed"),
        ("not_known 2022-03-28", "with_platform"),
        ("right_lost 2022-04-24", "seller_paid"),
        ("", "appealed"),
    ]


@pytest.mark.parametrize(
    ("site", "day", "word"),
    [
        ("amazon.com", date(2010, 3, 1), "a claim"),
        ("amazon.co.uk", date(2014, 5, 1), "a claim"),
        ("amazon.de", date(2022, 5, 1), "a claim"),
        ("amazon.in", date(2022, 5, 1), "a request"),  # in-page: 75 requests in a lifetime
    ],
)
def test_on_no_site_is_a_claim_with_the_seller_first(site: str, day: date, word: str) -> None:
    bought = order(site, day, delivered=day, contacted=day.isoformat())
    opened = bp.Event("opened", day + timedelta(days=20))
    assert stages_called(bp.Dispute(bp.Claim(bought, [bp.Problem("defective")]), [opened])) == [
        ("with_platform", word)
    ]
