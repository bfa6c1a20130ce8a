"""A regression over several stocks, and a count regression of news, both by statsmodels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from marketlink.flow.correlate import Correlation

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pooled:
    """The slope of moves on news over ``companies`` stocks, each about its own mean, with an error
    clustered by company and by session, which is too small for few companies.
    """

    effect: float
    se: float
    p: float
    companies: int
    sessions: int
    n: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many times as many articles a session has where the move of the session before was one
    unit of ``log |t|`` larger: a Poisson regression with weekdays and Newey-West errors."""

    ratio: float
    low: float
    high: float
    p: float


def pooled(correlations: Sequence[Correlation]) -> Pooled:
    """The slope of the size of moves on news over several stocks.

    Raises
    ------
    InputError
        Fewer than two stocks.

    References
    ----------
    Two-way clusters: Cameron, Gelbach and Miller (2011), by statsmodels.
    """
    import statsmodels.api as sm

    if len(correlations) < 2:  # noqa: PLR2004 (a pair, or three)
        raise InputError("A panel needs two stocks", f"{len(correlations)} given", "correlate A B")
    y, x, company, session = [], [], [], []
    for number, one in enumerate(correlations):
        days = [day for day in one.days if day.articles is not None]
        size = np.log(np.abs([day.move for day in days]) + 0.1)
        news = np.log1p([float(day.articles or 0) for day in days])
        y.append(size - size.mean())
        x.append(news - news.mean())
        company += [number] * len(days)
        session += [day.session.toordinal() for day in days]
    groups = np.column_stack([company, session])
    fitted = sm.OLS(np.concatenate(y), np.concatenate(x)[:, None]).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )
    return Pooled(
        float(fitted.params[0]), float(fitted.bse[0]), float(fitted.pvalues[0]), len(correlations),
        len(set(session)), len(session),
    )  # fmt: skip


def counts(
    articles: Sequence[int | None], size: Floats, weekday: NDArray[np.int64]
) -> Counts | None:
    """How the number of articles depends on the move of the session before; None with too few
    sessions, or without any article.

    References
    ----------
    Cameron and Trivedi (1986): the Poisson quasi-likelihood needs the mean only.
    """
    import statsmodels.api as sm

    numbers = np.array([np.nan if n is None else float(n) for n in articles])[1:]
    classes = (weekday[1:, None] == np.unique(weekday)[None, 1:]).astype(float)
    columns = np.column_stack([size[:-1], np.ones(len(numbers)), classes])
    complete = np.isfinite(numbers) & np.isfinite(columns).all(axis=1)
    if complete.sum() < 30 or numbers[complete].sum() == 0 or np.std(size[:-1][complete]) == 0:  # noqa: PLR2004 (fewest days of a regression)
        return None
    if np.linalg.matrix_rank(columns[complete]) < columns.shape[1]:
        return None
    width = int(4 * (complete.sum() / 100) ** (2 / 9))
    fitted: Any = sm.GLM(numbers[complete], columns[complete], family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": width}
    )
    slope, error = float(fitted.params[0]), float(fitted.bse[0])
    return Counts(
        float(np.exp(slope)), float(np.exp(slope - 1.96 * error)),
        float(np.exp(slope + 1.96 * error)), float(fitted.pvalues[0]),
    )  # fmt: skip
