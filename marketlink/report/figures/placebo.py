"""How the same sum came out on ordinary dates."""

from __future__ import annotations

from math import isfinite, sqrt

from marketlink.records.case import Placebo
from marketlink.report import format as fmt
from marketlink.report.axes import extent, value_axis
from marketlink.report.figures.marks import HOVER, Spec, across, bars, direction, down, layout, note
from marketlink.report.messages import Words

FEWEST, MOST = 12, 40


def placebo(test: Placebo, words: Words) -> Spec | None:
    """The distribution over placebo dates, in standard errors, and where the observed one lies."""
    values = [value for value in test.values if isfinite(value)]
    if not values or not isfinite(test.observed):
        return None
    low, high = extent([*values, test.observed], pad=0.04, zero=True)
    bins = max(FEWEST, min(MOST, int(2 * sqrt(len(values)))))
    step = (high - low) / bins
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - low) / step))] += 1
    centres = [low + (i + 0.5) * step for i in range(bins)]
    role = direction(test.observed)
    share = (test.observed - low) / (high - low)
    frame = layout(250, left=36)
    labels = value_axis((low, high), lambda value: fmt.number(value, 0, sign=True), (0, 1), 6)
    frame["xaxis"] = labels | {"showgrid": False}
    frame["yaxis"] = value_axis(
        (0.0, max(counts) * 1.12), lambda value: fmt.number(value, 0), (0, 1), 3
    )
    frame["annotations"] = [
        note(
            words("figure.observed", value=fmt.number(test.observed, 1, sign=True)),
            role=role,
            x=test.observed,
            xref="x",
            xanchor="left" if share < 0.35 else "right" if share > 0.65 else "center",
        )
    ]
    frame["shapes"] = [down(test.observed, role=role, dash="solid", width=2), across(0)]
    edges = [
        [f"{fmt.number(at - step / 2)} \u2026 {fmt.number(at + step / 2)}", str(count)]
        for at, count in zip(centres, counts, strict=True)
    ]
    drawn = bars(centres, counts, "spare", step * 0.92, customdata=edges, hovertemplate=HOVER)
    return {"data": [drawn], "layout": frame}
