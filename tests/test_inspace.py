"""Synthetic controls of companies without news, and the p-value among them."""

from __future__ import annotations

import numpy as np
import pytest

from marketlink.study.kernel import Plan, market_model
from marketlink.study.models.inspace import in_space, on_simplex
from marketlink.study.models.peers import simplex

PLAN = Plan((-130, -11), (-10, 10), ((0, 0), (0, 5)), 60)
DAY = 130


def companies(seed, many=30, days=141):
    generator = np.random.default_rng(seed)
    market = 0.01 * generator.standard_normal(days)
    beta = generator.uniform(0.5, 1.5, many)[:, None]
    return beta * market + 0.015 * generator.standard_t(5, (many, days))


def test_weights_fit_as_well_as_those_of_least_squares_under_constraints():
    returns = companies(0)[:, :120]
    weights = on_simplex(returns, np.arange(5))
    for row in range(5):
        others = np.delete(returns, row, axis=0)
        exact = simplex(returns[row], others)

        def left(w, own=returns[row], x=others):
            rest = own - w @ x
            return ((rest - rest.mean()) ** 2).sum()

        assert weights[row, row] == 0.0
        assert weights[row].sum() == pytest.approx(1.0)
        assert (weights[row] >= 0).all()
        assert left(np.delete(weights[row], row)) == pytest.approx(left(exact), rel=2e-3)


def test_p_among_companies_keeps_its_size_where_the_choice_of_weights_is_not_paid_for():
    p = []
    for seed in range(250):
        returns = companies(seed + 1)
        own, donors = returns[0], returns[1:]
        control = simplex(own[:120], donors[:, :120]) @ donors
        scar = market_model(*map(np.ascontiguousarray, (own, control)), np.array([DAY]), PLAN).scar
        others = in_space(donors, np.arange(120), PLAN, DAY, seed)
        p.append((1 + (np.abs(others) >= np.abs(scar)).sum(axis=0)) / (1 + len(others)))
    share = (np.array(p) <= 0.1).mean(axis=0)
    assert (share < 0.1 + 3 * 0.019).all() and (share > 0.1 - 3 * 0.019).all(), share


def test_a_gap_of_a_control_leaves_out_the_windows_it_touches():
    donors = companies(3)
    donors[:, DAY + 3] = np.nan
    scar = in_space(donors, np.arange(120), PLAN, DAY, 1)
    assert np.isfinite(scar[:, 0]).all()
    again = in_space(donors, np.arange(120), PLAN, DAY, 1)
    assert np.array_equal(scar, again, equal_nan=True)
