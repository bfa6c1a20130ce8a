"""Stated changes against stored prices: a wrong number and a wrong date told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from marketlink.claims.cues import MEASURES
from marketlink.claims.fit import (
    NEAR,
    PLAIN,
    Change,
    bounded,
    change_of,
    fine,
    fits,
    large,
    sharp,
    undated,
)
from marketlink.claims.observe import UNSEEN, ClaimCheck, figure, percent
from marketlink.claims.window_check import OVER_WINDOW, from_peak, moved, over_window, up_to_now
from marketlink.records.claim import (
    Bound,
    Claim,
    Field,
    Observation,
    Spoken,
    Verdict,
    WindowSpan,
)
from marketlink.records.claim_kind import ClaimKind, KindExample, way
from marketlink.records.moment import TimeRule
from marketlink.records.reason import Reason, ReasonCode, reason

STALE = timedelta(days=12)
"""How long before publication the last session may lie that a number is compared with."""
ROUGH = 0.0025
"""Half a unit of a percentage without decimals, which fits another day too easily."""


def size(check: ClaimCheck) -> list[Observation]:  # noqa: PLR0911 (a case each)
    """A stated change against the session's or the period's."""
    field, window = check.measure.field, check.measure.window
    if window.span is WindowSpan.PEAK:
        return from_peak(check)
    check = up_to_now(check)
    if blind := check.blind():
        early = _early(check) if field in (Field.RETURN, Field.CHANGE) else None
        return [early or blind]
    if field in UNSEEN:
        may_be = field is Field.OFF_HOURS and not _tells_hours(check.claim)
        return [(may_be and _of_the_session(check)) or check.cannot(UNSEEN[field])]
    if window.span is WindowSpan.OTHER:
        return [_of_the_session(check) or check.cannot(ReasonCode.OTHER_BASE)]
    if field in (Field.LOW, Field.HIGH):
        return [_intraday(check)]
    if field is Field.CHANGE and (other := _other_money(check)):
        return [other]
    if window.span in OVER_WINDOW:
        return [over_window(check)]
    if check.at.period and check.claim.stated is not None:
        return [_over(check)]
    return [_session(check)]


def _tells_hours(claim: Claim) -> bool:
    """Whether the sentence itself tells hours beside the session, and not one before it."""
    return claim.sentence.search(MEASURES.off_hours) is not None


def _of_the_session(check: ClaimCheck) -> Observation | None:
    """A sharp number of the session itself, in a sentence that also speaks of some other span."""
    plain = check.measure.field in (Field.RETURN, Field.CHANGE, Field.OFF_HOURS)
    observation = _session(check) if plain and sharp(check.claim) else None
    return observation if observation and observation.verdict is Verdict.SUPPORTED else None


def _early(check: ClaimCheck) -> Observation | None:
    """A number of the last session told of a day that had not closed yet: a wrong date."""
    n, claim = check.last_known(), check.claim
    session = claim.measure.window.span is WindowSpan.SESSION and claim.measure.bound is Bound.EXACT
    exact = (claim.tolerance or 0.0) < ROUGH or claim.unit != "return"
    dated = check.at.stated and not check.at.period and check.at.why is not None
    if not (exact and dated and session and check.series.sessions):
        return None
    value = change_of(claim, check.series)(n)
    if not fits(claim, value):
        return None
    day, at = check.series.sessions[n], check.published.value
    published = at.date() if isinstance(at, datetime) else at
    if published is None or published - day > STALE:
        return None
    there = figure(claim, value)
    why = reason(ReasonCode.WRONG_DATE_EARLY, there=there, near=day).followed(check.at.why)
    return check.wrong(n, value, why)


def _other_money(check: ClaimCheck) -> Observation | None:
    """Why a change in money cannot be held against the listing's closes, None where it can."""
    unit, own = check.claim.unit, check.series.currency
    if own == "GBP":
        return check.cannot(ReasonCode.PENCE)
    if unit not in (own, ""):
        return check.cannot(ReasonCode.CHANGE_IN, unit=unit, own=own)
    return None


def _session(check: ClaimCheck) -> Observation:  # noqa: PLR0911 (a case each)
    """One session's change: right, right on another session, opposite, or wrong."""
    at, claim = check.at, check.claim
    change = change_of(claim, check.series)
    places = [n for n in (at.first, at.other) if n is not None]
    if claim.measure.window.span is WindowSpan.BEFORE:
        return _session_before(check, [n - 1 for n in places if n], change)
    if claim.measure.window.span is WindowSpan.SESSIONS and claim.day is Spoken.INHERITED:
        places.append(check.last_known())
    for n in [*places, *at.inside]:
        if fits(claim, change(n)):
            return check.right(n, change(n), _right(check, n, change(n)))
    for n in at.other_days:
        if fits(claim, change(n)):
            return check.right(n, change(n), undated(check, n))
    if len(at.inside) > 1 and claim.measure.field is Field.RETURN:
        return _wrong_over(check, at.inside[0], at.inside[-1])
    first = places[0] if places else 0
    value = change(first)
    if value is None:
        return check.cannot(ReasonCode.NO_RETURN, symbol=check.series.symbol)
    reach = NEAR if claim.measure.bound in PLAIN else 0
    near = check.elsewhere(first, reach, lambda n: fits(claim, change(n)))
    if near is not None and near < first and not at.stated and (fine(claim) or large(claim)):
        return check.right(near, change(near), undated(check, near))
    if near is not None:
        there = figure(claim, change(near))
        why = reason(ReasonCode.WRONG_DATE, there=there, near=check.day(near),
                     session=check.day(first), value=figure(claim, value))  # fmt: skip
        return check.wrong(first, value, why)
    return check.wrong(first, value, _wrong(check, first, value))


