"""A case in the making: what a payload told, and the facts that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from buyerprotect.cases.payload import Payload
from buyerprotect.cases.record import CaseRecord, Gap, Stated
from buyerprotect.cases.told import (
    Told,
    either,
    told_amount,
    told_flag,
    told_id,
    told_moment,
    told_text,
    vocabulary,
    which_other,
)
from buyerprotect.errors import BuyerProtectError, InvalidFactsError, WrongTypeError, shown
from buyerprotect.facts.claim import Ask, Claim, Party, Problem, ProblemKind
from buyerprotect.facts.dispute import ENDED, MOVED, Dispute, Event, EventKind
from buyerprotect.facts.due_date import DueDate
from buyerprotect.facts.item import Item
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel, Tracking
from buyerprotect.rules.library import find_pack, governing
from buyerprotect.timing.clock import Instant, Moment, bounds, told_day

__all__ = [
    "Draft",
    "Told",
    "either",
    "told_amount",
    "told_flag",
    "told_id",
    "told_moment",
    "told_text",
    "vocabulary",
    "which_other",
]

_BEFORE_OTHERS = {"opened": 0, "escalated": 1, "ruled": 3, "accepted": 4, "cancelled": 5, "closed": 6}
_USUAL = 2


@frozen(kw_only=True)
class _Happened:
    """An event as the payload tells it, before it is known whether the facts can hold it."""

    kind: EventKind
    on: Told[Instant]
    later: Instant | None
    party: Party | None
    amount: Told[Money] | None
    free: bool | None
    paid_by: Party | None
    accepts: bool | None
    nothing: bool
    also: tuple[str, ...]

    @property
    def path(self) -> str:
        return self.on.paths[0]

    @property
    def paths(self) -> tuple[str, ...]:
        return (*self.on.paths, *self.also, *(self.amount.paths if self.amount else ()))

    def dated(self, zone: str | None) -> Moment:
        """Date the event: by the day where two readings of its moment lie on one, else by the earlier one."""
        first = self.on.value
        if self.later is None or zone is None or told_day(first, zone) != told_day(self.later, zone):
            return first
        return told_day(first, zone)


@frozen
class _Parcel:
    parcel: Parcel
    paths: tuple[str, ...] = field(default=())


class Draft:
    """What was read of one case, until its facts are made.

    Whatever the facts have no place for is not lost: a gap says so, and the fields are in `rest`. What
    happened without a date is `undated`: the facts name it as unknown.
    """

    def __init__(
        self, payload: Payload, system: str, programme: str, about: Order | Claim | None, **fixed: Any
    ) -> None:
        if about is not None and not isinstance(about, Order | Claim):
            raise WrongTypeError(f"{shown(about)} is neither the Order nor the Claim that the case is about")
        self.payload = payload
        self.system = system
        self.programme = programme
        self.about = about
        self.fixed = fixed
        self.used: set[str] = set()
        self.stated: list[Stated] = []
        self.updated: Told[Instant] | None = None
        self.ask: tuple[Told[Money], bool | None] | None = None
        self.disputes = True
        self.undated: set[str] = set()
        self._told: dict[str, Told[Any]] = {}
        self._items: list[tuple[Told[str], Told[Money], int, str | None, tuple[str, ...]]] = []
        self._parcels: list[_Parcel] = []
        self._problems: list[tuple[ProblemKind, Tracking | None]] = []
        self._events: list[_Happened] = []
        self._due: list[tuple[DueDate, str]] = []

    def order(self, name: str, value: Told[Any] | None) -> None:
        """Tell a field of the order."""
        if value is not None:
            self._told[name] = value

    def item(
        self,
        title: Told[str] | None,
        price: Told[Money] | None,
        quantity: int = 1,
        *,
        id: str | None = None,  # noqa: A002 - as the field of the item is called
        also: tuple[str, ...] = (),
    ) -> None:
        """Tell an item, if there is a name and a price for it."""
        if title is not None and price is not None:
            self._items.append((title, price, quantity, id, also))

    def parcel(self, parcel: Parcel, *told: Told[Any] | None) -> None:
        """Tell a parcel, and from what it was read."""
        paths = tuple(path for value in told if value is not None for path in value.paths)
        self._parcels.append(_Parcel(parcel, paths))

    def problem(self, kind: ProblemKind, tracking: Tracking | None = None) -> None:
        """Tell a problem."""
        if all(kind != known for known, _ in self._problems):
            self._problems.append((kind, tracking))

    def event(
        self,
        kind: EventKind,
        on: Told[Instant] | None,
        *,
        later: Instant | None = None,
        party: Party | None = None,
        amount: Told[Money] | None = None,
        return_goods: bool | None = None,
        return_paid_by: Party | None = None,
        accepts: bool | None = None,
        nothing: bool = False,
        also: tuple[str, ...] = (),
    ) -> None:
        """Tell an event, if it is dated.

        `later` is the second reading of its moment; `nothing` says that the amount is zero.
        """
        if on is not None:
            self._events.append(
                _Happened(
                    kind=kind,
                    on=on,
                    later=later,
                    party=party,
                    amount=amount,
                    free=return_goods,
                    paid_by=return_paid_by,
                    accepts=accepts,
                    nothing=nothing,
                    also=also,
                )
            )

    def tells(self, *kinds: EventKind) -> bool:
        """Tell whether an event of one of these kinds was told."""
        return any(event.kind in kinds for event in self._events)

    def opened_at(self, when: Told[Instant]) -> bool:
        """Tell whether the opening was told at this moment before; then it was read from here as well."""
        for i, event in enumerate(self._events):
            if event.kind == "opened" and event.on.value == when.value:
                self._events[i] = evolve(event, also=(*event.also, *when.paths))
                return True
        return False

    def state(
        self,
        path: str,
        party: Party,
        action: str,
        *,
        opens: Told[Instant] | None = None,
        closes: Told[Instant] | None = None,
        window: str | None = None,
    ) -> None:
        """Tell a time limit that the payload states; with a window of ours it is a due date too."""
        if opens is None and closes is None:
            return
        begins = None if opens is None else opens.value
        ends = None if closes is None else closes.value
        for end in (opens, closes):
            self.used.update(() if end is None else end.paths)
        self.stated.append(
            Stated(path=path, party=party, action=action, opens=begins, closes=ends, window=window)
        )
        if window is not None:
            self._due.append((DueDate(window, opens=begins, closes=ends), path))

    def record(self, id: Told[str] | None) -> CaseRecord:  # noqa: A002 - as the field is called
        """Make the record, and its facts as far as they can be told.

        Raises `InvalidFactsError` with all faults that were found on the way.
        """
        if self.about is not None:
            order = self.about.order if isinstance(self.about, Claim) else self.about
            if order.programme != self.programme:
                self.payload.faults.add(
                    "about.programme",
                    f"{shown(order.programme)} is not {self.programme!r}, which this case is of",
                )
        self.payload.faults.raise_as(InvalidFactsError)
        self.used.update(() if id is None else id.paths)
        facts = self._facts()
        self.used.update(word.path for word in self.payload.words)
        return CaseRecord(
            system=self.system,
            id=None if id is None else id.value,
            facts=facts,
            stated=tuple(self.stated),
            words=tuple(self.payload.words),
            gaps=tuple(self.payload.gaps),
            rest=self.payload.rest_beside(self.used),
        )

    def _gap(self, path: str, says: str) -> None:
        self.payload.gaps.append(Gap(path, says))

    def _facts(self) -> Order | Claim | Dispute | None:
        order = self._given() if self.about is not None else self._built()
        if order is None:
            return None
        undated = self.undated - {event.kind for event in self._events}
        if undated:
            order = evolve(order, unknown=order.unknown | undated)
        claim = self._claim(order)
        if claim is None:
            self._gap(
                "", "no problem is known of which our facts have the kind, so only the order can be told"
            )
            return self._dated_due(order, order)
        dispute = self._dispute(claim) if self.disputes else None
        return self._dated_due(dispute or claim, order)

    def _given(self) -> Order:
        about = self.about
        order = about.order if isinstance(about, Claim) else about
        assert order is not None  # noqa: S101 - asked before
        told = self._told.get("id")
        if told is not None and order.id is not None and told.value != order.id:
            self._gap(
                told.paths[0], f"the case is about {told.value!r}, and the order given is {order.id!r}: check"
            )
        added: dict[str, Told[Any]] = {}
        for name, value in self._told.items():
            given = getattr(order, name)
            if given in (None, value.value):
                added[name] = value
            elif name != "id" and not _same_time(given, value.value, order.zone):
                self._gap(value.paths[0], f"{value.value} is told, and {given} by the order given: check")
        return self._more(order, added, () if order.parcels else self._parcels)

    def _more(self, order: Order, told: Mapping[str, Told[Any]], parcels: Iterable[_Parcel]) -> Order:
        """Add to an order what it can hold; what contradicts the rest is left out, and a gap says why."""
        for name, value in told.items():
            try:
                order = evolve(order, **{name: value.value})
                self.used.update(value.paths)
            except InvalidFactsError as error:
                self._gap(value.paths[0], f"this is left out of the order: {error}")
        for told_parcel in parcels:
            try:
                order = evolve(order, parcels=(*order.parcels, told_parcel.parcel))
                self.used.update(told_parcel.paths)
            except InvalidFactsError as error:
                path = told_parcel.paths[0] if told_parcel.paths else ""
                self._gap(path, f"the parcel is left out of the order: {error}")
        return order

    def _built(self) -> Order | None:
        told = dict(self._told)
        placed = told.pop("placed", None)
        if placed is None:
            self._gap("", "when the order was placed is not told, and no facts can do without: give `about`")
        if not self._items:
            self._gap("", "no item with a price is told, and no facts can do without: give `about`")
        if placed is None or not self._items:
            return None
        items: list[Item] = []
        for title, price, quantity, id_, _ in self._items:
            items.append(Item(title.value, price.value, quantity=quantity, id=id_))
        try:
            order = Order(self.programme, placed.value, items=items, **self.fixed)
        except InvalidFactsError as error:
            self._gap("", f"the order cannot be told: {error}")
            return None
        self.used.update(placed.paths)
        for title, price, _, _, also in self._items:
            self.used.update((*title.paths, *price.paths, *also))
        return self._more(order, told, self._parcels)

    def _claim(self, order: Order) -> Claim | None:
        about = self.about if isinstance(self.about, Claim) else None
        known = () if about is None else about.problems
        kinds = {problem.kind for problem in known}
        new = tuple(Problem(kind, tracking=how) for kind, how in self._problems if kind not in kinds)
        if not known and not new:
            return None
        problems = (*known, *new)
        claim = Claim(order, problems) if about is None else evolve(about, order=order, problems=problems)
        if self.ask is None:
            return claim
        amount, back = self.ask
        if not self._fits(amount, claim):
            self.ask = None
        elif claim.asks is None and back is not None:
            self.used.update(amount.paths)
            return evolve(claim, asks=Ask(amount=amount.value, return_goods=back))
        return claim

    def _fits(self, amount: Told[Money], claim: Claim) -> bool:
        """Tell whether what is asked can be asked about this order, as far as the order is known."""
        if amount.value.currency != claim.order.currency:
            says = f"{amount.value} is asked, of an order in {claim.order.currency}: it is left out"
        elif amount.value > claim.paid:
            says = (
                f"{amount.value} is asked, and what is known of the order comes to {claim.paid}: it is left "
                "out; tell the order's shipping and tax"
            )
        else:
            return True
        self._gap(amount.paths[0], says)
        return False

    def _dispute(self, claim: Claim) -> Dispute | None:
        events = sorted(
            self._events, key=lambda event: (event.on.value.us, _BEFORE_OTHERS.get(event.kind, _USUAL))
        )
        kept: list[tuple[_Happened, Event]] = []
        opened = next((event for event in events if event.kind == "opened"), None)
        ended: Event | None = None
        appealed = False
        for told in events:
            says = self._unfit(told, claim.order, opened, kept[0][1] if kept else None)
            if says is None and ended is not None and not appealed:
                says = _too_late(told, ended)
            if says is not None:
                self._gap(told.path, f"{says}: it is left out")
                continue
            if self.updated is not None and told.on.value > self.updated.value:
                self._gap(
                    told.path,
                    f"{told.kind} at {told.on.value} is after the last update of the case, "
                    f"{self.updated.value} ({self.updated.paths[0]}): it is kept, check both",
                )
            kept.append((told, self._event(told, claim.order)))
            appealed = appealed or (ended is not None and told.kind == "appealed")
            if ended is None and told.kind in ENDED:
                ended = kept[-1][1]
        if not kept:
            if opened is None:
                self._gap("", "when the dispute was opened is not told, so only the claim can be")
            return None
        try:
            dispute = Dispute(claim, tuple(event for _, event in kept))
        except InvalidFactsError as error:
            self._gap("", f"the events do not make a dispute, so only the claim is told: {error}")
            return None
        for told, _ in kept:
            self.used.update(told.paths)
        return dispute

    def _event(self, told: _Happened, order: Order) -> Event:
        amount = Money(0, order.currency) if told.nothing else None
        if told.amount is not None:
            amount = told.amount.value
        if told.kind == "opened":
            amount = None if self.ask is None else self.ask[0].value
            self.used.update(() if self.ask is None else self.ask[0].paths)
        return Event(
            told.kind,
            told.dated(order.zone),
            party=told.party,  # type: ignore[arg-type]  # None is filled in
            amount=amount,
            return_goods=told.free,
            return_paid_by=told.paid_by,
            accepts=told.accepts,
        )

    def _unfit(
        self, told: _Happened, order: Order, opened: _Happened | None, first: Event | None
    ) -> str | None:
        """Say why an event cannot stand in a dispute of this order whose first event is told, or None."""
        when = f"{told.kind} at {told.on.value}"
        if bounds(told.dated(order.zone), order.zone)[1] < bounds(order.placed, order.zone)[0]:
            return f"{when} is before the order was placed, {order.placed}, which cannot be"
        if opened is None:
            return f"{when} has no place: when the dispute was opened is not told"
        if first is None and told.kind != "opened":
            return f"{when} is before the dispute was opened, {opened.on.value} ({opened.path})"
        if first is not None and told.kind == "opened":
            return f"{when} is a second opening, after {first.on}"
        if told.amount is not None and told.amount.value.currency != order.currency:
            return f"{told.amount.value} is of another currency than the order, {order.currency}"
        return None

    def _dated_due(self, facts: Order | Claim | Dispute, order: Order) -> Order | Claim | Dispute:
        """Add the due dates whose windows the governing version has."""
        if not self._due:
            return facts
        windows = _windows(self.programme, facts)
        dues: dict[str, DueDate] = {due.window: due for due in order.due_dates}
        given = set(dues)
        for due, path in self._due:
            if due.window not in windows:
                self._gap(path, f"the rules for this order have no window {due.window!r}: it is only stated")
            elif due.window in given:
                self._gap(path, f"the order given has a due date for {due.window!r} already: this is stated")
            elif dues.get(due.window) == due:
                continue
            elif due.window in dues:
                self._gap(path, f"another time is told for {due.window!r} before: this is only stated")
            else:
                try:
                    order = evolve(order, due_dates=(*dues.values(), due))
                except InvalidFactsError as error:
                    self._gap(path, f"it is only stated: {error}")
                    continue
                dues[due.window] = due
                order = evolve(order, due_dates=tuple(dues.values()))
        if isinstance(facts, Dispute):
            return evolve(facts, claim=evolve(facts.claim, order=order))
        return evolve(facts, order=order) if isinstance(facts, Claim) else order


def _too_late(told: _Happened, ended: Event) -> str | None:
    """Say that an event comes after the end of a dispute, where only money and goods move, or None."""
    if told.kind in MOVED or told.kind == "appealed":
        return None
    return f"{told.kind} at {told.on.value} is after the dispute had ended ({ended.kind} at {ended.on})"


def _same_time(one: object, other: object, zone: str | None) -> bool:
    """Tell whether two dates can be of the same moment, as a day and an instant in it are."""
    if not isinstance(one, Instant | date) or not isinstance(other, Instant | date):
        return False
    (first, last), (begin, end) = bounds(one, zone), bounds(other, zone)
    return first <= end and begin <= last


def _windows(programme: str, facts: Order | Claim | Dispute) -> frozenset[str]:
    """Return the windows that a due date of these facts may name; of all versions where none is settled."""
    try:
        pack = find_pack(programme)
    except BuyerProtectError:
        return frozenset()
    try:
        version = governing(pack, facts)
        versions = (version, *version.bracketed_with)
    except BuyerProtectError:
        versions = tuple(pack.versions)
    return frozenset(window.id for version in versions for window in version.windows)
