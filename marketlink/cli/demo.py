"""``marketlink demo``: the shipped article on the embedded prices, offline."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import click

from marketlink.cli.options import common
from marketlink.cli.output import say
from marketlink.config import Settings
from marketlink.installation import command as command_name


@click.command()
@click.option(
    "--lang",
    type=click.Choice(["ko", "en"]),
    default="en",
    show_default=True,
    help="Language of the demo article and of its report.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("marketlink-demo"),
    show_default=True,
    help="Where to write.",
)
@common
def command(settings: Settings, lang: str, out: Path) -> None:
    """Run the shipped demo article on the embedded prices, without a network.

    The article is about the sell-off of 27 January 2025: it names its companies in words only and
    its day only as "the holiday". The demo builds a store of its own in the folder it writes to.

    \b
    Example:
      marketlink demo --lang ko
    """
    from marketlink.publish import Options, publish
    from marketlink.resources import data_path

    article = data_path("demo", f"deepseek-{lang}.html")
    own = replace(settings, db=out / "marketlink.duckdb", offline=True)
    result = publish(str(article), own, Options(lang=lang), out)
    say(result.verdict)
    say(f"Report: {result.report}")
    for warning in result.warnings:
        say(f"note: {warning}", err=True)
    say(f"Next:   {command_name()} serve {shlex.quote(str(out))}")
