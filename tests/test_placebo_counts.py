"""Placebo dates are counted alike for companies of few events and of many."""

from __future__ import annotations

import numpy as np

from marketlink.study.placebo_dates import FEW, _counted


def test_dates_as_far_out_are_counted_one_by_one_but_for_those_too_near() -> None:
    rng = np.random.default_rng(3)
    size = np.round(np.abs(rng.standard_normal((3, 90))), 1)
    size[rng.random(size.shape) < 0.1] = np.nan
    series = np.repeat([0, 2], [5, 2 * FEW])
    event, own = rng.integers(0, 90, len(series)), np.round(np.abs(rng.standard_normal(37)), 1)
    own[3] = np.nan
    n, reached = _counted(size, own, (series, event), (7, 11))
    for row, at, value, count, above in zip(series, event, own, n, reached, strict=True):
        dates = np.arange(90)
        others = size[row, (dates < at - 7) | (dates > at + 11)]
        assert count == np.isfinite(others).sum()
        assert above == (others >= value).sum() or np.isnan(value)
