"""The series of news flow and of moves that can be correlated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from marketlink.calendars import exchange_of
from marketlink.study.inference.laws import benjamini_yekutieli, holm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from marketlink.explain.moves import Looked
    from marketlink.flow.association import Association
    from marketlink.store import Store

    Floats = NDArray[np.float64]


class NewsSeries(StrEnum):
    """The measures of a stock's news in a session: columns of the view ``flow``."""

    ARTICLES = "articles"
    STORIES = "stories"
    NOVELTY = "novelty"
    SHARE = "share"
    TONE = "tone"


COUNTED = frozenset({NewsSeries.ARTICLES, NewsSeries.STORIES, NewsSeries.NOVELTY})
"""Counts, which enter as ``log(1 + n)``; shares and tones enter as they are."""


class MoveSeries(StrEnum):
    """The measures of a stock's move in a session: the logarithm of 0.1 plus its absolute abnormal
    return in standard errors, that return with its sign, and the logarithms of volume and range
    over the mean of the 20 sessions before.
    """

    SIZE = "size"
    SIGNED = "signed"
    VOLUME = "volume"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class SeriesPair:
    """One series of news against one of moves."""

    news: NewsSeries
    moves: MoveSeries
    association: Association


def moves_of(looked: Looked, move: Floats, series: MoveSeries) -> Floats:
    """One value a session looked at; ``move`` the abnormal returns in standard errors."""
    if series is MoveSeries.SIGNED:
        return move
    if series is MoveSeries.SIZE:
        return np.asarray(np.log(np.abs(move) + 0.1))
    return np.asarray(getattr(looked.figures, series.value)[looked.places])


def news_of(
    store: Store,
    lines: Sequence[str],
    days: Sequence[date],
    series: NewsSeries,
    coverage: NDArray[np.bool_],
) -> Floats:
    """One value a session, 0 where nothing was said of the stock, NaN outside the ``coverage``.

    ``lines`` are those of one issuer, the stock first; the others count where they are of its
    exchange.
    """
    home = exchange_of(lines[0])
    rows = store.con.execute(
        f"select session, sum({series.value}) from flow"  # noqa: S608 (a name of an enum)
        " where list_contains(?, symbol) and session between ? and ? group by session",
        [[one for one in lines if exchange_of(one) == home], days[0], days[-1]],
    ).fetchall()
    by_day = dict(rows)
    values = np.array([float(by_day.get(day, 0.0)) for day in days])
    return np.where(coverage, np.log1p(values) if series in COUNTED else values, np.nan)


def over_all(pairs: Sequence[SeriesPair]) -> tuple[SeriesPair, ...]:
    """The pairs with each lag's p-value adjusted over the lags of all of them.

    References
    ----------
    Holm (1979); Benjamini and Yekutieli (2001).
    """
    p = np.array([lag.p for pair in pairs for lag in pair.association.lags])
    paid = iter(zip(holm(p).tolist(), benjamini_yekutieli(p).tolist(), strict=True))
    adjusted_pairs = []
    for pair in pairs:
        lags = []
        for lag in pair.association.lags:
            one, false = next(paid)
            lags.append(replace(lag, p_holm=one, p_by=false))
        adjusted_pairs.append(
            replace(pair, association=replace(pair.association, lags=tuple(lags)))
        )
    return tuple(adjusted_pairs)
