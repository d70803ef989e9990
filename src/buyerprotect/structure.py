"""Reading plain data (from TOML or JSON) strictly: every key accounted for, every fault with its path."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from buyerprotect.errors import BuyerProtectError, Faults, nearest, shown

__all__ = ["Reader", "depth", "json_value"]

T = TypeVar("T")

_LONGEST_KEY = 60
_LARGEST_INTEGER = 2**63


def json_value(text: str) -> object:
    """Read JSON exactly: fractions as decimals, no key twice in one object, no number that is none.

    Raises `ValueError`, `ArithmeticError` or `RecursionError` for anything else.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
            raise ValueError(f"the key {shown(twice)} stands twice in one object")
        return table

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not a number")

    return json.loads(text, parse_float=Decimal, parse_constant=refuse, object_pairs_hook=once)


def depth(value: object, most: int) -> int:
    """Count how deep a value is nested, giving up one level past `most`.

    >>> depth({"a": [{}]}, 9)
    3
    """
    deepest, ahead = 0, [(value, 1)]
    while ahead and deepest <= most:
        inner, level = ahead.pop()
        deepest = max(deepest, level)
        if isinstance(inner, Mapping):
            inner = list(cast("Mapping[str, object]", inner).values())
        if isinstance(inner, list | tuple):
            ahead.extend((part, level + 1) for part in cast("list[object]", inner))
    return deepest


def _without_gaps(value: Any) -> Any:
    """Leave out of a list what could not be read."""
    if isinstance(value, list):
        return [part for part in cast("list[object]", value) if part is not None]
    return value


def _key(path: str) -> str:
    """Return the first key of a path."""
    return path.partition(".")[0].partition("[")[0]


