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
    Z95,
    Spec,
    across,
    band,
    curve,
    down,
    frame,
    note,
    suffix,
)

TALL = 128
"""Pixels of one plane on a phone, where planes stand on each other."""


@dataclass(frozen=True, slots=True)
class Path:
    """One company: taus from before the news on, sums from the close of day -1 and their errors
    (None: no band may be drawn); decimal."""

    name: str
    taus: tuple[int, ...]
    days: tuple[date | None, ...]
    sums: tuple[float, ...]
    errors: tuple[float | None, ...]
    role: str


def after(paths: Sequence[Path], words: Words, width: int) -> Spec:
    """Planes of one scale, side by side on a desk and one above the other on a phone."""
    slim = width == NARROW
    count = len(paths)
    height = TALL * count + 54 if slim else 270
    picture = frame(width, height, left=44, right=12, top=26, bottom=34)
    ends = [value for path in paths for value in path.sums]
    ends += [end for path in paths for pair in _edges(path) for end in pair]
    reach = extent(ends, zero=True)
    data: list[Spec] = []
    for place, path in enumerate(paths):
        at = suffix(place)
        x, y = _domains(place, count, slim)
        last = place == count - 1
        marks = {float(tau): fmt.number(tau, 0, sign=True) for tau in path.taus
                 if tau % 5 == 0 and (not slim or last)}  # fmt: skip
        picture[f"xaxis{at}"] = marked_axis((path.taus[0] - 0.5, path.taus[-1] + 0.5), marks, x) | {
            "anchor": f"y{at}"
        }
        labels = points_axis(reach, y) | {"anchor": f"x{at}"}
        if place and not slim:
            labels |= {"ticktext": [""] * len(labels["tickvals"])}
        picture[f"yaxis{at}"] = labels
        picture["shapes"] += [across(0, at), down(-1, at)]
        end = f"{path.name}  {fmt.number(path.sums[-1] * 100, 1, sign=True)}"
        picture["annotations"].append(note(end, at, yshift=4))
        data += _drawn(path, at, words)
    return {"data": data, "layout": picture}


def _domains(place: int, count: int, slim: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    if slim:
        each, gap = 1 / count, 0.2 / count
        top = 1 - place * each
        return (0, 1), (max(top - each + gap, 0), top)
    gap = 0.025
    each = (1 - gap * (count - 1)) / count
    left = place * (each + gap)
    return (left, left + each), (0, 1)


def _edges(path: Path) -> list[tuple[float, float]]:
    return [
        (car - Z95 * error, car + Z95 * error)
        for tau, car, error in zip(path.taus, path.sums, path.errors, strict=True)
        if tau >= 0 and error is not None
    ]


def _drawn(path: Path, at: str, words: Words) -> list[Spec]:
    """The band from day 0 on, the days before in grey, the days after in colour."""
    known = [n for n, tau in enumerate(path.taus) if tau >= 0 and path.errors[n] is not None]
    edges = _edges(path)
    traces = []
    if edges:
        taus = [-1.0, *(float(path.taus[n]) for n in known)]
        low, high = [0.0, *(round(e[0], 5) for e in edges)], [0.0, *(round(e[1], 5) for e in edges)]
        traces.append(band(taus, low, high, at))
    told = [
        [dates.short(day, words.lang) if day else fmt.number(tau, 0, sign=True),
         f"{path.name} {fmt.number(car * 100, 1, sign=True)}"]
        for tau, day, car in zip(path.taus, path.days, path.sums, strict=True)
    ]  # fmt: skip
    cut = next((n for n, tau in enumerate(path.taus) if tau >= -1), 0)
    for part, role in ((slice(0, cut + 1), "spare"), (slice(cut, None), path.role)):
        traces.append(
            curve(
                list(path.taus[part]), list(path.sums[part]), at, role=role, customdata=told[part]
            )
        )
    return traces
