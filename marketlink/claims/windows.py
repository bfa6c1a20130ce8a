"""Over which period, and in which part of a session, a percentage is told."""

from __future__ import annotations

import re
from itertools import pairwise

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount, count_of
from marketlink.claims.kinds import (
    CLAUSE_END,
    INTRADAY,
)
from marketlink.claims.scene import Scene
from marketlink.records.claim import ClaimWindow, Unit, WindowSpan
from marketlink.text import Cue

OTHER_BASE = Cue("measures", "other_base")
BEHIND_ONLY = Cue("measures", "behind_only")
WITHIN = Cue("measures", "within")
CHAINED = Cue("measures", "chained")
UP_TO = Cue("measures", "up_to")
EARLY = Cue("measures", "early")
SWUNG = Cue("measures", "swung")
RANKED_SINCE = Cue("measures", "ranked_since")
NOW = Cue("measures", "now")
A_WEEK = Cue("measures", "a_week")
THIS_WEEK = Cue("measures", "this_week")
PERIOD = Cue("measures", "over_period")
PLANNED = Cue("measures", "planned")
PAST = Cue("measures", "past")
LEADING_SPAN = Cue("measures", "leading_span")
TO_DATE = Cue("measures", "to_date")
WHOLE = Cue("measures", "whole")


def over_a_period(scene: Scene, amount: Amount, moment: int | None) -> bool:
    """Whether the words tell a move over a period which no time of the sentence fixes."""
    own = dict(scene.moments)
    if moment in own and own[moment].precision in ("month", "quarter", "year", "interval"):
        return False
    dated = any(m.kind == "event" and m.precision == "day" for m in own.values())
    if scene.reviewing and (not dated or scene.before_cause(amount.start)):
        return True
    told = PERIOD[scene.language].search(scene.text, scene.start, scene.end)
    if not dated and told is not None and told.end() <= amount.start:
        return not scene.described_apart(told.start(), amount.start)
    return meant(scene, amount, PERIOD) is not None


def other_base(scene: Scene, words: str) -> bool:
    """Whether a sentence measures from another day than the close before: not where its span is
    that of a superlative, "the worst week in two years"."""
    language = scene.language
    if OTHER_BASE[language].search(words) is None:
        return False
    for cue in (WHOLE, RANKED_SINCE) if over_a_span(scene) else (RANKED_SINCE,):
        words = cue[language].without(words)
    return OTHER_BASE[language].search(words) is not None


def within_session(scene: Scene, amount: Amount) -> bool:
    """Whether words of the session's course stand beside a number, with no other between."""
    text, language = scene.text, scene.language
    others = [a.end for a in amounts.percents(text, scene.start, amount.start, language)]
    begin = max([scene.start, amount.start - 20, *others])
    if UP_TO[language].match(text, amount.end) or EARLY[language].search(text, begin, amount.start):
        return True
    if SWUNG[language].search(text, scene.start, amount.start):
        return True
    told = INTRADAY[language].search(text, begin, amount.end + 12)
    if told is None or (told.end() <= amount.start and BEHIND_ONLY[language].match(told.group())):
        return False
    return CLAUSE_END[language].search(text, told.end(), amount.start) is None


def meant(scene: Scene, amount: Amount, cue: Cue) -> re.Match[str] | None:
    """The words for a period that a number is measured over: those to which it is the nearest
    number of the sentence, or belongs to the nearest by "and"."""
    pattern = cue[scene.language]
    if pattern.search(scene.text, scene.start, scene.end) is None:
        return None
    others = [
        a
        for a in amounts.percents(scene.text, scene.start, scene.end, scene.language)
        if a.unit == "return"
    ]
    for match in pattern.finditer(scene.text, scene.start, scene.end):
        if PLANNED[scene.language].search(scene.text, scene.start, match.start()):
            continue
        near = min(others, key=lambda other: _gap(other, match), default=amount)
        low, high = sorted((near, amount))
        between = [a for a in others if low.start < a.start < high.start]
        edges = [low, *between, high]
        chained = all(
            CHAINED[scene.language].fullmatch(scene.text, a.end, b.start)
            for a, b in pairwise(edges)
            if a != b
        )
        if near.start == amount.start or chained:
            return match
    return None


def _gap(amount: Amount, match: re.Match[str]) -> int:
    return match.start() - amount.end if match.start() >= amount.end else amount.start - match.end()


def within_sessions(scene: Scene, amount: Amount) -> int:
    """The number of sessions that a move took: "13.6% in two days"; 0 for one."""
    text, language = scene.text, scene.language
    if (leading := _leading_span(scene, amount)) is not None:
        return count_of(leading.group("n"), language)
    near = WITHIN[language].matches(
        text, max(scene.start, amount.start - 16), min(scene.end, amount.end + 34)
    )
    ahead = WITHIN[language].matches(text, max(scene.start, amount.start - 44), amount.start)
    rule, match = next(near, None) or next(ahead, None) or (None, None)
    if rule is None or match is None or _told_apart(scene, amount, match):
        return 0
    gap = amount.start - match.end()
    reached = gap <= rule.fields["reach"] and (gap >= 0 or rule.fields.get("behind", False))
    return count_of(match.group("n"), language) if reached else 0


def within_the_past(scene: Scene, amount: Amount) -> ClaimWindow | None:
    """The span of so many weeks, months or years up to now that a number is measured over."""
    told = meant(scene, amount, PAST)
    if told is None:
        return None
    count = count_of(told.group("n") or "1", scene.language)
    return ClaimWindow(WindowSpan.LAST, count, Unit(told.group("unit").lower()))


def _leading_span(scene: Scene, amount: Amount) -> re.Match[str] | None:
    match = LEADING_SPAN[scene.language].search(scene.text, scene.start, amount.start)
    if match is None or amounts.percents(scene.text, match.end(), amount.start, scene.language):
        return None
    return match


def _told_apart(scene: Scene, amount: Amount, match: re.Match[str]) -> bool:
    """Whether another number stands between a number and the sessions that a move took."""
    first, last = sorted([(match.start(), match.end()), (amount.start, amount.end)])
    return bool(amounts.percents(scene.text, first[1], last[0], scene.language))


def over_a_span(scene: Scene) -> bool:
    """Whether the sentence names a period that a move can be measured over."""
    coarse = ("year", "quarter", "month", "interval")
    return any(moment.precision in coarse for _, moment in scene.moments)
