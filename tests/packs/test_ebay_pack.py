"""eBay's two programmes have what their sources say, version by version and site by site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from finding import beside, silence, stages_called
from finding import find_window as window

import buyerprotect as bp
from buyerprotect.convert import answer_to_data, load_case
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.item import Trait
from buyerprotect.facts.payment import Channel
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy, Rule

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
PACK: Pack = find_pack("ebay")
VERSIONS: dict[str, Policy] = {version.version: version for version in PACK.versions}
SITE = {
    "us": "ebay.com",
    "uk": "ebay.co.uk",
    "au": "ebay.com.au",
    "ca": "ebay.ca",
    "de": "ebay.de",
    "in": "ebay.in",
}
ZONE = {
    "us": "America/Los_Angeles",
    "uk": "Europe/London",
    "au": "Australia/Sydney",
    "ca": "America/Toronto",
    "de": "Europe/Berlin",
    "in": "Asia/Kolkata",
}

# A day on which each version surely governs. No holiday of its site is in the six weeks after it.
SURE = {
    "us-2008": date(2009, 4, 1),
    "us-2009": date(2012, 3, 1),
    "us-2014": date(2015, 3, 2),
    "us-2018": date(2019, 3, 1),
    "us-2020": date(2021, 3, 1),
    "us-2021": date(2022, 3, 1),
    "uk-2010": date(2012, 9, 3),
    "uk-2013": date(2013, 10, 1),
    "uk-2014": date(2015, 9, 1),
    "uk-2018": date(2019, 9, 2),
    "uk-2020": date(2021, 9, 6),
    "au-2016": date(2019, 2, 1),
    "au-2020": date(2022, 2, 1),
    "ca-2014": date(2022, 3, 1),
    "de-2012": date(2014, 2, 3),
    "de-2015": date(2022, 2, 1),
    "in-2010": date(2014, 2, 3),
}
UNDER_THE_GUARANTEE = [name for name in SURE if name not in {"us-2008", "in-2010"} and name[:2] != "de"]


def currency(site: str) -> str:
    return min(PACK.sites[site].currencies)


def order(
    version: str,
    *,
    placed: date | None = None,
    promised: date | None = None,
    delivered: date | None = None,
    price: str = "20",
    shipping: str = "0",
    traits: tuple[Trait, ...] = (),
    signed: bool | None = None,
    channel: Channel | None = None,
    joined: date | None = None,
    takes_place: date | None = None,
) -> bp.Order:
    """Make an order on the site of a version, by default of a day on which it surely governs."""
    where = version[:2]
    placed = placed or SURE[version]
    code = currency(SITE[where])
    parcel = bp.Parcel(
        shipped=placed,
        promised=promised or placed + timedelta(days=9),
        delivered=delivered,
        tracking="delivered" if delivered else None,
        signed=signed,
    )
    return bp.Order(
        "ebay",
        placed,
        site=SITE[where],
        zone=ZONE[where],
        items=[bp.Item("lamp", f"{price} {code}", traits=traits)],
        shipping=f"{shipping} {code}",
        parcels=[parcel],
        payment=None if channel is None else bp.Payment(channel=channel),
        joined=joined,
        takes_place=takes_place,
    )


def noon(day: date, version: str) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(ZONE[version[:2]]))


def dispute(facts: bp.Order, version: str, opened: date, kind: ProblemKind = "not_received") -> bp.Dispute:
    return bp.Dispute(bp.Claim(facts, [bp.Problem(kind)]), [bp.Event("opened", noon(opened, version))])


def coverage(facts: bp.Order, version: str, kind: ProblemKind = "not_received") -> str:
    at = noon(SURE[version] + timedelta(days=15), version)
    return bp.classify(bp.Claim(facts, [bp.Problem(kind)]), at=at, policy=PACK).coverage


def governing(facts: bp.Order) -> tuple[str, ...]:
    found = bp.policy("ebay", facts=facts)
    return found.version, *(other.version for other in found.bracketed_with)


# --- the versions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SURE)
def test_each_version_surely_governs_on_its_site(name: str) -> None:
    assert governing(order(name)) == (name,)


def test_every_version_has_a_day_in_these_tests() -> None:
    assert set(SURE) == set(VERSIONS)


@pytest.mark.parametrize("name", VERSIONS)
def test_every_version_knows_both_grounds(name: str) -> None:
    assert {"not_received", "not_as_described"} <= {ground.id for ground in VERSIONS[name].grounds}


@pytest.mark.parametrize("site", sorted(set(PACK.sites) - set(SITE.values())))
def test_a_site_without_a_source_is_not_answered(site: str) -> None:
    bought = bp.Order(
        "ebay", "2022-03-01", site=site, zone="UTC", items=[bp.Item("lamp", f"20 {currency(site)}")]
    )
    with pytest.raises(bp.OutOfCoverageError):
        bp.policy("ebay", facts=bought)


def test_an_untold_site_is_asked_for_also_where_the_day_of_joining_is_assumed() -> None:
    for placed in "2012-03-01", "2014-08-20", "2022-03-01":
        bought = bp.Order("ebay", placed, zone="UTC", items=[bp.Item("lamp", "20 USD")])
        with pytest.raises(bp.InvalidFactsError, match="site"):
            bp.policy("ebay", facts=bought)


@pytest.mark.parametrize(
    ("placed", "joined", "versions"),
    [
        (date(2014, 8, 11), None, ("us-2009",)),
        (date(2014, 8, 12), None, ("us-2009", "us-2014")),
        (date(2014, 8, 12), date(2014, 8, 11), ("us-2009", "us-2014")),
        (date(2014, 8, 12), date(2014, 8, 12), ("us-2014",)),
        (date(2014, 9, 14), date(2014, 9, 1), ("us-2014",)),
        (date(2014, 9, 14), date(2012, 9, 1), ("us-2009", "us-2014")),
        (date(2014, 9, 15), date(2012, 9, 1), ("us-2014",)),
    ],
)
def test_the_guarantee_came_at_once_for_who_joined_with_it(
    placed: date, joined: date | None, versions: tuple[str, ...]
) -> None:
    assert governing(order("us-2009", placed=placed, joined=joined)) == versions


# --- the sources ------------------------------------------------------------------------------------


def rules(version: Policy) -> Iterator[Rule]:
    yield from (*version.windows, *version.grounds, *version.exclusions, *version.evidence, *version.risks)
    yield from (*version.askings, *version.postages, *version.refunds, *version.seller_protections)
    yield from (*version.advices, *version.notes)


def test_what_another_site_says_is_cited_as_taken_over() -> None:
    for version in PACK.versions:
        site = version.version[:2]
        for rule in rules(version):
            sites = {name[:2] for name in rule.sources if re.match("(us|uk|au|ca|de|in)-", name)}
            if site != "us" and sites - {site}:
                known = {"one-policy", "carried-over", "site-of-checkout"}
                assert known & set(rule.sources), f"{version.version}: {rule.id}"


# --- counting ---------------------------------------------------------------------------------------


SELLER_TIME = {
    "us-2009": 7,
    "uk-2010": 10,
    "uk-2013": 10,
    "uk-2014": 8,
    "uk-2018": 8,
    "de-2012": 10,
    "de-2015": 10,
    "in-2010": 4,
}
"""The sellers' time in calendar days; in every other version it is three business days."""


