"""``marketlink sql``: a query of the user's own over the store."""

from __future__ import annotations

import _thread
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import InputError

OF_MOVES = re.compile(r"\b(?:link|move)\b", re.IGNORECASE)
"""The views that are empty until moves were computed."""
AT_MOST = click.IntRange(1, 1_000_000)
PATIENCE = 5.0
"""Seconds after which an output that does not end is interrupted as by Ctrl-C."""


@click.command()
@click.argument("query")
@format_option()
@click.option("--seconds", type=AT_MOST, default=60, show_default=True, help="End after so long.")
@click.option(
    "--megabytes",
    type=AT_MOST,
    default=4000,
    show_default=True,
    help="Memory that query and output may take (Linux).",
)
@common
def command(settings: Settings, query: str, fmt: str, seconds: int, megabytes: int) -> None:
    """Run one read-only SQL QUERY over the store's tables and views ("-" reads it from standard
    input). It changes nothing, reaches no file or address but the store, and is ended with a
    sentence where it takes too long or too much.

    \b
    Example:
      marketlink sql "select * from returns where symbol = 'NVDA'" --format csv
    """
    from marketlink.store import Store
    from marketlink.store.query import query as ask

    text = sys.stdin.read() if query == "-" else query
    with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
        with _bounded(store.con.interrupt, seconds, megabytes):
            columns, rows = ask(store.con, text)
            emit((dict(zip(columns, row, strict=True)) for row in rows), columns, fmt)
        if OF_MOVES.search(text) and not store.con.execute("from move limit 1").fetchall():
            say("no moves are kept yet: marketlink refresh computes them", err=True)


@contextmanager
def _bounded(interrupt: Callable[[], None], seconds: int, megabytes: int) -> Iterator[None]:
    """End what runs within after a time, and where it takes more memory than it may."""
    finished, late = Event(), Event()

    def watch() -> None:
        if finished.wait(seconds):
            return
        late.set()
        interrupt()
        if not finished.wait(PATIENCE):
            _thread.interrupt_main()

    Thread(target=watch, daemon=True).start()
    try:
        with _memory(megabytes):
            try:
                yield
            finally:
                finished.set()
    except BaseException as error:
        if late.is_set():
            # no cause: an interruption of ours is none of the user's
            raise InputError(
                f"The query did not end within {seconds} s", "", f"--seconds {10 * seconds}"
            ) from None
        if isinstance(error, MemoryError):
            raise InputError(
                f"The query needs more than {megabytes} MB", "", f"--megabytes {4 * megabytes}"
            ) from error
        raise


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    """Let this process take so much more memory than it has; only Linux holds it to that."""
    if sys.platform != "linux":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + megabytes * 2**20
    if before[0] in (resource.RLIM_INFINITY, -1) or limit < before[0]:
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
