"""Explicit codes: the forms in which people write a symbol, and which symbol each means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from marketlink.companies.cues import MARK, any_language, every, plain, word_set
from marketlink.companies.directory import Directory

WORLD_MARKETS = {
    "TYO": ".T", "TSE": ".T", "HKG": ".HK", "HKEX": ".HK", "SEHK": ".HK", "TPE": ".TW",
    "TWSE": ".TW", "SHA": ".SS", "SSE": ".SS", "SHE": ".SZ", "SZSE": ".SZ", "LON": ".L",
    "LSE": ".L", "ETR": ".DE", "FRA": ".DE", "XETRA": ".DE", "EPA": ".PA", "AMS": ".AS",
    "SWX": ".SW", "BME": ".MC", "ASX": ".AX",
}  # fmt: skip
"""Exchanges before a colon and a code, as the ending of the symbol."""
_SUFFIXES = "T|TW|TWO|HK|SS|SZ|L|DE|PA|AS|SW|MC|MI|CO|ST|HE|AX|NS|SR"
_NOT_BEFORE = r"(?<![A-Za-z0-9_@./-])"
_NOT_AFTER = r"(?![A-Za-z0-9_]|[.,]\d|\+(?!\d))"
_KR = r"\d{6}|\d{4}[A-Z]\d"
_US = r"[A-Z]{1,5}(?:[.-][A-Z])?"


@cache
def _form() -> re.Pattern[str]:
    """Every form of a code, one named group each; none begins with a small letter."""
    us, kr = ("|".join(any_language(name)) for name in ("us_market", "kr_market"))
    forms = (
        rf"(?P<cash>(?<![\w$])\$(?P<cash_code>{_US})(?![A-Za-z0-9]))",
        rf"{_NOT_BEFORE}(?P<kr>(?:{_KR})\.K[SQ]){_NOT_AFTER}",
        rf"(?P<krx>(?:{kr})\s?[:：,]?\s?A?(?P<krx_code>{_KR})){_NOT_AFTER}",
        rf"(?P<a>{_NOT_BEFORE}A(?P<a_code>\d{{6}}){_NOT_AFTER})",
        rf"(?P<us>(?:{us})\s?[:：]\s?(?P<us_code>{_US})){_NOT_AFTER}",
        rf"(?P<world>\b(?P<world_market>{'|'.join(WORLD_MARKETS)})\s?:\s?(?P<world_code>[A-Z0-9]{{1,6}}))"
        rf"{_NOT_AFTER}",
        rf"{_NOT_BEFORE}(?P<ric>(?P<ric_code>[A-Z]{{1,5}}(?:-[A-Z])?|[A-Z]{{2,4}}[ab])"
        rf"\.(?:OQ|O|N|K|P|A|US|UN|UW)){_NOT_AFTER}(?!\.)",
        rf"{_NOT_BEFORE}(?P<yahoo>[A-Z0-9-]{{1,10}}\.(?:{_SUFFIXES})){_NOT_AFTER}",
        rf"{_NOT_BEFORE}(?P<bloomberg>(?P<bloomberg_code>[A-Z]{{1,5}}|\d{{6}}) "
        rf"(?P<bloomberg_market>US|KS|KQ)(?: Equity)?){_NOT_AFTER}",
        rf"(?P<paren>[(\[（](?P<paren_code>{_KR}|{_US})[)\]）])",
        rf"{_NOT_BEFORE}(?P<bare>{_KR}|[A-Z]{{2,5}}(?:[.-][AB])?){_NOT_AFTER}",
    )
    return re.compile(rf"(?=[!-\[（]|{us}|{kr})(?:{'|'.join(forms)})")


@dataclass(frozen=True, slots=True)
class TickerCode:
    """A symbol written in the text: its span, the symbol it means, and the form it has.

    ``explicit`` is False for forms that may be something else (bare capitals, six digits, one
    letter in brackets) and need the company's name or a known symbol to count.
    """

    start: int
    end: int
    symbol: str
    form: str
    explicit: bool


def single_codes(text: str, directory: Directory, covered: set[int]) -> Iterator[TickerCode]:
    """The codes that stand by themselves in a folded line, none that begins at ``covered``."""
    for match in _form().finditer(text):
        if match.start() in covered:
            continue
        name = next(name for name in _READERS if match[name])
        code = _READERS[name](match, text, directory)
        if code is not None:
            yield code


def yahoo(symbol: str) -> str:
    return symbol.replace(".", "-")


def _code(match: re.Match[str], symbol: str | None, form: str) -> TickerCode | None:
    return TickerCode(match.start(), match.end(), symbol, form, True) if symbol else None


def korean(code: str, directory: Directory) -> str | None:
    """The symbol of a six-character Korean code, if it is known."""
    for suffix in (".KS", ".KQ"):
        if code + suffix in directory.listings:
            return code + suffix
    return None


def _cash(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    symbol = yahoo(match["cash_code"])
    return None if symbol in word_set("currency_code") else _code(match, symbol, "cashtag")


def _kr(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    return _code(match, match["kr"], "code with exchange suffix")


def _krx(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    code = match["krx_code"]
    second = match[0].upper().startswith(any_language("kosdaq"))
    symbol = korean(code, directory) or code + (".KQ" if second else ".KS")
    return _code(match, symbol, "code with exchange")


def _a(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    return _code(match, korean(match["a_code"], directory), "A-code")


def _us(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    return _code(match, yahoo(match["us_code"]), "code with exchange")


def _world(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    code, suffix = match["world_code"], WORLD_MARKETS[match["world_market"]]
    return _code(match, (code.zfill(4) if suffix == ".HK" else code) + suffix, "code with exchange")


def _ric(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    root = match["ric_code"]
    if len(root) == 1 and (root == "U" or not match[0].endswith((".N", ".US"))):
        return None
    symbol = f"{root[:-1]}-{root[-1].upper()}" if root[-1].islower() else root
    if match[0].endswith((".A", ".P", ".K")) and f"{root}-A" in directory.listings:
        symbol = f"{root}-A"
    is_known = symbol in directory.listings or symbol in directory.formers
    if not is_known and (not match[0].endswith((".O", ".OQ", ".N", ".US")) or len(symbol) < 2):  # noqa: PLR2004 (a pair, or three)
        return None
    return _code(match, symbol, "code with exchange suffix")


def _suffixed(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    symbol = match["yahoo"]
    if symbol.endswith(".HK"):
        symbol = symbol[:-3].lstrip("0").zfill(4) + ".HK"
    if symbol not in directory.listings and not any(char.isdigit() for char in symbol):
        return None
    return _code(match, symbol, "code with exchange suffix")


def _bloomberg(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    code, market = match["bloomberg_code"], match["bloomberg_market"]
    if market != "US":
        symbol = korean(code, directory) or f"{code}.{market}" if code.isdigit() else None
    else:
        closed = text[match.end() : match.end() + 1] in (")", "]") or "Equity" in match[0]
        symbol = code if code in directory.listings and closed else None
    return _code(match, symbol, "Bloomberg code")


def _paren(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:
    code = match["paren_code"]
    start, end = match.span("paren_code")
    if code[0].isdigit():
        symbol = korean(code, directory)
        return TickerCode(start, end, symbol, "code in brackets", True) if symbol else None
    if code.endswith(".L") and code in directory.listings:
        return TickerCode(start, end, code, "code with exchange suffix", True)
    symbol = yahoo(code)
    root, _, market = code.partition(".")
    if market in ("N", "O", "K", "P") and symbol not in directory.listings:
        has_root = root in directory.listings
        return TickerCode(start, end, root, "code with exchange suffix", True) if has_root else None
    tables = (directory.listings, directory.formers, directory.delisted)
    if not any(symbol in table for table in tables) or _thing(match, text):
        return None
    is_listed = symbol in directory.listings and symbol not in directory.formers
    clear = len(symbol) > 2 and symbol not in word_set("common_capitals") and is_listed  # noqa: PLR2004 (a pair, or three)
    if clear and symbol not in directory.listings.kept:
        clear = _introduced(symbol, text[max(0, match.start() - REACH) : match.start()], directory)
    return TickerCode(start, end, symbol, "code in brackets", clear)


REACH = 48
"""Letters before a code in brackets in which its company's name begins."""


