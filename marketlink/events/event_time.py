"""Chooses the moment of a company's event among those of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketlink.calendars import exchange_of, sessions, zone_of
from marketlink.events.time_cues import (
    EventText,
    MomentEntry,
    after_close,
    announced,
    is_move,
    recalled_in,
)
from marketlink.moments.cues import first
from marketlink.moments.resolve import local_day
from marketlink.moments.tense import tense
from marketlink.records.claim import Claim, Field
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reading import Reading
from marketlink.text import page_settings

WITHIN_SESSION = frozenset({Field.LOW, Field.HIGH, Field.RANGE})
DAY = timedelta(days=1)
ANSWER = timedelta(days=4)
"""How long before a stamp the session may lie that it tells of: over a weekend with a holiday."""
OPENING = 300
"""Characters of a text by which it is told what it is about."""
LONG_AGO = timedelta(days=10)
"""How far before a company's own move a day is only looked back on."""


class Choice(NamedTuple):
    """A moment by its position in the reading, and whether it is the day of a stated move."""

    at: int
    moment: Moment
    moved: bool


def choose(source: EventText, symbol: str) -> Choice | None:
    """The moment of a company.

    News says when in its opening: the first sentence that names the company and a time decides.
    Else, or where it lies inside a time of several days, the day of the company's stated move;
    else the last time told before it in the same line, the first after it, and the article's first.
    """
    reading, entries = source.reading, source.entries
    mentions = [mention for mention in reading.mentions if mention.symbol == symbol]
    own = [claim for claim in reading.claims if symbol in claim.symbols]
    late = any(claim.measure.field is Field.OFF_HOURS for claim in own)
    moves = [c for c in own if is_move(c) and not (c.kind.price and late)]
    days = [claim.moment for claim in moves]
    moved = _of_move(entries, moves)
    news = _beside(source, entries, mentions, moves)
    if news is None and moved is None and _running(source, mentions):
        return None
    is_finished = news is None and moved is None and finished(reading, symbol) is not None
    if is_finished and (news := _of_the_opening(source)) is None:
        return None
    if news is None:
        news = moved or _in_line(source, entries, mentions)
    elif moved is not None and (
        _inside(moved[1], news[1])
        or _superseded(moved, news, moves)
        or _of_another(reading, symbol, news, moved, moves)
    ):
        news = moved
    if news is not None:
        news = announced(reading, entries, mentions, news)
        news = after_close(source, symbol, news)
    if news is None:
        news = _at_large(source, mentions)
    if news is None:
        return None
    moving = is_finished or news[0] in days
    return Choice(*news, moving and not _under_new_york(reading, symbol, news[1]))


def _under_new_york(reading: Reading, symbol: str, moment: Moment) -> bool:
    """Whether an article of Asia tells of a stock of Asia under a day of New York's, which began
    after that day's session had closed there: it moved in the next, if that had opened yet."""
    exchange = exchange_of(symbol)
    west = moment.zone.startswith("America/") and zone_of(symbol).startswith("Asia/")
    home = str(page_settings(reading.article.language).get("home") or "")
    if not home.startswith("Asia/") or not west or isinstance(moment.start, datetime):
        return False
    day = sessions(exchange).reaction_of_day(moment.start, moment.zone)
    value = reading.article.published.value
    if day is None or value is None or day == moment.start:
        return False
    if isinstance(value, datetime):
        return sessions(exchange).hours(day)[0] <= value
    return day <= value


def _one_calendar(one: Moment, other: Moment) -> bool:
    """Whether the days of two moments are days of one calendar: those of a zone, or of two zones
    west of Asia, where a stamp in UTC says nothing of where the story is told."""
    asian = [moment.zone.startswith("Asia/") for moment in (one, other)]
    return one.zone == other.zone or not any(asian)


