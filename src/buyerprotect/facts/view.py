"""What conditions can ask of a case: plain words under fixed names, with "not told" kept apart from "no"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast, get_args

from attrs import field, frozen

from buyerprotect.facts.claim import Claim, Extent, Party, Problem, ProblemKind
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import KNOWN_EVENTS, claim_of, moments_by_event, names_of_events, order_of
from buyerprotect.facts.item import Guarantee, Item, Trait
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Information, Order, Sale, SellerClass, UserClass
from buyerprotect.facts.parcel import Parcel, Tracking
from buyerprotect.facts.payment import Channel, Funding
from buyerprotect.timing.clock import Moment, bounds
from buyerprotect.timing.zone import DAY

__all__ = ["ASKABLE", "FOLDED", "MEASURABLE", "FactView", "view"]

Words = frozenset[str] | None
Facts = Order | Claim | Dispute
T = TypeVar("T")

ASKABLE: dict[str, frozenset[str] | None] = {
    "account_level": None,
    "asked": frozenset({"full", "part"}),
    "carrier": None,
    "channel": frozenset(get_args(Channel)),
    "committed": frozenset({"days", "end", "nothing"}),
    "country": None,
    "dispute": frozenset({"none", "open", "ruled", "ended"}),
    "extent": frozenset(get_args(Extent)),
    "fault": frozenset(get_args(Party)),
    "funding": frozenset(get_args(Funding)),
    "ground": None,
    "guarantee": frozenset(get_args(Guarantee)),
    "happened": KNOWN_EVENTS,
    "information": frozenset(get_args(Information)),
    "issuer_country": None,
    "near_home": frozenset({"yes", "no"}),
    "network": None,
    "problem": frozenset(get_args(ProblemKind)),
    "programme": None,
    "provider": None,
    "region": None,
    "return_goods": frozenset({"yes", "no"}),
    "return_paid_by": frozenset(get_args(Party)),
    "sale": frozenset(get_args(Sale)),
    "seller_class": frozenset(get_args(SellerClass)),
    "seller_country": None,
    "signed": frozenset({"yes", "no"}),
    "site": None,
    "stock": frozenset({"local", "abroad"}),
    "tolerance": frozenset({"within", "beyond"}),
    "tracking": frozenset(get_args(Tracking)),
    "trait": frozenset(get_args(Trait)),
    "user_class": frozenset(get_args(UserClass)),
}
"""The facts a condition can ask about, each with its possible words (None: any word)."""

FOLDED = frozenset({"carrier", "provider", "network"})
"""Facts that are names people write in many ways, so that capital letters do not count."""

MEASURABLE: dict[str, type[int | Money]] = {
    "cheapest_item": Money,
    "committed_days": int,
    "dearest_item": Money,
    "earlier_disputes": int,
    "earlier_returns": int,
    "paid": Money,
    "price": Money,
    "total": Money,
}
"""The facts a condition can measure: whole numbers, or amounts of money."""


@frozen
class FactView:
    """The words and measures of one case.

    A fact that maps to None was not told; so were the `unknown` events. The `ground` is none that facts tell:
    it follows from the classification, for the rules that come after it. A measure that is missing does
    exist in this case (no length was committed to), and meets no bound. `moments` are
    those of the events.
    """

    words: Mapping[str, Words]
    unknown: frozenset[str] = frozenset()
    measures: Mapping[str, int | Money | None] = field(factory=dict[str, int | Money | None])
    moments: Mapping[str, tuple[Moment, ...]] = field(factory=dict[str, tuple[Moment, ...]])

    def of(self, problem: Problem, claim: Claim) -> FactView:
        """Narrow the view to one problem of a claim."""
        return FactView(_Narrowed((problem, claim), self.words), self.unknown, self.measures, self.moments)

    def on(self, ground: str) -> FactView:
        """Narrow the view to the ground on which a claim is made."""
        return FactView(_Grounded(ground, self.words), self.unknown, self.measures, self.moments)


def view(facts: Facts) -> FactView:
    """Put a case into the words that conditions use, each of them when it is first asked for."""
    return FactView(_Words(facts), order_of(facts).unknown, _Measures(facts), moments_by_event(facts))


class _Asked(Mapping[str, T]):
    """Answers that are found when they are first asked for, and kept."""

    __slots__ = ("_about", "_found", "_under")

    finders: Mapping[str, Callable[[Any], Any]]

    def __init__(self, about: object, under: Mapping[str, T] | None = None) -> None:
        self._about = about
        self._under = under
        self._found: dict[str, T] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._about, self._under)

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lstrip('_')} of {type(self._about).__name__}>"

    def __getitem__(self, name: str) -> T:
        if name not in self._found:
            if name not in self.finders:
                return (self._under or _NOTHING)[name]
            self._found[name] = self.finders[name](self._about)
        return self._found[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is found under a name, or the default where nothing can be asked under it."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: object) -> bool:
        return name in self.finders or name in (self._under or ())

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.finders, *(self._under or ()))))

    def __len__(self) -> int:
        return len({*self.finders, *(self._under or ())})


class _Words(_Asked[Words]):
    """The words of a case."""

    __slots__ = ()


class _Narrowed(_Asked[Words]):
    """The words of one problem of a claim, over those of the case."""

    __slots__ = ()


class _Grounded(_Asked[Words]):
    """The ground of a claim, over the words of its case."""

    __slots__ = ()


class _Measures(_Asked["int | Money | None"]):
    """The measures of a case; how many days were committed to is one only where something was."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.finders if name in self)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        facts = cast("Facts", self._about)
        return name in self.finders and (name != "committed_days" or _committed(facts) != _NOTHING_COMMITTED)


