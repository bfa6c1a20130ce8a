"""What an article tells of a company's own moves, and the day of the one that its event is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from marketlink.calendars import exchange_of, sessions, zone_of
from marketlink.events.time_cues import EventText, MomentEntry, holds, is_move, is_told_move
from marketlink.moments.cues import first
from marketlink.moments.resolve import local_day
from marketlink.moments.tense import tense
from marketlink.records.claim import Claim, Field
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reading import Reading

WITHIN_SESSION = frozenset({Field.LOW, Field.HIGH, Field.RANGE})
DAY = timedelta(days=1)
ANSWER = timedelta(days=4)
"""How long before a stamp the session may lie that it tells of: over a weekend with a holiday."""
LONG_AGO = timedelta(days=10)
"""How far before a company's own move a day is only looked back on."""


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

    if not any(map(foreign, source.claims.get(symbol, ()))):
        return source
    claims = tuple(replace(c, moment=None) if foreign(c) else c for c in reading.claims)
    return EventText(replace(reading, claims=claims), source.spans, source.entries)


def finished(source: EventText, symbol: str) -> Claim | None:
    """The first statement of a finished move of a company that no time is told of, but for one that
    a record is counted from; one that goes on ("is falling") is not finished, whatever else its
    sentence tells."""
    return next(_finished(source, symbol), None)


def _finished(source: EventText, symbol: str) -> Iterator[Claim]:
    article = source.reading.article
    for claim in source.claims.get(symbol, ()):
        if not (is_move(claim) and _undated(claim, source.reading)):
            continue
        if first("going_on", article.language, claim.text, 0, len(claim.text)):
            continue
        if tense(article.text, *claim.span, article.language) < 0:
            yield claim


def _undated(claim: Claim, reading: Reading) -> bool:
    """Whether no time is told of a move: "its worst day since the crash of 1987" tells none."""
    record = claim.kind.scoped and claim.moment is not None
    return claim.moment is None or (record and reading.moments[claim.moment].kind == "background")


def within_session(source: EventText, symbol: str) -> bool:
    """Whether a move of a company within a session is told without a time: "rose as much as"."""
    return any(
        claim.moment is None and claim.measure.field in WITHIN_SESSION
        for claim in source.claims.get(symbol, ())
    )


def day_of_move(source: EventText, moves: Sequence[Claim]) -> MomentEntry | None:
    """The first day of which a move of the company is told: of one with a size before others, and
    of none that lies long before the last."""
    dated = [claim for claim in moves if claim.moment in source.by_number]
    sized = sorted(dated, key=lambda claim: not claim.kind.change)
    days = [source.by_number[claim.moment] for claim in sized]
    single = [entry for entry in days if not spans_days(entry[1])]
    last = max((local_day(m.start, m.zone) for _, m in single), default=None)
    late = (e for e in single if last and last - local_day(e[1].start, e[1].zone) <= LONG_AGO)
    return next(late, days[0] if days else None)


def with_the_lead(
    source: EventText, news: MomentEntry | None, moves: Sequence[Claim]
) -> MomentEntry | None:
    """The day that an article opens with, where it tells a move of the company on it and the day
    chosen is an earlier one of another move: "shares rose on Friday ... it fell 20% on Thursday,
    and closed up 12% on Friday"; or where the time chosen is a week or so of news, which was over
    by then, and some move is told."""
    lead = source.entries[0] if source.entries else None
    if news is None or lead is None or spans_days(lead[1]):
        return news
    day = local_day(lead[1].start, lead[1].zone)
    if spans_days(news[1]):
        at, over = news[1].span[0], local_day(news[1].end, news[1].zone) < day
        here = (c for c in moves if c.moment == news[0] and c.span[0] <= at < c.span[1])
        return lead if over and moves and not any(map(is_told_move, here)) else news
    if not _one_calendar(news[1], lead[1]) or local_day(news[1].start, news[1].zone) >= day:
        return news
    sized = {claim.moment for claim in moves if claim.kind.change}
    if news[0] not in sized:
        return news
    days = source.of_numbers(sized)
    on = (entry for entry in days if local_day(entry[1].start, entry[1].zone) == day)
    return next(on, news)


def superseded(moved: MomentEntry, news: MomentEntry, moves: Sequence[Claim]) -> bool:
    """Whether the company's own move is of a later day than the news, which came after the close
    then: "reported on Tuesday; the stock rose on Wednesday". A day of which a move is told, too,
    yields only where the later one is told first, or where it is long gone."""
    if spans_days(moved[1]):
        return False
    near = _one_calendar(moved[1], news[1])
    gap = local_day(moved[1].start, moved[1].zone) - local_day(news[1].end, news[1].zone)
    if gap < (DAY if near else 2 * DAY):
        return False
    first = next(claim for claim in moves if claim.moment == moved[0])
    if (near and first.span[1] <= news[1].span[0]) or gap > LONG_AGO:
        return True
    moving = news[0] in told_of(moves) and not spans_days(news[1])
    return not moving and not isinstance(news[1].start, datetime)


def told_of(moves: Sequence[Claim]) -> set[int | None]:
    """The times of which a move is told."""
    return {claim.moment for claim in moves if is_told_move(claim)}


