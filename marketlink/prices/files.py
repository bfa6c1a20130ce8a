"""placeholder while files are written."""

from __future__ import annotations

from datetime import date

from marketlink.config import Settings
from marketlink.errors import UnknownSymbol
from marketlink.records.price import History


class FilePrices:
    def __init__(self, settings: Settings) -> None: ...
    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        raise UnknownSymbol(symbol)
