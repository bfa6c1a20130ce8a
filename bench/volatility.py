"""How the filters of the volatility forecast were chosen: on one half of two panels.

    python bench/volatility.py

Every pair of a steady and a stormy filter is tried on even symbols in odd years of the S&P 500
panel and on even symbols of Seoul's, and for the chosen pair how far a stock follows the market's
own variance; printed are the likelihood of the day's residual (Student, four degrees of freedom,
less is better), the shares rejected at 5 and 1 %, and the t of the slope of rejections over the
VIX, the stock's own EWMA and its own forecast. What was chosen is what has no slope in either
market and a likelihood near the best; ``bench/calibration.py company`` measures it on the other
half.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from calibration import DAY, Prices, draw, prices, shares  # noqa: E402 (after the path is set)
from panel import folder  # noqa: E402 (after the path is set)

from marketlink.study.days import market_days  # noqa: E402 (after the path is set)
from marketlink.study.filtered import filtered  # noqa: E402 (after the path is set)
from marketlink.study.volatility import BULK, FILTERS, PULL, TAIL, Filter, variances  # noqa: E402 (after the path is set)

STEADY = (
    (0.15, 0.80, 0.60, 0.975, 4.0),
    (0.15, 0.80, 0.50, 0.975, 4.0),
    (0.15, 0.80, 0.55, 0.98, 3.0),
)
STORMY = (
    (0.60, 0.80, 0.35, 0.97, 25.0),
    (0.45, 0.70, 0.45, 0.97, 25.0),
    (0.80, 0.80, 0.18, 0.97, 25.0),
    (0.70, 0.80, 0.28, 0.98, 100.0),
)
PRIORS = (0.5, 0.7, 0.85)
PULLS = (0.0, 0.1, 0.15, 0.2, 0.25, 0.35)


def training(name: str) -> tuple[Prices, np.ndarray]:
    """A market, and which of its firm-days may be learned from."""
    market = prices(name)
    even = np.arange(len(market.y))[:, None] % 2 == 0
    year = np.array([int(day[:4]) for day in market.dates])
    return market, even & ((year % 2 == 1)[None] if name == "us" else True)


def main() -> None:
    """Print one line a pair and prior."""
    if folder() is None:
        print("There is no price panel beside this checkout.")
        return
    held = []
    for name, n, parts in (("us", 20_000, 10), ("kr", 10_000, 5)):
        market, keep = training(name)
        drawn = draw(market, n, 21, keep)
        days, errors = market_days(drawn.y, drawn.x, drawn.span, drawn.at, DAY)
        known = np.isfinite(days.scaled[:, days.columns((0, 0))[0]])
        fast = np.ones(n)
        for day in range(days.columns((0, 0))[0]):
            square = days.scaled[:, day] ** 2 / days.span[:, day]
            fast = np.where(np.isfinite(square), 0.94 * fast + 0.06 * square, fast)
        held.append((market, drawn, days, errors, known, fast, parts))
    pairs = [
        (Filter("steady", prior, *steady), Filter("stormy", 1 - prior, *stormy))
        for steady, stormy, prior in product(STEADY, STORMY, PRIORS)
    ]
    for pair, pull in [*((pair, PULL) for pair in pairs), *((FILTERS, one) for one in PULLS)]:
        line = []
        for market, drawn, days, errors, known, fast, parts in held:
            found = filtered(days, DAY.windows, errors, pair, pull)
            column = days.columns((0, 0))[0]
            lean = np.nan_to_num(np.maximum(days.n_est[:, None] * days.leverage - 1, 0))
            variance, _ = variances(
                days.scaled, lean, days.span, market=days.market, filters=pair, pull=pull
            )
            variance = variance[known, column]
            ratio = days.scaled[known, column] ** 2 / variance / (TAIL * BULK)
            fit = (np.log(variance) / 2 + (TAIL + 1) / 2 * np.log1p(ratio)).mean()
            p, dates = found.p[known, 0], market.dates[drawn.column][known]
            axes = (market.fear[drawn.column], fast, found.volatility)
            slopes = [f"{shares(p, axis[known], dates, parts)[2]:+.1f}" for axis in axes]
            line += [f"{fit:.4f}", f"{100 * (p <= 0.05).mean():.2f}",
                     f"{100 * (p <= 0.01).mean():.2f}", "/".join(slopes)]  # fmt: skip
        mark = "*" if (pair, pull) == (FILTERS, PULL) else " "
        shown = [(f.prior, f.fast, f.fast_kept, f.slow, f.slow_kept, f.cap) for f in pair]
        print(mark, *shown, pull, *line, flush=True)


if __name__ == "__main__":
    main()
