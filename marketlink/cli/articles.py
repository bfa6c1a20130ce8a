"""``marketlink articles``: keep and list articles."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import DAY, common
from marketlink.cli.output import emit, format_option, outcomes, progress, say
from marketlink.config import Settings

if TYPE_CHECKING:
    from marketlink.news.entry import Entry
    from marketlink.news.importing import ImportRow, Preview

COLUMNS = ("digest", "published", "grade", "language", "title", "source")
STORY_COLUMNS = (
    "story_id", "first_at", "session", "symbols", "topic", "reports", "distinct_reports", "sources",
    "last_at", "novelty_days", "title",
)  # fmt: skip
ROW_COLUMNS = ("row", "title", "written", "from", "to", "symbol", "refused")


@click.group()
def command() -> None:
    """Keep articles, so that a reading can be repeated; list them, group them into stories.

    \b
    Example:
      marketlink articles add column.html --published 2025-02-06
      marketlink articles list --from 2025-01-24 --to 2025-02-07
    """


@command.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--published", help="When they were published: a day, or a time with its zone.")
@click.option("--allow-private", is_flag=True, help="Fetch from private machines as well.")
@format_option()
@common
def add(
    settings: Settings,
    sources: tuple[str, ...],
    published: str | None,
    allow_private: bool,
    fmt: str,
) -> None:
    """Keep articles from files, web addresses or standard input (-); each once.

    \b
    Example:
      marketlink articles add column.html https://news.example.com/2025/02/06/a
    """
    from marketlink.news.archive import Archive
    from marketlink.sources.raw import Limits
    from marketlink.sources.registry import open_source

    private = allow_private or settings.web_allow_private
    size = int(settings.web_limit_megabytes * 1_000_000)
    limits = Limits(seconds=settings.web_timeout_seconds, size=size)
    raws = [
        raw
        for source in sources
        for raw in open_source(source, offline=settings.offline, private=private, limits=limits)
    ]
    counts = Archive.beside(settings.db).add(raws, published=published)
    rows = [{**_row(one.entry), "new": one.new} for one in counts]
    emit(rows, (*COLUMNS, "new"), fmt)


@command.command("import")
@click.argument("tables", nargs=-1, required=True)
@click.option("--map", "mapping", default="", metavar="TARGET=COLUMN,...",
              help="Targets: title, text, published, symbol, relevance, score, url, publisher, "
              "language. Columns of these names are found by themselves.")  # fmt: skip
@click.option("--zone", default="unknown", show_default=True,
              help="Of times that name none: America/New_York, +09:00, or unknown.")  # fmt: skip
@click.option("--read-at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]),
              help="When times such as '5 days ago' were read.")  # fmt: skip
@click.option("--source", default="", help="What the source is called. [default: the file]")
@click.option("--partial", is_flag=True,
              help="The tables do not hold all between their first and last row.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be done, and store nothing.")
@click.option("--strict", is_flag=True, help="End with 1 where a row is refused.")
@click.option("--refused", type=click.Path(path_type=Path, dir_okay=False),
              default=Path("refused.csv"), show_default=True,
              help="Where rows that are not kept are written, with the reason.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), help="Processes. [default: all cores]")
@click.option("--study", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Study it, an event a company's session; tables go here.")  # fmt: skip
@click.option("--prices", type=click.Path(path_type=Path), multiple=True,
              help="Prices of that study. [default: the store's]")  # fmt: skip
@click.option("--benchmark", help="Benchmark of that study. [default: the exchange's index]")
@format_option()
@common
def import_(settings: Settings, tables: tuple[str, ...], fmt: str, **options: Any) -> None:  # noqa: ANN401 (passed on)
    """Keep the articles of TABLES: CSV, JSON Lines, Parquet, or any table expression of DuckDB.

    Every row ends in one outcome, and the counts add up. Rows that are kept already are not kept
    twice, so that an import that was broken off can be run again.

    \b
    Example:
      marketlink articles import n.csv --map title=headline,symbol=tickers --zone Asia/Seoul
    """
    from marketlink.flow.readings import STALE, bring_up
    from marketlink.news.importing import Tables, import_tables, mapping_of, preview
    from marketlink.store import StoreAccess

    source = Tables(
        tables,
        _clock(options["zone"], options["read_at"]),
        mapping_of(options["mapping"]),
        options["source"],
        not options["partial"],
        settings.offline,
    )
    summary = preview(source)
    _tell(summary)
    if options["dry_run"]:
        emit([_spelt_out(row) for row in summary.first], ROW_COLUMNS, fmt)
        return
    imported = import_tables(
        settings.db,
        source,
        options["refused"],
        wait=settings.lock_wait_seconds,
        progress=lambda n: progress("kept", n, summary.rows),
    )
    bring_up(StoreAccess.of(settings), stale=STALE, workers=options["workers"] or 0,
             progress=lambda n, of: progress("read", n, of))  # fmt: skip
    emit([{"outcome": code, "rows": n} for code, n in imported.outcomes.items()],
         ("outcome", "rows"), fmt)  # fmt: skip
    if options["folder"]:
        _study(settings, tables, options)
    if imported.refused:
        say(f"rows that were not kept: {imported.refused}", err=True)
        if options["strict"]:
            raise click.exceptions.Exit(1)


def _study(settings: Settings, tables: tuple[str, ...], options: dict[str, Any]) -> None:
    """The study of what was imported."""
    import os

    from marketlink.flow.article_events import Fold, Query, events_file
    from marketlink.pipeline.stored_prices import stored_prices
    from marketlink.records.study import Spec
    from marketlink.store import StoreAccess
    from marketlink.study.run import study_files

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    query = Query(source=options["source"] or Path(tables[0]).stem, fold=Fold.DAY)
    spec = Spec(benchmark=options["benchmark"])
    price_source = stored_prices(StoreAccess.of(settings), spec)
    with events_file(settings, query) as (events, selection):
        say(f"{selection.size} events; {selection.omissions()}", err=True)
        outcome = study_files(
            events, options["prices"] or price_source, spec, out=options["folder"],
            threads=options["workers"] or os.cpu_count() or 1, offline=settings.offline,
        )  # fmt: skip
    for warning in outcome.warnings:
        say(f"warning: {warning}", err=True)
    say(outcomes(outcome.outcomes), err=True)


def _clock(zone: str, read_at: datetime | None) -> Any:  # noqa: ANN401 (its class is loaded late)
    from zoneinfo import ZoneInfoNotFoundError

    from marketlink.articles.interval import zone_of
    from marketlink.errors import InputError
    from marketlink.news.row_stamp import StampClock

    try:
        zone_info = None if zone == "unknown" else zone_of(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise InputError(f"No zone is called {zone!r}", "", "--zone America/New_York") from None
    if read_at is not None and read_at.tzinfo is None:
        read_at = read_at.replace(tzinfo=zone_info or UTC)
    return StampClock(zone_info, read_at, datetime.now(UTC))


def _tell(summary: Preview) -> None:
    """What an import would do, before it does it."""
    for source, columns in summary.columns.items():
        columns_text = ", ".join(f"{target} from {column}" for target, column in columns.items())
        say(f"{source}: {columns_text}", err=True)
    styles = ", ".join(f"{n} {style}" for style, n in summary.styles.most_common())
    reasons = ", ".join(f"{n} {why}" for why, n in summary.refused.most_common())
    say(f"{summary.rows} rows, {summary.lo[:10]} to {summary.hi[:10]}; times: {styles or 'none'}; "
        f"refused: {reasons or 'none'}", err=True)  # fmt: skip
    if summary.widened:
        say(f"rows whose time names no zone and is known to 26 hours only (--zone): "
            f"{summary.widened}", err=True)  # fmt: skip


def _spelt_out(row: ImportRow) -> dict[str, Any]:
    stamp = None if row.refusal else row.stamp
    values = row.values
    return {
        "row": row.number,
        "title": values.get("title") or values.get("text", "")[:80],
        "written": values.get("published"),
        "from": getattr(stamp, "lo", None),
        "to": getattr(stamp, "hi", None),
        "symbol": values.get("symbol"),
        "refused": row.refusal,
    }


@command.command("list")
@click.option("--from", "first", type=DAY, help="First day of publication (UTC).")
@click.option("--to", "last", type=DAY, help="Last day of publication (UTC), in.")
@format_option()
@common
def list_(settings: Settings, first: date | None, last: date | None, fmt: str) -> None:
    """List the kept articles by their publication time as read, those without one last.

    \b
    Example:
      marketlink articles list --format jsonl
    """
    from marketlink.news.archive import Archive

    articles = Archive.beside(settings.db).between(first, last)
    rows = sorted(
        map(_row, articles), key=lambda row: (not row["published"], row["published"] or "")
    )
    emit(rows, COLUMNS, fmt)


@command.command()
@click.option("--from", "first", type=DAY, help="First day of publication (UTC).")
@click.option("--to", "last", type=DAY, help="Last day of publication (UTC), in.")
@format_option()
@common
def stories(settings: Settings, first: date | None, last: date | None, fmt: str) -> None:
    """Group the kept articles: reports of one happening are one story.

    \b
    Example:
      marketlink articles stories --from 2025-01-24 --to 2025-02-07
    """
    from marketlink.cli.reading import read_new
    from marketlink.flow.stories import stories as told
    from marketlink.store import StoreAccess

    read_new(StoreAccess.of(settings))
    rows, undated = told(settings.db, first, last)
    if undated:
        say(f"left out, without a publication time: {undated}", err=True)
    emit([asdict(one) for one in rows], STORY_COLUMNS, fmt)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "digest": entry.digest[:12],
        "published": entry.value,
        "grade": entry.grade,
        "language": entry.language,
        "title": entry.headline,
        "source": entry.url or entry.source,
    }