def _introduced(symbol: str, before: str, directory: Directory) -> bool:
    """Whether the first word of a listing's name stands before its code: "Gogo Inc. (GOGO)"."""
    first = re.split(r"[ .&'-]", directory.name(symbol), maxsplit=1)[0].lower()
    return len(first) > 1 and first in re.split(r"[^a-z0-9]+", before.lower())


def _thing(match: re.Match[str], text: str) -> bool:
    """Whether letters in brackets shorten the thing named beside them: "함정 정비(MRO) 시장"."""
    before = text[max(0, match.start() - 12) : match.start()]
    return any(
        language.search("code_thing_before", before)
        or (match.end() < len(text) and language.match("code_thing_after", text, match.end()))
        for language in every()
    )


def _bare(match: re.Match[str], text: str, directory: Directory) -> TickerCode | None:  # noqa: PLR0911 (a case each)
    code = match["bare"]
    if code[0].isdigit():
        symbol = korean(code, directory)
        if not symbol or any(one.match("code_unit", text, match.end()) for one in every()):
            return None
        before = text[max(0, match.start() - 14) : match.start()]
        if any(language.search("code_number", before) for language in every()):
            return None
        return TickerCode(match.start(), match.end(), symbol, "bare code", False)
    symbol = yahoo(code)
    if symbol not in directory.listings:
        return None
    start, end = match.span()
    window = text[max(0, start - REACH) : start] + MARK + text[end : end + REACH]
    if code in word_set("no_code"):
        return None
    if plain().search("code_cue", window):
        return TickerCode(start, end, symbol, "symbol of a headline", True)
    if len(code) < 3 or code in word_set("common_capitals"):  # noqa: PLR2004 (a pair, or three)
        return None
    return TickerCode(start, end, symbol, "bare symbol", False)


_READERS: dict[str, Callable[[re.Match[str], str, Directory], TickerCode | None]] = {
    "cash": _cash,
    "kr": _kr,
    "krx": _krx,
    "a": _a,
    "us": _us,
    "world": _world,
    "ric": _ric,
    "yahoo": _suffixed,
    "bloomberg": _bloomberg,
    "paren": _paren,
    "bare": _bare,
}
