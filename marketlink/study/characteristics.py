"""The cross-section of a study's CARs on numbers of the events file, as one of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.errors import InputError
from marketlink.store.sql import load
from marketlink.study.cross_section import Errors, Weights, cross_section
from marketlink.study.files import EVENT_NAMES
from marketlink.tabular.cells import cells_of
from marketlink.tabular.dialect import rewrite_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.study.panel import Panel

COLUMNS = (
    *("tau_from", "tau_to", "n", "dropped", "name", "estimate", "se", "t", "p", "low", "high"),
    *("r2", "errors", "weights", "note"),
)

EVENT_IDS = "select event_id from input_event order by rowid"

Values = Mapping[str, Mapping[str, float]]
"""Number by event id, by the name of the characteristic."""


@dataclass(frozen=True, slots=True)
class Regress:
    """The specification of a cross-section: columns of the events file, and standard errors.

    ``clusters`` are up to two of ``date`` (day 0), ``company`` and ``group``.
    """

    names: tuple[str, ...]
    errors: Errors = "HC3"
    weights: Weights = "equal"
    clusters: tuple[str, ...] = ()


def read_characteristics(
    con: DuckDBPyConnection, path: Path, names: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Numbers of an events file by name and event id; cells that are no number are left out.

    The events are in ``input_event``, in the order of the file.

    Raises
    ------
    InputError
        The file has no such column, or no number in it.
    """
    cells = cells_of(con, path, "events", EVENT_NAMES)
    plain = {name.strip().lower(): place for place, name in enumerate(cells.header)}
    ids = [str(row[0]) for row in con.execute(EVENT_IDS).fetchall()]
    if len(ids) != len(cells.rows):
        raise InputError(
            f"{path} cannot be read for a regression",
            f"It has {len(ids)} events and {len(cells.rows)} lines of cells",
            "a file with one line an event",
        )
    load(con, "tabular.macros", "tabular.file")
    characteristics: dict[str, dict[str, float]] = {}
    for name in names:
        if name.strip().lower() not in plain:
            near = get_close_matches(name.lower(), list(plain), 3, 0.5) or list(plain)[:12]
            raise InputError(f"{path} has no column {name}", "", "one of " + ", ".join(near))
        place = plain[name.strip().lower()]
        characteristics[name] = _numbers(
            con, path, ids, [row[place] for row in cells.rows], cells.delimiter
        )
        if not characteristics[name]:
            raise InputError(f"The column {name} of {path} holds no number")
    return characteristics


def _numbers(
    con: DuckDBPyConnection, path: Path, ids: list[str], texts: list[str], delimiter: str
) -> dict[str, float]:
    con.execute("delete from study_file")
    staged = {"event_id": np.array(ids, dtype=object), "ret": np.array(texts, dtype=object)}
    con.register("study_staged", staged)
    con.execute("insert into study_file by name select * from study_staged")
    con.unregister("study_staged")
    rewrite_numbers(con, path, delimiter)
    rows = con.execute(
        "select event_id, try_cast(study_blank(ret) as double) from study_file order by rowid desc"
    ).fetchall()
    return {identity: value for identity, value in rows if value is not None}


def regression_rows(panel: Panel, values: Values, regress: Regress) -> list[dict[str, Any]]:
    """One row a window and coefficient: CARs of all valid events on their characteristics, as
    :func:`marketlink.study.cross_section.cross_section` has it.

    Raises
    ------
    InputError
        More coefficients than events, or characteristics that are combinations of each other.
    """
    order = np.argsort(panel.day0, kind="stable")
    ids = [panel.event_ids[i] for i in order]
    columns = {name: np.array([values[name].get(one, np.nan) for one in ids], dtype=np.float64)
               for name in regress.names}  # fmt: skip
    labels = {"date": panel.day0[order].tolist(), "company": [panel.symbols[i] for i in order],
              "group": [panel.groups[i] for i in order]}  # fmt: skip
    rows: list[dict[str, Any]] = []
    for place, (first, last) in enumerate(panel.windows):
        fit = cross_section(
            panel.car[order, place],
            columns,
            errors=regress.errors,
            weights=regress.weights,
            car_se=panel.car_se[order, place],
            clusters=[labels[name] for name in regress.clusters],
        )
        shared = {"tau_from": first, "tau_to": last, "n": fit.n, "dropped": fit.dropped,
                  "r2": fit.r2, "errors": fit.errors, "weights": fit.weights,
                  "note": "; ".join(fit.notes)}  # fmt: skip
        rows += [shared | line for line in fit.rows()]
    return rows
