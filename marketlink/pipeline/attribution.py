"""Day 0's move split into what the local market predicts, what a foreign factor does, and rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from marketlink.records.case import Attribution
from marketlink.store.sql import statement
from marketlink.study.alignment import Windows
from marketlink.study.engine import plan_of, reach_of
from marketlink.study.inputs import load
from marketlink.study.kernel import Fits
from marketlink.study.models import estimate, find
from marketlink.study.models.design import Request

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec


def attribute(
    con: DuckDBPyConnection, spec: Spec, foreign: Mapping[str, str | None]
) -> dict[str, Attribution]:
    """Split the day-0 return of every event, by event id: total = drift + local + foreign +
    remainder, in simple returns; events that cannot be fitted are left out.

    Parameters
    ----------
    spec : estimation window, benchmark and ``min_obs``; its model is not used
    foreign : the foreign or sector factor of each symbol; None or absent means none

    Reference: R = a + b Rm + c F + e, F compounded over every foreign session since the stock's
    last close.
    """
    foreign_names = tuple(sorted({name for name in foreign.values() if name}))
    plan = plan_of(replace(spec, windows=((0, 0),), window=(0, 0)))
    windows = load(con, spec, reach_of(plan), factors=foreign_names)
    answers: dict[str, Attribution] = {}
    for row in np.flatnonzero(windows.events.at >= 0).tolist():
        name = foreign.get(str(windows.events.symbol[row])) or None
        places = [0, *([1 + foreign_names.index(name)] if name else [])]
        layout = replace(windows.layout, X=windows.layout.X[places])
        request = Request(
            layout, windows.events.at[row : row + 1], plan, ("benchmark", *([name] if name else []))
        )
        market_fit = estimate(find("market-factors" if name else "market"), request)
        if np.isfinite(market_fit.fits.ar[0, 0]):
            sessions = _between(con, windows, row, name)
            answers[str(windows.events.event_id[row])] = _split(
                windows, request, market_fit.fits, row, sessions
            )
    return answers


def _between(
    con: DuckDBPyConnection, windows: Windows, row: int, name: str | None
) -> tuple[date, ...]:
    if name is None:
        return ()
    day = date.fromordinal(int(windows.events.day0[row]))
    values = [str(windows.events.symbol[row]), day, name]
    return tuple(r[0] for r in con.execute(statement("study.between"), values).fetchall())


def _split(
    windows: Windows, request: Request, fits: Fits, row: int, sessions: tuple[date, ...]
) -> Attribution:
    at, coef = int(request.at[0]), fits.coef[0]
    x = request.layout.X[:, at]
    name = request.names[1] if len(request.names) > 1 else None
    return Attribution(
        symbol=str(windows.events.symbol[row]),
        session=date.fromordinal(int(windows.events.day0[row])),
        total=float(request.layout.y[at]),
        local_symbol=str(windows.benchmarks[windows.events.series[row]]),
        local_return=float(x[0]),
        local=float(coef[1] * x[0]),
        foreign_symbol=name,
        foreign_return=float(x[1]) if name else None,
        foreign=float(coef[2] * x[1]) if name else None,
        foreign_sessions=sessions,
        drift=float(coef[0]),
        remainder=float(fits.ar[0, 0]),
        remainder_se=float(fits.ar_se[0, 0]),
        r2=float(fits.r2[0]),
    )
