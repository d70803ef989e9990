"""Routes out: the routes of one purchase as the plain data of the command line's JSON."""

from __future__ import annotations

from typing import Any

from buyerprotect.advice.plan import Conflict, PlanStep
from buyerprotect.advice.route import Route
from buyerprotect.advice.routing import Routes
from buyerprotect.convert.answers import SCHEMA, amount_to_data, because_to_data, source_to_data
from buyerprotect.timing.clock import iso

__all__ = ["routes_to_data"]


def routes_to_data(found: Routes) -> dict[str, Any]:
    """Turn routes into the plain data of the command line's JSON.

    Sources and rules are named with their pack: `uk-s75/act`.
    """
    return {
        "schema": SCHEMA,
        "at": found.at.isoformat(),
        "zone_data": found.zone_data,
        "bank_days": found.bank_days,
        "routes": [_route(route) for route in found],
        "plan": [_step(step) for step in found.plan],
        "conflicts": [_conflict(conflict) for conflict in found.conflicts],
        "interactions": [because_to_data(because) for because in found.interactions],
        "sources": {name: source_to_data(source) for name, source in found.sources.items()},
    }


def _route(route: Route) -> dict[str, Any]:
    def shown(us: int | None) -> str | None:
        return None if us is None else iso(us, route.zone)

    answer, window, pays = route.assessment, route.window, route.pays_up_to
    burden = route.burden
    return {
        "programme": route.programme,
        "title": route.title,
        "kind": route.kind,
        "version": route.version,
        "status": route.status,
        "coverage": None if answer is None else answer.classification.coverage,
        "ground": None if answer is None else answer.classification.ground,
        "term": None if answer is None else answer.classification.term,
        "needs": list(route.needs),
        "window": None if window is None else window.id,
        "opens": shown(route.opens_us),
        "closes": shown(route.closes_us),
        "last_day": route.last_day,
        "safe_by": shown(route.safe_by_us),
        "in_time_when": None if window is None else window.in_time_when,
        "begun": route.begun,
        "action": route.action,
        "pays_up_to": amount_to_data(pays),
        "currency": None if pays is None else pays.currency,
        "less": [] if route.pays is None else list(route.pays.less),
        "burden": {
            "evidence": list(burden.evidence),
            "missing": list(burden.missing),
            "return_goods": burden.return_goods,
            "return_paid_by": burden.return_paid_by,
            "contact_first": burden.contact_first,
        },
        "closes_routes": list(route.closes_routes),
        "confidence": route.confidence,
        "because": [because_to_data(because) for because in route.because],
        "sources": list(route.cited),
    }


def _step(step: PlanStep) -> dict[str, Any]:
    def shown(us: int | None) -> str | None:
        return None if us is None else iso(us, step.zone)

    return {
        "programme": step.programme,
        "action": step.action,
        "from": shown(step.from_us),
        "by": shown(step.by_us),
        "switch_by": shown(step.switch_by_us),
        "arguable": step.arguable,
        "needs": list(step.needs),
        "because": [because_to_data(because) for because in step.because],
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind,
        "kept": conflict.kept,
        "dropped": conflict.dropped,
        "because": [because_to_data(because) for because in conflict.because],
    }
