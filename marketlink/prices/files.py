"""Price files in a folder as a price source: ``prices/`` beside the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from marketlink.config import Settings
from marketlink.errors import InputError, UnknownSymbol
from marketlink.prices.codes import symbol_of
from marketlink.prices.importing import write_time
from marketlink.prices.normalise import NOTHING, FileOptions, prepared
from marketlink.prices.source import NoData
from marketlink.records.price import Action, History, RawBar
from marketlink.store import scratch

ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".gz")


class FilePrices:
    """The files of one folder. A symbol may be in one of them only; a broken one stops no other."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.db.parent / "prices"
        self._files: _Files | None = None

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars and actions of one symbol: see :class:`marketlink.prices.source.PriceSource`.

        The vintage is the instant at which the file was last written.
        """
        if self._files is None:
            self._files = _read(self.folder)
        whole = self._files.history(self.folder, symbol)
        first, last = start or date.min, end or date.max
        bars = tuple(bar for bar in whole.bars if first <= bar.session <= last)
        if not bars:
            raise NoData(f"No file in {self.folder} has a bar of {symbol} from {first} to {last}")
        return History(
            whole.listing, whole.source, whole.vintage, bars, whole.actions, whole=start is None
        )


def histories(path: Path, options: FileOptions = NOTHING) -> tuple[History, ...]:
    """The histories in one file, unchecked.

    Parameters
    ----------
    path : Path
    options : FileOptions
        What the file does not say.

    Raises
    ------
    InputError
        It cannot be read, or holds several sources of one symbol.
    """
    con = scratch()
    try:
        _, listings, series = prepared(con, path, options)
        if series:
            raise InputError(f"{path} holds several sources of one symbol", ", ".join(series))
        bars = con.execute(
            "select symbol, session, open, high, low, close, volume, adj_close"
            " from check_bar join check_key using (key) order by symbol, session"
        ).fetchall()
        actions = con.execute(
            "select symbol, session, kind, value from file_action order by all"
        ).fetchall()
    finally:
        con.close()
    vintage = write_time(path)
    bars_of, actions_of = _by_symbol(bars), _by_symbol(actions)
    return tuple(
        History(
            item, "files", vintage,
            tuple(RawBar(*row) for row in bars_of.get(item.symbol, ())),
            tuple(Action(*row) for row in actions_of.get(item.symbol, ())),
        )
        for item in listings
    )  # fmt: skip


def _by_symbol(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    rows_of: dict[str, list[tuple[Any, ...]]] = {}
    for symbol, *row in rows:
        rows_of.setdefault(symbol, []).append(tuple(row))
    return rows_of


@dataclass(frozen=True, slots=True)
class _Files:
    """The histories in the files of a folder, and why some files cannot be read."""

    histories_by_file: dict[str, dict[Path, History]]
    errors: dict[Path, InputError]

    def history(self, folder: Path, symbol: str) -> History:
        """The one history of a symbol."""
        by_file = self.histories_by_file.get(symbol, {})
        if len(by_file) > 1:
            one, other, *_ = by_file
            raise InputError(f"{symbol} is in {one} and in {other}",
                             "Two sources never mix in one history",
                             "moving one of the files away")  # fmt: skip
        for history in by_file.values():
            return history
        for path, error in self.errors.items():
            if symbol_of(path) == symbol:
                raise error
        why = f"unread: {next(iter(self.errors.values()))}" if self.errors else ""
        raise UnknownSymbol(f"No file in {folder} has {symbol}", why.rstrip("."))


def _read(folder: Path) -> _Files:
    files = _Files({}, {})
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix.lower() not in ENDINGS:
            continue
        try:
            for history in histories(path):
                files.histories_by_file.setdefault(history.symbol, {})[path] = history
        except InputError as error:
            files.errors[path] = error
    return files
