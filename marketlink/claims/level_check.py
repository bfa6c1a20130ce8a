# ruff: noqa: E501 (sentences of a verdict stay in one piece)
"""Stated closes and thresholds against the closes as quoted on the day."""

from __future__ import annotations

from collections.abc import Iterable

from marketlink.claims.amounts import holds
from marketlink.claims.number_check import NEAR, cannot, undated
from marketlink.claims.observe import Look, as_listed
from marketlink.records.article import Observation


def level(look: Look) -> list[Observation]:
    """A stated close, or a threshold, against the close as it was quoted on the day."""
    blind = look.blind()
    if blind:
        return [blind]
    told = [n for n in (look.at.first, look.at.other) if n is not None]
    told += [n for n in look.at.inside if n not in told]
    told += [n for n in look.at.told if look.term("bound") == "at" and n not in told]
    bound, unit = look.term("bound"), look.series.currency
    if look.term("of") == "value":
        return [cannot(look, "no share count is recorded for the day")]
    if look.term("of") != "close":
        return [cannot(look, "prices within the session are not stored")]
    look = as_listed(look)
    if look.claim.unit not in (unit, ""):
        return [
            cannot(look, f"the price is stated in {look.claim.unit}, the listing trades in {unit}")
        ]
    for n in told:
        value = _as_quoted(look, n)
        if value is not None:
            why = f"closed at {value:,.2f} on {look.series.sessions[n]}"
            return [look.see(n, value, "supported", why, unit=unit)]
    if bound == "reached":
        return [cannot(look, "prices within the session are not stored")]
    first = told[0]
    value = look.series.traded(first)
    near = _close_elsewhere(look, first) if bound == "at" else None
    if near is not None and (near in look.at.told or (near < first and not look.at.stated)):
        value = look.series.traded(near)
        return [look.see(near, value, "supported", undated(look, near), unit=unit)]
    if near is not None:
        why = f"wrong date: {look.claim.stated:,.2f} is the close of {look.series.sessions[near]}, not {look.series.sessions[first]}"
    elif bound in ("lost", "gained", "regained"):
        why = f"closed at {value:,.2f} on {look.series.sessions[first]}, on the other side"
    else:
        why = f"wrong close: {value:,.2f} on {look.series.sessions[first]}, not {look.claim.stated:,.2f}"
    return [look.see(first, value, "contradicted", why, unit=unit)]


def _as_quoted(look: Look, n: int) -> float | None:
    """The close, as quoted then or adjusted since, that the words allow; None where neither is."""
    stated, half, bound = look.claim.stated or 0.0, look.claim.tolerance or 0.0, look.term("bound")
    for value in dict.fromkeys((look.series.traded(n), look.series.closes[n])):
        if bound == "lost":
            fits = value < stated
        elif bound == "gained":
            fits = value > stated
        elif bound == "regained":
            fits = value >= stated
        elif bound in ("line", "reached"):
            fits = stated <= value < stated + (2 * half if half > 0.5 else _step(stated))
        else:
            fits = holds(
                value, stated, max(half, 1e-6 * stated), "exact" if bound == "at" else bound
            )
        if fits:
            return value
    return None


def _step(stated: float) -> float:
    """The unit of a round number's last digit that is no zero: 10 of 2,410."""
    step = 1.0
    while stated % (step * 10) == 0 and step * 10 < stated:
        step *= 10
    return step


def _close_elsewhere(look: Look, first: int) -> int | None:
    last = min(len(look.series.closes) - 1, look.known(), first + 2 * NEAR)
    around: Iterable[int] = range(max(0, first - 2 * NEAR), last + 1)
    ranked = sorted(around, key=lambda n: (abs(n - first), n))
    return next((n for n in ranked if n != first and _as_quoted(look, n) is not None), None)
