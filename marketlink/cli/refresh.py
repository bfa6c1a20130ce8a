"""``marketlink refresh``: bring everything up to date."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, say
from marketlink.config import Settings

if TYPE_CHECKING:
    from marketlink.refresh import RefreshResult

COLUMNS = (
    "outcome", "asked", "came", "inserted", "changed", "replaced", "reports", "errors", "notes",
)  # fmt: skip


@click.command()
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option(
    "--accept", multiple=True, metavar="SYMBOL", help="Take its new exchange, kind or currency."
)
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text")
@common
def command(settings: Settings, symbols: Sequence[str], accept: Sequence[str], fmt: str) -> None:
    """Bring prices, sessions, feeds and open reports up to date.

    Symbols given here are fetched for the first time and followed from then on. Safe to run at
    any time and twice: where nothing is due, nothing is asked for.

    \b
    Example:
      marketlink refresh NVDA 000660.KS
      marketlink refresh
    """
    from marketlink.refresh import refresh

    watched = tuple(dict.fromkeys([*settings.refresh_symbols, *symbols]))
    settings = replace(settings, refresh_symbols=watched)
    with _sigterm_as_interrupt():
        result = refresh(settings, notify=_tell, accepted=accept)
    facts = summary(result)
    if fmt == "json":
        emit([facts], COLUMNS, "json")
    else:
        say(sentence(facts))
    for symbol, why in result.errors:
        say(f"marketlink: {symbol}: {why}", err=True)
    for note in result.notes:
        say(f"marketlink: note: {note}", err=True)
    result.raise_for_errors()


def summary(result: RefreshResult) -> dict[str, Any]:
    """A refresh as one row of :data:`COLUMNS`."""
    unasked = "not asked" if result.plan.due else "nothing due"
    return {
        "outcome": result.run.outcome if result.run else unasked,
        "asked": len(result.plan.due),
        "came": result.run.symbols if result.run else 0,
        "inserted": result.merged.inserted,
        "changed": result.merged.changed,
        "replaced": [f"{drift.symbol}: {drift.why}" for drift in result.merged.revisions],
        "reports": [str(page) for page in result.reports],
        "errors": dict(result.errors),
        "notes": list(result.notes),
    }


def sentence(facts: dict[str, Any]) -> str:
    """The row in one line."""
    if facts["outcome"] == "nothing due":
        head = "no prices are due"
    elif facts["outcome"] == "not asked":
        head = f"nothing fetched, {facts['asked']} due"
    else:
        head = (
            f"{facts['came']} of {facts['asked']} symbols came: {facts['inserted']} bars added, "
            f"{facts['changed']} changed"
        )
    parts = [head]
    if facts["errors"]:
        parts.append(f"{len(facts['errors'])} did not come")
    if facts["replaced"]:
        parts.append(f"histories replaced: {', '.join(facts['replaced'])}")
    if facts["reports"]:
        parts.append(f"reports rendered again: {len(facts['reports'])}")
    return "; ".join(parts)


def _tell(line: str) -> None:
    import sys

    if sys.stderr.isatty():
        say(line, err=True)


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """End on SIGTERM the way Ctrl-C ends: what came is kept, nothing is torn."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        _load_database()
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _load_database() -> None:
    """Import the database with both signals held back: raised inside its loading, they abort it."""
    signals = {signal.SIGINT, signal.SIGTERM}
    blocking = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals) if blocking else set()
    try:
        import_module("marketlink.store")
    finally:
        if blocking:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
