"""Benchmarks made of other companies: averages, a matched peer, a synthetic control."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan, market_model
from marketlink.study.layout import SeriesLayout
from marketlink.study.models.design import (
    Design,
    Estimate,
    Peers,
    Request,
    least_squares,
    linear,
    windows_of,
)

FEWEST = 20
"""Fewer companies than this give no p among them."""


def matched_peer(request: Request) -> Estimate:
    """Market model on the one company that correlates most in the estimation window."""

    def weigh(y: Floats, donors: Floats) -> Floats:
        dy, dx = y - y.mean(), donors - donors.mean(axis=1, keepdims=True)
        scale = np.sqrt((dx * dx).sum(axis=1) * (dy * dy).sum())
        r = np.where(scale > 0, dx @ dy / np.where(scale > 0, scale, 1.0), -2.0)
        weights = np.zeros(len(donors))
        weights[int(np.argmax(r))] = 1.0
        return weights

    return _on_weights(request, weigh)


def synthetic_control(request: Request) -> Estimate:
    """Market model on the convex mix of companies that fits the estimation window best, and each
    CAR's p among those of the other companies against controls of their own."""
    return _on_weights(request, simplex, compare=True)


class Steps(NamedTuple):
    """Which of some days each session of a series is, and from which day its return runs."""

    to: Ints
    since: Ints
    in_days: Flags

    @property
    def one(self) -> Flags:
        """Sessions whose return covers one day."""
        return np.asarray(self.in_days & (self.to - self.since == 1))

    def of(self, daily: Floats, log: bool) -> Floats:
        """A daily return over the same days as each of the series' returns."""
        out = np.where(self.in_days, daily[self.to], np.nan)
        for at in np.flatnonzero(self.in_days & ~self.one).tolist():
            days = daily[self.since[at] + 1 : self.to[at] + 1]
            out[at] = days.sum() if log else np.prod(1 + days) - 1
        return out


def steps(layout: SeriesLayout, series: int, days: Ints) -> Steps:
    """Where the sessions of one series lie among some days."""
    cut = layout.stretch(series)
    dates = layout.dates[cut]
    to = np.minimum(np.searchsorted(days, dates), max(len(days) - 1, 0))
    in_days = (dates > 0) & (days[to] == dates) if len(days) else np.zeros(len(dates), dtype=bool)
    source = np.arange(len(dates)) - layout.span[cut].astype(np.int64)
    has_source = (source >= 0) & in_days[np.maximum(source, 0)]
    return Steps(to, np.where(has_source, to[np.maximum(source, 0)], to - 1), in_days)


def on_average(request: Request, *, own: bool) -> Estimate:
    """Market model on the equal-weighted mean of all companies of the calendar, the stock's own
    among them or not."""
    peers = request.others
    x = np.full_like(request.layout.y, np.nan)
    for code in sorted(set(peers.calendars)):
        members = [s for s, c in enumerate(peers.calendars) if c == code]
        days, table = _table(request.layout, _distinct(peers, members))
        if not len(days):
            continue
        present = np.isfinite(table)
        count, total = present.sum(axis=0), np.where(present, table, 0.0).sum(axis=0)
        for series in members:
            cut, step = request.layout.stretch(series), steps(request.layout, series, days)
            y = request.layout.y[cut]
            mine = np.isfinite(y) & step.one & peers.eligible[series] & (not own)
            n, sums = count.astype(float), total.copy()
            n[step.to[mine]] -= 1
            sums[step.to[mine]] -= y[mine]
            with np.errstate(divide="ignore", invalid="ignore"):
                x[cut] = step.of(np.where(n > 0, sums / n, np.nan), peers.log)
    return linear(Design(request.layout.y, x[None]), ("beta",), request)


def _distinct(peers: Peers, members: list[int]) -> list[int]:
    """One series a symbol: a symbol studied against two benchmarks counts once."""
    first_series: dict[str, int] = {}
    for series in members:
        if peers.eligible[series]:
            first_series.setdefault(peers.symbols[series], series)
    return list(first_series.values())


