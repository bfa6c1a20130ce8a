"""Whether a sentence looks back or ahead, and whether a time is only its background."""

# ruff: noqa: E501 (one pattern a line reads better than a folded one)
from __future__ import annotations

import re

PAST = {
    "ko": re.compile(
        r"[가-힣](?:했|였|었|았|랐|렸|졌|됐|갔|났|췄|냈|썼|꼈|쳤|셨|왔|켰|봤|혔|뒀|줬|꿨|섰)(?:다|으며|고|지만|는데|던|음|습니다|으나)"
        r"|[가-힣](?:락|등|승|세|감|파|록)한\b|마감$|기록$"
    ),
    "en": re.compile(
        r"\b(?:was|were|had|fell|rose|lost|gained|said|reported|closed|slid|sank|dropped|jumped|surged"
        r"|plunged|tumbled|climbed|slumped|announced|posted|ended|finished|hit|made|came|went|saw|soared"
        r"|rallied|declined|leapt|swung|dove|sprang|held|kept|took|gave|got|left|won|paid|sold|bought|told|began|broke|drew|grew|spent|wrote|spoke|brought|caught|drove|flew|[a-z]{3,}ed)\b"
    ),
}
AHEAD = {
    "ko": re.compile(
        r"예정|계획|전망(?:이다|된다)|예상된다|(?:열린다|발표한다|공개한다|시작한다|개최한다|나선다|진행한다|출시한다|실시한다|돌입한다|개막한다|내놓는다|상장한다|휴장한다|개장한다|쉰다|재개한다|문을 연다)"
        r"|할 것|될 것|ㄹ 것|을 것"
    ),
    "en": re.compile(
        r"\b(?:will|shall|due|scheduled|expected|expects?|plans? (?:to|an?|its)|planning|set to|slated|upcoming|to (?:report|release"
        r"|announce|publish|be held|begin|start|open|launch|hold|meet|decide|speak|list)|reports?(?= (?:earnings|results))"
        r"|(?:which|who|that|,|(?!Media|News|Press|Local|The|These|Such)[A-Z]\w+) reports?(?= (?:on |next |this |late |early )?(?:Mon|Tues|Wednes|Thurs|Fri)day)|ahead of|next(?! (?:day|session|trading))|starting|kicks? off|begins|on track|is to|are to|would|could|may|might|can|if|won['’]t|prediction|resumes?|reopens?|takes effect|take effect)\b"
    ),
}
NEARING = re.compile(r"앞두고|앞둔")
KOREAN_SINCE = re.compile(
    r"(?:(?!\d+\s?[년월일])[^.\n,]|\.(?=\d)){0,28}(?:이후|이래)\s?(?:\S{1,7}\s)?(?:가장|최대|최고|최저|최악|처음|첫|(?:\d+|하루|한|두|석|세|넉|네|다섯|여섯)\s?\S{0,5}\s?만에)"
)
"""The day from which something is the greatest: "1월 27일 충격 때 이후 가장 큰 하락"."""
HOURS_KO = re.compile(r"\s?에?\s?(?:조기\s?)?(?:폐장|개장|문을 (?:닫|열)|장을 (?:닫|열|마))")
HOURS_EN = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|end(?:s|ed|ing)?|open(?:s|ed|ing)?|shut)\s(?:early\s)?(?:at|from)\s(?:about\s)?$",
    re.IGNORECASE,
)
KOREAN_AFTER = re.compile(
    r"(?:\s?\([^()]{1,16}\))?\s?(?:이후|이래|대비|보다|에 비해|과 비교|와 비교|같은\s?기간|동기|당시|까지만 해도|에 설립|에 창업)"
    r"|[과와]\s(?:같은(?!\s?날)|동일|비슷)"
    r"|(?:\s?\([^()]{1,16}\))?(?:을|를)\s(?:넘어|웃돌아|뛰어넘|제치)"
    r"|의?\s(?:[가-힣A-Za-z]{2,8}\s)?(?:종가|마감가|마감\s가격)(?:\s?\([^()]{1,16}\)|인?\s\d[\d만천백,.]*\s?(?:원|달러|엔))?\s?(?:보다|대비|에 비해|와 비교)"
)
"""Words behind a time that only compare with it: "전날 정규장 종가보다", "1987년 10월 20일을 넘어"."""
ENGLISH_BEFORE = re.compile(
    r"\b(?:since|compared (?:with|to)|versus|vs\.?|as of|founded in|established in|than(?: in| on)?)\s(?:the\s)?$",
    re.IGNORECASE,
)
SINCE_EVENT = re.compile(
    r"\bsince\s(?:the|its|a|an|[a-z]{3,}ing)\s(?:(?:[\w.’'-]*[\w’'-]|U\.S\.)\s){1,5}?(?:on\s|in\s|of\s)?$",
    re.IGNORECASE,
)
"""The day of what a span begins with: "since the DeepSeek selloff on Jan. 27"."""
ENGLISH_COUNTED = re.compile(
    r"\b(?:after|following|from|extend(?:s|ed|ing)|eras(?:es|ed|ing)|despite|revers(?:es|ed|ing)|recoup(?:s|ed|ing)|than)\s(?:the\s)?(?:\w+\s(?:of|from)\s)?$",
    re.IGNORECASE,
)
ATTRIBUTIVE = re.compile(
    r"\b(?:for|over|despite|from)\s(?:the\s|its\s|his\s|her\s|a\s)?$", re.IGNORECASE
)
THING_AFTER = re.compile(
    r"\s(?!to\b|and\b|or\b|as\b|after\b|before\b|when\b|in\b|on\b|at\b|by\b|with\b|but\b|that\b|it\b|he\b|she\b|they\b|from\b|for\b|of\b|night|evening|morning|afternoon)[a-z]{3,}"
)
"""A weekday that only describes a thing of the past: "apologises for Friday cargo"."""
SINCE_BOTH = re.compile(r"\bsince [A-Z][\w ]{2,16} $")
"""What a second scope is told behind: "since August and July respectively"."""
WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
STAMP = re.compile(
    r"(?:입력|등록|수정|최종수정|송고|기사입력|발행|게재|승인|작성|업데이트|published|updated|posted|last updated|first published|filed)"
    r"(?:\s?(?:일시|시간|일|on|at))?\s?[:：|]?\s?$",
    re.IGNORECASE,
)


