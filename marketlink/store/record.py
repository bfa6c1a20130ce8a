"""The record: the store's tables as Parquet, one folder a committed batch.

``marketlink.parquet/000012/raw_bar.parquet`` holds what batch 12 changed in ``raw_bar``. A batch is
written as ``000012.pending`` before the database commits and renamed after, so that a kill leaves
either none of it or all of it. A batch with the file ``full`` holds everything and replaces those
before.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import StoreError
from marketlink.store import schema
from marketlink.store.sql import load, statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHOLE = (
    "history", "action", "symbol", "session", "flag", "price_revision", "refresh_run",
    "disputed_day", "article", "event",
)  # fmt: skip
"""Tables written whole whenever they change; of bars only what changed is written."""

TABLES = (*WHOLE, "raw_bar")
FORMER = 4
"""Version of the schema up to which a record holds ``bar`` in place of history and raw_bar."""
KEEP = 24
"""After this many batches the next one is written whole, and those before are removed."""

PENDING = ".pending"


class Record:
    """The Parquet record of one database file, in the folder beside it."""

    def __init__(self, database: Path) -> None:
        if not database.name:
            raise StoreError("no store is named", "--db is empty", "--db with a file")
        stem = database.name.removesuffix(".duckdb")
        self.folder = database.with_name(f"{stem}.parquet")

    def batches(self) -> list[int]:
        """Numbers of the committed batches that count, oldest first."""
        if not self.folder.is_dir():
            return []
        found = sorted(int(path.name) for path in self.folder.iterdir() if path.name.isdigit())
        full = [number for number in found if (self._at(number) / "full").exists()]
        return [number for number in found if number >= full[-1]] if full else found

    def latest(self) -> int:
        """Number of the last committed batch; 0 where there is none."""
        return max(self.batches(), default=0)

    def write(self, con: DuckDBPyConnection, batch: int, tables: Iterable[str]) -> None:
        """Write a pending batch from inside the transaction that it records.

        Parameters
        ----------
        con : DuckDBPyConnection
            In the transaction.
        batch : int
            Its number.
        tables : iterable of str
            Those that the transaction changed, out of :data:`TABLES`.
        """
        batches = self.batches()
        owed = schema.owes_whole(con)
        full = owed or not batches or len(batches) >= KEEP
        target = self._at(batch).with_name(f"{batch:06d}{PENDING}")
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        try:
            for table in TABLES if full else sorted(set(tables)):
                con.execute(self._query(table, full), [str(target / f"{table}.parquet")])
            mark = {"schema": schema.VERSION}
            (target / "batch.json").write_text(json.dumps(mark), "utf-8")
            if full:
                (target / "full").touch()
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise

    def settle(self, batch: int) -> None:
        """Give batches up to this one, now committed, their final names; forget later ones."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob(f"*{PENDING}")):
            number = int(path.name.removesuffix(PENDING))
            if number <= batch and not self._at(number).exists():
                path.replace(self._at(number))
            else:
                shutil.rmtree(path, ignore_errors=True)
        self._sweep()

    def adopt(self) -> None:
        """Give every complete pending batch its final name: the database cannot say more."""
        for path in sorted(self.folder.glob(f"*{PENDING}")):
            if (path / "batch.json").exists():
                self.settle(int(path.name.removesuffix(PENDING)))
        self.settle(0)

    def fill(self, con: DuckDBPyConnection) -> int:
        """Fill an empty database with the record.

        Returns
        -------
        int
            Number of the last batch.

        Raises
        ------
        StoreError
            The record was written by a newer marketlink.
        """
        batches = self.batches()
        written = max(self._schema(number) for number in batches)
        if written > schema.VERSION:
            raise StoreError(
                f"the record {self.folder} was written by a newer marketlink",
                f"its schema is version {written}, this program knows {schema.VERSION}",
                "a newer marketlink, or another --db",
            )
        for table in WHOLE:
            present = self._files(table)
            if present:
                con.execute(statement(f"rebuild_{table}"), [present[-1]])
        former, bars = self._files("bar"), self._files("raw_bar")
        if former:
            con.execute(statement("rebuild_former"), [former])
            load(con, f"migrate_{FORMER}_{FORMER + 1}", *schema.views())
            schema.owe_whole(con)
        elif bars:
            kind = "_full" if len(bars) == 1 else ""
            con.execute(statement(f"rebuild_raw_bar{kind}"), [bars])
        return batches[-1]

    def _schema(self, batch: int) -> int:
        path = self._at(batch) / "batch.json"
        try:
            return int(json.loads(path.read_text("utf-8"))["schema"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreError(
                f"the record {self.folder} cannot be read", f"{path} is missing or damaged",
                "a copy of the record, or removing it, then marketlink refresh",
            ) from error  # fmt: skip

    def _at(self, batch: int) -> Path:
        return self.folder / f"{batch:06d}"

    def _files(self, table: str) -> list[str]:
        files = (self._at(number) / f"{table}.parquet" for number in self.batches())
        return [str(path) for path in files if path.exists()]

    def _query(self, table: str, full: bool) -> str:
        if table == "raw_bar" and not full:
            return statement("record_raw_bar")
        if table not in TABLES:
            raise ValueError(table)
        return f"copy {table} to ? (format parquet)"

    def _sweep(self) -> None:
        counted = self.batches()
        for path in sorted(self.folder.iterdir()):
            if path.name.isdigit() and counted and int(path.name) < counted[0]:
                shutil.rmtree(path, ignore_errors=True)


def set_aside(database: Path, suffix: str) -> Path:
    """Move a database file (and its log) out of the way, and return its new path."""
    aside = database.with_name(f"{database.name}.{suffix}")
    for ending in ("", ".wal"):
        path = Path(f"{database}{ending}")
        if path.exists():
            path.replace(f"{aside}{ending}")
    return aside
