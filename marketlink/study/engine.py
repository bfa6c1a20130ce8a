"""One partition of a study from its returns to its fits, outcomes and flags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from marketlink.errors import InputError
from marketlink.study.event_dates import CODE, OUTCOMES
from marketlink.study.flags import FLAG
from marketlink.study.holding import buy_and_hold
from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan, Whole, rows_of
from marketlink.study.layout import Layout, mark_windows, overlaps
from marketlink.study.models import Model, estimate, find, regressors
from marketlink.study.models.design import Design, Estimate, Request, residuals, windows_of
from marketlink.study.models.peers import Peers
from marketlink.study.panel import Panel
from marketlink.study.relations import Column
from marketlink.study.venue_breaks import last_change, span_change
from marketlink.study.windows import Windows, Work, factor_names, load_whole, prepare, taken

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

Elsewhere = Callable[[Design, Request, Ints], Fits]
"""Fits a design in another place, given the series of each position."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A partition's events, windows and fits, before they are laid out as tables.

    A fit belongs to a series and a session: ``row`` is the fit of every event (-1: none) and
    ``series`` the series of every fit. ``code`` is the outcome of every event by number, ``flags``
    what else there is to say of it, as bits. ``missing`` and ``overlap`` are by fit: estimation
    days without a return, and those inside the window of another event of the company. ``told``
    are faults of prices by number, each with the first event whose windows hold it.
    """

    spec: Spec
    model: Model
    windows: Windows
    request: Request
    estimate: Estimate
    row: Ints
    series: Ints
    code: Whole
    flags: Whole
    missing: Ints
    overlap: Ints
    told: tuple[tuple[int, int], ...] = ()

    @property
    def fits(self) -> Fits:
        """The distinct fits."""
        return self.estimate.fits

    @property
    def outcome(self) -> Column:
        """The outcome code of every event."""
        return np.array(OUTCOMES, dtype=object)[self.code]

    @property
    def picked(self) -> Ints:
        """The events with an answer."""
        return np.flatnonzero(self.code == 0)

    @property
    def valid(self) -> Ints:
        """Their fits."""
        return self.row[self.picked]

    def some(self, rows: Ints) -> tuple[Estimate, Request]:
        """The fits at the given rows, with the request that they answer."""
        made, request = self.estimate, self.request
        part = Estimate(rows_of(made.fits, rows), made.design, made.coefficients)
        since = None if request.since is None else request.since[rows]
        return part, replace(request, at=request.at[rows], since=since)

    def bhar(self, some: tuple[Estimate, Request]) -> Floats:
        """Buy-and-hold abnormal returns of some fits, (fits, windows); NaN where the model is not
        of returns."""
        made, request = some
        if self.model.unit != "return":
            return np.full((len(made.fits), len(request.plan.windows)), np.nan)
        return buy_and_hold(made.fits, request, log=self.spec.returns == "log")

    def events(self, some: Ints | slice) -> Solved:
        """The same fits with some of the events, by their places."""
        old = self.windows.events
        rows = taken(old.rows, some, 0)
        events = replace(
            old, rows=rows, day0=old.day0[some], rule=old.rule[some], outcome=old.outcome[some],
            series=old.series[some], at=old.at[some],
            event_id=old.event_id[some] if len(old.event_id) else old.event_id,
        )  # fmt: skip
        return replace(
            self, windows=replace(self.windows, events=events), row=self.row[some],
            code=self.code[some], flags=self.flags[some],
        )  # fmt: skip

    def only(self, some: Ints) -> Solved:
        """Some of the events with an answer, with their fits and no other."""
        part = self.events(some)
        held, row = np.unique(part.row, return_inverse=True)
        made, request = self.some(held)
        return replace(
            part, estimate=made, request=request, row=row, series=self.series[held],
            missing=self.missing[held], overlap=self.overlap[held],
        )  # fmt: skip


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


def reach_of(plan: Plan) -> tuple[int, int]:
    """Padding around the prices: the windows, and a day for leads and lags."""
    before, after = plan.reach
    return before + max(0, plan.path[1] - plan.path[0]) + 2, after + 2


def read(con: DuckDBPyConnection, spec: Spec) -> Work:
    """Read what a specification needs of the relations on a connection.

    Raises
    ------
    InputError
        An unknown model, a factor nobody provides, or windows that cannot be.
    """
    model, plan = find(spec.model), plan_of(spec)
    if spec.returns not in ("simple", "log"):
        raise InputError(f"No returns are called {spec.returns!r}", "", "simple or log")
    names = regressors(model, spec.factors, sorted(factor_names(con)))
    return prepare(
        con,
        spec,
        reach_of(plan),
        benchmark=model.benchmark,
        factors=names,
        everyone=model.peers,
        volume=model.unit == "log volume",
    )


def solve(con: DuckDBPyConnection, spec: Spec, threads: int = 1) -> Solved:
    """A study as one partition: the events mapped, the returns matched, the model fitted.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the relations that :func:`marketlink.study.windows.prepare` reads.
    spec : Spec
        Windows in tau, both ends in.
    threads : of the kernel

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, chapter 4.
    """
    work = read(con, spec)
    return solve_windows(spec, work.frame.regressors, load_whole(con, work), threads)


def solve_windows(
    spec: Spec,
    names: tuple[str, ...],
    windows: Windows,
    threads: int = 1,
    elsewhere: Elsewhere | None = None,
) -> Solved:
    """Fit the model of a study to a partition.

    Parameters
    ----------
    names : the regressors besides the benchmark
    threads : of the kernel
    elsewhere : fits a design in another place; None fits it here
    """
    model, plan = find(spec.model), plan_of(spec)
    if spec.returns == "log":
        windows = replace(windows, layout=_logarithms(windows.layout))
    events, layout = windows.events, windows.layout
    at, row = _distinct(events.at)
    series = np.searchsorted(layout.begin, at, side="right") - 1
    named = (spec.benchmark or "benchmark", *names) if model.benchmark else names
    request = Request(layout, at, plan, named, model.benchmark, spec.thin, None, threads)
    if spec.mask_events:
        request = replace(request, masked=mark_windows(layout, at, spec.window) > 0)
    if spec.after_breaks and len(layout.volume):
        request = replace(request, since=last_change(windows, at, series, min(plan.path[0], 0)))
    overlap, shared = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    if len(at):
        own = {"estimation": plan.estimation, "path": spec.window}
        overlap, shared = overlaps(layout, at, own, np.bincount(row[row >= 0]))
    asked = request
    if elsewhere is not None:
        asked = replace(request, elsewhere=lambda design, part: elsewhere(design, part, series))
    peers = _peers(windows, series, spec.returns == "log") if model.peers else None
    made = estimate(model, asked, peers)
    code = events.outcome.copy()
    code[row >= 0] = _judged(windows, request, made, spec)[row[row >= 0]]
    part = Solved(
        spec=spec, model=model, windows=windows, request=request, estimate=made, row=row,
        series=series, code=code, flags=np.zeros(len(code), dtype=np.int16),
        missing=_missing(request, made.fits), overlap=overlap,
    )  # fmt: skip
    return replace(part, flags=_flags(part, shared))


def _distinct(at: Ints) -> tuple[Ints, Ints]:
    """The distinct positions in the order of the events, and which of them each event has."""
    ready = np.flatnonzero(at >= 0)
    found, first, place = np.unique(at[ready], return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found))
    row = np.full(len(at), -1, dtype=np.int64)
    row[ready] = rank[place]
    return found[order], row


def _missing(request: Request, fits: Fits) -> Ints:
    """Estimation days that no return, or no regressor, could be had for; masked days aside."""
    first, last = request.plan.estimation
    missing: Ints = last - first + 1 - fits.n.astype(np.int64)
    if request.masked is not None and len(request.at):
        held = np.concatenate(([0], np.cumsum(request.masked)))
        missing = missing - (held[request.at + last + 1] - held[request.at + first])
    return missing


def _logarithms(layout: Layout) -> Layout:
    with np.errstate(divide="ignore", invalid="ignore"):
        return replace(layout, y=np.log1p(layout.y), X=np.log1p(layout.X))


def _peers(windows: Windows, series: Ints, log: bool) -> Peers:
    busy: dict[str, set[int]] = {}
    events = windows.events
    for event in np.flatnonzero(events.at >= 0).tolist():
        symbol = windows.symbols[int(events.series[event])]
        busy.setdefault(symbol, set()).add(int(events.day0[event]))
    return Peers(
        series=series,
        calendars=windows.peer_calendars,
        symbols=windows.symbols,
        eligible=tuple(not s.startswith("^") and s not in windows.indices for s in windows.symbols),
        busy={symbol: tuple(sorted(days)) for symbol, days in busy.items()},
        log=log,
    )


def shown(values: Floats, plan: Plan, window: tuple[int, int]) -> Floats:
    """The columns of a window of the plan's path."""
    return values[:, window[0] - plan.path[0] : window[1] - plan.path[0] + 1]


