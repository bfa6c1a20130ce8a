"""Stated changes against stored prices: a wrong number and a wrong date told apart."""

# ruff: noqa: E501 (sentences of a verdict stay in one piece)
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from marketlink.claims.amounts import holds
from marketlink.claims.observe import Look, percent
from marketlink.records.article import Observation, Verdict

NEAR = 5
"""Sessions on either side of the one named in which a number counts as right on a wrong date."""


def quoted(value: float) -> float:
    """The size of a return as price tables print it, in hundredths of a percent."""
    return round(abs(value), 4)


STALE = timedelta(days=12)
"""How long before publication the last session may lie that a number is compared with."""
ROUGH = 0.0025
"""Half a unit of a percentage without decimals, which fits another day too easily."""


def size(look: Look) -> list[Observation]:
    """A stated change against the session's, the period's, or the market value's."""
    claim, of = look.claim, look.term("of")
    if of == "value":
        return [_value(look)]
    blind = look.blind()
    if blind:
        early = _early(look) if of in ("return", "change") else None
        return [early or blind]
    if of == "off-hours":
        return [cannot(look, "prices outside trading hours are not stored")]
    if of == "open":
        return [cannot(look, "opening prices are not checked")]
    if of == "now":
        return [cannot(look, "prices within the session are not stored")]
    if look.term("window") == "other":
        return [cannot(look, "the move is measured from another day than the close before")]
    if of in ("low", "high"):
        return [_intraday(look, of)]
    if look.term("window") == "ytd":
        return [_year_to_date(look)]
    if look.term("window").startswith("to-date-"):
        return [_to_date(look, look.term("window").removeprefix("to-date-"))]
    base = BASE.fullmatch(look.term("window"))
    if base:
        return [_from_on(look, date.fromisoformat(base["day"]), base["how"] == "since")]
    if of == "change" and (other := _other_money(look)):
        return [cannot(look, other)]
    measure = _changes if of == "change" else _returns
    if look.term("window").startswith("sessions-"):
        count = int(look.term("window").partition("-")[2])
        return [_session(look, lambda n: look.series.span(n - count, n))]
    if look.at.period and claim.stated is not None:
        return [_change_over(look) if of == "change" else _period(look)]
    return [_session(look, measure(look))]


def _early(look: Look) -> Observation | None:
    """A number of the last session told of a day that had not closed yet: a wrong date."""
    n = look.known()
    measure = _changes(look) if look.term("of") == "change" else _returns(look)
    plain = look.term("bound") in ("exact", "") and look.term("window") == "session"
    exact = (look.claim.tolerance or 0.0) < ROUGH or look.claim.unit != "return"
    if not (
        exact
        and look.at.stated
        and not look.at.period
        and plain
        and look.series.sessions
        and _fits(look, measure(n))
    ):
        return None
    day, told = look.series.sessions[n], look.published.value
    if told is None or (told.date() if isinstance(told, datetime) else told) - day > STALE:
        return None
    why = f"wrong date: {_show(look, look.claim.stated)} is right for {day}; {look.at.why}"
    return look.see(n, measure(n), "contradicted", why, unit=look.claim.unit)


def _other_money(look: Look) -> str:
    """Why a change in money cannot be held against the listing's closes, "" where it can."""
    unit, own = look.claim.unit, look.series.currency
    if own == "GBP":
        return "London quotes pence or pounds, and the change does not say which the prices are in"
    if unit not in (own, ""):
        return f"the change is stated in {unit}, the listing trades in {own}"
    return ""


def _returns(look: Look) -> Callable[[int], float | None]:
    return look.series.ret


def _changes(look: Look) -> Callable[[int], float | None]:
    closes = look.series.closes
    return lambda n: closes[n] - closes[n - 1] if 0 < n < len(closes) else None


def cannot(look: Look, why: str) -> Observation:
    """An observation that the stored prices cannot decide."""
    return look.see(look.at.first, None, "not decidable here", why)


def _fits(look: Look, value: float | None) -> bool:
    claim = look.claim
    if value is None or claim.stated is None:
        return False
    if value * claim.stated < 0:
        return False
    stated, half, bound = abs(claim.stated), claim.tolerance or 0.0, look.term("bound")
    if holds(abs(value), stated, half, bound):
        return True
    return claim.unit == "return" and bound == "exact" and holds(quoted(value), stated, half, bound)


