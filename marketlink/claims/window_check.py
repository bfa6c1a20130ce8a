"""Stated changes over a window: the closes that they are measured between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from marketlink.claims.evidence import Series
from marketlink.claims.fit import bounded, fits, large, sharp
from marketlink.claims.observe import ClaimCheck, figure, percent
from marketlink.claims.session_of import leads_into
from marketlink.moments.calendar import shift_months
from marketlink.records.claim import (
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    Unit,
    WindowSpan,
)
from marketlink.records.reason import ReasonCode, reason

ONE_DAY = timedelta(days=1)
FRIDAY = 4
AHEAD = 24
"""Characters ahead of a day in which words may make it the last of a span."""
MONTHS = {Unit.YEAR: 12, Unit.QUARTER: 3, Unit.MONTH: 1}
OVER_WINDOW = frozenset(
    {WindowSpan.TO_DATE, WindowSpan.YEAR, WindowSpan.LAST, WindowSpan.FROM, WindowSpan.SINCE}
)
"""Windows that are measured between two closes."""
UP_TO_NOW = OVER_WINDOW | {WindowSpan.SESSIONS}
"""Windows that end on the last known session at most, where that of the day has not closed."""


def ends(series: Series, window: ClaimWindow, n: int, last: int) -> list[tuple[int, int]]:
    """The positions of the closes that a window up to a session may be measured between, the
    likeliest first; ``last`` is the last one known. None where prices begin in the window."""
    day, unit, count = series.sessions[n], window.unit, window.count
    pairs: list[tuple[int | None, int]] = []
    if window.span is WindowSpan.SESSIONS:
        pairs = [(n - count, n)]
    elif window.span is WindowSpan.TO_DATE and unit is not None:
        end = _end_of_whole(series, n, last, unit) if window.count else n
        if end is not None:
            pairs = [(series.last(_begin(series.sessions[end], unit) - ONE_DAY), end)]
    elif window.span is WindowSpan.LAST and unit is not None:
        week = unit is Unit.WEEK
        back = day - 7 * count * ONE_DAY if week else shift_months(day, -MONTHS[unit] * count)
        start = series.last(back)
        steps = (0,) if week and count == 1 else (0, -1, 1, 2)
        pairs = [(start + step, n) for step in steps if start is not None]
    elif window.span is WindowSpan.YEAR:
        end = series.last(date(count, 12, 31))
        pairs = [(series.last(date(count - 1, 12, 31)), min(last if end is None else end, last))]
    elif window.day is not None and (start := series.last(window.day)) is not None:
        until = dict.fromkeys((n, last)) if window.span is WindowSpan.SINCE else {n: None}
        pairs = [(base, end) for base in (start, start - 1) for end in until]
    return [(a, b) for a, b in pairs if a is not None and 0 <= a < b]


def over_window(check: ClaimCheck) -> Observation:
    """The move over a window that ends on the session meant. Where the words leave no other close
    to count from it is decided, else it can only be borne out."""
    series, n, claim, window = check.series, check.at.first, check.claim, check.measure.window
    if n is None:
        return check.cannot(ReasonCode.NO_PRICE)
    pairs = [two for m in _until(check, n) for two in ends(series, window, m, check.last_known())]
    if not pairs:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    for start, end in pairs:
        value = moved(claim, series, start, end)
        if fits(claim, value):
            why = check.over(start, end, figure(claim, value))
            whole = window.span is WindowSpan.TO_DATE and window.count
            if not (whole or window.span is WindowSpan.YEAR):
                why = reason(ReasonCode.SINCE, value=figure(claim, value), start=check.day(start))
            return check.right(end, value, why)
    start, end = pairs[0]
    value = series.span(start, end)
    if window.span in DECIDING and value is not None and claim.unit == "return":
        stated = bounded(claim)
        days = {"start": check.day(start)}
        why = reason(ReasonCode.WRONG_SINCE, value=percent(value), stated=stated, **days)
        return check.wrong(end, value, why)
    return check.cannot(ReasonCode.OTHER_BASE)


DECIDING = frozenset({WindowSpan.TO_DATE, WindowSpan.SINCE})
"""Windows whose words leave no other close to count from."""


def moved(claim: Claim, series: Series, start: int, end: int) -> float | None:
    """The move between two closes, in the unit of a claim."""
    if claim.measure.field is Field.CHANGE:
        return series.closes[end] - series.closes[start]
    return series.span(start, end)


def up_to_now(check: ClaimCheck) -> ClaimCheck:
    """The check of a window that ends on the last known session where no other is held."""
    if check.measure.window.span not in UP_TO_NOW or check.at.first is not None:
        return check
    return check._replace(at=check.at._replace(first=check.last_known() or None))


def _end_of_whole(series: Series, n: int, last: int, unit: Unit) -> int | None:
    """The last session of a whole week, month, quarter or year: the one meant, else that of the one
    before the unit that still ran when the article appeared; None of a unit that did not end."""
    begin = _begin(series.sessions[n], unit)
    if _is_last(series, n, unit):
        return n
    runs = begin == _begin(series.sessions[last], unit) and not _is_last(series, last, unit)
    return series.last(begin - ONE_DAY) if runs else None


def _is_last(series: Series, n: int, unit: Unit) -> bool:
    """Whether the next weekday lies in another unit."""
    day = series.sessions[n]
    ahead = day + timedelta(days=7 - day.weekday() if day.weekday() >= FRIDAY else 1)
    return _begin(ahead, unit) != _begin(day, unit)


def _begin(day: date, unit: Unit) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    return {
        Unit.WEEK: day - timedelta(days=day.weekday()),
        Unit.MONTH: day.replace(day=1),
        Unit.QUARTER: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        Unit.YEAR: day.replace(month=1, day=1),
    }[unit]


def _until(check: ClaimCheck, n: int) -> list[int]:
    """The sessions that a window may end on: the one meant, those of a period up to now, or the one
    before where only the day of the article is known, and the number fits neither by chance."""
    span, last, claim = check.measure.window.span, check.last_known(), check.claim
    if span is WindowSpan.TO_DATE:
        return _sessions_to_date(check, n)
    if isinstance(check.published.value, datetime) or span is WindowSpan.YEAR or n != last:
        return [n]
    return [n, n - 1] if n > 0 and (sharp(claim) or large(claim)) else [n]


def _sessions_to_date(check: ClaimCheck, n: int) -> list[int]:
    """The sessions that a period up to now may be told up to: the one meant, which is the last
    known of the period where no words name it, and the others of it that the article names."""
    series, last, unit = check.series, check.last_known(), check.measure.window.unit
    assert unit is not None  # noqa: S101 (for the type checker)
    if leads_into(check.claim, check.claim.sentence.moment(check.claim.moment)):
        return [n]
    n = check.at.inside[-1] if check.at.inside else n
    if check.claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        same = _begin(series.sessions[n], unit) == _begin(series.sessions[last], unit)
        n = last if check.at.period or (last > n and same) else n
    first, others = _begin(series.sessions[n], unit), list(check.at.other_days)
    if check.claim.day is not Spoken.SPOKEN:
        others.append(last)
    if not isinstance(check.published.value, datetime) or sharp(check.claim):
        others.append(last - 1)  # tables of the day before
    return [n, *(m for m in others if m > 0 and _begin(series.sessions[m], unit) == first)]


def from_peak(check: ClaimCheck) -> list[Observation]:
    """The move from the highest close or price of a period (the lowest, where it is a rise) to the
    session meant or the last one known. It may be of another peak, and is only borne out."""
    if not check.series.sessions:
        return [check.blind() or check.cannot(ReasonCode.NO_PRICE)]
    series, last = check.series, check.last_known()
    period = _of_a_peak(series, check.measure.window, last)
    inside = range(period.start, min(period.stop, last + 1))
    ends = dict.fromkeys(n for n in (last, check.at.first) if n is not None and n >= period.start)
    for n, price in _extremes(check, inside) if inside else ():
        for end in ends:
            value = series.closes[end] / price - 1 if end >= n and price else None
            if value is not None and fits(check.claim, value):
                why = reason(
                    ReasonCode.FROM_PEAK, value=figure(check.claim, value), start=check.day(n)
                )
                return [check.right(end, value, why)]
    return [check.cannot(ReasonCode.OTHER_BASE)]


def _of_a_peak(series: Series, window: ClaimWindow, last: int) -> range:
    """The sessions of the period of a peak: those of the last such month, or all that are held."""
    if window.unit is not Unit.MONTH:
        return range(last + 1)
    day = series.sessions[last]
    begin = date(day.year - (window.count > day.month), window.count, 1)
    return series.inside(begin, shift_months(begin, 1) - timedelta(days=1))


def _extremes(check: ClaimCheck, inside: range) -> Iterator[tuple[int, float]]:
    """The session and size of the extreme close, and of the extreme price where it is held."""
    series, down = check.series, (check.claim.stated or 0.0) < 0
    best = max if down else min
    n = best(inside, key=series.closes.__getitem__)
    yield n, series.closes[n]
    prices = [
        (price, n) for n in inside if (price := series.range(n)[1 if down else 0]) is not None
    ]
    if prices:
        price, n = best(prices)
        yield n, price
