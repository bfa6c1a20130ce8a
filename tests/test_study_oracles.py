"""The answers of independent programs on their own inputs, conventions apart."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from study_files import outcomes, study

from marketlink.records.study import Spec


def _read(path):
    with path.open() as handle:
        return list(csv.DictReader(handle))


def _melt(path, columns=None, scale=1.0):
    rows = _read(path)
    names = columns or [c for c in rows[0] if c != "date"]
    return [
        (name, row["date"], repr(float(row[name]) * scale))
        for name in names
        for row in rows
        if row[name] not in ("", "NA")
    ]


def test_estudy2_market_model_with_late_listings(oracles, tmp_path):
    folder = oracles / "estudy2"
    prices = _melt(folder / "input_prices.csv") + _melt(folder / "input_index_prices.csv")
    events = [
        (name, name, "2020-03-16") for name in ("AMZN", "ZM", "UBER", "NFLX", "SHOP", "FB", "UPWK")
    ]
    spec = Spec(
        benchmark="SP500",
        estimation=(-240, -1),
        window=(0, 4),
        windows=((0, 0), (0, 4)),
        returns="log",
    )
    _, tabled = study(tmp_path, events, prices, spec)
    expected = {row["ticker"]: row for row in _read(folder / "market_model_coefficients.csv")}
    for row in tabled["events"]:
        there = expected[row["symbol"]]
        assert int(row["n_est"]) == int(there["estimation_length"])
        assert float(row["alpha"]) == pytest.approx(float(there["alpha"]), abs=1e-12)
        assert float(row["beta"]) == pytest.approx(float(there["beta"]), rel=1e-10)
        assert float(row["sigma"]) == pytest.approx(float(there["resid_se_nminus2"]), rel=1e-10)
    wide = {row["date"]: row for row in _read(folder / "abnormal_sim.csv")}
    for row in tabled["abnormal"]:
        assert float(row["ar"]) == pytest.approx(
            float(wide[row["session"]][row["event_id"]]), abs=1e-12
        )


@pytest.mark.parametrize("model", ["constant-mean", "market-adjusted"])
def test_estudy2_simple_models(oracles, tmp_path, model):
    folder = oracles / "estudy2"
    prices = _melt(folder / "input_prices.csv") + _melt(folder / "input_index_prices.csv")
    events = [(name, name, "2020-03-16") for name in ("AMZN", "NFLX", "SHOP", "FB", "UPWK")]
    spec = Spec(
        model=model,
        benchmark="SP500",
        estimation=(-240, -1),
        window=(0, 4),
        windows=((0, 4),),
        returns="log",
    )
    _, tabled = study(tmp_path, events, prices, spec)
    name = "mean_adj" if model == "constant-mean" else "mrkt_adj"
    wide = {row["date"]: row for row in _read(folder / f"abnormal_{name}.csv")}
    assert len(tabled["abnormal"]) == 25
    for row in tabled["abnormal"]:
        assert float(row["ar"]) == pytest.approx(
            float(wide[row["session"]][row["event_id"]]), abs=1e-12
        )


def test_index_additions_at_staggered_dates(oracles, tmp_path):
    folder = oracles / "sp500_additions" / "eventstudy_jl"
    names = {r["id_event"]: r for r in _read(folder / "events.csv") if r["id_group"] == "G1"}
    returns = [(r["id_firm"], r["date"], r["ret"]) for r in _read(folder / "firms.csv")]
    returns += [(r["id_market"], r["date"], r["ret_m"]) for r in _read(folder / "markets.csv")]
    events = [(k, r["id_firm"], r["date"], "G1") for k, r in names.items()]
    spec = Spec(benchmark="M1", estimation=(-120, -6), window=(-5, 5), min_obs=100,
                windows=((0, 0), (0, 1), (-1, 1), (-5, 5)))  # fmt: skip
    _, tabled = study(
        tmp_path,
        events,
        returns,
        spec,
        header="event_id,symbol,date,group",
        price_header="symbol,date,ret",
    )
    assert set(outcomes(tabled).values()) == {"ok"}
    average = {int(r["tau"]): r for r in tabled["average"]}
    checked = 0
    for row in _read(folder / "expected.csv"):
        if (
            row["group"] == "G1"
            and row["statistic"] == "AAR"
            and row["usable_as_oracle"].startswith("yes")
        ):
            digits = int(row["decimals"])
            if row["from_day"] == row["to_day"] and int(row["from_day"]) in average:
                value = float(average[int(row["from_day"])]["aar"])
                assert abs(value - float(row["value"])) <= 0.6 * 10**-digits
                checked += 1
    assert checked > 5
    replica = {
        r["id_firm"]: r
        for r in _read(oracles / "sp500_additions/eventstudy2_replica/G1_simple_car.csv")
    }
    firm = {k: r["id_firm"] for k, r in names.items()}
    for row in tabled["cars"]:
        label = f"CAR[{row['tau_from']},{row['tau_to']}]"
        assert float(row["car"]) == pytest.approx(
            float(replica[firm[row["event_id"]]][label]), abs=1e-10
        )
    model = {r["event_id"]: r for r in tabled["events"]}
    for event, row in model.items():
        assert float(row["sigma"]) == pytest.approx(
            float(replica[firm[event]]["sigma_hat"]), rel=1e-9
        )


def test_one_instant_on_thirty_three_markets(oracles, tmp_path):
    folder = oracles / "r_eventstudies"
    events = [(r["name"], r["name"], r["when"]) for r in _read(folder / "input_terror_events.csv")]
    returns = _melt(folder / "input_terror_index_returns_pct.csv", scale=0.01)
    spec = Spec(
        model="constant-mean",
        estimation=(-30, -11),
        window=(0, 10),
        windows=((0, 5), (0, 10)),
        min_obs=10,
    )
    done, tabled = study(tmp_path, events, returns, spec, price_header="symbol,date,ret")
    assert done.outcomes == {"ok": 33}
    expected = {r["market"]: r for r in _read(folder / "terror_AR.csv")}
    for row in tabled["abnormal"]:
        value = float(expected[row["event_id"]][f"AR_{row['tau']}"])
        assert float(row["ar"]) * 100 == pytest.approx(value, abs=1e-9)
    seoul = [r for r in tabled["cars"] if r["event_id"] == "S.Korea"]
    assert [round(float(r["car"]) * 100, 3) for r in seoul] == [-11.819, -16.646]


def test_python_eventstudy_market_and_factor_models(oracles, tmp_path):
    folder = oracles / "py_eventstudy"
    returns = _melt(folder / "input_returns_GAFAM.csv", ["AAPL", "SPY"])
    factors = tmp_path / "ff.csv"
    lines = ["date,Mkt-RF,SMB,HML,RF"]
    for row in _read(folder / "input_famafrench_percent.csv"):
        if row["date"] > "19991231":
            values = ",".join(repr(float(row[c]) / 100) for c in ("Mkt-RF", "SMB", "HML", "RF"))
            lines.append(f"{row['date']},{values}")
    factors.write_text("\n".join(lines) + "\n")
    expected = _read(folder / "single_event_results.csv")
    names = {
        "market_model": "market",
        "constant_mean": "constant-mean",
        "ff3": "ff3",
    }
    seen = set()
    for day, window in (("2007-01-09", (-5, 20)), ("2013-03-04", (-2, 10))):
        last = window[0] - 30 - 1
        for theirs in sorted({r["model"] for r in expected}):
            ours = next((v for k, v in names.items() if k == theirs), None)
            if ours is None:
                continue
            spec = Spec(
                model=ours,
                benchmark="SPY",
                estimation=(last - 299, last),
                window=window,
                windows=(window,),
            )
            file = factors if ours == "ff3" else None
            _, tabled = study(
                tmp_path, [("e", "AAPL", day)], returns, spec,
                price_header="symbol,date,ret", factors=file,
            )  # fmt: skip
            wanted = {
                int(r["t"]): float(r["AR"])
                for r in expected
                if r["model"] == theirs and r["event_date"] == day
            }
            got = {int(r["tau"]): float(r["ar"]) for r in tabled["abnormal"]}
            assert got.keys() == wanted.keys()
            np.testing.assert_allclose([got[t] for t in wanted], list(wanted.values()), atol=2e-9)
            seen.add(ours)
    assert "market" in seen
    assert len(seen) == 3
