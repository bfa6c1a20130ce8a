"""Whose clock and whose calendar the words mean."""

# ruff: noqa: E501 (one pattern a line reads better than a folded one)
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

NEW_YORK, SEOUL, LOCAL = "America/New_York", "Asia/Seoul", "local"
TOKYO, HONG_KONG, SHANGHAI, TAIPEI = "Asia/Tokyo", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Taipei"
LONDON, BERLIN, PARIS, ZURICH = "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Zurich"

NAMED = {
    "현지": LOCAL, "local": LOCAL, "한국": SEOUL, "서울": SEOUL, "우리": SEOUL, "kst": SEOUL,
    "korea": SEOUL, "korean": SEOUL, "seoul": SEOUL, "미": NEW_YORK, "미국": NEW_YORK,
    "동부": NEW_YORK, "뉴욕": NEW_YORK, "et": NEW_YORK, "est": NEW_YORK, "edt": NEW_YORK,
    "eastern": NEW_YORK, "new york": NEW_YORK, "u.s. eastern": NEW_YORK, "us eastern": NEW_YORK,
    "런던": LONDON, "bst": LONDON, "london": LONDON, "british": LONDON, "u.k.": LONDON,
    "일본": TOKYO, "도쿄": TOKYO, "jst": TOKYO, "tokyo": TOKYO, "japan": TOKYO,
    "중국": SHANGHAI, "베이징": SHANGHAI, "beijing": SHANGHAI, "china": SHANGHAI,
    "홍콩": HONG_KONG, "hkt": HONG_KONG, "hong kong": HONG_KONG, "대만": TAIPEI, "taipei": TAIPEI,
    "taiwan": TAIPEI, "독일": BERLIN, "cet": BERLIN, "cest": BERLIN, "central european": BERLIN,
    "frankfurt": BERLIN, "중부유럽": BERLIN, "gmt": "UTC", "utc": "UTC", "그리니치": "UTC",
    "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles", "ct": "America/Chicago", "central": "America/Chicago",
}  # fmt: skip

EXCHANGE = {
    NEW_YORK: "XNYS", SEOUL: "XKRX", TOKYO: "XTKS", HONG_KONG: "XHKG", SHANGHAI: "XSHG",
    TAIPEI: "XTAI", LONDON: "XLON", BERLIN: "XETR",
}  # fmt: skip
COUNTRY = {
    NEW_YORK: "US", SEOUL: "KR", TOKYO: "JP", HONG_KONG: "HK", SHANGHAI: "CN", TAIPEI: "TW",
    LONDON: "GB", BERLIN: "DE",
}  # fmt: skip

KOREAN_CUES = re.compile(
    r"(?P<us>뉴욕|미국?\s?증시|美\s?증시|미\s증시|나스닥|다우(?:존스|지수|\s|는|가)|월가|월스트리트|S&P|스탠더드앤드푸어스"
    r"|필라델피아|연준|FOMC|연방준비제도|미국|워싱턴|실리콘밸리|캘리포니아|美)"
    r"|(?P<kr>코스피|코스닥|한국거래소|유가증권시장|서울|금융투자업계|국내\s?증시|증권업계|투자은행업계|금융감독원|금감원|한국은행|금통위|국회|정부서울청사|공시했)"
    r"|(?P<jp>도쿄|닛케이|일본|토픽스)|(?P<hk>홍콩|항셍)|(?P<cn>상하이|선전종합|선전성분|중국|베이징|인민은행)"
    r"|(?P<tw>대만|가권|타이베이)|(?P<gb>런던|영국|FTSE)|(?P<de>프랑크푸르트|독일|DAX|닥스|유럽|유로스톡스)|(?P<fr>파리|프랑스)"
    r"|(?P<ch>스위스|다보스)"
)
ENGLISH_CUES = re.compile(
    r"\b(?:(?P<us>Wall Street|New York|NYSE|Nasdaq|S&P 500|S&P|Dow|Fed|Federal Reserve|Washington|U\.S\.)"
    r"|(?P<kr>Kospi|KOSPI|Kosdaq|KOSDAQ|Seoul|South Korean?|Korea Exchange|Bank of Korea)"
    r"|(?P<jp>Nikkei|Topix|Tokyo|Japan(?:ese)?)|(?P<hk>Hang Seng|Hong Kong)"
    r"|(?P<cn>Shanghai|Shenzhen|CSI ?300|Beijing|Chin(?:a|ese))|(?P<tw>Taiex|Taipei|Taiwan(?:ese)?)"
    r"|(?P<gb>FTSE|London|Bank of England|British|UK|U\.K\.)|(?P<de>DAX|Frankfurt|Stoxx|STOXX|European?|German)"
    r"|(?P<fr>Paris|CAC)|(?P<ch>Swiss|Zurich|Davos))(?!\w)"
)
ZONES = {
    "us": NEW_YORK, "kr": SEOUL, "jp": TOKYO, "hk": HONG_KONG, "cn": SHANGHAI, "tw": TAIPEI,
    "gb": LONDON, "de": BERLIN, "fr": PARIS, "ch": ZURICH,
}  # fmt: skip
MARKET_WORDS = re.compile(
    r"증시|나스닥|다우|월가|S&P|필라델피아|코스피|코스닥|닛케이|항셍|가권|FTSE|DAX|닥스|거래소|유가증권|지수|시장"
    r"|Wall Street|Nasdaq|Dow|Kospi|KOSPI|Kosdaq|KOSDAQ|Nikkei|Topix|Hang Seng|Taiex|CSI|Shanghai"
)
STOCKS = re.compile(r"(?:['’]s)?\s(?:shares|stocks|equities|markets?\b|bourse)")
PLACE_COST, MENTION_COST = 12, 18
Cue = tuple[int, str, int]


def named_zone(words: str) -> str:
    """The zone of words such as "현지", "KST", "Eastern"; "local" for the place of the news."""
    plain = words.lower().strip()
    return NAMED.get(plain) or NAMED.get(plain.replace(" ", ""), NEW_YORK)


def cues(text: str, start: int, end: int, language: str) -> list[Cue]:
    """(position, zone, cost) of every market and place named in ``text[start:end]``."""
    pattern = KOREAN_CUES if language == "ko" else ENGLISH_CUES
    found: list[Cue] = []
    for match in pattern.finditer(text, start, end):
        group = match.lastgroup or "us"
        around = text[match.start() : match.end() + 5]
        here = language == "en" and text[max(0, match.start() - 3) : match.start()].lower() == "in "
        shares = language == "en" and STOCKS.match(text, match.end())
        cost = (
            0 if shares or MARKET_WORDS.search(around) else PLACE_COST // 2 if here else PLACE_COST
        )
        found.append((match.start(), ZONES[group], cost))
    return found


def nearest(position: int, found: Iterable[Cue]) -> str | None:
    """The zone of the cue nearest to a position; named places and companies weigh less."""
    ranked = sorted((abs(at - position) + cost, zone) for at, zone, cost in found)
    return ranked[0][1] if ranked else None


@cache
def exchange(zone: str) -> str:
    """The exchange whose sessions count in a zone; New York's where none is kept."""
    return EXCHANGE.get(zone, "XLON" if zone.startswith("Europe/") else "XNYS")
