"""Yahoo Finance through the yfinance library, which nothing else here imports."""

from __future__ import annotations

import logging
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from math import isnan
from typing import TYPE_CHECKING, Any

from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.config import Settings
from marketlink.errors import InputError, MarketlinkError, RateLimited, SourceUnavailable
from marketlink.errors import UnknownSymbol as Unknown
from marketlink.prices.cache import without_broken
from marketlink.prices.listing import RATES, kind_of
from marketlink.prices.source import NoData
from marketlink.records.price import Action, History, Listing, RawBar

if TYPE_CHECKING:
    import pandas as pd

SETTLING_TIME = timedelta(minutes=30)
"""A bar counts as finished this long after its session's close."""

KINDS = {"EQUITY": "stock", "INDEX": "index", "ETF": "fund", "MUTUALFUND": "fund",
         "CURRENCY": "currency", "FUTURE": "future", "CRYPTOCURRENCY": "currency"}  # fmt: skip
FACTS = ("currency", "instrumentType", "exchangeTimezoneName", "longName", "shortName")
NO_SYMBOL = re.compile(r"[\s/?#%\\]")
"""Characters that would change the address and so ask for another symbol's bars."""
TRIES = (2.0, 8.0)
"""Pauses before the second and the third try, in units of the pace."""


class YahooPrices:
    """Daily bars from Yahoo: one symbol at a time, politely spaced, each failure typed."""

    def __init__(self, settings: Settings) -> None:
        self.pace = settings.source_pace_seconds
        self.timeout = settings.source_timeout_seconds
        self.cache = settings.db.parent / "yahoo"
        self._ready_at = 0.0

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars and actions of one symbol: see :class:`marketlink.prices.source.PriceSource`.

        Close is adjusted for the splits known now, dividends are as paid on their ex-date.
        Transport failures are tried three times; a 429 is not repeated.
        """
        if NO_SYMBOL.search(symbol):
            raise Unknown(f"Yahoo knows no symbol {symbol}", "", "marketlink companies find NAME")
        frame, meta = self._patiently(symbol, start)
        now = datetime.now(UTC)
        listing = _listing(symbol, meta)
        bars = finished(_bars(frame), listing.exchange, now)
        if end is not None:
            bars = tuple(bar for bar in bars if bar.session <= end)
        if not bars:
            raise NoData(
                f"Yahoo has no finished bar of {symbol}",
                f"Asked for {start or 'all'} to {end or 'now'}, got {len(frame)} rows",
            )
        actions = as_paid(_actions(frame))
        return History(listing, "yahoo", now, bars, actions, whole=start is None)

    def _patiently(self, symbol: str, start: date | None) -> tuple[pd.DataFrame, dict[str, Any]]:
        for pause in (*TRIES, None):
            self._wait()
            try:
                return self._history(symbol, start)
            except SourceUnavailable:
                if pause is None:
                    raise
                time.sleep(pause * self.pace)
        raise AssertionError

    def _history(self, symbol: str, start: date | None) -> tuple[pd.DataFrame, dict[str, Any]]:
        import yfinance as yf  # it makes its own warnings visible, so they are silenced after it

        with _quiet():
            yf.set_tz_cache_location(str(without_broken(self.cache)))
            yf.config.debug.hide_exceptions = False
            ticker = yf.Ticker(symbol)
            parameters: dict[str, Any] = {"start": start} if start else {"period": "max"}
            try:
                frame = ticker.history(
                    auto_adjust=False, actions=True, timeout=self.timeout, **parameters
                )
                meta = ticker.get_history_metadata()
                return frame, {name: meta.get(name) for name in FACTS}
            except Exception as error:
                # Of a ticker without facts the library asks again, with a time limit of its own.
                empty = isinstance(error, yf.exceptions.YFPricesMissingError)
                raise error_of(symbol, error, answered=not empty or _answered(ticker)) from error

    def _wait(self) -> None:
        time.sleep(max(self._ready_at - time.monotonic(), 0.0))
        self._ready_at = time.monotonic() + self.pace


def _answered(ticker: Any) -> bool:  # noqa: ANN401 (a library without types)
    """Whether the answer describes the symbol; the empty answer of an outage does not."""
    try:
        return bool((ticker.get_history_metadata() or {}).get("exchangeTimezoneName"))
    except Exception:
        return False


def error_of(symbol: str, error: Exception, *, answered: bool = True) -> MarketlinkError:
    """What an exception of the yfinance library means.

    Parameters
    ----------
    symbol : str
        What was asked for.
    error : Exception
        Anything that ``Ticker.history`` raised. Its words are not shown where they guess at a
        delisting.
    answered : bool
        Whether the source described the symbol; where it did not, no prices mean no answer.
    """
    from yfinance import exceptions as yahoo

    if isinstance(error, yahoo.YFRateLimitError):
        return RateLimited(
            "Yahoo asks for a pause (429)", "", "again in an hour; what came before is kept"
        )
    no_reason = not getattr(error, "yahoo_reason", None)
    empty = isinstance(error, yahoo.YFPricesMissingError) and no_reason
    if empty and answered:
        return NoData(f"Yahoo has no prices of {symbol} in the days asked for")
    if isinstance(error, yahoo.YFTickerMissingError) and not empty:
        return Unknown(f"Yahoo knows no symbol {symbol}", "", "marketlink companies find NAME")
    if isinstance(error, OSError) or type(error).__module__.startswith(("curl_cffi", "requests")):
        return SourceUnavailable(
            f"Yahoo did not answer for {symbol}", type(error).__name__, "again later"
        )
    return SourceUnavailable(
        f"Yahoo's answer for {symbol} could not be read", type(error).__name__, "again later"
    )


def finished(bars: tuple[RawBar, ...], exchange: str, now: datetime) -> tuple[RawBar, ...]:
    """The bars whose session had closed, and settled for half an hour, by ``now``."""
    calendar = sessions(exchange)
    today = now.astimezone(calendar.zone).date()

    def is_settled(day: date) -> bool:
        if day < today - timedelta(1) or not calendar.is_session(day):
            return day < today
        return calendar.hours(day)[1] + SETTLING_TIME <= now

    return tuple(bar for bar in bars if is_settled(bar.session))


def as_paid(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Undo Yahoo's division of dividends by the splits that came after them."""
    ratio, dividends = 1.0, []
    for action in sorted(actions, key=lambda a: (a.session, a.kind == "dividend"), reverse=True):
        if action.kind == "split":
            dividends.append(action)
            ratio *= action.value
        else:
            dividends.append(Action(action.session, "dividend", round(action.value * ratio, 10)))
    return tuple(reversed(dividends))


