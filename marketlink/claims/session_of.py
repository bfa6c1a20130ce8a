"""The sessions that a claim's words are about, for one symbol."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketlink.calendars import Sessions, sessions, zone_of
from marketlink.claims.cues import CLAIMS
from marketlink.claims.evidence import Series
from marketlink.events.event_text import TALLY, TRADED_LATE
from marketlink.moments.find import reaction
from marketlink.moments.publication import local_day
from marketlink.records.article import Published
from marketlink.records.claim import Claim
from marketlink.records.moment import TO_DATE, Moment, TimeRule
from marketlink.records.reason import Reason, ReasonCode, reason

ONE_DAY = timedelta(days=1)


class When(NamedTuple):
    """Positions in a series: the session meant, another the words allow, and the interval's;
    ``other_days`` holds those of other days the article names before a sentence that names none,
    ``missing`` the first or last known session of an interval that has no price."""

    first: int | None
    other: int | None = None
    inside: range = range(0)
    stated: bool = True
    period: bool = False
    why: Reason | None = None
    other_days: tuple[int, ...] = ()
    missing: date | None = None


def session_known(claim: Claim, series: Series, published: Published) -> When:
    """The session of a claim, as a position in a series, of those that had closed when the article
    appeared, or was updated where its words name the day; ``first`` is None where none is held, and
    ``why`` says so."""
    at = _session_told(claim, series, published)
    if published.value is None or not series.sessions:
        return at
    newest, why = last_known(series, published), at.why
    last = newest if at.inside or not at.stated else last_told(series, published)
    inside = range(at.inside.start, min(at.inside.stop, newest + 1)) if at.inside else at.inside
    first, other = (None if n is None or n > last else n for n in (at.first, at.other))
    if first is None and at.first is not None:
        first, other = (next(reversed(inside), None) if other is None else other), None
        if first is None:
            why = reason(ReasonCode.NOT_CLOSED, session=series.sessions[at.first])
    return at._replace(first=first, other=other, inside=inside, why=why)


def may_be_running(claim: Claim, series: Series, published: Published) -> bool:
    """Whether the session that a claim's words name had not closed when the article appeared, and
    another that they allow is taken instead."""
    first = _session_told(claim, series, published).first
    return first is not None and first > last_told(series, published)


def _session_told(claim: Claim, series: Series, published: Published) -> When:
    """The session that the words of a claim name, whether or not it had closed."""
    start, end = claim.span
    moment = claim.sentence.moment(claim.moment)
    if moment is not None and start <= moment.span[0] < end:
        return _session_of_moment(claim, moment, series, published)
    when = last = _published(series, published)
    if moment is not None and not _unheard_of(moment, series, published):
        when = _session_of_moment(claim, moment, series, published)
    every = claim.sentence.every
    days = [m for m in every if m.kind == "event" and m.span[0] < start and m.start == m.end]
    places = [*(series.at(m.days[0]) for m in days), last.first]
    if moment is None and not isinstance(published.value, datetime):
        places += [last.first and last.first - 1]  # in the morning of a day without an hour
    return when._replace(other_days=tuple(n for n in places if n is not None))


THIS_DAY = frozenset({TimeRule.FROM_PUBLICATION, TimeRule.FROM_LAST_DAY_NAMED})
"""Rules of "this day", which in a paper of a day without a session is the last one before."""


def _session_of_moment(claim: Claim, moment: Moment, series: Series, published: Published) -> When:
    """The session of a moment; on a day without one that of a finished move is the last one before,
    where the next had not closed at publication: "8일 한국거래소에 따르면" on a Sunday."""
    start, end = moment.days
    if isinstance(moment.start, datetime):
        hours = sessions(series.exchange), local_day(moment.start, zone_of(series.symbol))
        tally = series.exchange != TRADED_LATE and bool(claim.sentence.spans("close"))
        tally = tally and _is_tally(*hours, moment.start)
        of_the_day = claim.measure.regular or claim.kind.price or tally
        return _instant(series, moment, moment.start, of_the_day)
    if start != end or moment.rule in TO_DATE:
        return _interval(series, moment, start, end)._replace(
            missing=_missing(series, start, end, published)
        )
    n, other = series.at(start), _foreign(series, moment, start)
    if n and leads_into(claim, moment):
        return When(n - 1)
    if n and moment.rule == TimeRule.SESSION_BEFORE:
        other = n - 1
    if n is not None or other is not None:
        return When(n if n is not None else other, other)
    calendar, appeared = sessions(series.exchange), _appeared(series, published)
    day = reaction(start, moment.zone, series.exchange)
    later = series.at(day) if day else None
    to_come = day is None or (appeared is not None and appeared < calendar.hours(day)[1])
    shut = start != day and (moment.rule in THIS_DAY or to_come)
    session = calendar.before(start) if shut else None
    last = series.at(session) if session else None
    if last is not None:
        newest = counted_back(claim, moment) and later == last_known(series, published)
        return When(last, None if newest else later)
    return When(later, why=_no_session(series, start, day))


def _is_tally(calendar: Sessions, day: date, start: datetime) -> bool:
    """Whether a clock time is that of a list of closes, made just after the close of its day."""
    return calendar.is_session(day) and start - calendar.hours(day)[1] <= TALLY


def leads_into(claim: Claim, moment: Moment | None) -> bool:
    """Whether a move is told up to the beginning of a day: "Coming into Wednesday"."""
    if moment is None:
        return False
    sentence, rows = claim.sentence, CLAIMS.leads_into[claim.sentence.language]
    at, _ = sentence.inner(moment.span)
    return any(match.end() == at for match in rows.finditer(sentence.text, 0, at))


def counted_back(claim: Claim, moment: Moment) -> bool:
    """Whether a day is told by the one behind it, "the day before", and so is never that one."""
    rows = CLAIMS.counted_back[claim.sentence.language]
    return moment.rule in THIS_DAY and rows.search(moment.text) is not None


def _unheard_of(moment: Moment, series: Series, published: Published) -> bool:
    """Whether a clock time told in an earlier sentence came after the last close before
    publication: a finished move told behind it is not of the session that follows."""
    start, value = moment.start, published.value
    if not (isinstance(start, datetime) and isinstance(value, datetime)):
        return False
    day = reaction(start, moment.zone, series.exchange)
    return day is not None and sessions(series.exchange).hours(day)[1] > value >= start


def day_at_odds(claim: Claim, series: Series) -> Reason | None:
    """What is wrong with the day that a claim's words name: it is not of their weekday, or its
    exchange had no session on it. None where nothing is."""
    moment = claim.sentence.moment(claim.moment)
    if moment is None or isinstance(moment.start, datetime) or moment.start != moment.end:
        return None
    if moment.rule is TimeRule.DATE_OF_ANOTHER_WEEKDAY:
        return reason(ReasonCode.OTHER_WEEKDAY, day=moment.start)
    calendar = sessions(series.exchange)
    if moment.zone != calendar.zone.key or calendar.is_session(moment.start):
        return None
    return reason(ReasonCode.DAY_SHUT, exchange=series.exchange, day=moment.start)


def _no_session(series: Series, start: date, day: date | None) -> Reason:
    if day is not None and day != start:
        return reason(ReasonCode.NO_SESSION, exchange=series.exchange, day=start, session=day)
    return reason(ReasonCode.NO_PRICE_ON, symbol=series.symbol, session=start)


def _foreign(series: Series, moment: Moment, day: date) -> int | None:
    """The session that ended on a day of another zone: New York's of Monday, Tuesday in Seoul."""
    zone = zone_of(series.symbol)
    if zone == moment.zone or not moment.zone.startswith("Asia/") or zone.startswith("Asia/"):
        return None
    return series.last(day - ONE_DAY)


