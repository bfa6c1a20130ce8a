"""The time of a company whose own sentences tell none: of its line, the opening, the article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from marketlink.events.own_moves import ANSWER, spans_days
from marketlink.events.time_cues import EventText, MomentEntry
from marketlink.moments.resolve import local_day
from marketlink.records.mention import Mention

OPENING = 300
"""Characters of a text by which it is told what it is about."""


def in_line(source: EventText, mentions: Sequence[Mention]) -> MomentEntry | None:
    """The last time told before the company in its line, else the first one after it that no
    sentence tells of other companies only."""
    for number, group in groupby(mentions, key=_line):
        line = source.by_line.get(number, ())
        if not line:
            continue
        first, *more = group
        if before := _up_to(first, line):
            return before
        own = set(source.places(mentions))
        if after := next((one for one in line if not source.of_others(one, own)), None):
            return after
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
    own, own_lines = set(source.places(mentions)), {m.line for m in mentions}
    for entry in source.entries:
        moment = entry[1]
        theirs = moment.line in source.subject_lines and moment.line not in own_lines
        if entry[0] in source.levels or (spans_days(moment) and theirs):
            continue
        day = local_day(moment.start, moment.zone)
        shared = not isinstance(published, datetime) or local_day(published, moment.zone) == day
        if shared or not source.of_others(entry, own, role="subject"):
            return entry
    return None


def _up_to(mention: Mention, line: Sequence[MomentEntry]) -> MomentEntry | None:
    """The last time of a line told before a mention."""
    before = bisect_right(line, mention.start, key=lambda entry: entry[1].span[0])
    return line[before - 1] if before else None


def _line(mention: Mention) -> int:
    return mention.line
