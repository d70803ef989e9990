"""Routes: every programme that may protect one purchase, side by side, and an order to take them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast, overload

from attrs import field, frozen

from buyerprotect.advice.assessment import assessed
from buyerprotect.advice.case import NO_PROGRAMME, Because, Case, Facts, now, prepared, told_elsewhere
from buyerprotect.advice.plan import Conflict, PlanStep, candidate, planned, step_of
from buyerprotect.advice.route import KINDS, Route, RouteStatus, closing, named, within
from buyerprotect.advice.what_if import Supposed, supposing
from buyerprotect.errors import (
    InvalidFactsError,
    MissingFactError,
    NotFoundError,
    OutOfCoverageError,
    WrongTypeError,
    shown,
)
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import order_of
from buyerprotect.facts.order import Order
from buyerprotect.facts.view import view
from buyerprotect.rules.library import applies_to, find_pack, is_own, programmes, version_of
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy
from buyerprotect.source import Source
from buyerprotect.timing.clock import ZONE_DATA, Instant, MomentLike, iso, to_datetime
from buyerprotect.timing.zone import DAY

if TYPE_CHECKING:
    from buyerprotect.timing.clock import DateTime

__all__ = ["BANK_DAYS", "Routes", "routes"]

BANK_DAYS = 7
"""How many days before a network's limit the bank should have it, unless said. No rule: a margin of ours."""

_LONGEST_WAIT = 36_500
_MOST_BANK_DAYS = 365


