"""``marketlink digest``: the morning of a watchlist."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketlink.cli.options import DAY, common, stocks
from marketlink.cli.output import say
from marketlink.config import Settings
from marketlink.errors import ExitCode, InputError
from marketlink.neutral import json_text

if TYPE_CHECKING:
    from marketlink.flow.digest import Digest


@click.command()
@stocks
@click.option("--day", type=DAY,
              help="The last day looked at; the last session held if absent.")  # fmt: skip
@click.option("--benchmark", help="Benchmark symbol instead of the exchange's index.")
@click.option("--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.05,
              show_default=True, help="Chance that noise alone moves one of them.")  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "ko"]),
              help="Language; by default that of the configuration, else en.")  # fmt: skip
@click.option("--format", "fmt", type=click.Choice(["text", "json", "html", "atom"]),
              default="text", show_default=True)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="Write digest.json, .<lang>.html and .xml there as well.")  # fmt: skip
@click.option("--strict", is_flag=True, help="End with 1 where a stock moved.")
@common
def command(
    settings: Settings, symbols: tuple[str, ...], watchlist: Path | None, day: date | None,
    benchmark: str | None, level: float, lang: str | None, fmt: str, out: Path | None, strict: bool,
) -> None:  # fmt: skip
    """Say which stocks of a watchlist moved more than chance in their last session, and which
    stories can precede that; honestly nothing where nothing did. It ends with 2 where nothing can
    be told of any of them.

    \b
    Example:
      marketlink digest --watchlist mine.txt --lang ko
      marketlink digest --watchlist mine.txt --format html > mail.html
    """
    from marketlink.cli.reading import read_new, tell_excerpt
    from marketlink.explain.names import symbols_of
    from marketlink.findings.words import words as words_of
    from marketlink.flow.digest import digest
    from marketlink.report.digest_mail import atom, mail, speaking
    from marketlink.store import StoreAccess

    lang = lang or settings.lang or "en"
    with StoreAccess.of(settings) as access:
        watchlist_symbols = symbols_of(access, symbols, watchlist)
        read_new(access)
        result = digest(
            watchlist_symbols, settings, day=day, level=level,
            benchmark=benchmark, access=access,
        )  # fmt: skip
        tell_excerpt(access, watchlist_symbols, words_of(lang))
    if fmt == "json":
        click.echo(json_text(result.plain(), 1))
    elif fmt == "html":
        click.echo(mail(result, lang), nl=False)
    elif fmt == "atom":
        click.echo(atom(result, lang), nl=False)
    else:
        words = speaking(result, lang)
        say(result.headline().say(words))
        for line in result.lines:
            first, *others = (one.say(words) for one in line.findings())
            say(first)
            for text in others:
                say(f"  {text}")
        if any(line.stories for line in result.moved):
            say(words("digest.caution"), err=True)
    if out:
        _write(result, out, lang)
    if result.day is None:
        way = f"marketlink refresh {' '.join(watchlist_symbols)}"
        raise InputError("Nothing can be told of any stock of the list", hint=way)
    if strict and result.moved:
        raise click.exceptions.Exit(ExitCode.FINDING)


def _write(result: Digest, out: Path, lang: str) -> None:
    """The digest in a folder, each file in place of the last one."""
    from marketlink import disk
    from marketlink.findings.words import LANGUAGES
    from marketlink.report.digest_mail import atom, mail

    texts = {"digest.json": json_text(result.plain(), 1), "digest.xml": atom(result, lang)}
    texts |= {f"digest.{one}.html": mail(result, one) for one in LANGUAGES}
    for name, text in texts.items():
        disk.replace(out / name, text.encode("utf-8", "replace"))
