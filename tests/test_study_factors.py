"""Factor models on the published daily factors of Fama and French, against statsmodels."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from marketlink.records.study import Spec
from marketlink.study.run import study_files

NAMES = {"Mkt-RF": "mkt_rf", "SMB": "smb5", "HML": "hml", "RMW": "rmw", "CMA": "cma", "MOM": "mom"}
MODELS = {
    "capm": ("Mkt-RF",),
    "ff3": ("Mkt-RF", "SMB", "HML"),
    "carhart": ("Mkt-RF", "SMB", "HML", "MOM"),
    "ff5": ("Mkt-RF", "SMB", "HML", "RMW", "CMA"),
    "ff5-momentum": tuple(NAMES),
}
FIRST, LAST = date(2018, 1, 2), date(2020, 12, 31)
EVENT = 400
WINDOW = (-5, 5)


@pytest.fixture
def world(shared, tmp_path):
    """The factors as decimals, a made-up stock on them, and the three files of a study."""
    with (shared / "data" / "factors" / "ff_us_daily.csv").open() as handle:
        rows = [r for r in csv.DictReader(handle) if FIRST.isoformat() <= r["date"]]
    rows = [r for r in rows if r["date"] <= LAST.isoformat()]
    days = [r["date"] for r in rows]
    f = {n: np.array([float(r[c]) for r in rows]) / 100 for n, c in NAMES.items()}
    rf = np.array([float(r["rf"]) for r in rows]) / 100
    noise = 0.012 * np.random.default_rng(5).standard_t(4, len(rows))
    y = rf + 1.2 * f["Mkt-RF"] - 0.4 * f["SMB"] + 0.3 * f["RMW"] + 0.2 * f["MOM"] + noise
    table = {**f, "RF": rf}
    lines = [",".join(["date", *table])]
    lines += [
        ",".join([d, *(repr(float(v[i])) for v in table.values())]) for i, d in enumerate(days)
    ]
    (tmp_path / "factors.csv").write_text("\n".join(lines) + "\n")
    bars = ["symbol,date,ret"]
    for symbol, values in (("AAA", y), ("^GSPC", f["Mkt-RF"] + rf)):
        bars += [f"{symbol},{d},{float(v)!r}" for d, v in zip(days, values, strict=True)]
    (tmp_path / "prices.csv").write_text("\n".join(bars) + "\n")
    (tmp_path / "events.csv").write_text(f"event_id,symbol,date\n1,AAA,{days[EVENT]}\n")
    return tmp_path, y, f, rf


@pytest.mark.parametrize("model", MODELS)
def test_a_factor_model_equals_statsmodels(model, world):
    import statsmodels.api as sm

    folder, y, f, rf = world
    spec = Spec(model=model, window=WINDOW, windows=(WINDOW,), estimation=(-250, -11))
    done = study_files(
        folder / "events.csv", folder / "prices.csv", spec, factors=folder / "factors.csv"
    )
    assert dict(done.outcomes) == {"ok": 1}
    X = np.column_stack([np.ones(len(y)), *(f[n] for n in MODELS[model])])
    rows = slice(EVENT - 250, EVENT - 10)
    fit = sm.OLS((y - rf)[rows], X[rows]).fit()
    events = {k: v[0] for k, v in done.tables["events"].items()}
    sigma = float(np.sqrt(fit.mse_resid))
    assert events["sigma"] == pytest.approx(sigma, rel=1e-10)
    assert events["r2"] == pytest.approx(fit.rsquared, rel=1e-10)
    assert abs(events["alpha"] - fit.params[0]) <= 1e-10 * sigma
    place = list(events).index("alpha")
    slopes = [float(v) for v in list(events.values())[place + 1 :][: len(MODELS[model])]]
    np.testing.assert_allclose(slopes, fit.params[1:], rtol=1e-10)
    cut = slice(EVENT + WINDOW[0], EVENT + WINDOW[1] + 1)
    ar = (y - rf)[cut] - X[cut] @ fit.params
    np.testing.assert_allclose(done.tables["abnormal"]["ar"], ar, rtol=1e-10, atol=1e-10 * sigma)
    ahead = fit.get_prediction(X[cut]).se_obs
    np.testing.assert_allclose(done.tables["abnormal"]["ar_se"], ahead, rtol=1e-10)
    total = X[cut].sum(axis=0)
    spread = sigma**2 * (len(ar) + total @ np.linalg.inv(X[rows].T @ X[rows]) @ total)
    np.testing.assert_allclose(done.tables["cars"]["car_se"], np.sqrt(spread), rtol=1e-10)
