"""Terms: expressions over events that give a moment. They say *what* to compute; `resolution` does it.

Every term may name the `sources` of its rule; a term without them is covered by the rule it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from buyerprotect.errors import InvalidFactsError
from buyerprotect.timing.period import Period

__all__ = [
    "After",
    "Alternatives",
    "Before",
    "Capped",
    "EarliestOf",
    "Extended",
    "FirstKnown",
    "LatestOf",
    "NotBefore",
    "NotStated",
    "On",
    "Paused",
    "Provided",
    "ReplacedBy",
    "Term",
    "Variant",
    "events_of",
    "walk",
]


@frozen(kw_only=True)
class Term:
    """An expression over events that gives a moment; one of the classes of this module."""

    sources: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Term, ...]:
        """The terms this one is made of."""
        return ()


@frozen
class On(Term):
    """The moment of an event; of several (parcels), the `first`, or the `last` once all have happened."""

    event: str
    pick: Literal["only", "first", "last"] = "only"

    def __str__(self) -> str:
        return self.event if self.pick == "only" else f"{self.pick} {self.event}"


@frozen
class After(Term):
    """The end of a period that begins with another term.

    `told` names a length the facts may tell (`committed_days`); if they do, it stands in for `period.n`.
    Where the other term ends with a day that was moved to a working day, the count goes on from there,
    or, `from_nominal`, from the day as it was before.
    """

    period: Period
    start: Term
    told: str | None = None
    from_nominal: bool = False

    @property
    def parts(self) -> tuple[Term, ...]:
        """The start."""
        return (self.start,)

    def __str__(self) -> str:
        unmoved = ", as it is before any roll" if self.from_nominal else ""
        return f"{self.period} after {self.start}{unmoved}"


@frozen
class Before(Term):
    """The beginning of a period that ends with another term. A backward count: it need not be monotone."""

    period: Period
    end: Term

    @property
    def parts(self) -> tuple[Term, ...]:
        """The end."""
        return (self.end,)

    def __str__(self) -> str:
        return f"{self.period} before {self.end}"


@frozen
class EarliestOf(Term):
    """The earliest of several; provisional while one of them is pending."""

    terms: tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """The operands."""
        return self.terms

    def __str__(self) -> str:
        return f"the earliest of: {'; '.join(map(str, self.terms))}"


@frozen
class LatestOf(Term):
    """The latest of several; pending while one of them is."""

    terms: tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """The operands."""
        return self.terms

    def __str__(self) -> str:
        return f"the latest of: {'; '.join(map(str, self.terms))}"


@frozen
class FirstKnown(Term):
    """The first of several that is known; provisional while an earlier one is pending."""

    terms: tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """The operands, in order of preference."""
        return self.terms

    def __str__(self) -> str:
        return f"the first known of: {'; '.join(map(str, self.terms))}"


@frozen
class NotBefore(Term):
    """A term that is moved up to a floor where it would come earlier; pending while either is.

    The floor is waived where it would come at or after `waived_at`: a wait must not eat the window.
    """

    term: Term
    floor: Term
    waived_at: Term | None = None

    @property
    def parts(self) -> tuple[Term, ...]:
        """The term, its floor, and what waives that."""
        return (self.term, self.floor, *(() if self.waived_at is None else (self.waived_at,)))

    def __str__(self) -> str:
        waived = "" if self.waived_at is None else f" (unless that is {self.waived_at} or later)"
        return f"{self.term}, but not before {self.floor}{waived}"


@frozen
class Capped(Term):
    """A term that is cut at a cap; unlike `EarliestOf`, the cap alone gives no answer."""

    term: Term
    cap: Term

    @property
    def parts(self) -> tuple[Term, ...]:
        """The term and its cap."""
        return (self.term, self.cap)

    def __str__(self) -> str:
        return f"{self.term}, but at the latest {self.cap}"


@frozen
class ReplacedBy(Term):
    """A term that gives way for good to another once the other's event happens in time.

    In time is before the first term's moment: an event after it changes nothing. So a later event may
    move the result either way, and moving the event may move it from one rule to the other: the
    mechanism is not monotone.
    """

    term: Term
    by: Term

    @property
    def parts(self) -> tuple[Term, ...]:
        """The term and what replaces it."""
        return (self.term, self.by)

    @property
    def trigger(self) -> On:
        """The one event of the replacing term."""
        return next(part for part in walk(self.by) if isinstance(part, On))

    def __str__(self) -> str:
        return f"{self.term}; once {self.trigger} in time, {self.by} instead"


@frozen
class Extended(Term):
    """A term moved by what the facts tell of extensions named `by`, each from the end it then had."""

    term: Term
    by: str = "extended"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The term."""
        return (self.term,)

    def __str__(self) -> str:
        return f"{self.term}, or as later {self.by}"


