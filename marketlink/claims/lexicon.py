# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Words of moves, extremes, streaks, comparisons, causes and opinions."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from marketlink.claims.clauses import BORDER

if TYPE_CHECKING:
    from marketlink.claims.scene import Scene

STRONG = re.compile(
    r"급락|폭락|급등|폭등|추락|곤두박질|치솟|솟구|껑충|큰 폭|크게|대폭|plung|tumbl|plummet|crash|soar|surg|crater|nosediv|sharp|steep|rocket",
    re.IGNORECASE,
)
MODAL = {
    "ko": re.compile(
        r"(?:할|오를|내릴|떨어질|뛸|빠질|될|낮아질|높아질|이어질)\s?(?:것|수|전망|가능성|듯|경우|때)|하면|전망(?:된다|이다|했다|한다)|예상(?:된다|했다|한다)|목표주가|관측"
    ),
    "en": re.compile(
        r"\b(?:could|may|might|would|should|will|can|expect(?:s|ed)? to|likely to|set to|poised to|if|forecast to|target)\b"
    ),
}
OPINION = {
    "ko": re.compile(
        r"(?:고|라고)\s?본다|(?:으로|처럼|게|해|적으로|적으로도)\s?보인다|것으로 (?:보인다|보여|보고|판단|예상|전망)|(?:전망|예상|판단|기대|평가|추정|관측)(?:된다|한다|이다|했다|하고 있다|이 나온다|도 나온다)(?!\s?치)|것 같다|듯하다|듯 하다|것이다[.”\"]*$|수 있다(?:는|고)?[.”\"]*|매력적|저평가|고평가|과도(?:하|한)|유망|추천|매수\s?의견|생각(?:한다|이다|된다)|것으로 (?:내다봤|내다봐|내다보|점쳤|점쳐|기대했|관측했)|고 (?:내다봤|내다보|점쳤|진단했|조언했|강조했)|수 있다고|전망이 나(?:왔|온)|필요가 있다|필자는|해야 한다|바람직|관건|주목(?:된다|할)"
    ),
    "en": re.compile(
        r"\b(?:looks? (?:cheap|expensive|attractive|overvalued|undervalued|stretched|like|set|poised|fair|rich|oversold|overbought)|should|could|(?-i:may)|might|believes?|thinks?|likely|in (?:our|my|his|her|their) (?:view|opinion)|we (?:see|think|expect|believe)|seems?|appears?|overvalued|undervalued|overdone|overblown|overreact(?:ion|ed|ing)|exaggerated|underappreciated|recommends?|reiterat(?:ed|es)|is a buy|bargain|attractive(?:ly)?|deserves?|ought to|I (?:think|see|believe))\b",
        re.IGNORECASE,
    ),
}
VALUED = re.compile(
    r"overblown|overreact|sell-?off|rout|하락|상승|반등|급락|급등|오를|내릴|약세|강세|회복|조정|매력|저평가|고평가|유망|추천|성장성|투자의견|매수|매도|과도|거품|bubble|cheap|expensive|attractive|valued|overdone|bargain|\bbuy\b|\bsell\b|outperform|recommend|stretched|oversold|overbought|upside|downside",
    re.IGNORECASE,
)
IMPACT = re.compile(
    r"충격|여파|영향|우려|자극|촉발|공포|불안|파장|사태|shock|fear|worr|concern|sell-?off|rout|panic|jitters|spook",
    re.IGNORECASE,
)
FORECAST = re.compile(
    r"\b(?:will|would|expects?|expected to|forecast|set to|poised to|on course to)\b", re.IGNORECASE
)
CAUSAL = {
    "ko": re.compile(
        r"때문|탓(?:에|이|으로|\b)|(?:의\s)?(?:영향|여파|충격|소식|우려|기대(?:감)?|부담|호재|악재|실망|경계감|공포|관측|매도|매수)(?:으로|로|에|에 따라|에 힘입어|속에|감에|감으로)\s|힘입어|덕분|덕에|로 인해|으로 인해|로 인한|으로 인한|몰고 온|자극했|견인했|촉발|불러왔|불러일으|원인|배경(?:으로|은|에는)|(?:에|으로) 따른|발목을 잡|끌어올렸|끌어내렸"
    ),
    "en": re.compile(
        r"\b(?:because|due to|owing to|thanks to|on the back of|driven by|triggered by|sparked by|blamed? (?:on|for)|weighed (?:down )?by|weighed on|boosted by|lifted by|hurt by|hit by|spooked by|fuell?ed by|led by (?:fears|concerns|hopes)|as investors|as traders|as (?:fears|worries|concerns|hopes)|on (?:fears|concerns|worries|hopes|optimism|expectations|news|reports) (?:that|of|over|about)|amid|in response to|caused by|reflecting|helped by|prompted by|a result of|following (?:fears|news|reports))\b",
        re.IGNORECASE,
    ),
}
FUNDAMENTAL = {
    "ko": re.compile(
        r"(?:매출|영업이익|영업익|순익|순손실|영업손실|순이익|이익|실적|출하량|출하|판매|판매량|점유율|수출|수입|생산|생산량|물가|금리|환율|유가|가격|지지율|배당|배당금|목표주가|목표가|비중|수요|공급|재고|마진|이익률|임금|고용|거래량|거래대금|예탁금|순매수|순매도|고객|가입자|인력|직원|매출액|성장률|전망치|추정치|가동률|운임|실업률|수주|부채|비용|값|단가|원화|달러화|국채|채권|수익률|시장 규모|투자액|지출)(?:액|량|률|치|세)?(?:은|는|이|가|을|를|도|의)?\s?(?:[^가-힣]|전년|전\s?분기|각각|모두|크게|약|지난|올해|연간|또|다시|더)*$"
    ),
    "en": re.compile(
        r"\b(?:revenues?|sales|profits?|earnings|income|margins?|EPS|shipments?|deliveries|guidance|forecasts?|orders|bookings|users|subscribers|costs?|spending|capex|dividends?|production|output|demand|inventor(?:y|ies)|prices?(?! target)|price target|target|yields?|rates?|inflation|exports?|imports?|unemployment|payrolls?|GDP|market share|share of|headcount|volume|oil|crude|bitcoin|gold|dollar|won|yen|bonds?|Treasur(?:y|ies)|traffic|growth|estimates?|turnover|debt|cash|loans?)\b(?:\s(?:in|at|of|for|from)\s[\w&’' ]{1,30})?(?:\s(?:that|which))?\s?$|\b(?:revenues?|sales|profits?|earnings|income|EPS|margins?|shipments?|deliveries|exports?|orders|turnover)\b[^,;]*$",
        re.IGNORECASE,
    ),
}
MEASURED = re.compile(
    r"\s(?:in|of|to)\s(?:its\s|the\s|their\s)?(?:[\w.&-]+\s){0,3}?(?:revenues?|sales|profits?|earnings|income|margins?|EPS|shipments?|deliveries|orders|bookings|users|subscribers|costs?|spending|demand|exports?|output|dividends?)\b",
    re.IGNORECASE,
)
PRICE_WORD = re.compile(
    r"주가|주식|종가|시총|시가총액|지수|증시|장을|거래를|마감|shares?\b(?! of (?:the )?(?:market|GPU|DRAM))|stocks?\b|closed|trading(?! (?:volumes?|value|turnover))|ADR|index",
    re.IGNORECASE,
)
LEVEL = {
    "ko": re.compile(
        r"(?P<lost>지키지\s?못|지켜내지\s?못|내줬|내준|내주|무너졌|무너지|붕괴|깨졌|깨지|하회|밑돌|아래로|밑으로|이탈)|(?P<gained>지켰|지켜냈|사수|회복|돌파|넘어섰|넘겼|뚫|올라섰|웃돌|상회|위로|안착|탈환|넘었)|(?P<at>마감|거래를\s?마(?:쳤|쳐|치|친)|장을\s?마(?:쳤|쳐|치|친)|턱걸이|장을\s?(?:끝|닫)|종료|마쳤|마쳐|마친(?!\s?뒤)|마치(?:며|고|면서)|종가|기록(?:했|해(?=[\s,])|하며|하고)|경신|갈아치|(?:새로|다시|고쳐) (?:썼|쓰|써)|거래됐|거래되|끝났|머물렀|머문|마무리|거래를 끝)"
    ),
    "en": re.compile(
        r"\b(?:(?P<lost>(?:closed|ended|finished|settled|fell|dropped|slipped|sank|slid|broke|trad(?:ed|ing)) (?:back )?(?:below|under)|lost the|gave up the|broke below)|(?P<gained>(?:closed|ended|finished|settled|rose|climbed|moved|jumped|broke|topped|trad(?:ed|ing)) (?:back )?(?:above|over)|topped|crossed|surpassed|reclaimed|regained|broke through)|(?P<at>clos(?:ed|es|ing)|to (?:close|end|finish|settle)(?= (?:\w+ )?(?:at|on)\b)|end(?:ed|s)|finish(?:ed|es)|settl(?:ed|es)|closing (?:price|level)|stood at|traded at|(?:high|low|close|price) of(?=\s(?:US)?[$₩]?\d)|(?:to|at)(?=\s(?:an? (?:all-time |new )?(?:record|high)(?: high)?(?: of)? )?(?:US)?[$₩]?\d)))\b"
    ),
}
NOT_LEVEL = re.compile(
    r"목표주가|목표가|공모가|행사가|제시|price target|target price|target of|estimate|전환가|액면가|배당|dividend|per share in|pric(?:ed|ing) (?:its |their )?(?:\w+ )?(?:at|of)|offer(?:ing)? (?:price )?(?:at|of)|IPO price|매출|이익|earnings|revenue|(?:시가총액|시총)(?!\s?(?:\d{1,3}\s?위|상위|톱|대장|선두|순위))|market (?:value|cap)",
    re.IGNORECASE,
)
OPENING = re.compile(r"출발|개장(?!일)|\bopened\b|at the open\b|시초가", re.IGNORECASE)
SET_OUT = re.compile(
    r"(?:\s?\([^()]{1,16}\))?[^,%]{0,22}?(?:으?로|에)\s(?:하락\s|상승\s)?(?:거래를\s|장을\s)?(?:출발|개장(?!일)|시작)"
)
"""The rest of a Korean clause on the opening: "18포인트 내린 2603.12로 출발했다"."""
INTRADAY = re.compile(
    r"장중|한때|intraday|at one point|as much as|earlier in the session|before (?:easing|retreating|paring|slipping|falling back|closing|ending|giving|pulling back|settling|turning|trimming|fading)\b|in (?:early|morning|midday|mid-morning|afternoon|late-morning) (?:\w+ ){0,3}(?:trading|trade|dealings|deals)\b|장 초반|during the session",
    re.IGNORECASE,
)
RUNNING = re.compile(
    r"\bin (?:early|morning|midday|mid-morning|afternoon|late-morning) (?:\w+ ){0,3}(?:trading|trade|dealings|deals)\b"
)
"""The session that runs at publication, where no day is named."""
OFF_HOURS = re.compile(
    r"시간\s?외|프리마켓|애프터마켓|pre-?market|post-?market|after-?market(?! parts)|after-hours|after hours|extended[- ](?:hours )?(?:trading|trade|dealings|session|hours)|late (?:trading|trade)\b|(?<=[%\d] )(?:before|ahead of) the (?:opening |morning |market )?(?:bell|open)\b|장전|futures|선물",
    re.IGNORECASE,
)
MOVERS = re.compile(
    r"\b(?:mov(?:ers?|es|ing)|headlines)\b[^.\n]{0,40}\b(?:pre-?market|before the (?:opening )?bell|after[- ]hours|after the bell|extended trading)"
    r"|\b(?:pre-?market|after[- ]hours) (?:stock )?(?:mov(?:ers?|es)|gainers|losers|trading|action)\b[^.%\n]{0,40}(?:$|[:\n])",
    re.IGNORECASE,
)
"""A title or a lead that promises a list of moves outside trading hours."""
REGULAR = re.compile(
    r"(?:정규\s?(?:장|거래|시장)|본장)(?!의?\s(?:종가|마감가)\S*\s?(?:보다|대비|에 비))|regular(?: trading| session| hours)",
    re.IGNORECASE,
)


