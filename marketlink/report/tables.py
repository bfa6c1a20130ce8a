"""The tables of a study as CSV: full precision, empty for nothing, the same bytes every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

from marketlink.neutral import spreadsheet
from marketlink.records.study import Row

COLUMNS: dict[str, tuple[str, ...]] = {
    "events": (
        "event_id",
        "symbol",
        "group",
        "exchange",
        "instant",
        "day0",
        "rule",
        "outcome",
        "n_est",
        "n_missing",
        "alpha",
        "beta",
        "sigma",
        "r2",
        "overlap",
    ),
    "abnormal": (
        "event_id",
        "tau",
        "session",
        "ret",
        "benchmark_ret",
        "normal",
        "ar",
        "ar_se",
        "sar",
    ),
    "cars": (
        "event_id",
        "tau_from",
        "tau_to",
        "car",
        "car_se",
        "t",
        "p_t",
        "scar",
        "p_sq",
        "p_filtered",
        "p_placebo",
        "p_floor",
        "bhar",
        "car_low",
        "car_high",
    ),
    "tests": (
        "group",
        "tau_from",
        "tau_to",
        "n",
        "statistic",
        "value",
        "df",
        "p",
        "p_adjusted",
        "r_bar",
        "inflation",
        "valid",
        "note",
    ),
    "average": ("group", "tau", "n", "aar", "aar_se", "caar", "caar_se", "band_from"),
}


def csv_text(name: str, rows: Sequence[Row]) -> str:
    """One table as CSV text, its documented columns first, others after them by name.

    Text that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    own_columns = COLUMNS.get(name, ())
    extra = sorted({key for row in rows for key in row} - set(own_columns))
    columns = [*own_columns, *extra]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401 (any value of a row)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(float(value)) if isfinite(value) else ""
    return spreadsheet(value) if isinstance(value, str) else str(value)