def _superseded(moved: MomentEntry, news: MomentEntry, moves: Sequence[Claim]) -> bool:
    """Whether the company's own move is of a later day than the news, which came after the close
    then: "reported on Tuesday; the stock rose on Wednesday". A day of which a move is told, too,
    yields only where the later one is told first, or where it is long gone."""
    if _spans(moved[1]):
        return False
    near = _one_calendar(moved[1], news[1])
    gap = local_day(moved[1].start, moved[1].zone) - local_day(news[1].end, news[1].zone)
    if gap < (DAY if near else 2 * DAY):
        return False
    first = next(claim for claim in moves if claim.moment == moved[0])
    if (near and first.span[1] <= news[1].span[0]) or gap > LONG_AGO:
        return True
    moving = news[0] in {claim.moment for claim in moves} and not _spans(news[1])
    return not moving and not isinstance(news[1].start, datetime)


def at_own_hours(source: EventText, symbol: str) -> EventText:
    """The reading without the hours of another market that claims on a company only inherit: what
    was told of New York's morning dates no close of Tokyo."""
    reading = source.reading

    def foreign(claim: Claim) -> bool:
        if claim.moment is None or symbol not in claim.symbols:
            return False
        moment = reading.moments[claim.moment]
        own = claim.span[0] <= moment.span[0] < claim.span[1]
        return not own and isinstance(moment.start, datetime) and moment.zone != zone_of(symbol)

    if not any(map(foreign, reading.claims)):
        return source
    claims = tuple(replace(c, moment=None) if foreign(c) else c for c in reading.claims)
    return replace(source, reading=replace(reading, claims=claims))


def _of_another(
    reading: Reading, symbol: str, news: MomentEntry, moved: MomentEntry, moves: Sequence[Claim]
) -> bool:
    """Whether a day is one on which the text says that another company moved, and the sentence of
    this one's own move names another: "SK hynix rose on Friday as Nvidia's results lifted chip
    stocks. Nvidia had jumped 16% on Thursday"."""
    if news[0] == moved[0] or _spans(moved[1]) or news[0] in {claim.moment for claim in moves}:
        return False
    own = any(c.span[0] <= moved[1].span[0] < c.span[1] for c in moves if c.moment == moved[0])
    others = (c for c in reading.claims if symbol not in c.symbols and is_move(c))
    here = any(c.moment == news[0] and c.span[0] <= news[1].span[0] < c.span[1] for c in others)
    return own and here


def _inside(day: Moment, period: Moment) -> bool:
    """Whether a moment is one day of another that spans several."""
    if isinstance(period.start, datetime) or isinstance(period.end, datetime):
        return False
    if isinstance(day.start, datetime) or day.start != day.end or period.start == period.end:
        return False
    return period.start <= day.start <= period.end


def finished(reading: Reading, symbol: str) -> Claim | None:
    """The first statement of a finished move of a company that no time is told of."""
    article = reading.article
    for claim in reading.claims:
        undated = claim.moment is None and symbol in claim.symbols and is_move(claim)
        if undated and tense(article.text, *claim.span, article.language) < 0:
            return claim
    return None


def within_session(reading: Reading, symbol: str) -> bool:
    """Whether a move of a company within a session is told without a time: "rose as much as"."""
    return any(
        claim.moment is None and symbol in claim.symbols and claim.measure.field in WITHIN_SESSION
        for claim in reading.claims
    )


def _beside(
    source: EventText,
    entries: Sequence[MomentEntry],
    mentions: Sequence[Mention],
    moves: Sequence[Claim],
) -> MomentEntry | None:
    """The moment told in the first sentence that names the company and a time."""
    reading = source.reading
    for start, end in source.naming(mentions):
        lines = {m.line for m in mentions if start <= m.start < end}
        near = [entry for entry in entries if entry[1].line in lines]
        inside = [entry for entry in near if start <= entry[1].span[0] < end]
        if not inside:
            continue
        article = reading.article
        recalled = recalled_in(article.text, (start, end), inside, article.language)
        claims = [claim for claim in moves if start <= claim.span[0] < end]
        stated = {claim.moment for claim in claims}
        if later := _later(claims, inside, entries):
            return later
        if len(recalled) == len(inside) and (now := _elsewhere(claims, inside, entries)):
            return now
        inside = [one for one in inside if one not in recalled] or inside
        own = [m for m in mentions if start <= m.start < end]
        inside = [one for one in inside if one[0] in stated or _together(reading, one, own)]
        if claims:
            inside = [one for one in inside if one[0] in stated or not _parted(source, one, own)]
        if not inside:
            continue
        first = [entry for entry in inside if entry[0] in stated] or _overnight(mentions, inside)
        return _refined(min(first, key=lambda entry: _distance(entry, own)), inside)
    return None


