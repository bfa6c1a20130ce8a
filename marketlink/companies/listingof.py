# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Which line of stock a company's name means: the New York line or the home share."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from marketlink.companies.directory import Directory
from marketlink.companies.sentences import Sentence

NEW_YORK = re.compile(
    r"ADR|ADS\b|뉴욕|나스닥|미국 증시|미 증시|미국증시|미증시|월가|서학개미|미국 상장|미국에"
    r" 상장|depositary|American depository"
    r"|U\.S\.-listed|US-listed|U\.S\.-traded|New York|Nasdaq|NYSE|Wall Street"
)
OTC = re.compile(r"ADR|ADS\b|depositary|장외|over-the-counter|OTC|U\.S\.-listed|US-listed")
_MARKET_KO = r"\s?(?:증시|증권거래소|거래소|주식시장|시장에서|에 상장|상장|본주|주가|본토|주식)"
_MARKET_EN = (
    r"(?:shares? in {0}|[Ii]n {0}|{0}-listed|{0}-traded|{0} (?:shares|listing|trading|stock"
    r"|exchange|stocks|session)"
    r"|listed in {0}|{0}'s)"
)


def _home(korean: str, *cities: str) -> re.Pattern[str]:
    english = "|".join(_MARKET_EN.format(city) for city in cities)
    return re.compile(rf"(?:{korean}){_MARKET_KO}|{english}")


HOME = {
    ".TW": re.compile(
        rf"타이베이|(?:대만){_MARKET_KO}|대만달러|\bTaipei\b|Taiwan(?:-listed| Stock Exchange|"
        rf" shares)|NT\$|Taiex"
    ),
    ".HK": _home("홍콩", "Hong Kong"),
    ".T": _home("도쿄|일본", "Tokyo"),
    ".L": _home("런던|영국", "London"),
    ".PA": _home("파리|프랑스", "Paris"),
    ".DE": _home("프랑크푸르트|독일", "Frankfurt", "Xetra"),
    ".AS": _home("암스테르담|네덜란드", "Amsterdam"),
    ".SW": _home("취리히|스위스", "Zurich"),
    ".MC": _home("마드리드|스페인", "Madrid"),
    ".MI": _home("밀라노|이탈리아", "Milan"),
    ".CO": _home("코펜하겐|덴마크", "Copenhagen"),
    ".ST": _home("스톡홀름|스웨덴", "Stockholm"),
    ".HE": _home("헬싱키", "Helsinki"),
    ".OL": _home("오슬로", "Oslo"),
    ".AX": _home("시드니|호주", "Sydney"),
    ".NS": _home("뭄바이|인도", "Mumbai"),
    ".BR": _home("브뤼셀", "Brussels"),
}


FOLLOWING = re.compile(
    r"(?:Its|Their|The (?:company|group|firm|bank|stock|shares)(?:['’]s)?)\s[^.\n]{0,80}?"
    r"(?:-listed|-traded|\bshares in [A-Z]\w+|\bin (?:Tokyo|London|Frankfurt|Paris|Hong Kong|Taipei|New York)\b)[^.\n]{0,40}"
)
"""A next sentence that only says which line of stock the one before it meant."""


def choose(
    directory: Directory, symbol: str, sentence: Sentence, written: Container[str]
) -> tuple[str, str]:
    """The line of stock a mention of the company means.

    Parameters
    ----------
    directory
        Tells the company's lines.
    symbol
        The line its name stands for by default.
    sentence
        The words around the mention.
    written
        Symbols that the text gives explicitly: one of the company's own decides.

    Returns
    -------
    tuple of str
        The symbol, and the reason where it is not the default ("" where it is).
    """
    company = directory.company(symbol)
    lines = directory.lines.get(company, (symbol,))
    if len(lines) == 1:
        return symbol, ""
    if symbol in written:
        return symbol, ""
    for code in lines:
        if code in written:
            return code, f"the text writes {code}"
    told = FOLLOWING.match(sentence.source, sentence.end)
    return _by_words(directory, symbol, lines, sentence.text + (told[0] if told else ""))


def _by_words(
    directory: Directory, symbol: str, lines: Sequence[str], text: str
) -> tuple[str, str]:
    if "." not in symbol:
        for line in lines:
            pattern = HOME.get(line[line.rfind(".") :]) if "." in line else None
            if pattern and (cue := pattern.search(text)) and not OTC.search(text):
                return line, f"{cue[0].strip()!r} means the home share"
        return symbol, ""
    for line in lines:
        if "." in line or line == symbol:
            continue
        over_counter = "(OTC line)" in directory.name(line)
        cue = (OTC if over_counter else NEW_YORK_ONLY).search(text)
        if cue:
            return line, f"{cue[0]!r} means the New York line"
    return symbol, ""


NEW_YORK_ONLY = re.compile(
    r"ADR|ADS\b|depositary|U\.S\.-listed|US-listed|뉴욕증시에 상장|뉴욕 증시에 상장"
    r"|미국주식예탁증서"
)
