"""Finds the claims of an article, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.claims.annotate import UNLINKED_ROLES, moves, subjects
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.classify import classify, left_over
from marketlink.claims.cues import INDICES, SUBJECTS, verb_last
from marketlink.claims.discourse import Discourse
from marketlink.claims.loose import of_a_table
from marketlink.records.article import Language, Line
from marketlink.records.claim import Claim
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment
from marketlink.text import pack
from marketlink.text.figures import in_plain_figures
from marketlink.text.sentences import sentences

READ = ("title", "body")
VERB = 16
"""Characters ahead of an index in which a verb may make it an object."""
BEFORE = 26
"""Characters ahead of a name in which words may take it out."""


class FoundClaims(NamedTuple):
    """The claims of an article, whether it has more words for moves than are read, and the loose
    numbers, which are claims only where prices bear them out."""

    claims: tuple[Claim, ...]
    cut_off: bool = False
    loose: tuple[Claim, ...] = ()


def find(
    text: str,
    lines: Sequence[Line] | None,
    language: Language,
    mentions: Sequence[Mention],
    moments: Sequence[Moment],
) -> FoundClaims:
    """The claims of an article's title and body, in order, before any price is looked at.

    Parameters
    ----------
    text : str
        The article's text; spans index it.
    lines : sequence of Line or None
        Only lines of kind "title" and "body" are read; None reads all of the text.
    language : {"ko", "en"}
        Language of the text.
    mentions : sequence of Mention
        Linked companies; indices are recognised here.
    moments : sequence of Moment
        The article's moments; ``Claim.moment`` is a position in it.

    Returns
    -------
    FoundClaims
        ``verdict`` is set only where the words alone decide: "opinion" and "not testable". A
        language whose pack has no words for moves has none, nor has a text that names no company
        and no index.
    """
    if not pack(language).rules("moves"):
        return FoundClaims(())
    article, text = text, in_plain_figures(text, language)
    spans = [(1, 0, len(text))] if lines is None else [
        (line.number, line.start, line.end) for line in lines if line.kind in READ
    ]  # fmt: skip
    linked = sorted([m for m in mentions if m.symbol], key=lambda mention: mention.start)
    if not linked and INDICES.index[language].search(text) is None:
        return FoundClaims(())
    named_at = [mention.start for mention in linked]
    unlinked = [m for m in mentions if not m.symbol]
    unknown = sorted((m.start, m.end) for m in unlinked)
    others = [m.start for m in unlinked if m.role not in UNLINKED_ROLES]
    others += [m.start for m in linked if m.symbol != linked[0].symbol]
    another = min(others, default=len(text))
    claims: list[Claim] = []
    spare: list[Claim] = []
    discourse = Discourse(text, language, moments)
    numbered = list(enumerate(moments))
    starts = [m.span[0] for m in moments]
    left = MOST[Limit.MOVES]
    for number, start, end in spans:
        if left < 0:
            break
        discourse.begin_line(start, end)
        for cut in sentences(text, pack(language), start, end):
            span = (cut.start, cut.end)
            inside = numbered[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]
            so_far = linked[: bisect_left(named_at, span[1])]
            companies = so_far[bisect_left(named_at, span[0]) :]
            sentence = _annotated(text, (span, number), language, companies, inside)
            left -= len(sentence.moves)
            if left < 0:
                break
            sentence.strangers = tuple(
                unknown[bisect_left(unknown, (span[0],)) : bisect_left(unknown, (span[1],))]
            )
            if linked:
                sentence.lead = linked[0].symbol or ""
                alone = named_at[0] < span[1] <= another
                sentence.alone = alone and _is_topic(text, so_far, language)
            discourse.lend(sentence)
            sentence.row = of_a_table(sentence)
            sentence_claims = classify(sentence)
            claims += sentence_claims
            spare += left_over(sentence, sentence_claims)
            discourse.take(sentence, sentence_claims)
        discourse.end_line()
    led = [_with_benchmark(claim) for claim in _led(claims, lines, moments, language)]
    if article != text:  # quote it as it is written
        led, spare = (
            [replace(c, text=article[slice(*c.span)]) for c in each] for each in (led, spare)
        )
    return FoundClaims(tuple(led), left < 0, tuple(spare))


def _is_topic(text: str, mentions: Sequence[Mention], language: Language) -> bool:
    """Whether the text has made a company its subject, where verbs stand last, so that "the stock"
    is that company's: not "supplies SK hynix. The company's shares rose"."""
    if not verb_last(language):
        return True
    return any(SUBJECTS.as_topic[language].match(text, m.end) for m in mentions)


