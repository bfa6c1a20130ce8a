"""What a report is about, in both languages: its topics, its direction, its quarter, its index."""

from __future__ import annotations

import re
from collections.abc import Mapping


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


TOPICS: Mapping[str, re.Pattern[str]] = {
    "earnings": _words(
        r"\b(?:earnings|profits?|revenues?|sales|results|net income|operating (?:income|profit)|"
        r"deliveries|eps|quarterly (?:loss|report))\b",
        r"실적|영업\s?이익|영업익|순이익|순손실|영업\s?손실|매출|어닝|인도량|판매량",
    ),
    "guidance": _words(
        r"\b(?:forecasts?|outlook|guidance|guides?|expects|warns|projection|target cut)\b",
        r"전망|가이던스|목표치|예상치 (?:상향|하향)",
    ),
    "buyback": _words(
        r"\b(?:buy(?:s|ing)? back|buybacks?|repurchas\w+)\b",
        r"자사주|자기주식|자기 주식",
    ),
    "dividend": _words(r"\bdividends?\b|\bpayouts?\b", r"배당"),
    "capital": _words(
        r"\b(?:share (?:sale|offering|issue)|stock offering|rights (?:issue|offering)|"
        r"capital (?:raise|increase)|raise \$|convertible|ipo|goes public|listing)\b",
        r"유상\s?증자|무상\s?증자|전환사채|자금 조달|공모|상장",
    ),
    "deal": _words(
        r"\b(?:acqui\w+|takeover|buyout|merg\w+|purchase of|to buy (?!back)\w+|"
        r"deal (?:for|to)|stake|divest\w*|spin-?off|sells? (?:its|unit))\b",
        r"인수|합병|결합|매각|지분|분할|경영권",
    ),
    "approval": _words(
        r"\b(?:approv\w+|clear(?:s|ed|ance)|authoriz\w+|fda|green light)\b", r"승인|허가|인가"
    ),
    "contract": _words(
        r"\b(?:contracts?|orders?|wins? .{0,20}(?:deal|order)|"
        r"supply (?:deal|agreement)|licens\w+)\b",
        r"수주|계약|공급|납품|기술\s?수출|기술\s?이전",
    ),
    "product": _words(
        r"\b(?:unveil\w*|launch\w*|introduc\w+|debut\w*|rolls? out|"
        r"new (?:phone|car|chip|model|drug))\b",
        r"공개|출시|선보|신제품|신차|양산",
    ),
    "legal": _words(
        r"\b(?:lawsuits?|sue[sd]?|suing|court|fined?|fines|penalt\w+|probe|investigat\w+|antitrust|"
        r"charged|indict\w+|settle\w*|recall\w*|ban(?:s|ned)?)\b",
        r"소송|과징금|벌금|법원|조사|수사|기소|압수수색|제재|리콜|합의금|고발",
    ),
    "people": _words(
        r"\b(?:ceo|chief executive|chief financial|chairman|chief\b|hires?|appoints?|names new|"
        r"resign\w*|steps? down|successor)\b",
        r"최고경영자|대표이사|회장|사장|선임|영입|사임|퇴임|사퇴",
    ),
    "jobs": _words(
        r"\b(?:layoffs?|lays? off|job cuts?|cut .{0,12}jobs|strike|union)\b",
        r"감원|해고|구조조정|희망퇴직|파업|노조",
    ),
    "invest": _words(
        r"\b(?:plant|factory|fab|invest(?:s|ment|ing)?|build)\b", r"공장|투자|증설|착공|준공"
    ),
    "rating": _words(
        r"\b(?:upgrad\w+|downgrad\w+|price target|initiat\w+ coverage|overweight|underweight)\b",
        r"목표가|목표주가|투자의견",
    ),
    "outage": _words(
        r"\b(?:outage|breach|hack\w*|cyberattack|fire|accident|crash)\b",
        r"먹통|장애|해킹|유출|화재|사고|폭발",
    ),
    "record": _words(r"\brecord (?:high|low|close)\b|\ball-time\b", r"사상\s?최고|신고가|신저가"),
}
FUNDAMENTAL = _words(
    r"\b(?:profits?|revenues?|sales|earnings|income|deliveries|outlook|forecasts?|guidance|jobs|"
    r"dividends?|costs?|output|exports?|prices?)\b",
    r"이익|영업익|매출|실적|순손실|판매|인도량|수출|생산|전망|비용",
)
DOWN = _words(
    r"\b(?:f[ae]ll(?:s|en|ing)?|drop(?:s|ped|ping)?|plung\w+|tumbl\w+|sinks?|sank|sunk|slump\w*|"
    r"dives?|dived|dove|slid(?:es?|ing)?|los(?:es?|t|ing)|declin\w+|decreas\w+|down|rout\w*|"
    r"crash(?:es|ed)?|shed(?:s|ding)?|slip(?:s|ped)?|eas(?:es|ed)|retreat\w*|sell-?offs?|"
    r"plummet\w*|nosediv\w*|skid\w*|wip(?:es?|ed) (?:out|off)|cuts?|slash\w*|miss(?:es|ed))\b",
    r"급락|폭락|하락|추락|약세|내림|내렸|내려|떨어|감소|줄었|줄어|곤두박질|밀렸|밑돌|하한가|증발|순손실|적자",
    r"[▼▽]|(?<![\d\w])[-−]\d",
)
UP = _words(
    r"\b(?:ris(?:es?|ing|en)|rose|jump\w*|soar\w*|surg\w+|gain(?:s|ed|ing)?|leap\w*|leapt|"
    r"rall(?:y|ies|ied)|rebound\w*|climb\w*|up|advanc\w+|spik\w+|pop(?:s|ped)|add(?:s|ed)|"
    r"increas\w+|doubl\w+|skyrocket\w*|beats?|recover(?:s|ed))\b",
    r"급등|폭등|상승|강세|반등|올랐|올라|오름|오르|뛰었|뛰어|치솟|증가|늘었|늘어|웃돌|상한가|급반등|흑자",
    r"[▲△]|(?<![\d\w])\+\d",
)
PRICE_VERB = _words("급락|폭락|급등|폭등|급반등|반등|강세|약세|상한가|하한가")
BUSINESS_VERB = _words(
    r"cut|slash|miss|beat|increas|decreas|doubl",
    "적자|흑자|순손실|밑돌|웃돌|증가|감소|늘었|늘어|줄었|줄어",
)
MODAL = re.compile(
    r"\b(?:will|can|could|may|might|would|should|to|(?:set|poised|likely|ready) to)\s+"
    r"(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
FORESEEN = re.compile(
    r"\s?(?:할|될|하나|할까|전망|예상|우려|가능성|기대|압력|예고|위험|리스크|것으로)"
)
CLAUSE = re.compile(r"[.,;:…—]| (?:after|as|on|but|while|amid|despite) ")
SHARES = _words(r"\b(?:shares|stock)\b", "주가|마감")
AHEAD = _words(
    r"\b(?:pre-?market|before the (?:bell|open)|futures|after-?hours|extended trading)\b",
    r"개장\s?전|장\s?전|프리마켓|시간\s?외",
)
INTRADAY = _words(
    r"\b(?:intraday|early trad\w+|morning trad\w+|midday|in trading|at the open|so far)\b",
    r"장중|장\s?초반|오전 (?:거래|장)|개장 직후|현재",
)
QUARTERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, _words(r"\bQ1\b|\b1Q|first[- ]quarter|march quarter", r"1\s?분기|1Q")),
    (2, _words(r"\bQ2\b|\b2Q|second[- ]quarter|june quarter", r"2\s?분기|2Q")),
    (3, _words(r"\bQ3\b|\b3Q|third[- ]quarter|september quarter", r"3\s?분기|3Q")),
    (4, _words(r"\bQ4\b|\b4Q|fourth[- ]quarter|december quarter", r"4\s?분기|4Q")),
)
INDICES: Mapping[str, re.Pattern[str]] = {
    "^KS11": _words(r"\bkospi\b(?! ?200)", "코스피(?! ?200)"),
    "^KQ11": _words(r"\bkosdaq\b", "코스닥"),
    "^IXIC": _words(r"\bnasdaq(?: composite)?\b", "나스닥"),
    "^GSPC": _words(r"\bs&p ?500\b", r"S&P ?500"),
    "^DJI": _words(r"\bdow(?: jones)?\b(?! inc)", "다우"),
    "^SOX": _words(r"\bphiladelphia semiconductor\b|\bsox\b", "필라델피아 ?반도체"),
    "^N225": _words(r"\bnikkei\b", "닛케이"),
    "^HSI": _words(r"\bhang seng\b", "항셍"),
}


