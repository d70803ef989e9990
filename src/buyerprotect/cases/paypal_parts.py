"""What all parts of a dispute of PayPal share: how dates, amounts and words are read, and what was found."""

from __future__ import annotations

import re
from typing import Any, cast

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.paypal_words import KNOWN, PROBLEMS
from buyerprotect.cases.record import Gap, Word
from buyerprotect.cases.told import Told, told_amount
from buyerprotect.errors import BuyerProtectError, shown
from buyerprotect.facts.claim import ProblemKind
from buyerprotect.facts.item import Trait
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant

__all__ = ["Found", "amount_of", "date_of", "words_of"]

_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)?)?", re.ASCII
)
_LONGEST = 64
_FINEST = 6
_SECOND = 1_000_000


def date_of(where: Payload, key: str) -> Told[Instant] | None:
    """Read a date and time of RFC 3339; one without a zone names no moment, which is a gap."""
    text = where.text(key)
    if text is None:
        return None
    found = _STAMP.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        where.fault(key, f"{shown(text)} is no date and time of RFC 3339, such as 2024-03-01T10:00:00Z")
        return None
    day, minutes, second, fraction, offset = found.groups()
    if offset is None:
        where.gap(key, f"{shown(text)} has no time with a zone, and PayPal names none: it is no moment")
        return None
    leap = second == "60"
    exact = f".{fraction[:_FINEST]}" if fraction else ""
    try:
        on = Instant.of(f"{day}T{minutes}:{'59' if leap else second}{exact}{offset}")
        on = Instant(on.us + _SECOND) if leap else on
    except BuyerProtectError as error:
        where.fault(key, str(error))
        return None
    if fraction and fraction[_FINEST:].strip("0"):
        where.gap(key, f"{shown(text)} is finer than a microsecond: it is cut to {on}")
    return Told(on, (where.at(key),))


def amount_of(where: Payload, key: str) -> Told[Money] | None:
    """Read an amount, which stands in an object of its own."""
    part = where.object(key)
    if part is None:
        return None
    if part.data.get("value") is None:
        part.gap("value", "an amount without a value is none")
    return told_amount(part, "value", "currency_code")


def words_of(where: Payload, key: str, known: frozenset[str]) -> list[str]:
    """Read a list of words, each kept as `Payload.word` does."""
    value = where.take(key)
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        where.fault(key, f"{shown(value)} is not a list")
        return []
    texts: list[str] = []
    for i, text in enumerate(cast("list[object]", value)):
        path = f"{key}[{i}]"
        if not isinstance(text, str):
            where.fault(path, f"{shown(text)} is not a text")
            continue
        where.words.append(Word(where.at(path), text, text in known))
        if text not in known:
            where.gap(path, f"{shown(text)} is not a word that is known of this list; it is kept as it is")
        texts.append(text)
    return texts


class Found:
    """What was found in one case so far, by which its later parts are judged; the rest went to the draft."""

    def __init__(self, draft: Draft, case: Payload) -> None:
        self.draft, self.case = draft, case
        self.placed: Told[Instant] | None = None
        self.opened: Told[Instant] | None = None
        self.case_updated: Told[Instant] | None = None
        self.total: Money | None = None
        self.asked: Told[Money] | None = None
        self.reason: str | None = None
        self.stage: str | None = None
        self.status: str | None = None
        # When the goods were to come, came, went back; the seller was asked, and the order cancelled.
        self.dates: dict[str, Told[Instant]] = {}
        self.refs: set[str] = set()
        self.traits: list[set[Trait]] = []
        self.kinds: list[ProblemKind] = []
        self.unknown = {"shipped", "delivered"}
        self.carriers: list[Told[str]] = []
        # What kinds of evidence PayPal asked the buyer for, when it did so last, and what kinds came.
        self.from_buyer: set[str | None] = set()
        self.asked_on: Instant | None = None
        self.by_buyer: set[str | None] = set()
        # The stages in which the parts of the case say that they came about.
        self.stages: set[str | None] = set()
        self.escalated = False
        self.reason_changed = False
        self.appeals: set[tuple[str, str | None]] = set()
        self.on_the_table = False

    def problem(self, where: Payload, reason: str | None) -> None:
        """Note the problem that a reason names, or a gap where it names none of ours."""
        kind = PROBLEMS.get(reason or "")
        if kind is None:
            if reason is not None:
                where.gap("reason", f"{reason} is no problem of which our facts have the kind")
        elif kind not in self.kinds:
            self.kinds.append(kind)

    def stage_of(self, part: Payload) -> str | None:
        """Read in which stage a part of the case came about."""
        stage = part.word("dispute_life_cycle_stage", KNOWN["stages"])
        self.stages.add(stage)
        return stage

    def gap(self, told: Told[Any], says: str) -> None:
        """Note a gap where a value stands, be it in the case or in the notice around it."""
        self.case.gaps.append(Gap(told.paths[0], says))
