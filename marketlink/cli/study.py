"""``marketlink study``: an event study on files of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import DAY, WINDOW, common
from marketlink.cli.output import FORMATS, outcomes, say

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.study import Spec
    from marketlink.study.run import StudyOutcome

FILE = click.Path(path_type=Path)
STANDARD = ((0, 0), (-1, 1), (0, 5), (0, 10))


@click.command()
@click.option("--events", help="CSV, JSONL or Parquet: a file, address or DuckDB expression.")
@click.option("--articles", metavar="QUERY",
              help="In place of --events: those of the kept articles, and prices of the store. "
              "company=A,B period=FROM:TO kind=earnings text=words source=IMPORT group=topic "
              "fold=day hindsight=yes.")  # fmt: skip
@click.option(
    "--prices",
    multiple=True,
    help="CSV or Parquet, one line a symbol-day: a file, pattern, folder, Delta or Iceberg table,"
    " address or DuckDB expression; may be repeated. [default: the store]",
)
@click.option("--benchmark", help="A symbol of the prices; by default the exchange's index.")
@click.option("--model", default="market", show_default=True, help="See --list-models.")
@click.option(
    "--factors",
    multiple=True,
    help="date and one decimal column a factor, or Ken French's daily file; may be repeated.",
)
@click.option("--factor", "chosen", multiple=True, help="Use only these factors, or symbols.")
@click.option(
    "--returns", type=click.Choice(["simple", "log"]), default="simple", show_default=True
)
@click.option("--estimation", type=WINDOW, default="-250:-11", show_default=True)
@click.option(
    "--window",
    "windows",
    type=WINDOW,
    multiple=True,
    help="A window to test; may be repeated. [default: 0:0, -1:1, 0:5, 0:10]",
)
@click.option(
    "--path",
    type=WINDOW,
    default="-10:10",
    show_default=True,
    help="The event window of the tables abnormal and average.",
)
@click.option("--mask-events", is_flag=True, help="Leave other events' days out of estimation.")
@click.option(
    "--after-breaks",
    is_flag=True,
    help="Fit volumes on what lies after the last change of a stock's venues.",
)
@click.option("--min-obs", type=click.IntRange(3), help="Fewest returns. [default: 120]")
@click.option(
    "--thin",
    type=click.Choice(["none", "trade-to-trade"]),
    default="none",
    show_default=True,
    help="Weight returns over several sessions (Maynes, Rumsey 1993).",
)
@click.option("--as-of", type=DAY, help="Use nothing later.")
@click.option(
    "--adjust",
    type=click.Choice(["holm", "benjamini-yekutieli"]),
    default="holm",
    show_default=True,
)
@click.option(
    "--bound",
    type=click.FloatRange(min=0, min_open=True),
    help="Test that no average effect is larger than this CAAR (decimal).",
)
@click.option(
    "--regress",
    multiple=True,
    metavar="COLUMN",
    help="Regress the CARs on this column of the events file; may be repeated.",
)
@click.option(
    "--errors",
    type=click.Choice(["nonrobust", "HC0", "HC1", "HC2", "HC3", "HAC", "cluster"]),
    help="Of that regression. [default: HC3, or cluster with --cluster]",
)
@click.option(
    "--weights", type=click.Choice(["equal", "forecast-error"]), default="equal", show_default=True
)
@click.option(
    "--cluster",
    type=click.Choice(["date", "company", "group"]),
    multiple=True,
    help="Labels of clustered errors, one or two.",
)
@click.option("--out", type=FILE, help="Folder for the tables.")
@click.option(
    "--format", "fmt", type=click.Choice(FORMATS), help="[default: csv with --out, else table]"
)
@click.option(
    "--table",
    type=click.Choice(
        ["events", "abnormal", "cars", "tests", "average", "calibration", "study", "regression"]
    ),
    default="cars",
    show_default=True,
    help="What to print where there is no --out.",
)
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option("--master", default="local[*]", show_default=True, help="The Spark master.")
@click.option("--threads", type=click.IntRange(1), help="[default: all cores]")
@click.option("--full", is_flag=True, help="Everything that a large study leaves out, too.")
@click.option("--calibrate", type=click.IntRange(0), default=0, metavar="N",
              help="Try the group statistics on N placebo firm-days.")  # fmt: skip
@click.option("--report", type=click.Choice(["en", "ko"]), help="Write its page as well.")
@click.option("--list-models", is_flag=True, is_eager=True, expose_value=False,
              callback=lambda ctx, _, value: _list_models(ctx) if value else None,
              help="Every model with its reference, and leave.")  # fmt: skip
@click.option("--explain", is_eager=True, expose_value=False, metavar="STATISTIC",
              callback=lambda ctx, _, value: _explain(ctx, value) if value else None,
              help="Print what a statistic is and the code that makes it.")  # fmt: skip
@common
def command(settings: Settings, **options: Any) -> None:  # noqa: ANN401 (passed on)
    """Run an event study on files of your own.

    Events are `event_id,symbol,date` or `event_id,symbol,instant` (ISO 8601 with offset), with
    optional `group,exchange,benchmark`. Prices are `symbol,date,close` with optional
    `adj_close,volume,exchange`, or `ret` (simple, decimal) in place of close.

    \b
    Example:
      marketlink study --events events.csv --prices prices.csv --benchmark ^GSPC --out study
    """
    import gc
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()  # what is loaded stays: looking through it for garbage takes a tenth of a second

    from marketlink.errors import InputError
    from marketlink.study.run import study_files

    gc.freeze()
    gc.enable()
    threads = options["threads"] or os.cpu_count() or 1
    fmt, out = options["fmt"], options["out"]
    if out is not None and fmt not in (None, "csv", "parquet"):
        raise InputError(f"A folder of tables cannot be written as {fmt}", "", "csv or parquet")
    if options["report"] and out is None:
        raise InputError("A page needs the tables beside it", "", "--out FOLDER")
    spec, regress = _spec(options), _regress(options)
    if options["table"] == "calibration" and not options["calibrate"]:
        raise InputError("There is nothing to calibrate on", "", "--calibrate 1000")
    more = {"fmt": fmt or "csv", "out": out, "factors": options["factors"]}
    choices = {name: options[name] for name in ("adjust", "bound", "full")}
    with _inputs(settings, options, spec) as (events, prices):
        if options["engine"] == "spark":
            tables = events, prices, spec
            outcome = _on_spark(options, tables, choices, offline=settings.offline, **more)
        else:
            outcome = study_files(
                events, prices, spec, threads=threads, regress=regress,
                calibrate=options["calibrate"], offline=settings.offline, **choices, **more,
            )  # fmt: skip
    for warning in outcome.warnings:
        say(f"warning: {warning}", err=True)
    say(outcomes(outcome.outcomes), err=True)
    if out is None:
        _show(outcome.tables[options["table"]], fmt or "table")
    for path in outcome.files:
        say(path)
    if options["report"]:
        say(_page(out, options["report"]))
    if not outcome.outcomes.get("ok"):
        raise InputError(
            "No event could be measured", outcomes(outcome.outcomes),
            "what the warnings name, or docs/study.md for what an outcome means",
        )  # fmt: skip


def _on_spark(
    options: Mapping[str, Any],
    study: tuple[Any, Any, Spec],
    choices: Mapping[str, Any],
    **more: Any,  # noqa: ANN401 (passed on)
) -> StudyOutcome:
    from marketlink.errors import InputError
    from marketlink.spark.command import study_files_on
    from marketlink.study.partition import RunOptions

    for name in ("regress", "calibrate"):
        if options[name]:
            raise InputError(
                f"--{name} is not for the spark engine", "It takes all events in one place",
                "--engine local",
            )  # fmt: skip
    return study_files_on(options["master"], *study, RunOptions(**choices), **more)


@contextmanager
def _inputs(
    settings: Settings, options: Mapping[str, Any], spec: Spec
) -> Iterator[tuple[str | Path, Any]]:
    """The events and prices: the files given, the store's prices, or what it holds of a query."""
    from marketlink.errors import InputError

    if bool(options["events"]) == bool(options["articles"]):
        raise InputError("A study is of events or of kept articles", "", "--events or --articles")
    prices = options["prices"] or _stored(settings, spec)
    if options["events"]:
        yield options["events"], prices
        return
    from marketlink.flow.article_events import events_file, parse

    with events_file(settings, parse(options["articles"])) as (events, selection):
        say(f"{selection.size} events of the kept articles; {selection.omissions()}", err=True)
        yield events, prices


