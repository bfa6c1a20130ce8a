"""Whether a difference is one of rounding, or one that an adjustment of the series may explain."""

from __future__ import annotations

from marketlink.claims.evidence import Series
from marketlink.claims.fit import HUNDREDTH, fits, nearly
from marketlink.claims.readings import Misfit
from marketlink.records.claim import Basis, Bound, Field
from marketlink.records.reason import ReasonCode

CASH = 0.015
"""A return of closes adjusted for dividends differs from the quoted one by a dividend at most."""


def a_hundredth_apart(case: Misfit) -> bool:
    """Whether a percentage or a close of a session is as near to the stated one as two sources
    of prices are to each other."""
    claim = case.claim
    sized = claim.kind.change or claim.kind.price
    if not sized or "near" in case.observation.reason.fields:
        return False
    if claim.measure.field not in (Field.RETURN, Field.CLOSE):
        return False
    return nearly(claim, case.observation.value)


def basis_code(case: Misfit) -> ReasonCode | None:
    """Whether the difference is one of rounding, or may be one of adjustment."""
    claim, value, basis = case.claim, case.observation.value, case.series.basis
    if claim.stated is None or value is None or not claim.kind.number:
        return None
    bound = claim.measure.bound
    half = (claim.tolerance or 0.0) if bound in (Bound.EXACT, Bound.AT) else 0.0
    gap = abs(claim.stated - value)
    if claim.unit == "return":
        tenth = bound is Bound.BAND and fits(claim, round(value, 3))
        if tenth or gap <= half + HUNDREDTH or _cut_off(claim.stated, value, 2 * half):
            return ReasonCode.UNCLEAR_ROUNDING
        return ReasonCode.UNCLEAR_BASIS if basis is Basis.TOTAL and gap <= CASH else None
    least = HUNDREDTH * abs(claim.stated) if claim.kind.price else 0.0
    if gap <= max(2 * half, least):
        return ReasonCode.UNCLEAR_ROUNDING
    adjusted = basis is Basis.TOTAL or not on_ticks(case.series, case.at())
    return ReasonCode.UNCLEAR_BASIS if adjusted else None


def _cut_off(stated: float, value: float, unit: float) -> bool:
    """Whether a percentage is the other with its last digits dropped: 9.8 % of 9.86 %."""
    return stated * value > 0 and 0 < abs(value) - abs(stated) < unit


TICKS = ((2_000, 1), (5_000, 5), (20_000, 10), (50_000, 50), (200_000, 100), (500_000, 500))
"""Seoul's price steps since January 2023, as (prices below, step)."""


def on_ticks(series: Series, n: int | None) -> bool:
    """Whether a close of Seoul is one that can have been quoted: an adjusted one seldom is."""
    if n is None or series.exchange not in ("XKRX", "XKOS") or series.currency != "KRW":
        return True
    return all(_on_tick(series.traded(m)) for m in (n - 1, n) if m >= 0)


def _on_tick(price: float) -> bool:
    step = next((step for below, step in TICKS if price < below), 1_000)
    return abs(price / step - round(price / step)) < 1e-6  # noqa: PLR2004 (an order of size)
