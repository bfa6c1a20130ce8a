"""The doubt whether a rise or a fall without a number is one of the company's price."""

from __future__ import annotations

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.records.claim import UNSIZED, Claim


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
