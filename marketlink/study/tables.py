"""The tables of a study: columns of one partition, and the views that put partitions together."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink import __version__
from marketlink.findings import FindingText
from marketlink.study.empirical import Empirical
from marketlink.study.event_dates import OUTCOMES, RULES, EventRows
from marketlink.study.inference.laws import p_student
from marketlink.study.kernel import Column, Floats, Ints, Plan
from marketlink.study.models import find
from marketlink.study.models.design import windows_of
from marketlink.study.outcomes import FLAGS, names_of
from marketlink.study.solved import Solved

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Row, Spec

Columns = dict[str, Column]


def event_rows(solved: Solved, empirical: Empirical) -> Columns:
    """One row an event of the partition; ``n`` is its place in the input."""
    events, fits, row = solved.windows.events, solved.fits, solved.row
    ok = np.isfinite(fits.sigma)

    def spread(values: Column) -> Floats:
        column = np.full(len(row), np.nan)
        column[row >= 0] = values[row[row >= 0]]
        return column

    columns: Columns = {
        "n": events.rows.row,
        "day0": _days(events.day0),
        "rule": events.rule,
        "outcome": solved.code,
        "n_est": spread(fits.n),
        "n_missing": spread(solved.missing),
    }
    for name, values in _coefficients(solved).items():
        columns[name] = spread(np.where(ok, values, np.nan))
    return columns | {
        "sigma": spread(fits.sigma),
        "volatility": spread(empirical.volatility),
        "r2": spread(fits.r2),
        "overlap": spread(solved.overlap),
    }


def _coefficients(solved: Solved) -> Columns:
    """``alpha``, then ``beta`` or one column a factor; those that the model has not are NaN."""
    coef, names = solved.fits.coef, solved.estimate.coefficients
    estimates = dict(zip(names, coef[:, coef.shape[1] - len(names) :].T, strict=True))
    columns = {name: np.full(len(coef), np.nan) for name in coefficient_names(names)} | estimates
    if not solved.model.estimated:
        columns["alpha"], columns["beta"] = np.zeros(len(coef)), np.ones(len(coef))
    return columns


def coefficient_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of coefficients: alpha, and beta where the model has not several factors."""
    return tuple(dict.fromkeys(("alpha", *(() if len(names) > 1 else ("beta",)), *names)))


def lost_rows(rows: EventRows, names: tuple[str, ...], outcome: Column) -> Columns:
    """The events whose symbol has no price, with the columns of :func:`event_rows`."""
    none = np.zeros(len(rows), dtype=np.int64)
    numbers = ("n_est", "n_missing", *names, "sigma", "volatility", "r2", "overlap")
    return {
        "n": rows.row, "day0": _days(none), "rule": none.astype(np.int8), "outcome": outcome,
        **{name: np.full(len(rows), np.nan) for name in numbers},
    }  # fmt: skip


def abnormal_rows(solved: Solved) -> Columns:
    """One row an event with an answer and a session of the event window."""
    rows, plan, window = solved.valid, solved.request.plan, solved.spec.window
    at, layout, fits = solved.request.at[rows], solved.request.layout, solved.fits
    tau = np.arange(window[0], window[1] + 1)
    design = solved.estimate.design
    raw = design.y if solved.model.unit != "return" else layout.y
    ret = windows_of(raw, at, window)
    ar, se = (one[rows, plan.columns(window)] for one in (fits.ar, fits.ar_se))
    with np.errstate(divide="ignore", invalid="ignore"):
        sar = np.where(se > 0, ar / se, np.nan)
    days = windows_of(layout.dates, at, window)
    span = np.where(np.isfinite(ret), windows_of(layout.span, at, window), np.nan)
    return {
        "n": np.repeat(solved.windows.events.rows.row[solved.picked], len(tau)),
        "tau": np.tile(tau, len(rows)),
        "session": _days(days.ravel()),
        "span": span.ravel(),
        "ret": ret.ravel(),
        "benchmark_ret": _benchmark(solved, rows).ravel(),
        "normal": (ret - ar).ravel(),
        "ar": ar.ravel(),
        "ar_se": se.ravel(),
        "sar": sar.ravel(),
    }


def _benchmark(solved: Solved, rows: Ints) -> Floats:
    """The benchmark's return on each session of the tables' window of some fits, (fits, sessions);
    NaN where the model has no benchmark."""
    request, design, window = solved.request, solved.estimate.design, solved.spec.window
    if request.benchmark:
        return windows_of(request.market, request.at[rows], window)
    if solved.model.peers:
        return windows_of(design.X[0], design.places(request)[rows], window)
    if len(design.X) and solved.model.factors not in {"none", "any"}:
        market = design.X[0] if design.offset is None else design.X[0] + design.offset
        return windows_of(market, request.at[rows], window)
    return np.full((len(rows), window[1] - window[0] + 1), np.nan)


