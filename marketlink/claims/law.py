"""The law of verdicts on a statement that does not fit its first reading.

"Contradicted" is said only where no reading that the words license fits and the best is spoken in
every part; everything else that does not fit is unclear, with what the number does fit.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from marketlink.calendars import zone_of
from marketlink.claims import amounts, level_check
from marketlink.claims.doubts import CODES, LIFTED, UNBORNE, Doubt, counted_from, doubts, own_sign
from marketlink.claims.evidence import PriceEvidence, Series, other_classes
from marketlink.claims.fit import fits, sharp
from marketlink.claims.observe import figure
from marketlink.moments.resolve import local_day
from marketlink.records.claim import (
    Basis,
    Bound,
    CandidateReading,
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    Verdict,
    WindowSpan,
)
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reason import Reason, ReasonCode, reason
from marketlink.resources import data_path
from marketlink.text import pack

FINE = 0.00005 * (1 + 1e-9)
"""A percentage of two decimals: by chance one in a hundred fits some span of up to 12 sessions."""
BESIDE = 1
"""Sessions beside that a bare weekday, "this day" or "overnight" license."""
SPANS = 12
"""The longest span of sessions that is searched for a hint."""
CASH = 0.015
"""A return of closes adjusted for dividends differs from the quoted one by a dividend at most."""
HUNDREDTH = 0.0001
TENTH = 0.0005 * (1 + 1e-9)
"""The tolerance of a percentage of one decimal."""


class Word(StrEnum):
    """The kinds of evidence for a reading; ``data/reading_weights.csv`` has a row for each."""

    FIRST = "first"
    DAY = "day"
    PUBLISHED = "published"
    SESSION = "session"
    CHANGE = "change"
    SIGN = "sign"
    NAME = "name"
    CLASS = "class"
    BESIDE = "beside"
    FOCUS = "focus"
    UNKNOWN = "unknown"


class Weight(NamedTuple):
    """What a word is worth: its weight beside the first reading's, whether a sharp number that
    fits counts as much as the first, and how it is said."""

    weight: float
    equal: bool
    says: str


@cache
def weights() -> Mapping[Word, Weight]:
    """The table of weights."""
    with data_path("reading_weights.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            Word(row["word"]): Weight(float(row["weight"]), row["equal"] == "1", row["says"])
            for row in rows
        }


def _by(one: CandidateReading, word: Word, **parts: Any) -> CandidateReading:  # noqa: ANN401 (passed on)
    """A reading that differs in some parts, which ``word`` speaks for."""
    weight, equal, says = weights()[word]
    return replace(one, weight=weight, equal=equal, words=says, **parts)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A claim that does not fit its first reading, for one symbol, with its context."""

    claim: Claim
    observation: Observation
    evidence: PriceEvidence
    moments: Sequence[Moment]
    last_known: int
    anchored: bool
    answered: bool
    """Whether another number of the article is what this one would be of."""
    borne: bool = False
    """Whether another number of its own phrase fixes its company, day and hour."""
    same_day: bool = False
    """Whether the article is of the session's own day, at an hour that is not known."""

    @property
    def series(self) -> Series:
        """The prices of the first reading's company."""
        return self.evidence.series[self.observation.symbol]

    def at(self) -> int | None:
        """The position of the first reading's session."""
        return (
            None if self.observation.session is None else self.series.at(self.observation.session)
        )


def judged(case: Misfit) -> tuple[Observation, tuple[CandidateReading, ...]]:
    """The observation as the law has it, with the readings that were weighed."""
    if _a_hundredth_apart(case):
        value = figure(case.claim, case.observation.value)
        why = reason(ReasonCode.MOVED_ROUNDED, value=value, session=case.observation.session)
        return _as(case, Verdict.SUPPORTED, why), ()
    open_doubts = frozenset() if case.claim.wording is None else doubts(case.claim, case.moments)
    open_doubts = open_doubts - LIFTED if case.anchored else open_doubts
    open_doubts = open_doubts & UNBORNE if case.borne else open_doubts
    if Doubt.MOOD in open_doubts:
        return _as(case, Verdict.FORECAST, reason(ReasonCode.FORESEEN)), ()
    readings = tuple(licensed(case))
    for one in readings:
        if one.session is not None and one.symbol is not None and holds_as(case, one):
            return _other(case, one), readings
    hint = _hint(case)
    code = _unclear(case, open_doubts, hint)
    if code is not None:
        why = reason(code).followed(hint or _instead(case))
        return _as(case, Verdict.UNCLEAR, why), readings
    why = case.observation.reason
    return replace(
        case.observation, reason=why if "near" in why.fields else why.followed(hint)
    ), readings


