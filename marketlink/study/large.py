"""A large study from files to files: fits once each, group statistics out of sums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.study import scale
from marketlink.study.placing import OUTCOMES
from marketlink.study.scale import Progress, Work
from marketlink.study.streamed import Groups, average, tests
from marketlink.study.unfinished import Unfinished
from marketlink.study.writing import TESTS, columns_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

Columns = dict[str, np.ndarray[Any, Any]]
Found = tuple[dict[str, Columns], dict[str, int], tuple[str, ...]]
"""Tables, events by outcome, warnings."""


def run_large(
    con: DuckDBPyConnection,
    spec: Spec,
    out: Path,
    *,
    threads: int = 1,
    ranks: bool | None = None,
    with_events: bool = True,
    adjust: str = "holm",
    bound: float | None = None,
) -> Found:
    """Stream a study of the relations on a connection into Parquet files.

    Parameters
    ----------
    con : DuckDBPyConnection
        With ``input_event``, ``input_price`` and ``session``; the inputs may be views of files.
    out : folder; ``fits/`` (one row a distinct symbol and session, one file a bucket of symbols)
        and, with ``with_events``, ``mapped.parquet`` (one row an event: outcome, day 0, row of
        its fit) are written there. What is finished is kept in ``.unfinished`` until all is, so
        that the same call after an interruption goes on where it stopped
    ranks : whether to add the residuals of every estimation day (ranks, CDA, generalised sign,
        minimum detectable effect); by default up to three million events
    adjust, bound : as :func:`marketlink.study.inference.battery.battery` has them

    Returns
    -------
    The tables ``tests`` and ``average``, the outcome counts, and warnings.
    """
    work = scale.prepare(con, spec, ranks=ranks)
    out.mkdir(parents=True, exist_ok=True)
    with Unfinished.of(out, work, spec, con) as kept:
        progress = Progress(work.buckets)
        for number, mine, answer in scale.answers(work, threads, kept.next, kept.write_fits):
            kept.take(number, mine, answer)
            progress.step(number + 1)
        lost = int((work.symbol < 0).sum())
        kept.counts[OUTCOMES.index("unknown_symbol")] += lost
        if with_events:
            kept.write_mapped()
        kept.finish()
    named = {OUTCOMES[i]: int(n) for i, n in enumerate(kept.counts) if n}
    frame = work.context
    groups = Groups(kept.sums, frame.shape, frame.plan, work.groups, frame.ranks)
    rows = tests(groups, adjust, bound)
    tables = {"tests": dict(columns_of(rows, TESTS)), "average": average(groups)}
    return tables, dict(sorted(named.items())), (*work.warnings, *_notes(work))


def _notes(work: Work) -> Iterator[str]:
    yield "group statistics are computed from sums: the streamed battery"
    if not work.context.ranks:
        yield "statistics that need every estimation day were left out above three million events"


def facts_of(
    con: DuckDBPyConnection, spec: Spec, outcomes: Mapping[str, int], warnings: tuple[str, ...]
) -> dict[str, Any]:
    """The one row of the ``study`` table."""
    from dataclasses import asdict

    from marketlink.study.tables import versions

    return asdict(spec) | {
        "as_of": spec.as_of.isoformat() if spec.as_of else None,
        "events": sum(outcomes.values()),
        "outcomes": outcomes,
        "warnings": warnings,
        "versions": versions(con),
        "snapshot": _digest(con),
    }


def _digest(con: DuckDBPyConnection) -> str:
    """A digest of the prices, whatever the order of their rows."""
    from marketlink.store.sql import statement

    total = con.execute(statement("scale_digest")).fetchall()[0]
    return hashlib.sha256(repr(total).encode()).hexdigest()


def lay_out(con: DuckDBPyConnection, spec: Spec, out: Path, fmt: str) -> list[str]:
    """Write ``events`` and ``cars`` of every event from ``mapped.parquet`` and ``fits.parquet``;
    return what to tell of them."""
    from marketlink.store.sql import statement
    from marketlink.study.models.rounding import without_spread
    from marketlink.study.unmapped import partial_windows

    con.execute("set variable scale_mapped_file = ?", [str(out / "mapped.parquet")])
    con.execute("set variable scale_fits_files = ?", [str(out / "fits" / "*.parquet")])
    con.execute("set variable scale_length = ?", [spec.estimation[1] - spec.estimation[0] + 1])
    windows = [{"tau_from": a, "tau_to": b} for a, b in spec.windows]
    con.execute("set variable scale_windows = ?", [windows])
    con.register("scale_p", _p_values(con))
    for name in ("events", "cars"):
        staged = out / f".{name}.part"
        con.execute(statement(f"scale_out_{name}_{fmt}"), [str(staged)])
        staged.replace(out / f"{name}.{fmt}")
    con.unregister("scale_p")
    flat = con.execute(statement("scale_flat")).fetchall()[0]
    partial = con.execute(statement("scale_partial")).fetchall()[0]
    (out / "mapped.parquet").unlink()
    return [*without_spread(flat[1], flat[0]), *partial_windows(partial[1], partial[0])]


def _p_values(con: DuckDBPyConnection) -> Columns:
    """Two-sided p of every fit's SCARs, one column a window."""
    from scipy.special import stdtr

    from marketlink.store.sql import statement

    got: Any = con.execute(statement("scale_scars")).fetchnumpy()
    dof = np.maximum(np.asarray(got.pop("dof"), dtype=np.float64), 1.0)
    scars = [np.ma.filled(np.ma.asarray(v, dtype=np.float64), np.nan) for v in got.values()]
    return {f"p_t_{j}": 2 * stdtr(dof, -np.abs(scar)) for j, scar in enumerate(scars)}
