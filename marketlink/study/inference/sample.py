"""One group and window of a panel, as the statistics read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marketlink.errors import InputError
from marketlink.study.inference.dependence import Dependence, dependence
from marketlink.study.inference.facts import SampleFacts, facts
from marketlink.study.inference.laws import Floats
from marketlink.study.inference.portfolio import cda_t
from marketlink.study.panel import Panel, Window

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Group(NamedTuple):
    """The events of one group, and how they depend on each other in some windows."""

    panel: Panel
    shared: Mapping[Window, Dependence]

    @classmethod
    def of(cls, panel: Panel, windows: Iterable[Window] = ()) -> Group:
        """A group with the windows given, the tables' window and the first day of that."""
        first, last = panel.window
        distinct = tuple(dict.fromkeys((*windows, (first, last), (first, first))))
        dates = [panel.ar_dates[:, panel.columns(window)] for window in distinct]
        shared = dependence(
            panel.residuals, panel.est_dates, dates, panel.exchanges,
            estimated=panel.A.shape[-1] > 0,
        )  # fmt: skip
        return cls(panel, dict(zip(distinct, shared, strict=True)))

    def samples(self, windows: Iterable[Window]) -> list[Sample]:
        """The events window by window; none where there are no events."""
        return [Sample(self.panel, one, self.shared[one]) for one in windows if len(self.panel)]


@dataclass(frozen=True)
class Sample:
    """The events of one group that have a CAR in one window."""

    panel: Panel
    window: Window
    shared: Dependence

    @cached_property
    def place(self) -> int:
        """The window's column in the panel's ``car``."""
        if self.window not in self.panel.windows:
            windows = ", ".join(f"{first}:{last}" for first, last in self.panel.windows)
            raise InputError(
                f"The window {self.window[0]}:{self.window[1]} was not estimated",
                f"The panel holds {windows}",
                "name the window when the study is run",
            )
        return self.panel.windows.index(self.window)

    @cached_property
    def inside(self) -> slice:
        """The window's columns in ``ar``."""
        return self.panel.columns(self.window)

    @cached_property
    def whole(self) -> Flags:
        """(N,) events whose returns cover every session of the window, with a spread."""
        length = self.window[1] - self.window[0] + 1
        return np.asarray((self.panel.days[:, self.place] == length) & (self.panel.sigma > 0))

    @cached_property
    def car(self) -> Floats:
        """(N,) decimal; NaN where an event has no usable standard error."""
        return np.where(self.whole, self.panel.car[:, self.place], np.nan)

    @cached_property
    def car_se(self) -> Floats:
        """(N,) exact forecast standard error."""
        se: Floats = self.panel.car_se[:, self.place]
        return se

    @cached_property
    def scar(self) -> Floats:
        """(N,) CAR over its standard error."""
        scar: Floats = self.panel.scar[:, self.place]
        return np.where(np.isfinite(scar) & self.whole, scar, np.nan)

    @cached_property
    def bhar(self) -> Floats:
        """(N,) buy-and-hold abnormal returns; NaN where an event is not whole."""
        return np.where(self.whole, self.panel.bhar[:, self.place], np.nan)

    @cached_property
    def dof(self) -> Floats:
        """(N,) residual degrees of freedom."""
        return self.panel.dof.astype(float)

    @cached_property
    def estimation_sar(self) -> Floats:
        """(N, T) residual over sigma sqrt(1 - h); NaN where an event is not whole."""
        return np.where(self.whole[:, None], estimation_sar(self.panel), np.nan)

    @cached_property
    def event_sar(self) -> Floats:
        """(N, days) abnormal return over its forecast standard error on the window's days."""
        with np.errstate(invalid="ignore", divide="ignore"):
            sar = (self.panel.ar / self.panel.ar_se)[:, self.inside]
        return np.where(np.isfinite(sar) & self.whole[:, None], sar, np.nan)

    @cached_property
    def joint(self) -> Floats:
        """(N, T + days) abnormal returns a session of the estimation days and the window's; NaN
        where an event is not whole."""
        inside = (self.panel.ar / np.sqrt(self.panel.span))[:, self.inside]
        joint = np.concatenate([self.panel.residuals, inside], axis=1)
        return np.where(self.whole[:, None], joint, np.nan)

    @cached_property
    def joint_inside(self) -> slice:
        """The window's columns in ``joint``."""
        offset = self.panel.residuals.shape[1]
        return slice(offset, offset + self.inside.stop - self.inside.start)

    @cached_property
    def dates(self) -> Ints:
        """(N, days) ordinals of the window's sessions."""
        dates: Ints = self.panel.ar_dates[:, self.inside]
        return dates

    @cached_property
    def cda(self) -> tuple[Floats, Floats, Floats]:
        """The portfolio's t of the mean CAR, its degrees of freedom and standard error."""
        panel = self.panel
        return cda_t(self.car, self.car_se, panel.residuals, panel.sigma, self.dof)

    @cached_property
    def facts(self) -> SampleFacts:
        """The facts for the validity rules."""
        return facts(
            self.scar,
            self.dof,
            self.estimation_sar,
            self.dates,
            self.shared,
        )


def estimation_sar(panel: Panel) -> Floats:
    """(N, T) standardised estimation residuals, each with its own leverage."""
    return standardised(panel.residuals, panel.leverage, panel.sigma)


def standardised(residuals: Floats, leverage: Floats, sigma: Floats) -> Floats:
    """Residuals over sigma sqrt(1 - h), (N, T); NaN where that is not finite."""
    with np.errstate(invalid="ignore", divide="ignore"):
        sar = residuals / (sigma[:, None] * np.sqrt(1.0 - leverage))
    return np.where(np.isfinite(sar), sar, np.nan)
