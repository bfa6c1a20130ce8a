"""Moves from the highest or the lowest price of a period: "down 26% from a record in October"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from marketlink.claims.evidence import Series
from marketlink.claims.fit import fits
from marketlink.claims.observe import ClaimCheck, figure
from marketlink.moments.calendar import shift_months
from marketlink.records.claim import ClaimWindow, Observation, Unit
from marketlink.records.reason import ReasonCode, reason


def from_peak(check: ClaimCheck) -> list[Observation]:
    """The move from the highest close or price of a period (the lowest, where it is a rise) to the
    session meant or the last one known. It may be of another peak, and is only borne out."""
    if not check.series.sessions:
        return [check.blind() or check.cannot(ReasonCode.NO_PRICE)]
    series, last = check.series, check.last_known()
    period = _sessions(series, check.measure.window, last)
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


def _sessions(series: Series, window: ClaimWindow, last: int) -> range:
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
