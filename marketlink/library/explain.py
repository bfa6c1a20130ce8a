"""``marketlink.explain``: a stock's abnormal sessions and the articles beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.library.prices import day

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Explained:
    """The sessions of one stock that stand out or were pointed at, and the articles that could
    explain each; ``detail`` holds the whole result.
    """

    symbol: str
    exchange: str
    benchmark: str
    detail: Any = field(repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def moves(self) -> DataFrame:
        """One row a session that stands out by itself (``stands_out``), or that was pointed at and
        moved more than chance: returns and their parts, t, p-values, what it is unusual ``by``,
        ``peers`` that moved with it, articles that meet it."""
        import pandas as pd

        from marketlink.explain.moves import Move
        from marketlink.explain.parts import ReturnParts

        parts = [f"{one.name}_part" for one in fields(ReturnParts)]
        columns = [*(one.name for one in fields(Move)), *parts, "peers", "stands_out", "hindsight",
                   "articles"]  # fmt: skip
        rows = [
            (*asdict(one.move).values(), *asdict(one.parts).values(),
             " ".join(peer.symbol for peer in one.peers), one.stands_out, one.hindsight,
             len(one.candidates))
            for one in self.detail.entries
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    @property
    def articles(self) -> DataFrame:
        """One row a session and kept article that could explain it, likeliest first."""
        import pandas as pd

        return pd.DataFrame([
            {"session": one.move.session, **asdict(candidate)}
            for one in self.detail.entries for candidate in one.candidates
        ])  # fmt: skip

    def _repr_html_(self) -> str:
        return str(self.moves.to_html(index=False))


def explain(  # noqa: PLR0913 (one specification)
    symbol: str,
    *,
    first: date | str | None = None,
    last: date | str | None = None,
    level: float = 0.05,
    days: Sequence[date | str] = (),
    db: str | Path | None = None,
) -> Explained:
    """The abnormal sessions of a stock, and the kept articles that could explain each.

    Parameters
    ----------
    symbol : str
        A symbol in Yahoo's form, or a name; its prices must be in the store.
    first, last : date or ISO text, optional
        Sessions to look at, both ends in; the last 250 by default.
    level : float
        The chance, over all sessions together, that noise alone stands out.
    days : days or ISO texts
        Sessions named before their prices were looked at; each answers for itself.
    db : path, optional
        The store; the user's own by default. Nothing is fetched.

    Raises
    ------
    InputError, UnknownSymbol
        No prices of the stock or its benchmark, a day that is none.
    """
    from marketlink.config import load
    from marketlink.explain.names import symbols_of
    from marketlink.explain.stock import explain as explain_stock
    from marketlink.flow.readings import bring_up
    from marketlink.store import StoreAccess

    settings = load()
    if db is not None:
        settings = replace(settings, db=Path(db))
    with StoreAccess.of(settings) as access:
        (resolved,) = symbols_of(access, [symbol])
        bring_up(access)
        result = explain_stock(
            resolved, settings, level=level, days=[day(one, date.min) for one in days],
            first=None if first is None else day(first, date.min),
            last=None if last is None else day(last, date.max), access=access,
        )  # fmt: skip
    return Explained(result.symbol, result.exchange, result.benchmark, result, result.warnings)
