"""Bars that look wrong by themselves: jumps that market, volume or the next day do not support.

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
STRENGTH, STAYS, LOUD = 2.85, 1.4, 8.0
"""A jump that reverts, where no opens are known: its size in standard deviations, less what of it
stays (by the exponent), over the root of its volume in usual volumes, is at least so much; and not
on so much volume. Chosen on every second symbol of two panels; what they find on the others stands
in the docs."""
NET = 0.6
"""And at most such a part of it stays."""
SWING, REST, AT_MOST_LEFT, VOLUME_POWER = 3.9, 0.3, 0.8, 0.15
"""The same where a day's move is limited (closes of Seoul): the geometric mean of the way out and
the way back, each as far as it goes with the market and beyond it, in standard deviations of the
60 returns before, less what of it stays (by the exponent, at most so much), over this power of the
usual volumes of both days. Whoever is held by a limit on either goes less far than a wrong bar.
Chosen on three quarters of the stocks."""
GAP, INSIDE = 2.5, 2.5
"""A bar apart from both its neighbours: from the close before to its open, and from its close to
the next open, it goes at least so many standard deviations and back, and within the bar no further
than so many."""
FRESH, OPENING = 3, 0.75
"""Of so many last bars, a jump at the open is told before the next day is known where its size is
too large for its volume; its size is that of the gap to this power, times that of the whole
return."""
FREE, LIMITED = (1.0, 0.0, 2.9), (0.25, 0.25, 3.1)
"""The powers of the volume that size is divided by, in medians of the 20 and of the five bars
before, and how large the rest must be: news that comes overnight opens with a gap and much volume;
where a day's move is limited, and most news comes while the exchange trades, a gap is rarer and
volume tells less, the more so where the days before were loud, too (all of Seoul but every fourth
stock)."""
BEYOND, REOPENED = 0.005, 100.0
"""How far beyond the exchange's limit no trade can be (prices go in ticks), and the volume in usual
ones from which on a bar is the first of another segment or after a halt, which has no limit."""
AT_LIMIT = 0.0055
"""A close at the end of its bar's range and this near a limit was stopped by it, wherever it
opened: a limit is rounded to a tick, which is half a percent of the price at most."""
LIMITS, SHY = (0.1, 0.15, 0.2, 0.3), 0.015
"""A bar that opens and closes at one price, the end of its range, this far or up to so much less
from the close before, is locked at the daily limit of an exchange (Shanghai, Taipei, Seoul before
and after 2015, its market of small companies): hardly anything is traded there, whatever the
news."""
SAME = 1e-4
"""Prices that differ by less are one: closes divided by later splits are rounded."""
SILENT = (8.0, 1.2)
"""The same where no open is known: of such a size, on at most so many usual volumes."""
UNITS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)
NEAR = 0.1
"""How far from a unit's factor a step may be, as that day has a return, too."""
SHORT, TRADED = 10, 3.0
"""A change of unit that lasts longer is the series' own; a shorter one is left out of returns. One
on so many usual volumes is a real move."""

COUNTED = 500.0
"""A volume in so many usual ones, back the next day, without a move of the price: another unit."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Marks = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Jump:
    """A bar (its place in the series) that something is wrong with, by the fault's name."""

    place: int
    fault: str
    detail: str


@dataclass(frozen=True, slots=True)
class DailyBars:
    """One series of daily bars, oldest first.

    Attributes
    ----------
    levels : array of float
        Closes above zero, adjusted for splits.
    volumes : array of float
        NaN where unknown.
    market : array of float
        The benchmark's simple return to each bar; NaN or 0 where it is not known.
    acted : array of bool
        Whether a split or dividend of the symbol fell on the bar.
    opens, highs, lows : array of float
        In the unit of the levels; all NaN where one is unknown (a close that is alone outside its
        day's range is told elsewhere).
    limits : array of float
        How far from the close before the exchange lets a price go (.3); NaN where it names no
        limit, or where sessions lie between.
    """

    levels: Floats
    volumes: Floats
    market: Floats
    acted: Marks
    opens: Floats
    highs: Floats
    lows: Floats
    limits: Floats

    def at(self, places: Places) -> DailyBars:
        """The bars at these places."""
        return DailyBars(*(getattr(self, name)[places] for name in self.__slots__))


def jumps(bars: DailyBars) -> list[Jump]:
    """The faults of one series of daily bars that its own jumps show, by place.

    ``unit-change`` comes once for each bar at another unit.
    """
    levels, volumes = bars.levels, bars.volumes
    if len(levels) < BEFORE // 3:
        return []
    odd = dict(_units(levels, volumes))
    places = np.array([place for place in range(len(levels)) if place not in odd])
    list_of_jumps = [Jump(place, "unit-change", detail) for place, detail in odd.items()]
    list_of_jumps += [
        Jump(int(places[place]), fault, detail) for place, fault, detail in _jumped(bars.at(places))
    ]
    list_of_jumps += [*_volume_jumps(bars), *_beyond(bars)]
    return sorted(list_of_jumps, key=lambda jump: jump.place)


