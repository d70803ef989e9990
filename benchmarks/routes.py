"""All routes of one purchase in one call, against one assess of the same purchase.

The reference is the answer by the one programme that the order names. A purchase has as many answers as
programmes are for it, and a plan on top; the multiple stands beside how many were asked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from measuring import measured

import buyerprotect as bp
from buyerprotect.convert.cases import CaseFile, load_case

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = ("laptop-uk", "headphones-de", "quilt-us", "phone-br", "jacket-au")
ROUNDS = 41


def compare(name: str, case: CaseFile) -> None:
    """Time routes and assess over one case, and print a line of the table."""
    facts, at = case.facts, case.at
    if at is None:
        raise SystemExit(f"examples/{name}.toml names no moment")
    found = bp.routes(facts, at=at)
    asked = [route for route in found if route.assessment is not None]
    own = case.policy or asked[0].programme
    runs: dict[str, Callable[[], object]] = {
        "assess": lambda: bp.assess(facts, at=at, policy=own).recommendation.act_by_us,
        "routes": lambda: bp.routes(facts, at=at),
    }
    spent = measured(runs, ROUNDS)
    ratio = spent["routes"] / spent["assess"]
    print(
        f"{name:16}{spent['assess']:9.0f}{spent['routes']:9.0f} = {ratio:5.1f}x"
        f"{len(asked):7} asked of {len(found)}"
    )


def main() -> None:
    print(f"{'µs':16}{'assess':>9}{'routes':>9}")
    for name in NAMES:
        compare(name, load_case(EXAMPLES / f"{name}.toml"))


if __name__ == "__main__":
    main()
