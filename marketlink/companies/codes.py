"""Codes in a text: the forms in which people write a symbol, and which symbol each means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from marketlink.companies.cues import MARK, cues, every, language_of, plain
from marketlink.companies.directory import Directory
from marketlink.text import any_language, word_set

WORLD_MARKETS = {
    "TYO": ".T", "TSE": ".T", "HKG": ".HK", "HKEX": ".HK", "SEHK": ".HK", "TPE": ".TW",
    "TWSE": ".TW", "SHA": ".SS", "SSE": ".SS", "SHE": ".SZ", "SZSE": ".SZ", "LON": ".L",
    "LSE": ".L", "ETR": ".DE", "FRA": ".DE", "XETRA": ".DE", "EPA": ".PA", "AMS": ".AS",
    "SWX": ".SW", "BME": ".MC", "ASX": ".AX",
}  # fmt: skip
"""Exchanges before a colon and a code, as the ending of the symbol."""
_SUFFIXES = "T|TW|TWO|TO|HK|SS|SZ|L|DE|PA|AS|SW|S|MC|MI|CO|ST|HE|AX|NS|SR|OL|BR"
_NOT_BEFORE = r"(?<![A-Za-z0-9_@./-])"
_NOT_AFTER = r"(?![A-Za-z0-9_]|[.,]\d|\+(?!\d))"
_NO_MARKET = r"(?!\.[A-Z]{1,2}\b)"
_KR = r"\d{6}|\d{4}[A-Z]\d"
_US = r"[A-Z]{1,5}(?:[.-][A-Z])?"


@cache
def _form() -> re.Pattern[str]:
    """Every form of a code, one named group each; none begins as a word does."""
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
        rf"\.(?:OQ|OB|O|N|K|PK|P|A|US|UN|UW)){_NOT_AFTER}(?!\.)",
        rf"(?P<glued>(?:(?<=[a-z])|{_NOT_BEFORE})(?P<glued_code>[A-Z]{{2,5}})"
        rf"\.(?:OQ|O|N|K|P|A|TO)(?:(?=[a-z]{{2}})|{_NOT_AFTER}))",
        rf"{_NOT_BEFORE}(?P<yahoo>[A-Z0-9-]{{1,10}}\.(?:{_SUFFIXES})){_NOT_AFTER}",
        rf"{_NOT_BEFORE}(?P<bloomberg>(?P<bloomberg_code>[A-Z]{{1,5}}|\d{{6}}) "
        rf"(?P<bloomberg_market>US|KS|KQ)(?: Equity)?){_NOT_AFTER}",
        rf"(?P<paren>[(\[（] ?(?P<paren_code>{_KR}|{_US}) ?[)\]）])",
        rf"{_NOT_BEFORE}(?P<bare>{_KR}|[A-Z]{{2,5}}(?:[.-][AB])?){_NOT_AFTER}{_NO_MARKET}",
    )
    return re.compile(rf"(?=[\d$(\[（-]|[A-Z](?![a-z])|{us}|{kr})(?:{'|'.join(forms)})")


class TickerCode(NamedTuple):
    """A symbol written in the text: its span, the symbol it means, and the form it has.

    ``explicit`` is False for forms that may be something else (bare capitals, six digits, one
    letter in brackets) and need the company's name or a known symbol to count.
    """

    start: int
    end: int
    symbol: str
    form: str
    explicit: bool = True


def find_codes(text: str, directory: Directory) -> Iterator[TickerCode]:
    """The codes in a folded line, case kept: those in lists first."""
    marked_codes = [*_in_lists(text, directory), *_own_forms(text, directory)]
    yield from marked_codes
    covered = {code.start for code in marked_codes}
    for match in _form().finditer(text):
        if match.start() not in covered:
            yield from _single(match, text, directory)
    if text.islower():
        yield from _small_codes(text, directory)


_LIST = re.compile(
    r"(?<![\w$.-])(?:(?:[A-Z]{1,5}(?:[.-][A-Z]{1,2})?(?:, ?| and |, and )){2,}[A-Z]{1,5}"
    r"|[A-Z]{1,5} vs\.? [A-Z]{1,5}(?=:))\b(?![.'^-]\w)"
)
_ITEM = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z]{1,2})?")


def _in_lists(text: str, directory: Directory) -> Iterator[TickerCode]:
    """The symbols of a list of them, "PINS, SKX, AA", or "TER vs. A:": most of them known, one of
    them a symbol that is no word."""
    for match in _LIST.finditer(text) if "," in text or " vs" in text else ():
        items = list(_ITEM.finditer(text, match.start(), match.end()))
        codes = [item for item in items if yahoo(item[0]) in directory.listings]
        plainly = " vs" in match[0] or any(_names_a_share(item[0], directory) for item in codes)
        if plainly and len(codes) >= max(2, round(0.6 * len(items))):
            for item in codes:
                yield TickerCode(*item.span(), yahoo(item[0]), "code in a list")


def _names_a_share(code: str, directory: Directory) -> bool:
    is_kept = yahoo(code) in directory.listings.kept and yahoo(code) not in directory.formers
    return is_kept and _is_no_word(code)


def _is_no_word(code: str) -> bool:
    """Whether letters are no word or abbreviation that people write in capitals."""
    return len(code) > 2 and code not in word_set("common_capitals")  # noqa: PLR2004 (a pair, or three)


def _own_forms(text: str, directory: Directory) -> Iterator[TickerCode]:
    """Codes in a form that only a language has, as its rules of the kind ``code`` write it: the
    group ``code``, and the symbol's ending in the field ``suffix``."""
    for cue in cues(language_of(text)).of("code"):
        for match in cue.rule.finditer(text):
            symbol = match["code"] + cue.field("suffix")
            if symbol in directory.listings:
                yield TickerCode(*match.span("code"), symbol, "code in brackets")


