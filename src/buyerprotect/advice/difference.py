"""The difference between two versions: which values changed, and which answers change for one case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import fields, frozen

from buyerprotect.advice.assessment import Assessment, assessed
from buyerprotect.advice.case import Facts, now, prepared
from buyerprotect.errors import InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import order_of
from buyerprotect.facts.order import Order
from buyerprotect.rules.library import find_pack, version_of
from buyerprotect.rules.policy import Policy, Rule
from buyerprotect.timing.clock import MomentLike, iso

__all__ = ["AnswerChange", "Difference", "ValueChange", "diff"]

_OF_RULES = (
    *("windows", "grounds", "exclusions", "askings", "refunds", "postages", "multiples"),
    *(
        "seller_protections",
        "interactions",
        "norms",
        "evidence",
        "advices",
        "risks",
        "levels",
        "bounds",
        "notes",
    ),
)
_WORDED = frozenset({"id", "says", "sources"})
_WHOLE = ("start", "end", "selected_by", "where", "assume", "zone_names")


@frozen
class ValueChange:
    """One value that two versions have otherwise; None where a rule, or the value, is not there.

    `rule` names it as reasons do: `window.open_case`, `event.timer_ends`, or `version`. `value` is the
    field, such as `closes`; it is empty where the whole rule was added or dropped. Terms and conditions are
    given as objects, which write themselves out as text.
    """

    rule: str
    value: str
    old: Any
    new: Any

    def __str__(self) -> str:
        name = f"{self.rule}.{self.value}" if self.value else self.rule
        return f"{name}: {_shown(self.old)} -> {_shown(self.new)}"


@frozen
class AnswerChange:
    """One answer of a case that differs: what it is about, as `window.open_case.closes`, old and new."""

    about: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.about}: {_shown(self.old)} -> {_shown(self.new)}"


@frozen(repr=False)
class Difference:
    """What differs between two versions of a policy, and for one case, where one was given."""

    old: Policy
    new: Policy
    values: tuple[ValueChange, ...]
    answers: tuple[AnswerChange, ...] = ()

    def __repr__(self) -> str:
        counts = f"{len(self.values)} values, {len(self.answers)} answers"
        return f"<Difference {self.old.id} {self.old.version} to {self.new.version}: {counts}>"


def diff(
    policy: str, old: str, new: str, *, facts: Facts | None = None, at: MomentLike | None = None
) -> Difference:
    """Tell which values two versions of a policy have otherwise, and which answers change for a case.

    What a rule says and its sources are no values: only what is computed with is compared.

    >>> found = diff("aliexpress", "2013-promise", "2015-official")
    >>> [str(change) for change in found.values if change.rule == "multiple.guaranteed-genuine"]
    ['multiple.guaranteed-genuine.most: 1 -> 3']

    Raises `NotFoundError` for a policy or a version that is not known, and what `assess` raises.
    """
    pack = find_pack(policy)
    one, other = version_of(pack, old), version_of(pack, new)
    values = tuple(_values(one, other))
    if facts is None:
        return Difference(one, other, values)
    if not isinstance(facts, Order | Claim | Dispute):
        raise WrongTypeError(f"{shown(facts)} is not an Order, a Claim or a Dispute")
    if at is None:
        raise InvalidFactsError("which answers change is asked for a moment: give it, at=")
    moment = now(at, facts)
    before, after = (assessed(prepared(facts, version), moment) for version in (one, other))
    return Difference(one, other, values, tuple(_answers(before, after)))


def _values(old: Policy, new: Policy) -> Iterator[ValueChange]:
    for name in _WHOLE:
        was, is_now = getattr(old, name), getattr(new, name)
        if was != is_now:
            yield ValueChange("version", name, was, is_now)
    for name in dict.fromkeys((*old.events, *new.events)):
        if old.events.get(name) != new.events.get(name):
            yield ValueChange(f"event.{name}", "", old.events.get(name), new.events.get(name))
    for kind in _OF_RULES:
        before: dict[str, Rule] = {rule.id: rule for rule in getattr(old, kind)}
        after: dict[str, Rule] = {rule.id: rule for rule in getattr(new, kind)}
        for name in dict.fromkeys((*before, *after)):
            yield from _of_rule(kind, name, before.get(name), after.get(name))


def _of_rule(kind: str, name: str, old: Rule | None, new: Rule | None) -> Iterator[ValueChange]:
    rule = f"{_SINGULAR.get(kind, kind.removesuffix('s'))}.{name}"
    if old is None or new is None:
        yield ValueChange(rule, "", old, new)
        return
    for field in fields(type(new)):
        was, is_now = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _WORDED and was != is_now:
            yield ValueChange(rule, field.name, was, is_now)


_SINGULAR = {"evidence": "evidence"}


def _answers(old: Assessment, new: Assessment) -> Iterator[AnswerChange]:
    before, after = _told(old), _told(new)
    for about in dict.fromkeys((*before, *after)):
        if before.get(about) != after.get(about):
            yield AnswerChange(about, before.get(about), after.get(about))


def _told(answer: Assessment) -> dict[str, str | None]:
    """Write out what an answer comes to, by what it is about."""
    zone = order_of(answer.facts).zone or "UTC"

    def shown(us: int | None) -> str | None:
        return None if us is None else iso(us, zone)

    found, advice = answer.classification, answer.recommendation
    amount, back = advice.request.amount, advice.request.return_goods
    told: dict[str, str | None] = {
        "ground": found.ground,
        "coverage": found.coverage,
        "action": advice.action,
        "act_by": shown(advice.act_by_us),
        "request": None if amount is None else str(amount),
        "return_goods": None if back is None else str(back).lower(),
    }
    for window in answer.deadlines:
        told[f"window.{window.id}.status"] = window.status_us(answer.at_us)
        told[f"window.{window.id}.opens"] = shown(window.opens_us)
        told[f"window.{window.id}.closes"] = shown(window.closes_us)
        told[f"window.{window.id}.safe_by"] = shown(window.safe_by_us)
        told[f"window.{window.id}.lapse"] = window.lapse
    return told


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return value.says if isinstance(value, Rule) else str(value)