def _led(
    claims: Sequence[Claim],
    lines: Sequence[Line] | None,
    moments: Sequence[Moment],
    language: Language,
) -> list[Claim]:
    """Claims with those of the title that name no day given the day of the lead: the first claim
    of the body about the same company that names one."""
    titles = {line.number for line in lines or () if line.kind == "title"}
    body = [c for c in claims if c.line not in titles and c.moment is not None]

    def lead(claim: Claim) -> int | None:
        days = [
            c.moment for c in body if c.moment is not None and set(c.symbols) & set(claim.symbols)
        ]
        return days[0] if days else None

    return [
        replace(claim, moment=lead(claim))
        if claim.line in titles
        and claim.moment is None
        and claim.kind.check is not None
        and not claim.kind.number  # which finds its own day
        else claim
        for claim in claims
    ]


DIGIT = re.compile(r"\d")


def _annotated(
    text: str,
    at: tuple[tuple[int, int], int],
    language: Language,
    mentions: Sequence[Mention],
    moments: Sequence[tuple[int, Moment]],
) -> ClaimSentence:
    span, line = at
    names = subjects(text, span, mentions, language)
    move_words = moves(text, *span, language)
    spans = [(s.start, s.end) for s in names]
    cited = [match.span() for match in SUBJECTS.cited[language].finditer(text, *span)]
    moments = [(n, m) for n, m in moments if not any(a <= m.span[0] < b for a, b in cited)]
    spans += cited
    move_words = [m for m in move_words if all(m.end <= a or m.start >= b for a, b in spans)]
    sentence = ClaimSentence(text, *span, line, language, names, move_words, moments)
    sentence.objects |= _of_an_index(sentence) | _excepted(sentence)
    return sentence


def _of_an_index(sentence: ClaimSentence) -> set[int]:
    """Where an index is named that a company before it is only one of."""
    text, among = sentence.text, SUBJECTS.among[sentence.language]
    firms = [s.start for s in sentence.subjects if not s.symbol.startswith("^")]
    if len(firms) == len(sentence.subjects):
        return set()
    return {
        s.start
        for s in sentence.subjects
        if s.symbol.startswith("^")
        and any(firm < s.start for firm in firms)
        and among.search(text, max(sentence.start, s.start - VERB), s.start)
    }


def _excepted(sentence: ClaimSentence) -> set[int]:
    """Where names stand that the sentence takes out of what it tells, with those listed beside
    them: "all but Apple and Meta fell"."""
    names, places = sentence.subjects, set[int]()
    if verb_last(sentence.language):
        names = names[::-1]
    for subject, other in zip(names, [None, *names], strict=False):
        if verb_last(sentence.language):
            apart = sentence.match(SUBJECTS.excepted, subject.end)
            between = other and (subject.end, other.start)
        else:
            begin = max(sentence.start, subject.start - BEFORE)
            apart = sentence.search(SUBJECTS.excepted, begin, subject.start)
            between = other and (other.end, subject.start)
        listed = other and between and other.start in places
        if apart or (listed and between and sentence.fullmatch(SUBJECTS.list, *between)):
            places.add(subject.start)
    return places


def _with_benchmark(claim: Claim) -> Claim:
    """The claim, whose "market" is the benchmark of the exchange of its first symbol."""
    if "market" not in claim.symbols:
        return claim
    benchmark = EXCHANGES[exchange_of(claim.symbols[0])].benchmark
    return replace(claim, symbols=tuple(benchmark if s == "market" else s for s in claim.symbols))
