# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Level: closes, index levels, thresholds won or lost, and changes in points or currency."""

from __future__ import annotations

import re

from marketlink.claims import amounts, lexicon
from marketlink.claims.amounts import Amount
from marketlink.claims.clauses import DAY_AFTER, TOUCHED
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, by_the_close, off_hours
from marketlink.claims.scene import Scene
from marketlink.records.claim import Bound, Claim, Field, Measure, Span, Window
from marketlink.text import Cue

CHANGED = {
    "ko": re.compile(
        r"\)?\s?(?:\([^()]{1,16}\)\s?)?(?:뛰어오른|치솟은|솟구친|미끄러진|주저앉은|곤두박질친|내린|오른|하락한|상승한|떨어진|뛴|빠진|내렸|올랐|떨어졌|급락한|급등한|폭락한|폭등한|추락한|후퇴한|반등한|(?:하락|상승|급락|급등|폭락|폭등|추락|반등|후퇴)(?:했|해(?=[\s,])|하며|하면서)|(?:내려|올라|떨어져|밀려|빠져|뛰어)(?=[\s,])|밀린)"
    ),
    "en": re.compile(r"(?!)"),
}
POINTED = re.compile(r"\d\s?(?:포인트|points?\b)")
WIDTH = re.compile(
    r"(?:낙폭|하락\s?폭|상승\s?폭|내림\s?폭|오름\s?폭|등락\s?폭)(?:은|이|을|\s)?\s?[(:]?\s?$"
)
MOVED_TO = re.compile(
    r"(?:%|percent|per cent|points?)(?:\s(?:lower|higher))?(?:\s(?:(?:on|for)\s)?(?:Mon|Tues|Wednes|Thurs|Fri)day)?,?\s(?:to|at)\s(?:an? (?:all-time |new )?(?:record|high)(?: high)?(?: of)? )?(?:US)?$",
    re.IGNORECASE,
)
PRIOR = re.compile(
    r"\b(?:below|above|under|from|off|since|near|shy of|short of|than) (?:its|their|the|an?)(?: [\w-]+){0,3}? (?:record|high|low|peak|close|level)(?: close| high| low)? of (?:US)?$"
)
"""A price of another day: "24% below its January record close of $149"."""
CHANGE_BEFORE = re.compile(
    r"(?:gave up|fell|rose|dropped|gained|lost|added|slid|climbed|jumped|shed|down|up|tumbled|plunged|surged)\s(?:by\s|about\s|nearly\s)?$",
    re.IGNORECASE,
)
DOWN_TO = re.compile(
    r"까지\s(?:밀|내|떨|올|오|뛰|치|후퇴|상승|하락|추락|급락|폭락|곤두|빠|주저|급등)"
)
CLOSED = re.compile(r"clos|end|finish|settl|stood|traded|(?:high|low|price) of", re.IGNORECASE)
CAME_TO = re.compile(
    r"으?로\s(?:내렸|내린|주저앉|내려앉|떨어졌|떨어진|내려갔|내려왔|내려온|밀렸|밀려|올라섰|뛰어올|뛰었|올랐|오른|치솟았|변동이?\s없|제자리)"
)
IS_NOW = re.compile(
    r"(?:내린|오른|하락한|상승한|떨어진|뛴|빠진|밀린|급락한|급등한|보합인)\s\d[\d,.만천백]*\s?(?:원|달러|포인트)?(?=(?:이다|이었다|였다)(?:[.\s]|$))"
)
"""A price at the end of a sentence: "2.18% 하락한 18만8700원이다"."""
MOVED_BY = re.compile(
    r"(?:%|퍼센트|원\)|포인트\)|%\))\s?(?:내린|오른|하락한|상승한|떨어진|뛴|빠진|밀린|급락한|급등한|반등한)\s$"
)
"""What makes the price behind it the one moved to, whatever the verb: "3% 오른 5만원"."""
NOT_THE_CLOSE = re.compile(r"\s?(?:까지|대|선|에\s?(?:거래되|출발|개장|시작))|에서\s")
BESIDE_RETURN = re.compile(r"\s?[·,/]\s?[+▲▼△▽-]?\d+(?:\.\d+)?\s?%\)")
"""A price in brackets with its percentage: "LG화학(33만원·2.93%)"."""
HELD_AGAINST = re.compile(r"\)?\s?(?:보다|대비|에 비해|[와과] 비교)")
"""A price that another is held against: "종가 5만3700원보다"."""
REACHED_BY = re.compile(r"으로\s\d+(?:\.\d+)?\s?(?:%|퍼센트)")
"""A close before its percentage: "7만2500원으로 1.54% 올랐다"."""
REGAINED = re.compile(r"지켰|지켜냈|사수|회복|탈환|되찾")
LISTED_ON = re.compile(r"(?:에|으로|로)?,")
"""A level whose verb stands after the next company: "8만1300원에, ... 17만9600원에 각각 마쳤다"."""
LEVEL = Cue("levels", "level")
SIGNS = {
    Bound.AT: "=",
    Bound.LOST: "<",
    Bound.GAINED: ">",
    Bound.LINE: "~",
    Bound.REACHED: "~",
}


