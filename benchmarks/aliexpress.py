"""One case at a time, by the real pack of AliExpress: ours against pendulum by hand, and against zen-engine.

The rules are those for orders of 14 March 2024 to 9 December 2025, where everything is told and dated to
the second. First random cases are answered in all ways, which have to agree: the run stops where they do
not, and prints the case. Then each way is timed, in rounds that take turns, so that the ratios hold on a
busy machine. The goals stand in brackets; nothing is asserted of them.

Ours finds the version that governs, checks that the facts fit together, keeps every reading and can say
why; the others know one version and give the answer alone. What the random cases leave out: promised
days of delivery, and some disputes that have ended, for the reasons that `_left_out` gives.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pendulum
from aliexpress_reference import (
    Answer,
    Facts,
    Kind,
    Sent,
    Shown,
    Talks,
    Tracking,
    assess_careful,
    assess_idiomatic,
    careful,
    idiomatic,
    needed_evidence,
)
from aliexpress_zen import answered, context, engine
from attrs import asdict, evolve
from measuring import measured
from pendulum import DateTime

import buyerprotect as bp
from buyerprotect.facts.dispute import EventKind
from buyerprotect.rules.pack import Pack, read_pack

CHECKED, TIMED, ROUNDS, FRESH = 2000, 40, 31, 7
VERSION = "2024-korea"
DAYS_TOLD = (3, 7, 15, 30, 60, 75, 90)
PROBLEMS: tuple[Kind, ...] = (
    "not_received",
    "not_received",
    "damaged",
    "size",
    "defective",
    "wrong_item",
    "changed_mind",
)
TRACKING: tuple[Tracking, ...] = (
    "moving",
    "moving",
    "moving",
    "dead",
    "delivered",
    "customs",
    "returned",
    "none",
)
EVIDENCE: tuple[Shown, ...] = (
    "messages",
    "photo",
    "video",
    "measurement",
    "carrier_report",
    "tracking_local",
)
STAGES = (
    "unanswered",
    "refused",
    "agreed",
    "offered",
    "declined",
    "accepted",
    "ruled",
    "ruled",
    "cancelled",
    "closed",
)

Case = tuple[Facts, DateTime]


# --- random cases -----------------------------------------------------------------------------------


class Maker:
    """Makes up cases, the same ones from the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - made-up purchases

    def case(self) -> Case:
        """Make up a purchase with a problem, and a moment to ask about it."""
        while True:
            case = self._case()
            if not _left_out(*case):
                return case

    def _case(self) -> Case:
        rnd = self.random
        placed = self.later(pendulum.datetime(2024, 3, 15), days=633)
        paid = self.later(placed, days=1)
        problem: Kind = rnd.choice(PROBLEMS)
        country = rnd.choice(["BR", "DE", "FR", "NZ", "US"])
        unsent = rnd.random() < 0.1
        if unsent:
            problem = rnd.choice(("not_received", "not_received", "changed_mind"))
        parcels = tuple(
            self._parcel(paid, country, problem, unsent=unsent and (i > 0 or rnd.random() < 0.7))
            for i in range(rnd.choice([1, 2, 2] if unsent else [1, 1, 2]))
        )
        unsent = any(parcel.shipped is None for parcel in parcels)
        shipped = max(parcel.shipped or paid for parcel in parcels)
        delivered = [parcel.delivered for parcel in parcels if parcel.delivered is not None]
        here = len(delivered) == len(parcels)
        committed = rnd.choice(DAYS_TOLD)
        extended = self.later(shipped, days=committed + 5) if not unsent and rnd.random() < 0.15 else None
        price, shipping = self._money(500, 50_000), self._money(0, 2000)
        asks = rnd.choice([price + shipping, price + shipping, (price * 6 / 10).quantize(Decimal("0.01"))])
        facts = Facts(
            placed=placed,
            paid=paid,
            confirmed=self.later(max(delivered), days=12) if here and rnd.random() < 0.3 else None,
            cancel_requested=self.later(placed, days=8) if rnd.random() < (0.5 if unsent else 0.1) else None,
            committed_days=committed,
            extended=extended,
            extended_days=0 if extended is None else rnd.randrange(3, 40),
            country=country,
            parcels=parcels,
            free_return=rnd.random() < (0.8 if problem == "changed_mind" else 0.2),
            hygiene=rnd.random() < 0.1,
            problem=problem,
            fault="buyer" if problem == "not_received" and rnd.random() < 0.3 else None,
            evidence=frozenset(),
            price=price,
            shipping=shipping,
            asks=asks,
            postage=rnd.choice([None, self._money(300, 6000), self._money(300, 60_000)]),
            talks=None,
        )
        needed = needed_evidence(facts)
        shown = needed if rnd.random() < 0.5 else frozenset(rnd.sample(EVIDENCE, 2))
        talks = None
        if (not unsent or problem == "not_received") and rnd.random() < 0.6:
            opened = self.later(max([shipped, *delivered]), days=rnd.choice([8, 30, 110]))
            talks = self._talks(facts, opened)
        facts = evolve(facts, evidence=shown, talks=talks)
        last = max(_happened(facts))
        if talks is None and rnd.random() < 0.4:  # while there is time to ask for more of it
            near = self.later(shipped + timedelta(days=committed - 8), days=8)
            return facts, max(last, near)
        silent = talks is not None and talks.answered is None
        return facts, self.later(last, days=rnd.choice([4, 6, 20] if silent else [4, 20, 60, 140]))

    def later(self, moment: DateTime, *, days: float) -> DateTime:
        """Return some later moment, so many days on at most."""
        return moment + timedelta(seconds=self.random.randrange(60, int(days * 86_400)))

    def _money(self, least: int, most: int) -> Decimal:
        return Decimal(self.random.randrange(least, most)) / 100

    def _parcel(self, paid: DateTime, country: str, problem: str, *, unsent: bool) -> Sent:
        rnd = self.random
        stock = rnd.choice(["CN", "CN", "CN", country])
        if unsent:
            told: Tracking | None = rnd.choice(("none", None))
            return Sent(shipped=None, delivered=None, tracking=told, ships_from=stock)
        shipped = self.later(paid, days=6)
        if problem == "not_received":
            tracking = rnd.choice(TRACKING)
            return Sent(shipped=shipped, delivered=None, tracking=tracking, ships_from=stock)
        delivered = self.later(shipped, days=40)
        return Sent(shipped=shipped, delivered=delivered, tracking="delivered", ships_from=stock)

    def _talks(self, facts: Facts, opened: DateTime) -> Talks:
        rnd, paid = self.random, facts.price + facts.shipping
        stage = rnd.choice(STAGES)
        told: dict[str, object] = {"opened": opened}
        last = opened

        def then(name: str, days: float) -> None:
            nonlocal last
            last = self.later(last, days=days)
            told[name] = last

        if stage in ("refused", "agreed") or (stage != "unanswered" and rnd.random() < 0.5):
            then("answered", 7)
        told["agreed"] = stage == "agreed"
        if stage in ("offered", "declined", "accepted"):
            then("offered", 4)
        if stage in ("declined", "accepted"):
            then(stage, 3)
        if stage in ("refused", "declined", "ruled") and rnd.random() < 0.5:
            then("escalated", 6)
        if stage in ("ruled", "cancelled", "closed"):
            then(stage, 12)
        if stage in ("offered", "declined", "accepted", "ruled"):
            part = (paid * rnd.randrange(1, 100) / 100).quantize(Decimal("0.01"))
            told["amount"] = rnd.choice([paid, part, part, Decimal(0)])
        if stage in ("agreed", "offered", "declined", "accepted", "ruled"):
            told["back"] = facts.problem != "not_received" and rnd.random() < 0.5
            told["payer"] = rnd.choice([None, None, "buyer", "seller"]) if told["back"] else None
        if stage in ("agreed", "accepted", "ruled"):
            self._aftermath(told, then, facts.asks)
        return Talks(**told)  # type: ignore[arg-type]  # gathered by name, as the dice fall

    def _aftermath(self, told: dict[str, object], then: Callable[[str, float], None], asks: Decimal) -> None:
        chance = self.random.random()
        if chance < 0.1:
            then("defaulted", 20)
            return
        if told["back"] and chance < 0.6:
            then("return_sent", 13)
        if chance < 0.5:
            then("refund_issued", 10)
        if chance < 0.3:
            then("refunded", 20)
            told["refund"] = self.random.choice([asks, (asks / 2).quantize(Decimal("0.01"))])


