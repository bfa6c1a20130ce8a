"""Volume and volatility, whose days depend on each other: forecast by an autoregression."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan, empty, store_car
from marketlink.study.models.design import Design, Estimate, Request, windows_of

ORDER = 20
"""Days whose level the next one's forecast reads."""
MEMORY = 40
"""Days over which the dependence of far days fades (Bartlett's weights)."""
BLOCK = 2_048
"""Fits worked on at a time."""


def forecast(
    y: Floats, at: Ints, plan: Plan, masked: Flags | None = None, since: Ints | None = None
) -> Fits:
    """The level of every event day less its forecast from the end of the estimation window.

    The one coefficient is the mean. The variance of a sum is that of its forecast, from the moving
    average form of the autoregression, and of the estimated mean; ``dof`` is how many independent
    days the estimation window is worth, less one.

    Parameters
    ----------
    y : (M,) levels, NaN missing, padded by ``plan.reach``
    at : (N,) positions of day 0
    masked : (M,) days that no estimation window may use
    since : (N,) first position that the estimation window of each fit may use

    Reference: Brockwell and Davis (1991), 5.1 (Yule-Walker) and 5.4 (forecast error); Newey and
    West (1987) for the long-run variance; Ajinkya and Jain (1989) for autocorrelated volume.
    """
    fits = empty(len(at), plan, 1, 0)
    used = y if masked is None else np.where(masked, np.nan, y)
    for low in range(0, len(at), BLOCK):
        rows = np.arange(low, min(low + BLOCK, len(at)))
        level = windows_of(used, at[rows], plan.estimation)
        if since is not None:
            day = at[rows, None] + np.arange(plan.estimation[0], plan.estimation[1] + 1)
            level = np.where(day < since[rows, None], np.nan, level)
        _block(fits, level, y, at[rows], rows, plan)
    return fits


def _block(  # noqa: PLR0917, PLR0913 (one call)
    fits: Fits, level: Floats, y: Floats, at: Ints, rows: Ints, plan: Plan
) -> None:
    there = np.isfinite(level)
    n = there.sum(axis=1)
    fits.n[rows] = n
    enough = n >= max(plan.min_obs, 2 * MEMORY)
    at, rows, n = at[enough], rows[enough], n[enough]
    level, there = level[enough], there[enough]
    mean = np.where(there, level, 0.0).sum(axis=1) / np.maximum(n, 1)
    left = np.where(there, level - mean[:, None], 0.0)
    spread = _covariances(left, there)
    some = spread[:, 0] > 0
    at, rows, n = at[some], rows[some], n[some]
    left, mean, spread = left[some], mean[some], spread[some]
    slopes = _yule_walker(spread)
    ahead = plan.path[1] - plan.estimation[1]
    shock = (spread[:, 0] - (slopes * spread[:, 1 : ORDER + 1]).sum(axis=1)) * n / (n - ORDER - 1)
    event = windows_of(y, at, (plan.estimation[1] + 1, plan.path[1])) - mean[:, None]
    error = event - _ahead(left[:, -ORDER:], slopes, ahead)
    long_run = shock / np.maximum(1.0 - slopes.sum(axis=1), 1.0 / n**0.5) ** 2
    weights = _moving_average(slopes, ahead)
    first = plan.path[0] - plan.estimation[1] - 1

    def deviation(weight: Floats) -> Floats:
        inside = np.einsum("nh,nhj->nj", weight, weights)
        with np.errstate(invalid="ignore"):  # NaN where the shocks have no variance
            return np.asarray(
                np.sqrt(shock * (inside**2).sum(axis=1) + long_run / n * weight.sum(axis=1) ** 2)
            )

    fits.dof[rows] = np.maximum(n * spread[:, 0] / long_run, 2).astype(np.int64) - 1
    fits.coef[rows, 0], fits.sigma[rows] = mean, np.sqrt(spread[:, 0])
    fits.ar[rows] = error[:, first:]
    for place in range(first, ahead) if plan.errors else ():
        one = np.where(np.isfinite(error) & (np.arange(ahead) == place), 1.0, 0.0)
        present = np.isfinite(error[:, place])
        fits.ar_se[rows, place - first] = np.where(present, deviation(one), np.nan)
    for place, (low, high) in enumerate(plan.windows):
        day = np.arange(ahead) + plan.estimation[1] + 1
        in_window = np.where(np.isfinite(error) & (day >= low) & (day <= high), 1.0, 0.0)
        total = np.where(in_window > 0, error, 0.0).sum(axis=1)
        store_car(fits, rows, place, (in_window.sum(axis=1), total, deviation(in_window)))


