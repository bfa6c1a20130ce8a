"""The embedded excerpt: eleven symbols, November 2023 to March 2025."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.config import Settings
from marketlink.errors import UnknownSymbol
from marketlink.prices.source import NoData
from marketlink.records.price import Action, History, Listing, RawBar
from marketlink.resources import data_path

SOURCE = "excerpt"
VINTAGE = "2025-03-15T00:00:00+00:00"
"""The excerpt's vintage: the day after its last session."""

SPAN = (date(2023, 11, 1), date(2025, 3, 14))
"""The excerpt's first and last session."""

NAMES = {
    "NVDA": "NVIDIA Corporation",
    "MU": "Micron Technology, Inc.",
    "AVGO": "Broadcom Inc.",
    "TSM": "Taiwan Semiconductor Manufacturing Company Limited",
    "AMD": "Advanced Micro Devices, Inc.",
    "000660.KS": "SK hynix Inc.",
    "005930.KS": "Samsung Electronics Co., Ltd.",
    "^GSPC": "S&P 500",
    "^IXIC": "Nasdaq Composite",
    "^SOX": "PHLX Semiconductor",
    "^KS11": "KOSPI Composite Index",
}

COLUMNS = ("open", "high", "low", "close", "volume")


def prices_file() -> Path:
    """The excerpt's bars: split-adjusted, not dividend-adjusted."""
    return data_path("excerpt", "prices.csv")


def actions_file() -> Path:
    """The excerpt's splits and dividends, as paid on the ex-date."""
    return data_path("excerpt", "actions.csv")


class ExcerptPrices:
    """The excerpt as a price source: never a socket, never a new bar."""

    def __init__(self, settings: Settings | None) -> None:
        del settings

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars and actions of one symbol: see :class:`marketlink.prices.source.PriceSource`."""
        if symbol not in NAMES:
            raise UnknownSymbol(
                f"The embedded excerpt has no {symbol}", f"It has {len(NAMES)} symbols"
            )
        first, last = start or date.min, end or date.max
        bars = tuple(
            RawBar(date.fromisoformat(row["date"]), *(_number(row[name]) for name in COLUMNS))
            for row in _rows(prices_file())
            if row["symbol"] == symbol and first.isoformat() <= row["date"] <= last.isoformat()
        )
        if not bars:
            raise NoData(f"The embedded excerpt has no bar of {symbol} from {first} to {last}")
        actions = tuple(
            Action(date.fromisoformat(row["date"]), _kind(row["kind"]), float(row["value"]))
            for row in _rows(actions_file())
            if row["symbol"] == symbol
        )
        vintage = datetime.fromisoformat(VINTAGE)
        return History(listing(symbol), SOURCE, vintage, bars, actions, whole=start is None)


def listing(symbol: str) -> Listing:
    """The listing of a symbol of the excerpt: exchange, currency, name, kind."""
    exchange = exchange_of(symbol)
    kind = "index" if symbol.startswith("^") else "stock"
    return Listing(symbol, exchange, EXCHANGES[exchange].currency, kind, NAMES[symbol], "split")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(line for line in handle if not line.startswith("#")))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _kind(text: str) -> Literal["split", "dividend"]:
    return "split" if text == "split" else "dividend"
