"""How much of an index a company is, from ``data/index_weights.csv``."""

from __future__ import annotations

from datetime import date
from functools import cache

from marketlink.records.case import Constituent
from marketlink.resources import data_rows

FARTHEST = 400
"""Days between a weight and the day it is used on, at most: the weights of a year ago tell
about how large a company is, older ones do not."""


def constituent(symbol: str, index: str, day: date | None) -> Constituent | None:
    """The share of a company in an index, last published before a day; None where none is held."""
    if day is None:
        return None
    vintages = [one for one in weights().get((index, symbol), ()) if one.day <= day]
    last = max(vintages, key=lambda one: one.day, default=None)
    return last if last is not None and (day - last.day).days <= FARTHEST else None


@cache
def weights() -> dict[tuple[str, str], tuple[Constituent, ...]]:
    """Every row of the table, by index and symbol."""
    table: dict[tuple[str, str], tuple[Constituent, ...]] = {}
    for row in data_rows("index_weights.csv"):
        key = row["index"], row["symbol"]
        share, day = float(row["weight_pct"]) / 100, date.fromisoformat(row["day"])
        table[key] = (*table.get(key, ()), Constituent(row["index"], share, day, row["source"]))
    return table