def _listing(symbol: str, meta: dict[str, Any]) -> Listing:
    kind_told = KINDS.get(str(meta.get("instrumentType", "")).upper(), kind_of(symbol))
    kind = "rate" if symbol in RATES else kind_told
    exchange, zone = exchange_of(symbol), str(meta.get("exchangeTimezoneName", ""))
    if zone and EXCHANGES[exchange].zone != zone:
        if "." in symbol and exchange != "XNYS":
            raise SourceUnavailable(
                f"Yahoo dates {symbol} in the zone {zone}",
                f"It trades in {EXCHANGES[exchange].zone}, so its days may be one off",
                "again later",
            )
        here = [code for code, item in EXCHANGES.items() if item.zone == zone]
        if not here:
            raise InputError(
                f"{symbol} trades in the zone {zone}", "marketlink has no calendar of its exchange"
            )
        exchange = here[0]
    return Listing(
        symbol,
        exchange,
        str(meta.get("currency") or ""),
        kind,
        str(meta.get("longName") or meta.get("shortName") or ""),
        "split",
    )


def _bars(frame: pd.DataFrame) -> tuple[RawBar, ...]:
    names = ("Open", "High", "Low", "Close", "Volume", "Adj Close")
    columns = [_column(frame, name) for name in names]
    days = [stamp.date() for stamp in frame.index]
    return tuple(
        RawBar(day, *row) for day, row in zip(days, zip(*columns, strict=True), strict=True)
    )


def _column(frame: pd.DataFrame, name: str) -> list[float | None]:
    if name not in frame.columns:
        return [None] * len(frame)
    return [None if isnan(value) else float(value) for value in frame[name].astype(float)]


def _actions(frame: pd.DataFrame) -> tuple[Action, ...]:
    actions: list[Action] = []
    for stamp, split, cash in zip(
        frame.index, _column(frame, "Stock Splits"), _column(frame, "Dividends"), strict=True
    ):
        if split:
            actions.append(Action(stamp.date(), "split", split))
        if cash:
            actions.append(Action(stamp.date(), "dividend", cash))
    return tuple(actions)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's warnings and log lines (which guess at delistings) off the terminal."""
    loggers = [logging.getLogger(name) for name in ("yfinance", "bs4", "peewee")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
