"""A large study from files to files: fits once each, group statistics out of sums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.study import scale
from marketlink.study import sums as group
from marketlink.study.bucket import OUTCOMES
from marketlink.study.scale import Progress, Work
from marketlink.study.sums import Sums
from marketlink.study.unfinished import Unfinished

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

Columns = dict[str, np.ndarray[Any, Any]]


def run_large(
    con: DuckDBPyConnection,
    spec: Spec,
    out: Path,
    *,
    threads: int = 1,
    ranks: bool | None = None,
    with_events: bool = True,
) -> tuple[dict[str, Columns], dict[str, int], tuple[str, ...]]:
    """Stream a study of the relations on a connection into Parquet files.

    Parameters
    ----------
    con : DuckDBPyConnection
        With ``input_event``, ``input_price`` and ``session``; the inputs may be views of files.
    out : folder; ``fits/`` (one row a distinct symbol and session, one file a bucket of symbols)
        and, with ``with_events``, ``mapped.parquet`` (one row an event: outcome, day 0, row of
        its fit) are written there. What is finished is kept in ``.unfinished`` until all is, so
        that the same call after an interruption goes on where it stopped
    ranks : whether to rank; by default up to three million events

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
    tables = {"tests": _tests(kept.sums, work, spec), "average": _average(kept.sums, work)}
    return tables, dict(sorted(named.items())), (*work.warnings, *_notes(work))


def _notes(work: Work) -> Iterator[str]:
    yield "group statistics are computed from sums: the streamed battery"
    if not work.context.ranks:
        yield "ranks were left out: ask for them where they are worth their time"


def _average(total: Sums, work: Work) -> Columns:
    shape, plan = work.context.shape, work.context.plan
    means = group.averages(total, shape)
    tau = np.arange(plan.path[0], plan.path[1] + 1)
    n = shape.groups
    caar = np.cumsum(np.where(np.isfinite(means["aar"]), means["aar"], 0.0), axis=1)
    return {
        "group": np.repeat(np.array(work.groups, dtype=object), len(tau)),
        "tau": np.tile(tau, n),
        "n": means["n"].ravel(),
        "aar": means["aar"].ravel(),
        "aar_se": means["aar_se"].ravel(),
        "caar": caar.ravel(),
        "caar_se": np.full(caar.size, np.nan),
    }


def _tests(total: Sums, work: Work, spec: Spec) -> Columns:
    """Group statistics of every group and window, as the ``tests`` table has them."""
    from marketlink.study.tests.battery import adjust_rows
    from marketlink.study.writing import TESTS, columns_of

    shape, plan = work.context.shape, work.context.plan
    facts = group.moments(total, shape)
    r, r_window = group.dependence(total, shape, plan)
    z = group.rank_z(total, shape, plan) if work.context.ranks else None
    rows: list[dict[str, Any]] = []
    for g, name in enumerate(work.groups):
        for w, window in enumerate(plan.windows):
            one = {k: float(v[g, w]) for k, v in facts.items()}
            rank = None if z is None else float(z[g, w])
            shared = (float(r[g]), float(r_window[g, w]))
            rows.extend(_rows(name, window, one, shared, rank))
    adjust_rows(rows)
    del spec
    return dict(columns_of(rows, TESTS))


def _rows(
    name: str,
    window: tuple[int, int],
    one: Mapping[str, float],
    shared: tuple[float, float],
    rank: float | None,
) -> Iterator[dict[str, Any]]:
    from scipy.special import ndtr, stdtr

    n, (r_bar, r) = one["n"], shared
    if n < 2:
        return
    statistics = streamed_statistics(one, r)
    if rank is not None:
        statistics["rank"] = (rank, None)
    with np.errstate(invalid="ignore", divide="ignore"):
        inflation = float(np.sqrt((1 + (n - 1) * r) / (1 - r)))
    alone = inflation < DEPENDENT
    for statistic, (value, df) in statistics.items():
        p = 2 * (stdtr(df, -abs(value)) if df is not None else ndtr(-abs(value)))
        robust = statistic in ("kp-patell", "kp-bmp", "rank")
        valid = bool(np.isfinite(value) and (robust or alone))
        note = "" if valid else f"events depend on each other: too large by about {inflation:.2f}"
        known = bool(np.isfinite(value))
        yield {
            "group": name, "tau_from": window[0], "tau_to": window[1], "n": int(n),
            "statistic": statistic, "value": value if known else None,
            "df": df if known else None, "p": float(p) if known else None, "p_adjusted": None,
            "r_bar": r_bar if np.isfinite(r_bar) else None,
            "inflation": inflation if np.isfinite(inflation) else None,
            "valid": valid, "note": note,
        }  # fmt: skip


DEPENDENT = 1.05
"""An inflation factor above this makes statistics that assume independence invalid."""


def streamed_statistics(
    one: Mapping[str, float], r: float
) -> dict[str, tuple[float, float | None]]:
    """Statistic and degrees of freedom (None: normal) of a group and window, from its sums.

    Parameters
    ----------
    one : n, sums of CAR, SCAR and their squares, and of the Patell factors
    r : mean correlation of two events' windows

    Reference
    ---------
    Brown, Warner 1980; Patell 1976; Boehmer, Musumeci, Poulsen 1991; Kolari, Pynnönen 2010.
    """
    n = one["n"]
    with np.errstate(invalid="ignore", divide="ignore"):
        sd_car = np.sqrt(max(one["car2"] - one["car"] ** 2 / n, 0.0) / (n - 1))
        sd_scar = np.sqrt(max(one["scar2"] - one["scar"] ** 2 / n, 0.0) / (n - 1))
        cs = np.float64(one["car"] / n) / (sd_car / np.sqrt(n))
        patell = np.float64(one["scar"]) / np.sqrt(one["patell_dof"])
        bmp = np.float64(one["scar"] / n) / (sd_scar / np.sqrt(n))
        spread = 1 + (n - 1) * r
        ok = spread > 0
        kp_patell = patell / np.sqrt(spread) if ok else np.float64("nan")
        kp_bmp = bmp * np.sqrt((1 - r) / spread) if ok else np.float64("nan")
    return {
        "cross-sectional-t": (float(cs), n - 1),
        "patell": (float(patell), None),
        "bmp": (float(bmp), n - 1),
        "kp-patell": (float(kp_patell), None),
        "kp-bmp": (float(kp_bmp), n - 1),
    }


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


def lay_out(con: DuckDBPyConnection, spec: Spec, out: Path, fmt: str) -> None:
    """Write ``events`` and ``cars`` of every event from ``mapped.parquet`` and ``fits.parquet``."""
    from marketlink.store.sql import statement

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
    (out / "mapped.parquet").unlink()


def _p_values(con: DuckDBPyConnection) -> Columns:
    """Two-sided p of every fit's SCARs, one column a window."""
    from scipy.special import stdtr

    from marketlink.store.sql import statement

    got: Any = con.execute(statement("scale_scars")).fetchnumpy()
    dof = np.maximum(np.asarray(got.pop("dof"), dtype=np.float64), 1.0)
    scars = [np.ma.filled(np.ma.asarray(v, dtype=np.float64), np.nan) for v in got.values()]
    return {f"p_t_{j}": 2 * stdtr(dof, -np.abs(scar)) for j, scar in enumerate(scars)}