def topics(text: str) -> frozenset[str]:
    """The topics a text names."""
    return frozenset(name for name, pattern in TOPICS.items() if pattern.search(text))


def quarters(text: str) -> frozenset[int]:
    """The quarters a text names."""
    return frozenset(number for number, pattern in QUARTERS if pattern.search(text))


def indices(text: str) -> frozenset[str]:
    """The market indices a text names, as symbols."""
    return frozenset(symbol for symbol, pattern in INDICES.items() if pattern.search(text))


def direction(text: str) -> int:
    """Which way the first movement that a text tells of goes: -1, 0 or 1.

    A movement of the price goes before one of a figure of the business.
    """
    found = _movements(text)
    prices = [sign for sign, price in found if price]
    return (prices or [sign for sign, _ in found] or [0])[0]


def is_move(text: str) -> bool:
    """Whether a text tells of a movement of prices, and not only of a figure of the business."""
    head = text[:400]
    if any(price for _, price in _movements(head)):
        return True
    return bool(SHARES.search(head)) and direction(head) != 0


def _movements(text: str) -> list[tuple[int, bool]]:
    """The movements of a text in their order: the sign, and whether prices move."""
    found = [
        (match.start(), sign, _of_prices(text, match))
        for pattern, sign in ((DOWN, -1), (UP, 1))
        for match in pattern.finditer(text)
        if not _is_expected(text, match)
    ]
    return [(sign, price) for _, sign, price in sorted(found)]


def _is_expected(text: str, match: re.Match[str]) -> bool:
    """Whether a movement is only foreseen or feared: "will soar", "하락 우려"."""
    before, after = text[max(match.start() - 24, 0) : match.start()], text[match.end() :][:12]
    return bool(MODAL.search(before) or FORESEEN.match(after))


def _of_prices(text: str, match: re.Match[str]) -> bool:
    """Whether a verb moves prices: no figure of the business is its subject or its object."""
    if PRICE_VERB.match(match[0]):
        return True
    if BUSINESS_VERB.match(match[0]):
        return False
    before = CLAUSE.split(text[max(match.start() - 30, 0) : match.start()])[-1]
    return not FUNDAMENTAL.search(before)
