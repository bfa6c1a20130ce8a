"""Korean words for time."""

# ruff: noqa: E501 (one pattern a line reads better than a folded one)
from __future__ import annotations

import re
from re import Match, Pattern

from marketlink.moments import numbers, numeric, ordinals, seasons
from marketlink.moments.tokens import Grammar, Interpreter, Reading, Value, fixed, index
from marketlink.moments.zones import named_zone

DURATION = (
    r"(?!간(?!밤)|째|차(?:$|[^가-힣]|[로에를])|당\s|씩|물(?!가)|치(?:$|[^가-힣]|[로의를])|분(?:$|[^가-힣]|의)|선(?:$|[^가-힣]|[을이에의도])|짜리|천하"
    r"|\s?(?:만에|만의|만인|연속|이내|안에|안으로|동안|내내|내로|내에|이동|평균|정도|가량|마다|이상|이하|가까이|남짓|도\s?안|[\d일이삼]{1,6}\s?[회번])"
    r"|\s?새(?:$|[^가-힣]))"
)


def alone(match: Match[str]) -> bool:
    """Whether no letter of a longer Korean word stands right before."""
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return not before or not (before.isalnum() or before == "·")


def _free_number(match: Match[str]) -> bool:
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return not before or not (
        before.isdigit() or before in ".,$₩-~∼/:" or (before.isascii() and before.isalpha())
    )


def after_free(slot: str) -> Interpreter:
    """The digits of the match as values of a slot."""

    def interpret(match: Match[str]) -> Reading:
        if not _free_number(match):
            return None
        return slot, tuple(int(group) if group else None for group in match.groups())

    return interpret


def bounded(slot: str, *value: Value) -> Interpreter:
    """A fixed value for a word that stands alone."""
    reading = (slot, value)
    return lambda match: reading if alone(match) else None


def _ago(match: Match[str]) -> Reading:
    count_text, unit, way = match.groups()
    count = numbers.korean(count_text)
    if count is None or not alone(match):
        return None
    if unit is None:
        if count_text not in numbers.KOREAN_DAYS:
            return None
        unit = "일"
    kind = {"일": "day", "주": "week", "주일": "week", "달": "month", "개월": "month", "년": "year",
            "시간": "hour", "분": "minute", "거래일": "session", "해": "year"}[unit]  # fmt: skip
    if unit == "분" and count < 1:
        return None
    return "ago", (-count if way in ("전", "앞서") else count, kind)


def _clock(match: Match[str]) -> Reading:
    part, hour, minute, half = match.groups()
    if not part and not _free_number(match):
        return None
    if part and not alone(match):
        return None
    value = 30 if half else int(minute or 0)
    if int(hour) > 24 or value > 59:
        return None
    return "clock", (int(hour), value, part or "", None)


def _two_digit_year(match: Match[str]) -> Reading:
    return "year", (2000 + int(match.group(1)),)


def _zone(match: Match[str]) -> Reading:
    if match.group(1).isascii() and not alone(match):
        return None
    return "zone", (named_zone(match.group(1)),)


def p(pattern: str) -> Pattern[str]:
    """A compiled pattern."""
    return re.compile(pattern)


DAY = r"(3[01]|[12]\d|0?[1-9])"
MONTH = r"(1[0-2]|0?[1-9])"
RANGE = r"\s?[~∼～〜–—-]\s?"
PARTS = "말일|초|초순|초반|상순|중순|하순|말|중반|후반"
PART_OF: dict[str, str] = {
    "초": "early", "초순": "early", "초반": "early", "상순": "early", "중순": "middle",
    "말일": "last", "중반": "middle", "하순": "late", "말": "late", "후반": "late",
}  # fmt: skip
COUNT = r"(\d{1,3}|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름|한|두|세|석|네|넉|다섯|여섯|일곱|여덟|아홉|열|일|이|삼|사)"
AGO = p(
    COUNT
    + r"\s?(거래일|주일|개월|시간|일|주|달|년|해|분)?\s?(전(?=$|[^가-힣]|[에의까부인과보쯤])(?!\s?(?:거래일|영업일|장보다|주말|분기|날|세계|국민|직원|세대|품목|종목|대통령|회장|대표|장관|의원))|후(?=$|[^가-힣]|[에의인쯤])|뒤(?=$|[^가-힣]|[에의인쯤])|앞서)"
)
CLOCK = p(
    r"(오전|오후|새벽|아침|낮|밤|저녁)?\s?(\d{1,2})\s?시(?!간|[가-힣]{0,8}장|도\b|즌|리즈|행|점)(?:\s?(\d{1,2})\s?분|\s?(반)(?![가-힣]))?"
)
PART_CLOCK = p(
    r"(오전|오후|새벽|아침|낮|밤|저녁)\s?(\d{1,2})\s?(?:시(?!간))(?:\s?(\d{1,2})\s?분|\s?(반)(?![가-힣]))?"
)
PART_COLON = p(r"(오전|오후|새벽|밤)\s?(\d{1,2}):(\d{2})(?::\d{2})?()")

