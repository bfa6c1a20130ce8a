"""Extremes against everything the scope covers."""

# ruff: noqa: E501 (sentences of a verdict stay in one piece)
from __future__ import annotations

from datetime import date, timedelta

from marketlink.claims.observe import Look, percent
from marketlink.moments.calendar import shift_months
from marketlink.records.article import Observation, Verdict


def extreme(look: Look) -> list[Observation]:
    """The greatest return, close or loss of market value within a scope."""
    if look.term("of") == "value":
        return [_value(look)]
    blind = look.blind()
    if blind:
        return [blind]
    return [_own(look)]


def _measure(look: Look, n: int) -> float | None:
    closes = look.series.closes
    if look.term("of") == "change":
        return closes[n] - closes[n - 1] if 0 < n < len(closes) else None
    return look.series.ret(n) if look.term("of") == "return" else closes[n]


def _own(look: Look) -> Observation:
    series, sign, unit = look.series, look.claim.direction, _unit(look)
    n = _meant(look)
    value = _measure(look, n)
    if value is None:
        return look.see(n, None, "not decidable here", "no return is recorded for the session")
    if look.term("of") != "close" and value * sign <= 0:
        why = f"{_show(look, value)} on {series.sessions[n]}: the other direction"
        return look.see(n, value, "contradicted", why, unit=unit)
    first, last = _bounds(look, n)
    last = min(last, series.sessions[max(look.known(), n)])
    inside = series.inside(first or date.min, last)
    if first is not None and first > series.sessions[n]:
        why = f"the scope begins on {first}, after {series.sessions[n]}"
        return look.see(n, value, "not decidable here", why, unit=unit)
    rivals = [m for m in inside if m != n and (other := _measure(look, m)) is not None
              and (other - value) * sign > 1e-12]  # fmt: skip
    if rivals:
        best = max(rivals, key=lambda m: ((_measure(look, m) or 0.0) * sign, -m))
        why = f"{_show(look, value)} on {series.sessions[n]}, but {_show(look, _measure(look, best))} on {series.sessions[best]}"
        return look.see(n, value, "contradicted", why, unit=unit)
    begin = series.sessions[0]
    if first is None or (first < begin and (begin - first).days > 5):
        why = f"the greatest since prices begin on {begin}, which is later than the claim's scope"
        return look.see(n, value, "not decidable here", why, unit=unit)
    since = f"from {max(first, begin)} to {min(last, series.sessions[-1])}"
    return look.see(n, value, "supported", f"{_show(look, value)}, the greatest {since}", unit=unit)


def _meant(look: Look) -> int:
    """The session called extreme: the one named, or the most extreme of an interval."""
    first = look.at.first or 0
    told = [n for n in (first, look.at.other) if n is not None]
    many = list(look.at.inside) or told
    sign = look.claim.direction
    return max(many, key=lambda n: ((_measure(look, n) or 0.0) * sign, n == first))


def _unit(look: Look) -> str:
    return "return" if look.term("of") == "return" else look.series.currency


def _show(look: Look, value: float | None) -> str:
    return percent(value) if look.term("of") == "return" else f"{value or 0:,.2f}"


def _bounds(look: Look, n: int) -> tuple[date | None, date]:
    """First and last day of the scope; no first day for "ever"."""
    window, day = look.term("window"), look.series.sessions[n]
    if window == "52-weeks":
        return day - timedelta(days=364), day
    if window.startswith("since-"):
        return date.fromisoformat(window[6:]) + timedelta(days=1), day
    if window.startswith("year-"):
        year = int(window[5:]) or day.year
        return date(year, 1, 1), date(year, 12, 31)
    if window.startswith("last-"):
        _, number, unit = window.split("-")
        back = {"years": 12, "decades": 120, "months": 1}.get(unit)
        if back is None:
            return day - timedelta(weeks=int(number)), day
        return shift_months(day, -back * int(number)), day
    return None, day


def _value(look: Look) -> Observation:
    """A record loss of market value against the known ones of any company."""
    series, claim = look.series, look.claim
    known = sorted(look.evidence.losses, key=lambda loss: -loss.loss)
    days = [series.sessions[n] for n in [*look.at.inside, *filter(None, (look.at.first, look.at.other))]
            if n < len(series.sessions)]  # fmt: skip
    mine = [loss for loss in known if loss.symbol == series.symbol and loss.day in days]
    if not mine or claim.direction > 0:
        why = "no share count of the day and no earlier records are stored"
        return look.see(look.at.first, None, "not decidable here", why, unit="USD")
    day, loss = mine[0].day, mine[0].loss
    n = series.at(day)
    rivals = [other for other in known if other.day < day]
    if look.term("group") == "own":
        rivals = [other for other in rivals if other.symbol == series.symbol]
    if not rivals:
        return look.see(n, -loss, "not decidable here", "no earlier records are stored", unit="USD")
    top = rivals[0]
    verdict: Verdict = "supported" if loss > top.loss else "contradicted"
    why = (f"{loss / 1e9:,.0f} billion dollars on {day} against {top.loss / 1e9:,.0f} of {top.company}"
           f" on {top.day}, the largest loss known before")  # fmt: skip
    return look.see(n, -loss, verdict, why, unit="USD")