def _units(levels: Floats, volumes: Floats) -> Iterator[tuple[int, str]]:
    """Runs of bars at another power of ten, that come back or are the last."""
    steps = levels[1:] / levels[:-1]
    end_of_last = 0
    for place in map(int, np.flatnonzero(np.abs(np.log10(steps)) > 0.9)):  # noqa: PLR2004 (nearly a factor of ten)
        unit = _unit(steps[place])
        if place < end_of_last or unit is None or _ratio(volumes, place + 1) > TRADED:
            continue
        level, end = levels[place], place + 1
        while end < len(levels) and _unit(levels[end] / level) == unit:
            end += 1
        if end - place - 1 <= SHORT:
            for bar in range(place + 1, end):
                yield bar, f"close {levels[bar]:.6g} after {level:.6g}: {unit:g} times the unit"
        end_of_last = end


def _unit(step: float) -> float | None:
    return next((unit for unit in UNITS if abs(step / unit - 1) < NEAR), None)


def _volume_jumps(bars: DailyBars) -> Iterator[Jump]:
    """Volumes in another unit: a price that stands is not traded a thousand times as much."""
    volumes, moves = bars.volumes, np.abs(bars.levels[1:] / bars.levels[:-1] - 1)
    finite = np.nan_to_num(volumes)
    calm = moves < 3 * np.median(moves)
    for at in map(int, np.flatnonzero((finite[1:] > COUNTED / 5 * finite[:-1]) & calm)):
        times = _ratio(volumes, at + 1, unknown=0.0)
        after = finite[at + 2] if at + 2 < len(finite) else 0.0
        if times >= COUNTED and after < finite[at + 1] / 20:
            detail = f"volume {volumes[at + 1]:.6g}: {times:.0f} times the usual, the price stood"
            yield Jump(at + 1, "volume-unit", detail)


def _beyond(bars: DailyBars) -> Iterator[Jump]:
    """Bars where no trade can have been: beyond the limit that the exchange sets from the close
    before. A first bar after a halt, or of another segment, has none: its volume tells."""
    before = np.concatenate([[np.nan], bars.levels[:-1]])
    up = np.fmax(bars.levels, bars.opens) / before - 1
    most = np.fmax(up, 1 - np.fmin(bars.levels, bars.opens) / before)
    for at in map(int, np.flatnonzero((most > bars.limits + BEYOND) & ~bars.acted)):
        if _ratio(bars.volumes, at) < REOPENED:
            detail = (
                f"{most[at]:.1%} from the close before, where {bars.limits[at]:.0%} is the limit"
            )
            yield Jump(at, "beyond-limit", detail)


def _jumped(bars: DailyBars) -> Iterator[tuple[int, str, str]]:
    level, index = bars.levels, np.nan_to_num(bars.market[1:])
    raw = level[1:] / level[:-1] - 1
    own = raw - index
    size = np.abs(own)
    for at in map(int, np.flatnonzero(size > STRENGTH * np.median(size))):
        place = at + 1
        if at < BEFORE // 3 or bars.acted[place : place + 2].any():
            continue
        sigma = float(np.hypot(_spread(size, at), index[at] / 2))
        volume = _ratio(bars.volumes, place, unknown=1.0)
        detail = f"{own[at]:+.1%} beyond the market, {size[at] / sigma:.0f} standard deviations"
        usual = _spread(np.abs(raw), at)
        if place + 1 < len(level) and (
            _apart(bars, place, usual)
            if np.isfinite(bars.opens[place : place + 2]).all()
            else _reverts(own[at], own[at + 1], sigma, volume)
            if np.isnan(bars.limits[place])
            else _swings(bars, at, own)
        ):
            yield place, "reverting-jump", f"{detail}, and {own[at + 1]:+.1%} the next day"
        elif place >= len(level) - FRESH and _untraded(bars, place, size[at] / sigma, usual):
            yield place, "untraded-jump", f"{detail}, on {volume:.1f} times the usual volume"


def _reverts(jump: float, after: float, sigma: float, volume: float) -> bool:
    """Whether a jump of the close reverts, on too little volume for a real move."""
    share_left = abs((1 + jump) * (1 + after) - 1) / abs(jump)
    strength = abs(jump) / sigma * np.exp(-STAYS * share_left) / np.sqrt(max(volume, 1.0))
    return bool(jump * after < 0 and share_left < NET and strength >= STRENGTH and volume < LOUD)