_SMALL = re.compile(r"(?<![\w.$@/'#-])[a-z]{2,5}(?![\w/'-]|\.\w)")


def _small_codes(text: str, directory: Directory) -> Iterator[TickerCode]:
    """The symbols of a line in small letters, each with a move beside it, as people write them in
    chats: "nvda -6.2% today". Two letters count only beside two longer ones."""
    matches = [
        match
        for match in _SMALL.finditer(text)
        if match[0] not in word_set("small_word")
        and match[0].upper() in directory.listings
        and plain().match("small_code", text, match.end())
    ]
    longer = {match[0] for match in matches if len(match[0]) > 2}  # noqa: PLR2004 (a pair, or three)
    for match in matches:
        if len(longer) >= (1 if len(match[0]) > 3 else 2):  # noqa: PLR2004 (a pair, or three)
            yield TickerCode(*match.span(), match[0].upper(), "symbol in small letters")


def yahoo(symbol: str) -> str:
    """A symbol with its class in Yahoo's form: "BRK-B"."""
    return symbol.replace(".", "-")


def korean(code: str, directory: Directory) -> str | None:
    """The symbol of a six-character Korean code, if it is known."""
    symbols = (code + suffix for suffix in (".KS", ".KQ"))
    return next((symbol for symbol in symbols if symbol in directory.listings), None)


def _single(match: re.Match[str], text: str, directory: Directory) -> Iterator[TickerCode]:
    """The code of a match that stands by itself."""
    if match["paren"]:
        yield from _paren(match, text, directory)
    elif match["bare"]:
        yield from _bare(match, text, directory)
    elif not (match["cash"] and text[: match.start()].endswith("(") and _thing(match, text)):
        name = next(name for name in _CLEAR if match[name])
        form, read = _CLEAR[name]
        symbol = read(match, directory)
        if symbol and not _of_no_firm(symbol, text[: match.start()], directory):
            yield TickerCode(*match.span(), symbol, form)


MUTUAL_FUND = re.compile("[A-Z]{4}X")
"""How American mutual funds are coded."""


def _of_no_firm(symbol: str, before: str, directory: Directory) -> bool:
    """Whether a code that no list has is a mutual fund's, or stands behind the word for a fund or
    an index: "Philadelphia Semiconductor Index NASDAQ:SOX"."""
    if symbol in directory.listings or symbol in directory.formers:
        return False
    behind = any(one.search("code_thing_before", before[-REACH:]) for one in every())
    return behind or MUTUAL_FUND.fullmatch(symbol) is not None


