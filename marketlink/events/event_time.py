"""Chooses the moment of a company's event among those of the article."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from marketlink.calendars import exchange_of, sessions, zone_of
from marketlink.events.own_moves import (
    before_opening,
    behind_a_move,
    day_of_move,
    finished,
    lies_inside,
    of_a_bare_stamp,
    of_another,
    reacting,
    spans_days,
    superseded,
    with_the_lead,
)
from marketlink.events.sentence_time import beside, day_within, running
from marketlink.events.text_time import at_large, in_line, of_the_opening
from marketlink.events.time_cues import EventText, after_close, announced_at, is_move
from marketlink.records.claim import Field
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading
from marketlink.text import page_settings


class Choice(NamedTuple):
    """A moment by its position in the reading, whether it is the day of a stated move, and whether
    a close is told, which of a time of several days is that of the last."""

    at: int
    moment: Moment
    moved: bool
    closed: bool


def choose(source: EventText, symbol: str) -> Choice | None:
    """The moment of a company.

    News says when in its opening: the first sentence that names the company and a time decides.
    Else, or where it lies inside a time of several days, the day of the company's stated move;
    else the last time told before it in the same line, the first after it, and the article's first.
    """
    reading, whole = source.reading, source
    mentions, own = source.mentions.get(symbol, ()), source.claims.get(symbol, ())
    late = any(claim.measure.field is Field.OFF_HOURS for claim in own)
    moves = [c for c in own if is_move(c) and not (c.kind.price and late)]
    moves = [c for c in moves if not before_opening(reading, c)]
    if back := behind_a_move(source, symbol, moves):
        source = source.without(back)
        moves = [claim for claim in moves if claim.moment not in back]
    days = [claim.moment for claim in moves]
    moved = day_of_move(source, moves)
    news = beside(source, mentions, moves)
    if news is None and moved is None and running(source, mentions):
        return None
    is_finished = news is None and moved is None and finished(source, symbol) is not None
    if is_finished and (news := of_the_opening(whole)) is None:
        return None
    if news is None:
        news = moved or in_line(source, mentions)
    elif moved is not None and (
        lies_inside(moved[1], news[1])
        or superseded(moved, news, moves)
        or of_another(source, symbol, news, moved, moves)
    ):
        news = moved
    if news is not None and moved is not None and of_a_bare_stamp(reading, news, moved, moves):
        news = moved
    news = with_the_lead(source, news, moves)
    if news is not None and spans_days(news[1]):
        news = day_within(whole, mentions, news) or news
    if news is not None:
        news = announced_at(source, mentions, news)
        news = after_close(whole, symbol, news)
    if news is None:
        news = at_large(whole, mentions)
    if news is None:
        return None
    news = reacting(whole, symbol, moves, news) or news
    moving = is_finished or news[0] in days
    closed = moving and news[0] in source.closes
    return Choice(*news, moving and not _under_new_york(reading, symbol, news[1]), closed)


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