KOREAN_BORDER = re.compile(r"(?:하며|면서|데다|지만|으나|는데|더니|다가|했고|았고|었고|르고)\s")
"""Where a Korean clause ends and another begins."""


class Hours(StrEnum):
    """Which hours a number is about."""

    ANY = "any"
    REGULAR = "regular"
    OFF = "off"


def off_hours(scene: Scene, start: int, end: int) -> Hours:
    """Which hours a number of a sentence is about; ANY where none are named.

    In Korean the words before the number decide, in English the nearest.
    """
    found = [
        (m.start(), m.end(), Hours.OFF)
        for m in OFF_HOURS.finditer(scene.text, scene.start, scene.end)
    ]
    found += [
        (m.start(), m.end(), Hours.REGULAR)
        for m in REGULAR.finditer(scene.text, scene.start, scene.end)
    ]
    found = [entry for entry in found if not _of_another_clause(scene, (start, end), entry)]
    if not found:
        return Hours.OFF if scene.off_hours else Hours.ANY
    before = [entry for entry in found if entry[1] <= start]
    if scene.language == "ko":
        if before:
            return max(before)[2]
        if KOREAN_BORDER.search(scene.text, end, min(entry[0] for entry in found)):
            return Hours.ANY
    return min(found, key=lambda entry: entry[0] - end if entry[0] >= end else start - entry[1])[2]


