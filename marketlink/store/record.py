"""The record: the store's tables as Parquet, one folder a committed batch, each naming the last.

``marketlink.parquet/000012/raw_bar.parquet`` holds what batch 12 changed in ``raw_bar``. A batch is
written as ``000012.pending`` before the database commits and renamed after, so that a kill leaves
either none of it or all of it. A whole batch holds everything and replaces those before, of which
one generation is kept, to fall back on. ``head.json`` says how far the record has been.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink import disk
from marketlink.errors import StoreError
from marketlink.store import batch as sealed
from marketlink.store import schema
from marketlink.store.batch import Batch, Unsound, follows
from marketlink.store.sql import load, statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHOLE = (
    "history", "action", "symbol", "session", "flag", "price_revision", "refresh_run",
    "disputed_day",
)  # fmt: skip
"""Tables written whole whenever they change; of bars only what changed is written."""

TABLES = (*WHOLE, "raw_bar")
FORMER = 4
"""Version of the schema up to which a record holds ``bar`` in place of history and raw_bar."""
KEEP = 24
"""After this many batches the next one is written whole."""

PENDING = ".pending"
DAMAGED = ".damaged"
HEAD = "head.json"


@dataclass(frozen=True, slots=True)
class Sound:
    """The usable part of a record: ``batches``, oldest first, the first of them whole; ``faults``
    are the faults of others, ``lost`` the numbers of those after the last one used, ``reached`` the
    last batch known to have been written.
    """

    batches: tuple[Batch, ...]
    faults: tuple[str, ...] = ()
    lost: tuple[int, ...] = ()
    reached: int = 0


class Record:
    """The Parquet record of one database file, in the folder beside it."""

    def __init__(self, database: Path) -> None:
        if not database.name:
            raise StoreError("No store is named", "--db is empty", "--db with a file")
        stem = database.name.removesuffix(".duckdb")
        self.folder = database.with_name(f"{stem}.parquet")

    def numbers(self) -> list[int]:
        """Numbers of the committed batches that are there, oldest first."""
        if not self.folder.is_dir():
            return []
        names = (path.name for path in self.folder.iterdir())
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def latest(self) -> int:
        """Number of the last committed batch; 0 where there is none."""
        return max(self.numbers(), default=0)

    def in_step(self, batch: int, digest: str) -> bool:
        """Whether the record ends with this batch, as the database knows it."""
        try:
            return self.latest() == batch and self._read(batch).digest == digest != ""
        except Unsound:
            return False

    def write(
        self, con: DuckDBPyConnection, batch: int, tables: Iterable[str], digest: str
    ) -> Batch:
        """Write a pending batch from inside the transaction that it records.

        It is whole where the record is young, long, or not in step with the database.

        Parameters
        ----------
        con : DuckDBPyConnection
            In the transaction.
        batch : int
            Its number.
        tables : iterable of str
            Those that the transaction changed, out of :data:`TABLES`.
        digest : str
            That of the batch before, as the database knows it.
        """
        owed = schema.owes_whole(con)
        whole = owed or not self.in_step(batch - 1, digest) or self._since_whole() >= KEEP
        target = self._at(batch, PENDING)
        disk.remove(target)
        disk.make(target)
        try:
            for table in TABLES if whole else sorted(set(tables)):
                con.execute(self._query(table, whole), [str(target / f"{table}.parquet")])
            return sealed.seal(target, batch, schema.VERSION, whole=whole, before=digest)
        except BaseException:
            disk.remove(target)
            raise

    def settle(self, batch: int) -> None:
        """Give batches up to this one, now committed, their final names; forget later ones."""
        if not self.folder.is_dir():
            return
        for path, number in self._pending():
            if number <= batch and not self._at(number).exists():
                self._commit(path, number)
            else:
                disk.remove(path)
                disk.sync_folder(self.folder)

    def adopt(self) -> None:
        """Give every sound pending batch its final name, as there is no database to ask."""
        for path, number in self._pending():
            try:
                pending = sealed.read(path, number)
                sealed.verify(path, pending)
                if not pending.whole:
                    self.check_place(pending)
            except Unsound:
                disk.remove(path)
            else:
                self._commit(path, number)

    def check_place(self, batch: Batch) -> None:
        """Check that a batch that is not whole follows the one before it.

        Raises
        ------
        Unsound
            It does not, or that one is missing or damaged.
        """
        if not follows(batch, self._read(batch.number - 1)):
            raise Unsound(f"{batch.number:06d} follows no batch")

    def sound(self) -> Sound:
        """Read everything back and return what a rebuild can use.

        Returns
        -------
        Sound
            The generation, from a whole batch on, that reaches furthest.

        Raises
        ------
        StoreError
            No whole batch of the record is as it was written.
        """
        faults: list[str] = []
        chains: list[list[Batch]] = []
        chain: list[Batch] = []
        for number in self.numbers():
            try:
                batch = self._read(number)
                sealed.verify(self._at(number), batch)
                if batch.whole:
                    chain = []
                    chains.append(chain)
                elif not chain or not follows(batch, chain[-1]):
                    raise Unsound(f"{number:06d} follows a batch that is missing or damaged")
                chain.append(batch)
            except Unsound as error:
                faults.append(str(error))
                chain = []
        if not chains:
            raise StoreError(
                f"The record {self.folder} cannot be read", "; ".join(faults[:3]),
                "a copy of the record, or removing it, then marketlink refresh",
            )  # fmt: skip
        best = max(chains, key=lambda chain: chain[-1].number)
        last, head = best[-1].number, self._head()
        if head > max(self.numbers()):
            faults.append(f"{max(self.numbers()) + 1:06d} to {head:06d} are missing")
        lost = tuple(number for number in self.numbers() if number > last)
        return Sound(tuple(best), tuple(faults), lost, max(head, *self.numbers()))

    def set_aside(self, numbers: Sequence[int]) -> None:
        """Rename batches that cannot be used, so that they count no more and can be examined."""
        for number in numbers:
            aside = self._at(number, DAMAGED)
            disk.remove(aside)
            disk.move(self._at(number), aside)

    def damaged(self) -> list[Path]:
        """Batches that were set aside."""
        return sorted(self.folder.glob(f"*{DAMAGED}"))

    def fill(self, con: DuckDBPyConnection, batches: Sequence[Batch]) -> None:
        """Fill an empty database with these batches of the record.

        Raises
        ------
        StoreError
            The record was written by a newer marketlink.
        """
        self.refuse_newer(batches)
        for table in WHOLE:
            present = self._files(table, batches)
            if present:
                con.execute(statement(f"record.{table}"), [present[-1]])
        former, bars = self._files("bar", batches), self._files("raw_bar", batches)
        if former:
            con.execute(statement("record.former"), [former])
            load(con, f"migrate.{FORMER}_{FORMER + 1}", *schema.views())
            schema.owe_whole(con)
        elif bars:
            kind = "_full" if len(bars) == 1 else ""
            con.execute(statement(f"record.raw_bar{kind}"), [bars])

    def refuse_newer(self, batches: Sequence[Batch]) -> None:
        """Refuse batches of a newer marketlink.

        Raises
        ------
        StoreError
            The schema of one is above :data:`marketlink.store.schema.VERSION`.
        """
        newest = max((batch.schema for batch in batches), default=0)
        if newest > schema.VERSION:
            raise StoreError(
                f"The record {self.folder} was written by a newer marketlink",
                f"Its schema is version {newest}, this program knows {schema.VERSION}",
                "a newer marketlink, or another --db",
            )

    def _commit(self, pending: Path, number: int) -> None:
        disk.move(pending, self._at(number))
        disk.replace(self.folder / HEAD, json.dumps({"batch": number}).encode())
        self._sweep()

    def _sweep(self) -> None:
        """Remove the batches before the last whole one but one."""
        numbers = self.numbers()
        wholes = [number for number in numbers if len(numbers) > KEEP and self._is_whole(number)]
        for number in numbers:
            if number < [0, 0, *wholes][-2]:
                disk.remove(self._at(number))

    def _since_whole(self) -> int:
        count = 0
        for number in reversed(self.numbers()):
            count += 1
            if self._is_whole(number):
                break
        return count

    def _is_whole(self, number: int) -> bool:
        try:
            return self._read(number).whole
        except Unsound:
            return False

    def _read(self, number: int) -> Batch:
        return sealed.read(self._at(number), number)

    def _head(self) -> int:
        try:
            return int(json.loads((self.folder / HEAD).read_text("utf-8"))["batch"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return 0

    def _pending(self) -> list[tuple[Path, int]]:
        folders = (
            (path, path.name.removesuffix(PENDING)) for path in self.folder.glob(f"*{PENDING}")
        )
        return sorted(
            (path, int(name)) for path, name in folders if name.isascii() and name.isdigit()
        )

    def _at(self, batch: int, suffix: str = "") -> Path:
        return self.folder / f"{batch:06d}{suffix}"

    def _files(self, table: str, batches: Sequence[Batch]) -> list[str]:
        files = (self._at(batch.number) / f"{table}.parquet" for batch in batches)
        return [str(path) for path in files if path.exists()]

    def _query(self, table: str, whole: bool) -> str:
        if table == "raw_bar" and not whole:
            return statement("record.write_raw_bar")
        if table not in TABLES:
            raise ValueError(table)
        return f"copy {table} to ? (format parquet)"


def set_aside(database: Path, suffix: str) -> Path:
    """Move a database file (and its log) out of the way, and return its new path."""
    aside = database.with_name(f"{database.name}.{suffix}")
    for ending in (".wal", ""):
        path = Path(f"{database}{ending}")
        if path.exists():
            disk.move(path, Path(f"{aside}{ending}"))
    return aside
