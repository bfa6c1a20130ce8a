"""What happened next: each company's running sum from the close before the news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.axes import extent, marked_axis, points_axis
from marketlink.report.figures.marks import (
    NARROW,
    FigureSpec,
    across,
    band,
    columns_of,
    curve,
    down,
    fitting,
    frame,
    note,
    suffix,
    tiled,
)

TALL = 128
"""Pixels of one plane on a phone, where planes stand on each other."""
COLUMNS = 4
"""Planes side by side on a desk."""


@dataclass(frozen=True, slots=True)
class Path:
    """One company or group: taus from before the news on, sums from the close of day -1 and half
    their 95 % band (None: no band may be drawn); decimal. ``every`` is half a band that holds for
    all days together."""

    name: str
    taus: tuple[int, ...]
    days: tuple[date | None, ...]
    sums: tuple[float, ...]
    wide: tuple[float | None, ...]
    role: str
    every: tuple[float | None, ...] = ()


def after(paths: Sequence[Path], words: Words, width: int) -> FigureSpec:
    """Planes of one scale, side by side on a desk and one above the other on a phone; more than
    four in rows of four, or of two."""
    slim = width == NARROW
    count = len(paths)
    columns = columns_of(count, COLUMNS) if not slim else 1 if count <= COLUMNS else 2
    rows = -(-count // columns)
    height = TALL * rows + 54 if slim else 80 + 190 * rows
    picture = frame(width, height, left=44, right=12, top=26, bottom=34)
    ends = [value for path in paths for value in path.sums]
    ends += [
        end for path in paths for pair in _edges(path, path.every or path.wide) for end in pair
    ]
    reach = extent(ends, zero=True)
    data: list[FigureSpec] = []
    for place, path in enumerate(paths):
        at = suffix(place)
        x, y = tiled(place, count, columns, (0.025 if not slim else 0.06, 0.2 if rows > 1 else 0))
        last = place + columns >= count
        marks = {float(tau): fmt.number(tau, 0, sign=True) for tau in path.taus
                 if tau % 5 == 0 and last}  # fmt: skip
        picture[f"xaxis{at}"] = marked_axis((path.taus[0] - 0.5, path.taus[-1] + 0.5), marks, x) | {
            "anchor": f"y{at}"
        }
        labels = points_axis(reach, y, 3 if slim else 5) | {"anchor": f"x{at}"}
        if place % columns:
            labels |= {"ticktext": [""] * len(labels["tickvals"])}
        picture[f"yaxis{at}"] = labels
        picture["shapes"] += [across(0, at), down(-1, at)]
        room = (width - 56) * (x[1] - x[0])
        end = fitting(path.name, fmt.number(path.sums[-1] * 100, 1, sign=True), room)
        picture["annotations"].append(note(end, at, yshift=4))
        data += _traces(path, at, words)
    return {"data": data, "layout": picture}


def _edges(path: Path, widths: Sequence[float | None]) -> list[tuple[float, float]]:
    return [
        (car - wide, car + wide)
        for tau, car, wide in zip(path.taus, path.sums, widths, strict=True)
        if tau >= 0 and wide is not None
    ]


def _sides(edges: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """The lower and the upper side of a band that has no width on day -1."""
    return [0.0, *(round(low, 5) for low, _ in edges)], [
        0.0,
        *(round(high, 5) for _, high in edges),
    ]


def _traces(path: Path, at: str, words: Words) -> list[FigureSpec]:
    """The band from day 0 on, the days before in grey, the days after in colour."""
    places = [n for n, tau in enumerate(path.taus) if tau >= 0 and path.wide[n] is not None]
    taus = [-1.0, *(float(path.taus[n]) for n in places)]
    edges = _edges(path, path.wide)
    traces = [band(taus, *_sides(edges), at)] if edges else []
    if path.every and edges:
        traces += [
            curve(taus, side, at, role="spare", width=1, dash="dash", dots=0, hoverinfo="skip")
            for side in _sides(_edges(path, path.every))
        ]
    labels = [
        [dates.short(day, words.lang) if day else fmt.number(tau, 0, sign=True),
         f"{path.name} {fmt.number(car * 100, 1, sign=True)}"]
        for tau, day, car in zip(path.taus, path.days, path.sums, strict=True)
    ]  # fmt: skip
    cut = next((n for n, tau in enumerate(path.taus) if tau >= -1), 0)
    for part, role in ((slice(0, cut + 1), "spare"), (slice(cut, None), path.role)):
        traces.append(
            curve(
                list(path.taus[part]), list(path.sums[part]), at, role=role, customdata=labels[part]
            )
        )
    return traces
