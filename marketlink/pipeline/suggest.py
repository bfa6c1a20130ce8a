"""Suggestions for an unknown publication time, from the page and the prices, to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.calendars import exchange_of, sessions
from marketlink.errors import NoPublicationTime
from marketlink.findings import FindingText
from marketlink.records.article import Published
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading
from marketlink.store import Store

if TYPE_CHECKING:
    from marketlink.config import Settings

STEP = timedelta(days=14)
"""Publication days tried lie this far apart: closer than any two holidays of one name."""

Returns = dict[str, dict[date, float]]
Span = tuple[date | datetime, date | datetime]


def no_publication_time(reading: Reading, settings: Settings) -> NoPublicationTime:
    """The refusal to guess, with what would be worth confirming."""
    hints = (_page(reading.article.published), _prices(reading, settings))
    what, why = FindingText("no_time.what"), [*filter(None, hints), FindingText("no_time.no_guess")]
    error = NoPublicationTime(what, "; ".join(why), "--published YYYY-MM-DD")
    error.findings = (what, *why)
    return error


def _page(publication: Published) -> FindingText | None:
    first, last = publication.earliest, publication.latest
    if first is None and last is None:
        return None
    code = "between" if first and last else "from" if first else "to"
    return FindingText(f"no_time.{code}", first=_iso(first), last=_iso(last))


def _prices(reading: Reading, settings: Settings) -> FindingText | None:
    """The resolution of the article's own words that the prices of its companies fit best."""
    returns = _returns(reading.subjects, settings)
    if not returns:
        return None
    best: tuple[float, Moment] | None = None
    for moment in _resolutions(reading, returns):
        size = _joint_move(moment, returns)
        if size is not None and (best is None or size > best[0]):
            best = (size, moment)
    if best is None:
        return None
    size, moment = best
    start, end = _day(moment.start), _day(moment.end)
    code = "prices_day" if start == end else "prices_span"
    return FindingText(
        f"no_time.{code}", text=moment.text, size=size, first=_iso(start), last=_iso(end)
    )


def _resolutions(reading: Reading, returns: Returns) -> Iterator[Moment]:
    """The dates that the text's words for time would have for each of many publication days; a date
    of one such day only ("today", "Monday") is of the day tried, not of the text, and left out."""
    from marketlink.moments import read  # noqa: PLC0415 (loads moments, records and text)

    days = sorted({day for series in returns.values() for day in series})
    article, resolved = reading.article, set()
    before: set[Span] = set()
    day = days[0] + STEP
    while day <= days[-1] + STEP:
        guess = replace(article.published, value=day, grade="given", precision="day")
        moments_read = read(
            article.text, article.lines, guess, article.language, mentions=reading.mentions
        )
        dated = {(one.start, one.end): one for one in moments_read.moments if one.kind == "event"}
        for key, moment in dated.items():
            if key in before and key not in resolved:
                resolved.add(key)
                yield moment
        before |= dated.keys()
        day += STEP


def _joint_move(moment: Moment, returns: Returns) -> float | None:
    moves = []
    for symbol, series in returns.items():
        calendar = sessions(exchange_of(symbol))
        start = moment.start
        day = (
            calendar.reaction(start)
            if isinstance(start, datetime)
            else calendar.reaction_of_day(start, moment.zone)
        )
        if day in series:
            moves.append(series[day])
    return abs(sum(moves)) / len(moves) if len(moves) == len(returns) else None


def _returns(symbols: Sequence[str], settings: Settings) -> Returns:
    """Simple returns of the companies' stored prices; empty where there is no store yet."""
    if not settings.db.exists():
        from marketlink.prices.load import ensure_excerpt  # noqa: PLC0415 (loads config, prices and store)

        with Store.open(settings.db, "write", settings.lock_wait_seconds) as store:
            ensure_excerpt(store)
    returns: Returns = {}
    with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
        rows = store.con.execute(
            "select symbol, session, total / lag(total) over (partition by symbol order by session)"
            " - 1 as ret from price where list_contains(?, symbol) qualify ret is not null",
            [list(symbols)],
        ).fetchall()
    for symbol, session, ret in rows:
        returns.setdefault(symbol, {})[session] = ret
    return returns


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
