"""Stated changes against stored prices: a wrong number and a wrong date told apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from marketlink.calendars import sessions
from marketlink.claims.cues import MEASURES
from marketlink.claims.evidence import Series
from marketlink.claims.fit import NEAR, PLAIN, Change, bounded, change_of, fits, sharp, undated
from marketlink.claims.observe import ClaimCheck, figure, percent
from marketlink.claims.windows import before_news
from marketlink.moments.calendar import shift_months
from marketlink.records.claim import (
    Bound,
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    Unit,
    Verdict,
    WindowSpan,
)
from marketlink.records.claim_kind import ClaimKind, KindExample, way
from marketlink.records.reason import Reason, ReasonCode, reason

ONE_DAY = timedelta(days=1)
AHEAD = 24
"""Characters ahead of a day in which words may make it the last of a span."""
MONTHS = {Unit.YEAR: 12, Unit.QUARTER: 3, Unit.MONTH: 1}
STALE = timedelta(days=12)
"""How long before publication the last session may lie that a number is compared with."""
ROUGH = 0.0025
"""Half a unit of a percentage without decimals, which fits another day too easily."""
UNSEEN = {Field.OFF_HOURS: ReasonCode.OFF_HOURS, Field.OPEN: ReasonCode.OPENING}
"""Fields of a price that no stored series holds."""

UP_TO_NOW = frozenset({WindowSpan.TO_DATE, WindowSpan.FROM, WindowSpan.SINCE, WindowSpan.SESSIONS})
"""Windows whose last session is the last known one where that of the day has not closed."""


OVER_WINDOW = frozenset(
    {WindowSpan.TO_DATE, WindowSpan.YEAR, WindowSpan.LAST, WindowSpan.FROM, WindowSpan.SINCE}
)
"""Windows that are measured between two closes."""


def size(check: ClaimCheck) -> list[Observation]:  # noqa: PLR0911 (a case each)
    """A stated change against the session's or the period's."""
    field, window = check.measure.field, check.measure.window
    if window.span is WindowSpan.PEAK:
        return _from_peak(check)
    if window.span in UP_TO_NOW and check.at.first is None:
        check = check._replace(at=check.at._replace(first=check.last_known() or None))
    if blind := check.blind():
        early = _early(check) if field in (Field.RETURN, Field.CHANGE) else None
        return [early or blind]
    if field in UNSEEN:
        may_be = field is Field.OFF_HOURS and not _tells_hours(check.claim)
        return [(may_be and _of_the_session(check)) or check.cannot(UNSEEN[field])]
    if window.span is WindowSpan.OTHER:
        return [_of_the_session(check) or check.cannot(ReasonCode.OTHER_BASE)]
    if field in (Field.LOW, Field.HIGH, Field.NOW):
        return [_intraday(check)]
    if field is Field.CHANGE and (other := _other_money(check)):
        return [other]
    if window.span in OVER_WINDOW:
        return [_over_window(check)]
    if window.span is WindowSpan.SESSIONS:
        return [_session(check, lambda n: check.series.span(n - window.count, n))]
    if check.at.period and check.claim.stated is not None:
        return [_over(check)]
    return [_session(check, change_of(check))]


def _tells_hours(claim: Claim) -> bool:
    """Whether the sentence itself tells hours beside the session, and not one before it."""
    return claim.sentence.search(MEASURES.off_hours) is not None


def _of_the_session(check: ClaimCheck) -> Observation | None:
    """A sharp number of the session itself, in a sentence that also speaks of some other span."""
    plain = check.measure.field in (Field.RETURN, Field.CHANGE, Field.OFF_HOURS)
    observation = _session(check, change_of(check)) if plain and sharp(check.claim) else None
    return observation if observation and observation.verdict is Verdict.SUPPORTED else None


def _early(check: ClaimCheck) -> Observation | None:
    """A number of the last session told of a day that had not closed yet: a wrong date."""
    n, claim = check.last_known(), check.claim
    session = claim.measure.window.span is WindowSpan.SESSION and claim.measure.bound is Bound.EXACT
    exact = (claim.tolerance or 0.0) < ROUGH or claim.unit != "return"
    dated = check.at.stated and not check.at.period and check.at.why is not None
    if not (exact and dated and session and check.series.sessions):
        return None
    value = change_of(check)(n)
    if not fits(claim, value):
        return None
    day, at = check.series.sessions[n], check.published.value
    published = at.date() if isinstance(at, datetime) else at
    if published is None or published - day > STALE or _written_before(check):
        return None
    stated = figure(claim, claim.stated)
    why = reason(ReasonCode.WRONG_DATE_EARLY, stated=stated, near=day).followed(check.at.why)
    return check.wrong(n, value, why, unit=claim.unit)


def _written_before(check: ClaimCheck) -> bool:
    """Whether the article appeared on the day it names, before the session opened: such a day is
    that of the writing, "16일 한국거래소에 따르면" at midnight."""
    value, calendar = check.published.value, sessions(check.series.exchange)
    if not isinstance(value, datetime) or check.at.why is None:
        return False
    day = value.astimezone(calendar.zone).date()
    if day != check.at.why.fields.get("session") or not calendar.is_session(day):
        return False
    return value < calendar.hours(day)[0]


def _other_money(check: ClaimCheck) -> Observation | None:
    """Why a change in money cannot be held against the listing's closes, None where it can."""
    unit, own = check.claim.unit, check.series.currency
    if own == "GBP":
        return check.cannot(ReasonCode.PENCE)
    if unit not in (own, ""):
        return check.cannot(ReasonCode.CHANGE_IN, unit=unit, own=own)
    return None


