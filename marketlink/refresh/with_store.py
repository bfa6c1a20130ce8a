"""Opens the store for one piece of work; a store that proves broken is rebuilt, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from marketlink.errors import StoreError

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.store import Store
    from marketlink.store.connect import Mode

T = TypeVar("T")


def using(settings: Settings, mode: Mode, work: Callable[[Store], T]) -> tuple[T, tuple[str, ...]]:
    """The result of the work, and the repairs that the store needed for it.

    Parameters
    ----------
    settings : Settings
        Which store, and how long to wait for it.
    mode : "read" or "write"
    work : callable
        Called with the open store; called again where the file broke under it and was rebuilt.

    Raises
    ------
    DatabaseBusy, StoreError
        As :meth:`marketlink.store.Store.open`.
    """
    from marketlink.store import Store  # noqa: PLC0415 (loads duckdb)
    from marketlink.store.connect import is_broken  # noqa: PLC0415 (loads duckdb)

    notes: tuple[str, ...] = ()
    try:
        with Store.open(settings.db, mode, settings.lock_wait_seconds) as store:
            return work(store), store.notices
    except StoreError as error:
        if error.__cause__ is None or not is_broken(error.__cause__):
            raise
        notes = (f"{error.what}. {error.why}".rstrip(". "),)
    with Store.open(settings.db, mode, settings.lock_wait_seconds) as store:
        return work(store), (*notes, *store.notices)
