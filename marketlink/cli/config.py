"""``marketlink config``: the settings and where each comes from."""

from __future__ import annotations

from pathlib import Path

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import HERE, KEYS, Settings, secret_origins


@click.group()
def command() -> None:
    """Show the settings and where each comes from, and trust a file.

    \b
    Example:
      marketlink config show --format json
    """


@command.command()
@format_option()
@common
def show(settings: Settings, fmt: str) -> None:
    """Print every setting, its value and its origin; of keys only whether they are set."""
    rows = [
        {"setting": key, "value": getattr(settings, key), "origin": settings.origins[key]}
        for key in KEYS
    ]
    rows += [
        {"setting": key, "value": None, "origin": f"{HERE} (left out: marketlink config trust)"}
        for key in settings.untrusted
    ]
    rows += [
        {"setting": name, "value": "(not shown)" if origin else None, "origin": origin or "not set"}
        for name, origin in secret_origins().items()
    ]
    emit(rows, ("setting", "value", "origin"), fmt)


@command.command()
@click.argument("file", default=HERE, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def trust(file: Path) -> None:
    """Let FILE (marketlink.toml of this folder) set commands to run, as it is now.

    A file that merely lies in the working folder may set everything but `on_failure` and
    `on_finding`, as it may have come with a download. Look at it first.

    \b
    Example:
      marketlink config trust
    """
    from marketlink.config import trust as trusted

    say(f"{file} is trusted as it is now, in {trusted(file)}")
