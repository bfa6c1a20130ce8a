"""Event and price files, numbers for symbols among them, read into the relations of a study."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.prices.names import KRX_COLUMNS, MEANINGS
from marketlink.store.sql import load, statement
from marketlink.study.notes import Note, few, from_day, joined
from marketlink.tabular.dialect import rewrite_days, rewrite_numbers, rewrite_stamps
from marketlink.tabular.header import Names, chosen_columns, passed_over
from marketlink.tabular.staging import StagedTable, stage
from marketlink.tabular.typed import count_lines, read_typed, view_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EVENT_WORDS = {
    "event_id": "event_id|eventid|event id|id_event|id|사건",
    "symbol": "stock|firm|security|isin|firm_symbol|security_ticker|id_firm|firm_id",
    "date": (
        "date|day|session|event_date|event date|eventdate|announcement_date|announcement date|"
        "edate|evdate|evtdate|anndate|anndats|rdq|"
        "when|날짜|일자|발표일|사건일|공시일"
    ),
    "instant": "instant|timestamp|datetime|time|published|published_at|announced_at|일시|시각",
    "group": "group|id_group|그룹|구분",
    "benchmark": "benchmark|index_symbol|market_ticker|id_market|벤치마크",
}
_ROLE_OF_WORD = {word: role for role, words in _EVENT_WORDS.items() for word in words.split("|")}
EVENT_NAMES = _ROLE_OF_WORD | {
    name: role for name, role in MEANINGS.items() if role in ("symbol", "exchange")
}
"""What the columns of an events file may be called."""

PRICE_ROLES = ("symbol", "date", "close", "adj_close", "ret", "volume", "exchange")
PRICE_NAMES = {name: role for name, role in _ROLE_OF_WORD.items() if role == "symbol"} | {
    name: role for name, role in MEANINGS.items() if role in PRICE_ROLES
}
"""What the columns of a price file may be called."""

SUSPICIOUS = 0.2
"""A median return above this is more likely percent than decimal."""


def read_events(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Read events (CSV, JSONL or Parquet) into ``input_event``; return what to warn of.

    Raises
    ------
    InputError
        No such file, not a table, no column for the symbol or the time, or days that can be
        read in two ways.
    """
    staged = stage(con, path, EVENT_NAMES, "events")
    need(path, staged, (("symbol",), ("date", "instant")))
    notes = list(staged.notes)
    if not staged.typed and con.execute(statement("inputs.event_faults")).fetchall()[0][0]:
        notes += rewrite_days(con, path)
    con.execute(statement("inputs.events"))
    con.execute("drop table study_file")
    if holds_codes(staged.header, EVENT_NAMES):
        con.execute(statement("inputs.event_codes"))
    rows = con.execute("select count(*) from input_event").fetchall()
    if not rows[0][0]:
        raise InputError(f"{path} has no events", "It holds a header and nothing else")
    if "event_id" not in staged.columns:
        notes.append(FindingText("input.line_numbers"))
    return notes


def read_prices(con: DuckDBPyConnection, paths: Path | Sequence[Path]) -> list[str]:
    """Read prices or returns (CSV or Parquet) into ``input_price``; return what to warn of.

    Parameters
    ----------
    paths : one file, or several that are read as one: a line of a later file takes the place of
        one of an earlier file with the same symbol and day

    Raises
    ------
    InputError
        No such file, not a table, no column for symbol, date and price, or days or numbers that
        can be read in two ways.
    """
    several = [paths] if isinstance(paths, Path) else list(paths)
    notes: list[str] = []
    queries: list[str] = []
    codes: set[str] = set()
    differ: dict[str, tuple[int, Any]] = {}
    for number, path in enumerate(several):
        remarks, query = _read_prices(con, path, number)
        notes += remarks
        if len(several) > 1:
            own = {row[0] for row in con.execute(statement("inputs.codes")).fetchall()}
            if shared := codes & own:
                for symbol, n, first in _replace(con, queries, shared):
                    earlier = differ.get(symbol, (0, first))
                    differ[symbol] = earlier[0] + n, min(earlier[1], first)
                queries = ["from study_kept"]
            codes |= own
        queries.append(query)
    if len(several) > 1:
        replaced = len(queries) < len(several)
        (count_lines if replaced else view_lines)(con, " union all ".join(queries))
    if differ:
        about = {symbol: from_day(symbol, n, first) for symbol, (n, first) in differ.items()}
        notes.append(Note("differ", about).sentence())
    con.execute(statement("inputs.price"))
    return notes + [note.sentence() for note in lone_closes(con)]