def _session(look: Look, measure: Callable[[int], float | None]) -> Observation:
    """One session's change: right, right on another session, opposite, or wrong."""
    at, unit = look.at, look.claim.unit
    told = [n for n in (at.first, at.other) if n is not None]
    for n in [*told, *at.inside]:
        if _fits(look, measure(n)):
            return look.see(n, measure(n), "supported", _right(look, n, measure(n)), unit=unit)
    for n in at.told:
        if _fits(look, measure(n)):
            return look.see(n, measure(n), "supported", undated(look, n), unit=unit)
    first = told[0] if told else 0
    value = measure(first)
    if value is None:
        return cannot(look, f"no return of {look.series.symbol} is recorded for the session")
    plain = look.term("bound") in ("exact", "", "band", "at")
    near = _elsewhere(look, first, measure) if plain else None
    if near is not None and (near in at.told or (near < first and not at.stated)):
        return look.see(near, measure(near), "supported", undated(look, near), unit=unit)
    if near is not None:
        why = (f"wrong date: {_show(look, look.claim.stated)} is right for {look.series.sessions[near]}"
               f", while {look.series.sessions[first]} had {_show(look, value)}")  # fmt: skip
        return look.see(first, value, "contradicted", why, unit=unit)
    return look.see(first, value, "contradicted", _wrong(look, first, value), unit=unit)


def _show(look: Look, value: float | None) -> str:
    return percent(value) if look.claim.unit == "return" else f"{value or 0:+,.2f}"


def _right(look: Look, n: int, value: float | None) -> str:
    note = ""
    if n == look.at.other and n != look.at.first:
        named = "the session that ended on the day named"
        note = f" ({named if look.at.stated else 'the session of the day of publication'})"
    elif look.at.inside and n != look.at.first:
        note = " (the session of the period that fits)"
    session = look.series.sessions[n]
    return f"{_show(look, value)} on {session}, as stated within its rounding{note}"


def undated(look: Look, n: int) -> str:
    """The reason where the words name no day and the number fits an earlier session."""
    return f"no day is named; the number is right for {look.series.sessions[n]}"


def _wrong(look: Look, n: int, value: float) -> str:
    stated, session = look.claim.stated or 0.0, look.series.sessions[n]
    what = "percentage" if look.claim.unit == "return" else "change"
    if value * stated < 0:
        return f"wrong direction: {_show(look, value)} on {session}"
    return f"wrong {what}: {_show(look, value)} on {session}, not {_bounded(look)}"


def _bounded(look: Look) -> str:
    if look.term("bound") == "range":
        stated, half = look.claim.stated or 0.0, look.claim.tolerance or 0.0
        return f"{percent(stated - half)} ~ {percent(stated + half)}"
    words = {"over": "beyond ", "under": "within ", "near": "nearly ", "about": "about "}
    return words.get(look.term("bound"), "") + _show(look, look.claim.stated)


def _elsewhere(look: Look, first: int, measure: Callable[[int], float | None]) -> int | None:
    """The nearest other session on which the number is right."""
    last = min(first + NEAR, look.known())
    around = sorted(range(first - NEAR, last + 1), key=lambda n: (abs(n - first), n))
    return next((n for n in around if n != first and n > 0 and _fits(look, measure(n))), None)


def _period(look: Look) -> Observation:
    """A change over a week, month, quarter or year."""
    inside = look.at.inside
    if not inside or inside[0] < 1:
        return cannot(look, "prices begin after the period does")
    value = look.series.span(inside[0] - 1, inside[-1])
    if _fits(look, value):
        why = f"{percent(value)} from {look.series.sessions[inside[0] - 1]} to {look.series.sessions[inside[-1]]}"
        return look.see(inside[-1], value, "supported", why)
    single = [n for n in inside if _fits(look, look.series.ret(n))]
    if inside[-1] in single or len(single) == 1:
        single = single[-1:]
        why = f"{percent(look.series.ret(single[0]))} on {look.series.sessions[single[0]]}, one session of the period"
        return look.see(single[0], look.series.ret(single[0]), "supported", why)
    for n in look.at.told:
        if _fits(look, look.series.ret(n)):
            return look.see(n, look.series.ret(n), "supported", undated(look, n))
    why = f"wrong percentage: {percent(value)} over the period, not {_bounded(look)}"
    return look.see(inside[-1], value, "contradicted", why)


def _change_over(look: Look) -> Observation:
    """A change in points or money over a week, month, quarter or year."""
    inside, series = look.at.inside, look.series
    if not inside or inside[0] < 1:
        return cannot(look, "prices begin after the period does")
    value = series.closes[inside[-1]] - series.closes[inside[0] - 1]
    for n in (inside[-1], *look.at.told):
        single = _changes(look)(n)
        if single is not None and not _fits(look, value) and _fits(look, single):
            value = single
    if _fits(look, value):
        why = _right(look, inside[-1], value)
        return look.see(inside[-1], value, "supported", why, unit=look.claim.unit)
    why = _wrong(look, inside[-1], value)
    return look.see(inside[-1], value, "contradicted", why, unit=look.claim.unit)


