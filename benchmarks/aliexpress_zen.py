"""The rules of `aliexpress_reference.py` as a decision graph for zen-engine, its loader holding it ready.

Moments go in as whole milliseconds, money as whole cents, what happened to several parcels as the first
and the last of them; what did not happen lies beyond all time. So zen reckons in exact numbers, but for
the two rules that count local days, for which it has zones. A day of its own is 24 hours long, so days
are added from noon: that lands within the right day, also where clocks change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import import_module
from typing import Protocol, cast

from aliexpress_reference import Answer, Facts, Talks, tracked
from pendulum import DateTime

__all__ = ["answered", "context", "engine"]

NEVER, MISSING = 4_000_000_000_000, 8_000_000_000_000
"""A moment from `NEVER` on is not known; what did not happen lies far beyond, and stays so when counted."""
DAY = 86_400_000
ZONE = "'America/Los_Angeles'"


class _Engine(Protocol):
    """What is used of zen's engine, whose own annotations leave most open."""

    def evaluate(self, key: str, context: dict[str, object], /) -> dict[str, dict[str, object]]: ...


def engine() -> Callable[[dict[str, object]], dict[str, object]]:
    """Load the graph, and return what evaluates it."""
    made = import_module("zen").ZenEngine({"loader": {"type": "static", "content": {"aliexpress": GRAPH}}})
    evaluate = cast("_Engine", made).evaluate
    return lambda facts: evaluate("aliexpress", facts)["result"]


# --- facts ------------------------------------------------------------------------------------------


def _ms(moment: DateTime | None) -> int:
    return MISSING if moment is None else round(moment.timestamp() * 1000)


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


def context(facts: Facts, now: DateTime) -> dict[str, object]:
    """Tell the facts of a case in zen's words."""
    talks = facts.talks
    told: dict[str, object] = {
        "now": _ms(now),
        "placed": _ms(facts.placed),
        "confirmed": _ms(facts.confirmed),
        "cancel_requested": _ms(facts.cancel_requested),
        "committed_days": facts.committed_days,
        "extended": _ms(facts.extended),
        "extended_days": facts.extended_days,
        "first_shipped": min(_ms(parcel.shipped) for parcel in facts.parcels),
        "shipped": max(_ms(parcel.shipped) for parcel in facts.parcels),
        "delivered": max(_ms(parcel.delivered) for parcel in facts.parcels),
        "tracking": list(tracked(facts)),
        "ships_from": [parcel.ships_from for parcel in facts.parcels],
        "country": facts.country,
        "free_return": facts.free_return,
        "hygiene": facts.hygiene,
        "problem": facts.problem,
        "buyers_fault": facts.fault == "buyer",
        "evidence": list(facts.evidence),
        "price": _cents(facts.price),
        "paid": _cents(facts.price + facts.shipping),
        "asks": _cents(facts.asks),
        "postage": None if facts.postage is None else _cents(facts.postage),
        "stage": _stage(talks),
    }
    if talks is None:
        return told | NO_TALKS
    return told | {
        "opened": _ms(talks.opened),
        "responded": _ms(talks.answered or talks.offered),
        "escalated": _ms(talks.escalated),
        "agreed": _ms(talks.accepted or (talks.answered if talks.agreed else None)),
        "ruled": _ms(talks.ruled),
        "return_sent": _ms(talks.return_sent),
        "refund_issued": _ms(talks.refund_issued),
        "refunded": _ms(talks.refunded),
        "ended": _ms(talks.cancelled or talks.closed),
        "defaulted": talks.defaulted is not None,
        "granted": _cents(talks.amount),
        "back": talks.back,
        "payer": talks.payer,
        "refund": _cents(talks.refund),
    }


NO_TALKS: dict[str, object] = {
    **dict.fromkeys(("opened", "responded", "escalated", "agreed", "ruled"), MISSING),
    **dict.fromkeys(("return_sent", "refund_issued", "refunded", "ended"), MISSING),
    "defaulted": False,
    "granted": 0,
    "back": False,
    "payer": None,
    "refund": 0,
}
STAGES = ("closed", "cancelled", "ruled", "accepted", "declined", "offered")


def _stage(talks: Talks | None) -> str:
    if talks is None:
        return "before"
    for name in STAGES:
        if getattr(talks, name) is not None:
            return name
    if talks.answered is None:
        return "unanswered"
    return "agreed" if talks.agreed else "refused"


def answered(result: dict[str, object]) -> Answer:
    """Read zen's answer."""
    statuses = {name: str(result[name]) for name in STATUSES if name in result}  # null is left out
    amount = Decimal(str(result["amount"])) / 100
    return Answer(statuses, str(result["coverage"]), str(result["action"]), amount.quantize(Decimal("0.01")))


