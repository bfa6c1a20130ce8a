"""Records of the shipped tables of names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from marketlink.records.mention import ShareKind
from marketlink.resources import data_path

LINES = "lines.csv"
"""The table of lines of stock: the shipped one, and the user's own beside the imported listings."""
NamePolicy = Literal[
    "always",
    "needs_context",
    "needs_proof",
    "needs_trading",
    "relation_only",
    "explicit_symbol_only",
]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one company, or of something that is no listed company.

    ``symbol`` is "" for what is known and never linked; ``kind`` then says what it is (private,
    group, club, venue, agency, index, person, place, word). Policies: ``always`` links on a clean
    boundary, ``needs_context`` needs one more vote, ``needs_proof`` a vote from right beside it,
    ``needs_trading`` its shares or their move told of right beside it, ``relation_only`` names a
    product or subsidiary of the company.
    """

    text: str
    symbol: str
    company: str
    lang: str
    kind: str
    policy: NamePolicy


@dataclass(frozen=True, slots=True)
class NamedListing:
    """One line of stock: its symbol, the company it belongs to, and its first and last day where
    they matter.

    ``company`` is the symbol that stands for the firm, so that a depositary receipt and the home
    share have the same. A symbol that another firm has today carries the year its listing ended,
    ``WB~2008``; what is printed is ``WB``.
    """

    symbol: str
    company: str
    name: str
    name_ko: str
    until: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A line of stock of a firm: what kind it is, and where it trades from when to when.

    ``symbol`` is "" where it is not known. ``ratio`` is how many home shares one of it stands
    for, ``label`` the letter or number of a class ("A", "2우B").
    """

    firm: str
    symbol: str
    share: ShareKind
    label: str
    venue: str
    currency: str
    ratio: float | None
    first: date
    last: date
    source: str


def plain(symbol: str) -> str:
    """A symbol as it was traded, without the year that tells it from a later holder's."""
    return symbol.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Former:
    """A symbol that became another one: ``symbol`` until ``until``, ``now`` after it."""

    symbol: str
    now: str
    until: date
    note: str


@dataclass(frozen=True, slots=True)
class Sense:
    """Another meaning of a name, and the words that reveal it."""

    sense: str
    words: frozenset[str]


def day_of(cell: str) -> date | None:
    """The day of a cell of a table, None for an empty one."""
    return date.fromisoformat(cell) if cell else None


