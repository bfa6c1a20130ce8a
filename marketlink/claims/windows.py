"""The window of a percentage: a period, or a part of a session."""

from __future__ import annotations

import re

from marketlink.claims.amounts import Amount, count_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES, SUBJECTS
from marketlink.records.claim import ClaimWindow, Unit, WindowSpan
from marketlink.text.cues import Cue


def over_a_period(sentence: ClaimSentence, amount: Amount, moment: int | None) -> bool:
    """Whether the words tell a move over a period which no time of the sentence fixes."""
    own = dict(sentence.moments)
    if moment in own and own[moment].precision in ("month", "quarter", "year", "interval"):
        return False
    dated = any(m.kind == "event" and m.precision == "day" for m in own.values())
    match = sentence.search(MEASURES.over_period)
    if not dated and match is not None and match.end() <= amount.start:
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
    if MEASURES.other_base[language].search(words) is None:
        return False
    words = MEASURES.ranked_since[language].without(words)
    if over_a_span(sentence):
        words = MEASURES.whole[language].without(words)
    return MEASURES.other_base[language].search(words) is not None


def within_session(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether words of the session's course stand beside a number, with no other between."""
    others = [a.end for a in sentence.percents(sentence.start, amount.start)]
    begin = max([sentence.start, amount.start - 20, *others])
    if sentence.search(MEASURES.early, begin, amount.start):
        return True
    aside = sentence.text[amount.end : amount.end + 1] == ")"
    end = amount.end if aside else min(sentence.end, amount.end + 12)
    match = sentence.search(MEASURES.intraday, begin, end)
    if match is None or (
        match.end() <= amount.start and MEASURES.behind_only[sentence.language].match(match.group())
    ):
        return False
    behind = match.start() >= amount.end
    apart = (amount.end, match.start()) if behind else (match.end(), amount.start)
    return sentence.search(SUBJECTS.clause_end, *apart) is None


def period_of(sentence: ClaimSentence, amount: Amount, cue: Cue) -> re.Match[str] | None:
    """The words for a period that a number is measured over: those to which it is the nearest
    number of the sentence."""
    pattern = cue[sentence.language]
    if pattern.search(sentence.text, sentence.start, sentence.end) is None:
        return None
    others = sentence.returns
    for match in pattern.finditer(sentence.text, sentence.start, sentence.end):
        if sentence.search(MEASURES.planned, sentence.start, match.start()):
            continue
        near = min(others, key=lambda other: _gap(other, match), default=amount)
        if near.start == amount.start:
            return match
    return None


def _gap(amount: Amount, match: re.Match[str]) -> int:
    return match.start() - amount.end if match.start() >= amount.end else amount.start - match.end()


def within_sessions(sentence: ClaimSentence, amount: Amount) -> int:
    """The number of sessions that a move took: "13.6% in two days"; 0 for one."""
    text, language = sentence.text, sentence.language
    near = MEASURES.within[language].matches(
        text, max(sentence.start, amount.start - 16), min(sentence.end, amount.end + 34)
    )
    ahead = MEASURES.within[language].matches(
        text, max(sentence.start, amount.start - 44), amount.start
    )
    rule, match = next(near, None) or next(ahead, None) or (None, None)
    if rule is None or match is None:
        return 0
    gap = amount.start - match.end()
    reached = gap <= rule.fields["reach"] and (gap >= 0 or rule.fields.get("behind", False))
    return count_of(match.group("n"), language) if reached else 0


def within_the_past(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The span of so many weeks, months or years up to now that a number is measured over."""
    match = period_of(sentence, amount, MEASURES.past)
    if match is None:
        return None
    count = count_of(match.group("n") or "1", sentence.language)
    return ClaimWindow(WindowSpan.LAST, count, Unit(str(match.lastgroup)))


def of_a_year(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The year that a number is told over, no other number between: "rose 1.7% in 2018"."""
    match = period_of(sentence, amount, MEASURES.in_year)
    return ClaimWindow(WindowSpan.YEAR, int(match["year"])) if match else None


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
