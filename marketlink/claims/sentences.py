"""Finds the claims of an article, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from marketlink.calendars import EXCHANGES, exchange_of, zone_of
from marketlink.claims.annotate import UNLINKED_ROLES, moves, subjects
from marketlink.claims.claim_sentence import ClaimSentence, Subject
from marketlink.claims.classify import classify, left_over
from marketlink.claims.cues import INDICES, MEASURES, SUBJECTS, verb_last
from marketlink.claims.describing import causes
from marketlink.claims.discourse import Discourse
from marketlink.claims.loose import of_a_table
from marketlink.claims.subject_of import list_from, may_inherit, pointed_back_to
from marketlink.claims.time_roles import is_old_day, looks_elsewhere
from marketlink.claims.windows import named_windows
from marketlink.records.article import Language, Line
from marketlink.records.claim import Claim, ClaimWindow, Field, Unit, WindowSpan
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.records.moment import TO_DATE, Moment
from marketlink.text import pack
from marketlink.text.figures import in_plain_figures
from marketlink.text.sentences import sentences

READ = ("title", "body")
INHERITED = 4
"""Windows of the sentences before that a number may be measured over."""
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


def find(  # noqa: PLR0915 (the steps of one reading, in order)
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
    unknown = sorted([(m.start, m.end) for m in unlinked])
    others = [m.start for m in unlinked if m.role not in UNLINKED_ROLES]
    others += [m.start for m in linked if m.symbol != linked[0].symbol]
    another = min(others, default=len(text))
    claims: list[Claim] = []
    spare: list[Claim] = []
    carried: tuple[str, ...] = ()
    days = Discourse(moments)
    periods: tuple[ClaimWindow, ...] = ()
    heads: tuple[int, ...] = ()
    leading: tuple[str, ...] = ()
    firm: tuple[str, ...] = ()
    premarket = movers = False
    columns = COLUMN.search(text) is not None
    last: Claim | None = None
    numbered = list(enumerate(moments))
    starts = [m.span[0] for m in moments]
    left = MOST[Limit.MOVES]
    for number, start, end in spans:
        if left < 0:
            break
        item = ITEM.match(text, start, end) is not None
        days.begin_line(item, language)
        after_hours = reviewing = False
        for cut in sentences(text, pack(language), start, end):
            span = (cut.start, cut.end)
            inside = numbered[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]
            companies = linked[bisect_left(named_at, span[0]) : bisect_left(named_at, span[1])]
            sentence = _annotated(text, (span, number), language, companies, inside)
            left -= len(sentence.moves)
            if left < 0:
                break
            sentence.strangers = tuple(
                unknown[bisect_left(unknown, (span[0],)) : bisect_left(unknown, (span[1],))]
            )
            sentence.lead = linked[0].symbol or "" if linked else ""
            sentence.alone = (
                bool(linked)
                and named_at[0] < span[1] <= another
                and _is_topic(text, linked[: bisect_left(named_at, span[1])], language)
            )
            abroad = _market_ahead(text, span, language)
            sentence.inherited = _at_home(carried, abroad)
            sentence.inherited_moment = days.of([s.symbol for s in sentence.subjects])
            sentence.by_zone = dict(days.zones)
            sentence.told_day = days.day(sentence.inherited_moment)
            premarket = _heading(text, span, language, premarket)
            after_hours = after_hours and not (
                inside or MEASURES.by_day[language].search(text, *span)
            )
            movers = movers or MEASURES.movers[language].search(text, *span) is not None
            listed = movers and not (
                _dated(inside) or MEASURES.by_day[language].search(text, *span)
            )
            sentence.leading = _at_home(leading, abroad)
            sentence.firm = _at_home(firm, abroad)
            sentence.off_hours = premarket or after_hours or listed
            sentence.reviewing = reviewing
            sentence.columns = columns
            sentence.row = of_a_table(sentence)
            sentence.periods, sentence.heads = periods, heads
            sentence.last = last
            sentence_claims = classify(sentence)
            last = sentence_claims[-1] if sentence_claims else None
            reviewing = reviewing or _of_a_period(sentence_claims, numbered, language)
            claims += sentence_claims
            spare += left_over(sentence, sentence_claims)
            leading = _lead(sentence) or leading
            firm = firm if all(symbol.startswith("^") for symbol in leading) else leading
            topics = [
                s.symbol
                for s in sentence.subjects
                if not (s.start in sentence.objects or _only_acted_on(sentence, s))
            ]
            carried = tuple(dict.fromkeys(topics)) or carried
            if not sentence.row:
                periods = tuple(dict.fromkeys((*named_windows(sentence.words, language), *periods)))
                periods = periods[:INHERITED]
                heads = tuple(n for n, m in inside if m.start != m.end) if inside else heads
            claim_moments = {c.moment for c in sentence_claims}
            events = _left(sentence, inside, claim_moments) if inside else []
            if events and (
                days.last is None
                or sentence.subjects
                or sentence_claims
                or pointed_back_to(sentence)
            ):
                days.leave(sentence, events, claim_moments)
            elif events:
                days.move_on(sentence, events)
            after_hours = after_hours or any(
                c.measure.field is Field.OFF_HOURS for c in sentence_claims
            )
        days.end_line(item)
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


def _left(
    sentence: ClaimSentence, inside: Sequence[tuple[int, Moment]], claimed: set[int | None]
) -> list[int]:
    """The moments of a sentence that the next ones may be about."""
    of_a_cause = causes(sentence)
    events = [
        n
        for n, m in inside
        if m.kind == "event" and m.precision != "year" and m.rule not in TO_DATE
    ]
    ahead = {n for n, m in inside if looks_elsewhere(sentence, m)}
    events = [n for n in events if n not in of_a_cause and n not in ahead]
    return events or [n for n, m in inside if n in claimed and is_old_day(sentence, m)]


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
        now = (n for n in days if not SUBJECTS.looks_back[language].search(moments[n].text))
        return next(now, days[0] if days else None)

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
COLUMN = re.compile(r"(?<![\d\s])\s?[%％](?!\d)|[%％]\s?[^\W\d_]")
"""A sign of percent of no number, at the head of a column: "Change %", "(%)"."""
ITEM = re.compile(r"\s*(?:\d{1,2}[.)]\s|[▲△◇◆■□●•▶*–-]\s?\S)")
"""How a line of a list begins, which inherits no day from the line before."""


def _heading(text: str, span: tuple[int, int], language: Language, before: bool) -> bool:
    """Whether what follows was told of the hours before or after the session."""
    if text[span[1] - 1] != ":":
        return before
    return MEASURES.off_hours[language].search(text, *span) is not None


def _of_a_period(
    claims: Sequence[Claim], moments: Sequence[tuple[int, Moment]], language: Language
) -> bool:
    """Whether a sentence tells all its moves over a month or a longer period, as the rest of its
    paragraph then does."""

    def coarse(claim: Claim) -> bool:
        if claim.moment is not None and moments[claim.moment][1].precision in COARSE:
            return True
        window = claim.measure.window
        if window.span is WindowSpan.TO_DATE and window.unit is not Unit.WEEK:
            return True
        return (
            window.span is WindowSpan.OTHER
            and MEASURES.over_period[language].search(claim.text) is not None
        )

    sizes = [claim for claim in claims if claim.kind.change]
    return bool(sizes) and all(coarse(claim) for claim in sizes)


COARSE = ("month", "quarter", "year")


def _market_ahead(text: str, span: tuple[int, int], language: Language) -> str | None:
    """The zone of the market that a sentence begins with, None where it begins with none."""
    match = SUBJECTS.in_city[language].match(text, *span)
    return pack(language).value("market_city", match["city"]) if match else None


def _at_home(symbols: tuple[str, ...], zone: str | None) -> tuple[str, ...]:
    """The companies told before, where a sentence can be of them: one that begins "In Taipei, the
    stock had ended up" is of no line of stock in New York."""
    return () if zone and any(zone_of(symbol) != zone for symbol in symbols) else symbols