class Reader:
    """One table of plain data.

    Each key is asked for by name; `finish` then reports the keys nobody asked for, with the nearest
    one that could have been meant. Faults of the table and of all tables within it go to one list.
    """

    def __init__(self, data: Mapping[str, Any], path: str, faults: Faults) -> None:
        self.data = data
        self.path = path
        self.faults = faults
        self._asked: set[str] = set()
        self._before: int | None = None

    @property
    def good(self) -> bool:
        """Whether nothing wrong has been found in this table since its reading began."""
        return self._before is None or len(self.faults.found) == self._before

    def at(self, key: str) -> str:
        """Return the path of a key of this table, shortened where a file has an absurd one."""
        short = key
        if len(key) > _LONGEST_KEY or not key.isprintable():
            plain = "".join(c if c.isprintable() else "?" for c in key[: _LONGEST_KEY + 1])
            short = plain if len(key) <= _LONGEST_KEY else f"{plain[:_LONGEST_KEY]}..."
        return f"{self.path}.{short}" if self.path else short

    def _begin(self) -> None:
        if self._before is None:
            self._before = len(self.faults.found)

    def fault(self, key: str, says: str) -> None:
        """Report a fault of one key."""
        self._begin()
        self.faults.add(self.at(key), says)

    def missing(self, key: str, hint: str) -> None:
        """Report that a key is missing, unless what stands there was refused already."""
        path = self.at(key)
        if not any(fault.path.startswith(path) for fault in self.faults.found[self._before or 0 :]):
            self.fault(key, f"is missing: {hint}")

    def take(self, key: str, *, required: bool = False) -> Any:
        """Return the raw value of a key, or None where it is absent."""
        self._asked.add(key)
        self._begin()
        if required and self.data.get(key) is None:
            self.fault(key, "is missing")
        return self.data.get(key)

    def _typed(self, key: str, kind: type, what: str, *, required: bool) -> Any:
        value = self.take(key, required=required)
        if kind is int and isinstance(value, int) and not isinstance(value, bool):
            if abs(value) < _LARGEST_INTEGER:
                return value
            self.fault(key, "is a number beyond all measure")
            return None
        if value is None or (isinstance(value, kind) and not isinstance(value, bool)) or kind is type(value):
            return value
        self.fault(key, f"{shown(value)} is not {what}")
        return None

    def _list(self, key: str, what: str, *, required: bool) -> list[Any]:
        value: list[Any] | None = self._typed(key, list, what, required=required)
        return value or []

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Return a text that is not blank."""
        value: str | None = self._typed(key, str, "a text", required=required)
        if value is not None and not value.strip():
            self.fault(key, "is blank: leave it out, or fill it in")
            return None
        return value

    def word(self, key: str, known: Iterable[str], what: str, *, required: bool = False) -> Any:
        """Return one of the known words."""
        value = self.text(key, required=required)
        if value is not None:
            self.faults.one_of(self.at(key), value, known, what)
        return value

    def made(self, key: str, make: Callable[[Any], T], *, required: bool = False) -> T | None:
        """Return what a maker makes of a value; what it refuses is reported under the value's path."""
        value = self.take(key, required=required)
        if value is None:
            return None
        try:
            return make(value)
        except BuyerProtectError as error:
            self.fault(key, str(error))
            return None

    def integer(self, key: str) -> int | None:
        """Return a whole number."""
        value: int | None = self._typed(key, int, "a whole number", required=False)
        return value

    def boolean(self, key: str) -> bool | None:
        """Return true or false."""
        value: bool | None = self._typed(key, bool, "true or false", required=False)
        return value

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date; a date with a time is not one."""
        value: date | None = self._typed(key, date, "a date such as 2017-03-05", required=required)
        if isinstance(value, datetime):
            self.fault(key, f"{value} is a date-time where a date is meant: write {value.date()}")
            return None
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._list(key, "a list", required=required)
        for i, value in enumerate(values):
            if not isinstance(value, str):
                self.fault(f"{key}[{i}]", f"{shown(value)} is not a text")
        return tuple(value for value in values if isinstance(value, str))

    def days(self, key: str) -> tuple[Any, ...]:
        """Return a list of days; what is none is left for the maker to refuse."""
        return tuple(self._list(key, "a list of days", required=False))

    def table(self, key: str, *, required: bool = False) -> Reader | None:
        """Return a table within this one."""
        value: dict[str, Any] | None = self._typed(key, dict, "a table", required=required)
        return None if value is None else Reader(value, self.at(key), self.faults)

    def tables(self, key: str) -> list[Reader]:
        """Return a list of tables within this one."""
        found: list[Reader] = []
        for i, value in enumerate(self._list(key, "a list of tables", required=False)):
            if isinstance(value, dict):
                table = cast("dict[str, Any]", value)
                found.append(Reader(table, f"{self.at(key)}[{i}]", self.faults))
            else:
                self.fault(f"{key}[{i}]", f"{shown(value)} is not a table")
        return found

    def build(self, make: Callable[..., T], **values: Any) -> T | None:
        """Finish this table and make something of it, if nothing in it is wrong.

        Values that are None are left out, so that the maker's defaults stand. Where something is
        wrong already, the maker still sees the rest, so that what it refuses is reported too, under
        the path of this table; what may only follow from the first faults is not.
        """
        self.finish()
        good = self.good
        start = len(self.path) + 1 if self.path else 0
        faulty = {_key(fault.path[start:]) for fault in self.faults.found[self._before :]}
        if not good:
            values = {name: _without_gaps(value) for name, value in values.items()}
        try:
            made = make(**{name: value for name, value in values.items() if value is not None})
        except BuyerProtectError as error:
            # Beside faults of its own a key has no further ones, and the table as a whole none.
            told = (
                error.faults if good else [f for f in error.faults if f.path and _key(f.path) not in faulty]
            )
            self.faults.found.extend(fault.under(self.path) for fault in told)
            return None
        except TypeError:
            if good:
                raise
            return None  # what is missing has been reported
        return made if good else None

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault(str(key), f"is not a key that is known here{nearest(str(key), self._asked)}")
