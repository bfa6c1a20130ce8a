"""The same CAR under other models, benchmarks and estimation windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from marketlink.records.case import Variant
from marketlink.study.alignment import Windows
from marketlink.study.engine import plan_of, reach_of
from marketlink.study.inference.laws import p_student
from marketlink.study.inputs import load
from marketlink.study.kernel import Fits
from marketlink.study.models import estimate, find
from marketlink.study.models.design import Request

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec, Window

MODELS = (
    "constant-mean", "market-adjusted", "market", "market-factors", "scholes-williams", "dimson",
    "rolling",
)  # fmt: skip
"""What the strip tries: every model that needs nothing but the prices already there."""
DAY0, LEVEL = (0, 0), 0.05


def variants(
    con: DuckDBPyConnection,
    spec: Spec,
    *,
    second: Mapping[str, str | None] | None = None,
    foreign: Mapping[str, str | None] | None = None,
) -> dict[str, tuple[Variant, ...]]:
    """The CAR of day 0 by every model with two benchmarks and three estimation windows, for each
    event: by its id, the headline's own row first. :func:`is_fragile` says whether they disagree.

    Parameters
    ----------
    con : with the relations of a study
    spec : the headline's specification
    second : a second benchmark by symbol; a symbol without one has the first only
    foreign : the second factor of ``market-factors`` by symbol; without one that model is left out
    """
    second, foreign = second or {}, foreign or {}
    names = tuple(sorted({n for n in (*second.values(), *foreign.values()) if n}))
    frames = estimations(spec)
    widest = replace(
        spec, estimation=(min(f[0] for f in frames), spec.estimation[1]), windows=(DAY0,),
        window=DAY0,
    )  # fmt: skip
    windows = load(con, spec, reach_of(plan_of(widest)), factors=names)
    answers: dict[str, tuple[Variant, ...]] = {}
    for row in np.flatnonzero(windows.events.at >= 0).tolist():
        symbol = str(windows.events.symbol[row])
        first = str(windows.benchmarks[windows.events.series[row]])
        benchmarks = {first: 0}
        other, factor = second.get(symbol), foreign.get(symbol)
        if other and other != first:
            benchmarks[other] = 1 + names.index(other)
        rows: list[Variant] = []
        for model in MODELS:
            needs = find(model).benchmark
            for name, place in benchmarks.items() if needs else [("", 0)]:
                places = [place]
                if model == "market-factors":
                    if not factor or factor == name:
                        continue
                    places.append(1 + names.index(factor))
                rows.extend(
                    _variant(windows, row, spec, (model, name, frame), places) for frame in frames
                )
        answers[str(windows.events.event_id[row])] = tuple(
            sorted(rows, key=lambda v: not v.headline)
        )
    return answers


def estimations(spec: Spec) -> tuple[Window, Window, Window]:
    """The estimation window asked for, its later half, and one that ends 20 sessions earlier."""
    first, last = spec.estimation
    half = first + (last - first + 1) // 2
    return (first, last), (half, last), (first - 20, last - 20)


def _variant(
    windows: Windows, row: int, spec: Spec, what: tuple[str, str, Window], places: Sequence[int]
) -> Variant:
    model, benchmark, frame = what
    length = frame[1] - frame[0] + 1
    least = min(spec.min_obs, max(3 * length // 4, 3))
    plan = plan_of(replace(spec, estimation=frame, windows=(DAY0,), window=DAY0, min_obs=least))
    layout = replace(windows.layout, X=windows.layout.X[list(places)])
    names = ("benchmark", "foreign")[: len(places)]
    request = Request(layout, windows.events.at[row : row + 1], plan, names, thin=spec.thin)
    fits = estimate(find(model), request).fits
    car, se, p = _answer(fits)
    outcome = "ok" if car is not None else "short_history" if fits.n[0] < least else "no_variation"
    headline = (model, frame) == (find(spec.model).name, spec.estimation) and places[0] == 0
    return Variant(model, benchmark, frame, DAY0, car, se, p, outcome, headline)


def _answer(fits: Fits) -> tuple[float | None, float | None, float | None]:
    car, se = float(fits.car[0, 0]), float(fits.car_se[0, 0])
    if not (np.isfinite(car) and se > 0):
        return None, None, None
    return car, se, float(p_student(car / se, fits.dof[0]))


def is_fragile(rows: Sequence[Variant]) -> bool:
    """Whether any variant of one event reverses the headline's verdict at 5 %, or its sign where it
    has one; those without an answer do not count, nor those without a benchmark beside one that
    has: on a market's day they measure the market.
    """
    verdicts = [(v, v.p < LEVEL, v.car > 0) for v in rows if v.p is not None and v.car is not None]
    if not verdicts:
        return False
    head, head_sure, head_up = next((one for one in verdicts if one[0].headline), verdicts[0])
    return any(
        sure != head_sure or (sure and up != head_up)
        for v, sure, up in verdicts
        if v.benchmark or not head.benchmark
    )