NUMBER_RULES = [
    ("#", numeric.YMD, numeric.ymd),
    ("#", p(r"((?:19|20)\d{2})\s?년" + RANGE + r"((?:19|20)?\d{2})\s?년"), after_free("years")),
    ("#", p(r"((?:19|20)\d{2})\s?년(?!\s?(?:간|만|동안|째|차|물|대|형|식))"), after_free("year")),
    ("#", p(MONTH + r"\s?월\s?" + DAY + r"\s?일?" + RANGE + MONTH + r"\s?월\s?" + DAY + r"\s?일"), after_free("mdmd")),
    ("#", p(MONTH + r"\s?월\s?" + DAY + r"\s?일?(?:" + RANGE + r"|\s?[·,]\s?)" + DAY + r"\s?일" + DURATION), after_free("md2")),
    ("#", p(MONTH + r"\s?월\s?" + DAY + r"\s?일"), after_free("md")),
    ("#", p(r"(1[0-2]|[1-9])·(3[01]|[12]\d|[1-9])(?=\s?(?:비상\s?계엄|계엄|내란|부동산\s?대책|대책|조치)(?![가-힣]{3}))"), after_free("md")),
    ("#", p(MONTH + RANGE + MONTH + r"\s?월(?!\s?(?:물(?!가|류|량|품)|세))"), after_free("months")),
    ("#", p(MONTH + r"\s?월(?!\s?(?:물(?!가|류|량|품)|세|급여|결산))"), after_free("month")),
    ("#", AGO, _ago),
    ("#", CLOCK, _clock),
    ("#", p(DAY + r"(?:일?" + RANGE + r"|일?\s?[·,]\s?)" + DAY + r"\s?일" + DURATION), after_free("day")),
    ("#", p(DAY + r"\s?일(?=[^가-힣]|$|보다|처럼|당일|[자에의은는이도과와께경까부엔로오새현종장정증미뉴한삼코서국금전밤인])" + DURATION), after_free("day")),
    ("#", p(r"([1-4])\s?[·/]\s?4\s?분기"), after_free("quarter")),
    ("#", p(r"([1-4])" + RANGE + r"([1-4])\s?분기(?![가-힣]{0,8}\s?(?:연속|만에|째))"), after_free("quarters")),
    ("#", p(r"([1-4])\s?분기(?!점|\s?(?:연속|만에|째|간))"), after_free("quarter")),
    ("#", p(r"([1-4])[Qq](?:\s?(?:['’]?(\d{2}))(?!\d))?(?![A-Za-z])"), after_free("quarter")),
    ("#", numeric.SLASHED, numeric.slashed),
    ("#", numeric.CLOCK, numeric.clock),
]  # fmt: skip

