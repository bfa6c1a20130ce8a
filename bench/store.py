"""Merging and importing at scale: ratios measured in one process on one machine.

Prices are like a vendor's: single-precision numbers, of which no two days are alike, as columns
that compress away would hide what a changed row costs. Both ways of merging get the same rows in a
table, half of them new, and a fresh copy of a file that was filled symbol by symbol, as fetching
fills it; the best of three counts. ``every value``: each held bar comes with other values in every
column, closes within the tolerance of one history. ``volume``: with another volume only. ``warm``:
every column has been read since the file was opened; ``cold``: none has.

Run ``python bench/store.py`` (about five minutes, 4 GB of disk in a temporary folder), or with
``--panel FOLDER`` to import a folder of Parquet files of prices as well.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from marketlink.prices.importing import import_file
from marketlink.store import Store
from marketlink.store.sql import statement

SYMBOLS, SESSIONS, TAIL = 5_000, 2_500, 10
FETCHED = datetime(2025, 1, 1, tzinfo=UTC)
PRICES = """
select 'S' || lpad(s::varchar, 4, '0') as symbol, date '2015-01-01' + d::integer as session,
    (level * (1 + (hash(s, d, 1) % 1000) / 1e5))::float::double as open,
    (level * (1.01 + (hash(s, d, 2) % 1000) / 1e5))::float::double as high,
    (level * (0.98 + (hash(s, d, 3) % 1000) / 1e5))::float::double as low,
    level::float::double as close, (hash(s, d, 4) % 100000000)::double as volume,
    (level * 0.97)::float::double as adj_close
from (
    select s, d, 20 + s % 300 + 10 * sin(d / 50.0 + s) + (hash(s, d) % 1000) / 500.0 as level
    from range(0, {symbols}) t(s), range({first}, {last}) u(d)
)
order by symbol, session
"""
REVISED = {
    "every value": "volume = volume + 1, open = open * 1.0001, high = high * 1.0001,"
    " low = low * 0.9999, close = close * (1 + 1e-9), adj_close = adj_close * (1 + 1e-9)",
    "volume": "volume = volume + 1",
}
"""How the half of the arriving bars that is held differs from what is held."""


def timed(action: Callable[[], object]) -> float:
    """Seconds an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def stage(con: duckdb.DuckDBPyConnection, first: int, last: int, whole: bool) -> None:
    """Stage synthetic bars of every symbol."""
    con.execute(statement("merge.tables"))
    query = PRICES.format(symbols=SYMBOLS, first=first, last=last)
    con.execute(
        "insert into staged_bar by name select substr(symbol, 2)::integer as position,"
        f" * exclude (symbol) from ({query})"
    )
    con.execute(
        "insert into staged_symbol select position, 'S' || lpad(position::varchar, 4, '0'), 'XNYS',"
        " 'USD', 'stock', '', 'split', 'actions', null, null, 'bench', ?::timestamptz, ?,"
        " min(session), max(session) from staged_bar group by position",
        [FETCHED, whole],
    )


def fill_store(path: Path) -> None:
    """A store of 12.5 million bars, with its record."""
    with Store.open(path, "write") as store, store.writing() as con:
        stage(con, 0, SESSIONS, True)
        store.merge_staged()


def fill_keyed(path: Path) -> None:
    """The same bars in a table with a primary key."""
    with duckdb.connect(str(path)) as con:
        con.execute(
            "create table bar (symbol varchar, session date, open double, high double, low double,"
            " close double, volume double, adj_close double, primary key (symbol, session))"
        )
        con.execute("insert into bar " + PRICES.format(symbols=SYMBOLS, first=0, last=SESSIONS))


