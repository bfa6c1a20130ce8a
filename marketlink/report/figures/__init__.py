"""The page's figures: one specification each, drawn by the page and shown by Plotly.

A builder takes plain values and a width in pixels, and gives a Plotly figure as a dictionary.
"""

from __future__ import annotations

from typing import Any

from marketlink.report.figures.after import Path, after
from marketlink.report.figures.forest import ForestRow, forest
from marketlink.report.figures.hero import Backdrop, PriceLine, hero
from marketlink.report.figures.lags import Lagged, SessionPair, lagged, pairs
from marketlink.report.figures.lanes import Lane, lanes
from marketlink.report.figures.marks import NARROW, WIDE, FigureSpec, direction
from marketlink.report.figures.multiples import multiples
from marketlink.report.figures.strip import strip
from marketlink.report.figures.year import year

__all__ = [
    "NARROW",
    "WIDE",
    "Backdrop",
    "FigureSpec",
    "ForestRow",
    "Lagged",
    "Lane",
    "Path",
    "PriceLine",
    "SessionPair",
    "after",
    "direction",
    "forest",
    "hero",
    "lagged",
    "lanes",
    "multiples",
    "pairs",
    "plotly",
    "strip",
    "year",
]


def plotly(spec: FigureSpec) -> Any:  # noqa: ANN401 (a library without types)
    """The specification as a validated ``plotly.graph_objects.Figure``."""
    from plotly.graph_objects import Figure

    return Figure(spec)
