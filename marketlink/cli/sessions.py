"""``marketlink sessions``: an exchange's sessions and closures."""

from __future__ import annotations

from datetime import datetime

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option
from marketlink.config import Settings

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("exchange")
@click.option("--from", "first", type=_DAY, required=True, help="First day.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, in.")
@format_option()
@common
def command(settings: Settings, exchange: str, first: datetime, last: datetime, fmt: str) -> None:
    """List an exchange's days: sessions with opening and closing instants, and closures.

    \b
    Example:
      marketlink sessions XKRX --from 2025-01-24 --to 2025-01-31
    """
    from marketlink.calendars import sessions

    calendar = sessions(exchange)
    rows = calendar.listing(first.date(), last.date())
    emit(rows, ("exchange", "day", "what", "open", "close", "note", "rule"), fmt)
