"""The events of one group in one window of a panel, and what the statistics read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from marketlink.study.inference import portfolio, ranks
from marketlink.study.inference.dependence import Dependence, dependence
from marketlink.study.inference.evidence import (
    EventValues,
    Moments,
    Random,
    Trend,
    WindowEvidence,
)
from marketlink.study.inference.parametric import jackknifed, patell
from marketlink.study.inference.resampling import block_sums
from marketlink.study.inference.results import Row, filtered_portfolio, group_rows
from marketlink.study.inference.statistics import VALUES
from marketlink.study.inference.validity import SampleFacts, facts
from marketlink.study.kernel import Flags, Floats
from marketlink.study.panel import Panel, Window


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
        return [Sample.of(self.panel, one, self.shared[one]) for one in windows]


class Sample(NamedTuple):
    """The events of one group in one window.

    ``place`` and ``inside`` are the window's columns in the panel's ``car`` and ``ar``; ``whole``
    (N,) the events whose returns cover every session of it, with a spread. ``car`` and ``scar``
    (N,) and the estimation days' SARs (N, T) are NaN where an event is not whole.
    """

    panel: Panel
    window: Window
    shared: Dependence
    place: int
    inside: slice
    whole: Flags
    car: Floats
    scar: Floats
    estimation_sar: Floats

    @classmethod
    def of(cls, panel: Panel, window: Window, shared: Dependence) -> Sample:
        """The events of a panel in one of its windows."""
        place = panel.windows.index(window)
        whole = (panel.days[:, place] == window[1] - window[0] + 1) & (panel.sigma > 0)
        scar = panel.scar[:, place]
        return cls(
            panel, window, shared, place, panel.columns(window), whole,
            np.where(whole, panel.car[:, place], np.nan),
            np.where(np.isfinite(scar) & whole, scar, np.nan),
            panel.sar if whole.all() else np.where(whole[:, None], panel.sar, np.nan),
        )  # fmt: skip

    @property
    def facts(self) -> SampleFacts:
        """The facts for the validity rules."""
        panel, dates = self.panel, self.panel.ar_dates[:, self.inside]
        dof = panel.dof.astype(float)
        return facts(self.scar, dof, self.estimation_sar, dates, self.shared, panel.forms)

    def evidence(self) -> WindowEvidence:
        """What the statistics read."""
        panel, used, whole = self.panel, ~np.isnan(self.car), self.whole[:, None]
        car, dates, dof = self.car[used], panel.ar_dates[used, self.inside], panel.dof.astype(float)
        own = slice(before := panel.residuals.shape[1], before + panel.ar[:, self.inside].shape[1])
        days = (panel.ar / np.sqrt(panel.span))[:, self.inside]
        joint = np.where(whole, np.concatenate([panel.residuals, days], axis=1), np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            sar = (panel.ar / panel.ar_se)[:, self.inside]
        sar = np.where(np.isfinite(sar) & whole, sar, np.nan)
        car_se, bhar = (values[:, self.place] for values in (panel.car_se, panel.bhar))
        values = EventValues(
            self.car, car_se, self.scar, np.where(self.whole, bhar, np.nan), panel.sigma, dof
        )
        means = {name: Moments.of(value(values)) for name, value in VALUES.items()}
        t, df, se = portfolio.cda_t(self.car, car_se, panel.residuals, panel.sigma, dof)
        mean, present, rank, variance = ranks.grank_days(self.estimation_sar, self.scar)
        return WindowEvidence(
            window=self.window,
            facts=self.facts,
            means=means,
            pseudo=Moments.of(jackknifed(self.scar))._replace(n=means["scar"].n),
            patell=float(patell(self.scar, dof)),
            portfolio=(float(t), float(df), float(se)),
            ranks=(ranks.corrado_series(joint), own),
            zivney=(ranks.zivney_series(self.estimation_sar, sar), own),
            signs=(ranks.sign_series(joint), own),
            grank=(mean, present, float(rank), float(variance)),
            positive=int((car > 0).sum()),
            negative=int((car < 0).sum()),
            share=float(ranks.positive_share(panel.residuals)),
            cars=car,
            blocks=block_sums(car, dates[:, 0]),
            calendar=portfolio.calendar_series(panel.ar[used, self.inside], dates)[0],
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
            shrink = np.sqrt(days) * panel.sigma[used] / panel.car_se[used, self.place]
        before = np.where(np.isfinite(before), before, np.nan)
        return ranks.daily_mean(before)[0], ranks.daily_mean(inside * shrink[:, None])[0]

    def mean_sars(self) -> tuple[Floats, Floats]:
        """Mean SARs of the estimation days, and of the days after them to the window's last.

        The window's own are scaled so that their sum has the variance of as many days.
        """
        panel, first = self.panel, int(self.panel.est_tau[-1]) + 1
        with np.errstate(invalid="ignore", divide="ignore"):
            sar = panel.ar / panel.ar_se
            inside = panel.ar[:, self.inside]
            days = (~np.isnan(inside)).sum(axis=1)
            sar[:, self.inside] = inside * (np.sqrt(days) / panel.car_se[:, self.place])[:, None]
        mean = ranks.daily_mean(np.where(np.isfinite(sar) & self.whole[:, None], sar, np.nan))[0]
        event = portfolio.laid_out(mean, int(panel.tau[0]), first, panel.window[0], self.window)
        return ranks.daily_mean(self.estimation_sar)[0], event


def groups_of(panel: Panel) -> dict[str, Group]:
    """The groups of a panel, in alphabetical order."""
    members = panel.members().items()
    return {name: Group.of(panel.take(rows), panel.windows) for name, rows in members}


def panel_rows(
    groups: Mapping[str, Group], options: tuple[float | None, Random]
) -> Iterator[list[Row]]:
    """Rows of the ``tests`` table of some groups of one study, a list a group, without adjusted
    p-values; options as for :func:`marketlink.study.inference.results.group_rows`."""
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
    aar, n = ranks.daily_mean(np.where(usable[:, None], panel.ar[:, before], np.nan))
    variance, df = portfolio.portfolio_variance(
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
