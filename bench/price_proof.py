"""How often a jump in prices is taken for a proven fault: of real falls, and of planted splits.

    python bench/price_proof.py

Real falls are those of 40 % and more of the two American panels (``bench/panel.py`` says where they
are looked for); splits are planted once in each stock of the panel that has volumes, with its
volumes multiplied by the same factor.
"""

from __future__ import annotations

import duckdb
import numpy as np
import panel

from marketlink.study.price_faults import proved

FALL = 0.6
SPLITS = (2, 3, 4, 5, 10, 20, 1 / 3, 1 / 5, 1 / 10)


def series(path: str, volume: str):
    """Closes and volumes of each symbol."""
    got = duckdb.sql(
        f"select ticker, adj_close::double as close, {volume}::double as volume from '{path}'"
        " where adj_close > 0 order by ticker, date"
    ).fetchnumpy()
    close, traded = (np.ma.filled(got[name], np.nan) for name in ("close", "volume"))
    edges = np.flatnonzero(np.concatenate(([True], got["ticker"][1:] != got["ticker"][:-1])))
    return list(zip(np.split(close, edges[1:]), np.split(traded, edges[1:]), strict=True))


def falls(stocks) -> list[bool]:
    """Whether each real fall would be taken for a fault."""
    return [
        proved(close, volume, int(at))
        for close, volume in stocks
        for at in np.flatnonzero(close[1:] <= FALL * close[:-1]) + 1
    ]


def planted(stocks, ratio: float, rng) -> list[bool]:
    """Whether a split that is planted is found out."""
    found = []
    for close, volume in stocks:
        if len(close) < 200:
            continue
        at = int(rng.integers(60, len(close) - 30))
        split = np.where(np.arange(len(close)) < at, 1.0, ratio)
        found.append(proved(close / split, volume * split, at))
    return found


def main() -> None:
    place = panel.folder()
    if place is None:
        raise SystemExit("the panel of prices is not on this machine")
    every = series(f"{place}/prices_us_all_2024_2025h1.parquet", "null")
    large = series(f"{place}/prices_sp500_2011_2026.parquet", "nullif(volume, 0)")
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, stocks in (("all, no volumes", every), ("S&P 500, with volumes", large)):
            told = falls(stocks)
            print(f"{name}: {sum(told)} of {len(told)} real falls taken for a fault")
        rng = np.random.default_rng(1)
        for ratio in SPLITS:
            told = planted(large, ratio, rng)
            print(f"planted {ratio:.3g}:1: {np.mean(told):.1%} of {len(told)} found out")


if __name__ == "__main__":
    main()
