"""What the other numbers of an article say of a claim that does not fit: that its day is right,
that it is of something else, that it was cut off; and numbers that cannot all be true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from marketlink.claims.doubts import Doubt
from marketlink.claims.evidence import Series
from marketlink.claims.fit import PLAIN, fits, nearly, sharp
from marketlink.claims.observe import percent
from marketlink.records.claim import (
    BY_THE_CLOSE,
    Bound,
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    Verdict,
    WindowSpan,
)
from marketlink.records.reason import ReasonCode, reason

WHOLE_PERCENT = 0.005
"""Half a unit of a percentage without decimals."""
GAP = 2
"""Characters between a sentence and the next."""
MOST_ELSEWHERE = 2
"""Sessions or periods of other numbers that a number may be of; more would fit too easily."""
DISTURBING = frozenset(
    {Doubt.MOOD, Doubt.CLAUSE, Doubt.HOURS, Doubt.PERIOD, Doubt.LINE, Doubt.MEASURE, Doubt.WORDS}
)
"""Doubts that leave open whether numbers of one sentence are of one session."""
POINT = 0.0001
"""How far beyond its rounding a percentage may be off: a hundredth is no contradiction."""
SAME = 0.001
"""How far two factors of one adjustment may be apart."""


class Elsewhere(NamedTuple):
    """A session that a number of the article is borne out on, from the close of ``start`` where
    it is of a period."""

    session: date
    start: date | None = None


def is_anchored(claim: Claim, item: Observation, every: Sequence[Claim]) -> bool:
    """Whether other sharp numbers of the sentence bear out its day, and its company or the order
    of its list; or all of them are of one other day, so that only the day can be wrong; or numbers
    of the sentence before do."""
    beside = [
        other
        for other in every
        if other is not claim and other.span == claim.span
        and _same_time(claim, other) and other.kind.number
    ]  # fmt: skip
    right = [other for other in beside if _fits_on(other, item)]
    if any(other.symbols == claim.symbols for other in right):
        return True
    if right and len(right) == len(beside) and (claim.subject is Spoken.SPOKEN or claim.listed):
        return True
    near = _near(claim)
    if near is not None and beside and all(_near(other) == near for other in beside):
        return True
    ahead = [
        other
        for other in every
        if 0 <= claim.span[0] - other.span[1] <= GAP and other.kind.number
    ]  # fmt: skip
    goes_on = [
        other
        for other in ahead
        if _same_time(claim, other) and claim.moment is not None
        and other.day is not Spoken.INHERITED and _fits_on(other, item)
    ]  # fmt: skip
    if claim.day is Spoken.INHERITED and any(_are_a_pair(claim, other) for other in goes_on):
        return True  # "rose 6.9% on Jan. 5. The close was $47"
    # "A rose 0.96% to $234.50 overnight. B rose 1.32%"
    return claim.subject is Spoken.SPOKEN and len(goes_on) == len(ahead) > 1


def _same_time(claim: Claim, other: Claim) -> bool:
    """Whether two numbers are of one moment and one window."""
    return other.moment == claim.moment and other.measure.window == claim.measure.window


def _are_a_pair(claim: Claim, other: Claim) -> bool:
    """Whether two numbers are of one company, and different ones of return, change and close."""
    fields = {other.measure.field, claim.measure.field}
    return other.symbols == claim.symbols and len(fields) > 1 and fields <= BY_THE_CLOSE


def _fits_on(other: Claim, item: Observation) -> bool:
    """Whether another number, a sharp one and no bound, is right on the session of an observation:
    that it fits some other day says nothing of this one, nor does "below 39,000 won"."""
    plain = other.measure.bound in PLAIN and sharp(other)
    return plain and any(one.session == item.session for one in _right(other))


def _right(other: Claim) -> list[Observation]:
    """The observations that bear a number out."""
    return [one for one in other.observations if one.verdict is Verdict.SUPPORTED]


def _near(claim: Claim) -> object:
    """The one other session that a sharp number fits; None where there is none."""
    days = {item.reason.fields.get("near") for item in claim.observations}
    return days.pop() if sharp(claim) and len(days) == 1 else None


def is_borne(claim: Claim, item: Observation, every: Sequence[Claim]) -> bool:
    """Whether another number stands in one phrase with a claim's, "fell 3% to $47", and fits the
    session or, as the claim's does, one other: the company, day and hour of both are then known."""
    near = _near(claim)
    return any(
        other.moment == claim.moment
        and (_fits_on(other, item) or (near is not None and _near(other) == near))
        for other in _of_its_phrase(claim, every)
    )


