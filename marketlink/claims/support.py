"""What keeps a number that fits from bearing its statement out: words that make it of something
that the close of the stock does not measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.calendars import zone_of
from marketlink.claims.apart import in_aside, is_apart
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.doubts import BY_CHANCE, Doubt, doubts
from marketlink.claims.evidence import is_other_line
from marketlink.claims.fit import fine, large
from marketlink.claims.guards import takes_an_object
from marketlink.claims.place import Place
from marketlink.records.claim import Claim, Observation, Verdict, WindowSpan
from marketlink.records.moment import TimeRule
from marketlink.records.reason import Reason, ReasonCode, reason

JOINING = ("own", "close")
"""Words that may stand between a denial and what it denies, beside names and times."""
HOME = ("America/", "Asia/Seoul")
"""Zones of the exchanges that a place of trading abroad is none of."""


def support(claim: Claim) -> Claim:
    """The claim, or as unclear where its words make the number of something else: "Nvidia call
    options fell 16.97%" is not borne out by the stock's fall of 16.97%."""
    if not any(map(_supported, claim.observations)):
        return claim
    place = Place(claim)
    observations = [_unless(i, place) if _supported(i) else i for i in claim.observations]
    changed = [new for old, new in zip(claim.observations, observations, strict=True) if old != new]
    if changed and claim.verdict is Verdict.SUPPORTED:
        claim = replace(claim, verdict=Verdict.UNCLEAR, reason=changed[0].reason)
    return replace(claim, observations=tuple(observations)) if changed else claim


def _supported(item: Observation) -> bool:
    return item.verdict is Verdict.SUPPORTED


def _unless(item: Observation, place: Place) -> Observation:
    """The observation, or as unclear under a doubt that a fit by chance does not lift."""
    claim = place.claim
    open_doubts = doubts(claim, BY_CHANCE)
    if any(map(is_other_line, claim.symbols)) or not zone_of(item.symbol).startswith(HOME):
        open_doubts -= {Doubt.LINE}
    if _is_of_a_close_told(place):
        open_doubts -= {Doubt.MOOD}
    if open_doubts or is_apart(place, item):
        code = ReasonCode.FITS_BY_CHANCE
    elif _is_of_either_side(place, item):
        code = ReasonCode.FITS_ONE_SIDE
    elif _is_without_its_size(place):
        code = ReasonCode.SIZE_UNREAD
    elif takes_an_object(place):
        code = ReasonCode.FITS_BY_CHANCE
    else:
        return item
    return replace(item, verdict=Verdict.UNCLEAR, reason=reason(code).followed(item.reason))


def _is_of_either_side(place: Place, item: Observation) -> bool:
    """Whether a day may be that just after publication, and its number fits too easily."""
    claim, moment = place.claim, place.moment
    of_session = claim.measure.window.span is WindowSpan.SESSION
    if fine(claim) or large(claim, item.value) or not of_session:
        return False
    return moment is not None and moment.rule is TimeRule.DAY_OF_EITHER_SIDE


def _is_of_a_close_told(place: Place) -> bool:
    """Whether a number is that of a close which stands beside it with its day: "a target of $150,
    against Monday's close at $118", "the closing price of $118 on Monday"."""
    sentence, closes = place.sentence, place.sentence.spans("close")
    before = max((b for _, b in closes if b <= place.at), default=None)
    tied = before is not None and not sentence.left_over(before, place.at, "own")
    if place.claim.kind.price and tied and place.day and place.touches(place.day_span):
        return True
    ends = [end for _, (_, end) in place.times if any(0 <= a - end <= 1 for a, _ in closes)]
    return any(end <= place.at and not sentence.left_over(end, place.at, "close") for end in ends)


def _is_without_its_size(place: Place) -> bool:
    """Whether a move is told with an amount that the claim leaves out: "fell $34.20" says more
    than that it fell."""
    sentence, at, end = place.sentence, place.at, place.end
    if place.claim.stated is not None:
        return False
    if place.claim.kind.against:  # "rose 3% more than", "beat the index by 3%"
        return place.has("by_how_much") or any(
            0 <= at - n.end <= 1 or 0 <= n.start - end <= 1 for n in sentence.numbers
        )
    return any(
        b <= first <= b + 1 or (sentence.verb_last and last <= a <= last + 1)
        for a, b, _ in sentence.moves
        if a == at
        for first, last in sentence.spans("unread")
    )


def told_of(claim: Claim) -> Claim:
    """The claim of the one company that holds its number, "Ace's 3% rise", else without those that
    its sentence only names beside what moved: of AMD in "AMD, like Nvidia, fell 6%"; as it is
    where nobody else is named before its number."""
    sentence = claim.sentence
    if claim.kind.against or not sentence.names:
        return claim
    if {(symbol,) for _, _, symbol in sentence.names} == {claim.symbols}:
        return claim
    place = Place(claim)
    if claim.kind.change and (holder := place.holder):
        return replace(claim, symbols=(holder,))
    aside = {symbol for a, b, symbol in sentence.names if in_aside(sentence, (a, b))}
    aside -= {symbol for a, b, symbol in sentence.names if not in_aside(sentence, (a, b))}
    if not aside.intersection(claim.symbols):
        return claim
    own = tuple(symbol for symbol in claim.symbols if symbol not in aside)
    before = [symbol for _, b, symbol in sentence.names if b <= place.at and symbol not in aside]
    own = own or tuple(before[-1:])
    return replace(claim, symbols=own) if own else claim


def undenied(claim: Claim) -> Claim:
    """The claim, or, where its words deny it, the claim as unclear whether its number fits or not:
    "Nvidia did not fall 17%" is neither borne out nor refuted by a fall of 17%."""
    if not _denied(Place(claim)):
        return claim
    return ruled(claim, Verdict.UNCLEAR, reason(ReasonCode.DENIED))


def ruled(claim: Claim, verdict: Verdict, why: Reason) -> Claim:
    """The claim with one verdict for all of its companies, whatever the prices say."""
    items = tuple(replace(item, verdict=verdict, reason=why) for item in claim.observations)
    return replace(claim, observations=items, verdict=verdict, reason=why)


def _denied(place: Place) -> bool:
    sentence = place.sentence
    if not (denials := sentence.spans("denied")):
        return False
    numbers = [one.span for one in sentence.numbers]
    spots = [place.span, *((a, b) for a, b, _ in sentence.moves), *numbers]
    own = {place.at, *_own_moves(place)}
    word = place.at == place.end and all(a != place.at for a, _, _ in sentence.moves)
    return any(
        start in own and place.beside(start)
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
    if place.sentence.verb_last:
        return behind[:1] or before[-1:]
    return before[-1:] or behind[:1] if place.claim.stated is not None else [*before, *behind]


def _reached(
    sentence: ClaimSentence, span: tuple[int, int], spots: Sequence[tuple[int, int]]
) -> list[int]:
    """Where the moves and numbers stand that words of denial hold, or else the next to them, on
    the side of the verb, with nothing but names, times and joining words between."""
    a, b = span
    if inside := [start for start, _ in spots if a <= start < b]:
        return inside
    if sentence.verb_last:
        before = [spot for spot in spots if spot[0] < a]
        start, end = max(before, key=lambda spot: spot[1], default=(a, a))
        between = (end, a)
    else:
        start, _ = min((spot for spot in spots if spot[0] >= b), default=(a, a))
        between = (b, start)
    near = start != a and sentence.clauses.at(start) == sentence.clauses.at(b - 1)
    return [start] if near and not sentence.left_over(*between, *JOINING) else []
