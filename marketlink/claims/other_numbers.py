"""What the other numbers of an article say of a claim that does not fit: that its day is right,
that it is of something else, that it was cut off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from marketlink.claims.annotated import sentence_of
from marketlink.claims.evidence import Series
from marketlink.claims.fit import fits, nearly, sharp
from marketlink.claims.observe import percent
from marketlink.claims.readings import Elsewhere
from marketlink.records.claim import (
    BY_THE_CLOSE,
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    Verdict,
)
from marketlink.records.moment import Moment
from marketlink.records.reason import ReasonCode, reason

WHOLE_PERCENT = 0.005
"""Half a unit of a percentage without decimals."""


def is_anchored(claim: Claim, item: Observation, every: Sequence[Claim]) -> bool:
    """Whether other sharp numbers of the sentence bear out its day, and its company or the order
    of its list; or all of them are of one other day, so that only the day can be wrong."""
    beside = [
        other
        for other in every
        if other is not claim and other.span == claim.span and other.moment == claim.moment
        and other.kind.number and other.measure.window == claim.measure.window
    ]  # fmt: skip
    right = [other for other in beside if _fits_on(other, item) and sharp(other)]
    if any(other.symbols == claim.symbols for other in right):
        return True
    sure = claim.subject is Spoken.SPOKEN or claim.listed
    if right and len(right) == len(beside) and sure:
        return True
    near = _near(claim)
    if near is not None and bool(beside) and all(_near(other) == near for other in beside):
        return True
    if any(_goes_on(claim, other) and _fits_on(other, item) for other in every):
        return True
    return _beside_a_pair(claim, item, every)


def _beside_a_pair(claim: Claim, item: Observation, every: Sequence[Claim]) -> bool:
    """Whether a named company's number follows a sentence of the same day whose sharp numbers, two
    or more, all fit it: "A rose 0.96% to $234.50 overnight. B rose 1.32%"."""
    if claim.subject is not Spoken.SPOKEN or claim.day is not Spoken.INHERITED:
        return False
    ahead = [
        other
        for other in every
        if 0 <= claim.span[0] - other.span[1] <= GAP and other.kind.number
    ]  # fmt: skip
    same = all(
        other.moment == claim.moment is not None
        and other.measure.window == claim.measure.window
        and other.day is not Spoken.INHERITED
        and sharp(other)
        and _fits_on(other, item)
        for other in ahead
    )
    return same and len(ahead) > 1


def _goes_on(claim: Claim, other: Claim) -> bool:
    """Whether a number goes on about the company and the day of one right before it, which names
    both: "rose 6.9% on Jan. 5. The close was $47"."""
    fields = {other.measure.field, claim.measure.field}
    pair = len(fields) > 1 and fields <= BY_THE_CLOSE
    same = other.symbols == claim.symbols and other.moment == claim.moment is not None
    window = other.measure.window == claim.measure.window
    if not (pair and same and window and sharp(other) and claim.day is Spoken.INHERITED):
        return False
    return other.day is not Spoken.INHERITED and 0 <= claim.span[0] - other.span[1] <= GAP


GAP = 2
"""Characters between a sentence and the next."""


def _fits_on(other: Claim, item: Observation) -> bool:
    """Whether another number is right on the session of an observation: that it fits some other
    day says nothing of this one."""
    return any(
        one.verdict is Verdict.SUPPORTED and one.session == item.session
        for one in other.observations
    )


def bears_out(other: Claim, claim: Claim, item: Observation, moments: Sequence[Moment]) -> bool:
    """Whether another number stands in one phrase with a claim's, "fell 3% to $47", and fits the
    session or, as the claim's does, one other: the company, day and hour of both are then known."""
    if other is claim or other.span != claim.span or other.symbols != claim.symbols:
        return False
    fields = {other.measure.field, claim.measure.field}
    pair = len(fields) > 1 and fields <= BY_THE_CLOSE
    if not pair or not sharp(other) or other.moment != claim.moment:
        return False
    near = _near(claim)
    if not _fits_on(other, item) and (near is None or _near(other) != near):
        return False
    sentence = sentence_of(claim, moments)
    first, last = sorted((sentence.inner(claim.at), sentence.inner(other.at)))
    return not sentence.left_over(first[1], last[0])


