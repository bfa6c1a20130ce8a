"""How the cost of a function grows with its input: a ratio of processor times, never a time."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

LINEAR = 8.0
"""Four times the input costs 4 times as much if the cost is linear, 16 if it is quadratic."""


def growth(cost_of: Callable[[int], object], size: int) -> float:
    """The cost of ``4 * size`` over that of ``size``, each the best of three runs."""

    def best(n: int) -> float:
        times = []
        for _ in range(3):
            begun = process_time()
            cost_of(n)
            times.append(process_time() - begun)
        return max(min(times), 2e-4)

    return best(4 * size) / best(size)