def _days(ordinals: Ints) -> np.ndarray[Any, Any]:
    days = (ordinals - 719163).astype("datetime64[D]").astype("datetime64[us]")
    days[ordinals <= 0] = np.datetime64("NaT")
    return days


def car_rows(solved: Solved, empirical: Empirical) -> Columns:
    """One row an event with an answer and a window."""
    rows, plan, fits = solved.valid, solved.request.plan, solved.fits
    windows = np.array(plan.windows, dtype=np.int64).reshape(-1, 2)
    scar = fits.scar[rows]
    fit_rows, place = np.unique(rows, return_inverse=True)
    with np.errstate(invalid="ignore"):
        p_t = p_student(scar, np.maximum(fits.dof[rows], 1)[:, None])
    scar = scar.ravel()
    return {
        "n": np.repeat(solved.windows.events.rows.row[solved.picked], len(windows)),
        "place": np.tile(np.arange(len(windows)), len(rows)),
        "tau_from": np.tile(windows[:, 0], len(rows)),
        "tau_to": np.tile(windows[:, 1], len(rows)),
        "days": fits.days[rows].ravel(),
        "car": fits.car[rows].ravel(),
        "car_se": fits.car_se[rows].ravel(),
        "t": scar,
        "p_t": p_t.ravel(),
        "scar": scar,
        "p_sq": empirical.p_sq[rows].ravel(),
        "p_filtered": empirical.p_filtered[rows].ravel(),
        "p_placebo": empirical.p_placebo[rows].ravel(),
        "p_floor": empirical.floor[rows].ravel(),
        "bhar": solved.bhar(solved.some(fit_rows))[place].ravel(),
        "car_low": (fits.car[rows] - empirical.half[rows]).ravel(),
        "car_high": (fits.car[rows] + empirical.half[rows]).ravel(),
    }


VIEWS = {"events": "event", "abnormal": "abnormal", "cars": "car"}
"""The tables with a row for every event, and the relation that their partitions make."""


def set_words(con: DuckDBPyConnection) -> None:
    """Put the words of outcomes and rules where the views find them."""
    con.execute("set variable study_outcomes = ?", [list(OUTCOMES)])
    con.execute("set variable study_rules = ?", [list(RULES)])
    words = [" ".join(names_of(bits)) for bits in range(2 ** len(FLAGS))]
    con.execute("set variable study_flag_words = ?", [words])


def rows_of(columns: Mapping[str, Column]) -> tuple[Row, ...]:
    """Columns as rows of plain Python values: counts whole; NaN, NaT and absent counts None."""
    from marketlink.study.writing import COUNTS  # noqa: PLC0415 (loads neutral)

    lists = {name: plain_list(column) for name, column in columns.items()}
    for name in COUNTS & lists.keys():
        lists[name] = [None if value is None else int(value) for value in lists[name]]
    return tuple(dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True))


def plain_list(column: np.ndarray[Any, Any]) -> list[Any]:
    """A column as a list of Python values."""
    if column.dtype.kind == "M":
        listed = column.astype(
            "datetime64[us]" if column.dtype != "datetime64[D]" else column.dtype
        )
        return [v.replace(tzinfo=UTC) if hasattr(v, "hour") else v for v in listed.tolist()]
    if column.dtype.kind == "f":
        return [None if v != v else v for v in column.tolist()]  # noqa: PLR0124 (true of NaN only)
    return list(column.tolist())


def versions(con: DuckDBPyConnection) -> dict[str, str]:
    """The versions of the programs that computed the study."""

    row = con.execute("select version()").fetchall()
    return {
        "marketlink": __version__,
        "numpy": np.__version__,
        "duckdb": str(row[0][0]).lstrip("v"),
        "python": platform.python_version(),
    }


def spec_remarks(spec: Spec, plan: Plan) -> list[str]:
    """Remarks on a specification, whatever its data."""
    notes: list[str] = []
    for first, last in plan.windows or (plan.path,):
        if first <= plan.estimation[1] and last >= plan.estimation[0]:
            event, estimation = f"{first}:{last}", f"{plan.estimation[0]}:{plan.estimation[1]}"
            notes.append(FindingText("input.window_overlap", event=event, estimation=estimation))
    if spec.thin != "none" and not find(spec.model).weighted:
        notes.append(FindingText("input.thin", model=spec.model))
    return notes
