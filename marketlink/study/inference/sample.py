"""The events of one group in one window of a panel, and what the statistics read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marketlink.study.inference.dependence import Dependence, dependence
from marketlink.study.inference.facts import SampleFacts, facts
from marketlink.study.inference.filtered_portfolio import laid_out
from marketlink.study.inference.laws import Floats
from marketlink.study.inference.parametric import jackknifed, patell
from marketlink.study.inference.portfolio import calendar_series, cda_t, portfolio_variance
from marketlink.study.inference.ranks import corrado_series, daily_mean, grank_days, zivney_series
from marketlink.study.inference.resampling import block_sums
from marketlink.study.inference.signs import positive_share, sign_series
from marketlink.study.inference.statistics import (
    Moments,
    Random,
    Row,
    Trend,
    WindowEvidence,
    filtered_portfolio,
    group_rows,
)
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

    def samples(self) -> list[Sample]:
        """The events window by window; none where there are no events."""
        windows = self.panel.windows if len(self.panel) else ()
        return [Sample(self.panel, one, self.shared[one]) for one in windows]


@dataclass(frozen=True)
class Sample:
    """The events of one group that have a CAR in one window."""

    panel: Panel
    window: Window
    shared: Dependence

    @cached_property
    def place(self) -> int:
        """The window's column in the panel's ``car``."""
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
    def dates(self) -> Ints:
        """(N, days) ordinals of the window's sessions."""
        dates: Ints = self.panel.ar_dates[:, self.inside]
        return dates

    @cached_property
    def facts(self) -> SampleFacts:
        """The facts for the validity rules."""
        return facts(self.scar, self.dof, self.estimation_sar, self.dates, self.shared)

    def evidence(self) -> WindowEvidence:
        """What the statistics read."""
        panel, used = self.panel, ~np.isnan(self.car)
        car, dates = self.car[used], self.dates[used]
        scar, before = Moments.of(self.scar), self.estimation_sar.shape[1]
        own = slice(before, before + self.event_sar.shape[1])
        t, df, se = cda_t(self.car, self.car_se, panel.residuals, panel.sigma, self.dof)
        mean, present, rank, variance = grank_days(self.estimation_sar, self.scar)
        return WindowEvidence(
            window=self.window,
            facts=self.facts,
            car=Moments.of(self.car),
            scar=scar,
            bhar=Moments.of(self.bhar),
            pseudo=Moments.of(jackknifed(self.scar))._replace(n=scar.n),
            patell=float(patell(self.scar, self.dof)),
            portfolio=(float(t), float(df), float(se)),
            ranks=(corrado_series(self.joint), own),
            zivney=(zivney_series(self.estimation_sar, self.event_sar), own),
            signs=(sign_series(self.joint), own),
            grank=(mean, present, float(rank), float(variance)),
            positive=int((car > 0).sum()),
            negative=int((car < 0).sum()),
            share=float(positive_share(panel.residuals)),
            cars=car,
            blocks=block_sums(car, dates[:, 0]),
            calendar=calendar_series(panel.ar[used, self.inside], dates)[0],
            days=self._portfolio_days(used),
        )

    def _portfolio_days(self, used: Flags) -> tuple[Floats, Floats]:
        """Portfolio abnormal returns before and in the window, on one scale.

        Estimation days are widened by their leverage and the window's days shrunk by the forecast
        term of their sum, so that both have the variance of a plain shock.
        """
        panel = self.panel
        with np.errstate(invalid="ignore", divide="ignore"):
            before = panel.residuals[used] / np.sqrt(1.0 - panel.leverage[used])
            inside = panel.ar[used, self.inside]
            days = (~np.isnan(inside)).sum(axis=1)
            shrink = np.sqrt(days) * panel.sigma[used] / self.car_se[used]
        before = np.where(np.isfinite(before), before, np.nan)
        return daily_mean(before)[0], daily_mean(inside * shrink[:, None])[0]

    def mean_sars(self) -> tuple[Floats, Floats]:
        """Mean SARs of the estimation days, and of the days after them to the window's last.

        The window's own are scaled so that their sum has the variance of as many days.
        """
        panel, first = self.panel, int(self.panel.est_tau[-1]) + 1
        with np.errstate(invalid="ignore", divide="ignore"):
            sar = panel.ar / panel.ar_se
            inside = panel.ar[:, self.inside]
            days = (~np.isnan(inside)).sum(axis=1)
            sar[:, self.inside] = inside * (np.sqrt(days) / self.car_se)[:, None]
        mean = daily_mean(np.where(np.isfinite(sar) & self.whole[:, None], sar, np.nan))[0]
        event = laid_out(mean, int(panel.tau[0]), first, panel.window[0], self.window)
        return daily_mean(self.estimation_sar)[0], event


