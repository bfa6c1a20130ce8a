"""Benchmarks made of other companies: averages, a matched peer, a synthetic control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.kernel import Fits, Floats, Ints, empty
from marketlink.study.layout import Layout
from marketlink.study.models.design import Design, Estimate, Request, least_squares, windows_of


@dataclass(frozen=True, slots=True)
class Peers:
    """Which series may stand as peers, by calendar; ``series`` is each event's own series."""

    series: Ints
    calendars: tuple[str, ...]
    symbols: tuple[str, ...]
    eligible: tuple[bool, ...]
    busy: dict[str, tuple[int, ...]]
    """Day-0 ordinals of each symbol's own events: a peer with its own news is no control."""


def leave_one_out(request: Request, peers: Peers) -> Estimate:
    """Market model on the equal-weighted mean of all other companies of the calendar."""
    return _on_average(request, peers, own=False)


def equal_weighted(request: Request, peers: Peers) -> Estimate:
    """Market model on the equal-weighted mean of all companies, the stock's own among them."""
    return _on_average(request, peers, own=True)


def matched_peer(request: Request, peers: Peers) -> Estimate:
    """Market model on the one company that correlates most in the estimation window."""

    def weigh(y: Floats, donors: Floats) -> Floats:
        dy, dx = y - y.mean(), donors - donors.mean(axis=1, keepdims=True)
        scale = np.sqrt((dx * dx).sum(axis=1) * (dy * dy).sum())
        r = np.where(scale > 0, dx @ dy / np.where(scale > 0, scale, 1.0), -2.0)
        weights = np.zeros(len(donors))
        weights[int(np.argmax(r))] = 1.0
        return weights

    return _on_weights(request, peers, weigh)


def synthetic_control(request: Request, peers: Peers) -> Estimate:
    """Market model on the convex mix of companies that fits the estimation window best."""
    return _on_weights(request, peers, simplex)


def simplex(y: Floats, donors: Floats) -> Floats:
    """Weights that are not negative, sum to one and fit y best (Abadie et al. 2010)."""
    from scipy.optimize import nnls

    dy, dx = y - y.mean(), donors - donors.mean(axis=1, keepdims=True)
    unit = max(float(np.sqrt((dx * dx).sum(axis=1)).mean()), 1e-300)
    design = np.vstack([dx.T / unit, np.full(len(dx), 1e3)])
    weights, _ = nnls(design, np.append(dy / unit, 1e3))
    return np.asarray(weights / weights.sum())


def _on_average(request: Request, peers: Peers, own: bool) -> Estimate:
    x = np.full_like(request.layout.y, np.nan)
    for code in sorted(set(peers.calendars)):
        members = [s for s, c in enumerate(peers.calendars) if c == code]
        days, table = _table(request.layout, _distinct(peers, members))
        present = np.isfinite(table)
        count, total = present.sum(axis=0), np.where(present, table, 0.0).sum(axis=0)
        for series in members:
            cut = request.layout.stretch(series)
            at = np.searchsorted(days, request.layout.dates[cut])
            at = np.minimum(at, len(days) - 1)
            there = days[at] == request.layout.dates[cut]
            y = np.where(request.layout.span[cut] == 1, request.layout.y[cut], np.nan)
            mine = np.isfinite(y) & peers.eligible[series] & (not own)
            n = count[at] - mine
            sums = total[at] - np.where(mine, y, 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                x[cut] = np.where(there & (n > 0), sums / n, np.nan)
    design = Design(request.layout.y, x[None])
    return Estimate(least_squares(design, request), design, ("alpha", "beta"))


def _distinct(peers: Peers, members: list[int]) -> list[int]:
    """One series a symbol: a symbol studied against two benchmarks counts once."""
    seen: dict[str, int] = {}
    for series in members:
        if peers.eligible[series]:
            seen.setdefault(peers.symbols[series], series)
    return list(seen.values())


def _table(layout: Layout, members: list[int]) -> tuple[Ints, Floats]:
    """Returns over one session of the given series, (n, days), on their sorted dates."""
    dates = [layout.dates[layout.stretch(s)] for s in members]
    days = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *dates]))
    days = days[days > 0]
    table = np.full((len(members), len(days)), np.nan)
    for row, series in enumerate(members):
        cut = layout.stretch(series)
        known = layout.dates[cut] > 0
        y = np.where(layout.span[cut] == 1, layout.y[cut], np.nan)[known]
        table[row, np.searchsorted(days, layout.dates[cut][known])] = y
    return days, table


def _on_weights(
    request: Request, peers: Peers, weigh: Callable[[Floats, Floats], Floats]
) -> Estimate:
    """Fit each event on its own benchmark, a weighted mean of its calendar's other companies."""
    layout, plan = request.layout, request.plan
    fits = empty(len(request.at), plan, 2, 1)
    made = np.full_like(layout.y, np.nan)
    tables = {code: _members(layout, peers, code) for code in sorted(set(peers.calendars))}
    for row, series in enumerate(peers.series.tolist()):
        members, days, table = tables[peers.calendars[series]]
        zone = slice(
            int(request.at[row] + plan.estimation[0]), int(request.at[row] + plan.path[1] + 1)
        )
        dates = layout.dates[zone]
        at = np.minimum(np.searchsorted(days, dates), max(len(days) - 1, 0))
        held = days[at] == dates if len(days) else np.zeros(len(dates), dtype=bool)
        rows = [i for i, m in enumerate(members) if _free(peers, m, series, dates)]
        donors = np.where(held, table[rows][:, at], np.nan)
        y = layout.y[zone]
        length = plan.estimation[1] - plan.estimation[0] + 1
        whole = np.isfinite(donors).mean(axis=1) > 0.95 if rows else np.zeros(0, dtype=bool)
        donors = donors[whole]
        use = np.isfinite(y[:length]) & np.isfinite(donors[:, :length]).all(axis=0)
        if not len(donors) or use.sum() < plan.min_obs:
            fits.n[row] = int(use.sum())
            continue
        weights = weigh(y[:length][use], donors[:, :length][:, use])
        made[zone] = weights @ donors
        lone = replace(request, at=request.at[row : row + 1])
        one = least_squares(Design(layout.y, made[None]), lone)
        _copy(fits, one, row)
    return Estimate(fits, Design(layout.y, made[None]), ("alpha", "beta"))


def _members(layout: Layout, peers: Peers, code: str) -> tuple[list[int], Ints, Floats]:
    members = _distinct(peers, [s for s, c in enumerate(peers.calendars) if c == code])
    return members, *_table(layout, members)


def _free(peers: Peers, member: int, series: int, dates: Ints) -> bool:
    """Whether a company may stand for another: not itself, and without news in those days."""
    symbol = peers.symbols[member]
    if symbol == peers.symbols[series]:
        return False
    known = dates[dates > 0]
    return len(known) > 0 and not any(
        known[0] <= d <= known[-1] for d in peers.busy.get(symbol, ())
    )


def _copy(fits: Fits, one: Fits, row: int) -> None:
    for name in ("n", "dof", "coef", "sigma", "r2", "ar", "ar_se", "car", "car_se", "scar", "days",
                 "mean", "spread"):  # fmt: skip
        getattr(fits, name)[row] = getattr(one, name)[0]


def residual_windows(estimate: Estimate, request: Request) -> Floats:
    """The benchmark made for each event over its estimation window, for inspection."""
    return windows_of(estimate.design.X[0], request.at, request.plan.estimation)
