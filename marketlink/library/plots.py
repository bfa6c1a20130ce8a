"""Plotly figures of a study: the same forms as on the pages, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

    from marketlink.library.study import StudyResult
    from marketlink.records.study import Window


@dataclass(frozen=True, slots=True)
class StudyPlots:
    """Figures of one result. Axes are in per cent; bands are 95 % of one event's own error."""

    result: StudyResult

    def path(self, event_id: str | None = None) -> Figure:
        """Cumulated abnormal return from the close of day -1: one line an event, 0 there.

        Parameters
        ----------
        event_id : str, optional
            Only this event, with the band that its own errors give for a cumulated return.
        """
        import plotly.graph_objects as go

        rows = self.result.abnormal
        if event_id is not None:
            rows = rows[rows.event_id == event_id]
        if rows.empty:
            raise InputError(f"The study has no abnormal returns of {event_id or 'any event'}")
        figure = go.Figure()
        for name, one in rows.groupby("event_id", sort=False):
            figure.add_scatter(
                x=one.tau, y=100 * _anchored(one), mode="lines+markers", name=str(name)
            )
        figure.add_vline(x=-0.5, line_dash="dot")
        figure.add_hline(y=0, line_width=1)
        return figure.update_layout(
            title="Beyond the market, from the close before day 0",
            xaxis_title="sessions from day 0", yaxis_title="cumulated abnormal return, %",
        )  # fmt: skip

    def forest(self, window: Window | None = None) -> Figure:
        """CAR of each event with its 95 % interval (Student t), one row an event."""
        import plotly.graph_objects as go
        from scipy import stats

        rows = self._cars(window).merge(
            self.result.events[["event_id", "symbol", "n_est"]], on="event_id"
        )
        half = stats.t.ppf(0.975, (rows.n_est - 2).clip(lower=1)) * rows.car_se
        figure = go.Figure(go.Scatter(
            x=100 * rows.car, y=rows.event_id.astype(str) + " " + rows.symbol.astype(str),
            mode="markers", error_x={"type": "data", "array": 100 * half},
        ))  # fmt: skip
        figure.add_vline(x=0, line_width=1)
        return figure.update_layout(
            title="Cumulated abnormal return by event", xaxis_title="CAR, %",
            yaxis={"autorange": "reversed"},
        )  # fmt: skip

    def distribution(self, window: Window | None = None) -> Figure:
        """The distribution of the CARs of a window over the events."""
        import plotly.graph_objects as go

        figure = go.Figure(go.Histogram(x=100 * self._cars(window).car))
        return figure.update_layout(
            title="Distribution of CARs", xaxis_title="CAR, %", yaxis_title="events"
        )

    def heatmap(self) -> Figure:
        """Abnormal return by event and session, in per cent."""
        import plotly.graph_objects as go

        wide = self.result.abnormal.pivot_table(
            index="event_id", columns="tau", values="ar", sort=False
        )
        values: Any = 100 * wide.to_numpy()
        figure = go.Figure(go.Heatmap(
            z=values, x=list(wide.columns), y=[str(one) for one in wide.index],
            colorscale="RdBu", zmid=0, colorbar={"title": "%"},
        ))  # fmt: skip
        return figure.update_layout(
            title="Abnormal return by event and session", xaxis_title="sessions from day 0"
        )

    def _cars(self, window: Window | None) -> DataFrame:
        first, last = window or self.result.spec.windows[0]
        cars = self.result.cars
        rows = cars[(cars.tau_from == first) & (cars.tau_to == last)]
        if rows.empty:
            raise InputError(f"The study has no CARs of the window {first}:{last}")
        return rows


def _anchored(rows: DataFrame) -> DataFrame:
    """Abnormal returns summed up so that the sum is 0 at the close of day -1."""
    total = rows.ar.cumsum()
    before = rows.ar[rows.tau < 0].sum()
    return total - before
