"""Chooses the moment of a word among the times of its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketlink.calendars import zone_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES, SUBJECTS, verb_last
from marketlink.claims.describing import before_cause, causes, described_apart, describing_clauses
from marketlink.claims.time_roles import (
    is_old_day,
    is_period,
    is_recalled,
    lies_ahead,
    only_counted_from,
    owns_a_number,
)
from marketlink.moments.reference_point import held_against
from marketlink.moments.tense import is_background
from marketlink.records.moment import TO_DATE, Moment, TimeRule


def _told_beside(sentence: ClaimSentence, position: int) -> int | None:
    """The time in the relative clause that holds a word."""
    inside = [
        n
        for _, start, end in describing_clauses(sentence, sentence.subjects)
        if start <= position < end
        for n, m in sentence.moments
        if start <= m.span[0] < end and (m.kind == "event" or is_period(sentence, m))
    ]
    return inside[-1] if inside else None


def moment_at(sentence: ClaimSentence, position: int, symbols: Sequence[str] = ()) -> int | None:  # noqa: PLR0911 (a case each)
    """The moment a word is about: the nearest of the sentence, before it if there is one."""
    if not sentence.moments:
        return _told_last(sentence)
    owned = [
        n
        for n, m in sentence.moments
        if sentence.match(SUBJECTS.owned_number, m.span[1] - 2) and 0 <= position - m.span[1] <= 4  # noqa: PLR2004 (letters apart)
    ]
    if owned:
        return owned[0]
    if (beside := _told_beside(sentence, position)) is not None:
        return beside
    if (period := _period_behind(sentence, position)) is not None:
        return period
    own = [(n, m) for n, m in sentence.moments if not _of_other_words(sentence, m, position)]
    entries = [(n, m) for n, m in own if m.kind in ("event", "publication")]
    entries = [
        (n, m)
        for n, m in entries
        if not (lies_ahead(sentence, m) or described_apart(sentence, m.span[0], position))
    ]
    entries = [(n, m) for n, m in entries if not (abroad(m, symbols) or owns_a_number(sentence, m))]
    entries = [(n, m) for n, m in entries if not _of_the_day_before(sentence, m, position)]
    entries = [(n, m) for n, m in entries if not _of_another_number(sentence, m, position)]
    entries = [(n, m) for n, m in entries if not _of_hours_behind_dots(sentence, m, position)]
    if sentence.inherited_moment is not None and not verb_last(sentence.language):
        entries = [(n, m) for n, m in entries if not is_recalled(sentence, m, position)]
    if (session := _session_before(sentence, position)) is not None:
        return session
    when = [n for n, m in sentence.moments if _told_when(sentence, m, position)]
    if when:
        return when[-1]
    if (
        entries
        and all(n in causes(sentence) for n, _ in entries)
        and before_cause(sentence, position)
    ):
        return sentence.inherited_moment
    entries = entries or [(n, m) for n, m in own if is_old_day(sentence, m)]
    entries = entries or [
        (n, m)
        for n, m in own
        if is_period(sentence, m)
        and not (_parted(sentence, m, position) or described_apart(sentence, m.span[0], position))
    ]
    entries = [
        (n, m) for n, m in entries if m.rule not in TO_DATE or not _parted(sentence, m, position)
    ]
    if not entries:
        return _told_last(sentence)
    if not verb_last(sentence.language):
        return min(entries, key=lambda entry: _distance(sentence, entry[1], position))[0]
    free = [(n, m) for n, m in entries if not _told_of_before(sentence, m, position)]
    free = [(n, m) for n, m in free if not _of_a_clause_behind(sentence, m, position)]
    free = [(n, m) for n, m in free if not _of_an_aside(sentence, m, position)]
    free = [(n, m) for n, m in free if not sentence.match(SUBJECTS.from_on, m.span[1])]
    if not free:
        return sentence.inherited_moment
    before = [n for n, m in free if m.span[0] <= position]
    return before[-1] if before else free[0][0]


def _told_last(sentence: ClaimSentence) -> int | None:
    """The moment of the sentences before, which words of a running session leave behind."""
    running = sentence.search(MEASURES.running)
    return None if running else sentence.inherited_moment


def _session_before(sentence: ClaimSentence, position: int) -> int | None:
    """The session before, where it is not what a word compares with but what it tells
    of: "전 거래일 4% 내렸던 엔비디아는"."""
    if not verb_last(sentence.language):
        return _session_behind(sentence, position)
    near = [(n, m) for n, m in sentence.moments if m.span[1] <= position][-1:]
    for n, m in near:
        if m.rule == TimeRule.SESSION_BEFORE and not is_background(
            sentence.text, *m.span, sentence.language
        ):
            owner = sentence.search(SUBJECTS.recalled, position, min(sentence.end, position + 24))
            apart = any(m.span[1] <= s.start < position for s in sentence.subjects)
            return n if owner and not apart else None
    return None


def _session_behind(sentence: ClaimSentence, position: int) -> int | None:
    """The session before, told in English right behind a number, "having gained 2.5% in the
    previous session", or ahead of all that its sentence tells: "The session before, it rose 4%"."""
    for n, m in sentence.moments:
        if m.rule != TimeRule.SESSION_BEFORE:
            continue
        if m.span[1] <= position:
            alone = all(other == n or om.span[0] > position for other, om in sentence.moments)
            start = sentence.start, m.span[0]
            if alone and (
                start[0] == start[1] or sentence.fullmatch(SUBJECTS.session_ahead, *start)
            ):
                return n
            continue
        between = sentence.text[position : m.span[0]]
        if SUBJECTS.border[sentence.language].search(between) is None and SUBJECTS.in_session[
            sentence.language
        ].search(between):
            return n
    return None


