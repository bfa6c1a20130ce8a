"""The roles of column names in price files, in English and Korean."""

from __future__ import annotations

import re
from typing import Literal

ColumnRole = Literal[
    "symbol", "date", "open", "high", "low", "close", "adj_close", "volume", "dividend", "split",
    "ret", "exchange", "currency", "source", "vintage", "name", "ignored",
]  # fmt: skip

VALUES: tuple[ColumnRole, ...] = (
    "open", "high", "low", "close", "adj_close", "volume", "dividend", "split", "ret",
)  # fmt: skip
"""Roles that hold numbers."""

_NAMES: dict[ColumnRole, str] = {
    "symbol": (
        "symbol|ticker|tickers|code|stock code|stock_code|stockcode|종목코드|"
        "종목|종목 코드|단축코드|코드|티커|secid|permno|lpermno|gvkey|tic|ric"
    ),
    "date": (
        "date|dates|observation_date|datetime|timestamp|time|day|session|날짜|일자|일시|거래일|"
        "거래일자|기준일|기준일자|caldt|dlycaldt|datadate|datum|trade date|window_start"
    ),
    "open": "open|px_open|시가|오픈|open price|opening price|eröffn.|eröffnung",
    "high": "high|px_high|고가|high price|hoch",
    "low": "low|px_low|저가|low price|tief",
    "close": (
        "close|종가|close price|closing price|close/last|last|price|prc|dlyprc|prccd|현재가|"
        "체결가|settle|level|지수|close close price adjusted for splits.|"
        "px_last|px_close|last price|last px|zuletzt|schluss|schlusskurs"
    ),
    "adj_close": (
        "adj close|adj_close|adjclose|adjusted close|adjusted_close|adj. close|"
        "수정종가|수정주가|adjusted|close_adj|adj close adjusted close price adjusted for "
        "splits and dividend and/or capital gain distributions."
    ),
    "volume": "volume|px_volume|volumen|vol|vol.|거래량|volume_shares|shares traded|dlyvol|cshtrd",
    "dividend": "dividend|dividends|divcash|cash dividend|배당|배당금|dividend amount|ex-dividend",
    "split": (
        "split|splits|stock splits|stock_splits|splitfactor|split factor|"
        "split_ratio|split ratio|split coefficient|액면분할"
    ),
    "ret": "ret|return|returns|수익률|simple return|dlyret",
    "exchange": "exchange|mic|거래소|시장|시장구분",
    "currency": "currency|통화",
    "source": "source|vendor|provider|출처",
    "vintage": "vintage|fetched|fetch date|downloaded|asof|as of",
    "name": "name|company|company_name|종목명|회사명",
    "ignored": (
        "change|change %|change_pct|change_abs|chg|chg%|% change|등락률|등락율|"
        "변동 %|+/- %|변동%|변동|전일비|전일대비|등락폭|대비|거래대금|시가총액|상장주식수|value|"
        "value_million|amount|capital gains|repaired?|wd|weekday|요일|"
        "unadjustedvolume|vwap|label|changeovertime|market|next_session|"
        "adj_factor|trades|trade_count|transactions|회전율|per|openint"
    ),
}
MEANINGS: dict[str, ColumnRole] = {
    name: role for role, names in _NAMES.items() for name in names.split("|")
}
LETTERS: dict[str, ColumnRole] = {
    "t": "date", "o": "open", "h": "high", "l": "low", "c": "close", "v": "volume",
    "vw": "ignored", "n": "ignored",
}  # fmt: skip
"""Small letters as names, of bars served as JSON; capital ones are symbols."""
TICKER = re.compile(r"\^?[A-Z][A-Z0-9]{0,5}([.=-][A-Z]{1,3})?|\d{4,6}(\.?[A-Z]{1,3})?")
NUMBERED = frozenset({"permno", "secid"})
"""Columns of a database's own numbers, which are symbols only where there are no others."""
KRX_COLUMNS = ("종목코드", "종목 코드", "단축코드", "코드", "종목", "티커")
"""Names of columns that hold codes of the Korean exchange, six places each."""
SHORT_CODE = re.compile(r"=?\"?'?A?\d{1,6}(\.0)?\"?")
"""Such a code, also without the zeros that a spreadsheet drops."""
VENDORS = frozenset({"KRX", "FRED", "ECB", "IEX", "FDR", "NAVER", "YAHOO", "TIINGO", "STOOQ"})
"""Labels in capitals that name a source, not a symbol."""
THOUSANDS = {
    "volume_thousand": 1e3,
    "거래량(천주)": 1e3,
    "volume (000)": 1e3,
    "volume_million": 1e6,
    "거래량(백만주)": 1e6,
}
"""Volume columns whose name declares a unit other than shares."""
UNITS = {
    unit: scale
    for scale, units in (
        (1e3, "천|천주|천원|000|000s|'000|k|thousand|thousands"),
        (1e4, "만|만주|만원"),
        (1e6, "백만|백만주|백만원|m|mn|mm|mil|million|millions"),
        (1e9, "bn|billion|billions|십억"),
    )
    for unit in units.split("|")
}
"""A unit in brackets at the end of a name."""