@pytest.mark.parametrize("name", [name for name in SURE if name != "us-2008"])
def test_the_seller_has_the_time_of_the_version(name: str) -> None:
    # A Monday about two weeks on: three business days later is the Thursday, which no holiday moves.
    opened = SURE[name] + timedelta(days=14)
    opened += timedelta(days=-opened.weekday() % 7)
    found = window(dispute(order(name), name, opened), "seller_answer")
    assert found.last_day == (opened + timedelta(days=SELLER_TIME.get(name, 3))).isoformat()


@pytest.mark.parametrize(
    ("opened", "last"),
    [
        (date(2020, 4, 30), date(2020, 5, 8)),  # 8 calendar days
        (date(2020, 5, 1), date(2020, 5, 6)),  # a Friday, and three business days
        (date(2020, 5, 31), date(2020, 6, 3)),  # a Sunday
        (date(2020, 6, 1), date(2020, 6, 4)),
    ],
)
def test_in_may_2020_the_day_of_the_request_decides(opened: date, last: date) -> None:
    bought = order("uk-2018", placed=date(2020, 4, 15))
    found = window(dispute(bought, "uk-2018", opened), "seller_answer")
    assert found.last_day == last.isoformat()
    # Before June the 8 days may still hold, by the clock of UTC at the latest.
    latest = last if opened >= date(2020, 6, 1) else opened + timedelta(days=8)
    end = datetime(latest.year, latest.month, latest.day, tzinfo=UTC) + timedelta(days=1)
    assert found.latest_arguable == end


