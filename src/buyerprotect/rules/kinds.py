"""The kinds of rules in a version, and how each is read from plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from buyerprotect.errors import shown
from buyerprotect.facts.claim import EvidenceKind, Party
from buyerprotect.facts.dispute import FOLLOWING, EventKind
from buyerprotect.facts.events import KNOWN_EVENTS
from buyerprotect.facts.money import Money
from buyerprotect.facts.view import MEASURABLE
from buyerprotect.rules.condition import ALWAYS, Condition
from buyerprotect.rules.form import Form
from buyerprotect.rules.grammar import Grammar
from buyerprotect.rules.policy import (
    ACTIONS,
    ACTS,
    LAPSES,
    Advice,
    Asking,
    Bound,
    Effect,
    EvidenceRule,
    Exclusion,
    Ground,
    GroundTerm,
    Interaction,
    InTimeWhen,
    Less,
    Level,
    Multiple,
    Norm,
    Note,
    Part,
    Postage,
    Refund,
    Risk,
    SellerProtection,
    StageName,
    StageRule,
    Window,
)
from buyerprotect.structure import Reader
from buyerprotect.timing.term import Term

__all__ = ["IN_DISPUTE", "KINDS"]

IN_DISPUTE = frozenset((*get_args(EventKind), *FOLLOWING))
"""The events that can begin a stage of a dispute."""


def _when(rule: Reader, grammar: Grammar, key: str = "when", *, required: bool = False) -> Condition | None:
    value = rule.take(key, required=required)
    return ALWAYS if value is None else grammar.condition(value, rule.at(key))


def _term(rule: Reader, grammar: Grammar, key: str) -> Term | None:
    value = rule.take(key, required=True)
    return None if value is None else grammar.term(value, rule.at(key))


def _window(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Window | None:
    opens, closes = (_term(rule, grammar, key) for key in ("opens", "closes"))
    return rule.build(
        Window,
        **common,
        party=rule.word("party", get_args(Party), "a party", required=True),
        action=rule.text("action", required=True),
        opens=opens,
        closes=closes,
        when=_when(rule, grammar),
        used_by=rule.word("used_by", KNOWN_EVENTS, "an event"),
        in_time_when=rule.word("in_time_when", get_args(InTimeWhen), "a moment that counts"),
        lapse=rule.word("lapse", LAPSES, "what follows when a window passes"),
    )


def _stage(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> StageRule | None:
    begins = rule.texts("begins", required=True)
    if not begins and "begins" in rule.data:
        rule.fault("begins", "is empty: name the events that lead to this stage")
    for i, event in enumerate(begins):
        rule.faults.one_of(rule.at(f"begins[{i}]"), event, IN_DISPUTE, "an event of a dispute")
    return rule.build(
        StageRule,
        **common,
        name=rule.word("name", get_args(StageName), "a stage of a dispute", required=True),
        begins=tuple(dict.fromkeys(begins)),
        called=rule.text("called"),
        when=_when(rule, grammar),
    )


def _ground(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Ground | None:
    terms = get_args(GroundTerm)
    term = rule.word("term", terms, "the field's word for a ground")
    return rule.build(
        Ground,
        **common,
        when=_when(rule, grammar, required=True),
        covered=_when(rule, grammar, "covered"),
        window=rule.text("window", required=True),
        term=term or (common["id"] if common["id"] in terms else None),
    )


def _exclusion(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Exclusion | None:
    assume = rule.boolean("assume")
    return rule.build(Exclusion, **common, when=_when(rule, grammar, required=True), assume=assume)


def _evidence(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> EvidenceRule | None:
    return rule.build(
        EvidenceRule,
        **common,
        kind=rule.word("kind", get_args(EvidenceKind), "a kind of evidence", required=True),
        need=rule.word("need", ("needed", "wanted", "useless"), "a worth", required=True),
        when=_when(rule, grammar),
        form=_form(rule),
    )


def _form(rule: Reader) -> Form | None:
    table = rule.table("form")
    if table is None:
        return None
    if not table.data:
        rule.fault("form", "says nothing: name file types, the largest size, `unedited` or `signed`")
    return table.build(
        Form,
        file_types=table.texts("file_types"),
        largest=table.text("largest"),
        unedited=table.boolean("unedited"),
        signed=table.boolean("signed"),
    )


def _norm(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Norm | None:
    low, high = rule.integer("low"), rule.integer("high")
    for key, value in (("low", low), ("high", high)):
        if value is not None and not 0 <= value <= 100:  # noqa: PLR2004 - percentages
            rule.fault(key, f"{shown(value)} is not a percentage from 0 to 100")
    if not {"low", "high"} & rule.data.keys():
        rule.fault("high", "is missing: a norm gives at least one end of a range")
    if low is not None and high is not None and low > high:
        rule.fault("low", f"{low} is more than high, {high}")
    return rule.build(
        Norm,
        **common,
        when=_when(rule, grammar),
        low=low,
        high=high,
        of=rule.word("of", ("paid", "goods"), "something a share is of"),
        falls_with=rule.word("falls_with", ("price",), "something a share falls with"),
    )


def _asking(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Asking | None:
    if "return_goods" not in rule.data:
        rule.fault("return_goods", "is missing: say whether to offer the goods back")
    return rule.build(
        Asking,
        **common,
        when=_when(rule, grammar),
        request=rule.word("request", ("full", "goods", "part", "repair"), "a request", required=True),
        return_goods=rule.boolean("return_goods"),
    )


def _risk(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Risk | None:
    act = rule.word("act", ACTS, "an act", required=True)
    return rule.build(Risk, **common, act=act, when=_when(rule, grammar))


def _advice(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Advice | None:
    action = rule.word("action", ACTIONS, "an action", required=True)
    return rule.build(Advice, **common, action=action, when=_when(rule, grammar))


def _level(rule: Reader, _: Grammar, common: dict[str, Any]) -> Level | None:
    changes = rule.word("changes", ("speed",), "something a level may change", required=True)
    return rule.build(Level, **common, changes=changes)


def _postage(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Postage | None:
    payer = rule.word("paid_by", get_args(Party), "a party", required=True)
    return rule.build(Postage, **common, paid_by=payer, when=_when(rule, grammar))


def _most(rule: Reader, key: str = "most") -> Money | None:
    """Read a cap; what is no amount of money is reported under its own path."""
    most = rule.made(key, Money.of)
    if most is not None and most.amount <= 0:
        rule.fault(key, f"{most} is no cap: give more than zero, or leave it out")
    return most


def _refund(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Refund | None:
    pays = rule.texts("pays", required=True)
    if not pays and "pays" in rule.data:
        rule.fault("pays", "is empty: a refund pays at least one part of what was paid")
    for i, part in enumerate(pays):
        rule.faults.one_of(rule.at(f"pays[{i}]"), part, get_args(Part), "a part of what was paid")
    if set(pays) == {"losses"}:
        rule.fault("pays", "is losses alone: they are paid beside a part of what was paid")
    less = rule.texts("less")
    for i, what in enumerate(less):
        rule.faults.one_of(rule.at(f"less[{i}]"), what, get_args(Less), "something that may be taken off")
    above, at_most = _most(rule, "item_above"), _most(rule, "item_at_most")
    if above is not None and at_most is not None:
        if above.currency != at_most.currency:
            rule.fault(
                "item_at_most", f"{at_most} and item_above, {above}, are in two currencies: give both in one"
            )
        elif at_most <= above:
            rule.fault(
                "item_at_most", f"{at_most} is not more than item_above, {above}: no item lies between"
            )
    return rule.build(
        Refund,
        **common,
        pays=tuple(dict.fromkeys(pays)),
        most=_most(rule),
        item_above=above,
        item_at_most=at_most,
        up_to_outstanding=rule.boolean("up_to_outstanding") or False,
        less=tuple(dict.fromkeys(less)),
        when=_when(rule, grammar),
    )


def _interaction(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Interaction | None:
    others = rule.texts("with", required=True)
    if not others and "with" in rule.data:
        rule.fault("with", "is empty: name programmes, kinds of programmes, or 'any'")
    return rule.build(
        Interaction,
        **common,
        effect=rule.word("effect", get_args(Effect), "an effect", required=True),
        others=tuple(dict.fromkeys(others)),
        when=_when(rule, grammar),
    )


def _seller_protection(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> SellerProtection | None:
    return rule.build(SellerProtection, **common, most=_most(rule), when=_when(rule, grammar))


def _multiple(rule: Reader, grammar: Grammar, common: dict[str, Any]) -> Multiple | None:
    most = rule.integer("most")
    if most is None or most < 1:
        rule.missing("most", "how many times the price is paid at the most, 1 or more")
    return rule.build(Multiple, **common, most=most, when=_when(rule, grammar))


def _bound(rule: Reader, _: Grammar, common: dict[str, Any]) -> Bound | None:
    least, most = rule.integer("least"), rule.integer("most")
    if least is None and most is None:
        rule.missing("most", "a bound has at least one side")
    if least is not None and most is not None and least > most:
        rule.fault("least", f"{least} is more than most, {most}")
    counted = [name for name, kind in MEASURABLE.items() if kind is int]
    fact = rule.word("fact", counted, "a number that facts tell", required=True)
    return rule.build(Bound, **common, fact=fact, least=least, most=most)


def _note(rule: Reader, _: Grammar, common: dict[str, Any]) -> Note | None:
    return rule.build(Note, **common)


KINDS: dict[str, Callable[[Reader, Grammar, dict[str, Any]], Any]] = {
    "window": _window,
    "stage": _stage,
    "ground": _ground,
    "exclusion": _exclusion,
    "evidence": _evidence,
    "norm": _norm,
    "asking": _asking,
    "risk": _risk,
    "advice": _advice,
    "level": _level,
    "postage": _postage,
    "refund": _refund,
    "seller_protection": _seller_protection,
    "multiple": _multiple,
    "interaction": _interaction,
    "bound": _bound,
    "note": _note,
}
"""Each kind of rule, by the key it is written under, with its reader."""