def _judged(windows: Windows, request: Request, made: Estimate, spec: Spec) -> Whole:
    """The outcome of every fit, by number."""
    fits, plan, layout = made.fits, request.plan, windows.layout
    code = np.zeros(len(fits), dtype=np.int8)
    silent = ~np.isfinite(shown(fits.ar, plan, spec.window)).any(axis=1)
    code[silent] = CODE["halted"]
    if silent.any():
        spoilt = np.zeros(len(layout.y), dtype=bool)
        spoilt[np.concatenate([*windows.unusable, np.zeros(0, dtype=np.int64)])] = True
        at = request.at
        bad = windows_of(spoilt, at, spec.window).any(axis=1)
        code[silent & bad] = CODE["nonpositive_price"]
        if len(layout.X):
            traded = np.isfinite(windows_of(layout.y, at, spec.window)).any(axis=1)
            code[silent & traded] = CODE["no_benchmark"]
    if made.coefficients:  # what estimates nothing has abnormal returns without a history
        code[~np.isfinite(fits.sigma)] = CODE["no_variation"]
        code[fits.n < plan.min_obs] = CODE["short_history"]
    return code


def _flags(solved: Solved, shared: Flags) -> Whole:
    """What there is to say of every event besides its outcome."""
    fits, plan, row = solved.fits, solved.request.plan, solved.row
    by_fit = np.zeros(len(fits), dtype=np.int16)
    by_fit[shared] |= FLAG["overlapping"]
    by_fit[_unmatched(solved)] |= FLAG["peerless" if solved.model.peers else "unmatched"]
    by_event = np.where(row >= 0, by_fit[row] if len(fits) else 0, 0).astype(np.int16)
    of_answers = np.zeros(len(fits), dtype=np.int16)
    length = np.array([last - first + 1 for first, last in plan.windows])
    of_answers[(fits.days < length).any(axis=1)] |= FLAG["incomplete"]
    of_answers[fits.sigma == 0] |= FLAG["no_spread"]
    of_answers[~np.isfinite(fits.sigma)] |= FLAG["unjudged"]
    of_answers[_stale(solved)] |= FLAG["stale"]
    if solved.estimate.boundary is not None:
        of_answers[solved.estimate.boundary] |= FLAG["boundary"]
    if len(solved.request.layout.volume):
        of_answers[_across_venues(solved)] |= FLAG["venue_change"]
    by_event[solved.picked] |= of_answers[solved.valid]
    return by_event