def _table(layout: SeriesLayout, members: list[int]) -> tuple[Ints, Floats]:
    """Returns over one day of the given series, (n, days), on their sorted dates."""
    dates = [layout.dates[layout.stretch(s)] for s in members]
    days = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *dates]))
    days = days[days > 0]
    table = np.full((len(members), len(days)), np.nan)
    for row, series in enumerate(members):
        step = steps(layout, series, days)
        y = np.where(step.one, layout.y[layout.stretch(series)], np.nan)[step.in_days]
        table[row, step.to[step.in_days]] = y
    return days, table


def _on_weights(
    request: Request, weigh: Callable[[Floats, Floats], Floats], *, compare: bool = False
) -> Estimate:
    """Fit each event on its own benchmark, a weighted mean of its calendar's other companies."""
    layout, plan, peers = request.layout, request.plan, request.others
    before, after = plan.reach
    y_all, span = (windows_of(v, request.at, (-before, after)) for v in (layout.y, layout.span))
    synthetic = np.full((len(request.at), before + after + 1), np.nan)
    few: dict[int, int] = {}
    others: dict[int, Floats] = {}
    tables = {}
    for code in sorted(set(peers.calendars)):
        members = _distinct(peers, [s for s, c in enumerate(peers.calendars) if c == code])
        tables[code] = members, *_table(layout, members)
    length = plan.estimation[1] - plan.estimation[0] + 1
    for row, series in enumerate(peers.series.tolist()):
        members, days, table = tables[peers.calendars[series]]
        at = int(request.at[row])
        zone = slice(at + plan.ends[0], at + plan.ends[1] + 1)
        cut = layout.stretch(series)
        within, step = (
            slice(zone.start - cut.start, zone.stop - cut.start),
            steps(layout, series, days),
        )
        y = layout.y[zone]
        rows = [i for i, m in enumerate(members) if _free(peers, m, series, layout.dates[zone])]
        if not rows or not np.isfinite(y).any():
            continue
        donors = np.where(step.in_days[within], table[rows][:, step.to[within]], np.nan)
        whole = np.isfinite(donors[:, np.isfinite(y)]).mean(axis=1) > 0.95  # noqa: PLR2004 (a share)
        donors = donors[whole]
        first = plan.estimation[0] + at - zone.start
        est = slice(first, first + length)
        use = np.isfinite(y[est]) & np.isfinite(donors[:, est]).all(axis=0) & step.one[within][est]
        if request.masked is not None:
            use &= ~request.masked[zone][est]
        if not len(donors) or use.sum() < plan.min_obs:
            few[row] = int(use.sum())
            continue
        weights = weigh(y[est][use], donors[:, est][:, use])
        low = before + plan.ends[0]
        of_peers = step.of(weights @ table[rows][whole], peers.log)[within]
        synthetic[row, low : low + len(y)] = of_peers
        if compare and len(donors) > FEWEST:
            used, day = first + np.flatnonzero(use), at - zone.start
            today = replace(plan, windows=(*plan.windows, (0, 0)))
            pool = np.vstack([np.where(step.one[within], y, np.nan), donors])
            others[row] = np.abs(in_space(pool, used, today, day, int(layout.dates[at])))
    own_at = np.arange(len(synthetic)) * (before + after + 1) + before
    design = Design(y_all.ravel(), synthetic.reshape(1, -1), span=span.ravel(), at=own_at)
    masked = request.masked
    if masked is not None:
        masked = windows_of(masked, request.at, (-before, after)).ravel()
    fits = least_squares(design, replace(request, at=own_at, masked=masked))
    fits.n[list(few)] = list(few.values())
    placebo = _among(fits, others) if compare else None
    return Estimate(fits, design, ("alpha", "beta"), placebo)


