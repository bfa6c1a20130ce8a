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
from marketlink.claims.doubt import CODES, LIFTED, UNBORNE, Doubt
from marketlink.claims.doubts import doubts, own_sign
from marketlink.claims.evidence import other_classes
from marketlink.claims.fit import coarse, fine, fits, large, sharp
from marketlink.claims.observe import figure
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

SPANS = 12
"""The longest span of sessions that is searched for a hint."""


def judged(case: Misfit) -> tuple[Observation, tuple[CandidateReading, ...]]:
    """The observation as the law has it, with the readings that were weighed."""
    if case.observation.verdict is Verdict.NOT_DECIDABLE:
        return _borne_out(case)
    if a_hundredth_apart(case):
        seen_value = figure(case.claim, case.observation.value)
        level = case.claim.kind.price
        apart = ReasonCode.CLOSED_ROUNDED if level else ReasonCode.MOVED_ROUNDED
        why = reason(apart, value=seen_value, session=case.observation.session)
        return _as(case, Verdict.SUPPORTED, why), ()
    open_doubts = frozenset() if case.claim.wording is None else doubts(case.claim, case.moments)
    open_doubts = open_doubts - LIFTED if case.anchored else open_doubts
    open_doubts = open_doubts & UNBORNE if case.borne else open_doubts
    if Doubt.MOOD in open_doubts:
        return _as(case, Verdict.FORECAST, reason(ReasonCode.FORESEEN)), ()
    readings = tuple(licensed(case))
    for one in sorted(readings, key=lambda one: not one.equal):
        if (what := price_match(case, one)) is not None:
            return _other(case, one, what), readings
    hint = _hint(case)
    code = _unclear(case, open_doubts, hint)
    if code is not None:
        why = reason(code).followed(hint or _instead(case))
        return _as(case, Verdict.UNCLEAR, why), readings
    why = case.observation.reason
    return replace(
        case.observation, reason=why if "near" in why.fields else why.followed(hint)
    ), readings


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
    fits = ReasonCode.FITS
    if what.start is not None:
        where["start"], fits = what.start, ReasonCode.FITS_OVER
    over = what.start is not None and one.symbol == case.observation.symbol
    if one.equal and (sharp(case.claim) or (over and large(case.claim))):
        code = ReasonCode.OTHER_READING if what.start is None else ReasonCode.OTHER_PERIOD
        why = reason(code, value=figure(case.claim, what.value), **where)
        unit = case.observation.unit
        return Observation(one.symbol, "", what.value, unit, one.session, Verdict.SUPPORTED, why)
    code = (
        ReasonCode.UNCLEAR_DAYS
        if one.symbol == case.observation.symbol
        else ReasonCode.UNCLEAR_NAMES
    )
    if one.sign != case.claim.direction:
        code = ReasonCode.UNCLEAR_SIGN
    return _as(case, Verdict.UNCLEAR, reason(code).followed(reason(fits, **where)))


def _unclear(case: Misfit, open_doubts: frozenset[Doubt], hint: Reason | None) -> ReasonCode | None:  # noqa: PLR0911 (a case each)
    """Why the statement is not contradicted; None where it is."""
    early = case.observation.reason.code is ReasonCode.WRONG_DATE_EARLY
    if not early and (code := basis_code(case)):
        return code
    if open_doubts:
        return CODES[min(open_doubts)]
    if case.answered:
        return ReasonCode.UNCLEAR_NUMBERS
    if case.hour or (case.same_day and case.claim.measure.bound in UNSIZED):
        return ReasonCode.UNCLEAR_HOURS
    opposite = (case.observation.value or 0.0) * (case.claim.stated or 0.0) < 0
    signed = unsigned(case.claim) or own_sign(case.claim, case.moments)
    if opposite and case.claim.kind.change and not signed:
        return ReasonCode.UNCLEAR_SIGN
    if case.observation.reason.code is ReasonCode.WRONG_OVER or coarse(case.claim):
        return ReasonCode.UNCLEAR_PERIOD
    if any(symbol not in case.evidence.series for symbol in other_classes(case.observation.symbol)):
        return ReasonCode.UNCLEAR_LINE
    if _long_past(case) or _loose_day(case):
        return ReasonCode.UNCLEAR_DAY
    dated = case.observation.reason.code in (
        ReasonCode.WRONG_DATE,
        ReasonCode.WRONG_CLOSE_DATE,
        ReasonCode.WRONG_DATE_EARLY,
    )
    if dated:
        sure = case.claim.day is Spoken.SPOKEN and not _a_day_apart(case)
        return None if sure else ReasonCode.UNCLEAR_DAY
    hinted = hint is not None and sharp(case.claim) and case.claim.day is not Spoken.SPOKEN
    return ReasonCode.UNCLEAR_DAYS if hinted else None


