"""National indices, stock splits and annual reports: abnormal returns of two other programs."""

from __future__ import annotations

import csv
from datetime import date, datetime

import numpy as np
import pytest
from event_fixture import Series, panel_of

from marketlink.study.inference import parametric


def table(path):
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def number(text):
    return float(text) if text not in ("", "NA") else np.nan


def test_terror_attack_constant_mean_per_market(oracles):
    """33 national indices, each on its own sessions: constant mean over days -30..-11."""
    folder = oracles / "r_eventstudies"
    rows = table(folder / "input_terror_index_returns_pct.csv")
    events = []
    for event in table(folder / "input_terror_events.csv"):
        held = [row for row in rows if not np.isnan(number(row[event["name"]]))]
        days = [row["date"] for row in held]
        y = np.array([number(row[event["name"]]) for row in held]) / 100.0
        ordinals = np.array([date.fromisoformat(day).toordinal() for day in days])
        events.append(
            Series(ordinals, y, np.ones((y.size, 1)), days.index(event["when"]), event["name"])
        )
    paths = [(0, tau) for tau in range(11)]
    panel = panel_of(events, (-30, -11), (0, 10), paths)
    expected = {row["market"]: row for row in table(folder / "terror_AR.csv")}
    sums = {row["market"]: row for row in table(folder / "terror_CAR.csv")}
    assert len(expected) == len(panel) == 33
    for i, name in enumerate(panel.symbols):
        for tau in range(11):
            assert 100 * panel.ar[i, tau] == pytest.approx(number(expected[name][f"AR_{tau}"]))
            assert 100 * panel.car[i, tau] == pytest.approx(number(sums[name][f"CAR_{tau}"]))


def split_events(folder, model):
    index = {row["date"]: row for row in table(folder / "input_other_returns_pct.csv")}
    stocks = table(folder / "input_stock_returns_pct.csv")
    outcomes = table(folder / "split_outcomes.csv")
    events = []
    for row in outcomes:
        if row["outcome"] != "success":
            continue
        name = row["name"]
        days = [line["date"] for line in stocks if line["date"] in index]
        y = np.array([number(line[name]) for line in stocks if line["date"] in index])
        nifty = np.array([number(index[day]["NiftyIndex"]) for day in days])
        x = np.column_stack([np.ones(len(days)), nifty])
        ordinals = np.array([date.fromisoformat(day).toordinal() for day in days])
        place = max(i for i, day in enumerate(days) if day <= row["when"])
        events.append(Series(ordinals, y, x if model else x[:, :0], place, name))
    return events


@pytest.mark.parametrize("model", ["marketModel", "None"])
def test_splits_abnormal_returns_and_rebased_paths(oracles, model):
    """All rows before the window are its estimation; its path starts at 0 on the first day."""
    folder = oracles / "r_eventstudies"
    events = split_events(folder, model == "marketModel")
    assert len(events) == 6
    panel = panel_of(events, (-900, -5), (-4, 5), [(-4, 5)])
    if model == "marketModel":
        rows = table(folder / "split_marketModel_AR_by_event.csv")
        theirs = np.array([[number(row[key]) for key in list(row)[1:]] for row in rows]).T
        np.testing.assert_allclose(panel.ar, theirs, atol=1e-11)
    path = panel.ar.cumsum(axis=1) - panel.ar[:, :1]
    means = [number(row["Mean"]) for row in table(folder / f"split_{model}_classic.csv")]
    np.testing.assert_allclose(path.mean(axis=0), means, atol=1e-11)
    if model == "marketModel":
        assert (np.abs(panel.car[:, 0] - path[:, -1]) > 0.04).all(), "the first day is left out"


