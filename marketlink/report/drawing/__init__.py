"""The static drawing of a Plotly figure: what a reader sees before any script runs, or without one.

It knows the marks that :mod:`marketlink.report.figures` uses and takes ranges and ticks from the
figure itself, so that the drawing and the Plotly figure agree. Colours become CSS variables: one
drawing serves light, dark and paper. A figure takes about a millisecond.
"""

from __future__ import annotations

from marketlink.report.drawing.frame import axes, notes, shapes
from marketlink.report.drawing.plane import FigureSpec, plane_of, suffixes
from marketlink.report.drawing.trace import trace

__all__ = ["svg"]


def svg(spec: FigureSpec, form: str = "wide") -> str:
    """The figure as an inline SVG; its name stands on the element around it.

    ``form`` is the class that tells the desk's drawing from the phone's.
    """
    frame = spec["layout"]
    parts: list[str] = []
    for suffix in suffixes(frame):
        plane = plane_of(frame, suffix)
        parts += axes(frame, suffix, plane)
        parts += shapes(frame, suffix, plane)
        for number, item in enumerate(spec["data"]):
            if item["yaxis"] == f"y{suffix}":
                parts += trace(item, plane, number)
        parts += notes(frame, suffix, plane)
    size = f'viewBox="0 0 {frame["width"]} {frame["height"]}"'
    return f'<svg class="still {form}" {size} aria-hidden="true">{"".join(parts)}</svg>'
