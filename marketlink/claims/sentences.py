"""Finds the claims of an article, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.claims.claim_sentence import ClaimSentence, NameWord, overlaps
from marketlink.claims.classify import classify, left_over
from marketlink.claims.cues import CLAIMS, INDICES, MOVES, SUBJECTS
from marketlink.claims.discourse import Discourse
from marketlink.claims.loose import of_a_table
from marketlink.claims.subject_of import is_topic
from marketlink.records.article import Language, Line
from marketlink.records.claim import Claim, Spoken
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment
from marketlink.text import pack
from marketlink.text.figures import in_plain_figures
from marketlink.text.sentences import sentences

READ = ("title", "body")
UNLINKED_ROLES = frozenset({"relation", "furniture", "source", "employer", "agency", "credit"})
AROUND = 40
"""Characters around an index in which it may be said to be a place of trading, and those ahead in
which a verb may make it an object."""
SURE = 0.65
"""The confidence up to which a name may be somebody else's: "Zimmer fell 8.8%"."""
BEFORE = 26
"""Characters ahead of a name in which words may take it out."""


class FoundClaims(NamedTuple):
    """The claims of an article, the loose numbers, which are claims only where prices bear them
    out, and of what it has more than is read."""

    claims: tuple[Claim, ...]
    loose: tuple[Claim, ...] = ()
    cut_off: Limit | None = None


def find(  # noqa: PLR0913 (one specification)
    text: str,
    lines: Sequence[Line] | None,
    language: Language,
    mentions: Sequence[Mention],
    moments: Sequence[Moment],
    *,
    until: int | None = None,
) -> FoundClaims:
    """The claims of an article's title and body up to ``until``, in order, before any price is
    looked at.

    Spans index the text, all of which is read without ``lines``; ``Claim.moment`` is a position in
    ``moments``, and ``verdict`` set only where the words alone decide. Indices are recognised here.
    A language whose pack has no words for moves has no claims, nor has a text that names no company
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
    named_at, told_at = [m.start for m in linked], [m.span[0] for m in moments]
    unlinked = [m for m in mentions if not m.symbol]
    strangers = sorted((m.start, m.end) for m in unlinked)
    rivals = [m.start for m in unlinked if m.role not in UNLINKED_ROLES]
    rivals += [m.start for m in linked if m.symbol != linked[0].symbol]
    rivals += _firms_unknown(text, language, mentions)
    another = min(rivals, default=len(text))
    claims: list[Claim] = []
    spare: list[Claim] = []
    discourse = Discourse(text, language, moments)
    last, topical, budget = len(text) if until is None else until, False, _Budget()
    for number, begin, stop in spans:
        discourse.begin_line(begin, stop)
        for start, end in sentences(text, pack(language), begin, min(stop, last)):
            if budget.is_spent():
                break
            times = slice(bisect_left(told_at, start), bisect_left(told_at, end))
            inside = [(n, _from(start, moments[n])) for n in range(len(moments))[times]]
            sentence = ClaimSentence(text[start:end], start, number, language, inside, moments)
            firms = linked[bisect_left(named_at, start) : bisect_left(named_at, end)]
            _annotate(sentence, firms)
            budget.counts[Limit.MOVES] += len(sentence.moves)
            if budget.is_spent():
                break
            others = strangers[bisect_left(strangers, (start,)) : bisect_left(strangers, (end,))]
            sentence.strangers = tuple(
                span
                for span in map(sentence.inner, others)
                if not overlaps(span, sentence.name_spans)
            )
            if linked:
                sentence.lead = linked[0].symbol or ""
                # of a topic: not "is sued by Oracle. Its shares", "supplies SK hynix. The firm's"
                spans_of = (sentence.inner((mention.start, mention.end)) for mention in firms)
                topical = topical or any(is_topic(sentence, *span) for span in spans_of)
                sentence.alone = named_at[0] < end <= another and topical
            discourse.lend(sentence)
            sentence.row = of_a_table(sentence)
            sentence_claims = classify(sentence)
            claims += sentence_claims
            spare += budget.of_numbers(left_over(sentence, sentence_claims))
            discourse.take(sentence, sentence_claims)
    led = [*_settled(claims, linked, lines)]
    if article != text:  # quote it as it is written
        led, spare = (
            [replace(c, text=article[slice(*c.span)]) for c in each] for each in (led, spare)
        )
    return FoundClaims(tuple(led), tuple(spare), budget.cut_off())


class _Budget:
    """How much of an article has been read, by what is counted."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys((Limit.MOVES, Limit.NUMBERS, Limit.TOGETHER), 0)

    def is_spent(self) -> bool:
        """Whether no further sentence is read."""
        return self.cut_off() not in (None, Limit.TOGETHER)

    def cut_off(self) -> Limit | None:
        """The first limit that was passed."""
        return next((limit for limit, count in self.counts.items() if count > MOST[limit]), None)

    def of_numbers(self, loose: Sequence[Claim]) -> Sequence[Claim]:
        """The loose numbers of a sentence that are read: none of too many."""
        together = len({claim.at for claim in loose})
        self.counts[Limit.NUMBERS] += together
        self.counts[Limit.TOGETHER] = max(together, self.counts[Limit.TOGETHER])
        return loose if together <= MOST[Limit.TOGETHER] else ()


