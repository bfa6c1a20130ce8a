"""Words around a moment that qualify it: that it was over, or the hour of the news."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate

from marketlink.calendars import Sessions, exchange_of, sessions
from marketlink.moments.cues import around, first
from marketlink.moments.reference_point import counted, held_against
from marketlink.moments.resolve import local_day
from marketlink.records.claim import Claim, Field, WindowSpan
from marketlink.records.mention import Mention
from marketlink.records.moment import TO_DATE, Moment, TimeRule
from marketlink.records.reading import Reading
from marketlink.text import pack
from marketlink.text.clauses import ClauseKind, clauses
from marketlink.text.sentences import sentences

MomentEntry = tuple[int, Moment]
HOLIDAYS = (
    TimeRule.HOLIDAY_BLOCK,
    TimeRule.DAY_OF_A_HOLIDAY,
    TimeRule.DAY_BEFORE_HOLIDAY,
    TimeRule.DAY_AFTER_HOLIDAY,
    TimeRule.WEEKDAY_BESIDE_A_HOLIDAY,
)


NOT_OF_THE_SESSION = frozenset({Field.OFF_HOURS, Field.OPEN, Field.NOW, Field.VALUE})
NOWHERE = -1
"""The place of what stands in no sentence of title or body."""
ELSEWHEN = frozenset({WindowSpan.OTHER, WindowSpan.TO_DATE, WindowSpan.FROM, WindowSpan.PEAK})


class EventText:
    """A reading, with the sentences of its title and body, and the moments at which its events
    may have been, in order.

    Mentions and claims are looked up by company, mentions and times by sentence (its place among
    the spans), times by line and number, claims by moment: a thousand companies cost a thousand
    looks.
    """

    def __init__(
        self, reading: Reading, spans: Sequence[tuple[int, int]], entries: Sequence[MomentEntry]
    ) -> None:
        self.reading, self.spans, self.entries = reading, spans, entries
        self.by_number: dict[int | None, MomentEntry] = {entry[0]: entry for entry in entries}
        self.by_line: dict[int, list[MomentEntry]] = defaultdict(list)
        self.by_sentence: dict[int, list[MomentEntry]] = defaultdict(list)
        for entry in entries:
            self.by_line[entry[1].line].append(entry)
            self.by_sentence[self.place(entry[1].span[0])].append(entry)
        self._behind: dict[tuple[frozenset[int | None], date | None], frozenset[int | None]] = {}
        self._without: dict[frozenset[int | None], EventText] = {}
        self.mentions: dict[str, list[Mention]] = defaultdict(list)
        self.inside: dict[int, list[Mention]] = defaultdict(list)
        for mention in reading.mentions:
            if mention.symbol:
                self.mentions[mention.symbol].append(mention)
                self.inside[self.place(mention.start)].append(mention)
        subjects = (m for m in reading.mentions if m.symbol and m.role == "subject")
        self.subject_lines = {mention.line for mention in subjects}
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        self.of_moment: dict[int | None, list[Claim]] = defaultdict(list)
        for claim in reading.claims:
            self.of_moment[claim.moment].append(claim)
            for symbol in dict.fromkeys(claim.symbols):
                self.claims[symbol].append(claim)

    @classmethod
    def of(cls, reading: Reading) -> EventText:
        """Cut a reading into sentences, and look through its moments."""
        article, language = reading.article, pack(reading.article.language)
        text, code = article.text, article.language
        entries = [(n, m) for n, m in enumerate(reading.moments) if m.kind == "event"]
        entries.sort(key=lambda entry: entry[1].span)
        entries = [one for one in entries if not _only_counted(text, one[1], code)]
        begun = [e for e in entries if not around("goes_on_in", code, text, *e[1].span)]
        entries = begun or entries
        spans = [
            (span.start, span.end)
            for line in article.lines
            if line.kind in ("title", "body")
            for span in sentences(text, language, line.start, line.end)
        ]
        source = cls(reading, spans, entries)
        entries = [one for one in entries if not source._recalls_period(one)]
        open_ = [one for one in entries if not is_over(text, one[1], code)]
        return cls(reading, spans, open_ or entries)

    @cached_property
    def levels(self) -> set[int | None]:
        """The moments of which a price is told, in their own sentence, and no move."""
        priced = {
            number
            for number, moment in self.entries
            if any(c.kind.price and holds(c, moment) for c in self.of_moment[number])
        }
        return {n for n in priced if not any(map(is_told_move, self.of_moment[n]))}

    @cached_property
    def closes(self) -> set[int | None]:
        """The moments of which a close is told."""
        return {c.moment for c in self.reading.claims if c.measure.field is Field.CLOSE}

    @cached_property
    def _titles(self) -> list[tuple[int, int]]:
        lines = self.reading.article.lines
        return [(line.start, line.end) for line in lines if line.kind == "title"]

    def in_title(self, at: int) -> bool:
        """Whether a character stands in a title."""
        return any(start <= at < end for start, end in self._titles)

    @cached_property
    def announced(self) -> dict[date, list[MomentEntry]]:
        """The clock times of which an announcement is told, by their day."""
        article, by_day = self.reading.article, defaultdict(list)
        for entry in self.entries:
            clock, at = entry[1].start, entry[1].span[0]
            if not isinstance(clock, datetime):
                continue
            if around("announced", article.language, article.text, at, at):
                by_day[local_day(clock, entry[1].zone)].append(entry)
        return by_day

    def _recalls_period(self, entry: MomentEntry) -> bool:
        """Whether a time of several days is only looked back on: "after its report last week"."""
        moment = entry[1]
        return moment.start != moment.end and self.recalls(entry)

    def recalls(self, entry: MomentEntry) -> bool:
        """Whether a sentence only looks back on a day: "the rout had begun on Friday"."""
        article, at = self.reading.article, bisect_right(self.spans, entry[1].span[0], key=_begin)
        return at > 0 and bool(
            recalled_in(article.text, self.spans[at - 1], [entry], article.language)
        )

    @cached_property
    def _recalled(self) -> frozenset[int | None]:
        return frozenset(entry[0] for entry in self.entries if self.recalls(entry))

    @cached_property
    def _first_days(self) -> list[date]:
        """The earliest day of the times up to each."""
        days = (local_day(moment.start, moment.zone) for _, moment in self.entries)
        return list(accumulate(days, min))

    def before_first_day(self, own: frozenset[int | None], at: int) -> frozenset[int | None]:
        """The times that a company's own words or sentences only look back on, all before the
        earliest day told ahead of a place."""
        ahead = bisect_left(self.entries, at, key=_told_at)
        first_day = self._first_days[ahead - 1] if ahead else None
        if (own, first_day) not in self._behind:
            numbers = own | self._recalled
            self._behind[own, first_day] = frozenset(
                number
                for number, moment in self.entries
                if number in numbers
                and (first_day is None or local_day(moment.end, moment.zone) < first_day)
            )
        return self._behind[own, first_day]

    def without(self, numbers: frozenset[int | None]) -> EventText:
        """The same without some times."""
        if numbers not in self._without:
            entries = [entry for entry in self.entries if entry[0] not in numbers]
            self._without[numbers] = EventText(self.reading, self.spans, entries)
        return self._without[numbers]

    def naming(self, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
        """The sentences that mentions stand in, in order."""
        return [self.spans[at] for at in self.places(mentions)]

    def places(self, mentions: Sequence[Mention]) -> list[int]:
        """The same by their places among the spans."""
        return sorted({self.place(mention.start) for mention in mentions} - {NOWHERE})

    def place(self, at: int) -> int:
        """The sentence that a character stands in, by its place; NOWHERE outside all."""
        place = bisect_right(self.spans, at, key=_begin) - 1
        return place if place >= 0 and at < self.spans[place][1] else NOWHERE

    def told_with(self, mentions: Sequence[Mention]) -> list[MomentEntry]:
        """The times of the sentences that mentions stand in."""
        return [entry for at in self.places(mentions) for entry in self.by_sentence.get(at, ())]

    def of_numbers(self, numbers: Iterable[int | None]) -> list[MomentEntry]:
        """The times of the article that have these numbers, in order."""
        entries = (self.by_number[number] for number in numbers if number in self.by_number)
        return sorted(entries, key=lambda entry: entry[1].span)

    def of_others(self, entry: MomentEntry, own: Collection[int], role: str = "") -> bool:
        """Whether the sentence of a time names companies (of a role), and is none of a company's
        own."""
        at = self.place(entry[1].span[0])
        if at in own or at == NOWHERE:
            return False
        return any(role in ("", m.role) for m in self.inside.get(at, ()))


def _only_counted(text: str, moment: Moment, language: str) -> bool:
    """Whether a time is only one from which something is counted, "24% below its July 2 high", or
    a part of a year, which is no day of news."""
    coarse = moment.rule in TO_DATE or moment.rule is TimeRule.PART_OF_A_YEAR
    return coarse or bool(counted(text, *moment.span, language))


def is_move(claim: Claim) -> bool:
    """Whether a claim says what a price did in regular hours, over no longer period."""
    measure = claim.measure
    if measure.field in NOT_OF_THE_SESSION or measure.window.span in ELSEWHEN:
        return False
    return claim.kind.check is not None and not claim.kind.against


def holds(claim: Claim, moment: Moment) -> bool:
    """Whether a time stands in the sentence of a claim."""
    return claim.span[0] <= moment.span[0] < claim.span[1]


def is_told_move(claim: Claim) -> bool:
    """Whether a claim tells a move: no bare price, from which another may begin, and no record of
    prices, which may have been touched only."""
    record = claim.kind.scoped and claim.measure.field is not Field.RETURN
    return not (claim.kind.price or record)


def is_over(text: str, moment: Moment, language: str) -> bool:
    """Whether a holiday is only named because it was over: "추석 연휴를 마치고"."""
    if moment.rule not in HOLIDAYS:
        return False
    return around("holiday_over", language, text, *moment.span) is not None


def recalled_in(
    text: str, span: tuple[int, int], entries: Sequence[MomentEntry], code: str
) -> list[MomentEntry]:
    """The days that a sentence only recalls: "Nvidia, which had risen 6% on Tuesday, fell", or
    holds another move against: "it followed up a 6% fall on Friday with 28% on Tuesday"."""
    sentence_clauses = clauses(text[slice(*span)], pack(code))
    return [
        (number, moment)
        for number, moment in entries
        if not isinstance(moment.start, datetime)
        and (
            ClauseKind.RECALLED in sentence_clauses.at(moment.span[0] - span[0]).kinds
            or held_against(text, moment.span[0], code) is not None
        )
    ]


def _told_at(entry: MomentEntry) -> int:
    return entry[1].span[0]


def _begin(span: tuple[int, int]) -> int:
    return span[0]


def after_close(source: EventText, symbol: str, day_entry: MomentEntry) -> MomentEntry:
    """A bare day narrowed to the hours after its close, where a sentence says that the stock had
    closed before the news."""
    reading, start = source.reading, day_entry[1].start
    calendar = sessions(exchange_of(symbol))
    if isinstance(start, datetime) or day_entry[1].end != start or not calendar.is_session(start):
        return day_entry
    mentions = source.mentions.get(symbol, ())
    text = reading.article.text
    language = reading.article.language
    own = source.claims.get(symbol, ())
    late = any(
        claim.measure.field is Field.OFF_HOURS
        and not _of_a_night_before(reading, claim, start)
        and first("late_trading", language, claim.text, 0, len(claim.text))
        for claim in own
    )
    moments = [moment for _, moment in source.told_with(mentions)]
    moments += [reading.moments[c.moment] for c in own if c.moment is not None and is_move(c)]
    late = late or any(_after(calendar, moment, start) for moment in moments)
    moved = any(
        c.moment == day_entry[0] and is_move(c) and is_told_move(c)
        for c in own
        if c.kind.change or c.kind.scoped
    )
    closed = (first("closed_ahead", language, text, *span) for span in source.naming(mentions))
    published = reading.article.published.value
    to_come = isinstance(published, datetime) and published < calendar.hours(start)[0]
    told_late = late and not moved and not to_come
    if not told_late and not any(
        match and _whose(reading, match) in (symbol, None) for match in closed
    ):
        return day_entry
    closing = calendar.hours(start)[1]
    moment = replace(day_entry[1], start=closing, end=closing + timedelta(hours=4))
    return day_entry[0], moment


def _after(calendar: Sessions, moment: Moment, day: date) -> bool:
    """Whether a time begins in the evening of a day, at or after its close."""
    start = moment.start
    if not isinstance(start, datetime) or local_day(start, calendar.zone.key) != day:
        return False
    return start >= calendar.hours(day)[1]


def _of_a_night_before(reading: Reading, claim: Claim, day: date) -> bool:
    """Whether a claim's own hours are those of an evening before a day."""
    moment = None if claim.moment is None else reading.moments[claim.moment]
    hours = moment is not None and isinstance(moment.start, datetime)
    return hours and moment is not None and local_day(moment.start, moment.zone) < day


def _whose(reading: Reading, match: re.Match[str]) -> str | None:
    """The company named last before words in their line."""
    line = reading.article.text.rfind("\n", 0, match.start())
    before = bisect_left(reading.mentions, match.start(), key=lambda mention: mention.start)
    for mention in reversed(reading.mentions[:before]):
        if mention.start <= line:
            return None
        if mention.symbol:
            return mention.symbol
    return None


def announced_at(
    source: EventText, mentions: Sequence[Mention], day_entry: MomentEntry
) -> MomentEntry:
    """The clock time that a later sentence gives for the news of a bare day."""
    start = day_entry[1].start
    if isinstance(start, datetime) or day_entry[1].end != start or not mentions:
        return day_entry
    clocks = source.announced.get(start, ())
    return next((entry for entry in clocks if entry[1].span[0] >= mentions[0].start), day_entry)
