"""How closely two series of one calendar go together, at which lead or lag, and whether by chance.

News flow and moves both come in clusters, so that neither the textbook error of a correlation nor
a shuffle of days holds. The null here turns one series round against the other (a circular shift),
which keeps the dependence inside each and breaks that between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.errors import InputError
from marketlink.study.multiple import holm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LAGS = 5
"""Sessions of lead and of lag that are looked at."""
LEAST = 60
"""Sessions below which nothing is said."""
LEVEL = 0.05
DRAWS = 400
"""Draws of the stationary bootstrap."""
POWER = 2.8
"""Standard errors at which a two-sided 5 % test has 80 % power (1.96 + 0.84)."""


@dataclass(frozen=True, slots=True)
class Lag:
    """One lead or lag. ``lag`` 1: the news of a session and the move of the next one.

    ``r`` is the correlation over ``n`` sessions, ``low`` to ``high`` its 95 % band, which holds for
    all the lags together (the wider of the stationary bootstrap's and the shifts'); ``p`` its
    two-sided circular-shift p-value, ``p_holm`` adjusted for all the lags, ``p_by`` for the share
    of false finds among them however they depend on each other.
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
    """Which of two series a Granger test lets come first."""

    NEWS_FIRST = "moves after news"
    MOVES_FIRST = "news after moves"


@dataclass(frozen=True, slots=True)
class Granger:
    """Whether the past of one series tells of the other beyond that one's own past.

    ``f`` is the F statistic of its lags, with ``df`` and ``df_error`` degrees of freedom, ``p``
    its circular-shift p-value: the F law rejects too often where series come in clusters.
    """

    order: Order
    f: float
    df: int
    df_error: int
    p: float


