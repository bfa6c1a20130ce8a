# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Over which period, and in which part of a session, a percentage is told."""

from __future__ import annotations

import re
from itertools import pairwise

from marketlink.claims import amounts, lexicon
from marketlink.claims.amounts import Amount
from marketlink.claims.relations import COUNTS
from marketlink.claims.scene import Scene
from marketlink.records.claim import Span, Unit, Window
from marketlink.text import Cue, Rows

OTHER_BASE = Cue("measures", "other_base")
WITHIN = re.compile(
    r"(?P<ko>이틀|사흘|나흘|닷새|엿새|열흘|\d{1,2})\s?(?:거래일|일)?\s?(?:만에|새|간|동안)(?=\s)|\b(?P<run>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})-(?:day|session) (?:gain|loss|decline|advance|drop|rise|fall|slide|rally|slump|rout|climb)e?s? (?:to|of|at)(?: about| nearly| almost| more than| over)?|\b(?:in|over|within)\s(?:the (?:past|last)\s)?(?P<en>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s(?:trading\s)?(?:days|sessions)",
    re.IGNORECASE,
)
CHAINED = re.compile(r"\s?(?:,|and|,\sand|와|과|·|/)?\s?")
UP_TO = re.compile(
    r"\s?까지\s?(?:\S{1,4}\s)?(?:밀|떨|내|빠|오|뛰|치솟|솟구|하락|상승|급락|급등|낙폭|추락|폭락|폭등)"
)
"""How far a price went within the session: "15%까지 밀렸다가"."""
EARLY = re.compile(
    r"\b(?:early|earlier|initial|intraday|morning|opening) (?:gain of |loss of |drop of |rise of )?$"
)
"""What a session began with: "after an early 5% rally evaporated"."""
SWUNG = re.compile(
    r"\b(?:sw[iu]ng(?:ing|s)?|see-?sawed|whipsawed|fluctuated|veered|lurched|oscillated|ranged)\s(?:wildly )?(?:between|from)\s(?:(?!\b(?:before|but|and (?:closed|ended|finished))\b)[^;]){0,60}$",
    re.IGNORECASE,
)
"""Both ends of a session: "swung between a 2% gain and a 3% loss"."""
RANKED_SINCE = re.compile(
    r"\b(?:worst|best|biggest|largest|lowest|highest|steepest|sharpest|greatest|first)\b[^,;.]{0,40}?\bin (?:nearly |almost |about |over |more than )?\w+ (?:years?|months?|weeks?|decades?)\b",
    re.IGNORECASE,
)
NOW = re.compile(
    r"\s?(?:넘게|이상|가량|안팎|정도|가까이)?\s?(?:떨어지|내리|오르|뛰|밀리|빠지|(?:하락|상승|급락|급등)하)고\s있"
    r"|\s?(?:넘게|이상|가량|안팎|정도|가까이)?\s?(?:하락|상승|급락|급등|내림세|오름세)\s?중"
)
"""A move that goes on while the article is written."""
A_WEEK = re.compile(
    r"한\s?주(?:일)?\s?(?:동안|간|새)|\bweekly (?:loss|gain|decline|drop|advance|rise|fall|climb)(?:es|s)? (?:to|of|was|is)\b|\bweek (?:in which|when|that saw) (?:it|they|the (?:stock|shares|index|benchmark|gauge))\b|(?<=% )weekly (?:loss|gain|decline|drop|advance|rise|fall)|(?<=percent )weekly (?:loss|gain|decline|drop|advance|rise|fall)|(?<=per cent )weekly (?:loss|gain|decline|drop|advance|rise|fall)"
)
THIS_WEEK = re.compile(r"\b(?:has|have|is|are)\b(?:[^.;]|\.\d){0,48}?\bthis week\b")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PERIOD = re.compile(
    rf"\b(?:in|for|over|during|through|throughout) (?:all of |the whole of |the month of )?(?:{_MONTHS}|20\d\d|the (?:month|quarter|year))\b(?! \d)"
    rf"|\b(?:{_MONTHS}|20\d\d) was an? |\b(?:finish|end|clos|cap)(?:ed|es|ing|s)?(?: out)? (?:the year|the month|20\d\d|{_MONTHS})\b(?! \d)"
    r"|\b(?:annual|yearly|monthly) (?:gain|advance|return)",
)
"""A month, a quarter or a year that a move is told over."""


def over_a_period(scene: Scene, amount: Amount, moment: int | None) -> bool:
    """Whether the words tell a move over a period which no time of the sentence fixes."""
    if scene.language != "en":
        return False
    own = dict(scene.moments)
    if moment in own and own[moment].precision in ("month", "quarter", "year", "interval"):
        return False
    dated = any(m.kind == "event" and m.precision == "day" for m in own.values())
    if scene.reviewing and (not dated or scene.before_cause(amount.start)):
        return True
    told = PERIOD.search(scene.text, scene.start, scene.end)
    if not dated and told is not None and told.end() <= amount.start:
        return not scene.described_apart(told.start(), amount.start)
    return meant(scene, amount, PERIOD) is not None


def other_base(scene: Scene, words: str) -> bool:
    """Whether a sentence measures from another day than the close before: not where its span is
    that of a superlative, "the worst week in two years"."""
    if OTHER_BASE[scene.language].search(words) is None:
        return False
    words = WHOLE.sub("", words) if over_a_span(scene) else words
    return OTHER_BASE[scene.language].search(RANKED_SINCE.sub("", words)) is not None


