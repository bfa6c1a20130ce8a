"""Level: closes, index levels, thresholds won or lost, and changes in points or currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims import amounts, level_check
from marketlink.claims.amounts import Amount
from marketlink.claims.annotated import NAME
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import LEVELS, MEASURES, SIZES, SUBJECTS, verb_last
from marketlink.claims.directions import no_stock
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.move_of import stands_apart
from marketlink.claims.number_check import SIZE
from marketlink.claims.subject_of import paired, subjects_at
from marketlink.claims.windows import window_from
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, WindowSpan
from marketlink.records.moment import TimeRule

DIGIT = re.compile(r"\d")
MOST = 1e8
"""Larger amounts of money are no prices."""


def levels(sentence: ClaimSentence) -> list[Claim]:
    """Claims of closing prices, index levels, and thresholds won or lost."""
    if not DIGIT.search(sentence.text, sentence.start, sentence.end):
        return []
    claims: list[Claim] = []
    for item in _level_amounts(sentence):
        claim = _claim_of(sentence, item, claims)
        claims += [claim] if claim else []
    return claims


def _claim_of(  # noqa: PLR0911 (a case each)
    sentence: ClaimSentence,
    item: tuple[Amount, tuple[str, ...], bool],
    claims: Sequence[Claim],
) -> Claim | None:
    """What an amount tells behind the ``claims`` before it: a change, a close, that of the day
    before, or nothing."""
    amount, symbols, listed = item
    near = max(sentence.start, amount.start - 16)
    if sentence.search(LEVELS.not_level, near, amount.start):
        return None
    if sentence.match(MEASURES.set_out, amount.end, sentence.end):
        return None
    if any(
        sentence.search(cue, sentence.start, amount.start)
        for cue in (LEVELS.prior, SUBJECTS.day_after)
    ):
        return None
    if claims and sentence.search(LEVELS.came_from, sentence.start, amount.start):
        return _before(sentence, amount, symbols)
    if (base := _base_day(sentence, amount)) is not None:
        return _before(sentence, amount, symbols, base)
    last = claims[-1] if claims else None
    if change := _change(sentence, amount):
        return _changed(sentence, amount, change, symbols)
    bound_of = _bound_behind if verb_last(sentence.language) else _bound_before
    bound = bound_of(sentence, amount)
    listed_on = last and ((last.listed and listed) or _listed_by_day(sentence, amount, last))
    if last and listed_on and last.kind is level_check.LEVEL and not bound:
        bound = last.measure.bound
    return replace(_level(sentence, amount, bound, symbols), listed=listed) if bound else None


def _listed_by_day(sentence: ClaimSentence, amount: Amount, last: Claim) -> bool:
    """Whether an amount with its day goes on a list of closes: "closed at $548.77 on Nov. 10,
    $555.40 on Nov. 11 and $543.62 on Nov. 12"."""
    dated = any(0 < m.span[0] - amount.end <= len(" on ") for _, m in sentence.moments)
    between = _unnamed(sentence, last.at[1], amount.start).strip()
    return dated and between in (",", "and", ", and")


def _base_day(sentence: ClaimSentence, amount: Amount) -> int | None:
    """The day right before a price that the move is counted from: "전날 종가 5만원에서 1% 내린"."""
    if sentence.match(LEVELS.held_against, amount.end) is None:
        return None
    for n, moment in reversed(sentence.moments):
        between = sentence.text[moment.span[1] : amount.start]
        if moment.span[1] <= amount.start and moment.start == moment.end:
            left = sentence.match(LEVELS.left_for, amount.end) and not between.strip()
            if left and moment.rule is not TimeRule.SESSION_BEFORE:
                return None
            return n if LEVELS.of_the_day[sentence.language].fullmatch(between) else None
    return None


def _before(
    sentence: ClaimSentence, amount: Amount, symbols: tuple[str, ...], day: int | None = None
) -> Claim:
    """The close of the session before, or of the day that stands behind it or, ``day``, ahead."""
    dated = [n for n, m in sentence.moments if 0 <= m.span[0] - amount.end <= 5]  # noqa: PLR2004 (letters apart)
    if day is not None:
        before = dict(sentence.moments)[day].rule is TimeRule.SESSION_BEFORE
        dated = [] if before else [day]
    window = ClaimWindow() if dated else ClaimWindow(WindowSpan.BEFORE)
    return draft(
        sentence,
        level_check.LEVEL,
        symbols,
        amount,
        measure=Measure(Field.CLOSE, window, Bound.AT),
        moment=day if day in dated else None,
    )


