"""What programmes of several sites have: scopes, gates, caps, due dates; on an invented marketplace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from finding import find_window
from hypothesis import given, settings
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.convert import answer_to_data, read_case
from buyerprotect.rules.pack import Pack, read_pack
from buyerprotect.strategies import instants

FILE = Path(__file__).parent.parent / "rules" / "good" / "gated.toml"
PACK = bp.load_pack(FILE)
TEXT = FILE.read_text(encoding="utf-8")
PROMISED = "2023-03-10"


def order(**told: Any) -> bp.Order:
    parcel: dict[str, Any] = {"promised": PROMISED, "tracking": "none", **told.pop("parcel", {})}
    values: dict[str, Any] = {
        "zone": "UTC",
        "site": "shop.example",
        "joined": "2019-01-01",
        "items": [bp.Item("lamp", "100 USD")],
        "parcels": [bp.Parcel(**parcel)],
    }
    return bp.Order("sample-gated", told.pop("placed", "2023-03-01"), **(values | told))


def claim(kind: Any = "not_received", **told: Any) -> bp.Claim:
    return bp.Claim(order(**told), [bp.Problem(kind)])


def dispute(*events: bp.Event, **told: Any) -> bp.Dispute:
    opened = bp.Event("opened", "2023-03-20")
    return bp.Dispute(claim(contacted="2023-03-12", **told), [opened, *events])


def asked(facts: bp.Order | bp.Claim | bp.Dispute, at: str) -> bp.Assessment:
    return bp.assess(facts, at=at, policy=PACK)


def window(facts: bp.Order | bp.Claim | bp.Dispute, name: str) -> bp.Deadline:
    return find_window(facts, name, PACK)


# --- which rules govern ---------------------------------------------------------------------------


def test_a_site_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(bp.InvalidFactsError, match=r"did you mean 'shop\.example\.uk'") as caught:
        asked(claim(site="shop.example.ukk"), "2023-03-20T12:00Z")
    assert [fault.path for fault in caught.value.faults] == ["order.site"]
    with pytest.raises(bp.InvalidFactsError, match=r"known: shop\.example, shop\.example\.fr"):
        asked(claim(site="elsewhere"), "2023-03-20T12:00Z")
    with pytest.raises(bp.InvalidFactsError, match="is not a site of 'sample-gated'"):
        bp.deadlines(order(site="elsewhere"), policy=PACK.versions[0])


def test_a_site_whose_rules_nobody_tells_is_out_of_coverage() -> None:
    with pytest.raises(bp.OutOfCoverageError, match=r"no source tells the rules of .* for"):
        asked(claim(site="shop.example.fr"), "2023-03-20T12:00Z")


def test_a_site_that_was_not_told_is_asked_for() -> None:
    with pytest.raises(bp.InvalidFactsError, match="depends on: site; tell it"):
        asked(claim(site=None), "2023-03-20T12:00Z")


def test_a_currency_that_the_site_never_had_is_refused_where_amounts_count() -> None:
    with pytest.raises(bp.InvalidFactsError, match=r"shop\.example never used EUR") as caught:
        asked(claim(items=[bp.Item("lamp", "100 EUR")]), "2023-03-20T12:00Z")
    assert [fault.path for fault in caught.value.faults] == ["order.items[0].price"]
    # The British version compares no amounts, so nothing depends on the currency there.
    foreign = claim(site="shop.example.uk", items=[bp.Item("lamp", "100 EUR")])
    assert asked(foreign, "2023-03-20T12:00Z").policy.version == "uk"


@pytest.mark.parametrize(
    ("joined", "version", "others"),
    [
        ("2024-05-31", "old", []),
        ("2024-06-01", "new-users", []),
        (None, "old", ["new-users"]),
    ],
)
def test_a_scope_that_is_not_told_is_assumed_and_the_other_is_a_reading(
    joined: str | None, version: str, others: list[str]
) -> None:
    facts = order(placed="2024-07-01", joined=joined, parcel={"promised": "2024-07-10"})
    policy = bp.deadlines(facts, policy=PACK).policy
    assert (policy.version, [other.version for other in policy.bracketed_with]) == (version, others)


def test_the_safe_end_holds_under_the_scope_that_was_not_assumed() -> None:
    facts = order(placed="2024-07-01", joined=None, contacted="2024-07-12", parcel={"promised": "2024-07-10"})
    found = window(facts, "claim")
    # 30 and 90 days after 10 July: the days of 9 August and 8 October are the last.
    assert str(found.safe_by) == "2024-08-10 00:00:00+00:00"
    assert str(found.closes) == str(found.latest_arguable) == "2024-10-09 00:00:00+00:00"


def test_the_first_event_told_selects_the_version() -> None:
    before, after = "2024-08-11", "2024-08-12"  # the version ends with the first of them
    told: dict[str, Any] = {"placed": before, "parcel": {"promised": "2024-08-20"}}
    assert asked(claim(**told), "2024-08-20T12:00Z").policy.version == "old"
    assert asked(claim(**told, paid=before), "2024-08-20T12:00Z").policy.version == "old"
    with pytest.raises(bp.OutOfCoverageError):
        asked(claim(**told, paid=after), "2024-08-20T12:00Z")


@pytest.mark.parametrize(("day", "there"), [("2023-04-28", True), ("2023-04-29", False)])
def test_a_window_switches_on_a_date_of_its_own(*, day: str, there: bool) -> None:
    facts = dispute(bp.Event("escalated", "2023-03-26"), bp.Event("information_requested", day))
    assert (bp.deadlines(facts, policy=PACK).find("answer_platform") is not None) is there


def test_a_day_is_read_in_the_zone_of_the_date() -> None:
    # 22:00 UTC on the 28th is midnight in Berlin: the 29th has begun there.
    moment = bp.Event("information_requested", "2023-04-28T22:00Z")
    facts = dispute(bp.Event("escalated", "2023-03-26"), moment)
    assert bp.deadlines(facts, policy=PACK).find("answer_platform") is None


# --- the gate -------------------------------------------------------------------------------------


def test_goods_that_may_still_come_are_waited_for() -> None:
    step = asked(claim(), "2023-03-05T12:00Z").recommendation
    assert (step.action, str(step.wait_until)) == ("wait", "2023-03-10 23:59:59.999999+00:00")


def test_the_seller_is_asked_first_where_no_claim_can_be_made_before() -> None:
    answer = asked(claim(), "2023-03-12T12:00Z")
    assert (answer.classification.coverage, answer.classification.needs) == ("too_early", ("contacted",))
    # The claim ends with 8 June; 48 hours before that asking no longer leaves room for it.
    step = answer.recommendation
    assert (step.action, str(step.act_by)) == ("contact_seller", "2023-06-06 23:59:59+00:00")
    assert [because.rule for because in step.because] == ["window.claim", "window.contact", "refund.capped"]
    assert "Write to the seller" in answer.explain()


def test_once_asked_the_seller_has_48_hours() -> None:
    facts = claim(contacted="2023-03-12T12:00Z")
    step = asked(facts, "2023-03-14T11:59Z").recommendation
    assert (step.action, str(step.wait_until)) == ("wait", "2023-03-14 12:00:00+00:00")
    assert asked(facts, "2023-03-14T12:00Z").recommendation.action == "open_dispute"


def test_who_never_asked_is_too_late_in_the_end() -> None:
    answer = asked(claim(), "2023-06-07T00:00Z")  # less than 48 hours before the end
    assert (answer.classification.coverage, answer.recommendation.action) == ("too_late", "other_route")
    assert asked(claim(), "2023-06-06T23:59Z").recommendation.action == "contact_seller"
    assert asked(claim(), "2023-06-09T00:00Z").classification.coverage == "too_late"


def test_whether_the_seller_was_asked_may_be_unknown() -> None:
    found = asked(claim(unknown=["contacted"]), "2023-03-12T12:00Z").classification
    assert (found.coverage, found.needs) == ("undetermined", ("contacted",))


# --- in a dispute ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "action", "until"),
    [
        ("2023-03-22T12:00Z", "wait", "2023-03-24 00:00:00+00:00"),  # the seller's three days
        ("2023-03-24T12:00Z", "wait", "2023-03-26 00:00:00+00:00"),  # over, and not to be handed over yet
        ("2023-03-26T12:00Z", "escalate", None),
        ("2023-04-10T23:59Z", "escalate", None),
    ],
)
def test_a_silent_seller_is_waited_for_and_then_the_case_is_handed_over(
    at: str, action: str, until: str | None
) -> None:
    step = asked(dispute(), at).recommendation
    assert (step.action, step.wait_until and str(step.wait_until)) == (action, until)
    if action == "escalate":
        assert str(step.act_by) == "2023-04-10 23:59:59+00:00"


def test_what_the_platform_asks_is_answered() -> None:
    request = bp.Event("information_requested", "2023-04-01")
    facts = dispute(bp.Event("escalated", "2023-03-26"), request)
    step = asked(facts, "2023-04-03T12:00Z").recommendation
    assert (step.action, str(step.act_by)) == ("add_evidence", "2023-04-11 23:59:59+00:00")
    given = facts.record(bp.Event("information_given", "2023-04-04"))
    assert asked(given, "2023-04-05T12:00Z").recommendation.action == "wait"
    # From the end of April on no time for it is stated; it is to be answered all the same.
    later = dispute(bp.Event("escalated", "2023-03-26"), bp.Event("information_requested", "2023-05-01"))
    step = asked(later, "2023-05-03T12:00Z").recommendation
    assert (step.action, step.act_by) == ("add_evidence", None)


def test_an_appeal_is_made_in_time_and_waited_for() -> None:
    ruled = dispute(bp.Event("ruled", "2023-04-15", amount="0 USD"))
    step = asked(ruled, "2023-04-20T12:00Z").recommendation
    assert (step.action, str(step.act_by)) == ("appeal", "2023-04-25 23:59:59+00:00")
    assert asked(ruled, "2023-04-26T00:00Z").recommendation.action == "other_route"
    appealed = ruled.record(bp.Event("appealed", "2023-04-21"))
    assert asked(appealed, "2023-04-22T12:00Z").recommendation.action == "wait"
    won = appealed.record(bp.Event("ruled", "2023-05-02", amount="100 USD"))
    assert asked(won, "2023-05-03T12:00Z").recommendation.request.amount == bp.Money(100, "USD")


def test_a_payment_disputed_elsewhere_is_answered_with_the_reason() -> None:
    found = asked(claim(payment_disputed="2023-03-11"), "2023-03-20T12:00Z").classification
    assert found.coverage == "not_covered"
    assert found.because[-1].rule == "exclusion.charged_back"


# --- due dates that the platform states -----------------------------------------------------------


def test_a_stated_due_date_replaces_every_reading() -> None:
    told = [bp.DueDate("claim", opens="2023-03-15", closes="2023-06-01T08:30Z")]
    facts = order(placed="2024-07-01", joined=None, due_dates=told, parcel={"promised": "2024-07-10"})
    found = window(facts, "claim")
    assert [str(end) for end in (found.opens, found.closes, found.safe_by, found.latest_arguable)] == [
        "2023-03-15 00:00:00+00:00",
        *["2023-06-01 08:30:00+00:00"] * 3,
    ]
    assert [reading.id for reading in found.readings] == ["adopted"]
    assert (found.needs, found.moves) == ((), ())


def test_one_stated_end_leaves_the_other_to_the_rules() -> None:
    facts = claim(contacted="2023-03-12T12:00Z", due_dates=[bp.DueDate("claim", closes="2023-04-01")])
    found = window(facts, "claim")
    assert (str(found.opens), str(found.closes)) == ("2023-03-14 12:00:00+00:00", "2023-04-02 00:00:00+00:00")
    assert [str(step) for step in found.closes_trace] == ["due_date"]
    assert "as the platform states" in asked(facts, "2023-03-20T12:00Z").explain()


def test_a_window_that_the_platform_gives_an_end_to_is_there() -> None:
    late = bp.Event("information_requested", "2023-05-01")
    told = [bp.DueDate("answer_platform", closes="2023-05-06")]
    facts = dispute(bp.Event("escalated", "2023-03-26"), late, due_dates=told)
    step = asked(facts, "2023-05-03T12:00Z").recommendation
    assert (step.action, str(step.act_by)) == ("add_evidence", "2023-05-06 23:59:59+00:00")


def test_a_due_date_for_a_window_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(bp.InvalidFactsError, match="did you mean 'claim'") as caught:
        asked(claim(due_dates=[bp.DueDate("claims", closes="2023-06-01")]), "2023-03-20T12:00Z")
    assert [fault.path for fault in caught.value.faults] == ["order.due_dates[0].window"]


@pytest.mark.parametrize(
    ("due", "path"),
    [
        ([{"window": "claim"}], "order.due_dates[0].closes"),
        ([{"window": " ", "closes": "2023-06-01"}], "order.due_dates[0].window"),
        ([{"window": "claim", "closes": "soon"}], "order.due_dates[0].closes"),
        ([{"window": "claim", "closes": "2023-06-01", "opens": "2023-06-02"}], "order.due_dates[0].closes"),
        ([{"window": "claim", "closes": "2023-06-01"}] * 2, "order.due_dates"),
    ],
)
def test_what_is_no_due_date_is_refused_with_its_path(due: list[dict[str, str]], path: str) -> None:
    items = [{"title": "lamp", "price": "100 USD"}]
    data = {"programme": "sample-gated", "placed": "2023-03-01", "zone": "UTC", "items": items}
    with pytest.raises(bp.InvalidFactsError) as caught:
        read_case(json.dumps({"order": {**data, "due_dates": due}}))
    assert [fault.path for fault in caught.value.faults] == [path]


@settings(max_examples=60, deadline=None)
@given(moment=instants(first="2023-03-01T00:00Z", last="2026-12-31T00:00Z"), contacted=st.booleans())
def test_whatever_the_rules_say_a_stated_end_is_the_end(moment: bp.Instant, *, contacted: bool) -> None:
    facts = order(
        due_dates=[bp.DueDate("claim", closes=moment)], contacted="2023-03-12" if contacted else None
    )
    found = window(facts, "claim")
    assert found.closes_us == found.safe_by_us == found.latest_arguable_us == moment.us


# --- money ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "shipping", "tax", "amount", "kind"),
    [
        ("100 USD", None, None, "100.00", "full"),
        ("100 USD", "20 USD", None, "120.00", "full"),
        ("100 USD", "20 USD", "9 USD", "120.00", "partial"),  # the tax is not paid back
        ("2490 USD", "20 USD", None, "2500.00", "partial"),  # the cap cuts
        ("2480 USD", "20 USD", None, "2500.00", "full"),
    ],
)
def test_what_is_asked_for_is_what_the_programme_pays(
    price: str, shipping: str | None, tax: str | None, amount: str, kind: str
) -> None:
    facts = claim(contacted="2023-03-12", items=[bp.Item("lamp", price)], shipping=shipping, tax=tax)
    step = asked(facts, "2023-03-20T12:00Z").recommendation
    assert (step.request.kind, step.request.amount) == (kind, bp.Money(amount, "USD"))
    assert step.options[0].refund_high == step.request.amount
    assert step.entitlement is not None
    assert step.entitlement.parts == ("price", "shipping")
    assert step.entitlement.capped is (price == "2490 USD")
    assert any(because.rule == "refund.capped" for because in step.because)


def test_a_cap_in_another_currency_is_not_compared() -> None:
    facts = claim(contacted="2023-03-12", site="shop.example", items=[bp.Item("lamp", "9000 USD")])
    euros = claim(contacted="2023-03-12", site=None, items=[bp.Item("lamp", "9000 EUR")])
    assert asked(facts, "2023-03-20T12:00Z").recommendation.request.amount == bp.Money(2500, "USD")
    found = bp.recommend(euros, at="2023-03-20T12:00Z", policy=PACK.versions[0]).entitlement
    assert found is not None
    assert (found.amount, found.capped) == (bp.Money(9000, "EUR"), None)


def test_of_some_items_their_share_of_the_shipping_is_paid_back() -> None:
    whole = order(
        contacted="2023-03-12",
        items=[bp.Item("lamp", "30 USD"), bp.Item("desk", "70 USD")],
        shipping="10 USD",
        tax="5 USD",
    )
    part = bp.Claim(whole, [bp.Problem("not_received")], items=["lamp"])
    assert asked(part, "2023-03-20T12:00Z").recommendation.request.amount == bp.Money(33, "USD")


def test_what_protects_the_seller_is_told_apart_and_bounds_nothing() -> None:
    facts = claim(contacted="2023-03-12", items=[bp.Item("lamp", "900 USD")])
    answer = asked(facts, "2023-03-20T12:00Z")
    (cover,) = answer.recommendation.seller_protection
    assert (cover.most, cover.because.rule) == (bp.Money(250, "USD"), "seller_protection.funded")
    assert answer.recommendation.request.amount == bp.Money(900, "USD")
    assert "What protects the seller (it bounds no claim of yours)" in answer.explain()
    told = answer_to_data(answer)["recommendation"]
    assert told["seller_protection"][0]["currency"] == "USD"
    said = told["entitlement"].pop("because")
    assert (said["rule"], said["sources"]) == ("refund.capped", ["terms"])
    assert told["entitlement"] == {
        "parts": ["price", "shipping"],
        "amount": "900.00",
        "currency": "USD",
        "most": "2500.00",
        "most_currency": "USD",
        "capped": False,
        "losses": None,
        "less": [],
    }
    assert (told["seller_protection"][0]["most"], told["entitlement"]["most"]) == ("250.00", "2500.00")
    assert not asked(order(), "2023-03-20T12:00Z").recommendation.seller_protection


def test_an_offer_of_all_that_the_programme_pays_is_accepted() -> None:
    told = {"items": [bp.Item("lamp", "3000 USD")], "tax": "9 USD"}
    offer = bp.Event("offered", "2023-03-21", amount="2500 USD")
    step = asked(dispute(offer, **told), "2023-03-22T12:00Z").recommendation
    assert step.action == "accept"
    assert any("all that the programme pays" in because.says for because in step.because)
    less = bp.Event("offered", "2023-03-21", amount="2499 USD")
    assert asked(dispute(less, **told), "2023-03-22T12:00Z").recommendation.action == "decline"


@pytest.mark.parametrize(
    ("price", "added", "signed", "coverage"),
    [
        ("750 USD", None, False, "covered"),
        ("740 USD", "9 USD", False, "not_covered"),
        ("740 USD", "10 USD", False, "undetermined"),  # no source says whether the shipping counts
        ("750 USD", None, True, "not_covered"),
        ("750 USD", None, None, "undetermined"),
    ],
)
def test_a_threshold_of_unknown_basis_is_decided_only_where_every_basis_agrees(
    *,
    price: str,
    added: str | None,
    signed: bool | None,
    coverage: str,
) -> None:
    facts = claim(
        contacted="2023-03-12",
        items=[bp.Item("lamp", price)],
        shipping=added,
        parcel={"signed": signed, "tracking": "delivered"},
    )
    found = asked(facts, "2023-03-20T12:00Z").classification
    assert found.coverage == coverage
    if coverage == "undetermined":
        assert {"signed"} & set(found.needs) == ({"signed"} if signed is None else set())
        assert any("750 dollars" in need for need in found.needs) or price == "750 USD"


# --- what a scope, a site and a start say ---------------------------------------------------------


def changed(*pairs: tuple[str, str]) -> Pack:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return read_pack(text, "changed.toml")


def test_before_the_seller_can_be_asked_that_moment_is_waited_for() -> None:
    # A promised day of delivery is nothing to wait for where the goods are there, and wrong.
    step = asked(claim("damaged"), "2023-03-05T12:00Z").recommendation
    assert (step.action, step.wait_until) == ("wait", window(claim("damaged"), "contact").opens)
    assert [because.rule for because in step.because][:2] == ["window.claim", "window.contact"]
    assert str(step.act_by) == "2023-06-06 23:59:59+00:00"


def test_a_gate_of_unknown_moments_is_no_gate_that_is_over() -> None:
    facts = claim(parcel={"promised": None}, unknown=["promised"])
    assert asked(facts, "2023-03-12T12:00Z").recommendation.action != "other_route"


def test_what_is_taken_for_granted_is_adopted_wherever_it_stands() -> None:
    later = ("from = 2020-01-01\nuntil = 2024-08-12", "from = 2024-06-02\nuntil = 2024-08-12")
    facts = order(placed="2024-07-01", joined=None, parcel={"promised": "2024-07-10"})
    policy = bp.deadlines(facts, policy=changed(later)).policy
    assert (policy.version, [other.version for other in policy.bracketed_with]) == ("old", ["new-users"])


OTHER = """
[[version.window]]
id = "second_look"
party = "buyer"
action = "refile"
opens = { not_stated = "when it begins" }
closes = { not_stated = "when it ends" }
says = "New users may have a second look."
sources = ["terms"]

