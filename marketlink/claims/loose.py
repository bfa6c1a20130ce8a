"""Loose numbers: numbers that no row of a kind of claim took, with the readings that their sentence
licenses. They can be borne out, and are nothing where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence, MoveWord, gap, nearest_way, overlaps
from marketlink.claims.cues import LEVELS, MEASURES, MOVES, SIZES, SUBJECTS
from marketlink.claims.drafts import DATED, draft
from marketlink.claims.fit import HALF_CENT, telling
from marketlink.claims.level_check import LEVEL
from marketlink.claims.levels import MOST
from marketlink.claims.moment_of import days_behind
from marketlink.claims.move_of import is_fundamental, move_of
from marketlink.claims.number_check import SIZE
from marketlink.claims.numbers import denied, of_results, size
from marketlink.claims.subject_of import subjects_at, without_reasons
from marketlink.claims.windows import named_windows
from marketlink.records.claim import (
    BARELY,
    Bound,
    Claim,
    ClaimWindow,
    Field,
    Measure,
    Spoken,
    WindowSpan,
)

DIGITS = re.compile(r"\d[.,]?\d")
"""What a telling number has somewhere, so that other sentences cost nothing."""
WORD = re.compile(r"(?<![^\W\d_])[^\W\d_A-Z]{2}")
"""What a row of a table has not but in its names: a word that begins with no capital letter."""
ARROW = re.compile("[▲△▼▽]")
YEAR = re.compile(r"(?<![\d.,])20\d\d(?![\d.,%])")
NAMES = 3
"""Names of a sentence that a loose number may be of; more would fit too easily."""


def loose(sentence: ClaimSentence, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A claim for each reading of a telling number that ``claims`` leave over: of any of the
    nearest names, a price as a close or as a change in money."""
    if not DIGITS.search(sentence.text):
        return
    at_large = not sentence.names and sentence.match(SUBJECTS.at_large, 0)  # "A gauge fell 3.25%"
    if at_large or not (sentence.row or _of_prices(sentence, claims)):
        return
    spans = [sentence.inner(claim.at) for claim in claims if claim.at[1] > claim.at[0]]
    spans += sentence.cited
    percentages = sentence.returns
    for amount in percentages:
        of_else = is_fundamental(sentence, amount) or of_results(sentence, amount)
        share = sentence.match(SIZES.share_of, amount.end)  # "holds 70% of the market"
        of_else = of_else or denied(sentence, amount)
        if overlaps(amount.span, spans) or of_else or share:
            continue
        yield from _of_either_day(sentence, _as_change(sentence, amount, percentages))
    spans += [a.span for a in percentages]
    money = sentence.money
    if any(s.symbol.startswith("^") for s in sentence.names):
        money = [*money, *sentence.points]
    others = sentence.named_or_told + [m.span for m in money]
    bare = amounts.bare(sentence.text, sentence.language)
    for amount in (*money, *(a for a in bare if not overlaps(a.span, others))):
        if overlaps(amount.span, spans) or amount.value >= MOST:
            continue
        closed = sentence.ahead(LEVELS.at_close_before, amount.start)
        if closed or not sentence.search(LEVELS.not_level, 0, amount.start):
            yield from _of_either_day(sentence, _as_price(sentence, amount))


def _of_either_day(sentence: ClaimSentence, claims: Iterator[Claim]) -> Iterator[Claim]:
    """The claims, and those of a day beside which another number stands also for the day told
    before: "which plunged 12.1% on Friday, regained 3.37%"."""
    days = {n: m.span for n, m in sentence.moments}
    money = sentence.money
    numbers = (*sentence.returns, *money)
    for claim in claims:
        yield claim
        span = days.get(claim.moment) if claim.moment is not None else None
        if span is None or claim.measure.window.span is not WindowSpan.SESSION:
            continue
        words, (at, end) = sentence.text[: span[0]], sentence.inner(claim.at)
        quoted = words.rfind("(", 0, at) > words.rfind(")", 0, at)
        aside = claim.kind.price and quoted and ")" in words[end:]  # "A ($9) meets May 2"
        if claim.day is Spoken.SPOKEN and not (sentence.by_zone or aside):
            continue  # "On Aug. 29 A cost me $0.17, and B earned me $2.71" told no day before
        if any(gap(span, n.span) < gap(span, (at, end)) for n in numbers):
            yield replace(claim, moment=sentence.inherited_moment, day=Spoken.INHERITED)


def _of_prices(sentence: ClaimSentence, claims: Sequence[Claim]) -> bool:
    """Whether a sentence of a company speaks of a price or of a move."""
    if not (sentence.names or sentence.inherited):
        return False
    if sentence.moves or ARROW.search(sentence.text) or any(c.kind.number for c in claims):
        return True
    if any(sentence.search(cue) for cue in (MEASURES.price_word, LEVELS.level)):
        return True
    return bool(_drifts(sentence)) or _dated_or_named(sentence)


def _dated_or_named(sentence: ClaimSentence) -> bool:
    """Whether a sentence without a word for a price dates its numbers, names whose they are or
    tells an amount to the cent: "On Thursday it had been $204.87", "Ace was good for 78%"."""
    if sentence.verb_last:
        dated = any(m.precision == "day" and m.start == m.end for _, m in sentence.moments)
        return dated and any(a.half <= HALF_CENT for a in sentence.money)
    if any(m.kind == "event" and m.precision == "day" for _, m in sentence.moments):
        return True
    of_a_firm = any(not s.symbol.startswith("^") for s in sentence.names)
    money = sentence.money
    return (of_a_firm and bool(sentence.returns)) or any(a.half <= HALF_CENT for a in money)


