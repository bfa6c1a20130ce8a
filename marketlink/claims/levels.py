"""Level: closes, index levels, thresholds won or lost, and changes in points or currency."""

from __future__ import annotations

import re
from dataclasses import replace

from marketlink.claims import amounts, level_check
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import NAME, ClaimSentence, MoveWord, overlaps
from marketlink.claims.cues import LEVELS, MEASURES, SIZES, SUBJECTS
from marketlink.claims.directions import no_stock
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.move_of import stands_apart
from marketlink.claims.number_check import SIZE
from marketlink.claims.subject_of import paired, runs_of, subjects_at
from marketlink.claims.windows import base_of, window_from
from marketlink.records.claim import (
    BARELY,
    BELOW,
    Bound,
    Claim,
    ClaimWindow,
    Field,
    Measure,
    WindowSpan,
)
from marketlink.records.moment import TimeRule

DIGIT = re.compile(r"\d")
MOST, HARDLY = 1e8, 16
"""Larger amounts of money are no prices."""


OwnedAmount = tuple[Amount, tuple[str, ...], bool]
"""An amount, the companies that it may be of, and whether by its place in a list."""


def levels(sentence: ClaimSentence) -> list[Claim]:
    """Claims of closing prices, index levels, and thresholds won or lost."""
    claims: list[Claim] = []
    if DIGIT.search(sentence.text):
        listed_amounts = _level_amounts(sentence)
        runs = runs_of(sentence, [amount for amount, _, _ in listed_amounts])
        own = {a: run[-1 if sentence.verb_last else 0] for run in runs for a in run}
        for one in listed_amounts:
            last, with_verb = claims[-1] if claims else None, own[one[0]] if one[2] else one[0]
            claim = _claim_of(sentence, one, last, with_verb)
            claims += [claim] if claim else []
    return claims


def _claim_of(
    sentence: ClaimSentence, own: OwnedAmount, last: Claim | None, with_verb: Amount
) -> Claim | None:
    """What an amount tells behind the ``last`` claim: a change, a close, that of the day before, or
    nothing. In a list the words are those of the one amount that has the verb."""
    amount, symbols, listed = own
    change = _change(sentence, with_verb)
    ahead = (LEVELS.prior, SUBJECTS.day_after)
    if (
        sentence.before(LEVELS.not_level, amount.start, 16)
        or sentence.match(MEASURES.set_out, amount.end)
        or any(sentence.ahead(cue, amount.start) for cue in ahead)
    ):
        return None
    came = last and sentence.ahead(LEVELS.came_from, amount.start)
    if came or sentence.ahead(LEVELS.closed_before, amount.start):
        return _before(sentence, amount, symbols)
    if (base := _base_day(sentence, amount)) is not None:
        return _before(sentence, amount, symbols, base)
    if any(
        sentence.before(LEVELS.hardly, move.start, HARDLY) for move in _moves_to(sentence, amount)
    ):
        return None
    crossed = _crossed(sentence, amount)
    if change and crossed is None:
        window = window_from(sentence, amount.start) or base_of(sentence, amount) or ClaimWindow()
        measure = Measure(Field.CHANGE, window, amount.bound)
        return draft(sentence, SIZE, symbols, amount, direction=change, measure=measure)
    bound = crossed or (_bound_behind if sentence.verb_last else _bound_before)(sentence, amount)
    if bound is None and last and last.kind is level_check.LEVEL:
        bound = last.measure.bound if last.listed and listed else None
    claim = bound and _level(sentence, amount, bound, symbols, with_verb)
    return replace(claim, listed=listed) if claim else None


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
    base = sentence.time(day)
    if base is None:
        dated = any(0 <= m.span[0] - amount.end <= 5 for _, m in sentence.moments)  # noqa: PLR2004 (letters apart)
    else:
        dated = base.rule is not TimeRule.SESSION_BEFORE
    window = ClaimWindow() if dated else ClaimWindow(WindowSpan.BEFORE)
    measure, moment = Measure(Field.CLOSE, window, Bound.AT), day if dated else None
    return draft(sentence, level_check.LEVEL, symbols, amount, measure=measure, moment=moment)