def _of_another_clause(
    scene: Scene, number: tuple[int, int], entry: tuple[int, int, Hours]
) -> bool:
    """Whether hours are told in another clause than a number whose own clause names its day:
    "fell 0.9% on Friday and were little changed after hours"."""
    border = BORDER if scene.language == "en" else KOREAN_BORDER

    def parted(a: tuple[int, int], b: tuple[int, int]) -> bool:
        first, last = sorted((a, b))
        return border.search(scene.text, first[1], last[0]) is not None

    days = [m.span for _, m in scene.moments if m.precision == "day" and m.kind == "event"]
    dated = any(not parted(number, day) for day in days)
    return dated and parted(number, entry[:2])


AT_CLOSE = re.compile(r"\b(?:closed|ended|finished|settled)\b(?:[^,;.]|\.\d){0,40}$")
BEFORE_NEWS = re.compile(
    r"[^;.]{0,60}\b(?:before|ahead of)\b[^;.]{0,40}\b(?:results|earnings|report|announcement|news|figures|statement|numbers)\b"
)


def by_the_close(scene: Scene, at: int) -> bool:
    """Whether a number is that of a close which the sentence's news came after: "closed 2% higher
    before its results, which came after the bell"."""
    if scene.language != "en" or not AT_CLOSE.search(scene.text, max(scene.start, at - 48), at):
        return False
    return BEFORE_NEWS.search(scene.text, at, scene.end) is not None


