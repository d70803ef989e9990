"""Options: the ways open to a buyer, side by side, with what each would leave.

What an option leaves is the refund, less return postage, less the losses that stay with the buyer.
Losses (a repair, say) are counted where the goods are kept, since goods sent back need no repair.
Between the best and the worst nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from decimal import ROUND_HALF_UP
from fractions import Fraction

from attrs import frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.advice.entitlement import entitlement, payable
from buyerprotect.facts.claim import Claim, Party
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.item import Trait
from buyerprotect.facts.money import Money
from buyerprotect.rules.policy import Action, Asking, Postage

__all__ = [
    "Option",
    "Settlement",
    "advice_reasons",
    "asking_reasons",
    "asking_rule",
    "at_buyers_cost",
    "back_at",
    "escalates_by_hand",
    "expected",
    "goes_back",
    "granted",
    "has_goods",
    "is_to_be_done",
    "open_offer",
    "options",
    "return_payer",
    "warnings",
]


_WITHOUT_GOODS = frozenset(
    {"not_received", "not_refunded", "unauthorised", "incorrect_amount", "duplicate", "recurring"}
)
"""Problems of which the goods are not there, or not what is wrong."""
_INTANGIBLE: frozenset[Trait] = frozenset({"digital", "donation", "gambling", "nft", "service", "travel"})
"""Traits of what nobody can send back."""

_CLAIMING = {
    "dispute_with_bank": "Ask your bank for",
    "give_notice": "Give notice and ask for",
    "return_goods": "Send the goods back for",
}
"""How a claim is made where no dispute is opened."""


@frozen(kw_only=True)
class Settlement:
    """What is usually paid in such cases: a range with its rule, and no point within it.

    An end that no source gives is None. `falls_with` says what makes the share smaller.
    """

    low: Money | None
    high: Money | None
    falls_with: str | None
    because: Because


@frozen(kw_only=True)
class Option:
    """One way to go on, and what it would leave the buyer with.

    `keeps_goods` is None where there are no goods to keep. `refund_low` and `refund_high` bound the refund:
    the worst and the best that can come of it. `return_postage` is what the way back costs the buyer.
    `net_low` and `net_high` are refund less postage less losses; None where not known, as of a repair.
    `assumes` says what the amounts take for granted.
    """

    id: str
    says: str
    keeps_goods: bool | None
    refund_low: Money | None
    refund_high: Money | None
    return_postage: Money | None
    losses: Money
    assumes: tuple[str, ...] = ()
    recommended: bool = False
    because: tuple[Because, ...] = ()

    @property
    def net_low(self) -> Money | None:
        """The least this option leaves."""
        return self._net(self.refund_low)

    @property
    def net_high(self) -> Money | None:
        """The most this option leaves; with postage not known, less whatever it comes to."""
        return self._net(self.refund_high)

    def _net(self, refund: Money | None) -> Money | None:
        if refund is None or self.return_postage is None:
            return None
        return refund - self.return_postage - self.losses


def expected(case: Case, claim: Claim) -> Settlement | None:
    """Return what is usually paid for the problems of a claim, if the policy says."""
    norm = next(case.applying(case.policy.norms), None)
    if norm is None:
        return None
    because = Because.of("norm", norm)
    whole = claim.price if norm.of == "goods" else claim.paid
    return Settlement(
        low=_share(whole, norm.low),
        high=_share(whole, norm.high),
        falls_with=norm.falls_with,
        because=because,
    )


def _share(paid: Money, percent: int | None) -> Money | None:
    return None if percent is None else paid.times(Fraction(percent, 100), rounding=ROUND_HALF_UP)


def options(
    case: Case, claim: Claim, ground: str | None, *, again: bool = False, way: str | None = None
) -> tuple[Option, ...]:
    """Lay out the ways that are open in a case; `way` is the one that is recommended, if one is.

    `again` says that a dispute that has ended can be opened anew.
    """
    dispute = case.dispute
    ways = _Ways(
        case=case,
        claim=claim,
        has_goods=has_goods(claim),
        paid=payable(case, claim),
        lost=claim.lost,
        zero=Money(0, claim.order.currency),
    )
    if dispute is None or again:
        return tuple(ways.before_dispute(_claim_in_words(case, ground))) if ground is not None else ()
    outcome = dispute.outcome
    if outcome is not None and is_to_be_done(case, dispute):
        back = dispute.refunded
        return (
            () if back and back >= granted(dispute, outcome) else tuple(ways.after_outcome(dispute, outcome))
        )
    if dispute.ended or dispute.refunded:
        return ()
    return tuple(ways.in_dispute(dispute, open_offer(dispute), way))


def _claim_in_words(case: Case, ground: str) -> str:
    """Say how a claim on a ground is made, with the amount to follow."""
    named = next((one.window for one in case.policy.grounds if one.id == ground), None)
    window = None if named is None else case.policy.window_ids.get(named)
    return _CLAIMING.get(window.action if window else "", "Open a dispute for")


def has_goods(claim: Claim) -> bool:
    """Tell whether the buyer has something that could be sent back."""
    tangible = any(item.traits.isdisjoint(_INTANGIBLE) for item in claim.claimed)
    return tangible and all(problem.kind not in _WITHOUT_GOODS for problem in claim.problems)


def granted(dispute: Dispute, outcome: Event) -> Money:
    """Return what a ruling or an agreement grants, where no amount is told all of it.

    All is what was paid; of an answer that accepts, what was asked.
    """
    paid = dispute.claim.paid
    if outcome.kind == "ruled":
        return paid if outcome.amount is None else outcome.amount
    # No more is agreed on than was paid: beyond that the money is not the order's.
    agreed = dispute.asked if outcome.amount is None else outcome.amount
    return paid if agreed is None else min(paid, agreed)


def return_payer(case: Case) -> Postage | None:
    """Return the policy's rule on who pays the way back in this case, if it has one."""
    return next(case.applying(case.policy.postages), None)


