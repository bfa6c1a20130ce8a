"""Returns that equal their benchmark's but for rounding have no spread to judge an event by."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from study_files import study

import marketlink
from marketlink.records.study import Spec
from marketlink.study.kernel import Plan, market_model
from marketlink.study.models.design import SHARE, rounding

MODELS = ("market", "market-adjusted", "dimson", "scholes-williams", "rolling", "garch")
EXTRA = {"garch": "arch"}
TOLD = "have estimation days that the model explains but for rounding, and so no t: "


def _days():
    between = marketlink.sessions("XNYS").between(date(2023, 1, 1), date(2024, 12, 31))
    return [day.isoformat() for day in between]


def _prices():
    rng = np.random.default_rng(3)
    days = _days()
    market = 0.01 * rng.standard_normal(len(days))
    index = 4000 * np.cumprod(1 + market)
    noisy = 100 * np.cumprod(1 + market + 1e-4 * rng.standard_normal(len(days)))
    columns = {
        "^GSPC": [f"{v:.10f}" for v in index], "SAME": [f"{v:.10f}" for v in index],
        "SIX": [f"{v:.6g}" for v in index], "SCALED": [f"{3.7 * v:.2f}" for v in index],
        "TRACKER": [f"{v:.2f}" for v in noisy],
    }  # fmt: skip
    return [(s, d, v) for s, values in columns.items() for d, v in zip(days, values, strict=True)]


EVENTS = [(s, s, "2024-06-03") for s in ("SAME", "SIX", "SCALED", "TRACKER")]


def _no_t(done, tabled):
    return {row["event_id"] for row in tabled["cars"] if row["t"] == ""}


@pytest.mark.parametrize("model", MODELS)
def test_a_copy_of_the_benchmark_has_no_t_of_noise(model, tmp_path):
    if model in EXTRA:
        pytest.importorskip(EXTRA[model], reason="the garch extra is not installed")
    spec = Spec(model=model, benchmark="^GSPC", windows=((0, 0), (-1, 1)))
    done, tabled = study(tmp_path, EVENTS, _prices(), spec)
    assert done.outcomes == {"ok": 4}
    assert _no_t(done, tabled) == {"SAME", "SIX", "SCALED"}
    assert f"3 events {TOLD}SAME, SIX, SCALED" in done.warnings
    assert all(abs(float(row["car"])) < 1e-5 for row in tabled["cars"] if row["t"] == "")


def _left(y, x):
    """The share of the variance that a line leaves, in rational arithmetic."""
    Y, X = ([Fraction(float(v)) for v in values] for values in (y, x))
    my, mx = sum(Y) / len(Y), sum(X) / len(X)
    sxx, syy = sum((v - mx) ** 2 for v in X), sum((v - my) ** 2 for v in Y)
    sxy = sum((v - mx) * (w - my) for v, w in zip(X, Y, strict=True))
    return 1 - sxy**2 / (sxx * syy)


@pytest.mark.parametrize("digits", [4, 5, 6, 7, 8])
@pytest.mark.parametrize("scale", [1.0, -2.0, 37.0])
def test_what_counts_as_rounding_is_what_exact_arithmetic_says(digits, scale):
    plan = Plan(estimation=(-120, -1), path=(0, 0), windows=((0, 0),), min_obs=60)
    rng = np.random.default_rng(digits)
    x = 0.01 * rng.standard_normal(121)
    y = np.array([float(f"{scale * v:.{digits}f}") for v in x])
    exact = _left(y[:120], x[:120])
    pad = np.full(200, np.nan)
    fits = market_model(np.r_[pad, y, pad], np.r_[pad, x, pad], np.array([320]), plan)
    assert rounding(fits)[0] == (exact <= SHARE)
    assert 1 - fits.r2[0] == pytest.approx(float(exact), rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("over", [False, True])
def test_the_border_between_rounding_and_a_return_of_its_own_is_exact(over):
    plan = Plan(estimation=(-120, -1), path=(0, 0), windows=((0, 0),), min_obs=60)
    rng = np.random.default_rng(7)
    x, e = 0.01 * rng.standard_normal((2, 121))
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (low, middle) if _left((x + middle * e)[:120], x[:120]) > SHARE else (middle, high)
        )
    y = x + e * (high * (1 + 1e-7) if over else low * (1 - 1e-7))
    pad = np.full(200, np.nan)
    fits = market_model(np.r_[pad, y, pad], np.r_[pad, x, pad], np.array([320]), plan)
    assert (rounding(fits)[0], _left(y[:120], x[:120]) > SHARE) == (not over, over)