WORD_RULES = [
    (ordinals.KOREAN_HEADS, ordinals.KOREAN, ordinals.korean),
    (seasons.KOREAN_HEADS, seasons.KOREAN, seasons.korean),
    ("이듬해", p(r"이듬해"), bounded("storyyear", 1)),
    ("그해|그", p(r"그\s?해(?=$|[^가-힣]|[에의까부])"), bounded("storyyear", 0)),
    ("지지난", p(r"지지난\s?달"), bounded("relmonth", -2)),
    ("지지난", p(r"지지난\s?주"), bounded("week", -2)),
    ("지난|저번", p(r"(?:지난|저번)\s?달"), bounded("relmonth", -1)),
    ("지난", p(r"지난해"), bounded("relyear", -1)),
    ("지난", p(r"지난밤"), bounded("night", -1)),
    ("지난|저번", p(r"(?:지난|저번)\s?주말"), bounded("weekend", -1)),
    ("지난|저번", p(r"(?:지난|저번)\s?주(?!년|자|가)"), bounded("week", -1)),
    ("지난", p(r"지난\s거래일"), bounded("session", -1)),
    ("지난", p(r"지난\s분기(?!\s?(?:대비|보다|비))"), bounded("relquarter", -1)),
    ("지난", p(r"지난(?:번)?\s(?=\S)"), bounded("prefix", -1)),
    ("재작년|지지난해", p(r"재작년|지지난해"), bounded("relyear", -2)),
    ("작년", p(r"작년"), bounded("relyear", -1)),
    ("올해|금년", p(r"(?:올해|금년)(?!의 차)"), bounded("relyear", 0)),
    ("올", p(r"올(?=\s?(?:1[0-2]|[1-9])\s?월|\s?[상하]반기|\s?[1-4]\s?분기|\s?(?:초|들어|연말|설|추석)(?![가-힣]{3}))\s?"), bounded("relyear", 0)),
    ("내년", p(r"내년"), bounded("relyear", 1)),
    ("새해", p(r"새해(?=\s?(?:첫|들어|벽두))"), bounded("newyear", 0)),
    ("연초", p(r"연초(?!록)"), bounded("yearpart", "early")),
    ("연말", p(r"연말(?!정산|연시|결산|배당)"), bounded("yearpart", "late")),
    ("월초", p(r"월초"), bounded("monthpart", "early")),
    ("월말", p(r"월말"), bounded("monthpart", "late")),
    ("이번", p(r"이번\s?주말"), bounded("weekend", 0)),
    ("이번", p(r"이번\s?주(?!식|총|자|가)"), bounded("week", 0)),
    ("이번", p(r"이번\s?달"), bounded("relmonth", 0)),
    ("이번", p(r"이번\s(?=\S)"), bounded("prefix", 0)),
    ("금주", p(r"금주(?![가-힣]{2}법)(?=$|[^가-힣]|에|의|중|초|말)"), bounded("week", 0)),
    ("다음|내주|차주", p(r"(?:다음\s?주|내주|차주)(?!말|자|들|가)(?=$|[^가-힣]|에|의|중|초|부|까|엔|로)"), bounded("week", 1)),
    ("다음", p(r"다음\s?주말"), bounded("weekend", 1)),
    ("다음|내달|새달", p(r"다음\s?달|내달|새달"), bounded("relmonth", 1)),
    ("다음", p(r"다음\s?거래일"), bounded("session", 1)),
    ("다음|이튿날|익일", p(r"다음\s?날|이튿날|익일"), bounded("named", 1)),
    ("이달|금월", p(r"(?:이달|금월)(?!라)"), bounded("relmonth", 0)),
    ("전월", p(r"전월(?!\s?(?:세|대비|보다|비))"), bounded("relmonth", -1)),
    ("오는|다가오는|돌아오는|다가올", p(r"(?:오는|다가오는|돌아오는|다가올)\s(?=\S)"), bounded("prefix", 1)),
    ("그끄저께|그끄제", p(r"그끄저께|그끄제"), bounded("offset", -3)),
    ("그저께|그제|엊그제", p(r"(?:그저께|엊그제|그제)(?!서야|야|껏)"), bounded("offset", -2)),
    ("어젯밤", p(r"어젯밤"), bounded("night", -1)),
    ("어제", p(r"어제(?!오늘|와 오늘)"), bounded("offset", -1)),
    ("오늘|금일", p(r"오늘(?!날|내일)|금일"), bounded("offset", 0)),
    ("내일|명일", p(r"(?:내일|명일)(?!모레|배움|의 )"), bounded("offset", 1)),
    ("모레", p(r"모레"), bounded("offset", 2)),
    ("글피", p(r"글피"), bounded("offset", 3)),
    ("전전날", p(r"전전날"), bounded("named", -2)),
    ("전날|전일", p(r"전[날일](?!제)"), bounded("named", -1)),
    ("이날|당일|같은", p(r"이날|당일(?!치기|배송|매매|지)|같은\s?날"), bounded("named", 0)),
    ("그날|그", p(r"그\s?날(?!그날|이\s?(?:오|올)|까지|을\s?(?:기다|꿈))"), bounded("named", 0, "event")),
    ("간밤|밤사이|밤새", p(r"간밤|밤\s?사이|밤새(?!도록)"), bounded("night", -1)),
    ("전|직전|이전|앞선", p(r"(?:직전|이전|앞선|전)\s?거래일"), bounded("session", -1)),
    ("전장", p(r"전장(?=에서|에는|에\s)"), bounded("session", -1)),
    ("첫", p(r"첫\s?거래일"), bounded("first", 1)),
    ("마지막", p(r"마지막\s?거래일"), bounded("first", -1)),
    ("주말", p(r"주말(?=\s?(?:사이|동안|새(?![가-힣])|간(?![가-힣])|을 지나|중))"), bounded("weekend", -1)),
    ("상반기", p(r"상반기"), bounded("half", 1)),
    ("하반기", p(r"하반기"), bounded("half", 2)),
    ("전분기|직전", p(r"(?:전|직전\s?)분기(?!\s?(?:대비|보다|비))"), bounded("relquarter", -1)),
    ("월요일|화요일|수요일|목요일|금요일|토요일|일요일", p(r"(?:[월화수목금토일])요일(?!마다)"),
     lambda m: ("weekday", ("월화수목금토일".index(m.group()[0]),)) if alone(m) else None),
    ("오전|오후|새벽|아침|낮|밤|저녁", PART_COLON, _clock),
    ("오전|오후|새벽|아침|낮|밤|저녁", PART_CLOCK, _clock),
    ("정오", p(r"정오"), bounded("clock", 12, 0, "", None)),
    ("자정", p(r"자정"), bounded("clock", 0, 0, "", None)),
    ("새벽", p(r"새벽"), bounded("daypart", "dawn")),
    ("아침", p(r"아침"), bounded("daypart", "morning")),
    ("오전", p(r"오전(?:장)?"), bounded("daypart", "forenoon")),
    ("오후", p(r"오후(?:장)?"), bounded("daypart", "afternoon")),
    ("저녁", p(r"저녁"), bounded("daypart", "evening")),
    ("밤", p(r"(?:늦은\s?)?밤(?=$|[^가-힣]|에|의|부터|까지|늦게)"), bounded("daypart", "night")),
    ("장|정규장|시간외|마감|폐장", p(r"(?:정규)?장\s?(?:이\s)?(?:마감|종료|끝난|마친)\s?(?:직후|이후|후|뒤)(?=$|[^가-힣]|에|인)|(?:마감|폐장)\s?(?:직후|이후|후|뒤)(?=$|[^가-힣]|에|인)|시간\s?외\s?(?:거래|매매|단일가)(?:에서)?"), bounded("market", "after")),
    ("장|개장|정규장|프리마켓", p(r"(?:정규)?장\s?(?:시작|개시|개장)\s?(?:직전|전)(?=$|[^가-힣]|에)|개장\s?(?:직전|전)(?=$|[^가-힣]|에)|장전(?=\s)|프리마켓"), bounded("market", "before")),
    ("장중|장", p(r"장\s?중(?=$|[^가-힣]|에)|장\s?(?:초반|후반|막판)"), bounded("market", "during")),
    ("애프터마켓", p(r"애프터마켓"), bounded("market", "after")),
    ("현지|한국|미국|미|동부|뉴욕|런던|일본|서울|우리|중국|베이징|홍콩|그리니치|유럽|도쿄|대만|독일",
     p(r"((?:미국?\s?)?동부|현지|한국|미국?|뉴욕|런던|일본|도쿄|서울|우리|중국|베이징|홍콩|그리니치|대만|독일|중부\s?유럽)\s?(?:표준)?\s?시[간각](?:\s?기준)?(?:으로)?(?!\s?외)"), _zone),
    ("KST|EST|EDT|ET|GMT|UTC|JST|HKT|CET|BST|PST|PDT|PT", p(r"(KST|EST|EDT|ET|GMT|UTC|JST|HKT|CET|BST|PST|PDT|PT)(?![A-Za-z])"), _zone),
    ("'|’|‘", numeric.SHORT_YMD, numeric.short_ymd),
    ("'|’|‘", p(r"['’‘](\d{2})년"), _two_digit_year),
    *((head, AGO, _ago) for head in (
        ["하루", "이틀", "사흘", "나흘", "닷새", "엿새", "이레", "여드레", "아흐레", "열흘", "보름", "한", "두", "세", "석", "네", "넉", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "일", "이", "삼", "사"])),
    ("초|말|중|하|상", p(rf"(?:{PARTS})(?=$|[^가-힣]|[에의까부로엔께인보])"), lambda m: ("part", (PART_OF[m.group()],))),
    ("들어", p(r"들어(?:서)?(?=$|[^가-힣]|만|도)"), fixed("since", 1)),
]  # fmt: skip


def grammar(extra: list[tuple[str, Pattern[str], Interpreter]]) -> Grammar:
    """The Korean grammar with further word rules (the holidays) tried first."""
    rules = index([*extra, *NUMBER_RULES, *WORD_RULES])
    heads = sorted((head for head in rules if head != "#"), key=len, reverse=True)
    one = [head for head in heads if len(head) > 1]
    short = "".join(head for head in heads if len(head) == 1)
    trigger = rf"\d|{'|'.join(map(re.escape, one))}|[{re.escape(short)}]"
    return Grammar(re.compile(trigger), rules)
