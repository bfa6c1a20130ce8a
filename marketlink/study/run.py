"""A study on files: what ``marketlink study`` does, as one function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.characteristics import Regress, Values
    from marketlink.study.engine import Solved
    from marketlink.study.large import Found


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished study on files: its tables as columns, what became of the events, warnings."""

    tables: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    written: tuple[Path, ...] = ()


def study_files(
    events: Path,
    prices: Path | Sequence[Path],
    spec: Spec,
    *,
    factors: Path | Sequence[Path] | None = None,
    out: Path | None = None,
    fmt: str = "csv",
    threads: int = 1,
    adjust: str = "holm",
    bound: float | None = None,
    regress: Regress | None = None,
    master: str | None = None,
) -> Outcome:
    """Run an event study on an events file and a prices file.

    Parameters
    ----------
    events : CSV, JSONL or Parquet with ``event_id, symbol`` and ``date`` or ``instant``
    prices : CSV or Parquet, long, with ``symbol, date`` and ``close``, ``adj_close`` or ``ret``;
        several files are read as one
    factors : files with ``date`` and one decimal column a factor, or Kenneth French's daily files
    out : folder to write the tables to, as ``fmt`` (``csv`` or ``parquet``); None writes nothing
    threads : threads of the estimation
    adjust : ``holm`` or ``benjamini-yekutieli``
    bound : CAAR (decimal) that the equivalence test asks about; None leaves it out
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
    from marketlink.study.characteristics import read_characteristics
    from marketlink.study.codes import match_codes
    from marketlink.study.engine import solve
    from marketlink.study.factors import read_factors
    from marketlink.study.files import read_events, read_prices
    from marketlink.study.folder import clear_earlier, holds_study, spare_inputs
    from marketlink.study.models import find, idle_factors
    from marketlink.study.provided import provided

    notes = idle_factors(find(spec.model), spec.factors, given=bool(factors))
    inputs = [events, *_paths(prices), *_paths(factors or ())]
    earlier = out is not None and holds_study(out)
    if out is not None:
        spare_inputs(out, fmt, inputs)
    con = scratch()
    try:
        notes += read_events(con, events) + read_prices(con, prices)
        notes += match_codes(con)
        if factors:
            notes += read_factors(con, factors)
        notes += provided(con, spec)
        add_sessions(con)
        streams = master is None and out is not None and regress is None
        if streams and out is not None and _large(con, spec):
            from marketlink.study.large import run_large
            from marketlink.study.writing import writable

            with writable(out):
                found = run_large(con, spec, out, threads=threads, adjust=adjust, bound=bound)
                done = _streamed(con, spec, notes, found, out=out, fmt=fmt)
        else:
            solved = solve(con, spec, threads, master=master)
            more = None
            if regress is not None:
                more = regress, read_characteristics(con, events, regress.names)
            done = finish(
                con, solved, notes, out=out, fmt=fmt, adjust=adjust, bound=bound, regress=more
            )
    finally:
        con.close()
    if out is not None and earlier:
        clear_earlier(out, done.written, inputs)
    return done


def _paths(given: Path | Sequence[Path]) -> list[Path]:
    return [given] if isinstance(given, Path) else list(given)


LARGE = 100_000
"""More events than this are streamed, where the model allows it."""
GROUPS = 1_000
"""More groups than this are not: their sums by calendar date would not fit in memory."""


def _large(con: DuckDBPyConnection, spec: Spec) -> bool:
    """Whether a study is streamed: many events, the market model, one benchmark an exchange, few
    groups, no id twice and no line that cannot be read."""
    from marketlink.store.sql import statement
    from marketlink.study.models import find

    row = con.execute(statement("scale_read_events")).fetchall()[0]
    events, special = row[0], any(row[1:4]) or row[4] > GROUPS
    plain = find(spec.model).name == "market" and not spec.mask_events and spec.thin == "none"
    return bool(events > LARGE and plain and not special)


def _streamed(
    con: DuckDBPyConnection,
    spec: Spec,
    notes: list[str],
    found: Found,
    *,
    out: Path,
    fmt: str,
) -> Outcome:
    """A large study: fits once each, the events and cars tables looked up from them."""
    from marketlink.store.sql import statement
    from marketlink.study import writing
    from marketlink.study.large import facts_of, lay_out
    from marketlink.study.unmapped import unknown_symbols

    tables, outcomes, warnings = found
    if "unknown_symbol" in outcomes:
        unknown = [str(row[0]) for row in con.execute(statement("scale_unknown")).fetchall()]
        notes = notes + unknown_symbols(con, outcomes["unknown_symbol"], unknown)
    told = lay_out(con, spec, out, fmt)
    warnings = tuple(dict.fromkeys([*notes, *warnings, *told]))
    facts = facts_of(con, spec, outcomes, warnings)
    made: dict[str, Mapping[str, Any]] = {**tables, "study": writing.study_columns(facts)}
    written = writing.write_tables(con, made, out, fmt)
    written += [out / f"{name}.{fmt}" for name in ("events", "cars")]
    written.append(out / "fits")
    return Outcome(made, outcomes, warnings, tuple(written))


def finish(
    con: DuckDBPyConnection,
    solved: Solved,
    notes: list[str],
    *,
    out: Path | None,
    fmt: str,
    adjust: str,
    bound: float | None = None,
    regress: tuple[Regress, Values] | None = None,
) -> Outcome:
    """Lay out and write a solved study."""
    from numpy import isnan

    from marketlink.study import tables, writing
    from marketlink.study.average import average
    from marketlink.study.characteristics import COLUMNS, regression_rows
    from marketlink.study.engine import panel_of
    from marketlink.study.inference import battery
    from marketlink.study.provided import unmatched
    from marketlink.study.unmapped import partial_windows, unmapped

    panel = panel_of(solved)
    partial = [e for e, ar in zip(panel.event_ids, panel.ar, strict=True) if isnan(ar).any()]
    notes = [*notes, *partial_windows(partial, len(partial)), *unmatched(solved)]
    outcomes = dict(sorted(Counter(solved.outcome.tolist()).items()))
    events = solved.windows.events
    warnings = tuple(dict.fromkeys([*notes, *unmapped(con, events), *solved.warnings]))
    made: dict[str, Mapping[str, Any]] = {
        "events": tables.events(solved),
        "abnormal": tables.abnormal(solved),
        "cars": tables.cars(solved, panel),
        "tests": writing.columns_of(
            battery(panel, solved.request.plan.windows, adjust=adjust, bound=bound),
            writing.TESTS,
        ),
        "average": average(panel),
    }
    if regress is not None:
        asked, values = regress
        made["regression"] = writing.columns_of(regression_rows(panel, values, asked), COLUMNS)
    facts = asdict(solved.spec) | {
        "as_of": solved.spec.as_of.isoformat() if solved.spec.as_of else None,
        "events": len(solved.outcome),
        "outcomes": outcomes,
        "overlapping": [str(i) for i in events.event_id[solved.ready[solved.shared]]],
        "warnings": warnings,
        "versions": tables.versions(con),
        "snapshot": tables.snapshot(solved),
    }
    made["study"] = writing.study_columns(facts)
    written = writing.write_tables(con, made, out, fmt) if out is not None else []
    return Outcome(made, outcomes, warnings, tuple(written))


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
