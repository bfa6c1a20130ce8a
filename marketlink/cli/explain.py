"""``marketlink explain``: start from a stock's moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import WINDOW, common
from marketlink.cli.output import emit, format_option
from marketlink.config import Settings
from marketlink.records.study import Spec, Window

if TYPE_CHECKING:
    from marketlink.explain import Explanation

COLUMNS = (
    "session", "ret", "benchmark_ret", "ar", "t", "p", "p_adjusted", "p_rank", "p_floor",
    "sessions", "explanation", "articles", "flags",
)  # fmt: skip
SHORT = ("session", "ret", "ar", "t", "p_adjusted", "explanation", "published", "more")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("symbol")
@click.option("--from", "first", type=_DAY, help="First session looked at; the last 250 if absent.")
@click.option("--to", "last", type=_DAY, help="Last session looked at, in.")
@click.option("--level", type=float, default=0.05, show_default=True,
              help="Chance of calling noise abnormal, over all sessions together.")  # fmt: skip
@click.option("--benchmark", help="Benchmark symbol instead of the exchange's index.")
@click.option("--estimation", type=WINDOW, default=(-250, -11), help="Estimation window in tau.")
@click.option(
    "--min-obs",
    type=click.IntRange(3),
    default=120,
    show_default=True,
    help="Least usable returns.",
)
@format_option()
@common
def command(
    settings: Settings,
    *,
    symbol: str,
    first: datetime | None,
    last: datetime | None,
    level: float,
    benchmark: str | None,
    estimation: Window,
    min_obs: int,
    fmt: str,
) -> None:
    """Name the abnormal sessions of a stock, and the kept articles that could explain each.

    Every session is tested against a market model fitted before it, and the p-values pay for
    having looked at all of them. A session that no kept article meets is unexplained.

    \b
    Example:
      marketlink explain NVDA --from 2025-01-02 --to 2025-03-14
    """
    from marketlink.explain import explain

    found = explain(
        symbol.upper(),
        settings,
        first=first.date() if first else None,
        last=last.date() if last else None,
        level=level,
        spec=Spec(
            benchmark=benchmark or settings.benchmark or None,
            estimation=estimation,
            min_obs=min_obs,
        ),
    )
    emit(
        _short(found) if fmt == "table" else _full(found), SHORT if fmt == "table" else COLUMNS, fmt
    )
    for line in _said(found):
        click.echo(line, err=True)


def _full(found: Explanation) -> Iterator[dict[str, Any]]:
    for item in found.sessions:
        yield asdict(item.move) | {
            "explanation": "unexplained" if item.unexplained else item.candidates[0].title,
            "articles": [asdict(candidate) for candidate in item.candidates],
            "flags": list(item.flags),
        }


def _short(found: Explanation) -> Iterator[dict[str, Any]]:
    for item in found.sessions:
        best = item.candidates[0] if item.candidates else None
        yield {
            "session": item.move.session,
            "ret": f"{item.move.ret:+.2%}",
            "ar": f"{item.move.ar:+.2%}",
            "t": f"{item.move.t:+.1f}",
            "p_adjusted": item.move.p_adjusted,
            "explanation": best.title[:70] if best else "unexplained",
            "published": best.published if best else "",
            "more": max(len(item.candidates) - 1, 0),
        }


def _said(found: Explanation) -> Iterator[str]:
    seen = found.screen
    yield (
        f"{found.symbol} against {found.benchmark}: {len(seen.moves)} of {seen.tested} sessions "
        f"({seen.first} to {seen.last}) are abnormal at {seen.level:g} over all of them; "
        f"one by one {seen.alone} would be, {seen.by_chance:.1f} of noise alone"
    )
    where = found.searched
    if where is not None:
        yield (
            f"articles published {where.first} to {where.last}: {where.read} of {where.kept} kept "
            f"were read, {where.naming} name {found.symbol}; {where.undated} have no date"
        )
    for item in found.sessions:
        for flag in item.flags:
            yield f"{item.move.session}: the bar is flagged, {flag}"
