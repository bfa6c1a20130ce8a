"""A peer of the engine: abnormal return, t and one CAR in polars, from rolling sums.

    python bench/peers/polars_rolling.py PRICES.parquet EVENTS.parquet BENCHMARK

The same columns as ``duckdb_regr.py`` and as little beside them: no calendars, gaps, halts,
outcomes or groups, and raw sums that lose digits where the market explains nearly all of a return.
"""

from __future__ import annotations

import polars as pl
from duckdb_regr import main

LENGTH, GAP, PATH, FEWEST = 240, 11, 10, 120


def found(prices: str, events: str, benchmark: str) -> dict[str, object]:
    """``event_id, day0, alpha, beta, sigma, ar, t, car`` of every event with a fit."""
    y, x = pl.col("y"), pl.col("x")
    one = y.is_not_null().cast(pl.Float64)
    close = pl.col("close").cast(pl.Float64)
    lines = pl.scan_parquet(prices).sort("symbol", "date")
    returns = lines.select(
        "symbol", "date", y=close / close.shift(1).over("symbol") - 1
    ).drop_nulls()  # fmt: skip
    market = returns.filter(pl.col("symbol") == benchmark).select("date", x="y")
    sums = {"n": one, "sy": y, "sx": x, "sxx": x * x, "sxy": x * y, "syy": y * y}
    path = {"m": one, "y21": y, "x21": x}
    n, mean = pl.col("n"), pl.col("sx") / pl.col("n")
    fits = (
        returns.filter(pl.col("symbol") != benchmark)
        .join(market, on="date")
        .sort("symbol", "date")
        .with_columns(
            **{name: _before(value).over("symbol") for name, value in sums.items()},
            **{name: _around(value).over("symbol") for name, value in path.items()},
        )
        .filter(n >= FEWEST)
        .with_columns(
            beta=(pl.col("sxy") - pl.col("sy") * mean) / (pl.col("sxx") - pl.col("sx") * mean)
        )
        .with_columns(alpha=pl.col("sy") / n - pl.col("beta") * mean)
        .with_columns(
            sigma=((
                pl.col("syy") - pl.col("alpha") * pl.col("sy") - pl.col("beta") * pl.col("sxy")
            ) / (n - 2)).sqrt(),
            ar=y - pl.col("alpha") - pl.col("beta") * x,
            car=pl.col("y21") - pl.col("m") * pl.col("alpha") - pl.col("beta") * pl.col("x21"),
        )
        .with_columns(
            t=pl.col("ar")
            / (pl.col("sigma")
               * (1 + 1 / n + (x - mean) ** 2 / (pl.col("sxx") - pl.col("sx") * mean)).sqrt())
        )
        .select("symbol", "alpha", "beta", "sigma", "ar", "t", "car", "date", day0="date")
        .sort("date")
    )  # fmt: skip
    asked = pl.scan_parquet(events).select("event_id", "symbol", "date").sort("date")
    matched = asked.join_asof(
        fits, on="date", by="symbol", strategy="forward", check_sortedness=False
    ).drop_nulls("day0")
    return matched.drop("symbol", "date").collect().to_dict(as_series=False)


def _before(value: pl.Expr) -> pl.Expr:
    """The sum over the estimation window before each return."""
    return value.rolling_sum(LENGTH, min_samples=1).shift(GAP)


def _around(value: pl.Expr) -> pl.Expr:
    """The sum over the path around each return, shorter at the ends of a series."""
    total = value.cum_sum()
    return total.shift(-PATH).fill_null(total.last()) - total.shift(PATH + 1).fill_null(0.0)


if __name__ == "__main__":
    main(found)
