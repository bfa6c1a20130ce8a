"""Every statistic explains itself, and what it says made it exists."""

from __future__ import annotations

from importlib import import_module

import pytest
from event_fixture import simulated

from marketlink.errors import InputError
from marketlink.study.explain import catalogue, explain, explanation
from marketlink.study.tests import STATISTICS, battery
from marketlink.study.tests.validity import RULES


def test_every_statistic_of_a_study_is_explained_and_ruled():
    rows = battery(simulated(n=5), draws=49, bound=0.02)
    names = {row["statistic"] for row in rows}
    assert names == set(STATISTICS) <= set(catalogue())
    assert set(STATISTICS) == set(RULES)


@pytest.mark.parametrize("statistic", sorted(catalogue()))
def test_the_function_named_exists_and_cites_someone(statistic):
    entry = explanation(statistic)
    module, _, name = entry.made_by.rpartition(".")
    assert getattr(import_module(module), name).__doc__.count("Reference") == 1
    for part in (entry.formula, entry.inputs, entry.law, entry.reference, entry.valid):
        assert part


def test_the_numbers_of_a_row_are_printed():
    rows = battery(simulated(n=12), [(0, 0)], draws=49)
    row = next(row for row in rows if row["statistic"] == "kp-bmp")
    text = explain("kp-bmp", row)
    for part in (
        "BMP sqrt((1-r)",
        "Kolari",
        "window 0:0",
        "n = 12",
        f"{row['value']:.6g}",
        "r_bar",
    ):
        assert part in text
    assert "parametric.kp_bmp" in text
    with pytest.raises(InputError, match="No statistic"):
        explain("kp")
