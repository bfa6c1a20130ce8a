"""Figures of many events: bars of counts, and a heat map of events by day."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log10

from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.records.study_digest import P_SMALL, P_STEP
from marketlink.report.axes import extent, marked_axis, points_axis, value_axis
from marketlink.report.figures.marks import (
    HOVER,
    NARROW,
    FigureSpec,
    dots,
    down,
    frame,
    note,
    plain_axis,
)
from marketlink.report.figures.marks import cells as heatmap
from marketlink.report.palette import colour

LEVELS = (1, 0.1, 0.05, 0.01, 0.001, 0.0001, 0.00001)
"""P-values that are written on their axis."""
STRONG = 0.9
"""Opacity of the strongest cell."""


def count_bars(
    bars: Sequence[tuple[float, float, int, str]],
    width: int,
    *,
    labels: dict[float, str] | None,
    part: Sequence[int] = (),
) -> FigureSpec:
    """Bars of (place, width, count, what it says), in order of places.

    ``labels`` names some places; None where places are returns. ``part`` of each count stands in
    colour, the rest in grey.
    """
    slim = width == NARROW
    picture = frame(width, 230, left=44, right=12, top=12, bottom=32)
    ends = (
        min(at - wide / 2 for at, wide, *_ in bars),
        max(at + wide / 2 for at, wide, *_ in bars),
    )
    if labels is None:
        picture["xaxis"] = points_axis(ends, count=4 if slim else 8) | {"showgrid": False}
        picture["shapes"] = [down(0, role="ink", dash="solid")]
    else:
        some = list(labels.items())[:: max(len(labels) // (3 if slim else 10), 1)]
        picture["xaxis"] = marked_axis(ends, dict(some))
    picture["yaxis"] = value_axis(extent([float(n) for _, _, n, _ in bars], zero=True))
    hover = [[text, fmt.number(n, 0)] for _, _, n, text in bars]
    data = [_bars(bars, [n for _, _, n, _ in bars], "spare" if part else "one", hover)]
    if part:
        data.append(_bars(bars, list(part), "one", hover))
    return {"data": data, "layout": picture}


def _bars(bars: Sequence[tuple[float, float, int, str]], high: list[int], role: str,
          hover: list[list[str]]) -> FigureSpec:  # fmt: skip
    return {
        "type": "bar",
        "x": [at for at, *_ in bars],
        "y": high,
        "width": bars[0][1] * 0.9,
        "marker": {"color": colour(role)},
        "customdata": hover,
        "hovertemplate": HOVER,
        "xaxis": "x",
        "yaxis": "y",
    }


def plane(
    cells: Sequence[tuple[int, int, int]],
    edges: tuple[float, float, int],
    ends: Sequence[tuple[float, float, str, str]],
    words: Words,
    width: int,
) -> FigureSpec:
    """Sums across, -log10 p upwards; (step across, step upwards, events) a cell, stronger the more
    events, in colour where p is below 0.05; ``edges`` are both ends and the number of steps between
    them; the most extreme events are dots, each (sum, p, name, row of the table that a click
    opens).
    """
    slim = width == NARROW
    low, high, steps = edges
    step = (high - low) / steps
    top = P_STEP * (max(up for _, up, _ in cells) + 1)
    most = log(max(n for *_, n in cells) + 1)
    picture = frame(width, 320, left=54, right=12, top=18, bottom=32)
    picture["xaxis"] = points_axis((low, high), count=4 if slim else 8) | {"showgrid": False}
    marks = {-log10(p): f"{p:g}" for p in LEVELS if -log10(p) <= top}
    picture["yaxis"] = marked_axis((0, top), marks) | {"showgrid": True}
    picture["annotations"] = [note(words("study.plane_axis"), yshift=4, role="quiet")]
    picture["shapes"] = [down(0, role="ink", dash="solid")]
    strength = {(across, up): (1 if up >= P_SMALL else -1) * (0.12 + 0.78 * log(n + 1) / most)
                for across, up, n in cells}  # fmt: skip
    rows = range(max(up for _, up, _ in cells) + 1)
    z = [[_round(strength.get((across, up))) for across in range(steps)] for up in rows]
    x = [low + (across + 0.5) * step for across in range(steps)]
    map_ = heatmap(x, [(up + 0.5) * P_STEP for up in rows], z, "spare", "one")
    points = [(min(max(car, low), high), min(-log10(max(p, 1e-12)), top), name, car, p)
             for car, p, name, _ in ends]  # fmt: skip
    rows_of = [row for *_, row in ends]
    named_dots = dots(
        [round(car, 5) for car, *_ in points], [round(up, 3) for _, up, *_ in points], "ink", 6,
        customdata=[[name, f"{fmt.number(car * 100, 2, sign=True)}, {fmt.p_phrase(p)}", row]
                    for (_, _, name, car, p), row in zip(points, rows_of, strict=True)],
    )  # fmt: skip
    return {"data": [map_, named_dots], "layout": picture}


def heat(cells: Sequence[tuple[int, int, float]], bins: int, width: int) -> FigureSpec:
    """(bin, tau, mean abnormal return) a cell; the strongest colour is the 98th percentile."""
    taus = sorted({tau for _, tau, _ in cells})
    sizes = sorted(abs(value) for *_, value in cells)
    top = sizes[int(0.98 * (len(sizes) - 1))] or 1.0
    picture = frame(width, 330, left=12, right=12, top=8, bottom=32)
    marks = {float(tau): fmt.number(tau, 0, sign=True) for tau in taus if tau % 5 == 0}
    picture["xaxis"] = marked_axis((taus[0] - 0.5, taus[-1] + 0.5), marks)
    picture["yaxis"] = plain_axis((-0.5, bins - 0.5))
    strength = {(place, tau): max(min(value / top, 1.0), -1.0) * STRONG
                for place, tau, value in cells}  # fmt: skip
    z = [[_round(strength.get((place, tau))) for tau in taus] for place in range(bins)]
    map_ = heatmap([float(tau) for tau in taus], [float(n) for n in range(bins)], z, "down", "up")
    picture["shapes"] = [down(-0.5, role="ink", dash="dot")]
    return {"data": [map_], "layout": picture}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
