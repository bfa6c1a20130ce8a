"""The marks of one trace: bars, lines, markers, bands, error bars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketlink.report.drawing.plane import DASHES, Plane, Spec, line, num, paint

THINNEST = 0.5


def trace(item: Spec, plane: Plane) -> list[str]:
    """One trace as SVG elements."""
    if item["type"] == "bar":
        return [*_bars(item, plane), *_errors(item, plane)]
    points = list(zip(item["x"], item["y"], strict=True))
    if item.get("fill") == "toself":
        return [f'<path d="{_path(points, plane)}Z" style="fill:{paint(item["fillcolor"])}"/>']
    parts = _errors(item, plane)
    if "lines" in item["mode"]:
        parts.append(_line(item["line"], points, plane))
    if "markers" in item["mode"]:
        parts += _markers(item["marker"], points, plane)
    return parts


def _each(value: Any, count: int) -> list[Any]:
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


def _line(style: Spec, points: list[tuple[Any, Any]], plane: Plane) -> str:
    dash = DASHES.get(style.get("dash", ""), "")
    return (
        f'<path d="{_path(points, plane)}" style="fill:none;stroke:{paint(style["color"])};'
        f'stroke-width:{style["width"]};stroke-linejoin:round{dash}"/>'
    )


def _markers(marker: Spec, points: list[tuple[Any, Any]], plane: Plane) -> list[str]:
    count = len(points)
    colours, sizes = _each(marker["color"], count), _each(marker["size"], count)
    symbols = _each(marker.get("symbol", "circle"), count)
    return [
        f'<circle cx="{num(plane.x(x))}" cy="{num(plane.y(y))}" r="{size / 2:g}" '
        f'style="{_fill(colour, symbol)}"/>'
        for (x, y), colour, size, symbol in zip(points, colours, sizes, symbols, strict=True)
        if x is not None and y is not None and size
    ]


def _fill(colour: str, symbol: str) -> str:
    if symbol == "circle":
        return f"fill:{paint(colour)}"
    return f"fill:var(--paper);stroke:{paint(colour)};stroke-width:1.3"


def _bars(item: Spec, plane: Plane) -> list[str]:
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


def _errors(item: Spec, plane: Plane) -> list[str]:
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
