"""One case at a time: ours against the same rules written by hand with pendulum.

First a few hundred random cases are answered in all three ways, which have to agree. Then each way is
timed, in rounds that take turns, so that the ratios hold on a busy machine. The goals stand in
brackets; nothing is asserted of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pendulum
from measuring import measured
from pendulum import DateTime
from reference import Answer, Facts, assess_careful, assess_idiomatic, careful, idiomatic, local

import buyerprotect as bp
from buyerprotect.convert.cases import load_case
from buyerprotect.rules.library import policy
from buyerprotect.rules.pack import read_pack

HERE = Path(__file__).parent
PACK = bp.load_pack(HERE / "eight.toml")
CHECKED, TIMED, ROUNDS = 400, 20, 41

LINES = (
    ("us", "deadlines", "deadlines, on demand", ("[20]", "[4]")),
    ("shown", "deadlines", "deadlines, all as DateTimes", ("[10]", "")),
    ("assess", "assess", "assess", ("[20]", "[4]")),
    ("facts, us", "deadlines", "facts, then deadlines, on demand", ("[20]", "[4]")),
    ("facts, assess", "assess", "facts, then assess", ("[20]", "[4]")),
)
"""Our runs, what by hand is compared with each, how the table calls it, and the goals."""

Case = tuple[Facts, DateTime]


def random_case(random: Random) -> Case:
    """Make up a purchase of 2016 to 2026 in dispute, and a moment to ask about it."""

    def later(moment: DateTime, *, days: float) -> DateTime:
        return moment + timedelta(seconds=random.randrange(60, int(days * 86_400)))

    placed = later(pendulum.datetime(2016, 1, 2), days=3900)
    paid = later(placed, days=2)
    shipped = later(paid, days=6)
    delivered, opened = later(shipped, days=50), later(shipped, days=80)
    answered = later(opened, days=9) if random.random() < 0.6 else None
    price, shipping = Decimal(random.randrange(100, 50_000)) / 100, Decimal(random.randrange(0, 2000)) / 100
    offer = random.choice([None, price / 2, price + shipping]) if answered else None
    facts = Facts(
        placed=placed,
        paid=paid,
        shipped=shipped,
        delivered=delivered,
        opened=opened,
        answered=answered,
        agreed=random.random() < 0.5,
        offered=None if offer is None else offer.quantize(Decimal("0.01")),
        country=random.choice(["BR", "DE", "FR", "NZ"]),
        committed_days=random.choice([None, 30, 75, 90]),
        problem=random.choice(["not_received", "damaged", "size", "changed_mind"]),
        extent=random.choice(["minor", "partial", "complete"]),
        evidence=random.choice([(), ("photo",), ("tracking_local",), ("photo", "tracking_local")]),
        price=price,
        shipping=shipping,
    )
    return facts, later(max(delivered, answered or opened), days=40)


def told(facts: Facts) -> bp.Dispute:
    """Tell the same facts in our words."""
    order = bp.Order(
        "lantern-street",
        facts.placed,
        items=[bp.Item("lantern", bp.Money(facts.price, "EUR"))],
        shipping=bp.Money(facts.shipping, "EUR"),
        paid=facts.paid,
        parcels=[bp.Parcel(shipped=facts.shipped, delivered=facts.delivered)],
        committed=facts.committed_days,
        country=facts.country,
    )
    evidence = [bp.Evidence(kind) for kind in facts.evidence]
    claim = bp.Claim(order, [bp.Problem(facts.problem, facts.extent)], evidence=evidence)
    events = [bp.Event("opened", facts.opened)]
    if facts.answered is not None and facts.offered is not None:
        events.append(bp.Event("offered", facts.answered, amount=bp.Money(facts.offered, "EUR")))
    elif facts.answered is not None:
        events.append(bp.Event("answered", facts.answered, accepts=facts.agreed))
    return bp.Dispute(claim, events)


def answer(dispute: bp.Dispute, at: DateTime) -> Answer:
    """Assess a dispute, and read from the assessment what the references give."""
    found = bp.assess(dispute, at=at, policy=PACK)
    step = found.recommendation
    return Answer(
        {deadline.id: deadline.status_us(found.at_us) for deadline in found.deadlines},
        found.classification.coverage,
        step.action,
        step.request.amount.amount if step.request.amount else Decimal(0),
    )


def ends(dispute: bp.Dispute) -> dict[str, DateTime | None]:
    return {deadline.id: deadline.closes for deadline in bp.deadlines(dispute, policy=PACK)}


def ends_us(dispute: bp.Dispute) -> dict[str, int | None]:
    return {deadline.id: deadline.closes_us for deadline in bp.deadlines(dispute, policy=PACK)}


def check(case: Case) -> None:
    """Stop the run where the three ways disagree about a case."""
    facts, at = case
    dispute, on = told(facts), local(facts)
    tick = timedelta(microseconds=1)
    # In UTC, because pendulum holds a doubled hour for unequal to itself in another zone object.
    three_ends = (
        {name: end and end.in_timezone("UTC") for name, end in ends(dispute).items()},
        {name: last.in_timezone("UTC") + tick for name, last in idiomatic(facts, on).items()},
        {name: end.in_timezone("UTC") for name, end in careful(facts, on).items()},
    )
    three_answers = (answer(dispute, at), assess_idiomatic(facts, at), assess_careful(facts, at))
    for ours, first, second in (three_ends, three_answers):
        if not ours == first == second:
            raise SystemExit(f"disagreement about {facts} at {at}:\n{ours}\n{first}\n{second}")


def compare(cases: list[Case]) -> None:
    """Time ours and both references over the same cases, and print the table."""
    facts = [facts for facts, _ in cases]
    disputes = [told(one) for one in facts]
    asked = [(told(one), at) for one, at in cases]
    runs: dict[str, Callable[[], object]] = {
        "facts": lambda: [told(one) for one in facts],
        "us": lambda: [ends_us(dispute) for dispute in disputes],
        "shown": lambda: [ends(dispute) for dispute in disputes],
        "facts, us": lambda: [ends_us(told(one)) for one in facts],
        "assess": lambda: [answer(dispute, at) for dispute, at in asked],
        "facts, assess": lambda: [answer(told(one), at) for one, at in cases],
        "deadlines idiomatic": lambda: [idiomatic(one, local(one)) for one in facts],
        "deadlines careful": lambda: [careful(one, local(one)) for one in facts],
        "assess idiomatic": lambda: [assess_idiomatic(*case) for case in cases],
        "assess careful": lambda: [assess_careful(*case) for case in cases],
    }
    spent = {name: us / len(cases) for name, us in measured(runs, ROUNDS).items()}
    print(f"{'µs a case':34}{'ours':>6}   pendulum, idiomatic     pendulum, careful")
    print(f"{'facts from DateTimes':34}{spent['facts']:6.0f}")
    for ours, other, says, goals in LINES:
        by_hand = [spent[f"{other} {way}"] for way in ("idiomatic", "careful")]
        pairs = zip(by_hand, goals, strict=True)
        columns = (f"{us:8.0f} = {us / spent[ours]:5.2f}x {goal:6}" for us, goal in pairs)
        print(f"{says:34}{spent[ours]:6.0f}{''.join(columns)}".rstrip())
    print("x is how many times as fast ours is; in brackets stand the goals\n")


def alone() -> None:
    """Time what has no counterpart in pendulum, and print it."""
    dress = load_case(HERE.parent / "examples" / "wedding-dress.toml")
    at, guide = dress.at, policy("aliexpress-guide", facts=dress.facts)
    if at is None:
        raise SystemExit("examples/wedding-dress.toml names no moment")
    text = (Path(bp.__file__).parent / "rules" / "packs" / "aliexpress-guide.toml").read_text("utf-8")
    runs: dict[str, Callable[[], object]] = {
        "assess wedding-dress.toml": lambda: bp.assess(dress.facts, at=at, policy=guide),
        "read_pack aliexpress-guide": lambda: read_pack(text),
    }
    for name, spent in measured(runs, 2 * ROUNDS).items():
        print(f"{name:34}{spent:6.0f}")


def main() -> None:
    random = Random(2016)  # noqa: S311 - made-up purchases, the same each time
    cases = [random_case(random) for _ in range(CHECKED)]
    for case in cases:
        check(case)
    print(f"{CHECKED} random cases: every deadline and every answer agrees in all three ways\n")
    compare(cases[:TIMED])
    alone()


if __name__ == "__main__":
    main()
