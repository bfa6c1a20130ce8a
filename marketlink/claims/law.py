"""The law of verdicts on a statement that does not fit its first reading.

"Contradicted" is said only where no reading that the words license fits and the best is spoken in
every part; everything else that does not fit is unclear, with what the number does fit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from marketlink.calendars import zone_of
from marketlink.claims import level_check
from marketlink.claims.apart import of_a_stranger
from marketlink.claims.doubts import LIFTED, UNBORNE, Doubt, doubts
from marketlink.claims.evidence import Series, home_line, other_classes
from marketlink.claims.fit import (
    PLAIN,
    change_of,
    coarse,
    fine,
    fits,
    large,
    nearly,
    on_its_side,
    sharp,
)
from marketlink.claims.guards import own_sign, takes_an_object
from marketlink.claims.observe import figure
from marketlink.claims.other_numbers import (
    is_anchored,
    is_answered,
    is_borne,
    is_of_an_hour,
    sessions_of_its_phrase,
)
from marketlink.claims.proof import left_over
from marketlink.claims.readings import BESIDE, Misfit, licensed, unsigned
from marketlink.claims.session_of import day_at_odds, may_be_running
from marketlink.claims.window_check import OVER_WINDOW, ends, moved
from marketlink.records.claim import (
    BY_THE_CLOSE,
    UNSIZED,
    Basis,
    Bound,
    CandidateReading,
    Claim,
    Field,
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
SPANS = 12
"""The longest span of sessions that is searched for a hint."""
ACCUSING = frozenset({ReasonCode.OUT_OF_RANGE, ReasonCode.WRONG_DATE_EARLY})
"""Reasons that are worded as errors of the article."""
ONE_SIDE = level_check.SIDES - {Bound.REGAINED}
"""Bounds that a price anywhere on one side of the number fits."""
SOURCES = 0.0005 * (1 + 1e-9)
"""How far beyond its rounding a percentage of another source, or of a minute before the close, may
be apart; a price so far beside itself."""
CASH = 0.015
"""A return of closes adjusted for dividends differs from the quoted one by a dividend at most."""


def judged(case: Misfit) -> tuple[Observation, tuple[CandidateReading, ...]]:
    """The observation as the law has it, with the readings that were weighed."""
    claim, item = case.claim, case.observation
    if item.verdict is Verdict.NOT_DECIDABLE:
        return _borne_out(case)
    if (why := _quoted_otherwise(case)) is not None:
        return _as(case, Verdict.SUPPORTED, why), ()
    open_doubts = doubts(claim)
    if is_anchored(claim, item, case.every):
        open_doubts -= LIFTED
    if is_borne(claim, item, case.every):
        open_doubts &= UNBORNE
    if Doubt.MOOD in open_doubts:
        return _as(case, Verdict.FORECAST, reason(ReasonCode.FORESEEN)), ()
    readings = tuple(licensed(case))
    ranked = sorted(readings, key=lambda one: not one.equal)
    fit = [_other(case, one, w) for one in ranked if (w := price_match(case, one)) is not None]
    if fit:
        return min(fit, key=lambda item: item.verdict is not Verdict.SUPPORTED), readings
    code = _unclear(case, open_doubts)
    if code is None:
        return item, readings
    words = {"words": ", ".join(left_over(case.place))} if code is Doubt.WORDS.code else {}
    why = reason(code, **words).followed(_hint(case) or _instead(case))
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
    if what.start is not None and what.end is not None:
        where |= {"start": what.start, "session": what.end}
    borne = same and one.session in sessions_of_its_phrase(case.claim, case.every)
    exact = sharp(case.claim) and case.claim.measure.bound not in ONE_SIDE
    plain = case.claim.measure.bound in PLAIN or not case.place.own_day
    long = over and same and plain and large(case.claim, what.value)
    if one.equal and (exact or borne or long):
        code = ReasonCode.OTHER_PERIOD if over else ReasonCode.OTHER_READING
        if borne and not over:  # no word of the sentence names its day
            code = ReasonCode.CLOSED_AT if case.claim.kind.price else ReasonCode.MOVED
            where.pop("symbol")
        why = reason(code, value=figure(case.claim, what.value), **where)
        unit, day = case.observation.unit, what.end or one.session
        return Observation(one.symbol, "", what.value, unit, day, Verdict.SUPPORTED, why)
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
    if of_a_stranger(case.place) or takes_an_object(case.place):
        return ReasonCode.UNCLEAR_NAMES
    if (code := _of_its_size(case)) is not None:
        return code
    if is_answered(claim, item, case.every):
        return ReasonCode.UNCLEAR_NUMBERS
    if is_of_an_hour(claim, item, case.every, case.series):
        return ReasonCode.UNCLEAR_HOURS
    if item.reason.code is ReasonCode.OTHER_SIDE and not level_check.of_a_close(claim):
        return ReasonCode.UNCLEAR_HOURS  # "fell below $120", perhaps within the day
    same_day = item.session is not None and item.session == case.published.value
    if same_day and not case.place.has("close"):  # the day of the article, told without an hour
        return ReasonCode.UNCLEAR_HOURS
    opposite = claim.kind.change and (item.value or 0.0) * (claim.stated or 0.0) < 0
    if opposite and not (unsigned(claim) or own_sign(case.place)):
        return ReasonCode.UNCLEAR_SIGN
    if item.reason.code is ReasonCode.WRONG_OVER or coarse(claim):
        return ReasonCode.UNCLEAR_PERIOD
    lines = (*other_classes(item.symbol), home_line(item.symbol) or item.symbol)
    if any(symbol not in case.evidence.series for symbol in lines):
        return ReasonCode.UNCLEAR_LINE
    dated = item.reason.code in DATED
    unsure = claim.day is not Spoken.SPOKEN or _is_a_day_apart(case)
    shut = day_at_odds(claim, case.series) is not None  # a day of no session is no session's
    loose = shut or (dated and unsure) or _is_of_a_loose_day(case)
    if claim.day is not Spoken.SPOKEN:
        loose = loose or may_be_running(claim, case.series, case.published)
    return ReasonCode.UNCLEAR_DAY if loose else None


def _of_its_size(case: Misfit) -> ReasonCode | None:
    """Whether a change in money is of the size of the price itself, "vaulted $265" at $265.86; or a
    level so far from it that it may be earnings, or the price of another stock: "to $3.40 per
    share" at $41; or on the side of it that the words say, but not near."""
    claim, n = case.claim, case.at()
    if on_its_side(claim, case.observation.value or 0.0):
        return ReasonCode.UNCLEAR_BARELY
    if n is None or not claim.stated:
        return None
    if claim.measure.field is Field.CHANGE:
        near = 1 / LEVEL < abs(claim.stated) / case.series.closes[n] < LEVEL
        return ReasonCode.UNCLEAR_LEVEL if near else None
    near = 1 / APART < abs(claim.stated) / case.series.traded(n) < APART
    return None if near or claim.kind is not level_check.LEVEL else ReasonCode.UNCLEAR_MEASURE


