"""The exchanges marketlink knows, and which one a symbol trades on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange: ISO 10383 code, IANA zone, currency, the symbol endings of its listings, the
    index its stocks are measured against, and the ISO country whose holidays it keeps."""

    code: str
    name: str
    zone: str
    currency: str
    country: str
    benchmark: str
    suffixes: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()


_TABLE = (
    Exchange(
        "XNYS",
        "New York",
        "America/New_York",
        "USD",
        "US",
        "^GSPC",
        (),
        ("^GSPC", "^IXIC", "^SOX", "^DJI", "^NDX", "^RUT", "^VIX", "^NYA", "^TNX", "^IRX"),
    ),
    Exchange(
        "XKRX",
        "Seoul",
        "Asia/Seoul",
        "KRW",
        "KR",
        "^KS11",
        (".KS", ".KQ"),
        ("^KS11", "^KQ11", "^KS200"),
    ),
    Exchange("XTKS", "Tokyo", "Asia/Tokyo", "JPY", "JP", "^N225", (".T",), ("^N225", "^TOPX")),
    Exchange(
        "XHKG",
        "Hong Kong",
        "Asia/Hong_Kong",
        "HKD",
        "HK",
        "^HSI",
        (".HK",),
        ("^HSI", "^HSCE", "^HSTECH"),
    ),
    Exchange("XTAI", "Taipei", "Asia/Taipei", "TWD", "TW", "^TWII", (".TW", ".TWO"), ("^TWII",)),
    Exchange("XSHG", "Shanghai", "Asia/Shanghai", "CNY", "CN", "000001.SS", (".SS", ".SZ")),
    Exchange(
        "XLON", "London", "Europe/London", "GBP", "GB", "^FTSE", (".L", ".IL"), ("^FTSE", "^FTMC")
    ),
    Exchange(
        "XETR",
        "Frankfurt",
        "Europe/Berlin",
        "EUR",
        "DE",
        "^GDAXI",
        (".DE", ".F"),
        ("^GDAXI", "^MDAXI", "^STOXX"),
    ),
    Exchange("XPAR", "Paris", "Europe/Paris", "EUR", "FR", "^FCHI", (".PA",), ("^FCHI",)),
    Exchange("XAMS", "Amsterdam", "Europe/Amsterdam", "EUR", "NL", "^AEX", (".AS",), ("^AEX",)),
    Exchange("XMIL", "Milan", "Europe/Rome", "EUR", "IT", "FTSEMIB.MI", (".MI",)),
    Exchange("XMAD", "Madrid", "Europe/Madrid", "EUR", "ES", "^IBEX", (".MC",), ("^IBEX",)),
    Exchange("XSWX", "Zurich", "Europe/Zurich", "CHF", "CH", "^SSMI", (".SW",), ("^SSMI",)),
    Exchange("XCSE", "Copenhagen", "Europe/Copenhagen", "DKK", "DK", "^OMXC25", (".CO",)),
    Exchange("XHEL", "Helsinki", "Europe/Helsinki", "EUR", "FI", "^OMXH25", (".HE",)),
    Exchange("XOSL", "Oslo", "Europe/Oslo", "NOK", "NO", "OSEBX.OL", (".OL",)),
    Exchange("XBRU", "Brussels", "Europe/Brussels", "EUR", "BE", "^BFX", (".BR",)),
    Exchange("XSTO", "Stockholm", "Europe/Stockholm", "SEK", "SE", "^OMX", (".ST",), ("^OMX",)),
    Exchange(
        "XTSE", "Toronto", "America/Toronto", "CAD", "CA", "^GSPTSE", (".TO", ".V"), ("^GSPTSE",)
    ),
    Exchange("XASX", "Sydney", "Australia/Sydney", "AUD", "AU", "^AXJO", (".AX",), ("^AXJO",)),
    Exchange(
        "XBOM", "Mumbai", "Asia/Kolkata", "INR", "IN", "^BSESN", (".BO", ".NS"), ("^BSESN", "^NSEI")
    ),
    Exchange("BVMF", "Sao Paulo", "America/Sao_Paulo", "BRL", "BR", "^BVSP", (".SA",), ("^BVSP",)),
    Exchange("XSES", "Singapore", "Asia/Singapore", "SGD", "SG", "^STI", (".SI",), ("^STI",)),
)

EXCHANGES: dict[str, Exchange] = {exchange.code: exchange for exchange in _TABLE}
DAILY_LIMITS: dict[str, tuple[date, float]] = {"XKRX": (date(2015, 6, 15), 0.3)}
"""How far a day's prices may go from the close before, by exchange, and since when. Only Seoul's
was tried on real bars (Taipei's 10 % and Shanghai's 10 and 20 % were not)."""
_BY_SUFFIX = {suffix: e.code for e in _TABLE for suffix in e.suffixes}
_BY_INDEX = {index: e.code for e in _TABLE for index in e.indices}
_BY_BENCHMARK = {e.benchmark: e.code for e in _TABLE}

ALIASES = {
    "NASDAQ": "XNYS", "XNAS": "XNYS", "NYSE": "XNYS", "AMEX": "XNYS", "ARCX": "XNYS",
    "NYSEARCA": "XNYS", "XASE": "XNYS", "BATS": "XNYS", "US": "XNYS",
    "KRX": "XKRX", "KOSPI": "XKRX", "KOSDAQ": "XKRX", "XKOS": "XKRX", "KR": "XKRX",
    "TSE": "XTKS", "JPX": "XTKS", "HKEX": "XHKG", "LSE": "XLON", "TWSE": "XTAI", "SSE": "XSHG",
    "SZSE": "XSHG", "XSHE": "XSHG", "XETRA": "XETR", "TSX": "XTSE", "ASX": "XASX", "NSE": "XBOM",
    "XNSE": "XBOM", "BSE": "XBOM",
}  # fmt: skip
"""What people and price files call an exchange, as the code of the calendar it keeps."""


@lru_cache(maxsize=4096)
def exchange_of(symbol: str) -> str:
    """The exchange code of a symbol in Yahoo's form: by index name, then ending, else New York.

    A name in Hangul in place of a symbol is a Korean company's.

    >>> exchange_of("000660.KS"), exchange_of("NVDA"), exchange_of("BRK.B"), exchange_of("^KS11")
    ('XKRX', 'XNYS', 'XNYS', 'XKRX')
    """
    exchange = _BY_INDEX.get(symbol) or _BY_BENCHMARK.get(symbol)
    if exchange:
        return exchange
    _, dot, ending = symbol.rpartition(".")
    if not dot and any("가" <= letter <= "힣" for letter in symbol):
        return "XKRX"
    return _BY_SUFFIX.get(f".{ending.upper()}", "XNYS") if dot else "XNYS"


def is_covered(symbol: str) -> bool:
    """Whether a symbol's exchange is one of :data:`EXCHANGES`: endings of two letters and more that
    are none of theirs, such as ".SR", are of exchanges without a calendar here.

    >>> covered("NVDA"), covered("BRK.B"), covered("2222.SR")
    (True, True, False)
    """
    if symbol in _BY_INDEX or symbol in _BY_BENCHMARK:
        return True
    _, dot, ending = symbol.rpartition(".")
    return not dot or len(ending) < 2 or f".{ending.upper()}" in _BY_SUFFIX  # noqa: PLR2004 (a pair, or three)


def zone_of(symbol: str) -> str:
    """The IANA zone of the exchange a symbol trades on."""
    return EXCHANGES[exchange_of(symbol)].zone
