"""What rules can ask of a case: its events by name, and its facts in plain words."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any, get_args

import pytest
from attrs import evolve
from cases_strategies import disputes, local_day
from hypothesis import given, settings
from hypothesis import strategies as st

from buyerprotect import (
    Ask,
    Claim,
    Dispute,
    Event,
    Extension,
    Instant,
    Item,
    Money,
    Order,
    Parcel,
    Payment,
    Problem,
)
from buyerprotect.facts.dispute import EventKind, named
from buyerprotect.facts.events import KNOWN_EVENTS, dated, happened, order_of, setting
from buyerprotect.facts.view import ASKABLE, MEASURABLE, view
from buyerprotect.strategies import NASTY_ZONES
from buyerprotect.timing.clock import LocalDay, zone
from buyerprotect.timing.setting import Setting, Truth

NEW_YORK = "America/New_York"
HOUR = 3_600_000_000
SIZE = Problem("size")


def order(**changes: Any) -> Order:
    values: dict[str, Any] = {
        "programme": "aliexpress",
        "placed": "2017-03-05",
        "zone": NEW_YORK,
        "items": [
            Item("dress", "80 USD", traits=["clothing"]),
            Item("phone", "20 USD", traits=["electronics"]),
        ],
    }
    return Order(**values | changes)


def dispute(*events: Event, **changes: Any) -> Dispute:
    return Dispute(Claim(order(), [SIZE], **changes), [Event("opened", "2017-04-16"), *events])


def laid_out(facts: Order | Claim | Dispute) -> Setting:
    def never(_: object) -> Truth:
        raise AssertionError

    return setting(facts, (("UTC", zone("UTC")),), {}, never)


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000


def day(text: str, name: str = NEW_YORK) -> LocalDay:
    return LocalDay(date.fromisoformat(text).toordinal(), zone(name))


# --- Events --------------------------------------------------------------------------------------


def test_events_are_instants_or_days_of_the_orders_zone() -> None:
    made = order(paid="2017-03-05T12:00:00-05:00", confirmed="2017-04-10")
    assert happened(made) == {
        "placed": (day("2017-03-05"),),
        "paid": (us("2017-03-05T17:00:00+00:00"),),
        "confirmed": (day("2017-04-10"),),
    }


def test_parcels_have_events_each() -> None:
    parcels = [
        Parcel(shipped="2017-03-08", promised="2017-04-20"),
        Parcel(shipped="2017-03-07T00:00:00Z", delivered="2017-04-01"),
    ]
    found = happened(order(parcels=parcels))
    assert found["shipped"] == (day("2017-03-08"), us("2017-03-07T00:00:00+00:00"))
    assert found["promised"] == (day("2017-04-20"),)
    assert found["delivered"] == (day("2017-04-01"),)


def test_what_happened_in_a_dispute_is_known_by_its_kind() -> None:
    made = dispute(Event("offered", "2017-04-17"), Event("offered", "2017-04-19"))
    found = happened(made)
    assert found["opened"] == (day("2017-04-16"),)
    assert found["offered"] == (day("2017-04-17"), day("2017-04-19"))
    assert "opened" not in happened(made.claim)


@pytest.mark.parametrize(
    ("committed", "end"),
    [
        # A day is protected to its end, which is where the next one begins.
        ("2017-05-05", "2017-05-06T00:00:00-04:00"),
        ("2017-05-05T12:00:00Z", "2017-05-05T12:00:00+00:00"),
        # Clocks went forward on 12 March 2017; the day before ends in winter time.
        ("2017-03-11", "2017-03-12T00:00:00-05:00"),
    ],
)
def test_a_committed_date_is_an_end(committed: str, end: str) -> None:
    made = order(committed=committed)
    assert happened(made)["committed_end"] == (us(end),)
    assert laid_out(made).lengths == {}
    assert "committed_end" not in laid_out(made).absent


def test_committed_days_are_a_length_and_no_end() -> None:
    made = laid_out(order(committed=60))
    assert made.lengths == {"committed_days": 60}
    assert "committed_end" not in made.events
    assert "committed_end" in made.absent


def test_without_a_commitment_there_is_none_and_none_is_awaited() -> None:
    made = laid_out(order())
    assert made.lengths == {}
    assert "committed_end" in made.absent
    assert "committed_end" not in made.unknown


def test_an_unknown_commitment_may_be_an_end_or_a_length() -> None:
    made = laid_out(order(unknown=["committed"]))
    assert {"committed_end", "committed_days"} <= made.unknown
    assert "committed_end" not in made.absent


def test_what_is_unknown_stays_unknown() -> None:
    assert {"paid", "delivered"} <= laid_out(order(unknown=["paid", "delivered"])).unknown
    assert not laid_out(order()).unknown


@pytest.mark.parametrize(
    ("parcels", "awaited"),
    [
        # Nothing was sent yet: everything is to come.
        ([], {"shipped", "delivered"}),
        ([Parcel()], {"shipped", "delivered"}),
        ([Parcel(shipped="2017-03-08")], {"delivered"}),
        ([Parcel(shipped="2017-03-08", delivered="2017-04-01")], set[str]()),
        # A parcel with one of two items leaves the other to come.
        ([Parcel(items=["dress"], shipped="2017-03-08", delivered="2017-04-01")], {"shipped", "delivered"}),
        (
            [
                Parcel(items=["dress"], shipped="2017-03-08", delivered="2017-04-01"),
                Parcel(items=["phone"], shipped="2017-03-09"),
            ],
            {"delivered"},
        ),
        (
            [
                Parcel(items=["dress"], shipped="2017-03-08", delivered="2017-04-01"),
                Parcel(items=["phone"], shipped="2017-03-09", delivered="2017-04-02"),
            ],
            set[str](),
        ),
        ([Parcel(items=["dress", "phone"], shipped="2017-03-08", delivered="2017-04-01")], set[str]()),
    ],
)
def test_parcel_events_are_awaited_until_all_items_have_them(
    parcels: list[Parcel], awaited: set[str]
) -> None:
    assert laid_out(order(parcels=parcels)).awaited == awaited


def test_extensions_are_lengths_or_ends_with_the_moment_they_were_granted() -> None:
    extensions = [
        Extension(days=5),
        Extension(until="2017-06-05", granted="2017-05-01"),
        Extension(until="2017-07-05T12:00:00Z", granted="2017-05-02T12:00:00Z"),
    ]
    days, date_, instant = laid_out(order(extensions=extensions)).extensions["extended"]
    assert (days.n, days.until, days.granted) == (5, None, None)
    assert (date_.n, date_.until) == (None, us("2017-06-06T00:00:00-04:00"))
    assert date_.granted == us("2017-05-01T00:00:00-04:00")
    assert instant.until == us("2017-07-05T12:00:00+00:00")
    assert instant.granted == us("2017-05-02T12:00:00+00:00")


def test_the_order_of_any_facts_is_found() -> None:
    made = dispute()
    assert order_of(made) == order_of(made.claim) == order_of(made.claim.order) == made.claim.order


def test_announced_events_are_not_among_the_observed() -> None:
    made = order(
        committed="2017-05-05",
        parcels=[Parcel(shipped="2017-03-08", promised="2017-04-20")],
        extensions=[Extension(until="2017-06-05", granted="2017-05-01")],
    )
    assert [path for path, _ in dated(made)] == [
        *("order.placed", "order.parcels[0].shipped", "order.extensions[0].granted"),
    ]


def test_the_events_of_a_dispute_are_observed() -> None:
    found = dict(dated(dispute(Event("answered", "2017-04-18"))))
    assert found["dispute.events[1].on"] == date(2017, 4, 18)


@settings(deadline=None, max_examples=60)
@given(disputes())
def test_only_known_events_happen_and_each_as_often_as_it_was_told(made: Dispute) -> None:
    found = happened(made)
    assert set(found) <= KNOWN_EVENTS
    in_dispute = [event.kind for event in made.events]
    # What is done by a right is by another name the second time, and an offer of the buyer is no offer.
    other = Counter(event.kind for event, names in named(made.events) if event.kind not in names)
    assert other.keys() <= {"appealed", "escalated", "information_given", "offered"}
    parcels = made.claim.order.parcels
    for kind in get_args(EventKind):
        assert len(found.get(kind, ())) == in_dispute.count(kind) - other[kind]
    assert len(found.get("shipped", ())) == sum(parcel.shipped is not None for parcel in parcels)
    assert not set(found) & laid_out(made).absent


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 639), st.integers(0, 23), st.sampled_from(NASTY_ZONES))
def test_the_day_of_an_instant_holds_it(days: int, hours: int, name: str) -> None:
    instant = us("2016-01-01T00:00:00+00:00") + (24 * days + hours) * HOUR
    made = order(placed=local_day(instant, name), zone=name)
    (placed,) = happened(made)["placed"]
    assert isinstance(placed, LocalDay)
    assert placed.start <= instant < placed.end


# --- Words ---------------------------------------------------------------------------------------


def claim(*problems: Problem, **changes: Any) -> Claim:
    return Claim(order(), problems or (SIZE,), **changes)


def words(facts: Order | Claim | Dispute, name: str) -> set[str] | None:
    found = view(facts).words[name]
    return None if found is None else set(found)


NOTHING: set[str] = set()


@pytest.mark.parametrize(
    ("facts", "name", "expected"),
    [
        # Not told is not the same as none.
        (order(), "country", None),
        (order(country="CA"), "country", {"CA"}),
        (order(), "seller_country", None),
        (order(seller_country="CN"), "seller_country", {"CN"}),
        (order(), "site", None),
        (order(site="ru"), "site", {"ru"}),
        (order(), "account_level", None),
        (order(account_level="gold"), "account_level", {"gold"}),
        (order(), "provider", None),
        (order(payment=Payment()), "provider", None),
        (order(payment=Payment(provider="PayPal")), "provider", {"PayPal"}),
        (order(payment=Payment(network="visa")), "network", {"visa"}),
        (order(payment=Payment(network="visa")), "funding", None),
        (order(payment=Payment(funding="credit")), "funding", {"credit"}),
        # The traits of what is claimed; an item without any has none.
        (order(), "trait", {"clothing", "electronics"}),
        (claim(), "trait", {"clothing", "electronics"}),
        (claim(items=["phone"]), "trait", {"electronics"}),
        (order(items=[Item("dress", "80 USD")]), "trait", NOTHING),
        # Without a claim, no problem was told.
        (order(), "problem", None),
        (order(), "extent", None),
        (claim(), "problem", {"size"}),
        (claim(SIZE, Problem("damaged")), "problem", {"size", "damaged"}),
        (claim(), "extent", None),
        (claim(Problem("size", "minor")), "extent", {"minor"}),
        # Where one of several problems leaves it open, it is open.
        (claim(Problem("size", "minor"), SIZE), "extent", None),
        (claim(Problem("size", "minor"), Problem("damaged", "complete")), "extent", {"minor", "complete"}),
        (claim(Problem("not_received", fault="buyer")), "fault", {"buyer"}),
        (claim(), "fault", None),
        (claim(), "tolerance", None),
        (claim(Problem("size", difference=2, unit="cm")), "tolerance", None),
        (claim(Problem("size", tolerance=2, unit="cm")), "tolerance", None),
        (claim(Problem("size", difference=2, tolerance=2, unit="cm")), "tolerance", {"within"}),
        (claim(Problem("size", difference="2.01", tolerance=2, unit="cm")), "tolerance", {"beyond"}),
        (claim(Problem("size", difference=0, tolerance=0, unit="cm")), "tolerance", {"within"}),
        # Nobody asks without a claim, and a claim need not ask yet.
        (order(), "asked", NOTHING),
        (claim(), "asked", NOTHING),
        (claim(asks=Ask(amount=Money(100, "USD"))), "asked", {"full"}),
        (claim(asks=Ask(amount=Money("99.99", "USD"))), "asked", {"part"}),
        (claim(items=["phone"], asks=Ask(amount=Money(20, "USD"))), "asked", {"full"}),
        # In a dispute something was asked: it is only not told what.
        (dispute(), "asked", None),
        (dispute(asks=Ask(amount=Money(5, "USD"))), "asked", {"part"}),
        (dispute(Event("ruled", "2017-04-20")), "asked", None),
        # The course of a dispute.
        (order(), "dispute", {"none"}),
        (claim(), "dispute", {"none"}),
        (dispute(), "dispute", {"open"}),
        (dispute(Event("escalated", "2017-04-20")), "dispute", {"open"}),
        (dispute(Event("ruled", "2017-04-20")), "dispute", {"ruled"}),
        (dispute(Event("ruled", "2017-04-20"), Event("closed", "2017-04-21")), "dispute", {"ended"}),
        (dispute(Event("cancelled", "2017-04-20")), "dispute", {"ended"}),
        # Who pays the way back is said by a ruling, or not.
        (order(), "return_paid_by", NOTHING),
        (dispute(), "return_paid_by", NOTHING),
        (dispute(Event("ruled", "2017-04-20")), "return_paid_by", None),
        (dispute(Event("ruled", "2017-04-20", return_paid_by="seller")), "return_paid_by", {"seller"}),
        (order(), "happened", {"placed"}),
        (order(committed="2017-05-05"), "happened", {"placed", "committed_end"}),
        (dispute(Event("ruled", "2017-04-20")), "happened", {"placed", "opened", "ruled"}),
    ],
)
def test_words_of_a_case(facts: Order | Claim | Dispute, name: str, expected: set[str] | None) -> None:
    assert words(facts, name) == expected


@pytest.mark.parametrize(
    ("parcels", "items", "expected"),
    [
        ([], [], None),
        ([Parcel()], [], None),
        ([Parcel(tracking="dead")], [], {"dead"}),
        ([Parcel(tracking="dead"), Parcel(tracking="moving")], [], {"dead", "moving"}),
        ([Parcel(tracking="dead"), Parcel()], [], None),
        # Only the parcels that hold what is claimed count.
        ([Parcel(items=["dress"], tracking="dead"), Parcel(items=["phone"])], ["dress"], {"dead"}),
        ([Parcel(items=["dress"], tracking="dead"), Parcel(items=["phone"])], ["phone"], None),
        ([Parcel(items=["dress"], tracking="dead")], ["phone"], None),
    ],
)
def test_tracking_is_that_of_the_parcels_with_what_is_claimed(
    parcels: list[Parcel], items: list[str], expected: set[str] | None
) -> None:
    made = Claim(order(parcels=parcels), [Problem("not_received")], items=items)
    assert words(made, "tracking") == expected


def test_what_the_problem_says_of_tracking_comes_first() -> None:
    made = Claim(order(parcels=[Parcel(tracking="moving")]), [Problem("not_received", tracking="dead")])
    assert words(made, "tracking") == {"dead"}


def test_a_view_of_one_problem_leaves_the_others_out() -> None:
    whole, small = Problem("damaged", "complete"), Problem("size", "minor", fault="seller")
    made = claim(whole, small)
    narrowed = view(made).of(small, made)
    assert narrowed.words["problem"] == frozenset({"size"})
    assert narrowed.words["extent"] == frozenset({"minor"})
    assert narrowed.words["fault"] == frozenset({"seller"})
    assert narrowed.words["trait"] == view(made).words["trait"]
    assert view(made).words["problem"] == frozenset({"damaged", "size"})


def test_unknown_events_are_kept_with_the_words() -> None:
    assert view(order(unknown=["paid"])).unknown == {"paid"}


@settings(deadline=None, max_examples=60)
@given(disputes())
def test_every_fact_has_words_that_can_be_asked_for(made: Dispute) -> None:
    for facts in (made, made.claim, made.claim.order):
        found = view(facts).words
        assert set(found) == set(ASKABLE)
        for name, known in ASKABLE.items():
            told = found[name]
            assert known is None or told is None or told <= known


def test_instants_and_days_give_the_same_words() -> None:
    told = order(placed=Instant.of("2017-03-05T12:00-05:00"))
    assert view(told).words == view(order()).words


def shipped_from(*countries: str | None, country: str | None = "PL") -> Order:
    return order(parcels=[Parcel(ships_from=one) for one in countries], country=country)


@pytest.mark.parametrize(
    ("facts", "stock"),
    [
        (shipped_from("PL"), {"local"}),
        (shipped_from("CN"), {"abroad"}),
        (shipped_from("PL", "CN"), {"local", "abroad"}),
        (shipped_from("PL", None), None),  # one that is not told may be either
        (shipped_from("PL", country=None), None),
        (shipped_from(), None),
    ],
)
def test_stock_is_local_where_the_parcel_comes_from_the_buyers_country(
    facts: Order, stock: set[str] | None
) -> None:
    assert view(facts).words["stock"] == stock


@pytest.mark.parametrize(
    ("changes", "committed", "days"),
    [
        ({"committed": 60}, {"days"}, 60),
        # Sent on 8 March at midnight in New York; the day of the end is protected whole, and clocks went on.
        ({"committed": "2017-05-06", "parcels": [Parcel(shipped="2017-03-08")]}, {"end"}, 60),
        (
            {
                "committed": "2017-05-06",
                "parcels": [Parcel(shipped="2017-03-08"), Parcel(shipped="2017-03-18")],
            },
            {"end"},
            50,
        ),
        # Half a day counts as one more, anything less as none.
        (
            {"committed": "2017-03-20T12:00:00Z", "parcels": [Parcel(shipped="2017-03-10T00:00:00Z")]},
            {"end"},
            11,
        ),
        (
            {"committed": "2017-03-20T11:59:59Z", "parcels": [Parcel(shipped="2017-03-10T00:00:00Z")]},
            {"end"},
            10,
        ),
        # Twelve hours exactly, to the end of a day: still one more.
        (
            {"committed": "2017-03-20", "parcels": [Parcel(shipped="2017-03-10T16:00:00Z")]},
            {"end"},
            11,
        ),
        # An end before the goods were sent leaves nothing.
        ({"committed": "2017-03-06", "parcels": [Parcel(shipped="2017-03-10")]}, {"end"}, 0),
        ({"committed": "2017-05-06"}, {"end"}, None),
        ({"committed": "2017-05-06", "parcels": [Parcel(shipped="2017-03-08"), Parcel()]}, {"end"}, None),
        ({"unknown": ["committed"]}, None, None),
    ],
)
def test_a_length_that_was_committed_to_is_told_in_days_or_follows_from_its_end(
    changes: dict[str, Any], committed: set[str] | None, days: int | None
) -> None:
    found = view(order(**changes))
    assert found.words["committed"] == committed
    assert found.measures["committed_days"] == days


def test_where_nothing_was_committed_to_there_is_no_length() -> None:
    found = view(order())
    assert found.words["committed"] == frozenset({"nothing"})
    assert "committed_days" not in found.measures
    assert set(found.measures) == {
        *("cheapest_item", "dearest_item", "earlier_disputes", "earlier_returns", "paid", "price", "total"),
    }
    assert len(found.measures) == len(set(found.measures))


def test_what_was_done_before_and_what_was_paid_are_measures() -> None:
    made = order(earlier_disputes=1, earlier_returns=2, shipping="10 USD")
    measures = view(made).measures
    assert (measures["earlier_disputes"], measures["earlier_returns"]) == (1, 2)
    assert measures["paid"] == Money(110, "USD")
    # Of a claim, what its items cost with their share of the shipping.
    assert view(Claim(made, [SIZE], items=["phone"])).measures["paid"] == Money(22, "USD")


def test_price_and_total_tell_shipping_and_tax_apart() -> None:
    made = order(shipping="10 USD", tax="5 USD")
    one = view(Claim(made, [SIZE], items=["phone"])).measures
    # The phone is a fifth of the goods, so a fifth of the 10 and of the 5 falls to it.
    assert (one["price"], one["paid"]) == (Money(20, "USD"), Money(23, "USD"))
    assert one["total"] == view(made).measures["total"] == view(made).measures["paid"] == Money(115, "USD")


def guaranteed(*guarantees: list[Any], items: tuple[str, ...] = ()) -> Claim:
    listed = [Item(f"item {i}", "5 USD", guarantees=words) for i, words in enumerate(guarantees)]
    return Claim(order(items=listed), [SIZE], items=items)


def test_a_guarantee_speaks_for_a_claim_where_every_claimed_item_has_it() -> None:
    assert view(guaranteed(["genuine", "free_return"], ["genuine"])).words["guarantee"] == frozenset(
        {"genuine"}
    )
    assert view(guaranteed(["genuine"], [])).words["guarantee"] == frozenset()
    assert view(guaranteed(["genuine"], [], items=("item 0",))).words["guarantee"] == frozenset({"genuine"})
    assert view(guaranteed(["genuine"], []).order).words["guarantee"] == frozenset()


ASKED_BACK = Ask(amount="80 USD", return_goods=True)
AGREED = Event("answered", "2017-04-18", accepts=True)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (order(), set[str]()),
        (dispute(), set[str]()),
        (dispute(Event("ruled", "2017-04-25", return_goods=True)), {"yes"}),
        (dispute(Event("ruled", "2017-04-25", return_goods=False)), {"no"}),
        (dispute(Event("ruled", "2017-04-25")), {"no"}),
        # A ruling says for itself whether goods go back; who asked for it does not count.
        (dispute(Event("ruled", "2017-04-25"), asks=ASKED_BACK), {"no"}),
        (dispute(AGREED, asks=ASKED_BACK), {"yes"}),
        (dispute(AGREED), {"no"}),
        (dispute(evolve(AGREED, return_goods=False), asks=ASKED_BACK), {"no"}),
        (
            dispute(Event("offered", "2017-04-17", return_goods=True), Event("accepted", "2017-04-18")),
            {"yes"},
        ),
        # What is accepted is the offer, not what was asked.
        (dispute(Event("offered", "2017-04-17"), Event("accepted", "2017-04-18"), asks=ASKED_BACK), {"no"}),
    ],
)
def test_goods_go_back_by_the_outcome_or_as_it_was_asked_and_agreed(
    facts: Order | Claim | Dispute, words: set[str]
) -> None:
    assert view(facts).words["return_goods"] == frozenset(words)


def test_the_carrier_is_that_of_the_claimed_items() -> None:
    made = order(parcels=[Parcel(items=["dress"], carrier="DHL"), Parcel(items=["phone"], carrier="EMS")])
    assert view(made).words["carrier"] == frozenset({"DHL", "EMS"})
    assert view(Claim(made, [SIZE], items=["phone"])).words["carrier"] == frozenset({"EMS"})
    assert view(order(parcels=[Parcel(carrier="DHL"), Parcel()])).words["carrier"] is None


def test_every_measure_can_be_asked_for() -> None:
    made = view(order(committed=60, user_class="business"))
    assert set(made.measures) == set(MEASURABLE)
    assert made.words["user_class"] == frozenset({"business"})
    assert view(order()).words["user_class"] == frozenset({"consumer"})


def test_a_region_names_its_country_and_what_is_not_told_is_not_known() -> None:
    assert view(order(region="CA-QC")).words["country"] == frozenset({"CA"})
    assert view(order(region="CA-QC")).words["region"] == frozenset({"CA-QC"})
    assert view(order(country="US")).words["country"] == frozenset({"US"})
    assert view(order()).words["country"] is None
    assert view(order()).words["region"] is None


@pytest.mark.parametrize(
    ("changes", "fact", "words"),
    [
        ({"near_home": True}, "near_home", {"yes"}),
        ({"near_home": False}, "near_home", {"no"}),
        ({}, "near_home", None),
        ({"seller_class": "private"}, "seller_class", {"private"}),
        ({}, "seller_class", None),
        ({"information": "missing"}, "information", {"missing"}),
        ({}, "information", None),
        ({}, "sale", {"distance"}),
        ({"sale": "off_premises"}, "sale", {"off_premises"}),
        ({}, "programme", {"aliexpress"}),
        ({"payment": Payment(issuer_country="GB")}, "issuer_country", {"GB"}),
        ({"payment": Payment()}, "issuer_country", None),
    ],
)
def test_what_cards_and_laws_ask_is_seen(changes: dict[str, Any], fact: str, words: set[str] | None) -> None:
    assert view(order(**changes)).words[fact] == (None if words is None else frozenset(words))


def test_the_cheapest_and_the_dearest_item_are_those_claimed_by_the_price_of_one_piece() -> None:
    items = [Item("dress", "80 USD"), Item("pins", "2 USD", quantity=60), Item("belt", "9 USD")]
    made = order(items=items)
    every, two = view(made).measures, view(Claim(made, [SIZE], items=["pins", "belt"])).measures
    assert (every["cheapest_item"], every["dearest_item"]) == (Money(2, "USD"), Money(80, "USD"))
    assert (two["cheapest_item"], two["dearest_item"]) == (Money(2, "USD"), Money(9, "USD"))