[[version]]
id = "uk"
"""


def test_a_window_of_the_other_scope_alone_is_shown_and_takes_a_due_date() -> None:
    pack = changed(('\n[[version]]\nid = "uk"\n', OTHER), ('base = "old"\nfrom = 2020-01-01', NO_LOOK))
    told: dict[str, Any] = {"placed": "2024-07-01", "joined": None, "parcel": {"promised": "2024-07-10"}}
    found = bp.deadlines(order(**told), policy=pack).find("second_look")
    assert found is not None
    assert [(reading.id, reading.version) for reading in found.readings] == [("adopted", "old")]
    assert found.closes is None
    due = bp.DueDate("second_look", closes="2024-08-01T00:00Z")
    found = bp.deadlines(order(**told, due_dates=[due]), policy=pack).find("second_look")
    assert found is not None
    assert str(found.closes) == str(found.safe_by) == "2024-08-01 00:00:00+00:00"
    assert (found.opens, found.opens_trace, found.closes_trace) == (None, (), ())
    # Where the other scope is out of the question, so is the window.
    with pytest.raises(bp.InvalidFactsError, match="second_look"):
        bp.deadlines(order(**(told | {"joined": "2020-01-01"}), due_dates=[due]), policy=pack)


NO_LOOK = 'base = "old"\nfrom = 2020-01-01'


@pytest.mark.parametrize(("end", "other"), [("opens", "closes"), ("closes", "opens")])
def test_a_stated_end_is_traced_to_the_platform_and_the_other_to_the_rules(end: str, other: str) -> None:
    facts = claim(contacted="2023-03-12T12:00Z", due_dates=[bp.DueDate("claim", **{end: "2023-04-01"})])
    stated, bare = window(facts, "claim"), window(claim(contacted="2023-03-12T12:00Z"), "claim")
    assert [str(step) for step in getattr(stated, f"{end}_trace")] == ["due_date"]
    assert getattr(stated, f"{other}_trace") == getattr(bare, f"{other}_trace") != ()
    assert stated.closes_stated is (end == "closes")
    assert bare.closes_stated is False
    assert "as the platform states" not in asked(claim(contacted="2023-03-12"), "2023-03-20T12:00Z").explain()


def test_a_due_date_of_an_order_without_a_claim_is_checked() -> None:
    with pytest.raises(bp.InvalidFactsError, match="did you mean 'claim'"):
        bp.deadlines(order(due_dates=[bp.DueDate("claims", closes="2023-06-01")]), policy=PACK)


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ('"unknown"', "since when it is in force is not known"),
        (
            "{ not_after = 2023-06-01 }",
            "since when it is in force is not known, but by 2023-06-01 it was",
        ),
        ("{ not_before = 2022-01-01 }", "it began on 2022-01-01 at the earliest"),
        (
            "{ not_before = 2022-01-01, not_after = 2023-06-01 }",
            "it began on 2022-01-01 at the earliest and at the latest on 2023-06-01",
        ),
    ],
)
def test_a_start_that_is_not_known_closely_is_told_as_far_as_it_is(start: str, says: str) -> None:
    uk = changed(('id = "uk"\nbase = "old"\nfrom = 2020-01-01', f'id = "uk"\nbase = "old"\nfrom = {start}'))
    answer = bp.assess(claim(site="shop.example.uk"), at="2023-03-12T12:00Z", policy=uk)
    assert f"no source says that uk was in force that day already: {says}" in answer.remarks


def test_a_site_of_which_no_currency_is_known_takes_any() -> None:
    facts = claim(contacted="2023-03-12", items=[bp.Item("lamp", "100 EUR")])
    pack = changed(('currencies = ["USD"]\n', ""))
    assert bp.assess(facts, at="2023-03-20T12:00Z", policy=pack).policy.version == "old"


def test_a_pack_that_lists_no_sites_takes_any() -> None:
    sites = TEXT[TEXT.index("[sites.") : TEXT.index("[[version]]")]
    facts = claim(site="shop.example")
    assert bp.deadlines(facts, policy=changed((sites, ""))).policy.version == "old"


def test_a_site_that_has_rules_for_other_cases_is_refused_as_the_case_not_the_site() -> None:
    abroad = changed(
        ('where = { site = "shop.example.uk" }', 'where = { site = "shop.example.uk", country = "GB" }')
    )
    with pytest.raises(
        bp.OutOfCoverageError, match="'sample-gated' has no rules for such a case; they are for"
    ) as caught:
        bp.deadlines(claim(site="shop.example.uk", country="FR"), policy=abroad)
    assert [fault.path for fault in caught.value.faults] == [""]
    with pytest.raises(
        bp.OutOfCoverageError, match="no source tells the rules of 'sample-gated' for"
    ) as caught:
        bp.deadlines(claim(site="shop.example.fr"), policy=PACK)
    assert [fault.path for fault in caught.value.faults] == ["order.site"]
    assert "more" not in str(caught.value)


COUNTRIES = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR"]


@pytest.mark.parametrize(("scopes", "more"), [(12, None), (13, 1), (15, 3)])
def test_of_many_scopes_the_first_are_named_and_the_others_counted(scopes: int, more: int | None) -> None:
    # Three scopes are there already.
    added = "".join(
        f'\n[[version]]\nid = "uk-{n}"\nbase = "uk"\nfrom = 2020-01-01\nsources = ["terms"]\n'
        f'where = {{ site = "shop.example.uk", country = "{country}" }}\n'
        for n, country in enumerate(COUNTRIES[: scopes - 3])
    )
    many = read_pack(TEXT + added, "many.toml")
    with pytest.raises(bp.OutOfCoverageError) as caught:
        bp.deadlines(claim(site="shop.example.fr", country="FR"), policy=many)
    assert more is None or f"; and {more} more)" in str(caught.value)
    assert ("more)" in str(caught.value)) is (more is not None)


def test_a_case_on_no_day_of_any_version_is_told_what_days_there_are() -> None:
    with pytest.raises(bp.OutOfCoverageError, match=r"by their 'paid or placed', from 2020-01-01") as caught:
        bp.deadlines(order(placed="2019-03-01", joined=None), policy=PACK)
    assert "old: from 2020-01-01 until 2024-08-12" in str(caught.value)
    with pytest.raises(bp.OutOfCoverageError) as caught:
        bp.deadlines(order(placed="2019-03-01", site="shop.example.uk"), policy=PACK)
    assert str(caught.value).endswith("placed on 2019-03-01")
    with pytest.raises(bp.OutOfCoverageError, match="here, paid or placed on 1990-01-01"):
        bp.policy("paypal", on="1990-01-01")


def test_a_scope_that_is_not_told_is_asked_for_with_all_it_turns_on() -> None:
    two = changed(
        ('where = { site = "shop.example.uk" }', 'where = { site = "shop.example.uk", country = "GB" }')
    )
    with pytest.raises(
        bp.InvalidFactsError,
        match="which version of 'sample-gated' governs depends on: country, site; tell it",
    ):
        bp.deadlines(claim(site=None, placed="2025-01-01", parcel={"promised": "2025-01-10"}), policy=two)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('[sites."shop.example.fr"]', '[sites."Shop.Example.fr"]', "sites.Shop.Example.fr"),
        ('[sites."shop.example.fr"]', "[sites.france]", "sites.france"),
        (
            '[sites."shop.example.fr"]\nsources = ["terms"]',
            '[sites]\n"shop.example.fr" = 1',
            "sites.shop.example.fr",
        ),
    ],
)
def test_what_is_no_site_is_refused_where_it_stands(old: str, new: str, path: str) -> None:
    with pytest.raises(bp.InvalidPackError) as caught:
        changed((old, new))
    assert [fault.path for fault in caught.value.faults] == [f"changed.toml.{path}"]


def test_a_cap_of_the_least_amount_is_a_cap() -> None:
    refund = changed(('most = "2500 USD"', 'most = "0.01 USD"')).versions[0].refunds[0]
    assert refund.most == bp.Money("0.01", "USD")


def test_a_refund_that_does_not_say_what_it_pays_has_one_fault() -> None:
    with pytest.raises(bp.InvalidPackError) as caught:
        changed(('pays = ["price", "shipping"]\n', ""))
    paths = [fault.path for fault in caught.value.faults]
    assert paths == [f"changed.toml.version[{name}].refund[capped].pays" for name in ("old", "new-users")]


def test_the_currencies_of_a_site_are_named_where_none_of_them_was_told() -> None:
    pack = changed(('currencies = ["USD"]', 'currencies = ["USD", "CAD"]'))
    told = "shop.example never used EUR, and the rules compare amounts: give them in CAD or USD"
    with pytest.raises(bp.InvalidFactsError, match=told):
        bp.deadlines(order(items=[bp.Item("lamp", "100 EUR")]), policy=pack)


def test_a_case_out_of_scope_is_refused_as_a_case_where_no_sites_are_listed() -> None:
    sites = TEXT[TEXT.index("[sites.") : TEXT.index("[[version]]")]
    with pytest.raises(bp.OutOfCoverageError, match="has no rules for such a case") as caught:
        bp.deadlines(claim(site="shop.example.fr"), policy=changed((sites, "")))
    assert "site is shop.example.uk" in str(caught.value)
    with pytest.raises(bp.OutOfCoverageError, match=r"for shop\.example\.fr \(site is .*; site is .*\)$"):
        bp.deadlines(claim(site="shop.example.fr"), policy=PACK)


def test_a_site_without_sources_has_one_fault() -> None:
    with pytest.raises(bp.InvalidPackError) as caught:
        changed(('[sites."shop.example.fr"]\nsources = ["terms"]', '[sites."shop.example.fr"]'))
    assert [fault.path for fault in caught.value.faults] == ["changed.toml.sites.shop.example.fr.sources"]
