"""The same facts with events on other days, and deadlines under another version."""

from __future__ import annotations

from datetime import date

import pytest

import buyerprotect as bp
from buyerprotect.advice.what_if import supposing

ORDER = bp.Order(
    "aliexpress",
    "2017-03-05",
    zone="America/New_York",
    items=[bp.Item("dress", "80 USD")],
    parcels=[bp.Parcel(shipped="2017-03-08", delivered="2017-04-09"), bp.Parcel(shipped="2017-03-09")],
    confirmed="2017-04-10",
    unknown=["paid"],
)
CLAIM = bp.Claim(ORDER, [bp.Problem("size")])
DISPUTE = bp.Dispute(CLAIM, [bp.Event("opened", "2017-04-11"), bp.Event("escalated", "2017-04-20")])


def order_of(facts: bp.Order | bp.Claim | bp.Dispute) -> bp.Order:
    if isinstance(facts, bp.Dispute):
        return facts.claim.order
    return facts.order if isinstance(facts, bp.Claim) else facts


@pytest.mark.parametrize("facts", [ORDER, CLAIM, DISPUTE])
def test_an_event_of_the_order_is_moved_whatever_is_told_around_it(
    facts: bp.Order | bp.Claim | bp.Dispute,
) -> None:
    moved = supposing(facts, {"confirmed": "2017-04-12T10:00Z"})
    assert type(moved) is type(facts)
    assert order_of(moved).confirmed == bp.Instant.of("2017-04-12T10:00Z")
    assert order_of(supposing(facts, {"confirmed": None})).confirmed is None


def test_an_event_of_parcels_is_moved_for_each_and_makes_one_where_there_is_none() -> None:
    moved = order_of(supposing(CLAIM, {"delivered": "2017-04-01"}))
    assert [parcel.delivered for parcel in moved.parcels] == [date(2017, 4, 1), date(2017, 4, 1)]
    assert [parcel.shipped for parcel in moved.parcels] == [date(2017, 3, 8), date(2017, 3, 9)]
    bare = bp.Order("aliexpress", "2017-03-05", zone="UTC", items=[bp.Item("dress", "80 USD")])
    assert order_of(supposing(bare, {"shipped": "2017-03-06"})).parcels[0].shipped == date(2017, 3, 6)
    assert order_of(supposing(bare, {"paid": "2017-03-06"})).parcels == ()


def test_what_was_unknown_is_told_by_supposing_it() -> None:
    told = order_of(supposing(ORDER, {"paid": "2017-03-05"}))
    assert (told.paid, told.unknown) == (date(2017, 3, 5), frozenset())
    assert order_of(supposing(ORDER, {"confirmed": None})).unknown == {"paid"}


def test_an_event_of_a_dispute_is_moved_or_taken_out() -> None:
    moved = supposing(DISPUTE, {"escalated": "2017-04-22"})
    assert isinstance(moved, bp.Dispute)
    assert [(event.kind, event.on) for event in moved.events] == [
        ("opened", date(2017, 4, 11)),
        ("escalated", date(2017, 4, 22)),
    ]
    without = supposing(DISPUTE, {"escalated": None, "confirmed": None})
    assert isinstance(without, bp.Dispute)
    assert [event.kind for event in without.events] == ["opened"]
    assert supposing(without, {"opened": None}) == supposing(CLAIM, {"confirmed": None})


@pytest.mark.parametrize(
    ("facts", "events", "says"),
    [
        (CLAIM, {"delivred": "2017-04-01"}, "'delivred' is not an event; did you mean 'delivered'"),
        (DISPUTE, {"delivred": "2017-04-01"}, "'delivred' is not an event; did you mean 'delivered'"),
        (CLAIM, {"opened": "2017-04-11"}, "'opened' is an event of a dispute, and none was opened"),
        (DISPUTE, {"ruled": "2017-04-30"}, "'ruled' did not happen in this dispute"),
        (CLAIM, {"delivered": "2017-03-01"}, "is before"),
        (CLAIM, {"placed": None}, "None is no moment"),
        (CLAIM, {"confirmed": "2017-04-10T10:00"}, "has no offset"),
    ],
)
def test_what_cannot_be_supposed_is_refused_by_name(
    facts: bp.Claim | bp.Dispute, events: dict[str, str | None], says: str
) -> None:
    with pytest.raises(bp.InvalidFactsError, match=says):
        supposing(facts, events)


def test_deadlines_are_asked_under_another_version_or_with_another_date_in_one_call() -> None:
    def last_day(**asked: object) -> str | None:
        window = bp.deadlines(CLAIM, **asked).find("open_dispute")  # type: ignore[arg-type]
        assert window is not None
        return window.last_day

    assert last_day() == "2017-04-24"
    assert last_day(suppose={"confirmed": "2017-04-14"}) == "2017-04-28"
    assert bp.deadlines(CLAIM, version="2019").policy.version == "2019"
    assert bp.deadlines(CLAIM, policy=bp.policy("aliexpress", facts=CLAIM), version="2017").policy.version
    with pytest.raises(bp.NotFoundError, match="'aliexpress' has no version '2018'"):
        bp.deadlines(CLAIM, version="2018")


def test_a_dispute_that_was_never_opened_had_no_other_events_either() -> None:
    assert supposing(DISPUTE, {"opened": None}) == CLAIM
    assert supposing(DISPUTE, {"opened": None, "escalated": "2017-04-22"}) == CLAIM
