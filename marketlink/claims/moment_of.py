"""Chooses the moment of a word among the times of its sentence."""

from __future__ import annotations

from datetime import datetime

from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import LEVELS, SUBJECTS
from marketlink.claims.subject_of import described_apart
from marketlink.claims.windows import NEAR, is_of_results, parted
from marketlink.moments.reference_point import counted
from marketlink.moments.tense import is_background
from marketlink.records.moment import TO_DATE, Moment, TimeRule

DAYS, PERIODS = ("day", "minute", "hour"), ("month", "quarter", "year")
"""How precisely a day, and a period of the calendar, may be told."""
RESULTS = 20
"""Characters behind a period in which results may be told of it."""
BEHIND = 12
"""Characters behind a price in which its own day stands: ", reached on "."""
AROUND = 24
"""Characters ahead of a day in which a price may be told of it."""


def moment_at(sentence: ClaimSentence, position: int) -> int | None:  # noqa: PLR0911 (a case each)
    """The moment a word is about: the nearest of the sentence, before it if there is one."""
    if not sentence.moments:
        return sentence.inherited_moment
    for n, m in sentence.moments:
        if _owns(sentence, m, position):
            return n
    own = [
        (n, m)
        for n, m in sentence.moments
        if not (
            described_apart(sentence, m.span[0], position)
            or _of_other_words(sentence, m, position)
            or _of_a_record(sentence, n, position)
        )
    ]
    if (session := _session_before(sentence, position)) is not None:
        return session
    for n, m in reversed(sentence.moments):
        if _told_when(sentence, m, position):
            return n
    entries = [
        (n, m)
        for n, m in own
        if (m.kind in ("event", "publication") or m.rule is TimeRule.DAY_AFTER_PUBLICATION)
        and not lies_ahead(sentence, m)
        and not (_of_a_cause(sentence, m, position) or is_of_results(sentence, m))
    ]
    entries = entries or [(n, m) for n, m in own if is_old_day(sentence, m)]
    entries = entries or [
        (n, m)
        for n, m in own
        if _is_period(sentence, m)
        and not _of_results_told(sentence, m, position)
        and not _parted(sentence, m, position)
    ]
    entries = [
        (n, m) for n, m in entries if m.rule not in TO_DATE or not _parted(sentence, m, position)
    ]
    if entries and not sentence.verb_last:
        return min(entries, key=lambda entry: _distance(sentence, entry[1], position))[0]
    free = [
        (n, m)
        for n, m in entries
        if not _told_of_before(sentence, m, position)
        and not _of_a_clause_behind(sentence, m, position)
        and not sentence.match(SUBJECTS.from_on, m.span[1])
    ]
    if not free:
        return sentence.inherited_moment
    before = [n for n, m in free if m.span[0] <= position]
    return before[-1] if before else free[0][0]