def _level_amounts(sentence: ClaimSentence) -> list[OwnedAmount]:
    """Prices beside companies; bare numbers beside indices."""
    pairs: list[OwnedAmount] = []
    money = sentence.money
    holders = {(name.start, name.end): name.symbol for name in sentence.names}
    for amount, owner in zip(money, paired(sentence, money), strict=True):
        own = (holders[amount.span],) if amount.span in holders else owner  # 12만전자
        group = own or subjects_at(sentence, amount.start)
        symbols = tuple(s for s in group if not s.startswith("^"))
        if symbols and amount.value < MOST:
            pairs.append((amount, symbols[-1:] if sentence.names else symbols, bool(owner)))
    spans = sentence.named_or_told + [a.span for a in (*money, *sentence.percentages)]
    every = (*sentence.inherited, *sentence.leading, *(s.symbol for s in sentence.names))
    of_an_index = any(symbol.startswith("^") for symbol in every)
    for amount in sentence.points if of_an_index else ():
        symbols = tuple(s for s in subjects_at(sentence, amount.start) if s.startswith("^"))
        if symbols and not overlaps(amount.span, spans):
            pairs.append((amount, symbols[-1:], False))
    return pairs


def _change(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of the move that an amount is the size of; 0 where it is a level: of the words
    right around it, or of the move right behind it or ahead."""
    text, start, end = sentence.text, amount.start, amount.end
    width = LEVELS.width[sentence.language].rule_of(text, max(0, start - 10), start)
    if width:
        return int(width.fields["direction"])
    apart = stands_apart(sentence, amount) or sentence.direction_at(LEVELS.taken, end)
    if apart := apart or sentence.direction_at(LEVELS.apart, end):
        return apart
    led = sentence.verb_last and sentence.before(LEVELS.moved_by, start, 10)
    if led and text.startswith(",", end):
        return 0  # "각각 3% 내린 8만원, 4% 내린 5만원에"
    behind = sentence.match(LEVELS.changed, end)
    after = [m for m in sentence.moves if behind and end <= m.start < behind.end()][:1]
    if after and not no_stock(sentence, after[0]):
        return after[0].direction
    unit = end - text[end - 1].isspace()  # a unit may take the blank behind it
    if ended := sentence.direction_at(SIZES.ended, unit):
        return ended
    before = [m for m in sentence.moves if m.end <= start]
    near = before and sentence.fullmatch(LEVELS.change_ahead, before[-1].end, start)
    return before[-1].direction if near and not no_stock(sentence, before[-1]) else 0


def _moves_to(sentence: ClaimSentence, amount: Amount) -> list[MoveWord]:
    """The move right before an amount."""
    return [move for move in sentence.moves if move.end <= amount.start][-1:]


def _crossed(sentence: ClaimSentence, amount: Amount) -> Bound | None:
    """The side of a level that the move right before an amount led to, "rose above 6,000", "fell to
    below $120"; None where no word says so, or it is of the other way: "fell over 500 points"."""
    moves = _moves_to(sentence, amount)
    if not moves:
        return None
    text, start, end = sentence.text, moves[-1].end, amount.start
    for cue, way in ((LEVELS.crossed, moves[-1].direction), (LEVELS.moved_past, 0)):
        for rule, match in cue[sentence.language].matches(text, start, end):
            if match.span() == (start, end) and way in (0, int(rule.fields["direction"])):
                return Bound(rule.fields["bound"])
    return None


def _moved_to(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a price is the close that the move right before it led to: "3% 오른 5만원"."""
    if sentence.match(LEVELS.beside_return, amount.end):
        return sentence.text[amount.start - 1] == "("
    moved = sentence.before(LEVELS.moved_by, amount.start, 10)
    return moved is not None and sentence.match(LEVELS.not_the_close, amount.end) is None


def _bound_behind(sentence: ClaimSentence, amount: Amount) -> Bound | None:
    """The bound of a verb behind an amount, in a language where it stands last."""
    text, level, end = sentence.text, LEVELS.level[sentence.language], amount.end
    if sentence.match(LEVELS.held_against, end):
        return None
    if sentence.match(LEVELS.listed_close, end):
        head = sentence.ahead(LEVELS.close_before, amount.start)
        return None if head is None else Bound.AT
    if (
        _moved_to(sentence, amount)
        or sentence.match(LEVELS.came_to, end)
        or (sentence.moves and sentence.match(LEVELS.reached_by, end))
        or any(match.end() == end for match in sentence.finditer(LEVELS.is_now))
    ):
        return Bound.AT
    if sentence.match(LEVELS.down_to, end):
        return Bound.REACHED
    near = end + 24
    following = [a.start for a in amounts.prices(text, end, near, sentence.language)]
    following += [s.start for s in sentence.names if s.start >= end]
    hit = next(level.matches(text[end : min([near, *following])]), None)
    closing = sentence.before(LEVELS.close_before, amount.start, 12)
    if hit is None and closing is None and sentence.match(LEVELS.listed_on, end):
        hit = next(level.matches(text, end), None)
    if hit:
        return Bound(hit[0].fields["bound"])
    return Bound.AT if closing else None


def _bound_before(sentence: ClaimSentence, amount: Amount) -> Bound | None:
    """The bound of the last verb before an amount, of a close only where it leads to it."""
    text, level = sentence.text, LEVELS.level[sentence.language]
    if _moved_to(sentence, amount) or _told_by_place(sentence, amount):
        return Bound.AT
    if not sentence.may(LEVELS.level):
        return None
    before = _unnamed(sentence, max(0, amount.start - 48), amount.start)
    bounds = [
        Bound(rule.fields["bound"])
        for rule, match in level.matches(before + text[amount.start : amount.end])
        if match.end() <= len(before)
    ]
    if not bounds or bounds[-1] is not Bound.AT:
        return bounds[-1] if bounds else None
    placed = sentence.has(LEVELS.closed, before) or sentence.has(LEVELS.moved_to, before)
    return Bound.AT if placed and sentence.has(LEVELS.led_to, before[-28:]) else None


def _told_by_place(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a price is the close by where it stands: behind a name in a list of closes, before
    the words for the close, or at the head of the sentence before its verb."""
    text, names = sentence.text, sentence.names_before(amount.start)
    between = text[names[-1].end : amount.start] if names else ""
    listed = between in (" ", ": ")
    if listed and sentence.ahead(LEVELS.closes_listed, names[-1].start):
        return True
    if sentence.match(LEVELS.at_close_behind, amount.end):
        return between == ": " or sentence.before(LEVELS.led_to, amount.start, 8) is not None
    closed = LEVELS.closed_behind[sentence.language]
    head = text[: amount.start].lower() == "at "
    return head and closed.match(_unnamed(sentence, amount.end, len(sentence.text))) is not None


def _unnamed(sentence: ClaimSentence, start: int, end: int) -> str:
    """A span with its names crossed out and without the days in it: "fell 1.5%
    on May 31 to $47"."""
    part = sentence.nameless(start, end, NAME)
    for _, moment in reversed(sentence.moments):
        a, b = moment.span
        if start <= a and b <= end and moment.precision == "day":
            part = part[: a - start].removesuffix("on ") + part[b - start :].lstrip()
    return part


def _level(
    sentence: ClaimSentence,
    amount: Amount,
    bound: Bound,
    symbols: tuple[str, ...],
    with_verb: Amount,
) -> Claim:
    if bound is Bound.AT:
        bound = THRESHOLDS.get(amount.bound, bound)
    if amount.bound in BARELY and bound in level_check.SIDES:
        bound = amount.bound
    direction = -1 if bound in BELOW else int(bound in (Bound.GAINED, Bound.JUST_OVER))
    at_close = bound is Bound.AT and (
        sentence.match(LEVELS.at_close_behind, with_verb.end)
        or sentence.before(LEVELS.at_close_before, amount.start, 64)
    )
    hours, of = off_hours(sentence, amount.start, amount.end), Field.CLOSE
    touched = sentence.ahead(SUBJECTS.touched, amount.start)
    if hours is Hours.OFF:
        hours, of = (Hours.REGULAR, of) if at_close else (hours, Field.OFF_HOURS)
    elif (
        touched
        and amount.start - touched.end() < HARDLY
        and not sentence.search(LEVELS.at_close_before, touched.end(), amount.start)
    ):
        of = Field.RANGE
    elif not at_close and _within_the_day(sentence, amount):
        of = {-1: Field.LOW, 1: Field.HIGH, 0: Field.RANGE}[direction]
    measured = amount.bound if bound is Bound.AT and amount.bound is not Bound.EXACT else bound
    if bound is Bound.GAINED and sentence.behind(LEVELS.regained, amount.end, 12):
        measured = Bound.REGAINED
    measure = Measure(of, bound=measured, regular=hours is Hours.REGULAR)
    return draft(sentence, level_check.LEVEL, symbols, amount, direction=direction, measure=measure)


def _within_the_day(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether words of an hour are those of an amount: none that stand between an earlier name and
    its own, "Ace hit $12 intraday, and Bee regained $60"."""
    names = sentence.names_before(amount.start)
    first, own = (names[0].end, names[-1].start) if names else (0, 0)
    every = sentence.finditer(MEASURES.intraday)
    return any(not first <= match.start() < own for match in every)


THRESHOLDS = {
    Bound.BAND: Bound.LINE,
    Bound.OVER: Bound.GAINED,
    Bound.UNDER: Bound.LOST,
    **{bound: bound for bound in BARELY},
}
"""What a close is told of where words bound its number: "closed above $5", "5만원대"."""
