"""Rebuild data/calendars/*.csv from the installed libraries: python scripts/build_calendars.py"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from marketlink.calendars.build import build
from marketlink.calendars.exchanges import EXCHANGES
from marketlink.calendars.table import write_rows

LAST = date(2028, 12, 31)

if __name__ == "__main__":
    folder = Path(__file__).parents[1] / "data" / "calendars"
    for exchange in EXCHANGES:
        rows = build(exchange, LAST)
        write_rows(folder / f"{exchange}.csv", rows)
        print(exchange, len(rows), rows[0].day, rows[-1].day)