def _replace(
    con: DuckDBPyConnection, earlier: Sequence[str], codes: set[str]
) -> list[tuple[str, int, date]]:
    """Keep of earlier files, in ``study_kept``, what the one just read does not replace; of codes
    that both have, on how many days they differ, and the first."""
    con.execute(f"create or replace temp table study_kept as {' union all '.join(earlier)}")
    con.execute("set variable study_shared = ?", [sorted(codes)])
    rows = con.execute(statement("inputs.overlap")).fetchall()
    con.execute(statement("inputs.replaced"))
    return rows


def lone_closes(con: DuckDBPyConnection) -> list[Note]:
    """What to tell of closes beside adjusted closes, or returns, that other days have."""
    if not con.execute(statement("inputs.lone")).fetchall()[0][0]:
        return []
    rows = con.execute(statement("inputs.lone_close")).fetchall()
    return joined(
        Note("lone_close", {symbol: from_day(symbol, n, first)}, str(column))
        for symbol, column, n, first in rows
    )


def _read_prices(con: DuckDBPyConnection, path: Path, number: int) -> tuple[list[str], str]:
    """Read a file into ``study_typed``; what to warn of, and the query that reads its lines."""
    plain = read_typed(con, path, PRICE_NAMES, number)
    if plain is not None:
        query = plain.query
        if holds_codes(plain.header, PRICE_NAMES):
            con.execute("create or replace temp table study_read as from study_typed")
            query = _settle(con, number, korean=True)
        remarks = line_remarks(path, plain.faults)
        return passed_over(path, plain.header, PRICE_NAMES) + remarks, query
    load(con, "tabular.typed")
    staged = stage(con, path, PRICE_NAMES, "prices")
    if "symbol" not in staged.columns:
        notes = _other_layout(con, path, staged)
        return notes, _settle(con, number)
    need(path, staged, (("symbol",), ("date",), ("close", "adj_close", "ret")))
    notes = list(staged.notes)
    faults = con.execute(statement("inputs.faults")).fetchall()[0]
    if faults[2] or faults[3]:
        notes += rewrite_days(con, path) if faults[2] else []
        notes += rewrite_numbers(con, path, staged.delimiter) if faults[3] else []
        if faults[2]:
            rewrite_stamps(con)
        faults = con.execute(statement("inputs.faults")).fetchall()[0]
    con.execute(statement("inputs.prices"))
    con.execute("drop table study_file")
    query = _settle(con, number, korean=holds_codes(staged.header, PRICE_NAMES))
    return notes + line_remarks(path, faults), query


def _settle(con: DuckDBPyConnection, number: int, *, korean: bool = False) -> str:
    """Set the lines of ``study_read`` aside, codes of the Korean exchange with their zeros; the
    query that reads them."""
    if korean:
        con.execute(statement("inputs.price_codes"))
    con.execute(f"drop table if exists study_read_{number}")
    con.execute(f"alter table study_read rename to study_read_{number}")
    query = f"from study_read_{number}"
    count_lines(con, query, number)
    return query


