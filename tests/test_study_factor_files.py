"""What a study says where its files lack what a model needs: factors, volumes, peers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from study_files import outcomes, study, write
from test_study_rounding import _days

from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.store import scratch
from marketlink.study.factors import read_factors


@pytest.mark.parametrize(
    ("column", "cells", "told"),
    [
        (
            "RF",
            ["0.01", "0.01", "0.02"],
            "is larger than 0.1% a day: is it in percent, or a year's?",
        ),
        ("RF", ["0.0001", "0.0001", "0.0002"], ""),
        (
            "VIX",
            ["0.01", "-3.2", "inf"],
            "2 factor values in f.csv are no returns (-100 % or less)",
        ),
        ("SMB", ["0.01", "x", ""], "1 factor value in f.csv is no number and is not used"),
    ],
)
def test_factor_values_that_cannot_be_meant_or_used_are_told(
    column, cells, told, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    days = ("2025-01-27", "2025-01-28", "2025-01-29")
    write(Path("f.csv"), f"date,{column}", zip(days, cells, strict=True))
    notes = read_factors(scratch(), Path("f.csv"))
    assert "".join(notes).count(told) == 1 if told else notes == []


def test_two_values_of_a_factor_for_one_day_are_told(tmp_path):
    rows = [("2025-01-27", "0.01"), ("2025-01-27", "0.02"), ("2025-01-28", "0.01"),
            ("2025-01-28", "0.01")]  # fmt: skip
    con = scratch()
    notes = read_factors(con, write(tmp_path / "f.csv", "date,SMB", rows))
    assert any(
        n.startswith("2 factor values")
        and n.endswith("differ between lines of one day and are not used")
        for n in notes
    )
    assert con.execute("select session::varchar from input_factor").fetchall() == [("2025-01-28",)]


def _rows(symbols=("^GSPC", "AAA"), until="2025"):
    rng = np.random.default_rng(4)
    return [
        (symbol, d, repr(float(v)))
        for symbol in symbols
        for d, v in zip(_days(), 0.01 * rng.standard_normal(len(_days())), strict=True)
        if symbol != "^GSPC" or d < until
    ]


def _run(tmp_path, model, *, factors=None, chosen=(), rows=None, windows=((0, 0),)):
    spec = Spec(model=model, factors=chosen, windows=windows, window=(0, 5))
    header = "symbol,date,ret"
    return study(tmp_path, [("a", "AAA", "2024-06-03")], rows or _rows(), spec,
                 price_header=header, factors=factors)  # fmt: skip


def _factors(tmp_path, columns, until="2025"):
    rng = np.random.default_rng(6)
    days = [d for d in _days() if d < until]
    cells = 0.01 * rng.standard_normal((len(days), len(columns)))
    rows = [(d, *map(float, row)) for d, row in zip(days, cells, strict=True)]
    return write(tmp_path / "f.csv", ",".join(("date", *columns)), rows)


def test_a_model_of_excess_returns_without_a_rate_says_that_nothing_is_taken_off(tmp_path):
    done, _ = _run(tmp_path, "ff3", factors=_factors(tmp_path, ("Mkt-RF", "SMB", "HML")))
    assert done.warnings[0] == (
        "no factor column is called RF: the model ff3 explains returns as they stand, not those in"
        " excess of a risk-free rate"
    )


@pytest.mark.parametrize("chosen", ["ZZZ", "smbb"])
def test_a_factor_that_neither_files_nor_prices_have_is_refused(chosen, tmp_path):
    with pytest.raises(InputError, match=f"no factor and no symbol {chosen}"):
        _run(tmp_path, "market-factors", factors=_factors(tmp_path, ("SMB",)), chosen=(chosen,))


def test_abnormal_volume_of_prices_without_volumes_is_refused(tmp_path):
    with pytest.raises(InputError, match="needs volumes"):
        _run(tmp_path, "abnormal-volume")


def test_a_stock_that_trades_while_its_benchmark_has_ended_is_not_called_halted(tmp_path):
    _, tabled = _run(tmp_path, "market", rows=_rows(until="2024-06-01"))
    assert outcomes(tabled) == {"a": "no_benchmark"}


def test_a_stock_that_trades_while_the_factors_have_ended_is_told(tmp_path):
    factors = _factors(tmp_path, ("Mkt-RF", "SMB", "HML", "RF"), until="2024-06-01")
    done, tabled = _run(tmp_path, "ff3", factors=factors)
    assert outcomes(tabled) == {"a": "no_benchmark"}
    told = "1 event has days with a return of the stock, but none of its benchmark or a factor"
    assert any(w.startswith(told) for w in done.warnings)


@pytest.mark.parametrize(
    ("model", "free"),
    [("leave-one-out", ""), ("matched-peer", ", without an event of their own in those days")],
)
def test_a_peer_model_without_peers_says_what_it_lacks(model, free, tmp_path):
    done, tabled = _run(tmp_path, model)
    assert outcomes(tabled) == {"a": "short_history"}
    assert done.warnings[-1] == (
        f"1 event lacks other companies{free} with the same sessions, which the model {model}"
        " compares with: a"
    )
