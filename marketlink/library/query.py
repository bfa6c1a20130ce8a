"""``marketlink.query``: SQL over the store's views, as a frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame


def query(text: str, *, db: str | Path | None = None) -> DataFrame:
    """Run one read-only SQL statement over the store (docs/store.md names its views).

    Parameters
    ----------
    text : str
        ``select * from returns where symbol = 'NVDA'``. It reaches no file but the store.
    db : path, optional
        The store; the user's own by default.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        Several statements, one that changes something, or one that the engine refuses.
    """
    from pandas import DataFrame as Frame

    from marketlink.config import load
    from marketlink.store import Store
    from marketlink.store.query import query as ask

    with Store.open(Path(db) if db is not None else load().db, "read") as store:
        columns, rows = ask(store.con, text)
        return Frame(list(rows), columns=list(columns))
