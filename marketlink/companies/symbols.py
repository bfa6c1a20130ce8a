"""Symbols as of a date: former ones, dead ones, ones that meant something else then."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.companies.directory import Directory

TAKEN_OVER = {"META": "FB", "XYZ": "SQ", "GAP": "GPS"}
"""Symbols that stood for somebody else, or for nobody, while the firm still had its former one."""

GRACE = timedelta(days=366)
"""How long people go on writing a former symbol after the change."""


def as_of(
    symbol: str, day: date | None, directory: Directory, named: frozenset[str]
) -> tuple[str | None, str]:
    """The symbol a code stands for on a day.

    Parameters
    ----------
    symbol
        The code in Yahoo form.
    day
        The article's date in UTC; None where unknown.
    directory
        Knows former symbols and last days.
    named
        Companies that the text also names: they overrule the dates.

    Returns
    -------
    tuple
        The symbol to link (None where it means nothing on that day), and a note ("" for plain).
    """
    former = directory.formers.get(symbol)
    if former and (symbol not in directory.listings or (day and day <= former.until)):
        if day and day > former.until + GRACE and directory.company(former.now) not in named:
            return None, f"{symbol} was given up on {former.until}: {former.note}"
        return former.now, f"{symbol} is a former symbol ({former.note}, until {former.until})"
    old = directory.formers.get(TAKEN_OVER.get(symbol, ""))
    if old and day and day + GRACE < old.until and directory.company(symbol) not in named:
        return None, f"{symbol} was not yet this company's symbol on {day}"
    return _alive(symbol, day, directory)


def _alive(symbol: str, day: date | None, directory: Directory) -> tuple[str | None, str]:
    listing = directory.listings.get(symbol)
    if listing and listing.until and day and day > listing.until + GRACE:
        return None, f"{symbol} has not been listed since {listing.until}"
    if listing and listing.until and (day is None or day > listing.until):
        return symbol, f"{symbol} was listed until {listing.until}"
    return symbol, ""


def current(symbol: str, directory: Directory) -> str:
    """The symbol that a code leads to today."""
    former = directory.formers.get(symbol)
    return former.now if former else symbol
