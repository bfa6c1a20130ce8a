"""The window of a number or a move: a period, a part of a session, what it is counted from."""

from __future__ import annotations

import re

from marketlink.claims.amounts import Amount, count_of
from marketlink.claims.claim_sentence import ClaimSentence, MoveWord
from marketlink.claims.cues import MEASURES, SUBJECTS
from marketlink.moments.reference_point import counted
from marketlink.moments.tense import begins_span
from marketlink.records.claim import ClaimWindow, Unit, WindowSpan
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import pack
from marketlink.text.cues import Cue

Word = Amount | MoveWord
"""A number, or the word of a move without one."""
NEAR = 4
"""Characters that are hardly any: between a time and its number, or ahead of one that leads."""
SHARED = (WindowSpan.TO_DATE, WindowSpan.SINCE, WindowSpan.LAST)
"""Windows that the numbers of one sentence may share."""
YEAR_TO_DATE = ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)


def window_of(sentence: ClaimSentence, amount: Word) -> ClaimWindow:
    """The sessions a percentage or a move is measured over, as the words beside it say."""
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
        whole = period_of(sentence, amount, MEASURES.whole_period) is not None
        return ClaimWindow(WindowSpan.TO_DATE, int(whole), Unit(to_date.group(1).lower()))
    if shared := _shared(sentence, amount):
        return shared
    before = [a.end for a in sentence.percents(0, amount.start)]
    spans = [moment.span for _, moment in sentence.moments if moment.span[1] <= amount.start]
    spans += [match.span() for match in sentence.finditer(MEASURES.other_base, 0, amount.start)]
    before += [span[1] for span in spans if parted(sentence, span, amount.span)]
    border = sentence.search(SUBJECTS.joined, amount.end)
    days = [m.span[0] for _, m in sentence.moments if amount.end <= m.span[0]]
    behind = [a.start for a in sentence.percents(min(days), len(sentence.text))] if days else []
    end = min([*behind, border.start() if border else len(sentence.text)])
    words = sentence.text[max([0, *before]) : end]
    return ClaimWindow(WindowSpan.OTHER) if other_base(sentence, words) else ClaimWindow()


def _shared(sentence: ClaimSentence, amount: Word) -> ClaimWindow | None:
    """The period of the number before, where both tell how a stock stands and no other time is
    told behind it: "Ace is up 45% so far this year, while Bolt is up 18%"."""
    before = sentence.percents(0, amount.start)
    if not before or not sentence.ahead(MEASURES.stands, amount.start):
        return None
    timed = any(moment.span[0] > amount.end for _, moment in sentence.moments)
    if timed or not sentence.ahead(MEASURES.stands, before[-1].start):
        return None
    window = window_of(sentence, before[-1])
    return window if window.span in SHARED else None


def peak_window(sentence: ClaimSentence, amount: Word) -> ClaimWindow | None:
    """The window of a number told from a peak or a trough: that of a month, else of all that is
    held."""
    match = sentence.match(MEASURES.peak, amount.end)
    if match is None:
        return None
    if month := match.groupdict().get("month"):
        number = int(pack(sentence.language).value("month", month))
        return ClaimWindow(WindowSpan.PEAK, number, Unit.MONTH)
    return ClaimWindow(WindowSpan.PEAK)


def over_a_period(sentence: ClaimSentence, amount: Word, moment: int | None) -> bool:
    """Whether the words tell a move over a period which no time of the sentence fixes."""
    own = dict(sentence.moments)
    if moment in own and own[moment].precision in ("month", "quarter", "year", "interval"):
        return False
    dated = any(m.kind == "event" and m.precision == "day" for m in own.values())
    match = sentence.search(MEASURES.over_period)
    before = match is not None and match.end() <= amount.start
    if not dated and match and before and not parted(sentence, match.span(), amount.span):
        return True
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


def within_session(sentence: ClaimSentence, amount: Word) -> bool:
    """Whether words of the session's course stand beside a number, with no other between."""
    others = [a.end for a in sentence.percents(0, amount.start)]
    if sentence.verb_last and any(at >= amount.end for at, _ in sentence.spans("close")):
        others += [a.end for a in sentence.money if a.end <= amount.start]
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


