"""Payloads taken apart: their leaves, and what becomes of a record when one of them is another."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path as File
from typing import Any, cast

from hypothesis import strategies as st

from buyerprotect.cases import CaseRecord
from buyerprotect.errors import BuyerProtectError

FIXTURES = File(__file__).parent / "cases" / "fixtures"
Path = tuple[str | int, ...]

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d(\d)")
_OLD = re.compile(r"\d{13}(\d)\d{3}[+-]\d{4}")
_COMPACT = re.compile(r"\d{8}T\d{5}(\d)Z")
_AMOUNT = re.compile(r"\d+\.\d(\d)")

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=True) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_NASTY: list[Any] = [
    *(None, True, 0, -1, 10**50, 1.5, Decimal("NaN"), Decimal("1E+400"), Decimal("0.001"), "", " ", "x"),
    *([], {}, [[]], [None], {"value": None}, {"value": "x", "currency": 1}, "2026-03-08T02:30:00", "-0.5"),
    *("2026-03-08 02:30:00", "20260308023000000-0800", "20260701120000000-0800", "9999-12-31T00:00:00Z"),
    *("1899-01-01T00:00:00Z", "OTHER", "XXX", "EUR", "JPY", 2**63, "\ud800"),
    *(Decimal("sNaN"), Decimal(0), 0.0, -0.0, float("nan"), float("inf"), 1709290800000, 10**4000),
]
NASTY: st.SearchStrategy[Any] = st.sampled_from(_NASTY)


def loaded(name: str) -> Any:
    """Read a fixture, its numbers exactly."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"), parse_float=Decimal)


def _parts(value: Any) -> list[tuple[str | int, Any]] | None:
    """Return the parts of an object or a list with their keys; None for what has none."""
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).items())
    if not isinstance(value, list):
        return None
    return list(enumerate(value))  # pyright: ignore[reportUnknownArgumentType]


def leaves(value: Any, at: Path = ()) -> Iterator[Path]:
    """Yield where in a payload something stands that has no parts."""
    parts = _parts(value)
    if parts is None and value is not None:
        yield at
    for key, part in parts or ():
        yield from leaves(part, (*at, key))


def places(value: Any, at: Path = ()) -> Iterator[Path]:
    """Yield every place in a payload, but for the whole."""
    for key, part in _parts(value) or ():
        yield (*at, key)
        yield from places(part, (*at, key))


def found(payload: Any, at: Path) -> Any:
    for key in at:
        payload = payload[key]
    return payload


def with_another(payload: Any, at: Path, value: Any) -> Any:
    """Return a copy of a payload with another value at one place."""
    changed = copy.deepcopy(payload)
    found(changed, at[:-1])[at[-1]] = value
    return changed


def without(payload: Any, at: Path) -> Any:
    changed = copy.deepcopy(payload)
    del found(changed, at[:-1])[at[-1]]
    return changed


def another(value: Any) -> Any:
    """Return another value of the same kind: the next number, a second later, a word that nobody knows."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    for pattern in (_ISO, _OLD, _COMPACT, _AMOUNT):
        match = pattern.match(value)
        if match:
            return value[: match.start(1)] + str((int(match[1]) + 1) % 10) + value[match.end(1) :]
    return f"{value}x"


def unheard(payload: Any, read: Callable[[Any], CaseRecord]) -> list[Path]:
    """Return the leaves that can be another without the record being another: nobody listened to them."""
    record = read(payload)
    return [
        at
        for at in leaves(payload)
        if same(record, with_another(payload, at, another(found(payload, at))), read)
    ]


def same(record: CaseRecord, payload: Any, read: Callable[[Any], CaseRecord]) -> bool:
    try:
        return read(payload) == record
    except BuyerProtectError:
        return False


@st.composite
def mutants(draw: st.DrawFn, name: str) -> Any:
    """Draw a fixture of which a few parts are missing, or are something else."""
    payload = loaded(name)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from(sorted(places(payload), key=str)))
        if draw(st.booleans()):
            payload = without(payload, at)
        else:
            payload = with_another(payload, at, draw(st.one_of(NASTY, JSON)))
        if not payload:
            break
    return payload
