"""The arrays that the group statistics read: one row an event whose model could be fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from marketlink.study.kernel import Floats, Ints

Window = tuple[int, int]
ARRAYS = (
    "day0", "ar", "ar_se", "span", "ar_dates", "residuals", "est_dates", "leverage", "n_est", "dof",
    "sigma", "Z", "A", "car", "car_se", "scar", "bhar", "days",
)  # fmt: skip
LABELS = ("event_ids", "symbols", "groups")


@dataclass(frozen=True)
class Panel:
    """N events with their estimation and event windows; NaN marks a session without a return.

    Attributes
    ----------
    event_ids, symbols, groups : tuple of str, length N
    tau : (L,) the event window's days, consecutive, both ends in
    est_tau : (T,) the estimation window's days, consecutive
    day0 : (N,) proleptic Gregorian ordinal (``date.toordinal``) of each event's day 0
    ar : (N, L) abnormal returns, decimal
    ar_se : (N, L) forecast standard error of each abnormal return
    span : (N, L) sessions that each return covers
    ar_dates : (N, L) ordinal of each event session; 0 where the calendar does not reach
    residuals : (N, T) estimation residuals, over the root of the sessions they cover; NaN where
        missing, masked or outside the history
    est_dates : (N, T) ordinal of each estimation session on the common calendar; 0 unknown
    leverage : (N, T) ``x_t' A x_t`` of each estimation day (NaN where the residual is)
    n_est : (N,) usable estimation returns
    dof : (N,) ``n_est - k``
    sigma : (N,) ``sqrt(SSR / dof)``
    Z : (N, L, k) regressor rows of the event days, the constant's column included
    A : (N, k, k) ``(X'X)^-1`` of the estimation days; k = 0 where nothing was estimated
    shown : the window of the tables; the whole of ``tau`` where it is None
    windows : the windows of ``car``, ``car_se`` and ``scar``, in order
    car, car_se, scar : (N, W); ``scar = car / car_se``; NaN where a window has no usable day
    bhar : (N, W) buy-and-hold abnormal returns; NaN where the model is not of returns
    days : (N, W) sessions of each window that its returns cover
    exchanges : tuple of str, length N, or empty where all events trade on one calendar; events of
        two exchanges within a week are correlated with a session's lead and lag
    """

    event_ids: tuple[str, ...]
    symbols: tuple[str, ...]
    groups: tuple[str, ...]
    tau: Ints
    est_tau: Ints
    day0: Ints
    ar: Floats
    ar_se: Floats
    span: Floats
    ar_dates: Ints
    residuals: Floats
    est_dates: Ints
    leverage: Floats
    n_est: Ints
    dof: Ints
    sigma: Floats
    Z: Floats
    A: Floats
    windows: tuple[Window, ...]
    car: Floats
    car_se: Floats
    scar: Floats
    bhar: Floats
    days: Ints
    exchanges: tuple[str, ...] = ()
    table_window: Window | None = None

    @property
    def window(self) -> Window:
        """The window of the tables."""
        return self.table_window or (int(self.tau[0]), int(self.tau[-1]))

    def __len__(self) -> int:
        return len(self.event_ids)

    @cached_property
    def sar(self) -> Floats:
        """(N, T) residuals over sigma sqrt(1 - h), each with its own leverage h."""
        with np.errstate(invalid="ignore", divide="ignore"):
            sar = self.residuals / (self.sigma[..., None] * np.sqrt(1.0 - self.leverage))
        return np.where(np.isfinite(sar), sar, np.nan)

    @staticmethod
    def joined(panels: Sequence[Panel]) -> Panel:
        """The events of several panels of one study, one after another."""
        if len(panels) == 1:
            return panels[0]
        whole: dict[str, Any] = {
            name: np.concatenate([getattr(panel, name) for panel in panels]) for name in ARRAYS
        }
        for name in (*LABELS, "exchanges"):
            whole[name] = tuple(value for panel in panels for value in getattr(panel, name))
        return replace(panels[0], **whole)

    def take(self, rows: Ints) -> Panel:
        """The events at the given positions, in that order; of (G, N) positions, G groups of N
        events each, the arrays have one axis more in front and the labels go on."""
        changed: dict[str, Any] = {name: getattr(self, name)[rows] for name in ARRAYS}
        places = rows.ravel().tolist()
        for name in (*LABELS, "exchanges"):
            labels = getattr(self, name)
            changed[name] = tuple([labels[place] for place in places if labels])
        return replace(self, **changed)

    def members(self) -> dict[str, Ints]:
        """The positions of each group's events, groups by name, in an order that does not depend on
        the file's.

        Sums and draws follow it, so that the same events give the same bits.
        """
        days, rows_of = self.day0.tolist(), dict[str, list[int]]()
        keys = list(zip(self.groups, days, self.symbols, self.event_ids, strict=True))
        for row in sorted(range(len(keys)), key=keys.__getitem__):
            rows_of.setdefault(self.groups[row], []).append(row)
        return {name: np.array(rows, dtype=np.int64) for name, rows in rows_of.items()}

    def columns(self, window: Window) -> slice:
        """The columns of ``ar`` and ``Z`` that a window covers."""
        first = int(self.tau[0])
        return slice(window[0] - first, window[1] - first + 1)