def _happened(facts: Facts) -> list[DateTime]:
    """Return every moment that is told of."""
    holders: list[Facts | Sent | Talks] = [facts, *facts.parcels]
    holders += [] if facts.talks is None else [facts.talks]
    told = (value for holder in holders for value in asdict(holder, recurse=False).values())
    return [moment for moment in told if isinstance(moment, DateTime)]


def _left_out(facts: Facts, now: DateTime) -> bool:
    """Tell whether a dispute has ended where the references are too coarse about opening another.

    They ask for nothing but the window `refile`; ours also asks whether a first dispute could be opened.
    """
    if facts.talks is None or not (facts.talks.cancelled or facts.talks.closed):
        return False
    if facts.problem == "not_received":
        return False
    return facts.problem == "changed_mind" or assess_careful(facts, now).coverage == "too_early"


# --- ours -------------------------------------------------------------------------------------------


def told(facts: Facts) -> bp.Claim | bp.Dispute:
    """Tell the same facts in our words."""
    item = bp.Item(
        "lamp",
        bp.Money(facts.price, "USD"),
        traits=["hygiene"] if facts.hygiene else [],
        guarantees=["free_return"] if facts.free_return else [],
    )
    parcels = [
        bp.Parcel(
            shipped=parcel.shipped,
            delivered=parcel.delivered,
            tracking=parcel.tracking,
            ships_from=parcel.ships_from,
        )
        for parcel in facts.parcels
    ]
    extensions = (
        [] if facts.extended is None else [bp.Extension(days=facts.extended_days, granted=facts.extended)]
    )
    order = bp.Order(
        "aliexpress",
        facts.placed,
        items=[item],
        shipping=bp.Money(facts.shipping, "USD"),
        paid=facts.paid,
        confirmed=facts.confirmed,
        cancel_requested=facts.cancel_requested,
        parcels=parcels,
        committed=facts.committed_days,
        extensions=extensions,
        country=facts.country,
    )
    claim = bp.Claim(
        order,
        [bp.Problem(facts.problem, fault=facts.fault)],
        evidence=[bp.Evidence(kind) for kind in facts.evidence],
        asks=bp.Ask(amount=bp.Money(facts.asks, "USD")),
        return_postage=None if facts.postage is None else bp.Money(facts.postage, "USD"),
    )
    return claim if facts.talks is None else bp.Dispute(claim, _events(facts.talks))


