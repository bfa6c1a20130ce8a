"""Chooses the moment of a word among the times of its sentence."""

from __future__ import annotations

from datetime import datetime

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import SUBJECTS, verb_last
from marketlink.claims.subject_of import described_apart
from marketlink.moments.reference_point import counted
from marketlink.moments.tense import is_background
from marketlink.records.moment import TO_DATE, Moment, TimeRule


def moment_at(sentence: ClaimSentence, position: int) -> int | None:  # noqa: PLR0911 (a case each)
    """The moment a word is about: the nearest of the sentence, before it if there is one."""
    if not sentence.moments:
        return sentence.inherited_moment
    owned = [
        n
        for n, m in sentence.moments
        if sentence.match(SUBJECTS.owned_number, m.span[1] - 2) and 0 <= position - m.span[1] <= 4  # noqa: PLR2004 (letters apart)
    ]
    if owned:
        return owned[0]
    own = [(n, m) for n, m in sentence.moments if not _of_other_words(sentence, m, position)]
    entries = [
        (n, m)
        for n, m in own
        if m.kind in ("event", "publication")
        and not (lies_ahead(sentence, m) or described_apart(sentence, m.span[0], position))
        and not _of_a_cause(sentence, m, position)
    ]
    if (session := _session_before(sentence, position)) is not None:
        return session
    when = [n for n, m in sentence.moments if _told_when(sentence, m, position)]
    if when:
        return when[-1]
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
        return sentence.inherited_moment
    if not verb_last(sentence.language):
        return min(entries, key=lambda entry: _distance(sentence, entry[1], position))[0]
    free = [(n, m) for n, m in entries if not _told_of_before(sentence, m, position)]
    free = [(n, m) for n, m in free if not _of_a_clause_behind(sentence, m, position)]
    free = [(n, m) for n, m in free if not sentence.match(SUBJECTS.from_on, m.span[1])]
    if not free:
        return sentence.inherited_moment
    before = [n for n, m in free if m.span[0] <= position]
    return before[-1] if before else free[0][0]


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


def _of_other_words(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time of an English sentence cannot be that of a word: it is only counted from, or
    is of what went before."""
    if verb_last(sentence.language):
        return False
    if only_counted_from(sentence, moment) or _of_a_price_before(sentence, moment, position):
        return True
    owns = sentence.match(SUBJECTS.owned_number, moment.span[1] - 2)  # "Monday's 10.5% leap"
    return owns is not None or _of_a_move_before(sentence, moment, position)


def _of_a_move_before(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time is that of a number which another move came after: "fell 6% after a 12% gain
    in March", "after a 17% fall on Monday, it closed"."""
    clause, (start, end) = sentence.search(SUBJECTS.cause), moment.span
    if clause is None or not sentence.percents(clause.end(), start):
        return False
    return position < clause.start() or sentence.search(SUBJECTS.border, end, position) is not None


def _of_a_price_before(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is that of a close which another came from: "at $118, down from $142 on
    Friday"."""
    match = sentence.search(SUBJECTS.came_from, sentence.start, moment.span[0])
    return match is not None and not match.start() <= position < match.end()


def _of_a_cause(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time is of what a word of another clause came after: a day before the one told last
    of "after it reported on Thursday", "having lost 17% the day before", an hour behind dots."""
    start, hours = moment.span[0], isinstance(moment.start, datetime)
    if hours and "…" in sentence.text[position:start]:
        return True
    if sentence.search(SUBJECTS.border, *sorted((start, position))) and SUBJECTS.day_before[
        sentence.language
    ].search(moment.text):
        return True
    clause = sentence.search(SUBJECTS.cause)
    if clause is None or hours or not position < clause.start() < start:
        return False
    return sentence.told_day is not None and moment.start < sentence.told_day


def _of_a_clause_behind(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is told in a clause behind that of a word, of another name or as a day before:
    "A는 3% 오른 채 마쳤고 전날 급등했던 B도 올랐다", "A의 3% 하락에도 B는 5일 올랐다"; one that a
    bracket begins with is of all: "A 3% 하락, B 2% 하락 (5일 기준)"."""
    start = moment.span[0]
    if start <= position or sentence.text[:start].endswith("("):
        return False
    names = [one for one in sentence.subjects if one.start < start]
    behind = [one for one in names if one.start > position]
    topic = any(sentence.match(SUBJECTS.as_topic, one.end) for one in behind)
    if topic and names[0].end <= position:
        return True
    if SUBJECTS.looks_back[sentence.language].search(moment.text) is None:
        return False
    return sentence.search(SUBJECTS.clause_end, position, start) is not None


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
    if moment.start == moment.end and moment.rule is not TimeRule.SESSION_BEFORE:
        return False
    return sentence.search(SUBJECTS.told_ahead, start, end) is not None


def _distance(sentence: ClaimSentence, moment: Moment, position: int) -> int:
    """Characters between a time and a word, more across the border of a clause."""
    start, end = moment.span
    between = sentence.text[end:position] if end <= position else sentence.text[position:start]
    leading = start - sentence.start < 4 and end <= position  # noqa: PLR2004 (letters apart)
    borders = 0 if leading else len(SUBJECTS.border[sentence.language].findall(between))
    return len(between) + 40 * borders


def lies_ahead(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether an hour is that of news which a move of the sentence came before."""
    return sentence.search(SUBJECTS.news_ahead, sentence.start, moment.span[0]) is not None


def only_counted_from(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether an English time is only what a move is counted from: "its Nov. 14 close"."""
    if verb_last(sentence.language) or moment.rule == TimeRule.SESSION_BEFORE:
        return False
    return counted(sentence.text, *moment.span, sentence.language) != ""


def is_old_day(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a day of long ago is the one a sentence tells of, not one it compares with."""
    start, end = moment.span
    day = moment.precision in ("day", "minute", "hour") and moment.rule != TimeRule.SESSION_BEFORE
    past = moment.kind == "background" and day
    return past and not is_background(sentence.text, start, end, sentence.language)


def is_period(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a month, quarter or year is what a move was measured over, not compared with."""
    start, end = moment.span
    coarse = moment.precision in ("month", "quarter", "year", "interval")
    if moment.precision == "quarter" and reported(sentence.text, start, end, sentence.language):
        return False
    past = moment.kind == "background" and coarse
    return past and not is_background(sentence.text, start, end, sentence.language)


def reported(text: str, start: int, end: int, language: str) -> bool:
    """Whether a quarter is one that results were reported of, not one that a price moved over."""
    results = SUBJECTS.results[language]
    before = results.search(text, max(0, start - 32), start)
    return bool(before or results.search(text, end, end + 14))
