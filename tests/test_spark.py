"""Spark in local mode gives the bits of the local result."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from study_files import write

from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.resources import data_path
from marketlink.study.columns import RegressionLine, estimate, fit_pairs
from marketlink.study.kernel import Plan
from marketlink.study.run import study_files
from marketlink.study.spark import flatten, schema, unflatten

PLAN = Plan(estimation=(-60, -6), path=(-5, 5), windows=((0, 0), (-1, 1)), min_obs=30)


def _columns(rng, series=5, length=200):
    owner = np.repeat(np.arange(series), length)
    idx = np.tile(np.arange(length), series)
    x = rng.standard_normal(len(owner)) * 0.01
    y = x + rng.standard_normal(len(owner)) * 0.02
    y[rng.random(len(y)) < 0.02] = np.nan
    events = {"series": rng.integers(0, series, 60), "idx": rng.integers(0, length, 60)}
    return events, {"series": owner, "idx": idx, "y": y, "x": x}


def test_fits_survive_being_flat_columns():
    series, idx, fits = fit_pairs(*_columns(np.random.default_rng(1)), PLAN)
    back = unflatten(flatten(series, idx, fits), PLAN, 2, 1)
    for name in ("n", "coef", "ar", "ar_se", "car", "scar", "spread", "days"):
        assert np.array_equal(getattr(fits, name), getattr(back, name), equal_nan=True), name
    assert schema(PLAN, 2, 1).count(",") == len(flatten(series, idx, fits)) - 1


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
    for a, b in zip(flatten(*one).values(), flatten(*two).values(), strict=True):
        assert np.array_equal(a, b, equal_nan=True)


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


def test_a_model_that_is_no_regression_is_refused(tmp_path):
    with pytest.raises(InputError, match="one linear regression"):
        study_files(tmp_path / "e.csv", tmp_path / "p.csv", Spec(model="garch"), master="local[2]")


@pytest.mark.spark
@pytest.mark.parametrize(
    "asked",
    [[], ["--model", "market-factors", "--thin", "trade-to-trade", "--mask-events"], ["--model",
     "market-adjusted"]],
    ids=["market", "factors", "adjusted"],
)  # fmt: skip
def test_spark_and_local_write_the_same_bytes(tmp_path, asked):
    pytest.importorskip("pyspark", reason="the spark extra is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on the PATH")
    rows = [(str(i), s, d) for i, (s, d) in enumerate(
        [(s, d) for s in ("NVDA", "MU", "AMD", "000660.KS", "005930.KS") for d in
         ("2025-01-27", "2024-12-02", "2025-01-27", "2024-01-03")])]  # fmt: skip
    events = write(tmp_path / "e.csv", "event_id,symbol,date", rows)
    prices = str(data_path("excerpt", "prices.csv"))
    days = sorted({line.split(",")[1] for line in Path(prices).read_text().splitlines()[1:]})
    noise = np.random.default_rng(3).standard_normal(len(days)) * 0.01
    factors = write(tmp_path / "f.csv", "date,SMB", zip(days, noise, strict=True))
    shared = ["study", "--events", str(events), "--prices", prices, *asked]
    shared += ["--factors", str(factors)] if "market-factors" in asked else []
    assert run([*shared, "--out", str(tmp_path / "local")]) == 0
    engine = ["--engine", "spark", "--master", "local[2]"]
    before = set(Path(tempfile.gettempdir()).glob("marketlink-*"))
    assert run([*shared, "--out", str(tmp_path / "spark"), *engine]) == 0
    assert set(Path(tempfile.gettempdir()).glob("marketlink-*")) == before
    names = sorted(p.name for p in (tmp_path / "local").iterdir())
    assert len(names) == 6
    for name in names:
        ours, theirs = ((tmp_path / where / name).read_bytes() for where in ("local", "spark"))
        assert ours == theirs, name
