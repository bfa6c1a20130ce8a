"""What a command loads, seen in a fresh process: only that proves a deferral."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SLOW = {"yfinance", "exchange_calendars", "holidays", "pandas", "statsmodels", "kiwipiepy",
        "pyspark", "pyarrow", "uvicorn", "feedparser"}  # fmt: skip


def loaded(*arguments: str) -> set[str]:
    code = (
        "import sys\nfrom marketlink.cli.main import run\n"
        f"code = run({list(arguments)!r})\nassert code == 0, code\n"
        "print('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_a_report_loads_no_source_no_calendar_builder_and_no_statsmodels(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Nvidia fell 17% on January 27, 2025.")
    modules = loaded("report", str(article), "--published", "2025-01-28", "--offline",
                     "--db", str(tmp_path / "m.duckdb"),
                     "--out", str(tmp_path / "out"))  # fmt: skip
    assert not modules & SLOW
    assert "scipy.stats" not in modules


def test_a_reading_loads_no_database_and_no_numbers(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Nvidia fell 17% on January 27, 2025.")
    modules = loaded("link", str(article), "--published", "2025-01-28",
                     "--db", str(tmp_path / "none.duckdb"), "--format", "json")  # fmt: skip
    assert not modules & (SLOW | {"duckdb", "numpy", "scipy", "plotly", "jinja2", "trafilatura"})


def test_sessions_are_read_without_building_calendars() -> None:
    modules = loaded("sessions", "XKRX", "--from", "2025-01-24", "--to", "2025-01-31")
    assert not modules & (SLOW | {"duckdb", "numpy", "scipy"})
