"""A study from end to end: relations in, estimates and tables out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from marketlink.errors import InputError
from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan
from marketlink.study.layout import Layout, mark_windows, overlaps
from marketlink.study.matching import factor_names
from marketlink.study.models import Model, estimate, find, regressors
from marketlink.study.models.design import Design, Estimate, Request, residuals, windows_of
from marketlink.study.models.peers import Peers
from marketlink.study.models.rounding import without_spread
from marketlink.study.panel import Panel
from marketlink.study.relations import Column, few, nothing_after
from marketlink.study.windows import Windows, load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec, Study


@dataclass(frozen=True, slots=True)
class Solved:
    """A study's events, windows and fits, before they are laid out as tables.

    ``ready`` are the events (by input position) that were fitted, ``outcome`` the code of every
    event; ``valid`` the rows of the fits whose outcome is ``ok``; ``shared`` says which ready
    events have another event of the same company inside their event window.
    """

    spec: Spec
    model: Model
    windows: Windows
    request: Request
    estimate: Estimate
    ready: Ints
    valid: Ints
    outcome: Column
    missing: Ints
    overlap: Ints
    shared: Column
    warnings: tuple[str, ...]

    @property
    def fits(self) -> Fits:
        """The fits of the ready events."""
        return self.estimate.fits


def run(
    con: DuckDBPyConnection,
    spec: Spec,
    *,
    placebo: bool = True,
    threads: int = 1,
) -> Study:
    """Run an event study on the relations of a connection.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the relations that :func:`marketlink.study.windows.load` reads.
    spec : Spec
        Windows in tau, both ends in.
    placebo : bool
        Whether every admissible date of each company is tried as a placebo.
    threads : int
        Threads of the estimation.

    Returns
    -------
    Study
        All tables of a study; every input event has a row in ``events`` with its outcome code.

    Raises
    ------
    InputError
        An unknown model, a factor nobody provides, or windows that cannot be.

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, chapter 4.
    """
    from marketlink.study.tables import study_of

    solved = solve(con, spec, threads)
    return study_of(con, solved, placebo=placebo)


FARTHEST = 20_000
"""Sessions a window may reach from day 0: eighty years."""


def plan_of(spec: Spec) -> Plan:
    """The windows of a specification as the kernel reads them.

    Raises
    ------
    InputError
        A window ends before it begins, or the estimation window cannot hold ``min_obs`` returns.
    """
    windows = tuple(dict.fromkeys((*spec.windows,)))
    for first, last in (*windows, spec.window, spec.estimation):
        if first > last:
            raise InputError(f"The window {first}:{last} ends before it begins")
        if max(abs(first), abs(last)) > FARTHEST:
            raise InputError(f"The window {first}:{last} reaches further than {FARTHEST} sessions")
    length = spec.estimation[1] - spec.estimation[0] + 1
    if length < spec.min_obs:
        raise InputError(
            f"The estimation window {spec.estimation[0]}:{spec.estimation[1]} has {length} days",
            f"at least {spec.min_obs} returns are asked for",
            f"--min-obs {max(length // 2, 3)} or a longer window",
        )
    ends = [end for window in (*windows, spec.window) for end in window]
    return Plan(spec.estimation, (min(ends), max(ends)), windows, spec.min_obs)


def solve(
    con: DuckDBPyConnection, spec: Spec, threads: int = 1, *, master: str | None = None
) -> Solved:
    """Map the events, match the returns and fit the model, on Spark where a master is given."""
    model, plan = find(spec.model), plan_of(spec)
    if spec.returns not in ("simple", "log"):
        raise InputError(f"No returns are called {spec.returns!r}", "", "simple or log")
    columns = sorted(factor_names(con))
    names = regressors(model, spec.factors, columns)
    windows = load(
        con,
        spec,
        reach_of(plan),
        benchmark=model.benchmark,
        factors=names,
        everyone=model.peers,
    )
    if spec.returns == "log":
        windows = replace(windows, layout=_logarithms(windows.layout))
    ready = np.flatnonzero(windows.events.at >= 0)
    at, layout = windows.events.at[ready], windows.layout
    named = ((spec.benchmark or "benchmark", *names)) if model.benchmark else names
    request = Request(layout, at, plan, named, model.benchmark, spec.thin, None, threads)
    overlap, shared = _overlap(request)
    if spec.mask_events:
        request = replace(request, masked=_own_news(request))
    group = _peers(windows, ready, spec.returns == "log") if model.peers else None
    asked = request
    if master is not None:
        asked = replace(request, elsewhere=_on_spark(windows.events.series[ready], master))
    made = estimate(model, asked, group)
    outcome = windows.events.outcome.copy()
    outcome[ready] = _judged(con, windows, ready, made, plan)
    flat = ready[(outcome[ready] == "ok") & (made.fits.sigma == 0)]
    notes = [*windows.warnings, *_remarks(spec, plan, windows, ready, shared)]
    notes += without_spread([str(i) for i in windows.events.event_id[flat]], len(flat))
    return Solved(
        spec=spec,
        model=model,
        windows=windows,
        request=request,
        estimate=made,
        ready=ready,
        valid=np.flatnonzero(outcome[ready] == "ok"),
        outcome=outcome,
        missing=_missing(request, made.fits),
        overlap=overlap,
        shared=shared,
        warnings=tuple(notes),
    )


def _missing(request: Request, fits: Fits) -> Ints:
    """Estimation days that no return, or no regressor, could be had for; masked days aside."""
    first, last = request.plan.estimation
    missing: Ints = last - first + 1 - fits.n.astype(np.int64)
    if request.masked is not None and len(request.at):
        held = np.concatenate(([0], np.cumsum(request.masked)))
        missing = missing - (held[request.at + last + 1] - held[request.at + first])
    return missing


def _on_spark(series: Ints, master: str) -> Callable[[Design, Request], Fits]:
    from marketlink.study.spark import fit_on_spark

    def fit(design: Design, request: Request) -> Fits:
        return fit_on_spark(design, request, series, master)

    return fit


def reach_of(plan: Plan) -> tuple[int, int]:
    """Padding around the prices: the windows, and a day for leads and lags."""
    before, after = plan.reach
    return before + max(0, plan.path[1] - plan.path[0]) + 2, after + 2


def _logarithms(layout: Layout) -> Layout:
    with np.errstate(divide="ignore", invalid="ignore"):
        return replace(layout, y=np.log1p(layout.y), X=np.log1p(layout.X))


def _overlap(request: Request) -> tuple[Ints, Column]:
    if not len(request.at):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    plan = request.plan
    return overlaps(request.layout, request.at, {"estimation": plan.estimation, "path": plan.path})


def _own_news(request: Request) -> Column:
    """Sessions inside the event window of some event of the series."""
    return np.asarray(mark_windows(request.layout, np.unique(request.at), request.plan.path) > 0)


def _peers(windows: Windows, ready: Ints, log: bool) -> Peers:
    busy: dict[str, set[int]] = {}
    events = windows.events
    for row in ready.tolist():
        day = int(windows.layout.dates[events.at[row]])
        busy.setdefault(str(events.symbol[row]), set()).add(day)
    return Peers(
        series=events.series[ready],
        calendars=windows.peer_calendars,
        symbols=windows.symbols,
        eligible=tuple(not s.startswith("^") and s not in windows.indices for s in windows.symbols),
        busy={symbol: tuple(sorted(days)) for symbol, days in busy.items()},
        log=log,
    )


def _traded(windows: Windows, ready: Ints, plan: Plan) -> Flags:
    """Which events' stocks have a return in the event window, though no regressor has one."""
    if not len(windows.layout.X):
        return np.zeros(len(ready), dtype=bool)
    y = windows_of(windows.layout.y, windows.events.at[ready], plan.path)
    return np.asarray(np.isfinite(y).any(axis=1))