def levels(scene: Scene) -> list[Claim]:
    """Claims of closing prices, index levels, and thresholds won or lost."""
    text, words = scene.text, scene.words
    placed = bool(LEVEL[scene.language].search(words) or DOWN_TO.search(words))
    placed = placed or "종가" in words or REACHED_BY.search(words) is not None
    placed = placed or CAME_TO.search(words) is not None
    placed = placed or IS_NOW.search(words) is not None
    placed = placed or any(
        _moved_to(scene, a) for a in amounts.prices(text, scene.start, scene.end, scene.language)
    )
    if not placed and not (scene.moves and POINTED.search(words)):
        return []
    claims: list[Claim] = []
    for amount, symbols in _level_amounts(scene):
        if _no_price(scene, amount):
            continue
        if lexicon.SET_OUT[scene.language].match(text, amount.end, scene.end):
            continue
        if PRIOR.search(text, scene.start, amount.start):
            continue
        if claims and CAME_FROM.search(text, scene.start, amount.start):
            claims.append(_before(scene, amount, symbols))
            continue
        if scene.language == "en" and DAY_AFTER.search(text, scene.start, amount.start):
            continue
        change = _change(scene, amount)
        if change:
            claims.append(_changed(scene, amount, change, symbols))
            continue
        bound = _level_bound(scene, amount) if placed else None
        if bound:
            claims.append(_level(scene, amount, bound, symbols))
    return claims


CAME_FROM = re.compile(
    r"\b(?:from|compared with|against|versus|vs\.?)\s(?:an? |the |its )?(?:prior |previous )?(?:close of )?(?:US)?$"
)
"""A close that another came from: "closed at $118.42, down from $142.62"."""


def _before(scene: Scene, amount: Amount, symbols: tuple[str, ...]) -> Claim:
    """The close of the session before, or of the day that stands behind it."""
    dated = [m for _, m in scene.moments if 0 <= m.span[0] - amount.end <= 5]
    window = Window() if dated else Window(Span.BEFORE)
    formula = f"C({'t' if dated else 't-1'}) = {amount.value:,.10g}"
    return draft(scene, "level", symbols, amount.start, formula, amount=amount,
                 measure=Measure(Field.CLOSE, window, Bound.AT))  # fmt: skip


BASE = re.compile(r"(?:\s?\([^()]{1,16}\))?\s?(?:대비|보다|에 비해|[와과] 비교)")
"""What makes the price of an offering or a target one that a close is held against."""


def _no_price(scene: Scene, amount: Amount) -> bool:
    """Whether the words before an amount make it a target, an offering's or another's price."""
    before = max(scene.start, amount.start - 16)
    found = lexicon.NOT_LEVEL[scene.language].finditer(scene.text, before, amount.start)
    return any(BASE.match(scene.text, match.end()) is None for match in found)


def _level_amounts(scene: Scene) -> list[tuple[Amount, tuple[str, ...]]]:
    """Prices beside companies, bare numbers beside indices."""
    found: list[tuple[Amount, tuple[str, ...]]] = []
    money = amounts.prices(scene.text, scene.start, scene.end, scene.language)
    for amount in money:
        symbols = tuple(s for s in scene.near(amount.start) if not s.startswith("^"))
        if symbols and amount.value < 1e8:
            found.append((amount, symbols[-1:]))
    taken = [(amount.start, amount.end) for amount in money]
    taken += [
        (a.start, a.end)
        for a in amounts.percents(scene.text, scene.start, scene.end, scene.language)
    ]
    taken += [(subject.start, subject.end) for subject in scene.subjects]
    taken += [moment.span for _, moment in scene.moments]
    for amount in amounts.points(scene.text, scene.start, scene.end, scene.language):
        symbols = tuple(s for s in scene.near(amount.start) if s.startswith("^"))
        if symbols and all(amount.end <= a or amount.start >= b for a, b in taken):
            found.append((amount, symbols[-1:]))
    return found


def _change(scene: Scene, amount: Amount) -> int:
    """The direction, where the amount is a change and not a level."""
    if scene.language == "ko":
        if WIDTH.search(scene.text, max(scene.start, amount.start - 10), amount.start):
            told = scene.text[max(scene.start, amount.start - 10) : amount.start]
            return 1 if "상승" in told or "오름" in told else -1
        match = CHANGED["ko"].match(scene.text, amount.end)
        if not match:
            return 0
        near = [m for m in scene.moves if amount.end <= m.start < match.end()]
        return near[0].direction if near else 0
    if not CHANGE_BEFORE.search(scene.text, max(scene.start, amount.start - 24), amount.start):
        return 0
    before = [m for m in scene.moves if m.start < amount.start]
    return before[-1].direction if before else 0


def _changed(scene: Scene, amount: Amount, direction: int, symbols: tuple[str, ...]) -> Claim:
    stated = direction * amount.value
    window = scene.window_from(amount.start) or Window()
    return draft(scene, "size", symbols, amount.start, f"C(t) - C(t-1) = {stated:+,.6g}", amount=amount,
                 stated=stated, direction=direction, measure=Measure(Field.CHANGE, window, amount.bound))  # fmt: skip


