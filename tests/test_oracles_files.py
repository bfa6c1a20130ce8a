"""The other programs' inputs through the command line, file to file."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime

import numpy as np
import pytest

from marketlink.cli.main import run


def table(path):
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def number(text):
    return float(text) if text not in ("", "NA") else np.nan


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.writer(handle)
        out.writerow(header)
        out.writerows(rows)
    return path


def study(tmp_path, events, prices, kind, *options):
    """Run ``marketlink study`` and return its tables by name."""
    header = ("event_id", "symbol", "date", "group")[: len(events[0])]
    files = [
        *("--events", str(write(tmp_path / "events.csv", header, events))),
        *("--prices", str(write(tmp_path / "prices.csv", ("symbol", "date", kind), prices))),
        *("--out", str(tmp_path / "out"), "--offline"),
    ]
    code = run(["study", *files, *options, *_inside(options)])
    assert code == 0
    names = ("events", "abnormal", "cars", "tests", "average")
    return {name: table(tmp_path / "out" / f"{name}.csv") for name in names}


STANDARD = ((0, 0), (-1, 1), (0, 5), (0, 10))


def _inside(options):
    """The path that the windows asked for span, and the usual windows inside it."""
    asked = [options[i + 1] for i, option in enumerate(options) if option == "--window"]
    ends = [tuple(map(int, window.split(":"))) for window in asked]
    first, last = min(a for a, _ in ends), max(b for _, b in ends)
    usual = [f"{a}:{b}" for a, b in STANDARD if first <= a and b <= last]
    more = [option for window in usual for option in ("--window", window)]
    return ["--path", f"{first}:{last}", *more]


def statistic(tables, name, window, group="all"):
    (row,) = [
        row
        for row in tables["tests"]
        if row["statistic"] == name
        and (int(row["tau_from"]), int(row["tau_to"])) == window
        and row["group"] == group
    ]
    return number(row["value"])


def abnormal(tables):
    """(event, tau) -> AR."""
    return {(row["event_id"], int(row["tau"])): number(row["ar"]) for row in tables["abnormal"]}


def test_index_additions_as_returns(oracles, tmp_path):
    folder = oracles / "sp500_additions/eventstudy_jl"
    rows = [(r["id_firm"], r["date"], r["ret"]) for r in table(folder / "firms.csv") if r["ret"]]
    rows += [
        (r["id_market"], r["date"], r["ret_m"]) for r in table(folder / "markets.csv") if r["ret_m"]
    ]
    events = [
        (r["id_event"], r["id_firm"], r["date"], r["id_group"])
        for r in table(folder / "events.csv")
    ]
    windows = [option for tau in range(-5, 6) for option in ("--window", f"{tau}:{tau}")]
    tables = study(
        *(tmp_path, events, rows, "ret", "--benchmark", "M1", "--estimation", "-120:-6"),
        *("--window", "-5:5", "--window", "0:1", *windows),
    )
    assert {row["outcome"] for row in tables["events"]} == {"ok"}
    average = {(r["group"], int(r["tau"])): number(r["aar"]) for r in tables["average"]}
    cars = defaultdict(list)
    group_of = {row["event_id"]: row["group"] for row in tables["events"]}
    for row in tables["cars"]:
        key = group_of[row["event_id"]], int(row["tau_from"]), int(row["tau_to"])
        cars[key].append(number(row["car"]))
    names = {
        "Patell_Z": ("patell", 6e-8),
        "BMP_t_forecast_error_corrected": ("bmp", 6e-8),
        "BMP_SCAR_exact_forecast_variance": ("bmp", 1e-9),
        "GRANK_T": ("grank-t", 1e-9),
    }
    checked = 0
    for row in table(folder / "expected.csv"):
        group, window = row["group"], (int(row["from_day"]), int(row["to_day"]))
        expected, tolerance = float(row["value"]), 6 * 10.0 ** -int(row["decimals"])
        if row["statistic"] == "AAR":
            assert average[group, window[0]] == pytest.approx(expected, abs=tolerance)
        elif row["statistic"] == "CAAR":
            assert np.mean(cars[group, *window]) == pytest.approx(expected, abs=tolerance)
        elif row["statistic"] in names and row["source"].startswith("independent"):
            name, tolerance = names[row["statistic"]]
            ours = statistic(tables, name, window, group)
            assert ours == pytest.approx(expected, abs=tolerance), row["statistic"]
        else:
            continue
        checked += 1
    assert checked == 21 + 4 + 22 + 2


@pytest.mark.parametrize(
    ("name", "returns", "estimation", "window"),
    [
        ("m5p5_simple_est115", "simple", "-120:-6", (-5, 5)),
        ("m2p2_log_est120", "log", "-130:-11", (-2, 2)),
    ],
)
def test_index_additions_as_prices(oracles, tmp_path, name, returns, estimation, window):
    folder = oracles / "sp500_additions/r_eventstudy"
    prices = []
    for kind in ("firm", "market"):
        rows = table(folder / f"input_{kind}_prices.csv")
        prices += [(row["symbol"], row["date"], row["adjusted"]) for row in rows]
    inputs = table(folder / "input_events.csv")
    events = [(row["event_id"], row["firm_symbol"], row["event_date"]) for row in inputs]
    days = range(window[0], window[1] + 1)
    singles = [option for tau in days for option in ("--window", f"{tau}:{tau}")]
    tables = study(
        *(tmp_path, events, prices, "close", "--benchmark", "SP500", "--returns", returns),
        *("--estimation", estimation, "--window", f"{window[0]}:{window[1]}", *singles),
    )
    ours = abnormal(tables)
    seen = 0
    for row in table(folder / f"{name}_AR.csv"):
        value = ours[row["event_id"], int(row["relative_index"])]
        if not np.isnan(value):
            assert value == pytest.approx(float(row["abnormal_returns"]), abs=1e-12)
            seen += 1
    assert seen >= 16 * len(days) - 1
    sigma = {row["event_id"]: number(row["sigma"]) for row in tables["events"]}
    for row in table(folder / f"{name}_model.csv"):
        assert sigma[row["event_id"]] == pytest.approx(float(row["sigma"]), rel=1e-10)
    pairs = {
        "CSectT": ("aar_t", "cross-sectional-t"),
        "PatellZ": ("aar_z", "patell"),
        "GSignT": ("gsign_z", "generalised-sign"),
        "SignT": ("sign_z", "sign"),
    }
    for kind, (column, label) in pairs.items():
        for row in table(folder / f"{name}_{kind}.csv"):
            tau = int(row["relative_index"])
            if label == "patell" and row["n_valid_events"] != "16":
                continue
            if tau == 5 and label == "patell":
                continue  # that program keeps the variance of the firm without a return
            value = statistic(tables, label, (tau, tau))
            assert value == pytest.approx(float(row[column]), rel=1e-8, abs=1e-10), (label, tau)


def test_terror_attack_constant_mean(oracles, tmp_path):
    """Each of 33 markets on its own dates; the file's dates are already first sessions."""
    folder = oracles / "r_eventstudies"
    rows = table(folder / "input_terror_index_returns_pct.csv")
    names = [row["name"] for row in table(folder / "input_terror_events.csv")]
    prices = [
        (name, row["date"], repr(number(row[name]) / 100))
        for row in rows
        for name in names
        if not np.isnan(number(row[name]))
    ]
    events = [(r["name"], r["name"], r["when"]) for r in table(folder / "input_terror_events.csv")]
    tables = study(
        *(tmp_path, events, prices, "ret", "--model", "constant-mean"),
        *("--estimation", "-30:-11", "--window", "0:10", "--min-obs", "20"),
    )
    assert {row["outcome"] for row in tables["events"]} == {"ok"}
    ours = abnormal(tables)
    for row in table(folder / "terror_AR.csv"):
        for tau in range(11):
            value = 100 * ours[row["market"], tau]
            assert value == pytest.approx(float(row[f"AR_{tau}"]), abs=1e-9), row["market"]
    cars = {
        (row["event_id"], int(row["tau_to"])): number(row["car"])
        for row in tables["cars"]
        if row["tau_from"] == "0"
    }
    for row in table(folder / "terror_CAR.csv"):
        for tau in (0, 5, 10):
            value = 100 * cars[row["market"], tau]
            assert value == pytest.approx(float(row[f"CAR_{tau}"]), abs=1e-9)


