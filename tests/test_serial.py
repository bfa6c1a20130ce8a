"""Levels whose days depend on each other: the forecast and its error."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg, stats
from statsmodels.tsa.arima_process import arma2ma

from marketlink.study.kernel import Plan
from marketlink.study.models import serial

PLAN = Plan((-250, -11), (-10, 10), ((0, 0), (0, 5), (0, 10)), 120)


def persistent(rows, kept, seed=0):
    """Log volumes: each day keeps a share of the day before's distance from the mean."""
    generator = np.random.default_rng(seed)
    shock = generator.standard_normal((rows, 561))
    for day in range(1, shock.shape[1]):
        shock[:, day] += kept * shock[:, day - 1]
    return 12.0 + 0.3 * shock[:, 300:]


def fitted(level):
    return serial.forecast(level.ravel(), np.arange(len(level)) * level.shape[1] + 250, PLAN)


def test_the_autoregression_solves_the_equations_of_yule_and_walker():
    left = persistent(3, 0.6)[:, :240] - 12.0
    spread = serial._covariances(left, np.isfinite(left))
    slopes = serial._yule_walker(spread)
    for row in range(3):
        lags = spread[row, : serial.ORDER + 1]
        expected = linalg.solve_toeplitz(lags[:-1], lags[1:])
        assert slopes[row] == pytest.approx(expected, abs=1e-6)


def test_the_forecast_error_is_that_of_the_moving_average_form():
    slopes = np.array([[0.5, 0.2, -0.1, *[0.0] * (serial.ORDER - 3)]])
    weights = serial._moving_average(slopes, 8)[0]
    expected = arma2ma(np.r_[1.0, -slopes[0]], [1.0], 8)
    assert weights[:, 0] == pytest.approx(expected)
    assert weights[7] == pytest.approx(expected[::-1])


@pytest.mark.parametrize("kept", [0.0, 0.7])
def test_sums_of_dependent_days_are_rejected_as_seldom_as_promised(kept):
    fits = fitted(persistent(3_000, kept))
    p = 2 * stats.t.sf(np.abs(fits.scar), fits.dof[:, None])
    share = (p <= 0.05).mean(axis=0)
    assert ((share > 0.035) & (share < 0.067)).all(), share
    if kept:  # what independent days would promise
        naive = np.abs(fits.car[:, 2]) / (fits.sigma * np.sqrt(11 + 121 / 240)) > 1.97
        assert naive.mean() > 0.2
        assert np.median(fits.dof) < 80


def test_a_jump_is_the_abnormal_level_of_its_day_and_gaps_are_left_out():
    level = persistent(2, 0.5)
    before = fitted(level)
    level[0, 250] += 2.0
    level[1, 252] = np.nan
    after = fitted(level)
    assert after.car[0] - before.car[0] == pytest.approx([2.0, 2.0, 2.0])
    assert np.isnan(after.ar[1, 12])
    assert after.days[1].tolist() == [1, 5, 10]
    assert after.car_se[0] == pytest.approx(before.car_se[0])


def test_a_level_that_never_changes_has_no_error():
    level = np.full((1, 261), 3.0)
    assert np.isnan(fitted(level).car_se).all()
    assert fitted(level).n[0] == 240