def _instant(series: Series, moment: Moment, start: datetime, of_the_day: bool) -> When:
    """The session of a clock time: that of its day up to the close, else the first one after it,
    but for what is told ``of_the_day``, such as a close: "stood at $121 on Tuesday night"."""
    calendar, local = sessions(series.exchange), local_day(start, zone_of(series.symbol))
    late = calendar.is_session(local) and start > calendar.hours(local)[1]
    n = series.at(local)
    if n is not None and (of_the_day or not (late or moment.rule == TimeRule.AFTER_CLOSE)):
        return When(n)
    day = calendar.reaction(start)
    n = series.at(day) if day else None
    return When(n, why=reason(ReasonCode.FIRST_AFTER, session=day))


def _interval(series: Series, moment: Moment, start: date, end: date) -> When:
    inside = series.inside(start, end)
    period = moment.rule is not TimeRule.HOLIDAY_BLOCK
    if not inside:
        day = reaction(moment.start, moment.zone, series.exchange)
        n = series.at(day) if day else None
        return When(n, period=period, why=_no_session(series, start, day))
    first = series.at(series.day0) if series.day0 else None
    position = first if first is not None and first in inside else inside[0]
    return When(position, inside=inside, period=period)


def _missing(series: Series, start: date, end: date, published: Published) -> date | None:
    """The first or the last session of an interval, of those closed at publication, that lies
    outside a series: a period held in part bears out what fits, and no accusation."""
    appeared = _appeared(series, published)
    closed = (appeared and _last_closed(series.exchange, appeared)) or end
    over = sessions(series.exchange).between(start, min(end, closed))
    return next((day for day in (*over[-1:], *over[:1]) if series.at(day) is None), None)