def _judged(
    con: DuckDBPyConnection, windows: Windows, ready: Ints, made: Estimate, plan: Plan
) -> Column:
    """The outcome code of every fitted event."""
    fits = made.fits
    outcome = np.full(len(ready), "ok", dtype=object)
    silent = ~np.isfinite(fits.ar).any(axis=1) & np.isfinite(fits.sigma)
    outcome[silent] = "halted"
    alone = silent & _traded(windows, ready, plan)
    outcome[alone] = "no_benchmark"
    outcome[~np.isfinite(fits.sigma)] = "no_variation"
    outcome[fits.n < plan.min_obs] = "short_history"
    if silent.any():
        rows = con.execute("select symbol, session from study_bar where not usable").fetchall()
        spoilt: dict[str, set[int]] = {}
        for symbol, session in rows:
            spoilt.setdefault(symbol, set()).add(session.toordinal())
        for row in np.flatnonzero(outcome == "halted").tolist():
            at = int(windows.events.at[ready[row]])
            days = set(windows.layout.dates[at + plan.path[0] : at + plan.path[1] + 1].tolist())
            if days & spoilt.get(str(windows.events.symbol[ready[row]]), set()):
                outcome[row] = "nonpositive_price"
    return outcome


def _remarks(
    spec: Spec, plan: Plan, windows: Windows, ready: Ints, shared: Column
) -> Sequence[str]:
    notes: list[str] = []
    model = find(spec.model)
    for first, last in plan.windows or (plan.path,):
        if first <= plan.estimation[1] and last >= plan.estimation[0]:
            notes.append(
                f"the event window {first}:{last} reaches into the estimation window"
                f" {plan.estimation[0]}:{plan.estimation[1]}"
            )
    if spec.thin != "none" and not model.weighted:
        notes.append(f"the model {spec.model} does not weight returns: --thin changes nothing")
    lost = windows.events.outcome == "no_benchmark"
    if lost.any():
        named = ", ".join(sorted({str(name) for name in windows.events.benchmark[lost] if name}))
        notes.append(
            f"{int(lost.sum())} events have no benchmark among the prices"
            f"{f' (it would be {named})' if named else ''}: --benchmark names one"
        )
    if shared.any():
        ids = [str(i) for i in windows.events.event_id[ready[shared]]]
        notes.append(
            f"{len(ids)} events have another event of the same company inside their event"
            f" window: {few(ids)}"
        )
    if spec.as_of is not None:
        notes.append(nothing_after(spec.as_of))
    return notes


