"""Stated changes against stored prices: a wrong number and a wrong date told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from marketlink.claims.amounts import holds
from marketlink.claims.observe import Look, figure, percent
from marketlink.moments.calendar import shift_months
from marketlink.records.claim import Bound, Claim, Field, Observation, Span, Spoken, Unit, Verdict
from marketlink.records.reason import Code, Figure, Reason, Shown, reason

NEAR = 5
"""Sessions on either side of the one named in which a number counts as right on a wrong date."""
STALE = timedelta(days=12)
"""How long before publication the last session may lie that a number is compared with."""
ROUGH = 0.0025
"""Half a unit of a percentage without decimals, which fits another day too easily."""
SHARP = 0.0005
"""A percentage of one decimal or more fits another session seldom enough to say something."""
DIGITS = 4
"""So many significant digits make a price as sharp."""
MONTHS = {Unit.YEAR: 12, Unit.QUARTER: 3, Unit.MONTH: 1}
PLAIN = frozenset({Bound.EXACT, Bound.BAND, Bound.AT})
"""Bounds that leave a number one place to be right in."""
UNSEEN = {Field.OFF_HOURS: Code.OFF_HOURS, Field.OPEN: Code.OPENING}
"""Fields of a price that no stored series holds."""

Change = Callable[[int], float | None]


def size(look: Look) -> list[Observation]:
    """A stated change against the session's, the period's, or the market value's."""
    field, window = look.measure.field, look.measure.window
    if field is Field.VALUE:
        return [_value(look)]
    if blind := look.blind():
        early = _early(look) if field in (Field.RETURN, Field.CHANGE) else None
        return [early or blind]
    if field in UNSEEN:
        return [look.cannot(UNSEEN[field])]
    if window.span is Span.OTHER:
        return [_of_the_session(look) or look.cannot(Code.OTHER_BASE)]
    if field in (Field.LOW, Field.HIGH, Field.NOW):
        return [_intraday(look)]
    if window.span is Span.TO_DATE and window.unit is not None:
        return [_to_date(look, window.unit)]
    if window.span is Span.LAST and window.unit is not None:
        return [_of_the_past(look, window.unit, window.count)]
    if window.day is not None:
        return [_from_on(look, window.day, window.span is Span.SINCE)]
    if field is Field.CHANGE and (other := _other_money(look)):
        return [other]
    if window.span is Span.SESSIONS:
        return [_session(look, lambda n: look.series.span(n - window.count, n))]
    if look.at.period and look.claim.stated is not None:
        return [_over(look)]
    return [_session(look, change_of(look))]


def _of_the_session(look: Look) -> Observation | None:
    """A sharp number of the session itself, in a sentence that also speaks of some other span."""
    if look.measure.field not in (Field.RETURN, Field.CHANGE) or not sharp(look.claim):
        return None
    seen = _session(look, change_of(look))
    return seen if seen.verdict is Verdict.SUPPORTED else None


def change_of(look: Look) -> Change:
    """The session's change in the claim's unit: a return, or closes apart."""
    if look.measure.field is Field.CHANGE:
        return look.series.change
    return look.series.ret


def sharp(claim: Claim) -> bool:
    """Whether a number is written finely enough that a fit elsewhere is no accident."""
    if claim.stated is None or claim.tolerance is None:
        return False
    if claim.unit == "return":
        return claim.tolerance <= SHARP * (1 + 1e-9)
    return claim.tolerance * 2 * 10.0 ** (DIGITS - 1) <= abs(claim.stated)


def quoted(value: float) -> float:
    """The size of a return as price tables print it, in hundredths of a percent."""
    return round(abs(value), 4)


def fits(claim: Claim, value: float | None) -> bool:
    """Whether a change is what the claim's words and their rounding allow."""
    if value is None or claim.stated is None or value * claim.stated < 0:
        return False
    stated, half, bound = abs(claim.stated), claim.tolerance or 0.0, claim.measure.bound
    if holds(abs(value), stated, half, bound):
        return True
    rounded = claim.unit == "return" and bound is Bound.EXACT
    return rounded and holds(quoted(value), stated, half, bound)


def _early(look: Look) -> Observation | None:
    """A number of the last session told of a day that had not closed yet: a wrong date."""
    n, claim = look.known(), look.claim
    session = claim.measure.window.span is Span.SESSION and claim.measure.bound is Bound.EXACT
    exact = (claim.tolerance or 0.0) < ROUGH or claim.unit != "return"
    dated = look.at.stated and not look.at.period and look.at.why is not None
    if not (exact and dated and session and look.series.sessions):
        return None
    value = change_of(look)(n)
    if not fits(claim, value):
        return None
    day, told = look.series.sessions[n], look.published.value
    if told is None or (told.date() if isinstance(told, datetime) else told) - day > STALE:
        return None
    stated = figure(claim, claim.stated)
    why = reason(Code.WRONG_DATE_EARLY, stated=stated, near=day).followed(look.at.why)
    return look.wrong(n, value, why, unit=claim.unit)