def test_annual_reports(oracles, tmp_path):
    folder = oracles / "py_eventstudy"
    rows = table(folder / "input_returns_GAFAM.csv")
    names = [name for name in rows[0] if name != "date"]
    prices = [(name, row["date"], row[name]) for row in rows for name in names if row[name]]
    days = [date.fromisoformat(row["date"]) for row in rows]
    events = []
    for i, row in enumerate(table(folder / "input_events_10K.csv")):
        when = datetime.strptime(row["event_date"], "%d/%m/%Y").date()
        if when <= days[-11]:
            events.append((f"{i:02d}", row["security_ticker"], when.isoformat()))
    tables = study(
        *(tmp_path, events, prices, "ret", "--benchmark", "SPY"),
        *("--estimation", "-235:-36", "--min-obs", "200", "--window", "-5:10"),
    )
    expected = table(folder / "multiple_market_model_AR_by_event.csv")
    fitted = sorted(row["event_id"] for row in tables["events"] if row["outcome"] == "ok")
    assert len(fitted) == len(expected) == 38
    ours = abnormal(tables)
    for event, row in zip(fitted, expected, strict=True):
        for tau in range(-5, 11):
            assert ours[event, tau] == pytest.approx(float(row[str(tau)]), abs=1e-12)
    average = {int(row["tau"]): row for row in tables["average"]}
    for row in table(folder / "multiple_event_results.csv"):
        if row["model"] == "market_model":
            ours_day = average[int(row["t"])]
            assert number(ours_day["aar"]) == pytest.approx(float(row["AAR"]), abs=1e-12)
            assert number(ours_day["caar"]) == pytest.approx(float(row["CAAR"]), abs=1e-12)


