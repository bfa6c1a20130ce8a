"""The window of a number: a period, a part of a session, what it is counted from, its hours."""

from __future__ import annotations

import re
from enum import StrEnum

from marketlink.claims.amounts import Amount, count_of
from marketlink.claims.claim_sentence import ClaimSentence, gap
from marketlink.claims.cues import MEASURES, SUBJECTS
from marketlink.moments.reference_point import counted
from marketlink.moments.tense import begins_span
from marketlink.records.claim import Claim, ClaimWindow, Unit, WindowSpan
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import pack
from marketlink.text.clauses import ClauseKind
from marketlink.text.cues import Cue

YEAR_TO_DATE = ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)


def window_of(sentence: ClaimSentence, amount: Amount) -> ClaimWindow:
    """The sessions a percentage is measured over, as the words beside it say."""
    if period_of(sentence, amount, MEASURES.so_far):
        return YEAR_TO_DATE
    window = (
        peak_window(sentence, amount)
        or window_from(sentence, amount.start)
        or base_of(sentence, amount)
        or to_date_of(sentence, amount)
        or within_the_past(sentence, amount)
        or within_sessions(sentence, amount)
    )
    if window:
        return window
    if in_year := period_of(sentence, amount, MEASURES.in_year):
        return ClaimWindow(WindowSpan.YEAR, int(in_year["year"]))
    if to_date := period_of(sentence, amount, MEASURES.to_date):
        return ClaimWindow(WindowSpan.TO_DATE, unit=Unit(to_date.group(1).lower()))
    before = [a.end for a in sentence.percents(0, amount.start)]
    before += [m.span[1] for _, m in sentence.moments if sentence.opened(m.span[0], amount.start)]
    over = [match.span() for match in sentence.finditer(MEASURES.other_base, 0, amount.start)]
    before += [span[1] for span in over if _closes_an_aside(sentence, span, amount)]
    border = sentence.search(SUBJECTS.joined, amount.end)
    end = border.start() if border else len(sentence.text)
    words = sentence.text[max([0, *before]) : end]
    return ClaimWindow(WindowSpan.OTHER) if other_base(sentence, words) else ClaimWindow()


