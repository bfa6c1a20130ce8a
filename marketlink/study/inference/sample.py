"""Groups of as many events each in one window of a panel, and what the statistics read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np

from marketlink.study.inference import portfolio, ranks
from marketlink.study.inference.dependence import Dependence, dependence
from marketlink.study.inference.evidence import EventValues, Moments, Random, Trend, WindowEvidence
from marketlink.study.inference.parametric import jackknifed, moments, patell
from marketlink.study.inference.ranks import JointRanks
from marketlink.study.inference.resampling import block_sums
from marketlink.study.inference.results import GroupEvidence, Row, group_rows
from marketlink.study.inference.statistics import VALUES
from marketlink.study.inference.validity import SampleFacts, facts, shape
from marketlink.study.kernel import Flags, Floats
from marketlink.study.panel import Panel, Window

TOGETHER = 512
"""Events of groups that are worked out at a time: as many as the nearer caches hold."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Groups of as many events each.

    ``panel`` holds their events, (G, N) along its arrays' first axes; ``shared`` how each group's
    events depend on each other in some windows; ``kinds`` what is known of the estimation days of
    events that are whole together.
    """

    names: tuple[str, ...]
    panel: Panel
    shared: Mapping[Window, Sequence[Dependence]]
    kinds: dict[bytes, Before] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Sequence[str], panel: Panel) -> Stack:
        """Groups with the panel's windows, the tables' window and the first day of that."""
        first, last = panel.window
        distinct = tuple(dict.fromkeys((*panel.windows, (first, last), (first, first))))
        exchanges = np.reshape(panel.exchanges, (len(names), -1))
        shared = [
            dependence(
                panel.residuals[at], panel.est_dates[at],
                [panel.ar_dates[at][:, panel.columns(window)] for window in distinct],
                exchanges[at].tolist(), estimated=panel.A.shape[-1] > 0,
            )
            for at in range(len(names))
        ]  # fmt: skip
        of_window = dict(zip(distinct, zip(*shared, strict=True), strict=True))
        return cls(tuple(names), panel, of_window)

    def before(self, whole: Flags) -> Before:
        """The estimation days of some events, (G, N) flags."""
        return self.kinds.setdefault(whole.tobytes(), Before(self.panel, whole))


@dataclass(frozen=True)
class Before:
    """The estimation days of the events that are ``whole`` (G, N) in the same windows."""

    panel: Panel
    whole: Flags

    def of_whole(self, values: Floats) -> Floats:
        """Values of the events, (G, N, days); NaN where an event is not whole."""
        return values if self.whole.all() else np.where(self.whole[..., None], values, np.nan)

    @cached_property
    def sar(self) -> Floats:
        """(G, N, T) standardised residuals."""
        return self.of_whole(self.panel.sar)

    @cached_property
    def forms(self) -> list[tuple[float, float, float]]:
        """The form of each group's standardised residuals."""
        pairs = zip(self.panel.sar, self.whole, strict=True)
        return [shape(sar[whole]) for sar, whole in pairs]

    @cached_property
    def mean_sar(self) -> Floats:
        """(G, T) their means over the events."""
        return ranks.daily_mean(self.sar)[0]

    @cached_property
    def widened(self) -> Floats:
        """(G, T) means of the residuals over the root of what their leverage leaves."""
        with np.errstate(invalid="ignore", divide="ignore"):
            before = self.panel.residuals / np.sqrt(1.0 - self.panel.leverage)
        return ranks.daily_mean(self.of_whole(np.where(np.isfinite(before), before, np.nan)))[0]

    @cached_property
    def variance(self) -> tuple[Floats, Floats]:
        """(G,) the portfolio's variance a day, and its degrees of freedom."""
        sigma, dof = np.where(self.whole, self.panel.sigma, 0.0), self.panel.dof.astype(float)
        return portfolio.portfolio_variance(self.of_whole(self.panel.residuals), sigma, dof)

    @cached_property
    def returns(self) -> JointRanks:
        """Ranks of residuals and abnormal returns, event by event."""
        days = self.panel.ar / np.sqrt(self.panel.span)
        return JointRanks.of(self.of_whole(self.panel.residuals), self.of_whole(days))

    @cached_property
    def scaled(self) -> JointRanks:
        """The same of standardised residuals and standardised event days over the spread that the
        events have on the day."""
        with np.errstate(invalid="ignore", divide="ignore"):
            days = self.panel.ar / self.panel.ar_se
        own = self.of_whole(np.where(np.isfinite(days), days, np.nan))
        return JointRanks.of(self.sar, ranks.over_spread(own))

    @cached_property
    def alone(self) -> Floats:
        """(G, N, T) ranks of the standardised residuals among themselves."""
        return ranks.plain(self.scaled.alone).reshape(self.sar.shape)


