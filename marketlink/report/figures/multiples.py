"""Many companies in real time: a plane each, on one scale, over the grey lines of their markets."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.axes import extent, marked_axis, percent_axis
from marketlink.report.figures.hero import At, Backdrop, PriceLine, clock_of, line_trace, weeks
from marketlink.report.figures.marks import (
    NARROW,
    FigureSpec,
    across,
    box,
    columns_of,
    dots,
    down,
    fitting,
    frame,
    note,
    suffix,
    tiled,
    wide_of,
)

TALL = 150
"""Pixels of a row."""
COLUMNS = (4, 2)
"""Planes of a row on a desk and on a phone."""


def multiples(
    lines: Sequence[PriceLine],
    markets: Sequence[PriceLine],
    around: Backdrop,
    words: Words,
    width: int,
) -> FigureSpec:
    """The planes for a width; times are days since the first midnight shown, UTC."""
    slim = width == NARROW
    count = len(lines)
    columns = columns_of(count, COLUMNS[slim])
    every = [*lines, *markets]
    start, last, at = clock_of(every)
    picture = frame(width, 70 + TALL * -(-count // columns), left=44, right=12, top=26, bottom=34)
    reach = extent([value for line in every for value in line.values], zero=True)
    marks = weeks(start, last, words, slim=True)
    data: list[FigureSpec] = []
    for place, line in enumerate(lines):
        plane = suffix(place)
        x, y = tiled(place, count, columns, (0.025 if not slim else 0.06, 0.2))
        pixels = (width - 56) * (x[1] - x[0]) / (at(last) + 0.3)
        under = {day: text for day, text in marks.items()
                 if place + columns >= count
                 and (at(last) - day) * pixels > wide_of(text) / 2 - 8}  # fmt: skip
        picture[f"xaxis{plane}"] = marked_axis((0, at(last) + 0.3), under, x) | {
            "anchor": f"y{plane}"
        }
        labels = percent_axis(reach, y, 3) | {"anchor": f"x{plane}"}
        if place % columns:
            labels |= {"ticktext": [""] * len(labels["tickvals"])}
        picture[f"yaxis{plane}"] = labels
        picture["shapes"] += [across(0, plane), *_around(around, at, at(last), plane)]
        end = fmt.percent(line.values[-1], 1)
        text = fitting(line.name, end, (width - 56) * (x[1] - x[0]))
        picture["annotations"].append(note(text, plane, yshift=4))
        data += [
            line_trace(market, at, words, plane, role="spare", width=1.2) for market in markets
        ]
        data.append(line_trace(line, at, words, plane, role="one", width=2))
        if line.zero is not None:
            zero = [at(line.times[line.zero])], [line.values[line.zero]]
            data.append(dots(*zero, "one", 7, plane))
    return {"data": data, "layout": picture}


def _around(around: Backdrop, at: At, end: float, plane: str) -> list[FigureSpec]:
    """The time of the news as a band, the publication as a line."""
    shapes: list[FigureSpec] = []
    if around.news:
        left, right = (min(max(at(moment), 0.0), end) for moment in around.news)
        if right > left:
            shapes.append(box((left, right), (0, 1), "band", plane, share=True, opacity=0.55))
    if around.published and 0 <= at(around.published) <= end:
        shapes.append(down(at(around.published), plane, role="ink"))
    return shapes
