"""The law of verdicts on a statement that does not fit its first reading.

"Contradicted" is said only where no reading that the words license fits and the best is spoken in
every part; everything else that does not fit is unclear, with what the number does fit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from marketlink.calendars import zone_of
from marketlink.claims.basis import a_hundredth_apart, basis_code
from marketlink.claims.doubts import LIFTED, UNBORNE, Doubt, doubts
from marketlink.claims.evidence import other_classes
from marketlink.claims.fit import coarse, fine, fits, large, sharp
from marketlink.claims.guards import own_sign
from marketlink.claims.observe import figure
from marketlink.claims.other_numbers import is_anchored, is_answered, is_borne, is_of_an_hour
from marketlink.claims.price_match import PriceMatch, price_match
from marketlink.claims.readings import BESIDE, Misfit, licensed, unsigned
from marketlink.records.claim import (
    BY_THE_CLOSE,
    UNSIZED,
    CandidateReading,
    Observation,
    Spoken,
    Verdict,
    WindowSpan,
)
from marketlink.records.reason import Reason, ReasonCode, reason
from marketlink.text import pack

WEEKEND = 4
"""Days that two sessions one after the other lie apart at most, but for holidays."""
DATED = frozenset({ReasonCode.WRONG_DATE, ReasonCode.WRONG_CLOSE_DATE, ReasonCode.WRONG_DATE_EARLY})
"""Reasons of a number that is right on another day."""
FAR = timedelta(days=100)
"""A day told without its year lies seldom further back."""
YEAR = re.compile(r"\d{4}")
SPANS = 12
"""The longest span of sessions that is searched for a hint."""
ACCUSING = frozenset({ReasonCode.OUT_OF_RANGE, ReasonCode.WRONG_DATE_EARLY})
"""Reasons that are worded as errors of the article."""


def judged(case: Misfit) -> tuple[Observation, tuple[CandidateReading, ...]]:
    """The observation as the law has it, with the readings that were weighed."""
    claim, item = case.claim, case.observation
    if item.verdict is Verdict.NOT_DECIDABLE:
        return _borne_out(case)
    if a_hundredth_apart(case):
        near = ReasonCode.CLOSED_ROUNDED if claim.kind.price else ReasonCode.MOVED_ROUNDED
        why = reason(near, value=figure(claim, item.value), session=item.session)
        return _as(case, Verdict.SUPPORTED, why), ()
    open_doubts = frozenset() if claim.wording is None else doubts(claim, case.moments)
    if is_anchored(claim, item, case.every):
        open_doubts -= LIFTED
    if is_borne(claim, item, case.every, case.moments):
        open_doubts &= UNBORNE
    if Doubt.MOOD in open_doubts:
        return _as(case, Verdict.FORECAST, reason(ReasonCode.FORESEEN)), ()
    readings = tuple(licensed(case))
    for one in sorted(readings, key=lambda one: not one.equal):
        if (what := price_match(case, one)) is not None:
            return _other(case, one, what), readings
    code = _unclear(case, open_doubts)
    if code is None:
        return item, readings
    why = reason(code).followed(_hint(case) or _instead(case))
    return _as(case, Verdict.UNCLEAR, why), readings


def _as(case: Misfit, verdict: Verdict, why: Reason) -> Observation:
    return replace(case.observation, verdict=verdict, reason=why)


def _borne_out(case: Misfit) -> tuple[Observation, tuple[CandidateReading, ...]]:
    """The observation where the first reading is not decidable: what another that counts as much
    says, if it fits a sharp number."""
    claim = case.claim
    plain = claim.measure.field in BY_THE_CLOSE and claim.measure.window.span is not WindowSpan.PEAK
    readings = tuple(licensed(case)) if plain and (sharp(claim) or large(claim)) else ()
    for one in readings:
        if one.equal and (what := price_match(case, one)) is not None:
            return _other(case, one, what), readings
    return case.observation, ()


def _other(case: Misfit, one: CandidateReading, what: PriceMatch) -> Observation:
    """What a reading other than the first that fits is worth: as much as the first where the
    sentence names its company and its day and the number is sharp, else a doubt."""
    assert one.symbol is not None and one.session is not None  # noqa: S101 (for the type checker)
    where: dict[str, str | date] = {"symbol": one.symbol, "session": one.session}
    same, over = one.symbol == case.observation.symbol, what.start is not None
    if what.start is not None:
        where["start"] = what.start
    if one.equal and (sharp(case.claim) or (over and same and large(case.claim))):
        code = ReasonCode.OTHER_PERIOD if over else ReasonCode.OTHER_READING
        why = reason(code, value=figure(case.claim, what.value), **where)
        unit = case.observation.unit
        return Observation(one.symbol, "", what.value, unit, one.session, Verdict.SUPPORTED, why)
    code = ReasonCode.UNCLEAR_DAYS if same else ReasonCode.UNCLEAR_NAMES
    if one.sign != case.claim.direction:
        code = ReasonCode.UNCLEAR_SIGN
    fits = reason(ReasonCode.FITS_OVER if over else ReasonCode.FITS, **where)
    return _as(case, Verdict.UNCLEAR, reason(code).followed(fits))


def _unclear(case: Misfit, open_doubts: frozenset[Doubt]) -> ReasonCode | None:  # noqa: PLR0911 (a case each)
    """Why the statement is not contradicted; None where it is."""
    claim, item = case.claim, case.observation
    if item.reason.code is not ReasonCode.WRONG_DATE_EARLY and (code := basis_code(case)):
        return code
    if open_doubts:
        return min(open_doubts).code
    if is_answered(claim, item, case.every):
        return ReasonCode.UNCLEAR_NUMBERS
    same_day = item.session is not None and item.session == case.published.value
    unsized = claim.measure.bound in UNSIZED
    if is_of_an_hour(claim, item, case.every, case.series) or (same_day and unsized):
        return ReasonCode.UNCLEAR_HOURS
    opposite = claim.kind.change and (item.value or 0.0) * (claim.stated or 0.0) < 0
    if opposite and not (unsigned(claim) or own_sign(case.place)):
        return ReasonCode.UNCLEAR_SIGN
    if item.reason.code is ReasonCode.WRONG_OVER or coarse(claim):
        return ReasonCode.UNCLEAR_PERIOD
    if any(symbol not in case.evidence.series for symbol in other_classes(item.symbol)):
        return ReasonCode.UNCLEAR_LINE
    dated = item.reason.code in DATED
    unsure = claim.day is not Spoken.SPOKEN or _is_a_day_apart(case)
    loose = _is_of_a_loose_day(case) or _is_long_past(case)
    return ReasonCode.UNCLEAR_DAY if loose or (dated and unsure) else None


def _is_of_a_loose_day(case: Misfit) -> bool:
    """Whether a claim without a number may be of another day than the one its words name: a rise
    of a session beside, anything else of a day that another week has, too."""
    claim, n = case.claim, case.at()
    if claim.kind.number or claim.day is Spoken.SPOKEN or n is None:
        return False
    last = case.last_of(case.series)
    beside = [case.series.ret(m) or 0.0 for m in (n - BESIDE, n + BESIDE) if m <= last]
    return claim.measure.bound not in UNSIZED or any(ret * claim.direction > 0 for ret in beside)


def _is_long_past(case: Misfit) -> bool:
    """Whether a day without a year is read as one of long before publication."""
    day, n = case.observation.session, case.claim.moment
    if n is None or day is None or YEAR.search(case.moments[n].text):
        return False
    return case.series.sessions[case.last_of(case.series)] - day > FAR


def _is_a_day_apart(case: Misfit) -> bool:
    """Whether the day may be the readers' own, on which a session abroad ends a day later."""
    wording, near = case.claim.wording, case.observation.reason.fields.get("near")
    home = pack(wording.language).settings("clauses").get("zone", "") if wording else ""
    if not home or home.partition("/")[0] == zone_of(case.observation.symbol).partition("/")[0]:
        return False
    day = case.observation.session
    return not isinstance(near, date) or day is None or abs((near - day).days) <= WEEKEND


