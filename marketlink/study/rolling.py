"""Every session of a company at once: compensated prefix sums of median-centred returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.kernel import ROUNDING, Flags, Floats, Plan


@dataclass(frozen=True, slots=True)
class Rolled:
    """Market-model fits with every session as day 0; NaN where the window is not admissible.

    ``alpha``, ``beta``, ``sigma`` and ``n`` are (S, M); ``car``, ``car_se`` and ``scar`` are
    (W, S, M), one plane a window.
    """

    n: Floats
    alpha: Floats
    beta: Floats
    sigma: Floats
    car: Floats
    car_se: Floats
    scar: Floats


def roll(y: Floats, x: Floats, plan: Plan) -> Rolled:
    """Fit the market model with day 0 on every session of each series.

    Parameters
    ----------
    y, x : (S, M) returns of stock and benchmark, one row a symbol, NaN where missing.

    Returns
    -------
    Rolled
        Agrees with :func:`marketlink.study.kernel.market_model` to rounding. Sums carry the
        error of every addition along (TwoSum), and returns are centred on the row's median, so
        that a bad tick outside the window cannot reach into it.

    Reference
    ---------
    Ogita, Rump, Oishi 2005, algorithm 4.1 (TwoSum); Campbell, Lo, MacKinlay 1997, eq. 4.4.9.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _roll(y, x, plan)


def _roll(y: Floats, x: Floats, plan: Plan) -> Rolled:
    bad = ~(np.isfinite(y) & np.isfinite(x))
    mid_y, mid_x = _median(y, bad), _median(x, bad)
    dy, dx = np.where(bad, 0.0, y - mid_y), np.where(bad, 0.0, x - mid_x)
    sums = _Windows(y.shape[1], plan)
    counts, est = sums.padded(len(y)), plan.estimation
    sums.fill(counts, ~bad)
    total_y, total_x = sums.prefix(dy), sums.prefix(dx)
    n = sums.plain(counts, est)
    sy, sx = sums.exact(total_y, est), sums.exact(total_x, est)
    mean_x, mean_y = sx / n, sy / n
    sxx = sums.exact(sums.prefix(dx * dx), est) - sx * mean_x
    sxy = sums.exact(sums.prefix(dx * dy), est) - sx * mean_y
    syy = sums.exact(sums.prefix(dy * dy), est) - sy * mean_y
    ok = (n >= plan.min_obs) & (n > 2) & (sxx > ROUNDING * n * (mid_x + mean_x) ** 2)
    beta = np.where(ok, sxy / sxx, np.nan)
    sigma = np.sqrt(np.maximum(syy - beta * sxy, 0.0) / (n - 2))
    shape = (len(plan.windows), *y.shape)
    car, se = np.empty(shape), np.empty(shape)
    for j, window in enumerate(plan.windows):
        m = sums.plain(counts, window)
        shift = sums.exact(total_x, window) - m * mean_x
        car[j] = sums.exact(total_y, window) - m * mean_y - beta * shift
        se[j] = sigma * np.sqrt(m + m * m / n + shift * shift / sxx)
        car[j][m == 0], se[j][m == 0] = np.nan, np.nan
    alpha = (mid_y + mean_y) - beta * (mid_x + mean_x)
    return Rolled(n, alpha, beta, sigma, car, se, car / np.where(se > 0, se, np.nan))


class _Windows:
    """Window sums at every position out of padded prefix sums; windows are cut at the ends."""

    def __init__(self, length: int, plan: Plan) -> None:
        ends = [end for window in (plan.estimation, *plan.windows) for end in window]
        self.length, self.before, self.after = length, max(-min(ends), 0), max(max(ends) + 1, 0)

    def padded(self, rows: int) -> Floats:
        """Room for the prefix sums of ``length`` values with the padding around them."""
        return np.zeros((rows, self.before + self.length + 1 + self.after))

    def fill(self, room: Floats, values: Floats | Flags) -> tuple[Floats, Floats]:
        """Running sums of the values in their room; views before and after each value."""
        first, last = self.before, self.before + self.length
        np.cumsum(values, axis=1, out=room[:, first + 1 : last + 1])
        room[:, last + 1 :] = room[:, last : last + 1]
        return room[:, first:last], room[:, first + 1 : last + 1]

    def plain(self, prefix: Floats, window: tuple[int, int]) -> Floats:
        """Differences of prefix sums: the window's sum at every position."""
        high, low = self.before + window[1] + 1, self.before + window[0]
        return prefix[:, high : high + self.length] - prefix[:, low : low + self.length]

    def prefix(self, values: Floats) -> tuple[Floats, Floats]:
        """Running sums and the running sum of their rounding errors (TwoSum)."""
        high, low = self.padded(len(values)), self.padded(len(values))
        before, after = self.fill(high, values)
        step = after - before
        error = after - step
        np.subtract(before, error, out=error)
        np.subtract(values, step, out=step)
        error += step
        self.fill(low, error)
        return high, low

    def exact(self, prefix: tuple[Floats, Floats], window: tuple[int, int]) -> Floats:
        """Window sums with the errors of the additions put back."""
        total = self.plain(prefix[0], window)
        total += self.plain(prefix[1], window)
        return total


def _median(values: Floats, bad: Flags) -> Floats:
    """A middle value of each row's present values, as a column."""
    ordered = np.sort(np.where(bad, np.nan, values), axis=1)
    middle = (values.shape[1] - bad.sum(axis=1)) // 2
    picked = np.take_along_axis(ordered, np.minimum(middle, values.shape[1] - 1)[:, None], axis=1)
    return np.where(np.isfinite(picked), picked, 0.0)