def test_tickets_have_the_later_of_two_ends() -> None:
    delivered = date(2022, 3, 8)
    for days in range(0, 80, 4):
        event = delivered + timedelta(days=days)
        bought = order("us-2021", delivered=delivered, traits=("ticket",), takes_place=event)
        end = max(delivered + timedelta(days=30), event + timedelta(days=7))
        assert window(bought, "request_return").last_day == end.isoformat()


def test_a_ticket_whose_event_is_not_told_has_the_usual_time() -> None:
    bought = order("us-2021", delivered=date(2022, 3, 8), traits=("ticket",))
    assert window(bought, "request_return").last_day == "2022-04-07"


def test_cards_of_a_seller_who_takes_returns_never_get_the_usual_time() -> None:
    card = bp.Item("card", "20 USD", traits=["trading_card"], guarantees=["returns_and_refund"])
    bought = bp.Order(
        "ebay",
        "2022-03-01",
        site="ebay.com",
        zone=ZONE["us"],
        items=[card],
        parcels=[bp.Parcel(promised="2022-03-10", delivered="2022-03-08")],
    )
    found = window(bought, "request_return")
    assert (found.closes, found.safe_by) == (None, None)


@pytest.mark.parametrize("name", [name for name in UNDER_THE_GUARANTEE if name[-4:] > "2013"])
def test_the_earlier_of_delivery_and_estimate_is_safe(name: str) -> None:
    promised = SURE[name] + timedelta(days=9)
    for delivered in promised - timedelta(days=3), promised + timedelta(days=3):
        found = window(order(name, promised=promised, delivered=delivered), "request_return")
        assert found.last_day == (delivered + timedelta(days=30)).isoformat()
        safe = found.safe_by
        assert safe is not None
        earlier = min(promised, delivered) + timedelta(days=31)
        # By the latest clock of the three that may count the day ends no later than at home.
        assert safe <= noon(earlier, name) - timedelta(hours=12)


def test_only_two_programmes_have_no_appeal() -> None:
    without = {name for name, version in VERSIONS.items() if "appeal" not in {w.id for w in version.windows}}
    assert without == {"us-2008", "in-2010", "de-2012", "de-2015"}


# --- what is covered --------------------------------------------------------------------------------


def shown(version: str, price: str, shipping: str = "0", *, signed: bool) -> str:
    delivered = SURE[version] + timedelta(days=7)
    return coverage(
        order(version, delivered=delivered, price=price, shipping=shipping, signed=signed), version
    )


BY_PRICE = {"us-2009": 250, "uk-2010": 150, "uk-2013": 750, "uk-2014": 750, "uk-2018": 750}
BY_ORDER = {"us-2020": 750, "us-2021": 750, "uk-2020": 450, "au-2020": 750}
NOT_SAID = {"us-2014": 750, "us-2018": 750, "au-2016": 750, "ca-2014": 750}


@pytest.mark.parametrize(("name", "least"), BY_PRICE.items())
def test_a_signature_is_needed_by_the_price(name: str, least: int) -> None:
    assert shown(name, str(least), signed=False) == "covered"
    assert shown(name, str(least), signed=True) == "not_covered"
    assert shown(name, str(least - 1), "30", signed=False) == "not_covered"


