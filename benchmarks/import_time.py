"""What it costs to start: importing the library, and a first whole answer, in fresh interpreters.

Each is told as a multiple of `import attrs, pendulum`, without which nothing here can start; the time
of a bare interpreter is taken off both. The goals stand in brackets; nothing is asserted of them.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS = 15

BARE, FLOOR = "pass", "import attrs, pendulum"
FIRST_USE = "import buyerprotect; buyerprotect.Order"
FIRST_ANSWER = """
import buyerprotect
from buyerprotect.convert.cases import load_case
case = load_case({path!r})
buyerprotect.assess(case.facts, at=case.at, policy=case.policy)
"""
CASES = ("wedding-dress.toml", "two-parcels.toml")
"""One by the rules of `aliexpress-guide`, one by those of `aliexpress`."""


def seconds(code: str) -> float:
    """Run code in a fresh interpreter, and return how long that took."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - the code stands above
    return time.perf_counter() - begin


def main() -> None:
    answers = [FIRST_ANSWER.format(path=str(EXAMPLES / name)) for name in CASES]
    programs = (BARE, FLOOR, FIRST_USE, *answers)
    for code in programs:
        seconds(code)  # so that all bytecode is there
    rounds = [[seconds(code) for code in programs] for _ in range(ROUNDS)]
    middle = [median(times) for times in zip(*rounds, strict=True)]
    least = [min(times) for times in zip(*rounds, strict=True)]
    print(f"import attrs, pendulum: {(middle[1] - middle[0]) * 1000:.0f} ms")
    asked = [(FIRST_USE, 1.25), *((f"first assess of {name}", 2.5) for name in CASES)]
    for place, (name, goal) in enumerate(asked, start=2):
        ratios = [(times[place] - times[0]) / (times[1] - times[0]) for times in (middle, least)]
        print(f"{name}: {ratios[0]:.2f}x (of the least times: {ratios[1]:.2f}x) [{goal}]")


if __name__ == "__main__":
    main()
