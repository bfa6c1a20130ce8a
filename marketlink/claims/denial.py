"""Statements that their own words deny, ask, suppose or leave to somebody's belief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.annotated import AnnotatedSentence, sentence_of
from marketlink.records.claim import Claim, Verdict
from marketlink.records.moment import Moment
from marketlink.records.reason import ReasonCode, reason


def undenied(claim: Claim, moments: Sequence[Moment]) -> Claim:
    """The claim, or, where its words deny it, the claim as unclear whether its number fits or not:
    "Nvidia did not fall 17%" is neither borne out nor refuted by a fall of 17%."""
    if claim.wording is None or not _denied(claim, sentence_of(claim, moments)):
        return claim
    why = reason(ReasonCode.DENIED)
    observations = tuple(
        replace(item, verdict=Verdict.UNCLEAR, reason=why) for item in claim.observations
    )
    return replace(claim, observations=observations, verdict=Verdict.UNCLEAR, reason=why)


def _denied(claim: Claim, sentence: AnnotatedSentence) -> bool:
    number = sentence.inner(claim.at)
    at, end = number
    moves = [(a, b) for a, b, _ in sentence.moves]
    places = [number, *moves, *((one.start, one.end) for one in sentence.numbers)]
    worded = any(a == at for a, _ in moves)
    own = {at, *_own_moves(claim, sentence.last, number, moves)}
    return any(
        place in own and sentence.beside(place, at) and not _parted(sentence, place, at)
        for span in sentence.spans("denied")
        if span[0] != at or at != end or worded  # else its own: "did not end"
        for place in _reached(sentence, span, places)
    )


def _own_moves(
    claim: Claim, last: bool, number: tuple[int, int], moves: Sequence[tuple[int, int]]
) -> list[int]:
    """Where the moves stand that a claim may be of: its own word, the next one behind its number
    where verbs stand last, else the nearest before it or any beside a run."""
    at, end = number
    if any(a == at for a, _ in moves):
        return [at]
    before, behind = [a for a, b in moves if b <= at], [a for a, _ in moves if a >= end]
    if last:
        return behind[:1] or before[-1:]
    return [a for a, _ in moves] if claim.stated is None else before[-1:] or behind[:1]


def _reached(
    sentence: AnnotatedSentence, span: tuple[int, int], places: Sequence[tuple[int, int]]
) -> list[int]:
    """Where the moves and numbers stand that words of denial hold, or else the next to them, on
    the side of the verb, with nothing but names, times and joining words between."""
    a, b = span
    inside = [start for start, _ in places if a <= start < b]
    if inside:
        return inside
    if sentence.last:
        start, end = max((one for one in places if one[0] < a), key=_end, default=(b, b))
        near = start < a and sentence.beside(start, a) and not sentence.left_over(end, a, *JOINING)
    else:
        start, end = min((one for one in places if one[0] >= b), default=(a, a))
        near = start >= b and sentence.beside(start, b - 1)
        near = near and not sentence.left_over(b, start, *JOINING)
    return [start] if near else []


JOINING = ("own", "close")
"""Words that may stand between a denial and what it denies, beside names and times."""


def _end(place: tuple[int, int]) -> int:
    return place[1]


def _parted(sentence: AnnotatedSentence, place: int, at: int) -> bool:
    """Whether another number stands between a place and the number at ``at``."""
    low, high = sorted((place, at))
    return any(low < number.start < high for number in sentence.numbers)