def _a_hundredth_apart(case: Misfit) -> bool:
    """Whether a percentage of a session is a hundredth of a point from the stated one, which is
    no error: closes are rounded before they are divided."""
    claim, value = case.claim, case.observation.value
    if claim.kind != "size" or claim.unit != "return" or claim.stated is None or value is None:
        return False
    if claim.measure.bound is not Bound.EXACT or claim.measure.field is not Field.RETURN:
        return False
    if "near" in case.observation.reason.fields:
        return False
    half = claim.tolerance or 0.0
    return half <= TENTH and abs(claim.stated - value) <= half + HUNDREDTH * (1 + 1e-9)


def _as(case: Misfit, verdict: Verdict, why: Reason) -> Observation:
    return replace(case.observation, verdict=verdict, reason=why)


def licensed(case: Misfit) -> Iterator[CandidateReading]:
    """The readings beside the first that words of the article license, the likeliest first.

    Somebody and some day that are not known here are always among them.
    """
    claim, n, own = case.claim, case.at(), case.observation.symbol
    if claim.wording is None or claim.kind not in ("size", "level"):
        return
    weight, equal, says = weights()[Word.FIRST]
    basis, day = case.series.basis, case.observation.session
    first = CandidateReading(own, claim.measure, day, claim.direction, basis, weight, says, equal)
    session = claim.measure.window.span is WindowSpan.SESSION
    if session:
        for day in _named_days(case, own):
            yield _by(first, Word.DAY, session=day)
    if session and 0 < case.last_known < len(case.series.sessions) and _of_publication(case):
        yield _by(first, Word.PUBLISHED, session=case.series.sessions[case.last_known])
    if claim.kind == "size" and claim.measure.window.span is WindowSpan.SESSIONS:
        yield _by(first, Word.SESSION, measure=replace(claim.measure, window=ClaimWindow()))
    if claim.kind == "level":
        yield _by(first, Word.CHANGE, measure=replace(claim.measure, field=Field.CHANGE))
    if n is not None and session and claim.day is not Spoken.SPOKEN:
        for other in (n - BESIDE, n + BESIDE):
            if 0 < other <= case.last_known:
                yield _by(first, Word.BESIDE, session=case.series.sessions[other])
    if first.session is not None:
        if first.sign and _other_sign(claim):
            yield _by(first, Word.SIGN, sign=-first.sign)
        for symbol, word in _other_names(case):
            basis = case.evidence.series[symbol].basis
            yield _by(first, word, symbol=symbol, basis=basis)
    yield _by(first, Word.UNKNOWN, symbol=None, session=None, basis=None)


def _of_publication(case: Misfit) -> bool:
    """Whether the words for the day may mean that of publication: "this day", or none at all."""
    claim = case.claim
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        return True
    moment = None if claim.moment is None else case.moments[claim.moment]
    return moment is not None and moment.rule is TimeRule.FROM_LAST_DAY_NAMED


def _other_sign(claim: Claim) -> bool:
    """Whether the sentence has a word of the other direction, and the number none of its own."""
    assert claim.wording is not None  # noqa: S101 (for the type checker)
    start, end = claim.at
    other = [a for a, _, sign in claim.wording.moves if sign == -claim.direction]
    own = [
        sign == claim.direction
        for a, b, sign in claim.wording.moves
        if 0 <= a - end <= OWN_VERB or 0 <= start - b <= OWN_VERB
    ]
    return bool(other) and not any(own)


OWN_VERB = 4
"""Characters between a number and the verb that is its own."""


