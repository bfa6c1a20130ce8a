"""The marks that the figures share: lines, dots, ticks, bands, boxes, notes, and the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketlink.report.palette import colour

FigureSpec = dict[str, Any]
WIDE, NARROW = 1040, 390
"""Pixels across: a figure is drawn for a desk and for a phone, with the same size of letters."""
Z95, Z50 = 1.959964, 0.674490
HOVER = "%{customdata[0]}<br>%{customdata[1]}<extra></extra>"
LETTER = 6.6
HATCH = "hatch"


def direction(value: float | None) -> str:
    """The colour role of a move."""
    return "down" if value is not None and value < 0 else "up"


def suffix(place: int) -> str:
    """What Plotly calls the axes of the place-th plane: "" for the first, "2" for the second."""
    return str(place + 1) if place else ""


def frame(width: int, height: int, *, left: int, right: int, top: int, bottom: int) -> FigureSpec:  # noqa: PLR0913 (one specification)
    """The frame of every figure; nothing in it is left to a template."""
    return {
        "width": width,
        "height": height,
        "template": "none",
        "showlegend": False,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "barmode": "overlay",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "font": {"size": 12, "color": colour("quiet")},
        "shapes": [],
        "annotations": [],
    }


def note(
    text: str,
    at: str = "",
    x: float = 0,
    y: float = 1,
    role: str = "ink",
    **more: Any,  # noqa: ANN401 (passed on)
) -> FigureSpec:
    """Words at a place of a plane: shares of it unless ``xref`` or ``yref`` say otherwise."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": f"x{at} domain",
        "yref": f"y{at} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": colour(role)},
        "yshift": 0,
        **more,
    }


def rule(  # noqa: PLR0913 (one specification)
    start: tuple[float, float],
    end: tuple[float, float],
    at: str = "",
    *,
    refs: tuple[str, str] = ("", ""),
    role: str = "quiet",
    dash: str = "solid",
    width: float = 1,
) -> FigureSpec:
    """A straight line; ``refs`` names " domain" for the coordinates that are shares."""
    return {
        "type": "line",
        "xref": f"x{at}{refs[0]}",
        "yref": f"y{at}{refs[1]}",
        "x0": start[0],
        "x1": end[0],
        "y0": start[1],
        "y1": end[1],
        "line": {"color": colour(role), "width": width, "dash": dash},
        "layer": "below",
    }


def across(y: float, at: str = "", role: str = "ink", dash: str = "solid") -> FigureSpec:
    """A line over the whole width at ``y``."""
    return rule((0, y), (1, y), at, refs=(" domain", ""), role=role, dash=dash)


def down(
    x: float, at: str = "", role: str = "quiet", dash: str = "dot", width: float = 1
) -> FigureSpec:
    """A line over the whole height at ``x``."""
    return rule((x, 0), (x, 1), at, refs=("", " domain"), role=role, dash=dash, width=width)


def box(  # noqa: PLR0913 (one specification)
    x: tuple[float, float],
    y: tuple[float, float],
    role: str,
    at: str = "",
    *,
    share: bool = False,
    hatch: bool = False,
    opacity: float = 1,
) -> FigureSpec:
    """A filled box; ``share`` where its heights are shares of the plane, ``hatch`` for hatching."""
    return {
        "type": "rect",
        "name": HATCH if hatch else "",
        "xref": f"x{at}",
        "yref": f"y{at} domain" if share else f"y{at}",
        "x0": x[0],
        "x1": x[1],
        "y0": y[0],
        "y1": y[1],
        "fillcolor": colour(role),
        "opacity": opacity,
        "line": {"width": 0, "color": colour(role), "dash": "solid"},
        "layer": "below",
    }