def _running(source: EventText, mentions: Sequence[Mention]) -> bool:
    """Whether the first words on a company tell of the trading that went on at publication."""
    spans = source.naming(mentions)
    article = source.reading.article
    return bool(spans) and first("running", article.language, article.text, *spans[0]) is not None


def _together(reading: Reading, entry: MomentEntry, mentions: Sequence[Mention]) -> bool:
    """Whether no semicolon parts a time from the company: "Apple closes at a record; Broadcom
    jumps after hours"."""
    text, (start, end) = reading.article.text, entry[1].span
    return any(";" not in text[min(m.end, end) : max(m.start, start)] for m in mentions)


def _overnight(mentions: Sequence[Mention], inside: list[MomentEntry]) -> list[MomentEntry]:
    """Of the times of a sentence, the night's session where the company trades in New York."""
    night = [one for one in inside if one[1].rule == TimeRule.CLOSED_OVERNIGHT]
    symbol = next((m.symbol for m in mentions if m.symbol), None)
    return night if night and symbol and zone_of(symbol) == night[0][1].zone else inside


def _parted(source: EventText, entry: MomentEntry, mentions: Sequence[Mention]) -> bool:
    """Whether another company stands between an hour and one whose own move is of another day:
    "Sony rose 2% and Nintendo fell ahead of its results, due after the close"."""
    if not isinstance(entry[1].start, datetime):
        return False
    reading, symbol, at = source.reading, mentions[0].symbol, entry[1].span[0]
    line = reading.article.text.rfind("\n", 0, at)
    spans = [span for span in source.naming(mentions) if span[0] <= at < span[1]]
    start = spans[0][0] if spans else line
    before = [m for m in reading.mentions if m.role == "subject" and start <= m.start < at]
    return bool(before) and max(before, key=lambda m: m.start).symbol != symbol


def _later(
    claims: Sequence[Claim], inside: Sequence[MomentEntry], entries: Sequence[MomentEntry]
) -> MomentEntry | None:
    """The day of a sentence's move where its own days only tell of the cause: "shed 8% after it
    disappointed on Thursday", under a lead that says Friday."""
    numbers = {n for n, _ in inside}
    days = [claim.moment for claim in claims]
    if not days or days[0] in numbers:
        return None
    lead = next((entry for entry in entries if entry[0] == days[0]), None)
    if lead is None or any(isinstance(m.start, datetime) for _, m in (lead, *inside)):
        return None
    return lead if all(_day(m.start) < _day(lead[1].start) for _, m in inside) else None


def _elsewhere(
    claims: Sequence[Claim], inside: Sequence[MomentEntry], entries: Sequence[MomentEntry]
) -> MomentEntry | None:
    """The day of a sentence's own move where the only days that it names are recalled."""
    days = {claim.moment for claim in claims} - {n for n, _ in inside}
    return next((entry for entry in entries if entry[0] in days), None)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _distance(entry: MomentEntry, mentions: Sequence[Mention]) -> tuple[int, float]:
    moment = entry[1]
    return min(abs(m.start - moment.span[0]) for m in mentions), -moment.confidence


def _of_move(entries: Sequence[MomentEntry], moves: Sequence[Claim]) -> MomentEntry | None:
    """The first day of which a move of the company is told: of one with a size before others, and
    of none that lies long before the last."""
    by_number = dict(entries)
    dated = [claim for claim in moves if claim.moment in by_number]
    sized = sorted(dated, key=lambda claim: not claim.kind.change)
    days = [(claim.moment, by_number[claim.moment]) for claim in sized if claim.moment is not None]
    single = [entry for entry in days if not _spans(entry[1])]
    last = max((local_day(m.start, m.zone) for _, m in single), default=None)
    late = (e for e in single if last and last - local_day(e[1].start, e[1].zone) <= LONG_AGO)
    return next(late, days[0] if days else None)


