"""The view of a forecast: where the dispute stands, what happens by itself, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator

from buyerprotect.advice.case import Because
from buyerprotect.advice.forecast import Forecast, Step
from buyerprotect.facts.events import order_of
from buyerprotect.timing.clock import Instant, to_datetime
from buyerprotect.views.words import CLAUSES, CONFIDENCE, LAPSES, STAGES, date_in_words, plain, wrapped

__all__ = ["forecast_as_text"]

_OUTCOMES = {
    "buyer_paid": "the buyer gets the money",
    "seller_paid": "the seller keeps the money",
    "closed": "the case is closed",
}


def forecast_as_text(found: Forecast) -> str:
    """Write a forecast for a person to read."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Forecast) -> Iterator[str]:
    case = found.stage.windows.items[0].case if found.stage.windows.items else None
    zone = found.zone if case is None else order_of(case.facts).zone or found.zone
    policy = found.stage.windows.policy
    steps = (*found.already, *found.steps)
    cited = [name for step in steps if step.because for name in step.because.sources]
    sources = dict.fromkeys((*(found.stage.rule.sources if found.stage.rule else ()), *cited))
    numbers = {name: number for number, name in enumerate(sources, start=1)}
    yield from wrapped(f"Now, {_moment(found.at_us, zone)}: {STAGES[found.stage.name]}.")
    yield from wrapped(f"By {policy.title} ({policy.id}, {policy.version}).")
    rule = found.stage.rule
    if rule is not None:
        called = "" if rule.called is None else f"It is called {rule.called} there. "
        yield from wrapped(f"{called}{_reason(Because.of('stage', rule), numbers)}")
    yield ""
    yield "How it came to this"
    before: str | None = None
    for passed in found.stage.history:
        on = passed.event.on
        when = _moment(on.us, zone) if isinstance(on, Instant) else date_in_words(on)
        own = None if passed.rule is None else passed.rule.called
        word = f" ({own})" if own not in (None, before) else ""
        before = own
        yield from wrapped(f"- {when}: {CLAUSES.get(passed.event.kind, plain(passed.event.kind))}{word}")
    if found.already:
        yield ""
        yield "What has followed since, by the rules"
    for step in found.already:
        yield from wrapped(f"- {_moment(step.at_us, zone)}: {_step(step, numbers)}")
    yield ""
    yield "What happens if nothing else does"
    for step in found.steps:
        yield from wrapped(f"- {_moment(step.at_us, zone)}: {_step(step, numbers)}")
    if found.outcome is not None and found.ends_us is not None:
        yield from wrapped(f"It ends there: {_OUTCOMES[found.outcome]}.")
    else:
        yield from wrapped(f"It does not end by itself: {found.why}.")
    if sources:
        yield ""
        yield "Sources"
    for name, number in numbers.items():
        source = policy.sources[name]
        kind = CONFIDENCE[source.kind].capitalize()
        yield from wrapped(f"[{number}] {source.title}. {kind}, read {source.read}.")
        yield from wrapped(f"    {source.address}")


def _step(step: Step, numbers: dict[str, int]) -> str:
    if not step.automatic:
        return f"{CLAUSES.get(step.what, plain(step.what))} (supposed)"
    because = "" if step.because is None else f". {_reason(step.because, numbers)}"
    return f"the {step.party}'s time is over: {LAPSES.get(step.what, plain(step.what))}{because}"


def _reason(because: Because, numbers: dict[str, int]) -> str:
    return f"{because.says} {''.join(f'[{numbers[name]}]' for name in because.sources)}".rstrip()


def _moment(us: int, zone: str) -> str:
    shown = to_datetime(us, zone)
    return f"{date_in_words(shown.date())}, {shown.hour:02}:{shown.minute:02} ({zone})"