def _other_names(case: Misfit) -> Iterator[tuple[str, Word]]:
    """Companies and indices with prices that the sentence names, or that are left over to it."""
    wording = case.claim.wording
    assert wording is not None  # noqa: S101 (for the type checker)
    names = [symbol for _, _, symbol in wording.names]
    classes = other_classes(case.observation.symbol)
    for symbols, word in ((names, Word.NAME), (classes, Word.CLASS), (wording.focus, Word.FOCUS)):
        for symbol in dict.fromkeys(symbols):
            if symbol != case.observation.symbol and symbol in case.evidence.series:
                yield symbol, word


def _named_days(case: Misfit, symbol: str) -> Iterator[date]:
    """Sessions of the other single days that the sentence names."""
    claim, series = case.claim, case.evidence.series[symbol]
    assert claim.wording is not None  # noqa: S101 (for the type checker)
    for at in claim.wording.times:
        moment = case.moments[at]
        first, last = local_day(moment.start, moment.zone), local_day(moment.end, moment.zone)
        n = series.last(first)
        if at == claim.moment or first != last or n is None or n > case.last_known:
            continue
        if counted_from(moment) or isinstance(moment.start, datetime):
            continue
        yield series.sessions[n]


def holds_as(case: Misfit, one: CandidateReading) -> bool:
    """Whether a reading of a claim is what the prices say."""
    series = case.evidence.series[one.symbol or ""]
    n = series.at(one.session) if one.session is not None else None
    if n is None:
        return False
    claim = replace(case.claim, measure=one.measure)
    turned = one.sign != claim.direction and claim.stated is not None
    if turned and claim.kind == "size":
        claim = replace(claim, stated=-(claim.stated or 0.0))
    return holds(claim, series, n)


def holds(claim: Claim, series: Series, n: int) -> bool:
    """Whether a session's change or close is what a claim states."""
    if claim.kind == "level" and claim.measure.field is Field.CHANGE:
        moved = _change(claim, series, n)
        return moved is not None and amounts.holds(
            abs(moved), claim.stated or 0.0, claim.tolerance or 0.0, Bound.EXACT
        )
    if claim.kind == "level":
        if claim.unit not in (series.currency, ""):
            return False
        values = dict.fromkeys((series.traded(n), series.closes[n]))
        return any(level_check.allows(claim, value) for value in values)
    return fits(claim, _change(claim, series, n))


def _change(claim: Claim, series: Series, n: int) -> float | None:
    window = claim.measure.window
    if claim.measure.field is Field.CHANGE:
        return series.change(n)
    return series.span(n - window.count, n) if window.span is WindowSpan.SESSIONS else series.ret(n)


def _other(case: Misfit, one: CandidateReading) -> Observation:
    """What a reading other than the first that fits is worth: as much as the first where the
    sentence names its company and its day and the number is sharp, else a doubt."""
    assert one.symbol is not None and one.session is not None  # noqa: S101 (for the type checker)
    series = case.evidence.series[one.symbol]
    value = _observed(replace(case.claim, measure=one.measure), series, one.session)
    where: dict[str, str | date] = {"symbol": one.symbol, "session": one.session}
    if one.equal and sharp(case.claim):
        why = reason(ReasonCode.OTHER_READING, value=figure(case.claim, value), **where)
        unit = case.observation.unit
        return Observation(one.symbol, "", value, unit, one.session, Verdict.SUPPORTED, why)
    code = (
        ReasonCode.UNCLEAR_DAYS
        if one.symbol == case.observation.symbol
        else ReasonCode.UNCLEAR_NAMES
    )
    if one.sign != case.claim.direction:
        code = ReasonCode.UNCLEAR_SIGN
    return _as(case, Verdict.UNCLEAR, reason(code).followed(reason(ReasonCode.FITS, **where)))


def _observed(claim: Claim, series: Series, day: date) -> float | None:
    n = series.at(day)
    if n is None:
        return None
    level = claim.kind == "level" and claim.measure.field is Field.CLOSE
    return series.traded(n) if level else _change(claim, series, n)