def _spans(moment: Moment) -> bool:
    """Whether a moment covers several days."""
    return not isinstance(moment.start, datetime) and moment.start != moment.end


def _in_line(
    source: EventText, entries: Sequence[MomentEntry], mentions: Sequence[Mention]
) -> MomentEntry | None:
    """The last time told before the company in its line, else the first one after it that no
    sentence tells of other companies only."""
    for number, group in groupby(mentions, key=_line):
        line = [entry for entry in entries if entry[1].line == number]
        if not line:
            continue
        first, *more = group
        if before := _up_to(first, line):
            return before
        others = [m for m in source.reading.mentions if m.line == number and m.symbol]
        own = source.naming(mentions)
        theirs = source.naming([m for m in others if m.symbol != first.symbol])
        theirs = [span for span in theirs if span not in own]
        for entry in line:
            if not any(start <= entry[1].span[0] < end for start, end in theirs):
                return entry
        if before := next((one for m in more if (one := _up_to(m, line))), None):
            return before
    return None


def _of_the_opening(source: EventText) -> MomentEntry | None:
    """The day that the text names in its opening, where a finished move is told without one and
    the stamp is a day, which does not tell what session had closed."""
    published = source.reading.article.published.value
    if published is None or isinstance(published, datetime):
        return None
    for entry in source.entries:
        start = entry[1].start
        near = not isinstance(start, datetime) and timedelta(0) <= published - start <= ANSWER
        if near and start == entry[1].end and entry[1].span[0] < OPENING:
            return entry
    return None


def _at_large(source: EventText, mentions: Sequence[Mention]) -> MomentEntry | None:
    """The first time of the article that no sentence tells of other companies only (of several
    days, no paragraph), unless it is of the stamp's day, or the stamp is but a day."""
    reading = source.reading
    published = reading.article.published.value
    subjects = [m for m in reading.mentions if m.symbol and m.role == "subject"]
    theirs = set(source.naming(subjects)) - set(source.naming(mentions))
    their_lines = {m.line for m in subjects} - {m.line for m in mentions}
    for entry in sorted(source.entries, key=lambda entry: entry[1].span):
        moment, at = entry[1], entry[1].span[0]
        if _spans(moment) and moment.line in their_lines:
            continue
        day = local_day(moment.start, moment.zone)
        shared = not isinstance(published, datetime) or local_day(published, moment.zone) == day
        if shared or not any(start <= at < end for start, end in theirs):
            return entry
    return None


def _up_to(mention: Mention, line: Sequence[MomentEntry]) -> MomentEntry | None:
    """The last time of a line told before a mention."""
    before = [entry for entry in line if entry[1].span[0] <= mention.start]
    return before[-1] if before else None


def _line(mention: Mention) -> int:
    return mention.line


def _within(moment: Moment, period: Moment) -> bool:
    """Whether a clock time or a day of a sentence lies in a period told beside it."""
    if isinstance(period.start, datetime) or isinstance(period.end, datetime):
        return False
    if moment.precision not in ("day", "minute", "hour", "interval") or moment is period:
        return False
    first = moment.start
    if isinstance(first, datetime):
        day = first.astimezone(ZoneInfo(moment.zone)).date()
        return period.start <= day <= period.end
    return first == moment.end and period.start <= first <= period.end


def _refined(day_entry: MomentEntry, inside: Sequence[MomentEntry]) -> MomentEntry:
    """The clock time that the same sentence gives for a bare day, where it gives one."""
    start = day_entry[1].start
    if isinstance(start, datetime):
        return day_entry
    if day_entry[1].end != start:
        return next((one for one in inside if _within(one[1], day_entry[1])), day_entry)
    for entry in inside:
        clock = entry[1].start
        if not isinstance(clock, datetime):
            continue
        if clock.astimezone(ZoneInfo(entry[1].zone)).date() == start:
            return entry
    return day_entry
