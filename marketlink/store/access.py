"""One opening of a store for all the steps of a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from marketlink.store.database import Store

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.store.connect import Mode


class StoreAccess:
    """A store that its steps open as they need it; inside ``with`` they share one opening.

    Opening checks whatever lies there, which takes longer than most questions. Inside ``with``, the
    first step that reads opens the store, and it stays open until the end, or until a step writes
    or waits for the network::

        with StoreAccess(path) as access:
            with access.reading() as store:
                store.holdings()
            with access.reading() as store:  # the same
                store.bars("NVDA")

    Parameters
    ----------
    db : Path
        The DuckDB file.
    wait : float
        Seconds to wait for another process to let go of it.
    reach : sequence of Path
        Files that statements may reach beside it, as in :meth:`Store.open`.
    """

    def __init__(self, db: Path, wait: float = 10.0, reach: Sequence[Path] = ()) -> None:
        self.db, self.wait, self.reach = db, wait, reach
        self._store: Store | None = None
        self._steps = 0

    @classmethod
    def of(cls, settings: Settings, reach: Sequence[Path] = ()) -> Self:
        """The store of the settings."""
        return cls(settings.db, settings.lock_wait_seconds, reach)

    def __enter__(self) -> Self:
        self._steps += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._steps -= 1
        if not self._steps:
            self.release()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The store, open for reading; an error ends the opening, and is told as its own are."""
        with self:
            store = self._store = self._store or self._open("read", self.wait)
            try:
                yield store
            except BaseException as error:
                self._store = None
                store.__exit__(type(error), error, error.__traceback__)
                raise

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[Store]:
        """The store, open for writing, alone: what was open for reading is closed before."""
        self.release()
        with self._open("write", self.wait if wait is None else wait) as store:
            yield store

    def release(self) -> None:
        """Let go of the file, before something that takes long; the next step opens it again."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _open(self, mode: Mode, wait: float) -> Store:
        return Store.open(self.db, mode, wait, self.reach)
