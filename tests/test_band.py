"""The errors of averages: of the test that leads, and of none that does not hold."""

from __future__ import annotations

import numpy as np
import pytest
from embedded_study import connection

from marketlink.records.study import Spec
from marketlink.study import run
from marketlink.study.inference import band
from marketlink.study.inference.portfolio import filtered_portfolios, half_widths
from marketlink.study.partition import RunOptions
from marketlink.study.tables import rows_of

WINDOWS = ((0, 0), (-10, 5))


def _study(events, windows=WINDOWS):
    done = run.study_relations(
        connection(events), Spec(windows=windows, window=(-10, 5)), RunOptions()
    )
    tests = {(r["tau_from"], r["tau_to"], r["statistic"]): r for r in rows_of(done.tables["tests"])}
    return {r["tau"]: r for r in rows_of(done.tables["average"])}, tests


SYMBOLS = ("NVDA", "MU", "AMD", "AVGO")


def _apart():
    return [
        (f"e{n}", SYMBOLS[n % 4], str(np.datetime64("2024-10-01") + 9 * n), None, "a", None, None)
        for n in range(10)
    ]


def test_the_test_that_is_named_holds_on_its_day_and_in_the_sum_up_to_it():
    average, tests = _study(_apart())
    assert tests[0, 0, average[0]["band_from"]]["valid"]
    assert tests[-10, 5, average[5]["band_from"]]["valid"]
    for row in average.values():
        assert (row["band_from"] is None) == (row["aar_se"] is None) == (row["caar_se"] is None)


def test_no_band_comes_from_a_test_that_does_not_hold_and_no_window_asked_changes_it(monkeypatch):
    average, _ = _study(_apart())
    monkeypatch.setattr(band, "OF_MEANS", ("rank",))
    none, _ = _study(_apart())
    assert {row["band_from"] for row in none.values()} == {None}
    assert {row["aar_se"] for row in none.values()} == {None}
    monkeypatch.undo()
    assert _study(_apart(), ((0, 5),))[0] == average


def test_below_eight_events_their_own_spread_draws_no_band(monkeypatch):
    monkeypatch.setattr(band, "is_met", lambda *_: True)
    monkeypatch.setattr(band, "OF_MEANS", ("kp-bmp",))
    for n, expected in ((7, None), (8, "kp-bmp")):
        assert {r["band_from"] for r in _study(_apart()[:n])[0].values()} == {expected}


@pytest.mark.parametrize("leader", ["cda-t", "cross-sectional-t"])
def test_errors_of_days_and_sums_are_those_of_their_windows_tests(monkeypatch, leader):
    monkeypatch.setattr(band, "leading", lambda *_: leader)
    average, tests = _study(_apart())
    day, path = average[0], average[5]
    assert day["aar"] / day["aar_se"] == pytest.approx(tests[0, 0, leader]["value"], rel=1e-10)
    value = tests[-10, 5, leader]["value"]
    assert path["caar"] / path["caar_se"] == pytest.approx(value, rel=1e-10)


def test_one_event_has_the_error_of_its_own_forecast_or_day():
    average, tests = _study(_apart()[:1])
    assert average[0]["band_from"] in ("portfolio-filtered", "cda-t")
    assert tests[0, 0, average[0]["band_from"]]["valid"]
    assert average[0]["aar_se"] > 0


def test_a_filtered_band_ends_where_its_test_begins_to_reject():
    generator = np.random.default_rng(4)
    before = generator.standard_t(5, (40, 240))
    before[:, -30:] *= 2.0  # loud days go on
    event = np.zeros((40, 16))
    event[:, :10] = 2.0 * generator.standard_normal((40, 10))
    for first, last in ((0, 0), (0, 5)):
        length = last - first + 1
        half = half_widths(before, event, -10, [(first, last)])[:, 0] * 1.959964
        assert np.median(half) > 2.2
        unit = np.sqrt((before**2).mean(axis=1))
        rejected = []
        for share in (0.85, 1.15):
            shifted = event.copy()
            shifted[:, 10 : 11 + last] = (share * half * unit / np.sqrt(length))[:, None]
            _, p = filtered_portfolios(before, shifted, -10, [(first, last)] * 40)
            rejected.append((p <= 0.05).mean())
        assert rejected[0] < 0.1
        assert rejected[1] > 0.9
