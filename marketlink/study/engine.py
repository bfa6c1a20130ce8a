"""One partition of a study from its returns to its fits, outcomes and flags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from marketlink.errors import InputError
from marketlink.study.alignment import Windows
from marketlink.study.inputs import factor_names, load_whole, prepare
from marketlink.study.kernel import Fits, Ints, Plan
from marketlink.study.layout import mark_windows, overlaps
from marketlink.study.models import estimate, find, regressors
from marketlink.study.models.design import Peers, Request
from marketlink.study.outcomes import flags_of_events, last_change, outcomes_of_fits
from marketlink.study.partition import Scope, StudyInput
from marketlink.study.solved import Solved

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

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
            f"At least {spec.min_obs} returns are asked for",
            f"--min-obs {max(length // 2, 3)} or a longer window",
        )
    ends = [end for window in (*windows, spec.window) for end in window]
    return Plan(spec.estimation, (min(ends), max(ends)), windows, spec.min_obs)


def reach_of(plan: Plan) -> tuple[int, int]:
    """Padding around the prices: the windows, and a day for leads and lags."""
    before, after = plan.reach
    return before + max(0, plan.path[1] - plan.path[0]) + 2, after + 2


def read(con: DuckDBPyConnection, spec: Spec, scope: Scope | None = None) -> StudyInput:
    """Read what a specification needs of the relations on a connection; ``scope`` is that of the
    whole study, where they are a part of it.

    Raises
    ------
    InputError
        An unknown model, a factor nobody provides, or windows that cannot be.
    """
    model, plan = find(spec.model), plan_of(spec)
    if spec.returns not in ("simple", "log"):
        raise InputError(f"No returns are called {spec.returns!r}", "", "simple or log")
    names = regressors(model, spec.factors, sorted(factor_names(con)))
    return prepare(con, spec, reach_of(plan), model, names, scope=scope)


def solve(con: DuckDBPyConnection, spec: Spec, threads: int = 1) -> Solved:
    """A study as one partition, on the relations that :func:`marketlink.study.inputs.prepare`
    reads: the events mapped, the returns matched, the model fitted on so many threads.

    Reference: Campbell, Lo, MacKinlay 1997, chapter 4.
    """
    work = read(con, spec)
    return solve_windows(spec, work.frame.regressors, load_whole(con, work), threads)


def solve_windows(spec: Spec, names: tuple[str, ...], windows: Windows, threads: int = 1) -> Solved:
    """Fit the model of a study to a partition; ``names`` are regressors besides the benchmark."""
    model, plan = find(spec.model), plan_of(spec)
    if spec.returns == "log":
        with np.errstate(divide="ignore", invalid="ignore"):
            y, X = np.log1p(windows.layout.y), np.log1p(windows.layout.X)
        windows = replace(windows, layout=replace(windows.layout, y=y, X=X))
    events, layout = windows.events, windows.layout
    at, row = _distinct(events.at)
    series = np.searchsorted(layout.begin, at, side="right") - 1
    regressor_names = (spec.benchmark or "benchmark", *names) if model.benchmark else names
    request = Request(layout, at, plan, regressor_names, model.benchmark, spec.thin, None, threads)
    if spec.mask_events:
        request = replace(request, masked=mark_windows(layout, at, spec.window) > 0)
    if spec.after_breaks and len(layout.volume):
        request = replace(request, since=last_change(windows, at, series, min(plan.path[0], 0)))
    overlap, shared = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    if len(at):
        own = {"estimation": plan.estimation, "path": spec.window}
        overlap, shared = overlaps(layout, at, own, np.bincount(row[row >= 0]))
    if model.peers:
        request = replace(request, peers=_peers(windows, series, spec.returns == "log"))
    solution = estimate(model, request)
    code = events.outcome.copy()
    code[row >= 0] = outcomes_of_fits(windows, request, solution, spec)[row[row >= 0]]
    part = Solved(
        spec=spec, model=model, windows=windows, request=request, estimate=solution, row=row,
        series=series, code=code, flags=np.zeros(len(code), dtype=np.int16),
        missing=_missing(request, solution.fits), overlap=overlap,
    )  # fmt: skip
    return replace(part, flags=flags_of_events(part, shared))


def _distinct(at: Ints) -> tuple[Ints, Ints]:
    """The distinct positions in the order of the events, in which a benchmark of other companies is
    laid down, and which of them each event has."""
    ready = np.flatnonzero(at >= 0)
    positions, first, place = np.unique(at[ready], return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(positions), dtype=np.int64)
    rank[order] = np.arange(len(positions))
    row = np.full(len(at), -1, dtype=np.int64)
    row[ready] = rank[place]
    return positions[order], row


def _missing(request: Request, fits: Fits) -> Ints:
    """Estimation days that no return, or no regressor, could be had for; masked days aside."""
    first, last = request.plan.estimation
    missing: Ints = last - first + 1 - fits.n.astype(np.int64)
    if request.masked is not None and len(request.at):
        masked_before = np.concatenate(([0], np.cumsum(request.masked)))
        missing = missing - (
            masked_before[request.at + last + 1] - masked_before[request.at + first]
        )
    return missing


def _peers(windows: Windows, series: Ints, log: bool) -> Peers:
    busy: dict[str, set[int]] = {}
    events = windows.events
    for event in np.flatnonzero(events.at >= 0).tolist():
        symbol = windows.symbols[int(events.series[event])]
        busy.setdefault(symbol, set()).add(int(events.day0[event]))
    return Peers(
        series=series, calendars=windows.peer_calendars, symbols=windows.symbols,
        eligible=tuple(not s.startswith("^") and s not in windows.indices for s in windows.symbols),
        busy={symbol: tuple(sorted(days)) for symbol, days in busy.items()}, log=log,
    )  # fmt: skip