def _dated(moments: Sequence[tuple[int, Moment]]) -> bool:
    """Whether a sentence names a day or an hour of its own."""
    return any(m.kind == "event" for _, m in moments)


def _only_acted_on(sentence: ClaimSentence, subject: Subject) -> bool:
    """Whether a name is the object of a sentence that is about the company before: "시가총액은 5위
    현대차를 뒤쫓았다"."""
    marked = sentence.match(SUBJECTS.acted_on, subject.end) is not None
    return marked and may_inherit(sentence)


def _lead(sentence: ClaimSentence) -> tuple[str, ...]:
    """What "it" in the next sentence means: the first company of this one, with those listed
    beside it; what this sentence's own first words point back to; its first index."""
    if led := pointed_back_to(sentence):
        return led
    names = [s for s in sentence.subjects if s.start not in sentence.objects]
    firms = [s for s in names if not s.symbol.startswith("^")] or names
    return list_from(sentence, firms)


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
    sentence.objects |= _of_an_index(sentence) | _excepted(sentence) | _held_beside(sentence)
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


def _held_beside(sentence: ClaimSentence) -> set[int]:
    """Where names stand beside which a sentence only holds what it tells of, as no number follows
    them: "fell 5.6%, in sympathy with Ace"."""
    starts = [subject.start for subject in sentence.subjects]
    places = set[int]()
    for subject, end in zip(sentence.subjects, [*starts[1:], sentence.end], strict=False):
        begin = max(sentence.start, subject.start - BEFORE)
        if sentence.search(SUBJECTS.held_beside, begin, subject.start) and not DIGIT.search(
            sentence.text, subject.end, end
        ):
            places.add(subject.start)
    return places


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