def peak_window(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The window of a number told from a peak or a trough: that of a month, else of all that is
    held."""
    match = sentence.match(MEASURES.peak, amount.end)
    if match is None:
        return None
    if month := match.groupdict().get("month"):
        number = int(pack(sentence.language).value("month", month))
        return ClaimWindow(WindowSpan.PEAK, number, Unit.MONTH)
    return ClaimWindow(WindowSpan.PEAK)


def over_a_period(sentence: ClaimSentence, amount: Amount, moment: int | None) -> bool:
    """Whether the words tell a move over a period which no time of the sentence fixes."""
    own = dict(sentence.moments)
    if moment in own and own[moment].precision in ("month", "quarter", "year", "interval"):
        return False
    dated = any(m.kind == "event" and m.precision == "day" for m in own.values())
    match = sentence.search(MEASURES.over_period)
    before = match is not None and match.end() <= amount.start
    if not dated and match and before and not sentence.opened(match.start(), amount.start):
        return not _closes_an_aside(sentence, match.span(), amount)
    over = period_of(sentence, amount, MEASURES.over_period)
    return over is not None and not any(
        m.precision == "day" and amount.end <= m.span[0] and m.span[1] <= over.start()
        for m in own.values()
    )


def other_base(sentence: ClaimSentence, words: str) -> bool:
    """Whether a sentence measures from another day than the close before: not where its span is
    that of a superlative, "the worst week in two years"."""
    language = sentence.language
    if not sentence.has(MEASURES.other_base, words):
        return False
    words = MEASURES.ranked_since[language].without(words)
    if over_a_span(sentence):
        words = MEASURES.whole[language].without(words)
    return sentence.has(MEASURES.other_base, words)


def within_session(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether words of the session's course stand beside a number, with no other between."""
    others = [a.end for a in sentence.percents(0, amount.start)]
    begin = max([0, amount.start - 20, *others])
    if sentence.search(MEASURES.early, begin, amount.start):
        return True
    aside = sentence.text[amount.end : amount.end + 1] == ")"
    end = amount.end if aside else amount.end + 12
    match = sentence.search(MEASURES.intraday, begin, end)
    if match is None:
        return False
    if match.start() >= amount.end:
        return sentence.search(SUBJECTS.clause_end, amount.end, match.start()) is None
    if match.end() <= amount.start and sentence.match(MEASURES.behind_only, match.start()):
        return False
    return sentence.search(SUBJECTS.clause_end, match.end(), amount.start) is None


def period_of(sentence: ClaimSentence, amount: Amount, cue: Cue) -> re.Match[str] | None:
    """The words for a period that a number is measured over: those to which it is the nearest
    number of the sentence."""
    for match in sentence.finditer(cue):
        if _belongs(sentence, amount, match.span()):
            planned = sentence.ahead(MEASURES.planned, match.start())
            if planned is None:
                return match
    return None


def before_news(claim: Claim) -> bool:
    """Whether a claim's sentence tells of a time ahead of news, which ends on the session before
    it: "Until the report it was down 20% for the year", "It had risen 2% ahead of the report"."""
    return claim.sentence.search(MEASURES.until_news) is not None


def within_sessions(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The sessions that a move took: "13.6% in two days"; None for one, or behind the dots of a
    headline or another number: "2500 after nine sessions…Ace 4% up"."""
    text, rows = sentence.text, MEASURES.within[sentence.language]
    near = (max(0, amount.start - 16), amount.end + 34)
    ahead = (max(0, amount.start - 60), amount.start)
    hit = next(rows.matches(text, *near), None) or next(rows.matches(text, *ahead), None)
    if hit is None:
        return None
    rule, match = hit
    gap, between = amount.start - match.end(), (match.end(), amount.start)
    apart = "…" in text[slice(*between)] or sentence.percents(*between)
    reached = gap <= rule.fields["reach"] and (gap >= 0 or rule.fields.get("behind", False))
    count = count_of(match.group("n"), sentence.language) if reached and not apart else 0
    return ClaimWindow(WindowSpan.SESSIONS, count) if count else None


def within_the_past(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The span of so many weeks, months or years up to now that a number is measured over."""
    match = period_of(sentence, amount, MEASURES.past)
    if match is None:
        return None
    count = count_of(match.group("n") or "1", sentence.language)
    return ClaimWindow(WindowSpan.LAST, count, Unit(str(match.lastgroup)))


def over_a_span(sentence: ClaimSentence) -> bool:
    """Whether the sentence names a period that a move can be measured over."""
    coarse = ("year", "quarter", "month", "interval")
    return any(moment.precision in coarse for _, moment in sentence.moments)


def named_windows(words: str, language: str) -> list[ClaimWindow]:
    """The windows that the words for periods of a sentence can mean, each of which ends on a
    session that they leave open: "this week", "over the past four trading days"."""
    windows = []
    for match in MEASURES.named_period[language].finditer(words):
        count = count_of(match["n"], language) if match["n"] else 0
        if match["day"]:
            windows += [ClaimWindow(WindowSpan.SESSIONS, count)] if count else []
            continue
        unit = Unit(str(match.lastgroup))
        windows.append(ClaimWindow(WindowSpan.LAST, count or 1, unit))
        if not count:
            windows.append(ClaimWindow(WindowSpan.TO_DATE, unit=unit))
    return list(dict.fromkeys(windows))


def base_of(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The window of a number that its words count from somewhere: FROM a day, SINCE a day where
    the words leave no other base, or OTHER; None where they count from nowhere."""
    for _, moment in sentence.moments:
        within = moment.rule in (TimeRule.SESSION_BEFORE, TimeRule.RANGE_OF_DAYS)
        if within or not _belongs(sentence, amount, moment.span):
            continue
        how = counted(sentence.text, *moment.span, sentence.language)
        if not how or sentence.before(MEASURES.ranked, moment.span[0], 90):
            continue
        window, (first, last) = _since(moment, sentence.language), moment.days
        if first != last:
            if sentence.search(MEASURES.start, moment.span[0] - 6):
                return None
            month = window.span is WindowSpan.OTHER and moment.precision == "month"
            return ClaimWindow(WindowSpan.FROM, day=first) if month else window
        plain = how == "close" and moment.precision == "day"
        return ClaimWindow(WindowSpan.SINCE, day=first) if plain else window
    return None


def to_date_of(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The period up to now that a number stands beside: "up 5% this month"."""
    for match in sentence.finditer(MEASURES.start):
        (_, begin), (end, _) = sorted([match.span(), amount.span])
        beside = MEASURES.beside if match.start() > amount.start else MEASURES.leads
        if (
            _belongs(sentence, amount, match.span())
            and sentence.fullmatch(beside, begin, end)
            and not sentence.search(MEASURES.ranked, begin, end)
        ):
            unit = Unit(next(word for word in match.groups() if word).lower())
            return ClaimWindow(WindowSpan.TO_DATE, unit=unit)
    return None


def _belongs(sentence: ClaimSentence, amount: Amount, span: tuple[int, int]) -> bool:
    """Whether a number is the nearest of its sentence to some words, and no clause goes on to
    them, "rose 3%, and has doubled this year", nor opens with them."""
    start = span[0]
    if sentence.opened(start, amount.start):
        return False
    if amount.end <= start and sentence.search(SUBJECTS.joined, amount.end, start):
        return False
    return sentence.nearest_to(span, amount.span)


def _closes_an_aside(sentence: ClaimSentence, span: tuple[int, int], amount: Amount) -> bool:
    """Whether a period stands right behind another number, or a multiple, and a comma parts it
    from this one: "A, which has doubled over the past year, fell 3%"."""
    ends = [*(one.end for one in sentence.returns), *(end for _, end in sentence.multiples)]
    beside = any(0 <= span[0] - end <= 1 for end in ends)
    return beside and "," in sentence.text[span[1] : amount.start]


def counted_from(sentence: ClaimSentence, position: int) -> Moment | None:
    """The time that a move is counted from, "지난달 24일 이후 13% 내렸다"; None where there is
    none but the session before, or the words are the scope of a superlative."""
    for _, moment in reversed(sentence.moments):
        end = moment.span[1]
        if end > position or moment.rule == TimeRule.SESSION_BEFORE:
            continue
        if sentence.percents(end, position):
            return None
        if sentence.match(SUBJECTS.from_on, end):
            return None if begins_span(sentence.text, end, end, sentence.language) else moment
    return None


def window_from(sentence: ClaimSentence, position: int) -> ClaimWindow | None:
    """The window of a number that is counted from a time; None where none is named."""
    since = counted_from(sentence, position)
    return None if since is None else _since(since, sentence.language)


def _since(moment: Moment, language: str) -> ClaimWindow:
    """The window from a time: FROM its day, OTHER for a period's; FROM the first day of a year or
    month whose beginning is told, else the last of the part: "since the beginning of 2013",
    "작년 말에 견줘"."""
    first, last = moment.days
    if first != last and MEASURES.at_the_end[language].search(moment.text):
        return ClaimWindow(WindowSpan.FROM, day=last)
    if moment.rule in (TimeRule.PART_OF_A_YEAR, TimeRule.PART_OF_A_MONTH):
        begins = first.day == 1 and (first.month == 1 or moment.rule is TimeRule.PART_OF_A_MONTH)
        return ClaimWindow(WindowSpan.FROM, day=first if begins else last)
    return (
        ClaimWindow(WindowSpan.FROM, day=first) if first == last else ClaimWindow(WindowSpan.OTHER)
    )


class Hours(StrEnum):
    """The trading hours of a number."""

    ANY = "any"
    REGULAR = "regular"
    OFF = "off"


def off_hours(sentence: ClaimSentence, start: int, end: int) -> Hours:
    """Which hours a number of a sentence is about; ANY where none are named.

    Where the verb stands last, the words before the number decide, else the nearest.
    """
    kinds = ((MEASURES.off_hours, Hours.OFF), (MEASURES.regular, Hours.REGULAR))
    cues = [(*m.span(), hours) for cue, hours in kinds for m in sentence.finditer(cue)]
    cues = [one for one in cues if not _of_another_clause(sentence, (start, end), one[:2])]
    if not cues:
        return Hours.OFF if sentence.off_hours else Hours.ANY
    before = [one for one in cues if one[1] <= start]
    if sentence.verb_last and before:
        return max(before)[2]
    if sentence.verb_last and sentence.search(SUBJECTS.clause_end, end, min(cues)[0]):
        return Hours.ANY
    return min(cues, key=lambda one: gap(one[:2], (start, end)))[2]


def _of_another_clause(
    sentence: ClaimSentence, number: tuple[int, int], hours: tuple[int, int]
) -> bool:
    """Whether hours are told in another clause than a number whose own clause names its day,
    "fell 0.9% on Friday and were little changed after hours", or with a number of one that looks
    back: "rose 5.9%, after being up 30% before the bell"; or than that of a close told behind
    them: "fell 4.9% before the bell and closed down 0.8%"."""
    border = SUBJECTS.clause_end if sentence.verb_last else SUBJECTS.border

    def parted(a: tuple[int, int], b: tuple[int, int]) -> bool:
        first, last = sorted((a, b))
        return sentence.search(border, first[1], last[0]) is not None

    if not parted(number, hours):
        return False
    days = [m.span for _, m in sentence.moments if m.precision == "day" and m.kind == "event"]
    if any(not parted(number, day) for day in days):
        return True
    joins = sentence.finditer(border, hours[1], number[0]) if hours[1] <= number[0] else ()
    if not sentence.verb_last and any(join.group() != ", " for join in joins):
        closes = (m.span() for m in sentence.finditer(MEASURES.by_day, hours[1], number[0]))
        if any(not parted(number, close) for close in closes):
            return True
    spans = [a.span for a in sentence.returns if number[1] <= a.start < hours[0]]
    beside = [span for span in spans if not parted(span, hours)]
    return bool(beside) and not sentence.verb_last and _looks_back(sentence, number, beside[-1])


def _looks_back(sentence: ClaimSentence, number: tuple[int, int], later: tuple[int, int]) -> bool:
    """Whether the clauses from a number to a later one look back on what came before it."""
    own, *behind = sentence.clauses.between(number[0], later[0])
    recalled = any(ClauseKind.RECALLED in clause.kinds for clause in behind)
    return recalled and ClauseKind.RECALLED not in own.kinds
