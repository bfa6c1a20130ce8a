"""Relative and causal clauses, and the days in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketlink.claims.claim_sentence import ClaimSentence, Subject
from marketlink.claims.cues import SUBJECTS


def describing_clauses(
    sentence: ClaimSentence, names: Sequence[Subject]
) -> Iterator[tuple[Subject, int, int]]:
    """The clauses that only describe one of some names, ahead of its verb."""
    starts = {move.start for move in sentence.moves}
    for name in names:
        tail = sentence.match(SUBJECTS.own_words, name.end)
        clause = sentence.match(SUBJECTS.described, tail.end() if tail else name.end, sentence.end)
        if clause is None:
            continue
        if clause.end() in starts or sentence.match(SUBJECTS.closing, clause.end()):
            yield name, *clause.span()


def described_apart(sentence: ClaimSentence, at: int, position: int) -> bool:
    """Whether a clause that describes a name holds one of two places of the sentence."""
    return any(
        start <= at < end and not start <= position < end
        for _, start, end in describing_clauses(sentence, sentence.subjects)
    )


def before_cause(sentence: ClaimSentence, position: int) -> bool:
    """Whether a word stands before the clause that tells why."""
    clause = sentence.search(SUBJECTS.cause)
    return clause is not None and position < clause.start()
