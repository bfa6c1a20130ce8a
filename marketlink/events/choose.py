"""Which of an article's moments a company's event is at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketlink.articles.moments.sentences import sentences
from marketlink.articles.moments.tense import tense
from marketlink.records.article import Claim, Mention, Moment, Reading

MOVES = frozenset({"size", "direction", "level", "extreme", "persistence"})
"""Kinds of claims that say what a stock did in its session."""
ELSEWHEN = ("of:off-hours", "of:open", "of:value", "window:other", "window:ytd", "window:to-date")

Entry = tuple[int, Moment]


class Choice(NamedTuple):
    """A moment by its position in the reading, and whether it is the day of a stated move."""

    at: int
    moment: Moment
    moved: bool


def choose(reading: Reading, symbol: str) -> Choice | None:
    """The moment of a company.

    News says when in its opening: the first sentence that names the company and a time decides.
    Else, or where it lies inside a time of several days, the day of the company's stated move;
    else the last time told before it in the same line, the first after it, and the article's first.
    """
    entries = [(n, m) for n, m in enumerate(reading.moments) if m.kind == "event"]
    mentions = [mention for mention in reading.mentions if mention.symbol == symbol]
    told = [claim for claim in reading.claims if symbol in claim.symbols and is_move(claim)]
    days = [claim.moment for claim in told]
    moved = _of_move(entries, told)
    found = _beside(reading, entries, mentions, told)
    if found is None:
        found = moved or _in_line(entries, mentions)
    elif moved is not None and _inside(moved[1], found[1]):
        found = moved
    if found is None and entries:
        found = min(entries, key=lambda entry: entry[1].span)
    return Choice(*found, found[0] in days) if found else None


def _inside(day: Moment, period: Moment) -> bool:
    """Whether a moment is one day of another that spans several."""
    if isinstance(period.start, datetime) or isinstance(period.end, datetime):
        return False
    if isinstance(day.start, datetime) or day.start != day.end or period.start == period.end:
        return False
    return period.start <= day.start <= period.end


def is_move(claim: Claim) -> bool:
    """Whether a claim says what a price did in regular hours, over no longer period."""
    return claim.kind in MOVES and not any(term in claim.scope for term in ELSEWHEN)


def finished(reading: Reading, symbol: str) -> Claim | None:
    """The first statement of a finished move of a company that no time is told of."""
    article = reading.article
    for claim in reading.claims:
        undated = claim.moment is None and symbol in claim.symbols and is_move(claim)
        if undated and tense(article.text, *claim.span, article.language) < 0:
            return claim
    return None


def _beside(
    reading: Reading, entries: Sequence[Entry], mentions: Sequence[Mention], told: Sequence[Claim]
) -> Entry | None:
    """The moment told in the first sentence that names the company and a time."""
    for start, end in _named(reading, mentions):
        lines = {m.line for m in mentions if start <= m.start < end}
        near = [entry for entry in entries if entry[1].line in lines]
        inside = [entry for entry in near if start <= entry[1].span[0] < end]
        if not inside:
            continue
        stated = {claim.moment for claim in told if start <= claim.span[0] < end}
        named = [m for m in mentions if start <= m.start < end]
        first = [entry for entry in inside if entry[0] in stated] or inside
        return _refined(min(first, key=lambda entry: _distance(entry, named)), inside)
    return None


def _named(reading: Reading, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The sentences that name a company, in order."""
    numbers = {mention.line for mention in mentions}
    spans = [
        span
        for line in reading.article.lines
        if line.number in numbers and line.kind in ("title", "body")
        for span in sentences(reading.article.text, line.start, line.end)
    ]
    return [(s, e) for s, e in spans if any(s <= mention.start < e for mention in mentions)]


def _distance(entry: Entry, mentions: Sequence[Mention]) -> tuple[int, float]:
    moment = entry[1]
    return min(abs(m.start - moment.span[0]) for m in mentions), -moment.confidence


def _of_move(entries: Sequence[Entry], told: Sequence[Claim]) -> Entry | None:
    by_number = dict(entries)
    days = (claim.moment for claim in told if claim.moment in by_number)
    day = next(days, None)
    return (day, by_number[day]) if day is not None else None


def _in_line(entries: Sequence[Entry], mentions: Sequence[Mention]) -> Entry | None:
    """The last time told before the company in its line, else the first one after it."""
    for mention in mentions:
        line = [entry for entry in entries if entry[1].line == mention.line]
        before = [entry for entry in line if entry[1].span[0] <= mention.start]
        if line:
            return before[-1] if before else line[0]
    return None


def _refined(chosen: Entry, inside: Sequence[Entry]) -> Entry:
    """The clock time that the same sentence gives for a bare day, where it gives one."""
    start = chosen[1].start
    if isinstance(start, datetime) or chosen[1].end != start:
        return chosen
    for entry in inside:
        clock = entry[1].start
        if not isinstance(clock, datetime):
            continue
        if clock.astimezone(ZoneInfo(entry[1].zone)).date() == start:
            return entry
    return chosen