def _hint(case: Misfit) -> Reason | None:
    """The day that the number does fit, or the days over which a fine one does: found by searching,
    and so no reading."""
    claim, item, n = case.claim, case.observation, case.at()
    if not claim.kind.number or n is None:
        return None
    if isinstance(near := item.reason.fields.get("near"), date):
        return reason(ReasonCode.FITS, symbol=item.symbol, session=near)
    days = case.series.sessions
    for first in range(n - 2, n - SPANS - 1, -1) if claim.unit == "return" and fine(claim) else ():
        if fits(claim, case.series.span(first, n)):
            over = {"start": days[first], "session": days[n]}
            return reason(ReasonCode.FITS_OVER, symbol=item.symbol, **over)
    return None


def _instead(case: Misfit) -> Reason | None:
    """The observation at the first reading's session or over its period, without a verdict."""
    item, price = case.observation, case.claim.kind.price
    if item.value is None or item.session is None or not case.claim.kind.number:
        return None if item.reason.code in ACCUSING else item.reason
    parts = {"value": figure(case.claim, item.value), "session": item.session}
    if isinstance(start := item.reason.fields.get("start"), date):
        return reason(ReasonCode.OVER, **parts, start=start)
    return reason(ReasonCode.CLOSED_AT if price else ReasonCode.MOVED, **parts)
