"""Errors that teach: the value, the rule it broke, the way out, and all faults at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import evolve, frozen

__all__ = [
    "BuyerProtectError",
    "Fault",
    "Faults",
    "InvalidFactsError",
    "InvalidPackError",
    "MissingExtraError",
    "NotFoundError",
    "OutOfCoverageError",
    "PackWarning",
    "UnreadableInputError",
    "WrongTypeError",
    "nearest",
    "shown",
]

_SHOWN = 80
_LISTED = 40


def shown(value: Any) -> str:
    """Write a value for a message: short, on one line, without control characters.

    >>> shown("a" * 200)[-12:]
    "aaaaaaaa...'"
    """
    try:
        text = repr(value) if isinstance(value, str | bytes | int | float) else str(value)
    except Exception:  # noqa: BLE001 - whatever a told value does, the message about it comes out
        return f"a value of the type {type(value).__name__}"
    text = "".join(c if c.isprintable() else "?" for c in text[: _SHOWN * 4])
    if len(text) <= _SHOWN:
        return text
    return f"{text[: _SHOWN - 4]}..." + (text[0] if text[0] in "'\"" else "")


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the known word nearest to `word`, as an ending for a message.

    >>> nearest("delivred", ["delivered", "shipped"])
    "; did you mean 'delivered'?"
    """
    import difflib  # noqa: PLC0415 - needed only once something is wrong

    words = sorted(set(known))
    found = difflib.get_close_matches(word[:_SHOWN], words, n=1)
    if found:
        return f"; did you mean {found[0]!r}?"
    return f"; known: {', '.join(words)}" if 0 < len(words) <= _LISTED else ""


@frozen
class Fault:
    """One thing that is wrong: where it stands, and what to do about it.

    `path` is written as in the input: `order.parcels[0].shipped`; it is empty for the whole.
    """

    path: str
    says: str

    def under(self, path: str) -> Fault:
        """Return the same fault, seen from an enclosing value at `path`."""
        if not path:
            return self
        joint = "" if not self.path or self.path.startswith("[") else "."
        return evolve(self, path=f"{path}{joint}{self.path}")

    def __str__(self) -> str:
        # A path may hold keys from a file, which are not to break out of their line.
        text = f"{self.path}: {self.says}" if self.path else self.says
        return "".join(c if c.isprintable() else "?" for c in text)


class Faults:
    """A list of faults in the making, so that all are reported at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, path: str, says: str | None) -> None:
        """Note a fault at `path`; None is no fault."""
        if says is not None:
            self.found.append(Fault(path, says))

    def one_of(self, path: str, value: object, known: Iterable[str], what: str) -> None:
        """Note a fault unless `value` is one of the known words."""
        words = tuple(known)
        if value not in words:
            hint = nearest(value if isinstance(value, str) else "", words)
            self.add(path, f"{shown(value)} is not {what}{hint}")

    def text(self, path: str, value: object) -> None:
        """Note a fault unless `value` is text with something in it."""
        if not isinstance(value, str) or not value.strip():
            self.add(path, f"{shown(value)} is not a text with something in it")

    def instance(self, path: str, value: object, kind: type, what: str) -> bool:
        """Note a fault unless `value` is of the given type; tell whether it is."""
        if isinstance(value, kind):
            return True
        self.add(path, f"{shown(value)} is not {what}")
        return False

    def raise_as(self, error: type[BuyerProtectError]) -> None:
        """Raise all faults as one error, if there are any."""
        if self.found:
            raise error(self.found)


class BuyerProtectError(Exception):
    """The root of every error this library raises.

    `faults` lists everything that is wrong, one entry each; the message has one fault a line.

    >>> raise InvalidFactsError([Fault("order.zone", "there is no zone 'Mars'")])
    Traceback (most recent call last):
    buyerprotect.errors.InvalidFactsError: order.zone: there is no zone 'Mars'
    """

    def __init__(self, faults: str | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (Fault("", faults),) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.faults,))


class InvalidFactsError(BuyerProtectError, ValueError):
    """What was told cannot be true, or cannot be used as it is."""


class MissingFactError(InvalidFactsError):
    """Which rules govern turns on facts that were not told: `needs` names them."""

    def __init__(self, faults: str | Iterable[Fault], needs: Iterable[str] = ()) -> None:
        self.needs = tuple(needs)
        super().__init__(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.faults, self.needs))


class WrongTypeError(BuyerProtectError, TypeError):
    """A value is of a type that would be read wrongly: a naive time, a float as money."""


class NotFoundError(BuyerProtectError, LookupError):
    """A zone, programme, policy, ground or name is not known here."""


class OutOfCoverageError(BuyerProtectError, LookupError):
    """The question lies outside the dates a policy, a calendar or the library covers."""


class InvalidPackError(BuyerProtectError, ValueError):
    """A file of rules has faults; nothing of it was loaded."""


class PackWarning(UserWarning):
    """Packs that another distribution installs have faults and are not used; the rest is."""


class MissingExtraError(BuyerProtectError, ImportError):
    """A part of the library was asked for whose own dependency is not installed."""


class UnreadableInputError(BuyerProtectError, ValueError):
    """A case file is not what it should be: not TOML or JSON, empty, too large, too deep."""
