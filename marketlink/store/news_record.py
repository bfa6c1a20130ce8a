"""The record of news: Parquet beside that of prices, to which rows are only added.

``marketlink.parquet/news/000031/article.parquet`` holds the rows that batch 31 brought. Nothing is
ever written whole again; instead a batch that ends a run of small ones holds their rows too and
takes their place, so that the folders stay few and a row is written again only as often as the
record has grown sixteenfold since. A batch names the one before the first whose rows it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink import disk
from marketlink.store import batch as sealed
from marketlink.store import schema
from marketlink.store.batch import Batch, Unsound
from marketlink.store.record import PENDING, Record, Sound
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RUN = 16
"""So many batches of a like size or smaller, at the end of the record, become one."""

DIGEST = "news_record"
"""The fact in ``meta`` that is the digest of the last batch of news."""


class News(Record):
    """The record of news of one database file."""

    def __init__(self, database: Path) -> None:
        super().__init__(database)
        self.folder = self.folder / "news"

    def append(self, con: DuckDBPyConnection, number: int, digest: str) -> Batch:
        """Write a pending batch from inside the transaction that added its rows.

        Parameters
        ----------
        con : DuckDBPyConnection
            In the transaction; rows that belong to the batch carry its number.
        number : int
        digest : str
            That of the batch before, as the database knows it. Where the record does not end
            with it, the batch holds every row of the database.
        """
        chain = self._sound_chain() if self.in_step(number - 1, digest) else []
        whole = chain[: _folded(chain)]
        since, before = (whole[-1].number, whole[-1].digest) if whole else (0, "")
        target = self._at(number, PENDING)
        disk.remove(target)
        disk.make(target)
        try:
            for table in self._grown(con, since):
                con.execute(
                    f"copy (from {table} where batch > {since:d}) to ? (format parquet)",
                    [str(target / f"{table}.parquet")],
                )
            return sealed.seal(target, number, schema.VERSION, whole=not whole, before=before)
        except BaseException:
            disk.remove(target)
            raise

    def _grown(self, con: DuckDBPyConnection, since: int) -> list[str]:
        """The tables with rows of later batches, by one statement: a statement each costs more."""
        query = " union all ".join(
            f"(select '{table}' from {table} where batch > {since:d} limit 1)"  # noqa: S608 (names of our own)
            for table in schema.NEWS
        )
        grown = {name for (name,) in con.execute(query).fetchall()}
        return [table for table in schema.NEWS if table in grown]

    def chain(self) -> list[Batch]:
        """The batches that count, oldest first: each the one that the next names.

        Raises
        ------
        Unsound
            One of them is missing or damaged.
        """
        numbers = self.numbers()
        chain: list[Batch] = []
        before = ""
        for number in reversed(numbers):
            if chain and not before:
                break
            batch = self._read(number)
            if not chain or batch.digest == before:
                chain.append(batch)
                before = batch.before
        if before:
            raise Unsound(f"a batch of news before {chain[-1].number:06d} is missing")
        return chain[::-1]

    def _sound_chain(self) -> list[Batch]:
        try:
            return self.chain()
        except Unsound:
            return []

    def check_place(self, batch: Batch) -> None:
        """Check that the batch that a pending one names is there."""
        if batch.before not in {self._read(number).digest for number in self.numbers()}:
            raise Unsound(f"news/{batch.number:06d} follows no batch")

    def sound(self) -> Sound:
        """Read everything back; every batch that is as it was written is of use by itself."""
        faults: list[str] = []
        batches: list[Batch] = []
        lost: list[int] = []
        for number in self.numbers():
            try:
                batch = self._read(number)
                sealed.verify(self._at(number), batch)
                batches.append(batch)
            except Unsound as error:
                faults.append(f"news/{error}")
                lost.append(number)
        if not faults:
            try:
                self.chain()
            except Unsound as error:
                faults.append(str(error))
        last = max(self._head(), self.latest())
        if last > self.latest():
            faults.append(f"news/{self.latest() + 1:06d} to {last:06d} are missing")
        return Sound(tuple(batches), tuple(faults), tuple(lost), last)

    def fill(self, con: DuckDBPyConnection, batches: Sequence[Batch]) -> None:
        """Fill the empty tables of news with these batches, as of the last of them."""
        self.refuse_newer(batches)
        for table in schema.NEWS:
            files = self._files(table, batches)
            rows = con.read_parquet(files, union_by_name=True) if files else con.table(table)
            (rows if files else rows.limit(0)).create_view(f"recorded_{table}")
        con.execute(statement("record.news"))
        for table in schema.NEWS:
            con.execute(f"drop view recorded_{table}")
        number = max((batch.number for batch in batches), default=0)
        schema.remember(con, {"news": str(number), DIGEST: batches[-1].digest if batches else ""})

    def _sweep(self) -> None:
        """Remove the batches whose rows a later one holds."""
        numbers = {batch.number for batch in self._sound_chain()}
        for number in self.numbers():
            if numbers and number not in numbers:
                disk.remove(self._at(number))


def _folded(chain: Sequence[Batch]) -> int:
    """How many batches stay as they are; those after them go into the next one."""
    sizes = [max(sum(size for size, _ in (batch.files or {}).values()), 1) for batch in chain]
    grades = [int(log2(size) / log2(RUN)) for size in sizes]
    keep = len(chain)
    for grade in sorted(set(grades)):
        run = list(takewhile(lambda g, top=grade: g <= top, reversed(grades)))  # type: ignore[misc]
        if run.count(grade) >= RUN:
            keep = len(chain) - len(run)
    return keep
