"""Day 0's move in steps: constant, local market, foreign factor, remainder, total."""

from __future__ import annotations

from itertools import accumulate

from marketlink.records.case import Attribution
from marketlink.report import format as fmt
from marketlink.report.axes import extent, percent_axis
from marketlink.report.figures.marks import Z95, Spec, across, bars, direction, layout
from marketlink.report.messages import Words
from marketlink.report.palette import colour


def attribution(parts: Attribution, words: Words) -> Spec:
    """The parts as steps from zero to the total, the remainder with its 95 % range."""
    steps = _steps(parts, words)
    values = [value for _, value, _ in steps] + [parts.total]
    bases = [0.0, *accumulate(value for _, value, _ in steps[:-1]), 0.0]
    names = [name for name, _, _ in steps] + [words("figure.part_total")]
    at, wide = bases[-2] + parts.remainder, Z95 * parts.remainder_se
    place = list(range(len(values)))
    bar = bars(
        place,
        values,
        [role for *_, role in steps] + ["ink"],
        0.62,
        base=bases,
        customdata=[fmt.percent(value) for value in values],
        hovertemplate="%{customdata}<extra></extra>",
    )
    whisker = [None] * (len(steps) - 1) + [wide, None]
    bar["error_y"] = {
        "type": "data",
        "array": whisker,
        "color": colour("quiet"),
        "thickness": 1.5,
        "width": 0,
    }
    tops = [max(base, base + value) for base, value in zip(bases, values, strict=True)]
    tops[-2] = max(tops[-2], at + wide)
    reach = extent([*bases, at, parts.total, at - wide, *tops], pad=0.14, zero=True)
    frame = layout(250, bottom=44, top=12, shapes=[across(0)])
    frame["xaxis"] = {
        "range": [-0.6, len(values) - 0.4],
        "domain": [0, 1],
        "tickvals": place,
        "ticktext": names,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    frame["yaxis"] = percent_axis((reach[0], max(reach[1], (reach[1] - reach[0]) * 0.12)), (0, 1))
    frame["annotations"] = [
        _amount(x, top, value) for x, top, value in zip(place, tops, values, strict=True)
    ]
    return {"data": [bar], "layout": frame}


def _steps(parts: Attribution, words: Words) -> list[tuple[str, float, str]]:
    steps = [
        (words("figure.part_drift"), parts.drift, "spare"),
        (words.name("symbol", parts.local_symbol), parts.local, "spare"),
    ]
    if parts.foreign is not None and parts.foreign_symbol is not None:
        steps.append((words.name("symbol", parts.foreign_symbol), parts.foreign, "third"))
    rest = (words("figure.part_remainder"), parts.remainder, direction(parts.remainder))
    return [*steps, rest]


def _amount(x: int, top: float, value: float) -> Spec:
    return {
        "text": fmt.percent(value),
        "x": x,
        "y": top,
        "xref": "x",
        "yref": "y",
        "showarrow": False,
        "yanchor": "bottom",
        "font": {"size": 12, "color": colour("ink")},
    }
