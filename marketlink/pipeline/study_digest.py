"""A study's tables to the aggregates of its page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.pipeline.study_bands import banded
from marketlink.records.study import Row, Window
from marketlink.records.study_digest import P_ROWS, P_STEP, Banded, StudyDigest
from marketlink.store.connect import memory
from marketlink.store.sql import statement
from marketlink.study.inference.band import stretch_days
from marketlink.study.models import MODELS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPANS = ("estimation", "window", "windows")
"""Facts that are lists, which a CSV holds as JSON."""
NAMES = ("event_id", "symbol", "group")
"""Columns whose values are names, also where all of them look like numbers."""
Spread = tuple[tuple[float, float, int], ...]
BINS, STEPS, FEW = 40, 31, 10
"""Rows of the heat map, bars of the distribution, events at either end."""
ABSENT = (None, "", "null")
"""A fact that was not given, in Parquet and in a CSV."""
ENOUGH = 0.05
"""A calibrated p that cannot be smaller says nothing."""
WIDE = 0.99
"""Share of the events whose sums the distribution's bars cover one by one."""


def digest(folder: Path) -> StudyDigest:
    """The aggregates of a study that was written into a folder, as CSV or Parquet.

    A study without its table ``abnormal`` has neither paths nor a heat map.

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
        for name in ("events", "tests", "study"):
            if not _view(con, folder, name):
                raise InputError(
                    f"{folder} holds no table {name}", "", "marketlink study --out FOLDER"
                )
        if not (_view(con, folder, "cars") and _rows(con, "select 1 from page_cars limit 1")):
            raise InputError("No event of the study could be studied", "Its tables say why of each")
        daily = _view(con, folder, "abnormal")
        (study,) = _rows(con, "select * from page_study")
        window = _leading(con)
        con.execute(statement("study_page.studied"))
        con.execute(statement("study_page.event"), {"first": window[0], "last": window[1]})
        spread = _spread(con)
        low, high = con.execute(statement("study_page.middle")).fetchall()[0]
        notes: dict[Any, Any] = {
            text: _warning_codes(codes) for text, codes in _json(study["told_tests"]).items()
        }
        calibration = _calibration(con, folder)
        calibrated = {_test(row): row["p_calibrated"] for row in calibration if _speaks(row)}
        return StudyDigest(
            spec={**study, **{name: _json(study[name]) for name in SPANS}, **_benchmark(study)},
            outcomes=_json(study["outcomes"]),
            warnings=tuple(_warning_codes(one) for one in _json(study["told"])),
            snapshot=str(study["snapshot"]),
            window=window,
            paths=_paths(con) if daily else (),
            tests=tuple(
                {
                    **row,
                    "note": notes.get(row["note"], row["note"]),
                    "p_calibrated": calibrated.get(_test(row)),
                }
                for row in _rows(con, "select * from page_tests")
            ),
            windows=_rows(con, statement("study_page.windows")),
            parts=_rows(con, statement("study_page.parts")),
            spread=spread,
            plane=_plane(con, spread),
            heat=_heat(con) if daily else (),
            months=tuple(con.execute(statement("study_page.months")).fetchall()),
            ends=_rows(con, statement("study_page.ends"), {"few": FEW}),
            middle=(low, high),
            wider=_wider(con) if daily else None,
            calibration=tuple(row for row in calibration if _test(row)[1] == window),
        )


def _view(con: DuckDBPyConnection, folder: Path, name: str) -> bool:
    """Show a table of the folder as ``page_<name>``; False where it is not there."""
    parquet, text = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        con.read_parquet(str(parquet)).create_view(f"page_{name}", replace=True)
    elif text.is_file():
        types = {
            one: "varchar" for one in con.read_csv(str(text), header=True).columns if one in NAMES
        }
        con.read_csv(str(text), header=True, dtype=types).create_view(f"page_{name}", replace=True)
    else:
        return False
    return True


def _benchmark(study: Row) -> dict[str, Any]:
    """The benchmark that was named (None: each event's own), and whether the model needs one."""
    model, name = MODELS.get(str(study["model"])), study["benchmark"]
    return {
        "benchmark": None if name in ABSENT else name,
        "needs_benchmark": model is None or model.benchmark,
    }


def _calibration(con: DuckDBPyConnection, folder: Path) -> tuple[Row, ...]:
    """The rows of the table of ``--calibrate``; none where it was not asked for."""
    if not _view(con, folder, "calibration"):
        return ()
    return _rows(con, statement("study_page.calibration"))


def _speaks(row: Row) -> bool:
    """Whether a statistic was tried on dates enough that its p could be small."""
    return row["p_floor"] is not None and row["p_floor"] < ENOUGH


def _test(row: Row) -> tuple[Any, Window, str]:
    """The group, window and statistic of a row."""
    return row["group"], (row["tau_from"], row["tau_to"]), row["statistic"]


def _rows(
    con: DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None
) -> tuple[Row, ...]:
    cursor = con.execute(query, parameters or {})
    names = [column[0] for column in cursor.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def _json(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    return json.loads(value) if isinstance(value, str) else value


def _warning_codes(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    """A warning as it was told, to be worded in any language."""
    if isinstance(value, dict):
        return FindingText(
            str(value["code"]), **{k: _warning_codes(v) for k, v in dict(value["fields"]).items()}
        )
    return tuple(_warning_codes(one) for one in value) if isinstance(value, list) else value


def _leading(con: DuckDBPyConnection) -> Window:
    """Day 0 where it was asked, else the first window."""
    first = con.execute(
        "select distinct tau_from, tau_to from page_cars order by tau_from = 0 and tau_to = 0 desc,"
        " tau_to - tau_from, tau_from"
    ).fetchall()
    return int(first[0][0]), int(first[0][1])


def _paths(con: DuckDBPyConnection) -> tuple[Banded, ...]:
    (last,) = con.execute("select max(tau) from page_abnormal").fetchone() or (0,)
    return banded(
        con.execute(statement("study_page.paths"), {"days": stretch_days(int(last))}).fetchall()
    )


def _heat(con: DuckDBPyConnection) -> tuple[tuple[int, int, float], ...]:
    return tuple(con.execute(statement("study_page.heat"), {"bins": BINS}).fetchall())


def _wider(con: DuckDBPyConnection) -> float | None:
    (ratio,) = con.execute(statement("study_page.wider")).fetchall()[0]
    return None if ratio is None else float(ratio)


def _plane(con: DuckDBPyConnection, spread: Spread) -> tuple[tuple[int, int, int], ...]:
    (low, high, _), bins = spread[0], len(spread)
    parameters = {"low": low, "step": high - low, "bins": bins, "up": P_STEP, "rows": P_ROWS}
    return tuple(con.execute(statement("study_page.plane"), parameters).fetchall())


def _spread(con: DuckDBPyConnection) -> Spread:
    """The distribution in equal steps, symmetric about zero."""
    (reach,) = con.execute(
        "select coalesce(quantile_cont(abs(car), ?), 0) from page_event", [WIDE]
    ).fetchone() or (0.0,)
    end = float(reach) or 0.01
    step = 2 * end / STEPS
    rows: Sequence[tuple[int, int]] = con.execute(
        statement("study_page.spread"), {"low": -end, "step": step, "bins": STEPS}
    ).fetchall()
    counts = dict(rows)
    return tuple((-end + n * step, -end + (n + 1) * step, counts.get(n, 0)) for n in range(STEPS))