def warm(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Bring the columns of every bar into memory."""
    con.table(table).query("held", "select max(columns(*)) from held").fetchall()


def merge_ours(path: Path, revised: str, warmed: bool) -> tuple[float, float]:
    """Ten sessions, half of them held and changed: compare, replace, record, commit; and all."""
    with Clock() as opening, Store.open(path, "write") as store:
        opening.stop()
        if warmed:
            warm(store.con, "raw_bar")
        with Clock() as staging, store.writing() as con:
            stage(con, SESSIONS - TAIL // 2, SESSIONS + TAIL // 2, False)
            con.execute(f"update staged_bar set {REVISED[revised]}")
            staging.stop()
            start = time.perf_counter()
            done = store.merge_staged()
        end = time.perf_counter()
    half = SYMBOLS * TAIL // 2
    assert (done.inserted, done.changed, done.drifted) == (half, half, ())
    return end - start, opening.seconds + time.perf_counter() - start


def merge_keyed(path: Path, revised: str, warmed: bool) -> tuple[float, float]:
    """The same rows by ON CONFLICT DO UPDATE: statement and commit; and all."""
    with Clock() as opening:
        con = duckdb.connect(str(path))
        con.execute("select * from bar limit 1").fetchall()
    if warmed:
        warm(con, "bar")
    rows = PRICES.format(symbols=SYMBOLS, first=SESSIONS - TAIL // 2, last=SESSIONS + TAIL // 2)
    con.execute("create temp table staged as " + rows)
    con.execute(f"update staged set {REVISED[revised]}")
    start = time.perf_counter()
    con.begin()
    con.execute(
        "insert into bar select * from staged on conflict do update set open = excluded.open,"
        " high = excluded.high, low = excluded.low, close = excluded.close,"
        " volume = excluded.volume, adj_close = excluded.adj_close"
    )
    con.commit()
    end = time.perf_counter()
    con.close()
    return end - start, opening.seconds + time.perf_counter() - start


class Clock:
    """Seconds from entering to leaving, or to :meth:`stop`."""

    def __enter__(self) -> Clock:
        self.seconds, self.began = 0.0, time.perf_counter()
        return self

    def stop(self) -> None:
        """Count no further."""
        self.seconds = time.perf_counter() - self.began

    def __exit__(self, *_: object) -> None:
        if not self.seconds:
            self.stop()


def best(
    folder: Path,
    measure: Callable[[Path, str, bool], tuple[float, float]],
    revised: str,
    warmed: bool,
) -> tuple[float, float]:
    """The better of three, each on a fresh copy of a filled folder."""
    found = []
    for _ in range(3):
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            copy = Path(name) / "copy"
            shutil.copytree(folder, copy)
            found.append(measure(copy / "bar.duckdb", revised, warmed))
    return min(item[0] for item in found), min(item[1] for item in found)


def merges(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Both ways of merging 50,000 bars into 12.5 million: seconds, and how many times faster."""
    times: dict[str, float] = {}
    found: dict[tuple[str, str, str], float] = {}
    for name, fill, measure in (
        ("store", fill_store, merge_ours),
        ("keyed", fill_keyed, merge_keyed),
    ):
        (folder / name).mkdir()
        path = folder / name / "bar.duckdb"
        times[f"{name}: fill 12.5 M rows"] = timed(lambda: fill(path))  # noqa: B023 (called at once)
        for revised, warmed in (("every value", True), ("every value", False), ("volume", True)):
            case = f"{revised}, {'warm' if warmed else 'cold'}"
            parts = best(folder / name, measure, revised, warmed)
            for what, seconds in zip(
                ("statements and commit", "open to close"), parts, strict=True
            ):
                times[f"{name}: {case}: {what}"] = found[name, case, what] = seconds
    ratios = {
        f"merge, {case}, {what}: times faster than ON CONFLICT": found["keyed", case, what]
        / seconds
        for (name, case, what), seconds in found.items()
        if name == "store"
    }
    path = folder / "store" / "bar.duckdb"
    path.unlink()
    times["store: rebuild 12.5 M rows from the record"] = timed(lambda: Store.open(path).close())
    return times, ratios


def panel(folder: Path, files: list[Path]) -> dict[str, float]:
    """Import Parquet files of prices with every check, and copy the same files bare."""

    def bare() -> None:
        con = duckdb.connect(str(folder / "bare.duckdb"))
        for number, file in enumerate(files):
            con.execute(f"create table t{number} as from read_parquet(?) limit 0", [str(file)])
            con.execute(f"copy t{number} from '{file}' (format parquet)")
        con.close()

    def one_table() -> None:
        con = duckdb.connect(str(folder / "table.duckdb"))
        con.execute(
            "create table bar (symbol varchar, session date, open double, high double, low double,"
            " close double, volume double, adj_close double)"
        )
        for file in files:
            names = con.read_parquet(str(file)).columns
            taken = [name for name in ("close", "adj_close", "volume") if name in names]
            con.execute(
                f"insert into bar by name select ticker as symbol, date as session,"
                f" {', '.join(taken)} from read_parquet(?)",
                [str(file)],
            )
        con.close()

    def imported() -> None:
        with Store.open(folder / "panel.duckdb", "write", reach=[Path("/")]) as store:
            for file in files:
                import_file(store, file)

    def again(action: Callable[[], object], stem: str) -> float:
        for path in folder.glob(f"{stem}.*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return timed(action)

    return {
        "bare COPY of the panel": min(again(bare, "bare") for _ in range(3)),
        "the panel into one table of a bar's columns": min(
            again(one_table, "table") for _ in range(3)
        ),
        "import of the panel": min(again(imported, "panel") for _ in range(3)),
    }


def main() -> None:
    """Print times and the ratios that the project promises, as JSON."""
    options = argparse.ArgumentParser()
    options.add_argument("--panel", type=Path, help="folder with prices*.parquet")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times, ratios = merges(folder)
        if given.panel:
            times |= panel(folder, sorted(given.panel.glob("prices*.parquet")))
            ratios["import: times a bare COPY (bar: 3)"] = (
                times["import of the panel"] / times["bare COPY of the panel"]
            )
            ratios["import: times an insert into one table of a bar's columns"] = (
                times["import of the panel"] / times["the panel into one table of a bar's columns"]
            )
    print(json.dumps({"seconds": times, "ratios": ratios}, indent=1))


if __name__ == "__main__":
    main()
