"""Answers out: an assessment as the plain data of the command line's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.case import Because
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.entitlement import Entitlement
from buyerprotect.advice.options import Option, Settlement
from buyerprotect.facts.dispute import Event
from buyerprotect.facts.money import Money
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.form import Form
from buyerprotect.source import Source
from buyerprotect.timing.clock import iso

__all__ = ["SCHEMA", "amount_to_data", "answer_to_data", "because_to_data", "source_to_data"]

SCHEMA = 1
"""The form of the data; a field that is renamed or dropped brings a new number."""


def answer_to_data(answer: Assessment) -> dict[str, Any]:
    """Turn an assessment into the plain data of the command line's JSON."""
    zone = answer.policy.zone
    policy = answer.policy
    found, advice = answer.classification, answer.recommendation
    return {
        "schema": SCHEMA,
        "at": answer.at.isoformat(),
        "zone_data": answer.zone_data,
        "policy": {
            "id": policy.id,
            "version": policy.version,
            "from": _edge(policy.start),
            "until": None if policy.end is None else _edge(policy.end),
            "or": [version.version for version in policy.bracketed_with],
        },
        "classification": {
            "ground": found.ground,
            "term": found.term,
            "coverage": found.coverage,
            "needs": list(found.needs),
            "because": _because(found.because),
            "weighed": [
                {"ground": w.ground, "problem": w.problem, "fits": w.fits, "covered": w.covered}
                for w in found.weighed
            ],
        },
        "deadlines": [_deadline(deadline, answer.at_us) for deadline in answer.deadlines],
        "recommendation": {
            "action": advice.action,
            "act_by": None if advice.act_by_us is None else iso(advice.act_by_us, zone),
            "wait_until": None if advice.wait_until_us is None else iso(advice.wait_until_us, zone),
            "request": {
                "kind": advice.request.kind,
                "amount": amount_to_data(advice.request.amount),
                "currency": advice.request.amount.currency if advice.request.amount else None,
                "return_goods": advice.request.return_goods,
                "return_paid_by": advice.request.return_paid_by,
                "extras": [
                    {"amount": amount_to_data(extra.amount), **because_to_data(extra.because)}
                    for extra in advice.request.extras
                ],
            },
            "entitlement": _entitlement(advice.entitlement),
            "seller_protection": [
                {
                    "most": amount_to_data(cover.most),
                    "currency": cover.most.currency if cover.most else None,
                    **because_to_data(cover.because),
                }
                for cover in advice.seller_protection
            ],
            "proposals": [_proposal(event) for event in advice.proposals],
            "options": [_option(option) for option in advice.options],
            "expected": _settlement(advice.expected),
            "evidence_by": None if advice.evidence_by_us is None else iso(advice.evidence_by_us, zone),
            "evidence": [
                {
                    "kind": need.kind,
                    "need": need.need,
                    "have": need.have,
                    "form": None if need.form is None else _form(need.form),
                    "unfit": list(need.unfit),
                    "why": need.because.says,
                    "sources": list(need.because.sources),
                }
                for need in advice.evidence
            ],
            "risks": [{"act": risk.act, **because_to_data(risk.because)} for risk in advice.risks],
            "because": _because(advice.because),
        },
        "remarks": list(answer.remarks),
        "sources": {name: source_to_data(source) for name, source in answer.sources.items()},
    }


def source_to_data(source: Source) -> dict[str, Any]:
    """Turn a source into plain data."""
    return {
        "title": source.title,
        "address": source.address,
        "kind": source.kind,
        "read": source.read.isoformat(),
        "says": source.says,
    }


def _edge(edge: Edge) -> str | dict[str, str | None]:
    if edge.exact:
        return edge.exact.isoformat()
    return {
        "not_before": edge.not_before.isoformat() if edge.not_before else None,
        "not_after": edge.not_after.isoformat() if edge.not_after else None,
    }


def because_to_data(because: Because) -> dict[str, Any]:
    """Turn a reason into plain data."""
    return {"rule": because.rule, "says": because.says, "sources": list(because.sources)}


def _because(reasons: Iterable[Because]) -> list[dict[str, Any]]:
    return [because_to_data(because) for because in reasons]


def amount_to_data(money: Money | None) -> str | None:
    """Turn an amount into decimal text."""
    return None if money is None else f"{money.amount:f}"


def _deadline(deadline: Deadline, at: int) -> dict[str, Any]:
    def shown(moment: int | None) -> str | None:
        return None if moment is None else iso(moment, deadline.zone)

    moves = deadline.provisional_at(at)
    return {
        "id": deadline.id,
        "party": deadline.party,
        "action": deadline.action,
        "opens": shown(deadline.opens_us),
        "closes": shown(deadline.closes_us),
        "last_day": deadline.last_day,
        "safe_from": shown(deadline.safe_from_us),
        "safe_by": shown(deadline.safe_by_us),
        "latest_arguable": shown(deadline.latest_arguable_us),
        "zone": deadline.zone,
        "status": deadline.status_us(at),
        "needs": list(deadline.needs),
        "provisional": list(dict.fromkeys(move.event for move in moves)),
        "moves": [{"event": m.event, "until": shown(m.until), "how": m.by} for m in moves],
        "readings": [
            {
                "id": reading.id,
                "opens": shown(reading.opens_us),
                "closes": shown(reading.closes_us),
                "version": reading.version,
                "lapse": reading.lapse,
            }
            for reading in deadline.readings
        ],
        "in_time_when": deadline.in_time_when,
        "lapse": deadline.lapse,
        "not_stated": list(deadline.not_stated),
        "says": deadline.says,
        "steps": [str(step) for step in deadline.closes_trace],
        "sources": list(deadline.sources),
    }


def _proposal(event: Event) -> dict[str, Any]:
    return {
        "party": event.party,
        "on": str(event.on),
        "amount": amount_to_data(event.amount),
        "currency": None if event.amount is None else event.amount.currency,
        "return_goods": event.return_goods,
        "return_paid_by": event.return_paid_by,
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "says": option.says,
        "recommended": option.recommended,
        "keeps_goods": option.keeps_goods,
        "refund": {"low": amount_to_data(option.refund_low), "high": amount_to_data(option.refund_high)},
        "return_postage": amount_to_data(option.return_postage),
        "losses": amount_to_data(option.losses),
        "net": {"low": amount_to_data(option.net_low), "high": amount_to_data(option.net_high)},
        "currency": option.losses.currency,
        "assumes": list(option.assumes),
        "because": _because(option.because),
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "file_types": list(form.file_types),
        "largest": form.largest,
        "unedited": form.unedited,
        "signed": form.signed,
    }


def _entitlement(found: Entitlement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "parts": list(found.parts),
        "amount": amount_to_data(found.amount),
        "currency": found.amount.currency,
        "most": amount_to_data(found.most),
        "most_currency": found.most.currency if found.most else None,
        "capped": found.capped,
        "losses": amount_to_data(found.losses),
        "less": list(found.less),
        "because": because_to_data(found.because),
    }


def _settlement(usual: Settlement | None) -> dict[str, Any] | None:
    if usual is None:
        return None
    return {
        "low": amount_to_data(usual.low),
        "high": amount_to_data(usual.high),
        "falls_with": usual.falls_with,
        "because": because_to_data(usual.because),
    }
