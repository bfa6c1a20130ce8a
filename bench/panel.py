"""A store of the real price panel that press texts and headlines are held against.

    python bench/panel.py panel.duckdb

The panel is not part of the project: it is looked for as ``../shared/data/panel`` beside the
checkout (or beside one of its parent folders), and what needs it says so where it is absent.
"""

from __future__ import annotations

import contextlib
import csv
import io
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def folder() -> Path | None:
    """The panel's folder, None where this machine has none."""
    places = (parent / "shared" / "data" / "panel" for parent in ROOT.parents)
    return next((place for place in places if place.is_dir()), None)


def unadjusted(adjusted: np.ndarray, dividends: np.ndarray) -> np.ndarray:
    """Split-adjusted closes from closes adjusted for dividends as well.

    Undoes ``A[t-1] = F[t] (1 - D[t] / P[t-1]) P[t-1]``, with F = 1 on the last session, from the
    last session back: ``P[t-1] = A[t-1] / F[t] + D[t]``. Dividends are in split-adjusted units.
    """
    closes, factor = np.empty_like(adjusted), 1.0
    paid = np.append(dividends[1:], 0.0)
    for at in range(len(adjusted) - 1, -1, -1):
        closes[at] = adjusted[at] / factor + paid[at]
        factor = adjusted[at] / closes[at]
    return closes


def sp500(panel: Path) -> pd.DataFrame:
    """``symbol, date, close, adj_close, dividend, split`` of the S&P 500 members, 2011 to 2026."""
    rows = duckdb.sql(
        "select ticker as symbol, date, adj_close, dividend, split"
        f" from '{panel}/prices_sp500_2011_2026.parquet' order by 1, 2"
    ).df()
    parts = [
        unadjusted(part["adj_close"].to_numpy(float), part["dividend"].to_numpy(float))
        for _, part in rows.groupby("symbol", sort=False)
    ]
    rows["close"] = np.concatenate(parts).round(6)
    return rows


def krx(panel: Path) -> pd.DataFrame:
    """``symbol, date, close, volume`` of Seoul's shares, 2023 to 2025, suffix by market."""
    with (ROOT / "data" / "companies" / "listed.csv").open(encoding="utf-8") as file:
        homes = {row["symbol"][:6]: row["symbol"] for row in csv.DictReader(file)}
    with (panel.parent / "names" / "krx_names_codes.csv").open(encoding="utf-8-sig") as file:
        homes |= {row["code"]: row["ticker_yf"] for row in csv.DictReader(file)}
    rows = duckdb.sql(f"select * from '{panel}/prices_krx_2023_2025.parquet' order by 1, 2").df()
    rows.insert(0, "symbol", [homes.get(code, f"{code}.KS") for code in rows.pop("ticker")])
    return rows


def build(db: Path, panel: Path) -> None:
    """Import the panel into a new store; what comes later replaces the same symbol."""
    from marketlink.cli.main import run

    with tempfile.TemporaryDirectory() as name:
        frames = {"sp500": sp500(panel), "krx": krx(panel)}
        for what, frame in frames.items():
            frame.to_parquet(f"{name}/{what}.parquet", index=False)
        indices = duckdb.sql(
            f"select * from read_csv('{ROOT}/data/excerpt/prices.csv') where symbol like '^%'"
        )
        indices.write_csv(f"{name}/indices.csv")
        whole = ("prices_us_all_2024_2025h1", "prices_extra_2010_2026")
        files = [f"{panel}/{what}.parquet" for what in whole]
        files += [f"{name}/{what}" for what in ("sp500.parquet", "krx.parquet", "indices.csv")]
        for file in files:
            with contextlib.redirect_stdout(io.StringIO()):
                code = run(["prices", "import", file, "--db", str(db), "--offline"])
            if code not in (0, 1):
                raise SystemExit(f"{file} could not be imported (exit {code})")


def store(db: Path | None = None) -> Path | None:
    """The store of the panel, built where it is not there yet; None without a panel."""
    panel = folder()
    if panel is None:
        return None
    db = db or Path(tempfile.gettempdir()) / "marketlink-panel-2.duckdb"
    if not db.exists():
        build(db, panel)
    return db


if __name__ == "__main__":
    made = store(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(made or "There is no price panel beside this checkout.")
