"""Tables of articles of one's own, brought into the store: every row ends in one outcome."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from marketlink import disk
from marketlink.errors import InputError
from marketlink.neutral import spreadsheet
from marketlink.news.archive import Archive
from marketlink.news.entry import Entry, NewArticle
from marketlink.news.keeping import keep
from marketlink.news.row_stamp import Refusal, StampClock, Stamped, Style, read_stamp
from marketlink.news.source import Source, cover, put, sources
from marketlink.sources.raw import SIZE_LIMIT
from marketlink.text import language_of

TARGETS = (
    "title", "text", "published", "symbol", "relevance", "score", "url", "publisher", "language",
)  # fmt: skip
"""The targets that a column of a table can be mapped to."""
ALIASES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "text": ("text", "body", "content"),
    "published": ("published", "published_at", "date", "datetime", "time", "published_raw"),
    "symbol": ("symbol", "symbols", "ticker", "tickers"),
    "relevance": ("relevance",),
    "score": ("score", "sentiment"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source"),
    "language": ("language", "lang"),
}
"""Names of columns that are taken for a target where none is mapped to it, the first that is."""
CHUNK = 5_000
FIRST_ROWS = 5
NEW, EXISTING, REPEATED = "kept", "held", "repeated"
"""Outcomes of rows that are not refused: kept now, kept already, a second time in the tables."""
TICKERS = re.compile(r"[\s;,|\[\]'\"]+")
MOST_TICKERS = 100


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row as read: the article to keep, or the reason for none."""

    number: int
    values: Mapping[str, str]
    stamp: Stamped | Refusal

    @property
    def refusal(self) -> Refusal | None:
        """Why it is not kept; None where it is."""
        if not (self.values.get("title") or self.values.get("text")):
            return Refusal.NO_TEXT
        return self.stamp if isinstance(self.stamp, Refusal) else None


@dataclass(slots=True)
class Preview:
    """The plan of an import: how columns are read, the first rows as understood, how many rows have
    stamps of which style, how many are refused for what, from when to when (ISO 8601).
    """

    columns: Mapping[str, Mapping[str, str]]
    first: list[ImportRow] = field(default_factory=list)
    rows: int = 0
    styles: Counter[Style] = field(default_factory=Counter)
    widened: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    lo: str = ""
    hi: str = ""


