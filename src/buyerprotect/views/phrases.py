"""Terms in plain English, for people who read rules rather than compute with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve, frozen

from buyerprotect.rules.condition import Condition
from buyerprotect.timing.counting import ELAPSED, PLATFORM_DAYS
from buyerprotect.timing.period import Period
from buyerprotect.timing.term import (
    After,
    Alternatives,
    Before,
    Capped,
    EarliestOf,
    Extended,
    FirstKnown,
    LatestOf,
    NotBefore,
    NotStated,
    On,
    Paused,
    Provided,
    ReplacedBy,
    Term,
    walk,
)
from buyerprotect.views.conditions import condition_in_words
from buyerprotect.views.words import CLAUSES, NOUNS, joined, plain

__all__ = [
    "OtherReading",
    "own_sources",
    "period_in_words",
    "readings_of",
    "term_in_words",
]

_CALENDARS = {"mon-fri": "Monday to Friday"}
_MARKS = ("abcdefghijklmnopqrstuvwxyz", tuple(map(str, range(1, 27))))
_LENGTHS = {"committed_days": "the number of days that were committed to"}
_PAIR = 2
_ENDS = {"during_day": "the beginning", "same_clock_time": "the same time"}


def period_in_words(period: Period) -> str:
    """Write a period with the way it is counted.

    >>> period_in_words(Period(3, "business-days", "platform-days", "mon-fri"))
    '3 working days (Monday to Friday)'
    """
    calendar, rule = period.calendar, period.counting
    if rule != PLATFORM_DAYS and rule == PLATFORM_DAYS.but(end=rule.end):
        whole = period_in_words(evolve(period, counting=PLATFORM_DAYS))
        return f"{whole}, to {_ENDS.get(str(rule.end), str(rule.end))} of that day,"
    plain_rule = str(rule) in (ELAPSED.id, PLATFORM_DAYS.id)
    if calendar is None and plain_rule:
        return str(period)
    text = str(period).partition(" (")[0].replace("business day", "working day")
    notes = [] if calendar is None else [_CALENDARS.get(calendar.name, calendar.title)]
    if not plain_rule:
        notes.insert(0, f"as {rule} counts")
    return f"{text} ({', '.join(notes)})"


# --- terms ----------------------------------------------------------------------------------------


def term_in_words(  # noqa: C901, PLR0911, PLR0912 - one way out per kind of term
    term: Term, depth: int = 0
) -> str:
    """Write the adopted reading of a term as a moment; `readings_of` gives the others.

    >>> term_in_words(After(Period(60, "days"), On("shipped", "last")))
    '60 days of 24 hours after the last parcel was sent'
    """

    def inner(part: Term) -> str:
        text = term_in_words(part, depth + 1)
        return text if _is_plain(part) else f"({text})"

    def outer(part: Term, simple: str, listed: str) -> str:
        """Add what modifies a term; to a list, so that it is seen to be of every item."""
        return f"{term_in_words(part, depth)}; {listed}" if _is_list(part) else f"{inner(part)}{simple}"

    match term:
        case On():
            return f"when {_clause(term)}" if term.event in CLAUSES else _noun(term)
        case After() | Before():
            return _counted(term, depth)
        case EarliestOf():
            return _choice(term.terms, "earliest", "earlier", depth)
        case LatestOf():
            return _choice(term.terms, "latest", "later", depth)
        case FirstKnown():
            if len(term.terms) == 1:
                return term_in_words(term.terms[0], depth)
            return f"the first of these that is known: {_listed(term.terms, depth)}"
        case NotBefore():
            floor = f"not before {inner(term.floor)}"
            if term.waived_at is not None:
                floor += f" (unless that comes at or after {inner(term.waived_at)})"
            return outer(term.term, f", but {floor}", f"in each case {floor}")
        case Capped():
            cap = f"at the latest {inner(term.cap)}"
            return outer(term.term, f", but {cap}", f"in each case {cap}")
        case ReplacedBy():
            instead = f"once {_happens(term.trigger)} in time: {inner(term.by)} instead"
            return outer(term.term, f"; {instead}", instead)
        case Extended():
            later = f"later where it is {term.by}"
            return outer(term.term, f", or {later}", f"in each case {later}")
        case Paused():
            return f"{inner(term.term)}, {_pause(term, inner)}"
        case Provided():
            provision = f"if {_provision(term)}"
            return outer(term.term, f", {provision}", f"all of it only {provision}")
        case NotStated():
            return f"no source says when: {term.why}"
        case Alternatives():
            return term_in_words(term.adopted, depth)
        case _:
            return str(term)


def _is_plain(term: Term) -> bool:
    """Tell whether the words of a term can stand within others without a bracket."""
    if isinstance(term, Alternatives):
        return _is_plain(term.adopted)
    if isinstance(term, EarliestOf | LatestOf | FirstKnown) and len(term.terms) == 1:
        return _is_plain(term.terms[0])
    return isinstance(term, On | After | Before)


def _is_list(term: Term) -> bool:
    """Tell whether the words of a term are a list by letters, perhaps with what modifies it."""
    match term:
        case Alternatives():
            return _is_list(term.adopted)
        case NotBefore() | Capped() | ReplacedBy() | Extended() | Provided():
            return _is_list(term.term)
        case EarliestOf() | LatestOf() if len(term.terms) == _PAIR:
            return not all(_is_plain(part) for part in term.terms)
        case EarliestOf() | LatestOf() | FirstKnown():
            return len(term.terms) > 1 or any(_is_list(part) for part in term.terms)
        case _:
            return False


def _counted(term: After | Before, depth: int) -> str:
    anchor = term.parts[0]
    length = period_in_words(term.period)
    if isinstance(term, After) and term.told is not None:
        told = _LENGTHS.get(term.told, plain(term.told))
        length += f" (or {told}, where that is told)"
    while isinstance(anchor, Alternatives):
        anchor = anchor.adopted
    way = "after" if isinstance(term, After) else "before"
    if isinstance(term, After) and term.from_nominal:
        way = "after what would, but for a roll, be"
    if isinstance(anchor, On):
        start = _clause(anchor) if anchor.event in CLAUSES else _noun(anchor)
    else:
        start = term_in_words(anchor, depth + 1)
        start = start if _is_plain(anchor) else f"({start})"
    return f"{length} {way} {start}"


def _pause(term: Paused, inner: Callable[[Term], str]) -> str:
    stops, resumes = (_happens(On(name)) for name in (term.stops, term.resumes))
    sides = [name for name, counts in (("first", term.stop_day), ("last", term.resume_day)) if not counts]
    days = f" (the {' and the '.join(sides)} day of it runs)" if sides and not term.term.period.exact else ""
    floor = "" if term.at_least is None else f", then at least until {inner(term.at_least)}"
    return f"its clock standing still from when {stops} until {resumes}{days}{floor}"


def _choice(terms: tuple[Term, ...], many: str, two: str, depth: int) -> str:
    if len(terms) == 1:
        return term_in_words(terms[0], depth)
    which = two if len(terms) == _PAIR else many
    if len(terms) == _PAIR and all(_is_plain(term) for term in terms):
        return f"the {which} of {joined(term_in_words(term, depth + 1) for term in terms)}"
    return f"the {which} of these: {_listed(terms, depth)}"


def _listed(terms: tuple[Term, ...], depth: int) -> str:
    """List terms by letters, and lists within them by numbers."""
    marks = _MARKS[depth % len(_MARKS)]
    return "; ".join(
        f"({marks[place % len(marks)]}) {_in_list(term, depth)}" for place, term in enumerate(terms)
    )


def _in_list(term: Term, depth: int) -> str:
    text = term_in_words(term, depth + 1)
    return f"({text})" if ": (" in text or "; " in text else text


def _clause(term: On) -> str:
    clause = CLAUSES[term.event]
    return clause if term.pick == "only" else clause.replace("the parcel", f"the {term.pick} parcel")


def _noun(term: On) -> str:
    """Name a moment that was announced, or that a version derives: that by its name."""
    if term.event not in NOUNS:
        return f'"{plain(term.event)}"'
    noun = NOUNS[term.event]
    return noun if term.pick == "only" else noun.replace("the ", f"the {term.pick} ", 1)


def _happens(term: On) -> str:
    return _clause(term) if term.event in CLAUSES else f"{_noun(term)} has come"


def _provision(term: Provided) -> str:
    text = _told(term.condition)
    if term.assume is None:
        return text
    return f"{text} (taken as {'so' if term.assume else 'not so'} where it is not told)"


def _told(condition: object) -> str:
    """Write what a term holds as its condition, of which it knows nothing more."""
    return condition_in_words(condition) if isinstance(condition, Condition) else str(condition)


def own_sources(term: Term) -> tuple[str, ...]:
    """Return the sources a term names for its adopted reading, each once."""
    parts = (term.adopted,) if isinstance(term, Alternatives) else term.parts
    inner = (name for part in parts for name in own_sources(part))
    return tuple(dict.fromkeys((*term.sources, *inner)))


@frozen
class OtherReading:
    """Another way to understand a term: its id, its words, what it stands in for, and its sources."""

    id: str
    words: str
    instead: str | None
    sources: tuple[str, ...]


def readings_of(term: Term) -> Iterator[OtherReading]:
    """Yield the readings of a term that were not adopted; `instead` is None where one replaces it whole."""
    for part in walk(term):
        if isinstance(part, Alternatives):
            adopted = None if part is term else term_in_words(part.adopted)
            for other in part.others:
                yield OtherReading(other.id, term_in_words(other.term), adopted, own_sources(other.term))