def _cash(match: re.Match[str], directory: Directory) -> str | None:
    symbol = yahoo(match["cash_code"])
    return None if symbol in word_set("currency_code") else symbol


def _krx(match: re.Match[str], directory: Directory) -> str | None:
    second = match[0].upper().startswith(any_language("kosdaq"))
    code = match["krx_code"]
    return korean(code, directory) or code + (".KQ" if second else ".KS")


def _world(match: re.Match[str], directory: Directory) -> str | None:
    code, suffix = match["world_code"], WORLD_MARKETS[match["world_market"]]
    return (code.zfill(4) if suffix == ".HK" else code) + suffix


def _ric(match: re.Match[str], directory: Directory) -> str | None:
    root, market = match["ric_code"], match[0].rpartition(".")[2]
    symbol = f"{root[:-1]}-{root[-1].upper()}" if root[-1].islower() else root
    if len(root) == 1:
        return symbol if root != "U" and market in ("N", "US") else None
    is_known = symbol in directory.listings or symbol in directory.formers
    return symbol if is_known or market in ("O", "OQ", "N", "US") else None


def _glued(match: re.Match[str], directory: Directory) -> str | None:
    """A code that a word is written onto, "IRBT.Oslid", "SoFi TechnologiesSOFI.O"."""
    root, market = match["glued_code"], match[0].rpartition(".")[2]
    is_known = root in directory.listings or root in directory.formers
    clear = is_known and len(root) > 2 and root not in word_set("no_code")  # noqa: PLR2004 (a pair, or three)
    return f"{root}.TO" if market == "TO" else root if clear else None


def _suffixed(match: re.Match[str], directory: Directory) -> str | None:
    symbol = match["yahoo"]
    if symbol.endswith(".HK"):
        symbol = symbol[:-3].lstrip("0").zfill(4) + ".HK"
    if symbol.endswith(".S"):  # Reuters writes the Swiss exchange so
        symbol += "W"
    has_digit = any(char.isdigit() for char in symbol)
    closed = _BRACKETED.match(match.string, match.start() - 1) and symbol.index(".") > 1
    return symbol if has_digit or closed or symbol in directory.listings else None


_BRACKETED = re.compile(r"\([^()\s]+\)")


def _bloomberg(match: re.Match[str], directory: Directory) -> str | None:
    code, market = match["bloomberg_code"], match["bloomberg_market"]
    if market != "US":
        return korean(code, directory) or f"{code}.{market}" if code.isdigit() else None
    closed = "Equity" in match[0] or match.string[match.end() : match.end() + 1] in (")", "]", ",")
    return code if closed and code in directory.listings else None


_CLEAR: dict[str, tuple[str, Callable[[re.Match[str], Directory], str | None]]] = {
    "cash": ("cashtag", _cash),
    "kr": ("code with exchange suffix", lambda match, _: match["kr"]),
    "krx": ("code with exchange", _krx),
    "a": ("A-code", lambda match, directory: korean(match["a_code"], directory)),
    "us": ("code with exchange", lambda match, _: yahoo(match["us_code"])),
    "world": ("code with exchange", _world),
    "ric": ("code with exchange suffix", _ric),
    "glued": ("code with exchange suffix", _glued),
    "yahoo": ("code with exchange suffix", _suffixed),
    "bloomberg": ("Bloomberg code", _bloomberg),
}
"""Forms that only codes have: what each is called, and which symbol it means (None for none)."""
REACH = 48
"""Letters before a code in brackets in which its company's name begins."""


def _paren(match: re.Match[str], text: str, directory: Directory) -> Iterator[TickerCode]:
    """The code of a match that stands in brackets."""
    code, span, listings = match["paren_code"], match.span("paren_code"), directory.listings
    if code[0].isdigit():
        if symbol := korean(code, directory):
            yield TickerCode(*span, symbol, "code in brackets")
        return
    symbol = yahoo(code)
    root, _, market = code.partition(".")
    if market in ("L", "N", "O", "K", "P", "S") and symbol not in listings:
        suffixed = code if market == "L" else f"{root}.SW" if market == "S" else root
        if suffixed in listings or (
            market in ("S", "N", "O")
            and len(root) > 1
            and not _of_no_firm(root, text[: match.start()], directory)
        ):
            yield TickerCode(*span, suffixed, "code with exchange suffix")
        return
    before = text[max(0, match.start() - REACH) : match.start()]
    tables = (listings, directory.formers, directory.delisted)
    if not any(symbol in table for table in tables) or _thing(match, text):
        if _of_full_name(code, before):
            yield TickerCode(*span, symbol, "code in brackets")
        return
    is_listed = symbol in listings and symbol not in directory.formers
    clear = is_listed and _is_no_word(symbol)
    if clear and (symbol not in listings.kept or _initials(code, before)):
        clear = _introduced(symbol, before, directory)
    yield TickerCode(*span, symbol, "code in brackets", clear)


