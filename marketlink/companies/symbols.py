"""Symbols as of a date: former, ended and reassigned ones."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.companies.directory import Directory
from marketlink.companies.names import Former, Name, plain
from marketlink.findings import FindingText

TAKEN_OVER = {"META": "FB", "XYZ": "SQ", "GAP": "GPS"}
"""Symbols that stood for somebody else, or for nobody, while the firm still had its former one."""
GRACE = timedelta(days=366)
"""How long people go on writing a former symbol after the change; the end of a listing that only
editions of public lists tell may lie as far before the first one without it."""
AFTERWARDS = timedelta(days=30)
"""How long after the last day of its listing a firm is still told of as a stock."""


def as_of(
    symbol: str, day: date | None, directory: Directory, companies: frozenset[str]
) -> tuple[str | None, str]:
    """The symbol that a code in Yahoo's form stands for on a day (UTC), None where it means nothing
    on it, and a note ("" for plain). The ``companies`` that the text names overrule the dates.
    """
    former = directory.formers.get(symbol)
    if former and (symbol not in directory.listings or (day and day <= former.until)):
        if day and day > former.until + GRACE and directory.company(former.now) not in companies:
            return None, _former("symbol_note.given_up", symbol, former)
        return former.now, _former("symbol_note.former", symbol, former)
    old = directory.formers.get(TAKEN_OVER.get(symbol, ""))
    if old and day and day + GRACE < old.until and directory.company(symbol) not in companies:
        return None, FindingText("symbol_note.not_yet", symbol=symbol, day=day)
    return _alive(symbol, day, directory)


def _former(code: str, symbol: str, former: Former) -> FindingText:
    return FindingText(code, symbol=symbol, until=former.until, note=former.note)


def _alive(symbol: str, day: date | None, directory: Directory) -> tuple[str | None, str]:
    listing = directory.listings.get(symbol)
    grace = GRACE if symbol in directory.listings.ended else AFTERWARDS
    if listing and listing.until and day and day > listing.until + grace:
        return None, FindingText("symbol_note.ended", symbol=plain(symbol), until=listing.until)
    if listing and listing.until and (day is None or day > listing.until):
        return symbol, FindingText("symbol_note.until", symbol=plain(symbol), until=listing.until)
    return symbol, ""


def not_yet(symbol: str, day: date | None, directory: Directory) -> bool:
    """Whether a firm was still private on a day: the weeks before its listing count as listed."""
    listing = directory.listings.get(symbol)
    return bool(listing and listing.since and day and day < listing.since - EVE)


EVE = timedelta(days=14)
"""How long before its first day a listing is news."""


def holder(symbol: str, day: date | None, directory: Directory, companies: frozenset[str]) -> str:
    """The holder of a symbol on a day: a listing that ended later, or the present one."""
    for listing in directory.delisted.get(symbol, ()):
        begun = not not_yet(listing.symbol, day, directory)
        then = day and listing.until and day <= listing.until and begun
        unclaimed = day is None and symbol not in directory.listings
        if then or unclaimed or listing.company in companies:
            return listing.symbol
    return symbol


def names_of_day(
    names: tuple[Name, ...], day: date | None, directory: Directory
) -> tuple[Name, ...]:
    """The firms a name may stand for, the one that bore it on the day first: Arconic became Howmet
    on 1 April 2020, and another firm was Arconic from then on."""
    if len(names) < 2:  # noqa: PLR2004 (a pair, or three)
        return names

    def rank(name: Name) -> tuple[bool, bool, date]:
        listing = directory.listings.get(name.symbol)
        until = listing.until if listing and listing.until else date.max
        ended = day > until if day else until < date.max
        return not_yet(name.symbol, day, directory), ended, until

    return tuple(sorted(names, key=rank))


def current(symbol: str, directory: Directory) -> str:
    """The symbol that a code leads to today."""
    former = directory.formers.get(symbol)
    return former.now if former else symbol
