"""The validity rules keep their promise on the recorded simulation, and say why they object."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from marketlink.study.inference.dependence import Dependence
from marketlink.study.inference.statistics import STATISTICS
from marketlink.study.inference.validity import event_variance, facts, shape, verdict

ROOT = Path(__file__).parents[1]
RNG = np.random.default_rng(1)


def recorded():
    with (ROOT / "docs" / "size_power.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_wherever_a_statistic_is_called_valid_it_keeps_its_size():
    rows = [row for row in recorded() if float(row["effect"]) == 0.0]
    valid = [row for row in rows if float(row["called_valid"]) > 0.5]
    assert len(valid) > 500
    outside = [row for row in valid if not 0.04 <= float(row["rejected"]) <= 0.06]
    assert len(outside) < 0.005 * len(valid)
    twice = 2 * (0.06 * 0.94 / 16_000) ** 0.5  # nobody is surely outside
    assert all(0.04 - twice <= float(row["rejected"]) <= 0.06 + twice for row in outside)
    assert {int(row["draws"]) for row in rows} == {16_000}


def test_every_design_of_the_promise_was_simulated():
    rows = recorded()
    assert {int(row["n"]) for row in rows} == {1, 3, 8, 30, 100}
    assert {float(row["r"]) for row in rows} == {0.0, 0.02, 0.1, 0.3}
    assert {row["shock"] for row in rows} == {"normal", "t4", "skewed"}
    assert {row["extra"] for row in rows} >= {"variance", "missing", "asynchronous"}
    assert {int(row["window"]) for row in rows} == {1, 3, 11}
    assert {float(row["effect"]) for row in rows} == {0.0, 0.01, 0.02, 0.03}
    assert {row["dates"] for row in rows} >= {"shared", "staggered"}
    headline = [
        row
        for row in rows
        if row["statistic"] == "cda-t" and row["dates"] == "shared" and row["extra"] == ""
        if float(row["effect"]) == 0.0
    ]
    assert all(float(row["called_valid"]) > 0.5 for row in headline)


def test_every_rule_was_simulated():
    null = {row["statistic"] for row in recorded() if float(row["effect"]) == 0.0}
    simulated = [one.rule for one in STATISTICS.values() if one.name in null]
    assert [one.name for one in STATISTICS.values() if one.rule not in simulated] == []


def test_the_recorded_verdicts_are_those_of_the_present_rules():
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        import size_power as bench
    finally:
        sys.path.pop(0)
    places = {cell: place for place, cell in enumerate(bench.size_cells())}
    for cell in (bench.Cell(8, "shared", 0.1), bench.Cell(8, "shared", 0.1, "normal", "variance")):
        called = bench.flags(cell, places[cell], set(STATISTICS) & set(bench.NAMES))
        for row in bench.finished(ROOT / "docs" / "size_power.csv"):
            if row[0] == cell and row[2] in STATISTICS:
                assert row[4] == pytest.approx(called[row[1], row[2]], abs=0.006), row


def known(n=40, t=120, **changes):
    scar = RNG.standard_normal(n) * np.sqrt(118 / 116)
    scar[: n // 2] = -scar[n // 2 : 2 * (n // 2)]
    sar = RNG.standard_normal((n, t))
    dates = 730_000 + 400 * np.arange(n)[:, None] + np.arange(1)
    shared = Dependence(0.1, 0.0, 0.0, 0.0, 10)
    base = facts(scar, np.full(n, 118.0), shape(sar), (dates, t), shared)
    return replace(base, **{"variance_z": 0.0, **changes})


def test_events_of_two_degrees_of_freedom_have_a_spread_without_a_warning():
    scar = np.array([2.9, 1.7, 4.1])
    ratio, z = event_variance(scar, np.array([2.0, 30.0, 30.0]), 0.1, 0.0)
    assert np.isfinite([ratio, z]).all()


@pytest.mark.parametrize(
    ("statistic", "change", "words"),
    [
        ("bmp", {"neighbours": 39.0, "inflation": 2.2}, "share dates"),
        ("bmp", {"inflation": 1.2}, "assumes independence"),
        ("bmp", {"n": 5}, "needs 8 events"),
        ("cda-t", {"variance_z": 4.0, "variance_ratio": 3.9}, "spread 3.9 times"),
        ("cda-t", {"crossing": 0.8}, "estimation windows: too small"),
        ("rank", {"reach": 0.08}, "8% of the ranked days"),
        ("rank", {"r_window": 0.4}, "mean correlation is above 0.2"),
        ("wilcoxon", {"skewness": -1.4}, "skewness is −1.4"),
        ("patell", {"kurtosis": 9.0}, "kurtosis is 9.0"),
        ("sign", {"n": 8}, "rejects 7.0%"),
        ("skewness-t", {"n": 3}, "no p of it is below 0.25"),
        ("permutation", {"missing": 0.1}, "10% of the estimation days"),
        ("block-bootstrap", {"blocks": 3}, "3"),
        ("calendar-time-t", {"dates": 20}, "has 20"),
        ("cda-t", {"dof": 4.0}, "degrees of freedom"),
    ],
)
def test_each_objection_names_its_reason(statistic, change, words):
    valid, note = verdict(STATISTICS[statistic].rule, known(**change))
    assert not valid
    assert words in note


def test_nothing_is_held_against_far_normal_events():
    for statistic in ("cda-t", "patell", "bmp", "kp-patell", "kp-bmp", "rank", "wilcoxon"):
        assert verdict(STATISTICS[statistic].rule, known()) == (True, "")
