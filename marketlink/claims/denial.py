"""Statements that their own words deny, ask, suppose or leave to somebody's belief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.claims.place import Place
from marketlink.records.claim import Claim, Verdict
from marketlink.records.moment import Moment
from marketlink.records.reason import ReasonCode, reason

JOINING = ("own", "close")
"""Words that may stand between a denial and what it denies, beside names and times."""


def undenied(claim: Claim, moments: Sequence[Moment]) -> Claim:
    """The claim, or, where its words deny it, the claim as unclear whether its number fits or not:
    "Nvidia did not fall 17%" is neither borne out nor refuted by a fall of 17%."""
    if claim.wording is None or not _denied(Place(claim, moments)):
        return claim
    why = reason(ReasonCode.DENIED)
    observations = tuple(
        replace(item, verdict=Verdict.UNCLEAR, reason=why) for item in claim.observations
    )
    return replace(claim, observations=observations, verdict=Verdict.UNCLEAR, reason=why)


def _denied(place: Place) -> bool:
    sentence = place.sentence
    if not (denials := sentence.spans("denied")):
        return False
    numbers = [(one.start, one.end) for one in sentence.numbers]
    spots = [place.span, *((a, b) for a, b, _ in sentence.moves), *numbers]
    own = {place.at, *_own_moves(place)}
    word = place.at == place.end and all(a != place.at for a, _, _ in sentence.moves)
    return any(
        start in own and sentence.beside(start, place.at)
        for span in denials
        if span[0] != place.at or not word  # else its own: "did not end"
        for start in _reached(sentence, span, spots)
    )


def _own_moves(place: Place) -> list[int]:
    """Where the moves stand that a claim may be of: its own word, the next one behind its number
    where verbs stand last, else the nearest before it or any beside a run."""
    moves = place.sentence.moves
    if any(a == place.at for a, _, _ in moves):
        return [place.at]
    before = [a for a, b, _ in moves if b <= place.at]
    behind = [a for a, _, _ in moves if a >= place.end]
    if place.sentence.last:
        return behind[:1] or before[-1:]
    return before[-1:] or behind[:1] if place.claim.stated is not None else [*before, *behind]


def _reached(
    sentence: AnnotatedSentence, span: tuple[int, int], spots: Sequence[tuple[int, int]]
) -> list[int]:
    """Where the moves and numbers stand that words of denial hold, or else the next to them, on
    the side of the verb, with nothing but names, times and joining words between."""
    a, b = span
    if inside := [start for start, _ in spots if a <= start < b]:
        return inside
    if sentence.last:
        before = [spot for spot in spots if spot[0] < a]
        start, end = max(before, key=lambda spot: spot[1], default=(a, a))
        between = (end, a)
    else:
        start, _ = min((spot for spot in spots if spot[0] >= b), default=(a, a))
        between = (b, start)
    near = start != a and sentence.beside(start, b - 1)
    return [start] if near and not sentence.left_over(*between, *JOINING) else []
