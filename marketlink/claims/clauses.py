# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""How a sentence is joined: lists, clauses, causes, and words that point back to a company."""

from __future__ import annotations

import re

from marketlink.records.article import TimeRule

LIST = {
    "ko": re.compile(r"(?:와|과|및|,|·|랑|하고|/|그리고|\(|\)|의|주가|가|은|는|이|도|\s)*"),
    "en": re.compile(r"(?:,|and|both|&|/|\(|\)|(?:NASDAQ|NYSE|KRX):|shares|stock|of|\s)*"),
}
CLAUSE = re.compile(r"[,;:]\s|\b(?:while|when|as|after|and|but|which)\s")
BORDER = re.compile(r", | and | but | while | after | before | as |; ")
CAUSE = re.compile(
    r"\b(?:after|following|tracking|mirroring|echoing|even as|even though|although|because|a day after|days after)\s(?!the (?:close|bell|closing)|hours\b)"
)
"""What tells why, behind a move: "fell 8% after it reported on Thursday"."""
NEWS_AHEAD = re.compile(
    r"\b(?:before|ahead of)\b[^;.]{0,40}\b(?:results|earnings|report|announcement|news|figures|statement|numbers)\b[^;.]{0,30}$"
)
"""News that a move did not know: the hour in "closed up 2% before its results, due after the bell"."""
CONCEDED = re.compile(
    r"(?:의|\s주가)\s(?:주가\s)?(?:급락|폭락|하락|약세|추락|부진|급등|폭등|상승|강세|반등|랠리)(?:세)?(?:에도|에도 불구하고|속에|속에서도|에 힘입어|에 따라|여파로|영향으로|소식에|에)(?=\s)"
)
TO_DATE = frozenset({TimeRule.YEAR_TO_DATE, TimeRule.MONTH_TO_DATE})
MARKET_AT_LARGE = re.compile(
    r"(?:[Ss]hares (?=(?:in|across|on)\s[A-Z])|(?:U\.S\. |US |Wall Street |European |Asian |Japanese |Global |World |Technology |Tech |Bank |Chip )[Ss]hares\s)"
    r"|(?:U\.S\. |US |Wall Street |European |Asian |Japanese |Global |World |Technology |Tech |Bank |Chip )?(?:[Ss]tocks?|[Ff]utures|[Mm]arkets?|[Ee]quities|[Bb]onds|[Tt]reasur(?:y|ies)|[Oo]il|[Gg]old|[Bb]itcoin|[Tt]he (?:dollar|yen|euro|won|pound))\s(?!of\b|in (?:the|it)\b)"
)
"""A sentence about the market, which leaves no company's subject to itself."""
_PLAIN = r"(?:The|An?|It|Its|They|Their|Both|These|Those|This|That|Shares?|Stocks?|Futures|Losses|Gains|Prices|Volume|Investors|Traders|Analysts|But|And|Still|On|In|At|By|For|After|As|With|Earlier|Later|Since|While|When|Meanwhile|However|Elsewhere|Overall|Both|All|Most|Some|Many|Each|He|She|We|I|You|Class)"
STRANGER = re.compile(
    rf"(?:The )?(?!{_PLAIN}\b)[A-Z][\w&.’'-]*(?: (?!{_PLAIN}\b)[A-Z][\w&.’'-]*){{0,5}}(?:['’]s)?(?: (?:shares|stock))?(?: (?:also|then|later|meanwhile|briefly))? $"
)
"""A name before the first verb of a sentence, linked to nothing: "The KBW Bank Index dropped"."""
AT_LARGE = re.compile(
    r"(?:(?:U\.S\. |US |Wall Street |European |Asian |Japanese |Global |World |Technology |Tech |Bank |Chip |Major )?(?:[Ss]tock(?:s| index| market)? ?(?:futures)?|[Ee]quities|[Ff]utures|[Mm]arkets|[Ii]ndexes|[Ii]ndices|Wall Street))\s(?!of\b|in\b)"
)
"""A market that moves before any name: "Stock futures edged up after Meta fell"."""
CLASS = re.compile(r"(?:['’]s)?[,( ]{0,2}(?:the |its )?\b[Cc]lass ([A-C])\b")
PARTED = re.compile(r"\b(?:while|whereas|but|and|as|after|led by)\s|;")
FORESEEN = re.compile(
    r"\b(?:as|that|because|after|before)\s(?:[\w’'-]+\s){1,8}?(?:would|will|could|may|might|expects?|expected|forecasts?)\b"
)
KOREAN_MARKET = re.compile(
    r"[가-힣]{2,}주(?:들)?의\s(?:낙폭|주가|하락|상승|약세|강세|급락|급등)|(?:환율|국채|금리|유가|비트코인|선물|채권)(?:도|은|는|이|가|역시)\s|(?:국내|뉴욕|미국|유럽|일본|중국|홍콩|대만|아시아)\s?(?:증시|시장)"
)
DESCRIBED = re.compile(
    r"\.?,\s(?:(?:which|who|whose)\s|the\s|an?\s|one of\s|maker of\s|owner of\s|(?:already |still |now )?(?:up|down)\s(?=[^,;]*\d))[^;:()\n]{1,160}?(?:,|\s[—–-])\s(?:(?:also|then|still|was|were|in turn|meanwhile|itself)\s){0,2}"
)
"""A clause that only describes the name before it, up to what that name did: "Apple, which Google pays, rose"."""
TOUCHED = re.compile(
    r"\b(?:touch(?:ed|ing)?|hit(?:ting)?|reach(?:ed|ing)|struck|strik(?:es|ing)|set(?:ting)?|topp(?:ed|ing)|peaked)\b[^,.;]{0,24}?\b(?:high|low|record|peak)s?\b(?: of)?"
)
"""What a price only touched: "after touching an all-time high of $140"."""
CLOSING = re.compile(r"(?:has|have|had|closed|ended|finished|settled|traded|opened|was|were)\b")
DAY_AFTER = re.compile(
    r"\b(?:an?|one|two|three|four|five|several|few|\d+) (?:days?|sessions?|weeks?|months?) after [^,;.]*$",
    re.IGNORECASE,
)
"""A day that the sentence only counts from: "a day after Nvidia slid"."""
OWN_WORDS = re.compile(
    r"(?:['’]s)?(?:\s(?:[Ss]hares|[Ss]tock|U\.S\.-(?:listed|traded)|ADRs?|American depositary (?:receipts|shares)|[Cc]omposite|[Ii]ndex|Average|Inc\.?|Corp\.?|Co\.?|Ltd\.?|[Pp][Ll][Cc]|Group|Holdings))+"
)
"""What belongs to a name: "Apple Inc. shares"."""
WHICH = re.compile(r"(?:,\s|\s)(?:which|that)\s")
WHEN = re.compile(r",?\swhen\s")
JOINED = re.compile(r", and | but | while |; |\sand (?:has|have|had|is|are|was|were|remains?)\s")
GENERIC = re.compile(
    r"(?:주가|하락세|상승세|낙폭|하락률|상승률|하락폭|상승폭|종가|회사|주식|시가총액|시총|감소분"
    r"|거래|증발액|규모|이날|이는|오름폭|내림폭|(?:^|\d)선|약세|강세|흐름|두 종목|종목|세 종목|이들|이들 주가|매물|급락|급등|폭락|폭등|하락|상승|하루|여파|충격|공포|불안|파장|매도세|매수세|랠리|반등|투매|(?<![가-힣])[종주])$"
)
MARKED = re.compile(r"(?<![가-힣A-Za-z0-9])([가-힣A-Za-z0-9]{1,24}?)(?:은|는|이|가)(?=\s|$)")
RECALLED = re.compile(
    r"[가-힣](?<!꼽히|불리|통하)(?<!여겨지|알려지|평가받|인식되)(?<!일컬어지)던\s|[가-힣](?:했었|였었|았었|었었|랐었|렸었|졌었|렀었|췄었)[가-힣]|(?:기록한|세운|찍은|달성한)\s(?:\S+\s){0,2}?(?:최고|최저|고점|저점|전고점|신고가|사상|역대|연중)|것(?:과\s(?:비교|달리|대조)|에\s(?:비|견))|(?:떨어진|오른|내린|밀린|뛴|빠진|올랐|(?:하락|상승|급락|급등|폭락|폭등|기록|마감|반등)(?:한|했))\s?데\s?(?:이어|이은|따른|이어서)"
)
LOOKS_BACK = re.compile(r"전날|전전날|전일|하루 전|전\s?거래일|직전")
"""Korean words for a day before the one an article is about."""
FROM_ON = re.compile(
    r"(?:부터|(?:\s?\([^()]{1,16}\))?\s?(?:이후|이래)(?:로|부터)?)(?=[\s,])"
    r"|(?:의?\s(?:[가-힣A-Za-z]{2,8}\s)?종가)?(?:\s?\([^()]{1,16}\))?\s?(?:보다|대비|[과와]\s비교|에 비해)"
)
"""What makes a day the one that a Korean move is counted from: "지난달 24일 이후", "지난주 말(2563)과
비교하면"."""
OTHER_TOPIC = re.compile(
    r"(?:[가-힣]{2,}주|종목|업종|업계|증시|시장|거래소)(?:들)?(?:은|는|도)\s|[가-힣]{2,}주들(?:이|은|도)\s|(?:관련|테마|수혜|대형|중소형|성장|가치|기술|반도체|은행|금융|증권|보험|건설|조선|방산|바이오|제약|자동차|게임|엔터|화장품|유통|철강|화학|정유|에너지|전지|배터리|인터넷|항공|여행|해운|통신|지주|우선|주도)주가\s|종목들?이\s"
)
"""A kind of stocks or a market as the topic, which the words behind it are about: "국내 반도체주는"."""
OWN_TOPIC = re.compile(r"(?:^|(?<=\s))주가(?:는|도|가)\s")
"""What makes the price the topic, whatever a clause before it has for a subject: "실적이 나온 날
주가는"."""
TOLD_AHEAD = re.compile(
    r"(?:발표|공개|공시|보고|내놓|내놨|내놓았|밝혔|밝힌|전했|전한)[가-힣]{0,4}(?:지만|으나|는데|더니|음에도|데도|가운데|\s(?:가운데|뒤|후|직후|이후))\s"
)
"""The end of a Korean clause that tells of news before the move: "전날 실적을 발표했지만"."""
ADVERBIAL = re.compile(r"(?:에|에서|에게|으로|까지|부터|동안|대로|들어서?)$")
"""The end of a Korean word that 는 only sets off: "24일에는" is no topic."""
LEADING = re.compile(
    r"(?:(?:But|And|Still|However|Meanwhile|Even so),?\s)?(?:(?P<one>It|Its|(?:Shares (?:of|in) the|The)\s(?:(?!stock|supplier|partner)[\w.-]+\s){0,3}(?:utility|lender|insurer|miner|maker|producer|developer|operator|brewer|broker|builder|refiner|manufacturer|conglomerate|giant|house|chain|line|platform|start-?up|business|owner|carrier|studio|broadcaster|publisher|distributor|wholesaler|seller|servicer|foundry|designer)(?=\s(?!of\b|that\b|which\b)|['’]s|,)|The (?:stock|company|\w+maker|firm|group|retailer|bank|airline|software maker|chip designer|iPhone maker|shares?))\b(?:['’]s)?(?! of)|(?P<many>They|Their|Both|These|Those)\b|(?P<aside>The\s(?=\S+(?:\s\S+)?\s(?:supplier|partner|rival|competitor|customer|backer|parent|owner|spin-?off)\b)))"
)
"""How an English sentence begins that goes on about the company of the one before."""
DUMMY = re.compile(
    r"(?:It|That|This)(?:['’]s| was| is| marked)\s(?:also\s)?(?:the|an?)\s[^.;]{3,50}?\b(?:for|in|by)\s(?:the\s|shares of\s)?"
)
"""An "it" that means nothing before: "It was the worst day for Micron"."""
ASIDE = re.compile(
    r"\s(?:supplier|partner|rival|competitor|customer|backer|parent|owner|spin-?off)\b"
)
CITED = re.compile(
    r"['‘“\"][^'’”\"\n]{2,60}['’”\"]\s?(?:기사|제목|제하|문장|보도|이?라는\s(?:제목|기사|문장)|는\s문장|(?:이?라)?는\s(?:주장|글|소문|루머|말|얘기|이야기|설|댓글|게시글|가짜\s?뉴스)(?:은|는|이|가|도|을|에|과|와)|headline|article|story)"
)
"""Another piece's words, such as a headline that is being corrected."""
PRONOUN = re.compile(
    r"\b(?:It|Its|They|Their|The (?:[a-z]+-?[a-z]+ )?(?:stocks?|shares|company|chipmaker|group|drop|fall|decline|loss|slide|gain"
    r"|rally|sell-?off|move|index|gauge|benchmark|slump|rout|plunge)|Shares(?! of)|Both|Th[ai]t|This|These|Those|it|they|its|the (?:stock|shares|index|gauge|benchmark))\b"
)
