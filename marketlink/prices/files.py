"""Price files in a folder as a price source: ``prices/`` beside the store."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from marketlink.config import Settings
from marketlink.errors import InputError, UnknownSymbol
from marketlink.prices.prepared import NOTHING, Told, prepared
from marketlink.prices.source import NoData
from marketlink.records.price import Action, History, Listing, RawBar
from marketlink.store import scratch

ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".gz")


class FilePrices:
    """The files of one folder. A symbol may be in one of them only."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.db.parent / "prices"
        self._found: dict[str, tuple[Path, History]] | None = None

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars and actions of one symbol: see :class:`marketlink.prices.source.PriceSource`.

        The vintage is the instant at which the file was last written.
        """
        if self._found is None:
            self._found = _read(self.folder)
        if symbol not in self._found:
            raise UnknownSymbol(f"no file in {self.folder} has {symbol}")
        whole = self._found[symbol][1]
        first, last = start or date.min, end or date.max
        bars = tuple(bar for bar in whole.bars if first <= bar.session <= last)
        if not bars:
            raise NoData(f"no file in {self.folder} has a bar of {symbol} from {first} to {last}")
        return History(
            whole.listing, whole.source, whole.vintage, bars, whole.actions, whole=start is None
        )


def histories(path: Path, told: Told = NOTHING) -> tuple[History, ...]:
    """The histories in one file, unchecked.

    Parameters
    ----------
    path : Path
    told : Told
        What the file does not say.

    Raises
    ------
    InputError
        It cannot be read, or holds several sources of one symbol.
    """
    con = scratch()
    try:
        _, listings, series = prepared(con, path, told)
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
    vintage = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return tuple(_history(item, vintage, bars, actions) for item in listings)


def _history(
    listing: Listing, vintage: datetime, bars: list[tuple[Any, ...]], actions: list[tuple[Any, ...]]
) -> History:
    return History(
        listing,
        "files",
        vintage,
        tuple(RawBar(*row[1:]) for row in bars if row[0] == listing.symbol),
        tuple(Action(*row[1:]) for row in actions if row[0] == listing.symbol),
    )


def _read(folder: Path) -> dict[str, tuple[Path, History]]:
    found: dict[str, tuple[Path, History]] = {}
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            continue
        for history in histories(path):
            if history.symbol in found:
                raise InputError(
                    f"{history.symbol} is in {found[history.symbol][0]} and in {path}",
                    "two sources never mix in one history",
                    "moving one of the files away",
                )
            found[history.symbol] = path, history
    return found
