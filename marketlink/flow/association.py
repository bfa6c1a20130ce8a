"""The correlation of two series of one calendar at leads and lags, tested against circular shifts.

News flow and moves both come in clusters, so that neither the textbook error of a correlation nor a
shuffle of days holds. The null here turns one series round against the other (a circular shift),
which keeps the dependence inside each and breaks that between them. A maximum over lags is shared
by as many neighbouring shifts, so that a year holds about twenty independent ones: too few to count
how many are larger. The shifts do estimate well the variance of a statistic and its correlation
from lag to lag; its law is then Student's, with as many degrees of freedom as the shifts are worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtrc

from marketlink.errors import InputError
from marketlink.flow.shifts import Shifts, correlations, fits
from marketlink.study.inference.laws import benjamini_yekutieli, holm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LAGS = 5
"""Sessions of lead and of lag that are looked at."""
LEAST = 60
"""With fewer sessions no association is estimated."""
LEVEL = 0.05
POWER = 0.84
"""Standard errors beyond a test's bound at which it has 80 % power."""


@dataclass(frozen=True, slots=True)
class Lag:
    """One lead or lag. ``lag`` 1: the news of a session and the move of the next one.

    ``r`` is the correlation over ``n`` sessions, ``low`` to ``high`` its 95 % band, which holds for
    all the lags together; ``p`` its two-sided p-value by shifts, ``p_holm`` adjusted for all the
    lags, ``p_by`` for the share of false finds among them however they depend on each other.
    """

    lag: int
    r: float
    n: int
    p: float
    p_holm: float
    p_by: float
    low: float
    high: float


class Order(StrEnum):
    """Which of two series comes first in a Granger test."""

    NEWS_FIRST = "moves after news"
    MOVES_FIRST = "news after moves"


@dataclass(frozen=True, slots=True)
class Granger:
    """A test whether the past of one series predicts the other beyond that one's own past.

    ``f`` is the F statistic of its lags, with ``df`` and ``df_error`` degrees of freedom, ``p`` the
    p-value of its multiple of what it is on average under shifts, which clusters make larger.
    """

    order: Order
    f: float
    df: int
    df_error: int
    p: float


@dataclass(frozen=True, slots=True)
class Association:
    """The association of two series.

    ``band`` is the correlation that the largest of all lags exceeds with a chance of 5 %: a
    simultaneous band around 0. ``p`` is the chance of so large a maximum, with ``shifts`` shifts
    that are worth ``freedom`` independent ones. ``detectable`` is the correlation at lag 0 that
    would have been found with 80 % power. ``effect`` is the sum over 0 to LAGS of the coefficients
    of news in a regression of the move on it, with weekdays held constant, in moves per unit of
    news; ``effect_se`` its Newey-West error, which is too small in short samples, ``effect_low`` to
    ``effect_high`` its 95 % interval from shifts, and ``effect_p`` its p-value by shifts.
    """

    n: int
    lags: tuple[Lag, ...]
    band: float
    p: float
    shifts: int
    freedom: float
    detectable: float
    effect: float
    effect_se: float
    effect_low: float
    effect_high: float
    effect_p: float
    granger: tuple[Granger, Granger]