def back_at(case: Case, event: Event) -> Party | None:
    """Return who pays the way back by an offer or outcome: the one named, else by the rules, if they say."""
    rule = return_payer(case)
    return event.return_paid_by or (rule.paid_by if rule else None)


def is_to_be_done(case: Case, dispute: Dispute) -> bool:
    """Tell whether a ruling or an agreement stands that is more than money to wait for."""
    outcome = dispute.outcome
    if outcome is None or not dispute.settled:
        return False
    return outcome.kind == "ruled" or goes_back(case) or dispute.last("defaulted") is not None


def at_buyers_cost(case: Case, event: Event) -> bool:
    """Tell whether an offer or outcome has the buyer pay the way back."""
    return bool(event.return_goods) and back_at(case, event) in (None, "buyer")


def escalates_by_hand(case: Case) -> bool:
    """Tell whether the rules let a buyer hand a dispute to the platform."""
    return any(window.action == "escalate" for window in case.policy.windows)


def goes_back(case: Case) -> bool:
    """Tell whether the outcome of a dispute has the goods sent back."""
    return "yes" in (case.view.words["return_goods"] or ())


def asking_rule(case: Case) -> Asking | None:
    """Return the policy's rule on what to ask for in this case, if it has one."""
    return next(case.applying(case.policy.askings), None)


def asking_reasons(case: Case) -> Iterator[Because]:
    """Yield what the policy says to ask for, the first of its rules that applies, and what it pays."""
    rule = asking_rule(case)
    if rule is not None:
        yield Because.of("asking", rule)
    found = None if case.claim is None else entitlement(case, case.claim)
    if found is not None:
        yield found.because


def advice_reasons(case: Case, action: Action) -> Iterator[Because]:
    """Yield what the policy says of taking an action."""
    return (Because.of("advice", r) for r in case.applying(case.policy.advices) if r.action == action)


def warnings(case: Case, acts: Container[str]) -> Iterator[tuple[str, Because]]:
    """Yield the acts among those given that the policy warns of, each with its rule."""
    return ((r.act, Because.of("risk", r)) for r in case.applying(case.policy.risks) if r.act in acts)


def open_offer(dispute: Dispute) -> Event | None:
    """Return the seller's or platform's offer that was not answered yet."""
    latest = dispute.last("offered", "accepted", "declined")
    return latest if latest is not None and latest.kind == "offered" and latest.party != "buyer" else None


