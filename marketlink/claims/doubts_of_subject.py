"""Doubts of whose a statement is: a word that points back, a subject of its own, another verb."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.records.claim import UNSIZED, Claim
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
        before = sentence.wording.focus
        return before not in ((), claim.symbols) or len({s for _, _, s in sentence.names}) > 1
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


def of_something_else(claim: Claim, sentence: AnnotatedSentence) -> bool:
    """Whether more than the company, its stock, times, degrees and causes stands around a verb
    that has no number: "Apple lost a court case", "Tesla fell behind", "상승 동력을 잃었다". A verb
    that needs no object ends its clause, or leads to a day or a cause; where verbs stand last,
    nothing but these stands between the name and the verb, nor behind it."""
    if claim.stated is not None or claim.at[0] != claim.at[1]:
        return False
    at, _ = sentence.inner(claim.at)
    if sentence.last and any(_goes_on(sentence, b) for a, b, _ in sentence.moves if a >= at):
        return True
    if claim.measure.bound not in UNSIZED:
        return False
    begin = sentence.clauses.at(at).start
    names = [(a, b) for a, b, symbol in sentence.names if symbol in claim.symbols]
    inside = [b for a, b in names if begin <= a < at]
    if sentence.last:
        begin = max(inside, default=begin)
    elif (names and not inside) or sentence.spans("phase"):
        return True
    if sentence.left_over(begin, at, "own", "close", "degree", "leads"):
        return True
    ends = [b for a, b, _ in sentence.moves if a == at and not sentence.last]
    return any(
        not rule.match(sentence.masked, b) for b in ends for rule in sentence.rules("ends_move")
    )


def _goes_on(sentence: AnnotatedSentence, end: int) -> bool:
    """Whether a move is no verb of its own: "상승 동력을 잃었다", "下落に歯止めをかけた"."""
    tail = next(
        (m for r in sentence.rules("ends_move") if (m := r.match(sentence.masked, end))), None
    )
    end = tail.end() if tail else end
    return sentence.left_over(
        end, sentence.clauses.at(end - 1).end, "own", "close", "degree", "leads"
    )
