"""Symbols as of a date: former ones, dead ones, ones that meant something else then."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.companies.directory import Directory

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
    for old in directory.formers.values():
        if old.now == symbol and day and day + GRACE < old.until and _was_other(old.symbol, symbol):
            if directory.company(symbol) in named or "." in symbol:
                break
            return None, f"{symbol} was not yet this company's symbol on {day}"
    return _alive(symbol, day, directory)


def _was_other(old: str, now: str) -> bool:
    return old in {"FB", "SQ", "GPS"} and now in {"META", "XYZ", "GAP"}


def _alive(symbol: str, day: date | None, directory: Directory) -> tuple[str | None, str]:
    listing = directory.listings.get(symbol)
    if listing and listing.until and day and day > listing.until + GRACE:
        return None, f"{symbol} has not been listed since {listing.until}"
    if listing and listing.until and (day is None or day > listing.until):
        return symbol, f"{symbol} was listed until {listing.until}"
    return symbol, ""