@dataclass(frozen=True)
class Sample:
    """The events of some groups in one window.

    ``place`` and ``inside`` are the window's columns in the panel's ``car`` and ``ar``; ``before``
    the estimation days of the events that are whole: whose returns cover every session of it, with
    a spread. ``car`` and ``scar`` (G, N) are NaN where an event is not.
    """

    stack: Stack
    window: Window
    place: int
    inside: slice
    before: Before
    car: Floats
    scar: Floats

    @classmethod
    def of(cls, stack: Stack, window: Window) -> Sample:
        """The events of a stack in one of its windows."""
        panel = stack.panel
        place = panel.windows.index(window)
        whole = (panel.days[..., place] == window[1] - window[0] + 1) & (panel.sigma > 0)
        car, scar = panel.car[..., place], panel.scar[..., place]
        whole &= ~np.isnan(car)
        return cls(
            stack, window, place, panel.columns(window), stack.before(whole),
            np.where(whole, car, np.nan), np.where(np.isfinite(scar) & whole, scar, np.nan),
        )  # fmt: skip

    @property
    def facts(self) -> list[SampleFacts]:
        """The facts of each group for the validity rules."""
        panel = self.stack.panel
        dates, dof = panel.ar_dates[..., self.inside], panel.dof.astype(float)
        length, shared = panel.residuals.shape[-1], self.stack.shared[self.window]
        return [
            facts(self.scar[at], dof[at], form, (dates[at], length), shared[at])
            for at, form in enumerate(self.before.forms)
        ]

    def evidence(self) -> list[WindowEvidence]:
        """What the statistics read of each group."""
        panel, before, whole = self.stack.panel, self.before, self.before.whole
        length, dof = panel.residuals.shape[-1], panel.dof.astype(float)
        own = slice(length, length + self.inside.stop - self.inside.start)
        car_se, bhar = (values[..., self.place] for values in (panel.car_se, panel.bhar))
        values = EventValues(
            self.car, car_se, self.scar, np.where(whole, bhar, np.nan), panel.sigma, dof
        )
        means = {name: _by_group(*moments(value(values))) for name, value in VALUES.items()}
        columns = range(self.inside.start, self.inside.stop)
        returns, scaled = (one.window(columns) for one in (before.returns, before.scaled))
        of_signs = before.returns.signs(returns, columns)
        twice, scaled_twice, signs = (
            np.concatenate(one, axis=1).reshape(*whole.shape, -1)
            for one in (returns, scaled, of_signs)
        )
        corrado, zivney = ranks.corrado_series(twice), ranks.zivney_series(scaled_twice)
        sign = ranks.sign_series(signs, twice != 0)
        share = ranks.positive_share(panel.residuals).tolist()
        of_portfolio = portfolio.cda_t(self.car, car_se, panel.sigma, before.variance)
        portfolios = _by_group(*of_portfolio)
        grank = list(zip(*ranks.grank_days(before.sar, self.scar, before.alone), strict=True))
        days = list(zip(*self._portfolio_days(), strict=True))
        z, pseudo = patell(self.scar, dof).tolist(), _by_group(*moments(jackknifed(self.scar)))
        signed_ranks = _by_group(*ranks.wilcoxon(self.car)[::2])
        out = []
        for at, facts_of in enumerate(self.facts):
            used = whole[at]
            car, dates = self.car[at][used], panel.ar_dates[at][used, self.inside]
            of_means = {name: Moments(*each[at]) for name, each in means.items()}
            ar = panel.ar[at][used, self.inside]
            out.append(WindowEvidence(
                window=self.window,
                facts=facts_of,
                means=of_means,
                pseudo=Moments(of_means["scar"].n, *pseudo[at][1:]),
                patell=z[at],
                portfolio=portfolios[at],
                ranks=(corrado[at], own),
                zivney=(zivney[at], own),
                signs=(sign[at], own),
                grank=grank[at],
                positive=int((car > 0).sum()),
                negative=int((car < 0).sum()),
                share=share[at],
                signed_ranks=signed_ranks[at],
                cars=car,
                blocks=block_sums(car, dates[:, 0]),
                calendar=portfolio.calendar_series(ar, dates)[0],
                days=days[at],
            ))  # fmt: skip
        return out

    def _portfolio_days(self) -> tuple[Floats, Floats]:
        """Portfolio abnormal returns before and in the window, on one scale, (G, days) each.

        Estimation days are widened by their leverage and the window's days shrunk by the forecast
        term of their sum, so that both have the variance of a plain shock.
        """
        panel = self.stack.panel
        inside = self.before.of_whole(panel.ar[..., self.inside])
        with np.errstate(invalid="ignore", divide="ignore"):
            days = (~np.isnan(inside)).sum(axis=-1)
            shrink = np.sqrt(days) * panel.sigma / panel.car_se[..., self.place]
        return self.before.widened, ranks.daily_mean(inside * shrink[..., None])[0]

    def mean_sars(self) -> tuple[Floats, Floats]:
        """Mean SARs of the estimation days, and of the days after them to the window's last.

        The window's own are scaled so that their sum has the variance of as many days.
        """
        panel, first = self.stack.panel, int(self.stack.panel.est_tau[-1]) + 1
        with np.errstate(invalid="ignore", divide="ignore"):
            sar = panel.ar / panel.ar_se
            inside = panel.ar[..., self.inside]
            days = (~np.isnan(inside)).sum(axis=-1)
            factor = np.sqrt(days) / panel.car_se[..., self.place]
            sar[..., self.inside] = inside * factor[..., None]
        mean = ranks.daily_mean(self.before.of_whole(np.where(np.isfinite(sar), sar, np.nan)))[0]
        event = portfolio.laid_out(mean, int(panel.tau[0]), first, panel.window[0], self.window)
        return self.before.mean_sar, event


