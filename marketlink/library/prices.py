"""``marketlink.prices``: the prices of the store as a frame."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

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
    found = query(Path(db) if db is not None else load().db, _STATEMENT, [list(symbols), *span])
    missing = [symbol for symbol in symbols if symbol not in set(found.symbol)]
    if missing:
        raise UnknownSymbol(
            f"The store holds no prices of {', '.join(missing)}", "",
            f"marketlink refresh {' '.join(missing)}",
        )  # fmt: skip
    return found


def day(given: date | str | None, otherwise: date) -> date:
    """A day given as one or as ISO text; ``otherwise`` where none is given."""
    if given is None:
        return otherwise
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(f"{given} is no day", "", "a day as in 2025-01-27") from error
