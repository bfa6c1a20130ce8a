"""The listing of a symbol in a file: exchange, currency, kind, and the adjustment of its close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.errors import InputError
from marketlink.prices.names import TICKER, ColumnRole
from marketlink.records.price import Listing, PriceBasis, TotalFrom

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KRX_CODE = re.compile(r"\d{4}[0-9A-Z]{2}")
_NAMES_OF = {
    "XNYS": "NYSE|NASDAQ|XNAS|AMEX|나스닥|뉴욕",
    "XKRX": "KRX|KOSPI|KOSDAQ|KOSDAQ GLOBAL|KONEX|코스피|유가증권|코스닥|코넥스",
    "XTKS": "TSE",
    "XHKG": "HKEX",
}
ALIASES = {name: code for code, names in _NAMES_OF.items() for name in names.split("|")}
"""Common names of exchanges, without a "시장" at their end."""
RATES = frozenset({"^IRX", "^FVX", "^TNX", "^TYX"})


def exchange_named(name: str) -> str:
    """The code of an exchange given by code or common name.

    Raises
    ------
    InputError
        marketlink has no calendar of it.
    """
    wording = name.strip().upper().removesuffix("시장")
    code = ALIASES.get(wording, wording)
    if code not in EXCHANGES:
        raise InputError(f"marketlink has no calendar of the exchange {name!r}", "",
                         "one of " + ", ".join(sorted(EXCHANGES)))  # fmt: skip
    return code


def exchange_told(symbol: str, name: str = "") -> str:
    """The exchange's code by the form of a symbol (``.KS``), or by a name that the file gives."""
    code = "XKRX" if KRX_CODE.fullmatch(symbol) else exchange_of(symbol)
    return exchange_of(name) if code == "XNYS" and not TICKER.fullmatch(symbol) else code


def listing_of(  # noqa: PLR0913 (one specification)
    symbol: str,
    exchange: str | None,
    currency: str | None,
    name: str | None,
    *,
    basis: PriceBasis,
    total_from: TotalFrom,
) -> Listing:
    """The listing of a symbol, from its form where the file does not say."""
    code = exchange_named(exchange) if exchange else exchange_told(symbol, name or "")
    money = currency or EXCHANGES[code].currency
    return Listing(symbol, code, money, kind_of(symbol), name or "", basis, total_from)


def kind_of(symbol: str) -> str:
    """The kind of series that a symbol's form tells: stock, index, currency or rate."""
    if symbol in RATES:
        return "rate"
    if symbol.startswith("^"):
        return "index"
    if symbol.endswith("=X") or symbol in ("KRW", "DEXKOUS"):
        return "currency"
    return "stock"


def basis_of(con: DuckDBPyConnection, values: Sequence[ColumnRole]) -> PriceBasis:
    """The adjustment of the closes of ``file_row``, as its own columns show it.

    ``total`` where there is only an adjusted column or a return; ``raw`` where closes jump by
    the splits that the file itself lists; else ``split``.
    """
    if "close" not in values:
        return "total"
    if "split" not in values:
        return "split"
    jumps = con.execute(
        "select count(*) filter (abs(before / close / split - 1) < 0.25), count(*) from ("
        " select close, split, lag(close) over (partition by key order by session) as before"
        " from file_row)"
        " where split > 0 and abs(split - 1) > 0.05 and close > 0 and before > 0"
    ).fetchall()
    applied, split_ratio = jumps[0]
    return "raw" if split_ratio and applied * 2 > split_ratio else "split"


def total_from_of(values: Sequence[ColumnRole], basis: PriceBasis) -> TotalFrom:
    """Where total returns come from: recorded dividends, or the adjusted column without them."""
    if basis == "total" or "dividend" in values or "adj_close" not in values:
        return "actions"
    return "adj_close"
