"""Return files: what a return may be, and what a study says of days and exchanges in doubt."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from study_files import study
from test_study_rounding import _days

from marketlink.records.study import Spec


def test_a_delisting_return_of_minus_100_percent_is_a_return(tmp_path):
    rng = np.random.default_rng(4)
    market = 0.01 * rng.standard_normal(len(_days()))
    stock = market + 0.01 * rng.standard_normal(len(market))
    rows = [("^GSPC", d, repr(float(v))) for d, v in zip(_days(), market, strict=True)]
    rows += [
        ("AAA", d, "-1.0" if d == "2024-06-03" else repr(float(v)))
        for d, v in zip(_days(), stock, strict=True) if d <= "2024-06-03"
    ]  # fmt: skip
    done, tabled = study(
        tmp_path, [("a", "AAA", "2024-06-03")], rows, Spec(windows=((0, 0),)),
        price_header="symbol,date,ret",
    )  # fmt: skip
    assert (done.outcomes, [w for w in done.warnings if "not positive" in w]) == ({"ok": 1}, [])
    assert float(tabled["cars"][0]["car"]) < -0.9
    assert float(tabled["cars"][0]["bhar"]) == pytest.approx(float(tabled["cars"][0]["car"]))


def test_an_event_window_that_lacks_returns_is_told(tmp_path):
    rng = np.random.default_rng(4)
    rows = [
        (symbol, d, repr(float(v)))
        for symbol in ("^GSPC", "AAA", "BBB", "CCC")
        for d, v in zip(_days(), 0.01 * rng.standard_normal(len(_days())), strict=True)
        if not (symbol == "BBB" and d > "2024-06-05")
        and not (symbol == "CCC" and d == "2024-06-04")
    ]
    events = [(s, s, "2024-06-03") for s in ("AAA", "BBB", "CCC")]
    done, tabled = study(tmp_path, events, rows, Spec(), price_header="symbol,date,ret")
    assert done.outcomes == {"ok": 3}
    told = "2 events have sessions without a return in their event window, which their CARs leave"
    assert any(w.startswith(told) and w.endswith(": BBB, CCC") for w in done.warnings)
    flags = {r["event_id"]: r["flags"] for r in tabled["events"]}
    assert flags == {"AAA": "", "BBB": "incomplete", "CCC": "incomplete"}
    days = {(r["event_id"], r["tau_to"]): r["days"] for r in tabled["cars"]}
    assert (days["BBB", "5"], days["BBB", "10"], days["CCC", "5"]) == ("3", "3", "6")
    counted = {r["tau_to"]: r["n"] for r in tabled["tests"] if r["statistic"] == "patell"}
    assert counted == {"0": "3", "1": "2", "5": "2", "10": "2"}


def test_a_symbol_that_lines_put_on_several_exchanges_is_told_with_the_one_taken(tmp_path):
    rng = np.random.default_rng(4)
    rows = [
        (symbol, d, repr(float(v)), ("NYSE", other)[n % 2])
        for symbol, other in (("^GSPC", "NASDAQ"), ("AAA", "XKRX"))
        for n, (d, v) in enumerate(
            zip(_days(), 0.01 * rng.standard_normal(len(_days())), strict=True)
        )
    ]
    events = [("a", "AAA", "2024-06-03")]
    done, _ = study(tmp_path, events, rows, Spec(), price_header="symbol,date,ret,exchange")
    assert (
        "symbols on several exchanges, and the one taken: AAA (NYSE, XKRX: XKRX)" in done.warnings
    )


def test_faults_of_prices_are_told(tmp_path):
    rng = np.random.default_rng(4)
    rows = [
        (symbol, d, f"{v:.6f}")
        for symbol in ("^GSPC", "AAA", "BBB", "CCC")
        for d, v in zip(
            _days(), 50 * np.cumprod(1 + 0.01 * rng.standard_normal(len(_days()))), strict=True
        )
    ]
    rows = [(s, d, "0" if (s, d) == ("AAA", "2024-03-04") else v) for s, d, v in rows]
    rows += [("BBB", "2024-03-04", "1"), ("AAA", "2024-03-09", "-1"), ("XX", "2024-03-09", "1")]
    events = [("a", "AAA", "2024-06-03"), ("b", "BBB", "2024-06-03"), ("x", "XX", "2024-03-09")]
    done, _ = study(tmp_path, events, rows, Spec(as_of=date(2024, 12, 2)))
    told = [w for w in done.warnings if "days" in w or "dates" in w or "nothing" in w]
    assert len(told) > 4
