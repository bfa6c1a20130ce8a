"""The bench of calibration calls the tests of a study as a study does."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from event_fixture import battery, simulated

ROOT = Path(__file__).parents[1]


def test_group_values_of_the_bench_are_those_of_a_study(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(ROOT / "bench")
    bench = importlib.import_module("calibration")
    panel = simulated(n=12)
    rows = {
        (row["group"], row["statistic"], row["tau_to"]): row
        for row in battery(panel, [(0, 0)], draws=99)
    }
    found = {name: values for name, (values,) in bench.group_values(panel)}
    assert found
    for name, values in found.items():
        for statistic in ("portfolio-filtered", "cda-t", "kp-bmp", "rank"):
            value, p, valid = values[statistic, 0]
            row = rows[name, statistic, 0]
            assert (value, p, valid) == (pytest.approx(row["value"]), pytest.approx(row["p"]),
                                         row["valid"])  # fmt: skip