def _among(fits: Fits, others: Mapping[int, Floats]) -> Floats:
    """p of the CARs of some fits among those of companies without news, (K, W + 1) each, of which
    the last ones, of day 0, widen the fit's errors in place; NaN where there are too few."""
    placebo = np.full(fits.scar.shape, np.nan)
    for row, scars in others.items():
        own, present = np.abs(fits.scar[row]), np.isfinite(scars[:, :-1])
        _widen(fits, row, scars[:, -1])
        reached, n = (present & (scars[:, :-1] >= own)).sum(axis=0), present.sum(axis=0)
        enough = (n >= FEWEST) & np.isfinite(own)
        placebo[row] = np.where(enough, (1 + reached) / (1 + n), np.nan)
    return placebo


def _widen(fits: Fits, row: int, others: Floats) -> None:
    """Widen the errors of one fit as far as those of companies without news fall short on day 0:
    weights that fit the estimation days best leave too little of them."""
    finite = others[np.isfinite(others)]
    if len(finite) >= FEWEST:
        factor = max(float(np.sqrt(np.mean(finite**2))), 1.0)
        fits.ar_se[row] *= factor
        fits.car_se[row] *= factor
        fits.scar[row] /= factor


def _free(peers: Peers, member: int, series: int, dates: Ints) -> bool:
    """Whether a company may stand for another: not itself, and without news in those days."""
    symbol = peers.symbols[member]
    if symbol == peers.symbols[series]:
        return False
    sessions = dates[dates > 0]
    return len(sessions) > 0 and not any(
        sessions[0] <= d <= sessions[-1] for d in peers.busy.get(symbol, ())
    )


UNITS = 99
"""Companies that stand in for the event's, at most: the smallest p is then 0.01."""


def simplex(y: Floats, donors: Floats) -> Floats:
    """Weights that are not negative, sum to one and fit y best (Abadie et al. 2010)."""
    from scipy.optimize import nnls  # noqa: PLC0415 (loads scipy.optimize)

    dy, dx = y - y.mean(), donors - donors.mean(axis=1, keepdims=True)
    unit = max(float(np.sqrt((dx * dx).sum(axis=1)).mean()), 1e-300)
    design = np.vstack([dx.T / unit, np.full(len(dx), 1e3)])
    weights, _ = nnls(design, np.append(dy / unit, 1e3))
    return np.asarray(weights / weights.sum())


def in_space(companies: Floats, used: Ints, plan: Plan, day: int, seed: int) -> Floats:
    """Standardised CARs of the donors, each against its own synthetic control of all others, the
    event's company among them: whichever has the news, all are treated alike, so that without an
    effect the event's rank among them is uniform. (K, W) on the event's own dates, NaN where a
    window has a gap.

    Parameters
    ----------
    companies : (1 + J, D) returns over one day of the event's company and of the donors that may
        stand for it, NaN where there is none
    used : columns that the weights are fitted on, without gaps
    day : column of day 0
    seed : draws the donors that are tried, where there are more than :data:`UNITS`

    Reference: Abadie, Diamond and Hainmueller (2010), section 3.4.
    """
    units = np.arange(1, len(companies))
    if len(units) > UNITS:
        units = np.sort(np.random.default_rng(seed).choice(units, UNITS, replace=False))
    pool = companies.copy()
    spare = np.setdiff1d(np.arange(day + plan.estimation[0], day + plan.estimation[1] + 1), used)
    pool[:, spare] = np.nan
    is_there, filled = np.isfinite(pool), np.nan_to_num(pool)
    synthetic = np.full((len(units), pool.shape[1]), np.nan)
    for row, unit in enumerate(units.tolist()):
        others = np.arange(len(pool)) != unit
        weights = simplex(pool[unit, used], pool[np.ix_(others, used)])
        days = is_there[others][weights > 0].all(axis=0)
        synthetic[row, days] = (weights @ filled[others])[days]
    before = max(plan.reach[0] - day, 0)
    y, x = (
        np.pad(values, ((0, 0), (before, plan.reach[1])), constant_values=np.nan)
        for values in (pool[units], synthetic)
    )
    at = np.arange(len(units)) * y.shape[1] + before + day
    scar: Floats = market_model(y.ravel(), x.ravel(), at, plan).scar
    return scar
