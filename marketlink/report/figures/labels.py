"""Words beside dots: on the side where they cross the fewest lines, apart from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from marketlink.report.figures.marks import FigureSpec, wide_of

LINE = 15
"""Pixels of a line of words."""
STEPS = 12
"""Points at which each stretch of a line is tested for lying under words."""


@dataclass(frozen=True, slots=True)
class Room:
    """The lines of the plane, and how much of either axis a pixel is."""

    lines: Sequence[Sequence[tuple[float, float]]]
    wide: float
    tall: float

    def crossed(self, x: tuple[float, float], y: tuple[float, float]) -> int:
        """How many of the lines' points, a few pixels apart, lie in the box of a label."""
        count = 0
        for line in self.lines:
            for (x0, y0), (x1, y1) in pairwise(line):
                if max(x0, x1) < x[0] or min(x0, x1) > x[1]:
                    continue
                for n in range(STEPS + 1):
                    at, up = (a + (b - a) * n / STEPS for a, b in ((x0, x1), (y0, y1)))
                    count += x[0] <= at <= x[1] and y[0] <= up <= y[1]
        return count


SIDES: tuple[FigureSpec, ...] = (
    {"xanchor": "right", "xshift": -8, "yanchor": "middle"},
    {"xanchor": "left", "xshift": 6, "yanchor": "top", "yshift": -5},
    {"xanchor": "left", "xshift": 6, "yanchor": "bottom", "yshift": 5},
    {"xanchor": "right", "xshift": -6, "yanchor": "top", "yshift": -5},
    {"xanchor": "right", "xshift": -6, "yanchor": "bottom", "yshift": 5},
)
"""Where words may stand beside a dot; the first of the free ones is taken."""


def side(text: str, dot: tuple[float, float], free: Room) -> FigureSpec:
    """The side of a dot on which its words cross the fewest lines and stay on the plane."""

    x, y = dot

    def cost(side: FigureSpec) -> float:
        wide, tall = wide_of(text) * free.wide, LINE * free.tall
        left = x + side["xshift"] * free.wide - (wide if side["xanchor"] == "right" else 0)
        lift = {"top": -tall, "middle": -tall / 2, "bottom": 0.0}[side["yanchor"]]
        low = y + side.get("yshift", 0) * free.tall + lift
        return free.crossed((left, left + wide), (low, low + tall)) + (99 if left < 0 else 0)

    return min(SIDES, key=cost)


def apart(notes: list[FigureSpec], least: float) -> list[FigureSpec]:
    """Notes at one place pushed apart upwards, from the lowest on; ``least`` in units of y."""
    offsets: dict[tuple[float, str], float] = {}
    for one in sorted(notes, key=lambda note: note["y"]):
        place = (one["x"], one["xanchor"])
        below = offsets.get(place)
        one["y"] = one["y"] if below is None else max(one["y"], below + least)
        offsets[place] = one["y"]
    return notes