def _session(check: ClaimCheck, change: Change) -> Observation:  # noqa: PLR0911 (a case each)
    """One session's change: right, right on another session, opposite, or wrong."""
    at, claim, unit = check.at, check.claim, check.claim.unit
    places = [n for n in (at.first, at.other) if n is not None]
    if claim.measure.window.span is WindowSpan.SESSIONS and claim.day is Spoken.INHERITED:
        places.append(check.last_known())
    for n in [*places, *at.inside]:
        if fits(claim, change(n)):
            return check.right(n, change(n), _right(check, n, change(n)), unit=unit)
    for n in at.other_days:
        if fits(claim, change(n)):
            return check.right(n, change(n), undated(check, n), unit=unit)
    if len(at.inside) > 1 and claim.measure.field is Field.RETURN:
        return _wrong_over(check, at.inside[0], at.inside[-1])
    first = places[0] if places else 0
    value = change(first)
    if value is None:
        return check.cannot(ReasonCode.NO_RETURN, symbol=check.series.symbol)
    reach = NEAR if claim.measure.bound in PLAIN else 0
    near = check.elsewhere(first, reach, lambda n: fits(claim, change(n)))
    if near is not None and (near in at.other_days or (near < first and not at.stated)):
        return check.right(near, change(near), undated(check, near), unit=unit)
    if near is not None:
        stated = figure(claim, claim.stated)
        why = reason(ReasonCode.WRONG_DATE, stated=stated, near=check.day(near),
                     session=check.day(first), value=figure(claim, value))  # fmt: skip
        return check.wrong(first, value, why, unit=unit)
    return check.wrong(first, value, _wrong(check, first, value), unit=unit)


def _wrong_over(check: ClaimCheck, start: int, end: int) -> Observation:
    """A change that fits no session of a time, nor the whole of it."""
    value = moved(check.claim, check.series, start, end)
    if value is None:
        return check.cannot(ReasonCode.NO_RETURN, symbol=check.series.symbol)
    parts = {"value": figure(check.claim, value), "stated": bounded(check.claim)}
    why = reason(ReasonCode.WRONG_OVER, **parts, start=check.day(start))
    return check.wrong(end, value, why, unit=check.claim.unit)


def _right(check: ClaimCheck, n: int, value: float | None) -> Reason:
    window = check.measure.window
    if window.span is WindowSpan.SESSIONS:
        return check.over(n - window.count, n, figure(check.claim, value))
    code = ReasonCode.RIGHT
    if n == check.at.other and n != check.at.first:
        code = ReasonCode.RIGHT_ENDED if check.at.stated else ReasonCode.RIGHT_RUNNING
    elif check.at.inside and n != check.at.first:
        code = ReasonCode.RIGHT_INSIDE
    return reason(code, value=figure(check.claim, value), session=check.day(n))


def _wrong(check: ClaimCheck, n: int, value: float) -> Reason:
    claim, window = check.claim, check.measure.window
    parts = {"value": figure(claim, value), "session": check.day(n)}
    if window.span is WindowSpan.SESSIONS:
        parts["start"] = check.day(n - window.count)
    if value * (claim.stated or 0.0) < 0:
        return reason(ReasonCode.WRONG_DIRECTION, **parts)
    code = ReasonCode.WRONG_PERCENTAGE if claim.unit == "return" else ReasonCode.WRONG_CHANGE
    return reason(code, **parts, stated=bounded(claim))


def _over(check: ClaimCheck) -> Observation:
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
    return _wrong_over(check, start, end)


def ends(series: Series, window: ClaimWindow, n: int, last: int) -> list[tuple[int, int]]:
    """The positions of the closes that a window up to a session may be measured between, the
    likeliest first; ``last`` is the last one known. None where prices begin in the window."""
    day, unit, count = series.sessions[n], window.unit, window.count
    pairs: list[tuple[int | None, int]] = []
    if window.span is WindowSpan.SESSIONS:
        pairs = [(n - count, n)]
    elif window.span is WindowSpan.TO_DATE and unit is not None:
        pairs = [(series.last(_begin(day, unit) - ONE_DAY), n)]
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