@pytest.mark.parametrize(("name", "least"), BY_ORDER.items())
def test_a_signature_is_needed_by_the_order_with_its_shipping(name: str, least: int) -> None:
    assert shown(name, str(least - 30), "30", signed=False) == "covered"
    assert shown(name, str(least - 30), "30", signed=True) == "not_covered"
    assert shown(name, str(least - 30), "29.99", signed=False) == "not_covered"


@pytest.mark.parametrize(("name", "least"), NOT_SAID.items())
def test_where_the_basis_is_not_said_it_is_not_decided(name: str, least: int) -> None:
    assert shown(name, str(least), signed=False) == "covered"
    assert shown(name, str(least - 1), "30", signed=False) == "undetermined"
    assert shown(name, str(least - 1), "30", signed=True) == "not_covered"
    assert shown(name, str(least - 31), "30", signed=False) == "not_covered"


@pytest.mark.parametrize("name", [*BY_PRICE, *BY_ORDER, *NOT_SAID])
def test_tracking_that_is_not_told_is_no_delivery(name: str) -> None:
    assert coverage(order(name), name) == "covered"


def test_event_tickets_are_left_out_in_australia_alone() -> None:
    for name in UNDER_THE_GUARANTEE:
        bought = order(name, delivered=SURE[name] + timedelta(days=7), traits=("ticket",))
        expected = "not_covered" if name.startswith("au") else "covered"
        assert coverage(bought, name, "not_as_described") == expected, name


@pytest.mark.parametrize("name", [name for name in UNDER_THE_GUARANTEE if name[-4:] > "2013"])
@pytest.mark.parametrize("channel", ["bank_transfer", "cheque", "cash", "outside_checkout", "personal"])
def test_only_the_checkout_is_covered(name: str, channel: Channel) -> None:
    assert coverage(order(name, channel=channel), name) == "not_covered"
    assert coverage(order(name, channel="checkout"), name) == "covered"


@pytest.mark.parametrize("trait", ["vehicle", "real_estate", "business", "service", "digital"])
def test_what_no_guarantee_covers(trait: Trait) -> None:
    for name in (name for name in UNDER_THE_GUARANTEE if name[-4:] > "2013"):
        bought = order(name, delivered=SURE[name] + timedelta(days=7), traits=(trait,))
        assert coverage(bought, name, "not_as_described") == "not_covered", name


# --- a real case ------------------------------------------------------------------------------------


def test_the_case_of_january_2015() -> None:
    case = load_case(EXAMPLES / "ebay-uk-replacement-2015.toml")
    assert case.at is not None
    data = answer_to_data(bp.assess(case.facts, at=case.at, policy=case.policy))
    assert (data["policy"]["version"], data["policy"]["or"]) == ("uk-2014", [])
    assert data["classification"]["coverage"] == "covered"
    ends = {found["id"]: found for found in data["deadlines"]}
    # The estimate was 24 December; 30 days later is 23 January, and the case was opened on the 16th.
    assert ends["report_not_received"]["last_day"] == "2015-01-23"
    # The seller's 8 days: 16 January and 8 is the 24th. From the first moment of the 25th eBay can be asked.
    assert ends["seller_answer"]["last_day"] == "2015-01-24"
    assert ends["escalate"]["opens"] == "2015-01-25T00:00:00+00:00"
    # 30 days: 16 January and 30 is 15 February. So it was closed on the 16th, as it was in truth.
    assert ends["escalate"]["last_day"] == "2015-02-15"
    # 21 days, by the post of 2020: 16 January and 21 is 6 February.
    assert ends["escalate"]["safe_by"] == "2015-02-07T00:00:00+00:00"
    step = data["recommendation"]
    assert (step["action"], step["act_by"]) == ("escalate", "2015-02-06T23:59:59+00:00")
    # The tea towel for 12 pounds and 3 of postage.
    assert (step["request"]["amount"], step["request"]["currency"]) == ("15.00", "GBP")


