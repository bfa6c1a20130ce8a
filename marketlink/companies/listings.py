"""Listings of one's own: read, judge the risk of each name, keep beside the store."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from marketlink import disk
from marketlink.companies.ambiguity import risk_of
from marketlink.companies.names import LINES, Name, NamedListing, NamePolicy, day_of, share_lines
from marketlink.errors import InputError
from marketlink.tabular.head import read_head, text_of
from marketlink.tabular.header import chosen_columns
from marketlink.text import any_language

COLUMNS = ("symbol", "name", "market", "from", "to", "policy", "risk")
ROLES = ("code", "name", "market", "from", "to")
_SECURITY = re.compile(
    r"[ ,.-]+(?:Class [A-Z]\b.*|Common (?:Stock|Shares?).*|Ordinary Shares?.*|American"
    r" Depositary.*|Depositary.*"
    r"|Units?\b.*|Warrants?\b.*|Rights?\b.*)$",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"[ ,]+(?:Inc|Incorporated|Corp|Corporation|Co|Company|Ltd|Limited|plc|LLC|L\.?P|N\.?V|S\.?A"
    r"|AG|SE)\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ImportedListing:
    """The result of an import: number of listings, number of names of each risk, and the file."""

    rows: int
    risks: dict[str, int]
    path: Path


def read_listing(path: Path) -> tuple[NamedListing, ...]:
    """Read a listing in the layout of KRX or of a US exchange: listings with their first days.

    It is a CSV (comma or tab) with a code, a name and, where it has them, market, from and to. A
    six-digit code is Korean; its market says whether it is .KS or .KQ.

    Raises
    ------
    InputError
        The file cannot be read or lacks a code or name column.
    """
    table = _table(path)
    try:
        columns = _columns(table.fieldnames or (), path)
        listings = [_listing(row, columns, path) for row in table]
    except csv.Error as error:
        raise InputError(f"{path} cannot be read as a table", str(error)) from error
    return tuple(one for one in listings if one is not None)


def _table(path: Path) -> csv.DictReader[str]:
    """A file of rows, whatever its encoding and delimiter."""
    head = read_head(path)
    return csv.DictReader(text_of(head).splitlines(), delimiter=head.delimiter)


def _columns(header: Sequence[str], path: Path) -> dict[str, str]:
    """The column of each role that the file has."""
    names = {name: role for role in ROLES for name in any_language(f"column_{role}")}
    columns = {role: header[place] for place, role in chosen_columns(header, names).items()}
    if missing := [role for role in ("code", "name") if role not in columns]:
        raise InputError(
            f"{path} has no {' and no '.join(missing)} column",
            f"Its columns are {', '.join(header) or 'none'}",
            "a CSV with code,name,market,from,to",
        )
    return columns


def _listing(row: dict[str, str], columns: dict[str, str], path: Path) -> NamedListing | None:
    def cell(role: str) -> str:
        return (row.get(columns.get(role, "")) or "").strip()

    code, name = cell("code"), cell("name")
    if not code or not name:
        return None
    symbol = _symbol(code, cell("market"))
    if not re.fullmatch(r"\d{6}\.K[SQ]", symbol):
        name = _FORM.sub("", _SECURITY.sub("", name)).strip(" ,.")
    since, until = _day(cell("from"), path), _day(cell("to"), path)
    return NamedListing(symbol, symbol, name, name, until, since)


def _symbol(code: str, market: str) -> str:
    if re.fullmatch(r"A?\d{1,6}", code):
        digits = code.lstrip("A").zfill(6)
        second = any(name in market.upper() for name in any_language("second_board"))
        return digits + (".KQ" if second else ".KS")
    return code.replace(".", "-") if re.fullmatch(r"[A-Z]+[./][A-Z]", code) else code


def _day(text: str, path: Path) -> date | None:
    if not text or text in ("False", "True", "-"):
        return None
    digits = re.sub(r"\D", "", text)[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise InputError(f"{path}: {text!r} is not a day", hint="days as 2025-02-06") from None


def import_listing(path: Path, folder: Path, shipped: Iterable[Name] = ()) -> ImportedListing:
    """Import a listing: read it, judge every name beside those ``shipped``, keep it in a folder."""
    listings = read_listing(path)
    if not listings:
        raise InputError(f"{path} has no rows with a code and a name")
    others = [one.name for one in listings] + [name.text for name in shipped if name.symbol]
    judge = risk_of(others)
    target = folder / f"{path.stem}.csv"
    risks = [judge(listing.name) for listing in listings]
    rows = [
        (one.symbol, one.name, "KRX" if one.symbol.endswith((".KS", ".KQ")) else "",
         one.since or "", one.until or "", risk.policy, risk.kind)
        for one, risk in zip(listings, risks, strict=True)
    ]  # fmt: skip
    _keep(target, COLUMNS, rows)
    return ImportedListing(len(listings), Counter(risk.kind for risk in risks), target)


def _keep(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    disk.replace(path, text.getvalue().encode())


def is_lines(path: Path) -> bool:
    """Whether a file is a table of lines of stock, not a listing."""
    return {"firm", "share"} <= set(_table(path).fieldnames or ())


def import_lines(path: Path, folder: Path) -> int:
    """Keep a table of lines of stock (columns as ``lines.csv``) beside the store; how many.

    Raises
    ------
    InputError
        The file cannot be read, or a row is none.
    """
    rows = list(_table(path))
    try:
        share_lines(rows)
    except (KeyError, ValueError, TypeError) as error:
        columns = "firm,symbol,share,label,venue,currency,ratio,from,to,source"
        raise InputError(f"{path} is no table of lines", str(error), columns) from error
    _keep(folder / LINES, rows[0] if rows else ["firm"], (row.values() for row in rows))
    return len(rows)


def load(folder: Path) -> Iterator[tuple[Name, NamedListing]]:
    """The listings kept in a folder, each with the name it is found by."""
    for path in sorted(folder.glob("*.csv")):
        if path.name == LINES:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                symbol, name = row["symbol"], row["name"]
                lang = "en" if name.isascii() and not row["market"] else "ko"
                policy: NamePolicy = row["policy"]  # type: ignore[assignment]
                yield (
                    Name(name, symbol, name, lang, "imported", policy),
                    NamedListing(symbol, symbol, name, name, day_of(row["to"])),
                )
