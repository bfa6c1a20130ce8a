"""Linear fits on columns: each pair once in any order, with regressors, weights and masks."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from marketlink.study.columns import RegressionLine, estimate, fit_pairs
from marketlink.study.kernel import Plan

PLAN = Plan(estimation=(-60, -6), path=(-5, 5), windows=((0, 0), (-1, 1)), min_obs=30)


def _columns(rng, series=5, length=200):
    owner = np.repeat(np.arange(series), length)
    idx = np.tile(np.arange(length), series)
    x = rng.standard_normal(len(owner)) * 0.01
    y = x + rng.standard_normal(len(owner)) * 0.02
    y[rng.random(len(y)) < 0.02] = np.nan
    events = {"series": rng.integers(0, series, 60), "idx": rng.integers(0, length, 60)}
    return events, {"series": owner, "idx": idx, "y": y, "x": x}


def test_pairs_are_fitted_once_and_whatever_the_order():
    rng = np.random.default_rng(2)
    events, returns = _columns(rng)
    doubled = {k: np.concatenate([v, v]) for k, v in events.items()}
    turn = rng.permutation(len(returns["idx"]))
    turned = {k: v[turn] for k, v in returns.items()}
    one, two = fit_pairs(events, returns, PLAN), fit_pairs(doubled, turned, PLAN)
    assert len(one[0]) == len(
        set(zip(events["series"].tolist(), events["idx"].tolist(), strict=True))
    )
    assert np.array_equal(one[0], two[0])
    assert np.array_equal(one[1], two[1])
    for name in ("n", "coef", "ar", "ar_se", "car", "scar", "spread", "days"):
        assert np.array_equal(getattr(one[2], name), getattr(two[2], name), equal_nan=True), name


def test_columns_take_several_regressors_weights_and_masks():
    rng = np.random.default_rng(4)
    events, returns = _columns(rng)
    extra = rng.standard_normal((2, len(returns["y"]))) * 0.01
    scale, masked = 1 + rng.random(len(returns["y"])), rng.random(len(returns["y"])) < 0.05
    both = {"x0": returns["x"], "x1": extra[0], "scale": scale, "masked": masked}
    plain = {k: v for k, v in returns.items() if k != "x"}
    wide = {**plain, **both}
    no_line = RegressionLine(constant=False)
    table = estimate(events, wide, PLAN, line=no_line)
    row = int(np.flatnonzero(np.isfinite(table["sigma"]) & (table["idx"] >= 60))[0])
    mine = returns["series"] == table["series"][row]
    days = np.arange(table["idx"][row] - 60, table["idx"][row] - 5)
    y, X = returns["y"][mine][days], np.stack([returns["x"], extra[0]], axis=1)[mine][days]
    use = np.isfinite(y) & ~masked[mine][days]
    weight = 1 / scale[mine][days][use, None]
    fit = sm.OLS(y[use] * weight[:, 0], X[use] * weight).fit()
    np.testing.assert_allclose([table["beta0"][row], table["beta1"][row]], fit.params, rtol=1e-10)
    assert table["sigma"][row] == pytest.approx(np.sqrt(fit.mse_resid), rel=1e-10)
    assert "alpha" not in table
