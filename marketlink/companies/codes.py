"""Explicit codes: the forms in which people write a symbol, and which symbol each means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from marketlink.companies.code_forms import (
    CODE,
    CURRENCIES,
    NOT_BARE,
    NUMBER_BEFORE,
    THING_AFTER,
    THING_BEFORE,
    UNIT_AFTER,
    WORLD_MARKETS,
)
from marketlink.companies.directory import Directory


@dataclass(frozen=True, slots=True)
class Code:
    """A symbol written in the text: its span, the symbol it means, and the form it has.

    ``explicit`` is False for forms that may be something else (bare capitals, six digits, one
    letter in brackets) and need the company's name or a known symbol to count.
    """

    start: int
    end: int
    symbol: str
    form: str
    explicit: bool


def find_codes(text: str, directory: Directory, shouting: bool = False) -> Iterator[Code]:
    """The codes in a folded line, left to right.

    Parameters
    ----------
    text
        Folded text of one line, case kept.
    directory
        Tells which symbols are known.
    shouting
        The line is all capitals, so that capitals mean nothing.
    """
    for match in CODE.finditer(text):
        code = _READERS.get(_form(match), _none)(match, text, directory, shouting)
        if code is not None:
            yield code


def _form(match: re.Match[str]) -> str:
    for name in _READERS:
        if match[name]:
            return name
    return ""


def _none(*_: object) -> None:
    return None


def _yahoo(symbol: str) -> str:
    return symbol.replace(".", "-")


def _cash(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code | None:
    symbol = _yahoo(match["cash_symbol"])
    if symbol in CURRENCIES:
        return None
    return Code(match.start(), match.end(), symbol, "cashtag", True)


def _kr(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code:
    return Code(match.start(), match.end(), match["kr"], "code with exchange suffix", True)


def korean(code: str, directory: Directory) -> str | None:
    """The symbol of a six-character Korean code, if it is known."""
    for suffix in (".KS", ".KQ"):
        if code + suffix in directory.listings:
            return code + suffix
    return None


def _krx(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code | None:
    code = match["krx_code"]
    kosdaq = match[0].upper().startswith(("KOSDAQ", "코스닥"))
    symbol = korean(code, directory) or code + (".KQ" if kosdaq else ".KS")
    return Code(match.start(), match.end(), symbol, "code with exchange", True)


def _a(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code | None:
    symbol = korean(match["a_code"], directory)
    return Code(match.start(), match.end(), symbol, "A-code", True) if symbol else None


def _us(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code:
    return Code(match.start(), match.end(), _yahoo(match["us_symbol"]), "code with exchange", True)


def _world(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code:
    code, suffix = match["world_code"], WORLD_MARKETS[match["world_market"]]
    if suffix == ".HK":
        code = code.zfill(4)
    return Code(match.start(), match.end(), code + suffix, "code with exchange", True)


def _ric(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code | None:
    root = match["ric_symbol"]
    if len(root) == 1 and (root == "U" or not match[0].endswith((".N", ".US"))):
        return None
    symbol = f"{root[:-1]}-{root[-1].upper()}" if root[-1].islower() else root
    if match[0].endswith((".A", ".P", ".K")) and f"{root}-A" in directory.listings:
        symbol = f"{root}-A"
    known = symbol in directory.listings or symbol in directory.formers
    if not known and (not match[0].endswith((".O", ".OQ", ".N", ".US")) or len(symbol) < 2):
        return None
    return Code(match.start(), match.end(), symbol, "code with exchange suffix", True)


def _yahoo_suffix(
    match: re.Match[str], text: str, directory: Directory, shouting: bool
) -> Code | None:
    symbol = match["yahoo"]
    if symbol.endswith(".HK"):
        symbol = symbol[:-3].lstrip("0").zfill(4) + ".HK"
    if symbol not in directory.listings and not any(char.isdigit() for char in symbol):
        return None
    return Code(match.start(), match.end(), symbol, "code with exchange suffix", True)


def _bloomberg(
    match: re.Match[str], text: str, directory: Directory, shouting: bool
) -> Code | None:
    code, market = match["bb_code"], match["bb_market"]
    if market != "US":
        symbol = korean(code, directory) or f"{code}.{market}" if code.isdigit() else None
    else:
        closed = text[match.end() : match.end() + 1] in (")", "]") or "Equity" in match[0]
        symbol = code if code in directory.listings and closed else None
    return Code(match.start(), match.end(), symbol, "Bloomberg code", True) if symbol else None


def _paren(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code | None:
    code = match["paren_code"]
    start, end = match.span("paren_code")
    if code[0].isdigit():
        symbol = korean(code, directory)
        return Code(start, end, symbol, "code in brackets", True) if symbol else None
    if code.endswith(".L") and code in directory.listings:
        return Code(start, end, code, "code with exchange suffix", True)
    symbol = _yahoo(code)
    root, _, market = code.partition(".")
    if market in ("N", "O", "K", "P") and symbol not in directory.listings:
        found = root in directory.listings
        return Code(start, end, root, "code with exchange suffix", True) if found else None
    known = (directory.listings, directory.formers, directory.ended)
    if not any(symbol in table for table in known):
        return None
    thing = THING_BEFORE.search(text, max(0, match.start() - 12), match.start())
    if thing or (match.end() < len(text) and THING_AFTER.match(text, match.end())):
        return None
    listed = symbol in directory.listings and symbol not in directory.formers
    clear = len(symbol) > 2 and symbol not in NOT_BARE and listed
    return Code(start, end, symbol, "code in brackets", clear)


def _bare(match: re.Match[str], text: str, directory: Directory, shouting: bool) -> Code | None:
    code = match["bare"]
    if code[0].isdigit():
        symbol = korean(code, directory)
        if not symbol or UNIT_AFTER.match(text, match.end()):
            return None
        if NUMBER_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            return None
        return Code(match.start(), match.end(), symbol, "bare code", False)
    if shouting or code in NOT_BARE:
        return None
    symbol = _yahoo(code)
    if symbol not in directory.listings:
        return None
    return Code(match.start(), match.end(), symbol, "bare symbol", False)


_READERS = {
    "cash": _cash,
    "kr": _kr,
    "krx": _krx,
    "a": _a,
    "us": _us,
    "world": _world,
    "ric": _ric,
    "yahoo": _yahoo_suffix,
    "bloomberg": _bloomberg,
    "paren": _paren,
    "bare": _bare,
}