# --- beside other programmes ------------------------------------------------------------------------

ONCE = ("no_second_recovery", ("any",))


@pytest.mark.parametrize("version", ["us-2009", "uk-2010", "uk-2013"])
def test_buyer_protection_keeps_the_way_first_chosen_and_ends_with_a_chargeback(version: str) -> None:
    assert beside("ebay", version) == {
        "way-first-chosen": ("excludes", ("paypal",)),
        "chargeback": ("closed_by", ("card",)),
        "paid-once": ONCE,
    }


@pytest.mark.parametrize(
    "version",
    ["us-2014", "us-2018", "us-2021", "uk-2014", "uk-2018", "uk-2020", "au-2016", "au-2020", "ca-2014"],
)
def test_under_the_guarantee_the_bank_and_paypal_close_a_case(version: str) -> None:
    assert beside("ebay", version) == {"chargeback": ("closed_by", ("card", "paypal")), "paid-once": ONCE}


@pytest.mark.parametrize("version", ["de-2012", "de-2015"])
def test_on_the_german_site_they_close_a_case_too(version: str) -> None:
    assert beside("ebay", version) == {"chargeback": ("closed_by", ("card", "paypal"))}


@pytest.mark.parametrize("version", ["us-2008", "in-2010"])
def test_where_no_source_speaks_of_other_programmes_nothing_is_said(version: str) -> None:
    assert beside("ebay", version) == {}


def test_a_disputed_payment_still_leaves_no_case() -> None:
    for version in VERSIONS.values():
        bars = any(rule.id == "chargeback" for rule in version.exclusions)
        assert bars == any(rule.id == "chargeback" for rule in version.interactions), version.version


# --- lives of disputes ----------------------------------------------------------------------------


def back(version: str, *events: tuple[int, EventKind], accepts: bool = True) -> bp.Dispute:
    """Open a dispute over faulty goods on the version's day and 20, with events so many days after that."""
    placed = SURE[version]
    opened = placed + timedelta(days=20)
    found = dispute(order(version, delivered=placed + timedelta(days=12)), version, opened, "defective")
    for days, kind in events:
        on = noon(opened + timedelta(days=days), version)
        answers = kind == "answered"
        found = found.record(
            bp.Event(kind, on, accepts=accepts if answers else None, return_goods=answers and accepts)
        )
    return found


ASKED_BACK = ("us-2009", "uk-2010", "uk-2013", "us-2014", "uk-2014")


@pytest.mark.parametrize("version", ASKED_BACK)
def test_a_return_that_is_not_sent_closes_the_case_after_thirty_days_and_not_when_it_is_late(
    version: str,
) -> None:
    facts = back(version, (1, "answered"))
    opened = SURE[version] + timedelta(days=20)
    found = bp.forecast(facts, at=noon(opened + timedelta(days=2), version), policy=PACK)
    assert [(step.what, step.because.rule) for step in found.steps if step.because] == [
        ("not_known", "window.return_goods"),
        ("case_closed", "window.return_closes"),
    ]
    assert found.outcome == "closed"
    assert found.ends is not None
    assert found.ends.date() == opened + timedelta(days=31)
    late = bp.Event("return_sent", noon(opened + timedelta(days=20), version))
    assert bp.record(facts, late, policy=PACK).events[-1] == late
    with pytest.raises(bp.InvalidFactsError, match="not in time"):
        bp.record(facts, bp.Event("return_sent", noon(opened + timedelta(days=40), version)), policy=PACK)


def test_no_later_page_tells_when_a_return_that_is_not_sent_closes() -> None:
    for name, version in VERSIONS.items():
        lapses = {w.id: w.lapse for w in version.windows}
        assert ("return_closes" in lapses) is (name in ASKED_BACK), name
        assert lapses.get("return_goods", "not_known") == "not_known", name


