"""What the prices give for a reading of a claim, where that is what the claim states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from marketlink.claims import amounts, level_check
from marketlink.claims.evidence import Series
from marketlink.claims.fit import fits, nearly
from marketlink.claims.number_check import OVER_WINDOW
from marketlink.claims.period_check import ends, moved
from marketlink.claims.readings import Misfit
from marketlink.records.claim import Bound, CandidateReading, Claim, Field, WindowSpan


class PriceMatch(NamedTuple):
    """What the prices give for a reading that holds; ``start`` is the day of the close that a
    window is counted from, None for a session."""

    value: float
    start: date | None = None


def price_match(case: Misfit, one: CandidateReading) -> PriceMatch | None:
    """What the prices give for a reading of a claim, where that is what the claim states."""
    if one.symbol is None or one.session is None:
        return None
    series = case.evidence.series[one.symbol]
    n = series.at(one.session)
    if n is None:
        return None
    claim = replace(case.claim, measure=one.measure)
    if one.sign != claim.direction and claim.stated is not None and claim.kind.change:
        claim = replace(claim, stated=-claim.stated)
    values = _values(claim, series, n, case.last_of(series))
    own = one.symbol == case.observation.symbol and one.equal
    return next(
        (v for v in values if _states(claim, v.value) or (own and nearly(claim, v.value))), None
    )


def _values(claim: Claim, series: Series, n: int, newest: int) -> list[PriceMatch]:
    """What may be meant of a session or of a window that ends on it."""
    window, field = claim.measure.window, claim.measure.field
    values: list[tuple[float | None, date | None]] = []
    if claim.kind.price and field is not Field.CHANGE:
        same = claim.unit in (series.currency, "")
        values = [(series.traded(n), None), (series.closes[n], None)] if same else []
    elif window.span is WindowSpan.SESSIONS or window.span in OVER_WINDOW:
        pairs = ends(series, window, n, newest)
        values = [(moved(claim, series, a, b), series.sessions[a]) for a, b in pairs]
    else:
        values = [(series.change(n) if field is Field.CHANGE else series.ret(n), None)]
    return [PriceMatch(value, start) for value, start in values if value is not None]


def _states(claim: Claim, value: float) -> bool:
    """Whether a level, a change or a return is what a claim states."""
    if not claim.kind.price:
        return fits(claim, value)
    if claim.measure.field is Field.CHANGE:
        stated, half = claim.stated or 0.0, claim.tolerance or 0.0
        return amounts.holds(abs(value), stated, half, Bound.EXACT)
    return level_check.allows(claim, value)