def _items_of(facts: Facts) -> tuple[Item, ...]:
    claim = claim_of(facts)
    return order_of(facts).items if claim is None else claim.claimed


def _told(word: str | None) -> Words:
    return None if word is None else frozenset({word})


def _of_payment(name: str) -> Callable[[Facts], Words]:
    def find(facts: Facts) -> Words:
        return _told(getattr(order_of(facts).payment, name, None))

    return find


def _of_order(name: str) -> Callable[[Facts], Words]:
    return lambda facts: _told(getattr(order_of(facts), name))


def _of_problems(name: str) -> Callable[[Facts], Words]:
    def find(facts: Facts) -> Words:
        claim = claim_of(facts)
        if claim is None:
            return None
        return _joined([_NARROW[name]((problem, claim)) for problem in claim.problems])

    return find


def _of_parcels(find: Callable[[Order, Parcel], Words]) -> Callable[[Facts], Words]:
    """Join what is told of the parcels that hold any of the claimed items; one that names none may."""

    def joined(facts: Facts) -> Words:
        order, refs = order_of(facts), {item.ref for item in _items_of(facts)}
        return _joined([find(order, parcel) for parcel in order.parcels if _may_hold(parcel, refs)])

    return joined


def _may_hold(parcel: Parcel, refs: set[str]) -> bool:
    return not parcel.items or not refs.isdisjoint(parcel.items)


def _traits(facts: Facts) -> Words:
    return frozenset(trait for item in _items_of(facts) for trait in item.traits)


def _guarantees(facts: Facts) -> Words:
    # A guarantee speaks for a claim where the listing of every claimed item gives it.
    first, *others = (frozenset[str](item.guarantees) for item in _items_of(facts))
    return first.intersection(*others)


def _stock(order: Order, parcel: Parcel) -> Words:
    if parcel.ships_from is None or order.country is None:
        return None
    return frozenset({"local" if parcel.ships_from == order.country else "abroad"})


def _committed(facts: Facts) -> Words:
    order = order_of(facts)
    if "committed" in order.unknown:
        return None
    if order.committed is None:
        return _NOTHING_COMMITTED
    return frozenset({"days" if isinstance(order.committed, int) else "end"})


def _committed_days(facts: Facts) -> int | None:
    order = order_of(facts)
    if "committed" in order.unknown:
        return None
    return order.committed if isinstance(order.committed, int) else _days_to(order)


def _price(facts: Facts) -> Money:
    claim = claim_of(facts)
    return order_of(facts).price_of(()) if claim is None else claim.price


def _paid(facts: Facts) -> Money:
    claim = claim_of(facts)
    return order_of(facts).total if claim is None else claim.paid


