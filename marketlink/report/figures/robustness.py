"""The same abnormal return under every specification."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.records.case import Variant
from marketlink.report import format as fmt
from marketlink.report.axes import extent, value_axis
from marketlink.report.figures.marks import HOVER, Z95, Spec, direction, down, layout
from marketlink.report.palette import colour

LETTER = 7.2
MARGIN = (90, 210)


def robustness(variants: Sequence[Variant], labels: Sequence[str]) -> Spec | None:
    """One dot a specification with its 95 % interval; None where none gave a value."""
    pairs = zip(variants, labels, strict=True)
    known = [(item, label) for item, label in pairs if item.car is not None]
    if not known:
        return None
    cars = [item.car or 0.0 for item, _ in known]
    wide = [Z95 * item.se if item.se is not None else None for item, _ in known]
    edges = [car + sign * (w or 0) for car, w in zip(cars, wide, strict=True) for sign in (-1, 1)]
    places = list(range(len(known)))[::-1]
    width = int(max(_width(label) for _, label in known)) + 14
    frame = layout(
        40 + 24 * len(known), left=min(max(width, MARGIN[0]), MARGIN[1]), top=8, bottom=28
    )
    frame["xaxis"] = value_axis(
        extent(edges, zero=True), lambda value: fmt.percent(value, 0), (0, 1), 4
    )
    frame["yaxis"] = {
        "range": [-0.6, len(known) - 0.4],
        "domain": [0, 1],
        "tickvals": places,
        "ticktext": [label for _, label in known],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    frame["shapes"] = [down(0, role="ink", dash="solid")]
    return {"data": [_dots(known, cars, wide, places)], "layout": frame}


def _width(label: str) -> float:
    return sum(LETTER if ord(letter) < 0x1100 else 1.7 * LETTER for letter in label)


def _dots(
    known: Sequence[tuple[Variant, str]],
    cars: list[float],
    wide: list[float | None],
    places: list[int],
) -> Spec:
    roles = [direction(item.car) if item.headline else "quiet" for item, _ in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": cars,
        "y": places,
        "xaxis": "x",
        "yaxis": "y",
        "marker": {
            "color": [colour(role) for role in roles],
            "size": [11 if item.headline else 8 for item, _ in known],
            "opacity": 1,
            "line": {"width": 0},
        },
        "error_x": {
            "type": "data",
            "array": wide,
            "color": colour("spare"),
            "thickness": 1.5,
            "width": 0,
        },
        "customdata": [[label, fmt.percent(item.car)] for item, label in known],
        "hovertemplate": HOVER,
    }
