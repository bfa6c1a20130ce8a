"""One study through the command, in a process of its own: processor seconds and peak memory.

python bench/engine_run.py PRICES EVENTS [options of marketlink study]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    prices, events, *more = sys.argv[1:]
    print(json.dumps(run(Path(prices), Path(events), *more)))


def run(prices: Path, events: Path, *more: str) -> dict[str, object]:
    """Seconds, memory (GB) and what was filled: rows by table, statistics with a value."""
    with tempfile.TemporaryDirectory(dir=prices.parent) as out:
        start = time.perf_counter()
        asked = [
            *(sys.executable, "-m", "marketlink", "study", "--events", str(events), "--prices"),
            *(str(prices), "--format", "parquet", "--out", out, *more),
        ]
        child = subprocess.Popen(
            asked, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(said)
        return {
            "wall": time.perf_counter() - start,
            "cpu": used.ru_utime + used.ru_stime,
            "memory": used.ru_maxrss / 1e6,
            **filled(Path(out)),
        }


def filled(out: Path) -> dict[str, object]:
    """The columns that hold anything, by table, and the statistics that have a value."""
    import duckdb

    found: dict[str, object] = {}
    for path in sorted(out.glob("*.parquet")):
        counts = duckdb.sql(f"select count(columns(*)) from '{path}'")
        (row,) = counts.fetchall()
        found[path.stem] = sum(1 for n in row if n)
    tests = f"{out}/tests.parquet"
    query = f"select list(distinct statistic order by 1) from '{tests}' where value is not null"
    found["statistics"] = len(duckdb.sql(query).fetchall()[0][0])
    return found


if __name__ == "__main__":
    main()