EVENTS: tuple[EventKind, ...] = (
    "opened",
    "answered",
    "offered",
    "accepted",
    "declined",
    "escalated",
    "ruled",
    "defaulted",
    "return_sent",
    "refund_issued",
    "refunded",
    "cancelled",
    "closed",
)


def _events(talks: Talks) -> Iterator[bp.Event]:
    """Tell what happened in the order in which it can."""
    terms = {
        "amount": bp.Money(talks.amount, "USD"),
        "return_goods": talks.back,
        "return_paid_by": talks.payer,
    }
    agreed = {name: value if talks.agreed else None for name, value in terms.items() if name != "amount"}
    more: dict[str, dict[str, Any]] = {
        "answered": {"accepts": talks.agreed, **agreed},
        "offered": terms,
        "ruled": terms,
        "refunded": {"amount": bp.Money(talks.refund, "USD")},
    }
    for kind in EVENTS:
        moment = getattr(talks, kind)
        if moment is not None:
            yield bp.Event(kind, moment, **more.get(kind, {}))


def answer(facts: bp.Claim | bp.Dispute, at: DateTime, policy: bp.Policy | Pack | None = None) -> Answer:
    """Assess a case, and read from the assessment what the others give."""
    found = bp.assess(facts, at=at, policy=policy)
    asked = found.recommendation.request.amount
    return Answer(
        {deadline.id: deadline.status_us(found.at_us) for deadline in found.deadlines},
        found.classification.coverage,
        found.recommendation.action,
        asked.amount if asked else Decimal(0),
    )