def _days_to(order: Order) -> int | None:
    """Return how many days after the last parcel was sent the committed end lies, to the nearest day."""
    sent = [parcel.shipped for parcel in order.parcels]
    told = [bounds(moment, order.zone)[0] for moment in sent if moment is not None]
    if order.committed is None or isinstance(order.committed, int) or not told or len(told) < len(sent):
        return None
    length = bounds(order.committed, order.zone)[1] + 1 - max(told)
    return max(0, (length + DAY // 2) // DAY)


def _joined(parts: list[Words]) -> Words:
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return frozenset(word for part in known for word in part)


def _tolerance(about: tuple[Problem, Claim]) -> Words:
    problem, _ = about
    if problem.difference is None or problem.tolerance is None:
        return None
    return frozenset({"within" if problem.difference <= problem.tolerance else "beyond"})


def _tracking(about: tuple[Problem, Claim]) -> Words:
    problem, claim = about
    if problem.tracking is not None:
        return _told(problem.tracking)
    return _of_parcels(lambda _, parcel: _told(parcel.tracking))(claim)


def _stage(facts: Facts) -> Words:
    if not isinstance(facts, Dispute):
        return _STAGES["none"]
    if facts.ended:
        return _STAGES["ended"]
    return _STAGES["ruled" if facts.last("ruled") else "open"]


def _asked(facts: Facts) -> Words:
    if isinstance(facts, Dispute):
        asked, paid = facts.asked, facts.claim.paid
    elif isinstance(facts, Claim) and facts.asks is not None:
        asked, paid = facts.asks.amount, facts.paid
    else:
        return frozenset()
    return None if asked is None else frozenset({"full" if asked >= paid else "part"})


def _return_goods(facts: Facts) -> Words:
    """Tell whether the goods are to go back: by the outcome, or where the seller agreed to what was asked."""
    if not isinstance(facts, Dispute) or facts.outcome is None:
        return frozenset()
    back = facts.outcome.return_goods
    if back is None and facts.outcome.kind == "answered":
        back = facts.events[0].return_goods
        if back is None and facts.claim.asks is not None:
            back = facts.claim.asks.return_goods
    return _yes_or_no(back)


def _yes_or_no(value: object) -> Words:
    return frozenset({"yes" if value else "no"})


def _whether(value: bool | None) -> Words:  # noqa: FBT001 - a fact, not a switch
    return None if value is None else _yes_or_no(value)


def _country(facts: Facts) -> Words:
    order = order_of(facts)
    # A region names its country.
    return _told(order.country or (order.region and order.region[:2]))


def _return_payer(facts: Facts) -> Words:
    ruling = facts.last("ruled") if isinstance(facts, Dispute) else None
    return frozenset() if ruling is None else _told(ruling.return_paid_by)


_NOTHING: Mapping[str, Any] = {}
_NOTHING_COMMITTED: Words = frozenset({"nothing"})
_STAGES = {stage: frozenset({stage}) for stage in ("none", "open", "ruled", "ended")}

_NARROW: dict[str, Callable[[tuple[Problem, Claim]], Words]] = {
    "problem": lambda about: frozenset({about[0].kind}),
    "extent": lambda about: _told(about[0].extent),
    "fault": lambda about: _told(about[0].fault),
    "tolerance": _tolerance,
    "tracking": _tracking,
}

_Narrowed.finders = _NARROW
_Grounded.finders = {"ground": _told}
_Measures.finders = {
    "committed_days": _committed_days,
    "earlier_disputes": lambda facts: order_of(facts).earlier_disputes,
    "earlier_returns": lambda facts: order_of(facts).earlier_returns,
    "cheapest_item": lambda facts: min(item.price for item in _items_of(facts)),
    "dearest_item": lambda facts: max(item.price for item in _items_of(facts)),
    "paid": _paid,
    "price": _price,
    "total": lambda facts: order_of(facts).total,
}
_Words.finders = {
    **{
        name: _of_order(name)
        for name in (
            *(
                "account_level",
                "information",
                "programme",
                "region",
                "sale",
                "seller_class",
                "seller_country",
            ),
            *("site", "user_class"),
        )
    },
    **{name: _of_payment(name) for name in ("provider", "network", "funding", "channel", "issuer_country")},
    "country": _country,
    "near_home": lambda facts: _whether(order_of(facts).near_home),
    **{name: _of_problems(name) for name in _NARROW},
    "ground": lambda _: None,
    "happened": names_of_events,
    "dispute": _stage,
    "asked": _asked,
    "return_goods": _return_goods,
    "return_paid_by": _return_payer,
    "committed": _committed,
    "carrier": _of_parcels(lambda _, parcel: _told(parcel.carrier)),
    "signed": _of_parcels(lambda _, parcel: _whether(parcel.signed)),
    "stock": _of_parcels(_stock),
    "trait": _traits,
    "guarantee": _guarantees,
}