@pytest.mark.parametrize("model", ["market", "ff3"])
def test_one_announcement(oracles, tmp_path, model):
    folder = oracles / "py_eventstudy"
    rows = table(folder / "input_returns_GAFAM.csv")
    factors = {row["date"]: row for row in table(folder / "input_famafrench_percent.csv")}
    prices, daily = [], []
    for row in rows:
        line = factors.get(row["date"].replace("-", ""))
        excess = float(line["RF"]) / 100 if line and model == "ff3" else 0.0
        if row["AAPL"] and (line or model != "ff3"):
            prices.append(("AAPL", row["date"], repr(float(row["AAPL"]) - excess)))
            prices.append(("SPY", row["date"], row["SPY"]))
        if line:
            daily.append(
                [row["date"], *(repr(float(line[k]) / 100) for k in ("Mkt-RF", "SMB", "HML"))]
            )
    path = write(tmp_path / "factors.csv", ("date", "mktrf", "smb", "hml"), daily)
    extra = ("--benchmark", "SPY")
    if model == "ff3":
        extra = ("--model", "factors", "--factors", str(path))
    tables = study(
        *(tmp_path, [("a", "AAPL", "2007-01-09")], prices, "ret", *extra),
        *("--estimation", "-335:-36", "--min-obs", "300", "--window", "-5:20"),
    )
    ours = abnormal(tables)
    theirs = "market_model" if model == "market" else "ff3"
    checked = 0
    for row in table(folder / "single_event_results.csv"):
        if (row["ticker"], row["event_date"], row["model"]) == ("AAPL", "2007-01-09", theirs):
            assert ours["a", int(row["t"])] == pytest.approx(float(row["AR"]), abs=1e-12)
            checked += 1
    assert checked == 26