@dataclass(frozen=True, slots=True)
class ImportedArticles:
    """The result of an import: ``outcomes`` add up to ``rows``. ``refused`` is the file with the
    rows that were not kept; None where all were.
    """

    rows: int
    outcomes: Mapping[str, int]
    refused: Path | None


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables to import: ``sources`` are files or table expressions of DuckDB, ``mapping`` the
    column by target, ``name`` what the source is called, ``whole`` whether they hold everything
    that it brought between their first and last row."""

    sources: tuple[str, ...]
    clock: StampClock
    mapping: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    whole: bool = True
    offline: bool = False


def mapping_of(text: str) -> dict[str, str]:
    """The column by target that ``title=headline,published=date`` says.

    Raises
    ------
    InputError
        It names a target that there is not.
    """
    mapping = {}
    for part in filter(None, text.split(",")):
        target, equal, column = (piece.strip() for piece in part.partition("="))
        if target not in TARGETS or not equal or not column:
            raise InputError(
                f"{part.strip()!r} maps no column", f"A target is one of {', '.join(TARGETS)}",
                "--map title=headline,published=date",
            )  # fmt: skip
        mapping[target] = column
    return mapping


def preview(tables: Tables) -> Preview:
    """Read every row's stamp and say what an import would do; stores nothing.

    Raises
    ------
    InputError
        A source cannot be read, or has no column for the title or text, or for the time.
    """
    summary = Preview({})
    columns: dict[str, Mapping[str, str]] = {}
    for source in tables.sources:
        for row in _rows(source, tables, columns):
            summary.rows += 1
            if len(summary.first) < FIRST_ROWS:
                summary.first.append(row)
            if (why := row.refusal) is not None:
                summary.refused[why] += 1
            elif isinstance(row.stamp, Stamped):
                summary.styles[row.stamp.style] += 1
                summary.widened += row.stamp.style is Style.CLOCK and not row.stamp.exact
                summary.lo = min(summary.lo or row.stamp.lo, row.stamp.lo)
                summary.hi = max(summary.hi, row.stamp.hi)
    summary.columns = columns
    return summary


def import_tables(
    db: Path,
    tables: Tables,
    refused: Path,
    *,
    wait: float = 10.0,
    progress: Callable[[int], None] = lambda rows: None,
) -> ImportedArticles:
    """Keep every row that can be kept, in transactions of some thousand; the rest is written aside.

    Killed at any moment and run again it goes on: what is kept is ``held`` and not kept twice.

    Parameters
    ----------
    db : Path
        The store.
    tables : Tables
    refused : Path
        The CSV file for rows that are not kept, with their reason.
    wait : float
        Seconds to wait for the store.
    progress : callable
        Called with the number of rows done.
    """
    counts: Counter[str] = Counter()
    spoilt: list[ImportRow] = []
    keys: set[int] = set()
    span: list[str] = []
    for source in tables.sources:
        name = tables.name or Path(source).stem
        for block in _blocks(_rows(source, tables, {})):
            articles = []
            for row in block:
                if (why := row.refusal) is not None:
                    counts[f"refused:{why}"] += 1
                    spoilt.append(row)
                    continue
                articles.append(_article(row, source, name, tables.clock.now))
            counts.update(_keep(db, articles, tables, wait, keys))
            span = [*span, *(t for one in articles for t in (one.lo, one.hi) if t)]
            span = [min(span), max(span)] if span else []
            progress(counts.total())
        if tables.whole and span:
            _cover(db, name, span, wait)
    if spoilt:
        _aside(refused, spoilt)
    order = (NEW, EXISTING, REPEATED, *(f"refused:{why}" for why in Refusal))
    outcomes = {code: counts[code] for code in order if counts[code]}
    return ImportedArticles(counts.total(), outcomes, refused if spoilt else None)


def _keep(
    db: Path, articles: Sequence[NewArticle], tables: Tables, wait: float, keys: set[int]
) -> Counter[str]:
    """Keep what is new; ``keys`` are the keys of the rows before, to which these are added."""
    counts: Counter[str] = Counter()
    if not articles:
        return counts
    with Archive.beside(db, wait).opened("write") as store:
        additions = keep(store, articles, tables.clock.now)
    keys.update(one.key for one in additions if one.new)
    for one in additions:
        counts[NEW if one.new else REPEATED if one.key in keys else EXISTING] += 1
        keys.add(one.key)
    return counts


def _cover(db: Path, name: str, span: Sequence[str], wait: float) -> None:
    since, until = (datetime.fromisoformat(text) for text in span)
    with Archive.beside(db, wait).opened("write") as store, store.adding() as (con, batch):
        existing = sources(con)
        own = [one for one in existing if (one.kind, one.address) == ("import", name)]
        if not own:  # all of it is kept already, of other sources
            free = max((one.source_id for one in existing), default=0) + 1
            own = [put(con, Source(free, "import", name), batch)]
        cover(con, own[0].source_id, since, until, batch)


def _rows(
    source: str, tables: Tables, columns: dict[str, Mapping[str, str]]
) -> Iterator[ImportRow]:
    from marketlink.tabular import rows as tabular  # noqa: PLC0415 (loads duckdb)

    with tabular.table(source, offline=tables.offline) as con:
        mapping = _columns(tabular.columns(con), source, tables.mapping)
        columns[source] = mapping
        number = 0
        for block in tabular.rows(con, list(mapping.values()), CHUNK):
            for values in block:
                number += 1
                cells = {
                    target: value.strip()
                    for target, value in zip(mapping, values, strict=True)
                    if value and value.strip()
                }
                yield ImportRow(number, cells, read_stamp(cells.get("published", ""), tables.clock))


def _columns(names: Sequence[str], source: str, mapping: Mapping[str, str]) -> dict[str, str]:
    """The column of each target that has one: as mapped, else by its name."""
    lower = {name.lower(): name for name in reversed(names)}
    columns: dict[str, str] = {}
    for target in TARGETS:
        column = mapping.get(target)
        if column is not None and column.lower() not in lower:
            raise InputError(
                f"{source} has no column {column}", f"It has {', '.join(names[:20])}",
                f"--map {target}=COLUMN",
            )  # fmt: skip
        candidates = (column,) if column else ALIASES[target]
        match = next((lower[name.lower()] for name in candidates if name.lower() in lower), None)
        if match is not None and match not in columns.values():
            columns[target] = match
    if "published" not in columns or not {"title", "text"} & columns.keys():
        lacking = "published" if "published" not in columns else "title"
        raise InputError(
            f"No column of {source} is called {lacking}",
            f"Its columns are {', '.join(names[:20])}",
            f"--map {lacking}=COLUMN",
        )
    return columns


def _article(row: ImportRow, source: str, name: str, now: datetime) -> NewArticle:
    values, stamp = row.values, row.stamp
    assert isinstance(stamp, Stamped)  # noqa: S101 (for the type checker)
    title = values.get("title")
    content = (values.get("text") or title or "").encode("utf-8", "replace")[:SIZE_LIMIT]
    entry = Entry(
        digest=sha256(content).hexdigest(),
        source=f"{Path(source).name}:{row.number}",
        media_type="text/plain",
        added=now.isoformat(timespec="seconds"),
        charset="utf-8",
        url=values.get("url"),
        title=title,
        publisher=values.get("publisher"),
        published=values["published"],
        decoded=True,
        imported=name,
        language=values.get("language") or language_of(f"{title or ''} {content[:2000].decode()}"),
        headline=title or content.decode()[:120],
        value=stamp.value,
        grade="metadata" if stamp.exact or stamp.style is Style.DAY else "bracketed",
    )
    return NewArticle(entry, content, stamp.lo, stamp.hi, _labels(values, name))


def _labels(values: Mapping[str, str], name: str) -> tuple[Mapping[str, object], ...]:
    """The provider's word on a row: one label a ticker, or one without where it only scores."""
    numbers = {key: _number(values.get(key)) for key in ("relevance", "score")}
    tickers = [t for t in TICKERS.split(values.get("symbol", "")) if t][:MOST_TICKERS]
    if not tickers and any(value is not None for value in numbers.values()):
        return ({"given_by": name, **numbers},)
    return tuple({"given_by": name, "symbol": t, **numbers} for t in dict.fromkeys(tickers))


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and abs(value) < float("inf") else None


def _blocks(rows: Iterator[ImportRow]) -> Iterator[list[ImportRow]]:
    while block := list(islice(rows, CHUNK)):
        yield block


def _aside(path: Path, rows: Sequence[ImportRow]) -> None:
    """Write refused rows with their reason, to be mended and imported again."""

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("row", "reason", *TARGETS))
    for row in rows:
        cells = (spreadsheet(row.values.get(target, "")) for target in TARGETS)
        writer.writerow((row.number, row.refusal, *cells))
    disk.replace(path, text.getvalue().encode("utf-8", "replace"))
