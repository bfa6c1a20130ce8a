"""All doubts of a sentence about a claim, and whether a sign is its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketlink.claims.amounts import Amount
from marketlink.claims.annotated import AnnotatedSentence, sentence_of
from marketlink.claims.doubt import Doubt
from marketlink.claims.doubts_of_days import of_a_day_before, of_a_part, of_another_day, placed
from marketlink.claims.doubts_of_phrase import phrases
from marketlink.claims.doubts_of_subject import of_a_stranger, of_something_else, pointed_to
from marketlink.claims.doubts_of_words import SESSION_ONLY, walls, words
from marketlink.records.claim import Claim, Spoken, WindowSpan
from marketlink.records.moment import Moment


def doubts(claim: Claim, moments: Sequence[Moment]) -> frozenset[Doubt]:
    """All doubts about a claim that fits no reading, the gravest first."""
    return frozenset(_doubts(claim, sentence_of(claim, moments), moments))


def _doubts(
    claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> Iterator[Doubt]:
    at, end = sentence.inner(claim.at)
    own = [a for a, _, symbol in sentence.names if symbol in claim.symbols]
    own_day = placed(claim, sentence, moments)
    moved = claim.kind.change
    tied = sentence.tied((at, end), claim.symbols, moved=moved)
    yield from walls(claim, sentence, own, own_day)
    yield from words(claim, sentence, moments, own_day, tied)
    yield from phrases(claim, sentence, moments)
    ends = [b for _, b, symbol in sentence.names if symbol in claim.symbols and b <= at]
    whose = max(ends, default=0) - 1
    renamed = any(whose < a < at for a, _ in sentence.spans("own"))
    aside = (*sentence.spans("others"), *sentence.spans("group"))
    if not renamed and any(a <= whose < b for a, b in aside):
        yield Doubt.STRANGER
    if of_something_else(claim, sentence):
        yield Doubt.MEASURE
    if of_a_part(claim, moments) or (moved and claim.measure.window.span not in SESSION_ONLY):
        yield Doubt.PERIOD
    if claim.measure.window.span is WindowSpan.EVER and not sentence.spans("ever"):
        yield Doubt.PERIOD
    if claim.subject is not Spoken.SPOKEN and not pointed_to(claim, sentence):
        yield Doubt.SUBJECT
    if not tied:
        if any(sentence.beside(a, at) for a in sentence.unlinked) or of_a_stranger(
            claim, sentence, own
        ):
            yield Doubt.STRANGER
        others = [a for a, _, symbol in sentence.names if symbol not in claim.symbols]
        paired = any(sentence.share(a, at) for a, _ in sentence.spans("several"))
        if (claim.stated is not None and paired) or any(sentence.beside(a, at) for a in others):
            yield Doubt.NAMES
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT) or of_a_day_before(claim, moments):
        yield Doubt.DAY
    if any(of_another_day(claim, n, sentence, moments, own_day) for n in sentence.wording.times):
        yield Doubt.DAYS
    like = [n for n in sentence.numbers if _like(claim, n) and not sentence.base(n)]
    dated = claim.kind.price and any(
        sentence.dates(sentence.inner(moments[n].span), at) for n in sentence.wording.times
    )
    if not (tied or dated) and any(sentence.beside(n.start, at) for n in like):
        yield Doubt.NUMBERS


def own_sign(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a word of a direction is the number's own: in its clause, no other number between,
    or a sign that it is written with."""
    sentence = sentence_of(claim, moments)
    start, end = sentence.inner(claim.at)
    if not sentence.masked[start].isdigit() and claim.unit == "return":
        return True
    clause = sentence.clauses.at(start)
    near = {clause.start}
    if not sentence.left_over(clause.start, start, "the_former", "the_latter"):
        near |= {one.start for one in sentence.clauses.every if one.end == clause.start}
    for first, last, _ in sentence.moves:
        low, high = (end, first) if first >= end else (last, start)
        between = any(low <= n.start < high and _like(claim, n) for n in sentence.numbers)
        if sentence.clauses.at(first).start in near and not between:
            return True
    return False


def _like(claim: Claim, number: Amount) -> bool:
    """Whether another number could be meant for a claim's: a percentage for one, an amount of
    money of about its size for one."""
    wording = claim.wording
    own = wording is not None and number.start + wording.start == claim.at[0]
    if own or claim.stated is None or (number.unit == "return") != (claim.unit == "return"):
        return False
    ratio = number.value / abs(claim.stated) if claim.stated else 0.0
    return claim.unit == "return" or 1 / ALIKE < ratio < ALIKE


ALIKE = 4.0
"""Prices further apart than this factor are a price and its change."""
