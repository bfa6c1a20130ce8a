"""Events whose windows span a change of the venues, or of the hours, of their stock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from marketlink.calendars import venue_changes

if TYPE_CHECKING:
    from marketlink.study.alignment import Windows
    from marketlink.study.kernel import Flags, Ints


def span_change(
    windows: Windows, at: Ints, series: Ints, reach: tuple[int, int], since: Ints | None = None
) -> Flags:
    """Fits that have volumes of both sides of a change in their windows.

    Samsung Electronics trades at Nextrade since 2025-03-24: of a day 0 in April 2025 most of the
    estimation window lies before.

    Parameters
    ----------
    at, series : (n,) day 0 of each fit as a position in the layout, and its series
    reach : first and last session of the estimation and event windows together, from day 0
    since : (n,) first position that each fit uses, by default all of its windows
    """
    spans = np.zeros(len(at), dtype=bool)
    for number in np.unique(series).tolist():
        mine = np.flatnonzero(series == number)
        low, high = at[mine] + reach[0], at[mine] + reach[1]
        if since is not None:
            low = np.maximum(low, since[mine])
        for place in _changes(windows, number):
            spans[mine] |= (low < place) & (place <= high)
    return spans


def last_change(windows: Windows, at: Ints, series: Ints, first: int) -> Ints:
    """(n,) The position of the last change before each fit's event window, whose first session from
    day 0 is ``first``; 0 where there is none. ``at`` and ``series`` as for :func:`span_change`."""
    last = np.zeros(len(at), dtype=np.int64)
    for number in np.unique(series).tolist():
        mine = np.flatnonzero(series == number)
        for place in _changes(windows, number):
            last[mine] = np.where(at[mine] + first >= place, place, last[mine])
    return last


def _changes(windows: Windows, series: int) -> list[int]:
    """The positions of the first sessions after a change, between a stock's known volumes."""
    layout, cut = windows.layout, windows.layout.stretch(series)
    places = cut.start + np.flatnonzero(np.isfinite(layout.volume[cut]))
    if not len(places):
        return []
    days = layout.dates[places]
    first, last = (date.fromordinal(int(day)) for day in days[[0, -1]])
    changes = venue_changes(windows.symbols[series], first + timedelta(1), last)
    return [int(places[np.searchsorted(days, change.day.toordinal())]) for change in changes]
