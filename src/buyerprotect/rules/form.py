"""The form in which a piece of evidence is to be handed in, and what of a piece is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from buyerprotect.errors import Faults, InvalidFactsError, shown
from buyerprotect.facts.claim import Evidence, is_file_type

__all__ = ["Form"]

_SIZE = re.compile(r"([1-9]\d{0,5}) (kB|MB|GB)", re.ASCII)
_UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9}


@frozen(kw_only=True)
class Form:
    """In which form evidence counts: types of files, the size of one, whether unedited, whether signed.

    `largest` is as a source has it, `2 MB`. What is empty, None or False is not asked for.
    """

    file_types: tuple[str, ...] = ()
    largest: str | None = None
    unedited: bool = False
    signed: bool = False

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for i, ending in enumerate(self.file_types):
            if not is_file_type(ending):
                faults.add(f"file_types[{i}]", f"{shown(ending)} is not how a file's name ends, as 'mp4'")
        if self.largest is not None and _SIZE.fullmatch(self.largest) is None:
            faults.add("largest", f"{shown(self.largest)} is not a size: write it as '2 MB', in kB, MB or GB")
        faults.raise_as(InvalidFactsError)

    @property
    def most_bytes(self) -> int | None:
        """The most bytes that a file may have, by the smaller way to count them: 1 MB is 10^6 of them."""
        found = None if self.largest is None else _SIZE.fullmatch(self.largest)
        return None if found is None else int(found[1]) * _UNITS[found[2]]

    def unfit(self, piece: Evidence) -> Iterator[str]:
        """Say what of a piece of evidence is not in this form, as far as the piece tells."""
        if self.file_types and piece.file_type is not None and piece.file_type not in self.file_types:
            yield f"it is a file of the type {piece.file_type}, and taken are {', '.join(self.file_types)}"
        most = self.most_bytes
        if most is not None and piece.size is not None and piece.size > most:
            yield f"it has {piece.size:,} bytes, and a file may have {self.largest}"
        if self.unedited and piece.edited:
            yield "it was edited, and counts only as it was taken"
        if self.signed and piece.signed is False:
            yield "it is not signed"
