"""The time of a company whose own sentences tell none: of its line, the opening, the article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from marketlink.events.own_moves import ANSWER, spans_days, told_of
from marketlink.events.time_cues import EventText, MomentEntry
from marketlink.moments.resolve import local_day
from marketlink.records.mention import Mention

OPENING = 300
"""Characters of a text by which it is told what it is about."""


def in_line(
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


def of_the_opening(source: EventText) -> MomentEntry | None:
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


def at_large(source: EventText, mentions: Sequence[Mention]) -> MomentEntry | None:
    """The first time of the article that no sentence tells of other companies only (of several
    days, no paragraph), unless it is of the stamp's day, or the stamp is but a day; none of which
    a price is told and no move."""
    reading = source.reading
    published = reading.article.published.value
    subjects = [m for m in reading.mentions if m.symbol and m.role == "subject"]
    theirs = set(source.naming(subjects)) - set(source.naming(mentions))
    their_lines = {m.line for m in subjects} - {m.line for m in mentions}
    levels = {claim.moment for claim in reading.claims if claim.kind.price} - told_of(
        reading.claims
    )
    for entry in sorted(source.entries, key=lambda entry: entry[1].span):
        moment, at = entry[1], entry[1].span[0]
        if entry[0] in levels or (spans_days(moment) and moment.line in their_lines):
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