def _introduced(symbol: str, before: str, directory: Directory) -> bool:
    """Whether the first word of a listing's name stands before its code: "Gogo Inc. (GOGO)"."""
    first = re.split(r"[ .&'-]", directory.name(symbol), maxsplit=1)[0].lower()
    return len(first) > 1 and first in re.split(r"[^a-z0-9]+", before.lower())


@cache
def _full_name() -> re.Pattern[str]:
    forms = "|".join(any_language("corporate_form"))
    return re.compile(rf"(?P<name>(?:[A-Z][\w&'-]*\.? )*[A-Z][\w&'-]*),? (?:{forms})\b\.?,? ?$")


def _of_full_name(code: str, before: str) -> bool:
    """Whether a firm's name with its legal form stands before letters in brackets that are none of
    its initials: a code that no list has, "Redbox Entertainment Inc. (RDBX)"."""
    match = _full_name().search(before)
    is_word = code in word_set("common_capitals") or code in word_set("no_code")
    if match is None or is_word or not 3 <= len(code) <= 5:  # noqa: PLR2004 (letters)
        return False
    initials = re.findall(r"\b[A-Z]", match["name"])
    return len(initials) == 1 or not re.match(".*".join(initials), code)


def _thing(match: re.Match[str], text: str) -> bool:
    """Whether letters in brackets shorten the thing named beside them: "함정 정비(MRO) 시장",
    "the relative strength index (RSI)"."""
    before = text[max(0, match.start() - REACH) : match.start()].removesuffix("(")
    if (words := _initials(match["paren_code"] or "", before)) and words[0].islower():
        return True
    before = before[-12:]
    return any(
        one.search("code_thing_before", before) or one.match("code_thing_after", text, match.end())
        for one in every()
    )


def _initials(code: str, before: str) -> re.Match[str] | None:
    """The words before letters in brackets that begin with them: "Department of Services (DS)"."""
    words = r" (?:\w{1,3} )?".join(rf"\b{letter}[\w-]+" for letter in code if letter.isalpha())
    return re.search(f"{words} $", before, re.IGNORECASE)


def _bare(match: re.Match[str], text: str, directory: Directory) -> Iterator[TickerCode]:
    """The code of a match that nothing marks as one."""
    code, (start, end) = match["bare"], match.span()
    if code[0].isdigit():
        symbol, before = korean(code, directory), text[max(0, start - 14) : start]
        if symbol and not any(
            one.match("code_unit", text, end) or one.search("code_number", before)
            for one in every()
        ):
            yield TickerCode(start, end, symbol, "bare code", False)
        return
    if yahoo(code) not in directory.listings or code in word_set("no_code"):
        return
    window = text[max(0, start - REACH) : start] + MARK + text[end : end + REACH]
    if plain().search("code_cue", window):
        yield TickerCode(start, end, yahoo(code), "symbol of a headline")
    elif _is_no_word(code):
        yield TickerCode(start, end, yahoo(code), "bare symbol", False)
    elif not any(map(str.isalnum, text[:start])) and ITEM_BEGINS.match(text, end):
        yield TickerCode(start, end, yahoo(code), "symbol of an item", False)


ITEM_CHANGE = r"\s?\([-+−▲▼]\s?\d[\d.]*%\)"
ITEM_BEGINS = re.compile(
    rf":\s+[^\W\d_]|\s+[-+−▲▼]\s?\$?\d|\s*[\t|]\s*[-+−▲▼]?\s?\$?\d|{ITEM_CHANGE}"
)
"""What follows the symbol at the head of an item or of a row: "MU: cut to Hold", "MU -11.7%"."""
