"""A panel made by plain least squares, one event at a time, for tests that need one at hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.inference.results import adjust_rows
from marketlink.study.inference.sample import panel_rows, stacks_of
from marketlink.study.panel import Panel


@dataclass(frozen=True)
class Series:
    """One event's own sessions: dates (ordinals), returns, regressors (n, k), position of day 0."""

    dates: np.ndarray
    returns: np.ndarray
    regressors: np.ndarray
    day0: int
    name: str = ""
    group: str = ""


def panel_of(events, estimation, event, windows):
    """The panel of a list of :class:`Series`: estimation and event are tau ranges, both ends in."""
    rows = [_fitted(series, estimation, event, windows) for series in events]
    stacked = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    return Panel(
        event_ids=tuple(str(i) for i in range(len(events))),
        symbols=tuple(series.name for series in events),
        groups=tuple(series.group for series in events),
        tau=np.arange(event[0], event[1] + 1),
        est_tau=np.arange(estimation[0], estimation[1] + 1),
        windows=tuple(windows),
        **stacked,
    )


def _slots(series, span):
    place = series.day0 + np.arange(span[0], span[1] + 1)
    inside = (place >= 0) & (place < series.dates.size)
    safe = np.where(inside, place, 0)
    returns = np.where(inside, series.returns[safe], np.nan)
    rows = np.where(inside[:, None], series.regressors[safe], np.nan)
    gone = np.isnan(returns) | np.isnan(rows).any(axis=1)
    dates = np.where(inside, series.dates[safe], 0)
    return np.where(gone, np.nan, returns), np.where(gone[:, None], np.nan, rows), dates


def _fitted(series, estimation, event, windows):
    y, x, est_dates = _slots(series, estimation)
    ok = ~np.isnan(y)
    a = np.linalg.inv(x[ok].T @ x[ok]) if x.shape[1] else np.zeros((0, 0))
    b = a @ x[ok].T @ y[ok]
    residuals, leverage = np.full(y.size, np.nan), np.full(y.size, np.nan)
    residuals[ok] = y[ok] - x[ok] @ b
    leverage[ok] = np.einsum("tk,kl,tl->t", x[ok], a, x[ok])
    dof = int(ok.sum()) - x.shape[1]
    sigma = np.sqrt(residuals[ok] @ residuals[ok] / dof)
    y1, z, ar_dates = _slots(series, event)
    ar = y1 - z @ b
    ar_se = sigma * np.sqrt(1.0 + np.einsum("tk,kl,tl->t", z, a, z))
    car, car_se = np.full(len(windows), np.nan), np.full(len(windows), np.nan)
    days = np.zeros(len(windows), dtype=np.int64)
    for w, (first, last) in enumerate(windows):
        inside = slice(first - event[0], last - event[0] + 1)
        held = ~np.isnan(ar[inside])
        days[w] = held.sum()
        if held.any():
            total = z[inside][held].sum(axis=0)
            car[w] = ar[inside][held].sum()
            car_se[w] = sigma * np.sqrt(held.sum() + total @ a @ total)
    return {
        "day0": np.int64(series.dates[series.day0]),
        "ar": ar,
        "ar_se": ar_se,
        "span": np.ones(ar.size),
        "ar_dates": ar_dates,
        "residuals": residuals,
        "est_dates": est_dates,
        "leverage": leverage,
        "n_est": np.int64(ok.sum()),
        "dof": np.int64(dof),
        "sigma": sigma,
        "Z": z,
        "A": a,
        "car": car,
        "car_se": car_se,
        "scar": car / car_se,
        "bhar": car,
        "days": days,
    }


def simulated(n=30, t=120, r=0.2, shared=True, seed=1, effect=0.0, span=(-10, 10), missing=0.0):
    """A market-model panel of n events with residual correlation r, on shared or far dates."""
    generator = np.random.default_rng(seed)
    length = t + 10 + span[1] - span[0] + 1
    market = generator.standard_normal((1 if shared else n, length)) * 0.01
    common = generator.standard_normal((1 if shared else n, length))
    own = generator.standard_normal((n, length))
    shock = 0.02 * (np.sqrt(r) * common + np.sqrt(1 - r) * own)
    returns = 0.0005 + 1.1 * market + shock
    day0 = length - 1 - span[1]
    returns[:, day0] += effect
    returns[generator.random(returns.shape) < missing] = np.nan
    market = np.broadcast_to(market, returns.shape)
    events = []
    for i in range(n):
        first = 730_000 + (0 if shared else 400 * i)
        x = np.column_stack([np.ones(length), market[i]])
        events.append(Series(first + np.arange(length), returns[i], x, day0, f"S{i}"))
    estimation = (span[0] - 10 - t, span[0] - 11)
    return panel_of(events, estimation, span, ((0, 0), (-1, 1), (0, 5), (0, 10)))


def battery(panel, windows=None, *, bound=None, adjust="holm", draws=1999, seed=20250127):
    """Rows of the table ``tests`` of a panel's groups, in some of its windows."""
    place = [panel.windows.index(one) for one in windows or panel.windows]
    some = {
        name: getattr(panel, name)[:, place] for name in ("car", "car_se", "scar", "bhar", "days")
    }
    panel = replace(panel, windows=tuple(panel.windows[at] for at in place), **some)
    results = panel_rows(stacks_of(panel), (bound, (draws, seed)))
    rows = [row for own in results for row in own]
    adjust_rows(rows, adjust)
    return rows
