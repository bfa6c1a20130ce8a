"""The static drawing of a Plotly figure: what is read before, or without, the script.

It knows the marks that :mod:`marketlink.report.figures` uses (lines, markers, filled bands, bars with
a base, error bars, shapes, notes) and takes ranges and ticks from the figure itself, so the drawing
and the interactive figure agree. Colours become CSS variables: one drawing serves light, dark and
paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from marketlink.report.palette import roles

Spec = dict[str, Any]
ROLES = roles()


def _num(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"


def _paint(value: str | None) -> str:
    role = ROLES.get(value or "")
    return f"var(--{role})" if role else "none"


@dataclass(frozen=True, slots=True)
class Plane:
    """One pair of axes on the paper: data coordinates to pixels."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        """Pixels from the left edge."""
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        """Pixels from the top edge."""
        low, high = self.y_range
        return self.top + (high - value) / (high - low) * self.height


def svg(spec: Spec, title: str) -> str:
    """The figure as an inline SVG image whose accessible name is ``title``."""
    layout = spec["layout"]
    width, height = layout["width"], layout["height"]
    parts: list[str] = []
    for suffix in _suffixes(layout):
        plane = _plane(layout, suffix)
        parts += _axes(layout, suffix, plane)
        parts += _shapes(layout, suffix, plane)
        for trace in spec["data"]:
            if trace.get("yaxis", "y") == f"y{suffix}":
                parts += _trace(trace, plane)
        parts += _notes(layout, suffix, plane)
    return (
        f'<svg class="still" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        + "".join(parts)
        + "</svg>"
    )


def _suffixes(layout: Spec) -> list[str]:
    return sorted(key.removeprefix("yaxis") for key in layout if key.startswith("yaxis"))


def _plane(layout: Spec, suffix: str) -> Plane:
    margin, x_axis, y_axis = layout["margin"], layout[f"xaxis{suffix}"], layout[f"yaxis{suffix}"]
    inner_width = layout["width"] - margin["l"] - margin["r"]
    inner_height = layout["height"] - margin["t"] - margin["b"]
    (x0, x1), (y0, y1) = x_axis["domain"], y_axis["domain"]
    return Plane(
        margin["l"] + x0 * inner_width,
        margin["t"] + (1 - y1) * inner_height,
        (x1 - x0) * inner_width,
        (y1 - y0) * inner_height,
        tuple(x_axis["range"]),
        tuple(y_axis["range"]),
    )


def _text(x: float, y: float, words: str, anchor: str, role: str = "quiet", extra: str = "") -> str:
    lines = words.split("<br>")
    spans = "".join(
        f'<tspan x="{_num(x)}" dy="{"1.2em" if i else "0"}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    body = spans if len(lines) > 1 else escape(words)
    return f'<text x="{_num(x)}" y="{_num(y)}" text-anchor="{anchor}" style="fill:var(--{role}){extra}">{body}</text>'


def _line(
    x0: float, y0: float, x1: float, y1: float, stroke: str, width: float = 1, dash: str = ""
) -> str:
    pattern = {"dot": ";stroke-dasharray:1.5 3", "dash": ";stroke-dasharray:5 4"}.get(dash, "")
    return f'<path d="M{_num(x0)} {_num(y0)}L{_num(x1)} {_num(y1)}" style="stroke:{_paint(stroke)};stroke-width:{width}{pattern}"/>'


def _axes(layout: Spec, suffix: str, plane: Plane) -> list[str]:
    x_axis, y_axis = layout[f"xaxis{suffix}"], layout[f"yaxis{suffix}"]
    right, bottom = plane.left + plane.width, plane.top + plane.height
    parts = []
    for value, label in zip(y_axis["tickvals"], y_axis["ticktext"], strict=True):
        y = plane.y(value)
        if y_axis.get("showgrid"):
            parts.append(_line(plane.left, y, right, y, y_axis["gridcolor"]))
        parts.append(_text(plane.left - 6, y + 4, label, "end"))
    for value, label in zip(x_axis["tickvals"], x_axis["ticktext"], strict=True):
        x = plane.x(value)
        if x_axis.get("showgrid"):
            parts.append(_line(x, plane.top, x, bottom, x_axis["gridcolor"]))
        if label:
            parts.append(_text(x, bottom + 16, label, "middle"))
    return parts


def _shapes(layout: Spec, suffix: str, plane: Plane) -> list[str]:
    parts = []
    for shape in layout.get("shapes", []):
        if shape.get("yref", "y").split(" ")[0] != f"y{suffix}":
            continue
        domain = shape["yref"].endswith("domain")
        y0 = plane.top + plane.height * (1 - shape["y0"]) if domain else plane.y(shape["y0"])
        y1 = plane.top + plane.height * (1 - shape["y1"]) if domain else plane.y(shape["y1"])
        wide = shape["xref"].endswith("domain")
        x0 = plane.left + plane.width * shape["x0"] if wide else plane.x(shape["x0"])
        x1 = plane.left + plane.width * shape["x1"] if wide else plane.x(shape["x1"])
        line = shape["line"]
        parts.append(
            _line(x0, y0, x1, y1, line["color"], line.get("width", 1), line.get("dash", ""))
        )
    return parts


def _notes(layout: Spec, suffix: str, plane: Plane) -> list[str]:
    parts = []
    for note in layout.get("annotations", []):
        if note["yref"].split(" ")[0] != f"y{suffix}":
            continue
        x = (
            plane.left + plane.width * note["x"]
            if note["xref"].endswith("domain")
            else plane.x(note["x"])
        )
        y = (
            plane.top + plane.height * (1 - note["y"])
            if note["yref"].endswith("domain")
            else plane.y(note["y"])
        )
        anchor = {"left": "start", "right": "end"}.get(note.get("xanchor", ""), "middle")
        drop = {"top": 11, "middle": 4}.get(note.get("yanchor", ""), -4)
        role = ROLES.get(note.get("font", {}).get("color", ""), "quiet")
        parts.append(
            _text(
                x + note.get("xshift", 0),
                y + drop - note.get("yshift", 0),
                note["text"],
                anchor,
                role,
            )
        )
    return parts


def _trace(trace: Spec, plane: Plane) -> list[str]:
    if trace["type"] == "bar":
        return _bars(trace, plane)
    points = list(zip(trace["x"], trace["y"], strict=True))
    parts = []
    if trace.get("fill") == "toself":
        return [f'<path d="{_path(points, plane)}Z" style="fill:{_paint(trace["fillcolor"])}"/>']
    parts += _errors(trace, plane)
    if "lines" in trace["mode"]:
        line = trace["line"]
        parts.append(
            f'<path d="{_path(points, plane)}" style="fill:none;stroke:{_paint(line["color"])};'
            f'stroke-width:{line.get("width", 1.5)};stroke-linejoin:round"/>'
        )
    if "markers" in trace["mode"]:
        colours = _each(trace["marker"]["color"], len(points))
        sizes = _each(trace["marker"].get("size", 5), len(points))
        for (x, y), paint, size in zip(points, colours, sizes, strict=True):
            if x is not None and y is not None and size:
                parts.append(
                    f'<circle cx="{_num(plane.x(x))}" cy="{_num(plane.y(y))}" r="{size / 2:g}" style="fill:{_paint(paint)}"/>'
                )
    return parts


def _path(points: Iterable[tuple[float | None, float | None]], plane: Plane) -> str:
    out, pen = [], "M"
    for x, y in points:
        if x is None or y is None:
            pen = "M"
            continue
        out.append(f"{pen}{_num(plane.x(x))} {_num(plane.y(y))}")
        pen = "L"
    return "".join(out)


def _each(value: Any, count: int) -> Sequence[Any]:
    return value if isinstance(value, list) else [value] * count


def _bars(trace: Spec, plane: Plane) -> list[str]:
    count = len(trace["x"])
    colours = _each(trace["marker"]["color"], count)
    widths = _each(trace["width"], count)
    bases = _each(trace.get("base", 0), count)
    flat = trace.get("orientation") == "h"
    along: Callable[[float], float] = plane.y if flat else plane.x
    across: Callable[[float], float] = plane.x if flat else plane.y
    lengths, places = (trace["x"], trace["y"]) if flat else (trace["y"], trace["x"])
    parts = []
    for place, length, width, base, paint in zip(
        places, lengths, widths, bases, colours, strict=True
    ):
        if length is None or base is None:
            continue
        a0, a1 = sorted((along(place - width / 2), along(place + width / 2)))
        b0, b1 = sorted((across(base), across(base + length)))
        x, y, w, h = (b0, a0, b1 - b0, a1 - a0) if flat else (a0, b0, a1 - a0, b1 - b0)
        parts.append(
            f'<rect x="{_num(x)}" y="{_num(y)}" width="{_num(max(w, 0.5))}" height="{_num(max(h, 0.5))}" '
            f'style="fill:{_paint(paint)}"/>'
        )
    return parts + _errors(trace, plane)


def _errors(trace: Spec, plane: Plane) -> list[str]:
    parts = []
    for name, flat in (("error_x", True), ("error_y", False)):
        bar = trace.get(name)
        if not bar:
            continue
        bases = (
            _each(trace.get("base", 0), len(trace["x"]))
            if trace["type"] == "bar"
            else [0] * len(trace["x"])
        )
        for x, y, reach, base in zip(trace["x"], trace["y"], bar["array"], bases, strict=True):
            if None in (x, y, reach):
                continue
            if flat:
                parts.append(
                    _line(
                        plane.x(x - reach),
                        plane.y(y),
                        plane.x(x + reach),
                        plane.y(y),
                        bar["color"],
                        1.5,
                    )
                )
            else:
                top = y + base
                parts.append(
                    _line(
                        plane.x(x),
                        plane.y(top - reach),
                        plane.x(x),
                        plane.y(top + reach),
                        bar["color"],
                        1.5,
                    )
                )
    return parts