LEVEL, APART = 1.5, 5.0
"""How far an amount may be from a price, as a factor, and still be one; and how far a level."""


def _is_of_a_loose_day(case: Misfit) -> bool:
    """Whether a claim without a number may be of another day than the one its words name: a rise
    of a session beside, anything else of a day that another week has, too, or of what another
    clause tells of a period, "gained after results, continuing a trend this quarter"."""
    claim, n = case.claim, case.at()
    if claim.kind.number or n is None:
        return False
    day = case.place.day
    if day is not None and day.days[0] != day.days[1] and not case.place.own_day:
        return True
    if claim.day is Spoken.SPOKEN:
        return False
    last = case.last_of(case.series)
    beside = [case.series.ret(m) or 0.0 for m in (n - BESIDE, n + BESIDE) if m <= last]
    return claim.measure.bound not in UNSIZED or any(ret * claim.direction > 0 for ret in beside)


def _is_a_day_apart(case: Misfit) -> bool:
    """Whether the day may be the readers' own, on which a session abroad ends a day later."""
    near = case.observation.reason.fields.get("near")
    home = pack(case.place.sentence.language).settings("clauses").get("zone", "")
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


class PriceMatch(NamedTuple):
    """What the prices give for a reading that holds; ``start`` and ``end`` are the days of the
    closes that a window is counted between, None for a session."""

    value: float
    start: date | None = None
    end: date | None = None


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
        (v for v in values if fits(claim, v.value) or (own and nearly(claim, v.value))), None
    )


def _values(claim: Claim, series: Series, n: int, newest: int) -> list[PriceMatch]:
    """What may be meant of a session or of a window that ends on it."""
    window, field = claim.measure.window, claim.measure.field
    days = series.sessions
    if claim.kind.price and field is not Field.CHANGE:
        same = claim.unit in (series.currency, "")
        prices = [series.traded(n), series.closes[n]] if same else []
        return [PriceMatch(value) for value in prices if value is not None]
    if window.span is WindowSpan.SESSIONS or window.span in OVER_WINDOW:
        pairs = ends(series, window, n, newest)
        moves = [(moved(claim, series, a, b), days[a], days[b]) for a, b in pairs]
        return [PriceMatch(value, a, b) for value, a, b in moves if value is not None]
    value = change_of(claim, series)(n)
    return [] if value is None else [PriceMatch(value)]


