# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Extremes and their scope: the largest since, the worst ever, a 52-week low."""

from __future__ import annotations

import re
from datetime import date

from marketlink.claims.clauses import TOUCHED
from marketlink.claims.drafts import draft
from marketlink.claims.scene import Scene
from marketlink.claims.worth import VALUE
from marketlink.moments.tense import begins_span, is_background
from marketlink.records.article import Moment, TimeRule
from marketlink.records.claim import Claim, Field, Measure, Span, Unit, Window

SUPERLATIVE = {
    "ko": re.compile(
        r"최대|최고|최저|최악|신고가|신저가|가장\s(?:컸|큰|크게|많이|높|낮|가파|심)|연고점|연저점|가장\s(?:나쁜|좋은)"
    ),
    "en": re.compile(
        r"\b(?:more (?:market )?value (?:in (?:a|one) (?:single )?day )?than any|largest|biggest|worst|best|steepest|sharpest|deepest|greatest|lowest|highest|record (?:high|low|close|closing high|one-day|single-day|drop|fall|loss|gain|daily)|record(?=\s\$?\d)|the most (?:ever|in history|on record|since)|all-time (?:high|low)|52-week (?:high|low)|(?:multi|\w+)-year (?:high|low)|(?:\w+)-month (?:high|low))\b",
        re.IGNORECASE,
    ),
}
RETURN_WORDS = re.compile(
    r"큰\s폭(?:으로|의)|(?:크게|많이)\s(?:떨어|내렸|내린|밀렸|올랐|오른|뛰었|뛴|하락|상승|급락|급등)|하락률|하락\s?폭|낙폭|상승률|상승\s?폭|오름\s?폭|내림\s?폭|등락률|하루|일일|(?:하락|상승|급락|급등|폭락|폭등|낙차)(?:이|으로|을|세|이다|이었|였)|drop|fall\b|decline|loss|gain|rise\b|jump|rally|plunge|slide|tumble|surge|\bday\b|session|performance|showing|one-day|single-day|daily|percentage|selloff|sell-off|rout",
    re.IGNORECASE,
)
CLOSE_WORDS = re.compile(
    r"신고가|신저가|최고가|최저가|종가|최고치|최저치|고점|저점|주가가|수준|high\b|low\b|close|level|highest|lowest",
    re.IGNORECASE,
)
STRONG_CLOSE = re.compile(
    r"신고가|신저가|최고가|최저가|최고 종가|최저 종가|최고치|최저치|연고점|연저점|record (?:high|low|close|closing)|all-time|52-week|-year (?:high|low)|-month (?:high|low)|(?:highest|lowest) (?:close|closing|level|price|since|in)",
    re.IGNORECASE,
)
LOW = re.compile(
    r"신저가|최저|저점|연저점|낮|\blow\b|lowest|record low|all-time low", re.IGNORECASE
)
FALL = re.compile(
    r"떨어|내렸|내린|밀렸|밀린|미끄러|주저앉|곤두박질|하락|낙폭|내림|감소|증발|사라|잃|날아|빠져|줄어|급락|폭락|최악|나쁜|drop|fall\b|decline|loss|lost|plunge|slide|tumble|worst|selloff|sell-off|rout|wip",
    re.IGNORECASE,
)
FUNDAMENTAL = re.compile(
    r"매출|영업이익|순이익|실적|출하|판매|점유율|수출|수주|투자액|생산|고용|적자|흑자|revenue|sales|profit|earnings|income|deliver|shipment|order|export|customer|investment|deal|acquisition|maker\b(?!['’]s)|company in|producer|supplier|holder|shareholder|market for|contribut|\bdrags?\b|weighting|component|constituent|gainers?\b|losers?\b|decliners?\b|advancers?\b|performers?\b|movers?\b|winners?\b|laggards?\b",
    re.IGNORECASE,
)
RANKED = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:nd|rd|th))[ -]$|(?:번째로|째로|\d+위로?)\s?$",
    re.IGNORECASE,
)
"""A rank below the first, which one larger case does not contradict."""
SOME_DAYS_AFTER = re.compile(
    r"\b(?:days?|weeks?|sessions?|months?|hours?) (?:after|before|ahead of)\b[^,;]*$", re.IGNORECASE
)
"""What is called the greatest was of another day: "a day after notching a record close"."""
AMONG = re.compile(r"(?:[가-힣\d)]\s?(?:가운데|중에서(?:도)?)|[가-힣]\s중)\s")
"""What is the greatest of several stocks, not of several days: "M7 가운데 가장 많이 올랐다"."""
AWAITED = re.compile(
    r"\b(?:on (?:track|course|pace) (?:for|to)|(?:set|poised|heading|headed|aiming) (?:for|to)|would|could|may|might)\b[^;.]{0,40}$"
)
"""What was only to come: "on track for their best day ever"."""
OF_BEFORE = re.compile(
    r"\bsince (?:hitting|reaching|touching|setting) (?:an?|its|their|the) (?:[\w-]+ ){0,2}?$|\b(?:below|above|under|from|off|since|near|shy of|short of|than) (?:its|their|the|an?)(?: [\w-]+){0,3}? $"
)
"""What an extreme of another day is only measured from: "below their January record close"."""
CLOSE_TOLD = re.compile(r"\b(?:clos|end|finish|settl)(?:e[ds]?|ing|ed|s)?\b")
VOLUME = re.compile(r"\bvolumes?\b|\bturnover\b|거래량|거래대금", re.IGNORECASE)
OF_A_PERIOD = re.compile(
    r"\b(?:worst|best) (?:trading )?(?:week|month|quarter|year|half|first half|decade)\b"
    r"|\b(?:worst|best|biggest|largest|steepest|sharpest) (?:\w+ )?(?:weekly|monthly|quarterly|annual|yearly)\b",
    re.IGNORECASE,
)
"""The greatest move of a week or a longer period, which no session's return decides."""
ALMOST = re.compile(
    r"(?:치|가)?(?:에|를|을|의)?\s?(?:다가|근접|육박|눈앞|부근|문턱|향해|코앞|바짝)", re.IGNORECASE
)
OWN_PRICE = re.compile(
    r"주가|종가|지수|신고가|신저가|shares|stock|close[ds]?\b|index", re.IGNORECASE
)
IN_POINTS = re.compile(r"하락\s?폭|상승\s?폭|낙폭|오름폭|내림폭|포인트|\bpoints?\b", re.IGNORECASE)
IN_PERCENT = re.compile(r"하락률|상승률|등락률|비율|percentage|in percent", re.IGNORECASE)
"""What an index lost most of: points, unless the words speak of a rate."""
NEW_HIGH = re.compile(r"신고가|신저가")
EVER = re.compile(
    r"역대|사상|역사상|창사|상장 (?:이후|이래|후)|in history|\bever\b|on record|all-time|\brecord\b",
    re.IGNORECASE,
)
YEARS = re.compile(
    r"(?P<n>\d{1,2}|한|두|세|석|네|넉|다섯|여섯|일곱|여덟|아홉|열|a|two|three|four|five|six|ten)\s?(?P<unit>년|개월|달|주|year|month|week)s?\s?(?:\S{1,4}월\s)?만에|\bin (?:(?P<m>\d{1,2}|a|two|three|four|five|six|seven|eight|nine|ten|(?:nearly|almost) \w+|over a|more than \w+) )?(?P<u>year|month|week|decade)s?\b|(?P<k>\d{1,2}|one|two|three|four|five|six)-(?P<v>year|month) (?:high|low)",
    re.IGNORECASE,
)
WEEKS_52 = re.compile(r"52\s?주|52-week|one-year (?:high|low)|1년(?:래| 내)", re.IGNORECASE)
THIS_YEAR = re.compile(
    r"연중|연고점|연저점|올해\s?(?:들어|최|가장|중)|올\s?들어|this year|so far in|of the year|year-to-date",
    re.IGNORECASE,
)
SINGLE = re.compile(
    r"단일\s?(?:기업|종목)|한\s?(?:기업|회사|종목)|어떤\s?(?:기업|회사)|기업\s?기준|any (?:single )?company|for (?:any|a single) (?:company|stock)|single company|(?:any|a) U\.S\. company|Wall Street history",
    re.IGNORECASE,
)
MARKET_WIDE = re.compile(
    r"(?:증시|시장|월가)\s?(?:역사상|사상|역대)|(?:market|Wall Street) history"
)
COUNTS = {"a": 1, "한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip


def extremes(scene: Scene) -> list[Claim]:
    """The claim of a sentence that calls a move, a close or a loss of value the greatest."""
    match = SUPERLATIVE[scene.language].search(scene.text, scene.start, scene.end)
    if match is None:
        return []
    if OF_A_PERIOD.search(scene.text, match.start(), min(scene.end, match.end() + 24)):
        return []
    words, value = scene.words, VALUE.search(scene.words) is not None
    near = scene.masked(max(scene.start, match.start() - 16), min(scene.end, match.end() + 24))
    if ALMOST.match(scene.text, match.end()):
        return []
    head = scene.masked(scene.start, match.start())
    if AWAITED.search(head) or OF_BEFORE.search(scene.text, scene.start, match.start()):
        return []
    touched = TOUCHED.search(scene.text, scene.start, scene.end)
    within = touched is not None and touched.start() <= match.start() <= touched.end()
    if touched and within and CLOSE_TOLD.search(scene.text, touched.end(), scene.end):
        return []
    if SOME_DAYS_AFTER.search(head) or (AMONG.search(head) and not EVER.search(words)):
        return []
    if RANKED.search(
        scene.text, max(scene.start, match.start() - 14), match.start()
    ) or VOLUME.search(head):
        return []
    if not value and (
        FUNDAMENTAL.search(near) or (FUNDAMENTAL.search(head) and not OWN_PRICE.search(scene.words))
    ):
        return []
    of = Field.VALUE if value else _quantity(words)
    if of is None:
        return []
    symbols = scene.near(match.start())
    if not symbols and not scene.of_a_stranger(match.start()):
        symbols = scene.inherited
    index = symbols and all(symbol.startswith("^") for symbol in symbols)
    if of is Field.RETURN and index and IN_POINTS.search(words) and not IN_PERCENT.search(words):
        of = Field.CHANGE
    if not symbols:
        return []
    low = LOW.search(words) is not None if of is Field.CLOSE else FALL.search(words) is not None
    window = _window(scene)
    moment = _moment(scene, match.start())
    among = SINGLE.search(words) is not None
    read = (Measure(of, window, any_company=among), low)
    return [_draft(scene, symbols, match.start(), read, moment)]


def of_the_last(scene: Scene) -> list[Claim]:
    """The extreme of a sentence that only says of the last one's loss that it was the greatest."""
    last = scene.last
    match = SUPERLATIVE[scene.language].search(scene.text, scene.start, scene.end)
    if (
        match is None
        or last is None
        or last.measure.field is not Field.VALUE
        or last.kind != "size"
    ):
        return []
    if not EVER.search(scene.words) or FUNDAMENTAL.search(scene.words):
        return []
    among = bool(SINGLE.search(scene.words) or MARKET_WIDE.search(scene.words))
    read = (Measure(Field.VALUE, Window(Span.EVER), any_company=among), last.direction < 0)
    return [_draft(scene, last.symbols, match.start(), read, last.moment)]


def _draft(
    scene: Scene,
    symbols: tuple[str, ...],
    at: int,
    read: tuple[Measure, bool],
    moment: int | None,
) -> Claim:
    measure, low = read
    name = NAMES[measure.field]
    which = "min" if low else "max"
    set_of = "any company, any t" if measure.any_company else f"u in {_scope(measure.window)}"
    formula = f"{name}(t) = {which} {name}(u), {set_of}"
    needs: tuple[str, ...] = ("closing prices over the whole scope",)
    if measure.field is Field.VALUE:
        needs = ("closing prices", "shares outstanding", "earlier record losses")
    return draft(scene, "extreme", symbols, at, formula, needs=needs, direction=-1 if low else 1,
                 measure=measure, moment=moment)  # fmt: skip


def _quantity(words: str) -> Field | None:
    if STRONG_CLOSE.search(words):
        return Field.CLOSE
    if RETURN_WORDS.search(words):
        return Field.RETURN
    return Field.CLOSE if CLOSE_WORDS.search(words) else None


def _moment(scene: Scene, at: int) -> int | None:
    """The day that is called extreme: a day named in the sentence that is no scope."""
    told = [
        (n, m)
        for n, m in scene.moments
        if m.precision in ("day", "minute", "hour", "interval")
        and m.kind in ("event", "background", "publication")
        and not _is_scope(scene, m)
        and not (scene.language == "ko" and is_background(scene.text, *m.span, "ko"))
        and m.rule not in (TimeRule.SESSION_BEFORE, TimeRule.YEAR_TO_DATE, TimeRule.MONTH_TO_DATE)
    ]
    if told:
        before = [n for n, m in told if m.span[0] <= at]
        return before[-1] if before else told[0][0]
    return scene.inherited_moment


def _is_scope(scene: Scene, moment: Moment) -> bool:
    start, end = moment.span
    if begins_span(scene.text, start, end, scene.language):
        return True
    after, before = scene.text[end : end + 4].strip(), scene.text[max(0, start - 7) : start].lower()
    return (
        after.startswith(("이후", "이래", "만에"))
        or before.endswith("since ")
        or moment.text.lower().startswith("since")
    )


NAMES = {Field.RETURN: "R", Field.CLOSE: "C", Field.CHANGE: "dC", Field.VALUE: "N dC"}


def _scope(window: Window) -> str:
    """The sessions of an extreme, as its formula writes them."""
    if window.span is Span.SINCE:
        return f"since-{window.day}"
    if window.span is Span.YEAR:
        return f"year-{window.count}"
    if window.span is Span.LAST:
        return f"last-{window.count}-{window.unit}s"
    return window.span


def _window(scene: Scene) -> Window:
    """The sessions among which something is the greatest."""
    words = scene.words
    if WEEKS_52.search(words) or (NEW_HIGH.search(words) and not EVER.search(words)):
        return Window(Span.LAST, 52, Unit.WEEK)
    for _, moment in scene.moments:
        end = moment.end if isinstance(moment.end, date) else None
        if end is not None and _is_scope(scene, moment):
            day = moment.end.date() if hasattr(moment.end, "date") else moment.end
            return Window(Span.SINCE, day=day)
    span = YEARS.search(words)
    if span and not EVER.search(words):
        count = span.group("n") or span.group("m") or span.group("k") or "a"
        if count == "a" and span.group().lower().endswith("s"):
            return Window(Span.EVER)
        unit = (span.group("unit") or span.group("u") or span.group("v") or "year").lower()
        short = count.lower().startswith(("nearly ", "almost "))
        if short and unit.startswith("year"):
            return Window(Span.LAST, 11 * COUNTS.get(count.split()[-1].lower(), 1), Unit.MONTH)
        number = int(count) if count.isdigit() else COUNTS.get(count.lower(), 1)
        if unit.startswith("decade"):
            return Window(Span.LAST, 10 * number, Unit.YEAR)
        return Window(Span.LAST, number, UNITS.get(unit) or Unit(unit.rstrip("s")))
    years = [
        m for _, m in scene.moments if m.precision == "year" or m.rule == TimeRule.YEAR_TO_DATE
    ]
    if years:
        return Window(Span.YEAR, years[0].start.year)
    if THIS_YEAR.search(words):
        return Window(Span.YEAR)
    return Window(Span.EVER)


UNITS = {"년": Unit.YEAR, "개월": Unit.MONTH, "달": Unit.MONTH, "주": Unit.WEEK}