def plain(name: str) -> str:
    """A column name in lower case, without marks at its ends or doubled spaces."""
    return re.sub(r"\s+", " ", name.replace("\ufeff", "").strip(" \t\"'<>*")).lower()


def role_of(name: str) -> ColumnRole | None:
    """What a column of this name holds; None where the name says nothing known."""
    if name in LETTERS:
        return LETTERS[name]
    label = plain(name)
    if label in THOUSANDS:
        return "volume"
    role = MEANINGS.get(label) or MEANINGS.get(label.replace("_", " "))
    if role is None:
        role = MEANINGS.get(re.sub(r"\s*[(\[][^)\]]*[)\]]$", "", label))
    return role


def scale_of(name: str) -> float:
    """The factor for the numbers of a column, from the unit in its name."""
    label = plain(name)
    if label in THOUSANDS:
        return THOUSANDS[label]
    unit = re.search(r"[(\[]\s*(?:in )?(.*?)\s*[)\]]$", label)
    return UNITS.get(unit[1], 1.0) if unit else 1.0


def labelled(name: str) -> tuple[ColumnRole, str] | None:
    """Role and series of names such as ``krx_close``, ``adj_close_yahoo`` or ``final_volume``."""
    label = plain(name).replace(" ", "_")
    roles: tuple[ColumnRole, ...] = ("adj_close", "open", "high", "low", "close", "volume")
    for role in roles:
        for match in (
            re.fullmatch(rf"{role}_(.+)", label),
            re.fullmatch(rf"(.+?)_{role}", label),
            re.fullmatch(rf"(.+?)_{role}_(?:same|next)_(?:date|session)", label),
        ):
            if match:
                series = match.group(1)
                return role, f"{series}_next" if "_next_" in label else series
    return None


_FIELD = (
    "adj[ _]close|adjusted|open|high|low|close|volume|dividends|stock[ _]splits|capital[ _]gains"
)
_FLAT = (
    re.compile(rf"(?i:(?P<field>{_FIELD}))[_. ](?P<label>\S+)"),
    re.compile(rf"(?P<label>\S+?)[_. ](?i:(?P<field>{_FIELD}))"),
)


def flattened(name: str) -> tuple[ColumnRole, str] | None:
    """Role and symbol of two header lines joined to one: ``Close_NVDA``, ``NVDA.Adjusted``."""
    for form in _FLAT:
        match = form.fullmatch(name.strip())
        if match and TICKER.fullmatch(match["label"]) and match["label"] not in VENDORS:
            role = role_of(match["field"])
            return (role, match["label"]) if role else None
    return None
