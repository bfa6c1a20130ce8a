"""What the columns of a price file hold: long or wide, one header line or three."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from marketlink.errors import InputError
from marketlink.prices.beginning import counted_start, first_day, header_lines
from marketlink.prices.changes import unsigned
from marketlink.prices.names import (
    NUMBERED,
    TICKER,
    VALUES,
    ColumnRole,
    flattened,
    labelled,
    plain,
    role_of,
    scale_of,
)
from marketlink.tabular.days import EPOCH, Form, form_of, is_day
from marketlink.tabular.head import Head

PAIR = re.compile(r"\(\s*['\"](.*)['\"]\s*,\s*['\"](.*)['\"]\s*\)")


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column: its place, what it holds, and of what symbol or series, if its name says so."""

    place: int
    name: str
    role: ColumnRole
    symbol: str = ""
    series: str = ""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class FileLayout:
    """How to read a file: lines to skip, columns, the form of its days. ``unread`` are left out.

    ``exchange`` is the one that the user names.
    """

    path: Path
    skip: int
    width: int
    columns: tuple[FileColumn, ...]
    days: Form
    unread: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    exchange: str | None = None

    @property
    def date(self) -> FileColumn:
        """The column of days."""
        return next(column for column in self.columns if column.role == "date")

    @property
    def wide(self) -> bool:
        """Whether symbols or series stand side by side in columns."""
        return any(column.symbol or column.series for column in self.columns)

    def has(self, role: ColumnRole) -> bool:
        """Whether any column holds this."""
        return any(column.role == role for column in self.columns)

    def at(self, role: ColumnRole) -> FileColumn | None:
        """The plain column of a role."""
        return next((c for c in self.columns if c.role == role), None)


def layout_of(head: Head, days: Form | None = None) -> FileLayout:
    """The layout of a text file.

    Parameters
    ----------
    head : Head
    days : Form, optional
        Given by the user, where the file leaves it open.

    Raises
    ------
    InputError
        No header, no column of days, no prices.
    """
    first = counted_start(head)
    if first is None:
        first = first_day(head)
    if first is None:
        has_date = head.rows and any(role_of(cell) == "date" for cell in head.rows[0])
        if has_date and not any(any(row) for row in head.rows[1:]):
            raise InputError(f"{head.path} has a header and no rows", "",
                             "a file with prices below it")  # fmt: skip
        if not has_date:
            raise InputError(f"{head.path} has no column of dates", "", "a column named date")
        first = 1
    if first == 0:
        raise InputError(f"{head.path} has no header line", "Its first line is data",
                         "a first line such as symbol,date,close")  # fmt: skip
    header = header_lines(head.rows[:first])
    if len(header) == 1:
        header = [tuple(line) for line in two_header_lines(header[0])]
    body = [row for row in head.rows[first:] if any(row)]
    width = max(len(row) for row in (*header, *body[:1]))
    padded = [(*row, *[""] * (width - len(row))) for row in header]
    columns, unread = columns_of(padded, body, head.path)
    place = next(column.place for column in columns if column.role == "date")
    cells = [row[place] for row in body if len(row) > place]
    form = days or form_of(cells, str(head.path))
    return FileLayout(head.path, first, width, columns, form, unread, unsigned(padded[-1], body))


def two_header_lines(names: Sequence[str]) -> list[list[str]]:
    """Two header lines of names such as ``('Close', 'NVDA')``; else the one that there is."""
    pairs = [PAIR.fullmatch(name) for name in names]
    if not any(pairs):
        return [list(names)]
    return [[m[n] if m else name for name, m in zip(names, pairs, strict=True)] for n in (1, 2)]


def columns_of(
    header: Sequence[Sequence[str]], body: Sequence[Sequence[str]], path: Path
) -> tuple[tuple[FileColumn, ...], tuple[str, ...]]:
    """Columns and unread names from header lines and the first rows below them."""
    names = [[line[place] for line in header] for place in range(len(header[0]))]
    date = _date_place(names, body)
    if date is None:
        raise InputError(f"{path} has no column of dates", "", "a column named date")
    last = len(names[0]) - 1
    roles = {
        place: role
        for place, cells in enumerate(names)
        if place != date and (role := role_of(cells[last] or cells[0]))
    }
    _name_symbols(roles, body)
    _without_numbers(roles, names)
    plain_prices = any(role in ("close", "adj_close", "ret") for role in roles.values())
    if len(header) == 1 and not plain_prices:
        plain_prices = _is_no_wide(names, date, roles)
    has_symbol = "symbol" in roles.values()
    columns: list[FileColumn] = [FileColumn(date, names[date][last] or "date", "date")]
    unread: list[str] = []
    for place, cells in enumerate(names):
        if place == date:
            continue
        column = _column(place, cells, plain_prices, roles.get(place), has_symbol)
        if column is None or column.role == "date":
            unread.append(next((cell for cell in reversed(cells) if cell), ""))
        elif column.role != "ignored":
            columns.append(column)
    _refuse_priceless(columns, unread, path)
    return tuple(columns), tuple(name for name in unread if name)


