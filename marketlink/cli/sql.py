"""``marketlink sql``: a query of the user's own over the store."""

from __future__ import annotations

import re
import sys

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings

OF_MOVES = re.compile(r"\b(?:link|move)\b", re.IGNORECASE)
"""The views that are empty until moves were computed."""


@click.command()
@click.argument("query")
@format_option()
@common
def command(settings: Settings, query: str, fmt: str) -> None:
    """Run one read-only SQL QUERY over the store's tables and views ("-" reads it from standard
    input). It changes nothing, and reaches no file or address but the store.

    \b
    Example:
      marketlink sql "select * from returns where symbol = 'NVDA'" --format csv
    """
    from marketlink.store import Store
    from marketlink.store.query import query as ask

    text = sys.stdin.read() if query == "-" else query
    with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
        columns, rows = ask(store.con, text)
        emit((dict(zip(columns, row, strict=True)) for row in rows), columns, fmt)
        if OF_MOVES.search(text) and not store.con.execute("from move limit 1").fetchall():
            say("no moves are kept yet: marketlink refresh computes them", err=True)
