"""Cross-sections of CARs against statsmodels and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from marketlink.errors import InputError
from marketlink.study.regressions import ERRORS, cross_section

RNG = np.random.default_rng(5)
N = 120
SIZE, LEVERAGE = RNG.standard_normal(N), RNG.random(N)
SE = 0.01 + 0.03 * RNG.random(N)
CAR = 0.01 - 0.02 * SIZE + SE * RNG.standard_normal(N)
TRAITS = {"size": SIZE, "leverage": LEVERAGE}
X = np.column_stack([np.ones(N), SIZE, LEVERAGE])
DATES = RNG.integers(0, 40, N)
FIRMS = RNG.integers(0, 35, N)


@pytest.mark.parametrize("errors", [name for name in ERRORS if name not in ("HAC", "cluster")])
def test_ordinary_and_robust_errors(errors):
    ours = cross_section(CAR, TRAITS, errors=errors)
    theirs = sm.OLS(CAR, X).fit(cov_type=errors, use_t=True)
    assert [line.estimate for line in ours.coefficients] == pytest.approx(theirs.params, rel=1e-10)
    assert [line.se for line in ours.coefficients] == pytest.approx(theirs.bse, rel=1e-10)
    assert [line.p for line in ours.coefficients] == pytest.approx(theirs.pvalues, rel=1e-9)
    assert ours.r2 == pytest.approx(theirs.rsquared, rel=1e-12)


def test_hc1_by_hand():
    ours = cross_section(CAR, TRAITS, errors="HC1")
    bread = np.linalg.inv(X.T @ X)
    u = CAR - X @ bread @ X.T @ CAR
    meat = (X * u[:, None] ** 2).T @ X
    cov = bread @ meat @ bread * N / (N - 3)
    assert [line.se for line in ours.coefficients] == pytest.approx(
        np.sqrt(np.diag(cov)), rel=1e-10
    )


def test_two_way_clusters_by_inclusion_and_exclusion():
    ours = cross_section(CAR, TRAITS, errors="cluster", clusters=[DATES, FIRMS])
    bread = np.linalg.inv(X.T @ X)
    u = CAR - X @ bread @ X.T @ CAR

    def meat(labels):
        codes = np.unique(labels, return_inverse=True)[1]
        sums = np.array([(X * u[:, None])[codes == g].sum(axis=0) for g in range(codes.max() + 1)])
        g = len(sums)
        return sums.T @ sums * g / (g - 1) * (N - 1) / (N - 3)

    both = meat(DATES) + meat(FIRMS) - meat(DATES * 1000 + FIRMS)
    cov = bread @ both @ bread
    se = [line.se for line in ours.coefficients]
    assert se == pytest.approx(np.sqrt(np.diag(cov)), rel=1e-8)
    assert ours.clusters == (np.unique(DATES).size, np.unique(FIRMS).size)


def test_hac_equals_statsmodels():
    ours = cross_section(CAR, TRAITS, errors="HAC", lags=4)
    theirs = sm.OLS(CAR, X).fit(
        cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}, use_t=True
    )
    assert [line.se for line in ours.coefficients] == pytest.approx(theirs.bse, rel=1e-10)
    assert ours.errors == "HAC, 4 lags"


def test_forecast_error_weights():
    ours = cross_section(CAR, TRAITS, errors="HC3", weights="forecast-error", car_se=SE)
    theirs = sm.WLS(CAR, X, weights=1 / SE**2).fit(cov_type="HC3", use_t=True)
    assert [line.estimate for line in ours.coefficients] == pytest.approx(theirs.params, rel=1e-10)
    assert [line.se for line in ours.coefficients] == pytest.approx(theirs.bse, rel=1e-10)
    with pytest.raises(InputError, match="standard errors"):
        cross_section(CAR, TRAITS, weights="forecast-error")


def test_missing_values_drop_events_and_are_counted():
    size = SIZE.copy()
    size[:7] = np.nan
    ours = cross_section(CAR, {"size": size, "leverage": LEVERAGE})
    assert (ours.n, ours.dropped) == (N - 7, 7)
    assert [row["name"] for row in ours.rows()] == ["constant", "size", "leverage"]


def test_few_clusters_are_noted_and_bad_input_is_refused():
    ours = cross_section(CAR, TRAITS, errors="cluster", clusters=[DATES % 6])
    assert "6 clusters" in ours.notes[0]
    with pytest.raises(InputError, match="collinear"):
        cross_section(CAR, {"size": SIZE, "twice": 2 * SIZE})
    with pytest.raises(InputError, match="cannot carry"):
        cross_section(CAR[:2], {"size": SIZE[:2]})
    with pytest.raises(InputError, match="one or two"):
        cross_section(CAR, TRAITS, errors="cluster")
