"""A peer of the engine: abnormal return, t and one CAR in DuckDB SQL, twelve lines of it.

    python bench/peers/duckdb_regr.py PRICES.parquet EVENTS.parquet BENCHMARK

Prices have ``symbol, date, close``, events ``event_id, symbol, date``. It knows no calendars,
gaps, halts, outcomes or groups, and its window aggregates change bits with the number of threads
(docs/decisions/005-kernel-or-sql.md): a yardstick of speed, and an independent check of numbers.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import duckdb

SQL = """
with r as (select symbol, date, close::double / lag(close::double) over w - 1 as y
    from read_parquet($prices) window w as (partition by symbol order by date)),
m as (select s.symbol, s.date, s.y, b.y as x
    from r s join r b on b.symbol = $benchmark and b.date = s.date
    where s.symbol <> $benchmark and s.y is not null and b.y is not null),
f as (select *, regr_slope(y, x) over e as beta, regr_intercept(y, x) over e as alpha,
    regr_count(y, x) over e as n, regr_r2(y, x) over e as r2, regr_syy(y, x) over e as syy,
    regr_sxx(y, x) over e as sxx, regr_avgx(y, x) over e as mean,
    sum(y) over c as y21, sum(x) over c as x21, count(*) over c as m21 from m
    window e as (partition by symbol order by date rows between 250 preceding and 11 preceding),
        c as (partition by symbol order by date rows between 10 preceding and 10 following)),
t as (select *, sqrt(syy * (1 - r2) / (n - 2)) as sigma, y - alpha - beta * x as ar,
    y21 - m21 * alpha - beta * x21 as car from f where n >= 120)
select e.event_id, t.date as day0, alpha, beta, sigma, ar,
    ar / (sigma * sqrt(1 + 1 / n + (x - mean) ** 2 / sxx)) as t, car
from read_parquet($events) e asof join t on t.symbol = e.symbol and t.date >= e.date
"""


def found(prices: str, events: str, benchmark: str) -> dict[str, Any]:
    """``event_id, day0, alpha, beta, sigma, ar, t, car`` of every event with a fit."""
    asked = {"prices": prices, "events": events, "benchmark": benchmark}
    return duckdb.connect().execute(SQL, asked).fetchnumpy()


def main(peer: Callable[[str, str, str], Mapping[str, Any]]) -> None:
    """Run a peer on the files that the command line names, and say what it cost."""
    start = time.perf_counter()
    events = len(peer(*sys.argv[1:4])["event_id"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"events": events, "wall": time.perf_counter() - start}
    print(json.dumps(
        cost | {"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1e6}
    ))  # fmt: skip


if __name__ == "__main__":
    main(found)
