"""The estimation kernels: against statsmodels, against exact arithmetic, and bit for bit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from marketlink.study import kernel
from marketlink.study.inference.ranks import average_ranks
from marketlink.study.kernel import Plan, market_model, regression
from marketlink.study.rolling import roll, sliding

pytestmark = pytest.mark.fast

SERIES = ("clean", "split", "tick before", "tick both", "peg", "percent", "tracker")
PLAN = Plan(
    estimation=(-130, -11), path=(-10, 10), windows=((0, 0), (-1, 1), (-10, 10)), min_obs=60
)


def _series(name, rng):
    n = 400
    x = rng.standard_t(4, n) * 0.01
    y = 0.0004 + 1.3 * x + rng.standard_t(4, n) * 0.02
    if name == "split":
        y[60] = -0.999
    if name == "tick before":
        y[60], y[61] = 1e6, -1 + 1e-6
    if name == "tick both":
        y[60], x[60] = 1e3, 1e3
    if name == "peg":
        y = 1e-4 + 1e-6 * rng.standard_normal(n)
        x = 1e-4 + 1e-6 * rng.standard_normal(n)
    if name == "tracker":
        y = x + 1e-5 * rng.standard_normal(n)
    if name == "percent":
        y = 5 + 0.01 * rng.standard_normal(n)
        x = 5 + 0.01 * rng.standard_normal(n)
    return y, x


def _exact(y, x, at, plan):
    """alpha, beta, sigma^2, CAR and Var(CAR)/sigma^2 in rational arithmetic."""
    rows = range(at + plan.estimation[0], at + plan.estimation[1] + 1)
    rows = [t for t in rows if np.isfinite(y[t]) and np.isfinite(x[t])]
    Y, X = [Fraction(float(y[t])) for t in rows], [Fraction(float(x[t])) for t in rows]
    n = len(rows)
    my, mx = sum(Y) / n, sum(X) / n
    sxx = sum((v - mx) ** 2 for v in X)
    beta = sum((v - mx) * (w - my) for v, w in zip(X, Y, strict=True)) / sxx
    alpha = my - beta * mx
    s2 = sum((w - alpha - beta * v) ** 2 for v, w in zip(X, Y, strict=True)) / (n - 2)
    cars = []
    for first, last in plan.windows:
        days = [
            t for t in range(at + first, at + last + 1) if np.isfinite(y[t]) and np.isfinite(x[t])
        ]
        ars = [Fraction(float(y[t])) - alpha - beta * Fraction(float(x[t])) for t in days]
        shift = sum(Fraction(float(x[t])) - mx for t in days)
        m = len(days)
        cars.append((sum(ars), m + Fraction(m * m, n) + shift**2 / sxx))
    return float(alpha), float(beta), float(s2) ** 0.5, [(float(c), float(v)) for c, v in cars]


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("way", ["strided", "gram", "prefix"])
def test_every_kernel_agrees_with_exact_arithmetic(name, way):
    rng = np.random.default_rng(11)
    y, x = _series(name, rng)
    y[250], x[263] = np.nan, np.nan
    ats = np.array([320, 264, 355])
    if way == "strided":
        fits = market_model(y, x, ats, PLAN)
    elif way == "gram":
        fits = regression(y, x[None], ats, PLAN)
    rolled = roll(y[None], x[None], PLAN)
    for i, at in enumerate(ats):
        alpha, beta, sigma, cars = _exact(y, x, at, PLAN)
        if way == "prefix":
            got = rolled.sigma[0, at]
            car, scar = rolled.car[:, 0, at], rolled.scar[:, 0, at]
        else:
            got, car, scar = fits.sigma[i], fits.car[i], fits.scar[i]
            assert abs(fits.coef[i, 0] - alpha) / sigma < 1e-12
            assert fits.coef[i, 1] == pytest.approx(beta, rel=1e-12, abs=0)
        assert got == pytest.approx(sigma, rel=1e-12, abs=0)
        for j, (exact, factor) in enumerate(cars):
            assert abs(car[j] - exact) / (sigma * factor**0.5) < 1e-12
            assert abs(scar[j] - exact / (sigma * factor**0.5)) < 1e-12


def _panel(rng, length=4000, holes=0.01):
    x = rng.standard_normal(length) * 0.01
    y = 0.8 * x + rng.standard_normal(length) * 0.02
    y[rng.random(length) < holes] = np.nan
    return y, x


def test_market_model_equals_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(5)
    y, x = _panel(rng)
    ats = rng.integers(200, 3900, 40)
    fits = market_model(y, x, ats, PLAN)
    for i, at in enumerate(ats):
        rows = np.arange(at - 130, at - 10)
        use = rows[np.isfinite(y[rows])]
        ols = sm.OLS(y[use], sm.add_constant(x[use])).fit()
        sigma = ols.mse_resid**0.5
        assert abs(fits.coef[i, 0] - ols.params[0]) / sigma < 1e-10
        assert fits.coef[i, 1] == pytest.approx(ols.params[1], rel=1e-10)
        assert fits.sigma[i] == pytest.approx(sigma, rel=1e-10)
        assert fits.r2[i] == pytest.approx(ols.rsquared, rel=1e-9)
        assert fits.n[i] == len(use)
        assert fits.dof[i] == ols.df_resid
        days = np.arange(at - 10, at + 11)
        frame = ols.get_prediction(sm.add_constant(x[days], has_constant="add"))
        here = np.isfinite(y[days])
        np.testing.assert_allclose(fits.ar_se[i][here], frame.se_obs[here], rtol=1e-10)
        np.testing.assert_allclose(fits.ar[i][here], (y[days] - frame.predicted)[here], atol=1e-12)


@pytest.mark.parametrize("q", [0, 2, 5])
def test_factor_models_equal_statsmodels(q):
    import statsmodels.api as sm

    rng = np.random.default_rng(6)
    X = rng.standard_normal((q, 3000)) * 0.01
    y = 0.001 + X.sum(axis=0) + rng.standard_normal(3000) * 0.02
    y[rng.random(3000) < 0.02] = np.nan
    ats = rng.integers(200, 2900, 15)
    fits = regression(y, X, ats, PLAN)
    for i, at in enumerate(ats):
        rows = np.arange(at - 130, at - 10)
        use = rows[np.isfinite(y[rows])]
        design = np.column_stack([np.ones(len(use)), X[:, use].T])
        ols = sm.OLS(y[use], design).fit()
        np.testing.assert_allclose(fits.coef[i], ols.params, rtol=1e-10, atol=1e-12)
        assert fits.sigma[i] == pytest.approx(ols.mse_resid**0.5, rel=1e-10)
        days = np.arange(at - 10, at + 11)
        here = np.isfinite(y[days])
        Z = np.column_stack([np.ones(21), X[:, days].T])[here]
        A = ols.normalized_cov_params
        variance = ols.mse_resid * (here.sum() + Z.sum(axis=0) @ A @ Z.sum(axis=0))
        assert fits.car_se[i, 2] == pytest.approx(variance**0.5, rel=1e-10)


def test_scaled_rows_are_weighted_least_squares():
    import statsmodels.api as sm

    rng = np.random.default_rng(7)
    gaps = rng.integers(1, 4, 600).astype(float)
    x = rng.standard_normal(600) * 0.01 * np.sqrt(gaps)
    y = 0.001 * gaps + x + rng.standard_normal(600) * 0.02 * np.sqrt(gaps)
    fits = regression(
        y,
        np.vstack([gaps, x]),
        np.array([300]),
        PLAN,
        constant=False,
        scale=np.sqrt(gaps),
        span=gaps,
    )
    rows, days = np.arange(170, 290), np.arange(290, 311)
    wls = sm.WLS(y[rows], np.column_stack([gaps, x])[rows], weights=1 / gaps[rows]).fit()
    np.testing.assert_allclose(fits.coef[0], wls.params, rtol=1e-10)
    Z = np.column_stack([gaps, x])[days]
    z = Z.sum(axis=0)
    variance = wls.mse_resid * (gaps[days].sum() + z @ wls.normalized_cov_params @ z)
    assert fits.car_se[0, 2] == pytest.approx(variance**0.5, rel=1e-10)


def test_bits_do_not_depend_on_chunks_order_or_threads(monkeypatch):
    rng = np.random.default_rng(8)
    y, x = _panel(rng, 40_000)
    ats = rng.integers(200, 39_900, 50_000)
    X = np.vstack([x, rng.standard_normal(len(x))])
    whole, wide = market_model(y, x, ats, PLAN), regression(y, X, ats[:3000], PLAN)
    turn = rng.permutation(len(ats))
    monkeypatch.setattr(kernel, "CHUNK", 37)
    monkeypatch.setattr(kernel, "GRAIN", 1000)
    other = market_model(y, x, ats[turn], PLAN, threads=3)
    few = regression(y, X, ats[:3000], PLAN, threads=2)
    monkeypatch.setattr(kernel, "CHUNK", 1)
    single = market_model(y, x, ats[:500], PLAN)
    lone = regression(y, X, ats[:200], PLAN)
    for name in ("coef", "sigma", "ar", "ar_se", "car", "car_se", "scar", "r2"):
        a = getattr(whole, name)
        assert np.array_equal(a[turn], getattr(other, name), equal_nan=True), name
        assert np.array_equal(a[:500], getattr(single, name), equal_nan=True), name
        assert np.array_equal(getattr(wide, name), getattr(few, name), equal_nan=True), name
        assert np.array_equal(getattr(wide, name)[:200], getattr(lone, name), equal_nan=True), name


def test_masked_sessions_leave_the_estimation_window_only():
    rng = np.random.default_rng(12)
    y, x = _panel(rng, 900, 0.0)
    masked = np.zeros(900, dtype=bool)
    masked[250:260], masked[300] = True, True
    fits = market_model(y, x, np.array([300]), PLAN, masked=masked)
    without = y.copy()
    without[250:260] = np.nan
    expected = market_model(without, x, np.array([300]), PLAN)
    wide = regression(y, x[None], np.array([300]), PLAN, masked=masked)
    for name in ("n", "coef", "sigma", "ar", "car_se"):
        np.testing.assert_array_equal(getattr(fits, name), getattr(expected, name))
        np.testing.assert_allclose(getattr(wide, name), getattr(expected, name), rtol=1e-9)


def test_prefix_and_strided_kernels_agree_on_every_admissible_session():
    rng = np.random.default_rng(9)
    y, x = _panel(rng, 900)
    ats = np.arange(130, 889)
    fits, rolled = market_model(y, x, ats, PLAN), roll(y[None], x[None], PLAN)
    np.testing.assert_allclose(rolled.scar[:, 0, ats].T, fits.scar, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(rolled.sigma[0, ats], fits.sigma, rtol=1e-11)


def test_bits_of_a_fit_do_not_depend_on_how_the_others_are_fitted():
    rng = np.random.default_rng(12)
    y, x = _panel(rng)
    y[1500:2500] = 1.5 * x[1500:2500] + 1e-6 * rng.standard_normal(1000)
    ats = np.arange(200, 3900, 7)
    together = market_model(y, x, ats, PLAN)
    wide = regression(y, np.vstack([x, x[::-1]]), ats, PLAN)
    whole = roll(y[None], x[None], PLAN)
    for i in (0, 150, 250, 340, len(ats) - 1):
        alone = market_model(y, x, ats[i : i + 1], PLAN)
        again = regression(y, np.vstack([x, x[::-1]]), ats[i : i + 1], PLAN)
        cut = slice(ats[i] - 150, ats[i] + 30)
        part = roll(y[None, cut], x[None, cut], PLAN)
        for name in ("coef", "sigma", "ar", "ar_se", "car", "car_se", "scar"):
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[i])
            np.testing.assert_array_equal(getattr(again, name)[0], getattr(wide, name)[i])
        np.testing.assert_array_equal(part.scar[:, 0, 150], whole.scar[:, 0, ats[i]])
        np.testing.assert_array_equal(part.sigma[0, 150], whole.sigma[0, ats[i]])


def test_errors_of_single_days_are_left_out_on_request():
    rng = np.random.default_rng(13)
    y, x = _panel(rng)
    ats = np.array([300, 700])
    for fit in (market_model, lambda y, x, at, plan: regression(y, x[None], at, plan)):
        full, lean = (fit(y, x, ats, replace(PLAN, errors=e)) for e in (True, False))
        assert lean.ar_se.shape == (2, 0)
        np.testing.assert_array_equal(full.scar, lean.scar)
        np.testing.assert_array_equal(full.ar, lean.ar)


@pytest.mark.parametrize("length", [1, 2, 3, 21, 250])
def test_sliding_sums_are_sums_of_neighbours(length):
    values = np.random.default_rng(14).integers(-50, 50, 600).astype(float)
    expected = [values[i : i + length].sum() for i in range(600 - length + 1)]
    assert sliding(values, length).tolist() == expected


def test_degenerate_series_have_no_answer():
    y = np.linspace(-0.01, 0.01, 400)
    flat = market_model(y, np.full(400, 0.002), np.array([300]), PLAN)
    assert np.isnan(flat.coef).all()
    assert np.isnan(flat.scar).all()
    twice = regression(y, np.vstack([y, 2 * y]), np.array([300]), PLAN)
    assert np.isnan(twice.coef).all()
    short = market_model(np.where(np.arange(400) < 240, np.nan, y), y**2, np.array([300]), PLAN)
    assert short.n[0] == 50
    assert np.isnan(short.sigma[0])
    own = market_model(y, y, np.array([300]), PLAN)
    np.testing.assert_allclose(own.ar, 0, atol=1e-16)


def test_ranks_equal_scipy_with_ties_and_gaps():
    from scipy.stats import rankdata

    rng = np.random.default_rng(10)
    values = rng.standard_normal((60, 271))
    values[:20] = np.round(values[:20], 1)
    values[5:30][rng.random((25, 271)) < 0.1] = np.nan
    values[30, :5] = [0.0, -0.0, 1e-320, -np.inf, np.inf]
    values[31] = np.nan
    expected = np.array([rankdata(row, nan_policy="omit") for row in values])
    assert np.array_equal(average_ranks(values), expected, equal_nan=True)


def test_window_aggregates_of_sql_give_the_same_line():
    import duckdb

    rng = np.random.default_rng(12)
    x = 0.01 * rng.standard_normal(500)
    y = 0.4 * x + 0.02 * rng.standard_t(4, 500)
    con = duckdb.connect()
    con.register("r", {"n": np.arange(500), "y": y, "x": x})
    rows = con.execute(
        "select n, a, b, sqrt(syy * (1 - r2) / (c - 2)) from (select n,"
        " regr_intercept(y, x) over w as a, regr_slope(y, x) over w as b,"
        " regr_r2(y, x) over w as r2,"
        " regr_syy(y, x) over w as syy, regr_count(y, x) over w as c from r"
        " window w as (order by n rows between 130 preceding and 11 preceding)) where c > 100"
    ).fetchall()
    line = {n: rest for n, *rest in rows}
    at = np.arange(140, 480)
    fits = market_model(y, x, at, PLAN)
    expected = np.array([line[spot] for spot in at], dtype=float)
    np.testing.assert_allclose(fits.coef, expected[:, :2], rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(fits.sigma, expected[:, 2], rtol=1e-12)
