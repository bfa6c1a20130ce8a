"""Every name the linker knows, in one automaton."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from marketlink import derived
from marketlink.companies import names
from marketlink.companies.boundary import stands_alone
from marketlink.companies.cues import cues, language_of, plain
from marketlink.companies.issuer import firm_lines
from marketlink.companies.names import Name, NamedListing, ShareLine
from marketlink.companies.normalise import Folded
from marketlink.companies.variants import variants
from marketlink.records.mention import ShareKind
from marketlink.resources import data_path
from marketlink.text import word_set

_ENGLISH_PLAIN = ("word", "place")
Row = Sequence[str]
"""The fields of a name."""
row_of: Callable[[Name], Row] = attrgetter(*Name.__match_args__)
MODULES = tuple(
    Path(__file__).with_name(f"{part}.py") for part in ("directory", "names", "variants", "cues")
)
"""The modules that make the spellings of the shipped names."""


class Hit(NamedTuple):
    """A name found in folded text: its span, what it may stand for, and nouns written onto it."""

    start: int
    end: int
    names: tuple[Name, ...]
    attached: str


class Directory:
    """Names, listings and symbols, ready for matching.

    ``entries`` are the rows of ``rows`` behind each pattern of the automaton, ``public`` the names
    of the patterns after those, of public lists; they are made when one is found. ``lines`` gives
    the symbols of each company, ``delisted`` the listings of the past that used a symbol,
    ``share_lines`` the lines of stock of a firm, ``firms`` the firm of each such line.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        table: Mapping[str, Sequence[int]],
        listings: names.Listings,
        share_lines: Mapping[str, tuple[ShareLine, ...]],
    ) -> None:
        """Put spellings of names into one automaton, those of public lists behind the others."""
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        public = {text.lower(): (text, *rest) for text, *rest in reversed(_public(listings.kept))}
        for spelling in table:
            public.pop(spelling, None)
        self.automaton = AhoCorasick([*table, *public], matchkind=MatchKind.Standard,
                                     implementation=Implementation.ContiguousNFA)  # fmt: skip
        self.entries, self.rows, self.public = tuple(table.values()), rows, list(public.values())
        self.listings, self.formers, self.senses = listings, names.formers(), names.senses()
        self.share_lines = share_lines
        self.firms = {line.symbol: firm for firm, lines in share_lines.items() for line in lines}
        self.lines = _lines(listings, share_lines)
        self.delisted: dict[str, tuple[NamedListing, ...]] = {}
        for symbol in (*listings.kept, *listings.ended):
            if "~" in symbol:
                code = names.plain(symbol)
                self.delisted[code] = (*self.delisted.get(code, ()), listings[symbol])
        self._names: dict[int, tuple[Name, ...]] = {}

    def find(self, folded: Folded) -> list[Hit]:
        """The names in a text, leftmost first and longest first, none inside a longer word."""
        matches = self.automaton.find_matches_as_indexes(folded.lower, overlapping=True)
        matches.sort(key=lambda match: (match[1], -match[2]))
        hits: list[Hit] = []
        end_of_last = 0
        text = folded.text
        starts = [start for _, start, _ in matches] if "-" in text else []
        language = cues(language_of(text)) if matches else plain()
        for pattern, start, end in matches:
            if start < end_of_last:
                continue
            hyphenated = text[end : end + 1] == "-" and end + 1 in starts
            attached = stands_alone(text, start, end, language, joined=hyphenated)
            long = end - start >= 6  # noqa: PLR2004 (letters apart)
            if attached is None and long and plain().match("bare_possessive", text, end):
                attached = stands_alone(text[:end], start, end, language)
            if attached is None:
                continue
            surface, fitting = text[start:end], self.entry(pattern)
            if surface.isascii():
                fitting = tuple(name for name in fitting if case_fits(name, surface))
            if fitting:
                hits.append(Hit(start, end, fitting, attached))
                end_of_last = end
        return hits

    def entry(self, pattern: int) -> tuple[Name, ...]:
        """The names that a pattern of the automaton stands for."""
        entry = self._names.get(pattern)
        if entry is None:
            if pattern < len(self.entries):
                entry = tuple(Name(*self.rows[at]) for at in self.entries[pattern])  # type: ignore[arg-type]
            else:
                text, symbol, lang, policy = self.public[pattern - len(self.entries)]
                entry = (Name(text, symbol, self.name(symbol), lang, "listing", policy),)  # type: ignore[arg-type]
            self._names[pattern] = entry
        return entry

    @cached_property
    def by_ending(self) -> Mapping[str, Sequence[NamedListing]]:
        """The listings kept by hand, by every ending that a name in their own script has."""
        table: dict[str, list[NamedListing]] = {}
        for listing in self.listings.kept.values():
            for at in range(1, len(listing.name_ko)):
                table.setdefault(listing.name_ko[at:], []).append(listing)
        return table

    def company(self, symbol: str) -> str:
        """The symbol that stands for the firm behind a symbol."""
        listing = self.listings.get(symbol)
        return listing.company if listing else self.firms.get(symbol, symbol)

    def lines_of(self, symbol: str) -> Sequence[str]:
        """The symbols of all lines of a symbol's company, itself where it is the only one."""
        return self.lines.get(self.company(symbol), (symbol,))

    def firm(self, symbol: str) -> str:
        """The symbol of the firm that a line of stock belongs to, a preferred share among them."""
        return self.firms.get(symbol) or self.company(symbol)

    def share(self, symbol: str) -> ShareKind:
        """The kind of line of a symbol; ordinary where no table says otherwise."""
        for line in self.share_lines.get(self.firm(symbol), ()):
            if line.symbol == symbol:
                return line.share
        return ShareKind.ORDINARY

    def name(self, symbol: str) -> str:
        """The firm's name in English, or the symbol itself."""
        listing = self.listings.get(symbol) or self.listings.get(self.firms.get(symbol, symbol))
        return listing.name if listing else symbol


