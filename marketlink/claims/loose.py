"""Loose numbers: fine numbers that no row of a kind of claim took, with the readings that their
sentence licenses. They can be borne out, and are nothing where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.drafts import draft
from marketlink.claims.fit import fine
from marketlink.claims.kinds import CITED, NOT_LEVEL, PRICE_WORD
from marketlink.claims.level_check import LEVEL
from marketlink.claims.levels import MOST
from marketlink.claims.move_of import is_fundamental, move_of
from marketlink.claims.number_check import SIZE
from marketlink.claims.numbers import denied, of_results, size
from marketlink.claims.subject_of import subjects_at
from marketlink.records.claim import Bound, Claim, Field, Measure, Spoken

DIGITS = re.compile(r"\d[.,]\d|\d{4}")
"""What a fine number has somewhere, so that other sentences cost nothing."""
NAMES = 3
"""Names of a sentence that a fine number may be of; more would fit too easily."""


def loose(sentence: ClaimSentence, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A claim for each reading of a fine percentage or price that ``claims`` leave over: of any of
    the nearest names, a price as a close or as a change in money."""
    text, language = sentence.text, sentence.language
    if not DIGITS.search(sentence.words) or not _of_prices(sentence):
        return
    spans = [claim.at for claim in claims if claim.at[1] > claim.at[0]]
    spans += [m.span() for m in CITED[language].finditer(text, sentence.start, sentence.end)]
    whole = (text, sentence.start, sentence.end, language)
    percentages = [a for a in amounts.percents(*whole) if a.unit == "return"]
    for amount in percentages:
        if not _overlaps(amount, spans) and not denied(sentence, amount):
            yield from _as_change(sentence, amount, percentages)
    spans += [(a.start, a.end) for a in percentages]
    for amount in (*amounts.prices(*whole), *_points(sentence)):
        if not _overlaps(amount, spans) and amount.value < MOST and not _of_else(sentence, amount):
            yield from _as_price(sentence, amount)


def _of_prices(sentence: ClaimSentence) -> bool:
    """Whether a sentence of a company speaks of a price or of a move."""
    if not (sentence.subjects or sentence.inherited):
        return False
    return bool(sentence.moves) or PRICE_WORD[sentence.language].search(sentence.words) is not None


def _of_else(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a target, an offering or a dividend is told of before an amount."""
    before = (sentence.text, sentence.start, amount.start)
    return NOT_LEVEL[sentence.language].search(*before) is not None


def _overlaps(amount: Amount, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < amount.end and amount.start < end for start, end in spans)


def _as_change(sentence: ClaimSentence, amount: Amount, every: Sequence[Amount]) -> Iterator[Claim]:
    """The reading of a percentage as a move of a price."""
    before = max(sentence.start, amount.start - 12)
    if is_fundamental(sentence, amount) or of_results(sentence, before, amount.start):
        return
    direction = move_of(sentence, amount, every) or _nearest_move(sentence, amount) or 1
    names = _names(sentence, amount)
    yield from _of_any(size(sentence, amount, direction, names[:1]), names)


def _as_price(sentence: ClaimSentence, amount: Amount) -> Iterator[Claim]:
    """The readings of a price: a close, or a session's change."""
    names, direction = _names(sentence, amount), _nearest_move(sentence, amount)
    readings = (
        (LEVEL, direction, Measure(Field.CLOSE, bound=Bound.AT)),
        (SIZE, direction or 1, Measure(Field.CHANGE)),
    )
    for kind, sign, measure in readings:
        one = draft(sentence, kind, names[:1], amount, direction=sign, measure=measure)
        yield from _of_any(one, names)


def _points(sentence: ClaimSentence) -> list[Amount]:
    """Bare numbers beside an index."""
    if not any(s.symbol.startswith("^") for s in sentence.subjects):
        return []
    return amounts.points(sentence.text, sentence.start, sentence.end, sentence.language)


def _names(sentence: ClaimSentence, amount: Amount) -> tuple[str, ...]:
    """Whose number it may be, the likeliest first; points are an index's."""
    likeliest = subjects_at(sentence, amount.start)
    before = [s.symbol for s in reversed(sentence.subjects) if s.end <= amount.start]
    after = [s.symbol for s in sentence.subjects if s.start >= amount.end]
    names = dict.fromkeys((*likeliest, *before, *after)) or sentence.inherited
    points = amount.unit == "points"
    return tuple(name for name in names if not points or name.startswith("^"))


def _nearest_move(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of the nearest word for a move; 0 where there is none."""
    near = min(sentence.moves, key=lambda m: abs(m.start - amount.start), default=None)
    return near.direction if near else 0


def _of_any(claim: Claim, names: Sequence[str]) -> Iterator[Claim]:
    """A fine claim of which no word says whose of ``names`` it is."""
    if names and fine(claim):
        yield replace(claim, symbols=tuple(names[:NAMES]), subject=Spoken.INHERITED)