def _firms_unknown(text: str, language: Language, mentions: Sequence[Mention]) -> list[int]:
    """Where the first firm is named, by its legal form, that no company is known by."""
    places = sorted((m.start, m.end) for m in mentions)
    starts = [start for start, _ in places]
    for firm in CLAIMS.firm[language].finditer(text):
        n = bisect_left(starts, firm.end())
        if n == 0 or places[n - 1][1] <= firm.start():
            return [firm.start()]
    return []


def _settled(
    claims: Sequence[Claim], linked: Sequence[Mention], lines: Sequence[Line] | None
) -> Iterator[Claim]:
    """Claims, as the whole of the article settles them.

    Those of the title that name no day have that of the first claim of the body about the same
    company that names one; those of a company that no sure name in the article names are of nobody
    spoken of: prices may bear such a one out and not contradict it. The "market" of a claim is the
    benchmark of the exchange of its first symbol.
    """
    unsure = {m.symbol for m in linked} - {m.symbol for m in linked if m.confidence > SURE}
    titles = {line.number for line in lines or () if line.kind == "title"}
    dated = [claim for claim in claims if claim.line not in titles and claim.moment is not None]
    for claim in claims:
        changes: dict[str, Any] = {}
        if not unsure.isdisjoint(claim.symbols):
            changes["subject"] = Spoken.DEFAULT
        undated = claim.line in titles and claim.moment is None and claim.kind.check is not None
        if undated and not claim.kind.number:  # a number finds its own day
            same = (one.moment for one in dated if set(one.symbols) & set(claim.symbols))
            changes["moment"] = next(same, None)
        if "market" in claim.symbols:
            benchmark = EXCHANGES[exchange_of(claim.symbols[0])].benchmark
            changes["symbols"] = tuple(benchmark if s == "market" else s for s in claim.symbols)
        yield replace(claim, **changes) if changes else claim


def _from(start: int, moment: Moment) -> Moment:
    """A moment with its place from the start of a sentence."""
    first, last = moment.span
    return replace(moment, span=(first - start, last - start)) if start else moment


def _annotate(sentence: ClaimSentence, firms: Sequence[Mention]) -> None:
    """Find the names of a sentence, none inside another, its moves, and which names are only held
    against others; a title that it cites moves nothing and has no time of its own."""
    names = [
        NameWord(*sentence.inner((m.start, m.end)), m.symbol or "")
        for m in firms
        if m.role not in UNLINKED_ROLES
    ]
    spans = [name[:2] for name in names]
    indices = [index for index in _indices(sentence) if not overlaps(index[:2], spans)]
    sentence.names = sorted(names + indices)
    spans = sentence.name_spans + sentence.cited
    moves = sentence.move_words(MOVES.move)
    sentence.moves = [move for move in moves if not overlaps(move[:2], spans)]
    sentence.moments = [
        (n, m)
        for n, m in sentence.moments
        if not any(a <= m.span[0] < b for a, b in sentence.cited)
    ]
    sentence.objects |= sentence.attributes | _of_an_index(sentence) | _excepted(sentence)


def _indices(sentence: ClaimSentence) -> Iterator[NameWord]:
    """The indices named in a sentence, places of trading left out."""
    text = sentence.text
    for rule, match in INDICES.index[sentence.language].matches(text):
        start, end = match.span()
        joined = text[start - 1 : start]
        if joined.isascii() and joined.isalnum():
            continue
        if sentence.match(INDICES.venue, end, end + AROUND):
            continue
        listed = sentence.before(INDICES.listed_on, start, AROUND)
        if listed is None or sentence.match(INDICES.itself, end):
            yield NameWord(start, end, str(rule.fields["symbol"]))


def _of_an_index(sentence: ClaimSentence) -> set[int]:
    """Where an index is named that a company before it is only one of."""
    firms = [s.start for s in sentence.names if not s.symbol.startswith("^")]
    return {
        s.start
        for s in sentence.names
        if s.symbol.startswith("^")
        and any(firm < s.start for firm in firms)
        and sentence.before(SUBJECTS.among, s.start, AROUND)
    }


def _excepted(sentence: ClaimSentence) -> set[int]:
    """Where names stand that the sentence takes out of what it tells, with those listed beside
    them: "all but Apple and Meta fell"."""
    names, places = sentence.names, set[int]()
    if not sentence.may(SUBJECTS.excepted):
        return places
    if sentence.verb_last:
        names = names[::-1]
    for subject, other in zip(names, [None, *names], strict=False):
        if sentence.verb_last:
            apart = sentence.match(SUBJECTS.excepted, subject.end)
            between = other and (subject.end, other.start)
        else:
            apart = sentence.before(SUBJECTS.excepted, subject.start, BEFORE)
            between = other and (other.end, subject.start)
        listed = other and between and other.start in places
        if apart or (listed and between and sentence.fullmatch(SUBJECTS.list, *between)):
            places.add(subject.start)
    return places
