"""The jackknife t and the buy-and-hold t against their definitions, event by event."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from marketlink.study.inference import parametric
from marketlink.study.inference.statistics import STATISTICS


def jackknife_t(scar):
    return parametric.cross_sectional_t(parametric.jackknifed(scar))


def test_the_jackknife_is_the_mean_of_its_pseudo_values_left_out_one_by_one():
    values = np.random.default_rng(4).standard_t(4, 11) + 0.4

    def ratio(some):
        return np.mean(some) / np.std(some, ddof=1)

    n = len(values)
    pseudo = [n * ratio(values) - (n - 1) * ratio(np.delete(values, i)) for i in range(n)]
    t, df = jackknife_t(values)
    assert t == pytest.approx(stats.ttest_1samp(pseudo, 0.0).statistic, rel=1e-10)
    assert df == n - 1
    holed = np.insert(values, 3, np.nan)
    assert jackknife_t(holed)[0] == pytest.approx(t, rel=1e-12)


def test_events_that_are_all_the_same_or_too_few_have_no_jackknife():
    assert np.isnan(jackknife_t(np.full(9, 1.3))[0])
    assert np.isnan(jackknife_t(np.array([1.0, 2.0]))[0])


@pytest.mark.parametrize(("n", "least"), [(8, 0.02), (100, 0.04)])
def test_the_jackknife_rejects_too_seldom_where_it_is_not_called_valid(n, least):
    draws = np.random.default_rng(n).standard_normal((20_000, n))
    t, df = jackknife_t(draws)
    size = (2 * stats.t.sf(np.abs(t), df) <= 0.05).mean()
    assert least < size < least + 0.012
    assert (n >= STATISTICS["jackknife-t"].rule.min_n) == (size > 0.04)
