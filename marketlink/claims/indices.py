# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Stock indices by name, and "the market"."""

from __future__ import annotations

import re

NAMES = (
    ("^SOX", r"필라델피아\s?반도체(?:업종)?\s?지수|Philadelphia (?:SE )?Semiconductor(?: Index)?|PHLX Semiconductor(?: Index)?|Philadelphia chip index"),
    ("^GSPC", r"S&P\s?500(?! (?:[Ee]nergy|[Ii]nformation|[Tt]ech|[Hh]ealth|[Ff]inancial|[Uu]tilit|[Bb]ank|[Ii]ndustrial|[Cc]onsumer|[Mm]aterial|[Rr]eal [Ee]state|[Cc]ommunication|[Ee]qual|[Ss]ector))(?:\s?지수)?|스탠더드앤드푸어스(?:\(S&P\))?\s?500(?:\s?지수)?|S&P500"),
    ("^DJI", r"다우(?:존스)?(?:30)?\s?(?:산업평균\s?)?지수|다우(?=[는가도\s])|Dow(?: Jones)?(?: Industrial Average| industrials)?(?![A-Za-z]|,? (?:Inc|Chemical|Newswires|Transport|Utilit|U\.S\.))"),
    ("^NDX", r"나스닥\s?100(?:\s?지수)?|Nasdaq[ -]100"),
    ("^IXIC", r"나스닥(?:\s?종합)?\s?지수|나스닥(?=[은이도의\s])|Nasdaq Composite|Nasdaq composite|Nasdaq(?! ?[-:]|-listed| listing| (?:Golden|Biotech|Bank|Next|Inc))"),
    ("^RUT", r"러셀\s?2000(?:\s?지수)?|Russell 2000"),
    ("^KS200", r"코스피\s?200(?:\s?지수)?|KOSPI ?200|Kospi ?200"),
    ("^KS11", r"코스피(?:\s?종합)?(?:\s?지수)?|Korea Composite Stock Price Index(?: \((?:KOSPI|Kospi)\))?|KOSPI|Kospi"),
    ("^KQ11", r"코스닥(?:\s?지수)?|KOSDAQ|Kosdaq"),
    ("^N225", r"닛케이(?:\s?225)?(?:\s?평균)?(?:주가|지수)*|Nikkei(?: 225)?(?: Stock Average)?"),
    ("^HSI", r"항셍(?:\s?지수)?|Hang Seng(?! (?:[Tt]ech|[Cc]hina|[Bb]iotech|[Bb]ank|H-))(?: Index)?"),
    ("^HSTECH", r"Hang Seng [Tt]ech(?:nology)?(?: [Ii]ndex)?"),
    ("^HSCE", r"Hang Seng China Enterprises(?: [Ii]ndex)?"),
    ("000001.SS", r"Shanghai Composite(?: [Ii]ndex)?|SSE Composite(?: [Ii]ndex)?"),
    ("000300.SS", r"CSI ?300(?: [Ii]ndex)?"),
    ("^TOPX", r"T(?:opix|OPIX)(?: [Ii]ndex)?"),
    ("^STOXX", r"(?:S(?:TOXX|toxx)(?: Europe)? 600)(?: [Ii]ndex)?"),
    ("^FTMC", r"FTSE\s?250(?: [Ii]ndex)?"),
    ("^FCHI", r"CAC(?:[ -]?40)?(?: [Ii]ndex)?(?![A-Za-z])"),
    ("^IBEX", r"I(?:BEX|bex)[ -]?35"),
    ("FTSEMIB.MI", r"FTSE MIB"),
    ("^SSMI", r"S(?:MI|wiss Market) [Ii]ndex"),
    ("^AXJO", r"(?:S&P/)?ASX[ /]?200(?: [Ii]ndex)?"),
    ("^NSEI", r"N(?:ifty|IFTY)(?: ?50)?(?: [Ii]ndex)?(?! (?:Bank|IT|Midcap|Next))(?![A-Za-z])"),
    ("^BSESN", r"(?:S&P )?(?:BSE )?S(?:ensex|ENSEX)"),
    ("^GSPTSE", r"S&P/TSX(?: [Cc]omposite)?(?: [Ii]ndex)?|TSX [Cc]omposite"),
    ("^STI", r"Straits Times(?: [Ii]ndex)"),
    ("^TWII", r"가권(?:\s?지수)?|Taiex|TAIEX"),
    ("^FTSE", r"FTSE\s?100(?:\s?지수)?"),
    ("^GDAXI", r"DAX(?:\s?지수)?|닥스(?:\s?지수)?"),
    ("^VIX", r"VIX|변동성지수"),
)  # fmt: skip
PATTERN = re.compile("|".join(f"(?P<i{n}>{pattern})" for n, (_, pattern) in enumerate(NAMES)))
VENUE = re.compile(
    r"\s?(?:시장|상장|거래소|에 상장|선물|에서 거래|ETF|인버스|레버리지|200\b)|-listed|-traded| [Ss]tocks?\b| [Cc]ompan| [Mm]ember| ETF| market(?! |\w)| futures| stock exchange|\s?:\s?[A-Z]|\)"
)
LISTED = re.compile(
    r"\b(?:listed|traded|trading|trades?|debut(?:ed)?|listing|list|float(?:ed)?)\s(?:\w+\s)?on\s(?:the\s)?$",
    re.IGNORECASE,
)
MARKET = re.compile(
    r"(?:the )?(?:broader |wider |overall |stock )?market(?:\b(?!\s(?:value|cap|share|maker|leader|for|close|hours))|['’]s)|시장(?=보다|\s?수익률|\s?평균|을 웃|을 밑)|증시(?=보다)",
)


def find(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """(start, end, symbol) of the indices named in ``text[start:end]``, places of trading left out."""
    found = []
    for match in PATTERN.finditer(text, start, end):
        if (
            match.start()
            and text[match.start() - 1].isascii()
            and text[match.start() - 1].isalnum()
        ):
            continue
        if VENUE.match(text, match.end(), min(len(text), match.end() + 16)):
            continue
        if LISTED.search(text, max(start, match.start() - 28), match.start()):
            continue
        found.append((match.start(), match.end(), NAMES[int((match.lastgroup or "i0")[1:])][0]))
    return found