def case_fits(name: Name, surface: str) -> bool:  # noqa: PLR0911 (a case each)
    """Whether the letters' case in the text allows the name.

    Acronyms must stand in capitals, words that are also common ones as the name is written or
    in capitals; longer brand names may stand in any case.
    """
    text, part = name.text, name.policy == "needs_trading"
    if surface == text or (len(text) > 2 and surface == text.upper() and not part):  # noqa: PLR2004 (a pair, or three)
        return True
    if name.kind in _ENGLISH_PLAIN and name.lang == "en":
        return False
    if text.isupper() and len(text) <= 4:  # noqa: PLR2004 (letters)
        return name.kind == "club"
    if not any(char.isupper() for char in surface):
        if surface in word_set("plain_phrase"):
            return False
        if surface in word_set("plain_word"):
            return name.policy in ("always", "needs_context")
        return (
            name.policy == "always"
            and len(text) >= 5  # noqa: PLR2004 (letters)
            and name.kind not in ("index", "person", "venue")
        )
    if part or name.policy == "needs_proof":
        return False
    last, head = text.rpartition(" ")[2], surface.rpartition(" ")[2]
    common = last in word_set("common_last_word") and last != text
    if common and surface[0].isupper() and not head[0].isupper():
        return False
    return surface[0].isupper() or not text[0].isupper() or len(text) > 6  # noqa: PLR2004 (letters)


def _shipped() -> tuple[list[Row], dict[str, list[int]]]:
    """The names kept by hand, and the rows behind each of their spellings."""

    def work_out() -> Any:  # noqa: ANN401 (any plain value)
        rows = list(map(row_of, names.aliases()))
        table: dict[str, list[int]] = {}
        for at in range(len(rows)):
            _spell(table, rows, at)
        return rows, table

    packs = sorted(data_path("lang").glob("*/*.toml"))
    data = [data_path("aliases.csv"), *sorted(data_path("companies").glob("*.csv"))]
    rows, table = derived.derive("spellings", [*MODULES, *data, *packs], work_out)
    return rows, table


def _spell(table: dict[str, list[int]], rows: Sequence[Row], at: int) -> None:
    """Add the spellings of a name, in small letters, unless another row says the same."""
    for text in variants(rows[at][0]):
        places = table.setdefault(text.lower(), [])
        if not any(rows[other] == rows[at] for other in places):
            places.append(at)


def _lines(
    listings: names.Listings, share_lines: Mapping[str, tuple[ShareLine, ...]]
) -> dict[str, list[str]]:
    """The symbols of each company: those kept by hand, of public lists, and its home shares."""
    lines: dict[str, list[str]] = {}
    for symbol, listing in listings.kept.items():
        lines.setdefault(listing.company, []).append(symbol)
    for symbol, company, *_ in names.public().values():
        if symbol != company:
            lines.setdefault(company, [company]).append(symbol)
    for firm, own in share_lines.items():
        company = listings.kept[firm].company if firm in listings.kept else firm
        symbols = lines.setdefault(company, [firm])
        same = (ShareKind.ORDINARY, ShareKind.DUAL)
        home = (line.symbol for line in own if line.share in same and "." in line.symbol)
        symbols += [symbol for symbol in home if symbol not in symbols]
    return lines


def _public(by_hand: Mapping[str, NamedListing]) -> list[Row]:
    """The names of public lists (text, symbol, lang, policy), those that go first in front; Korean
    ones without their blanks, too: "비보존제약"."""
    public = names.public().values()
    full = [(row[2], row[0], row[3], row[4]) for row in public if row[4] and row[0] not in by_hand]
    short = [(row[7], row[0], row[3], "needs_context") for row in public if row[7]]
    further = [(row[1], row[0], row[2], row[4]) for row in names.further()]
    parts = [(text, symbol, lang, "needs_trading") for symbol, text, lang in names.parts()]
    rows = [*full, *short, *further, *parts]
    joined = [
        (row[0].replace(" ", ""), *row[1:]) for row in rows if " " in row[0] and row[2] == "ko"
    ]
    return [*rows, *joined]


@lru_cache(maxsize=4)
def directory(folder: Path | None = None) -> Directory:
    """The shipped names and the listings imported into a folder, as ``marketlink companies import``
    writes it; built once a process for each folder."""
    listings = dict(names.listings())
    aliases, table = _shipped()
    if folder is not None and folder.is_dir():
        from marketlink.companies.listings import load  # noqa: PLC0415 (it imports this module)

        for name, listing in load(folder):
            if listing.symbol not in listings:
                listings[listing.symbol] = listing
                aliases.append(row_of(name))
                _spell(table, aliases, len(aliases) - 1)
    return Directory(aliases, table, names.Listings(listings), firm_lines(folder))
