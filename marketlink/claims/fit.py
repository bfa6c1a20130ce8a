"""Whether a number is what the words of a claim and their rounding allow."""

from __future__ import annotations

import math
from collections.abc import Callable

from marketlink.claims.amounts import holds
from marketlink.claims.evidence import Series
from marketlink.claims.observe import ClaimCheck, figure
from marketlink.records.claim import BARELY, Bound, Claim, Field, WindowSpan
from marketlink.records.reason import Reason, ReasonCode, ShownNumber, reason

SHARP = 0.0005
"""A percentage of one decimal or more fits another session seldom enough to say something."""
FINE = 0.00005 * (1 + 1e-9)
"""Half a unit of a percentage of two decimals."""
HUNDREDTH = 0.0001 * (1 + 1e-9)
"""A percentage this far apart is no error: closes are rounded before they are divided."""
CENT = 0.0003
"""A price whose last digit is worth less, beside the price, may be one unit of it apart."""
DIGITS = 4
"""So many significant digits make a price as sharp."""
WHOLE = 0.005 * (1 + 1e-9)
"""Half a unit of a percentage without decimals."""
LARGE, UNITS = 0.05, 20
"""From what size on, also in halves of its last digit's unit, a percentage is large."""
HALF_CENT = 0.005 * (1 + 1e-9)
ROUND = 0.005
"""How far, beside the price, a round close may be from it: "closed at 200,000" is none of 203,000,
though written in ten thousands."""
SMALL_STEP = 0.05
"""How far, beside it, a close may be from a level that it is told to be just above or below."""
NEAR = 5
"""Sessions on either side of the one named in which a number counts as right on a wrong date."""
PLAIN = frozenset({Bound.EXACT, Bound.BAND, Bound.AT})
"""Bounds that leave a number one place to be right in."""
MORE = 1.25
"""How far above "more than 10 %", as a factor, a move still is one that such words are said of."""
Change = Callable[[int], float | None]


def change_of(claim: Claim, series: Series) -> Change:
    """A session's change in the claim's unit, or that of so many sessions up to it: closes apart,
    or a return."""
    window = claim.measure.window
    if window.span is WindowSpan.SESSIONS:
        return lambda n: series.span(n - window.count, n)
    return series.change if claim.measure.field is Field.CHANGE else series.ret


def sharp(claim: Claim) -> bool:
    """Whether a number is written finely enough that a fit elsewhere is no accident."""
    if claim.stated is None or claim.tolerance is None:
        return False
    if claim.unit == "return":
        return claim.tolerance <= SHARP * (1 + 1e-9)
    return claim.tolerance * 2 * 10.0 ** (DIGITS - 1) <= abs(claim.stated)


def fine(claim: Claim) -> bool:
    """Whether a number is a price, or has two decimals of a percent: by chance one in a hundred
    fits some span of up to 12 sessions."""
    return sharp(claim) and (claim.unit != "return" or (claim.tolerance or 1.0) <= FINE)


def telling(claim: Claim) -> bool:
    """Whether a number fits what its words mean seldom enough by chance: one in thirty or less. It
    has a decimal of a percent or ten of its units, or is a price or a change to the cent or to a
    digit less than a fine one."""
    if fine(claim):
        return True
    if claim.measure.bound not in PLAIN:
        return False
    if claim.unit == "return":
        return sharp(claim) or large(claim)
    half = claim.tolerance or math.inf
    return half <= HALF_CENT or half * 2 * 10.0 ** (DIGITS - 2) <= abs(claim.stated or 0.0)


def large(claim: Claim, value: float | None = None) -> bool:
    """Whether a percentage is so large, and so many units of its last digit, that few periods have
    such a move: one of 2.6 % fits the month as well as the session. "More than", "about" and
    "nearly" one is, where the move that fits it, if given, is not much more, or less."""
    stated, bound, half = abs(claim.stated or 0.0), claim.measure.bound, claim.tolerance or 1.0
    least, most = {
        Bound.OVER: (0.0, MORE * stated),
        Bound.ABOUT: (0.0, stated + half),
        Bound.NEAR: (stated - 2 * half, stated + half),
    }.get(bound, (0.0, -1.0))
    near = value is None or least <= abs(value)
    plain = bound in PLAIN or (near and abs(value or 0.0) <= most)
    return claim.unit == "return" and plain and stated >= max(LARGE, UNITS * half)