@pytest.mark.parametrize("version", ["us-2009", "uk-2010", "uk-2013"])
def test_in_the_time_of_cases_ebay_itself_pays_three_days_after_the_return(version: str) -> None:
    facts = back(version, (1, "answered"), (3, "return_sent"), (9, "return_received"))
    window = bp.deadlines(facts, policy=PACK).find("seller_refund")
    assert window is not None
    assert (window.party, window.last_day, window.lapse) == (
        "platform",
        (SURE[version] + timedelta(days=32)).isoformat(),
        "not_known",
    )


@pytest.mark.parametrize(
    "version", ["us-2018", "us-2020", "us-2021", "uk-2018", "uk-2020", "au-2016", "au-2020", "ca-2014"]
)
def test_a_refund_that_does_not_come_is_asked_for_in_the_dispute_itself(version: str) -> None:
    # Back on day 60, long after the 21 business days of the request.
    facts = back(version, (1, "answered"), (40, "return_sent"), (60, "return_received"))
    window = bp.deadlines(facts, policy=PACK).find("ask_for_refund")
    assert window is not None
    assert window.opens is not None
    assert window.closes is not None
    asked = bp.Event("escalated", window.opens)
    assert bp.stage(bp.record(facts, asked, policy=PACK), policy=PACK).name == "with_platform"
    with pytest.raises(bp.InvalidFactsError, match="not in time"):
        bp.record(facts, bp.Event("escalated", window.closes.add(days=3)), policy=PACK)
    assert bp.deadlines(back(version, (1, "answered")), policy=PACK).find("ask_for_refund") is None


@pytest.mark.parametrize("version", sorted({*UNDER_THE_GUARANTEE, "us-2009", "uk-2010", "uk-2013"}))
def test_seller_and_buyer_have_the_same_days_to_appeal(version: str) -> None:
    windows = {window.id: window for window in VERSIONS[version].windows}
    own, other = windows["appeal"], windows["seller_appeal"]
    assert (own.opens, own.closes, own.lapse) == (other.opens, other.closes, other.lapse)
    assert (own.party, other.party) == ("buyer", "seller")


def test_on_the_german_site_no_source_says_what_a_buyer_loses_who_hands_nothing_over() -> None:
    for name in ("de-2012", "de-2015"):
        lapses = {window.id: window.lapse for window in VERSIONS[name].windows}
        assert (lapses["seller_answer"], lapses["escalate"]) == ("may_escalate", "not_known")


@pytest.mark.parametrize("answer", [None, False])
def test_in_india_ebay_steps_in_after_four_days_of_silence_or_refusal(answer: bool | None) -> None:  # noqa: FBT001
    facts = back("in-2010") if answer is None else back("in-2010", (1, "answered"), accepts=answer)
    opened = SURE["in-2010"] + timedelta(days=20)
    found = bp.forecast(facts, at=noon(opened + timedelta(days=2), "in-2010"), policy=PACK)
    assert [step.what for step in found.steps] == ["escalates", "not_known"]
    assert (found.last_stage, found.outcome) == ("with_platform", None)
    # Four whole days, at the latest by the days of UTC.
    assert found.steps[0].at == datetime(*(opened + timedelta(days=5)).timetuple()[:3], tzinfo=UTC)


# --- the stages of a dispute, in the programme's words -----------------------------------------------


def disputed(facts: bp.Order, kind: ProblemKind, *events: bp.Event) -> bp.Dispute:
    return bp.Dispute(bp.Claim(facts, [bp.Problem(kind)]), events)


