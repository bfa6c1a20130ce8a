"""One pair of axes on the paper, and the strokes everything is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from marketlink.report.palette import roles

FigureSpec = dict[str, Any]
Point = tuple[float, float]
ROLES = roles()
QUIET = "quiet"
"""The role of words without a value of their own: they take the drawing's text colour."""
DASHES = {"dot": ";stroke-dasharray:1.5 3", "dash": ";stroke-dasharray:5 4"}


@dataclass(frozen=True, slots=True)
class Plane:
    """Data coordinates to pixels."""

    left: float
    top: float
    width: float
    height: float
    x_range: Point
    y_range: Point

    def x(self, value: float) -> float:
        """Pixels from the left edge."""
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        """Pixels from the top edge."""
        low, high = self.y_range
        return self.top + (high - value) / (high - low) * self.height

    def place(self, item: FigureSpec, x: str = "x", y: str = "y") -> Point:
        """Pixels of a shape's or note's point, which may be given as a share of the plane."""
        across, up = item[x], item[y]
        wide, high = item["xref"].endswith("domain"), item["yref"].endswith("domain")
        return (
            self.left + self.width * across if wide else self.x(across),
            self.top + self.height * (1 - up) if high else self.y(up),
        )


def suffixes(frame: FigureSpec) -> list[str]:
    """The planes of a figure: "" for the first, "2" for the second."""
    return sorted(key.removeprefix("yaxis") for key in frame if key.startswith("yaxis"))


def plane_of(frame: FigureSpec, suffix: str) -> Plane:
    """One plane of a figure, where its margins and domains put it."""
    margin, x_axis, y_axis = frame["margin"], frame[f"xaxis{suffix}"], frame[f"yaxis{suffix}"]
    width = frame["width"] - margin["l"] - margin["r"]
    height = frame["height"] - margin["t"] - margin["b"]
    (x0, x1), (y0, y1) = x_axis["domain"], y_axis["domain"]
    return Plane(
        margin["l"] + x0 * width,
        margin["t"] + (1 - y1) * height,
        (x1 - x0) * width,
        (y1 - y0) * height,
        tuple(x_axis["range"]),
        tuple(y_axis["range"]),
    )


def num(value: float) -> str:
    """A coordinate to a tenth of a pixel."""
    return f"{round(value, 1) + 0.0:g}"


def paint(value: str) -> str:
    """A figure's colour as the variable of its role."""
    return f"var(--{ROLES[value]})"


def line(start: Point, end: Point, style: FigureSpec) -> str:
    """A straight stroke in the style of a Plotly line."""
    dash = DASHES.get(style.get("dash", ""), "")
    wide = style.get("width", 1)
    return (
        f'<path d="M{num(start[0])} {num(start[1])}L{num(end[0])} {num(end[1])}" '
        f'style="stroke:{paint(style["color"])}'
        + (f";stroke-width:{wide}" if wide != 1 else "")
        + f'{dash}"/>'
    )


def box(start: Point, end: Point, style: FigureSpec) -> str:
    """A filled box, hatched where its name says so."""
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    hatched = style.get("name") == "hatch"
    fill = "url(#hatch)" if hatched else paint(style["fillcolor"])
    opacity = style.get("opacity", 1)
    return (
        f'<rect x="{num(left)}" y="{num(top)}" width="{num(max(right - left, 0.5))}" '
        f'height="{num(max(bottom - top, 0.5))}" style="fill:{fill}'
        + (f";fill-opacity:{opacity:g}" if opacity != 1 else "")
        + '"/>'
    )


def text(at: Point, words: str, anchor: str, role: str = QUIET) -> str:
    """Words at a point; ``<br>`` starts a new line, everything else is text. Quiet words have the
    colour of the drawing around them."""
    x = num(at[0])
    rows = words.split("<br>")
    body = escape(words)
    if len(rows) > 1:
        drop = ("0", "1.2em")
        body = "".join(
            f'<tspan x="{x}" dy="{drop[i > 0]}">{escape(row)}</tspan>' for i, row in enumerate(rows)
        )
    ink = "" if role == QUIET else f' style="fill:var(--{role})"'
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{num(at[1])}"{side}{ink}>{body}</text>'
