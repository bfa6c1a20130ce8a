"""The marks of one trace: bars, lines, markers, bands, error bars."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from marketlink.report.drawing.plane import DASHES, FigureSpec, Plane, line, num, paint

THINNEST = 0.5
STEPS = 12
"""Strengths of a heat map's colours."""
TICK = "line-ns-open"


def trace(item: FigureSpec, plane: Plane, number: int) -> list[str]:
    """One trace as SVG elements; ``number`` is its place among the figure's traces."""
    if item["type"] == "bar":
        return [*_bars(item, plane), *_errors(item, plane)]
    if item["type"] == "heatmap":
        return _cells(item, plane)
    points = list(zip(item["x"], item["y"], strict=True))
    if item.get("fill") == "toself":
        return [f'<path d="{_path(points, plane)}Z" style="fill:{paint(item["fillcolor"])}"/>']
    parts = _errors(item, plane)
    if "lines" in item["mode"]:
        parts.append(_line(item["line"], points, plane))
    if "markers" in item["mode"]:
        parts += _markers(item, points, plane, number)
    return parts


def _each(value: Any, count: int) -> list[Any]:  # noqa: ANN401 (any value of a row)
    return value if isinstance(value, list) else [value] * count


def _path(points: Iterable[tuple[float | None, float | None]], plane: Plane) -> str:
    out, pen = [], "M"
    for x, y in points:
        if x is None or y is None:
            pen = "M"
            continue
        out.append(f"{pen}{num(plane.x(x))} {num(plane.y(y))}")
        pen = "L"
    return "".join(out)


def _line(style: FigureSpec, points: list[tuple[Any, Any]], plane: Plane) -> str:
    dash = DASHES.get(style.get("dash", ""), "")
    return (
        f'<path d="{_path(points, plane)}" style="fill:none;stroke:{paint(style["color"])};'
        f'stroke-width:{style["width"]};stroke-linejoin:round{dash}"/>'
    )


def _markers(
    item: FigureSpec, points: list[tuple[Any, Any]], plane: Plane, number: int
) -> list[str]:
    """Dots and ticks; ``data-i`` says which value of which trace a reader can ask for."""
    marker, count = item["marker"], len(points)
    if marker.get("symbol") == TICK and not item.get("customdata"):
        return [_ticks(marker, points, plane)]
    colours, sizes = _each(marker["color"], count), _each(marker["size"], count)
    symbols, has_data = _each(marker.get("symbol", "circle"), count), bool(item.get("customdata"))
    groups: dict[str, list[str]] = {}
    for place, (x, y) in enumerate(points):
        if x is None or y is None or not sizes[place]:
            continue
        attribute = f' data-i="{number}.{place}"' if has_data else ""
        at = f'cx="{num(plane.x(x))}" cy="{num(plane.y(y))}" r="{sizes[place] / 2:g}"'
        groups.setdefault(_fill(colours[place], symbols[place]), []).append(
            f"<circle{attribute} {at}/>"
        )
    return [f'<g style="{style}">{"".join(marks)}</g>' for style, marks in groups.items()]


def _fill(colour: str, symbol: str) -> str:
    if symbol == "circle":
        return f"fill:{paint(colour)}"
    return f"fill:var(--paper);stroke:{paint(colour)};stroke-width:1.3"


def _ticks(marker: FigureSpec, points: list[tuple[Any, Any]], plane: Plane) -> str:
    """Many upright ticks of one size on one row as one path, to the pixel."""
    if not points:
        return ""
    size, opacity = round(marker["size"]), marker.get("opacity", 1)
    top = round(plane.y(points[0][1]) - size / 2)
    places = sorted({round(plane.x(x)) for x, _ in points})
    steps = [after - before for before, after in pairwise(places)]
    strokes = f"M{places[0]} {top}v{size}" + "".join(f"m{step}-{size}v{size}" for step in steps)
    style = f"fill:none;stroke:{paint(marker['color'])};opacity:{opacity:g}"
    return f'<path d="{strokes}" style="{style}"/>'


def _bars(item: FigureSpec, plane: Plane) -> list[str]:
    count, half = len(item["x"]), item["width"] / 2
    colours, bases = _each(item["marker"]["color"], count), _each(item.get("base", 0), count)
    parts = []
    for x, y, base, colour in zip(item["x"], item["y"], bases, colours, strict=True):
        if y is None or base is None:
            continue
        left, right = plane.x(x - half), plane.x(x + half)
        top, bottom = sorted((plane.y(base), plane.y(base + y)))
        parts.append(
            f'<rect x="{num(left)}" y="{num(top)}" width="{num(max(right - left, THINNEST))}" '
            f'height="{num(max(bottom - top, THINNEST))}" style="fill:{paint(colour)}"/>'
        )
    return parts


def _cells(item: FigureSpec, plane: Plane) -> list[str]:
    """A heat map from -1 to 1, its cells of one strength as one path; x and y are their middles in
    equal steps."""
    x, y = item["x"], item["y"]
    wide = plane.x(x[1] if len(x) > 1 else x[0] + 1) - plane.x(x[0])
    high = plane.y(y[0]) - plane.y(y[1] if len(y) > 1 else y[0] + 1)
    low, _, top = (colour for _, colour in item["colorscale"])
    groups: dict[tuple[str, int], list[str]] = {}
    for row, values in zip(y, item["z"], strict=True):
        upper = num(plane.y(row) - high / 2)
        for column, value in zip(x, values, strict=True):
            level = 0 if value is None else round(abs(value) * STEPS)
            if level:
                place = f"M{num(plane.x(column) - wide / 2)} {upper}"
                key = (low if value < 0 else top, level)
                groups.setdefault(key, []).append(place)
    cell = f"h{num(wide)}v{num(high)}h-{num(wide)}z"
    return [
        f'<path d="{"".join(f"{place}{cell}" for place in places)}" '
        f'style="fill:{paint(colour)};fill-opacity:{level / STEPS:.2g}"/>'
        for (colour, level), places in sorted(groups.items())
    ]


def _errors(item: FigureSpec, plane: Plane) -> list[str]:
    parts = []
    bases = _each(item.get("base", 0), len(item["x"]))
    for name, dx, dy in (("error_x", 1, 0), ("error_y", 0, 1)):
        bar = item.get(name)
        if not bar:
            continue
        style = {"color": bar["color"], "width": bar["thickness"]}
        for x, y, reach, base in zip(item["x"], item["y"], bar["array"], bases, strict=True):
            if None in (x, y, reach):
                continue
            ends = [
                (plane.x(x + sign * dx * reach), plane.y(y + base + sign * dy * reach))
                for sign in (-1, 1)
            ]
            parts.append(line(ends[0], ends[1], style))
    return parts
