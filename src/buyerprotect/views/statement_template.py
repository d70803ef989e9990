"""Templates of statements: plain text with named fields, and what told text can never do to them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from attrs import field, frozen

from buyerprotect.errors import Faults, InvalidFactsError, UnreadableInputError, nearest, shown

__all__ = ["FIELDS", "Template", "default_template"]

FIELDS: Mapping[str, str] = {
    "order": "what was bought and when, and when it was sent and came",
    "problem": "what is wrong, how far, and by how much",
    "tried": "what was said and done about it",
    "request": "what is asked for; every template has it",
    "rule": "the programme and the ground, by name",
    "deadline": "when the time for it ends",
    "evidence": "what there is to show",
    "dates": "by which zone the dates are",
    "number": "the order number",
    "goods": "the titles of the goods",
    "amount": "the amount still asked for",
    "today": "the day of the answer",
}
"""What a template can name, and what stands there then: sentences, or for the last four a few words."""

_FOLDER = Path(__file__).with_name("statements")
_LARGEST = 100_000
_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_BLANK = re.compile(r"\[([^\[\]{}\n]+)\]")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


@frozen
class Template:
    r"""The frame of a statement: plain text in which `{request}` and other fields stand for what is told.

    A field is one of `FIELDS`. What it stands for is put in as text, once, so that braces in it mean
    nothing. A brace of the template's own is written twice. What stands in square brackets is a blank, to be
    filled in by hand before the text is sent. A line of which all fields have nothing to
    say is left out, whatever else stands on it, and so are empty lines that come together by that.

    >>> Template("About my order {number}\n{request} {{urgent}}").fill({"request": "{order}"})
    '{order} {urgent}'

    Raises `InvalidFactsError` with all faults: each unknown field by its name, single braces, control
    characters, and a template that asks for nothing.
    """

    text: str = field(converter=_lines)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        faults.text("text", self.text)
        if not faults.found:
            self._check(faults)
        faults.raise_as(InvalidFactsError)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Template:
        """Read a template from a file of UTF-8 text.

        Raises `UnreadableInputError` for a file that cannot be read, and `InvalidFactsError` for one that
        is no template.
        """
        file = Path(path)
        try:
            with file.open("rb") as stream:
                raw = stream.read(_LARGEST + 1)
            if len(raw) > _LARGEST:
                raise UnreadableInputError(
                    f"{shown(file.name)} is larger than the {_LARGEST:,} bytes a template may have"
                )
            return cls(raw.decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or error
            raise UnreadableInputError(f"{shown(file.name)} cannot be read: {why}") from None

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields this template has."""
        return frozenset(found[1].strip() for found in _MARK.finditer(self.text) if found[1] is not None)

    @property
    def blanks(self) -> tuple[str, ...]:
        """What this template leaves to be filled in by hand, each once."""
        return tuple(dict.fromkeys(_BLANK.findall(self.text)))

    def fill(self, values: Mapping[str, str]) -> str:
        r"""Put values in the place of fields; one that is absent or empty has nothing to say.

        >>> Template("Order {number}, {goods}.\n{request}").fill({"goods": "a dress", "request": "Please."})
        'Order, a dress.\nPlease.'
        """
        lines = [line for row in self.text.split("\n") if (line := _filled(row, values)) is not None]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _check(self, faults: Faults) -> None:
        for number, line in enumerate(self.text.split("\n"), start=1):
            where = f"text, line {number}"
            for found in _MARK.finditer(line):
                name = found[1]
                if name is not None and name.strip() not in FIELDS:
                    faults.add(where, f"there is no field {shown(name.strip())}{nearest(name, FIELDS)}")
                elif name is None and len(found[0]) == 1:
                    faults.add(where, f"a single {found[0]!r} begins or ends no field: write it twice")
            odd = sorted({c for c in line if unicodedata.category(c) in _UNSEEN})
            if odd:
                named = ", ".join(f"U+{ord(c):04X}" for c in odd)
                faults.add(where, f"characters that cannot be seen: {named}; leave them out")
        if "request" not in self.fields:
            faults.add("text", "has no field {request}, so that it would ask for nothing: put it in")


def _filled(line: str, values: Mapping[str, str]) -> str | None:
    """Fill one line; None where it has fields and none of them has anything to say."""
    told: list[bool] = []
    text = ""
    for part, name in _parts(line):
        value = part if name is None else values.get(name, "")
        if name is not None:
            told.append(bool(value))
        if not value:  # nothing is left of a field that is empty, nor of the space that set it apart
            text = text.rstrip(" ")
        elif name is None and told and not told[-1] and not text:
            text = value.lstrip(" ")
        else:
            text += value
    return None if told and not any(told) else text.rstrip(" ")


def _parts(line: str) -> Iterator[tuple[str, str | None]]:
    """Yield the stretches of text of a line, and the names of the fields between them."""
    end = 0
    for found in _MARK.finditer(line):
        if found.start() > end:
            yield line[end : found.start()], None
        end = found.end()
        yield (found[0][0], None) if found[1] is None else ("", found[1].strip())
    if end < len(line):
        yield line[end:], None


@cache
def default_template(form: str) -> Template:
    """Return the template that comes with the library for a form."""
    return Template.load(_FOLDER / f"{form}.txt")
