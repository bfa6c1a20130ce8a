"""``marketlink.study``: an event study on tables, and its result."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from marketlink.errors import InputError
from marketlink.library.spec import Spec
from marketlink.library.tables import Table, as_file, frame
from marketlink.records.study import Window

if TYPE_CHECKING:
    from pandas import DataFrame
    from statsmodels.iolib.summary import Summary

    from marketlink.library.plots import StudyPlots

TABLES = ("events", "abnormal", "cars", "tests", "average")


def study(  # noqa: PLR0913 (one specification)
    events: Table,
    prices: Table | Sequence[Table],
    *,
    benchmark: str | None = None,
    model: str = "market",
    windows: Sequence[Window] | None = None,
    window: Window = (-10, 10),
    estimation: Window = (-250, -11),
    returns: Literal["simple", "log"] = "simple",
    factors: Table | Sequence[Table] | None = None,
    min_obs: int = 120,
    mask_events: bool = False,
    as_of: date | None = None,
    threads: int = 1,
) -> StudyResult:
    """Run an event study: how far did each stock move beyond what it would have done anyway?

    Parameters
    ----------
    events : table
        ``event_id, symbol`` and ``date`` (a day of the exchange) or ``instant`` (with an offset
        from UTC); optional ``group``, ``exchange``, ``benchmark``. One row an event.
    prices : table or sequence of tables
        Long: ``symbol, date, close``, optional ``adj_close, volume, exchange``; or ``ret`` (simple
        and decimal) in place of ``close``. One row a symbol and session.
    benchmark : str, optional
        A symbol of the prices; by default the index of each symbol's exchange.
    model : str
        The normal return, by name: ``marketlink study --list-models``.
    windows : sequence of (int, int), optional
        Windows of the CARs in sessions around day 0, both ends in.
    window, estimation : (int, int)
        The path that ``abnormal`` and ``average`` cover; the sessions that the model is fitted on.
    returns : {"simple", "log"}
    factors : table or sequence of tables, optional
        ``date`` and one decimal column a factor, or a daily file of Kenneth French's library.
    min_obs : int
        Fewest returns of a fit.
    mask_events : bool
        Leave the days of a stock's other events out of its fits.
    as_of : date, optional
        Nothing later is used.
    threads : int
        Threads of the fits; the figures do not depend on it.

    Returns
    -------
    StudyResult

    Raises
    ------
    InputError
        A table or specification that cannot be used: one sentence that says which.
    """
    from marketlink.study.run import windows_within

    spec = Spec(
        model=model, benchmark=benchmark, estimation=estimation, window=window, returns=returns,
        min_obs=min_obs, mask_events=mask_events, as_of=as_of,
    )  # fmt: skip
    spec = replace(spec, windows=tuple(windows or windows_within(spec.windows, window)))
    inputs = StudyInputs(events, _many(prices), _many(factors) if factors is not None else ())
    return StudyResult(spec, inputs, *_run(inputs, spec, threads))


@dataclass(frozen=True, slots=True)
class StudyInputs:
    """The tables that a study was given, kept so that one of its fits can be made again."""

    events: Table
    prices: tuple[Table, ...]
    factors: tuple[Table, ...]


@dataclass(frozen=True)
class StudyResult:
    """A finished event study. Returns are decimal; tables are pandas DataFrames (docs/study.md).

    ``outcomes`` counts what became of the events and adds up to their number; ``warnings`` are
    sentences. Two results of one input are the same to the last bit.
    """

    spec: Spec
    inputs: StudyInputs = field(repr=False)
    columns: Mapping[str, Mapping[str, Any]] = field(repr=False)
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]

    @cached_property
    def events(self) -> DataFrame:
        """One row an event: day 0, outcome, the fitted model."""
        return frame(self.columns["events"])

    @cached_property
    def abnormal(self) -> DataFrame:
        """One row an event and session: return, normal and abnormal return with its error."""
        return frame(self.columns["abnormal"])

    @cached_property
    def cars(self) -> DataFrame:
        """One row an event and window: the cumulated abnormal return, its error and p-values."""
        return frame(self.columns["cars"])

    @cached_property
    def tests(self) -> DataFrame:
        """One row a group, window and statistic, with the condition under which it is valid."""
        return frame(self.columns["tests"])

    @cached_property
    def average(self) -> DataFrame:
        """One row a group and session: average and cumulated average abnormal return."""
        return frame(self.columns["average"])

    @property
    def plot(self) -> StudyPlots:
        """Plotly figures of the result: ``result.plot.path()``, ``result.plot.forest()`` ..."""
        from marketlink.library.plots import StudyPlots

        return StudyPlots(self)

    def summary(self) -> Summary:
        """The result as a statsmodels Summary: ``as_text()``, ``as_html()``, ``as_latex()``."""
        from marketlink.library.summary import study_summary

        return study_summary(self)

    def as_statsmodels(self, event_id: str) -> Any:  # noqa: ANN401 (a library without types)
        """The market model of one event, fitted by statsmodels OLS on the same matched returns.

        Anybody can check the study with it: its ``params`` are alpha and beta, the square root of
        its ``mse_resid`` is sigma. Only for the model "market".

        Raises
        ------
        InputError
            The study has no such event with outcome "ok", or is of another model.
        """
        import statsmodels.api as sm

        if self.spec.model != "market":
            raise InputError(f"OLS has no counterpart for the model {self.spec.model}")
        one = self.events[(self.events.event_id == event_id) & (self.events.outcome == "ok")]
        if one.empty:
            raise InputError(f"The study has no fitted event {event_id}")
        first, last = self.spec.estimation
        whole = replace(self.spec, window=(first, max(last, self.spec.window[1])))
        columns, *_ = _run(self.inputs, whole, 1)
        rows = frame(columns["abnormal"]).query("event_id == @event_id and @first <= tau <= @last")
        rows = rows.dropna(subset=["ret", "benchmark_ret"])
        return sm.OLS(rows.ret, sm.add_constant(rows.benchmark_ret)).fit()

    def to_excel(self, path: str | Path) -> Path:
        """Write every table to a workbook, one sheet each; text stays text, formulas do not run.

        Raises
        ------
        InputError
            The ``excel`` extra is not installed.
        """
        from marketlink.library.workbook import write_workbook

        return write_workbook(Path(path), {name: getattr(self, name) for name in TABLES})

    def to_latex(self, table: str = "cars") -> str:
        """One of the tables as LaTeX."""
        if table not in TABLES:
            raise InputError(f"There is no table {table}", "", f"one of {', '.join(TABLES)}")
        return str(getattr(self, table).to_latex(index=False, escape=True, float_format="%.6g"))

    def _repr_html_(self) -> str:
        return str(self.summary().as_html())

    def __str__(self) -> str:
        return str(self.summary().as_text())


def _run(
    inputs: StudyInputs, spec: Spec, threads: int
) -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, int], tuple[str, ...]]:
    from marketlink.study.run import study_files

    with tempfile.TemporaryDirectory(prefix="marketlink-") as place:
        folder = Path(place)
        prices = [as_file(one, folder, f"prices{n}") for n, one in enumerate(inputs.prices, 1)]
        factors = [as_file(one, folder, f"factors{n}") for n, one in enumerate(inputs.factors, 1)]
        outcome = study_files(
            as_file(inputs.events, folder, "events"), prices, spec,
            factors=factors or None, threads=threads,
        )  # fmt: skip
    return outcome.tables, outcome.outcomes, outcome.warnings


def _many(tables: Table | Sequence[Table]) -> tuple[Table, ...]:
    return tuple(tables) if isinstance(tables, (list, tuple)) else (tables,)
