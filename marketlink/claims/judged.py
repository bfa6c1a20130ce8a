"""What of a sentence a verdict is of: the whole of it, or the words of one statement in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketlink.claims.claim_sentence import ClaimSentence, MoveWord, overlaps
from marketlink.claims.cues import EXTREMES
from marketlink.claims.relations import RUNS
from marketlink.records.claim import Claim, WindowSpan

SINCE = 8
"""Characters around a time that may hold the word for "since"."""
WORD = re.compile(r"\w*")
NEAR = 4
"""Characters between two names of one company."""
MOST = 0.9
"""A part as long as this, beside its sentence, is the sentence."""


def judged_part(claim: Claim, claims: Sequence[Claim]) -> str:
    """The words that a verdict is of, with an ellipsis for what stands around them: "Broadcom lost
    7.1% …"; empty where every number, record and run of the sentence is judged alike.

    ``claims`` are those of the article.
    """
    beside = [other for other in claims if other.span == claim.span]
    alike = all(other.verdict is claim.verdict for other in beside)
    if alike and not _unjudged(claim.sentence, beside):
        return ""
    text = claim.sentence.text
    spans = _words_of(claim)
    start, end = spans[0][0], spans[-1][1]
    if alike and len(spans) == 1 and end - start >= MOST * len(text):
        return ""
    part = " … ".join(" ".join(text[a:b].split()).strip(" ,;:") for a, b in spans)
    return f"{'… ' * (start > 0)}{part}{' …' * (end < len(text.rstrip(' .。')))}"


def _unjudged(sentence: ClaimSentence, claims: Sequence[Claim]) -> bool:
    """Whether a number of a sentence is none of its claims', or a record or a run that it tells."""
    spans = [sentence.inner(claim.at) for claim in claims]
    spans += [*sentence.named_or_told, *sentence.strangers, *sentence.multiples]
    numbers = [number.span for number in (*sentence.numbers, *sentence.points)]
    if not all(overlaps(number, spans) for number in numbers):
        return True
    record = sentence.search(EXTREMES.superlative) is not None
    plain = all(claim.measure.window.span is WindowSpan.SESSION for claim in claims)
    since = plain and any(
        sentence.search(EXTREMES.since, max(0, a - SINCE), b + SINCE) is not None
        for a, b in (moment.span for _, moment in sentence.moments)
    )
    run = any(sentence.search(cue) is not None for cue in RUNS)
    scoped = any(claim.kind.scoped for claim in claims)
    return ((record or since) and not scoped) or (
        run and not any(c.kind == "persistence" for c in claims)
    )


def _words_of(claim: Claim) -> list[tuple[int, int]]:
    """From the name of a statement to its number and its verb, without other names between, or,
    ahead of the words of a record, numbers."""
    sentence = claim.sentence
    start, end = sentence.inner(claim.at)
    move = _own_move(sentence, start, end)
    if claim.stated is None and (move is None or move.start != start):
        end = sentence.clauses.at(start).end  # "its worst day since 2020"
    elif move is not None:
        start, end = min(start, move.start), max(end, move.end)
    rest = WORD.match(sentence.text, end)
    end = rest.end() if rest else end
    names = sentence.names_of(*claim.symbols)
    before = [name for name in names if name[1] <= start]
    if not before:
        return [(start, max([end, *(b for _, b in names[:1])]))]
    last = len(before) - len(claim.symbols)
    while last > 0 and before[last][0] - before[last - 1][1] < NEAR:  # "Broadcom (AVGO)"
        last -= 1
    first, stop = before[max(last, 0)][0], before[-1][1]
    others = [name for name in sentence.names if name.symbol not in claim.symbols]
    apart = any(stop <= name.start < start for name in others)
    apart = apart or bool(claim.stated is None and sentence.numbers_in(stop, start))
    return [(first, stop), (start, end)] if apart else [(first, end)]


def _own_move(sentence: ClaimSentence, start: int, end: int) -> MoveWord | None:
    """The word for a move that a number is of, or that stands at a place."""
    behind = [move for move in sentence.moves if move.start >= end]
    if start == end:
        return next((move for move in behind if move.start == start), None)
    return sentence.verb_of([move for move in sentence.moves if move.end <= start], behind)