@frozen(kw_only=True, repr=False)
class Routes(Sequence[Route]):
    """Every programme there is for one purchase, those that apply first, and a plan of them.

    `plan` is the order to take them in, `conflicts` what cannot all be had. `sources` are those cited, by
    the name of the pack and of the source, as `uk-cra/act`.
    """

    at_us: int
    facts: Facts
    items: tuple[Route, ...]
    plan: tuple[PlanStep, ...]
    conflicts: tuple[Conflict, ...]
    bank_days: int
    zone_data: str = field(default=ZONE_DATA)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Route: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Route]: ...
    def __getitem__(self, index: int | slice) -> Route | Sequence[Route]:
        return self.items[index]

    def __repr__(self) -> str:
        able = [route.programme for route in self.items if route.status == "applies"]
        return f"<Routes at {iso(self.at_us, 'UTC')}: {', '.join(able) or 'none'}>"

    def find(self, programme: str) -> Route | None:
        """Return the route by this programme, or None where there is no such programme."""
        return next((route for route in self.items if route.programme == programme), None)

    @property
    def at(self) -> DateTime:
        """The moment the answer is for, in the buyer's zone where it is told."""
        return to_datetime(self.at_us, self.zone)

    @property
    def zone(self) -> str:
        """The zone in which the plan is shown: the buyer's, or else UTC."""
        return order_of(self.facts).zone or "UTC"

    @cached_property
    def interactions(self) -> tuple[Because, ...]:
        """What the programmes that can be used do to each other, each rule once."""
        return tuple(dict.fromkeys(rule for route in self._usable for rule in route.beside(self._usable)))

    @property
    def _usable(self) -> tuple[Route, ...]:
        return tuple(route for route in self.items if route.usable)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources of every route, in the order of the routes."""
        return {name: source for route in self.items for name, source in route.cited.items()}

    def explain(self) -> str:
        """Say it all in plain words: the table of routes, the plan, what is missing, and the sources."""
        from buyerprotect.views.routes import routes_as_text  # noqa: PLC0415 - an upward import, on use

        return routes_as_text(self)


def routes(
    claim: Facts,
    *,
    at: MomentLike,
    wait: int = 0,
    suppose: Supposed | None = None,
    versions: Mapping[str, str] | None = None,
    bank_days: int = BANK_DAYS,
) -> Routes:
    """Lay out every programme that may protect a purchase, and an order to take them in.

    The marketplace, the payment provider, the card network and the law are found from the order. Each
    either applies, may apply (and which fact is missing), or does not (and why). In the plan no right lapses
    while an earlier one runs.

    `wait` asks as if so many days, of 24 hours, had passed; `suppose` as if events had happened on other
    days (None: not at all), by name; `versions` under other versions, by the pack's id. `bank_days` is how
    long before a network's limit the card's bank should have the case, since the limit is the bank's own.

    >>> from buyerprotect import Claim, Item, Order, Payment, Problem
    >>> paid = Payment(network="visa", funding="credit", issuer_country="GB", provider="none")
    >>> lamp = Item("lamp", "120 GBP")
    >>> order = Order("none", "2026-05-01T12:00Z", items=[lamp], payment=paid, country="GB")
    >>> found = routes(Claim(order, [Problem("not_received")]), at="2026-06-20T12:00Z")
    >>> found.find("uk-s75").status, found.find("paypal").status
    ('applies', 'does_not_apply')

    Raises `NotFoundError` for a programme, a version or an event that is not known, and
    `InvalidFactsError` where facts contradict each other or lie after `at`.
    """
    if not isinstance(claim, Order | Claim | Dispute):
        raise WrongTypeError(f"{shown(claim)} is not an Order, a Claim or a Dispute")
    facts = claim if suppose is None else supposing(claim, suppose)
    moment = _waited(now(at, facts), wait)
    if type(bank_days) is not int or not 0 <= bank_days <= _MOST_BANK_DAYS:
        most = f"give 0 to {_MOST_BANK_DAYS}"
        raise InvalidFactsError(f"{shown(bank_days)} is not a number of days for the bank: {most}")
    programme = order_of(facts).programme
    own = None if programme == NO_PROGRAMME else find_pack(programme)
    every = programmes()
    # One that is named, though it is commentary, is asked as well.
    packs = every if own is None or own in every else (own, *every)
    chosen = _chosen(versions or {}, packs)
    asked = _Asked(facts, moment, bank_days)
    found = [asked.route(pack, chosen.get(pack.id)) for pack in packs]
    usable = [route for route in found if route.usable]
    closes = closing(usable)
    linked = [route.closing(tuple(closes.get(route.programme, ()))) for route in found]
    zone = order_of(facts).zone or "UTC"
    by_name = {route.programme: route for route in linked}
    placed, conflicts = planned((candidate(route, moment) for route in linked if route.usable), closes)
    return Routes(
        at_us=moment,
        facts=facts,
        items=tuple(sorted(linked, key=_rank)),
        plan=tuple(step_of(by_name[place.programme], place, zone) for place in placed),
        conflicts=conflicts,
        bank_days=bank_days,
    )


class _Asked:
    """One question to every programme: the facts as the order's own sees them, and as all others do."""

    def __init__(self, facts: Facts, at: int, bank_days: int) -> None:
        self.facts, self.at, self.bank_days = facts, at, bank_days
        self.order = order_of(facts)
        self.elsewhere = told_elsewhere(facts)
        self.seen = view(self.elsewhere)

    def route(self, pack: Pack, version: Policy | None) -> Route:
        """Ask one programme; `version` is the one to ask under, where it is named."""
        own = is_own(pack, self.order)
        applies = applies_to(pack, self.seen)
        if applies.value is not True:
            says = named(pack.id, self._about(pack))
            status: RouteStatus = "does_not_apply" if applies.value is False else "may_apply"
            return self._without(pack, status, says, tuple(sorted(applies.needs)))
        try:
            case = self._case(pack if version is None else version, own=own)
        except OutOfCoverageError as error:
            return self._without(pack, "does_not_apply", Because(f"{pack.id}/version", str(error)))
        except MissingFactError as error:
            return self._without(pack, "may_apply", Because(f"{pack.id}/version", str(error)), error.needs)
        try:
            route = within(pack, assessed(case, self.at), self.bank_days)
            route.resolve()
        except OutOfCoverageError as error:
            # The rules hold, but an end of theirs lies beyond the days that a calendar knows.
            return self._without(pack, "may_apply", Because(f"{pack.id}/calendar", str(error)))
        return route

    def _case(self, pack: Pack | Policy, *, own: bool) -> Case:
        if own:
            return prepared(self.facts, pack)
        return prepared(self.elsewhere, pack, seen=self.seen)

    def _about(self, pack: Pack) -> Because:
        if pack.applies is not None:
            return Because("applies", pack.applies.says, pack.applies.sources)
        made = (
            "on no marketplace" if self.order.programme == NO_PROGRAMME else f"under {self.order.programme}"
        )
        return Because("applies", f"The order was made {made}.")

    def _without(self, pack: Pack, status: RouteStatus, says: Because, needs: tuple[str, ...] = ()) -> Route:
        return Route(
            programme=pack.id,
            title=pack.title,
            kind=pack.kind,
            status=status,
            needs=needs,
            because=(says,),
            bank_days=self.bank_days,
            sources_of_pack=pack.sources,
        )


_STATUSES: tuple[RouteStatus, ...] = ("applies", "may_apply", "does_not_apply")


def _rank(route: Route) -> tuple[object, ...]:
    """Order routes: those that apply first, those whose rules were asked first, the nearest kind first."""
    return (_STATUSES.index(route.status), route.assessment is None, KINDS.index(route.kind), route.programme)


def _chosen(versions: object, packs: Iterable[Pack]) -> dict[str, Policy]:
    """Find the versions that are named, each of a pack that is asked."""
    if not isinstance(versions, Mapping):
        raise WrongTypeError(f"{shown(versions)} is not a table of versions by the ids of their packs")
    asked = {pack.id for pack in packs}
    chosen: dict[str, Policy] = {}
    for name, version in cast("Mapping[str, str]", versions).items():
        pack = find_pack(name)
        if pack.id not in asked:
            raise NotFoundError(
                f"{pack.id!r} is commentary, which is no route: name the programme's own rules"
            )
        chosen[pack.id] = version_of(pack, version)
    return chosen


def _waited(at: int, days: int) -> int:
    if type(days) is not int or not 0 <= days <= _LONGEST_WAIT:
        raise InvalidFactsError(f"{shown(days)} is not a number of days to wait: give 0 to {_LONGEST_WAIT:,}")
    return Instant(at + days * DAY).us