def _wrong_over(check: ClaimCheck, start: int, end: int) -> Observation:
    """A change that fits no session of a time, nor the whole of it."""
    value = moved(check.claim, check.series, start, end)
    if value is None:
        return check.cannot(ReasonCode.NO_RETURN, symbol=check.series.symbol)
    parts = {"value": figure(check.claim, value), "stated": bounded(check.claim)}
    why = reason(ReasonCode.WRONG_OVER, **parts, start=check.day(start))
    return check.wrong(end, value, why)


def _session_before(check: ClaimCheck, places: Iterable[int], change: Change) -> Observation:
    """The change of the session before the one meant, "a day after it fell 7%": borne out, or of
    another day than the words can tell."""
    for n in places:
        if fits(check.claim, value := change(n)):
            parts = {"value": figure(check.claim, value), "session": check.day(n)}
            return check.right(n, value, reason(ReasonCode.RIGHT, **parts))
    return check.cannot(ReasonCode.OTHER_BASE)


def _right(check: ClaimCheck, n: int, value: float | None) -> Reason:
    window = check.measure.window
    if window.span is WindowSpan.SESSIONS:
        return check.over(n - window.count, n, figure(check.claim, value))
    code = ReasonCode.RIGHT
    if n == check.at.other and n != check.at.first:
        code = ReasonCode.RIGHT_ENDED if check.at.stated else ReasonCode.RIGHT_RUNNING
    elif check.at.inside and n != check.at.first:
        code = ReasonCode.RIGHT_INSIDE
    return reason(code, value=figure(check.claim, value), session=check.day(n))


def _wrong(check: ClaimCheck, n: int, value: float) -> Reason:
    claim, window = check.claim, check.measure.window
    parts = {"value": figure(claim, value), "session": check.day(n)}
    if window.span is WindowSpan.SESSIONS:
        parts["start"] = check.day(n - window.count)
    if value * (claim.stated or 0.0) < 0:
        return reason(ReasonCode.WRONG_DIRECTION, **parts)
    code = ReasonCode.WRONG_PERCENTAGE if claim.unit == "return" else ReasonCode.WRONG_CHANGE
    return reason(code, **parts, stated=bounded(claim))


def _over(check: ClaimCheck) -> Observation:
    """A change over a week, month, quarter or year, or of the one session of it that fits."""
    inside, series, claim, change = (
        check.at.inside,
        check.series,
        check.claim,
        change_of(check.claim, check.series),
    )
    if not inside or inside[0] < 1:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    start, end = inside[0] - 1, inside[-1]
    value = moved(claim, series, start, end)
    if fits(claim, value):
        why = check.over(start, end, figure(claim, value))
        return check.right(end, value, why)
    single = [n for n in inside if fits(claim, change(n))]
    if end in single or len(single) == 1:
        n = single[-1]
        now = sharp(claim) and n == check.last_known() and _is_loose(claim)
        code = ReasonCode.RIGHT if now else ReasonCode.ONE_OF_PERIOD
        why = reason(code, value=figure(claim, change(n)), session=check.day(n))
        return check.right(n, change(n), why)
    for n in check.at.other_days:
        if fits(claim, change(n)):
            return check.right(n, change(n), undated(check, n))
    return _wrong_over(check, start, end)


def _is_loose(claim: Claim) -> bool:
    """Whether the time only says of what kind the cause is, so that the last session known is one
    to tell of in it: "on year-end profit-taking"."""
    sentence = claim.sentence
    day = sentence.time(claim.moment)
    if day is None or day.rule is not TimeRule.PART_OF_A_YEAR:
        return False
    return sentence.match(MEASURES.of_a_season, day.span[1]) is not None


def _intraday(check: ClaimCheck) -> Observation:
    """A number of an hour against the session's low and high: the lowest and the highest exactly,
    any other hour only where the session never came to it."""
    series, n, claim = check.series, check.session, check.claim
    low, high = series.range(n)
    if low is None or high is None or n < 1:
        return check.cannot(ReasonCode.WITHIN_SESSION)
    before = series.closes[n - 1]
    lowest, highest = low / before - 1, high / before - 1
    own, code = highest, ReasonCode.AT_HIGH
    if claim.measure.field is Field.LOW:
        own, code = lowest, ReasonCode.AT_LOW
    if fits(claim, own):
        return check.right(n, own, reason(code, value=percent(own), session=check.day(n)))
    return check.within(n, lowest, highest)


SIGNS = {Bound.OVER: ">", Bound.UNDER: "<", Bound.JUST_OVER: "≳", Bound.JUST_UNDER: "≲"}


def _formula(claim: Claim) -> str:
    """The test of a return, or of a change in money or points."""
    stated, half = claim.stated or 0.0, claim.tolerance or 0.0
    if claim.measure.window.span is WindowSpan.BEFORE:
        return f"R(t-1) = {_signed(stated)}"
    if claim.measure.field is Field.CHANGE:
        return f"C(t) - C(t-1) = {stated:+,.6g}"
    if claim.measure.bound is Bound.RANGE:
        return f"{_signed(stated - half)} < R(t) < {_signed(stated + half)}"
    if sign := SIGNS.get(claim.measure.bound):
        return f"|R(t)| {sign} {abs(stated) * 100:.6g} %"
    return f"R(t) = {_signed(stated)}"


def _signed(value: float) -> str:
    """A return as a formula writes it."""
    return f"{value * 100:+.6g} %"


def _statement(claim: Claim) -> str:
    if claim.unit != "return":
        return "quoted"
    return f"{way(claim) if claim.direction else 'moved'}_by"


SIZE = ClaimKind(
    "size",
    KindExample("Nvidia fell 16.97% on Monday.", "2025-01-27T18:00:00-05:00", "supported"),
    size,
    _formula,
    _statement,
    change=True,
)
