"""Banks, brokers, raters and newsrooms: named as a source more often than as the news."""

from __future__ import annotations

import re

_BROKERS_TEXT = (
    "GS MS JPM C BAC WFC UBS HSBC BCS DB JEF RJF EVR NMR MUFG MFG SMFG BNP.PA GLE.PA SCHW "
    "TD RY BMO BNS CS LAZ LEH BSC MER KEY USB PNC TFC BLK STT IVZ TROW IBKR BK NTRS STAN.L "
    "SAN ING HOOD PRU AMP RF HBAN CFG FITB MTB BEN STT LM AMTD "
    "039490.KS 006800.KS 005940.KS 016360.KS 003540.KS 030610.KS "
    "003470.KS 001200.KS 016610.KS 078020.KQ 030210.KS 001720.KS 001270.KS 001750.KS "
    "003530.KS 001500.KS 001510.KS 071050.KS 105560.KS 055550.KS 086790.KS 138040.KS "
    "024110.KS 138930.KS 139130.KS 316140.KS "
)
BROKERS = frozenset(_BROKERS_TEXT.split())
"""Companies whose analysts are quoted on other companies."""

_SOURCES_TEXT = (
    "MCO SPGI FDS MSCI IT NYT NWSA FOXA 034120.KS 040300.KQ 039340.KQ 052220.KQ ADP NDAQ CME "
    "LSEG.L TRI MORN "
)
SOURCES = frozenset(_SOURCES_TEXT.split())
"""Companies cited for ratings, data or news on other things than themselves."""

