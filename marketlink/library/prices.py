"""``marketlink.prices`` and ``import_prices``: prices of the store as a frame, files into it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError, UnknownSymbol

if TYPE_CHECKING:
    from pandas import DataFrame

_STATEMENT = """
select symbol, session, close, total from price
where list_contains(?, symbol) and session between ? and ? order by symbol, session
"""


def prices(
    *symbols: str,
    first: date | str | None = None,
    last: date | str | None = None,
    db: str | Path | None = None,
) -> DataFrame:
    """Prices that the store holds, one row a symbol and session.

    Parameters
    ----------
    *symbols : str
        In Yahoo's form: "NVDA", "000660.KS".
    first, last : date or ISO text, optional
        Sessions, both ends in.
    db : path, optional
        The store; the user's own by default.

    Returns
    -------
    DataFrame
        ``symbol, session, close, total``: the close adjusted for splits, in the listing's
        currency, and the level with dividends reinvested. Flagged bars that are dropped are out.

    Raises
    ------
    InputError
        No symbol, or a day that is none.
    UnknownSymbol
        The store has no prices of one of them; nothing is fetched.
    """
    from marketlink.config import load
    from marketlink.store.frames import query

    if not symbols:
        raise InputError("No symbol is named", "", 'marketlink.prices("NVDA")')
    span = [day(first, date.min), day(last, date.max)]
    rows = query(Path(db) if db is not None else load().db, _STATEMENT, [list(symbols), *span])
    missing = [symbol for symbol in symbols if symbol not in set(rows.symbol)]
    if missing:
        raise UnknownSymbol(
            f"The store holds no prices of {', '.join(missing)}", "",
            f"marketlink refresh {' '.join(missing)}",
        )  # fmt: skip
    return rows


def import_prices(  # noqa: PLR0913 (one specification)
    *files: str | Path,
    db: str | Path | None = None,
    symbol: str | None = None,
    exchange: str | None = None,
    currency: str | None = None,
    source: str | None = None,
    suffix: str = "",
) -> DataFrame:
    """Import price files of one's own into the store, after checking them.

    Parameters
    ----------
    *files : path
        CSV or Parquet, long or wide. Each symbol of a file replaces what is held of it.
    db : path, optional
        The store; the user's own by default. It is made where there is none.
    symbol, exchange, currency, source : str, optional
        What the files do not say themselves; ``symbol`` where a file has one series only.
    suffix : str
        Put behind symbols that have none, for example ".KS".

    Returns
    -------
    DataFrame
        What is held now of each symbol: ``symbol, exchange, currency, source, first, last, bars,
        flags``, a row each.

    Raises
    ------
    InputError
        A file cannot be read or holds no prices; the files before it are imported.
    """
    from tempfile import gettempdir

    from pandas import DataFrame as Frame

    from marketlink.config import load
    from marketlink.prices.importing import import_file
    from marketlink.prices.normalise import FileOptions
    from marketlink.store import Store

    options = FileOptions(
        symbol=symbol, exchange=exchange, currency=currency, source=source, suffix=suffix
    )
    paths = [Path(file) for file in files]
    rows: list[dict[str, Any]] = []
    place = Path(db) if db is not None else load().db
    with Store.open(place, "write", reach=(*paths, Path(gettempdir()))) as store:
        for path in paths:
            imported = import_file(store, path, options)
            holdings = store.holdings([one.symbol for one in imported.report.listings])
            rows += [asdict(item.listing) | asdict(item) for item in holdings]
    return Frame(rows, columns=list(HOLDING_COLUMNS))


HOLDING_COLUMNS = ("symbol", "exchange", "currency", "source", "first", "last", "bars", "flags")


def day(value: date | str | None, otherwise: date) -> date:
    """A day given as one or as ISO text; ``otherwise`` where none is given."""
    if value is None:
        return otherwise
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{value} is no day", "", "a day as in 2025-01-27") from error