def associate(
    news: Floats, move: Floats, controls: Sequence[NDArray[np.int64]] = (), lags: int = LAGS
) -> Association:
    """Hold a series of news against a series of moves.

    Parameters
    ----------
    news, move : (T,) float64
        One value a session, in order; NaN where nothing is known. Counts are best given as
        ``log(1 + n)``.
    controls : sequence of (T,) int64
        Classes of sessions that are held constant in the regression: weekday, results season.
    lags : int
        Leads and lags looked at.

    Raises
    ------
    InputError
        Fewer than 60 sessions on which both are known, one of them never changes, or news on so few
        sessions that a control says as much.

    References
    ----------
    Circular shifts: Politis and Romano (1992); simultaneous band by the maximum: Montiel Olea and
    Plagborg-Moller (2019), about a correlation by Fisher's (1921) transformation; error of the
    regression: Newey and West (1987, eq. 5) with the lag length floor(4 (T/100)^(2/9)) of their
    1994 paper; false finds: Benjamini and Yekutieli (2001); causality: Granger (1969).
    """
    both = np.isfinite(news) & np.isfinite(move)
    if both.sum() < LEAST:
        raise InputError(
            f"News and moves are both known on {int(both.sum())} sessions only",
            f"{LEAST} are needed to say anything",
            "an earlier --from, or more articles: articles import, feeds add",
        )
    for name, series in (("news", news), ("moves", move)):
        if np.nanstd(series[both]) == 0:
            raise InputError(f"The series of {name} never changes")
    at = np.arange(-lags, lags + 1)
    guard = max(2 * lags + 1, len(news) // 20)
    observed = _lagged(news, move, at)
    null = Shifts.of(correlations(news, move), guard)
    largest = null.largest(len(at))
    band = float(np.quantile(largest, 1 - LEVEL))
    p = null.p(observed)
    classes = _classes(controls, len(news))
    effect, error, own = _distributed_lag(news, move, classes, lags)
    behind = range(lags + 1)
    turned = [fits(y, classes, news, behind).coef.sum(axis=1) for y in (move, move - own)]
    tested, around = (Shifts.of(values, guard) for values in turned)
    reach = around.reach(LEVEL)
    return Association(
        n=int(both.sum()),
        lags=tuple(
            Lag(
                int(k),
                float(r),
                len(_aligned(news, move, int(k))[0]),
                float(one),
                float(adjusted),
                float(false),
                float(np.tanh(np.arctanh(r) - np.arctanh(min(band, 1.0)))),
                float(np.tanh(np.arctanh(r) + np.arctanh(min(band, 1.0)))),
            )
            for k, r, one, adjusted, false in zip(
                at, observed, p, holm(p), benjamini_yekutieli(p), strict=True
            )
        ),
        band=band,
        p=float((1 + (largest >= np.abs(observed).max()).sum()) / (1 + len(largest))),
        shifts=len(news) - 2 * guard,
        freedom=null.freedom,
        detectable=null.reach(LEVEL) + POWER * null.deviation,
        effect=effect,
        effect_se=error,
        effect_low=effect - reach,
        effect_high=effect + reach,
        effect_p=float(tested.p(effect)),
        granger=(
            _granger(Order.NEWS_FIRST, news, move, lags, guard),
            _granger(Order.MOVES_FIRST, move, news, lags, guard),
        ),
    )


def _aligned(news: Floats, move: Floats, lag: int) -> tuple[Floats, Floats]:
    """News of session t and the move of session t + lag, where both are known."""
    n = len(news)
    a, b = (news[: n - lag], move[lag:]) if lag >= 0 else (news[-lag:], move[: n + lag])
    both = np.isfinite(a) & np.isfinite(b)
    return a[both], b[both]


def _lagged(news: Floats, move: Floats, at: NDArray[np.int64]) -> Floats:
    return np.array([_correlation(*_aligned(news, move, int(k))) for k in at])


def _correlation(a: Floats, b: Floats) -> float:
    if len(a) < 3 or a.std() == 0 or b.std() == 0:  # noqa: PLR2004 (a pair, or three)
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _behind(series: Floats, lags: range) -> Floats:
    """The series so many sessions before, one column a lag."""
    columns = np.full((len(series), len(lags)), np.nan)
    for column, lag in enumerate(lags):
        columns[lag:, column] = series[: len(series) - lag]
    return columns


def _classes(controls: Sequence[NDArray[np.int64]], n: int) -> Floats:
    """A constant, and a column for each class of each control but one."""
    classes = [
        (control[:, None] == np.unique(control)[None, 1:]).astype(float) for control in controls
    ]
    return np.hstack([np.ones((n, 1)), *classes])


def _complete_rows(y: Floats, *columns: Floats) -> tuple[Floats, Floats]:
    wide = np.hstack(columns)
    rows = np.isfinite(y) & np.isfinite(wide).all(axis=1)
    return y[rows], wide[rows]


def _distributed_lag(
    news: Floats, move: Floats, classes: Floats, lags: int
) -> tuple[float, float, Floats]:
    """The sum of the coefficients of news, its Newey-West error by statsmodels, and (T,) the part
    of each move that news predicts.
    """
    import statsmodels.api as sm

    y, columns = _complete_rows(move, _behind(news, range(lags + 1)), classes)
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise InputError("News on too few sessions to be told apart from weekdays and seasons")
    width = int(4 * (len(y) / 100) ** (2 / 9))
    fitted = sm.OLS(y, columns).fit(cov_type="HAC", cov_kwds={"maxlags": width})
    contrast = np.zeros(columns.shape[1])
    contrast[: lags + 1] = 1
    tested = fitted.t_test(contrast)
    part = _behind(news, range(lags + 1)) @ np.asarray(fitted.params)[: lags + 1]
    return float(tested.effect[0]), float(tested.sd[0, 0]), np.nan_to_num(part)


def _granger(order: Order, cause: Floats, effect: Floats, lags: int, guard: int) -> Granger:
    """Granger's F over its mean under shifts, judged by the F law of mean ``df / (df - 2)``."""
    own = _behind(effect, range(1, lags + 1))
    observed, df = _f(effect, own, _behind(cause, range(1, lags + 1)))
    columns = np.hstack([np.ones((len(effect), 1)), own])
    turned = fits(effect, columns, cause, range(1, lags + 1))
    null = (turned.without / turned.left - 1) * df / lags
    usual = float(np.mean(null[guard : len(null) - guard])) * (df - 2) / df
    return Granger(order, observed, lags, df, float(fdtrc(lags, df, observed / usual)))


def _f(y: Floats, own: Floats, others: Floats) -> tuple[float, int]:
    """The F statistic of ``others`` beside a constant and ``own``."""
    response, columns = _complete_rows(y, np.ones((len(y), 1)), own, others)
    free = columns.shape[1] - others.shape[1]
    left = [
        float(np.sum((response - part @ np.linalg.lstsq(part, response, rcond=None)[0]) ** 2))
        for part in (columns[:, :free], columns)
    ]
    df = len(response) - columns.shape[1]
    return (left[0] - left[1]) / others.shape[1] / (left[1] / df), df
