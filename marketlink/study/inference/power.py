"""Power of a study: detectable effects, equivalence, and trends before the event."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import fdtrc

from marketlink.study.inference.laws import Floats, p_student, t_quantile


def minimum_detectable(se: float, df: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Smallest effect that a two-sided test finds with the given power.

    Parameters
    ----------
    se : standard error of the CAR or CAAR, decimal
    df : degrees of freedom

    Reference: Bloom (1995), Evaluation Review 19.
    """
    return _errors(df, alpha, power) * se


@lru_cache(maxsize=256)
def _errors(df: float, alpha: float, power: float) -> float:
    """The same in standard errors, which the windows of a group share."""
    return float(t_quantile(df, [1.0 - alpha / 2.0, power]).sum())


def equivalence(effect: float, se: float, df: float, bound: float) -> tuple[float, float]:
    """Two one-sided tests of an effect no larger than ``bound`` either way: (t, p).

    A small p says that the effect lies within plus and minus ``bound``.

    Reference: Schuirmann (1987).
    """
    nearest = (abs(effect) - bound) / se
    tail = float(p_student(nearest, df)) / 2.0
    return nearest, tail if nearest < 0 else 1.0 - tail


def pre_trend(aar: Floats, covariance: Floats, df: float) -> tuple[float, float]:
    """Joint test that no average abnormal return before the event differs from zero: (F, p).

    Parameters
    ----------
    aar : (m,) average abnormal returns of the days before the event
    covariance : (m, m) their covariance, forecast error included
    df : degrees of freedom of the variance estimate

    Reference: Greene (2018), on the portfolio's forecast errors.
    """
    value = float(aar @ np.linalg.solve(covariance, aar)) / aar.size
    return value, float(fdtrc(aar.size, df, value))