def period_of(sentence: ClaimSentence, amount: Word, cue: Cue) -> re.Match[str] | None:
    """The words for a period that a number is measured over: those to which it is the nearest
    number of the sentence."""
    for match in sentence.finditer(cue):
        if _belongs(sentence, amount, match.span()):
            planned = sentence.ahead(MEASURES.planned, match.start())
            results = sentence.search(SUBJECTS.results, amount.end, match.start())
            if planned is None and results is None:  # "rose 2% after it posted profit for 2022"
                return match
    return None


def within_sessions(sentence: ClaimSentence, amount: Word) -> ClaimWindow | None:
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


def within_the_past(sentence: ClaimSentence, amount: Word) -> ClaimWindow | None:
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
        if match.groupdict().get("begun") is None:  # "this year" is no twelve months
            windows.append(ClaimWindow(WindowSpan.LAST, count or 1, unit))
        if not count:
            windows.append(ClaimWindow(WindowSpan.TO_DATE, unit=unit))
    return list(dict.fromkeys(windows))


def base_of(sentence: ClaimSentence, amount: Word) -> ClaimWindow | None:
    """The window of a number that its words count from somewhere: FROM a day, SINCE a day where
    the words leave no other base, or OTHER; None where they count from nowhere."""
    for _, moment in sentence.moments:
        within = moment.rule in (TimeRule.SESSION_BEFORE, TimeRule.RANGE_OF_DAYS)
        # "since it reported first-quarter earnings on"
        results = moment.precision == "quarter" and is_of_results(sentence, moment)
        if within or results or not _belongs(sentence, amount, moment.span):
            continue
        how = counted(sentence.text, *moment.span, sentence.language)
        if not how or sentence.before(MEASURES.ranked, moment.span[0], 90):
            continue
        window, (first, last) = _since(moment, sentence.language), moment.days
        if first != last:
            return None if sentence.search(MEASURES.start, moment.span[0] - 6) else window
        plain = how == "close" and moment.precision == "day"
        return ClaimWindow(WindowSpan.SINCE, day=first) if plain else window
    return None


def is_of_results(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a month or quarter is one that results are told of: "slowing sales for April"."""
    start, end = moment.span
    if moment.precision not in ("quarter", "month"):
        return False
    near = sentence.before(SUBJECTS.results, start, 32)
    if near is not None and not sentence.percents(near.end(), start):
        return True
    behind = sentence.behind(SUBJECTS.results, end, 14) or sentence.match(SUBJECTS.results_of, end)
    return behind is not None


def to_date_of(sentence: ClaimSentence, amount: Word) -> ClaimWindow | None:
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


def _belongs(sentence: ClaimSentence, amount: Word, span: tuple[int, int]) -> bool:
    """Whether a number is the nearest of its sentence to some words, and no clause parts them."""
    return not parted(sentence, span, amount.span) and sentence.nearest_to(span, amount.span)


def parted(sentence: ClaimSentence, words: tuple[int, int], number: tuple[int, int]) -> bool:
    """Whether another clause parts words for a time from a number: the one that goes on to them,
    "rose 3%, and has doubled this year", the phrase that opens the sentence with them, "Despite a
    drop in sales in January, A rose 3%", or an aside about another number that they close, "A,
    which has doubled over the past year, fell 3%"."""
    (start, stop), (at, end) = words, number
    if start >= end:
        return sentence.search(SUBJECTS.joined, end, start) is not None
    if start < NEAR:
        stop += len(", ")
    if sentence.search(SUBJECTS.joined, stop, at):
        return True
    if "," not in sentence.text[stop:at]:
        return False
    if any(at == begin for begin, _ in sentence.multiples):
        return False  # "is up 83% this year, nearly doubling"
    others = (*(one.span for one in sentence.returns), *sentence.multiples)
    closes = any(0 <= start - end <= 1 for _, end in others)
    return closes or sentence.ahead(SUBJECTS.opener, start) is not None


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
    """The window from a time: FROM its day, or the first of a month, OTHER for another period's;
    FROM the first day of a year or month whose beginning is told, else the last of the part: "since
    the beginning of 2013", "작년 말에 견줘"."""
    first, last = moment.days
    day = first if first == last or moment.precision == "month" else None
    if first != last and MEASURES.at_the_end[language].search(moment.text):
        day = last
    elif moment.rule in (TimeRule.PART_OF_A_YEAR, TimeRule.PART_OF_A_MONTH):
        begins = first.day == 1 and (first.month == 1 or moment.rule is TimeRule.PART_OF_A_MONTH)
        day = first if begins else last
    return ClaimWindow(WindowSpan.FROM, day=day) if day else ClaimWindow(WindowSpan.OTHER)
