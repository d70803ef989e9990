"""The life cycle of disputes: what the rules allow, and what happens by itself, programme by programme."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import buyerprotect as bp
from buyerprotect.advice.lifecycle import FOLLOW, passed
from buyerprotect.facts.dispute import EventKind
from buyerprotect.rules.library import built_in

KINDS = get_args(EventKind)
MONEY = ("refund_issued", "refunded", "return_sent", "return_received", "defaulted", "closed")


def order(programme: str, placed: str, **told: Any) -> bp.Order:
    values: dict[str, Any] = {
        "zone": "America/New_York",
        "country": "US",
        "items": [bp.Item("lamp", "80 USD")],
        "parcels": [bp.Parcel(shipped=told.pop("shipped", placed), delivered=told.pop("delivered", None))],
    }
    return bp.Order(programme, placed, **(values | told))


def dispute(kind: Any, bought: bp.Order, *events: bp.Event) -> bp.Dispute:
    return bp.Dispute(bp.Claim(bought, [bp.Problem(kind, "complete")]), events)


def steps(found: bp.Forecast) -> list[tuple[str, str]]:
    return [(step.what, step.at.isoformat()) for step in found.steps]


# --- stages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        ("opened", "with_seller"),
        ("opened answered", "refused"),
        ("opened agreed", "agreed"),
        ("opened offered", "offer_open"),
        ("opened offered declined", "refused"),
        ("opened offered accepted", "agreed"),
        ("opened answered escalated", "with_platform"),
        ("opened escalated information_requested", "information_due"),
        ("opened escalated information_requested information_given", "with_platform"),
        ("opened information_requested information_given information_requested", "information_due"),
        ("opened escalated ruled", "ruled"),
        ("opened escalated ruled appealed", "appealed"),
        ("opened escalated ruled appealed ruled", "ruled"),
        ("opened cancelled", "ended"),
        ("opened escalated ruled return_sent refunded closed", "ended"),
        ("opened agreed return_sent return_received", "agreed"),
        # Once the platform has the case, words between the two take it from nobody; an offer can be taken.
        ("opened escalated answered", "with_platform"),
        ("opened escalated offered", "offer_open"),
        ("opened escalated offered declined", "with_platform"),
        ("opened escalated offered accepted", "agreed"),
        ("opened escalated agreed", "agreed"),
        ("opened information_requested information_given", "with_seller"),
        ("opened information_requested answered information_given", "refused"),
        ("opened answered information_requested information_given", "refused"),
        ("opened escalated ruled appealed information_requested information_given", "appealed"),
        ("opened escalated ruled appealed ruled appealed", "appealed"),
    ],
)
def test_a_stage_follows_from_the_events(kinds: str, name: str) -> None:
    day = date(2024, 3, 1)
    events = [
        bp.Event("answered", day, accepts=True) if kind == "agreed" else bp.Event(kind, day)  # type: ignore[arg-type]
        for kind in kinds.split()
    ]
    assert [*passed(events, {})][-1].stage == name


def test_the_history_names_each_stage_and_since_when_it_is() -> None:
    found = bp.stage(
        dispute(
            "not_as_described",
            order("aliexpress", "2018-01-05", delivered="2018-02-01"),
            bp.Event("opened", "2018-02-10"),
            bp.Event("answered", "2018-02-12", accepts=False),
            bp.Event("offered", "2018-02-13", amount="10 USD"),
            bp.Event("declined", "2018-02-14"),
        )
    )
    assert [passed.stage for passed in found.history] == ["with_seller", "refused", "offer_open", "refused"]
    assert (found.name, found.since.on, found.terminal) == ("refused", date(2018, 2, 14), False)


# --- what happens by itself -----------------------------------------------------------------------


def test_aliexpress_accepts_for_a_silent_seller_after_five_days_and_pays() -> None:
    bought = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
    opened = dispute("defective", bought, bp.Event("opened", "2022-03-25T12:00-07:00"))
    found = bp.forecast(opened, at="2022-03-26T12:00-07:00")
    # Five times 24 hours after the opening.
    assert steps(found) == [("request_granted", "2022-03-30T12:00:00-07:00")]
    assert (found.outcome, str(found.ends)) == ("buyer_paid", "2022-03-30 12:00:00-07:00")
    assert found.steps[0].automatic
    assert found.steps[0].because is not None
    assert found.steps[0].because.rule == "window.seller_answer"


def test_aliexpress_takes_a_refused_case_by_itself_and_says_that_no_end_is_known() -> None:
    bought = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
    refused = dispute(
        "defective",
        bought,
        bp.Event("opened", "2022-03-25T12:00-07:00"),
        bp.Event("answered", "2022-03-26T12:00-07:00", accepts=False),
    )
    found = bp.forecast(refused, at="2022-03-27T12:00-07:00")
    assert [step.what for step in found.steps][:1] == ["escalates"]
    assert (found.last_stage, found.outcome) == ("with_platform", None)
    assert found.why


def test_goods_not_sent_back_in_ten_days_are_lost_to_the_seller() -> None:
    bought = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
    agreed = dispute(
        "defective",
        bought,
        bp.Event("opened", "2022-03-25T12:00-07:00"),
        bp.Event("offered", "2022-03-26T12:00-07:00", amount="80 USD", return_goods=True),
        bp.Event("accepted", "2022-03-27T12:00-07:00"),
    )
    found = bp.forecast(agreed, at="2022-03-28T12:00-07:00")
    assert (found.outcome, str(found.ends)) == ("seller_paid", "2022-04-06 12:00:00-07:00")
    sent = bp.forecast(
        agreed, at="2022-03-28T12:00-07:00", then=[bp.Event("return_sent", "2022-04-01T12:00-07:00")]
    )
    assert (sent.steps[0].what, sent.steps[0].automatic) == ("return_sent", False)
    assert sent.outcome != "seller_paid"


def test_paypal_closes_a_dispute_that_nobody_escalates_after_twenty_days() -> None:
    bought = order("paypal", "2024-01-10", paid="2024-01-10", payment=bp.Payment(provider="paypal"))
    opened = dispute("not_received", bought, bp.Event("opened", "2024-02-05"))
    found = bp.forecast(opened, at="2024-02-06T12:00-05:00")
    assert found.outcome == "closed"
    # 20 days after the opening, whole days.
    assert found.ends is not None
    assert found.ends.date() == date(2024, 2, 26)
    claimed = bp.forecast(opened, at="2024-02-06T12:00-05:00", then=[bp.Event("escalated", "2024-02-10")])
    assert claimed.steps[0].what == "escalated"
    assert claimed.outcome == "buyer_paid"  # the seller's ten days pass


def test_ebay_gives_the_seller_three_business_days_and_closes_after_twenty_one() -> None:
    bought = order("ebay", "2022-03-01", delivered="2022-03-10", site="ebay.com")
    # Opened on a Monday: three working days are over with Thursday the 17th, twenty-one with 12 April.
    opened = dispute("not_as_described", bought, bp.Event("opened", "2022-03-14T12:00-07:00"))
    found = bp.forecast(opened, at="2022-03-15T12:00-07:00")
    assert steps(found) == [
        ("may_escalate", "2022-03-18T00:00:00-07:00"),
        ("case_closed", "2022-04-13T00:00:00-07:00"),
    ]
    assert (found.outcome, found.last_stage) == ("closed", "ended")
    # What has closed is not opened again.
    with pytest.raises(bp.InvalidFactsError, match="cannot follow in the stage 'ended'"):
        bp.record(bp.record(opened, bp.Event("closed", "2022-04-13")), bp.Event("escalated", "2022-04-14"))


def test_paypal_closes_over_an_offer_that_is_not_answered_and_lets_a_ruling_be_appealed_for_ten_days() -> (
    None
):
    bought = order("paypal", "2024-01-10", paid="2024-01-10", payment=bp.Payment(provider="paypal"))
    opened = bp.Event("opened", "2024-02-05")
    offered = dispute("not_received", bought, opened, bp.Event("offered", "2024-02-08", amount="20 USD"))
    found = bp.forecast(offered, at="2024-02-09T12:00-05:00")
    assert (found.steps[0].because and found.steps[0].because.rule) == "window.answer_offer"
    # Ten days after 8 February, to the end of the 18th.
    assert steps(found)[0] == ("case_closed", "2024-02-19T00:00:00-08:00")
    lost = bp.Event("ruled", "2024-02-20", amount="0 USD")
    ruled = dispute("not_received", bought, opened, bp.Event("escalated", "2024-02-10"), lost)
    found = bp.forecast(ruled, at="2024-02-21T12:00-05:00")
    # Ten days after 20 February of a leap year, to the end of 1 March.
    assert steps(found)[0][0] == "right_lost"
    assert found.steps[0].at.date() == date(2024, 3, 2)
    assert bp.record(ruled, bp.Event("appealed", "2024-03-01")).events[-1].kind == "appealed"
    with pytest.raises(bp.InvalidFactsError, match="is not in time: appeal is from"):
        bp.record(ruled, bp.Event("appealed", "2024-03-03"))


def test_vinted_goes_on_to_the_platform_by_itself() -> None:
    bought = order("vinted", "2025-03-01", delivered="2025-03-20", country="FR", site="vinted.fr")
    found = bp.forecast(
        dispute("not_as_described", bought, bp.Event("opened", "2025-03-21")), at="2025-03-22T12:00+01:00"
    )
    assert [step.what for step in found.steps] == ["escalates"]  # once; then the platform has it
    assert (found.last_stage, found.outcome) == ("with_platform", None)


def test_evidence_is_to_be_there_when_the_platform_wants_it_or_with_the_step() -> None:
    bought = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
    claim = bp.Claim(bought, [bp.Problem("defective")])
    step = bp.recommend(claim, at="2022-03-25T12:00-07:00")
    assert step.evidence_by is not None
    assert step.evidence_by == step.act_by
    amazon = BOUGHT["amazon"]
    opened = bp.Event("opened", "2022-03-25T12:00-04:00")
    asked = bp.Event("information_requested", "2022-03-27T12:00-04:00")
    facts = bp.Dispute(bp.Claim(amazon, [bp.Problem("not_as_described", "complete")]), [opened, asked])
    found = bp.recommend(facts, at="2022-03-27T13:00-04:00")
    window = next(one for one in found.windows.acting("give_information", "buyer"))
    assert found.action == "add_evidence"
    assert found.evidence_by_us == window.act_by_us(found.at_us)


def test_an_option_says_what_its_amounts_take_for_granted() -> None:
    bought = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
    opened = bp.Event("opened", "2022-03-25T12:00-07:00", amount="80 USD")
    offered = bp.Event("offered", "2022-03-26T12:00-07:00", amount="20 USD", return_goods=True)
    claim = bp.Claim(bought, [bp.Problem("defective")], losses=[bp.Loss("repair", "15 USD")])
    facts = bp.Dispute(claim, [opened, offered])
    options = {one.id: one for one in bp.recommend(facts, at="2022-03-26T13:00-07:00").options}
    assert options["accept"].assumes[0] == "that what is granted is paid"
    assert options["counter"].assumes[0].startswith("that all of 80.00 USD is granted at best, and nothing")
    assert (options["counter"].net_low, options["counter"].net_high) == (
        bp.Money("-15", "USD"),
        bp.Money("65", "USD"),
    )
    assert "that the 15.00 USD of your own costs stay with you" in options["counter"].assumes
    assert options["cancel"].assumes == ("that the 15.00 USD of your own costs stay with you",)


def test_beside_an_offer_of_a_part_stands_asking_for_the_rest() -> None:
    bought = order("aliexpress", "2022-03-01", shipped="2022-03-02", delivered="2022-03-20")
    opened = bp.Event("opened", "2022-03-25T12:00-07:00", amount="80 USD")

    def ways(amount: str | None) -> dict[str, bp.Option]:
        offered = bp.Event("offered", "2022-03-26T12:00-07:00", amount=amount)
        facts = dispute("defective", bought, opened, offered)
        options = bp.recommend(facts, at="2022-03-26T13:00-07:00").options
        return {option.id: option for option in options}

    part = ways("20 USD")
    assert part["accept"].refund_high == bp.Money(20, "USD")
    assert part["counter"].refund_high == bp.Money(80, "USD")
    assert part["counter"].says.startswith("Decline the offer and ask instead for the full amount")
    assert "counter" not in ways("80 USD")
    assert "counter" not in ways(None)


# --- recording ------------------------------------------------------------------------------------


def test_what_cannot_follow_is_refused_with_what_can() -> None:
    opened = dispute("defective", order("aliexpress", "2022-03-01"), bp.Event("opened", "2022-03-25"))
    with pytest.raises(
        bp.InvalidFactsError, match=r"'appealed' cannot follow in the stage 'with_seller'"
    ) as caught:
        bp.record(opened, bp.Event("appealed", "2022-03-26"))
    assert [fault.path for fault in caught.value.faults] == ["events[1].kind"]
    assert "answered" in str(caught.value)


def test_an_act_that_is_too_late_is_refused_with_its_time() -> None:
    opened = dispute(
        "defective", order("aliexpress", "2022-03-01"), bp.Event("opened", "2022-03-25T12:00-07:00")
    )
    assert bp.record(opened, bp.Event("answered", "2022-03-30T11:59-07:00", accepts=False)).events[-1].kind
    with pytest.raises(
        bp.InvalidFactsError, match=r"is not in time: seller_answer is from .* before 2022-03-30"
    ):
        bp.record(opened, bp.Event("answered", "2022-03-30T12:00-07:00", accepts=False))


def test_only_disputes_have_a_stage_and_only_events_are_recorded() -> None:
    claim = bp.Claim(order("aliexpress", "2022-03-01"), [bp.Problem("size")])
    with pytest.raises(bp.WrongTypeError, match="is not a Dispute"):
        bp.stage(claim)  # type: ignore[arg-type]
    opened = bp.Dispute(claim, [bp.Event("opened", "2022-03-25")])
    with pytest.raises(bp.WrongTypeError, match="'escalated' is not an Event"):
        bp.record(opened, "escalated")  # type: ignore[arg-type]
    with pytest.raises(bp.WrongTypeError, match="'escalated' is not an Event"):
        bp.forecast(opened, at="2022-03-26T12:00Z", then=["escalated"])  # type: ignore[list-item]
    with pytest.raises(bp.InvalidFactsError, match="is before the moment asked about"):
        bp.forecast(opened, at="2022-04-26T12:00Z", then=[bp.Event("escalated", "2022-04-01")])


# --- random lives, legal and illegal --------------------------------------------------------------

BOUGHT = {
    "aliexpress": order("aliexpress", "2022-03-01", delivered="2022-03-20"),
    "ebay": order("ebay", "2022-03-01", delivered="2022-03-10", site="ebay.com", tax="2 USD"),
    "paypal": order("paypal", "2022-03-01", paid="2022-03-01", delivered="2022-03-20"),
    "amazon": order(
        "amazon", "2022-03-01", delivered="2022-03-20", site="amazon.com", contacted="2022-03-21"
    ),
    "etsy": order("etsy", "2022-09-01", delivered="2022-09-20", contacted="2022-09-21"),
    "vinted": order("vinted", "2025-03-01", delivered="2025-03-20", country="FR", site="vinted.fr"),
    "alibaba": order("alibaba", "2024-03-01", delivered="2024-03-20"),
    "allegro": order("allegro", "2021-03-01", delivered="2021-03-20", country="PL"),
    "klarna": order("klarna", "2024-03-01", delivered="2024-03-20"),
    "mercado-libre": order(
        "mercado-libre", "2025-03-01", delivered="2025-03-20", site="mercadolivre.com.br", country="BR"
    ),
    "mercari": order("mercari", "2024-03-01", delivered="2024-03-20"),
    "temu": order("temu", "2025-06-01", delivered="2025-06-20"),
    "walmart": order("walmart", "2024-03-01", delivered="2024-03-20"),
    "wish": order("wish", "2024-03-01", delivered="2024-03-20"),
    "visa": order("visa", "2026-05-01", delivered="2026-05-20"),
    "mastercard": order("mastercard", "2026-05-01", delivered="2026-05-20"),
    "amex": order("amex", "2026-05-01", delivered="2026-05-20"),
}


def test_every_programme_that_is_no_law_is_driven() -> None:
    packs = built_in().values()
    assert set(BOUGHT) == {pack.id for pack in packs if pack.kind != "law" and not pack.commentary}


class Lives(RuleBasedStateMachine):
    """Drive a dispute through whatever may happen, at any later hour, and hold the laws."""

    def __init__(self) -> None:
        super().__init__()
        self.dispute: bp.Dispute | None = None

    @initialize(name=st.sampled_from(sorted(BOUGHT)))
    def opened(self, name: str) -> None:
        bought = BOUGHT[name]
        day = bought.parcels[0].delivered
        assert isinstance(day, date)
        claim = bp.Claim(bought, [bp.Problem("not_as_described", "complete")])
        self.dispute = bp.Dispute(claim, [bp.Event("opened", day + timedelta(days=3))])

    @rule(
        kind=st.sampled_from(KINDS),
        party=st.sampled_from(("buyer", "seller", "platform", None)),
        days=st.sampled_from((0, 0, 1, 2, 5, 10, 25)),
        accepts=st.sampled_from((None, True, False)),
    )
    def happens(self, kind: Any, party: Any, days: int, accepts: bool | None) -> None:  # noqa: FBT001 - drawn
        dispute = self.dispute
        assert dispute is not None
        last = dispute.events[-1].on
        assert isinstance(last, date)
        event = bp.Event(
            kind, last + timedelta(days=days), party=party, accepts=accepts if kind == "answered" else None
        )
        before = bp.stage(dispute)
        try:
            after = bp.record(dispute, event)
        except bp.InvalidFactsError:
            return
        assert kind in FOLLOW[before.name]
        assert after.events[:-1] == dispute.events
        self.what_is_supposed_is_as_if_it_had_happened(dispute, event, after)
        self.dispute = after

    @staticmethod
    def what_is_supposed_is_as_if_it_had_happened(
        dispute: bp.Dispute, event: bp.Event, after: bp.Dispute
    ) -> None:
        last = dispute.events[-1].on
        at = f"{last}T12:00Z"
        silence = bp.forecast(dispute, at=at)
        if silence.outcome is not None or any(step.automatic for step in (*silence.already, *silence.steps)):
            first = min((step.at_us for step in (*silence.already, *silence.steps)), default=silence.ends_us)
            if first is None or first <= bp.Instant.of(f"{event.on}T23:59Z").us + 86_400_000_000:
                return  # by the rules it was over, or had gone on, before that
        supposed = bp.forecast(dispute, at=at, then=[event])
        happened = bp.forecast(after, at=f"{event.on}T12:00Z")
        assert (supposed.outcome, supposed.last_stage) == (happened.outcome, happened.last_stage)

    @invariant()
    def an_ended_dispute_accepts_only_appeals_in_time_and_money(self) -> None:
        dispute = self.dispute
        if dispute is None or not bp.stage(dispute).terminal:
            return
        last = dispute.events[-1].on
        assert isinstance(last, date)
        for kind in KINDS:
            for days in (1, 400):
                try:
                    after = bp.record(dispute, bp.Event(kind, last + timedelta(days=days)))
                except bp.InvalidFactsError:
                    continue
                assert kind in ("appealed", *MONEY)
                appeals = [one for one in bp.stage(dispute).windows if one.window.used_by == "appealed"]
                endless = any(one.closes_us is None and not one.opens_pending for one in appeals)
                assert kind != "appealed" or days == 1 or endless or not appeals
                assert kind == "appealed" or bp.stage(after).terminal

    @invariant()
    def a_replay_gives_the_same_stage(self) -> None:
        if self.dispute is None:
            return
        again = bp.Dispute(self.dispute.claim, self.dispute.events)
        assert bp.stage(again).name == bp.stage(self.dispute).name
        assert [passed.event for passed in bp.stage(again).history] == list(self.dispute.events)

    @invariant()
    def what_does_not_end_by_itself_says_why_and_what_does_says_when(self) -> None:
        if self.dispute is None:
            return
        last = self.dispute.events[-1].on
        assert isinstance(last, date)
        found = bp.forecast(self.dispute, at=f"{last + timedelta(days=1)}T12:00Z")
        assert (found.outcome is None) == (found.why is not None) == (found.ends is None)
        moments = [step.at_us for step in (*found.already, *found.steps)]
        assert moments == sorted(moments)
        assert all(step.at_us < found.at_us for step in found.already)
        assert all(step.at_us >= found.at_us for step in found.steps)
        assert found.ends_us is None or not moments or found.ends_us == moments[-1]

    @invariant()
    def what_silence_does_does_not_depend_on_when_one_asks(self) -> None:
        if self.dispute is None:
            return
        last = self.dispute.events[-1].on
        assert isinstance(last, date)
        soon, late = (
            bp.forecast(self.dispute, at=f"{last + timedelta(days=days)}T12:00Z") for days in (1, 30)
        )
        assert (*soon.already, *soon.steps) == (*late.already, *late.steps)
        assert (soon.outcome, soon.ends_us, soon.why) == (late.outcome, late.ends_us, late.why)


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=60, stateful_step_count=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