def panel_of(solved: Solved) -> Panel:
    """The valid events as the group statistics read them."""
    rows, request, fits = solved.valid, solved.request, solved.fits
    events, layout, plan = solved.windows.events, request.layout, request.plan
    picked = solved.ready[rows]
    at = request.at[rows]
    residual, leverage = residuals(solved.estimate, request)
    residual[fits.sigma == 0] = np.nan
    Z, A = regressor_rows(solved)
    groups = tuple(str(g) or "all" for g in events.group[picked])
    return Panel(
        event_ids=tuple(str(i) for i in events.event_id[picked]),
        symbols=tuple(str(s) for s in events.symbol[picked]),
        groups=groups,
        exchanges=tuple(solved.windows.calendars[int(s)] for s in events.series[picked]),
        tau=np.arange(plan.path[0], plan.path[1] + 1),
        est_tau=np.arange(plan.estimation[0], plan.estimation[1] + 1),
        day0=layout.dates[at],
        ar=fits.ar[rows],
        ar_se=fits.ar_se[rows],
        ar_dates=np.ascontiguousarray(windows_of(layout.dates, at, plan.path)),  # type: ignore[arg-type]
        residuals=residual[rows],
        est_dates=np.ascontiguousarray(windows_of(layout.dates, at, plan.estimation)),  # type: ignore[arg-type]
        leverage=leverage[rows],
        n_est=fits.n[rows],
        dof=fits.dof[rows],
        sigma=fits.sigma[rows],
        Z=Z[rows],
        A=A[rows],
        windows=plan.windows,
        car=fits.car[rows],
        car_se=fits.car_se[rows],
        scar=fits.scar[rows],
    )


def regressor_rows(solved: Solved) -> tuple[Floats, Floats]:
    """For every fit the event days' regressors (N, L, k) with (X'X)^-1 (N, k, k)."""
    request, fits, design = solved.request, solved.fits, solved.estimate.design
    n, path = len(fits), request.plan.path[1] - request.plan.path[0] + 1
    q, constant = fits.mean.shape[1], design.constant
    k = q + constant
    Z, A = np.zeros((n, path, k)), np.zeros((n, k, k))
    if constant:
        Z[:, :, 0] = 1.0
        A[:, 0, 0] = 1.0 / np.maximum(fits.n, 1)
    if q:
        rows = np.stack([windows_of(x, request.at, request.plan.path) for x in design.X], axis=2)
        Z[:, :, constant:] = rows - fits.mean[:, None, :] if constant else rows
        A[:, constant:, constant:] = fits.spread
    missing = ~np.isfinite(fits.ar)
    Z[missing] = np.nan
    return Z, A
