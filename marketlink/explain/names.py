"""From what a user types to symbols: a symbol, a company's name, a watchlist."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.pipeline.plan import sectors

if TYPE_CHECKING:
    from marketlink.store import StoreAccess

MOST = 1_000
"""Symbols of a watchlist that are read at most."""


def symbols_of(
    access: StoreAccess, texts: Iterable[str], watchlist: Path | None = None
) -> tuple[str, ...]:
    """The symbols meant by symbols, names (``삼성전자``) and a watchlist, each once, in order.

    Parameters
    ----------
    access : StoreAccess
        The store says which symbols are held, the folder ``companies`` beside it names more
        companies.
    texts : iterable of str
    watchlist : Path, optional
        A text file, one symbol or name a line; what follows ``#`` is a remark.

    Raises
    ------
    InputError
        Nothing is asked for, the file cannot be read, or a name fits no company or several.
    """
    names = (one.strip() for one in texts)
    entries = [*filter(None, names), *(_lines(watchlist) if watchlist else ())]
    if not entries:
        raise InputError("No stock is named", "", "a symbol, a name, or --watchlist FILE")
    symbols = _stored_symbols(access, [one.upper() for one in entries])
    return tuple(dict.fromkeys(_symbol(one, symbols, access.db) for one in entries))


def group_of(access: StoreAccess, name: str) -> tuple[str, ...]:
    """The stocks of an exchange (``XKRX``) or of a sector (by its factor, ``^SOX``) that the store
    holds and that a kept article names.

    Raises
    ------
    InputError
        There is none, or more than 1,000.
    """
    with access.reading() as store:
        rows = store.con.execute(
            "select distinct symbol, exchange from symbol"
            " where symbol in (select symbol from mention) order by symbol"
        ).fetchall()
    group = name.upper()
    members = tuple(s for s, home in rows if group in (home, sectors().get(s)))
    if not members or len(members) > MOST:
        how = (
            f"{len(members)} stocks, more than {MOST}" if members else "no stock that articles name"
        )
        raise InputError(f"The group {name} has {how}", "", "an exchange (XKRX) or a factor (^SOX)")
    return members


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "It is not UTF-8 text"
        raise InputError(f"The watchlist {path} cannot be read", str(why)) from None
    entries = [line for raw in text.splitlines() if (line := raw.split("#")[0].strip())]
    if len(entries) > MOST:
        raise InputError(f"The watchlist {path} names more than {MOST} stocks")
    if not entries:
        raise InputError(f"The watchlist {path} names no stock")
    return entries


def _stored_symbols(access: StoreAccess, names: list[str]) -> frozenset[str]:
    """Those of these names that are symbols of the store."""
    if not access.db.exists():
        return frozenset()
    with access.reading() as store:
        rows = store.tables.execute(
            "select distinct symbol from symbol where list_contains(?, symbol)", [names]
        ).fetchall()
    return frozenset(symbol for (symbol,) in rows)


def _symbol(text: str, symbols: frozenset[str], db: Path) -> str:
    if text.upper() in symbols:
        return text.upper()
    from marketlink.companies.directory import directory  # noqa: PLC0415 (loads companies)
    from marketlink.companies.link import link_text  # noqa: PLC0415 (loads companies)
    from marketlink.companies.normalise import fold  # noqa: PLC0415 (loads companies)

    folder = db.parent / "companies"
    names = directory(folder if folder.is_dir() else None)
    subjects = link_text(text, names=names).subjects
    if not subjects:  # a name that alone would prove nothing in an article (카카오, Apple)
        whole = [hit for hit in names.find(fold(text)) if (hit.start, hit.end) == (0, len(text))]
        subjects = tuple({one.symbol: None for hit in whole for one in hit.names if one.symbol})
    if len(subjects) > 1:
        raise InputError(f"{text} names more than one company", ", ".join(subjects), "one of them")
    return subjects[0] if subjects else text.upper()
