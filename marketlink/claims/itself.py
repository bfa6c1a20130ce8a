"""Checks an article against itself: a close, its change and its percentage that cannot all be true,
and prices of several days that differ from the series by one factor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from marketlink.claims.doubt import Doubt
from marketlink.records.claim import BY_THE_CLOSE, Bound, Claim, Field, Verdict, WindowSpan

DISTURBING = frozenset(
    {Doubt.MOOD, Doubt.CLAUSE, Doubt.HOURS, Doubt.PERIOD, Doubt.LINE, Doubt.MEASURE}
)
"""Doubts that leave open whether numbers of one sentence are of one session."""
POINT = 0.0001
"""How far beyond its rounding a percentage may be off: a hundredth is no contradiction."""
SAME = 0.001
"""How far two factors of one adjustment may be apart."""


def _kind(claim: Claim) -> Field | None:
    """What a number of a session is: a return, a change, a close; None where it is another."""
    plain = claim.measure.bound in (Bound.EXACT, Bound.AT) and claim.stated
    if not plain or not claim.kind.number:
        return None
    return claim.measure.field if claim.measure.field in BY_THE_CLOSE else None


def at_odds(claims: Sequence[Claim]) -> Iterator[tuple[int, int, int]]:
    """Positions of percentage, change and close of one company and day that do not agree.

    The percentage must be that of the change over the close before, ``d / (C - d)``, to within
    the rounding of all three and a hundredth of a point.
    """
    groups: dict[tuple[object, ...], dict[Field | WindowSpan, list[int]]] = defaultdict(dict)
    for n, claim in enumerate(claims):
        kind: Field | WindowSpan | None = _kind(claim)
        if kind is not None:
            before = claim.measure.window.span is WindowSpan.BEFORE
            key = (claim.span, claim.symbols, claim.moment)
            groups[key].setdefault(WindowSpan.BEFORE if before else kind, []).append(n)
    for group in groups.values():
        if any(len(places) > 1 for places in group.values()):
            continue
        if set(group) == {Field.RETURN, Field.CHANGE, Field.CLOSE}:
            three = group[Field.RETURN][0], group[Field.CHANGE][0], group[Field.CLOSE][0]
            if _apart(*(claims[n] for n in three)):
                yield three
        if set(group) == {Field.RETURN, WindowSpan.BEFORE, Field.CLOSE}:
            three = group[Field.RETURN][0], group[WindowSpan.BEFORE][0], group[Field.CLOSE][0]
            if _grew_otherwise(*(claims[n] for n in three)):
                yield three


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


def _grew_otherwise(ratio: Claim, before: Claim, close: Claim) -> bool:
    """Whether the return from one stated close to another is not the one stated."""
    stated, half = ratio.stated or 0.0, (ratio.tolerance or 0.0) + POINT
    first, low = before.stated or 0.0, before.tolerance or 0.0
    last, high = close.stated or 0.0, close.tolerance or 0.0
    if before.unit != close.unit or first <= low:
        return False
    values = [(last + b) / (first + a) - 1 for a in (-low, low) for b in (-high, high)]
    return not min(values) - half <= stated <= max(values) + half


def factors(claims: Sequence[Claim]) -> dict[int, float]:
    """By position, the factor that parts a close from the series, where prices of two days share
    it and a percentage of the same company fits: another adjustment."""
    apart: dict[str, list[tuple[float, int]]] = defaultdict(list)
    right = {
        symbol
        for claim in claims
        if claim.verdict is Verdict.SUPPORTED and claim.unit == "return"
        for symbol in claim.symbols
    }
    for n, claim in enumerate(claims):
        if not claim.kind.price or claim.verdict not in (Verdict.CONTRADICTED, Verdict.UNCLEAR):
            continue
        for observation in claim.observations:
            if observation.value and claim.stated and observation.symbol in right:
                apart[observation.symbol].append((claim.stated / observation.value, n))
    by_position: dict[int, float] = {}
    for entries in apart.values():
        for (low, m), (high, n) in pairwise(sorted(entries)):
            days = {claims[k].observations[0].session for k in (m, n)}
            if high - low <= SAME * high and len(days) == 2:  # noqa: PLR2004 (a pair, or three)
                by_position |= {m: low, n: high}
    return by_position
