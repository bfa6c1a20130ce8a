"""Calendars that reach further than the shipped tables, built from the installed libraries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from marketlink import disk
from marketlink.calendars.exchanges import EXCHANGES
from marketlink.calendars.sessions import extend_with, sessions
from marketlink.calendars.table import span_end, write_rows
from marketlink.errors import InputError

ATTEMPTS = "tried.json"
"""By exchange, how far which libraries were asked to reach, so that they are asked once."""


def grow(folder: Path, exchanges: Iterable[str], today: date) -> tuple[str, ...]:
    """Build the calendars in use that end before next year does, where the libraries go on.

    Parameters
    ----------
    folder : Path
        Where tables are kept beside the store; :func:`extend_with` reads them.
    exchanges : iterable of str
        ISO 10383 codes; those without a calendar are passed over.
    today : date

    Returns
    -------
    tuple of str
        The exchanges whose calendar reaches further now.
    """
    horizon = date(today.year + 1, 12, 31)
    ending = [e for e in exchanges if e in EXCHANGES and sessions(e).last < horizon]
    if not ending:
        return ()
    from importlib.metadata import version  # noqa: PLC0415 (costs a start)

    request = f"{horizon} {version('exchange-calendars')} {version('holidays')}"
    attempts = _attempts(folder)
    updated_exchanges = []
    for exchange in ending:
        if attempts.get(exchange) == request:
            continue
        if _build(folder, exchange, horizon):
            updated_exchanges.append(exchange)
        attempts[exchange] = request
    text = json.dumps(attempts, indent=1, sort_keys=True) + "\n"
    disk.replace(folder / ATTEMPTS, text.encode())
    if updated_exchanges:
        extend_with(folder)
    return tuple(updated_exchanges)


def _build(folder: Path, exchange: str, horizon: date) -> bool:
    from marketlink.calendars.build import build  # noqa: PLC0415 (loads a module more)

    try:
        rows = build(exchange, horizon)
    except InputError:
        return False
    if span_end(rows) <= sessions(exchange).last:
        return False
    write_rows(folder / f"{exchange}.csv", rows)
    return True


def _attempts(folder: Path) -> dict[str, str]:
    try:
        return {
            str(k): str(v) for k, v in json.loads((folder / ATTEMPTS).read_text("utf-8")).items()
        }
    except (OSError, ValueError, AttributeError):
        return {}