# --- the graph --------------------------------------------------------------------------------------

MOMENTS = {
    "stuck": "some(tracking, # in ['none', 'dead', 'returned', 'customs', 'delivered'])",
    "customs": "'customs' in tracking",
    "promised": f"shipped + committed_days * {DAY}",
    "timer": f"extended < $.promised ? $.promised + extended_days * {DAY} : $.promised",
    "completed": "min([confirmed, $.timer])",
    "ends": f"$.completed + 15 * {DAY}",
    "wait_over": f"committed_days < 5 or (country in ships_from) ? shipped : shipped + 10 * {DAY}",
    "non_receipt": "$.stuck ? $.wait_over : max([$.wait_over, $.completed])",
    # Opening a dispute uses the window for what it is about.
    "opened_here": f"problem in ['not_received', 'changed_mind'] ? {NEVER} : opened",
    "opened_missing": f"problem == 'not_received' ? opened : {NEVER}",
    "opened_back": f"problem == 'changed_mind' ? opened : {NEVER}",
    "answer_due": f"opened + 5 * {DAY}",
    "taken_over": (
        f"problem != 'not_received' ? opened + 7 * {DAY} : "
        "$.stuck ? $.answer_due : max([$.answer_due, $.timer])"
    ),
    "again": "problem == 'not_received' ? max([ended, $.non_receipt]) : ended",
    "goes_back": "back and stage in ['agreed', 'accepted', 'ruled']",
    "settled": "stage == 'ruled' or $.goes_back",
    "return_due": f"(ruled < {NEVER} ? ruled : agreed) + 10 * {DAY}",
    "grants": "stage == 'agreed' ? min([asks, paid]) : granted",
    "refund_day": f"refund_issued < {NEVER} ? d(refund_issued, {ZONE}).weekday() : 0",
    "refund_due": (
        f"refund_issued < {NEVER} ? d(refund_issued, {ZONE}).startOf('day')"
        ".add($.refund_day == 7 ? '12d' : $.refund_day == 6 ? '13d' : '14d').add('12h')"
        f".endOf('day').timestamp() + 1 : {MISSING}"
    ),
    "returned_by": (
        "payer != null ? payer : free_return ? 'seller' : problem == 'changed_mind' ? 'buyer' : "
        "problem == 'not_received' ? null : 'seller'"
    ),
    "ask": "problem == 'not_received' and buyers_fault and $.customs ? price : paid",
}


def _status(opens: str, closes: str, used: str | None = None) -> str:
    done = f"{used} < {NEVER} and {opens} <= {used} and {used} < {closes} ? 'done' : "
    return (
        f"{closes} < {NEVER} and {opens} >= {closes} ? 'none' : {done if used else ''}"
        f"now >= {closes} ? 'closed' : "
        f"{opens} >= {NEVER} ? 'pending' : now < {opens} ? 'not_yet' : 'open'"
    )


def _where(condition: str, status: str) -> str:
    return f"{condition} ? ({status}) : null"


STATUSES = {
    "open_dispute": _status("wait_over", "ends", "opened_here"),
    "open_non_receipt": _status("non_receipt", "ends", "opened_missing"),
    "confirm_receipt": _status("shipped", "timer", "confirmed"),
    "cancel_unshipped": _status("placed", "first_shipped", "cancel_requested"),
    "seller_decides_cancel": _status("cancel_requested", f"(cancel_requested + 3 * {DAY})"),
    "seller_answer": _status("opened", "answer_due", "responded"),
    "take_over": _status("opened", "taken_over", "escalated"),
    "refund_arrives": _status("refund_issued", "refund_due", "refunded"),
    "seller_appeal": _status("ruled", f"(ruled + 7 * {DAY})"),
    "return_goods": _where("goes_back", _status(f"(return_due - 10 * {DAY})", "return_due", "return_sent")),
    "ask_extension": _where(
        f"stage == 'before' and confirmed >= {NEVER}",
        _status(f"(timer - 7 * {DAY})", f"(timer - 2 * {DAY})"),
    ),
    "refile": _where(f"ended < {NEVER}", _status("again", "ends")),
    "free_return": _where("free_return", _status("delivered", f"(delivered + 15 * {DAY})", "opened_back")),
}
ARGUABLE = (
    "problem == 'changed_mind' and "
    f"now <= d(placed, {ZONE}).startOf('day').add('90d').add('12h').endOf('day').timestamp()"
)
COVERAGE = {
    "claimed": (
        "problem == 'changed_mind' ? $.free_return : "
        "problem == 'not_received' ? $.open_non_receipt : $.open_dispute"
    ),
    "coverage": (
        "problem == 'changed_mind' and (not free_return or hygiene) ? 'not_covered' : "
        "$.claimed == 'open' or $.claimed == 'done' ? 'covered' : $.claimed == 'not_yet' ? 'too_early' : "
        f"$.claimed == 'pending' or ({ARGUABLE}) ? 'undetermined' : 'too_late'"
    ),
}
MISSING_EVIDENCE = (
    "not ('messages' in evidence) or (problem == 'not_received' ? "
    "not ('tracking_local' in evidence and 'tracking_international' in evidence"
    " and (not customs or 'customs_document' in evidence)) : "
    "problem != 'changed_mind' and not ('photo' in evidence)"
    " or problem == 'damaged' and not ('carrier_report' in evidence)"
    " or problem == 'size' and not ('measurement' in evidence)"
    " or problem == 'defective' and not ('video' in evidence))"
)
UNSENT = f"first_shipped >= {NEVER}"
OTHERWISE_OPEN = "coverage == 'undetermined' and claimed == 'closed'"
UNDER_WAY = "problem == 'not_received' and not stuck"
PAID_BACK = "refund > 0 and refund >= asks"
ENDED = "'accepted', 'cancelled', 'closed'"

