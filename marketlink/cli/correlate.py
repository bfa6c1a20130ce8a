"""``marketlink correlate``: a stock's news flow beside its moves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings

if TYPE_CHECKING:
    from marketlink.flow import Association, Correlation

_DAY = click.DateTime(["%Y-%m-%d"])
COLUMNS = ("moves", "lag", "r", "n", "p", "p_holm", "band")


@click.command()
@click.argument("symbol")
@click.option("--from", "first", type=_DAY, help="First session looked at; the last 250 if absent.")
@click.option("--to", "last", type=_DAY, help="Last session looked at, in.")
@click.option("--lags", type=click.IntRange(0, 20), default=5, show_default=True,
              help="Sessions of lead and lag.")  # fmt: skip
@click.option("--report", "page", type=click.Choice(["en", "ko"]), help="Write its page as well.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="Folder of reports that the page goes to.")  # fmt: skip
@format_option()
@common
def command(
    settings: Settings, symbol: str, first: datetime | None, last: datetime | None, lags: int,
    page: str | None, out: Path | None, fmt: str,
) -> None:  # fmt: skip
    """Hold the number of kept articles on a stock against its abnormal returns, their size and
    sign, with sessions of lead and lag. Lag 1: today's news, tomorrow's move.

    P-values turn one series round against the other, which keeps how each clusters. A session for
    which nothing at all was kept is unknown, not silent. Going together is not causing.

    \b
    Example:
      marketlink correlate NVDA --from 2025-01-02 --to 2025-06-30
      marketlink correlate NVDA --report en --out reports
    """
    from marketlink.flow import correlate

    found = correlate(
        symbol, settings, lags=lags,
        first=first.date() if first else None, last=last.date() if last else None,
    )  # fmt: skip
    series = (("size", found.size), ("signed", found.signed))
    rows = [
        {"moves": name, "band": one.band, **asdict(lag)} for name, one in series for lag in one.lags
    ]
    emit(rows, COLUMNS, fmt)
    for line in _said(found):
        say(line, err=True)
    if page:
        from marketlink.companies.names import named
        from marketlink.report.flow_page import write_flow

        say(write_flow(found, named(found.symbol), out or settings.reports, page), err=True)


def _said(found: Correlation) -> list[str]:
    """What the figures say, and what they cannot say."""
    told = [
        f"{found.symbol}: {found.naming} of {found.kept} kept articles name it; {len(found.days)}"
        f" sessions, {found.silent} silent, {found.unread} with nothing kept (unknown)"
    ]
    for name, one in (("size of the move", found.size), ("move itself", found.signed)):
        told.append(_line(name, one))
    return [*told, "going together is not causing: news also follows moves"]


def _line(name: str, one: Association) -> str:
    largest = max(one.lags, key=lambda lag: abs(lag.r))
    granger = ", ".join(f"{test.order} p {test.p:.3f}" for test in one.granger)
    return (
        f"{name}: largest correlation {largest.r:+.2f} at lag {largest.lag}, p {one.p:.3f} over all"
        f" lags (floor {one.p_floor:.3f}); one of {one.detectable:.2f} would have been seen with"
        f" 80 % power; {granger}"
    )
