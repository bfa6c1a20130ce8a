"""Bars that are another symbol's: a source that mixes up its answers.

Open, high, low, close and volume of one session agree to the last figure between two companies by
no chance, so that such a bar is told whatever its size and its volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.records.price import Flag, RawBar
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.store import Store

RECENT = timedelta(days=120)
"""How far before the last bar that arrives the others are compared."""
PRICES = ("open", "high", "low", "close", "volume")
ALWAYS = (date.min, date.max)


def copied(store: Store, arriving: Sequence[tuple[str, Sequence[RawBar]]]) -> list[Flag]:
    """Flag recent bars that arrive and are another symbol's, held or arriving with them.

    Parameters
    ----------
    store : Store
    arriving : sequence of (symbol, bars)

    Returns
    -------
    list of Flag
        One for each symbol and the symbol whose bars they are, at the last of them.
    """
    last = max((bar.session for _, bars in arriving for bar in bars), default=None)
    if last is None:
        return []
    first = last - RECENT
    rows = [(symbol, bar) for symbol, bars in arriving for bar in bars
            if bar.session >= first and (bar.close or 0) > 0]  # fmt: skip
    return list(_copied_bars(store, rows, (first, last), held=False))


def copied_held(store: Store) -> list[Flag]:
    """The same of every bar that is held."""
    return list(_copied_bars(store, [], ALWAYS, held=True))


def _copied_bars(
    store: Store, rows: Sequence[tuple[str, RawBar]], span: tuple[date, date], *, held: bool
) -> Iterator[Flag]:
    columns: dict[str, Any] = {
        "symbol": np.array([symbol for symbol, _ in rows], dtype=object),
        "session": np.array([bar.session for _, bar in rows], dtype="datetime64[us]"),
    }
    for name in PRICES:
        columns[name] = np.array([getattr(bar, name) for _, bar in rows], dtype="float64")
    store.con.register("arriving_copy", columns)
    try:
        copies = store.con.execute(statement("holdings.copies"), [*span, held]).fetchall()
    finally:
        store.con.unregister("arriving_copy")
    for symbol, other, bars, first, last in copies:
        what = "its bar is" if bars == 1 else f"its {bars} bars since {first} are"
        yield Flag(symbol, last, "copied-bar", "flag", f"{what} that of {other}, open to volume")
