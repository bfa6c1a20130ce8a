"""``marketlink serve``: the reports in a browser, on this machine only."""

from __future__ import annotations

from pathlib import Path

import click

from marketlink.cli.options import common
from marketlink.cli.output import say
from marketlink.config import Settings


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
              help="Port on 127.0.0.1; 0 takes a free one.")  # fmt: skip
@common
def command(settings: Settings, folder: Path | None, port: int) -> None:
    """View the reports of FOLDER (by default where reports are written) in a browser.

    The list is live, and takes a pasted article, an address or a file; a child process makes the
    report. It answers to this machine only. Ctrl-C ends it.

    \b
    Example:
      marketlink serve reports --port 8765
    """
    from marketlink.serve import serve
    from marketlink.serve.work import Jobs

    def started(address: str) -> None:
        say(address)
        say("Press Ctrl-C to end.", err=True)

    def work(place: Path) -> Jobs:
        return Jobs(place, settings.db, offline=settings.offline)

    def tell(sentence: str) -> None:
        say(f"marketlink: {sentence}", err=True)

    serve(folder or settings.reports, port, on_start=started, notify=tell, work=work)
