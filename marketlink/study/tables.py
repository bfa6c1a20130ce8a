"""The tables of a study as columns, and as the rows of a finished Study."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.study.average import average
from marketlink.study.engine import Solved, panel_of
from marketlink.study.kernel import Floats, Ints, Plan
from marketlink.study.markets import OWN
from marketlink.study.models.design import windows_of
from marketlink.study.panel import Panel
from marketlink.study.placebo import placebos, sample_quantile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Row, Study

Columns = dict[str, np.ndarray[Any, Any]]

PLACEBO_SERIES = 2_000
"""Most companies whose every date is tried as a placebo unless asked for."""
PLACEBO_EVENTS = 1_000
"""About how many events' placebo distributions are held in memory at a time."""
SLOW_PLACEBO_SERIES = 50
"""The same for models that do not roll."""


def events(solved: Solved) -> Columns:
    """One row an input event, in input order."""
    given, fits = solved.windows.events, solved.fits
    n = len(given)

    def spread(values: np.ndarray[Any, Any], missing: float = np.nan) -> Floats:
        column = np.full(n, missing)
        column[solved.ready] = values
        return column

    ok = np.isfinite(fits.sigma)
    exchange = [None if c is None or str(c).startswith(OWN) else c for c in given.code]
    columns: Columns = {
        "event_id": given.event_id,
        "symbol": given.symbol,
        "group": given.group,
        "exchange": np.array(exchange, dtype=object),
        "instant": given.instant,
        "day0": given.day0,
        "rule": given.rule,
        "outcome": solved.outcome,
        "n_est": spread(fits.n),
        "n_missing": spread(solved.missing),
    }
    for name in ("alpha", *(() if len(solved.estimate.coefficients) > 1 else ("beta",))):
        columns[name] = np.full(n, np.nan)
    coefficients = fits.coef[:, fits.coef.shape[1] - len(solved.estimate.coefficients) :]
    for place, name in enumerate(solved.estimate.coefficients):
        columns[name] = spread(np.where(ok, coefficients[:, place], np.nan))
    if solved.model.name == "market-adjusted":
        columns["alpha"], columns["beta"] = (
            spread(np.where(ok, 0.0, np.nan)),
            spread(np.where(ok, 1.0, np.nan)),
        )
    return columns | {
        "sigma": spread(fits.sigma),
        "r2": spread(fits.r2),
        "overlap": spread(solved.overlap),
    }


