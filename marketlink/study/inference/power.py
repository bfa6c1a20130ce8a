"""Power of a study: detectable effects, equivalence, and trends before the event."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import fdtrc

from marketlink.study.inference.laws import Floats, p_student, t_quantile


def minimum_detectable(se: float, df: float) -> float:
    """Smallest CAR or CAAR that a two-sided test at 5 % finds four times in five, from its standard
    error and degrees of freedom.

    Reference: Bloom (1995), Evaluation Review 19.
    """
    return _errors(df) * se


@lru_cache(maxsize=256)
def _errors(df: float) -> float:
    """The same in standard errors, which the windows of a group share."""
    return float(t_quantile(df, [1.0 - 0.05 / 2.0, 0.8]).sum())


def equivalence(effect: float, se: float, df: float, bound: float) -> tuple[float, float]:
    """Two one-sided tests of an effect no larger than ``bound`` either way, (t, p): a small p says
    that it lies within plus and minus ``bound``.

    Reference: Schuirmann (1987).
    """
    nearest = (abs(effect) - bound) / se
    tail = float(p_student(nearest, df)) / 2.0
    return nearest, tail if nearest < 0 else 1.0 - tail


def pre_trend(aar: Floats, covariance: Floats, df: float) -> tuple[float, float]:
    """Joint test that no average abnormal return before the event differs from zero: (F, p), from
    the averages (m,), their covariance, forecast error included, and its degrees of freedom.

    Reference: Greene (2018), on the portfolio's forecast errors.
    """
    value = float(aar @ np.linalg.solve(covariance, aar)) / aar.size
    return value, float(fdtrc(aar.size, df, value))
