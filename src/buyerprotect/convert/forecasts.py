"""Forecasts out: what becomes of a dispute, as the plain data of the command line's JSON."""

from __future__ import annotations

from typing import Any

from buyerprotect.advice.case import Because
from buyerprotect.advice.forecast import Forecast, Step
from buyerprotect.convert.answers import SCHEMA, because_to_data, source_to_data
from buyerprotect.timing.clock import iso

__all__ = ["forecast_to_data"]


def forecast_to_data(found: Forecast) -> dict[str, Any]:
    """Turn a forecast into the plain data of the command line's JSON."""
    policy = found.stage.windows.policy
    rule = found.stage.rule
    reasons = [] if rule is None else [Because.of("stage", rule)]
    reasons += [step.because for step in (*found.already, *found.steps) if step.because is not None]
    cited = dict.fromkeys(name for because in reasons for name in because.sources)
    return {
        "schema": SCHEMA,
        "at": iso(found.at_us, found.zone),
        "policy": {"id": policy.id, "version": policy.version},
        "stage": found.stage.name,
        "called": found.stage.called,
        "stage_because": None if rule is None else because_to_data(reasons[0]),
        "history": [
            {
                "kind": passed.event.kind,
                "on": str(passed.event.on),
                "stage": passed.stage,
                "called": None if passed.rule is None else passed.rule.called,
            }
            for passed in found.stage.history
        ],
        "already": [_step(step) for step in found.already],
        "events": [_step(step) for step in found.steps],
        "last_stage": found.last_stage,
        "ends": {
            "at": None if found.ends_us is None else iso(found.ends_us, found.zone),
            "outcome": found.outcome,
            "why": found.why,
        },
        "sources": {name: source_to_data(policy.sources[name]) for name in cited},
    }


def _step(step: Step) -> dict[str, Any]:
    because = step.because
    return {
        "at": iso(step.at_us, step.zone),
        "party": step.party,
        "what": step.what,
        "automatic": step.automatic,
        "because": None if because is None else because_to_data(because),
        "sources": [] if because is None else list(because.sources),
    }