def _loose_day(case: Misfit) -> bool:
    """Whether a claim without a number may be of another day than the one its words name: a rise
    of a session beside, anything else of a day that another week has, too."""
    claim, n = case.claim, case.at()
    if claim.kind.number or claim.day is Spoken.SPOKEN or n is None:
        return False
    beside = [case.series.ret(m) or 0.0 for m in (n - BESIDE, n + BESIDE) if m <= case.last_known]
    return claim.measure.bound not in UNSIZED or any(ret * claim.direction > 0 for ret in beside)


def _a_day_apart(case: Misfit) -> bool:
    """Whether the day may be the readers' own, on which a session abroad ends a day later."""
    wording, near = case.claim.wording, case.observation.reason.fields.get("near")
    home = pack(wording.language).settings("clauses").get("zone", "") if wording else ""
    if not home or home.partition("/")[0] == zone_of(case.observation.symbol).partition("/")[0]:
        return False
    return (
        not isinstance(near, date)
        or abs((near - (case.observation.session or near)).days) <= WEEKEND
    )


WEEKEND = 4


def _long_past(case: Misfit) -> bool:
    """Whether a day without a year is read as one of long before publication."""
    moment = None if case.claim.moment is None else case.moments[case.claim.moment]
    if moment is None or case.observation.session is None or YEAR.search(moment.text):
        return False
    return case.series.sessions[case.last_known] - case.observation.session > FAR


YEAR = re.compile(r"\d{4}")
FAR = timedelta(days=100)
"""A day told without its year lies seldom further back."""


def _instead(case: Misfit) -> Reason | None:
    """The observation at the first reading's session or over its period, without a verdict."""
    observation = case.observation
    start = observation.reason.fields.get("start")
    if observation.value is None or observation.session is None or not case.claim.kind.number:
        return None if observation.reason.code in ACCUSING else observation.reason
    parts = {"value": figure(case.claim, observation.value), "session": observation.session}
    if isinstance(start, date):
        return reason(ReasonCode.OVER, **parts, start=start)
    return reason(ReasonCode.CLOSED_AT if case.claim.kind.price else ReasonCode.MOVED, **parts)


ACCUSING = frozenset({ReasonCode.OUT_OF_RANGE, ReasonCode.WRONG_DATE_EARLY})
"""Reasons that are worded as errors of the article."""


def _hint(case: Misfit) -> Reason | None:
    """What the number does fit among the sessions around, the names beside and the spans up to
    the session: found by searching, and so no reading."""
    claim, series, n = case.claim, case.series, case.at()
    if not claim.kind.number or n is None:
        return None
    near = case.observation.reason.fields.get("near")
    if isinstance(near, date):
        return reason(ReasonCode.FITS, symbol=series.symbol, session=near)
    if claim.kind.change and claim.unit == "return" and fine(claim):
        for count in range(2, SPANS + 1):
            if fits(claim, series.span(n - count, n)):
                days = {"start": series.sessions[n - count], "session": series.sessions[n]}
                return reason(ReasonCode.FITS_OVER, symbol=series.symbol, **days)
    return None
