"""A study's tables to the aggregates of its page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError
from marketlink.findings import Said
from marketlink.pipeline.study_bands import banded, stretch_days
from marketlink.records.study import Row, Window
from marketlink.records.study_digest import P_ROWS, P_STEP, Banded, StudyDigest
from marketlink.store.connect import memory
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = ("events", "abnormal", "cars", "tests", "study")
Spread = tuple[tuple[float, float, int], ...]
BINS, STEPS, FEW = 40, 31, 10
"""Rows of the heat map, bars of the distribution, events at either end."""
WIDE = 0.99
"""Share of the events whose sums the distribution's bars cover one by one."""


def digest(folder: Path) -> StudyDigest:
    """The aggregates of a study that was written into a folder, as CSV or Parquet.

    Parameters
    ----------
    folder : Path
        Holds the tables of ``marketlink study --out``.

    Raises
    ------
    InputError
        A table is missing, or no event could be studied.
    """
    with memory() as con:
        con.execute("set threads to 1")
        for name in TABLES:
            _view(con, folder, name)
        (study,) = _rows(con, "select * from page_study")
        window = _leading(con)
        con.execute(statement("study_page_event"), {"first": window[0], "last": window[1]})
        spread = _spread(con)
        notes: dict[Any, Any] = {
            text: _told(kept) for text, kept in _json(study["told_tests"]).items()
        }
        return StudyDigest(
            spec=study,
            outcomes=_json(study["outcomes"]),
            warnings=tuple(_told(one) for one in _json(study["told"])),
            snapshot=str(study["snapshot"]),
            window=window,
            paths=_paths(con),
            tests=tuple(
                {**row, "note": notes.get(row["note"], row["note"])}
                for row in _rows(con, "select * from page_tests")
            ),
            windows=_rows(con, statement("study_page_windows")),
            parts=_rows(con, statement("study_page_parts")),
            spread=spread,
            plane=_plane(con, spread),
            heat=tuple(con.execute(statement("study_page_heat"), {"bins": BINS}).fetchall()),
            months=tuple(con.execute(statement("study_page_months")).fetchall()),
            ends=_rows(con, statement("study_page_ends"), {"few": FEW}),
        )


def _view(con: DuckDBPyConnection, folder: Path, name: str) -> None:
    for suffix, read in (("parquet", con.read_parquet), ("csv", con.read_csv)):
        file = folder / f"{name}.{suffix}"
        if file.is_file():
            read(str(file)).create_view(f"page_{name}")
            return
    raise InputError(f"{folder} holds no table {name}", "", "marketlink study --out FOLDER")


def _rows(
    con: DuckDBPyConnection, query: str, asked: dict[str, Any] | None = None
) -> tuple[Row, ...]:
    found = con.execute(query, asked or {})
    names = [column[0] for column in found.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())


def _json(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    return json.loads(value) if isinstance(value, str) else value


def _told(kept: Any) -> Any:  # noqa: ANN401 (any value of a row)
    """A warning as it was told, to be worded in any language."""
    if isinstance(kept, dict):
        return Said(str(kept["code"]), **{k: _told(v) for k, v in dict(kept["fields"]).items()})
    return tuple(_told(one) for one in kept) if isinstance(kept, list) else kept


def _leading(con: DuckDBPyConnection) -> Window:
    """Day 0 where it was asked, else the first window."""
    found = con.execute(
        "select distinct tau_from, tau_to from page_cars order by tau_from = 0 and tau_to = 0 desc,"
        " tau_to - tau_from, tau_from"
    ).fetchall()
    if not found:
        raise InputError("No event of the study could be studied")
    return int(found[0][0]), int(found[0][1])


def _paths(con: DuckDBPyConnection) -> tuple[Banded, ...]:
    (last,) = con.execute("select max(tau) from page_abnormal").fetchone() or (0,)
    return banded(
        con.execute(statement("study_page_paths"), {"days": stretch_days(int(last))}).fetchall()
    )


def _plane(con: DuckDBPyConnection, spread: Spread) -> tuple[tuple[int, int, int], ...]:
    (low, high, _), bins = spread[0], len(spread)
    asked = {"low": low, "step": high - low, "bins": bins, "up": P_STEP, "rows": P_ROWS}
    return tuple(con.execute(statement("study_page_plane"), asked).fetchall())


def _spread(con: DuckDBPyConnection) -> Spread:
    """The distribution in equal steps, symmetric about zero."""
    (reach,) = con.execute(
        "select coalesce(quantile_cont(abs(car), ?), 0) from page_event", [WIDE]
    ).fetchone() or (0.0,)
    end = float(reach) or 0.01
    step = 2 * end / STEPS
    found: Sequence[tuple[int, int]] = con.execute(
        statement("study_page_spread"), {"low": -end, "step": step, "bins": STEPS}
    ).fetchall()
    counts = dict(found)
    return tuple((-end + n * step, -end + (n + 1) * step, counts.get(n, 0)) for n in range(STEPS))