def _across_venues(solved: Solved) -> Flags:
    """Fits whose windows hold volumes of before and after a change of their stock's venues."""
    plan = solved.request.plan
    reach = min(plan.estimation[0], plan.path[0]), max(plan.estimation[1], plan.path[1])
    request = solved.request
    return span_change(solved.windows, request.at, solved.series, reach, request.since)


STALE = 0.5
"""Share of returns of exactly zero in an estimation window whose closes stand still."""


def _stale(solved: Solved) -> Flags:
    """Fits whose estimation window holds more zero returns than others."""
    request = solved.request
    if solved.model.unit != "return" or not len(request.at):
        return np.zeros(len(request.at), dtype=bool)
    y, (first, last) = request.layout.y, request.plan.estimation
    still = np.concatenate(([0], np.cumsum(y == 0)))
    known = np.concatenate(([0], np.cumsum(np.isfinite(y))))
    low, high = request.at + first, request.at + last + 1
    return np.asarray(still[high] - still[low] > STALE * (known[high] - known[low]))


def _unmatched(solved: Solved) -> Flags:
    """Fits whose stock has returns where its regressors, or the other companies, have none."""
    request, plan, layout = solved.request, solved.request.plan, solved.request.layout
    short = solved.fits.n < plan.min_obs
    if solved.model.peers:
        held = np.isfinite(windows_of(layout.y, request.at, plan.estimation)).sum(axis=1)
        return np.asarray(short & (held >= plan.min_obs))
    alone = np.isfinite(layout.y) & ~np.isfinite(layout.X).all(axis=0)
    if not alone.any():
        return np.zeros(len(request.at), dtype=bool)
    days = windows_of(alone, request.at, solved.spec.window).any(axis=1)  # type: ignore[arg-type]
    before = windows_of(alone, request.at, plan.estimation).any(axis=1)  # type: ignore[arg-type]
    return np.asarray(days | (short & before))