def _unclear(case: Misfit, open_doubts: frozenset[Doubt], hint: Reason | None) -> ReasonCode | None:  # noqa: PLR0911 (a case each)
    """Why the statement is not contradicted; None where it is."""
    early = case.observation.reason.code is ReasonCode.WRONG_DATE_EARLY
    if not early and (code := _basis(case)):
        return code
    if open_doubts:
        return CODES[min(open_doubts)]
    if case.answered:
        return ReasonCode.UNCLEAR_NUMBERS
    if case.same_day and case.claim.kind == "direction":
        return ReasonCode.UNCLEAR_HOURS
    opposite = (case.observation.value or 0.0) * (case.claim.stated or 0.0) < 0
    if opposite and case.claim.kind == "size" and not own_sign(case.claim, case.moments):
        return ReasonCode.UNCLEAR_SIGN
    if case.observation.reason.code is ReasonCode.WRONG_OVER:
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
    if claim.kind in ("size", "level") or claim.day is Spoken.SPOKEN or n is None:
        return False
    beside = [case.series.ret(m) or 0.0 for m in (n - BESIDE, n + BESIDE) if m <= case.last_known]
    return claim.kind != "direction" or any(ret * claim.direction > 0 for ret in beside)


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


def _basis(case: Misfit) -> ReasonCode | None:  # noqa: PLR0911 (a case each)
    """Whether the difference is one of rounding, or may be one of adjustment."""
    claim, value, basis = case.claim, case.observation.value, case.series.basis
    if claim.stated is None or value is None or claim.kind not in ("size", "level"):
        return None
    bound = claim.measure.bound
    half = (claim.tolerance or 0.0) if bound in (Bound.EXACT, Bound.AT) else 0.0
    if claim.kind == "level":
        if abs(claim.stated - value) <= max(2 * half, HUNDREDTH * abs(claim.stated)):
            return ReasonCode.UNCLEAR_ROUNDING
        adjusted = basis is Basis.TOTAL or not on_ticks(case.series, case.at())
        return ReasonCode.UNCLEAR_BASIS if adjusted else None
    if claim.unit == "return":
        gap = abs(claim.stated - value)
        tenth = bound is Bound.BAND and fits(claim, round(value, 3))
        if tenth or gap <= half + HUNDREDTH * (1 + 1e-9):
            return ReasonCode.UNCLEAR_ROUNDING
        return ReasonCode.UNCLEAR_BASIS if basis is Basis.TOTAL and gap <= CASH else None
    if abs(claim.stated - value) <= 2 * half:
        return ReasonCode.UNCLEAR_ROUNDING
    adjusted = basis is Basis.TOTAL or not on_ticks(case.series, case.at())
    return ReasonCode.UNCLEAR_BASIS if adjusted else None


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


def _instead(case: Misfit) -> Reason | None:
    """The observation at the first reading's session, without a verdict."""
    observation = case.observation
    if (
        observation.value is None
        or observation.session is None
        or case.claim.kind not in ("size", "level")
    ):
        return None if observation.reason.code in ACCUSING else observation.reason
    code = ReasonCode.CLOSED_AT if case.claim.kind == "level" else ReasonCode.MOVED
    return reason(code, value=figure(case.claim, observation.value), session=observation.session)


ACCUSING = frozenset({ReasonCode.OUT_OF_RANGE, ReasonCode.WRONG_DATE_EARLY})
"""Reasons that are worded as errors of the article."""


def _hint(case: Misfit) -> Reason | None:
    """What the number does fit among the sessions around, the names beside and the spans up to
    the session: found by searching, and so no reading."""
    claim, series, n = case.claim, case.series, case.at()
    if claim.kind not in ("size", "level") or n is None:
        return None
    near = case.observation.reason.fields.get("near")
    if isinstance(near, date):
        return reason(ReasonCode.FITS, symbol=series.symbol, session=near)
    if claim.kind == "size" and claim.unit == "return" and (claim.tolerance or 1.0) <= FINE:
        for count in range(2, SPANS + 1):
            if fits(claim, series.span(n - count, n)):
                days = {"start": series.sessions[n - count], "session": series.sessions[n]}
                return reason(ReasonCode.FITS_OVER, symbol=series.symbol, **days)
    return None