def behind_a_move(source: EventText, symbol: str, moves: Sequence[Claim]) -> frozenset[int | None]:
    """The days that a text only looks back on behind a finished move which it tells without a day:
    "Biogen ended 29% lower. At Wednesday's close it had been up for the year"."""
    changes = (c for c in _finished(source, symbol) if c.kind.change)
    move = next((c for c in changes if not source.in_title(c.span[0])), None)
    if move is None:
        return frozenset()
    own = {claim.moment for claim in moves if claim.kind.price} - told_of(moves)
    inside = source.by_sentence.get(source.place(move.span[0]), ())
    own |= {number for number, moment in inside if _of_its_cause(move, moment)}
    return source.before_first_day(frozenset(own), move.span[0])


def _of_its_cause(move: Claim, moment: Moment) -> bool:
    """Whether a day is only counted back from that of the move whose sentence it stands behind:
    "fell 14% after it warned, late the day before, of fewer visits"."""
    before = moment.rule is TimeRule.FROM_LAST_DAY_NAMED
    return before and move.at[1] <= moment.span[0] < move.span[1]


def _one_calendar(one: Moment, other: Moment) -> bool:
    """Whether the days of two moments are days of one calendar: those of a zone, or of two zones
    west of Asia, where a stamp in UTC says nothing of where the story is told."""
    asian = [moment.zone.startswith("Asia/") for moment in (one, other)]
    return one.zone == other.zone or not any(asian)


def before_opening(reading: Reading, claim: Claim) -> bool:
    """Whether a sentence tells a move of the trading before a session: "before the bell today the
    stock is 1% lower"."""
    moment = None if claim.moment is None else reading.moments[claim.moment]
    return moment is not None and moment.rule is TimeRule.BEFORE_OPENING and holds(claim, moment)


def reacting(
    source: EventText, symbol: str, moves: Sequence[Claim], news: MomentEntry
) -> MomentEntry | None:
    """The day of the largest told move of a company, where it is the session that reacts to an
    hour told and the time chosen is of another: "brokers cut it on the 8th; it reported on the 6th
    after the close, and fell 25% the day after"."""
    sized = [c for c in moves if c.measure.field is Field.RETURN and c.kind.change and c.stated]
    dated = [claim for claim in sized if claim.moment in source.by_number]
    if not dated:
        return None
    entry = source.by_number[max(dated, key=_size).moment]
    calendar, day, start = sessions(exchange_of(symbol)), entry[1].start, news[1].start
    if isinstance(day, datetime) or spans_days(entry[1]) or not calendar.is_session(day):
        return None
    if abs(local_day(start, news[1].zone) - day) > ANSWER:
        return None
    if isinstance(start, datetime) and calendar.reaction(start) == day:
        return None
    zone, opening = calendar.zone.key, calendar.hours(day)[0]
    hours = (m.start for _, m in source.entries if m.zone == zone)
    ahead = (hour for hour in hours if isinstance(hour, datetime) and hour < opening)
    return entry if any(calendar.reaction(hour) == day for hour in ahead) else None


def _size(claim: Claim) -> float:
    return abs(float(claim.stated or 0))


def of_another(
    source: EventText, symbol: str, news: MomentEntry, moved: MomentEntry, moves: Sequence[Claim]
) -> bool:
    """Whether a day is one on which the text says that another company moved, and the sentence of
    this one's own move names another: "SK hynix rose on Friday as Nvidia's results lifted chip
    stocks. Nvidia had jumped 16% on Thursday"."""
    if news[0] == moved[0] or spans_days(moved[1]) or news[0] in {claim.moment for claim in moves}:
        return False
    own = any(c.span[0] <= moved[1].span[0] < c.span[1] for c in moves if c.moment == moved[0])
    others = (c for c in source.of_moment.get(news[0], ()) if symbol not in c.symbols)
    at = news[1].span[0]
    return own and any(is_move(c) and c.span[0] <= at < c.span[1] for c in others)


def of_a_bare_stamp(
    reading: Reading, news: MomentEntry, moved: MomentEntry, moves: Sequence[Claim]
) -> bool:
    """Whether "today" counts from a stamp of a day only, and all of the company's own moves are of
    days named shortly before: a story of Thursday, printed again on Friday."""
    stamp, today = reading.article.published.value, local_day(news[1].start, news[1].zone)
    if news[1].rule != TimeRule.FROM_PUBLICATION or today != stamp or spans_days(moved[1]):
        return False
    dated = (reading.moments[c.moment] for c in moves if c.moment is not None)
    if any(local_day(m.start, m.zone) >= today for m in dated):
        return False
    return today - local_day(moved[1].start, moved[1].zone) <= ANSWER


def lies_inside(day: Moment, period: Moment) -> bool:
    """Whether a moment is one day of another that spans several."""
    if isinstance(period.start, datetime) or isinstance(period.end, datetime):
        return False
    if isinstance(day.start, datetime) or day.start != day.end or period.start == period.end:
        return False
    return period.start <= day.start <= period.end


def spans_days(moment: Moment) -> bool:
    """Whether a moment covers several days."""
    return not isinstance(moment.start, datetime) and moment.start != moment.end
