"""How a version builds on another: it states only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

__all__ = ["laid_over", "rule_names"]

_OWN = ("id", "base", "drop", "from", "until")
"""What a version never takes over: its name, how it builds on another, and when it is in force."""


def laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a version's plain data over the data of the version it builds on.

    Derived events are matched by name, rules by kind and id, and a rule is laid over key by key.
    `drop` names rules to leave out, as `window.open_dispute`. What is not of the expected form is
    left as it is, for the strict reading that follows to report.
    """
    drop = over.get("drop")
    dropped = cast("list[object]", drop) if isinstance(drop, list) else []
    # What is assumed of a scope belongs to it: a version with a scope of its own assumes nothing.
    left = {*_OWN, "assume"} if "where" in over else {*_OWN}
    data = {key: value for key, value in base.items() if key not in left} | dict(over)
    for key, value in base.items():
        new = over.get(key)
        if key == "events" and isinstance(value, dict) and isinstance(new, dict):
            data[key] = cast("dict[str, Any]", value) | cast("dict[str, Any]", new)
        elif _is_rules(cast("object", value)) and (new is None or _is_rules(cast("object", new))):
            rows = _merged(cast("list[dict[str, Any]]", value), cast("list[dict[str, Any]]", new or []))
            data[key] = [row for row in rows if f"{key}.{row.get('id')}" not in dropped]
    return data


def rule_names(data: Mapping[str, Any]) -> frozenset[str]:
    """Return the names by which rules of a version can be dropped."""
    return frozenset(
        f"{key}.{row.get('id')}"
        for key, value in data.items()
        if _is_rules(value)
        for row in cast("list[dict[str, Any]]", value)
    )


def _is_rules(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in cast("list[object]", value))


def _merged(base: list[dict[str, Any]], over: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge two lists of rules by id; an id that stands twice in one of them stays twice."""
    ids = [row.get("id") for row in base]
    rows = list(base)
    for row in over:
        place = ids.index(row.get("id")) if row.get("id") in ids else None
        if place is None:
            rows.append(row)
        else:
            rows[place] = base[place] | row
            ids[place] = None
    return rows
