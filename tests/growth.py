"""How the cost of a function grows with its input: a ratio, never a time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from types import FrameType
from typing import Any

LINEAR = 8.0
"""Four times the input costs 4 times as much if the cost is linear, 16 if it is quadratic."""


def growth(cost_of: Callable[[int], object], size: int) -> float:
    """The processor time of ``4 * size`` over that of ``size``, each the best of its runs.

    A busy machine makes runs slower, never faster: while the ratio is above ``LINEAR``, both are
    run again, in turns, up to ten times.
    """
    best = {size: float("inf"), 4 * size: float("inf")}
    ratio = float("inf")
    for turn in range(10):
        for n in (size, 4 * size):
            begun = process_time()
            cost_of(n)
            best[n] = min(best[n], process_time() - begun)
        ratio = max(best[4 * size], 2e-4) / max(best[size], 2e-4)
        if turn >= 2 and ratio < LINEAR:
            break
    return ratio


def growth_in_steps(cost_of: Callable[[int], object], size: int) -> float:
    """The lines of Python that ``4 * size`` takes over those of ``size``: the same in every run.

    A loop takes one a turn; what a compiled pattern does inside one call is not seen. What is
    made ready once a process is made before.
    """
    cost_of(size)
    return steps(lambda: cost_of(4 * size)) / max(steps(lambda: cost_of(size)), 1)


def steps(run: Callable[[], object]) -> int:
    """How many lines of Python are run, a turn of a loop or a comprehension among them."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count
