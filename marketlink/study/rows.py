"""The rows of a study's tables, as its partitions add them: in memory, or for many in files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from types import TracebackType

    from duckdb import DuckDBPyConnection

    from marketlink.study.tables import Columns

HELD_TO = 200_000
"""Events whose rows are held in memory; those of more are kept in files until all are there."""
HIDDEN = ".study-"
"""How the folder of such files begins."""


class TableRows(AbstractContextManager["TableRows"]):
    """The rows of the tables, as partitions add them.

    Those of many events are kept in files under a name of their own inside the folder of the
    tables: a run that is interrupted leaves them there, and the next run of the same study takes
    up the partitions that are finished.

    Parameters
    ----------
    events : of the study
    folder : where the tables will be written; None keeps nothing for another run
    key : gives what the study is, so that no other takes up its files
    """

    def __init__(
        self,
        con: DuckDBPyConnection,
        events: int,
        folder: Path | None,
        key: Callable[[], str] = str,
    ) -> None:
        self.con, self.files = con, None
        self.held: dict[str, list[Columns]] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        if events > HELD_TO and folder is None:
            self.files = Path(tempfile.mkdtemp(prefix=HIDDEN))
        elif events > HELD_TO and folder is not None:
            self.files = folder / f"{HIDDEN}{key()[:16]}"
            self.files.mkdir(exist_ok=True)

    def add(self, name: str, place: tuple[int, int], columns: Columns) -> None:
        """Some rows of one partition; threads may add at the same time.

        Parameters
        ----------
        place : the number of the partition, and which of its rows these are
        """
        if self.files is None:
            self.held.setdefault(name, []).append(columns)
            return
        cursor = self.con.cursor()
        try:
            cursor.register("study_chunk", columns)
            target = str(self.files / f"{name}-{place[0]:06d}-{place[1]:04d}.parquet").replace(
                "'", "''"
            )
            cursor.execute(f"copy study_chunk to '{target}' (format parquet, compression lz4)")
        finally:
            cursor.close()

    def finish(self, number: int, answer: Mapping[str, Any]) -> None:
        """Say that the rows of a partition are all there, and what else it says."""
        if self.files is not None:
            part = self.files / f"unfinished-{number:06d}.npz"
            np.savez(part, **answer)
            part.replace(self.files / f"finished-{number:06d}.npz")

    def finished(self, number: int) -> dict[str, np.ndarray[Any, Any]] | None:
        """What a partition said whose rows an earlier run has finished."""
        path = None if self.files is None else self.files / f"finished-{number:06d}.npz"
        if path is None or not path.exists():
            return None
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)

    def relate(self) -> None:
        """Put the rows under the names that the views of the tables read."""
        for name in self.names():
            if self.files is None:
                union = []
                for number, columns in enumerate(self.held[name]):
                    self.con.register(f"study_{name}_{number}", columns)
                    union.append(f"from study_{name}_{number}")
                source = " union all ".join(union)
            else:
                pattern = str(self.files / f"{name}-*.parquet").replace("'", "''")
                source = f"from read_parquet('{pattern}')"
            self.con.execute(f"create or replace temp view study_{name}_rows as {source}")

    def names(self) -> list[str]:
        """The relations that there are rows of."""
        if self.files is None:
            return list(self.held)
        return sorted({path.name.split("-", 1)[0] for path in self.files.glob("*.parquet")})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.files is not None and kind is not KeyboardInterrupt:
            shutil.rmtree(self.files, ignore_errors=True)
