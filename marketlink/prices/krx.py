"""Korean prices from the KRX Open API: one answer a day holds every stock of a market.

Written to its documentation and tested against a server of our own; it was not tried with the real
service. Closes are as quoted on the day (basis ``raw``) and no splits come with them: a split shows
as ``unapplied-split`` until it is told by a file of actions.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from marketlink.calendars import sessions
from marketlink.config import Settings
from marketlink.errors import SourceUnavailable, UnknownSymbol
from marketlink.prices.source import NoData
from marketlink.prices.web import Service, key_of
from marketlink.prices.yahoo import finished
from marketlink.records.price import History, Listing, RawBar

BASE = "https://data-dbg.krx.co.kr/svc/apis"
SYMBOL = re.compile(r"(\d{6})\.(K[SQ])")
MARKETS = {"KS": "/sto/stk_bydd_trd", "KQ": "/sto/ksq_bydd_trd"}
SPAN = timedelta(days=550)
"""How far back a first fetch goes: one request a session, of the 10,000 a day that are allowed."""
COLUMNS = ("TDD_OPNPRC", "TDD_HGPRC", "TDD_LWPRC", "TDD_CLSPRC", "ACC_TRDVOL")


class KrxPrices:
    """Daily bars of Korean stocks; key: KRX_API_KEY. Days that came are kept for this process."""

    def __init__(self, settings: Settings) -> None:
        key = key_of("The KRX Open API", "KRX_API_KEY", "openapi.krx.co.kr")
        self.service = Service(
            "The KRX Open API", BASE, {"AUTH_KEY": key},
            pace=settings.source_pace_seconds / 4, timeout=settings.source_timeout_seconds,
        )  # fmt: skip
        self._days: dict[tuple[str, date], dict[str, dict[str, Any]]] = {}

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars of one symbol: see :class:`marketlink.prices.source.PriceSource`."""
        match = SYMBOL.fullmatch(symbol)
        if match is None:
            raise UnknownSymbol(f"The KRX Open API has Korean stocks only, not {symbol}")
        code, market = match.groups()
        now = datetime.now(UTC)
        first, last = start or (now - SPAN).date(), end or now.date()
        bars, name = [], ""
        for day in sessions("XKRX").between(first, min(last, now.date())):
            row = self._day(market, day).get(code)
            if row is not None:
                bars.append(RawBar(day, *(_number(row, column) for column in COLUMNS)))
                name = str(row.get("ISU_NM") or name)
        complete = finished(tuple(bars), "XKRX", now)
        if not complete:
            raise NoData(f"The KRX Open API has no bar of {symbol} from {first} to {last}")
        listing = Listing(symbol, "XKRX", "KRW", "stock", name, "raw")
        return History(listing, "krx", now, complete, whole=start is None)

    def _day(self, market: str, day: date) -> dict[str, dict[str, Any]]:
        if (market, day) not in self._days:
            answer = self.service.get(MARKETS[market], {"basDd": f"{day:%Y%m%d}"}, str(day))
            rows = answer.get("OutBlock_1")
            if not isinstance(rows, list):
                raise SourceUnavailable(f"The KRX Open API's answer for {day} holds no table")
            by_code = {str(row.get("ISU_CD")): row for row in rows if isinstance(row, dict)}
            self._days[market, day] = by_code
        return self._days[market, day]


def _number(row: dict[str, Any], column: str) -> float | None:
    text = str(row.get(column) or "").replace(",", "").strip()
    return float(text) if text not in ("", "-") else None