def test_a_request_becomes_a_case_once_ebay_is_asked() -> None:
    facts = disputed(
        order("us-2021", placed=date(2022, 3, 1), promised=date(2022, 3, 10)),
        "not_received",
        bp.Event("opened", "2022-03-14T19:00Z"),
        bp.Event("answered", "2022-03-15T19:00Z", accepts=False),
        bp.Event("escalated", "2022-03-22T19:00Z"),
        bp.Event("ruled", "2022-03-24T19:00Z", amount="0 USD"),
        bp.Event("appealed", "2022-03-28T19:00Z", party="seller"),
    )
    # us-not-received-2019: a request closes by itself, unless eBay was asked. post-order-cases: that makes
    # it a case.
    assert stages_called(facts) == [
        ("with_seller", "a request"),
        ("refused", "a request"),
        ("with_platform", "a case"),
        ("ruled", None),
        ("appealed", "an appeal"),
    ]
    # Three business days after Monday the 14th, and twenty-one; 48 hours for the ruling, 30 days to appeal.
    assert silence(facts) == [
        ("may_escalate 2022-03-18, case_closed 2022-04-13", "closed"),
        ("case_closed 2022-04-13", "closed"),
        ("not_known 2022-03-24", "with_platform"),
        ("right_lost 2022-04-24", "seller_paid"),
        ("", "appealed"),
    ]


def test_a_return_request_becomes_a_case_where_its_refund_does_not_come() -> None:
    facts = disputed(
        order("us-2021", placed=date(2022, 3, 1), delivered=date(2022, 3, 10)),
        "defective",
        bp.Event("opened", "2022-03-14T19:00Z"),
        bp.Event("answered", "2022-03-15T19:00Z", accepts=True),
        bp.Event("return_sent", "2022-03-18T19:00Z"),
        bp.Event("return_received", "2022-03-22T19:00Z"),
        bp.Event("escalated", "2022-03-28T19:00Z"),
    )
    # returns-request-era: goods are sent after starting the request. post-order-cases: escalated, a case.
    stages = [("with_seller", "a return request"), *[("agreed", None)] * 3]
    assert stages_called(facts) == [*stages, ("with_platform", "a case")]
    # Two business days after Tuesday the 22nd the refund is due, and for ten more eBay can be asked.
    assert silence(facts)[-2:] == [
        ("may_escalate 2022-03-25, case_closed 2022-04-08", "closed"),
        ("not_known 2022-03-30", "with_platform"),
    ]


@pytest.mark.parametrize(
    ("version", "kind", "word"),
    [
        ("uk-2014", "not_received", "a request"),
        ("uk-2018", "defective", "a return request"),
        ("au-2016", "not_received", "a request"),
        ("ca-2014", "defective", "a return request"),
        ("us-2009", "not_received", "a case"),  # returns-case-era
        ("uk-2010", "defective", "a case"),
        ("de-2012", "defective", "a case"),  # de-safety: the case is handed to eBay
        ("de-2015", "not_received", "a case"),
        ("in-2010", "not_received", "a claim"),  # in-guarantee: 4 days from the claim
    ],
)
def test_what_is_opened_has_the_word_of_its_time_and_site(version: str, kind: ProblemKind, word: str) -> None:
    opened = bp.Event("opened", SURE[version] + timedelta(days=20))
    delivered = None if kind == "not_received" else SURE[version] + timedelta(days=8)
    assert stages_called(disputed(order(version, delivered=delivered), kind, opened)) == [
        ("with_seller", word)
    ]


def test_under_buyer_protection_the_case_is_one_and_the_same_with_the_seller_and_with_ebay() -> None:
    facts = disputed(
        order("us-2009", placed=date(2012, 3, 1), delivered=date(2012, 3, 10)),
        "defective",
        bp.Event("opened", "2012-03-14T19:00Z"),
        bp.Event("escalated", "2012-03-22T19:00Z"),
        bp.Event("ruled", "2012-03-25T19:00Z", amount="0 USD"),
        bp.Event("appealed", "2012-03-28T19:00Z"),
    )
    # tutorial: after 7 days eBay asks the buyer. appeal-45: 45 days from the day the case was closed.
    words = [
        ("with_seller", "a case"),
        ("with_platform", "a case"),
        ("ruled", None),
        ("appealed", "an appeal"),
    ]
    assert stages_called(facts) == words
    assert silence(facts) == [
        ("may_escalate 2012-03-22", "with_seller"),
        ("", "with_platform"),
        ("right_lost 2012-05-10", "seller_paid"),
        ("", "appealed"),
    ]
