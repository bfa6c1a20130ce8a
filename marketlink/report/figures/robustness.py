"""The same abnormal return under every specification: a strip of dots for each model."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.records.case import Variant
from marketlink.report import format as fmt
from marketlink.report.axes import extent, percent_axis
from marketlink.report.figures.marks import HOVER, Z95, Spec, direction, down, layout
from marketlink.report.palette import colour

LETTER, WIDE = 7.0, 1.75
MARGIN = (84, 190)
LINE, GAP = 8, 15
LEVEL = 0.05


def robustness(
    variants: Sequence[Variant], labels: Sequence[str], models: Sequence[str]
) -> Spec | None:
    """One dot a specification with its 95 % interval, models apart; None where none has a value.

    A dot is hollow where the abnormal return is not significant at 5 %. ``labels`` names each
    specification in full, ``models`` its model.
    """
    known = [
        (item, label, model)
        for item, label, model in zip(variants, labels, models, strict=True)
        if item.car is not None
    ]
    if not known:
        return None
    places, middles, height = _places([model for *_, model in known])
    cars = [item.car or 0.0 for item, *_ in known]
    wide = [Z95 * item.se if item.se is not None else None for item, *_ in known]
    edges = [car + sign * (w or 0) for car, w in zip(cars, wide, strict=True) for sign in (-1, 1)]
    width = int(max(_width(model) for model in middles)) + 16
    frame = layout(int(height) + 36, left=min(max(width, MARGIN[0]), MARGIN[1]), top=8, bottom=28)
    frame["xaxis"] = percent_axis(extent(edges, zero=True), (0, 1))
    frame["yaxis"] = {
        "range": [-height, 0],
        "domain": [0, 1],
        "tickvals": list(middles.values()),
        "ticktext": list(middles),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    frame["shapes"] = [down(0, role="ink", dash="solid")]
    names = [label for _, label, _ in known]
    return {
        "data": [_dots([item for item, *_ in known], names, cars, wide, places)],
        "layout": frame,
    }


def _places(models: list[str]) -> tuple[list[float], dict[str, float], float]:
    """A line for each specification, a gap between models: places, models' middles, height."""
    places: list[float] = []
    rows: dict[str, list[float]] = {}
    at = float(GAP) / 2
    for i, model in enumerate(models):
        at += GAP if i and model != models[i - 1] else LINE if i else 0
        places.append(-at)
        rows.setdefault(model, []).append(-at)
    middles = {model: sum(found) / len(found) for model, found in rows.items()}
    return places, middles, at + GAP / 2


def _width(label: str) -> float:
    return sum(LETTER if ord(letter) < 0x1100 else WIDE * LETTER for letter in label)


def _dots(
    known: list[Variant],
    names: list[str],
    cars: list[float],
    wide: list[float | None],
    places: list[float],
) -> Spec:
    roles = [direction(item.car) if item.headline else "ink" for item in known]
    certain = [item.p is None or item.p < LEVEL for item in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": cars,
        "y": places,
        "xaxis": "x",
        "yaxis": "y",
        "marker": {
            "color": [colour(role) for role in roles],
            "symbol": ["circle" if sure else "circle-open" for sure in certain],
            "size": [11 if item.headline else 6 for item in known],
            "opacity": 1,
            "line": {"width": 1.3, "color": [colour(role) for role in roles]},
        },
        "error_x": {
            "type": "data",
            "array": wide,
            "color": colour("rule"),
            "thickness": 1.5,
            "width": 0,
        },
        "customdata": [
            [name, fmt.percent(item.car)] for item, name in zip(known, names, strict=True)
        ],
        "hovertemplate": HOVER,
    }
