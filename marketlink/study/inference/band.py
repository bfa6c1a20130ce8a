"""The averages of groups day by day, with the errors of the test that leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from marketlink.records.decision import leading
from marketlink.study.inference.parametric import moments
from marketlink.study.inference.portfolio import half_widths, portfolio_variance
from marketlink.study.inference.ranks import daily_mean
from marketlink.study.inference.sample import Group
from marketlink.study.inference.statistics import STATISTICS
from marketlink.study.inference.validity import SampleFacts, event_variance, facts, is_met
from marketlink.study.kernel import Flags, Floats
from marketlink.study.panel import Panel, Window

FILTERED, PORTFOLIO, CORRECTED, PLAIN = OF_MEANS = (
    *("portfolio-filtered", "cda-t", "kp-bmp", "cross-sectional-t"),
)
"""Tests that give a mean return an error."""


Columns = dict[str, np.ndarray[Any, Any]]
CLUSTERED = "clustered"
"""Where the band of a large group comes from: :func:`clustered`."""


class Days(NamedTuple):
    """The days of a group's averages, (N, L) each: returns and their errors, of the days alone or
    of sums from the first day on; NaN where there is none."""

    value: Floats
    error: Floats

    @property
    def scaled(self) -> Floats:
        """Values over their errors."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.error > 0, self.value / self.error, np.nan)


def days_of(panel: Panel) -> tuple[Days, Days]:
    """The days of the tables' window, and the sums from its first day on: a sum is over the days
    that have a return.

    Reference: Campbell, Lo and MacKinlay (1997), eq. 4.4.11, for the error: sigma^2 (L + 1'Z A
    Z'1).
    """
    cut = panel.columns(panel.window)
    ar, span = panel.ar[:, cut], panel.span[:, cut]
    there = np.isfinite(ar)
    lean = np.cumsum(np.where(there[:, :, None], panel.Z[:, cut], 0.0), axis=1)
    spread = ((lean @ panel.A) * lean).sum(axis=2)
    length = np.cumsum(np.where(there, span, 0.0), axis=1)
    started = np.maximum.accumulate(there, axis=1)
    running = np.where(started, np.cumsum(np.where(there, ar, 0.0), axis=1), np.nan)
    error = panel.sigma[:, None] * np.sqrt(length + spread)
    return Days(ar, panel.ar_se[:, cut]), Days(running, np.where(started, error, np.nan))


def errors(
    groups: Sequence[Group], days: Sequence[tuple[Days, Days]]
) -> list[tuple[Floats, list[str | None]]]:
    """Errors of each group's AARs and CAARs, (2, L), and of each day the test that they come from,
    of the groups of one study and the days of each.

    Of the tests that give a mean an error and hold both on the day and on the sum up to it, the one
    that leads: its rules are read on these windows themselves, whatever windows are asked for. The
    cross-sectional t stands in where none leads; without a test there is no error. Where a law is
    no normal one the error is half its 95 % interval over 1.96.
    """
    errors = [_by_test(group, one) for group, one in zip(groups, days, strict=True)]
    wide = [number for number, (_, tests) in enumerate(errors) if FILTERED in tests]
    widths = _widths([groups[number].panel for number in wide])
    for number, width in zip(wide, widths, strict=True):
        of_test = errors[number][0]
        of_test[FILTERED] = of_test[PORTFOLIO] * width
    none, by_group = np.full(2, np.nan), []
    for of_test, tests in errors:
        by_day = [none if name is None else of_test[name][:, at] for at, name in enumerate(tests)]
        by_group.append((np.stack(by_day, axis=1), tests))
    return by_group


def _by_test(group: Group, days: tuple[Days, Days]) -> tuple[dict[str, Floats], list[str | None]]:
    """A group's errors by each test but the filtered portfolio, and the test that leads by day."""
    panel = group.panel
    facts = [
        _facts_by_day(group, one, running=running)
        for one, running in zip(days, (False, True), strict=True)
    ]
    reaches = panel.window[0] <= int(panel.est_tau[-1])
    valid = [name for name in OF_MEANS if name != FILTERED or not reaches]
    tests = [_leading_test(valid, (day, total)) for day, total in zip(*facts, strict=True)]
    between = np.array([_between(one.value) for one in days])
    inflation = np.array([[one.inflation for one in some] for some in facts])
    with np.errstate(invalid="ignore"):  # one event told twice: no spread, infinite inflation
        corrected = between * inflation
    of_test = {PLAIN: between, CORRECTED: corrected, PORTFOLIO: _portfolio(panel, days)}
    return of_test, tests


def _leading_test(names: Sequence[str], windows: tuple[SampleFacts, SampleFacts]) -> str | None:
    valid = [name for name in names if all(is_met(STATISTICS[name].rule, one) for one in windows)]
    n = min(one.n for one in windows)
    return leading(valid, n) or (PLAIN if PLAIN in valid else None)


