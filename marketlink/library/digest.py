"""``marketlink.digest``: the last session of each stock of a watchlist, as a frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.library.prices import day as as_day

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Digested:
    """The stocks of a list that moved more than chance in their last session; ``detail`` holds the
    whole result.
    """

    day: date | None
    level: float
    detail: Any = field(repr=False)

    @property
    def lines(self) -> DataFrame:
        """One row a stock: ``symbol, state, session, ret, benchmark_ret, ar, p, stories, why``.

        ``state`` is moved, quiet or untold; ``p`` pays for the whole watchlist (Holm), ``stories``
        counts what was published before the session's close and can be the cause.
        """
        import pandas as pd

        rows = [row | {"stories": len(row["stories"])} for row in self.detail.plain()["lines"]]
        columns = [
            "symbol",
            "state",
            "session",
            "ret",
            "benchmark_ret",
            "ar",
            "p",
            "stories",
            "why",
        ]
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        return str(self.lines.to_html(index=False))


def digest(
    *symbols: str,
    day: date | str | None = None,
    level: float = 0.05,
    benchmark: str | None = None,
    db: str | Path | None = None,
) -> Digested:
    """List which stocks moved more than chance in their last session, and the stories before it.

    Parameters
    ----------
    *symbols : str
        In Yahoo's form; their prices must be in the store. Nothing is fetched.
    day : date or ISO text, optional
        The last session looked at; by default the last one held.
    level : float
        The chance that noise alone moves one of them.
    benchmark : str, optional
        Of every stock, instead of its exchange's index.
    db : path, optional
        The store; the user's own by default.

    Raises
    ------
    InputError
        A day that is none.
    """
    from marketlink.config import load
    from marketlink.flow.digest import digest as digest_of

    settings = load()
    if db is not None:
        settings = replace(settings, db=Path(db))
    last = None if day is None else as_day(day, date.max)
    result = digest_of(symbols, settings, day=last, level=level, benchmark=benchmark)
    return Digested(result.day, result.level, result)
