"""Every statistic explains itself, and what it says made it exists."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from event_fixture import battery, simulated

from marketlink.errors import InputError
from marketlink.findings.words import words
from marketlink.study.catalogue import catalogue, code, explain, explanation
from marketlink.study.inference.statistics import OF_GROUPS
from marketlink.study.inference.statistics import STATISTICS as OF_WINDOWS
from marketlink.study.inference.validity import RULES

STATISTICS = (*OF_WINDOWS, *OF_GROUPS)


def test_every_statistic_of_a_study_is_explained_and_ruled():
    rows = battery(simulated(n=5), draws=49, bound=0.02)
    names = {row["statistic"] for row in rows}
    assert names == set(STATISTICS) <= set(catalogue())
    assert set(STATISTICS) == set(RULES)


def test_every_statistic_has_its_words_and_its_line_in_the_docs():
    page = (Path(__file__).parents[1] / "docs" / "statistics.md").read_text("utf-8")
    for name in STATISTICS:
        assert f"\n| `{name}` |" in page, name
        for lang in ("en", "ko"):
            assert words(lang).has(f"statistic.{name.replace('-', '_')}"), (lang, name)


def test_every_number_of_the_tables_is_explained():
    told = set(catalogue())
    numbers = {"alpha", "beta", "sigma", "r2", "ret", "benchmark_ret", "ar", "ar_se", "sar", "car",
               "car_se", "t", "scar", "bhar", "aar", "caar", "r_bar", "inflation"}  # fmt: skip
    assert numbers <= told
    assert {"sq", "placebo", "permutation", "holm", "benjamini-yekutieli"} <= told


@pytest.mark.parametrize(
    ("column", "statistic"), [("p_sq", "sq"), ("p_t", "t"), ("p_placebo", "placebo")]
)
def test_a_p_of_the_tables_is_explained_by_its_test(column, statistic):
    assert explain(column) == explain(statistic)
    assert code(column) == code(statistic)


@pytest.mark.parametrize("statistic", sorted(catalogue()))
def test_the_function_named_exists_and_cites_someone(statistic):
    entry = explanation(statistic)
    module, _, name = entry.made_by.rpartition(".")
    assert getattr(import_module(module), name).__doc__.count("Reference") == 1
    assert code(statistic).startswith(f"def {name}(")
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


def test_the_command_prints_a_definition_and_its_code(capsys):
    from marketlink.cli.main import run

    assert run(["study", "--explain", "KP-BMP"]) == 0
    told = capsys.readouterr().out
    assert "formula    BMP sqrt((1-r)" in told
    assert "def kp_bmp(" in told
    assert run(["study", "--explain", "day0"]) == 0
    assert "def date_events(" in capsys.readouterr().out
    assert run(["study", "--explain", "kp"]) == 2
    assert "kp-patell" in capsys.readouterr().err
