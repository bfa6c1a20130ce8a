"""One number on a line: what prices say, and what the article stated."""

from __future__ import annotations

from html import escape

WIDTH, HEIGHT, AIR = 220, 26, 12


def mini(measured: float | None, article: float | None, tolerance: float | None, name: str) -> str:
    """The drawing of a claim: zero, the observed return as a dot, the stated one as a bar with
    its rounding; decimal. Empty without an observed value. Its words stand beside it."""
    if measured is None:
        return ""
    ends = [0.0, measured, *([article] if article is not None else [])]
    low, high = min(ends), max(ends)
    span = (high - low) or 0.01

    def at(value: float) -> float:
        return round(AIR + (value - low) / span * (WIDTH - 2 * AIR), 1)

    mid = HEIGHT / 2
    parts = [
        f'<path d="M{AIR} {mid}H{WIDTH - AIR}" style="stroke:var(--rule)"/>',
        f'<path d="M{at(0)} 4V{HEIGHT - 4}" style="stroke:var(--ink)"/>',
    ]
    if article is not None:
        half = max((tolerance or 0.0) / span * (WIDTH - 2 * AIR), 1.5)
        parts.append(
            f'<rect x="{round(at(article) - half, 1)}" y="3" width="{round(2 * half, 1)}" '
            f'height="{HEIGHT - 6}" style="fill:var(--third);fill-opacity:.55"/>'
        )
    parts.append(
        f'<path d="M{at(0)} {mid}H{at(measured)}" style="stroke:var(--ink);stroke-width:2"/>'
        f'<circle cx="{at(measured)}" cy="{mid}" r="5" style="fill:var(--ink)"/>'
    )
    return (
        f'<svg class="mini" id="{escape(name)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )
