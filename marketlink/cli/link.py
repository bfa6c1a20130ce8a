"""``marketlink link``: the reading alone, without prices."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.companies import folder_of
from marketlink.cli.options import common
from marketlink.config import Settings
from marketlink.errors import Alert, DatabaseBusy, InputError, MarketlinkError
from marketlink.neutral import json_text
from marketlink.sources.records import lines_of, parse_line, record, text_of

if TYPE_CHECKING:
    from marketlink.companies.wordclass import WordClass
    from marketlink.records.reading import Reading
    from marketlink.sources.raw import RawArticle

    Further = Callable[[Reading], Reading]

log = logging.getLogger(__name__)


@click.command()
@click.argument("articles", nargs=-1, required=True)
@click.option("--published", help="When it was published: a day, or a time with its zone.")
@click.option("--title", help="Its headline, where a pasted text has none.")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("table", "json", "jsonl")),
    default=None,
    help="json for one article, jsonl for several, table to look at. [default: table]",
)
@click.option(
    "--input-format",
    type=click.Choice(("article", "jsonl")),
    default="article",
    show_default=True,
    help="jsonl: one text a line, as {id, text, published}; prints one object a line.",
)
@click.option(
    "--word-class", is_flag=True, help="Ask kiwipiepy for word classes as well (the ko extra)."
)
@click.option("--reader", help="Ask a second reader as well (docs/readers.md), such as openai.")
@click.option("--allow-private", is_flag=True, help="Fetch from private machines as well.")
@common
def command(
    settings: Settings,
    *,
    articles: tuple[str, ...],
    published: str | None,
    title: str | None,
    fmt: str | None,
    input_format: str,
    word_class: bool,
    reader: str | None,
    allow_private: bool,
) -> None:
    """Read articles: publication time, companies, moments and claims, each with its evidence.

    ARTICLE is a file, an http(s) address, or - for standard input.

    \b
    Example:
      marketlink link column.html --published 2025-02-06
      marketlink link - --published 2025-02-06T09:00+09:00 --format json < column.txt
      marketlink link texts.jsonl --input-format jsonl > readings.jsonl
    """
    tagger = _tagger() if word_class else None
    further = _further(reader, settings)
    if input_format == "jsonl":
        errors = sum(_many(path, published, settings, tagger, further) for path in articles)
        if errors:
            raise Alert(f"Lines that could not be read: {errors}", "Their objects say why")
        return
    private = allow_private or settings.web_allow_private
    readings = _readings(articles, (published, title), settings, private, tagger, further)
    _show(readings, fmt or "table", len(articles))


def _tagger() -> WordClass:
    from marketlink.companies.wordclass import word_class

    return word_class()


def _further(name: str | None, settings: Settings) -> Further:
    """What a second reader adds to a reading; nothing where none is named."""
    if name is None:
        return _as_it_is
    from marketlink.companies.directory import directory
    from marketlink.readers import ask, second_reader

    reader, names = second_reader(name, settings), directory(folder_of(settings))
    return lambda reading: ask(reading, reader, names, settings.answers)


def _as_it_is(reading: Reading) -> Reading:
    return reading


def _readings(
    articles: Iterable[str],
    times: tuple[str | None, str | None],
    settings: Settings,
    private: bool,
    tagger: WordClass | None,
    further: Further,
) -> Iterator[Reading]:
    from marketlink.reading import read
    from marketlink.sources.registry import open_source
    from marketlink.verify import checked_reading, prices_of

    published, title = times
    prices = prices_of(settings.db, settings.lock_wait_seconds)
    for source in articles:
        for raw in open_source(source, offline=settings.offline, private=private):
            titled = replace(raw, title=title) if title else raw
            reading = read(titled, published, folder=folder_of(settings), tagger=tagger)
            yield checked_reading(further(reading), prices)


def _show(readings: Iterator[Reading], fmt: str, count: int) -> None:
    from marketlink.reading import to_json

    if fmt == "jsonl":
        for reading in readings:
            click.echo(json_text(to_json(reading)))
    elif fmt == "json":
        records = [to_json(reading) for reading in readings]
        one = records[0] if count == 1 and len(records) == 1 else records
        click.echo(json_text(one, 1))
    else:
        for reading in readings:
            _table(reading)


def _many(
    path: str,
    published: str | None,
    settings: Settings,
    tagger: WordClass | None,
    further: Further,
) -> int:
    """One object a line in, one object a line out, in one process; no line ends the run, a store
    that others hold does. Returns how many lines could not be read."""
    from marketlink.companies.directory import directory
    from marketlink.reading import read, to_json
    from marketlink.verify import checked_reading, prices_of

    names = directory(folder_of(settings))
    prices = prices_of(settings.db, settings.lock_wait_seconds)

    def read_as(raw: RawArticle, own: str | None) -> dict[str, Any]:
        reading = read(raw, own or published, names=names, tagger=tagger)
        return to_json(checked_reading(further(reading), prices))

    errors = 0
    with click.open_file(path, "rb") as file:
        for number, line in lines_of(file):
            answer = _one(line, number, read_as)
            errors += "error" in answer
            sys.stdout.write(json_text(answer) + "\n")
    return errors


def _one(
    line: bytes, number: int, read_as: Callable[[RawArticle, str | None], dict[str, Any]]
) -> dict[str, Any]:
    """What one line says, or why it says nothing (``error``)."""
    name: str | float = number
    own = None
    try:
        line_article = parse_line(line, f"line {number}")
        if isinstance(line_article, dict):
            name = _identity(line_article.get("id"), number)
            own = text_of(line_article, "published", "-")
            line_article["published"] = None
        return {"id": name, **read_as(record(line_article, "-"), own)}
    except DatabaseBusy:
        raise  # no fault of the line: every further one would wait as long
    except MarketlinkError as error:
        return {"id": name, "error": str(error)}
    except Exception:
        log.info("line %s could not be read", number, exc_info=True)
        return {"id": name, "error": f"line {number} cannot be read: a fault of marketlink"}


def _identity(value: object, number: int) -> str | float:
    """The name that a line gives itself, or its number."""
    if value is None:
        return number
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return value
    raise InputError(f"The id of line {number} is neither text nor a number")


def _table(reading: Reading) -> None:
    """What a person looks at first."""
    from marketlink.cli.output import emit, say

    published = reading.article.published
    say(f"{reading.article.title or reading.article.source}")
    if published.value:
        say(f"published {published.value.isoformat()} ({published.grade})")
    else:
        say("published unknown: --published YYYY-MM-DD gives it")
    say(f"subjects  {', '.join(reading.subjects) or 'none'}\n")
    mentions = [
        {
            "text": one.text,
            "symbol": one.symbol,
            "kind": one.kind,
            "line": one.line,
            "relevance": one.relevance,
            "why": one.rule,
        }
        for one in reading.mentions
    ]
    emit(mentions, ("text", "symbol", "kind", "line", "relevance", "why"), "table")
    moments = [
        {
            "text": one.text,
            "from": one.start,
            "to": one.end,
            "kind": one.kind,
            "repaired": one.repaired,
            "reactions": " ".join(f"{exchange} {day}" for exchange, day in one.reactions),
        }
        for one in reading.moments
    ]
    emit(moments, ("text", "from", "to", "kind", "repaired", "reactions"), "table")
    claims = [
        {
            "symbols": " ".join(one.symbols),
            "kind": one.kind,
            "verdict": one.verdict,
            "claim": one.text,
        }
        for one in reading.statements
    ]
    emit(claims, ("symbols", "kind", "verdict", "claim"), "table")
    for warning in reading.warnings:
        say(f"warning: {warning}", err=True)