# The stages it is about, what must hold, the action, the amount; the first that fits.
ACTIONS = (
    (
        "'before'",
        f"{UNSENT} and problem == 'changed_mind' and cancel_requested >= {NEVER}",
        "cancel",
        "0",
    ),
    ("'before'", UNSENT, "wait", "0"),
    (
        "'before'",
        f"(coverage == 'covered' or {OTHERWISE_OPEN}) and problem == 'changed_mind'",
        "return_goods",
        "ask",
    ),
    ("'before'", "coverage == 'covered'", "open_dispute", "ask"),
    (
        "'before'",
        f"coverage == 'too_early' and {UNDER_WAY} and ask_extension == 'open'",
        "ask_extension",
        "ask",
    ),
    ("'before'", "coverage in ['too_early', 'undetermined']", "wait", "ask"),
    ("'before'", "", "other_route", "0"),
    (f"{ENDED}, 'ruled'", PAID_BACK, "nothing", "0"),
    ("", PAID_BACK, "cancel", "0"),
    ("", "settled and defaulted", "escalate", "grants"),
    ("", "settled and grants == 0", "other_route", "0"),
    ("", f"settled and (not back or return_sent < {NEVER})", "wait", "grants"),
    ("", "settled and now >= return_due", "other_route", "0"),
    ("", "settled and returned_by == 'seller'", "return_goods", "grants"),
    ("", "settled and postage != null and postage >= grants", "nothing", "0"),
    ("", "settled", "return_goods", "grants"),
    ("'accepted', 'agreed'", "defaulted", "escalate", "grants"),
    ("'accepted', 'agreed'", "", "wait", "grants"),
    ("'cancelled', 'closed'", "refile == 'open'", "open_dispute", "ask"),
    ("'cancelled', 'closed'", "refile in ['not_yet', 'pending']", "wait", "ask"),
    ("'cancelled', 'closed'", "", "other_route", "0"),
    ("'offered'", "granted >= paid and (not back or returned_by == 'seller')", "accept", "ask"),
    ("'offered'", "", "decline", "ask"),
    ("'unanswered'", f"now < answer_due and ({MISSING_EVIDENCE})", "add_evidence", "ask"),
    ("", "", "wait", "ask"),
)


def _expressions(name: str, expressions: dict[str, str]) -> dict[str, object]:
    listed = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    return _node(name, "expressionNode", {"expressions": listed})


def _table() -> dict[str, object]:
    rules = [
        {"_id": str(i), "stage": stage, "holds": holds, "action": f"'{action}'", "amount": amount}
        for i, (stage, holds, action, amount) in enumerate(ACTIONS)
    ]
    inputs = [{"id": "stage", "name": "stage", "field": "stage"}, {"id": "holds", "name": "holds"}]
    outputs = [{"id": name, "name": name, "field": name} for name in ("action", "amount")]
    table = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    return _node("actions", "decisionTableNode", table)


def _node(name: str, kind: str, content: Mapping[str, object] | None = None) -> dict[str, object]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, "content": content or {}}


GRAPH = {
    "nodes": [
        _node("facts", "inputNode"),
        _expressions("moments", MOMENTS),
        _expressions("statuses", STATUSES | COVERAGE),
        _table(),
        _node("answer", "outputNode"),
    ],
    "edges": [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in (
            ("facts", "moments"),
            ("facts", "statuses"),
            ("moments", "statuses"),
            ("facts", "actions"),
            ("moments", "actions"),
            ("statuses", "actions"),
            ("statuses", "answer"),
            ("actions", "answer"),
        )
    ],
}