def abnormal(solved: Solved) -> Columns:
    """One row a valid event and tau."""
    rows, plan, fits = solved.valid, solved.request.plan, solved.fits
    at, layout = solved.request.at[rows], solved.request.layout
    tau = np.arange(plan.path[0], plan.path[1] + 1)
    design = solved.estimate.design
    raw = design.y if solved.model.unit != "return" else layout.y
    ret, ar, se = windows_of(raw, at, plan.path), fits.ar[rows], fits.ar_se[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        sar = np.where(se > 0, ar / se, np.nan)
    ids = solved.windows.events.event_id[solved.ready[rows]]
    days = windows_of(layout.dates, at, plan.path).astype(np.int64)  # type: ignore[arg-type]
    return {
        "event_id": np.repeat(ids, len(tau)),
        "tau": np.tile(tau, len(rows)),
        "session": _days(days.ravel()),
        "ret": ret.ravel(),
        "benchmark_ret": windows_of(_benchmark(solved), at, plan.path).ravel(),
        "normal": (ret - ar).ravel(),
        "ar": ar.ravel(),
        "ar_se": se.ravel(),
        "sar": sar.ravel(),
    }


def _benchmark(solved: Solved) -> Floats:
    """What the stock is compared with on each session, NaN where the model has no such thing."""
    request, design = solved.request, solved.estimate.design
    if request.benchmark:
        return request.market
    if solved.model.peers:
        x: Floats = design.X[0]
        return x
    if len(design.X) and solved.model.factors not in {"none", "any"}:
        market: Floats = design.X[0] if design.offset is None else design.X[0] + design.offset
        return market
    return np.full_like(request.layout.y, np.nan)


def _days(ordinals: Ints) -> np.ndarray[Any, Any]:
    days = (ordinals - 719163).astype("datetime64[D]")
    days[ordinals <= 0] = np.datetime64("NaT")
    return days


def cars(solved: Solved, panel: Panel, *, placebo: bool = True) -> Columns:
    """One row a valid event and window."""
    from scipy.special import stdtr

    rows, plan, fits = solved.valid, solved.request.plan, solved.fits
    windows = np.array(plan.windows, dtype=np.int64).reshape(-1, 2)
    car, scar = fits.car[rows], fits.scar[rows]
    p_sq, floor = sample_quantile(panel)
    with np.errstate(invalid="ignore"):
        p_t = 2 * stdtr(np.maximum(fits.dof[rows], 1)[:, None], -np.abs(scar))
    ids = solved.windows.events.event_id[solved.ready[rows]]
    return {
        "event_id": np.repeat(ids, len(windows)),
        "tau_from": np.tile(windows[:, 0], len(rows)),
        "tau_to": np.tile(windows[:, 1], len(rows)),
        "car": car.ravel(),
        "car_se": fits.car_se[rows].ravel(),
        "t": scar.ravel(),
        "p_t": p_t.ravel(),
        "scar": scar.ravel(),
        "p_sq": p_sq.ravel(),
        "p_placebo": _placebo_p(solved, placebo).ravel(),
        "p_floor": floor.ravel(),
        "bhar": buy_and_hold(solved).ravel(),
    }


def _placebo_p(solved: Solved, wanted: bool) -> Floats:
    rows, request = solved.valid, solved.request
    p = np.full((len(rows), len(request.plan.windows)), np.nan)
    series = solved.windows.events.series[solved.ready]
    limit = PLACEBO_SERIES if solved.model.name == "market" else SLOW_PLACEBO_SERIES
    allowed = solved.model.linear and not solved.model.peers
    if not wanted or not allowed or len(np.unique(series)) > limit:
        return p
    order = np.argsort(series[rows], kind="stable")
    whole = np.flatnonzero(np.diff(series[rows][order], prepend=-1))
    step = max(PLACEBO_EVENTS * len(whole) // max(len(rows), 1), 1)
    edges = [*whole[::step].tolist(), len(rows)]
    for first, last in pairwise(edges):  # no more of the distributions at a time than fit
        places = order[first:last]
        found = placebos(solved.model, request, series, rows[places])
        for place, one in zip(places.tolist(), found, strict=True):
            p[place], _ = one.p(solved.fits.scar[rows[place]])
    return p


def buy_and_hold(solved: Solved) -> Floats:
    """Compounded return less compounded normal return over the days present: (N, windows).

    Reference
    ---------
    Barber and Lyon (1997), Journal of Financial Economics 43.
    """
    rows, plan, fits = solved.valid, solved.request.plan, solved.fits
    if solved.model.unit != "return":
        return np.full((len(rows), len(plan.windows)), np.nan)
    ret = windows_of(solved.request.layout.y, solved.request.at[rows], plan.path)
    return held_returns(ret, fits.ar[rows], plan, log=solved.spec.returns == "log")


def held_returns(ret: Floats, ar: Floats, plan: Plan, *, log: bool) -> Floats:
    """The same from returns and abnormal returns of the event window, (N, L) each."""
    bhar = np.full((len(ret), len(plan.windows)), np.nan)
    present = np.isfinite(ar)
    own = np.where(present, ret, 0.0)
    normal = np.where(present, ret - ar, 0.0)
    for j, (first, last) in enumerate(plan.windows):
        cut = slice(first - plan.path[0], last - plan.path[0] + 1)
        if log:
            value = np.expm1(own[:, cut].sum(axis=1)) - np.expm1(normal[:, cut].sum(axis=1))
        else:
            value = np.prod(1 + own[:, cut], axis=1) - np.prod(1 + normal[:, cut], axis=1)
        bhar[:, j] = np.where(present[:, cut].any(axis=1), value, np.nan)
    return bhar


def rows_of(columns: Columns) -> tuple[Row, ...]:
    """Columns as rows of plain Python values: counts whole; NaN, NaT and absent counts None."""
    from marketlink.study.writing import COUNTS

    lists = {name: plain_list(column) for name, column in columns.items()}
    for name in COUNTS & lists.keys():
        lists[name] = [None if value is None else int(value) for value in lists[name]]
    names = list(lists)
    return tuple(dict(zip(names, row, strict=True)) for row in zip(*lists.values(), strict=True))


def plain_list(column: np.ndarray[Any, Any]) -> list[Any]:
    """A column as a list of Python values."""
    if column.dtype.kind == "M":
        from datetime import UTC

        values = column.astype(
            "datetime64[us]" if column.dtype == "datetime64[us]" else column.dtype
        )
        listed = values.tolist()
        return [v.replace(tzinfo=UTC) if hasattr(v, "hour") else v for v in listed]
    if column.dtype.kind == "f":
        return [None if v != v else v for v in column.tolist()]  # noqa: PLR0124
    return list(column.tolist())


def snapshot(solved: Solved) -> str:
    """SHA-256 over the returns and sessions that were used."""
    layout = solved.request.layout
    digest = hashlib.sha256()
    for array in (layout.y, layout.X, layout.span, layout.dates):
        digest.update(np.ascontiguousarray(array).tobytes())
    for text in (*solved.windows.symbols, *map(str, solved.windows.benchmarks)):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def versions(con: DuckDBPyConnection) -> dict[str, str]:
    """What computed the study."""
    from marketlink import __version__

    row = con.execute("select version()").fetchall()
    return {
        "marketlink": __version__,
        "numpy": np.__version__,
        "duckdb": str(row[0][0]).lstrip("v"),
        "python": platform.python_version(),
    }


def study_of(con: DuckDBPyConnection, solved: Solved, *, placebo: bool = True) -> Study:
    """Lay a solved study out as rows, with its group statistics."""
    from marketlink.records.study import Study
    from marketlink.study.inference import battery

    panel = panel_of(solved)
    counts = Counter(solved.outcome.tolist())
    return Study(
        spec=solved.spec,
        tables={
            "events": rows_of(events(solved)),
            "abnormal": rows_of(abnormal(solved)),
            "cars": rows_of(cars(solved, panel, placebo=placebo)),
            "tests": tuple(battery(panel, solved.request.plan.windows)),
            "average": rows_of(average(panel)),
        },
        outcomes=dict(sorted(counts.items())),
        warnings=solved.warnings,
        versions=versions(con),
        snapshot=snapshot(solved),
    )
