"""Assessment: everything there is to say about one case at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from buyerprotect.advice.case import Because, Case, Facts, now, prepare
from buyerprotect.advice.classification import Classification, classified
from buyerprotect.advice.recommendation import Recommendation, recommended
from buyerprotect.advice.windows import Timeline, timeline
from buyerprotect.facts.events import order_of
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.source import Source
from buyerprotect.timing.clock import ZONE_DATA, MomentLike, iso, to_datetime

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["Assessment", "assess", "assessed"]


@frozen(kw_only=True, repr=False)
class Assessment:
    """The answer to one case: what protects it, until when, what to do next, and why.

    `zone_data` names the zone rules the answer rests on.
    """

    at_us: int
    classification: Classification
    deadlines: Timeline
    recommendation: Recommendation
    case: Case
    zone_data: str = ZONE_DATA

    def __repr__(self) -> str:
        found, action = self.classification, self.recommendation.action
        return f"<Assessment at {iso(self.at_us, 'UTC')}: {found.ground}, {found.coverage}; {action}>"

    @property
    def facts(self) -> Facts:
        """What happened, as it was told."""
        return self.case.facts

    @property
    def policy(self) -> Policy:
        """The version that governs."""
        return self.case.policy

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What is odd about the facts or uncertain about the rules, without being wrong."""
        return tuple(self.case.remarks())

    @property
    def at(self) -> DateTime:
        """The moment the answer is for, in the buyer's zone where it is known, else the policy's."""
        return to_datetime(self.at_us, self.buyer_zone or self.policy.zone)

    @property
    def buyer_zone(self) -> str | None:
        """The name of the buyer's zone, if told."""
        return order_of(self.facts).zone

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources that the answer cites, by id, in the order in which they are first cited."""
        cited = dict.fromkeys(name for because in self._reasons() for name in because.sources)
        cited |= dict.fromkeys(name for deadline in self.deadlines for name in deadline.sources)
        return {name: self.policy.sources[name] for name in cited}

    def _reasons(self) -> Iterable[Because]:
        yield from self.classification.because
        yield from self.recommendation.because
        for option in self.recommendation.options:
            yield from option.because
        if self.recommendation.expected is not None:
            yield self.recommendation.expected.because
        yield from (extra.because for extra in self.recommendation.request.extras)
        if self.recommendation.entitlement is not None:
            yield self.recommendation.entitlement.because
        yield from (cover.because for cover in self.recommendation.seller_protection)
        yield from (need.because for need in self.recommendation.evidence)
        yield from (risk.because for risk in self.recommendation.risks)

    def explain(self) -> str:
        """Say it all in plain words: the verdict, the next step and its date, why, and the sources."""
        from buyerprotect.views.text import as_text  # noqa: PLC0415 - the one upward import, on use

        return as_text(self)


def assess(facts: Facts, *, at: MomentLike, policy: Policy | Pack | str | None = None) -> Assessment:
    """Answer everything about one case at a moment: coverage, deadlines, the next step, and why.

    >>> from buyerprotect import Claim, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> claim = Claim(order, [Problem("not_as_described", "partial")])
    >>> assess(claim, at="2017-04-16T12:00Z", policy="aliexpress-guide").recommendation.action
    'open_dispute'

    Raises `NotFoundError` for an unknown policy, `OutOfCoverageError` for dates that the policy does
    not cover, `InvalidFactsError` for facts that contradict each other, the moment or the policy.
    """
    case = prepare(facts, policy)
    return assessed(case, now(at, facts))


def assessed(case: Case, moment: int) -> Assessment:
    """Assess a prepared case at a moment in microseconds."""
    windows = timeline(case)
    found = classified(case, windows, moment)
    return Assessment(
        at_us=moment,
        classification=found,
        deadlines=windows,
        recommendation=recommended(case, windows, found, moment),
        case=case,
    )
