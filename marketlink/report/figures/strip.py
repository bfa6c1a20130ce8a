"""The same abnormal return under other specifications: one row a company, one dot each."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.records.case import Variant
from marketlink.report.axes import extent, points_axis
from marketlink.report.figures.marks import NARROW, FigureSpec, dots, down, frame, note, plain_axis

PITCH = 54
LEVEL = 0.05
SPREAD = 0.045


def strip(
    rows: Sequence[tuple[str, Sequence[Variant], Sequence[str]]], words: Words, width: int
) -> FigureSpec:
    """(name, variants, their full names) a company; a dot is hollow where the abnormal return is no
    more than chance produces.
    """
    slim = width == NARROW
    values = [item.car for _, variants, _ in rows for item in variants if item.car is not None]
    picture = frame(width, PITCH * len(rows) + 44, left=12, right=12, top=6, bottom=30)
    picture["xaxis"] = points_axis(extent(values, zero=True), count=4 if slim else 8)
    picture["yaxis"] = plain_axis((-len(rows) + 0.5, 0.7))
    picture["shapes"] = [down(0, role="ink", dash="solid")]
    data = []
    for place, (name, variants, labels) in enumerate(rows):
        variants_with_car = [
            (v, text) for v, text in zip(variants, labels, strict=True) if v.car is not None
        ]
        picture["annotations"].append(note(name, y=-place + 0.42, yref="y", yanchor="middle"))
        data.append(
            dots(
                [round(item.car or 0, 5) for item, _ in variants_with_car],
                [-place - (n % 7 - 3) * SPREAD for n in range(len(variants_with_car))],
                ["one" if item.headline else "ink" for item, _ in variants_with_car],
                [11 if item.headline else 6 for item, _ in variants_with_car],
                symbol=[
                    "circle" if item.p is not None and item.p < LEVEL else "circle-open"
                    for item, _ in variants_with_car
                ],
                customdata=[
                    [text, fmt.number((item.car or 0) * 100, 1, sign=True)]
                    for item, text in variants_with_car
                ],
            )
        )
    return {"data": data, "layout": picture}
