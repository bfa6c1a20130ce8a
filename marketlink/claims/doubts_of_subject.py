"""Doubts of whose a number is: a word that points back, a subject of its own."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.records.claim import Claim
from marketlink.text.clauses import ClauseKind


def pointed_to(claim: Claim, sentence: AnnotatedSentence) -> bool:
    """Whether the words before a number point to the one company that the text has named so far:
    "It fell 3%", "The stock fell 3%"; words that only go on about it do not."""
    wording = sentence.wording
    if not wording.alone or wording.focus != claim.symbols or wording.names:
        return False
    at, _ = sentence.inner(claim.at)
    points = [span for span in sentence.spans("points_back") if span[1] <= at]
    return bool(points) and not any(sentence.beside(a, at) for a in sentence.unlinked)


def of_a_stranger(claim: Claim, sentence: AnnotatedSentence, own: Sequence[int]) -> bool:
    """Whether the clause of a number may have a subject of its own: neither the company nor a
    word for it stands in it, and more than times and moves stands before the number."""
    at, _ = sentence.inner(claim.at)
    clause = sentence.clauses.at(at)
    if claim.stated is None or any(clause.start <= a < clause.end for a in own):
        return False
    if _passed_over(sentence, at, own):
        return True
    if any(sentence.beside(start, at) for start, _ in sentence.spans("own")):
        return len({symbol for _, _, symbol in sentence.names}) > 1
    return sentence.new_subject(clause.start, at)


def _passed_over(sentence: AnnotatedSentence, at: int, own: Sequence[int]) -> bool:
    """Whether a name that is no subject of the claim stands between a number and its company, in
    a clause that neither describes another name nor stands in apposition to one."""
    names = [a for a, _ in sentence.spans("stranger")]
    names += sentence.unlinked
    home = sentence.clauses.at(at).start
    for clause in reversed([one for one in sentence.clauses.every if one.start < home]):
        if any(clause.start <= a < clause.end for a in own):
            return False
        described = ClauseKind.RELATIVE in clause.kinds
        if described or any(
            r.match(sentence.masked, clause.start) for r in sentence.rules("apposition")
        ):
            continue
        if any(clause.start <= a < clause.end for a in names):
            return True
    return False
