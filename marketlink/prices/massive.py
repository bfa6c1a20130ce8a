"""US prices from Massive (until October 2025: Polygon), by its documented REST interface.

Written to its documentation and tested against a server of our own; it was not tried with the real
service. The free plan allows five requests a minute and gives two years.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from marketlink.config import Settings
from marketlink.errors import SourceUnavailable, UnknownSymbol
from marketlink.prices.source import NoData
from marketlink.prices.web import Service, key_of
from marketlink.prices.yahoo import finished
from marketlink.records.price import Action, History, Listing, RawBar

BASE = "https://api.massive.com"
PACE = 12.5
"""Seconds between requests: five a minute."""
YEARS = timedelta(days=730)
NEW_YORK = ZoneInfo("America/New_York")
SYMBOL = re.compile(r"[A-Z]{1,5}(-[A-Z]{1,2})?")
KINDS = {"CS": "stock", "ADRC": "stock", "ETF": "fund", "ETN": "fund", "FUND": "fund"}


class MassivePrices:
    """Daily bars adjusted for splits, splits and dividends of US symbols; key: MASSIVE_API_KEY."""

    def __init__(self, settings: Settings) -> None:
        key = key_of("Massive", "MASSIVE_API_KEY", "massive.com")
        self.service = Service(
            "Massive", BASE, {"Authorization": f"Bearer {key}"},
            pace=max(PACE * settings.source_pace_seconds, 0.0),
            timeout=settings.source_timeout_seconds,
        )  # fmt: skip

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars and actions of one symbol: see :class:`marketlink.prices.source.PriceSource`."""
        if not SYMBOL.fullmatch(symbol):
            raise UnknownSymbol(f"Massive has US stocks and funds only, not {symbol}")
        now = datetime.now(UTC)
        ticker = quote(symbol.replace("-", "."), safe=".")
        first, last = start or (now - YEARS).date(), end or now.date()
        path = f"/v2/aggs/ticker/{ticker}/range/1/day/{first}/{last}"
        parameters = {"adjusted": "true", "sort": "asc", "limit": "50000"}
        rows = self._rows(path, parameters, symbol)
        try:
            bar_list = sorted((_bar(row) for row in rows), key=lambda bar: bar.session)
        except (ArithmeticError, AttributeError, KeyError, OSError, TypeError, ValueError) as error:
            raise SourceUnavailable(f"Massive's answer for {symbol} could not be read") from error
        bars = finished(tuple(bar_list), "XNYS", now)
        if not bars:
            raise NoData(f"Massive has no finished bar of {symbol} from {first} to {last}")
        facts = self.service.get(f"/v3/reference/tickers/{ticker}", {}, symbol).get("results")
        actions = [
            *self._actions("splits", ticker, symbol, first),
            *self._actions("dividends", ticker, symbol, first),
        ]
        return History(
            _listing(symbol, facts if isinstance(facts, dict) else {}), "massive", now, bars,
            tuple(sorted(actions, key=lambda action: action.session)), whole=start is None,
        )  # fmt: skip

    def _actions(self, what: str, ticker: str, symbol: str, first: date) -> list[Action]:
        day = "execution_date" if what == "splits" else "ex_dividend_date"
        parameters = {"ticker": ticker, f"{day}.gte": first.isoformat(), "limit": "1000"}
        rows = self._rows(f"/v3/reference/{what}", parameters, symbol)
        if what == "splits":
            rows_of_actions = [
                (row[day], "split", row["split_to"] / row["split_from"]) for row in rows
            ]
        else:
            rows_of_actions = [(row[day], "dividend", row["cash_amount"]) for row in rows]
        return [
            Action(date.fromisoformat(at), "split" if kind == "split" else "dividend", value)
            for at, kind, value in rows_of_actions
            if date.fromisoformat(at) <= datetime.now(UTC).date()
        ]

    def _rows(self, path: str, parameters: dict[str, str], symbol: str) -> list[dict[str, Any]]:
        answer = self.service.get(path, parameters, symbol)
        if answer.get("next_url"):
            raise SourceUnavailable(f"Massive has more of {symbol} than one answer holds")
        return list(answer.get("results") or ())


def _bar(row: dict[str, Any]) -> RawBar:
    day = datetime.fromtimestamp(row["t"] / 1000, UTC).astimezone(NEW_YORK).date()
    return RawBar(day, row.get("o"), row.get("h"), row.get("l"), row.get("c"), row.get("v"))


def _listing(symbol: str, facts: dict[str, Any]) -> Listing:
    currency = str(facts.get("currency_name") or "USD").upper()
    kind = KINDS.get(str(facts.get("type", "")), "stock")
    return Listing(symbol, "XNYS", currency, kind, str(facts.get("name") or ""), "split")