def _other_money(look: Look) -> Observation | None:
    """Why a change in money cannot be held against the listing's closes, None where it can."""
    unit, own = look.claim.unit, look.series.currency
    if own == "GBP":
        return look.cannot(Code.PENCE)
    if unit not in (own, ""):
        return look.cannot(Code.CHANGE_IN, unit=unit, own=own)
    return None


def _session(look: Look, change: Change) -> Observation:
    """One session's change: right, right on another session, opposite, or wrong."""
    at, claim, unit = look.at, look.claim, look.claim.unit
    told = [n for n in (at.first, at.other) if n is not None]
    for n in [*told, *at.inside]:
        if fits(claim, change(n)):
            return look.right(n, change(n), _right(look, n, change(n)), unit=unit)
    for n in at.told:
        if fits(claim, change(n)):
            return look.right(n, change(n), undated(look, n), unit=unit)
    first = told[0] if told else 0
    value = change(first)
    if value is None:
        return look.cannot(Code.NO_RETURN, symbol=look.series.symbol)
    near = _elsewhere(look, first, change) if claim.measure.bound in PLAIN else None
    if near is not None and (near in at.told or (near < first and not at.stated)):
        return look.right(near, change(near), undated(look, near), unit=unit)
    if near is not None:
        why = reason(Code.WRONG_DATE, stated=figure(claim, claim.stated), near=look.day(near),
                     session=look.day(first), value=figure(claim, value))  # fmt: skip
        return look.wrong(first, value, why, unit=unit)
    return look.wrong(first, value, _wrong(look, first, value), unit=unit)


def _right(look: Look, n: int, value: float | None) -> Reason:
    code = Code.RIGHT
    if n == look.at.other and n != look.at.first:
        code = Code.RIGHT_ENDED if look.at.stated else Code.RIGHT_RUNNING
    elif look.at.inside and n != look.at.first:
        code = Code.RIGHT_INSIDE
    return reason(code, value=figure(look.claim, value), session=look.day(n))


def undated(look: Look, n: int) -> Reason:
    """The reason where the words name no day and the number fits an earlier session."""
    return reason(Code.UNDATED, session=look.day(n))


def _wrong(look: Look, n: int, value: float) -> Reason:
    claim, session = look.claim, look.day(n)
    shown = figure(claim, value)
    if value * (claim.stated or 0.0) < 0:
        return reason(Code.WRONG_DIRECTION, value=shown, session=session)
    code = Code.WRONG_PERCENTAGE if claim.unit == "return" else Code.WRONG_CHANGE
    return reason(code, value=shown, session=session, stated=_bounded(claim))


def _bounded(claim: Claim) -> Figure | None:
    return figure(claim, claim.stated, claim.measure.bound)


def _elsewhere(look: Look, first: int, change: Change) -> int | None:
    """The nearest other session on which the number is right."""
    last = min(first + NEAR, look.known())
    around = sorted(range(first - NEAR, last + 1), key=lambda n: (abs(n - first), n))
    return next((n for n in around if n != first and n > 0 and fits(look.claim, change(n))), None)


def _over(look: Look) -> Observation:
    """A change over a week, month, quarter or year, or of the one session of it that fits."""
    inside, series, claim, change = look.at.inside, look.series, look.claim, change_of(look)
    if not inside or inside[0] < 1:
        return look.cannot(Code.BEGINS_IN_PERIOD)
    start, end = inside[0] - 1, inside[-1]
    value = series.span(start, end)
    if claim.measure.field is Field.CHANGE:
        value = series.closes[end] - series.closes[start]
    if fits(claim, value):
        why = reason(
            Code.OVER, value=figure(claim, value), start=look.day(start), session=look.day(end)
        )
        return look.right(end, value, why, unit=claim.unit)  # fmt: skip
    single = [n for n in inside if fits(claim, change(n))]
    if end in single or len(single) == 1:
        n = single[-1]
        why = reason(Code.ONE_OF_PERIOD, value=figure(claim, change(n)), session=look.day(n))
        return look.right(n, change(n), why, unit=claim.unit)
    for n in look.at.told:
        if fits(claim, change(n)):
            return look.right(n, change(n), undated(look, n), unit=claim.unit)
    why = reason(Code.WRONG_OVER, value=figure(claim, value), stated=_bounded(claim))
    return look.wrong(end, value, why, unit=claim.unit)


def _from_on(look: Look, day: date, only: bool) -> Observation:
    """The move from a day named, or the close before it, to the session meant; decided where it
    fits, and also where it does not if the words leave ``only`` these closes to count from."""
    series, n, start, claim = look.series, look.at.first, look.series.last(day), look.claim
    if n is None or start is None or start >= n:
        return look.cannot(Code.NO_PRICE)
    ends = dict.fromkeys((n, look.known())) if only else {n: None}
    for base in (start, start - 1):
        for end in ends if base >= 0 else ():
            value = series.span(base, end)
            if claim.measure.field is Field.CHANGE:
                value = series.closes[end] - series.closes[base]
            if fits(claim, value):
                why = reason(Code.SINCE, value=figure(claim, value), start=look.day(base))
                return look.right(end, value, why, unit=claim.unit)
    value = series.span(start, n)
    if only and start > 0 and value is not None and claim.unit == "return":
        return look.wrong(n, value, _wrong_since(look, value, start))
    return look.cannot(Code.OTHER_BASE)


