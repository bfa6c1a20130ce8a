"""Moments that prices could confirm: a stated move, and the one session that fits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marketlink.findings import FindingText, join_sentences
from marketlink.records.moment import Moment


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Which of the searched sessions have the stated return, decimal, within ``tolerance``.

    ``session`` is the only one that fits, else None; ``ret`` is what prices say of it.
    """

    stated: float
    tolerance: float
    searched: tuple[date, ...]
    fits: tuple[date, ...]
    ret: float | None = None

    @property
    def session(self) -> date | None:
        """The only session that fits."""
        return self.fits[0] if len(self.fits) == 1 else None


def confirm(
    moment: Moment, returns: Mapping[date, float], stated: float, tolerance: float
) -> Confirmation:
    """Search the sessions of a moment for the return that the text states, decimal, within half a
    unit of its last digit; the next session where none lies in it. ``returns`` are one symbol's."""
    first, last = moment.days
    inside = tuple(day for day in sorted(returns) if first <= day <= last)
    if not inside:
        inside = tuple(day for day in sorted(returns) if day > last)[:1]
    fits = tuple(day for day in inside if abs(returns[day] - stated) <= tolerance + 1e-12)
    ret = returns[fits[0]] if len(fits) == 1 else None
    return Confirmation(stated, tolerance, inside, fits, ret)


def noted(moment: Moment, symbol: str, confirmation: Confirmation) -> Moment:
    """The moment with a note of what prices say about it; unchanged where they say nothing."""
    if not confirmation.searched:
        return moment
    note = _note(symbol, confirmation)
    return replace(moment, note=join_sentences([moment.note, note]) if moment.note else note)


def _note(symbol: str, confirmation: Confirmation) -> FindingText:
    """The note with the observed return, not the article's number."""
    count, stated, day = len(confirmation.searched), confirmation.stated, confirmation.session
    if day is not None:
        code = "note.only_session" if count > 1 else "note.confirmed"
        return FindingText(code, symbol=symbol, day=day, ret=confirmation.ret, count=count)
    both: dict[str, Any] = {"symbol": symbol, "stated": stated}
    if confirmation.fits:
        return FindingText("note.allowed", **both, fits=len(confirmation.fits), count=count)
    if count == 1:
        return FindingText("note.not_that_day", **both, day=confirmation.searched[0])
    return FindingText("note.no_session", **both)
