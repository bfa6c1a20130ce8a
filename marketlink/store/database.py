"""The store: one DuckDB file, opened late and closed early."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import duckdb
from duckdb import DuckDBPyConnection

from marketlink import disk
from marketlink.records.price import (
    Action,
    Drift,
    Flag,
    History,
    Holding,
    Merged,
    RawBar,
    RefreshRun,
)
from marketlink.store import holdings, merge, schema, sql
from marketlink.store.connect import Mode, explain, is_broken, memory
from marketlink.store.news_record import DIGEST, News
from marketlink.store.opening import current
from marketlink.store.record import Record
from marketlink.store.recovery import rebuild_broken
from marketlink.store.stage import stage

if TYPE_CHECKING:
    from marketlink.calendars import Sessions


class Store:
    """An open store. Use :meth:`open`; :attr:`con` is its DuckDB connection (time zone UTC).

    ``tables`` is the same connection for statements that name tables only: it stands before the
    views are made, which takes longer than adding an article. ``notices`` says, in sentences, what
    had to be done to open it (a rebuild, for example).
    """

    def __init__(
        self, path: Path, mode: Mode, con: DuckDBPyConnection, notices: Sequence[str] = ()
    ) -> None:
        self.path, self.mode, self.tables = path, mode, con
        self.notices = tuple(notices)
        self.record = Record(path)
        self.changing: set[str] = set()

    @classmethod
    def open(
        cls,
        path: str | Path,
        mode: Mode = "read",
        wait: float = 10.0,
        reach: Sequence[Path] = (),
    ) -> Self:
        """Open the store, creating it where ``mode`` is "write" and there is none.

        Parameters
        ----------
        path : str or Path
            The DuckDB file.
        mode : "read" or "write"
            Many processes may read at once; a writer is alone. Open late, close early: fetch
            first, then open for writing, merge, close.
        wait : float
            Seconds to wait for another process to let go of the file.
        reach : sequence of Path
            Files that are to be read into it. Statements reach nothing else: no other file, no
            address, no extension, as what is in a store may be somebody else's.

        Returns
        -------
        Store
            A context manager that closes on leaving.

        Raises
        ------
        DatabaseBusy
            The file is still held by another process, which the message names.
        StoreError
            No store there, a newer schema, no store of ours, no permission, a full disk.
        """
        path = Path(path)
        try:
            con, notices = current(path, mode, wait, tuple(reach))
        except (duckdb.Error, OSError) as error:
            raise explain(error, path) from error
        return cls(path, mode, con, notices)

    @cached_property
    def con(self) -> DuckDBPyConnection:
        """The connection, with this program's views and macros before those of the file."""
        schema.shadow(self.tables)
        return self.tables

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except duckdb.Error as closing:
            error = error or closing
        if error is not None and is_broken(error):
            raise rebuild_broken(self.path, self.record) from error
        if isinstance(error, (duckdb.Error, OSError)):
            raise explain(error, self.path) from error

    def close(self) -> None:
        """Close the connection and release the file."""
        self.tables.close()

    @contextmanager
    def writing(self, *tables: str) -> Iterator[DuckDBPyConnection]:
        """One transaction that changes the named tables, committed and recorded on leaving.

        Nothing of it is left where anything is raised. Every change to the store goes through
        here, as it also keeps the Parquet record.

        Parameters
        ----------
        *tables : str
            Those that change, of :data:`marketlink.store.record.TABLES`; what is done inside may
            add to :attr:`changing`. Of ``raw_bar`` only what :meth:`merge`
            writes is recorded.
        """
        con = self.con
        con.begin()
        facts = schema.facts(con)
        batch = int(facts["batch"]) + 1
        self.changing = set(tables)
        try:
            yield con
            schema.count(con, batch, self.changing)
            last = facts.get(schema.RECORD, "")
            batch_written = self.record.write(con, batch, self.changing, last)
            schema.remember(con, {schema.RECORD: batch_written.digest})
            con.commit()
        except BaseException:
            # where it was the commit that failed, the engine has rolled back already
            with suppress(duckdb.Error):
                con.rollback()
            self.record.settle(batch - 1)
            raise
        disk.sync_folder(self.path.parent)
        self.record.settle(batch)

    @contextmanager
    def adding(self) -> Iterator[tuple[DuckDBPyConnection, int]]:
        """One transaction that adds rows to tables of news, committed and recorded on leaving.

        Nothing of it is left where anything is raised. What it costs does not grow with what is
        kept.

        Yields
        ------
        con, batch
            The number that every row added must carry.
        """
        con, news = self.tables, News(self.path)
        con.begin()
        facts = schema.stored_facts(con)
        number = int(facts.get("news", 0)) + 1
        try:
            yield con, number
            batch_written = news.append(con, number, facts.get(DIGEST, ""))
            schema.remember(con, {"news": str(number), DIGEST: batch_written.digest})
            con.commit()
        except BaseException:
            with suppress(duckdb.Error):
                con.rollback()
            self.__dict__.pop("con", None)  # views that were made meanwhile are gone as well
            news.settle(number - 1)
            raise
        disk.sync_folder(self.path.parent)
        news.settle(number)

    def in_step(self) -> bool:
        """Whether the Parquet records end with the last batches of this database."""
        facts = schema.facts(self.tables)
        batch = int(facts["batch"])
        prices = batch == 0 or self.record.in_step(batch, facts.get(schema.RECORD, ""))
        return prices and self._news_in_step(facts)

    def _news_in_step(self, facts: dict[str, str]) -> bool:
        number = int(facts["news"])
        return number == 0 or News(self.path).in_step(number, facts.get(DIGEST, ""))

    def renew_record(self) -> None:
        """Write a batch that changes nothing: whole, where the record is not in step."""
        with self.writing():
            pass
        if not self._news_in_step(schema.facts(self.tables)):
            with self.adding():
                pass

    def merge(self, histories: Sequence[History], run: RefreshRun | None = None) -> Merged:
        """Merge fetched histories in one transaction, with the row of the run that fetched them.

        A ``whole`` history replaces what is held of its symbol (source and vintage included) and
        leaves a row in ``price_revision`` where that changed a price. A tail (``whole=False``)
        is joined on where close and adj_close agree within 1e-6 with what is held on the
        sessions both have; a tail that does not agree, or comes from another source, or shares
        no session, is left out and returned in ``drifted``: fetch that symbol whole and merge
        again.

        Parameters
        ----------
        histories : sequence of History
            At most one a symbol, after the checks of :mod:`marketlink.prices.quality`; flags
            replace those held for the same sessions.
        run : RefreshRun, optional
            Written to ``refresh_run`` with the counts of this merge filled in.

        Returns
        -------
        Merged

        Raises
        ------
        InputError
            A symbol or a bar comes twice.
        """
        with self.writing(*(["refresh_run"] if run else [])) as con:
            stage(con, holdings.with_currencies(con, histories))
            merged = self.merge_staged()
            if run is not None:
                holdings.record_run(con, run, merged)
        return merged

    def merge_staged(self) -> Merged:
        """Merge what is staged, inside :meth:`writing`."""
        merged = merge.merge(self.con, self.changing)
        if "flag" in self.changing:
            self.judge()
        return merged

    def drift(self, histories: Sequence[History]) -> tuple[Drift, ...]:
        """Those of the fetched histories that differ from what is held; writes nothing."""
        stage(self.con, histories)
        return merge.drift(self.con)

    def write_run(self, run: RefreshRun) -> None:
        """Write the row of a run that merged nothing (or whose merges wrote none)."""
        with self.writing("refresh_run") as con:
            holdings.record_run(con, run)

    def holdings(self, symbols: Sequence[str] | None = None) -> tuple[Holding, ...]:
        """What is held: listing, source, vintage, first and last session, by symbol."""
        return holdings.holdings(self.con, symbols)

    def spelt(self, symbol: str) -> str:
        """A symbol as it is held: as given, else as one that differs in capitals only."""
        name = symbol.strip()
        rows = self.con.execute(
            "select symbol from symbol where upper(symbol) = upper(?)"
            " order by symbol <> ?, symbol limit 1",
            [name, name],
        ).fetchall()
        return str(rows[0][0]) if rows else name

    def bars(
        self, symbol: str, first: date | None = None, last: date | None = None
    ) -> tuple[RawBar, ...]:
        """Raw bars of a symbol, by session, both ends in."""
        return holdings.bars(self.con, symbol, first, last)

    def actions(self, symbol: str) -> tuple[Action, ...]:
        """Splits and dividends of a symbol, by ex-date."""
        return holdings.actions(self.con, symbol)

    def flags(
        self, symbol: str, first: date | None = None, last: date | None = None
    ) -> tuple[Flag, ...]:
        """Faults seen between two sessions, and those of the whole history."""
        return holdings.flags(self.con, symbol, first, last)

    def revisions(self, symbol: str | None = None) -> tuple[Drift, ...]:
        """Replacements of whole histories, latest last."""
        return holdings.revisions(self.con, symbol)

    def runs(self, count: int = 10) -> tuple[RefreshRun, ...]:
        """The latest refresh runs, latest first."""
        return holdings.runs(self.con, count)

    def write_sessions(self, sessions: Sessions) -> None:
        """Replace the stored sessions of one exchange, inside :meth:`writing`."""
        from marketlink.store.sessions import replace  # noqa: PLC0415 (it imports this module)

        replace(self.con, sessions)
        self.changing |= {"session", "disputed_day"}

    def judge(self) -> None:
        """Write the days on which flagged bars contradict the calendar, inside :meth:`writing`."""
        from marketlink.store.sessions import judge  # noqa: PLC0415 (it imports this module)

        if judge(self.con):
            self.changing |= {"session", "disputed_day"}


def calendar() -> DuckDBPyConnection:
    """An in-memory database with the table of sessions alone, empty (UTC): all that a study asks of
    a store besides its own relations."""
    con = memory()
    sql.load(con, "tables.session")
    return con


def scratch() -> DuckDBPyConnection:
    """An in-memory database with the same tables, views and macros of prices, empty (UTC)."""
    con = memory()
    schema.create_prices(con)
    return con
