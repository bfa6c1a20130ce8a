"""Build an exchange's table from exchange-calendars and holidays, united.

A day is shut where either library says so, except on exchanges where holidays lists days of short
or evening sessions as shut. Days on which the two disagree keep the name of the library that won
in ``rule``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from marketlink.calendars.exchanges import EXCHANGES
from marketlink.calendars.table import CalendarRow
from marketlink.errors import InputError

FIRST_DAY: Mapping[str, str] = {
    "XKRX": "1999-01-04",  # the last Saturday sessions were in December 1998
    "XTKS": "1997-01-06",
    "XSHG": "1991-01-02",
    "XBOM": "1997-01-02",
}
_FINANCIAL = {"XTKS": "XJPX", "XBOM": "XBOM"}
_COMPLETE_SINCE = {
    "XNYS": date(1990, 1, 1),
    "XKRX": date(2001, 1, 1),
    "XTKS": date(1997, 1, 1),
}
"""From when holidays keeps a full list of an exchange's closures, not of its holidays only."""
_TRADED_HOLIDAYS = ("BVMF", "XBOM", "XSES")
_LASTING = 30
"""Other hours that hold for this many sessions are the new regular hours."""


def build(exchange: str, last: date) -> list[CalendarRow]:
    """The table of one exchange up to ``last``, or as far as the libraries reach.

    Parameters
    ----------
    exchange : str
        A code of :data:`EXCHANGES`.
    last : date
        The last day wanted.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schedule = _schedule(exchange, last)
    first, last = min(schedule), _span_end(max(schedule), last)
    names, closures = _names(exchange, first.year, last.year)
    rows = [CalendarRow(first, "span"), CalendarRow(last, "span")]
    sessions: dict[date, tuple[time, time]] = {}
    for day in (first + timedelta(n) for n in range((last - first).days + 1)):
        shut = day in closures and exchange not in _TRADED_HOLIDAYS
        name, local = names.get(day, ("", ""))
        if day in schedule and not shut:
            sessions[day] = schedule[day]
            if day.weekday() > 4:  # noqa: PLR2004 (Saturday)
                rows.append(CalendarRow(day, "extra", *schedule[day], name, local))
        elif day.weekday() < 5:  # noqa: PLR2004 (Saturday)
            rule = "holidays" if day in schedule else "" if shut else "exchange-calendars"
            rows.append(CalendarRow(day, "closed", None, None, name or "Closed", local, rule))
    rows += _hours(sessions)
    return sorted(_undisputed(rows, exchange), key=lambda row: (row.day, row.what))


def _span_end(last: date, horizon: date) -> date:
    """The end of the span: a holiday after the last session of a year belongs to it."""
    year_end = min(horizon, date(last.year, 12, 31))
    return year_end if year_end - last < timedelta(7) else last


def _undisputed(rows: list[CalendarRow], exchange: str) -> Iterator[CalendarRow]:
    """Leave out the rule where holidays keeps no full list of an exchange's closures."""
    since = _COMPLETE_SINCE.get(exchange, date.max)
    for row in rows:
        if row.rule == "exchange-calendars" and row.day < since:
            yield CalendarRow(row.day, row.what, row.open, row.close, row.name, row.name_local)
        else:
            yield row


def _schedule(exchange: str, last: date) -> dict[date, tuple[time, time]]:
    calendar = _calendar(exchange, last)
    frame: Any = calendar.schedule
    opens = frame["open"].dt.tz_convert(calendar.tz)
    closes = frame["close"].dt.tz_convert(calendar.tz)
    return {
        stamp.date(): (opening.time(), closing.time())
        for stamp, opening, closing in zip(frame.index, opens, closes, strict=True)
        if stamp.date() <= last
    }


def _calendar(exchange: str, last: date) -> Any:  # noqa: ANN401 (a library without types)
    """The library's calendar as far as it reaches; some of its rules look past a session, so the
    last ones need a margin of days."""
    import exchange_calendars

    start = FIRST_DAY.get(exchange, "1990-01-02")
    for year in range(last.year, last.year - 5, -1):
        end = min(last, date(year, 12, 31))
        for horizon in (end + timedelta(20), end):
            try:
                return exchange_calendars.get_calendar(
                    exchange, start=start, end=horizon.isoformat()
                )
            except ValueError:
                continue
    raise InputError(f"exchange-calendars has no sessions of {exchange} near {last}")


def _names(
    exchange: str, first: int, last: int
) -> tuple[dict[date, tuple[str, str]], frozenset[date]]:
    """Holiday names (English, local) by day, and the days the exchange is shut."""
    import holidays

    years = range(first, last + 1)
    country = EXCHANGES[exchange].country
    local = {"KR": "ko", "JP": "ja", "TW": "zh_TW", "CN": "zh_CN", "HK": "zh_HK"}.get(country)

    def listing(kind: str, language: str | None) -> dict[date, str]:
        make = holidays.financial_holidays if kind == "financial" else holidays.country_holidays
        code = _FINANCIAL.get(exchange, exchange) if kind == "financial" else country
        try:
            return dict(make(code, years=years, language=language))
        except NotImplementedError:
            return {}

    financial = listing("financial", "en_US")
    english = listing("country", "en_US") | financial
    own = (listing("country", local) | listing("financial", local)) if local else {}
    names = {day: (name, own.get(day, "")) for day, name in english.items()}
    return names, frozenset(financial)


def _hours(sessions: Mapping[date, tuple[time, time]]) -> Iterator[CalendarRow]:
    """Regular hours as they change, and the sessions that differ from them."""
    days = sorted(sessions)
    regular: tuple[time, time] | None = None
    for at, day in enumerate(days):
        hours = sessions[day]
        if hours == regular:
            continue
        following = [sessions[later] for later in days[at : at + _LASTING]]
        if regular is None:
            regular = max(following, key=following.count)
            yield CalendarRow(day, "hours", *regular)
        elif len(following) == _LASTING and following.count(hours) > _LASTING * 0.8:
            regular = hours
            yield CalendarRow(day, "hours", *hours)
        if hours != regular:
            name = "Early close" if hours[1] < regular[1] else "Late opening"
            yield CalendarRow(day, "special", *hours, name)