def test_seven_firms_on_one_date(oracles, tmp_path):
    """estudy2's prices with log returns: 240 days to the one before the event."""
    folder = oracles / "estudy2"
    rows = table(folder / "input_prices.csv")
    firms = [name for name in rows[0] if name != "date"]
    prices = [(name, row["date"], row[name]) for row in rows for name in firms if row[name]]
    prices += [("SP500", r["date"], r["SP500"]) for r in table(folder / "input_index_prices.csv")]
    events = [(name, name, "2020-03-16") for name in firms]
    tables = study(
        *(tmp_path, events, prices, "close", "--benchmark", "SP500", "--returns", "log"),
        *("--estimation", "-240:-1", "--min-obs", "200", "--window", "0:11", "--window", "0:4"),
    )
    fits = {row["event_id"]: row for row in tables["events"]}
    for row in table(folder / "market_model_coefficients.csv"):
        ours = fits[row["ticker"]]
        assert int(ours["n_est"]) == int(row["estimation_length"])
        assert number(ours["alpha"]) == pytest.approx(float(row["alpha"]), abs=1e-12)
        assert number(ours["beta"]) == pytest.approx(float(row["beta"]), rel=1e-10)
        assert number(ours["sigma"]) == pytest.approx(float(row["resid_se_nminus2"]), rel=1e-10)
    expected = {row["date"]: row for row in table(folder / "abnormal_sim.csv")}
    for row in tables["abnormal"]:
        theirs = float(expected[row["session"]][row["event_id"]])
        assert number(row["ar"]) == pytest.approx(theirs, abs=1e-12)
    for row in table(folder / "parametric_tests.csv"):
        if (row["model"], row["firms"], row["window"]) == ("sim", "all7", "w1"):
            value = statistic(tables, "cross-sectional-t", (0, 0))
            assert value == pytest.approx(float(row["t_test_stat"]), rel=1e-9)
    signed = table(folder / "nonparametric_tests.csv")[0]
    assert statistic(tables, "sign", (0, 0)) == pytest.approx(float(signed["sign_stat"]), abs=1e-9)
    assert statistic(tables, "wilcoxon", (0, 0)) == float(signed["wlcx_stat"])
    assert number(tables["tests"][0]["inflation"]) > 1


@pytest.mark.parametrize("model", ["market", "constant-mean"])
def test_stock_splits(oracles, tmp_path, model):
    folder = oracles / "r_eventstudies"
    index = {
        row["date"]: number(row["NiftyIndex"])
        for row in table(folder / "input_other_returns_pct.csv")
    }
    stocks = table(folder / "input_stock_returns_pct.csv")
    kept = [row for row in table(folder / "split_outcomes.csv") if row["outcome"] == "success"]
    prices = []
    for row in stocks:
        if np.isnan(index.get(row["date"], np.nan)):
            continue
        prices.append(("NIFTY", row["date"], repr(index[row["date"]] / 100)))
        for event in kept:
            value = number(row[event["name"]])
            if not np.isnan(value):
                prices.append((event["name"], row["date"], repr(value / 100)))
    events = [(row["row"], row["name"], row["when"]) for row in kept]
    tables = study(
        *(tmp_path, events, prices, "ret", "--benchmark", "NIFTY", "--model", model),
        *("--estimation", "-400:-5", "--min-obs", "20", "--window", "-4:5"),
    )
    assert {row["outcome"] for row in tables["events"]} == {"ok"}
    if model != "market":
        return
    ours = abnormal(tables)
    for row in table(folder / "split_marketModel_AR_by_event.csv"):
        for event in list(row)[1:]:
            value = 100 * ours[event, int(row["t"])]
            assert value == pytest.approx(float(row[event]), abs=1e-9), event
