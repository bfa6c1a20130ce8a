"""Cross-sections of CARs against statsmodels and by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from study_files import tables, write

from marketlink.calendars import sessions
from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.study.cross_section import ERRORS, cross_section

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


def _world(folder: Path):
    """Six companies with one event each, sizes that are written as a spreadsheet writes them."""
    rng = np.random.default_rng(8)
    days = sessions("XNYS").between(date(2023, 1, 3), date(2024, 12, 31))[:220]
    rows, events = [], []
    market = 0.01 * rng.standard_normal(220)
    for i in range(-1, 24):
        change = market if i < 0 else 1.1 * market + 0.02 * rng.standard_normal(220)
        price = 50 * np.cumprod(1 + change)
        symbol = "IDX" if i < 0 else f"C{i:02}"
        rows += [(symbol, d.isoformat(), repr(float(p))) for d, p in zip(days, price, strict=True)]
    size = rng.standard_normal(24) * 1000
    for i in range(24):
        day = days[150 + 2 * (i // 4)].isoformat()
        shown = "" if i == 5 else f"{size[i]:,.2f}"
        events.append((f"e{i}", f"C{i:02}", day, "abcdefgh"[i % 8], shown, repr(i % 3)))
    header = "event_id,symbol,date,group,Size,cash"
    return (
        write(folder / "events.csv", header, events),
        write(folder / "prices.csv", "symbol,date,close", rows),
        np.round(size, 2),
    )


@pytest.mark.parametrize(
    ("more", "options"),
    [
        (["--errors", "HC1"], {"cov_type": "HC1"}),
        ([], {"cov_type": "HC3"}),
        (["--errors", "HAC"], {"cov_type": "HAC", "cov_kwds": {"maxlags": 2, "use_correction": 1}}),
        (["--cluster", "date"], {"cov_type": "cluster"}),
        (["--cluster", "date", "--cluster", "group"], {"cov_type": "cluster"}),
        (["--weights", "forecast-error"], {"cov_type": "HC3"}),
    ],
)
def test_the_command_regresses_cars_on_columns_of_the_events_as_statsmodels_does(
    more, options, tmp_path
):
    events, prices, size = _world(tmp_path)
    asked = ["--regress", "size", "--regress", "cash", "--window", "-1:1", *more]
    assert run(["study", "--events", str(events), "--prices", str(prices), "--benchmark", "IDX",
                "--out", str(tmp_path / "out"), *asked]) == 0  # fmt: skip
    found = tables(tmp_path / "out")
    kept = [i for i in range(24) if i != 5]
    cars = {r["event_id"]: r for r in found["cars"] if (r["tau_from"], r["tau_to"]) == ("-1", "1")}
    y = np.array([float(cars[f"e{i}"]["car"]) for i in kept])
    se = np.array([float(cars[f"e{i}"]["car_se"]) for i in kept])
    X = np.column_stack([np.ones(23), size[kept], [i % 3 for i in kept]])
    if "cluster" in options.values():
        columns = [np.array([i // 4 for i in kept]), np.array([i % 8 for i in kept])]
        groups = columns[0] if len(more) == 2 else np.column_stack(columns)
        options = options | {"cov_kwds": {"groups": groups}}
    weights = 1 / se**2 if "--weights" in more else np.ones(23)
    fit = sm.WLS(y, X, weights=weights).fit(use_t=True, **options)
    mine = [r for r in found["regression"] if (r["tau_from"], r["tau_to"]) == ("-1", "1")]
    assert [r["name"] for r in mine] == ["constant", "size", "cash"]
    assert {(r["n"], r["dropped"]) for r in mine} == {("23", "1")}
    for place, row in enumerate(mine):
        assert float(row["estimate"]) == pytest.approx(fit.params[place], rel=1e-10)
        variance = fit.cov_params()[place, place]
        if variance < 0:
            assert row["se"] == row["p"] == ""
            assert "negative" in row["note"]
        else:
            assert float(row["se"]) == pytest.approx(variance**0.5, rel=1e-10)
            t = fit.params[place] / variance**0.5
            df = getattr(fit, "df_resid_inference", fit.df_resid)
            assert float(row["p"]) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-8)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--regress", "siz"], "one of size"),
        (["--regress", "symbol"], "holds no number"),
        (["--cluster", "date"], "--regress"),
        (["--regress", "size", "--cluster", "date", "--errors", "HC1"], "--cluster goes with"),
        (["--table", "regression"], "--regress"),
    ],
)
def test_a_regression_that_cannot_be_is_told(more, words, tmp_path, capsys):
    events, prices, _ = _world(tmp_path)
    assert run(["study", "--events", str(events), "--prices", str(prices), "--benchmark", "IDX",
                *more]) == 2  # fmt: skip
    told = capsys.readouterr().err
    assert words in told.splitlines()[-1]


def test_a_negative_two_way_variance_has_no_error_and_says_so():
    y = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    x = np.array([0.1, 0.2, 0.4, 0.3, 0.7, 0.6, 0.5, 0.9])
    labels = [0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 0, 1, 0, 1]
    fit = cross_section(y, {"x": x}, errors="cluster", clusters=labels)
    lost = [line for line in fit.coefficients if np.isnan(line.se)]
    assert lost
    assert all(np.isnan(line.p) for line in lost)
    assert any("negative" in note for note in fit.notes)


def test_one_cluster_is_refused_and_an_infinite_characteristic_drops_its_event():
    y, x = np.arange(6.0) ** 2, np.array([0.1, 0.2, 0.4, 0.3, 0.7, np.inf])
    with pytest.raises(InputError, match="two clusters or more"):
        cross_section(y, {"x": x}, errors="cluster", clusters=[["2024-06-03"] * 6])
    fit = cross_section(y, {"x": x})
    assert (fit.n, fit.dropped) == (5, 1)
    assert np.isfinite(fit.coefficients[1].se)


def test_cars_that_are_all_the_same_are_regressed_without_a_warning(recwarn):
    fit = cross_section(np.zeros(5), {"x": np.array([0.1, 0.2, 0.4, 0.3, 0.7])})
    assert np.isnan(fit.r2)
    assert not recwarn.list
