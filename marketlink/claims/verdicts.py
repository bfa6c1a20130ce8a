"""Claims against prices: what each company did, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from marketlink.claims import extreme_check, level_check, moves_check, number_check
from marketlink.claims.evidence import Evidence, Series
from marketlink.claims.observe import Look, undecided
from marketlink.claims.when import When, closed, running, when
from marketlink.records.article import Claim, Moment, Observation, Published, Verdict

Checker = Callable[[Look], list[Observation]]
WHOLE_PERCENT = 0.005
"""Half a unit of a percentage without decimals."""
CHECKS: dict[str, Checker] = {
    "direction": moves_check.direction,
    "persistence": moves_check.persistence,
    "size": number_check.size,
    "level": level_check.level,
    "extreme": extreme_check.extreme,
}


def check(
    claims: Sequence[Claim], evidence: Evidence, moments: Sequence[Moment], published: Published
) -> tuple[Claim, ...]:
    """The claims with observations and verdicts.

    Parameters
    ----------
    claims : sequence of Claim
        As found in the text; those whose words alone decide are returned as they are.
    evidence : Evidence
        Prices of the symbols; a symbol without prices is "not decidable here".
    moments : sequence of Moment
        The article's moments, which ``Claim.moment`` points into.
    published : Published
        A claim without a moment is about the last session that had closed by then.

    Returns
    -------
    tuple of Claim
    """
    seen = [
        claim if claim.verdict else _checked(claim, evidence, moments, published)
        for claim in claims
    ]
    moved = [claim for claim in seen if claim.kind == "size" and claim.unit == "return"]
    right = [claim for claim in moved if claim.verdict == "supported"]
    return tuple(_cut_off(claim, right) for claim in seen)


def _cut_off(claim: Claim, right: Sequence[Claim]) -> Claim:
    """A whole percentage that the article's own finer number shows to be cut off and not rounded,
    as headlines do: "5% 폭락" over 5.57 %."""
    whole = claim.tolerance == WHOLE_PERCENT and claim.unit == "return" and claim.kind == "size"
    if not whole or claim.verdict != "contradicted" or claim.stated is None:
        return claim
    for other in right:
        if other.stated is None or (other.tolerance or 0.0) >= WHOLE_PERCENT:
            continue
        same = set(claim.symbols) == set(other.symbols) and other.stated * claim.stated > 0
        if same and 0 <= abs(other.stated) - abs(claim.stated) < 2 * WHOLE_PERCENT:
            why = f"cut off, not rounded: the text says {other.stated * 100:+.2f} % itself"
            seen = tuple(replace(item, verdict="partly", why=why) for item in claim.observations)
            return replace(claim, observations=seen, verdict="partly", why=why)
    return claim


def _checked(
    claim: Claim, evidence: Evidence, moments: Sequence[Moment], published: Published
) -> Claim:
    if claim.kind == "comparison":
        seen = _compared(claim, evidence, moments, published)
    else:
        seen = [
            item
            for symbol in claim.symbols
            for item in _look(claim, symbol, evidence, moments, published)
        ]
    verdict = overall(seen)
    return replace(claim, observations=tuple(seen), verdict=verdict, why=_why(seen, verdict))


def _look(
    claim: Claim, symbol: str, evidence: Evidence, moments: Sequence[Moment], published: Published
) -> list[Observation]:
    series = evidence.series.get(symbol)
    if series is None:
        series = Series(symbol, (), ())
    at = closed(when(claim, series, moments, published), series, published)
    seen = CHECKS[claim.kind](Look(claim, series, at, evidence, published))
    if at.stated or not running(series, published):
        return seen
    return [
        undecided(item.symbol, "the session of the day had not closed when the article appeared")
        if item.verdict in ("contradicted", "partly") else item
        for item in seen
    ]  # fmt: skip


def _compared(
    claim: Claim, evidence: Evidence, moments: Sequence[Moment], published: Published
) -> list[Observation]:
    *symbols, other = claim.symbols
    theirs = evidence.series.get(other)
    seen: list[Observation] = []
    for symbol in symbols:
        series = evidence.series.get(symbol)
        if series is None or theirs is None:
            missing = other if series is not None else symbol
            seen.append(undecided(symbol, f"no prices of {missing} are stored"))
            continue
        at = closed(when(claim, series, moments, published), series, published)
        look = Look(claim, series, at, evidence, published)
        seen.append(moves_check.comparison(look, theirs, _at(claim, theirs, moments, published)))
    return seen


def _at(claim: Claim, series: Series, moments: Sequence[Moment], published: Published) -> When:
    return closed(when(claim, series, moments, published), series, published)


def overall(seen: Sequence[Observation]) -> Verdict:
    """One verdict of several: the literal readings decide; differing ones make "partly"."""
    literal = [item.verdict for item in seen if item.reading != "net"]
    decided = [verdict for verdict in literal if verdict != "not decidable here"]
    if not decided:
        return "not decidable here"
    kinds = set(decided)
    return decided[0] if len(kinds) == 1 else "partly"


def _why(seen: Sequence[Observation], verdict: Verdict) -> str:
    """The reason of the first observation that decides, and who differs."""
    if verdict == "partly" and len({item.symbol for item in seen}) > 1:
        sides = []
        for name in ("supported", "partly", "contradicted"):
            who = [i.symbol for i in seen if i.verdict == name and i.reading != "net"]
            if who:
                sides.append(f"{name} for {', '.join(dict.fromkeys(who))}")
        if len(sides) > 1:
            return "; ".join(sides)
    return next((item.why for item in seen if item.verdict == verdict), seen[0].why if seen else "")
