"""Ranges and round tick values, decided here so that the drawing and the script show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, floor, isfinite, log10
from typing import Any

from marketlink.report.format import number, percent
from marketlink.report.palette import colour

Axis = dict[str, Any]
NOTHING = 1e-9
"""Values below this are rounding, not a range to be drawn."""
FLAT = 0.01
"""Half the range that is shown where every value is nothing."""


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
    found = [value for value in values if value is not None and isfinite(value)]
    if zero:
        found.append(0.0)
    if not found:
        return (0.0, 1.0)
    low, high = min(found), max(found)
    if zero and max(-low, high) < NOTHING:
        return (-FLAT, FLAT)
    air = (high - low or abs(high) or 1.0) * pad
    return (
        low - (air if not zero or low < 0 else 0.0),
        high + (air if not zero or high > 0 else 0.0),
    )


def value_axis(
    reach: tuple[float, float],
    label: Callable[[float], str],
    domain: tuple[float, float],
    count: int = 4,
) -> Axis:
    """A vertical axis over ``reach`` with labelled round values and hairlines."""
    at = ticks(*reach, count)
    return {
        "range": list(reach),
        "domain": list(domain),
        "tickvals": at,
        "ticktext": [label(value) for value in at],
        "gridcolor": colour("grid"),
        "zeroline": False,
        "showgrid": True,
        "fixedrange": True,
    }


def percent_axis(reach: tuple[float, float], domain: tuple[float, float], count: int = 4) -> Axis:
    """A vertical axis of returns, labelled with as many decimals as its round values have."""
    at = [value * 100 for value in ticks(*reach, count)]
    places = next(
        (n for n in range(6) if all(abs(round(value, n) - value) < NOTHING for value in at)), 6
    )
    return value_axis(reach, lambda value: percent(value, places), domain, count)


def session_axis(days: dict[int, str], domain: tuple[float, float] = (0, 1)) -> Axis:
    """A horizontal axis over sessions, some of them labelled with tau and, where given, the day."""
    labels = _labels(days)
    return {
        "range": [min(days) - 0.6, max(days) + 0.6],
        "domain": list(domain),
        "tickvals": list(labels),
        "ticktext": list(labels.values()),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def paired(
    days: dict[int, str], split: float, gap: float
) -> tuple[Axis, tuple[float, float], tuple[float, float]]:
    """Two planes above each other over the same sessions: their x axes and vertical domains."""
    lower = session_axis(days)
    upper = lower | {"tickvals": [], "ticktext": [], "anchor": "y"}
    axes = {"xaxis": upper, "xaxis2": lower | {"anchor": "y2", "matches": "x"}}
    return axes, (split + gap, 1.0), (0.0, split)


def _labels(days: dict[int, str]) -> dict[int, str]:
    first, last = min(days), max(days)
    marks = ticks(first, last, 4) if last > first else [first]
    found = {int(tau) for tau in marks if tau == int(tau)} | ({0} if first <= 0 <= last else set())
    shown = {tau: days[tau] for tau in sorted(found) if tau in days}
    return {
        tau: number(tau, 0, sign=True) + (f"<br>{day}" if day else "") for tau, day in shown.items()
    }
