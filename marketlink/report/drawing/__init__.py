"""The static drawing of a Plotly figure: what is read before, or without, the script.

It knows the marks that :mod:`marketlink.report.figures` uses and takes ranges and ticks from the
figure itself, so that the drawing and the interactive figure agree. Colours become CSS variables:
one drawing serves light, dark and paper. A figure takes about a millisecond.
"""

from __future__ import annotations

from html import escape

from marketlink.report.drawing.frame import axes, notes, shapes
from marketlink.report.drawing.plane import Spec, plane_of, suffixes
from marketlink.report.drawing.trace import trace

__all__ = ["svg"]


def svg(spec: Spec, title: str) -> str:
    """The figure as an inline SVG image whose accessible name is ``title``."""
    frame = spec["layout"]
    parts: list[str] = []
    for suffix in suffixes(frame):
        plane = plane_of(frame, suffix)
        parts += axes(frame, suffix, plane)
        parts += shapes(frame, suffix, plane)
        for item in spec["data"]:
            if item["yaxis"] == f"y{suffix}":
                parts += trace(item, plane)
        parts += notes(frame, suffix, plane)
    return (
        f'<svg class="still" viewBox="0 0 {frame["width"]} {frame["height"]}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