def of_a_table(sentence: ClaimSentence) -> bool:
    """Whether a line holds nothing but names and numbers, as the row or the cell of a table."""
    if not (sentence.names or sentence.inherited):
        return False
    words = sentence.text
    for start, end in (*sentence.name_spans, *sentence.strangers):
        words = words[:start] + " " * (end - start) + words[end:]
    return WORD.search(words) is None


def _as_change(sentence: ClaimSentence, amount: Amount, every: Sequence[Amount]) -> Iterator[Claim]:
    """The reading of a percentage as a move of a price."""
    direction = move_of(sentence, amount, every) or _nearest_word(sentence, amount) or 1
    names = _names(sentence, amount)
    claim = size(sentence, amount, direction, names[:1])
    yield from _of_any(claim, names)
    windows: list[ClaimWindow] = []
    if sentence.row:
        for n in sentence.heads:
            yield from _of_any(replace(claim, moment=n), names)
        years = (int(year) for year in YEAR.findall(sentence.text))
        windows = [*sentence.periods, *(ClaimWindow(WindowSpan.YEAR, year) for year in years)]
    for window in windows:
        yield from _of_any(replace(claim, measure=replace(claim.measure, window=window)), names)


def _as_price(sentence: ClaimSentence, amount: Amount) -> Iterator[Claim]:
    """The readings of a price: a close, of the session before where the words count from it, or a
    session's change; of a bare number in a table a percentage, too."""
    names, sign = _names(sentence, amount), amounts.sign_of(sentence.text, amount)
    nearest = 0 if sentence.row else nearest_way(sentence.moves or _drifts(sentence), amount.start)
    if not sign:
        yield from _as_level(sentence, amount, names, nearest)
    direction = sign or nearest or 1
    moved_by = any(  # "rose 2.13 to 45.67"
        sentence.fullmatch(LEVELS.change_ahead, m.end, amount.start) for m in sentence.moves
    )
    if sign or sentence.row or amount.unit or moved_by:
        of = Measure(Field.CHANGE)
        change = draft(sentence, SIZE, names[:1], amount, direction=direction, measure=of)
        yield from _of_any(change, names)
    if sentence.row and not amount.unit and sentence.columns:
        percent = amount._replace(value=amount.value / 100, half=amount.half / 100, unit="return")
        yield from _of_any(size(sentence, percent, direction, names[:1]), names)


def _as_level(
    sentence: ClaimSentence, amount: Amount, names: tuple[str, ...], nearest: int
) -> Iterator[Claim]:
    """The reading of a price as a close, ``direction`` that of the move that led to it; one that a
    price was only below or above is none, and a record that it is held against one of the day that
    stands right behind."""
    if amount.bound in (Bound.OVER, Bound.UNDER, *BARELY):
        return
    own_days = dict(sentence.moments)
    dated = (n for n in days_behind(sentence, amount) if DATED.search(own_days[n].text))
    if (day := next(dated, None)) is not None:
        close = Measure(Field.CLOSE, bound=Bound.AT)
        own = draft(sentence, LEVEL, names[:1], amount, measure=close, moment=day)
        yield from _of_any(own, names)
        return
    if sentence.ahead(LEVELS.prior, amount.start):
        return
    language, before = sentence.language, (sentence.text, 0, amount.start)
    base = any(cue[language].search(*before) for cue in (LEVELS.prior, LEVELS.came_from))
    base = base or sentence.match(LEVELS.held_against, amount.end) is not None
    periods = named_windows(sentence.text, language)
    if periods:
        nearest = 0
    windows = [ClaimWindow()]
    if base:
        windows += [ClaimWindow(WindowSpan.BEFORE), *dict.fromkeys((*periods, *sentence.periods))]
    bound = Bound.LINE if amount.bound is Bound.BAND else Bound.AT
    for window in windows:
        close = Measure(Field.CLOSE, window, bound)
        sign = 0 if base else nearest
        level = draft(sentence, LEVEL, names[:1], amount, direction=sign, measure=close)
        yield from _of_any(level, names)


def _names(sentence: ClaimSentence, amount: Amount) -> tuple[str, ...]:
    """Whose number it may be, the likeliest first; points are an index's, money is not."""
    likeliest = subjects_at(sentence, amount.start)
    movers = [s for s in sentence.names if s.start not in sentence.objects]
    movers = without_reasons(sentence, movers, amount.start)
    before = [s.symbol for s in reversed(movers) if s.end <= amount.start]
    after = [s.symbol for s in movers if s.start >= amount.end]
    lent = () if sentence.names else sentence.inherited
    names = dict.fromkeys((*likeliest, *before, *after, *lent))
    if amount.unit == "points":
        return tuple(name for name in names if name.startswith("^"))
    firms = tuple(name for name in names if not name.startswith("^"))
    return firms or sentence.firm if amount.unit not in ("", "return") else tuple(names)


def _nearest_word(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of the nearest word for a move or a change of anything, as a percentage that no
    move took may have one of its own: "which plunged 12.1% on Friday, regained 3.37%"; without
    any, where verbs do not stand last, that of the claim told last."""
    last = None if sentence.verb_last else sentence.last
    words = [*sentence.moves, *_drifts(sentence)]
    return nearest_way(words, amount.start) or (last.direction if last else 0)


def _drifts(sentence: ClaimSentence) -> list[MoveWord]:
    """The words for a change of anything, "shrank", that are no part of one for a move."""
    moves = [move[:2] for move in sentence.moves]
    drifts = sentence.move_words(MOVES.drift)
    return [word for word in drifts if not overlaps(word[:2], moves)]


def _of_any(claim: Claim, names: Sequence[str]) -> Iterator[Claim]:
    """A telling claim of which no word says whose of ``names`` it is."""
    if names and telling(claim):
        yield replace(claim, symbols=tuple(names[:NAMES]), subject=Spoken.INHERITED)
