"""The figures of a case as Plotly specifications (``data`` and ``layout``).

They are plain dicts because validating six figures a company costs more than everything else on the
page; each is a valid ``plotly.graph_objects.Figure``, and :func:`plotly` returns it as such.
"""

from __future__ import annotations

from marketlink.report.figures.marks import Z95, Spec, direction, plotly
from marketlink.report.figures.parts import attribution
from marketlink.report.figures.path import average, path
from marketlink.report.figures.placebo import placebo
from marketlink.report.figures.price import price, split
from marketlink.report.figures.robustness import robustness

__all__ = [
    "Z95",
    "Spec",
    "attribution",
    "average",
    "direction",
    "path",
    "placebo",
    "plotly",
    "price",
    "robustness",
    "split",
]