def _stored(settings: Settings, spec: Spec) -> Any:  # noqa: ANN401 (what makes prices)
    from marketlink.pipeline.stored_prices import stored_prices
    from marketlink.store import StoreAccess

    return stored_prices(StoreAccess.of(settings), spec)


def _page(out: Path, lang: str) -> Path:
    """The study's page beside its tables, in both languages."""
    from marketlink.pipeline.study_digest import digest
    from marketlink.report.study_page import write_study

    return write_study(digest(out), out, lang)


def _spec(options: Mapping[str, Any]) -> Any:  # noqa: ANN401 (its class is loaded late)
    from marketlink.records.study import Spec
    from marketlink.study.run import default_min_obs

    return Spec(
        model=options["model"],
        benchmark=options["benchmark"],
        factors=tuple(options["chosen"]),
        estimation=options["estimation"],
        window=options["path"],
        windows=tuple(dict.fromkeys(options["windows"])) or STANDARD,
        returns=options["returns"],
        min_obs=options["min_obs"] or default_min_obs(options["estimation"]),
        mask_events=options["mask_events"],
        after_breaks=options["after_breaks"],
        thin=options["thin"],
        as_of=options["as_of"],
    )


def _regress(options: Mapping[str, Any]) -> Any:  # noqa: ANN401 (its class is loaded late)
    from marketlink.errors import InputError

    if not options["regress"]:
        other = options["cluster"] or options["errors"] or options["weights"] != "equal"
        if other or options["table"] == "regression":
            raise InputError(
                "There is nothing to regress on", "", "--regress with a column of the events"
            )
        return None
    from marketlink.study.cross_section import Regress

    errors: Any = options["errors"] or ("cluster" if options["cluster"] else "HC3")
    if options["cluster"] and errors != "cluster":
        raise InputError(f"--cluster goes with --errors cluster, not {errors}")
    return Regress(options["regress"], errors, options["weights"], options["cluster"])


def _show(columns: Mapping[str, Any], fmt: str) -> None:
    from marketlink.cli.output import emit
    from marketlink.study.tables import rows_of

    emit(rows_of(dict(columns)), list(columns), fmt)


def _list_models(ctx: click.Context) -> None:
    from marketlink.cli.output import emit
    from marketlink.study.models import MODELS

    names = ("name", "formula", "parameters", "variance", "reference")
    emit([{n: getattr(m, n) for n in names} for m in MODELS.values()], names, "table")
    ctx.exit()


def _explain(ctx: click.Context, statistic: str) -> None:
    from marketlink.study.catalogue import code, explain

    name = statistic.strip().lower()
    say(explain(name))
    say(f"\n{code(name).rstrip()}")
    ctx.exit()