def _period_behind(sentence: ClaimSentence, position: int) -> int | None:
    """A period right behind a number: "after gaining 6% last month"."""
    number = sentence.match(SUBJECTS.percentage, position)
    if number is None:
        return None
    behind = (n for n, m in sentence.moments if number.end() <= m.span[0] <= number.end("link"))
    return next((n for n in behind if is_period(sentence, dict(sentence.moments)[n])), None)


def _of_other_words(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time of an English sentence cannot be that of a word: one counted from, the
    dateline's beside others, one that owns or follows another number."""
    if verb_last(sentence.language):
        return False
    if only_counted_from(sentence, moment) or _nearer_to_another(sentence, moment, position):
        return True
    if _of_a_price_before(sentence, moment, position):
        return True
    if len(sentence.moments) > 1 and sentence.match(SUBJECTS.dateline, moment.span[1]):
        return "\n" not in sentence.text[: moment.span[0]].strip()[-40:]
    return owns_a_number(sentence, moment)


def _of_a_price_before(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is that of a close which another came from: "at $118, down from $142 on
    Friday"."""
    match = sentence.search(SUBJECTS.came_from, sentence.start, moment.span[0])
    return match is not None and not match.start() <= position < match.end()


def _nearer_to_another(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a period stands behind another number, in a clause of its own."""
    number = sentence.match(SUBJECTS.percentage, position)
    coarse = moment.start != moment.end and not isinstance(moment.start, datetime)
    if number is None or not coarse or moment.span[0] < position:
        return False
    between = sentence.text[number.end() : moment.span[0]]
    return bool(
        SUBJECTS.percentage[sentence.language].search(between)
        and SUBJECTS.apart[sentence.language].search(between)
    )


def _of_another_number(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is that of a move which the sentence holds another against: "slid 3.4%,
    against a 0.7% rise on Tuesday"."""
    if verb_last(sentence.language):
        return False
    other = held_against(sentence.text, moment.span[0], sentence.language)
    if other is None:
        return False
    return position < other or bool(sentence.search(SUBJECTS.border, moment.span[1], position))


def _of_hours_behind_dots(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether an hour is told behind the dots of a headline, ahead of which a word stands: "A
    4.9%↓ … 시간외서 더 빠졌다"."""
    hours = isinstance(moment.start, datetime) and position < moment.span[0]
    return hours and "…" in sentence.text[position : moment.span[0]]


def _of_the_day_before(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day before is of another clause: "rose 3%, having lost 17% the day before"."""
    if SUBJECTS.day_before[sentence.language].search(moment.text) is None:
        return False
    start, end = sorted((moment.span[0], position))
    return sentence.search(SUBJECTS.border, start, end) is not None


def _told_when(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a clause goes on about the day before it: "since Jan. 27, when it lost 17%"."""
    if moment.start != moment.end:
        return False
    clause = sentence.match(SUBJECTS.when, moment.span[1])
    border = sentence.search(SUBJECTS.border, clause.end()) if clause else None
    return (
        clause is not None
        and clause.end() <= position
        and (border is None or position < border.start())
    )


def _parted(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether another clause lies between a period and a word: "fell 1%, up 5% this year"."""
    start, end = sorted((moment.span[0], position))
    if moment.span[0] > position and sentence.search(SUBJECTS.own_clause, start, end):
        return True
    if moment.span[0] - sentence.start < 4 and moment.span[1] <= position:  # noqa: PLR2004 (letters apart)
        start = moment.span[1] + 2
    return sentence.search(SUBJECTS.joined, start, end) is not None


def _told_of_before(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is that of a clause that only describes the subject, "전날 기록했던", or
    tells of news ahead of the move, "전날 장 마감 후 실적을 발표했지만"."""
    start, end = moment.span[1], max(position, moment.span[1])
    if sentence.search(SUBJECTS.recalled, start, end):
        return True
    back = SUBJECTS.looks_back[sentence.language].search(moment.text) is not None
    if not back and moment.start == moment.end:
        return False
    if sentence.search(SUBJECTS.told_ahead, start, end):
        return True
    names = (s.start for s in sentence.subjects if start < s.start < end)
    return any(sentence.search(SUBJECTS.went_before, start, name) for name in names)


def _of_a_clause_behind(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is told in a clause behind that of a word, of another name or as a day before:
    "A는 3% 오른 채 마쳤고 전날 급등했던 B도 올랐다", "A는 마감했고(상승률 3%), B는 5일 올랐다"; one
    that a bracket begins with is of all: "A 3% 하락, B 2% 하락 (5일 기준)"."""
    if moment.span[0] <= position or sentence.text[: moment.span[0]].endswith("("):
        return False
    names = [s for s in sentence.subjects if s.start < moment.span[0]]
    behind = (s for s in names if s.start > position)
    if (
        names
        and names[0].end <= position
        and any(sentence.match(SUBJECTS.as_topic, s.end) for s in behind)
    ):
        return True
    if SUBJECTS.looks_back[sentence.language].search(moment.text) is None:
        return False
    return sentence.search(SUBJECTS.clause_end, position, moment.span[0]) is not None


def _of_an_aside(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day stands in brackets with a number of its own, outside of which a word stands:
    "3.23% 밀려 이틀째(9일 -1.48%) 약세였다"."""
    start, end = moment.span
    begin = sentence.text.rfind("(", sentence.start, start)
    if begin < 0 or ")" in sentence.text[begin:start]:
        return False
    close = sentence.text.find(")", end, sentence.end)
    return close > 0 and bool(sentence.percents(begin, close)) and not begin < position < close


def _distance(sentence: ClaimSentence, moment: Moment, position: int) -> int:
    """Characters between a time and a word, more across the border of a clause."""
    start, end = moment.span
    between = sentence.text[end:position] if end <= position else sentence.text[position:start]
    leading = start - sentence.start < 4 and end <= position  # noqa: PLR2004 (letters apart)
    borders = 0 if leading else len(SUBJECTS.border[sentence.language].findall(between))
    return len(between) + 40 * borders


def abroad(moment: Moment, symbols: Sequence[str]) -> bool:
    """Whether a time is the night's session of a market on which no company of a claim trades."""
    if moment.rule != TimeRule.CLOSED_OVERNIGHT:
        return False
    return bool(symbols) and all(zone_of(symbol) != moment.zone for symbol in symbols)