def _of_its_phrase(claim: Claim, every: Sequence[Claim]) -> Iterator[Claim]:
    """The other numbers of one phrase with a claim's, and of its company: "fell 3% to $47"."""
    for other in every:
        if other.span == claim.span and _are_a_pair(claim, other):
            sentence = claim.sentence
            first, last = sorted((sentence.inner(claim.at), sentence.inner(other.at)))
            if not sentence.left_over(first[1], last[0]):
                yield other


def sessions_of_its_phrase(claim: Claim, every: Sequence[Claim]) -> frozenset[date]:
    """The sessions that another number of a claim's phrase is borne out on, where one of the two is
    a sharp one."""
    return frozenset(
        item.session
        for other in _of_its_phrase(claim, every)
        if (sharp(other) or sharp(claim)) and other.measure.window == claim.measure.window
        for item in _right(other)
        if item.session is not None
    )


def times_elsewhere(claim: Claim, every: Sequence[Claim]) -> tuple[Elsewhere, ...]:
    """The sessions and periods that sharp changes of the article are borne out on, those of most
    first, for a claim whose own sentence names no day."""
    if claim.day in (Spoken.SPOKEN, Spoken.RELATIVE) or not claim.kind.change:
        return ()
    counts = Counter(
        Elsewhere(item.session, start if isinstance(start, date) else None)
        for other in every
        if other.kind.change and other.span != claim.span and sharp(other)
        for item in _right(other)
        if item.session is not None
        for start in [item.reason.fields.get("start")]
    )
    return tuple(one for one, _ in counts.most_common(MOST_ELSEWHERE))


def is_of_an_hour(claim: Claim, item: Observation, every: Sequence[Claim], series: Series) -> bool:
    """Whether a percentage and a price of one sentence both miss the close and yet agree with each
    other, from the close before to within the session's low and high, where they are held: both are
    then of another price of that day, such as the last one before the closing auction; or whether
    they agree from the close of a session that another sentence gives, and so are of the next."""
    n = None if item.session is None else series.at(item.session)
    if not n or claim.measure.window != ClaimWindow():
        return False
    (low, high), before = series.quoted_range(n), series.traded(n - 1)
    for other in every:
        pair = {one.measure.field: one for one in (claim, other)}
        same = other.span == claim.span and other.moment == claim.moment
        same = same and other.symbols == claim.symbols
        if not same or set(pair) != {Field.RETURN, Field.CLOSE}:
            continue
        price, ratio = pair[Field.CLOSE].stated or 0.0, pair[Field.RETURN]
        if claim.day is not Spoken.SPOKEN and _agree(ratio, price / series.traded(n) - 1):
            return True
        inside = low is None or high is None or low <= price <= high
        if inside and not _fits_on(other, item) and _agree(ratio, price / before - 1):
            return True
    return False


def _agree(ratio: Claim, value: float) -> bool:
    """Whether a percentage is that of a price over a close, but for another source's rounding."""
    return fits(ratio, value) or nearly(ratio, value)


def is_answered(claim: Claim, observation: Observation, every: Sequence[Claim]) -> bool:
    """Whether another number of the article is the company's return, change or close of the same
    session: a session has one of each, so this number is of something else."""
    return any(
        item.symbol == observation.symbol and item.session == observation.session
        for other in every
        if other.kind == claim.kind and other.stated != claim.stated and other.unit == claim.unit
        and other.measure.field is claim.measure.field
        and other.measure.window == claim.measure.window
        for item in _right(other)
    )  # fmt: skip


