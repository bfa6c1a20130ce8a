"""Events and prices to windows: calendars, reaction sessions, interval-matched returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES
from marketlink.store.sql import statement
from marketlink.study.layout import Layout
from marketlink.study.mapping import Mapped, map_events
from marketlink.study.markets import OWN, choose_calendars
from marketlink.study.matching import fill, require, series_of
from marketlink.study.relations import few

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec


@dataclass(frozen=True, slots=True)
class Windows:
    """Events and the layout they point into; ``symbols`` and ``benchmarks`` are by series.

    ``peer_calendars`` puts all symbols that follow their own dates on one calendar, for averages
    over companies; ``indices`` are symbols that stand as benchmarks.
    """

    events: Mapped
    layout: Layout
    symbols: tuple[str, ...]
    benchmarks: tuple[str | None, ...]
    calendars: tuple[str, ...]
    indices: frozenset[str]
    warnings: tuple[str, ...]

    @property
    def peer_calendars(self) -> tuple[str, ...]:
        """The calendar of each series, one for all that follow their own dates."""
        return tuple(OWN if c.startswith(OWN) else c for c in self.calendars)


def load(
    con: DuckDBPyConnection,
    spec: Spec,
    reach: tuple[int, int],
    *,
    benchmark: bool = True,
    factors: Sequence[str] = (),
    everyone: bool = False,
) -> Windows:
    """Read ``input_event``, ``input_price``, ``session`` (and ``input_factor``) into windows.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the relations ``input_event(event_id, symbol, date, instant, "group", exchange,
        benchmark)``, optionally with ``problem``; ``input_price(symbol, session, total, ret,
        volume, exchange)``; ``session(exchange, session, idx, open, close)``; and, where
        ``factors`` are columns of a file, ``input_factor(session, name, value)``.
    reach : sessions of padding before and after the prices of a series.
    benchmark : whether the model needs one.
    factors : further regressors, names of factor columns or of symbols.
    everyone : also lay out the symbols that have no event, as peers.

    Returns
    -------
    Windows
        Returns of stock and regressors over the same instants.

    Reference
    ---------
    Maynes and Rumsey 1993 for returns over several sessions.
    """
    con.execute("set variable study_as_of = ?::date", [spec.as_of])
    _input(con)
    notes = choose_calendars(con, spec, factors, everyone)
    for name in ("study_bar", "study_session", "study_step"):
        con.execute(statement(name))
    series = series_of(con, spec, benchmark, everyone)
    require(con, series, benchmark, factors)
    layout = fill(con, series, reach, len(factors) + benchmark)
    events = map_events(con, spec, series, layout, benchmark)
    return Windows(
        events=events,
        layout=layout,
        symbols=tuple(s.symbol for s in series),
        benchmarks=tuple(s.benchmark for s in series),
        calendars=tuple(s.code for s in series),
        indices=_indices(con, spec),
        warnings=(*notes, *faults(con, "study_bar_faults")),
    )


def _input(con: DuckDBPyConnection) -> None:
    """Copy the events, with the optional columns filled, so that their order is fixed."""
    columns = {row[0] for row in con.execute("describe input_event").fetchall()}
    con.execute(statement("study_input"))
    if "problem" in columns:
        con.execute(statement("study_input_problem"))


def _indices(con: DuckDBPyConnection, spec: Spec) -> frozenset[str]:
    rows = con.execute("select distinct benchmark from study_input").fetchall()
    stated = {name for (name,) in rows if name} | {e.benchmark for e in EXCHANGES.values()}
    return frozenset(stated | ({spec.benchmark} if spec.benchmark else set()) | set(spec.factors))


def faults(con: DuckDBPyConnection, counted: str) -> list[str]:
    """What was wrong with the prices of the symbols in use, by the SQL file that counts it."""
    notes: list[str] = []
    rows = con.execute(statement(counted)).fetchall()
    repeated = [f"{symbol} ({n})" for symbol, n, _ in rows if n]
    unusable = [f"{symbol} ({n})" for symbol, _, n in rows if n]
    if repeated:
        notes.append(f"days with more than one price row: {few(repeated)}")
    if unusable:
        notes.append(
            "days whose price is not positive, not finite or contradicted by another row count as"
            f" missing: {few(unusable)}"
        )
    own = [
        row[0]
        for row in con.execute("select symbol from study_symbol where own order by 1").fetchall()
    ]
    if own:
        notes.append(f"own dates as calendar: {few(own)}")
    return notes


__all__ = ["OWN", "Windows", "choose_calendars", "faults", "load"]
