"""Bars that accuse themselves: jumps that the market, the volume or the next day does not bear out.

A bad tick moves one close and is gone the next day; another company's bars, or another unit's, move
all closes from a day on. Real news does the first rarely and the second with a volume to match.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

BEFORE = 60
"""Returns before a jump that say how far a return of this series goes (at least a third)."""
RULES = ((4.5, 0.3, 2.5), (10.0, 0.2, 8.0))
"""A jump that reverts: at least so many standard deviations, at most such a part of it left after
the next day, at most so many times the usual volume. Chosen on every second symbol of two panels;
what they find on the others stands in the docs."""
LEFT = 3.5
"""And at most so many standard deviations left: two ordinary days."""
FRESH, UNTRADED, LOUD = 3, (8.0, 1.2), 3.0
"""Of so many last bars, a jump of such a size on such a volume is told before the next day is
known. A change of unit on a loud day is a real move."""
UNITS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)
NEAR = 0.1
"""How far from a unit's factor a step may be, as that day has a return, too."""
SHORT = 10
"""A change of unit that lasts longer is the series' own; a shorter one is left out of returns."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Marks = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Jump:
    """A bar (its place in the series) that something is wrong with, by the fault's name."""

    place: int
    fault: str
    detail: str


def jumps(levels: Floats, volumes: Floats, market: Floats, acted: Marks) -> list[Jump]:
    """What one series of daily bars says against itself.

    Parameters
    ----------
    levels : array of float
        Closes above zero, adjusted for splits, oldest first.
    volumes : array of float
        NaN where unknown.
    market : array of float
        The benchmark's simple return to each bar; NaN or 0 where it is not known.
    acted : array of bool
        Whether a split or dividend of the symbol fell on the bar.

    Returns
    -------
    list of Jump
        By place. ``unit-change`` comes once for each bar at another unit.
    """
    if len(levels) < BEFORE // 3:
        return []
    odd = dict(_units(levels, volumes))
    kept = np.array([place for place in range(len(levels)) if place not in odd])
    found = [Jump(place, "unit-change", detail) for place, detail in odd.items()]
    found += _jumped(levels, volumes, market, acted, kept)
    return sorted(found, key=lambda jump: jump.place)


def _units(levels: Floats, volumes: Floats) -> Iterator[tuple[int, str]]:
    """Runs of bars at another power of ten, that come back or are the last."""
    steps = levels[1:] / levels[:-1]
    done = 0
    for place in map(int, np.flatnonzero(np.abs(np.log10(steps)) > 0.9)):
        unit = _unit(steps[place])
        if place < done or unit is None or _ratio(volumes, place + 1) > LOUD:
            continue
        level, end = levels[place], place + 1
        while end < len(levels) and _unit(levels[end] / level) == unit:
            end += 1
        if end - place - 1 <= SHORT:
            for bar in range(place + 1, end):
                yield bar, f"close {levels[bar]:.6g} after {level:.6g}: {unit:g} times the unit"
        done = end


def _unit(step: float) -> float | None:
    return next((unit for unit in UNITS if abs(step / unit - 1) < NEAR), None)


def _jumped(
    levels: Floats, volumes: Floats, market: Floats, acted: Marks, kept: Places
) -> Iterator[Jump]:
    index = np.nan_to_num(market[kept][1:])
    own = levels[kept][1:] / levels[kept][:-1] - 1 - index
    size = np.abs(own)
    for at in np.flatnonzero(size > RULES[0][0] * 0.9 * np.median(size)):
        bar = int(kept[at + 1])
        if at < BEFORE // 3 or acted[bar]:
            continue
        spread = _spread(size, int(at))
        sigma, volume = float(np.hypot(spread, index[at] / 2)), _ratio(volumes, bar)
        said = f"{own[at]:+.1%} beyond the market, {size[at] / sigma:.0f} standard deviations"
        if at + 1 < len(own):
            left = abs((1 + own[at]) * (1 + own[at + 1]) - 1)
            near = LEFT * float(np.sqrt(sigma**2 + index[at + 1] ** 2 / 8))
            if (
                own[at] * own[at + 1] < 0
                and left <= near
                and _reverts(size[at], sigma, left, volume)
            ):
                yield Jump(bar, "reverting-jump", f"{said}, and {own[at + 1]:+.1%} the next day")
                continue
        if at >= len(own) - FRESH and size[at] >= UNTRADED[0] * sigma and volume < UNTRADED[1]:
            yield Jump(bar, "untraded-jump", f"{said}, on {volume:.1f} times the usual volume")


def _reverts(size: float, sigma: float, left: float, volume: float) -> bool:
    return any(
        size >= far * sigma and left <= part * size and not volume > loud
        for far, part, loud in RULES
    )


def _spread(size: Floats, at: int) -> float:
    """Robust standard deviation of the returns around one, itself and the next left out: the 60
    before, or the five on either side where these are wilder."""
    near = [0.8 * size[max(at - 5, 0) : at], 0.8 * size[at + 2 : at + 7]]
    parts = [size[max(at - BEFORE, 0) : at], *(part for part in near if len(part) >= 3)]
    return max(1e-4, *(1.4826 * float(np.median(part)) for part in parts))


def _ratio(volumes: Floats, place: int) -> float:
    """A bar's volume in medians of the 20 before; NaN where either is unknown."""
    before = volumes[max(place - 20, 0) : place]
    known = before[before > 0]
    if len(known) < 10 or not volumes[place] > 0:
        return float("nan")
    return float(volumes[place] / np.median(known))