def _covariances(left: Floats, there: Flags) -> Floats:
    """(N, MEMORY + 1) autocovariances over the days there are, each raised by what estimating the
    mean takes off: the long-run variance over n."""
    days = left.shape[1]
    raw = np.stack(
        [
            (left[:, : days - k] * left[:, k:]).sum(axis=1)
            / np.maximum((there[:, : days - k] & there[:, k:]).sum(axis=1) + k, 1)
            for k in range(MEMORY + 1)
        ],
        axis=1,
    )
    fade = 1.0 - np.arange(1, MEMORY) / MEMORY
    long_run = raw[:, 0] + 2.0 * (raw[:, 1:MEMORY] * fade).sum(axis=1)
    return np.asarray(raw + (np.maximum(long_run, 0.0) / there.sum(axis=1))[:, None])


def _yule_walker(spread: Floats) -> Floats:
    """(N, ORDER) coefficients of the autoregression with these autocovariances."""
    lag = np.abs(np.arange(ORDER)[:, None] - np.arange(ORDER))
    right = spread[:, 1 : ORDER + 1, None]
    gram = spread[:, lag] + 1e-9 * spread[:, :1, None] * np.eye(ORDER)
    return np.asarray(np.linalg.solve(gram, right)[:, :, 0])


def _ahead(last: Floats, slopes: Floats, days: int) -> Floats:
    """(N, days) forecasts after the last days, deviations from the mean."""
    path = [last[:, k] for k in range(ORDER)]
    for _ in range(days):
        path.append((slopes * np.stack(path[: -ORDER - 1 : -1], axis=1)).sum(axis=1))
    return np.stack(path[ORDER:], axis=1)


def _moving_average(slopes: Floats, days: int) -> Floats:
    """(N, days, days) weight of the shock of day j in the forecast error of day h."""
    weight = np.zeros((len(slopes), days))
    weight[:, 0] = 1.0
    for day in range(1, days):
        for k in range(min(day, ORDER)):
            weight[:, day] += slopes[:, k] * weight[:, day - 1 - k]
    out = np.zeros((len(slopes), days, days))
    for day in range(days):
        out[:, day, : day + 1] = weight[:, day::-1]
    return out


def abnormal_volume(request: Request) -> Estimate:
    """Log volume over its forecast; a day without trades has none."""
    volume = request.layout.volume
    with np.errstate(divide="ignore", invalid="ignore"):
        return _over_forecast(np.where(volume > 0, np.log(volume), np.nan), request)


def abnormal_volatility(request: Request) -> Estimate:
    """Cube root of the squared market-adjusted return over its forecast, one session's returns.

    The root is nearly normal where the square, whose largest days are a hundred times its mean,
    rejects too seldom on one day and too often over many (Wilson and Hilferty 1931).
    """
    layout = request.layout
    left = layout.y - request.market
    y = np.where(layout.span == 1, np.cbrt(left**2), np.nan)
    return _over_forecast(y, request, (left, layout.y))


def _over_forecast(
    y: Floats, request: Request, difference: tuple[Floats, Floats] | None = None
) -> Estimate:
    design = Design(y, np.zeros((0, len(y))), difference=difference)
    fits = forecast(y, request.at, request.plan, request.masked, request.since)
    return Estimate(fits, design, ("alpha",))
