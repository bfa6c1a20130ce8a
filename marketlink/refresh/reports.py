"""Renders open reports again while their event windows are not over and prices change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink import __version__, disk
from marketlink.refresh.with_store import using

if TYPE_CHECKING:
    from marketlink.config import Settings

MARK = ".refreshed.json"
"""The file, in the folder of reports, with the store's state at the last rendering of open
reports."""


def mature(
    settings: Settings,
    notify: Callable[[str], None],
    on_missing: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Render every open report again where the store changed since that was last done.

    The mark is written after the last page, so that a run that was killed in between does it
    again.

    Parameters
    ----------
    settings : Settings
        ``reports`` is the folder, ``db`` the store.
    notify : callable
        Called with a line on each page.
    on_missing : callable
        Called with a line on each report that could not be rendered.

    Returns
    -------
    tuple of Path
        The pages written.
    """
    folder = settings.reports
    if not settings.db.exists() or not any(folder.glob("*/request.json")):
        return ()
    state = _state(settings)
    if _mark_of(folder) == state:
        return ()
    from marketlink.publish import republish  # noqa: PLC0415 (loads 4 shelves)

    reports = republish(folder, settings, on_missing)
    for item in reports:
        notify(f"rendered {item.report} again")
    _mark(folder, state)
    return tuple(item.report for item in reports)


def _state(settings: Settings) -> dict[str, str]:
    from marketlink.store.schema import facts, studied  # noqa: PLC0415 (loads duckdb)

    batch, _ = using(settings, "read", lambda store: studied(facts(store.con)))
    return {"store": str(settings.db.resolve()), "batch": batch, "version": __version__}


def _mark_of(folder: Path) -> dict[str, str] | None:
    try:
        mark: dict[str, str] = json.loads((folder / MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return mark


def _mark(folder: Path, state: dict[str, str]) -> None:
    disk.replace(folder / MARK, json.dumps(state).encode())
