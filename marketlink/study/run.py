"""A study on files: what ``marketlink study`` does, as one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from marketlink.errors import InputError
from marketlink.store import calendar
from marketlink.study import runner, writing
from marketlink.study.engine import read
from marketlink.study.factors import provided, read_factors
from marketlink.study.facts import Facts, summed_up
from marketlink.study.files import match_codes, read_events, read_prices, spare_look_ups
from marketlink.study.folder import clear_earlier, holds_study, spare_inputs
from marketlink.study.groups import OnThreads
from marketlink.study.models import find, idle_factors
from marketlink.study.partition import RunOptions
from marketlink.study.tables import versions
from marketlink.tabular import Files, as_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec, Window
    from marketlink.study.cross_section import Regress, Values


TableName = str | Path
"""A table by its name: a path, a pattern, an address, an expression."""
Fill = Callable[["DuckDBPyConnection"], list[str]]
"""Makes prices on a connection, and says what there is to tell of them."""


class StudyOutcome(NamedTuple):
    """A finished study on files: its tables as columns, what became of the events, warnings.

    Tables with a row for every event are in ``tables`` where they were not written to files.
    """

    tables: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    files: tuple[Path, ...] = ()


def study_files(  # noqa: PLR0913 (one specification)
    events: TableName,
    prices: TableName | Sequence[TableName] | Fill,
    spec: Spec,
    *,
    factors: TableName | Sequence[TableName] | None = None,
    out: Path | None = None,
    fmt: str = "csv",
    threads: int = 1,
    adjust: str = "holm",
    bound: float | None = None,
    full: bool = False,
    calibrate: int = 0,
    regress: Regress | None = None,
    offline: bool = False,
) -> StudyOutcome:
    """Run an event study on an events file and a prices file.

    Parameters
    ----------
    events : CSV, JSONL or Parquet with ``event_id, symbol`` and ``date`` or ``instant``; wherever
        :func:`marketlink.tabular.as_files` finds it
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
    offline : refuse inputs at an address

    Returns
    -------
    StudyOutcome
        The same input gives the same bytes.

    Raises
    ------
    InputError
        A file that cannot be read, an unknown model, windows that cannot be.
    SourceUnavailable
        An address does not answer.
    """
    earlier = holds_study(out)
    tables = events, prices, factors or ()
    with local_files(*tables, (out, fmt), offline=offline) as inputs, closing(calendar()) as con:
        notes = read_inputs(con, inputs, spec)
        more = None
        if regress is not None:
            from marketlink.study.cross_section import read_characteristics  # noqa: PLC0415 (loads prices and tabular)

            more = regress, read_characteristics(con, inputs.events.paths[0], regress.names)
        options = RunOptions(adjust, bound, full, threads, calibrate)
        outcome = study_relations(con, spec, options, notes, out=out, fmt=fmt, regress=more)
    if out is not None and earlier:
        clear_earlier(out, outcome.files, inputs.paths)
    return outcome


class Inputs(NamedTuple):
    """The tables of a study as local files; or what makes its prices."""

    events: Files
    prices: Files | Fill
    factors: Files

    @property
    def files(self) -> list[Files]:
        """Those that are files."""
        return [one for one in self if isinstance(one, Files)]

    @property
    def paths(self) -> list[Path]:
        """Where they lie."""
        return [path for one in self.files for path in one.paths]


@contextmanager
def local_files(
    events: TableName,
    prices: TableName | Sequence[TableName] | Fill,
    factors: TableName | Sequence[TableName],
    target: tuple[Path | None, str],
    *,
    offline: bool,
) -> Iterator[Inputs]:
    """The tables of a study as local files, none of which its own tables, which are written to a
    folder in a format (``target``), take the place of.

    Raises
    ------
    InputError
        Events of several files, or an input that a table would be written over.
    """
    with ExitStack() as stack:

        def files(tables: TableName | Sequence[TableName]) -> Files:
            listed = [tables] if isinstance(tables, (str, Path)) else list(tables)
            return stack.enter_context(as_files(listed, offline=offline))

        one = files(events)
        if len(one.paths) != 1:
            raise InputError(f"{events} is {len(one.paths)} files", "Events are one table")
        inputs = Inputs(one, prices if callable(prices) else files(prices), files(factors))
        folder, fmt = target
        if folder is not None:
            spare_inputs(folder, fmt, inputs.paths)
        yield inputs


def read_inputs(con: DuckDBPyConnection, inputs: Inputs, spec: Spec) -> list[str]:
    """Read the tables of a study into the relations of a connection; return what to tell of them.

    Raises
    ------
    InputError
        A file that cannot be read, or that lacks what the model needs.
    """
    events, prices, factors = inputs
    notes = idle_factors(find(spec.model), spec.factors, given=bool(factors.paths))
    notes += read_events(con, events.paths[0])
    if callable(prices):
        notes += prices(con)
    else:
        notes += read_prices(con, prices.paths) + match_codes(con)
        spare_look_ups(con)
    if factors.paths:
        notes += read_factors(con, factors.paths)
    for one in inputs.files:  # by the names that they were given
        notes = [one.translate(note) for note in notes]
    return notes + provided(con, spec)


def study_relations(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    spec: Spec,
    options: RunOptions,
    notes: Sequence[str] = (),
    *,
    out: Path | None = None,
    fmt: str = "csv",
    regress: tuple[Regress, Values] | None = None,
) -> StudyOutcome:
    """Run a study on the relations that :func:`marketlink.study.inputs.prepare` reads, which may be
    views of files, and write its tables; ``notes`` is what there is to tell so far."""
    work = read(con, spec)
    faults = runner.check_prices(con, spec, work)

    def key() -> str:
        return work.key(spec, options.full, faults, versions(con), runner.Passed._fields)

    with (
        writing.writable(out) if out is not None else nullcontext(),
        writing.TableRows(con, len(work), out, key) as rows,
    ):
        passed, parts = runner.run(spec, options, rows, work, faults)
        facts = Facts.of(con, passed, faults, work)
        views = runner.define(con, rows, passed.flags)
        here = OnThreads(parts, spec, work.frame.groups)
        outcome = summed_up(con, options, facts, here, (notes, work.scope))
        tables = dict(outcome.tables)
        answered = "ok" in facts.outcomes
        if regress is not None and answered:
            from marketlink.study.cross_section import COLUMNS, regression_rows  # noqa: PLC0415 (loads prices and tabular)

            which, values = regress
            regression = regression_rows(con, parts, values, which)
            tables["regression"] = writing.columns_of(regression, COLUMNS)
        if options.calibrate and answered:
            from marketlink.study.placebo_groups import COLUMNS as OF_CALIBRATION  # noqa: PLC0415 (loads numpy)
            from marketlink.study.placebo_groups import calibration  # noqa: PLC0415 (loads numpy)

            placebos = calibration(list(parts), options, outcome.tests, options.calibrate)
            tables["calibration"] = writing.columns_of(placebos, OF_CALIBRATION)
        files: list[Path] = []
        if out is not None:
            files = writing.write_tables(con, tables, out, fmt, views)
        else:
            tables = {name: runner.fetched(con, name) for name in views} | tables
    return StudyOutcome(tables, facts.outcomes, outcome.warnings, tuple(files))


def windows_within(windows: Sequence[Window], path: Window) -> tuple[Window, ...]:
    """The windows that lie inside a path, or where none does the path itself."""
    first, last = path
    return tuple(w for w in windows if first <= w[0] and w[1] <= last) or (path,)


def default_min_obs(estimation: tuple[int, int]) -> int:
    """120, or half of an estimation window that is shorter than 240 days (at least 3).

    Raises
    ------
    InputError
        The window has fewer than 3 days.
    """
    length = estimation[1] - estimation[0] + 1
    if length < 3:  # noqa: PLR2004 (fewest that say anything)
        raise InputError(
            f"The estimation window {estimation[0]}:{estimation[1]} has {length} days",
            "A model needs at least 3",
        )
    return min(120, max(length // 2, 3))
