"""Stated changes over several sessions against the closes at both ends."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.claims.cues import MEASURES
from marketlink.claims.evidence import Series
from marketlink.claims.fit import bounded, change_of, fits, undated
from marketlink.claims.observe import ClaimCheck, figure, percent
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
MONTHS = {Unit.YEAR: 12, Unit.QUARTER: 3, Unit.MONTH: 1}


def over(check: ClaimCheck) -> Observation:
    """A change over a week, month, quarter or year, or of the one session of it that fits."""
    inside, series, claim, change = check.at.inside, check.series, check.claim, change_of(check)
    if not inside or inside[0] < 1:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    start, end = inside[0] - 1, inside[-1]
    if len(inside) > 1 and end == check.last_known() and before_news(claim):
        end -= 1
    value = moved(claim, series, start, end)
    if fits(claim, value):
        why = check.over(start, end, figure(claim, value))
        return check.right(end, value, why, unit=claim.unit)
    single = [n for n in inside if fits(claim, change(n))]
    if end in single or len(single) == 1:
        n = single[-1]
        why = reason(ReasonCode.ONE_OF_PERIOD, value=figure(claim, change(n)), session=check.day(n))
        return check.right(n, change(n), why, unit=claim.unit)
    for n in check.at.other_days:
        if fits(claim, change(n)):
            return check.right(n, change(n), undated(check, n), unit=claim.unit)
    why = reason(
        ReasonCode.WRONG_OVER, value=figure(claim, value), stated=bounded(claim),
        start=check.day(start),
    )  # fmt: skip
    return check.wrong(end, value, why, unit=claim.unit)


def ends(series: Series, window: ClaimWindow, n: int, last: int) -> list[tuple[int, int]]:
    """The positions of the closes that a window up to a session may be measured between, the
    likeliest first; ``last`` is the last one known. None where prices begin in the window."""
    day, unit, count = series.sessions[n], window.unit, window.count
    pairs: list[tuple[int | None, int]] = []
    if window.span is WindowSpan.SESSIONS:
        pairs = [(n - count, n)]
    elif window.span is WindowSpan.TO_DATE and unit is not None:
        pairs = [(series.last(begin(day, unit) - ONE_DAY), n)]
    elif window.span is WindowSpan.LAST and unit is not None:
        week = unit is Unit.WEEK
        back = day - 7 * count * ONE_DAY if week else shift_months(day, -MONTHS[unit] * count)
        start = series.last(back)
        pairs = [(start, n)] if start is None else [(start, n), (start - 1, n), (start + 1, n)]
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
    sessions = _sessions_to_date(check, n) if window.span is WindowSpan.TO_DATE else [n]
    pairs = [two for m in sessions for two in ends(series, window, m, check.last_known())]
    if not pairs:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    for start, end in pairs:
        value = moved(claim, series, start, end)
        if fits(claim, value):
            why = check.over(start, end, figure(claim, value))
            if window.span is not WindowSpan.YEAR:
                why = reason(ReasonCode.SINCE, value=figure(claim, value), start=check.day(start))
            return check.right(end, value, why, unit=claim.unit)
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


def begin(day: date, unit: Unit) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    return {
        Unit.WEEK: day - timedelta(days=day.weekday()),
        Unit.MONTH: day.replace(day=1),
        Unit.QUARTER: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        Unit.YEAR: day.replace(month=1, day=1),
    }[unit]


def before_news(claim: Claim) -> bool:
    """Whether a span up to now ends ahead of the news: "Until the report it was down 20% for the
    year", whose last close is the one before the session of the news."""
    wording = claim.wording
    return wording is not None and bool(MEASURES.until_news[wording.language].search(wording.text))


def _sessions_to_date(check: ClaimCheck, n: int) -> list[int]:
    """The sessions that a period up to now may be told up to: the one meant, which is the last
    known of the period where no words name it, and the others of it that the article names."""
    series, last, unit = check.series, check.last_known(), check.measure.window.unit
    assert unit is not None  # noqa: S101 (for the type checker)
    n = check.at.inside[-1] if check.at.inside else n
    if check.claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        same = begin(series.sessions[n], unit) == begin(series.sessions[last], unit)
        n = last if check.at.period or (last > n and same) else n
    first = begin(series.sessions[n], unit)
    before = [n - 1] if n and before_news(check.claim) else []
    return [
        *before,
        n,
        *(m for m in check.at.other_days if begin(series.sessions[m], unit) == first),
    ]
