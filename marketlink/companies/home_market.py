"""Which exchange an article speaks of where a sentence names none: "London close", "the Nikkei"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from marketlink.records.article import Line

_TOLD = r"(?:shares|stocks|equities|close|market|session|trading|midday|open)\b"
_MOVED = r"(?:\d%|percent|per cent|shares|stock)(?:(?![.;,:] | in [A-Z]).){{0,40}} in {0}\b"
NEW_YORK = "US"
EUROPE = frozenset(
    [".L", ".DE", ".PA", ".AS", ".SW", ".MC", ".MI", ".CO", ".ST", ".HE", ".OL", ".BR"]
)


def _cue(names: str, city: str, people: str, korean: str) -> str:
    return (
        rf"\b(?:{names})\b|\b(?:{city}|{people}) {_TOLD}|{_MOVED.format(city)}"
        rf"|(?:{korean})\s?(?:증시|증권거래소|주식시장)"
    )


_PENCE = (
    r"\b(?:at|to|by|of) \d[\d,]*(?:\.\d+)?(?:p|GBX| ?pence)\b"
    r"(?! (?:video|resolution|display|screen|m\b))"
)
_CUES = {
    NEW_YORK: r"\b(?:Wall Street|S&P 500|Nasdaq|Dow(?: Jones)?|NYSE)\b|"
    + _cue("U\\.S\\.-listed", "New York", "U\\.S\\.", "뉴욕|미국")
    + "|나스닥|다우|월가",
    ".MI": r"\bFTSE MIB\b|" + _cue("Piazza Affari", "Milan", "Italian", "밀라노|이탈리아"),
    ".L": _cue("FTSE (?:100|250)|FTSE 100-listed", "London", "(?:UK|British)", "런던|영국")
    + rf"|{_PENCE}",
    ".T": _cue("Nikkei|Topix|TOPIX", "Tokyo", "Japanese", "도쿄|일본") + "|닛케이|토픽스",
    ".HK": _cue("Hang Seng", "Hong Kong", "Hong Kong", "홍콩") + "|항셍",
    ".TW": _cue("Taiex|TAIEX", "Taipei", "Taiwan(?:ese)?", "대만|타이베이") + "|가권지수",
    ".DE": _cue("DAX|Xetra", "Frankfurt", "German", "프랑크푸르트|독일"),
    ".PA": _cue("CAC[ -]40", "Paris", "French", "파리|프랑스"),
    ".AS": _cue("AEX", "Amsterdam", "Dutch", "암스테르담|네덜란드"),
    ".SW": _cue("SMI", "Zurich", "Swiss", "취리히|스위스"),
    ".MC": _cue("IBEX[ -]35|Ibex", "Madrid", "Spanish", "마드리드|스페인"),
    ".AX": _cue("(?:S&P/)?ASX[ /]?200", "Sydney", "Australian", "시드니|호주"),
    ".TO": _cue("S&P/TSX|TSX [Cc]omposite", "Toronto", "Canadian", "토론토|캐나다"),
    ".NS": _cue("Sensex|Nifty(?: 50)?", "Mumbai", "Indian", "뭄바이|인도"),
    ".SA": _cue("I?[Bb]ovespa", "Sao Paulo", "Brazilian", "상파울루|브라질"),
    "EU": _cue("STOXX(?: Europe)? 600|Stoxx(?: Europe)? 600", "Europe", "European", "유럽"),
}
_PATTERN = re.compile("|".join(f"(?P<c{n}>{cue})" for n, cue in enumerate(_CUES.values())))
_MARKETS = tuple(_CUES)


class HomeMarket:
    """The markets that the lines of an article speak of, by where they do."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        """Read the lines of an article's title and body."""
        self.at: list[int] = []
        self.markets: list[str] = []
        for line in lines:
            for cue in _PATTERN.finditer(text, line.start, line.end):
                self.at.append(cue.start())
                self.markets.append(_MARKETS[int((cue.lastgroup or "c0")[1:])])

    def line(self, position: int, lines: Sequence[str]) -> str:
        """The one of a company's lines that the article's market means at a position, or "".

        An article that begins with a home market, or speaks of no other, means it throughout; one
        that begins with New York means the market told of last.
        """
        at = bisect_right(self.at, position)
        begins = self.markets[:1] != [NEW_YORK]
        told = [m for m in self.markets if m != NEW_YORK] if begins else self.markets[:at]
        for market in reversed(told):
            if market == NEW_YORK:
                return ""
            for line in lines:
                suffix = line[line.rfind(".") :] if "." in line else ""
                if suffix == market or (market == "EU" and suffix in EUROPE):
                    return line
        return ""
