"""Schema of the store: tables, views, and how a store of an earlier version is brought forward."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from marketlink.errors import StoreError
from marketlink.store import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

VERSION = 5
"""Version of the tables. Each step up has a file ``migrate_FROM_TO.sql``."""

WHOLE = "whole"
"""The fact in ``meta`` that the next batch of the record must be whole."""

NUMBER = re.compile(r"\d{1,15}")
"""A version or the number of a batch, as ``meta`` holds it."""

OTHER = "another --db"

UNSTUDIED = frozenset({"article", "event"})
"""Tables that no study reads."""


def views() -> tuple[str, ...]:
    """SQL files of the persistent macros and views, in load order."""
    return sql.names("macro_") + sql.names("view_")


def create(con: DuckDBPyConnection) -> None:
    """Create every table and view in an empty database, in one transaction."""
    con.begin()
    sql.load(con, *sql.names("table_"), *views())
    facts = {"schema": str(VERSION), "views": sql.fingerprint(*views()), "batch": "0"}
    for key, value in facts.items():
        con.execute("insert into meta values (?, ?)", [key, value])
    con.commit()


def facts(con: DuckDBPyConnection, path: str = "the database") -> dict[str, str]:
    """What the store says about itself; ``path`` is what a refusal calls it.

    Raises
    ------
    StoreError
        The database is not a store: no table of ours, or one of another form.
    """
    columns = con.execute(
        "select column_name, data_type from duckdb_columns() where table_name = 'meta'"
        " and schema_name = 'main' and database_name = current_database() order by 1"
    ).fetchall()
    if columns != [("key", "VARCHAR"), ("value", "VARCHAR")]:
        raise StoreError(f"{path} is not a marketlink store", "it holds no tables of ours", OTHER)
    known = dict(con.execute("select key, value from meta").fetchall())
    for key in ("schema", "batch"):
        if not NUMBER.fullmatch(known.get(key, "")):
            raise StoreError(
                f"{path} is not a marketlink store",
                f"its table meta has no number for {key}",
                OTHER,
            )
    return {"views": "", **known}


def count(con: DuckDBPyConnection, batch: int, tables: Iterable[str]) -> None:
    """Write the number of a batch, and remember it as the last that studies depend on if it is."""
    keys = ["batch", *(["studied"] if set(tables) - UNSTUDIED else [])]
    for key in keys:
        con.execute("delete from meta where key = ?", [key])
        con.execute("insert into meta values (?, ?)", [key, str(batch)])


def owe_whole(con: DuckDBPyConnection) -> None:
    """Remember that the record's next batch must be whole: its bars go by other numbers."""
    con.execute("delete from meta where key = ?", [WHOLE])
    con.execute("insert into meta values (?, '1')", [WHOLE])


def owes_whole(con: DuckDBPyConnection) -> bool:
    """Whether the record's next batch must be whole; forgotten with the transaction that asks."""
    owed = con.execute("delete from meta where key = ?", [WHOLE]).fetchall()
    return owed != [(0,)]


def studied(known: dict[str, str]) -> str:
    """Number of the last batch that changed anything a study reads."""
    return known.get("studied", known["batch"])


def refuse_newer(known: dict[str, str], path: str) -> None:
    """Refuse a store that a newer marketlink wrote.

    Raises
    ------
    StoreError
        The version of its tables is above :data:`VERSION`.
    """
    version = int(known["schema"])
    if version > VERSION:
        raise StoreError(
            f"the store {path} was written by a newer marketlink",
            f"its schema is version {version}, this program knows {VERSION}",
            "a newer marketlink, or another --db",
        )


def is_current(known: dict[str, str]) -> bool:
    """Whether tables and views are those of this program."""
    return int(known["schema"]) == VERSION and known["views"] == sql.fingerprint(*views())


def upgrade(con: DuckDBPyConnection, known: dict[str, str]) -> None:
    """Bring the tables forward version by version and renew the views, in one transaction."""
    con.begin()
    try:
        for version in range(int(known["schema"]), VERSION):
            sql.load(con, f"migrate_{version}_{version + 1}")
        sql.load(con, *views())
        con.execute("delete from meta where key in ('schema', 'views')")
        con.execute("insert into meta values ('schema', ?)", [str(VERSION)])
        con.execute("insert into meta values ('views', ?)", [sql.fingerprint(*views())])
        if int(known["schema"]) < VERSION:
            owe_whole(con)
        con.commit()
    except BaseException:
        con.rollback()
        raise
