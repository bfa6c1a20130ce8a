"""Whether the files of a study hold what its model needs, and on the days that it needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marketlink.errors import InputError
from marketlink.study.matching import factor_names
from marketlink.study.models import find, regressors
from marketlink.study.models.design import windows_of
from marketlink.study.models.returns import free_name
from marketlink.study.relations import few

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.engine import Solved


def provided(con: DuckDBPyConnection, spec: Spec) -> list[str]:
    """What to tell of a model's factors.

    Raises
    ------
    InputError
        The model needs volumes, or a factor, that neither factor files nor prices have.
    """
    model = find(spec.model)
    if model.unit == "log volume" and not _any(con, "volume is not null"):
        raise InputError(
            f"The model {model.name} needs volumes",
            "the prices have none",
            "a column volume beside the prices",
        )
    columns = sorted(factor_names(con))
    names = regressors(model, spec.factors, columns)
    for name in names:
        if name not in columns and not _any(con, "symbol = ?", name):
            raise InputError(
                f"There is no factor and no symbol {name}",
                f"the factors are {few(columns)}" if columns else "there is no factor file",
                "--factor with a column of --factors or a symbol of the prices",
            )
    if isinstance(model.factors, tuple) and free_name(names) is None:
        return [
            f"no factor column is called RF: the model {model.name} explains returns as they"
            " stand, not those in excess of a risk-free rate"
        ]
    return []


def _any(con: DuckDBPyConnection, condition: str, *values: str) -> bool:
    asked = f"select 1 from input_price where {condition} limit 1"  # noqa: S608 (closed list)
    return bool(con.execute(asked, list(values)).fetchall())


def unmatched(solved: Solved) -> list[str]:
    """What to tell of events whose stock has returns where its regressors have none."""
    layout, plan, events = solved.request.layout, solved.request.plan, solved.windows.events
    if solved.model.peers and len(solved.ready):
        return _peerless(solved)
    if not len(layout.X) or not len(solved.ready):
        return []
    alone = np.isfinite(layout.y) & ~np.isfinite(layout.X).all(axis=0)
    at = events.at[solved.ready]
    days = windows_of(alone.astype(np.float64), at, plan.path).any(axis=1)
    short = solved.outcome[solved.ready] == "short_history"
    days |= short & windows_of(alone.astype(np.float64), at, plan.estimation).any(axis=1)
    ids = [str(i) for i in events.event_id[solved.ready[days]]]
    if not ids:
        return []
    return [
        f"{len(ids)} events have days with a return of the stock, but none of its benchmark or a"
        f" factor: {few(ids)}"
    ]


def _peerless(solved: Solved) -> list[str]:
    plan, at = solved.request.plan, solved.windows.events.at[solved.ready]
    held = np.isfinite(windows_of(solved.request.layout.y, at, plan.estimation)).sum(axis=1)
    ids = solved.windows.events.event_id[solved.ready]
    alone = [str(i) for i in ids[(held >= plan.min_obs) & (solved.fits.n < plan.min_obs)]]
    if not alone:
        return []
    free = "" if solved.model.linear else ", without an event of their own in those days"
    return [
        f"{len(alone)} events lack other companies{free} with the same sessions, which the model"
        f" {solved.model.name} compares with: {few(alone)}"
    ]
