"""Reading payloads: plain JSON, exactly, with every field accounted for and every fault by its path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar, cast

from buyerprotect.cases.record import Gap, Word
from buyerprotect.errors import BuyerProtectError, Faults, UnreadableInputError, shown
from buyerprotect.structure import json_value
from buyerprotect.timing.clock import Instant

__all__ = ["LARGEST", "Payload", "parsed"]

T = TypeVar("T")

LARGEST = 4 * 1024 * 1024
"""How many bytes a payload may have, or characters of text."""

_DEEPEST = 40


def parsed(payload: object) -> dict[str, Any]:
    """Read a payload: JSON as bytes or text, or what a JSON reader made of it.

    Raises `UnreadableInputError` for what is no JSON object, is truncated, larger than `LARGEST`, nested
    too deep, or has a key twice in one object.
    """
    if isinstance(payload, bytes | str):
        if len(payload) > LARGEST:
            raise _too_large()
        payload = _json(payload)
    if not isinstance(payload, Mapping):
        raise UnreadableInputError(f"{shown(payload)} is not a JSON object, as a case is")
    table = dict(cast("Mapping[str, Any]", payload))
    _measure(table)
    return table


def _too_large() -> UnreadableInputError:
    return UnreadableInputError(f"the payload is larger than {LARGEST:,} bytes, which no case needs to be")


def _too_deep() -> UnreadableInputError:
    return UnreadableInputError(f"the payload is nested more than {_DEEPEST} deep")


def _measure(table: object) -> None:
    """Refuse what is nested too deep, or could not be written in `LARGEST` bytes; look no further than that.

    Who gives objects gives no bytes to count, and may give one object in many places.
    """
    size, ahead = 0, [(table, 1)]
    while ahead:
        value, level = ahead.pop()
        size += 2  # a digit, or a pair of brackets or quotes; and a comma
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, Mapping):
            parts = cast("Mapping[object, object]", value)
            size += sum(len(key) + 2 for key in parts if isinstance(key, str))
            ahead.extend((part, level + 1) for part in parts.values())
        elif isinstance(value, list | tuple):
            ahead.extend((part, level + 1) for part in cast("list[object]", value))
        if level > _DEEPEST:
            raise _too_deep()
        if size > LARGEST:
            raise _too_large()


def _json(text: bytes | str) -> object:
    try:
        # A mark of the byte order says how bytes are to be read, and is no part of what they say.
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json_value(plain)
    except RecursionError:
        raise _too_deep() from None
    except ArithmeticError:
        raise UnreadableInputError("the payload has a number that is beyond all measure") from None
    except ValueError as error:
        raise UnreadableInputError(f"the payload is not JSON, or is cut off: {error}") from None


class Payload:
    """One object of a payload. What is taken is accounted for; what nobody took is left for the record.

    Faults, gaps and words of the object and of all within it go to one place each.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        path: str = "",
        faults: Faults | None = None,
        gaps: list[Gap] | None = None,
        words: list[Word] | None = None,
    ) -> None:
        self.data = data
        self.path = path
        self.faults = Faults() if faults is None else faults
        self.gaps: list[Gap] = [] if gaps is None else gaps
        self.words: list[Word] = [] if words is None else words
        self._taken: set[str] = set()
        self._inner: dict[str, list[Payload]] = {}

    def at(self, key: str) -> str:
        """Return the path of a key of this object."""
        return f"{self.path}.{key}" if self.path else key

    def gap(self, key: str, says: str) -> None:
        """Note something that cannot be known from the payload."""
        self.gaps.append(Gap(self.at(key), says))

    def fault(self, key: str, says: str) -> None:
        """Note a fault of one key."""
        self.faults.add(self.at(key), says)

    def take(self, key: str) -> Any:
        """Return the raw value of a key and account for it; None where it is absent or null."""
        self._taken.add(key)
        return self.data.get(key)

    def text(self, key: str) -> str | None:
        """Return a text; blank is as good as absent."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(key, f"{shown(value)} is not a text")
            return None
        return value if value.strip() else None

    def word(self, key: str, known: frozenset[str]) -> str | None:
        """Return a word of the other system and keep it; one that its list lacks is kept as unknown."""
        value = self.text(key)
        if value is None:
            return None
        self.words.append(Word(self.at(key), value, value in known))
        if value not in known:
            self.gap(key, f"{shown(value)} is not a word that is known of this list; it is kept as it is")
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """Return true or false."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, f"{shown(value)} is not true or false")
        return None

    def made(self, key: str, make: Callable[[Any], T]) -> T | None:
        """Return what a maker makes of a value; what it refuses is a fault under the value's path.

        A blank text is as good as absent, as some systems write what they do not know.
        """
        value = self.take(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return make(value)
        except BuyerProtectError as error:
            self.fault(key, str(error))
            return None

    def instant(self, key: str, read: Callable[[Any], Instant] = Instant.of) -> Instant | None:
        """Return a moment, read as the system writes them."""
        return self.made(key, read)

    def object(self, key: str) -> Payload | None:
        """Return the object under a key, to be taken apart itself."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault(key, f"{shown(value)} is not an object")
            return None
        return self._within(key, self.at(key), cast("Mapping[str, Any]", value))

    def objects(self, key: str) -> list[Payload]:
        """Return the objects in the list under a key."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.fault(key, f"{shown(value)} is not a list")
            return []
        found: list[Payload] = []
        for i, part in enumerate(cast("list[object]", value)):
            if isinstance(part, Mapping):
                found.append(self._within(key, f"{self.at(key)}[{i}]", cast("Mapping[str, Any]", part)))
            else:
                self.faults.add(f"{self.at(key)}[{i}]", f"{shown(part)} is not an object")
        return found

    def _within(self, key: str, path: str, value: Mapping[str, Any]) -> Payload:
        inner = Payload(value, path, self.faults, self.gaps, self.words)
        self._inner.setdefault(key, []).append(inner)
        return inner

    def rest_beside(self, used: Collection[str]) -> dict[str, Any]:
        """Return every field that nobody took, and those taken whose path is not among the `used`.

        So a value that was read but found no place is left over as well. Null where a field was asked for
        is as good as absent.
        """
        found: dict[str, Any] = {}
        for path, value in self._beside(used):
            while path in found:  # a key with a dot in it can write the path of another field
                path += "'"  # noqa: PLW2901
            found[path] = value
        return found

    def _beside(self, used: Collection[str]) -> Iterator[tuple[str, Any]]:
        for key, value in self.data.items():
            if key in self._inner:
                for inner in self._inner[key]:
                    yield from inner._beside(used)  # noqa: SLF001 - of its own kind
            elif key not in self._taken or (value is not None and self.at(key) not in used):
                yield self.at(key), value