def _quoted_otherwise(case: Misfit) -> Reason | None:
    """Why a number of a session is right in the prices of another source: rounded otherwise, or an
    ex-date's with its dividend."""
    claim, item = case.claim, case.observation
    if a_hundredth_apart(case):
        near = ReasonCode.CLOSED_ROUNDED if claim.kind.price else ReasonCode.MOVED_ROUNDED
        return reason(near, value=figure(claim, item.value), session=item.session)
    paid = _with_dividend(case)
    turned = (paid or 0.0) * (item.value or 0.0) <= 0
    if turned or not (fits(claim, paid) or nearly(claim, paid)):
        return None
    return reason(ReasonCode.WITH_DIVIDEND, value=figure(claim, paid), session=item.session)


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


def _with_dividend(case: Misfit) -> float | None:
    """The change of an ex-date with its dividend; None where the claim is of no such session."""
    n, claim, measure = case.at(), case.claim, case.claim.measure
    money = measure.field is Field.CHANGE
    session = (money or measure.field is Field.RETURN) and claim.kind.change
    if n is None or not session or measure.window.span is not WindowSpan.SESSION:
        return None
    return case.series.with_dividend(n, money=money)


def basis_code(case: Misfit) -> ReasonCode | None:
    """Whether the difference is one of rounding, or may be one of a dividend or of adjustment."""
    claim, value, basis = case.claim, case.observation.value, case.series.basis
    if claim.stated is None or value is None or not claim.kind.number:
        return None
    bound = claim.measure.bound
    half = (claim.tolerance or 0.0) if bound in (Bound.EXACT, Bound.AT) else 0.0
    gap = abs(claim.stated - value)
    if claim.unit == "return":
        tenth = bound is Bound.BAND and fits(claim, round(value, 3))
        apart = max(SOURCES, case.series.grain(case.at() or 0))
        if tenth or gap <= half + apart or _cut_off(claim.stated, value, 2 * half):
            return ReasonCode.UNCLEAR_ROUNDING
        paid = _with_dividend(case)
        if paid is not None and abs(claim.stated - paid) <= half + apart:
            return ReasonCode.UNCLEAR_DIVIDEND
        return ReasonCode.UNCLEAR_BASIS if basis is Basis.TOTAL and gap <= CASH else None
    least = SOURCES * abs(claim.stated) if claim.kind.price else 0.0
    if gap <= max(4.001 * half, least):  # two units of the last digit
        return ReasonCode.UNCLEAR_ROUNDING
    adjusted = basis is Basis.TOTAL or not on_ticks(case.series, case.at())
    return ReasonCode.UNCLEAR_BASIS if adjusted else None


def _cut_off(stated: float, value: float, unit: float) -> bool:
    """Whether a percentage is the other with its last digits dropped: 9.8 % of 9.86 %."""
    return stated * value > 0 and 0 < abs(value) - abs(stated) < unit


TICKS = ((2_000, 1), (5_000, 5), (20_000, 10), (50_000, 50), (200_000, 100), (500_000, 500))
"""Seoul's price steps since January 2023, as (prices below, step)."""


CENT, SINGLE = 1e-4, 3e-6
"""How far a price in whole cents may be off them where it was kept as a number of single precision
and split since: in dollars, and in shares of itself."""
AHEAD = 20
"""Sessions behind one whose closes are asked, too: what adjusts them adjusts all before."""


def on_ticks(series: Series, n: int | None) -> bool:
    """Whether a close of Seoul or of dollars, that before it and those behind it are such as can
    have been quoted: adjusted ones seldom are."""
    if n is None:
        return True
    around = range(max(n - 1, 0), min(n + AHEAD, len(series.closes)))
    prices = [series.traded(m) for m in around]
    if series.currency == "USD":
        return all(abs(one - round(one, 2)) <= CENT + SINGLE * one for one in prices if one > 1)
    if series.exchange not in ("XKRX", "XKOS") or series.currency != "KRW":
        return True
    ratios = [one / next((step for below, step in TICKS if one < below), 1_000) for one in prices]
    return all(abs(ratio - round(ratio)) < 1e-6 for ratio in ratios)  # noqa: PLR2004 (an order of size)