def _column(  # noqa: PLR0911 (a case each)
    place: int, cells: Sequence[str], plain_prices: bool, role: ColumnRole | None, named: bool
) -> FileColumn | None:
    filled_cells = [cell for cell in cells if cell]
    if not filled_cells:
        return None
    if len(filled_cells) > 1:
        fields = [role_of(cell) in VALUES for cell in filled_cells]
        if any(fields) and len(filled_cells) == 2:  # noqa: PLR2004 (a pair, or three)
            field = filled_cells[fields.index(True)]
            label = filled_cells[1 - fields.index(True)]
            return FileColumn(place, field, role_of(field) or "close", label)
    name = filled_cells[-1]
    if role is not None:
        return FileColumn(place, name, role, scale=scale_of(name))
    flat = None if named or plain_prices else flattened(name)
    if flat is not None:
        return FileColumn(place, name, flat[0], flat[1])
    side = labelled(name)
    if side is not None and not plain_prices:
        return FileColumn(place, name, side[0], series=side[1])
    if plain_prices:
        return None
    return FileColumn(place, name, "close", name)


def _without_numbers(roles: dict[int, ColumnRole], names: Sequence[Sequence[str]]) -> None:
    """Beside a column of symbols, the numbers that a database gives to securities are none."""
    symbols = [place for place, role in roles.items() if role == "symbol"]
    numbered = [place for place in symbols if plain(names[place][-1]) in NUMBERED]
    if len(numbered) < len(symbols):
        for place in numbered:
            del roles[place]


def _name_symbols(roles: dict[int, ColumnRole], body: Sequence[Sequence[str]]) -> None:
    """A column called name that holds symbols is the column of symbols, where there is no other."""
    place = next((place for place, role in roles.items() if role == "name"), None)
    if place is None or "symbol" in roles.values():
        return
    cells = [row[place] for row in body if len(row) > place]
    if cells and all(TICKER.fullmatch(cell) for cell in cells):
        roles[place] = "symbol"


def _is_no_wide(names: Sequence[Sequence[str]], date: int, roles: dict[int, ColumnRole]) -> bool:
    """Whether a header of fields without a known price is no row of symbols.

    Where every name is written as a symbol, LOW, OPEN and DAY are companies: they lose their roles.
    """
    fields = [place for place, role in roles.items() if role in (*VALUES, "date")]
    beside = [cells[-1] for place, cells in enumerate(names) if place != date and cells[-1]]
    if not fields:
        over = names[date][-1]
        is_index = role_of(over) == "date" or plain(over).startswith(
            ("index", "unnamed", "__index")
        )
        return not (is_index or not over or any(map(TICKER.fullmatch, beside))) and not any(
            labelled(name) for name in beside
        )
    others = len(beside) - len(roles)
    companies = all(roles[place] in ("open", "low", "date") for place in fields)
    if companies and others and all(TICKER.fullmatch(name) for name in beside):
        for place in fields:
            del roles[place]
        return False
    unknown = [name for name in beside if role_of(name) is None]
    return not any(labelled(name) or flattened(name) for name in unknown)


def _refuse_priceless(columns: list[FileColumn], unread: list[str], path: Path) -> None:
    prices = [c for c in columns if c.role in ("close", "adj_close", "ret")]
    if not prices:
        column_names = ", ".join([c.name for c in columns] + unread)
        raise InputError(f"{path} has no price column", f"Its columns are {column_names}",
                         "a column named close, adj_close or ret")  # fmt: skip
    beside = [c for c in columns if c.series]
    if beside:
        for n, column in enumerate(columns):
            if column.symbol:
                columns[n] = FileColumn(
                    column.place, column.name, column.role, series=column.symbol
                )
    plain_columns = [(c.role, c.symbol, c.series) for c in columns]
    twice = next((c for c in plain_columns if plain_columns.count(c) > 1), None)
    if twice is not None:
        both = " and ".join(c.name for c in columns if (c.role, c.symbol, c.series) == twice)
        raise InputError(f"{path} has two columns for {twice[0]}", both, "leaving one of them out")


def _date_place(names: Sequence[Sequence[str]], body: Sequence[Sequence[str]]) -> int | None:
    date_places = [n for n, cells in enumerate(names) if any(role_of(c) == "date" for c in cells)]
    daylike = [
        n for n in range(len(names)) if any(n < len(row) and is_day(row[n]) for row in body[:5])
    ]
    numeric_places = [
        n for n in date_places if any(n < len(row) and EPOCH.fullmatch(row[n]) for row in body[:5])
    ]
    for place in (
        *[n for n in date_places if n in daylike],
        *numeric_places,
        *daylike,
        *date_places,
    ):
        if plain(names[place][-1]) != "next_session":
            return place
    return None
