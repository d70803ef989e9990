"""A period counted, shown: step by step as text, or as plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from buyerprotect.source import Source
from buyerprotect.timing.clock import Instant, iso
from buyerprotect.timing.count import Stage
from buyerprotect.timing.counted import Counted
from buyerprotect.views.words import CONFIDENCE, wrapped

__all__ = ["count_as_data", "count_as_text"]


def count_as_text(counted: Counted) -> str:
    """Write a counted period for a person to read: the end first, then each step, then the sources."""
    return "\n".join(_lines(counted)) + "\n"


def _lines(counted: Counted) -> Iterator[str]:
    closes = counted.closes
    way = "before" if counted.backward else "after"
    yield from wrapped(f"{counted.period} {way} {_start(counted)}")
    yield ""
    yield f"Last day:  {counted.last_day:%a %Y-%m-%d}"
    clock = f"{closes:%H:%M:%S}".removesuffix(":00")
    yield f"Closes:    {closes:%Y-%m-%d} {clock} {_zone(counted)}"
    yield ""
    yield "Steps"
    for number, stage in enumerate(counted.stages, start=1):
        yield from wrapped(f"{number:2}. {stage}")
    yield ""
    yield "Counted by"
    rule, calendar = counted.period.counting, counted.period.calendar
    yield from wrapped(f"- {rule.title} ({rule})")
    if calendar is not None:
        known = " to ".join(str(date.fromordinal(day)) for day in (calendar.first, calendar.last))
        yield from wrapped(f"- working days of {calendar.title} ({calendar.name}), known from {known}")
    yield ""
    yield "Sources"
    for number, source in enumerate(counted.sources, start=1):
        yield from wrapped(f"[{number}] {source.title} ({CONFIDENCE[source.kind]}). {source.address}")


def _start(counted: Counted) -> str:
    if isinstance(counted.start, Instant):
        return iso(counted.start.us, counted.zone)
    return f"{counted.start:%a %Y-%m-%d}"


def _zone(counted: Counted) -> str:
    if counted.zone_told:
        return counted.zone
    calendar = counted.period.calendar
    if calendar is not None and calendar.zone == counted.zone:
        return f"{counted.zone} (the zone of {calendar.title}; --zone names another)"
    return f"{counted.zone} (no zone was named; --zone names one)"


def count_as_data(counted: Counted) -> dict[str, Any]:
    """Turn a counted period into plain data.

    `last_day` and `closes` are its end, `nominal` the end before it was moved to a working day (a day, or
    of hours a moment), `steps` what was done, each with the day or the moment it led to.
    """
    calendar = counted.period.calendar
    nominal = counted.nominal
    exact = counted.period.exact
    return {
        "last_day": counted.last_day.isoformat(),
        "closes": iso(counted.closes_us, counted.zone),
        "nominal": iso(counted.result.nominal.us, counted.zone) if exact else nominal.isoformat(),
        "zone": counted.zone,
        "zone_assumed": not counted.zone_told,
        "period": str(counted.period),
        "steps": [_step(stage, counted.zone) for stage in counted.stages],
        "rule": str(counted.period.counting),
        "calendar": None if calendar is None else calendar.name,
        "sources": {source.id: _source(source) for source in counted.sources},
    }


def _step(stage: Stage, zone: str) -> dict[str, Any]:
    return {
        "kind": stage.kind,
        "day": None if stage.day is None else date.fromordinal(stage.day).isoformat(),
        "at": None if stage.us is None else iso(stage.us, zone),
        "says": str(stage),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "address": source.address,
        "kind": source.kind,
        "read": source.read.isoformat(),
    }