def _facts_by_day(group: Group, days: Days, *, running: bool) -> list[SampleFacts]:
    """What the validity rules read of each day, or of each sum up to a day. What events share is
    that of one day, or of the whole window: the most that a sum up to a day can share."""
    panel, scaled = group.panel, days.scaled
    first, last = panel.window
    window = (first, last) if running else (first, first)
    shared, dof, out = group.shared[window], panel.dof.astype(float), []
    dates, same = panel.ar_dates[:, panel.columns(window)], np.where(panel.sigma > 0, 0.0, np.nan)
    whole = facts(same, dof, panel.sar, dates, shared, panel.forms)
    for at in range(scaled.shape[1]):
        length, own = at + 1 if running else 1, scaled[:, at]
        ratio, z = event_variance(own, dof, shared.r_window, whole.kurtosis / length)
        out.append(
            replace(
                whole, n=int(np.isfinite(own).sum()), days=length,
                variance_ratio=ratio, variance_z=z,
            )
        )  # fmt: skip
    return out


def _between(values: Floats) -> Floats:
    """The events' spread over the root of their number, day by day."""
    n, _, spread = moments(values.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        error: Floats = spread / np.sqrt(n)
    return error


def _portfolio(panel: Panel, days: tuple[Days, Days]) -> Floats:
    """The portfolio's errors, (2, L), as :func:`marketlink.study.inference.portfolio.cda_t` has
    them: its variance a day, times the events' own squared errors over their variances."""
    variance, _ = portfolio_variance(panel.residuals, panel.sigma, panel.dof)
    out = []
    for one in days:
        there: Flags = np.isfinite(one.error) & (panel.sigma > 0)[:, None]
        squares = np.where(there, one.error**2, 0.0).sum(axis=0)
        weights = np.where(there, panel.sigma[:, None] ** 2, 0.0).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            out.append(np.sqrt(variance * squares / weights))
    return np.array(out)


def _widths(panels: Sequence[Panel]) -> Floats:
    """Half the filtered portfolio's 95 % interval of each group's AARs and CAARs over 1.96 errors
    on days of ordinary volatility, (N, 2, L)."""
    if not panels:
        return np.zeros((0, 2, 0))
    first, (low, high) = int(panels[0].est_tau[-1]) + 1, panels[0].window
    before, event = [], []
    for panel in panels:
        with np.errstate(divide="ignore", invalid="ignore"):
            path = daily_mean(np.where(np.isfinite(panel.ar), panel.ar / panel.ar_se, np.nan))[0]
        start, stop = int(panel.tau[0]), max(high, 0) + 1
        event.append(np.full(stop - first, np.nan))
        event[-1][low - first :] = path[low - start : stop - start]
        before.append(daily_mean(panel.sar)[0])
    days = range(low, high + 1)
    windows = [*((day, day) for day in days), *((low, day) for day in days)]
    half = half_widths(np.array(before), np.array(event), first, windows)
    return half.reshape(len(panels), 2, -1)


def group_columns(
    group: str,
    window: Window,
    means: tuple[np.ndarray[Any, Any], Floats, Floats],
    tests: Sequence[str | None],
) -> Columns:
    """The rows of a group: events a day, AARs and CAARs (2, L) with their errors, and where these
    come from."""
    n, mean, error = means
    return {
        "group": np.full(len(n), group, dtype=object),
        "tau": np.arange(window[0], window[1] + 1),
        "n": n,
        "aar": mean[0],
        "aar_se": error[0],
        "caar": mean[1],
        "caar_se": error[1],
        "band_from": np.array(tests, dtype=object),
    }


FEWEST = 20
"""Stretches of time below which their spread gives no error."""


def stretch_days(last: int) -> int:
    """Calendar days of a stretch: whole weeks, longer than a path of so many sessions."""
    return 7 * (-(-(last + 1) // 5) + 1)


def clustered(total: Floats, n: Floats) -> Floats:
    """Errors of means over events, (L,), with the events of each stretch of time as one
    observation, from their sums and numbers by stretch, (G, L); NaN where there are fewer than 20
    stretches.

    Reference: Liang and Zeger (1986), with G/(G-1).
    """
    count, events = (n > 0).sum(axis=0), n.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = ((total - n * (total.sum(axis=0) / events)) ** 2).sum(axis=0)
        error: Floats = np.sqrt(square * count / (count - 1)) / events
    return np.where(count >= FEWEST, error, np.nan)


def averages(groups: Mapping[str, Group]) -> list[Columns]:
    """The averages of some groups' events: one row a tau, means over those that have a return, with
    the errors of the test that leads (:func:`marketlink.study.inference.band.errors`).

    Reference: Brown and Warner (1985); Campbell, Lo and MacKinlay (1997), section 4.4.
    """
    days = [days_of(group.panel) for group in groups.values()]
    of_group = errors(list(groups.values()), days)
    out = []
    for (name, group), each, (error, tests) in zip(groups.items(), days, of_group, strict=True):
        n, mean, _ = (
            np.array(one) for one in zip(*(moments(one.value.T) for one in each), strict=True)
        )
        means = n[0].astype(np.int64), mean, error
        out.append(group_columns(name, group.panel.window, means, tests))
    return out


def joined(parts: Sequence[Columns]) -> Columns:
    """The averages of several groups, as one table."""
    none = group_columns("", (0, -1), (np.zeros(0), *np.zeros((2, 2, 0))), ())
    return {name: np.concatenate([part[name] for part in parts or [none]]) for name in none}
