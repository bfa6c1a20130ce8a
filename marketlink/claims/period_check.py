"""Stated changes over several sessions against the closes at both ends."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.claims.fit import bounded, change_of, fits, undated
from marketlink.claims.observe import ClaimCheck, figure, percent
from marketlink.moments.calendar import shift_months
from marketlink.records.claim import Field, Observation, Spoken, Unit
from marketlink.records.reason import Reason, ReasonCode, reason

MONTHS = {Unit.YEAR: 12, Unit.QUARTER: 3, Unit.MONTH: 1}


def over(check: ClaimCheck) -> Observation:
    """A change over a week, month, quarter or year, or of the one session of it that fits."""
    inside, series, claim, change = check.at.inside, check.series, check.claim, change_of(check)
    if not inside or inside[0] < 1:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    start, end = inside[0] - 1, inside[-1]
    value = series.span(start, end)
    if claim.measure.field is Field.CHANGE:
        value = series.closes[end] - series.closes[start]
    if fits(claim, value):
        why = reason(
            ReasonCode.OVER,
            value=figure(claim, value),
            start=check.day(start),
            session=check.day(end),
        )
        return check.right(end, value, why, unit=claim.unit)  # fmt: skip
    single = [n for n in inside if fits(claim, change(n))]
    if end in single or len(single) == 1:
        n = single[-1]
        why = reason(ReasonCode.ONE_OF_PERIOD, value=figure(claim, change(n)), session=check.day(n))
        return check.right(n, change(n), why, unit=claim.unit)
    for n in check.at.other_days:
        if fits(claim, change(n)):
            return check.right(n, change(n), undated(check, n), unit=claim.unit)
    why = reason(ReasonCode.WRONG_OVER, value=figure(claim, value), stated=bounded(claim))
    return check.wrong(end, value, why, unit=claim.unit)


def from_on(check: ClaimCheck, day: date, only: bool) -> Observation:
    """The move from a day named, or the close before it, to the session meant; decided where it
    fits, and also where it does not if the words leave ``only`` these closes to count from."""
    series, n, start, claim = check.series, check.at.first, check.series.last(day), check.claim
    if n is None or start is None or start >= n:
        return check.cannot(ReasonCode.NO_PRICE)
    ends = dict.fromkeys((n, check.last_known())) if only else {n: None}
    for base in (start, start - 1):
        for end in ends if base >= 0 else ():
            value = series.span(base, end)
            if claim.measure.field is Field.CHANGE:
                value = series.closes[end] - series.closes[base]
            if fits(claim, value):
                why = reason(ReasonCode.SINCE, value=figure(claim, value), start=check.day(base))
                return check.right(end, value, why, unit=claim.unit)
    value = series.span(start, n)
    if only and start > 0 and value is not None and claim.unit == "return":
        return check.wrong(n, value, _wrong_since(check, value, start))
    return check.cannot(ReasonCode.OTHER_BASE)


def of_the_past(check: ClaimCheck, unit: Unit, count: int) -> Observation:
    """The move over so many weeks, months or years up to the session meant, counted from the close
    of that day or one beside; whose day the words leave open, so that it can only be borne out."""
    series, n = check.series, check.at.first
    if n is None:
        return check.cannot(ReasonCode.NO_PRICE)
    day = series.sessions[n]
    back = timedelta(days=7 * count)
    begin = day - back if unit is Unit.WEEK else shift_months(day, -MONTHS[unit] * count)
    start = series.last(begin)
    if start is None:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    for base in (start, start - 1, start + 1):
        value = series.span(base, n)
        if fits(check.claim, value):
            why = reason(ReasonCode.SINCE, value=percent(value), start=check.day(base))
            return check.right(n, value, why)
    return check.cannot(ReasonCode.OTHER_BASE)


def of_a_year(check: ClaimCheck, year: int) -> Observation:
    """The move over a year that is named, from the last close before it to its last one known."""
    series, claim = check.series, check.claim
    start, end = (series.last(date(one, 12, 31)) for one in (year - 1, year))
    if start is None or end is None:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    end = min(end, check.last_known())
    value = series.span(start, end)
    if fits(claim, value):
        days = {"start": check.day(start), "session": check.day(end)}
        why = reason(ReasonCode.OVER, value=figure(claim, value), **days)
        return check.right(end, value, why)
    return check.cannot(ReasonCode.OTHER_BASE)


def _wrong_since(check: ClaimCheck, value: float | None, start: int) -> Reason:
    stated = bounded(check.claim)
    return reason(
        ReasonCode.WRONG_SINCE, value=percent(value), start=check.day(start), stated=stated
    )


def _begin(day: date, unit: Unit) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    return {
        Unit.WEEK: day - timedelta(days=day.weekday()),
        Unit.MONTH: day.replace(day=1),
        Unit.QUARTER: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        Unit.YEAR: day.replace(month=1, day=1),
    }[unit]


def to_date(check: ClaimCheck, unit: Unit) -> Observation:
    """The move from the last close before a week, month, quarter or year to the session meant,
    or to the last one of the period that the words name."""
    series, n = check.series, check.at.inside[-1] if check.at.inside else check.at.first
    if n is None:
        return check.cannot(ReasonCode.NO_PRICE)
    last = check.last_known()
    if check.claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        same = _begin(series.sessions[n], unit) == _begin(series.sessions[last], unit)
        n = last if check.at.period or (last > n and same) else n
    first = _begin(series.sessions[n], unit)
    start = series.last(first - timedelta(days=1))
    if start is None:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    ends = [n, *(m for m in check.at.other_days if _begin(series.sessions[m], unit) == first)]
    n = next((m for m in ends if fits(check.claim, series.span(start, m))), n)
    value = series.span(start, n)
    if fits(check.claim, value):
        return check.right(
            n, value, reason(ReasonCode.SINCE, value=percent(value), start=check.day(start))
        )
    return check.wrong(n, value, _wrong_since(check, value, start))