def rows(*parts: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped CSV file."""
    with data_path(*parts).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        for row in reader:
            yield dict(zip(header, row, strict=False))


Public = tuple[str, str, str, str, str, str, str, str]
"""A row of ``listings.csv``: symbol, company, name, lang, policy, since, code ("bare": the symbol
is no word), short (the name that newspapers use, with the policy needs_context)."""


def _cells(table: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table of public lists, no cell of which has a comma in it."""
    text = data_path("companies", table).read_text("utf-8")
    return (tuple(line.split(",")) for line in text.splitlines()[1:])


@cache
def public() -> Mapping[str, Public]:
    """The listings of public lists, by symbol."""
    return {row[0]: row for row in _cells("listings.csv")}  # type: ignore[misc]


@cache
def further() -> Sequence[tuple[str, ...]]:
    """Further names, of public lists: symbol, name, lang, kind (former, english, ended), policy,
    until (the last day of a listing that ended)."""
    return list(_cells("further.csv"))


@cache
def parts() -> Sequence[tuple[str, ...]]:
    """Parts of firms' names that are no other firm's: symbol, name, lang."""
    return list(_cells("parts.csv"))


class Listings(Mapping[str, NamedListing]):
    """Listings by symbol: those kept by hand or imported, and those of public lists behind them,
    which are made when one is asked for."""

    def __init__(self, listings: Mapping[str, NamedListing]) -> None:
        self.kept = listings
        self._public = public()
        self.ended = {row[0]: row for row in further() if row[5]}
        self._made: dict[str, NamedListing] = {}

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.kept or symbol in self._public or symbol in self.ended

    def __getitem__(self, symbol: str) -> NamedListing:
        listing: NamedListing | None = self.get(symbol)
        if listing is None:
            raise KeyError(symbol)
        return listing

    def get(self, symbol: str, default: Any = None) -> Any:  # noqa: ANN401 (as Mapping has it)
        """The listing of a symbol, or a default."""
        if listing := self.kept.get(symbol) or self._made.get(symbol):
            return listing
        if row := self._public.get(symbol):
            _, company, name, lang, _, since, *_ = row
            until, first = None, day_of(first_days().get(symbol, since))
        elif past := self.ended.get(symbol):
            _, name, lang, _, _, ended = past
            company, until, first = symbol, day_of(ended), None
        else:
            return default
        local = name if lang != "en" else ""
        self._made[symbol] = NamedListing(symbol, company, name, local, until, first)
        return self._made[symbol]

    def __iter__(self) -> Iterator[str]:
        yield from self.kept
        for symbols in (self._public, self.ended):
            yield from (symbol for symbol in symbols if symbol not in self.kept)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def first_days() -> Mapping[str, str]:
    """The first day of trading of firms that were known before it, by symbol."""
    return {row["symbol"]: row["since"] for row in rows("companies", "since.csv")}


@lru_cache(maxsize=1)
def listings() -> dict[str, NamedListing]:
    """Every listing kept by hand, by symbol."""
    since = first_days()
    return {
        (symbol := row["symbol"]): NamedListing(
            symbol,
            row["company"],
            row["name"],
            row["name_ko"],
            day_of(row["until"]),
            day_of(since.get(symbol, "")),
        )
        for row in rows("companies", "listed.csv")
    }


def names_by_language(symbol: str) -> dict[str, str]:
    """A listing's names by language, those it has."""
    listing = listings().get(symbol)
    names = {"en": listing.name, "ko": listing.name_ko} if listing else {}
    return {lang: name for lang, name in names.items() if name}


def share_lines(lines: Iterable[Mapping[str, str]]) -> dict[str, tuple[ShareLine, ...]]:
    """The lines of each firm, from rows with the columns of ``lines.csv``.

    Raises
    ------
    ValueError, KeyError
        A row is none.
    """
    table: dict[str, tuple[ShareLine, ...]] = {}
    for row in lines:
        line = ShareLine(
            row["firm"],
            row["symbol"],
            ShareKind(row["share"]),
            row["label"],
            row["venue"],
            row["currency"],
            float(row["ratio"]) if row["ratio"] else None,
            day_of(row["from"]) or date.min,
            day_of(row["to"]) or date.max,
            row["source"],
        )
        table[line.firm] = (*table.get(line.firm, ()), line)
    return table


@lru_cache(maxsize=1)
def formers() -> dict[str, Former]:
    """Every former symbol."""
    return {
        symbol: Former(symbol, now, date.fromisoformat(until), note)
        for symbol, now, until, note in map(dict.values, rows("companies", "former.csv"))
    }


@lru_cache(maxsize=1)
def senses() -> dict[str, tuple[Sense, ...]]:
    """The other senses of names, by name in lower case."""
    table: dict[str, tuple[Sense, ...]] = {}
    for row in rows("companies", "senses.csv"):
        alias, words = row["alias"].lower(), frozenset(row["words"].lower().split())
        table[alias] = (*table.get(alias, ()), Sense(row["sense"], words))
    return table


def aliases() -> Iterator[Name]:
    """Every name kept by hand: of listed companies first, then of what is never linked."""
    known_listings = listings()
    for row in rows("aliases.csv"):
        symbol = row["ticker"]
        company = known_listings[symbol].name if symbol in known_listings else symbol
        yield _name(row, symbol, company)
    for row in rows("companies", "known.csv"):
        yield _name(row, "", row["name"])


def _name(row: Mapping[str, Any], symbol: str, company: str) -> Name:
    return Name(row["alias"], symbol, company, row["lang"], row["kind"], row["policy"])
