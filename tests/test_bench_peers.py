"""The peer scripts of the bench compute what a study does."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from marketlink.calendars import sessions
from marketlink.records.study import Spec
from marketlink.store import scratch
from marketlink.study.run import study_files

PEERS = Path(__file__).resolve().parents[1] / "bench" / "peers"
FIRST, LAST = date(2020, 1, 2), date(2024, 1, 2)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Prices of SPY and two stocks on every session of New York, and events of these."""
    folder, rng = tmp_path_factory.mktemp("peers"), np.random.default_rng(5)
    days = np.array(sessions("XNYS").between(FIRST, LAST), dtype="datetime64[D]")
    market = 0.01 * rng.standard_normal(len(days))
    con = scratch()
    con.execute("create table prices (symbol varchar, date date, close double)")
    for symbol, beta in (("SPY", 1.0), ("AMD", 1.4), ("IBM", 0.7)):
        own = beta * market + (symbol != "SPY") * 0.02 * rng.standard_t(4, len(days))
        lines = {"date": days.astype("datetime64[us]"), "close": 100 * np.cumprod(1 + own)}
        con.register("lines", lines)
        con.execute("insert into prices select ?, date::date, close from lines", [symbol])
    asked = days[[260, 400, 500, 900]]
    con.register("asked", {"id": np.arange(4), "date": asked.astype("datetime64[us]")})
    con.execute("create table events as select symbol || id as event_id, symbol, date::date as date"
                " from asked, (values ('AMD'), ('IBM')) t(symbol)")  # fmt: skip
    for name in ("prices", "events"):
        con.execute(f"copy {name} to '{folder}/{name}.parquet' (format parquet)")
    con.close()
    return folder / "prices.parquet", folder / "events.parquet"


@pytest.mark.parametrize("script", ["duckdb_regr", "polars_rolling"])
def test_a_peer_finds_what_a_study_does(files, script, monkeypatch):
    if script == "polars_rolling":
        pytest.importorskip("polars")
    monkeypatch.syspath_prepend(str(PEERS))
    prices, events = files
    rows = import_module(script).found(str(prices), str(events), "SPY")
    peer = {name: np.asarray(values) for name, values in rows.items()}
    peer = {name: values[np.argsort(peer["event_id"])] for name, values in peer.items()}
    spec = Spec(benchmark="SPY", windows=((-10, 10),), window=(-10, 10))
    tables = study_files(events, prices, spec).tables
    order = np.argsort(tables["events"]["event_id"])
    day = {name: column[tables["abnormal"]["tau"] == 0]
           for name, column in tables["abnormal"].items()}  # fmt: skip
    own = {
        "alpha": tables["events"]["alpha"], "beta": tables["events"]["beta"],
        "sigma": tables["events"]["sigma"], "ar": day["ar"], "t": day["sar"],
        "car": tables["cars"]["car"],
    }  # fmt: skip
    assert len(peer["event_id"]) == len(order) == 8
    for name, values in own.items():
        np.testing.assert_allclose(peer[name], values[order], rtol=1e-9, atol=1e-13, err_msg=name)
