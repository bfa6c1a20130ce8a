"""Schema of the store: tables, views, and how a store of an earlier version is brought forward."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from duckdb import BinderException, CatalogException, Error

from marketlink.errors import StoreError
from marketlink.store import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

VERSION = 6
"""Version of the tables. Each step up is one in :file:`migrate.sql`."""

WHOLE = "whole"
"""The fact in ``meta`` that the next batch of the record must be whole."""

RECORD = "record"
"""The fact in ``meta`` that is the digest of the record's last batch."""

NUMBER = re.compile(r"\d{1,15}")
"""A version or the number of a batch, as ``meta`` holds it."""

META = [("key", "VARCHAR"), ("value", "VARCHAR")]
"""The columns of the table ``meta``."""

NEWS = (
    "source", "coverage", "article", "body", "label", "reading", "mention", "moment", "reaction",
)  # fmt: skip
"""Tables of news, with a record of their own: their rows are added, and carry their batch."""

TABLES_OF_VERSION_6 = ("tables.news", "tables.move")
"""The steps that make the tables that came with version 6, which make nothing that is there."""

OF_NEWS = (*TABLES_OF_VERSION_6, "story", "event", "flow", "link")
"""Tables and views of news, which a database of prices alone does without."""

SHADOWED = ("macros.moved", "bar", "price", "returns", "story", "event", "flow", "link")
"""This program's views and macros that take the place of those in an existing file."""

OTHER = "another --db"


def views() -> tuple[str, ...]:
    """The persistent macros and views, in load order."""
    return sql.steps("macros") + sql.views()


def create(con: DuckDBPyConnection) -> None:
    """Create every table and view in an empty database, in one transaction."""
    con.begin()
    sql.load(con, *sql.steps("tables"), *views())
    fingerprint = sql.fingerprint(*views())
    remember(con, {"schema": str(VERSION), "views": fingerprint, "batch": "0", "news": "0"})
    con.commit()


def create_prices(con: DuckDBPyConnection) -> None:
    """Create the tables and views of prices in an empty database: half the work of all."""
    every = (*sql.steps("tables"), *views())
    sql.load(con, *(name for name in every if name not in OF_NEWS))


def facts(con: DuckDBPyConnection, path: str = "the database") -> dict[str, str]:
    """The facts in the store's table ``meta``; an error names the store by ``path``.

    Raises
    ------
    StoreError
        The database is not a store: no table of ours, or one of another form.
    """
    # asked of the table: duckdb_columns() would bind every view of the engine's catalogue first
    try:
        columns = con.execute("from main.meta limit 0").description or ()
    except (BinderException, CatalogException):
        columns = ()
    if [(name, str(kind)) for name, kind, *_ in columns] != [
        ("key", "VARCHAR"),
        ("value", "VARCHAR"),
    ]:
        raise StoreError(f"{path} is not a marketlink store", "It holds no tables of ours", OTHER)
    rows = stored_facts(con)
    for key in ("schema", "batch"):
        if not NUMBER.fullmatch(rows.get(key, "")):
            raise StoreError(
                f"{path} is not a marketlink store",
                f"Its table meta has no number for {key}",
                OTHER,
            )
    if not NUMBER.fullmatch(rows.setdefault("news", "0")):
        raise StoreError(f"{path} is not a marketlink store", "Its table meta is damaged", OTHER)
    return {"views": "", **rows}


def stored_facts(con: DuckDBPyConnection) -> dict[str, str]:
    """The facts of a store that has been opened, which are of the form that they should have."""
    return dict(con.execute("select key, value from meta").fetchall())


def refuse_views(con: DuckDBPyConnection, path: str) -> None:
    """Refuse a store in which a view stands where a table should: it would answer as it likes.

    Raises
    ------
    StoreError
        With its name.
    """
    steps = (name.removeprefix("tables.") for name in sql.steps("tables"))
    names = [*(name for name in steps if name != "news"), *NEWS]
    try:
        views = [name for name in names if con.table(f"main.{name}").type != "TABLE_RELATION"]
    except Error:
        # one is missing, as in a former version's file: the catalogue is asked, which takes longer
        rows = con.execute(
            "select view_name from duckdb_views() where not internal and not temporary"
            " and list_contains(?, lower(view_name)) order by 1",
            [names],
        ).fetchall()
        views = [name for (name,) in rows]
    if views:
        why = f"Its {views[0]} is a view, not a table"
        raise StoreError(f"{path} is not a marketlink store", why, OTHER)


def shadow(con: DuckDBPyConnection) -> None:
    """Put this program's views and macros before those of the file, which may be anybody's."""
    for name in SHADOWED:
        con.execute(sql.statement(name).replace("create or replace", "create or replace temp", 1))


def count(con: DuckDBPyConnection, batch: int, tables: Iterable[str]) -> None:
    """Write the number of a batch, and remember it as the last that studies depend on if it is."""
    remember(con, dict.fromkeys(["batch", *(["studied"] if set(tables) else [])], str(batch)))


def remember(con: DuckDBPyConnection, values: Mapping[str, str]) -> None:
    """Write facts of the store about itself."""
    con.execute("delete from meta where list_contains(?, key)", [list(values)])
    con.execute("insert into meta select unnest(?), unnest(?)", [[*values], [*values.values()]])


def owe_whole(con: DuckDBPyConnection) -> None:
    """Remember that the record's next batch must be whole: its bars go by other numbers."""
    remember(con, {WHOLE: "1"})


def owes_whole(con: DuckDBPyConnection) -> bool:
    """Whether the record's next batch must be whole; forgotten with the transaction that asks."""
    owed = con.execute("delete from meta where key = ?", [WHOLE]).fetchall()
    return owed != [(0,)]


def studied(facts: dict[str, str]) -> str:
    """Number of the last batch that changed anything a study reads."""
    return facts.get("studied", facts["batch"])


def refuse_newer(facts: dict[str, str], path: str) -> None:
    """Refuse a store that a newer marketlink wrote.

    Raises
    ------
    StoreError
        The version of its tables is above :data:`VERSION`.
    """
    version = int(facts["schema"])
    if version > VERSION:
        raise StoreError(
            f"The store {path} was written by a newer marketlink",
            f"Its schema is version {version}, this program knows {VERSION}",
            "a newer marketlink, or another --db",
        )


def is_current(facts: dict[str, str]) -> bool:
    """Whether tables and views are those of this program."""
    return int(facts["schema"]) == VERSION and facts["views"] == sql.fingerprint(*views())


def upgrade(con: DuckDBPyConnection, facts: dict[str, str]) -> None:
    """Bring the tables forward version by version and renew the views, in one transaction."""
    con.begin()
    try:
        for version in range(int(facts["schema"]), VERSION):
            sql.load(con, f"migrate.{version}_{version + 1}")
        sql.load(con, *TABLES_OF_VERSION_6, *views())
        remember(con, {"schema": str(VERSION), "views": sql.fingerprint(*views())})
        if int(facts["schema"]) < VERSION:
            owe_whole(con)
        con.commit()
    except BaseException:
        con.rollback()
        raise