def _owns(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a word stands right behind a time that owns it, "Monday's 10.5% leap", or in its
    bracket: "the highest since Oct. 11, 2007 (close: $62.09)"."""
    between = sentence.text[moment.span[1] : position]
    one_day = moment.start == moment.end and moment.rule is not TimeRule.SESSION_BEFORE
    if between.startswith("(") and one_day:
        return ")" not in between
    return _owns_number(sentence, moment) and 0 <= position - moment.span[1] <= NEAR


def _owns_number(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether the number behind a time is its own: "Monday's 10.5% leap"."""
    return sentence.match(SUBJECTS.owned_number, moment.span[1] - 2) is not None


def _session_before(sentence: ClaimSentence, position: int) -> int | None:
    """The session before, where it is not what a word compares with but what it tells
    of: "전 거래일 4% 내렸던 엔비디아는"."""
    if not sentence.verb_last:
        return _session_behind(sentence, position)
    for n, m in [one for one in sentence.moments if one[1].span[1] <= position][-1:]:
        before = m.rule == TimeRule.SESSION_BEFORE and not _held_against(sentence, m)
        if before and sentence.behind(SUBJECTS.recalled, position, 24):
            apart = any(m.span[1] <= s.start < position for s in sentence.names)
            return None if apart else n
    return None


def _session_behind(sentence: ClaimSentence, position: int) -> int | None:
    """The session before, told in English right behind a number, "having gained 2.5% in the
    previous session", or ahead of all that its sentence tells: "The session before, it rose 4%"."""
    for n, m in sentence.moments:
        if m.rule != TimeRule.SESSION_BEFORE:
            continue
        start, end = m.span
        if end > position:
            apart = sentence.search(SUBJECTS.border, position, start)
            if not apart and sentence.search(SUBJECTS.in_session, position, start):
                return n
        elif all(other == n or om.span[0] > position for other, om in sentence.moments) and (
            start == 0 or sentence.fullmatch(SUBJECTS.session_ahead, 0, start)
        ):
            return n
    return None


def _of_other_words(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time of an English sentence cannot be that of a word: it is only counted from, is
    of a close that another came from, "at $118, down from $142 on Friday", or of a number of its
    own or one that another move came after: "fell 6% after a 12% gain in March", "after a 17% fall
    on Monday, it closed"; a month or year of a phrase that opens the sentence."""
    start, end = moment.span
    if _owns_number(sentence, moment) or only_counted_from(sentence, moment):
        return True
    ahead = moment.precision in PERIODS and end <= position
    if ahead and parted(sentence, moment.span, (position, position)):
        return True
    aside = sentence.before(SUBJECTS.quoted_aside, start, AROUND)
    if aside and position >= end and sentence.text[end : end + 1] == ",":
        return True  # "Ace, $147 on Tuesday, closed at $110"
    base = sentence.ahead(SUBJECTS.came_from, start)
    if base is not None and not base.start() <= position < base.end():
        return True
    clause = sentence.search(SUBJECTS.cause)
    if clause is None or not sentence.percents(clause.end(), start):
        return False
    return position < clause.start() or sentence.search(SUBJECTS.border, end, position) is not None


def _of_a_cause(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time is of what a word of another clause came after: a day before the one told last
    of "after it reported on Thursday", "having lost 17% the day before", an hour behind dots."""
    start, hours = moment.span[0], isinstance(moment.start, datetime)
    if hours and "…" in sentence.text[position:start]:
        return True
    apart = sentence.search(SUBJECTS.border, *sorted((start, position)))
    if apart and sentence.has(SUBJECTS.day_before, moment.text):
        return True
    clause = sentence.search(SUBJECTS.cause)
    if clause is None or hours or not position < clause.start() < start:
        return False
    if moment.precision in PERIODS and not sentence.verb_last:
        return True  # "rose 5.9% after it said its third quarter"
    return sentence.told_day is not None and moment.start < sentence.told_day


def _of_a_clause_behind(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is told in a clause behind that of a word, of another name or as a day before:
    "A는 3% 오른 채 마쳤고 전날 급등했던 B도 올랐다", "A의 3% 하락에도 B는 5일 올랐다"; one that a
    bracket begins with is of all: "A 3% 하락, B 2% 하락 (5일 기준)"."""
    start = moment.span[0]
    if start <= position or sentence.text[start - 1] == "(":
        return False
    names = [one for one in sentence.names if one.start < start]
    topics = (sentence.match(SUBJECTS.as_topic, s.end) for s in names if s.start > position)
    if any(topics) and names[0].end <= position:
        return True
    back = SUBJECTS.looks_back[sentence.language].search(moment.text)
    return back is not None and sentence.search(SUBJECTS.clause_end, position, start) is not None


def _told_when(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a clause goes on about the day or month before it: "since Jan. 27, when it lost
    17%"."""
    clause = sentence.match(SUBJECTS.when, moment.span[1])
    fixed = moment.start == moment.end or moment.precision == "month"
    if clause is None or not fixed or position < clause.end():
        return False
    border = sentence.search(SUBJECTS.border, clause.end())
    return border is None or position < border.start()


def _parted(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether another clause parts a period from a word, or one that only tells what the company
    did then: "$11 after a charge on a firm it bought last year"."""
    own = sentence.search(SUBJECTS.own_clause, position, moment.span[0])
    return own is not None or parted(sentence, moment.span, (position, position))


def _told_of_before(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a day is that of a clause that only describes the subject, "전날 기록했던", or
    tells of news ahead of the move, "전날 장 마감 후 실적을 발표했지만"; or one that the move only
    follows, "2일(-10.4%)에 이어", but for the number told with it."""
    start, end = moment.span[1], max(position, moment.span[1])
    before = sentence.match(SUBJECTS.followed, start)
    if before and not moment.span[0] <= position < before.end():
        return True
    if sentence.search(SUBJECTS.recalled, start, end):
        return True
    if moment.start == moment.end and moment.rule is not TimeRule.SESSION_BEFORE:
        return False
    return sentence.search(SUBJECTS.told_ahead, start, end) is not None


def _distance(sentence: ClaimSentence, moment: Moment, position: int) -> int:
    """Characters between a time and a word, more across the border of a clause."""
    start, end = moment.span
    between = (end, position) if end <= position else (position, start)
    leading = start < NEAR and end <= position
    borders = 0 if leading else len([*sentence.finditer(SUBJECTS.border, *between)])
    return max(0, between[1] - between[0]) + 40 * borders


def lies_ahead(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether an hour is that of news which a move of the sentence came before."""
    return sentence.ahead(SUBJECTS.news_ahead, moment.span[0]) is not None


def only_counted_from(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether an English time is only what a move is counted from: "its Nov. 14 close"."""
    spans = (TimeRule.SESSION_BEFORE, TimeRule.RANGE_OF_DAYS)
    if sentence.verb_last or moment.rule in spans:
        return False
    return counted(sentence.text, *moment.span, sentence.language) != ""


def is_old_day(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a day of long ago is the one a sentence tells of, not one it compares with."""
    day = moment.precision in DAYS and moment.rule != TimeRule.SESSION_BEFORE
    return day and moment.kind == "background" and not _held_against(sentence, moment)


def _is_period(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a month, quarter or year is what a move was measured over, not one compared with, nor
    a quarter or month that results are told of."""
    if is_of_results(sentence, moment):
        return False
    past = moment.precision in (*PERIODS, "interval") and moment.kind == "background"
    return past and not _held_against(sentence, moment)


def _of_results_told(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a period is that of results which tell why a number behind them moved: "지난해 최대
    실적 기록에 6% 상승"."""
    end = moment.span[1]
    if end > position:
        return False
    noun = sentence.search(SUBJECTS.results, end, min(end + RESULTS, position))
    return noun is not None and sentence.search(SUBJECTS.why, noun.end(), position) is not None


def _held_against(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether the words around use a time only to compare with."""
    return is_background(sentence.text, *moment.span, sentence.language)


def _of_a_record(sentence: ClaimSentence, number: int, position: int) -> bool:
    """Whether a day stands right behind another price that the word's is held against: "closed at
    $129, below its record of $149 on Jan. 6"."""
    return any(
        price.start != position
        and number in days_behind(sentence, price)
        and sentence.ahead(LEVELS.prior, price.start) is not None
        for price in sentence.money
    )


def days_behind(sentence: ClaimSentence, price: Amount) -> list[int]:
    """The days that stand right behind a price, and so are its own: "$259, hit on Dec. 26"."""
    return [
        n
        for n, moment in sentence.moments
        if moment.precision == "day" and 0 <= moment.span[0] - price.end <= BEHIND
    ]