@frozen
class Paused(Term):
    """A period whose clock stands still from one event, if that comes in time, until another.

    A count of days is longer by the days paused, with the first and the last of them where `stop_day` and
    `resume_day` say so; exact time by what passed. `at_least` is a floor for what was paused. While the
    clock stands still, the end is pending. Not monotone: what happens earlier may pause for longer.

    Raises `InvalidFactsError` for a period of business days or billing cycles, of which no rule says how
    a pause lengthens them.
    """

    term: After
    stops: str
    resumes: str
    stop_day: bool = True
    resume_day: bool = True
    at_least: Term | None = None

    def __attrs_post_init__(self) -> None:
        unit = self.term.period.unit
        if unit in ("business-days", "billing-cycles"):
            raise InvalidFactsError(f"{unit} cannot be paused: count days, months or exact time")

    @property
    def parts(self) -> tuple[Term, ...]:
        """The period, the two events, and the floor."""
        floor = () if self.at_least is None else (self.at_least,)
        return (self.term, On(self.stops), On(self.resumes), *floor)

    def __str__(self) -> str:
        floor = "" if self.at_least is None else f", then at least {self.at_least}"
        return f"{self.term}, paused from {self.stops} to {self.resumes}{floor}"


@frozen
class Provided(Term):
    """A term that counts only under a condition; where that is false, the term drops out.

    The condition is opaque here: `Setting.test` says whether it holds. Where the facts do not decide,
    `assume` says what is taken, and the opposite is a reading; None leaves the term not known. Not
    monotone in the facts it reads.
    """

    condition: object = field()
    term: Term = field()
    assume: bool | None = None

    @property
    def parts(self) -> tuple[Term, ...]:
        """The term."""
        return (self.term,)

    def __str__(self) -> str:
        return f"{self.term} (if {self.condition})"


@frozen
class NotStated(Term):
    """No source says when. The answer is "not known", with the reason; nothing is borrowed.

    `unless_told` names a fact that would settle it in one case, though no rule does for all.
    """

    why: str
    unless_told: str | None = None

    def __str__(self) -> str:
        return f"not known: {self.why}"


@frozen
class Variant:
    """One way to understand a rule: its id, and the term it reads."""

    id: str
    term: Term


@frozen
class Alternatives(Term):
    """A term that sources understand in several ways: one adopted, the others kept as readings.

    An id stands for the same understanding wherever it occurs, so it is chosen everywhere or nowhere.
    """

    adopted: Term
    others: tuple[Variant, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """The adopted term, then the others."""
        return (self.adopted, *(variant.term for variant in self.others))

    def __str__(self) -> str:
        others = "; ".join(f"{variant.id}: {variant.term}" for variant in self.others)
        return f"{self.adopted} (other reading: {others})"


def walk(term: Term) -> Iterator[Term]:
    """Yield a term and all the terms within it."""
    yield term
    for part in term.parts:
        yield from walk(part)


def events_of(term: Term) -> frozenset[str]:
    """Return the names of the events a term refers to, not looking inside derived events."""
    return frozenset(part.event for part in walk(term) if isinstance(part, On))