def curve(x: list[Any], y: list[Any], at: str = "", *, role: str = "ink", width: float = 2,  # noqa: PLR0913 (one specification)
          dots: float | list[float] = 3, dash: str = "solid",
          **more: Any) -> FigureSpec:  # fmt: skip  # noqa: ANN401 (passed on)
    """A line with a dot at each value that a reader can ask for."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "line": {"color": colour(role), "width": width, "dash": dash},
        "marker": {"color": colour(role), "size": dots, "opacity": 1, "line": {"width": 0}},
        "hovertemplate": HOVER,
        "xaxis": f"x{at}",
        "yaxis": f"y{at}",
        **more,
    }


def strokes(
    ends: Sequence[tuple[float, float]], role: str, width: float, at: str = ""
) -> FigureSpec:
    """An upright stroke from zero to each value, all of them one path."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [value for x, _ in ends for value in (x, x, None)],
        "y": [value for _, y in ends for value in (0, round(y, 4), None)],
        "line": {"color": colour(role), "width": width},
        "hoverinfo": "skip",
        "xaxis": f"x{at}",
        "yaxis": f"y{at}",
    }


def dots(x: list[Any], y: list[Any], role: str | list[str], size: float | list[float],
         at: str = "", **more: Any) -> FigureSpec:  # fmt: skip  # noqa: ANN401 (passed on)
    """Dots, or with ``symbol="line-ns-open"`` upright ticks."""
    paint = [colour(one) for one in role] if isinstance(role, list) else colour(role)
    symbol = more.pop("symbol", "circle")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {
            "color": paint,
            "size": size,
            "symbol": symbol,
            "opacity": more.pop("opacity", 1),
            "line": {"width": 1, "color": paint},
        },
        "hovertemplate": HOVER,
        "xaxis": f"x{at}",
        "yaxis": f"y{at}",
        **more,
    }


def reaches(values: list[float | None], role: str, thick: float) -> FigureSpec:
    """The horizontal error bars of :func:`dots`."""
    return {"type": "data", "array": values, "color": colour(role), "thickness": thick, "width": 0}


def band(x: list[float], low: list[float], high: list[float], at: str = "") -> FigureSpec:
    """A filled band between two lines."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *reversed(x)],
        "y": [*high, *reversed(low)],
        "fill": "toself",
        "fillcolor": colour("band"),
        "line": {"width": 0, "color": colour("band")},
        "hoverinfo": "skip",
        "xaxis": f"x{at}",
        "yaxis": f"y{at}",
    }


def cells(x: list[float], y: list[float], z: list[list[float | None]], low: str,
          high: str) -> FigureSpec:  # fmt: skip
    """A heat map of values from -1 to 1: the stronger, the more of the colour of its sign."""
    return {
        "type": "heatmap",
        "x": x,
        "y": y,
        "z": z,
        "zmin": -1,
        "zmax": 1,
        "colorscale": [[0, colour(low)], [0.5, colour("paper")], [1, colour(high)]],
        "showscale": False,
        "hoverinfo": "skip",
        "xaxis": "x",
        "yaxis": "y",
    }


Span = tuple[float, float]


def columns_of(count: int, most: int) -> int:
    """How many of so many planes stand side by side, the rows about as long as each other."""
    return -(-count // -(-count // most))


def tiled(place: int, count: int, columns: int, gap: tuple[float, float]) -> tuple[Span, Span]:
    """Where the place-th of so many planes lies, as shares of the paper; row by row from the top.

    ``gap`` is the space between two columns and between two rows, in units of the paper and of a
    row.
    """
    columns = min(columns, count)
    rows = -(-count // columns)
    wide = (1 - gap[0] * (columns - 1)) / columns
    left, top = place % columns * (wide + gap[0]), 1 - place // columns / rows
    return (left, left + wide), (max(top - 1 / rows + gap[1] / rows, 0), top)


def plain_axis(reach: tuple[float, float], domain: tuple[float, float] = (0, 1)) -> FigureSpec:
    """An axis without ticks: for rows, or where values are written beside the marks."""
    return {
        "range": list(reach),
        "domain": list(domain),
        "tickvals": [],
        "ticktext": [],
        "showgrid": False,
        "zeroline": False,
    }


def fitting(name: str, end: str, room: float) -> str:
    """A name and its suffix; the name is cut where both do not fit into ``room``."""
    text = f"{name} {end}".rstrip()
    while wide_of(text) > room and len(name) > 3:  # noqa: PLR2004 (a pair, or three)
        name = name[:-1].rstrip()
        text = f"{name}\u2026 {end}".rstrip()
    return text


def wide_of(text: str) -> float:
    """About how many pixels a text of 12 takes."""
    return sum(LETTER if ord(sign) < 0x1100 else 12.0 for sign in text)  # noqa: PLR2004 (a code point)
