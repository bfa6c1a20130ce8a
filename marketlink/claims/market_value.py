"""Known one-day losses of market value, from ``data/market_value_records.csv``."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from typing import NamedTuple

from marketlink.resources import data_path


class Loss(NamedTuple):
    """One company's loss on one day, in dollars, as the source gives it."""

    company: str
    symbol: str
    day: date
    shares: float | None
    loss: float
    source: str
    note: str


@cache
def losses() -> tuple[Loss, ...]:
    """Every row of the table."""
    with data_path("market_value_records.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return tuple(
            Loss(
                row["company"],
                row["symbol"],
                date.fromisoformat(row["date"]),
                float(row["shares_bn"]) * 1e9 if row["shares_bn"] else None,
                float(row["loss_usd_bn"]) * 1e9,
                row["source"],
                row["note"],
            )
            for row in rows
        )
