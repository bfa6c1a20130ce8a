"""A statistic of two series under all circular shifts of one against the other.

The shifts of a statistic make a series themselves: neighbours are alike, so that a year of sessions
holds few independent ones. Their variance is that of the statistic for two independent series,
whatever the dependence inside each; the correlation of neighbours says how well it is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 20_000
"""Simulated draws of the largest statistic of several lags."""
BLOCK = 64
"""Shifts computed at a time."""
WINDOW = 24
"""Shifts apart beyond which two statistics count as independent."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """The null of a statistic: its standard ``deviation`` about 0, the ``freedom`` with which that
    is known, and ``alike``, the correlation of the statistic at shifts 0, 1, 2 ... apart."""

    deviation: float
    freedom: float
    alike: Floats

    @classmethod
    def of(cls, values: Floats, guard: int) -> Shifts:
        """From a statistic at shifts 0, 1 ... n - 1; those nearer than ``guard`` to none at all,
        which pair sessions with their neighbours, do not count for the deviation.

        Reference: Politis and Romano (1992) for circular blocks; Bartlett (1946), eq. 8, for the
        freedom of a variance of dependent values.
        """
        n = len(values)
        turned = np.fft.rfft(values - values.mean())
        product = np.fft.irfft(turned * turned.conj(), n)
        alike = product / product[0] if product[0] > 0 else np.zeros(n)
        apart = np.arange(1, min(WINDOW, n - 1) + 1)
        fade = 1.0 - apart / (len(apart) + 1.0)
        far = values[guard : n - guard]
        worth = len(far) / (1.0 + 2.0 * float(np.sum(fade * alike[apart] ** 2)))
        return cls(float(np.sqrt(np.mean(far**2))), worth, alike)

    def p(self, observed: Floats | float) -> Floats:
        """Two-sided p-values of single statistics: Student's law."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(observed) / self.deviation
        return np.asarray(2.0 * stdtr(self.freedom, -t))

    def reach(self, level: float) -> float:
        """The bound that a single statistic stays within with a chance of ``1 - level``."""
        return float(stdtrit(self.freedom, 1.0 - level / 2.0)) * self.deviation

    def largest(self, lags: int) -> Floats:
        """(DRAWS,) draws of the largest absolute value among so many neighbouring lags, in order.

        Reference: Montiel Olea and Plagborg-Moller (2019) for bands by the largest of jointly
        normal values.
        """
        apart = np.abs(np.arange(lags)[:, None] - np.arange(lags))
        values, vectors = np.linalg.eigh(self.alike[apart])
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        draw = np.random.default_rng(lags)
        normal = draw.standard_normal((DRAWS, lags)) @ root.T
        scale = np.sqrt(draw.chisquare(self.freedom, DRAWS) / self.freedom)
        return np.sort(self.deviation * np.abs(normal).max(axis=1) / scale)


def correlations(news: Floats, move: Floats) -> Floats:
    """(T,) the correlation of the news of a session and the move k later, round the end, for k = 0
    ... T - 1; unknown sessions (NaN) count in neither."""
    there = [np.isfinite(series).astype(np.float64) for series in (news, move)]
    clean = [
        np.where(np.isfinite(series), series - np.nanmean(series), 0.0) for series in (news, move)
    ]
    product = _turned(clean[0], clean[1])
    size = _turned(clean[0] ** 2, there[1]) * _turned(there[0], clean[1] ** 2)
    return np.asarray(product / np.sqrt(np.where(size > 1e-12, size, np.inf)))  # noqa: PLR2004 (an order of size)


@dataclass(frozen=True, slots=True)
class ShiftFits:
    """Regressions at every shift of a series: (T, L) coefficients of its lags, and (T,) sums of
    squared residuals with them (``left``) and without (``without``)."""

    coef: Floats
    left: Floats
    without: Floats


def fits(y: Floats, controls: Floats, series: Floats, lags: range) -> ShiftFits:
    """Regress y on columns that stay and on lags of a series, at shifts 0, 1 ... T - 1 of it.

    Parameters
    ----------
    y, series : (T,) NaN where unknown
    controls : (T, H) columns that stay, a constant among them
    lags : of the series, from 0 on
    """
    n, count = len(y), len(lags)
    blocks: list[tuple[Floats, Floats, Floats]] = []
    for low in range(0, n, BLOCK):
        shift = np.arange(low, min(low + BLOCK, n))
        rolled = series[(np.arange(n) - shift[:, None]) % n]
        x = np.full((len(shift), n, count + controls.shape[1]), np.nan)
        for column, lag in enumerate(lags):
            x[:, lag:, column] = rolled[:, : n - lag]
        x[:, :, count:] = controls
        complete = np.isfinite(y) & np.isfinite(x).all(axis=2)
        x[~complete] = 0.0
        target = np.where(complete, y, 0.0)[:, :, None]
        across = x.transpose(0, 2, 1)
        product, moment = across @ x, across @ target
        total = (target**2).sum(axis=(1, 2))
        coef, left = _solved(product, moment, total)
        _, without = _solved(product[:, count:, count:], moment[:, count:], total)
        blocks.append((coef[:, :count], left, without))
    return ShiftFits(*(np.concatenate(part) for part in zip(*blocks, strict=True)))


def _solved(product: Floats, moment: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Coefficients of normal equations, and the sum of squares they leave."""
    coef = np.linalg.pinv(product, hermitian=True) @ moment
    return coef[:, :, 0], total - (coef * moment).sum(axis=(1, 2))


def _turned(a: Floats, b: Floats) -> Floats:
    """Sums of a(t) b(t + k) for every shift k, circular at the end."""
    spectrum = np.fft.rfft(b) * np.fft.rfft(a).conj()
    return np.asarray(np.fft.irfft(spectrum, len(a)), dtype=np.float64)
