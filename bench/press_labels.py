"""The truth of labelled press statements, from the panel's prices alone.

    python bench/press_labels.py tests/cases/press_ko.jsonl tests/cases/press_en.jsonl

A label says, by reading only, what a text states: company, measure, value, basis, session or span.
This script fills ``truth``: true, false, or "cannot be told" (no prices, another basis than closes,
an open span). It shares no code with marketlink, so that a label can be held against it.
"""

from __future__ import annotations

import bisect
import json
import sys
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import panel

UNKNOWN = "cannot be told"
Series = tuple[list[str], list[float], list[tuple[str, float]], bool]


@cache
def held(symbol: str) -> Series | None:
    """Sessions, closes, splits of a symbol, and whether closes are prices (else total returns)."""
    folder = panel.folder()
    if folder is None:
        raise SystemExit("There is no price panel beside this checkout.")
    if symbol.startswith("^"):
        excerpt = f"read_csv('{panel.ROOT}/data/excerpt/prices.csv')"
        return _read(
            f"select date, close, 0 as dividend, 0 as split from {excerpt} where symbol = ?", symbol
        )
    if symbol[-3:] in (".KS", ".KQ"):
        name = f"{folder}/prices_krx_2023_2025.parquet"
        return _read(
            f"select date, close, 0 as dividend, 0 as split from '{name}' where ticker = ?",
            symbol[:6],
        )
    name = f"{folder}/prices_sp500_2011_2026.parquet"
    found = _read(f"select date, adj_close, dividend, split from '{name}' where ticker = ?", symbol)
    for other in ("prices_extra_2010_2026", "prices_us_all_2024_2025h1"):
        if found is None:
            rows = (
                "select date, adj_close, 0 as dividend, 0 as split"
                f" from '{folder}/{other}.parquet' where ticker = ?"
            )
            found = _read(rows, symbol, prices=False)
    return found


def _read(query: str, symbol: str, prices: bool = True) -> Series | None:
    rows = duckdb.execute(f"select strftime(date, '%Y-%m-%d'), * exclude date from ({query})"
                          " order by 1", [symbol]).fetchall()  # fmt: skip
    if not rows:
        return None
    days, closes, dividends, splits = map(list, zip(*rows, strict=True))
    if any(dividends):
        adjusted = np.array(closes, float), np.array(dividends, float)
        closes = panel.unadjusted(*adjusted).tolist()
    return days, closes, [(d, s) for d, s in zip(days, splits, strict=True) if s > 0], prices


def decimals(value: str) -> int:
    """Digits behind the point of a number as printed."""
    return len(value.partition(".")[2])


def closing(symbol: str, day: str) -> tuple[float, float] | None:
    """Close of the last session up to a day and of the one before it, as quoted on that day."""
    series = held(symbol)
    if series is None:
        return None
    days, closes, splits, _ = series
    at = bisect.bisect_right(days, day) - 1
    if at < 1 or not 0 <= _apart(days[at], day) <= 5:
        return None
    later = 1.0
    for ex, ratio in splits:
        later *= ratio if ex > day else 1.0
    return closes[at] * later, closes[at - 1] * later


def _apart(a: str, b: str) -> int:
    from datetime import date

    return (date.fromisoformat(b) - date.fromisoformat(a)).days


def truth(claim: dict) -> str | bool:
    """Whether closes bear a labelled statement out.

    A hundredth or a cent apart is no error. Seoul's closes are adjusted for issues that the panel
    does not list, so that a level or a change in money can be borne out there, never disproved.
    """
    if claim["basis"] != "close" or "session" not in claim:
        return UNKNOWN
    end = closing(claim["symbol"], claim["session"])
    start = closing(claim["symbol"], claim["from"]) if "from" in claim else None
    if end is None or ("from" in claim and start is None):
        return UNKNOWN
    series = held(claim["symbol"])
    assert series is not None
    prices = series[3]
    if claim["measure"] == "return":
        seen = 100 * _ratio(claim, end, series) - 100
    elif not prices:
        return UNKNOWN
    else:
        seen = end[0] if claim["measure"] == "level" else end[0] - end[1]
    stated, unit = float(claim["value"]), 10.0 ** -decimals(claim["value"])
    if claim.get("about"):
        low, high = sorted((0.85 * stated, 1.5 * stated))
        return low - unit / 2 <= seen <= high + unit / 2
    holds = abs(seen - stated) <= unit / 2 + 0.011 + 0.0005 * (not prices)
    unlisted = claim["measure"] != "return" and claim["symbol"][-3:] in (".KS", ".KQ")
    return UNKNOWN if unlisted and not holds else holds


def _ratio(claim: dict, end: tuple[float, float], series: Series) -> float:
    if "from" not in claim:
        return end[0] / end[1]
    days, closes, _, _ = series
    first, last = (bisect.bisect_right(days, claim[key]) - 1 for key in ("from", "session"))
    return closes[last] / closes[first]


def main() -> None:
    for name in sys.argv[1:]:
        path, counts = Path(name), {}
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for claim in (claim for row in rows for claim in row["claims"]):
            claim["truth"] = truth(claim)
            counts[claim["truth"]] = counts.get(claim["truth"], 0) + 1
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
        print(f"{path.name}: {len(rows)} texts, {counts}")


if __name__ == "__main__":
    main()
