"""A study on files: what ``marketlink study`` does, as one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.asked import Asked
    from marketlink.study.characteristics import Regress, Values
    from marketlink.study.models import Model


Fill = Callable[["DuckDBPyConnection"], list[str]]
"""Makes prices on a connection, and says what there is to tell of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished study on files: its tables as columns, what became of the events, warnings.

    Tables with a row for every event are in ``tables`` where they were not written to files.
    """

    tables: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    written: tuple[Path, ...] = ()


def study_files(
    events: Path,
    prices: Path | Sequence[Path] | Fill,
    spec: Spec,
    *,
    factors: Path | Sequence[Path] | None = None,
    out: Path | None = None,
    fmt: str = "csv",
    threads: int = 1,
    adjust: str = "holm",
    bound: float | None = None,
    full: bool = False,
    calibrate: int = 0,
    regress: Regress | None = None,
    master: str | None = None,
) -> Outcome:
    """Run an event study on an events file and a prices file.

    Parameters
    ----------
    events : CSV, JSONL or Parquet with ``event_id, symbol`` and ``date`` or ``instant``
    prices : CSV or Parquet, long, with ``symbol, date`` and ``close``, ``adj_close`` or ``ret``;
        several files, a pattern (``prices/*.parquet``) or a folder are read as one; or a function
        that makes ``input_price`` on a connection that has ``input_event``
    factors : files with ``date`` and one decimal column a factor, or Kenneth French's daily files
    out : folder to write the tables to, as ``fmt`` (``csv`` or ``parquet``); None writes nothing
    threads : threads of the estimation
    adjust : ``holm`` or ``benjamini-yekutieli``
    bound : CAAR (decimal) that the equivalence test asks about; None leaves it out
    full : whether what a large study leaves out, and names, is computed all the same
    calibrate : placebo firm-days that the group statistics are tried on; 0 leaves it out
    regress : columns of the events file that CARs are regressed on, with what errors
    master : a Spark master to fit on; None fits here

    Returns
    -------
    Outcome
        The same input gives the same bytes.

    Raises
    ------
    InputError
        A file that cannot be read, an unknown model, windows that cannot be.
    """
    from marketlink.store import scratch
    from marketlink.study.asked import Asked
    from marketlink.study.characteristics import read_characteristics
    from marketlink.study.factors import read_factors
    from marketlink.study.files import read_events, read_prices
    from marketlink.study.folder import clear_earlier, holds_study, spare_inputs
    from marketlink.study.models import find, idle_factors
    from marketlink.study.symbols import match_codes
    from marketlink.study.validate import provided

    notes = idle_factors(find(spec.model), spec.factors, given=bool(factors))
    priced = [] if callable(prices) else _paths(prices)
    factored = _paths(factors or ())
    inputs = [events, *priced, *factored]
    earlier = out is not None and holds_study(out)
    if out is not None:
        spare_inputs(out, fmt, inputs)
    elsewhere = None
    if master is not None:
        from marketlink.study.spark import fit_on_spark

        _require_linear(find(spec.model))
        elsewhere = fit_on_spark(master)
    asked = Asked(adjust, bound, full, threads, elsewhere, calibrate)
    con = scratch()
    try:
        notes += read_events(con, events)
        if callable(prices):
            notes += prices(con)
        else:
            notes += read_prices(con, priced) + match_codes(con)
        if factored:
            notes += read_factors(con, factored)
        notes += provided(con, spec)
        add_sessions(con)
        more = None
        if regress is not None:
            more = regress, read_characteristics(con, events, regress.names)
        done = study_relations(con, spec, asked, notes, out=out, fmt=fmt, regress=more)
    finally:
        con.close()
    if out is not None and earlier:
        clear_earlier(out, done.written, inputs)
    return done


def study_relations(
    con: DuckDBPyConnection,
    spec: Spec,
    asked: Asked,
    notes: Sequence[str] = (),
    *,
    out: Path | None = None,
    fmt: str = "csv",
    regress: tuple[Regress, Values] | None = None,
) -> Outcome:
    """Run a study on the relations of a connection and write its tables.

    Parameters
    ----------
    con : with the relations that :func:`marketlink.study.inputs.prepare` reads; the inputs may be
        views of files
    notes : what there is to tell so far
    """
    from contextlib import nullcontext

    from marketlink.study import runner, writing
    from marketlink.study.characteristics import COLUMNS, regression_rows
    from marketlink.study.engine import read
    from marketlink.study.flags import counted
    from marketlink.study.groups import all_answers, group_tables
    from marketlink.study.rows import Rows
    from marketlink.study.tables import versions

    work = read(con, spec)
    if asked.elsewhere is not None:
        work = work.whole()
    faults = runner.check_prices(con, spec, work)
    key = work.key(spec, asked.full, faults, versions(con))
    with (
        writing.writable(out) if out is not None else nullcontext(),
        Rows(con, len(work), writing.made(out), key) as rows,
    ):
        made = runner.run(spec, asked, rows, work, faults)
        rows.relate()
        in_prices = runner.told_faults(con, made)
        views = runner.define(con, rows.names(), made.flags)
        tests, average = group_tables(made.parts, asked, made.counted)
        tables: dict[str, Mapping[str, Any]] = {
            "tests": writing.columns_of(tests, writing.TESTS),
            "average": average,
        }
        if regress is not None:
            which, values = regress
            answers = all_answers(con, made.parts)
            tables["regression"] = writing.columns_of(
                regression_rows(answers, values, which), COLUMNS
            )
        if asked.calibrate:
            from marketlink.study.placebo_groups import COLUMNS as OF_CALIBRATION
            from marketlink.study.placebo_groups import calibration

            found = calibration(list(made.parts), asked, tests, asked.calibrate)
            tables["calibration"] = writing.columns_of(found, OF_CALIBRATION)
        told = [*notes, *work.warnings, *runner.left_out(spec, work, asked), *in_prices]
        warnings = runner.warnings_of(con, made, told)
        facts = runner.facts_of(con, made, warnings, work.snapshot())
        tables["study"] = writing.study_columns(facts)
        written: list[Path] = []
        if out is not None:
            written = writing.write_tables(con, tables, out, fmt, views)
        if out is None:
            tables = {name: runner.fetched(con, name) for name in views} | tables
    return Outcome(tables, counted(made.code), warnings, tuple(written))


def _require_linear(model: Model) -> None:
    if not model.linear:
        raise InputError(
            "The spark engine fits models that are one linear regression",
            f"{model.name} is not",
            "--engine local",
        )


def _paths(given: Path | Sequence[Path]) -> list[Path]:
    """The files that are given, those that a pattern matches and those of a folder in order."""
    found: list[Path] = []
    for path in [given] if isinstance(given, Path) else given:
        if path.is_dir():
            matched = sorted(one for one in path.rglob("*") if one.suffix in TABLES)
        elif path.exists() or not has_magic(str(path)):
            matched = [path]
        else:
            names = glob(str(path), recursive=True)  # noqa: PTH207 (the pattern may be absolute)
            matched = [Path(name) for name in sorted(names)]
        if not matched:
            raise InputError(
                f"No file is {path}", "", "a pattern or folder of CSV or Parquet files"
            )
        found += matched
    return found


TABLES = frozenset({".csv", ".parquet", ".tsv", ".txt"})
"""Endings of the files of a folder that are read."""


def add_sessions(con: DuckDBPyConnection) -> None:
    """Write the sessions of every exchange that the events and prices may be on."""
    from marketlink.calendars import ALIASES, EXCHANGES, exchange_of, sessions
    from marketlink.store.sessions import write

    rows = con.execute(
        "select distinct symbol, exchange from input_price union"
        " select distinct symbol, exchange from input_event where exchange is not null"
    ).fetchall()
    codes = set()
    for symbol, exchange in rows:
        if exchange is not None:
            codes.add(ALIASES.get(exchange.upper(), exchange.upper()))
        elif symbol is not None:
            codes.add(exchange_of(symbol))
    for code in sorted(codes & set(EXCHANGES)):
        write(con, sessions(code))


def default_min_obs(estimation: tuple[int, int]) -> int:
    """120, or half of an estimation window that is shorter than 240 days (at least 3).

    Raises
    ------
    InputError
        The window has fewer than 3 days.
    """
    length = estimation[1] - estimation[0] + 1
    if length < 3:
        raise InputError(
            f"The estimation window {estimation[0]}:{estimation[1]} has {length} days",
            "a model needs at least 3",
        )
    return min(120, max(length // 2, 3))
