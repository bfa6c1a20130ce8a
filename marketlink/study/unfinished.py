"""What a large study has finished: fits on disk, sums, and where to go on after an interruption."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from marketlink.store.sql import statement
from marketlink.study import scale
from marketlink.study import sums as group
from marketlink.study.bucket import Answer
from marketlink.study.dense import EPOCH
from marketlink.study.placing import OUTCOMES
from marketlink.study.scale import Work

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

PAUSE = 10.0
"""Seconds between two notes of what is finished: what an interruption can cost."""


class Unfinished:
    """A large study while it runs.

    Attributes
    ----------
    next : the first bucket that is not finished
    sums : of the finished buckets
    counts : events by outcome
    rows : fits of the finished buckets
    """

    def __init__(self, out: Path, folder: Path, work: Work, con: DuckDBPyConnection) -> None:
        self.out, self.folder, self.work, self.con = out, folder, work, con
        self.next, self.rows, self.noted = 0, 0, time.monotonic()
        self.sums = group.zeros(work.context.shape)
        self.counts = np.zeros(len(OUTCOMES), dtype=np.int64)
        self.outcome = self._held("outcome", np.int8, OUTCOMES.index("unknown_symbol"))
        self.fit = self._held("fit", np.int32, -1)
        if (folder / "note.npz").exists():
            self._go_on()

    @classmethod
    def of(cls, out: Path, work: Work, spec: Spec, con: DuckDBPyConnection) -> Self:
        """What an earlier run of the same study left in the folder, or a new start."""
        folder = out / ".unfinished" / scale.fingerprint(work, spec)[:16]
        if not folder.exists():
            shutil.rmtree(folder.parent, ignore_errors=True)
            (folder / "fits").mkdir(parents=True)
        return cls(out, folder, work, con)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is not None and self.folder.exists():
            self._note()

    def _held(self, name: str, kind: type, value: int) -> np.ndarray[Any, Any]:
        """One number an event, in a file: a study that is stopped finds it again."""
        n, path = len(self.work.symbol), self.folder / f"{name}.bin"
        if not n:
            return np.zeros(0, dtype=kind)
        fresh = not path.exists()
        held = np.memmap(path, dtype=kind, mode="w+" if fresh else "r+", shape=(n,))
        if fresh:
            held[:] = value
        return held

    def write_fits(self, number: int, answer: Answer) -> Answer:
        """Write a bucket's fits; the columns are not needed after that."""
        con = self.con.cursor()
        try:
            low = number * scale.BUCKET
            names = list(self.work.names[low : low + scale.BUCKET])
            con.execute("set variable scale_names = ?", [names])
            staged = dict(answer.columns)
            staged["day"] = staged.pop("day0") - EPOCH
            con.register("scale_fits", staged)
            copy(con, "scale_fits_out", self.folder / "fits" / f"{number:05d}.parquet")
        finally:
            con.close()
        return Answer({"n_est": answer.columns["n_est"]}, answer.outcome, answer.fit, answer.sums)

    def take(self, number: int, mine: np.ndarray[Any, Any], answer: Answer) -> None:
        """Take in a bucket, in order: ``mine`` are the events (by input row) that it answers."""
        group.merge(self.sums, answer.sums)
        self.counts += np.bincount(answer.outcome, minlength=len(OUTCOMES))
        self.outcome[mine] = answer.outcome
        self.fit[mine] = np.where(answer.fit >= 0, answer.fit + np.int32(self.rows), np.int32(-1))
        self.rows += len(answer.columns["n_est"])
        self.next = number + 1
        if time.monotonic() - self.noted > PAUSE:
            self._note()

    def _note(self) -> None:
        for values in (self.outcome, self.fit):
            if isinstance(values, np.memmap):
                values.flush()
        staged = self.folder / "note.part.npz"
        numbers = {"next": np.array(self.next), "rows": np.array(self.rows), "counts": self.counts}
        sums = {f"sum_{name}": values for name, values in self.sums.items()}
        np.savez(staged, allow_pickle=False, **numbers, **sums)
        staged.replace(self.folder / "note.npz")
        self.noted = time.monotonic()

    def _go_on(self) -> None:
        with np.load(self.folder / "note.npz") as note:
            self.next, self.rows = int(note["next"]), int(note["rows"])
            self.counts = note["counts"]
            self.sums = {name: note[f"sum_{name}"] for name in self.sums}

    def write_mapped(self) -> None:
        """Write ``mapped.parquet``: outcome, day 0 and fit of every event, in input order."""
        day = self._days()
        fit = np.asarray(self.fit)
        self.con.register(
            "scale_mapped",
            {
                "outcome": np.asarray(self.outcome),
                "fit": fit,
                "day": day[fit] if len(day) else np.zeros(len(fit), dtype=np.int32),
            },
        )
        self.con.execute("set variable scale_outcomes = ?", [list(OUTCOMES)])
        copy(self.con, "scale_mapped_out", self.folder / "mapped.parquet")
        self.con.unregister("scale_mapped")

    def _days(self) -> np.ndarray[Any, Any]:
        """Day 0 of every fit, from 1970, in their order."""
        if not self.rows:
            return np.zeros(0, dtype=np.int32)
        self.con.execute(
            "set variable scale_fits_files = ?", [str(self.folder / "fits" / "*.parquet")]
        )
        got: Any = self.con.execute(statement("scale_day0")).fetchnumpy()
        return np.asarray(got["day"])

    def finish(self) -> None:
        """Put what was written under its final names."""
        del self.outcome, self.fit
        for name in ("fits", "mapped.parquet"):
            source, target = self.folder / name, self.out / name
            if target.is_dir():
                shutil.rmtree(target)
            if source.exists():
                source.replace(target)
        shutil.rmtree(self.folder.parent)


def copy(con: DuckDBPyConnection, name: str, path: Path) -> None:
    """Run a statement that writes a file, under another name until it is whole."""
    staged = path.with_name(path.name + ".part")
    con.execute(statement(name), [str(staged)])
    staged.replace(path)
