"""Stated closes and thresholds against the closes as quoted on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from marketlink.claims.cues import LEVELS
from marketlink.claims.evidence import PriceEvidence
from marketlink.claims.fit import NEAR, fits, sharp, undated
from marketlink.claims.number_check import SIZE
from marketlink.claims.observe import ClaimCheck, as_listed, price
from marketlink.claims.place import Place
from marketlink.claims.window_check import ends
from marketlink.records.article import Published
from marketlink.records.claim import (
    ABOVE,
    BARELY,
    BELOW,
    Bound,
    Claim,
    Field,
    Measure,
    Observation,
    Verdict,
    WindowSpan,
)
from marketlink.records.claim_kind import ClaimKind, KindExample
from marketlink.records.reason import ReasonCode, reason

SIDES = ABOVE | BELOW
VERB = 30
"""Characters beside a level in which the verb stands that came to it."""
FAR = 0.5
"""A number less than so much of a price may be a change of it as well as a level."""


def level(check: ClaimCheck) -> list[Observation]:  # noqa: PLR0911 (a case each)
    """A stated close, or a threshold, against the close as it was quoted on the day."""
    if blind := check.blind():
        return [_of_the_last(check) or blind]
    bound, unit, field = check.measure.bound, check.series.currency, check.measure.field
    if field is not Field.CLOSE:
        return [_within(check)]
    check = as_listed(check)
    claim = check.claim
    if claim.unit not in (unit, ""):
        return [check.cannot(ReasonCode.PRICE_IN, unit=claim.unit, own=unit)]
    places = _places(check)
    if bound in BARELY and len(places) > 1:
        places.sort(key=lambda n: abs(check.series.traded(n) - (claim.stated or 0.0)))
    for n in places:
        if (value := as_quoted(check, n)) is not None:
            if (before := _passed_before(check, n)) is not None:
                return [check.cannot(ReasonCode.PASSED_BEFORE, value=price(before))]
            why = reason(ReasonCode.CLOSED_AT, value=price(value), session=check.day(n))
            return [check.right(n, value, why)]
    if bound is Bound.REACHED:
        return [_within(check)]
    if not places:
        return [check.cannot(ReasonCode.NO_BEFORE)]
    return [_missed(check, places)]


def _passed_before(check: ClaimCheck, n: int) -> float | None:
    """The close before, where a level is told to have been crossed in a session and that close
    stood on the same side; None where it did not, or a close is told."""
    claim, window = check.claim, check.measure.window
    if check.measure.bound not in SIDES or window.span is not WindowSpan.SESSION or n < 1:
        return None
    if check.at.period or of_a_close(claim) or not _is_crossed(claim):
        return None
    return as_quoted(check, n - 1) and check.series.traded(n - 1)


def _is_crossed(claim: Claim) -> bool:
    """Whether the verb of a level is one of crossing it, "rose above", "5만원을 돌파했다"."""
    sentence, (start, end) = claim.sentence, claim.sentence.inner(claim.at)
    near = (end, end + VERB) if sentence.verb_last else (max(0, start - VERB), start)
    return sentence.search(LEVELS.crossing, *near) is not None


def _missed(check: ClaimCheck, places: Sequence[int]) -> Observation:
    """A close or a threshold that none of the sessions it may be of had."""
    claim, bound = check.claim, check.measure.bound
    first = places[0]
    reach = 2 * NEAR if bound is Bound.AT else 0
    near = check.elsewhere(first, reach, lambda n: as_quoted(check, n) is not None)
    if near == first - 1 and not check.at.stated and sharp(claim):
        return check.right(near, check.series.traded(near), undated(check, near))
    if bound in SIDES and (of_an_hour := _beyond(check, places)) is not None:
        return of_an_hour
    closes = [check.series.traded(n) for n in check.at.inside] if check.at.period else []
    if bound is Bound.AT and closes and min(closes) <= (claim.stated or 0.0) <= max(closes):
        return check.cannot(ReasonCode.WITHIN_SESSION)  # "올해 들어 113달러에 거래됐다"
    value, day, stated = check.series.traded(first), check.day(first), price(claim.stated or 0.0)
    if near is not None:
        there = price(as_quoted(check, near) or 0.0)
        why = reason(ReasonCode.WRONG_CLOSE_DATE, there=there, near=check.day(near), session=day)
    elif bound in SIDES:
        why = reason(ReasonCode.OTHER_SIDE, value=price(value), session=day)
    else:
        why = reason(ReasonCode.WRONG_CLOSE, value=price(value), session=day, stated=stated)
    return check.wrong(first, value, why)


def _places(check: ClaimCheck) -> list[int]:
    """The sessions whose close it may be, the likeliest first: the one that its window counts from,
    where it has one."""
    places = [n for n in (check.at.first, check.at.other) if n is not None]
    places += [n for n in check.at.inside if n not in places]
    window = check.measure.window
    if window.span is WindowSpan.BEFORE:
        places = [n - 1 for n in places if n > 0]
    elif window.span is not WindowSpan.SESSION:
        last = check.last_known()
        places = [a for n in places for a, _ in ends(check.series, window, n, last)]
    if check.measure.bound is Bound.AT:
        places += [n for n in check.at.other_days if n not in places]
    return places


def _of_the_last(check: ClaimCheck) -> Observation | None:
    """A sharp close of the last session known, in a sentence on one that had not closed."""
    plain = check.measure.field is Field.CLOSE and check.measure.bound is Bound.AT
    own = check.claim.unit in (check.series.currency, "") and check.series.sessions
    if not plain or not own or not sharp(check.claim):
        return None
    n = check.last_known()
    value = as_quoted(check, n)
    return None if value is None else check.right(n, value, undated(check, n))


def _within(check: ClaimCheck) -> Observation:
    """A price of an hour: impossible where the session never came to it, else not to be told."""
    n, claim = check.at.first, check.claim
    low, high = check.series.quoted_range(n) if n is not None else (None, None)
    if n is None or low is None or high is None or claim.unit != check.series.currency:
        return check.cannot(ReasonCode.WITHIN_SESSION)
    observation = check.within(n, low, high)
    if observation.verdict is Verdict.CONTRADICTED and claim.measure.bound in SIDES:
        return check.cannot(ReasonCode.WITHIN_SESSION)
    return observation


def told_as_change(claim: Claim, evidence: PriceEvidence, published: Published) -> Claim:
    """The claim, or that of a change where a price is said to have risen over what is far below
    that of the day: "rose over $5", but not "jumped over $220"."""
    crossed, series = LEVELS.crossed[claim.sentence.language], evidence.series.get(claim.symbols[0])
    if claim.kind is not LEVEL or claim.measure.bound is not Bound.GAINED or series is None:
        return claim
    moment = claim.sentence.moment(claim.moment)
    day = published.value if moment is None else moment.end
    n = series.last(day.date() if isinstance(day, datetime) else day or date.max)
    if n is None:
        return claim
    start, _ = claim.sentence.inner(claim.at)
    moves = [move.end for move in claim.sentence.moves if move.end <= start]
    led = bool(moves) and crossed.fullmatch(claim.sentence.text, moves[-1], start) is not None
    if not led or (claim.stated or 0.0) >= FAR * series.traded(n):
        return claim
    measure = Measure(Field.CHANGE, claim.measure.window, Bound.OVER)
    return replace(claim, kind=SIZE, direction=1, measure=measure)


def _beyond(check: ClaimCheck, places: Sequence[int]) -> Observation | None:
    """A level that is not told of a close and that no session came to; None where one did, or its
    low and high are not held."""
    claim, ranges = check.claim, [check.series.quoted_range(n) for n in places]
    if not Place(claim).own_day:
        return None  # "it fell 17% on Monday and has lost a fifth since it rose above $150"
    stated, lost = claim.stated or 0.0, claim.measure.bound in BELOW
    for low, high in ranges:
        if low is None or high is None or (low < stated if lost else high > stated):
            return None
    low, high = ranges[0]
    if of_a_close(claim) or low is None or high is None or stated < FAR * low:
        return None
    return check.within(places[0], low, high)


def of_a_close(claim: Claim) -> bool:
    """Whether the clause of a price tells of a close, so that none of the hours is meant."""
    return Place(claim).has("close")


def as_quoted(check: ClaimCheck, n: int) -> float | None:
    """The close, as quoted then or adjusted since, that the words allow; None where neither is."""
    for value in dict.fromkeys((check.series.traded(n), check.series.closes[n])):
        if fits(check.claim, value):
            return value
    return None


SIGNS = {
    Bound.LOST: "<",
    Bound.GAINED: ">",
    Bound.REGAINED: ">",
    Bound.JUST_UNDER: "≲",
    Bound.JUST_OVER: "≳",
    Bound.LINE: "~",
    Bound.REACHED: "~",
}


LAGS = {WindowSpan.SESSION: "t", WindowSpan.BEFORE: "t-1"}
"""The session of a close; of any other window it is the one that the window counts from."""


def _formula(claim: Claim) -> str:
    lag = LAGS.get(claim.measure.window.span, "s")
    return f"C({lag}) {SIGNS.get(claim.measure.bound, '=')} {claim.stated:,.10g}"


def _statement(claim: Claim) -> str:
    bound = claim.measure.bound
    if claim.measure.field is not Field.CLOSE:
        return "quoted"
    if bound in SIDES - BARELY and claim.verdict is not Verdict.SUPPORTED and not of_a_close(claim):
        return "fell_below" if bound in BELOW else "rose_above"
    return STATEMENTS.get(bound, "closed")


STATEMENTS = {
    Bound.LOST: "closed_below",
    Bound.GAINED: "closed_above",
    Bound.REGAINED: "closed_from",
    Bound.JUST_UNDER: "closed_just_under",
    Bound.JUST_OVER: "closed_just_over",
    Bound.LINE: "closed_in",
}
"""How a close beside a level is said."""


LEVEL = ClaimKind(
    "level",
    KindExample("Nvidia closed at $118.42 on Monday.", "2025-01-27T18:00:00-05:00", "supported"),
    level,
    _formula,
    _statement,
    price=True,
    measures={"period"},
)
