"""``marketlink config``: the settings and where each comes from."""

from __future__ import annotations

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option
from marketlink.config import KEYS, Settings


@click.group()
def command() -> None:
    """Show the settings and where each comes from.

    \b
    Example:
      marketlink config show --format json
    """


@command.command()
@format_option()
@common
def show(settings: Settings, fmt: str) -> None:
    """Print every setting, its value and its origin."""
    rows = [
        {"setting": key, "value": getattr(settings, key), "origin": settings.origins[key]}
        for key in KEYS
    ]
    emit(rows, ("setting", "value", "origin"), fmt)
