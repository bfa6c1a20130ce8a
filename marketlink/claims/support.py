"""What keeps a number that fits from bearing its statement out: words that make it of something
that the close of the stock does not measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.calendars import zone_of
from marketlink.claims.annotated import LETTER, AnnotatedSentence, sentence_of
from marketlink.claims.apart import is_apart
from marketlink.claims.doubt import BY_CHANCE, Doubt
from marketlink.claims.doubts import doubts
from marketlink.claims.evidence import is_other_line
from marketlink.records.claim import Claim, Observation, Verdict
from marketlink.records.moment import Moment
from marketlink.records.reason import ReasonCode, reason
from marketlink.text.clauses import ClauseKind


def support(claim: Claim, moments: Sequence[Moment]) -> Claim:
    """The claim, or as unclear where its words make the number of something else: "Nvidia call
    options fell 16.97%" is not borne out by the stock's fall of 16.97%."""
    if claim.wording is None or not any(map(_supported, claim.observations)):
        return claim
    sentence = sentence_of(claim, moments)
    observations = tuple(
        _unless(item, claim, sentence, moments) if _supported(item) else item
        for item in claim.observations
    )
    changed = [new for old, new in zip(claim.observations, observations, strict=True) if old != new]
    if not changed:
        return claim
    if claim.verdict is not Verdict.SUPPORTED:
        return replace(claim, observations=observations)
    return replace(
        claim, observations=observations, verdict=Verdict.UNCLEAR, reason=changed[0].reason
    )


def told_of(claim: Claim, moments: Sequence[Moment]) -> Claim:
    """The claim of the one company that holds its number, "Ace's 3% rise", else without those that
    its sentence only names beside what moved: of AMD in "AMD, like Nvidia, fell 6%"; as it is
    where nobody else is named before its number."""
    if claim.wording is None or claim.kind.against or not claim.wording.names:
        return claim
    sentence = sentence_of(claim, moments)
    at, end = sentence.inner(claim.at)
    if claim.kind.change and (holder := sentence.holder((at, end))):
        return replace(claim, symbols=(holder,))
    aside = {symbol for a, b, symbol in sentence.names if in_aside(sentence, (a, b))}
    if not aside.intersection(claim.symbols):
        return claim
    aside -= {symbol for a, b, symbol in sentence.names if not in_aside(sentence, (a, b))}
    own = tuple(symbol for symbol in claim.symbols if symbol not in aside)
    before = [symbol for _, b, symbol in sentence.names if b <= at and symbol not in aside]
    own = own or tuple(before[-1:])
    return replace(claim, symbols=own) if own else claim


def in_aside(sentence: AnnotatedSentence, name: tuple[int, int]) -> bool:
    """Whether a name stands in words that only hold another against it, or belong to another."""
    return any(start <= name[0] and name[1] <= end for start, end in sentence.spans("only_named"))


def _supported(item: Observation) -> bool:
    return item.verdict is Verdict.SUPPORTED


