"""Laws and single formulas against scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from marketlink.study.inference import laws, parametric, portfolio, ranks, resampling
from marketlink.study.inference.laws import benjamini_yekutieli, holm

RNG = np.random.default_rng(7)
CAR = RNG.standard_normal((6, 40)) * 0.03 + 0.004


def test_tails_equal_scipy():
    x = np.array([-3.1, -0.2, 0.0, 1.7, 6.0])
    assert laws.p_student(x, 17) == pytest.approx(2 * stats.t.sf(np.abs(x), 17), rel=1e-12)
    assert laws.p_normal(x) == pytest.approx(2 * stats.norm.sf(np.abs(x)), rel=1e-12)
    assert np.isnan(laws.p_student(np.nan, 5))


def test_cross_sectional_t_is_the_one_sample_t():
    t, df = parametric.cross_sectional_t(CAR)
    expected = stats.ttest_1samp(CAR, 0.0, axis=1)
    assert t == pytest.approx(expected.statistic, rel=1e-12)
    assert laws.p_student(t, df) == pytest.approx(expected.pvalue, rel=1e-10)


def test_a_missing_event_is_left_out_and_one_event_has_no_t():
    holed = CAR.copy()
    holed[:, 3] = np.nan
    t, df = parametric.cross_sectional_t(holed)
    assert t == pytest.approx(parametric.cross_sectional_t(np.delete(CAR, 3, axis=1))[0], rel=1e-12)
    assert (df == 38).all()
    assert np.isnan(parametric.cross_sectional_t(CAR[:, :1])[0]).all()


def test_average_ranks_equal_rankdata_with_ties_and_gaps():
    values = np.round(RNG.standard_normal((50, 33)), 1)
    values[RNG.random(values.shape) < 0.1] = np.nan
    expected = stats.rankdata(values, axis=1, nan_policy="omit")
    np.testing.assert_array_equal(ranks.average_ranks(values), expected)


@pytest.mark.parametrize("n", [5, 12, 25])
def test_wilcoxon_is_exact_to_25(n):
    car = RNG.standard_normal((20, n)) + 0.2
    plus, _, p = ranks.wilcoxon(car)
    for row, w, tail in zip(car, plus, p, strict=True):
        expected = stats.wilcoxon(row, method="exact")
        assert tail == pytest.approx(expected.pvalue, rel=1e-12)
        assert min(w, n * (n + 1) / 2 - w) == expected.statistic


def test_wilcoxon_is_normal_above_25_and_with_ties():
    car = RNG.standard_normal(60) + 0.1
    _, z, p = ranks.wilcoxon(car)
    expected = stats.wilcoxon(car, method="approx", correction=False)
    assert p == pytest.approx(expected.pvalue, rel=1e-10)
    tied = np.round(car[:20], 0) + 0.0
    expected = stats.wilcoxon(tied, method="approx", correction=False, zero_method="wilcox")
    assert ranks.wilcoxon(tied)[2] == pytest.approx(expected.pvalue, rel=1e-10)
    assert abs(z) < 5


def test_skewness_adjusted_t_follows_its_formula():
    x = CAR[0]
    s, g, n = x.mean() / x.std(ddof=1), None, x.size
    g = ((x - x.mean()) ** 3).sum() / (n * x.std(ddof=1) ** 3)
    expected = np.sqrt(n) * (s + g * s**2 / 3 + g / (6 * n))
    assert parametric.skewness_adjusted_t(x) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("lags", [0, 3, 7])
def test_calendar_time_t_is_statsmodels_hac(lags):
    series = np.convolve(RNG.standard_normal(205), np.ones(6), "valid") * 0.01 + 0.002
    fit = sm.OLS(series, np.ones(series.size)).fit(cov_type="HAC", cov_kwds={"maxlags": lags})
    t, _ = portfolio.calendar_time_t(series, lags)
    assert t == pytest.approx(fit.tvalues[0], rel=1e-10)


def test_clustered_t_is_statsmodels_cluster():
    blocks = RNG.integers(0, 9, 40)
    sums, sizes = resampling.block_sums(CAR[0], blocks)
    fit = sm.OLS(CAR[0], np.ones(40)).fit(
        cov_type="cluster", cov_kwds={"groups": blocks, "use_correction": False}
    )
    g = sums.size
    expected = fit.tvalues[0] / np.sqrt(g / (g - 1))
    assert resampling.clustered_t(sums, sizes) == pytest.approx(expected, rel=1e-10)


def test_bootstraps_repeat_bit_for_bit():
    blocks = resampling.block_sums(CAR[0], np.arange(40) // 2)
    for run in (
        lambda seed: resampling.skewness_bootstraps([CAR[0]], 299, seed),
        lambda seed: resampling.block_bootstraps([blocks], 299, seed),
        lambda seed: resampling.wild_bootstraps([blocks], 299, seed),
        lambda seed: resampling.day_permutation(CAR[0], CAR[1, :5], 299, seed),
    ):
        assert run(5) == run(5)


@pytest.mark.parametrize(("n", "least"), [(3, 2 / 8), (4, 2 / 32), (5, 2 / 122)])
def test_a_few_events_give_no_p_finer_than_their_samples(n, least):
    car = 0.2 + 0.001 * np.arange(n) ** 2  # as far from nothing as can be
    assert resampling.skewness_bootstraps([car])[0][1] == pytest.approx(least)
    generator = np.random.default_rng(2)
    p = [
        resampling.skewness_bootstraps([row], 199)[0][1]
        for row in generator.standard_normal((200, 3))
    ]
    assert min(p) >= 0.25


def test_samples_that_share_draws_have_the_p_of_each_alone():
    generator = np.random.default_rng(2)
    samples = [
        (generator.standard_normal(g), generator.integers(1, 4, g).astype(float))
        for g in (60, 60, 60, 7, 1, 900)
    ]
    for test in (resampling.block_bootstraps, resampling.wild_bootstraps):
        alone, together = [test([sample])[0] for sample in samples], test(samples)
        np.testing.assert_array_equal(together, alone)
        assert len({p for _, p in together[:3]}) > 1


def test_wild_bootstrap_enumerates_small_groups():
    car = np.array([0.01, 0.02, 0.03, 0.015, 0.04])
    ((value, p),) = resampling.wild_bootstraps([(car, np.ones(5))])
    assert p == pytest.approx(2 / 32)
    assert value == pytest.approx(stats.ttest_1samp(car, 0).statistic, rel=1e-12)


def test_wild_bootstrap_takes_thousands_of_dates():
    car = np.random.default_rng(3).standard_normal(1500) + 0.2
    ((value, p),) = resampling.wild_bootstraps([(car, np.ones(1500))], 199)
    assert value == pytest.approx(parametric.cross_sectional_t(car)[0], rel=1e-9)
    assert p == pytest.approx(1 / 200)


def test_day_permutation_of_one_day_counts_the_days_that_are_as_far_out():
    before, day = RNG.standard_normal(120), np.array([2.5])
    _, p, floor = resampling.day_permutation(before, day)
    assert floor == 1 / 121
    assert p == pytest.approx((1 + (np.abs(before) >= 2.5).sum()) / 121, abs=2 / 121)
    _, p, _ = resampling.day_permutation(before, np.array([50.0]))
    assert p == pytest.approx(1 / 121)


def test_holm_and_benjamini_yekutieli_equal_statsmodels():
    p = np.concatenate([RNG.random(15) * 0.1, RNG.random(10)])
    for name, ours in (("holm", holm), ("fdr_by", benjamini_yekutieli)):
        expected = sm.stats.multipletests(p, method=name)[1]
        assert ours(p) == pytest.approx(expected, rel=1e-12)
    holed = np.insert(p, 4, np.nan)
    assert np.isnan(holm(holed)[4])
    assert np.delete(holm(holed), 4) == pytest.approx(holm(p), rel=1e-14)


def test_equivalence_is_two_one_sided_tests():
    effect, se, df = 0.004, 0.006, 118
    for bound in (0.001, 0.01, 0.03):
        lower = stats.t.sf((effect + bound) / se, df)
        upper = stats.t.cdf((effect - bound) / se, df)
        assert portfolio.equivalence(effect, se, df, bound)[1] == pytest.approx(max(lower, upper))


def test_minimum_detectable_effect_has_the_power_it_states():
    se, df = 0.01, 60
    effect = portfolio.minimum_detectable(se, df)
    draws = RNG.standard_normal(200_000) * se + effect
    scale = np.sqrt(RNG.chisquare(df, draws.size) / df) * se
    found = np.abs(draws / scale) > stats.t.ppf(0.975, df)
    assert found.mean() == pytest.approx(0.8, abs=0.01)


def test_discrete_sizes():
    assert laws.binomial_size(8) == pytest.approx(18 / 256)
    assert laws.signed_rank_size(8) == pytest.approx(10 / 256)
    assert laws.signed_rank_size(4) == 0.0
