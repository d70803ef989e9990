"""Which strategy stands for which type: what `st.from_type` draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Literal, TypeVar

from hypothesis import strategies as st

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.difference import Difference, diff
from buyerprotect.advice.forecast import forecast
from buyerprotect.advice.lifecycle import stage
from buyerprotect.advice.plan import Conflict
from buyerprotect.errors import Fault
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.due_date import DueDate
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.policy import Policy
from buyerprotect.strategies.amounts import money
from buyerprotect.strategies.answers import assessments, route_answers
from buyerprotect.strategies.claims import claims, disputes, problems
from buyerprotect.strategies.orders import orders, payments
from buyerprotect.strategies.packs import packs
from buyerprotect.strategies.periods import counting_rules, periods
from buyerprotect.strategies.terms import TERMS, of_kind, terms
from buyerprotect.strategies.times import days, instants, zones
from buyerprotect.strategies.words import TEXTS
from buyerprotect.timing.calendar import calendar, calendar_names
from buyerprotect.timing.clock import Instant, LocalDay, zone
from buyerprotect.timing.counted import Counted, count
from buyerprotect.timing.period import Unit

__all__ = ["strategy_for"]

W = TypeVar("W")
P = TypeVar("P")

_COUNTED: tuple[Unit, ...] = ("seconds", "minutes", "hours", "days", "business-days", "weeks")


def strategy_for(name: str) -> st.SearchStrategy[object]:
    """Return the strategy for the type of ours with this name."""
    return _STRATEGIES[name]()


def _one_of(wholes: st.SearchStrategy[W], parts: Callable[[W], Iterable[P]]) -> st.SearchStrategy[P]:
    """Draw parts, one from each whole; those that have none are passed over."""
    known: st.SearchStrategy[Sequence[P]] = wholes.map(lambda whole: tuple(parts(whole)))
    return known.filter(bool).flatmap(st.sampled_from)


def _guided() -> st.SearchStrategy[Assessment]:
    """Draw answers by the guide, which often says more of a case than a drawn pack does."""
    return assessments(packs=st.builds(find_pack, st.just("aliexpress-guide")))


def _local_days() -> st.SearchStrategy[LocalDay]:
    return zones().flatmap(
        lambda name: days(zone=name).map(lambda day: LocalDay(day.toordinal(), zone(name)))
    )


@st.composite
def _counted(draw: st.DrawFn) -> Counted:
    """Draw counts by the two rules that count from every moment."""
    period = draw(
        periods(rules=["elapsed", "platform-days"], calendars=["mon-fri"], units=_COUNTED, changes=False)
    )
    start = draw(instants(first="1920-01-01T00:00Z", last="2180-12-31T00:00Z"))
    return count(period, after=start, in_zone=draw(zones()))


def _disputed() -> st.SearchStrategy[tuple[Dispute, Policy, int]]:
    """Draw disputes with the guide's version and a moment after all that happened."""
    about = _guided().map(lambda answer: (answer.facts, answer.policy, answer.at_us))
    return about.filter(lambda found: isinstance(found[0], Dispute))  # type: ignore[return-value]


def _conflicts() -> st.SearchStrategy[Conflict]:
    kinds: st.SearchStrategy[Literal["exclusive", "no_time"]] = st.sampled_from(("exclusive", "no_time"))
    names = st.sampled_from(("ebay", "paypal", "visa"))
    return st.builds(Conflict, kind=kinds, kept=names, dropped=names, because=st.just(()))


def _differences() -> st.SearchStrategy[Difference]:
    versions = [version.version for version in find_pack("aliexpress").versions]
    return st.builds(diff, st.just("aliexpress"), st.sampled_from(versions), st.sampled_from(versions))


_STRATEGIES: dict[str, Callable[[], st.SearchStrategy[object]]] = {
    # facts
    "Order": orders,
    "Item": lambda: _one_of(orders(), lambda order: order.items),
    "Parcel": lambda: _one_of(orders(), lambda order: order.parcels),
    "Extension": lambda: _one_of(orders(), lambda order: order.extensions),
    "Payment": payments,
    "DueDate": lambda: instants().map(lambda moment: DueDate("open_dispute", closes=moment)),
    "Claim": claims,
    "Problem": problems,
    "Evidence": lambda: _one_of(claims(), lambda claim: claim.evidence),
    "Loss": lambda: _one_of(claims(), lambda claim: claim.losses),
    "Ask": lambda: _one_of(claims(), lambda claim: () if claim.asks is None else (claim.asks,)),
    "Dispute": disputes,
    "Event": lambda: _one_of(disputes(), lambda dispute: dispute.events),
    "Money": money,
    "Fault": lambda: st.builds(Fault, st.sampled_from(("", "order.zone", "order.parcels[0].shipped")), TEXTS),
    # time
    "Instant": instants,
    "LocalDay": _local_days,
    "Zone": lambda: zones().map(zone),
    "Calendar": lambda: st.sampled_from(calendar_names()).map(calendar),
    "Counting": counting_rules,
    "Period": periods,
    "Plus": lambda: _one_of(periods(), lambda period: filter(None, (period.plus,))),
    "Counted": _counted,
    "Term": terms,
    **{kind.__name__: partial(of_kind, kind) for kind in TERMS},
    # rules
    "Pack": packs,
    "Policy": lambda: _one_of(packs(), lambda pack: pack.versions),
    "Window": lambda: _one_of(packs(), lambda pack: pack.versions[0].windows),
    "Source": lambda: _one_of(packs(), lambda pack: pack.sources.values()),
    # answers
    "Routes": route_answers,
    "Route": lambda: _one_of(route_answers(), lambda found: found),
    "Burden": lambda: _one_of(route_answers(), lambda found: (route.burden for route in found)),
    "PlanStep": lambda: _one_of(route_answers(), lambda found: found.plan),
    "Conflict": _conflicts,
    "Difference": _differences,
    "Forecast": lambda: _disputed().map(
        lambda about: forecast(about[0], at=Instant(about[2]), policy=about[1])
    ),
    "Stage": lambda: _disputed().map(lambda about: stage(about[0], policy=about[1])),
    "Assessment": assessments,
    "Classification": lambda: assessments().map(lambda answer: answer.classification),
    "Timeline": lambda: assessments().map(lambda answer: answer.deadlines),
    "Deadline": lambda: _one_of(assessments(), lambda answer: answer.deadlines),
    "Reading": lambda: _one_of(
        _guided(), lambda answer: (one for deadline in answer.deadlines for one in deadline.readings)
    ),
    "Recommendation": lambda: assessments().map(lambda answer: answer.recommendation),
    "Request": lambda: assessments().map(lambda answer: answer.recommendation.request),
    "Option": lambda: _one_of(_guided(), lambda answer: answer.recommendation.options),
    "Settlement": lambda: _one_of(_guided(), lambda answer: filter(None, (answer.recommendation.expected,))),
    "Because": lambda: _one_of(_guided(), lambda answer: answer.recommendation.because),
}