def cut_off(claim: Claim, every: Sequence[Claim]) -> Claim:
    """A whole percentage that the article's own finer number shows to be cut off and not rounded,
    as headlines do: "5% 폭락" over 5.57 %."""
    whole = claim.tolerance == WHOLE_PERCENT and claim.unit == "return" and claim.kind.change
    if not whole or claim.verdict not in (Verdict.CONTRADICTED, Verdict.UNCLEAR):
        return claim
    stated = claim.stated or 0.0
    for other in every:
        finer, value = other.kind.change and other.unit == "return", other.stated or 0.0
        right = finer and other.verdict is Verdict.SUPPORTED and sharp(other)
        same = set(claim.symbols) == set(other.symbols) and value * stated > 0
        if right and same and 0 <= abs(value) - abs(stated) < 2 * WHOLE_PERCENT:
            why = reason(ReasonCode.CUT_OFF, value=percent(value))
            verdict, items = Verdict.SUPPORTED, other.observations
            return replace(claim, observations=items, verdict=verdict, reason=why)
    return claim


def at_odds(claims: Sequence[Claim]) -> Iterator[tuple[int, int, int]]:
    """Positions of percentage, change and close of one company and day that do not agree.

    The percentage must be that of the change over the close before, ``d / (C - d)``, to within
    the rounding of all three and a hundredth of a point. A name between them parts them: "... or
    0.34%, to 33,517.65, the S&P 500 lost 2.99 points".
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, claim in enumerate(claims):
        plain = claim.kind.number and claim.measure.bound in (Bound.EXACT, Bound.AT)
        if plain and claim.stated and claim.measure.window.span is not WindowSpan.BEFORE:
            groups[claim.span, claim.symbols, claim.moment].append(n)
    for group in groups.values():
        place = {claims[n].measure.field: n for n in group}
        if len(group) == len(BY_THE_CLOSE) and set(place) == BY_THE_CLOSE:
            three = place[Field.RETURN], place[Field.CHANGE], place[Field.CLOSE]
            numbers = [claims[n] for n in three]
            if not _parted(numbers) and _apart(*numbers):
                yield three


def _parted(claims: Sequence[Claim]) -> bool:
    """Whether a name stands between numbers of one sentence."""
    sentence = claims[0].sentence
    places = sorted(sentence.inner(claim.at) for claim in claims)
    return any(places[0][1] <= start < places[-1][0] for start, _ in sentence.name_spans)


def _apart(ratio: Claim, change: Claim, close: Claim) -> bool:
    stated, half = abs(ratio.stated or 0.0), (ratio.tolerance or 0.0) + POINT
    moved, step = abs(change.stated or 0.0), change.tolerance or 0.0
    level, width = close.stated or 0.0, close.tolerance or 0.0
    sign = 1 if (change.stated or 0.0) > 0 else -1
    if ratio.direction != change.direction or change.unit != close.unit:
        return False
    values = [
        (moved + a) / (level + b - sign * (moved + a))
        for a in (-step, step)
        for b in (-width, width)
        if level + b - sign * (moved + a) > 0
    ]
    return bool(values) and not min(values) - half <= stated <= max(values) + half


def _is_rounded(claim: Claim) -> bool:
    return claim.reason is not None and claim.reason.code is ReasonCode.UNCLEAR_ROUNDING


def factors(claims: Sequence[Claim]) -> dict[int, float]:
    """By position, the factor that parts a close from the series, where a percentage of the same
    company fits but for rounding and prices of two days share it, or a close and its change do and
    it is a whole number: another adjustment."""
    apart: dict[str, list[tuple[float, int]]] = defaultdict(list)
    right = {
        symbol
        for claim in claims
        if claim.unit == "return" and (claim.verdict is Verdict.SUPPORTED or _is_rounded(claim))
        for symbol in claim.symbols
    }
    for n, claim in enumerate(claims):
        priced = claim.kind.price or claim.measure.field is Field.CHANGE
        if not priced or claim.verdict not in (Verdict.CONTRADICTED, Verdict.UNCLEAR):
            continue
        for observation in claim.observations:
            if observation.value and claim.stated and observation.symbol in right:
                apart[observation.symbol].append((claim.stated / observation.value, n))
    by_position: dict[int, float] = {}
    for entries in apart.values():
        for (low, m), (high, n) in pairwise(sorted(entries)):
            days = {claims[k].observations[0].session for k in (m, n)}
            fields = {claims[k].measure.field for k in (m, n)}
            split = len(fields) == 2 and round(low) > 1 and abs(low - round(low)) <= SAME * low  # noqa: PLR2004 (a pair)
            if high - low <= SAME * high and (len(days) == 2 or split):  # noqa: PLR2004 (a pair)
                by_position |= {m: low, n: high}
    return by_position
