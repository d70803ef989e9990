"""What the benchmarks share: timing in rounds that take turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

__all__ = ["measured"]


def measured(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Time each run in rounds that take turns, and return the medians in microseconds."""
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            begin = time.perf_counter_ns()
            run()
            spent[name].append((time.perf_counter_ns() - begin) / 1000)
    return {name: median(times) for name, times in spent.items()}