def line_remarks(path: Path | str, faults: tuple[Any, ...]) -> list[str]:
    """What to warn of, from the counts of lines that cannot be used."""
    notes: list[str] = []
    lines, no_symbol, no_day, no_number, returns, numbers, middle = faults
    if not lines:
        raise InputError(f"{path} has no prices", "It holds a header and nothing else")
    if lines == no_day:
        raise InputError(f"No day in {path} can be read", "", "days written like 2025-01-27")
    if not numbers:
        raise InputError(f"No price in {path} is a number", "", "numbers written like 1234.5")
    for count, what in ((no_symbol, "no_symbol"), (no_day, "no_day"), (no_number, "no_number")):
        if count:
            notes.append(FindingText(f"input.{what}", n=count))
    if returns and middle is not None and middle > SUSPICIOUS:
        notes.append(FindingText("input.percent"))
    return notes


def _other_layout(con: DuckDBPyConnection, path: Path, staged: StagedTable) -> list[str]:
    """Prices with one column a symbol, or of one symbol that the file's name tells."""
    from marketlink.prices.reading import read_file  # noqa: PLC0415 (loads prices and tabular)

    columns = (("symbol",), ("date",), ("close", "adj_close", "ret"))
    load(con, "macros.as_day", "macros.as_number")
    try:
        table = read_file(con, path)
    except InputError:
        need(path, staged, columns)
        raise
    con.execute(statement("inputs.layout"))
    rows = con.execute(
        "select symbol, count(*),"
        " count(*) filter (ret is null and coalesce(adj_close, close) <= 0)"
        " from study_typed group by symbol order by symbol"
    ).fetchall()
    if not rows:
        need(path, staged, columns)
    if 10 * sum(row[2] for row in rows) > sum(row[1] for row in rows):
        raise InputError(
            f"The columns of {path} hold no prices",
            "Many values are zero or negative",
            "returns as one line a symbol and day with the columns symbol, date and ret",
        )
    code = "input.wide_returns" if "ret" in table.values else "input.wide_closes"
    return [FindingText(code, path=str(path), names=few([str(row[0]) for row in rows]))]


def need(path: Path, staged: StagedTable, columns: Sequence[Sequence[str]]) -> None:
    """Refuse a file without a column for each of the wanted things."""
    for names in columns:
        if not staged.columns & set(names):
            present = ", ".join(sorted(staged.columns))
            raise InputError(
                f"{path} has no column {' or '.join(names)}",
                f"Of the known columns it has {present}" if present else "",
                "a header line that names the columns",
            )


def holds_codes(header: Sequence[str], names: Names) -> bool:
    """Whether the column of symbols has a name of the Korean exchange's: six places each."""
    place = next((n for n, role in chosen_columns(header, names).items() if role == "symbol"), None)
    return place is not None and header[place].strip().lstrip("\ufeff") in KRX_COLUMNS


LOST_ZEROS = (("events", "inputs.lost_event_codes"), ("prices", "inputs.lost_price_codes"))
"""Which of the two files lost the zeros of its codes, and the step that writes them again."""


def match_codes(con: DuckDBPyConnection) -> list[str]:
    """Give codes their zeros where one file of a study lost them and the other did not.

    Returns what to tell of it.
    """
    numbered = "select 1 from input_event where regexp_full_match(symbol, '\\d{1,6}') limit 1"
    if not con.execute(numbered).fetchall():
        return []
    lost = con.execute(statement("inputs.lost_codes")).fetchall()
    notes: list[str] = []
    for file, update in LOST_ZEROS:
        codes = [str(symbol) for where, symbol in lost if where == file]
        if codes:
            con.execute("set variable study_lost_codes = ?", [codes])
            con.execute(statement(update))
            notes.append(FindingText(f"input.codes_{file}", names=few(codes)))
    return notes


def spare_look_ups(con: DuckDBPyConnection) -> None:
    """Let ``input_price`` be read without a look-up of each line where no line needs one."""
    if con.execute(statement("inputs.plain_lines")).fetchall()[0][0]:
        con.execute(statement("inputs.plain_price"))
