"""The models of a normal return: one table, and each against an independent computation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from study_files import study

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.store import scratch
from marketlink.study.engine import solve
from marketlink.study.event_dates import CODE
from marketlink.study.models import MODELS, find, regressors

SPEC = Spec(
    benchmark="M", estimation=(-130, -11), window=(-2, 5), windows=((0, 0), (-2, 5)), min_obs=60
)
AT = 200
ELSEWHERE = ("garch", "egarch", "carhart", "ff5", "ff5-momentum")
"""Models with a test of their own, or that differ from others by a column only."""


@pytest.fixture(scope="module")
def world():
    """Returns of six companies, a market, factors and volumes on one made-up calendar."""
    rng = np.random.default_rng(21)
    days = [date(2020, 1, 1) + timedelta(i) for i in range(260)]
    market = 0.01 * rng.standard_normal(260)
    smb, hml = 0.005 * rng.standard_normal((2, 260))
    rf = np.full(260, 0.0001)
    lag = np.concatenate(([0.0], market[:-1]))
    stocks = {}
    for i in range(6):
        noise = 0.012 * rng.standard_normal(260)
        stocks[f"C{i}"] = (0.6 + 0.2 * i) * market + 0.3 * lag + 0.4 * smb + noise
    volume = np.exp(10 + 0.3 * rng.standard_normal(260))
    return days, market, {"SMB": smb, "HML": hml, "RF": rf, "Mkt-RF": market - rf}, stocks, volume


@pytest.fixture(scope="module")
def con(world):
    days, market, factors, stocks, volume = world
    con = scratch()
    con.execute(
        "create temp table input_price (symbol varchar, session date, total double, ret double,"
        " volume double, exchange varchar)"
    )
    con.execute("create temp table input_factor (session date, name varchar, value double)")
    con.execute(
        "create temp table input_event (event_id varchar, symbol varchar, date date,"
        ' instant timestamptz, "group" varchar, exchange varchar, benchmark varchar)'
    )
    for name, values in [*stocks.items(), ("M", market)]:
        rows = {"s": np.array(days, "datetime64[us]"), "r": values, "v": volume}
        con.register("one", rows)
        con.execute("insert into input_price select ?, s::date, null, r, v, null from one", [name])
    for name, values in factors.items():
        con.register("one", {"s": np.array(days, "datetime64[us]"), "r": values})
        con.execute("insert into input_factor select s::date, ?, r from one", [name])
    for i in range(2):
        con.execute("insert into input_event values (?, ?, ?, null, null, null, null)",
                    [f"e{i}", f"C{i}", days[AT]])  # fmt: skip
    return con


def _ols(y, *columns):
    import statsmodels.api as sm

    rows = np.arange(AT - 130, AT - 10)
    X = np.column_stack([np.ones(260), *columns])
    fit = sm.OLS(y[rows], X[rows]).fit()
    return fit, y - X @ fit.params


@pytest.mark.parametrize("name", [m for m in MODELS if m not in ELSEWHERE])
def test_every_model_answers_and_its_days_add_up(con, name):
    solved = solve(
        con, replace(SPEC, model=name, factors=("SMB",) if name == "market-factors" else ())
    )
    assert solved.code.tolist() == [CODE["ok"], CODE["ok"]]
    fits = solved.fits
    np.testing.assert_allclose(fits.car[:, 1], fits.ar.sum(axis=1), rtol=1e-12, atol=1e-15)
    assert (fits.car_se > 0).all()
    assert (fits.ar_se > 0).all()


def test_factor_models_equal_statsmodels(con, world):
    _, market, f, stocks, _ = world
    y = stocks["C0"]
    cases = {
        "ff3": (y - f["RF"], f["Mkt-RF"], f["SMB"], f["HML"]),
        "capm": (y - f["RF"], market - f["RF"]),
        "market-factors": (y, market, f["SMB"]),
        "market": (y, market),
        "constant-mean": (y,),
    }
    for name, (left, *right) in cases.items():
        spec = replace(SPEC, model=name, factors=("SMB",) if name == "market-factors" else ())
        fits = solve(con, spec).fits
        ols, residual = _ols(left, *right)
        np.testing.assert_allclose(fits.coef[0], ols.params, rtol=1e-10, atol=1e-13)
        assert fits.sigma[0] == pytest.approx(ols.mse_resid**0.5, rel=1e-10)
        np.testing.assert_allclose(fits.ar[0], residual[AT - 2 : AT + 6], atol=1e-12)


def test_market_adjusted_and_volume(con, world):
    _, market, _, stocks, volume = world
    rows = slice(AT - 130, AT - 10)
    fits = solve(con, replace(SPEC, model="market-adjusted")).fits
    spread = stocks["C0"] - market
    np.testing.assert_allclose(fits.ar[0], spread[AT - 2 : AT + 6], atol=1e-15)
    assert fits.sigma[0] == pytest.approx(np.std(spread[rows], ddof=1), rel=1e-12)
    assert fits.car_se[0, 1] == pytest.approx(fits.sigma[0] * 8**0.5, rel=1e-12)
    fits = solve(con, replace(SPEC, model="abnormal-volume")).fits
    log = np.log(volume)
    assert fits.coef[0, 0] == pytest.approx(log[rows].mean(), rel=1e-10)
    # Independent days: ten sessions ahead the forecast is near the mean.
    assert fits.ar[0, 2] == pytest.approx(log[AT] - log[rows].mean(), abs=0.5 * log[rows].std())


def test_scholes_williams_and_dimson_by_hand(con, world):
    _, x, _, stocks, _ = world
    y, rows = stocks["C0"], np.arange(AT - 130, AT - 10)
    fits = solve(con, replace(SPEC, model="scholes-williams")).fits
    slopes = [np.polyfit(x[rows + k], y[rows], 1)[0] for k in (-1, 0, 1)]
    rho = np.corrcoef(x[rows], x[rows - 1])[0, 1]
    assert fits.coef[0, 1] == pytest.approx(sum(slopes) / (1 + 2 * rho), rel=1e-10)
    fits = solve(con, replace(SPEC, model="dimson")).fits
    ols, _ = _ols(y, np.roll(x, 1), x, np.roll(x, -1))
    assert fits.coef[0, 1] == pytest.approx(ols.params[1:].sum(), rel=1e-9)
    assert fits.coef[0, 0] == pytest.approx(
        y[rows].mean() - fits.coef[0, 1] * x[rows].mean(), abs=1e-12
    )


def test_rolling_predicts_each_day_from_its_own_window(con, world):
    import statsmodels.api as sm

    _, x, _, stocks, _ = world
    fits = solve(con, replace(SPEC, model="rolling")).fits
    y = stocks["C0"]
    for place, tau in enumerate(range(-2, 6)):
        day = AT + tau
        rows = np.arange(day - 130, day - 10)
        ols = sm.OLS(y[rows], sm.add_constant(x[rows])).fit()
        assert fits.ar[0, place] == pytest.approx(y[day] - ols.params @ [1, x[day]], abs=1e-12)


def test_peer_benchmarks_leave_the_stock_out(con, world):
    _, _, _, stocks, _ = world
    table = np.stack(list(stocks.values()))
    mean = np.delete(table, 0, axis=0).mean(axis=0)
    for name, benchmark in (("leave-one-out", mean), ("equal-weighted", table.mean(axis=0))):
        fits = solve(con, replace(SPEC, model=name)).fits
        ols, residual = _ols(stocks["C0"], benchmark)
        np.testing.assert_allclose(fits.coef[0], ols.params, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(fits.ar[0], residual[AT - 2 : AT + 6], atol=1e-12)


def test_synthetic_control_recovers_a_mix_of_companies(world):
    from marketlink.study.models.peers import simplex

    donors = np.stack(list(world[3].values()))[:5]
    weights = simplex(donors.T @ [0.5, 0.0, 0.3, 0.2, 0.0], donors)
    np.testing.assert_allclose(weights, [0.5, 0.0, 0.3, 0.2, 0.0], atol=1e-6)
    assert weights.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["garch", "egarch"])
@pytest.mark.filterwarnings("ignore::Warning:arch.*")
def test_garch_variance_forecasts_equal_arch(con, world, name):
    arch = pytest.importorskip("arch.univariate", reason="the garch extra is not installed")
    fits = solve(con, replace(SPEC, model=name)).fits
    assert (fits.ar_se[0] > 0).all()
    _, x, _, stocks, _ = world
    rows = slice(AT - 130, AT - 10)
    y = stocks["C0"][rows]
    unit = 1 / fits.sigma[0]
    model = arch.LS(y * unit, x[rows][:, None] * unit, constant=True)
    model.volatility = arch.GARCH(1, 0, 1) if name == "garch" else arch.EGARCH(1, 1, 1)
    result = model.fit(disp="off", show_warning=False)
    assert fits.coef[0, 1] == pytest.approx(result.params.iloc[1], rel=1e-6)
    horizon = result.forecast(horizon=1, x=np.zeros((1, 1, 1)), reindex=False).variance.iloc[-1, 0]
    from marketlink.study.models.garch import fitted

    vol = "GARCH" if name == "garch" else "EGARCH"
    _, process = fitted(y * unit, x[rows] * unit, vol, int(name == "egarch"))
    assert process.first == pytest.approx(horizon, rel=1e-6)
    # Up to day 0 the days since are seen: arch's own recursion over them says the same.
    more = slice(AT - 130, AT)
    longer = arch.LS(stocks["C0"][more] * unit, x[more][:, None] * unit, constant=True)
    longer.volatility = type(model.volatility)(*((1, 0, 1) if name == "garch" else (1, 1, 1)))
    fixed = longer.fix(result.params)
    told = fixed.forecast(horizon=1, x=np.zeros((1, 1, 1)), reindex=False).variance.iloc[-1, 0]
    residual = stocks["C0"] * unit - result.params.iloc[0] - result.params.iloc[1] * x * unit
    ahead = process.ahead(residual[AT - 10 : AT + 3], np.ones(13), 10)
    assert ahead[10] == pytest.approx(told, rel=1e-4)
    zero = -SPEC.window[0]
    error = 1 / fits.n[0] + (x[AT] - fits.mean[0, 0]) ** 2 * fits.spread[0, 0, 0]
    assert (fits.ar_se[0, zero] * unit) ** 2 == pytest.approx(ahead[10] + error, rel=1e-6)


def test_a_variance_process_at_its_edge_is_known():
    from marketlink.study.models.garch import Process

    assert Process(False, 0.1, 0.0, 0.0, 0.9, 1.0).at_boundary
    assert Process(False, 0.1, 0.1, 0.0, 0.9, 1.0).at_boundary
    assert not Process(False, 0.1, 0.1, 0.0, 0.8, 1.0).at_boundary


def test_unknown_names_are_told_with_the_nearest():
    with pytest.raises(InputError, match="scholes-williams"):
        find("scholes-wiliams")
    with pytest.raises(InputError, match="constant-mean"):
        find("constant mea")
    assert find("Market_Adjusted").name == "market-adjusted"


def test_missing_factors_are_told():
    with pytest.raises(InputError, match="factor column SMB"):
        regressors(find("ff3"), (), ["Mkt-RF", "HML"])
    assert regressors(find("carhart"), (), ["mkt_rf", "smb", "hml", "UMD", "rf"]) == (
        "mkt_rf", "smb", "hml", "UMD", "rf",
    )  # fmt: skip


def test_the_table_of_models_is_complete():
    for model in MODELS.values():
        assert model.formula
        assert model.parameters
        assert model.variance
        assert any(c.isdigit() for c in model.reference), model.name


def test_trade_to_trade_weights_returns_over_several_sessions(tmp_path):
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    days = sessions("XKRX").between(date(2020, 1, 1), date(2021, 12, 31))[:220]
    x = np.cumprod(1 + 0.01 * rng.standard_normal(220))
    y = np.cumprod(1 + 0.015 * rng.standard_normal(220))
    kept = np.flatnonzero((rng.random(220) > 0.2) | (np.arange(220) > 190))
    rows = [("^KS11", d.isoformat(), repr(float(v))) for d, v in zip(days, x, strict=True)]
    rows += [("A.KS", days[i].isoformat(), repr(float(y[i]))) for i in kept]
    spec = Spec(
        estimation=(-90, -6), window=(0, 3), windows=((0, 3),), min_obs=40, thin="trade-to-trade"
    )
    _, tabled = study(tmp_path, [("e", "A.KS", days[200].isoformat())], rows, spec)
    span, own = np.diff(kept), y[kept[1:]] / y[kept[:-1]] - 1
    market, last = x[kept[1:]] / x[kept[:-1]] - 1, kept[1:]
    use = (last >= 110) & (last <= 194)
    design = np.column_stack([span, market])
    wls = sm.WLS(own[use], design[use], weights=1 / span[use]).fit()
    event = tabled["events"][0]
    assert (event["n_est"], event["n_missing"]) == (str(use.sum()), str(85 - use.sum()))
    assert float(event["alpha"]) == pytest.approx(wls.params[0], rel=1e-9)
    assert float(event["beta"]) == pytest.approx(wls.params[1], rel=1e-9)
    assert float(event["sigma"]) == pytest.approx(wls.mse_resid**0.5, rel=1e-9)


@pytest.mark.parametrize("returns", ["simple", "log"])
def test_peers_are_measured_over_the_sessions_of_a_return_over_a_halt(tmp_path, returns):
    rng = np.random.default_rng(4)
    days = [(date(2020, 1, 1) + timedelta(i)).isoformat() for i in range(120)]
    price = {n: 50 * np.cumprod(1 + 0.01 * rng.standard_normal(120)) for n in "ABCD"}
    rows = [(n, days[i], repr(float(p[i]))) for n, p in price.items() for i in range(120)
            if not (n == "A" and i in (41, 42, 100))]  # fmt: skip
    spec = Spec(model="leave-one-out", estimation=(-80, -11), window=(-1, 3), windows=((0, 0),),
                min_obs=30, returns=returns)  # fmt: skip
    _, tabled = study(tmp_path, [("e", "A", days[100])], rows, spec)
    simple = {n: p[1:] / p[:-1] - 1 for n, p in price.items()}
    change = {n: np.log1p(r) if returns == "log" else r for n, r in simple.items()}
    mean = np.mean([change[n] for n in "BCD"], axis=0)
    two = mean[99:101].sum() if returns == "log" else np.prod(1 + mean[99:101]) - 1
    found = {int(r["tau"]): float(r["benchmark_ret"]) for r in tabled["abnormal"]}
    assert tabled["events"][0]["day0"] == days[101]
    assert found[0] == pytest.approx(two, abs=1e-15)
    assert found[1] == pytest.approx(mean[101], abs=1e-15)


def test_a_stock_that_never_moves_has_no_garch_variance_and_no_traceback(con):
    pytest.importorskip("arch.univariate", reason="the garch extra is not installed")
    con.execute("update input_price set total = 7, ret = null where symbol = 'C0'")
    fits = solve(con, replace(SPEC, model="garch")).fits
    assert (fits.sigma[0], np.nanmax(np.abs(fits.ar[0]))) == (0.0, 0.0)
    assert fits.sigma[1] > 0