_STAFF_KO = (
    r"연구원|연구위원|애널리스트|이코노미스트|센터장|투자전략|전략가|스트래티지스트"
    r"|리서치센터|리서치본부|수석연구|리서치|관계자(?=는\s[\"“])"
)
STAFF_KO = re.compile(
    rf"\s?(?:의\s)?(?:한\s)?(?:리서치\s?(?:센터"
    rf"|본부)\s?)?(?:소속\s)?(?:[가-힣]{{1,4}}\s)?(?:글로벌\s|수석\s|선임\s|책임\s|투자\s?전략\s"
    rf"|반도체\s|담당\s)?"
    rf"(?:{_STAFF_KO})|\s?소속(?=으로|의|인|이|\s)"
)
OPINION_KO = re.compile(
    r"목표주가|목표가|투자의견|보고서|리포트|최선호주|톱픽|커버리지|분석했|분석한|분석이|전망했"
    r"|내다봤|내다보|평가했|추정했|진단했"
    r"|제시했|제시한|상향|하향|비중확대|비중축소|매수를 유지|추천|전망치|예상했|따르면|예측했"
    r"|꼽았|권고|제안했|조언했|(?:올려|낮춰|높여|내려)\s?잡"
    r"|[\"”](?:이?라)?고\s(?:경고|지적|짚|우려|꼬집|귀띔)"
)
OWN_KO = re.compile(
    r"^\s?(?:주가|주식|시총|\(\d{6}\)|의\s(?:주가|실적|순이익|영업이익|배당|시총|지분|자사주"
    r"|매출)|(?:은|는|이|가|도)\s(?:전\s?거래일|전일|장\s?(?:초반|중)"
    r"|(?:(?!대해|대한|[가-힣A-Za-z]의\s|[.\"“‘']).){0,25}(?:순이익|영업이익|자기자본|배당|자사주|유상증자|적자"
    r"|흑자|상장)))|^,\s[^.]{0,30}(?:순이익|영업이익|배당|자사주|신고가|급등|급락)"
)
QUOTED_KO = re.compile(r"[\"”'’]\s?(?:[-–—…·]|\.\.\.){1,3}\s?$")
STAFF_EN = re.compile(
    r"(?:'s?)?(?: (?:[A-Z]\w+|equity|senior|chief|global|U\.S\.|US|tech|technology|research"
    r"|market|bank|internet|auto|oil|energy|rates"
    r"|FX|currency|credit|commodity|commodities)){0,3} (?:analysts?|economists?|strategists?"
    r"|research(?:ers)?|traders?|note"
    r"|desk|team|portfolio managers?|fund managers?|technicians?)\b",
    re.IGNORECASE,
)
OF_HOUSE_EN = re.compile(
    r"^'s (?!(?:CEO|CFO|Chief|President|Chair|Board|Q[1-4]|AI|U\.?S)\b)(?:[A-Z][\w.'-]+ ){1,3}"
    r"(?:said|says|wrote|writes|told|noted|notes|expects?|expected|argued?|argues|thinks|sees|estimates)\b"
)
"""A person of a house with a view: "RBC's Biraj Borkhataria said"."""
AT_EN = re.compile(
    r"\b(?:[Aa]nalysts?|[Ee]conomists?|[Ss]trategists?|[Rr]esearch(?:ers)?|[Tt]raders?|[Tt]eam"
    r"|[Mm]anagers?|[Oo]fficer|"
    r"[Hh]ead of [\w ]{2,30}|[Dd]esk|[Ee]conomist) (?:at|with|from|for|of) $"
    r"|\b(?:[Aa]ccording to|[Pp]olled by|[Cc]ompiled by|[Dd]ata from|[Ff]igures from"
    r"|[Ee]stimates? from|[Uu]pgraded? (?:\w+ ){0,4}(?:by|at)"
    r"|[Dd]owngraded? (?:\w+ ){0,4}(?:by|at)|[Cc]overage (?:\w+ ){0,4}(?:by|at)|[Nn]ote from"
    r"|[Rr]eport (?:by|from)|[Ss]urvey by"
    r"|[Rr]ated? (?:\w+ ){0,4}(?:by|at)|[Rr]aised (?:to \w+ )?(?:by|at)|[Cc]ut (?:to \w+ )?(?:by"
    r"|at)|[Ii]nitiated (?:\w+ ){0,3}(?:by|at)) $"
)
ANALYST_AT = re.compile(
    r"\b(?:[Aa]nalysts?|[Ee]conomists?|[Ss]trategists?|[Pp]ortfolio [Mm]anagers?"
    r"|[Ff]und [Mm]anagers?) (?:at|with) $"
)
"""Whoever comments from a house, whatever house it is."""
SPOKE_EN = re.compile(
    r"\b(?:said|says|wrote|writes|told|adds|added|argued|noted|according to|for|and|by)"
    r" (?:[A-Z][\w.'-]+ ){2,3}(?:of|at|from|with) $"
    r"|(?:^|[.;,:\"”] )(?:[A-Z][\w.'-]+ ){2,3}(?:of|at|from|with) $"
)
"""A person with a view before the house: "said Brent Thill of Jefferies"."""
OPINION_EN = re.compile(
    r"^(?:'s)?(?:, (?:however|meanwhile|for its part|by contrast),)?"
    r" (?:upgrade[sd]?|downgrade[sd]?|initiate[sd]?|reiterate[sd]?|maintain(?:s|ed)?"
    r"|assign(?:s|ed)?|start(?:s|ed)? coverage"
    r"|start(?:s|ed)? |resume[sd]? coverage|double[- ]upgrade[sd]?|name[sd]? [^.]{1,40} (?:a"
    r" )?top pick"
    r"|(?:put|puts|added|adds|placed|restored|returned|removed) [^.]{1,40}"
    r"\b(?:top[- ]picks?|conviction|focus|best[- ]ideas?)\b"
    r"|call(?:s|ed) (?!off\b|for\b|on\b)|keeps? |kept |rate[sd] )",
    re.IGNORECASE,
)
OPINION_WEAK_EN = re.compile(
    r"^(?:'s)? (?:said|says|expects?|sees?|saw|wrote|writes|estimates?|predict(?:s|ed)"
    r"|forecasts?|warn(?:s|ed)|cuts?|rais(?:es|ed)|lower(?:s|ed)|boost(?:s|ed)"
    r"|hik(?:es|ed)|trim(?:s|med)|lift(?:s|ed)|bumps?|reduc(?:es|ed)|reiterat\w+|sets?|adjusts?"
    r"|resets?|ups|keeps?|kept|maintains?|slash(?:es|ed)|think(?:s)?|believes?"
    r"|likes?|recommend(?:s|ed)|puts|adds|removes)\b",
    re.IGNORECASE,
)
RATING_EN = re.compile(
    r"\b(?:price targets?|targets?|PT|ratings?|rated|to (?:buy|sell|hold|neutral|overweight"
    r"|underweight|outperform|underperform|equal[- ]weight)"
    r"|overweight|underweight|outperform|coverage|top pick|conviction list|in a (?:research"
    r" )?note|note to clients|clients|Fed|economy|economic|Treasury|crude|yields|bitcoin"
    r"|interest rates|stocks to|market to|recession|odds|GDP"
    r"|inflation|rate cuts?|S&P 500|upside|estimates? (?:for|on)|economists?)\b",
    re.IGNORECASE,
)
HOLDER_EN = re.compile(
    r"^(?:'s)?(?:,? (?:Inc|Corp|Corporation|Co|Company|Group|Ltd|LLC|plc|Holdings)\b\.?)?"
    r" (?:cuts?|trim(?:s|med)|rais(?:es|ed)|boost(?:s|ed)|lower(?:s|ed)|reduc(?:es|ed)"
    r"|increas(?:es|ed)|lift(?:s|ed)|grow(?:s)?|grew|decreas(?:es|ed)|ha[sd]|hold(?:s)?|held|owns?"
    r"|sold|sells|bought|buys|acquires|acquired|purchases|purchased|takes|took|discloses|disclosed"
    r"|slash(?:es|ed)) (?:(?!to |that )[\w$.,%']+ ){0,6}"
    r"(?:stake|(?:stock )?positions?|(?:stock )?holdings?|shares) (?:in|of)\b",
    re.IGNORECASE,
)
HELD_EN = re.compile(
    r"\b(?:stake|positions?|holdings?|shares)\b[^.]{0,50}\b(?:sold|bought|acquired|purchased|held"
    r"|owned|trimmed|raised|lowered|boosted|cut|reduced|increased) by $",
    re.IGNORECASE,
)
_HOUSES = r"(?:(?:,|,? and|,? &) (?:[A-Z][\w&.']+ ?){1,4})*"
ADVISED_EN = re.compile(
    rf"^(?: & Co\.?)?{_HOUSES}(?:,| )? ?(?:(?:is|are|was|were|has been|have been) )?(?:also )?"
    r"(?:advis(?:ed|es|ing)\b(?! (?:clients|investors))|(?:act|serv)(?:ed|es|ing)? as (?:\w+ ){0,3}"
    r"(?:advis[eo]rs?|underwriters?|bookrunn\w+|managers?|agents?|brokers?)|underwr(?:ote|itten|iting)"
    r"|(?:is |are |was |were )?provid(?:ed|es|ing) (?:\w+ ){0,3}financing\b"
    r"|(?:turn(?:s|ed)?|gr(?:ow|ows|ew)|stay(?:s|ed)?) (?:more )?"
    r"(?:cautious|bullish|bearish|upbeat|wary|positive)"
    r"|(?:(?:the|joint|lead|sole|exclusive|financial) )+"
    r"(?:advis[eo]rs?|underwriters?|bookrunn\w+|managers?|arrangers?))"
)
ADVISER_EN = re.compile(
    r"\b(?:(?:advised|underwritten|arranged|managed|handled) by"
    r"|(?:advis[eo]rs?|underwriters|bookrunners|managers|arrangers)(?: (?:to|for|of) [\w ]{2,24}?)?"
    r"(?: (?:is|are|was|were|include|included)"
    r"|,| including)?) (?:(?:[A-Z][\w&.']+,? ){1,4}(?:and |& )?)*$"
)
"""A house that was paid to help with a deal: "Lazard advised Ferrero"."""
TARGET_TO_EN = re.compile(
    r"^(?: (?:went|moved|goes|moves|now stands?|upped its \w+))? to \$\d[\d.,]*"
    r"(?: from \$\d[\d.,]*)?(?=,| and |\.(?:\s|$)|$)"
)
"""A house in a list of price targets: "Goldman Sachs went to $240 from $190, Barclays to $205"."""
ON_CREDIT_EN = re.compile(
    r"\b(?:debts?|deficits?|credit|default(?:s|ed)?|sovereign|downgrade|outlook|junk|borrow\w*)\b"
)
RATED_AT_EN = re.compile(
    r"\b(?:upgraded|downgraded|raised|cut|lowered|initiated|started|rated|resumed|reiterated"
    r"|reinstated|upped|bumped|moved)\b[^.]{0,45}\b(?:buy|hold|sell|neutral|overweight|underweight"
    r"|outperform|underperform|perform|equal[- ]weight|target|accumulate|reduce)\b[^.]{0,25}"
    r" (?:at|by) $",
    re.IGNORECASE,
)
OWN_EN = re.compile(
    r"^(?:,? (?:Inc|Corp|Co|Group)\b\.?)?(?:'s)? (?:(?:reported|reports|posted|posts)"
    r" (?:[\w%$.-]+ ){0,5}(?:profit|earnings|revenue|results|loss|income|sales)\b"
    r"|shares?|stock|profits?|earnings|revenue|results|net income|dividend|CEO|chief"
    r" executive|board|shareholders"
    r"|(?:said|says) (?:\w+ ){0,3}(?:profit|its|it|earnings|net|revenue))|^ \([A-Z]"
)
SOURCE_KO = re.compile(
    r"^\s?(?:의\s)?(?:보도|인터뷰|방송|뉴스|에 따르면|라디오|취재|기자|유튜브|집계|자료|조사"
    r"|데이터|제공|취합|통계)|^(?:은|는|이|가)\s[^.]{0,40}"
    r"(?:신용등급|등급|국가신용|전망을|보도했|단독 보도|집계|발표한)"
)
SOURCE_EN = re.compile(
    r"^(?:'s)? (?:reported|said in a report|data|figures|survey|consensus|poll|estimates"
    r"|ratings?|report showed|employment report"
    r"|(?:cut|lowered|raised|affirmed|downgraded|upgraded|changed|kept|placed|put|revised"
    r"|assigned)\b[^.]{0,60}\b(?:outlook|rating|debt|credit|sovereign|country|bonds?|junk))",
    re.IGNORECASE,
)