def _over_window(check: ClaimCheck) -> Observation:
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


def _begin(day: date, unit: Unit) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    return {
        Unit.WEEK: day - timedelta(days=day.weekday()),
        Unit.MONTH: day.replace(day=1),
        Unit.QUARTER: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        Unit.YEAR: day.replace(month=1, day=1),
    }[unit]


def _told_ends(check: ClaimCheck) -> list[int]:
    """The sessions that the words of a claim name as the last of a span up to now: a day's own,
    "through Tuesday", "17일까지", or the one before it, "heading into Wednesday"."""
    sentence = check.claim.sentence
    series, last_days = check.series, list[int]()
    for _, moment in sentence.moments:
        if moment.precision != "day" or moment.start != moment.end:
            continue
        start, end = moment.span
        day, _ = moment.days
        for cue, last in ((MEASURES.up_to, day), (MEASURES.short_of, day - ONE_DAY)):
            rows = sentence.finditer(cue, max(start - AHEAD, 0))
            touching = any(one.start() <= end and start <= one.end() for one in rows)
            n = series.last(last) if touching else None
            last_days += [] if n is None else [n]
    return last_days


def _sessions_to_date(check: ClaimCheck, n: int) -> list[int]:
    """The sessions that a period up to now may be told up to: the one meant, which is the last
    known of the period where no words name it, and the others of it that the article names."""
    series, last, unit = check.series, check.last_known(), check.measure.window.unit
    assert unit is not None  # noqa: S101 (for the type checker)
    n = check.at.inside[-1] if check.at.inside else n
    if check.claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        same = _begin(series.sessions[n], unit) == _begin(series.sessions[last], unit)
        n = last if check.at.period or (last > n and same) else n
    first = _begin(series.sessions[n], unit)
    before = [n - 1] if n and before_news(check.claim) else []
    last_days = [m for m in _told_ends(check) if _begin(series.sessions[m], unit) == first]
    return [
        *last_days,
        *before,
        n,
        *(m for m in check.at.other_days if _begin(series.sessions[m], unit) == first),
    ]


def _intraday(check: ClaimCheck) -> Observation:
    """A number of an hour against the session's low and high: the lowest and the highest exactly,
    any other hour only where the session never came to it."""
    series, n, claim = check.series, check.session, check.claim
    low, high = series.range(n)
    if low is None or high is None or n < 1:
        return check.cannot(ReasonCode.WITHIN_SESSION)
    before = series.closes[n - 1]
    lowest, highest = low / before - 1, high / before - 1
    for field, value, code in (
        (Field.LOW, lowest, ReasonCode.AT_LOW),
        (Field.HIGH, highest, ReasonCode.AT_HIGH),
    ):
        if claim.measure.field is field and fits(claim, value):
            return check.right(n, value, reason(code, value=percent(value), session=check.day(n)))
    stated, half = claim.stated or 0.0, claim.tolerance or 0.0
    ends = {"low": percent(lowest), "high": percent(highest)}
    if lowest - half <= stated <= highest + half:
        return check.cannot(ReasonCode.IN_RANGE, session=check.day(n), **ends)
    value = lowest if stated < lowest else highest
    why = reason(
        ReasonCode.OUT_OF_RANGE, session=check.day(n), stated=figure(claim, stated), **ends
    )
    return check.wrong(n, value, why)


def _from_peak(check: ClaimCheck) -> list[Observation]:
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


def _formula(claim: Claim) -> str:
    """The test of a return, or of a change in money or points."""
    stated, half = claim.stated or 0.0, claim.tolerance or 0.0
    if claim.measure.field is Field.CHANGE:
        return f"C(t) - C(t-1) = {stated:+,.6g}"
    match claim.measure.bound:
        case Bound.OVER:
            return f"|R(t)| > {abs(stated) * 100:.6g} %"
        case Bound.UNDER:
            return f"|R(t)| < {abs(stated) * 100:.6g} %"
        case Bound.RANGE:
            return f"{_signed(stated - half)} < R(t) < {_signed(stated + half)}"
    return f"R(t) = {_signed(stated)}"


def _signed(value: float) -> str:
    """A return as a formula writes it."""
    return f"{value * 100:+.6g} %"


def _statement(claim: Claim) -> str:
    if claim.unit != "return":
        return "quoted"
    return f"{way(claim) if claim.direction else 'moved'}_by"


SIZE = ClaimKind(
    "size",
    KindExample("Nvidia fell 16.97% on Monday.", "2025-01-27T18:00:00-05:00", "supported"),
    size,
    _formula,
    _statement,
    change=True,
)