def _level_amounts(
    sentence: ClaimSentence,
) -> list[tuple[Amount, tuple[str, ...], bool]]:
    """Prices beside companies, whether by their place in a list; bare numbers beside indices."""
    pairs: list[tuple[Amount, tuple[str, ...], bool]] = []
    money = sentence.money
    for amount, owner in zip(money, paired(sentence, money), strict=True):
        group = owner or subjects_at(sentence, amount.start)
        symbols = tuple(s for s in group if not s.startswith("^"))
        if symbols and amount.value < MOST:
            pairs.append((amount, symbols[-1:] if sentence.subjects else symbols, bool(owner)))
    spans = [(amount.start, amount.end) for amount in money]
    spans += [(a.start, a.end) for a in sentence.percentages]
    spans += [(subject.start, subject.end) for subject in sentence.subjects]
    spans += [moment.span for _, moment in sentence.moments]
    for amount in amounts.points(sentence.text, sentence.start, sentence.end, sentence.language):
        symbols = tuple(s for s in subjects_at(sentence, amount.start) if s.startswith("^"))
        if symbols and all(amount.end <= a or amount.start >= b for a, b in spans):
            pairs.append((amount, symbols[-1:], False))
    return pairs


def _change(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of the move right ahead of an amount that is a change and no level."""
    text, language = sentence.text, sentence.language
    begin = max(sentence.start, amount.start - 10)
    if width := LEVELS.width[language].rule_of(text, begin, amount.start):
        return int(width.fields["direction"])
    if behind := _change_behind(sentence, amount):
        return behind
    end = amount.end - text[amount.end - 1].isspace()  # a unit may take the blank behind it
    if ended := SIZES.ended[language].rule_at(text, end):
        return int(ended.fields["direction"])
    before = [m for m in sentence.moves if m.end <= amount.start]
    near = before and sentence.fullmatch(LEVELS.change_ahead, before[-1].end, amount.start)
    return before[-1].direction if near and not no_stock(sentence, before[-1]) else 0


def _change_behind(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of the verb right behind an amount, in a language where it stands last."""
    if apart := stands_apart(sentence, amount):
        return apart
    for cue in (LEVELS.taken, LEVELS.apart):
        if rule := cue[sentence.language].rule_at(sentence.text, amount.end):
            return int(rule.fields["direction"])
    behind = sentence.match(LEVELS.changed, amount.end)
    near = [m for m in sentence.moves if behind and amount.end <= m.start < behind.end()]
    return near[0].direction if near and not no_stock(sentence, near[0]) else 0


def _changed(
    sentence: ClaimSentence, amount: Amount, direction: int, symbols: tuple[str, ...]
) -> Claim:
    window = window_from(sentence, amount.start) or ClaimWindow()
    return draft(
        sentence,
        SIZE,
        symbols,
        amount,
        direction=direction,
        measure=Measure(Field.CHANGE, window, amount.bound),
    )


def _moved_to(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a price is the close that the move right before it led to: "3% 오른 5만원"."""
    text = sentence.text
    if sentence.match(LEVELS.beside_return, amount.end):
        return text[amount.start - 1] == "("
    begin = max(sentence.start, amount.start - 10)
    moved = sentence.search(LEVELS.moved_by, begin, amount.start)
    return moved is not None and sentence.match(LEVELS.not_the_close, amount.end) is None


def _bound_behind(sentence: ClaimSentence, amount: Amount) -> Bound | None:  # noqa: PLR0911 (a case each)
    """The bound of a verb behind an amount, in a language where it stands last."""
    text, language, end = sentence.text, sentence.language, amount.end
    if sentence.match(LEVELS.held_against, end):
        return None
    if sentence.match(LEVELS.listed_close, end):
        head = sentence.search(LEVELS.close_before, sentence.start, amount.start)
        return None if head is None else Bound.AT
    if _moved_to(sentence, amount) or sentence.match(LEVELS.came_to, end):
        return Bound.AT
    if sentence.moves and sentence.match(LEVELS.reached_by, end):
        return Bound.AT
    if sentence.match(LEVELS.down_to, end):
        return Bound.REACHED
    if any(m.end() == end for m in sentence.finditer(LEVELS.is_now)):
        return Bound.AT
    following = [s.start for s in sentence.subjects if s.start >= end]
    following += [a.start for a in amounts.prices(text, end, min(sentence.end, end + 24), language)]
    around = text[end : min([sentence.end, end + 24, *following])]
    hit = next(LEVELS.level[language].matches(around), None)
    before = max(sentence.start, amount.start - 12)
    closing = sentence.search(LEVELS.close_before, before, amount.start)
    if hit is None and closing is None and sentence.match(LEVELS.listed_on, end):
        hit = next(LEVELS.level[language].matches(text, end, sentence.end), None)
    if hit:
        return Bound(hit[0].fields["bound"])
    return Bound.AT if closing else None


def _bound_before(sentence: ClaimSentence, amount: Amount) -> Bound | None:
    """The bound of the last verb before an amount, of a close only where it leads to it."""
    text, language = sentence.text, sentence.language
    if _moved_to(sentence, amount) or _told_by_place(sentence, amount):
        return Bound.AT
    before = _unnamed(sentence, max(sentence.start, amount.start - 48), amount.start)
    bounds = [
        Bound(rule.fields["bound"])
        for rule, match in LEVELS.level[language].matches(before + text[amount.start : amount.end])
        if match.end() <= len(before)
    ]
    if not bounds:
        return None
    bound = next((one for one in reversed(bounds) if one is not Bound.AT), Bound.AT)
    if bound is not Bound.AT:
        return bound
    placed = LEVELS.closed[language].search(before) or LEVELS.moved_to[language].search(before)
    return bound if placed and LEVELS.led_to[language].search(before[-28:]) else None


def _told_by_place(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a price is the close by where it stands: behind a name in a list of closes, before
    the words for the close, or at the head of the sentence before its verb."""
    names = [s for s in sentence.subjects if s.end <= amount.start]
    between = sentence.text[names[-1].end : amount.start] if names else ""
    if between in (" ", ": ") and sentence.search(
        LEVELS.closes_listed, sentence.start, names[-1].start
    ):
        return True
    if sentence.match(LEVELS.at_close_behind, amount.end):
        begin = max(sentence.start, amount.start - 8)
        return between == ": " or sentence.search(LEVELS.led_to, begin, amount.start) is not None
    behind = _unnamed(sentence, amount.end, sentence.end)
    head = sentence.text[sentence.start : amount.start].lower() == "at "
    return head and LEVELS.closed_behind[sentence.language].match(behind) is not None


def _unnamed(sentence: ClaimSentence, start: int, end: int) -> str:
    """A span with its names crossed out and without the days in it: "fell 1.5%
    on May 31 to $47"."""
    part = sentence.text[start:end]
    for a, b, _ in sentence.subjects:
        if start <= a and b <= end:
            part = part[: a - start] + NAME * (b - a) + part[b - start :]
    for _, moment in reversed(sentence.moments):
        a, b = moment.span
        if start <= a and b <= end and moment.precision == "day":
            part = part[: a - start].removesuffix("on ") + part[b - start :].lstrip()
    return part


def _at_close(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a price is that of the close, in a sentence that tells of the session's course."""
    begin = max(sentence.start, amount.start - 48)
    if sentence.match(LEVELS.at_close_behind, amount.end):
        return True
    return sentence.search(LEVELS.at_close_before, begin, amount.start) is not None


def _level(
    sentence: ClaimSentence, amount: Amount, bound: Bound, symbols: tuple[str, ...]
) -> Claim:
    if bound is Bound.AT and amount.bound is Bound.BAND:
        bound = Bound.LINE
    if bound is Bound.AT and amount.bound in (Bound.OVER, Bound.UNDER):
        bound = Bound.GAINED if amount.bound is Bound.OVER else Bound.LOST
    direction = {Bound.LOST: -1, Bound.GAINED: 1}.get(bound, 0)
    of = Field.CLOSE
    touched = sentence.search(SUBJECTS.touched, sentence.start, amount.start)
    if touched and amount.start - touched.end() < 12:  # noqa: PLR2004 (letters apart)
        of = Field.RANGE
    elif sentence.search(MEASURES.intraday) and not (
        bound is Bound.AT and _at_close(sentence, amount)
    ):
        of = Field.LOW if direction < 0 else Field.HIGH if direction > 0 else Field.RANGE
    hours = off_hours(sentence, amount.start, amount.end)
    if hours is Hours.OFF and bound is Bound.AT and _at_close(sentence, amount):
        hours, of = Hours.REGULAR, Field.CLOSE
    if hours is Hours.OFF:
        of = Field.OFF_HOURS
    measured = amount.bound if bound is Bound.AT and amount.bound is not Bound.EXACT else bound
    behind = (amount.end, min(sentence.end, amount.end + 12))
    if bound is Bound.GAINED and sentence.search(LEVELS.regained, *behind):
        measured = Bound.REGAINED
    return draft(
        sentence,
        level_check.LEVEL,
        symbols,
        amount,
        direction=direction,
        measure=Measure(of, bound=measured, regular=hours is Hours.REGULAR),
    )