def annual_reports(folder, model):
    rows = table(folder / "input_returns_GAFAM.csv")
    dates = [date.fromisoformat(row["date"]) for row in rows]
    ordinals = np.array([day.toordinal() for day in dates])
    columns = {
        name: np.array([number(row[name]) for row in rows]) for name in rows[0] if name != "date"
    }
    ones = np.ones(len(dates))
    factors = {}
    for row in table(folder / "input_famafrench_percent.csv"):
        factors[row["date"]] = [number(row[name]) / 100 for name in ("Mkt-RF", "SMB", "HML", "RF")]
    keyed = [factors.get(day.strftime("%Y%m%d"), [np.nan] * 4) for day in dates]
    three = np.array(keyed)
    regressors = {
        "market_model": np.column_stack([ones, columns["SPY"]]),
        "ff3": np.column_stack([ones, three[:, :3]]),
        "constant_mean": ones[:, None],
    }
    return dates, ordinals, columns, regressors[model], three[:, 3]


SINGLE = {("AAPL", "2007-01-09"): (-5, 20), ("AAPL", "2013-03-04"): (-2, 10)}


@pytest.mark.parametrize("event", sorted(SINGLE))
@pytest.mark.parametrize("model", ["market_model", "ff3"])
def test_python_eventstudy_single_events(oracles, event, model):
    """AR to 1e-12; its variance is SSR / n without forecast error, ours SSR / (n - k) with it."""
    folder = oracles / "py_eventstudy"
    span = SINGLE[event]
    rows = [
        row
        for row in table(folder / "single_event_results.csv")
        if (row["ticker"], row["event_date"]) == event and row["model"].lower() == model.lower()
    ]
    assert rows, "the file names its models differently"
    dates, ordinals, columns, x, riskfree = annual_reports(folder, model)
    y = columns[event[0]] - (riskfree if model == "ff3" else 0.0)
    day0 = dates.index(date.fromisoformat(event[1]))
    last = span[0] - 31
    panel = panel_of(
        [Series(ordinals, y, x, day0, event[0])], (last - 299, last), span, [(span[0], span[1])]
    )
    theirs = np.array([number(row["AR"]) for row in rows])
    np.testing.assert_allclose(panel.ar[0], theirs, atol=1e-12)
    assert np.nansum(panel.ar) == pytest.approx(number(rows[-1]["CAR"]), abs=1e-12)
    population = panel.sigma[0] ** 2 * panel.dof[0] / panel.n_est[0]
    assert population == pytest.approx(number(rows[0]["var_AR"]), rel=1e-10)
    assert panel.ar_se[0, 0] ** 2 > population


def test_python_eventstudy_annual_reports(oracles):
    """38 dates, market model: the matrix of abnormal returns and their averages."""
    folder = oracles / "py_eventstudy"
    dates, ordinals, columns, x, _ = annual_reports(folder, "market_model")
    events = []
    for row in table(folder / "input_events_10K.csv"):
        when = datetime.strptime(row["event_date"], "%d/%m/%Y").date()
        later = [i for i, day in enumerate(dates) if 0 <= (day - when).days <= 4]
        y = columns[row["security_ticker"]]
        if later and later[0] + 10 < len(dates):
            events.append(Series(ordinals, y, x, later[0], row["security_ticker"]))
    rows = table(folder / "multiple_market_model_AR_by_event.csv")
    paths = [(-5, tau) for tau in range(-5, 11)]
    last = -5 - 31
    panel = panel_of(events, (last - 199, last), (-5, 10), paths)
    theirs = np.array([[number(row[str(tau)]) for tau in range(-5, 11)] for row in rows])
    usable = ~np.isnan(panel.ar).any(axis=1) & (panel.n_est == 200)
    np.testing.assert_allclose(panel.ar[usable], theirs, atol=1e-12)
    averages = [
        row
        for row in table(folder / "multiple_event_results.csv")
        if row["model"] == "market_model"
    ]
    np.testing.assert_allclose(
        panel.ar[usable].mean(axis=0), [number(row["AAR"]) for row in averages], atol=1e-12
    )
    sds = parametric.moments(panel.car[usable].T)[2]
    spread = [number(row["CARdist_Variance"]) for row in averages]
    np.testing.assert_allclose(sds**2, spread, rtol=0.03)
