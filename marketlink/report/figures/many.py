"""Figures of many events: bars of counts, and a heat map of events by day."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.findings import format as fmt
from marketlink.report.axes import extent, marked_axis, points_axis, value_axis
from marketlink.report.figures.marks import HOVER, NARROW, Spec, box, down, frame, plain_axis
from marketlink.report.palette import colour

STRONG = 0.9
"""Opacity of the strongest cell."""


def counted(
    bars: Sequence[tuple[float, float, int, str]], width: int, *, labels: dict[float, str] | None
) -> Spec:
    """Bars of (place, width, count, what it says), in order of places.

    ``labels`` names some places; None where places are returns.
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
    bar = {
        "type": "bar",
        "x": [at for at, *_ in bars],
        "y": [n for _, _, n, _ in bars],
        "width": bars[0][1] * 0.9,
        "marker": {"color": colour("one")},
        "customdata": [[said, fmt.number(n, 0)] for _, _, n, said in bars],
        "hovertemplate": HOVER,
        "xaxis": "x",
        "yaxis": "y",
    }
    return {"data": [bar], "layout": picture}


def heat(cells: Sequence[tuple[int, int, float]], bins: int, width: int) -> Spec:
    """(bin, tau, mean abnormal return) a cell; the strongest colour is the 98th percentile."""
    taus = sorted({tau for _, tau, _ in cells})
    sizes = sorted(abs(value) for *_, value in cells)
    top = sizes[int(0.98 * (len(sizes) - 1))] or 1.0
    picture = frame(width, 330, left=12, right=12, top=8, bottom=32)
    marks = {float(tau): fmt.number(tau, 0, sign=True) for tau in taus if tau % 5 == 0}
    picture["xaxis"] = marked_axis((taus[0] - 0.5, taus[-1] + 0.5), marks)
    picture["yaxis"] = plain_axis((-0.5, bins - 0.5))
    picture["shapes"] = [
        box(
            (tau - 0.5, tau + 0.5),
            (place - 0.5, place + 0.5),
            "down" if value < 0 else "up",
            opacity=round(min(abs(value) / top, 1) * STRONG, 2),
        )
        for place, tau, value in cells
        if abs(value) / top > 0.03
    ]
    picture["shapes"].append(down(-0.5, role="ink", dash="dot"))
    return {"data": [], "layout": picture}
