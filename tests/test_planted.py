"""The bench of planted effects runs from made prices to what it tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from marketlink.calendars import sessions

PANELS = (
    ("prices_sp500_2011_2026", "adj_close", "XNYS", date(2014, 1, 1), date(2017, 4, 1),
     ("NTRS", "BA", "KO", "MCD")),
    ("prices_krx_2023_2025", "close", "XKRX", date(2023, 1, 2), date(2025, 6, 1),
     ("005930", "000660", "005380")),
)  # fmt: skip


@pytest.mark.slow
def test_planted_news_is_kept_counted_and_answered(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "bench")
    import planted

    draw = np.random.default_rng(3)
    for name, column, exchange, first, last, symbols in PANELS:
        days = sessions(exchange).between(first, last)
        market = 0.01 * draw.standard_normal(len(days))
        parts = [
            pd.DataFrame({"ticker": symbol, "date": days, column: 100 * np.cumprod(
                1 + market + 0.01 * draw.standard_normal(len(days)))})
            for symbol in symbols
        ]  # fmt: skip
        prices = pd.concat(parts)
        duckdb.sql(f"copy (from prices) to '{tmp_path / name}.parquet' (format parquet)")
        assert len(prices)
    work = tmp_path / "work"
    planted.make(tmp_path, work, 4)
    runs = pd.read_csv(work / "runs.csv")
    titles = pd.read_csv(work / "headlines.csv")
    counts = pd.read_csv(work / "counts.csv")
    assert runs.exchange.tolist() == ["XNYS"] * 3 + ["XKRX"]
    assert len(titles) == counts.n.sum()
    planted.keep(work)
    planted.run(work, 1)
    planted.run(work, 1)
    answers = pd.read_csv(work / "answers.csv")
    assert len(answers) == 1, "what is answered is not asked again"
    assert answers.low[0] < answers.high[0]
    assert 0 <= answers.stated[0] <= 1
    planted.tell(work)
    told = capsys.readouterr().out
    assert f"of {len(counts)} planted counts" in told
    assert "1 years of noise" in told