def _year_to_date(look: Look) -> Observation:
    series, n = look.series, look.at.inside[-1] if look.at.inside else look.at.first
    if n is None:
        return cannot(look, "no price for the session")
    start = series.last(date(series.sessions[n].year - 1, 12, 31))
    if start is None:
        return cannot(look, "prices begin after the year does")
    ends = [n, *(m for m in look.at.told if series.sessions[m].year == series.sessions[n].year)]
    n = next((m for m in ends if _fits(look, series.span(start, m))), n)
    value = series.span(start, n)
    verdict: Verdict = "supported" if _fits(look, value) else "contradicted"
    return look.see(
        n, value, verdict, f"{percent(value)} since the close of {series.sessions[start]}"
    )


BASE = re.compile(r"(?P<how>from|since)-(?P<day>\d{4}-\d\d-\d\d)")


def _from_on(look: Look, day: date, only: bool) -> Observation:
    """The move from a day named, or the close before it, to the session meant; decided where it
    fits, and also where it does not if the words leave ``only`` these closes to count from."""
    series, n, start = look.series, look.at.first, look.series.last(day)
    if n is None or start is None or start >= n:
        return cannot(look, "no price for the session")
    ends = dict.fromkeys((n, look.known())) if only else {n: None}
    for base in (start, start - 1):
        for end in ends if base >= 0 else ():
            value = series.span(base, end)
            if look.term("of") == "change":
                value = series.closes[end] - series.closes[base]
            if _fits(look, value):
                why = f"{_show(look, value)} since the close of {series.sessions[base]}"
                return look.see(end, value, "supported", why, unit=look.claim.unit)
    value = series.span(start, n)
    if only and start > 0 and value is not None and look.claim.unit == "return":
        why = f"wrong percentage: {percent(value)} since the close of {series.sessions[start]}, not {_bounded(look)}"
        return look.see(n, value, "contradicted", why)
    return cannot(look, "the move is measured from another day than the close before")


def _begin(day: date, unit: str) -> date:
    """The first day of the week, month, quarter or year that a day lies in."""
    return {
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        "year": day.replace(month=1, day=1),
    }[unit]


def _to_date(look: Look, unit: str) -> Observation:
    """The move from the last close before a week, month, quarter or year to the session meant,
    or to the last one of the period that the words name."""
    series, n = look.series, look.at.inside[-1] if look.at.inside else look.at.first
    if n is None:
        return cannot(look, "no price for the session")
    last = look.known()
    if look.term("day") == "inherited" and look.at.period:
        n = last
    first = _begin(series.sessions[n], unit)
    if look.term("day") == "inherited" and last > n:
        n = last if _begin(series.sessions[last], unit) == first else n
    start = series.last(first - timedelta(days=1))
    if start is None:
        return cannot(look, "prices begin after the period does")
    ends = [n, *(m for m in look.at.told if _begin(series.sessions[m], unit) == first)]
    n = next((m for m in ends if _fits(look, series.span(start, m))), n)
    value = series.span(start, n)
    if _fits(look, value):
        why = f"{percent(value)} since the close of {series.sessions[start]}"
        return look.see(n, value, "supported", why)
    why = f"wrong percentage: {percent(value)} since the close of {series.sessions[start]}, not {_bounded(look)}"
    return look.see(n, value, "contradicted", why)


def _intraday(look: Look, of: str) -> Observation:
    series, n = look.series, look.at.first
    levels = series.lows if of == "low" else series.highs
    level = levels[n] if n is not None and n < len(levels) else None
    if level is None or n is None or n < 1:
        return cannot(look, "prices within the session are not stored")
    value = level / series.closes[n - 1] - 1
    verdict: Verdict = "supported" if _fits(look, value) else "contradicted"
    return look.see(n, value, verdict, f"{percent(value)} at the session's {of}")


def _value(look: Look) -> Observation:
    """A loss of market value against cited share counts."""
    claim, series = look.claim, look.series
    rows = [loss for loss in look.evidence.losses if loss.symbol == series.symbol]
    days = {series.sessions[n] for n in [*look.at.inside, *filter(None, (look.at.first, look.at.other))]
            if n < len(series.sessions)}  # fmt: skip
    told = [loss for loss in rows if loss.day in days and claim.direction < 0]
    if not told or claim.unit != "USD":
        return look.see(look.at.first, None, "not decidable here", "no share count is recorded for the day", unit=claim.unit)  # fmt: skip
    day = told[0].day
    n = series.at(day)
    values = [loss.loss for loss in told]
    if n is not None and n > 0:
        values += [
            loss.shares * (series.closes[n - 1] - series.closes[n]) for loss in told if loss.shares
        ]
    low, high = min(values), max(values)
    stated, half = abs(claim.stated or 0.0), claim.tolerance or 0.0
    fits = low - half <= stated <= high + half or any(
        holds(value, stated, half, look.term("bound")) for value in values
    )
    verdict: Verdict = "supported" if fits else "contradicted"
    why = f"cited share counts give {low / 1e9:,.0f} to {high / 1e9:,.0f} billion dollars on {day}"
    return look.see(n, -low, verdict, why, unit="USD")
