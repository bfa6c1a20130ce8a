"""Ranges and round tick values, decided here so that the drawing and the script show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, isfinite, log10
from typing import Any

from marketlink.findings.format import number, percent
from marketlink.report.palette import colour

Axis = dict[str, Any]
NOTHING = 1e-9
"""Values below this are rounding, not a range to be drawn."""
FLAT = 0.01
"""Half the range that is shown where every value is zero."""


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values inside ``low`` to ``high``, about ``count`` of them."""
    span = high - low
    if not isfinite(span) or span <= 0:
        return [low]
    raw = span / max(count, 1)
    power = 10.0 ** floor(log10(raw))
    step = next(unit * power for unit in (1, 2, 2.5, 5, 10) if unit * power >= raw * 0.999)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def extent(
    values: Iterable[float | None], pad: float = 0.08, zero: bool = False
) -> tuple[float, float]:
    """The range that shows every finite value (and zero), with some air."""
    finite = [value for value in values if value is not None and isfinite(value)]
    if zero:
        finite.append(0.0)
    if not finite:
        return (0.0, 1.0)
    low, high = min(finite), max(finite)
    if zero and max(-low, high) < NOTHING:
        return (-FLAT, FLAT)
    air = (high - low or abs(high) or 1.0) * pad
    return (
        low - (air if not zero or low < 0 else 0.0),
        high + (air if not zero or high > 0 else 0.0),
    )


def steps(at: Sequence[float]) -> int:
    """How many decimals round values have, so that each label is its own value."""
    return next((n for n in range(6) if all(abs(round(v, n) - v) < NOTHING for v in at)), 6)


def value_axis(
    reach: tuple[float, float],
    domain: tuple[float, float] = (0, 1),
    count: int = 4,
    *,
    label: Callable[[float, int], str] = number,
    scale: float = 1,
) -> Axis:
    """An axis over ``reach`` with hairlines at round values, each labelled with its own value
    times ``scale`` in as many decimals as the round values have."""
    at = ticks(*reach, count)
    places = steps([value * scale for value in at])
    return {
        "range": list(reach),
        "domain": list(domain),
        "tickvals": at,
        "ticktext": [label(value * scale, places) for value in at],
        "gridcolor": colour("grid"),
        "zeroline": False,
        "showgrid": True,
    }


def percent_axis(
    reach: tuple[float, float], domain: tuple[float, float] = (0, 1), count: int = 4
) -> Axis:
    """An axis of returns in percent."""
    return value_axis(reach, domain, count, scale=100, label=lambda v, n: percent(v / 100, n))


def points_axis(
    reach: tuple[float, float], domain: tuple[float, float] = (0, 1), count: int = 4
) -> Axis:
    """An axis of differences between returns in percentage points."""
    return value_axis(reach, domain, count, scale=100, label=lambda v, n: number(v, n, sign=True))


def marked_axis(
    reach: tuple[float, float], marks: dict[float, str], domain: tuple[float, float] = (0, 1)
) -> Axis:
    """An axis with given labels at given places."""
    return {
        "range": list(reach),
        "domain": list(domain),
        "tickvals": list(marks),
        "ticktext": list(marks.values()),
        "gridcolor": colour("grid"),
        "showgrid": False,
        "zeroline": False,
    }