def _by_group(*values: Floats) -> list[tuple[Any, ...]]:
    """Several (G,) numbers, group by group."""
    return list(zip(*(one.tolist() for one in values), strict=True))


def stacks_of(panel: Panel) -> list[Stack]:
    """The groups of a panel: those of as many events together, in alphabetical order."""
    by_size = sorted(panel.members().items(), key=lambda one: len(one[1]))
    stacks = []
    for size, alike in groupby(by_size, key=lambda one: len(one[1])):
        some, step = list(alike), max(TOGETHER // size, 1)
        for low in range(0, len(some), step):
            names, rows = zip(*some[low : low + step], strict=True)
            stacks.append(Stack.of(names, panel.take(np.stack(rows))))
    return stacks


def panel_rows(stacks: Sequence[Stack], options: tuple[float | None, Random]) -> list[list[Row]]:
    """Rows of the ``tests`` table of some groups of one study, a list a group, without adjusted
    p-values; options as for :func:`marketlink.study.inference.results.group_rows`."""
    samples = [[Sample.of(stack, one) for one in stack.panel.windows] for stack in stacks]
    filtered = iter(filtered_of([one for some in samples for one in some]))
    groups = []
    for stack, some in zip(stacks, samples, strict=True):
        windows = zip(*(one.evidence() for one in some), strict=True)
        own = zip(*([next(filtered) for _ in stack.names] for _ in some), strict=True)
        each = zip(stack.names, windows, own, trends(stack), strict=True)
        first = stack.panel.window[0]
        groups += [GroupEvidence(name, of, f, (first, trend)) for name, of, f, trend in each]
    return group_rows(groups, options)


def filtered_of(samples: Sequence[Sample]) -> list[tuple[float, float]]:
    """Value and p of the filtered portfolio of each group of some samples of one study."""
    if not samples:
        return []
    series = zip(*(one.mean_sars() for one in samples), strict=True)
    before, event = (np.concatenate(one) for one in series)
    windows = [one.window for one in samples for _ in one.stack.names]
    first = int(samples[0].stack.panel.est_tau[-1]) + 1
    return _by_group(*portfolio.filtered_portfolios(before, event, first, windows))


def trends(stack: Stack) -> list[Trend | None]:
    """The averages before the event, of events with a return of one session on each of those days;
    None where there are none."""
    panel = stack.panel
    before = (panel.tau < 0) & (panel.tau >= panel.window[0])
    usable = (panel.sigma > 0) & ~np.isnan(panel.Z[..., before, :]).any(axis=(-1, -2))
    usable &= (panel.span[..., before] == 1).all(axis=-1)
    aar, n = ranks.daily_mean(np.where(usable[..., None], panel.ar[..., before], np.nan))
    out: list[Trend | None] = []
    for at, (variance, df) in enumerate(_by_group(*stack.before(usable).variance)):
        some = usable[at]
        if not some.any() or (n[at] == 0).any() or not np.isfinite(variance):
            out.append(None)
            continue
        weight, rows = panel.sigma[at][some] ** 2, panel.Z[at][some][:, before]
        forecast = np.einsum("n,nik,nkl,njl->ij", weight, rows, panel.A[at][some], rows)
        covariance = variance * (np.eye(aar.shape[-1]) + forecast / weight.sum())
        out.append(Trend(aar[at], covariance, df))
    return out
