"""Checks an article against itself: a close, its change and its percentage that cannot all be true,
and prices of several days that differ from the series by one factor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from marketlink.claims.doubts import Doubt
from marketlink.records.claim import BY_THE_CLOSE, Bound, Claim, Field, Verdict, WindowSpan

DISTURBING = frozenset(
    {Doubt.MOOD, Doubt.CLAUSE, Doubt.HOURS, Doubt.PERIOD, Doubt.LINE, Doubt.MEASURE}
)
"""Doubts that leave open whether numbers of one sentence are of one session."""
POINT = 0.0001
"""How far beyond its rounding a percentage may be off: a hundredth is no contradiction."""
SAME = 0.001
"""How far two factors of one adjustment may be apart."""


def at_odds(claims: Sequence[Claim]) -> Iterator[tuple[int, int, int]]:
    """Positions of percentage, change and close of one company and day that do not agree.

    The percentage must be that of the change over the close before, ``d / (C - d)``, to within
    the rounding of all three and a hundredth of a point.
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
            if _apart(*(claims[n] for n in three)):
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