def ends_us(facts: bp.Claim | bp.Dispute) -> dict[str, tuple[int | None, int | None]]:
    return {deadline.id: (deadline.opens_us, deadline.closes_us) for deadline in bp.deadlines(facts)}


def ends(facts: bp.Claim | bp.Dispute) -> dict[str, tuple[DateTime | None, DateTime | None]]:
    return {deadline.id: (deadline.opens, deadline.closes) for deadline in bp.deadlines(facts)}


# --- the comparison ---------------------------------------------------------------------------------


def check(cases: list[Case], evaluate: Callable[[dict[str, object]], dict[str, object]]) -> Counter[str]:
    """Stop the run where the ways disagree about a case, and count what the answers were."""
    met: Counter[str] = Counter()
    for facts, at in cases:
        ours = told(facts)
        found = {
            "ours": _in_utc(ends(ours)),
            "idiomatic": _in_utc(idiomatic(facts)),
            "careful": careful(facts),
        }
        answers = {
            "ours": answer(ours, at),
            "idiomatic": assess_idiomatic(facts, at),
            "careful": assess_careful(facts, at),
            "zen": answered(evaluate(context(facts, at))),
        }
        for ways in (found, answers):
            if any(way != ways["ours"] for way in ways.values()):
                lines = "\n".join(f"{name}: {way}" for name, way in ways.items())
                raise SystemExit(f"disagreement about {facts}\nat {at}:\n{lines}")
        agreed = answers["ours"]
        met.update({f"coverage {agreed.coverage}": 1, f"action {agreed.action}": 1})
        met.update(f"status {status}" for status in set(agreed.statuses.values()))
    return met


def _in_utc(
    found: dict[str, tuple[DateTime | None, DateTime | None]],
) -> dict[str, tuple[DateTime | None, ...]]:
    return {
        name: tuple(end if end is None else end.in_timezone("UTC") for end in pair)
        for name, pair in found.items()
    }


LINES = (
    ("us", "deadlines", "deadlines, on demand", ("[20]", "[4]", "")),
    ("shown", "deadlines", "deadlines, all as DateTimes", ("[10]", "", "")),
    ("assess", "assess", "assess", ("[20]", "[4]", "[3]")),
    ("assess, version", "assess", "assess, the version given", ("", "", "")),
    ("facts, us", "deadlines", "facts, then deadlines, on demand", ("[20]", "[4]", "")),
    ("facts, assess", "facts, assess", "facts, then assess", ("[20]", "[4]", "[3]")),
)
"""Our runs, what the others do beside each, how the table calls it, and the goals."""
WAYS = ("idiomatic", "careful", "zen")