@frozen(kw_only=True)
class _Ways:
    """The ways of one case, with the amounts that they share."""

    case: Case
    claim: Claim
    has_goods: bool
    paid: Money
    lost: Money
    zero: Money

    @property
    def everything(self) -> str:
        """What can be asked for at the most, in words."""
        return (
            "the full amount" if self.paid == self.claim.paid else f"the {self.paid} that the programme pays"
        )

    @property
    def offers_back(self) -> bool:
        """Whether asking for everything offers the goods back already, by what the policy says to ask."""
        asking = asking_rule(self.case)
        return self.has_goods and asking is not None and asking.return_goods

    def before_dispute(self, claim: str) -> Iterator[Option]:
        asking = asking_rule(self.case)
        if asking is not None and asking.request == "repair":
            mended = f"{claim} a repair or a replacement"
            because = tuple(asking_reasons(self.case))
            yield self._option("ask_repair", mended, refund=(None, None), because=because)
            yield self._nothing()
            return
        yield self._ask_all("ask_full", f"{claim} {self.everything}")
        part = self._part()
        if part is not None:
            yield self._option(
                "ask_part",
                f"{claim} {part}",
                refund=(None, part),
                because=self._warnings("ask_part"),
            )
        if self.has_goods and not self.offers_back:
            yield self._return()
        yield self._nothing()

    def in_dispute(self, dispute: Dispute, offer: Event | None, way: str | None) -> Iterator[Option]:
        yield from self._on_the_table(dispute, offer)
        said = (e for e in reversed(dispute.events) if e.kind in ("answered", "offered", "declined"))
        answer = next((e for e in said if e.kind != "offered" or e.party != "buyer"), None)
        if dispute.last("escalated") is not None:
            yield self._ask_all("wait", "Wait for the ruling")
        elif answer is None and way == "escalate":
            yield self._escalate()
        elif answer is None:
            # Where the rules give the seller no time, nobody but the platform is to be waited for.
            seller = self.case.policy.window_ids.get("seller_answer")
            answers = seller is not None and self.case.test(seller.when).value is not False
            awaited = "seller's answer" if answers else "ruling"
            yield self._ask_all("wait", f"Wait for the {awaited}")
        elif answer.accepts:
            yield self._ask_all("wait", "Wait for what was agreed")
        elif escalates_by_hand(self.case):
            if way == "wait":
                yield self._ask_all("wait", "Wait until the dispute can be escalated")
            yield self._escalate()
        else:
            yield self._ask_all("wait", f"Hold to {self.everything} until the platform takes the case")
        if self.has_goods and not self.offers_back:
            yield self._return()
        cancelling = self._warnings("cancel")
        yield self._option("cancel", "Cancel the dispute", refund=(self.zero, self.zero), because=cancelling)

    def _on_the_table(self, dispute: Dispute, offer: Event | None) -> Iterator[Option]:
        """Take one of the proposals of others, the latest first, or ask for more than it."""
        if offer is not None:
            yield self._accept(offer)
            yield from self._counter(offer)
        for other in dispute.proposals:
            if other.party != "buyer" and other is not offer:
                yield self._accept(other, f"accept_{other.party}")

    def _counter(self, offer: Event) -> Iterator[Option]:
        """Ask for more than was offered, where there is more to be had."""
        if offer.amount is not None and offer.amount < self.paid:
            yield self._ask_all("counter", f"Decline the offer and ask instead for {self.everything}")

    def _escalate(self) -> Option:
        return self._ask_all("escalate", f"Escalate the dispute and hold to {self.everything}")

    def after_outcome(self, dispute: Dispute, outcome: Event) -> Iterator[Option]:
        amount = granted(dispute, outcome)
        defaulted = dispute.last("defaulted") is not None
        how = "ruled" if outcome.kind == "ruled" else "agreed"
        back = goes_back(self.case)
        payer = back_at(self.case, outcome)
        if defaulted:
            yield self._option(
                "insist",
                f"Take the seller's default back to the platform, and insist on the {amount} {how}",
                refund=(None, amount),
                keeps=not back,
                because=tuple(advice_reasons(self.case, "escalate")),
            )
        if any(problem.kind == "not_refunded" for problem in self.claim.problems):
            # The goods are back already; what is left to ask for is the money.
            yield self._option("escalate", f"Ask the platform for the {amount} {how}", refund=(None, amount))
            return
        if back and payer not in (None, "buyer"):
            yield self._option(
                "return_as_ruled",
                f"Send the goods back at the {payer}'s cost, as {how}, once that is paid for",
                refund=(None if defaulted else amount, amount),
                keeps=False,
            )
        if back:
            yield self._return_at_own_cost(amount)
            yield self._nothing()

    def _ask_all(self, name: str, says: str) -> Option:
        # The usual settlement is told beside the options: it bounds nobody's verdict.
        because = tuple(asking_reasons(self.case))
        payer, back = return_payer(self.case), self.offers_back
        goods = " against return of the goods" if back else " and keep the goods"
        return self._option(
            name,
            f"{says}{goods if self.has_goods else ''}",
            refund=(None, self.paid),
            keeps=not back,
            own_postage=back and (payer is None or payer.paid_by == "buyer"),
            because=because,
        )

    def _part(self) -> Money | None:
        """Return the part the buyer has in mind, or what living with the problem would cost."""
        part = self.lost if self.claim.asks is None else self.claim.asks.amount
        return part if self.zero < part < self.paid else None

    def _accept(self, offer: Event, name: str = "accept") -> Option:
        amount = self.zero if offer.amount is None else offer.amount
        whose = "the" if name == "accept" else f"the {offer.party}'s"
        return self._option(
            name,
            f"Accept {whose} offer of {amount}" + (" and send the goods back" if offer.return_goods else ""),
            refund=(amount, amount),
            keeps=not offer.return_goods,
            own_postage=at_buyers_cost(self.case, offer),
            because=self._warnings("accept_zero") if not amount else (),
        )

    def _return(self) -> Option:
        """Offer the goods back: at the seller's cost where the rules say so, else at the buyer's own."""
        rule = return_payer(self.case)
        if rule is None or rule.paid_by == "buyer":
            return self._return_at_own_cost()
        return self._option(
            "return_goods",
            f"Send the goods back at the {rule.paid_by}'s cost for {self.paid}",
            refund=(None, self.paid),
            keeps=False,
            because=(Because.of("postage", rule),),
        )

    def _return_at_own_cost(self, amount: Money | None = None) -> Option:
        refund = self.paid if amount is None else amount
        return self._option(
            "return_at_own_cost",
            f"Send the goods back at your own cost for {refund}",
            refund=(None, refund),
            keeps=False,
            own_postage=True,
            because=self._warnings("return_at_own_cost"),
        )

    def _nothing(self) -> Option:
        keep = "Keep the goods and " if self.has_goods else ""
        return self._option("nothing", f"{keep}leave it at that".capitalize(), refund=(self.zero, self.zero))

    def _option(
        self,
        name: str,
        says: str,
        *,
        refund: tuple[Money | None, Money | None],
        keeps: bool | None = None,
        own_postage: bool = False,
        because: tuple[Because, ...] = (),
    ) -> Option:
        kept = (True if keeps is None else keeps) if self.has_goods else None
        low, high = refund
        return Option(
            id=name,
            says=says,
            keeps_goods=kept,
            # Where nobody knows how much is granted it may be nothing; a repair has no amount at all.
            refund_low=self.zero if low is None and high is not None else low,
            refund_high=high,
            return_postage=self.claim.return_postage if own_postage else self.zero,
            losses=self.lost if kept else self.zero,
            assumes=tuple(self._assumed(refund, own_postage=own_postage, kept=kept)),
            because=because,
        )

    def _assumed(
        self, refund: tuple[Money | None, Money | None], *, own_postage: bool, kept: bool | None
    ) -> Iterator[str]:
        """Say what the amounts of an option take for granted."""
        low, high = refund
        if high is not None and high != low:
            yield f"that all of {high} is granted at best, and nothing at worst; nobody knows how much is"
        elif high:
            yield "that what is granted is paid"
        if own_postage:
            cost = self.claim.return_postage
            told = "which was not told" if cost is None else f"which is {cost}, as it was told"
            yield f"that the way back costs you its postage, {told}"
        elif kept is False:
            yield "that the way back costs you nothing"
        if kept and self.lost:
            yield f"that the {self.lost} of your own costs stay with you"

    def _warnings(self, act: str) -> tuple[Because, ...]:
        return tuple(because for _, because in warnings(self.case, {act}))
