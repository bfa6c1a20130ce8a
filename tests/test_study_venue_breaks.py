"""Volumes compared across a change of the venues of a stock are flagged and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from study_files import study

from marketlink.calendars import sessions
from marketlink.records.study import Spec

DAYS = sessions("XKRX").between(date(2023, 6, 1), date(2026, 6, 30))
SPEC = Spec(model="abnormal-volume", window=(-5, 5), windows=((0, 0), (-5, 5)))
NEXTRADE = date(2025, 3, 24)


def _prices(symbols=("005930.KS", "123450.KS"), days=DAYS):
    noise = np.random.default_rng(5)
    for symbol in symbols:
        levels = np.cumprod(1 + 0.01 * noise.standard_normal(len(days)))
        volumes = np.exp(12 + 0.3 * noise.standard_normal(len(days)))
        for day, level, volume in zip(days, levels, volumes, strict=True):
            yield symbol, day.isoformat(), repr(float(100 * level)), int(volume)


def _flagged(folder, days, spec=SPEC, symbol="005930.KS", prices=None):
    events = [(name, symbol, day.isoformat()) for name, day in days.items()]
    done, tabled = study(folder, events, prices or _prices(), spec,
                         price_header="symbol,date,close,volume")  # fmt: skip
    assert done.outcomes == {"ok": len(days)}
    told = [line for line in done.warnings if "change of the venues" in line]
    found = [row["event_id"] for row in tabled["events"] if "venue_change" in row["flags"].split()]
    return found, told


def _session(offset):
    return DAYS[DAYS.index(NEXTRADE) + offset]


def test_an_event_whose_windows_span_the_start_of_nextrade_is_flagged_and_counted(tmp_path):
    days = {
        "before": _session(-6), "window": _session(-5), "first": _session(0),
        "estimated": _session(249), "after": _session(250),
    }  # fmt: skip
    flagged, (told,) = _flagged(tmp_path, days)
    assert flagged == ["window", "first", "estimated"]
    assert told.startswith("3 events have volumes of before and after a change")
    assert told.endswith(": window, first, estimated")


@pytest.mark.parametrize(
    ("symbol", "model"),
    [("123450.KS", "abnormal-volume"), ("005930.KS", "abnormal-volatility")],
)
def test_a_stock_that_is_not_admitted_and_a_model_of_returns_span_nothing(symbol, model, tmp_path):
    spec = replace(SPEC, model=model, benchmark="^KS11")
    prices = _prices(("005930.KS", "123450.KS", "^KS11"))
    assert _flagged(tmp_path, {"first": NEXTRADE}, spec, symbol, prices) == ([], [])


def test_volumes_that_begin_with_the_change_do_not_span_it(tmp_path):
    days = [day for day in DAYS if day >= NEXTRADE]
    assert _flagged(tmp_path, {"a": days[200]}, prices=_prices(days=days)) == ([], [])


def test_a_model_told_to_start_after_the_change_flags_only_what_moves_inside(tmp_path):
    days = {"first": _session(0), "soon": _session(60), "later": _session(200)}
    events = [(name, "005930.KS", day.isoformat()) for name, day in days.items()]
    spec = replace(SPEC, after_breaks=True, min_obs=100)
    _, tabled = study(tmp_path, events, _prices(), spec, price_header="symbol,date,close,volume")
    rows = {row["event_id"]: row for row in tabled["events"]}
    assert rows["later"]["outcome"] == "ok"
    assert "venue_change" not in rows["later"]["flags"].split()
    assert int(rows["later"]["n_est"]) == 200 - 10
    assert rows["soon"]["outcome"] != "ok", "fifty days after the change are too few"
    assert "venue_change" in rows["first"]["flags"].split(), "its event window spans the change"