def within_session(scene: Scene, amount: Amount) -> bool:
    """Whether words of the session's course stand beside a number, with no other between."""
    others = [
        a.end for a in amounts.percents(scene.text, scene.start, amount.start, scene.language)
    ]
    begin = max([scene.start, amount.start - 20, *others])
    if UP_TO.match(scene.text, amount.end) or EARLY.search(scene.text, begin, amount.start):
        return True
    if scene.language == "en" and SWUNG.search(scene.text, scene.start, amount.start):
        return True
    told = lexicon.INTRADAY[scene.language].search(scene.text, begin, amount.end + 12)
    if told is not None and told.end() <= amount.start and told.group()[:6].lower() == "before":
        return False
    if told is None or scene.language != "ko":
        return told is not None
    return lexicon.KOREAN_BORDER.search(scene.text, told.end(), amount.start) is None


def meant(scene: Scene, amount: Amount, pattern: re.Pattern[str] | Rows) -> re.Match[str] | None:
    """The words for a period that a number is measured over: those to which it is the nearest
    number of the sentence, or belongs to the nearest by "and"."""
    if pattern.search(scene.text, scene.start, scene.end) is None:
        return None
    others = [
        a
        for a in amounts.percents(scene.text, scene.start, scene.end, scene.language)
        if a.unit == "return"
    ]
    for match in pattern.finditer(scene.text, scene.start, scene.end):
        if PLANNED.search(scene.text, scene.start, match.start()):
            continue
        near = min(others, key=lambda other: _gap(other, match), default=amount)
        low, high = sorted((near, amount))
        between = [a for a in others if low.start < a.start < high.start]
        edges = [low, *between, high]
        chained = all(
            CHAINED.fullmatch(scene.text, a.end, b.start) for a, b in pairwise(edges) if a != b
        )
        if near.start == amount.start or chained:
            return match
    return None


PLANNED = re.compile(
    r"\b(?:would|will|could|might|expects?|expected to|plans? to|planned to|forecasts?|aims? to)\b[^,;]{0,80}$"
)
"""A period of what is still to come: "said it would burn cash this year"."""


def _gap(amount: Amount, match: re.Match[str]) -> int:
    return match.start() - amount.end if match.start() >= amount.end else amount.start - match.end()


def within_sessions(scene: Scene, amount: Amount) -> int:
    """The number of sessions that a move took: "13.6% in two days"; 0 for one."""
    match = WITHIN.search(
        scene.text, max(scene.start, amount.start - 16), min(scene.end, amount.end + 34)
    ) or WITHIN.search(scene.text, max(scene.start, amount.start - 44), amount.start)
    if match is not None and _told_apart(scene, amount, match):
        match = None
    if (leading := _leading_span(scene, amount)) is not None:
        return COUNTS.get(leading.group("en").lower()) or int(leading.group("en"))
    if match is None or not (match.group("en") or amount.start >= match.end()):
        return 0
    if match.group("en") and match.end() < amount.start - 16:
        return 0
    if match.group("run") and match.end() < amount.start - 1:
        return 0
    word = (match.group("ko") or match.group("en") or match.group("run")).lower()
    return COUNTS.get(word) or int(word)


PAST = re.compile(
    r"\b(?:over|in|during|for) the (?:past|last) (?:(?P<n>two|three|four|five|six|seven|eight|nine|ten|12|twelve|\d{1,2}) )?(?P<unit>year|month|quarter|week)s?\b",
    re.IGNORECASE,
)
"""A span up to now that begins so long ago: "down 23 percent in the past year"."""


def within_the_past(scene: Scene, amount: Amount) -> Window | None:
    """The span of so many weeks, months or years up to now that a number is measured over."""
    told = meant(scene, amount, PAST) if scene.language == "en" else None
    if told is None:
        return None
    word = (told.group("n") or "1").lower()
    count = COUNTS.get(word) or (12 if word == "twelve" else int(word))
    return Window(Span.LAST, count, Unit(told.group("unit").lower()))


LEADING_SPAN = re.compile(
    r"\b(?:[Ii]n|[Oo]ver|[Ww]ithin)\s(?:the (?:past|last|previous)\s)?(?P<en>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s(?:trading\s)?(?:days|sessions),\s"
)
"""A number of sessions ahead of all that moved over them: "Over the last five sessions, Nvidia has"."""


def _leading_span(scene: Scene, amount: Amount) -> re.Match[str] | None:
    match = LEADING_SPAN.search(scene.text, scene.start, amount.start)
    if match is None or amounts.percents(scene.text, match.end(), amount.start, scene.language):
        return None
    return match


def _told_apart(scene: Scene, amount: Amount, match: re.Match[str]) -> bool:
    """Whether another number stands between a number and the sessions that a move took."""
    first, last = sorted([(match.start(), match.end()), (amount.start, amount.end)])
    return bool(amounts.percents(scene.text, first[1], last[0], scene.language))


TO_DATE = re.compile(
    r"(?<!negative )(?<!positive )(?<!red )(?<!black )\b(?:for|over|on|ended|ending|ends|closed|finished) the (?:[\w-]*shortened |holiday |trading )?(week|month|quarter|year)\b(?! (?:ago|before|ended|to (?!about|nearly|more|almost|over|\d)))",
    re.IGNORECASE,
)
WHOLE = re.compile(r"한\s?(?:달|주|해)\s?(?:간|동안)")


def over_a_span(scene: Scene) -> bool:
    """Whether the sentence names a period that a move can be measured over."""
    coarse = ("year", "quarter", "month", "interval")
    return any(moment.precision in coarse for _, moment in scene.moments)
