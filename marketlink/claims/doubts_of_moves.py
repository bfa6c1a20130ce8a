"""The doubt whether a rise or a fall without a number is one of the company's price."""

from __future__ import annotations

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.records.claim import UNSIZED, Claim


def of_something_else(claim: Claim, sentence: AnnotatedSentence) -> bool:
    """Whether more than the company, its stock, times, degrees and causes stands around a verb
    that has no number: "Apple lost a court case", "Tesla fell behind". A verb that needs no object
    ends its clause, or leads to a day or a cause; where verbs stand last, nothing but these stands
    between the name and the verb."""
    if claim.measure.bound not in UNSIZED or claim.stated is not None:
        return False
    at = claim.at[0] - sentence.wording.start
    ends = [b - sentence.wording.start for a, b, _ in sentence.wording.moves if a == claim.at[0]]
    begin = sentence.clauses.at(at).start
    names = [
        b - sentence.wording.start
        for a, b, symbol in sentence.wording.names
        if symbol in claim.symbols and begin <= a - sentence.wording.start < at
    ]
    by_name = any(symbol in claim.symbols for _, _, symbol in sentence.wording.names)
    if sentence.last:
        begin = max(names, default=begin)
    elif (by_name and not names) or sentence.spans("phase"):
        return True
    if sentence.left_over(begin, at, "own", "close", "degree", "leads"):
        return True
    if sentence.last or not ends:
        return False
    return not any(rule.match(sentence.masked, ends[0]) for rule in sentence.rules("ends_move"))
