"""``marketlink.explain``: a stock's abnormal sessions and the articles beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.library.prices import day

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Explained:
    """The abnormal sessions of one stock and what could explain each; ``detail`` holds it all."""

    symbol: str
    exchange: str
    benchmark: str
    detail: Any = field(repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def moves(self) -> DataFrame:
        """One row an abnormal session: returns, t, p-values, articles that meet it."""
        import pandas as pd

        return pd.DataFrame(
            [{**asdict(one.move), "articles": len(one.candidates)} for one in self.detail.sessions]
        )

    @property
    def articles(self) -> DataFrame:
        """One row a session and kept article that could explain it, likeliest first."""
        import pandas as pd

        return pd.DataFrame([
            {"session": one.move.session, **asdict(candidate)}
            for one in self.detail.sessions for candidate in one.candidates
        ])  # fmt: skip

    def _repr_html_(self) -> str:
        return str(self.moves.to_html(index=False))


def explain(
    symbol: str,
    *,
    first: date | str | None = None,
    last: date | str | None = None,
    level: float = 0.05,
    db: str | Path | None = None,
) -> Explained:
    """The abnormal sessions of a stock, and the kept articles that could explain each.

    Parameters
    ----------
    symbol : str
        In Yahoo's form; its prices must be in the store.
    first, last : date or ISO text, optional
        Sessions to look at, both ends in; the last 250 by default.
    level : float
        The chance, over all sessions together, of calling noise abnormal.
    db : path, optional
        The store; the user's own by default. Nothing is fetched.

    Raises
    ------
    InputError, UnknownSymbol
        No prices of the stock or its benchmark, a day that is none.
    """
    from marketlink.config import load
    from marketlink.explain.stock import explain as explain_stock

    settings = load()
    if db is not None:
        settings = replace(settings, db=Path(db))
    done = explain_stock(
        symbol, settings, level=level,
        first=None if first is None else day(first, date.min),
        last=None if last is None else day(last, date.max),
    )  # fmt: skip
    return Explained(done.symbol, done.exchange, done.benchmark, done, done.warnings)
