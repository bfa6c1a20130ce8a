"""``marketlink report``: an article to an HTML report and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from marketlink.cli.options import DAY, WINDOW, common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import Alert, MarketlinkError
from marketlink.records.study import Window

COLUMNS = ("article", "verdict", "report", "complete_on", "complete", "contradicted", "warnings")


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--published", help="When it was published: a date, or ISO 8601 with an offset.")
@click.option("--title", help="Its headline, where a pasted text has none.")
@click.option("--lang", type=click.Choice(["ko", "en"]), help="Language of the report.")
@click.option("--benchmark", help="Benchmark symbol instead of each exchange's index.")
@click.option("--model", help="Normal-return model (see marketlink study --list-models).")
@click.option("--estimation", type=WINDOW, default=(-250, -11), help="Estimation window in tau.")
@click.option("--window", type=WINDOW, default=(-10, 10), help="Event window in tau.")
@click.option("--as-of", type=DAY, help="Use nothing later than this.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to write.")
@click.option("--self-contained", is_flag=True, help="One page with everything inside, to mail.")
@click.option("--explorable", is_flag=True, help="The same with Plotly inside, to explore it.")
@click.option("--card", is_flag=True, help="A card for link previews as PNG (the png extra).")
@click.option("--calibrate", type=click.IntRange(0), default=0, metavar="N",
              help="Try the tests on N placebo firm-days of the same companies.")  # fmt: skip
@click.option("--stages", is_flag=True, hidden=True, help="Tell each stage on stderr.")
@click.option("--strict", is_flag=True, help="Exit 1 where prices contradict a claim.")
@format_option()
@common
def command(
    settings: Settings,
    articles: Sequence[str],
    published: str | None,
    title: str | None,
    lang: str | None,
    benchmark: str | None,
    model: str | None,
    estimation: Window,
    window: Window,
    as_of: date | None,
    out: Path | None,
    self_contained: bool,
    explorable: bool,
    card: bool,
    calibrate: int,
    stages: bool,
    strict: bool,
    fmt: str,
) -> None:
    """Turn articles (files, http(s) addresses, or - for standard input) into reports.

    Each report is one HTML page with its tables as CSV and Parquet beside it, and the folder's
    index.html lists them all.

    \b
    Example:
      marketlink report column.txt --published 2025-02-06 --lang ko --offline --out reports
    """
    from marketlink.publish import Options, publish

    options = Options(
        published=published,
        title=title,
        lang=lang or settings.lang or None,
        benchmark=benchmark or settings.benchmark or None,
        model=model or settings.model,
        estimation=estimation,
        window=window,
        as_of=as_of,
        self_contained=self_contained,
        explorable=explorable,
        card=card,
        calibrate=calibrate,
    )
    rows: list[Mapping[str, Any]] = []
    failures: list[tuple[str, MarketlinkError]] = []
    unheld: list[MarketlinkError] = []
    for article in articles:
        try:
            result = publish(
                article,
                settings,
                options,
                out or settings.reports,
                stage=_stage if stages else None,
            )
        except MarketlinkError as error:
            if len(articles) == 1:
                raise
            failures.append((article, error))
            continue
        rows.append({column: getattr(result, column) for column in COLUMNS})
        unheld += [result.failure] if result.failure else []
    _print(rows, fmt)
    if failures:
        raise _combined(failures, len(articles))
    if unheld:
        raise max(unheld, key=lambda error: error.exit_code)
    if strict and any(row["contradicted"] for row in rows):
        raise Alert("Prices contradict the article", "See the claims in the report")


def _stage(name: str) -> None:
    """A stage that is behind, for the program that watches."""
    click.echo(f"stage: {name}", err=True)


def _combined(failures: Sequence[tuple[str, MarketlinkError]], count: int) -> MarketlinkError:
    """All failures in one, of the kind of the worst."""
    worst = max((error for _, error in failures), key=lambda error: error.exit_code)
    sentences = "; ".join(f"{article}: {'. '.join(filter(None, (e.what, e.why)))}"
                     for article, e in failures)  # fmt: skip
    return type(worst)(f"{len(failures)} of {count} articles gave no report", sentences, worst.hint)


def _print(rows: Sequence[Mapping[str, Any]], fmt: str) -> None:
    if fmt != "table":
        emit(rows, COLUMNS, fmt)
        return
    for row in rows:
        say(row["verdict"])
        say(row["report"])
        for warning in row["warnings"]:
            say(f"note: {warning}", err=True)
