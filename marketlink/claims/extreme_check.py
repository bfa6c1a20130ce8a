"""Extremes against everything the scope covers."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.claims.observe import ClaimCheck, percent, price
from marketlink.claims.window_check import MONTHS
from marketlink.moments.calendar import shift_months
from marketlink.records.claim import Claim, ClaimWindow, Field, Observation, Unit, WindowSpan
from marketlink.records.claim_kind import ClaimKind, KindExample, way
from marketlink.records.reason import ReasonCode, ShownNumber, reason

DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


def extreme(check: ClaimCheck) -> list[Observation]:
    """The greatest return or close within a scope."""
    return [check.blind() or _own(check)]


def _measure(check: ClaimCheck, n: int) -> float | None:
    closes = check.series.closes
    if check.measure.field is Field.CHANGE:
        return closes[n] - closes[n - 1] if n else None
    return check.series.ret(n) if check.measure.field is Field.RETURN else closes[n]


def _own(check: ClaimCheck) -> Observation:  # noqa: PLR0911 (a case each)
    series, sign = check.series, check.claim.direction
    n = _extreme_session(check)
    value = _measure(check, n)
    if value is None:
        return check.cannot_at(n, ReasonCode.NO_RETURN, symbol=series.symbol)
    number, day = _show(check, value), series.sessions[n]
    if check.measure.field is not Field.CLOSE and value * sign <= 0:
        why = reason(ReasonCode.OTHER_DIRECTION, value=number, session=day)
        return check.wrong(n, value, why)
    first, last = _bounds(check, n)
    last = min(last, series.sessions[max(check.last_known(), n)])
    if first is not None and first > day:
        return check.cannot_at(n, ReasonCode.SCOPE_AFTER, start=first, session=day)
    measures = {m: _measure(check, m) for m in series.inside(first or date.min, last) if m != n}
    rivals = {m: other for m, other in measures.items()
              if other is not None and (other - value) * sign > 1e-12}  # fmt: skip  # noqa: PLR2004 (an order of size)
    if rivals:
        best = max(rivals, key=lambda m: (rivals[m] * sign, -m))
        beside = {"value": number, "other": _show(check, rivals[best]), "session": day}
        why = reason(ReasonCode.BEATEN, **beside, near=check.day(best))
        edge = first or date.min
        if check.measure.window.span is WindowSpan.LAST:  # "in two years" may be some days less
            edge += max((day - edge) / 12, timedelta(days=7))
        if not any(edge <= series.sessions[m] <= day for m in rivals):
            return check.cannot_at(n, ReasonCode.BEATEN, **beside, near=check.day(best))
        return check.wrong(n, value, why)
    begin = series.sessions[0]
    if first is None or (first < begin and (begin - first).days > 5):  # noqa: PLR2004 (days)
        return check.cannot_at(n, ReasonCode.BEGINS_IN_SCOPE, start=begin)
    why = reason(ReasonCode.GREATEST, value=number, start=max(first, begin), session=last)
    return check.right(n, value, why)


def _extreme_session(check: ClaimCheck) -> int:
    """The session called extreme: the one named, or the most extreme of a month at most."""
    first, inside = check.at.first or 0, check.at.inside
    places = [n for n in (first, check.at.other) if n is not None]
    many = inside if 0 < len(inside) <= 23 else places  # noqa: PLR2004 (sessions of a month)
    sign = check.claim.direction
    return max(many, key=lambda n: ((_measure(check, n) or 0.0) * sign, n == first))


def _show(check: ClaimCheck, value: float) -> ShownNumber | None:
    return percent(value) if check.measure.field is Field.RETURN else price(value)


def _bounds(check: ClaimCheck, n: int) -> tuple[date | None, date]:
    """First and last day of the scope; no first day for "ever"."""
    window, day = check.measure.window, check.series.sessions[n]
    if window.span is WindowSpan.SINCE and window.day is not None:
        return window.day + timedelta(days=1), day
    if window.span is WindowSpan.YEAR:
        year = window.count or day.year
        return date(year, 1, 1), date(year, 12, 31)
    if window.span is WindowSpan.LAST and window.unit in DAYS:
        return day - timedelta(days=DAYS[window.unit] * window.count), day
    if window.span is WindowSpan.LAST and window.unit is not None:
        return shift_months(day, -MONTHS[window.unit] * window.count), day
    return None, day


NAMES = {Field.RETURN: "R", Field.CLOSE: "C", Field.CHANGE: "dC", Field.VALUE: "N dC"}


def formula(claim: Claim) -> str:
    """The test of an extreme: the least or the greatest of its scope."""
    of, which = claim.measure, "min" if claim.direction < 0 else "max"
    name, among = (
        NAMES[of.field],
        "any company, any t" if of.any_company else f"u in {_scope(of.window)}",
    )
    return f"{name}(t) = {which} {name}(u), {among}"


def _scope(window: ClaimWindow) -> str:
    """The sessions of an extreme, as its formula writes them."""
    if window.span is WindowSpan.SINCE:
        return f"since-{window.day}"
    if window.span is WindowSpan.YEAR:
        return f"year-{window.count or 't'}"
    if window.span is WindowSpan.LAST:
        return f"last-{window.count}-{window.unit}s"
    return window.span


def _statement(claim: Claim) -> str:
    if claim.measure.field is Field.CLOSE:
        return "record_low" if claim.direction < 0 else "record_high"
    return f"record_{way(claim)}"


EXTREME = ClaimKind(
    "extreme",
    KindExample(
        "It was the largest one-day drop in Nvidia since August 2024.",
        "2025-01-27T16:30:00-05:00",
        "supported",
    ),
    extreme,
    formula,
    _statement,
    needs=("closing prices over the whole scope",),
    scoped=True,
    measures={"period", "extreme_price"},
)