def _of_the_past(look: Look, unit: Unit, count: int) -> Observation:
    """The move over so many weeks, months or years up to the session meant, counted from the close
    of that day or one beside; whose day the words leave open, so that it can only be borne out."""
    series, n = look.series, look.at.first
    if n is None:
        return look.cannot(Code.NO_PRICE)
    day = series.sessions[n]
    back = timedelta(days=7 * count)
    begin = day - back if unit is Unit.WEEK else shift_months(day, -MONTHS[unit] * count)
    start = series.last(begin)
    if start is None:
        return look.cannot(Code.BEGINS_IN_PERIOD)
    for base in (start, start - 1, start + 1):
        value = series.span(base, n)
        if fits(look.claim, value):
            why = reason(Code.SINCE, value=percent(value), start=look.day(base))
            return look.right(n, value, why)
    return look.cannot(Code.OTHER_BASE)


def _wrong_since(look: Look, value: float | None, start: int) -> Reason:
    stated = _bounded(look.claim)
    return reason(Code.WRONG_SINCE, value=percent(value), start=look.day(start), stated=stated)


def _begin(day: date, unit: Unit) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    return {
        Unit.WEEK: day - timedelta(days=day.weekday()),
        Unit.MONTH: day.replace(day=1),
        Unit.QUARTER: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        Unit.YEAR: day.replace(month=1, day=1),
    }[unit]


def _to_date(look: Look, unit: Unit) -> Observation:
    """The move from the last close before a week, month, quarter or year to the session meant,
    or to the last one of the period that the words name."""
    series, n = look.series, look.at.inside[-1] if look.at.inside else look.at.first
    if n is None:
        return look.cannot(Code.NO_PRICE)
    last = look.known()
    if look.claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        same = _begin(series.sessions[n], unit) == _begin(series.sessions[last], unit)
        n = last if look.at.period or (last > n and same) else n
    first = _begin(series.sessions[n], unit)
    start = series.last(first - timedelta(days=1))
    if start is None:
        return look.cannot(Code.BEGINS_IN_PERIOD)
    ends = [n, *(m for m in look.at.told if _begin(series.sessions[m], unit) == first)]
    n = next((m for m in ends if fits(look.claim, series.span(start, m))), n)
    value = series.span(start, n)
    if fits(look.claim, value):
        return look.right(n, value, reason(Code.SINCE, value=percent(value), start=look.day(start)))
    return look.wrong(n, value, _wrong_since(look, value, start))


def _intraday(look: Look) -> Observation:
    """A number of an hour against the session's low and high: the lowest and the highest exactly,
    any other hour only where the session never came to it."""
    series, n, claim = look.series, look.at.first, look.claim
    assert n is not None
    low, high = series.range(n)
    if low is None or high is None or n < 1:
        return look.cannot(Code.WITHIN_SESSION)
    before = series.closes[n - 1]
    lowest, highest = low / before - 1, high / before - 1
    for field, value, code in (
        (Field.LOW, lowest, Code.AT_LOW),
        (Field.HIGH, highest, Code.AT_HIGH),
    ):
        if claim.measure.field is field and fits(claim, value):
            return look.right(n, value, reason(code, value=percent(value), session=look.day(n)))
    stated, half = claim.stated or 0.0, claim.tolerance or 0.0
    ends = {"low": percent(lowest), "high": percent(highest)}
    if lowest - half <= stated <= highest + half:
        return look.cannot(Code.IN_RANGE, session=look.day(n), **ends)
    value = lowest if stated < lowest else highest
    why = reason(Code.OUT_OF_RANGE, session=look.day(n), stated=figure(claim, stated), **ends)
    return look.wrong(n, value, why)


def _value(look: Look) -> Observation:
    """A loss of market value against cited share counts."""
    claim, series = look.claim, look.series
    places = [*look.at.inside, *filter(None, (look.at.first, look.at.other))]
    days = {series.sessions[n] for n in places if n < len(series.sessions)}
    rows = [loss for loss in look.evidence.losses if loss.symbol == series.symbol]
    told = [loss for loss in rows if loss.day in days and claim.direction < 0]
    if not told or claim.unit != "USD":
        return look.cannot(Code.NO_SHARES)
    day = told[0].day
    n = series.at(day)
    values = [loss.loss for loss in told]
    if n is not None and n > 0:
        fall = series.closes[n - 1] - series.closes[n]
        values += [loss.shares * fall for loss in told if loss.shares]
    low, high = min(values), max(values)
    stated, half = abs(claim.stated or 0.0), claim.tolerance or 0.0
    inside = low - half <= stated <= high + half
    right = inside or any(holds(value, stated, half, claim.measure.bound) for value in values)
    ends = {"low": Figure(low, Shown.BILLIONS), "high": Figure(high, Shown.BILLIONS)}
    seen = look.right if right else look.wrong
    return seen(n or 0, -low, reason(Code.VALUE, session=day, **ends), unit="USD")
