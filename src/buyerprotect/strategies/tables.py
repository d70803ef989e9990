"""Rules written down: terms and conditions as the tables that packs hold, and tables as TOML text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from buyerprotect.facts.money import Money
from buyerprotect.rules.condition import AllOf, AnyOf, Dated, Fact, Measure, Not, Unsettled
from buyerprotect.timing.counting import CHANGEABLE, ELAPSED, PLATFORM_DAYS, counting
from buyerprotect.timing.period import Period
from buyerprotect.timing.term import (
    After,
    Alternatives,
    Before,
    Capped,
    EarliestOf,
    Extended,
    FirstKnown,
    LatestOf,
    NotBefore,
    NotStated,
    On,
    Paused,
    Provided,
    ReplacedBy,
    Term,
)

__all__ = ["cited", "condition_table", "term_table", "toml"]

Table = dict[str, Any]


def cited(value: str | Table, source: str) -> Table:
    """Let a written term name its source."""
    table: Table = {"is": value} if isinstance(value, str) else value
    return {**table, "sources": [source]}


def term_table(term: Term, source: str) -> str | Table:  # noqa: C901, PLR0911, PLR0912 - one way out per kind of term
    """Write a term as packs do; other readings name `source`, since each rests on one of its own.

    >>> term_table(Capped(On("placed"), On("delivered", "first")), "page")
    {'is': 'placed', 'capped': {'first': 'delivered'}}
    """

    def of(part: Term) -> str | Table:
        return term_table(part, source)

    match term:
        case On():
            return term.event if term.pick == "only" else {term.pick: term.event}
        case After():
            more: Table = {} if term.told is None else {"told": term.told}
            more |= {"from": "nominal"} if term.from_nominal else {}
            return {**_length(term.period), "after": of(term.start), **more}
        case Before():
            return {**_length(term.period), "before": of(term.end)}
        case EarliestOf() | LatestOf() | FirstKnown():
            return {_MANY[type(term)]: [of(part) for part in term.terms]}
        case NotBefore():
            waived: Table = {} if term.waived_at is None else {"waived_at": of(term.waived_at)}
            return {"is": of(term.term), "not_before": of(term.floor), **waived}
        case Capped():
            return {"is": of(term.term), "capped": of(term.cap)}
        case ReplacedBy():
            return {"is": of(term.term), "replaced_by": of(term.by)}
        case Extended():
            return {"is": of(term.term), "extended_by": term.by}
        case Paused():
            return cast("Table", of(term.term)) | {"paused": _pause(term, source)}
        case Provided():
            assumed: Table = {} if term.assume is None else {"assume": term.assume}
            return {"is": of(term.term), "when": condition_table(term.condition), **assumed}
        case NotStated():
            told: Table = {} if term.unless_told is None else {"unless_told": term.unless_told}
            return {"not_stated": term.why, **told}
        case Alternatives():
            others = [{"id": one.id, **cited({"is": of(one.term)}, source)} for one in term.others]
            return {"is": of(term.adopted), "readings": others}
        case _:
            raise TypeError(f"{type(term).__name__} is not a term that can be written")


def condition_table(condition: object) -> Table:
    """Write a condition as packs do.

    >>> condition_table(Not(Measure("earlier_disputes", "at_most", 2)))
    {'not': {'earlier_disputes': {'at_most': 2}}}
    """
    match condition:
        case Fact():
            return {condition.name: sorted(condition.words)}
        case Dated():
            span = {"from": condition.start, "until": condition.end}
            told = {key: day for key, day in span.items() if day is not None}
            return {"dated": {"event": condition.event, **told, "zone": condition.zone}}
        case Unsettled():
            return {"not_stated": condition.what}
        case Measure():
            limit = str(condition.limit) if isinstance(condition.limit, Money) else condition.limit
            return {condition.name: {condition.bound: limit}}
        case Not():
            return {"not": condition_table(condition.part)}
        case AllOf() | AnyOf():
            head = "all" if isinstance(condition, AllOf) else "any"
            return {head: [condition_table(part) for part in condition.parts]}
        case _:
            raise TypeError(f"{type(condition).__name__} is not a condition that can be written")


def toml(tables: Mapping[str, Any]) -> str:
    """Write tables as TOML text, each value in one line.

    >>> toml({"version": [{"from": date(2020, 1, 1)}]}).rstrip()
    '"version" = [{"from" = 2020-01-01}]'
    """
    return "".join(f"{_text(key)} = {_value(value)}\n" for key, value in tables.items())


_MANY: dict[type[Term], str] = {
    EarliestOf: "earliest_of",
    LatestOf: "latest_of",
    FirstKnown: "first_known",
}


def _pause(term: Paused, source: str) -> Table:
    floor: Table = {} if term.at_least is None else {"at_least": term_table(term.at_least, source)}
    days = {"stop_day": term.stop_day, "resume_day": term.resume_day}
    return {"stops": term.stops, "resumes": term.resumes, **days, **floor}


def _length(period: Period) -> Table:
    length, rule = f"{period.n} {period.unit}", period.counting
    named = counting(rule.id)
    table: Table = {"count": length, "by": rule.id}
    if period.plus is None and rule.id == ELAPSED.id:
        table = {"elapsed": length}
    elif period.plus is None and rule.id == PLATFORM_DAYS.id:
        business = period.unit == "business-days"
        table = {"business": f"{period.n} days"} if business else {"calendar": length}
    elif period.plus is not None:
        table["count"] = f"{length} and {period.plus.n} {period.plus.unit}"
        table["plus_from"] = period.plus.base
    table |= {name: getattr(rule, name) for name in CHANGEABLE if getattr(rule, name) != getattr(named, name)}
    return table if period.calendar is None else {**table, "in": period.calendar.name}


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, cast('list[object]', value)))}]"
        case dict():
            pairs = cast("Table", value).items()
            return f"{{{', '.join(f'{_text(key)} = {_value(inner)}' for key, inner in pairs)}}}"
        case _:
            raise TypeError(f"{type(value).__name__} is nothing that a pack can hold")


def _text(text: str) -> str:
    # JSON escapes what TOML does, but for one control character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