def tense(text: str, start: int, end: int, language: str) -> int:
    """-1 for a sentence that looks back, 1 for one that looks ahead, 0 where its verbs tell neither."""
    ahead = AHEAD[language].search(text, start, end)
    if language == "ko":
        tail = max(start, end - 28)
        if AHEAD["ko"].search(text, tail, end):
            return 1
        if PAST["ko"].search(text, tail, end):
            return -1
        if ahead or NEARING.search(text, start, end):
            return 1
        return -1 if PAST["ko"].search(text, start, end) else 0
    if ahead and not PAST["en"].search(text, start, ahead.start()):
        return 1
    return -1 if PAST["en"].search(text, start, end) else 1 if ahead else 0


def just_told(text: str, start: int, position: int) -> bool:
    """Whether a finished verb, with none that looks ahead after it, stands close before a day."""
    at = max(start, position - 36)
    told = [match.end() for match in PAST["en"].finditer(text, at, position)
            if not PLANNED.fullmatch(match.group())]  # fmt: skip
    return bool(told) and AHEAD["en"].search(text, told[-1], position) is None


PLANNED = re.compile(r"expected|scheduled|slated|planned|delayed|listed|closed|need|speed")


def is_background(text: str, start: int, end: int, language: str) -> bool:
    """Whether the words around use a time only to compare with or to count from."""
    if language == "ko":
        return bool(KOREAN_AFTER.match(text, end) or KOREAN_SINCE.match(text, end))
    if text[start : start + 6].lower() == "since ":
        return True
    if (
        WEEKDAY.fullmatch(text, start, end)
        and THING_AFTER.match(text, end)
        and ATTRIBUTIVE.search(text, max(0, start - 14), start)
    ):
        return True
    if ENGLISH_BEFORE.search(text, max(0, start - 20), start):
        return True
    if text[start : start + 4] == "and " and SINCE_BOTH.search(text, max(0, start - 24), start):
        return True
    if SINCE_EVENT.search(text, max(0, start - 60), start):
        return True
    owned = text[max(start, end - 2) : end] in ("'s", "’s")
    return owned and ENGLISH_COUNTED.search(text, max(0, start - 28), start) is not None


def is_trading_hours(text: str, start: int, end: int, language: str) -> bool:
    """Whether a clock time only says when a market opens or closes."""
    if language == "ko":
        return HOURS_KO.match(text, end) is not None
    return HOURS_EN.search(text, max(0, start - 24), start) is not None


def is_stamp(text: str, start: int) -> bool:
    """Whether the words before a time make it the page's own publication stamp."""
    return STAMP.search(text, max(0, start - 18), start) is not None
