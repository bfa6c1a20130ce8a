"""Relative and causal clauses, and the days in them."""

from __future__ import annotations

from datetime import datetime

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import SUBJECTS
from marketlink.records.moment import Moment


def verb_at(sentence: ClaimSentence, at: int, starts: set[int]) -> bool:
    """Whether a move, or the verb of one, begins at a position."""
    return at in starts or sentence.match(SUBJECTS.closing, at) is not None


def describing_clauses(sentence: ClaimSentence) -> list[tuple[int, int]]:
    """The clauses that only describe a name, ahead of its verb."""
    starts = {move.start for move in sentence.moves}
    clauses = []
    for subject in sentence.subjects:
        tail = sentence.match(SUBJECTS.own_words, subject.end)
        clause = sentence.match(
            SUBJECTS.described, tail.end() if tail else subject.end, sentence.end
        )
        if clause and verb_at(sentence, clause.end(), starts):
            clauses.append(clause.span())
    return clauses


def stands_aside(sentence: ClaimSentence, moment: Moment, position: int) -> bool:
    """Whether a time stands in a clause that describes a name, and a word outside it."""
    return described_apart(sentence, moment.span[0], position)


def described_apart(sentence: ClaimSentence, at: int, position: int) -> bool:
    """Whether a clause that describes a name holds one of two places of the sentence."""
    return any(
        start <= at < end and not start <= position < end
        for start, end in describing_clauses(sentence)
    )


def before_cause(sentence: ClaimSentence, position: int) -> bool:
    """Whether a word stands before the clause that tells why."""
    clause = sentence.search(SUBJECTS.cause)
    return clause is not None and position < clause.start()


def causes(sentence: ClaimSentence) -> frozenset[int]:
    """The days that a sentence only tells of a cause: those of "after it reported on Thursday"
    behind a finished move, where an earlier sentence has named a later day."""
    if sentence.inherited_moment is None or sentence.told_day is None:
        return frozenset()
    clause = sentence.search(SUBJECTS.cause)
    if clause is None or not any(move.end <= clause.start() for move in sentence.moves):
        return frozenset()
    return frozenset(
        n
        for n, m in sentence.moments
        if m.span[0] >= clause.end()
        and not isinstance(m.start, datetime)
        and m.start < sentence.told_day
    )
