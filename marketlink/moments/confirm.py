"""Moments that prices could confirm: a stated move, and the one session that fits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from marketlink.moments.resolve import local_day
from marketlink.records.article import Moment


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Which of the searched sessions have the stated return, decimal, within ``tolerance``.

    ``session`` is the only one that fits, else None.
    """

    stated: float
    tolerance: float
    searched: tuple[date, ...]
    fits: tuple[date, ...]

    @property
    def session(self) -> date | None:
        """The only session that fits."""
        return self.fits[0] if len(self.fits) == 1 else None


def confirm(
    moment: Moment, returns: Mapping[date, float], stated: float, tolerance: float
) -> Confirmation:
    """Search the sessions of a moment for the return that the text states.

    Parameters
    ----------
    moment : Moment
        Its interval bounds the search; where no session lies in it, the next session is searched.
    returns : mapping of session to return
        Simple and decimal, of one symbol.
    stated, tolerance : float
        The stated return and half a unit of its last digit, decimal.

    Returns
    -------
    Confirmation
    """
    first, last = local_day(moment.start, moment.zone), local_day(moment.end, moment.zone)
    inside = tuple(day for day in sorted(returns) if first <= day <= last)
    if not inside:
        inside = tuple(day for day in sorted(returns) if day > last)[:1]
    return fitting(returns, inside, stated, tolerance)


def fitting(
    returns: Mapping[date, float], searched: tuple[date, ...], stated: float, tolerance: float
) -> Confirmation:
    """The sessions among ``searched`` whose return is the stated one."""
    bound = tolerance + 1e-12
    fits = tuple(day for day in searched if day in returns and abs(returns[day] - stated) <= bound)
    return Confirmation(stated, tolerance, searched, fits)


def noted(moment: Moment, symbol: str, found: Confirmation) -> Moment:
    """The moment with a note of what prices say about it; unchanged where they say nothing."""
    if not found.searched:
        return moment
    move = f"{symbol} {found.stated:+.2%}"
    count = len(found.searched)
    if found.session is not None:
        note = f"prices confirm {found.session}: {move}"
        note += f", the only one of {count} sessions that fits" if count > 1 else ""
    elif found.fits:
        note = f"prices allow {len(found.fits)} of {count} sessions: {move}"
    else:
        note = f"no session of the moment has {move}"
        note = f"{found.searched[0]} does not have {move}" if count == 1 else note
    return replace(moment, note="; ".join(filter(None, (moment.note, note))))
