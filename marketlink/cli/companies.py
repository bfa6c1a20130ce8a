"""``marketlink companies``: import listings, list names, see what would link and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from marketlink.cli.options import DAY, common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings

MENTION_COLUMNS = (
    "text",
    "symbol",
    "share",
    "company",
    "kind",
    "rule",
    "confidence",
    "relevance",
    "why",
)
NAME_COLUMNS = ("symbol", "name", "alias", "lang", "kind", "policy")


def folder_of(settings: Settings) -> Path:
    """Where the listings imported beside a store are kept."""
    return settings.db.parent / "companies"


@click.group()
def command() -> None:
    """Find companies by name, and import listings.

    \b
    Example:
      marketlink companies find "하이닉스와 마이크론 주가가 내렸다"
      marketlink companies import krx.csv
    """


@command.command()
@click.argument("text")
@click.option("--published", type=DAY, help="The day (UTC) it is about.")
@format_option()
@common
def find(settings: Settings, text: str, published: date | None, fmt: str) -> None:
    """What a text would link to and why; near names are suggested, never linked.

    \b
    Example:
      marketlink companies find "SK hynix tumbles 9.9%" --format json
    """
    from marketlink.companies.directory import directory
    from marketlink.companies.link import link_text
    from marketlink.companies.suggest import suggest

    names = directory(folder_of(settings))
    linked = link_text(text, published, names=names)
    emit(
        [{column: getattr(one, column) for column in MENTION_COLUMNS} for one in linked.mentions],
        MENTION_COLUMNS,
        fmt,
    )
    for warning in linked.warnings:
        say(f"warning: {warning}", err=True)
    if not linked.mentions and len(text) <= 60:  # noqa: PLR2004 (letters)
        for name, score in suggest(text, names):
            say(f"near: {name.text} ({name.symbol}), likeness {score:.0f}", err=True)


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@format_option()
@common
def import_(settings: Settings, file: Path, fmt: str) -> None:
    """Import a listing (code, name, market, from, to, in the layout of KRX or a US exchange), or
    a table of lines of stock (firm, symbol, share, venue ...).

    \b
    Example:
      marketlink companies import krx_listing.csv
    """
    from marketlink.companies import names
    from marketlink.companies.listings import import_lines, import_listing, is_lines

    if is_lines(file):
        count = import_lines(file, folder_of(settings))
        click.echo(f"{count} lines of stock kept in {folder_of(settings)}", err=True)
        return
    listing = import_listing(file, folder_of(settings), names.aliases())
    rows = [{"risk": risk, "names": count} for risk, count in sorted(listing.risks.items())]
    emit(rows, ("risk", "names"), fmt)
    say(f"{listing.rows} listings kept in {listing.path}", err=True)


@command.command("list")
@click.argument("symbols", nargs=-1)
@format_option()
@common
def list_(settings: Settings, symbols: tuple[str, ...], fmt: str) -> None:
    """The names that link to each symbol, all of them or those given.

    \b
    Example:
      marketlink companies list NVDA 000660.KS
    """
    from marketlink.companies.directory import directory

    symbol_set = set(symbols)
    names = directory(folder_of(settings))
    rows = {
        (name.symbol, name.company, name.text, name.lang, name.kind, name.policy)
        for at in range(len(names.entries) + len(names.public))
        for name in names.entry(at)
        if name.symbol and (not symbol_set or name.symbol in symbol_set)
    }
    emit([dict(zip(NAME_COLUMNS, row, strict=True)) for row in sorted(rows)], NAME_COLUMNS, fmt)
    for symbol in sorted(symbol_set - {row[0] for row in rows}):
        say(f"no name links to {symbol}: `marketlink companies find` looks for names", err=True)
