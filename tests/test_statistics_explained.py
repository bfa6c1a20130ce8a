"""Every statistic explains itself, and what it says made it exists."""

from __future__ import annotations

from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from event_fixture import battery, simulated

from marketlink.errors import InputError
from marketlink.findings.words import words
from marketlink.study.catalogue import catalogue, code, explain, explanation
from marketlink.study.inference.statistics import ROWS, STATISTICS, VALUES
from marketlink.study.models import MODELS

ROOT = Path(__file__).parents[1]


def test_every_row_of_the_statistics_is_in_a_study_and_explained():
    rows = battery(simulated(n=5), draws=49, bound=0.02)
    names = [row["statistic"] for row in rows]
    assert set(names) == set(STATISTICS) <= set(catalogue())
    of_windows = [one.name for one in ROWS if one.level == "window"]
    assert names[: len(of_windows)] == of_windows
    assert set(names[-1:]) == {one.name for one in ROWS if one.level == "group"}


def test_a_statistic_says_what_its_rule_asks():
    assert catalogue()["kp-bmp"].valid == (
        "shared and partly shared dates allowed; event-induced variance allowed; 2 events or more; "
        "little skewness; thin tails with up to 60 events"
    )
    for name, asks in (("block-bootstrap", "30 distinct event dates"), ("rank", "up to 0.2"),
                       ("permutation", "at most 2% of the estimation days")):  # fmt: skip
        assert asks in catalogue()[name].valid


def test_no_two_statistics_share_a_name_or_a_name_of_values():
    assert len(STATISTICS) == len(ROWS)
    names = [name for one in ROWS for name in one.values]
    assert len({*names, "car", "scar", "bhar"}) == len(names) + 3 == len(VALUES)


def test_every_statistic_and_every_model_of_a_page_has_its_words():
    asked = [f"statistic.{name.replace('-', '_')}" for name in STATISTICS]
    of_pages = [one for one in MODELS.values() if one.unit == "return"]
    asked += [f"model.{one.name.replace('-', '_')}" for one in of_pages]
    missing = [(lang, name) for lang in ("en", "ko") for name in asked if not words(lang).has(name)]
    assert missing == []


def test_the_tables_of_the_docs_are_the_rows_of_the_code():
    path = ROOT / "scripts" / "write_tables.py"
    spec = spec_from_file_location("write_tables", path)
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    for name, lines in script.tables():
        page = (ROOT / "docs" / name).read_text("utf-8")
        assert script.page_with(page, lines) == page, f"{name}: run scripts/write_tables.py"


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