OTHER_BASE = re.compile(
    r"(?:고점|저점|최고가|최저가|최고치|최저치)(?:\s?\([^()]{1,16}\))?\s?(?:대비|보다|[과와]\s비교|에 비해)|고점에서|저점에서|전고점|공모가\s?대비|from (?:its|a|the|their) (?:\w+ )?(?:peak|high|low|record)|off (?:its|the) (?:high|peak|low)|\bin (?:its|their|a|the) (?:[\w-]+ ){0,3}debut|(?:IPO|offer(?:ing)?|listing) price|year[- ]on[- ]year|year-over-year|전년\s?(?:동기|대비)|전분기\s?대비|\bsince (?:hitting|reaching|touching|setting|peaking|going|listing|joining|announcing|reporting)\b|over the past|in the past|최근\s?(?:\w+\s)?\w+\s?(?:간|동안|새)|(?:달|개월|주일|주|년)\s?(?:새|간|만에)\s?(?:약\s?|무려\s?)?\d[\d.,]*\s?(?:%|퍼센트|배)|\bin (?:a|one|two|three|four|five|six|\d+) (?:year|month|week|decade)s?\b",
    re.IGNORECASE,
)
OFF_PEAK = re.compile(
    r"\s(?:below|above|off|under|from|since|shy of|short of) (?:its|the|their|an?)(?: [\w-]+){0,3} (?:peak|high|low|record)",
    re.IGNORECASE,
)
SO_FAR = re.compile(
    r"올해\s?들어|연초\s?(?:대비|이후)|올\s?들어|year to date|so far this year|since the start of the year|this year|\b(?:is|are|has|have|remains?)\b(?:[^.;]|\.\d){0,44}?\b(?:so far )?in 20\d\d\b|\b(?:up|down|lower|higher|gain|loss|advance|decline)\b(?:[^.;,]|\.\d){0,16} for 20\d\d\b",
    re.IGNORECASE,
)
SINCE_NEWS = re.compile(
    r"(?:발표|공개|보도|소식|사태|선언|취임|당선|대선|선거|출시|합의|상장|체결|인수|실적)(?:이|가)?\s?(?:나온\s|알려진\s)?(?:이후|뒤로|후로)(?:로|부터)?\s"
    r"|\bsince (?:the|its|their|that|his|her) (?:\w+ ){0,2}(?:announcement|report|results|launch|debut|election|inauguration|listing|deal)\b",
    re.IGNORECASE,
)
"""A move counted from news whose day the sentence does not say."""
AFTERWARDS = re.compile(
    r"^\s?(?:이후|그 후|그 뒤|그 이후|그후|이어)\s|(?:그 뒤로|그 후로|이후로|그 이후|그 다음(?! 날)|뒤이어)(?:도|는)?\s|\b(?:afterwards?|thereafter|since then|in the (?:following|next) (?:days|sessions)|subsequently|later that week|the (?:days|sessions) that followed)\b|(?:,|고|며)\s?이후\s",
    re.IGNORECASE,
)
