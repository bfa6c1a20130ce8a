"""The synthetic panel of the engine's benchmarks: five exchanges, gaps, late listings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from marketlink.calendars import EXCHANGES, sessions
from marketlink.store import scratch

HOMES = {"XNYS": "", "XKRX": ".KS", "XTKS": ".T", "XHKG": ".HK", "XLON": ".L"}
FIRST = date(2010, 1, 4)


def prices(path: Path, symbols: int = 5_000, length: int = 2_520, seed: int = 7) -> None:
    """Write ``symbol, date, close, exchange``: t(4) noise, a market factor, gaps, halts."""
    rng = np.random.default_rng(seed)
    codes = list(HOMES)
    days = {
        c: np.array(sessions(c).between(FIRST, date(2026, 1, 1))[:length], "datetime64[D]")
        for c in codes
    }
    con = scratch()
    con.execute("create table p (symbol varchar, date date, close double, exchange varchar)")
    market = {}
    for code in codes:
        sigma = 0.01 * np.exp(0.3 * np.cumsum(rng.standard_normal(length)) / np.sqrt(length))
        market[code] = sigma * rng.standard_normal(length)
        _add(con, EXCHANGES[code].benchmark, days[code], market[code], np.ones(length, bool), code)
    for number in range(symbols):
        code = codes[number % len(codes)]
        x = market[code]
        y = rng.uniform(0.3, 1.8) * x + 0.015 * rng.standard_t(4, length) / np.sqrt(2)
        keep = rng.random(length) > 0.004
        if rng.random() < 0.25:
            keep[: rng.integers(0, length - 300)] = False
        if rng.random() < 0.10:
            keep[-rng.integers(1, length // 2) :] = False
        if rng.random() < 0.05:
            start = rng.integers(0, length - 30)
            keep[start : start + 20] = False
        _add(con, f"S{number:04d}{HOMES[code]}", days[code], y, keep, code)
    con.execute(f"copy p to '{path}' (format parquet)")
    con.close()


def _add(con, symbol, days, returns, keep, code) -> None:
    n = int(keep.sum())
    if n == 0:
        return
    close = 100 * np.cumprod(1 + np.clip(returns, -0.5, 0.5))
    con.register(
        "one",
        {
            "symbol": np.full(n, symbol, dtype=object),
            "date": days[keep].astype("datetime64[us]"),
            "close": close[keep],
            "exchange": np.full(n, code, dtype=object),
        },
    )
    con.execute("insert into p select symbol, date::date, close, exchange from one")


def events(path: Path, n: int, symbols: int = 5_000, groups: int = 20, seed: int = 11) -> None:
    """Write ``event_id, symbol, date, group``: heavy-tailed over symbols, any calendar day."""
    con = scratch()
    names = [f"S{i:04d}{HOMES[list(HOMES)[i % len(HOMES)]]}" for i in range(symbols)]
    con.register("names", {"id": np.arange(symbols), "symbol": np.array(names, dtype=object)})
    con.execute(
        "copy (select i as event_id, symbol,"
        f" date '2011-03-01' + (hash(i, {seed}) % 2900)::int as date,"
        f" 'g' || (hash(i, {seed} + 1) % {groups}) as \"group\" from range({n}) t(i) join names on"
        f" names.id = floor({symbols} * pow((hash(i, {seed} + 2) % 1000003) / 1000003.0, 3))::int)"
        f" to '{path}' (format parquet)"
    )
    con.close()