def groups_of(panel: Panel) -> dict[str, Group]:
    """The groups of a panel, in alphabetical order."""
    members = {name: panel.members(name) for name in sorted(set(panel.groups))}
    return {name: Group.of(panel.take(rows), panel.windows) for name, rows in members.items()}


def panel_rows(
    groups: Mapping[str, Group], options: tuple[float | None, Random]
) -> Iterator[list[Row]]:
    """Rows of the ``tests`` table of some groups of one study, a list a group, without adjusted
    p-values.

    Parameters
    ----------
    options : of :func:`marketlink.study.inference.statistics.group_rows`
    """
    samples = {name: group.samples() for name, group in groups.items()}
    filtered = iter(filtered_of([one for some in samples.values() for one in some]))
    for name, some in samples.items():
        panel, own = groups[name].panel, [next(filtered) for _ in some]
        before = panel.window[0], trend(panel)
        yield group_rows(name, [one.evidence() for one in some], before, own, options)


def filtered_of(samples: Sequence[Sample]) -> list[tuple[float, float]]:
    """Value and p of the filtered portfolio of some samples of one study."""
    first = int(samples[0].panel.est_tau[-1]) + 1 if samples else 0
    series = [one.mean_sars() for one in samples]
    return filtered_portfolio(series, first, [one.window for one in samples])


def trend(panel: Panel) -> Trend | None:
    """The averages before the event, of events with a return of one session on each of those days;
    None where there are none."""
    before = (panel.tau < 0) & (panel.tau >= panel.window[0])
    usable = (panel.sigma > 0) & ~np.isnan(panel.Z[:, before]).any(axis=(1, 2))
    usable &= (panel.span[:, before] == 1).all(axis=1)
    aar, n = daily_mean(np.where(usable[:, None], panel.ar[:, before], np.nan))
    variance, df = portfolio_variance(
        np.where(usable[:, None], panel.residuals, np.nan),
        np.where(usable, panel.sigma, 0.0),
        panel.dof.astype(float),
    )
    if not usable.any() or (n == 0).any() or not np.isfinite(variance):
        return None
    weight = panel.sigma[usable] ** 2
    rows = panel.Z[usable][:, before]
    forecast = np.einsum("n,nik,nkl,njl->ij", weight, rows, panel.A[usable], rows) / weight.sum()
    return Trend(aar, float(variance) * (np.eye(aar.size) + forecast), float(df))


def estimation_sar(panel: Panel) -> Floats:
    """(N, T) standardised estimation residuals, each with its own leverage."""
    return standardised(panel.residuals, panel.leverage, panel.sigma)


def standardised(residuals: Floats, leverage: Floats, sigma: Floats) -> Floats:
    """Residuals over sigma sqrt(1 - h), (N, T); NaN where that is not finite."""
    with np.errstate(invalid="ignore", divide="ignore"):
        sar = residuals / (sigma[:, None] * np.sqrt(1.0 - leverage))
    return np.where(np.isfinite(sar), sar, np.nan)