@dataclass(frozen=True, slots=True)
class Association:
    """What two series have to do with each other.

    ``band`` is the correlation that the largest of all lags exceeds in 5 % of shifts: a
    simultaneous band around 0. ``p`` is the chance of so large a maximum, with ``shifts`` shifts
    (``p_floor`` the smallest that could come out). ``detectable`` is the correlation at lag 0 that
    would have been found with 80 % power. ``effect`` is the sum over 0 to LAGS of the coefficients
    of news in a regression of the move on it, with weekdays held constant, in moves per unit of
    news; ``effect_se`` its Newey-West error, which is too small in short samples, ``effect_low`` to
    ``effect_high`` its 95 % interval from shifts, and ``effect_p`` its circular-shift p-value.
    """

    n: int
    lags: tuple[Lag, ...]
    band: float
    p: float
    p_floor: float
    shifts: int
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
        Fewer than 60 sessions on which both are known, or one of them never changes.

    References
    ----------
    Circular shifts: Politis and Romano (1992); simultaneous band by the maximum: Westfall and
    Young (1993); error of the regression: Newey and West (1987, eq. 5) with the lag length
    floor(4 (T/100)^(2/9)) of their 1994 paper; bands: stationary bootstrap, Politis and Romano
    (1994), and sup-t, Montiel Olea and Plagborg-Moller (2019); false finds: Benjamini and Yekutieli
    (2001); causality: Granger (1969).
    """
    both = np.isfinite(news) & np.isfinite(move)
    if both.sum() < LEAST:
        raise InputError(
            f"News and moves are both known on {int(both.sum())} sessions only",
            f"{LEAST} are needed to say anything",
        )
    for name, series in (("news", news), ("moves", move)):
        if np.nanstd(series[both]) == 0:
            raise InputError(f"The series of {name} never changes")
    at = np.arange(-lags, lags + 1)
    turns = _turns(len(news), lags)
    observed = _lagged(news, move, at)
    turned = np.array([_lagged(np.roll(news, k), move, at) for k in turns])
    largest = np.abs(turned).max(axis=1)
    p = _share(np.abs(turned), np.abs(observed))
    held = _classes(controls, len(news))
    effect, error, own = _distributed_lag(news, move, held, lags)
    effects = [abs(_effect(np.roll(news, k), move, held, lags)) for k in turns]
    left = [abs(_effect(np.roll(news, k), move - own, held, lags)) for k in turns]
    reach = float(np.quantile(left, 1 - LEVEL))
    band = float(np.quantile(largest, 1 - LEVEL))
    half = np.maximum(_reach(news, move, at, observed), band)
    low, high = np.maximum(observed - half, -1.0), np.minimum(observed + half, 1.0)
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
                float(lowest),
                float(highest),
            )
            for k, r, one, adjusted, false, lowest, highest in zip(
                at, observed, p, holm(p), by(p), low, high, strict=True
            )
        ),
        band=band,
        p=float(_share(largest, np.abs(observed).max())),
        p_floor=1 / (1 + len(turns)),
        shifts=len(turns),
        detectable=float(POWER * turned[:, lags].std()),
        effect=effect,
        effect_se=error,
        effect_low=effect - reach,
        effect_high=effect + reach,
        effect_p=float(_share(np.array(effects), abs(effect))),
        granger=(
            _granger(Order.NEWS_FIRST, news, move, lags, turns),
            _granger(Order.MOVES_FIRST, move, news, lags, turns),
        ),
    )


def _turns(n: int, lags: int) -> range:
    """The shifts that leave no two sessions near each other paired."""
    guard = max(2 * lags + 1, n // 20)
    return range(guard, n - guard)


def _share(null: Floats, observed: Any) -> Any:
    """The share of the null that is at least as large, the observed counted in."""
    return (1 + (null >= observed).sum(axis=0)) / (1 + len(null))


def _aligned(news: Floats, move: Floats, lag: int) -> tuple[Floats, Floats]:
    """News of session t and the move of session t + lag, where both are known."""
    n = len(news)
    a, b = (news[: n - lag], move[lag:]) if lag >= 0 else (news[-lag:], move[: n + lag])
    known = np.isfinite(a) & np.isfinite(b)
    return a[known], b[known]


def _lagged(news: Floats, move: Floats, at: NDArray[np.int64]) -> Floats:
    return np.array([_correlation(*_aligned(news, move, int(k))) for k in at])


def _correlation(a: Floats, b: Floats) -> float:
    if len(a) < 3 or a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _behind(series: Floats, lags: range) -> Floats:
    """The series so many sessions before, one column a lag."""
    made = np.full((len(series), len(lags)), np.nan)
    for column, lag in enumerate(lags):
        made[lag:, column] = series[: len(series) - lag]
    return made


def _classes(controls: Sequence[NDArray[np.int64]], n: int) -> Floats:
    """A constant, and a column for each class of each control but one."""
    classes = [
        (control[:, None] == np.unique(control)[None, 1:]).astype(float) for control in controls
    ]
    return np.hstack([np.ones((n, 1)), *classes])


def _reach(news: Floats, move: Floats, at: NDArray[np.int64], observed: Floats) -> Floats:
    """Half of the simultaneous 95 % band of the correlations at all lags, by the stationary
    bootstrap: pairs of news and moves are drawn in blocks of geometric length, the same for every
    lag. On 250 sessions without any effect it leaves out 0 in about 14 % (bench/correlate_size.py),
    which is why the band of shifts bounds it from below.
    """
    n = len(news)
    wide = np.full((n, len(at)), np.nan)
    for column, lag in enumerate(at.tolist()):
        first, last = max(0, -lag), min(n, n - lag)
        wide[first:last, column] = move[first + lag : last + lag]
    generator = np.random.default_rng(n)
    drawn = np.array([
        _wide_correlation(news[rows], wide[rows])
        for rows in (stationary(generator, n) for _ in range(DRAWS))
    ])  # fmt: skip
    spread = drawn.std(axis=0)
    spread[spread == 0] = np.inf
    reach = float(np.quantile((np.abs(drawn - observed) / spread).max(axis=1), 1 - LEVEL))
    return np.asarray(np.where(np.isfinite(spread), reach * spread, np.inf), dtype=np.float64)


def stationary(generator: np.random.Generator, n: int) -> NDArray[np.int64]:
    """Rows of one draw of the stationary bootstrap; its mean block is 1.75 cube roots of n."""
    new = generator.random(n) < 1 / max(1.75 * n ** (1 / 3), 1.0)
    new[0] = True
    starts = generator.integers(0, n, n)
    place = np.arange(n)
    head = np.maximum.accumulate(np.where(new, place, 0))
    return np.asarray((starts[head] + place - head) % n, dtype=np.int64)


def _wide_correlation(news: Floats, wide: Floats) -> Floats:
    known = np.isfinite(news)[:, None] & np.isfinite(wide)
    count = np.maximum(known.sum(axis=0), 1)
    a = np.where(known, news[:, None], 0.0)
    b = np.where(known, wide, 0.0)
    a = np.where(known, a - a.sum(axis=0) / count, 0.0)
    b = np.where(known, b - b.sum(axis=0) / count, 0.0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return np.asarray((a * b).sum(axis=0) / np.where(size > 0, size, np.inf), dtype=np.float64)


def by(p: Floats) -> Floats:
    """P-values adjusted for the false discovery rate under any dependence."""
    from statsmodels.stats.multitest import multipletests

    return np.asarray(multipletests(p, method="fdr_by")[1], dtype=np.float64)


def _known(y: Floats, *columns: Floats) -> tuple[Floats, Floats]:
    wide = np.hstack(columns)
    rows = np.isfinite(y) & np.isfinite(wide).all(axis=1)
    return y[rows], wide[rows]


def _effect(news: Floats, move: Floats, held: Floats, lags: int) -> float:
    y, columns = _known(move, _behind(news, range(lags + 1)), held)
    return float(np.linalg.lstsq(columns, y, rcond=None)[0][: lags + 1].sum())


def _distributed_lag(
    news: Floats, move: Floats, held: Floats, lags: int
) -> tuple[float, float, Floats]:
    """The sum of the coefficients of news, its Newey-West error by statsmodels, and (T,) what news
    adds to each move."""
    import statsmodels.api as sm

    y, columns = _known(move, _behind(news, range(lags + 1)), held)
    width = int(4 * (len(y) / 100) ** (2 / 9))
    fitted = sm.OLS(y, columns).fit(cov_type="HAC", cov_kwds={"maxlags": width})
    chosen = np.zeros(columns.shape[1])
    chosen[: lags + 1] = 1
    tested = fitted.t_test(chosen)
    part = _behind(news, range(lags + 1)) @ np.asarray(fitted.params)[: lags + 1]
    return float(tested.effect[0]), float(tested.sd[0, 0]), np.nan_to_num(part)


def _granger(order: Order, cause: Floats, effect: Floats, lags: int, turns: range) -> Granger:
    own = _behind(effect, range(1, lags + 1))
    observed, df_error = _f(effect, own, _behind(cause, range(1, lags + 1)))
    null = [_f(effect, own, _behind(np.roll(cause, k), range(1, lags + 1)))[0] for k in turns]
    return Granger(order, observed, lags, df_error, float(_share(np.array(null), observed)))


def _f(y: Floats, own: Floats, others: Floats) -> tuple[float, int]:
    """The F statistic of ``others`` beside a constant and ``own``."""
    known, columns = _known(y, np.ones((len(y), 1)), own, others)
    free = columns.shape[1] - others.shape[1]
    left = [
        float(np.sum((known - part @ np.linalg.lstsq(part, known, rcond=None)[0]) ** 2))
        for part in (columns[:, :free], columns)
    ]
    df = len(known) - columns.shape[1]
    return (left[0] - left[1]) / others.shape[1] / (left[1] / df), df