def compare(cases: list[Case], evaluate: Callable[[dict[str, object]], dict[str, object]]) -> None:
    """Time ours and the others over the same cases, and print the table."""
    facts = [facts for facts, _ in cases]
    ours = [told(one) for one in facts]
    asked = [(told(one), at) for one, at in cases]
    contexts = [context(*case) for case in cases]
    version = bp.policy("aliexpress", on="2024-06-01")
    runs: dict[str, Callable[[], object]] = {
        "facts": lambda: [told(one) for one in facts],
        "us": lambda: [ends_us(one) for one in ours],
        "shown": lambda: [ends(one) for one in ours],
        "facts, us": lambda: [ends_us(told(one)) for one in facts],
        "assess": lambda: [answer(one, at) for one, at in asked],
        "assess, version": lambda: [answer(one, at, version) for one, at in asked],
        "facts, assess": lambda: [answer(told(one), at) for one, at in cases],
        "policy": lambda: [bp.policy("aliexpress", facts=one) for one in ours],
        "deadlines idiomatic": lambda: [idiomatic(one) for one in facts],
        "deadlines careful": lambda: [careful(one) for one in facts],
        "assess idiomatic": lambda: [assess_idiomatic(*case) for case in cases],
        "assess careful": lambda: [assess_careful(*case) for case in cases],
        "facts zen": lambda: [context(*case) for case in cases],
        "assess zen": lambda: [evaluate(one) for one in contexts],
        "facts, assess zen": lambda: [evaluate(context(*case)) for case in cases],
    }
    spent = {name: us / len(cases) for name, us in measured(runs, ROUNDS).items()}
    for way in WAYS[:2]:  # by hand there is nothing to make: the facts are the DateTimes
        spent[f"facts, assess {way}"] = spent[f"assess {way}"]
    titles = "".join(f"{title:>23}" for title in ("pendulum, idiomatic", "pendulum, careful", "zen-engine"))
    print(f"{'µs a case':34}{'ours':>6}{titles}")
    print(f"{'facts from DateTimes':34}{spent['facts']:6.0f}{'':46}{spent['facts zen']:10.0f}")
    for run, other, says, goals in LINES:
        columns = "".join(
            _column(spent.get(f"{other} {way}"), spent[run], goal)
            for way, goal in zip(WAYS, goals, strict=True)
        )
        print(f"{says:34}{spent[run]:6.0f}{columns}".rstrip())
    print(f"{'policy(facts=), the version alone':34}{spent['policy']:6.0f}")
    print("x is how many times as fast ours is; in brackets stand the goals\n")


def _column(other: float | None, ours: float, goal: str) -> str:
    return "" if other is None else f"{other:10.0f} ={other / ours:5.2f}x {goal:4}"


def fresh(case: Case) -> None:
    """Time what is done once for a pack: reading it, and making its rules ready at the first use."""
    text = (Path(bp.__file__).parent / "rules" / "packs" / "aliexpress.toml").read_text("utf-8")
    facts, at = told(case[0]), case[1]
    once = measured({"tomllib": lambda: tomllib.loads(text), "pack": lambda: read_pack(text)}, FRESH)
    print(f"{'reading the pack: tomllib alone':34}{once['tomllib'] / 1000:8.1f} ms")
    print(f"{'reading the pack: read_pack':34}{once['pack'] / 1000:8.1f} ms")
    extra: list[float] = []
    for _ in range(FRESH):
        pack = read_pack(text)
        run = {"": partial(answer, facts, at, pack)}
        extra.append(measured(run, 1)[""] - measured(run, 3)[""])
    print(f"{'first assess by it, beyond a later':34}{median(extra) / 1000:8.1f} ms [1]")


def main() -> None:
    maker, evaluate = Maker(2024), engine()
    cases = [maker.case() for _ in range(CHECKED)]
    met = check(cases, evaluate)
    print(f"{CHECKED} random cases by {VERSION}: every window and every answer agrees in all ways; met were")
    for kind in ("coverage", "action", "status"):
        counted = (f"{name.split()[1]} {n}" for name, n in met.most_common() if name.startswith(kind))
        print(f"  {kind}: {', '.join(counted)}")
    print()
    compare(cases[:TIMED], evaluate)
    fresh(cases[0])


if __name__ == "__main__":
    main()