def _swings(bars: DailyBars, at: int, own: Floats) -> bool:
    """Whether a close goes out and back further than the exchange's limit lets news go."""
    place, (jump, after) = at + 1, own[at : at + 2]
    volumes = bars.volumes[place : place + 2]
    times = np.array([_ratio(bars.volumes, place), _ratio(bars.volumes, place + 1)])
    if np.isfinite(volumes).any() and (np.isnan(times[0]) or (volumes <= 0).any()):
        return False  # a halt, or the first bar after one
    loud = np.fmax(times, 1.0)
    raw = bars.levels[place : place + 2] / bars.levels[place - 1 : place + 1] - 1
    at_limit = np.abs(np.abs(raw) - bars.limits[place]) < AT_LIMIT
    if loud[0] > TRADED and at_limit.any():
        return False  # stopped by the limit, and traded there
    ways = np.where(raw * own[at : at + 2] > 0, np.fmin(np.abs(raw), np.abs(own[at : at + 2])), 0.0)
    before = bars.levels[max(place - BEFORE - 1, 0) : place]
    sigma = max(float(np.std(before[1:] / before[:-1] - 1)), 1e-3)
    share_left = abs((1 + jump) * (1 + after) - 1) / abs(jump)
    far = np.sqrt(ways.prod()) / sigma * np.exp(-REST * share_left) / loud.prod() ** VOLUME_POWER
    return bool(jump * after < 0 and share_left < AT_MOST_LEFT and far >= SWING)


def _apart(bars: DailyBars, place: int, usual: float) -> bool:
    """Whether a whole bar stands apart: news moves a price within a bar, too."""
    level, opens = bars.levels, bars.opens
    into, out = opens[place] / level[place - 1] - 1, opens[place + 1] / level[place] - 1
    least = min(abs(into), abs(out))
    inside = abs(level[place] / opens[place] - 1)
    back = into * out < 0 and abs((1 + into) * (1 + out) - 1) < NET * least
    return bool(back and least > GAP * usual and inside < max(INSIDE * usual, least / 2))


def _untraded(bars: DailyBars, place: int, far: float, usual: float) -> bool:
    """Whether a level changes overnight with too little trading for news."""
    volume = _ratio(bars.volumes, place)
    if np.isnan(volume):
        return False
    if np.isnan(bars.opens[place]):
        return bool(far >= SILENT[0] and volume < SILENT[1])
    before = bars.levels[place - 1]
    gap, move = bars.opens[place] / before - 1, bars.levels[place] / before - 1
    power, power_of_five, least = FREE if np.isnan(bars.limits[place]) else LIMITED
    tick = _tick(bars.levels[:place])
    far, wide = min(far, abs(move) / tick), abs(gap) / max(usual, tick)
    of_five = _ratio(bars.volumes, place, unknown=1.0, days=5)
    traded = max(volume, 1.0) ** power * max(of_five, 1.0) ** power_of_five
    strength = wide**OPENING * far ** (1 - OPENING) / traded
    return bool(gap * move > 0 and strength >= least and not _locked(bars, place, gap, move))


def _tick(levels: Floats) -> float:
    """The smallest step between these closes, as a part of the last: none is finer than a tick."""
    steps = np.abs(np.diff(levels))
    return float(np.min(steps[steps > 0], initial=np.inf) / levels[-1]) if steps.any() else 1e-4


def _locked(bars: DailyBars, place: int, gap: float, move: float) -> bool:
    """Whether a bar stands at a daily limit from its first trade to its last, or closed there:
    either way nothing was traded further away than its close."""
    close, limit = bars.levels[place], bars.limits[place]
    inside = (
        close < bars.highs[place] * (1 - SAME)
        if move > 0
        else close > bars.lows[place] * (1 + SAME)
    )
    stopped = limit - AT_LIMIT < abs(move) < limit + SHY / 10
    alike = abs(gap - move) < SAME
    return not inside and bool(
        stopped or (alike and any(at - SHY < abs(move) < at + SHY / 10 for at in LIMITS))
    )


def _spread(size: Floats, at: int) -> float:
    """Standard deviation of the returns around one, itself and the next left out: the 60 before,
    by their middle and by the third largest (tails), or the five on either side where wilder."""
    before = size[max(at - BEFORE, 0) : at]
    near = [0.8 * size[max(at - 5, 0) : at], 0.8 * size[at + 2 : at + 7]]
    middles = [before, *(part for part in near if len(part) >= 3)]  # noqa: PLR2004 (a pair, or three)
    third = float(np.partition(before, -3)[-3]) / 2.2
    return max(1e-4, third, *(1.4826 * float(np.median(part)) for part in middles))


def _ratio(volumes: Floats, place: int, unknown: float = float("nan"), days: int = 20) -> float:
    """A bar's volume in medians of the days before, at least half of which are known."""
    before = volumes[max(place - days, 0) : place]
    usual = before[before > 0]
    if len(usual) < days / 2 or not volumes[place] > 0:
        return unknown
    return float(volumes[place] / np.median(usual))
