"""What a version says, rule by rule and row by row in words: what every view of a policy is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import frozen

from buyerprotect.rules.condition import ALWAYS, Condition
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.policy import (
    Advice,
    Asking,
    Bound,
    EvidenceRule,
    Exclusion,
    Ground,
    Interaction,
    Level,
    Multiple,
    Norm,
    Policy,
    Postage,
    Refund,
    Risk,
    Rule,
    SellerProtection,
    StageRule,
    Window,
)
from buyerprotect.timing.counting import ELAPSED, PLATFORM_DAYS
from buyerprotect.timing.term import After, Before, Term, walk
from buyerprotect.views.conditions import condition_in_words
from buyerprotect.views.phrases import own_sources, readings_of, term_in_words
from buyerprotect.views.words import (
    ACTIONS,
    ACTS,
    CLAUSES,
    CONFIDENCE,
    EFFECTS,
    IN_TIME,
    LAPSES,
    STAGES,
    day_in_words,
    form_in_words,
    joined,
    plain,
)

__all__ = [
    "KINDS",
    "Detail",
    "Entry",
    "confidence",
    "countings",
    "details",
    "entries",
    "in_force",
]

KINDS = {
    "version": "The version",
    "event": "Named moments",
    "window": "Windows: who may do what, until when",
    "stage": "The stages of a dispute",
    "ground": "What is covered",
    "exclusion": "What is not covered",
    "asking": "What to ask for",
    "refund": "What is paid back",
    "postage": "Who pays the way back",
    "multiple": "Guarantees that pay the price several times",
    "seller_protection": "What protects the seller, and bounds no claim of the buyer",
    "interaction": "Beside other programmes",
    "norm": "What is usually paid",
    "evidence": "What to show",
    "advice": "How to go about it",
    "risk": "Beware",
    "level": "Levels of service",
    "bound": "What is usual",
    "note": "Also said",
}
"""The kinds of entries in the order of reading, each with its heading."""

_COUNTINGS = {
    "elapsed": "Days of 24 hours run by the clock, to the second, whatever the local clocks do.",
    "days": "Calendar days are local: the day of the event is left out, the last day counts to its end.",
    "business-days": "Working days are counted as calendar days are, but only those that are worked.",
}

_WINDOWS = {"cancel": "cancel", "first_look": "take a first look"}
"""What the action of a window is called where it is not what the same word recommends as a step."""

_WORTHS = ("needed", "wanted", "useless")
_REQUESTS = {
    "full": "everything that was paid",
    "goods": "the price of the goods, without their shipping",
    "part": "the usual part",
    "repair": "a repair or a replacement",
}
_PARTS = {
    "price": "the price of the goods",
    "shipping": "the shipping that was paid",
    "tax": "the tax that was added",
    "losses": "what the problem cost besides",
}
_LESS = {
    "use": "a deduction for the use of the goods",
    "handling": "what handling beyond a look at them took off their value",
}
_KINDS_OF_PROGRAMMES = {
    "any": "any other programme",
    "card": "a card network",
    "law": "the law",
    "marketplace": "a marketplace",
    "provider": "a payment provider",
}
_BOUNDED = {
    "committed_days": "the number of days committed to",
    "earlier_disputes": "the number of earlier disputes",
    "earlier_returns": "the number of earlier returns",
}


@frozen
class Detail:
    """One row of an entry: what it is about, in words, and the sources it has of its own."""

    label: str
    words: str
    sources: tuple[str, ...] = ()


@frozen
class Entry:
    """One rule, derived event or the version itself, in words; `says` is empty where the rows say it all."""

    kind: str
    id: str
    says: str
    sources: tuple[str, ...]
    rows: tuple[Detail, ...]

    @property
    def cited(self) -> tuple[str, ...]:
        """All sources of the entry, its own first, each once."""
        return tuple(dict.fromkeys((*self.sources, *(name for row in self.rows for name in row.sources))))


def entries(policy: Policy) -> tuple[Entry, ...]:
    """Put a version into words, kind by kind in the order of reading."""
    version = Entry("version", policy.version, "", (), tuple(_version(policy)))
    derived = (
        Entry("event", name, "", (), tuple(_term("comes", term))) for name, term in policy.events.items()
    )
    rules = (
        Entry(kind, rule.id, rule.says, rule.sources, details(rule))
        for kind, found in _rules(policy)
        for rule in found
    )
    return (version, *derived, *rules)


def _rules(policy: Policy) -> Iterator[tuple[str, Iterable[Rule]]]:
    yield "window", policy.windows
    yield "stage", policy.stages
    yield "ground", policy.grounds
    yield "exclusion", policy.exclusions
    yield "asking", policy.askings
    yield "refund", policy.refunds
    yield "postage", policy.postages
    yield "multiple", policy.multiples
    yield "seller_protection", policy.seller_protections
    yield "interaction", policy.interactions
    yield "norm", policy.norms
    yield "evidence", (rule for worth in _WORTHS for rule in policy.evidence if rule.need == worth)
    yield "advice", policy.advices
    yield "risk", policy.risks
    yield "level", policy.levels
    yield "bound", policy.bounds
    yield "note", policy.notes


def details(rule: Rule) -> tuple[Detail, ...]:
    """Put what a rule computes with into rows of words; what it says stands in `says`."""
    return tuple(_details(rule))


def _details(rule: Rule) -> Iterator[Detail]:  # noqa: C901, PLR0912, PLR0915 - one branch per kind of rule
    match rule:
        case Window():
            yield from _window(rule)
        case StageRule():
            if rule.called is not None:
                yield Detail("called", rule.called)
            yield Detail("where it stands", STAGES[rule.name])
            yield Detail("begins when", joined((_clause(event) for event in rule.begins), "or"))
            yield from _when("if", rule.when)
        case Ground():
            yield from _when("if", rule.when, always=True)
            yield from _when("covered if", rule.covered)
            yield Detail("claimed in", f"the window {rule.window}")
            if rule.term not in (None, rule.id):
                yield Detail("elsewhere called", plain(rule.term))
        case Exclusion():
            yield from _when("not covered if", rule.when, always=True)
            if rule.assume is not None:
                yield Detail("where not told", f"taken as {'so' if rule.assume else 'not so'}")
        case Asking():
            yield from _when("if", rule.when)
            yield Detail("ask for", _REQUESTS[rule.request])
            yield Detail("goods", "offer to send them back" if rule.return_goods else "keep them")
        case Refund():
            yield from _when("if", rule.when)
            yield from _refund(rule)
        case SellerProtection():
            yield from _when("if", rule.when)
            if rule.most is not None:
                yield Detail("up to", str(rule.most))
        case Postage():
            yield from _when("if", rule.when)
            yield Detail("paid by", f"the {rule.paid_by}")
        case Interaction():
            yield from _when("if", rule.when)
            yield Detail("beside others", EFFECTS[rule.effect].format(_others(rule)))
        case Multiple():
            yield from _when("if", rule.when)
            yield Detail("pays", _times(rule.most))
        case Norm():
            yield from _when("if", rule.when)
            yield Detail("usual", _share(rule))
        case EvidenceRule():
            yield Detail("evidence", f"{plain(rule.kind)}, {rule.need}")
            if rule.form is not None:
                yield Detail("counts", form_in_words(rule.form))
            yield from _when("if", rule.when)
        case Advice():
            yield Detail("step", _action(rule.action))
            yield from _when("if", rule.when)
        case Risk():
            yield Detail("act", ACTS.get(rule.act, plain(rule.act)))
            yield from _when("if", rule.when)
        case Level():
            yield Detail("changes", f"the {rule.changes}, never the verdict")
        case Bound():
            yield Detail("usual", _bound(rule))
        case _:  # a note is all in what it says
            return


def _clause(event: str) -> str:
    return CLAUSES.get(event, plain(event))


def _refund(rule: Refund) -> Iterator[Detail]:
    yield Detail("pays", joined(_PARTS[part] for part in rule.pays))
    bounds = [("more than", rule.item_above), ("no more than", rule.item_at_most)]
    told = [f"{word} {amount}" for word, amount in bounds if amount is not None]
    if told:
        yield Detail("for items", f"of which one piece costs {joined(told)}")
    if rule.most is not None:
        yield Detail("at most", str(rule.most))
    if rule.up_to_outstanding:
        yield Detail("at most", "what is still owed for it to the card's issuer")
    if rule.less:
        yield Detail("less", joined(_LESS[what] for what in rule.less))


def _others(interaction: Interaction) -> str:
    return joined((_KINDS_OF_PROGRAMMES.get(name, name) for name in interaction.others), "or")


def _window(window: Window) -> Iterator[Detail]:
    yield Detail("who", f"the {window.party}")
    yield Detail("may", _WINDOWS.get(window.action) or _action(window.action))
    yield from _when("only if", window.when)
    yield from _term("opens", window.opens)
    yield from _term("closes", window.closes)
    if window.used_by is not None:
        yield Detail("used once", _clause(window.used_by))
    if window.in_time_when != "received":
        yield Detail("in time is", IN_TIME[window.in_time_when])
    yield Detail("if it lapses", LAPSES[window.lapse])


def _term(label: str, term: Term) -> Iterator[Detail]:
    yield Detail(label, term_in_words(term), own_sources(term))
    places = Counter[str]()
    for other in readings_of(term):
        places[other.id] += 1
        # One reading may speak in several places of a term; each place is a row of its own.
        place = f" ({places[other.id]})" if places[other.id] > 1 else ""
        instead = "" if other.instead is None else f", in place of: {other.instead}"
        yield Detail(f'{label}, by the reading "{other.id}"{place}', f"{other.words}{instead}", other.sources)


def _when(label: str, condition: Condition, *, always: bool = False) -> Iterator[Detail]:
    if always or condition != ALWAYS:
        yield Detail(label, condition_in_words(condition))


def _action(action: str) -> str:
    words = ACTIONS.get(action, plain(action))
    return words[:1].lower() + words[1:]


def _times(most: int) -> str:
    return (
        f"as many times the price of the goods as the listing says, at most {most}, without their shipping; "
        "where the listing names no number, everything that was paid"
    )


def _share(norm: Norm) -> str:
    of = "what was paid" if norm.of == "paid" else "the price of the goods, without their shipping"
    if norm.low is None:
        share = f"up to {norm.high} percent of {of}, with no lower end named"
    elif norm.high is None:
        share = f"at least {norm.low} percent of {of}, with no upper end named"
    else:
        share = f"{norm.low}" if norm.low == norm.high else f"{norm.low} to {norm.high}"
        share = f"{share} percent of {of}"
    return share + (f", less the higher the {norm.falls_with}" if norm.falls_with else "")


def _bound(bound: Bound) -> str:
    ends = [
        f"{side} {end}"
        for side, end in (("at least", bound.least), ("at most", bound.most))
        if end is not None
    ]
    return f"{_BOUNDED.get(bound.fact, plain(bound.fact))} is {joined(ends)}"


def _version(policy: Policy) -> Iterator[Detail]:
    first_told = (CLAUSES.get(name, plain(name)) for name in policy.selected_by)
    yield Detail("chosen by", f"the day on which {', or else '.join(first_told)}")
    if policy.dated_by:
        yield Detail("dated by", confidence(policy.dated_by, policy), policy.dated_by)
    if policy.applies is not None:
        applies = policy.applies
        said, which = applies.says.rstrip("."), condition_in_words(applies.when)
        words = f"orders that name it, and purchases of which {which}: {said}"
        yield Detail("for", words, applies.sources)
    yield from _when("only if", policy.where)
    if policy.assume is not None:
        yield Detail("where that is not told", f"taken as {'so' if policy.assume else 'not so'}")
    first, *others = policy.zone_names
    if not others:
        yield Detail("days counted in", first)
        return
    names = joined(("the buyer's own zone" if name == "buyer" else name for name in others), "or")
    yield Detail("days counted in", f"{first}, which is assumed; no source says, and it may be {names}")


def in_force(policy: Policy) -> str:
    """Say in words when a version is in force.

    >>> from buyerprotect.rules.library import policy
    >>> in_force(policy("aliexpress-guide"))
    'from 1 Dec 2015 up to and including 30 Sep 2017'
    """
    start = policy.start
    begins = f"from {_some_day(start) if start.exact is None else day_in_words(start.exact)}"
    if policy.end is None:
        return f"{begins} on, with no end known"
    if policy.end.exact is not None:
        # The end is the first day that is out; people are told the last that is in.
        last = policy.end.exact.fromordinal(policy.end.exact.toordinal() - 1)
        return f"{begins} up to and including {day_in_words(last)}"
    return f"{begins} until {_some_day(policy.end)}"


def _some_day(edge: Edge) -> str:
    first, last = edge.not_before, edge.not_after
    if first is not None and last is not None:
        return f"some day between {day_in_words(first)} and {day_in_words(last)} (not known more closely)"
    if first is not None:
        return f"some day not before {day_in_words(first)}"
    if last is not None:
        return f"some day not after {day_in_words(last)}"
    return "an unknown day"


def confidence(names: Iterable[str], policy: Policy) -> str:
    """Say how far sources can be trusted, each kind once, in the order they are named."""
    return joined(dict.fromkeys(CONFIDENCE[policy.sources[name].kind] for name in names))


def countings(policies: Iterable[Policy]) -> tuple[str, ...]:
    """Say what the ways of counting mean that some versions use."""
    terms = [
        term
        for policy in policies
        for term in (*policy.events.values(), *(t for w in policy.windows for t in (w.opens, w.closes)))
    ]
    periods = [part.period for term in terms for part in walk(term) if isinstance(part, After | Before)]
    meanings: dict[str, str] = {}
    for period in periods:
        rule = period.counting
        if rule.id == PLATFORM_DAYS.id:
            key = period.unit if period.unit in _COUNTINGS else "days"
            meanings[key] = _COUNTINGS[key]
        elif rule.id != ELAPSED.id:
            meanings[rule.id] = f"Counted by {rule.id}: {rule.title}."
        elif period.unit == "days":
            meanings[rule.id] = _COUNTINGS[rule.id]
    order = [*_COUNTINGS, *sorted(meanings.keys() - _COUNTINGS.keys())]
    return tuple(meanings[key] for key in order if key in meanings)