def panel_of(solved: Solved, picked: Ints | None = None) -> Panel:
    """Events with an answer, all of them by default, as the group statistics read them."""
    picked = solved.picked if picked is None else picked
    made, request = solved.some(solved.row[picked])
    fits, layout, plan, at = made.fits, request.layout, request.plan, request.at
    events = solved.windows.events
    residual, leverage = residuals(made, request)
    residual[fits.sigma == 0] = np.nan
    Z, A = regressor_rows(made, request)
    series = solved.series[solved.row[picked]]
    span = made.design.span
    return Panel(
        event_ids=_labels(solved.windows, picked, series),
        symbols=tuple(solved.windows.symbols[int(s)] for s in series),
        groups=tuple(events.groups[int(m)] for m in events.rows.member[picked]),
        exchanges=tuple(solved.windows.calendars[int(s)] for s in series),
        tau=np.arange(plan.path[0], plan.path[1] + 1),
        est_tau=np.arange(plan.estimation[0], plan.estimation[1] + 1),
        day0=layout.dates[at],
        ar=fits.ar,
        ar_se=fits.ar_se,
        span=np.ones_like(fits.ar) if span is None else windows_of(span, at, plan.path),
        ar_dates=np.ascontiguousarray(windows_of(layout.dates, at, plan.path)),  # type: ignore[arg-type]
        residuals=residual,
        est_dates=np.ascontiguousarray(windows_of(layout.dates, at, plan.estimation)),  # type: ignore[arg-type]
        leverage=leverage,
        n_est=fits.n,
        dof=fits.dof,
        sigma=fits.sigma,
        Z=Z,
        A=A,
        windows=plan.windows,
        car=fits.car,
        car_se=fits.car_se,
        scar=fits.scar,
        bhar=solved.bhar((made, request)),
        days=fits.days,
        shown=solved.spec.window,
    )


def _labels(windows: Windows, picked: Ints, series: Ints) -> tuple[str, ...]:
    """The events' ids, or where those are not at hand what tells apart two events of one day."""
    ids = windows.events.event_id
    if len(ids):
        return tuple(str(i) for i in ids[picked])
    return tuple(str(windows.benchmarks[int(s)]) for s in series)


def regressor_rows(made: Estimate, request: Request) -> tuple[Floats, Floats]:
    """For every fit the event days' regressors (N, L, k) with (X'X)^-1 (N, k, k)."""
    fits, design = made.fits, made.design
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
