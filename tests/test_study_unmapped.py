"""What a study tells of events without a day 0, and of options that change nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from study_files import study, write

from marketlink.cli.main import run
from marketlink.resources import data_path

PRICES = str(data_path("excerpt", "prices.csv"))


def _told(tmp_path, capsys, rows, *more, header="event_id,symbol,date"):
    events = write(tmp_path / "e.csv", header, rows)
    arguments = ["study", "--events", str(events), "--prices", PRICES, *more]
    assert run(arguments) in (0, 2)  # 2 where no event at all is measured
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("symbol", "told"),
    [
        ("nvda", "nvda (they have NVDA)"),
        ("000660", "000660 (they have 000660.KS)"),
        ("660", "660 (they have 000660.KS)"),
        ("NVDA.US", "NVDA.US (they have NVDA)"),
        ("NVDA US Equity", "NVDA US Equity (they have NVDA)"),
        ("NASDAQ:NVDA", "NASDAQ:NVDA (they have NVDA)"),
        ("ZZZZ", "usable line of: ZZZZ\n"),
    ],
)
def test_a_symbol_that_the_prices_do_not_have_is_named_with_what_it_may_mean(
    symbol, told, tmp_path, capsys
):
    said = _told(tmp_path, capsys, [("a", symbol, "2025-01-27")])
    assert f"1 event has a symbol that the prices have no usable line of: {symbol}" in said
    assert told in said


def test_many_unknown_symbols_are_counted(tmp_path, capsys):
    rows = [(str(n), f"Z{n}", "2025-01-27") for n in range(8)]
    assert "8 events have a symbol" in (said := _told(tmp_path, capsys, rows))
    assert "Z0, Z1, Z2, Z3, Z4 and 3 more\n" in said


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("a", "NVDA", "2025-01-27T09:00:00"), "a; write it like 2025-01-27T16:30:00-05:00"),
        (("a", "NVDA", "2025-02-30"), "1 event has no day that can be read: a; write it like"),
        (("a", "", "2025-01-27"), "1 event has no symbol: a\n"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_what_would_help(row, told, tmp_path, capsys):
    assert told in _told(tmp_path, capsys, [row])


def test_an_id_that_comes_twice_is_named(tmp_path, capsys):
    rows = [("a", "NVDA", "2025-01-27"), ("a", "MU", "2025-01-27"), ("b", "MU", "2025-01-28")]
    said = _told(tmp_path, capsys, rows)
    assert "1 event has the event_id of an earlier line and is left out: a\n" in said


def _factors(path: Path) -> Path:
    with Path(PRICES).open() as handle:
        days = sorted({row["date"] for row in csv.DictReader(handle)})
    rows = [(day, 0.001 * (n % 7) - 0.003, 0.002 * (n % 5), 0.001 * (n % 3), 0.0001)
            for n, day in enumerate(days)]  # fmt: skip
    return write(path, "date,Mkt-RF,SMB,HML,RF", rows)


@pytest.mark.parametrize(
    ("model", "chosen", "told"),
    [
        ("market", [], "the model market takes no factors: those given change nothing"),
        ("ff3", ["--factor", "SMB"], "ff3 names its own factors: --factor changes nothing"),
        ("ff3", [], ""),
        ("market-factors", ["--factor", "SMB"], ""),
    ],
)
def test_factors_that_a_model_does_not_look_at_are_told(model, chosen, told, tmp_path, capsys):
    factors = str(_factors(tmp_path / "f.csv"))
    given = ["--model", model, "--factors", factors, *chosen]
    said = _told(tmp_path, capsys, [("a", "NVDA", "2025-01-27")], *given)
    assert told in said
    assert ("nothing" in said) == bool(told)


@pytest.mark.parametrize("meant", ["BRK-B", "BRK/B", "BRK B", "BRKB", "brk.b"])
def test_a_class_of_shares_is_found_however_its_mark_is_written(meant, tmp_path):
    bars = [("BRK.B", "2025-01-27", "470"), ("BRK.A", "2025-01-27", "700000")]
    done, _ = study(tmp_path, [("a", meant, "2025-01-27")], bars)
    assert done.warnings[-1].endswith(f"usable line of: {meant} (they have BRK.B)")


def test_a_symbol_whose_lines_all_lie_too_late_is_not_said_to_be_meant_by_itself(tmp_path, capsys):
    said = _told(tmp_path, capsys, [("a", "NVDA", "2025-01-27")], "--as-of", "2000-01-03")
    assert "usable line of: NVDA\n" in said


def test_the_benchmark_that_an_event_names_is_the_one_said_to_be_missing(tmp_path, capsys):
    rows = [("a", "NVDA", "2025-01-27", "NOPE"), ("b", "MU", "2025-01-27", "^GSPC")]
    said = _told(tmp_path, capsys, rows, header="event_id,symbol,date,benchmark")
    assert "1 event has no benchmark, as the prices hold no NOPE" in said
