"""``marketlink mcp``: the library's verbs as tools for agents."""

from __future__ import annotations

from typing import Literal

import click

from marketlink.cli.options import common
from marketlink.config import Settings


@click.command()
@click.option("--transport", type=click.Choice(["stdio", "http"]), default="stdio",
              show_default=True, help="How a client speaks to it.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8766, show_default=True,
              help="Port on 127.0.0.1 for http; the path is /mcp.")  # fmt: skip
@common
def command(settings: Settings, transport: Literal["stdio", "http"], port: int) -> None:
    """Serve six tools to agents that speak the Model Context Protocol (extra: mcp).

    read_article, measure_reaction, explain_move, check_statement, sessions, open_report. Over
    stdio a client starts the command itself; over http it answers to this machine only.

    \b
    Example:
      marketlink mcp --transport http --port 8766
    """
    from marketlink.mcp import run

    run(settings, transport, port)