def coarse(claim: Claim) -> bool:
    """Whether a percentage is a part in words, "a third", which is of a period as often as not."""
    half = claim.tolerance or 0.0
    banded = claim.measure.bound in (Bound.RANGE, Bound.BAND)
    return claim.unit == "return" and half > WHOLE and not banded


def quoted(value: float) -> float:
    """The size of a return as price tables print it, in hundredths of a percent."""
    return round(abs(value), 4)


def fits(claim: Claim, value: float | None) -> bool:
    """Whether a price or a change is what the claim's words and their rounding allow."""
    if value is None or claim.stated is None:
        return False
    if claim.kind.price and claim.measure.field is not Field.CHANGE:
        return _is_at(claim, value)
    if value * claim.stated < 0 and not claim.kind.price:
        return False
    stated, half, bound = abs(claim.stated), claim.tolerance or 0.0, claim.measure.bound
    if holds(abs(value), stated, half, bound):
        return True
    rounded = claim.unit == "return" and bound is Bound.EXACT
    return rounded and holds(quoted(value), stated, half, bound)


def _is_at(claim: Claim, value: float) -> bool:
    """Whether a price is the one stated, or on the side of it that is."""
    stated, half, bound = claim.stated or 0.0, claim.tolerance or 0.0, claim.measure.bound
    far = SMALL_STEP if bound in BARELY else math.inf
    match bound:
        case Bound.LOST | Bound.JUST_UNDER:
            return (1 - far) * stated < value < stated
        case Bound.GAINED | Bound.JUST_OVER:
            return stated < value < (1 + far) * stated
        case Bound.REGAINED:
            return value >= stated
        case Bound.LINE | Bound.REACHED:
            return stated <= value < stated + (2 * half if half > 0.5 else _step(stated))  # noqa: PLR2004 (half of a whole unit)
        case Bound.AT:
            half = min(half, max(ROUND * stated, HALF_CENT))
    return holds(value, stated, max(half, 1e-6 * stated), bound)


def on_its_side(claim: Claim, value: float) -> bool:
    """Whether a number that words put just above or below another is on that side of it."""
    wide = {Bound.JUST_OVER: Bound.OVER, Bound.JUST_UNDER: Bound.UNDER}.get(claim.measure.bound)
    size, stated = abs(value), abs(claim.stated or 0.0)
    return wide is not None and value * (claim.stated or 0.0) > 0 and holds(size, stated, 0.0, wide)


def _step(stated: float) -> float:
    """The unit of a round number's last digit that is no zero: 10 of 2,410."""
    step = 1.0
    while stated % (step * 10) == 0 and step * 10 < stated:
        step *= 10
    return step


def nearly(claim: Claim, value: float | None) -> bool:
    """Whether a sharp number is a hundredth of a point, or one unit of the last digit of a price,
    from what it states, as closes of two sources are."""
    if value is None or claim.stated is None or claim.measure.bound not in (Bound.EXACT, Bound.AT):
        return False
    half, gap = claim.tolerance or 0.0, abs(claim.stated - value)
    if not sharp(claim):
        return False
    if claim.unit == "return":
        return gap <= half + HUNDREDTH
    unit = 2 * half * (1 + 1e-9)
    return claim.kind.price and gap <= unit <= CENT * claim.stated


def undated(check: ClaimCheck, n: int) -> Reason:
    """The reason where the words name no day and the number fits an earlier session."""
    return reason(ReasonCode.UNDATED, session=check.day(n))


def bounded(claim: Claim) -> ShownNumber | None:
    return figure(claim, claim.stated, claim.measure.bound)
