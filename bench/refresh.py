"""How long a refresh takes that has nothing to do, from the command line, cold process each time.

    python bench/refresh.py [--symbols 5000] [--sessions 2500]

The store is filled with synthetic histories up to the last completed session, then
``marketlink refresh`` is run several times; it must not ask a source for anything.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from marketlink.calendars import sessions  # noqa: E402 (after the path is set)
from marketlink.prices.load import ensure_sessions  # noqa: E402 (after the path is set)
from marketlink.refresh import completed  # noqa: E402 (after the path is set)
from marketlink.store import Store  # noqa: E402 (after the path is set)
from marketlink.store.sql import statement  # noqa: E402 (after the path is set)

FILL = """
create or replace temp table loaded_bar as
select symbol, session, 1.0 as open, 1.0 as high, 1.0 as low, 100 + random() as close,
    1000.0 as volume, 100.0 as adj_close, 'yahoo' as source, now() as vintage
from (select 'S' || s as symbol from range(?) as n(s) union all select '^GSPC')
cross join (select session from session where exchange = 'XNYS' and session <= ?
            order by session desc limit ?)
"""


def fill(db: Path, symbols: int, count: int) -> None:
    last = completed("XNYS", datetime.now(UTC), 30)
    assert last is not None
    assert sessions("XNYS").is_session(last)
    with Store.open(db, "write") as store, store.writing("session", "symbol") as con:
        ensure_sessions(store, ["XNYS"])
        con.execute(FILL, [symbols - 1, last, count])
        con.execute(statement("load.bar"))
        con.execute(
            "insert into symbol select distinct symbol, 'XNYS', 'USD', 'stock', symbol, 'split',"
            " null, null, 'actions' from bar"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--symbols", type=int, default=50)
    parser.add_argument("--sessions", type=int, default=2500)
    parser.add_argument("--runs", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        db = Path(name) / "marketlink.duckdb"
        fill(db, given.symbols, given.sessions)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MARKETLINK_")}
        environment = kept | {"PYTHONPATH": str(ROOT), "HTTPS_PROXY": "http://127.0.0.1:9"}
        command = [sys.executable, "-m", "marketlink", "refresh", "--db", str(db)]
        seconds = []
        for _ in range(given.runs):
            began = time.perf_counter()
            done = subprocess.run(command, cwd=name, env=environment, capture_output=True,
                                  text=True, check=False)  # fmt: skip
            seconds.append(time.perf_counter() - began)
            assert done.returncode == 0, done.stderr
            assert done.stdout.startswith("up to date, nothing asked for"), done.stdout
    print(json.dumps({
        "bars": given.symbols * given.sessions,
        "best": round(min(seconds), 3),
        "median": round(median(seconds), 3),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