def _unless(
    item: Observation, claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> Observation:
    """The observation, or as unclear under a doubt that a fit by chance does not lift."""
    open_doubts = doubts(claim, moments) & BY_CHANCE
    if any(map(is_other_line, claim.symbols)) or not zone_of(item.symbol).startswith(HOME):
        open_doubts -= {Doubt.LINE}
    over = "start" in item.reason.fields
    if _of_a_close_told(claim, sentence, moments):
        open_doubts -= {Doubt.MOOD}
    of_else = _told_of_else(item.symbol, claim, sentence, over=over) or is_apart(
        item, claim, sentence, moments
    )
    if open_doubts or of_else or _one_of_many(item, claim, sentence, moments):
        code = ReasonCode.FITS_BY_CHANCE
    elif _without_its_size(claim, sentence):
        code = ReasonCode.SIZE_UNREAD
    else:
        return item
    why = reason(code).followed(item.reason)
    return replace(item, verdict=Verdict.UNCLEAR, reason=why)


def _of_a_close_told(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether a number is that of a close which stands beside it with its day: "a target of $150,
    against Monday's close at $118"."""
    at, _ = sentence.inner(claim.at)
    days = (sentence.inner(moments[n].span)[1] for n in sentence.wording.times)
    closes = [end for end in days if any(0 <= a - end <= 1 for a, _ in sentence.spans("close"))]
    return any(end <= at and not sentence.left_over(end, at, "close") for end in closes)


def _without_its_size(claim: Claim, sentence: AnnotatedSentence) -> bool:
    """Whether a move is told with an amount that the claim leaves out: "fell $34.20" says more
    than that it fell."""
    if claim.stated is not None:
        return False
    at, end = sentence.inner(claim.at)
    if claim.kind.against:  # "rose 3% more than"
        return any(0 <= at - n.end <= 1 or 0 <= n.start - end <= 1 for n in sentence.numbers)
    moves = [(a, b) for a, b, _ in sentence.moves if a == at]
    return any(
        b <= span[0] <= b + 1 or (sentence.last and span[1] <= a <= span[1] + 1)
        for a, b in moves
        for span in sentence.spans("unread")
    )


HOME = ("America/", "Asia/Seoul")
"""Zones of the exchanges that a place of trading abroad is none of."""


def _one_of_many(
    item: Observation, claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> bool:
    """Whether a number is told of the longer time that its clause names while one session of it
    moved so: "lost 11.7% in January", but not "lost 11.7% in a day in January"."""
    if (
        item.reason.code is not ReasonCode.ONE_OF_PERIOD
        or claim.moment not in sentence.wording.times
    ):
        return False
    base, at = sentence.wording.start, claim.at[0] - sentence.wording.start
    alone = any(sentence.beside(a, at) for a, _ in sentence.spans("one_session"))
    return not alone and sentence.beside(moments[claim.moment].span[0] - base, at)


def _told_of_else(symbol: str, claim: Claim, sentence: AnnotatedSentence, *, over: bool) -> bool:
    """Whether the company is only named beside what moved, or an hour stands right behind the
    number, or a period that it was not measured ``over``."""
    at, end = sentence.inner(claim.at)
    names = [(a, b) for a, b, own in sentence.names if own == symbol]
    tied = sentence.tied((at, end), (symbol,), moved=claim.kind.change)
    aside = any(in_aside(sentence, name) for name in names)
    apart = aside or not (tied or is_other_line(symbol))  # "TSMC ADR" is the symbol itself
    if names and apart and all(only_named(sentence, name, at) for name in names):
        return True
    spans = (
        *(() if sentence.last else sentence.spans("hours")),
        *(() if over else sentence.spans("lasting")),
    )
    return any(_next_to(sentence, span, at, end) for span in spans)


def only_named(sentence: AnnotatedSentence, name: tuple[int, int], at: int) -> bool:
    """Whether a name stands where it cannot be what moved: as one that owns, supplies or drives
    another ("an Nvidia supplier fell", "led by Nvidia"), or that another is held against."""
    a, b = name
    if in_aside(sentence, name):
        return True
    if b > at:
        return any(start <= a and b <= end for start, end in sentence.spans("driver"))
    own, clause = sentence.clauses.at(a), sentence.clauses.at(at)
    if own.start != clause.start:
        return ClauseKind.RELATIVE in own.kinds and not sentence.left_over(clause.start, at)
    return _heads_another(sentence, name, at)


def _heads_another(sentence: AnnotatedSentence, name: tuple[int, int], at: int) -> bool:
    """Whether a noun that is no word for the stock stands between a name and its verb."""
    _, b = name
    if sentence.last:
        marks = [span for span in sentence.spans("marked_subject") if b <= span[0] < at]
        return any(
            sentence.left_over(start, stop, "own") and not sentence.left_over(stop, at)
            for start, stop in marks
        )
    verbs = [(m, n) for m, n, _ in sentence.moves if b <= m < at]
    if not verbs or not any(
        rule.pattern.fullmatch(sentence.masked, *verbs[0]) for rule in sentence.rules("finite")
    ):
        return False
    part = sentence.masked[b : verbs[0][0]]
    for rule in sentence.rules("own", "close", "filler", "title"):
        part = rule.pattern.sub(" ", part)
    return LETTER.search(part) is not None


def _next_to(sentence: AnnotatedSentence, span: tuple[int, int], at: int, end: int) -> bool:
    """Whether a word stands right behind a number, or before it where verbs stand last, but for
    joining words, names and times: "3% by midday", "한 달간 3%"."""
    start, stop = span
    if not sentence.beside(start, at) or sentence.spans("close"):
        return False
    if any(a <= start < b for a, b, _ in sentence.moves):
        return False
    if start >= end:
        return not sentence.left_over(end, start)
    return sentence.last and stop <= at and not sentence.left_over(stop, at)