def times_elsewhere(claim: Claim, every: Sequence[Claim]) -> tuple[Elsewhere, ...]:
    """The sessions and periods that sharp changes of the article are borne out on, those of most
    first, for a claim whose own sentence names no day."""
    if claim.day in (Spoken.SPOKEN, Spoken.RELATIVE) or not claim.kind.change:
        return ()
    counts = Counter(
        Elsewhere(item.session, start if isinstance(start, date) else None)
        for other in every
        if other.kind.change and other.span != claim.span and sharp(other)
        for item in other.observations
        if item.verdict is Verdict.SUPPORTED and item.session is not None
        for start in [item.reason.fields.get("start")]
    )
    return tuple(one for one, _ in counts.most_common(MOST_ELSEWHERE))


MOST_ELSEWHERE = 2
"""Sessions or periods of other numbers that a number may be of; more would fit too easily."""


def of_an_hour(claim: Claim, item: Observation, every: Sequence[Claim], series: Series) -> bool:
    """Whether a percentage and a price of one sentence both miss the close and yet agree with each
    other, from the close before to within the session's low and high, where they are held: both are
    then of another price of that day, such as the last one before the closing auction."""
    n = None if item.session is None else series.at(item.session)
    low, high = (None, None) if n is None else series.range(n)
    if not n or claim.measure.window != ClaimWindow():
        return False
    before, scale = series.traded(n - 1), series.traded(n) / series.closes[n]
    for other in every:
        pair = {one.measure.field: one for one in (claim, other)}
        same = (other.span, other.symbols, other.moment) == (
            claim.span,
            claim.symbols,
            claim.moment,
        )
        if not same or set(pair) != {Field.RETURN, Field.CLOSE} or _fits_on(other, item):
            continue
        price, ratio = pair[Field.CLOSE].stated or 0.0, pair[Field.RETURN]
        inside = low is None or high is None or low * scale <= price <= high * scale
        if inside and (fits(ratio, price / before - 1) or nearly(ratio, price / before - 1)):
            return True
    return False


def with_numbers(claim: Claim, every: Sequence[Claim]) -> frozenset[str]:
    """The companies that other numbers of the sentence and measure are of: in "A rose 4%, B 15%"
    the 4% is not B's, whatever it fits."""
    return frozenset(
        other.symbols[0]
        for other in every
        if other.span == claim.span and other.at != claim.at and len(other.symbols) == 1
        and other.kind == claim.kind and other.unit == claim.unit and other.stated is not None
        and (other.measure, other.moment) == (claim.measure, claim.moment)
    )  # fmt: skip


def is_answered(claim: Claim, observation: Observation, every: Sequence[Claim]) -> bool:
    """Whether another number of the article is the company's return, change or close of the same
    session: a session has one of each, so this number is of something else."""
    return any(
        item.symbol == observation.symbol and item.session == observation.session
        for other in every
        if other is not claim and other.kind == claim.kind and other.stated != claim.stated
        and (other.measure.field, other.unit) == (claim.measure.field, claim.unit)
        and other.measure.window == claim.measure.window
        for item in other.observations
        if item.verdict is Verdict.SUPPORTED
    )  # fmt: skip


def _near(claim: Claim) -> object:
    """The one other session that a sharp number fits; None where there is none."""
    days = {item.reason.fields.get("near") for item in claim.observations}
    return days.pop() if sharp(claim) and len(days) == 1 else None


def cut_off(claim: Claim, every: Sequence[Claim]) -> Claim:
    """A whole percentage that the article's own finer number shows to be cut off and not rounded,
    as headlines do: "5% 폭락" over 5.57 %."""
    whole = claim.tolerance == WHOLE_PERCENT and claim.unit == "return" and claim.kind.change
    open_ = claim.verdict in (Verdict.CONTRADICTED, Verdict.UNCLEAR)
    if not whole or not open_ or claim.stated is None:
        return claim
    for other in every:
        finer = other.kind.change and other.unit == "return" and other.stated is not None
        if not finer or other.verdict is not Verdict.SUPPORTED or not sharp(other):
            continue
        gap = abs(other.stated or 0.0) - abs(claim.stated)
        same = set(claim.symbols) == set(other.symbols) and (other.stated or 0) * claim.stated > 0
        if same and 0 <= gap < 2 * WHOLE_PERCENT:
            why = reason(ReasonCode.CUT_OFF, value=percent(other.stated))
            return replace(
                claim, observations=other.observations, verdict=Verdict.SUPPORTED, reason=why
            )
    return claim
