"""The average path of a study's groups with a pointwise and a simultaneous band.

Events that lie close together in time are not independent, nor are the days of a sum. The error
therefore takes each stretch of calendar time as one observation, and the simultaneous band the
largest deviation over all days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from marketlink.records.study_digest import Banded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 20
"""Stretches below which no band is drawn."""
DRAWS = 1999
LEVEL = 0.05
SEED = 20250127

Sums = tuple[Any, int, int, float, int]
"""Group, stretch, tau, sum over the stretch's events, events."""


def banded(rows: Iterable[Sums]) -> tuple[Banded, ...]:
    """Each group's average path from the close of day -1.

    Parameters
    ----------
    rows : in order of group, stretch, tau; every event of a stretch has every tau
    """
    return tuple(
        one for group, own in groupby(rows, key=lambda row: row[0]) for one in _group(group, own)
    )


def _group(group: Any, rows: Iterable[Sums]) -> Iterator[Banded]:  # noqa: ANN401 (any value of a row)
    members = list(rows)
    taus = sorted({row[2] for row in members})
    stretches = sorted({row[1] for row in members})
    place = {key: n for n, key in enumerate(stretches)}
    column = {tau: n for n, tau in enumerate(taus)}
    total = np.zeros((len(stretches), len(taus)))
    size = np.zeros(len(stretches))
    for _, stretch, tau, value, n in members:
        total[place[stretch], column[tau]] = value
        size[place[stretch]] = n
    mean = total.sum(axis=0) / size.sum()
    after = np.array([tau >= 0 for tau in taus])
    point, every = widths(total[:, after], size)
    half = dict(zip([tau for tau in taus if tau >= 0], zip(point, every, strict=True), strict=True))
    for n, tau in enumerate(taus):
        wide, outer = half.get(tau, (np.nan, np.nan))
        is_finite = bool(np.isfinite(wide))
        yield Banded(
            group,
            tau,
            int(size.sum()),
            float(mean[n]),
            len(stretches),
            float(wide) if is_finite else None,
            float(outer) if is_finite else None,
        )


def widths(total: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Half the pointwise and half the simultaneous 95 % band of a mean over events.

    Parameters
    ----------
    total : (D, T) sums over the events of each stretch
    size : (D,) events of each stretch

    Returns
    -------
    (T,), (T,) NaN where there are fewer than :data:`LEAST` stretches.

    Reference: Errors by stretch: Liang and Zeger (1986) with D/(D-1); the maximum over days by
    random signs of the stretches: Chernozhukov, Chetverikov and Kato (2013); bands of one multiple
    of the error: Montiel Olea and Plagborg-Møller (2019).
    """
    count, wide = total.shape
    if count < LEAST:
        return np.full(wide, np.nan), np.full(wide, np.nan)
    mean = total.sum(axis=0) / size.sum()
    apart = total - size[:, None] * mean
    error = np.sqrt((apart**2).sum(axis=0) * count / (count - 1)) / size.sum()
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], (DRAWS, count))
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = np.abs(signs @ apart) / size.sum() / error
    largest = np.nanmax(np.where(np.isfinite(draws), draws, 0.0), axis=1)
    point = float(stdtrit(count - 1, 1 - LEVEL / 2))
    every = max(float(np.quantile(largest, 1 - LEVEL)) * point / 1.959964, point)
    return point * error, every * error