def last_known(series: Series, published: Published) -> int:
    """Position of the last session that the article could know of; the last one if undated."""
    appeared = _appeared(series, published)
    if appeared is None:
        return len(series.closes) - 1
    day = _last_closed(series.exchange, appeared)
    return (day and series.last(day)) or 0


def last_told(series: Series, published: Published) -> int:
    """Position of the last session that a day named by the article may be: up to its update."""
    return last_known(series, replace(published, value=published.updated or published.value))


def _appeared(series: Series, published: Published) -> datetime | None:
    """When an article appeared, at the end of its day where that is all that is known, in its zone,
    else the exchange's: Seoul's ends before New York opens. None where it is not, or not in a year
    that a calendar holds."""
    value = published.value
    if value is None or not 1900 < value.year < 2200:  # noqa: PLR2004 (years a calendar holds)
        return None
    if isinstance(value, datetime):
        return value
    own = published.zone or ""
    zone = own if "/" in own else zone_of(series.symbol)  # no "+09:00"
    return datetime.combine(value + ONE_DAY, time(0), ZoneInfo(zone))


@lru_cache(maxsize=64)
def _last_closed(exchange: str, appeared: datetime) -> date | None:
    """The last session of an exchange that had closed at an instant."""
    calendar = sessions(exchange)
    today = appeared.astimezone(calendar.zone).date()
    return calendar.before(calendar.reaction(appeared) or today + ONE_DAY)


def _published(series: Series, published: Published) -> When:
    """The last session that had closed when the article appeared."""
    appeared = _appeared(series, published)
    if appeared is None:
        return When(None, stated=False, why=reason(ReasonCode.UNKNOWN_TIME))
    day = _last_closed(series.exchange, appeared)
    n = series.at(day) if day else None
    missing = reason(ReasonCode.NO_PRICE_ON, symbol=series.symbol, session=day)
    return When(n, stated=False, why=None if n is not None else missing)


def running(series: Series, published: Published) -> bool:
    """Whether a session of the series was open, or still to open, on the day of publication."""
    appeared, calendar = _appeared(series, published), sessions(series.exchange)
    if appeared is None or not isinstance(published.value, datetime):
        return False
    day = calendar.reaction(appeared)
    today = appeared.astimezone(calendar.zone).date()
    return day == today and series.at(today) is not None
