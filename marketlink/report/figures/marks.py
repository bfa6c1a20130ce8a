"""The marks that the figures share: bars, curves, bands, lines, notes, and the frame."""

from __future__ import annotations

from typing import Any

from marketlink.report.palette import colour

Spec = dict[str, Any]
WIDTH = 520
Z95 = 1.959964
CROWDED = 25
HOVER = "%{customdata[0]}<br>%{customdata[1]}<extra></extra>"


def plotly(spec: Spec) -> Any:
    """The specification as a validated ``plotly.graph_objects.Figure``."""
    from plotly.graph_objects import Figure

    return Figure(spec)


def direction(value: float | None) -> str:
    """The colour role of a move."""
    return "down" if value is not None and value < 0 else "up"


def layout(height: int, *, left: int = 52, bottom: int = 40, top: int = 22, **more: Any) -> Spec:
    """The frame of every figure; nothing in it is left to a template."""
    return {
        "width": WIDTH,
        "height": height,
        "template": "none",
        "showlegend": False,
        "margin": {"l": left, "r": 12, "t": top, "b": bottom},
        "barmode": "overlay",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "font": {"size": 12, "color": colour("quiet")},
        "dragmode": False,
        "shapes": [],
        "annotations": [],
        **more,
    }


def note(text: str, suffix: str = "", x: float = 0, role: str = "ink", **more: Any) -> Spec:
    """Words above a plane, or at a place in it."""
    return {
        "text": text,
        "x": x,
        "y": 1,
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": colour(role)},
        "yshift": 3,
        **more,
    }


def across(y: float, suffix: str = "") -> Spec:
    """A line over the whole width at ``y``."""
    return {
        "type": "line",
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix}",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "line": {"color": colour("ink"), "width": 1, "dash": "solid"},
        "layer": "below",
    }


def down(
    x: float, suffix: str = "", *, role: str = "quiet", dash: str = "dot", width: float = 1
) -> Spec:
    """A line over the whole height at ``x``."""
    return {
        "type": "line",
        "xref": f"x{suffix}",
        "yref": f"y{suffix} domain",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour(role), "width": width, "dash": dash},
        "layer": "below",
    }


def bars(x: list[Any], y: list[Any], role: str | list[str], width: float, **more: Any) -> Spec:
    """Bars of one width in the colours of their roles."""
    paint = [colour(item) for item in role] if isinstance(role, list) else colour(role)
    return {
        "type": "bar",
        "x": x,
        "y": y,
        "width": width,
        "marker": {"color": paint},
        "xaxis": "x",
        "yaxis": "y",
        **more,
    }


def curve(x: list[Any], y: list[Any], suffix: str = "", **more: Any) -> Spec:
    """A line through sessions with a larger dot on day 0."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "line": {"color": colour("ink"), "width": 1.8},
        "marker": {
            "color": colour("ink"),
            "size": [9 if at == 0 else 4 if len(x) <= CROWDED else 0 for at in x],
            "opacity": 1,
            "line": {"width": 0},
        },
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        **more,
    }


def limit(x: list[Any], y: list[Any]) -> Spec:
    """A dashed line that a value passes only rarely by chance."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour("quiet"), "width": 1, "dash": "dash"},
        "hoverinfo": "skip",
        "xaxis": "x",
        "yaxis": "y",
    }


def band(x: list[int], low: list[float], high: list[float], suffix: str = "") -> Spec:
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
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
    }
