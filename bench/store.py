"""Merging and importing at scale: ratios measured in one process on one machine.

Run ``python bench/store.py`` (about two minutes, 3 GB of disk in a temporary folder), or with
``--panel FOLDER`` to import a folder of Parquet files of prices as well.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from marketlink.prices.importing import import_file
from marketlink.store import Store
from marketlink.store.merge import TABLES, merge
from marketlink.store.sql import statement

SYMBOLS, SESSIONS, TAIL = 5_000, 2_500, 10
FETCHED = datetime(2025, 1, 1, tzinfo=UTC)
PRICES = """
select 'S' || lpad(s::varchar, 4, '0') as symbol, date '2015-01-01' + d::integer as session,
    100 + s % 7 + sin(d) as open, 102 + s % 7 + sin(d) as high, 98 + s % 7 + sin(d) as low,
    101 + s % 7 + sin(d) as close, 1e6 as volume, 101 + s % 7 + sin(d) as adj_close
from range(0, {symbols}) t(s), range({first}, {last}) u(d) order by s, d
"""


def timed(action: Callable[[], object]) -> float:
    """Seconds an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def stage(con: duckdb.DuckDBPyConnection, first: int, last: int, whole: bool) -> None:
    """Stage synthetic bars of every symbol."""
    con.execute(statement("stage_tables"))
    query = PRICES.format(symbols=SYMBOLS, first=first, last=last)
    con.execute(f"insert into staged_bar {query}")
    con.execute(
        "insert into staged_symbol select row_number() over () - 1, symbol, 'XNYS', 'USD', 'stock',"
        " '', 'split', 'actions', null, null, 'bench', ?::timestamptz, ?, min(session),"
        " max(session) from staged_bar group by symbol",
        [FETCHED, whole],
    )


def ours(path: Path) -> dict[str, float]:
    """Fill a store with 12.5 million bars, then merge ten sessions, half of which are held.

    Each time is that of a whole command: opening, staging, merging, recording, closing.
    """

    def fill() -> None:
        with Store.open(path, "write") as store, store.writing(*TABLES) as con:
            stage(con, 0, SESSIONS, True)
            merge(con)

    def tail(change: float, inserted: int, changed: int) -> None:
        with Store.open(path, "write") as store, store.writing(*TABLES) as con:
            stage(con, SESSIONS - TAIL // 2, SESSIONS + TAIL // 2, False)
            con.execute("update staged_bar set volume = volume + ?", [change])
            done = merge(con)
        assert (done.inserted, done.changed, done.drifted) == (inserted, changed, ())

    half = SYMBOLS * TAIL // 2
    found = {
        "store: fill 12.5 M rows": timed(fill),
        "store: merge 50,000 rows, half of them changed": timed(lambda: tail(1, half, half)),
        "store: merge 50,000 rows, none of them new": timed(lambda: tail(1, 0, 0)),
        "store: merge 50,000 rows, all of them changed": timed(lambda: tail(2, 0, 2 * half)),
    }
    path.unlink()
    found["store: rebuild 12.5 M rows from the record"] = timed(lambda: Store.open(path).close())
    return found


def keyed(path: Path) -> dict[str, float]:
    """The same merge into a table with a primary key, by ON CONFLICT DO UPDATE."""

    def fill() -> None:
        con = duckdb.connect(str(path))
        con.execute(
            "create table bar (symbol varchar, session date, open double, high double, low double,"
            " close double, volume double, adj_close double, primary key (symbol, session))"
        )
        con.execute("insert into bar " + PRICES.format(symbols=SYMBOLS, first=0, last=SESSIONS))
        con.close()

    def tail() -> None:
        con = duckdb.connect(str(path))
        rows = PRICES.format(symbols=SYMBOLS, first=SESSIONS - TAIL // 2, last=SESSIONS + TAIL // 2)
        con.execute("create temp table staged as " + rows)
        con.execute("update staged set volume = volume + 1")
        con.execute(
            "insert into bar select * from staged on conflict do update set open = excluded.open,"
            " high = excluded.high, low = excluded.low, close = excluded.close,"
            " volume = excluded.volume, adj_close = excluded.adj_close"
        )
        con.close()

    return {
        "keyed: fill 12.5 M rows": timed(fill),
        "keyed: merge 50,000 rows ON CONFLICT DO UPDATE": timed(tail),
    }


def panel(folder: Path, files: list[Path]) -> dict[str, float]:
    """Import Parquet files of prices with every check, and copy the same files bare."""

    def bare() -> None:
        con = duckdb.connect(str(folder / "bare.duckdb"))
        for number, file in enumerate(files):
            con.execute(f"create table t{number} as from read_parquet(?) limit 0", [str(file)])
            con.execute(f"copy t{number} from '{file}' (format parquet)")
        con.close()

    def imported() -> None:
        for file in files:
            with Store.open(folder / "panel.duckdb", "write") as store:
                import_file(store, file)

    first = timed(bare)
    (folder / "bare.duckdb").unlink()
    done = timed(imported)
    return {"bare COPY of the panel": min(first, timed(bare)), "import of the panel": done}


def main() -> None:
    """Print times and the ratios that the project promises, as JSON."""
    options = argparse.ArgumentParser()
    options.add_argument("--panel", type=Path, help="folder with prices*.parquet")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = ours(folder / "store.duckdb") | keyed(folder / "keyed.duckdb")
        ratios = {
            "merge: times faster than ON CONFLICT (bar: 20)": times[
                "keyed: merge 50,000 rows ON CONFLICT DO UPDATE"
            ]
            / times["store: merge 50,000 rows, half of them changed"]
        }
        if given.panel:
            times |= panel(folder, sorted(given.panel.glob("prices*.parquet")))
            ratios["import: times a bare COPY (bar: 3)"] = (
                times["import of the panel"] / times["bare COPY of the panel"]
            )
    print(json.dumps({"seconds": times, "ratios": ratios}, indent=1))


if __name__ == "__main__":
    main()