def _moved_to(scene: Scene, amount: Amount) -> bool:
    """Whether a Korean price is the close that the move right before it led to."""
    if BESIDE_RETURN.match(scene.text, amount.end):
        return scene.text[amount.start - 1] == "("
    moved = MOVED_BY.search(scene.text, max(scene.start, amount.start - 10), amount.start)
    return moved is not None and NOT_THE_CLOSE.match(scene.text, amount.end) is None


def _level_bound(scene: Scene, amount: Amount) -> Bound | None:
    """Which verb an amount goes with: AT, LOST, GAINED or REACHED; None where none does."""
    text, pattern = scene.text, LEVEL[scene.language]
    if scene.language == "ko":
        if HELD_AGAINST.match(text, amount.end):
            return None
        if _moved_to(scene, amount):
            return Bound.AT
        if scene.moves and REACHED_BY.match(text, amount.end):
            return Bound.AT
        if CAME_TO.match(text, amount.end):
            return Bound.AT
        if DOWN_TO.match(text, amount.end):
            return Bound.REACHED
        if any(m.end() == amount.end for m in IS_NOW.finditer(text, scene.start, scene.end)):
            return Bound.AT
        following = [s.start for s in scene.subjects if s.start >= amount.end]
        around = text[amount.end : min([scene.end, amount.end + 24, *following])]
        hit = next(pattern.found(around), None)
        if hit is None and LISTED_ON.match(text, amount.end):
            hit = next(pattern.found(text, amount.end, scene.end), None)
        if hit is None:
            before = text[max(scene.start, amount.start - 12) : amount.start]
            return Bound.AT if "종가" in before or "마감" in before else None
        return Bound(hit[0].fields["bound"])
    before = text[max(scene.start, amount.start - 48) : amount.start]
    told = [
        Bound(rule.fields["bound"])
        for rule, match in pattern.found(before + text[amount.start : amount.end])
        if match.end() <= len(before)
    ]
    if not told:
        return None
    name = next((bound for bound in reversed(told) if bound is not Bound.AT), told[-1])
    if name is Bound.AT and not CLOSED.search(before) and not MOVED_TO.search(before):
        return None
    return (
        name
        if name is not Bound.AT
        or re.search(
            r"\b(?:at|to|of|was)\s(?:an?\s(?:all-time\s)?record\s(?:high\s(?:of\s)?)?)?(?:US)?$|^\s?$",
            before[-28:],
        )
        else None
    )


CLOSE_BEFORE = re.compile(r"\b(?:clos|end|finish|settl)\w*\b(?:[^;.]|\.\d){0,24}$")
CLOSE_AFTER = re.compile(
    r"(?:으로|에)\s(?:\d{1,2}일\s)?(?:거래를|장을)?\s?(?:마감|마쳤|마쳐|마친|끝)"
)


def _at_close(scene: Scene, amount: Amount) -> bool:
    """Whether a price is that of the close, in a sentence that tells of the session's course."""
    if scene.language == "ko":
        return CLOSE_AFTER.match(scene.text, amount.end) is not None
    before = max(scene.start, amount.start - 48)
    return CLOSE_BEFORE.search(scene.text, before, amount.start) is not None


def _level(scene: Scene, amount: Amount, bound: Bound, symbols: tuple[str, ...]) -> Claim:
    if bound is Bound.AT and amount.bound is Bound.BAND:
        bound = Bound.LINE
    if bound is Bound.AT and amount.bound in (Bound.OVER, Bound.UNDER):
        bound = Bound.GAINED if amount.bound is Bound.OVER else Bound.LOST
    sign = SIGNS[bound]
    direction = {Bound.LOST: -1, Bound.GAINED: 1}.get(bound, 0)
    of = Field.CLOSE
    touched = TOUCHED.search(scene.text, scene.start, amount.start)
    if touched and amount.start - touched.end() < 12:
        of = Field.RANGE
    elif lexicon.INTRADAY[scene.language].search(scene.words) and not (
        bound is Bound.AT and _at_close(scene, amount)
    ):
        of = Field.LOW if direction < 0 else Field.HIGH if direction > 0 else Field.RANGE
    hours = off_hours(scene, amount.start, amount.end)
    if hours is Hours.OFF and bound is Bound.AT and _at_close(scene, amount):
        hours, of = Hours.REGULAR, Field.CLOSE
    if hours is Hours.OFF:
        of = Field.OFF_HOURS
    measured = amount.bound if bound is Bound.AT and amount.bound is not Bound.EXACT else bound
    if bound is Bound.GAINED and REGAINED.search(scene.text, amount.end, amount.end + 12):
        measured = Bound.REGAINED
    regular = hours is Hours.REGULAR or (of is Field.CLOSE and by_the_close(scene, amount.start))
    return draft(scene, "level", symbols, amount.start, f"C(t) {sign} {amount.value:,.10g}", amount=amount,
                 direction=direction, measure=Measure(of, bound=measured, regular=regular))  # fmt: skip
