"""``marketlink.correlate``: a stock's news flow beside its moves, as frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from marketlink.errors import InputError
from marketlink.library.prices import day

if TYPE_CHECKING:
    from pandas import DataFrame

Series = TypeVar("Series", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Correlated:
    """The correlation of the kept articles on one stock with its moves; ``detail`` holds the whole
    result. Correlation is not cause: news also follows moves.
    """

    symbol: str
    exchange: str
    benchmark: str
    detail: Any = field(repr=False)

    @property
    def days(self) -> DataFrame:
        """One row a session: ``session, articles`` (missing where nothing was kept that day) and
        ``move``, the abnormal return over its standard error."""
        import pandas as pd

        return pd.DataFrame([asdict(one) for one in self.detail.days])

    @property
    def lags(self) -> DataFrame:
        """One row a series of news, series of moves and lag: the correlation, its simultaneous
        band, p-values by circular shifts, adjusted over lags and series by Holm and
        Benjamini-Yekutieli. Lag 1 holds today's news against tomorrow's move."""
        import pandas as pd

        return pd.DataFrame([
            {"news": pair.news.value, "moves": pair.moves.value, "band": pair.association.band,
             **asdict(lag)}
            for pair in self.detail.pairs
            for lag in pair.association.lags
        ])  # fmt: skip

    def _repr_html_(self) -> str:
        return str(self.lags.to_html(index=False))


def correlate(  # noqa: PLR0913 (one specification)
    symbol: str,
    *,
    first: date | str | None = None,
    last: date | str | None = None,
    lags: int = 5,
    news: Sequence[str] = ("articles",),
    moves: Sequence[str] = ("size", "signed"),
    db: str | Path | None = None,
) -> Correlated:
    """Correlate the number of articles on a stock with its abnormal returns, day by day.

    Parameters
    ----------
    symbol : str
        In Yahoo's form; its prices and the articles must be in the store. Nothing is fetched.
    first, last : date or ISO text, optional
        Sessions to look at, both ends in; the last 250 by default.
    lags : int
        Sessions of lead and lag.
    news : sequence of str
        Of "articles", "stories", "novelty" (stories that are new), "share" of the coverage, "tone".
    moves : sequence of str
        Of "size" and "signed" abnormal returns in standard errors, "volume", "range".
    db : path, optional
        The store; the user's own by default.

    Raises
    ------
    InputError, UnknownSymbol
        No prices, too short a history, no article kept in the period, a day that is none.
    """
    from marketlink.config import load
    from marketlink.flow.correlate import correlate as correlate_stock
    from marketlink.flow.series import MoveSeries, NewsSeries

    settings = load()
    if db is not None:
        settings = replace(settings, db=Path(db))
    result = correlate_stock(
        symbol, settings, lags=lags,
        news=_series(NewsSeries, news), moves=_series(MoveSeries, moves),
        first=None if first is None else day(first, date.min),
        last=None if last is None else day(last, date.max),
    )  # fmt: skip
    return Correlated(result.symbol, result.exchange, result.benchmark, result)


def _series(kind: type[Series], names: Sequence[str]) -> list[Series]:
    try:
        return [kind(name) for name in dict.fromkeys(names)]
    except ValueError as error:
        raise InputError(f"{error}", f"A series is one of {', '.join(kind)}") from None
