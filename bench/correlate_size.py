"""What correlate's intervals and tests are worth: a known effect, and none, on real residuals.

    python bench/correlate_size.py PRICES.parquet RUNS [SEED]   # prices: ticker, date, adj_close

Each run takes 250 sessions of one stock's residuals against the equal-weighted mean of all, and
counts of news that cluster (negative binomial about an autoregressive rate); in half of the runs
the size of the move has 0.3 of the news in it. Printed: how often the interval holds the effect,
and how often bands and both Granger tests call something where there is nothing, of the size of
the move and of the move itself.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np

from marketlink.flow.association import associate

SESSIONS = 250
EFFECT = 0.3


def residuals(path: str) -> np.ndarray:
    frame = duckdb.sql(
        f"pivot (select ticker, date, adj_close from '{path}' where date >= date '2012-01-01')"
        " on ticker using first(adj_close) group by date order by date"
    ).df()
    levels = frame.drop(columns="date").to_numpy(float)
    returns = levels[1:] / levels[:-1] - 1
    returns = returns[:, np.isfinite(returns).all(axis=0)]
    own = returns - returns.mean(axis=1, keepdims=True)
    return own / own.std(axis=0)


def news(generator: np.random.Generator) -> np.ndarray:
    rate = np.zeros(SESSIONS)
    for t in range(1, SESSIONS):
        rate[t] = 0.6 * rate[t - 1] + 0.5 * generator.standard_normal()
    mean = np.exp(rate)
    return np.log1p(generator.negative_binomial(2, 2 / (2 + mean)))


def main() -> None:
    own, runs = residuals(sys.argv[1]), int(sys.argv[2])
    generator = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    held: list[bool] = []
    rejected: dict[str, list[tuple[bool, ...]]] = {"size": [], "signed": []}
    for run in range(runs):
        stock = generator.integers(own.shape[1])
        start = generator.integers(own.shape[0] - SESSIONS)
        signed = own[start : start + SESSIONS, stock]
        move = np.log(np.abs(signed) + 0.1)
        flow = news(generator)
        if run % 2:
            found = associate(flow, move + EFFECT * flow)
            held.append(found.effect_low <= EFFECT <= found.effect_high)
            continue
        kind = "signed" if run % 4 else "size"
        found = associate(flow, signed if run % 4 else move)
        apart = any(lag.low > 0 or lag.high < 0 for lag in found.lags)
        rejected[kind].append((found.p <= 0.05, apart, found.effect_p <= 0.05,
                               *(test.p <= 0.05 for test in found.granger)))  # fmt: skip
    print(f"{len(held)} runs with an effect: the interval holds it in {np.mean(held):.1%}")
    names = ("largest lag", "band", "effect", "Granger news first", "Granger moves first")
    for kind, some in (*rejected.items(), ("both", [*rejected["size"], *rejected["signed"]])):
        share = np.mean(some, axis=0)
        told = ", ".join(f"{name} {one:.1%}" for name, one in zip(names, share, strict=True))
        print(f"{len(some)} runs without, {kind}: {told}")


if __name__ == "__main__":
    main()
