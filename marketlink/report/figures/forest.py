"""The abnormal return of each company, one row each, over those of its ordinary days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.axes import extent, points_axis
from marketlink.report.figures.marks import (
    NARROW,
    Z50,
    Z95,
    FigureSpec,
    box,
    dots,
    down,
    frame,
    note,
    plain_axis,
    reaches,
)

PITCH = 62


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One company: decimal returns; ``parts`` are the market's and the foreign factor's share of
    the whole move, in that order; ``role`` is grey where the day is an ordinary one."""

    name: str
    ar: float
    ar_se: float | None
    ret: float
    parts: tuple[float, ...]
    ordinary: tuple[float, ...]
    role: str


def forest(rows: Sequence[ForestRow], words: Words, width: int) -> FigureSpec:
    """The figure for a width; the last row stands at the foot."""
    slim = width == NARROW
    ends = [value for row in rows for value in (row.ar, row.ret, *row.ordinary)]
    ends += [row.ar + sign * Z95 * (row.ar_se or 0) for row in rows for sign in (-1, 1)]
    height = PITCH * len(rows) + 46
    picture = frame(width, height, left=10, right=92, top=8, bottom=30)
    picture["xaxis"] = points_axis(extent(ends, pad=0.05, zero=True), count=4 if slim else 8) | {
        "showgrid": True
    }
    picture["yaxis"] = plain_axis((-len(rows) + 0.42, 0.72))
    picture["shapes"] = [down(0, role="ink", dash="solid")]
    data: list[FigureSpec] = []
    for place, row in enumerate(rows):
        y = -place
        data.append(
            dots(
                [round(v, 4) for v in row.ordinary],
                [y] * len(row.ordinary),
                "spare",
                16,
                symbol="line-ns-open",
                opacity=0.35,
                hoverinfo="skip",
            )
        )
        picture["shapes"] += _parts(row, y)
        data += _estimate(row, y)
        wide = f" \u00b1{fmt.number(Z95 * row.ar_se * 100, 1)}" if row.ar_se is not None else ""
        value = f"{fmt.number(row.ar * 100, 1, sign=True)}{wide}"
        picture["annotations"] += [
            note(row.name, y=y + 0.36, yref="y", yanchor="middle", role="ink"),
            note(
                value,
                x=1,
                y=y + 0.36,
                yref="y",
                yanchor="middle",
                xshift=8,
                role=row.role if row.role != "spare" else "quiet",
            ),
        ]
    return {"data": data, "layout": picture}


def _estimate(row: ForestRow, y: float) -> list[FigureSpec]:
    """The dot with its 50 and 95 % intervals."""
    hover = [[row.name, f"{fmt.number(row.ar * 100, 1, sign=True)}"]]
    thin, thick = dots([row.ar], [y], row.role, 0), dots([row.ar], [y], row.role, 12)
    thick["customdata"] = hover
    if row.ar_se is not None:
        thin["error_x"] = reaches([Z95 * row.ar_se], row.role, 2)
        thick["error_x"] = reaches([Z50 * row.ar_se], row.role, 6)
    return [thin, thick]


def _parts(row: ForestRow, y: float) -> list[FigureSpec]:
    """A thin bar under the row: the parts that the factors explain, then the abnormal return."""
    if not row.parts:
        return []
    shapes, at = [], 0.0
    for part, role in zip(row.parts, ("spare", "third"), strict=False):
        shapes.append(box((at, at + part), (y - 0.36, y - 0.27), role))
        at += part
    return [*shapes, box((at, row.ret), (y - 0.36, y - 0.27), "spare", hatch=True)]
