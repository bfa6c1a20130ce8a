"""Words around a moment that qualify it: that it was over, or the hour of the news."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

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
ELSEWHEN = frozenset({WindowSpan.OTHER, WindowSpan.TO_DATE, WindowSpan.FROM, WindowSpan.PEAK})


@dataclass(frozen=True, slots=True)
class EventText:
    """A reading, with the sentences of its title and body, and the moments at which its events
    may have been."""

    reading: Reading
    spans: tuple[tuple[int, int], ...]
    entries: Sequence[MomentEntry]

    @classmethod
    def of(cls, reading: Reading) -> EventText:
        """Cut a reading into sentences, and look through its moments."""
        article, language = reading.article, pack(reading.article.language)
        text, code = article.text, article.language
        entries = [(n, m) for n, m in enumerate(reading.moments) if m.kind == "event"]
        entries = [one for one in entries if not _only_counted(text, one[1], code)]
        begun = [e for e in entries if not around("goes_on_in", code, text, *e[1].span)]
        entries = begun or entries
        spans = tuple(
            (span.start, span.end)
            for line in article.lines
            if line.kind in ("title", "body")
            for span in sentences(text, language, line.start, line.end)
        )
        source = cls(reading, spans, entries)
        entries = [one for one in entries if not source._recalls_period(one)]
        open_ = [one for one in entries if not is_over(text, one[1], code)]
        return cls(reading, spans, open_ or entries)

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

    def naming(self, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
        """The sentences that mentions stand in, in order."""
        sentences: dict[int, tuple[int, int]] = {}
        for mention in mentions:
            at = bisect_right(self.spans, mention.start, key=_begin) - 1
            if at >= 0 and mention.start < self.spans[at][1]:
                sentences[at] = self.spans[at]
        return [sentences[at] for at in sorted(sentences)]

    def told_with(self, mentions: Sequence[Mention]) -> list[MomentEntry]:
        """The times of the sentences that mentions stand in."""
        spans = self.naming(mentions)
        return [e for e in self.entries if any(a <= e[1].span[0] < b for a, b in spans)]


def _only_counted(text: str, moment: Moment, language: str) -> bool:
    """Whether a time is only one from which something is counted: "24% below its July 2 high"."""
    return moment.rule in TO_DATE or bool(counted(text, *moment.span, language))


def is_move(claim: Claim) -> bool:
    """Whether a claim says what a price did in regular hours, over no longer period."""
    measure = claim.measure
    if measure.field in NOT_OF_THE_SESSION or measure.window.span in ELSEWHEN:
        return False
    return claim.kind.check is not None and not claim.kind.against


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


def _begin(span: tuple[int, int]) -> int:
    return span[0]


def after_close(source: EventText, symbol: str, day_entry: MomentEntry) -> MomentEntry:
    """A bare day narrowed to the hours after its close, where a sentence says that the stock had
    closed before the news."""
    reading, start = source.reading, day_entry[1].start
    calendar = sessions(exchange_of(symbol))
    if isinstance(start, datetime) or day_entry[1].end != start or not calendar.is_session(start):
        return day_entry
    mentions = [mention for mention in reading.mentions if mention.symbol == symbol]
    text = reading.article.text
    language = reading.article.language
    own = [claim for claim in reading.claims if symbol in claim.symbols]
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
    companies = [m for m in reading.mentions if m.symbol and line < m.start < match.start()]
    return companies[-1].symbol if companies else None


def announced(
    reading: Reading,
    entries: Sequence[MomentEntry],
    mentions: Sequence[Mention],
    day_entry: MomentEntry,
) -> MomentEntry:
    """The clock time that a later sentence gives for the news of a bare day."""
    start = day_entry[1].start
    if isinstance(start, datetime) or day_entry[1].end != start or not mentions:
        return day_entry
    for entry in entries:
        clock, at = entry[1].start, entry[1].span[0]
        if not isinstance(clock, datetime) or at < mentions[0].start:
            continue
        if clock.astimezone(ZoneInfo(entry[1].zone)).date() != start:
            continue
        if around("announced", reading.article.language, reading.article.text, at, at):
            return entry
    return day_entry
